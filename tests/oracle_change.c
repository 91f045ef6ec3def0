#include "tests/oracle_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/schoolyear.h"
#include "core/mem.h"

/*
 * mart_change (details.md 100). A: the cohort's pupils with a denominator
 * before; B: those who have one now; S: those in both.
 */

/* All that one period says of an entity, a person a row. */
struct side {
    struct pair (*of)[METRICS];
    bool (*is_in)[COHORTS];
    struct pair schools[METRICS]; /* of the metrics of schools */
};

static void fill(struct oracle *o, const struct entity *entity,
                 struct side *side)
{
    uint32_t i;
    size_t at;

    for (i = 0; i < o->person_count; i++) {
        oracle_sum_person(o, i, entity, side->of[i]);
        memcpy(side->is_in[i], o->states[i].is_in, sizeof(side->is_in[i]));
    }
    memset(side->schools, 0, sizeof(side->schools));
    for (i = 0; i < o->county->school_count; i++)
        if (o->returns_due[i] && oracle_is_within(o->county, i, entity))
            for (at = SCHOOL_METRICS; at < METRICS; at++) {
                side->schools[at].y += o->returns_kept[i][at];
                side->schools[at].m++;
            }
}

static void add(struct pair *sum, const struct pair *pair)
{
    sum->y += pair->y;
    sum->m += pair->m;
}

static double value_of(enum metric metric, const struct pair *sum)
{
    return sum->m > 0 ? oracle_metric_scale(metric) * sum->y / sum->m
                      : (double)NAN;
}

/* Nine values; false: there is none on one side. */
static bool compare(const struct oracle *o, const struct side *now,
                    const struct side *before, enum metric metric,
                    enum cohort cohort, double values[9])
{
    struct pair a = { 0, 0 };
    struct pair b = { 0, 0 };
    struct pair then = { 0, 0 }; /* S, before */
    struct pair here = { 0, 0 }; /* S, now */
    double counts[3] = { 0, 0, 0 };
    uint32_t i;

    for (i = 0; i < o->person_count; i++) {
        const struct pair *new = &now->of[i][metric];
        const struct pair *old = &before->of[i][metric];
        bool is_in_a = before->is_in[i][cohort] && old->m > 0;
        bool is_in_b = now->is_in[i][cohort] && new->m > 0;

        if (is_in_a)
            add(&a, old);
        if (is_in_b)
            add(&b, new);
        if (is_in_a && is_in_b) {
            add(&then, old);
            add(&here, new);
        }
        counts[0] += is_in_b && !is_in_a;
        counts[1] += is_in_a && is_in_b;
        counts[2] += is_in_a && !is_in_b;
    }
    if (a.m <= 0 || b.m <= 0)
        return false;
    values[0] = value_of(metric, &b);
    values[1] = value_of(metric, &a);
    values[2] = values[0] - values[1];
    values[3] = values[0] - value_of(metric, &here);
    values[4] = value_of(metric, &here) - value_of(metric, &then);
    values[5] = value_of(metric, &then) - values[1];
    memcpy(&values[6], counts, sizeof(counts));
    return true;
}

static bool compare_schools(const struct side *now, const struct side *before,
                            enum metric metric, double values[9])
{
    size_t i;

    values[0] = value_of(metric, &now->schools[metric]);
    values[1] = value_of(metric, &before->schools[metric]);
    values[2] = values[0] - values[1];
    for (i = 3; i < 9; i++)
        values[i] = (double)NAN;
    return now->schools[metric].m > 0 && before->schools[metric].m > 0;
}

static void emit(struct oracle *o, const struct period *period,
                 const struct period *other, const struct entity *entity,
                 const struct side *now, const struct side *before)
{
    size_t metric;
    size_t cohort;

    for (metric = 0; metric < METRICS; metric++) {
        bool is_of_schools = metric >= SCHOOL_METRICS;

        if (!oracle_metric_has((enum metric)metric, period))
            continue;
        for (cohort = 0; cohort < (is_of_schools ? 1 : COHORTS); cohort++) {
            double values[9];
            char key[400];

            if (is_of_schools
                    ? !compare_schools(now, before, (enum metric)metric, values)
                    : !compare(o, now, before, (enum metric)metric,
                               (enum cohort)cohort, values))
                continue;
            (void)snprintf(key, sizeof(key), "%s|%s|%s|%s|%s|%s",
                           oracle_metric_name((enum metric)metric), period->id,
                           other->id, oracle_level_names[entity->level],
                           entity->id, oracle_cohort_names[cohort]);
            oracle_table_add(&o->tables[ORACLE_CHANGE], key, values, 9);
        }
    }
}

static struct side *make_side(const struct oracle *o)
{
    struct side *side = mem_zero(1, sizeof(*side));

    side->of = mem_zero(o->person_count + 1, sizeof(*side->of));
    side->is_in = mem_zero(o->person_count + 1, sizeof(*side->is_in));
    return side;
}

static void free_side(struct side *side)
{
    free(side->of);
    free(side->is_in);
    free(side);
}

/* The same a year before, cut where the period itself is not finished. */
static const struct period *find_before(const struct oracle *o,
                                        const struct period *period)
{
    char year[SCHOOLYEAR_TEXT_SIZE];
    char id[2 * ID_SIZE];

    schoolyear_format(period->year - 1, year);
    (void)snprintf(id, sizeof(id), "%s%s%s", year, period->id + strlen(year),
                   period->is_complete ? "" : " to date");
    return oracle_find_period(o, id);
}

void oracle_emit_changes(struct oracle *o, const struct entity *entities,
                         size_t count)
{
    struct side *now = make_side(o);
    struct side **before = mem_zero(count, sizeof(struct side *));
    size_t i;
    size_t at;

    for (at = 0; at < count; at++)
        before[at] = make_side(o);
    for (i = 0; i < o->period_count; i++) {
        const struct period *period = &o->periods[i];
        const struct period *other;

        if (period->is_to_date
            || (period->grain != GRAIN_YEAR && period->grain != GRAIN_TERM)
            || (other = find_before(o, period)) == NULL)
            continue;
        oracle_make_facts(o, other);
        for (at = 0; at < count; at++)
            fill(o, &entities[at], before[at]);
        oracle_make_facts(o, period);
        for (at = 0; at < count; at++) {
            if (entities[at].level == ADVISER_LEVEL)
                continue;
            fill(o, &entities[at], now);
            emit(o, period, other, &entities[at], now, before[at]);
        }
    }
    for (at = 0; at < count; at++)
        free_side(before[at]);
    free(before);
    free_side(now);
}
