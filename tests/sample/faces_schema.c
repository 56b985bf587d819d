/*
 * tests/sample/faces_schema.c - tables of the FACES-style extract, keys and indexes
 *
 * No foreign keys: an extract is a copy, and orphans are among the things a reader has to stand.
 * Keys and indexes come after the rows, which is several times faster.
 */
#include "faces_internal.h"

#include "banned.h"

static const char *const create[] = {
    "create table extract_control (cutoff_at timestamptz not null);",
    "create table client (dcn text, last_name text, first_name text, birth_date date, sex char(1),"
    " race text, hispanic char(1), death_date date);",
    "create table custody_episode (episode_id bigint, dcn text, case_id text,"
    " removal_number smallint, custody_start date, custody_end date, exit_reason smallint,"
    " exit_subreason text, jurisdiction_county char(5), first_finding_date date,"
    " case_mgmt_type text, fccm_agency text, in_error char(1), entered_at timestamptz,"
    " exit_entered_at timestamptz);",
    "create table placement (placement_id bigint, episode_id bigint, start_date date,"
    " end_date date, placement_code text, provider_dvn text, placement_county char(5),"
    " licensed char(1), preadopt_date date, entered_at timestamptz);",
    "create table goal (goal_id bigint, episode_id bigint, goal_kind char(1), goal_code text,"
    " effective_date date, end_date date, entered_at timestamptz);",
    "create table parent (parent_id bigint, dcn text, parent_role text, applicable char(1),"
    " deceased_date date);",
    "create table tpr_event (tpr_event_id bigint, dcn text, parent_id bigint, event_code text,"
    " event_date date, filed_by text, entered_at timestamptz);",
    "create table tpr_exception (dcn text, episode_id bigint, reason text, documented_date date);",
    "create table hearing (hearing_id bigint, episode_id bigint, hearing_type text,"
    " scheduled_date date, held_date date);",
    "create table worker (worker_id text, last_name text, first_name text, supervisor_id text,"
    " email text);",
    "create table case_assignment (assignment_id bigint, case_id text, worker_id text,"
    " start_date date, end_date date);",
    "create table attorney (attorney_id text, last_name text, first_name text,"
    " managing_attorney_id text, circuit smallint, email text);",
    "create table attorney_assignment (assignment_id bigint, dcn text, episode_id bigint,"
    " attorney_id text, start_date date, end_date date, basis text, entered_at timestamptz);",
    "create table circuit_county (circuit smallint, county_fips char(5), county_name text,"
    " region text, valid_from date, valid_to date);",
};

/* table, primary key, further index or NULL */
static const struct {
    const char *table, *key, *index;
} keys[] = {
    {"client", "dcn", NULL},
    {"custody_episode", "episode_id", "dcn"},
    {"placement", "placement_id", "episode_id"},
    {"goal", "goal_id", "episode_id"},
    {"parent", "parent_id", "dcn"},
    {"tpr_event", "tpr_event_id", "parent_id"},
    {"hearing", "hearing_id", "episode_id"},
    {"worker", "worker_id", NULL},
    {"case_assignment", "assignment_id", "case_id"},
    {"attorney", "attorney_id", NULL},
    {"attorney_assignment", "assignment_id", "episode_id"},
    {"circuit_county", "county_fips, valid_from", NULL},
};

static const char *const comments[] = {
    "comment on table custody_episode is 'one row for each stay of a child in custody';",
    "comment on table placement is 'where the child lives; respite lies over another row';",
    "comment on table tpr_event is 'steps of a termination of parental rights, per parent';",
    "comment on table circuit_county is 'circuits and counties with the days they are valid';",
};

void faces_schema_begin(const char *schema)
{
    sql_line("set client_encoding = 'UTF8';");
    sql_line("begin;");
    sql_line("create schema \"%s\";", schema);
    sql_line("set local search_path = \"%s\";", schema);
    for (size_t i = 0; i < sizeof(create) / sizeof(*create); i++)
        sql_line("%s", create[i]);
    for (size_t i = 0; i < sizeof(comments) / sizeof(*comments); i++)
        sql_line("%s", comments[i]);
}

void faces_schema_end(void)
{
    sql_line("set local maintenance_work_mem = '256MB';");
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
        sql_line("alter table %s add primary key (%s);", keys[i].table, keys[i].key);
        if (keys[i].index != NULL)
            sql_line("create index on %s (%s);", keys[i].table, keys[i].index);
    }
    sql_line("create index on tpr_exception (episode_id);");
    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
        sql_line("analyze %s;", keys[i].table);
    sql_line("analyze tpr_exception;");
    sql_line("commit;");
}
