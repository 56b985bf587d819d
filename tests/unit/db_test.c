/* tests/unit/db_test.c - db.c against a real server (CW_TEST_CONNINFO names its database) */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "db.h"
#include "stop.h"
#include "str.h"
#include "unit.h"
#include "banned.h"

static const char *conninfo(void)
{
    const char *text = getenv("CW_TEST_CONNINFO");
    if (!text) {
        print_error("CW_TEST_CONNINFO is not set: run `make unit`, which starts a cluster\n");
        fail();
    }
    return text;
}

static struct db *open_as(enum db_role role)
{
    struct err err = {.kind = ERR_NONE};
    struct db *db = db_open(conninfo(), role, "test", &err);
    if (!db)
        print_error("%s\n", err.message);
    assert_non_null(db);
    return db;
}

static void test_value_and_null(void **state)
{
    (void)state;
    struct db *db = open_as(DB_MART);
    char *text = NULL;
    OK(db_value(db, "select $1 || 'x'", DB_ARGS("a"), &text, WHY));
    assert_string_equal(text, "ax");
    free(text);
    OK(db_value(db, "select $1::text", DB_ARGS(NULL), &text, WHY));
    assert_null(text);
    int64_t n = 0;
    OK(db_int(db, "select 41 + $1::int", DB_ARGS("1"), &n, WHY));
    assert_int_equal(n, 42);
    db_close(db);
}

static void test_value_wants_exactly_one(void **state)
{
    (void)state;
    struct db *db = open_as(DB_MART);
    struct err err = {.kind = ERR_NONE};
    char *text = (char *)&err;
    assert_false(db_value(db, "select 1 where false", DB_NONE, &text, &err));
    assert_int_equal(err.kind, ERR_INTERNAL);
    assert_ptr_equal(text, &err); /* outputs are untouched on failure */
    assert_false(db_value(db, "values (1), (2)", DB_NONE, &text, &err));
    db_close(db);
}

static void test_settings_do_not_leak_in(void **state)
{
    (void)state;
    struct db *db = open_as(DB_MART);
    char *text = NULL;
    OK(db_value(db,
                "select current_setting('datestyle') || '/' || current_setting("
                "'client_encoding') || '/' || current_setting('application_name')",
                DB_NONE, &text, WHY));
    assert_string_equal(text, "ISO, YMD/UTF8/cwreports/test");
    free(text);
    db_close(db);
}

static void test_source_values_never_reach_a_message(void **state)
{
    (void)state;
    struct db *db = open_as(DB_SOURCE);
    struct err err = {.kind = ERR_NONE};
    assert_false(db_exec(db, "select 'Dolores Secret'::int", DB_NONE, &err));
    assert_int_equal(err.kind, ERR_SOURCE_DATA);
    assert_string_equal(err.sqlstate, "22P02");
    assert_null(strstr(err.message, "Dolores"));
    OK(db_script(db,
                 "create temp table t (id int primary key, name text not null);"
                 "insert into t values (1, 'Dolores Secret')",
                 WHY));
    assert_false(db_exec(db, "insert into t values (1, 'Dolores')", DB_NONE, &err));
    assert_null(strstr(err.message, "Dolores"));
    assert_non_null(strstr(err.message, "constraint \"t_pkey\""));
    assert_false(db_exec(db, "insert into t values (2, null)", DB_NONE, &err));
    assert_non_null(strstr(err.message, "column \"name\""));
    assert_null(strstr(err.message, "Failing row"));
    db_close(db);
}

static void test_missing_table_is_named(void **state)
{
    (void)state;
    struct db *db = open_as(DB_SOURCE);
    struct err err = {.kind = ERR_NONE};
    assert_false(db_exec(db, "select * from nowhere", DB_NONE, &err));
    assert_int_equal(err.kind, ERR_SOURCE_DATA);
    assert_non_null(strstr(err.message, "nowhere"));
    assert_string_equal(err.sqlstate, "42P01");
    db_close(db);
}

static void test_sql_may_choose_the_kind(void **state)
{
    (void)state;
    struct db *db = open_as(DB_MART);
    struct err err = {.kind = ERR_NONE};
    assert_false(db_exec(db,
                         "do $$ begin raise exception using errcode = 'CW011', message = "
                         "'7 is not 8', hint = 'count again'; end $$",
                         DB_NONE, &err));
    assert_int_equal(err.kind, ERR_TOTALS);
    assert_string_equal(err.message, "7 is not 8");
    assert_string_equal(err.hint, "count again");
    db_close(db);
}

static void test_away_by_role(void **state)
{
    (void)state;
    struct err err = {.kind = ERR_NONE};
    assert_null(db_open("host=/nowhere/at/all dbname=x", DB_SOURCE, "test", &err));
    assert_int_equal(err.kind, ERR_SOURCE_AWAY);
    assert_null(db_open("host=/nowhere/at/all dbname=x", DB_MART, "test", &err));
    assert_int_equal(err.kind, ERR_MART_AWAY);
    assert_int_equal(err_exit_code(&err), 9);
}

static void test_lost_connection(void **state)
{
    (void)state;
    struct db *db = open_as(DB_SOURCE);
    struct db *other = open_as(DB_MART);
    char *pid = NULL;
    struct err err = {.kind = ERR_NONE};
    OK(db_value(db, "select pg_backend_pid()", DB_NONE, &pid, WHY));
    OK(db_exec(other, "select pg_terminate_backend($1::int, 5000)", DB_ARGS(pid), WHY));
    assert_false(db_exec(db, "select 1", DB_NONE, &err));
    assert_int_equal(err.kind, ERR_SOURCE_AWAY);
    free(pid);
    db_close(db);
    db_close(other);
}

static void test_failed_statement_leaves_a_usable_connection(void **state)
{
    (void)state;
    struct db *db = open_as(DB_MART);
    int64_t n = 0;
    assert_false(db_script(db, "select 1; select 1/0; select 2", NULL));
    OK(db_int(db, "select 5", DB_NONE, &n, WHY));
    OK(db_begin(db, WHY));
    assert_false(db_exec(db, "select nonsense", DB_NONE, NULL));
    db_rollback(db);
    OK(db_int(db, "select 6", DB_NONE, &n, WHY));
    assert_int_equal(n, 6);
    db_close(db);
}

static void test_describe(void **state)
{
    (void)state;
    struct db *db = open_as(DB_MART);
    struct db_shape shape = {.n = 0};
    OK(db_describe(db,
                   "select $1::int as a, 'x'::varchar(3) as b, now() as c, 1::numeric(4,1) as d, "
                   "current_date as e, true as f, $2::text as g, now()::timestamp as h",
                   &shape, WHY));
    assert_int_equal(shape.params, 2);
    assert_int_equal(shape.n, 8);
    char families[9] = "";
    for (size_t i = 0; i < shape.n; i++)
        families[i] = shape.columns[i].family;
    assert_string_equal(families, "iszndbst");
    assert_string_equal(shape.columns[1].name, "b");
    assert_string_equal(shape.columns[1].type, "character varying");
    assert_string_equal(shape.columns[2].type, "timestamp with time zone");
    db_shape_release(&shape);
    assert_false(db_describe(db, "select nowhere", &shape, NULL));
    int64_t n = 0;
    OK(db_int(db, "select 7", DB_NONE, &n, WHY));
    db_close(db);
}

static void test_rows_unescape(void **state)
{
    (void)state;
    struct db *db = open_as(DB_MART);
    struct db_rows *rows = NULL;
    const char *const *fields = NULL;
    OK(db_rows_open(db,
                    "-- a comment\nselect $1::text as a, null::text as b, E'x\\ty\\nz\\\\N' as c, "
                    "'' as d, '\\N' as e -- the end\n;\n",
                    DB_ARGS("it's \\ and $2"), &rows, WHY));
    OK(db_rows_next(rows, &fields, WHY));
    assert_int_equal(db_rows_width(rows), 5);
    assert_string_equal(fields[0], "it's \\ and $2");
    assert_null(fields[1]);
    assert_string_equal(fields[2], "x\ty\nz\\N");
    assert_string_equal(fields[3], "");
    assert_string_equal(fields[4], "\\N");
    OK(db_rows_next(rows, &fields, WHY));
    assert_null(fields);
    OK(db_rows_next(rows, &fields, WHY)); /* the end stays the end */
    assert_null(fields);
    db_rows_close(rows);
    db_close(db);
}

static void test_rows_closed_early(void **state)
{
    (void)state;
    struct db *db = open_as(DB_MART);
    struct db_rows *rows = NULL;
    const char *const *fields = NULL;
    OK(db_rows_open(db, "select g from generate_series(1, 50000000) as g", DB_NONE, &rows, WHY));
    OK(db_rows_next(rows, &fields, WHY));
    assert_string_equal(fields[0], "1");
    db_rows_close(rows);
    int64_t n = 0;
    OK(db_int(db, "select 8", DB_NONE, &n, WHY));
    assert_int_equal(n, 8);
    db_close(db);
}

static void test_rows_report_late_errors(void **state)
{
    (void)state;
    struct db *db = open_as(DB_MART);
    struct db_rows *rows = NULL;
    const char *const *fields = NULL;
    struct err err = {.kind = ERR_NONE};
    OK(db_rows_open(db, "select 1 / (100000 - g) from generate_series(1, 200000) as g", DB_NONE,
                    &rows, WHY));
    bool ok = true;
    int64_t seen = 0;
    while (ok && (ok = db_rows_next(rows, &fields, &err)) && fields)
        seen++;
    assert_false(ok);
    assert_string_equal(err.sqlstate, "22012");
    assert_int_equal(seen, 99999);
    db_rows_close(rows);
    db_close(db);
}

static void test_copy_moves_rows(void **state)
{
    (void)state;
    struct db *from = open_as(DB_SOURCE);
    struct db *to = open_as(DB_MART);
    struct db_copied copied = {.rows = 0};
    OK(db_script(to, "create temp table t (id int, name text)", WHY));
    OK(db_copy(from,
               "copy (select g::int4, repeat('x', g % 300) from generate_series(1, 20000) as g) "
               "to stdout (format binary)",
               to, "copy t from stdin (format binary)", &copied, WHY));
    assert_int_equal(copied.rows, 20000);
    int64_t n = 0;
    OK(db_int(to, "select sum(id) + sum(length(name)) from t", DB_NONE, &n, WHY));
    assert_int_equal(n, 200010000 + 2980200);
    db_close(from);
    db_close(to);
}

static void copy_fails(const char *out, const char *in, enum err_kind kind)
{
    struct db *from = open_as(DB_SOURCE);
    struct db *to = open_as(DB_MART);
    struct db_copied copied = {.rows = -1};
    struct err err = {.kind = ERR_NONE};
    int64_t n = 0;
    OK(db_script(to, "create temp table t (id int check (id < 150000), name text)", WHY));
    assert_false(db_copy(from, out, to, in, &copied, &err));
    if (err.kind != kind)
        print_error("%d %s\n", (int)err.kind, err.message);
    assert_int_equal(err.kind, kind);
    assert_int_equal(copied.rows, -1);
    OK(db_int(from, "select 1", DB_NONE, &n, WHY));
    OK(db_int(to, "select count(*) from t", DB_NONE, &n, WHY));
    assert_int_equal(n, 0);
    db_close(from);
    db_close(to);
}

static void test_copy_failures_leave_nothing(void **state)
{
    (void)state;
    static const char in[] = "copy t from stdin (format binary)";
    copy_fails("copy (select (1 / (100000 - g))::int4, 'x' from generate_series(1, 200000) as g) "
               "to stdout (format binary)",
               in, ERR_SOURCE_DATA);
    copy_fails("copy (select g::int4, 'x'::text from generate_series(1, 200000) as g) "
               "to stdout (format binary)",
               in, ERR_SOURCE_DATA); /* the check of the target */
    copy_fails("copy (select g::int8, 'x'::text from generate_series(1, 200000) as g) "
               "to stdout (format binary)",
               in, ERR_SOURCE_DATA); /* the wrong binary form */
    copy_fails("copy nowhere to stdout", in, ERR_SOURCE_DATA);
    copy_fails("copy (select 1, 'x') to stdout (format binary)", "copy nowhere from stdin",
               ERR_INTERNAL);
}

static void test_snapshot_is_shared(void **state)
{
    (void)state;
    struct db *a = open_as(DB_SOURCE);
    struct db *b = open_as(DB_SOURCE);
    struct db *writer = open_as(DB_MART);
    char *snapshot = NULL;
    int64_t n = -1;
    OK(db_script(writer, "drop table if exists snap_test; create table snap_test (id int)", WHY));
    OK(db_begin_snapshot(a, NULL, WHY));
    OK(db_snapshot(a, &snapshot, WHY));
    OK(db_exec(writer, "insert into snap_test values (1)", DB_NONE, WHY));
    OK(db_begin_snapshot(b, snapshot, WHY));
    OK(db_int(b, "select count(*) from snap_test", DB_NONE, &n, WHY));
    assert_int_equal(n, 0);
    struct err err = {.kind = ERR_NONE};
    assert_false(db_exec(b, "insert into snap_test values (2)", DB_NONE, &err)); /* read only */
    free(snapshot);
    db_close(a);
    db_close(b);
    OK(db_script(writer, "drop table snap_test", WHY));
    db_close(writer);
}

static void on_alarm(int number)
{
    (void)number;
    stop_raise(SIGTERM);
}

static void test_stop_cancels_on_the_server(void **state)
{
    (void)state;
    struct db *db = open_as(DB_MART);
    struct db *other = open_as(DB_MART);
    struct err err = {.kind = ERR_NONE};
    int64_t n = -1;
    (void)signal(SIGALRM, on_alarm);
    (void)alarm(1);
    assert_false(db_exec(db, "select pg_sleep(30)", DB_NONE, &err));
    assert_int_equal(err.kind, ERR_STOPPED);
    db_ignore_stop(db, true);
    OK(db_int(db, "select 9", DB_NONE, &n, WHY));
    db_ignore_stop(db, false);
    assert_false(db_exec(db, "select 10", DB_NONE, &err)); /* still asked to stop */
    stop_raise(0);
    OK(db_int(other,
              "select count(*) from pg_stat_activity where query like '%pg_sleep(30)' "
              "and state = 'active'",
              DB_NONE, &n, WHY));
    assert_int_equal(n, 0);
    db_close(db);
    db_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_value_and_null),
        cmocka_unit_test(test_value_wants_exactly_one),
        cmocka_unit_test(test_settings_do_not_leak_in),
        cmocka_unit_test(test_source_values_never_reach_a_message),
        cmocka_unit_test(test_missing_table_is_named),
        cmocka_unit_test(test_sql_may_choose_the_kind),
        cmocka_unit_test(test_away_by_role),
        cmocka_unit_test(test_lost_connection),
        cmocka_unit_test(test_failed_statement_leaves_a_usable_connection),
        cmocka_unit_test(test_describe),
        cmocka_unit_test(test_rows_unescape),
        cmocka_unit_test(test_rows_closed_early),
        cmocka_unit_test(test_rows_report_late_errors),
        cmocka_unit_test(test_copy_moves_rows),
        cmocka_unit_test(test_copy_failures_leave_nothing),
        cmocka_unit_test(test_snapshot_is_shared),
        cmocka_unit_test(test_stop_cancels_on_the_server),
    };
    return cmocka_run_group_tests_name("db", tests, NULL, NULL);
}
