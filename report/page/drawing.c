#include "report/page/drawing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/str.h"
#include "report/words/figure.h"
#include "report/words/markup.h"

#define PAD 8.0
#define STRIP_WIDTH 150.0
#define CARD_WIDTH 300.0
#define BAND_WIDTH 120.0
#define HEIGHT 20.0
#define MIDDLE 10.0
#define MARGIN                                                                 \
    0.06 /* of the values, beyond them, where no scale is written              \
          */

enum strip_at { AT_VALUE, AT_LOWER, AT_UPPER, AT_PEERS, AT_BEFORE, AT_ENGLAND };
enum band_at {
    AT_EXPECTED = 1,
    AT_LOWER_95,
    AT_UPPER_95,
    AT_LOWER_998,
    AT_UPPER_998,
    AT_OWN_LOWER,
    AT_OWN_UPPER
};

static const char *const names[][DRAWING_COLUMNS + 1] = {
    { "value", "lower", "upper", "peers", "before", "england", NULL },
    { "value", "expected", "lower_95", "upper_95", "lower_99_8", "upper_99_8",
      "lower", "upper", NULL },
};

/* --- scales --------------------------------------------------------------- */

/* A step that can be read: 1, 2 or 5 and noughts. */
static double readable_step(double least)
{
    double power = pow(10, floor(log10(least)));
    double rest = least / power;

    return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
}

/* Two steps wide, so that ends and middle are round, to be written. */
static void fit_round(struct drawing_scale *s, double least, double most)
{
    s->step = readable_step((most - least) / 2);
    s->from = floor(least / s->step) * s->step;
    while (s->from + 2 * s->step < most) {
        s->step = readable_step(s->step * 1.01);
        s->from = floor(least / s->step) * s->step;
    }
    s->to = s->from + 2 * s->step;
}

static void fit(struct drawing_scale *s, double least, double most,
                bool is_round)
{
    if (!(most > least))
        most = least + (fabs(least) > 1 ? fabs(least) / 5 : 1);
    if (is_round)
        fit_round(s, least, most);
    else
        *s = (struct drawing_scale){ least - MARGIN * (most - least),
                                     most + MARGIN * (most - least), 0 };
}

/* As it is printed beside the drawing: a place says no more than a number. */
static double shown(double number)
{
    return isnan(number)
               ? NAN
               : figure_round(number, figure_places(FIGURE_DECIMAL, number));
}

static void take_row(const struct drawing *d, size_t row, double *least,
                     double *most)
{
    for (size_t i = 0; i < DRAWING_COLUMNS; i++) {
        double number = shown(grid_number(d->grid, row, d->at[i]));

        if (isnan(number))
            continue;
        *least = fmin(*least, number);
        *most = fmax(*most, number);
    }
}

void drawing_begin(struct drawing *d, enum drawing_kind kind,
                   const struct grid *grid, const char *prefix, bool is_same)
{
    double least = INFINITY, most = -INFINITY;

    *d = (struct drawing){ .kind = kind,
                           .grid = grid,
                           .is_same = is_same || kind == DRAWING_BAND };
    for (size_t i = 0; i < DRAWING_COLUMNS; i++)
        d->at[i] = -1;
    for (size_t i = 0; names[kind][i]; i++) {
        struct str name = STR_INIT;

        str_addf(&name, "%s%s", prefix, names[kind][i]);
        d->at[i] = grid_column(grid, name.text);
        str_release(&name);
    }
    for (size_t row = 0; row < grid->row_count; row++)
        if (!isnan(grid_number(grid, row, d->at[AT_VALUE])))
            take_row(d, row, &least, &most);
    if (least <= most)
        fit(&d->scale, least, most, false);
}

/* --- shapes --------------------------------------------------------------- */

struct frame {
    struct str *out;
    struct drawing_scale scale;
    double width;
};

static double place(const struct frame *f, double value)
{
    double share = (value - f->scale.from) / (f->scale.to - f->scale.from);

    return PAD + share * (f->width - 2 * PAD);
}

static void put_bar(const struct frame *f, const char *class, double from,
                    double to, double height)
{
    if (isnan(from) || isnan(to))
        return;
    str_addf(f->out,
             "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\""
             " height=\"%.1f\"/>",
             class, place(f, from), MIDDLE - height / 2,
             fmax(place(f, to) - place(f, from), 1), height);
}

static void put_square(const struct frame *f, const char *class, double value)
{
    if (!isnan(value))
        str_addf(f->out,
                 "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"8\""
                 " height=\"8\"/>",
                 class, place(f, value) - 4, MIDDLE - 4);
}

static void put_circle(const struct frame *f, const char *class, double value,
                       double radius)
{
    if (!isnan(value))
        str_addf(f->out,
                 "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                 class, place(f, value), MIDDLE, radius);
}

static void put_ends(const struct frame *f, const char *unit)
{
    static const char *const anchors[] = { "start", "middle", "end" };

    for (int i = 0; i < 3; i++) {
        double value = f->scale.from + i * f->scale.step;
        double x = place(f, value);
        char text[FIGURE_TEXT_SIZE];

        figure_write(value, f->scale.step < 1 ? FIGURE_DECIMAL : FIGURE_COUNT,
                     text);
        str_addf(f->out, "<path class=\"axis\" d=\"M%.1f 7v6\"/>", x);
        str_addf(f->out, "<text x=\"%.1f\" y=\"34\" text-anchor=\"%s\">%s",
                 i == 1   ? x
                 : i == 0 ? x - PAD
                          : x + PAD,
                 anchors[i], text);
        markup_put(f->out, unit);
        str_add(f->out, "</text>");
    }
}

static void put_strip(const struct frame *f, const double *numbers,
                      const char *unit)
{
    str_addf(f->out, "<path class=\"axis\" d=\"M%.1f %.0fH%.1f\"/>", PAD,
             MIDDLE, f->width - PAD);
    if (unit)
        put_ends(f, unit);
    put_bar(f, "interval", numbers[AT_LOWER], numbers[AT_UPPER], 8);
    put_square(f, "peers", numbers[AT_PEERS]);
    put_square(f, "england", numbers[AT_ENGLAND]);
    put_circle(f, "before", numbers[AT_BEFORE], 4.5);
    put_circle(f, "value", numbers[AT_VALUE], 5.5);
}

/* Beyond which limit, and which way the sign points. */
static const char *marker_of(const double *numbers, const char **class)
{
    double value = numbers[AT_VALUE];

    *class = "concern";
    if (value > numbers[AT_UPPER_998])
        return "m0-6l6 6l-6 6l-6-6z";
    if (value > numbers[AT_UPPER_95])
        return "m0-6l6 10h-12z";
    *class = "value";
    if (value < numbers[AT_LOWER_998])
        return "m0-6l6 6l-6 6l-6-6z";
    if (value < numbers[AT_LOWER_95])
        return "m0 6l6-10h-12z";
    return NULL;
}

static void put_band(const struct frame *f, const double *numbers)
{
    const char *class;
    const char *marker = marker_of(numbers, &class);

    put_bar(f, "interval", numbers[AT_OWN_LOWER], numbers[AT_OWN_UPPER], 8);
    put_bar(f, "far", numbers[AT_LOWER_998], numbers[AT_UPPER_998], 10);
    put_bar(f, "near", numbers[AT_LOWER_95], numbers[AT_UPPER_95], 10);
    if (!isnan(numbers[AT_EXPECTED]))
        str_addf(f->out, "<path class=\"centre\" d=\"M%.1f 2v16\"/>",
                 place(f, numbers[AT_EXPECTED]));
    if (marker)
        str_addf(f->out, "<path class=\"%s\" d=\"M%.1f %.0f%s\"/>", class,
                 place(f, numbers[AT_VALUE]), MIDDLE, marker);
    else
        put_circle(f, "value", numbers[AT_VALUE], 5);
}

bool drawing_put(struct str *out, const struct drawing *d, size_t row,
                 const char *unit)
{
    struct frame f = { .out = out, .scale = d->scale };
    double numbers[DRAWING_COLUMNS];
    double least = INFINITY, most = -INFINITY;

    for (size_t i = 0; i < DRAWING_COLUMNS; i++)
        numbers[i] = shown(grid_number(d->grid, row, d->at[i]));
    if (isnan(numbers[AT_VALUE]))
        return false;
    if (!d->is_same) {
        take_row(d, row, &least, &most);
        fit(&f.scale, least, most, unit != NULL);
    }
    f.width = d->kind == DRAWING_BAND ? BAND_WIDTH
              : unit                  ? CARD_WIDTH
                                      : STRIP_WIDTH;
    str_addf(out,
             "<svg class=\"drawing\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\""
             " height=\"%.0f\" aria-hidden=\"true\">",
             f.width, unit ? 38 : HEIGHT, f.width, unit ? 38 : HEIGHT);
    if (d->kind == DRAWING_BAND)
        put_band(&f, numbers);
    else
        put_strip(&f, numbers, unit);
    str_add(out, "</svg>");
    return true;
}

/* --- trends --------------------------------------------------------------- */

#define TREND_MOST 400
#define TREND_HEIGHT 36.0

static size_t read_numbers(const char *text, double *numbers)
{
    size_t count = 0;

    while (count < TREND_MOST) {
        char *end;
        double number = strtod(text, &end);

        numbers[count++] = end == text ? NAN : shown(number);
        text = end + strcspn(end, ";");
        if (!*text++)
            break;
    }
    return count;
}

/* The line through numbers, whose least is at the bottom. */
struct trend {
    double numbers[TREND_MOST];
    size_t count, last;
    double least, wide, high; /* pixels a step and a unit */
};

static bool read_trend(struct trend *t, const char *text)
{
    double least = INFINITY, most = -INFINITY;

    t->count = read_numbers(text, t->numbers);
    for (size_t i = 0; i < t->count; i++) {
        if (isnan(t->numbers[i]))
            continue;
        least = fmin(least, t->numbers[i]);
        most = fmax(most, t->numbers[i]);
        t->last = i;
    }
    if (t->count < 2 || !(most > least))
        return false;
    t->least = least;
    t->wide = (CARD_WIDTH - 2 * PAD) / (double)(t->count - 1);
    t->high = (TREND_HEIGHT - 2 * PAD) / (most - least);
    return true;
}

static double trend_x(const struct trend *t, size_t i)
{
    return PAD + t->wide * (double)i;
}

static double trend_y(const struct trend *t, size_t i)
{
    return TREND_HEIGHT - PAD - t->high * (t->numbers[i] - t->least);
}

bool drawing_put_trend(struct str *out, const char *text)
{
    struct trend t = { .count = 0 };

    if (!read_trend(&t, text))
        return false;
    str_addf(out,
             "<svg class=\"drawing\" viewBox=\"0 0 %.0f %.0f\" width=\"%.0f\""
             " height=\"%.0f\" aria-hidden=\"true\"><path class=\"trend\" d=\"",
             CARD_WIDTH, TREND_HEIGHT, CARD_WIDTH, TREND_HEIGHT);
    for (size_t i = 0; i < t.count; i++)
        if (!isnan(t.numbers[i]))
            str_addf(out, "%c%.1f %.1f",
                     i == 0 || isnan(t.numbers[i - 1]) ? 'M' : 'L',
                     trend_x(&t, i), trend_y(&t, i));
    str_addf(out,
             "\"/><circle class=\"value\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>"
             "</svg>",
             trend_x(&t, t.last), trend_y(&t, t.last));
    return true;
}

/* --- signs and keys ------------------------------------------------------- */

static const struct {
    const char *kind, *path;
} signs[] = {
    { "far", "M8 1l7 7l-7 7l-7-7z" },
    { "attention", "M8 1.5l7 13h-14z" },
    { "watch", "M8 2a6 6 0 1 0 .01 0z" },
    { "improved", "M2 8.5l4.2 4.2l8-9l-1.9-1.7l-6.2 7l-2.2-2.2z" },
    { "same", "M2 7h12v2.5h-12z" },
    { "data", "M2.5 2.5h11v11h-11z" },
};
#define SIGN_COUNT (sizeof(signs) / sizeof(signs[0]))

int drawing_sign_place(const char *kind)
{
    size_t i = 0;

    while (i < SIGN_COUNT && strcmp(signs[i].kind, kind) != 0)
        i++;
    return (int)i;
}

bool drawing_put_sign(struct str *out, const char *kind)
{
    size_t i = (size_t)drawing_sign_place(kind);

    if (i == SIGN_COUNT)
        return false;
    str_addf(out,
             "<svg class=\"sign\" viewBox=\"0 0 16 16\" width=\"14\""
             " height=\"14\" aria-hidden=\"true\"><path d=\"%s\"/></svg>",
             signs[i].path);
    return true;
}

static const struct {
    const char *name, *shape;
    int width;
} keys[] = {
    { "value", "<circle class=\"value\" cx=\"8\" cy=\"10\" r=\"5.5\"/>", 16 },
    { "interval",
      "<rect class=\"interval\" x=\"1\" y=\"6\" width=\"32\" height=\"8\"/>",
      34 },
    { "before", "<circle class=\"before\" cx=\"8\" cy=\"10\" r=\"4.5\"/>", 16 },
    { "peers",
      "<rect class=\"peers\" x=\"4\" y=\"6\" width=\"8\" height=\"8\"/>", 16 },
    { "england",
      "<rect class=\"england\" x=\"4\" y=\"6\" width=\"8\" height=\"8\"/>",
      16 },
    { "limits",
      "<rect class=\"far\" x=\"1\" y=\"5\" width=\"38\" height=\"10\"/>"
      "<rect class=\"near\" x=\"8\" y=\"5\" width=\"24\" height=\"10\"/>",
      40 },
    { "expected", "<path class=\"centre\" d=\"M4 2v16\"/>", 8 },
    { "attention", "<path class=\"concern\" d=\"M8 4l6 10h-12z\"/>", 16 },
    { "far", "<path class=\"concern\" d=\"M8 4l6 6l-6 6l-6-6z\"/>", 16 },
};

bool drawing_put_key(struct str *out, const char *mark, const char *words)
{
    size_t i = 0;

    while (i < sizeof(keys) / sizeof(keys[0]) && strcmp(keys[i].name, mark))
        i++;
    if (i == sizeof(keys) / sizeof(keys[0]))
        return false;
    str_addf(out,
             "<span><svg class=\"drawing\" viewBox=\"0 0 %d 20\""
             " width=\"%d\" height=\"20\">%s</svg> ",
             keys[i].width, keys[i].width, keys[i].shape);
    markup_put(out, words);
    str_add(out, "</span>\n");
    return true;
}
