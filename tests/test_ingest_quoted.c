#include "ingest/read/quoted.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/rows.h"
#include "tests/reading.h"
#include "tests/testing.h"

/*
 * Rows without a quote are cut where they lie, all others by libcsv: here the
 * same lines go both ways, and all files are read once more as the contract
 * says it, byte by byte.
 */

static void begin_row(struct str *out, int64_t line)
{
    str_addf(out, "%d:", (int)line);
}

static void end_row(struct str *out, int64_t lines, bool has_bad_quote)
{
    str_addf(out, " %d%s\n", (int)lines, has_bad_quote ? "!" : "");
}

static void show_row(const struct row *row, struct str *out)
{
    begin_row(out, row->line);
    for (size_t i = 0; i < row->count; i++) {
        const struct cell *cell = &row->cells[i];

        str_add_c(out, '[');
        str_add_n(out, cell->text, cell->len);
        str_add(out, cell->is_too_long ? "..]" : "]");
        assert_int_equal(cell->text[cell->len], '\0');
        assert_true(row->has_long || !cell->is_too_long);
    }
    if (row->is_too_long)
        str_add(out, "<");
    if (row->has_too_many)
        str_add(out, ">");
    end_row(out, row->lines, row->has_bad_quote);
}

/* The cells of the row before: each with its length. */
struct row_before {
    int64_t line;
    struct str cells;
};

static void add_cells(struct str *out, const struct row *row, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        str_addf(out, "%zu:", row->cells[i].len);
        str_add_n(out, row->cells[i].text, row->cells[i].len);
    }
}

/* Cells that are said to be alike are; how many there are. */
static size_t check_alike(struct row_before *before, const struct row *row)
{
    size_t alike = row->alike_line == before->line ? row->alike : 0;
    struct str cells = STR_INIT;

    assert_true(row->alike <= row->count);
    add_cells(&cells, row, alike);
    assert_true(cells.len <= before->cells.len
                && !memcmp(cells.text, before->cells.text, cells.len));
    str_release(&cells);
    str_clear(&before->cells);
    add_cells(&before->cells, row, row->count);
    before->line = row->line;
    return alike;
}

/* How many cells are alike. */
static size_t show_rows(const char *bytes, size_t len, size_t piece,
                        char delimiter, struct str *out)
{
    struct row_before before = { 0, STR_INIT };
    size_t alike = 0;
    struct memory memory = { bytes, len, 0, piece };
    struct rows *rows = rows_new(
        ENCODING_UTF8, (struct extract_source){ reading_memory, &memory });
    const struct row *row;
    struct err err = ERR_INIT;

    rows_set_delimiter(rows, delimiter);
    while (rows_next(rows, &row, &err) == 1) {
        show_row(row, out);
        alike += check_alike(&before, row);
        /* As whoever is handed them may do. */
        for (size_t i = 0; i < row->count; i++)
            memset(row->cells[i].text, 'x', row->cells[i].len);
    }
    if (rows_open_quote(rows))
        str_addf(out, "open %d\n", (int)rows_open_quote(rows));
    rows_free(rows);
    str_release(&before.cells);
    return alike;
}

static bool is_same(const struct str *a, const struct str *b)
{
    return a->len == b->len && !memcmp(a->text, b->text, a->len);
}

/* --- both ways --- */

/* A line in pieces through libcsv, whatever it has. */
static void show_by_libcsv(struct quoted *quoted, const char *bytes, size_t len,
                           size_t piece, char delimiter, struct str *out)
{
    struct cell *cells = mem_alloc(ROWS_COLUMN_MAX * sizeof(*cells));
    struct row row = { .line = 1, .lines = 1, .cells = cells };
    bool has_ended = false;

    quoted_begin(quoted, &row, delimiter, 1);
    for (size_t at = 0; at < len; at += piece)
        has_ended = quoted_add(quoted, bytes + at,
                               len - at < piece ? len - at : piece, 1);
    if (!has_ended)
        assert_int_equal(quoted_end(quoted), 0);
    quoted_row(quoted);
    show_row(&row, out);
    free(cells);
}

static const char delimiters[] = ",;\t|";

/* Some letters; now and then as many of one as the limits are near to. */
static void add_letters(struct prop *p, struct str *line)
{
    static const char letters[] = "ab ,;\t|\0\xC3\xA9\xFF.,,,;";
    static const size_t limits[] = { ROWS_COLUMN_MAX, ROWS_CELL_MAX,
                                     ROWS_ROW_MAX };
    size_t which = prop_below(p, 400);
    char c = letters[prop_below(p, sizeof(letters) - 1)];
    size_t count = 1;

    if (which < 5)
        count = limits[which ? which % 2 : 2] - 3 + prop_below(p, 6);
    str_reserve(line, count);
    memset(line->text + line->len, c, count);
    line->len += count;
    line->text[line->len] = '\0';
}

static void a_line_without_quotes_is_the_same_by_libcsv(void **state)
{
    struct quoted *quoted = quoted_new();
    size_t odd = 0;

    (void)state;
    for (struct prop p = prop_begin(3000); prop_next(&p);) {
        static const char *const ends[] = { "\n", "\r", "" };
        char delimiter = delimiters[prop_below(&p, 4)];
        struct str line = STR_INIT, ours = STR_INIT, its = STR_INIT;

        for (size_t left = 1 + prop_below(&p, 30); left > 0; left--)
            add_letters(&p, &line);
        str_add(&line, ends[prop_below(&p, 3)]);
        show_rows(line.text, line.len, 1 + prop_below(&p, 90000), delimiter,
                  &ours);
        show_by_libcsv(quoted, line.text, line.len,
                       1 + prop_below(&p, line.len > 200 ? 70000 : 20),
                       delimiter, &its);
        prop_assert(&p, is_same(&ours, &its));
        odd += strstr(ours.text, "..]") || strchr(ours.text, '>')
               || strchr(ours.text, '<');
        str_release(&line);
        str_release(&ours);
        str_release(&its);
    }
    quoted_free(quoted);
    assert_true(odd > 20 || testing_environment("PROP_SEED"));
}

/* --- as the contract says it --- */

struct plain {
    const char *at;
    const char *end;
    char delimiter;
    int64_t line;
    int64_t open; /* the line of a quote that is not closed; 0 */
    bool has_bad_quote;
    struct str *out;
};

static bool is_blank(const struct plain *p, char c)
{
    return (c == ' ' || c == '\t') && c != p->delimiter;
}

static bool is_cell_end(const struct plain *p)
{
    return p->at == p->end || *p->at == p->delimiter || *p->at == '\n'
           || *p->at == '\r';
}

/* One byte of a cell, or the end of a line. */
static char take(struct plain *p)
{
    char c = *p->at++;

    if (c == '\r' || (c == '\n' && p->at[-2] != '\r'))
        p->line++;
    return c;
}

static void read_quoted(struct plain *p)
{
    int64_t opened = p->line;

    for (p->at++; p->at < p->end; str_add_c(p->out, take(p))) {
        if (*p->at != '"')
            continue;
        if (++p->at == p->end || *p->at != '"')
            return;
    }
    p->open = opened;
}

static void read_cell(struct plain *p)
{
    const char *start = p->at;

    str_add_c(p->out, '[');
    while (p->at < p->end && is_blank(p, *p->at))
        p->at++;
    if (p->at < p->end && *p->at == '"') {
        read_quoted(p);
        while (p->at < p->end && is_blank(p, *p->at))
            p->at++;
        p->has_bad_quote = p->has_bad_quote || !is_cell_end(p);
        if (!is_cell_end(p) && *p->at == '"')
            p->at++;
    } else {
        p->at = start;
    }
    while (!is_cell_end(p))
        str_add_c(p->out, *p->at++);
    str_add_c(p->out, ']');
}

static void read_plainly(const char *bytes, size_t len, char delimiter,
                         struct str *out)
{
    struct plain p = { .at = bytes,
                       .end = bytes + len,
                       .delimiter = delimiter,
                       .line = 1,
                       .out = out };

    while (p.at < p.end && !p.open) {
        int64_t line = p.line;
        size_t before = out->len;

        p.has_bad_quote = false;
        begin_row(out, line);
        read_cell(&p);
        while (p.at < p.end && *p.at == delimiter) {
            p.at++;
            read_cell(&p);
        }
        if (p.open) {
            out->len = before;
        } else {
            if (p.at == p.end)
                p.line++;
            else if (take(&p) == '\r' && p.at < p.end && *p.at == '\n')
                p.at++;
            end_row(out, p.line - line, p.has_bad_quote);
        }
    }
    if (p.open)
        str_addf(out, "open %d\n", (int)p.open);
}

static void any_bytes_are_cut_as_the_contract_says(void **state)
{
    static const char letters[] = "ab\"\"\"\"\"\",,,;|\n\n\r\r \t\0\xC3\xA9";
    size_t bad = 0, open = 0;

    (void)state;
    for (struct prop p = prop_begin(20000); prop_next(&p);) {
        char delimiter = delimiters[prop_below(&p, 3) ? 0 : prop_below(&p, 4)];
        struct str ours = STR_INIT, plain = STR_INIT;
        char bytes[1 + 48];
        size_t len = prop_below(&p, sizeof(bytes) - 1);

        bytes[0] = '\0'; /* that is before the first */
        for (size_t i = 1; i <= len; i++)
            bytes[i] = letters[prop_below(&p, sizeof(letters) - 1)];
        show_rows(bytes + 1, len, 1 + prop_below(&p, 9), delimiter, &ours);
        read_plainly(bytes + 1, len, delimiter, &plain);
        prop_assert(&p, is_same(&ours, &plain));
        bad += memchr(ours.text, '!', ours.len) != NULL;
        open += memchr(ours.text, 'o', ours.len) != NULL;
        str_release(&ours);
        str_release(&plain);
    }
    assert_true((bad > 2000 && open > 2000)
                || testing_environment("PROP_SEED"));
}

/* A line that is the one before but for a byte, or ends sooner. */
static void add_like(struct prop *p, struct str *bytes, size_t from, size_t to)
{
    static const char letters[] = "ab,,;\"\t ";
    size_t len = to - from, at = bytes->len;

    if (!prop_below(p, 4))
        len = prop_below(p, (unsigned)len + 1);
    for (size_t i = 0; i < len; i++)
        str_add_c(bytes, bytes->text[from + i]);
    if (len && prop_below(p, 5))
        bytes->text[at + prop_below(p, (unsigned)len)] =
            letters[prop_below(p, sizeof(letters) - 1)];
    if (!prop_below(p, 5))
        str_add_n(bytes, letters, prop_below(p, sizeof(letters)));
    str_add_c(bytes, '\n');
}

static void lines_that_begin_alike_are_cut_as_others(void **state)
{
    size_t alike = 0;

    (void)state;
    for (struct prop p = prop_begin(3000); prop_next(&p);) {
        char delimiter = delimiters[prop_below(&p, 3) ? 0 : prop_below(&p, 4)];
        struct str ours = STR_INIT, plain = STR_INIT, bytes = STR_INIT;
        size_t from = 1;

        str_add_n(&bytes, "\0ab,,bb,a b,ab;b", 16); /* NUL: before the first */
        for (int line = 0; line < 8; line++) {
            size_t to = bytes.len;

            str_add_c(&bytes, '\n');
            add_like(&p, &bytes, from, to);
            from = to + 1;
            bytes.len--;
        }
        alike += show_rows(bytes.text + 1, bytes.len - 1,
                           1 + prop_below(&p, 60), delimiter, &ours);
        read_plainly(bytes.text + 1, bytes.len - 1, delimiter, &plain);
        prop_assert(&p, is_same(&ours, &plain));
        str_release(&ours);
        str_release(&plain);
        str_release(&bytes);
    }
    assert_true(alike > 3000 || testing_environment("PROP_SEED"));
}

/* A quoted cell that does not end within what is kept, in a file of many. */
static void a_record_without_an_end_is_bounded(void **state)
{
    struct str bytes = STR_INIT, got = STR_INIT;

    (void)state;
    str_add(&bytes, "a,b\n\"x");
    for (int i = 0; i < 400000; i++)
        str_add(&bytes, "y\"\",,\n z");
    show_rows(bytes.text, bytes.len, 100000, ',', &got);
    assert_string_equal(got.text, "1:[a][b] 1\nopen 2\n");
    str_clear(&got);
    str_add(&bytes, "\"\"\" , \"c\"x\nd");
    show_rows(bytes.text, bytes.len, 100000, ',', &got);
    assert_string_equal(got.text, "1:[a][b] 1\n2:< 400001!\n400003:[d] 1\n");
    str_release(&bytes);
    str_release(&got);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_without_quotes_is_the_same_by_libcsv),
        cmocka_unit_test(any_bytes_are_cut_as_the_contract_says),
        cmocka_unit_test(lines_that_begin_alike_are_cut_as_others),
        cmocka_unit_test(a_record_without_an_end_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
