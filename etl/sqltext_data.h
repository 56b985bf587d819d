/*
 * etl/sqltext_data.h - shape of the generated build/sqltext_data.c; only sqltext.c reads it
 *
 * Sorted by path, ended by a zeroed member. Each text ends with a NUL.
 */
#ifndef SQLTEXT_DATA_H
#define SQLTEXT_DATA_H

struct sqltext_file {
    const char *path;
    const unsigned char *text;
};
extern const struct sqltext_file sqltext_files[];

#endif
