#include "tests/report_book.h"

#include <string.h>

static char heading[] = "# About", paragraph[] = "What it holds.";
static char note[] = "A note.";

struct grid_cell report_book_text(const char *text)
{
    return (struct grid_cell){ CELL_TEXT, 0, 0, text };
}

static struct grid_cell number_cell(double number)
{
    return (struct grid_cell){ CELL_NUMBER, 0, number, NULL };
}

void report_book_init(struct report_book *s)
{
    static const char *const places[ROWS] = { "Ash", "Elm", "Oak", "Yew" };

    memset(s, 0, sizeof(*s));
    for (size_t row = 0; row < ROWS; row++) {
        s->cells[row * COLUMNS] = report_book_text(places[row]);
        s->cells[row * COLUMNS + 1] = number_cell(24.731182 + (double)row);
        s->cells[row * COLUMNS + 2] = number_cell(-1000.0 * (double)row);
    }
    s->names[0] = "a";
    s->names[1] = "b";
    s->names[2] = "c";
    s->grid = (struct grid){ .names = s->names,
                             .column_count = COLUMNS,
                             .cells = s->cells,
                             .row_count = ROWS };
    s->columns[0] = (struct grid_column){ "Place", FIGURE_TEXT, 20, 0 };
    s->columns[1] = (struct grid_column){ "Rate\n(%)", FIGURE_DECIMAL, 12, 1 };
    s->columns[2] = (struct grid_column){ "Change", FIGURE_SIGNED, 12, 2 };
    s->series[0] = (struct book_series){ 1, "Rate", PACK_STYLE_strong };
    s->sheets[0] = (struct book_sheet){ .kind = BOOK_TABLE,
                                        .tab = "Table",
                                        .title = "A table",
                                        .table = { .grid = &s->grid,
                                                   .columns = s->columns,
                                                   .column_count = COLUMNS,
                                                   .empty = "Nothing." } };
    s->sheets[1] = (struct book_sheet){ .kind = BOOK_CHART,
                                        .tab = "Chart",
                                        .title = "A chart",
                                        .alt = "Line chart of rates.",
                                        .source = 0,
                                        .chart = 'l',
                                        .axis = "Rate",
                                        .category_axis = "",
                                        .series = s->series,
                                        .series_count = 1 };
    s->cover[0] = heading;
    s->cover[1] = paragraph;
    s->notes[0] = note;
    s->book = (struct book){ .title = "A book",
                             .organisation = "Northmere",
                             .keywords = "test",
                             .marking = "OFFICIAL",
                             .source = "Source: a test.",
                             .working = true,
                             .created = date_make(2026, 2, 13),
                             .cover = s->cover,
                             .cover_count = 2,
                             .notes = s->notes,
                             .note_count = 1,
                             .sheets = s->sheets,
                             .sheet_count = 2 };
}
