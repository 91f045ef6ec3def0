#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "tests/testing.h"
#include "transform/calendar/calendar.h"
#include "transform/transform.h"

/* Two years as a county might have them; half terms by first and last day. */
static const char *const days[2][12] = {
    { "2024-09-02", "2024-10-25", "2024-11-04", "2024-12-20", "2025-01-06",
      "2025-02-14", "2025-02-24", "2025-04-04", "2025-04-22", "2025-05-23",
      "2025-06-02", "2025-07-22" },
    { "2025-09-01", "2025-10-24", "2025-11-03", "2025-12-19", "2026-01-05",
      "2026-02-13", "2026-02-23", "2026-03-27", "2026-04-13", "2026-05-22",
      "2026-06-01", "2026-07-21" },
};

static void make_terms(struct terms *terms)
{
    terms->count = 2;
    terms->years = mem_zero(2, sizeof(*terms->years));
    for (size_t y = 0; y < 2; y++) {
        terms->years[y].year = 2024 + (int)y;
        for (size_t i = 0; i < 6; i++) {
            terms->years[y].half_terms[i].start =
                date_parse_iso(days[y][2 * i]);
            terms->years[y].half_terms[i].end =
                date_parse_iso(days[y][2 * i + 1]);
        }
    }
}

static const struct period *find(const struct calendar *c, const char *id)
{
    for (size_t i = 0; i < c->count; i++)
        if (!strcmp(c->periods[i].id, id))
            return &c->periods[i];
    return NULL;
}

static void assert_day(date_t day, const char *expected)
{
    char text[DATE_TEXT_SIZE];

    date_format(day, text);
    assert_string_equal(text, expected);
}

static const struct {
    const char *as_of, *id;
    int64_t key;
    const char *start, *end, *reference, *roll_date;
    bool complete;
} periods[] = {
    /* A finished year: R is the last day of HT6, the window goes on. */
    { "2026-02-13", "2024/25", 202400, "2024-08-01", "2025-07-31", "2025-07-22",
      "2025-01-16", true },
    /* The holidays after it: finished by R, but not complete. */
    { "2025-07-25", "2024/25", 202400, "2024-08-01", "2025-07-25", "2025-07-22",
      "2025-01-16", false },
    { "2026-02-13", "2025/26", 202500, "2025-08-01", "2026-02-13", "2026-02-13",
      "2026-01-15", false },
    { "2026-01-15", "2025/26", 202500, "2025-08-01", "2026-01-15", "2026-01-15",
      "2026-01-15", false },
    { "2026-01-14", "2025/26", 202500, "2025-08-01", "2026-01-14", "2026-01-14",
      "2026-01-14", false },
    { "2026-02-13", "2025/26 autumn", 202501, "2025-09-01", "2025-12-19",
      "2025-12-19", "2025-12-19", true },
    { "2026-02-13", "2025/26 spring", 202502, "2026-01-05", "2026-02-13",
      "2026-02-13", "2026-01-15", false },
    { "2026-02-13", "2025/26 HT3", 202513, "2026-01-05", "2026-02-13",
      "2026-02-13", "2026-01-15", true },
    { "2026-02-12", "2025/26 HT3", 202513, "2026-01-05", "2026-02-12",
      "2026-02-12", "2026-01-15", false },
    /* A week is whole although school begins on its Monday or later. */
    { "2026-02-13", "2025-W36", 10202536, "2025-09-01", "2025-09-07",
      "2025-09-07", "2025-09-07", true },
    { "2026-02-13", "2026-W07", 10202607, "2026-02-09", "2026-02-13",
      "2026-02-13", "2026-01-15", false },
    /* A year to date: 40, 35 and 30 school days in both years so far. */
    { "2026-02-13", "2024/25 to date", 202421, "2024-08-01", "2025-02-14",
      "2025-02-14", "2025-01-16", true },
    /* A holiday moves nothing; after it the first week's fifth day. */
    { "2026-02-20", "2024/25 to date", 202421, "2024-08-01", "2025-02-14",
      "2025-02-14", "2025-01-16", true },
    { "2026-02-28", "2024/25 to date", 202421, "2024-08-01", "2025-02-28",
      "2025-02-28", "2025-01-16", true },
    /* Day 130 is in a half term that was a week longer then. */
    { "2026-03-27", "2024/25 to date", 202421, "2024-08-01", "2025-03-28",
      "2025-03-28", "2025-01-16", true },
    /* The year before had 196 days and no 197th. */
    { "2026-07-31", "2024/25 to date", 202421, "2024-08-01", "2025-07-22",
      "2025-07-22", "2025-01-16", true },
    { "2025-09-01", "2024/25 to date", 202421, "2024-08-01", "2024-09-02",
      "2024-09-02", "2024-09-02", true },
    /* A running term counts from its own first day. */
    { "2026-01-14", "2024/25 spring to date", 202423, "2025-01-06",
      "2025-01-15", "2025-01-15", "2025-01-15", true },
    { "2026-07-20", "2024/25 summer to date", 202424, "2025-04-22",
      "2025-07-22", "2025-07-22", "2025-01-16", true },
    /* Half terms that end midweek. */
    { "2026-02-13", "2025-W17", 10202517, "2025-04-21", "2025-04-27",
      "2025-04-27", "2025-01-16", true },
};

static void windows_reference_dates_and_roll_dates(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
        struct terms terms;
        struct calendar c;
        const struct period *p;

        make_terms(&terms);
        calendar_init(&c, &terms, date_parse_iso(periods[i].as_of));
        p = find(&c, periods[i].id);
        assert_non_null(p);
        assert_int_equal(p->key, periods[i].key);
        assert_day(p->start, periods[i].start);
        assert_day(p->end, periods[i].end);
        assert_day(p->reference, periods[i].reference);
        assert_day(p->roll_date, periods[i].roll_date);
        assert_int_equal(p->complete, periods[i].complete);
        calendar_release(&c);
        terms_release(&terms);
    }
}

static void what_has_not_begun_is_no_period(void **state)
{
    static const char *const absent[] = { "2025/26 summer", "2025/26 HT4",
                                          "2026-W08",       "2025-W44",
                                          "2025-W01",       "2024-W53" };
    struct terms terms;
    struct calendar c;

    (void)state;
    make_terms(&terms);
    calendar_init(&c, &terms, date_make(2026, 2, 22));
    for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
        assert_null(find(&c, absent[i]));
    assert_null(calendar_year(&c, 2023));
    assert_non_null(calendar_year(&c, 2025)->slots[SLOT_HT1 + 2]);
    assert_null(calendar_year(&c, 2025)->slots[SLOT_HT1 + 3]);
    calendar_release(&c);
    /* The year begins on 1 August, its terms later. */
    calendar_init(&c, &terms, date_make(2025, 8, 1));
    assert_non_null(find(&c, "2025/26"));
    assert_null(find(&c, "2025/26 autumn"));
    /* No school day yet: nothing is to date; nor is a term between two. */
    assert_null(find(&c, "2024/25 to date"));
    calendar_release(&c);
    calendar_init(&c, &terms, date_make(2026, 3, 27));
    assert_non_null(find(&c, "2024/25 to date"));
    assert_null(find(&c, "2025/26 to date"));
    assert_null(find(&c, "2024/25 spring to date"));
    assert_null(find(&c, "2024/25 summer to date"));
    calendar_release(&c);
    terms_release(&terms);
}

static void the_as_of_date_needs_its_year(void **state)
{
    struct terms terms;
    struct err err = ERR_INIT;

    (void)state;
    make_terms(&terms);
    assert_ok(calendar_check(&terms, date_make(2026, 7, 31), &err), &err);
    assert_int_equal(calendar_check(&terms, date_make(2026, 8, 1), &err), -1);
    assert_int_equal(err.code, ERR_CONFIG);
    assert_non_null(strstr(err.msg, "2026/27"));
    assert_int_equal(calendar_check(&terms, date_make(2024, 7, 31), &err), -1);
    terms_release(&terms);
}

static size_t count_changed(const struct calendar *c)
{
    size_t count = 0;

    for (size_t i = 0; i < c->count; i++)
        count += c->changed[i];
    return count;
}

static void store(struct calendar *c, const struct terms *terms, struct db *db,
                  date_t as_of)
{
    struct err err = ERR_INIT;

    calendar_init(c, terms, as_of);
    assert_ok(calendar_store(c, db, &err), &err);
}

static void a_day_later_only_the_running_periods_have_moved(void **state)
{
    struct terms terms;
    struct calendar c;
    struct db *db = NULL;
    struct err err = ERR_INIT;
    int64_t count = 0;

    (void)state;
    make_terms(&terms);
    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(transform_schema(db, &err), &err);
    store(&c, &terms, db, date_make(2026, 2, 11));
    assert_int_equal(count_changed(&c), c.count);
    calendar_release(&c);
    store(&c, &terms, db, date_make(2026, 2, 11));
    assert_int_equal(count_changed(&c), 0);
    calendar_release(&c);
    store(&c, &terms, db, date_make(2026, 2, 12));
    /* Year, term, half term, week; the year before and its term to date. */
    assert_int_equal(count_changed(&c), 6);
    calendar_release(&c);
    /* Back to a day when neither the term nor its half term had begun. */
    store(&c, &terms, db, date_make(2026, 1, 4));
    assert_ok(db_read_int(db,
                          "select count(*) from dim_period where id in"
                          " ('2025/26 spring', '2025/26 HT3', '2026-W02')",
                          &count, &err),
              &err);
    assert_int_equal(count, 0);
    calendar_release(&c);
    db_close(db);
    terms_release(&terms);
}

static date_t was(const struct calendar *c, const char *id)
{
    const struct period *p = find(c, id);

    assert_non_null(p);
    return c->was[p - c->periods];
}

/* What else is another than that it ends later is made from nothing. */
static void what_only_ends_later_has_the_reference_date_it_had(void **state)
{
    struct terms terms;
    struct calendar c;
    struct db *db = NULL;
    struct err err = ERR_INIT;

    (void)state;
    make_terms(&terms);
    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(transform_schema(db, &err), &err);
    store(&c, &terms, db, date_make(2026, 3, 25));
    assert_int_equal(was(&c, "2025/26"), DATE_NONE); /* is new */
    calendar_release(&c);
    store(&c, &terms, db, date_make(2026, 3, 26));
    assert_day(was(&c, "2025/26"), "2026-03-25");
    assert_day(was(&c, "2025/26 spring"), "2026-03-25");
    assert_day(was(&c, "2025/26 HT4"), "2026-03-25");
    assert_day(was(&c, "2024/25 to date"), "2025-03-26");
    assert_int_equal(was(&c, "2025/26 autumn"), DATE_NONE); /* stands */
    calendar_release(&c);
    /* The term is over, and compared with another period from now on. */
    store(&c, &terms, db, date_make(2026, 3, 27));
    assert_day(was(&c, "2025/26"), "2026-03-26");
    assert_day(was(&c, "2025/26 HT4"), "2026-03-26");
    assert_int_equal(was(&c, "2025/26 spring"), DATE_NONE);
    calendar_release(&c);
    db_close(db);
    terms_release(&terms);
}

/* Who makes a change and who shows it stand on the same pairs. */
static void what_is_compared_is_what_the_view_says(void **state)
{
    static const char *const nights[] = { "2025-09-01", "2026-01-14",
                                          "2026-02-20", "2026-03-27",
                                          "2026-07-24", "2026-07-31" };
    struct terms terms;
    struct db *db = NULL;
    struct err err = ERR_INIT;
    struct query *q = NULL;

    (void)state;
    make_terms(&terms);
    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(transform_schema(db, &err), &err);
    assert_ok(query_open(&q, db,
                         "select comparator_period from period_pair"
                         " where period = ?1",
                         &err),
              &err);
    for (size_t d = 0; d < sizeof(nights) / sizeof(nights[0]); d++) {
        struct calendar c;
        size_t pairs = 0;

        store(&c, &terms, db, date_parse_iso(nights[d]));
        for (size_t i = 0; i < c.count; i++) {
            const struct period *before = calendar_before(&c, &c.periods[i]);

            query_bind_text(q, 1, c.periods[i].id);
            assert_int_equal(query_step(q, &err), before != NULL);
            if (before)
                assert_string_equal(query_text(q, 0), before->id);
            query_reset(q);
            pairs += before != NULL;
        }
        /* The year, and the terms of it that have begun. */
        assert_in_range(pairs, 2, 4);
        calendar_release(&c);
    }
    query_close(q);
    db_close(db);
    terms_release(&terms);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_reference_dates_and_roll_dates),
        cmocka_unit_test(what_has_not_begun_is_no_period),
        cmocka_unit_test(the_as_of_date_needs_its_year),
        cmocka_unit_test(what_is_compared_is_what_the_view_says),
        cmocka_unit_test(a_day_later_only_the_running_periods_have_moved),
        cmocka_unit_test(what_only_ends_later_has_the_reference_date_it_had),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
