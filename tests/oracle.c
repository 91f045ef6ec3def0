#include "tests/oracle_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/oracle_stats.h"

/* Those that mart_gap compares. */
static const enum cohort compared[] = {
    CSW, CLA,   CPP,      CIN,          CIN_CPP,      CLA12,
    PLA, EVER6, FORMERLY, FORMERLY_0_1, FORMERLY_1_3, FORMERLY_3_6
};

static const char *const breakdown_names[BREAKDOWNS] = {
    "none",   "sex",   "sen",   "fsm",      "ethnicity",
    "ncyear", "phase", "idaci", "district", "in_county"
};

void oracle_table_add(struct oracle_table *table, const char *key,
                      const double *values, size_t count)
{
    struct oracle_row *row;
    size_t i;

    MEM_ROOM(table->rows, table->count, table->capacity);
    row = &table->rows[table->count++];
    row->key = mem_dup(key);
    for (i = 0; i < count; i++)
        row->values[i] = values[i];
    for (; i < ORACLE_VALUES; i++)
        row->values[i] = (double)NAN;
}

static int compare_rows(const void *left, const void *right)
{
    const struct oracle_row *a = left;
    const struct oracle_row *b = right;

    return strcmp(a->key, b->key);
}

void oracle_table_sort(struct oracle_table *table)
{
    if (table->count > 0)
        qsort(table->rows, table->count, sizeof(*table->rows), compare_rows);
}

void oracle_table_release(struct oracle_table *table)
{
    size_t i;

    for (i = 0; i < table->count; i++)
        free(table->rows[i].key);
    free(table->rows);
    table->rows = NULL;
    table->count = table->capacity = 0;
}

/* ---- metrics ---- */

enum interval { BY_LOGIT, BY_LOG, BY_WILSON, BY_POISSON };

enum metric {
    ATTENDANCE_RATE,
    ABSENCE_RATE,
    AUTHORISED_RATE,
    UNAUTHORISED_RATE,
    LATE_RATE,
    WEEKLY_METRICS, /* the five above are the week's */
    PERSISTENT = WEEKLY_METRICS,
    SEVERE,
    PERSISTENT_ENROLMENTS,
    PART_TIME_RATE,
    SUSPENSION_RATE,
    SUSPENDED,
    REPEAT_SUSPENDED,
    SUSPENSION_DAYS,
    EXCLUSION_RATE,
    REPEAT_SHARE,
    PEP_ON_TIME,
    KS2_RWM,
    KS2_RWM_HIGH,
    REINTEGRATION_MET,
    DT_TRAINED, /* of schools: cohort all, no breakdown */
    METRICS
};

static const struct {
    const char *name;
    enum interval interval;
} metrics[METRICS] = {
    { "attendance_rate", BY_LOGIT },
    { "absence_rate", BY_LOGIT },
    { "authorised_absence_rate", BY_LOGIT },
    { "unauthorised_absence_rate", BY_LOGIT },
    { "late_rate", BY_LOGIT },
    { "persistent_absence", BY_WILSON },
    { "severe_absence", BY_WILSON },
    { "persistent_absence_enrolments", BY_WILSON },
    { "part_time_absence_rate", BY_LOGIT },
    { "suspension_rate", BY_LOG },
    { "suspended_pupils", BY_POISSON },
    { "repeat_suspended_pupils", BY_POISSON },
    { "suspension_days", BY_LOG },
    { "permanent_exclusion_rate", BY_POISSON },
    { "repeat_share", BY_WILSON },
    { "pep_on_time", BY_WILSON },
    { "ks2_rwm", BY_WILSON },
    { "ks2_rwm_high", BY_WILSON },
    { "reintegration_met", BY_WILSON },
    { "dt_trained", BY_WILSON },
};

enum level { COUNTY_LEVEL, DISTRICT_LEVEL, ADVISER_LEVEL, SCHOOL_LEVEL };

static const char *const level_names[] = { "county", "district", "adviser",
                                           "school" };

struct entity {
    enum level level;
    char id[NAME_SIZE];
};

static bool is_within(const struct county *county, uint32_t school,
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

struct cell {
    struct oracle_sums sums[METRICS];
};

static void add_person_to_cell(const struct oracle *o, uint32_t person,
                               const struct entity *entity, struct cell *cell)
{
    struct fact sum;
    double pairs = 0;
    double persistent_pairs = 0;
    double roll;
    uint32_t i;

    memset(&sum, 0, sizeof(sum));
    for (i = o->fact_at[person]; i < o->fact_at[person + 1]; i++) {
        const struct fact *fact = &o->facts[i];

        if (!is_within(o->county, fact->school, entity))
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
        sum.plans_due += fact->plans_due;
        sum.plans_on_time += fact->plans_on_time;
        sum.results += fact->results;
        sum.expected += fact->expected;
        sum.high += fact->high;
        sum.suspensions_ended += fact->suspensions_ended;
        sum.meetings_held += fact->meetings_held;
        if (fact->possible > 0)
            pairs++;
        if (fact->possible > 0 && 10 * fact->absent >= fact->possible)
            persistent_pairs++;
    }
    roll = sum.is_on_roll;
    oracle_sums_add(&cell->sums[ATTENDANCE_RATE], sum.possible - sum.absent,
                    sum.possible);
    oracle_sums_add(&cell->sums[ABSENCE_RATE], sum.absent, sum.possible);
    oracle_sums_add(&cell->sums[AUTHORISED_RATE], sum.authorised, sum.possible);
    oracle_sums_add(&cell->sums[UNAUTHORISED_RATE], sum.unauthorised,
                    sum.possible);
    oracle_sums_add(&cell->sums[LATE_RATE], sum.late, sum.possible);
    oracle_sums_add(&cell->sums[PART_TIME_RATE], sum.part_time, sum.possible);
    oracle_sums_add(&cell->sums[PERSISTENT],
                    sum.possible > 0 && 10 * sum.absent >= sum.possible,
                    sum.possible > 0);
    oracle_sums_add(&cell->sums[SEVERE],
                    sum.possible > 0 && 2 * sum.absent >= sum.possible,
                    sum.possible > 0);
    oracle_sums_add(&cell->sums[PERSISTENT_ENROLMENTS], persistent_pairs,
                    pairs);
    oracle_sums_add(&cell->sums[SUSPENSION_RATE], sum.suspensions, roll);
    oracle_sums_add(&cell->sums[SUSPENDED], sum.suspensions >= 1, roll);
    oracle_sums_add(&cell->sums[REPEAT_SUSPENDED], sum.suspensions >= 2, roll);
    oracle_sums_add(&cell->sums[SUSPENSION_DAYS], sum.days, roll);
    oracle_sums_add(&cell->sums[EXCLUSION_RATE], sum.exclusions, roll);
    oracle_sums_add(&cell->sums[REPEAT_SHARE], sum.suspensions >= 2,
                    sum.suspensions >= 1);
    oracle_sums_add(&cell->sums[PEP_ON_TIME], sum.plans_on_time, sum.plans_due);
    oracle_sums_add(&cell->sums[KS2_RWM], sum.expected, sum.results);
    oracle_sums_add(&cell->sums[KS2_RWM_HIGH], sum.high, sum.results);
    oracle_sums_add(&cell->sums[REINTEGRATION_MET], sum.meetings_held,
                    sum.suspensions_ended);
}

static void add_returns_to_cell(const struct oracle *o,
                                const struct entity *entity, struct cell *cell)
{
    uint32_t school;

    for (school = 0; school < o->county->school_count; school++)
        if (o->returns_due[school] && is_within(o->county, school, entity))
            oracle_sums_add(&cell->sums[DT_TRAINED], o->returns_trained[school],
                            1);
}

static struct oracle_range interval_of(enum metric metric,
                                       const struct oracle_sums *sums)
{
    switch (metrics[metric].interval) {
    case BY_LOGIT:
        return oracle_clustered_logit(sums);
    case BY_LOG:
        return oracle_clustered_log(sums);
    case BY_WILSON:
        return oracle_wilson(sums->y, sums->m);
    case BY_POISSON:
        break;
    }
    return oracle_poisson(sums->y, sums->m);
}

static void emit_metric(struct oracle *o, enum metric metric, const char *where,
                        const struct oracle_sums *sums)
{
    struct oracle_range range = interval_of(metric, sums);
    double values[5] = { sums->y, sums->m, 100 * sums->y / sums->m,
                         range.is_known ? 100 * range.lower : (double)NAN,
                         range.is_known ? 100 * range.upper : (double)NAN };
    char key[400];

    (void)snprintf(key, sizeof(key), "%s|%s", metrics[metric].name, where);
    oracle_table_add(&o->tables[ORACLE_METRIC], key, values, 5);
}

static void emit_gap(struct oracle *o, enum metric metric, const char *where,
                     const struct oracle_sums *one,
                     const struct oracle_sums *two)
{
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

    switch (metrics[metric].interval) {
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
    }
    values[0] = 100 * rate;
    values[1] = 100 * other;
    values[2] = 100 * (rate - other);
    values[3] = gap.is_known ? 100 * gap.lower : (double)NAN;
    values[4] = gap.is_known ? 100 * gap.upper : (double)NAN;
    values[5] = other > 0 ? rate / other : (double)NAN;
    values[6] = ratio.is_known ? ratio.lower : (double)NAN;
    values[7] = ratio.is_known ? ratio.upper : (double)NAN;
    (void)snprintf(key, sizeof(key), "%s|%s", metrics[metric].name, where);
    oracle_table_add(&o->tables[ORACLE_GAP], key, values, 8);
}

/* Every cohort of one entity and breakdown value. */
static void emit_cells(struct oracle *o, const struct period *period,
                       const struct entity *entity, enum breakdown breakdown,
                       const char *value)
{
    static struct cell cells[COHORTS];
    size_t metric_count =
        period->grain == GRAIN_WEEK ? (size_t)WEEKLY_METRICS : (size_t)METRICS;
    char where[256];
    uint32_t person;
    size_t metric;
    size_t i;

    memset(cells, 0, sizeof(cells));
    for (person = 0; person < o->person_count; person++) {
        const struct state *state = &o->states[person];

        if (breakdown != BY_NONE && strcmp(state->by[breakdown], value) != 0)
            continue;
        if (o->fact_at[person] == o->fact_at[person + 1])
            continue;
        for (i = 0; i < COHORTS; i++)
            if (state->is_in[i])
                add_person_to_cell(o, person, entity, &cells[i]);
    }
    if (breakdown == BY_NONE)
        add_returns_to_cell(o, entity, &cells[ALL]);
    for (metric = 0; metric < metric_count; metric++) {
        for (i = 0; i < COHORTS; i++) {
            if (cells[i].sums[metric].m <= 0)
                continue;
            (void)snprintf(where, sizeof(where), "%s|%s|%s|%s|%s|%s",
                           period->id, level_names[entity->level], entity->id,
                           oracle_cohort_names[i], breakdown_names[breakdown],
                           value);
            emit_metric(o, (enum metric)metric, where, &cells[i].sums[metric]);
        }
        for (i = 0; i < sizeof(compared) / sizeof(compared[0]); i++) {
            static const enum cohort comparators[] = { PEERS, ALL };
            size_t j;

            for (j = 0; j < 2; j++) {
                const struct oracle_sums *one =
                    &cells[compared[i]].sums[metric];
                const struct oracle_sums *two =
                    &cells[comparators[j]].sums[metric];

                if (one->m <= 0 || two->m <= 0)
                    continue;
                (void)snprintf(where, sizeof(where), "%s|%s|%s|%s|%s|%s|%s",
                               period->id, level_names[entity->level],
                               entity->id, oracle_cohort_names[compared[i]],
                               oracle_cohort_names[comparators[j]],
                               breakdown_names[breakdown], value);
                emit_gap(o, (enum metric)metric, where, one, two);
            }
        }
    }
}

static void emit_reasons(struct oracle *o, const struct period *period,
                         const struct entity *entity)
{
    size_t cohort;

    for (cohort = 0; cohort < COHORTS; cohort++) {
        double sessions[CODES] = { 0 };
        double possible = 0;
        uint32_t person;
        size_t code;

        for (person = 0; person < o->person_count; person++) {
            uint32_t i;

            if (!o->states[person].is_in[cohort])
                continue;
            for (i = o->fact_at[person]; i < o->fact_at[person + 1]; i++) {
                if (!is_within(o->county, o->facts[i].school, entity))
                    continue;
                possible += o->facts[i].possible - o->facts[i].uncoded;
                for (code = 0; code < o->code_count; code++)
                    sessions[code] += o->facts[i].by_code[code];
            }
        }
        for (code = 0; code < o->code_count; code++) {
            double values[2] = { sessions[code], possible };
            char text[3] = { (char)(o->codes[code] & 0xff),
                             (char)(o->codes[code] >> 8), '\0' };
            char key[400];

            if (sessions[code] <= 0)
                continue;
            (void)snprintf(key, sizeof(key), "%s|%s|%s|%s|%s", period->id,
                           level_names[entity->level], entity->id,
                           oracle_cohort_names[cohort], text);
            oracle_table_add(&o->tables[ORACLE_REASON], key, values, 2);
        }
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
        uint32_t person;

        memset(&cell, 0, sizeof(cell));
        entity.level = SCHOOL_LEVEL;
        (void)snprintf(entity.id, sizeof(entity.id), "%d",
                       county->schools[school].urn);
        for (person = 0; person < o->person_count; person++)
            if (o->states[person].is_in[cohort])
                add_person_to_cell(o, person, &entity, &cell);
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
                       metrics[metric].name, period->id,
                       oracle_cohort_names[cohort], phase,
                       county->schools[school].urn, flag);
        oracle_table_add(&o->tables[ORACLE_FUNNEL], key, values, 8);
    }
    free(sums);
}

/* ---- all of a period ---- */

static void emit_people(struct oracle *o, const struct period *period)
{
    char key[400];
    uint32_t i;
    size_t cohort;

    for (i = 0; i < o->person_count; i++)
        for (cohort = 0; cohort < COHORTS; cohort++)
            if (o->states[i].is_in[cohort]) {
                (void)snprintf(key, sizeof(key), "%s|%s|%s", period->id,
                               oracle_cohort_names[cohort], o->people[i].id);
                oracle_table_add(&o->tables[ORACLE_COHORT], key, NULL, 0);
            }
    if (period->grain == GRAIN_WEEK)
        return;
    for (i = 0; i < o->fact_count; i++) {
        const struct fact *fact = &o->facts[i];
        double values[5] = { fact->possible, fact->absent, fact->authorised,
                             fact->unauthorised, fact->late };

        if (fact->possible <= 0)
            continue;
        (void)snprintf(key, sizeof(key), "%s|%s|%d", period->id,
                       o->people[fact->person].id,
                       o->county->schools[fact->school].urn);
        oracle_table_add(&o->tables[ORACLE_FACT], key, values, 5);
    }
}

static void add_entity(struct entity *entities, size_t *count, enum level level,
                       const char *id)
{
    size_t i;

    for (i = 0; i < *count; i++)
        if (entities[i].level == level && strcmp(entities[i].id, id) == 0)
            return;
    entities[*count].level = level;
    (void)snprintf(entities[*count].id, NAME_SIZE, "%s", id);
    (*count)++;
}

/* The county first. */
static struct entity *list_entities(const struct county *county, size_t *count)
{
    struct entity *entities =
        mem_zero(3 * county->school_count + 1, sizeof(*entities));
    char text[COUNTY_NAME_SIZE];
    size_t i;

    *count = 0;
    (void)snprintf(text, sizeof(text), "%d", COUNTY_LA_CODE);
    add_entity(entities, count, COUNTY_LEVEL, text);
    for (i = 0; i < county->school_count; i++) {
        const struct county_school *school = &county->schools[i];

        add_entity(entities, count, DISTRICT_LEVEL, school->district);
        if (school->adviser != 0) {
            county_adviser(school->adviser, text);
            add_entity(entities, count, ADVISER_LEVEL, text);
        }
        (void)snprintf(text, sizeof(text), "%d", school->urn);
        add_entity(entities, count, SCHOOL_LEVEL, text);
    }
    return entities;
}

static void emit_breakdowns(struct oracle *o, const struct period *period,
                            const struct entity *county)
{
    size_t breakdown;
    uint32_t i;

    for (breakdown = BY_SEX; breakdown < BREAKDOWNS; breakdown++) {
        struct oracle_table seen = { NULL, 0, 0 };
        size_t at;

        for (i = 0; i < o->person_count; i++) {
            const char *value = o->states[i].by[breakdown];

            for (at = 0; at < seen.count; at++)
                if (strcmp(seen.rows[at].key, value) == 0)
                    break;
            if (value[0] != '\0' && at == seen.count)
                oracle_table_add(&seen, value, NULL, 0);
        }
        for (at = 0; at < seen.count; at++)
            emit_cells(o, period, county, (enum breakdown)breakdown,
                       seen.rows[at].key);
        oracle_table_release(&seen);
    }
}

static void emit_period(struct oracle *o, const struct period *period,
                        const struct entity *entities, size_t entity_count)
{
    static const enum metric funnels[] = { SUSPENDED, REPEAT_SUSPENDED,
                                           PERSISTENT };
    uint32_t person;
    size_t i;

    oracle_make_facts(o, period);
    emit_people(o, period);
    emit_cells(o, period, &entities[0], BY_NONE, "");
    if (period->grain == GRAIN_WEEK)
        return;
    emit_reasons(o, period, &entities[0]);
    for (i = 1; i < entity_count; i++) {
        emit_cells(o, period, &entities[i], BY_NONE, "");
        emit_reasons(o, period, &entities[i]);
    }
    for (i = 0; i < 3; i++) {
        emit_funnel(o, period, funnels[i], ALL);
        emit_funnel(o, period, funnels[i], EVER6);
    }
    if (period->grain == GRAIN_YEAR || period->grain == GRAIN_TERM)
        emit_breakdowns(o, period, &entities[0]);
    if (period->grain == GRAIN_YEAR)
        for (person = 0; person < o->person_count; person++)
            oracle_emit_exclusion(o, period, person);
}

struct oracle *oracle_make(const struct county *county)
{
    struct oracle *o = mem_zero(1, sizeof(*o));
    struct entity *entities;
    size_t entity_count;
    size_t i;

    o->county = county;
    o->as_of = county->options.as_of;
    oracle_make_periods(o);
    oracle_make_people(o);
    oracle_read_marks(o);
    o->states = mem_zero(o->person_count + 1, sizeof(*o->states));
    o->fact_at = mem_zero(o->person_count + 1, sizeof(*o->fact_at));
    o->returns_due = mem_zero(county->school_count, sizeof(*o->returns_due));
    o->returns_trained =
        mem_zero(county->school_count, sizeof(*o->returns_trained));
    entities = list_entities(county, &entity_count);
    for (i = 0; i < o->period_count; i++)
        emit_period(o, &o->periods[i], entities, entity_count);
    for (i = 0; i < ORACLE_TABLES; i++)
        oracle_table_sort(&o->tables[i]);
    free(entities);
    return o;
}

void oracle_free(struct oracle *o)
{
    size_t i;

    if (o == NULL)
        return;
    for (i = 0; i < o->county->enrolment_count; i++)
        free(o->marks[i]);
    for (i = 0; i < ORACLE_TABLES; i++)
        oracle_table_release(&o->tables[i]);
    free(o->marks);
    free(o->periods);
    free(o->people);
    free(o->person_of_pupil);
    free(o->states);
    free(o->facts);
    free(o->fact_at);
    free(o->returns_due);
    free(o->returns_trained);
    free(o);
}

const struct oracle_table *oracle_table(const struct oracle *oracle,
                                        enum oracle_table_id id)
{
    return &oracle->tables[id];
}
