/* etl/book_style.c - the tokens of style.h as formats of the library, see book_int.h */
#include <stdio.h>
#include <string.h>

#include "book_int.h"
#include "style.h"

#include "banned.h"

enum { LEFT, RIGHT, BY_KIND }; /* BY_KIND: numbers right, the rest left */
enum { TOP, MIDDLE, BOTTOM };
enum { NO_LINE, HAIR_LINE, HEAD_LINE, NAVY_LINE, BOXED };

/* What a cell looks like, whatever it holds. */
struct look {
    double points;
    unsigned color;
    unsigned fill; /* 0: none */
    unsigned char bold, across, down, line, indent, wrap, underline;
};

static const struct look page_looks[STYLE_COUNT] = {
    [STYLE_PLAIN] = {PT_BODY, INK, 0, 0, BY_KIND, MIDDLE, NO_LINE, 0, 0, 0},
    [STYLE_TITLE] = {PT_TITLE, NAVY, 0, 1, LEFT, MIDDLE, NO_LINE, 0, 0, 0},
    [STYLE_SUBTITLE] = {PT_SUBTITLE, INK, 0, 1, LEFT, MIDDLE, NO_LINE, 0, 0, 0},
    [STYLE_SOURCE] = {PT_CELL, SECONDARY, 0, 0, LEFT, MIDDLE, NO_LINE, 0, 0, 0},
    [STYLE_BAND] = {PT_BODY, LATE_INK, LATE, 1, LEFT, MIDDLE, NO_LINE, 0, 0, 0},
    [STYLE_BAND_FILL] = {PT_BODY, LATE_INK, LATE, 1, LEFT, MIDDLE, NO_LINE, 0, 0, 0},
    [STYLE_MESSAGE] = {PT_MESSAGE, INK, 0, 0, LEFT, MIDDLE, NO_LINE, 0, 0, 0},
    [STYLE_HEADING] = {PT_HEADING, NAVY, 0, 1, LEFT, BOTTOM, NO_LINE, 0, 0, 0},
    [STYLE_TITLE_SMALL] = {PT_TITLE_2, NAVY, 0, 1, LEFT, MIDDLE, NO_LINE, 0, 0, 0},
    [STYLE_HEAD] = {PT_HEAD, NAVY, HEAD, 1, LEFT, MIDDLE, HEAD_LINE, 0, 1, 0},
    [STYLE_HEAD_RIGHT] = {PT_HEAD, NAVY, HEAD, 1, RIGHT, MIDDLE, HEAD_LINE, 0, 1, 0},
    [STYLE_HEAD_INDENT] = {PT_HEAD, NAVY, HEAD, 1, LEFT, MIDDLE, HEAD_LINE, 1, 1, 0},
    [STYLE_HEAD_RUN] = {PT_HEAD, NAVY, HEAD, 1, LEFT, MIDDLE, HEAD_LINE, 1, 0, 0},
    [STYLE_HEAD_SMALL] = {PT_HEAD_2, NAVY, HEAD, 1, LEFT, MIDDLE, HEAD_LINE, 0, 1, 0},
    [STYLE_HEAD_SMALL_RIGHT] = {PT_HEAD_2, NAVY, HEAD, 1, RIGHT, MIDDLE, HEAD_LINE, 0, 1, 0},
    [STYLE_HEAD_SMALL_INDENT] = {PT_HEAD_2, NAVY, HEAD, 1, LEFT, MIDDLE, HEAD_LINE, 1, 1, 0},
    [STYLE_LABEL] = {PT_LABEL, INK, 0, 0, BY_KIND, MIDDLE, HAIR_LINE, 0, 0, 0},
    [STYLE_LABEL_INDENT] = {PT_LABEL, INK, 0, 0, BY_KIND, MIDDLE, HAIR_LINE, 1, 0, 0},
    [STYLE_KEY] = {PT_KEY, NAVY, 0, 1, RIGHT, MIDDLE, HAIR_LINE, 0, 0, 0},
    [STYLE_KEY_ACT] = {PT_KEY, ACT, 0, 1, RIGHT, MIDDLE, HAIR_LINE, 0, 0, 0},
    [STYLE_LINK] = {PT_LABEL, LINK, 0, 0, LEFT, MIDDLE, HAIR_LINE, 1, 0, 1},
    [STYLE_VALUE] = {PT_LABEL, INK, 0, 0, BY_KIND, MIDDLE, HAIR_LINE, 1, 0, 0},
    [STYLE_VALUE_BOLD] = {PT_LABEL, INK, 0, 1, BY_KIND, MIDDLE, HAIR_LINE, 1, 0, 0},
    [STYLE_BETTER] = {PT_LABEL, NAVY, 0, 1, LEFT, MIDDLE, HAIR_LINE, 1, 0, 0},
    [STYLE_WORSE] = {PT_LABEL, ACT, 0, 1, LEFT, MIDDLE, HAIR_LINE, 1, 0, 0},
    [STYLE_NOTE] = {PT_BODY, SECONDARY, 0, 0, BY_KIND, MIDDLE, HAIR_LINE, 1, 0, 0},
    [STYLE_COUNTED] = {PT_BODY, INK, 0, 0, BY_KIND, MIDDLE, HAIR_LINE, 1, 0, 0},
    [STYLE_TOTAL] = {PT_CELL, INK, TOTAL, 1, BY_KIND, MIDDLE, HAIR_LINE, 0, 0, 0},
    [STYLE_TOTAL_TEXT] = {PT_CELL, INK, TOTAL, 1, LEFT, MIDDLE, HAIR_LINE, 0, 1, 0},
    [STYLE_TOTAL_INDENT] = {PT_CELL, INK, TOTAL, 1, BY_KIND, MIDDLE, HAIR_LINE, 1, 0, 0},
    [STYLE_ROLL] = {PT_CELL, INK, 0, 0, BY_KIND, MIDDLE, HAIR_LINE, 0, 0, 0},
    [STYLE_ROLL_WRAP] = {PT_CELL, INK, 0, 0, BY_KIND, MIDDLE, HAIR_LINE, 0, 1, 0},
    [STYLE_ROLL_INDENT] = {PT_CELL, INK, 0, 0, BY_KIND, MIDDLE, HAIR_LINE, 1, 0, 0},
    [STYLE_CELL] = {PT_CELL, INK, 0, 0, BY_KIND, TOP, HAIR_LINE, 0, 0, 0},
    [STYLE_CELL_BOLD] = {PT_CELL, INK, 0, 1, BY_KIND, TOP, HAIR_LINE, 0, 0, 0},
    [STYLE_CELL_WRAP] = {PT_CELL, INK, 0, 0, BY_KIND, TOP, HAIR_LINE, 0, 1, 0},
    [STYLE_CELL_BOLD_WRAP] = {PT_CELL, INK, 0, 1, BY_KIND, TOP, HAIR_LINE, 0, 1, 0},
    [STYLE_CELL_INDENT] = {PT_CELL, INK, 0, 0, BY_KIND, TOP, HAIR_LINE, 1, 1, 0},
    [STYLE_CHART] = {PT_BODY, INK, 0, 0, BY_KIND, MIDDLE, HAIR_LINE, 0, 0, 0},
    [STYLE_CHART_BOLD] = {PT_BODY, INK, 0, 1, BY_KIND, MIDDLE, HAIR_LINE, 0, 0, 0},
    [STYLE_TIES] = {PT_CELL, NAVY, 0, 1, LEFT, TOP, HAIR_LINE, 1, 0, 0},
    [STYLE_DIFFERS] = {PT_CELL, LATE_INK, LATE, 1, LEFT, TOP, HAIR_LINE, 1, 0, 0},
    [STYLE_NOT_TIED] = {PT_CELL, WHITE, ACT, 1, LEFT, TOP, HAIR_LINE, 1, 0, 0},
};

#define CELL_LOOK(color, across, indent, wrap)                                                     \
    {                                                                                              \
        PT_CELL, color, 0, 0, across, TOP, HAIR_LINE, indent, wrap, 0                              \
    }

static const struct look row_looks[ROW_STYLES] = {
    [ROW_TEXT] = CELL_LOOK(INK, LEFT, 0, 0),
    [ROW_TEXT_INDENT] = CELL_LOOK(INK, LEFT, 1, 0),
    [ROW_WRAP] = CELL_LOOK(INK, LEFT, 0, 1),
    [ROW_WRAP_INDENT] = CELL_LOOK(INK, LEFT, 1, 1),
    [ROW_NOTE] = CELL_LOOK(SECONDARY, LEFT, 0, 0),
    [ROW_NOTE_INDENT] = CELL_LOOK(SECONDARY, LEFT, 1, 0),
    [ROW_COUNT] = CELL_LOOK(INK, RIGHT, 0, 0),
    [ROW_NUMBER] = CELL_LOOK(INK, RIGHT, 0, 0),
    [ROW_PERCENT] = CELL_LOOK(INK, RIGHT, 0, 0),
    [ROW_DATE] = CELL_LOOK(INK, LEFT, 0, 0),
    [ROW_DATE_INDENT] = CELL_LOOK(INK, LEFT, 1, 0),
    [ROW_STAMP] = CELL_LOOK(INK, LEFT, 0, 0),
    [ROW_STAMP_INDENT] = CELL_LOOK(INK, LEFT, 1, 0),
    [ROW_MONTH] = CELL_LOOK(INK, LEFT, 0, 0),
    [ROW_MONTH_INDENT] = CELL_LOOK(INK, LEFT, 1, 0),
    [ROW_INPUT] = {PT_CELL, INK, INPUT, 0, LEFT, TOP, BOXED, 0, 1, 0},
    [ROW_HEAD] = {PT_HEAD, NAVY, HEAD, 1, LEFT, TOP, HEAD_LINE, 0, 1, 0},
    [ROW_HEAD_INDENT] = {PT_HEAD, NAVY, HEAD, 1, LEFT, TOP, HEAD_LINE, 1, 1, 0},
    [ROW_HEAD_RIGHT] = {PT_HEAD, NAVY, HEAD, 1, RIGHT, TOP, HEAD_LINE, 0, 1, 0},
    [ROW_HEAD_INPUT] = {PT_HEAD, NAVY, 0, 1, LEFT, TOP, BOXED, 0, 1, 0},
};

static const unsigned char row_kinds[ROW_STYLES] = {
    [ROW_COUNT] = CELL_COUNT,        [ROW_NUMBER] = CELL_NUMBER,    [ROW_PERCENT] = CELL_PERCENT,
    [ROW_DATE] = CELL_DATE,          [ROW_DATE_INDENT] = CELL_DATE, [ROW_STAMP] = CELL_STAMP,
    [ROW_STAMP_INDENT] = CELL_STAMP, [ROW_MONTH] = CELL_MONTH,      [ROW_MONTH_INDENT] = CELL_MONTH,
};

static bool is_number(enum cell cell)
{
    return cell == CELL_COUNT || cell == CELL_NUMBER || cell == CELL_PERCENT;
}

static const char *number_format(const struct formats *formats, enum cell cell, bool later)
{
    switch (cell) {
    case CELL_COUNT:
        return FORMAT_COUNT;
    case CELL_NUMBER:
        return FORMAT_NUMBER;
    case CELL_PERCENT:
        return FORMAT_PERCENT;
    case CELL_DATE:
        return formats->date;
    case CELL_STAMP:
        return formats->stamp;
    case CELL_MONTH:
        return later ? FORMAT_LATER : FORMAT_MONTH;
    case CELL_TEXT:
    case CELL_ID:
        break;
    }
    return NULL;
}

static void draw_line(lxw_format *format, unsigned char line, bool header)
{
    switch (line) {
    case HAIR_LINE:
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bottom_color(format, HAIR);
        break;
    case NAVY_LINE:
        format_set_bottom(format, LXW_BORDER_THIN);
        format_set_bottom_color(format, NAVY);
        break;
    case HEAD_LINE:
        format_set_bottom(format, LXW_BORDER_MEDIUM);
        format_set_bottom_color(format, NAVY);
        break;
    case BOXED:
        format_set_border(format, LXW_BORDER_THIN);
        format_set_border_color(format, BOX);
        if (header) {
            format_set_bottom(format, LXW_BORDER_MEDIUM);
            format_set_bottom_color(format, NAVY);
        }
        break;
    default:
        break;
    }
}

static lxw_format *build(lxw_workbook *draw, const struct look *look, const char *number,
                         bool right)
{
    static const uint8_t down[] = {LXW_ALIGN_VERTICAL_TOP, LXW_ALIGN_VERTICAL_CENTER,
                                   LXW_ALIGN_VERTICAL_BOTTOM};
    lxw_format *format = workbook_add_format(draw);

    format_set_font_name(format, FONT);
    format_set_font_size(format, look->points);
    format_set_font_color(format, look->color);
    if (look->bold)
        format_set_bold(format);
    if (look->underline)
        format_set_underline(format, LXW_UNDERLINE_SINGLE);
    if (look->fill) {
        format_set_pattern(format, LXW_PATTERN_SOLID);
        format_set_bg_color(format, look->fill);
    }
    format_set_align(format, right ? LXW_ALIGN_RIGHT : LXW_ALIGN_LEFT);
    format_set_align(format, down[look->down]);
    if (look->indent && !right)
        format_set_indent(format, look->indent);
    if (look->wrap)
        format_set_text_wrap(format);
    if (number)
        format_set_num_format(format, number);
    draw_line(format, look->line, look->bold);
    return format;
}

/* ---- conditional formats ---- */

static lxw_format *rule(lxw_workbook *draw, unsigned color, unsigned fill, bool bold)
{
    lxw_format *format = workbook_add_format(draw);

    format_set_font_color(format, color);
    if (bold)
        format_set_bold(format);
    if (fill) {
        format_set_pattern(format, LXW_PATTERN_SOLID);
        format_set_bg_color(format, fill);
    }
    return format;
}

static void build_rules(lxw_format **rules, lxw_workbook *draw)
{
    rules[0] = NULL;
    rules[MARK_ACT] = rule(draw, WHITE, ACT, true);
    rules[MARK_LATE] = rule(draw, LATE_INK, LATE, true);
    rules[MARK_WAIT] = rule(draw, NAVY, WAIT, false);
    rules[MARK_BOLD] = rule(draw, INK, 0, true);
    rules[MARK_GAP] = rule(draw, INK, GAP, true);
    rules[MARK_NOTE] = rule(draw, SECONDARY, 0, false);
    rules[RULE_DUE] = rule(draw, ACT, 0, true);
    rules[RULE_ABOVE] = workbook_add_format(draw);
    format_set_top(rules[RULE_ABOVE], LXW_BORDER_THIN);
    format_set_top_color(rules[RULE_ABOVE], NAVY);
    rules[RULE_BELOW] = workbook_add_format(draw);
    format_set_bottom(rules[RULE_BELOW], LXW_BORDER_THIN);
    format_set_bottom_color(rules[RULE_BELOW], NAVY);
    rules[RULE_DUE_BELOW] = rule(draw, ACT, 0, true);
    format_set_bottom(rules[RULE_DUE_BELOW], LXW_BORDER_THIN);
    format_set_bottom_color(rules[RULE_DUE_BELOW], NAVY);
}

void book_style_rows(struct formats *formats, lxw_workbook *draw, const char *date_format)
{
    snprintf(formats->date, sizeof(formats->date), "%s", date_format);
    snprintf(formats->stamp, sizeof(formats->stamp), "%s%s", formats->date, FORMAT_TIME);
    for (int i = 0; i < ROW_STYLES; i++) {
        const struct look *look = &row_looks[i];
        const char *number = number_format(formats, row_kinds[i], false);
        formats->row[i] = build(draw, look, number, look->across == RIGHT);
        formats->number[i] = lxw_format_get_xf_index(formats->row[i]);
    }
    build_rules(formats->rule, draw);
    for (int i = 1; i < RULES; i++)
        lxw_format_get_dxf_index(formats->rule[i]);
}

/* ---- pages ---- */

static const struct look *look_of(unsigned style)
{
    unsigned plain = style & ~(STYLE_RULE_BELOW | STYLE_TOP);
    return &page_looks[plain < STYLE_COUNT ? plain : STYLE_PLAIN];
}

/* Equal formats are one: only the first of them has a number, and for each cell of another the
   library would look it up by all that a format holds. */
static lxw_format *one_of_equals(lxw_workbook *draw, lxw_format *format)
{
    int32_t number = lxw_format_get_xf_index(format);
    lxw_format *first;

    STAILQ_FOREACH(first, draw->formats, list_pointers)
    if (first->xf_index == number)
        return first;
    return format;
}

lxw_format *book_style_page(lxw_workbook *draw, const struct formats *formats, unsigned style,
                            enum cell cell, bool text, bool later)
{
    struct look look = *look_of(style);
    const char *number = text ? NULL : number_format(formats, cell, later);
    bool right = look.across == RIGHT || (look.across == BY_KIND && !text && is_number(cell));

    if (style & STYLE_RULE_BELOW)
        look.line = NAVY_LINE;
    if (style & STYLE_TOP)
        look.down = TOP;
    return one_of_equals(draw, build(draw, &look, number, right));
}

bool book_style_wraps(unsigned style)
{
    return look_of(style)->wrap;
}

bool book_style_bold(unsigned style)
{
    return look_of(style)->bold;
}

double book_style_points(unsigned style)
{
    return look_of(style)->points;
}

lxw_format *book_style_run(lxw_workbook *draw, bool bold, bool act)
{
    lxw_format *format = workbook_add_format(draw);

    format_set_font_name(format, FONT);
    format_set_font_size(format, PT_MESSAGE);
    format_set_font_color(format, act ? ACT : INK);
    if (bold)
        format_set_bold(format);
    return format;
}
