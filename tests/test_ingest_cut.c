/* Lines that leave the bytes of a file, and whose they are (details 68). */
#include <stdlib.h>
#include <string.h>

#include "core/str.h"
#include "ingest/read/cull.h"
#include "ingest/read/cut.h"
#include "ingest/read/extract.h"
#include "ingest/read/past.h"
#include "ingest/read/type.h"
#include "tests/reading.h"
#include "tests/testing.h"
#include "tests/world.h"

static struct err err = ERR_INIT;

/* --- cut ------------------------------------------------------------------ */

#define GONE "L919400024001"

static bool is_gone(void *context, const char word[CUT_WORD + 1])
{
    (void)context;
    return !strcmp(word, GONE);
}

static void cut_bytes(const char *bytes, size_t len, size_t piece,
                      enum encoding encoding, const struct cut_range *ranges,
                      size_t count, struct str *out)
{
    struct memory memory = { bytes, len, 0, piece };
    struct cut *cut =
        cut_new((struct extract_source){ reading_memory, &memory }, encoding,
                ranges, count, is_gone, NULL);
    char some[7];
    ssize_t got;

    while ((got = cut_read(cut, some, sizeof(some), &err)) > 0)
        str_add_n(out, some, (size_t)got);
    assert_int_equal(got, 0);
    cut_free(cut);
}

static const struct {
    const char *bytes;
    struct cut_range ranges[2];
    size_t count;
    const char *left;
} cuts[] = {
    { "h\na\nb\n", { { 2, 1, false } }, 1, "h\n\nb\n" },
    { "h\r\na\r\nb\r\n", { { 2, 1, false } }, 1, "h\r\n\r\nb\r\n" },
    { "h\ra\rb\r", { { 2, 1, false } }, 1, "h\r\rb\r" },
    { "h\na\nb", { { 3, 1, false } }, 1, "h\na\n" },
    { "h\n\"a\nb\"\r\nc\n", { { 2, 2, false } }, 1, "h\n\n\r\nc\n" },
    { "h\r\r\na\n", { { 3, 1, false } }, 1, "h\r\r\n\n" },
    { "h\na\n\nb\n", { { 4, 9, false } }, 1, "h\na\n\n\n" },
    { "h\nL\xe9 a\nb\xe9\n", { { 2, 1, false } }, 1, "h\n\nb\xe9\n" },
    { "h\na\nb\nc\nd\n",
      { { 2, 1, false }, { 4, 1, false } },
      2,
      "h\n\nb\n\nd\n" },
    /* struck */
    { "h\nx," GONE ",y\n", { { 2, 1, true } }, 1, "h\nx,,y\n" },
    { "h\nx,l919400024001;A\n", { { 2, 1, true } }, 1, "h\nx,;A\n" },
    { "h\n" GONE "\n", { { 1, 1, true } }, 1, "h\n" GONE "\n" },
    { "h\n" GONE, { { 2, 1, true } }, 1, "h\n" },
    { "h\n" GONE "1,1" GONE "\n", { { 2, 1, true } }, 1, "h\n1,1\n" },
    { "h\nLL91" GONE "9194000\n", { { 2, 1, true } }, 1, "h\nLL919194000\n" },
    { "h\nA919400024002\xe9\n",
      { { 2, 1, true } },
      1,
      "h\nA919400024002\xe9\n" },
};

static void test_lines_go_and_their_ends_stay(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++)
        for (size_t piece = 1; piece < 12; piece++) {
            struct str out = STR_INIT;

            cut_bytes(cuts[i].bytes, strlen(cuts[i].bytes), piece,
                      ENCODING_UTF8, cuts[i].ranges, cuts[i].count, &out);
            assert_string_equal(out.text, cuts[i].left);
            str_release(&out);
        }
}

/* As UTF-16, of bytes that are Windows-1252's of the same code. */
static void add_wide(struct str *out, const char *text, bool is_big)
{
    for (; *text; text++) {
        char unit[2] = { *text, 0 };

        if (is_big)
            unit[1] = unit[0], unit[0] = 0;
        str_add_n(out, unit, 2);
    }
}

static void test_utf_16_is_cut_in_units(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]) * 2; i++) {
        struct str bytes = STR_INIT, left = STR_INIT, out = STR_INIT;
        bool is_big = i % 2;

        add_wide(&bytes, cuts[i / 2].bytes, is_big);
        add_wide(&left, cuts[i / 2].left, is_big);
        cut_bytes(bytes.text, bytes.len, 3,
                  is_big ? ENCODING_UTF16_BE : ENCODING_UTF16_LE,
                  cuts[i / 2].ranges, cuts[i / 2].count, &out);
        assert_int_equal(out.len, left.len);
        assert_memory_equal(out.text, left.text, left.len);
        str_release(&bytes);
        str_release(&left);
        str_release(&out);
    }
}

/* U+0A0D and U+0D0A are no line ends, half a unit stays. */
static void test_halves_of_units_are_no_line_ends(void **state)
{
    static const char bytes[] = "h\0\n\0\n\r\r\n\n\0b\0\n\0x";
    const struct cut_range range = { 3, 1, false };
    struct str out = STR_INIT;

    (void)state;
    cut_bytes(bytes, sizeof(bytes) - 1, 5, ENCODING_UTF16_LE, &range, 1, &out);
    assert_int_equal(out.len, sizeof(bytes) - 3);
    assert_memory_equal(out.text, "h\0\n\0\n\r\r\n\n\0\n\0x", out.len);
    str_release(&out);
}

/* --- cull ----------------------------------------------------------------- */

static struct type_set types;

static int read_types(void **state)
{
    static struct config config;

    (void)state;
    testing_write("county.ini", "[county]\nla_code = 919\nla_name = N\n"
                                "region = S\n[paths]\ninbox = i\n"
                                "warehouse = w\noutbox = o\narchive = a\n");
    assert_ok(config_read(&config, "county.ini", &err)
                  || type_set_read(&types, &config, &err),
              &err);
    config_release(&config);
    return 0;
}

static int free_types(void **state)
{
    (void)state;
    type_set_release(&types);
    return 0;
}

/* Gone are UPN 1 and child C1; another's are UPN 3 and C3. */
static enum cull_whose whose(void *context, char kind, const char *id,
                             size_t len)
{
    char upn[14];

    (void)context;
    if (kind == 'c')
        return len == 2 && !memcmp(id, "C1", 2)   ? CULL_GONE
               : len == 2 && !memcmp(id, "C3", 2) ? CULL_OTHERS
                                                  : CULL_NOBODYS;
    world_upn(3, upn);
    return len == 13 && !memcmp(id, GONE, 13) ? CULL_GONE
           : !memcmp(id, upn, 13)             ? CULL_OTHERS
                                              : CULL_NOBODYS;
}

/* The ranges as text: "3 4+2 7!" are lines 3, 4 to 5, and 7, which is struck.
 */
static void show_culled(const char *bytes, struct str *out)
{
    const struct cull_by by = { .whose = whose };
    struct memory memory = { bytes, strlen(bytes), 0, 11 };
    struct cull cull;
    const struct extract_about about = {
        .sent = DATE_NONE, .as_of = DATE_NONE, .see = cull_see, .seer = &cull
    };
    struct extract_source source = { reading_memory, &memory };
    struct extract *x = NULL;

    cull_begin(&cull, &by);
    assert_ok(extract_open(&x, &types, ENCODING_UTF8, &about, source, &err),
              &err);
    if (extract_type(x)) {
        assert_ok(cull_read(&cull, x, &err), &err);
    } else {
        cull_release(&cull);
        cull_begin(&cull, &by);
        memory.at = 0;
        assert_ok(cull_read_plain(&cull, ENCODING_UTF8, source, &err), &err);
    }
    for (size_t i = 0; i < cull.count; i++) {
        str_addf(out, "%s%d", i ? " " : "", (int)cull.ranges[i].line);
        if (cull.ranges[i].lines > 1)
            str_addf(out, "+%lld", (long long)cull.ranges[i].lines);
        str_add(out, cull.ranges[i].is_struck ? "!" : "");
    }
    extract_close(x);
    cull_release(&cull);
}

#define SDQ "UPN,CompletedDate,Score,Reason,ReportingYear\n"
#define CARE "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason,Note\n"
#define ROLL                                                                   \
    "URN,UPN,FormerUPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"     \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
#define TWO "A919400024002"
#define THREE "P919400024003"
#define IN ",Doe,Jo,2012-01-01,F,WBRI,7,C,2023-09-01,,N,N,N\n"

static const struct {
    const char *bytes;
    const char *ranges;
} culls[] = {
    { SDQ GONE ",,,SDQ1,2025\n" TWO ",,,SDQ1,2025\n", "2" },
    { SDQ TWO ",,,SDQ1,2025\n'" GONE ",,,SDQ1,2025\n", "3" },
    /* in any spelling, and whatever else is wrong */
    { SDQ " l919400024001 ,,,SDQ1,2025\n", "2" },
    { SDQ GONE ",,999,SDQ1,2025\n" GONE ",x,,,\n", "2+2" },
    { SDQ GONE ",a,b,c,2025,too,many\n", "2" },
    { SDQ "\"" GONE "\"x,,,SDQ1,2025\n", "2" },
    /* rows of several lines, blank and title lines between */
    { "Report\n" SDQ GONE ",\"\n\n\",,SDQ1,2025\n\n" TWO ",,,SDQ1,2025\n",
      "3+3" },
    { "Of " GONE "\n" SDQ TWO ",,,SDQ1,2025\n", "1!" },
    { SDQ TWO ",,,SDQ1,2025\nTotal " GONE ",,,,\n", "3" },
    /* by child, who the row is of whatever else it says */
    { CARE "C1,,,CIN,2025-01-01,,,\nC2,,,CIN,2025-01-01,,,\n", "2" },
    { CARE "C3," GONE ",,CIN,2025-01-01,,,\n", "2!" },
    { CARE "C2," GONE ",,CIN,2025-01-01,,,\n", "2" },
    { CARE "C3,,,CIN,2025-01-01,,,see " GONE "\n", "2!" },
    { CARE "C1," THREE ",,CIN,2025-01-01,,,\n", "2" },
    /* a former UPN */
    { ROLL "100001," TWO "," GONE IN "100001," THREE "," GONE IN "100001," THREE
           "," TWO IN,
      "2 3!" },
    { ROLL "100001,bad," TWO " " GONE IN, "2" },
    { SDQ "1" GONE ",,,SDQ1,2025\n1" TWO ",,,SDQ1,2025\n", "2" },
    /* the return's files that are not needed */
    { "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE\nC1,,,,\nC2,,,,\n", "2" },
    /* no extract */
    { "a,b\n1," GONE "\n2," TWO "\n", "2" },
    /* a quote that stays open */
    { SDQ GONE ",,,SDQ1,2025\n" TWO ",\"" GONE "\n",
      "2 3+4611686018427387903!" },
};

static void test_rows_are_whose_they_are(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(culls) / sizeof(culls[0]); i++) {
        struct str out = STR_INIT;

        show_culled(culls[i].bytes, &out);
        if (strcmp(out.text, culls[i].ranges) != 0)
            fail_msg("'%s', not '%s', of:\n%s", out.text, culls[i].ranges,
                     culls[i].bytes);
        str_release(&out);
    }
}

/* --- past ----------------------------------------------------------------- */

static bool is_before(void *context, const struct type *type,
                      const struct record *record)
{
    const date_t *before = context;

    return past_last_day(type, record, date_make(2025, 1, 1)) < *before;
}

#define MARKS "URN,UPN,Date,Session,Mark\n"
#define STRING "URN,UPN,StartDate,Marks\n"
#define SPELL "UPN,Register,StartDate,EndDate\n"
#define SUSP "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"

/* Each is one row, told on 1 January 2025: the last day that it is of. */
static const struct {
    const char *bytes, *last;
} pasts[] = {
    { MARKS "100001," TWO ",2023-09-04,AM,/\n", "2023-09-04" },
    { MARKS "100001," TWO ",none,AM,/\n", "2025-01-01" },
    { STRING "100001," TWO ",2023-09-04,/\\/\\\n", "2023-09-05" },
    { STRING "100001," TWO ",2023-09-04,/\\/\n", "2023-09-05" },
    { SPELL TWO ",EHE,2020-01-01,2023-03-04\n", "2023-03-04" },
    { SPELL TWO ",EHE,2020-01-01,\n", "2025-01-01" },
    { SUSP "100001," TWO ",SUSP,2023-03-04,2023-03-08,3,PP,\n", "2023-03-08" },
    { SUSP "100001," TWO ",PERM,2023-03-04,,,PP,\n", "2023-03-04" },
    { "UPN,FinancialYear,Fund,Allocated\n" TWO ",2022/23,PPP,10\n",
      "2023-07-31" },
    { SDQ TWO ",2023-02-01,3,,2023\n", "2023-07-31" },
    { "ChildID,UPN\nC2," TWO "\n", "2025-01-01" },
};

static bool goes(const char *bytes, date_t before)
{
    const struct cull_by by = { .whose = whose,
                                .is_past = is_before,
                                .context = &before };
    struct memory memory = { bytes, strlen(bytes), 0, 11 };
    struct cull cull;
    const struct extract_about about = {
        .sent = DATE_NONE, .as_of = DATE_NONE, .see = cull_see, .seer = &cull
    };
    struct extract *x = NULL;
    bool is_gone;

    cull_begin(&cull, &by);
    assert_ok(extract_open(&x, &types, ENCODING_UTF8, &about,
                           (struct extract_source){ reading_memory, &memory },
                           &err),
              &err);
    assert_non_null(extract_type(x));
    assert_ok(cull_read(&cull, x, &err), &err);
    assert_int_equal(cull.seen, 1);
    is_gone = cull.rows == 1;
    extract_close(x);
    cull_release(&cull);
    return is_gone;
}

static void test_a_row_is_of_its_last_day(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pasts) / sizeof(pasts[0]); i++) {
        date_t last = date_parse_iso(pasts[i].last);

        if (goes(pasts[i].bytes, last) || !goes(pasts[i].bytes, last + 1))
            fail_msg("not of %s: %s", pasts[i].last, pasts[i].bytes);
    }
}

/* Years end on 31 July, and have ended more than so many years before. */
static void test_the_first_day_that_is_kept(void **state)
{
    static const struct {
        const char *as_of;
        int years;
        const char *first;
    } days[] = {
        { "2026-02-13", 1, "2024-08-01" }, { "2026-07-31", 1, "2024-08-01" },
        { "2026-08-01", 1, "2025-08-01" }, { "2024-02-29", 3, "2020-08-01" },
        { "2026-12-31", 7, "2019-08-01" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++) {
        char is[DATE_TEXT_SIZE];

        date_format(
            past_first_kept(date_parse_iso(days[i].as_of), days[i].years), is);
        assert_string_equal(is, days[i].first);
    }
}

static void test_what_is_of_schools_is_not_of_children(void **state)
{
    static const char *const children[] = { "pupils", "social_care",
                                            "census_needs", "census_meals",
                                            "ssda903_ad1" };
    static const char *const others[] = { "schools", "advisers",
                                          "school_returns", "benchmarks" };

    (void)state;
    for (size_t i = 0; i < sizeof(children) / sizeof(children[0]); i++)
        assert_true(
            past_is_of_children(&types, type_find(&types, children[i])));
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(past_is_of_children(&types, type_find(&types, others[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_go_and_their_ends_stay),
        cmocka_unit_test(test_utf_16_is_cut_in_units),
        cmocka_unit_test(test_halves_of_units_are_no_line_ends),
        cmocka_unit_test_setup_teardown(test_rows_are_whose_they_are,
                                        read_types, free_types),
        cmocka_unit_test_setup_teardown(test_a_row_is_of_its_last_day,
                                        read_types, free_types),
        cmocka_unit_test(test_the_first_day_that_is_kept),
        cmocka_unit_test_setup_teardown(
            test_what_is_of_schools_is_not_of_children, read_types, free_types),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
