/*
 * etl/style.h - every colour, size, width and format of a workbook
 *
 * Purpose: the one place where looks are decided. A report names a style; nothing else in the
 * program holds a colour or a size. The idea: ink is for data, fill is for "somebody must act",
 * and a word always says the same as the fill. No green, no traffic lights: what is in order has
 * no fill. Contrast is against the ground named (WCAG); the greys of the fills differ enough for
 * a black and white print.
 */
#ifndef STYLE_H
#define STYLE_H

/* ---- colours ---- */
#define INK       0x1A1A1A /* text and numbers, 17.4:1 */
#define NAVY      0x1F3864 /* headings, header rule, own line in charts, "Better", 11.6:1 */
#define SECONDARY 0x595959 /* source line, notes, `Not recorded`, n/a, 7.0:1 */
#define LINK      0x0B4F8A /* links to sheets, underlined, 8.4:1 */
#define WHITE     0xFFFFFF
#define HEAD      0xE3E8EF /* header row under NAVY, 9.4:1 */
#define HAIR      0xD0D5DB /* line under each row, decoration */
#define TOTAL     0xF3F5F8 /* rows of a higher level under bold INK, 15.9:1 */
#define ACT       0x8C1D18 /* worst open status, white bold on it, 9.1:1; also as text */
#define LATE      0xFBE3C0 /* other open problem, LATE_INK bold on it, 9.1:1 */
#define LATE_INK  0x5C2E00
#define WAIT      0xE6EEF7 /* open, still in time, NAVY on it, 9.9:1 */
#define GAP       0xEDEDED /* the record is incomplete, bold INK on it, 14.9:1 */
#define INPUT     0xFFF8DC /* cells to fill in, 16.3:1 */
#define BOX       0x7F7F7F /* their border, 4.0:1 */
#define STATE     0x767676 /* the state's line in charts, 4.5:1 */
#define LATEBAR   0xF2C382 /* bars, bordered in LATE_INK and NAVY */
#define SOONBAR   0xC9D6E8
#define GRID      0xE1E4E8 /* gridlines of charts */

/* ---- type, in points ---- */
#define FONT           "Calibri"
#define PT_BODY        11
#define PT_TITLE       22
#define PT_TITLE_2     18
#define PT_SUBTITLE    14
#define PT_HEADING     13
#define PT_MESSAGE     13
#define PT_KEY         18
#define PT_LABEL       12
#define PT_CELL        10
#define PT_HEAD        10
#define PT_HEAD_2      9
#define PT_CHART       10
#define PT_CHART_TITLE 11
#define PT_PAGE_HEADER 9
#define PT_PAGE_FOOTER 8

/* ---- number formats ---- */
#define FORMAT_COUNT   "#,##0_)" /* _) keeps a gutter; an indent is lost in LibreOffice */
#define FORMAT_NUMBER  "#,##0.0_)"
#define FORMAT_PERCENT "0.0%_)"
#define FORMAT_MONTH   "mmm yyyy"
#define FORMAT_LATER   "mmm yyyy\" (computed later)\""
#define FORMAT_TIME    " hh:mm" /* after the agency's date */

/* ---- widths, in pixels ---- */
#define PX_PADDING    12 /* beside the widest cell */
#define PX_WRAP       9  /* of a column's width that text cannot use */
#define PX_INDENT     9
#define PX_MIN_ID     66
#define PX_DATE       80
#define PX_STAMP      108
#define PX_MIN_FLAG   58
#define PX_MIN_COUNT  48
#define PX_INPUT      92
#define PX_COMMENT    220
#define PX_PLACE      96 /* caps: beyond them text wraps */
#define PX_WORKER     104
#define PX_CHILD      112
#define PX_CHILD_FEW  168 /* where the sheet has few columns */
#define PX_KIND       96
#define PX_STATUS     104
#define PX_REASON     140
#define PX_WHY_MIN    150 /* as wide as the paper leaves room for */
#define PX_WHY        400
#define PX_WHY_WIDE   260 /* where the sheet needs the largest paper in any case */
#define FEW_COLUMNS   12
#define PX_FIXED_MAX  400  /* a column that never wraps stops growing somewhere */
#define PX_FREEZE     560  /* frozen columns, so that zoomed readers still scroll */
#define PX_STATUS_FAR 1300 /* a status column beyond this: the id is marked too */

/* ---- heights, in pixels ---- */
#define PX_LINE      17 /* a line at 10 pt */
#define PX_ROW_PAD   5
#define PX_HEAD_PAD  25 /* the filter button stands below the text */
#define PX_HEAD_MIN  42
#define PX_INPUT_ROW 44  /* room for a pen */
#define PX_ROW       22  /* one line */
#define PX_ROW_MAX   545 /* Excel's limit is 546 */

/* ---- paper: the widest sheet, in pixels, that prints legibly ---- */
#define PX_LETTER    1530
#define PX_LEGAL     1980
#define LETTER_RATIO 0.706 /* height to width between the margins */
#define MARGIN_SIDE  0.4   /* inches */
#define MARGIN_ENDS  0.65
#define MARGIN_HEAD  0.3
#define ZOOM_SUMMARY 85
#define PX_LOGO_HIGH 54 /* beside title and subtitle */
#define PX_LOGO_WIDE 260

#endif
