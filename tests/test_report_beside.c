#include "report/shown/figures.h"

#include <stdio.h>

#include "core/db.h"
#include "report/words/grid.h"
#include "tests/testing.h"

/*
 * figure.sql and doubt.sql, what stands beside figures and is not one:
 * published figures, schools whose attendance is late, what is not measured.
 * The warehouse is told here in as many rows as a case needs.
 */
#define WAREHOUSE                                                              \
    "create temp table context (as_of text, la_code text, year text,"          \
    " term text, compare text);"                                               \
    "insert into context values ('2026-02-13', '919', '2025/26',"              \
    " '2025/26 spring', '2025/26 autumn');"                                    \
    "create temp table dim_cohort (id text, label text);"                      \
    "insert into dim_cohort values ('cla', 'Looked after'),"                   \
    " ('cla12', 'Looked after for 12 months'), ('csw', 'With a worker');"      \
    "create temp table dim_period (id text, grain text, academic_year text,"   \
    " start_date text, end_date text, complete integer);"                      \
    "insert into dim_period (id, grain, academic_year) values"                 \
    " ('2024/25', 'year', '2024/25'), ('2025/26', 'year', '2025/26'),"         \
    " ('2025/26 autumn', 'term', '2025/26');"                                  \
    "create temp table published_comparator (metric text, cohort text,"        \
    " academic_year text, comparator text, value real, symbol text,"           \
    " areas integer, wanted_areas integer, method text, place integer,"        \
    " definition text);"                                                       \
    "create temp table dim_metric (metric_key integer, id text, unit text,"    \
    " numerator_count text, extract text default '',"                          \
    " aged_by text default '');"                                               \
    "insert into dim_metric (metric_key, id, unit, numerator_count) values"    \
    " (1, 'm', '%', 'met'), (2, 'e', 'per 100 pupils', 'events'),"             \
    " (3, 's', 'score', 'sum');"                                               \
    "create temp table dim_metric_untold (metric text, period text);"          \
    "create temp table figure_silent (level text, entity text,"                \
    " breakdown text, breakdown_value text, period text, metric text);"        \
    "create temp table place_unheard (metric text, period text, level text,"   \
    " entity text, breakdown text, breakdown_value text, schools integer,"     \
    " asked integer, is_much integer);"                                        \
    "create temp table place_apart (metric text, period text, level text,"     \
    " entity text, breakdown text, breakdown_value text, schools integer,"     \
    " both integer, words text, is_much integer);"                             \
    "create temp table period_pair (period text, comparator_period text);"     \
    "create temp table dim_count (id text, kind text);"                        \
    "insert into dim_count values ('met', 'children'),"                        \
    " ('events', 'events'), ('sum', 'sum');"                                   \
    "create temp table metric_reads (metric_key integer, relation text,"       \
    " use text);"                                                              \
    "insert into metric_reads values (1, 'mark_string', 'figure'),"            \
    " (2, 'mark_string', 'person');"                                           \
    "insert into metric_reads values (2, 'suspension', 'figure'),"             \
    " (3, 'assessment', 'figure');"                                            \
    "create temp table extract_type (type text, relation text, dated text,"    \
    " counted text, is_fact integer, recurs text);"                            \
    "insert into extract_type values"                                          \
    " ('suspensions', 'suspension', 'start_date', 'start_date', 1, 'days'),"   \
    " ('assessments', 'assessment', '', 'academic_year', 1, 'year'),"          \
    " ('peps', 'pep', '', 'academic_year', 0, 'term'),"                        \
    " ('ehe', 'register', 'start_date', '', 0, 'term'),"                       \
    " ('send_plans', 'send_plan', 'plan_start', '', 0, 'term'),"               \
    " ('pupils', 'enrolment', 'entry_date', '', 1, 'days');"                   \
    "create temp table load_sent (type text, extract_time text,"               \
    " is_taken_in integer);"                                                   \
    "insert into load_sent values"                                             \
    " ('suspensions', '2026-01-04T05:00:00', 1),"                              \
    " ('pupils suspensions', '2026-02-04T05:00:00', 1),"                       \
    " ('suspensions', '2026-02-10T05:00:00', 0),"                              \
    " ('old_suspensions', '2026-02-10T05:00:00', 1),"                          \
    " ('assessments', '2025-02-10T05:00:00', 1);"                              \
    "create temp table target (metric text, cohort text, academic_year text,"  \
    " target real);"                                                           \
    "create temp table mart_metric (metric text, period text, level text,"     \
    " entity text, cohort text, breakdown text, breakdown_value text,"         \
    " denominator real);"                                                      \
    "create temp table dim_school (school_key integer, urn text,"              \
    " district text, la_code text, status text);"                              \
    "insert into dim_school values (1, '100001', 'Ashmere', '919', 'Open'),"   \
    " (2, '100002', 'Ashmere', '919', 'Open, but proposed to close'),"         \
    " (3, '100003', 'Brackwell', '919', 'Closed'),"                            \
    " (4, '100004', 'Elsewhere', '821', 'Open');"                              \
    "create temp table load_feed (school_key integer, last_date text,"         \
    " newest_date text, newest_days integer, is_late integer);"                \
    "create temp table load_coverage (school_key integer, period text,"        \
    " share real, is_low integer, held integer, counted integer,"              \
    " expected integer default 1000);"

#define SENDING                                                                \
    "create temp table dim_promise (extract text, sender text);"               \
    "create temp table load_heard (type text, school_key integer,"             \
    " newest_sent text);"                                                      \
    "create temp table load_reach (type text, school_key integer,"             \
    " newest_sent text);"                                                      \
    "create temp table extract_name (type text, name text,"                    \
    " is_school integer);"                                                     \
    "insert into extract_name values ('pupils', 'list', 1),"                   \
    " ('ehe', 'register', 0);"                                                 \
    "create temp table school_place (school_key integer, level text,"          \
    " entity text, breakdown text);"

static struct err err = ERR_INIT;

static int open_beside(void **state)
{
    static struct db *db;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(words_add_said(db, &err), &err);
    assert_ok(db_exec(db, WAREHOUSE, &err), &err);
    assert_ok(db_exec(db, SENDING, &err), &err);
    *state = db;
    return 0;
}

static int close_beside(void **state)
{
    db_close(*state);
    return 0;
}

/* What a query gives after `rows`, joined by bars; then nothing of it. */
static void assert_gives(struct db *db, const char *rows, const char *select,
                         const char *expected)
{
    struct query *q = NULL;
    char sql[512];

    assert_ok(db_exec(db, "savepoint one", &err), &err);
    assert_ok(db_exec(db, rows, &err), &err);
    assert_ok(figures_prepare(db, &err), &err);
    snprintf(sql, sizeof(sql),
             "select coalesce(group_concat(text, '|'), '') from (%s)", select);
    assert_ok(query_open(&q, db, sql, &err), &err);
    assert_int_equal(query_step(q, &err), 1);
    assert_string_equal(query_text(q, 0), expected);
    query_close(q);
    assert_ok(db_exec(db, "rollback to one; release one", &err), &err);
}

#define SCHOOLS                                                                \
    "select period || ' ' || urn || ': ' || words as text from school_doubt"   \
    " order by period, urn"
#define PLACES                                                                 \
    "select period || ' ' || level || ' ' || entity || ': ' || words as text"  \
    " from place_doubt where level <> 'school' order by period, level, entity"
#define STOPPED(school, newest)                                                \
    "insert into load_feed values (" school ", null, " newest ", 9, 1);"
#define LOW(school, period, share, held, counted)                              \
    "insert into load_coverage (school_key, period, share, is_low, held,"      \
    " counted) values (" school ", '" period "', " share ", 1, " held          \
    ", " counted ");"

static void a_school_that_stopped_or_lacks_marks_is_told(void **state)
{
    assert_gives(*state, "", SCHOOLS, "");
    /* Of the running periods: what is over has its marks. */
    assert_gives(*state, STOPPED("1", "'2026-01-30'"), SCHOOLS,
                 "2025/26 100001: no attendance since 30 January 2026|"
                 "2025/26 spring 100001: no attendance since 30 January 2026");
    assert_gives(*state, STOPPED("2", "null"), SCHOOLS,
                 "2025/26 100002: no attendance has come|"
                 "2025/26 spring 100002: no attendance has come");
    /* Without a mark, and not late: counts of sessions have come instead. */
    assert_gives(*state,
                 "insert into load_feed values (1, null, '2026-02-06', 5, 0);",
                 SCHOOLS, "");
    assert_gives(*state, LOW("1", "2025/26 autumn", "0.946", "946", "0"),
                 SCHOOLS, "2025/26 autumn 100001: marks of 94.6% of sessions");
    assert_gives(*state, LOW("1", "2025/26", "0", "0", "11"), SCHOOLS, "");
    assert_gives(*state, LOW("1", "2025/26", "0.5", "10", "11"), SCHOOLS,
                 "2025/26 100001: marks of 50.0% of sessions");
    /* Another year, and a school that is closed. */
    assert_gives(*state, LOW("1", "2024/25", "0.5", "10", "0"), SCHOOLS, "");
    assert_gives(*state,
                 STOPPED("3", "null") LOW("3", "2025/26", "0.5", "10", "0"),
                 SCHOOLS, "");
}

static void places_count_the_schools_that_enter_them(void **state)
{
    assert_gives(*state,
                 LOW("1", "2025/26", "0.5", "10", "0")
                     LOW("4", "2025/26", "0.5", "10", "0"),
                 PLACES,
                 "2025/26 county 919: two schools' attendance is late or in"
                 " part|2025/26 district Ashmere: one school's attendance is"
                 " late or in part");
}

#define MUCH                                                                   \
    "select level || ' ' || entity || ' ' || is_much as text from place_doubt" \
    " where period = '2025/26' order by level, entity"
#define WHOLE(school, expected)                                                \
    "insert into load_coverage (school_key, period, share, is_low, held,"      \
    " counted, expected) values (" school ", '2025/26', 1, 0, 1, 0, " expected \
    ");"

/* By sessions expected, 5 in 100 of the place's, and no more, are little. */
static void so_much_is_late_that_no_change_is_told(void **state)
{
    assert_gives(*state, LOW("1", "2025/26", "0.5", "10", "0"), MUCH,
                 "county 919 1|district Ashmere 1|school 100001 1");
    assert_gives(*state,
                 LOW("1", "2025/26", "0.5", "10", "0") WHOLE("2", "18999")
                     WHOLE("4", "1"),
                 MUCH, "county 919 0|district Ashmere 1|school 100001 1");
    assert_gives(*state,
                 LOW("1", "2025/26", "0.5", "10", "0") WHOLE("2", "19000"),
                 MUCH, "county 919 0|district Ashmere 0|school 100001 1");
    /* One that nobody is known to be at has no sessions. */
    assert_gives(*state, STOPPED("1", "null") WHOLE("2", "19000"), MUCH,
                 "county 919 0|district Ashmere 0|school 100001 1");
}

#define WORDS "select county || '; ' || districts as text from doubt_words"

static void what_is_late_stands_beside_the_years_figures(void **state)
{
    assert_gives(*state, "", WORDS, "; ");
    assert_gives(*state, LOW("1", "2025/26 autumn", "0.5", "10", "0"), WORDS,
                 "; ");
    assert_gives(*state,
                 LOW("1", "2025/26", "0.5", "10", "0")
                     LOW("2", "2025/26", "0.5", "10", "0")
                         LOW("4", "2025/26", "0.5", "10", "0"),
                 WORDS,
                 "Three schools' attendance is late or in part.; Attendance is"
                 " late or in part at two schools in Ashmere.");
}

#define STALE "select metric || ': ' || words as text from stale_event"
#define HALF_TERM(end)                                                         \
    "insert into dim_period values ('2025/26 HT3', 'half_term', '2025/26',"    \
    " '2026-01-05', '" end "', 1);"
#define SENT_ON_THE_3RD                                                        \
    "update load_sent set extract_time = '2026-02-03T23:59:59'"                \
    " where type = 'pupils suspensions';"

/* Sent on 4 February: nine days before. On the 3rd it is too old; nothing was
   taken in of what came later. Results come once a year. Six of the days must
   be school days: in holidays nothing begins. */
static void events_of_which_nothing_came_are_told(void **state)
{
    assert_gives(*state, HALF_TERM("2026-02-13"), STALE, "");
    assert_gives(*state, HALF_TERM("2026-02-13") SENT_ON_THE_3RD, STALE,
                 "e: nothing has come since 3 February 2026");
    assert_gives(*state, HALF_TERM("2026-02-11") SENT_ON_THE_3RD, STALE,
                 "e: nothing has come since 3 February 2026");
    assert_gives(*state, HALF_TERM("2026-02-10") SENT_ON_THE_3RD, STALE, "");
}

/* Who has moved is known from lists of pupils alone, whatever else has come. */
static void moves_of_which_no_list_came_are_told(void **state)
{
    static const char moves[] =
        HALF_TERM("2026-02-13") "update dim_metric set aged_by = 'pupils' "
                                "where id = 's';";
    static const struct {
        const char *rows, *words;
    } cases[] = {
        { "", "" },
        { SENT_ON_THE_3RD, "e: nothing has come since 3 February 2026|"
                           "s: nothing has come since 3 February 2026" },
        { SENT_ON_THE_3RD
          "insert into load_sent values ('pupils', '2026-02-06T05:00:00', 1);",
          "e: nothing has come since 3 February 2026" },
        { "update load_sent set type = 'suspensions'"
          " where type = 'pupils suspensions';",
          "" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char rows[1024];

        snprintf(rows, sizeof(rows), "%s%s", moves, cases[i].rows);
        assert_gives(*state, rows, STALE, cases[i].words);
    }
}

/* One school's new list says nothing of the others. */
static void moves_are_as_old_as_each_schools_list(void **state)
{
#define SCHOOL(school, urn, pupils, sent)                                      \
    "insert into mart_metric values ('s', '2025/26', 'school', '" urn          \
    "', 'all', 'none', '', " pupils ");"                                       \
    "insert into load_reach values ('pupils', " school ", '" sent "T05');"     \
    "insert into school_place values (" school ", 'county', '919', 'none'),"   \
    " (" school ", 'school', '" urn "', 'none');"
#define MOVES                                                                  \
    HALF_TERM("2026-02-13")                                                    \
    "update dim_metric set aged_by = 'pupils' where id = 's';"                 \
    "update dim_period set end_date = '2026-02-13' where id = '2025/26';"
#define OLD                                                                    \
    "select level || ' ' || entity || ': ' || words || ' ' || is_much as text" \
    " from place_aged order by level, entity"

    assert_gives(*state,
                 MOVES SCHOOL("1", "100001", "10", "2026-02-13")
                     SCHOOL("2", "100002", "10", "2026-02-04"),
                 OLD, "");
    assert_gives(*state,
                 MOVES SCHOOL("1", "100001", "10", "2026-02-13")
                     SCHOOL("2", "100002", "10", "2026-02-03"),
                 OLD,
                 "county 919: no list has come of late from one of two schools"
                 " 1|school 100002: no list has come since 3 February 2026 1");
    assert_gives(*state,
                 MOVES SCHOOL("1", "100001", "95", "2026-02-13")
                     SCHOOL("2", "100002", "5", "2026-02-03"),
                 OLD,
                 "county 919: no list has come of late from one of two schools"
                 " 0|school 100002: no list has come since 3 February 2026 1");
    /* Neither of a closed school nor of one elsewhere. */
    assert_gives(*state,
                 MOVES SCHOOL("1", "100001", "10", "2026-02-13")
                     SCHOOL("3", "100003", "10", "2026-02-03")
                         SCHOOL("4", "100004", "10", "2026-02-03"),
                 OLD, "");
}

#define SUSPENSIONS "select suspensions as text from doubt_words"
#define OF_SUSPENSIONS                                                         \
    HALF_TERM("2026-02-13")                                                    \
    "update dim_metric set id = 'suspension_rate' where id = 'e';"

/* Of a year that was over before they stopped all has come. */
static void what_is_not_sent_stands_beside_the_years_figures(void **state)
{
    assert_gives(*state,
                 OF_SUSPENSIONS "update dim_period set end_date = '2026-02-13'"
                                " where id = '2025/26';",
                 SUSPENSIONS, "");
    assert_gives(*state,
                 OF_SUSPENSIONS SENT_ON_THE_3RD
                 "update dim_period set end_date = '2026-02-13'"
                 " where id = '2025/26';",
                 SUSPENSIONS,
                 "Suspensions and exclusions: nothing has come since 3 "
                 "February 2026.");
    assert_gives(*state,
                 OF_SUSPENSIONS SENT_ON_THE_3RD
                 "update dim_period set end_date = '2026-02-12'"
                 " where id = '2025/26';",
                 SUSPENSIONS, "");
    assert_gives(*state,
                 OF_SUSPENSIONS "insert into place_unheard values"
                                " ('suspension_rate', '2025/26', 'county',"
                                " '919', 'none', '', 2, 8, 1);",
                 SUSPENSIONS,
                 "Suspensions and exclusions: this year nothing has come of "
                 "two of eight schools, which may have had none.");
    assert_gives(*state,
                 OF_SUSPENSIONS "insert into place_apart values"
                                " ('suspension_rate', '2025/26', 'county',"
                                " '919', 'none', '', 8, 3, '3 of 8 told', 1);",
                 SUSPENSIONS,
                 "Suspensions and exclusions: only 3 of 8 told, so that no "
                 "change is tested.");
}

#define CARE "select care as text from doubt_words"
#define CARE_SENT(type, day)                                                   \
    HALF_TERM("2026-02-13")                                                    \
    "insert into load_sent values ('" type "', '" day "T05:00:00', 1);"

/* Nine days, over five of them school days; by either of the two that tell. */
static void that_nobody_said_who_has_a_social_worker_is_told(void **state)
{
    assert_gives(*state, HALF_TERM("2026-02-13"), CARE, "");
    assert_gives(*state, CARE_SENT("social_care", "2026-02-04"), CARE, "");
    assert_gives(*state, CARE_SENT("social_care", "2026-02-03"), CARE,
                 "Social care: nothing has come since 3 February 2026; who has "
                 "a social worker is as it was then.");
    assert_gives(
        *state,
        CARE_SENT(
            "social_care",
            "2026-02-03") "insert into load_sent values"
                          " ('ssda903_episodes', '2026-02-05T05:00:00', 1);",
        CARE, "");
}

#define PLANS_SENT(day, complete)                                              \
    "update dim_metric set extract = 'peps' where id = 's';"                   \
    "update dim_period set end_date = '2025-12-19', complete = " complete      \
    " where id = '2025/26 autumn';"                                            \
    "insert into load_sent values ('peps', '" day "T05:00:00', 1);"

/* Plans are due once a term: a list of its last day says of all of it. */
static void plans_of_a_term_that_ended_since_are_told(void **state)
{
    assert_gives(*state, PLANS_SENT("2025-12-19", "1"), STALE, "");
    assert_gives(*state, PLANS_SENT("2025-12-18", "0"), STALE, "");
    assert_gives(*state, PLANS_SENT("2025-12-18", "1"), STALE,
                 "s: nothing has come since 18 December 2025");
    assert_gives(*state, PLANS_SENT("2025-12-18", "1"),
                 "select stale_from as text from stale_event", "2025-12-19");
}

#define REGISTER_SENT(day)                                                     \
    "update dim_metric set aged_by = 'send_plans' where id = 's';"             \
    "update dim_metric set extract = 'ehe' where id = 'm';"                    \
    "update dim_period set end_date = '2025-12-19', complete = 1"              \
    " where id = '2025/26 autumn';"                                            \
    "insert into load_sent values ('ehe', '2025-12-19T05:00:00', 1),"          \
    " ('send_plans', '" day "T05:00:00', 1);"

/* Who is in a register is not known of the terms after it. */
static void registers_of_which_none_came_since_a_term_are_told(void **state)
{
    assert_gives(*state, REGISTER_SENT("2025-12-19"), STALE, "");
    assert_gives(*state, REGISTER_SENT("2025-12-18"), STALE,
                 "s: nothing has come since 18 December 2025");
    assert_gives(
        *state,
        REGISTER_SENT("2025-12-18") "update load_sent set extract_time = "
                                    "'2025-09-05T05:00:00'"
                                    " where type = 'ehe';",
        STALE " order by metric",
        "m: nothing has come since 5 September 2025|"
        "s: nothing has come since 18 December 2025");
}

#define PUBLISHED                                                              \
    "select england || ' ' || england_period || ' ' || coalesce(neighbours,"   \
    " 'none') || ': ' || caution as text from published_beside"                \
    " where cohort = 'cla' and academic_year = '2025/26'"
#define ENGLAND(cohort, year, value, definition)                               \
    "insert into published_comparator values ('m', '" cohort "', '" year       \
    "', 'england', " value ", 1, 1, 'published', null, '" definition "');"

static void
published_figures_are_of_the_nearest_group_and_newest_year(void **state)
{
    assert_gives(*state, "", PUBLISHED, "");
    assert_gives(*state,
                 ENGLAND("cla12", "2023/24", "9.2, null", "")
                     ENGLAND("cla12", "2022/23", "9.9, null", "")
                         ENGLAND("cla12", "2026/27", "1.1, null", ""),
                 PUBLISHED, "9.2 2023/24 none: Looked after for 12 months.");
    assert_gives(*state,
                 ENGLAND("cla12", "2023/24", "9.2, null", "")
                     ENGLAND("cla", "2021/22", "8.1, null", "Of others"),
                 PUBLISHED, "8.1 2021/22 none: Of others.");
    assert_gives(*state, ENGLAND("cla", "2023/24", "null, 'c'", ""), PUBLISHED,
                 "[c] 2023/24 none: ");
    assert_gives(*state, ENGLAND("cla", "2023/24", "null, 'low'", ""),
                 PUBLISHED, "[x] 2023/24 none: ");
    assert_gives(
        *state,
        ENGLAND("cla", "2023/24", "9.2, null",
                "") "insert into published_comparator values ('m', 'cla',"
                    " '2023/24', 'neighbours', 8.5, null, 7, 10, 'mean', null,"
                    " '');"
                    "insert into published_comparator values ('m', 'cla',"
                    " '2023/24', 'county', 1.0, null, 1, 1, 'published', 3,"
                    " '');",
        PUBLISHED, "9.2 2023/24 8.5: Neighbours: Mean of 7 of 10 areas.");
}

static void
what_nobody_counts_in_is_told_from_what_is_not_measured(void **state)
{
    assert_gives(
        *state,
        "insert into mart_metric (metric, period, level, entity) values"
        " ('m', '2024/25', 'county', '919'),"
        " ('e', '2025/26 autumn', 'county', '919'),"
        " ('s', '2024/25', 'school', '100001')",
        "select metric || ' ' || period || ' ' || symbol as text"
        " from figure_missing order by metric, period",
        "e 2024/25 [z]|e 2025/26 [z]|e 2025/26 autumn [z]|"
        "m 2024/25 [z]|m 2025/26 [x]|m 2025/26 autumn [z]|"
        "s 2024/25 [x]|s 2025/26 [x]|s 2025/26 autumn [x]");
}

/* A year where there is one; of terms the newest that is over. */
static void a_target_is_judged_by_one_figure(void **state)
{
#define OF_TARGETS                                                             \
    "insert into target values ('m', 'csw', '2025/26', 25),"                   \
    " ('e', 'csw', '2025/26', 5), ('s', 'csw', '2025/26', 5);"                 \
    "insert into dim_period values ('2025/26 spring', 'term', '2025/26',"      \
    " '2026-01-05', '2026-02-13', 0);"                                         \
    "update dim_period set start_date = '2025-09-01', complete ="              \
    " grain = 'term' where id like '2025/26%' and complete is null;"
#define COUNTED(metric, period)                                                \
    "insert into mart_metric values ('" metric "', '" period                   \
    "', 'county', '919', 'csw', 'none', '', 9);"
#define AUTUMN "2025/26 autumn"
#define SPRING "2025/26 spring"
#define JUDGED                                                                 \
    "select metric || ' ' || period || ' ' || is_over as text"                 \
    " from target_period order by metric"

    assert_gives(*state,
                 OF_TARGETS COUNTED("m", "2025/26") COUNTED("m", AUTUMN)
                     COUNTED("e", AUTUMN) COUNTED("e", SPRING),
                 JUDGED, "e 2025/26 autumn 0|m 2025/26 0");
    assert_gives(*state,
                 OF_TARGETS
                 "update dim_period set complete = 1;" COUNTED("e", AUTUMN)
                     COUNTED("e", SPRING),
                 JUDGED, "e 2025/26 spring 1");
    /* Of a year of which it is not told the term alone is left. */
    assert_gives(*state,
                 OF_TARGETS "insert into dim_metric_untold values"
                            " ('m', '2025/26');" COUNTED("m", "2025/26")
                                COUNTED("m", SPRING),
                 JUDGED, "m 2025/26 spring 0");
}

static void what_a_metric_is_made_of_is_known(void **state)
{
    assert_gives(*state, "", "select metric as text from marked_metric", "m");
    assert_gives(*state, "",
                 "select metric || coalesce(joint, '-') as text"
                 " from metric_counted order by metric",
                 "e for |m of |s-");
    /* Days are no part of the children or suspensions they are of. */
    assert_gives(*state,
                 "insert into dim_metric (metric_key, id, unit,"
                 " numerator_count) values (4, 'd', 'days', 'events')",
                 "select metric || coalesce(joint, '-') as text"
                 " from metric_counted order by metric",
                 "d for |e for |m of |s-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_school_that_stopped_or_lacks_marks_is_told),
        cmocka_unit_test(places_count_the_schools_that_enter_them),
        cmocka_unit_test(so_much_is_late_that_no_change_is_told),
        cmocka_unit_test(what_is_late_stands_beside_the_years_figures),
        cmocka_unit_test(events_of_which_nothing_came_are_told),
        cmocka_unit_test(moves_of_which_no_list_came_are_told),
        cmocka_unit_test(moves_are_as_old_as_each_schools_list),
        cmocka_unit_test(what_is_not_sent_stands_beside_the_years_figures),
        cmocka_unit_test(that_nobody_said_who_has_a_social_worker_is_told),
        cmocka_unit_test(plans_of_a_term_that_ended_since_are_told),
        cmocka_unit_test(registers_of_which_none_came_since_a_term_are_told),
        cmocka_unit_test(
            published_figures_are_of_the_nearest_group_and_newest_year),
        cmocka_unit_test(
            what_nobody_counts_in_is_told_from_what_is_not_measured),
        cmocka_unit_test(a_target_is_judged_by_one_figure),
        cmocka_unit_test(what_a_metric_is_made_of_is_known),
    };

    return cmocka_run_group_tests(tests, open_beside, close_beside);
}
