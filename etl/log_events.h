/*
 * etl/log_events.h - every event that the log can hold, and what it means
 *
 * How to add an event: a row in log_events.c, in the order of names. tests/lint/events.sh compares
 * the table with the calls; the manual prints it.
 */
#ifndef LOG_EVENTS_H
#define LOG_EVENTS_H

#include "log.h"

struct log_event_info {
    const char *name;
    enum log_level level;
    const char *meaning;
};
extern const struct log_event_info log_events[]; /* ends with a zeroed row */

#endif
