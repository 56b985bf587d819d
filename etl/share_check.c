/* etl/share_check.c - would publishing work? */
#include "share_check.h"

#include "share.h"
#include "share_probe.h"
#include "str.h"
#include "banned.h"

static bool check_address(const struct conf *conf, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    struct dav *dav = share_open(conf, &why);
    struct dav_outcome out;
    bool ok = dav != NULL;
    if (ok && str_eq(conf->share.kind, "webdav") && dav_probe(dav, "", &out) != DAV_DONE)
        ok = dav_fail(dav, &out, &why, "looking at \"%s\"", conf->share.url);
    dav_free(dav);
    return ok ? check_ok(check, "share", "%s", conf->share.url) : check_fail(check, "share", &why);
}

/* The way that is configured, against what was seen. */
static void check_replace(const struct conf *conf, const struct publish_probe *found,
                          const struct check *check)
{
    static const char *const ways[] = {[PUBLISH_REPLACE_MOVE] = "by MOVE",
                                       [PUBLISH_REPLACE_DIRECT] = "by PUT",
                                       [PUBLISH_REPLACE_REVISION] = "by new names (_r2, _r3, ...)"};
    struct err why = {.kind = ERR_NONE};
    bool move = str_eq(conf->share.replace, "move"), direct = str_eq(conf->share.replace, "direct");
    enum publish_replace best = publish_probe_replace(found);
    if ((move && !found->move_atomic) || (direct && !found->put_atomic)) {
        err_set(
            &why, ERR_CONFIG,
            "share.replace = %s is not safe here: readers can meet a missing or broken workbook",
            conf->share.replace);
        (void)err_hint(&why, "share.replace = auto replaces %s", ways[best]);
        (void)check_fail(check, "share.replace", &why);
    } else if (str_eq(conf->share.replace, "auto")) {
        (void)check_ok(check, "share.replace", "auto: %s", ways[best]);
    } else {
        (void)check_ok(check, "share.replace", "%s", conf->share.replace);
    }
}

static void check_rewrites(const struct conf *conf, const struct publish_probe *found,
                           const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    if (found->rewrites && !conf->share.rewrites) {
        err_set(&why, ERR_CONFIG, "the share gives back other bytes than were sent");
        (void)err_hint(&why, "a share that rewrites Office files (SharePoint) needs "
                             "share.rewrites = yes; else look at its proxies and scanners");
        (void)check_fail(check, "share.rewrites", &why);
    } else {
        (void)check_ok(check, "share.rewrites", "%s",
                       found->rewrites ? "yes: the parts we wrote are compared"
                                       : "no: every byte is compared");
    }
}

static const char *yes(bool flag)
{
    return flag ? "yes" : "no";
}

void share_check(const struct conf *conf, struct db *mart, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    struct share_facts facts;
    if (share_is_none(conf)) {
        (void)check_ok(check, "share", "none: workbooks stay in the spool");
        return;
    }
    if (!check_address(conf, check) || !mart || !str_eq(conf->share.kind, "webdav"))
        return;
    if (!share_facts(conf, mart, false, &facts, &why)) {
        (void)check_fail(check, "share capabilities", &why);
        return;
    }
    const struct publish_probe *found = &facts.probe;
    (void)check_ok(
        check, "share capabilities",
        "measured %s UTC%s%s: MOVE whole %s, PUT whole %s, If-Match %s, If-None-Match %s, "
        "locks %s, 100-continue %s, case matters %s, names up to %d bytes",
        facts.measured, *found->server ? " on " : "", found->server, yes(found->move_atomic),
        yes(found->put_atomic), yes(found->if_match), yes(found->if_none_match), yes(found->locks),
        yes(found->expect), yes(found->case_sensitive), found->name_max);
    if (!found->create_only) {
        err_set(&why, ERR_CONFIG,
                "the share overwrites with MOVE although Overwrite: F forbids it");
        (void)err_hint(&why, "files of others could be lost there; publish to another server");
        (void)check_fail(check, "share", &why);
    }
    check_replace(conf, found, check);
    check_rewrites(conf, found, check);
}
