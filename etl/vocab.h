/*
 * etl/vocab.h - the words in which a report is described
 *
 * Purpose: everything reports/<name>.c may say. A report is one const struct: data, no
 * functions, no colours, no sizes, no arithmetic. The engine (report.c) and the workbook writer
 * (book.c) draw every report from it, so a new report gets tables, marks, print set-up,
 * Definitions, Data quality and Changes for nothing.
 *
 * The SQL beside it: every sheet and block has a query sql/report/<report>/<sheet sql>.sql that
 * returns `_scope` (the scope code of the workbook the row belongs to) and then one column for
 * each struct column, same names, same order, rows already in final order within `_scope`.
 * Blocks of Summary, Data quality and Definitions come from sql/report/common/, which reads the
 * same struct as JSON, so that SQL knows titles, directions and order.
 * Each reports/<name>.c defines `const struct report report_<name>`. Lists end with a zeroed
 * member. `policy` counts from 0, the report's main policy, so that leaving it out is right for
 * most; POLICY_NONE is a rule of the agency's own.
 */
#ifndef VOCAB_H
#define VOCAB_H

#include <stdbool.h>

/* What a cell holds. A value that is not of the kind (the words `Not recorded`, `MISSING`, ...)
   is written as text in any column. */
enum cell {
    CELL_TEXT,    /* names, codes, statuses, Yes / No */
    CELL_ID,      /* text; "number stored as text" is not flagged; never wrapped */
    CELL_COUNT,   /* whole number: counts, days, ages, circuits */
    CELL_NUMBER,  /* one decimal: hours, months, means */
    CELL_PERCENT, /* unrounded fraction */
    CELL_DATE,    /* ISO date from SQL */
    CELL_STAMP,   /* ISO date and time from SQL, wall clock, shown to the minute */
    CELL_MONTH    /* first day of a month, shown as Oct 2026 */
};

/* How wide a column may grow before its text wraps (pixels are in style.h). */
enum fit {
    FIT_FIXED, /* ids, dates, flags, counts: never wrapped */
    FIT_PLACE, /* region, office, unit, county */
    FIT_WORKER,
    FIT_CHILD,
    FIT_KIND, /* intake type, placement, goal */
    FIT_STATUS,
    FIT_REASON,
    FIT_WHY
};

#define POLICY_NONE (-1)

struct column {
    const char *name;  /* SQL column */
    const char *title; /* heading, binding */
    enum cell cell;
    enum fit fit;
    const char *words;   /* Definitions: in words */
    const char *counted; /* Definitions: counted and left out; may be NULL */
    const char *clock;   /* Definitions: clock or date used; may be NULL */
    int policy;
};

/* Style of a value that asks for something; each also says it in words. */
enum mark_style { MARK_ACT = 1, MARK_LATE, MARK_WAIT, MARK_BOLD, MARK_GAP, MARK_NOTE };

/* Conditional format: cells of `column` that begin with `begins`. The first match wins. */
struct mark {
    const char *column; /* SQL column name */
    const char *begins;
    enum mark_style style;
};

/* A list offered for a cell to fill in (QA sample). */
struct choice {
    const char *column;
    const char *const *values;
    const char *prompt;
};

struct sheet {
    const char *name;  /* sheet name, binding */
    const char *sql;   /* stem of its query */
    const char *table; /* Excel table name, unique in the workbook */
    const char *words; /* one sentence for Definitions: what a row is */
    const struct column *columns;
    const struct mark *marks;
    const struct choice *choices;
    const char *frozen; /* SQL name of the last frozen column */
    const char *status; /* SQL name of the status column that groups rows; NULL: none */
    const char *due;    /* SQL name of the column set in ACT text where status is MARK_ACT/LATE */
    bool worklist;      /* the list to act on: its tab is coloured */
    int pages_wide;     /* 0 means 1 */
    const char *repeat; /* columns repeated on each printed page, SQL name of the last; or NULL */
};

enum measure_kind { MEASURE_COUNT, MEASURE_PERCENT, MEASURE_MEAN, MEASURE_MEDIAN };
enum direction { DIRECTION_NONE, DIRECTION_UP, DIRECTION_DOWN }; /* which way is better */

/*
 * One figure. Its rows lie in fact.measure under the same name, for every level and month. A
 * scope's own row is the one of its level: `state`; `region` by g1_code; `office` by g2_code (and
 * g1_code); an attorney's own is level `supervising`, g1_code the attorney's id. A percent has
 * numerator, denominator and value; a count has its value also as numerator, and a denominator
 * only where it is "186 of 1,862"; a mean or median has how many as denominator.
 */
struct measure {
    const char *name;
    const char *title;
    const char *column; /* short heading in roll-up and trend tables */
    enum measure_kind kind;
    enum direction better;
    bool key;          /* a row of KeyFigures (at most 9) */
    bool act_now;      /* among the first KeyFigures rows, in ACT when over zero */
    bool of_these;     /* indented: a part of the row above */
    bool rollup;       /* a column group of RollUp */
    const char *unit;  /* what is counted: "children", "episodes", "intakes" */
    const char *sheet; /* the sheet that lists them; NULL: none */
    /* One line: numerator / denominator in words, at most 95 characters. `{as_of}`, `{as_of+7}`,
       `{as_of+60}`, `{month}` are replaced. */
    const char *what;
    const char *counted; /* Definitions */
    const char *clock;   /* Definitions */
    int policy;
    const char *words;  /* Definitions: in words; NULL: `what` */
    const char *top;    /* short heading of the numerator in RollUp */
    const char *base;   /* short heading of the denominator in RollUp and trends */
    const char *rolled; /* heading in RollUp where `column` is too wide for it; NULL: column */
    bool same_base;     /* RollUp: the denominator is that of the roll-up measure before it */
    const char *beside; /* another count shown under Counted: "16 children"; NULL: own counts */
};

/* One line chart of the 13-month trend: a measure, own line and (not for counts) state line. */
struct trend {
    const char *measure;
    const char *title;   /* at most 28 characters; the value is added */
    const char *axis;    /* name of the value axis */
    int low, high, step; /* percent points or units; high 0: from the data */
    const char *beside;  /* measure of the table's middle column; NULL: the denominator */
    const char *own;     /* name of the own line; NULL: This office, This region, ... */
};

/*
 * The bar chart beside "by unit": counts of the next level below the scope, stacked. With `level`
 * the groups are those of that extra level instead: fact.measure rows with g1_code = scope code
 * (`office-204`), g2 = the group, g2_code = its place in the order.
 */
struct bars {
    const char *title;        /* heading of the table: "Where the children not seen are" */
    const char *chart;        /* chart title, at most 40 characters */
    const char *unit;         /* value axis name */
    const char *stack[4];     /* count measures, drawn in this order; "a+b" adds two */
    enum mark_style style[4]; /* MARK_ACT, MARK_LATE or MARK_WAIT */
    const char *total;        /* heading of their sum */
    const char *beside;       /* one more count, in the table only; or NULL */
    const char *level;        /* extra level; NULL: the next level below */
    const char *heading;      /* of the extra level's groups: "Action" */
    const char *series[4];    /* names of the stack's members; NULL: measure.column */
};

/* A row of a breakdown whose groups are measures of their own. */
struct line {
    const char *label;
    const char *measures[6];
};

/*
 * A further table on Summary, headed by `measures`. Its rows are either `lines`, read at the
 * scope's own level, or the fact.measure rows of one extra level: g1_code is the scope code of
 * the workbook (`state`, `region-2`, `office-204`), g2 and g3 are the groups, shown in the order
 * of g2_code, g3_code.
 */
struct breakdown {
    const char *title;
    const char *level;      /* fact.measure.level; NULL: `lines` */
    const char *heading[2]; /* headings of the groups; the second may be NULL */
    const char *measures[6];
    const struct line *lines; /* NULL: `level`; else the last line is the sum of the others */
    enum mark_style bars;     /* the first figure also as bars, beside the table; 0: no bars */
    const char *chart;        /* their title, at most 40 characters */
};

struct policy {
    const char *number;  /* "1720 Family Team Decision Making Meetings" */
    const char *revised; /* date printed on it: 2022-10-20 */
    const char *address;
};

/* A check on the source's data. Its rows lie in fact.quality under the same code. */
struct quality {
    const char *rule; /* code in SQL; not shown */
    const char *title;
    const char *sheets; /* sheets it touches */
    const char *effect; /* effect on the figures */
    const char *cure;   /* how to cure it in the source system */
};

/* Words for Definitions beside columns and measures. */
struct definition {
    const char *kind; /* Rule, Status, Code list */
    const char *sheet;
    const char *name;
    const char *words;
    const char *counted;
    const char *clock;
    int policy;
};

/* A code map shown on Definitions: its groups and labels as the agency loaded them. */
struct code_list {
    const char *list; /* mart.code_map.list */
    const char *sheet;
    const char *name; /* "Meeting type" */
    const char *words;
    int policy;
};

struct report {
    const char *name; /* file stem, SQL folder, file name */
    const char *title;
    const char *purpose;
    const char *source;      /* source.kind that serves it */
    const char *source_name; /* "FamLink", "FACES": as people call it */
    const char *scopes;      /* "office,region,state" */
    /* Levels of RollUp from the top: State, Region, Office, ...; in lower case they are
       fact.measure.level. */
    const char *levels[6];
    const char *rate;                 /* name of the percent measure judged in the message line */
    const char *act;                  /* name of the count measure that opens the message line */
    const char *act_words;            /* "children are not seen and past due", after the number */
    const char *act_one;              /* "child is not seen and past due", after 1 */
    const char *part;                 /* name of a count that is a part of `act`, or NULL */
    const char *part_words;           /* "of them with no attempt recorded", after the number */
    const char *rate_words;           /* "were seen on time", after the percent */
    const struct sheet *sheets;       /* detail sheets in order; Summary, Changes, Data quality and
                                   Definitions are added by the engine where they belong */
    const struct column *change_keys; /* key columns of Changes */
    const struct measure *measures;
    const struct trend *trends; /* at most two */
    const struct bars *bars;
    const struct breakdown *breakdowns;
    const struct quality *quality;
    const struct definition *definitions;
    const struct policy *policies;
    const struct code_list *code_lists;
};

/* Every reports/<name>.c; generated by the Makefile; NULL ends. */
extern const struct report *const report_list[];

/* ---- what several reports say in the same words ---- */
/* clang-format off */

/* Columns of who is responsible, where a removal episode stands in for a case without an
   assignment. `office_day`: clock of Office, `day`: of the others. */
#define VOCAB_EPISODE_OWNER(office_day, day) \
    {.name = "region", \
     .title = "Region", \
     .fit = FIT_PLACE, \
     .words = "Region of the office below.", \
     .counted = "Unassigned: neither the case nor the episode names an office.", \
     .clock = day}, \
    {.name = "office", \
     .title = "Office", \
     .fit = FIT_PLACE, \
     .words = "Office of the primary assignment of the case in force on the day; without one, " \
              "the office that the removal episode itself names.", \
     .counted = "Two assignments in force: the later begin, then the later row.", \
     .clock = office_day}, \
    {.name = "unit", \
     .title = "Unit", \
     .fit = FIT_PLACE, \
     .words = "Unit of the same assignment.", \
     .clock = day}, \
    VOCAB_SUPERVISOR, \
    {.name = "caseworker", \
     .title = "Caseworker", \
     .fit = FIT_WORKER, \
     .words = "Worker of the same assignment.", \
     .counted = "Unassigned: no worker in force; only the two names are, the office may stand.", \
     .clock = day}
#define VOCAB_SUPERVISOR \
    {.name = "supervisor", \
     .title = "Supervisor", \
     .fit = FIT_WORKER, \
     .words = "The caseworker's current supervisor.", \
     .clock = "Names: current version of the worker"}

/* Checks that read the same table for every report; sql/fact/NN_<report>_quality.sql finds them. */
#define VOCAB_NO_OFFICE(sheets) \
    {"no_office", "No responsible office", sheets, \
     "Counted as Unassigned, in the statewide workbook only.", \
     "Enter a primary assignment for the case."}
#define VOCAB_NO_ASSIGNMENT(sheets) \
    {"no_assignment", "No primary assignment in force", sheets, \
     "Office and worker are taken from the episode.", "Enter a primary assignment for the case."}
#define VOCAB_TWO_ASSIGNMENTS(sheets) \
    {"two_assignments", "Two primary assignments in force", sheets, \
     "The later begin is used, then the later row.", "End the assignment that is over."}
#define VOCAB_OVERLAP(sheets) \
    {"overlap", "Two episodes of one child at once", sheets, "Both are counted.", \
     "End the episode that is over."}
#define VOCAB_BIRTH(after, sheets, effect) \
    {"birth", "Birth date missing or after " after, sheets, effect, "Enter the birth date."}
#define VOCAB_NO_PERSON(sheets, effect) \
    {"no_person", "No person record, or deleted", sheets, effect, \
     "Check the person's record and merges."}
#define VOCAB_BAD_DATE \
    {"bad_date", "Not a real date", "All", "Treated as no date.", "Correct the date."}
#define VOCAB_MISSING_ROW \
    {"missing_row", "Worker or location not in the extract", "All", "Shown as Unassigned.", \
     "Tell the data office."}
#define VOCAB_UNKNOWN_CODE(effect) \
    {"unknown_code", "Unknown code", "All", effect, "Tell the data office: the code map lacks it."}
#define VOCAB_EPISODE_REJECTED(what) \
    {"episode_rejected", what " that cannot be read", "All", "The episode is left out.", \
     "Correct the episode's record."}
#define VOCAB_OTHER_REJECTED(effect, cure) \
    {"other_rejected", "Other row that cannot be read", "All", effect, cure}
#define VOCAB_LEFT_OUT \
    {"left_out", "In error or expunged", "All", "Left out of every figure.", "No cure needed."}
/* clang-format on */

#endif
