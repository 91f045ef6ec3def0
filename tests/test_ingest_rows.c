#include "ingest/read/rows.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/str.h"
#include "tests/reading.h"
#include "tests/testing.h"

/*
 * All rows as text: cells between bars, a line each, with the row's line in
 * front and its faults behind: "2:a|b!quote".
 */
static void show(const char *bytes, size_t len, size_t piece, char delimiter,
                 struct str *out)
{
    struct memory memory = { bytes, len, 0, piece };
    struct rows *rows = rows_new(
        ENCODING_UTF8, (struct extract_source){ reading_memory, &memory });
    const struct row *row;
    struct err err = ERR_INIT;

    rows_set_delimiter(rows, delimiter);
    while (rows_next(rows, &row, &err) == 1) {
        str_addf(out, "%d:", (int)row->line);
        for (size_t i = 0; i < row->count; i++) {
            if (i)
                str_add_c(out, '|');
            str_add_n(out, row->cells[i].text, row->cells[i].len);
            assert_int_equal(row->cells[i].text[row->cells[i].len], '\0');
        }
        if (row->has_bad_quote)
            str_add(out, "!quote");
        str_add_c(out, '\n');
    }
    if (rows_open_quote(rows))
        str_addf(out, "open %d\n", (int)rows_open_quote(rows));
    rows_free(rows);
}

static const struct {
    const char *bytes;
    const char *rows;
} shapes[] = {
    { "", "" },
    { "a,b\n", "1:a|b\n" },
    { "a,b", "1:a|b\n" },
    { "a,b\r\nc,d\r\n", "1:a|b\n2:c|d\n" },
    { "a,b\rc,d\r", "1:a|b\n2:c|d\n" },
    { "a\n\nb\n", "1:a\n2:\n3:b\n" },
    { "a\r\r\nb", "1:a\n2:\n3:b\n" },
    { "a,\n,b\n,\n", "1:a|\n2:|b\n3:|\n" },
    { " a ,\tb\n", "1: a |\tb\n" },
    /* quotes */
    { "\"a\",\"b,c\"\n", "1:a|b,c\n" },
    { "\"a\"\"b\"\n", "1:a\"b\n" },
    { "\"\",x\n", "1:|x\n" },
    { " \"a\" , \"b\"\t\n", "1:a|b\n" },
    { "\" a \"\n", "1: a \n" },
    { "\"a\nb\",c\nd\n", "1:a\nb|c\n3:d\n" },
    { "\"a\r\nb\",c\r\nd\r\n", "1:a\r\nb|c\n3:d\n" },
    { "x\n\"a\rb\"", "1:x\n2:a\rb\n" },
    /* a quote inside an unquoted cell is text */
    { "a\"b,c\n", "1:a\"b|c\n" },
    { "5\" pipe,\"x\"\n", "1:5\" pipe|x\n" },
    { "a \"b\",c\n", "1:a \"b\"|c\n" },
    /* text after a closing quote is a fault of its row alone */
    { "\"a\"b,c\nd,e\n", "1:ab|c!quote\n2:d|e\n" },
    { "\"a\" b,c\nd\n", "1:ab|c!quote\n2:d\n" },
    { "\"a\" \"b\",c\nd\n", "1:ab\"|c!quote\n2:d\n" },
    { "\"a\\\"b\",c\nd\n", "1:a\\b\"|c!quote\n2:d\n" },
    /* a quote that never closes: no row, and where it opened */
    { "a,\"b\nc\nd\n", "open 1\n" },
    { "a\nb,\"c\n\nd", "1:a\nopen 2\n" },
    { "a,\"", "open 1\n" },
    { "a\n\"b\nc\",\"d\n", "1:a\nopen 3\n" },
};

static void rows_are_cut_as_the_contract_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        for (size_t piece = 1; piece < 4; piece++) {
            struct str got = STR_INIT;

            show(shapes[i].bytes, strlen(shapes[i].bytes), piece, ',', &got);
            if (strcmp(got.text, shapes[i].rows) != 0)
                fail_msg("shape %zu: '%s' gives\n%s", i, shapes[i].bytes,
                         got.text);
            str_release(&got);
        }
    }
}

static void any_delimiter_will_do(void **state)
{
    (void)state;
    for (const char *at = ";\t|"; *at; at++) {
        const char bytes[] = { 'a', ',', *at, '"', 'b', *at, 'c', '"', '\n' };
        struct str got = STR_INIT;
        char wanted[] = "1:a,|b?c\n";

        wanted[6] = *at;
        show(bytes, sizeof(bytes), 100, *at, &got);
        assert_string_equal(got.text, wanted);
        str_release(&got);
    }
}

/* A file of many lines, so that the window is filled again and again. */
static void long_files_are_cut_as_short_ones(void **state)
{
    struct str bytes = STR_INIT;
    struct memory memory = { NULL, 0, 0, 70000 };
    struct err err = ERR_INIT;
    const struct row *row;
    struct rows *rows;
    int count = 0;

    (void)state;
    for (int i = 0; i < 40000; i++)
        str_addf(&bytes, i % 7 ? "%d,plain,x\r\n" : "%d,\"quo\nted\",x\r\n", i);
    memory.bytes = bytes.text;
    memory.len = bytes.len;
    rows = rows_new(ENCODING_UTF8,
                    (struct extract_source){ reading_memory, &memory });
    rows_set_delimiter(rows, ',');
    for (int line = 1; rows_next(rows, &row, &err) == 1; count++) {
        assert_int_equal(row->line, line);
        assert_int_equal(row->count, 3);
        assert_int_equal(strtol(row->cells[0].text, NULL, 10), count);
        assert_string_equal(row->cells[1].text,
                            count % 7 ? "plain" : "quo\nted");
        line += (int)row->lines;
        assert_int_equal(row->lines, count % 7 ? 1 : 2);
    }
    assert_int_equal(count, 40000);
    rows_free(rows);
    str_release(&bytes);
}

/* --- limits --- */

/*
 * A row of `front`, so many bytes of x and `back`, between two short ones that
 * must come to no harm. Its cells are gone when this returns.
 */
static struct row long_row(const char *front, size_t fill, const char *back)
{
    struct str bytes = STR_INIT;
    struct memory memory = { NULL, 0, 0, 100000 };
    struct err err = ERR_INIT;
    const struct row *row;
    struct rows *rows;
    struct row found;

    str_addf(&bytes, "first,1\n%s", front);
    str_reserve(&bytes, fill);
    memset(bytes.text + bytes.len, 'x', fill);
    bytes.len += fill;
    bytes.text[bytes.len] = '\0';
    str_addf(&bytes, "%s\nlast,2\n", back);
    memory.bytes = bytes.text;
    memory.len = bytes.len;
    rows = rows_new(ENCODING_UTF8,
                    (struct extract_source){ reading_memory, &memory });
    rows_set_delimiter(rows, ',');
    assert_int_equal(rows_next(rows, &row, &err), 1);
    assert_int_equal(rows_next(rows, &row, &err), 1);
    assert_int_equal(row->line, 2);
    found = *row;
    assert_int_equal(rows_next(rows, &row, &err), 1);
    assert_string_equal(row->cells[0].text, "last");
    assert_int_equal(rows_next(rows, &row, &err), 0);
    rows_free(rows);
    str_release(&bytes);
    return found;
}

static void a_long_cell_or_row_is_lost_alone(void **state)
{
    struct row row;

    (void)state;
    assert_int_equal(long_row("", ROWS_CELL_MAX, ",y").count, 2);
    row = long_row("", 300000, ",y");
    assert_false(row.is_too_long);
    assert_int_equal(row.count, 2);
    assert_int_equal(long_row("\"", 300000, "\",y").count, 2);
    assert_true(long_row("", ROWS_ROW_MAX + 10, ",y").is_too_long);
    row = long_row("a,\"\n", 3 * (size_t)ROWS_ROW_MAX, "\n\",y");
    assert_true(row.is_too_long);
    assert_int_equal(row.lines, 3);
}

static void long_cells_are_cut_and_marked(void **state)
{
    struct str bytes = STR_INIT;
    struct memory memory = { NULL, 0, 0, 100000 };
    struct err err = ERR_INIT;
    const struct row *row;
    struct rows *rows;

    (void)state;
    for (int quoted = 0; quoted < 2; quoted++) {
        str_add(&bytes, quoted ? "a,\"" : "a,");
        for (int i = 0; i < ROWS_CELL_MAX; i++)
            str_add_c(&bytes, 'x');
        str_add(&bytes, quoted ? "\",b,\"" : ",b,");
        for (int i = 0; i < ROWS_CELL_MAX + 1; i++)
            str_add_c(&bytes, 'y');
        str_add(&bytes, quoted ? "\",c\n" : ",c\n");
    }
    memory.bytes = bytes.text;
    memory.len = bytes.len;
    rows = rows_new(ENCODING_UTF8,
                    (struct extract_source){ reading_memory, &memory });
    rows_set_delimiter(rows, ',');
    for (int i = 0; i < 2; i++) {
        assert_int_equal(rows_next(rows, &row, &err), 1);
        assert_int_equal(row->count, 5);
        assert_int_equal(row->cells[1].len, ROWS_CELL_MAX);
        assert_false(row->cells[1].is_too_long);
        assert_true(row->cells[3].is_too_long);
        assert_string_equal(row->cells[4].text, "c");
    }
    rows_free(rows);
    str_release(&bytes);
}

static void columns_are_counted(void **state)
{
    (void)state;
    for (int quoted = 0; quoted < 2; quoted++) {
        for (int extra = 0; extra < 2; extra++) {
            struct str bytes = STR_INIT;
            struct memory memory = { NULL, 0, 0, 1000 };
            struct err err = ERR_INIT;
            const struct row *row;
            struct rows *rows;

            str_add(&bytes, quoted ? "\"x\"" : "x");
            for (int i = 1; i < ROWS_COLUMN_MAX + extra; i++)
                str_addf(&bytes, ",%d", i);
            str_add(&bytes, "\nnext\n");
            memory.bytes = bytes.text;
            memory.len = bytes.len;
            rows = rows_new(ENCODING_UTF8,
                            (struct extract_source){ reading_memory, &memory });
            rows_set_delimiter(rows, ',');
            assert_int_equal(rows_next(rows, &row, &err), 1);
            assert_int_equal(row->count, ROWS_COLUMN_MAX);
            assert_int_equal(row->has_too_many, extra);
            assert_string_equal(row->cells[ROWS_COLUMN_MAX - 1].text, "999");
            assert_int_equal(rows_next(rows, &row, &err), 1);
            assert_string_equal(row->cells[0].text, "next");
            assert_int_equal(row->line, 2);
            rows_free(rows);
            str_release(&bytes);
        }
    }
}

/* --- properties --- */

static void add_quoted(struct str *out, const char *text, size_t len)
{
    str_add_c(out, '"');
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '"')
            str_add_c(out, '"');
        str_add_c(out, text[i]);
    }
    str_add_c(out, '"');
}

static void whatever_is_written_as_csv_is_read_back(void **state)
{
    static const char letters[] = "ab\"\",;\n\r \t\xC3\xA9";

    (void)state;
    for (struct prop p = prop_begin(3000); prop_next(&p);) {
        struct str bytes = STR_INIT;
        struct str wanted = STR_INIT;
        struct str got = STR_INIT;
        static const char *const ends[] = { "\n", "\r\n", "\r" };
        const char *end = ends[prop_below(&p, 3)];
        size_t row_count = prop_below(&p, 5);
        int line = 1;

        for (size_t row = 0; row < row_count; row++) {
            size_t cell_count = 1 + prop_below(&p, 4);

            str_addf(&wanted, "%d:", line);
            for (size_t i = 0; i < cell_count; i++) {
                char text[12];
                size_t len = prop_below(&p, sizeof(text));
                char before = 'x';

                for (size_t at = 0; at < len; at++) {
                    text[at] = letters[prop_below(&p, sizeof(letters) - 1)];
                    line += text[at] == '\r'
                            || (text[at] == '\n' && before != '\r');
                    before = text[at];
                }
                if (i) {
                    str_add_c(&bytes, ',');
                    str_add_c(&wanted, '|');
                }
                add_quoted(&bytes, text, len);
                str_add_n(&wanted, text, len);
            }
            str_add(&bytes, end);
            str_add_c(&wanted, '\n');
            line++;
        }
        show(bytes.text, bytes.len, 1 + prop_below(&p, 50), ',', &got);
        prop_assert(&p, got.len == wanted.len
                            && !memcmp(got.text, wanted.text, got.len));
        str_release(&bytes);
        str_release(&wanted);
        str_release(&got);
    }
}

struct oracle {
    struct str *out;
    size_t cells;
};

static void on_cell(void *text, size_t len, void *context)
{
    struct oracle *o = context;

    if (o->cells++)
        str_add_c(o->out, '|');
    str_add_n(o->out, text, len);
}

static void on_row(int end, void *context)
{
    struct oracle *o = context;

    (void)end;
    o->cells = 0;
    str_add_c(o->out, '\n');
}

/* libcsv trims unquoted cells and passes over blank lines. */
static void squeeze(struct str *s)
{
    size_t out = 0;

    for (size_t i = 0; i < s->len; i++) {
        bool is_again =
            s->text[i] == '\n' && (!out || s->text[out - 1] == '\n');

        if (s->text[i] != ' ' && !is_again)
            s->text[out++] = s->text[i];
    }
    s->len = out;
    if (s->capacity)
        s->text[out] = '\0';
}

/* libcsv reads strictly: where it accepts a file, we say what it says. */
static void libcsv_agrees_where_it_reads_a_file_at_all(void **state)
{
    static const char letters[] = "ab\"\"\"\",,,\n\n\r ";
    int accepted = 0;

    (void)state;
    for (struct prop p = prop_begin(20000); prop_next(&p);) {
        char bytes[24];
        size_t len = prop_below(&p, sizeof(bytes));
        struct str wanted = STR_INIT;
        struct str got = STR_INIT;
        struct oracle oracle = { &wanted, 0 };
        struct memory memory = { bytes, len, 0, 5 };
        struct rows *rows = rows_new(
            ENCODING_UTF8, (struct extract_source){ reading_memory, &memory });
        struct csv_parser csv;
        const struct row *row;
        struct err err = ERR_INIT;

        for (size_t i = 0; i < len; i++)
            bytes[i] = letters[prop_below(&p, sizeof(letters) - 1)];
        assert_int_equal(csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI), 0);
        if (csv_parse(&csv, bytes, len, on_cell, on_row, &oracle) == len
            && csv_fini(&csv, on_cell, on_row, &oracle) == 0) {
            accepted++;
            rows_set_delimiter(rows, ',');
            while (rows_next(rows, &row, &err) == 1) {
                prop_assert(&p, !row->has_bad_quote);
                for (size_t i = 0; i < row->count; i++)
                    str_addf(&got, i ? "|%s" : "%s", row->cells[i].text);
                str_add_c(&got, '\n');
            }
            prop_assert(&p, !rows_open_quote(rows));
            squeeze(&got);
            squeeze(&wanted);
            prop_assert(&p, !strcmp(got.text, wanted.text));
        }
        csv_free(&csv);
        rows_free(rows);
        str_release(&wanted);
        str_release(&got);
    }
    assert_true(accepted > 1000 || testing_environment("PROP_SEED"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_cut_as_the_contract_says),
        cmocka_unit_test(any_delimiter_will_do),
        cmocka_unit_test(long_files_are_cut_as_short_ones),
        cmocka_unit_test(a_long_cell_or_row_is_lost_alone),
        cmocka_unit_test(long_cells_are_cut_and_marked),
        cmocka_unit_test(columns_are_counted),
        cmocka_unit_test(whatever_is_written_as_csv_is_read_back),
        cmocka_unit_test(libcsv_agrees_where_it_reads_a_file_at_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
