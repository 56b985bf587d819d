/* tests/unit/sqltext_test.c - embedded SQL: found, replaced, cut into statements, bound */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sqltext.h"
#include "unit.h"
#include "banned.h"

static void test_files_are_found_and_sorted(void **state)
{
    (void)state;
    const char *text = sqltext("schema/001_etl.sql");
    assert_non_null(text);
    assert_non_null(strstr(text, "create schema etl"));
    assert_null(sqltext("schema/nowhere.sql"));
    assert_false(sqltext_is_overlay("schema/001_etl.sql"));
    assert_string_equal(sqltext_path("schema/", 0), "schema/001_etl.sql");
    const char *before = "";
    size_t n = 0;
    for (const char *path; (path = sqltext_path("", n)); n++) {
        assert_true(strcmp(before, path) < 0);
        before = path;
    }
    assert_true(n > 1);
    assert_null(sqltext_path("nowhere/", 0));
}

static void bound(const char *sql, const char *want)
{
    const char *const args[] = {"it's", NULL, "a\\b"};
    struct str out = STR_INIT;
    sqltext_bind(&out, sql, args, 3);
    assert_string_equal(out.buf, want);
    str_release(&out);
}

static void test_parameters_become_literals(void **state)
{
    (void)state;
    bound("select $1, $2, $3", "select 'it''s', null,  E'a\\\\b'");
    bound("select '$1', \"$1\", $$ $1 $$, $t$ $1 $t$", "select '$1', \"$1\", $$ $1 $$, $t$ $1 $t$");
    bound("-- $1\n$2", "-- $1\nnull");
    bound("/* $1 /* $1 */ $1 */ $2", "/* $1 /* $1 */ $1 */ null");
    bound("select E'\\'$1', $2", "select E'\\'$1', null");
    bound("select 'a''$1', a$1, $2::int", "select 'a''$1', a$1, null::int");
    bound("select $4 from t", "select $4 from t"); /* not given: the server says so */
    bound("'open $1", "'open $1");
    assert_int_equal(sqltext_params("select $2, '$9', $1 -- $8"), 2);
    assert_int_equal(sqltext_params("select 1"), 0);
}

static void test_statements(void **state)
{
    (void)state;
    const char *cursor = "-- one\nselect 1;\n\nselect ';' as a,\n    2 ;  \nselect 3";
    struct str s = STR_INIT;
    assert_true(sqltext_next(&cursor, &s));
    assert_string_equal(s.buf, "-- one\nselect 1");
    assert_true(sqltext_next(&cursor, &s));
    assert_string_equal(s.buf, "select ';' as a,\n    2 ");
    assert_true(sqltext_next(&cursor, &s));
    assert_string_equal(s.buf, "select 3");
    assert_false(sqltext_next(&cursor, &s));
    cursor = "select 1;\n-- only words\n\n-- more\n";
    assert_true(sqltext_next(&cursor, &s));
    assert_false(sqltext_next(&cursor, &s));
    cursor = "";
    assert_false(sqltext_next(&cursor, &s));
    str_release(&s);
}

static void test_directives(void **state)
{
    (void)state;
    static const char text[] = "-- title\n-- optional: ext_home_study  \n--report:x\nselect 1;\n"
                               "-- late: no\n";
    struct str value = STR_INIT;
    assert_true(sqltext_directive(text, "optional", &value));
    assert_string_equal(value.buf, "ext_home_study");
    str_clear(&value);
    assert_true(sqltext_directive(text, "report", &value));
    assert_string_equal(value.buf, "x");
    assert_false(sqltext_directive(text, "late", &value)); /* below the first statement */
    assert_false(sqltext_directive(text, "opt", &value));
    assert_true(sqltext_says(text, "report", "x"));
    assert_false(sqltext_says(text, "report", "y"));
    assert_false(sqltext_says(text, "late", "no"));
    str_release(&value);
}

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[160];
    (void)snprintf(path, sizeof(path), "%s/%s", dir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
}

static void make_dir(const char *dir, const char *name)
{
    char path[160];
    (void)snprintf(path, sizeof(path), "%s/%s", dir, name);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void test_overlay(void **state)
{
    (void)state;
    char dir[] = "/tmp/cwreports-sql-XXXXXX";
    assert_non_null(mkdtemp(dir));
    make_dir(dir, "schema");
    make_dir(dir, "source");
    make_dir(dir, "source/mine");
    write_file(dir, "schema/001_etl.sql", "select 'replaced';\n");
    write_file(dir, "source/mine/cutoff.sql", "select 'new';\n");
    write_file(dir, "README", "not SQL");
    OK(sqltext_overlay(dir, WHY));
    assert_string_equal(sqltext("schema/001_etl.sql"), "select 'replaced';\n");
    assert_true(sqltext_is_overlay("schema/001_etl.sql"));
    assert_string_equal(sqltext("source/mine/cutoff.sql"), "select 'new';\n");
    assert_string_equal(sqltext_path("source/mine/", 0), "source/mine/cutoff.sql");
    sqltext_release();
    assert_false(sqltext_is_overlay("schema/001_etl.sql")); /* ours again */

    write_file(dir, "schema/001_elt.sql", "select 'misspelt';\n");
    struct err err = {.kind = ERR_NONE};
    assert_false(sqltext_overlay(dir, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.message, "001_elt.sql"));
    sqltext_release();
    assert_false(sqltext_overlay("/nowhere/at/all", &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    sqltext_release();
    OK(sqltext_overlay("", WHY));
    OK(sqltext_overlay(NULL, WHY));
    char *const remove[] = {(char[]){"rm"}, (char[]){"-rf"}, dir, NULL};
    if (fork() == 0) {
        (void)execvp("rm", remove);
        _exit(1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files_are_found_and_sorted),
        cmocka_unit_test(test_parameters_become_literals),
        cmocka_unit_test(test_statements),
        cmocka_unit_test(test_directives),
        cmocka_unit_test(test_overlay),
    };
    int failed = cmocka_run_group_tests_name("sqltext", tests, NULL, NULL);
    sqltext_release();
    return failed;
}
