/* etl/deliver_index.c - index.html of a month: what was published */
#include "deliver_index.h"

#include <stdlib.h>
#include <string.h>

#include "html.h"
#include "job.h"
#include "sqltext.h"
#include "vocab.h"
#include "banned.h"

/* Columns of the three queries. */
enum {
    F_REPORT,
    F_HEADING,
    F_NAME,
    F_PATH,
    F_ROWS,
    F_CHANGE,
    F_SIZE,
    F_STATUS,
    F_SHA256,
    F_AS_OF,
    F_CUTOFF,
    F_COMPARED,
    F_COLUMNS
};
enum { N_REPORT, N_COMPARED, N_NOW, N_THEN, N_CHANGE, N_ADDED, N_GONE, N_COLUMNS };
enum {
    M_MONTH,
    M_AS_OF,
    M_CUTOFF,
    M_PRELIMINARY,
    M_WORKBOOKS,
    M_REPORTS,
    M_SIZE,
    M_PREVIOUS,
    M_PREVIOUS_PATH,
    M_COLUMNS
};

#define DIGITS_SHOWN 12

/* The rows of one query, all texts in the arena. */
struct rows {
    struct arena *arena;
    size_t width;
    const char **cells;
    size_t n;
};

struct page {
    struct arena arena;
    struct rows month, files, news;
    struct str *out;
};

static bool keep(void *ctx, const char *const *fields, size_t n, struct err *err)
{
    struct rows *rows = ctx;
    if (n != rows->width)
        return err_set(err, ERR_INTERNAL, "an index query returned %zu columns", n);
    rows->cells = xrealloc(rows->cells, (rows->n + 1) * n, sizeof(*rows->cells));
    for (size_t i = 0; i < n; i++)
        rows->cells[rows->n * n + i] = arena_strdup(rows->arena, fields[i]);
    rows->n++;
    return true;
}

static const char *const *row(const struct rows *rows, size_t i)
{
    return rows->cells + i * rows->width;
}

static bool ask(struct job *job, const char *month, const char *path, struct rows *rows,
                struct err *err)
{
    return db_each(job->mart, sqltext(path),
                   DB_ARGS(job->conf->agency.id_text, job->conf->share.url, month), keep, rows,
                   err);
}

/* ---- parts ---- */

static const struct report *describe(const char *name)
{
    for (size_t i = 0; report_list[i]; i++)
        if (str_eq(report_list[i]->name, name))
            return report_list[i];
    return NULL;
}

/* A report that is no longer made has no title but its name. */
static const char *title_of(const char *name)
{
    const struct report *report = describe(name);
    return report ? report->title : name;
}

/* `before` and `after` are mark-up, `text` is not. */
static void add(struct page *page, const char *before, const char *text, const char *after)
{
    str_add(page->out, before);
    html_text(page->out, text);
    str_add(page->out, after);
}

static void add_fact(struct page *page, const char *name, const char *value)
{
    str_addf(page->out, "<div><dt>%s</dt><dd>", name);
    add(page, "", value, "</dd></div>\n");
}

static void add_header(struct page *page, const struct conf *conf)
{
    const char *const *m = row(&page->month, 0);
    add(page,
        "<a class=\"skip\" href=\"#workbooks\">Skip to the workbooks</a>\n<header>\n"
        "<p class=\"agency\">",
        conf->agency.name, "</p>\n");
    add(page, "<h1>Reports for ", m[M_MONTH], "</h1>\n");
    if (str_eq(m[M_PRELIMINARY], "t"))
        str_add(page->out, "<p class=\"band\"><strong>PRELIMINARY.</strong> The month was not "
                           "complete in the source when some of these workbooks were made. They "
                           "will be replaced.</p>\n");
    str_add(page->out, "<dl class=\"facts\">\n");
    add_fact(page, "As of", m[M_AS_OF]);
    str_add(page->out, "<div><dt>Data up to</dt><dd>");
    add(page, "", m[M_CUTOFF], " agency time</dd></div>\n");
    add_fact(page, "Workbooks", m[M_WORKBOOKS]);
    add_fact(page, "Size", m[M_SIZE]);
    if (*conf->agency.contact)
        add_fact(page, "Contact", conf->agency.contact);
    str_add(page->out, "</dl>\n</header>\n");
}

static void add_nav(struct page *page)
{
    const char *const *m = row(&page->month, 0);
    const char *last = "";
    str_add(page->out, "<nav aria-label=\"Reports of the month\">\n<ul>\n");
    for (size_t i = 0; i < page->files.n; i++) {
        const char *report = row(&page->files, i)[F_REPORT];
        if (str_eq(report, last))
            continue;
        add(page, "<li><a href=\"#", report, "\">");
        add(page, "", title_of(report), "</a></li>\n");
        last = report;
    }
    if (m[M_PREVIOUS_PATH]) {
        str_add(page->out, "<li><a href=\"");
        html_path(page->out, m[M_PREVIOUS_PATH]);
        add(page, "\">Earlier: ", m[M_PREVIOUS], "</a></li>\n");
    }
    str_add(page->out, "</ul>\n</nav>\n");
}

/* The table's parts name their roles: on a small screen rows are drawn as blocks, and some
   browsers then no longer tell a table. */
static void open_table(struct page *page, const char *caption, const char *about)
{
    str_add(page->out, "<table role=\"table\">\n<caption>");
    html_text(page->out, caption);
    html_text(page->out, about);
    str_add(page->out, "</caption>\n<thead role=\"rowgroup\">\n<tr role=\"row\">");
}

static void add_heading(struct page *page, const char *text, bool number)
{
    str_addf(page->out, "<th role=\"columnheader\" scope=\"col\"%s>", number ? " class=\"n\"" : "");
    add(page, "", text, "</th>");
}

static void open_cell(struct page *page, const char *heading, bool number)
{
    str_addf(page->out, "<td role=\"cell\"%s data-h=\"", number ? " class=\"n\"" : "");
    add(page, "", heading, "\">");
}

static void add_cell(struct page *page, const char *heading, bool number, const char *text)
{
    open_cell(page, heading, number);
    add(page, "", text, "</td>");
}

/* All reports are compared with one month, as a rule. */
static bool news_differ(const struct page *page)
{
    for (size_t i = 1; i < page->news.n; i++)
        if (!str_eq(row(&page->news, i)[N_COMPARED], row(&page->news, 0)[N_COMPARED]))
            return true;
    return false;
}

static void add_news_row(struct page *page, const char *const *n, const char *const *headings,
                         bool differ)
{
    add(page, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">", title_of(n[N_REPORT]),
        "</th>");
    if (differ)
        add_cell(page, "Compared with", false, n[N_COMPARED]);
    for (size_t k = 0; k < 5; k++) {
        const char *value = n[N_NOW + k];
        add_cell(page, headings[k], k < 3, value || k < 3 ? value : "none");
    }
    str_add(page->out, "</tr>\n");
}

static void add_news(struct page *page)
{
    static const char *const headings[] = {"Rows now", "Rows then", "Change", "New workbooks",
                                           "No longer made"};
    if (page->news.n == 0)
        return;
    bool differ = news_differ(page);
    add(page, "<section aria-labelledby=\"new\">\n<h2 id=\"new\">What is new since ",
        differ ? "the month before" : row(&page->news, 0)[N_COMPARED], "</h2>\n");
    open_table(page, "Statewide rows and workbooks of each report, now and then", "");
    add_heading(page, "Report", false);
    if (differ)
        add_heading(page, "Compared with", false);
    for (size_t i = 0; i < 5; i++)
        add_heading(page, headings[i], i < 3);
    str_add(page->out, "</tr>\n</thead>\n<tbody role=\"rowgroup\">\n");
    for (size_t i = 0; i < page->news.n; i++)
        add_news_row(page, row(&page->news, i), headings, differ);
    str_add(page->out, "</tbody>\n</table>\n</section>\n");
}

static void add_status(struct page *page, const char *status)
{
    const char *class = str_starts(status, "PRELIMINARY") ? "late"
                        : str_starts(status, "Restated")  ? "wait"
                                                          : NULL;
    open_cell(page, "Status", false);
    if (class)
        str_addf(page->out, "<span class=\"%s\">", class);
    html_text(page->out, status);
    str_add(page->out, class ? "</span></td>" : "</td>");
}

static void add_file(struct page *page, const char *const *f, const char *since)
{
    str_add(page->out, "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\"><a href=\"");
    html_path(page->out, f[F_PATH]);
    add(page, "\">", f[F_NAME], "</a></th>");
    add_cell(page, "Rows", true, f[F_ROWS]);
    if (since)
        add_cell(page, since, true, f[F_CHANGE]);
    add_cell(page, "Size", true, f[F_SIZE]);
    add_status(page, f[F_STATUS]);
    open_cell(page, "Digest", false);
    str_addf(page->out, "<code>%.*s</code></td></tr>\n", DIGITS_SHOWN, f[F_SHA256]);
}

static void add_group(struct page *page, const char *heading, size_t columns, bool first)
{
    str_addf(page->out,
             "%s<tbody role=\"rowgroup\">\n<tr role=\"row\" class=\"group\"><th "
             "role=\"rowheader\" scope=\"rowgroup\" colspan=\"%zu\">",
             first ? "" : "</tbody>\n", columns);
    add(page, "", heading, "</th></tr>\n");
}

/* When they are not what the head of the page says. */
static void add_times(struct page *page, const char *const *f)
{
    const char *const *m = row(&page->month, 0);
    if (str_eq(f[F_AS_OF], m[M_AS_OF]) && str_eq(f[F_CUTOFF], m[M_CUTOFF]))
        return;
    add(page, "<p class=\"quiet\">As of ", f[F_AS_OF], ", ");
    add(page, "data up to ", f[F_CUTOFF], " agency time.</p>\n");
}

/* The files of one report, from `i`; returns behind its last. */
static size_t add_report(struct page *page, size_t i)
{
    const char *const *f = row(&page->files, i);
    const char *name = f[F_REPORT];
    const struct report *report = describe(name);
    const char *since =
        f[F_COMPARED] ? arena_printf(&page->arena, "Since %s", f[F_COMPARED]) : NULL;
    add(page, "<section aria-labelledby=\"", name, "\">\n");
    add(page, "<h2 id=\"", name, "\">");
    add(page, "", title_of(name), "</h2>\n");
    if (report)
        add(page, "<p>", report->purpose, "</p>\n");
    add_times(page, f);
    open_table(page, "Workbooks of ", title_of(name));
    add_heading(page, "Workbook", false);
    add_heading(page, "Rows", true);
    if (since)
        add_heading(page, since, true);
    add_heading(page, "Size", true);
    add_heading(page, "Status", false);
    add_heading(page, "Digest", false);
    str_add(page->out, "</tr>\n</thead>\n");
    const char *heading = NULL;
    for (; i < page->files.n && str_eq((f = row(&page->files, i))[F_REPORT], name); i++) {
        if (!str_eq(f[F_HEADING], heading))
            add_group(page, f[F_HEADING], since ? 6 : 5, !heading);
        heading = f[F_HEADING];
        add_file(page, f, since);
    }
    str_add(page->out, "</tbody>\n</table>\n</section>\n");
    return i;
}

static void add_footer(struct page *page, const struct conf *conf)
{
    str_add(page->out,
            "<footer>\n<p>Links open Excel workbooks. Rows: what the workbook lists on its detail "
            "sheets. Digest: the first 12 of 64 digits of SHA-256; "
            "manifest.json in this folder has them all. A month without manifest.json is not "
            "complete.</p>\n");
    if (*conf->workbook.confidential)
        add(page, "<p><strong>", conf->workbook.confidential, "</strong></p>\n");
    str_add(page->out, "</footer>\n</body>\n</html>\n");
}

bool deliver_index_page(struct job *job, const char *month, struct str *out, struct err *err)
{
    struct page page = {.arena = ARENA_INIT, .out = out};
    page.month = (struct rows){.arena = &page.arena, .width = M_COLUMNS};
    page.files = (struct rows){.arena = &page.arena, .width = F_COLUMNS};
    page.news = (struct rows){.arena = &page.arena, .width = N_COLUMNS};
    bool ok = ask(job, month, "engine/index_month.sql", &page.month, err) &&
              ask(job, month, "engine/index_files.sql", &page.files, err) &&
              ask(job, month, "engine/index_news.sql", &page.news, err);
    if (ok && page.month.n != 1)
        ok = err_set(err, ERR_INTERNAL, "index: nothing is published for %.7s", month);
    if (ok) {
        const char *title = arena_printf(&page.arena, "Reports for %s - %s",
                                         row(&page.month, 0)[M_MONTH], job->conf->agency.name);
        html_head(out, title);
        add_header(&page, job->conf);
        add_nav(&page);
        str_add(out, "<main id=\"workbooks\" tabindex=\"-1\">\n");
        add_news(&page);
        for (size_t i = 0; i < page.files.n;)
            i = add_report(&page, i);
        str_add(out, "</main>\n");
        add_footer(&page, job->conf);
    }
    free(page.month.cells);
    free(page.files.cells);
    free(page.news.cells);
    arena_release(&page.arena);
    return ok;
}
