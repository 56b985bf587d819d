/* tests/unit/html_test.c - text and addresses of a page */
#include "unit.h"

#include <string.h>

#include "digest.h"
#include "html.h"
#include "str.h"
#include "banned.h"

static void assert_text(const char *in, const char *expected)
{
    struct str out = STR_INIT;
    html_text(&out, in);
    assert_string_equal(out.buf, expected);
    str_release(&out);
}

static void text_is_never_markup(void **state)
{
    (void)state;
    assert_text(NULL, "");
    assert_text("Children & <b>Families</b> \"7\"",
                "Children &amp; &lt;b&gt;Families&lt;/b&gt; &quot;7&quot;");
    assert_text("&amp;", "&amp;amp;");
    assert_text("B\xC3\xBCro \xF0\x9F\x8F\xA0", "B\xC3\xBCro \xF0\x9F\x8F\xA0");
    assert_text("-->]]><!--", "--&gt;]]&gt;&lt;!--");
}

static void what_is_no_text_is_replaced(void **state)
{
    (void)state;
    assert_text("a\x01"
                "b\x7f",
                "a\xEF\xBF\xBD"
                "b\xEF\xBF\xBD");
    assert_text("\xC3", "\xEF\xBF\xBD");
    assert_text("\xC3(", "\xEF\xBF\xBD(");
    assert_text("\xED\xA0\x80x", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx");
    assert_text("\xF0\x9F", "\xEF\xBF\xBD\xEF\xBF\xBD");
}

static void a_path_is_an_address(void **state)
{
    (void)state;
    struct str out = STR_INIT;
    html_path(&out, "ftdm/a b_1.2-x~/100%\"<&?#\xC3\xBC.xlsx");
    assert_string_equal(out.buf, "ftdm/a%20b_1.2-x~/100%25%22%3C%26%3F%23%C3%BC.xlsx");
    str_release(&out);
}

static void the_policy_allows_this_style_and_nothing_else(void **state)
{
    (void)state;
    struct str page = STR_INIT;
    html_head(&page, "A & B");
    assert_non_null(strstr(page.buf, "<title>A &amp; B</title>"));
    assert_null(strstr(page.buf, "<script"));
    assert_null(strstr(page.buf, "http:"));
    assert_null(strstr(page.buf, "https:"));
    assert_null(strstr(page.buf, "url("));
    assert_non_null(strstr(page.buf, "default-src 'none'; img-src data:; style-src 'sha256-"));
    /* the digest that it names is the style's: 44 characters of base64 (a browser judges the rest:
       tests/e2e) */
    const char *base64 = strstr(page.buf, "sha256-") + 7;
    assert_int_equal(strspn(base64, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                    "0123456789+/="),
                     44);
    assert_int_equal(base64[43], '=');
    struct str again = STR_INIT;
    html_head(&again, "A & B");
    assert_string_equal(again.buf, page.buf);
    str_release(&again);
    str_release(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_never_markup),
        cmocka_unit_test(what_is_no_text_is_replaced),
        cmocka_unit_test(a_path_is_an_address),
        cmocka_unit_test(the_policy_allows_this_style_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
