#include "tests/oracle_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/oracle_stats.h"

/* Rows of mart_metric, mart_gap and mart_funnel. */

/* Those that mart_gap compares. */
static const enum cohort compared[] = {
    CSW, CLA,   CPP,      CIN,          CIN_CPP,      CLA12,
    PLA, EVER6, FORMERLY, FORMERLY_0_1, FORMERLY_1_3, FORMERLY_3_6
};

const char *const oracle_breakdown_names[BREAKDOWNS] = {
    "none",   "sex",   "sen",   "fsm",      "ethnicity",
    "ncyear", "phase", "idaci", "district", "in_county"
};

const char *const oracle_level_names[] = { "county", "district", "adviser",
                                           "school" };

/* ---- sums ---- */

bool oracle_is_within(const struct county *county, uint32_t school,
                      const struct entity *entity)
{
    const struct county_school *record;
    char name[COUNTY_NAME_SIZE];

    if (school == COUNTY_NONE)
        return entity->level == COUNTY_LEVEL;
    record = &county->schools[school];
    switch (entity->level) {
    case COUNTY_LEVEL:
        return true;
    case DISTRICT_LEVEL:
        return strcmp(record->district, entity->id) == 0;
    case ADVISER_LEVEL:
        if (record->adviser == 0)
            return false;
        county_adviser(record->adviser, name);
        return strcmp(name, entity->id) == 0;
    case SCHOOL_LEVEL:
        (void)snprintf(name, sizeof(name), "%d", record->urn);
        return strcmp(name, entity->id) == 0;
    }
    return false;
}

static void set(struct pair of[METRICS], enum metric metric, double y, double m)
{
    of[metric].y = y;
    of[metric].m = m;
}

/* Of the sums over schools: attendance, suspensions, exclusions. */
static void set_sums(const struct fact *sum, struct pair of[METRICS])
{
    double has = sum->possible > 0;
    double roll = sum->is_on_roll;

    set(of, ATTENDANCE_RATE, sum->possible - sum->absent, sum->possible);
    set(of, ABSENCE_RATE, sum->absent, sum->possible);
    set(of, AUTHORISED_RATE, sum->authorised, sum->possible);
    set(of, UNAUTHORISED_RATE, sum->unauthorised, sum->possible);
    set(of, LATE_RATE, sum->late, sum->possible);
    set(of, PART_TIME_RATE, sum->part_time, sum->possible);
    set(of, PERSISTENT, has && 10 * sum->absent >= sum->possible, has);
    set(of, SEVERE, has && 2 * sum->absent >= sum->possible, has);
    set(of, SUSPENSION_RATE, sum->suspensions, roll);
    set(of, SUSPENDED, sum->suspensions >= 1, roll);
    set(of, REPEAT_SUSPENDED, sum->suspensions >= 2, roll);
    set(of, SUSPENSION_DAYS, sum->days, roll);
    set(of, EXCLUSION_RATE, sum->exclusions, roll);
    set(of, REPEAT_SHARE, sum->suspensions >= 2, sum->suspensions >= 1);
}

/* A move counts once where either of its schools is within (details 61). */
static void set_moves(const struct oracle *o, uint32_t person,
                      const struct entity *entity, struct pair *of)
{
    size_t i;

    of->y = of->m = 0;
    for (i = 0; i < o->move_count; i++)
        if (o->moves[i].person == person
            && (oracle_is_within(o->county, o->moves[i].left, entity)
                || oracle_is_within(o->county, o->moves[i].joined, entity))) {
            of->y += o->moves[i].days;
            of->m = 1;
        }
}

void oracle_sum_person(const struct oracle *o, uint32_t person,
                       const struct entity *entity, struct pair of[METRICS])
{
    struct fact sum;
    uint32_t i;
    size_t at;

    memset(&sum, 0, sizeof(sum));
    memset(of, 0, METRICS * sizeof(*of));
    for (i = o->fact_at[person]; i < o->fact_at[person + 1]; i++) {
        const struct fact *fact = &o->facts[i];

        if (!oracle_is_within(o->county, fact->school, entity))
            continue;
        sum.possible += fact->possible;
        sum.absent += fact->absent;
        sum.authorised += fact->authorised;
        sum.unauthorised += fact->unauthorised;
        sum.late += fact->late;
        sum.part_time += fact->part_time;
        sum.suspensions += fact->suspensions;
        sum.exclusions += fact->exclusions;
        sum.days += fact->days;
        sum.is_on_roll = sum.is_on_roll || fact->is_on_roll;
        for (at = 0; at < METRICS; at++) {
            of[at].y += fact->of[at].y;
            of[at].m += fact->of[at].m;
        }
        /* The same child at two schools is two of these. */
        if (fact->possible > 0) {
            of[PERSISTENT_ENROLMENTS].y += 10 * fact->absent >= fact->possible;
            of[PERSISTENT_ENROLMENTS].m++;
        }
    }
    set_sums(&sum, of);
    set_moves(o, person, entity, &of[DAYS_BETWEEN_SCHOOLS]);
    for (at = 0; at < METRICS; at++)
        if (oracle_metric_counts_pupils((enum metric)at))
            set(of, (enum metric)at, of[at].y > 0 && of[at].m > 0,
                of[at].m > 0);
    if (of[PPP_SPENT].m <= 0)
        of[PPP_SPENT].y = 0;
}

struct cell {
    struct oracle_sums sums[METRICS];
};

static void add_person_to_cell(const struct pair of[METRICS], struct cell *cell)
{
    size_t i;

    for (i = 0; i < SCHOOL_METRICS; i++)
        oracle_sums_add(&cell->sums[i], of[i].y, of[i].m);
}

static void add_returns_to_cell(const struct oracle *o,
                                const struct entity *entity, struct cell *cell)
{
    uint32_t school;
    size_t i;

    for (school = 0; school < o->county->school_count; school++)
        if (o->returns_due[school]
            && oracle_is_within(o->county, school, entity))
            for (i = SCHOOL_METRICS; i < METRICS; i++)
                oracle_sums_add(&cell->sums[i], o->returns_kept[school][i], 1);
}

/* ---- rows ---- */

static struct oracle_range interval_of(enum metric metric,
                                       const struct oracle_sums *sums)
{
    struct oracle_range none = { false, 0, 0 };

    switch (oracle_metric_interval(metric)) {
    case BY_LOGIT:
        return oracle_clustered_logit(sums);
    case BY_LOG:
        return oracle_clustered_log(sums);
    case BY_WILSON:
        return oracle_wilson(sums->y, sums->m);
    case BY_POISSON:
        return oracle_poisson(sums->y, sums->m);
    case BY_MEAN:
        return oracle_mean(sums);
    case BY_NOTHING:
        break;
    }
    return none;
}

static void emit_metric(struct oracle *o, enum metric metric, const char *where,
                        const struct oracle_sums *sums)
{
    struct oracle_range range = interval_of(metric, sums);
    double scale = oracle_metric_scale(metric);
    double values[5] = { sums->y, sums->m, scale * sums->y / sums->m,
                         range.is_known ? scale * range.lower : (double)NAN,
                         range.is_known ? scale * range.upper : (double)NAN };
    char key[400];

    (void)snprintf(key, sizeof(key), "%s|%s", oracle_metric_name(metric),
                   where);
    oracle_table_add(&o->tables[ORACLE_METRIC], key, values, 5);
}

static void emit_gap(struct oracle *o, enum metric metric, const char *where,
                     const struct oracle_sums *one,
                     const struct oracle_sums *two)
{
    double scale = oracle_metric_scale(metric);
    double rate = one->y / one->m;
    double other = two->y / two->m;
    bool both =
        interval_of(metric, one).is_known && interval_of(metric, two).is_known;
    struct oracle_range gap = { false, 0, 0 };
    struct oracle_range ratio = { false, 0, 0 };
    double a = oracle_ratio_error(one);
    double b = oracle_ratio_error(two);
    double values[8];
    char key[400];

    switch (oracle_metric_interval(metric)) {
    case BY_LOGIT:
    case BY_LOG:
        if (!both)
            break;
        gap = oracle_normal(rate - other, sqrt(a * a + b * b));
        ratio =
            oracle_log_normal(rate / other, sqrt(a * a / (rate * rate)
                                                 + b * b / (other * other)));
        break;
    case BY_WILSON:
        gap = oracle_newcombe(one->y, one->m, two->y, two->m);
        if (one->y > 0 && two->y > 0)
            ratio = oracle_log_normal(
                rate / other,
                sqrt(1 / one->y - 1 / one->m + 1 / two->y - 1 / two->m));
        break;
    case BY_POISSON:
        if (one->y > 0 && two->y > 0)
            ratio =
                oracle_log_normal(rate / other, sqrt(1 / one->y + 1 / two->y));
        break;
    case BY_MEAN:
        if (both)
            gap = oracle_welch(one, two);
        break;
    case BY_NOTHING:
        break;
    }
    values[0] = scale * rate;
    values[1] = scale * other;
    values[2] = scale * (rate - other);
    values[3] = gap.is_known ? scale * gap.lower : (double)NAN;
    values[4] = gap.is_known ? scale * gap.upper : (double)NAN;
    values[5] = other > 0 ? rate / other : (double)NAN;
    values[6] = ratio.is_known ? ratio.lower : (double)NAN;
    values[7] = ratio.is_known ? ratio.upper : (double)NAN;
    (void)snprintf(key, sizeof(key), "%s|%s", oracle_metric_name(metric),
                   where);
    oracle_table_add(&o->tables[ORACLE_GAP], key, values, 8);
}

static void emit_gaps(struct oracle *o, enum metric metric, const char *place,
                      const char *by, const struct cell cells[COHORTS])
{
    static const enum cohort comparators[] = { PEERS, ALL };
    char where[300];
    size_t i;
    size_t j;

    for (i = 0; i < sizeof(compared) / sizeof(compared[0]); i++)
        for (j = 0; j < 2; j++) {
            const struct oracle_sums *one = &cells[compared[i]].sums[metric];
            const struct oracle_sums *two = &cells[comparators[j]].sums[metric];

            if (one->m <= 0 || two->m <= 0)
                continue;
            (void)snprintf(where, sizeof(where), "%s|%s|%s|%s", place,
                           oracle_cohort_names[compared[i]],
                           oracle_cohort_names[comparators[j]], by);
            emit_gap(o, metric, where, one, two);
        }
}

void oracle_emit_cells(struct oracle *o, const struct period *period,
                       const struct entity *entity, enum breakdown breakdown,
                       const char *value)
{
    static struct cell cells[COHORTS];
    char place[160];
    char by[100];
    char where[300];
    uint32_t person;
    size_t metric;
    size_t i;

    memset(cells, 0, sizeof(cells));
    for (person = 0; person < o->person_count; person++) {
        const struct state *state = &o->states[person];
        struct pair of[METRICS];

        if ((breakdown != BY_NONE && strcmp(state->by[breakdown], value) != 0)
            || o->fact_at[person] == o->fact_at[person + 1])
            continue;
        oracle_sum_person(o, person, entity, of);
        for (i = 0; i < COHORTS; i++)
            if (state->is_in[i])
                add_person_to_cell(of, &cells[i]);
    }
    if (breakdown == BY_NONE)
        add_returns_to_cell(o, entity, &cells[ALL]);
    (void)snprintf(place, sizeof(place), "%s|%s|%s", period->id,
                   oracle_level_names[entity->level], entity->id);
    (void)snprintf(by, sizeof(by), "%s|%s", oracle_breakdown_names[breakdown],
                   value);
    for (metric = 0; metric < METRICS; metric++) {
        if (!oracle_metric_has((enum metric)metric, period))
            continue;
        for (i = 0; i < COHORTS; i++) {
            if (cells[i].sums[metric].m <= 0)
                continue;
            (void)snprintf(where, sizeof(where), "%s|%s|%s", place,
                           oracle_cohort_names[i], by);
            emit_metric(o, (enum metric)metric, where, &cells[i].sums[metric]);
        }
        emit_gaps(o, (enum metric)metric, place, by, cells);
    }
}

/* ---- funnels (details.md 43) ---- */

static void emit_funnel(struct oracle *o, const struct period *period,
                        enum metric metric, enum cohort cohort)
{
    const struct county *county = o->county;
    struct oracle_sums *sums = mem_zero(county->school_count, sizeof(*sums));
    size_t school;
    size_t other;

    for (school = 0; school < county->school_count; school++) {
        struct cell cell;
        struct entity entity;
        struct pair of[METRICS];
        uint32_t person;

        memset(&cell, 0, sizeof(cell));
        entity.level = SCHOOL_LEVEL;
        (void)snprintf(entity.id, sizeof(entity.id), "%d",
                       county->schools[school].urn);
        for (person = 0; person < o->person_count; person++)
            if (o->states[person].is_in[cohort]) {
                oracle_sum_person(o, person, &entity, of);
                add_person_to_cell(of, &cell);
            }
        sums[school] = cell.sums[metric];
    }
    for (school = 0; school < county->school_count; school++) {
        static const double points[] = { 0.025, 0.975, 0.001, 0.999 };
        const char *phase = oracle_publication_phase(&county->schools[school]);
        double count = sums[school].y;
        double size = sums[school].m;
        double y = 0;
        double m = 0;
        double limits[4];
        double values[8];
        const char *flag;
        char key[400];
        size_t i;

        if (phase[0] == '\0' || size <= 0)
            continue;
        for (other = 0; other < county->school_count; other++)
            if (strcmp(oracle_publication_phase(&county->schools[other]), phase)
                    == 0
                && sums[other].m > 0) {
                y += sums[other].y;
                m += sums[other].m;
            }
        for (i = 0; i < 4; i++)
            limits[i] = metric == PERSISTENT
                            ? oracle_binomial_quantile(points[i], size, y / m)
                            : oracle_poisson_quantile(points[i], size * y / m);
        flag = count > limits[3]   ? "above_99_8"
               : count > limits[1] ? "above_95"
               : count < limits[2] ? "below_99_8"
               : count < limits[0] ? "below_95"
                                   : "within";
        values[0] = count;
        values[1] = size;
        values[2] = 100 * count / size;
        values[3] = 100 * y / m;
        for (i = 0; i < 4; i++)
            values[4 + i] = 100 * limits[i] / size;
        (void)snprintf(key, sizeof(key), "%s|%s|%s|%s|%d|%s",
                       oracle_metric_name(metric), period->id,
                       oracle_cohort_names[cohort], phase,
                       county->schools[school].urn, flag);
        oracle_table_add(&o->tables[ORACLE_FUNNEL], key, values, 8);
    }
    free(sums);
}

void oracle_emit_funnels(struct oracle *o, const struct period *period)
{
    static const enum metric funnels[] = { SUSPENDED, REPEAT_SUSPENDED,
                                           PERSISTENT };
    size_t i;

    for (i = 0; i < 3; i++) {
        emit_funnel(o, period, funnels[i], ALL);
        emit_funnel(o, period, funnels[i], EVER6);
    }
}
