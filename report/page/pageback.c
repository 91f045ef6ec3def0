#include "report/page/pageback.h"

#include <expat.h>
#include <stdbool.h>
#include <string.h>

#include "core/err.h"
#include "core/hash.h"
#include "core/str.h"
#include "report/words/texts.h"

static const char *const elements[] = {
    "html",    "head",   "meta", "title", "style",  "body",    "a",
    "header",  "main",   "h1",   "h2",    "h3",     "p",       "br",
    "dl",      "div",    "dt",   "dd",    "table",  "caption", "thead",
    "tr",      "tbody",  "th",   "td",    "strong", "span",    "section",
    "article", "footer", NULL
};
static const char *const attributes[] = { "lang",
                                          "xmlns",
                                          "charset",
                                          "http-equiv",
                                          "content",
                                          "name",
                                          "class",
                                          "href",
                                          "id",
                                          "scope",
                                          "role",
                                          "tabindex",
                                          "aria-labelledby",
                                          NULL };

/* What is seen of a page while it is parsed. */
struct seen {
    XML_Parser parser;
    struct page_count count;
    size_t first_headings;
    struct texts ids;
    struct texts links; /* to ids of the page */
    struct str style;
    struct str policy;
    bool is_style;
    struct str fault; /* the first; empty: none */
};

static void fault(struct seen *seen, const char *what, const char *name)
{
    if (!seen->fault.len)
        str_addf(&seen->fault, "%s '%.60s'", what, name);
    XML_StopParser(seen->parser, XML_FALSE);
}

static bool is_in(const char *const *list, const char *name)
{
    while (*list && strcmp(*list, name) != 0)
        list++;
    return *list != NULL;
}

static bool has(const struct texts *texts, const char *text)
{
    for (size_t i = 0; i < texts->count; i++)
        if (!strcmp(texts->items[i], text))
            return true;
    return false;
}

static void take_attribute(struct seen *seen, const char *name,
                           const char *value)
{
    if (!is_in(attributes, name)) {
        fault(seen, "an attribute that no page has:", name);
    } else if (!strcmp(name, "id")) {
        if (has(&seen->ids, value))
            fault(seen, "an id that is there twice:", value);
        texts_add(&seen->ids, value);
    } else if (!strcmp(name, "href")) {
        if (*value != '#')
            fault(seen, "a link that leaves the page:", value);
        texts_add(&seen->links, value + (*value == '#'));
    } else if (!strcmp(name, "aria-labelledby")) {
        texts_add(&seen->links, value);
    } else if (!strcmp(name, "content") && strstr(value, "-src")) {
        str_add(&seen->policy, value);
    }
}

static void begin(void *data, const char *name, const char **pairs)
{
    struct seen *seen = data;

    if (!is_in(elements, name))
        fault(seen, "an element that no page has:", name);
    for (; *pairs; pairs += 2)
        take_attribute(seen, pairs[0], pairs[1]);
    seen->count.parts += !strcmp(name, "section");
    seen->count.cells += !strcmp(name, "td") || !strcmp(name, "th");
    seen->count.items += !strcmp(name, "article");
    seen->count.facts += !strcmp(name, "dd");
    seen->first_headings += !strcmp(name, "h1");
    seen->is_style = !strcmp(name, "style");
}

static void end(void *data, const char *name)
{
    (void)name;
    ((struct seen *)data)->is_style = false;
}

static void take_text(void *data, const char *text, int len)
{
    struct seen *seen = data;

    if (seen->is_style)
        str_add_n(&seen->style, text, (size_t)len);
}

/* What could not be known before the whole page was read. */
static void check_whole(struct seen *seen, const struct page_count *meant)
{
    char hash[HASH_BASE64_SIZE];

    hash_bytes_base64(seen->style.text, seen->style.len, hash);
    if (!strstr(seen->policy.text, "default-src 'none'")
        || !strstr(seen->policy.text, hash))
        fault(seen, "a policy that does not fit the style:", seen->policy.text);
    for (size_t i = 0; i < seen->links.count; i++)
        if (!has(&seen->ids, seen->links.items[i]))
            fault(seen, "a link that leads nowhere:", seen->links.items[i]);
    if (seen->first_headings != 1)
        fault(seen, "not one first heading", "");
    if (!seen->fault.len && memcmp(&seen->count, meant, sizeof(*meant)) != 0)
        str_addf(&seen->fault,
                 "%zu parts, %zu cells, %zu blocks, %zu facts where %zu, %zu,"
                 " %zu, %zu were meant",
                 seen->count.parts, seen->count.cells, seen->count.items,
                 seen->count.facts, meant->parts, meant->cells, meant->items,
                 meant->facts);
}

int pageback_check(const char *name, const char *text, size_t len,
                   const struct page_count *meant, struct err *err)
{
    struct seen seen = { .parser = XML_ParserCreate("UTF-8"),
                         .style = STR_INIT,
                         .policy = STR_INIT,
                         .fault = STR_INIT };

    if (!seen.parser)
        return err_set(err, ERR_CANTCREAT, "'%s': no memory to read it", name);
    XML_SetUserData(seen.parser, &seen);
    XML_SetElementHandler(seen.parser, begin, end);
    XML_SetCharacterDataHandler(seen.parser, take_text);
    if (XML_Parse(seen.parser, text, (int)len, true) == XML_STATUS_OK)
        check_whole(&seen, meant);
    else if (!seen.fault.len)
        str_add(&seen.fault, XML_ErrorString(XML_GetErrorCode(seen.parser)));
    if (seen.fault.len)
        err_set(err, ERR_CANTCREAT, "'%s': %s", name, seen.fault.text);
    XML_ParserFree(seen.parser);
    len = seen.fault.len;
    texts_release(&seen.ids);
    texts_release(&seen.links);
    str_release(&seen.style);
    str_release(&seen.policy);
    str_release(&seen.fault);
    return len ? -1 : 0;
}
