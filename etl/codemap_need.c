/* etl/codemap_need.c - which lists there must be, and which of them are lost */
#include "codemap.h"

#include <ctype.h>
#include <string.h>

#include "conf.h"
#include "db.h"
#include "sqltext.h"
#include "str.h"
#include "banned.h"

const struct codemap_column codemap_columns[] = {
    {"meeting", "type_code", "meeting_type", NULL, false},
    {"placement", "code", "placement_setting", "placement", false},
    {"placement", "service_code", "service", NULL, false},
    {"episode", "care_authority", "care_authority", NULL, false},
    {"episode", "exit_code", "discharge_reason", "exit_reason", false},
    {"intake", "attribute", "intake_type", NULL, false},
    {"intake", "response_code", "response_time", NULL, true},
    {"intake_victim", "response_code", "response_time", NULL, true},
    {"goal", "code", "goal", NULL, false},
    {"hearing", "type_code", "hearing_type", NULL, false},
    {"circuit_county", NULL, "county", NULL, false},
    {0},
};

/* Does the SELECT give the column anything but `null::text as column`? */
static bool is_filled(const char *select, const char *column)
{
    struct str none = STR_INIT;
    str_addf(&none, "null::text as %s", column);
    bool filled = true;
    for (const char *p = select; filled && (p = strstr(p, none.buf)); p++) {
        unsigned char next = (unsigned char)p[none.len];
        filled = isalnum(next) || next == '_';
    }
    str_release(&none);
    return filled;
}

static bool is_needed(const struct conf *conf, const struct codemap_column *at)
{
    struct str path = STR_INIT;
    struct str optional = STR_INIT;
    str_addf(&path, "source/%s/%s.sql", conf->source.kind, at->table);
    const char *select = sqltext(path.buf);
    bool needed = select && (at->column ? is_filled(select, at->column)
                                        : sqltext_directive(select, "optional", &optional));
    str_release(&path);
    str_release(&optional);
    return needed;
}

enum { LISTS = 64 };

struct losing {
    const struct conf *conf;
    const struct codes *codes;
    codemap_lost_fn *tell;
    void *ctx;
    struct arena arena;
    struct {
        const char *list, *codes;
    } loaded[LISTS]; /* what the mart has */
    size_t n_loaded;
    const char *told[LISTS]; /* each list once */
    size_t n_told;
};

static bool is_loaded(const struct losing *l, const char *list)
{
    for (size_t i = 0; i < l->n_loaded; i++)
        if (str_eq(l->loaded[i].list, list))
            return true;
    return false;
}

static void lost(struct losing *l, const char *list, const char *other_list, const char *effect)
{
    struct err why = {.kind = ERR_NONE};
    struct str file = STR_INIT;
    for (size_t i = 0; i < l->n_told; i++)
        if (str_eq(l->told[i], list))
            return;
    if (l->n_told < LISTS)
        l->told[l->n_told++] = list;
    str_addf(&file, "%s/%s.csv", l->conf->source.kind, list);
    err_set(&why, ERR_CONFIG, "there is no such file%s%s%s: %s", other_list ? ", nor " : "",
            other_list ? other_list : "", other_list ? ".csv" : "", effect);
    (void)err_hint(&why,
                   "put \"%s/%s\" back; a list that is not wanted is a file with the header alone",
                   l->conf->codemap.dir, file.buf);
    l->tell(l->ctx, file.buf, &why);
    str_release(&file);
}

static void look_at_columns(struct losing *l)
{
    struct str effect = STR_INIT;
    for (const struct codemap_column *at = codemap_columns; at->table; at++) {
        const char *other = at->other_list;
        if (codemap_has_list(l->codes, at->list) || (other && codemap_has_list(l->codes, other)) ||
            !is_needed(l->conf, at))
            continue;
        str_clear(&effect);
        if (at->column)
            str_addf(&effect, "nothing says what the codes of %s.%s mean", at->table, at->column);
        else
            str_addf(&effect, "nothing stands in for %s where the source has it not", at->table);
        /* of two names the one that was used before */
        if (other && is_loaded(l, other))
            lost(l, other, NULL, effect.buf);
        else
            lost(l, at->list, is_loaded(l, at->list) ? NULL : other, effect.buf);
    }
    str_release(&effect);
}

static void look_at_loaded(struct losing *l)
{
    struct str effect = STR_INIT;
    for (size_t i = 0; i < l->n_loaded; i++) {
        if (codemap_has_list(l->codes, l->loaded[i].list))
            continue;
        str_clear(&effect);
        str_addf(&effect, "the mart has %s code%s of it", l->loaded[i].codes,
                 str_eq(l->loaded[i].codes, "1") ? "" : "s");
        lost(l, l->loaded[i].list, NULL, effect.buf);
    }
    str_release(&effect);
}

static bool note_loaded(void *ctx, const char *const *f, size_t n, struct err *err)
{
    struct losing *l = ctx;
    if (n != 2 || !f[0] || !f[1])
        return err_set(err, ERR_INTERNAL, "mart.code_map: %zu columns", n);
    if (l->n_loaded < LISTS) {
        l->loaded[l->n_loaded].list = arena_strdup(&l->arena, f[0]);
        l->loaded[l->n_loaded++].codes = arena_strdup(&l->arena, f[1]);
    }
    return true;
}

bool codemap_lost(const struct conf *conf, struct db *mart, codemap_lost_fn *tell, void *ctx,
                  struct err *err)
{
    struct codes *codes = codemap_read(conf, err);
    struct losing l = {.conf = conf, .codes = codes, .tell = tell, .ctx = ctx, .arena = ARENA_INIT};
    if (!codes)
        return false;
    bool ok = !mart || db_each(mart,
                               "select list, count(*) from mart.code_map where agency_id = $1::int "
                               "group by list order by list collate \"C\"",
                               DB_ARGS(conf->agency.id_text), note_loaded, &l, err);
    if (ok) {
        look_at_columns(&l);
        look_at_loaded(&l);
    }
    arena_release(&l.arena);
    codemap_free(codes);
    return ok;
}

struct first {
    struct err why;
    int64_t n;
};

static void note_lost(void *ctx, const char *file, const struct err *why)
{
    struct first *first = ctx;
    if (first->n++ > 0)
        return;
    first->why = *why;
    (void)err_prefix(&first->why, "code map \"%s\"", file);
}

bool codemap_complete(const struct conf *conf, struct db *mart, struct err *err)
{
    struct first first = {.n = 0};
    if (!codemap_lost(conf, mart, note_lost, &first, err))
        return false;
    if (first.n == 0)
        return true;
    if (err)
        *err = first.why;
    if (first.n > 1)
        (void)err_prefix(err, "%lld code maps are lost, the first", (long long)first.n);
    return false;
}
