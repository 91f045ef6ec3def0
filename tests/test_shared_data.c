/*
 * Real files that others made, read where they lie: ../shared/data. Answers
 * worked out independently stand in that folder's README.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/date.h"
#include "core/err.h"
#include "core/outfile.h"
#include "core/str.h"
#include "tests/testing.h"
#include "tests/world.h"

/* A file's text, or NULL (with a message) where the folder is absent. */
static char *shared_text(const char *name)
{
    const char *folder = testing_environment("VSCHOOL_SHARED");
    struct err err = ERR_INIT;
    char path[512];
    char *text = NULL;
    size_t len;

    snprintf(path, sizeof(path), "%s/data/%s", folder ? folder : "", name);
    if (!folder || access(path, R_OK) != 0) {
        print_message("no %s here: skipped\n", name);
        return NULL;
    }
    assert_ok(file_read(path, &text, &len, &err), &err);
    return text;
}

static void put_shared(struct world *w, const char *name, const char *as)
{
    char *text = shared_text(name);

    if (!text) {
        world_close(w);
        skip();
    }
    world_put(w, as, text);
    free(text);
}

#define CLA "from fct_social_care where plan = 'CLA'"
#define NO_RESPITE " and coalesce(respite_only, 'N') <> 'Y'"
#define ON(day)                                                                \
    " and start_date <= '" day "' and (end_date is null or end_date > '" day   \
    "')"

static void a_statutory_return_gives_its_periods_of_care(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "ssda903");
    w.config.cla_from_ssda903 = true;
    put_shared(&w, "ssda903/header.csv", "header_20180501.csv");
    put_shared(&w, "ssda903/episodes.csv", "episodes_20180501.csv");
    put_shared(&w, "ssda903/oc2.csv", "oc2_20180501.csv");
    put_shared(&w, "ssda903/previous_permanence.csv", "before_20180501.csv");
    put_shared(&w, "ssda903/reviews.csv", "reviews_20180501.csv");
    world_night(&w);
    assert_int_equal(w.result.rows_read, 2675 + 5050 + 2675 + 2675);
    assert_int_equal(w.result.rows_rejected, 0);
    assert_int_equal(world_int(&w, "select count(sdq_score) from ssda_oc2"),
                     1321);
    assert_int_equal(
        world_int(&w, "select count(*) from ssda_oc2 where sdq_score >= 17"),
        804);
    assert_int_equal(world_int(&w,
                               "select count(*) from load_file where message ="
                               " 'not needed'"),
                     1);
    /* Short breaks stand apart; with them, what touches or overlaps is one. */
    assert_int_equal(
        world_int(&w,
                  "select sum(coalesce(start_date > before, 1)) from (select"
                  " start_date, max(coalesce(end_date, '9999')) over ("
                  "partition by pupil_key order by start_date, end_date"
                  " rows between unbounded preceding and 1 preceding)"
                  " as before " CLA ")"),
        2173);
    assert_int_equal(world_int(&w, "select count(*) " CLA NO_RESPITE), 1946);
    assert_int_equal(
        world_int(&w, "select count(*) " CLA NO_RESPITE ON("2018-03-31")),
        1201);
    assert_int_equal(
        world_int(&w, "select count(distinct pupil_key) " CLA ON("2018-03-31")),
        1419);
    assert_int_equal(
        world_int(&w, "select count(*) " CLA NO_RESPITE ON("2017-03-31")),
        1764);
    assert_int_equal(world_int(&w, "select count(*) " CLA NO_RESPITE ON(
                                       "2017-03-31") ON("2018-03-31")),
                     1051);
    world_close(&w);
}

static void what_a_download_of_schools_holds_is_loaded_or_said(void **state)
{
    char *rows;
    struct world w;

    (void)state;
    world_open(&w, "gias");
    put_shared(&w, "gias/tv_example_schools_data.csv", "schools_20190101.csv");
    put_shared(&w, "gias/ebi_gias_all_links.csv", "links_20190101.csv");
    world_night(&w);
    rows = world_rows(&w, "select path, status, rows_read, rows_loaded"
                          " from load_file order by path");
    assert_string_equal(rows, "links_20190101.csv|refused|0|0;"
                              "schools_20190101.csv|loaded|19|19;");
    free(rows);
    rows = world_rows(&w, "select message from load_file order by path");
    assert_non_null(strstr(rows, "EstablishmentNumber"));
    assert_non_null(strstr(rows, "rows with fields beyond the header: 10"));
    free(rows);
    assert_int_equal(world_int(&w, "select count(*) from dim_school"), 19);
    world_close(&w);
}

/* The README's answers for Hertfordshire, 2024/25, children looked after for 12
   months, and what else comparisons need. */
/* The published headlines, as spec/benchmarks.md section 1 has them. */
static const struct {
    const char *metric, *cohort;
    double england;
    const char *county; /* a symbol where no figure is published */
} headlines[] = {
    { "absence_rate", "cin_31mar", 17.4, "18.4" },
    { "absence_rate", "cpp_31mar", 21.8, "22.3" },
    { "absence_rate", "cla12", 9.0, "8.0" },
    { "authorised_absence_rate", "cin_31mar", 9.2, "12.6" },
    { "authorised_absence_rate", "cpp_31mar", 8.9, "11.0" },
    { "authorised_absence_rate", "cla12", 5.5, "5.6" },
    { "unauthorised_absence_rate", "cin_31mar", 8.2, "5.9" },
    { "unauthorised_absence_rate", "cpp_31mar", 12.8, "11.3" },
    { "unauthorised_absence_rate", "cla12", 3.5, "2.4" },
    { "persistent_absence", "cin_31mar", 46.0, "47.9" },
    { "persistent_absence", "cpp_31mar", 55.4, "58.6" },
    { "persistent_absence", "cla12", 20.3, "18.0" },
    { "severe_absence", "cin_31mar", 11.3, "12.4" },
    { "severe_absence", "cpp_31mar", 15.4, "14.8" },
    { "severe_absence", "cla12", 6.4, "4.0" },
    { "ks2_rwm", "cin_31mar", 30, "19.0" },
    { "ks2_rwm", "cpp_31mar", 32, "27.0" },
    { "ks2_rwm", "cla12", 35, "45.0" },
    { "ks4_a8", "cin_31mar", 17.3, "12.2" },
    { "ks4_a8", "cpp_31mar", 16.9, "22.4" },
    { "ks4_a8", "cla12", 17.3, "16.4" },
    { "ks4_em5", "cin_31mar", 9.7, "8.4" },
    { "ks4_em5", "cpp_31mar", 8.5, "x" },
    { "ks4_em5", "cla12", 7.9, "c" },
    { "ks4_em4", "cin_31mar", 18.1, "13.1" },
    { "ks4_em4", "cpp_31mar", 16.6, "x" },
    { "ks4_em4", "cla12", 17.4, "22.7" },
    { "ks4_ebacc_aps", "cin_31mar", 1.45, "1.01" },
    { "ks4_ebacc_aps", "cpp_31mar", 1.42, "x" },
    { "ks4_ebacc_aps", "cla12", 1.42, "x" },
    { "sdq_mean", "cla12", 14.9, "14.9" },
    { "sdq_concern", "cla12", 42, "45.0" },
};

static void assert_headlines(struct world *w)
{
    for (size_t i = 0; i < sizeof(headlines) / sizeof(headlines[0]); i++) {
        char sql[400], expected[120];
        char *rows;

        snprintf(sql, sizeof(sql),
                 "select metric, cohort, coalesce(symbol, value)"
                 " from published_comparator where academic_year = '2024/25'"
                 " and metric = '%s' and cohort = '%s' and comparator in"
                 " ('england', 'county') order by comparator desc",
                 headlines[i].metric, headlines[i].cohort);
        snprintf(expected, sizeof(expected), "%s|%s|%.*f;%s|%s|%s;",
                 headlines[i].metric, headlines[i].cohort,
                 headlines[i].england * 10 == (int)(headlines[i].england * 10)
                     ? 1
                     : 2,
                 headlines[i].england, headlines[i].metric, headlines[i].cohort,
                 headlines[i].county);
        rows = world_rows(w, sql);
        assert_string_equal(rows, expected);
        free(rows);
    }
}

static void published_files_give_what_they_say(void **state)
{
    static const char *const files[] = { "absence_la", "ks2_la", "ks4_la",
                                         "la_cla_school_moves",
                                         "la_conviction_health_outcome_cla" };
    char path[64], as[64], *rows;
    struct world w;

    (void)state;
    world_open(&w, "dfe");
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        snprintf(path, sizeof(path), "dfe/%s.csv", files[i]);
        snprintf(as, sizeof(as), "%s_20260301.csv", files[i]);
        put_shared(&w, path, as);
    }
    world_night(&w);
    assert_int_equal(w.result.rows_read,
                     1680 * 12 + 336 * 24 + 336 * 16 + 640 * 2 + 1440 * 2);
    assert_int_equal(w.result.rows_loaded, w.result.rows_read);
    rows = world_rows(
        &w, "select metric, value, symbol, numerator, denominator"
            " from benchmark where area_code = '919' and breakdown = 'none'"
            " and academic_year = '2024/25' and cohort = 'cla12'"
            " and metric in ('absence_pupils', 'absence_rate', 'ks2_rwm',"
            " 'ks4_a8', 'ks4_em5', 'persistent_absence', 'sdq_completed',"
            " 'sdq_concern', 'sdq_mean') order by metric");
    assert_string_equal(rows, "absence_pupils|372.0|||;"
                              "absence_rate|8.0||10402.0|129898.0;"
                              "ks2_rwm|45.0||15.0|33.0;"
                              "ks4_a8|16.4||1229.75|75.0;"
                              "ks4_em5||c||75.0;"
                              "persistent_absence|18.0||67.0|372.0;"
                              "sdq_completed|94.0||465.0|;"
                              "sdq_concern|45.0||207.0|;"
                              "sdq_mean|14.9|||;");
    free(rows);
    rows = world_rows(&w, "select area_name, value, numerator from benchmark"
                          " where metric = 'in_year_moves' and"
                          " time_period = '2024' and area_code in"
                          " ('919', 'E92000001') order by level desc");
    assert_string_equal(rows, "England|8.0|4280.0;Hertfordshire|7.0|45.0;");
    free(rows);
    assert_headlines(&w);
    /* A rate that stands where its count is withheld is carried as it is. */
    assert_int_equal(world_int(&w, "select count(*) from benchmark where value"
                                   " is not null and symbol is not null"),
                     0);
    assert_int_equal(world_int(&w, "select count(*) from benchmark where value"
                                   " is null and symbol is null"),
                     0);
    world_close(&w);
}

static void a_first_week_as_systems_print_it_is_taken_in(void **state)
{
    static const struct {
        const char *name;
        const char *as;
    } files[] = {
        { "116701 St Oswalds pupil list.csv", "116701/list_20261120.csv" },
        { "BromcomStudents.csv", "117003/students_20261120.csv" },
        { "LCS_open_cases_20261120.csv", "cases_20261120.csv" },
        { "St Oswalds marks.csv", "116701/marks_20261120.csv" },
        { "Suspensions 2026-27 autumn.csv", "suspensions_20261120.csv" },
        { "arbor_attendance.csv", "137301/attendance_20261120.csv" },
        { "bromcom marks Nov.csv", "117003/marks_20261120.csv" },
        { "edubasealldata20261120.csv", "edubasealldata20261120.csv" },
        { "pupils_export_arbor_2026-11-20.csv", "137301/pupils_20261120.csv" },
    };
    struct world w;

    (void)state;
    world_open(&w, "exports");
    w.as_of = date_make(2026, 11, 22);
    world_configure(&w, "terms.csv",
                    "AcademicYear,HalfTerm,Start,End\n"
                    "2026/27,1,2026-09-01,2026-10-23\n"
                    "2026/27,2,2026-11-02,2026-12-18\n"
                    "2026/27,3,2027-01-04,2027-02-12\n"
                    "2026/27,4,2027-02-22,2027-03-25\n"
                    "2026/27,5,2027-04-12,2027-05-28\n"
                    "2026/27,6,2027-06-07,2027-07-21\n");
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char name[80];

        snprintf(name, sizeof(name), "exports/%s", files[i].name);
        put_shared(&w, name, files[i].as);
    }
    world_night(&w);
    assert_int_equal(
        world_int(&w, "select count(*) from load_file"
                      " where status = 'loaded' and rows_rejected = 0"),
        9);
    /* Reasons for a suspension of no known code. */
    assert_int_equal(world_int(&w, "select count(*) from load_reject"), 3);
    assert_int_equal(world_int(&w, "select count(*) from fct_enrolment"), 62);
    assert_int_equal(world_int(&w, "select count(*) from fct_exclusion"), 6);
    assert_int_equal(
        world_int(&w, "select count(*) from fct_social_care where pupil_key in"
                      " (select pupil_key from fct_enrolment)"),
        7);
    world_close(&w);
}

static const char *const census[] = { "pupilonroll", "senneeds", "fsmperiod",
                                      "termlyexclusionsonroll",
                                      "termlysessiondetailsonroll" };

/* Every UPN of the roll, its tenth column, is random: all but 290 become
   numbers. */
static char *with_upns(const char *text)
{
    struct str out = STR_INIT;
    const char *line = strchr(text, '\n') + 1;

    str_add_n(&out, text, (size_t)(line - text));
    for (int number = 0; *line; number++) {
        const char *end = strchr(line, '\n') + 1;
        const char *upn = line;
        char valid[14];

        for (int comma = 0; comma < 8; comma++)
            upn = strchr(upn, ',') + 1;
        world_upn(number, valid);
        str_add_n(&out, line, (size_t)(upn - line));
        if (number < 999)
            str_add(&out, valid);
        else
            str_add_n(&out, upn, strcspn(upn, ","));
        upn += strcspn(upn, ",");
        str_add_n(&out, upn, (size_t)(end - upn));
        line = end;
    }
    return str_take(&out);
}

static void put_census(struct world *w, bool has_upns)
{
    world_configure(w, "senders.csv",
                    "Pattern,School\n*_pupilonroll*,100001\n");
    world_put(w, "schools_20240801.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name)\n"
              "100001,919,4001,One,Secondary,Academy,Open\n");
    for (size_t i = 0; i < sizeof(census) / sizeof(census[0]); i++) {
        char name[80], as[80];
        char *text, *numbered;

        snprintf(name, sizeof(name), "census/2025_spring_%s.csv", census[i]);
        snprintf(as, sizeof(as), "2025_spring_%s_20250510.csv", census[i]);
        text = shared_text(name);
        if (!text) {
            world_close(w);
            skip();
        }
        numbered = has_upns && i == 0 ? with_upns(text) : text;
        world_put(w, as, numbered);
        if (numbered != text)
            free(numbered);
        free(text);
    }
}

/* Nothing of a table that others are needed for is taken in: row by row. */
static void a_census_of_random_values_is_refused_without_a_crash(void **state)
{
    struct world w;
    char *rows;

    (void)state;
    world_open(&w, "census");
    put_census(&w, false);
    world_night(&w);
    rows = world_rows(&w, "select type, rows_read, rows_loaded, rows_rejected"
                          " from load_file order by path");
    assert_string_equal(rows, "census_meals|3564|2337|0;"
                              "pupils census_pupils|2578|0|2578;"
                              "census_needs|2466|0|2466;"
                              "suspensions|1413|0|1413;"
                              "census_sessions|5537|0|5537;"
                              "schools|1|1|0;");
    free(rows);
    rows = world_rows(&w, "select \"column\", rule, sum(rows) from load_reject"
                          " group by sha256, 1, 2 order by 1, 2, 3");
    assert_string_equal(rows, "SENType|bad_code|2466;UPN|bad_upn|2578;"
                              "URN|blank_required|1413;"
                              "URN|blank_required|5537;");
    free(rows);
    assert_int_equal(world_int(&w, "select count(*) from dim_pupil"), 0);
    world_close(&w);
}

/*
 * The same with UPNs, whose answers were worked out apart from the program: of
 * 741 pupils aged 5 to 15 the sessions are more than were possible for them or
 * than two a weekday of the autumn, 61 rest on the census, of whose own
 * sessions possible 7,747 were absences.
 */
static void a_census_whose_sessions_do_not_add_up_says_so(void **state)
{
    struct world w;
    char *rows;

    (void)state;
    world_open(&w, "census-upns");
    put_census(&w, true);
    world_night(&w);
    rows =
        world_rows(&w, "select basis, rule, counts from attendance_left order"
                       " by 1, 2");
    assert_string_equal(rows, "census|exceeds|741;census|off_roll|12;");
    free(rows);
    rows = world_rows(&w, "select basis, count(*), sum(possible), sum(absent)"
                          " from fct_attendance where period = '2024/25 autumn'"
                          " group by 1");
    assert_string_equal(rows, "census|62|8210|7747;");
    free(rows);
    assert_int_equal(world_int(&w, "select count(*) from fct_enrolment"), 980);
    assert_int_equal(
        world_int(&w, "select count(*) from fct_enrolment where fsm = 'Y'"),
        427);
    assert_int_equal(world_int(&w, "select count(*) from fct_exclusion"), 1067);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_statutory_return_gives_its_periods_of_care),
        cmocka_unit_test(what_a_download_of_schools_holds_is_loaded_or_said),
        cmocka_unit_test(published_files_give_what_they_say),
        cmocka_unit_test(a_first_week_as_systems_print_it_is_taken_in),
        cmocka_unit_test(a_census_of_random_values_is_refused_without_a_crash),
        cmocka_unit_test(a_census_whose_sessions_do_not_add_up_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
