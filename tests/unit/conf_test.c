/* tests/unit/conf_test.c - the configuration: what is read, and each way it is refused */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"
#include "conf_table.h"
#include "unit.h"
#include "banned.h"

#define GOOD                                                                                       \
    "[agency]\ntimezone = America/Chicago\n[source]\nkind = faces\nconninfo = service=x\n"         \
    "[mart]\nconninfo = service=y\n[spool]\ndir = spool\n"

static char folder[] = "/tmp/cwreports-conf-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    (void)snprintf(path, sizeof(path), "%s/test.ini", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

static void put(const char *text, size_t n)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, n, file), n);
    (void)fclose(file);
}

static bool load(struct conf *conf, const char *text, struct err *err)
{
    put(text, strlen(text));
    return conf_load(conf, path, err);
}

static void test_values_and_defaults(void **state)
{
    (void)state;
    struct conf conf;
    OK(load(&conf,
            GOOD "[report]\nworkers = 3\nenabled = home_study , ftdm_completion\n"
                 "[share]\nrewrites=yes\n# comment\n; comment\n[quality]\nmax_reject_pct = 2.5\n",
            WHY));
    assert_int_equal(conf.agency.id, 1);
    assert_string_equal(conf.agency.id_text, "1");
    assert_string_equal(conf.agency.timezone, "America/Chicago");
    assert_string_equal(conf.source.schema, "faces"); /* the kind */
    assert_int_equal(conf.report.workers, 3);
    assert_true(conf.share.rewrites);
    assert_string_equal(conf.quality.max_reject_pct, "2.5");
    assert_true(conf_has(conf.report.enabled, "ftdm_completion"));
    assert_true(conf_has(conf.report.enabled, "home_study"));
    assert_false(conf_has(conf.report.enabled, "home"));
    assert_true(conf_has(conf.report.scopes, "office")); /* empty: all */
    assert_true(str_ends(conf.codemap.dir, "/conf/codemap") ||
                str_ends(conf.codemap.dir, "share/cwreports/codemap"));
    conf_release(&conf);
    conf_release(&conf);
    conf_release(NULL);
}

static void test_relative_paths_start_at_the_file(void **state)
{
    (void)state;
    struct conf conf;
    OK(load(&conf, GOOD "[log]\nfile = -\n", WHY));
    char want[96];
    (void)snprintf(want, sizeof(want), "%s/spool", folder);
    assert_string_equal(conf.spool.dir, want);
    assert_string_equal(conf.log.file, "-");
    conf_release(&conf);
}

static void test_dos_files_and_bom(void **state)
{
    (void)state;
    struct conf conf;
    OK(load(&conf,
            "\xef\xbb\xbf[agency]\r\nname = D\xc3\xa9partement \r\ntimezone = UTC\r\n"
            "[source]\r\nkind = faces\r\nconninfo = x=1\r\n[mart]\r\nconninfo = service=y\r\n"
            "[spool]\r\ndir = /s/\r\n",
            WHY));
    assert_string_equal(conf.agency.name, "D\xc3\xa9partement");
    assert_string_equal(conf.spool.dir, "/s");
    conf_release(&conf);
}

#define LINE_198 /* "name = " and 191 letters */                                                   \
    "name = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"     \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"     \
    "aaaaaaaaaaaaaaaaaaaaaa"

static void test_longest_line(void **state)
{
    (void)state;
    struct conf conf;
    assert_int_equal(strlen(LINE_198), 198);
    OK(load(&conf,
            "[agency]\ntimezone = UTC\n" LINE_198 "\n[source]\nkind = faces\nconninfo = service=x\n"
            "[mart]\nconninfo = service=y\n[spool]\ndir = spool\n",
            WHY));
    assert_int_equal(strlen(conf.agency.name), 191); /* nothing was cut */
    conf_release(&conf);
    struct err err = {.kind = ERR_NONE};
    assert_false(load(&conf, "[agency]\n" LINE_198 "b\n", &err));
    assert_non_null(strstr(err.message, "test.ini:2: key \"name\": is longer than 198 bytes"));
    /* an over-long comment harms nobody */
    OK(load(&conf, GOOD "# " LINE_198 LINE_198 "\n[run]\ndeadline_minutes = 5\n", WHY));
    assert_int_equal(conf.run.deadline_minutes, 5);
    conf_release(&conf);
}

/* Each text is refused; the message holds both words, the hint the third. */
static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text, *where, *what, *hint;
    } cases[] = {
        {GOOD "[report]\nwrokers = 2\n", ":11: key \"wrokers\"", "no such key", "\"workers\""},
        {GOOD "[reprot]\nworkers = 2\n", ":11: key \"workers\"", "no section [reprot]", "[report]"},
        {"workers = 2\n", ":1: key \"workers\"", "before the first section", ""},
        {GOOD "[report]\nworkers = 2\nworkers = 2\n", ":12: key \"workers\"", "line 11", ""},
        {GOOD "[report]\nworkers = two\n", "key \"workers\"", "\"two\" is not a whole number", ""},
        {GOOD "[report]\nworkers = 2x\n", "key \"workers\"", "from 0 to 64", ""},
        {GOOD "[report]\nworkers = 65\n", "key \"workers\"", "from 0 to 64", ""},
        {GOOD "[report]\nworkers =\n", "key \"workers\"", "has no value", ""},
        {GOOD "[report]\nworkers = 2 ; two\n", ":11: key \"workers\"", "\" ;\"", ""},
        {GOOD "[agency]\ncontact = a ;b\n", ":11: key \"contact\"", "would be cut", ""},
        {GOOD "[agency]\nname = \"x\"\n", "key \"name\"", "quotes", ""},
        {GOOD "[agency]\nname = x\n  y\n", ":12:", "begins with a blank", ""},
        {GOOD "[agency]\n  name = x\n", ":11:", "begins with a blank", ""},
        {GOOD "[agency\nname = x\n", ":10:", "\"]\" is missing", ""},
        {GOOD "[agency] x\nname = x\n", ":10:", "text follows", ""},
        {GOOD "[agency]\nname\n", ":11:", "neither a section nor", ""},
        {GOOD "[agency]\nname = \xff\n", ":11:", "not UTF-8", ""},
        {GOOD "[agency]\nid = 0\n", "key \"id\"", "from 1 to", ""},
        {GOOD "[share]\nkind = webdev\n", "key \"kind\"", "none,webdav,put", "\"webdav\""},
        {GOOD "[share]\nkind = webdav\n", "share.url is not set", "", ""},
        {GOOD "[share]\nurl = https://u:sesame@h/\n", "key \"url\"", "holds an account", ""},
        {GOOD "[share]\nurl = ftp://h/\n", "key \"url\"", "https://", ""},
        {GOOD "[share]\nrewrites = maybe\n", "key \"rewrites\"", "\"yes\" nor \"no\"", ""},
        {GOOD "[report]\nscopes = office, regoin\n", "key \"scopes\"", "regoin", "region"},
        {GOOD "[report]\nenabled = Home Study\n", "key \"enabled\"", "not a name", ""},
        {GOOD "[quality]\nmax_reject_pct = 101\n", "max_reject_pct", "0 to 100", ""},
        {GOOD "[quality]\nmax_reject_pct = 1e1\n", "max_reject_pct", "0 to 100", ""},
        {GOOD "[codemap]\ndir = ~/maps\n", "key \"dir\"", "not expanded", ""},
        {"[agency]\ntimezone = PST\n", ":2: key \"timezone\"", "IANA", "America/"},
        {"[agency]\ntimezone = America/Chicaga\n", "key \"timezone\"", "IANA", ""},
        {"[agency]\ntimezone = ../../etc/passwd\n", "key \"timezone\"", "IANA", ""},
        {"[source]\nkind = Fam Link\n", "key \"kind\"", "plain lower-case", ""},
        {"[source]\nconninfo = password=sesame\n", "key \"conninfo\"", "a password", "passfile"},
        {"[source]\nconninfo = PassWord = sesame\n", "key \"conninfo\"", "a password", ""},
        {"[source]\nconninfo = postgresql://u:sesame@h/d\n", "conninfo", "a password", ""},
        {"[source]\nconninfo = postgresql://h/d?password=sesame\n", "conninfo", "a password", ""},
        {"[agency]\nid = 1\n", "key \"timezone\"", "must be set", "timezone = America"},
        {"", "key \"timezone\"", "must be set", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct conf conf;
        struct err err = {.kind = ERR_NONE};
        bool ok = load(&conf, cases[i].text, &err);
        if (ok || !strstr(err.message, cases[i].where) || !strstr(err.message, cases[i].what) ||
            !strstr(err.hint, cases[i].hint))
            print_error("case %zu: %s (%s)\n", i, err.message, err.hint);
        assert_false(ok);
        assert_int_equal(err_exit_code(&err), 2);
        assert_non_null(strstr(err.message, cases[i].where));
        assert_non_null(strstr(err.message, cases[i].what));
        assert_non_null(strstr(err.hint, cases[i].hint));
        assert_null(strstr(err.message, "sesame")); /* never a secret */
    }
}

/* The ledger knows a share by its address: one address, one spelling. */
static void test_addresses(void **state)
{
    (void)state;
    static const char *const same[][2] = {
        {"https://share.example/reports/", "https://share.example/reports/"},
        {"https://share.example/reports", "https://share.example/reports/"},
        {"https://Share.EXAMPLE/Reports/", "https://share.example/Reports/"},
        {"https://share.example:443/reports/", "https://share.example/reports/"},
        {"https://share.example:443", "https://share.example/"},
        {"https://share.example", "https://share.example/"},
        {"https://share.example:8443/a", "https://share.example:8443/a/"},
        {"https://share.example:80/a/", "https://share.example:80/a/"},
        {"http://127.0.0.1:80/a", "http://127.0.0.1/a/"},
        {"http://127.0.0.1:443/a", "http://127.0.0.1:443/a/"},
        {"https://[FE80::443]/a", "https://[fe80::443]/a/"},
        {"https://[fe80::1]:443/a", "https://[fe80::1]/a/"},
        {"https://share.example/%c3%a9T%2fab", "https://share.example/%C3%A9T%2Fab/"},
    };
    for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
        struct conf conf;
        struct str text = STR_INIT;
        str_addf(&text, GOOD "[share]\nkind = webdav\nurl = %s\n", same[i][0]);
        OK(load(&conf, text.buf, WHY));
        assert_string_equal(conf.share.url, same[i][1]);
        conf_release(&conf);
        str_release(&text);
    }
}

static void test_nul_byte(void **state)
{
    (void)state;
    struct conf conf;
    struct err err = {.kind = ERR_NONE};
    put("[agency]\nname = a\0b\n", 20);
    assert_false(conf_load(&conf, path, &err));
    assert_non_null(strstr(err.message, "NUL"));
}

/* What inih or an editor does to a file's end and line ends. */
static void test_ends_of_lines(void **state)
{
    (void)state;
    struct conf conf;
    struct err err = {.kind = ERR_NONE};
    OK(load(&conf, GOOD "[run]\ndeadline_minutes = 7", WHY)); /* the last line has no end */
    assert_int_equal(conf.run.deadline_minutes, 7);
    conf_release(&conf);
    OK(load(&conf, GOOD "[run]\r\n\r\ndeadline_minutes = 7\r", WHY));
    assert_int_equal(conf.run.deadline_minutes, 7);
    conf_release(&conf);
    assert_false(load(&conf, GOOD "[agency]\n" LINE_198 "b", &err)); /* over-long, without an end */
    assert_non_null(strstr(err.message, "test.ini:11: key \"name\": is longer than 198 bytes"));
    /* the carriage return counts: inih's buffer holds it too */
    assert_false(load(&conf, GOOD "[agency]\n" LINE_198 "\r\n", &err));
    assert_non_null(strstr(err.message, "longer than 198"));
    assert_false(load(&conf, GOOD "[agency]\nname = a\rid = 2\n", &err)); /* an old Macintosh */
    assert_non_null(strstr(err.message, "control character"));
}

/* The traps of inih: each would be half a value or another key, in silence. */
static void test_traps_of_the_library(void **state)
{
    (void)state;
    struct conf conf;
    struct err err = {.kind = ERR_NONE};
    OK(load(&conf, GOOD "[agency]\nname: The Agency\n[mart]\n[agency]\ncontact = a;b # c\n", WHY));
    assert_string_equal(conf.agency.name, "The Agency"); /* ":" separates too */
    assert_string_equal(conf.agency.contact, "a;b # c"); /* no blank before it: part of the value */
    conf_release(&conf);
    assert_false(load(&conf, GOOD "[agency]\ncontact = a\t;b\n", &err)); /* a tab is a blank */
    assert_non_null(strstr(err.message, "would be cut"));
    assert_false(load(&conf, GOOD "[agency] ; the agency\nid = 2\n", &err));
    assert_non_null(strstr(err.message, "text follows the section name"));
    assert_false(load(&conf, GOOD "[agency]\nid = 2\n[report]\n[agency]\nid = 3\n", &err));
    assert_non_null(strstr(err.message, "was already set on line 11")); /* across sections */
    assert_false(load(&conf, GOOD "[Agency]\nid = 2\n", &err)); /* inih compares as they are */
    assert_non_null(strstr(err.hint, "[agency]"));
    OK(load(&conf, GOOD "[agency]\nname = \xd7\x9e\xd7\x97\xd7\x9c\xd7\xa7\xd7\x94 = x: y\n", WHY));
    assert_string_equal(conf.agency.name, "\xd7\x9e\xd7\x97\xd7\x9c\xd7\xa7\xd7\x94 = x: y");
    conf_release(&conf);
}

struct told {
    int n;
    char words[1024];
};

static void note(void *ctx, enum check_state state, const char *what, const struct err *why)
{
    struct told *told = ctx;
    size_t used = strlen(told->words);
    assert_int_equal(state, CHECK_FAIL);
    assert_string_equal(what, "configuration");
    told->n++;
    (void)snprintf(told->words + used, sizeof(told->words) - used, "%s (%s)\n", why->message,
                   why->hint);
}

static void test_all_that_is_wrong_is_told(void **state)
{
    (void)state;
    struct conf conf;
    struct told told = {0};
    const struct check check = {note, &told};
    static const char text[] = "[agency]\nnmae = x\nid = 0\n  id = 1\n[reprot]\nworkers = 2\n"
                               "[source]\nkind = faces\nconninfo = password=sesame\n[mart]\n"
                               "conninfo = service=y\nconninfo = service=z\n[spool]\ndir = s\n";
    put(text, strlen(text));
    assert_false(conf_load_all(&conf, path, &check));
    static const char *const wanted[] = {
        ":2: key \"nmae\"",    "\"name\"?",
        ":3: key \"id\"",      ":4: key \"id\": begins with a blank",
        "no section [reprot]", ":9: key \"conninfo\": holds a password",
        "set on line 11",      "key \"timezone\" in section [agency] must be set"};
    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
        if (!strstr(told.words, wanted[i]))
            print_error("%s\n%s", wanted[i], told.words);
        assert_non_null(strstr(told.words, wanted[i]));
    }
    assert_int_equal(told.n, 7);
    assert_null(strstr(told.words, "sesame"));
    told = (struct told){0};
    put(GOOD, strlen(GOOD));
    assert_true(conf_load_all(&conf, path, &check));
    assert_int_equal(told.n, 0);
    conf_release(&conf);
    assert_false(conf_load_all(&conf, "/nowhere/x.ini", &check));
    assert_int_equal(told.n, 1);
}

static void test_missing_file(void **state)
{
    (void)state;
    struct conf conf;
    struct err err = {.kind = ERR_NONE};
    assert_false(conf_load(&conf, "/nowhere/x.ini", &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.message, "/nowhere/x.ini"));
    assert_non_null(strstr(err.hint, "--config"));
}

static char *printed(void (*print)(FILE *out))
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    print(out);
    (void)fclose(out);
    return text;
}

static void test_example_loads(void **state)
{
    (void)state;
    char *text = printed(conf_print_example);
    struct conf conf;
    OK(load(&conf, text, WHY));
    assert_string_equal(conf.source.kind, "famlink");
    conf_release(&conf);
    /* each line of it that is commented out is a key that may be set */
    for (char *p = text; (p = strstr(p, "\n#")); p++)
        if (p[2] != ' ' && p[2] != '\n')
            p[1] = ' ';
    char *out = text;
    for (char *p = text; *p; p++)
        if (!(*p == ' ' && (p == text || p[-1] == '\n')))
            *out++ = *p;
    *out = '\0';
    OK(load(&conf, text, WHY));
    assert_string_equal(conf.workbook.logo, "/etc/cwreports/logo.png");
    conf_release(&conf);
    free(text);
}

static void test_everything_is_printed(void **state)
{
    (void)state;
    struct conf conf;
    OK(load(&conf, GOOD, WHY));
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    conf_print(&conf, out);
    (void)fclose(out);
    char *markdown = printed(conf_print_markdown);
    char *man = printed(conf_print_man);
    for (const struct conf_option *o = conf_options; o->section; o++) {
        char name[80];
        (void)snprintf(name, sizeof(name), "%s.%s", o->section, o->key);
        assert_non_null(strstr(text, name));
        assert_non_null(strstr(markdown, name));
        assert_non_null(strstr(man, o->key));
        assert_true(*o->help && !str_ends(o->help, "."));
    }
    assert_non_null(strstr(text, "test.ini:2\n"));
    assert_non_null(strstr(text, "# default\n"));
    free(text);
    free(markdown);
    free(man);
    conf_release(&conf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_and_defaults),
        cmocka_unit_test(test_relative_paths_start_at_the_file),
        cmocka_unit_test(test_dos_files_and_bom),
        cmocka_unit_test(test_longest_line),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_nul_byte),
        cmocka_unit_test(test_ends_of_lines),
        cmocka_unit_test(test_traps_of_the_library),
        cmocka_unit_test(test_all_that_is_wrong_is_told),
        cmocka_unit_test(test_missing_file),
        cmocka_unit_test(test_example_loads),
        cmocka_unit_test(test_everything_is_printed),
    };
    return cmocka_run_group_tests_name("conf", tests, make_folder, remove_folder);
}
