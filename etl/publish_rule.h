/*
 * etl/publish_rule.h - the small rules of publishing: names, beginnings, pauses
 *
 * Internal to publish.c. The kernel's random numbers used here never reach a workbook.
 *
 *     publish_rule_revision("2026-05/a.xlsx", 2, buf, sizeof(buf));   // "2026-05/a_r2.xlsx"
 */
#ifndef PUBLISH_RULE_H
#define PUBLISH_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dav_file;
struct publish_job;

/* "collection/cwr-run-random-stem.part": never used twice, for an upload that was given up may
   still be arriving under its name. The prefix and the ending are what tidying up goes by. */
void publish_rule_staged(const char *collection, const char *run, const char *final, char *ret,
                         size_t size);
void publish_rule_revision(const char *path, int revision, char *ret, size_t size);
/* Is it the first part of what we send, and not all of it? An empty file is nobody's first part: it
   may stand for a person's lock. */
bool publish_rule_is_beginning(const struct dav_file *file, const struct publish_job *job);
/* After the n-th attempt: doubles each time up to the most, then half to one and a half of it so
   that many clients spread out; or what the server asked for if that is longer, up to the most. */
int64_t publish_rule_pause_ms(int64_t first_ms, int64_t most_ms, int attempt, int64_t asked_ms);

#endif
