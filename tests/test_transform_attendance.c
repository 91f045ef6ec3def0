/*
 * Strings of marks to sums, through ingest: what counts, where, and for whom.
 * The world's terms: 2024/25 begins on 2 September, HT6 is 2 June to 22 July.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/str.h"
#include "tests/testing.h"
#include "tests/world.h"

#define PRIMARY "100001"
#define SECONDARY "100002"

struct scene {
    struct world w;
    struct str pupils;
    struct str marks;
};

static void open_scene(struct scene *s, const char *name)
{
    world_open(&s->w, name);
    s->w.as_of = date_make(2025, 7, 31);
    s->pupils = s->marks = (struct str)STR_INIT;
    world_put(&s->w, "schools_20240801.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name)\n" PRIMARY
              ",919,4001,One,Primary,Academy,Open\n" SECONDARY
              ",919,4002,Two,Secondary,Academy,Open\n");
    str_add(&s->pupils,
            "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
            "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n");
    str_add(&s->marks, "URN,UPN,Date,Session,Mark\n");
}

static void add_stay(struct scene *s, const char *urn, int pupil,
                     const char *born, char status, const char *from,
                     const char *to)
{
    char upn[14];

    world_upn(pupil, upn);
    str_addf(&s->pupils, "%s,%s,Pupil,A%d,%s,F,WBRI,9,%c,%s,%s,N,N,N\n", urn,
             upn, pupil, born, status, from, to);
}

static void add_mark(struct scene *s, const char *urn, int pupil, date_t date,
                     const char *session, const char *mark)
{
    char upn[14], day[DATE_TEXT_SIZE];

    world_upn(pupil, upn);
    date_format(date, day);
    str_addf(&s->marks, "%s,%s,%s,%s,%s\n", urn, upn, day, session, mark);
}

/* Both sessions of `count` weekdays from a date on. */
static void add_days(struct scene *s, const char *urn, int pupil,
                     const char *from, int count, const char *mark)
{
    date_t date = date_parse_iso(from);

    while (count > 0) {
        if (date_weekday(date) <= 5) {
            add_mark(s, urn, pupil, date, "AM", mark);
            add_mark(s, urn, pupil, date, "PM", mark);
            count--;
        }
        date++;
    }
}

static void play(struct scene *s)
{
    world_put(&s->w, "pupils_20240901.csv", s->pupils.text);
    world_put(&s->w, "marks_20250801.csv", s->marks.text);
    world_night(&s->w);
}

static void close_scene(struct scene *s)
{
    str_release(&s->pupils);
    str_release(&s->marks);
    world_close(&s->w);
}

static void assert_rows(struct scene *s, const char *sql, const char *expected)
{
    char *rows = world_rows(&s->w, sql);

    assert_string_equal(rows, expected);
    free(rows);
}

#define FIGURES                                                                \
    "select d.urn, possible, authorised, unauthorised, late"                   \
    " from fct_attendance as a inner join dim_school as d using (school_key)"  \
    " where period = "

static void a_register_of_d_only_has_no_session(void **state)
{
    struct scene s;

    (void)state;
    open_scene(&s, "d-only");
    add_stay(&s, PRIMARY, 1, "2014-01-01", 'S', "2024-09-01", "");
    add_days(&s, PRIMARY, 1, "2024-09-09", 20, "D");
    play(&s);
    assert_int_equal(world_int(&s.w, "select count(*) from attendance_mark"),
                     40);
    assert_rows(&s, "select * from fct_attendance", "");
    assert_rows(&s, "select * from mart_metric where metric like '%absence%'",
                "");
    close_scene(&s);
}

static void where_two_schools_have_a_mark_the_better_status_counts(void **state)
{
    struct scene s;

    (void)state;
    open_scene(&s, "dual");
    add_stay(&s, PRIMARY, 1, "2014-01-01", 'S', "2024-09-01", "");
    add_stay(&s, SECONDARY, 1, "2014-01-01", 'M', "2024-09-01", "");
    /* Both on ten days: absent at the one that does not count. */
    add_days(&s, PRIMARY, 1, "2024-09-09", 10, "I");
    add_days(&s, SECONDARY, 1, "2024-09-09", 10, "/");
    /* D at the main school leaves the session to the other. */
    add_days(&s, PRIMARY, 1, "2024-09-23", 5, "O");
    add_days(&s, SECONDARY, 1, "2024-09-23", 5, "D");
    /* Two of one status: the lower URN. */
    add_stay(&s, PRIMARY, 2, "2014-01-01", 'C', "2024-09-01", "");
    add_stay(&s, SECONDARY, 2, "2014-01-01", 'C', "2024-09-01", "");
    add_days(&s, PRIMARY, 2, "2024-09-09", 4, "U");
    add_days(&s, SECONDARY, 2, "2024-09-09", 4, "L");
    /* A guest's marks count nowhere, and take none from the other. */
    add_stay(&s, PRIMARY, 3, "2014-01-01", 'G', "2024-09-01", "");
    add_stay(&s, SECONDARY, 3, "2014-01-01", 'S', "2024-09-01", "");
    add_days(&s, PRIMARY, 3, "2024-09-09", 3, "/");
    add_days(&s, SECONDARY, 3, "2024-09-09", 3, "M");
    play(&s);
    assert_rows(&s, FIGURES "'2024/25 HT1' order by pupil_key, urn",
                PRIMARY "|10|0|10|0;" SECONDARY "|20|0|0|0;" /* pupil 1 */
                PRIMARY "|8|0|8|8;"                          /* 2 */
                SECONDARY "|6|6|0|0;");                      /* 3 */
    close_scene(&s);
}

static void a_mover_is_counted_where_they_were(void **state)
{
    struct scene s;

    (void)state;
    open_scene(&s, "mover");
    add_stay(&s, PRIMARY, 1, "2014-01-01", 'C', "2024-09-01", "2024-10-04");
    add_stay(&s, SECONDARY, 1, "2014-01-01", 'C', "2024-10-07", "");
    /* Below 10% at each school of the half term, 10% and more together. */
    add_days(&s, PRIMARY, 1, "2024-09-09", 19, "/");
    add_days(&s, PRIMARY, 1, "2024-10-04", 1, "I");
    add_days(&s, SECONDARY, 1, "2024-10-07", 10, "/");
    add_days(&s, SECONDARY, 1, "2024-10-21", 1, "I");
    /* After leaving: refused by ingest, and in no figure. */
    add_days(&s, PRIMARY, 1, "2024-10-07", 5, "O");
    play(&s);
    assert_rows(&s, FIGURES "'2024/25' order by urn",
                PRIMARY "|40|2|0|0;" SECONDARY "|22|2|0|0;");
    assert_rows(&s,
                "select numerator, denominator from mart_metric"
                " where metric = 'absence_rate' and period = '2024/25'"
                " and level = 'county' and cohort = 'all'"
                " and breakdown = 'none'",
                "4.0|62.0;");
    close_scene(&s);
}

static void ten_percent_is_38_of_380(void **state)
{
    struct scene s;

    (void)state;
    open_scene(&s, "ten");
    for (int pupil = 1; pupil <= 2; pupil++) {
        add_stay(&s, SECONDARY, pupil, "2011-01-01", 'C', "2024-09-01", "");
        add_days(&s, SECONDARY, pupil, "2024-09-02", 171, "/");
    }
    /* 190 days: 19 absent, or half a day less. */
    add_days(&s, SECONDARY, 1, "2025-05-26", 19, "I");
    add_days(&s, SECONDARY, 2, "2025-05-26", 18, "I");
    add_mark(&s, SECONDARY, 2, date_make(2025, 6, 19), "AM", "I");
    add_mark(&s, SECONDARY, 2, date_make(2025, 6, 19), "PM", "/");
    play(&s);
    assert_rows(&s, FIGURES "'2024/25' order by authorised",
                SECONDARY "|380|37|0|0;" SECONDARY "|380|38|0|0;");
    assert_rows(&s,
                "select level, numerator, denominator from mart_metric"
                " where metric = 'persistent_absence' and period = '2024/25'"
                " and level in ('county', 'school') and cohort = 'all'"
                " and breakdown = 'none' order by level",
                "county|1.0|2.0;school|1.0|2.0;");
    close_scene(&s);
}

static void year_11_is_without_the_sixth_half_term(void **state)
{
    struct scene s;

    (void)state;
    open_scene(&s, "year11");
    /* 15, 14, 16 and 4 on 31 August 2024; 5 that day. */
    add_stay(&s, SECONDARY, 1, "2008-09-01", 'C', "2024-09-01", "");
    add_stay(&s, SECONDARY, 2, "2009-09-01", 'C', "2024-09-01", "");
    add_stay(&s, SECONDARY, 3, "2008-08-31", 'C', "2024-09-01", "");
    add_stay(&s, SECONDARY, 4, "2019-09-01", 'C', "2024-09-01", "");
    add_stay(&s, SECONDARY, 5, "2019-08-31", 'C', "2024-09-01", "");
    for (int pupil = 1; pupil <= 5; pupil++) {
        add_days(&s, SECONDARY, pupil, "2025-05-19", 5, "/");
        add_days(&s, SECONDARY, pupil, "2025-06-02", pupil, "I");
    }
    play(&s);
    assert_rows(&s, FIGURES "'2024/25' order by pupil_key",
                SECONDARY "|10|0|0|0;" SECONDARY "|14|4|0|0;" SECONDARY
                          "|20|10|0|0;");
    assert_rows(&s, FIGURES "'2024/25 HT6' order by pupil_key",
                SECONDARY "|4|4|0|0;" SECONDARY "|10|10|0|0;");
    assert_rows(&s,
                "select period, numerator, denominator from mart_metric"
                " where metric = 'absence_rate' and period in ('2025-W21',"
                " '2025-W23') and cohort = 'all' order by period",
                "2025-W21|0.0|30.0;2025-W23|14.0|14.0;");
    close_scene(&s);
}

static void marks_outside_half_terms_count_in_the_longer_periods(void **state)
{
    struct scene s;

    (void)state;
    open_scene(&s, "outside");
    add_stay(&s, PRIMARY, 1, "2014-01-01", 'C', "2024-08-01", "");
    add_days(&s, PRIMARY, 1, "2024-08-12", 1, "B"); /* before the terms */
    add_days(&s, PRIMARY, 1, "2024-10-28", 2, "I"); /* between HT1 and HT2 */
    add_mark(&s, PRIMARY, 1, date_make(2024, 9, 7), "AM", "L"); /* Saturday */
    add_days(&s, PRIMARY, 1, "2024-09-09", 1, "/");
    add_days(&s, PRIMARY, 1, "2025-07-28", 1, "O"); /* after HT6 */
    play(&s);
    assert_rows(&s,
                "select period, possible, absent, late from fct_attendance"
                " order by period",
                "2024/25|11|6|1;2024/25 HT1|3|0|1;2024/25 autumn|7|4|1;");
    assert_rows(&s,
                "select period, denominator from mart_metric where metric ="
                " 'late_rate' and period like '%-W%' and cohort = 'all'"
                " order by period",
                "2024-W36|1.0;2024-W37|2.0;");
    close_scene(&s);
}

static void codes_mean_what_they_did_on_their_day(void **state)
{
    struct scene s;

    (void)state;
    open_scene(&s, "codes");
    add_stay(&s, PRIMARY, 1, "2014-01-01", 'C', "2024-08-01", "");
    /* J was attendance until 18 August 2024; J1 since is absence. */
    add_mark(&s, PRIMARY, 1, date_make(2024, 8, 16), "AM", "J");
    add_mark(&s, PRIMARY, 1, date_make(2024, 8, 19), "AM", "J1");
    add_mark(&s, PRIMARY, 1, date_make(2024, 9, 9), "AM", "C2");
    add_mark(&s, PRIMARY, 1, date_make(2024, 9, 9), "PM", "U");
    add_mark(&s, PRIMARY, 1, date_make(2024, 9, 10), "AM", "Y1");
    play(&s);
    assert_rows(&s, FIGURES "'2024/25'", PRIMARY "|4|2|1|1;");
    assert_rows(&s,
                "select period, code, sessions, possible from"
                " mart_absence_reason where level = 'county'"
                " and cohort = 'peers' and period in ('2024/25',"
                " '2024/25 autumn') order by period, code",
                "2024/25|C2|1|4;2024/25|J1|1|4;2024/25|U|1|4;"
                "2024/25 autumn|C2|1|2;2024/25 autumn|U|1|2;");
    close_scene(&s);
}

static void the_status_on_the_reference_date_decides(void **state)
{
    struct scene s;
    struct str later = STR_INIT;
    char upn[14];

    (void)state;
    open_scene(&s, "status");
    add_stay(&s, PRIMARY, 1, "2014-01-01", 'C', "2024-09-01", "");
    add_days(&s, PRIMARY, 1, "2024-09-09", 5, "/");
    add_days(&s, PRIMARY, 1, "2024-11-11", 5, "/");
    /* From an extract of 10 November on the pupil is a guest. */
    world_upn(1, upn);
    str_addf(
        &later,
        "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
        "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n" PRIMARY
        ",%s,Pupil,A1,2014-01-01,F,WBRI,9,G,2024-09-01,,N,N,N\n",
        upn);
    world_put(&s.w, "pupils_20241110.csv", later.text);
    play(&s);
    /* HT1 ended as C; HT2, the term and the year are a guest's. */
    assert_rows(&s, "select period, possible from fct_attendance",
                "2024/25 HT1|10;");
    assert_rows(&s,
                "select period, numerator from mart_metric where metric ="
                " 'attendance_rate' and cohort = 'all' and level = 'county'"
                " and breakdown = 'none' order by period",
                "2024-W37|10.0;2024/25 HT1|10.0;");
    str_release(&later);
    close_scene(&s);
}

static void nothing_after_the_as_of_date_counts(void **state)
{
    struct scene s;

    (void)state;
    open_scene(&s, "as-of");
    s.w.as_of = date_make(2024, 9, 11);
    add_stay(&s, PRIMARY, 1, "2014-01-01", 'C', "2024-09-01", "");
    add_days(&s, PRIMARY, 1, "2024-09-09", 5, "/");
    play(&s);
    assert_rows(&s, FIGURES "'2024/25'", PRIMARY "|6|0|0|0;");
    s.w.as_of = date_make(2024, 9, 12);
    world_night(&s.w);
    assert_rows(&s, FIGURES "'2024/25 HT1'", PRIMARY "|8|0|0|0;");
    assert_rows(&s,
                "select period, denominator from mart_metric where metric ="
                " 'late_rate' and cohort = 'all' and level = 'county'"
                " and breakdown = 'none' and period like '%-W%'",
                "2024-W37|8.0;");
    close_scene(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_register_of_d_only_has_no_session),
        cmocka_unit_test(
            where_two_schools_have_a_mark_the_better_status_counts),
        cmocka_unit_test(a_mover_is_counted_where_they_were),
        cmocka_unit_test(ten_percent_is_38_of_380),
        cmocka_unit_test(year_11_is_without_the_sixth_half_term),
        cmocka_unit_test(marks_outside_half_terms_count_in_the_longer_periods),
        cmocka_unit_test(codes_mean_what_they_did_on_their_day),
        cmocka_unit_test(the_status_on_the_reference_date_decides),
        cmocka_unit_test(nothing_after_the_as_of_date_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
