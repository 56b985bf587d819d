/* tests/unit/log_test.c - one line per event; json texts */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "json.h"
#include "log.h"
#include "unit.h"
#include "banned.h"

static char path[] = "/tmp/cwreports-log-XXXXXX";

static int make_file(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

/* What is in the file, which is then emptied. The time is cut off. */
static char *logged(void)
{
    struct str text = STR_INIT;
    OK(file_read(path, 100000, &text, WHY));
    assert_int_equal(truncate(path, 0), 0);
    return str_detach(&text);
}

static void test_logfmt(void **state)
{
    (void)state;
    OK(log_open(path, LOG_LVL_INFO, LOG_FMT_LOGFMT, WHY));
    log_info("step_end", log_s("step", "extract"), log_i("rows", -5), log_ms("seconds", 61007));
    log_debug("quiet", log_i("x", 1));
    log_set_run(12);
    log_warn("odd", log_s("a", ""), log_s("b", "two words"), log_s("c", "q\"\\\n"),
             log_s("d", NULL));
    log_set_run(0);
    char *text = logged();
    char *second = strchr(text, '\n') + 1;
    second[-1] = '\0';
    assert_int_equal(strlen("time=2020-01-31T00:00:00.000Z"), 29);
    assert_string_equal(text + 29,
                        " level=info event=step_end step=extract rows=-5 seconds=61.007");
    assert_true(text[28] == 'Z' && text[15] == 'T');
    assert_string_equal(
        second + 29, " level=warn run=12 event=odd a=\"\" b=\"two words\" c=\"q\\\"\\\\\\u000a\" "
                     "d=\"\"\n");
    free(text);
}

static void test_json(void **state)
{
    (void)state;
    OK(log_open(path, LOG_LVL_DEBUG, LOG_FMT_JSON, WHY));
    log_debug("e", log_s("a", "x\ty"), log_i("n", 3));
    char *text = logged();
    assert_true(str_starts(text, "{\"time\":\"2"));
    assert_true(
        str_ends(text, "Z\",\"level\":\"debug\",\"event\":\"e\",\"a\":\"x\\u0009y\",\"n\":3}\n"));
    char *pretty = json_pretty(text);
    assert_non_null(pretty); /* it is JSON */
    free(pretty);
    free(text);
}

static void test_no_sink(void **state)
{
    (void)state;
    OK(log_open("", LOG_LVL_DEBUG, LOG_FMT_JSON, WHY));
    log_error("nobody", log_i("hears", 1));
    struct err err = {.kind = ERR_NONE};
    assert_false(log_open("/nowhere/x.log", LOG_LVL_INFO, LOG_FMT_JSON, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    log_close();
}

static void test_json_texts(void **state)
{
    (void)state;
    struct json *root = json_new_object();
    json_set_text(root, "b", "\xc3\xa9\"");
    json_set_text(root, "a", NULL);
    json_set_text(root, "not", "\xff");
    json_set_int(root, "n", INT64_MIN);
    json_set_bool(root, "yes", true);
    struct json *list = json_set_array(root, "list");
    json_set_int(json_add_object(list), "x", 1);
    json_set_int(json_set_object(root, "in"), "y", 2);
    char *text = json_text(root);
    assert_string_equal(text,
                        "{\n  \"b\": \"\xc3\xa9\\\"\",\n  \"a\": null,\n  \"not\": null,\n"
                        "  \"n\": -9223372036854775808,\n  \"yes\": true,\n  \"list\": [\n"
                        "    {\n      \"x\": 1\n    }\n  ],\n  \"in\": {\n    \"y\": 2\n  }\n}\n");
    char *again = json_pretty(text);
    assert_string_equal(again, text);
    assert_null(json_pretty("{"));
    free(again);
    free(text);
    json_free(root);
    json_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_logfmt),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_no_sink),
        cmocka_unit_test(test_json_texts),
    };
    return cmocka_run_group_tests_name("log", tests, make_file, remove_file);
}
