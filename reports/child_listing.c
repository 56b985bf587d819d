/*
 * reports/child_listing.c - Which children do the permanency attorneys have, how far is each on
 * the way to a permanent home, and what falls due next?
 *
 * Everything a reader sees of this report but its numbers: headings, definitions, marks, checks,
 * policies. The numbers come from sql/fact/ and sql/report/child_listing/.
 */
#include "vocab.h"

enum { POLICY_PLAN, POLICY_GOAL, POLICY_TPR, POLICY_CONSENT, POLICY_VISIT };

static const struct policy policies[] = {
    [POLICY_PLAN] = {"CFSR Program Improvement Plan, 1.1.4 Child listing", "2018-09-27",
                     "https://www.acf.hhs.gov/cb/monitoring/child-family-services-reviews"},
    [POLICY_GOAL] = {"Child Welfare Manual, section 4, chapter 10 Concurrent planning",
                     "2021-07-02", "https://dssmanuals.mo.gov/child-welfare-manual/"},
    [POLICY_TPR] = {.number = "RSMo 211.447 Termination of parental rights",
                    .address = "https://revisor.mo.gov/main/OneSection.aspx?section=211.447"},
    [POLICY_CONSENT] = {.number =
                            "Child Welfare Manual, section 4, chapter 9 Termination and adoption",
                        .address = "https://dssmanuals.mo.gov/child-welfare-manual/"},
    [POLICY_VISIT] = {.number = "45 CFR 1356.21 Foster care maintenance payments",
                      .address = "https://www.ecfr.gov/current/title-45/section-1356.21"},
    {0},
};

/* ---- detail sheets ---- */

#define SUPERVISING                                                                                \
    {                                                                                              \
        .name = "supervising", .title = "Supervising attorney", .fit = FIT_WORKER,                 \
        .words = "The attorney's managing attorney; one who manages anybody holds the own cases "  \
                 "under the own name.",                                                            \
        .counted =                                                                                 \
            "Unit Manager: no managing attorney, or one who is not in the extract. Such rows "     \
            "are in the statewide workbook only.",                                                 \
        .clock = "As Attorney", .policy = POLICY_PLAN                                              \
    }
#define CIRCUIT(DAY)                                                                               \
    {.name = "circuit",                                                                            \
     .title = "Circuit",                                                                           \
     .cell = CELL_COUNT,                                                                           \
     .words = "Judicial circuit of the county of jurisdiction.",                                   \
     .counted = "Empty: the county stands in no circuit on that day.",                             \
     .clock = DAY},                                                                                \
    {                                                                                              \
        .name = "county", .title = "County", .fit = FIT_PLACE,                                     \
        .words = "County of jurisdiction of the custody episode.",                                 \
        .counted = "Unknown (code): the code is in no circuit.", .clock = DAY                      \
    }
#define CHILD_ID                                                                                   \
    {                                                                                              \
        .name = "child_id", .title = "Child ID", .cell = CELL_ID,                                  \
        .words = "The child's client number; the same over all episodes and reports."              \
    }
#define CHILD                                                                                      \
    {                                                                                              \
        .name = "child", .title = "Child", .fit = FIT_CHILD,                                       \
        .words = "Last, First. Without a name in the extract: the Child ID.",                      \
        .counted = "A child with an expunged record is on no sheet."                               \
    }
#define CASE_ID                                                                                    \
    {                                                                                              \
        .name = "case_id", .title = "Case ID", .cell = CELL_ID,                                    \
        .words = "Case to which the custody episode belongs.",                                     \
        .counted = "Empty: the episode is not linked to a case."                                   \
    }
#define ENTERED                                                                                    \
    {                                                                                              \
        .name = "entered_care", .title = "Entered care", .cell = CELL_DATE,                        \
        .words = "Begin of this custody episode, not of an earlier one.", .policy = POLICY_PLAN    \
    }
#define LENGTH(DAY)                                                                                \
    {.name = "days",                                                                               \
     .title = "Days in care",                                                                      \
     .cell = CELL_COUNT,                                                                           \
     .words = DAY " less Entered care. A trial home visit counts.",                                \
     .clock = DAY,                                                                                 \
     .policy = POLICY_PLAN},                                                                       \
    {                                                                                              \
        .name = "months", .title = "Months in care", .cell = CELL_NUMBER,                          \
        .words = "Days in care / 30.4375.", .clock = DAY, .policy = POLICY_PLAN                    \
    }
#define EPISODE_ID                                                                                 \
    {                                                                                              \
        .name = "episode_id", .title = "Episode ID", .cell = CELL_ID,                              \
        .words = "Custody episode: the row's key. A child who came back has two."                  \
    }
#define WHY                                                                                        \
    {                                                                                              \
        .name = "why", .title = "Why", .fit = FIT_WHY,                                             \
        .words = "The dates and rules that led to the row, most important first."                  \
    }

static const struct column children_columns[] = {
    SUPERVISING,
    {.name = "attorney",
     .title = "Attorney",
     .fit = FIT_WORKER,
     .words = "Permanency attorney whose assignment is in force for this episode.",
     .counted = "Two in force: the later start, then the one typed in later. Not in the extract: "
                "the id.",
     .clock = "As-of day",
     .policy = POLICY_PLAN},
    CIRCUIT("As-of day"),
    CHILD_ID,
    CHILD,
    {.name = "birth_date",
     .title = "Date of birth",
     .cell = CELL_DATE,
     .words = "Date of birth as the source has it."},
    {.name = "age",
     .title = "Age",
     .cell = CELL_COUNT,
     .words = "Completed years. Born on 29 February: completed on 1 March in other years.",
     .counted = "A youth of 18 or over in custody stays listed.",
     .clock = "As-of day"},
    CASE_ID,
    {.name = "case_manager",
     .title = "Case manager",
     .fit = FIT_WORKER,
     .words = "Worker assigned to the case.",
     .counted = "Unassigned: nobody in force. Two: the later start, then the higher row.",
     .clock = "As-of day"},
    {.name = "case_supervisor",
     .title = "Case manager's supervisor",
     .fit = FIT_WORKER,
     .words = "The case manager's current supervisor.",
     .clock = "Names: current record of the worker"},
    {.name = "managed_by",
     .title = "Managed by",
     .fit = FIT_PLACE,
     .words = "CD (Children's Division), or the foster care case management contractor by name; "
              "FCCM without a name."},
    ENTERED,
    LENGTH("As-of day"),
    {.name = "placement",
     .title = "Placement",
     .fit = FIT_KIND,
     .words = "Placement of record: the row in force that began last. Respite never is.",
     .counted = "No placement recorded: none in force. Unknown (code): not in the code map.",
     .clock = "As-of day",
     .policy = POLICY_PLAN},
    {.name = "placement_since",
     .title = "Placement since",
     .cell = CELL_DATE,
     .words = "Begin of the unbroken chain of rows with the same provider and kind of placement.",
     .counted = "A gap of one day does not break the chain, two days do.",
     .clock = "Begin of the chain"},
    {.name = "trial_home_visit",
     .title = "Trial home visit",
     .fit = FIT_STATUS,
     .words = "Yes while the placement of record is a trial home visit; over 180 days when it has "
              "lasted longer than that.",
     .clock = "Placement since to the as-of day",
     .policy = POLICY_VISIT},
    {.name = "trial_home_since",
     .title = "Trial home visit since",
     .cell = CELL_DATE,
     .words = "Placement since, while on a trial home visit.",
     .policy = POLICY_VISIT},
    {.name = "pre_adoptive",
     .title = "Pre-adoptive",
     .words = "Yes when the home of record is marked pre-adoptive by the as-of day.",
     .clock = "As-of day",
     .policy = POLICY_PLAN},
    {.name = "moves",
     .title = "Moves",
     .cell = CELL_COUNT,
     .words = "Changes of provider or kind between placements of record of this episode.",
     .counted = "The first placement is none. Trial home visit, runaway, hospital and respite are "
                "passed over, and a return to the same provider after them is none. Corrections "
                "of no days do not count.",
     .clock = "Up to the as-of day"},
    {.name = "goal",
     .title = "Permanency goal",
     .fit = FIT_KIND,
     .words = "Latest primary goal in effect.",
     .counted = "None: Not yet set in the first 30 days in care, then MISSING.",
     .clock = "As-of day",
     .policy = POLICY_PLAN},
    {.name = "goal_since",
     .title = "Goal since",
     .cell = CELL_DATE,
     .words = "Effective date of that goal.",
     .clock = "Effective date"},
    {.name = "concurrent_goal",
     .title = "Concurrent goal",
     .fit = FIT_KIND,
     .words = "Latest concurrent goal in effect. Required within 30 days while the primary goal is "
              "reunification or missing.",
     .counted = "Not required: another primary goal and none entered. None where it is required: "
                "Not yet set in the first 30 days, then MISSING.",
     .clock = "As-of day",
     .policy = POLICY_GOAL},
    {.name = "tpr_status",
     .title = "TPR status",
     .fit = FIT_STATUS,
     .words = "Termination of parental rights of all applicable parents together: the first status "
              "below that fits.",
     .counted = "Father or mother not recorded: there is no such parent and no adoptive parent in "
                "the source; such a child is never Free.",
     .clock = "Events and deaths up to the as-of day",
     .policy = POLICY_CONSENT},
    {.name = "tpr_petition_filed",
     .title = "TPR petition filed",
     .cell = CELL_DATE,
     .words = "Earliest petition of an applicable parent that is open or led to a termination in "
              "force or under appeal.",
     .counted = "A dismissal, a reversal or the parent's death closes it.",
     .clock = "Date of the petition",
     .policy = POLICY_TPR},
    {.name = "free_since",
     .title = "Free since",
     .cell = CELL_DATE,
     .words = "Latest of the terminations and deaths that made the child free.",
     .counted = "Only when TPR status is Free. An appeal that ended gives back the date of the "
                "termination.",
     .policy = POLICY_CONSENT},
    {.name = "next_hearing",
     .title = "Next hearing",
     .cell = CELL_DATE,
     .words = "Earliest hearing scheduled after the as-of day.",
     .clock = "Scheduled date"},
    {.name = "hearing_type", .title = "Hearing type", .fit = FIT_KIND, .words = "Its type."},
    {.name = "days_15_22",
     .title = "15 of 22 days",
     .cell = CELL_COUNT,
     .words = "Days in care in the 22 months before the as-of day, over all episodes of the child, "
              "from each episode's clock start.",
     .counted = "Not counted: days on a trial home visit or as a runaway.",
     .clock = "Clock start: the first finding or 60 days after entry, the earlier",
     .policy = POLICY_TPR},
    {.name = "status_15_22",
     .title = "15 of 22",
     .fit = FIT_STATUS,
     .words = "Reached: 456 days or more. Paused: not reached, and on a trial home visit or "
              "runaway. Will reach: otherwise.",
     .clock = "As-of day",
     .policy = POLICY_TPR},
    {.name = "on_15_22",
     .title = "15 of 22 on",
     .cell = CELL_DATE,
     .words = "Reached: first day of the present run of days with 456 or more. Will reach: first "
              "such day if nothing changes.",
     .policy = POLICY_TPR},
    {.name = "tpr_due",
     .title = "TPR due",
     .words = "Yes: 15 of 22 reached, the child is not Free, no petition open, consent, appeal or "
              "termination of any applicable parent, and no exception documented.",
     .clock = "As-of day",
     .policy = POLICY_TPR},
    {.name = "attorney_since",
     .title = "Attorney since",
     .cell = CELL_DATE,
     .words = "Begin of the attorney's assignment.",
     .policy = POLICY_PLAN},
    EPISODE_ID,
    WHY,
    {0},
};

static const struct column exits_columns[] = {
    SUPERVISING,
    {.name = "attorney",
     .title = "Attorney",
     .fit = FIT_WORKER,
     .words = "Attorney in force on the day before the exit; without one, on the exit's day; "
              "without one, the last whose assignment ended in the 30 days before.",
     .counted = "An exit without any of these is not listed.",
     .clock = "Day before the exit",
     .policy = POLICY_PLAN},
    CIRCUIT("Exit date"),
    CHILD_ID,
    CHILD,
    CASE_ID,
    ENTERED,
    {.name = "exit_date",
     .title = "Exit date",
     .cell = CELL_DATE,
     .words = "End of custody.",
     .policy = POLICY_PLAN},
    {.name = "exit_reason",
     .title = "Exit reason",
     .fit = FIT_KIND,
     .words = "Reason of the exit. Death, transfer and runaway are exits, not permanency.",
     .counted = "MISSING: left blank.",
     .policy = POLICY_PLAN},
    LENGTH("Exit date"),
    {.name = "goal_at_exit",
     .title = "Goal at exit",
     .fit = FIT_KIND,
     .words = "What Permanency goal would have shown on the day before the exit.",
     .clock = "Day before the exit"},
    {.name = "timely_exit",
     .title = "Timely exit",
     .words = "Reunification within 12 months of entry, guardianship within 18, adoption within "
              "24: Yes or No.",
     .counted = "Empty for other reasons.",
     .clock = "Calendar months, to the month's end where a day is missing",
     .policy = POLICY_PLAN},
    {.name = "late_entry",
     .title = "Late entry",
     .words = "Yes: the exit lies in an earlier month and was entered after that month's listing. "
              "Printed once.",
     .counted = "Never among the exits of a month.",
     .clock = "Time of entry"},
    EPISODE_ID,
    WHY,
    {0},
};

static const struct column action_columns[] = {
    SUPERVISING,
    {.name = "attorney",
     .title = "Attorney",
     .fit = FIT_WORKER,
     .words = "Permanency attorney in force.",
     .clock = "As-of day"},
    CHILD_ID,
    CHILD,
    {.name = "action",
     .title = "Action",
     .fit = FIT_REASON,
     .words = "What falls due: one of the six kinds below."},
    {.name = "due",
     .title = "Due",
     .cell = CELL_DATE,
     .words = "Day on which it is due. Listed when it is past or at most 60 days ahead."},
    {.name = "days_left",
     .title = "Days left",
     .cell = CELL_COUNT,
     .words = "Due less the as-of day; below zero: overdue for so long.",
     .clock = "As-of day"},
    {.name = "status",
     .title = "Status",
     .fit = FIT_STATUS,
     .words = "Overdue: due before the as-of day. Due: on it or after it."},
    WHY,
    {0},
};

static const struct mark children_marks[] = {
    {"tpr_due", "Yes", MARK_ACT},
    {"status_15_22", "Reached", MARK_LATE},
    {"trial_home_visit", "Yes, over 180 days", MARK_LATE},
    {"goal", "MISSING", MARK_LATE},
    {"concurrent_goal", "MISSING", MARK_LATE},
    {"placement", "No placement recorded", MARK_GAP},
    {"placement", "Unknown (", MARK_GAP},
    {"goal", "Unknown (", MARK_GAP},
    {"concurrent_goal", "Unknown (", MARK_GAP},
    {"hearing_type", "Unknown (", MARK_GAP},
    {"county", "Unknown (", MARK_GAP},
    {"tpr_status", "None, ", MARK_GAP},
    {"tpr_status", "Referred, ", MARK_GAP},
    {"tpr_status", "Petition filed, ", MARK_GAP},
    {"tpr_status", "Partial, ", MARK_GAP},
    {0},
};

static const struct mark exits_marks[] = {
    {"timely_exit", "No", MARK_BOLD},      {"late_entry", "Yes", MARK_GAP},
    {"exit_reason", "MISSING", MARK_GAP},  {"exit_reason", "Unknown (", MARK_GAP},
    {"goal_at_exit", "MISSING", MARK_GAP}, {"goal_at_exit", "Unknown (", MARK_GAP},
    {"county", "Unknown (", MARK_GAP},     {0},
};

static const struct mark action_marks[] = {
    {"status", "Overdue", MARK_ACT},
    {"status", "Due", MARK_WAIT},
    {0},
};

static const struct sheet sheets[] = {
    {.name = "Action dates",
     .sql = "action_dates",
     .table = "ActionDates",
     .words = "What is overdue or falls due within 60 days for the children on the list. Overdue "
              "first, then by the day it is due.",
     .columns = action_columns,
     .marks = action_marks,
     .frozen = "child",
     .status = "status",
     .due = "due",
     .worklist = true},
    {.name = "Children",
     .sql = "children",
     .table = "Children",
     .words = "Children in care on the as-of day with a permanency attorney, one row per custody "
              "episode.",
     .columns = children_columns,
     .marks = children_marks,
     .frozen = "child",
     .pages_wide = 2,
     .repeat = "child"},
    {.name = "Exits",
     .sql = "exits",
     .table = "Exits",
     .words = "Custody episodes that ended in the month, by the attorney who had the child; and "
              "exits of earlier months that were entered late, once.",
     .columns = exits_columns,
     .marks = exits_marks,
     .frozen = "child"},
    {0},
};

static const struct column change_keys[] = {
    {.name = "attorney", .title = "Attorney", .fit = FIT_WORKER},
    {.name = "child_id", .title = "Child ID", .cell = CELL_ID},
    {.name = "child", .title = "Child", .fit = FIT_CHILD},
    {.name = "entered_care", .title = "Entered care", .cell = CELL_DATE},
    {.name = "episode_id", .title = "Episode ID", .cell = CELL_ID},
    {0},
};

/* ---- figures ---- */

#define OWN_LISTED "Own list; in the statewide workbook all lists."
#define OWN_CIRCUITS                                                                               \
    "Every custody episode, with an attorney or not: of the circuits in which the own attorneys "  \
    "work; in the statewide workbook of the state."

static const struct measure measures[] = {
    {.name = "actions_overdue",
     .title = "Actions overdue",
     .column = "Actions overdue",
     .kind = MEASURE_COUNT,
     .better = DIRECTION_DOWN,
     .key = true,
     .act_now = true,
     .rollup = true,
     .unit = "actions",
     .sheet = "Action dates",
     .what = "Due before {as_of} and not done.",
     .words = "Rows of sheet Action dates with status Overdue.",
     .counted = OWN_LISTED,
     .clock = "Due before the as-of day",
     .beside = "actions_overdue_children"},
    {.name = "tpr_overdue",
     .title = "of these, TPR due (15 of 22)",
     .column = "TPR overdue",
     .kind = MEASURE_COUNT,
     .better = DIRECTION_DOWN,
     .key = true,
     .act_now = true,
     .of_these = true,
     .unit = "children",
     .sheet = "Action dates",
     .what = "15 of the last 22 months reached; no petition, consent, exception or termination.",
     .words = "Of Actions overdue: action TPR due (15 of 22).",
     .counted = "As Actions overdue.",
     .clock = "Day on which 456 days were reached",
     .policy = POLICY_TPR},
    {.name = "actions_due",
     .title = "Actions due in 60 days",
     .column = "Due in 60 days",
     .kind = MEASURE_COUNT,
     .key = true,
     .act_now = true,
     .unit = "actions",
     .sheet = "Action dates",
     .what = "Due from {as_of} to {as_of+60}.",
     .words = "Rows of sheet Action dates with status Due.",
     .counted = OWN_LISTED,
     .clock = "Due on the as-of day or up to 60 days after it",
     .beside = "actions_due_children"},
    {.name = "in_care_assigned",
     .title = "Children in care, assigned",
     .column = "In care, assigned",
     .kind = MEASURE_COUNT,
     .key = true,
     .rollup = true,
     .unit = "children",
     .sheet = "Children",
     .what = "With a permanency attorney on {as_of}, of every child in care in the circuits.",
     .words = "Rows of sheet Children, beside every custody episode in care.",
     .counted = OWN_LISTED " The number beside it: " OWN_CIRCUITS,
     .clock = "As-of day",
     .base = "In care",
     .rolled = "In care, assigned"},
    {.name = "exits_assigned",
     .title = "Exits in the month",
     .column = "Exits, assigned",
     .kind = MEASURE_COUNT,
     .key = true,
     .rollup = true,
     .unit = "children",
     .sheet = "Exits",
     .what = "Left care in {month}, of every exit in the circuits. Late entries are not counted.",
     .words = "Rows of sheet Exits without late entries, beside every exit of the month.",
     .counted = OWN_LISTED " The number beside it: " OWN_CIRCUITS,
     .clock = "End of custody",
     .base = "Exits",
     .rolled = "Exits, assigned"},
    {.name = "timely_reunify",
     .title = "Reunified within 12 months",
     .column = "Reunified in 12 months",
     .kind = MEASURE_PERCENT,
     .better = DIRECTION_UP,
     .key = true,
     .rollup = true,
     .unit = "exits",
     .what = "Of the exits to reunification in 12 months, every child of the circuits.",
     .words = "Numerator: exits to reunification within 12 months of entry. Denominator: exits to "
              "reunification in the 12 months ending in the month.",
     .counted = OWN_CIRCUITS,
     .clock = "End of custody; calendar months from entry",
     .top = "Reunified in time",
     .base = "Reunified"},
    {.name = "timely_guardianship",
     .title = "Guardianship within 18 months",
     .column = "Guardianship in 18 months",
     .kind = MEASURE_PERCENT,
     .better = DIRECTION_UP,
     .key = true,
     .rollup = true,
     .unit = "exits",
     .what = "Of the exits to guardianship in 12 months, every child of the circuits.",
     .words = "Numerator: exits to guardianship within 18 months of entry. Denominator: exits to "
              "guardianship in the 12 months ending in the month.",
     .counted = OWN_CIRCUITS,
     .clock = "End of custody; calendar months from entry",
     .top = "Guardianship in time",
     .base = "Guardianship"},
    {.name = "timely_adoption",
     .title = "Adopted within 24 months",
     .column = "Adopted in 24 months",
     .kind = MEASURE_PERCENT,
     .better = DIRECTION_UP,
     .key = true,
     .rollup = true,
     .unit = "exits",
     .what = "Of the exits to adoption in 12 months, every child of the circuits.",
     .words = "Numerator: exits to adoption within 24 months of entry. Denominator: exits to "
              "adoption in the 12 months ending in the month.",
     .counted = OWN_CIRCUITS,
     .clock = "End of custody; calendar months from entry",
     .top = "Adopted in time",
     .base = "Adopted"},
    {.name = "mean_months",
     .title = "Mean months in care",
     .column = "Mean months in care",
     .kind = MEASURE_MEAN,
     .better = DIRECTION_DOWN,
     .key = true,
     .rollup = true,
     .unit = "children",
     .what = "Every child in care in the circuits on {as_of}, this episode only.",
     .words = "Mean of days in care / 30.4375 of every custody episode in care.",
     .counted = OWN_CIRCUITS,
     .clock = "Entry to the as-of day",
     .base = "In care, counted"},
    {.name = "in_care",
     .title = "In care",
     .column = "In care",
     .kind = MEASURE_COUNT,
     .unit = "children",
     .what = "Custody episodes in force on {as_of}, with an attorney or not.",
     .words = "Custody episodes begun by the as-of day and not ended by it.",
     .counted = OWN_CIRCUITS,
     .clock = "As-of day"},
    {.name = "entries",
     .title = "Entries in the month",
     .column = "Entries",
     .kind = MEASURE_COUNT,
     .unit = "children",
     .what = "Custody episodes that began in {month}.",
     .words = "Custody episodes that began in the month.",
     .counted = OWN_CIRCUITS,
     .clock = "Begin of custody"},
    {.name = "exits",
     .title = "Exits in the month, all",
     .column = "Exits",
     .kind = MEASURE_COUNT,
     .unit = "children",
     .what = "Custody episodes that ended in {month}.",
     .words = "Custody episodes that ended in the month.",
     .counted = OWN_CIRCUITS,
     .clock = "End of custody"},
    {.name = "exits_late",
     .title = "Exits entered late",
     .column = "Exits entered late",
     .kind = MEASURE_COUNT,
     .unit = "children",
     .sheet = "Exits",
     .what = "Exits of earlier months that were entered after their listing; shown once.",
     .words = "Rows of sheet Exits with Late entry = Yes.",
     .counted = "In no month's exits. Without an earlier closed month: entered in the month.",
     .clock = "Entered after the cutoff of the last closed month"},
    {.name = "median_all",
     .title = "Median months in care of exits",
     .column = "Median months",
     .kind = MEASURE_MEDIAN,
     .unit = "exits",
     .what = "Half of those who left care in 12 months had been in care for longer.",
     .words = "Median of days in care / 30.4375 of the exits in the 12 months ending in the "
              "month, all and by exit reason; of an even count the mean of the middle two.",
     .counted = OWN_CIRCUITS,
     .clock = "Entry to exit",
     .base = "Exits"},
    {.name = "median_all_assigned",
     .title = "The same, with an attorney",
     .column = "Median months, with an attorney",
     .kind = MEASURE_MEDIAN,
     .unit = "exits",
     .what = "The same for exits credited to a permanency attorney.",
     .words = "The same for exits credited to a permanency attorney by the rule of sheet Exits.",
     .counted = OWN_LISTED,
     .clock = "Entry to exit",
     .base = "Exits, with an attorney"},
    {.name = "tpr_due",
     .title = "TPR due",
     .column = "Children",
     .kind = MEASURE_COUNT,
     .better = DIRECTION_DOWN,
     .unit = "children",
     .sheet = "Children",
     .what = "15 of 22 reached on {as_of} or before; nothing filed, no exception.",
     .words = "Rows of sheet Children with TPR due = Yes.",
     .counted = OWN_LISTED,
     .clock = "As-of day",
     .policy = POLICY_TPR},
    {.name = "actions_overdue_children",
     .title = "Children with an action overdue",
     .column = "Children overdue",
     .kind = MEASURE_COUNT,
     .unit = "children",
     .sheet = "Action dates",
     .what = "Each child once.",
     .words = "Different children on sheet Action dates with status Overdue.",
     .counted = OWN_LISTED,
     .clock = "As-of day"},
    {.name = "actions_due_children",
     .title = "Children with an action due in 60 days",
     .column = "Children due",
     .kind = MEASURE_COUNT,
     .unit = "children",
     .sheet = "Action dates",
     .what = "Each child once.",
     .words = "Different children on sheet Action dates with status Due.",
     .counted = OWN_LISTED,
     .clock = "As-of day"},
    {.name = "carried_out",
     .title = "Control totals",
     .column = "Episodes",
     .kind = MEASURE_COUNT,
     .unit = "episodes",
     .sheet = "Children",
     .what = "How this list came from the one that was closed last.",
     .words = "Carried in (as closed last) + corrections in - corrections out + newly assigned or "
              "moved in - exited - unassigned or moved away = carried out. Each child and episode "
              "in the first term that fits; one that came and went counts in both.",
     .counted = "Corrections: what was wrong in the closed list by today's records; one by one on "
                "Data quality. The first month that is run has no carried in.",
     .clock = "Since the as-of day of the last closed month"},
    {0},
};

static const struct trend trends[] = {
    {.measure = "in_care_assigned",
     .title = "Children in care, assigned",
     .axis = "Children",
     .beside = "in_care"},
    {.measure = "timely_reunify",
     .title = "Reunified in time",
     .axis = "Share of reunifications",
     .own = "Own circuits"},
    {0},
};

static const struct bars bars = {
    .title = "Which actions",
    .chart = "Actions overdue and due in 60 days",
    .unit = "Actions",
    .stack = {"actions_overdue", "actions_due"},
    .series = {"Overdue", "Due in 60 days"},
    .style = {MARK_ACT, MARK_WAIT},
    .total = "Together",
    .level = "action",
    .heading = "Action",
};

static const struct line by_attorney[] = {
    {"All custody episodes", {"in_care", "entries", "exits"}},
    {"With a permanency attorney", {"in_care_assigned", "entries_assigned", "exits_assigned"}},
    {0},
};

static const struct line by_attorney_12[] = {
    {"All custody episodes", {"timely_reunify", "timely_guardianship", "timely_adoption"}},
    {"With a permanency attorney",
     {"timely_reunify_assigned", "timely_guardianship_assigned", "timely_adoption_assigned"}},
    {0},
};

static const struct line by_reason[] = {
    {"All exits", {"median_all", "median_all_assigned"}},
    {"Reunification", {"median_reunification", "median_reunification_assigned"}},
    {"Guardianship", {"median_guardianship", "median_guardianship_assigned"}},
    {"Adoption", {"median_adoption", "median_adoption_assigned"}},
    {"Living with other relative", {"median_relative", "median_relative_assigned"}},
    {"Emancipation", {"median_emancipation", "median_emancipation_assigned"}},
    {"Runaway", {"median_runaway", "median_runaway_assigned"}},
    {"Transfer to another agency", {"median_transfer", "median_transfer_assigned"}},
    {"Death", {"median_death", "median_death_assigned"}},
    {"Missing or unknown", {"median_other", "median_other_assigned"}},
    {0},
};

static const struct line by_need[] = {
    {"TPR due", {"tpr_due"}},
    {"15 of 22 reached", {"reached"}},
    {"15 of 22 paused", {"paused"}},
    {"Trial home visit over 180 days", {"visit_over_180"}},
    {"Permanency goal missing", {"goal_missing"}},
    {"Concurrent goal missing", {"concurrent_missing"}},
    {"No placement recorded", {"no_placement"}},
    {"Exits entered late", {"exits_late"}},
    {0},
};

static const struct line by_term[] = {
    {"Carried in", {"carried_in"}},
    {"+ Corrections in", {"corrections_in"}},
    {"- Corrections out", {"corrections_out"}},
    {"+ Newly assigned or moved in", {"newly_assigned"}},
    {"- Exited", {"exited"}},
    {"- Unassigned or moved away", {"unassigned"}},
    {"= Carried out", {"carried_out"}},
    {0},
};

static const struct breakdown breakdowns[] = {
    {.title = "In care, entries and exits",
     .heading = {"Counted"},
     .measures = {"in_care", "entries", "exits"},
     .lines = by_attorney},
    {.title = "Exits of 12 months in time",
     .heading = {"Counted"},
     .measures = {"timely_reunify", "timely_guardianship", "timely_adoption"},
     .lines = by_attorney_12},
    {.title = "Months in care of 12 months' exits, by exit reason",
     .heading = {"Exit reason"},
     .measures = {"median_all", "median_all_assigned"},
     .lines = by_reason},
    {.title = "Children on the list, and late exits",
     .heading = {"What"},
     .measures = {"tpr_due"},
     .lines = by_need},
    {.title = "Control totals: how the list came from the last closed one",
     .heading = {"Term"},
     .measures = {"carried_out"},
     .lines = by_term},
    {0},
};

/* ---- Data quality ---- */

static const struct quality quality[] = {
    {"correction_in", "Should have been on the closed list", "Control totals",
     "Counted as a correction in.", "No cure needed: by today's records the list is right."},
    {"correction_out", "Should not have been on the closed list", "Control totals",
     "Counted as a correction out.", "No cure needed: by today's records the list is right."},
    {"late_exit", "Exit entered late", "Exits", "Listed once, in no month's exits.",
     "Enter exits before the month is closed."},
    {"exit_uncredited", "Exit over 30 days after the last attorney", "Exits",
     "Not listed; counted among all exits.", "Check the end of the attorney's assignment."},
    {"no_placement", "No placement for two days or more", "Children",
     "Shown as No placement recorded.", "Enter where the child is."},
    {"parent_missing", "Father or mother not recorded", "Children", "The child is never Free.",
     "Enter the parent, or mark the parent not applicable."},
    {"parents_none", "All parents not applicable", "Children", "TPR status is None.",
     "Check the parents' records."},
    {"exit_no_reason", "Exit without a reason", "Exits", "Shown as MISSING; timely for nothing.",
     "Enter the exit reason."},
    {"no_date", "Goal, termination event or exception without a date", "Children, Action dates",
     "The row is not counted.", "Enter its date."},
    {"held_ahead", "Hearing held in the future", "Children, Action dates",
     "Counts as not held yet.", "Correct the date."},
    {"two_attorneys", "Two attorneys in force", "Children, Action dates",
     "The later start is used, then the one typed in later.", "End the assignment that is over."},
    {"unknown_attorney", "Attorney not in the extract", "All",
     "Shown by id, in the statewide workbook only.", "Enter the attorney."},
    {"unknown_manager", "Managing attorney not in the extract", "All",
     "The cases are in the statewide workbook only.", "Enter the managing attorney."},
    {"no_case_manager", "No case manager", "Children, Exits", "Shown as Unassigned.",
     "Assign the case."},
    {"two_case_managers", "Two case managers in force", "Children, Exits",
     "The later start is used, then the higher row.", "End the assignment that is over."},
    {"end_before_begin", "Custody ends before it begins", "Exits",
     "An exit of its month, never in care.", "Correct the two dates."},
    {"same_day", "Custody of one day", "Exits", "Listed with 0 days.",
     "Check whether custody was taken."},
    {"overlap", "Two episodes of one child at once", "Children, Exits", "Both are counted.",
     "End the episode that is over."},
    {"county", "No county, or one in no circuit", "Children, Exits",
     "Counted among Other circuits.", "Enter the county of jurisdiction."},
    {"birth", "Birth date missing or after entry", "Children", "Age is empty, or none yet.",
     "Enter the birth date."},
    {"no_person", "No person record, or deleted", "All", "Child and Age are empty.",
     "Check the person's record and merges."},
    {"bad_date", "Not a real date", "All", "Treated as no date.", "Correct the date."},
    {"missing_row", "Worker not in the extract", "Children, Exits", "Shown by id.",
     "Tell the data office."},
    {"unknown_code", "Unknown code", "All", "Shown as Unknown (code); belongs to no group.",
     "Tell the data office: the code map lacks it."},
    {"episode_rejected", "Custody episode that cannot be read", "All", "The episode is left out.",
     "Correct the episode's record."},
    {"other_rejected", "Other row that cannot be read", "All", "The row is left out.",
     "Correct the record, or tell the data office."},
    {"left_out", "In error or expunged", "All", "Left out of every figure.", "No cure needed."},
    {0},
};

/* ---- Definitions ---- */

static const struct definition definitions[] = {
    {.kind = "Rule",
     .sheet = "All sheets",
     .name = "Who is listed",
     .words = "Custody episodes with a permanency attorney: in care on the as-of day (Children), "
              "or ended in the month (Exits). A child who left and came back is on both.",
     .counted = "Left out: rows in error, children with an expunged record. A youth of 18 or over "
                "in custody stays listed.",
     .clock = "Begun by the as-of day and not ended by it",
     .policy = POLICY_PLAN},
    {.kind = "Rule",
     .sheet = "All sheets",
     .name = "Nothing after the as-of day",
     .words = "An end, exit, event or held hearing after the as-of day has not happened; an "
              "episode, placement, goal or assignment that begins later is not there.",
     .clock = "As-of day",
     .policy = POLICY_NONE},
    {.kind = "Rule",
     .sheet = "Summary",
     .name = "Circuits",
     .words = "A row for each circuit in which an attorney of sheet Children works, and Other "
              "circuits; every custody episode of the circuit, with an attorney or not. Rows of "
              "attorneys stand under the child's circuit and count the listed ones.",
     .counted = "State = the circuits + Other circuits.",
     .clock = "County on the as-of day; exits: on the exit date",
     .policy = POLICY_PLAN},
    {.kind = "Rule",
     .sheet = "Children",
     .name = "15 of 22 months",
     .words = "456 days in the 22 months before a day. Counted are days in care from the clock "
              "start of each episode: the first finding or 60 days after entry, the earlier, and "
              "not before entry.",
     .counted = "Days on a trial home visit or as a runaway do not count, whatever the placement "
                "of record.",
     .clock = "Calendar months; to the month's end where a day is missing",
     .policy = POLICY_TPR},
    {.kind = "Rule",
     .sheet = "Exits",
     .name = "Late exits",
     .words = "Exits of an earlier month that were entered after the data cutoff of the last "
              "closed month and were not listed before. Printed once.",
     .counted = "Without an earlier closed month: entered after the month began.",
     .clock = "Time of entry",
     .policy = POLICY_PLAN},
    {.kind = "Status",
     .sheet = "Children",
     .name = "Free",
     .words = "Every applicable parent is terminated or dead, at least one of either, none under "
              "appeal, and father and mother (or an adoptive parent) are recorded.",
     .clock = "Events and deaths up to the as-of day",
     .policy = POLICY_CONSENT},
    {.kind = "Status",
     .sheet = "Children",
     .name = "Partial",
     .words = "At least one applicable parent is terminated, dead or under appeal.",
     .counted = "The latest event of a parent decides; a death overrides it. An appeal that ended "
                "gives back the termination.",
     .clock = "Events and deaths up to the as-of day",
     .policy = POLICY_CONSENT},
    {.kind = "Status",
     .sheet = "Children",
     .name = "Petition filed",
     .words = "At least one applicable parent has a petition open or consent taken.",
     .clock = "Events up to the as-of day",
     .policy = POLICY_TPR},
    {.kind = "Status",
     .sheet = "Children",
     .name = "Referred",
     .words = "At least one applicable parent is referred for termination.",
     .clock = "Events up to the as-of day",
     .policy = POLICY_TPR},
    {.kind = "Status",
     .sheet = "Children",
     .name = "None",
     .words = "None of these: no event, or declined, dismissed or reversed.",
     .clock = "Events up to the as-of day",
     .policy = POLICY_TPR},
    {.kind = "Rule",
     .sheet = "Action dates",
     .name = "TPR due (15 of 22)",
     .words = "Due on the day 15 of 22 was reached or will be, if nothing changes.",
     .counted = "Only where TPR due is Yes, or would then be.",
     .clock = "15 of 22 on",
     .policy = POLICY_TPR},
    {.kind = "Rule",
     .sheet = "Action dates",
     .name = "Permanency hearing",
     .words = "Due 12 months after the last permanency hearing held, or after entry.",
     .clock = "Date held; entered care",
     .policy = POLICY_VISIT},
    {.kind = "Rule",
     .sheet = "Action dates",
     .name = "Trial home visit over 180 days",
     .words = "Due 180 days after the trial home visit began.",
     .clock = "Trial home visit since",
     .policy = POLICY_VISIT},
    {.kind = "Rule",
     .sheet = "Action dates",
     .name = "Concurrent goal missing",
     .words = "Due 30 days after entry, while a concurrent goal is required and not entered.",
     .clock = "Entered care",
     .policy = POLICY_GOAL},
    {.kind = "Rule",
     .sheet = "Action dates",
     .name = "Petition for adoption goal",
     .words = "Due 60 days after the goal became adoption, while the child is not Free and nothing "
              "is filed.",
     .counted = "A documented exception does not matter here.",
     .clock = "Goal since",
     .policy = POLICY_PLAN},
    {.kind = "Rule",
     .sheet = "Action dates",
     .name = "Hearing not held",
     .words = "A hearing scheduled on or before the as-of day that is not marked held.",
     .clock = "Scheduled date",
     .policy = POLICY_PLAN},
    {0},
};

static const struct code_list code_lists[] = {
    {.list = "placement", .sheet = "Children", .name = "Placement", .words = "Kinds of placement."},
    {.list = "hearing_type",
     .sheet = "Children, Action dates",
     .name = "Hearing type",
     .words = "Group permanency starts the 12 months anew when held."},
    {.list = "goal", .sheet = "Children, Exits", .name = "Goal", .words = "Permanency goals."},
    {.list = "exit_reason", .sheet = "Exits", .name = "Exit reason", .words = "Exit reasons."},
    {0},
};

const struct report report_child_listing = {
    .name = "child_listing",
    .title = "Child listing for permanency attorneys",
    .purpose = "Lists the children of each permanency attorney with placement, goals, termination "
               "of parental rights and 15 of 22 months, those who left care, and what falls due.",
    .source = "faces",
    .source_name = "FACES",
    .scopes = "attorney,state",
    .levels = {"State", "Circuit", "Attorney"},
    .rate = "timely_reunify",
    .rate_words = "were reunified within 12 months",
    .act = "actions_overdue",
    .act_words = "actions are overdue",
    .act_one = "action is overdue",
    .part = "tpr_overdue",
    .part_words = "of them a TPR petition (15 of 22)",
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
