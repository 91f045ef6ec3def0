#include "report/book/finish.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/book/parts.h"

#define DIGITS_MOST 17 /* always read back */
#define LANGUAGE "en-GB"
#define SHORT 15 /* what has as many digits is short already */

/* In the order of enum finish_style; the library writes Normal, the first. */
static const struct {
    const char *name;
    int builtin; /* Excel's own number of it */
} styles[] = { { "Heading 1", 16 }, { "Heading 2", 17 }, { "Hyperlink", 8 } };
#define STYLES (sizeof(styles) / sizeof(styles[0]))

/* The library does not tell of a write that failed: its part is cut short. */
static int unknown(struct err *err, const struct part *part, const char *what)
{
    return err_set(err, ERR_CANTCREAT,
                   "%s: there is no %s: it was not written whole", part->name,
                   what);
}

static void take_over(struct part *part, struct str *text)
{
    free(part->bytes);
    part->len = text->len;
    part->bytes = str_take(text);
}

/* Put `more` in the place of the first `what`. */
static int replace(struct part *part, const char *what, const char *more,
                   struct err *err)
{
    const char *at = strstr(part->bytes, what);
    struct str out = STR_INIT;

    if (!at)
        return unknown(err, part, what);
    str_add_n(&out, part->bytes, (size_t)(at - part->bytes));
    str_add(&out, more);
    str_add(&out, at + strlen(what));
    take_over(part, &out);
    return 0;
}

/* The font of the formats that a style is for; the first where there are none.
 */
static int font_of(const char *styles_xml, size_t style)
{
    char mark[32];
    const char *at;
    const char *font = NULL;

    snprintf(mark, sizeof(mark), "xfId=\"%zu\"", style);
    at = strstr(styles_xml, mark);
    for (const char *next = styles_xml;
         at && (next = strstr(next, "fontId=\"")) && next < at; next++)
        font = next;
    return font ? (int)strtol(font + strlen("fontId=\""), NULL, 10) : 0;
}

static int add_styles(struct part *part, struct err *err)
{
    struct str formats = STR_INIT;
    struct str names = STR_INIT;
    struct str text = STR_INIT;
    int ret;

    for (size_t i = 0; i < STYLES; i++) {
        str_addf(&formats,
                 "<xf numFmtId=\"0\" fontId=\"%d\" fillId=\"0\" borderId=\"0\""
                 " applyNumberFormat=\"0\" applyFill=\"0\" applyBorder=\"0\""
                 " applyAlignment=\"0\" applyProtection=\"0\"/>",
                 font_of(part->bytes, i + 1));
        str_addf(&names,
                 "<cellStyle name=\"%s\" xfId=\"%zu\" builtinId=\"%d\"/>",
                 styles[i].name, i + 1, styles[i].builtin);
    }
    str_add(&formats, "</cellStyleXfs>");
    str_add(&names, "</cellStyles>");
    str_addf(&text, "<cellStyleXfs count=\"%zu\">", STYLES + 1);
    ret = replace(part, "<cellStyleXfs count=\"1\">", text.text, err);
    str_clear(&text);
    str_addf(&text, "<cellStyles count=\"%zu\">", STYLES + 1);
    if (ret == 0)
        ret = replace(part, "<cellStyles count=\"1\">", text.text, err);
    if (ret == 0)
        ret = replace(part, "</cellStyleXfs>", formats.text, err);
    if (ret == 0)
        ret = replace(part, "</cellStyles>", names.text, err);
    str_release(&formats);
    str_release(&names);
    str_release(&text);
    return ret;
}

void finish_number(struct str *out, const char *text)
{
    char *end;
    double number = strtod(text, &end);
    char digits[40] = "";

    if (strlen(text) <= SHORT || *end || end == text || !isfinite(number)) {
        str_add(out, text);
        return;
    }
    for (int most = 1; most <= DIGITS_MOST; most++) {
        snprintf(digits, sizeof(digits), "%.*G", most, number);
        if (strtod(digits, NULL) == number)
            break;
    }
    str_add(out, digits);
}

/* Numbers that stand between `tag` and the next "<", from `at` to `stop`. */
static void shorten(struct str *out, const char *at, const char *stop,
                    const char *tag)
{
    const char *next;

    while ((next = strstr(at, tag)) && next < stop) {
        size_t len = strcspn(next + strlen(tag), "<");
        char *text;

        next += strlen(tag);
        text = mem_dup_n(next, len);
        str_add_n(out, at, (size_t)(next - at));
        finish_number(out, text);
        free(text);
        at = next + len;
    }
    str_add_n(out, at, (size_t)(stop - at));
}

static void finish_sheet(struct part *part)
{
    struct str out = STR_INIT;

    shorten(&out, part->bytes, part->bytes + part->len, "<v>");
    take_over(part, &out);
}

/* Each `what` becomes `other`, which is as long. */
static void set_all(struct part *part, const char *what, const char *other)
{
    for (char *at = part->bytes; (at = strstr(at, what));)
        memcpy(at, other, strlen(what));
}

/* Of a chart's caches only those of numbers: a text stays as it is. */
static void finish_chart(struct part *part)
{
    static const char from[] = "<c:numCache>", to[] = "</c:numCache>";
    struct str out = STR_INIT;
    const char *at = part->bytes;
    const char *start, *stop;

    while ((start = strstr(at, from)) && (stop = strstr(start, to))) {
        str_add_n(&out, at, (size_t)(start - at));
        shorten(&out, start, stop, "<c:v>");
        at = stop;
    }
    str_add(&out, at);
    take_over(part, &out);
    set_all(part, "<c:auto val=\"1\"/>", "<c:auto val=\"0\"/>");
    set_all(part, "<c:lang val=\"en-US\"/>", "<c:lang val=\"" LANGUAGE "\"/>");
    set_all(part, " lang=\"en-US\"", " lang=\"" LANGUAGE "\"");
}

static int finish_part(struct part *part, struct err *err)
{
    if (!strcmp(part->name, "xl/styles.xml"))
        return add_styles(part, err);
    if (!strcmp(part->name, "docProps/core.xml"))
        return replace(
            part, "</cp:coreProperties>",
            "<dc:language>" LANGUAGE "</dc:language></cp:coreProperties>", err);
    if (!strncmp(part->name, "xl/worksheets/sheet", 19))
        finish_sheet(part);
    if (!strncmp(part->name, "xl/charts/chart", 15))
        finish_chart(part);
    return 0;
}

int finish_book(const char *path, struct err *err)
{
    struct parts parts = PARTS_INIT;
    int ret = parts_read(&parts, path, err);

    for (size_t i = 0; ret == 0 && i < parts.count; i++)
        ret = finish_part(&parts.items[i], err);
    if (ret == 0)
        ret = parts_write(&parts, path, err);
    parts_release(&parts);
    return ret;
}
