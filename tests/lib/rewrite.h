/*
 * tests/lib/rewrite.h - what SharePoint does to an Office file, for the proxy
 *
 * Packed anew in another order, the properties replaced, their relations announced, and another
 * size each time. The sheets stay. What is no Office file stays as it is.
 *
 *     proxy.rewrite = rewrite_office;
 */
#ifndef TEST_REWRITE_H
#define TEST_REWRITE_H

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "err.h"
#include "proxy.h"
#include "str.h"
#include "zip.h"

PROXY_UNUSED static char *rewrite_bytes(int fd, size_t *ret_n)
{
    off_t n = lseek(fd, 0, SEEK_END);
    char *bytes = xmalloc((size_t)n + 1);
    if (pread(fd, bytes, (size_t)n, 0) != n)
        abort();
    *ret_n = (size_t)n;
    (void)close(fd);
    return bytes;
}

PROXY_UNUSED static void rewrite_add(struct zip *zip, const char *name, const char *text)
{
    struct err err;
    if (!zip_begin(zip, name, &err) || !zip_write(zip, text, strlen(text), &err) ||
        !zip_end(zip, &err))
        abort();
}

/* A copy of a part with something put before its closing tag. */
PROXY_UNUSED static void rewrite_part(struct zip *zip, const struct zip_index *index,
                                      const struct zip_member *member, const char *closing,
                                      const char *more)
{
    struct err err;
    struct str text = STR_INIT, changed = STR_INIT;
    if (!zip_index_unpack(index, member, &text, &err))
        abort();
    const char *at = strstr(text.buf, closing);
    size_t n = at ? (size_t)(at - text.buf) : text.len;
    str_addn(&changed, text.buf, n);
    str_add(&changed, at ? more : "");
    str_add(&changed, text.buf + n);
    rewrite_add(zip, member->name, changed.buf);
    str_release(&text);
    str_release(&changed);
}

/* In reverse order, with properties of the server's own: never the same twice. */
PROXY_UNUSED static char *rewrite_office(char *body, size_t n, size_t *ret_n)
{
    static int times;
    struct err err;
    struct zip_index index;
    int from = memfd_create("from", MFD_CLOEXEC), to = memfd_create("to", MFD_CLOEXEC);
    if (write(from, body, n) != (ssize_t)n || !zip_index_read(&index, from, &err)) {
        (void)close(from), (void)close(to);
        *ret_n = n;
        return body; /* not an Office file */
    }
    free(body);
    struct zip *zip = zip_new(to, "rewritten", 9);
    for (size_t i = index.n; i-- > 0;) {
        const struct zip_member *member = &index.members[i];
        if (strcmp(member->name, "[Content_Types].xml") == 0)
            rewrite_part(zip, &index, member, "</Types>",
                         "<Override PartName=\"/docProps/custom.xml\" ContentType=\"application/"
                         "vnd.openxmlformats-officedocument.custom-properties+xml\"/>");
        else if (strcmp(member->name, "_rels/.rels") == 0)
            rewrite_part(zip, &index, member, "</Relationships>",
                         "<Relationship Id=\"rIdServer\" Type=\"http://schemas.openxmlformats.org/"
                         "officeDocument/2006/relationships/custom-properties\" "
                         "Target=\"docProps/custom.xml\"/>");
        else if (strcmp(member->name, "docProps/custom.xml") != 0 &&
                 !zip_copy(zip, &index, member, &err))
            abort();
    }
    struct str properties = STR_INIT;
    str_add(&properties,
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Properties "
            "xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" "
            "xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">");
    for (int i = 0; i <= times % 7; i++)
        str_addf(&properties,
                 "<property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"%d\" "
                 "name=\"Server%d\"><vt:i4>%d</vt:i4></property>",
                 i + 2, i, times);
    str_add(&properties, "</Properties>");
    times++;
    rewrite_add(zip, "docProps/custom.xml", properties.buf);
    if (!zip_finish(zip, &err))
        abort();
    zip_free(zip);
    str_release(&properties);
    zip_index_release(&index);
    (void)close(from);
    return rewrite_bytes(to, ret_n);
}

#endif
