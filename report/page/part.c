#include "report/page/part.h"

#include <string.h>

#include "core/base64.h"
#include "core/str.h"
#include "report/page/bar.h"
#include "report/page/putting.h"
#include "report/words/markup.h"

/* --- texts ---------------------------------------------------------------- */

void part_put_paragraphs(struct str *out, char *const *lines, size_t count,
                         const char *open)
{
    for (size_t i = 0; i < count; i++)
        put_element(out, open, lines[i], "</p>\n");
}

void part_put_link(struct str *out, const struct page_link *link,
                   struct page_count *count)
{
    if (!link->address) {
        put_lines(out, link->text);
        return;
    }
    put_address(out, link->address, count);
    if (link->is_here)
        str_add(out, " aria-current=\"page\"");
    else if (link->is_above)
        str_add(out, " aria-current=\"true\"");
    put_element(out, ">", link->text, "</a>");
}

/* --- other layouts -------------------------------------------------------- */

static void put_facts(struct str *out, const struct putting *p)
{
    const struct page_part *part = p->part;

    str_add(out, "<dl class=\"facts\">\n");
    for (size_t i = 0; i < part->column_count; i++) {
        bool is_right;

        if (is_blank(p, 0, i))
            continue;
        put_element(out, "<div><dt>", part->columns[i].heading, "</dt><dd>");
        put_cell(out, p, 0, i, &is_right);
        str_add(out, "</dd></div>\n");
        p->count->facts++;
    }
    str_add(out, "</dl>\n");
}

static void put_large(struct str *out, const struct putting *p, size_t row,
                      size_t column)
{
    const struct grid_cell *cell = cell_at(p, row, column);
    bool is_right;

    str_add(out, "<p class=\"large\">");
    put_text(out, p, cell, p->part->columns[column].format, &is_right);
    if (cell->kind != CELL_SYMBOL)
        put_element(out, "<span class=\"unit\">", of_text(p, row, column),
                    "</span>");
    str_add(out, "</p>\n");
}

/* One line of a block: a heading first, then paragraphs and drawings. */
static void put_line(struct str *out, const struct putting *p, size_t row,
                     size_t column)
{
    const struct page_look *look = look_at(p->part, column);
    const char *heading = p->part->columns[column].heading;
    bool is_right;

    if (look->look == PACK_LOOK_large) {
        put_large(out, p, row, column);
    } else if (is_drawn(look)) {
        put_drawing(out, p, row, column, true);
        str_add_c(out, '\n');
    } else {
        str_add(out,
                look->look == PACK_LOOK_mark ? "<p class=\"status\">" : "<p>");
        if (*heading)
            put_element(out, "<strong>", heading, ":</strong> ");
        put_cell(out, p, row, column, &is_right);
        str_add(out, "</p>\n");
    }
}

static void put_item(struct str *out, const struct putting *p, size_t row,
                     const char *class)
{
    bool is_right;

    str_addf(out, "<article class=\"%s\">\n", class);
    for (size_t i = 0; i < p->part->column_count; i++) {
        if (is_blank(p, row, i))
            continue;
        if (i) {
            put_line(out, p, row, i);
            continue;
        }
        str_add(out, "<h3>");
        put_cell(out, p, row, i, &is_right);
        str_add(out, "</h3>\n");
    }
    str_add(out, "</article>\n");
    p->count->items++;
}

static void put_items(struct str *out, const struct putting *p)
{
    bool is_card = p->part->layout == PACK_LAYOUT_cards;

    if (is_card)
        str_add(out, "<div class=\"cards\">\n");
    for (size_t row = 0; row < p->part->grid->row_count; row++)
        put_item(out, p, row, is_card ? "card" : "item");
    if (is_card)
        str_add(out, "</div>\n");
}

/* Without a heading each: what a line begins with is its sign. */
static void put_findings(struct str *out, const struct putting *p)
{
    bool is_right;

    str_add(out, "<ul class=\"findings\">\n");
    for (size_t row = 0; row < p->part->grid->row_count; row++) {
        str_add(out, "<li class=\"finding\">");
        for (size_t i = 0; i < p->part->column_count; i++) {
            if (is_blank(p, row, i))
                continue;
            str_add(out, i ? i == 1 ? "<p>" : " " : "");
            put_cell(out, p, row, i, &is_right);
        }
        str_add(out, p->part->column_count > 1 ? "</p></li>\n" : "</li>\n");
        p->count->items++;
    }
    str_add(out, "</ul>\n");
}

static void put_panel(struct str *out, const struct putting *p)
{
    str_add(out, "<div class=\"panel\">\n");
    for (size_t row = 0; row < p->part->grid->row_count; row++)
        for (size_t i = 0; i < p->part->column_count; i++)
            if (!is_blank(p, row, i))
                put_line(out, p, row, i);
    str_add(out, "</div>\n");
}

/* Boxes in boxes, by how deep each row stands. */
static void put_nested(struct str *out, const struct putting *p)
{
    const struct grid *grid = p->part->grid;
    int depth_at = grid_column(grid, "depth");
    size_t open = 0;

    str_add(out, "<div class=\"nested\">\n");
    for (size_t row = 0; row < grid->row_count; row++) {
        double depth = grid_number(grid, row, depth_at);
        size_t wanted = depth > 0 ? (size_t)depth : 0;

        for (; open > wanted; open--)
            str_add(out, "</div>\n");
        str_add(out, "<div class=\"box\">\n");
        open++;
        for (size_t i = 0; i < p->part->column_count; i++)
            if (!is_blank(p, row, i))
                put_line(out, p, row, i);
        p->count->items++;
    }
    for (; open > 0; open--)
        str_add(out, "</div>\n");
    str_add(out, "</div>\n");
}

/* What a picture is drawn of, behind its own words. */
static void put_drawn(struct str *out, const struct putting *p,
                      const struct page_picture *picture, size_t number,
                      size_t further)
{
    struct page_part part = { .layout = PACK_LAYOUT_table,
                              .title = picture->fold,
                              .grid = picture->grid,
                              .columns = picture->columns,
                              .column_count = picture->column_count };
    struct putting table;

    if (!picture->column_count)
        return;
    putting_begin(&table, &part, p->is_paper, p->count);
    str_addf(out, "<details>\n<summary id=\"part-%zu-%zu\">", number, further);
    put_element(out, "", picture->fold, "</summary>\n");
    put_table(out, &table, number, further);
    str_add(out, "</details>\n");
    putting_end(&table);
}

static void put_pictures(struct str *out, const struct putting *p,
                         size_t number)
{
    for (size_t i = 0; i < p->part->picture_count; i++) {
        const struct page_picture *picture = &p->part->pictures[i];

        str_add(out, "<div class=\"scroll picture\" role=\"region\""
                     " tabindex=\"0\" aria-label=\"Chart: ");
        markup_put(out, picture->title);
        str_add(out, "\"><img alt=\"");
        markup_put(out, picture->alt);
        str_add(out, "\" src=\"data:image/svg+xml;base64,");
        base64_add(out, picture->svg, picture->len);
        str_add(out, "\"/></div>\n");
        put_drawn(out, p, picture, number, i + 1);
        p->count->pictures++;
    }
}

/* --- the part ------------------------------------------------------------- */

static void put_rows(struct str *out, const struct putting *p, size_t number)
{
    switch (p->part->layout) {
    case PACK_LAYOUT_table:
        put_filters(out, p, number);
        put_table(out, p, number, 0);
        break;
    case PACK_LAYOUT_facts:
        put_facts(out, p);
        break;
    case PACK_LAYOUT_items:
    case PACK_LAYOUT_cards:
        put_items(out, p);
        break;
    case PACK_LAYOUT_findings:
        put_findings(out, p);
        break;
    case PACK_LAYOUT_panel:
        put_panel(out, p);
        break;
    case PACK_LAYOUT_nested:
        put_nested(out, p);
        break;
    case PACK_LAYOUT_prose:
        break;
    }
}

static void put_body(struct str *out, const struct putting *p, size_t number)
{
    const struct page_part *part = p->part;

    if (part->grid->row_count == 0) {
        if (part->layout != PACK_LAYOUT_prose)
            put_element(out, "<p>", part->empty ? part->empty : "", "</p>\n");
        return;
    }
    if (part->fold) {
        put_element(out, "<details>\n<summary>", part->fold, "</summary>\n");
        put_rows(out, p, number);
        str_add(out, "</details>\n");
    } else {
        put_rows(out, p, number);
    }
}

static void put_keys(struct str *out, const struct page_part *part,
                     struct page_count *count)
{
    if (!part->key_count || !part->grid->row_count)
        return;
    str_add(out, "<p class=\"key\" aria-hidden=\"true\">\n");
    for (size_t i = 0; i < part->key_count; i++)
        count->drawings +=
            drawing_put_key(out, part->keys[i].mark, part->keys[i].words)
            || bar_put_key(out, part->keys[i].mark, part->keys[i].words);
    str_add(out, "</p>\n");
}

/* For a pen: there is nothing to be read out. */
static void put_ruled(struct str *out, int lines)
{
    if (!lines)
        return;
    str_add(out, "<div class=\"write\" aria-hidden=\"true\">\n");
    while (lines-- > 0)
        str_add(out, "<p></p>\n");
    str_add(out, "</div>\n");
}

void part_put(struct str *out, const struct page_part *part, bool is_paper,
              size_t number, struct page_count *count)
{
    struct putting p;

    putting_begin(&p, part, is_paper, count);
    str_addf(out, "<section>\n<h2 id=\"part-%zu\">", number);
    put_element(out, "", part->title, "</h2>\n");
    part_put_paragraphs(out, part->lines, part->line_count, "<p>");
    put_pictures(out, &p, number);
    put_keys(out, part, count);
    put_body(out, &p, number);
    for (size_t i = 0; i < part->more_count; i++) {
        str_add(out, "<p class=\"more\">");
        part_put_link(out, &part->more[i], count);
        str_add(out, "</p>\n");
    }
    put_ruled(out, part->write_lines);
    str_add(out, "</section>\n");
    count->parts++;
    putting_end(&p);
}

bool part_is_lively(const struct page_part *part)
{
    for (size_t i = 0; i < part->picture_count; i++)
        if (part->pictures[i].column_count)
            return true;
    return part->grid->row_count > 0
           && (part->is_sorted || part->filter_count || part->fold);
}
