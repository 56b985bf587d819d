/* tests/unit/dav_list_test.c - the names in a collection, from a real share and from odd answers */
#include "../lib/share.h"

#include "dav_list.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define BASE "https://h.example:8443/re%20ports/"

static void note(void *ctx, const char *name, bool is_collection)
{
    str_addf(ctx, "%s%s\n", name, is_collection ? "/" : "");
}

static void assert_lists(const char *body, const char *path, const char *names)
{
    struct str got = STR_INIT;
    dav_list_scan(body, BASE, path, note, &got);
    assert_string_equal(got.buf, names);
    str_release(&got);
}

#define ONE(HREF, TYPE)                                                                            \
    "<D:response><D:href>" HREF "</D:href><D:propstat><D:prop><D:resourcetype>" TYPE               \
    "</D:resourcetype></D:prop></D:propstat></D:response>"

static void names_are_those_directly_below(void **state)
{
    (void)state;
    assert_lists(ONE("/re%20ports/2020-01/", "<D:collection/>")
                     ONE("/re%20ports/2020-01/a.xlsx", "")
                         ONE("https://other.example/re%20ports/2020-01/sub/", "<D:collection/>"),
                 "2020-01", "a.xlsx\nsub/\n");
    assert_lists(ONE("/re ports/x", "<lp1:collection/>"), "", "x/\n");
}

static void names_are_decoded_once(void **state)
{
    (void)state;
    assert_lists(ONE("/re%20ports/m/b%c3%bcro%20%26%201.xlsx", "")
                     ONE("/re%20ports/m/a&amp;b.xlsx", "") ONE("/re%20ports/m/100%25.xlsx", "")
                         ONE("/re%20ports/m/cut%2", ""),
                 "m", "b\xc3\xbcro & 1.xlsx\na&b.xlsx\n100%.xlsx\ncut%2\n");
}

static void what_is_elsewhere_is_left_out(void **state)
{
    (void)state;
    assert_lists(ONE("/re%20ports/2020-010/a", "") ONE("/re%20ports/2020-01/a/b", "")
                     ONE("/re%20ports/2020-01/..%2fa", "") ONE("/etc/passwd", "") ONE("", "")
                         ONE("https://h.example", "") ONE("/re%20ports/2020-01/%00a", ""),
                 "2020-01", "");
}

static void odd_answers_do_no_harm(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "",
        "<",
        "<href",
        "<href>",
        "</response></response>",
        "<!-- " ONE("/re%20ports/a", ""),
        "<![CDATA[" ONE("/re%20ports/a", "") "]]>",
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"/re%20ports/b\">]>" ONE("&a;", ""),
        "<response><owner>x</owner><href>   </href></response>",
        "<nothref>/re%20ports/a</nothref><response/>",
    };
    for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++)
        assert_lists(bodies[i], "", "");
    /* comments do not hide what follows, and the first href is the response's own */
    assert_lists("<?xml?><!-- < -->" ONE("/re%20ports/a", "<href>/re%20ports/b</href>"), "", "a\n");
}

static void a_real_share_tells_its_names(void **state)
{
    struct share *share = *state;
    struct err err;
    struct dav_outcome out;
    struct dav *dav = dav_open(&share->config, &err);
    assert_non_null(dav);
    const char *folder = share_path(share, "list ed");
    assert_int_equal(dav_mkcol(dav, share_path(share, "list ed/sub"), &out), DAV_DONE);
    assert_int_equal(share_put(dav, share_path(share, "list ed/a #1 & b.xlsx"), "x"), DAV_DONE);
    struct str got = STR_INIT;
    assert_int_equal(dav_children(dav, folder, note, &got, &out), DAV_DONE);
    assert_non_null(strstr(got.buf, "a #1 & b.xlsx\n"));
    assert_non_null(strstr(got.buf, "sub/\n"));
    assert_int_equal(got.len, strlen("a #1 & b.xlsx\nsub/\n"));
    assert_int_equal(dav_children(dav, share_path(share, "nowhere"), note, &got, &out), DAV_GONE);
    str_release(&got);
    dav_free(dav);
}

static int start(void **state)
{
    static struct share share;
    share_start(&share);
    *state = &share;
    return 0;
}

static int end(void **state)
{
    share_end(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_those_directly_below), cmocka_unit_test(names_are_decoded_once),
        cmocka_unit_test(what_is_elsewhere_is_left_out),  cmocka_unit_test(odd_answers_do_no_harm),
        cmocka_unit_test(a_real_share_tells_its_names),
    };
    return cmocka_run_group_tests(tests, start, end);
}
