/*
 * etl/roff.h - plain text as the text of a manual page
 *
 * Whatever roff would take for a command or draw as another character is escaped: dots and quotes
 * at the beginning of a line, backslashes, hyphens, accents.
 *
 *     roff_text(out, "`cwreports check` says so");
 */
#ifndef ROFF_H
#define ROFF_H

#include <stdio.h>

void roff_text(FILE *out, const char *text);
/* As the argument of a macro: in quotes. */
void roff_word(FILE *out, const char *text);

#endif
