/* etl/report_doc.c - what the sheets of all reports hold, as a table for other programs */
#include "report.h"

#include "report_page.h"
#include "report_plan.h"
#include "banned.h"

static const char *cell_name(enum cell cell)
{
    static const char *const names[] = {"text",    "id",   "count", "number",
                                        "percent", "date", "stamp", "month"};
    return names[cell];
}

static void print_sheet(FILE *out, const struct report *report, const struct sheet *sheet)
{
    bool frozen = sheet->frozen != NULL, filled;
    for (const struct column *c = sheet->columns; c->name; c++) {
        filled = false;
        for (const struct choice *choice = sheet->choices; choice && choice->column; choice++)
            filled = filled || str_eq(choice->column, c->name);
        (void)fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", report->name, sheet->name, c->title,
                      cell_name(c->cell),
                      frozen   ? "frozen"
                      : filled ? "to fill in"
                               : "",
                      c->words ? c->words : "");
        frozen = frozen && !str_eq(c->name, sheet->frozen);
    }
}

void report_print_sheets(FILE *out)
{
    struct arena arena = ARENA_INIT;
    (void)fputs("report\tsheet\tcolumn\tcell\tnote\twords\n", out);
    for (size_t i = 0; report_list[i]; i++) {
        const struct sheet *const *sheets =
            report_plan_sheets(&arena, report_list[i], &(size_t){0});
        for (; *sheets; sheets++)
            print_sheet(out, report_list[i], *sheets);
        print_sheet(out, report_list[i], report_quality_sheet(&arena, report_list[i]));
    }
    arena_release(&arena);
}
