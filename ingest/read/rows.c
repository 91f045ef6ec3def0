#include "ingest/read/rows.h"

#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "ingest/read/quoted.h"

#define RAW_SIZE ((size_t)32 * 1024)
#define WINDOW_SIZE ((size_t)256 * 1024)
/* What one reading can add to the window. */
#define READ_ROOM DECODE_ROOM(RAW_SIZE)

/*
 * Where the next byte of a kind is in the window: found once and remembered,
 * so that looking for rare ones at every row costs nothing.
 */
struct ahead {
    size_t at;
    bool is_found; /* else there is none before `at` */
};

struct aheads {
    struct ahead lf, cr, quote, nul, high;
};

struct rows {
    struct extract_source source;
    struct decode decode;
    unsigned char *raw;
    char *window; /* decoded; WINDOW_SIZE and a NUL; or lent */
    size_t at;    /* of window: the next row */
    size_t end;
    bool is_lent;
    bool is_over;  /* nothing will follow the window */
    bool skips_lf; /* the CR before was a line's end */
    bool has_long; /* a line was */
    char delimiter;
    int64_t line; /* of window[at] */
    struct aheads next;
    struct quoted *quoted; /* NULL until there is such a row */
    char *text;            /* of the line that was looked at */
    bool is_cut;           /* it is not whole in the window */
    struct row row;
    /* The next row often begins with the same cells, which then need not be
       looked for. A row's own bytes will not do, as cells may be changed by who
       is handed them. */
    struct rows_before before;
    int64_t open_quote;
};

struct rows *rows_new(enum encoding encoding, struct extract_source source)
{
    struct rows *r = mem_zero(1, sizeof(*r));

    r->source = source;
    decode_init(&r->decode, encoding);
    r->raw = mem_alloc(RAW_SIZE);
    r->window = mem_alloc(WINDOW_SIZE + ROWS_PAD);
    r->row.cells = mem_alloc(ROWS_COLUMN_MAX * sizeof(*r->row.cells));
    r->line = 1;
    return r;
}

struct rows *rows_new_all(char *bytes, size_t len)
{
    struct rows *r = mem_zero(1, sizeof(*r));

    r->window = bytes;
    r->at = decode_mark(bytes, len);
    r->end = len;
    r->is_over = r->is_lent = true;
    r->row.cells = mem_alloc(ROWS_COLUMN_MAX * sizeof(*r->row.cells));
    r->line = 1;
    return r;
}

void rows_free(struct rows *r)
{
    if (!r)
        return;
    free(r->raw);
    if (!r->is_lent)
        free(r->window);
    quoted_free(r->quoted);
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

/* Drop what is behind `at`. */
static void drop(struct rows *r)
{
    size_t by = r->at;

    memmove(r->window, r->window + by, r->end - by);
    r->end -= by;
    r->at = 0;
    shift(&r->next.lf, by);
    shift(&r->next.cr, by);
    shift(&r->next.quote, by);
    shift(&r->next.nul, by);
    shift(&r->next.high, by);
}

static bool has_room(const struct rows *r)
{
    return WINDOW_SIZE - r->end >= READ_ROOM;
}

static bool is_full(const struct rows *r)
{
    return r->at == 0 && !has_room(r);
}

/* One piece more. */
static int fill(struct rows *r, struct err *err)
{
    size_t len;

    if (read_raw(r, &len, err))
        return -1;
    r->end +=
        decode_add(&r->decode, r->raw, len, r->is_over, r->window + r->end);
    return 0;
}

static int refill(struct rows *r, struct err *err)
{
    drop(r);
    while (!r->is_over && has_room(r))
        if (fill(r, err))
            return -1;
    return 0;
}

static void renew(const struct rows *r, struct ahead *a)
{
    if (a->at < r->at) {
        a->at = r->at;
        a->is_found = false;
    }
}

static size_t search(const struct rows *r, struct ahead *a, char c)
{
    renew(r, a);
    if (!a->is_found && a->at < r->end) {
        const char *found = memchr(r->window + a->at, c, r->end - a->at);

        a->is_found = found != NULL;
        a->at = found ? (size_t)(found - r->window) : r->end;
    }
    return a->at;
}

/* The next byte c, or the window's end. */
static inline size_t find(const struct rows *r, struct ahead *a, char c)
{
    return a->is_found && a->at >= r->at ? a->at : search(r, a, c);
}

/* The next byte that is not ASCII, or the window's end. */
static size_t find_high(struct rows *r)
{
    struct ahead *a = &r->next.high;
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

static void clear_row(struct rows *r)
{
    struct cell *cells = r->row.cells;

    r->row = (struct row){ .line = r->line, .lines = 1, .cells = cells };
}

/* What is up to the end may be in the row. */
static void note_odd(struct rows *r, size_t end)
{
    if (r->next.high.at >= end && r->next.nul.at >= end)
        return;
    r->row.has_high = r->row.has_high || find_high(r) < end;
    r->row.has_odd =
        r->row.has_odd || r->row.has_high || find(r, &r->next.nul, '\0') < end;
}

/* --- rows without quotes, cut up where they lie --- */

static void end_cell(struct row *row, char *text, char *end)
{
    struct cell *cell = &row->cells[row->count++];

    cell->text = text;
    cell->len = (size_t)(end - text);
    cell->is_too_long = cell->len > ROWS_CELL_MAX;
    if (cell->is_too_long) {
        cell->len = ROWS_CELL_MAX;
        row->has_long = true;
    }
    text[cell->len] = '\0';
}

/* Where it ends a NUL may be put. */
static void split(struct row *row, char *at, char *end, char delimiter)
{
    char *next;

    while ((next = memchr(at, delimiter, (size_t)(end - at))) != NULL) {
        if (row->count == ROWS_COLUMN_MAX)
            break;
        end_cell(row, at, next);
        at = next + 1;
    }
    if (row->count < ROWS_COLUMN_MAX)
        end_cell(row, at, end);
    else
        row->has_too_many = true;
}

/* How many first bytes two texts share, of those up to len; ROWS_PAD more may
   be read of both. */
static size_t shared(const char *a, const char *b, size_t len)
{
    size_t at = 0;
    uint64_t x, y;

    for (; at < len; at += sizeof(x)) {
        memcpy(&x, a + at, sizeof(x));
        memcpy(&y, b + at, sizeof(y));
        if (x != y)
            break;
    }
    while (at < len && a[at] == b[at])
        at++;
    return at < len ? at : len;
}

/* The cells that are those of the row before; how many bytes they take. */
static size_t take_alike(struct row *row, const struct rows_before *before,
                         char *at, size_t same)
{
    size_t from = 0;

    while (row->count < before->count && before->ends[row->count] < same) {
        size_t end = before->ends[row->count];

        end_cell(row, at + from, at + end);
        from = end + 1;
    }
    row->alike = row->count;
    row->alike_line = before->line;
    return from;
}

/* The row is the one before, for the next. */
static void keep_before(struct rows_before *before, const struct row *row,
                        const char *at)
{
    before->count = row->alike;
    while (before->count < ROWS_BEFORE_CELLS
           && before->count + 1 < row->count) {
        const struct cell *cell = &row->cells[before->count];

        before->ends[before->count++] =
            (uint16_t)(cell->text - at + (ptrdiff_t)cell->len);
    }
    before->line = row->line;
}

/* The row at hand, up to a place. */
static void cut(struct rows *r, size_t end)
{
    struct rows_before *before = &r->before;
    char *at = r->window + r->at;
    size_t len = end - r->at, most, same;

    if (len > ROWS_BEFORE_BYTES) {
        before->len = 0;
        split(&r->row, at, at + len, r->delimiter);
        return;
    }
    most = len < before->len ? len : before->len;
    same = shared(at, before->text, most);
    memcpy(before->text + same, at + same, len - same);
    before->len = len;
    split(&r->row, at + take_alike(&r->row, before, at, same), at + len,
          r->delimiter);
    keep_before(before, &r->row, at);
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
    size_t lf = find(r, &r->next.lf, '\n');
    size_t cr = find(r, &r->next.cr, '\r');
    size_t end = lf < cr ? lf : cr;

    r->has_long = r->has_long || end - r->at > RAW_SIZE;
    return end;
}

/* --- rows with quotes, or longer than the window --- */

/* The bytes of a line up to a place, as more of a record; true: its last. */
static bool add_piece(struct rows *r, size_t end, bool *is_after_cr)
{
    const char *bytes = r->window + r->at;
    const size_t len = end - r->at;
    const char last = bytes[len - 1];
    bool has_ended;

    note_odd(r, end);
    has_ended = quoted_add(r->quoted, bytes, len, r->line);
    if (last == '\r' || (last == '\n' && !(len == 1 && *is_after_cr)))
        r->line++;
    *is_after_cr = last == '\r';
    r->at = end;
    return has_ended;
}

/* As rows_next. */
static int take_record(struct rows *r, struct err *err)
{
    bool has_ended = false, is_after_cr = false;

    clear_row(r);
    if (!r->quoted)
        r->quoted = quoted_new();
    quoted_begin(r->quoted, &r->row, r->delimiter, r->line);
    while (!has_ended) {
        size_t end;

        if (r->at == r->end && !r->is_over && refill(r, err))
            return -1;
        if (r->at == r->end)
            break;
        end = line_end(r);
        has_ended = add_piece(r, end + (end < r->end), &is_after_cr);
    }
    r->skips_lf = is_after_cr;
    if (!has_ended) {
        r->open_quote = quoted_end(r->quoted);
        r->row.is_unended = true;
        r->line++; /* the last line ends with the file */
    }
    quoted_row(r->quoted);
    r->row.lines = r->line - r->row.line;
    return !r->open_quote;
}

const struct rows_before *rows_before(struct rows *r)
{
    struct rows_before *before = &r->before;
    bool is_crlf;

    if (!before->len || before->line != r->row.line)
        return NULL;
    is_crlf = r->skips_lf && r->at < r->end && r->window[r->at] == '\n';
    before->line_end = !r->skips_lf ? "\n" : is_crlf ? "\r\n" : "";
    return before;
}

const char *rows_raw(struct rows *r, size_t *len)
{
    skip_lf(r);
    *len = r->end - r->at;
    return r->window + r->at;
}

void rows_pass(struct rows *r, size_t len, int64_t lines)
{
    r->at += len;
    r->line += lines;
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
    if ((end == r->end && !r->is_over) || find(r, &r->next.quote, '"') < end)
        return take_record(r, err);
    clear_row(r);
    note_odd(r, end);
    r->skips_lf = end < r->end && r->window[end] == '\r';
    r->row.is_unended = end == r->end;
    cut(r, end);
    r->at = end + (end < r->end);
    r->line++;
    return 1;
}

/* --- before the delimiter is known --- */

int rows_fill(struct rows *r, struct err *err)
{
    drop(r);
    r->is_cut = false;
    return r->is_over || !has_room(r) ? 0 : fill(r, err);
}

/* Without going on; false: there is no whole one. */
static bool peek_record(struct rows *r)
{
    const struct aheads next = r->next;
    const size_t at = r->at;
    const int64_t line = r->line;
    bool has_ended = false, is_after_cr = false, is_whole;

    if (!r->quoted)
        r->quoted = quoted_new();
    quoted_begin(r->quoted, &r->row, r->delimiter, r->line);
    while (!has_ended && r->at < r->end) {
        size_t end = line_end(r);

        has_ended = add_piece(r, end + (end < r->end), &is_after_cr);
    }
    is_whole = r->is_over ? has_ended || !quoted_end(r->quoted)
                          : has_ended && r->at < r->end;
    quoted_row(r->quoted);
    r->row.lines = r->line + !has_ended - line;
    r->next = next;
    r->at = at;
    r->line = line;
    return is_whole;
}

static void peek_line(struct rows *r, size_t end)
{
    const size_t len = end - r->at;

    r->text = mem_grow(r->text, len + ROWS_PAD, 1);
    memcpy(r->text, r->window + r->at, len);
    note_odd(r, end);
    split(&r->row, r->text, r->text + len, r->delimiter);
}

const struct row *rows_peek(struct rows *r, char delimiter)
{
    bool is_whole;
    size_t end;

    skip_lf(r);
    r->delimiter = delimiter;
    clear_row(r);
    end = line_end(r);
    is_whole = r->is_over ? r->at < r->end : end + 1 < r->end;
    if (is_whole && find(r, &r->next.quote, '"') < end)
        is_whole = peek_record(r);
    else if (is_whole)
        peek_line(r, end);
    r->is_cut = r->is_cut || (!is_whole && !r->is_over && !is_full(r));
    return is_whole ? &r->row : NULL;
}

bool rows_is_cut(const struct rows *r)
{
    return r->is_cut;
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
    r->before.len = 0;
}

bool rows_has_long(const struct rows *r)
{
    return r->has_long;
}

int64_t rows_open_quote(const struct rows *r)
{
    return r->open_quote;
}
