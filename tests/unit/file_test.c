/* tests/unit/file_test.c - private files: rights, secrets, sealing */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "file.h"
#include "unit.h"
#include "banned.h"

static char folder[] = "/tmp/cwreports-file-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    (void)umask(022); /* what is private must be so whatever the umask */
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    char *const remove[] = {(char[]){"rm"}, (char[]){"-rf"}, folder, NULL};
    if (fork() == 0) {
        (void)execvp("rm", remove);
        _exit(1);
    }
    return 0;
}

static const char *in_folder(const char *name)
{
    static char path[4][120];
    static int next;
    char *place = path[next++ % 4];
    (void)snprintf(place, 120, "%s/%s", folder, name);
    return place;
}

static unsigned mode_of(const char *path)
{
    struct stat st;
    assert_int_equal(lstat(path, &st), 0);
    return (unsigned)(st.st_mode & 07777);
}

static const char *put(const char *name, const char *text, mode_t mode)
{
    const char *path = in_folder(name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    (void)fputs(text, file);
    (void)fclose(file);
    assert_int_equal(chmod(path, mode), 0);
    return path;
}

static void test_read(void **state)
{
    (void)state;
    struct str text = STR_INIT;
    struct err err = {.kind = ERR_NONE};
    const char *path = put("plain", "twelve bytes", 0644);
    OK(file_read(path, 12, &text, WHY));
    OK(file_read(path, 12, &text, WHY)); /* appends */
    assert_string_equal(text.buf, "twelve bytestwelve bytes");
    assert_false(file_read(path, 11, &text, &err));
    assert_string_equal(text.buf, "twelve bytestwelve bytes"); /* untouched on failure */
    assert_false(file_read(in_folder("nowhere"), 11, &text, &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_non_null(strstr(err.message, "No such file"));
    str_release(&text);
}

static void test_secrets(void **state)
{
    (void)state;
    struct str secret = STR_INIT;
    struct err err = {.kind = ERR_NONE};
    OK(file_read_secret(put("secret", "sesame\r\nmore\n", 0600), &secret, WHY));
    assert_string_equal(secret.buf, "sesame");
    file_wipe(&secret);
    assert_string_equal(secret.buf, "");
    static const mode_t open_modes[] = {0640, 0604, 0620, 0660};
    for (size_t i = 0; i < 4; i++) {
        assert_false(file_read_secret(put("secret", "sesame", open_modes[i]), &secret, &err));
        assert_int_equal(err.kind, ERR_CONFIG);
        assert_non_null(strstr(err.hint, "chmod 600"));
        assert_null(strstr(err.message, "sesame"));
    }
    OK(file_read_secret(put("secret", "sesame", 0400), &secret, WHY));
    file_wipe(&secret);
    assert_false(file_read_secret(put("empty", "\nx", 0600), &secret, &err));
    assert_int_equal(symlink(in_folder("empty"), in_folder("link")), 0);
    assert_false(file_read_secret(in_folder("link"), &secret, &err));
    assert_false(file_read_secret(folder, &secret, &err));
    file_wipe(NULL);
}

static void test_directories_are_private(void **state)
{
    (void)state;
    struct err err = {.kind = ERR_NONE};
    const char *root = in_folder("above/spool");
    const char *deep = in_folder("above/spool/2020-01/report");
    OK(file_make_dirs(root, deep, WHY));
    OK(file_make_dirs(root, deep, WHY));
    assert_int_equal(mode_of(deep), 0700);
    assert_int_equal(mode_of(root), 0700);
    assert_int_equal(mode_of(in_folder("above")), 0755); /* the operator's */
    assert_int_equal(chmod(root, 0755), 0);
    OK(file_make_dirs(root, deep, WHY));
    assert_int_equal(mode_of(root), 0700); /* made private again */
    assert_int_equal(symlink(folder, in_folder("above/spool/linked")), 0);
    assert_false(file_make_dirs(root, in_folder("above/spool/linked"), &err));
    assert_non_null(strstr(err.message, "link"));
    (void)put("above/spool/file", "x", 0600);
    assert_false(file_make_dirs(root, in_folder("above/spool/file"), &err));
}

static void test_only_our_own_files_are_opened(void **state)
{
    (void)state;
    struct err err = {.kind = ERR_NONE};
    const char *root = in_folder("kept");
    OK(file_make_dirs(root, in_folder("kept/2020-01/report"), WHY));
    (void)put("kept/2020-01/report/a.xlsx", "workbook", 0600);
    int fd = file_open_below(root, "2020-01/report/a.xlsx", WHY);
    char text[9] = "";
    assert_int_equal(read(fd, text, 8), 8);
    assert_string_equal(text, "workbook");
    (void)close(fd);
    (void)put("elsewhere", "passwords", 0600);
    static const char *const links[][2] = {{"kept/2020-01/report/link.xlsx", "elsewhere"},
                                           {"kept/2020-01/linked", "kept/2020-01/report"},
                                           {"kept/month", "kept/2020-01"},
                                           {"linked", "kept"}};
    for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
        assert_int_equal(symlink(in_folder(links[i][1]), in_folder(links[i][0])), 0);
    static const char *const refused[] = {"2020-01/report/link.xlsx", "2020-01/linked/a.xlsx",
                                          "month/report/a.xlsx", "2020-01/report",
                                          "2020-01/report/none.xlsx"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        assert_int_equal(file_open_below(root, refused[i], &err), -1);
        assert_int_equal(err.kind, ERR_LOCAL);
        assert_non_null(strstr(err.message, refused[i]));
    }
    assert_int_equal(file_open_below(in_folder("linked"), "2020-01/report/a.xlsx", &err), -1);
    assert_int_equal(chmod(in_folder("kept/2020-01/report/a.xlsx"), 0666), 0);
    assert_int_equal(file_open_below(root, "2020-01/report/a.xlsx", &err), -1);
    /* a folder of somebody else: root's, for an ordinary user */
    if (geteuid() != 0)
        assert_int_equal(file_open_below("/", "etc/hostname", &err), -1);
    /* who may rename the spool may put another in its place */
    OK(file_make_dirs(in_folder("open"), in_folder("open"), WHY));
    assert_int_equal(chmod(in_folder("open"), 0777), 0);
    assert_false(file_make_dirs(in_folder("open/spool"), in_folder("open/spool"), &err));
    assert_non_null(strstr(err.message, "everybody may rename"));
    assert_int_equal(chmod(in_folder("open"), 01777), 0);
    OK(file_make_dirs(in_folder("open/spool"), in_folder("open/spool"), WHY));
}

/* In the place of the library's, for this program: what must be on the disk, in which order. */
static char on_disk[32];

static void note_on_disk(char what)
{
    size_t n = strlen(on_disk);
    if (n + 1 < sizeof(on_disk))
        on_disk[n] = what;
}

int fsync(int fd)
{
    struct stat st;
    note_on_disk(fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) ? 'd' : 'f');
    return (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
    note_on_disk('r');
    return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

/* A machine that loses its power keeps the old file or the new one, whole. */
static void test_seals_survive_a_power_cut(void **state)
{
    (void)state;
    char *temp = NULL;
    const char *path = in_folder("survives");
    int fd = file_seal_begin(path, &temp, WHY);
    assert_true(fd >= 0);
    memset(on_disk, 0, sizeof(on_disk));
    OK(file_write_all(fd, "new", 3, temp, WHY));
    OK(file_seal_end(fd, temp, path, WHY));
    assert_string_equal(on_disk, "frd");
    free(temp);
}

static int open_new(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    return fd;
}

/* Each file is waited for, also when more come than may wait; none stays open. */
static void test_many_files_reach_the_disk(void **state)
{
    (void)state;
    struct file_flush flush = {.n = 0};
    const char *path = in_folder("flushed");
    int first = open_new(path);
    memset(on_disk, 0, sizeof(on_disk));
    OK(file_flush_add(&flush, first, path, WHY));
    OK(file_flush_add(&flush, open_new(path), path, WHY));
    assert_string_equal(on_disk, "");
    OK(file_flush_all(&flush, WHY));
    assert_string_equal(on_disk, "ff");
    assert_int_equal(fcntl(first, F_GETFD), -1);
    memset(on_disk, 0, sizeof(on_disk));
    for (int i = 0; i < FILE_FLUSH_MOST + 1; i++)
        OK(file_flush_add(&flush, open_new(path), path, WHY));
    assert_int_equal(strspn(on_disk, "f"), sizeof(on_disk) - 1);
    assert_int_equal(flush.n, 1);
    file_flush_drop(&flush);
    file_flush_drop(&flush);
}

/* A pipe stands for a disk that fails. */
static void test_a_file_that_cannot_be_flushed(void **state)
{
    (void)state;
    struct file_flush flush = {.n = 0};
    const char *path = in_folder("flushed");
    int ends[2], last = open_new(path);
    assert_int_equal(pipe(ends), 0);
    OK(file_flush_add(&flush, ends[1], "/spool/broken", WHY));
    OK(file_flush_add(&flush, last, path, WHY));
    assert_false(file_flush_all(&flush, WHY));
    assert_int_equal(unit_err.kind, ERR_LOCAL);
    assert_non_null(strstr(unit_err.message, "/spool/broken"));
    assert_int_equal(fcntl(last, F_GETFD), -1);
    close(ends[0]);
}

static void test_sealing(void **state)
{
    (void)state;
    const char *path = put("sealed", "old", 0644);
    char *temp = NULL;
    int fd = file_seal_begin(path, &temp, WHY);
    assert_true(fd >= 0);
    assert_int_equal(mode_of(temp), 0600);
    OK(file_write_all(fd, "new text", 8, temp, WHY));
    struct str text = STR_INIT;
    OK(file_read(path, 99, &text, WHY));
    assert_string_equal(text.buf, "old"); /* until the end */
    OK(file_seal_end(fd, temp, path, WHY));
    str_clear(&text);
    OK(file_read(path, 99, &text, WHY));
    assert_string_equal(text.buf, "new text");
    assert_int_equal(mode_of(path), 0600);
    assert_int_not_equal(access(temp, F_OK), 0);
    str_release(&text);
    free(temp);
}

static void test_what_is_given_up_leaves_nothing(void **state)
{
    (void)state;
    char *temp = NULL;
    const char *path = in_folder("dropped");
    int fd = file_seal_begin(path, &temp, WHY);
    assert_true(fd >= 0);
    file_seal_drop(fd, temp);
    assert_int_not_equal(access(temp, F_OK), 0);
    assert_int_not_equal(access(path, F_OK), 0);
    free(temp);
    /* a full disk */
    struct err err = {.kind = ERR_NONE};
    fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_false(file_write_all(fd, "x", 1, "it", &err));
    assert_int_equal(err.kind, ERR_LOCAL);
    assert_non_null(strstr(err.message, "No space left"));
    (void)close(fd);
    assert_int_equal(file_seal_begin(in_folder("no/where"), &temp, &err), -1);
}

static void touch(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    (void)close(fd);
}

static void test_removing(void **state)
{
    (void)state;
    struct err err;
    const char *root = in_folder("spool");
    char *deep = xasprintf("%s/2019-12/r", root), *other = xasprintf("%s/2019-12/keep", root);
    char *file = xasprintf("%s/a.xlsx", deep), *more = xasprintf("%s/b.xlsx", deep);
    assert_true(file_make_dirs(root, deep, &err));
    touch(file);
    touch(more);
    touch(other);
    assert_true(file_remove_below(root, "2019-12/r/a.xlsx", &err));
    assert_int_not_equal(access(file, F_OK), 0);
    assert_int_equal(access(more, F_OK), 0); /* the folder is not empty: it stays */
    assert_true(file_remove_below(root, "2019-12/r/a.xlsx", &err)); /* gone is gone */
    assert_true(file_remove_below(root, "2018-01/x/y", &err));
    assert_true(file_remove_below(root, "2019-12/r/b.xlsx", &err));
    assert_int_not_equal(access(deep, F_OK), 0);
    assert_int_equal(access(other, F_OK), 0);
    assert_true(file_remove_below(root, "2019-12/keep", &err));
    assert_int_equal(access(root, F_OK), 0); /* never the root itself */

    /* nothing outside, no link, nothing that is no file */
    const char *outside = in_folder("outside");
    char *link_dir = xasprintf("%s/link", root), *link_file = xasprintf("%s/linked", root);
    char *dir = xasprintf("%s/dir", root);
    touch(outside);
    assert_int_equal(symlink(folder, link_dir), 0);
    assert_int_equal(symlink(outside, link_file), 0);
    assert_true(file_make_dirs(root, dir, &err));
    static const char *const refused[] = {
        "../outside", "link/outside", "linked", "dir", "./../outside", "", "dir//x"};
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        err_clear(&err);
        assert_false(file_remove_below(root, refused[i], &err));
        assert_int_equal(err.kind, ERR_LOCAL);
    }
    assert_int_equal(access(outside, F_OK), 0);
    assert_int_equal(access(dir, F_OK), 0);
    free(deep);
    free(other);
    free(file);
    free(more);
    free(link_dir);
    free(link_file);
    free(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_secrets),
        cmocka_unit_test(test_directories_are_private),
        cmocka_unit_test(test_only_our_own_files_are_opened),
        cmocka_unit_test(test_many_files_reach_the_disk),
        cmocka_unit_test(test_a_file_that_cannot_be_flushed),
        cmocka_unit_test(test_sealing),
        cmocka_unit_test(test_seals_survive_a_power_cut),
        cmocka_unit_test(test_what_is_given_up_leaves_nothing),
        cmocka_unit_test(test_removing),
    };
    return cmocka_run_group_tests_name("file", tests, make_folder, remove_folder);
}
