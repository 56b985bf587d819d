/* etl/metrics.c - see metrics.h */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "metrics.h"

#include "banned.h"

enum {
    OTHER = 1300, /* Latin with accents, Greek, Cyrillic: wider than most */
    WIDE = 2048   /* from Hangul on: a full square */
};
#define FOUR(x)    x, x, x, x
#define SIXTEEN(x) FOUR(x), FOUR(x), FOUR(x), FOUR(x)
/* What begins a sequence; the bytes inside one take no room. */
#define BEYOND                                                                                     \
    [0xc0] = SIXTEEN(OTHER), SIXTEEN(OTHER), OTHER, SIXTEEN(WIDE), FOUR(WIDE), FOUR(WIDE),         \
    FOUR(WIDE), WIDE, WIDE, WIDE

/* Advance by byte: U+0020 to U+007E, then what begins a sequence. */
static const uint16_t regular[256] = {
    [0x20] = 463, 667,  821,  1020, 1038, 1464, 1397, 452,  621,  621,  1020, 1020,  511,  627,
    517,          791,  1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038,  548,  548,
    1020,         1020, 1020, 949,  1831, 1185, 1114, 1092, 1260, 1000, 941,  1292,  1276, 516,
    653,          1064, 861,  1751, 1322, 1356, 1058, 1378, 1112, 941,  998,  1314,  1162, 1822,
    1063,         998,  959,  628,  791,  628,  1020, 1020, 596,  981,  1076, 866,   1076, 1019,
    625,          964,  1076, 470,  490,  931,  470,  1636, 1076, 1080, 1076, 1076,  714,  801,
    686,          1076, 925,  1464, 887,  927,  809,  644,  943,  644,  1020, BEYOND};
static const uint16_t heavy[256] = {
    [0x20] = 463, 667,  898,  1020, 1038, 1493, 1443, 478,  638,  638,  1020, 1020,  528,  627,
    547,          880,  1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038, 1038,  565,  565,
    1020,         1020, 1020, 949,  1840, 1241, 1148, 1084, 1291, 999,  940,  1305,  1292, 546,
    678,          1120, 866,  1790, 1349, 1385, 1090, 1405, 1153, 968,  1014, 1337,  1211, 1856,
    1128,         1064, 979,  665,  880,  665,  1020, 1020, 615,  1011, 1099, 857,   1099, 1031,
    648,          971,  1099, 503,  523,  983,  503,  1666, 1099, 1101, 1099, 1099,  728,  817,
    710,          1099, 969,  1526, 941,  970,  814,  704,  973,  704,  1020, BEYOND};

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

    for (; n >= 4; text += 4, n -= 4)
        width += (unsigned)table[(unsigned char)text[0]] + table[(unsigned char)text[1]] +
                 table[(unsigned char)text[2]] + table[(unsigned char)text[3]];
    for (; n > 0; text++, n--)
        width += table[(unsigned char)*text];
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
        unsigned one = table[word[i]];
        if (at + one > width && at > 0) {
            lines++;
            at = 0;
        }
        at += one;
    }
    *ret_rest = at;
    return lines;
}

/* One line after the other. A word that alone is wider than the line is broken anywhere. */
int metrics_wrap(const char *text, size_t n, bool bold, unsigned width, unsigned whole)
{
    const unsigned char *p = (const unsigned char *)text;
    const uint16_t *table = bold ? heavy : regular;
    unsigned at = 0, blank = table[' '];
    int lines = 1;

    unsigned rest = whole; /* of the text from the next word on */
    bool one = !memchr(text, '\n', n);
    if (rest <= width && one)
        return 1;
    for (size_t i = 0; i < n; i++) {
        size_t begin = i;
        unsigned word = 0;
        for (; i < n && p[i] != ' ' && p[i] != '\n'; i++)
            word += table[p[i]];
        if (at > 0 && at + word > width) {
            lines++;
            at = 0;
            if (one && rest <= width)
                return lines;
        }
        rest -= word + blank;
        if (word > width)
            lines += break_word(p + begin, i - begin, table, width, &word) - 1;
        at += word;
        if (i < n && p[i] == '\n') {
            lines++;
            at = 0;
        } else {
            at += blank;
        }
    }
    return lines;
}

int metrics_lines(const char *text, size_t n, bool bold, unsigned width)
{
    return metrics_wrap(text, n, bold, width, metrics_width(text, n, bold));
}
