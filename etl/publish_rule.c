/* etl/publish_rule.c - names, beginnings, pauses */
#include "publish_rule.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "digest.h"
#include "publish.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define STEM_MAX 80 /* some servers take no more than 246 bytes in a name */

static uint64_t random_number(void)
{
    uint64_t number = 0;
    if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
        abort(); /* cannot happen for so few bytes */
    return number;
}

void publish_rule_staged(const char *collection, const char *run, const char *final, char *ret,
                         size_t size)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const char *slash = strrchr(final, '/');
    char stem[STEM_MAX + 1];
    (void)snprintf(stem, sizeof(stem), "%.*s", STEM_MAX, slash ? slash + 1 : final);
    for (char *c = stem; *c; c++)
        if (!strchr(plain, *c))
            *c = '_';
    (void)snprintf(ret, size, "%s/cwr-%s-%016llx-%s.part", collection, run,
                   (unsigned long long)random_number(), stem);
}

void publish_rule_revision(const char *path, int revision, char *ret, size_t size)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    int stem = (int)(dot ? (size_t)(dot - path) : strlen(path));
    (void)snprintf(ret, size, "%.*s_r%d%s", stem, path, revision, dot ? dot : "");
}

bool publish_rule_is_beginning(const struct dav_file *file, const struct publish_job *job)
{
    struct digest_text part;
    return file->size > 0 && file->size < job->size &&
           digest_fd(job->fd, file->size, &part, NULL, NULL) &&
           strcmp(part.hex, file->sha256.hex) == 0;
}

int64_t publish_rule_pause_ms(int64_t first_ms, int64_t most_ms, int attempt, int64_t asked_ms)
{
    int64_t ms = first_ms;
    while (--attempt > 0 && ms < most_ms)
        ms *= 2;
    if (ms > most_ms)
        ms = most_ms;
    if (asked_ms > most_ms)
        asked_ms = most_ms;
    ms = ms / 2 + (int64_t)(random_number() % (uint64_t)(ms + 1));
    return asked_ms > ms ? asked_ms : ms;
}
