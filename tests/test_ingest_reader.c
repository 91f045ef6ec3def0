/* Records that are held or come from another thread are those of the file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/crew.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "ingest/keep/archive.h"
#include "ingest/load/reader.h"
#include "tests/testing.h"
#include "tests/world.h"

static struct world w;
static struct str kept = STR_INIT; /* the bytes of the last content */

/* A content of the archive with these bytes. */
static struct content keep(const char *text, size_t len)
{
    struct archive_press *press = archive_press_new();
    struct archive_put put;
    struct content content = { .encoding = ENCODING_UTF8,
                               .stamp = "2025-09-11T00:00:00" };
    struct err err = ERR_INIT;

    str_clear(&kept);
    str_add_n(&kept, text, len);
    testing_write_bytes("taken.csv", text, len);
    assert_ok(archive_begin(w.config.archive, &err), &err);
    assert_ok(
        archive_take(press, w.config.archive, 0, "taken.csv", NULL, &put, &err),
        &err);
    memcpy(content.sha256, put.sha256, sizeof(put.sha256));
    assert_ok(archive_place(w.config.archive, &put, &err), &err);
    archive_press_free(press);
    return content;
}

static struct reader *reader_of(const struct content *content)
{
    struct reader *r = reader_new(&w.types, w.config.archive, content);

    r->about.sent = stamp_day(content->stamp);
    r->about.as_of = DATE_NONE;
    r->wants_size = true;
    return r;
}

/* --- all that a record says ----------------------------------------------- */

static void add_record(struct str *text, const struct record *record,
                       size_t field_count)
{
    str_addf(text, "%lld ", (long long)record->line);
    for (size_t f = 0; f < field_count; f++) {
        const struct value *v = &record->values[f];

        assert_int_equal(v->text[v->len], '\0');
        str_addf(text, "|%zu,%lld,%.17g,%ld,%d,%d,", v->len,
                 (long long)v->number, v->real, (long)v->date, v->is_blank,
                 v->is_ok);
        str_add_n(text, v->text, v->len);
    }
    for (size_t i = 0; i < record->fault_count; i++) {
        const struct fault *fault = &record->faults[i];

        str_addf(text, "!%d,%d,%d,%s,%s%s", (int)fault->rule,
                 (int)fault->effect, fault->field, fault->message,
                 fault->value ? fault->value : "(none)",
                 fault == record->rejected ? "*" : "");
    }
    str_add_c(text, '\n');
}

static struct value text_value(const char *text, date_t date)
{
    return (struct value){
        .text = text, .len = strlen(text), .date = date, .is_ok = true
    };
}

/* The rows behind a record, as records. */
static void add_marks_of(struct str *text, const struct reader *r,
                         const struct record *first)
{
    const struct type *type = extract_type(r->extract);
    struct value values[8];
    struct record record = *first;
    size_t count;
    const struct lane_mark *marks = reader_marks(r, &count);

    assert_true(type->field_count <= 8);
    memcpy(values, first->values, type->field_count * sizeof(*values));
    record.values = values;
    for (size_t i = 0; i < count; i++) {
        const char mark[3] = { marks[i].mark[0], marks[i].mark[1], '\0' };
        char date[DATE_TEXT_SIZE];

        date_format(marks[i].date, date);
        values[type->date] = text_value(date, marks[i].date);
        values[type_field(type, "session")] =
            text_value(marks[i].is_pm ? "PM" : "AM", DATE_NONE);
        values[type->mark] = text_value(mark, DATE_NONE);
        record.line += marks[i].lines;
        add_record(text, &record, type->field_count);
    }
}

/* How many were packed as marks. */
static size_t add_all(struct str *text, struct reader *r)
{
    const struct record *record;
    struct err err = ERR_INIT;
    size_t packed = 0, count;
    int more;

    while ((more = reader_next(r, &record, &err)) == 1) {
        add_record(text, record, extract_type(r->extract)->field_count);
        (void)reader_marks(r, &count);
        packed += count;
        if (count)
            add_marks_of(text, r, record);
    }
    if (more)
        fail_msg("%s", err.msg);
    str_addf(text, "skipped %lld, extended %lld\n",
             (long long)extract_lines_skipped(r->extract),
             (long long)extract_rows_extended(r->extract));
    return packed;
}

/* As the file has them, straight from its extract. */
static void add_plain(struct str *text, const struct content *content)
{
    struct reader *r = reader_of(content);
    struct err err = ERR_INIT;

    assert_ok(reader_open(r, &err), &err);
    assert_int_equal(add_all(text, r), 0);
    reader_free(r);
}

static void run(void *reader, size_t worker)
{
    (void)worker;
    reader_run(reader);
}

struct told {
    struct str records;
    struct load_size size;
    enum load_look look;
    int64_t open_quote;
    bool is_held, is_sent;
    bool is_taken; /* its bytes alone were enough */
    size_t packed;
};

static void tell(struct told *told, struct reader *r)
{
    told->records = (struct str)STR_INIT;
    told->size = r->size;
    told->look = r->look;
    told->open_quote = r->open_quote;
    told->is_held = r->is_held;
    told->is_sent = r->is_sent;
    told->packed = r->look == LOOK_WHOLE ? add_all(&told->records, r) : 0;
}

static void tell_here(struct told *told, const struct content *content)
{
    struct reader *r = reader_of(content);
    struct err err = ERR_INIT;

    assert_ok(reader_examine(r, &err), &err);
    tell(told, r);
    reader_free(r);
}

static void tell_there(struct told *told, const struct content *content)
{
    struct crew *crew = crew_new(1, 1, run);
    struct reader *r = reader_of(content);
    struct err err = ERR_INIT;

    if (!crew_is_manned(crew))
        skip();
    reader_prepare(r);
    crew_give(crew, r);
    assert_ok(reader_wait(r, &err), &err);
    tell(told, r);
    reader_abandon(r);
    assert_ptr_equal(crew_take(crew), r);
    crew_free(crew);
    reader_free(r);
}

/* From its bytes; false: they are not held. */
static bool tell_held(struct told *told, const struct content *content)
{
    struct reader *r = reader_of(content);
    const size_t most = kept.len * 16 + BATCH_BYTES; /* faults take room */
    char *bytes = mem_zero(kept.len + ROWS_PAD, 1);
    bool is_held;
    size_t size;

    memcpy(bytes, kept.text, kept.len);
    reader_hold(r, bytes, kept.len, most, &size);
    free(bytes); /* nothing that is held lies there */
    is_held = r->is_held;
    assert_true(is_held || !size);
    assert_true(size <= most);
    if (is_held)
        tell(told, r);
    reader_free(r);
    return is_held;
}

/* So is what is read of its bytes as they come; is any? */
static bool assert_held(const struct content *content, const char *records)
{
    struct told told;
    bool is_held = tell_held(&told, content);

    if (is_held) {
        assert_int_equal(told.look, LOOK_WHOLE);
        assert_string_equal(told.records.text, records);
        str_release(&told.records);
    }
    return is_held;
}

/* What is told here and there is the same, and the file's. */
static void assert_told(const struct content *content, struct told *here)
{
    struct str plain = STR_INIT;
    struct told there;

    tell_here(here, content);
    tell_there(&there, content);
    assert_int_equal(here->look, there.look);
    assert_int_equal(here->open_quote, there.open_quote);
    assert_memory_equal(&here->size, &there.size, sizeof(here->size));
    if (here->look == LOOK_WHOLE) {
        add_plain(&plain, content);
        assert_string_equal(here->records.text, plain.text);
        assert_string_equal(there.records.text, plain.text);
        here->packed = there.packed;
    }
    here->is_taken = assert_held(content, plain.text);
    if (here->is_taken)
        assert_int_equal(here->look, LOOK_WHOLE);
    str_release(&plain);
    str_release(&here->records);
    str_release(&there.records);
}

/* --- files ---------------------------------------------------------------- */

static unsigned draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % below;
}

/* Marks, of which some cannot be read. */
static void add_marks(struct str *text, int lines, bool has_quotes)
{
    static const char *const sessions[] = { "AM", "PM", "\"PM\"", "noon", "" };
    unsigned seed = (unsigned)lines;
    char upn[14];

    str_add(text, "URN,UPN,Date,Session,Mark\n");
    for (int i = 0; i < lines; i++) {
        unsigned which = draw(&seed, 20);

        world_upn(1 + i / 50, upn);
        which =
            which > 4 || (which == 2 && !has_quotes) ? (unsigned)i % 2 : which;
        str_addf(text, "100001,%s,2025-09-%02d,%s,%s\n",
                 draw(&seed, 30) ? upn : "nobody", 1 + i / 2 % 29,
                 sessions[which], draw(&seed, 25) ? "/" : "marked");
    }
}

/* A snapshot. */
static void add_plans(struct str *text, int lines)
{
    unsigned seed = (unsigned)lines;
    char upn[14];

    str_add(text, "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n");
    for (int i = 0; i < lines; i++) {
        world_upn(1 + i, upn);
        str_addf(text, "\"%d\",%s,2011-01-%02d,%s,2025-01-01,,\n", i, upn,
                 1 + i % 40, draw(&seed, 9) ? "CLA" : "CIN");
    }
    str_add(text, "Total records,2\n");
}

static void a_file_says_the_same_here_and_there(void **state)
{
    static const int lines[] = { 0, 1, 2, 700, 40000 };
    struct told told;

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        for (int kind = 0; kind < 3; kind++) {
            struct str text = STR_INIT;
            struct content content;

            if (kind < 2)
                add_marks(&text, lines[i], kind == 1);
            else
                add_plans(&text, lines[i]);
            content = keep(text.text, text.len);
            content.has_no_quote = kind == 0 && i % 2;
            assert_told(&content, &told);
            assert_int_equal(told.look, LOOK_WHOLE);
            /* Small ones are read once; those of many rows are not kept. */
            if (!content.has_no_quote)
                assert_int_equal(told.is_held, lines[i] < 1000);
            assert_int_equal(told.is_taken, kind < 2);
            if (kind == 2)
                assert_int_equal(told.size.rows, lines[i]);
            if (lines[i] != 2)
                assert_int_equal(told.packed > 0, kind < 2 && lines[i] >= 700);
            str_release(&text);
        }
    }
}

/* What a cell is instead, now and then: each is a row that is not as others. */
static const char *odd_cell(unsigned *seed, const char *cell)
{
    static const char *const odd[] = {
        "",           " ",         "X",      "\"/\"", "a\xC2\xA0", "\xC3\xA9",
        "l",          "C1",        "Y2",     "-",     "/ ",        "Total",
        "2025-09-31", "AM",        "nobody", "12345", "100001",    "/,/",
        "/\n",        "/\r\n\r\n", "/\r",    "L,,,,"
    };

    return draw(seed, 40) ? cell
                          : odd[draw(seed, sizeof(odd) / sizeof(odd[0]))];
}

/* Rows of marks pupil by pupil, their columns in some order. */
static void add_days(struct str *text, unsigned seed)
{
    static const char *const orders[] = { "USDPM", "USDPMN", "NSUPDM",  "SUMDP",
                                          "DPMSU", "USDNPM", "NUSDPNMN" };
    static const char marks[] = "//\\\\LNBCX#";
    const char *order = orders[draw(&seed, 7)];
    const char *end = draw(&seed, 2) ? "\r\n" : "\n";
    const bool is_iso = draw(&seed, 2), is_odd = draw(&seed, 3);
    char upn[14], date[24], mark[2] = "";

    for (const char *c = order; *c; c++)
        str_addf(text, "%s%s", c > order ? "," : "",
                 *c == 'U'   ? "URN"
                 : *c == 'S' ? "UPN"
                 : *c == 'D' ? "Date"
                 : *c == 'P' ? "Session"
                 : *c == 'M' ? "Mark"
                             : "Note");
    str_add(text, end);
    for (int i = 0; i < 1500; i++) {
        const int month = 9 + i % 90 / 60, day = 1 + i % 60 / 2;

        world_upn(1 + i / 90, upn);
        snprintf(date, sizeof(date),
                 is_iso ? "2025-%02d-%02d" : "%02d/%02d/2025",
                 is_iso ? month : day, is_iso ? day : month);
        mark[0] = marks[draw(&seed, sizeof(marks) - 1)];
        for (const char *c = order; *c; c++) {
            const char *cell = *c == 'U'   ? "100001"
                               : *c == 'S' ? upn
                               : *c == 'D' ? date
                               : *c == 'P' ? (i % 2 ? "PM" : "AM")
                               : *c == 'M' ? mark
                                           : "late";

            str_addf(text, "%s%s", c > order ? "," : "",
                     is_odd ? odd_cell(&seed, cell) : cell);
        }
        if (is_odd && !draw(&seed, 200))
            str_add_c(text, '\0');
        str_add(text, i < 1499 || draw(&seed, 2) ? end : "");
    }
}

static void rows_that_are_told_at_a_glance_are_those_of_the_file(void **state)
{
    struct told told;

    (void)state;
    for (unsigned seed = 1; seed <= 60; seed++) {
        struct str text = STR_INIT;
        struct content content;

        add_days(&text, seed);
        content = keep(text.text, text.len);
        assert_told(&content, &told);
        str_release(&text);
    }
}

/* They would need more room than there is; then nothing of them is there. */
static void what_takes_too_much_is_not_held(void **state)
{
    struct str text = STR_INIT;
    struct content content;
    struct reader *r;
    size_t size;

    (void)state;
    add_marks(&text, 20000, false);
    content = keep(text.text, text.len);
    r = reader_of(&content);
    str_reserve(&text, ROWS_PAD);
    reader_hold(r, text.text, text.len, BATCH_BYTES / 2, &size);
    assert_false(r->is_held);
    assert_int_equal(size, 0);
    assert_null(r->held);
    reader_free(r);
    str_release(&text);
}

/* What is looked at at once is all of it, or not: a line that makes a
   difference is left to who reads the archive. */
static void a_very_long_line_is_read_from_the_archive(void **state)
{
    struct str text = STR_INIT;
    struct content content;
    struct told told;

    (void)state;
    add_marks(&text, 10, false);
    for (int i = 0; i < 300000; i++)
        str_add_c(&text, 'x');
    str_add(&text, "\n");
    content = keep(text.text, text.len);
    assert_told(&content, &told);
    assert_false(told.is_taken);
    str_release(&text);
}

static void a_quote_left_open_is_seen_before_anything_counts(void **state)
{
    static const int lines[] = { 3, 40000 };
    struct told told;

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct str text = STR_INIT;
        struct content content;

        add_marks(&text, lines[i], false);
        str_add(&text, "100001,\"L919400024001,2025-09-02,AM,/\n");
        content = keep(text.text, text.len);
        assert_told(&content, &told);
        assert_false(told.is_taken);
        assert_int_equal(told.look, LOOK_INCOMPLETE);
        assert_int_equal(told.open_quote, lines[i] + 2);
        str_release(&text);
    }
}

static void what_is_no_extract_is_refused(void **state)
{
    static const char text[] = "Dear,Sir\nand,Madam\n";
    struct content content = keep(text, sizeof(text) - 1);
    struct told told;

    (void)state;
    assert_told(&content, &told);
    assert_int_equal(told.look, LOOK_REFUSED);
}

/* Whoever goes while a long file is read, it ends. */
static void a_reader_may_be_given_up_at_any_time(void **state)
{
    struct str text = STR_INIT;
    struct content content;

    (void)state;
    add_marks(&text, 60000, true);
    content = keep(text.text, text.len);
    content.has_no_quote = true; /* so that records come at once */
    for (int records = -1; records < 2000; records += 400) {
        struct crew *crew = crew_new(1, 1, run);
        struct reader *r = reader_of(&content);
        const struct record *record;
        struct err err = ERR_INIT;

        reader_prepare(r);
        if (!crew_is_manned(crew))
            skip();
        crew_give(crew, r);
        if (records >= 0)
            assert_ok(reader_wait(r, &err), &err);
        for (int i = 0; i < records; i++)
            assert_int_equal(reader_next(r, &record, &err), 1);
        reader_abandon(r);
        assert_ptr_equal(crew_take(crew), r);
        reader_free(r);
        crew_free(crew);
    }
    str_release(&text);
}

/* One byte of the archive's copy is another. */
static void spoil(const struct content *content)
{
    struct err err = ERR_INIT;
    char path[256];
    char *bytes;
    size_t len;

    snprintf(path, sizeof(path), "%s/%.2s/%s.zst", w.config.archive,
             content->sha256, content->sha256);
    assert_ok(file_read(path, &bytes, &len, &err), &err);
    bytes[len - 30] ^= 1;
    testing_write_bytes(path, bytes, len);
    free(bytes);
}

/* The archive's copy breaks off: told behind the records before it. */
static void damage_is_told_by_whoever_reads(void **state)
{
    struct str text = STR_INIT;
    struct content content;
    struct crew *crew = crew_new(1, 1, run);
    const struct record *record;
    struct reader *r;
    struct err err = ERR_INIT;
    int more;

    (void)state;
    if (!crew_is_manned(crew))
        skip();
    add_marks(&text, 50000, false);
    content = keep(text.text, text.len);
    content.has_no_quote = true;
    spoil(&content);
    r = reader_of(&content);
    reader_prepare(r);
    crew_give(crew, r);
    assert_ok(reader_wait(r, &err), &err);
    while ((more = reader_next(r, &record, &err)) == 1)
        continue;
    assert_int_equal(more, -1);
    assert_int_equal(err.code, ERR_DATA);
    reader_abandon(r);
    assert_ptr_equal(crew_take(crew), r);
    reader_free(r);
    crew_free(crew);
    str_release(&text);
}

/* Nothing of it is handed over: of a small file or of one that is not held. */
static void a_damaged_copy_is_left_to_who_can_mend_it(void **state)
{
    (void)state;
    for (int i = 0; i < 8; i++) {
        bool is_spoilt = i % 2, is_long = i / 2 % 2;
        struct str text = STR_INIT;
        struct crew *crew = crew_new(1, 1, run);
        struct content content;
        struct err err = ERR_INIT;
        struct reader *r;

        if (!crew_is_manned(crew))
            skip();
        add_marks(&text, (is_long ? 50000 : 500) + i, false);
        content = keep(text.text, text.len);
        content.has_no_quote = i / 4;
        if (is_spoilt)
            spoil(&content);
        r = reader_of(&content);
        r->wants_whole = true;
        reader_prepare(r);
        crew_give(crew, r);
        assert_int_equal(reader_saw_whole(r), !is_spoilt);
        assert_ok(reader_wait(r, &err), &err);
        assert_int_equal(r->is_left, is_spoilt);
        assert_false(is_spoilt && (r->is_held || r->is_sent));
        reader_abandon(r);
        assert_ptr_equal(crew_take(crew), r);
        reader_free(r);
        crew_free(crew);
        str_release(&text);
    }
}

static int set_up(void **state)
{
    (void)state;
    world_open(&w, "reader");
    world_ingest(&w);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    str_release(&kept);
    world_close(&w);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_says_the_same_here_and_there),
        cmocka_unit_test(rows_that_are_told_at_a_glance_are_those_of_the_file),
        cmocka_unit_test(what_takes_too_much_is_not_held),
        cmocka_unit_test(a_very_long_line_is_read_from_the_archive),
        cmocka_unit_test(a_quote_left_open_is_seen_before_anything_counts),
        cmocka_unit_test(what_is_no_extract_is_refused),
        cmocka_unit_test(a_reader_may_be_given_up_at_any_time),
        cmocka_unit_test(damage_is_told_by_whoever_reads),
        cmocka_unit_test(a_damaged_copy_is_left_to_who_can_mend_it),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
