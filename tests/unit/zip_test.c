/* tests/unit/zip_test.c - members written, copied, read back; sizes beyond 4 GB */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "str.h"
#include "unit.h"
#include <xlsxwriter.h>

#include "zip.h"
#include "zip_pack.h"
#include "banned.h"

static int memory_file(void)
{
    int fd = memfd_create("zip_test", MFD_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

/* Text that packs as a sheet does: repeated markup, changing numbers. */
static void fill(struct str *out, size_t n)
{
    for (unsigned i = 1; out->len < n; i++)
        str_addf(out, "<c r=\"A%u\" s=\"%u\"><v>%u</v></c>", i, i % 7, i * 2654435761u);
}

static void put(struct zip *zip, const char *name, const char *bytes, size_t n, size_t step)
{
    OK(zip_begin(zip, name, WHY));
    for (size_t at = 0; at < n; at += step)
        OK(zip_write(zip, bytes + at, n - at < step ? n - at : step, WHY));
    OK(zip_end(zip, WHY));
}

static void assert_content(const struct zip_index *index, const char *name, const char *bytes,
                           size_t n)
{
    struct str content = STR_INIT;
    const struct zip_member *member = zip_index_find(index, name);
    assert_non_null(member);
    assert_int_equal(member->size, n);
    OK(zip_index_unpack(index, member, &content, WHY));
    assert_int_equal(content.len, n);
    assert_memory_equal(content.buf, bytes, n);
    str_release(&content);
}

static void test_what_is_written_is_read(void **state)
{
    (void)state;
    struct str large = STR_INIT;
    fill(&large, 3000000);
    for (int level = 0; level <= 9; level += 3) {
        int fd = memory_file();
        struct zip *zip = zip_new(fd, "test", level);
        put(zip, "empty", "", 0, 1);
        put(zip, "a/one.xml", "<a/>", 4, 1);
        put(zip, "a/large.xml", large.buf, large.len, 777777);
        put(zip, "pieces", large.buf, 5000, 3);
        OK(zip_finish(zip, WHY));
        zip_free(zip);

        struct zip_index index;
        OK(zip_index_read(&index, fd, WHY));
        assert_int_equal(index.n, 4);
        assert_string_equal(index.members[1].name, "a/one.xml");
        assert_content(&index, "empty", "", 0);
        assert_content(&index, "a/one.xml", "<a/>", 4);
        assert_content(&index, "a/large.xml", large.buf, large.len);
        assert_content(&index, "pieces", large.buf, 5000);
        if (level > 0)
            assert_true(index.members[2].packed < large.len / 3);
        else
            assert_int_equal(index.members[2].packed, large.len);
        assert_null(zip_index_find(&index, "missing"));
        zip_index_release(&index);
        close(fd);
    }
    str_release(&large);
}

static void write_two(int fd, const struct str *text)
{
    struct zip *zip = zip_new(fd, "test", 1);
    put(zip, "one", text->buf, text->len, 65536);
    put(zip, "two", "2", 1, 1);
    OK(zip_finish(zip, WHY));
    zip_free(zip);
}

static void assert_same_file(int one, int two)
{
    off_t n = lseek(one, 0, SEEK_END);
    assert_int_equal(lseek(two, 0, SEEK_END), n);
    void *a = mmap(NULL, (size_t)n, PROT_READ, MAP_PRIVATE, one, 0);
    void *b = mmap(NULL, (size_t)n, PROT_READ, MAP_PRIVATE, two, 0);
    assert_memory_equal(a, b, (size_t)n);
    munmap(a, (size_t)n);
    munmap(b, (size_t)n);
}

static void test_the_same_content_gives_the_same_bytes(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    fill(&text, 400000);
    int one = memory_file(), two = memory_file();
    write_two(one, &text);
    sleep(1); /* a clock in the file would show */
    write_two(two, &text);
    assert_same_file(one, two);
    close(one);
    close(two);
    str_release(&text);
}

/* A member of any size, in pieces of any size, in place or not: one content, one file. Sizes around
   the blocks in which it is packed, and past those from which on a thread does it. */
static void test_the_pieces_leave_no_trace(void **state)
{
    (void)state;
    static const size_t sizes[] = {1,      131071, 131072, 131073,  262144,
                                   524288, 655359, 655360, 1000000, 3000000};
    static const size_t steps[] = {SIZE_MAX, 1000, 131072, 200001, 7};
    struct str text = STR_INIT;
    fill(&text, 3000000);
    for (int level = 1; level <= 6; level += 5)
        for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
            int first = -1;
            for (size_t j = 0; j < sizeof(steps) / sizeof(*steps); j++) {
                int fd = memory_file();
                struct zip *zip = zip_new(fd, "test", level);
                put(zip, "before", text.buf, 2000, 300);
                OK(zip_begin(zip, "member", WHY));
                for (size_t at = 0, part; at < sizes[i]; at += part) {
                    part = sizes[i] - at < steps[j] ? sizes[i] - at : steps[j];
                    char *room = zip_room(zip, part);
                    if (room)
                        memcpy(room, text.buf + at, part);
                    if (room)
                        zip_filled(zip, part);
                    else
                        OK(zip_write(zip, text.buf + at, part, WHY));
                }
                OK(zip_end(zip, WHY));
                OK(zip_finish(zip, WHY));
                zip_free(zip);
                struct zip_index index;
                OK(zip_index_read(&index, fd, WHY));
                assert_content(&index, "member", text.buf, sizes[i]);
                zip_index_release(&index);
                if (first >= 0) {
                    assert_same_file(fd, first);
                    close(fd);
                } else {
                    first = fd;
                }
            }
            close(first);
        }
    str_release(&text);
}

/* ---- packing beside the caller, whatever this machine's cores ---- */

struct packed {
    struct str bytes;
    int left; /* calls that go well */
};

static bool take(void *context, const unsigned char *bytes, size_t n, struct err *err)
{
    struct packed *packed = context;
    if (packed->left-- == 0)
        return err_set(err, ERR_LOCAL, "no room");
    str_addn(&packed->bytes, bytes, n);
    return true;
}

static void test_a_thread_packs_the_same_bytes(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    fill(&text, 3000000);
    for (int level = 1; level <= 6; level += 5)
        for (size_t n = 0; n <= text.len; n += 300000) {
            struct packed packed[2] = {{STR_INIT, -1}, {STR_INIT, -1}};
            uint32_t crc[2];
            for (int beside = 0; beside < 2; beside++) {
                struct zip_pack *pack = zip_pack_new(level, beside, take, &packed[beside]);
                for (int member = 0; member < 2; member++) {
                    zip_pack_begin(pack);
                    for (size_t at = 0; at < n; at += 100000)
                        OK(zip_pack_add(pack, text.buf + at, 100000, WHY));
                    OK(zip_pack_end(pack, &crc[beside], WHY));
                }
                zip_pack_free(pack);
            }
            assert_int_equal(crc[0], crc[1]);
            assert_int_equal(packed[0].bytes.len, packed[1].bytes.len);
            assert_memory_equal(packed[0].bytes.buf, packed[1].bytes.buf, packed[0].bytes.len);
            str_release(&packed[0].bytes);
            str_release(&packed[1].bytes);
        }
    str_release(&text);
}

/* The sink fails at each of its calls: the caller hears of it, at the next one or at the end. */
static void test_a_thread_tells_what_went_wrong(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    fill(&text, 6000000);
    for (int level = 1; level <= 6; level += 5)
        for (int left = 0, ok = false; !ok; left++) {
            struct packed packed = {STR_INIT, left};
            struct zip_pack *pack = zip_pack_new(level, true, take, &packed);
            uint32_t crc;
            err_clear(WHY);
            zip_pack_begin(pack);
            ok = zip_pack_add(pack, text.buf, text.len, WHY) && zip_pack_end(pack, &crc, WHY);
            assert_int_equal(unit_err.kind, ok ? ERR_NONE : ERR_LOCAL);
            assert_string_equal(unit_err.message, ok ? "" : "no room");
            assert_true(!ok || left > 10);
            zip_pack_free(pack);
            str_release(&packed.bytes);
        }
    str_release(&text);
}

/* Given up at any moment, while the thread packs or waits. */
static void test_a_member_is_given_up(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    fill(&text, 3000000);
    for (size_t n = 0; n <= text.len; n += 250000) {
        struct packed packed = {STR_INIT, -1};
        struct zip_pack *pack = zip_pack_new(1, true, take, &packed);
        zip_pack_begin(pack);
        OK(zip_pack_add(pack, text.buf, n, WHY));
        zip_pack_free(pack);
        str_release(&packed.bytes);
    }
    str_release(&text);
}

static void test_members_are_taken_over_as_they_are(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    fill(&text, 400000);
    int from = memory_file(), to = memory_file();
    write_two(from, &text);
    struct zip_index index, copied;
    OK(zip_index_read(&index, from, WHY));
    struct zip *zip = zip_new(to, "test", 1);
    OK(zip_copy(zip, &index, zip_index_find(&index, "two"), WHY));
    put(zip, "three", "333", 3, 3);
    OK(zip_copy(zip, &index, zip_index_find(&index, "one"), WHY));
    OK(zip_copy(zip, &index, zip_index_find(&index, "two"), WHY)); /* there, and the same */
    OK(zip_finish(zip, WHY));
    zip_free(zip);
    OK(zip_index_read(&copied, to, WHY));
    assert_int_equal(copied.n, 3);
    assert_content(&copied, "one", text.buf, text.len);
    assert_content(&copied, "two", "2", 1);
    assert_content(&copied, "three", "333", 3);
    zip_index_release(&index);
    zip_index_release(&copied);
    close(from);
    close(to);
    str_release(&text);
}

/* What the workbook library packs is only stored, and packed here: the trick works. */
static void test_drafts_are_packed_once(void **state)
{
    (void)state;
    int to = memory_file();
    struct zip_draft *from = zip_draft_new(WHY);
    lxw_workbook *book = workbook_new(zip_draft_path(from));
    lxw_worksheet *sheet = workbook_add_worksheet(book, "One");
    for (lxw_row_t i = 0; i < 1000; i++)
        worksheet_write_string(sheet, i, 0, "the same text again", NULL);
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    struct zip_index index, copied;
    OK(zip_draft_read(from, &index, WHY));
    assert_non_null(index.content); /* no zip was written */
    struct zip *zip = zip_new(to, "test", 1);
    for (size_t i = 0; i < index.n; i++) {
        assert_int_equal(index.members[i].method, 0);
        OK(zip_copy(zip, &index, &index.members[i], WHY));
    }
    OK(zip_finish(zip, WHY));
    zip_free(zip);
    OK(zip_index_read(&copied, to, WHY));
    assert_int_equal(copied.n, index.n);
    const char *name = "xl/worksheets/sheet1.xml";
    struct str one = STR_INIT, two = STR_INIT;
    OK(zip_index_unpack(&index, zip_index_find(&index, name), &one, WHY));
    OK(zip_index_unpack(&copied, zip_index_find(&copied, name), &two, WHY));
    assert_string_equal(one.buf, two.buf);
    assert_int_equal(zip_index_find(&copied, name)->method, 8);
    str_release(&one);
    str_release(&two);
    zip_index_release(&index);
    zip_index_release(&copied);
    zip_draft_free(from);
    close(to);
}

/* What the library draws of one sheet, packed into a file. */
static void pack_draft(int fd, const char *text, lxw_row_t n)
{
    struct zip_draft *draft = zip_draft_new(WHY);
    lxw_workbook *book = workbook_new(zip_draft_path(draft));
    lxw_worksheet *sheet = workbook_add_worksheet(book, "One");
    lxw_doc_properties properties = {.created = 1};
    workbook_set_properties(book, &properties);
    for (lxw_row_t i = 0; i < n; i++)
        worksheet_write_string(sheet, i, 0, text, NULL);
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    struct zip_index index;
    OK(zip_draft_read(draft, &index, WHY));
    struct zip *zip = zip_new(fd, "test", 1);
    for (size_t i = 0; i < index.n; i++)
        OK(zip_copy(zip, &index, &index.members[i], WHY));
    OK(zip_finish(zip, WHY));
    zip_free(zip);
    zip_index_release(&index);
    zip_draft_free(draft);
}

/* Parts that came before are not packed again: the bytes are the same as if they had not come. */
static void test_what_came_before_changes_no_bytes(void **state)
{
    (void)state;
    int first = memory_file(), again = memory_file(), other = memory_file(), after = memory_file();
    pack_draft(first, "the text of one", 1000);
    pack_draft(again, "the text of one", 1000);
    pack_draft(other, "the text of two", 1000); /* the same size */
    pack_draft(after, "the text of one", 1000);
    assert_same_file(first, again);
    assert_same_file(first, after);
    struct str text = STR_INIT;
    struct zip_index index;
    OK(zip_index_read(&index, other, WHY));
    OK(zip_index_unpack(&index, zip_index_find(&index, "xl/sharedStrings.xml"), &text, WHY));
    assert_non_null(strstr(text.buf, "the text of two"));
    assert_null(strstr(text.buf, "the text of one"));
    str_release(&text);
    zip_index_release(&index);
    close(first);
    close(again);
    close(other);
    close(after);
}

/* A library with a minizip of its own writes the draft's file, and two drafts are two files. */
static void test_a_draft_may_come_as_a_zip(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    fill(&text, 400000);
    struct zip_draft *draft = zip_draft_new(WHY), *other = zip_draft_new(WHY);
    assert_string_not_equal(zip_draft_path(draft), zip_draft_path(other));
    int fd = open(zip_draft_path(draft), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int to = memory_file();
    write_two(fd, &text);
    close(fd);
    zip_draft_free(other);
    struct zip_index index, copied;
    OK(zip_draft_read(draft, &index, WHY));
    assert_content(&index, "one", text.buf, text.len);
    struct zip *zip = zip_new(to, "test", 1);
    OK(zip_copy(zip, &index, zip_index_find(&index, "one"), WHY));
    OK(zip_finish(zip, WHY));
    zip_free(zip);
    OK(zip_index_read(&copied, to, WHY));
    assert_content(&copied, "one", text.buf, text.len);
    zip_index_release(&index);
    zip_index_release(&copied);
    zip_draft_free(draft);
    close(to);
    str_release(&text);
}

static void test_a_name_has_one_content(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    fill(&text, 100);
    int from = memory_file(), to = memory_file();
    write_two(from, &text);
    struct zip_index index;
    OK(zip_index_read(&index, from, WHY));
    struct zip *zip = zip_new(to, "test", 1);
    put(zip, "two", "another", 7, 7);
    assert_false(zip_begin(zip, "two", WHY));
    assert_int_equal(unit_err.kind, ERR_INTERNAL);
    assert_false(zip_copy(zip, &index, zip_index_find(&index, "two"), WHY));
    assert_int_equal(unit_err.kind, ERR_INTERNAL);
    zip_free(zip);
    zip_index_release(&index);
    close(from);
    close(to);
    str_release(&text);
}

static void test_damage_is_noticed(void **state)
{
    (void)state;
    struct str text = STR_INIT, content = STR_INIT;
    struct zip_index index;
    fill(&text, 400000);
    int fd = memory_file();
    write_two(fd, &text);
    OK(zip_index_read(&index, fd, WHY));
    assert_int_equal(pwrite(fd, "damage", 6, 5000), 6);
    assert_false(zip_index_unpack(&index, &index.members[0], &content, WHY));
    zip_index_release(&index);
    assert_int_equal(ftruncate(fd, 10), 0);
    assert_false(zip_index_read(&index, fd, WHY));
    close(fd);
    str_release(&text);
    str_release(&content);
}

/* 32-bit fields are full: the sizes must stand in the zip64 field, in both headers. */
static void test_a_member_of_more_than_4_gb(void **state)
{
    (void)state;
    enum { PIECE = 64 << 20, PIECES = 65 };
    char *zeros = xcalloc(1, PIECE);
    int fd = memory_file();
    struct zip *zip = zip_new(fd, "test", 1);
    put(zip, "before", "1", 1, 1);
    OK(zip_begin(zip, "huge", WHY));
    for (int i = 0; i < PIECES; i++)
        OK(zip_write(zip, zeros, PIECE, WHY));
    OK(zip_end(zip, WHY));
    put(zip, "after", "333", 3, 3);
    OK(zip_finish(zip, WHY));
    zip_free(zip);
    free(zeros);

    struct zip_index index;
    OK(zip_index_read(&index, fd, WHY));
    const struct zip_member *huge = zip_index_find(&index, "huge");
    assert_true(huge->size == (uint64_t)PIECE * PIECES);
    unsigned char header[64];
    assert_int_equal(pread(fd, header, sizeof(header), (off_t)huge->header), sizeof(header));
    assert_memory_equal(header + 18, "\xff\xff\xff\xff\xff\xff\xff\xff", 8); /* packed, size */
    assert_memory_equal(header + 34, "\x01\x00\x10\x00\x00\x00\x00\x04\x01\x00\x00\x00", 12);
    assert_content(&index, "after", "333", 3);
    zip_index_release(&index);
    close(fd);
}

static void test_a_full_disk_is_told(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    fill(&text, 40000000);
    /* seen by the caller, by the thread, by the thread at the very end */
    static const size_t sizes[] = {1000, 300000, 2000000, 40000000};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
        int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
        assert_true(fd >= 0);
        struct zip *zip = zip_new(fd, "/share/book.xlsx", 1);
        err_clear(WHY);
        OK(zip_begin(zip, "one", WHY));
        assert_false(zip_write(zip, text.buf, sizes[i], WHY) && zip_end(zip, WHY) &&
                     zip_finish(zip, WHY));
        assert_int_equal(unit_err.kind, ERR_LOCAL);
        assert_non_null(strstr(unit_err.message, "/share/book.xlsx"));
        zip_free(zip);
        close(fd);
    }
    str_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_written_is_read),
        cmocka_unit_test(test_the_same_content_gives_the_same_bytes),
        cmocka_unit_test(test_the_pieces_leave_no_trace),
        cmocka_unit_test(test_a_thread_packs_the_same_bytes),
        cmocka_unit_test(test_a_thread_tells_what_went_wrong),
        cmocka_unit_test(test_a_member_is_given_up),
        cmocka_unit_test(test_members_are_taken_over_as_they_are),
        cmocka_unit_test(test_drafts_are_packed_once),
        cmocka_unit_test(test_a_draft_may_come_as_a_zip),
        cmocka_unit_test(test_what_came_before_changes_no_bytes),
        cmocka_unit_test(test_a_name_has_one_content),
        cmocka_unit_test(test_damage_is_noticed),
        cmocka_unit_test(test_a_member_of_more_than_4_gb),
        cmocka_unit_test(test_a_full_disk_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
