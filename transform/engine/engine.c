#include "transform/engine/engine.h"

#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "transform/engine/catalogue.h"
#include "transform/engine/cell.h"
#include "transform/engine/engine_parts.h"
#include "transform/people/cohort.h"

#define SOURCES "transform/sources/"

static size_t find_text(const char *const *texts, size_t count,
                        const char *text)
{
    size_t i = 0;

    while (i < count && strcmp(texts[i], text) != 0)
        i++;
    return i;
}

static void take_metrics(struct engine *e, const struct catalogue *catalogue)
{
    e->metrics = mem_zero(catalogue->count, sizeof(*e->metrics));
    e->metric_count = catalogue->count;
    e->counts = &catalogue->counts;
    for (size_t i = 0; i < catalogue->count; i++)
        e->metrics[i].metric = &catalogue->metrics[i];
}

static int put_wholes(struct engine *e, const struct count_rule *rule,
                      struct err *err)
{
    struct query *put =
        db_query(e->db, "transform/sql/engine.sql#put_count_part", err);

    for (size_t i = 0; i < rule->whole_count; i++) {
        query_bind_text(put, 1, rule->name);
        query_bind_text(put, 2, rule->wholes[i]);
        if (query_run(put, err))
            return -1;
    }
    return 0;
}

static int put_over(struct engine *e, const struct count_rule *rule,
                    struct err *err)
{
    struct query *put =
        db_query(e->db, "transform/sql/engine.sql#put_count_over", err);

    for (int i = 0; i < 2 && rule->over[i]; i++) {
        query_bind_text(put, 1, rule->name);
        query_bind_int(put, 2, i + 1);
        query_bind_text(put, 3, rule->over[i]);
        query_bind_int(put, 4, i ? rule->over_from : 1);
        if (query_run(put, err))
            return -1;
    }
    return 0;
}

/* In an order in which each finds those that it names. */
static int put_counts(struct engine *e, struct err *err)
{
    struct query *put =
        db_query(e->db, "transform/sql/engine.sql#put_count", err);

    if (db_exec(e->db, "delete from dim_count_part; delete from dim_count_over",
                err))
        return -1;
    for (size_t i = 0; i < e->counts->count; i++) {
        const struct count_rule *rule = e->counts->items[i];

        query_bind_text(put, 1, rule->name);
        query_bind_text(put, 2, count_kind_name(rule->kind));
        query_bind_text(put, 3, rule->less);
        query_bind_text(put, 4, rule->by);
        query_bind_real(put, 5, rule->is_halved ? 0.5 : 1);
        if (query_run(put, err) || put_wholes(e, rule, err)
            || put_over(e, rule, err))
            return -1;
    }
    return 0;
}

static int put_metric(const struct engine *e, struct query *put,
                      const struct metric *m, struct err *err)
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
        { ":numerator_count", m->numerator_count.name, 0 },
        { ":denominator_count", m->denominator_count.name, 0 },
        { ":base_count", count_rules_base(e->counts, m), 0 },
        { ":is_newest", NULL, m->is_newest },
        { ":extract", m->extract ? m->extract : "", 0 },
        { ":aged_by", m->aged_by ? m->aged_by : "", 0 },
    };

    if (query_bind_params(put, params, sizeof(params) / sizeof(*params), err))
        return -1;
    return query_run(put, err);
}

static int put_metrics(struct engine *e, struct err *err)
{
    struct query *put =
        db_query(e->db, "transform/sql/engine.sql#put_metric", err);

    for (size_t i = 0; i < e->metric_count; i++) {
        const struct metric *m = e->metrics[i].metric;

        if (put_metric(e, put, m, err)
            || (m->extract && engine_check_extract(e, m->id, m->extract, err))
            || (m->aged_by && engine_check_extract(e, m->id, m->aged_by, err)))
            return -1;
    }
    return 0;
}

/* Whether it is one of ours, which then knows its key. */
static bool take_key(struct engine *e, int64_t key, const char *id)
{
    for (size_t i = 0; i < e->metric_count; i++)
        if (!strcmp(e->metrics[i].metric->id, id)) {
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
    struct query *list =
        db_query(e->db, "transform/sql/engine.sql#list_metrics", err);
    int64_t *gone = NULL;
    size_t count = 0;
    size_t capacity = 0;
    int row = -1;

    while ((row = query_step(list, err)) == 1) {
        if (take_key(e, query_int(list, 0), query_text(list, 1)))
            continue;
        MEM_ROOM(gone, count, capacity);
        gone[count++] = query_int(list, 0);
    }
    for (size_t i = 0; i < count && !row; i++)
        row = db_drop_key(e->db, "dim_metric", gone[i], err);
    qsort(e->metrics, e->metric_count, sizeof(*e->metrics), compare_keys);
    free(gone);
    return row;
}

/* Those of metrics that are gone. */
static int drop_counts(struct engine *e, struct err *err)
{
    return db_run_script(e->db, "transform/sql/engine.sql#drop_counts", NULL, 0,
                         err);
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
    struct query *put =
        db_query(e->db, "transform/sql/engine.sql#put_gap_pair", err);

    for (size_t i = 0; i < 2 * sizeof(cohorts) / sizeof(*cohorts); i++) {
        if (!is_gap[i / 2])
            continue;
        query_bind_int(put, 1, (int64_t)cohorts[i / 2]);
        query_bind_int(put, 2, (int64_t)comparators[i % 2]);
        if (query_run(put, err))
            return -1;
    }
    return 0;
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

/* The parts of the frame that a metric's columns are of. */
static unsigned parts_of(const struct metric *m)
{
    const struct expression *sides[] = { m->numerator, m->denominator };
    unsigned parts = 0;

    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < expression_column_count(sides[side]); i++) {
            size_t at = find_text(source_frame_columns, COLUMN_COUNT,
                                  expression_column(sides[side], i));

            if (at < COLUMN_COUNT)
                parts |= 1U << column_part((enum column)at);
        }
    return parts;
}

/* Metrics share a source where they have one select, or are worked out of the
   same parts of the frame: it stands where these do. */
static size_t find_source(const struct engine *e, const struct metric *m,
                          const char *text)
{
    size_t s = 0;

    for (; s < e->source_count; s++)
        if (text ? e->sources[s].text && !strcmp(e->sources[s].text, text)
                 : !e->sources[s].text && e->sources[s].parts == parts_of(m))
            break;
    return s;
}

static int open_sources(struct engine *e, struct err *err)
{
    e->sources = mem_zero(e->metric_count, sizeof(*e->sources));
    for (size_t i = 0; i < e->metric_count; i++) {
        struct engine_metric *em = &e->metrics[i];
        const struct metric *m = em->metric;
        const char *text;

        if (source_text(m, &text, err))
            return -1;
        em->source = find_source(e, m, text);
        if (em->source < e->source_count)
            continue;
        if (source_open(&e->sources[e->source_count++], e->db,
                        !text     ? ""
                        : m->from ? m->from
                                  : m->id,
                        text, err))
            return err_context(err, "%s", m->id);
        if (!text)
            e->sources[em->source].parts = parts_of(m);
    }
    return 0;
}

size_t *engine_resolve(const struct source *s, const struct expression *x)
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
        const struct metric *m = e->metrics[i].metric;
        struct source *s = &e->sources[e->metrics[i].source];

        if (source_use(s, m, m->numerator, err)
            || source_use(s, m, m->denominator, err))
            return -1;
    }
    for (size_t i = 0; i < e->source_count; i++)
        source_list_columns(&e->sources[i]);
    for (size_t i = 0; i < e->metric_count; i++) {
        struct engine_metric *em = &e->metrics[i];
        const struct source *s = &e->sources[em->source];

        em->tallied.metric = em->metric;
        em->tallied.numerator_columns =
            engine_resolve(s, em->metric->numerator);
        em->tallied.denominator_columns =
            engine_resolve(s, em->metric->denominator);
    }
    engine_resolve_promises(e);
    return 0;
}

/* Weeks are added up from the frame's attendance columns alone. */
static int check_weeks(const struct engine *e, struct err *err)
{
    for (size_t i = 0; i < e->metric_count; i++) {
        const struct engine_metric *em = &e->metrics[i];
        size_t y_count = expression_column_count(em->metric->numerator);
        size_t m_count = expression_column_count(em->metric->denominator);
        size_t last = 0;

        if (!em->metric->grains[GRAIN_WEEK])
            continue;
        for (size_t c = 0; c < y_count; c++)
            if (em->tallied.numerator_columns[c] > last)
                last = em->tallied.numerator_columns[c];
        for (size_t c = 0; c < m_count; c++)
            if (em->tallied.denominator_columns[c] > last)
                last = em->tallied.denominator_columns[c];
        if (e->sources[em->source].rows || last >= ENGINE_WEEK_COLUMNS)
            return err_set(err, ERR_CONFIG,
                           "%s: grain week is for attendance alone",
                           em->metric->id);
    }
    return 0;
}

static struct engine *
engine_new(struct db *db, const struct catalogue *catalogue, date_t as_of)
{
    struct engine *e = mem_zero(1, sizeof(*e));

    e->db = db;
    e->as_of = as_of;
    take_metrics(e, catalogue);
    return e;
}

int engine_open_to_read(struct engine **out, struct db *db,
                        const struct catalogue *catalogue, date_t as_of,
                        struct err *err)
{
    struct engine *e = engine_new(db, catalogue, as_of);

    *out = NULL;
    if (open_sources(e, err) || resolve_columns(e, err)) {
        engine_close(e);
        return err_context(err, "metrics");
    }
    *out = e;
    return 0;
}

int engine_open(struct engine **out, struct db *db,
                const struct catalogue *catalogue, date_t as_of,
                struct err *err)
{
    struct engine *e = engine_new(db, catalogue, as_of);

    *out = NULL;
    if (put_counts(e, err) || put_metrics(e, err) || take_keys(e, err)
        || drop_counts(e, err) || put_gap_pairs(e, err) || open_sources(e, err)
        || engine_open_promises(e, catalogue, err) || resolve_columns(e, err)
        || check_weeks(e, err) || cell_writer_open(&e->writer, db, err)) {
        engine_close(e);
        return err_context(err, "metrics");
    }
    *out = e;
    return 0;
}

int64_t engine_cell_count(const struct engine *engine)
{
    return cell_count(engine->writer);
}

void engine_close(struct engine *engine)
{
    if (!engine)
        return;
    cell_writer_close(engine->writer);
    engine_close_promises(engine);
    for (size_t i = 0; i < engine->source_count; i++)
        source_close(&engine->sources[i]);
    free(engine->sources);
    for (size_t i = 0; i < engine->metric_count; i++) {
        free(engine->metrics[i].tallied.numerator_columns);
        free(engine->metrics[i].tallied.denominator_columns);
    }
    free(engine->metrics);
    for (size_t i = 0; i < engine->made_count; i++) {
        for (size_t s = 0; engine->made[i].facts && s < engine->source_count;
             s++)
            facts_packed_release(&engine->made[i].facts[s]);
        free(engine->made[i].facts);
        free(engine->made[i].sources);
        free(engine->made[i].schools);
    }
    free(engine->made);
    free(engine);
}
