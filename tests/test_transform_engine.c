#include "transform/engine/engine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/asset.h"
#include "core/db.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/ingest.h"
#include "ingest/read/type.h"
#include "tests/testing.h"
#include "transform/engine/catalogue.h"
#include "transform/engine/reach.h"
#include "transform/engine/stats.h"
#include "transform/people/cohort.h"
#include "transform/people/period_stay.h"
#include "transform/transform.h"

/*
 * A county of three schools, Alder and Birch in one district and Cedar in
 * none, and of as many pupils as a test adds. Entities: 1 the county, 2 to 4
 * the schools, 5 the district, 6 the adviser of Birch and Cedar.
 */
enum { ALDER, BIRCH, CEDAR, SCHOOLS, NOWHERE };
enum { PUPILS = 200, ROWS = 400 };
enum { KEY_NONE, KEY_FEMALE, KEY_MALE };

#define ALL COHORT_MASK(all)
#define PEER (ALL | COHORT_MASK(peers))
#define CSW (ALL | COHORT_MASK(csw) | COHORT_MASK(cin) | COHORT_MASK(ever6))

struct world {
    struct db *db;
    struct period_stay stays;
    struct engine *engine;
    struct catalogue catalogue;
    struct config config;
    struct period period;
    struct frame frame;
    struct frame_pupil pupils[PUPILS];
    uint32_t breakdowns[PUPILS][BREAKDOWN_COUNT];
    struct school schools[SCHOOLS];
    bool changed[SCHOOLS];
    struct reach reach; /* everything, unless a test says otherwise */
    struct frame_row rows[ROWS];
    int32_t counts[ROWS * COLUMN_COUNT];
};

static const char *const column_names[] = {
#define COLUMN_NAME(name) #name,
    COLUMNS(COLUMN_NAME)
#undef COLUMN_NAME
};

static const struct school schools[SCHOOLS] = {
    { 10, "100001", 2, 5, 0, "Secondary" },
    { 11, "100002", 3, 5, 6, "Secondary" },
    { 12, "100003", 4, 0, 6, "" },
};

/* An engine with these metrics, or with our own where there are none. */
static int open_engine_on(struct world *w, struct engine **engine,
                          const struct asset *descriptions, size_t count,
                          date_t as_of, struct err *err)
{
    *engine = NULL;
    catalogue_release(&w->catalogue);
    if (catalogue_read(&w->catalogue, &w->config, descriptions, count, err))
        return -1;
    return engine_open(engine, w->db, &w->catalogue, as_of, err);
}

static int open_engine(struct world *w, struct engine **engine,
                       const struct asset *descriptions, size_t count,
                       struct err *err)
{
    return open_engine_on(w, engine, descriptions, count, date_make(2026, 9, 1),
                          err);
}

static void make_tables(struct world *w)
{
    struct db *db = w->db;
    struct err err = ERR_INIT;
    static char nowhere[] = "no-such-folder"; /* compiled-in code sets */
    struct config config = { .folder = nowhere };
    struct type_set types;

    /* All tables, for metrics may bring rows from any of them. */
    assert_ok(type_set_read(&types, &config, &err), &err);
    assert_ok(ingest_schema(db, &types, &err), &err);
    type_set_release(&types);
    assert_ok(transform_schema(db, &err), &err);
    assert_ok(period_stay_open(&w->stays, db, &err), &err);
#define PUT_COHORT(bit, id, label, gap)                                        \
    assert_ok(db_execf(db, &err,                                               \
                       "insert into dim_cohort values (%d, '%s', "             \
                       "'%s')",                                                \
                       bit, #id, label),                                       \
              &err);
    COHORTS(PUT_COHORT)
#undef PUT_COHORT
    assert_ok(db_exec(db,
                      "insert into dim_breakdown values (0, 'none', ''),"
                      "    (1, 'sex', 'F'), (2, 'sex', 'M');"
                      "insert into entity values (1, 'county', '919'),"
                      "    (2, 'school', '100001'), (3, 'school', '100002'),"
                      "    (4, 'school', '100003'), (5, 'district', 'North'),"
                      "    (6, 'adviser', 'Adviser One');"
                      "insert into dim_period values (202500, '2025/26', '',"
                      "    'year', '2025-08-01', '2026-07-31', '2025/26',"
                      "    '2026-07-21', '2026-01-15', 1, 1),"
                      "    (202511, '2025/26 HT1', '', 'half_term',"
                      "    '2025-09-01', '2025-10-24', '2025/26',"
                      "    '2025-10-24', '2025-10-24', 1, 2),"
                      "    (202521, '2025/26 to date', '', 'to_date',"
                      "    '2025-08-01', '2026-01-15', '2025/26',"
                      "    '2026-01-15', '2026-01-15', 1, 4),"
                      "    (12025037, '2025-W37', '', 'week', '2025-09-08',"
                      "    '2025-09-14', '2025/26', '2025-09-14',"
                      "    '2025-09-14', 1, 3);",
                      &err),
              &err);
}

static void open_world(struct world *w)
{
    struct err err = ERR_INIT;

    memset(w, 0, sizeof(*w));
    w->config.repeat_threshold = 2;
    w->reach.is_everything = true;
    w->period = (struct period){ .key = 202500,
                                 .id = "2025/26",
                                 .grain = GRAIN_YEAR,
                                 .year = 2025,
                                 .start = date_make(2025, 8, 1),
                                 .end = date_make(2026, 7, 31),
                                 .reference = date_make(2026, 7, 21),
                                 .roll_date = date_make(2026, 1, 15),
                                 .complete = true };
    memcpy(w->schools, schools, sizeof(schools));
    w->frame = (struct frame){ .period = &w->period,
                               .pupils = w->pupils,
                               .breakdowns = w->breakdowns,
                               .schools = w->schools,
                               .changed = w->changed,
                               .school_count = SCHOOLS,
                               .county = 1,
                               .columns = column_names,
                               .column_count = COLUMN_COUNT,
                               .rows = w->rows,
                               .counts = w->counts };
    assert_ok(db_open(&w->db, ":memory:", DB_CREATE, &err), &err);
    make_tables(w);
    assert_ok(open_engine(w, &w->engine, NULL, 0, &err), &err);
}

static int set_up(void **state)
{
    *state = mem_alloc(sizeof(struct world));
    assert_non_null(*state);
    open_world(*state);
    return 0;
}

static void close_world(struct world *w)
{
    engine_close(w->engine);
    period_stay_close(&w->stays);
    catalogue_release(&w->catalogue);
    db_close(w->db);
}

static int tear_down(void **state)
{
    close_world(*state);
    free(*state);
    return 0;
}

static void add_pupil(struct world *w, cohort_mask cohorts)
{
    struct frame_pupil *p = &w->pupils[w->frame.pupil_count++];

    assert_true(w->frame.pupil_count <= PUPILS);
    p->pupil_key = (int64_t)w->frame.pupil_count * 5;
    p->cohorts = cohorts;
}

/* A row of the pupil added last; then its figures, one by one. */
static void add_row(struct world *w, int school)
{
    struct frame_row *row = &w->rows[w->frame.row_count++];

    assert_true(w->frame.row_count <= ROWS);
    row->pupil = (uint32_t)w->frame.pupil_count - 1;
    row->school = school == NOWHERE ? SCHOOL_NONE : (uint32_t)school;
}

static void set(struct world *w, enum column column, double value)
{
    w->counts[(w->frame.row_count - 1) * COLUMN_COUNT + column] =
        (int32_t)value;
}

static void add_attendance(struct world *w, int school, double absent,
                           double possible)
{
    add_row(w, school);
    set(w, COLUMN_authorised, absent);
    set(w, COLUMN_possible, possible);
}

static void add_suspensions(struct world *w, int school, double on_roll,
                            double suspensions)
{
    add_row(w, school);
    set(w, COLUMN_on_roll, on_roll);
    set(w, COLUMN_suspensions, suspensions);
    set(w, COLUMN_suspension_sessions, 3 * suspensions);
}

static void run(struct world *w)
{
    struct err err = ERR_INIT;
    bool needed;

    assert_ok(engine_look(w->engine, &w->period, &w->reach, &needed, &err),
              &err);
    if (needed)
        assert_ok(engine_period(w->engine, &w->frame, &w->reach, &err), &err);
}

struct cell {
    bool is_there;
    double numerator, denominator, value;
    struct stats_interval interval;
};

static struct stats_interval read_interval(struct query *q, int column)
{
    struct stats_interval i = { !query_is_null(q, column),
                                query_real(q, column),
                                query_real(q, column + 1) };

    assert_true(query_is_null(q, column + 1) != i.known);
    return i;
}

/* The cell of (metric, entity, cohort, breakdown value) in the period. */
static struct cell cell_of(struct world *w, const char *metric,
                           const char *entity, const char *cohort,
                           const char *value)
{
    struct cell cell = { false, 0, 0, 0, { false, 0, 0 } };
    struct err err = ERR_INIT;
    struct query *q = NULL;

    assert_ok(query_open(&q, w->db,
                         "select numerator, denominator, value, lower, upper"
                         " from mart_metric where metric = ? and entity = ?"
                         " and cohort = ? and breakdown_value = ?"
                         " and period = ?",
                         &err),
              &err);
    query_bind_text(q, 1, metric);
    query_bind_text(q, 2, entity);
    query_bind_text(q, 3, cohort);
    query_bind_text(q, 4, value);
    query_bind_text(q, 5, w->period.id);
    if (query_step(q, &err) == 1) {
        cell.is_there = true;
        cell.numerator = query_real(q, 0);
        cell.denominator = query_real(q, 1);
        cell.value = query_real(q, 2);
        cell.interval = read_interval(q, 3);
    }
    query_close(q);
    return cell;
}

static void check_cell(struct world *w, const char *metric, const char *entity,
                       const char *cohort, double numerator, double denominator)
{
    struct cell cell = cell_of(w, metric, entity, cohort, "");

    if (!cell.is_there)
        fail_msg("no %s of %s at %s", metric, cohort, entity);
    if (fabs(cell.numerator - numerator) > 0
        || fabs(cell.denominator - denominator) > 0)
        fail_msg("%s of %s at %s is %g / %g", metric, cohort, entity,
                 cell.numerator, cell.denominator);
}

static void check_no_cell(struct world *w, const char *metric,
                          const char *entity, const char *cohort)
{
    if (cell_of(w, metric, entity, cohort, "").is_there)
        fail_msg("there is %s of %s at %s", metric, cohort, entity);
}

struct gap {
    bool is_there;
    double value, comparator_value, gap;
    struct stats_interval gap_interval;
    bool has_ratio;
    double ratio;
    struct stats_interval ratio_interval;
};

static struct gap gap_of(struct world *w, const char *metric,
                         const char *entity, const char *cohort,
                         const char *comparator)
{
    struct gap gap = { .is_there = false };
    struct err err = ERR_INIT;
    struct query *q = NULL;

    assert_ok(query_open(&q, w->db,
                         "select value, comparator_value, gap, gap_lower,"
                         " gap_upper, ratio, ratio_lower, ratio_upper"
                         " from mart_gap where metric = ? and entity = ?"
                         " and cohort = ? and comparator = ?"
                         " and breakdown = 'none'",
                         &err),
              &err);
    query_bind_text(q, 1, metric);
    query_bind_text(q, 2, entity);
    query_bind_text(q, 3, cohort);
    query_bind_text(q, 4, comparator);
    if (query_step(q, &err) == 1) {
        gap.is_there = true;
        gap.value = query_real(q, 0);
        gap.comparator_value = query_real(q, 1);
        gap.gap = query_real(q, 2);
        gap.gap_interval = read_interval(q, 3);
        gap.has_ratio = !query_is_null(q, 5);
        gap.ratio = query_real(q, 5);
        gap.ratio_interval = read_interval(q, 6);
    }
    query_close(q);
    return gap;
}

static void is_scaled(struct stats_interval actual,
                      struct stats_interval expected, double scale)
{
    assert_true(actual.known && expected.known);
    assert_near(actual.lower, scale * expected.lower, 1e-9);
    assert_near(actual.upper, scale * expected.upper, 1e-9);
}

static void thirty_eight_of_380_is_persistent_and_37_is_not(void **state)
{
    struct world *w = *state;

    add_pupil(w, PEER);
    add_attendance(w, ALDER, 38, 380);
    add_pupil(w, PEER);
    add_attendance(w, ALDER, 37, 380);
    add_pupil(w, PEER);
    add_attendance(w, ALDER, 190, 380);
    run(w);
    check_cell(w, "persistent_absence", "100001", "all", 2, 3);
    check_cell(w, "severe_absence", "100001", "all", 1, 3);
    check_cell(w, "absence_rate", "919", "all", 265, 1140);
    check_cell(w, "attendance_rate", "North", "peers", 875, 1140);
    is_scaled(cell_of(w, "persistent_absence", "919", "all", "").interval,
              stats_wilson(2, 3, STATS_Z95), 100);
}

/*
 * 6 of 50 at one school and 4 of 100 at the other: over 10% at the one, under
 * it together. Pupils are judged on all the level's schools, enrolments each.
 */
static void a_mover_is_judged_on_the_schools_of_the_level(void **state)
{
    struct world *w = *state;

    add_pupil(w, PEER);
    add_attendance(w, ALDER, 6, 50);
    add_attendance(w, BIRCH, 4, 100);
    add_pupil(w, PEER);
    add_attendance(w, BIRCH, 5, 50);
    add_attendance(w, CEDAR, 5, 50);
    run(w);
    check_cell(w, "persistent_absence", "100001", "all", 1, 1);
    check_cell(w, "persistent_absence", "100002", "all", 1, 2);
    check_cell(w, "persistent_absence", "100003", "all", 1, 1);
    check_cell(w, "persistent_absence", "North", "all", 1, 2);
    check_cell(w, "persistent_absence", "Adviser One", "all", 1, 2);
    check_cell(w, "persistent_absence", "919", "all", 1, 2);
    check_cell(w, "persistent_absence_enrolments", "919", "all", 3, 4);
    check_cell(w, "persistent_absence_enrolments", "North", "all", 2, 3);
    check_cell(w, "persistent_absence_enrolments", "100002", "all", 1, 2);
}

static void no_denominator_is_no_row_and_no_event_is_a_0(void **state)
{
    struct world *w = *state;

    add_pupil(w, PEER);
    add_row(w, ALDER);
    set(w, COLUMN_on_roll, 1);
    add_pupil(w, ALL);
    add_suspensions(w, BIRCH, 0, 2);
    add_pupil(w, 0);
    add_attendance(w, BIRCH, 5, 10);
    run(w);
    check_no_cell(w, "absence_rate", "919", "all");
    check_cell(w, "suspension_rate", "100001", "all", 0, 1);
    assert_false(
        cell_of(w, "suspension_rate", "100001", "all", "").interval.known);
    check_no_cell(w, "suspension_rate", "100002", "all");
    check_no_cell(w, "repeat_share", "100001", "all");
    check_cell(w, "repeat_share", "100002", "all", 1, 1);
    check_no_cell(w, "suspension_rate", "100001", "cla");
}

/* Suspended at a school whose roll he has left: the event counts there. */
static void events_count_where_they_were_and_pupils_once(void **state)
{
    struct world *w = *state;

    add_pupil(w, CSW);
    add_suspensions(w, ALDER, 0, 1);
    add_suspensions(w, BIRCH, 1, 1);
    set(w, COLUMN_lunchtimes, 1);
    add_pupil(w, CSW);
    add_suspensions(w, ALDER, 1, 0);
    add_suspensions(w, BIRCH, 1, 0);
    set(w, COLUMN_permanent_exclusions, 1);
    add_pupil(w, ALL);
    add_suspensions(w, NOWHERE, 0, 1);
    run(w);
    check_cell(w, "suspension_rate", "100001", "csw", 1, 1);
    check_cell(w, "suspension_rate", "100002", "csw", 1, 2);
    check_cell(w, "suspension_rate", "North", "csw", 2, 2);
    check_cell(w, "suspension_rate", "919", "all", 3, 2);
    check_cell(w, "suspended_pupils", "919", "all", 2, 2);
    check_cell(w, "repeat_suspended_pupils", "919", "all", 1, 2);
    check_cell(w, "repeat_suspended_pupils", "100002", "all", 0, 2);
    check_cell(w, "repeat_share", "919", "all", 1, 2);
    check_cell(w, "suspension_days", "100002", "csw", 2, 2);
    check_cell(w, "permanent_exclusion_rate", "919", "ever6", 1, 2);
    is_scaled(cell_of(w, "suspended_pupils", "919", "all", "").interval,
              stats_poisson(2), 50);
}

/* Twelve pupils a side, of whom those with a social worker miss more. */
static void add_two_sides(struct world *w)
{
    for (int i = 0; i < 24; i++) {
        bool csw = i % 2;

        add_pupil(w, csw ? CSW : PEER);
        add_attendance(w, i % SCHOOLS, csw ? 10 + i : i / 2, 100 + i % 5);
        set(w, COLUMN_on_roll, 1);
        set(w, COLUMN_suspensions, csw && i < 9 ? 1 + i % 4 : i == 2);
    }
}

static struct stats_sums naive_absence(const struct world *w, bool csw)
{
    struct stats_sums sums = { 0, 0, 0, 0, 0, 0 };

    for (size_t i = 0; i < w->frame.row_count; i++) {
        const int32_t *v = w->counts + i * COLUMN_COUNT;
        double y = v[COLUMN_authorised];
        double m = v[COLUMN_possible];
        struct stats_sums one = { 1, y, m, y * y, y * m, m * m };

        if ((w->pupils[w->rows[i].pupil].cohorts == CSW) == csw)
            stats_add(&sums, &one);
    }
    return sums;
}

static void session_rates_are_compared_with_clustered_errors(void **state)
{
    struct world *w = *state;
    struct stats_sums csw, peers;
    struct stats_rate one, two;
    struct gap gap;

    add_two_sides(w);
    run(w);
    csw = naive_absence(w, true);
    peers = naive_absence(w, false);
    one = stats_clustered(&csw);
    two = stats_clustered(&peers);
    is_scaled(cell_of(w, "absence_rate", "919", "csw", "").interval,
              stats_clustered_logit(&one), 100);
    gap = gap_of(w, "absence_rate", "919", "csw", "peers");
    assert_true(gap.is_there && gap.has_ratio);
    assert_near(gap.value, 100 * csw.y / csw.m, 1e-12);
    assert_near(gap.comparator_value, 100 * peers.y / peers.m, 1e-12);
    assert_near(gap.gap, gap.value - gap.comparator_value, 1e-12);
    assert_near(gap.ratio, gap.value / gap.comparator_value, 1e-12);
    is_scaled(gap.gap_interval, stats_clustered_gap(&one, &two), 100);
    is_scaled(gap.ratio_interval, stats_clustered_ratio(&one, &two), 1);
    gap = gap_of(w, "absence_rate", "100001", "csw", "peers");
    assert_true(gap.is_there);
    assert_false(gap.gap_interval.known || gap.ratio_interval.known);
}

static void counted_pupils_have_a_ratio_interval_only(void **state)
{
    struct world *w = *state;
    struct gap gap;

    add_two_sides(w);
    run(w);
    gap = gap_of(w, "suspended_pupils", "919", "csw", "all");
    assert_true(gap.is_there);
    assert_near(gap.gap, 100 * (4.0 / 12 - 5.0 / 24), 1e-12);
    assert_false(gap.gap_interval.known);
    is_scaled(gap.ratio_interval, stats_poisson_ratio(4, 12, 5, 24), 1);
}

static void shares_have_newcombe_and_katz(void **state)
{
    struct world *w = *state;
    struct gap gap;

    add_two_sides(w);
    run(w);
    gap = gap_of(w, "persistent_absence", "919", "cin", "peers");
    assert_near(gap.value, 100, 0);
    is_scaled(gap.gap_interval, stats_newcombe(12, 12, 2, 12), 100);
    is_scaled(gap.ratio_interval, stats_katz_ratio(12, 12, 2, 12), 1);
    gap = gap_of(w, "severe_absence", "919", "cin", "peers");
    assert_true(gap.is_there && gap.gap_interval.known);
    assert_false(gap.has_ratio || gap.ratio_interval.known);
}

static void a_gap_needs_a_gap_cohort_and_both_sides(void **state)
{
    struct world *w = *state;

    add_two_sides(w);
    for (size_t i = 0; i < w->frame.pupil_count; i++)
        if (w->pupils[i].cohorts == PEER)
            w->pupils[i].cohorts = ALL | COHORT_MASK(cin_disability);
    run(w);
    assert_false(gap_of(w, "absence_rate", "919", "csw", "peers").is_there);
    assert_true(gap_of(w, "absence_rate", "919", "csw", "all").is_there);
    assert_false(gap_of(w, "absence_rate", "919", "cla", "all").is_there);
    assert_false(
        gap_of(w, "absence_rate", "919", "cin_disability", "all").is_there);
    assert_false(gap_of(w, "absence_rate", "919", "all", "all").is_there);
}

static int64_t count_of(struct world *w, const char *sql)
{
    struct err err = ERR_INIT;
    int64_t count = -1;

    assert_ok(db_read_int(w->db, sql, &count, &err), &err);
    return count;
}

static void breakdowns_are_the_countys_by_year_and_term(void **state)
{
    struct world *w = *state;
    struct cell cell;

    add_two_sides(w);
    for (size_t i = 0; i < 20; i++)
        w->breakdowns[i][BREAKDOWN_SEX] = i < 5 ? KEY_FEMALE : KEY_MALE;
    run(w);
    cell = cell_of(w, "suspension_rate", "919", "all", "F");
    assert_true(cell.is_there);
    assert_near(cell.denominator, 5, 0);
    cell = cell_of(w, "persistent_absence_enrolments", "919", "peers", "M");
    assert_near(cell.denominator, 7, 0);
    assert_int_equal(count_of(w, "select count(*) from mart_metric"
                                 " where breakdown <> 'none'"
                                 " and level <> 'county'"),
                     0);
    w->period.key = 202511;
    w->period.grain = GRAIN_HALF_TERM;
    memcpy(w->period.id, "2025/26 HT1", sizeof("2025/26 HT1"));
    run(w);
    assert_int_equal(count_of(w, "select count(*) from mart_metric"
                                 " where breakdown <> 'none'"
                                 " and period = '2025/26 HT1'"),
                     0);
    /* Of a year to date they are there to be published, in no mart. */
    w->period.key = 202521;
    w->period.grain = GRAIN_TO_DATE;
    w->period.of = GRAIN_YEAR;
    memcpy(w->period.id, "2025/26 to date", sizeof("2025/26 to date"));
    run(w);
    assert_true(count_of(w, "select count(*) from metric_figure"
                            " where breakdown_value = 'F' and not is_mart"
                            " and period = '2025/26 to date'")
                > 0);
    assert_true(count_of(w, "select count(*) from gap_figure"
                            " where breakdown_value = 'F' and not is_mart")
                > 0);
    for (size_t i = 0; i < 2; i++) {
        static const char *const marts[] = { "mart_metric", "mart_gap" };
        char sql[128];

        (void)snprintf(sql, sizeof(sql),
                       "select count(*) from %s where breakdown <> 'none'"
                       " and period = '2025/26 to date'",
                       marts[i]);
        assert_int_equal(count_of(w, sql), 0);
    }
    check_cell(w, "suspension_rate", "919", "all", 13, 24);
}

static void funnels_flag_what_is_strictly_beyond(void **state)
{
    struct world *w = *state;
    struct err err = ERR_INIT;
    struct query *q = NULL;

    for (int i = 0; i < 160; i++) {
        add_pupil(w, PEER);
        add_suspensions(w, i < 80 ? ALDER : BIRCH, 1,
                        i < 20 || (i >= 80 && i < 84));
    }
    run(w);
    assert_ok(query_open(&q, w->db,
                         "select numerator, denominator, value, expected,"
                         " lower_95, upper_95, lower_99_8, upper_99_8, flag"
                         " from mart_funnel"
                         " where metric = 'suspended_pupils'"
                         " and cohort = 'all' and phase = 'Secondary'"
                         " and period = '2025/26' order by urn",
                         &err),
              &err);
    assert_int_equal(query_step(q, &err), 1);
    assert_near(query_real(q, 0), 20, 0);
    assert_near(query_real(q, 1), 80, 0);
    assert_near(query_real(q, 2), 25, 1e-12);
    assert_near(query_real(q, 3), 15, 1e-12);
    /* Poisson of mean 12: P(X <= 5) = 0.0203, P(X <= 6) = 0.0458 and so on. */
    assert_near(query_real(q, 4), 100 * 6 / 80.0, 1e-12);
    assert_near(query_real(q, 5), 100 * 19 / 80.0, 1e-12);
    assert_near(query_real(q, 6), 100 * 3 / 80.0, 1e-12);
    assert_near(query_real(q, 7), 100 * 24 / 80.0, 1e-12);
    assert_string_equal(query_text(q, 8), "above_95");
    assert_int_equal(query_step(q, &err), 1);
    assert_string_equal(query_text(q, 8), "below_95");
    assert_int_equal(query_step(q, &err), 0);
    query_close(q);
    assert_int_equal(count_of(w, "select count(*) from mart_funnel"
                                 " where metric = 'suspension_rate'"
                                 " or cohort not in ('all', 'ever6')"),
                     0);
}

/* Everything the engine wrote, as text. */
static void dump(struct world *w, struct str *out)
{
    static const char *const tables[] = {
        "select * from metric_cell order by 1, 2, 3, 4, 5",
        "select * from funnel_cell order by 1, 2, 3, 4"
    };
    struct err err = ERR_INIT;

    for (size_t t = 0; t < 2; t++) {
        struct query *q = NULL;

        assert_ok(query_open(&q, w->db, tables[t], &err), &err);
        while (query_step(q, &err) == 1) {
            for (int c = 0; c < query_column_count(q); c++)
                str_addf(out, "%s|", query_text(q, c));
            str_add_c(out, '\n');
        }
        query_close(q);
    }
}

static void what_changed_made_again_equals_all_made_anew(void **state)
{
    struct world *w = *state;
    struct world *anew = mem_alloc(sizeof(*anew));
    struct str one = STR_INIT;
    struct str two = STR_INIT;

    add_two_sides(w);
    run(w);
    open_world(anew);
    add_two_sides(anew);
    for (size_t i = 0; i < w->frame.row_count; i++) {
        size_t at = i * COLUMN_COUNT;

        if (w->rows[i].school != BIRCH)
            continue;
        w->counts[at + COLUMN_suspensions] = 1;
        w->counts[at + COLUMN_possible] = 0;
        w->counts[at + COLUMN_authorised] = 0;
    }
    memcpy(anew->counts, w->counts, sizeof(w->counts));
    w->reach.is_everything = false;
    w->reach.is_spine = true;
    run(w);
    assert_true(w->changed[BIRCH]);
    assert_false(w->changed[ALDER] || w->changed[CEDAR]);
    run(anew);
    dump(w, &one);
    dump(anew, &two);
    assert_true(one.len > 1000);
    assert_string_equal(one.text, two.text);
    assert_int_equal(
        count_of(w, "select count(*) from mart_metric"
                    " where metric = 'absence_rate' and entity = '100002'"),
        0);
    str_release(&one);
    str_release(&two);
    close_world(anew);
    free(anew);
}

/* A cell that was tampered with tells whether it was made again. */
static void marks_make_no_cells_of_rolls_and_suspensions_again(void **state)
{
    struct world *w = *state;
    struct err err = ERR_INIT;

    add_two_sides(w);
    run(w);
    assert_ok(db_exec(w->db, "update metric_cell set numerator = 0.5", &err),
              &err);
    for (size_t i = 0; i < w->frame.row_count; i++)
        if (w->rows[i].school == BIRCH)
            w->counts[i * COLUMN_COUNT + COLUMN_late] += 1;
    w->reach.is_everything = false;
    w->reach.has_moved = true;
    run(w);
    assert_true(w->changed[BIRCH]);
    assert_int_not_equal(count_of(w, "select count(*) from mart_metric"
                                     " where metric = 'late_rate'"
                                     " and numerator = 0.5"),
                         0);
    assert_int_equal(count_of(w, "select count(*) from mart_metric"
                                 " where metric = 'late_rate'"
                                 " and entity in ('919', '100002')"
                                 " and numerator = 0.5"),
                     0);
    assert_int_equal(count_of(w, "select count(*) from mart_metric"
                                 " where metric = 'suspension_rate'"
                                 " and numerator <> 0.5"),
                     0);
}

static void a_week_counts_alike_pupils_and_equals_them_one_by_one(void **state)
{
    struct world *w = *state;
    struct period period = { .key = 12025037, .grain = GRAIN_WEEK };
    struct engine_week *week = NULL;
    struct stats_sums sums = { 0, 0, 0, 0, 0, 0 };
    struct stats_rate rate;
    struct err err = ERR_INIT;

    memcpy(w->period.id, "2025-W37", sizeof("2025-W37"));
    engine_week_open(&week, w->engine, &period, 1);
    for (uint16_t i = 0; i < 3000; i++) {
        uint16_t absent = i % 7 == 0 ? (uint16_t)(i % 11) : 0;
        uint16_t values[ENGINE_WEEK_COLUMNS] = { 10, absent, 0, i % 3,
                                                 (uint16_t)(i / 5) };
        struct stats_sums one = {
            1, absent, 10, absent * absent, absent * 10.0, 100
        };

        engine_week_add(week, i % 2 ? CSW : PEER, values);
        if (i % 2)
            stats_add(&sums, &one);
    }
    assert_ok(engine_week_write(week, &err), &err);
    assert_ok(engine_week_write(week, &err), &err);
    engine_week_close(week);
    rate = stats_clustered(&sums);
    check_cell(w, "absence_rate", "919", "csw", sums.y, sums.m);
    check_cell(w, "late_rate", "919", "all", 3000, 30000);
    is_scaled(cell_of(w, "absence_rate", "919", "csw", "").interval,
              stats_clustered_logit(&rate), 100);
    assert_int_equal(
        count_of(w, "select count(distinct metric) from mart_metric"), 5);
    assert_int_equal(count_of(w, "select count(*) from mart_metric"
                                 " where level <> 'county'"
                                 " or breakdown <> 'none'"),
                     0);
}

static const char plans[] = "[metric]\n"
                            "label = Plans\n"
                            "definition = Plans that are good\n"
                            "source = The county\n"
                            "unit = %\n"
                            "scale = 100\n"
                            "interval = wilson\n"
                            "each = pupil\n"
                            "grains = year\n"
                            "levels = county school\n"
                            "breakdowns = no\n"
                            "polarity = higher\n"
                            "numerator = good and possible > 0\n"
                            "numerator_words = good plans\n"
                            "denominator = plans\n"
                            "denominator_words = plans\n"
                            "numerator_count = good: rows of plans\n"
                            "denominator_count = plans: rows\n"
                            "select = select pupil_key, school_key, good,\n"
                            "        1 as plans\n"
                            "    from plan\n"
                            "    where year = :year\n";

/* Adding a metric is adding its description: rows, figures and all. */
static void a_description_can_bring_its_own_rows(void **state)
{
    static const struct asset description = {
        "transform/metrics/good_plans.metric", plans, sizeof(plans) - 1
    };
    struct world *w = *state;
    struct err err = ERR_INIT;

    add_two_sides(w);
    assert_ok(db_exec(w->db,
                      "create table plan (pupil_key integer, school_key"
                      " integer, good integer, year integer) strict;"
                      "insert into plan values (10, 10, 1, 2025),"
                      " (10, 10, 0, 2025), (5, null, 1, 2025),"
                      " (15, 12, 1, 2025), (15, 12, 1, 2024),"
                      " (3, 10, 1, 2025), (null, 11, 0, 2025)",
                      &err),
              &err);
    engine_close(w->engine);
    assert_ok(open_engine(w, &w->engine, &description, 1, &err), &err);
    run(w);
    check_cell(w, "good_plans", "100001", "all", 0, 2);
    check_cell(w, "good_plans", "100003", "all", 1, 1);
    check_cell(w, "good_plans", "100002", "all", 0, 1);
    check_cell(w, "good_plans", "919", "all", 3, 5);
    check_cell(w, "good_plans", "919", "csw", 1, 2);
    assert_int_equal(count_of(w, "select count(*) from dim_metric"), 1);
}

/* A later night of the same world, in which nothing has changed but the day. */
static void run_on(struct world *w, const struct asset *description,
                   date_t as_of, bool is_earlier)
{
    struct err err = ERR_INIT;

    engine_close(w->engine);
    assert_ok(open_engine_on(w, &w->engine, description, 1, as_of, &err), &err);
    w->reach =
        (struct reach){ .has_new_as_of = true, .is_earlier = is_earlier };
    run(w);
}

/* What was changed behind the engine's back tells whether it looked. */
static void a_day_has_rows_read_again_that_asked_about_it(void **state)
{
    static const char text[] = "[metric]\n"
                               "label = Held\n"
                               "definition = Meetings that were held.\n"
                               "source = Nobody\n"
                               "unit = %\n"
                               "scale = 100\n"
                               "interval = wilson\n"
                               "each = pupil\n"
                               "grains = year\n"
                               "levels = county school\n"
                               "breakdowns = no\n"
                               "polarity = higher\n"
                               "numerator = held\n"
                               "numerator_words = meetings held\n"
                               "numerator_count = held: rows of meetings\n"
                               "denominator = meetings\n"
                               "denominator_words = meetings\n"
                               "denominator_count = meetings: rows\n"
                               "select = select pupil_key, school_key,\n"
                               "    has_come(day) as held, 1 as meetings\n"
                               "    from meeting\n";
    static const struct asset description = { "transform/metrics/held.metric",
                                              text, sizeof(text) - 1 };
    struct world *w = *state;
    struct err err = ERR_INIT;

    add_two_sides(w);
    assert_ok(db_exec(w->db,
                      "create table meeting (pupil_key integer, school_key"
                      " integer, day text) strict;"
                      "insert into meeting values (10, 10, '2026-08-20'),"
                      " (10, 10, '2026-09-10'), (15, 12, '2026-09-20')",
                      &err),
              &err);
    engine_close(w->engine);
    assert_ok(open_engine(w, &w->engine, &description, 1, &err), &err);
    run(w);
    check_cell(w, "held", "919", "all", 1, 3);
    assert_ok(db_exec(w->db,
                      "insert into meeting values (15, 12, '2026-08-01')",
                      &err),
              &err);
    run_on(w, &description, date_make(2026, 9, 9), false);
    check_cell(w, "held", "919", "all", 1, 3);
    run_on(w, &description, date_make(2026, 9, 10), false);
    check_cell(w, "held", "919", "all", 3, 4);
    assert_ok(db_exec(w->db,
                      "insert into meeting values (15, 12, '2026-08-02')",
                      &err),
              &err);
    run_on(w, &description, date_make(2026, 9, 19), false);
    check_cell(w, "held", "919", "all", 3, 4);
    run_on(w, &description, date_make(2026, 8, 30), true);
    check_cell(w, "held", "919", "all", 3, 5);
    run_on(w, &description, date_make(2026, 9, 9), false);
    check_cell(w, "held", "919", "all", 3, 5);
    run_on(w, &description, date_make(2026, 10, 1), false);
    check_cell(w, "held", "919", "all", 5, 5);
    /* All days have come: none that is later makes a difference. */
    assert_ok(db_exec(w->db, "delete from meeting", &err), &err);
    run_on(w, &description, date_make(2027, 10, 1), false);
    check_cell(w, "held", "919", "all", 5, 5);
}

static void a_description_that_asks_for_the_unknown_is_refused(void **state)
{
    static const struct {
        const char *old;
        const char *new;
        const char *message;
    } cases[] = {
        { "= good and", "= best and", "no figure is called 'best'" },
        { "pupil_key, school_key", "school_key, pupil_key",
          "rows must be pupil_key, school_key and figures" },
        { "grains = year", "grains = week", "grain week is for attendance" },
        { "select = select", "from = nothing\n;", "there is no transform/" },
        { "from plan", "from plane", "no such table: plane" },
    };
    struct world *w = *state;
    struct err err = ERR_INIT;

    assert_ok(db_exec(w->db,
                      "create table plan (pupil_key integer, school_key"
                      " integer, good integer, year integer) strict",
                      &err),
              &err);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        const char *at = strstr(plans, cases[i].old);
        struct asset description = { "x.metric", NULL, 0 };
        struct engine *engine = NULL;
        struct str text = STR_INIT;

        assert_non_null(at);
        str_add_n(&text, plans, (size_t)(at - plans));
        str_add(&text, cases[i].new);
        str_add(&text, at + strlen(cases[i].old));
        description.text = text.text;
        description.len = text.len;
        assert_int_equal(open_engine(w, &engine, &description, 1, &err), -1);
        assert_null(engine);
        if (!strstr(err.msg, cases[i].message))
            fail_msg("%s", err.msg);
        str_release(&text);
    }
}

/* A promise whose record nobody could ever tell would look like one that no
   school keeps on record. */
static void a_promise_that_asks_for_the_unknown_is_refused(void **state)
{
#define PROMISE(extract, recorded)                                             \
    "[promise]\nwords = W\nsubject = S\nsource = P\nmetric = good_plans\n"     \
    "kept = K\nrecorded_words = R\nextract = " extract                         \
    "\nrecorded = " recorded "\n"
    static const struct {
        const char *text, *message;
    } cases[] = {
        { PROMISE("peps", "good"), NULL },
        { PROMISE("peps", "told"), "some: good_plans: no figure is called" },
        { PROMISE("pep", "good"), "some: there is no type of extract 'pep'" },
    };
    static const struct asset description = { "good_plans.metric", plans,
                                              sizeof(plans) - 1 };
    struct world *w = *state;
    struct err err = ERR_INIT;

    assert_ok(db_exec(w->db,
                      "create table plan (pupil_key integer, school_key"
                      " integer, good integer, year integer) strict",
                      &err),
              &err);
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct catalogue catalogue;
        struct promise some;
        struct engine *engine = NULL;
        int ret;

        assert_ok(catalogue_read(&catalogue, &w->config, &description, 1, &err),
                  &err);
        assert_ok(
            promise_parse(&some, "some.promise", cases[i].text, NULL, 0, &err),
            &err);
        MEM_ROOM(catalogue.promises, catalogue.promise_count,
                 catalogue.promise_capacity);
        catalogue.promises[catalogue.promise_count++] = some;
        ret = engine_open(&engine, w->db, &catalogue, date_make(2026, 9, 1),
                          &err);
        assert_int_equal(ret, cases[i].message ? -1 : 0);
        if (cases[i].message && !strstr(err.msg, cases[i].message))
            fail_msg("%s", err.msg);
        engine_close(engine);
        catalogue_release(&catalogue);
    }
}

static void
keys_stay_and_a_metric_that_is_gone_goes_with_its_cells(void **state)
{
    struct world *w = *state;
    struct err err = ERR_INIT;
    int64_t before = count_of(w, "select metric_key from dim_metric"
                                 " where id = 'late_rate'");

    add_two_sides(w);
    run(w);
    engine_close(w->engine);
    w->engine = NULL;
    assert_ok(db_exec(w->db,
                      "update dim_metric set id = 'of_old', unit = 'furlongs'"
                      " where id = 'absence_rate';"
                      "update dim_metric set label = '' where id = 'late_rate'",
                      &err),
              &err);
    assert_ok(open_engine(w, &w->engine, NULL, 0, &err), &err);
    assert_int_equal(count_of(w, "select metric_key from dim_metric"
                                 " where id = 'late_rate'"
                                 " and label = 'Lateness'"),
                     before);
    assert_int_equal(count_of(w, "select count(*) from dim_metric"),
                     (int64_t)w->catalogue.count);
    check_no_cell(w, "absence_rate", "919", "all");
    check_cell(w, "late_rate", "919", "all", 0, 2446);
    assert_int_equal(count_of(w, "select count(*) from"
                                 " pragma_foreign_key_check"),
                     0);
    run(w);
    check_cell(w, "suspension_rate", "919", "all", 13, 24);
    assert_true(cell_of(w, "absence_rate", "919", "all", "").is_there);
}

/* For one entity's figures SQLite does not read every cell. */
static void figures_over_time_are_looked_up_and_not_searched_for(void **state)
{
    struct world *w = *state;
    struct err err = ERR_INIT;
    struct query *q = NULL;

    add_two_sides(w);
    run(w);
    assert_ok(query_open(&q, w->db,
                         "explain query plan select gap from mart_gap"
                         " where metric = 'late_rate' and level = 'school'"
                         " and entity = '100001' and cohort = 'csw'"
                         " and comparator = 'peers'",
                         &err),
              &err);
    while (query_step(q, &err) == 1)
        if (strstr(query_text(q, 3), "SCAN metric_cell"))
            fail_msg("%s", query_text(q, 3));
    query_close(q);
}

int main(void)
{
#define WORLD_TEST(name)                                                       \
    cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WORLD_TEST(thirty_eight_of_380_is_persistent_and_37_is_not),
        WORLD_TEST(a_mover_is_judged_on_the_schools_of_the_level),
        WORLD_TEST(no_denominator_is_no_row_and_no_event_is_a_0),
        WORLD_TEST(events_count_where_they_were_and_pupils_once),
        WORLD_TEST(session_rates_are_compared_with_clustered_errors),
        WORLD_TEST(counted_pupils_have_a_ratio_interval_only),
        WORLD_TEST(shares_have_newcombe_and_katz),
        WORLD_TEST(a_gap_needs_a_gap_cohort_and_both_sides),
        WORLD_TEST(breakdowns_are_the_countys_by_year_and_term),
        WORLD_TEST(funnels_flag_what_is_strictly_beyond),
        WORLD_TEST(what_changed_made_again_equals_all_made_anew),
        WORLD_TEST(marks_make_no_cells_of_rolls_and_suspensions_again),
        WORLD_TEST(a_week_counts_alike_pupils_and_equals_them_one_by_one),
        WORLD_TEST(a_description_can_bring_its_own_rows),
        WORLD_TEST(a_day_has_rows_read_again_that_asked_about_it),
        WORLD_TEST(a_description_that_asks_for_the_unknown_is_refused),
        WORLD_TEST(a_promise_that_asks_for_the_unknown_is_refused),
        WORLD_TEST(figures_over_time_are_looked_up_and_not_searched_for),
        WORLD_TEST(keys_stay_and_a_metric_that_is_gone_goes_with_its_cells),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
