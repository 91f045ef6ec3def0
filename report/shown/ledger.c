#include "report/shown/ledger.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/shown/cells.h"

#define SQL "report/sql/release.sql#"

/* ------------------------------------------------------------------- names */

/* Names of a kind ('c' counts, ...) are apart from those of others. */
static int64_t *named(struct ledger *l, char kind, const char *name,
                      size_t next, bool *is_new)
{
    struct str key = STR_INIT;
    int64_t *at;

    str_addf(&key, "%c%s", kind, name);
    at = map_put(&l->index, key.text, key.len, (int64_t)next, is_new);
    str_release(&key);
    return at;
}

static void name_it(struct ledger *l, char kind, const char *name, size_t at)
{
    bool is_new;

    named(l, kind, name, at, &is_new);
}

/* Foreign keys say that it is there; a damaged file may not. */
static int find_named(const struct ledger *l, char kind, const char *name,
                      size_t *out, struct err *err)
{
    struct str key = STR_INIT;
    const int64_t *at;

    str_addf(&key, "%c%s", kind, name);
    at = map_find(&l->index, key.text, key.len);
    str_release(&key);
    if (!at)
        return err_set(err, ERR_DATA, "the warehouse is damaged: no '%s' in it",
                       name);
    *out = (size_t)*at;
    return 0;
}

/* A count, where one is named. */
static int find_or_none(const struct ledger *l, struct query *q, int column,
                        size_t *out, struct err *err)
{
    *out = LEDGER_NONE;
    return query_is_null(q, column)
               ? 0
               : find_named(l, 'c', query_text(q, column), out, err);
}

/* ------------------------------------------------------------ descriptions */

static int read_counts(struct ledger *l, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "count", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        if (l->count_count == LEDGER_COUNTS_MAX)
            return err_set(err, ERR_INTERNAL, "too many counts are released");
        MEM_ROOM(l->counts, l->count_count, l->count_capacity);
        name_it(l, 'c', query_text(q, 0), l->count_count);
        l->counts[l->count_count++] = (struct ledger_count){
            .name = mem_dup(query_text(q, 0)),
            .is_count = query_int(q, 1) != 0,
            .is_secret = query_int(q, 2) != 0,
            .is_open = query_int(q, 3) != 0,
            .is_event = query_int(q, 4) != 0,
            .is_additive = query_int(q, 5) != 0,
            .scale = (int)lround(1 / query_real(q, 6)),
            .by = LEDGER_NONE,
        };
    }
    return row;
}

/* Whose events are: once all counts have a name. */
static int read_owners(struct ledger *l, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "count", err);
    int row;

    for (size_t i = 0; (row = query_step(q, err)) == 1; i++)
        if (find_or_none(l, q, 7, &l->counts[i].by, err))
            return -1;
    return row;
}

static int read_parts(struct ledger *l, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "part", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        struct ledger_part part;

        if (find_named(l, 'c', query_text(q, 0), &part.count, err)
            || find_named(l, 'c', query_text(q, 1), &part.whole, err)
            || find_or_none(l, q, 2, &part.less, err))
            return -1;
        MEM_ROOM(l->parts, l->part_count, l->part_capacity);
        l->parts[l->part_count++] = part;
    }
    return row;
}

static int read_overs(struct ledger *l, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "over", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        struct ledger_over over;

        if (find_named(l, 'c', query_text(q, 0), &over.count, err)
            || find_named(l, 'c', query_text(q, 1), &over.first, err)
            || find_or_none(l, q, 2, &over.second, err))
            return -1;
        over.least = (int32_t)query_int(q, 3);
        MEM_ROOM(l->overs, l->over_count, l->over_capacity);
        l->overs[l->over_count++] = over;
    }
    return row;
}

static int read_sames(struct ledger *l, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "same", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        struct ledger_same same;

        if (find_named(l, 'c', query_text(q, 0), &same.count, err)
            || find_named(l, 'c', query_text(q, 3), &same.other, err))
            return -1;
        same.topic = mem_dup(query_text(q, 1));
        same.value = mem_dup(query_text(q, 2));
        MEM_ROOM(l->sames, l->same_count, l->same_capacity);
        l->sames[l->same_count++] = same;
    }
    return row;
}

static int read_metrics(struct ledger *l, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "metric", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        struct ledger_metric *m;

        if (l->metric_count == LEDGER_METRICS_MAX)
            return err_set(err, ERR_INTERNAL, "too many metrics are released");
        MEM_ROOM(l->metrics, l->metric_count, l->metric_capacity);
        m = &l->metrics[l->metric_count];
        memset(m, 0, sizeof(*m));
        name_it(l, 'm', query_text(q, 0), l->metric_count++);
        m->id = mem_dup(query_text(q, 0));
        if (find_named(l, 'c', query_text(q, 1), &m->numerator, err)
            || find_named(l, 'c', query_text(q, 2), &m->denominator, err)
            || find_named(l, 'c', query_text(q, 3), &m->base, err))
            return -1;
    }
    return row;
}

static int read_links(struct ledger *l, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "link", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        struct ledger_metric *m;
        size_t metric;
        size_t count;

        if (find_named(l, 'm', query_text(q, 0), &metric, err)
            || find_named(l, 'c', query_text(q, 1), &count, err))
            return -1;
        m = &l->metrics[metric];
        MEM_ROOM(m->links, m->link_count, m->link_capacity);
        m->links[m->link_count++] = count;
    }
    return row;
}

static int read_periods(struct ledger *l, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "period", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        MEM_ROOM(l->periods, l->period_count, l->period_capacity);
        name_it(l, 'p', query_text(q, 0), l->period_count);
        l->periods[l->period_count++] = (struct ledger_period){
            .id = mem_dup(query_text(q, 0)),
            .grain = mem_dup(query_text(q, 1)),
            .year = mem_dup(query_text(q, 2)),
            .start = query_int(q, 3),
            .end = query_int(q, 4),
        };
    }
    return row;
}

static int read_cohorts(struct ledger *l, struct db *db, size_t *bits,
                        struct err *err)
{
    struct query *q = db_query(db, SQL "cohort", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        if (l->cohort_count == LEDGER_COHORTS_MAX)
            return err_set(err, ERR_INTERNAL, "too many cohorts are released");
        name_it(l, 'h', query_text(q, 0), l->cohort_count);
        bits[l->cohort_count] = (size_t)query_int(q, 1);
        l->cohorts[l->cohort_count++] = mem_dup(query_text(q, 0));
    }
    return row;
}

/* A mix by the released cohorts alone; later only if all of its kind are. */
static void add_mix(struct ledger *l, uint32_t mix, bool is_later)
{
    for (size_t i = 0; i < l->mix_count; i++)
        if (l->mixes[i] == mix) {
            l->mix_is_later[i] &= is_later;
            return;
        }
    if (l->mix_count == l->mix_capacity) {
        l->mix_capacity = 2 * l->mix_capacity + 16;
        l->mixes = mem_grow(l->mixes, l->mix_capacity, sizeof(*l->mixes));
        l->mix_is_later = mem_grow(l->mix_is_later, l->mix_capacity,
                                   sizeof(*l->mix_is_later));
    }
    l->mixes[l->mix_count] = mix;
    l->mix_is_later[l->mix_count++] = is_later;
}

static int read_mixes(struct ledger *l, struct db *db, const size_t *bits,
                      struct err *err)
{
    struct query *q = db_query(db, SQL "mix", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        int64_t cohorts = query_int(q, 0);
        uint32_t mix = 0;

        for (size_t i = 0; i < l->cohort_count; i++)
            mix |= (uint32_t)(cohorts >> bits[i] & 1) << i;
        add_mix(l, mix, query_int(q, 1) != 0);
    }
    return row;
}

static int read_descriptions(struct ledger *l, struct db *db, struct err *err)
{
    size_t bits[LEDGER_COHORTS_MAX] = { 0 };

    return read_counts(l, db, err) || read_owners(l, db, err)
                   || read_parts(l, db, err) || read_overs(l, db, err)
                   || read_sames(l, db, err) || read_metrics(l, db, err)
                   || read_links(l, db, err) || read_periods(l, db, err)
                   || read_cohorts(l, db, bits, err)
                   || read_mixes(l, db, bits, err)
               ? -1
               : 0;
}

/* ---------------------------------------------------------------- entities */

static enum ledger_level level_of(const char *level)
{
    return !strcmp(level, "county")     ? LEDGER_COUNTY
           : !strcmp(level, "district") ? LEDGER_DISTRICT
                                        : LEDGER_SCHOOL;
}

static size_t take_entity(struct ledger *l, const char *level, const char *name)
{
    struct str key = STR_INIT;
    bool is_new;
    size_t at;

    str_addf(&key, "%s\t%s", level, name);
    at = (size_t)*named(l, 'e', key.text, l->entity_count, &is_new);
    str_release(&key);
    if (is_new) {
        MEM_ROOM(l->entities, l->entity_count, l->entity_capacity);
        l->entities[l->entity_count++] = (struct ledger_entity){
            .level = level_of(level),
            .name = mem_dup(name),
        };
    }
    return at;
}

static int read_schools(struct ledger *l, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "school", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        size_t at = take_entity(l, "school", query_text(q, 0));
        struct ledger_entity *school = &l->entities[at];

        if (school->district)
            continue;
        school->district = mem_dup(query_text(q, 1));
        school->topic = mem_dup(query_text(q, 2));
        school->value = mem_dup(query_text(q, 3));
    }
    return row;
}

/* ----------------------------------------------------------------- figures */

bool ledger_is_whole(const struct ledger_place *place)
{
    return !strcmp(place->topic, "none");
}

static size_t class_of(struct ledger *l, const struct ledger_place *place)
{
    struct str key = STR_INIT;
    bool is_new;
    size_t at;

    str_addf(&key, "%d\t%s\t%d\t%d", (int)l->entities[place->entity].level,
             l->periods[place->period].grain, ledger_is_whole(place),
             place->also != NULL);
    at = (size_t)*named(l, 'k', key.text, l->class_count, &is_new);
    l->class_count += is_new;
    str_release(&key);
    return at;
}

static size_t year_of(struct ledger *l, const struct ledger_place *place)
{
    bool is_new;
    size_t at = (size_t)*named(l, 'y', l->periods[place->period].year,
                               l->year_count, &is_new);

    l->year_count += is_new;
    return at;
}

static bool is_place(const struct ledger *l, const struct ledger_place *place,
                     struct query *q)
{
    const struct ledger_entity *entity = &l->entities[place->entity];

    return !strcmp(l->periods[place->period].id, query_text(q, 0))
           && !strcmp(entity->name, query_text(q, 2))
           && entity->level == level_of(query_text(q, 1))
           && !strcmp(place->topic, query_text(q, 3))
           && !strcmp(place->value, query_text(q, 4));
}

/* Rows come place by place. */
static int take_place(struct ledger *l, struct query *q, size_t *out,
                      struct err *err)
{
    struct ledger_place *place;
    size_t period;

    if (!l->place_count || !is_place(l, &l->places[l->place_count - 1], q)) {
        if (find_named(l, 'p', query_text(q, 0), &period, err))
            return -1;
        MEM_ROOM(l->places, l->place_count, l->place_capacity);
        place = &l->places[l->place_count++];
        *place = (struct ledger_place){
            .period = period,
            .entity = take_entity(l, query_text(q, 1), query_text(q, 2)),
            .topic = mem_dup(query_text(q, 3)),
            .value = mem_dup(query_text(q, 4)),
            .also = query_is_null(q, 12) ? NULL : mem_dup(query_text(q, 12)),
        };
        place->class = class_of(l, place);
        place->year = year_of(l, place);
    }
    *out = l->place_count - 1;
    return 0;
}

static int read_figures(struct ledger *l, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "figure", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        struct ledger_figure figure = { .is_own = query_int(q, 13) != 0,
                                        .worth = query_real(q, 14) };
        size_t place, cohort, metric;

        if (take_place(l, q, &place, err)
            || find_named(l, 'h', query_text(q, 5), &cohort, err)
            || find_named(l, 'm', query_text(q, 6), &metric, err))
            return -1;
        figure.place = (uint32_t)place;
        figure.cohort = (uint8_t)cohort;
        figure.metric = (uint16_t)metric;
        for (int i = 0; i < 5; i++)
            figure.numbers[i] =
                query_is_null(q, 7 + i) ? NAN : query_real(q, 7 + i);
        MEM_ROOM(l->figures, l->figure_count, l->figure_capacity);
        l->figures[l->figure_count++] = figure;
    }
    return row;
}

int ledger_read(struct ledger *l, struct db *db, double least, struct err *err)
{
    static const struct ledger empty;

    *l = empty;
    l->least = least;
    if (db_run_script(db, SQL "schema", NULL, 0, err)
        || read_descriptions(l, db, err) || read_schools(l, db, err)
        || read_figures(l, db, err))
        return -1;
    cells_make(l);
    return 0;
}

static void release_names(struct ledger *l)
{
    for (size_t i = 0; i < l->count_count; i++)
        free(l->counts[i].name);
    for (size_t i = 0; i < l->same_count; i++) {
        free(l->sames[i].topic);
        free(l->sames[i].value);
    }
    for (size_t i = 0; i < l->metric_count; i++) {
        free(l->metrics[i].id);
        free(l->metrics[i].links);
    }
    for (size_t i = 0; i < l->period_count; i++) {
        free(l->periods[i].id);
        free(l->periods[i].grain);
        free(l->periods[i].year);
    }
    for (size_t i = 0; i < l->entity_count; i++) {
        free(l->entities[i].name);
        free(l->entities[i].district);
        free(l->entities[i].topic);
        free(l->entities[i].value);
    }
    for (size_t i = 0; i < l->cohort_count; i++)
        free(l->cohorts[i]);
    for (size_t i = 0; i < l->place_count; i++) {
        free(l->places[i].topic);
        free(l->places[i].value);
        free(l->places[i].also);
    }
}

void ledger_release(struct ledger *l)
{
    static const struct ledger empty;

    release_names(l);
    cells_release(l);
    free(l->counts);
    free(l->parts);
    free(l->overs);
    free(l->sames);
    free(l->metrics);
    free(l->periods);
    free(l->entities);
    free(l->mixes);
    free(l->mix_is_later);
    free(l->places);
    free(l->figures);
    map_release(&l->index);
    *l = empty;
}
