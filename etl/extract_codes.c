/* etl/extract_codes.c - which codes the source uses, for `check` */
#include "extract.h"

#include <string.h>

#include "db.h"
#include "extract_plan.h"
#include "sqltext.h"
#include "str.h"
#include "banned.h"

struct telling {
    extract_code_fn *tell;
    void *ctx;
};

static bool note_code(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    const struct telling *t = ctx;
    int64_t rows = 0;
    if (n != 2 || !fields[0] || !str_to_int64(fields[1], 1, INT64_MAX, &rows))
        return err_set(err, ERR_INTERNAL, "codes of the source: %zu columns", n);
    t->tell(t->ctx, fields[0], rows);
    return true;
}

bool extract_codes(const struct conf *conf, const char *table, const char *column,
                   extract_code_fn *tell, void *ctx, struct err *err)
{
    struct plan plan;
    struct str select = STR_INIT;
    struct telling telling = {tell, ctx};
    const char *const args[] = {conf->agency.timezone};
    struct db *source = NULL;
    extract_plan_init(&plan, conf);
    bool ok = extract_plan_files(&plan, err);
    for (size_t i = 0; ok && i < plan.n; i++) {
        struct plan_table *found = &plan.tables[i];
        if (!str_eq(found->name, table))
            continue;
        source = extract_plan_open(conf, err);
        ok = source != NULL;
        str_add(&select, "select code, n from (select pg_catalog.btrim(q.");
        sqltext_identifier(&select, column);
        str_add(&select, "::text) as code, pg_catalog.count(*) as n from (\n");
        sqltext_bind(&select, sqltext(found->path), args, 1);
        while (select.len > 0 && strchr("; \t\r\n", select.buf[select.len - 1]))
            select.buf[--select.len] = '\0';
        str_add(&select, "\n) as q group by 1) as c where code <> '' order by n desc, code");
        ok = ok && db_each(source, select.buf, DB_NONE, note_code, &telling, err);
    }
    db_close(source);
    str_release(&select);
    extract_plan_release(&plan);
    return ok;
}
