/* etl/report_words.c - a report's description as JSON, so that SQL can know it */
#include "report_words.h"

#include <stdio.h>
#include <string.h>

#include "banned.h"

/* ---- JSON ---- */

static void add_string(struct str *out, const char *text)
{
    str_addc(out, '"');
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c == '"' || c == '\\')
            str_addc(out, '\\');
        if (c < 0x20)
            str_addf(out, "\\u%04x", c);
        else
            str_addc(out, *p);
    }
    str_addc(out, '"');
}

/* What follows an opening bracket or brace needs no comma. */
static void separate(struct str *out)
{
    char last = out->len ? out->buf[out->len - 1] : '{';
    if (last != '{' && last != '[')
        str_addc(out, ',');
}

static void add_key(struct str *out, const char *key)
{
    separate(out);
    add_string(out, key);
    str_addc(out, ':');
}

static void add_text(struct str *out, const char *key, const char *value)
{
    add_key(out, key);
    if (value)
        add_string(out, value);
    else
        str_add(out, "null");
}

static void add_flag(struct str *out, const char *key, bool value)
{
    add_key(out, key);
    str_add(out, value ? "true" : "false");
}

static void add_int(struct str *out, const char *key, int value)
{
    add_key(out, key);
    str_addf(out, "%d", value);
}

/* A list of at most `max` names that NULL ends. */
static void add_list(struct str *out, const char *key, const char *const *list, size_t max)
{
    add_key(out, key);
    str_addc(out, '[');
    for (size_t i = 0; i < max && list[i]; i++) {
        separate(out);
        add_string(out, list[i]);
    }
    str_addc(out, ']');
}

static void open_list(struct str *out, const char *key)
{
    add_key(out, key);
    str_addc(out, '[');
}

static void open_object(struct str *out)
{
    separate(out);
    str_addc(out, '{');
}

/* ---- the description ---- */

const struct measure *report_words_measure(const struct report *report, const char *name)
{
    for (const struct measure *m = report->measures; name && m->name; m++)
        if (str_eq(m->name, name))
            return m;
    return NULL;
}

static const char *kind_of(const struct measure *m)
{
    switch (m ? m->kind : MEASURE_COUNT) {
    case MEASURE_PERCENT:
        return "percent";
    case MEASURE_MEAN:
        return "mean";
    case MEASURE_MEDIAN:
        return "median";
    case MEASURE_COUNT:
        break;
    }
    return "count";
}

static const char *direction_of(const struct measure *m)
{
    switch (m->better) {
    case DIRECTION_UP:
        return "up";
    case DIRECTION_DOWN:
        return "down";
    case DIRECTION_NONE:
        break;
    }
    return "none";
}

static void add_measures(struct str *out, const struct report *report)
{
    open_list(out, "measures");
    for (const struct measure *m = report->measures; m->name; m++) {
        const struct measure *beside = report_words_measure(report, m->beside);
        open_object(out);
        add_text(out, "name", m->name);
        add_text(out, "title", m->title);
        add_text(out, "kind", kind_of(m));
        add_text(out, "better", direction_of(m));
        add_flag(out, "key", m->key);
        add_flag(out, "act_now", m->act_now);
        add_flag(out, "of_these", m->of_these);
        add_flag(out, "rollup", m->rollup);
        add_text(out, "unit", m->unit);
        add_text(out, "what", m->what);
        add_text(out, "beside", m->beside);
        add_text(out, "beside_unit", beside ? beside->unit : NULL);
        str_addc(out, '}');
    }
    str_addc(out, ']');
}

static void add_trends(struct str *out, const struct report *report)
{
    open_list(out, "trends");
    for (const struct trend *t = report->trends; t && t->measure; t++) {
        open_object(out);
        add_text(out, "measure", t->measure);
        add_text(out, "title", t->title);
        add_text(out, "kind", kind_of(report_words_measure(report, t->measure)));
        add_text(out, "beside", t->beside);
        add_text(out, "own", t->own);
        add_int(out, "low", t->low);
        add_int(out, "high", t->high);
        add_int(out, "step", t->step);
        str_addc(out, '}');
    }
    str_addc(out, ']');
}

static void add_bars(struct str *out, const struct report *report, int rows)
{
    const struct bars *bars = report->bars;
    static const char *const none[] = {NULL};
    add_key(out, "bars");
    str_addc(out, '{');
    add_list(out, "stack", bars ? bars->stack : none, bars ? 4 : 1);
    add_text(out, "beside", bars ? bars->beside : NULL);
    add_text(out, "level", bars ? bars->level : NULL);
    add_int(out, "rows", rows);
    str_addc(out, '}');
}

static void add_breakdowns(struct str *out, const struct report *report)
{
    open_list(out, "breakdowns");
    for (const struct breakdown *b = report->breakdowns; b && b->title; b++) {
        open_object(out);
        add_text(out, "level", b->level);
        add_list(out, "measures", b->measures, 6);
        open_list(out, "lines");
        for (const struct line *line = b->lines; line && line->label; line++) {
            open_object(out);
            add_text(out, "label", line->label);
            add_list(out, "measures", line->measures, 6);
            str_addc(out, '}');
        }
        str_add(out, "]}");
    }
    str_addc(out, ']');
}

static void add_quality(struct str *out, const struct report *report)
{
    open_list(out, "quality");
    for (const struct quality *q = report->quality; q && q->rule; q++) {
        open_object(out);
        add_text(out, "rule", q->rule);
        add_text(out, "title", q->title);
        add_text(out, "cure", q->cure);
        str_addc(out, '}');
    }
    str_addc(out, ']');
}

static void add_code_lists(struct str *out, const struct report *report)
{
    open_list(out, "code_lists");
    for (const struct code_list *c = report->code_lists; c && c->list; c++) {
        open_object(out);
        add_text(out, "list", c->list);
        str_addc(out, '}');
    }
    str_addc(out, ']');
}

/* In lower case the levels are those of fact.measure. */
static void add_levels(struct str *out, const struct report *report)
{
    open_list(out, "levels");
    for (size_t i = 0; i < 6 && report->levels[i]; i++) {
        char level[32];
        (void)snprintf(level, sizeof(level), "%s", report->levels[i]);
        for (char *p = level; *p; p++)
            if (*p >= 'A' && *p <= 'Z')
                *p = (char)(*p - 'A' + 'a');
        separate(out);
        add_string(out, level);
    }
    str_addc(out, ']');
}

void report_words_json(struct str *out, const struct report_words *words)
{
    const struct report *r = words->report;
    struct str part = STR_INIT;
    str_addc(out, '{');
    add_text(out, "report", r->name);
    add_text(out, "title", r->title);
    add_text(out, "source_name", r->source_name);
    report_words_date(&part, words->date_format);
    add_text(out, "date_format", part.buf);
    str_clear(&part);
    report_words_zone(&part, words->timezone);
    add_text(out, "zone", part.buf);
    str_release(&part);
    add_text(out, "timezone", words->timezone);
    add_text(out, "contact", words->contact);
    add_text(out, "confidential", words->confidential);
    add_text(out, "cutoff", words->cutoff);
    add_levels(out, r);
    add_text(out, "act", r->act);
    add_text(out, "act_words", r->act_words);
    add_text(out, "act_one", r->act_one);
    add_text(out, "part", r->part);
    add_text(out, "part_words", r->part_words);
    add_text(out, "rate", r->rate);
    add_text(out, "rate_words", r->rate_words);
    add_measures(out, r);
    add_trends(out, r);
    add_bars(out, r, words->bar_rows);
    add_breakdowns(out, r);
    add_quality(out, r);
    add_code_lists(out, r);
    str_addc(out, '}');
}

/* ---- zones and dates ---- */

void report_words_zone(struct str *out, const char *timezone)
{
    static const char *const known[][2] = {
        {"America/New_York", "Eastern time"},
        {"America/Chicago", "Central time"},
        {"America/Denver", "Mountain time"},
        {"America/Phoenix", "Arizona time"},
        {"America/Los_Angeles", "Pacific time"},
        {"America/Anchorage", "Alaska time"},
        {"Pacific/Honolulu", "Hawaii time"},
        {"UTC", "UTC"},
        {"Etc/UTC", "UTC"},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
        if (str_eq(known[i][0], timezone)) {
            str_add(out, known[i][1]);
            return;
        }
    const char *slash = strrchr(timezone, '/');
    for (const char *p = slash ? slash + 1 : timezone; *p; p++)
        str_addc(out, *p == '_' ? ' ' : *p);
    str_add(out, " time");
}

/* One run of the same letter of Excel's format. */
static void add_pattern(struct str *out, char letter, size_t n)
{
    static const struct {
        char letter;
        size_t n;
        const char *pattern;
    } patterns[] = {
        {'d', 1, "FMDD"}, {'d', 2, "DD"},  {'d', 3, "Dy"},      {'d', 4, "FMDay"}, {'m', 1, "FMMM"},
        {'m', 2, "MM"},   {'m', 3, "Mon"}, {'m', 4, "FMMonth"}, {'y', 2, "YY"},    {'y', 4, "YYYY"},
    };
    for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++)
        if (patterns[i].letter == letter && patterns[i].n == n) {
            str_add(out, patterns[i].pattern);
            return;
        }
    for (size_t i = 0; i < n; i++)
        str_addc(out, letter);
}

void report_words_date(struct str *out, const char *excel)
{
    for (const char *p = excel; *p;) {
        char letter = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
        size_t n = 1;
        while (p[n] == *p)
            n++;
        if (letter == '\\' || letter == '"')
            ; /* Excel's quoting of a literal */
        else
            add_pattern(out, letter, n);
        p += n;
    }
}
