/* tests/unit/draw_test.c - what book_draw.c answers for the workbook library, byte for byte as it would */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xlsxwriter.h>
#include <xlsxwriter/xmlwriter.h>

#include "str.h"
#include "unit.h"
#include "banned.h"

/* The library's own functions, and ours. */
typedef void tag_fn(FILE *file, const char *tag, struct xml_attribute_list *attributes);
typedef void end_fn(FILE *file, const char *tag);
typedef void data_fn(FILE *file, const char *tag, const char *data,
                     struct xml_attribute_list *attributes);
typedef struct xml_attribute *text_fn(const char *key, const char *value);
typedef struct xml_attribute *int_fn(const char *key, uint32_t value);
typedef struct xml_attribute *double_fn(const char *key, double value);
typedef void name_fn(char *name, lxw_row_t row, lxw_col_t col);

static struct writer {
    tag_fn *start, *empty;
    end_fn *end;
    data_fn *data;
    text_fn *text;
    int_fn *number;
    double_fn *real;
    name_fn *name;
} theirs, ours = {lxw_xml_start_tag,     lxw_xml_empty_tag,     lxw_xml_end_tag,
                  lxw_xml_data_element,  lxw_new_attribute_str, lxw_new_attribute_int,
                  lxw_new_attribute_dbl, lxw_rowcol_to_cell};

static void *own(void *library, const char *name, const void *of_ours)
{
    void *found = dlsym(library, name);
    assert_non_null(found);
    assert_ptr_not_equal(found, of_ours);
    /* the library's calls go to the first there is */
    assert_ptr_equal(dlsym(RTLD_DEFAULT, name), of_ours);
    return found;
}

static int find_theirs(void **state)
{
    (void)state;
    Dl_info info;
    if (!dladdr((void *)(uintptr_t)workbook_new, &info))
        return -1;
    void *library = dlopen(info.dli_fname, RTLD_NOW | RTLD_NOLOAD);
    if (!library)
        return -1;
#define OWN(member, name)                                                                          \
    do {                                                                                           \
        void *found = own(library, #name, (const void *)(uintptr_t)name);                          \
        memcpy(&theirs.member, &found, sizeof(found));                                             \
    } while (0)
    OWN(start, lxw_xml_start_tag);
    OWN(empty, lxw_xml_empty_tag);
    OWN(end, lxw_xml_end_tag);
    OWN(data, lxw_xml_data_element);
    OWN(text, lxw_new_attribute_str);
    OWN(number, lxw_new_attribute_int);
    OWN(real, lxw_new_attribute_dbl);
    OWN(name, lxw_rowcol_to_cell);
    dlclose(library);
    return 0;
}

static char longest[9000]; /* more than an attribute holds, more than one write */

static const char *const texts[] = {"",     "plain", "<&>\"'\n\t",  "a&b", "\xc3\xa9\xe2\x82\xac",
                                    "\"",   "&amp;", "trailing \n", ">",   "\x01\x1f_x0041_",
                                    longest};
enum { TEXTS = sizeof(texts) / sizeof(*texts) };
static const uint32_t numbers[] = {0, 1, 9, 10, 65535, 2147483647, 2147483648u, UINT32_MAX};
enum { NUMBERS = sizeof(numbers) / sizeof(*numbers) };

/* Every kind of call with the n-th texts. */
static char *written_by(const struct writer *writer, size_t n)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&bytes, &size);
    struct xml_attribute_list list;
    assert_non_null(file);
    STAILQ_INIT(&list);
    for (size_t i = 0; i <= n % 4; i++) {
        struct xml_attribute *one = i ? writer->text("key", texts[(n + i) % TEXTS])
                                      : writer->number("r:id", numbers[n % NUMBERS]);
        STAILQ_INSERT_TAIL(&list, one, list_entries);
    }
    writer->start(file, "c:a", &list);
    writer->start(file, "b", NULL);
    (void)fprintf(file, "%d cells", 12); /* the library mixes both */
    writer->data(file, "t", texts[n % TEXTS], n % 2 ? &list : NULL);
    writer->empty(file, "d", n % 3 ? &list : NULL);
    writer->end(file, "b");
    writer->end(file, "c:a");
    while (!STAILQ_EMPTY(&list)) {
        struct xml_attribute *first = STAILQ_FIRST(&list);
        STAILQ_REMOVE_HEAD(&list, list_entries);
        free(first);
    }
    assert_int_equal(fclose(file), 0);
    return bytes;
}

static void test_the_same_bytes(void **state)
{
    (void)state;
    for (size_t n = 0; n < (size_t)TEXTS * NUMBERS * 12; n++) {
        char *one = written_by(&theirs, n), *two = written_by(&ours, n);
        assert_string_equal(one, two);
        assert_non_null(strstr(one, "12 cells"));
        free(one);
        free(two);
    }
}

static void assert_same_value(double value)
{
    struct xml_attribute *one = theirs.real("ht", value), *two = ours.real("ht", value);
    assert_string_equal(one->value, two->value);
    assert_string_equal(one->key, two->key);
    free(one);
    free(two);
}

static void test_the_same_numbers(void **state)
{
    (void)state;
    static const double values[] = {-0.0, -0.25,      0.1,    0.7,  1.0 / 3,     999999.75,
                                    1e6,  1000000.25, 1e15,   1e16, 1.5e300,     5e-324,
                                    8.43, 15.7109375, -15.75, 2e9,  4294967296.5};
    for (int i = 0; i < 10000; i++) {
        assert_same_value(i / 4.0);
        assert_same_value(i / 8.0);
    }
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
        assert_same_value(values[i]);
}

static void test_the_same_names_of_cells(void **state)
{
    (void)state;
    char one[32], two[32];
    for (unsigned col = 0; col < UINT16_MAX; col++) {
        theirs.name(one, col * 16 % LXW_ROW_MAX, (lxw_col_t)col);
        ours.name(two, col * 16 % LXW_ROW_MAX, (lxw_col_t)col);
        assert_string_equal(one, two);
    }
    for (lxw_row_t row = 0; row < LXW_ROW_MAX; row += row < 2000 ? 1 : 999) {
        theirs.name(one, row, 0);
        ours.name(two, row, 0);
        assert_string_equal(one, two);
    }
    ours.name(two, LXW_ROW_MAX - 1, LXW_COL_MAX - 1);
    assert_string_equal(two, "XFD1048576");
}

/* Where it says no, the library's escaping would have changed nothing. */
static void test_what_needs_no_escape(void **state)
{
    (void)state;
    for (size_t i = 0; i < TEXTS; i++) {
        char *escaped = lxw_escape_control_characters(texts[i]);
        bool same = strcmp(escaped, texts[i]) == 0;
        assert_int_equal(lxw_has_control_characters(texts[i]), !same);
        free(escaped);
    }
    for (int c = 1; c < 256; c++) {
        const char text[] = {'a', (char)c, '\0'};
        char *escaped = lxw_escape_control_characters(text);
        assert_int_equal(lxw_has_control_characters(text), strcmp(escaped, text) != 0);
        free(escaped);
    }
}

int main(void)
{
    for (size_t i = 0; i + 1 < sizeof(longest); i++)
        longest[i] = i % 100 ? (char)('a' + i % 26) : '&';
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_bytes),
        cmocka_unit_test(test_the_same_numbers),
        cmocka_unit_test(test_the_same_names_of_cells),
        cmocka_unit_test(test_what_needs_no_escape),
    };
    return cmocka_run_group_tests(tests, find_theirs, NULL);
}
