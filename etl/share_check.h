/*
 * etl/share_check.h - would publishing work? tells what the share of the configuration does
 *
 *     share_check(conf, mart, &check);   // mart: NULL when it is away or not up to date
 */
#ifndef SHARE_CHECK_H
#define SHARE_CHECK_H

#include "check.h"
#include "conf.h"
#include "db.h"

/* Measures the share when nothing is known of it any more, and keeps that in the mart. */
void share_check(const struct conf *conf, struct db *mart, const struct check *check);

#endif
