#include "report/shown/disclosure.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/str.h"
#include "report/shown/audit.h"
#include "report/shown/auditing.h"
#include "report/shown/figures.h"
#include "report/shown/ledger.h"
#include "report/shown/relations.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"

#define LEAST 6

/* The county, and what release.sql must know of it. */
static void open_released(struct world *w, const char *name)
{
    struct err err = ERR_INIT;

    report_fixture_open(w, name);
    assert_ok(db_exec(w->db,
                      "create temp table context as select '2025/26' as year,"
                      " '919' as la_code",
                      &err),
              &err);
    assert_ok(figures_silent(w->db, &err), &err);
}

/* What rests on fewer than ten has no interval (details 40): nothing else says
   how many children a week's figure is of. */
static void a_week_of_few_children_is_withheld(void **state)
{
    static const char weeks[] =
        "select count(*) from shown_gap inner join dim_period"
        " on dim_period.id = period and grain = 'week' where cohort = '%s'";
    static const char few[] =
        "update metric_cell set lower = null, upper = null where cohort_key ="
        " (select cohort_key from dim_cohort where id = 'cla')";
    struct disclosure_result result;
    struct err err = ERR_INIT;
    struct str sql = STR_INIT;
    struct world w;

    (void)state;
    open_released(&w, "weeks");
    assert_ok(db_exec(w.db, few, &err), &err);
    assert_ok(disclosure_prepare(w.db, LEAST, 20, &result, &err), &err);
    str_addf(&sql, weeks, "cla");
    assert_int_equal(world_int(&w, sql.text), 0);
    str_clear(&sql);
    str_addf(&sql, weeks, "csw");
    assert_true(world_int(&w, sql.text) > 0);
    str_release(&sql);
    world_close(&w);
}

/* Of 24 children who had a social worker 20 still have one: all sessions of the
   24 less those of the 20 are what four children did. At the primary school all
   24 still have one, and nothing is left. */
static void what_few_children_did_is_withheld_however_much_it_is(void **state)
{
    static const char both[] =
        "select count(*) from shown_metric as ours inner join shown_metric as"
        " more on more.period = ours.period and more.entity = ours.entity"
        " and more.metric = ours.metric and more.cohort = 'ever6'"
        " where ours.level = 'school' and ours.cohort = 'csw'"
        " and ours.metric = 'attendance_rate' and ours.period = '2025/26'"
        " and ours.numerator is not null and more.numerator is not null"
        " and ours.entity %s '100007'";
    struct disclosure_result result;
    struct err err = ERR_INIT;
    struct str sql = STR_INIT;
    struct world w;

    (void)state;
    open_released(&w, "few");
    assert_ok(disclosure_prepare(w.db, LEAST, 20, &result, &err), &err);
    str_addf(&sql, both, "<");
    assert_int_equal(world_int(&w, sql.text), 0);
    str_clear(&sql);
    str_addf(&sql, both, "=");
    assert_int_equal(world_int(&w, sql.text), 1);
    str_release(&sql);
    world_close(&w);
}

/* Who was suspended so often was repeatedly. */
static void set_threshold(struct str *sql, int threshold)
{
    str_addf(sql, "; update dim_count_over set least = %d where place = 2",
             threshold);
}

/* How many of three figures are shown: thirty children were suspended, ten of
   them so often, and so often in all. */
static int64_t shown_of_suspended(int threshold, int64_t suspensions)
{
    static const char alone[] =
        "delete from metric_cell where metric_key not in (select metric_key"
        " from dim_metric where id in ('suspension_rate', 'suspended_pupils',"
        " 'repeat_suspended_pupils')) or breakdown_key <> 0"
        " or cohort_key <> (select cohort_key from dim_cohort where id = 'all')"
        " or entity_key <> (select entity_key from entity"
        " where level = 'county')"
        " or period_key <> (select period_key from dim_period"
        " where id = '2025/26');"
        "update metric_cell set denominator = 1000, numerator ="
        " (select case id when 'suspension_rate' then %lld"
        " when 'suspended_pupils' then 30 else 10 end from dim_metric"
        " where dim_metric.metric_key = metric_cell.metric_key)";
    struct disclosure_result result;
    struct err err = ERR_INIT;
    struct str sql = STR_INIT;
    struct world w;
    int64_t shown;

    open_released(&w, "again");
    str_addf(&sql, alone, (long long)suspensions);
    set_threshold(&sql, threshold);
    assert_ok(db_exec(w.db, sql.text, &err), &err);
    assert_ok(disclosure_prepare(w.db, LEAST, 20, &result, &err), &err);
    shown = world_int(&w, "select count(*) from shown_metric"
                          " where numerator is not null");
    str_release(&sql);
    world_close(&w);
    return shown;
}

/* 41 suspensions of thirty children, of ten of them two or more: one was
   suspended a third time, and nobody else. */
static void a_third_time_of_few_children_is_withheld(void **state)
{
    (void)state;
    assert_int_equal(shown_of_suspended(2, 40), 3);
    assert_int_equal(shown_of_suspended(2, 41), 2);
    assert_int_equal(shown_of_suspended(2, 45), 2);
    assert_int_equal(shown_of_suspended(2, 46), 3);
}

/* Where three times is repeatedly, of 51 suspensions one is a second one of
   somebody who had two, or a fourth one. */
static void so_often_as_the_county_says_is_what_is_left_beyond(void **state)
{
    (void)state;
    assert_int_equal(shown_of_suspended(3, 50), 3);
    assert_int_equal(shown_of_suspended(3, 51), 2);
    assert_int_equal(shown_of_suspended(3, 55), 2);
    assert_int_equal(shown_of_suspended(3, 56), 3);
    assert_int_equal(shown_of_suspended(5, 70), 3);
    assert_int_equal(shown_of_suspended(5, 71), 2);
}

/* "numerator|lower|upper" of 1,000 on roll, thirty of whom were suspended so
   often in all, as many of them repeatedly, with such an interval. */
static char *shown_ends(int threshold, int suspensions, int again, double lower,
                        double upper)
{
    static const char alone[] =
        "delete from metric_cell where metric_key not in (select metric_key"
        " from dim_metric where id in ('suspension_rate', 'suspended_pupils',"
        " 'repeat_suspended_pupils')) or breakdown_key <> 0"
        " or cohort_key <> (select cohort_key from dim_cohort where id = 'all')"
        " or entity_key <> (select entity_key from entity"
        " where level = 'county')"
        " or period_key <> (select period_key from dim_period"
        " where id = '2025/26');"
        "update metric_cell set denominator = 1000, lower = %g, upper = %g,"
        " numerator = (select case id when 'suspension_rate' then %d"
        " when 'suspended_pupils' then 30 else %d end from dim_metric"
        " where dim_metric.metric_key = metric_cell.metric_key)";
    struct disclosure_result result;
    struct err err = ERR_INIT;
    struct str sql = STR_INIT;
    struct world w;
    char *ends;

    open_released(&w, "ends");
    str_addf(&sql, alone, lower, upper, suspensions, again);
    set_threshold(&sql, threshold);
    assert_ok(db_exec(w.db, sql.text, &err), &err);
    assert_ok(disclosure_prepare(w.db, LEAST, 20, &result, &err), &err);
    ends = world_rows(&w, "select numerator, round(lower, 1), round(upper, 1),"
                          " ends_symbol from shown_metric"
                          " where metric = 'suspension_rate'");
    str_release(&sql);
    world_close(&w);
    return ends;
}

/*
 * The ends of an interval tell the sum of squares. Ten of thirty children were
 * suspended again: once more, four times more each; nine once more and one 31
 * times; six twice more. Five were, eight times more each; four once more and
 * one 36 times. Where that may be any of many numbers of children, or of
 * nobody, the ends are shown; of eight no more than eight are a third time.
 */
static void ends_that_tell_of_few_children_are_withheld(void **state)
{
    static const struct {
        int suspensions, again;
        double lower, upper;
        const char *shown;
    } cases[] = {
        { 40, 10, 2.750, 5.818, "40.0|2.8|5.8|;" },
        { 70, 10, 4.436, 11.045, "70.0|4.4|11.0|;" },
        { 70, 10, 2.794, 17.539, "70.0|||[c];" },
        { 46, 10, 3.085, 6.860, "46.0|||[c];" },
        { 70, 5, 3.929, 12.472, "70.0|3.9|12.5|;" },
        { 70, 5, 2.449, 20.005, "70.0|||[c];" },
        { 63, 8, 3.705, 10.714, "63.0|||[c];" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *shown = shown_ends(2, cases[i].suspensions, cases[i].again,
                                 cases[i].lower, cases[i].upper);

        assert_string_equal(shown, cases[i].shown);
        free(shown);
    }
}

/*
 * Where three times is repeatedly, ten of thirty children were: three times
 * each; or up to nine times, and three others twice, or eight. Five were, up to
 * five times, and eight others twice; up to nine times, and two others twice.
 */
static void ends_that_tell_of_few_who_had_fewer_are_withheld(void **state)
{
    static const struct {
        int suspensions, again;
        double lower, upper;
        const char *shown;
    } cases[] = {
        { 50, 10, 3.329, 7.509, "50.0|3.3|7.5|;" },
        { 65, 10, 4.110, 10.279, "65.0|||[c];" },
        { 70, 10, 4.499, 10.892, "70.0|4.5|10.9|;" },
        { 51, 5, 3.380, 7.694, "51.0|3.4|7.7|;" },
        { 56, 5, 3.282, 9.556, "56.0|||[c];" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *shown = shown_ends(3, cases[i].suspensions, cases[i].again,
                                 cases[i].lower, cases[i].upper);

        assert_string_equal(shown, cases[i].shown);
        free(shown);
    }
}

/* A county where only these are counted, of girls: 32 who had a social worker
   were suspended, 18 of them have one still; so many and ten of those were
   again. */
static void open_between(struct world *w, int64_t again)
{
    static const char alone[] =
        "delete from metric_cell where metric_key not in (select metric_key"
        " from dim_metric where id in ('suspended_pupils',"
        " 'repeat_suspended_pupils')) or breakdown_key <> (select breakdown_key"
        " from dim_breakdown where breakdown = 'sex' and value = 'F')"
        " or cohort_key not in (select cohort_key from dim_cohort"
        " where id in ('ever6', 'csw')) or entity_key <> (select entity_key"
        " from entity where level = 'county') or period_key <>"
        " (select period_key from dim_period where id = '2025/26');"
        "update metric_cell set denominator = iif(of.is_csw, 500, 1000),"
        " numerator = case when of.is_again then iif(of.is_csw, 10, %lld)"
        " else iif(of.is_csw, 18, 32) end from (select metric_key, cohort_key,"
        " dim_metric.id = 'repeat_suspended_pupils' as is_again,"
        " dim_cohort.id = 'csw' as is_csw from dim_metric"
        " cross join dim_cohort) as of"
        " where of.metric_key = metric_cell.metric_key"
        " and of.cohort_key = metric_cell.cohort_key";
    struct err err = ERR_INIT;
    struct str sql = STR_INIT;

    open_released(w, "between");
    str_addf(&sql, alone, (long long)again);
    assert_ok(db_exec(w->db, sql.text, &err), &err);
    str_release(&sql);
}

static int64_t shown_between_cohorts(int64_t again)
{
    struct disclosure_result result;
    struct err err = ERR_INIT;
    struct world w;
    int64_t shown;

    open_between(&w, again);
    assert_ok(disclosure_prepare(w.db, LEAST, 20, &result, &err), &err);
    shown = world_int(&w, "select count(*) from shown_metric"
                          " where numerator is not null");
    world_close(&w);
    return shown;
}

/* Of the 14 who have none any more, ten were suspended again: four were once.
   Eight again, and six were once; all 14, and none. */
static void a_part_of_what_lies_between_cohorts_is_withheld(void **state)
{
    (void)state;
    assert_int_equal(shown_between_cohorts(18), 4);
    assert_int_equal(shown_between_cohorts(20), 3);
    assert_int_equal(shown_between_cohorts(23), 3);
    assert_int_equal(shown_between_cohorts(24), 4);
}

/* A county where only these are counted: rows of metric, cohort, value of sen
   or '', numerator, denominator. */
static void open_only(struct world *w, int threshold, const char *cells)
{
    static const char only[] =
        "insert or ignore into dim_breakdown (breakdown, value)"
        " values ('sen', 'K');"
        "delete from metric_cell;"
        "insert into metric_cell (period_key, entity_key, metric_key,"
        " breakdown_key, cohort_key, numerator, denominator) select"
        " dim_period.period_key, entity.entity_key, dim_metric.metric_key,"
        " coalesce(dim_breakdown.breakdown_key, 0), dim_cohort.cohort_key,"
        " cell.column4, cell.column5 from (values %s) as cell"
        " inner join dim_metric on dim_metric.id = cell.column1"
        " inner join dim_cohort on dim_cohort.id = cell.column2"
        " inner join dim_period on dim_period.id = '2025/26'"
        " inner join entity on entity.level = 'county'"
        " left join dim_breakdown on dim_breakdown.breakdown = 'sen'"
        " and dim_breakdown.value = cell.column3";
    struct disclosure_result result;
    struct err err = ERR_INIT;
    struct str sql = STR_INIT;

    open_released(w, "only");
    str_addf(&sql, only, cells);
    set_threshold(&sql, threshold);
    assert_ok(db_exec(w->db, sql.text, &err), &err);
    assert_ok(disclosure_prepare(w->db, LEAST, 20, &result, &err), &err);
    str_release(&sql);
}

/* Where once is repeatedly, three children who have no social worker any more
   were suspended: that they were so again says it too. */
static void whoever_is_of_both_counts_is_withheld_of_both(void **state)
{
    struct world w;

    (void)state;
    open_only(&w, 1,
              "('suspended_pupils', 'ever6', '', 21, 900),"
              " ('repeat_suspended_pupils', 'ever6', '', 21, 900),"
              " ('suspended_pupils', 'csw', '', 18, 500)");
    assert_int_equal(world_int(&w, "select count(*) from shown_metric"
                                   " where cohort = 'ever6' and numerator"
                                   " is not null and (select count(*)"
                                   " from shown_metric where cohort = 'csw'"
                                   " and numerator is not null) = 1"),
                     0);
    world_close(&w);
}

static int64_t shown_of(const char *cells)
{
    struct world w;
    int64_t shown;

    open_only(&w, 2, cells);
    shown = world_int(&w, "select count(*) from shown_metric"
                          " where numerator is not null");
    world_close(&w);
    return shown;
}

/* Three reached grade 4 in both and not 5; three the expected standard and not
   the higher. */
static void results_that_lie_within_each_other_are_parts(void **state)
{
    (void)state;
    assert_int_equal(shown_of("('ks4_em4', 'all', '', 40, 100),"
                              " ('ks4_em5', 'all', '', 30, 100)"),
                     2);
    assert_int_equal(shown_of("('ks4_em4', 'all', '', 40, 100),"
                              " ('ks4_em5', 'all', '', 37, 100)"),
                     1);
    assert_int_equal(shown_of("('ks2_rwm', 'all', '', 40, 100),"
                              " ('ks2_rwm_high', 'all', '', 37, 100)"),
                     1);
}

/* Three of those who were on roll at some time are not at the end. */
static void who_left_is_what_is_left(void **state)
{
    (void)state;
    assert_int_equal(shown_of("('in_year_moves', 'all', '', 10, 100),"
                              " ('ehcp', 'all', '', 20, 90),"
                              " ('suspended_pupils', 'all', '', 10, 90)"),
                     3);
    assert_int_equal(shown_of("('in_year_moves', 'all', '', 10, 100),"
                              " ('ehcp', 'all', '', 20, 97)"),
                     1);
    assert_int_equal(shown_of("('in_year_moves', 'all', '', 10, 100),"
                              " ('suspended_pupils', 'all', '', 10, 97)"),
                     1);
}

/* Those with SEN support are all of the breakdown's value: 30 who had a social
   worker, 27 of them still. What is withheld of the one of the three who have
   none any more is not shown as the other. */
static void a_value_of_a_breakdown_is_the_count_of_it(void **state)
{
    struct world w;

    (void)state;
    open_only(&w, 2,
              "('sen_support', 'ever6', '', 30, 200),"
              " ('sen_support', 'csw', '', 27, 100),"
              " ('ehcp', 'ever6', 'K', 0, 30)");
    assert_int_equal(world_int(&w,
                               "select count(distinct cohort) from shown_metric"
                               " where denominator is not null"),
                     1);
    world_close(&w);
}

/* ------------------------------------------------ on a county's figures */

struct county {
    struct world world;
    struct disclosure_result result;
};

static int open_county(void **state)
{
    static struct county county;
    struct err err = ERR_INIT;

    open_released(&county.world, "county");
    assert_ok(
        disclosure_prepare(county.world.db, LEAST, 20, &county.result, &err),
        &err);
    *state = &county;
    return 0;
}

static int close_county(void **state)
{
    struct county *county = *state;

    world_close(&county->world);
    return 0;
}

/* The query counts what must not be. */
static void assert_none(struct county *county, const char *sql)
{
    struct err err = ERR_INIT;
    int64_t count = -1;

    assert_ok(db_read_int(county->world.db, sql, &count, &err), &err);
    if (count != 0)
        fail_msg("%lld rows: %s", (long long)count, sql);
}

static void no_small_count_is_shown(void **state)
{
    assert_none(*state, "select count(*) from shown_metric"
                        " where symbol is not '[c]'"
                        " and (numerator between 0.1 and 5.9"
                        " or denominator between 0.1 and 5.9)");
    assert_none(*state, "select count(*) from shown_funnel where symbol is null"
                        " and (numerator between 0.1 and 5.9"
                        " or denominator between 0.1 and 5.9"
                        " or denominator - numerator between 0.1 and 5.9)");
}

static void what_is_left_of_a_count_is_not_small_either(void **state)
{
    assert_none(*state,
                "select count(*) from shown_metric where symbol is not '[c]'"
                " and metric in ('persistent_absence', 'severe_absence',"
                " 'suspended_pupils', 'repeat_share', 'absence_rate')"
                " and denominator - numerator between 0.1 and 5.9");
}

static void a_withheld_figure_has_no_number_at_all(void **state)
{
    assert_none(*state, "select count(*) from shown_metric where symbol = '[c]'"
                        " and (numerator is not null or denominator is not null"
                        " or value is not null or lower is not null"
                        " or upper is not null)");
    assert_none(*state,
                "select count(*) from shown_gap where gap_symbol = '[c]'"
                " and (gap is not null or gap_lower is not null"
                " or ratio is not null)");
    assert_none(*state, "select count(*) from shown_funnel where symbol = '[c]'"
                        " and (numerator is not null or value is not null"
                        " or flag is not null)");
}

static void a_gap_is_withheld_with_either_side(void **state)
{
    assert_none(*state,
                "select count(*) from shown_gap where gap is not null"
                " and (symbol is not null or comparator_symbol is not null)");
}

/*
 * Of 3 x 20 children with a social worker now in Ashmere and Brackwell 3 x 6
 * are persistently absent, of Oak School's 12 are 3, of Larch School's 24 are
 * 6. County: 18 + 18 + 6 + 3 of 60 + 60 + 24 + 12. The 3 are too few, and
 * another district goes with them, or they would be what is left.
 */
static void a_figure_that_is_shown_is_the_one_that_was_counted(void **state)
{
    struct county *county = *state;
    char *rows = world_rows(
        &county->world,
        "select entity, numerator, denominator, printf('%.4f', value), symbol"
        " from shown_metric where metric = 'persistent_absence'"
        " and period = '2025/26' and cohort = 'csw' and breakdown = 'none'"
        " and (level = 'county' or entity = 'Wolds') order by level");

    assert_string_equal(rows, "919|45.0|156.0|28.8462|;Wolds|||0.0000|[c];");
    free(rows);
    assert_int_equal(
        world_int(&county->world,
                  "select count(*) from shown_metric where level = 'district'"
                  " and metric = 'persistent_absence' and symbol is '[c]'"
                  " and period = '2025/26' and cohort = 'csw'"),
        2);
    assert_none(county,
                "select count(*) from shown_metric inner join mart_metric"
                " using (metric, period, level, entity, cohort, breakdown,"
                " breakdown_value) where shown_metric.symbol is null"
                " and (shown_metric.numerator <> mart_metric.numerator"
                " or shown_metric.denominator <> mart_metric.denominator"
                " or shown_metric.value <> mart_metric.value)");
}

/*
 * At each secondary school 14 of 60 are persistently absent: 6 of the 20 with a
 * social worker, 2 whose social worker left, 6 of the 36 others.
 */
static void a_funnel_shows_the_schools_that_are_not_few(void **state)
{
    struct county *county = *state;
    char *rows = world_rows(
        &county->world,
        "select urn, numerator, denominator, symbol from shown_funnel"
        " where metric = 'persistent_absence' and cohort = 'all'"
        " and phase = 'State-funded secondary' order by urn");

    assert_string_equal(rows, "100001|14.0|60.0|;100002|14.0|60.0|;"
                              "100003|14.0|60.0|;100004|14.0|60.0|;"
                              "100005|14.0|60.0|;100006|14.0|60.0|;");
    free(rows);
}

static void a_funnel_has_the_numbers_of_its_schools(void **state)
{
    assert_none(*state, "select count(*) from shown_funnel as funnel"
                        " left join shown_metric as school"
                        " on school.level = 'school' and school.entity = urn"
                        " and school.breakdown = 'none'"
                        " and school.period = funnel.period"
                        " and school.metric = funnel.metric"
                        " and school.cohort = funnel.cohort"
                        " where funnel.symbol is null"
                        " and (school.numerator is not funnel.numerator"
                        " or school.denominator is not funnel.denominator)");
}

/* Zeros are shown: nothing is given away by them. */
static void zero_is_shown_as_zero(void **state)
{
    struct county *county = *state;
    struct err err = ERR_INIT;
    int64_t count = 0;

    assert_ok(db_read_int(county->world.db,
                          "select count(*) from shown_metric"
                          " where numerator = 0",
                          &count, &err),
              &err);
    assert_true(count > 0);
}

/* "No permanent exclusions" is the news, not a secret. */
static void the_zero_of_a_whole_cohort_of_the_county_is_shown(void **state)
{
    assert_none(*state, "select count(*) from shown_metric"
                        " inner join mart_metric using (metric, period, level,"
                        " entity, cohort, breakdown, breakdown_value)"
                        " where mart_metric.numerator = 0"
                        " and mart_metric.denominator >= 20"
                        " and level = 'county' and breakdown = 'none'"
                        " and symbol is '[c]'");
}

/* What is withheld is told to those who look after the data, all of it. */
static void each_withheld_figure_has_its_reason(void **state)
{
    assert_none(*state, "select count(*) from shown_metric"
                        " left join shown_hidden using (metric, period, level,"
                        " entity, cohort, breakdown, breakdown_value)"
                        " where (symbol is '[c]') <> (why is not null)");
    assert_none(*state, "select count(*) from shown_hidden where why = ''"
                        " or (why like 'With others%') <> (keeps is not null)");
}

static void no_district_can_be_had_by_subtraction(void **state)
{
    assert_none(*state,
                "select count(*) from (select part.metric from shown_metric"
                " as part inner join shown_metric as whole"
                " on whole.level = 'county' and whole.metric = part.metric"
                " and whole.period = part.period"
                " and whole.cohort = part.cohort"
                " and whole.breakdown = 'none'"
                " where part.level = 'district' and whole.symbol is null"
                " and part.metric in ('suspended_pupils',"
                " 'persistent_absence', 'repeat_suspended_pupils')"
                " group by part.metric, part.period, part.cohort"
                " having sum(part.symbol is '[c]') = 1)");
}

static void no_cohort_can_be_had_by_subtraction(void **state)
{
    assert_none(*state,
                "select count(*) from (select csw.metric from shown_metric"
                " as csw inner join shown_metric as part"
                " on part.metric = csw.metric and part.period = csw.period"
                " and part.level = csw.level and part.entity = csw.entity"
                " and part.breakdown = csw.breakdown"
                " and part.breakdown_value = csw.breakdown_value"
                " and part.cohort in ('cla', 'cin_cpp')"
                " where csw.cohort = 'csw' and csw.symbol is null"
                " and csw.metric in ('suspended_pupils',"
                " 'persistent_absence', 'repeat_suspended_pupils')"
                " group by csw.metric, csw.period, csw.level, csw.entity,"
                " csw.breakdown, csw.breakdown_value"
                " having count(*) = 2 and sum(part.symbol is '[c]') = 1)");
}

static void no_breakdown_can_be_had_by_subtraction(void **state)
{
    assert_none(*state,
                "select count(*) from (select part.metric from shown_metric"
                " as part inner join shown_metric as whole"
                " on whole.level = part.level and whole.entity = part.entity"
                " and whole.metric = part.metric"
                " and whole.period = part.period"
                " and whole.cohort = part.cohort"
                " and whole.breakdown = 'none'"
                " where part.breakdown = 'sex' and whole.symbol is null"
                " and part.metric in ('suspended_pupils',"
                " 'persistent_absence', 'repeat_suspended_pupils')"
                " group by part.metric, part.period, part.cohort, part.entity"
                " having sum(part.symbol is '[c]') = 1)");
}

static void no_school_of_a_phase_can_be_had_by_subtraction(void **state)
{
    assert_none(*state, "select count(*) from (select 1 from shown_funnel"
                        " group by metric, period, cohort, phase"
                        " having sum(symbol is '[c]') = 1 and count(*) > 1"
                        " and count(upper_95) > 0)");
}

/* The figure of a phase of one school is that school's. */
static void a_lone_school_is_withheld_with_its_phase(void **state)
{
    struct county *county = *state;

    assert_int_equal(
        world_int(&county->world,
                  "select count(*) > 0 from (select count(*) as schools"
                  " from shown_funnel group by metric, period, cohort, phase)"
                  " where schools = 1"),
        1);
    assert_none(county,
                "select count(*) from (select metric, period, cohort, phase"
                " from shown_funnel group by metric, period, cohort, phase"
                " having count(*) = 1 and sum(symbol is '[c]') = 1) as lone"
                " inner join shown_metric using (metric, period, cohort)"
                " where level = 'county' and breakdown = 'phase'"
                " and breakdown_value = lone.phase and symbol is not '[c]'");
}

/* Rates of sessions rest on children: one that hides goes with them. */
static void rates_hide_where_their_children_do(void **state)
{
    assert_none(*state,
                "select count(*) from shown_metric as rate"
                " inner join mart_metric as pupils using (period, level,"
                " entity, cohort, breakdown, breakdown_value)"
                " where pupils.metric = 'persistent_absence'"
                " and pupils.denominator between 1 and 5"
                " and rate.metric like '%absence%'"
                " and rate.symbol is not '[c]'");
    assert_none(*state,
                "select count(*) from shown_metric as rate"
                " inner join mart_metric as pupils using (period, level,"
                " entity, cohort, breakdown, breakdown_value)"
                " where pupils.metric = 'suspended_pupils'"
                " and pupils.numerator between 1 and 5"
                " and rate.metric in ('suspension_rate', 'suspension_days')"
                " and rate.symbol is not '[c]'");
}

static void few_children_have_counts_but_no_rate(void **state)
{
    assert_none(*state, "select count(*) from shown_metric"
                        " where metric = 'persistent_absence'"
                        " and denominator < 20 and symbol is not '[u]'");
    assert_none(*state, "select count(*) from shown_metric"
                        " where symbol = '[u]' and (value is not null"
                        " or denominator is null)");
}

#define NUMBERS                                                                \
    "with number as (select period, level, entity, cohort, breakdown,"         \
    " breakdown_value, numerator_count as called, mart_metric.numerator as "   \
    "value"                                                                    \
    " from mart_metric inner join dim_metric on dim_metric.id = metric"        \
    " union select period, level, entity, cohort, breakdown,"                  \
    " breakdown_value, denominator_count, mart_metric.denominator"             \
    " from mart_metric inner join dim_metric on dim_metric.id = metric)"

/* Metrics that say they count the same do, and a rest is a rest. */
static void counts_are_what_the_metrics_say(void **state)
{
    assert_none(*state,
                NUMBERS " select count(*) from (select called from number"
                        " group by called, period, level, entity, cohort,"
                        " breakdown, breakdown_value having count(*) > 1)");
    assert_none(
        *state, NUMBERS
        " select count(*) from dim_count"
        " inner join dim_count_part on dim_count_part.count = dim_count.id"
        " inner join number as whole on whole.called = dim_count_part.whole"
        " inner join number as less using (period, level, entity,"
        " cohort, breakdown, breakdown_value)"
        " inner join number as part using (period, level, entity,"
        " cohort, breakdown, breakdown_value)"
        " where less.called = dim_count.less and part.called = dim_count.id"
        " and abs(whole.value - less.value - part.value) > 1e-6");
}

/* Most must be left to see, or the rule hides for hiding's sake. */
static void what_need_not_be_hidden_is_shown(void **state)
{
    struct county *county = *state;

    assert_true(county->result.withheld > 0);
    assert_true(county->result.shown > county->result.withheld);
    assert_none(county, "select count(*) from shown_metric"
                        " where cohort = 'all' and level = 'county'"
                        " and breakdown = 'none' and symbol = '[c]'"
                        " and metric = 'persistent_absence'");
}

/* Where its limits are withheld, a school that is shown has its own flag or,
   where it stands near a limit, none. */
static void a_flag_is_told_or_left_out_and_never_another(void **state)
{
    struct county *county = *state;

    assert_true(world_int(&county->world,
                          "select count(*) from shown_funnel"
                          " where upper_95 is null and flag is not null")
                > 0);
    assert_none(county,
                "select count(*) from shown_funnel inner join mart_funnel"
                " using (metric, period, cohort, phase, urn)"
                " where shown_funnel.flag <> mart_funnel.flag"
                " or (shown_funnel.flag is not null"
                " and shown_funnel.symbol is not null)");
}

/* One child more or fewer in the phase, and it could be another's flag. */
static void near_a_limit_that_is_withheld_there_is_no_flag(void **state)
{
    static const char near[] =
        "update funnel_cell set"
        " upper_95 = cast(metric_cell.numerator as integer) + 1,"
        " upper_99_8 = cast(metric_cell.numerator as integer) + 2"
        " from metric_cell"
        " where metric_cell.period_key = funnel_cell.period_key"
        " and metric_cell.metric_key = funnel_cell.metric_key"
        " and metric_cell.cohort_key = funnel_cell.cohort_key"
        " and metric_cell.entity_key = funnel_cell.entity_key"
        " and metric_cell.breakdown_key = 0";
    struct disclosure_result result;
    struct err err = ERR_INIT;
    struct world w;

    (void)state;
    open_released(&w, "near");
    assert_ok(db_exec(w.db, near, &err), &err);
    assert_ok(disclosure_prepare(w.db, LEAST, 20, &result, &err), &err);
    assert_true(world_int(&w, "select count(*) from shown_funnel"
                              " where upper_95 is null and symbol is null")
                > 0);
    assert_int_equal(world_int(&w, "select count(*) from shown_funnel"
                                   " where upper_95 is null"
                                   " and flag is not null"),
                     0);
    world_close(&w);
}

/* All years, one after the other. */
static void audit_all(struct audit *audit, struct ledger *ledger,
                      struct relations *relations)
{
    memset(audit, 0, sizeof(*audit));
    for (size_t year = 0; year < ledger->year_count; year++)
        audit_run_year(audit, ledger, relations, year);
}

/* How many small numbers have too few values left by these bounds. */
static size_t count_narrow(const struct relations *r)
{
    size_t narrow = 0;

    for (uint32_t n = 0; n < r->bounds.number_count; n++) {
        const struct bounds_ends *ends = &r->bounds.ends[n];

        narrow += r->needs[n] && ends->high - ends->low < r->needs[n];
    }
    return narrow;
}

/* How much could be worked out of what an audit shows that knows all
   relations but one family; RELATION_FAMILIES: all. */
static size_t leaks_without(struct world *w, size_t family)
{
    struct err err = ERR_INIT;
    struct ledger ledger;
    struct relations relations;
    struct audit audit;
    size_t leaks = 0;

    assert_ok(db_exec(w->db, "savepoint leaks", &err), &err);
    assert_ok(ledger_read(&ledger, w->db, LEAST, &err), &err);
    relations_init(&relations, &ledger);
    if (family < RELATION_FAMILIES)
        relations.is_left_out[family] = true;
    audit_all(&audit, &ledger, &relations);
    memset(relations.is_left_out, 0, sizeof(relations.is_left_out));
    for (size_t year = 0; year < ledger.year_count; year++) {
        relations_bound(&relations, year);
        leaks += count_narrow(&relations);
    }
    audit_release(&audit);
    relations_release(&relations);
    ledger_release(&ledger);
    assert_ok(db_exec(w->db, "rollback to leaks; release leaks", &err), &err);
    return leaks;
}

/* Details 97: each is needed, and all of them are enough. */
static void each_family_of_relations_keeps_something(void **state)
{
    /* Three suspensions in a term that has none, and so in its year. */
    static const char summer[] =
        "with of as (select metric_key, id in ('suspension_rate',"
        " 'suspended_pupils') as above, id in ('repeat_share',"
        " 'suspension_length') as below from dim_metric)"
        " update metric_cell set"
        " numerator = numerator + 3 * of.above,"
        " denominator = denominator + 3 * of.below"
        " from of where of.metric_key = metric_cell.metric_key"
        " and of.above + of.below > 0 and breakdown_key = 0"
        " and period_key in (select period_key from dim_period"
        " where id in ('2024/25', '2024/25 summer'))"
        " and entity_key in (select entity_key from entity"
        " where level = 'county')"
        " and cohort_key in (select cohort_key from dim_cohort"
        " where id in ('all', 'peers'))";
    struct err err = ERR_INIT;
    struct world w;

    (void)state;
    open_released(&w, "families");
    assert_ok(db_exec(w.db, summer, &err), &err);
    assert_int_equal(leaks_without(&w, RELATION_FAMILIES), 0);
    for (size_t family = 0; family < RELATION_RESTS; family++)
        if (leaks_without(&w, family) == 0)
            fail_msg("without family %zu of relations nothing leaks", family);
    world_close(&w);
    open_between(&w, 20);
    assert_int_equal(leaks_without(&w, RELATION_FAMILIES), 0);
    assert_true(leaks_without(&w, RELATION_RESTS) > 0);
    world_close(&w);
}

static void assert_same_audit(const struct ledger *a, const struct audit *as,
                              const struct ledger *b, const struct audit *bs)
{
    assert_int_equal(a->cell_count, b->cell_count);
    for (size_t i = 0; i < a->cell_count; i++) {
        assert_int_equal(a->cells[i].is_hidden, b->cells[i].is_hidden);
        assert_int_equal(a->cells[i].is_seen, b->cells[i].is_seen);
    }
    for (size_t i = 0; i < a->figure_count; i++)
        assert_int_equal(a->figures[i].is_withheld, b->figures[i].is_withheld);
    assert_int_equal(as->rounds, bs->rounds);
    assert_int_equal(as->hidden_count, bs->hidden_count);
    for (size_t i = 0; i < as->hidden_count; i++) {
        assert_int_equal(as->hidden[i].cell, bs->hidden[i].cell);
        assert_int_equal(as->hidden[i].saved, bs->hidden[i].saved);
        assert_int_equal(as->hidden[i].round, bs->hidden[i].round);
    }
}

static void years_side_by_side_are_as_one_after_the_other(void **state)
{
    struct err err = ERR_INIT;
    struct ledger one, other;
    struct relations relations;
    struct audit in_turn, beside;
    struct auditing *auditing;
    struct world w;

    (void)state;
    open_released(&w, "beside");
    assert_ok(ledger_read(&one, w.db, LEAST, &err), &err);
    assert_ok(db_exec(w.db,
                      "drop table released_cohort;"
                      "drop table released_at_schools;"
                      "drop table released_care; drop table released_beside;"
                      "drop table released_place; drop table released_entity",
                      &err),
              &err);
    assert_ok(ledger_read(&other, w.db, LEAST, &err), &err);
    auditing = auditing_begin(&other);
    relations_init(&relations, &one);
    audit_all(&in_turn, &one, &relations);
    auditing_end(auditing, &beside);
    assert_true(one.year_count > 1);
    assert_true(in_turn.hidden_count > 0);
    assert_same_audit(&one, &in_turn, &other, &beside);
    /* Nobody waits for this one. */
    auditing_drop(auditing_begin(&other));
    relations_release(&relations);
    audit_release(&in_turn);
    audit_release(&beside);
    ledger_release(&one);
    ledger_release(&other);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest rules[] = {
        cmocka_unit_test(a_week_of_few_children_is_withheld),
        cmocka_unit_test(what_few_children_did_is_withheld_however_much_it_is),
        cmocka_unit_test(a_third_time_of_few_children_is_withheld),
        cmocka_unit_test(so_often_as_the_county_says_is_what_is_left_beyond),
        cmocka_unit_test(ends_that_tell_of_few_children_are_withheld),
        cmocka_unit_test(ends_that_tell_of_few_who_had_fewer_are_withheld),
        cmocka_unit_test(whoever_is_of_both_counts_is_withheld_of_both),
        cmocka_unit_test(results_that_lie_within_each_other_are_parts),
        cmocka_unit_test(who_left_is_what_is_left),
        cmocka_unit_test(a_value_of_a_breakdown_is_the_count_of_it),
        cmocka_unit_test(a_part_of_what_lies_between_cohorts_is_withheld),
        cmocka_unit_test(years_side_by_side_are_as_one_after_the_other),
    };
    const struct CMUnitTest county[] = {
        cmocka_unit_test(no_small_count_is_shown),
        cmocka_unit_test(what_is_left_of_a_count_is_not_small_either),
        cmocka_unit_test(a_withheld_figure_has_no_number_at_all),
        cmocka_unit_test(a_gap_is_withheld_with_either_side),
        cmocka_unit_test(a_figure_that_is_shown_is_the_one_that_was_counted),
        cmocka_unit_test(a_funnel_shows_the_schools_that_are_not_few),
        cmocka_unit_test(a_funnel_has_the_numbers_of_its_schools),
        cmocka_unit_test(zero_is_shown_as_zero),
        cmocka_unit_test(the_zero_of_a_whole_cohort_of_the_county_is_shown),
        cmocka_unit_test(each_withheld_figure_has_its_reason),
        cmocka_unit_test(no_district_can_be_had_by_subtraction),
        cmocka_unit_test(no_cohort_can_be_had_by_subtraction),
        cmocka_unit_test(no_breakdown_can_be_had_by_subtraction),
        cmocka_unit_test(no_school_of_a_phase_can_be_had_by_subtraction),
        cmocka_unit_test(a_lone_school_is_withheld_with_its_phase),
        cmocka_unit_test(rates_hide_where_their_children_do),
        cmocka_unit_test(few_children_have_counts_but_no_rate),
        cmocka_unit_test(counts_are_what_the_metrics_say),
        cmocka_unit_test(what_need_not_be_hidden_is_shown),
        cmocka_unit_test(a_flag_is_told_or_left_out_and_never_another),
        cmocka_unit_test(near_a_limit_that_is_withheld_there_is_no_flag),
        cmocka_unit_test(each_family_of_relations_keeps_something),
    };
    int failed = cmocka_run_group_tests(rules, NULL, NULL);

    return failed + cmocka_run_group_tests(county, open_county, close_county);
}
