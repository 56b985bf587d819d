/*
 * tests/sample/famlink.c - a whole FamLink-style agency, block by block
 */
#include "famlink_internal.h"

#include "banned.h"

static const struct quota quotas[] = {
    [SIZE_SMALL] =
        {
            .offices = 5,
            .ftdm_counted = 120,
            .ftdm_held = 38,
            .extended_care = 2,
            .other_authority = 2,
            .in_error = 2,
            .kin_children = 50,
            .overdue_children = 20,
            .overdue_caregivers = 18,
            .overdue_mean = 396,
            .prior_children = 5,
            .prior_caregivers = 5,
            .prior_mean = 820,
            .overdue_triples = 0,
            .extension_permille = 128,
            .victims = 190,
            .foster_homes = 40,
        },
    [SIZE_STATE] =
        {
            .offices = 46,
            .ftdm_counted = 9697,
            .ftdm_held = 3200,
            .extended_care = 38,
            .other_authority = 19,
            .in_error = 60,
            .kin_children = 3760,
            .overdue_children = 783,
            .overdue_caregivers = 563,
            .overdue_mean = 396,
            .prior_children = 134,
            .prior_caregivers = 96,
            .prior_mean = 820,
            .overdue_triples = 15,
            .extension_permille = 128,
            .victims = 232500,
            .foster_homes = 2600,
        },
};

/* 41 states of 9,697 and some. */
#define NATION_BLOCKS 41

static void release(struct plan *plan)
{
    free_items(plan->offices.items);
    free_items(plan->units.items);
    free_items(plan->workers.items);
    free_items(plan->families.items);
    free_items(plan->children.items);
    free_items(plan->segs.items);
    free_items(plan->groups.items);
    free_items(plan->episodes.items);
    free_items(plan->homes.items);
    free_items(plan->placements.items);
    free_items(plan->providers.items);
    free_items(plan->licenses.items);
    free_items(plan->trackings.items);
    free_items(plan->intakes.items);
    free_items(plan->victims.items);
}

/* Each step draws from streams of its own, so that a change in one leaves the others' rows. */
static void write_block(const struct sample *sample, int block)
{
    bool nation = sample->size == SIZE_NATION;
    struct plan plan = {
        .sample = sample,
        .quota = quotas[nation ? SIZE_STATE : sample->size],
        .block = block,
    };

    org_plan(&plan);
    provider_plan(&plan);
    episode_plan(&plan);
    kin_plan(&plan);
    placement_plan(&plan);
    meeting_plan(&plan);
    intake_plan(&plan);
    iff_plan(&plan);

    schema_codes(&plan);
    org_write(&plan);
    people_write(&plan);
    case_write(&plan);
    episode_write(&plan);
    placement_write(&plan);
    provider_write(&plan);
    meeting_write(&plan);
    intake_write(&plan);
    iff_write(&plan);
    iff_write_extensions(&plan);
    release(&plan);
}

void famlink_write(const struct sample *sample)
{
    int blocks = sample->size == SIZE_NATION ? NATION_BLOCKS : 1;

    schema_create(sample->schema);
    for (int block = 0; block < blocks; block++)
        write_block(sample, block);
    schema_finish(sample->schema);
}
