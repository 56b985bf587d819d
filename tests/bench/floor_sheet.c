/*
 * tests/bench/floor_sheet.c - the floor: what a hand-written program needs for one large sheet
 *
 *     floor_sheet CONNINFO TABLE OUT [--xml | --text]
 *
 * COPY text -> `<c>` -> ISA-L level 1 -> a file, in one loop that knows its 20 columns and nothing
 * else: no table, no rules, no widths, no repair of text, no check of anything. --xml: not
 * deflated; --text: only read. It waits for the disk, as ours does. Nobody should publish what it
 * writes; it tells how fast the machine is. The package is the smallest that opens.
 */
#include <fcntl.h>
#include <libpq-fe.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include "columns.h"

enum { BLOCK = 256 * 1024, SLACK = 64 * 1024 };

struct entry {
    const char *name;
    uint32_t crc;
    uint64_t size, packed, at;
};

static struct {
    int fd;
    int plain; /* --xml */
    uint64_t written;
    char xml[BLOCK + SLACK];
    size_t used;
    unsigned char packed[BLOCK];
    unsigned char level[ISAL_DEF_LVL1_DEFAULT];
    struct isal_zstream z;
    struct entry entries[8], *at;
    size_t n;
} out;

static void die(const char *what)
{
    fprintf(stderr, "floor_sheet: %s\n", what);
    exit(1);
}

static void put(const void *bytes, size_t n)
{
    const char *p = bytes;
    out.written += n;
    while (n > 0) {
        ssize_t done = write(out.fd, p, n);
        if (done <= 0)
            die("cannot write");
        p += done;
        n -= (size_t)done;
    }
}

static void put_number(uint64_t value, size_t bytes)
{
    unsigned char b[8];
    for (size_t i = 0; i < bytes; i++)
        b[i] = (unsigned char)(value >> (8 * i));
    put(b, bytes);
}

/* ---- zip, sizes behind the data ---- */

static void pack(int last)
{
    if (out.plain) {
        put(out.xml, out.used);
        out.used = 0;
        return;
    }
    out.at->crc = crc32_gzip_refl(out.at->crc, (unsigned char *)out.xml, out.used);
    out.at->size += out.used;
    out.z.next_in = (unsigned char *)out.xml;
    out.z.avail_in = (uint32_t)out.used;
    out.z.end_of_stream = (uint16_t)last;
    do {
        out.z.next_out = out.packed;
        out.z.avail_out = BLOCK;
        isal_deflate(&out.z);
        put(out.packed, BLOCK - out.z.avail_out);
        out.at->packed += BLOCK - out.z.avail_out;
    } while (out.z.avail_out == 0 || (last && out.z.internal_state.state != ZSTATE_END));
    out.used = 0;
}

static void header(const struct entry *e, int central)
{
    put_number(central ? 0x02014b50 : 0x04034b50, 4);
    if (central)
        put_number(20, 2);
    put_number(20, 2);
    put_number(8, 2); /* sizes follow the data */
    put_number(8, 2);
    put_number(0x00210000, 4);
    put_number(e->crc, 4);
    put_number(e->packed, 4);
    put_number(e->size, 4);
    put_number(strlen(e->name), 2);
    put_number(0, 2);
    if (central) {
        put_number(0, 6);
        put_number(0, 4);
        put_number(e->at, 4);
    }
    put(e->name, strlen(e->name));
}

static void begin(const char *name)
{
    out.at = &out.entries[out.n++];
    *out.at = (struct entry){.name = name, .at = out.written};
    if (!out.plain)
        header(out.at, 0);
    isal_deflate_init(&out.z);
    out.z.level = 1;
    out.z.level_buf = out.level;
    out.z.level_buf_size = sizeof(out.level);
}

static void end(void)
{
    pack(1);
    if (out.plain)
        return;
    put_number(0x08074b50, 4);
    put_number(out.at->crc, 4);
    put_number(out.at->packed, 4);
    put_number(out.at->size, 4);
}

static void text(const char *s)
{
    size_t n = strlen(s);
    memcpy(out.xml + out.used, s, n);
    out.used += n;
}

static void member(const char *name, const char *content)
{
    begin(name);
    text("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    text(content);
    end();
}

static void finish(void)
{
    uint64_t at = out.written;
    for (size_t i = 0; i < out.n; i++)
        header(&out.entries[i], 1);
    uint64_t size = out.written - at;
    put_number(0x06054b50, 4);
    put_number(0, 4);
    put_number(out.n, 2);
    put_number(out.n, 2);
    put_number(size, 4);
    put_number(at, 4);
    put_number(0, 2);
}

/* ---- cells ---- */

static char *add(char *p, const char *s, size_t n)
{
    memcpy(p, s, n);
    return p + n;
}
#define ADD(p, literal) add(p, literal, sizeof(literal) - 1)

static char *add_uint(char *p, uint64_t v)
{
    char digits[20], *d = digits + 20;
    do
        *--d = (char)('0' + v % 10);
    while (v /= 10);
    return add(p, d, (size_t)(digits + 20 - d));
}

static unsigned two(const char *s)
{
    return (unsigned)(s[0] - '0') * 10 + (unsigned)(s[1] - '0');
}

static char *add_serial(char *p, const char *s, size_t n)
{
    int year = (int)(two(s) * 100 + two(s + 2)), month = (int)two(s + 5), day = (int)two(s + 8);
    int y = month > 2 ? year : year - 1, m = month > 2 ? month - 3 : month + 9;
    p = add_uint(p, (uint64_t)(365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 -
                               719468 + 25569));
    if (n < 19)
        return p;
    uint64_t seconds = two(s + 11) * 3600 + two(s + 14) * 60 + two(s + 17);
    uint64_t fraction = seconds * 1000000000000u / 86400;
    char digits[12];
    for (size_t i = 12; i-- > 0; fraction /= 10)
        digits[i] = (char)('0' + fraction % 10);
    *p++ = '.';
    return add(p, digits, 12);
}

static char *add_text(char *p, const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '&')
            p = ADD(p, "&amp;");
        else if (s[i] == '<')
            p = ADD(p, "&lt;");
        else if (s[i] == '>')
            p = ADD(p, "&gt;");
        else
            *p++ = s[i];
    }
    return p;
}

static char *add_cell(char *p, size_t col, const char *row, size_t digits, const char *s, size_t n)
{
    if (n == 2 && s[0] == '\\' && s[1] == 'N')
        return p;
    p = ADD(p, "<c r=\"");
    *p++ = (char)('A' + col);
    p = add(p, row, digits);
    switch (bench_columns[col].kind) {
    case BENCH_TEXT:
        p = ADD(p, "\" t=\"inlineStr\"><is><t>");
        p = add_text(p, s, n);
        return ADD(p, "</t></is></c>");
    case BENCH_WHOLE:
    case BENCH_DECIMAL:
        p = ADD(p, "\"><v>");
        p = add(p, s, n);
        return ADD(p, "</v></c>");
    default:
        p = bench_columns[col].kind == BENCH_DATE ? ADD(p, "\" s=\"1\"><v>")
                                                  : ADD(p, "\" s=\"2\"><v>");
        p = add_serial(p, s, n);
        return ADD(p, "</v></c>");
    }
}

static void add_row(uint64_t number, const char *line, size_t n)
{
    char row[20], *p = out.xml + out.used;
    size_t digits = (size_t)(add_uint(row, number) - row);
    const char *end_of_line = line + n - 1;

    p = ADD(p, "<row r=\"");
    p = add(p, row, digits);
    p = ADD(p, "\">");
    for (size_t col = 0; line <= end_of_line; col++) {
        const char *tab = memchr(line, '\t', (size_t)(end_of_line - line));
        const char *stop = tab ? tab : end_of_line;
        p = add_cell(p, col, row, digits, line, (size_t)(stop - line));
        line = stop + 1;
    }
    p = ADD(p, "</row>");
    out.used = (size_t)(p - out.xml);
    if (out.used >= BLOCK)
        pack(0);
}

static const char *const parts[][2] = {
    {"[Content_Types].xml",
     "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
     "<Default Extension=\"rels\" "
     "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
     "<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/"
     "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>"
     "<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/"
     "vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
     "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/"
     "vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/></Types>"},
    {"_rels/.rels",
     "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
     "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
     "relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
    {"xl/workbook.xml",
     "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
     "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
     "<sheet name=\"Rows\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
     "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
     "relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
     "<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/"
     "relationships/styles\" Target=\"styles.xml\"/></Relationships>"},
    {"xl/styles.xml",
     "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
     "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
     "<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/><xf numFmtId=\"14\"/>"
     "<xf numFmtId=\"22\"/></cellXfs></styleSheet>"},
};

static void read_rows(PGconn *conn, int only_read)
{
    char *line;
    int n;
    uint64_t row = 1;
    while ((n = PQgetCopyData(conn, &line, 0)) > 0) {
        if (!only_read)
            add_row(++row, line, (size_t)n);
        PQfreemem(line);
    }
    if (n != -1)
        die(PQerrorMessage(conn));
}

int main(int argc, char **argv)
{
    char sql[1024];
    if (argc < 4)
        die("usage: floor_sheet CONNINFO TABLE OUT [--xml | --text]");
    int only_read = argc > 4 && strcmp(argv[4], "--text") == 0;
    out.plain = argc > 4 && strcmp(argv[4], "--xml") == 0;
    out.fd = open(argv[3], O_WRONLY | O_CREAT | O_TRUNC, 0600);
    PGconn *conn = PQconnectdb(argv[1]);
    if (out.fd < 0 || PQstatus(conn) != CONNECTION_OK)
        die("cannot open the file or the database");
    snprintf(sql, sizeof(sql), "copy (" BENCH_SELECT "%s order by row_no) to stdout", argv[2]);
    PGresult *result = PQexec(conn, sql);
    if (PQresultStatus(result) != PGRES_COPY_OUT)
        die(PQerrorMessage(conn));
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
        member(parts[i][0], parts[i][1]);
    begin("xl/worksheets/sheet1.xml");
    text("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
         "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
         "<sheetData><row r=\"1\">");
    for (size_t i = 0; i < BENCH_COLUMNS; i++) {
        text("<c t=\"inlineStr\"><is><t>");
        text(bench_columns[i].name);
        text("</t></is></c>");
    }
    text("</row>");
    read_rows(conn, only_read);
    text("</sheetData></worksheet>");
    end();
    finish();
    PQclear(result);
    PQfinish(conn);
    return fsync(out.fd) == 0 && close(out.fd) == 0 ? 0 : 1;
}
