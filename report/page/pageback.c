#include "report/page/pageback.h"

#include <expat.h>
#include <stdbool.h>
#include <string.h>

#include "core/err.h"
#include "core/hash.h"
#include "core/str.h"
#include "report/words/texts.h"

static const char *const elements[] = {
    "html",    "head",   "meta",   "title",  "style",  "body",    "a",
    "header",  "main",   "h1",     "h2",     "h3",     "p",       "br",
    "dl",      "div",    "dt",     "dd",     "table",  "caption", "thead",
    "tr",      "tbody",  "th",     "td",     "strong", "span",    "section",
    "article", "footer", "nav",    "ul",     "li",     "details", "summary",
    "img",     "label",  "input",  "select", "option", "script",  "svg",
    "path",    "rect",   "circle", "text",   NULL
};
static const char *const attributes[] = {
    /* of the page */
    "lang", "xmlns", "charset", "http-equiv", "content", "name", "class",
    "href", "id", "scope", "role", "tabindex", "hidden", "src", "alt", "for",
    "type", "value", "autocomplete", "data-for", "data-column", "data-sort",
    "data-v", "aria-labelledby", "aria-label", "aria-current", "aria-hidden",
    /* of its drawings */
    "viewBox", "width", "height", "x", "y", "cx", "cy", "r", "d", "text-anchor",
    NULL
};

#define PICTURE "data:image/svg+xml;base64,"

/* What is seen of a page while it is parsed. */
struct seen {
    XML_Parser parser;
    struct page_count count;
    size_t first_headings;
    struct texts ids;
    struct texts links; /* to ids of the page */
    struct str style;
    struct str policy;
    struct str script;
    struct str *into; /* style or script, while one is read */
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

/* A file beside the page, however it is reached from there: no scheme, no other
 * machine, no root. */
static bool is_near(const char *address)
{
    return *address && *address != '/' && *address != '\\'
           && address[strcspn(address, ":\\")] == '\0'
           && !strstr(address, "//");
}

static void take_link(struct seen *seen, const char *address)
{
    if (*address == '#') {
        texts_add(&seen->links, address + 1);
        return;
    }
    seen->count.links++;
    if (!is_near(address))
        fault(seen, "a link that leaves the pages:", address);
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
        take_link(seen, value);
    } else if (!strcmp(name, "src")) {
        if (strncmp(value, PICTURE, strlen(PICTURE)) != 0)
            fault(seen, "a picture that is not in the page:", value);
    } else if (!strcmp(name, "aria-labelledby") || !strcmp(name, "for")
               || !strcmp(name, "data-for")) {
        texts_add(&seen->links, value);
    } else if (!strcmp(name, "content") && strstr(value, "-src")) {
        str_add(&seen->policy, value);
    }
}

/* A block is one of three things. */
static bool is_item(const char *name, const char **pairs)
{
    if (!strcmp(name, "article"))
        return true;
    for (; *pairs; pairs += 2)
        if (!strcmp(pairs[0], "class"))
            return !strcmp(pairs[1], "finding") || !strcmp(pairs[1], "box");
    return false;
}

static void begin(void *data, const char *name, const char **pairs)
{
    struct seen *seen = data;

    if (!is_in(elements, name))
        fault(seen, "an element that no page has:", name);
    seen->count.items += is_item(name, pairs);
    for (; *pairs; pairs += 2)
        take_attribute(seen, pairs[0], pairs[1]);
    seen->count.parts += !strcmp(name, "section");
    seen->count.cells += !strcmp(name, "td") || !strcmp(name, "th");
    seen->count.facts += !strcmp(name, "dd");
    seen->first_headings += !strcmp(name, "h1");
    seen->count.pictures += !strcmp(name, "img");
    seen->count.drawings += !strcmp(name, "svg");
    seen->into = !strcmp(name, "style")    ? &seen->style
                 : !strcmp(name, "script") ? &seen->script
                                           : NULL;
}

static void end(void *data, const char *name)
{
    (void)name;
    ((struct seen *)data)->into = NULL;
}

static void take_text(void *data, const char *text, int len)
{
    struct seen *seen = data;

    if (seen->into)
        str_add_n(seen->into, text, (size_t)len);
}

static bool is_named(const struct seen *seen, const struct str *text)
{
    char hash[HASH_BASE64_SIZE];

    hash_bytes_base64(text->text, text->len, hash);
    return strstr(seen->policy.text, hash) != NULL;
}

static void check_counts(struct seen *seen, const struct page_count *meant)
{
    const struct page_count *is = &seen->count;

    if (!seen->fault.len && memcmp(is, meant, sizeof(*meant)) != 0)
        str_addf(&seen->fault,
                 "%zu parts, %zu cells, %zu blocks, %zu facts, %zu links, %zu"
                 " pictures, %zu drawings where %zu, %zu, %zu, %zu, %zu, %zu,"
                 " %zu were meant",
                 is->parts, is->cells, is->items, is->facts, is->links,
                 is->pictures, is->drawings, meant->parts, meant->cells,
                 meant->items, meant->facts, meant->links, meant->pictures,
                 meant->drawings);
}

/* What could not be known before the whole page was read. */
static void check_whole(struct seen *seen, const struct page_count *meant)
{
    if (!strstr(seen->policy.text, "default-src 'none'")
        || !is_named(seen, &seen->style)
        || (seen->script.len && !is_named(seen, &seen->script)))
        fault(seen,
              "a policy that does not fit style or script:", seen->policy.text);
    for (size_t i = 0; i < seen->links.count; i++)
        if (!has(&seen->ids, seen->links.items[i]))
            fault(seen, "a link that leads nowhere:", seen->links.items[i]);
    if (seen->first_headings != 1)
        fault(seen, "not one first heading", "");
    check_counts(seen, meant);
}

int pageback_check(const char *name, const char *text, size_t len,
                   const struct page_count *meant, struct err *err)
{
    struct seen seen = { .parser = XML_ParserCreate("UTF-8"),
                         .style = STR_INIT,
                         .script = STR_INIT,
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
    str_release(&seen.script);
    str_release(&seen.policy);
    str_release(&seen.fault);
    return len ? -1 : 0;
}
