#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/book/bookchart.h"
#include "report/book/workbook.h"
#include "report/book/writer.h"

#define EMPTY_WIDTH 9.0    /* of a column that nobody set */
#define IMAGE_SCALE 0.39   /* a PNG is 2000 wide; see bookchart.c */
#define ROWS_WITH_CHART 16 /* of a table that shares a page with its chart */
#define FITTING 0.96       /* of a page's width, as programs differ */
#define ABOVE_WORKING 2    /* lines between a working table and its title */

/* ----------------------------------------------------------------- a table */

static int add_table(struct writer *w, lxw_worksheet *ws, lxw_row_t head,
                     const char *name, const struct book_table *table,
                     bool has_filter)
{
    lxw_table_options options = { .no_banded_rows = LXW_TRUE,
                                  .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
                                  .style_type_number = 0 };
    lxw_table_column **list = mem_zero(table->column_count + 1, sizeof(*list));
    lxw_error rc;

    options.name = writer_lend(name);
    options.no_autofilter = !has_filter;
    options.columns = list;
    for (size_t i = 0; i < table->column_count; i++) {
        enum figure_format format = table->columns[i].format;
        bool is_left = format == FIGURE_TEXT || format == FIGURE_WORDS;

        list[i] = mem_zero(1, sizeof(**list));
        list[i]->header = writer_clean(table->columns[i].heading);
        list[i]->header_format = w->looks->texts[!is_left ? LOOK_HEAD_RIGHT
                                                 : i      ? LOOK_HEAD_LEFT
                                                          : LOOK_HEAD_FIRST];
    }
    rc = worksheet_add_table(ws, head, 0,
                             (lxw_row_t)(head + table->grid->row_count),
                             (lxw_col_t)(table->column_count - 1), &options);
    w->cells[w->sheet] += table->column_count;
    if (rc != LXW_NO_ERROR)
        return err_set(w->err, ERR_CANTCREAT, "the table is refused: %s",
                       lxw_strerror(rc));
    return 0;
}

static void set_header_height(struct writer *w, lxw_worksheet *ws,
                              lxw_row_t row, const struct book_table *table,
                              bool has_filter)
{
    double scale = FONT_SIZE / w->looks->size;
    size_t most = 1;

    for (size_t i = 0; i < table->column_count; i++) {
        /* A filter's button takes room. */
        double room = table->columns[i].width - (has_filter ? 2.5 : 1);
        size_t lines =
            writer_lines(table->columns[i].heading, room * scale, true);

        most = lines > most ? lines : most;
    }
    writer_set_height(w, ws, row, most, w->looks->size);
}

static int put_row(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                   const struct book_table *table, size_t at)
{
    double scale = FONT_SIZE / w->looks->size;
    size_t most = 1;

    for (size_t i = 0; i < table->column_count; i++) {
        const struct grid_column *column = &table->columns[i];
        const struct grid_cell *cell = grid_at(table->grid, at, column->at);
        size_t lines;

        if (writer_put_cell(w, ws, row, (lxw_col_t)i, cell, column->format))
            return -1;
        if (cell->kind == CELL_TEXT && column->format != FIGURE_DATE) {
            lines = writer_lines(
                cell->text, (column->width - (i ? 1.5 : 0.5)) * scale, false);
            most = lines > most ? lines : most;
        }
    }
    writer_set_height(w, ws, row, most, w->looks->size);
    return 0;
}

int writer_put_table(struct writer *w, lxw_worksheet *ws, lxw_row_t head,
                     const char *name, const struct book_table *table,
                     bool has_filter)
{
    struct str full = STR_INIT;

    /* T_ in front, so that none can look like a cell. */
    str_addf(&full, "T_%s", name);
    set_header_height(w, ws, head, table, has_filter);
    if (add_table(w, ws, head, full.text, table, has_filter))
        return -1;
    for (size_t i = 0; i < table->grid->row_count; i++)
        if (put_row(w, ws, (lxw_row_t)(head + 1 + i), table, i))
            return -1;
    return 0;
}

/* --------------------------------------------------------- what stands above
 */

/* Sentences in as many lines as may be, each sentence whole. */
struct above {
    struct writer *w;
    lxw_worksheet *ws;
    const char *tab;
    double room;      /* digits */
    size_t most;      /* lines; 0: as many as it takes */
    struct str *line; /* of those that were begun */
    size_t line_count, line_capacity;
    size_t from; /* where the text's next sentence may stand: not before it */
    double widest;
};

/* On the last line, or on one of its own; false where there is no room. */
static bool add_whole(struct above *a, const char *sentence)
{
    struct str *line = NULL;

    for (size_t i = a->from; !line && i < a->line_count; i++) {
        struct str longer = STR_INIT;

        str_addf(&longer, "%s %s", a->line[i].text, sentence);
        /* What comes later may stand earlier only where lines are few. */
        if ((a->most || i + 1 == a->line_count)
            && writer_width(longer.text, false, 1) <= a->room) {
            a->line[i] = longer;
            a->from = i;
            return true;
        }
        str_release(&longer);
    }
    if ((a->most && a->line_count == a->most)
        || writer_width(sentence, false, 1) > (a->most ? a->room : PAGE_MOST))
        return false;
    MEM_ROOM(a->line, a->line_count, a->line_capacity);
    a->from = a->line_count;
    line = &a->line[a->line_count++];
    *line = (struct str)STR_INIT;
    str_add(line, sentence);
    return true;
}

/* "St", "Mr": a point after it ends no sentence. */
static bool is_short_name(const char *text, const char *end)
{
    const char *word = end;

    while (word > text && isalpha((unsigned char)word[-1]))
        word--;
    return end > word && end - word <= 3 && isupper((unsigned char)*word);
}

/* Where a sentence ends that has another after it: ". T". */
static size_t sentence_length(const char *text)
{
    const char *at = text;

    for (; (at = strstr(at, ". ")); at++)
        if (isupper((unsigned char)at[2]) && !is_short_name(text, at))
            return (size_t)(at + 1 - text);
    return strlen(text);
}

/* A sentence stands behind the one before it, or in Notes, where that is. */
static void add_above(struct above *a, const char *text)
{
    bool has_room = true;

    a->from = 0;
    while (*text) {
        size_t len = sentence_length(text);
        char *sentence = mem_dup_n(text, len);

        has_room = has_room && add_whole(a, sentence);
        if (!has_room)
            writer_add_more(a->w, a->tab, sentence);
        free(sentence);
        text += len;
        text += *text == ' ';
    }
}

static int put_above(struct above *a, lxw_row_t *row)
{
    for (size_t i = 0; i < a->line_count; i++) {
        a->widest = fmax(a->widest, writer_width(a->line[i].text, false, 1));
        if (writer_put_text(a->w, a->ws, (*row)++, 0, a->line[i].text,
                            LOOK_LINE))
            return -1;
    }
    return 0;
}

static void explain_symbols(struct above *a, const struct book_table *table)
{
    bool used[SYMBOLS] = { false };
    struct str text = STR_INIT;

    writer_mark_symbols(table, false, used);
    for (size_t s = 0; s < SYMBOLS; s++) {
        if (!used[s])
            continue;
        str_clear(&text);
        str_addf(&text, "[%c] means %s.", writer_symbols[s],
                 writer_symbol_text(s));
        add_above(a, text.text);
    }
    str_release(&text);
}

static bool has_notes(const struct book_table *table)
{
    for (size_t i = 0; i < table->column_count; i++)
        if (strstr(table->columns[i].heading, "[note "))
            return true;
    return false;
}

/*
 * In a publication all of it; above a working table, which is scrolled under
 * it, two lines, what has no room being said in Notes.
 */
static void fill_above(struct above *a, const struct book_sheet *sheet)
{
    bool is_working = a->w->book->working;

    if (!is_working && sheet->table.grid->row_count)
        add_above(a, has_notes(&sheet->table)
                         ? "This worksheet contains one table. Some column "
                           "headings refer to notes, which can be found in the "
                           "Notes worksheet."
                         : "This worksheet contains one table.");
    for (size_t i = 0; i < sheet->line_count; i++)
        add_above(a, sheet->lines[i]);
    explain_symbols(a, &sheet->table);
}

/* Sheets of paper, side by side, on which a table can be read. */
static size_t pages_of(double width)
{
    return width > PAGE_MOST ? (size_t)ceil(width / PAGE_MOST) : 1;
}

static int write_above(struct writer *w, lxw_worksheet *ws, lxw_row_t *row,
                       const struct book_sheet *sheet, double width,
                       double *widest)
{
    struct above a = { .w = w,
                       .ws = ws,
                       .tab = sheet->tab,
                       .room = fmin(
                           fmax(width / (double)pages_of(width), TEXT_WIDTH),
                           TEXT_MOST),
                       .most = w->book->working ? ABOVE_WORKING : 0 };

    /* Of which day it is comes first in a working table, else last. */
    if (w->book->working && *w->book->source)
        add_above(&a, w->book->source);
    fill_above(&a, sheet);
    if (!w->book->working && *w->book->source)
        add_above(&a, w->book->source);
    if (put_above(&a, row))
        return -1;
    *widest = fmax(*widest, a.widest);
    return w->book->working
               ? 0
               : writer_put_link(w, ws, (*row)++, CONTENTS, "Back to contents");
}

/* ------------------------------------------------------------------ sheets */

/* On a page of its own: what is to fit into pages takes no breaks, so that the
 * size is said. */
static void break_before_chart(lxw_worksheet *ws, lxw_row_t row, double width)
{
    lxw_row_t breaks[] = { row, 0 };
    double size = fmin(100, 100 * FITTING * LANDSCAPE_WIDTH / width);

    worksheet_set_print_scale(ws, (uint16_t)size);
    worksheet_set_h_pagebreaks(ws, breaks);
}

/* All of what stands above and below is on the paper, in a size that can be
 * read. */
static void set_paper(lxw_worksheet *ws, const struct book_table *table,
                      double width, double widest, lxw_row_t head,
                      lxw_row_t below)
{
    size_t pages = below ? 1 : pages_of(width);
    double beyond = fmin(widest, PAGE_MOST) - width;
    lxw_col_t last = (lxw_col_t)(table->column_count - 1);
    lxw_row_t end = (lxw_row_t)(head + table->grid->row_count);

    if (beyond > 0)
        last = (lxw_col_t)(last + (lxw_col_t)ceil(beyond / EMPTY_WIDTH));
    worksheet_print_area(ws, 0, 0, end + below, last);
    if (!table->grid->row_count)
        return;
    worksheet_repeat_rows(ws, head, head);
    worksheet_fit_to_pages(ws, (uint16_t)pages, below != 0);
    if (pages > 1)
        worksheet_repeat_columns(ws, 0, 0);
    if (below && table->grid->row_count > ROWS_WITH_CHART)
        break_before_chart(ws, end + 2, fmax(width, widest));
}

/* The table's chart, under it: rows that it takes, 0 where it has none. */
static lxw_row_t rows_below(const struct writer *w,
                            const struct book_sheet *sheet)
{
    size_t first, count;

    return sheet->chart && workbook_chart_rows(w->book, sheet, &first, &count)
               ? BOOKCHART_ROWS + 2
               : 0;
}

static int put_chart(struct writer *w, lxw_worksheet *ws, lxw_row_t head,
                     const struct book_sheet *sheet)
{
    lxw_row_t row = (lxw_row_t)(head + sheet->table.grid->row_count + 2);

    return writer_put_text(w, ws, row, 0, sheet->chart_title, LOOK_SUBTITLE)
                   || bookchart_add(w->wb, ws, row + 1, w->book, sheet, head,
                                    w->err)
               ? -1
               : 0;
}

int write_table(struct writer *w, const struct book_sheet *sheet,
                lxw_row_t *header_row)
{
    const struct book_table *table = &sheet->table;
    lxw_worksheet *ws = writer_open_sheet(w, sheet->tab, false);
    double width = 0;
    double widest =
        writer_width(sheet->title, true, TITLE_SIZE / FONT_SIZE) + 1;
    bool has_filter = w->book->working && table->grid->row_count > 1;
    lxw_row_t below = rows_below(w, sheet);
    lxw_row_t row = 0;

    if (!ws)
        return -1;
    for (size_t i = 0; i < table->column_count; i++) {
        width += table->columns[i].width;
        worksheet_set_column(ws, (lxw_col_t)i, (lxw_col_t)i,
                             table->columns[i].width, NULL);
    }
    writer_set_height(w, ws, row, 1, TITLE_SIZE);
    if (writer_put_text(w, ws, row++, 0, sheet->title, LOOK_TITLE)
        || write_above(w, ws, &row, sheet, width, &widest))
        return -1;
    *header_row = row;
    if (!table->grid->row_count)
        widest = fmax(widest, writer_width(table->empty, false, 1));
    if (below)
        widest = fmax(widest, BOOKCHART_WIDTH);
    set_paper(ws, table, width, widest, row, below);
    if (!table->grid->row_count)
        return writer_put_text(w, ws, row, 0, table->empty, LOOK_LINE);
    if (w->book->working)
        worksheet_freeze_panes(ws, row + 1, 1);
    if (writer_put_table(w, ws, row, sheet->tab, table, has_filter))
        return -1;
    return below ? put_chart(w, ws, row, sheet) : 0;
}

int write_picture(struct writer *w, const struct book_sheet *sheet)
{
    lxw_worksheet *ws = writer_open_sheet(w, sheet->tab, false);
    double width = LANDSCAPE_WIDTH;
    lxw_row_t row = 0;

    if (!ws)
        return -1;
    worksheet_set_column(ws, 0, 0, width, NULL);
    worksheet_fit_to_pages(ws, 1, 1);
    if (writer_put_wide(w, ws, row++, 0, width, sheet->title,
                        LOOK_TITLE_WRAPPED))
        return -1;
    for (size_t i = 0; i < sheet->line_count; i++)
        if (writer_put_wide(w, ws, row++, 0, width, sheet->lines[i], LOOK_TEXT))
            return -1;
    if (writer_put_link(w, ws, row++, CONTENTS, "Back to contents"))
        return -1;
    row++;
    if (sheet->kind == BOOK_CHART)
        return bookchart_add(w->wb, ws, row, w->book, sheet,
                             w->header_rows[sheet->source], w->err);
    lxw_image_options options = { .x_scale = IMAGE_SCALE,
                                  .y_scale = IMAGE_SCALE,
                                  .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                  .description = writer_lend(sheet->alt) };
    if (worksheet_insert_image_opt(ws, row, 0, sheet->image, &options)
        != LXW_NO_ERROR)
        return err_set(w->err, ERR_CANTCREAT, "'%s': no picture", sheet->image);
    return 0;
}
