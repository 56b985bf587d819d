/*
 * tests/bench/columns.h - the columns of rows.sql, for the programs that write them
 *
 * The query that every program runs is BENCH_SELECT with a table's name and an order.
 */
#ifndef BENCH_COLUMNS_H
#define BENCH_COLUMNS_H

enum bench_kind { BENCH_TEXT, BENCH_WHOLE, BENCH_DECIMAL, BENCH_DATE, BENCH_STAMP };

static const struct bench_column {
    const char *name;
    enum bench_kind kind;
} bench_columns[] = {
    {"region", BENCH_TEXT},      {"office", BENCH_TEXT},     {"unit", BENCH_TEXT},
    {"supervisor", BENCH_TEXT},  {"caseworker", BENCH_TEXT}, {"intake_id", BENCH_TEXT},
    {"intake_type", BENCH_TEXT}, {"received", BENCH_STAMP},  {"response", BENCH_TEXT},
    {"case_id", BENCH_TEXT},     {"child_id", BENCH_TEXT},   {"child", BENCH_TEXT},
    {"age", BENCH_WHOLE},        {"due", BENCH_STAMP},       {"extended", BENCH_TEXT},
    {"seen", BENCH_STAMP},       {"hours", BENCH_DECIMAL},   {"days", BENCH_WHOLE},
    {"filed", BENCH_DATE},       {"why", BENCH_TEXT},
};
enum { BENCH_COLUMNS = sizeof(bench_columns) / sizeof(*bench_columns) };

#define BENCH_SELECT                                                                               \
    "select region, office, unit, supervisor, caseworker, intake_id, intake_type, received, "      \
    "response, case_id, child_id, child, age, due, extended, seen, hours, days, filed, why from "

#endif
