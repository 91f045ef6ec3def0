#include "ingest/read/recall.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "config/config.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/extract.h"
#include "ingest/read/type.h"
#include "tests/reading.h"
#include "tests/testing.h"

static char folder[] = ".";
static char path[] = "./county.ini";
static const struct config county = { .path = path, .folder = folder };
static struct type_set types;

#define ROWS 12
#define SENT 20400 /* 2025-11-08: some dates below are after it */

static int read_types(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(type_set_read(&types, &county, &err), &err);
    return 0;
}

static int release_types(void **state)
{
    (void)state;
    type_set_release(&types);
    return 0;
}

/* --- the table alone --- */

static struct recall_key key_of(const char *text)
{
    char padded[2 * RECALL_BYTES];

    memset(padded, 'x', sizeof(padded));
    memcpy(padded, text, strlen(text));
    return recall_key(padded, strlen(text));
}

static void what_lies_behind_a_cell_is_no_part_of_it(void **state)
{
    const struct recall_key one = key_of("AM"), other = key_of("AMx");
    const struct recall_key whole = key_of("123456789012345678901234");

    (void)state;
    assert_memory_equal(&one.words, "AM\0\0\0\0\0\0", 8);
    assert_true(one.len != other.len);
    assert_memory_equal(&whole.words, "123456789012345678901234", RECALL_BYTES);
}

/* A NUL in a cell is not its end. */
static void a_cell_is_not_one_that_goes_on(void **state)
{
    const struct value value = { .text = "A", .len = 1 };
    char text[RECALL_BYTES] = "A";
    struct recall recall;

    (void)state;
    recall_init(&recall, 1);
    assert_null(recall_find(&recall, text, 1));
    assert_string_equal(recall_keep(&recall, recall_key(text, 1), &value)->text,
                        "A");
    assert_non_null(recall_find(&recall, text, 1));
    assert_null(recall_find(&recall, text, 2));
    recall_release(&recall);
}

/* --- rows --- */

static const char *const cells[] = {
    "",
    "100001",
    "100002.0",
    "9194001",
    "H801200001001",
    "h801200001001",
    "A919400024002",
    "P919400024003",
    "UN1",
    "2025-09-03",
    "03/09/2025",
    "3-Sep-2025 00:00",
    "2015-09-03",
    "31/12/2099",
    "2026-03-01",
    "45000",
    "AM",
    "pm",
    "/",
    "l",
    "Q",
    "-",
    "NULL",
    "Y",
    "n",
    "1",
    "7.0",
    "-3",
    "2025/26",
    "CLA",
    "CPP",
    "SUSP",
    "PERM",
    "O\xE2\x80\x99Neill",
    "\xC2\xA0Quinn ",
    "a text of more than four and twenty bytes",
    "two words",
};

/* Something that the field may well be, one of two or three. */
static const char *likely(struct prop *p, const struct field *field)
{
    static const char *const one[] = {
        [FIELD_TEXT] = "two words", [FIELD_NAME] = "Quinn",
        [FIELD_ID] = "7",           [FIELD_CODE] = "1",
        [FIELD_FLAG] = "Y",         [FIELD_DATE] = "2025-09-03",
        [FIELD_INT] = "1",          [FIELD_NUMBER] = "1.50",
        [FIELD_YEAR] = "2024/25",   [FIELD_END_YEAR] = "2025",
        [FIELD_PERIOD] = "2025",    [FIELD_UPN] = "A919400024002",
        [FIELD_URN] = "100001",     [FIELD_SCHOOL] = "100001",
        [FIELD_MARK] = "/",         [FIELD_MARKS] = "//L ",
        [FIELD_OTHERS] = "x",
    };
    static const char *const other[] = {
        [FIELD_TEXT] = "a text of more than four and twenty bytes",
        [FIELD_NAME] = "O\xE2\x80\x99Neill",
        [FIELD_ID] = "8.0",
        [FIELD_CODE] = "2",
        [FIELD_FLAG] = "n",
        [FIELD_DATE] = "4-Sep-2025",
        [FIELD_INT] = "7.0",
        [FIELD_NUMBER] = "2",
        [FIELD_YEAR] = "202526",
        [FIELD_END_YEAR] = "2024/25",
        [FIELD_PERIOD] = "202425",
        [FIELD_UPN] = "p919400024003",
        [FIELD_URN] = "100002.0",
        [FIELD_SCHOOL] = "9194001",
        [FIELD_MARK] = "l",
        [FIELD_MARKS] = "/",
        [FIELD_OTHERS] = "",
    };

    if (field->codes.count && prop_below(p, 8))
        return field->codes.items[prop_below(p, field->codes.count)].text;
    return prop_below(p, 2) ? one[field->kind] : other[field->kind];
}

/* Nearly every other cell of a column says what the one above it does. */
static void add_cell(struct prop *p, const struct field *field,
                     struct str *cell)
{
    size_t what = prop_below(p, 40);

    if (what < 18)
        return;
    str_clear(cell);
    if (what < 38)
        str_add(cell, likely(p, field));
    else
        str_add(cell, cells[prop_below(p, sizeof(cells) / sizeof(cells[0]))]);
}

struct table {
    struct str header;
    struct str rows[ROWS];
};

static void make(struct prop *p, const struct type *type, struct table *t)
{
    struct str *column = mem_zero(type->field_count, sizeof(*column));

    t->header = (struct str)STR_INIT;
    for (size_t f = 0; f < type->field_count; f++) {
        column[f] = (struct str)STR_INIT;
        str_add(&column[f], likely(p, &type->fields[f]));
        str_addf(&t->header, "%s%s", f ? "," : "", type->fields[f].heading);
    }
    str_add_c(&t->header, '\n');
    for (size_t row = 0; row < ROWS; row++) {
        bool has_extra = !prop_below(p, 20);

        t->rows[row] = (struct str)STR_INIT;
        for (size_t f = 0; f < type->field_count; f++) {
            add_cell(p, &type->fields[f], &column[f]);
            str_addf(&t->rows[row], f ? ",%s" : "%s", column[f].text);
        }
        str_add(&t->rows[row], has_extra ? ",,x\n" : "\n");
    }
    for (size_t f = 0; f < type->field_count; f++)
        str_release(&column[f]);
    free(column);
}

static void release(struct table *t)
{
    str_release(&t->header);
    for (size_t row = 0; row < ROWS; row++)
        str_release(&t->rows[row]);
}

static struct extract *open_rows(const struct table *t, size_t first,
                                 size_t count, struct str *bytes,
                                 struct memory *memory)
{
    str_clear(bytes);
    str_add(bytes, t->header.text);
    for (size_t row = first; row < first + count; row++)
        str_add(bytes, t->rows[row].text);
    return reading_open(memory, &types, SENT, bytes->text, bytes->len);
}

static bool is_same_value(const struct value *a, const struct value *b)
{
    return a->len == b->len && !strcmp(a->text, b->text)
           && a->number == b->number && a->real == b->real && a->date == b->date
           && a->is_blank == b->is_blank && a->is_ok == b->is_ok;
}

static bool is_same_record(const struct type *type, const struct record *a,
                           const struct record *b)
{
    if (a->fault_count != b->fault_count || !a->rejected != !b->rejected)
        return false;
    for (size_t i = 0; i < a->fault_count; i++)
        if (a->faults[i].rule != b->faults[i].rule
            || a->faults[i].field != b->faults[i].field
            || a->faults[i].effect != b->faults[i].effect
            || strcmp(a->faults[i].message, b->faults[i].message) != 0)
            return false;
    for (size_t f = 0; f < type->field_count; f++)
        if (!is_same_value(&a->values[f], &b->values[f]))
            return false;
    return true;
}

/* The values of the last record that was not rejected. */
struct before {
    const char *texts[64];
    char copies[64][64];
    bool is_there;
};

static bool keeps_promise(const struct type *type, const struct record *record,
                          struct before *before, int *same)
{
    for (size_t f = 0; f < type->field_count; f++) {
        const char *text = record->values[f].text;

        if (record->same >> f & 1) {
            if (!before->is_there || text != before->texts[f]
                || strncmp(text, before->copies[f], 63) != 0)
                return false;
            ++*same;
        }
    }
    for (size_t f = 0; !record->rejected && f < type->field_count; f++) {
        before->texts[f] = record->values[f].text;
        snprintf(before->copies[f], sizeof(before->copies[f]), "%s",
                 record->values[f].text);
        before->is_there = true;
    }
    return true;
}

/*
 * A row by itself gives the record that it gives among others, for every type;
 * and what is said to be the same is.
 */
static void the_rows_before_have_no_say(void **state)
{
    int same = 0, good = 0, bad = 0;

    (void)state;
    for (struct prop p = prop_begin(300); prop_next(&p);) {
        const struct type *type = &types.types[prop_below(&p, types.count)];
        struct str bytes = STR_INIT, own = STR_INIT;
        struct before before = { .is_there = false };
        struct memory memory, alone;
        const struct record *record, *single;
        struct extract *x, *one;
        struct table t;
        struct err err = ERR_INIT;
        size_t row = 0;

        make(&p, type, &t);
        x = open_rows(&t, 0, ROWS, &bytes, &memory);
        type = extract_type(x);
        while (type && extract_next(x, &record, &err) == 1) {
            bool is_row = false;

            prop_assert(&p, keeps_promise(type, record, &before, &same));
            while (!is_row) {
                one = open_rows(&t, row++, 1, &own, &alone);
                is_row = extract_next(one, &single, &err) == 1;
                if (is_row) {
                    prop_assert(&p, !single->same);
                    prop_assert(&p, is_same_record(type, record, single));
                    bad += record->rejected != NULL;
                    good += !record->rejected;
                }
                extract_close(one);
            }
        }
        extract_close(x);
        release(&t);
        str_release(&bytes);
        str_release(&own);
    }
    assert_true((same > 1000 && good > 100 && bad > 100)
                || testing_environment("PROP_SEED"));
}

#define MARKS "URN,UPN,Date,Session,Mark\n"

/* A code that is a mark on one day is looked at again on another. */
static void a_mark_has_its_days(void **state)
{
    static const char marks[] = MARKS "100001,A919400024002,2023-09-05,AM,Y\n"
                                      "100001,A919400024002,2024-09-05,AM,Y\n"
                                      "100001,A919400024002,2024-09-05,AM,Y1\n"
                                      "100001,A919400024002,2023-09-05,AM,Y1\n"
                                      "100001,A919400024002,2023-09-05,AM,Y\n";
    struct str got = STR_INIT;

    (void)state;
    reading_show(&types, SENT, marks, strlen(marks), &got);
    assert_string_equal(
        got.text,
        "attendance\n"
        "2: 100001|A919400024002|2023-09-05|AM|Y\n"
        "3: 100001|A919400024002|2024-09-05|AM|~ unknown_mark Mark: 'Y' is "
        "not a mark on 2024-09-05\n"
        "4: 100001|A919400024002|2024-09-05|AM|Y1\n"
        "5: 100001|A919400024002|2023-09-05|AM|~ unknown_mark Mark: 'Y1' is "
        "not a mark on 2023-09-05\n"
        "6: 100001|A919400024002|2023-09-05|AM|Y\n");
    str_release(&got);
}

/* After a rejected row the same is what it was before it. */
static void a_rejected_row_is_passed_over(void **state)
{
    static const char marks[] = MARKS "100001,A919400024002,2025-09-03,AM,/\n"
                                      "100001,P919400024003,2025-09-03,PM,?\n"
                                      "100001,P919400024003,2025-09-03,AM,/\n"
                                      "100001,P919400024003,2025-09-03,AM,/\n";
    /* Session and mark of the third may be the first's, or not known to be. */
    static const uint64_t same[] = { 0, 0x05, 0x05, 0x1F };
    static const uint64_t masks[] = { ~UINT64_C(0), ~UINT64_C(0), 0x07, 0x1F };
    struct memory memory;
    struct extract *x =
        reading_open(&memory, &types, SENT, marks, strlen(marks));
    const struct record *record;
    struct err err = ERR_INIT;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(extract_next(x, &record, &err), 1);
        assert_int_equal(record->same & masks[i], same[i]);
    }
    extract_close(x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_lies_behind_a_cell_is_no_part_of_it),
        cmocka_unit_test(a_cell_is_not_one_that_goes_on),
        cmocka_unit_test(the_rows_before_have_no_say),
        cmocka_unit_test(a_mark_has_its_days),
        cmocka_unit_test(a_rejected_row_is_passed_over),
    };

    return cmocka_run_group_tests(tests, read_types, release_types);
}
