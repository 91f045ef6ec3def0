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
#include "report/page/part.h"
#include "report/page/putting.h"
#include "report/words/markup.h"

#define STYLE "report/html/page.css"
#define SCRIPT "report/html/page.js"

/* --- the head ------------------------------------------------------------- */
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

static bool is_lively(const struct page *page)
{
    for (size_t i = 0; i < page->part_count; i++)
        if (part_is_lively(&page->parts[i]))
            return true;
    return false;
}

static void put_policy(struct str *out, const struct str *style,
                       const char *script)
{
    char hash[HASH_BASE64_SIZE];

    hash_bytes_base64(style->text, style->len, hash);
    str_addf(out,
             "<meta http-equiv=\"Content-Security-Policy\""
             " content=\"default-src 'none'; img-src data:;"
             " style-src 'sha256-%s';",
             hash);
    if (*script) {
        hash_bytes_base64(script, strlen(script), hash);
        str_addf(out, " script-src 'sha256-%s';", hash);
    }
    str_add(out, " base-uri 'none'; form-action 'none'\"/>\n");
}

static void put_head(struct str *out, const struct page *page,
                     const char *script)
{
    struct str style = STR_INIT;

    put_style(&style, page);
    str_add(out, "<!DOCTYPE html>\n"
                 "<html lang=\"en-GB\" xmlns=\"http://www.w3.org/1999/xhtml\">"
                 "\n<head>\n<meta charset=\"utf-8\"/>\n");
    put_policy(out, &style, script);
    str_add(out, "<meta name=\"viewport\""
                 " content=\"width=device-width, initial-scale=1\"/>\n"
                 "<meta name=\"robots\" content=\"noindex\"/>\n"
                 "<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>");
    markup_put(out, page->title);
    str_add(out, " - ");
    markup_put(out, page->service);
    str_add(out, " - ");
    markup_put(out, page->organisation);
    str_addf(out, "</title>\n<style>%s</style>\n</head>\n", style.text);
    str_release(&style);
}

/* --- where the page is ---------------------------------------------------- */

static void put_links(struct str *out, const char *open,
                      const struct page_link *links, size_t link_count,
                      struct page_count *count)
{
    if (!link_count)
        return;
    str_addf(out, "%s\n<ul>\n", open);
    for (size_t i = 0; i < link_count; i++) {
        str_add(out, "<li>");
        part_put_link(out, &links[i], count);
        str_add(out, "</li>\n");
    }
    str_add(out, "</ul>\n</nav>\n");
}

/* What stands before a colon is what the rest is about. */
static void put_bar(struct str *out, const struct page_site *site)
{
    if (!site->bar_count)
        return;
    str_addf(out, "<div class=\"bar%s\">\n<div>\n",
             *site->warning ? " warning" : "");
    if (*site->warning)
        put_element(out, "<p><strong>", site->warning, "</strong></p>\n");
    for (size_t i = 0; i < site->bar_count; i++) {
        const char *colon = strstr(site->bar[i], ": ");
        struct str name = STR_INIT;

        if (colon) {
            str_add_n(&name, site->bar[i], (size_t)(colon - site->bar[i]));
            put_element(out, "<p><strong>", name.text, "</strong> ");
            put_element(out, "", colon + 2, "</p>\n");
        } else {
            put_element(out, "<p>", site->bar[i], "</p>\n");
        }
        str_release(&name);
    }
    str_add(out, "</div>\n</div>\n");
}

static void put_header(struct str *out, const struct page *page,
                       struct page_count *count)
{
    const struct page_site *site = &page->site;

    str_add(out, "<header>\n<div class=\"banner\"><div>\n");
    put_element(out, "<p>", page->organisation, "</p>\n");
    put_element(out, "<p class=\"service\">", page->service, "</p>\n");
    put_element(out, "<p class=\"marking\">", page->marking,
                "</p>\n</div></div>\n");
    put_links(out, "<nav class=\"main\" aria-label=\"Pages\">", site->nav,
              site->nav_count, count);
    put_bar(out, site);
    str_add(out, "</header>\n");
}

static void put_footer(struct str *out, const struct page *page,
                       struct page_count *count)
{
    str_add(out, "<footer>\n");
    put_links(out, "<nav aria-label=\"About these pages\">", page->site.asides,
              page->site.aside_count, count);
    part_put_paragraphs(out, page->foot, page->foot_count, "<p>");
    put_element(out, "<p class=\"marking\">", page->marking, "</p>\n");
    str_add(out, "</footer>\n");
}

/* --- the page ------------------------------------------------------------- */

void page_put(struct str *out, const struct page *page,
              struct page_count *count)
{
    const char *script = is_lively(page) ? asset_find(SCRIPT)->text : "";

    memset(count, 0, sizeof(*count));
    put_head(out, page, script);
    str_addf(out, "<body%s>\n", page->is_paper ? " class=\"paper\"" : "");
    str_add(out, "<a class=\"skip\" href=\"#main\">Skip to the main"
                 " content</a>\n");
    put_header(out, page, count);
    str_add(out, "<main id=\"main\">\n");
    put_links(out, "<nav class=\"crumbs\" aria-label=\"Where this page is\">",
              page->site.crumbs, page->site.crumb_count, count);
    put_element(out, "<h1>", page->title, "</h1>\n");
    part_put_paragraphs(out, page->lead, page->lead_count,
                        "<p class=\"lead\">");
    for (size_t i = 0; i < page->part_count; i++)
        part_put(out, &page->parts[i], page->is_paper, i + 1, count);
    str_add(out, "</main>\n");
    put_footer(out, page, count);
    if (*script)
        str_addf(out, "<script>%s</script>\n", script);
    str_add(out, "</body>\n</html>\n");
}

int page_write(const struct page *page, const char *path, struct err *err)
{
    struct str text = STR_INIT;
    struct page_count count;
    int ret;

    page_put(&text, page, &count);
    ret = pageback_check(path, text.text, text.len, &count, err)
          || outfile_leave(path, text.text, text.len, err);
    str_release(&text);
    return ret ? -1 : 0;
}
