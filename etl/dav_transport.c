/* etl/dav_transport.c - the meaning of libcurl's result codes */
#include "dav_transport.h"

#include <curl/curl.h>

#include "dav_rule.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define DOUBT DAV_RETRY, DAV_UNKNOWN
#define NEVER DAV_REFUSED, DAV_REFUSED
#define TLS_HINT                                                                                   \
    "share.ca_file must name the authority that signed the share's certificate, and that must be " \
    "valid today for the host in share.url"

/* Transport failures; libcurl's own words follow the clause. First match wins. */
static const struct dav_rule transports[] = {
    {CURLE_UNSUPPORTED_PROTOCOL, CURLE_UNSUPPORTED_PROTOCOL, NEVER, ERR_CONFIG,
     "has an address of a kind that is not allowed", "share.url must start with https://"},
    {CURLE_URL_MALFORMAT, CURLE_URL_MALFORMAT, NEVER, ERR_CONFIG, "has a malformed address", NULL},
    {CURLE_NOT_BUILT_IN, CURLE_NOT_BUILT_IN, NEVER, ERR_CONFIG,
     "wants what this build of libcurl cannot do", NULL},
    {CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, DAV_RETRY, DAV_RETRY, ERR_SHARE_AWAY,
     "cannot be reached", NULL},
    {CURLE_OPERATION_TIMEDOUT, CURLE_OPERATION_TIMEDOUT, DOUBT, ERR_SHARE_AWAY,
     "does not answer in time", NULL},
    {CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CONNECT_ERROR, NEVER, ERR_SHARE_AWAY,
     "does not agree on TLS 1.2 or newer", NULL},
    {CURLE_PEER_FAILED_VERIFICATION, CURLE_PEER_FAILED_VERIFICATION, NEVER, ERR_SHARE_AWAY,
     "cannot be trusted, nothing was sent", TLS_HINT},
    {CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CACERT_BADFILE, NEVER, ERR_CONFIG,
     "cannot be verified: share.ca_file is unusable", "share.ca_file must be a readable PEM file"},
    {CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, NEVER, ERR_SHARE_AWAY, "has a TLS problem", TLS_HINT},
    {CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, NEVER, ERR_SHARE_AWAY, "has a TLS problem",
     TLS_HINT},
    {CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, NEVER, ERR_SHARE_AWAY,
     "has a TLS problem", TLS_HINT},
    /* Resets, short answers, connections that close after the last byte. */
    {0, CURL_LAST, DOUBT, ERR_SHARE_AWAY, "broke off", NULL},
};

const struct dav_rule *dav_transport_rule(int code)
{
    return dav_rule_find(transports, code);
}
