/*
 * tests/unit/unit.h - what every unit test includes: cmocka with its required headers, and OK
 *
 *     OK(db_exec(db, "select 1", DB_NONE, WHY));   // fails the test with the error's own words
 */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "err.h"

static struct err unit_err __attribute__((unused));
#define WHY (&unit_err)

#define OK(call)                                                                                   \
    do {                                                                                           \
        err_clear(WHY);                                                                            \
        if (!(call)) {                                                                             \
            print_error("%s:%d: %s (%s)\n", __FILE__, __LINE__, unit_err.message, unit_err.hint);  \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

#endif
