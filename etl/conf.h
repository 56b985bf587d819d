/*
 * etl/conf.h - the configuration: one INI file, one table of options
 *
 * conf_table.c holds one row per key; from it come parsing, range checks, `cwreports conf`, the
 * example file, the README table and the man page. To add an option: one member here, one row
 * there. Nothing is half read: unknown or repeated keys, over-long lines, cut values and
 * anything out of range are ERR_CONFIG with file, line, key and the nearest known name.
 *
 * Strings are never NULL: an option that is not set is "". All belong to the conf.
 *
 *     struct conf conf;
 *     if (!conf_load(&conf, path, &err)) ...
 *     if (conf_has(conf.report.enabled, "ftdm_completion")) ...   // "" means all
 *     conf_release(&conf);
 */
#ifndef CONF_H
#define CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "check.h"
#include "err.h"
#include "str.h"

#define CONF_DEFAULT_PATH "/etc/cwreports/cwreports.ini"

struct conf {
    struct {
        int64_t id;
        char *id_text; /* the same, ready to be a parameter */
        char *name;
        char *timezone;
        char *contact;
    } agency;
    struct {
        char *dir; /* resolved: never "" after conf_load */
    } codemap;
    struct {
        char *kind;
        char *conninfo;
        char *schema; /* resolved: the kind when not set */
        int64_t connections;
    } source;
    struct {
        char *conninfo;
    } mart;
    struct {
        char *overlay_dir;
    } sql;
    struct {
        char *file;
    } recipient;
    struct {
        char *enabled;
        char *scopes;
        int64_t workers; /* 0: one per core */
    } report;
    struct {
        char *dir;
    } spool;
    struct {
        char *kind; /* none, webdav, put */
        char *url;
        char *user;
        char *password_file;
        char *ca_file;
        char *auth; /* basic, digest, bearer, none */
        char *proxy;
        char *replace; /* auto, move, direct, revision */
        bool rewrites; /* the server rewrites Office files */
        int64_t parallel;
        int64_t retries;
        int64_t stall_seconds;
        int64_t probe_seconds;
    } share;
    struct {
        char *max_reject_pct; /* decimal text: numbers that decide stay out of floating point */
        char *max_drop_pct;
        int64_t max_source_age_hours;
    } quality;
    struct {
        int64_t spool_days;
        int64_t mart_months;
    } retention;
    struct {
        char *date_format;
        char *logo;
        char *paper;
        char *confidential;
        int64_t level;
    } workbook;
    struct {
        char *file;
        char *level;
        char *format;
    } log;
    struct {
        char *dir;
    } metrics;
    struct {
        int64_t deadline_minutes;
        int64_t catch_up_months;
        bool current_month; /* also the month that has not ended, PRELIMINARY */
    } run;
    struct {
        char *ping_file;
        char *mail_server; /* host:port */
        char *mail_security;
        char *mail_user;
        char *mail_password_file;
        char *mail_from;
        char *mail_operator;
        bool mail_people;
        char *link_url;
        char *ca_file;
        int64_t timeout_seconds;
    } alert;
    char *path;         /* the file read */
    int *lines;         /* per option of the table: line in the file, 0: default */
    struct arena arena; /* owns every string above */
};

/* "" and NULL path: the default. */
bool conf_load(struct conf *conf, const char *path, struct err *err);
/* Tells each thing wrong in the file, not only the first; false when there was one. */
bool conf_load_all(struct conf *conf, const char *path, const struct check *check);
void conf_release(struct conf *conf); /* NULL and all-zero are fine */

/* Is `item` in the comma-separated `list`? The empty list means everything. */
bool conf_has(const char *list, const char *item);
/* Next item of *cursor (trimmed); false at the end: `const char *c = list; while (...)`. */
bool conf_item(const char **cursor, struct str *ret_item);

void conf_print(const struct conf *conf, FILE *out); /* every option: value and origin */
void conf_print_example(FILE *out);                  /* conf/cwreports.ini.example */
void conf_print_markdown(FILE *out);                 /* table of the README */
void conf_print_man(FILE *out);                      /* cwreports.ini(5), options part */

#endif
