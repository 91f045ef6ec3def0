#include "report/page/bar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/str.h"
#include "report/words/markup.h"

#define WIDTH 320.0
#define HEIGHT 26.0
#define GAP 2.0
#define LEAST 6.0  /* of a part: one school is to be seen among many */
#define LETTER 7.0 /* of the words in it, at most, on average */
#define PAD 6.0
#define STROKE 7.0 /* from one stroke across to the next */
#define PARTS 8

static const char *const looks[] = { "solid", "tone", "hatch",
                                     "ruled", "open", "pale" };
#define LOOK_COUNT (sizeof(looks) / sizeof(looks[0]))

struct part {
    const char *look;
    double number;
    const char *text; /* number and words */
    size_t len;
    double width;
};

static const char *find_look(const char *name, size_t len)
{
    for (size_t i = 0; i < LOOK_COUNT; i++)
        if (strlen(looks[i]) == len && !strncmp(looks[i], name, len))
            return looks[i];
    return NULL;
}

static size_t read_parts(const char *text, struct part parts[PARTS])
{
    size_t count = 0;

    memset(parts, 0, PARTS * sizeof(*parts));
    while (*text && count < PARTS) {
        size_t end = strcspn(text, ";");
        size_t blank = strcspn(text, " ");
        struct part *part = &parts[count];

        if (blank < end) {
            part->look = find_look(text, blank);
            part->text = text + blank + 1;
            part->len = end - blank - 1;
            part->number = strtod(part->text, NULL);
            if (part->look && part->number > 0)
                count++;
        }
        text += end + (text[end] == ';');
    }
    return count;
}

/* As wide as they are, but none less than can be seen. */
static void fit(struct part *parts, size_t count)
{
    double room = WIDTH - GAP * (double)(count - 1), rest = 0, total = 0;

    for (size_t i = 0; i < count; i++)
        total += parts[i].number;
    for (size_t i = 0; i < count; i++) {
        bool is_small = parts[i].number * room < LEAST * total;

        parts[i].width = is_small ? LEAST : 0;
        rest += is_small ? 0 : parts[i].number;
    }
    for (size_t i = 0; i < count; i++)
        room -= parts[i].width;
    for (size_t i = 0; i < count; i++)
        if (parts[i].width == 0)
            parts[i].width = room * parts[i].number / rest;
}

/* --- shapes --------------------------------------------------------------- */

/* From the lower left to the upper right, cut at both ends. */
static void put_strokes(struct str *out, double x, double width)
{
    int count = (int)((width + HEIGHT) / STROKE);

    str_add(out, "<path class=\"stroke\" d=\"");
    for (int i = 1; i <= count; i++) {
        double at = i * STROKE - HEIGHT;
        double from = fmax(at, 0), to = fmin(at + HEIGHT, width);

        str_addf(out, "M%.1f %.1fL%.1f %.1f", x + from, HEIGHT - (from - at),
                 x + to, HEIGHT - (to - at));
    }
    str_add(out, "\"/>");
}

static void put_lines_along(struct str *out, double x, double width)
{
    str_addf(out,
             "<path class=\"stroke\" d=\"M%.1f 5.5h%.1fM%.1f %.1fh%.1f\"/>", x,
             width, x, HEIGHT - 5.5, width);
}

static void put_shape(struct str *out, const char *look, double x, double width)
{
    str_addf(out,
             "<rect class=\"%s\" x=\"%.1f\" y=\"0.5\" width=\"%.1f\""
             " height=\"%.1f\"/>",
             look, x, width, HEIGHT - 1);
    if (!strcmp(look, "hatch"))
        put_strokes(out, x, width);
    else if (!strcmp(look, "ruled"))
        put_lines_along(out, x, width);
}

static void put_words(struct str *out, const struct part *part, size_t len)
{
    struct str words = STR_INIT;

    str_add_n(&words, part->text, len);
    markup_put(out, words.text);
    str_release(&words);
}

/* All its words, or the number alone, or nothing. */
static void put_inside(struct str *out, const struct part *part, double x)
{
    size_t number = strcspn(part->text, " ;");
    size_t len = part->len;

    if (LETTER * (double)len + 2 * PAD > part->width)
        len = number < len ? number : len;
    if (LETTER * (double)len + 2 * PAD > part->width)
        return;
    str_addf(out, "<text class=\"on-%s\" x=\"%.1f\" y=\"17.5\">", part->look,
             x + PAD);
    put_words(out, part, len);
    str_add(out, "</text>");
}

bool bar_put(struct str *out, const char *text)
{
    struct part parts[PARTS];
    size_t count = read_parts(text, parts);
    double x = 0;

    if (!count)
        return false;
    fit(parts, count);
    str_addf(out,
             "<svg class=\"drawing whole\" viewBox=\"0 0 %.0f %.0f\""
             " width=\"%.0f\" height=\"%.0f\" aria-hidden=\"true\">",
             WIDTH, HEIGHT, WIDTH, HEIGHT);
    for (size_t i = 0; i < count; i++) {
        put_shape(out, parts[i].look, x, parts[i].width);
        put_inside(out, &parts[i], x);
        x += parts[i].width + GAP;
    }
    str_add(out, "</svg> <span class=\"parts\">");
    for (size_t i = 0; i < count; i++) {
        str_add(out, i ? ", " : "");
        put_words(out, &parts[i], parts[i].len);
    }
    str_add(out, "</span>");
    return true;
}

bool bar_put_key(struct str *out, const char *look, const char *words)
{
    if (!find_look(look, strlen(look)))
        return false;
    str_addf(out,
             "<span><svg class=\"drawing\" viewBox=\"0 0 34 %.0f\""
             " width=\"26\" height=\"20\">",
             HEIGHT);
    put_shape(out, look, 1, 32);
    str_add(out, "</svg> ");
    markup_put(out, words);
    str_add(out, "</span>\n");
    return true;
}
