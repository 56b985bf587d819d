/* etl/publish_name.c - names that every share takes */
#include "publish_name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define PIECE_MAX 255

/* "CON", "con.xlsx", "LPT1.txt": with or without an ending. */
static bool is_device(const char *piece, size_t n)
{
    static const char *const devices[] = {"CON", "PRN", "AUX", "NUL", "COM", "LPT"};
    const char *dot = memchr(piece, '.', n);
    size_t stem = dot ? (size_t)(dot - piece) : n;
    for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++) {
        bool numbered = i >= 4;
        if (stem == (numbered ? 4u : 3u) && strncasecmp(piece, devices[i], 3) == 0 &&
            (!numbered || isdigit((unsigned char)piece[3])))
            return true;
    }
    return false;
}

static bool is_reserved(const char *piece)
{
    return strcasecmp(piece, ".lock") == 0 || strcasecmp(piece, "desktop.ini") == 0 ||
           strcasestr(piece, "_vti_") != NULL;
}

/* What is wrong with it, or NULL. */
static const char *fault(const char *piece)
{
    size_t n = strlen(piece);
    if (n == 0)
        return "is empty";
    if (n > PIECE_MAX)
        return "is longer than 255 bytes";
    if (piece[strcspn(piece, "\"*:<>?\\|#%")] != '\0')
        return "holds one of \" * : < > ? \\ | # %";
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)piece[i] < 0x20 || piece[i] == 0x7f)
            return "holds a control character";
    if (!str_is_utf8(piece, n))
        return "is not UTF-8";
    if (piece[0] == ' ' || piece[n - 1] == ' ')
        return "begins or ends with a blank";
    if (piece[n - 1] == '.')
        return "ends with a dot";
    if (piece[0] == '~')
        return "begins with ~";
    if (is_device(piece, n))
        return "is the name of a device";
    return is_reserved(piece) ? "is a name that SharePoint or Windows keeps for itself" : NULL;
}

static bool check_pieces(const char *path, struct err *err)
{
    bool ok = true;
    for (size_t n = 0; ok; path += n + 1) {
        n = strcspn(path, "/");
        char *piece = xstrndup(path, n);
        const char *wrong = fault(piece);
        if (wrong) {
            ok = err_set(err, ERR_CONFIG, "\"%s\" cannot be a name on every share: it %s", piece,
                         wrong);
            (void)err_hint(err, "SharePoint and Windows refuse such names; choose another");
        }
        free(piece);
        if (path[n] == '\0')
            break;
    }
    return ok;
}

bool publish_name(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    if (!check_pieces(path, err))
        return false;
    if (strlen(slash ? slash + 1 : path) > PUBLISH_NAME_MAX)
        return err_set(err, ERR_CONFIG, "the name is longer than %d bytes: \"%s\"",
                       PUBLISH_NAME_MAX, path);
    if (strlen(path) > PUBLISH_PATH_MAX)
        return err_set(err, ERR_CONFIG, "the path is longer than %d bytes: \"%s\"",
                       PUBLISH_PATH_MAX, path);
    return true;
}

static int hex(char c)
{
    if (isdigit((unsigned char)c))
        return c - '0';
    return isxdigit((unsigned char)c) ? tolower((unsigned char)c) - 'a' + 10 : -1;
}

/* "%23" becomes "#", and is then refused as one. */
static void decode(struct str *out, const char *text)
{
    for (; *text; text++) {
        int high = text[0] == '%' ? hex(text[1]) : -1;
        int low = high >= 0 ? hex(text[2]) : -1;
        if (low >= 0) {
            str_addc(out, (char)(high * 16 + low));
            text += 2;
        } else {
            str_addc(out, *text);
        }
    }
}

bool publish_name_base(const char *url, struct err *err)
{
    const char *host = strstr(url, "://");
    const char *path = host ? strchr(host + 3, '/') : NULL;
    struct str text = STR_INIT;
    decode(&text, path ? path + 1 : "");
    while (text.len > 0 && text.buf[text.len - 1] == '/')
        text.buf[--text.len] = '\0';
    bool ok = text.len == 0 || check_pieces(text.buf, err);
    /* room for month, folder and file name */
    if (ok && text.len + 170 > PUBLISH_PATH_MAX)
        ok = err_set(err, ERR_CONFIG, "the path is longer than %d bytes", PUBLISH_PATH_MAX - 170);
    str_release(&text);
    return ok || err_prefix(err, "share.url");
}
