/*
 * reports/home_study.c - Which unlicensed kin caregivers have no referral for a home study?
 *
 * Everything a reader sees of this report but its numbers: headings, definitions, marks, checks,
 * policies. The numbers come from sql/fact/ and sql/report/home_study/.
 */
#include "vocab.h"

/* ---- detail sheets ---- */

#define OWNER(day)                                                                                 \
    {.name = "region",                                                                             \
     .title = "Region",                                                                            \
     .fit = FIT_PLACE,                                                                             \
     .words = "Region of the office below.",                                                       \
     .counted = "Unassigned: neither the case nor the episode names an office.",                   \
     .clock = day},                                                                                \
        {.name = "office",                                                                         \
         .title = "Office",                                                                        \
         .fit = FIT_PLACE,                                                                         \
         .words =                                                                                  \
             "Office of the primary assignment of the case in force on the day; without one, "     \
             "the office that the removal episode itself names.",                                  \
         .counted = "Two assignments in force: the later begin, then the later row.",              \
         .clock = day},                                                                            \
        {.name = "unit",                                                                           \
         .title = "Unit",                                                                          \
         .fit = FIT_PLACE,                                                                         \
         .words = "Unit of the same assignment.",                                                  \
         .clock = day},                                                                            \
        {.name = "supervisor",                                                                     \
         .title = "Supervisor",                                                                    \
         .fit = FIT_WORKER,                                                                        \
         .words = "The caseworker's current supervisor.",                                          \
         .clock = "Names: current version of the worker"},                                         \
    {                                                                                              \
        .name = "caseworker", .title = "Caseworker", .fit = FIT_WORKER,                            \
        .words = "Worker of the same assignment.",                                                 \
        .counted = "Unassigned: no worker in force; only the two names are, the office may "       \
                   "stand.",                                                                       \
        .clock = day                                                                               \
    }

#define RECORD                                                                                     \
    {.name = "last_licensing_status",                                                              \
     .title = "Last licensing status",                                                             \
     .fit = FIT_STATUS,                                                                            \
     .words = "Latest record of the caregiver in the licensing division's tracking list; a "       \
              "caregiver who is not in it: what the licence file says.",                           \
     .counted = "Several on a day: Denied, Withdrawn, Approved, Assigned, Referred, in this "      \
                "order. Application pending: applied, neither issued nor closed. Licence ended: "  \
                "no longer in force, or closed without issue.",                                    \
     .clock = "Records up to the as-of day"},                                                      \
        {.name = "status_date",                                                                    \
         .title = "Status date",                                                                   \
         .cell = CELL_DATE,                                                                        \
         .words = "Date of that record; of Licence ended: the earlier of expiry and close.",       \
         .clock = "Date of the record"},                                                           \
    {                                                                                              \
        .name = "prior_withdrawal_or_denial", .title = "Prior withdrawal or denial",               \
        .words = "Yes when any record of the tracking list says Withdrawn or Denied.",             \
        .counted = "Not recorded: the agency keeps no tracking list.",                             \
        .clock = "Records up to the as-of day"                                                     \
    }

static const struct column caregiver_columns[] = {
    OWNER("As-of day; case of the longest-placed child"),
    {.name = "caregiver_id",
     .title = "Caregiver ID",
     .cell = CELL_ID,
     .words = "Provider number of the caregiver: the row's key."},
    {.name = "caregiver",
     .title = "Caregiver",
     .fit = FIT_CHILD,
     .words = "Name of the caregiver; without a name in the extract: the id."},
    {.name = "relationship",
     .title = "Relationship",
     .fit = FIT_KIND,
     .words = "Relationship to the longest-placed child, as the source words it.",
     .counted = "Empty when it was left blank."},
    {.name = "children_placed",
     .title = "Children placed",
     .cell = CELL_COUNT,
     .words = "Children of sheet Children with this caregiver.",
     .clock = "As-of day"},
    {.name = "earliest_placement",
     .title = "Earliest placement",
     .cell = CELL_DATE,
     .words = "Placement since of the longest-placed child.",
     .clock = "Begin of the unbroken chain of placements"},
    {.name = "days",
     .title = "Days",
     .cell = CELL_COUNT,
     .words = "As-of day less earliest placement.",
     .clock = "As-of day"},
    RECORD,
    {.name = "status",
     .title = "Status",
     .fit = FIT_STATUS,
     .words = "Referral overdue when any child is; else the status of the longest-placed child.",
     .counted = "Placed on one day: the child with the lower id.",
     .clock = "As-of day"},
    {.name = "why",
     .title = "Why",
     .fit = FIT_WHY,
     .words = "The dates and the rule that led to the status, most important first, of the child "
              "that decides it."},
    {0},
};

static const struct column child_columns[] = {
    OWNER("As-of day"),
    {.name = "case_id",
     .title = "Case ID",
     .cell = CELL_ID,
     .words = "Case to which the removal episode belongs.",
     .counted = "Empty: the episode is not linked to a case."},
    {.name = "child_id",
     .title = "Child ID",
     .cell = CELL_ID,
     .words = "The child's person number; the same over all episodes and reports."},
    {.name = "child",
     .title = "Child",
     .fit = FIT_CHILD,
     .words = "Last, First. Without a name in the extract: the Child ID.",
     .counted = "Empty when the person record was deleted.",
     .clock = "Current version of the person"},
    {.name = "age",
     .title = "Age",
     .cell = CELL_COUNT,
     .words = "Completed years. Born on 29 February: completed on 1 March in other years.",
     .clock = "As-of day"},
    {.name = "caregiver_id",
     .title = "Caregiver ID",
     .cell = CELL_ID,
     .words = "Provider number of the caregiver."},
    {.name = "caregiver",
     .title = "Caregiver",
     .fit = FIT_CHILD,
     .words = "Name of the caregiver; without a name in the extract: the id."},
    {.name = "relationship",
     .title = "Relationship",
     .fit = FIT_KIND,
     .words = "Relationship of the caregiver to the child, as the source words it.",
     .counted = "Empty when it was left blank."},
    {.name = "placement_since",
     .title = "Placement since",
     .cell = CELL_DATE,
     .words = "Begin of the unbroken chain of true placements with this caregiver, any setting.",
     .counted = "A gap of one day (end 10th, begin 11th) or an overlap does not break the chain; "
                "two days do.",
     .clock = "Begin of the chain"},
    {.name = "days",
     .title = "Days",
     .cell = CELL_COUNT,
     .words = "As-of day less Placement since.",
     .clock = "As-of day"},
    RECORD,
    {.name = "status",
     .title = "Status",
     .fit = FIT_STATUS,
     .words = "One status per child: the first of those below that fits.",
     .clock = "As-of day"},
    {.name = "why",
     .title = "Why",
     .fit = FIT_WHY,
     .words = "The dates and the rule that led to the status, most important first."},
    {0},
};

static const struct mark marks[] = {
    {"status", "Referral overdue", MARK_ACT},
    {"status", "Within 30 days", MARK_WAIT},
    {"prior_withdrawal_or_denial", "Yes", MARK_BOLD},
    {"prior_withdrawal_or_denial", "Not recorded", MARK_NOTE},
    {"last_licensing_status", "Unknown (", MARK_GAP},
    {0},
};

static const struct sheet sheets[] = {
    {.name = "Caregivers",
     .sql = "caregivers",
     .table = "Caregivers",
     .words = "Unlicensed kin caregivers with a child placed on the as-of day. Overdue first, "
              "longest placed first.",
     .columns = caregiver_columns,
     .marks = marks,
     .frozen = "caregiver_id",
     .status = "status",
     .worklist = true},
    {.name = "Children",
     .sql = "children",
     .table = "Children",
     .words = "Children placed with unlicensed kin on the as-of day, one row per caregiver. "
              "Overdue first, longest placed first.",
     .columns = child_columns,
     .marks = marks,
     .frozen = "child_id",
     .status = "status"},
    {0},
};

static const struct column change_keys[] = {
    {.name = "office", .title = "Office", .fit = FIT_PLACE},
    {.name = "unit", .title = "Unit", .fit = FIT_PLACE},
    {.name = "caseworker", .title = "Caseworker", .fit = FIT_WORKER},
    {.name = "child_id", .title = "Child ID", .cell = CELL_ID},
    {.name = "child", .title = "Child", .fit = FIT_CHILD},
    {.name = "caregiver_id", .title = "Caregiver ID", .cell = CELL_ID},
    {.name = "caregiver", .title = "Caregiver", .fit = FIT_CHILD},
    {0},
};

/* ---- figures ---- */

enum { POLICY_45274, POLICY_5110, POLICY_PLAN };

static const struct policy policies[] = {
    [POLICY_45274] = {"45274 Placements with Unlicensed Relatives or Suitable Persons",
                      "2022-10-20",
                      "https://www.dcyf.wa.gov/4527-kinship-care-searching-placing-and-"
                      "supporting-relatives-and-suitable-other-persons/45274"},
    [POLICY_5110] = {"5110 Completing the Home Study", "2018-07-01",
                     "https://www.dshs.wa.gov/ca/5100-applying-foster-parent-or-unlicensed-"
                     "caregiver/5110-completing-home-study"},
    [POLICY_PLAN] = {"CFSR Program Improvement Plan, kinship home studies", "2020-06-19",
                     "https://dcyf.wa.gov/practice/practice-improvement/cfsr"},
    {0},
};

#define LEFT_OUT                                                                                   \
    "Left out: caregivers with a licence in force, extended foster care, children in another "     \
    "agency's placement and care authority"

static const struct measure measures[] = {
    {.name = "overdue_caregivers",
     .title = "Caregivers, referral overdue",
     .column = "Caregivers overdue",
     .kind = MEASURE_COUNT,
     .better = DIRECTION_DOWN,
     .key = true,
     .act_now = true,
     .rollup = true,
     .unit = "caregivers",
     .sheet = "Caregivers",
     .what = "Unlicensed kin with a child placed over 30 days and no referral to licensing.",
     .words = "Caregivers with at least one child of status Referral overdue, by the office of the "
              "longest-placed child.",
     .counted = LEFT_OUT ".",
     .clock = "As-of day"},
    {.name = "overdue_children",
     .title = "Children, referral overdue",
     .column = "Children overdue",
     .kind = MEASURE_COUNT,
     .better = DIRECTION_DOWN,
     .key = true,
     .act_now = true,
     .unit = "children",
     .sheet = "Children",
     .what = "Children placed over 30 days whose caregiver has no referral. Each child once.",
     .words = "Children of status Referral overdue, each once, by the office of the child.",
     .counted = LEFT_OUT ".",
     .clock = "As-of day"},
    {.name = "within_30",
     .title = "Referral due within 30 days",
     .column = "Within 30 days",
     .kind = MEASURE_COUNT,
     .key = true,
     .act_now = true,
     .unit = "children",
     .sheet = "Children",
     .what = "Children placed at most 30 days, not yet referred.",
     .words = "Children of status Within 30 days.",
     .counted = LEFT_OUT ".",
     .clock = "As-of day"},
    {.name = "children_overdue",
     .title = "Children overdue",
     .column = "Overdue",
     .kind = MEASURE_PERCENT,
     .better = DIRECTION_DOWN,
     .key = true,
     .rollup = true,
     .unit = "children",
     .sheet = "Children",
     .what = "Children past 30 days without a referral / children placed with unlicensed kin.",
     .words = "Numerator: children of status Referral overdue. Denominator: children placed with "
              "unlicensed kin. Each child once.",
     .counted = LEFT_OUT ".",
     .clock = "As-of day",
     .policy = POLICY_PLAN,
     .top = "Children overdue",
     .base = "Children placed"},
    {.name = "prior",
     .title = "Earlier withdrawal or denial",
     .column = "Earlier refusal",
     .kind = MEASURE_PERCENT,
     .key = true,
     .rollup = true,
     .unit = "caregivers",
     .sheet = "Caregivers",
     .what = "Overdue caregivers with an earlier withdrawal or denial / overdue caregivers.",
     .words = "Numerator: overdue caregivers with Prior withdrawal or denial = Yes. Denominator: "
              "overdue caregivers whose history is known.",
     .counted = "Without a tracking list nothing is known and the measure is empty.",
     .clock = "Records up to the as-of day",
     .policy = POLICY_PLAN,
     .top = "With a refusal",
     .base = "Caregivers overdue, known"},
    {.name = "mean_days",
     .title = "Mean days, children overdue",
     .column = "Mean days",
     .kind = MEASURE_MEAN,
     .better = DIRECTION_DOWN,
     .key = true,
     .rollup = true,
     .unit = "children",
     .sheet = "Children",
     .what = "Days since the placement began, mean of the children overdue.",
     .words = "Sum of Days of the children overdue / their number.",
     .counted = "As Children overdue.",
     .clock = "Placement since to the as-of day",
     .policy = POLICY_PLAN,
     .top = "Sum of days",
     .base = "Overdue, counted"},
    {.name = "median_days",
     .title = "Median days, children overdue",
     .column = "Median days",
     .kind = MEASURE_MEDIAN,
     .better = DIRECTION_DOWN,
     .key = true,
     .unit = "children",
     .sheet = "Children",
     .what = "Half of the children overdue have been placed longer.",
     .words = "Median of Days of the children overdue; of an even count the mean of the middle "
              "two.",
     .counted = "As Children overdue.",
     .clock = "Placement since to the as-of day"},
    {.name = "mean_days_prior",
     .title = "Mean days, caregiver once refused",
     .column = "Mean days, refused",
     .kind = MEASURE_MEAN,
     .better = DIRECTION_DOWN,
     .key = true,
     .unit = "children",
     .sheet = "Children",
     .what = "The same for the children of caregivers with an earlier withdrawal or denial.",
     .words = "Mean of Days of the children overdue whose caregiver had a withdrawal or denial.",
     .counted = "As Children overdue.",
     .clock = "Placement since to the as-of day",
     .policy = POLICY_PLAN},
    {.name = "children",
     .title = "Children with unlicensed kin",
     .column = "Children",
     .kind = MEASURE_COUNT,
     .key = true,
     .unit = "children",
     .sheet = "Children",
     .what = "True placements in force on {as_of}; each child once.",
     .words = "Children with a true placement in force with unlicensed kin, each once.",
     .counted = LEFT_OUT ".",
     .clock = "As-of day",
     .policy = POLICY_45274},
    {.name = "caregivers",
     .title = "Unlicensed kin caregivers",
     .column = "Caregivers",
     .kind = MEASURE_COUNT,
     .unit = "caregivers",
     .sheet = "Caregivers",
     .what = "Caregivers of these children.",
     .words = "Caregivers with a child on sheet Children.",
     .counted = LEFT_OUT ".",
     .clock = "As-of day",
     .policy = POLICY_45274},
    {0},
};

static const struct trend trends[] = {
    {.measure = "children_overdue", .title = "Children overdue", .axis = "Share of children"},
    {.measure = "mean_days", .title = "Mean days overdue", .axis = "Days"},
    {0},
};

static const struct bars bars = {
    .title = "Where the children overdue are",
    .chart = "Children overdue and due soon",
    .unit = "Children",
    .stack = {"overdue_children", "within_30"},
    .series = {"Referral overdue", "Within 30 days"},
    .style = {MARK_ACT, MARK_WAIT},
    .total = "Children",
};

static const struct line children_by_status[] = {
    {"Approved", {"children_approved"}},
    {"Referred", {"children_referred"}},
    {"Within 30 days", {"within_30"}},
    {"Referral overdue", {"overdue_children"}},
    {"All", {"children"}},
    {0},
};

static const struct line caregivers_by_status[] = {
    {"Approved", {"caregivers_approved"}},
    {"Referred", {"caregivers_referred"}},
    {"Within 30 days", {"caregivers_within"}},
    {"Referral overdue", {"overdue_caregivers"}},
    {"All", {"caregivers"}},
    {0},
};

static const struct line children_by_days[] = {
    {"31 to 60", {"days_60"}},     {"61 to 90", {"days_90"}},
    {"91 to 180", {"days_180"}},   {"181 to 365", {"days_365"}},
    {"366 to 730", {"days_730"}},  {"Over 730", {"days_more"}},
    {"All", {"overdue_children"}}, {0},
};

static const struct breakdown breakdowns[] = {
    {.title = "Caregivers by status",
     .heading = {"Status"},
     .measures = {"caregivers"},
     .lines = caregivers_by_status},
    {.title = "Children by status",
     .heading = {"Status"},
     .measures = {"children"},
     .lines = children_by_status},
    {.title = "Children overdue by days since the placement",
     .heading = {"Days"},
     .measures = {"overdue_children"},
     .lines = children_by_days,
     .bars = MARK_ACT,
     .chart = "Children overdue, by days placed"},
    {0},
};

/* ---- Data quality ---- */

static const struct quality quality[] = {
    {"two_kin_placements", "Two open kin placements", "Children, Caregivers",
     "The child counts once, on the later placement.", "End the placement that is over."},
    {"no_caregiver", "Kin placement without a caregiver", "None", "On no sheet.",
     "Enter the caregiver of the placement."},
    {"licensed_setting", "Licensed setting without a licence in force", "None",
     "Not in this report: the setting says licensed.",
     "Correct the setting, or enter the licence."},
    {"no_relationship", "Relationship left blank", "Children, Caregivers", "None; shown empty.",
     "Enter the caregiver's relationship to the child."},
    {"no_office", "No responsible office", "Children, Caregivers",
     "Counted as Unassigned, in the statewide workbook only.",
     "Enter a primary assignment for the case."},
    {"no_assignment", "No primary assignment in force", "Children, Caregivers",
     "Office and worker are taken from the episode.", "Enter a primary assignment for the case."},
    {"two_assignments", "Two primary assignments in force", "Children, Caregivers",
     "The later begin is used, then the later row.", "End the assignment that is over."},
    {"birth", "Birth date missing or after the placement", "Children", "Age is empty or wrong.",
     "Enter the birth date."},
    {"no_person", "No person record, or deleted", "Children", "Child and Age are empty.",
     "Check the person's record and merges."},
    {"stale_record", "Referral over a year older than the placement", "Children, Caregivers",
     "Shown; does not count as a referral.", "Ask licensing whether it still stands."},
    {"unknown_status", "Tracking status without a meaning", "Children, Caregivers",
     "Shown as Unknown; does not count as a referral.",
     "Use REFERRED, ASSIGNED, APPROVED, WITHDRAWN or DENIED."},
    {"bad_date", "Not a real date", "All", "Treated as no date.", "Correct the date."},
    {"missing_row", "Worker or location not in the extract", "All", "Shown as Unassigned.",
     "Tell the data office."},
    {"unknown_code", "Unknown code", "All", "Belongs to no group: not counted as kin.",
     "Tell the data office: the code map lacks it."},
    {"placement_rejected", "Placement that cannot be read", "All", "The placement is left out.",
     "Correct the placement's record."},
    {"other_rejected", "Other row that cannot be read", "All",
     "The episode, licence, name or office it would give is missing.", "Tell the data office."},
    {"left_out", "In error or expunged", "All", "Left out of every figure.", "No cure needed."},
    {0},
};

/* ---- Definitions ---- */

static const struct definition definitions[] = {
    {.kind = "Rule",
     .sheet = "All sheets",
     .name = "Unlicensed kin",
     .words = "Placement setting 15 (relative of specified degree) or 2 (court-ordered "
              "unlicensed), or service 342 or 245000, with a caregiver who has no licence in "
              "force.",
     .counted = "Settings 10 and 11 are licensed kin and are not in the report.",
     .clock = "As-of day",
     .policy = POLICY_45274},
    {.kind = "Rule",
     .sheet = "All sheets",
     .name = "Licence in force",
     .words = "Issued by the as-of day, not closed by then and not expired before it.",
     .counted = "A licence that expires on the as-of day is in force.",
     .clock = "As-of day",
     .policy = POLICY_NONE},
    {.kind = "Rule",
     .sheet = "All sheets",
     .name = "Referral",
     .words = "A record Referred or Assigned of the tracking list, or an application pending.",
     .counted = "A record dated more than 365 days before the placement began is shown, but "
                "counts only when Approved. A withdrawal or denial is no referral.",
     .clock = "Date of the record",
     .policy = POLICY_5110},
    {.kind = "Rule",
     .sheet = "Children",
     .name = "A child with two open kin placements",
     .words = "Has a row with each caregiver and counts once, on the placement that began later.",
     .counted = "Listed on Data quality.",
     .clock = "As-of day",
     .policy = POLICY_NONE},
    {.kind = "Rule",
     .sheet = "Summary",
     .name = "Children of caregivers once refused",
     .words = "The mean for caregivers with an earlier withdrawal or denial takes their children "
              "that are overdue.",
     .counted = "Their children of another status are left out.",
     .clock = "As-of day",
     .policy = POLICY_PLAN},
    {.kind = "Status",
     .sheet = "All sheets",
     .name = "Approved",
     .words = "The caregiver's latest record is an approval.",
     .clock = "Records up to the as-of day",
     .policy = POLICY_NONE},
    {.kind = "Status",
     .sheet = "All sheets",
     .name = "Referred",
     .words = "Referred, assigned, or an application is pending.",
     .counted = "Not when the record is over 365 days older than the placement.",
     .clock = "Records up to the as-of day",
     .policy = POLICY_5110},
    {.kind = "Status",
     .sheet = "All sheets",
     .name = "Within 30 days",
     .words = "No referral yet, placed at most 30 days.",
     .clock = "Placement since + 30 days",
     .policy = POLICY_5110},
    {.kind = "Status",
     .sheet = "All sheets",
     .name = "Referral overdue",
     .words = "No referral, placed over 30 days.",
     .clock = "Placement since + 30 days",
     .policy = POLICY_5110},
    {0},
};

static const struct code_list code_lists[] = {
    {.list = "placement_setting",
     .sheet = "All sheets",
     .name = "Placement setting",
     .words = "Group kin_unlicensed is in the report."},
    {.list = "service",
     .sheet = "All sheets",
     .name = "Service",
     .words = "Group kin_unlicensed is in the report whatever the setting, but 10 and 11."},
    {.list = "care_authority",
     .sheet = "All sheets",
     .name = "Placement and care authority",
     .words = "Group other_agency is left out."},
    {0},
};

const struct report report_home_study = {
    .name = "home_study",
    .title = "Home-study referral of unlicensed kin",
    .purpose = "Shows which unlicensed kin caregivers have had a child for over 30 days and no "
               "referral to licensing.",
    .source = "famlink",
    .source_name = "FamLink",
    .scopes = "office,region,state",
    .levels = {"State", "Region", "Office", "Unit", "Supervisor"},
    .rate = "children_overdue",
    .rate_words = "of the children with unlicensed kin are overdue",
    .act = "overdue_caregivers",
    .act_words = "caregivers have no referral to licensing after 30 days",
    .act_one = "caregiver has no referral to licensing after 30 days",
    .part = "overdue_children",
    .part_words = "children are affected",
    .sheets = sheets,
    .change_keys = change_keys,
    .measures = measures,
    .trends = trends,
    .bars = &bars,
    .breakdowns = breakdowns,
    .quality = quality,
    .definitions = definitions,
    .policies = policies,
    .code_lists = code_lists,
};
