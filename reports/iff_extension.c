/*
 * reports/iff_extension.c - Was each child of an intake seen in time, and what did extensions do?
 *
 * Everything a reader sees of this report but its numbers: headings, definitions, marks, checks,
 * policies. The numbers come from sql/fact/ and sql/report/iff_extension/.
 */
#include "vocab.h"

/* ---- detail sheets ---- */

#define PLACE(day)                                                                                 \
    {.name = "region",                                                                             \
     .title = "Region",                                                                            \
     .fit = FIT_PLACE,                                                                             \
     .words = "Region of the office below.",                                                       \
     .counted = "Unassigned: no case, or no assignment of it in force on the day.",                \
     .clock = day},                                                                                \
        {.name = "office",                                                                         \
         .title = "Office",                                                                        \
         .fit = FIT_PLACE,                                                                         \
         .words = "Office of the primary assignment of the case in force on the day.",             \
         .counted = "Two assignments in force: the later begin, then the later row.",              \
         .clock = day},                                                                            \
    {                                                                                              \
        .name = "unit", .title = "Unit", .fit = FIT_PLACE,                                         \
        .words = "Unit of the same assignment.", .clock = day                                      \
    }

#define WORKERS                                                                                    \
    VOCAB_SUPERVISOR,                                                                              \
    {                                                                                              \
        .name = "caseworker", .title = "Caseworker", .fit = FIT_WORKER,                            \
        .words = "Worker of the same assignment.", .clock = "As Office"                            \
    }

#define INTAKE_ID                                                                                  \
    {                                                                                              \
        .name = "intake_id", .title = "Intake ID", .cell = CELL_ID,                                \
        .words = "Access report number of the intake."                                             \
    }

#define CHILD_ID                                                                                   \
    {                                                                                              \
        .name = "child_id", .title = "Child ID", .cell = CELL_ID,                                  \
        .words = "The child's person number; the same over all intakes and reports."               \
    }

#define ORIGINAL_DUE                                                                               \
    {                                                                                              \
        .name = "original_due", .title = "Original due", .cell = CELL_STAMP,                       \
        .words = "Due time before any extension.", .clock = "As the source has it"                 \
    }

#define DUE                                                                                        \
    {                                                                                              \
        .name = "due", .title = "Due", .cell = CELL_STAMP,                                         \
        .words = "Due time in force: the extended one when there is an extension and it is "       \
                 "later, else the original.",                                                      \
        .clock = "As the source has it"                                                            \
    }

/* Shared by All IFFs, Due and overdue and Extensions. */
#define WHO_AND_WHEN                                                                               \
    WORKERS, INTAKE_ID,                                                                            \
        {.name = "intake_type",                                                                    \
         .title = "Intake type",                                                                   \
         .fit = FIT_KIND,                                                                          \
         .words = "Investigation, FAR, Risk only or Other, from the supervisor's reason.",         \
         .counted = "Unknown (...): not in the code map. Empty: left blank."},                     \
        {.name = "received",                                                                       \
         .title = "Received",                                                                      \
         .cell = CELL_STAMP,                                                                       \
         .words = "When the agency received the intake: the clock starts."},                       \
        {.name = "response",                                                                       \
         .title = "Response",                                                                      \
         .fit = FIT_KIND,                                                                          \
         .words = "Response time of the child's row; without one, the intake's."},                 \
        {.name = "case_id",                                                                        \
         .title = "Case ID",                                                                       \
         .cell = CELL_ID,                                                                          \
         .words = "Case of the intake.",                                                           \
         .counted = "Empty: the intake is not linked to a case."},                                 \
        CHILD_ID,                                                                                  \
        {.name = "child",                                                                          \
         .title = "Child",                                                                         \
         .fit = FIT_CHILD,                                                                         \
         .words = "Last, First. Without a name in the extract: the Child ID.",                     \
         .counted = "Empty when the person record was deleted.",                                   \
         .clock = "Current version of the person"},                                                \
        {.name = "age_at_intake",                                                                  \
         .title = "Age at intake",                                                                 \
         .cell = CELL_COUNT,                                                                       \
         .words = "Completed years on the day received.",                                          \
         .counted = "Empty: no birth date, or born after that day.",                               \
         .clock = "Day received"},                                                                 \
        ORIGINAL_DUE, DUE

#define STATUS_ROW_WHY                                                                             \
    {                                                                                              \
        .name = "status", .title = "Status", .fit = FIT_STATUS,                                    \
        .words = "One status per row: the first of those below that fits.", .clock = "As-of day"   \
    }

#define ROW_WHY                                                                                    \
    {.name = "row_id",                                                                             \
     .title = "Row ID",                                                                            \
     .cell = CELL_ID,                                                                              \
     .words = "The child's row of the intake: the key."},                                          \
    {                                                                                              \
        .name = "why", .title = "Why", .fit = FIT_WHY,                                             \
        .words = "The dates and the rule that led to the status, most important first."            \
    }

#define CONTACT                                                                                    \
    {.name = "extended",                                                                           \
     .title = "Extended",                                                                          \
     .words = "Yes: an extension is recorded.",                                                    \
     .counted = "The flag carries no date: it is taken as it stands."},                            \
        {.name = "exception",                                                                      \
         .title = "Exception",                                                                     \
         .words = "Yes: an exception is recorded.",                                                \
         .counted = "The flag carries no date: it is taken as it stands."},                        \
        {.name = "attempted",                                                                      \
         .title = "Attempted",                                                                     \
         .cell = CELL_STAMP,                                                                       \
         .words = "The attempt recorded. An attempt is never a contact.",                          \
         .clock = "Attempts up to the as-of day"},                                                 \
        {.name = "seen",                                                                           \
         .title = "Seen",                                                                          \
         .cell = CELL_STAMP,                                                                       \
         .words = "Face-to-face contact with this child.",                                         \
         .clock = "Contacts up to the as-of day"},                                                 \
        {.name = "hours_to_contact",                                                               \
         .title = "Hours to contact",                                                              \
         .cell = CELL_NUMBER,                                                                      \
         .words = "Elapsed real hours from received to seen, over clock changes too.",             \
         .counted = "Empty when seen before received."},                                           \
        STATUS_ROW_WHY, ROW_WHY

static const struct column all_columns[] = {
    PLACE("The due date, or the as-of day when earlier; without a due: the day received"),
    WHO_AND_WHEN,
    CONTACT,
    {0},
};

static const struct column due_columns[] = {
    PLACE("As-of day"),
    WHO_AND_WHEN,
    CONTACT,
    {0},
};

static const struct column extension_columns[] = {
    PLACE("The due date, or the as-of day when earlier; without a due: the day received"),
    WHO_AND_WHEN,
    {.name = "hours_added",
     .title = "Hours added",
     .cell = CELL_NUMBER,
     .words = "Elapsed hours from the original due to the due in force.",
     .counted = "0 when the due was not moved; empty without an original due."},
    {.name = "reason",
     .title = "Reason",
     .fit = FIT_REASON,
     .words = "From the agency's extension log: the row with the latest approval.",
     .counted = "Not recorded: no log, no row, or left blank.",
     .clock = "Approvals up to the as-of day"},
    {.name = "approver",
     .title = "Approver",
     .fit = FIT_WORKER,
     .words = "From the same row of the log.",
     .counted = "As Reason."},
    {.name = "approved",
     .title = "Approved",
     .cell = CELL_STAMP,
     .words = "From the same row of the log.",
     .counted = "As Reason."},
    {.name = "attempt_after_approval",
     .title = "Attempt after approval",
     .cell = CELL_STAMP,
     .words = "From the same row of the log: attempts must go on after an extension.",
     .counted = "As Reason."},
    {.name = "seen",
     .title = "Seen",
     .cell = CELL_STAMP,
     .words = "Face-to-face contact with this child.",
     .clock = "Contacts up to the as-of day"},
    STATUS_ROW_WHY,
    {.name = "policy_check",
     .title = "Policy check",
     .fit = FIT_REASON,
     .words = "What the policy asks of an extension and the record does not show; all that apply, "
              "each told below. Empty: nothing to remark.",
     .clock = "As-of day"},
    ROW_WHY,
    {0},
};

static const struct column qa_columns[] = {
    PLACE("The due date, or the as-of day when earlier; without a due: the day received"),
    INTAKE_ID,
    CHILD_ID,
    ORIGINAL_DUE,
    DUE,
    {.name = "reason",
     .title = "Reason",
     .fit = FIT_REASON,
     .words = "From the agency's extension log.",
     .counted = "Not recorded: no log, no row, or left blank."},
    {.name = "status",
     .title = "Status",
     .fit = FIT_STATUS,
     .words = "Status of the row on All IFFs.",
     .clock = "As-of day"},
    {.name = "row_id",
     .title = "Row ID",
     .cell = CELL_ID,
     .words = "The child's row of the intake: the key."},
    {.name = "reason_valid_per_policy",
     .title = "Reason valid per policy",
     .fit = FIT_STATUS,
     .words = "To be filled in by the reviewer."},
    {.name = "supervisor_consulted",
     .title = "Supervisor consulted",
     .fit = FIT_STATUS,
     .words = "To be filled in by the reviewer."},
    {.name = "efforts_documented",
     .title = "Efforts documented",
     .fit = FIT_STATUS,
     .words = "To be filled in by the reviewer."},
    {.name = "child_safety_addressed",
     .title = "Child safety addressed",
     .fit = FIT_STATUS,
     .words = "To be filled in by the reviewer."},
    {.name = "comment",
     .title = "Comment",
     .fit = FIT_WHY,
     .words = "To be filled in by the reviewer."},
    {0},
};

static const char *const answers[] = {"Yes", "No", "Unclear", 0};

static const struct choice choices[] = {
    {"reason_valid_per_policy", answers, "Is the reason one that the policy allows?"},
    {"supervisor_consulted", answers, "Was the supervisor consulted before the due time?"},
    {"efforts_documented", answers, "Are the efforts to see the child documented?"},
    {"child_safety_addressed", answers, "Is the child's safety meanwhile addressed?"},
    {"comment", 0, "What the reviewer wants to add."},
    {0},
};

#define STATUS_MARKS                                                                               \
    {"status", "Overdue, no attempt", MARK_ACT}, {"status", "Overdue, attempted", MARK_LATE},      \
        {"status", "Pending", MARK_WAIT}, {"status", "Seen late", MARK_BOLD},                      \
    {                                                                                              \
        "status", "Invalid", MARK_GAP                                                              \
    }

#define CODE_MARKS                                                                                 \
    {"intake_type", "Unknown (", MARK_GAP},                                                        \
    {                                                                                              \
        "response", "Unknown (", MARK_GAP                                                          \
    }

static const struct mark contact_marks[] = {
    STATUS_MARKS, CODE_MARKS, {"why", "New since ", MARK_BOLD}, {0}};

static const struct mark extension_marks[] = {
    STATUS_MARKS,
    CODE_MARKS,
    {"policy_check", "Approved after", MARK_LATE},
    {"policy_check", "No reason recorded", MARK_GAP},
    {"policy_check", "No attempt", MARK_LATE},
    {"policy_check", "Due date not moved", MARK_LATE},
    {"policy_check", "Not yet seen", MARK_LATE},
    {"reason", "Not recorded", MARK_NOTE},
    {"approver", "Not recorded", MARK_NOTE},
    {"approved", "Not recorded", MARK_NOTE},
    {"attempt_after_approval", "Not recorded", MARK_NOTE},
    {0},
};

static const struct mark qa_marks[] = {STATUS_MARKS, {"reason", "Not recorded", MARK_NOTE}, {0}};

static const struct sheet sheets[] = {
    {.name = "Due and overdue",
     .sql = "due_and_overdue",
     .table = "DueAndOverdue",
     .words = "Children not seen: past due, longest first, then those due by the end of the "
              "seventh day after the as-of day, soonest first. Received in the last 12 months.",
     .columns = due_columns,
     .marks = contact_marks,
     .frozen = "intake_id",
     .status = "status",
     .due = "due",
     .worklist = true},
    {.name = "Extensions",
     .sql = "extensions",
     .table = "Extensions",
     .words = "Every extension of the month, also of exceptions and invalid rows.",
     .columns = extension_columns,
     .marks = extension_marks,
     .frozen = "intake_id"},
    {.name = "All IFFs",
     .sql = "all_iffs",
     .table = "AllIFFs",
     .words = "Required contacts whose due time in force falls in the month; without a due time, "
              "those received in it.",
     .columns = all_columns,
     .marks = contact_marks,
     .frozen = "intake_id"},
    {.name = "QA sample",
     .sql = "qa_sample",
     .table = "QASample",
     .words = "One in ten of a region's extensions of the month, at least five or all, drawn by a "
              "digest of month and row: nobody chooses, everybody can repeat it.",
     .columns = qa_columns,
     .marks = qa_marks,
     .choices = choices,
     .frozen = "intake_id"},
    {0},
};

static const struct column change_keys[] = {
    {.name = "office", .title = "Office", .fit = FIT_PLACE},
    {.name = "unit", .title = "Unit", .fit = FIT_PLACE},
    {.name = "caseworker", .title = "Caseworker", .fit = FIT_WORKER},
    {.name = "intake_id", .title = "Intake ID", .cell = CELL_ID},
    {.name = "child_id", .title = "Child ID", .cell = CELL_ID},
    {.name = "child", .title = "Child", .fit = FIT_CHILD},
    {.name = "row_id", .title = "Row ID", .cell = CELL_ID},
    {0},
};

/* ---- figures ---- */

enum { POLICY_2310, POLICY_PLAN };

static const struct policy policies[] = {
    [POLICY_2310] = {"2310 CPS Initial Face-To-Face (IFF) Response", "2024-07-01",
                     "https://dcyf.wa.gov/policies-and-procedures/"
                     "2310-child-protective-services-cps-initial-face-face-iff-response"},
    [POLICY_PLAN] = {"CFSR Program Improvement Plan, strategy 3.1", "2020-06-19",
                     "https://dcyf.wa.gov/practice/practice-improvement/cfsr"},
    {0},
};

#define REQUIRED "Required: rows of the month less Exception and Invalid"

static const struct measure measures[] = {
    {.name = "overdue",
     .title = "Not seen, past due",
     .column = "Past due",
     .kind = MEASURE_COUNT,
     .better = DIRECTION_DOWN,
     .key = true,
     .act_now = true,
     .rollup = true,
     .unit = "children",
     .sheet = "Due and overdue",
     .what = "Due time in force has passed and no contact is recorded. Received in the last 12 "
             "months.",
     .words = "Rows of Due and overdue with status Overdue, attempted or Overdue, no attempt.",
     .counted = "Older ones never seen are on Data quality.",
     .clock = "End of the as-of day"},
    {.name = "overdue_none",
     .title = "of these, no attempt recorded",
     .column = "No attempt",
     .kind = MEASURE_COUNT,
     .better = DIRECTION_DOWN,
     .key = true,
     .act_now = true,
     .of_these = true,
     .unit = "children",
     .sheet = "Due and overdue",
     .what = "Neither a contact nor an attempt is recorded.",
     .words = "Rows of Due and overdue with status Overdue, no attempt.",
     .counted = "As Not seen, past due.",
     .clock = "End of the as-of day"},
    {.name = "overdue_attempted",
     .title = "of these, attempted",
     .column = "Attempted",
     .kind = MEASURE_COUNT,
     .better = DIRECTION_DOWN,
     .unit = "children",
     .sheet = "Due and overdue",
     .what = "An attempt is recorded, no contact.",
     .words = "Rows of Due and overdue with status Overdue, attempted.",
     .counted = "As Not seen, past due.",
     .clock = "End of the as-of day"},
    {.name = "due_soon",
     .title = "Due in the next 7 days",
     .column = "Due in the next 7 days",
     .kind = MEASURE_COUNT,
     .key = true,
     .act_now = true,
     .unit = "children",
     .sheet = "Due and overdue",
     .what = "Not seen, due time in force after {as_of} and up to {as_of+7}.",
     .words = "Rows of Due and overdue with status Pending.",
     .counted = "As Not seen, past due.",
     .clock = "End of the as-of day + 7 days"},
    {.name = "on_time",
     .title = "Seen on time",
     .column = "Seen on time",
     .kind = MEASURE_PERCENT,
     .better = DIRECTION_UP,
     .key = true,
     .rollup = true,
     .unit = "children",
     .sheet = "All IFFs",
     .what = "Contact by the original due time / required IFFs of the month no longer pending.",
     .words = "Numerator: Seen on time. Denominator: required rows less Pending.",
     .counted = REQUIRED ".",
     .clock = "Original due time",
     .policy = POLICY_2310,
     .top = "IFFs on time",
     .base = "Due IFFs counted"},
    {.name = "on_time_extended",
     .title = "Seen on time or within extension",
     .column = "On time or within extension",
     .kind = MEASURE_PERCENT,
     .better = DIRECTION_UP,
     .key = true,
     .rollup = true,
     .unit = "children",
     .sheet = "All IFFs",
     .what = "As above, or by the extended due time.",
     .words = "Numerator: Seen on time and Seen within extension. Denominator: required rows less "
              "Pending.",
     .counted = REQUIRED ".",
     .clock = "Due time in force",
     .policy = POLICY_PLAN,
     .top = "On time or extended",
     .base = "Due IFFs counted",
     .rolled = "On time or ext.",
     .same_base = true},
    {.name = "extension_child",
     .title = "Extension rate, by child",
     .column = "Extension rate",
     .kind = MEASURE_PERCENT,
     .better = DIRECTION_DOWN,
     .key = true,
     .rollup = true,
     .unit = "children",
     .sheet = "Extensions",
     .what = "Required IFFs of the month with an extension / all required IFFs. Lower is better.",
     .words = "Numerator: required rows with an extension, moved or not. Denominator: required "
              "rows.",
     .counted = REQUIRED ".",
     .clock = "Due time in force",
     .policy = POLICY_PLAN,
     .top = "Extended",
     .base = "IFFs required"},
    {.name = "extension_intake",
     .title = "Extension rate, by intake",
     .column = "Ext. rate, intakes",
     .kind = MEASURE_PERCENT,
     .better = DIRECTION_DOWN,
     .key = true,
     .unit = "intakes",
     .sheet = "Extensions",
     .what = "Intakes with an extended child / intakes with a required IFF.",
     .words = "Numerator: intakes with an extended required row. Denominator: intakes with a "
              "required row. An intake counts once.",
     .counted = REQUIRED ".",
     .clock = "Due time in force",
     .policy = POLICY_PLAN},
    {.name = "extension_year",
     .title = "Extension rate, intakes, 12 months",
     .column = "Ext. rate, 12 months",
     .kind = MEASURE_PERCENT,
     .better = DIRECTION_DOWN,
     .key = true,
     .unit = "intakes",
     .sheet = "Extensions",
     .what = "Same, for the 12 months ending {month}.",
     .words = "As Extension rate, by intake, over the 12 months that end with the month. Computed "
              "from this extract.",
     .counted = REQUIRED ".",
     .clock = "Due time in force",
     .policy = POLICY_PLAN},
    {.name = "extension_child_year",
     .title = "Extension rate, children, 12 months",
     .column = "12 months",
     .kind = MEASURE_PERCENT,
     .better = DIRECTION_DOWN,
     .unit = "children",
     .sheet = "Extensions",
     .what = "As by child, for the 12 months ending {month}.",
     .words = "As Extension rate, by child, over the 12 months that end with the month. Computed "
              "from this extract.",
     .counted = REQUIRED ".",
     .clock = "Due time in force",
     .policy = POLICY_PLAN},
    {.name = "iffs",
     .title = "IFFs of the month",
     .column = "IFFs",
     .kind = MEASURE_COUNT,
     .key = true,
     .unit = "children",
     .sheet = "All IFFs",
     .what = "Children to be seen whose due time in force falls in {month}, in a rate or not.",
     .words = "Rows of sheet All IFFs, Exception and Invalid included.",
     .counted = "Screened-in intakes; the flag says that a contact is required.",
     .clock = "Due time in force"},
    {.name = "exceptions",
     .title = "Exceptions",
     .column = "Exceptions",
     .kind = MEASURE_COUNT,
     .unit = "children",
     .sheet = "All IFFs",
     .what = "An exception is recorded: not in any rate.",
     .words = "Rows with status Exception.",
     .counted = "Not in any rate.",
     .clock = "Due time in force"},
    {.name = "invalid",
     .title = "Invalid",
     .column = "Invalid",
     .kind = MEASURE_COUNT,
     .unit = "children",
     .sheet = "All IFFs",
     .what = "The times contradict each other: not in any rate.",
     .words = "Rows with status Invalid.",
     .counted = "Not in any rate.",
     .clock = "Due time in force"},
    {.name = "required",
     .title = "Required",
     .column = "IFFs required",
     .kind = MEASURE_COUNT,
     .unit = "children",
     .sheet = "All IFFs",
     .what = "Rows less exceptions and invalid ones.",
     .words = "Rows of sheet All IFFs less Exception and Invalid.",
     .counted = REQUIRED ".",
     .clock = "Due time in force"},
    {.name = "extensions",
     .title = "Extensions",
     .column = "Extensions",
     .kind = MEASURE_COUNT,
     .unit = "children",
     .sheet = "Extensions",
     .what = "Rows of sheet Extensions.",
     .words = "Rows of the month with an extension, Exception and Invalid included.",
     .counted = "The reconciliation says how many are not required.",
     .clock = "Due time in force"},
    {0},
};

static const struct trend trends[] = {
    {.measure = "on_time", .title = "Seen on time", .axis = "Share of due IFFs"},
    {.measure = "extension_child", .title = "Extension rate", .axis = "Share of required IFFs"},
    {0},
};

static const struct bars bars = {
    .title = "Where the children not seen are",
    .chart = "Not seen, past due",
    .unit = "Children",
    .stack = {"overdue_none", "overdue_attempted"},
    .series = {"No attempt", "Attempted"},
    .style = {MARK_ACT, MARK_LATE},
    .total = "Past due",
    .beside = "due_soon",
};

static const struct line by_status[] = {
    {"Seen on time", {"is_on_time", "extended_on_time"}},
    {"Seen within extension", {"is_extended", "extended_extended"}},
    {"Seen late", {"is_late", "extended_late"}},
    {"Overdue, attempted", {"is_attempted", "extended_attempted"}},
    {"Overdue, no attempt", {"is_none", "extended_none"}},
    {"Pending", {"is_pending", "extended_pending"}},
    {"Exception", {"exceptions", "extended_exception"}},
    {"Invalid", {"invalid", "extended_invalid"}},
    {"All", {"iffs", "extensions"}},
    {0},
};

static const struct line by_unit[] = {
    {"Child", {"extension_child", "extension_child_year"}},
    {"Intake", {"extension_intake", "extension_year"}},
    {0},
};

static const struct breakdown breakdowns[] = {
    {.title = "By status, Exception and Invalid beside the rates",
     .heading = {"Status"},
     .measures = {"iffs", "extensions"},
     .lines = by_status},
    {.title = "Extension rates",
     .heading = {"Counted by"},
     .measures = {"extension_child", "extension_child_year"},
     .lines = by_unit},
    {.title = "By response and age at intake",
     .level = "response_age",
     .heading = {"Response", "Age at intake"},
     .measures = {"on_time", "extension_child"}},
    {.title = "By intake type",
     .level = "intake_type",
     .heading = {"Intake type"},
     .measures = {"on_time", "extension_child"}},
    {0},
};

/* ---- Data quality ---- */

static const struct quality quality[] = {
    {"never_seen", "Not seen, received over 12 months ago", "None", "Not on Due and overdue.",
     "Record the contact or the exception."},
    {"no_dates", "Neither due nor received time", "None", "In no month.", "Enter the times."},
    {"invalid", "Times that contradict each other, or missing", "All IFFs, Extensions",
     "Invalid: in no rate.", "Correct the received, due or seen time."},
    {"extension_unmoved", "Extension with no later due", "All IFFs, Extensions",
     "The original due stays in force; the row still counts as extended.",
     "Enter the extended due time, or remove the extension."},
    {"moved_no_extension", "Due moved with no extension", "All IFFs, Due and overdue",
     "The original due is used.", "Record the extension, or set the due time back."},
    {"both", "Extension and exception both", "All IFFs, Extensions", "Counts as Exception.",
     "Keep the one that applies."},
    {"extension_late", "Extension dated after the original due", "Extensions",
     "None; shown for review.", "Check the date for a typing error."},
    {"log_no_extension", "In the log, but not extended", "All IFFs, Due and overdue",
     "Not extended: the original due is used.",
     "Record the extension on the intake, or correct the log."},
    {"due_off", "Original due differs from the response time", "All IFFs, Due and overdue",
     "The original due is used as it stands.",
     "Check the received time, the response time and the due time."},
    {"midnight", "Time of exactly midnight", "All IFFs, Due and overdue",
     "Taken as 00:00:00; hours to contact may be wrong.", "Enter the time of day."},
    {"no_office", "No responsible office", "All IFFs, Due and overdue, Extensions, QA sample",
     "Counted as Unassigned, in the statewide workbook only.",
     "Enter a primary assignment for the case, or link the intake to one."},
    VOCAB_TWO_ASSIGNMENTS("All"),
    VOCAB_BIRTH("the intake", "All", "Age at intake is empty."),
    VOCAB_NO_PERSON("All", "Child and Age at intake are empty."),
    {"bad_date", "Not a real date or time", "All", "Treated as none.", "Correct it."},
    VOCAB_MISSING_ROW,
    VOCAB_UNKNOWN_CODE("Belongs to no group; shown as Unknown."),
    {"victim_rejected", "Child of an intake that cannot be read", "All", "The row is left out.",
     "Correct the record of the intake's children."},
    {"intake_rejected", "Intake that cannot be read", "All", "Left out with its children.",
     "Correct the intake's record."},
    VOCAB_OTHER_REJECTED("The name, office, worker or reason it would give is missing.",
                         "Tell the data office."),
    VOCAB_LEFT_OUT,
    {0},
};

/* ---- Definitions ---- */

static const struct definition definitions[] = {
    {.kind = "Rule",
     .sheet = "All sheets",
     .name = "Which rows",
     .words = "Each victim or identified child of a screened-in intake for whom the source says "
              "that a face-to-face contact is required.",
     .counted = "Left out: expunged rows, intakes created in error.",
     .policy = POLICY_2310},
    {.kind = "Rule",
     .sheet = "All sheets",
     .name = "Due time",
     .words = "24 or 72 hours after the intake was received, as the source computed it; an "
              "extension moves it.",
     .counted = "Clock hours: no weekend or holiday is left out.",
     .clock = "Wall clock of the agency",
     .policy = POLICY_2310},
    {.kind = "Rule",
     .sheet = "All IFFs",
     .name = "Month of a row",
     .words = "The month in which the due time in force falls; without one, the month received.",
     .counted = "Neither a due nor a received time: on Data quality only.",
     .clock = "Due time in force",
     .policy = POLICY_NONE},
    {.kind = "Rule",
     .sheet = "Due and overdue",
     .name = "Received over 12 months ago",
     .words = "A child not seen stays on the list for 12 months after the intake was received; "
              "after that the row is on Data quality.",
     .clock = "Day received",
     .policy = POLICY_NONE},
    {.kind = "Rule",
     .sheet = "All sheets",
     .name = "Hours and deadlines",
     .words = "Deadlines compare what the clock shows. Hours to contact and Hours added are real "
              "hours: 23 or 25 over the night on which the clock changes.",
     .counted = "A time that the clock showed twice is standard time; one that it skipped moves on "
                "an hour.",
     .clock = "Wall clock of the agency",
     .policy = POLICY_NONE},
    {.kind = "Rule",
     .sheet = "Summary",
     .name = "Extension rate by intake and groups",
     .words = "An intake counts once in each group in which one of its children counts.",
     .counted = "Children of one intake may belong to two offices; the offices then add up to more "
                "than the region.",
     .policy = POLICY_NONE},
    {.kind = "Rule",
     .sheet = "QA sample",
     .name = "How the sample is drawn",
     .words = "One in ten of the region's extensions of the month, rounded up, at least five or "
              "all: those that come first by the MD5 digest of month/Row ID (2026-10/66126116).",
     .counted = "Exception and Invalid too. An office workbook shows its own rows of the sample.",
     .clock = "Region on the due date, or on the as-of day when that is earlier",
     .policy = POLICY_NONE},
    {.kind = "Rule",
     .sheet = "Extensions",
     .name = "Approved after the original due time",
     .words = "The approval is later than the original due. Only where the agency keeps a log.",
     .policy = POLICY_2310},
    {.kind = "Rule",
     .sheet = "Extensions",
     .name = "No reason recorded",
     .words = "The log has no reason, or no row. Only where the agency keeps a log.",
     .policy = POLICY_2310},
    {.kind = "Rule",
     .sheet = "Extensions",
     .name = "No attempt recorded",
     .words = "Neither the intake's attempt nor one after the approval is recorded.",
     .clock = "Attempts up to the as-of day",
     .policy = POLICY_2310},
    {.kind = "Rule",
     .sheet = "Extensions",
     .name = "Due date not moved",
     .words = "The due time is not later than the original one, or there is no original one.",
     .policy = POLICY_NONE},
    {.kind = "Rule",
     .sheet = "Extensions",
     .name = "Not yet seen",
     .words = "No contact is recorded.",
     .clock = "Contacts up to the as-of day",
     .policy = POLICY_2310},
    {.kind = "Status",
     .sheet = "All sheets",
     .name = "Exception",
     .words = "An exception is recorded: the contact need not occur.",
     .policy = POLICY_2310},
    {.kind = "Status",
     .sheet = "All sheets",
     .name = "Invalid",
     .words = "No received time, no original due, due before received, or seen before received.",
     .policy = POLICY_NONE},
    {.kind = "Status",
     .sheet = "All sheets",
     .name = "Seen on time",
     .words = "Seen by the original due time, to the second.",
     .policy = POLICY_2310},
    {.kind = "Status",
     .sheet = "All sheets",
     .name = "Seen within extension",
     .words = "Extended, and seen by the due time in force.",
     .policy = POLICY_2310},
    {.kind = "Status",
     .sheet = "All sheets",
     .name = "Seen late",
     .words = "Seen after the due time.",
     .policy = POLICY_2310},
    {.kind = "Status",
     .sheet = "All sheets",
     .name = "Overdue, attempted",
     .words = "Not seen, the due time in force has passed, an attempt is recorded.",
     .clock = "End of the as-of day",
     .policy = POLICY_2310},
    {.kind = "Status",
     .sheet = "All sheets",
     .name = "Overdue, no attempt",
     .words = "Not seen, the due time in force has passed, no attempt is recorded.",
     .clock = "End of the as-of day",
     .policy = POLICY_2310},
    {.kind = "Status",
     .sheet = "All sheets",
     .name = "Pending",
     .words = "Not seen, the due time in force is after the as-of day.",
     .clock = "End of the as-of day",
     .policy = POLICY_2310},
    {0},
};

static const struct code_list code_lists[] = {
    {.list = "intake_type",
     .sheet = "All sheets",
     .name = "Intake type",
     .words = "The supervisor's reason and its group."},
    {.list = "response_time",
     .sheet = "All sheets",
     .name = "Response time",
     .words = "Label and hours."},
    {0},
};

const struct report report_iff_extension = {
    .name = "iff_extension",
    .title = "IFF timeliness and extensions",
    .purpose = "Shows which children of an intake have not been seen, who was seen in time, and "
               "how extensions were used.",
    .source = "famlink",
    .source_name = "FamLink",
    .scopes = "office,region,state",
    .levels = {"State", "Region", "Office", "Unit", "Supervisor"},
    .rate = "on_time",
    .rate_words = "were seen on time",
    .act = "overdue",
    .act_words = "children are not seen and past due",
    .act_one = "child is not seen and past due",
    .part = "overdue_none",
    .part_words = "of them with no attempt recorded",
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
