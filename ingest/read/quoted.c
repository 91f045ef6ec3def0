#include "ingest/read/quoted.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "ingest/read/rows.h"

#define QUOTE '"'
#define BLOCK ((size_t)4096) /* that libcsv's own buffer grows by */

struct quoted {
    struct csv_parser csv;
    bool is_amid; /* a record that did not come to its end */
    struct row *row;
    char delimiter;
    char *text; /* of the cells, each with a NUL */
    size_t used, capacity;
    size_t cell_len;   /* of the cell at hand, what is not kept too */
    size_t len;        /* of the record, in bytes */
    bool has_ended;    /* by a line end */
    bool is_plain;     /* the cell goes on without quotes */
    bool is_after;     /* behind a closing quote and blanks */
    bool is_blank;     /* of the cell there is nothing yet, or blanks */
    bool is_dropped;   /* what libcsv hands out next is no cell */
    bool is_continued; /* or the beginning of one */
    int64_t line;
    int64_t cell_line; /* on which the cell at hand began */
};

/* --- what libcsv hands out --- */

static void make_room(struct quoted *q, size_t more)
{
    size_t needed = q->used + more + ROWS_PAD;

    if (needed <= q->capacity)
        return;
    q->capacity = q->capacity * 2 > needed ? q->capacity * 2 : needed;
    q->text = mem_grow(q->text, q->capacity, 1);
}

static bool is_lost(const struct quoted *q)
{
    return q->len > ROWS_ROW_MAX;
}

static void keep(struct quoted *q, const char *text, size_t len)
{
    size_t room = q->cell_len < ROWS_CELL_MAX ? ROWS_CELL_MAX - q->cell_len : 0;
    size_t kept = len < room ? len : room;

    q->cell_len += len;
    make_room(q, kept + 1);
    memcpy(q->text + q->used, text, kept);
    q->used += kept;
}

static void end_cell(struct quoted *q)
{
    struct row *row = q->row;
    bool is_too_long = q->cell_len > ROWS_CELL_MAX;

    row->cells[row->count].len = is_too_long ? ROWS_CELL_MAX : q->cell_len;
    row->cells[row->count++].is_too_long = is_too_long;
    row->has_long = row->has_long || is_too_long;
    q->text[q->used++] = '\0';
    q->cell_len = 0;
}

static void on_cell(void *text, size_t len, void *context)
{
    struct quoted *q = context;

    q->cell_line = q->line;
    if (q->is_dropped || is_lost(q))
        return;
    if (q->row->count == ROWS_COLUMN_MAX) {
        q->row->has_too_many = q->row->has_too_many || !q->is_continued;
        return;
    }
    keep(q, text, len);
    if (!q->is_continued)
        end_cell(q);
}

static void on_row(int end, void *context)
{
    struct quoted *q = context;

    (void)end;
    q->has_ended = true;
}

/* --- what it is given --- */

/* It is to trim nothing. */
static int is_no_space(unsigned char c)
{
    (void)c;
    return 0;
}

static void open_parser(struct quoted *q)
{
    if (csv_init(&q->csv, CSV_STRICT | CSV_STRICT_FINI))
        mem_give_up("libcsv refused to start: out of memory?");
    csv_set_space_func(&q->csv, is_no_space);
    csv_set_blk_size(&q->csv, BLOCK);
}

struct quoted *quoted_new(void)
{
    struct quoted *q = mem_zero(1, sizeof(*q));

    open_parser(q);
    return q;
}

void quoted_free(struct quoted *q)
{
    if (!q)
        return;
    csv_free(&q->csv);
    free(q->text);
    free(q);
}

void quoted_begin(struct quoted *q, struct row *row, char delimiter,
                  int64_t line)
{
    if (q->is_amid) {
        csv_free(&q->csv);
        open_parser(q);
    }
    q->is_amid = true;
    q->row = row;
    q->delimiter = delimiter;
    csv_set_delim(&q->csv, (unsigned char)delimiter);
    csv_set_quote(&q->csv, QUOTE);
    q->used = q->cell_len = q->len = 0;
    q->has_ended = q->is_plain = q->is_after = false;
    q->is_dropped = q->is_continued = false;
    q->is_blank = true;
    q->line = q->cell_line = line;
}

/* How many bytes it took; fewer than all: the next is one that it refuses. */
static size_t parse(struct quoted *q, const char *bytes, size_t len)
{
    size_t taken;

    /* Of a record that is lost nobody wants what is gathered: nothing but the
       quote that may have closed a cell, which is the last of it. */
    if (is_lost(q) && q->csv.entry_pos > 1)
        q->csv.entry_pos = 1;
    taken = csv_parse(&q->csv, bytes, len, on_cell, on_row, q);
    if (taken < len && csv_error(&q->csv) != CSV_EPARSE)
        mem_give_up("out of memory");
    return taken;
}

/* The cell at hand ends here, for libcsv. */
static void cut(struct quoted *q, bool *what_of_it)
{
    *what_of_it = true;
    (void)parse(q, &q->delimiter, 1);
    *what_of_it = false;
}

static bool is_blank(const struct quoted *q, char c)
{
    return (c == ' ' || c == '\t') && c != q->delimiter;
}

static bool is_end(const struct quoted *q, char c)
{
    return c == q->delimiter || c == '\n' || c == '\r';
}

/* Where a cell without quotes is at hand: is it nothing but blanks so far? */
static bool is_blank_before(const struct quoted *q, const char *bytes,
                            size_t at)
{
    while (at && is_blank(q, bytes[at - 1]))
        at--;
    return at ? bytes[at - 1] == q->delimiter : q->is_blank;
}

/* From here on to the cell's end a quote is a byte like others. */
static void go_on_plainly(struct quoted *q)
{
    q->is_plain = true;
    /* There is none of these in what it is given then. */
    csv_set_quote(&q->csv, (unsigned char)q->delimiter);
}

static size_t add_plain(struct quoted *q, const char *bytes, size_t len)
{
    size_t cell = 0;

    while (cell < len && !is_end(q, bytes[cell]))
        cell++;
    (void)parse(q, bytes, cell);
    if (cell < len) {
        q->is_plain = false;
        csv_set_quote(&q->csv, QUOTE);
    }
    return cell;
}

/* Behind a closing quote: blanks, and the cell's end; or a fault. */
static size_t add_after(struct quoted *q, const char *bytes, size_t len)
{
    size_t at = 0;

    while (at < len && is_blank(q, bytes[at]))
        at++;
    if (at == len)
        return at;
    q->is_after = false;
    if (is_end(q, bytes[at]))
        return at;
    q->row->has_bad_quote = true;
    cut(q, &q->is_continued);
    go_on_plainly(q);
    return at + (bytes[at] == QUOTE);
}

/* Up to what libcsv refuses, and what that is. */
static size_t add_strictly(struct quoted *q, const char *bytes, size_t len)
{
    size_t taken = parse(q, bytes, len);

    if (taken == len)
        q->is_blank = is_blank_before(q, bytes, len);
    else if (bytes[taken] != QUOTE)
        q->is_after = true;
    else if (is_blank_before(q, bytes, taken))
        cut(q, &q->is_dropped);
    else
        go_on_plainly(q);
    return taken;
}

static void add_piece(struct quoted *q, const char *bytes, size_t len)
{
    q->len += len;
    while (len) {
        size_t taken = q->is_after   ? add_after(q, bytes, len)
                       : q->is_plain ? add_plain(q, bytes, len)
                                     : add_strictly(q, bytes, len);

        bytes += taken;
        len -= taken;
    }
}

bool quoted_add(struct quoted *q, const char *bytes, size_t len, int64_t line)
{
    size_t room = is_lost(q) ? 0 : ROWS_ROW_MAX - q->len;

    q->line = line;
    /* Cells that end within the limit are there to the last byte. */
    if (room < len) {
        add_piece(q, bytes, room);
        bytes += room;
        len -= room;
    }
    add_piece(q, bytes, len);
    if (q->has_ended)
        q->is_amid = false;
    return q->has_ended;
}

int64_t quoted_end(struct quoted *q)
{
    if (csv_fini(&q->csv, on_cell, on_row, q))
        return q->cell_line;
    q->is_amid = false;
    return 0;
}

void quoted_row(struct quoted *q)
{
    char *at = q->text;

    q->row->is_too_long = is_lost(q);
    for (size_t i = 0; i < q->row->count; i++) {
        q->row->cells[i].text = at;
        at += q->row->cells[i].len + 1;
    }
}
