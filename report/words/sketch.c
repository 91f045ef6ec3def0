#include "report/words/sketch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/words/figure.h"

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

#define DARK_BLUE 0x12436D
#define MID_BLUE 0x2073BC
#define BAR_BLUE 0x5694CA
#define RUST 0xB3430E
#define PINK 0x801650
#define GREY 0x595959
#define CONTEXT 0x8A8A8A
#define RULE 0xD9D9D9
#define BLACK 0x0B0C0C
#define WHITE 0xFFFFFF

/* As sketch.gp tells them apart; a text is one of three by its side. */
enum shape { SHAPE_AREA, SHAPE_LINE, SHAPE_DASHES, SHAPE_DOTS, SHAPE_TEXT };

#define LINE_WIDTH (SKETCH_WIDTH - 2 * SKETCH_MARGIN)
#define RANGE_HALF 6.0

/* size: of a line its width, of a mark its size. first, second: of dashes what
 * is drawn and what is left out; of a mark gnuplot's number, and its width. */
static const struct {
    enum shape shape;
    int colour;
    double size, first, second;
} inks[INKS] = {
    [INK_HOLE] = { SHAPE_AREA, 0xF3F3F3, 0, 0, 0 },
    [INK_BAND] = { SHAPE_AREA, 0xEEF2F7, 0, 0, 0 },
    [INK_OUTER] = { SHAPE_AREA, 0xE3EBF4, 0, 0, 0 },
    [INK_INNER] = { SHAPE_AREA, 0xC9DAEA, 0, 0, 0 },
    [INK_INTERVAL] = { SHAPE_AREA, 0xC9DAEA, 0, 0, 0 },
    [INK_GRID] = { SHAPE_LINE, RULE, 1, 0, 0 },
    [INK_BIN] = { SHAPE_AREA, 0xDCE8F4, 0, 0, 0 },
    [INK_BIN + 1] = { SHAPE_AREA, 0xA9CBEA, 0, 0, 0 },
    [INK_BIN + 2] = { SHAPE_AREA, 0x6BACE6, 0, 0, 0 },
    [INK_BIN + 3] = { SHAPE_AREA, MID_BLUE, 0, 0, 0 },
    [INK_BIN + 4] = { SHAPE_AREA, DARK_BLUE, 0, 0, 0 },
    [INK_BAR_OURS] = { SHAPE_AREA, DARK_BLUE, 0, 0, 0 },
    [INK_BAR_REST] = { SHAPE_AREA, 0x5E8BB7, 0, 0, 0 },
    [INK_BAR_OTHERS] = { SHAPE_AREA, CONTEXT, 0, 0, 0 },
    [INK_LIMIT] = { SHAPE_DASHES, MID_BLUE, 2, 8, 5 },
    [INK_WIDENED] = { SHAPE_DASHES, PINK, 2.4, 3, 4 },
    [INK_CENTRE] = { SHAPE_LINE, BLACK, 1.8, 0, 0 },
    [INK_DIVIDE] = { SHAPE_DASHES, RUST, 1.8, 2, 4 },
    [INK_RANGE] = { SHAPE_AREA, BAR_BLUE, 0, 0, 0 },
    [INK_WHISKER] = { SHAPE_LINE, MID_BLUE, 2.2, 0, 0 },
    [INK_LINK] = { SHAPE_LINE, CONTEXT, 2.6, 0, 0 },
    [INK_BEFORE] = { SHAPE_LINE, CONTEXT, 2.4, 0, 0 },
    [INK_CONTEXT] = { SHAPE_DASHES, GREY, 2.8, 8, 6 },
    [INK_OURS] = { SHAPE_LINE, DARK_BLUE, 3.4, 0, 0 },
    [INK_DOT_CONTEXT] = { SHAPE_DOTS, GREY, 2.2, 5, 1 },
    [INK_DOT_SMALL] = { SHAPE_DOTS, DARK_BLUE, 1.5, 7, 1 },
    [INK_DOT_OURS] = { SHAPE_DOTS, DARK_BLUE, 2.2, 7, 1 },
    [INK_DOT_INSIDE] = { SHAPE_DOTS, WHITE, 2.3, 7, 1 },
    [INK_DOT_HOLLOW] = { SHAPE_DOTS, DARK_BLUE, 2.3, 6, 3 },
    [INK_DOT_RUN] = { SHAPE_DOTS, RUST, 2.1, 5, 1 },
    [INK_DOT_ABOVE] = { SHAPE_DOTS, RUST, 2.7, 9, 1 },
    [INK_DOT_FAR] = { SHAPE_DOTS, RUST, 3.1, 13, 1 },
};

static const struct {
    double size;
    int colour;
    bool is_bold;
} faces[TEXT_STYLES] = {
    [TEXT_TITLE] = { 33, BLACK, true },
    [TEXT_SUBTITLE] = { 26, 0x505A5F, false },
    [TEXT_AXIS] = { 26, 0x3D3D3D, false },
    [TEXT_SOURCE] = { 25, 0x505A5F, false },
    [TEXT_STRONG] = { 26, DARK_BLUE, true },
    [TEXT_CONTEXT] = { 26, GREY, false },
    [TEXT_CONCERN] = { 26, RUST, true },
    [TEXT_PLAIN] = { 26, BLACK, false },
    [TEXT_HEADING] = { 26, BLACK, true },
    [TEXT_SMALL] = { 25, GREY, false },
    [TEXT_LIGHT] = { 25, WHITE, false },
};

void sketch_init(struct sketch *s)
{
    static const struct str empty = STR_INIT;

    memset(s, 0, sizeof(*s));
    for (size_t i = 0; i < INKS; i++)
        s->shapes[i] = empty;
}

void sketch_release(struct sketch *s)
{
    for (size_t i = 0; i < INKS; i++)
        str_release(&s->shapes[i]);
    for (size_t i = 0; i < s->word_count; i++)
        free(s->words[i].text);
    free(s->words);
    free(s->taken);
}

void sketch_break(struct sketch *s, enum ink ink)
{
    s->is_broken[ink] = true;
}

/* gnuplot says so where all of an ink is missing, and the chart is refused. */
void sketch_to(struct sketch *s, enum ink ink, double x, double y)
{
    /* Two empty lines would begin another block. */
    if (s->is_broken[ink] && s->shapes[ink].len)
        str_add_c(&s->shapes[ink], '\n');
    s->is_broken[ink] = false;
    if (isfinite(x) && isfinite(y))
        str_addf(&s->shapes[ink], "%.2f\t%.2f\n", x, y);
    else
        str_add(&s->shapes[ink], "NaN\tNaN\n");
}

void sketch_line(struct sketch *s, enum ink ink, double x0, double y0,
                 double x1, double y1)
{
    sketch_break(s, ink);
    sketch_to(s, ink, x0, y0);
    sketch_to(s, ink, x1, y1);
}

void sketch_area(struct sketch *s, enum ink ink, struct box box)
{
    sketch_break(s, ink);
    sketch_to(s, ink, box.left, box.top);
    sketch_to(s, ink, box.right, box.top);
    sketch_to(s, ink, box.right, box.bottom);
    sketch_to(s, ink, box.left, box.bottom);
}

void sketch_range(struct sketch *s, double x0, double x1, double y)
{
    sketch_area(s, INK_RANGE,
                (struct box){ .left = x0,
                              .top = y - RANGE_HALF,
                              .right = x1,
                              .bottom = y + RANGE_HALF });
}

void sketch_hollow(struct sketch *s, double x, double y)
{
    sketch_to(s, INK_DOT_INSIDE, x, y);
    sketch_to(s, INK_DOT_HOLLOW, x, y);
}

double sketch_size(enum text_style style)
{
    return faces[style].size;
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
    return width / 1000 * faces[style].size * (faces[style].is_bold ? BOLD : 1);
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
    double half = faces[style].size * 0.6;

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

void sketch_figure(struct sketch *s, double x, double y, enum text_style style,
                   enum text_side side, double value, enum figure_format format,
                   const char *unit)
{
    char number[FIGURE_TEXT_SIZE];
    struct str text = STR_INIT;

    figure_write(value, format, number);
    str_addf(&text, "%s%s", number, unit);
    sketch_text(s, x, y, style, side, text.text);
    str_release(&text);
}

/* As much of the text as fits beside an ellipsis, where it does not fit. */
static char *cut(enum text_style style, const char *text, double width)
{
    static const char ellipsis[] = "\xE2\x80\xA6";
    struct str piece = STR_INIT;
    size_t len = strlen(text);

    str_add(&piece, text);
    while (len && sketch_width(style, piece.text) > width) {
        len = str_whole(text, len, len - 1);
        str_clear(&piece);
        str_add_n(&piece, text, len);
        str_add(&piece, ellipsis);
    }
    return str_take(&piece);
}

/* Bytes of a name's first line. Of two that hold all of it the second is as
   long as the first one lets it be: no word stands alone below a full line. */
static size_t break_name(const char *name, double width)
{
    size_t len = sketch_fitting(TEXT_PLAIN, name, width);

    if (!name[len] || sketch_width(TEXT_PLAIN, name + len + 1) > width)
        return len;
    for (size_t at = len; at-- > 0;) {
        char *first;
        bool is_longer;

        if (name[at] != ' ')
            continue;
        first = mem_dup_n(name, len);
        is_longer = sketch_width(TEXT_PLAIN, name + at + 1)
                    > sketch_width(TEXT_PLAIN, first);
        free(first);
        if (is_longer)
            break;
        len = at;
    }
    return len;
}

void sketch_name(struct sketch *s, double x, double y, const char *name,
                 double width)
{
    const enum text_style style = TEXT_PLAIN;
    size_t len = break_name(name, width);
    char *first = mem_dup_n(name, len);
    char *one = cut(style, first, width);
    char *two = cut(style, name + len + (name[len] == ' '), width);
    double half = *two ? faces[style].size * 0.53 : 0;

    sketch_text(s, x, y - half, style, SIDE_RIGHT, one);
    sketch_text(s, x, y + half, style, SIDE_RIGHT, two);
    free(first);
    free(one);
    free(two);
}

double sketch_lines(struct sketch *s, double y, enum text_style style,
                    const char *text)
{
    while (*text) {
        size_t len = sketch_fitting(style, text, LINE_WIDTH);
        char *line = mem_dup_n(text, len);

        sketch_text(s, SKETCH_MARGIN, y, style, SIDE_LEFT, line);
        free(line);
        y += faces[style].size * 1.2;
        text += len;
        text += *text == ' ';
    }
    return y;
}

double sketch_head(struct sketch *s, const struct sketch_words *words)
{
    double y = sketch_lines(s, 44, TEXT_TITLE, words->title);

    return sketch_lines(s, y + 2, TEXT_SUBTITLE, words->subtitle);
}

void sketch_foot(struct sketch *s, double y, const struct sketch_words *words)
{
    y = sketch_lines(s, y, TEXT_SOURCE, words->source);
    s->height = ceil(y + 4);
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
    double half = faces[style].size * 0.55;

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        double at = x + places[i].along * gap;
        double middle = y - places[i].up * faces[style].size;
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

static void add_look(struct str *out, int shape, int colour, double size,
                     double first, double second)
{
    str_addf(out, "%d\t%d\t%g\t%g\t%g\n", shape, colour, size, first, second);
}

/* Two empty lines stand between two blocks. */
static void begin_block(struct str *data)
{
    if (data->len)
        str_add(data, "\n\n");
}

static size_t write_words(const struct sketch *s, enum text_style style,
                          enum text_side side, struct str *data)
{
    size_t count = 0;

    for (size_t i = 0; i < s->word_count; i++) {
        const struct word *word = &s->words[i];

        if (word->style != style || word->side != side)
            continue;
        if (count++ == 0)
            begin_block(data);
        str_addf(data, "%.2f\t%.2f\t", word->x, word->y);
        put_label(data, word->text);
        str_add_c(data, '\n');
    }
    return count;
}

void sketch_write(const struct sketch *s, struct str *looks, struct str *data)
{
    struct str rows = STR_INIT;
    size_t blocks = 0;

    for (int i = 0; i < INKS; i++) {
        if (!s->shapes[i].len)
            continue;
        begin_block(data);
        str_add_n(data, s->shapes[i].text, s->shapes[i].len);
        add_look(&rows, (int)inks[i].shape, inks[i].colour, inks[i].size,
                 inks[i].first, inks[i].second);
        blocks++;
    }
    for (int style = 0; style < TEXT_STYLES; style++)
        for (int side = 0; side < SIDES; side++)
            if (write_words(s, (enum text_style)style, (enum text_side)side,
                            data)) {
                add_look(&rows, SHAPE_TEXT + side, faces[style].colour,
                         faces[style].size, faces[style].is_bold, 0);
                blocks++;
            }
    str_addf(looks, "%g\t%zu\t0\t0\t0\n", s->height, blocks);
    str_add_n(looks, rows.text, rows.len);
    str_release(&rows);
}
