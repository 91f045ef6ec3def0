#include "report/words/sketch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/words/figure.h"

#define MARGIN 22.0
#define BOLD 1.08 /* Arial Bold is that much wider */

/* Widths of Arial's printable ASCII, thousandths of its size. */
static const short arial[95] = {
    278, 278, 355, 556, 556,  889, 667, 191, 333, 333, 389, 584, 278, 333,
    278, 278, 556, 556, 556,  556, 556, 556, 556, 556, 556, 556, 278, 278,
    584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722,  778, 667, 778, 722, 667, 611, 722, 667, 944,
    667, 667, 611, 278, 278,  278, 469, 556, 333, 556, 556, 500, 556, 556,
    278, 556, 556, 222, 222,  500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500,  500, 500, 334, 260, 334, 584,
};
#define OTHER_WIDTH 584 /* accents and the minus sign */

/* As TEXT_SIZE in plot/text.gp. */
static const double sizes[TEXT_STYLES] = { 24, 17, 17, 14, 17,
                                           17, 17, 17, 17, 14 };

static bool is_bold(enum text_style style)
{
    return style == TEXT_TITLE || style == TEXT_STRONG || style == TEXT_CONCERN
           || style == TEXT_HEADING;
}

void sketch_init(struct sketch *s)
{
    static const struct str empty = STR_INIT;

    memset(s, 0, sizeof(*s));
    for (size_t i = 0; i < SKETCH_DATA; i++)
        s->data[i] = empty;
}

void sketch_release(struct sketch *s)
{
    for (size_t i = 0; i < SKETCH_DATA; i++)
        str_release(&s->data[i]);
    for (size_t i = 0; i < s->word_count; i++)
        free(s->words[i].text);
    free(s->words);
    free(s->taken);
}

double sketch_size(enum text_style style)
{
    return sizes[style];
}

double sketch_width(enum text_style style, const char *text)
{
    double width = 0;

    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c >= ' ' && c <= '~')
            width += arial[c - ' '];
        else if ((c & 0xC0) != 0x80)
            width += OTHER_WIDTH;
    }
    return width / 1000 * sizes[style] * (is_bold(style) ? BOLD : 1);
}

/*
 * Data is text of schools and districts. A control character could end a line,
 * a quote cuts a field short, and a leading < would be a pipe in a file name:
 * such characters have no place in a label.
 */
static void put_label(struct str *out, const char *text)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"')
            str_add(out, "\xE2\x80\x9D");
        else if (c >= ' ' && c != 0x7F && c != '\\')
            str_add_c(out, (char)c);
    }
}

void sketch_text(struct sketch *s, double x, double y, enum text_style style,
                 enum text_side side, const char *text)
{
    double width = sketch_width(style, text);
    double left = side == SIDE_LEFT    ? x
                  : side == SIDE_RIGHT ? x - width
                                       : x - width / 2;
    double half = sizes[style] * 0.6;

    if (!*text)
        return;
    MEM_ROOM(s->words, s->word_count, s->word_capacity);
    s->words[s->word_count++] =
        (struct word){ x, y, style, side, mem_dup(text) };
    sketch_take(s, (struct box){ left, left + width, y - half, y + half });
}

size_t sketch_fitting(enum text_style style, const char *text, double width)
{
    size_t fit = 0;
    size_t end = 0;

    for (;;) {
        char *piece;
        bool fits;

        end += strcspn(text + end, " ");
        piece = mem_dup_n(text, end);
        fits = sketch_width(style, piece) <= width;
        free(piece);
        if (!fits && fit)
            return fit;
        fit = end;
        if (!text[end])
            return fit;
        end++;
    }
}

/* Lines of at most `width`, one under the other; y of the line after. */
static double put_lines(struct sketch *s, double y, enum text_style style,
                        const char *text, double width)
{
    while (*text) {
        size_t len = sketch_fitting(style, text, width);
        char *line = mem_dup_n(text, len);

        sketch_text(s, MARGIN, y, style, SIDE_LEFT, line);
        free(line);
        y += sizes[style] * 1.25;
        text += len;
        text += *text == ' ';
    }
    return y;
}

double sketch_head(struct sketch *s, const struct sketch_words *words)
{
    double width = SKETCH_WIDTH - 2 * MARGIN;
    double y = put_lines(s, 36, TEXT_TITLE, words->title, width);

    y = put_lines(s, y + 4, TEXT_SUBTITLE, words->subtitle, width);
    return y;
}

void sketch_foot(struct sketch *s, double y, const struct sketch_words *words)
{
    y = put_lines(s, y, TEXT_SOURCE, words->source, SKETCH_WIDTH - 2 * MARGIN);
    s->height = ceil(y + 4);
}

double panel_x(const struct panel *p, double x)
{
    return p->left + (x - p->x0) / (p->x1 - p->x0) * (p->right - p->left);
}

double panel_y(const struct panel *p, double y)
{
    return p->bottom - (y - p->y0) / (p->y1 - p->y0) * (p->bottom - p->top);
}

void panel_fit(double least, double most, size_t lines, double *from,
               double *to, double *step)
{
    static const double nice[] = { 1, 2, 5, 10 };
    double span = most > least ? most - least : 1;
    double unit = pow(10, floor(log10(span / (double)lines)));
    size_t which = 0;

    while (which < 3 && span / (unit * nice[which]) > (double)lines)
        which++;
    *step = unit * nice[which];
    *from = floor(least / *step + 1e-9) * *step;
    *to = ceil(most / *step - 1e-9) * *step;
    if (*to <= *from)
        *to = *from + *step;
}

/* A step's number in as few figures as the steps need. */
static void put_step(struct sketch *s, double x, double y, enum text_side side,
                     double value, double step, const char *unit,
                     bool is_signed)
{
    char number[FIGURE_TEXT_SIZE];
    struct str label = STR_INIT;

    figure_write(value, step < 1 ? FIGURE_DECIMAL : FIGURE_COUNT, number);
    if (is_signed && figure_round(value, 1) > 0)
        str_add_c(&label, '+');
    str_addf(&label, "%s%s", number, unit);
    sketch_text(s, x, y, TEXT_AXIS, side, label.text);
    str_release(&label);
}

static int step_count(double from, double to, double step)
{
    return (int)floor((to - from) / step + 0.5);
}

void sketch_y_axis(struct sketch *s, const struct panel *p, const char *unit,
                   bool is_signed)
{
    int count = step_count(p->y0, p->y1, p->y_step);

    for (int i = 0; i <= count; i++) {
        double value = p->y0 + i * p->y_step;

        put_step(s, p->left - 12, panel_y(p, value), SIDE_RIGHT, value,
                 p->y_step, unit, is_signed);
    }
}

void sketch_x_axis(struct sketch *s, const struct panel *p, const char *unit)
{
    int count = step_count(p->x0, p->x1, p->x_step);

    for (int i = 0; i <= count; i++) {
        double value = p->x0 + i * p->x_step;

        put_step(s, panel_x(p, value), p->bottom + 22, SIDE_CENTRE, value,
                 p->x_step, unit, false);
    }
}

void sketch_take(struct sketch *s, struct box box)
{
    MEM_ROOM(s->taken, s->taken_count, s->taken_capacity);
    s->taken[s->taken_count++] = box;
}

static bool is_free(const struct sketch *s, const struct box *box,
                    const struct box *inside)
{
    if (box->left < inside->left || box->right > inside->right
        || box->top < inside->top || box->bottom > inside->bottom)
        return false;
    for (size_t i = 0; i < s->taken_count; i++) {
        const struct box *other = &s->taken[i];

        if (box->left < other->right && box->right > other->left
            && box->top < other->bottom && box->bottom > other->top)
            return false;
    }
    return true;
}

bool sketch_label(struct sketch *s, double x, double y, double gap,
                  const struct box *inside, enum text_style style,
                  const char *text)
{
    /* Side of the point, and how far up or down, best first. */
    static const struct {
        enum text_side side;
        double along, up;
    } places[] = {
        { SIDE_LEFT, 1, 0 },       { SIDE_RIGHT, -1, 0 },
        { SIDE_LEFT, 0.8, 0.8 },   { SIDE_LEFT, 0.8, -0.8 },
        { SIDE_RIGHT, -0.8, 0.8 }, { SIDE_RIGHT, -0.8, -0.8 },
        { SIDE_CENTRE, 0, 1.3 },   { SIDE_CENTRE, 0, -1.3 },
        { SIDE_LEFT, 0.9, 1.8 },   { SIDE_RIGHT, -0.9, 1.8 },
        { SIDE_LEFT, 0.9, -1.8 },  { SIDE_RIGHT, -0.9, -1.8 },
    };
    double width = sketch_width(style, text);
    double half = sizes[style] * 0.55;

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        double at = x + places[i].along * gap;
        double middle = y - places[i].up * sizes[style];
        struct box box = { at, at + width, middle - half, middle + half };

        if (places[i].side == SIDE_RIGHT) {
            box.left = at - width;
            box.right = at;
        } else if (places[i].side == SIDE_CENTRE) {
            box.left = at - width / 2;
            box.right = at + width / 2;
        }
        if (is_free(s, &box, inside)) {
            sketch_text(s, at, middle, style, places[i].side, text);
            return true;
        }
    }
    return false;
}

void sketch_spread(double *places, size_t count, double least, double low,
                   double high)
{
    /* Push down from the top, then up from the bottom, half each time. */
    for (int round = 0; round < 200; round++) {
        bool moved = false;

        for (size_t i = 1; i < count; i++) {
            double gap = places[i] - places[i - 1];

            if (gap < least - 0.01) {
                places[i - 1] -= (least - gap) / 2;
                places[i] += (least - gap) / 2;
                moved = true;
            }
        }
        if (count && places[0] < low)
            places[0] = low;
        if (count && places[count - 1] > high)
            places[count - 1] = high;
        if (!moved)
            return;
    }
}

void sketch_row(struct str *data, const double *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            str_add_c(data, '\t');
        if (isfinite(numbers[i]))
            str_addf(data, "%.6g", numbers[i] == 0 ? 0 : numbers[i]);
        else
            str_add(data, "NaN");
    }
    str_add_c(data, '\n');
}

size_t sketch_write_words(const struct sketch *s, struct str *out)
{
    size_t blocks = 0;

    for (int style = 0; style < TEXT_STYLES; style++) {
        for (int side = 0; side < SIDES; side++) {
            size_t before = out->len;

            for (size_t i = 0; i < s->word_count; i++) {
                const struct word *word = &s->words[i];

                if ((int)word->style != style || (int)word->side != side)
                    continue;
                if (out->len == before && blocks)
                    str_add(out, "\n\n");
                str_addf(out, "%.2f\t%.2f\t%d\t%d\t", word->x,
                         s->height - word->y, style, side);
                put_label(out, word->text);
                str_add_c(out, '\n');
            }
            blocks += out->len > before;
        }
    }
    return blocks;
}
