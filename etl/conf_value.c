/* etl/conf_value.c - one value of the configuration: is it right, and where does it go */
#include "conf_value.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf.h"
#include "conf_table.h"
#include "banned.h"

static void *member(struct conf *conf, const struct conf_option *option)
{
    return (char *)conf + option->offset;
}

static void put_text(struct conf *conf, const struct conf_option *option, const char *value)
{
    char **place = member(conf, option);
    *place = arena_strdup(&conf->arena, value);
}

static bool set_int(struct conf *conf, const struct conf_option *option, const char *value,
                    struct err *err)
{
    int64_t number = 0;
    if (!str_to_int64(value, option->min, option->max, &number))
        return err_set(err, ERR_CONFIG, "\"%s\" is not a whole number from %lld to %lld", value,
                       (long long)option->min, (long long)option->max);
    *(int64_t *)member(conf, option) = number;
    return true;
}

static bool set_decimal(struct conf *conf, const struct conf_option *option, const char *value,
                        struct err *err)
{
    double number = 0;
    if (!str_to_double(value, &number) || number < (double)option->min ||
        number > (double)option->max || strspn(value, "0123456789.") != strlen(value))
        return err_set(err, ERR_CONFIG, "\"%s\" is not a number from %lld to %lld", value,
                       (long long)option->min, (long long)option->max);
    put_text(conf, option, value);
    return true;
}

static bool set_bool(struct conf *conf, const struct conf_option *option, const char *value,
                     struct err *err)
{
    bool yes = str_eq(value, "yes");
    if (!yes && !str_eq(value, "no"))
        return err_set(err, ERR_CONFIG, "\"%s\" is neither \"yes\" nor \"no\"", value);
    *(bool *)member(conf, option) = yes;
    return true;
}

static bool check_choice(const char *value, const char *choices, struct err *err)
{
    if (conf_has(choices, value))
        return true;
    const char *names[16];
    char *owned[16];
    size_t n = 0;
    struct str word = STR_INIT;
    const char *cursor = choices;
    while (n < 16 && conf_item(&cursor, &word)) {
        owned[n] = xstrdup(word.buf);
        names[n] = owned[n];
        n++;
    }
    err_set(err, ERR_CONFIG, "\"%s\" is not one of %s", value, choices);
    const char *near = str_nearest(value, names, n);
    if (near)
        (void)err_hint(err, "did you mean \"%s\"?", near);
    for (size_t i = 0; i < n; i++)
        free(owned[i]);
    str_release(&word);
    return false;
}

static bool set_list(struct conf *conf, const struct conf_option *option, const char *value,
                     struct err *err)
{
    struct str word = STR_INIT;
    const char *cursor = value;
    bool ok = true;
    while (ok && conf_item(&cursor, &word)) {
        if (option->choices)
            ok = check_choice(word.buf, option->choices, err);
        else if (strspn(word.buf, "abcdefghijklmnopqrstuvwxyz0123456789_") != word.len)
            ok = err_set(err, ERR_CONFIG, "\"%s\" is not a name", word.buf);
    }
    if (ok && *value && strspn(value, ", \t") == strlen(value))
        ok = err_set(err, ERR_CONFIG, "names nothing");
    str_release(&word);
    if (ok)
        put_text(conf, option, value);
    return ok;
}

static bool set_path(struct conf *conf, const struct conf_option *option, const char *value,
                     const char *base, struct err *err)
{
    if (*value == '~' || *value == '$')
        return err_set(err, ERR_CONFIG, "\"%s\" is not expanded here; write the whole path", value);
    bool as_is = *value == '/' || *value == '\0' || str_eq(value, "-") || !*base;
    char *path = arena_printf(&conf->arena, "%s%s%s", as_is ? "" : base, as_is ? "" : "/", value);
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        path[--n] = '\0';
    put_text(conf, option, path);
    return true;
}

/* A zone is a file of the zone database; abbreviations and offsets guess about summer time. */
static bool is_zone(const char *value)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-/";
    if (!isalpha((unsigned char)*value) || strspn(value, allowed) != strlen(value) ||
        str_starts(value, "right/") || str_starts(value, "posix/"))
        return false;
    if (!strchr(value, '/') && !str_eq(value, "UTC"))
        return false;
    struct str path = STR_INIT;
    str_add(&path, "/usr/share/zoneinfo");
    if (access(path.buf, R_OK) != 0) { /* the mart will be asked in any case */
        str_release(&path);
        return true;
    }
    str_addf(&path, "/%s", value);
    char magic[4] = "";
    int fd = open(path.buf, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && read(fd, magic, 4) == 4 && memcmp(magic, "TZif", 4) == 0;
    if (fd >= 0)
        (void)close(fd);
    str_release(&path);
    return ok;
}

static bool set_zone(struct conf *conf, const struct conf_option *option, const char *value,
                     struct err *err)
{
    if (!is_zone(value)) {
        err_set(err, ERR_CONFIG, "\"%s\" is not an IANA time zone", value);
        return err_hint(err, "for example America/Los_Angeles or America/Chicago");
    }
    put_text(conf, option, value);
    return true;
}

/* scheme://user:password@host: the value is not quoted back, it may hold a secret */
static bool has_account(const char *value, bool password_only)
{
    const char *rest = strstr(value, "://");
    if (!rest)
        return false;
    rest += 3;
    size_t authority = strcspn(rest, "/?#");
    const char *at = memchr(rest, '@', authority);
    if (!at)
        return false;
    return !password_only || memchr(rest, ':', (size_t)(at - rest)) != NULL;
}

/* One share, one address: the host in small letters, no port that goes without saying, "/" at the
   end, the digits of percent-encoding in capitals. The ledger knows a share by it. */
static void add_address(struct str *out, const char *value)
{
    const char *host = strstr(value, "://") + 3;
    const char *path = host + strcspn(host, "/");
    const char *port = str_starts(value, "https:") ? ":443" : ":80";
    size_t end = (size_t)(path - value);
    size_t tail = strlen(port);
    if (end >= tail && strncmp(path - tail, port, tail) == 0)
        end -= tail;
    for (size_t i = 0; i < end; i++)
        str_addc(out, (char)tolower((unsigned char)value[i]));
    for (const char *p = path; *p; p++) {
        bool digit = (p >= path + 1 && p[-1] == '%') || (p >= path + 2 && p[-2] == '%');
        str_addc(out, digit ? (char)toupper((unsigned char)*p) : *p);
    }
    if (!str_ends(value, "/") || !*path)
        str_addc(out, '/');
}

static bool set_url(struct conf *conf, const struct conf_option *option, const char *value,
                    struct err *err)
{
    if (!*value) {
        put_text(conf, option, value);
        return true;
    }
    if (has_account(value, false)) {
        err_set(err, ERR_CONFIG, "holds an account");
        return err_hint(err, "use the keys \"user\" and \"password_file\"");
    }
    if (!str_starts(value, "https://") && !str_starts(value, "http://"))
        return err_set(err, ERR_CONFIG, "is not an https:// address");
    if (strpbrk(value, "?# "))
        return err_set(err, ERR_CONFIG, "holds a query, a fragment or a blank");
    struct str address = STR_INIT;
    add_address(&address, value);
    put_text(conf, option, address.buf);
    str_release(&address);
    return true;
}

/* Also finds it in a URI's query (?password=) and as sslpassword. */
static bool has_password(const char *value)
{
    for (const char *p = value; (p = strcasestr(p, "password")); p += 8) {
        const char *after = p + 8 + strspn(p + 8, " \t");
        if (*after == '=')
            return true;
    }
    return has_account(value, true);
}

static bool set_conninfo(struct conf *conf, const struct conf_option *option, const char *value,
                         struct err *err)
{
    if (has_password(value)) {
        err_set(err, ERR_CONFIG, "holds a password");
        return err_hint(err, "put it in a passfile (~/.pgpass, mode 0600) or a libpq service file");
    }
    put_text(conf, option, value);
    return true;
}

static bool set_name(struct conf *conf, const struct conf_option *option, const char *value,
                     struct err *err)
{
    if (*value && (!islower((unsigned char)*value) || strlen(value) > 63 ||
                   strspn(value, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(value)))
        return err_set(err, ERR_CONFIG, "\"%s\" is not a plain lower-case name", value);
    put_text(conf, option, value);
    return true;
}

static bool check_text(const char *value, struct err *err)
{
    size_t n = strlen(value);
    if (n > 1 && value[0] == '"' && value[n - 1] == '"')
        return err_set(err, ERR_CONFIG, "is in quotes; they would be part of the value");
    for (const char *p = value; *p; p++)
        if ((unsigned char)*p < 0x20 && *p != '\t')
            return err_set(err, ERR_CONFIG, "holds a control character");
    return true;
}

bool conf_value_set(struct conf *conf, const struct conf_option *option, const char *value,
                    const char *base, struct err *err)
{
    if (!check_text(value, err))
        return false;
    if (!*value && !(option->def && !*option->def))
        return err_set(err, ERR_CONFIG, "has no value");
    switch (option->type) {
    case CONF_INT:
        return set_int(conf, option, value, err);
    case CONF_DECIMAL:
        return set_decimal(conf, option, value, err);
    case CONF_BOOL:
        return set_bool(conf, option, value, err);
    case CONF_LIST:
        return set_list(conf, option, value, err);
    case CONF_PATH:
        return set_path(conf, option, value, base, err);
    case CONF_ZONE:
        return set_zone(conf, option, value, err);
    case CONF_URL:
        return set_url(conf, option, value, err);
    case CONF_CONNINFO:
        return set_conninfo(conf, option, value, err);
    case CONF_NAME:
        return set_name(conf, option, value, err);
    case CONF_CHOICE:
        if (!check_choice(value, option->choices, err))
            return false;
        break;
    case CONF_TEXT:
        break;
    }
    put_text(conf, option, value);
    return true;
}

void conf_value_blank(struct conf *conf, const struct conf_option *option)
{
    put_text(conf, option, "");
}

void conf_value_get(const struct conf *conf, const struct conf_option *option, struct str *out)
{
    const void *place = (const char *)conf + option->offset;
    if (option->type == CONF_INT)
        str_addf(out, "%lld", (long long)*(const int64_t *)place);
    else if (option->type == CONF_BOOL)
        str_add(out, *(const bool *)place ? "yes" : "no");
    else
        str_add(out, *(char *const *)place);
}
