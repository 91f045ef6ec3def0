#include "ingest/read/extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/era.h"
#include "ingest/read/filler.h"
#include "ingest/read/fit.h"
#include "ingest/read/header.h"
#include "ingest/read/heading.h"
#include "ingest/read/rows.h"
#include "ingest/read/shape.h"
#include "ingest/read/type.h"

#define HEADER_LINES 30 /* extracts.md: the header is among the first */

struct extract {
    const struct type_set *types;
    struct rows *rows;
    struct extract_about about;
    struct around around;
    char school[SENDER_SIZE]; /* of the sender */
    char *path;
    /* What the first header says, whatever stands below: another thread asks
       while rows are being read. */
    struct fit fit;    /* of the first type */
    struct fit chosen; /* of the type whose rows are asked for */
    bool is_known;     /* what follows is rows of it */
    bool is_by_sender;
    struct str refusal;
    struct fit nearest;              /* of headers that fit no type */
    struct str near;                 /* and what it lacks of that one */
    const struct type *wants_sender; /* it lacks only a school; or NULL */
    struct layout layout;
    struct filler filler;
    struct judge *judge;
    struct lane lane;
    bool has_lane;         /* its rows may be told by it */
    bool is_learnt;        /* the row at hand is, by the lane */
    bool has_rows;         /* since its headings; one was not rejected */
    const struct row *row; /* whose records are not all handed out, or NULL */
    size_t variant;        /* of it, that is next */
    char **ignored;
    size_t ignored_count, ignored_capacity;
    int64_t skipped;
    size_t named;     /* cells of the header, but for empty ones at its end */
    bool has_whole;   /* a row with as many */
    bool has_short;   /* a row with fewer that is not the file's last line */
    int64_t cut_line; /* the last, where it alone is short */
    int64_t open_quote, extended; /* when nothing more is read */
    struct births births;
};

static const char delimiters[] = ",;\t|";

/* The line here as a header under the next delimiter; false: no more. Those
   under which it is one cell are alike, so that the first will do. */
static bool next_header(const struct extract *x, const char **delimiter,
                        bool *has_uncut, struct header *header)
{
    for (; **delimiter; ++*delimiter) {
        const struct row *row = rows_peek(x->rows, **delimiter);

        if (!row || (row->count == 1 && *has_uncut))
            continue;
        *has_uncut = *has_uncut || row->count == 1;
        header_open(header, x->types, row);
        return true;
    }
    return false;
}

/* The delimiter under which the line here fits a type best; '\0' = none. */
static char find_delimiter(struct extract *x, struct fit *best)
{
    char delimiter = '\0';
    bool has_uncut = false;
    struct header header;

    *best = (struct fit){ NULL, NULL, 0, 0 };
    for (const char *at = delimiters; next_header(x, &at, &has_uncut, &header);
         at++) {
        bool is_nearer;
        struct fit fit =
            fit_header(&header, &x->around, &x->nearest, &is_nearer);

        if (is_nearer) {
            str_clear(&x->near);
            fit_name_missing(&x->nearest, &header, &x->around, &x->near);
        }
        if (fit.type && (!best->type || fit.held > best->held)) {
            *best = fit;
            delimiter = *at;
        }
        header_close(&header);
    }
    return delimiter;
}

/*
 * A line that would be whole had the file a sender says so rather than what a
 * type closer to its letters lacks.
 */
static void note_sender_wanted(struct extract *x)
{
    struct around around = x->around;
    struct fit nearest = { NULL, NULL, 0, 0 };
    bool is_nearer, has_uncut = false;
    struct header header;

    if (around.school)
        return;
    around.school = "000000";
    for (const char *at = delimiters;
         !x->wants_sender && next_header(x, &at, &has_uncut, &header); at++) {
        struct fit fit = fit_header(&header, &around, &nearest, &is_nearer);

        if (fit.type && fit.held == fit.required)
            x->wants_sender = fit.type;
        header_close(&header);
    }
}

/* How the header is of the type whose rows are asked for, or of the first. */
static struct fit choose_fit(const struct extract *x)
{
    const struct shape *first = x->fit.shape;
    struct fit fit = x->fit;

    for (size_t i = 0; first && i < first->also_count; i++) {
        const struct shape *other = shape_find(x->types, first->also[i]);

        if (other->type == x->about.type) {
            fit.type = other->type;
            fit.shape = other;
        }
    }
    return fit;
}

/* Columns that mean something to another type of the file. */
static void read_others(struct extract *x, const struct header *header,
                        bool *is_read)
{
    for (size_t i = 0; i < extract_type_count(x); i++) {
        const struct type *type = extract_type_at(x, i);
        struct fit fit = { type, x->fit.shape, 0, 0 };
        struct layout l;

        if (i)
            fit.shape = shape_find(x->types, x->fit.shape->also[i - 1]);
        layout_open(&l, x->types, &fit, header, &x->around);
        for (size_t c = 0; c < header->count; c++)
            is_read[c] = is_read[c] || l.columns.is_read[c];
        layout_release(&l);
    }
}

/* Spreadsheets write commas behind the last column. */
static size_t count_named(const struct header *header)
{
    size_t count = header->count;

    while (count && !*header->normals[count - 1])
        count--;
    return count;
}

static bool is_listed(const struct extract *x, const struct cell *cell)
{
    for (size_t i = 0; i < x->ignored_count; i++)
        if (strlen(x->ignored[i]) == cell->len
            && !memcmp(x->ignored[i], cell->text, cell->len))
            return true;
    return false;
}

static void list_ignored(struct extract *x, const struct header *header)
{
    bool *is_read = mem_zero(header->count, sizeof(*is_read));
    bool is_first = !x->ignored_count;

    read_others(x, header, is_read);
    for (size_t i = 0; i < header->count; i++) {
        const struct cell *cell = &header->row->cells[i];

        if (is_read[i] || value_is_nothing(cell->text, cell->len)
            || (!is_first && is_listed(x, cell)))
            continue;
        MEM_ROOM(x->ignored, x->ignored_count, x->ignored_capacity);
        x->ignored[x->ignored_count++] = mem_dup_n(cell->text, cell->len);
    }
    free(is_read);
}

static void read_header(struct extract *x, const struct row *row)
{
    const struct type *type = x->chosen.type;
    struct header header;

    header_open(&header, x->types, row);
    layout_open(&x->layout, x->types, &x->chosen, &header, &x->around);
    list_ignored(x, &header);
    filler_init(&x->filler, &header);
    x->named = count_named(&header);
    header_close(&header);
    x->judge = judge_new(x->types, type, &x->layout.columns, x->about.as_of);
    x->has_lane = type->mode == TYPE_MARKS && !x->about.see
                  && !x->layout.variant_count && !x->layout.search_count;
}

/* By its sender or path where other files have no row for it. */
static bool falls_back(const struct shape *shape)
{
    for (size_t i = 0; i < shape->lookup_count; i++)
        if (shape->lookups[i].field == shape->type->school)
            return true;
    return shape->path_count > 0;
}

static bool goes_by_sender(const struct extract *x)
{
    const struct layout *l = &x->layout;
    const struct shape *first = x->fit.shape;

    if (first && falls_back(first))
        return true;
    for (size_t i = 0; first && i < first->also_count; i++)
        if (falls_back(shape_find(x->types, first->also[i])))
            return true;
    return x->around.school && l->type->school >= 0
           && l->base.given[l->type->school] == x->around.school;
}

static int start(struct extract *x, const struct fit *fit, char delimiter,
                 struct err *err)
{
    const struct row *row;
    int got;

    rows_set_delimiter(x->rows, delimiter);
    got = rows_next(x->rows, &row, err);
    if (got <= 0)
        return got < 0 ? -1 : err_set(err, ERR_INTERNAL, "the header is gone");
    x->is_known = true;
    x->skipped = row->line - 1;
    x->fit = *fit;
    x->chosen = choose_fit(x);
    read_header(x, row);
    x->is_by_sender = goes_by_sender(x);
    str_clear(&x->refusal);
    return 0;
}

/* A line above the header may say when. */
static void note_title(struct extract *x)
{
    const struct row *row = rows_peek(x->rows, ',');

    for (size_t i = 0; row && i < row->count; i++)
        era_note_title(&x->around.era, row->cells[i].text, row->cells[i].len);
    if (row && x->about.see)
        x->about.see(x->about.seer, row, false);
}

const char *extract_part(const struct extract *x)
{
    int part = x->is_known ? x->layout.type->part : -1;
    const char *given = part < 0 ? NULL : x->layout.base.given[part];
    const char *code = given ? codes_find(&x->layout.type->fields[part].codes,
                                          given, strlen(given))
                             : NULL;

    return code ? code : given;
}

static const char no_type[] = "its headings are of no known type";

/* D0 CF 11 E0, as what is no UTF-8 is read. */
static const char old_book[] = "\xC3\x90\xC3\x8F\x11\xC3\xA0";
#define OLD_BOOK_LEN (sizeof(old_book) - 1)

/* What the file is instead of an extract, as far as its beginning tells. */
static const char *what_else(const struct row *first)
{
    const struct cell *cell;

    if (!first)
        return "the file is empty";
    cell = &first->cells[0];
    if (cell->len >= 4 && !memcmp(cell->text, "PK\3\4", 4))
        return "it is a workbook or a zip file, not CSV";
    if (cell->len >= OLD_BOOK_LEN
        && !memcmp(cell->text, old_book, OLD_BOOK_LEN))
        return "it is a workbook of Excel's older form (.xls), not CSV";
    if (cell->len >= 5 && !memcmp(cell->text, "%PDF-", 5))
        return "it is a PDF, not CSV";
    if (cell->len && cell->text[0] == '<')
        return "it is XML or a web page, not CSV";
    return no_type;
}

/* Why it is refused: for want of columns of a type, or what it is instead; and
   the type of which it has more headings, if any. */
static void finish_refusal(struct extract *x, const char *otherwise,
                           size_t held)
{
    const char *before = x->refusal.len ? "; or " : ": nearest is ";
    bool is_headed = x->refusal.len || otherwise == no_type;

    if (x->wants_sender) {
        str_clear(&x->refusal);
        fit_name_school(x->wants_sender, &x->refusal);
        return;
    }
    if (!x->refusal.len)
        str_add(&x->refusal, otherwise);
    if (is_headed && x->nearest.held > held)
        str_addf(&x->refusal, "%s%s; 'vschool describe %s' says what it needs",
                 before, x->near.text, x->nearest.type->name);
}

/* Of the line here. */
static void name_missing(struct extract *x, const struct fit *fit,
                         char delimiter)
{
    struct header header;

    header_open(&header, x->types, rows_peek(x->rows, delimiter));
    fit_name_missing(fit, &header, &x->around, &x->refusal);
    header_close(&header);
}

/* The same, of as much of the line as can be looked at at once. */
static int find_delimiter_in_whole(struct extract *x, struct fit *best,
                                   char *delimiter, struct err *err)
{
    for (;;) {
        *delimiter = find_delimiter(x, best);
        if (!rows_is_cut(x->rows))
            return 0;
        if (rows_fill(x->rows, err))
            return -1;
    }
}

static int find_header(struct extract *x, struct err *err)
{
    const char *otherwise = NULL;
    size_t held = 0; /* by the header that the refusal is of */

    if (rows_fill(x->rows, err))
        return -1;
    for (int line = 0; line < HEADER_LINES; line++) {
        struct fit fit;
        char delimiter;

        if (find_delimiter_in_whole(x, &fit, &delimiter, err))
            return -1;
        if (!otherwise)
            otherwise = what_else(rows_peek(x->rows, ','));
        if (fit.type && fit.held == fit.required)
            return start(x, &fit, delimiter, err);
        if (fit.type && !x->refusal.len) {
            name_missing(x, &fit, delimiter);
            held = fit.held;
        }
        note_sender_wanted(x);
        note_title(x);
        if (!rows_skip_line(x->rows))
            break;
    }
    finish_refusal(x, otherwise, held);
    return 0;
}

int extract_open(struct extract **out, const struct type_set *types,
                 enum encoding encoding, const struct extract_about *about,
                 struct extract_source source, struct err *err)
{
    struct extract *x = mem_zero(1, sizeof(*x));

    *out = NULL;
    x->types = types;
    x->refusal = x->near = (struct str)STR_INIT;
    x->rows = about && about->all ? rows_new_all(about->all, about->all_len)
                                  : rows_new(encoding, source);
    x->about.as_of = DATE_NONE;
    if (about)
        x->about = *about;
    if (x->about.school) {
        snprintf(x->school, sizeof(x->school), "%s", x->about.school);
        x->around.school = x->school;
    }
    if (x->about.path)
        x->around.path = x->path = mem_dup(x->about.path);
    era_begin(&x->around.era, about ? about->sent : DATE_NONE);
    if (find_header(x, err)) {
        extract_close(x);
        return -1;
    }
    *out = x;
    return 0;
}

void extract_rest(struct extract *x)
{
    if (!x->rows)
        return;
    x->open_quote = rows_open_quote(x->rows);
    x->extended = x->judge ? judge_rows_extended(x->judge) : 0;
    x->births = extract_births(x);
    judge_free(x->judge);
    lane_release(&x->lane);
    rows_free(x->rows);
    x->judge = NULL;
    x->rows = NULL;
    x->row = NULL;
}

void extract_close(struct extract *x)
{
    if (!x)
        return;
    extract_rest(x);
    for (size_t i = 0; i < x->ignored_count; i++)
        free(x->ignored[i]);
    free(x->ignored);
    free(x->path);
    if (x->is_known) {
        layout_release(&x->layout);
        filler_release(&x->filler);
    }
    str_release(&x->refusal);
    str_release(&x->near);
    free(x);
}

const struct type *extract_type(const struct extract *x)
{
    return x->is_known ? x->chosen.type : NULL;
}

const char *extract_refusal(const struct extract *x)
{
    return x->refusal.text;
}

/* --- other headings under the header -------------------------------------- */

/* What the header made goes, and what this one makes stands in its place. */
static void go_on_under(struct extract *x, const struct row *row)
{
    struct judge *before = x->judge;

    layout_release(&x->layout);
    filler_release(&x->filler);
    lane_release(&x->lane);
    memset(&x->lane, 0, sizeof(x->lane));
    read_header(x, row);
    judge_follow(x->judge, before);
    judge_free(before);
    x->has_rows = false;
}

/* The same headings again. */
static void begin_again(struct extract *x)
{
    judge_set_apart(x->judge, 0, 0);
    x->has_rows = false;
}

/* May the row be one of headings? Some cell is a heading of some type, or the
   one that its column has. */
static bool has_heading(const struct extract *x, const struct header *header)
{
    for (size_t i = 0; i < header->count; i++)
        if (header->means[i]
            || (i < x->filler.header_count && *header->normals[i]
                && !strcmp(header->normals[i], x->filler.header[i])))
            return true;
    return false;
}

/* Of what says whose a row is, bit by bit, the fields that stand under what
   their column is called. */
static uint64_t under_themselves(const struct extract *x,
                                 const struct header *header)
{
    const struct type *type = x->layout.type;
    const int owner = type_owner(type);
    uint64_t fields = 0;

    for (size_t i = 0; i < header->count && i < x->layout.columns.count; i++) {
        const struct heading *heading = header_means(header, type, i);

        if (heading && x->layout.columns.is_read[i]
            && (heading->field == owner || heading->field == type->school)
            && !strcmp(header->normals[i], x->filler.header[i]))
            fields |= UINT64_C(1) << heading->field;
    }
    return fields;
}

/* What is around other headings. Whether a file goes by who sent it, or when,
   is asked of the first ones: others do so only where those did. */
static struct around around_others(const struct extract *x)
{
    struct around around = x->around;

    if (!x->is_by_sender)
        around.school = NULL;
    return around;
}

/*
 * Files that were put one behind the other, or two tables in one: a row that
 * is none, but headings, under which the columns are others. Those of the same
 * rows hold from here on (true: the row was they); under any others nothing
 * can be read. Right below the header it may be what people call the columns.
 */
static bool is_other_header(struct extract *x, const struct row *row)
{
    struct header header;
    bool is_header = false;
    uint64_t own;

    if (row->is_too_long || row->has_too_many || row->has_bad_quote)
        return false;
    header_open(&header, x->types, row);
    if (has_heading(x, &header)) {
        struct around around = around_others(x);
        struct fit nearest = { NULL, NULL, 0, 0 };
        bool is_nearer;
        struct fit fit = fit_header(&header, &around, &nearest, &is_nearer);

        is_header = fit.type == x->fit.type && fit.shape == x->fit.shape
                    && fit.held == fit.required
                    && around.era.has_guessed == x->around.era.has_guessed;
        own = under_themselves(x, &header);
        if (!is_header && x->has_rows && ((fit.type && fit.held > 1) || own))
            judge_set_apart(x->judge, row->line, own);
    }
    header_close(&header);
    if (is_header)
        go_on_under(x, row);
    return is_header;
}

/* A row has as many cells as the header or fewer, as all of its file do; of the
   last alone it says that the file was cut off. */
static void note_end(struct extract *x, const struct row *row)
{
    const bool is_short = row->count < x->named;

    if (!row->is_unended)
        x->has_short = x->has_short || is_short;
    else if (is_short && x->has_whole && !x->has_short)
        x->cut_line = row->line;
    x->has_whole = x->has_whole || !is_short;
}

/* The first record of the row at hand: false: it was headings. */
static bool is_record(struct extract *x, const struct record *record)
{
    if (!record->rejected) {
        x->has_rows = true;
        return true;
    }
    if (!is_other_header(x, x->row))
        return true;
    x->skipped += x->row->lines;
    x->row = NULL;
    return false;
}

/*
 * The next record of the row: one that it has something for, or, of a row with
 * nothing for any, the first. A fault in what they share is the row's, once.
 */
static const struct record *next_record(struct extract *x)
{
    const struct layout *l = &x->layout;
    size_t variant = x->variant;
    const struct record *record;

    while (variant < l->variant_count && layout_is_blank(l, variant, x->row))
        variant++;
    if (variant == l->variant_count && x->variant)
        return NULL;
    if (variant < l->variant_count) {
        layout_choose(&x->layout, variant);
    } else {
        layout_choose_blank(&x->layout);
        variant = 0;
    }
    record = judge_row(x->judge, x->row);
    x->variant =
        !record->rejected
                || (record->rejected->field >= 0
                    && layout_varies(l, variant, record->rejected->field))
            ? variant + 1
            : l->variant_count;
    return record;
}

int extract_next(struct extract *x, const struct record **record,
                 struct err *err)
{
    int got;

    for (;;) {
        bool is_first = !x->variant;

        *record = x->row && x->variant < x->layout.variant_count
                      ? next_record(x)
                      : NULL;
        if (*record && (!is_first || is_record(x, *record)))
            return 1;
        got = rows_next(x->rows, &x->row, err);
        if (got <= 0)
            return got;
        x->variant = 0;
        x->is_learnt = false;
        if (x->about.see)
            x->about.see(x->about.seer, x->row, true);
        if (filler_is(&x->filler, x->row)) {
            if (filler_is_header(&x->filler, x->row))
                begin_again(x);
            x->skipped += x->row->lines;
            x->row = NULL;
            continue;
        }
        note_end(x, x->row);
        if (layout_look_up(&x->layout, x->row, x->about.find, x->about.context,
                           err))
            return -1;
        if (!x->layout.variant_count) {
            if (x->layout.search_count)
                layout_choose(&x->layout, 0);
            *record = judge_row(x->judge, x->row);
            if (is_record(x, *record))
                return 1;
        }
    }
}

size_t extract_marks(struct extract *x, struct lane_mark *marks, size_t room)
{
    if (!x->has_lane || !x->row)
        return 0;
    if (!x->is_learnt)
        lane_learn(&x->lane, x->judge, x->row, rows_before(x->rows));
    x->is_learnt = true;
    return lane_take(&x->lane, x->rows, marks, room);
}

int extract_skip(struct extract *x, struct err *err)
{
    const struct row *row;
    int got;

    while ((got = rows_next(x->rows, &row, err)) > 0)
        continue;
    return got;
}

int64_t extract_open_quote(const struct extract *x)
{
    return x->rows ? rows_open_quote(x->rows) : x->open_quote;
}

bool extract_has_long(const struct extract *x)
{
    return rows_has_long(x->rows);
}

int64_t extract_lines_skipped(const struct extract *x)
{
    return x->skipped;
}

int64_t extract_rows_extended(const struct extract *x)
{
    return x->judge ? judge_rows_extended(x->judge) : x->extended;
}

int64_t extract_cut_line(const struct extract *x)
{
    return x->cut_line;
}

struct births extract_births(const struct extract *x)
{
    return x->judge ? judge_births(x->judge) : x->births;
}

size_t extract_ignored_count(const struct extract *x)
{
    return x->ignored_count;
}

const char *extract_ignored(const struct extract *x, size_t at)
{
    return x->ignored[at];
}

size_t extract_type_count(const struct extract *x)
{
    const struct shape *first = x->fit.shape;

    return !x->is_known ? 0 : first ? 1 + first->also_count : 1;
}

const struct type *extract_type_at(const struct extract *x, size_t at)
{
    return at ? shape_find(x->types, x->fit.shape->also[at - 1])->type
              : x->fit.type;
}

const struct shape *extract_shape(const struct extract *x)
{
    return x->is_known ? x->chosen.shape : NULL;
}

bool extract_goes_by_sender(const struct extract *x)
{
    return x->is_by_sender;
}

const char *extract_sender(const struct extract *x)
{
    return x->around.school ? x->around.school : "";
}

bool extract_goes_by_day(const struct extract *x)
{
    return x->around.era.has_guessed;
}

bool extract_has_ahead(const struct extract *x)
{
    return x->around.era.has_ahead;
}
