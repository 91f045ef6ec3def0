#include "report/page/putting.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/str.h"
#include "report/words/markup.h"

/* --- tables --------------------------------------------------------------- */

static void put_header(struct str *out, const struct page_part *part)
{
    str_add(out, "<thead>\n<tr>");
    for (size_t i = 0; i < part->column_count; i++) {
        enum figure_format format = part->columns[i].format;
        bool is_words = format == FIGURE_TEXT || format == FIGURE_WORDS
                        || format == FIGURE_DATE;
        bool is_kept = part->is_sorted && !is_drawn(look_at(part, i));

        str_addf(out, "<th scope=\"col\"%s%s",
                 is_words ? "" : " class=\"number\"",
                 is_kept ? " data-sort=\"\"" : "");
        put_element(out, ">", part->columns[i].heading, "</th>");
    }
    str_add(out, "</tr>\n</thead>\n");
}

/* What the cell is sorted by; nothing where it is by its text. A figure that is
 * not shown is blank, and so comes last both ways. */
static void put_order(struct str *out, const struct putting *p, size_t row,
                      size_t column)
{
    const struct page_look *look = look_at(p->part, column);
    const struct grid_cell *cell = cell_at(p, row, column);

    if (!p->part->is_sorted || is_drawn(look))
        return;
    if (look->look == PACK_LOOK_mark)
        str_addf(out, " data-v=\"%d\"",
                 drawing_sign_place(of_text(p, row, column)));
    else if (cell->kind == CELL_SYMBOL)
        str_add(out, " data-v=\"\"");
    else if (cell->kind == CELL_NUMBER)
        str_addf(out, " data-v=\"%.10g\"",
                 figure_cell(cell, p->part->columns[column].format).number);
    else if (p->part->columns[column].format == FIGURE_DATE) {
        str_add(out, " data-v=\"");
        markup_put(out, cell->text);
        str_add_c(out, '"');
    }
}

static void put_row(struct str *out, const struct putting *p, size_t row)
{
    str_add(out, "<tr>");
    for (size_t i = 0; i < p->part->column_count; i++) {
        const struct grid_column *column = &p->part->columns[i];
        const char *tag = i ? "td" : "th";
        struct str text = STR_INIT;
        bool is_right;

        put_cell(&text, p, row, i, &is_right);
        str_addf(out, "<%s%s%s", tag, i ? "" : " scope=\"row\"",
                 is_right                        ? " class=\"number\""
                 : column->format == FIGURE_DATE ? " class=\"date\""
                                                 : "");
        put_order(out, p, row, i);
        str_addf(out, ">%s</%s>", text.text, tag);
        str_release(&text);
    }
    str_add(out, "</tr>\n");
}

void put_table(struct str *out, const struct putting *p, size_t number,
               size_t further)
{
    const struct page_part *part = p->part;
    struct str id = STR_INIT;

    str_addf(&id, "%zu", number);
    if (further)
        str_addf(&id, "-%zu", further);
    str_addf(out,
             "<div class=\"scroll\" role=\"region\" tabindex=\"0\""
             " aria-labelledby=\"part-%s\">\n<table id=\"table-%s\">\n",
             id.text, id.text);
    str_release(&id);
    put_element(out, "<caption>", part->title, "</caption>\n");
    put_header(out, part);
    str_add(out, "<tbody>\n");
    for (size_t row = 0; row < part->grid->row_count; row++)
        put_row(out, p, row);
    str_add(out, "</tbody>\n</table>\n</div>\n");
    p->count->cells += part->column_count * (part->grid->row_count + 1);
}

/* --- filters, which stand there only for the script ----------------------- */

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each text of the column once, in order of the alphabet. */
static void put_choices(struct str *out, const struct putting *p, int column)
{
    const struct grid *grid = p->part->grid;
    const char **texts = mem_zero(grid->row_count + 1, sizeof(*texts));

    for (size_t row = 0; row < grid->row_count; row++)
        texts[row] = grid_text(grid, row, p->part->columns[column].at);
    qsort(texts, grid->row_count, sizeof(*texts), compare);
    str_add(out, "<option value=\"\">All</option>\n");
    for (size_t i = 0; i < grid->row_count; i++)
        if (*texts[i] && (!i || strcmp(texts[i - 1], texts[i]) != 0))
            put_element(out, "<option>", texts[i], "</option>\n");
    free(texts);
}

void put_filters(struct str *out, const struct putting *p, size_t number)
{
    const struct page_part *part = p->part;

    if (!part->filter_count)
        return;
    str_addf(out,
             "<div class=\"filter\" hidden=\"hidden\" data-for=\"table-%zu"
             "\">\n",
             number);
    for (size_t i = 0; i < part->filter_count; i++) {
        const struct page_filter *filter = &part->filters[i];

        str_addf(out, "<p><label for=\"filter-%zu-%zu\">", number, i);
        put_element(out, "", filter->label, "</label>\n");
        if (filter->column < 0) {
            str_addf(out,
                     "<input type=\"search\" id=\"filter-%zu-%zu\""
                     " autocomplete=\"off\"/></p>\n",
                     number, i);
            continue;
        }
        str_addf(out, "<select id=\"filter-%zu-%zu\" data-column=\"%d\">\n",
                 number, i, filter->column);
        put_choices(out, p, filter->column);
        str_add(out, "</select></p>\n");
    }
    str_add(out, "<p class=\"status\" role=\"status\"></p>\n</div>\n");
}
