#include "ingest/read/cut.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define PIECE ((size_t)1 << 16)
/* Of what is read at once as much more may go out: what was held. */
#define ROOM (PIECE + (CUT_WORD + 1) * 2)

struct cut {
    struct extract_source source;
    size_t unit; /* bytes: 2 of UTF-16 */
    bool is_big; /* the first of them is the greater */
    const struct cut_range *ranges;
    size_t count, at; /* the range that is at hand, or next */
    cut_word_fn *is_struck;
    void *context;
    int64_t line;
    bool is_after_cr;
    char held[CUT_WORD]; /* the last letters and digits, that wait */
    size_t held_len;
    int64_t words;
    char in[PIECE];
    size_t in_len; /* of a unit that a piece cut */
    char *out;
    size_t out_len, out_at;
    bool is_over;
};

struct cut *cut_new(struct extract_source source, enum encoding encoding,
                    const struct cut_range *ranges, size_t count,
                    cut_word_fn *is_struck, void *context)
{
    struct cut *cut = mem_zero(1, sizeof(*cut));

    cut->source = source;
    cut->is_big = encoding == ENCODING_UTF16_BE;
    cut->unit = cut->is_big || encoding == ENCODING_UTF16_LE ? 2 : 1;
    cut->ranges = ranges;
    cut->count = count;
    cut->is_struck = is_struck;
    cut->context = context;
    cut->line = 1;
    cut->out = mem_alloc(ROOM);
    return cut;
}

void cut_free(struct cut *cut)
{
    if (!cut)
        return;
    free(cut->out);
    free(cut);
}

int64_t cut_words(const struct cut *cut)
{
    return cut->words;
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool cut_is_upn(const char *word, size_t len)
{
    if (len != CUT_WORD || !is_letter(word[0]))
        return false;
    for (size_t i = 1; i < CUT_WORD - 1; i++)
        if (!is_digit(word[i]))
            return false;
    return is_digit(word[CUT_WORD - 1]) || is_letter(word[CUT_WORD - 1]);
}

void cut_upper(const char word[CUT_WORD], char upper[CUT_WORD + 1])
{
    for (size_t i = 0; i < CUT_WORD; i++)
        upper[i] = (char)(word[i] >= 'a' && word[i] <= 'z' ? word[i] - 'a' + 'A'
                                                           : word[i]);
    upper[CUT_WORD] = '\0';
}

/* --- out ------------------------------------------------------------------ */

static void put(struct cut *cut, const char *unit)
{
    memcpy(cut->out + cut->out_len, unit, cut->unit);
    cut->out_len += cut->unit;
}

/* The first `count` characters that are held. */
static void put_held(struct cut *cut, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char unit[2] = { 0, 0 };

        unit[cut->is_big ? 1 : 0] = cut->held[i];
        put(cut, unit);
    }
    cut->held_len -= count;
    memmove(cut->held, cut->held + count, cut->held_len);
}

static bool is_struck(const struct cut *cut)
{
    char upper[CUT_WORD + 1];

    if (!cut_is_upn(cut->held, cut->held_len))
        return false;
    cut_upper(cut->held, upper);
    return cut->is_struck(cut->context, upper);
}

/* Of a line that is struck: letters and digits wait until there are enough. */
static void strike(struct cut *cut, const char *unit, char c)
{
    if (!is_letter(c) && !is_digit(c)) {
        put_held(cut, cut->held_len);
        put(cut, unit);
        return;
    }
    cut->held[cut->held_len++] = c;
    if (cut->held_len < CUT_WORD)
        return;
    if (is_struck(cut)) {
        cut->held_len = 0;
        cut->words++;
    } else {
        put_held(cut, 1);
    }
}

/* --- in ------------------------------------------------------------------- */

/* The range that the line is in, or NULL. */
static const struct cut_range *range_here(struct cut *cut)
{
    const struct cut_range *range;

    while (cut->at < cut->count
           && cut->line - cut->ranges[cut->at].line
                  >= cut->ranges[cut->at].lines)
        cut->at++;
    range = cut->at < cut->count ? &cut->ranges[cut->at] : NULL;
    return range && cut->line >= range->line ? range : NULL;
}

/* What a unit is, where it is ASCII; else a byte that is none. */
static char ascii_of(const struct cut *cut, const char *unit)
{
    char other = cut->unit == 2 ? unit[cut->is_big ? 0 : 1] : 0;

    return other ? '\xff' : unit[cut->is_big ? 1 : 0];
}

static void take_unit(struct cut *cut, const char *unit)
{
    const struct cut_range *range;
    char c = ascii_of(cut, unit);
    bool is_end = c == '\r' || (c == '\n' && !cut->is_after_cr);

    if (cut->at < cut->count) {
        range = range_here(cut);
        if (range && range->is_struck)
            strike(cut, unit, c);
        else if (!range || c == '\r' || c == '\n')
            put(cut, unit);
    } else {
        put(cut, unit);
    }
    cut->is_after_cr = c == '\r';
    cut->line += is_end;
}

static void take_piece(struct cut *cut, size_t len)
{
    size_t at = 0;

    for (; at + cut->unit <= len; at += cut->unit)
        take_unit(cut, cut->in + at);
    cut->in_len = len - at;
    memmove(cut->in, cut->in + at, cut->in_len);
}

/* The end: a word that the file ends with, half a unit. */
static void finish(struct cut *cut)
{
    const struct cut_range *range = range_here(cut);

    cut->is_over = true;
    put_held(cut, cut->held_len);
    if (cut->in_len && !(range && !range->is_struck))
        cut->out[cut->out_len++] = cut->in[0];
}

ssize_t cut_read(void *context, void *buffer, size_t size, struct err *err)
{
    struct cut *cut = context;
    size_t len;

    while (cut->out_at == cut->out_len && !cut->is_over) {
        ssize_t got =
            cut->source.read(cut->source.context, cut->in + cut->in_len,
                             PIECE - cut->in_len, err);

        if (got < 0)
            return -1;
        cut->out_at = cut->out_len = 0;
        if (got)
            take_piece(cut, cut->in_len + (size_t)got);
        else
            finish(cut);
    }
    len = cut->out_len - cut->out_at;
    len = len < size ? len : size;
    memcpy(buffer, cut->out + cut->out_at, len);
    cut->out_at += len;
    return (ssize_t)len;
}
