/* etl/job.c - what one run knows and hands to its steps */
#include "job.h"

#include <time.h>

#include "str.h"
#include "banned.h"

static bool is_listed(const char *const *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i], name))
            return true;
    return false;
}

bool job_wants_report(const struct job *job, const char *report, const char *source)
{
    if (job->reports)
        return is_listed(job->reports, job->n_reports, report);
    return str_eq(source, job->conf->source.kind) && conf_has(job->conf->report.enabled, report);
}

bool job_wants_scope(const struct job *job, const char *scope)
{
    return !job->scopes || is_listed(job->scopes, job->n_scopes, scope);
}

int64_t job_clock_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
