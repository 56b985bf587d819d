/* etl/share.c - the share of the configuration, opened */
#include "share.h"

#include "file.h"
#include "publish_name.h"
#include "str.h"
#include "banned.h"

/* Uploads begin here, out of the readers' sight. */
#define STAGING ".cwreports"

static enum dav_auth auth_of(const struct conf *conf)
{
    if (!*conf->share.user && !str_eq(conf->share.auth, "bearer"))
        return DAV_AUTH_NONE;
    if (str_eq(conf->share.auth, "digest"))
        return DAV_AUTH_DIGEST;
    if (str_eq(conf->share.auth, "bearer"))
        return DAV_AUTH_BEARER;
    return str_eq(conf->share.auth, "none") ? DAV_AUTH_NONE : DAV_AUTH_BASIC;
}

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

struct dav *share_open(const struct conf *conf, struct err *err)
{
    struct dav_config config = {.url = conf->share.url,
                                .auth = auth_of(conf),
                                .user = or_null(conf->share.user),
                                .ca_file = or_null(conf->share.ca_file),
                                .proxy = or_null(conf->share.proxy),
                                .staging = STAGING,
                                .allow_http_loopback = true,
                                .stall_s = (int)conf->share.stall_seconds};
    struct str secret = STR_INIT;
    struct dav *dav = NULL;
    if (config.auth != DAV_AUTH_NONE && !*conf->share.password_file) {
        err_set(err, ERR_CONFIG, "share.user is set and share.password_file is not");
        return NULL;
    }
    if (!publish_name_base(conf->share.url, err))
        return NULL;
    if (config.auth == DAV_AUTH_NONE || file_read_secret(conf->share.password_file, &secret, err)) {
        config.secret = secret.buf;
        dav = dav_open(&config, err);
    } else {
        (void)err_prefix(err, "share.password_file");
    }
    file_wipe(&secret);
    return dav;
}

bool share_is_none(const struct conf *conf)
{
    return str_eq(conf->share.kind, "none");
}

const char *share_target(const struct conf *conf)
{
    return share_is_none(conf) ? NULL : conf->share.url;
}
