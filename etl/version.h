/*
 * etl/version.h - the program's version, in this one place
 */
#ifndef VERSION_H
#define VERSION_H

#define VERSION "0.1.0"

#endif
