/* etl/html.c - text, addresses and looks of a page that stands alone */
#include "html.h"

#include <string.h>

#include "digest.h"
#include "str.h"
#include "style.h"
#include "banned.h"

#define REPLACEMENT "\xEF\xBF\xBD"

/* Length of the UTF-8 character here; 0: none. */
static size_t character(const char *text)
{
    unsigned char c = (unsigned char)*text;
    size_t n = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    return strnlen(text, n) == n && str_is_utf8(text, n) ? n : 0;
}

void html_text(struct str *page, const char *text)
{
    while (text && *text) {
        size_t n = character(text);
        unsigned char c = (unsigned char)*text;
        if (n == 0 || (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f)
            str_add(page, REPLACEMENT);
        else if (c == '&')
            str_add(page, "&amp;");
        else if (c == '<')
            str_add(page, "&lt;");
        else if (c == '>')
            str_add(page, "&gt;");
        else if (c == '"')
            str_add(page, "&quot;");
        else
            str_addn(page, text, n);
        text += n ? n : 1;
    }
}

void html_path(struct str *page, const char *path)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "-._~/";
    for (; *path; path++) {
        if (strchr(plain, *path))
            str_addc(page, *path);
        else
            str_addf(page, "%%%02X", (unsigned)(unsigned char)*path);
    }
}

/* ---- looks ---- */

/* One line a colour: its name, by day (style.h), by night. */
static const struct colour {
    const char *name;
    unsigned day, night;
} colours[] = {
    {"ground", WHITE, 0x15181D},      {"ink", INK, 0xECEEF1},     {"head", NAVY, 0xC3D3F0},
    {"quiet", SECONDARY, 0xB9C0CA},   {"link", LINK, 0x9CC8F7},   {"band", HEAD, 0x262E3B},
    {"hair", HAIR, 0x3B4450},         {"group", TOTAL, 0x1D222A}, {"late", LATE, 0x4A3210},
    {"late-ink", LATE_INK, 0xFBE3C0}, {"wait", WAIT, 0x1E2D47},   {"wait-ink", NAVY, 0xD8E4F8},
};

static const char rules[] =
    "*{box-sizing:border-box}\n"
    "html{scroll-behavior:auto;-webkit-text-size-adjust:100%}\n"
    "body{margin:0;background:var(--ground);color:var(--ink);"
    "font:1rem/1.5 " FONT ",Carlito,\"Segoe UI\",\"Liberation Sans\",sans-serif;"
    "font-variant-numeric:tabular-nums}\n"
    "header,nav,main,footer{max-width:60rem;margin:0 auto;padding:0 1.5rem}\n"
    "header{padding-top:2.5rem}\n"
    "a{color:var(--link);text-underline-offset:.15em}\n"
    "a:focus-visible{outline:3px solid var(--head);outline-offset:2px;border-radius:2px}\n"
    ".skip{position:absolute;left:-100vw;top:0;padding:.75rem 1.5rem;background:var(--ground);"
    "z-index:1}\n"
    ".skip:focus{left:0}\n"
    "h1,h2{color:var(--head);text-wrap:balance}\n"
    "h1{font-size:2rem;line-height:1.2;margin:.25rem 0 1.25rem}\n"
    "h2{font-size:1.375rem;line-height:1.3;margin:0 0 .5rem}\n"
    "p{margin:0 0 .75rem;max-width:44rem}\n"
    ".agency{margin:0;color:var(--quiet);font-size:1.125rem}\n"
    ".quiet{color:var(--quiet)}\n"
    ".band{background:var(--late);color:var(--late-ink);padding:.75rem 1rem;max-width:none;"
    "border-left:4px solid var(--late-ink)}\n"
    ".facts{display:flex;flex-wrap:wrap;gap:.75rem 2.5rem;margin:0;padding:1rem 0;"
    "border-top:2px solid var(--head);border-bottom:1px solid var(--hair)}\n"
    ".facts dt{color:var(--quiet);font-size:.875rem}\n"
    ".facts dd{margin:0;font-weight:bold;overflow-wrap:anywhere}\n"
    "nav{padding-top:1rem;padding-bottom:1rem}\n"
    "nav ul{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:0;padding:0;list-style:none}\n"
    "section{padding:1.5rem 0 1rem}\n"
    "table{border-collapse:collapse;width:100%;margin:.75rem 0 0}\n"
    /* the heading above says it to the eye */
    "caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}\n"
    "th,td{text-align:left;vertical-align:baseline;padding:.375rem .75rem;"
    "border-bottom:1px solid var(--hair);font-weight:normal}\n"
    "thead th{background:var(--band);color:var(--head);font-weight:bold;vertical-align:bottom;"
    "border-bottom:2px solid var(--head)}\n"
    "tr.group th{background:var(--group);font-weight:bold;padding-top:.5rem}\n"
    ".n{text-align:right;white-space:nowrap}\n"
    "code{font:.875em ui-monospace,\"Liberation Mono\",Consolas,monospace;color:var(--quiet)}\n"
    ".late,.wait{padding:.0625rem .5rem;font-weight:bold;white-space:nowrap}\n"
    ".late{background:var(--late);color:var(--late-ink)}\n"
    ".wait{background:var(--wait);color:var(--wait-ink)}\n"
    "footer{margin-top:1.5rem;padding-top:1rem;padding-bottom:3rem;border-top:1px solid "
    "var(--hair);color:var(--quiet);font-size:.9375rem}\n"
    /* each row a small card: its name, then its figures with their headings */
    "@media screen and (max-width:44rem){\n"
    "header,nav,main,footer{padding-left:1rem;padding-right:1rem}\n"
    "header{padding-top:1.5rem}\n"
    "h1{font-size:1.625rem}\n"
    "nav ul{display:block}\n"
    "nav a{display:inline-block;padding:.25rem 0}\n"
    "table,tbody{display:block}\n"
    "thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}\n"
    "tr{display:flex;flex-wrap:wrap;gap:0 1.25rem;padding:.5rem;border-bottom:1px solid "
    "var(--hair)}\n"
    "tr.group{padding:.5rem;background:var(--group)}\n"
    "th,td,.n{display:block;border:0;padding:0;text-align:left;white-space:normal}\n"
    "tbody th{flex:0 0 100%;font-weight:bold;padding:.125rem 0}\n"
    "td::before{content:attr(data-h) \" \";color:var(--quiet)}\n"
    "td:empty{display:none}\n"
    "}\n"
    "@page{margin:15mm 12mm}\n"
    "@media print{\n"
    "html{font-size:9.5pt}\n"
    "header,nav,main,footer{max-width:none;padding-left:0;padding-right:0}\n"
    "header{padding-top:0}\n"
    ".skip,nav{display:none}\n"
    "a{color:inherit}\n"
    "section{padding:.75rem 0 0}\n"
    "h2,p,tr.group{break-after:avoid}\n"
    "tr{break-inside:avoid}\n"
    "th,td{padding:.15rem .5rem}\n"
    ".late,.wait,.band,thead th,tr.group th{print-color-adjust:exact;"
    "-webkit-print-color-adjust:exact}\n"
    "footer{padding-bottom:0}\n"
    "}\n";

static void add_colours(struct str *css, bool night)
{
    str_add(css, ":root{");
    for (size_t i = 0; i < sizeof(colours) / sizeof(*colours); i++)
        str_addf(css, "--%s:#%06X;", colours[i].name, night ? colours[i].night : colours[i].day);
    str_addf(css, "color-scheme:%s}\n", night ? "dark" : "light");
}

static unsigned nibble(char hex)
{
    return hex <= '9' ? (unsigned)(hex - '0') : (unsigned)(hex - 'a' + 10);
}

/* A digest as a content policy wants it. */
static void add_base64(struct str *out, const struct digest_text *sum)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned held = 0, bits = 0;
    for (size_t i = 0; i < DIGEST_HEX; i++) {
        held = held << 4 | nibble(sum->hex[i]);
        bits += 4;
        if (bits >= 6) {
            bits -= 6;
            str_addc(out, letters[held >> bits & 63]);
        }
    }
    str_addc(out, letters[held << (6 - bits) & 63]); /* 256 bits: four are left */
    str_addc(out, '=');
}

void html_head(struct str *page, const char *title)
{
    struct str css = STR_INIT;
    str_addc(&css, '\n');
    add_colours(&css, false);
    str_add(&css, "@media screen and (prefers-color-scheme:dark){\n");
    add_colours(&css, true);
    str_add(&css, "}\n");
    str_add(&css, rules);
    struct digest_text sum = digest_bytes(css.buf, css.len);
    str_add(page, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "img-src data:; style-src 'sha256-");
    add_base64(page, &sum);
    str_add(page, "'; base-uri 'none'; form-action 'none'\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<meta name=\"referrer\" content=\"no-referrer\">\n"
                  "<meta name=\"robots\" content=\"noindex\">\n"
                  "<link rel=\"icon\" href=\"data:,\">\n<title>");
    html_text(page, title);
    str_addf(page, "</title>\n<style>%s</style>\n</head>\n<body>\n", css.buf);
    str_release(&css);
}
