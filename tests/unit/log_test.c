/* tests/unit/log_test.c - one line per event; json texts */
#include <fcntl.h>
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
                        " level=info run=0 event=step_end step=extract rows=-5 seconds=61.007");
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
    assert_true(str_ends(
        text, "Z\",\"level\":\"debug\",\"run\":0,\"event\":\"e\",\"a\":\"x\\u0009y\",\"n\":3}\n"));
    char *pretty = json_pretty(text);
    assert_non_null(pretty); /* it is JSON */
    free(pretty);
    free(text);
}

/* Whatever a value holds: one line, UTF-8, and JSON where that is the form. */
static void test_hostile_values(void **state)
{
    (void)state;
    static const struct {
        const char *value, *logfmt;
    } cases[] = {
        {"a\nlevel=error event=forged", "\"a\\u000alevel=error event=forged\""},
        {"\r\033[2J\007\x7f", "\"\\u000d\\u001b[2J\\u0007\\u007f\""},
        {"\xc2\x85 \xc2\x9b"
         "31m",
         "\"\\u0085 \\u009b31m\""},                         /* C1: NEL, CSI */
        {"\xe2\x80\xa8\xe2\x80\xa9", "\"\\u2028\\u2029\""}, /* line separators */
        {"\xe2\x80\xae"
         "txt.exe\xe2\x81\xa6",
         "\"\\u202etxt.exe\\u2066\""},                 /* direction */
        {"\xff\xc3", "\"\\ufffd\\ufffd\""},            /* not UTF-8 */
        {"\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""}, /* a surrogate */
        {"Ren\xc3\xa9", "\"Ren\xc3\xa9\""},
        {"a=b", "\"a=b\""},
        {"a\\b", "\"a\\\\b\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        OK(log_open(path, LOG_LVL_INFO, LOG_FMT_LOGFMT, WHY));
        log_info("e", log_s("v", cases[i].value));
        char *text = logged();
        struct str want = STR_INIT;
        str_addf(&want, " event=e v=%s\n", cases[i].logfmt);
        if (!str_ends(text, want.buf))
            print_error("case %zu: %s", i, text);
        assert_true(str_ends(text, want.buf));
        assert_ptr_equal(strchr(text, '\n'), text + strlen(text) - 1); /* one line */
        free(text);
        OK(log_open(path, LOG_LVL_INFO, LOG_FMT_JSON, WHY));
        log_info("e", log_s("v", cases[i].value));
        text = logged();
        char *pretty = json_pretty(text);
        assert_non_null(pretty);
        free(pretty);
        free(text);
        str_release(&want);
    }
}

static void test_long_values_are_cut(void **state)
{
    (void)state;
    struct str value = STR_INIT;
    for (int i = 0; i < 3000; i++)
        str_add(&value, "\xc3\xa9"); /* the cut must not go through one */
    OK(log_open(path, LOG_LVL_INFO, LOG_FMT_JSON, WHY));
    log_info("e", log_s("v", value.buf));
    char *text = logged();
    assert_true(strlen(text) > 2000 && strlen(text) < 2200);
    assert_true(str_ends(text, "\xc3\xa9...\"}\n"));
    char *pretty = json_pretty(text);
    assert_non_null(pretty);
    free(pretty);
    free(text);
    str_release(&value);
}

/* A file that was rotated away is not written to by the next call. */
static void test_a_rotated_file_is_made_anew(void **state)
{
    (void)state;
    struct stat st;
    char old[64];
    (void)snprintf(old, sizeof(old), "%s.1", path);
    OK(log_open(path, LOG_LVL_INFO, LOG_FMT_LOGFMT, WHY));
    log_info("before", log_i("n", 1));
    assert_int_equal(rename(path, old), 0);
    log_close();
    OK(log_open(path, LOG_LVL_INFO, LOG_FMT_LOGFMT, WHY));
    log_info("after", log_i("n", 2));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    char *text = logged();
    assert_non_null(strstr(text, "event=after"));
    assert_null(strstr(text, "event=before"));
    free(text);
    assert_int_equal(unlink(old), 0);
}

/* Standard error becomes a file for a moment; systemd would name it in the environment. */
static void test_the_journal_gets_priorities(void **state)
{
    (void)state;
    struct stat st;
    char stream[64];
    int kept = dup(STDERR_FILENO);
    int fd = open(path, O_WRONLY | O_APPEND);
    assert_true(kept >= 0 && fd >= 0 && dup2(fd, STDERR_FILENO) == STDERR_FILENO);
    assert_int_equal(fstat(STDERR_FILENO, &st), 0);
    (void)snprintf(stream, sizeof(stream), "%llu:%llu", (unsigned long long)st.st_dev,
                   (unsigned long long)st.st_ino);
    assert_int_equal(setenv("JOURNAL_STREAM", stream, 1), 0);
    OK(log_open("-", LOG_LVL_DEBUG, LOG_FMT_LOGFMT, WHY));
    log_debug("d", log_i("n", 1));
    log_info("i", log_i("n", 1));
    log_warn("w", log_i("n", 1));
    log_error("e", log_i("n", 1));
    assert_int_equal(setenv("JOURNAL_STREAM", "1:1", 1), 0); /* another stream: a redirection */
    log_error("plain", log_i("n", 1));
    assert_int_equal(unsetenv("JOURNAL_STREAM"), 0);
    log_close();
    assert_true(dup2(kept, STDERR_FILENO) == STDERR_FILENO);
    (void)close(kept);
    (void)close(fd);
    char *text = logged();
    assert_true(str_starts(text, "<7>time="));
    assert_non_null(strstr(text, "\n<6>time="));
    assert_non_null(strstr(text, "\n<4>time="));
    assert_non_null(strstr(text, "\n<3>time="));
    assert_non_null(strstr(text, "\ntime="));
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
        cmocka_unit_test(test_hostile_values),
        cmocka_unit_test(test_long_values_are_cut),
        cmocka_unit_test(test_a_rotated_file_is_made_anew),
        cmocka_unit_test(test_the_journal_gets_priorities),
        cmocka_unit_test(test_no_sink),
        cmocka_unit_test(test_json_texts),
    };
    return cmocka_run_group_tests_name("log", tests, make_file, remove_file);
}
