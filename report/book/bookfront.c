#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/book/workbook.h"
#include "report/book/writer.h"

#define LABEL_WIDTH 32.0
#define MEANING_WIDTH 82.0

int write_cover(struct writer *w)
{
    lxw_worksheet *ws = writer_open_sheet(w, COVER, true);
    double width = PORTRAIT_WIDTH;
    lxw_row_t row = 0;

    if (!ws)
        return -1;
    worksheet_set_column(ws, 0, 0, width, NULL);
    if (writer_put_wide(w, ws, row++, 0, width, w->book->title,
                        LOOK_TITLE_WRAPPED)
        || writer_put_wide(w, ws, row++, 0, width, w->book->marking, LOOK_TEXT))
        return -1;
    for (size_t i = 0; i < w->book->cover_count; i++) {
        const char *line = w->book->cover[i];
        bool is_heading = !strncmp(line, "# ", 2);

        if (writer_put_wide(w, ws, row++, 0, width, line + (is_heading ? 2 : 0),
                            is_heading ? LOOK_HEADING : LOOK_TEXT))
            return -1;
    }
    return 0;
}

/* Two columns of text. */
struct list {
    char *(*pairs)[2];
    size_t count;
    size_t capacity;
};

static void add_pair(struct list *list, const char *label, const char *text)
{
    MEM_ROOM(list->pairs, list->count, list->capacity);
    list->pairs[list->count][0] = writer_lend(label);
    list->pairs[list->count++][1] = writer_lend(text);
}

static int write_list(struct writer *w, const char *tab, const char *title,
                      const char *const headings[2], const struct list *list,
                      bool is_linked)
{
    struct grid_cell *cells = mem_zero(list->count * 2, sizeof(*cells));
    const struct grid grid = { .column_count = 2,
                               .cells = cells,
                               .row_count = list->count };
    struct grid_column columns[2] = {
        { headings[0], FIGURE_TEXT, LABEL_WIDTH, 0 },
        { headings[1], FIGURE_TEXT, MEANING_WIDTH, 1 },
    };
    const struct book_table table = { .grid = &grid,
                                      .columns = columns,
                                      .column_count = 2 };
    lxw_worksheet *ws = writer_open_sheet(w, tab, false);

    for (size_t i = 0; i < list->count * 2; i++)
        cells[i] = (struct grid_cell){ .kind = CELL_TEXT,
                                       .text = list->pairs[i / 2][i % 2] };
    if (!ws || writer_put_text(w, ws, 0, 0, title, LOOK_TITLE)
        || writer_put_text(w, ws, 1, 0, "This worksheet contains one table.",
                           LOOK_LINE))
        return -1;
    writer_set_height(w, ws, 0, 1, TITLE_SIZE);
    worksheet_set_column(ws, 0, 0, LABEL_WIDTH, NULL);
    worksheet_set_column(ws, 1, 1, MEANING_WIDTH, NULL);
    worksheet_repeat_rows(ws, 2, 2);
    if (writer_put_table(w, ws, 2, tab, &table, false))
        return -1;
    for (size_t i = 0; is_linked && i < list->count; i++) {
        /* Over the name that stands there, which is counted once. */
        if (writer_put_link(w, ws, (lxw_row_t)(3 + i), list->pairs[i][0],
                            list->pairs[i][0]))
            return -1;
        w->cells[w->sheet]--;
    }
    return 0;
}

int write_contents(struct writer *w)
{
    static const char *const headings[2] = { "Worksheet", "What it holds" };
    struct list list = { NULL, 0, 0 };

    if (w->book->is_front_last)
        add_pair(&list, COVER, "What this workbook is, and its dates");
    add_pair(&list, NOTES, "Notes and symbols");
    for (size_t i = 0; i < w->book->sheet_count; i++)
        add_pair(&list, w->book->sheets[i].tab, w->book->sheets[i].title);
    return write_list(w, CONTENTS, "Table of contents", headings, &list, true);
}

/* Those that stand anywhere in the book. */
static void add_symbols(struct writer *w, struct list *list)
{
    bool used[SYMBOLS] = { false };
    char label[8];

    for (size_t i = 0; i < w->book->sheet_count; i++) {
        const struct book_sheet *sheet = &w->book->sheets[i];

        writer_mark_symbols(&sheet->table, false, used);
        for (size_t j = 0; j < sheet->block_count; j++)
            writer_mark_symbols(&sheet->blocks[j].table,
                                sheet->blocks[j].is_items, used);
    }
    for (size_t s = 0; s < SYMBOLS; s++) {
        char *text = writer_lend(writer_symbol_text(s));

        snprintf(label, sizeof(label), "[%c]", writer_symbols[s]);
        text[0] = (char)toupper((unsigned char)text[0]);
        if (used[s])
            add_pair(list, label, text);
    }
}

int write_notes(struct writer *w)
{
    static const char *const headings[2] = { "Note, symbol or worksheet",
                                             "Meaning" };
    struct list list = { NULL, 0, 0 };
    char label[32];

    for (size_t i = 0; i < w->book->note_count; i++) {
        snprintf(label, sizeof(label), "note %zu", i + 1);
        add_pair(&list, label, w->book->notes[i]);
    }
    add_symbols(w, &list);
    for (size_t i = 0; i < w->more_count; i++)
        add_pair(&list, w->more[i][0], w->more[i][1]);
    if (w->book->working)
        add_pair(&list, "Working with tables",
                 "Freeze panes and filters are turned on. To turn off freeze "
                 "panes select the View ribbon then Freeze Panes then Unfreeze "
                 "Panes. To turn off filters select the Data ribbon then "
                 "Filter.");
    if (!list.count)
        add_pair(&list, "Notes", "There are none.");
    return write_list(w, NOTES, "Notes and symbols", headings, &list, false);
}
