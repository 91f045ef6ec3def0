#include "transform/engine/catalogue.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/codeset.h"
#include "config/config.h"
#include "config/table.h"
#include "core/asset.h"
#include "core/err.h"
#include "core/ini.h"
#include "core/mem.h"
#include "core/str.h"

#define METRICS "transform/metrics/"
#define PROMISES "transform/promises/"
#define SOURCES "transform/sources/"
#define CONDITIONS 4

/* The lines of a description that are about its rows. */
struct rows {
    char *for_each; /* NULL: it is one metric */
    char *only[CONDITIONS];
    size_t only_count;
    char *needs; /* other rows, by their first cell; NULL: none */
};

/* What is read, and what for. */
struct reading {
    struct catalogue *catalogue;
    const struct config *config;
    struct expression_param params[3];
    struct hash *hash;
};

static void add_hash(struct hash *h, const char *text)
{
    hash_add(h, text, strlen(text) + 1);
}

static int take_line(void *context, const char *section, const char *key,
                     const char *value, struct err *err)
{
    struct rows *rows = context;

    (void)section;
    if (!strcmp(key, "for_each")) {
        free(rows->for_each);
        rows->for_each = mem_dup(value);
    } else if (!strcmp(key, "only")) {
        if (rows->only_count == CONDITIONS)
            return err_set(err, ERR_CONFIG, "only is there too often");
        rows->only[rows->only_count++] = mem_dup(value);
    } else if (!strcmp(key, "needs")) {
        free(rows->needs);
        rows->needs = mem_dup(value);
    }
    return 0;
}

static void rows_release(struct rows *rows)
{
    free(rows->for_each);
    for (size_t i = 0; i < rows->only_count; i++)
        free(rows->only[i]);
    free(rows->needs);
}

static int add_metric(struct reading *r, const char *name, const char *text,
                      struct err *err)
{
    struct catalogue *c = r->catalogue;
    struct metric *m;

    add_hash(r->hash, name);
    add_hash(r->hash, text);
    MEM_ROOM(c->metrics, c->count, c->capacity);
    m = &c->metrics[c->count];
    if (metric_parse(m, name, text, r->params,
                     sizeof(r->params) / sizeof(r->params[0]), err))
        return -1;
    c->count++;
    for (size_t i = 0; i + 1 < c->count; i++)
        if (!strcmp(c->metrics[i].id, m->id))
            return err_set(err, ERR_CONFIG, "%s: metric '%s' is there twice",
                           name, m->id);
    return 0;
}

/* "kind share mean": is the row's kind one of these? */
static int holds(const struct table *t, size_t row, const char *condition,
                 bool *is_so, struct err *err)
{
    size_t len = strcspn(condition, " ");
    char *heading = mem_dup_n(condition, len);
    int column = table_column(t, heading);
    const char *cell = table_cell(t, row, column);

    free(heading);
    *is_so = false;
    if (column < 0)
        return err_set(err, ERR_CONFIG, "%s: there is no column '%.*s'",
                       t->name, (int)len, condition);
    for (const char *at = condition + len; *at; at += len) {
        at += strspn(at, " ");
        len = strcspn(at, " ");
        if (len && strlen(cell) == len && !strncmp(cell, at, len))
            *is_so = true;
    }
    return 0;
}

/* A cell stands in a statement: what could end a text in it may not. */
static bool is_plain(const char *cell)
{
    for (; *cell; cell++)
        if ((unsigned char)*cell < ' ' || strchr("'\"\\{}", *cell))
            return false;
    return true;
}

/* The description with the row's cells in the places of {column}. */
static int fill(struct str *out, const char *text, const struct table *t,
                size_t row, struct err *err)
{
    const char *brace;

    str_clear(out);
    while ((brace = strchr(text, '{')) != NULL) {
        size_t len = strcspn(brace + 1, "}\n");
        char *heading = mem_dup_n(brace + 1, len);
        int column = table_column(t, heading);
        const char *cell = table_cell(t, row, column);

        free(heading);
        if (column < 0 || brace[1 + len] != '}')
            return err_set(err, ERR_CONFIG, "{%.*s} is no column of %s",
                           (int)len, brace + 1, t->name);
        if (!is_plain(cell))
            return err_set(err, ERR_CONFIG,
                           "%s:%d: %.*s may hold no quote, backslash or brace",
                           t->name, t->lines[row], (int)len, brace + 1);
        str_add_n(out, text, (size_t)(brace - text));
        str_add(out, cell);
        text = brace + len + 2;
    }
    str_add(out, text);
    return 0;
}

/* Are the rows that this one is made of there, too? */
static int check_needs(const struct table *t, size_t row, const char *needs,
                       struct err *err)
{
    size_t len;

    for (const char *at = needs; at && *at; at += len) {
        bool is_there = false;

        at += strspn(at, " ");
        len = strcspn(at, " ");
        for (size_t i = 0; i < t->row_count && !is_there; i++) {
            const char *key = table_cell(t, i, 0);

            is_there = strlen(key) == len && !strncmp(key, at, len);
        }
        if (len && !is_there)
            return err_set(err, ERR_CONFIG,
                           "%s:%d: %s is made of %.*s, which is not there",
                           t->name, t->lines[row], table_cell(t, row, 0),
                           (int)len, at);
    }
    return 0;
}

/* The metric, of which complaints name the row. */
static int add_row(struct reading *r, const char *name, const char *filled,
                   const struct table *t, size_t row, struct err *err)
{
    struct str origin = STR_INIT;
    struct catalogue *c = r->catalogue;

    str_addf(&origin, "%s:%d", t->name, t->lines[row]);
    if (add_metric(r, name, filled, err)) {
        err_context(err, "%s", origin.text);
        str_release(&origin);
        return -1;
    }
    c->metrics[c->count - 1].origin = str_take(&origin);
    return 0;
}

static int add_rows(struct reading *r, const char *name, const char *text,
                    const struct rows *rows, struct err *err)
{
    struct str filled = STR_INIT;
    struct table t;
    int ret;

    if (codeset_read(&t, r->config, rows->for_each, err))
        return -1;
    ret = 0;
    for (size_t row = 0; ret == 0 && row < t.row_count; row++) {
        bool is_so = true;

        for (size_t i = 0; ret == 0 && is_so && i < rows->only_count; i++)
            ret = holds(&t, row, rows->only[i], &is_so, err);
        if (ret == 0 && is_so)
            ret = check_needs(&t, row, rows->needs, err)
                          || fill(&filled, text, &t, row, err)
                          || add_row(r, name, filled.text, &t, row, err)
                      ? -1
                      : 0;
    }
    table_release(&t);
    str_release(&filled);
    return ret;
}

static int read_description(struct reading *r, const struct asset *a,
                            struct err *err)
{
    struct rows rows = { NULL, { NULL }, 0, NULL };
    int ret = ini_read_text(a->path, a->text, take_line, &rows, err);

    if (ret == 0 && rows.for_each) {
        ret = add_rows(r, a->path, a->text, &rows, err);
        if (ret)
            err_context(err, "%s", a->path);
    } else if (ret == 0) {
        ret = add_metric(r, a->path, a->text, err);
    }
    rows_release(&rows);
    return ret;
}

static int read_all(struct reading *r, const struct asset *descriptions,
                    size_t count, struct err *err)
{
    if (!descriptions)
        for (const struct asset *a = asset_next(METRICS, NULL); a;
             a = asset_next(METRICS, a))
            if (read_description(r, a, err))
                return -1;
    for (size_t i = 0; descriptions && i < count; i++)
        if (read_description(r, &descriptions[i], err))
            return -1;
    return 0;
}

static bool has_metric(const struct catalogue *c, const char *id)
{
    for (size_t i = 0; i < c->count; i++)
        if (!strcmp(c->metrics[i].id, id))
            return true;
    return false;
}

/* Of a metric that is not among those given nobody can promise anything. */
static int read_promises(struct reading *r, bool is_given, struct err *err)
{
    struct catalogue *c = r->catalogue;

    for (const struct asset *a = asset_next(PROMISES, NULL); a;
         a = asset_next(PROMISES, a)) {
        struct promise *p;

        add_hash(r->hash, a->path);
        add_hash(r->hash, a->text);
        MEM_ROOM(c->promises, c->promise_count, c->promise_capacity);
        p = &c->promises[c->promise_count];
        if (promise_parse(p, a->path, a->text, r->params,
                          sizeof(r->params) / sizeof(r->params[0]), err))
            return -1;
        if (!p->metric || has_metric(c, p->metric)) {
            c->promise_count++;
            continue;
        }
        if (!is_given)
            err_set(err, ERR_CONFIG, "%s: there is no metric '%s'", a->path,
                    p->metric);
        promise_release(p);
        if (!is_given)
            return -1;
    }
    return 0;
}

int catalogue_read(struct catalogue *c, const struct config *config,
                   const struct asset *descriptions, size_t count,
                   struct err *err)
{
    struct reading r = {
        .catalogue = c,
        .config = config,
        .params = {
            { "repeat_threshold", config->repeat_threshold },
            { "full_time_primary", config->full_time_primary },
            { "full_time_secondary", config->full_time_secondary },
        },
        .hash = hash_new(),
    };
    int ret;

    memset(c, 0, sizeof(*c));
    ret = read_all(&r, descriptions, count, err)
                  || count_rules_gather(&c->counts, c->metrics, c->count, err)
                  || read_promises(&r, descriptions != NULL, err)
              ? -1
              : 0;
    for (size_t i = 0; i < sizeof(r.params) / sizeof(r.params[0]); i++)
        hash_add(r.hash, &r.params[i].value, sizeof(r.params[i].value));
    for (const struct asset *a = asset_next(SOURCES, NULL); a;
         a = asset_next(SOURCES, a))
        add_hash(r.hash, a->text);
    hash_end(r.hash, c->hash);
    return ret;
}

void catalogue_release(struct catalogue *c)
{
    for (size_t i = 0; i < c->count; i++)
        metric_release(&c->metrics[i]);
    free(c->metrics);
    for (size_t i = 0; i < c->promise_count; i++)
        promise_release(&c->promises[i]);
    free(c->promises);
    count_rules_release(&c->counts);
    memset(c, 0, sizeof(*c));
}
