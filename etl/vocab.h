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
 * Lists end with a zeroed member.
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

struct column {
    const char *name;  /* SQL column */
    const char *title; /* heading, binding */
    enum cell cell;
    enum fit fit;
    const char *words;   /* Definitions: in words */
    const char *counted; /* Definitions: counted and left out; may be NULL */
    const char *clock;   /* Definitions: clock or date used; may be NULL */
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

/* One figure. Its rows lie in fact.measure under the same name, for every level and month. */
struct measure {
    const char *name;
    const char *title;
    const char *column; /* short heading in roll-up and trend tables */
    enum measure_kind kind;
    enum direction better;
    bool key;       /* a row of KeyFigures (at most 9) */
    bool act_now;   /* among the first KeyFigures rows, in ACT when over zero */
    bool of_these;  /* indented: a part of the row above */
    bool rollup;    /* a column group of RollUp */
    const char *unit;    /* what is counted: "children", "episodes", "intakes" */
    const char *sheet;   /* the sheet that lists them; NULL: none */
    const char *what;    /* one line: numerator / denominator in words, at most 95 characters */
    const char *counted; /* Definitions */
    const char *clock;   /* Definitions */
    int policy;          /* index into report.policies, -1: none */
};

/* One line chart of the 13-month trend: a measure, own line and state line. */
struct trend {
    const char *measure;
    const char *title;      /* at most 28 characters; the value is added */
    const char *axis;       /* name of the value axis */
    int low, high, step;    /* percent points or units; high 0: from the data */
};

/* The bar chart beside "by unit": counts of the next level below, stacked. */
struct bars {
    const char *title;          /* heading of the table: "Where the children not seen are" */
    const char *chart;          /* chart title, at most 40 characters */
    const char *unit;           /* value axis name */
    const char *stack[4];       /* count measures, drawn in this order; NULL ends */
    enum mark_style style[4];   /* MARK_ACT, MARK_LATE or MARK_WAIT */
};

/* A further table on Summary from fact.measure rows of one extra level. */
struct breakdown {
    const char *title;
    const char *level;        /* fact.measure.level */
    const char *heading[2];   /* headings of its group columns g1, g2 */
    const char *measures[6];
};

struct policy {
    const char *number;  /* "1720 Family Team Decision Making Meetings" */
    const char *revised; /* date printed on it */
    const char *address;
};

/* A check on the source's data. Its rows lie in fact.quality under the same code. */
struct quality {
    const char *rule; /* code in SQL */
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
    int policy; /* index into report.policies, -1: none */
};

struct report {
    const char *name;  /* file stem, SQL folder, file name */
    const char *title;
    const char *purpose;
    const char *source;    /* source.kind that serves it */
    const char *source_name; /* "FamLink", "FACES": as people call it */
    const char *scopes;    /* "office,region,state" */
    const char *levels[6]; /* levels of RollUp from the top: State, Region, Office, ... */
    const char *rate;      /* name of the percent measure judged in the message line */
    const char *act;       /* name of the count measure that opens the message line */
    const char *act_words; /* "children need an FTDM and have none" after the number */
    const struct sheet *sheets; /* detail sheets in order; Summary, Changes, Data quality and
                                   Definitions are added by the engine where they belong */
    const struct column *change_keys; /* key columns of Changes */
    const struct measure *measures;
    const struct trend *trends; /* at most two */
    const struct bars *bars;
    const struct breakdown *breakdowns;
    const struct quality *quality;
    const struct definition *definitions;
    const struct policy *policies;
};

#endif
