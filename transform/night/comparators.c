#include "transform/night/comparators.h"

#include <stdbool.h>
#include <string.h>

#include "config/config.h"
#include "config/published.h"
#include "config/target.h"
#include "core/db.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/str.h"
#include "transform/engine/catalogue.h"
#include "transform/people/cohort.h"
#include "transform/transform.h"

#define SQL "transform/sql/comparators.sql#"
#define SETTING "transform.comparators"
#define PUBLISHED_SETTING "transform.published"
#define ENGLAND "E92000001"

/* What figures are compared with, as the county says it. */
struct comparators {
    struct targets targets;
    struct published published;
};

static bool is_cohort(const char *id)
{
    static const char *const ids[] = {
#define COHORT_ID(bit, id, label, gap) #id,
        COHORTS(COHORT_ID)
#undef COHORT_ID
    };

    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
        if (!strcmp(ids[i], id))
            return true;
    return false;
}

static int read_all(struct comparators *c, const struct config *config,
                    struct err *err)
{
    memset(c, 0, sizeof(*c));
    return targets_read(&c->targets, config, err)
                   || published_read(&c->published, config, is_cohort, err)
               ? -1
               : 0;
}

static void release(struct comparators *c)
{
    targets_release(&c->targets);
    published_release(&c->published);
}

static const struct metric *find_metric(const struct catalogue *c,
                                        const char *id)
{
    for (size_t i = 0; i < c->count; i++)
        if (!strcmp(c->metrics[i].id, id))
            return &c->metrics[i];
    return NULL;
}

/* A fact of a school is no child's, and in cohort `all` only (details.md 35).
 */
static bool is_of_schools(const struct catalogue *c, const struct metric *m)
{
    for (size_t i = 0; i < c->counts.count; i++)
        if (!strcmp(c->counts.items[i]->name, m->denominator_count.name))
            return c->counts.items[i]->kind == COUNT_SCHOOLS;
    return false;
}

static int check_target(const struct targets *targets, const struct target *t,
                        const struct catalogue *metrics, struct err *err)
{
    const struct metric *metric = find_metric(metrics, t->metric);

    if (!metric)
        return err_set(err, ERR_CONFIG,
                       "%s:%d: Metric: there is no metric '%s'", targets->name,
                       t->line, t->metric);
    if (!is_cohort(t->cohort))
        return err_set(err, ERR_CONFIG,
                       "%s:%d: Cohort: there is no cohort '%s'", targets->name,
                       t->line, t->cohort);
    if (is_of_schools(metrics, metric) && strcmp(t->cohort, "all"))
        return err_set(err, ERR_CONFIG,
                       "%s:%d: Cohort: %s counts schools, of which there is a"
                       " figure for cohort 'all' alone, and none for '%s'",
                       targets->name, t->line, t->metric, t->cohort);
    return 0;
}

static int check_targets(const struct targets *targets,
                         const struct catalogue *metrics, struct err *err)
{
    for (size_t i = 0; i < targets->count; i++)
        if (check_target(targets, &targets->items[i], metrics, err))
            return -1;
    return 0;
}

int comparators_check(const struct config *config,
                      const struct catalogue *metrics, struct err *err)
{
    struct comparators c;
    int ret =
        read_all(&c, config, err) || check_targets(&c.targets, metrics, err)
            ? -1
            : 0;

    release(&c);
    return ret;
}

/* --- their tables --------------------------------------------------------- */

static void hash_text(struct hash *h, const char *text)
{
    hash_add(h, text, strlen(text) + 1);
}

static void bind_published(struct query *q, const struct published_row *row,
                           struct hash *h)
{
    const char *const texts[] = {
        row->indicator,   row->key,        row->filters,         row->time,
        row->data_set,    row->title,      row->measure,         row->unit,
        row->cohort,      row->breakdown,  row->breakdown_value, row->numerator,
        row->denominator, row->definition,
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (q)
            query_bind_text(q, (int)i + 1, texts[i]);
        if (h)
            hash_text(h, texts[i]);
    }
}

static void bind_target(struct query *q, const struct target *t, struct hash *h)
{
    const char *const texts[] = { t->metric, t->cohort, t->academic_year,
                                  t->label };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        if (q)
            query_bind_text(q, (int)i + 1, texts[i]);
        if (h)
            hash_text(h, texts[i]);
    }
    if (q)
        query_bind_real(q, 5, t->value);
    if (h)
        hash_add(h, &t->value, sizeof(t->value));
}

/* The authorities of the config; `take` gets each area with its comparator. */
static int each_area(const struct config *config,
                     int (*take)(void *context, const char *comparator,
                                 const char *area, struct err *err),
                     void *context, struct err *err)
{
    const char *rest = config->neighbours;
    struct str code = STR_INIT;
    int ret = take(context, "england", ENGLAND, err)
                      || take(context, "region", config->region, err)
                      || take(context, "county", config->la_code, err)
                  ? -1
                  : 0;

    for (rest += strspn(rest, ", "); ret == 0 && *rest;
         rest += strspn(rest, ", ")) {
        size_t len = strcspn(rest, ", ");

        str_clear(&code);
        str_add_n(&code, rest, len);
        rest += len;
        ret = take(context, "neighbours", code.text, err);
    }
    str_release(&code);
    return ret;
}

static int hash_area(void *context, const char *comparator, const char *area,
                     struct err *err)
{
    (void)err;
    hash_text(context, comparator);
    hash_text(context, area);
    return 0;
}

static int put_area(void *context, const char *comparator, const char *area,
                    struct err *err)
{
    struct query *q = context;

    query_bind_text(q, 1, comparator);
    query_bind_text(q, 2, area);
    return query_run(q, err);
}

/* Are they in their tables as they are? */
static int are_kept(const struct comparators *c, struct db *db,
                    const char *hash, bool *kept, struct err *err)
{
    struct query *q = db_query(db, SQL "read_kept", err);
    int row;

    query_bind_text(q, 1, SETTING);
    row = query_step(q, err);
    *kept = row == 1 && !strcmp(query_text(q, 0), hash)
            && query_int(q, 1) == (int64_t)c->published.count
            && query_int(q, 2) == (int64_t)c->targets.count;
    query_reset(q);
    return row < 0 ? -1 : 0;
}

static int write_all(const struct comparators *c, const struct config *config,
                     struct db *db, const char *hash, struct err *err)
{
    struct query *published, *target, *setting;

    if (db_run_script(db, SQL "forget", NULL, 0, err)
        || each_area(config, put_area, db_query(db, SQL "put_area", err), err))
        return -1;
    published = db_query(db, SQL "put_published", err);
    for (size_t i = 0; i < c->published.count; i++) {
        bind_published(published, &c->published.rows[i], NULL);
        if (query_run(published, err))
            return -1;
    }
    target = db_query(db, SQL "put_target", err);
    for (size_t i = 0; i < c->targets.count; i++) {
        bind_target(target, &c->targets.items[i], NULL);
        if (query_run(target, err))
            return -1;
    }
    setting = db_query(db, "transform/sql/transform.sql#put_setting", err);
    query_bind_text(setting, 1, SETTING);
    query_bind_text(setting, 2, hash);
    return query_run(setting, err);
}

int comparators_keep(struct db *db, const struct config *config,
                     struct err *err)
{
    char hash[HASH_TEXT_SIZE];
    struct hash *h = hash_new();
    struct comparators c;
    bool kept = false;
    int ret = read_all(&c, config, err);

    for (size_t i = 0; i < c.published.count; i++)
        bind_published(NULL, &c.published.rows[i], h);
    for (size_t i = 0; i < c.targets.count; i++)
        bind_target(NULL, &c.targets.items[i], h);
    if (ret == 0)
        ret = each_area(config, hash_area, h, err);
    hash_end(h, hash);
    if (ret == 0)
        ret = are_kept(&c, db, hash, &kept, err);
    if (ret == 0 && !kept)
        ret = write_all(&c, config, db, hash, err);
    release(&c);
    return ret;
}

/* --- what is published ---------------------------------------------------- */

int comparators_publish(struct db *db, struct err *err)
{
    struct query *print = db_query(db, SQL "read_print", err);
    struct query *setting =
        db_query(db, "transform/sql/transform.sql#read_setting", err);
    char hash[HASH_TEXT_SIZE];
    struct hash *h = hash_new();
    bool is_kept;
    int row = query_step(print, err);

    if (row == 1)
        hash_text(h, query_text(print, 0));
    hash_end(h, hash);
    query_reset(print);
    query_bind_text(setting, 1, PUBLISHED_SETTING);
    if (row == 1)
        row = query_step(setting, err);
    is_kept = row == 1 && !strcmp(query_text(setting, 0), hash);
    query_reset(setting);
    if (row < 0)
        return -1;
    if (is_kept)
        return 0;
    if (db_run_script(db, SQL "publish", NULL, 0, err))
        return -1;
    setting = db_query(db, "transform/sql/transform.sql#put_setting", err);
    query_bind_text(setting, 1, PUBLISHED_SETTING);
    query_bind_text(setting, 2, hash);
    return query_run(setting, err);
}
