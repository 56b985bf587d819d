/* etl/metrics.c - see metrics.h */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "metrics.h"

#include "banned.h"

/* U+0020 to U+007E */
static const uint16_t regular[95] = {
    463,  667,  821,  1020, 1038, 1464, 1397, 452,  621,  621,  1020, 1020, 511,  627,  517,  791,
    1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 548,  548,  1020, 1020, 1020, 949,
    1831, 1185, 1114, 1092, 1260, 1000, 941,  1292, 1276, 516,  653,  1064, 861,  1751, 1322, 1356,
    1058, 1378, 1112, 941,  998,  1314, 1162, 1822, 1063, 998,  959,  628,  791,  628,  1020, 1020,
    596,  981,  1076, 866,  1076, 1019, 625,  964,  1076, 470,  490,  931,  470,  1636, 1076, 1080,
    1076, 1076, 714,  801,  686,  1076, 925,  1464, 887,  927,  809,  644,  943,  644,  1020};
static const uint16_t heavy[95] = {
    463,  667,  898,  1020, 1038, 1493, 1443, 478,  638,  638,  1020, 1020, 528,  627,  547,  880,
    1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 565,  565,  1020, 1020, 1020, 949,
    1840, 1241, 1148, 1084, 1291, 999,  940,  1305, 1292, 546,  678,  1120, 866,  1790, 1349, 1385,
    1090, 1405, 1153, 968,  1014, 1337, 1211, 1856, 1128, 1064, 979,  665,  880,  665,  1020, 1020,
    615,  1011, 1099, 857,  1099, 1031, 648,  971,  1099, 503,  523,  983,  503,  1666, 1099, 1101,
    1099, 1099, 728,  817,  710,  1099, 969,  1526, 941,  970,  814,  704,  973,  704,  1020};

enum {
    OTHER = 1300, /* Latin with accents, Greek, Cyrillic: wider than most */
    WIDE = 2048   /* from Hangul on: a full square */
};

/* Advance of the character at text[i]; bytes inside a sequence take no room. */
static unsigned advance(const unsigned char *text, size_t i, const uint16_t *table)
{
    unsigned c = text[i];

    if (c >= 0x20 && c < 0x7f)
        return table[c - 0x20];
    if (c < 0x80 || (c & 0xc0) == 0x80)
        return 0;
    return c >= 0xe1 ? WIDE : OTHER;
}

unsigned metrics_units(int px, double pt)
{
    return px <= 0 ? 0 : (unsigned)(px * 2048.0 * 0.75 / pt);
}

int metrics_px(unsigned units, double pt)
{
    return (int)ceil(units * pt / (2048.0 * 0.75));
}

unsigned metrics_width(const char *text, size_t n, bool bold)
{
    const uint16_t *table = bold ? heavy : regular;
    unsigned width = 0;

    for (size_t i = 0; i < n; i++)
        width += advance((const unsigned char *)text, i, table);
    return width;
}

unsigned metrics_word(const char *text, bool bold)
{
    unsigned widest = 0;

    while (*text) {
        size_t n = strcspn(text, " \n");
        unsigned width = metrics_width(text, n, bold);
        widest = width > widest ? width : widest;
        text += n;
        text += strspn(text, " \n");
    }
    return widest;
}

/* Lines of a word that alone is wider than the line; *ret_rest is the width of its last line. */
static int break_word(const unsigned char *word, size_t n, const uint16_t *table, unsigned width,
                      unsigned *ret_rest)
{
    int lines = 1;
    unsigned at = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned one = advance(word, i, table);
        if (at + one > width && at > 0) {
            lines++;
            at = 0;
        }
        at += one;
    }
    *ret_rest = at;
    return lines;
}

int metrics_lines(const char *text, size_t n, bool bold, unsigned width)
{
    const unsigned char *p = (const unsigned char *)text;
    const uint16_t *table = bold ? heavy : regular;
    unsigned at = 0, blank = table[0];
    int lines = 1;

    if (metrics_width(text, n, bold) <= width && !memchr(text, '\n', n))
        return 1;
    for (size_t i = 0; i < n;) {
        size_t begin = i;
        while (i < n && p[i] != ' ' && p[i] != '\n')
            i++;
        unsigned word = metrics_width(text + begin, i - begin, bold);
        if (at > 0 && at + word > width) {
            lines++;
            at = 0;
        }
        if (word > width)
            lines += break_word(p + begin, i - begin, table, width, &word) - 1;
        at += word;
        if (i < n && p[i] == '\n') {
            lines++;
            at = 0;
        } else {
            at += blank;
        }
        i++;
    }
    return lines;
}
