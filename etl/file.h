/*
 * etl/file.h - private files: read whole, read a secret, seal under a final name
 *
 * What the program writes holds children's data: files 0600 in directories 0700, whatever the
 * umask; symbolic links and foreign owners below the given root are refused. A sealed file is
 * whole or absent: it is written under a temporary name beside its final one, fsynced, renamed,
 * and the directory fsynced. Nothing here keeps state; struct str belongs to the caller.
 *
 *     int fd = file_seal_begin(path, &temp, err);       // 0600, O_EXCL, beside path
 *     ... write to fd ...
 *     ok = file_seal_end(fd, temp, path, err);          // fsync, rename, fsync of the directory
 */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "str.h"

/* Whole file into *ret_text (appended); refuses more than `max` bytes. Kind: ERR_LOCAL. */
bool file_read(const char *path, size_t max, struct str *ret_text, struct err *err);
/* First line of a secret file; refused unless it is a regular file of ours (or root's), 0600 or
   stricter. The text is the caller's to wipe with file_wipe. Kind: ERR_CONFIG. */
bool file_read_secret(const char *path, struct str *ret_secret, struct err *err);
void file_wipe(struct str *secret); /* overwrites, then releases */

/* Makes `path` and missing parents 0700; each directory from `root` down must be ours, and the one
   that holds `root` must not let others rename it. */
bool file_make_dirs(const char *root, const char *path, struct err *err);
/* Opens a file of ours for reading, -1 on failure (ERR_LOCAL): `path` is relative to `root`, and
   neither a link nor a directory of somebody else is on the way. */
int file_open_below(const char *root, const char *path, struct err *err);
/* Returns a descriptor or -1. *ret_temp: caller frees. */
int file_seal_begin(const char *path, char **ret_temp, struct err *err);
/* Closes fd in every case; on failure the temporary file is removed. */
bool file_seal_end(int fd, const char *temp, const char *path, struct err *err);
void file_seal_drop(int fd, const char *temp); /* give up: close and remove */
/* A whole new text at `path`, or the old one: for files that others read. Not for children's data. */
bool file_replace(const char *path, const void *bytes, size_t n, unsigned mode, struct err *err);

/* Files that are written and must reach the disk. Waiting for each alone takes longer than making a
   small workbook; for many in one go hardly longer than for one. Only what file_flush_all took
   without an error is safe: the descriptors stay open until then, or an error could be missed. */
enum { FILE_FLUSH_MOST = 64 };
struct file_flush {
    struct {
        int fd;
        char *path;
    } files[FILE_FLUSH_MOST];
    size_t n;
};
/* Takes the descriptor over and starts the writing; waits for all when there are many. */
bool file_flush_add(struct file_flush *flush, int fd, const char *path, struct err *err);
/* Waits for all and closes them; ERR_LOCAL for the first that failed. */
bool file_flush_all(struct file_flush *flush, struct err *err);
void file_flush_drop(struct file_flush *flush); /* closes them, sure of nothing */

bool file_write_all(int fd, const void *bytes, size_t n, const char *path, struct err *err);

/* Removes the file `path` (relative, pieces joined by "/") below `root`, and the folders on its way
   that it leaves empty. A file that is not there is removed. Links, other people's files and
   anything but a regular file are refused: ERR_LOCAL. */
bool file_remove_below(const char *root, const char *path, struct err *err);

#endif
