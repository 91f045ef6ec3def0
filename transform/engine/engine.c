#include "transform/engine/engine.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "transform/engine/cell.h"
#include "transform/engine/engine_parts.h"
#include "transform/engine/funnel.h"
#include "transform/people/cohort.h"

#define METRICS "transform/metrics/"
#define SOURCES "transform/sources/"

static const char *const frame_columns[COLUMN_COUNT] = {
#define COLUMN_NAME(name) #name,
    COLUMNS(COLUMN_NAME)
#undef COLUMN_NAME
};

int engine_analyze(struct db *db, struct err *err)
{
    return db_run_script(db, "transform/sql/engine.sql#analyze", NULL, 0, err);
}

static size_t find_text(const char *const *texts, size_t count,
                        const char *text)
{
    size_t i = 0;

    while (i < count && strcmp(texts[i], text) != 0)
        i++;
    return i;
}

static int read_metrics(struct engine *e, const struct config *config,
                        const struct asset *descriptions, size_t count,
                        struct err *err)
{
    const struct expression_param params[] = {
        { "repeat_threshold", config->repeat_threshold },
        { "full_time_primary", config->full_time_primary },
        { "full_time_secondary", config->full_time_secondary },
    };

    e->metrics = mem_zero(count, sizeof(*e->metrics));
    for (size_t i = 0; i < count; i++) {
        if (metric_parse(&e->metrics[i].metric, descriptions[i].path,
                         descriptions[i].text, params,
                         sizeof(params) / sizeof(*params), err))
            return -1;
        e->metric_count++;
    }
    return 0;
}

static int put_metric(struct query *put, const struct metric *m,
                      struct err *err)
{
    const struct db_param params[] = {
        { ":id", m->id, 0 },
        { ":label", m->label, 0 },
        { ":unit", m->unit, 0 },
        { ":scale", NULL, (int64_t)m->scale },
        { ":definition", m->definition, 0 },
        { ":numerator", m->numerator_words, 0 },
        { ":denominator", m->denominator_words, 0 },
        { ":source", m->source, 0 },
        { ":interval", metric_interval_name(m->interval), 0 },
        { ":polarity", m->polarity, 0 },
    };

    if (query_bind_params(put, params, sizeof(params) / sizeof(*params), err))
        return -1;
    return query_run(put, err);
}

static int put_metrics(struct engine *e, struct err *err)
{
    struct query *put = NULL;
    int ret = -1;

    if (query_open_asset(&put, e->db, "transform/sql/engine.sql#put_metric",
                         err))
        goto out;
    for (size_t i = 0; i < e->metric_count; i++)
        if (put_metric(put, &e->metrics[i].metric, err))
            goto out;
    ret = 0;
out:
    query_close(put);
    return ret;
}

/* Whether it is one of ours, which then knows its key. */
static bool take_key(struct engine *e, int64_t key, const char *id)
{
    for (size_t i = 0; i < e->metric_count; i++)
        if (!strcmp(e->metrics[i].metric.id, id)) {
            e->metrics[i].key = key;
            return true;
        }
    return false;
}

static int compare_keys(const void *a, const void *b)
{
    const struct engine_metric *x = a;
    const struct engine_metric *y = b;

    return x->key < y->key ? -1 : x->key > y->key;
}

/* A metric whose description is gone goes with its cells. */
static int take_keys(struct engine *e, struct err *err)
{
    struct query *list = NULL;
    struct db_param *gone = NULL;
    size_t count = 0;
    size_t capacity = 0;
    int row = -1;

    if (query_open_asset(&list, e->db, "transform/sql/engine.sql#list_metrics",
                         err))
        return -1;
    while ((row = query_step(list, err)) == 1) {
        if (take_key(e, query_int(list, 0), query_text(list, 1)))
            continue;
        MEM_ROOM(gone, count, capacity);
        gone[count++] =
            (struct db_param){ ":metric_key", NULL, query_int(list, 0) };
    }
    for (size_t i = 0; i < count && !row; i++)
        row = db_run_script(e->db, "transform/sql/engine.sql#drop_metric",
                            &gone[i], 1, err);
    qsort(e->metrics, e->metric_count, sizeof(*e->metrics), compare_keys);
    query_close(list);
    free(gone);
    return row;
}

static int put_gap_pairs(struct engine *e, struct err *err)
{
    static const enum cohort cohorts[] = {
#define COHORT_LISTED(bit, id, label, gap) COHORT_##id,
        COHORTS(COHORT_LISTED)
#undef COHORT_LISTED
    };
    static const bool is_gap[] = {
#define COHORT_GAP(bit, id, label, gap) (gap),
        COHORTS(COHORT_GAP)
#undef COHORT_GAP
    };
    static const enum cohort comparators[] = { COHORT_peers, COHORT_all };
    struct query *put = NULL;
    int ret = -1;

    if (query_open_asset(&put, e->db, "transform/sql/engine.sql#put_gap_pair",
                         err))
        goto out;
    for (size_t i = 0; i < 2 * sizeof(cohorts) / sizeof(*cohorts); i++) {
        if (!is_gap[i / 2])
            continue;
        query_bind_int(put, 1, (int64_t)cohorts[i / 2]);
        query_bind_int(put, 2, (int64_t)comparators[i % 2]);
        if (query_run(put, err))
            goto out;
    }
    ret = 0;
out:
    query_close(put);
    return ret;
}

/* The statement of a metric's rows; NULL: the spine's frame. */
static int source_text(const struct metric *m, const char **text,
                       struct err *err)
{
    struct str path = STR_INIT;
    const struct asset *asset;

    *text = m->select;
    if (!m->from)
        return 0;
    str_addf(&path, SOURCES "%s.sql", m->from);
    asset = asset_find(path.text);
    str_release(&path);
    if (!asset)
        return err_set(err, ERR_CONFIG, "%s: there is no " SOURCES "%s.sql",
                       m->id, m->from);
    *text = asset->text;
    return 0;
}

static int open_source(struct engine *e, const char *text, struct err *err)
{
    struct engine_source *s = &e->sources[e->source_count++];

    s->text = text;
    if (query_open(&s->rows, e->db, text, err))
        return -1;
    if (query_column_count(s->rows) < 3
        || strcmp(query_column_name(s->rows, 0), "pupil_key") != 0
        || strcmp(query_column_name(s->rows, 1), "school_key") != 0)
        return err_set(err, ERR_CONFIG,
                       "rows must be pupil_key, school_key and figures");
    return 0;
}

static int open_sources(struct engine *e, struct err *err)
{
    e->sources = mem_zero(e->metric_count + 1, sizeof(*e->sources));
    e->source_count = 1;
    for (size_t i = 0; i < e->metric_count; i++) {
        struct engine_metric *em = &e->metrics[i];
        const char *text;
        size_t s = 1;

        if (source_text(&em->metric, &text, err))
            return -1;
        if (!text)
            continue;
        while (s < e->source_count && strcmp(e->sources[s].text, text) != 0)
            s++;
        em->source = s;
        if (s == e->source_count && open_source(e, text, err))
            return err_context(err, "%s", em->metric.id);
    }
    return 0;
}

static bool is_own_column(const struct engine_source *s, const char *name)
{
    int count = s->rows ? query_column_count(s->rows) : 0;

    for (int i = 2; i < count; i++)
        if (!strcmp(query_column_name(s->rows, i), name))
            return true;
    return false;
}

static int mark_kept(struct engine_source *s, const struct metric *m,
                     const struct expression *x, struct err *err)
{
    for (size_t i = 0; i < expression_column_count(x); i++) {
        const char *name = expression_column(x, i);
        size_t at = find_text(frame_columns, COLUMN_COUNT, name);

        if (is_own_column(s, name))
            continue;
        if (at == COLUMN_COUNT)
            return err_set(err, ERR_CONFIG, "%s: no figure is called '%s'",
                           m->id, name);
        s->keep[at] = true;
    }
    return 0;
}

static void list_columns(struct engine_source *s)
{
    int own = s->rows ? query_column_count(s->rows) : 0;

    s->columns = mem_zero(COLUMN_COUNT + (size_t)own, sizeof(*s->columns));
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (s->keep[i] || !s->rows)
            s->columns[s->column_count++] = frame_columns[i];
    for (int i = 2; i < own; i++)
        s->columns[s->column_count++] = query_column_name(s->rows, i);
}

static size_t *resolve(const struct engine_source *s,
                       const struct expression *x)
{
    size_t count = expression_column_count(x);
    size_t *columns = mem_zero(count, sizeof(*columns));

    for (size_t i = 0; i < count; i++)
        columns[i] =
            find_text(s->columns, s->column_count, expression_column(x, i));
    return columns;
}

static int resolve_columns(struct engine *e, struct err *err)
{
    for (size_t i = 0; i < e->metric_count; i++) {
        struct engine_metric *em = &e->metrics[i];
        struct engine_source *s = &e->sources[em->source];

        if (mark_kept(s, &em->metric, em->metric.numerator, err)
            || mark_kept(s, &em->metric, em->metric.denominator, err))
            return -1;
    }
    for (size_t i = 0; i < e->source_count; i++)
        list_columns(&e->sources[i]);
    for (size_t i = 0; i < e->metric_count; i++) {
        struct engine_metric *em = &e->metrics[i];
        const struct engine_source *s = &e->sources[em->source];

        em->tallied.metric = &em->metric;
        em->tallied.numerator_columns = resolve(s, em->metric.numerator);
        em->tallied.denominator_columns = resolve(s, em->metric.denominator);
    }
    return 0;
}

/* Weeks are added up from the frame's attendance columns alone. */
static int check_weeks(const struct engine *e, struct err *err)
{
    for (size_t i = 0; i < e->metric_count; i++) {
        const struct engine_metric *em = &e->metrics[i];
        size_t y_count = expression_column_count(em->metric.numerator);
        size_t m_count = expression_column_count(em->metric.denominator);
        size_t last = 0;

        if (!em->metric.grains[GRAIN_WEEK])
            continue;
        for (size_t c = 0; c < y_count; c++)
            if (em->tallied.numerator_columns[c] > last)
                last = em->tallied.numerator_columns[c];
        for (size_t c = 0; c < m_count; c++)
            if (em->tallied.denominator_columns[c] > last)
                last = em->tallied.denominator_columns[c];
        if (em->source || last >= ENGINE_WEEK_COLUMNS)
            return err_set(err, ERR_CONFIG,
                           "%s: grain week is for attendance alone",
                           em->metric.id);
    }
    return 0;
}

int engine_open_with(struct engine **out, struct db *db,
                     const struct config *config, date_t as_of,
                     const struct asset *descriptions, size_t count,
                     struct err *err)
{
    struct engine *e = mem_zero(1, sizeof(*e));

    *out = NULL;
    e->db = db;
    e->as_of = as_of;
    if (read_metrics(e, config, descriptions, count, err) || put_metrics(e, err)
        || take_keys(e, err) || put_gap_pairs(e, err) || open_sources(e, err)
        || resolve_columns(e, err) || check_weeks(e, err)
        || cell_writer_open(&e->writer, db, err)
        || funnel_open(&e->funnel, db, err)) {
        engine_close(e);
        return err_context(err, "metrics");
    }
    *out = e;
    return 0;
}

int engine_open(struct engine **out, struct db *db, const struct config *config,
                date_t as_of, struct err *err)
{
    const struct asset *first = asset_next(METRICS, NULL);
    size_t count = 0;

    for (const struct asset *a = first; a; a = asset_next(METRICS, a))
        count++;
    return engine_open_with(out, db, config, as_of, first, count, err);
}

bool engine_reads(const struct engine *engine, const char *relation)
{
    for (size_t i = 0; i < engine->source_count; i++)
        if (engine->sources[i].text
            && strstr(engine->sources[i].text, relation))
            return true;
    return false;
}

void engine_close(struct engine *engine)
{
    if (!engine)
        return;
    funnel_close(engine->funnel);
    cell_writer_close(engine->writer);
    for (size_t i = 0; i < engine->source_count; i++) {
        query_close(engine->sources[i].rows);
        free(engine->sources[i].columns);
    }
    free(engine->sources);
    for (size_t i = 0; i < engine->metric_count; i++) {
        free(engine->metrics[i].tallied.numerator_columns);
        free(engine->metrics[i].tallied.denominator_columns);
        metric_release(&engine->metrics[i].metric);
    }
    free(engine->metrics);
    free(engine);
}

void engine_hash(char text[HASH_TEXT_SIZE])
{
    static const char *const prefixes[] = { METRICS, SOURCES };
    struct hash *h = hash_new();

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
        for (const struct asset *a = asset_next(prefixes[i], NULL); a;
             a = asset_next(prefixes[i], a)) {
            hash_add(h, a->path, strlen(a->path) + 1);
            hash_add(h, a->text, a->len + 1);
        }
    hash_end(h, text);
}

/* What is made for one period: a frame for each source that it needs. */
struct making {
    struct engine *engine;
    const struct frame *frame;
    struct frame **joined; /* by source; NULL: not needed, or the frame */
    struct masks masks;
};

static bool is_wanted(const struct making *k, const struct engine_metric *em,
                      enum metric_level level)
{
    return em->metric.grains[k->frame->period->grain]
           && em->metric.levels[level];
}

static int join_source(struct making *k, size_t source, struct err *err)
{
    const struct engine_source *s = &k->engine->sources[source];
    const struct period *p = k->frame->period;
    static const char *const grains[] = { "year", "term", "half_term" };
    char start[DATE_TEXT_SIZE], end[DATE_TEXT_SIZE], reference[DATE_TEXT_SIZE];
    char roll[DATE_TEXT_SIZE], as_of[DATE_TEXT_SIZE], year[DATE_TEXT_SIZE];
    const struct db_param params[] = {
        { ":period_key", NULL, p->key },
        { ":period", p->id, 0 },
        { ":grain", grains[p->grain], 0 },
        { ":year", NULL, p->year },
        { ":start", start, 0 },
        { ":end", end, 0 },
        { ":reference", reference, 0 },
        { ":roll_date", roll, 0 },
        { ":as_of", as_of, 0 },
        { ":year_start", year, 0 },
    };

    date_format(p->start, start);
    date_format(p->end, end);
    date_format(p->reference, reference);
    date_format(p->roll_date, roll);
    date_format(k->engine->as_of, as_of);
    date_format(date_make(p->year, 8, 1), year);
    if (query_bind_params(s->rows, params, sizeof(params) / sizeof(*params),
                          err))
        return -1;
    return frame_join(&k->joined[source], k->frame, s->keep, s->columns,
                      s->column_count, s->rows, err);
}

static int join_sources(struct making *k, struct err *err)
{
    const struct engine *e = k->engine;

    for (size_t i = 0; i < e->metric_count; i++) {
        const struct engine_metric *em = &e->metrics[i];

        if (em->source && !k->joined[em->source]
            && em->metric.grains[k->frame->period->grain]
            && join_source(k, em->source, err))
            return err_context(err, "%s", em->metric.id);
    }
    return 0;
}

/* A level's sums: metric i is number at[i] of tally of[i]. */
struct level_sums {
    struct places places;
    struct tally **tallies; /* source x metric_each */
    struct tally **of;      /* NULL: not of this level */
    size_t *at;
};

static void add_up(struct making *k, struct level_sums *l, size_t source,
                   enum metric_each each, struct tally **tally)
{
    const struct engine *e = k->engine;
    const struct tally_metric **list = mem_zero(e->metric_count, sizeof(*list));
    const struct frame *frame = source ? k->joined[source] : k->frame;
    size_t count = 0;

    for (size_t i = 0; i < e->metric_count; i++) {
        const struct engine_metric *em = &e->metrics[i];

        if (em->source != source || em->metric.each != each
            || !is_wanted(k, em, l->places.level))
            continue;
        l->at[i] = count;
        list[count++] = &em->tallied;
    }
    if (count) {
        tally_new(tally, frame, &k->masks, &l->places, list, count);
        for (size_t i = 0; i < e->metric_count; i++)
            if (e->metrics[i].source == source
                && e->metrics[i].metric.each == each
                && is_wanted(k, &e->metrics[i], l->places.level))
                l->of[i] = *tally;
    }
    free(list);
}

/* All places of one entity, in the order of metric_cell's key. */
static int write_entity(struct making *k, const struct level_sums *l,
                        size_t from, size_t end, struct err *err)
{
    struct stats_sums sums[COHORT_COUNT];

    for (size_t i = 0; i < k->engine->metric_count; i++) {
        const struct engine_metric *em = &k->engine->metrics[i];
        size_t stop = em->metric.has_breakdowns ? end : from + 1;

        for (size_t p = from; l->of[i] && p < stop; p++) {
            const struct place *at = &l->places.items[p];
            struct cell_place place = { k->frame->period->key, at->entity,
                                        at->breakdown };

            tally_read(l->of[i], p, l->at[i], sums);
            if (cell_write(k->engine->writer, &place, em->key, &em->metric,
                           sums, err))
                return -1;
        }
    }
    return 0;
}

static int write_level(struct making *k, const struct level_sums *l, bool drops,
                       struct err *err)
{
    const struct places *places = &l->places;
    size_t end;

    for (size_t from = 0; from < places->count; from = end) {
        int64_t entity = places->items[from].entity;

        end = from + 1;
        while (end < places->count && places->items[end].entity == entity)
            end++;
        if ((drops
             && cell_drop_entity(k->engine->writer, k->frame->period->key,
                                 entity, err))
            || write_entity(k, l, from, end, err))
            return -1;
    }
    return 0;
}

static int make_level(struct making *k, enum metric_level level, bool drops,
                      struct err *err)
{
    const struct engine *e = k->engine;
    size_t tally_count = 2 * e->source_count;
    enum grain grain = k->frame->period->grain;
    struct level_sums l;
    int ret;

    places_init(&l.places, k->frame, level,
                grain == GRAIN_YEAR || grain == GRAIN_TERM);
    l.tallies = mem_zero(tally_count, sizeof(*l.tallies));
    l.of = mem_zero(e->metric_count, sizeof(*l.of));
    l.at = mem_zero(e->metric_count, sizeof(*l.at));
    for (size_t i = 0; i < tally_count; i++)
        add_up(k, &l, i / 2, i % 2 ? EACH_ENROLMENT : EACH_PUPIL,
               &l.tallies[i]);
    ret = write_level(k, &l, drops, err);
    for (size_t i = 0; i < tally_count; i++)
        tally_free(l.tallies[i]);
    free(l.tallies);
    free(l.of);
    free(l.at);
    places_release(&l.places);
    return ret;
}

static int make_funnels(struct making *k, struct err *err)
{
    const struct engine *e = k->engine;

    if (funnel_drop(e->funnel, k->frame->period->key, err))
        return -1;
    for (size_t i = 0; i < e->metric_count; i++) {
        const struct engine_metric *em = &e->metrics[i];

        if (em->metric.is_funnel && is_wanted(k, em, LEVEL_SCHOOL)
            && funnel_write(e->funnel, k->frame, em->key, &em->metric, err))
            return -1;
    }
    return 0;
}

static bool has_all_changed(const struct frame *frame)
{
    for (size_t i = 0; i < frame->school_count; i++)
        if (!frame->schools[i].changed)
            return false;
    return true;
}

int engine_period(struct engine *engine, const struct frame *frame,
                  struct err *err)
{
    struct making k = { engine, frame, NULL, { NULL, 0, NULL, 0 } };
    bool all = has_all_changed(frame);
    int ret = -1;

    assert(frame->period->grain != GRAIN_WEEK);
    assert(frame->column_count == COLUMN_COUNT);
    k.joined = mem_zero(engine->source_count, sizeof(struct frame *));
    masks_init(&k.masks, frame);
    if (join_sources(&k, err)
        || (all && cell_drop_period(engine->writer, frame->period->key, err)))
        goto out;
    for (int level = 0; level < LEVEL_COUNT; level++)
        if (make_level(&k, (enum metric_level)level, !all, err))
            goto out;
    ret = make_funnels(&k, err);
out:
    if (ret)
        err_context(err, "%s", frame->period->id);
    for (size_t i = 0; i < engine->source_count; i++)
        frame_free(k.joined[i]);
    free(k.joined);
    masks_release(&k.masks);
    return ret;
}
