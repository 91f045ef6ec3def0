#include "ingest/load/candidate.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/load/care.h"
#include "ingest/load/fold.h"
#include "ingest/load/nearness.h"

#define SQL "ingest/sql/candidate.sql#"
#define MOST 3        /* that are suggested */
#define SHARED_MAX 50 /* children alike; of more by it nobody is told */

/* Two of the three that a child and a pupil may agree in. */
enum pair { PAIR_SURNAME_BIRTH, PAIR_FORENAME_BIRTH, PAIR_NAMES, PAIRS };

struct suggestion {
    int64_t ident_key, pupil_key;
    enum nearness nearness;
    char upn[16];
};

/* A child on no roll. */
struct lost {
    int64_t ident_key;
    size_t surname, forename, birth; /* in texts */
    size_t next[PAIRS];              /* the child before with that pair, + 1 */
    struct suggestion nearest[MOST];
    size_t count;
};

/* The children of a pair, from the last on. */
struct alike_children {
    size_t last, count;
};

struct search {
    struct db *db;
    const struct persons *persons;
    struct lost *lost;
    size_t lost_count, lost_capacity;
    struct str texts;
    struct map pairs; /* -> rings */
    struct alike_children *rings;
    size_t ring_count, ring_capacity;
    struct str key, surname, forename;
};

static size_t keep(struct search *s, const char *text)
{
    size_t at = s->texts.len;

    str_add(&s->texts, text);
    str_add_c(&s->texts, '\0');
    return at;
}

/* False: half of the pair is not known. */
static bool make_key(struct search *s, enum pair pair, const struct who *who)
{
    const char *first =
        pair == PAIR_FORENAME_BIRTH ? who->forename : who->surname;
    const char *second = pair == PAIR_NAMES ? who->forename : who->birth;

    str_clear(&s->key);
    str_add_c(&s->key, (char)('0' + (int)pair));
    str_add(&s->key, first);
    str_add_c(&s->key, '|');
    str_add(&s->key, second);
    return *first && *second;
}

static struct who who_of(const struct search *s, const struct lost *lost)
{
    return (struct who){ s->texts.text + lost->surname,
                         s->texts.text + lost->forename,
                         s->texts.text + lost->birth };
}

static void enter(struct search *s, size_t at, enum pair pair)
{
    const struct who who = who_of(s, &s->lost[at]);
    struct alike_children *ring;
    int64_t *found;
    bool added;

    if (!make_key(s, pair, &who))
        return;
    found = map_put(&s->pairs, s->key.text, s->key.len, (int64_t)s->ring_count,
                    &added);
    if (added) {
        MEM_ROOM(s->rings, s->ring_count, s->ring_capacity);
        s->rings[s->ring_count++] = (struct alike_children){ 0, 0 };
    }
    ring = &s->rings[*found];
    s->lost[at].next[pair] = ring->last;
    ring->last = at + 1;
    ring->count++;
}

/* Names as they are compared. */
static struct who fold_who(struct search *s, const char *surname,
                           const char *forename, const char *birth)
{
    str_clear(&s->surname);
    str_clear(&s->forename);
    fold_add(&s->surname, surname);
    fold_add(&s->forename, forename);
    return (struct who){ s->surname.text, s->forename.text, birth };
}

static bool is_known(const struct search *s, int64_t ident_key,
                     enum person_flags what)
{
    int64_t pupil_key = s->persons->pupil_key[ident_key];

    return (s->persons->flags[pupil_key] & what) != 0;
}

static void add_lost(struct search *s, const struct care *care,
                     const struct care_child *child)
{
    const struct who who =
        fold_who(s, care_text(care, child->facts[CARE_SURNAME]),
                 care_text(care, child->facts[CARE_FORENAME]),
                 care_text(care, child->facts[CARE_BIRTH]));
    struct lost *lost;

    MEM_ROOM(s->lost, s->lost_count, s->lost_capacity);
    lost = &s->lost[s->lost_count];
    *lost = (struct lost){ .ident_key = child->ident_key };
    lost->surname = keep(s, who.surname);
    lost->forename = keep(s, who.forename);
    lost->birth = keep(s, who.birth);
    for (int pair = 0; pair < PAIRS; pair++)
        enter(s, s->lost_count, (enum pair)pair);
    s->lost_count++;
}

/* On no roll, and their care did not end in adoption. */
static void find_lost(struct search *s, const struct care *care)
{
    for (size_t i = 0; i < care->count; i++)
        if (!is_known(s, care->children[i].ident_key,
                      PERSON_ON_ROLL | PERSON_ADOPTED))
            add_lost(s, care, &care->children[i]);
}

static bool is_nearer(const struct suggestion *a, const struct suggestion *b)
{
    return a->nearness != b->nearness ? a->nearness < b->nearness
                                      : strcmp(a->upn, b->upn) < 0;
}

/* Each person once, as it is nearest. */
static void suggest(struct lost *lost, const struct suggestion *new)
{
    size_t at = 0;

    while (at < lost->count && lost->nearest[at].pupil_key != new->pupil_key)
        at++;
    if (at == lost->count && at < MOST) {
        lost->count++;
    } else {
        at -= at == MOST; /* the furthest gives way */
        if (!is_nearer(new, &lost->nearest[at]))
            return;
    }
    for (; at > 0 && is_nearer(new, &lost->nearest[at - 1]); at--)
        lost->nearest[at] = lost->nearest[at - 1];
    lost->nearest[at] = *new;
}

/* The pupil's UPN, asked for where it is near some child. */
static int read_upn(struct search *s, struct suggestion *new, struct err *err)
{
    struct query *q = db_query(s->db, SQL "upn", err);
    int row;

    if (*new->upn)
        return 0;
    query_bind_int(q, 1, new->ident_key);
    row = query_step(q, err);
    if (row == 1)
        snprintf(new->upn, sizeof(new->upn), "%.15s", query_text(q, 0));
    query_reset(q);
    return row < 0 ? -1 : 0;
}

static int compare(struct search *s, enum pair pair, const struct who *key,
                   const struct who *pupil, struct suggestion *new,
                   struct err *err)
{
    const int64_t *found;
    const struct alike_children *ring;

    if (!make_key(s, pair, key))
        return 0;
    found = map_find(&s->pairs, s->key.text, s->key.len);
    ring = found ? &s->rings[*found] : NULL;
    if (!ring || ring->count > SHARED_MAX)
        return 0;
    if (read_upn(s, new, err))
        return -1;
    for (size_t at = ring->last; at; at = s->lost[at - 1].next[pair]) {
        const struct who child = who_of(s, &s->lost[at - 1]);

        new->nearness = nearness_of(&child, pupil);
        if (new->nearness != NEAR_NOT)
            suggest(&s->lost[at - 1], new);
    }
    return 0;
}

static int look_at_pupil(struct search *s, struct query *q, struct err *err)
{
    struct suggestion new = { .ident_key = query_int(q, 0) };
    struct who pupil, crossed;

    if (is_known(s, new.ident_key, PERSON_ADOPTED))
        return 0;
    new.pupil_key = s->persons->pupil_key[new.ident_key];
    pupil = fold_who(s, query_text(q, 1), query_text(q, 2), query_text(q, 3));
    crossed = (struct who){ pupil.forename, pupil.surname, pupil.birth };
    for (int pair = 0; pair < PAIRS; pair++)
        if (compare(s, (enum pair)pair, &pupil, &pupil, &new, err))
            return -1;
    return compare(s, PAIR_NAMES, &crossed, &pupil, &new, err);
}

static int look_at_pupils(struct search *s, struct err *err)
{
    struct query *q;
    int row;

    if (!s->lost_count)
        return 0;
    q = db_query(s->db, SQL "pupils", err);
    while ((row = query_step(q, err)) == 1)
        if (look_at_pupil(s, q, err))
            return -1;
    return row;
}

static int put(struct search *s, struct err *err)
{
    struct query *q = db_query(s->db, SQL "put", err);

    for (size_t i = 0; i < s->lost_count; i++) {
        const struct lost *lost = &s->lost[i];

        for (size_t n = 0; n < lost->count; n++) {
            query_bind_int(q, 1, lost->ident_key);
            query_bind_int(q, 2, (int64_t)n + 1);
            query_bind_int(q, 3, lost->nearest[n].ident_key);
            query_bind_text(q, 4, nearness_words(lost->nearest[n].nearness));
            if (query_run(q, err))
                return -1;
        }
    }
    return 0;
}

int candidate_settle(struct db *db, const struct care *care,
                     const struct persons *persons, struct err *err)
{
    struct search s = { .db = db,
                        .persons = persons,
                        .texts = STR_INIT,
                        .key = STR_INIT,
                        .surname = STR_INIT,
                        .forename = STR_INIT };
    int ret = db_run_script(db, SQL "clear", NULL, 0, err);

    find_lost(&s, care);
    if (ret == 0)
        ret = look_at_pupils(&s, err) || put(&s, err) ? -1 : 0;
    free(s.lost);
    free(s.rings);
    map_release(&s.pairs);
    str_release(&s.texts);
    str_release(&s.key);
    str_release(&s.surname);
    str_release(&s.forename);
    return ret;
}
