/*
 * etl/sqlscan.h - tells the parameters of an SQL text from what only looks like one
 *
 * Knows quotes, E-strings, dollar quotes, quoted names and comments, so that a "$1" inside them
 * is left alone. Pure text: no state, no errors. Used by sqltext.c.
 *
 *     struct sqlscan scan = {.at = sql};
 *     while (sqlscan_param(&scan)) use(scan.number, scan.start, scan.at);
 */
#ifndef SQLSCAN_H
#define SQLSCAN_H

#include <stdbool.h>

struct sqlscan {
    const char *at;    /* where to look next; after a hit: just past "$n" */
    const char *start; /* the "$" of the hit */
    int number;
};

bool sqlscan_param(struct sqlscan *scan);

#endif
