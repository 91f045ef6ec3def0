#include "report/chart/svg.h"

#include <stdbool.h>
#include <string.h>

#include "core/err.h"
#include "core/str.h"
#include "report/book/readback.h"
#include "report/words/markup.h"

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/*
 * Copy the body: ids get the prefix, the titles of single plots go, and what
 * gnuplot leaves as it is in a name does not end the file's being XML.
 */
static void put_body(struct str *out, const char *text, const char *prefix)
{
    static const char *const before_id[] = { " id='", " id=\"", "href='#",
                                             "href=\"#", "url(#" };

    while (*text) {
        const char *end;
        bool is_id = false;

        if (begins(text, "<title>") && (end = strstr(text, "</title>"))) {
            text = end + strlen("</title>");
            continue;
        }
        if (begins(text, "]]>")) {
            str_add(out, "]]&gt;");
            text += 3;
            continue;
        }
        for (size_t i = 0; i < sizeof(before_id) / sizeof(before_id[0]); i++) {
            if (begins(text, before_id[i])) {
                str_addf(out, "%s%s-", before_id[i], prefix);
                text += strlen(before_id[i]);
                is_id = true;
                break;
            }
        }
        if (!is_id)
            str_add_c(out, *text++);
    }
}

int svg_finish(struct str *out, const char *text, size_t len,
               const char *prefix, const char *title, const char *description,
               struct err *err)
{
    const char *root = strstr(text, "<svg");
    const char *inside = root ? strchr(root, '>') : NULL;
    const char *body = inside ? strstr(inside, "</desc>") : NULL;

    if (!body || strlen(text) != len || !strstr(body, "</svg>"))
        return err_set(err, ERR_CANTCREAT, "'%s': gnuplot's SVG is cut off",
                       prefix);
    str_add_n(out, root, (size_t)(inside - root));
    str_addf(out, " role=\"img\" aria-labelledby=\"%s-title %s-desc\">\n",
             prefix, prefix);
    str_addf(out, "<title id=\"%s-title\">", prefix);
    markup_put(out, title);
    str_addf(out, "</title>\n<desc id=\"%s-desc\">", prefix);
    markup_put(out, description);
    str_add(out, "</desc>");
    put_body(out, body + strlen("</desc>"), prefix);
    return readback_check_xml(prefix, out->text, out->len, err);
}

/* What is drawn, after what is said of it; NULL where there is nothing. */
static const char *drawing(const char *text, size_t len)
{
    const char *start = strstr(text, "</desc>");
    const char *defined = start ? strstr(start, "</defs>") : NULL;

    if (!defined || strlen(text) != len || !strstr(defined, "<text")
        || !(strstr(defined, "<path") || strstr(defined, "<polygon")))
        return NULL;
    return start;
}

/* What gnuplot makes of the picture's name before an id. */
static size_t name_length(const char *text)
{
    static const char start[] = "<g id=\"";
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
    const char *name = text + strlen(start);
    const char *end = begins(text, start) ? strstr(name, "_plot_") : NULL;

    return end && strspn(name, letters) >= (size_t)(end - name)
               ? (size_t)(end - text)
               : 0;
}

static bool is_same(const char *one, const char *two)
{
    while (*one == *two) {
        size_t skipped = name_length(one);
        size_t skipped_two = name_length(two);

        if (!*one)
            return true;
        one += skipped ? skipped : 1;
        two += skipped_two ? skipped_two : 1;
    }
    return false;
}

int svg_compare(const char *text, size_t len, const char *again,
                size_t again_len, const char *prefix, struct err *err)
{
    const char *one = drawing(text, len);
    const char *two = drawing(again, again_len);

    if (!one || !two || !is_same(one, two))
        return err_set(err, ERR_CANTCREAT, "'%s': gnuplot's SVG is not whole",
                       prefix);
    return 0;
}
