/* tests/unit/codemap_test.c - code maps: the shipped ones, what is refused and where, the table */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "codemap.h"
#include "conf.h"
#include "db.h"
#include "migrate.h"
#include "unit.h"
#include "banned.h"

#define HEADER "code,label,group,valid_from,valid_to\n"

/* A folder with one list of the kind "mine", and a database of this test's own. */
static struct {
    char dir[40];
    char kind_dir[60];
    char path[80];
    char name[40];
    struct db *admin;
    struct db *mart;
    struct conf conf;
} t = {.dir = "/tmp/cwreports-codemap-XXXXXX"};

static char agency[] = "7";
static char mine[] = "mine";
static char famlink[] = "famlink";
static char faces[] = "faces";
static char shipped[] = "conf/codemap";

static int make_all(void **state)
{
    (void)state;
    const char *conninfo = getenv("CW_TEST_CONNINFO");
    if (!conninfo) {
        print_error("CW_TEST_CONNINFO is not set: run `make unit`, which starts a cluster\n");
        return -1;
    }
    if (!mkdtemp(t.dir))
        return -1;
    (void)snprintf(t.kind_dir, sizeof(t.kind_dir), "%s/mine", t.dir);
    (void)snprintf(t.path, sizeof(t.path), "%s/list.csv", t.kind_dir);
    (void)snprintf(t.name, sizeof(t.name), "cw_codemap_%ld", (long)getpid());
    if (mkdir(t.kind_dir, 0700) != 0)
        return -1;
    t.admin = db_open(conninfo, DB_MART, "test", WHY);
    struct str text = STR_INIT;
    str_addf(&text, "drop database if exists %s with (force)", t.name); /* of a killed test */
    OK(t.admin && db_script(t.admin, text.buf, WHY));
    str_clear(&text);
    str_addf(&text, "create database %s", t.name);
    OK(t.admin && db_script(t.admin, text.buf, WHY));
    str_clear(&text);
    str_addf(&text, "%s dbname=%s", conninfo, t.name);
    t.mart = db_open(text.buf, DB_MART, "test", WHY);
    str_release(&text);
    t.conf.agency.id = 7;
    t.conf.agency.id_text = agency;
    t.conf.codemap.dir = t.dir;
    t.conf.source.kind = mine;
    int64_t applied = 0;
    OK(t.mart && migrate_apply(t.mart, &applied, WHY));
    return 0;
}

static int remove_all(void **state)
{
    (void)state;
    db_close(t.mart);
    struct str text = STR_INIT;
    str_addf(&text, "drop database %s with (force)", t.name);
    bool ok = db_script(t.admin, text.buf, NULL);
    str_release(&text);
    db_close(t.admin);
    (void)unlink(t.path);
    return ok && rmdir(t.kind_dir) == 0 && rmdir(t.dir) == 0 ? 0 : -1;
}

static void put(const char *text, size_t n)
{
    FILE *file = fopen(t.path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, n, file), n);
    (void)fclose(file);
}

static int64_t number(const char *sql)
{
    int64_t n = -1;
    OK(db_int(t.mart, sql, DB_NONE, &n, WHY));
    return n;
}

static void test_shipped_maps(void **state)
{
    (void)state;
    static const struct {
        char *kind;
        int64_t codes;
    } maps[] = {{famlink, 93}, {faces, 161}};
    struct conf conf = t.conf;
    conf.codemap.dir = shipped;
    for (size_t i = 0; i < sizeof(maps) / sizeof(*maps); i++) {
        int64_t codes = 0;
        conf.source.kind = maps[i].kind;
        OK(codemap_check(&conf, &codes, WHY));
        assert_int_equal(codes, maps[i].codes);
        OK(codemap_load(&conf, t.mart, &codes, WHY));
        assert_int_equal(codes, maps[i].codes);
        assert_int_equal(number("select count(*) from mart.code_map"), maps[i].codes);
    }
}

/* The lists that the reports are bound to, group by group. */
static void test_shipped_groups(void **state)
{
    (void)state;
    static const struct {
        char *kind;
        const char *list, *group, *codes;
    } groups[] = {
        {famlink, "meeting_type", "FTDM", "FTDM"},
        {famlink, "placement_setting", "kin_unlicensed", "15 2"},
        {famlink, "placement_setting", "kin_licensed", "10 11"},
        {famlink, "placement_setting", "other", "1 12 13 14 16 17 18 19 20 3 4 5 6 7 8 9"},
        {famlink, "service", "kin_unlicensed", "245000 342"},
        {famlink, "service", "other", "1758 1768 1776 1777 2 405"},
        {famlink, "care_authority", "other_agency", "10 11 3 4 5 6"},
        {famlink, "care_authority", "agency", "-99 1 2 7 8 9"},
        {famlink, "intake_type", "Investigation", "CPS-Investigation DLR/CPS-Investigation"},
        {famlink, "intake_type", "FAR", "CPS-FAR"},
        {famlink, "intake_type", "Risk only", "CPS-Risk Only DLR/CPS-Risk Only Risk Only"},
        {famlink, "response_time", "24", "1"},
        {famlink, "response_time", "72", "2"},
        {famlink, "discharge_reason", "Reunification", "14 15 19 36"},
        {famlink, "discharge_reason", "Guardianship", "11 48 8"},
        {faces, "placement", "family",
         "KHB KHM KHO KHU N_FOSTER N_KIN N_RELATIVE N_SHELTER_FAM N_TFC RHU"},
        {faces, "placement", "trial_home", "CTOA N_TRIAL_HOME"},
        {faces, "placement", "institution", "N_CCI N_GROUP N_PRTF N_QRTP N_RESIDENTIAL"},
        {faces, "placement", "hospital", "N_MED_HOSP N_PSYCH_HOSP"},
        {faces, "placement", "independent", "N_SIL"},
        {faces, "placement", "detention", "N_DETENTION"},
        {faces, "placement", "runaway", "N_RUNAWAY N_UNKNOWN"},
        {faces, "placement", "respite", "N_RESPITE"},
        {faces, "hearing_type", "permanency", "PERMANENCY"},
        {faces, "hearing_type", "other", "ADJUDICATION DISPOSITION REVIEW TPR"},
        {faces, "goal", "none", "G_NOTSET"},
    };
    struct conf conf = t.conf;
    conf.codemap.dir = shipped;
    for (size_t i = 0; i < sizeof(groups) / sizeof(*groups); i++) {
        int64_t codes = 0;
        char *found = NULL;
        if (i == 0 || groups[i].kind != groups[i - 1].kind) {
            conf.source.kind = groups[i].kind;
            OK(codemap_load(&conf, t.mart, &codes, WHY));
        }
        OK(db_value(t.mart,
                    "select string_agg(code, ' ' order by code collate \"C\") from mart.code_map "
                    "where agency_id = 7 and list = $1 and grp = $2",
                    DB_ARGS(groups[i].list, groups[i].group), &found, WHY));
        assert_non_null(found);
        assert_string_equal(found, groups[i].codes);
        free(found);
    }
}

static void test_what_a_line_may_hold(void **state)
{
    (void)state;
    static const char text[] = "\xef\xbb\xbf# an agency's own list\r\n" HEADER "1,Plain,a,,\n"
                               "\n"
                               "2,\"Comma, and \"\"quotes\"\"\",,2020-01-01,\r\n"
                               "# a comment between\n"
                               "3,H\xc3\xa9l\xc3\xa8ne,72,2020-02-29,2021-01-01\n"
                               "3,Later,24.5,2021-01-01,\n"
                               "-99,None,a,,1999-12-31";
    put(text, sizeof(text) - 1);
    int64_t codes = 0;
    OK(codemap_load(&t.conf, t.mart, &codes, WHY));
    assert_int_equal(codes, 5);
    assert_int_equal(number("select count(*) from mart.code_map where list = 'list' and ("
                            "(code, label, grp) = ('1', 'Plain', 'a')"
                            " and (valid_from, valid_to) = ('-infinity', 'infinity')"
                            " or code = '2' and label = 'Comma, and \"quotes\"' and grp is null"
                            " and valid_from = '2020-01-01'"
                            " or code = '3' and (hours, ordinal) = (72, 3) and label like 'H_l_ne'"
                            " or code = '3' and (hours, ordinal) = (24.5, 4)"
                            " or code = '-99' and valid_to = '1999-12-31')"),
                     5);
    assert_int_equal(number("select count(*) from mart.code_map where code = '3' "
                            "and date '2021-01-01' >= valid_from and date '2021-01-01' < valid_to"),
                     1); /* valid_to is the first day no longer valid */
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"", ":0: there is no header"},
        {"# only a comment\n", ":1: there is no header"},
        {"code,label\n1,a\n", ":1: the header is not"},
        {"1,a,b,,\n", ":1: the header is not"},
        {HEADER "1,a,b,\n", ":2: there are not 5 fields"},
        {HEADER "1,a,b,,,\n", ":2: there are not 5 fields"},
        {HEADER "1,a\n", ":2: there are not 5 fields"},
        {HEADER "1;a;b;;\n", ":2: there are not 5 fields"},
        {HEADER ",a,b,,\n", ":2: the code is empty"},
        {HEADER "1,,b,,\n", ":2: the label is empty"},
        {HEADER "1,\"a,b,,\n", ":2: the quotes do not match"},
        {HEADER "1,a\"b\",c,,\n", ":2: the quotes do not match"},
        {HEADER "1,\"a\"b,c,,\n", ":2: the quotes do not match"},
        {HEADER "1,a,b,01/31/2020,\n", ":2: a date is not of the form"},
        {HEADER "1,a,b,,20200131\n", ":2: a date is not of the form"},
        {HEADER "1,a,b,2021-02-29,\n", ":2: a date is not of the form"},
        {HEADER "1,a,b,2020-13-01,\n", ":2: a date is not of the form"},
        {HEADER "1,a,b,1.1.2020,\n", ":2: a date is not of the form"},
        {HEADER "1,a,b,2020-01-01,2020-01-01\n", ":2: valid_to is not after valid_from"},
        {HEADER "1,a,b,,\n# x\n1,c,d,,\n", ":4: code \"1\" already stands on line 2"},
        {HEADER "1,a,b,,2020-01-02\n1,c,d,2020-01-01,\n", ":3: code \"1\" already stands"},
        {HEADER "1,a,b,2020-01-01,\n1,c,d,,2020-01-02\n", ":3: code \"1\" already stands"},
        {HEADER "1,\xff,b,,\n", "the file is not UTF-8 text"},
    };
    put(HEADER "9,kept,,,\n", sizeof(HEADER "9,kept,,,\n") - 1);
    int64_t codes = 0;
    OK(codemap_load(&t.conf, t.mart, &codes, WHY));
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct err err = {.kind = ERR_NONE};
        codes = 77;
        put(bad[i].text, strlen(bad[i].text));
        assert_false(codemap_check(&t.conf, &codes, &err));
        assert_false(codemap_load(&t.conf, t.mart, &codes, &err));
        assert_int_equal(err.kind, ERR_CONFIG);
        assert_int_equal(codes, 77);
        if (!strstr(err.message, bad[i].says) || !strstr(err.message, t.path))
            print_error("%zu: \"%s\" does not say \"%s\"\n", i, err.message, bad[i].says);
        assert_non_null(strstr(err.message, bad[i].says));
        assert_non_null(strstr(err.message, t.path));
        assert_true(*err.hint);
    }
    put(HEADER "1,a\0b,c,,\n", sizeof(HEADER "1,a\0b,c,,\n") - 1);
    assert_false(codemap_check(&t.conf, &codes, NULL)); /* a NUL is no text */
    /* a refused file changes nothing */
    assert_int_equal(number("select count(*) from mart.code_map where code = '9'"), 1);
    assert_int_equal(number("select count(*) from mart.code_map"), 1);
}

static void test_no_files(void **state)
{
    (void)state;
    struct err err = {.kind = ERR_NONE};
    int64_t codes = 0;
    (void)unlink(t.path);
    assert_false(codemap_check(&t.conf, &codes, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.message, "holds no .csv file"));
    struct conf conf = t.conf;
    conf.source.kind = famlink;
    assert_false(codemap_check(&conf, &codes, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.message, t.dir));
    assert_non_null(strstr(err.hint, "codemap.dir"));
}

static void note_file(void *ctx, const char *file, const struct err *why)
{
    assert_int_equal(why->kind, ERR_CONFIG);
    assert_true(*why->hint);
    str_addf(ctx, "%s ", file);
}

/* Of a folder that holds one list of the agency's own, all others are lost; what is shipped is whole. */
static void test_lost_files(void **state)
{
    (void)state;
    static const struct {
        char *kind;
        const char *lost;
    } kinds[] = {
        {famlink, "famlink/meeting_type.csv famlink/placement_setting.csv famlink/service.csv "
                  "famlink/care_authority.csv famlink/discharge_reason.csv "
                  "famlink/intake_type.csv famlink/response_time.csv "},
        {faces, "faces/placement_setting.csv faces/discharge_reason.csv faces/goal.csv "
                "faces/hearing_type.csv faces/county.csv "}, /* or its other name */
        {mine, ""},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
        struct str lost = STR_INIT, path = STR_INIT;
        struct conf conf = t.conf;
        conf.source.kind = kinds[i].kind;
        if (kinds[i].kind != mine) {
            conf.codemap.dir = shipped;
            OK(codemap_complete(&conf, NULL, WHY));
            conf.codemap.dir = t.dir;
            str_addf(&path, "%s/%s", t.dir, kinds[i].kind);
            assert_int_equal(symlink("mine", path.buf), 0);
        }
        put(HEADER, sizeof(HEADER) - 1);
        OK(codemap_lost(&conf, NULL, note_file, &lost, WHY));
        if (kinds[i].kind != mine)
            assert_int_equal(unlink(path.buf), 0);
        assert_string_equal(lost.buf, kinds[i].lost);
        assert_int_equal(codemap_complete(&conf, NULL, NULL), kinds[i].kind == mine);
        str_release(&lost);
        str_release(&path);
    }
}

static void test_other_agencies_keep_theirs(void **state)
{
    (void)state;
    static char eight[] = "8";
    struct conf conf = t.conf;
    int64_t codes = 0;
    put(HEADER "1,a,,,\n2,b,,,\n", sizeof(HEADER "1,a,,,\n2,b,,,\n") - 1);
    OK(codemap_load(&t.conf, t.mart, &codes, WHY));
    conf.agency.id_text = eight;
    OK(codemap_load(&conf, t.mart, &codes, WHY));
    put(HEADER "1,a,,,\n", sizeof(HEADER "1,a,,,\n") - 1);
    OK(codemap_load(&conf, t.mart, &codes, WHY));
    assert_int_equal(number("select count(*) from mart.code_map where agency_id = 7"), 2);
    assert_int_equal(number("select count(*) from mart.code_map where agency_id = 8"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_maps),
        cmocka_unit_test(test_shipped_groups),
        cmocka_unit_test(test_what_a_line_may_hold),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_no_files),
        cmocka_unit_test(test_lost_files),
        cmocka_unit_test(test_other_agencies_keep_theirs),
    };
    return cmocka_run_group_tests_name("codemap", tests, make_all, remove_all);
}
