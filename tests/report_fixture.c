#include "tests/report_fixture.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/schoolyear.h"
#include "core/date.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

#define YEARS 3
#define FIRST_YEAR 2023
#define HALF_TERMS 6
#define Z 1.959963984540054

static const char schema[] =
    "create table dim_school (school_key integer primary key, urn text,"
    " la_code text, name text, phase text, type text, status text,"
    " district text, trust text, low_age integer, high_age integer,"
    " open_date text, close_date text, adviser text);"
    "create table dim_pupil (pupil_key integer primary key, upn text,"
    " child_id text, surname text, forename text, date_of_birth text,"
    " sex text, ethnicity text, ethnicity_group text,"
    " temporary_upn integer);"
    "create table fct_enrolment (pupil_key integer, school_key integer,"
    " entry_date text, leaving_date text, status text, nc_year text);"
    "create table fct_exclusion (pupil_key integer, school_key integer,"
    " category text, start_date text, end_date text, sessions integer,"
    " reason1 text, counted integer);"
    "create table dim_period (id text primary key, label text, grain text,"
    " start_date text, end_date text, academic_year text,"
    " reference_date text, complete integer);"
    "create table dim_cohort (id text primary key, label text);"
    "create table dim_metric (id text primary key, label text, unit text,"
    " definition text, numerator text, denominator text, source text,"
    " scale real, polarity text);"
    "create table mart_metric (metric text, period text, level text,"
    " entity text, cohort text, breakdown text, breakdown_value text,"
    " numerator real, denominator real, value real, lower real,"
    " upper real, primary key (metric, period, level, entity, cohort,"
    " breakdown, breakdown_value)) without rowid;"
    "create table mart_gap (metric text, period text, level text,"
    " entity text, cohort text, comparator text, breakdown text,"
    " breakdown_value text, value real, comparator_value real, gap real,"
    " gap_lower real, gap_upper real, ratio real, ratio_lower real,"
    " ratio_upper real);"
    "create table mart_funnel (metric text, period text, cohort text,"
    " phase text, urn text, numerator real, denominator real, value real,"
    " expected real, lower_95 real, upper_95 real, lower_99_8 real,"
    " upper_99_8 real, flag text);"
    "create table mart_pupil_exclusion (academic_year text,"
    " pupil_key integer, suspensions integer, permanent_exclusions integer,"
    " permanent_pending integer, lunchtimes integer, days_autumn real,"
    " days_spring real, days_summer real, days_year real, days_term real,"
    " days_to_15 real, days_to_45 real, reasons text, cohorts text,"
    " schools text);"
    "create table load_run (run_id integer primary key, started_at text,"
    " finished_at text, as_of text, version text, status text,"
    " files integer, rows_read integer, rows_loaded integer,"
    " rows_rejected integer);"
    "create table load_file (run_id integer, path text, sha256 text,"
    " type text, extract_time text, status text, rows_read integer,"
    " rows_loaded integer, rows_duplicate integer, rows_superseded integer,"
    " rows_rejected integer, lines_skipped integer, message text);"
    "create table load_reject (sha256 text, line integer, \"column\" text,"
    " rule text, rows integer, message text);"
    "create table load_freshness (school_key integer, pupils_sent text,"
    " attendance_sent text, attendance_to text);"
    "create table load_unlisted (school_key integer, enrolments integer);"
    "create table load_note (kind text, people integer);"
    "create table year_without_terms (academic_year text);"
    "insert into load_note values ('unmatched', 12), ('ambiguous', 3);"
    "insert into year_without_terms values ('2019/20');"
    "insert into load_run values (1, '2026-02-14T02:00:00Z',"
    " '2026-02-14T02:01:00Z', '2026-02-13', '0.1', 'done', 2, 1000, 990,"
    " 4);"
    "insert into load_file values (1, 'attendance_100001_20260213.csv',"
    " 'aa', 'attendance', '2026-02-13T19:00:00', 'loaded', 900, 890, 6, 0,"
    " 4, 1, ''), (1, 'pupils_100002_20260213.csv', 'bb', 'pupils',"
    " '2026-02-13T19:00:00', 'incomplete', 0, 0, 0, 0, 0, 0,"
    " 'cut off in line 17');"
    "insert into load_reject values ('aa', 12, 'Mark', 'unknown_mark', 3,"
    " 'no such mark'), ('aa', 40, 'Date', 'bad_date', 1, 'no date');";

/* Groups that exclude each other; the others are made of them. */
enum leaf { CLA, CPP, CIN, GONE_0_1, GONE_1_3, GONE_3_6, PEERS, LEAVES };

static const struct {
    const char *id;
    const char *label;
    unsigned leaves; /* bits */
} cohorts[] = {
    { "all", "All pupils", 0x7F },
    { "cla", "Children looked after", 1u << CLA },
    { "cpp", "On a child protection plan", 1u << CPP },
    { "cin", "Child in need", 1u << CIN },
    { "cin_cpp", "Has a social worker, not in care", 1u << CPP | 1u << CIN },
    { "csw", "Has a social worker", 0x07 },
    { "formerly", "Had a social worker, not now", 0x38 },
    { "formerly_0_1", "Social worker left under 1 year ago", 1u << GONE_0_1 },
    { "formerly_1_3", "Social worker left 1 to 3 years ago", 1u << GONE_1_3 },
    { "formerly_3_6", "Social worker left 3 to 6 years ago", 1u << GONE_3_6 },
    { "ever6", "Had a social worker in the last six years", 0x3F },
    { "peers", "Peers without a social worker", 1u << PEERS },
};
#define COHORTS (sizeof(cohorts) / sizeof(cohorts[0]))

static const double shares[LEAVES] = { 0.008, 0.006, 0.022, 0.012,
                                       0.018, 0.022, 0.912 };
static const double absence[LEAVES] = { 0.09, 0.21, 0.17, 0.13,
                                        0.11, 0.10, 0.065 };
static const double suspended[LEAVES] = { 0.13, 0.16, 0.14, 0.12,
                                          0.10, 0.09, 0.035 };

enum count {
    PUPILS,
    POSSIBLE,
    AUTHORISED,
    UNAUTHORISED,
    ABSENT,
    PRESENT,
    LATE,
    PART_TIME,
    PERSISTENT,
    SEVERE,
    SUSPENDED,
    SUSPENSIONS,
    AGAIN,
    DAYS,
    EXCLUDED,
    COUNTS
};

static const struct {
    const char *id;
    const char *label;
    const char *unit;
    const char *polarity;
    enum count numerator, denominator;
    char interval; /* w Wilson, p Poisson, s sessions, r events */
    bool is_weekly;
} metrics[] = {
    { "attendance_rate", "Attendance", "%", "higher", PRESENT, POSSIBLE, 's',
      true },
    { "absence_rate", "Absence", "%", "lower", ABSENT, POSSIBLE, 's', true },
    { "authorised_absence_rate", "Authorised absence", "%", "neither",
      AUTHORISED, POSSIBLE, 's', true },
    { "unauthorised_absence_rate", "Unauthorised absence", "%", "lower",
      UNAUTHORISED, POSSIBLE, 's', true },
    { "late_rate", "Lateness", "%", "lower", LATE, POSSIBLE, 's', true },
    { "part_time_absence_rate", "Absence on part-time timetables", "%", "lower",
      PART_TIME, POSSIBLE, 's', false },
    { "persistent_absence", "Persistent absence", "%", "lower", PERSISTENT,
      PUPILS, 'w', false },
    { "severe_absence", "Severe absence", "%", "lower", SEVERE, PUPILS, 'w',
      false },
    { "suspended_pupils", "Pupils suspended", "per 100 pupils", "lower",
      SUSPENDED, PUPILS, 'p', false },
    { "repeat_suspended_pupils", "Pupils suspended repeatedly",
      "per 100 pupils", "lower", AGAIN, PUPILS, 'p', false },
    { "suspension_rate", "Suspensions", "per 100 pupils", "lower", SUSPENSIONS,
      PUPILS, 'r', false },
    { "suspension_days", "Days lost to suspension", "per 100 pupils", "lower",
      DAYS, PUPILS, 'r', false },
    { "permanent_exclusion_rate", "Permanent exclusions", "per 100 pupils",
      "lower", EXCLUDED, PUPILS, 'p', false },
    { "repeat_share", "Suspended again", "%", "lower", AGAIN, SUSPENDED, 'w',
      false },
};
#define METRICS (sizeof(metrics) / sizeof(metrics[0]))

struct school {
    int urn;
    int pupils;
    char name[48];
    const char *phase;
    const char *district;
    char adviser[32];
};

struct period {
    char id[24];
    char label[40];
    const char *grain;
    date_t start, end;
    int year;
    int term;     /* 0 = all */
    double share; /* of a year's suspensions */
    double swing; /* in absence */
    bool complete;
};

struct maker {
    struct db *db;
    struct err *err;
    uint64_t state;
    date_t as_of;
    struct school *schools;
    size_t school_count;
    struct period period;
    /* counts of each school and leaf in the current period */
    double (*leaves)[LEAVES][COUNTS];
    struct query *metric, *gap, *funnel;
};

static double draw(struct maker *m)
{
    m->state = m->state * 6364136223846793005u + 1442695040888963407u;
    return (double)(m->state >> 11) / 9007199254740992.0;
}

/* Binomial by drawing: small numbers only are drawn one by one. */
static double draw_count(struct maker *m, double n, double p)
{
    double count = 0;

    if (n > 200) {
        double around = draw(m) + draw(m) + draw(m) + draw(m) - 2;

        count = floor(n * p + around * sqrt(3 * n * p * (1 - p)) + 0.5);
        return count < 0 ? 0 : count > n ? n : count;
    }
    for (int i = 0; i < (int)n; i++)
        count += draw(m) < p;
    return count;
}

static void make_leaf(struct maker *m, const struct school *school,
                      enum leaf leaf, double *c)
{
    const struct period *p = &m->period;
    bool is_secondary = strstr(school->phase, "secondary") != NULL;
    double pupils = floor(school->pupils * shares[leaf] + draw(m));
    double days = !strcmp(p->grain, "week") ? 5 : p->term ? 62 : 185;
    double rate =
        absence[leaf] * (1 + p->swing * 0.2) * (is_secondary ? 1.25 : 0.85);
    double conduct = suspended[leaf] * p->share * (is_secondary ? 1.8 : 0.25)
                     * (school->urn % 5 == 1 ? 2.2 : 0.8);

    memset(c, 0, COUNTS * sizeof(*c));
    c[PUPILS] = pupils;
    c[POSSIBLE] = pupils * days * 2;
    c[ABSENT] = floor(c[POSSIBLE] * rate * (0.97 + 0.06 * draw(m)));
    c[UNAUTHORISED] = floor(c[ABSENT] * (leaf == PEERS ? 0.3 : 0.45));
    c[AUTHORISED] = c[ABSENT] - c[UNAUTHORISED];
    c[PRESENT] = c[POSSIBLE] - c[ABSENT];
    c[LATE] = floor(c[POSSIBLE] * 0.01);
    c[PART_TIME] = leaf == PEERS ? 0 : floor(c[POSSIBLE] * 0.004);
    c[PERSISTENT] = draw_count(m, pupils, fmin(0.9, 2.7 * rate));
    c[SEVERE] = draw_count(m, c[PERSISTENT], leaf == PEERS ? 0.1 : 0.2);
    c[SUSPENDED] = draw_count(m, pupils, fmin(0.8, conduct));
    c[AGAIN] = draw_count(m, c[SUSPENDED], 0.42);
    c[SUSPENSIONS] = c[SUSPENDED] + 2 * c[AGAIN];
    c[DAYS] = 2.5 * c[SUSPENSIONS];
    c[EXCLUDED] = draw_count(m, c[SUSPENDED], 0.02);
}

static void wilson(double k, double n, double *lower, double *upper)
{
    double p = k / n;
    double middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
    double half =
        Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));

    *lower = 100 * (middle - half);
    *upper = 100 * (middle + half);
}

struct cell {
    double numerator, denominator, value, lower, upper;
};

/* Not the product's methods: plausible intervals are enough here. */
static bool make_cell(const double *c, size_t metric, struct cell *cell)
{
    cell->numerator = c[metrics[metric].numerator];
    cell->denominator = c[metrics[metric].denominator];
    if (cell->denominator <= 0)
        return false;
    cell->value = 100 * cell->numerator / cell->denominator;
    if (metrics[metric].interval == 'w') {
        wilson(cell->numerator, cell->denominator, &cell->lower, &cell->upper);
    } else {
        double n =
            metrics[metric].interval == 's' ? c[PUPILS] : cell->denominator;
        double half =
            Z * (metrics[metric].interval == 's' ? 11 : 1)
            * (metrics[metric].interval == 's'
                   ? 1 / sqrt(n)
                   : 100 * sqrt(cell->numerator + 0.5) / cell->denominator);

        cell->lower = fmax(0, cell->value - half);
        cell->upper = cell->value + half;
    }
    return true;
}

static int put_cell(struct maker *m, size_t metric, const char *level,
                    const char *entity, size_t cohort, const char *breakdown,
                    const char *value, const struct cell *cell)
{
    struct query *q = m->metric;

    query_bind_text(q, 1, metrics[metric].id);
    query_bind_text(q, 2, m->period.id);
    query_bind_text(q, 3, level);
    query_bind_text(q, 4, entity);
    query_bind_text(q, 5, cohorts[cohort].id);
    query_bind_text(q, 6, breakdown);
    query_bind_text(q, 7, value);
    query_bind_real(q, 8, cell->numerator);
    query_bind_real(q, 9, cell->denominator);
    query_bind_real(q, 10, cell->value);
    query_bind_real(q, 11, cell->lower);
    query_bind_real(q, 12, cell->upper);
    return query_run(q, m->err);
}

static int put_gap(struct maker *m, size_t metric, const char *level,
                   const char *entity, size_t cohort, const char *breakdown,
                   const char *value, const struct cell *ours,
                   const struct cell *peers)
{
    struct query *q = m->gap;
    bool has_interval = metrics[metric].interval != 'p';
    double gap = ours->value - peers->value;
    double down = hypot(ours->value - ours->lower, peers->upper - peers->value);
    double up = hypot(ours->upper - ours->value, peers->value - peers->lower);
    double spread =
        sqrt(1 / fmax(1, ours->numerator) + 1 / fmax(1, peers->numerator));

    query_bind_text(q, 1, metrics[metric].id);
    query_bind_text(q, 2, m->period.id);
    query_bind_text(q, 3, level);
    query_bind_text(q, 4, entity);
    query_bind_text(q, 5, cohorts[cohort].id);
    query_bind_text(q, 6, "peers");
    query_bind_text(q, 7, breakdown);
    query_bind_text(q, 8, value);
    query_bind_real(q, 9, ours->value);
    query_bind_real(q, 10, peers->value);
    query_bind_real(q, 11, gap);
    for (int i = 12; i <= 16; i++)
        query_bind_null(q, i);
    if (has_interval) {
        query_bind_real(q, 12, gap - down);
        query_bind_real(q, 13, gap + up);
    }
    if (peers->value > 0 && ours->value > 0) {
        query_bind_real(q, 14, ours->value / peers->value);
        query_bind_real(q, 15, ours->value / peers->value * exp(-Z * spread));
        query_bind_real(q, 16, ours->value / peers->value * exp(Z * spread));
    }
    return query_run(q, m->err);
}

/* Cells of one place from the counts of its leaves. */
static int put_place(struct maker *m, const char *level, const char *entity,
                     const char *breakdown, const char *value,
                     double leaves[LEAVES][COUNTS])
{
    bool is_week = !strcmp(m->period.grain, "week");
    struct cell cells[COHORTS];
    bool has[COHORTS];

    for (size_t metric = 0; metric < METRICS; metric++) {
        size_t peers = COHORTS - 1;

        if (is_week && !metrics[metric].is_weekly)
            continue;
        for (size_t cohort = 0; cohort < COHORTS; cohort++) {
            double sum[COUNTS] = { 0 };

            for (size_t leaf = 0; leaf < LEAVES; leaf++)
                for (size_t i = 0; i < COUNTS; i++)
                    if (cohorts[cohort].leaves >> leaf & 1)
                        sum[i] += leaves[leaf][i];
            has[cohort] = make_cell(sum, metric, &cells[cohort]);
            if (has[cohort]
                && put_cell(m, metric, level, entity, cohort, breakdown, value,
                            &cells[cohort]))
                return -1;
        }
        for (size_t cohort = 1; cohort < peers; cohort++)
            if (has[cohort] && has[peers]
                && put_gap(m, metric, level, entity, cohort, breakdown, value,
                           &cells[cohort], &cells[peers]))
                return -1;
    }
    return 0;
}

static void add_leaves(double to[LEAVES][COUNTS], double from[LEAVES][COUNTS],
                       double share)
{
    for (size_t leaf = 0; leaf < LEAVES; leaf++)
        for (size_t i = 0; i < COUNTS; i++)
            to[leaf][i] +=
                share == 1 ? from[leaf][i] : floor(from[leaf][i] * share);
}

/* Places that schools share a name of: districts, advisers, phases. */
static int put_shared(struct maker *m, const char *level, char which)
{
    for (size_t i = 0; i < m->school_count; i++) {
        const struct school *first = &m->schools[i];
        const char *name = which == 'd'   ? first->district
                           : which == 'a' ? first->adviser
                                          : first->phase;
        double sum[LEAVES][COUNTS] = { { 0 } };
        bool is_done = false;

        for (size_t j = 0; j < m->school_count; j++) {
            const struct school *other = &m->schools[j];
            const char *theirs = which == 'd'   ? other->district
                                 : which == 'a' ? other->adviser
                                                : other->phase;

            if (strcmp(name, theirs) != 0)
                continue;
            is_done |= j < i;
            add_leaves(sum, m->leaves[j], 1);
        }
        if (is_done)
            continue;
        if (which == 'p' ? put_place(m, "county", "919", "phase", name, sum)
                         : put_place(m, level, name, "none", "", sum))
            return -1;
    }
    return 0;
}

static int put_sexes(struct maker *m, double county[LEAVES][COUNTS])
{
    double boys[LEAVES][COUNTS] = { { 0 } };
    double girls[LEAVES][COUNTS];

    add_leaves(boys, county, 0.55);
    for (size_t leaf = 0; leaf < LEAVES; leaf++)
        for (size_t i = 0; i < COUNTS; i++)
            girls[leaf][i] = county[leaf][i] - boys[leaf][i];
    return put_place(m, "county", "919", "sex", "M", boys)
           || put_place(m, "county", "919", "sex", "F", girls);
}

static double tail(double mean, double p)
{
    double term = exp(-mean);
    double sum = term;
    double k = 0;

    while (sum < p) {
        k++;
        term *= mean / k;
        sum += term;
    }
    return k;
}

static int put_funnel(struct maker *m, size_t metric, const char *phase)
{
    double total[2] = { 0, 0 };
    double(*n)[2] = mem_zero(m->school_count, sizeof(*n));
    int ret = 0;

    for (size_t i = 0; i < m->school_count; i++) {
        n[i][0] = n[i][1] = 0;
        for (size_t leaf = 0; leaf < PEERS; leaf++) {
            n[i][0] += m->leaves[i][leaf][metrics[metric].numerator];
            n[i][1] += m->leaves[i][leaf][metrics[metric].denominator];
        }
        if (strcmp(m->schools[i].phase, phase) != 0)
            n[i][1] = 0;
        if (n[i][1] > 0) {
            total[0] += n[i][0];
            total[1] += n[i][1];
        }
    }
    for (size_t i = 0; ret == 0 && i < m->school_count; i++) {
        static const double tails[4] = { 0.025, 0.975, 0.001, 0.999 };
        double limits[4];
        double mean = n[i][1] * total[0] / total[1];
        char urn[8];
        const char *flag;

        if (n[i][1] <= 0)
            continue;
        for (size_t j = 0; j < 4; j++)
            limits[j] = tail(mean, tails[j]);
        flag = n[i][0] > limits[3]   ? "above_99_8"
               : n[i][0] > limits[1] ? "above_95"
               : n[i][0] < limits[2] ? "below_99_8"
               : n[i][0] < limits[0] ? "below_95"
                                     : "within";
        snprintf(urn, sizeof(urn), "%d", m->schools[i].urn);
        query_bind_text(m->funnel, 1, metrics[metric].id);
        query_bind_text(m->funnel, 2, m->period.id);
        query_bind_text(m->funnel, 3, "ever6");
        query_bind_text(m->funnel, 4, phase);
        query_bind_text(m->funnel, 5, urn);
        query_bind_real(m->funnel, 6, n[i][0]);
        query_bind_real(m->funnel, 7, n[i][1]);
        query_bind_real(m->funnel, 8, 100 * n[i][0] / n[i][1]);
        query_bind_real(m->funnel, 9, 100 * total[0] / total[1]);
        for (int j = 0; j < 4; j++)
            query_bind_real(m->funnel, 10 + j, 100 * limits[j] / n[i][1]);
        query_bind_text(m->funnel, 14, flag);
        ret = query_run(m->funnel, m->err);
    }
    free(n);
    return ret;
}

static int put_period(struct maker *m, const struct period *p)
{
    bool is_week = !strcmp(p->grain, "week");
    double county[LEAVES][COUNTS] = { { 0 } };
    struct query *q = NULL;
    char start[DATE_TEXT_SIZE];
    char end[DATE_TEXT_SIZE];
    char year[SCHOOLYEAR_TEXT_SIZE];

    m->period = *p;
    date_format(p->start, start);
    date_format(p->end < m->as_of ? p->end : m->as_of, end);
    schoolyear_format(p->year, year);
    if (query_open(&q, m->db,
                   "insert into dim_period values (?1, ?2, ?3, ?4, ?5, ?6,"
                   " ?5, ?7)",
                   m->err))
        return -1;
    query_bind_text(q, 1, p->id);
    query_bind_text(q, 2, p->label);
    query_bind_text(q, 3, p->grain);
    query_bind_text(q, 4, start);
    query_bind_text(q, 5, end);
    query_bind_text(q, 6, year);
    query_bind_int(q, 7, p->end <= m->as_of);
    if (query_run(q, m->err)) {
        query_close(q);
        return -1;
    }
    query_close(q);
    if (!strcmp(p->grain, "half_term"))
        return 0;
    for (size_t i = 0; i < m->school_count; i++) {
        for (int leaf = 0; leaf < LEAVES; leaf++)
            make_leaf(m, &m->schools[i], (enum leaf)leaf, m->leaves[i][leaf]);
        add_leaves(county, m->leaves[i], 1);
    }
    if (put_place(m, "county", "919", "none", "", county))
        return -1;
    if (is_week)
        return 0;
    for (size_t i = 0; i < m->school_count; i++) {
        char urn[8];

        snprintf(urn, sizeof(urn), "%d", m->schools[i].urn);
        if (put_place(m, "school", urn, "none", "", m->leaves[i]))
            return -1;
    }
    if (put_shared(m, "district", 'd') || put_shared(m, "adviser", 'a')
        || put_shared(m, "county", 'p') || put_sexes(m, county))
        return -1;
    if (strcmp(p->grain, "year") != 0)
        return 0;
    return put_funnel(m, 8, "State-funded secondary")
           || put_funnel(m, 9, "State-funded secondary")
           || put_funnel(m, 6, "State-funded primary");
}

static const int cuts[HALF_TERMS][4] = { /* month, day to month, day */
                                         { 9, 3, 10, 24 }, { 11, 3, 12, 19 },
                                         { 1, 5, 2, 13 },  { 2, 23, 3, 27 },
                                         { 4, 13, 5, 22 }, { 6, 1, 7, 21 }
};

static date_t cut(int year, size_t half_term, bool is_end)
{
    const int *at = &cuts[half_term][is_end ? 2 : 0];

    return date_make(at[0] > 7 ? year : year + 1, at[0], at[1]);
}

static int put_weeks(struct maker *m, int year)
{
    for (size_t i = 0; i < HALF_TERMS; i++) {
        date_t monday = date_monday(cut(year, i, false));

        for (; monday <= cut(year, i, true) && monday <= m->as_of;
             monday += 7) {
            struct period p = { .grain = "week",
                                .start = monday,
                                .end = monday + 6,
                                .year = year,
                                .term = 1,
                                .share = 0 };
            int iso_year;
            int week;

            date_iso_week(monday, &iso_year, &week);
            p.swing = draw(m) - 0.5 + (i == 2 ? 1.2 : 0);
            snprintf(p.id, sizeof(p.id), "%04d-W%02d", iso_year, week);
            snprintf(p.label, sizeof(p.label), "Week %d", week);
            if (put_period(m, &p))
                return -1;
        }
    }
    return 0;
}

static int put_year(struct maker *m, int year)
{
    static const char *const terms[3] = { "autumn", "spring", "summer" };
    char id[SCHOOLYEAR_TEXT_SIZE];
    struct period p = { .grain = "year",
                        .start = date_make(year, 8, 1),
                        .end = date_make(year + 1, 7, 31),
                        .year = year,
                        .share = year == 2025 ? 0.5 : 1 };

    schoolyear_format(year, id);
    snprintf(p.id, sizeof(p.id), "%s", id);
    snprintf(p.label, sizeof(p.label), "%s", id);
    if (put_period(m, &p))
        return -1;
    for (size_t i = 0; i < 3; i++) {
        struct period term = { .grain = "term",
                               .start = cut(year, 2 * i, false),
                               .end = cut(year, 2 * i + 1, true),
                               .year = year,
                               .term = (int)i + 1,
                               .share = 0.4,
                               .swing = (year - 2024) * 0.3 };

        if (term.start > m->as_of)
            break;
        snprintf(term.id, sizeof(term.id), "%s %s", id, terms[i]);
        snprintf(term.label, sizeof(term.label), "%s %s", id, terms[i]);
        if (put_period(m, &term))
            return -1;
    }
    for (size_t i = 0; i < HALF_TERMS; i++) {
        struct period half = { .grain = "half_term",
                               .start = cut(year, i, false),
                               .end = cut(year, i, true),
                               .year = year };

        if (half.start > m->as_of)
            break;
        snprintf(half.id, sizeof(half.id), "%s HT%zu", id, i + 1);
        snprintf(half.label, sizeof(half.label), "%s half term %zu", id, i + 1);
        if (put_period(m, &half))
            return -1;
    }
    return put_weeks(m, year);
}

static int put_schools(struct maker *m)
{
    struct query *q = NULL;
    int ret = -1;

    if (query_open(&q, m->db,
                   "insert into dim_school values (?1, ?2, '919', ?3, ?4,"
                   " 'Community school', 'Open', ?5, null, 4, 16,"
                   " '1990-09-01', null, ?6)",
                   m->err))
        return -1;
    for (size_t i = 0; i < m->school_count; i++) {
        const struct school *s = &m->schools[i];
        char urn[8];

        snprintf(urn, sizeof(urn), "%d", s->urn);
        query_bind_int(q, 1, (int64_t)i + 1);
        query_bind_text(q, 2, urn);
        query_bind_text(q, 3, s->name);
        query_bind_text(q, 4, s->phase);
        query_bind_text(q, 5, s->district);
        query_bind_text(q, 6, s->adviser);
        if (query_run(q, m->err))
            goto out;
    }
    if (db_exec(m->db,
                "insert into load_freshness select school_key,"
                " '2026-02-13T19:00:00', iif(school_key = 3,"
                " '2026-01-20T19:00:00', '2026-02-13T19:00:00'),"
                " iif(school_key = 3, '2026-01-20', '2026-02-13')"
                " from dim_school where school_key <> 5;"
                "insert into load_unlisted values (2, 4);",
                m->err))
        goto out;
    ret = 0;
out:
    query_close(q);
    return ret;
}

/* Children of repeat suspensions at secondary schools. */
static int put_children(struct maker *m)
{
    static const char *const reasons[4] = { "PP", "VA", "DB", "PP;VA" };
    struct query *child = NULL;
    struct query *year = NULL;
    struct query *event = NULL;
    int64_t key = 0;
    int ret = -1;

    if (query_open(&child, m->db,
                   "insert into dim_pupil values (?1, ?2, null, ?3, ?4,"
                   " '2012-05-01', 'M', null, null, 0)",
                   m->err)
        || query_open(&year, m->db,
                      "insert into mart_pupil_exclusion values ('2025/26', ?1,"
                      " ?2, 0, 0, 0, ?3, 2, 0, ?3 + 2, 2, ?4, 43 - ?3, ?5,"
                      " 'all;cin;csw;ever;ever6', ?6)",
                      m->err)
        || query_open(&event, m->db,
                      "insert into fct_exclusion values (?1, ?2, 'SUSP', ?3,"
                      " null, 4, 'PP', 1)",
                      m->err))
        goto out;
    for (size_t i = 0; i < m->school_count; i++) {
        size_t children = (size_t)m->schools[i].urn % 11;
        char urn[8];

        if (!strstr(m->schools[i].phase, "secondary"))
            continue;
        snprintf(urn, sizeof(urn), "%d", m->schools[i].urn);
        for (size_t j = 0; j < children; j++) {
            int times = 2 + (int)(draw(m) * 5);
            char text[32];

            key++;
            query_bind_int(child, 1, key);
            snprintf(text, sizeof(text), "A9190000%05lld", (long long)key);
            query_bind_text(child, 2, text);
            snprintf(text, sizeof(text), "Surname%03lld", (long long)key);
            query_bind_text(child, 3, text);
            snprintf(text, sizeof(text), "Forename%03lld", (long long)key);
            query_bind_text(child, 4, text);
            query_bind_int(year, 1, key);
            query_bind_int(year, 2, times);
            query_bind_real(year, 3, 2.5 * times);
            query_bind_real(year, 4, 15 - 2.5 * times);
            query_bind_text(year, 5, reasons[key % 4]);
            query_bind_text(year, 6, urn);
            if (query_run(child, m->err) || query_run(year, m->err))
                goto out;
            for (int k = 0; k < times; k++) {
                date_format(date_make(2025, 9, 8) + 7 * k, text);
                query_bind_int(event, 1, key);
                query_bind_int(event, 2, (int64_t)i + 1);
                query_bind_text(event, 3, text);
                if (query_run(event, m->err))
                    goto out;
            }
        }
    }
    ret = 0;
out:
    query_close(child);
    query_close(year);
    query_close(event);
    return ret;
}

static int put_lists(struct maker *m)
{
    struct query *q = NULL;
    int ret = -1;

    if (query_open(&q, m->db, "insert into dim_cohort values (?1, ?2)", m->err))
        return -1;
    for (size_t i = 0; i < COHORTS; i++) {
        query_bind_text(q, 1, cohorts[i].id);
        query_bind_text(q, 2, cohorts[i].label);
        if (query_run(q, m->err))
            goto out;
    }
    query_close(q);
    if (query_open(&q, m->db,
                   "insert into dim_metric values (?1, ?2, ?3, '', '', '', '',"
                   " 100, ?4)",
                   m->err))
        return -1;
    for (size_t i = 0; i < METRICS; i++) {
        query_bind_text(q, 1, metrics[i].id);
        query_bind_text(q, 2, metrics[i].label);
        query_bind_text(q, 3, metrics[i].unit);
        query_bind_text(q, 4, metrics[i].polarity);
        if (query_run(q, m->err))
            goto out;
    }
    ret = 0;
out:
    query_close(q);
    return ret;
}

static void make_schools(struct maker *m, int times)
{
    static const char *const districts[] = { "Northmere", "Harlow Vale",
                                             "Wolds Edge", "Fenwick" };
    static const char *const words[] = { "Alder",   "Birch", "Cedar",
                                         "Dogwood", "Elm",   "Fir" };

    m->school_count = 17 * (size_t)times;
    m->schools = mem_zero(m->school_count, sizeof(*m->schools));
    m->leaves = mem_zero(m->school_count, sizeof(*m->leaves));
    for (size_t i = 0; i < m->school_count; i++) {
        struct school *s = &m->schools[i];
        size_t kind = i % 17;

        s->urn = 100001 + (int)i;
        s->pupils = kind < 12 ? 700 + (int)(i * 97 % 900) : 210;
        s->phase = kind < 12   ? "State-funded secondary"
                   : kind < 16 ? "State-funded primary"
                               : "State-funded special";
        snprintf(s->name, sizeof(s->name), "%s %zu %s", words[i % 6], i + 1,
                 kind < 12   ? "Academy"
                 : kind < 16 ? "Primary School"
                             : "School");
        s->district = kind == 15 ? districts[3] : districts[i % 3];
        snprintf(s->adviser, sizeof(s->adviser), "Adviser %zu",
                 i / 9 % (2 * (size_t)times) + 1);
    }
}

int report_fixture_make_large(struct db *db, unsigned seed, int times,
                              struct err *err)
{
    struct maker m = { .db = db,
                       .err = err,
                       .state = seed * 2654435761u + 1,
                       .as_of = date_parse_iso(REPORT_FIXTURE_AS_OF) };
    int ret = -1;

    make_schools(&m, times);
    if (db_exec(db, "begin", err) || db_exec(db, schema, err)
        || query_open(&m.metric, db,
                      "insert into mart_metric values (?1, ?2, ?3, ?4, ?5, ?6,"
                      " ?7, ?8, ?9, ?10, ?11, ?12)",
                      err)
        || query_open(&m.gap, db,
                      "insert into mart_gap values (?1, ?2, ?3, ?4, ?5, ?6,"
                      " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
                      err)
        || query_open(&m.funnel, db,
                      "insert into mart_funnel values (?1, ?2, ?3, ?4, ?5, ?6,"
                      " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                      err))
        goto out;
    if (put_schools(&m) || put_lists(&m) || put_children(&m))
        goto out;
    for (int year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year++)
        if (put_year(&m, year))
            goto out;
    if (db_exec(db, "commit", err))
        goto out;
    ret = 0;
out:
    query_close(m.metric);
    query_close(m.gap);
    query_close(m.funnel);
    free(m.schools);
    free(m.leaves);
    return ret;
}

int report_fixture_make(struct db *db, unsigned seed, struct err *err)
{
    return report_fixture_make_large(db, seed, 1, err);
}
