#include "ingest/read/rows.h"

#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"

#define RAW_SIZE ((size_t)32 * 1024)
#define WINDOW_SIZE ((size_t)256 * 1024)
/* What one reading can add to the window. */
#define READ_ROOM (RAW_SIZE * DECODE_GROWTH + 4)

/*
 * Where the next byte of a kind is in the window: found once and remembered,
 * so that looking for rare ones at every row costs nothing.
 */
struct ahead {
    size_t at;
    bool is_found; /* else there is none before `at` */
};

struct rows {
    struct extract_source source;
    struct decode decode;
    unsigned char *raw;
    char *window; /* decoded; WINDOW_SIZE and a NUL */
    size_t at;    /* of window: the next row */
    size_t end;
    bool is_over;  /* nothing will follow the window */
    bool skips_lf; /* the CR before was a line's end */
    char delimiter;
    int64_t line; /* of window[at] */
    struct ahead lf, cr, quote, nul, high;
    char *text; /* cells of a row that is taken byte by byte */
    size_t used;
    struct row row;
    int64_t open_quote;
};

struct rows *rows_new(enum encoding encoding, struct extract_source source)
{
    struct rows *r = mem_zero(1, sizeof(*r));

    r->source = source;
    decode_init(&r->decode, encoding);
    r->raw = mem_alloc(RAW_SIZE);
    r->window = mem_zero(WINDOW_SIZE + ROWS_PAD, 1);
    r->row.cells = mem_zero(ROWS_COLUMN_MAX, sizeof(*r->row.cells));
    r->line = 1;
    return r;
}

void rows_free(struct rows *r)
{
    if (!r)
        return;
    free(r->raw);
    free(r->window);
    free(r->text);
    free(r->row.cells);
    free(r);
}

/* As much as fits into raw, so that a byte order mark comes in one piece. */
static int read_raw(struct rows *r, size_t *len, struct err *err)
{
    *len = 0;
    while (*len < RAW_SIZE) {
        ssize_t got = r->source.read(r->source.context, r->raw + *len,
                                     RAW_SIZE - *len, err);

        if (got < 0)
            return -1;
        if (got == 0) {
            r->is_over = true;
            break;
        }
        *len += (size_t)got;
    }
    return 0;
}

static void shift(struct ahead *a, size_t by)
{
    if (a->at < by) {
        a->at = 0;
        a->is_found = false;
    } else {
        a->at -= by;
    }
}

/* Drop what is behind `at` and fill the window. */
static int refill(struct rows *r, struct err *err)
{
    size_t by = r->at;

    memmove(r->window, r->window + by, r->end - by);
    r->end -= by;
    r->at = 0;
    shift(&r->lf, by);
    shift(&r->cr, by);
    shift(&r->quote, by);
    shift(&r->nul, by);
    shift(&r->high, by);
    while (!r->is_over && WINDOW_SIZE - r->end >= READ_ROOM) {
        size_t len;

        if (read_raw(r, &len, err))
            return -1;
        r->end +=
            decode_add(&r->decode, r->raw, len, r->is_over, r->window + r->end);
    }
    return 0;
}

static bool is_full(const struct rows *r)
{
    return r->at == 0 && WINDOW_SIZE - r->end < READ_ROOM;
}

static void renew(const struct rows *r, struct ahead *a)
{
    if (a->at < r->at) {
        a->at = r->at;
        a->is_found = false;
    }
}

/* The next byte c, or the window's end. */
static size_t find(const struct rows *r, struct ahead *a, char c)
{
    renew(r, a);
    if (!a->is_found && a->at < r->end) {
        const char *found = memchr(r->window + a->at, c, r->end - a->at);

        a->is_found = found != NULL;
        a->at = found ? (size_t)(found - r->window) : r->end;
    }
    return a->at;
}

/* The next byte that is not ASCII, or the window's end. */
static size_t find_high(struct rows *r)
{
    struct ahead *a = &r->high;
    uint64_t word;

    renew(r, a);
    if (a->is_found)
        return a->at;
    for (; r->end - a->at >= sizeof(word); a->at += sizeof(word)) {
        memcpy(&word, r->window + a->at, sizeof(word));
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (a->at < r->end && !(r->window[a->at] & '\x80'))
        a->at++;
    a->is_found = a->at < r->end;
    return a->at;
}

/* --- rows with quotes, or longer than the window: byte by byte --- */

enum place {
    CELL_START, /* nothing yet, or blanks */
    CELL_PLAIN,
    CELL_QUOTED,
    CELL_CLOSED, /* just behind a quote that may have closed it */
    CELL_AFTER   /* blanks behind one that has */
};

struct taking {
    enum place place;
    size_t start; /* of the cell, in text */
    size_t cell_len;
    size_t row_len;
    int64_t quote_line;
    char before;
};

static void keep(struct rows *r, struct taking *t, char c)
{
    t->cell_len++;
    if (c & '\x80')
        r->row.has_high = r->row.has_odd = true;
    if (!c)
        r->row.has_odd = true;
    if (t->cell_len <= ROWS_CELL_MAX && t->row_len <= ROWS_ROW_MAX
        && r->row.count < ROWS_COLUMN_MAX)
        r->text[r->used++] = c;
}

static void end_cell(struct rows *r, struct taking *t)
{
    struct cell *cell = &r->row.cells[r->row.count];

    if (t->row_len > ROWS_ROW_MAX) {
        r->row.is_too_long = true;
    } else if (r->row.count == ROWS_COLUMN_MAX) {
        r->row.has_too_many = true;
    } else {
        cell->text = r->text + t->start;
        cell->len = r->used - t->start;
        cell->is_too_long = t->cell_len > ROWS_CELL_MAX;
        r->row.has_long = r->row.has_long || cell->is_too_long;
        r->text[r->used++] = '\0';
        r->row.count++;
    }
    t->place = CELL_START;
    t->start = r->used;
    t->cell_len = 0;
}

static void take_quote(struct rows *r, struct taking *t)
{
    switch (t->place) {
    case CELL_START:
        r->used = t->start;
        t->cell_len = 0;
        t->place = CELL_QUOTED;
        t->quote_line = r->line;
        break;
    case CELL_PLAIN:
        keep(r, t, '"');
        break;
    case CELL_QUOTED:
        t->place = CELL_CLOSED;
        break;
    case CELL_CLOSED:
        keep(r, t, '"');
        t->place = CELL_QUOTED;
        break;
    case CELL_AFTER:
        r->row.has_bad_quote = true;
        t->place = CELL_PLAIN;
        break;
    }
}

static void take_other(struct rows *r, struct taking *t, char c)
{
    bool is_blank = c == ' ' || c == '\t';

    switch (t->place) {
    case CELL_START:
        t->place = is_blank ? CELL_START : CELL_PLAIN;
        break;
    case CELL_PLAIN:
    case CELL_QUOTED:
        break;
    case CELL_CLOSED:
    case CELL_AFTER:
        if (is_blank) {
            t->place = CELL_AFTER;
            return;
        }
        r->row.has_bad_quote = true;
        t->place = CELL_PLAIN;
        break;
    }
    keep(r, t, c);
}

/* One byte of the row; false: it was the end of it. */
static bool take(struct rows *r, struct taking *t, char c)
{
    bool is_end = c == '\n' || c == '\r';

    t->row_len++;
    if (is_end && !(c == '\n' && t->before == '\r'))
        r->line++;
    t->before = c;
    if (is_end && t->place != CELL_QUOTED) {
        r->skips_lf = c == '\r';
        return false;
    }
    if (c == r->delimiter && t->place != CELL_QUOTED)
        end_cell(r, t);
    else if (c == '"')
        take_quote(r, t);
    else
        take_other(r, t, c);
    return true;
}

static void clear_row(struct rows *r)
{
    r->row.line = r->line;
    r->row.count = 0;
    r->row.is_too_long = false;
    r->row.has_long = false;
    r->row.has_too_many = false;
    r->row.has_bad_quote = false;
    r->row.has_odd = false;
    r->row.has_high = false;
    r->used = 0;
}

/* As rows_next; with `may_read` false the window's end is the file's. */
static int take_row(struct rows *r, bool may_read, struct err *err)
{
    struct taking t = { .place = CELL_START };

    if (!r->text)
        r->text = mem_zero(ROWS_ROW_MAX + ROWS_COLUMN_MAX + ROWS_PAD, 1);
    clear_row(r);
    for (;;) {
        if (r->at == r->end && may_read && !r->is_over && refill(r, err))
            return -1;
        if (r->at == r->end) {
            if (t.place == CELL_QUOTED) {
                r->open_quote = t.quote_line;
                return 0;
            }
            if (!t.row_len)
                return 0;
            r->line++; /* the last line ends with the file */
            break;
        }
        if (!take(r, &t, r->window[r->at++]))
            break;
    }
    end_cell(r, &t);
    r->row.lines = r->line - r->row.line;
    return 1;
}

/* --- plain rows --- */

/* The row in window[at..end) has no quote: cut it up where it lies. */
static void split_row(struct rows *r, size_t end)
{
    char *at = r->window + r->at;
    char *const stop = r->window + end;

    clear_row(r);
    r->row.has_high = find_high(r) < end;
    r->row.has_odd = r->row.has_high || find(r, &r->nul, '\0') < end;
    for (;;) {
        char *next = memchr(at, r->delimiter, (size_t)(stop - at));
        struct cell *cell = &r->row.cells[r->row.count];

        if (r->row.count == ROWS_COLUMN_MAX) {
            r->row.has_too_many = true;
            break;
        }
        r->row.count++;
        cell->text = at;
        cell->len = (size_t)((next ? next : stop) - at);
        cell->is_too_long = cell->len > ROWS_CELL_MAX;
        r->row.has_long = r->row.has_long || cell->is_too_long;
        if (!next)
            break;
        *next = '\0';
        at = next + 1;
    }
    r->row.lines = 1;
}

/* Behind a CR that ended a line. */
static void skip_lf(struct rows *r)
{
    if (r->skips_lf && r->at < r->end) {
        r->at += r->window[r->at] == '\n';
        r->skips_lf = false;
    }
}

/* The end of the line that starts at `at`, or the window's. */
static size_t line_end(struct rows *r)
{
    size_t lf = find(r, &r->lf, '\n');
    size_t cr = find(r, &r->cr, '\r');

    return lf < cr ? lf : cr;
}

int rows_next(struct rows *r, const struct row **row, struct err *err)
{
    size_t end;

    *row = &r->row;
    for (;;) {
        skip_lf(r);
        end = line_end(r);
        if (end < r->end || r->is_over || is_full(r))
            break;
        if (refill(r, err))
            return -1;
    }
    if (r->open_quote || (r->is_over && r->at == r->end))
        return 0;
    if ((end == r->end && !r->is_over) || find(r, &r->quote, '"') < end)
        return take_row(r, true, err);
    split_row(r, end);
    if (end < r->end)
        r->skips_lf = r->window[end] == '\r';
    r->window[end] = '\0';
    r->at = end + (end < r->end);
    r->line++;
    return 1;
}

/* --- before the delimiter is known --- */

int rows_begin(struct rows *r, struct err *err)
{
    return refill(r, err);
}

const struct row *rows_peek(struct rows *r, char delimiter)
{
    size_t at;
    int64_t line = r->line;
    bool is_whole;

    skip_lf(r);
    at = r->at;
    r->delimiter = delimiter;
    is_whole = take_row(r, false, NULL) > 0 && (r->at < r->end || r->is_over);
    r->at = at;
    r->line = line;
    r->skips_lf = false;
    r->open_quote = 0;
    return is_whole ? &r->row : NULL;
}

bool rows_skip_line(struct rows *r)
{
    size_t end;

    skip_lf(r);
    end = line_end(r);
    if (end == r->end)
        return false;
    r->skips_lf = r->window[end] == '\r';
    r->at = end + 1;
    r->line++;
    skip_lf(r);
    return r->at < r->end;
}

void rows_set_delimiter(struct rows *r, char delimiter)
{
    r->delimiter = delimiter;
}

int64_t rows_open_quote(const struct rows *r)
{
    return r->open_quote;
}
