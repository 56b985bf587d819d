/* etl/publish_probe.c - what a share really does, found out with a synthetic file */
#include "publish_probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "log.h"
#include "publish_race.h"
#include "publish_rule.h"
#include "str.h"
#include "zip.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define BODY_BYTES  131072 /* more than one buffer anywhere on the way */
#define NAME_LEAST  120    /* our own names are never longer */
#define NAME_MOST   255
#define READS_LEAST 10 /* fewer say nothing about how a file is replaced */

enum { FILE_RACED, FILE_STAGED, FILE_CUT, FILE_BOOK, FILE_CASE, FILES };

struct probing {
    const struct publish_probe_policy *policy;
    struct dav *dav;
    char path[FILES][512];
    struct publish_race_body old, new;
    int64_t cut_at; /* when the cut upload was given up */
    struct publish_probe found;
};

static int64_t now_ms(void)
{
    struct timespec ts;
    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static bool failed(const struct probing *p, const struct dav_outcome *out, const char *doing,
                   struct err *err)
{
    return dav_fail(p->dav, out, err, "trying out the share: %s", doing);
}

static int memory_file(void)
{
    int fd = memfd_create("cwreports-probe", MFD_CLOEXEC);
    if (fd < 0)
        abort(); /* out of memory or of descriptors */
    return fd;
}

static void make_body(struct publish_race_body *body, char letter)
{
    char *bytes = xmalloc(BODY_BYTES);
    memset(bytes, letter, BODY_BYTES);
    body->fd = memory_file();
    body->size = BODY_BYTES;
    if (write(body->fd, bytes, BODY_BYTES) != BODY_BYTES)
        abort();
    body->sha256 = digest_bytes(bytes, BODY_BYTES);
    free(bytes);
}

static bool put(struct probing *p, int file, const struct publish_race_body *body, struct err *err)
{
    struct dav_outcome out;
    if (dav_put(p->dav, p->path[file], body->fd, body->size, NULL, &out) != DAV_DONE)
        return failed(p, &out, "sending a file", err);
    p->found.expect = out.continued;
    return true;
}

/* Does the file hold these bytes? */
static bool holds(struct probing *p, int file, const struct publish_race_body *body, bool *ret,
                  struct err *err)
{
    struct dav_file got;
    struct dav_outcome out;
    enum dav_class class = dav_get_digest(p->dav, p->path[file], &got, &out);
    if (class != DAV_DONE && class != DAV_GONE)
        return failed(p, &out, "reading back", err);
    *ret = class == DAV_DONE && strcmp(got.sha256.hex, body->sha256.hex) == 0;
    return true;
}

/* ---- one question each ---- */

/* First, because its consequences may show late: half of a body over a file. */
static bool cut_an_upload(struct probing *p, struct err *err)
{
    struct dav_outcome out;
    if (!put(p, FILE_CUT, &p->old, err))
        return false;
    /* twice the size that there is: the request breaks off when the bytes run out */
    (void)dav_put(p->dav, p->path[FILE_CUT], p->new.fd, p->new.size * 2, NULL, &out);
    p->cut_at = now_ms();
    return true;
}

static bool look_at_the_cut(struct probing *p, struct err *err)
{
    bool intact = false;
    int64_t seconds = p->policy->seconds ? p->policy->seconds : 10;
    struct dav_outcome out;
    if (!dav_wait(p->cut_at + seconds * 1000 - now_ms(), &out))
        return failed(p, &out, "waiting", err);
    if (!holds(p, FILE_CUT, &p->old, &intact, err))
        return false;
    p->found.put_atomic = p->found.put_atomic && intact;
    return true;
}

static bool try_conditions(struct probing *p, struct err *err)
{
    static const struct dav_guard is_new = {.is_new = true}, stale = {.etag = "\"stale-1\""};
    struct dav_outcome out;
    bool stands = false;
    if (!put(p, FILE_RACED, &p->old, err) || !put(p, FILE_STAGED, &p->new, err))
        return false;
    (void)dav_move(p->dav, p->path[FILE_STAGED], p->path[FILE_RACED], false, &out);
    if (!holds(p, FILE_RACED, &p->old, &stands, err))
        return false;
    p->found.create_only = out.class == DAV_PRECONDITION && stands;
    (void)dav_put(p->dav, p->path[FILE_RACED], p->new.fd, p->new.size, &is_new, &out);
    p->found.if_none_match = out.class == DAV_PRECONDITION;
    (void)dav_put(p->dav, p->path[FILE_RACED], p->new.fd, p->new.size, &stale, &out);
    p->found.if_match = out.class == DAV_PRECONDITION;
    return put(p, FILE_RACED, &p->old, err);
}

static bool try_a_lock(struct probing *p, struct err *err)
{
    struct dav_outcome out;
    char token[128] = "";
    if (dav_lock(p->dav, p->path[FILE_RACED], token, sizeof(token), &out) != DAV_DONE || !token[0])
        return true; /* it knows no locks */
    (void)dav_put(p->dav, p->path[FILE_RACED], p->new.fd, p->new.size, NULL, &out);
    p->found.locks = out.class == DAV_LOCKED;
    if (dav_unlock(p->dav, p->path[FILE_RACED], token, &out) != DAV_DONE)
        return failed(p, &out, "unlocking", err);
    return true;
}

static bool race(struct probing *p, bool move, bool *ret_whole, struct err *err)
{
    const struct publish_probe_policy *policy = p->policy;
    const struct publish_race race = {
        .open = policy->open,
        .context = policy->context,
        .dav = p->dav,
        .path = p->path[FILE_RACED],
        .staged = move ? p->path[FILE_STAGED] : NULL,
        .body = {&p->old, &p->new},
        .ms = policy->race_ms ? policy->race_ms : 3000,
        .count = policy->race_count ? policy->race_count : 200,
        .least = READS_LEAST,
    };
    struct publish_race_seen seen;
    struct dav_outcome out;
    if (!publish_race(&race, &seen, &out, err))
        return out.class == DAV_DONE ? false : failed(p, &out, "replacing a file", err);
    log_info("share_raced", log_s("method", move ? "move" : "put"), log_i("writes", seen.writes),
             log_i("reads", seen.reads), log_i("broken", seen.broken));
    *ret_whole = seen.broken == 0 && seen.reads >= READS_LEAST;
    return true;
}

static bool try_replacing(struct probing *p, struct err *err)
{
    return put(p, FILE_RACED, &p->old, err) && race(p, true, &p->found.move_atomic, err) &&
           race(p, false, &p->found.put_atomic, err);
}

/* A workbook of nothing: what Office needs to open it, one empty sheet. */
static bool make_book(int fd, struct err *err)
{
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACK "http://schemas.openxmlformats.org/package/2006/"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."
    static const char *const parts[][2] = {
        {"[Content_Types].xml",
         HEAD "<Types xmlns=\"" PACK "content-types\"><Default Extension=\"rels\" ContentType="
              "\"application/vnd.openxmlformats-package.relationships+xml\"/>"
              "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "sheet.main+xml\"/>"
              "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"" TYPE
              "worksheet+xml\"/></Types>"},
        {"_rels/.rels",
         HEAD "<Relationships xmlns=\"" PACK "relationships\"><Relationship Id="
              "\"rId1\" Type=\"" RELS "/officeDocument\" Target=\"xl/workbook.xml\"/>"
              "</Relationships>"},
        {"xl/workbook.xml", HEAD "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELS
                                 "\"><sheets><sheet name=\"Probe\" sheetId=\"1\" r:id=\"rId1\"/>"
                                 "</sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels",
         HEAD "<Relationships xmlns=\"" PACK "relationships\"><Relationship Id=\"rId1\" Type="
              "\"" RELS "/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
        {"xl/worksheets/sheet1.xml", HEAD "<worksheet xmlns=\"" MAIN "\"><sheetData/></worksheet>"},
    };
    struct zip *zip = zip_new(fd, "probe.xlsx", 1);
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof(parts) / sizeof(*parts); i++)
        ok = zip_begin(zip, parts[i][0], err) &&
             zip_write(zip, parts[i][1], strlen(parts[i][1]), err) && zip_end(zip, err);
    ok = ok && zip_finish(zip, err);
    zip_free(zip);
    return ok;
}

static bool try_a_workbook(struct probing *p, struct err *err)
{
    struct publish_race_body book = {.fd = memory_file()};
    bool same = false;
    bool ok = make_book(book.fd, err) && digest_fd(book.fd, -1, &book.sha256, &book.size, err) &&
              put(p, FILE_BOOK, &book, err) && holds(p, FILE_BOOK, &book, &same, err);
    p->found.rewrites = !same;
    (void)close(book.fd);
    return ok;
}

static bool try_case(struct probing *p, struct err *err)
{
    struct dav_file got;
    struct dav_outcome out;
    char other[512];
    (void)snprintf(other, sizeof(other), "%s", p->path[FILE_CASE]);
    char *word = strstr(other, "-case");
    if (!word || !put(p, FILE_CASE, &p->old, err))
        return false;
    memcpy(word, "-CASE", 5);
    p->found.case_sensitive = dav_get_digest(p->dav, other, &got, &out) == DAV_GONE;
    return true;
}

static bool name_works(struct probing *p, int bytes)
{
    struct dav_outcome out;
    struct dav_file got;
    char path[600];
    publish_rule_staged(dav_staging(p->dav), p->policy->run, "long", path, sizeof(path));
    char *name = strrchr(path, '/') + 1;
    size_t at = strlen(name);
    if ((size_t)bytes < at || (size_t)(name - path) + (size_t)bytes >= sizeof(path))
        return false;
    memset(name + at, 'n', (size_t)bytes - at);
    name[bytes] = '\0';
    bool works = dav_put(p->dav, path, p->old.fd, 1, NULL, &out) == DAV_DONE &&
                 dav_get_digest(p->dav, path, &got, &out) == DAV_DONE;
    (void)dav_delete(p->dav, path, &out);
    return works;
}

static bool try_names(struct probing *p, struct err *err)
{
    int works = NAME_LEAST, fails = NAME_MOST + 1;
    if (!name_works(p, works)) {
        (void)err_set(err, ERR_CONFIG, "the share does not take names of %d bytes", NAME_LEAST);
        return err_hint(err, "names of workbooks are up to that long");
    }
    while (fails - works > 1) {
        int middle = (works + fails) / 2;
        if (name_works(p, middle))
            works = middle;
        else
            fails = middle;
    }
    p->found.name_max = works;
    return true;
}

/* ---- all ---- */

/* Seen in their system calls: the destination is removed before the new file is renamed to it, or
   is written in place. A few seconds of readers may miss that. */
static void distrust(struct publish_probe *found)
{
    static const struct {
        const char *begins;
        bool move, put;
    } unsafe[] = {{"Apache", .move = true}, {"rclone", .move = true, .put = true}};
    found->move_atomic = found->move_atomic && found->put_atomic; /* careless in one, in both */
    for (size_t i = 0; i < sizeof(unsafe) / sizeof(*unsafe); i++) {
        if (!str_starts(found->server, unsafe[i].begins))
            continue;
        found->move_atomic = found->move_atomic && !unsafe[i].move;
        found->put_atomic = found->put_atomic && !unsafe[i].put;
    }
}

static void name_files(struct probing *p)
{
    static const char *const names[FILES] = {"raced", "staged", "cut", "book", "case"};
    for (int i = 0; i < FILES; i++) {
        publish_rule_staged(dav_staging(p->dav), p->policy->run, names[i], p->path[i],
                            sizeof(p->path[i]) - 1);
        char *ending = strrchr(p->path[i], '.');
        memcpy(ending, ".xlsx", sizeof(".xlsx")); /* as long as ".part" */
    }
}

static void tidy(struct probing *p)
{
    struct dav_outcome out;
    for (int i = 0; i < FILES; i++)
        if (dav_delete(p->dav, p->path[i], &out) != DAV_DONE)
            log_warn("probe_leftover", log_s("path", p->path[i]), log_i("status", out.status));
}

bool publish_probe(const struct publish_probe_policy *policy, struct publish_probe *ret_found,
                   struct err *err)
{
    static bool (*const questions[])(struct probing *, struct err *) = {
        cut_an_upload, try_conditions, try_a_lock, try_replacing,
        try_case,      try_a_workbook, try_names,  look_at_the_cut};
    struct probing p = {.policy = policy, .dav = policy->open(policy->context, err)};
    struct dav_outcome out;
    if (!p.dav)
        return false;
    bool ok = dav_probe(p.dav, "", &out) == DAV_DONE &&
              dav_mkcol(p.dav, dav_staging(p.dav), &out) == DAV_DONE;
    if (!ok)
        (void)failed(&p, &out, "making the staging collection", err);
    (void)snprintf(p.found.server, sizeof(p.found.server), "%s", dav_server(p.dav));
    make_body(&p.old, 'o');
    make_body(&p.new, 'n');
    if (ok) {
        name_files(&p);
        for (size_t i = 0; ok && i < sizeof(questions) / sizeof(*questions); i++)
            ok = questions[i](&p, err);
        tidy(&p);
    }
    distrust(&p.found);
    (void)close(p.old.fd);
    (void)close(p.new.fd);
    dav_free(p.dav);
    if (ok)
        *ret_found = p.found;
    return ok;
}

enum publish_replace publish_probe_replace(const struct publish_probe *found)
{
    if (found->move_atomic)
        return PUBLISH_REPLACE_MOVE;
    return found->put_atomic ? PUBLISH_REPLACE_DIRECT : PUBLISH_REPLACE_REVISION;
}
