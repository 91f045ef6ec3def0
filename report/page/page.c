#include "report/page/page.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/outfile.h"
#include "core/str.h"
#include "report/page/pageback.h"
#include "report/words/figure.h"
#include "report/words/markup.h"

#define STYLE "report/html/page.css"

/* --- texts ---------------------------------------------------------------- */

/* A text in an element, its line breaks kept. */
static void put_lines(struct str *out, const char *text)
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

static void put_element(struct str *out, const char *open, const char *text,
                        const char *close)
{
    str_add(out, open);
    put_lines(out, text);
    str_add(out, close);
}

static void put_paragraphs(struct str *out, char *const *lines, size_t count,
                           const char *open)
{
    for (size_t i = 0; i < count; i++)
        put_element(out, open, lines[i], "</p>\n");
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

/* The cell as it stands on a page; *is_right as numbers do. */
static void put_cell(struct str *out, const struct grid_cell *cell,
                     enum figure_format format, bool *is_right)
{
    struct figure_cell shown = figure_cell(cell, format);
    char text[FIGURE_TEXT_SIZE];

    *is_right = shown.is_right && shown.format != FIGURE_DATE;
    if (cell->kind == CELL_SYMBOL) {
        str_addf(out, "<span>%s</span>", symbol_words(cell->symbol));
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

static bool is_blank(const struct page_part *part, size_t row, size_t column)
{
    const struct grid_cell *cell =
        grid_at(part->grid, row, part->columns[column].at);

    return cell->kind == CELL_TEXT && !*cell->text;
}

/* --- parts ---------------------------------------------------------------- */

static void put_header(struct str *out, const struct page_part *part)
{
    str_add(out, "<thead>\n<tr>");
    for (size_t i = 0; i < part->column_count; i++) {
        enum figure_format format = part->columns[i].format;
        bool is_words = format == FIGURE_TEXT || format == FIGURE_WORDS
                        || format == FIGURE_DATE;

        put_element(out,
                    is_words ? "<th scope=\"col\">"
                             : "<th scope=\"col\" class=\"number\">",
                    part->columns[i].heading, "</th>");
    }
    str_add(out, "</tr>\n</thead>\n");
}

static void put_row(struct str *out, const struct page_part *part, size_t row)
{
    str_add(out, "<tr>");
    for (size_t i = 0; i < part->column_count; i++) {
        const struct grid_column *column = &part->columns[i];
        const char *tag = i ? "td" : "th";
        struct str text = STR_INIT;
        bool is_right;

        put_cell(&text, grid_at(part->grid, row, column->at), column->format,
                 &is_right);
        str_addf(out, "<%s%s%s>%s</%s>", tag, i ? "" : " scope=\"row\"",
                 is_right ? " class=\"number\"" : "", text.text, tag);
        str_release(&text);
    }
    str_add(out, "</tr>\n");
}

static void put_table(struct str *out, const struct page_part *part,
                      size_t number, struct page_count *count)
{
    str_addf(out,
             "<div class=\"scroll\" role=\"region\" tabindex=\"0\""
             " aria-labelledby=\"part-%zu\">\n<table>\n",
             number);
    put_element(out, "<caption>", part->title, "</caption>\n");
    put_header(out, part);
    str_add(out, "<tbody>\n");
    for (size_t row = 0; row < part->grid->row_count; row++)
        put_row(out, part, row);
    str_add(out, "</tbody>\n</table>\n</div>\n");
    count->cells += part->column_count * (part->grid->row_count + 1);
}

static void put_facts(struct str *out, const struct page_part *part,
                      struct page_count *count)
{
    str_add(out, "<dl class=\"facts\">\n");
    for (size_t i = 0; i < part->column_count; i++) {
        bool is_right;

        if (is_blank(part, 0, i))
            continue;
        put_element(out, "<div><dt>", part->columns[i].heading, "</dt><dd>");
        put_cell(out, grid_at(part->grid, 0, part->columns[i].at),
                 part->columns[i].format, &is_right);
        str_add(out, "</dd></div>\n");
        count->facts++;
    }
    str_add(out, "</dl>\n");
}

static void put_item(struct str *out, const struct page_part *part, size_t row,
                     struct page_count *count)
{
    bool is_right;

    str_add(out, "<article class=\"item\">\n");
    for (size_t i = 0; i < part->column_count; i++) {
        const struct grid_column *column = &part->columns[i];

        if (is_blank(part, row, i))
            continue;
        str_add(out, i ? "<p>" : "<h3>");
        if (i && *column->heading)
            put_element(out, "<strong>", column->heading, ":</strong> ");
        put_cell(out, grid_at(part->grid, row, column->at), column->format,
                 &is_right);
        str_add(out, i ? "</p>\n" : "</h3>\n");
    }
    str_add(out, "</article>\n");
    count->items++;
}

static void put_part(struct str *out, const struct page_part *part,
                     size_t number, struct page_count *count)
{
    str_addf(out, "<section>\n<h2 id=\"part-%zu\">", number);
    put_element(out, "", part->title, "</h2>\n");
    put_paragraphs(out, part->lines, part->line_count, "<p>");
    if (part->grid->row_count == 0) {
        put_element(out, "<p>", part->empty ? part->empty : "", "</p>\n");
    } else {
        switch (part->layout) {
        case PACK_LAYOUT_table:
            put_table(out, part, number, count);
            break;
        case PACK_LAYOUT_facts:
            put_facts(out, part, count);
            break;
        case PACK_LAYOUT_items:
            for (size_t row = 0; row < part->grid->row_count; row++)
                put_item(out, part, row, count);
            break;
        }
    }
    str_add(out, "</section>\n");
    count->parts++;
}

/* --- the page ------------------------------------------------------------- */

/* As a string of CSS that XML may hold: what is not plain by its number. */
static void put_css_string(struct str *out, const char *text)
{
    str_add_c(out, '"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c >= 0x80 || isalnum(c) || strchr(" -.,:;()/", c))
            str_add_c(out, *text);
        else
            str_addf(out, "\\%x ", c);
    }
    str_add_c(out, '"');
}

static void put_style(struct str *out, const struct page *page)
{
    char *marking = text_clean(page->marking);

    str_add(out, asset_find(STYLE)->text);
    str_add(out, "@page { @top-right { content: ");
    put_css_string(out, marking);
    str_add(out, "; } }\n");
    free(marking);
}

static void put_head(struct str *out, const struct page *page)
{
    struct str style = STR_INIT;
    char hash[HASH_BASE64_SIZE];

    put_style(&style, page);
    hash_bytes_base64(style.text, style.len, hash);
    str_addf(out,
             "<!DOCTYPE html>\n"
             "<html lang=\"en-GB\" xmlns=\"http://www.w3.org/1999/xhtml\">\n"
             "<head>\n<meta charset=\"utf-8\"/>\n"
             "<meta http-equiv=\"Content-Security-Policy\""
             " content=\"default-src 'none'; style-src 'sha256-%s';"
             " base-uri 'none'; form-action 'none'\"/>\n"
             "<meta name=\"viewport\""
             " content=\"width=device-width, initial-scale=1\"/>\n"
             "<meta name=\"robots\" content=\"noindex\"/>\n"
             "<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>",
             hash);
    markup_put(out, page->title);
    str_add(out, " - ");
    markup_put(out, page->service);
    str_add(out, " - ");
    markup_put(out, page->organisation);
    str_addf(out, "</title>\n<style>%s</style>\n</head>\n", style.text);
    str_release(&style);
}

void page_put(struct str *out, const struct page *page,
              struct page_count *count)
{
    memset(count, 0, sizeof(*count));
    put_head(out, page);
    str_add(out, "<body>\n<a class=\"skip\" href=\"#main\">Skip to the main"
                 " content</a>\n<header>\n");
    put_element(out, "<p class=\"marking\">", page->marking, "</p>\n");
    put_element(out, "<p>", page->organisation, "</p>\n");
    put_element(out, "<p class=\"service\">", page->service, "</p>\n");
    str_add(out, "</header>\n<main id=\"main\">\n");
    put_element(out, "<h1>", page->title, "</h1>\n");
    put_paragraphs(out, page->lead, page->lead_count, "<p class=\"lead\">");
    for (size_t i = 0; i < page->part_count; i++)
        put_part(out, &page->parts[i], i + 1, count);
    str_add(out, "</main>\n<footer>\n");
    put_paragraphs(out, page->foot, page->foot_count, "<p>");
    str_add(out, "</footer>\n</body>\n</html>\n");
}

int page_write(const struct page *page, const char *path, struct err *err)
{
    struct str text = STR_INIT;
    struct page_count count;
    int ret;

    page_put(&text, page, &count);
    ret = pageback_check(path, text.text, text.len, &count, err)
          || outfile_write(path, text.text, text.len, err);
    str_release(&text);
    return ret ? -1 : 0;
}
