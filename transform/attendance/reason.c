#include "transform/attendance/reason.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/str.h"
#include "transform/attendance/column.h"

/* What one row of reason_cell holds. */
struct tally {
    int64_t possible;
    int64_t sessions[MARKCODES_MAX_REASONS];
};

struct reasons {
    struct db *db;
    const struct markcodes *marks;
    struct tally tallies[SLOT_COUNT][COHORT_COUNT];
    struct query *read, *drop, *put;
    struct str text;     /* of a row */
    struct str was, now; /* a period's rows of a school */
};

int reasons_open(struct reasons **out, struct db *db,
                 const struct markcodes *marks, struct err *err)
{
    struct reasons *r = mem_zero(1, sizeof(*r));

    *out = NULL;
    r->db = db;
    r->marks = marks;
    r->text = r->was = r->now = (struct str)STR_INIT;
    if (query_open_asset(&r->read, db, "transform/sql/reason.sql#read_school",
                         err)
        || query_open_asset(&r->drop, db,
                            "transform/sql/reason.sql#drop_reasons", err)
        || query_open_asset(&r->put, db, "transform/sql/reason.sql#put_reasons",
                            err)) {
        reasons_close(r);
        return -1;
    }
    *out = r;
    return 0;
}

void reasons_close(struct reasons *r)
{
    if (!r)
        return;
    query_close(r->read);
    query_close(r->drop);
    query_close(r->put);
    str_release(&r->text);
    str_release(&r->was);
    str_release(&r->now);
    free(r);
}

void reasons_add(struct reasons *r, enum slot slot, cohort_mask cohorts,
                 const struct sums *sums)
{
    uint8_t absent[MARKCODES_MAX_REASONS];
    size_t absent_count = 0;
    int possible = sums->figures.of[slot][COLUMN_possible];

    if (possible == 0)
        return;
    for (size_t i = 0; i < r->marks->reason_count; i++)
        if (sums->reasons[slot][i])
            absent[absent_count++] = (uint8_t)i;
    for (int c = 0; c < COHORT_COUNT; c++) {
        struct tally *t = &r->tallies[slot][c];

        if (!(cohorts >> c & 1))
            continue;
        t->possible += possible;
        for (size_t i = 0; i < absent_count; i++)
            t->sessions[absent[i]] += sums->reasons[slot][absent[i]];
    }
}

static void write_sessions(struct reasons *r, const struct tally *t)
{
    const char *comma = "";

    str_clear(&r->text);
    str_add_c(&r->text, '{');
    for (size_t i = 0; i < r->marks->reason_count; i++) {
        if (t->sessions[i] == 0)
            continue;
        str_addf(&r->text, "%s\"%s\":%lld", comma, r->marks->reasons[i],
                 (long long)t->sessions[i]);
        comma = ",";
    }
    str_add_c(&r->text, '}');
}

static int put(struct reasons *r, int64_t period, int64_t entity, int cohort,
               const struct tally *t, struct err *err)
{
    if (t->possible == 0)
        return 0;
    write_sessions(r, t);
    query_bind_int(r->put, 1, period);
    query_bind_int(r->put, 2, entity);
    query_bind_int(r->put, 3, cohort);
    query_bind_int(r->put, 4, t->possible);
    query_bind_lent(r->put, 5, r->text.text, r->text.len);
    return query_run(r->put, err);
}

static void list_row(struct str *rows, int64_t cohort, int64_t possible,
                     const char *sessions)
{
    str_addf(rows, "%lld %lld %s\n", (long long)cohort, (long long)possible,
             sessions);
}

static int read_was(struct reasons *r, int64_t period, int64_t entity,
                    struct err *err)
{
    int row;

    str_clear(&r->was);
    query_bind_int(r->read, 1, period);
    query_bind_int(r->read, 2, entity);
    while ((row = query_step(r->read, err)) == 1)
        list_row(&r->was, query_int(r->read, 0), query_int(r->read, 1),
                 query_text(r->read, 2));
    return row;
}

static void list_now(struct reasons *r, const struct tally of_cohort[])
{
    str_clear(&r->now);
    for (int c = 0; c < COHORT_COUNT; c++) {
        if (of_cohort[c].possible == 0)
            continue;
        write_sessions(r, &of_cohort[c]);
        list_row(&r->now, c, of_cohort[c].possible, r->text.text);
    }
}

static int write_period(struct reasons *r, int64_t period, int64_t entity,
                        const struct tally of_cohort[], bool *changed,
                        struct err *err)
{
    if (read_was(r, period, entity, err))
        return -1;
    list_now(r, of_cohort);
    *changed = strcmp(r->was.text, r->now.text) != 0;
    if (!*changed)
        return 0;
    query_bind_int(r->drop, 1, period);
    query_bind_int(r->drop, 2, entity);
    if (query_run(r->drop, err))
        return -1;
    for (int c = 0; c < COHORT_COUNT; c++)
        if (put(r, period, entity, c, &of_cohort[c], err))
            return -1;
    return 0;
}

int reasons_write_school(struct reasons *r, const struct calendar_year *year,
                         int64_t entity, bool changed[SLOT_COUNT],
                         struct err *err)
{
    memset(changed, 0, SLOT_COUNT * sizeof(*changed));
    for (size_t slot = 0; slot < SLOT_COUNT; slot++)
        if (year->slots[slot]
            && write_period(r, year->slots[slot]->key, entity, r->tallies[slot],
                            &changed[slot], err))
            return -1;
    memset(r->tallies, 0, sizeof(r->tallies));
    return 0;
}

/* --- above the schools --------------------------------------------------- */

/* Rows of several entities, and which schools are in which. */
struct above {
    int64_t *entities;
    struct tally (*tallies)[COHORT_COUNT];
    size_t count, capacity, tally_capacity;
    struct map index;   /* entity -> place */
    struct map parents; /* school's entity -> its index in the spine */
};

static struct tally *place_of(struct above *a, int64_t entity)
{
    bool added;
    size_t at = (size_t)*map_put(&a->index, &entity, sizeof(entity),
                                 (int64_t)a->count, &added);

    if (added) {
        MEM_ROOM(a->entities, a->count, a->capacity);
        MEM_ROOM(a->tallies, a->count, a->tally_capacity);
        memset(&a->tallies[a->count], 0, sizeof(*a->tallies));
        a->entities[a->count++] = entity;
    }
    return a->tallies[at];
}

/* Take {"I":12,"M":3} apart, as put() wrote it. */
static void read_sessions(const struct markcodes *marks, const char *text,
                          struct tally *t)
{
    while ((text = strchr(text, '"')) != NULL) {
        const char *code = ++text;
        size_t len = strcspn(code, "\"");
        char *end;

        for (size_t i = 0; i < marks->reason_count; i++)
            if (strlen(marks->reasons[i]) == len
                && !memcmp(marks->reasons[i], code, len))
                t->sessions[i] += strtoll(code + len + 2, &end, 10);
        text = code + len + 1;
    }
}

static int read_schools(struct reasons *r, struct above *a,
                        const struct spine *spine, int64_t county,
                        int64_t period_key, struct err *err)
{
    struct query *q =
        db_query(r->db, "transform/sql/reason.sql#read_reasons", err);
    int row;

    query_bind_int(q, 1, period_key);
    while ((row = query_step(q, err)) == 1) {
        int64_t entity = query_int(q, 0);
        int64_t cohort = query_int(q, 1);
        const int64_t *school = map_find(&a->parents, &entity, sizeof(entity));
        int64_t up[3] = { county, 0, 0 };

        if (school) {
            up[1] = spine->schools[*school].district;
            up[2] = spine->schools[*school].adviser;
        }
        for (size_t i = 0; i < 3; i++) {
            struct tally *t;

            if (!up[i])
                continue;
            t = &place_of(a, up[i])[cohort];
            t->possible += query_int(q, 2);
            read_sessions(r->marks, query_text(q, 3), t);
        }
    }
    return row;
}

int reasons_roll_up(struct reasons *r, const struct spine *spine,
                    int64_t county, int64_t period_key, struct err *err)
{
    struct above a;
    struct query *drop =
        db_query(r->db, "transform/sql/reason.sql#drop_reasons_above", err);
    int ret = -1;

    memset(&a, 0, sizeof(a));
    for (size_t i = 0; i < spine->school_count; i++) {
        bool added;

        map_put(&a.parents, &spine->schools[i].entity, sizeof(int64_t),
                (int64_t)i, &added);
    }
    query_bind_int(drop, 1, period_key);
    if (read_schools(r, &a, spine, county, period_key, err)
        || query_run(drop, err))
        goto out;
    for (size_t i = 0; i < a.count; i++)
        for (int c = 0; c < COHORT_COUNT; c++)
            if (put(r, period_key, a.entities[i], c, &a.tallies[i][c], err))
                goto out;
    ret = 0;
out:
    free(a.entities);
    free(a.tallies);
    map_release(&a.index);
    map_release(&a.parents);
    return ret;
}
