/* etl/cmd_check_codes.c - check: are there codes in the data that no code map has? */
#include <ctype.h>
#include <string.h>

#include "cmd_check_part.h"
#include "codemap.h"
#include "extract.h"
#include "str.h"
#include "banned.h"

enum { TOLD_PER_COLUMN = 8 };

struct looking {
    const struct conf *conf;
    const struct codes *codes;
    const struct check *check;
    const struct codemap_column *at;
    int64_t seen, unknown, unknown_rows;
};

/* What the source holds is not ours to trust: one short line of visible characters. */
static void show(struct str *out, const char *code)
{
    size_t n = str_utf8_fit(code, 40);
    for (size_t i = 0; i < n; i++)
        str_addc(out, iscntrl((unsigned char)code[i]) ? '?' : code[i]);
    if (code[n])
        str_add(out, "...");
}

static void name_list(const struct looking *l, struct str *out)
{
    bool other = l->at->other_list && codemap_has_list(l->codes, l->at->other_list);
    str_addf(out, "%s/%s.csv", l->conf->source.kind, other ? l->at->other_list : l->at->list);
}

/* A file that is lost was told as such: each of its codes would be told again. */
static bool has_list(const struct looking *l)
{
    return codemap_has_list(l->codes, l->at->list) ||
           (l->at->other_list && codemap_has_list(l->codes, l->at->other_list));
}

static void note_code(void *ctx, const char *code, int64_t rows)
{
    struct looking *l = ctx;
    const struct codemap_column *at = l->at;
    l->seen++;
    if (codemap_knows(l->codes, at->list, code) ||
        (at->other_list && codemap_knows(l->codes, at->other_list, code)) ||
        (at->negative_is_none && *code == '-'))
        return;
    l->unknown_rows += rows;
    if (++l->unknown > TOLD_PER_COLUMN || !has_list(l))
        return;
    struct err why = {.kind = ERR_NONE};
    struct str list = STR_INIT;
    struct str shown = STR_INIT;
    name_list(l, &list);
    show(&shown, code);
    err_set(&why, ERR_CONFIG, "code \"%s\" of %s.%s (%lld row%s) has no line", shown.buf, at->table,
            at->column, (long long)rows, rows == 1 ? "" : "s");
    (void)err_hint(&why,
                   "shown as Unknown (%s), in no group; say what it means in \"%s/%s\", "
                   "then `cwreports init`",
                   shown.buf, l->conf->codemap.dir, list.buf);
    (void)check_warn(l->check, list.buf, &why);
    str_release(&list);
    str_release(&shown);
}

void cmd_check_codes(const struct conf *conf, const struct check *check)
{
    struct err why = {.kind = ERR_NONE};
    struct codes *codes = codemap_read(conf, NULL); /* what is wrong with them was told */
    struct looking l = {.conf = conf, .codes = codes, .check = check};
    int64_t seen = 0, unknown = 0, rows = 0;
    for (l.at = codemap_columns; codes && l.at->table; l.at++) {
        if (!l.at->column)
            continue;
        l.seen = l.unknown = l.unknown_rows = 0;
        if (!extract_codes(conf, l.at->table, l.at->column, note_code, &l, &why)) {
            codemap_free(codes); /* the extract's own finding says what is wrong */
            return;
        }
        seen += l.seen;
        unknown += l.unknown;
        rows += l.unknown_rows;
    }
    if (codes)
        (void)check_ok(check, "codes in the data",
                       "%lld, of which %lld (on %lld rows) are in no code map", (long long)seen,
                       (long long)unknown, (long long)rows);
    codemap_free(codes);
}
