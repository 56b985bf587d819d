/* etl/publish_race.c - readers poll a file while it is replaced again and again */
#include "publish_race.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define READERS     3
#define PATIENCE_MS 60000

struct gang {
    pid_t pid[READERS];
    int stop[2];            /* closed by the parent: the readers end */
    int seen[2];            /* each writes what it saw */
    _Atomic int64_t *reads; /* of all so far, in memory that they share */
};

static int64_t now_ms(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static bool is_whole(const struct publish_race *race, const struct dav_file *file)
{
    return strcmp(file->sha256.hex, race->body[0]->sha256.hex) == 0 ||
           strcmp(file->sha256.hex, race->body[1]->sha256.hex) == 0;
}

/* In the reader: until the parent closes its end. */
static void read_on(const struct publish_race *race, const struct gang *gang)
{
    struct publish_race_seen seen = {.reads = 0};
    struct pollfd stop = {.fd = gang->stop[0], .events = POLLIN};
    struct dav *dav = race->open(race->context, NULL);
    while (dav && poll(&stop, 1, 0) == 0) {
        struct dav_file file;
        struct dav_outcome out;
        enum dav_class class = dav_get_digest(dav, race->path, &file, &out);
        if (class == DAV_STOPPED)
            break;
        seen.reads++;
        (void)atomic_fetch_add(gang->reads, 1);
        seen.broken += class != DAV_DONE || !is_whole(race, &file);
    }
    dav_free(dav);
    if (write(gang->seen[1], &seen, sizeof(seen)) != (ssize_t)sizeof(seen))
        _exit(1);
    _exit(0);
}

static bool start(const struct publish_race *race, struct gang *gang, struct err *err)
{
    *gang = (struct gang){.stop = {-1, -1}, .seen = {-1, -1}};
    gang->reads =
        mmap(NULL, sizeof(*gang->reads), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (gang->reads == MAP_FAILED)
        return err_set_errno(err, ERR_LOCAL, errno, "cannot share memory with the readers");
    if (pipe(gang->stop) != 0 || pipe(gang->seen) != 0)
        return err_set_errno(err, ERR_LOCAL, errno, "cannot make a pipe");
    for (int i = 0; i < READERS; i++) {
        gang->pid[i] = fork();
        if (gang->pid[i] < 0)
            return err_set_errno(err, ERR_LOCAL, errno, "cannot start a reader of the share");
        if (gang->pid[i] == 0) {
            (void)close(gang->stop[1]);
            (void)close(gang->seen[0]);
            read_on(race, gang);
        }
    }
    return true;
}

/* A reader that does not report has seen something broken. */
static void collect(struct gang *gang, struct publish_race_seen *total)
{
    for (int end = 0; end < 2; end++) {
        if (gang->stop[end] >= 0)
            (void)close(gang->stop[end]);
    }
    if (gang->seen[1] >= 0)
        (void)close(gang->seen[1]);
    for (int i = 0; i < READERS; i++) {
        struct publish_race_seen seen = {.broken = 1};
        if (gang->pid[i] > 0 && read(gang->seen[0], &seen, sizeof(seen)) != (ssize_t)sizeof(seen))
            seen.broken = 1;
        total->reads += seen.reads;
        total->broken += seen.broken;
    }
    for (int i = 0; i < READERS; i++)
        if (gang->pid[i] > 0)
            (void)waitpid(gang->pid[i], NULL, 0);
    if (gang->seen[0] >= 0)
        (void)close(gang->seen[0]);
    if (gang->reads != MAP_FAILED)
        (void)munmap(gang->reads, sizeof(*gang->reads));
}

static bool replace(const struct publish_race *race, const struct publish_race_body *body,
                    struct dav_outcome *out)
{
    const char *to = race->staged ? race->staged : race->path;
    return dav_put(race->dav, to, body->fd, body->size, NULL, out) == DAV_DONE &&
           (!race->staged || dav_move(race->dav, race->staged, race->path, true, out) == DAV_DONE);
}

bool publish_race(const struct publish_race *race, struct publish_race_seen *ret_seen,
                  struct dav_outcome *ret_out, struct err *err)
{
    struct gang gang;
    struct publish_race_seen seen = {.reads = 0};
    *ret_out = (struct dav_outcome){.class = DAV_DONE};
    bool ok = start(race, &gang, err);
    int64_t end = now_ms() + race->ms;
    while (ok && ((seen.writes < race->count && now_ms() < end) ||
                  (atomic_load(gang.reads) < race->least && now_ms() < end + PATIENCE_MS))) {
        ok = replace(race, race->body[(seen.writes + 1) % 2], ret_out);
        seen.writes++;
    }
    collect(&gang, &seen);
    if (ok)
        *ret_seen = seen;
    return ok;
}
