#include "report/page/putting.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/str.h"
#include "report/page/bar.h"
#include "report/words/figure.h"
#include "report/words/markup.h"

/* --- texts ---------------------------------------------------------------- */

void put_lines(struct str *out, const char *text)
{
    struct str line = STR_INIT;

    for (;;) {
        size_t len = strcspn(text, "\n");

        str_clear(&line);
        str_add_n(&line, text, len);
        markup_put(out, line.text);
        text += len;
        if (!*text++)
            break;
        str_add(out, "<br/>");
    }
    str_release(&line);
}

void put_element(struct str *out, const char *open, const char *text,
                 const char *close)
{
    str_add(out, open);
    put_lines(out, text);
    str_add(out, close);
}

void put_address(struct str *out, const char *address, struct page_count *count)
{
    str_add(out, "<a href=\"");
    markup_put(out, address);
    str_add_c(out, '"');
    count->links++;
}

static const char *symbol_words(char symbol)
{
    switch (symbol) {
    case 'c':
        return "withheld";
    case 'u':
        return "too few to say";
    case 'z':
        return "not applicable";
    default:
        return "not available";
    }
}

/* --- cells ---------------------------------------------------------------- */

static const struct page_look plain = { .look = PACK_LOOK_plain, .of = -1 };

const struct page_look *look_at(const struct page_part *part, size_t column)
{
    return part->looks ? &part->looks[column] : &plain;
}

bool is_drawn(const struct page_look *look)
{
    return look->look == PACK_LOOK_strip || look->look == PACK_LOOK_band
           || look->look == PACK_LOOK_trend || look->look == PACK_LOOK_bar;
}

const struct grid_cell *cell_at(const struct putting *p, size_t row,
                                size_t column)
{
    return grid_at(p->part->grid, row, p->part->columns[column].at);
}

const char *of_text(const struct putting *p, size_t row, size_t column)
{
    return grid_text(p->part->grid, row, look_at(p->part, column)->of);
}

void put_text(struct str *out, const struct putting *p,
              const struct grid_cell *cell, enum figure_format format,
              bool *is_right)
{
    struct figure_cell shown = figure_cell(cell, format);
    char text[FIGURE_TEXT_SIZE];

    *is_right = shown.is_right && shown.format != FIGURE_DATE;
    if (cell->kind == CELL_SYMBOL) {
        str_add(out, "<span>");
        if (!p->is_paper)
            str_addf(out, "[%c] ", cell->symbol);
        str_addf(out, "%s</span>", symbol_words(cell->symbol));
        return;
    }
    if (shown.format == FIGURE_TEXT) {
        put_lines(out, shown.text);
        return;
    }
    if (shown.format == FIGURE_DATE)
        figure_write_date(shown.text, true, text);
    else
        figure_write(shown.number, shown.format, text);
    markup_put(out, text);
}

void put_drawing(struct str *out, const struct putting *p, size_t row,
                 size_t column, bool is_large)
{
    const struct page_look *look = look_at(p->part, column);
    const char *unit = is_large ? of_text(p, row, column) : NULL;
    const char *text =
        grid_text(p->part->grid, row, p->part->columns[column].at);
    bool is_put;

    if (look->look == PACK_LOOK_trend)
        is_put = drawing_put_trend(out, text);
    else if (look->look == PACK_LOOK_bar)
        is_put = bar_put(out, text);
    else
        is_put = drawing_put(out, &p->drawings[column], row, unit);
    p->count->drawings += is_put;
}

void put_cell(struct str *out, const struct putting *p, size_t row,
              size_t column, bool *is_right)
{
    const struct page_look *look = look_at(p->part, column);
    const struct grid_cell *cell = cell_at(p, row, column);
    enum figure_format format = p->part->columns[column].format;

    *is_right = false;
    if (is_drawn(look)) {
        put_drawing(out, p, row, column, false);
    } else if (look->look == PACK_LOOK_mark) {
        const char *kind = of_text(p, row, column);
        bool is_known;

        str_add(out, "<span class=\"mark");
        is_known = drawing_sign_place(kind) < drawing_sign_place("");
        str_addf(out, "%s%s\">", is_known ? " " : "", is_known ? kind : "");
        p->count->drawings += drawing_put_sign(out, kind);
        put_text(out, p, cell, format, is_right);
        str_add(out, "</span>");
    } else if (look->addresses && look->addresses[row]) {
        put_address(out, look->addresses[row], p->count);
        str_add_c(out, '>');
        put_text(out, p, cell, format, is_right);
        str_add(out, "</a>");
    } else {
        put_text(out, p, cell, format, is_right);
    }
}

bool is_blank(const struct putting *p, size_t row, size_t column)
{
    const struct grid_cell *cell = cell_at(p, row, column);

    return cell->kind == CELL_TEXT && !*cell->text
           && look_at(p->part, column)->look != PACK_LOOK_strip
           && look_at(p->part, column)->look != PACK_LOOK_band;
}

void putting_begin(struct putting *p, const struct page_part *part,
                   bool is_paper, struct page_count *count)
{
    *p = (struct putting){ .part = part, .is_paper = is_paper, .count = count };
    p->drawings = mem_zero(part->column_count + 1, sizeof(*p->drawings));
    for (size_t i = 0; i < part->column_count; i++) {
        const struct page_look *look = look_at(part, i);

        if (look->look == PACK_LOOK_strip || look->look == PACK_LOOK_band)
            drawing_begin(&p->drawings[i],
                          look->look == PACK_LOOK_band ? DRAWING_BAND
                                                       : DRAWING_STRIP,
                          part->grid, look->prefix, look->is_same);
    }
}

void putting_end(struct putting *p)
{
    free(p->drawings);
}
