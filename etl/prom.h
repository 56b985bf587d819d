/*
 * etl/prom.h - metrics as the text that Prometheus reads
 *
 * Each metric opens with prom_family, then its samples; labels are escaped here. All are gauges: a
 * batch job has no counters. Numbers in thousandths, so that no float is needed.
 *
 *     prom_family(&text, "cwreports_last_run_exit_code", "Exit code of the last call.");
 *     prom_sample(&text, "cwreports_last_run_exit_code", 7000,
 *                 (struct prom_label[]){{"agency", "1"}, {0}});
 */
#ifndef PROM_H
#define PROM_H

#include <stdint.h>

#include "str.h"

struct prom_label {
    const char *name, *value;
};

void prom_family(struct str *out, const char *name, const char *help);
/* labels: ends with a zeroed one. */
void prom_sample(struct str *out, const char *name, int64_t thousandths,
                 const struct prom_label *labels);

#endif
