/* etl/conf.c - reads the INI file, refusing what the parser library would swallow */
#include "conf.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf_table.h"
#include "conf_value.h"
#include "file.h"
#include "banned.h"

/*
 * inih from Debian cuts lines at its buffer of 200 bytes, cuts values at " ;", joins indented
 * lines to the value above, and tells nobody. So each line is looked at before the library sees
 * it, and the first thing wrong is the error.
 */
#define LONGEST_LINE 198

struct reading {
    struct conf *conf;
    struct err *err;
    bool failed;
    const struct check *check; /* NULL: the first thing wrong ends the reading */
    int told;
    const char *next; /* rest of the file */
    int line;
    char *base; /* folder for relative paths */
};

static size_t option_count(void)
{
    size_t n = 0;
    while (conf_options[n].section)
        n++;
    return n;
}

static const struct conf_option *option_find(const char *section, const char *key)
{
    for (const struct conf_option *o = conf_options; o->section; o++)
        if (str_eq(o->section, section) && str_eq(o->key, key))
            return o;
    return NULL;
}

/* ---- one line, before inih sees it ---- */

static bool refuse(struct reading *r, const char *key, const char *what)
{
    if (r->failed)
        return false;
    r->failed = true;
    if (r->line == 0)
        return err_set(r->err, ERR_CONFIG, "%s: %s", r->conf->path, what);
    return err_set(r->err, ERR_CONFIG, "%s:%d: %s%s%s%s", r->conf->path, r->line,
                   *key ? "key \"" : "", key, *key ? "\": " : "", what);
}

/* Where all is to be told, what was refused is told and the reading goes on. */
static void go_on(struct reading *r)
{
    if (!r->failed || !r->check)
        return;
    (void)check_fail(r->check, "configuration", r->err);
    r->told++;
    r->failed = false;
}

/* The key as far as one can be read, for the message. */
static void key_of(const char *line, char *ret_key, size_t size)
{
    line += strspn(line, " \t");
    size_t n = strcspn(line, "=:\r\n");
    while (n > 0 && isspace((unsigned char)line[n - 1]))
        n--;
    n = (n < size) ? n : size - 1;
    if (line[strcspn(line, "=:")] == '\0')
        n = 0;
    memcpy(ret_key, line, n);
    ret_key[n] = '\0';
}

static void check_line(struct reading *r, const char *line, size_t n)
{
    char key[64];
    key_of(line, key, sizeof(key));
    const char *start = line + strspn(line, " \t\r");
    if (strlen(line) != n)
        (void)refuse(r, key, "holds a NUL byte");
    else if (!str_is_utf8(line, n))
        (void)refuse(r, "", "is not UTF-8 text");
    else if (*start == '\0' || *start == ';' || *start == '#')
        return;
    else if (n > LONGEST_LINE)
        (void)refuse(r, key,
                     "is longer than 198 bytes and would be cut; for a long connection "
                     "string use a libpq service file");
    else if (start > line)
        (void)refuse(r, key, "begins with a blank; lines are not continued here");
    else if (*start == '[' && !strchr(start, ']'))
        (void)refuse(r, "", "\"]\" is missing");
    else if (*start == '[' &&
             start[strcspn(start, "]") + 1 + strspn(strchr(start, ']') + 1, " \t\r")])
        (void)refuse(r, "", "text follows the section name");
    else if (*start != '[' && !strpbrk(start, "=:"))
        (void)refuse(r, "", "is neither a section nor \"key = value\"");
    else if (strstr(line, " ;") || strstr(line, "\t;"))
        (void)refuse(r, key,
                     "holds \" ;\", where the value would be cut; put the comment on a "
                     "line of its own");
}

static char *next_line(char *buf, int size, void *stream)
{
    struct reading *r = stream;
    if (!*r->next)
        return NULL;
    size_t n = strcspn(r->next, "\n");
    r->line++;
    const char *line = r->next;
    r->next += n + (line[n] == '\n');
    char *copy = xstrndup(line, n);
    if (r->line == 1 && str_starts(copy, "\xef\xbb\xbf")) /* a BOM is allowed */
        memmove(copy, copy + 3, strlen(copy + 3) + 1);
    check_line(r, copy, strlen(copy));
    if (r->failed || strlen(copy) + 2 > (size_t)size)
        copy[0] = '\0';
    go_on(r);
    size_t keep = strlen(copy);
    memcpy(buf, copy, keep);
    buf[keep] = '\n';
    buf[keep + 1] = '\0';
    free(copy);
    return buf;
}

/* ---- one key, as inih reports it ---- */

static void unknown_key(struct reading *r, const char *section, const char *key)
{
    const char *names[128];
    size_t n = 0;
    bool known = false;
    for (const struct conf_section *s = conf_sections; s->name; s++)
        known = known || str_eq(s->name, section);
    if (!known) {
        for (const struct conf_section *s = conf_sections; s->name && n < 128; s++)
            names[n++] = s->name;
    } else {
        for (const struct conf_option *o = conf_options; o->section && n < 128; o++)
            if (str_eq(o->section, section))
                names[n++] = o->key;
    }
    struct str what = STR_INIT;
    if (known)
        str_addf(&what, "there is no such key in section [%s]", section);
    else if (*section)
        str_addf(&what, "there is no section [%s]", section);
    else
        str_add(&what, "stands before the first section");
    if (!r->failed) {
        (void)refuse(r, key, what.buf);
        const char *near = str_nearest(known ? key : section, names, n);
        if (near)
            (void)err_hint(r->err, known ? "did you mean \"%s\"?" : "did you mean [%s]?", near);
        else
            (void)err_hint(r->err, "`cwreports conf` prints every key");
    }
    str_release(&what);
}

static int on_key(void *user, const char *section, const char *key, const char *value)
{
    struct reading *r = user;
    if (r->failed)
        return 1;
    const struct conf_option *option = option_find(section, key);
    if (!option) {
        unknown_key(r, section, key);
        go_on(r);
        return 1;
    }
    size_t index = (size_t)(option - conf_options);
    struct err why = {.kind = ERR_NONE};
    if (r->conf->lines[index]) {
        struct str what = STR_INIT;
        str_addf(&what, "was already set on line %d", r->conf->lines[index]);
        (void)refuse(r, key, what.buf);
        str_release(&what);
    } else if (!conf_value_set(r->conf, option, value, r->base, &why)) {
        (void)refuse(r, key, why.message);
        if (*why.hint)
            (void)err_hint(r->err, "%s", why.hint);
    }
    r->conf->lines[index] = r->line;
    go_on(r);
    return 1;
}

/* ---- the whole file ---- */

/* Where the program stands says where its data lies: installed, or in the tree it was built in. */
static void find_codemap(struct conf *conf)
{
    static const char *const places[] = {"../share/cwreports/codemap", "../conf/codemap",
                                         "../../conf/codemap"};
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
    exe[n > 0 ? n : 0] = '\0';
    const char *dir = dirname(exe);
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        char *path = arena_printf(&conf->arena, "%s/%s", dir, places[i]);
        char *real = realpath(path, NULL);
        if (!real)
            continue;
        conf->codemap.dir = arena_strdup(&conf->arena, real);
        free(real);
        return;
    }
    conf->codemap.dir = arena_printf(&conf->arena, "%s/%s", dir, places[0]);
}

/* Keys that must be set and are not. */
static bool find_missing(struct reading *r)
{
    struct conf *conf = r->conf;
    r->line = 0;
    for (const struct conf_option *o = conf_options; o->section && !r->failed; o++) {
        if (o->def || conf->lines[o - conf_options])
            continue;
        struct str what = STR_INIT;
        str_addf(&what, "key \"%s\" in section [%s] must be set", o->key, o->section);
        (void)refuse(r, "", what.buf);
        (void)err_hint(r->err, "for example: %s = %s", o->key, o->example);
        str_release(&what);
        go_on(r);
    }
    return !r->failed;
}

/* What follows from other keys. */
static bool finish(struct reading *r)
{
    struct conf *conf = r->conf;
    if (!*conf->source.schema)
        conf->source.schema = conf->source.kind;
    if (!*conf->codemap.dir)
        find_codemap(conf);
    conf->agency.id_text = arena_printf(&conf->arena, "%lld", (long long)conf->agency.id);
    if (!str_eq(conf->share.kind, "none") && !*conf->share.url) {
        struct str what = STR_INIT;
        str_addf(&what, "share.kind is \"%s\" and share.url is not set", conf->share.kind);
        (void)refuse(r, "", what.buf);
        (void)err_hint(r->err,
                       "set share.url, or share.kind = none to keep workbooks in the spool");
        str_release(&what);
        go_on(r);
    }
    return !r->failed;
}

static void set_defaults(struct conf *conf)
{
    for (const struct conf_option *o = conf_options; o->section; o++) {
        if (!o->def)
            conf_value_blank(conf, o);
        else if (!conf_value_set(conf, o, o->def, "", NULL))
            abort(); /* a default of the table that its own row refuses: conf_test notices */
    }
}

static char *folder_of(struct arena *arena, const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = arena_strdup(arena, real ? real : path);
    free(real);
    return dirname(copy);
}

static bool load(struct conf *conf, const char *path, const struct check *check, struct err *err)
{
    *conf = (struct conf){.arena = ARENA_INIT};
    conf->path = arena_strdup(&conf->arena, path && *path ? path : CONF_DEFAULT_PATH);
    conf->lines = arena_alloc(&conf->arena, option_count() * sizeof(*conf->lines));
    set_defaults(conf);
    struct str text = STR_INIT;
    struct reading r = {.conf = conf, .err = err, .check = check};
    bool ok = file_read(conf->path, 1u << 20, &text, err);
    if (!ok && err) {
        err->kind = ERR_CONFIG;
        if (access(conf->path, R_OK) != 0 && errno == EACCES)
            (void)err_hint(err, "run it as the user that the job runs as, e.g. with sudo -u "
                                "cwreports, or correct the file's rights");
        else
            (void)err_hint(err,
                           "name the file with --config; `cwreports conf --example` prints one");
        r.failed = true;
        go_on(&r);
    }
    if (ok) {
        r.next = text.buf;
        r.base = folder_of(&conf->arena, conf->path);
        if (strlen(text.buf) != text.len)
            (void)refuse(&r, "", "the file holds a NUL byte");
        else if (ini_parse_stream(next_line, &r, on_key, &r) != 0 && !r.failed && !r.told)
            (void)refuse(&r, "", "cannot be parsed");
        go_on(&r);
        ok = !r.failed && find_missing(&r) && finish(&r) && r.told == 0;
    }
    str_release(&text);
    if (!ok)
        conf_release(conf);
    return ok;
}

bool conf_load(struct conf *conf, const char *path, struct err *err)
{
    struct err ignored;
    return load(conf, path, NULL, err ? err : &ignored);
}

bool conf_load_all(struct conf *conf, const char *path, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    return load(conf, path, check, &why);
}

void conf_release(struct conf *conf)
{
    if (!conf)
        return;
    arena_release(&conf->arena);
    *conf = (struct conf){.arena = ARENA_INIT};
}

bool conf_item(const char **cursor, struct str *ret_item)
{
    const char *p = *cursor + strspn(*cursor, ", \t");
    if (!*p)
        return false;
    size_t n = strcspn(p, ",");
    *cursor = p + n;
    while (n > 0 && isspace((unsigned char)p[n - 1]))
        n--;
    str_clear(ret_item);
    str_addn(ret_item, p, n);
    return true;
}

bool conf_has(const char *list, const char *item)
{
    const char *cursor = list;
    struct str word = STR_INIT;
    bool empty = true;
    bool found = false;
    while (!found && conf_item(&cursor, &word)) {
        empty = false;
        found = str_eq(word.buf, item);
    }
    str_release(&word);
    return found || empty;
}
