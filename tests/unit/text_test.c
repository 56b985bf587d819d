/* tests/unit/text_test.c - text fit for a cell, and how wide it is */
#include <stdlib.h>
#include <string.h>

#include "book_text.h"
#include "metrics.h"
#include "str.h"
#include "unit.h"
#include "banned.h"

#define FFFD  "\xef\xbf\xbd"
#define EMOJI "\xf0\x9f\x98\x80"

static const struct {
    const char *text;
    size_t n; /* 0: strlen */
    const char *clean;
    unsigned seen;
} cases[] = {
    {"", 0, "", 0},
    {"Okafor, Miriam", 0, "Okafor, Miriam", 0},
    {"=cmd|' /C calc'!A0", 0, "=cmd|' /C calc'!A0", 0},
    {"Jos\xc3\xa9 Mu\xc3\xb1oz", 0, "Jos\xc3\xa9 Mu\xc3\xb1oz", 0},
    {"tab\there\nline", 0, "tab\there\nline", 0},
    {"a\r\nb\rc\n", 0, "a\nb\nc\n", 0},
    {"bell\x07", 0, "bell" FFFD, BOOK_TEXT_REPLACED},
    {"nul\0byte", 8, "nul" FFFD "byte", BOOK_TEXT_REPLACED},
    {"\x01\x08\x0b\x0c\x0e\x1f", 0, FFFD FFFD FFFD FFFD FFFD FFFD, BOOK_TEXT_REPLACED},
    {"del\x7f", 0, "del\x7f", 0},
    {"\xc2\x80\xc2\x9f", 0, "\xc2\x80\xc2\x9f", 0},                 /* allowed, odd as they are */
    {"\xef\xbf\xbe\xef\xbf\xbf", 0, FFFD FFFD, BOOK_TEXT_REPLACED}, /* U+FFFE, U+FFFF */
    {"\xed\xa0\x80", 0, FFFD, BOOK_TEXT_REPLACED},                  /* lone surrogate */
    {"\xed\xa0\xbd\xed\xb8\x80", 0, FFFD FFFD, BOOK_TEXT_REPLACED}, /* a pair as two */
    {"\xed\x9f\xbf\xee\x80\x80", 0, "\xed\x9f\xbf\xee\x80\x80", 0}, /* their neighbours */
    {"\xff\xfe", 0, FFFD FFFD, BOOK_TEXT_REPLACED},
    {"\x80\xbf", 0, FFFD FFFD, BOOK_TEXT_REPLACED},
    {"\xc0\xaf", 0, FFFD FFFD, BOOK_TEXT_REPLACED},               /* overlong slash */
    {"\xe0\x80\xaf!", 0, FFFD FFFD FFFD "!", BOOK_TEXT_REPLACED}, /* overlong, three bytes */
    {"\xe2\x82", 0, FFFD, BOOK_TEXT_REPLACED},                    /* cut short at the end */
    {"\xe2\x82x", 0, FFFD "x", BOOK_TEXT_REPLACED},               /* and in the middle */
    {"\xf4\x8f\xbf\xbf", 0, "\xf4\x8f\xbf\xbf", 0},               /* U+10FFFF */
    {"\xf4\x90\x80\x80", 0, FFFD FFFD FFFD FFFD, BOOK_TEXT_REPLACED},
    {EMOJI, 0, EMOJI, 0},
    {"_x0041_", 0, "_x005F_x0041_", BOOK_TEXT_ESCAPED},
    {"_x00zz_ _X0041_ _x041_ __x0041__", 0, "_x00zz_ _X0041_ _x041_ __x005F_x0041__",
     BOOK_TEXT_ESCAPED},
    {"_xd83d__xDE00_", 0, "_x005F_xd83d__x005F_xDE00_", BOOK_TEXT_ESCAPED},
    {"_x0041", 0, "_x0041", 0},
    {"snake_case_name", 0, "snake_case_name", 0},
};

static void test_clean(void **state)
{
    (void)state;
    struct str out = STR_INIT;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        size_t n = cases[i].n ? cases[i].n : strlen(cases[i].text);
        str_clear(&out);
        unsigned seen = book_text_clean(&out, cases[i].text, n, BOOK_TEXT_MAX);
        assert_string_equal(out.buf, cases[i].clean);
        assert_int_equal(seen, cases[i].seen);
        /* what needs no cleaning must be recognized only when cleaning changes nothing */
        if (!(book_text_class(cases[i].text, n) & TEXT_CLEAN))
            assert_string_equal(cases[i].text, cases[i].clean);
    }
    str_release(&out);
}

/* n units: letters, then emojis when `wide`. */
static void cut_case(size_t letters, size_t emojis, size_t want_units, bool cut)
{
    struct str text = STR_INIT, out = STR_INIT;
    for (size_t i = 0; i < letters; i++)
        str_addc(&text, 'x');
    for (size_t i = 0; i < emojis; i++)
        str_add(&text, EMOJI);
    unsigned seen = book_text_clean(&out, text.buf, text.len, BOOK_TEXT_MAX);
    assert_int_equal(book_text_units(out.buf, out.len), want_units);
    assert_int_equal((seen & BOOK_TEXT_CUT) != 0, cut);
    assert_int_equal(str_ends(out.buf, " [cut]"), cut);
    if (cut) { /* whole characters before the mark */
        size_t kept = out.len - strlen(" [cut]");
        assert_int_equal(str_utf8_fit(out.buf, kept), kept);
        assert_memory_equal(out.buf, text.buf, kept);
    }
    str_release(&text);
    str_release(&out);
}

static void test_cut(void **state)
{
    (void)state;
    cut_case(32766, 0, 32766, false);
    cut_case(32767, 0, 32767, false);
    cut_case(32768, 0, 32767, true);
    cut_case(100000, 0, 32767, true);
    cut_case(1, 16383, 32767, false);
    cut_case(0, 16384, 32766, true); /* 32,761 units end inside an emoji: one less */
    cut_case(1, 16384, 32767, true);
    cut_case(32765, 1, 32767, false);
    cut_case(32766, 1, 32767, true);
}

/* Each character that XML forbids becomes U+FFFD, each lone surrogate too, and is told. */
static void test_forbidden_characters(void **state)
{
    (void)state;
    struct str out = STR_INIT;
    for (unsigned c = 1; c < 0x20; c++) {
        char text[4] = {'a', (char)c, 'b', '\0'};
        bool allowed = c == '\t' || c == '\n' || c == '\r';
        str_clear(&out);
        unsigned seen = book_text_clean(&out, text, 3, BOOK_TEXT_MAX);
        assert_int_equal(seen, allowed ? 0 : BOOK_TEXT_REPLACED);
        assert_string_equal(out.buf, c == '\t' ? "a\tb"
                                     : allowed ? "a\nb"
                                               : "a\xef\xbf\xbd"
                                                 "b");
    }
    for (unsigned high = 0xa0; high <= 0xbf; high++)
        for (unsigned low = 0x80; low <= 0xbf; low++) { /* U+D800 to U+DFFF */
            char text[4] = {(char)0xed, (char)high, (char)low, '\0'};
            str_clear(&out);
            assert_int_equal(book_text_clean(&out, text, 3, BOOK_TEXT_MAX), BOOK_TEXT_REPLACED);
            assert_string_equal(out.buf, "\xef\xbf\xbd");
        }
    str_release(&out);
}

static void test_cut_forgets_what_it_cut(void **state)
{
    (void)state;
    struct str text = STR_INIT, out = STR_INIT;
    for (int i = 0; i < 40000; i++)
        str_addc(&text, 'x');
    str_addc(&text, '\x01');
    assert_int_equal(book_text_clean(&out, text.buf, text.len, BOOK_TEXT_MAX), BOOK_TEXT_CUT);
    str_release(&text);
    str_release(&out);
}

static void test_escaped_text_is_counted_as_it_is_shown(void **state)
{
    (void)state;
    struct str text = STR_INIT, out = STR_INIT;
    for (int i = 0; i < 32767 / 7; i++)
        str_add(&text, "_x0041_");
    unsigned seen = book_text_clean(&out, text.buf, text.len, BOOK_TEXT_MAX);
    assert_int_equal(seen, BOOK_TEXT_ESCAPED); /* 32,767 units as shown, more in the file */
    str_release(&text);
    str_release(&out);
}

static void test_xml(void **state)
{
    (void)state;
    struct str out = STR_INIT;
    book_text_xml(&out, "a<b>&\"'c", 8);
    assert_string_equal(out.buf, "a&lt;b&gt;&amp;\"'c");
    str_release(&out);
}

static void test_class(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned class;
    } looks[] = {{"", 0},
                 {"a", 0},
                 {"a b c", 0},
                 {" ", TEXT_KEEP},
                 {" a", TEXT_KEEP},
                 {"a ", TEXT_KEEP},
                 {"a  b", TEXT_KEEP},
                 {"a\nb", TEXT_KEEP},
                 {"a\tb", TEXT_KEEP},
                 {"a & b", TEXT_ESCAPE},
                 {"a <b>", TEXT_ESCAPE},
                 {"=1+1", 0},
                 {"snake_case", TEXT_CLEAN},
                 {"\x01", TEXT_CLEAN},
                 {"a\rb", TEXT_CLEAN},
                 {"\xc3\xa9", TEXT_CLEAN},
                 {" & _", TEXT_KEEP | TEXT_ESCAPE | TEXT_CLEAN}};
    for (size_t i = 0; i < sizeof(looks) / sizeof(*looks); i++)
        assert_int_equal(book_text_class(looks[i].text, strlen(looks[i].text)), looks[i].class);
}

/* The same question, byte by byte. */
static unsigned class_by_bytes(const char *text, size_t n)
{
    unsigned class = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '&' || c == '<' || c == '>')
            class |= TEXT_ESCAPE;
        if (c == '\t' || c == '\n')
            class |= TEXT_KEEP;
        else if (c < ' ' || c >= 0x80 || c == '_')
            class |= TEXT_CLEAN;
        if (c == ' ' && (i == 0 || i + 1 == n || text[i + 1] == ' '))
            class |= TEXT_KEEP;
    }
    return class;
}

static unsigned chance(unsigned n)
{
    static uint64_t state = 20200131;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % n;
}

/* Every length, every byte at every place, two blanks at every place. */
static void test_class_at_every_place(void **state)
{
    (void)state;
    char *text = NULL;
    for (size_t n = 1; n <= 70; n++) {
        text = xmalloc(n); /* no byte behind it: a look beyond the end is noticed */
        for (size_t at = 0; at < n; at++)
            for (int c = 0; c < 256; c++) {
                memset(text, 'x', n);
                text[at] = (char)c;
                assert_int_equal(book_text_class(text, n), class_by_bytes(text, n));
                text[n - 1 - at / 2] = ' ';
                assert_int_equal(book_text_class(text, n), class_by_bytes(text, n));
            }
        for (size_t at = 0; at + 1 < n; at++) {
            memset(text, 'x', n);
            text[at] = text[at + 1] = ' ';
            assert_int_equal(book_text_class(text, n), TEXT_KEEP);
        }
        for (int i = 0; i < 2000; i++) {
            static const char some[] = "abcdefgh ij kl mn,op.qr&<>_\t\n\x01\x80\xc3";
            unsigned of = chance(2) ? 20 : sizeof(some) - 1;
            for (size_t at = 0; at < n; at++)
                text[at] = some[chance(of)];
            assert_int_equal(book_text_class(text, n), class_by_bytes(text, n));
        }
        free(text);
    }
}

static void test_width(void **state)
{
    (void)state;
    unsigned wide = metrics_width("WWW", 3, false), narrow = metrics_width("iii", 3, false);
    assert_in_range(wide, 3 * narrow, 5 * narrow);
    assert_true(metrics_width("Region", 6, true) > metrics_width("Region", 6, false));
    /* ten digits at 10 pt: 1038 / 2048 em each */
    assert_int_equal(metrics_px(metrics_width("0123456789", 10, false), 10), 68);
    assert_in_range(metrics_px(metrics_units(100, 10), 10), 99, 101);
    assert_true(metrics_width("\xc3\xa9", 2, false) >= metrics_width("e", 1, false));
    assert_int_equal(metrics_word("Case manager's supervisor", true),
                     metrics_width("manager's", 9, true) > metrics_width("supervisor", 10, true)
                         ? metrics_width("manager's", 9, true)
                         : metrics_width("supervisor", 10, true));
}

static int lines(const char *text, int px)
{
    return metrics_lines(text, strlen(text), false, metrics_units(px, 10));
}

static void test_lines(void **state)
{
    (void)state;
    assert_int_equal(lines("", 80), 1);
    assert_int_equal(lines("short", 80), 1);
    assert_int_equal(lines("Pemberton-Hughes, Leandro", 105), 2);
    assert_int_equal(lines("Pemberton-Hughes, Leandro", 300), 1);
    assert_int_equal(lines("one\ntwo\nthree", 300), 3);
    assert_int_equal(lines("WWWWWWWWWWWWWWWWWWWW", 60), 4); /* broken inside the word */
    assert_in_range(lines("a WWWWWWWWWWWWWWWWWWWW b", 60), 6, 7);
    assert_int_equal(lines("a b c d", 8), 4);
    assert_in_range(lines("x", 1), 1, 1); /* narrower than a letter */
}

/* Word by word: as a reader breaks lines, without a thought of speed. */
static int lines_by_words(const char *text, size_t n, unsigned width)
{
    unsigned at = 0;
    int count = 1;
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && text[end] != ' ' && text[end] != '\n')
            end++;
        unsigned word = metrics_width(text + i, end - i, false);
        if (at > 0 && at + word > width) {
            count++;
            at = 0;
        }
        if (word > width) { /* in pieces, as many letters as fit */
            for (size_t j = i; j < end; j++) {
                unsigned one = metrics_width(text + j, 1, false);
                if (at + one > width && at > 0) {
                    count++;
                    at = 0;
                }
                at += one;
            }
        } else {
            at += word;
        }
        if (end < n && text[end] == '\n') {
            count++;
            at = 0;
        } else {
            at += metrics_width(" ", 1, false);
        }
        i = end + 1;
    }
    return count;
}

static void test_lines_as_words_fall(void **state)
{
    (void)state;
    char text[120];
    for (int i = 0; i < 200000; i++) {
        size_t n = chance(sizeof(text));
        for (size_t at = 0; at < n; at++)
            text[at] = "abcdefg hi jk lm WMi.  "[chance(23)];
        if (n > 0 && chance(4) == 0)
            text[chance((unsigned)n)] = '\n';
        unsigned width = metrics_units((int)(20 + chance(400)), 10);
        assert_int_equal(metrics_lines(text, n, false, width), lines_by_words(text, n, width));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clean),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_forbidden_characters),
        cmocka_unit_test(test_cut_forgets_what_it_cut),
        cmocka_unit_test(test_escaped_text_is_counted_as_it_is_shown),
        cmocka_unit_test(test_xml),
        cmocka_unit_test(test_class),
        cmocka_unit_test(test_class_at_every_place),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_lines_as_words_fall),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
