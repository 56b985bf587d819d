/* etl/book_text.c - see book_text.h */
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "book_text.h"
#include "str.h"

#include "banned.h"

static const char replacement[] = "\xef\xbf\xbd";
static const char cut_mark[] = " [cut]";

/* Length of the well-formed sequence at p, 0 when there is none. */
static size_t sequence(const unsigned char *p, const unsigned char *end)
{
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;

    if (n == 0 || p[0] > 0xf4 || (size_t)(end - p) < n)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90) ||
        (p[0] == 0xf4 && p[1] > 0x8f) || (p[0] == 0xed && p[1] > 0x9f))
        return 0; /* overlong, beyond Unicode, surrogate */
    return n;
}

/* How many bytes of a broken sequence one replacement character stands for. */
static size_t broken(const unsigned char *p, const unsigned char *end)
{
    size_t want = p[0] < 0xc2 || p[0] > 0xf4 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4, n = 1;

    if (p[0] == 0xed && end - p >= 3 && p[1] >= 0xa0 && p[1] <= 0xbf && (p[2] & 0xc0) == 0x80)
        return 3; /* a lone surrogate: one character */
    while (n < want && p + n < end && (p[n] & 0xc0) == 0x80)
        n++;
    if (n == want)
        return 1; /* overlong or beyond Unicode: its bytes one by one */
    return n;
}

static bool allowed(const unsigned char *p, size_t n)
{
    if (n == 1)
        return p[0] >= 0x20 || p[0] == '\t' || p[0] == '\n' || p[0] == '\r';
    return !(n == 3 && p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe); /* U+FFFE, U+FFFF */
}

static bool is_hex(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

static bool looks_escaped(const unsigned char *p, const unsigned char *end)
{
    return end - p >= 7 && p[0] == '_' && p[1] == 'x' && is_hex(p[2]) && is_hex(p[3]) &&
           is_hex(p[4]) && is_hex(p[5]) && p[6] == '_';
}

/* Appends the character at *p as it may stand in a cell and steps over it; returns its units. */
static size_t step(struct str *out, const unsigned char **p, const unsigned char *end,
                   unsigned *seen)
{
    const unsigned char *at = *p;
    size_t n = sequence(at, end);

    if (n == 0 || !allowed(at, n)) {
        *p += n ? n : broken(at, end);
        *seen |= BOOK_TEXT_REPLACED;
        str_addn(out, replacement, 3);
        return 1;
    }
    *p += n;
    if (at[0] == '\r') { /* any XML reader turns \r into \n; \r\n is one line end */
        if (*p < end && **p == '\n')
            (*p)++;
        str_addc(out, '\n');
        return 1;
    }
    if (at[0] == '_' && looks_escaped(at, end)) {
        *seen |= BOOK_TEXT_ESCAPED;
        str_addn(out, "_x005F", 6);
    }
    str_addn(out, at, n);
    return n == 4 ? 2 : 1;
}

unsigned book_text_clean(struct str *out, const char *text, size_t n, size_t max)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + n;
    size_t keep = max - (sizeof(cut_mark) - 1), units = 0, fits = out->len;
    unsigned seen = 0, kept = 0; /* what was seen in the part that stays when cut */

    str_reserve(out, n + 1);
    while (p < end) {
        units += step(out, &p, end, &seen);
        if (units <= keep) {
            fits = out->len;
            kept = seen;
        }
        if (units > max) {
            out->len = fits;
            str_addn(out, cut_mark, sizeof(cut_mark) - 1);
            return kept | BOOK_TEXT_CUT;
        }
    }
    return seen;
}

/* a blank asks for nothing unless it stands at an end or beside another */
enum { BLANK = 8 };
#define FOUR    TEXT_CLEAN, TEXT_CLEAN, TEXT_CLEAN, TEXT_CLEAN
#define SIXTEEN FOUR, FOUR, FOUR, FOUR
static const unsigned char classes[256] = {
    FOUR,
    FOUR,
    TEXT_CLEAN,
    TEXT_KEEP, /* tab */
    TEXT_KEEP, /* line end */
    TEXT_CLEAN,
    FOUR,
    SIXTEEN,
    [' '] = BLANK,
    ['_'] = TEXT_CLEAN,
    ['&'] = TEXT_ESCAPE,
    ['<'] = TEXT_ESCAPE,
    ['>'] = TEXT_ESCAPE,
    [0x80] = SIXTEEN,
    SIXTEEN,
    SIXTEEN,
    SIXTEEN,
    SIXTEEN,
    SIXTEEN,
    SIXTEEN,
    SIXTEEN,
};
#undef FOUR
#undef SIXTEEN

#ifdef __SSE2__
/* Which of 16 bytes are blanks; *asks gathers bytes that are in the table above. */
static inline __attribute__((always_inline)) unsigned look(__m128i bytes, __m128i *asks)
{
    /* signed: bytes from 0x80 on are below the blank too */
    __m128i asking = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));

    asking = _mm_or_si128(asking, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('&')));
    asking = _mm_or_si128(asking, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('<')));
    asking = _mm_or_si128(asking, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('>')));
    asking = _mm_or_si128(asking, _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_')));
    *asks = _mm_or_si128(*asks, asking);
    return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')));
}

static __m128i four(const char *text)
{
    int bytes;

    memcpy(&bytes, text, sizeof(bytes));
    return _mm_cvtsi32_si128(bytes);
}

static __m128i eight(const char *text)
{
    return _mm_loadl_epi64((const __m128i *)(const void *)text);
}

/* Does the text ask for nothing, as almost every one? Pieces overlap by a byte at least, so two
   blanks side by side are seen in one of them. */
static bool is_plain(const char *text, size_t n)
{
    __m128i asks = _mm_setzero_si128();
    unsigned blanks = 0, twice = 0;

    if (n < 4 || text[0] == ' ' || text[n - 1] == ' ')
        return false;
    if (n < 8) {
        __m128i both = _mm_unpacklo_epi32(four(text), four(text + n - 4));
        blanks = look(_mm_unpacklo_epi64(both, both), &asks);
        twice = blanks & blanks << 1 & 0xee; /* the parts are no neighbours */
    } else if (n < 16) {
        blanks = look(_mm_unpacklo_epi64(eight(text), eight(text + n - 8)), &asks);
        twice = blanks & blanks << 1 & 0xfefe;
    } else {
        for (size_t i = 0; i < n - 16; i += 15) {
            blanks = look(_mm_loadu_si128((const __m128i *)(const void *)(text + i)), &asks);
            twice |= blanks & blanks << 1;
        }
        blanks = look(_mm_loadu_si128((const __m128i *)(const void *)(text + n - 16)), &asks);
        twice |= blanks & blanks << 1;
    }
    return twice == 0 && _mm_movemask_epi8(asks) == 0;
}
#else
static bool is_plain(const char *text, size_t n)
{
    (void)text, (void)n;
    return false;
}
#endif

unsigned book_text_class(const char *text, size_t n)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + n;

    if (n <= BOOK_TEXT_MAX && is_plain(text, n))
        return 0;
    unsigned all = n > BOOK_TEXT_MAX ? TEXT_CLEAN : 0, twice = 0, before = BLANK;

    while (p < end) {
        unsigned class = classes[*p++];
        all |= class;
        twice |= class & before;
        before = class;
    }
    if (n > 0 && ((twice | before) & BLANK))
        all |= TEXT_KEEP;
    return all & (BLANK - 1);
}

void book_text_xml(struct str *out, const char *text, size_t n)
{
    if (!(book_text_class(text, n) & TEXT_ESCAPE)) {
        str_addn(out, text, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '&')
            str_addn(out, "&amp;", 5);
        else if (text[i] == '<')
            str_addn(out, "&lt;", 4);
        else if (text[i] == '>')
            str_addn(out, "&gt;", 4);
        else
            str_addc(out, text[i]);
    }
}

size_t book_text_units(const char *text, size_t n)
{
    size_t units = 0;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        units += (c & 0xc0) != 0x80;
        units += c >= 0xf0;
    }
    return units;
}
