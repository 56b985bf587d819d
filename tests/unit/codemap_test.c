/* tests/unit/codemap_test.c - code maps: what is read, and each way a file is refused */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "codemap.h"
#include "conf.h"
#include "unit.h"
#include "banned.h"

#define HEADER "code,label,group,valid_from,valid_to\n"

static char folder[] = "/tmp/cwreports-codemap-XXXXXX";
static char kind[] = "tiny";
static struct conf conf = {.codemap = {.dir = folder}, .source = {.kind = kind}};
static char path[80];

static int make_folder(void **state)
{
    (void)state;
    char sub[64];
    if (!mkdtemp(folder))
        return -1;
    (void)snprintf(sub, sizeof(sub), "%s/tiny", folder);
    (void)snprintf(path, sizeof(path), "%s/service.csv", sub);
    return mkdir(sub, 0700);
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    *strrchr(path, '/') = '\0';
    (void)rmdir(path);
    return rmdir(folder);
}

static bool check(const char *text, int64_t *ret_codes, struct err *err)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
    return codemap_check(&conf, ret_codes, err);
}

static void test_what_is_read(void **state)
{
    (void)state;
    int64_t codes = -1;
    OK(check("\xef\xbb\xbf# words\r\n" HEADER "1,One,,,\r\n\"2\",\"Two, \"\"too\"\"\",g,2019-01-01,"
             "2020-01-01\n\n2,New two,g,2020-01-01,\n# the end",
             &codes, WHY));
    assert_int_equal(codes, 3);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text, *what;
    } cases[] = {
        {"", "no header"},
        {"code,label\n1,One\n", ":1: the header is not"},
        {HEADER "1,One,g,\n", ":2: there are not 5 fields"},
        {HEADER "1,One,g,,,\n", ":2: there are not 5 fields"},
        {HEADER "1,a \"b\",g,,\n", ":2: the quotes"},
        {HEADER "1,\"a,g,,\n", ":2: the quotes"},
        {HEADER ",One,g,,\n", ":2: the code is empty"},
        {HEADER "1,,g,,\n", ":2: the label is empty"},
        {HEADER "1,One,g,2020-13-01,\n", ":2: a date"},
        {HEADER "1,One,g,2019-02-29,\n", ":2: a date"},
        {HEADER "1,One,g,1.1.2020,\n", ":2: a date"},
        {HEADER "1,One,g,2020-01-01,2020-01-01\n", ":2: valid_to is not after"},
        {HEADER "1,One,g,,\n# x\n1,Uno,g,,\n", ":4: code \"1\" already stands on line 2"},
        {HEADER "1,One,g,,2020-01-02\n1,Uno,g,2020-01-01,\n", "already stands on line 2"},
        {HEADER "1,\xff,g,,\n", "not UTF-8"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct err err = {.kind = ERR_NONE};
        int64_t codes = -1;
        bool ok = check(cases[i].text, &codes, &err);
        if (ok || !strstr(err.message, cases[i].what))
            print_error("case %zu: %s\n", i, err.message);
        assert_false(ok);
        assert_int_equal(err.kind, ERR_CONFIG);
        assert_non_null(strstr(err.message, "service.csv"));
        assert_non_null(strstr(err.message, cases[i].what));
        assert_int_equal(codes, -1);
    }
}

static void test_missing_folder(void **state)
{
    (void)state;
    static char elsewhere[] = "/nowhere";
    struct conf other = {.codemap = {.dir = elsewhere}, .source = {.kind = kind}};
    struct err err = {.kind = ERR_NONE};
    int64_t codes = -1;
    assert_false(codemap_check(&other, &codes, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.message, "/nowhere/tiny"));
}

/* The maps that come with the program. */
static void test_ours_are_right(void **state)
{
    (void)state;
    static char ours[] = "conf/codemap";
    char kinds[2][8] = {"famlink", "faces"};
    for (size_t i = 0; i < 2; i++) {
        struct conf shipped = {.codemap = {.dir = ours}, .source = {.kind = kinds[i]}};
        int64_t codes = -1;
        OK(codemap_check(&shipped, &codes, WHY));
        assert_true(codes > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_read),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_missing_folder),
        cmocka_unit_test(test_ours_are_right),
    };
    return cmocka_run_group_tests_name("codemap", tests, make_folder, remove_folder);
}
