/*
 * etl/report_words.h - a report's description as JSON, so that SQL can know it
 *
 * Purpose: the blocks of sql/report/common/ serve every report. What they must know of one
 * (measures in order, which way is better, titles, rules, trends) they read from parameter $6:
 * the const struct of reports/<name>.c, written as one JSON object, and with it the few words of
 * the configuration that stand in sentences. Pure text: no state, no errors.
 *
 *     struct report_words words = {.report = report, .timezone = "America/Chicago", ...};
 *     report_words_json(&json, &words);
 */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include <stdbool.h>

#include "str.h"
#include "vocab.h"

struct report_words {
    const struct report *report;
    const char *date_format; /* Excel's: mm/dd/yyyy */
    const char *timezone;    /* IANA */
    const char *contact;
    const char *confidential;
    const char *cutoff; /* agency wall clock: 2026-11-01 02:15:00 */
    int bar_rows;       /* bars that fit on the page */
};

void report_words_json(struct str *out, const struct report_words *words);
/* How people call a zone: "Pacific time"; one that is not known by its city. */
void report_words_zone(struct str *out, const char *timezone);
/* to_char's pattern for Excel's date format. */
void report_words_date(struct str *out, const char *excel);

const struct measure *report_words_measure(const struct report *report, const char *name);

#endif
