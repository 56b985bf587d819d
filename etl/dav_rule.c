/* etl/dav_rule.c - the meaning of HTTP statuses */
#include "dav_rule.h"

#include <limits.h>
#include <stddef.h>

#include "stop.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

/* Statuses that a request counts as success never get here. First match wins. */
static const struct dav_rule statuses[] = {
    {300, 399, DAV_REFUSED, DAV_REFUSED, ERR_CONFIG, "redirects to another address",
     "redirects are never followed, a workbook could end up elsewhere; set share.url to the "
     "final address"},
    {401, 401, DAV_DENIED, DAV_DENIED, ERR_CONFIG, "does not accept the account",
     "check share.user and share.password_file; it was tried once only, so that the account is "
     "not locked"},
    {403, 403, DAV_DENIED, DAV_DENIED, ERR_CONFIG, "denies the account the right to do this",
     "the account of share.user must read and write everything below share.url"},
    {404, 404, DAV_GONE, DAV_GONE, ERR_SHARE_AWAY, "has nothing at this address",
     "check the path in share.url"},
    {405, 405, DAV_REFUSED, DAV_REFUSED, ERR_CONFIG, "does not allow this method here",
     "is share.url the address of a WebDAV collection? share.kind = put needs only PUT and GET"},
    {407, 407, DAV_REFUSED, DAV_REFUSED, ERR_CONFIG, "is behind a proxy that wants a login",
     "share.proxy must be one that this machine may use without a login"},
    {408, 408, DAV_RETRY, DAV_RETRY, ERR_SHARE_AWAY, "got tired of waiting", NULL},
    {409, 409, DAV_GONE, DAV_GONE, ERR_SHARE_AWAY, "has no such collection", NULL},
    {410, 410, DAV_GONE, DAV_GONE, ERR_SHARE_AWAY, "has nothing at this address any more", NULL},
    {412, 412, DAV_PRECONDITION, DAV_PRECONDITION, ERR_CONFLICT, "has another file under this name",
     NULL},
    {413, 413, DAV_REFUSED, DAV_REFUSED, ERR_SHARE_AWAY, "does not take files of this size",
     "raise the size limit of the share's web server"},
    {414, 414, DAV_REFUSED, DAV_REFUSED, ERR_SHARE_AWAY, "finds the address too long", NULL},
    {423, 423, DAV_LOCKED, DAV_LOCKED, ERR_LOCKED, "says that a person has the file open", NULL},
    {425, 425, DAV_RETRY, DAV_RETRY, ERR_SHARE_AWAY, "asks for the request later", NULL},
    {429, 429, DAV_RETRY, DAV_RETRY, ERR_SHARE_AWAY, "asks for fewer requests", NULL},
    {400, 499, DAV_REFUSED, DAV_REFUSED, ERR_SHARE_AWAY, "refuses the request", NULL},
    {501, 501, DAV_REFUSED, DAV_REFUSED, ERR_CONFIG, "cannot do this at all",
     "is share.url the address of a WebDAV collection? share.kind = put needs only PUT and GET"},
    {503, 503, DAV_RETRY, DAV_RETRY, ERR_SHARE_AWAY, "is out of service for now", NULL},
    {505, 505, DAV_REFUSED, DAV_REFUSED, ERR_SHARE_AWAY, "does not speak HTTP 1.1", NULL},
    {507, 507, DAV_RETRY, DAV_RETRY, ERR_SHARE_AWAY, "has no room left",
     "free room on the share; what waits in the spool is sent by the next run"},
    {500, 599, DAV_RETRY, DAV_UNKNOWN, ERR_SHARE_AWAY, "has an internal problem",
     "look at the error log of the share's web server"},
    /* 202 from a queueing server, 207 with failures inside, 1xx, nonsense. */
    {INT_MIN, INT_MAX, DAV_REFUSED, DAV_UNKNOWN, ERR_SHARE_AWAY,
     "gives an answer that this request does not expect", NULL},
};

static const struct dav_rule owns[DAV_RULE_OWN_COUNT] = {
    [DAV_RULE_DONE] = {0, 0, DAV_DONE, DAV_DONE, ERR_INTERNAL,
                       "did what was asked, and that was not enough", NULL},
    [DAV_RULE_INTERRUPTED] = {0, 0, DAV_STOPPED, DAV_STOPPED, ERR_STOPPED,
                              "was left alone: stopped by a signal", NULL},
    [DAV_RULE_TOO_LATE] = {0, 0, DAV_STOPPED, DAV_STOPPED, ERR_DEADLINE,
                           "was not done with before the deadline", NULL},
    [DAV_RULE_LOCAL_READ] = {0, 0, DAV_STOPPED, DAV_STOPPED, ERR_LOCAL,
                             "could not be sent the file: it cannot be read, or is shorter than "
                             "it was",
                             "look at the disk that holds spool.dir"},
    [DAV_RULE_LOCAL_WRITE] = {0, 0, DAV_STOPPED, DAV_STOPPED, ERR_LOCAL,
                              "gave a file that this machine has no room to compare",
                              "look at the disk that holds spool.dir"},
    [DAV_RULE_TOO_LARGE] = {0, 0, DAV_REFUSED, DAV_UNKNOWN, ERR_SHARE_AWAY,
                            "gives a far longer answer than this request allows", NULL},
    [DAV_RULE_BAD_PATH] = {0, 0, DAV_REFUSED, DAV_REFUSED, ERR_CONFIG,
                           "was not asked: the path is empty in a place, leads upwards, is too "
                           "long or holds control characters",
                           "use plain names in the configuration"},
    [DAV_RULE_NOT_STAGING] = {0, 0, DAV_REFUSED, DAV_REFUSED, ERR_INTERNAL,
                              "was not asked: only files in the staging collection are deleted",
                              NULL},
    [DAV_RULE_NOT_COLLECTION] = {0, 0, DAV_REFUSED, DAV_REFUSED, ERR_CONFIG,
                                 "has something there that is not a WebDAV collection",
                                 "share.url must be the address of a folder on a WebDAV share"},
};

const struct dav_rule *dav_rule_find(const struct dav_rule *table, int code)
{
    while (code < table->first || code > table->last)
        table++;
    return table;
}

const struct dav_rule *dav_rule_status(int status)
{
    return dav_rule_find(statuses, status);
}

const struct dav_rule *dav_rule_own(enum dav_rule_own own)
{
    return &owns[own];
}

enum dav_class dav_rule_settle(struct dav_outcome *ret, const struct dav_rule *rule, bool changed)
{
    *ret = (struct dav_outcome){.class = changed ? rule->after_change : rule->after_read,
                                .rule = rule};
    return ret->class;
}

bool dav_rule_go_on(struct dav_outcome *ret)
{
    struct err why;
    if (stop_check(&why))
        return true;
    enum dav_rule_own own = why.kind == ERR_DEADLINE ? DAV_RULE_TOO_LATE : DAV_RULE_INTERRUPTED;
    (void)dav_rule_settle(ret, dav_rule_own(own), false);
    return false;
}
