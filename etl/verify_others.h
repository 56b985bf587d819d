/*
 * etl/verify_others.h - what lies in a month's folders and was never published by us
 *
 * Internal to verify*.c. Looks into each folder that holds a published file of the month; folders
 * that do not are named, not entered. Names are other people's: they are for the person who asked
 * and never go to the log.
 *
 *     verify_others(job, "2020-01-01", verify, err);   // fills verify->others
 */
#ifndef VERIFY_OTHERS_H
#define VERIFY_OTHERS_H

#include <stdbool.h>

#include "verify.h"

bool verify_others(struct job *job, const char *month, struct verify *verify, struct err *err);

#endif
