/*
 * etl/digest.h - SHA-256, the proof that two copies of a file are the same
 *
 * The only file that uses libcrypto. A digest is 64 lower-case hexadecimal digits; struct
 * digest_text holds one, NUL-terminated, and is copied by assignment.
 * A libcrypto that cannot do SHA-256 aborts, like a machine without memory.
 *
 *     struct digest *digest = digest_new();
 *     while ((n = next(buf)) > 0)
 *         digest_add(digest, buf, n);
 *     struct digest_text sum = digest_finish(digest);
 *     digest_free(digest);
 */
#ifndef DIGEST_H
#define DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define DIGEST_HEX 64

struct digest_text {
    char hex[DIGEST_HEX + 1];
};

struct digest *digest_new(void);
void digest_add(struct digest *digest, const void *bytes, size_t n);
struct digest_text digest_finish(struct digest *digest); /* and ready for the next one */
void digest_free(struct digest *digest);

struct digest_text digest_bytes(const void *bytes, size_t n);

/* Reads the first `limit` bytes (all when negative) from the start of the file, wherever the
   descriptor's own position is, and leaves that alone. ERR_LOCAL. ret_size may be NULL. */
bool digest_fd(int fd, int64_t limit, struct digest_text *ret_text, int64_t *ret_size,
               struct err *err);
/* Regular files only, symbolic links refused. */
bool digest_file(const char *path, struct digest_text *ret_text, int64_t *ret_size,
                 struct err *err);

bool digest_is_text(const char *text); /* exactly 64 lower-case hexadecimal digits */

#endif
