/* rows: in pieces of any size the same rows, within their limits. */
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/str.h"
#include "ingest/read/rows.h"
#include "tests/fuzz/fuzz.h"
#include "tests/reading.h"

static void show(struct rows *rows, struct str *out)
{
    struct err err = ERR_INIT;
    const struct row *row;
    int64_t last = 0;

    while (rows_next(rows, &row, &err) == 1) {
        fuzz_expect(row->count >= 1 && row->count <= ROWS_COLUMN_MAX, "cells");
        fuzz_expect(row->line > last && row->lines >= 1, "lines go on");
        last = row->line;
        str_addf(out, "%lld+%lld %d%d%d:", (long long)row->line,
                 (long long)row->lines, row->is_too_long, row->has_too_many,
                 row->has_bad_quote);
        for (size_t i = 0; i < row->count; i++) {
            fuzz_expect(row->cells[i].len <= ROWS_CELL_MAX, "a cell's length");
            fuzz_expect(row->cells[i].text[row->cells[i].len] == '\0', "a NUL");
            str_addf(out, "%zu=", row->cells[i].len);
            str_add_n(out, row->cells[i].text, row->cells[i].len);
        }
        str_add(out, "\n");
    }
    str_addf(out, "open %lld", (long long)rows_open_quote(rows));
}

static void read_all(const uint8_t *bytes, size_t len, size_t piece,
                     enum encoding encoding, char delimiter, struct str *out)
{
    struct memory memory = { (const char *)bytes, len, 0, piece };
    struct rows *rows =
        rows_new(encoding, (struct extract_source){ reading_memory, &memory });

    rows_set_delimiter(rows, delimiter);
    show(rows, out);
    rows_free(rows);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char delimiters[] = { ',', ';', '\t', '|' };
    struct probe probe = PROBE_INIT;
    struct str whole = STR_INIT;
    struct str parts = STR_INIT;
    char delimiter;
    size_t piece;

    if (len < 2)
        return 0;
    delimiter = delimiters[bytes[0] % sizeof(delimiters)];
    piece = 3 + bytes[1] % 61u;
    bytes += 2;
    len -= 2;
    probe_add(&probe, bytes, len);
    read_all(bytes, len, len + 1, probe_encoding(&probe), delimiter, &whole);
    read_all(bytes, len, piece, probe_encoding(&probe), delimiter, &parts);
    fuzz_expect(whole.len == parts.len
                    && !memcmp(whole.text, parts.text, whole.len),
                "the same rows");
    str_release(&whole);
    str_release(&parts);
    return 0;
}
