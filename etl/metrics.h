/*
 * etl/metrics.h - how wide text is in Calibri, without a font at hand
 *
 * Purpose: column widths and row heights are decided here, so they must not depend on fonts that
 * a server does not have. Advances are those of Carlito, made to the widths of Calibri. Never
 * count characters: WWW is four times iii.
 *
 * Widths are in units of 1/2048 of the type size. At 10 pt one pixel (96 a inch) is 153.6 units.
 */
#ifndef METRICS_H
#define METRICS_H

#include <stdbool.h>
#include <stddef.h>

unsigned metrics_units(int px, double pt); /* px -> units at this type size */
int metrics_px(unsigned units, double pt); /* units -> px, rounded up */
unsigned metrics_width(const char *text, size_t n, bool bold);
/* Width of the widest word (what a heading that wraps needs). */
unsigned metrics_word(const char *text, bool bold);
/* Lines of word wrap at this width, at least 1. Breaks at blanks and \n only: a reader that also
   breaks at hyphens needs no more. */
int metrics_lines(const char *text, size_t n, bool bold, unsigned width);
/* The same of a text whose metrics_width is known: `whole`. */
int metrics_wrap(const char *text, size_t n, bool bold, unsigned width, unsigned whole);

#endif
