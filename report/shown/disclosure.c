#include "report/shown/disclosure.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

#define SQL "report/sql/disclosure.sql#"
#define NONE SIZE_MAX
#define ROUNDS_MAX 100

/* ----------------------------------------------------------- small sets */

struct names {
    char **items;
    size_t count;
    size_t capacity;
    size_t last; /* where the last one was found: rows come in runs */
};

static size_t names_find(const struct names *names, const char *name)
{
    if (names->last < names->count && !strcmp(names->items[names->last], name))
        return names->last;
    for (size_t i = 0; i < names->count; i++)
        if (!strcmp(names->items[i], name))
            return i;
    return NONE;
}

static size_t names_add(struct names *names, const char *name)
{
    size_t at = names_find(names, name);

    if (at == NONE) {
        MEM_ROOM(names->items, names->count, names->capacity);
        at = names->count++;
        names->items[at] = mem_dup(name);
    }
    names->last = at;
    return at;
}

static void names_release(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
}

/* ------------------------------------------------------------ the figures */

/* A place that figures stand at: period, entity, cohort, breakdown value. */
struct spot {
    size_t period, entity, cohort, breakdown;
    bool is_county;
    bool is_whole; /* breakdown none */
    size_t topic;  /* the breakdown without its value */
    /*
     * A district is a level, by where schools lie, and a breakdown, by the
     * school a pupil is at: nearly the same children under one name.
     */
    size_t district; /* its name; NONE */
};

struct figure {
    size_t spot;
    size_t metric;
    double numbers[5]; /* numerator denominator value lower upper; NAN null */
};

struct count {
    bool is_count;  /* not the sum of something else */
    bool is_secret; /* a sum of what belongs to who knows how few */
};

/* Counts by their numbers. */
struct part {
    size_t count, whole;
};

struct metric {
    size_t numerator, denominator;
    size_t base; /* that its reliability goes by */
};

struct sheet {
    struct db *db;
    double least; /* suppress_below */
    double low;
    struct names periods, entities, cohorts, topics, breakdowns, districts;
    struct names metrics, counts;
    struct spot *spots;
    size_t spot_count, spot_capacity;
    struct figure *figures;
    size_t figure_count, figure_capacity;
    struct count *told; /* of each count */
    size_t told_capacity;
    struct part *parts;
    size_t part_count, part_capacity;
    struct metric *shown; /* of each metric */
    size_t shown_capacity;
    bool *links;           /* metric x count */
    double *values;        /* spot x count; NAN where it has none */
    unsigned char *hidden; /* spot x count */
};

/* Foreign keys say that it is there; a damaged file may not. */
static int find_known(const struct names *names, const char *name, size_t *at,
                      struct err *err)
{
    *at = names_find(names, name);
    return *at == NONE ? err_set(
               err, ERR_DATA, "the warehouse is damaged: no '%s' in it", name)
                       : 0;
}

static int read_counts(struct sheet *s, struct err *err)
{
    struct query *q = db_query(s->db, SQL "count", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        size_t at = names_add(&s->counts, query_text(q, 0));

        MEM_ROOM(s->told, at, s->told_capacity);
        s->told[at] =
            (struct count){ query_int(q, 1) != 0, query_int(q, 2) != 0 };
    }
    return row;
}

static int read_wholes(struct sheet *s, struct err *err)
{
    struct query *q = db_query(s->db, SQL "whole", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        struct part part;

        if (find_known(&s->counts, query_text(q, 0), &part.count, err)
            || find_known(&s->counts, query_text(q, 1), &part.whole, err))
            return -1;
        MEM_ROOM(s->parts, s->part_count, s->part_capacity);
        s->parts[s->part_count++] = part;
    }
    return row;
}

static int read_shown(struct sheet *s, struct err *err)
{
    struct query *q = db_query(s->db, SQL "shown", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        struct metric metric;
        size_t at;

        if (find_known(&s->counts, query_text(q, 1), &metric.numerator, err)
            || find_known(&s->counts, query_text(q, 2), &metric.denominator,
                          err)
            || find_known(&s->counts, query_text(q, 3), &metric.base, err))
            return -1;
        at = names_add(&s->metrics, query_text(q, 0));
        MEM_ROOM(s->shown, at, s->shown_capacity);
        s->shown[at] = metric;
    }
    return row;
}

static int read_links(struct sheet *s, struct err *err)
{
    struct query *q = db_query(s->db, SQL "link", err);
    int row;

    s->links =
        mem_zero(s->metrics.count * s->counts.count + 1, sizeof(*s->links));
    while ((row = query_step(q, err)) == 1) {
        size_t metric, count;

        if (find_known(&s->metrics, query_text(q, 0), &metric, err)
            || find_known(&s->counts, query_text(q, 1), &count, err))
            return -1;
        s->links[metric * s->counts.count + count] = true;
    }
    return row;
}

static int read_figures(struct sheet *s, struct err *err)
{
    struct query *q = db_query(s->db, SQL "metric", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        struct str text = STR_INIT;
        struct figure *figure;
        struct spot spot;
        struct spot *last;

        spot.is_county = !strcmp(query_text(q, 1), "county");
        spot.is_whole = !strcmp(query_text(q, 4), "none");
        spot.period = names_add(&s->periods, query_text(q, 0));
        str_addf(&text, "%s\t%s", query_text(q, 1), query_text(q, 2));
        spot.entity = names_add(&s->entities, text.text);
        spot.cohort = names_add(&s->cohorts, query_text(q, 3));
        spot.topic = names_add(&s->topics, query_text(q, 4));
        str_clear(&text);
        str_addf(&text, "%s\t%s", query_text(q, 4), query_text(q, 5));
        spot.breakdown = names_add(&s->breakdowns, text.text);
        str_release(&text);
        spot.district = NONE;
        if (!spot.is_county)
            spot.district = names_add(&s->districts, query_text(q, 2));
        else if (!strcmp(query_text(q, 4), "district"))
            spot.district = names_add(&s->districts, query_text(q, 5));
        last = s->spot_count ? &s->spots[s->spot_count - 1] : NULL;
        if (!last || last->period != spot.period || last->entity != spot.entity
            || last->cohort != spot.cohort
            || last->breakdown != spot.breakdown) {
            MEM_ROOM(s->spots, s->spot_count, s->spot_capacity);
            assert(s->spots);
            s->spots[s->spot_count++] = spot;
        }
        MEM_ROOM(s->figures, s->figure_count, s->figure_capacity);
        figure = &s->figures[s->figure_count++];
        figure->spot = s->spot_count - 1;
        if (find_known(&s->metrics, query_text(q, 6), &figure->metric, err))
            return -1;
        for (int i = 0; i < 5; i++)
            figure->numbers[i] =
                query_is_null(q, 7 + i) ? NAN : query_real(q, 7 + i);
    }
    return row;
}

static double *value_at(struct sheet *s, size_t spot, size_t count)
{
    return &s->values[spot * s->counts.count + count];
}

static unsigned char *hidden_at(struct sheet *s, size_t spot, size_t count)
{
    return &s->hidden[spot * s->counts.count + count];
}

static bool is_small(const struct sheet *s, double count)
{
    return count > 0 && count < s->least;
}

static void fill_values(struct sheet *s)
{
    size_t cells = s->spot_count * s->counts.count;

    s->values = mem_zero(cells + 1, sizeof(*s->values));
    s->hidden = mem_zero(cells + 1, sizeof(*s->hidden));
    for (size_t i = 0; i < cells; i++)
        s->values[i] = NAN;
    for (size_t i = 0; i < s->figure_count; i++) {
        const struct figure *figure = &s->figures[i];

        *value_at(s, figure->spot, s->shown[figure->metric].numerator) =
            figure->numbers[0];
        *value_at(s, figure->spot, s->shown[figure->metric].denominator) =
            figure->numbers[1];
    }
}

/* Small itself, or what is left of a count that it is a part of. */
static void hide_small(struct sheet *s)
{
    for (size_t spot = 0; spot < s->spot_count; spot++) {
        for (size_t count = 0; count < s->counts.count; count++)
            *hidden_at(s, spot, count) =
                s->told[count].is_secret
                || (s->told[count].is_count
                    && is_small(s, *value_at(s, spot, count)));
        for (size_t i = 0; i < s->part_count; i++) {
            const struct part *part = &s->parts[i];
            double rest = *value_at(s, spot, part->whole)
                          - *value_at(s, spot, part->count);

            if (is_small(s, rest))
                *hidden_at(s, spot, part->count) = 1;
        }
    }
}

int disclosure_protect(const double *counts, unsigned char *hidden,
                       size_t count, double suppress_below)
{
    int ret = 0;

    for (;;) {
        size_t hidden_count = 0;
        size_t best = NONE;
        double sum = 0;

        for (size_t i = 0; i < count; i++) {
            if (hidden[i]) {
                hidden_count++;
                sum += counts[i];
            } else if (best == NONE || (counts[i] > 0 && counts[best] <= 0)
                       || (counts[i] < counts[best]
                           && (counts[i] > 0) == (counts[best] > 0))) {
                best = i;
            }
        }
        if (hidden_count == 0 || (hidden_count > 1 && sum >= suppress_below))
            return ret;
        if (best == NONE)
            return -1;
        hidden[best] = 1;
        ret = 1;
    }
}

/* --------------------------------------------------- groups with a total */

struct group {
    size_t *parts; /* spots */
    size_t count;
    size_t capacity;
    size_t total; /* a spot, or NONE */
};

/*
 * A hidden total whose parts are all shown is their sum: the smallest part goes
 * too, even the only one.
 */
static bool hide_smallest(struct sheet *s, const struct group *g, size_t count)
{
    size_t best = NONE;

    for (size_t i = 0; i < g->count; i++) {
        double value = *value_at(s, g->parts[i], count);

        if (*hidden_at(s, g->parts[i], count))
            return false;
        if (value > 0
            && (best == NONE || value < *value_at(s, g->parts[best], count)))
            best = i;
    }
    if (best == NONE)
        return false;
    *hidden_at(s, g->parts[best], count) = 1;
    return true;
}

/* True if anything was hidden that was not before. */
static bool protect_group(struct sheet *s, const struct group *g)
{
    double *counts = mem_zero(g->count + 1, sizeof(*counts));
    unsigned char *hidden = mem_zero(g->count + 1, 1);
    bool changed = false;

    for (size_t count = 0; g->total != NONE && count < s->counts.count;
         count++) {
        size_t used = 0;
        int rc;

        if (*hidden_at(s, g->total, count)) {
            changed |= hide_smallest(s, g, count);
            continue;
        }
        if (isnan(*value_at(s, g->total, count)))
            continue;
        for (size_t i = 0; i < g->count; i++) {
            double value = *value_at(s, g->parts[i], count);

            counts[used] = isnan(value) ? 0 : value;
            hidden[used++] = *hidden_at(s, g->parts[i], count);
        }
        rc = disclosure_protect(counts, hidden, used, s->least);
        if (rc == 0)
            continue;
        changed = true;
        for (size_t i = 0; i < g->count; i++)
            *hidden_at(s, g->parts[i], count) = hidden[i];
        if (rc < 0)
            *hidden_at(s, g->total, count) = 1;
    }
    free(counts);
    free(hidden);
    return changed;
}

/* How spots are sorted so that a group's lie together. */
enum order {
    ORDER_DISTRICT,
    ORDER_BREAKDOWN,
    ORDER_COHORT,
    ORDER_TWIN, /* the two ways to say a district */
    ORDERS
};

/* A spot's place in an order; equal ones but for the spot are a group. */
struct rank {
    size_t keys[4];
    size_t spot;
};

static int compare_ranks(const void *left, const void *right)
{
    const struct rank *a = left;
    const struct rank *b = right;

    for (size_t i = 0; i < 4; i++)
        if (a->keys[i] != b->keys[i])
            return a->keys[i] < b->keys[i] ? -1 : 1;
    return (a->spot > b->spot) - (a->spot < b->spot);
}

static bool is_together(const struct spot *a, const struct spot *b,
                        enum order order)
{
    if (order == ORDER_TWIN)
        return a->period == b->period && a->cohort == b->cohort
               && a->district == b->district && a->district != NONE;
    return a->period == b->period
           && (order == ORDER_DISTRICT || a->entity == b->entity)
           && (order == ORDER_COHORT || a->cohort == b->cohort)
           && (order == ORDER_BREAKDOWN || a->breakdown == b->breakdown);
}

static void group_add(struct group *g, size_t spot)
{
    MEM_ROOM(g->parts, g->count, g->capacity);
    g->parts[g->count++] = spot;
}

static bool protect_districts(struct sheet *s, const size_t *spots,
                              size_t count, struct group *g)
{
    g->count = 0;
    g->total = NONE;
    for (size_t i = 0; i < count; i++) {
        if (s->spots[spots[i]].is_county)
            g->total = spots[i];
        else
            group_add(g, spots[i]);
    }
    return protect_group(s, g);
}

/* Each topic's values add up to the whole. */
static bool protect_breakdowns(struct sheet *s, const size_t *spots,
                               size_t count, struct group *g)
{
    size_t whole = NONE;
    bool changed = false;

    for (size_t i = 0; i < count; i++)
        if (s->spots[spots[i]].is_whole)
            whole = spots[i];
    for (size_t topic = 0; topic < s->topics.count; topic++) {
        g->count = 0;
        g->total = whole;
        for (size_t i = 0; i < count; i++)
            if (s->spots[spots[i]].topic == topic && spots[i] != whole)
                group_add(g, spots[i]);
        if (g->count)
            changed |= protect_group(s, g);
    }
    return changed;
}

struct cohort_part {
    size_t whole, part; /* of the cohorts' names */
};

struct cohort_parts {
    struct cohort_part *items;
    size_t count;
    size_t capacity;
};

static bool protect_cohorts(struct sheet *s, const size_t *spots, size_t count,
                            struct group *g, const struct cohort_parts *parts)
{
    bool changed = false;

    for (size_t whole = 0; whole < s->cohorts.count; whole++) {
        g->count = 0;
        g->total = NONE;
        for (size_t i = 0; i < count; i++) {
            size_t cohort = s->spots[spots[i]].cohort;

            if (cohort == whole)
                g->total = spots[i];
            for (size_t j = 0; j < parts->count; j++)
                if (parts->items[j].whole == whole
                    && parts->items[j].part == cohort)
                    group_add(g, spots[i]);
        }
        if (g->count)
            changed |= protect_group(s, g);
    }
    return changed;
}

static int read_parts(struct sheet *s, struct cohort_parts *parts,
                      struct err *err)
{
    struct query *q = db_query(s->db, SQL "part", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        MEM_ROOM(parts->items, parts->count, parts->capacity);
        parts->items[parts->count].whole =
            names_find(&s->cohorts, query_text(q, 0));
        parts->items[parts->count++].part =
            names_find(&s->cohorts, query_text(q, 1));
    }
    return row;
}

/* What is hidden of one is hidden of its twin. */
static bool protect_twins(struct sheet *s, const size_t *spots, size_t count)
{
    bool changed = false;

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            for (size_t at = 0; at < s->counts.count; at++) {
                if (*hidden_at(s, spots[i], at)
                    && !*hidden_at(s, spots[j], at)) {
                    *hidden_at(s, spots[j], at) = 1;
                    changed = true;
                }
            }
        }
    }
    return changed;
}

static size_t *sort_spots(const struct sheet *s, enum order order)
{
    size_t *list = mem_zero(s->spot_count + 1, sizeof(*list));
    struct rank *ranks = mem_zero(s->spot_count + 1, sizeof(*ranks));

    for (size_t i = 0; i < s->spot_count; i++) {
        const struct spot *spot = &s->spots[i];

        if (order == ORDER_TWIN) {
            ranks[i] = (struct rank){
                { spot->period, spot->cohort, spot->district, 0 }, i
            };
            continue;
        }
        ranks[i].keys[0] = spot->period;
        ranks[i].keys[1] = order == ORDER_DISTRICT ? 0 : spot->entity;
        ranks[i].keys[2] = order == ORDER_COHORT ? 0 : spot->cohort;
        ranks[i].keys[3] = order == ORDER_BREAKDOWN ? 0 : spot->breakdown;
        ranks[i].spot = i;
    }
    if (s->spot_count)
        qsort(ranks, s->spot_count, sizeof(*ranks), compare_ranks);
    for (size_t i = 0; i < s->spot_count; i++)
        list[i] = ranks[i].spot;
    free(ranks);
    return list;
}

static bool protect_order(struct sheet *s, const size_t *list, enum order order,
                          const struct cohort_parts *parts, struct group *g)
{
    bool changed = false;
    size_t start = 0;

    for (size_t i = 1; i <= s->spot_count; i++) {
        if (i < s->spot_count
            && is_together(&s->spots[list[start]], &s->spots[list[i]], order))
            continue;
        if (order == ORDER_DISTRICT)
            changed |= protect_districts(s, list + start, i - start, g);
        else if (order == ORDER_BREAKDOWN)
            changed |= protect_breakdowns(s, list + start, i - start, g);
        else if (order == ORDER_TWIN)
            changed |= protect_twins(s, list + start, i - start);
        else
            changed |= protect_cohorts(s, list + start, i - start, g, parts);
        start = i;
    }
    return changed;
}

static int protect(struct sheet *s, struct err *err)
{
    struct cohort_parts parts = { 0 };
    struct group g = { 0 };
    size_t *lists[ORDERS];
    bool changed = s->spot_count > 0;
    int ret = read_parts(s, &parts, err);

    for (int order = 0; order < ORDERS; order++)
        lists[order] = sort_spots(s, (enum order)order);
    /* Each round hides something more, so there is an end. */
    for (int round = 0; ret == 0 && changed; round++) {
        changed = false;
        for (int order = 0; order < ORDERS; order++)
            changed |=
                protect_order(s, lists[order], (enum order)order, &parts, &g);
        if (round == ROUNDS_MAX)
            ret = err_set(err, ERR_INTERNAL, "disclosure control has no end");
    }
    for (int order = 0; order < ORDERS; order++)
        free(lists[order]);
    free(parts.items);
    free(g.parts);
    return ret;
}

/* ------------------------------------------------------------ what is shown */

static bool is_withheld(struct sheet *s, const struct figure *figure)
{
    const bool *links = &s->links[figure->metric * s->counts.count];

    for (size_t count = 0; count < s->counts.count; count++)
        if (links[count] && *hidden_at(s, figure->spot, count))
            return true;
    return false;
}

static void bind_pair(struct query *q, int at, const char *pair)
{
    const char *tab = strchr(pair, '\t');
    char *first = mem_dup_n(pair, (size_t)(tab - pair));

    query_bind_text(q, at, first);
    query_bind_text(q, at + 1, tab + 1);
    free(first);
}

static int put_figures(struct sheet *s, struct disclosure_result *result,
                       struct err *err)
{
    struct query *q = db_query(s->db, SQL "put_metric", err);

    for (size_t i = 0; i < s->figure_count; i++) {
        const struct figure *figure = &s->figures[i];
        const struct spot *spot = &s->spots[figure->spot];
        bool is_hidden = is_withheld(s, figure);
        double base = *value_at(s, figure->spot, s->shown[figure->metric].base);
        bool is_low = (isnan(base) ? figure->numbers[1] : base) < s->low;

        query_bind_text(q, 1, s->periods.items[spot->period]);
        bind_pair(q, 2, s->entities.items[spot->entity]);
        query_bind_text(q, 4, s->cohorts.items[spot->cohort]);
        bind_pair(q, 5, s->breakdowns.items[spot->breakdown]);
        query_bind_text(q, 7, s->metrics.items[figure->metric]);
        for (int j = 0; j < 5; j++) {
            if (is_hidden || (is_low && j >= 2) || isnan(figure->numbers[j]))
                query_bind_null(q, 8 + j);
            else
                query_bind_real(q, 8 + j, figure->numbers[j]);
        }
        query_bind_text(q, 13, is_hidden ? "[c]" : is_low ? "[u]" : NULL);
        if (query_run(q, err))
            return -1;
        if (is_hidden)
            result->withheld++;
        else
            result->shown++;
    }
    return 0;
}

static void sheet_release(struct sheet *s)
{
    names_release(&s->periods);
    names_release(&s->districts);
    names_release(&s->entities);
    names_release(&s->cohorts);
    names_release(&s->topics);
    names_release(&s->breakdowns);
    names_release(&s->metrics);
    names_release(&s->counts);
    free(s->spots);
    free(s->figures);
    free(s->told);
    free(s->parts);
    free(s->shown);
    free(s->links);
    free(s->values);
    free(s->hidden);
}

/* ----------------------------------------------------------------- funnels */

#define FUNNEL_TEXTS 5
#define FUNNEL_NUMBERS 8

struct funnel_row {
    char *texts[FUNNEL_TEXTS]; /* metric period cohort phase urn */
    double numbers[FUNNEL_NUMBERS];
    char *flag;
};

struct funnel {
    struct funnel_row *rows;
    size_t count;
    size_t capacity;
};

static int read_funnel(struct funnel *f, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "funnel", err);
    int step;

    while ((step = query_step(q, err)) == 1) {
        struct funnel_row *row;

        MEM_ROOM(f->rows, f->count, f->capacity);
        row = &f->rows[f->count++];
        for (int i = 0; i < FUNNEL_TEXTS; i++)
            row->texts[i] = mem_dup(query_text(q, i));
        for (int i = 0; i < FUNNEL_NUMBERS; i++)
            row->numbers[i] = query_real(q, FUNNEL_TEXTS + i);
        row->flag = mem_dup(query_text(q, FUNNEL_TEXTS + FUNNEL_NUMBERS));
    }
    return step;
}

static int put_funnel_row(struct query *q, const struct funnel_row *row,
                          bool is_hidden, struct err *err)
{
    for (int i = 0; i < FUNNEL_TEXTS; i++)
        query_bind_text(q, 1 + i, row->texts[i]);
    for (int i = 0; i < FUNNEL_NUMBERS; i++) {
        if (is_hidden)
            query_bind_null(q, 6 + i);
        else
            query_bind_real(q, 6 + i, row->numbers[i]);
    }
    query_bind_text(q, 14, is_hidden ? NULL : row->flag);
    query_bind_text(q, 15, is_hidden ? "[c]" : NULL);
    return query_run(q, err);
}

static bool is_one_funnel(const struct funnel_row *a,
                          const struct funnel_row *b)
{
    for (int i = 0; i < FUNNEL_TEXTS - 1; i++)
        if (strcmp(a->texts[i], b->texts[i]) != 0)
            return false;
    return true;
}

static int put_funnel(struct query *q, const struct funnel_row *rows,
                      size_t count, double least, struct err *err)
{
    double *counts = mem_zero(count, sizeof(*counts));
    unsigned char *hidden = mem_zero(count, 1);
    int ret = 0;

    for (size_t i = 0; i < count; i++) {
        double part = rows[i].numbers[0];
        double whole = rows[i].numbers[1];

        counts[i] = part;
        hidden[i] = (part > 0 && part < least) || (whole > 0 && whole < least)
                    || (whole - part > 0 && whole - part < least);
    }
    /* `expected` gives the phase's total away, so nothing of it can stay. */
    if (disclosure_protect(counts, hidden, count, least) < 0)
        memset(hidden, 1, count);
    for (size_t i = 0; ret == 0 && i < count; i++)
        ret = put_funnel_row(q, &rows[i], hidden[i], err);
    free(counts);
    free(hidden);
    return ret;
}

static int prepare_funnel(struct db *db, double least, struct err *err)
{
    struct funnel f = { 0 };
    struct query *q = db_query(db, SQL "put_funnel", err);
    size_t start = 0;
    int ret = -1;

    if (read_funnel(&f, db, err))
        goto out;
    for (size_t i = 1; i <= f.count; i++) {
        if (i < f.count && is_one_funnel(&f.rows[start], &f.rows[i]))
            continue;
        if (put_funnel(q, &f.rows[start], i - start, least, err))
            goto out;
        start = i;
    }
    ret = 0;
out:
    for (size_t i = 0; i < f.count; i++) {
        for (int j = 0; j < FUNNEL_TEXTS; j++)
            free(f.rows[i].texts[j]);
        free(f.rows[i].flag);
    }
    free(f.rows);
    return ret;
}

int disclosure_prepare(struct db *db, double suppress_below,
                       double low_reliability_below,
                       struct disclosure_result *result, struct err *err)
{
    struct sheet s = { .db = db,
                       .least = suppress_below,
                       .low = low_reliability_below };
    int ret = -1;

    memset(result, 0, sizeof(*result));
    if (db_run_script(db, SQL "schema", NULL, 0, err) || read_counts(&s, err)
        || read_wholes(&s, err) || read_shown(&s, err) || read_links(&s, err)
        || read_figures(&s, err))
        goto out;
    fill_values(&s);
    hide_small(&s);
    if (protect(&s, err) || put_figures(&s, result, err)
        || db_run_script(db, SQL "gap", NULL, 0, err)
        || prepare_funnel(db, suppress_below, err))
        goto out;
    ret = 0;
out:
    sheet_release(&s);
    return ret ? err_context(err, "disclosure control") : 0;
}
