/* etl/check.c - what a look at the world found: one finding after the other, told as it is made */
#include "check.h"

#include "str.h"
#include "banned.h"

bool check_ok(const struct check *check, const char *what, const char *format, ...)
{
    struct str text = STR_INIT;
    struct err details = {.kind = ERR_NONE};
    va_list args;
    va_start(args, format);
    str_addv(&text, format, args);
    va_end(args);
    err_set(&details, ERR_NONE, "%s", text.buf);
    str_release(&text);
    check->tell(check->ctx, CHECK_OK, what, &details);
    return true;
}

bool check_warn(const struct check *check, const char *what, struct err *why)
{
    check->tell(check->ctx, CHECK_WARN, what, why);
    err_clear(why);
    return true;
}

bool check_fail(const struct check *check, const char *what, struct err *why)
{
    check->tell(check->ctx, CHECK_FAIL, what, why);
    err_clear(why);
    return false;
}

const char *check_word(enum check_state state)
{
    static const char *const words[] = {"ok", "warn", "FAIL"};
    return words[state];
}
