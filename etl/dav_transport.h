/*
 * etl/dav_transport.h - what each transport failure means for us
 *
 * Internal to dav*.c: one row per result code of the HTTP library, like the statuses of dav_rule.h.
 *
 *     if (rc != CURLE_OK)
 *         rule = dav_transport_rule((int)rc);
 */
#ifndef DAV_TRANSPORT_H
#define DAV_TRANSPORT_H

struct dav_rule;

const struct dav_rule *dav_transport_rule(int code); /* never NULL */

#endif
