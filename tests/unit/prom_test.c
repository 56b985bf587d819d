/* tests/unit/prom_test.c - the text that Prometheus reads */
#include "prom.h"
#include "unit.h"
#include "banned.h"

static void test_a_family_and_its_samples(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    prom_family(&text, "x_seconds", "How long, in\nseconds \\ here.");
    prom_sample(&text, "x_seconds", 1234, (struct prom_label[]){{0}});
    prom_sample(&text, "x_seconds", -7000, (struct prom_label[]){{"a", "b"}, {"c", "d"}, {0}});
    prom_sample(&text, "x_seconds", 0, (struct prom_label[]){{"a", ""}, {0}});
    assert_string_equal(text.buf, "# HELP x_seconds How long, in\\nseconds \\\\ here.\n"
                                  "# TYPE x_seconds gauge\n"
                                  "x_seconds 1.234\n"
                                  "x_seconds{a=\"b\",c=\"d\"} -7\n"
                                  "x_seconds{a=\"\"} 0\n");
    str_release(&text);
}

static void test_labels_are_escaped(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    prom_sample(&text, "x", 1, (struct prom_label[]){{"a", "q\" b\\ n\n } 1\nforged 1"}, {0}});
    assert_string_equal(text.buf, "x{a=\"q\\\" b\\\\ n\\n } 1\\nforged 1\"} 0.001\n");
    str_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_family_and_its_samples),
        cmocka_unit_test(test_labels_are_escaped),
    };
    return cmocka_run_group_tests_name("prom", tests, NULL, NULL);
}
