/* etl/book_part.c - detail sheets as the library draws them, and the rows put in; book_int.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book_int.h"
#include "book_text.h"
#include "style.h"

#include "banned.h"

/* ---- the sheet ---- */

static lxw_error add_table(lxw_worksheet *sheet, const struct part *part,
                           const struct formats *formats)
{
    const struct rows *rows = part->rows;
    size_t n = (size_t)rows->n_cols;
    lxw_table_column *columns = xcalloc(n, sizeof(*columns));
    lxw_table_column **list = xcalloc(n + 1, sizeof(*list));
    lxw_table_options options = {.name = (char *)(uintptr_t)part->table,
                                 .no_banded_rows = LXW_TRUE,
                                 .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
                                 .style_type_number = 0,
                                 .columns = list};

    for (size_t i = 0; i < n; i++) {
        columns[i].header = rows->cols[i].title;
        columns[i].header_format = formats->row[rows->cols[i].head_style];
        list[i] = &columns[i];
    }
    lxw_error status =
        worksheet_add_table(sheet, 0, 0, (lxw_row_t)part->n, (lxw_col_t)(n - 1), &options);
    free(columns);
    free(list);
    return status;
}

/* A list of choices must fit 255 characters; input messages have limits of their own. */
static lxw_error add_choice(lxw_worksheet *sheet, const struct part *part, int i)
{
    const struct choice *choice = part->rows->cols[i].choice;
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_ANY, .ignore_blank = LXW_TRUE};
    const char *prompt = choice->prompt ? choice->prompt : "";
    size_t length = 0;
    char *message = xstrndup(prompt, str_utf8_fit(prompt, 250));

    for (size_t j = 0; choice->values && choice->values[j]; j++)
        length += strlen(choice->values[j]) + 1;
    if (length > 0 && length <= 255) {
        rule.validate = LXW_VALIDATION_TYPE_LIST;
        rule.value_list = (char **)(uintptr_t)choice->values;
    }
    rule.input_message = *message ? message : NULL;
    lxw_error status = LXW_NO_ERROR;
    if (rule.validate == LXW_VALIDATION_TYPE_LIST || rule.input_message)
        status = worksheet_data_validation_range(sheet, 1, (lxw_col_t)i, (lxw_row_t)part->n,
                                                 (lxw_col_t)i, &rule);
    free(message);
    return status;
}

/* The heading's note names the zone. Excel gives a note's author 50 characters. */
static lxw_error add_note(lxw_worksheet *sheet, const struct rows *rows, int i)
{
    const char *name = rows->book->options.author;
    char *author = xstrndup(name, str_utf8_fit(name, 50));
    char *note = xasprintf("Wall clock, %.*s. Seconds are in the cell.",
                           (int)str_utf8_fit(rows->zone, 120), rows->zone);
    lxw_comment_options options = {.author = author,
                                   .width = 180,
                                   .height = 50,
                                   .font_size = PT_HEAD_2,
                                   .font_name = (char *)(uintptr_t)FONT};
    lxw_error status = worksheet_write_comment_opt(sheet, 0, (lxw_col_t)i, note, &options);

    free(author);
    free(note);
    return status;
}

/* Ranges of ids and texts: a number stored as text is meant. */
static lxw_error add_ignored(lxw_worksheet *sheet, const struct part *part)
{
    const struct rows *rows = part->rows;
    struct str ranges = STR_INIT;

    for (int i = 0, j; i < rows->n_cols; i = j + 1) {
        for (j = i; j < rows->n_cols && rows->cols[j].column->cell <= CELL_ID; j++)
            ;
        if (j > i)
            str_addf(&ranges, "%s%s2:%s%llu", ranges.len ? " " : "", rows->cols[i].letters,
                     rows->cols[j - 1].letters, (unsigned long long)part->n + 1);
    }
    lxw_error status = LXW_NO_ERROR;
    if (ranges.len && ranges.len < 2000)
        status = worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, ranges.buf);
    str_release(&ranges);
    return status;
}

static lxw_error draw_columns(lxw_worksheet *sheet, const struct part *part,
                              const struct formats *formats)
{
    const struct rows *rows = part->rows;
    lxw_error status = LXW_NO_ERROR;

    for (int i = 0; i < rows->n_cols && !status; i++) {
        const struct col *col = &rows->cols[i];
        status =
            worksheet_set_column_pixels(sheet, (lxw_col_t)i, (lxw_col_t)i, (uint32_t)col->px, NULL);
        if (!status)
            status = worksheet_write_blank(sheet, 1, (lxw_col_t)i, formats->row[col->style]);
        if (!status && col->choice)
            status = add_choice(sheet, part, i);
        if (!status && col->column->cell == CELL_STAMP && rows->zone)
            status = add_note(sheet, rows, i);
    }
    return status;
}

bool book_part_draw(struct book *book, lxw_workbook *draw, lxw_worksheet *sheet,
                    const struct formats *formats, const struct part *part, struct err *err)
{
    const struct rows *rows = part->rows;
    int wide = rows->sheet->pages_wide > 0 ? rows->sheet->pages_wide : 1;

    (void)draw;
    if (!rows->measured)
        return err_set(err, ERR_INTERNAL, "sheet \"%s\" was begun and not ended", part->name);
    worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
    if (rows->sheet->worklist)
        worksheet_set_tab_color(sheet, ACT);
    worksheet_set_row_pixels(sheet, 0, (uint32_t)rows->head_px, NULL);
    lxw_error status = add_table(sheet, part, formats);
    if (!status)
        status = draw_columns(sheet, part, formats);
    if (!status)
        status = book_mark_draw(sheet, part, formats);
    if (!status)
        status = add_ignored(sheet, part);
    worksheet_freeze_panes(sheet, 1, (lxw_col_t)rows->frozen);
    if (!status)
        status = worksheet_repeat_rows(sheet, 0, 0);
    if (!status && rows->repeat_last >= 0)
        status = worksheet_repeat_columns(sheet, (lxw_col_t)rows->repeat_first,
                                          (lxw_col_t)rows->repeat_last);
    book_setup(book, sheet, rows->total_px, wide);
    return book_lxw(book, status, part->name, err);
}

/* ---- cutting what the library drew ---- */

struct frame {
    const char *before, *dimension, *rows; /* before..dimension, then ..rows */
    size_t dimension_n;
    const char *after, *end;
};

static bool cut(const struct part *part, const char *drawn, size_t n, struct frame *frame,
                struct err *err)
{
    static const char open[] = "<sheetData>", shut[] = "</sheetData>";
    struct str blank = STR_INIT;

    book_emit_blank(part->rows, &blank);
    frame->before = drawn;
    frame->end = drawn + n;
    frame->rows = memmem(drawn, n, open, sizeof(open) - 1);
    frame->after = memmem(drawn, n, shut, sizeof(shut) - 1);
    frame->dimension = memmem(drawn, n, "<dimension ", 11);
    bool same = memmem(drawn, n, blank.buf, blank.len) != NULL;
    str_release(&blank);
    if (!frame->rows || !frame->after || !frame->dimension || !same)
        return err_set(err, ERR_INTERNAL,
                       "sheet \"%s\": the workbook library draws sheets in another way",
                       part->name);
    frame->rows += sizeof(open) - 1;
    /* the library knows two rows only, and readers believe it: better none */
    frame->dimension_n = strcspn(frame->dimension, ">") + 1;
    return true;
}

static bool write_before(struct part *part, const struct frame *frame, struct err *err)
{
    struct book *book = part->rows->book;
    const char *rest = frame->dimension + frame->dimension_n;
    char name[64];

    snprintf(name, sizeof(name), "xl/worksheets/sheet%u.xml", part->index);
    return zip_begin(book->zip, name, err) &&
           zip_write(book->zip, frame->before, (size_t)(frame->dimension - frame->before), err) &&
           zip_write(book->zip, rest, (size_t)(frame->rows - rest), err) &&
           book_emit_head(part->rows, err);
}

static bool write_after(struct part *part, const struct frame *frame, struct err *err)
{
    struct book *book = part->rows->book;

    return zip_write(book->zip, frame->after, (size_t)(frame->end - frame->after), err) &&
           zip_end(book->zip, err);
}

bool book_part_write(struct part *part, const char *drawn, size_t n, struct err *err)
{
    struct frame frame;

    if (!cut(part, drawn, n, &frame, err))
        return false;
    if (part->done) { /* what stands in the file must be what the other parts go with */
        size_t after = (size_t)(frame.end - frame.after);
        if (after != part->after.len || memcmp(frame.after, part->after.buf, after) != 0)
            return err_set(err, ERR_INTERNAL, "sheet \"%s\" was drawn in two ways", part->name);
        return true;
    }
    return write_before(part, &frame, err) && book_rows_replay(part->rows, part, err) &&
           write_after(part, &frame, err);
}

/* ---- a sheet too large to wait ---- */

/* The same sheet in a workbook of its own. Not the first sheet unless it is so in the book: the
   first one is the selected one. */
static bool draw_alone(const struct part *part, const struct zip_draft *draft, struct err *err)
{
    struct book *book = part->rows->book;
    struct formats formats;
    lxw_workbook *draw = book_draw(book, draft, &formats, err);

    if (!draw)
        return false;
    if (part->index > 1)
        workbook_add_worksheet(draw, "_");
    lxw_worksheet *sheet = workbook_add_worksheet(draw, part->name);
    bool ok = sheet && book_part_draw(book, draw, sheet, &formats, part, err);
    lxw_error status = workbook_close(draw);
    if (!sheet)
        return err_set(err, ERR_INTERNAL, "cannot draw sheet \"%s\"", part->name);
    return ok && book_lxw(book, status, part->name, err);
}

static bool unpack_alone(const struct part *part, struct zip_draft *draft, struct str *drawn,
                         struct err *err)
{
    /* the parts that every workbook begins with: by them a file's kind is told */
    static const char *const first[] = {"_rels/.rels", "docProps/core.xml", "xl/theme/theme1.xml"};
    const char *name = part->index > 1 ? "xl/worksheets/sheet2.xml" : "xl/worksheets/sheet1.xml";
    struct zip *zip = part->rows->book->zip;
    struct zip_index index;
    bool ok = true;

    if (!zip_draft_read(draft, &index, err))
        return false;
    for (size_t i = 0; ok && !part->streaming && i < sizeof(first) / sizeof(*first); i++) {
        const struct zip_member *member = zip_index_find(&index, first[i]);
        ok = !member || zip_copy(zip, &index, member, err);
    }
    const struct zip_member *member = zip_index_find(&index, name);
    if (ok && !member)
        ok = err_set(err, ERR_INTERNAL, "the workbook library names sheets in another way");
    ok = ok && zip_index_unpack(&index, member, drawn, err);
    zip_index_release(&index);
    return ok;
}

static bool frame_alone(const struct part *part, struct str *drawn, struct frame *frame,
                        struct err *err)
{
    struct zip_draft *draft = zip_draft_new(err);

    if (!draft)
        return false;
    bool ok = draw_alone(part, draft, err) && unpack_alone(part, draft, drawn, err) &&
              cut(part, drawn->buf, drawn->len, frame, err);
    zip_draft_free(draft);
    return ok;
}

bool book_part_stream(struct part *part, struct err *err)
{
    struct str drawn = STR_INIT;
    struct frame frame;
    bool ok = frame_alone(part, &drawn, &frame, err) && write_before(part, &frame, err);

    str_release(&drawn);
    part->streaming = true;
    return ok && book_rows_replay(part->rows, part, err);
}

bool book_part_end(struct part *part, struct err *err)
{
    struct str drawn = STR_INIT;
    struct frame frame;
    bool ok = frame_alone(part, &drawn, &frame, err) && write_after(part, &frame, err);

    if (ok)
        str_addn(&part->after, frame.after, (size_t)(frame.end - frame.after));
    str_release(&drawn);
    part->done = true;
    return ok;
}

void book_part_free(struct part *part)
{
    str_release(&part->held);
    str_release(&part->after);
    free(part);
}
