/*
 * tests/sample/faces_rows.c - batches of FACES-style rows, written as COPY blocks
 */
#include "faces_internal.h"

#include <stdlib.h>
#include <string.h>

#include "banned.h"

static void put_key(int64_t key)
{
    if (key == 0)
        put_null();
    else
        put_int(key);
}

static void put_flag(char flag)
{
    const char text[2] = {flag, '\0'};

    put_text(flag == '\0' ? NULL : text);
}

static void put_client(const void *item)
{
    const struct client_row *row = item;

    put_key(row->dcn);
    put_text(row->last);
    put_text(row->first);
    put_date(row->birth);
    put_flag(row->sex);
    put_text(row->race);
    put_flag(row->hispanic);
    put_date(row->death);
}

static void put_episode(const void *item)
{
    const struct episode_row *row = item;

    put_key(row->id);
    put_key(row->dcn);
    put_key(row->case_id);
    put_int(row->number);
    put_date(row->start);
    put_date(row->end);
    put_key(row->reason);
    put_text(row->subreason);
    put_key(row->county);
    put_date(row->finding);
    put_text(row->managed);
    put_text(row->agency);
    put_flag(row->in_error);
    faces_time_put(row->entered);
    faces_time_put(row->exit_entered);
}

static void put_placement(const void *item)
{
    const struct placement_row *row = item;

    put_key(row->id);
    put_key(row->episode);
    put_date(row->start);
    put_date(row->end);
    put_text(row->code);
    put_key(row->provider);
    put_key(row->county);
    put_flag(row->licensed);
    put_date(row->preadopt);
    faces_time_put(row->entered);
}

static void put_goal(const void *item)
{
    const struct goal_row *row = item;

    put_key(row->id);
    put_key(row->episode);
    put_flag(row->kind);
    put_text(row->code);
    put_date(row->effective);
    put_date(row->end);
    faces_time_put(row->entered);
}

static void put_parent(const void *item)
{
    const struct parent_row *row = item;

    put_key(row->id);
    put_key(row->dcn);
    put_text(row->role);
    put_flag(row->applicable);
    put_date(row->deceased);
}

static void put_event(const void *item)
{
    const struct event_row *row = item;

    put_key(row->id);
    put_key(row->dcn);
    put_key(row->parent);
    put_text(row->code);
    put_date(row->date);
    put_text(row->filed_by);
    faces_time_put(row->entered);
}

static void put_exception(const void *item)
{
    const struct exception_row *row = item;

    put_key(row->dcn);
    put_key(row->episode);
    put_text(row->reason);
    put_date(row->documented);
}

static void put_hearing(const void *item)
{
    const struct hearing_row *row = item;

    put_key(row->id);
    put_key(row->episode);
    put_text(row->type);
    put_date(row->scheduled);
    put_date(row->held);
}

static void put_case(const void *item)
{
    const struct case_row *row = item;

    put_key(row->id);
    put_key(row->case_id);
    put_textf("W%06d", row->worker);
    put_date(row->start);
    put_date(row->end);
}

static void put_attorney(const void *item)
{
    const struct attorney_row *row = item;

    put_key(row->id);
    put_key(row->dcn);
    put_key(row->episode);
    put_textf("A%04d", row->attorney);
    put_date(row->start);
    put_date(row->end);
    put_text(row->basis);
    faces_time_put(row->entered);
}

static const struct {
    const char *name;
    const char *columns;
    size_t size;
    void (*put)(const void *item);
} tables[FACES_TABLES] = {
    [CLIENT] = {"client", "dcn, last_name, first_name, birth_date, sex, race, hispanic, death_date",
                sizeof(struct client_row), put_client},
    [EPISODE] = {"custody_episode",
                 "episode_id, dcn, case_id, removal_number, custody_start, custody_end, "
                 "exit_reason, exit_subreason, jurisdiction_county, first_finding_date, "
                 "case_mgmt_type, fccm_agency, in_error, entered_at, exit_entered_at",
                 sizeof(struct episode_row), put_episode},
    [PLACEMENT] = {"placement",
                   "placement_id, episode_id, start_date, end_date, placement_code, "
                   "provider_dvn, placement_county, licensed, preadopt_date, entered_at",
                   sizeof(struct placement_row), put_placement},
    [GOAL] = {"goal",
              "goal_id, episode_id, goal_kind, goal_code, effective_date, end_date, entered_at",
              sizeof(struct goal_row), put_goal},
    [PARENT] = {"parent", "parent_id, dcn, parent_role, applicable, deceased_date",
                sizeof(struct parent_row), put_parent},
    [EVENT] = {"tpr_event",
               "tpr_event_id, dcn, parent_id, event_code, event_date, filed_by, entered_at",
               sizeof(struct event_row), put_event},
    [EXCEPTION] = {"tpr_exception", "dcn, episode_id, reason, documented_date",
                   sizeof(struct exception_row), put_exception},
    [HEARING] = {"hearing", "hearing_id, episode_id, hearing_type, scheduled_date, held_date",
                 sizeof(struct hearing_row), put_hearing},
    [CASE] = {"case_assignment", "assignment_id, case_id, worker_id, start_date, end_date",
              sizeof(struct case_row), put_case},
    [ATTORNEY] = {"attorney_assignment",
                  "assignment_id, dcn, episode_id, attorney_id, start_date, end_date, basis, "
                  "entered_at",
                  sizeof(struct attorney_row), put_attorney},
};

void *faces_rows_add(struct batch *batch, enum faces_table table)
{
    struct rows *rows = &batch->tables[table];
    size_t size = tables[table].size;
    char *at;

    rows->items = sample_grow(rows->items, &rows->cap, rows->n + 1, size);
    at = (char *)rows->items + rows->n++ * size;
    memset(at, 0, size);
    return at;
}

void faces_rows_write(struct batch *batch)
{
    for (int table = 0; table < FACES_TABLES; table++) {
        struct rows *rows = &batch->tables[table];
        const char *at = rows->items;

        if (rows->n == 0)
            continue;
        copy_begin(tables[table].name, tables[table].columns);
        for (size_t i = 0; i < rows->n; i++) {
            tables[table].put(at + i * tables[table].size);
            row_end();
        }
        copy_end();
        rows->n = 0;
    }
}

void faces_rows_release(struct batch *batch)
{
    for (int table = 0; table < FACES_TABLES; table++)
        free(batch->tables[table].items);
    *batch = (struct batch){0};
}
