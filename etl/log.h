/*
 * etl/log.h - one line per event, for machines; problems for people go through cmd.c
 *
 * Each line: time (UTC), level, run id, event, then the fields, as key=value or as one JSON
 * object. Whatever a field holds, it stays one line of UTF-8 without control characters, and a value
 * of more than 2000 bytes is cut. The file is opened anew by each call: rotate it as you like. Where
 * standard error is the journal's, lines begin with their priority. A run that succeeds writes nothing to stderr unless it was asked to. Fields hold names,
 * counts, codes and durations only: never a secret, never a row, never a person.
 * This file's state (level, sink, run id) is the only mutable global of the base layer.
 *
 *     log_info("step_end", log_s("step", "extract"), log_i("rows", rows));
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

enum log_level { LOG_LVL_DEBUG, LOG_LVL_INFO, LOG_LVL_WARN, LOG_LVL_ERROR, LOG_LVL_OFF };
enum log_format { LOG_FMT_LOGFMT, LOG_FMT_JSON };

struct log_field {
    const char *key;
    enum { LOG_FIELD_TEXT, LOG_FIELD_INT, LOG_FIELD_MS } type;
    const char *text;
    int64_t number;
};

static inline struct log_field log_s(const char *key, const char *text)
{
    return (struct log_field){.key = key, .type = LOG_FIELD_TEXT, .text = text ? text : ""};
}
static inline struct log_field log_i(const char *key, int64_t number)
{
    return (struct log_field){.key = key, .type = LOG_FIELD_INT, .number = number};
}
static inline struct log_field log_ms(const char *key, int64_t milliseconds) /* seconds, .001 */
{
    return (struct log_field){.key = key, .type = LOG_FIELD_MS, .number = milliseconds};
}

/* path: NULL or "" drops every event, "-" is stderr, else appended to with mode 0600. */
bool log_open(const char *path, enum log_level level, enum log_format format, struct err *err);
void log_close(void);
void log_set_run(int64_t run_id); /* 0: no run is noted yet */
/* "<3>" and the like where standard error goes to the journal, else "": begins a line there. */
const char *log_priority(enum log_level level);
void log_event(enum log_level level, const char *event, const struct log_field *fields);

/* Each needs at least one field. */
/* clang-format off */
#define LOG_FIELDS(...) (const struct log_field[]){__VA_ARGS__, {.key = NULL}}
/* clang-format on */
#define log_debug(event, ...) log_event(LOG_LVL_DEBUG, (event), LOG_FIELDS(__VA_ARGS__))
#define log_info(event, ...)  log_event(LOG_LVL_INFO, (event), LOG_FIELDS(__VA_ARGS__))
#define log_warn(event, ...)  log_event(LOG_LVL_WARN, (event), LOG_FIELDS(__VA_ARGS__))
#define log_error(event, ...) log_event(LOG_LVL_ERROR, (event), LOG_FIELDS(__VA_ARGS__))

#endif
