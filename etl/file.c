/* etl/file.c - private files: read whole, read a secret, seal under a final name */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "banned.h"

static bool read_fd(int fd, const char *path, size_t max, struct str *text, struct err *err)
{
    char block[65536];
    size_t start = text->len;
    for (;;) {
        ssize_t n = read(fd, block, sizeof(block));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_set_errno(err, ERR_LOCAL, errno, "cannot read \"%s\"", path);
        if (n == 0)
            return true;
        if (text->len - start + (size_t)n > max)
            return err_set(err, ERR_LOCAL, "\"%s\" is larger than %zu bytes", path, max);
        str_addn(text, block, (size_t)n);
    }
}

bool file_read(const char *path, size_t max, struct str *ret_text, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set_errno(err, ERR_LOCAL, errno, "cannot open \"%s\"", path);
    size_t before = ret_text->len;
    bool ok = read_fd(fd, path, max, ret_text, err);
    (void)close(fd);
    if (!ok && ret_text->len > before) {
        ret_text->len = before;
        ret_text->buf[before] = '\0';
    }
    return ok;
}

static bool check_secret(int fd, const char *path, struct err *err)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return err_set_errno(err, ERR_CONFIG, errno, "cannot stat \"%s\"", path);
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_CONFIG, "\"%s\" is not a regular file", path);
    if (st.st_uid != geteuid() && st.st_uid != 0) {
        err_set(err, ERR_CONFIG, "\"%s\" belongs to user %u, not to this user", path,
                (unsigned)st.st_uid);
        return err_hint(err, "chown it to the account that runs cwreports");
    }
    if (st.st_mode & 077) {
        err_set(err, ERR_CONFIG, "\"%s\" can be read or written by others (mode %04o)", path,
                (unsigned)(st.st_mode & 07777));
        return err_hint(err, "chmod 600 \"%s\"", path);
    }
    return true;
}

#define SECRET_HINT                                                                                \
    "its first line is the secret; mode 0600, owned by the account that runs cwreports"

bool file_read_secret(const char *path, struct str *ret_secret, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        err_set_errno(err, ERR_CONFIG, errno, "cannot open secret file \"%s\"", path);
        return err_hint(err, SECRET_HINT);
    }
    struct str text = STR_INIT;
    bool ok = check_secret(fd, path, err) && read_fd(fd, path, 4096, &text, err);
    (void)close(fd);
    size_t n = ok ? strcspn(text.buf, "\r\n") : 0;
    if (ok && n == 0)
        ok = err_set(err, ERR_CONFIG, "secret file \"%s\" is empty", path) ||
             err_hint(err, SECRET_HINT);
    if (ok)
        str_addn(ret_secret, text.buf, n);
    file_wipe(&text);
    return ok;
}

void file_wipe(struct str *secret)
{
    if (!secret)
        return;
    if (secret->cap)
        explicit_bzero(secret->buf, secret->cap);
    str_release(secret);
}

/* The directory must be ours: whoever owns it could swap what lies in it. */
static bool make_one_dir(const char *path, struct err *err)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return err_set_errno(err, ERR_LOCAL, errno, "cannot make directory \"%s\"", path);
    struct stat st;
    if (lstat(path, &st) != 0)
        return err_set_errno(err, ERR_LOCAL, errno, "cannot stat \"%s\"", path);
    if (!S_ISDIR(st.st_mode))
        return err_set(err, ERR_LOCAL, "\"%s\" is not a directory (a link is refused)", path);
    if (st.st_uid != geteuid())
        return err_set(err, ERR_LOCAL, "\"%s\" belongs to user %u, not to this user", path,
                       (unsigned)st.st_uid);
    if ((st.st_mode & 07777) != 0700 && chmod(path, 0700) != 0)
        return err_set_errno(err, ERR_LOCAL, errno, "cannot make \"%s\" private", path);
    return true;
}

/* Who may write to the folder that holds `root` may put another in its place. */
static bool parent_is_safe(const char *root, struct err *err)
{
    char *copy = xstrdup(root);
    const char *parent = dirname(copy);
    struct stat st;
    bool ok = stat(parent, &st) == 0 && ((st.st_mode & S_IWOTH) == 0 || (st.st_mode & S_ISVTX));
    if (!ok) {
        err_set(err, ERR_LOCAL, "everybody may rename what lies in \"%s\"", parent);
        (void)err_hint(err, "chmod o-w \"%s\"", parent);
    }
    free(copy);
    return ok;
}

bool file_make_dirs(const char *root, const char *path, struct err *err)
{
    if (!str_starts(path, root))
        return err_set(err, ERR_INTERNAL, "\"%s\" is not below \"%s\"", path, root);
    char *copy = xstrdup(path);
    bool ok = true;
    size_t n = strlen(root);
    while (n > 1 && root[n - 1] == '/')
        n--;
    /* parents of root are the operator's: made when missing, otherwise left as they are */
    for (size_t i = 1; ok && i < n; i++) {
        if (copy[i] != '/')
            continue;
        copy[i] = '\0';
        if (mkdir(copy, 0755) != 0 && errno != EEXIST)
            ok = err_set_errno(err, ERR_LOCAL, errno, "cannot make directory \"%s\"", copy);
        copy[i] = '/';
    }
    if (ok) {
        char after = copy[n];
        copy[n] = '\0';
        ok = parent_is_safe(copy, err);
        copy[n] = after;
    }
    for (size_t i = n; ok; i++) {
        if (copy[i] != '/' && copy[i] != '\0')
            continue;
        bool last = copy[i] == '\0';
        copy[i] = '\0';
        ok = make_one_dir(copy, err);
        if (last)
            break;
        copy[i] = '/';
    }
    free(copy);
    return ok;
}

/* The next step from `dir`, which is closed; -1 with errno, EPERM when it is not ours. */
static int step_into(int dir, const char *name, int flags)
{
    struct stat st;
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | flags);
    (void)close(dir);
    if (fd >= 0 && (fstat(fd, &st) != 0 || st.st_uid != geteuid() ||
                    (!flags && !S_ISREG(st.st_mode)) || (st.st_mode & S_IWOTH))) {
        (void)close(fd);
        errno = EPERM;
        return -1;
    }
    return fd;
}

int file_open_below(const char *root, const char *path, struct err *err)
{
    char *copy = xstrdup(path), *name = copy;
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    for (char *slash; fd >= 0 && (slash = strchr(name, '/')); name = slash + 1) {
        *slash = '\0';
        fd = step_into(fd, name, O_DIRECTORY);
    }
    if (fd >= 0)
        fd = step_into(fd, name, 0);
    if (fd < 0)
        err_set_errno(err, ERR_LOCAL, errno,
                      "cannot open \"%s/%s\" (links and files of others "
                      "are refused)",
                      root, path);
    free(copy);
    return fd;
}

int file_seal_begin(const char *path, char **ret_temp, struct err *err)
{
    const char *slash = strrchr(path, '/');
    int dir_len = slash ? (int)(slash - path + 1) : 0;
    const char *name = slash ? slash + 1 : path;
    /* the dot hides it, the pid keeps a dead run's leftover from being reopened */
    char *temp = xasprintf("%.*s.%s.%ld.tmp", dir_len, path, name, (long)getpid());
    (void)unlink(temp);
    int fd = open(temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        err_set_errno(err, ERR_LOCAL, errno, "cannot create \"%s\"", temp);
        free(temp);
        return -1;
    }
    *ret_temp = temp;
    return fd;
}

static bool sync_dir_of(const char *path, struct err *err)
{
    char *copy = xstrdup(path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (!ok)
        err_set_errno(err, ERR_LOCAL, errno, "cannot sync the directory of \"%s\"", path);
    if (fd >= 0)
        (void)close(fd);
    free(copy);
    return ok;
}

bool file_seal_end(int fd, const char *temp, const char *path, struct err *err)
{
    bool ok = fchmod(fd, 0600) == 0 && fsync(fd) == 0;
    if (!ok)
        err_set_errno(err, ERR_LOCAL, errno, "cannot write \"%s\"", temp);
    if (close(fd) != 0 && ok)
        ok = err_set_errno(err, ERR_LOCAL, errno, "cannot close \"%s\"", temp);
    if (ok && rename(temp, path) != 0)
        ok = err_set_errno(err, ERR_LOCAL, errno, "cannot rename \"%s\"", temp);
    if (!ok) {
        (void)unlink(temp);
        return false;
    }
    return sync_dir_of(path, err);
}

void file_seal_drop(int fd, const char *temp)
{
    if (fd >= 0)
        (void)close(fd);
    if (temp)
        (void)unlink(temp);
}

bool file_flush_add(struct file_flush *flush, int fd, const char *path, struct err *err)
{
    /* only a hint: it lets the disk work meanwhile, and tells of nothing */
    (void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    flush->files[flush->n].fd = fd;
    flush->files[flush->n++].path = xstrdup(path);
    return flush->n < FILE_FLUSH_MOST || file_flush_all(flush, err);
}

bool file_flush_all(struct file_flush *flush, struct err *err)
{
    bool ok = true;
    for (size_t i = 0; i < flush->n; i++) {
        int fd = flush->files[i].fd;
        if (ok && fsync(fd) != 0)
            ok = err_set_errno(err, ERR_LOCAL, errno, "cannot flush \"%s\"", flush->files[i].path);
        if (close(fd) != 0 && ok)
            ok = err_set_errno(err, ERR_LOCAL, errno, "cannot close \"%s\"", flush->files[i].path);
        free(flush->files[i].path);
    }
    flush->n = 0;
    return ok;
}

void file_flush_drop(struct file_flush *flush)
{
    for (size_t i = 0; i < flush->n; i++) {
        (void)close(flush->files[i].fd);
        free(flush->files[i].path);
    }
    flush->n = 0;
}

bool file_write_all(int fd, const void *bytes, size_t n, const char *path, struct err *err)
{
    const char *p = bytes;
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return err_set_errno(err, ERR_LOCAL, errno, "cannot write \"%s\"", path);
        p += done;
        n -= (size_t)done;
    }
    return true;
}

bool file_replace(const char *path, const void *bytes, size_t n, unsigned mode, struct err *err)
{
    char *temp = NULL;
    int fd = file_seal_begin(path, &temp, err);
    if (fd < 0)
        return false;
    bool ok = file_write_all(fd, bytes, n, path, err);
    if (ok && (fchmod(fd, (mode_t)mode) != 0 || fsync(fd) != 0 || rename(temp, path) != 0))
        ok = err_set_errno(err, ERR_LOCAL, errno, "cannot write \"%s\"", path);
    file_seal_drop(fd, ok ? NULL : temp);
    free(temp);
    return ok;
}

/* The folder `name` in the folder `at`: ours, and no link. -1 with errno. */
static int open_own_dir(int at, const char *name)
{
    struct stat st;
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 || (fstat(fd, &st) == 0 && st.st_uid == geteuid()))
        return fd;
    (void)close(fd);
    errno = EPERM;
    return -1;
}

static bool remove_own_file(int at, const char *name)
{
    struct stat st;
    if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT;
    if (!S_ISREG(st.st_mode) || st.st_uid != geteuid()) {
        errno = EPERM;
        return false;
    }
    return unlinkat(at, name, 0) == 0;
}

/* `rest` is changed in place and put back. False with errno. */
static bool remove_from(int at, char *rest)
{
    char *slash = strchr(rest, '/');
    if (!slash && !*rest) {
        errno = EINVAL;
        return false;
    }
    if (!slash)
        return remove_own_file(at, rest);
    *slash = '\0';
    bool plain = *rest && !str_eq(rest, ".") && !str_eq(rest, "..");
    int fd = plain ? open_own_dir(at, rest) : -1;
    bool ok = fd >= 0 ? remove_from(fd, slash + 1) : plain && errno == ENOENT;
    int why = plain ? errno : EINVAL;
    if (fd >= 0)
        (void)close(fd);
    if (ok)
        (void)unlinkat(at, rest, AT_REMOVEDIR); /* only if empty */
    *slash = '/';
    errno = why;
    return ok;
}

bool file_remove_below(const char *root, const char *path, struct err *err)
{
    int at = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (at < 0)
        return errno == ENOENT || err_set_errno(err, ERR_LOCAL, errno, "cannot open \"%s\"", root);
    char *copy = xstrdup(path);
    bool ok = remove_from(at, copy);
    if (!ok)
        err_set_errno(err, ERR_LOCAL, errno, "cannot remove \"%s/%s\"", root, path);
    free(copy);
    (void)close(at);
    return ok;
}
