/* etl/cmd_explain.c - explain: one child, rule by rule, as a table or as JSON */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd.h"
#include "json.h"
#include "ledger.h"
#include "report.h"
#include "report_explain.h"
#include "str.h"
#include "banned.h"

enum { SHOWN = 5, GAP = 2, NARROWEST = 60, USUAL = 100 };

static const struct shown {
    enum explain_column column;
    const char *title;
    int least; /* a column is not made narrower than this */
} shown[SHOWN] = {
    {EXPLAIN_RULE, "Rule", 12}, {EXPLAIN_LOOKED_AT, "Looked at", 12}, {EXPLAIN_VALUE, "Value", 10},
    {EXPLAIN_ROW_ID, "Row", 8}, {EXPLAIN_OUTCOME, "Outcome", 14},
};

/* ---- the table ---- */

static int letters(const char *text, size_t n)
{
    int count = 0;
    for (size_t i = 0; i < n; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

static int screen_width(void)
{
    struct winsize size = {0};
    int64_t columns = 0;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        columns = size.ws_col;
    else if (!getenv("COLUMNS") || !str_to_int64(getenv("COLUMNS"), 1, 1000, &columns))
        columns = USUAL;
    return columns < NARROWEST ? NARROWEST : (int)columns;
}

/* As wide as the longest value; while they do not fit, the widest gives. */
static void set_widths(const struct report_explanation *told, int screen, int width[SHOWN])
{
    int sum = GAP; /* the margin */
    for (int c = 0; c < SHOWN; c++) {
        width[c] = letters(shown[c].title, strlen(shown[c].title));
        for (size_t i = 0; i < told->n; i++) {
            const char *text = told->rows[i][shown[c].column];
            int n = text ? letters(text, strlen(text)) : 0;
            width[c] = n > width[c] ? n : width[c];
        }
        sum += width[c] + (c > 0 ? GAP : 0);
    }
    for (; sum > screen; sum--) {
        int widest = -1;
        for (int c = 0; c < SHOWN; c++)
            if (width[c] > shown[c].least && (widest < 0 || width[c] > width[widest]))
                widest = c;
        if (widest < 0)
            return;
        width[widest]--;
    }
}

/* Bytes of `text` that go on one line of `width` letters; a word is cut only when it must be. */
static size_t line_of(const char *text, int width)
{
    size_t end = 0;
    size_t blank = 0;
    for (int n = 0; text[end]; end++) {
        if (((unsigned char)text[end] & 0xc0) == 0x80)
            continue;
        if (text[end] == ' ')
            blank = end;
        if (n++ == width)
            return blank > 0 ? blank : end;
    }
    return end;
}

/* Text of the source must not steer the terminal. */
static void print_line(struct str *line)
{
    while (line->len > 0 && line->buf[line->len - 1] == ' ')
        line->buf[--line->len] = '\0';
    for (size_t i = 0; i < line->len; i++)
        if ((unsigned char)line->buf[i] < ' ' || line->buf[i] == '\x7f')
            line->buf[i] = '?';
    (void)puts(line->buf);
}

static void print_cells(const char *const cells[SHOWN], const int width[SHOWN], const char *margin)
{
    const char *rest[SHOWN];
    bool more = true;
    for (int c = 0; c < SHOWN; c++)
        rest[c] = cells[c] ? cells[c] : "";
    for (; more; margin = "") {
        struct str line = STR_INIT;
        more = false;
        str_addf(&line, "%-*s", GAP, margin);
        for (int c = 0; c < SHOWN; c++) {
            size_t n = line_of(rest[c], width[c]);
            str_addn(&line, rest[c], n);
            for (int pad = letters(rest[c], n); pad < width[c] + GAP; pad++)
                str_addc(&line, ' ');
            rest[c] += n + strspn(rest[c] + n, " ");
            more = more || *rest[c];
        }
        print_line(&line);
        str_release(&line);
    }
}

static void print_outcomes(const struct report_explanation *told)
{
    for (size_t i = 0; i < told->n; i++) {
        const char *const *row = told->rows[i];
        if (row[EXPLAIN_LIST])
            (void)printf("%s: %s%s%s\n", row[EXPLAIN_RULE], row[EXPLAIN_OUTCOME],
                         row[EXPLAIN_ROW_ID] ? ", row " : "",
                         row[EXPLAIN_ROW_ID] ? row[EXPLAIN_ROW_ID] : "");
    }
}

static void print_table(const struct report *report, const char *child_id,
                        const struct report_explanation *told)
{
    const char *titles[SHOWN];
    const char *cells[SHOWN];
    const char *section = "";
    int width[SHOWN];
    set_widths(told, screen_width(), width);
    (void)printf("%s, %.7s: child %s\n", report->title, told->month.period.month, child_id);
    print_outcomes(told);
    for (int c = 0; c < SHOWN; c++)
        titles[c] = shown[c].title;
    (void)puts("");
    print_cells(titles, width, "");
    for (size_t i = 0; i < told->n; i++) {
        const char *const *row = told->rows[i];
        if (!str_eq(row[EXPLAIN_SECTION], section))
            (void)printf("\n%s\n", row[EXPLAIN_SECTION] ? row[EXPLAIN_SECTION] : "");
        section = row[EXPLAIN_SECTION];
        for (int c = 0; c < SHOWN; c++)
            cells[c] = row[shown[c].column];
        print_cells(cells, width, str_eq(row[EXPLAIN_DECIDES], "t") ? "*" : "");
    }
    (void)puts("\n* decided");
}

/* ---- JSON ---- */

/* Readers may rely on these members; any change but a new one makes `explain` 2. */
static void print_json(const struct cmd *cmd, const struct report *report, const char *child_id,
                       const struct report_explanation *told)
{
    const struct ledger_month *m = &told->month;
    struct json *root = json_new_object();
    char month[8];
    (void)snprintf(month, sizeof(month), "%.7s", m->period.month);
    json_set_int(root, "explain", 1);
    json_set_text(root, "agency", cmd->conf.agency.id_text);
    json_set_text(root, "report", report->name);
    json_set_text(root, "child_id", child_id);
    json_set_text(root, "month", month);
    json_set_text(root, "as_of", m->period.as_of);
    json_set_text(root, "cutoff", m->period.cutoff);
    json_set_int(root, "version", m->version);
    json_set_bool(root, "closed", m->closed);
    json_set_bool(root, "preliminary", m->period.preliminary);
    struct json *rows = json_set_array(root, "rows");
    for (size_t i = 0; i < told->n; i++) {
        struct json *row = json_add_object(rows);
        for (int c = 0; c < EXPLAIN_COLUMNS; c++)
            if (c == EXPLAIN_DECIDES)
                json_set_bool(row, report_explain_columns[c], str_eq(told->rows[i][c], "t"));
            else
                json_set_text(row, report_explain_columns[c], told->rows[i][c]);
    }
    char *text = json_text(root);
    (void)fputs(text, stdout);
    free(text);
    json_free(root);
}

/* ---- the verb ---- */

/* `-` stands for an id on standard input: one on the command line is seen in the process list. */
static bool read_child(const char *operand, char *ret_child, size_t size, struct err *err)
{
    if (str_eq(operand, "-")) {
        if (!fgets(ret_child, (int)size, stdin))
            return err_set(err, ERR_USAGE, "no child id on standard input");
        ret_child[strcspn(ret_child, "\r\n")] = '\0';
    } else if (snprintf(ret_child, size, "%s", operand) >= (int)size) {
        return err_set(err, ERR_USAGE, "the child id is too long");
    }
    return *ret_child || err_set(err, ERR_USAGE, "the child id is empty");
}

bool cmd_explain(struct cmd *cmd, struct err *err)
{
    struct report_explanation told = REPORT_EXPLANATION_INIT;
    char child[128] = "";
    cmd->args.reports = xrealloc(cmd->args.reports, 1, sizeof(*cmd->args.reports));
    cmd->args.reports[0] = cmd->args.operands[0];
    cmd->args.n_reports = 1;
    bool ok = read_child(cmd->args.operands[1], child, sizeof(child), err) &&
              cmd_load_conf(cmd, err) && cmd_find_reports(cmd, err) &&
              cmd_open_mart(cmd, true, err) && ledger_kept(&cmd->job, false, err);
    const struct report *report = report_find(cmd->args.operands[0]);
    ok = ok && report_explain(&cmd->job, report, child, &told, err);
    if (ok && cmd->args.json)
        print_json(cmd, report, child, &told);
    else if (ok)
        print_table(report, child, &told);
    report_explanation_release(&told);
    return ok;
}
