#include "ingest/load/markhide.h"

#include "core/db.h"
#include "core/err.h"
#include "ingest/keep/content.h"
#include "ingest/load/markstore.h"

#define SQL "ingest/sql/markstore.sql#"

static struct tie_key tie_key(int64_t content_id, const struct mark_key *key)
{
    return (struct tie_key){ content_id, key->school_key, key->ident_key,
                             key->bucket };
}

/* Two strings of a person that may have marks for one session. */
struct pair {
    struct mark_key a, b;
    struct mark_string x, y;
    int at; /* a position at which both have one */
};

/* The next pair of the statement's rows: 1, 0 at their end, -1. */
static int next_pair(struct markstore *marks, struct query *q, struct pair *p,
                     struct err *err)
{
    int row = query_step(q, err);

    if (row != 1)
        return row;
    p->a =
        (struct mark_key){ query_int(q, 1), query_int(q, 2), query_int(q, 0) };
    p->b = (struct mark_key){ p->a.school_key, query_int(q, 3), p->a.bucket };
    p->at = -1;
    return markmerge_read(&marks->merge, &p->a, &p->x, err)
                   || markmerge_read(&marks->merge, &p->b, &p->y, err)
               ? -1
               : 1;
}

/* Go on to the next position at which both have a mark, and its sources. */
static bool next_both(struct pair *p, struct tie_key *one,
                      struct tie_key *other)
{
    while (++p->at < p->x.length && p->at < p->y.length) {
        if (p->x.marks[p->at] == ' ' || p->y.marks[p->at] == ' ')
            continue;
        *one = tie_key(p->x.contents[p->at], &p->a);
        *other = tie_key(p->y.contents[p->at], &p->b);
        return true;
    }
    return false;
}

static int hide_pair(struct markstore *marks, struct pair *p, struct err *err)
{
    struct query *q = db_query(marks->db, SQL "hide", err);
    struct tie_key one, other;

    while (next_both(p, &one, &other)) {
        bool is_first;
        int order;

        if (contents_compare(marks->merge.contents, one.content_id,
                             other.content_id, &order, err))
            return -1;
        is_first = order ? order > 0
                         : ties_is_later(&marks->ties, &one, &other, p->at);
        query_bind_int(q, 1, p->a.bucket);
        query_bind_int(q, 2, p->a.school_key);
        query_bind_int(q, 3, is_first ? p->b.ident_key : p->a.ident_key);
        query_bind_int(q, 4, p->at);
        if (query_run(q, err))
            return -1;
    }
    return 0;
}

int markhide_begin(struct markstore *marks, struct err *err)
{
    return db_exec(marks->db, "delete from hidden_now", err);
}

int markhide_open_pairs(struct markstore *marks, struct query **pairs,
                        struct err *err)
{
    return query_open_asset(pairs, marks->db, SQL "pairs", err);
}

int markhide_find_ties(struct markstore *marks, struct query *pairs,
                       int64_t *count, bool *is_last, struct err *err)
{
    struct tie_key one, other;
    struct pair p;
    int row = 1;

    ties_clear(&marks->ties);
    *count = 0;
    while (marks->ties.count < TIES_MAX
           && (row = next_pair(marks, pairs, &p, err)) == 1) {
        ++*count;
        while (next_both(&p, &one, &other))
            if (one.content_id == other.content_id) {
                ties_add(&marks->ties, &one);
                ties_add(&marks->ties, &other);
            }
    }
    *is_last = row == 0;
    return row < 0 ? -1 : 0;
}

int markhide_settle(struct markstore *marks, struct query *pairs, int64_t count,
                    struct err *err)
{
    struct pair p;

    for (; count > 0; count--)
        if (next_pair(marks, pairs, &p, err) != 1 || hide_pair(marks, &p, err))
            return -1;
    return 0;
}

int markhide_end(struct markstore *marks, struct err *err)
{
    return db_run_script(marks->db, SQL "end_hidden", NULL, 0, err);
}
