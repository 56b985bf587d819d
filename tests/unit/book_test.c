/* tests/unit/book_test.c - workbooks as a whole: cells, limits, names, sameness; read back by the
 * zip reader and a small scan of the XML, and by tests/lint/workbook.py where Python is there */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "book.h"
#include "book_int.h"
#include "str.h"
#include "unit.h"
#include "xlsx.h"
#include "banned.h"

static char dir[] = "/tmp/book_test.XXXXXX";

static const char *path_of(const char *name)
{
    static char path[128];
    (void)snprintf(path, sizeof(path), "%s/%s", dir, name);
    return path;
}

static struct book *begin(const char *path)
{
    const struct book_options options = {.path = path,
                                         .tmpdir = dir,
                                         .title = "IFF timeliness",
                                         .subject = "October 2026",
                                         .author = "Agency",
                                         .created = 1793520900,
                                         .date_format = "mm/dd/yyyy",
                                         .header_left = "IFF & more",
                                         .header_scope = "Office 204",
                                         .header_right = "October 2026",
                                         .footer_left = "CONFIDENTIAL: child welfare record.",
                                         .paper = "auto",
                                         .level = 1};
    struct book *book = book_open(&options, WHY);
    if (!book)
        print_error("%s\n", unit_err.message);
    return book;
}

/* ---- reading back ---- */

static char *between(const char *text, const char *open, const char *shut)
{
    const char *from = strstr(text, open);
    if (!from)
        return NULL;
    from += strlen(open);
    const char *to = strstr(from, shut);
    return to ? xstrndup(from, (size_t)(to - from)) : NULL;
}

static void replace(struct str *out, const char *from, const char *to)
{
    struct str done = STR_INIT;
    const char *p = out->buf, *at;
    while ((at = strstr(p, from))) {
        str_addn(&done, p, (size_t)(at - p));
        str_add(&done, to);
        p = at + strlen(from);
    }
    str_add(&done, p);
    str_release(out);
    *out = done;
}

/* The text of the first `tag`, which may have attributes, as a reader shows it. */
static char *shown(const char *xml, const char *tag)
{
    struct str text = STR_INIT;
    char *open = xasprintf("<%s", tag), *shut = xasprintf("</%s>", tag);
    char *inner = between(xml, open, shut);
    free(open);
    free(shut);
    if (!inner)
        return xstrdup("");
    str_add(&text, strchr(inner, '>') + 1);
    free(inner);
    replace(&text, "&lt;", "<");
    replace(&text, "&gt;", ">");
    replace(&text, "&quot;", "\"");
    replace(&text, "&amp;", "&");
    replace(&text, "_x005F_", "_");
    return str_detach(&text);
}

static char *shared(const char *path, long n)
{
    char *strings = xlsx_part(path, "xl/sharedStrings.xml");
    const char *at = strings;
    for (long i = 0; i <= n; i++)
        at = strstr(i ? at + 1 : at, "<si>");
    char *one = between(at, "<si>", "</si>"), *text = shown(one, "t");
    free(one);
    free(strings);
    return text;
}

/* What stands in a cell: "text:...", "number:...", "blank", or "none". */
static char *cell(const char *path, int sheet, const char *place)
{
    char name[64], open[32];
    (void)snprintf(name, sizeof(name), "xl/worksheets/sheet%d.xml", sheet);
    (void)snprintf(open, sizeof(open), "<c r=\"%s\"", place);
    char *xml = xlsx_part(path, name), *found = strstr(xml, open), *result = NULL;
    if (!found) {
        result = xstrdup("none");
    } else if (strncmp(strchr(found, '>') - 1, "/>", 2) == 0) {
        result = xstrdup("blank");
    } else {
        char *all = between(found, open, "</c>"), *value = between(all, "<v>", "</v>");
        char *head = xstrndup(all, (size_t)(strchr(all, '>') - all));
        int64_t index;
        char *text = NULL;
        if (strstr(head, "t=\"s\"") && str_to_int64(value, 0, 1000000, &index))
            text = shared(path, (long)index);
        else if (strstr(head, "t=\"inlineStr\""))
            text = shown(all, "t");
        else if (strstr(head, "t=\"str\""))
            text = shown(all, "v");
        result = text ? xasprintf("text:%s", text) : xasprintf("number:%s", value);
        free(text);
        free(value);
        free(head);
        free(all);
    }
    free(xml);
    return result;
}

static void assert_cell(const char *path, int sheet, const char *place, const char *want)
{
    char *found = cell(path, sheet, place);
    assert_string_equal(found, want);
    free(found);
}

static void assert_has(const char *path, const char *name, const char *text, bool there)
{
    char *xml = xlsx_part(path, name);
    assert_non_null(xml);
    if ((strstr(xml, text) != NULL) != there)
        print_error("%s: %s %s\n", name, there ? "lacks" : "has", text);
    assert_int_equal(strstr(xml, text) != NULL, there);
    free(xml);
}

/* ---- a second reader ---- */

static void run(const char *const *command)
{
    if (access(command[0], X_OK) != 0 || access("/usr/bin/python3", X_OK) != 0)
        return;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        (void)execv(command[0], (char *const *)(uintptr_t)command);
        _exit(127);
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void lint(const char *path)
{
    run((const char *const[]){"tests/lint/workbook.py", "--brief", "--created",
                              "2026-11-01T08:15:00Z", path, NULL});
}

/* ---- sheets ---- */

static const struct column columns[] = {
    {.name = "office", .title = "Office", .cell = CELL_TEXT, .fit = FIT_PLACE},
    {.name = "child_id", .title = "Child ID", .cell = CELL_ID, .fit = FIT_FIXED},
    {.name = "age", .title = "Age", .cell = CELL_COUNT, .fit = FIT_FIXED},
    {.name = "months", .title = "Months in care", .cell = CELL_NUMBER, .fit = FIT_FIXED},
    {.name = "share", .title = "Share", .cell = CELL_PERCENT, .fit = FIT_FIXED},
    {.name = "since", .title = "Since", .cell = CELL_DATE, .fit = FIT_FIXED},
    {.name = "due", .title = "Due", .cell = CELL_STAMP, .fit = FIT_FIXED},
    {.name = "status", .title = "Status", .cell = CELL_TEXT, .fit = FIT_STATUS},
    {.name = "why", .title = "Why", .cell = CELL_TEXT, .fit = FIT_WHY},
    {.name = NULL}};
static const struct mark marks[] = {{"status", "Overdue", MARK_ACT},
                                    {"status", "Pending", MARK_WAIT},
                                    {"status", "A status whose name is longer than most", MARK_GAP},
                                    {.column = NULL}};
static const struct sheet detail = {.name = "To act on",
                                    .sql = "due",
                                    .table = "ToActOn",
                                    .columns = columns,
                                    .marks = marks,
                                    .frozen = "child_id",
                                    .status = "status",
                                    .due = "due",
                                    .worklist = true};
static const struct column one_column[] = {
    {.name = "text", .title = "Text", .cell = CELL_TEXT, .fit = FIT_WHY}, {.name = NULL}};
static const struct sheet single = {
    .name = "A sheet name of thirty-one let", .sql = "x", .table = "Texts", .columns = one_column};

static struct rows *rows_of(struct book *book, const struct sheet *sheet)
{
    const struct rows_layout layout = {sheet, "Pacific time", "No cases. Checked 2026-10-31."};
    struct rows *rows = book_rows(book, &layout, WHY);
    if (!rows)
        print_error("%s\n", unit_err.message);
    return rows;
}

static const char *const first_row[] = {"Alder Creek",
                                        "0012345",
                                        "7",
                                        "16.8",
                                        "0.3333333333333333333",
                                        "2026-10-31",
                                        "2026-10-31 23:59:59",
                                        "Overdue, attempted",
                                        "Due since 10/31."};
static const char *const second_row[] = {"Alder Creek",  NULL,           "",
                                         "NaN",          "Not recorded", "1899-12-31",
                                         "Not recorded", "Pending",      "x  y "};

static void add_detail(struct book *book, long n)
{
    struct rows *rows = rows_of(book, &detail);
    char id[32];
    const char *row[9];
    uint64_t done = 0;
    assert_non_null(rows);
    for (long i = 0; i < n; i++) {
        memcpy(row, i % 2 ? second_row : first_row, sizeof(row));
        if (i > 1) {
            (void)snprintf(id, sizeof(id), "%07ld", i);
            row[1] = id;
        }
        OK(rows_add(rows, row, NULL, WHY));
    }
    OK(rows_end(rows, &done, WHY));
    assert_int_equal(done, n);
}

static void draw_page(struct book *book)
{
    static const char *const titles[] = {"Month", "Seen on time"};
    static const struct series series[] = {{"This office", 1, MARK_ACT, true}};
    struct page *page = book_page(book, "Summary", TAB_SUMMARY);
    page_width(page, 0, 120);
    page_width(page, 1, 100);
    page_text(page, 0, 0, STYLE_TITLE, "Report");
    page_text(page, 2, 0, STYLE_HEAD, "Month");
    page_text(page, 2, 1, STYLE_HEAD_RIGHT, "Seen on time");
    page_cell(page, 3, 0, STYLE_CHART, CELL_MONTH, "2026-09-01");
    page_cell(page, 3, 1, STYLE_CHART, CELL_PERCENT, "0.5");
    page_month_later(page, 4, 0, STYLE_CHART, "2026-10-01");
    page_link(page, 4, 1, STYLE_CHART, CELL_PERCENT, "0.75", "To act on");
    const struct page_table table = {"Trend", 2, 0, 2, 2, titles, false};
    page_table(page, &table);
    const struct chart chart = {.kind = CHART_TREND,
                                .title = "=Seen on time",
                                .alt = "Line, 2 months",
                                .x_name = "Month",
                                .y_name = "Share",
                                .first_row = 3,
                                .last_row = 4,
                                .series = series,
                                .n = 1,
                                .percent = true,
                                .low = 0,
                                .high = 1,
                                .step = 0.25,
                                .row = 6,
                                .width = 300,
                                .height = 200};
    page_chart(page, &chart);
}

static void write_book(const char *path, long n)
{
    unlink(path);
    struct book *book = begin(path);
    assert_non_null(book);
    draw_page(book);
    add_detail(book, n);
    OK(book_close(book, WHY));
}

/* The second reader must be able to find fault. */
static void test_spoiled_workbooks_are_noticed(void **state)
{
    (void)state;
    char *path = xstrdup(path_of("cells.xlsx"));
    write_book(path, 2);
    char *sheets = xstrdup(path_of("sheets.tsv"));
    FILE *file = fopen(sheets, "we");
    assert_non_null(file);
    (void)fputs("report\tsheet\tcolumn\tcell\tnote\twords\n", file);
    static const char *const cells[] = {"text",    "id",   "count", "number",
                                        "percent", "date", "stamp", "month"};
    for (int i = 0; columns[i].name; i++)
        (void)fprintf(file, "unit\tTo act on\t%s\t%s\t%s\t\n", columns[i].title,
                      cells[columns[i].cell], i < 2 ? "frozen" : "");
    assert_int_equal(fclose(file), 0);
    run((const char *const[]){"tests/lint/workbook_test.py", sheets, path, NULL});
    unlink(sheets);
    free(sheets);
    free(path);
}

static void test_cells(void **state)
{
    (void)state;
    const char *path = path_of("cells.xlsx");
    struct stat st;
    write_book(path, 2);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    lint(path);
    static const char *const want[][3] = {{"A1", "text:Office", ""},
                                          {"A2", "text:Alder Creek", "A3"},
                                          {"B2", "text:0012345", ""},
                                          {"C2", "number:7", ""},
                                          {"D2", "number:16.8", ""},
                                          {"E2", "number:0.3333333333333333333", ""},
                                          {"F2", "number:46326", ""},
                                          {"G2", "number:46326.999988425926", ""},
                                          {"H2", "text:Overdue, attempted", ""},
                                          {"I2", "text:Due since 10/31.", ""},
                                          {"B3", "blank", ""},
                                          {"C3", "blank", ""},
                                          {"D3", "text:NaN", ""},
                                          {"E3", "text:Not recorded", ""},
                                          {"F3", "text:1899-12-31", ""},
                                          {"G3", "text:Not recorded", ""},
                                          {"I3", "text:x  y ", ""},
                                          {"A4", "none", ""}};
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++)
        assert_cell(path, 2, want[i][0], want[i][1]);
    assert_cell(path, 1, "A4", "number:46266");
    assert_cell(path, 1, "B5", "number:0.75");
    assert_has(path, "xl/worksheets/sheet1.xml", "location=\"'To act on'!A1\"", true);
    assert_has(path, "xl/worksheets/sheet2.xml", "xml:space=\"preserve\">x  y <", true);
    assert_has(path, "xl/worksheets/sheet2.xml", "<dimension", false);
    assert_has(path, "xl/tables/table2.xml", "ref=\"A1:I3\"", true);
    assert_has(path, "xl/charts/chart1.xml", "<c:f>", true);
}

static const struct {
    enum cell cell;
    const char *text;
    enum value_kind kind;
    const char *digits;
} values[] = {
    {CELL_COUNT, "0", VALUE_NUMBER, "0"},
    {CELL_COUNT, "-17", VALUE_NUMBER, "-17"},
    {CELL_COUNT, "999999999999999", VALUE_NUMBER, "999999999999999"},
    {CELL_COUNT, "9007199254740993", VALUE_TEXT, NULL}, /* 16 digits: Excel would change it */
    {CELL_COUNT, "007", VALUE_TEXT, NULL},
    {CELL_COUNT, "1,000", VALUE_TEXT, NULL},
    {CELL_COUNT, "+1", VALUE_TEXT, NULL},
    {CELL_COUNT, "1 ", VALUE_TEXT, NULL},
    {CELL_COUNT, "", VALUE_EMPTY, NULL},
    {CELL_COUNT, "-", VALUE_TEXT, NULL},
    {CELL_NUMBER, "12.50", VALUE_NUMBER, "12.50"},
    {CELL_NUMBER, ".5", VALUE_TEXT, NULL},
    {CELL_NUMBER, "5.", VALUE_TEXT, NULL},
    {CELL_NUMBER, "1.5e-07", VALUE_NUMBER, "1.5e-07"},
    {CELL_NUMBER, "1e+400", VALUE_TEXT, NULL},
    {CELL_NUMBER, "Infinity", VALUE_TEXT, NULL},
    {CELL_NUMBER, "0x10", VALUE_TEXT, NULL},
    {CELL_NUMBER, "0.0000000000000000000000000000000000000000000001", VALUE_TEXT, NULL},
    {CELL_TEXT, "12", VALUE_TEXT, NULL},
    {CELL_ID, "12", VALUE_TEXT, NULL},
    {CELL_DATE, "1900-02-28", VALUE_TEXT, NULL},
    {CELL_DATE, "1900-03-01", VALUE_DATE, "61"},
    {CELL_DATE, "2000-02-29", VALUE_DATE, "36585"},
    {CELL_DATE, "1999-12-31", VALUE_DATE, "36525"},
    {CELL_DATE, "9999-12-31", VALUE_DATE, "2958465"},
    {CELL_DATE, "10000-01-01", VALUE_TEXT, NULL},
    {CELL_DATE, "2026-02-29", VALUE_TEXT, NULL},
    {CELL_DATE, "2100-02-29", VALUE_TEXT, NULL},
    {CELL_DATE, "2026-13-01", VALUE_TEXT, NULL},
    {CELL_DATE, "2026-04-31", VALUE_TEXT, NULL},
    {CELL_DATE, "0044-03-15 BC", VALUE_TEXT, NULL},
    {CELL_DATE, "infinity", VALUE_TEXT, NULL},
    {CELL_DATE, "2026-10-31 00:00:00", VALUE_DATE, "46326"},
    {CELL_DATE, "2026-10-31 12:00:00", VALUE_STAMP, "46326.5"},
    {CELL_STAMP, "2026-10-31", VALUE_DATE, "46326"}, /* no time recorded */
    {CELL_STAMP, "2026-10-31 00:00:00", VALUE_STAMP, "46326"},
    {CELL_STAMP, "2026-10-31T06:00:00", VALUE_STAMP, "46326.25"},
    {CELL_STAMP, "2026-10-31 06:00:00.999999", VALUE_STAMP, "46326.25"},
    {CELL_STAMP, "2026-10-31 24:00:00", VALUE_TEXT, NULL},
    {CELL_STAMP, "2026-10-31 06:00:00+00", VALUE_TEXT, NULL}, /* not a wall clock */
    {CELL_STAMP, "2026-10-31 06:00", VALUE_TEXT, NULL},
    {CELL_MONTH, "2026-10-01", VALUE_DATE, "46296"},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        struct value value = {.kind = VALUE_EMPTY};
        book_cell_value(&value, values[i].cell, values[i].text, strlen(values[i].text));
        if (value.kind != values[i].kind)
            print_error("%s\n", values[i].text);
        assert_int_equal(value.kind, values[i].kind);
        if (values[i].digits)
            assert_string_equal(value.digits, values[i].digits);
    }
}

static int number(const char *digits, int n)
{
    int value = 0;

    while (n-- > 0)
        value = 10 * value + (*digits++ - '0');
    return value;
}

/* By another way than the program's: the calendar of the C library. */
static bool is_stamp(const char *text)
{
    static const char shape[] = "dddd-dd-dd dd:dd:dd";
    struct tm day = {0}, same;

    for (size_t i = 0; i < sizeof(shape); i++) {
        bool fits = shape[i] == 'd'   ? text[i] >= '0' && text[i] <= '9'
                    : shape[i] == ' ' ? text[i] == ' ' || text[i] == 'T'
                                      : text[i] == shape[i];
        if (!fits)
            return false;
    }
    day.tm_year = number(text, 4) - 1900;
    day.tm_mon = number(text + 5, 2) - 1;
    day.tm_mday = number(text + 8, 2);
    day.tm_hour = number(text + 11, 2);
    day.tm_min = number(text + 14, 2);
    day.tm_sec = number(text + 17, 2);
    same = day;
    (void)timegm(&same);
    return day.tm_year >= 0 && same.tm_mon == day.tm_mon && same.tm_mday == day.tm_mday &&
           same.tm_hour == day.tm_hour && same.tm_min == day.tm_min && same.tm_sec == day.tm_sec;
}

/* Any byte in any place. */
static void test_what_is_no_time_stays_text(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-10-31 06:07:08", "1999-02-28 23:59:59",
                                       "2000-11-30 00:00:00"};

    for (size_t g = 0; g < sizeof(good) / sizeof(*good); g++)
        for (size_t at = 0; good[g][at]; at++)
            for (int byte = 1; byte < 256; byte++) {
                char text[20];
                struct value value = {.kind = VALUE_EMPTY};
                memcpy(text, good[g], sizeof(text));
                text[at] = (char)byte;
                book_cell_value(&value, CELL_STAMP, text, strlen(text));
                if (value.kind != (is_stamp(text) ? VALUE_STAMP : VALUE_TEXT))
                    fail_msg("byte %d at %zu of %s", byte, at, good[g]);
            }
}

static void test_each_second_of_a_day_is_kept(void **state)
{
    (void)state;
    char text[32];
    for (int s = 0; s < 86400; s++) {
        struct value value;
        (void)snprintf(text, sizeof(text), "2026-10-31 %02d:%02d:%02d", s / 3600, s / 60 % 60,
                       s % 60);
        book_cell_value(&value, CELL_STAMP, text, strlen(text));
        double days = book_cell_double(&value) - 46326;
        assert_true(days * 86400 - s < 1e-5 && s - days * 86400 < 1e-5);
    }
}

/* ---- hostile text ---- */

static const char *const hostile[] = {"=1+1",
                                      "=cmd|' /C calc'!A0",
                                      "+1",
                                      "+cmd|' /C calc'!A0",
                                      "-1+1|cmd",
                                      "@SUM(1+1)*cmd|'!A0",
                                      "=HYPERLINK(\"http://evil.example\",\"x\")",
                                      "=IMPORTXML(\"http://evil\")",
                                      "=WEBSERVICE(\"x\")",
                                      "{=1+1}",
                                      "\t=1+1",
                                      "\n=1",
                                      "'=1+1",
                                      "\"=1+1\"",
                                      ";=1+1",
                                      ",=1+1",
                                      "http://evil.example/?a=1&b=2",
                                      "https://x",
                                      "ftp://x",
                                      "mailto:a@b.c",
                                      "internal:Summary!A1",
                                      "external:c:\\a.xlsx",
                                      "file:///etc/passwd",
                                      "\\\\host\\share",
                                      "javascript:alert(1)",
                                      "DDE(\"cmd\";\"/C calc\")",
                                      "%0A=1",
                                      "=\"\"",
                                      "<script>alert(1)</script>",
                                      "]]>",
                                      "<![CDATA[x]]>",
                                      "&lt;&amp;&#65;",
                                      "a&b<c>d",
                                      "<c r=\"A2\"><f>1+1</f></c>",
                                      "_x003D_1+1",
                                      "_x000A_",
                                      "_x005F_x0041_",
                                      "\x01\x02\x1f",
                                      "a\rb\r\nc",
                                      "\xff\xfe",
                                      "\xed\xa0\x80",
                                      "\xef\xbf\xbf",
                                      " lead",
                                      "trail ",
                                      "two  blanks",
                                      "\xf0\x9f\x98\x80",
                                      "TRUE",
                                      "FALSE",
                                      "#N/A",
                                      "1e5",
                                      "00123",
                                      "12/31/2026",
                                      "2026-10-31",
                                      "0",
                                      "-",
                                      "NULL",
                                      "R1C1",
                                      "Infinity",
                                      "\xe2\x80\xaetxt.exe",
                                      "\xef\xbb\xbf=1",
                                      "100%",
                                      "$5",
                                      "(5)"};
enum { HOSTILE = sizeof(hostile) / sizeof(*hostile) };

/* Marks row 0 of a page as the heading of its texts. */
static void head_texts(struct page *page, int rows)
{
    static const char *const titles[] = {"Text"};
    const struct page_table table = {"PageTexts", 0, 0, rows, 1, titles, true};
    page_text(page, 0, 0, STYLE_HEAD, "Text");
    page_table(page, &table);
}

/* The same texts through the library's own writer and through the row writer: the same cells. */
static void test_hostile_text(void **state)
{
    (void)state;
    const char *path = path_of("hostile.xlsx");
    unlink(path);
    struct book *book = begin(path);
    assert_non_null(book);
    struct page *page = book_page(book, "Page", TAB_PLAIN);
    for (int i = 0; i < HOSTILE; i++)
        page_text(page, i + 1, 0, STYLE_CELL, hostile[i]);
    head_texts(page, HOSTILE);
    struct book_repairs by_library = book_repairs(book);
    struct rows *rows = rows_of(book, &single);
    for (int i = 0; i < HOSTILE; i++)
        OK(rows_add(rows, &hostile[i], NULL, WHY));
    OK(rows_end(rows, NULL, WHY));
    struct book_repairs both = book_repairs(book);
    OK(book_close(book, WHY));

    assert_int_equal(by_library.replaced, 4);
    assert_int_equal(by_library.escaped, 3);
    assert_int_equal(both.replaced, 2 * by_library.replaced);
    assert_int_equal(both.escaped, 2 * by_library.escaped);
    for (int i = 0; i < HOSTILE; i++) {
        char place[16];
        (void)snprintf(place, sizeof(place), "A%d", i + 2);
        char *drawn = cell(path, 1, place), *spliced = cell(path, 2, place);
        assert_string_equal(drawn, spliced);
        assert_true(str_starts(spliced, "text:"));
        if (!strpbrk(hostile[i], "\r\x01\xff\xed\xef"))
            assert_string_equal(spliced + 5, hostile[i]);
        free(drawn);
        free(spliced);
    }
    assert_has(path, "xl/worksheets/sheet1.xml", "<f>", false);
    assert_has(path, "xl/worksheets/sheet2.xml", "<f>", false);
    assert_has(path, "xl/worksheets/sheet2.xml", "<hyperlink", false);
    lint(path);
}

/* The same with texts that nobody would think of: pieces of the above at random, always the same. */
static void test_random_text(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",
                                         "b",
                                         " ",
                                         "  ",
                                         "\t",
                                         "\n",
                                         "\r",
                                         "\r\n",
                                         "&",
                                         "<",
                                         ">",
                                         "\"",
                                         "_",
                                         "_x0041_",
                                         "_x",
                                         "0",
                                         "\x02",
                                         "\xc3",
                                         "\xa9",
                                         "\xc3\xa9",
                                         "\xed",
                                         "\xa0",
                                         "=",
                                         "\xf0\x9f\x98\x80",
                                         "\xef\xbf\xbe",
                                         "&amp;"};
    enum { TEXTS = 300, PIECES = sizeof(pieces) / sizeof(*pieces) };
    const char *path = path_of("random.xlsx");
    struct str texts[TEXTS];
    uint32_t seed = 20200131;
    unlink(path);
    struct book *book = begin(path);
    struct page *page = book_page(book, "Page", TAB_PLAIN);
    struct rows *rows = rows_of(book, &single);
    for (int i = 0; i < TEXTS; i++) {
        str_init(&texts[i]);
        str_addc(&texts[i], 'x'); /* an empty text is an empty cell */
        for (int n = i % 23; n > 0; n--) {
            seed = seed * 1664525 + 1013904223;
            str_add(&texts[i], pieces[(seed >> 16) % PIECES]);
        }
        const char *field = texts[i].buf;
        page_text(page, i + 1, 0, STYLE_CELL, field);
        OK(rows_add(rows, &field, NULL, WHY));
    }
    OK(rows_end(rows, NULL, WHY));
    OK(book_close(book, WHY));
    for (int i = 0; i < TEXTS; i++) {
        char place[16];
        (void)snprintf(place, sizeof(place), "A%d", i + 2);
        char *drawn = cell(path, 1, place), *spliced = cell(path, 2, place);
        assert_string_equal(drawn, spliced);
        free(drawn);
        free(spliced);
        str_release(&texts[i]);
    }
}

static void test_long_text(void **state)
{
    (void)state;
    const char *path = path_of("long.xlsx");
    static const size_t lengths[] = {32766, 32767, 32768, 40000};
    unlink(path);
    struct book *book = begin(path);
    struct page *page = book_page(book, "Page", TAB_PLAIN);
    struct rows *rows = rows_of(book, &single);
    struct str text = STR_INIT;
    for (int i = 0; i < 4; i++) {
        str_clear(&text);
        for (size_t j = 0; j < lengths[i]; j++)
            str_addc(&text, j % 100 ? 'x' : '&');
        const char *field = text.buf;
        OK(rows_add(rows, &field, NULL, WHY));
        page_text(page, i + 1, 0, STYLE_CELL_WRAP, text.buf);
    }
    str_clear(&text);
    for (int j = 0; j < 32767 / 7; j++)
        str_add(&text, "_x0041_"); /* longer in the file than the library allows */
    page_text(page, 5, 0, STYLE_CELL, text.buf);
    head_texts(page, 5);
    OK(rows_end(rows, NULL, WHY));
    assert_int_equal(book_repairs(book).cut, 4);
    OK(book_close(book, WHY));
    for (int i = 0; i < 4; i++) {
        char place[16];
        (void)snprintf(place, sizeof(place), "A%d", i + 2);
        char *drawn = cell(path, 1, place), *spliced = cell(path, 2, place);
        assert_string_equal(drawn, spliced);
        assert_int_equal(strlen(spliced) - 5, lengths[i] < 32767 ? lengths[i] : 32767);
        assert_int_equal(str_ends(spliced, " [cut]"), i > 1);
        free(drawn);
        free(spliced);
    }
    str_release(&text);
    lint(path);
}

/* ---- sizes ---- */

static void test_empty_sheet(void **state)
{
    (void)state;
    const char *path = path_of("empty.xlsx");
    write_book(path, 0);
    assert_cell(path, 2, "A1", "text:Office");
    assert_cell(path, 2, "A2", "text:No cases. Checked 2026-10-31.");
    assert_cell(path, 2, "B2", "blank");
    assert_has(path, "xl/tables/table2.xml", "ref=\"A1:I2\"", true);
    lint(path);
}

/* Some sheets wait, the large one goes into the file at once: nobody can tell from the cells. */
static void test_large_and_small_sheets(void **state)
{
    (void)state;
    const char *path = path_of("large.xlsx");
    unlink(path);
    struct book *book = begin(path);
    draw_page(book);
    add_detail(book, 60000);
    struct rows *rows = rows_of(book, &single);
    const char *field = "a small sheet after a large one";
    OK(rows_add(rows, &field, NULL, WHY));
    OK(rows_end(rows, NULL, WHY));
    OK(book_close(book, WHY));
    char *xml = xlsx_part(path, "xl/worksheets/sheet2.xml");
    assert_int_equal(xlsx_count(xml, "<row "), 60001);
    assert_int_equal(xlsx_count(xml, "<row r=\"60001\" "), 1);
    assert_int_equal(xlsx_count(xml, "sqref=\"H2:H60001\""), 1);
    free(xml);
    assert_has(path, "xl/tables/table2.xml", "ref=\"A1:I60001\"", true);
    assert_cell(path, 3, "A2", "text:a small sheet after a large one");
}

static void test_more_rows_than_a_sheet_holds(void **state)
{
    (void)state;
    const char *path = path_of("rows.xlsx"), *field = "x";
    uint64_t n = 0;
    unlink(path);
    struct book *book = begin(path);
    struct rows *rows = rows_of(book, &single);
    for (int i = 0; i < 1048580; i++)
        OK(rows_add(rows, &field, NULL, WHY));
    OK(rows_end(rows, &n, WHY));
    assert_int_equal(n, 1048580);
    struct page *page = book_page(book, "Data quality", TAB_PLAIN);
    page_text(page, 0, 0, STYLE_TITLE, "Data quality");
    OK(book_close(book, WHY));
    char *first = xlsx_part(path, "xl/worksheets/sheet1.xml");
    assert_int_equal(xlsx_count(first, "<row "), 1048576);
    free(first);
    char *second = xlsx_part(path, "xl/worksheets/sheet2.xml");
    assert_int_equal(xlsx_count(second, "<row "), 6);
    free(second);
    assert_cell(path, 2, "A1", "text:Text");
    assert_has(path, "xl/tables/table1.xml", "ref=\"A1:A1048576\"", true);
    assert_has(path, "xl/tables/table2.xml", "displayName=\"Texts_2\"", true);
    assert_has(path, "xl/workbook.xml", "name=\"A sheet name of thirty-one (2)\"", true);
}

/* ---- sameness ---- */

static void assert_same_file(const char *one, const char *two)
{
    struct str a = STR_INIT, b = STR_INIT;
    const char *paths[] = {one, two};
    struct str *contents[] = {&a, &b};
    for (int i = 0; i < 2; i++) {
        char bytes[4096];
        size_t n;
        FILE *file = fopen(paths[i], "rbe");
        assert_non_null(file);
        while ((n = fread(bytes, 1, sizeof(bytes), file)) > 0)
            str_addn(contents[i], bytes, n);
        (void)fclose(file);
    }
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.buf, b.buf, a.len);
    str_release(&a);
    str_release(&b);
}

static void test_same_calls_same_bytes(void **state)
{
    (void)state;
    static const long sizes[] = {0, 3, 60000};
    for (size_t i = 0; i < 3; i++) {
        char one[128], two[128];
        (void)snprintf(one, sizeof(one), "%s/one.xlsx", dir);
        (void)snprintf(two, sizeof(two), "%s/a-longer-name.xlsx", dir);
        write_book(one, sizes[i]);
        if (i == 0)
            sleep(2); /* a clock inside would show */
        write_book(two, sizes[i]);
        assert_same_file(one, two);
    }
}

/* ---- what must not work ---- */

static void assert_refused(struct book *book, enum err_kind kind, const char *words)
{
    const char *path = path_of("bad.xlsx");
    assert_false(book_close(book, WHY));
    assert_int_equal(unit_err.kind, kind);
    if (!strstr(unit_err.message, words))
        print_error("%s\n", unit_err.message);
    assert_non_null(strstr(unit_err.message, words));
    assert_int_equal(access(path, F_OK), -1); /* nothing half done stays */
}

static void test_names(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "a/b",
        "a\\b",
        "a?b",
        "a*b",
        "a[b",
        "a]b",
        "a:b",
        "'a",
        "a'",
        "History",
        "a sheet name of over thirty-one characters",
        "bell\x07",
        "\xff",
        "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f"
        "\x98\x80"
        "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f"
        "\x98\x80"
        "\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct book *book = begin(path_of("bad.xlsx"));
        struct page *page = book_page(book, bad[i], TAB_PLAIN);
        page_text(page, 0, 0, STYLE_PLAIN, "still harmless");
        assert_refused(book, ERR_INTERNAL, "sheet name");
    }
    struct book *book = begin(path_of("bad.xlsx"));
    (void)book_page(book, "Summary", TAB_PLAIN);
    (void)book_page(book, "summary", TAB_PLAIN);
    assert_refused(book, ERR_INTERNAL, "two sheets");
}

static void test_table_names(void **state)
{
    (void)state;
    static const char *const titles[] = {"A"};
    static const char *const bad[] = {"",     "1a", "a b", "A1",  "XFD9",
                                      "R1C1", "C",  "r",   "a-b", "\xc3\xa9"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        struct book *book = begin(path_of("bad.xlsx"));
        struct page *page = book_page(book, "Page", TAB_PLAIN);
        const struct page_table table = {bad[i], 0, 0, 1, 1, titles, false};
        page_table(page, &table);
        assert_refused(book, ERR_INTERNAL, "table name");
    }
    struct book *book = begin(path_of("bad.xlsx"));
    struct page *page = book_page(book, "Page", TAB_PLAIN);
    struct page_table table = {"Same", 0, 0, 1, 1, titles, false};
    page_table(page, &table);
    table.row = 5;
    page_table(page, &table);
    assert_refused(book, ERR_INTERNAL, "two tables");
}

static void test_dead_link(void **state)
{
    (void)state;
    struct book *book = begin(path_of("bad.xlsx"));
    struct page *page = book_page(book, "Page", TAB_PLAIN);
    page_link(page, 0, 0, STYLE_LINK, CELL_TEXT, "x", "Nowhere");
    assert_refused(book, ERR_INTERNAL, "Nowhere");
}

static void test_bad_description(void **state)
{
    (void)state;
    struct sheet sheet = detail;
    const struct rows_layout layout = {&sheet, NULL, NULL};
    struct book *book = begin(path_of("bad.xlsx"));
    sheet.frozen = "no_such_column";
    assert_null(book_rows(book, &layout, WHY));
    assert_non_null(strstr(unit_err.message, "no_such_column"));
    book_free(book);
    assert_int_equal(access(path_of("bad.xlsx"), F_OK), -1);
}

static void test_file_is_new(void **state)
{
    (void)state;
    const char *path = path_of("there.xlsx");
    int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    close(fd);
    const struct book_options options = {
        .path = path, .tmpdir = dir, .title = "", .subject = "", .author = "", .created = 1};
    assert_null(book_open(&options, WHY));
    assert_int_equal(unit_err.kind, ERR_LOCAL);
    assert_int_equal(access(path, F_OK), 0); /* not ours: it stays */
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink("/tmp/somewhere-else", path), 0);
    assert_null(book_open(&options, WHY));
    assert_int_equal(unlink(path), 0);
}

/* A file size limit stands for a full disk. */
static void test_no_room(void **state)
{
    (void)state;
    struct rlimit old, small = {100000, RLIM_INFINITY};
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small.rlim_max = old.rlim_max;
    void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct book *book = begin(path_of("bad.xlsx"));
    struct rows *rows = rows_of(book, &single);
    char text[64];
    bool ok = true;
    for (unsigned i = 0; ok && i < 500000; i++) {
        const char *field = text;
        (void)snprintf(text, sizeof(text), "row %u of many %u", i, i * 2654435761u);
        ok = rows_add(rows, &field, NULL, WHY);
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, before);
    assert_false(ok);
    assert_int_equal(unit_err.kind, ERR_LOCAL);
    assert_non_null(strstr(unit_err.message, "bad.xlsx"));
    book_free(book);
    assert_int_equal(access(path_of("bad.xlsx"), F_OK), -1);
}

/* The library's temporary files are in memory: with no file left to open it draws all the same. */
static void test_no_temporary_files(void **state)
{
    (void)state;
    struct rlimit old, none;
    struct book *book = begin(path_of("drawn.xlsx"));
    draw_page(book);
    add_detail(book, 10);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    none = old;
    none.rlim_cur = 0;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    bool ok = book_close(book, WHY);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
    OK(ok);
    assert_int_equal(unlink(path_of("drawn.xlsx")), 0);
}

static void test_abandoned(void **state)
{
    (void)state;
    struct book *book = begin(path_of("bad.xlsx"));
    draw_page(book);
    add_detail(book, 10);
    (void)rows_of(book, &single);
    book_free(book);
    assert_int_equal(access(path_of("bad.xlsx"), F_OK), -1);
    book_free(NULL);
}

static int make_dir(void **state)
{
    (void)state;
    return mkdtemp(dir) ? 0 : -1;
}

/* The directory must be empty of everything but the workbooks: nothing of the library stays. */
static int drop_dir(void **state)
{
    (void)state;
    static const char *const files[] = {"cells.xlsx", "hostile.xlsx", "random.xlsx",
                                        "long.xlsx",  "empty.xlsx",   "large.xlsx",
                                        "rows.xlsx",  "one.xlsx",     "a-longer-name.xlsx"};
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
        unlink(path_of(files[i]));
    return rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_spoiled_workbooks_are_noticed),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_what_is_no_time_stays_text),
        cmocka_unit_test(test_each_second_of_a_day_is_kept),
        cmocka_unit_test(test_hostile_text),
        cmocka_unit_test(test_random_text),
        cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_empty_sheet),
        cmocka_unit_test(test_large_and_small_sheets),
        cmocka_unit_test(test_more_rows_than_a_sheet_holds),
        cmocka_unit_test(test_same_calls_same_bytes),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_table_names),
        cmocka_unit_test(test_dead_link),
        cmocka_unit_test(test_bad_description),
        cmocka_unit_test(test_file_is_new),
        cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_no_temporary_files),
        cmocka_unit_test(test_abandoned),
    };
    return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
