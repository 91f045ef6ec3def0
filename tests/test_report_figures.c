#include "report/shown/figures.h"

#include <stdio.h>

#include "core/db.h"
#include "core/str.h"
#include "report/words/grid.h"
#include "tests/testing.h"

/*
 * figure.sql: what stands beside a figure and what it is called, worked out by
 * hand. What the warehouse has is told here in as many rows as a case needs.
 */
#define WAREHOUSE                                                              \
    "create temp table dim_period (id text, grain text, academic_year text,"   \
    " complete integer, end_date text);"                                       \
    "insert into dim_period values"                                            \
    " ('now', 'year', '2025/26', 0, '2026-02-13'),"                            \
    " ('then', 'to_date', '2024/25', 1, '2025-02-14'),"                        \
    " ('last', 'year', '2024/25', 1, '2025-07-31');"                           \
    "create temp table stale_event (metric text, newest_sent text,"            \
    " stale_from text, words text);"                                           \
    "create temp table period_pair (period text, comparator_period text);"     \
    "insert into period_pair values ('now', 'then');"                          \
    "create temp table dim_metric (id text, interval text, polarity text);"    \
    "insert into dim_metric values ('m', 'wilson', 'lower'),"                  \
    " ('e', 'poisson', 'lower'), ('h', 'wilson', 'higher'),"                   \
    " ('n', 'wilson', 'neither'), ('s', 'mean', 'higher');"                    \
    "create temp table dim_metric_untold (metric text, period text);"          \
    "create temp table figure_silent (level text, entity text,"                \
    " breakdown text, breakdown_value text, period text, metric text);"        \
    "create temp table place_unheard (metric text, period text, level text,"   \
    " entity text, breakdown text, breakdown_value text, schools integer,"     \
    " asked integer, is_much integer);"                                        \
    "create temp table place_aged (metric text, period text, level text,"      \
    " entity text, words text, is_much integer);"                              \
    "create temp table place_apart (metric text, period text, level text,"     \
    " entity text, breakdown text, breakdown_value text, schools integer,"     \
    " both integer, words text, is_much integer);"                             \
    "create temp table mart_change (metric text, period text,"                 \
    " comparator_period text, level text, entity text, cohort text,"           \
    " change_lower real, change_upper real);"                                  \
    "create temp table published_beside (metric text, cohort text,"            \
    " academic_year text, england any, england_period text, region any,"       \
    " region_period text, neighbours any, neighbours_period text,"             \
    " group_words text, caution text);"                                        \
    "create temp table target (metric text, cohort text, academic_year text,"  \
    " target real);"                                                           \
    "create temp table target_period (metric text, cohort text,"               \
    " academic_year text, period text, is_over integer);"                      \
    "create temp table place_doubt (period text, level text, entity text,"     \
    " words text, is_much integer);"                                           \
    "create temp table marked_metric (metric text);"                           \
    "create temp table metric_counted (metric text, joint text);"              \
    "insert into metric_counted values ('m', ' of '), ('e', ' for '),"         \
    " ('s', null);"

static void put(struct db *db, const char *sql)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(db, sql, &err), &err);
}

static int open_figures(void **state)
{
    static struct db *db;
    struct err err = ERR_INIT;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(words_add_said(db, &err), &err);
    put(db, WAREHOUSE);
    assert_ok(
        db_run_script(db, "report/sql/disclosure.sql#schema", NULL, 0, &err),
        &err);
    *state = db;
    return 0;
}

static int close_figures(void **state)
{
    db_close(*state);
    return 0;
}

static void assert_text(struct db *db, const char *sql, const char *expected)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;

    assert_ok(query_open(&q, db, sql, &err), &err);
    assert_int_equal(query_step(q, &err), 1);
    assert_string_equal(query_text(q, 0), expected);
    query_close(q);
}

/* What `column` of a relation of the figures made of `rows` says, and then
 * nothing of it. */
static void assert_read(struct db *db, const char *relation, const char *rows,
                        const char *column, const char *expected)
{
    struct err err = ERR_INIT;
    char sql[512];

    put(db, "savepoint one");
    put(db, rows);
    assert_ok(figures_add(db, FIGURES_SHOWN, &err), &err);
    snprintf(sql, sizeof(sql), "select %s from %s order by period", column,
             relation);
    assert_text(db, sql, expected);
    put(db, "rollback to one; release one");
}

static void assert_says(struct db *db, const char *rows, const char *column,
                        const char *expected)
{
    assert_read(db, "shown_figure", rows, column, expected);
}

static void assert_told(struct db *db, const char *rows, const char *column,
                        const char *expected)
{
    assert_read(db, "shown_told", rows, column, expected);
}

#define FIGURE(metric, numbers)                                                \
    "insert into shown_metric values ('" metric "', 'now', 'county', '919',"   \
    " 'csw', 'none', '', " numbers ", null);"
#define BEFORE(metric, numbers)                                                \
    "insert into shown_metric values ('" metric "', 'then', 'county', '919',"  \
    " 'csw', 'none', '', " numbers ", null);"
#define GAP(numbers)                                                           \
    FIGURE("m", "8, 40, 20, 10.5, 34.8, null")                                 \
    "insert into shown_gap values ('m', 'now', 'county', '919', 'csw',"        \
    " 'peers', 'none', '', 20, " numbers ", null);"
#define CHANGE(metric, limits)                                                 \
    "insert into mart_change values ('" metric "', 'now', 'then', 'county',"   \
    " '919', 'csw', " limits ");"

static void a_comparison_is_one_where_its_interval_says_so(void **state)
{
    static const struct {
        const char *rows;
        const char *words;
    } cases[] = {
        { FIGURE("m", "8, 40, 20, 10.5, 34.8, null"), "Not compared[z][z]" },
        { GAP("12, 8, 0.1, 16, null, null, null, null, null, null"),
          "Higher than peers" },
        { GAP("12, 8, 0, 16, null, null, null, null, null, null"),
          "No clear difference" },
        { GAP("25, -5, -9, -0.1, null, null, null, null, null, null"),
          "Lower than peers" },
        { GAP("25, -5, -9, 0, null, null, null, null, null, null"),
          "No clear difference" },
        /* Counts of events have an interval of their ratio. */
        { GAP("10, 10, null, null, 2, 1.1, 4, null, null, null"),
          "Higher than peers" },
        { GAP("40, -20, null, null, 0.5, 0.2, 0.9, null, null, null"),
          "Lower than peers" },
        { GAP("10, 10, null, null, 2, 0.9, 4, null, null, null"),
          "No clear difference" },
        { GAP("0, 20, null, null, null, null, null, null, null, null"),
          "Too few to compare" },
        { GAP("null, null, null, null, null, null, null, null, '[c]', '[c]'"),
          "Not compared[c][c]" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_says(*state, cases[i].rows,
                    "compared || coalesce(peers_symbol, '')"
                    " || coalesce(gap_symbol, '')",
                    cases[i].words);
}

/*
 * 30 against 12 of 100: ln 2.5 = 0.916 is over 1.96 sqrt(1/30 + 1/12) = 0.669;
 * 20 against 12: ln 1.667 = 0.511 is under 1.96 sqrt(1/20 + 1/12) = 0.716.
 */
static void a_change_is_one_where_its_interval_says_so(void **state)
{
    static const struct {
        const char *rows;
        const char *words;
    } cases[] = {
        { FIGURE("m", "8, 40, 20, null, null, null") BEFORE(
              "m", "4, 40, 10, null, null, null") CHANGE("m", "0.1, 19.9"),
          "up, worse: rose from 10.0 to 20.0" },
        { FIGURE("h", "8, 40, 20, null, null, null")
              BEFORE("h", "4, 40, 10, null, null, null") CHANGE("h", "0, 19.9"),
          "none, better: rose from 10.0 to 20.0; could be chance" },
        { FIGURE("n", "8, 40, 20, null, null, null") BEFORE(
              "n", "16, 40, 40, null, null, null") CHANGE("n", "-30, -1"),
          "down, neither: fell from 40.0 to 20.0" },
        { FIGURE("m", "8, 40, 20, null, null, null") BEFORE(
              "m", "4, 40, 10, null, null, null") CHANGE("m", "null, null"),
          "not tested, worse: rose from 10.0 to 20.0; not tested" },
        { FIGURE("e", "30, 100, 30, null, null, null")
              BEFORE("e", "12, 100, 12, null, null, null"),
          "up, worse: rose from 12.0 to 30.0" },
        { FIGURE("e", "12, 100, 12, null, null, null")
              BEFORE("e", "30, 100, 30, null, null, null"),
          "down, better: fell from 30.0 to 12.0" },
        { FIGURE("e", "20, 100, 20, null, null, null")
              BEFORE("e", "12, 100, 12, null, null, null"),
          "none, worse: rose from 12.0 to 20.0; could be chance" },
        { FIGURE("e", "0, 100, 0, null, null, null")
              BEFORE("e", "12, 100, 12, null, null, null"),
          "not tested, better: fell from 12.0 to 0.0; not tested" },
        { FIGURE("e", "0, 100, 0, null, null, null")
              BEFORE("e", "0, 100, 0, null, null, null"),
          "not tested, neither: none, and none before" },
        { FIGURE("m", "2002, 10000, 20.02, null, null, null") BEFORE(
              "m", "1998, 10000, 19.98, null, null, null") CHANGE("m", "-1, 1"),
          "none, worse: stayed at 20.0" },
        { FIGURE("m", "200200, 1000000, 20.02, null, null, null")
              BEFORE("m", "199800, 1000000, 19.98, null, null, null")
                  CHANGE("m", "0.01, 0.09"),
          "up, worse: rose by less than 0.1 to 20.0" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_says(
            *state, cases[i].rows,
            "coalesce(direction, 'not tested') || ', ' || case is_better"
            " when 1 then 'better' when 0 then 'worse' else 'neither'"
            " end || ': ' || changed",
            cases[i].words);
}

static void there_is_no_change_where_either_end_is_not_shown(void **state)
{
    static const struct {
        const char *rows;
        const char *words;
    } cases[] = {
        { FIGURE("m", "8, 40, 20, null, null, null"),
          "[x][x]nothing to compare with" },
        { FIGURE("m", "8, 40, 20, null, null, null")
              BEFORE("m", "null, null, null, null, null, '[c]'"),
          "[c][c]not shown: small numbers" },
        { FIGURE("m", "null, null, null, null, null, '[c]'")
              BEFORE("m", "4, 40, 10, null, null, null"),
          "[c]not shown: small numbers" },
        { FIGURE("m", "8, 15, null, null, null, '[u]'")
              BEFORE("m", "4, 40, 10, null, null, null"),
          "[u]too few to compare" },
        { FIGURE("m", "8, 15, null, null, null, '[u]'")
              BEFORE("m", "null, null, null, null, null, '[c]'"),
          "[c][c]not shown: small numbers" },
        { FIGURE("m", "8, 15, null, null, null, '[u]'")
              BEFORE("m", "6, 14, null, null, null, '[u]'"),
          "[u][u]too few to compare" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char rows[2048];

        /* The interval of all there is is there, and must not come through. */
        snprintf(rows, sizeof(rows), "%s%s", cases[i].rows,
                 CHANGE("m", "1, 19.9"));
        assert_says(*state, rows,
                    "coalesce(before_symbol, '') || coalesce(change_symbol, '')"
                    " || changed || coalesce(direction, '')"
                    " || coalesce(change || change_lower || is_better, '')",
                    cases[i].words);
    }
}

/* As it stands in a table: never blank. */
static void a_cell_is_a_number_its_symbol_or_words(void **state)
{
    static const struct {
        const char *rows;
        const char *cells;
    } cases[] = {
        { FIGURE("m", "1234, 5678, 21.7, null, null, null"),
          "1,234 of 5,678|1234.0|21.7|[z]|[z]|[z]|[z]|Nothing to compare with|"
          "Not tested|None published|[z]|so far" },
        { FIGURE("e", "1234, 5678, 21.7, 20.1, 23.4, null")
              BEFORE("e", "1200, 5678, 21.1, null, null, null"),
          "1,234 for 5,678|1234.0|21.7|20.1|[z]|[z]|[z]|Rose from 21.1 to 21.7;"
          " could be chance|No clear change|None published|[z]|so far" },
        { FIGURE("s", "1234, 56, 21.7, null, null, null"),
          "56|1234.0|21.7|[z]|[z]|[z]|[z]|Nothing to compare with|Not tested|"
          "None published|[z]|so far" },
        { FIGURE("m", "null, null, null, null, null, '[c]'"),
          "[c]|[c]|[c]|[c]|[z]|[z]|[z]|Not shown: small numbers|Not tested|"
          "None published|[z]|so far" },
        { FIGURE("m", "6, 15, null, null, null, '[u]'"),
          "6 of 15|6.0|[u]|[u]|[z]|[z]|[z]|Too few to compare|Not tested|"
          "None published|[z]|so far" },
        /* Half a day is no day. */
        { FIGURE("e", "967.5, 2501, 38.7, null, null, null"),
          "967.5 for 2,501|967.5|38.7|[z]|[z]|[z]|[z]|Nothing to compare with|"
          "Not tested|None published|[z]|so far" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_told(*state, cases[i].rows,
                    "counted || '|' || numerator || '|' || value || '|'"
                    " || lower || '|' || peers || '|' || gap || '|'"
                    " || ratio_upper || '|' || changed || '|' || verdict"
                    " || '|' || published || '|' || target || '|' || caution",
                    cases[i].cells);
}

/* Ends that are withheld alone are no "not applicable", and no comparison and
   no change is told that rests on them. */
static void an_interval_may_be_withheld_alone(void **state)
{
    static const char rows[] =
        GAP("12, 8, null, null, 1.7, null, null, null, null, null") BEFORE(
            "m", "12, 40, 30, 20, 40, null") "update shown_metric set lower = "
                                             "null, upper = null,"
                                             " ends_symbol = '[c]' where "
                                             "period = 'now';"
                                             "update shown_gap set ends_symbol "
                                             "= '[c]';" CHANGE("m", "-20, -1");

    assert_told(*state, rows,
                "value || lower || gap || gap_lower || ratio || ratio_upper"
                " || change || change_lower || compared || '|' || verdict",
                "20.0[c]8.0[c]1.7[c]-10.0[c]Not compared|Not tested");
}

static void a_difference_to_peers_has_its_limits(void **state)
{
    static const struct {
        const char *rows;
        const char *words;
    } cases[] = {
        { GAP("12, 8, 0.1, 16, 1.7, 1, 3, null, null, null"),
          "Higher by 8.0 (+0.1 to +16.0)" },
        { GAP("25, -5, -9, 1, null, null, null, null, null, null"),
          "Lower by 5.0 (\xE2\x88\x92"
          "9.0 to +1.0); could be chance" },
        { GAP("5.5, 14.5, null, null, 3.636, 2.9, 4.6, null, null, null"),
          "3.6 times as high (2.9 to 4.6)" },
        { GAP("5.5, 14.5, null, null, 3.636, 0.9, 9, null, null, null"),
          "3.6 times as high (0.9 to 9.0); could be chance" },
        { GAP("0, 20, null, null, null, null, null, null, null, null"),
          "Too few to compare" },
        { FIGURE("m", "8, 40, 20, 10.5, 34.8, null"), "Not compared" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_told(*state, cases[i].rows, "against_peers", cases[i].words);
}

#define TARGET(is_over)                                                        \
    "insert into target values ('m', 'csw', '2025/26', 25);"                   \
    "insert into target_period values ('m', 'csw', '2025/26', 'now'," is_over  \
    ");"
#define OVER "update dim_period set complete = 1;"
#define PUBLISHED                                                              \
    "insert into published_beside values ('m', 'csw', '2025/26', 18.4,"        \
    " '2023/24', '[c]', '2023/24', null, null, null, 'Of others.');"

static void what_is_published_and_aimed_at_stands_beside_it(void **state)
{
    assert_says(*state,
                TARGET("0")
                    PUBLISHED FIGURE("m", "8, 40, 20, null, null, null"),
                "england || ' ' || england_period || ' ' || region || ' '"
                " || published_caution || ' ' || target || ' '"
                " || coalesce(target_met, 'not yet')",
                "18.4 2023/24 [c] Of others. Theirs is of a whole year, ours"
                " of a part. 25.0 not yet");
    assert_told(*state, TARGET("0") FIGURE("m", "8, 40, 20, null, null, null"),
                "outside", "Our target 25.0 for the whole year.");
    assert_told(*state,
                TARGET("1") OVER FIGURE("m", "8, 40, 20, null, null, null"),
                "outside", "Our target 25.0.");
    assert_says(*state,
                TARGET("1")
                    PUBLISHED OVER FIGURE("m", "8, 40, 20, null, null, null"),
                "published_caution || target_met", "Of others.1");
    assert_says(*state,
                TARGET("1") OVER
                "update dim_metric set polarity = 'higher';" FIGURE(
                    "m", "8, 40, 20, null, null, null"),
                "target_met", "0");
    /* A part of the county has neither. */
    assert_says(
        *state,
        TARGET("0") PUBLISHED FIGURE(
            "m", "8, 40, 20, null, null, null") "update shown_metric set level "
                                                "= 'district'",
        "coalesce(england, '') || coalesce(target, '')", "");
}

/* A term that is over says nothing of a year that runs. */
static void
a_measure_of_terms_alone_is_judged_when_its_year_is_over(void **state)
{
#define TERM OVER "update dim_period set grain = 'term' where id = 'now';"

    assert_says(*state,
                TARGET("0") TERM FIGURE("m", "12, 40, 30, null, null, null"),
                "target || coalesce(target_met, 'not yet')", "25.0not yet");
    assert_told(*state,
                TARGET("1") TERM FIGURE("m", "12, 40, 30, null, null, null"),
                "target || target_met", "25.0Not met");
}

/* A committee asked for the same group, or none (asks.md, 1). */
static void what_is_of_another_group_is_not_the_same(void **state)
{
    static const struct {
        const char *change;
        const char *cells;
    } cases[] = {
        { "select 1", "18.4|[c]|[x]|Of others. Theirs is of a whole year, ours"
                      " of a part." },
        { "update published_beside set group_words = 'Twelve months'",
          "[z]|[z]|[z]|Published for another group: Twelve months" },
        { "delete from published_beside", "[x]|[x]|[x]|[z]" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str rows = STR_INIT;

        str_addf(&rows,
                 PUBLISHED FIGURE("m", "8, 40, 20, null, null, null") "%s",
                 cases[i].change);
        assert_told(*state, rows.text,
                    "england_same || '|' || region_same || '|' ||"
                    " neighbours_same || '|' || definition",
                    cases[i].cells);
        str_release(&rows);
    }
}

#define LATE                                                                   \
    "insert into place_doubt values ('now', 'county', '919', 'one is late'"    \
    ", 0);"
#define MARKED "insert into marked_metric values ('m');"
#define UNHEARD(level)                                                         \
    "insert into place_unheard values ('m', 'now', '" level "', '919',"        \
    " 'none', '', 2, 8, 1);"

#define AGED(is_much)                                                          \
    "insert into place_aged values ('m', 'now', 'county', '919', 'no list has" \
    " come', " is_much ");"

static void a_figure_hides_nothing(void **state)
{
    static const struct {
        const char *rows;
        const char *caution;
    } cases[] = {
        { "", "so far" },
        { LATE MARKED, "so far; one is late" },
        { LATE, "so far" }, /* it is not made of marks */
        { LATE MARKED "update dim_period set complete = 1;", "one is late" },
        { "update dim_period set complete = 1;", "" },
        { UNHEARD("county"), "so far; nothing has come of two schools" },
        { UNHEARD("school"), "so far" },
        { LATE MARKED UNHEARD("county"), "so far; one is late" },
        { AGED("0") UNHEARD("county"), "so far; no list has come" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char rows[1024];

        snprintf(rows, sizeof(rows), "%s%s", cases[i].rows,
                 FIGURE("m", "8, 40, 20, null, null, null"));
        assert_says(*state, rows, "caution", cases[i].caution);
    }
}

/* Of other schools than a year before no change is told. */
static void no_change_is_told_of_other_schools_than_before(void **state)
{
#define APART(level, is_much)                                                  \
    "insert into place_apart values ('m', 'now', '" level "', '919', 'none',"  \
    " '', 8, 3, '3 of 8 told', " is_much ");"
#define RISE                                                                   \
    FIGURE("m", "20, 40, 50, null, null, null")                                \
    BEFORE("m", "8, 40, 20, null, null, null") CHANGE("m", "10, 50")
    static const struct {
        const char *rows, *changed;
    } cases[] = {
        { RISE, "Rose from 20.0 to 50.0 up" },
        { RISE APART("county", "0"), "Rose from 20.0 to 50.0 up" },
        { RISE APART("district", "1"), "Rose from 20.0 to 50.0 up" },
        { RISE AGED("0"), "Rose from 20.0 to 50.0 up" },
        { RISE AGED("1") APART("county", "1"),
          "Rose from 20.0 to 50.0; not tested, as no list has come -" },
        { RISE APART("county", "1"),
          "Rose from 20.0 to 50.0; not tested, as only 3 of 8 told -" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_says(*state, cases[i].rows,
                    "upper(substr(changed, 1, 1)) || substr(changed, 2)"
                    " || ' ' || coalesce(direction, '-')",
                    cases[i].changed);
}

/* Of schools that are late there may be too many to say what has changed. */
static void no_change_is_told_of_attendance_that_is_late(void **state)
{
    static const char change[] = FIGURE("m", "8, 40, 20, null, null, null")
        BEFORE("m", "4, 40, 10, null, null, null") CHANGE("m", "1, 19.9");
    static const struct {
        const char *rows;
        const char *words;
    } cases[] = {
        { "", "Rose from 10.0 to 20.0|Worse|None" },
        { LATE MARKED, "Rose from 10.0 to 20.0|Worse|one is late" },
        { LATE MARKED "update place_doubt set is_much = 1;",
          "Rose from 10.0 to 20.0; not tested, as attendance is late or in"
          " part|Not tested|one is late" },
        { LATE MARKED "update place_doubt set is_much = 1;"
                      "update mart_change set change_lower = 0;",
          "Rose from 10.0 to 20.0; could be chance|No clear change|one is"
          " late" },
        { LATE "update place_doubt set is_much = 1;",
          "Rose from 10.0 to 20.0|Worse|None" },
        { LATE MARKED "update place_doubt set is_much = 1, period = 'then';",
          "Rose from 10.0 to 20.0|Worse|None" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char rows[2048];

        snprintf(rows, sizeof(rows), "%s%s", change, cases[i].rows);
        assert_told(*state, rows, "changed || '|' || verdict || '|' || doubt",
                    cases[i].words);
    }
}

#define STALE(metric)                                                          \
    "insert into stale_event values ('" metric                                 \
    "', '2026-01-09', '2026-01-19', 'nothing has come since 9 January 2026');"

/* What nobody has sent is no fall, and no zero either; what was over by then
   stands. */
static void no_change_is_told_of_events_that_nobody_sent(void **state)
{
    static const char change[] = FIGURE("e", "12, 100, 12, null, null, null")
        BEFORE("e", "30, 100, 30, null, null, null");
    static const char none[] = FIGURE("e", "0, 100, 0, null, null, null")
        BEFORE("e", "0, 100, 0, null, null, null");
    static const struct {
        const char *figures, *rows, *words;
    } cases[] = {
        { change, "", "Fell from 30.0 to 12.0|Better|None" },
        { change, STALE("m"), "Fell from 30.0 to 12.0|Better|None" },
        { change, STALE("e"),
          "Fell from 30.0 to 12.0; not tested, as nothing has come since 9 "
          "January 2026|Not tested|nothing has come since 9 January 2026" },
        { change, STALE("e") "update dim_period set end_date = '2026-01-18';",
          "Fell from 30.0 to 12.0|Better|None" },
        { none, STALE("e"),
          "None, and none before; nothing has come since 9 January 2026|Not "
          "tested|nothing has come since 9 January 2026" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char rows[2048];

        snprintf(rows, sizeof(rows), "%s%s", cases[i].figures, cases[i].rows);
        assert_told(*state, rows, "changed || '|' || verdict || '|' || doubt",
                    cases[i].words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_comparison_is_one_where_its_interval_says_so),
        cmocka_unit_test(a_change_is_one_where_its_interval_says_so),
        cmocka_unit_test(there_is_no_change_where_either_end_is_not_shown),
        cmocka_unit_test(what_is_published_and_aimed_at_stands_beside_it),
        cmocka_unit_test(
            a_measure_of_terms_alone_is_judged_when_its_year_is_over),
        cmocka_unit_test(a_figure_hides_nothing),
        cmocka_unit_test(no_change_is_told_of_other_schools_than_before),
        cmocka_unit_test(no_change_is_told_of_attendance_that_is_late),
        cmocka_unit_test(no_change_is_told_of_events_that_nobody_sent),
        cmocka_unit_test(what_is_of_another_group_is_not_the_same),
        cmocka_unit_test(a_cell_is_a_number_its_symbol_or_words),
        cmocka_unit_test(an_interval_may_be_withheld_alone),
        cmocka_unit_test(a_difference_to_peers_has_its_limits),
    };

    return cmocka_run_group_tests(tests, open_figures, close_figures);
}
