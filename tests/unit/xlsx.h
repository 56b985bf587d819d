/* tests/unit/xlsx.h - a part of a workbook as text, through the program's own zip reader */
#ifndef UNIT_XLSX_H
#define UNIT_XLSX_H

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "str.h"
#include "unit.h"
#include "zip.h"

/* NULL: there is no such part. The caller frees it. */
static inline char *xlsx_part(const char *path, const char *name)
{
    struct zip_index index;
    struct str content = STR_INIT;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    OK(zip_index_read(&index, fd, WHY));
    const struct zip_member *member = zip_index_find(&index, name);
    if (member)
        OK(zip_index_unpack(&index, member, &content, WHY));
    zip_index_release(&index);
    close(fd);
    return member ? str_detach(&content) : NULL;
}

/* Not strstr: under a sanitizer each call of it looks at the whole rest. */
static inline size_t xlsx_count(const char *text, const char *what)
{
    size_t n = 0, length = strlen(what);
    for (const char *p = text; *p; p++)
        n += *p == *what && strncmp(p, what, length) == 0;
    return n;
}

#endif
