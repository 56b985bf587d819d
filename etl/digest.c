/* etl/digest.c - SHA-256 through libcrypto */
#include "digest.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "str.h"
/* Must stay last: it makes unsafe functions fail to compile. */
#include "banned.h"

#define READ_BYTES 65536

struct digest {
    EVP_MD_CTX *context;
};

/* Only a broken or crippled libcrypto gets here. Nothing can be verified without it. */
static void must(int ok)
{
    if (ok == 1)
        return;
    (void)fputs("cwreports: libcrypto cannot do SHA-256\n", stderr);
    abort();
}

static void begin(struct digest *digest)
{
    must(EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL));
}

struct digest *digest_new(void)
{
    struct digest *digest = xcalloc(1, sizeof(*digest));
    digest->context = EVP_MD_CTX_new();
    must(digest->context != NULL);
    begin(digest);
    return digest;
}

void digest_add(struct digest *digest, const void *bytes, size_t n)
{
    must(EVP_DigestUpdate(digest->context, bytes, n));
}

struct digest_text digest_finish(struct digest *digest)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char raw[EVP_MAX_MD_SIZE];
    unsigned int n = 0;
    must(EVP_DigestFinal_ex(digest->context, raw, &n));
    must(n * 2 == DIGEST_HEX);
    begin(digest);
    struct digest_text text;
    for (unsigned int byte = 0; byte < n; byte++) {
        text.hex[byte * 2] = digits[raw[byte] >> 4];
        text.hex[byte * 2 + 1] = digits[raw[byte] & 15];
    }
    text.hex[DIGEST_HEX] = '\0';
    return text;
}

void digest_free(struct digest *digest)
{
    if (!digest)
        return;
    EVP_MD_CTX_free(digest->context);
    free(digest);
}

struct digest_text digest_bytes(const void *bytes, size_t n)
{
    struct digest *digest = digest_new();
    digest_add(digest, bytes, n);
    struct digest_text text = digest_finish(digest);
    digest_free(digest);
    return text;
}

bool digest_fd(int fd, int64_t limit, struct digest_text *ret_text, int64_t *ret_size,
               struct err *err)
{
    bool ok = false;
    struct digest *digest = digest_new();
    unsigned char *buf = xmalloc(READ_BYTES);
    int64_t size = 0;
    while (limit < 0 || size < limit) {
        size_t want = READ_BYTES;
        if (limit >= 0 && limit - size < READ_BYTES)
            want = (size_t)(limit - size);
        ssize_t n = pread(fd, buf, want, (off_t)size);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            (void)err_set_errno(err, ERR_LOCAL, errno, "reading a file to make its SHA-256");
            goto out;
        }
        if (n == 0)
            break;
        digest_add(digest, buf, (size_t)n);
        size += n;
    }
    *ret_text = digest_finish(digest);
    if (ret_size)
        *ret_size = size;
    ok = true;
out:
    free(buf);
    digest_free(digest);
    return ok;
}

bool digest_file(const char *path, struct digest_text *ret_text, int64_t *ret_size, struct err *err)
{
    /* O_NONBLOCK: a pipe in place of the file must not hold up the run. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return err_set_errno(err, ERR_LOCAL, errno, "opening \"%s\"", path);
    bool ok = false;
    struct stat st;
    if (fstat(fd, &st) != 0) {
        (void)err_set_errno(err, ERR_LOCAL, errno, "looking at \"%s\"", path);
        goto out;
    }
    if (!S_ISREG(st.st_mode)) {
        (void)err_set(err, ERR_LOCAL, "\"%s\" is not a regular file", path);
        goto out;
    }
    if (!digest_fd(fd, -1, ret_text, ret_size, err)) {
        (void)err_prefix(err, "\"%s\"", path);
        goto out;
    }
    ok = true;
out:
    (void)close(fd);
    return ok;
}

bool digest_is_text(const char *text)
{
    return strspn(text, "0123456789abcdef") == DIGEST_HEX && text[DIGEST_HEX] == '\0';
}
