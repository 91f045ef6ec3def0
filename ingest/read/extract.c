#include "ingest/read/extract.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/heading.h"
#include "ingest/read/rows.h"
#include "ingest/read/type.h"

#define HEADER_LINES 10 /* extracts.md: the header is among the first */

struct extract {
    const struct type_set *types;
    struct rows *rows;
    const struct type *type;
    struct str refusal;
    struct columns columns;
    struct judge *judge;
    char **ignored;
    size_t ignored_count;
    int64_t skipped;
};

/* How a header fits a type. */
struct match {
    const struct type *type; /* NULL = it fits none */
    size_t held;             /* headings that must be there and are */
    size_t required;
};

static void columns_clear(struct columns *columns, const struct type *type)
{
    for (size_t f = 0; f < type->field_count; f++)
        columns->of_field[f] = -1;
    for (int form = 0; form < SCHOOL_FORMS; form++)
        columns->of_school[form] = -1;
}

/* The place in *columns of what a heading means. */
static int *columns_place(struct columns *columns, const struct type *type,
                          const struct heading *heading)
{
    return type->fields[heading->field].kind == FIELD_SCHOOL
               ? &columns->of_school[heading->form]
               : &columns->of_field[heading->field];
}

/* Of two columns for one field the contract's own name wins, then the left. */
static void columns_map(struct columns *columns, const struct type *type,
                        const struct row *header)
{
    columns_clear(columns, type);
    columns->count = header->count;
    for (int rank = 0; rank < 2; rank++) {
        for (size_t i = 0; i < header->count; i++) {
            const struct cell *cell = &header->cells[i];
            const struct heading *heading =
                heading_find(type, cell->text, cell->len);
            int *place;

            if (!heading || heading->rank != rank)
                continue;
            place = columns_place(columns, type, heading);
            if (*place < 0)
                *place = (int)i;
        }
    }
}

static bool columns_has(const struct columns *columns, const struct type *type,
                        size_t field)
{
    const int *school = columns->of_school;

    if (type->fields[field].kind != FIELD_SCHOOL)
        return columns->of_field[field] >= 0;
    return school[SCHOOL_URN] >= 0 || school[SCHOOL_LAESTAB] >= 0
           || (school[SCHOOL_LA] >= 0 && school[SCHOOL_ESTAB] >= 0);
}

static struct match match_type(const struct type *type,
                               const struct row *header)
{
    struct match m = { type, 0, 0 };
    struct columns columns;

    columns.of_field = mem_zero(type->field_count, sizeof(int));
    columns_map(&columns, type, header);
    for (size_t f = 0; f < type->field_count; f++) {
        if (type->fields[f].need == NEED_NOTHING)
            continue;
        m.required++;
        m.held += columns_has(&columns, type, f);
    }
    free(columns.of_field);
    return m;
}

/*
 * details.md 6 and 56: of the types that have at least half of their headings
 * there the one with most; with a second that has as many there is none.
 */
static struct match match_all(const struct type_set *types,
                              const struct row *header)
{
    struct match best = { NULL, 0, 0 };

    for (size_t i = 0; i < types->count; i++) {
        struct match m = match_type(&types->types[i], header);

        if (!m.held || m.held * 2 < m.required || m.held < best.held)
            continue;
        if (m.held == best.held)
            m.type = NULL;
        best = m;
    }
    return best;
}

static void name_missing(struct extract *x, const struct type *type,
                         const struct row *header)
{
    struct columns columns;
    const char *before = "";

    if (x->refusal.len)
        return; /* of an earlier line */
    columns.of_field = mem_zero(type->field_count, sizeof(int));
    columns_map(&columns, type, header);
    str_addf(&x->refusal, "%s without column ", type->reports_as);
    for (size_t f = 0; f < type->field_count; f++) {
        const struct field *field = &type->fields[f];

        if (field->need == NEED_NOTHING || columns_has(&columns, type, f))
            continue;
        str_addf(&x->refusal, "%s'%s'", before, field->heading);
        before = ", ";
    }
    free(columns.of_field);
}

/* The delimiter under which the line here fits a type best; '\0' = none. */
static char find_delimiter(struct extract *x, struct match *best)
{
    static const char delimiters[] = ",;\t|";
    char delimiter = '\0';

    *best = (struct match){ NULL, 0, 0 };
    for (const char *at = delimiters; *at; at++) {
        const struct row *row = rows_peek(x->rows, *at);
        struct match m;

        if (!row)
            continue;
        m = match_all(x->types, row);
        if (m.type && (!best->type || m.held > best->held)) {
            *best = m;
            delimiter = *at;
        }
    }
    return delimiter;
}

static void list_ignored(struct extract *x, const struct row *header)
{
    size_t capacity = 0;

    for (size_t i = 0; i < header->count; i++) {
        const struct cell *cell = &header->cells[i];
        const struct heading *heading =
            heading_find(x->type, cell->text, cell->len);

        if (heading && *columns_place(&x->columns, x->type, heading) == (int)i)
            continue;
        if (value_is_nothing(cell->text, cell->len))
            continue;
        MEM_ROOM(x->ignored, x->ignored_count, capacity);
        x->ignored[x->ignored_count++] = mem_dup_n(cell->text, cell->len);
    }
}

static int start(struct extract *x, const struct type *type, char delimiter,
                 struct err *err)
{
    const struct row *header;
    int got;

    rows_set_delimiter(x->rows, delimiter);
    got = rows_next(x->rows, &header, err);
    if (got <= 0)
        return got < 0 ? -1 : err_set(err, ERR_INTERNAL, "the header is gone");
    x->type = type;
    x->skipped = header->line - 1;
    x->columns.of_field = mem_zero(type->field_count, sizeof(int));
    columns_map(&x->columns, type, header);
    list_ignored(x, header);
    x->judge = judge_new(x->types, type, &x->columns);
    str_clear(&x->refusal);
    return 0;
}

/* What the file is instead of an extract, as far as its beginning tells. */
static const char *what_else(const struct row *first)
{
    const struct cell *cell;

    if (!first)
        return "the file is empty";
    cell = &first->cells[0];
    if (cell->len >= 4 && !memcmp(cell->text, "PK\3\4", 4))
        return "it is a workbook or a zip file, not CSV";
    if (cell->len >= 5 && !memcmp(cell->text, "%PDF-", 5))
        return "it is a PDF, not CSV";
    if (cell->len && cell->text[0] == '<')
        return "it is XML or a web page, not CSV";
    return "its headings are of no known type";
}

static int find_header(struct extract *x, struct err *err)
{
    const char *otherwise;

    if (rows_begin(x->rows, err))
        return -1;
    otherwise = what_else(rows_peek(x->rows, ','));
    for (int line = 0; line < HEADER_LINES; line++) {
        struct match m;
        char delimiter = find_delimiter(x, &m);

        if (m.type && m.held == m.required)
            return start(x, m.type, delimiter, err);
        if (m.type) {
            const struct row *row = rows_peek(x->rows, delimiter);

            if (row)
                name_missing(x, m.type, row);
        }
        if (!rows_skip_line(x->rows))
            break;
    }
    if (!x->refusal.len)
        str_add(&x->refusal, otherwise);
    return 0;
}

int extract_open(struct extract **out, const struct type_set *types,
                 enum encoding encoding, struct extract_source source,
                 struct err *err)
{
    struct extract *x = mem_zero(1, sizeof(*x));

    *out = NULL;
    x->types = types;
    x->refusal = (struct str)STR_INIT;
    x->rows = rows_new(encoding, source);
    if (find_header(x, err)) {
        extract_close(x);
        return -1;
    }
    *out = x;
    return 0;
}

void extract_close(struct extract *x)
{
    if (!x)
        return;
    judge_free(x->judge);
    rows_free(x->rows);
    for (size_t i = 0; i < x->ignored_count; i++)
        free(x->ignored[i]);
    free(x->ignored);
    free(x->columns.of_field);
    str_release(&x->refusal);
    free(x);
}

const struct type *extract_type(const struct extract *x)
{
    return x->type;
}

const char *extract_refusal(const struct extract *x)
{
    return x->refusal.text;
}

static bool is_blank_cell(const struct cell *cell)
{
    for (size_t i = 0; i < cell->len; i++) {
        char c = cell->text[i];

        if (c == ' ' || (c >= '\t' && c <= '\r'))
            continue;
        /* A no-break space. */
        if (c != '\xC2' || i + 1 == cell->len || cell->text[i + 1] != '\xA0')
            return false;
        i++;
    }
    return true;
}

static bool is_blank_row(const struct row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (!is_blank_cell(&row->cells[i]))
            return false;
    return true;
}

/* details.md 7 */
static bool is_footer(const struct row *row)
{
    static const char *const whole[] = { "Total", "Grand total" };
    static const char *const begun[] = { "Report run on", "Report created" };
    const char *text = row->cells[0].text;
    size_t len = row->cells[0].len;

    while (len && (*text == ' ' || *text == '\t')) {
        text++;
        len--;
    }
    if (!len || !strchr("TtGgRr", *text))
        return false;
    while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
        len--;
    for (size_t i = 0; i < 2; i++)
        if ((strlen(whole[i]) == len && !strncasecmp(text, whole[i], len))
            || (strlen(begun[i]) <= len
                && !strncasecmp(text, begun[i], strlen(begun[i]))))
            return true;
    return false;
}

static bool is_no_row(const struct row *row)
{
    bool is_whole =
        !row->is_too_long && !row->has_too_many && !row->has_bad_quote;

    return row->count && ((is_whole && is_blank_row(row)) || is_footer(row));
}

int extract_next(struct extract *x, const struct record **record,
                 struct err *err)
{
    const struct row *row;
    int got;

    while ((got = rows_next(x->rows, &row, err)) > 0) {
        if (!is_no_row(row)) {
            *record = judge_row(x->judge, row);
            return 1;
        }
        x->skipped += row->lines;
    }
    return got;
}

int64_t extract_open_quote(const struct extract *x)
{
    return rows_open_quote(x->rows);
}

int64_t extract_lines_skipped(const struct extract *x)
{
    return x->skipped;
}

int64_t extract_rows_extended(const struct extract *x)
{
    return x->judge ? judge_rows_extended(x->judge) : 0;
}

size_t extract_ignored_count(const struct extract *x)
{
    return x->ignored_count;
}

const char *extract_ignored(const struct extract *x, size_t at)
{
    return x->ignored[at];
}

bool extract_has_field(const struct extract *x, int field)
{
    return x->type && columns_has(&x->columns, x->type, (size_t)field);
}
