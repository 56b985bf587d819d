/*
 * etl/version.h - the program's version and its date, in this one place
 */
#ifndef VERSION_H
#define VERSION_H

#define VERSION      "0.1.0"
#define VERSION_DATE "2026-11-27" /* of the manual pages */

#endif
