/*
 * etl/share.h - the share of the configuration, opened
 *
 * One place that turns share.* into a connection: address, account, secret, certificate, proxy and
 * the staging collection. The handle belongs to one process: open it after the fork. The secret
 * is read from its file and wiped here.
 *
 *     struct dav *dav = share_open(conf, err);
 *     ...
 *     dav_free(dav);
 */
#ifndef SHARE_H
#define SHARE_H

#include <stdbool.h>

#include "conf.h"
#include "dav.h"
#include "err.h"

/* NULL on failure: ERR_CONFIG, nothing was sent. Not for share.kind = none. */
struct dav *share_open(const struct conf *conf, struct err *err);
/* share.kind = none: workbooks stay in the spool. */
bool share_is_none(const struct conf *conf);
/* Its address, as the ledger knows it; NULL: none. */
const char *share_target(const struct conf *conf);

#endif
