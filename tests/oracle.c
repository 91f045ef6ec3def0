#include "tests/oracle_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/schoolyear.h"
#include "core/mem.h"

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
                if (!oracle_is_within(o->county, o->facts[i].school, entity))
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
                           oracle_level_names[entity->level], entity->id,
                           oracle_cohort_names[cohort], text);
            oracle_table_add(&o->tables[ORACLE_REASON], key, values, 2);
        }
    }
}

/* ---- all of a period ---- */

static void emit_dates(struct oracle *o, const struct period *period)
{
    static const char *const grains[] = { "year", "term", "half_term", "week" };
    char label[SCHOOLYEAR_TEXT_SIZE];
    char start[DATE_TEXT_SIZE];
    char end[DATE_TEXT_SIZE];
    char reference[DATE_TEXT_SIZE];
    double values[1] = { period->is_complete };
    char key[400];

    schoolyear_format(period->year, label);
    date_format(period->start, start);
    date_format(period->end, end);
    date_format(period->reference, reference);
    (void)snprintf(key, sizeof(key), "%s|%s|%s|%s|%s|%s", period->id,
                   period->is_to_date ? "to_date" : grains[period->grain],
                   label, start, end, reference);
    oracle_table_add(&o->tables[ORACLE_PERIOD], key, values, 1);
}

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
    if (period->grain == GRAIN_WEEK || period->is_to_date)
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
            oracle_emit_cells(o, period, county, (enum breakdown)breakdown,
                              seen.rows[at].key);
        oracle_table_release(&seen);
    }
}

static void emit_period(struct oracle *o, const struct period *period,
                        const struct entity *entities, size_t entity_count)
{
    uint32_t person;
    size_t i;

    oracle_make_facts(o, period);
    emit_dates(o, period);
    emit_people(o, period);
    oracle_emit_cells(o, period, &entities[0], BY_NONE, "");
    if (period->grain == GRAIN_WEEK)
        return;
    emit_reasons(o, period, &entities[0]);
    for (i = 1; i < entity_count; i++) {
        oracle_emit_cells(o, period, &entities[i], BY_NONE, "");
        emit_reasons(o, period, &entities[i]);
    }
    if (period->is_to_date)
        return;
    oracle_emit_funnels(o, period);
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
    oracle_find_dirt(o);
    oracle_read_marks(o);
    o->states = mem_zero(o->person_count + 1, sizeof(*o->states));
    o->fact_at = mem_zero(o->person_count + 1, sizeof(*o->fact_at));
    o->returns_due = mem_zero(county->school_count, sizeof(*o->returns_due));
    o->returns_kept = mem_zero(county->school_count, sizeof(*o->returns_kept));
    entities = list_entities(county, &entity_count);
    for (i = 0; i < o->period_count; i++)
        emit_period(o, &o->periods[i], entities, entity_count);
    oracle_emit_changes(o, entities, entity_count);
    oracle_emit_watch(o);
    oracle_emit_safety(o);
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
    free(o->returns_kept);
    free(o->moves);
    free(o);
}

const struct oracle_table *oracle_table(const struct oracle *oracle,
                                        enum oracle_table_id id)
{
    return &oracle->tables[id];
}
