/* tests/unit/cmd_args_test.c - the command line */
#include <stdio.h>
#include <string.h>

#include "cmd_args.h"
#include "unit.h"
#include "banned.h"

#define WORDS(...)                                                                                 \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }

/* The words live until the next call, as argv does. */
static bool parse(struct cmd_args *args, const char *const *words, struct err *err)
{
    static char kept[10][40];
    static char *argv[11];
    int argc = 0;
    (void)snprintf(kept[0], sizeof(kept[0]), "cwreports");
    argv[argc++] = kept[0];
    for (; *words && argc < 10; words++, argc++) {
        (void)snprintf(kept[argc], sizeof(kept[argc]), "%s", *words);
        argv[argc] = kept[argc];
    }
    argv[argc] = NULL;
    return cmd_args_parse(args, argc, argv, err);
}

static void test_options_stand_anywhere(void **state)
{
    (void)state;
    struct cmd_args args;
    OK(parse(&args,
             WORDS("--config", "a.ini", "run", "--month=2020-01", "--report", "x", "--report=y",
                   "--quiet"),
             WHY));
    assert_string_equal(args.verb, "run");
    assert_string_equal(args.config, "a.ini");
    assert_string_equal(args.month, "2020-01");
    assert_int_equal(args.n_reports, 2);
    assert_string_equal(args.reports[0], "x");
    assert_string_equal(args.reports[1], "y");
    assert_true(args.quiet);
    assert_false(args.restate);
    assert_null(args.operands[0]);
    cmd_args_release(&args);
    cmd_args_release(&args);
    cmd_args_release(NULL);
}

static void test_no_words(void **state)
{
    (void)state;
    struct cmd_args args;
    OK(parse(&args, (const char *const[]){NULL}, WHY));
    assert_null(args.verb);
    OK(parse(&args, WORDS("-h"), WHY));
    assert_true(args.help);
    OK(parse(&args, WORDS("sql", "model/00_begin.sql"), WHY));
    assert_string_equal(args.operands[0], "model/00_begin.sql");
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *words[4];
        const char *what, *hint;
    } cases[] = {
        {{"--moth", "x"}, "there is no option \"--moth\"", "--month"},
        {{"-c"}, "there is no option \"-c\"", "--help"},
        {{"--"}, "there is no option", ""},
        {{"--month"}, "--month needs a value: YYYY-MM", ""},
        {{"--month", "2020-13"}, "\"2020-13\" is not a month", "2020-01"},
        {{"--month", "2020-1"}, "is not a month", ""},
        {{"--month", "202001"}, "is not a month", ""},
        {{"--month=2020-00"}, "is not a month", ""},
        {{"--month=0020-01"}, "is not a month", ""},
        {{"--config="}, "--config is empty", ""},
        {{"--quiet=yes"}, "--quiet takes no value", ""},
        {{"--quiet", "--quiet"}, "--quiet is given twice", ""},
        {{"--config", "a", "--config=b"}, "--config is given twice", ""},
        {{"--mnoth=2020-01"}, "there is no option \"--mnoth\"", "--month"},
        {{"--dryrun"}, "there is no option \"--dryrun\"", "--dry-run"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct cmd_args args;
        struct err err = {.kind = ERR_NONE};
        bool ok = parse(&args, cases[i].words, &err);
        if (ok || !strstr(err.message, cases[i].what) || !strstr(err.hint, cases[i].hint))
            print_error("case %zu: %s (%s)\n", i, err.message, err.hint);
        assert_false(ok);
        assert_int_equal(err_exit_code(&err), 2);
        assert_non_null(strstr(err.message, cases[i].what));
        assert_non_null(strstr(err.hint, cases[i].hint));
        cmd_args_release(&args);
    }
}

static void test_each_verb_has_its_options(void **state)
{
    (void)state;
    struct cmd_args args;
    struct err err = {.kind = ERR_NONE};
    OK(parse(&args, WORDS("status", "--json", "--config=x", "--help"), WHY));
    OK(cmd_args_allowed(&args, "status", "", "config json", WHY));
    assert_false(cmd_args_allowed(&args, "init", "", "config quiet", &err));
    assert_non_null(strstr(err.message, "init takes no --json"));
    assert_non_null(strstr(err.hint, "cwreports init --help"));
    assert_false(cmd_args_allowed(&args, "x", "", "jsonx xjson config", NULL)); /* whole words */
}

static void test_each_verb_has_its_words(void **state)
{
    (void)state;
    struct cmd_args args;
    struct err err = {.kind = ERR_NONE};
    OK(parse(&args, WORDS("explain", "home_study", "-"), WHY));
    assert_string_equal(args.operands[1], "-");
    OK(parse(&args, WORDS("explain", "home_study", "1000207"), WHY));
    OK(cmd_args_allowed(&args, "explain", "REPORT CHILD-ID", "", WHY));
    OK(cmd_args_allowed(&args, "explain", "REPORT [CHILD-ID]", "", WHY));
    assert_false(cmd_args_allowed(&args, "sql", "[PATH]", "", &err));
    assert_non_null(strstr(err.message, "\"1000207\" is one word too many"));
    assert_false(cmd_args_allowed(&args, "x", "A B C", "", &err));
    assert_non_null(strstr(err.message, "x needs C"));
    assert_non_null(strstr(err.hint, "cwreports x A B C"));
    OK(parse(&args, WORDS("sql"), WHY));
    OK(cmd_args_allowed(&args, "sql", "[PATH]", "", WHY));
    assert_false(parse(&args, WORDS("a", "b", "c", "d", "e", "f"), &err));
    assert_non_null(strstr(err.message, "\"f\" is one word too many"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options_stand_anywhere),
        cmocka_unit_test(test_no_words),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_each_verb_has_its_options),
        cmocka_unit_test(test_each_verb_has_its_words),
    };
    return cmocka_run_group_tests_name("cmd_args", tests, NULL, NULL);
}
