/* tests/unit/extract_test.c - extract and migrate on real databases, with SELECTs of an agency's own */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf.h"
#include "extract.h"
#include "ledger.h"
#include "migrate.h"
#include "sqltext.h"
#include "stop.h"
#include "unit.h"
#include "banned.h"

/* Two databases of this test's own, and a folder of SELECTs. */
static struct {
    struct db *admin;
    char name[2][40]; /* source, mart */
    char conninfo[2][300];
    char dir[40];
    struct db *source;
    struct job job;
    struct conf conf;
} t = {.dir = "/tmp/cwreports-extract-XXXXXX"};

static char seven[] = "7";
static char zone[] = "America/Los_Angeles";
static char tiny[] = "tiny";
static char schema[] = "ext";
static char twenty[] = "20";

static void sql(struct db *db, const char *text)
{
    OK(db_script(db, text, WHY));
}

static int64_t number(struct db *db, const char *text)
{
    int64_t n = -1;
    OK(db_int(db, text, DB_NONE, &n, WHY));
    return n;
}

/* The last dbname in a conninfo wins. */
static int make_databases(void **state)
{
    (void)state;
    const char *conninfo = getenv("CW_TEST_CONNINFO");
    if (!conninfo) {
        print_error("CW_TEST_CONNINFO is not set: run `make unit`, which starts a cluster\n");
        return -1;
    }
    t.admin = db_open(conninfo, DB_MART, "test", WHY);
    if (!t.admin || !mkdtemp(t.dir))
        return -1;
    for (int i = 0; i < 2; i++) {
        struct str text = STR_INIT;
        (void)snprintf(t.name[i], sizeof(t.name[i]), "cw_%s_%ld", i ? "mart" : "source",
                       (long)getpid());
        (void)snprintf(t.conninfo[i], sizeof(t.conninfo[i]), "%s dbname=cw_%s_%ld", conninfo,
                       i ? "mart" : "source", (long)getpid());
        str_addf(&text, "drop database if exists %s with (force)",
                 t.name[i]); /* of a killed test */
        sql(t.admin, text.buf);
        str_clear(&text);
        str_addf(&text, "create database %s", t.name[i]);
        sql(t.admin, text.buf);
        str_release(&text);
    }
    t.source = db_open(t.conninfo[0], DB_MART, "test", WHY);
    t.job.mart = db_open(t.conninfo[1], DB_MART, "test", WHY);
    t.conf.agency.id = 7;
    t.conf.agency.id_text = seven;
    t.conf.agency.timezone = zone;
    t.conf.source.kind = tiny;
    t.conf.source.schema = schema;
    t.conf.source.conninfo = t.conninfo[0];
    t.conf.source.connections = 2;
    t.conf.mart.conninfo = t.conninfo[1];
    t.conf.report.enabled = str_empty;
    t.conf.quality.max_drop_pct = twenty;
    t.job.conf = &t.conf;
    int64_t applied = 0;
    OK(migrate_apply(t.job.mart, &applied, WHY));
    assert_true(applied > 3);
    sql(t.job.mart,
        "create table stage.x_hearing (agency_id int not null, hearing_id text, "
        "scheduled_date text, held_date text);"
        "create table stage.x_boss (agency_id int not null, attorney_id text, last_name text, "
        "first_name text, email text);"
        "create table stage.x_goal (agency_id int not null, goal_id text, note text)");
    return t.source && t.job.mart ? 0 : -1;
}

static int drop_databases(void **state)
{
    (void)state;
    db_close(t.source);
    db_close(t.job.mart);
    for (int i = 0; i < 2; i++) {
        struct str text = STR_INIT;
        str_addf(&text, "drop database if exists %s with (force)", t.name[i]);
        (void)db_script(t.admin, text.buf, NULL);
        str_release(&text);
    }
    db_close(t.admin);
    sqltext_release();
    char *const remove[] = {(char[]){"rm"}, (char[]){"-rf"}, t.dir, NULL};
    if (fork() == 0) {
        (void)execvp("rm", remove);
        _exit(1);
    }
    return 0;
}

static void overlay(const char *name, const char *text)
{
    struct str path = STR_INIT;
    str_addf(&path, "%s/source", t.dir);
    (void)mkdir(path.buf, 0700);
    str_add(&path, "/tiny");
    (void)mkdir(path.buf, 0700);
    str_addf(&path, "/%s.sql", name);
    if (text) {
        FILE *file = fopen(path.buf, "w");
        assert_non_null(file);
        (void)fputs(text, file);
        (void)fclose(file);
    } else {
        (void)unlink(path.buf);
    }
    str_release(&path);
    sqltext_release();
    OK(sqltext_overlay(t.dir, WHY));
}

#define CUTOFF "select cutoff_at at time zone $1 as cutoff from control\n"
#define COURT                                                                                      \
    "-- optional: court\nselect hearing_id::text, "                                                \
    "scheduled::text as scheduled_date, null::varchar as held_date from court;\n"

/* What every test starts from; only then is a finding the test's own. */
static int fresh(void **state)
{
    (void)state;
    sql(t.source, "drop schema if exists ext cascade; create schema ext; set search_path = ext;"
                  "create table control (cutoff_at timestamptz);"
                  "insert into control values ('2020-02-01 08:30:00+00');"
                  "create table court (hearing_id int, episode_id int, hearing_type text, "
                  "scheduled date);"
                  "insert into court select g, g / 2, 'PERMANENCY', date '2020-01-01' + g % 30 "
                  "from generate_series(1, 2000) as g;"
                  "create table boss (attorney_id text, last_name varchar(20));"
                  "insert into boss values ('A1', E'O''Brien\\t\\\\'), ('A2', null)");
    sql(t.job.mart, "truncate etl.run, etl.step, etl.batch, etl.source_table cascade;"
                    "truncate stage.x_hearing, stage.x_boss, stage.x_goal");
    overlay("cutoff", CUTOFF);
    overlay("x_hearing", COURT);
    overlay("x_boss", "select attorney_id, last_name, 'x' || '$1' as first_name, "
                      "null::text as email from boss -- $1\n");
    overlay("x_goal", NULL);
    t.job.period = (struct period){.month = ""};
    t.job.tally = (struct tally){0};
    t.job.month_asked = "2020-01";
    t.conf.source.connections = 2;
    stop_raise(0);
    OK(ledger_begin(&t.job, "extract", WHY));
    return 0;
}

static void test_rows_arrive(void **state)
{
    (void)state;
    for (t.conf.source.connections = 1; t.conf.source.connections < 4;
         t.conf.source.connections++) {
        t.job.tally = (struct tally){0};
        OK(extract_run(&t.job, WHY));
        assert_int_equal(t.job.tally.rows, 2002);
        assert_int_equal(t.job.tally.files, 2);
        assert_int_equal(number(t.job.mart,
                                "select count(*) from stage.x_hearing where agency_id = 7 "
                                "and held_date is null"),
                         2000);
        assert_int_equal(number(t.job.mart, "select count(*) from stage.x_boss where last_name = "
                                            "E'O''Brien\\t\\\\' and first_name = 'x$1'"),
                         1);
    }
    assert_string_equal(t.job.period.month, "2020-01-01");
    assert_string_equal(t.job.period.cutoff, "2020-02-01 00:30:00"); /* the agency's clock */
    assert_false(t.job.period.preliminary);
    assert_int_equal(number(t.job.mart, "select count(*) from etl.batch where state = 'complete' "
                                        "and rows = 2002"),
                     3);
    assert_int_equal(number(t.job.mart, "select count(*) from etl.source_table where agency_id = 7 "
                                        "and present and rows in (2000, 2)"),
                     2);
}

static void test_other_agencies_stay(void **state)
{
    (void)state;
    sql(t.job.mart, "insert into stage.x_hearing (agency_id, hearing_id) values (8, '1');"
                    "insert into etl.batch (agency_id, batch_id, run_id, source_kind, cutoff_at, "
                    "time_zone) values (8, 1, 1, 'tiny', now(), 'UTC')");
    OK(extract_run(&t.job, WHY));
    OK(extract_run(&t.job, WHY));
    assert_int_equal(number(t.job.mart, "select count(*) from stage.x_hearing where agency_id = 7"),
                     2000);
    assert_int_equal(number(t.job.mart, "select count(*) from stage.x_hearing where agency_id = 8"),
                     1);
}

static void test_a_missing_optional_table(void **state)
{
    (void)state;
    sql(t.source, "drop table court");
    OK(extract_run(&t.job, WHY));
    assert_int_equal(number(t.job.mart, "select count(*) from stage.x_hearing"), 0);
    assert_int_equal(number(t.job.mart, "select count(*) from etl.source_table where table_name = "
                                        "'x_hearing' and source_table = 'court' and not present"),
                     1);
}

/* What was staged before is still there, and still readable. */
static void refused(enum err_kind kind, const char *one, const char *two)
{
    struct err err = {.kind = ERR_NONE};
    bool ok = extract_run(&t.job, &err);
    if (ok || err.kind != kind || !strstr(err.message, one) || !strstr(err.message, two))
        print_error("got %d: %s (%s)\n", (int)err.kind, err.message, err.hint);
    assert_false(ok);
    assert_int_equal(err.kind, kind);
    assert_non_null(strstr(err.message, one));
    assert_non_null(strstr(err.message, two));
    assert_true(*err.hint || kind == ERR_STOPPED || kind == ERR_INTERNAL);
    assert_null(strstr(err.message, "O'Brien"));
    assert_int_equal(number(t.job.mart, "select count(*) from stage.x_hearing"), 2000);
    assert_int_equal(number(t.job.mart, "select count(*) from etl.batch where state in "
                                        "('loading', 'switching')"),
                     0);
    struct ledger_batch batch;
    OK(ledger_batch(&t.job, &batch, WHY));
    assert_string_equal(batch.id, "1");
}

static void test_drift_is_named(void **state)
{
    (void)state;
    OK(extract_run(&t.job, WHY));
    sql(t.source, "alter table boss rename column last_name to surname");
    refused(ERR_SOURCE_DATA, "sql/source/tiny/x_boss.sql line 1", "last_name");
    struct err why = {.kind = ERR_NONE};
    assert_false(extract_run(&t.job, &why)); /* whose SELECT it is, the hint tells */
    assert_non_null(strstr(why.hint, "the agency's own, sql.overlay_dir/source/tiny/x_boss.sql"));
    sql(t.source, "drop table boss");
    refused(ERR_SOURCE_DATA, "sql/source/tiny/x_boss.sql", "\"boss\"");
    overlay("x_boss", NULL);
    overlay("x_goal", "select 1 as goal_id\n");
    refused(ERR_SOURCE_DATA, "sql/source/tiny/x_goal.sql", "\"goal_id\" is integer");
    overlay("x_goal", "select 'x' as goal_id\n");
    refused(ERR_SOURCE_DATA, "sql/source/tiny/x_goal.sql", "is not filled");
    overlay("x_goal", "select 'x' as goal_idd\n");
    refused(ERR_SOURCE_DATA, "sql/source/tiny/x_goal.sql", "has no column \"goal_idd\"");
    overlay("x_goal", "select 'x' as agency_id\n");
    refused(ERR_SOURCE_DATA, "sql/source/tiny/x_goal.sql", "\"agency_id\"");
    overlay("x_goal", NULL);
    overlay("nonsense", "select 'x' as a\n");
    refused(ERR_INTERNAL, "sql/source/tiny/nonsense.sql", "stage.nonsense");
    overlay("nonsense", NULL);
}

static void test_cutoffs(void **state)
{
    (void)state;
    OK(extract_run(&t.job, WHY));
    sql(t.source, "truncate control");
    refused(ERR_SOURCE_DATA, "cutoff.sql", "none came");
    sql(t.source, "insert into control values (null)");
    refused(ERR_SOURCE_DATA, "cutoff.sql", "none came");
    sql(t.source, "insert into control values (now()), (now())");
    refused(ERR_SOURCE_DATA, "cutoff.sql", "more came");
    overlay("cutoff", "select cutoff_at as cutoff from control\n");
    refused(ERR_SOURCE_DATA, "cutoff.sql", "timestamp without time zone");
    overlay("cutoff", CUTOFF);
    sql(t.source, "truncate control; insert into control values ('2019-12-31 20:00+00')");
    refused(ERR_SOURCE_DATA, "month 2020-01 begins after the data cutoff", "2019-12-31 12:00:00");
    t.conf.quality.max_source_age_hours = 48;
    sql(t.source, "truncate control; insert into control values (now() - interval '50 hours')");
    t.job.month_asked = NULL;
    refused(ERR_SOURCE_DATA, "stale", "2 days (50 hours) old, 48 hours are allowed");
    t.conf.quality.max_source_age_hours = 0;
}

static void test_a_bad_value_in_the_middle(void **state)
{
    (void)state;
    OK(extract_run(&t.job, WHY));
    /* a value that the SELECT itself cannot cast: the server quotes it, we do not */
    overlay("x_boss", "select (last_name::int)::text as attorney_id, last_name, null::text as "
                      "first_name, "
                      "null::text as email from boss\n");
    refused(ERR_SOURCE_DATA, "sql/source/tiny/x_boss.sql", "[22P02]");
}

static void test_away(void **state)
{
    (void)state;
    OK(extract_run(&t.job, WHY));
    t.conf.source.conninfo = (char[]){"host=/nowhere/at/all dbname=x"};
    refused(ERR_SOURCE_AWAY, "source database", "cannot connect");
    t.conf.source.conninfo = t.conninfo[0];
}

static void on_alarm(int signal_number)
{
    (void)signal_number;
    stop_raise(SIGTERM);
}

static void test_a_stop_leaves_stage_as_it_was(void **state)
{
    (void)state;
    OK(extract_run(&t.job, WHY));
    overlay("x_boss", "select attorney_id, last_name, pg_sleep(10)::text as first_name, null::text "
                      "as email from boss\n");
    (void)signal(SIGALRM, on_alarm);
    (void)alarm(1);
    struct err err = {.kind = ERR_NONE};
    assert_false(extract_run(&t.job, &err));
    assert_int_equal(err.kind, ERR_STOPPED);
    stop_raise(0);
    assert_int_equal(number(t.job.mart, "select count(*) from stage.x_hearing"), 2000);
    struct ledger_batch batch;
    OK(ledger_batch(&t.job, &batch, WHY));
    assert_string_equal(batch.id, "1");
}

static void test_lost_rows_are_refused(void **state)
{
    (void)state;
    OK(extract_run(&t.job, WHY));
    sql(t.source, "begin; delete from court where hearing_id % 5 < 2; commit");
    refused(ERR_SOURCE_DATA, "table \"x_hearing\" (sql/source/tiny/x_hearing.sql) has 1200 rows",
            "2000 in the last load: 40.0 % fewer, allowed are 20 %");
    sql(t.source, "alter table court rename to court_kept");
    refused(ERR_SOURCE_DATA, "x_hearing.sql) is not there any more", "2000 in the last load");
    sql(t.source, "alter table court_kept rename to court");
    t.job.accept_drop = true;
    OK(extract_run(&t.job, WHY));
    t.job.accept_drop = false;
    assert_int_equal(number(t.job.mart, "select count(*) from stage.x_hearing"), 1200);
    OK(extract_run(&t.job, WHY)); /* what was taken is the measure of the next */
}

static void test_an_empty_core_table_is_refused(void **state)
{
    (void)state;
    OK(extract_run(&t.job, WHY));
    overlay("x_goal", "-- core: yes\nselect null::text as goal_id, null::text as note "
                      "from boss where false\n");
    refused(ERR_SOURCE_DATA, "table \"x_goal\" (sql/source/tiny/x_goal.sql) is empty: 0 rows",
            "x_goal");
    overlay("x_goal", "select null::text as goal_id, null::text as note from boss where false\n");
    OK(extract_run(&t.job, WHY));
}

static void test_unknown_kind(void **state)
{
    (void)state;
    t.conf.source.kind = (char[]){"tinny"};
    struct err err = {.kind = ERR_NONE};
    assert_false(extract_run(&t.job, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.message, "tinny"));
    assert_non_null(strstr(err.hint, "tiny"));
    t.conf.source.kind = tiny;
}

static void count_failures(void *ctx, enum check_state state, const char *what,
                           const struct err *why)
{
    (void)what;
    (void)why;
    *(int *)ctx += state == CHECK_FAIL;
}

static void test_check_names_everything(void **state)
{
    (void)state;
    int wrong = 0;
    struct check check = {count_failures, &wrong};
    assert_true(extract_check(&t.job, &check));
    assert_int_equal(wrong, 0);
    sql(t.source, "drop table boss; alter table court drop column scheduled");
    assert_false(extract_check(&t.job, &check));
    assert_int_equal(wrong, 2);
}

static void test_the_lock(void **state)
{
    (void)state;
    struct job other = t.job;
    struct err err = {.kind = ERR_NONE};
    OK(ledger_lock(&t.job, WHY));
    other.mart = db_open(t.conninfo[1], DB_MART, "other", WHY);
    assert_false(ledger_lock(&other, &err));
    assert_int_equal(err.kind, ERR_RUNNING);
    assert_non_null(strstr(err.message, "run 1 (extract)"));
    db_close(t.job.mart); /* a crash leaves no lock */
    for (int i = 0; i < 600 && !ledger_lock(&other, NULL); i++)
        (void)usleep(100000);
    OK(ledger_lock(&other, WHY));
    t.job.mart = other.mart;
}

static void test_a_changed_schema_file_is_refused(void **state)
{
    (void)state;
    int64_t applied = -1;
    OK(migrate_apply(t.job.mart, &applied, WHY));
    assert_int_equal(applied, 0);
    OK(migrate_check(t.job.mart, WHY));
    struct err err = {.kind = ERR_NONE};
    sql(t.job.mart, "update etl.migration set digest = 'x' where name = 'schema/020_stage.sql'");
    assert_false(migrate_apply(t.job.mart, &applied, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.message, "020_stage"));
    assert_false(migrate_check(t.job.mart, &err));
    sql(t.job.mart, "delete from etl.migration where name = 'schema/020_stage.sql'");
    assert_false(migrate_check(t.job.mart, &err));
    assert_non_null(strstr(err.hint, "init"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_rows_arrive, fresh),
        cmocka_unit_test_setup(test_other_agencies_stay, fresh),
        cmocka_unit_test_setup(test_a_missing_optional_table, fresh),
        cmocka_unit_test_setup(test_drift_is_named, fresh),
        cmocka_unit_test_setup(test_cutoffs, fresh),
        cmocka_unit_test_setup(test_a_bad_value_in_the_middle, fresh),
        cmocka_unit_test_setup(test_away, fresh),
        cmocka_unit_test_setup(test_a_stop_leaves_stage_as_it_was, fresh),
        cmocka_unit_test_setup(test_lost_rows_are_refused, fresh),
        cmocka_unit_test_setup(test_an_empty_core_table_is_refused, fresh),
        cmocka_unit_test_setup(test_unknown_kind, fresh),
        cmocka_unit_test_setup(test_check_names_everything, fresh),
        cmocka_unit_test_setup(test_the_lock, fresh),
        cmocka_unit_test_setup(test_a_changed_schema_file_is_refused, fresh),
    };
    stop_install();
    return cmocka_run_group_tests_name("extract", tests, make_databases, drop_databases);
}
