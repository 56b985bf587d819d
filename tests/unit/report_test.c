/*
 * tests/unit/report_test.c - descriptions, feeds, and the report step against a real server
 *
 * CW_TEST_CONNINFO names the server; the test makes a database of its own beside it, with the
 * project's schema and a month of an invented state of two offices.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "conf.h"
#include "db.h"
#include "digest.h"
#include "file.h"
#include "job.h"
#include "migrate.h"
#include "report.h"
#include "report_feed.h"
#include "report_page.h"
#include "report_words.h"
#include "sqltext.h"
#include "stop.h"
#include "unit.h"
#include "xlsx.h"
#include "banned.h"

#define DATABASE "cw_report_test"

static char *home;     /* private folder of this test */
static char *conninfo; /* of DATABASE */
static struct conf conf;
static struct job job;

/* ---- ground ---- */

static struct db *open_db(const char *where)
{
    struct err err = {.kind = ERR_NONE};
    struct db *db = db_open(where, DB_MART, "test", &err);
    if (!db)
        print_error("%s\n", err.message);
    assert_non_null(db);
    return db;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) >= 0, 1);
    assert_int_equal(fclose(file), 0);
}

static void make_database(void)
{
    const char *server = getenv("CW_TEST_CONNINFO");
    if (!server) {
        print_error("CW_TEST_CONNINFO is not set: run `make unit`, which starts a cluster\n");
        fail();
    }
    struct db *db = open_db(server);
    OK(db_exec(db, "drop database if exists " DATABASE, DB_NONE, WHY));
    OK(db_exec(db, "create database " DATABASE " template template0 encoding 'UTF8'", DB_NONE,
               WHY));
    db_close(db);
    conninfo = xasprintf("%s dbname=" DATABASE, server);
    int64_t applied = 0;
    job.mart = open_db(conninfo);
    OK(migrate_apply(job.mart, &applied, WHY));
    assert_true(applied > 0);
}

static void make_conf(void)
{
    char *path = xasprintf("%s/cw.ini", home);
    char *text = xasprintf("[agency]\nname = Test agency\ntimezone = America/Los_Angeles\n"
                           "[source]\nkind = famlink\nconninfo = %s\n"
                           "[mart]\nconninfo = %s\n[spool]\ndir = %s/spool\n"
                           "[codemap]\ndir = conf/codemap\n[report]\nenabled = ftdm_completion\n",
                           conninfo, conninfo, home);
    write_file(path, text);
    OK(conf_load(&conf, path, WHY));
    job.conf = &conf;
    job.run_id = 1;
    (void)snprintf(job.period.month, sizeof(job.period.month), "2024-03-01");
    free(path);
    free(text);
}

/* March 2024, closed month 2024-02 beside it: office 10 has children, office 20 none. */
static const char fixture[] =
    "select fact.open_month(m::date) "
    "from generate_series(date '2023-03-01', date '2024-03-01', interval '1 month') as m;"
    "insert into etl.month (agency_id, report, month, version, state, period_end, as_of,"
    " cutoff_at, preliminary, source_kind, batch_id, run_id) values"
    " (1, 'ftdm_completion', '2024-02-01', 1, 'closed', '2024-02-29', '2024-02-29',"
    " '2024-03-01 02:00', false, 'famlink', 1, 1),"
    " (1, 'ftdm_completion', '2024-03-01', 1, 'open', '2024-03-31', '2024-03-31',"
    " '2024-04-01 02:00', false, 'famlink', 1, 1);"
    "insert into fact.scope (agency_id, month, version, report, scope_kind, scope, code, name,"
    " title_line, parent_code) values"
    " (1, '2024-03-01', 1, 'ftdm_completion', 'state', 'state', null, 'State', 'Statewide', null),"
    " (1, '2024-03-01', 1, 'ftdm_completion', 'region', 'region-1', '1', 'One', 'Region: One',"
    " null),"
    " (1, '2024-03-01', 1, 'ftdm_completion', 'office', 'office-10', '10', 'Ten', 'Office: Ten',"
    " '1'),"
    " (1, '2024-03-01', 1, 'ftdm_completion', 'office', 'office-20', '20', 'Twenty',"
    " 'Office: Twenty', '1');"
    "insert into fact.measure (agency_id, month, version, report, level, g1_code, g1, g2_code, g2,"
    " measure, numerator, denominator, value) values"
    " (1, '2024-03-01', 1, 'ftdm_completion', 'state', '', '', '', '', 'to_act_on', 3, null, 3),"
    " (1, '2024-03-01', 1, 'ftdm_completion', 'office', '1', 'One', '10', 'Ten', 'to_act_on', 3,"
    " null, 3);"
    "insert into fact.ftdm_completion (agency_id, month, version, list, child_id, episode_id,"
    " as_of, attributed_on, attributed_by, region_code, region, office_code, office, unit,"
    " supervisor, caseworker, child, removal_date, days_since_removal, window_opens,"
    " window_closes, status_no, status, why) "
    "select 1, '2024-03-01', 1, 'to_act_on', (1000 + n)::text, n, '2024-03-31', '2024-03-31',"
    " 'assignment', '1', 'One', '10', 'Ten', 'Unit', 'Super, Visor', 'Case, Worker',"
    " '=cmd|' || n, date '2024-03-01' + n, 30 - n, date '2024-02-23' + n, date '2024-03-04' + n,"
    " 8, 'None recorded', 'No FTDM.' from generate_series(1, 3) as n;";

static int setup(void **state)
{
    (void)state;
    char template[] = "/tmp/cw_report_XXXXXX";
    assert_non_null(mkdtemp(template));
    home = xstrdup(template);
    stop_install();
    make_database();
    make_conf();
    OK(db_script(job.mart, fixture, WHY));
    return 0;
}

static int remove_tree(const char *path)
{
    DIR *dir = opendir(path);
    for (const struct dirent *e; dir && (e = readdir(dir));) {
        if (str_eq(e->d_name, ".") || str_eq(e->d_name, ".."))
            continue;
        char *inner = xasprintf("%s/%s", path, e->d_name);
        if (unlink(inner) != 0)
            (void)remove_tree(inner);
        free(inner);
    }
    if (dir)
        (void)closedir(dir);
    return rmdir(path);
}

static int teardown(void **state)
{
    (void)state;
    db_close(job.mart);
    conf_release(&conf);
    sqltext_release();
    (void)remove_tree(home);
    free(home);
    free(conninfo);
    return 0;
}

/* ---- words ---- */

static void test_words_are_json_that_sql_can_read(void **state)
{
    (void)state;
    struct str json = STR_INIT;
    char *text = NULL;
    for (size_t i = 0; report_list[i]; i++) {
        str_clear(&json);
        report_words_json(&json, &(struct report_words){.report = report_list[i],
                                                        .date_format = "mm/dd/yyyy",
                                                        .timezone = "America/Chicago",
                                                        .contact = "a \"b\" \\ c\td",
                                                        .confidential = "C",
                                                        .cutoff = "2024-01-01 00:00:00",
                                                        .bar_rows = 8});
        OK(db_value(job.mart, "select $1::jsonb ->> 'contact'", DB_ARGS(json.buf), &text, WHY));
        assert_string_equal(text, "a \"b\" \\ c\td");
        free(text);
        OK(db_value(job.mart,
                    "select concat_ws(' ', j ->> 'date_format', j ->> 'zone', "
                    "j -> 'levels' ->> 0, j -> 'bars' ->> 'rows', "
                    "jsonb_typeof(j -> 'measures' -> 0 -> 'key')) from (select $1::jsonb as j) x",
                    DB_ARGS(json.buf), &text, WHY));
        assert_string_equal(text, "MM/DD/YYYY Central time state 8 boolean");
        free(text);
    }
    str_release(&json);
}

static void test_zones_and_dates_in_words(void **state)
{
    (void)state;
    const char *const zones[][2] = {{"America/Los_Angeles", "Pacific time"},
                                    {"America/Indiana/Tell_City", "Tell City time"},
                                    {"UTC", "UTC"}};
    const char *const dates[][2] = {{"mm/dd/yyyy", "MM/DD/YYYY"},
                                    {"yyyy-mm-dd", "YYYY-MM-DD"},
                                    {"d.m.yy", "FMDD.FMMM.YY"},
                                    {"d mmm yyyy", "FMDD Mon YYYY"}};
    struct str out = STR_INIT;
    for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++) {
        str_clear(&out);
        report_words_zone(&out, zones[i][0]);
        assert_string_equal(out.buf, zones[i][1]);
    }
    for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++) {
        str_clear(&out);
        report_words_date(&out, dates[i][0]);
        assert_string_equal(out.buf, dates[i][1]);
    }
    str_release(&out);
}

/* ---- descriptions ---- */

struct heard {
    int n;
    struct str all;
};

static void hear(void *ctx, const char *problem)
{
    struct heard *heard = ctx;
    heard->n++;
    str_addf(&heard->all, "%s\n", problem);
}

static void assert_silent(struct heard *heard)
{
    if (heard->n)
        print_error("%s", heard->all.buf);
    assert_int_equal(heard->n, 0);
    str_release(&heard->all);
}

static void test_descriptions_fit_themselves(void **state)
{
    (void)state;
    struct heard heard = {0, STR_INIT};
    for (size_t i = 0; report_list[i]; i++)
        report_check_words(report_list[i], hear, &heard);
    assert_silent(&heard);
    assert_non_null(report_find("ftdm_completion"));
    assert_null(report_find("ftdm"));
}

static void test_descriptions_fit_their_queries(void **state)
{
    (void)state;
    struct heard heard = {0, STR_INIT};
    const char *const all[] = {"ftdm_completion", "iff_extension", "home_study", "child_listing"};
    const char *const kinds[] = {"famlink", "faces"};
    char *kind = conf.source.kind;
    char copy[16];
    job.reports = all;
    job.n_reports = 4;
    conf.source.kind = copy;
    for (size_t i = 0; i < 2; i++) {
        (void)snprintf(copy, sizeof(copy), "%s", kinds[i]);
        OK(report_check(&job, job.mart, hear, &heard, WHY));
    }
    conf.source.kind = kind;
    job.reports = NULL;
    assert_silent(&heard);
}

static void test_a_wrong_description_is_named(void **state)
{
    (void)state;
    const struct column columns[] = {{.name = "a", .title = "A"}, {.name = "a", .title = "B"}, {0}};
    const struct mark marks[] = {{"b", "x", MARK_ACT}, {0}};
    const struct sheet sheets[] = {
        {.name = "One", .columns = columns, .marks = marks, .frozen = "c"}, {0}};
    const struct measure measures[] = {
        {.name = "m", .key = true, .sheet = "Two", .policy = 3}, {.name = "m", .policy = -1}, {0}};
    const struct report wrong = {
        .name = "w", .sheets = sheets, .measures = measures, .rate = "r", .act = "m"};
    const char *const words[] = {"frozen names no column: \"c\"",
                                 "a mark names no column: \"b\"",
                                 "two columns \"B\"",
                                 "no sheet \"Two\"",
                                 "two measures \"m\"",
                                 "rate: no measure \"r\"",
                                 "measure \"m\": no policy 3"};
    struct heard heard = {0, STR_INIT};
    report_check_words(&wrong, hear, &heard);
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (!strstr(heard.all.buf, words[i]))
            fail_msg("not told: %s\nbut: %s", words[i], heard.all.buf);
    assert_int_equal(heard.n, sizeof(words) / sizeof(*words));
    str_release(&heard.all);
}

/* ---- feeds: the queries of a report that is not enabled are replaced ---- */

static void replace_query_of(const char *report, const char *sheet, const char *sql)
{
    char *dir = xasprintf("%s/overlay/report/%s", home, report);
    char *path = xasprintf("%s/%s.sql", dir, sheet);
    char *root = xasprintf("%s/overlay", home);
    OK(file_make_dirs(home, dir, WHY));
    write_file(path, sql);
    OK(sqltext_overlay(root, WHY));
    free(dir);
    free(path);
    free(root);
}

static void test_an_explanation_of_another_shape_is_named(void **state)
{
    (void)state;
    struct heard heard = {0, STR_INIT};
    char *path = xasprintf("%s/overlay/report/ftdm_completion/explain.sql", home);
    replace_query_of(
        "ftdm_completion", "explain",
        "select 'a' as section, 'b' as rule, 'c' as seen, 'd' as value, 'e' as row_id, "
        "'f' as outcome, 't' as decides, 'g' as list, 1 as more");
    OK(report_check(&job, job.mart, hear, &heard, WHY));
    assert_non_null(strstr(heard.all.buf, "\"looked_at\" is described"));
    assert_non_null(strstr(heard.all.buf, "column \"decides\" has type"));
    assert_non_null(strstr(heard.all.buf, "column \"more\" is not known"));
    assert_int_equal(heard.n, 3);
    str_release(&heard.all);
    assert_int_equal(unlink(path), 0);
    OK(sqltext_overlay("", WHY));
    free(path);
}

static void replace_query(const char *sheet, const char *sql)
{
    replace_query_of("home_study", sheet, sql);
}

#define SHEET "report/home_study/children.sql"
#define ROWS(values)                                                                               \
    "select s as _scope, x from (values " values                                                   \
    ") as v (s, x) order by v.s collate \"C\" nulls last"

static void open_feed(struct report_feed *feed, struct db *db, bool stream)
{
    if (stream)
        OK(report_feed_open(feed, db, SHEET, NULL, 0, 1, WHY));
    else
        OK(report_feed_load(feed, db, SHEET, NULL, 0, 1, WHY));
}

static void test_stream_gives_each_scope_its_rows(void **state)
{
    (void)state;
    struct report_feed feed;
    const char *const *row = NULL;
    replace_query("children", ROWS("('b', '1'), ('b', '2'), ('d', null)"));
    open_feed(&feed, job.mart, true);
    OK(report_feed_next(&feed, "a", &row, WHY));
    assert_null(row);
    OK(report_feed_next(&feed, "b", &row, WHY));
    assert_string_equal(row[0], "1");
    OK(report_feed_next(&feed, "b", &row, WHY));
    assert_string_equal(row[0], "2");
    OK(report_feed_next(&feed, "b", &row, WHY));
    assert_null(row);
    OK(report_feed_next(&feed, "d", &row, WHY));
    assert_non_null(row);
    assert_null(row[0]);
    OK(report_feed_next(&feed, "d", &row, WHY));
    assert_null(row);
    OK(report_feed_end(&feed, WHY));
    report_feed_release(&feed);
}

static void test_block_gives_each_scope_its_rows(void **state)
{
    (void)state;
    struct report_feed feed;
    struct report_slice slice;
    open_feed(&feed, job.mart, false);
    OK(report_feed_slice(&feed, "a", &slice, WHY));
    assert_int_equal(slice.n, 0);
    OK(report_feed_skip(&feed, "b", WHY));
    OK(report_feed_slice(&feed, "d", &slice, WHY));
    assert_int_equal(slice.n, 1);
    assert_null(slice.rows[0][1]);
    OK(report_feed_end(&feed, WHY));
    report_feed_release(&feed);
}

static void assert_told(const char *words)
{
    assert_int_equal(WHY->kind, ERR_INTERNAL);
    if (!strstr(WHY->message, words))
        fail_msg("\"%s\" does not say \"%s\"", WHY->message, words);
}

static void test_a_foreign_scope_is_never_dropped(void **state)
{
    (void)state;
    for (int stream = 0; stream < 2; stream++) {
        struct report_feed feed;
        struct report_slice slice;
        const char *const *row = NULL;
        err_clear(WHY);
        open_feed(&feed, job.mart, stream);
        assert_false(stream ? report_feed_next(&feed, "c", &row, WHY)
                            : report_feed_slice(&feed, "c", &slice, WHY));
        assert_told("has rows for scope \"b\", which has no workbook");
        report_feed_release(&feed);
        err_clear(WHY);
        open_feed(&feed, job.mart, stream);
        OK(report_feed_skip(&feed, "b", WHY));
        assert_false(report_feed_end(&feed, WHY));
        assert_told("has rows for scope \"d\", which has no workbook");
        report_feed_release(&feed);
    }
}

static void test_a_query_that_does_not_fit_is_named(void **state)
{
    (void)state;
    struct report_feed feed;
    const char *const *row = NULL;
    err_clear(WHY);
    assert_false(report_feed_load(&feed, job.mart, SHEET, NULL, 0, 2, WHY));
    assert_told("returns 2 columns, 3 are described");
    report_feed_release(&feed);
    replace_query("children", ROWS("('b', '1'), (null, '2')"));
    open_feed(&feed, job.mart, true);
    OK(report_feed_next(&feed, "b", &row, WHY));
    assert_false(report_feed_next(&feed, "b", &row, WHY));
    assert_told("a row without a scope");
    report_feed_release(&feed);
    replace_query("children", "select s as _scope, 1 as x from (values ('b'), ('a')) as v (s)");
    err_clear(WHY);
    assert_false(report_feed_load(&feed, job.mart, SHEET, NULL, 0, 1, WHY));
    assert_told("not ordered by scope: \"a\" after \"b\"");
    report_feed_release(&feed);
    replace_query("children", "select $1::int, $2::int");
    err_clear(WHY);
    assert_false(report_feed_load(&feed, job.mart, SHEET, DB_ARGS("1"), 1, WHY));
    assert_told("takes $2, only 1 parameters are given");
    report_feed_release(&feed);
    assert_false(report_feed_load(&feed, job.mart, "report/none.sql", NULL, 0, 1, WHY));
    report_feed_release(&feed);
}

/* ---- the step ---- */

static char *spool_path(const char *scope)
{
    return xasprintf("%s/spool/2024-03/ftdm_completion/ftdm_completion_2024-03_%s.xlsx", home,
                     scope);
}

static struct digest_text digest_of(const char *scope)
{
    struct digest_text digest = {{0}};
    char *path = spool_path(scope);
    OK(digest_file(path, &digest, NULL, WHY));
    free(path);
    return digest;
}

static int count_files(const char *suffix)
{
    char *path = xasprintf("%s/spool/2024-03/ftdm_completion", home);
    DIR *dir = opendir(path);
    int n = 0;
    for (const struct dirent *e; dir && (e = readdir(dir));)
        n += str_ends(e->d_name, suffix);
    if (dir)
        (void)closedir(dir);
    free(path);
    return n;
}

static int64_t count_rows(const char *table)
{
    int64_t n = 0;
    char *sql = xasprintf("select count(*) from %s", table);
    OK(db_int(job.mart, sql, DB_NONE, &n, WHY));
    free(sql);
    return n;
}

static void run_ok(void)
{
    job.tally = (struct tally){0};
    OK(report_run(&job, WHY));
}

static void test_run_seals_every_workbook(void **state)
{
    (void)state;
    struct stat st;
    run_ok();
    assert_int_equal(job.tally.files, 4);
    assert_int_equal(job.tally.rows, 9); /* three children, in state, region and office */
    assert_true(job.tally.bytes > 0);
    assert_int_equal(count_files(".xlsx"), 4);
    assert_int_equal(count_files(".tmp"), 0);
    char *path = spool_path("office-20"); /* a workbook without a row is made too */
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    free(path);
    char *listed = NULL;
    OK(db_value(job.mart,
                "select string_agg(scope || ' ' || rows, ', ' order by scope) from etl.artifact",
                DB_NONE, &listed, WHY));
    assert_string_equal(listed, "office-10 3, office-20 0, region-1 3, state 3");
    free(listed);
    struct digest_text digest = digest_of("state");
    int64_t same = 0;
    OK(db_int(job.mart, "select count(*) from etl.artifact where scope = 'state' and sha256 = $1",
              DB_ARGS(digest.hex), &same, WHY));
    assert_int_equal(same, 1);
}

static void test_the_same_facts_give_the_same_bytes(void **state)
{
    (void)state;
    struct digest_text state_before = digest_of("state");
    struct digest_text office_before = digest_of("office-10");
    conf.report.workers = 1; /* and as many workers as there are cores before */
    run_ok();
    conf.report.workers = 3;
    run_ok();
    conf.report.workers = 0;
    assert_string_equal(digest_of("state").hex, state_before.hex);
    assert_string_equal(digest_of("office-10").hex, office_before.hex);
    assert_int_equal(count_rows("etl.artifact"), 4); /* nothing new to deliver */
}

/* In the place of the library's, for this process: what reaches the disk, in which order. */
static char on_disk[32];
static int sick_file; /* the disk fails at that one; 0: it does not */

static void note_on_disk(char what)
{
    size_t n = strlen(on_disk);
    if (n + 1 < sizeof(on_disk))
        on_disk[n] = what;
}

int fsync(int fd)
{
    struct stat st;
    bool file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    note_on_disk(file ? 'f' : 'd');
    if (file && sick_file > 0 && --sick_file == 0) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
    note_on_disk('r');
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

/* No workbook has its final name before all of them are on the disk. */
static void test_a_power_cut_leaves_whole_workbooks(void **state)
{
    (void)state;
    struct digest_text before = digest_of("office-10");
    conf.report.workers = 1; /* this process */
    memset(on_disk, 0, sizeof(on_disk));
    run_ok();
    assert_string_equal(on_disk, "ffffrrrrd");
    memset(on_disk, 0, sizeof(on_disk));
    sick_file = 3;
    err_clear(WHY);
    assert_false(report_run(&job, WHY));
    sick_file = 0;
    conf.report.workers = 0;
    assert_int_equal(WHY->kind, ERR_LOCAL);
    assert_non_null(strstr(WHY->message, "cannot flush"));
    assert_null(strchr(on_disk, 'r'));
    assert_int_equal(count_files(".tmp"), 0);
    assert_int_equal(count_files(".xlsx"), 4);
    assert_string_equal(digest_of("office-10").hex, before.hex);
}

static void test_scopes_can_be_asked_for(void **state)
{
    (void)state;
    const char *const scopes[] = {"office-20"};
    char *path = spool_path("office-20");
    assert_int_equal(unlink(path), 0);
    job.scopes = scopes;
    job.n_scopes = 1;
    run_ok();
    assert_int_equal(job.tally.files, 1);
    assert_int_equal(access(path, F_OK), 0);
    const char *const none[] = {"office-99"};
    job.scopes = none;
    err_clear(WHY);
    assert_false(report_run(&job, WHY));
    assert_int_equal(WHY->kind, ERR_USAGE);
    job.scopes = NULL;
    job.n_scopes = 0;
    free(path);
}

static void test_a_month_without_facts_is_refused(void **state)
{
    (void)state;
    (void)snprintf(job.period.month, sizeof(job.period.month), "2023-01-01");
    err_clear(WHY);
    assert_false(report_run(&job, WHY));
    assert_int_equal(WHY->kind, ERR_USAGE);
    assert_non_null(strstr(WHY->message, "no facts for 2023-01"));
    (void)snprintf(job.period.month, sizeof(job.period.month), "2024-03-01");
}

static void test_a_failed_run_leaves_what_was_there(void **state)
{
    (void)state;
    struct digest_text before = digest_of("state");
    OK(db_script(job.mart,
                 "insert into fact.ftdm_completion select (f).* from (select jsonb_populate_record("
                 "null::fact.ftdm_completion, to_jsonb(t) || jsonb_build_object('office_code', "
                 "'99', 'episode_id', 99)) as f from fact.ftdm_completion as t "
                 "where t.episode_id = 1) as x;",
                 WHY));
    for (int workers = 1; workers <= 2; workers++) {
        conf.report.workers = workers;
        err_clear(WHY);
        assert_false(report_run(&job, WHY));
        assert_told("sql/report/ftdm_completion/to_act_on.sql has rows for scope \"office-99\"");
        assert_int_equal(count_files(".tmp"), 0);
        assert_string_equal(digest_of("state").hex, before.hex);
    }
    conf.report.workers = 0;
    assert_int_equal(count_rows("etl.artifact"), 4);
    OK(db_exec(job.mart, "delete from fact.ftdm_completion where episode_id = 99", DB_NONE, WHY));
}

static void test_an_unknown_rule_is_not_swallowed(void **state)
{
    (void)state;
    OK(db_exec(job.mart,
               "insert into fact.quality (agency_id, month, version, report, rule, row_key) "
               "values (1, '2024-03-01', 1, 'ftdm_completion', 'invented', 'r')",
               DB_NONE, WHY));
    err_clear(WHY);
    assert_false(report_run(&job, WHY));
    assert_told("does not describe the rule \"invented\"");
    OK(db_exec(job.mart, "delete from fact.quality", DB_NONE, WHY));
}

static void test_leftovers_of_a_killed_run_are_swept(void **state)
{
    (void)state;
    char *left = xasprintf("%s/spool/2024-03/ftdm_completion/.gone_scope.xlsx.tmp", home);
    write_file(left, "half");
    run_ok();
    assert_int_equal(access(left, F_OK), -1);
    free(left);
}

/* ---- more than a page, more than a sheet ---- */

static void run_state(void)
{
    const char *const scopes[] = {"state"};
    job.scopes = scopes;
    job.n_scopes = 1;
    run_ok();
    job.scopes = NULL;
    job.n_scopes = 0;
}

static void assert_part(const char *path, const char *name, const char *text, bool there)
{
    char *xml = xlsx_part(path, name);
    assert_non_null(xml);
    if ((strstr(xml, text) != NULL) != there)
        print_error("%s: %s %s\n", name, there ? "lacks" : "has", text);
    assert_int_equal(strstr(xml, text) != NULL, there);
    free(xml);
}

/* The most memory so far: one unit of work is done in this process, several in children. */
static long peak_mb(void)
{
    struct rusage here, below;
    assert_int_equal(getrusage(RUSAGE_SELF, &here), 0);
    assert_int_equal(getrusage(RUSAGE_CHILDREN, &below), 0);
    return (here.ru_maxrss > below.ru_maxrss ? here.ru_maxrss : below.ru_maxrss) / 1024;
}

static void cure(const char *rows)
{
    OK(db_exec(job.mart, "delete from fact.quality", DB_NONE, WHY));
    OK(db_exec(
        job.mart,
        "insert into fact.quality (agency_id, month, version, report, rule, office_code,"
        " region_code, row_key, child_id, owner, what) select 1, '2024-03-01', 1,"
        " 'ftdm_completion', 'not_marked', '10', '1', n::text, n::text,"
        " case when n % 2 = 1 then e'=1+1' else 'Bell' || chr(7) end, '_x0041_ and row ' || n"
        " from generate_series(1, $1::int) as n",
        DB_ARGS(rows), WHY));
}

/* Data quality is a page, held in memory: what is too much for it goes to a sheet of its own. */
static void test_rows_to_cure_beyond_the_page(void **state)
{
    (void)state;
    char *path = spool_path("state");
    cure("5000");
    run_state();
    assert_part(path, "xl/workbook.xml", "Rows to cure", false);
    assert_part(path, "xl/worksheets/sheet6.xml", "<row r=\"5010\"", true);
    long before = peak_mb();
    cure("200000");
    run_state();
    long after = peak_mb();
    assert_part(path, "xl/workbook.xml", "name=\"Rows to cure\" sheetId=\"6\"", true);
    char *xml = xlsx_part(path, "xl/worksheets/sheet6.xml");
    assert_int_equal(xlsx_count(xml, "<row "), 200001);
    assert_int_equal(xlsx_count(xml, "<f>"), 0);
    free(xml);
    assert_part(path, "xl/sharedStrings.xml", "200000 rows, more than this page holds", true);
    assert_part(path, "xl/worksheets/sheet7.xml", "location=\"'Rows to cure'!A1\"", true);
    /* what was changed in texts is counted there, those of this sheet too: half have a control
       character, all look like an escape */
    assert_part(path, "xl/worksheets/sheet7.xml", "<v>100000</v>", true);
    assert_part(path, "xl/worksheets/sheet7.xml", "<v>200000</v>", true);
    print_message("peak: %ld MB with 5,000 rows to cure, %ld MB with 200,000\n", before, after);
#ifndef __SANITIZE_ADDRESS__
    assert_true(after <= before + 24);
#endif
    OK(db_exec(job.mart, "delete from fact.quality", DB_NONE, WHY));
    free(path);
}

static int tables_with(const char *path, const char *text)
{
    int found = 0;
    for (int i = 1; i < 20; i++) {
        char *name = xasprintf("xl/tables/table%d.xml", i), *xml = xlsx_part(path, name);
        found += xml && strstr(xml, text);
        free(name);
        free(xml);
    }
    return found;
}

#define NARROW                                                                                     \
    "select 'state' as _scope, n::text, null, null, null, null, null, n::text, null, null, null, " \
    "null, null, null, null, null, null, null, null, null "                                        \
    "from generate_series(1, case when $4::text = 'state' then 1048600 else 0 end) as n"

/* One sheet holds 1,048,575 rows below its headings. */
static void test_more_rows_than_a_sheet_holds(void **state)
{
    (void)state;
    char *path = spool_path("state");
    replace_query_of("ftdm_completion", "in_care", NARROW);
    run_state();
    assert_int_equal(job.tally.rows, 3 + 1048600);
    assert_part(path, "xl/workbook.xml", "name=\"In care\" sheetId=\"4\"", true);
    assert_part(path, "xl/workbook.xml", "name=\"In care (2)\" sheetId=\"5\"", true);
    assert_part(path, "xl/sharedStrings.xml",
                "In care has more rows than one sheet holds: it continues on In care (2).", true);
    char *second = xlsx_part(path, "xl/worksheets/sheet5.xml");
    assert_int_equal(xlsx_count(second, "<row "), 26);
    assert_non_null(strstr(second, ">1048576<")); /* the row after the last of the first sheet */
    free(second);
    assert_int_equal(tables_with(path, "ref=\"A1:S1048576\""), 1);
    assert_int_equal(tables_with(path, "displayName=\"InCare_2\" ref=\"A1:S26\""), 1);
#ifndef __SANITIZE_ADDRESS__
    assert_true(peak_mb() < 160);
#endif
    char *query = xasprintf("%s/overlay/report/ftdm_completion/in_care.sql", home);
    assert_int_equal(unlink(query), 0);
    OK(sqltext_overlay("", WHY));
    run_ok();
    free(query);
    free(path);
}

static void test_a_stop_leaves_no_half_file(void **state)
{
    (void)state;
    int64_t artifacts = count_rows("etl.artifact");
    stop_raise(SIGTERM); /* nothing after this test can work: keep it last */
    err_clear(WHY);
    assert_false(report_run(&job, WHY));
    assert_int_equal(WHY->kind, ERR_STOPPED);
    assert_int_equal(count_files(".tmp"), 0);
    assert_int_equal(count_files(".xlsx"), 4);
    (void)artifacts;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_json_that_sql_can_read),
        cmocka_unit_test(test_zones_and_dates_in_words),
        cmocka_unit_test(test_descriptions_fit_themselves),
        cmocka_unit_test(test_descriptions_fit_their_queries),
        cmocka_unit_test(test_a_wrong_description_is_named),
        cmocka_unit_test(test_an_explanation_of_another_shape_is_named),
        cmocka_unit_test(test_run_seals_every_workbook),
        cmocka_unit_test(test_the_same_facts_give_the_same_bytes),
        cmocka_unit_test(test_a_power_cut_leaves_whole_workbooks),
        cmocka_unit_test(test_scopes_can_be_asked_for),
        cmocka_unit_test(test_a_month_without_facts_is_refused),
        cmocka_unit_test(test_a_failed_run_leaves_what_was_there),
        cmocka_unit_test(test_an_unknown_rule_is_not_swallowed),
        cmocka_unit_test(test_leftovers_of_a_killed_run_are_swept),
        cmocka_unit_test(test_stream_gives_each_scope_its_rows),
        cmocka_unit_test(test_block_gives_each_scope_its_rows),
        cmocka_unit_test(test_a_foreign_scope_is_never_dropped),
        cmocka_unit_test(test_a_query_that_does_not_fit_is_named),
        cmocka_unit_test(test_rows_to_cure_beyond_the_page),
        cmocka_unit_test(test_more_rows_than_a_sheet_holds),
        cmocka_unit_test(test_a_stop_leaves_no_half_file),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
