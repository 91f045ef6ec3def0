#include "ingest/load/person.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/load/candidate.h"
#include "ingest/load/care.h"
#include "ingest/load/fold.h"
#include "ingest/load/loader.h"
#include "ingest/read/type.h"

#define SQL "ingest/sql/person.sql#"

#define MEMBERS_MAX 20 /* of either kind (details.md 105) */

/* How many ids of each kind a person has. */
struct members {
    uint8_t upns, children;
};

/* Surname, forename and date of birth of children without a UPN. */
struct sought {
    int64_t root;   /* of the only pupil that fits so far, 0 = none */
    bool ambiguous; /* two fit */
};

/* A child without a UPN that is looked for by its names. */
struct seeker {
    int64_t ident_key;
    int64_t sought; /* -1 = some of it is not known */
};

/* A row that gives a child a UPN whose pupil is not called by its names. */
struct doubt {
    int64_t ident_key, upn_key;
    int64_t sought;
};

struct links {
    struct loader *loader;
    int64_t *parent;         /* by ident_key: a forest, roots are the least */
    struct members *members; /* by ident_key, of roots */
    int64_t count;           /* idents */
    struct seeker *seekers;
    size_t seeker_count;
    size_t seeker_capacity;
    struct doubt *doubts;
    size_t doubt_count, doubt_capacity;
    struct sought *sought;
    size_t sought_count;
    size_t sought_capacity;
    struct map names;  /* folded names and birth -> sought */
    struct map births; /* dates of birth that are looked for */
    struct care care;
    uint8_t *flags;     /* by ident_key: person_flags; of whom rolls tell */
    uint64_t *surnames; /* by ident_key: of a surname's text, 0 = none yet */
};

static int64_t root_of(struct links *links, int64_t ident)
{
    while (links->parent[ident] != ident) {
        links->parent[ident] = links->parent[links->parent[ident]];
        ident = links->parent[ident];
    }
    return ident;
}

/* Make one person of two; false: it would have too many ids. */
static bool join(struct links *links, int64_t a, int64_t b)
{
    int64_t x = root_of(links, a);
    int64_t y = root_of(links, b);
    int64_t first = x < y ? x : y;
    struct members *m = links->members;

    if (x == y)
        return true;
    if (m[x].upns + m[y].upns > MEMBERS_MAX
        || m[x].children + m[y].children > MEMBERS_MAX)
        return false;
    m[first] = (struct members){ (uint8_t)(m[x].upns + m[y].upns),
                                 (uint8_t)(m[x].children + m[y].children) };
    links->parent[first == x ? y : x] = first;
    return true;
}

/* Idents may have been made since: each starts as a person of its own. */
static void make_room(struct links *links, int64_t ident)
{
    size_t count = (size_t)ident + 1;

    if (ident < links->count)
        return;
    links->parent = mem_grow(links->parent, count, sizeof(*links->parent));
    links->members = mem_grow(links->members, count, sizeof(*links->members));
    links->flags = mem_grow(links->flags, count, sizeof(*links->flags));
    links->surnames =
        mem_grow(links->surnames, count, sizeof(*links->surnames));
    while (links->count <= ident) {
        links->flags[links->count] = 0;
        links->surnames[links->count] = 0;
        links->members[links->count] = (struct members){ .upns = 1 };
        links->parent[links->count] = links->count;
        links->count++;
    }
}

/* other: whose the link would make it, 0 = nobody's in particular. */
static int note(struct links *links, const char *kind, int64_t ident,
                int64_t other, struct err *err)
{
    struct query *q = db_query(links->loader->db, SQL "note", err);

    query_bind_text(q, 1, kind);
    query_bind_int(q, 2, ident);
    query_bind_int(q, 3, other);
    return query_run(q, err);
}

/* A link that an extract gives: made, or listed. */
static int link_ids(struct links *links, int64_t ident, int64_t other,
                    struct err *err)
{
    return join(links, ident, other)
               ? 0
               : note(links, "too_many", ident, other, err);
}

/* A name and a bar. */
static void add_folded(struct str *key, const char *name)
{
    fold_add(key, name);
    str_add_c(key, '|');
}

/* FormerUPN: but never to a child who was adopted (details.md 13). */
static int join_former(struct links *links, struct err *err)
{
    struct query *q = db_query(links->loader->db, SQL "former", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        int64_t ident = query_int(q, 0);
        bool adopted = query_int(q, 2) != 0;
        int64_t former;

        /* Marks under it may come later in this run: it needs its key now. */
        if (idents_key(&links->loader->idents, 'u', query_text(q, 1), &former,
                       err))
            return -1;
        make_room(links, ident > former ? ident : former);
        if (adopted ? note(links, "adoption_link", ident, 0, err)
                    : link_ids(links, ident, former, err))
            return -1;
    }
    return row;
}

static void add_person(struct str *key, const char *surname,
                       const char *forename, const char *birth)
{
    str_clear(key);
    add_folded(key, surname);
    add_folded(key, forename);
    str_add(key, birth);
}

/* Whom these names and birth are of is to be found: its place in `sought`. */
static int64_t find_later(struct links *links, const struct str *key,
                          const char *birth)
{
    bool added;
    int64_t at = *map_put(&links->names, key->text, key->len,
                          (int64_t)links->sought_count, &added);

    if (!added)
        return at;
    MEM_ROOM(links->sought, links->sought_count, links->sought_capacity);
    links->sought[links->sought_count++] = (struct sought){ 0, false };
    map_put(&links->births, birth, strlen(birth), 1, &added);
    return at;
}

static void seek(struct links *links, struct str *key, int64_t ident,
                 const char *surname, const char *forename, const char *birth)
{
    struct seeker *seeker;

    MEM_ROOM(links->seekers, links->seeker_count, links->seeker_capacity);
    seeker = &links->seekers[links->seeker_count++];
    *seeker = (struct seeker){ ident, -1 };
    if (!*surname || !*forename || !*birth)
        return;
    add_person(key, surname, forename, birth);
    seeker->sought = find_later(links, key, birth);
}

/* By the UPN that is known for a child, of crosswalk, plans and return. */
static int join_child(struct links *links, int64_t child, const char *upn,
                      struct err *err)
{
    int64_t ident;

    if (idents_key(&links->loader->idents, 'u', upn, &ident, err))
        return -1;
    make_room(links, ident);
    return link_ids(links, child, ident, err);
}

static const char *find_upn(struct links *links, struct query *q,
                            const struct care_child *told)
{
    if (!query_is_null(q, 1))
        return query_text(q, 1);
    return told && told->facts[CARE_UPN]
               ? care_text(&links->care, told->facts[CARE_UPN])
               : query_text(q, 2);
}

/* By names of social care, and its birth, or else the return's. */
static void seek_child(struct links *links, struct str *key, struct query *q,
                       const struct care_child *told)
{
    const struct care *care = &links->care;

    if (told)
        seek(links, key, query_int(q, 0),
             care_text(care, told->facts[CARE_SURNAME]),
             care_text(care, told->facts[CARE_FORENAME]),
             told->facts[CARE_BIRTH] ? care_text(care, told->facts[CARE_BIRTH])
                                     : query_text(q, 4));
    else
        seek(links, key, query_int(q, 0), "", "", "");
}

static int join_children(struct links *links, struct err *err)
{
    const struct care *care = &links->care;
    struct query *q = db_query(links->loader->db, SQL "children", err);
    struct str key = STR_INIT;
    int row;

    while ((row = query_step(q, err)) == 1) {
        int64_t child = query_int(q, 0);
        const struct care_child *told = care_find(care, child);
        const char *upn = find_upn(links, q, told);
        int ret = 0;

        make_room(links, child);
        links->members[child] = (struct members){ .children = 1 };
        if (*upn)
            ret = join_child(links, child, upn, err);
        else if (query_int(q, 3)) /* the new identity is never linked to the
                                     old */
            ret = note(links, "unmatched", child, 0, err);
        else
            seek_child(links, &key, q, told);
        if (ret) {
            row = -1;
            break;
        }
    }
    str_release(&key);
    return row;
}

/* *is_called: some roll calls the UPN so, as names are compared. */
static int is_called(struct links *links, int64_t upn_key,
                     const struct str *person, bool *called, struct err *err)
{
    struct query *q = db_query(links->loader->db, SQL "said_of", err);
    struct str key = STR_INIT;
    int row;

    *called = false;
    query_bind_int(q, 1, upn_key);
    while ((row = query_step(q, err)) == 1) {
        add_person(&key, query_text(q, 0), query_text(q, 1), query_text(q, 2));
        *called = *called || !strcmp(key.text, person->text);
    }
    str_release(&key);
    return row;
}

/* Rows whose UPN may be another pupil's than the one they name (details 79). */
static int doubt_children(struct links *links, struct err *err)
{
    struct query *q = db_query(links->loader->db, SQL "otherwise", err);
    struct str key = STR_INIT;
    bool called;
    int row;

    while ((row = query_step(q, err)) == 1) {
        const char *birth = query_text(q, 4);
        int64_t upn_key = query_int(q, 1);

        add_person(&key, query_text(q, 2), query_text(q, 3), birth);
        if (is_called(links, upn_key, &key, &called, err)) {
            row = -1;
            break;
        }
        if (called)
            continue;
        MEM_ROOM(links->doubts, links->doubt_count, links->doubt_capacity);
        links->doubts[links->doubt_count++] =
            (struct doubt){ query_int(q, 0), upn_key,
                            find_later(links, &key, birth) };
    }
    str_release(&key);
    return row;
}

/* Another pupil is called as the row says, and the child does not count as that
   one, as it does where the crosswalk has settled it. */
static bool is_another(struct links *links, const struct doubt *doubt)
{
    const struct sought *sought = &links->sought[doubt->sought];
    int64_t root = sought->root ? root_of(links, sought->root) : 0;

    return root
           && (sought->ambiguous
               || (root != root_of(links, doubt->upn_key)
                   && root != root_of(links, doubt->ident_key)));
}

/* The plan follows the UPN; the pupil who is called so is listed. */
static int note_doubts(struct links *links, struct err *err)
{
    for (size_t i = 0; i < links->doubt_count; i++) {
        const struct doubt *doubt = &links->doubts[i];
        const struct sought *sought = &links->sought[doubt->sought];

        if (is_another(links, doubt)
            && note(links, "other_pupil", doubt->ident_key,
                    sought->ambiguous ? 0 : sought->root, err))
            return -1;
    }
    return 0;
}

/* Surnames that rolls give one UPN, as they are compared (details 79). */
static int fold_names(struct links *links, struct err *err)
{
    struct query *put =
        db_query(links->loader->db, "ingest/sql/alike.sql#put_folded", err);
    struct query *q = db_query(links->loader->db, SQL "names_apart", err);
    struct str folded = STR_INIT;
    int row = 0;

    for (int64_t ident = 1; row == 0 && ident < links->count; ident++) {
        if (!(links->flags[ident] & PERSON_CALLED_TWICE))
            continue;
        query_bind_int(q, 1, ident);
        while ((row = query_step(q, err)) == 1) {
            str_clear(&folded);
            fold_add(&folded, query_text(q, 0));
            query_bind_text(put, 1, query_text(q, 0));
            query_bind_text(put, 2, folded.text);
            if (query_run(put, err)) {
                row = -1;
                break;
            }
        }
    }
    str_release(&folded);
    return row;
}

/* Rolls may call the ident by two surnames: their texts differ. */
static void note_surname(struct links *links, int64_t ident, const char *name)
{
    uint64_t hash = *name ? map_hash(name, strlen(name)) | 1 : 0;

    if (hash && links->surnames[ident] && links->surnames[ident] != hash)
        links->flags[ident] |= PERSON_CALLED_TWICE;
    if (hash)
        links->surnames[ident] = hash;
}

/* Does a pupil have the names and birth of a child without a UPN? */
static void find_by_name(struct links *links, int64_t ident, struct query *q,
                         struct str *key)
{
    const char *birth = query_text(q, 3);
    const int64_t *found;
    struct sought *sought;
    int64_t root;

    if (query_is_null(q, 1) || query_is_null(q, 2)
        || !map_find(&links->births, birth, strlen(birth)))
        return;
    add_person(key, query_text(q, 1), query_text(q, 2), birth);
    found = map_find(&links->names, key->text, key->len);
    if (!found)
        return;
    sought = &links->sought[*found];
    root = root_of(links, ident);
    if (sought->root && sought->root != root)
        sought->ambiguous = true;
    sought->root = root;
}

/* What rolls say, once. */
static int read_told(struct links *links, struct err *err)
{
    struct query *q = db_query(links->loader->db, SQL "told", err);
    struct str key = STR_INIT;
    int row;

    while ((row = query_step(q, err)) == 1) {
        int64_t ident = query_int(q, 0);

        links->flags[ident] |= PERSON_ON_ROLL;
        if (query_int(q, 4))
            links->flags[ident] |= PERSON_ADOPTED;
        note_surname(links, ident, query_text(q, 1));
        find_by_name(links, ident, q, &key);
    }
    str_release(&key);
    if (row < 0)
        return -1;
    q = db_query(links->loader->db, SQL "told_before", err);
    while ((row = query_step(q, err)) == 1)
        note_surname(links, query_int(q, 0), query_text(q, 1));
    return row;
}

static int join_by_name(struct links *links, struct err *err)
{
    static const struct sought nobody = { 0, false };

    for (size_t i = 0; i < links->seeker_count; i++) {
        const struct seeker *seeker = &links->seekers[i];
        const struct sought *sought =
            seeker->sought < 0 ? &nobody : &links->sought[seeker->sought];
        const char *kind = !sought->root       ? "unmatched"
                           : sought->ambiguous ? "ambiguous"
                                               : "too_many";

        if (sought->root && !sought->ambiguous
            && join(links, seeker->ident_key, sought->root))
            continue;
        if (note(links, kind, seeker->ident_key, 0, err))
            return -1;
    }
    return 0;
}

/* Who the persons are is settled: what is known of any id is of them all. */
static int settle_flags(struct links *links, struct err *err)
{
    struct query *q = db_query(links->loader->db, SQL "adopted", err);
    int row;

    while ((row = query_step(q, err)) == 1)
        links->flags[query_int(q, 0)] |= PERSON_ADOPTED;
    for (int64_t ident = 1; row == 0 && ident < links->count; ident++) {
        links->parent[ident] = root_of(links, ident);
        links->flags[links->parent[ident]] |= links->flags[ident];
    }
    return row;
}

static int settle_candidates(struct links *links, struct err *err)
{
    const struct persons persons = { links->parent, links->flags };

    return settle_flags(links, err)
                   || candidate_settle(links->loader->db, &links->care,
                                       &persons, err)
               ? -1
               : 0;
}

/* Ids that belong to another person than before. */
struct moves {
    struct move {
        int64_t ident, from, to; /* from 0: the id is new */
    } * items;
    size_t count, capacity;
};

static int put_person(struct links *links, int64_t ident, int64_t pupil,
                      struct err *err)
{
    struct query *q = db_query(links->loader->db, SQL "put", err);

    query_bind_int(q, 1, ident);
    query_bind_int(q, 2, pupil);
    return query_run(q, err);
}

/* A new id that nothing links to another moves nobody: all such, and whoever is
   moved then, begin as persons of their own. */
static int find_moves(struct links *links, struct moves *moves, struct err *err)
{
    bool has_new = false;
    int64_t *known = mem_zero((size_t)links->count + 1, sizeof(*known));
    struct query *q = db_query(links->loader->db, SQL "list", err);
    int ret;

    while ((ret = query_step(q, err)) == 1)
        if (query_int(q, 0) < links->count)
            known[query_int(q, 0)] = query_int(q, 1);
    for (int64_t ident = 1; ret == 0 && ident < links->count; ident++) {
        int64_t root = root_of(links, ident);

        if (known[ident] == root)
            continue;
        has_new = has_new || !known[ident];
        if (!known[ident] && root == ident)
            continue;
        MEM_ROOM(moves->items, moves->count, moves->capacity);
        moves->items[moves->count++] =
            (struct move){ ident, known[ident], root };
    }
    free(known);
    return ret == 0 && has_new ? person_add_new(links->loader, err) : ret;
}

/*
 * Rolls and histories that depend on whose the ids are, as persons now are.
 * is_before: they have not moved. Of an id that is new there is nothing to note
 * then, as nobody else was of its person.
 */
static int note_stays(struct links *links, const struct moves *moves,
                      bool is_before, struct err *err)
{
    static const char *const assets[] = {
        "ingest/sql/stay.sql#note_moving",
        "ingest/sql/enrolment_state.sql#note_twins",
    };

    for (size_t n = 0; n < sizeof(assets) / sizeof(assets[0]); n++) {
        struct query *q = db_query(links->loader->db, assets[n], err);

        for (size_t i = 0; i < moves->count; i++) {
            if (is_before && !moves->items[i].from)
                continue;
            query_bind_int(q, 1, moves->items[i].ident);
            if (query_run(q, err))
                return -1;
        }
    }
    return 0;
}

/* Figures that move with an id: of its person, and of the one it left. */
static int note_moved(struct links *links, const struct move *m,
                      struct err *err)
{
    struct stale *stale = &links->loader->stale;

    if (m->from && m->from != m->ident && stale_note_child(stale, m->from, err))
        return -1;
    return stale_note_child(stale, m->ident, err);
}

static int put_moves(struct links *links, const struct moves *moves,
                     struct err *err)
{
    for (size_t i = 0; i < moves->count; i++) {
        const struct move *m = &moves->items[i];

        if (put_person(links, m->ident, m->to, err)
            || note_moved(links, m, err))
            return -1;
    }
    return 0;
}

static int write_persons(struct links *links, struct err *err)
{
    struct moves moves = { NULL, 0, 0 };
    int ret = find_moves(links, &moves, err);

    if (ret == 0)
        ret = note_stays(links, &moves, true, err)
                      || put_moves(links, &moves, err)
                      || note_stays(links, &moves, false, err)
                  ? -1
                  : 0;
    free(moves.items);
    return ret;
}

/* *changed: some row that links ids, or says who an id is, is another. */
static int links_changed(struct loader *loader, bool *changed, struct err *err)
{
    const struct type_set *types = loader->types;

    if (stale_has_person(&loader->stale, changed, err))
        return -1;
    for (size_t i = 0; i < types->count && !*changed; i++) {
        const struct type *type = &types->types[i];

        if (type->child >= 0
            && stale_has_relation(&loader->stale, type->table, changed, err))
            return -1;
    }
    return 0;
}

int person_resolve(struct loader *loader, struct err *err)
{
    struct links links = { .loader = loader, .care = CARE_INIT };
    int64_t most = 0;
    bool changed;
    int ret = -1;

    if (links_changed(loader, &changed, err))
        return -1;
    if (!changed)
        return 0;
    if (db_read_int(loader->db, "select coalesce(max(ident_key), 0) from ident",
                    &most, err))
        return -1;
    make_room(&links, most > 0 ? most : 0);
    if (db_exec(loader->db, "delete from person_note", err)
        || join_former(&links, err)
        || care_read(&links.care, loader->db, &loader->contents, err)
        || join_children(&links, err) || doubt_children(&links, err)
        || read_told(&links, err) || join_by_name(&links, err)
        || note_doubts(&links, err) || fold_names(&links, err)
        || write_persons(&links, err) || settle_candidates(&links, err)
        || db_run_script(loader->db, "ingest/sql/stale.sql#clear_person", NULL,
                         0, err))
        goto out;
    loader_forget_persons(loader);
    ret = 0;
out:
    map_release(&links.names);
    map_release(&links.births);
    care_release(&links.care);
    free(links.flags);
    free(links.surnames);
    free(links.seekers);
    free(links.doubts);
    free(links.sought);
    free(links.members);
    free(links.parent);
    return ret;
}

int person_add_new(struct loader *loader, struct err *err)
{
    return db_run_script(loader->db, SQL "add_new", NULL, 0, err);
}
