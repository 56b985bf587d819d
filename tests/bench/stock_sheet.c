/*
 * tests/bench/stock_sheet.c - the same listing as a C programmer writes it with libxlsxwriter
 *
 *     stock_sheet CONNINFO TABLE OUT [constant | default]          one sheet, all rows
 *     stock_sheet CONNINFO TABLE FOLDER fan BOOKS                  one workbook an office
 *
 * Rows by COPY; formats by column; filter, conditional formats and a frozen header, as ours. A
 * table of Excel needs the default mode, which keeps all cells in memory.
 */
#include <libpq-fe.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "columns.h"

static void die(const char *what)
{
    fprintf(stderr, "stock_sheet: %s\n", what);
    exit(1);
}

struct sheet {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *date, *stamp, *act;
    lxw_row_t row;
    int constant;
};

static void open_sheet(struct sheet *s, const char *path, int constant)
{
    lxw_workbook_options options = {.constant_memory = constant ? LXW_TRUE : LXW_FALSE};
    *s = (struct sheet){.book = workbook_new_opt(path, &options), .constant = constant};
    s->sheet = workbook_add_worksheet(s->book, "Rows");
    s->date = workbook_add_format(s->book);
    format_set_num_format(s->date, "mm/dd/yyyy");
    s->stamp = workbook_add_format(s->book);
    format_set_num_format(s->stamp, "mm/dd/yyyy hh:mm");
    s->act = workbook_add_format(s->book);
    format_set_bold(s->act);
    for (lxw_col_t i = 0; i < BENCH_COLUMNS; i++)
        worksheet_set_column(s->sheet, i, i, 16, NULL);
    worksheet_freeze_panes(s->sheet, 1, 2);
    if (constant)
        for (lxw_col_t i = 0; i < BENCH_COLUMNS; i++)
            worksheet_write_string(s->sheet, 0, i, bench_columns[i].name, NULL);
}

static void close_sheet(struct sheet *s)
{
    char begins[] = "Not seen";
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_TEXT,
                                   .criteria = LXW_CONDITIONAL_CRITERIA_TEXT_BEGINS_WITH,
                                   .value_string = begins,
                                   .format = s->act};
    worksheet_conditional_format_range(s->sheet, 1, 19, s->row, 19, &rule);
    if (s->constant) {
        worksheet_autofilter(s->sheet, 0, 0, s->row, BENCH_COLUMNS - 1);
    } else {
        lxw_table_column columns[BENCH_COLUMNS], *list[BENCH_COLUMNS + 1];
        memset(columns, 0, sizeof(columns));
        for (size_t i = 0; i < BENCH_COLUMNS; i++) {
            columns[i].header = (char *)(uintptr_t)bench_columns[i].name;
            list[i] = &columns[i];
        }
        list[BENCH_COLUMNS] = NULL;
        lxw_table_options table = {.columns = list};
        worksheet_add_table(s->sheet, 0, 0, s->row, BENCH_COLUMNS - 1, &table);
    }
    if (workbook_close(s->book) != LXW_NO_ERROR)
        die("cannot write");
}

static int number(const char *p, int n)
{
    int v = 0;
    while (n-- > 0)
        v = v * 10 + (*p++ - '0');
    return v;
}

static void write_cell(struct sheet *s, lxw_col_t col, const char *text, size_t n)
{
    lxw_datetime at = {0};
    if (strcmp(text, "\\N") == 0)
        return;
    switch (bench_columns[col].kind) {
    case BENCH_TEXT:
        worksheet_write_string(s->sheet, s->row, col, text, NULL);
        return;
    case BENCH_WHOLE:
    case BENCH_DECIMAL:
        worksheet_write_number(s->sheet, s->row, col, strtod(text, NULL), NULL);
        return;
    default:
        at.year = number(text, 4);
        at.month = number(text + 5, 2);
        at.day = number(text + 8, 2);
        if (n >= 19) {
            at.hour = number(text + 11, 2);
            at.min = number(text + 14, 2);
            at.sec = number(text + 17, 2);
        }
        worksheet_write_datetime(s->sheet, s->row, col, &at, n >= 19 ? s->stamp : s->date);
    }
}

/* Cuts the line at its tabs; what COPY escapes does not occur in these rows. */
static void write_line(struct sheet *s, char *line, size_t n)
{
    char *end = line + n - 1;
    *end = '\0';
    s->row++;
    for (lxw_col_t col = 0; line <= end; col++) {
        char *tab = memchr(line, '\t', (size_t)(end - line));
        char *stop = tab ? tab : end;
        *stop = '\0';
        write_cell(s, col, line, (size_t)(stop - line));
        line = stop + 1;
    }
}

static PGconn *query(const char *conninfo, const char *table, const char *order)
{
    char sql[1024];
    PGconn *conn = PQconnectdb(conninfo);
    snprintf(sql, sizeof(sql), "copy (" BENCH_SELECT "%s order by %s) to stdout", table, order);
    PGresult *result = PQexec(conn, sql);
    if (PQresultStatus(result) != PGRES_COPY_OUT)
        die(PQerrorMessage(conn));
    PQclear(result);
    return conn;
}

static void one(PGconn *conn, const char *path, int constant)
{
    struct sheet s;
    char *line;
    int n;
    open_sheet(&s, path, constant);
    while ((n = PQgetCopyData(conn, &line, 0)) > 0) {
        write_line(&s, line, (size_t)n);
        PQfreemem(line);
    }
    close_sheet(&s);
}

static void fan(PGconn *conn, const char *folder, int rows_each)
{
    struct sheet s;
    char *line, path[512];
    int n, books = 0, rows = 0;
    while ((n = PQgetCopyData(conn, &line, 0)) > 0) {
        if (rows == 0) {
            snprintf(path, sizeof(path), "%s/book-%d.xlsx", folder, ++books);
            open_sheet(&s, path, 1);
        }
        write_line(&s, line, (size_t)n);
        PQfreemem(line);
        if (++rows == rows_each) {
            close_sheet(&s);
            rows = 0;
        }
    }
    if (rows)
        close_sheet(&s);
}

int main(int argc, char **argv)
{
    if (argc < 5)
        die("usage: stock_sheet CONNINFO TABLE OUT constant | default | fan [ROWS]");
    PGconn *conn = query(argv[1], argv[2], "row_no");
    if (strcmp(argv[4], "fan") == 0)
        fan(conn, argv[3], argc > 5 ? atoi(argv[5]) : 56);
    else
        one(conn, argv[3], strcmp(argv[4], "constant") == 0);
    PQfinish(conn);
    return 0;
}
