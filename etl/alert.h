/*
 * etl/alert.h - who is told: a dead-man switch, the people of a scope, the operator
 *
 * All of it is off by default, bounded in time, and never changes what a run returns: what does
 * not get through is one warning in the log. A mail holds links, months, scope codes and messages
 * for the operator: no name and no figure of a child. What was sent is in etl.mail
 * (sql/schema/095_mail.sql), so that running again sends nothing twice.
 *
 *     alert_check_conf(conf, err);                 // before anything: a wrong key is exit 2
 *     alert_start(&job);
 *     alert_end(&job, title, &why);                // why.kind ERR_NONE: it ended well
 */
#ifndef ALERT_H
#define ALERT_H

#include <stdbool.h>

#include "err.h"

struct conf;
struct job;

typedef const char *alert_title_fn(const char *report); /* what a reader calls a report */

bool alert_check_conf(const struct conf *conf, struct err *err);
void alert_start(struct job *job);
void alert_end(struct job *job, alert_title_fn *title, const struct err *why);

#endif
