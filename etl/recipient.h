/*
 * etl/recipient.h - who may have which workbook: the agency's list, from CSV into mart.recipient
 *
 * recipient.file, header `scope,report,role,mail,valid_from,valid_to`; see csv.h for its form.
 *     scope   code of a workbook, as in its file name: office-204, region-2, attorney-417
 *     report  name of a report, or empty: all
 *     role    owner: the workbook is theirs, and without an owner it is not made; copy: is mailed too
 *     mail    address for the monthly mail, or empty
 * Days are ISO or empty, valid_to is the first day no longer valid. No recipient.file: no list, and
 * every workbook is made. What a list means is in sql/schema/032_recipient.sql.
 *
 *     recipient_load(conf, mart, is_report, &n, err);      // init: replaces this agency's list
 *     recipient_settle(conf, mart, err);                   // each run, before anything is made
 */
#ifndef RECIPIENT_H
#define RECIPIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct conf;
struct db;

typedef bool recipient_report_fn(const char *report);

bool recipient_load(const struct conf *conf, struct db *mart, recipient_report_fn *is_report,
                    int64_t *ret_lines, struct err *err);
/* The file alone, without a database. */
bool recipient_check(const struct conf *conf, recipient_report_fn *is_report, int64_t *ret_lines,
                     struct err *err);
/* Refused when the mart holds another list than the file. */
bool recipient_settle(const struct conf *conf, struct db *mart, struct err *err);

#endif
