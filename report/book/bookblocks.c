#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/book/workbook.h"
#include "report/book/writer.h"

#define SIDES 2           /* of one sheet of paper */
#define SIDE_HEIGHT 762.0 /* A4 less its margins, in points */

/*
 * A sheet of several blocks, for paper: A4 portrait on two sides. All tables
 * stand in the same columns, as wide as the widest of them asks; lines run over
 * all of them. Such cells are merged, which no cell of a table is.
 */
struct blocks {
    struct writer *w;
    lxw_worksheet *ws;
    lxw_row_t row;
    lxw_col_t last;
    double width;
    struct span {
        lxw_row_t head;
        double top, bottom; /* in points */
    } * tables;             /* a block each; of no height if it has none */
    size_t table_count;
};

static void set_columns(struct blocks *b, const struct book_sheet *sheet)
{
    size_t most = 1;

    for (size_t i = 0; i < sheet->block_count; i++) {
        const struct book_block *block = &sheet->blocks[i];

        if (!block->is_items && block->table.column_count > most)
            most = block->table.column_count;
    }
    b->last = (lxw_col_t)(most - 1);
    for (size_t col = 0; col < most; col++) {
        double widest = 0;

        for (size_t i = 0; i < sheet->block_count; i++) {
            const struct book_table *table = &sheet->blocks[i].table;

            if (!sheet->blocks[i].is_items && col < table->column_count
                && table->columns[col].width > widest)
                widest = table->columns[col].width;
        }
        b->width += widest;
        worksheet_set_column(b->ws, (lxw_col_t)col, (lxw_col_t)col,
                             widest > 0 ? widest : PORTRAIT_WIDTH, NULL);
    }
    if (b->width == 0)
        b->width = PORTRAIT_WIDTH;
}

static int put_line(struct blocks *b, const char *text, enum look look)
{
    return writer_put_wide(b->w, b->ws, b->row++, b->last, b->width, text,
                           look);
}

/* A row's texts as paragraphs, the first of them in bold; blank ones and those
 * that have nothing to say are left out. */
static int put_items(struct blocks *b, const struct book_table *table)
{
    for (size_t row = 0; row < table->grid->row_count; row++) {
        for (size_t i = 0; i < table->column_count; i++) {
            const char *text =
                grid_text(table->grid, row, table->columns[i].at);

            if (*text && put_line(b, text, i ? LOOK_TEXT : LOOK_STRONG))
                return -1;
        }
    }
    return 0;
}

static int put_block(struct blocks *b, const struct book_sheet *sheet,
                     size_t number)
{
    const struct book_block *block = &sheet->blocks[number];
    struct str name = STR_INIT;
    lxw_row_t head;
    double top;

    if (put_line(b, block->title, LOOK_HEADING))
        return -1;
    for (size_t i = 0; i < block->line_count; i++)
        if (put_line(b, block->lines[i], LOOK_TEXT))
            return -1;
    if (!block->table.grid->row_count)
        return put_line(b, block->table.empty, LOOK_TEXT);
    if (block->is_items)
        return put_items(b, &block->table);
    str_addf(&name, "%s_%zu", sheet->tab, number + 1);
    head = b->row;
    top = b->w->height;
    b->row = (lxw_row_t)(head + 1 + block->table.grid->row_count);
    if (writer_put_table(b->w, b->ws, head, name.text, &block->table, false))
        return -1;
    b->tables[b->table_count++] =
        (struct span){ .head = head, .top = top, .bottom = b->w->height };
    str_release(&name);
    return 0;
}

/* A table that goes on overleaf has its headings there too. How high a side is
 * follows from how much smaller all is printed to stand on two. */
static void repeat_headings(struct blocks *b)
{
    double scale =
        fmin(PORTRAIT_WIDTH / b->width, SIDES * SIDE_HEIGHT / b->w->height);
    double side = SIDE_HEIGHT / fmin(scale, 1);

    for (size_t i = 0; i < b->table_count; i++)
        if (b->tables[i].top < side && b->tables[i].bottom > side)
            worksheet_repeat_rows(b->ws, b->tables[i].head, b->tables[i].head);
}

int write_blocks(struct writer *w, const struct book_sheet *sheet)
{
    struct blocks b = { .w = w, .ws = writer_open_sheet(w, sheet->tab, true) };

    if (!b.ws)
        return -1;
    w->looks = &w->paper;
    b.tables = mem_zero(sheet->block_count, sizeof(*b.tables));
    set_columns(&b, sheet);
    worksheet_fit_to_pages(b.ws, 1, SIDES);
    if (put_line(&b, sheet->title, LOOK_TITLE_WRAPPED)
        || put_line(&b, w->book->marking, LOOK_TEXT))
        return -1;
    for (size_t i = 0; i < sheet->line_count; i++)
        if (put_line(&b, sheet->lines[i], LOOK_TEXT))
            return -1;
    for (size_t i = 0; i < sheet->block_count; i++)
        if (put_block(&b, sheet, i))
            return -1;
    repeat_headings(&b);
    /* A row more: one reader that makes it fit loses the last. */
    worksheet_print_area(b.ws, 0, 0, b.row, b.last);
    return 0;
}
