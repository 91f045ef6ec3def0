#ifndef REPORT_PAGE_PUTTING_H
#define REPORT_PAGE_PUTTING_H
#include <stdbool.h>
#include <stddef.h>

#include "report/page/drawing.h"
#include "report/page/page.h"

struct str;

/*
 * putting: a part while it is put, and what all layouts are made of: texts,
 * links and cells, each with what its column is more than its text.
 */
struct putting {
    const struct page_part *part;
    bool is_paper;
    struct page_count *count;
    struct drawing *drawings; /* one a column */
};

void putting_begin(struct putting *p, const struct page_part *part,
                   bool is_paper, struct page_count *count);
void putting_end(struct putting *p);

/* A text, its line breaks kept. */
void put_lines(struct str *out, const char *text);
void put_element(struct str *out, const char *open, const char *text,
                 const char *close);
/* The beginning of a link: `<a href="..."`. */
void put_address(struct str *out, const char *address,
                 struct page_count *count);

const struct page_look *look_at(const struct page_part *part, size_t column);
bool is_drawn(const struct page_look *look);
const struct grid_cell *cell_at(const struct putting *p, size_t row,
                                size_t column);
/* The text of the cell that the column's look is of; "" for none. */
const char *of_text(const struct putting *p, size_t row, size_t column);
/* Nothing to show. */
bool is_blank(const struct putting *p, size_t row, size_t column);

/*
 * The cell's text as it stands on a page; *is_right as numbers do. A symbol has
 * its meaning with it ("[c] withheld"), and on paper, whose readers have no use
 * for symbols, stands for itself in words alone.
 */
void put_text(struct str *out, const struct putting *p,
              const struct grid_cell *cell, enum figure_format format,
              bool *is_right);
void put_drawing(struct str *out, const struct putting *p, size_t row,
                 size_t column, bool is_large);
/* The cell with what its column is more than its text. */
void put_cell(struct str *out, const struct putting *p, size_t row,
              size_t column, bool *is_right);

/* table: the rows of a part as a table, and what chooses among them. Of more
 * than one in a part the further have a number each, and what they are called
 * stands at id "part-n-m". */
void put_table(struct str *out, const struct putting *p, size_t number,
               size_t further);
void put_filters(struct str *out, const struct putting *p, size_t number);

#endif /* REPORT_PAGE_PUTTING_H */
