#include "ingest/load/markmerge.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/bulk.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "ingest/keep/content.h"

#define SQL "ingest/sql/markstore.sql#"
#define AT_ONCE 2048 /* slots that are read before they are written, 0.5 MB */
#define STEPS_MAX 16 /* strings gone past before the next one is sought */
#define NO_TARGET SIZE_MAX

/* A string as it stands, and then as it is to be. */
struct standing {
    int64_t source_id;  /* as it stands */
    size_t target;      /* what it is to have, where it is changed */
    int16_t length;     /* 0 = there is none */
    int16_t new_length; /* with the marks of the slot */
    bool is_changed;    /* it is to be written */
    bool is_other;      /* its marks are others, not only what they came from */
    char marks[MARKDAY_POSITIONS];
};

void markmerge_open(struct markmerge *merge, struct db *db,
                    struct contents *contents)
{
    memset(merge, 0, sizeof(*merge));
    merge->db = db;
    merge->contents = contents;
    merge->pattern = (struct str)STR_INIT;
    marksources_open(&merge->sources, db);
    markmoves_open(&merge->moves);
    merge->standings = mem_alloc(AT_ONCE * sizeof(*merge->standings));
}

void markmerge_close(struct markmerge *merge)
{
    marksources_close(&merge->sources);
    markmoves_close(&merge->moves);
    str_release(&merge->pattern);
    bulk_close(merge->adding);
    free(merge->standings);
    memset(merge, 0, sizeof(*merge));
}

void markmerge_begin(struct markmerge *merge, int64_t content_id)
{
    merge->content_id = content_id;
    memset(&merge->counts, 0, sizeof(merge->counts));
    merge->compared = 0;
}

static void bind_place(struct query *q, const struct mark_key *key)
{
    query_bind_int(q, 1, key->bucket);
    query_bind_int(q, 2, key->school_key);
    query_bind_int(q, 3, key->ident_key);
}

/* --- what stands --------------------------------------------------------- */

static int fill(char marks[MARKDAY_POSITIONS], const void *text, size_t len)
{
    if (len > MARKDAY_POSITIONS)
        len = MARKDAY_POSITIONS;
    memset(marks, ' ', MARKDAY_POSITIONS);
    if (len)
        memcpy(marks, text, len);
    return (int)len;
}

static void take_standing(struct standing *standing, struct query *q)
{
    size_t len;
    const void *text = query_blob(q, 1, &len);

    standing->length = (int16_t)fill(standing->marks, text, len);
    standing->source_id = query_int(q, 2);
}

static void take_none(struct standing *standing)
{
    standing->source_id = 0;
    standing->length = (int16_t)fill(standing->marks, NULL, 0);
}

/*
 * Go on in a statement's rows, in the order of ident_key, to one's row or past
 * it: from row to row, but by the key where many lie between. *at: the ident
 * of the row that it stands on; INT64_MAX = at none.
 */
static int go_to(struct query *q, const struct mark_key *key, int64_t *at,
                 struct err *err)
{
    int row;

    for (int steps = 0; *at < key->ident_key && steps < STEPS_MAX; steps++) {
        row = query_step(q, err);
        if (row < 0)
            return -1;
        *at = row ? query_int(q, 0) : INT64_MAX;
    }
    if (*at >= key->ident_key)
        return 0;
    query_reset(q);
    bind_place(q, key);
    row = query_step(q, err);
    *at = row == 1 ? query_int(q, 0) : INT64_MAX;
    return row < 0 ? -1 : 0;
}

/* What stands of slots of one bucket and school. */
static int read_standings(struct markmerge *merge,
                          const struct mark_slot *const *slots, size_t count,
                          struct err *err)
{
    struct query *q = db_query(merge->db, SQL "read_on", err);
    int64_t at = INT64_MIN;
    int ret = 0;

    bind_place(q, &slots[0]->key);
    for (size_t i = 0; ret == 0 && i < count; i++) {
        struct standing *standing = &merge->standings[i];

        ret = go_to(q, &slots[i]->key, &at, err);
        if (ret == 0 && at == slots[i]->key.ident_key)
            take_standing(standing, q);
        else
            take_none(standing);
    }
    query_reset(q);
    return ret;
}

/* --- merging ------------------------------------------------------------- */

static int compare(struct markmerge *merge, int64_t content_id, struct err *err)
{
    if (merge->compared == content_id)
        return 0;
    if (contents_compare(merge->contents, content_id, merge->content_id,
                         &merge->order, err))
        return -1;
    merge->compared = content_id;
    return 0;
}

/* A string that is all this content's. */
static void merge_new(struct markmerge *merge, const struct mark_slot *slot,
                      struct standing *standing)
{
    int64_t counted = 0;
    int length = 0;

    for (int i = 0; i < MARKDAY_POSITIONS; i++) {
        if (!slot->marks[i])
            continue;
        counted += !(slot->marks[i] & MARK_NOT_COUNTED);
        standing->marks[i] = (char)(slot->marks[i] & ~MARK_NOT_COUNTED);
        length = i + 1;
    }
    merge->counts.loaded += counted;
    standing->new_length = (int16_t)length;
    standing->is_changed = standing->is_other = true;
}

/* A mark of ours where there is one already. */
static int merge_mark(struct markmerge *merge, struct standing *standing,
                      int64_t *content_id, int at, char mark, struct err *err)
{
    char symbol = (char)(mark & ~MARK_NOT_COUNTED);
    bool is_ours = *content_id == merge->content_id;
    int64_t *count = &merge->counts.loaded;

    if (compare(merge, *content_id, err))
        return -1;
    if (mark_content(standing->marks[at]) == mark_content(symbol))
        count = &merge->counts.duplicate;
    else if (merge->order > 0 || is_ours)
        count = &merge->counts.superseded;
    *count += !(mark & MARK_NOT_COUNTED);
    if (merge->order > 0)
        return 0;
    if (standing->marks[at] != symbol)
        standing->is_other = true;
    else if (is_ours)
        return 0;
    standing->is_changed = true;
    standing->marks[at] = symbol;
    *content_id = merge->content_id;
    return 0;
}

/* Into a string that stands; the pattern that it has then in merge->pattern. */
static int merge_known(struct markmerge *merge, const struct mark_slot *slot,
                       struct standing *standing, struct err *err)
{
    int64_t contents[MARKDAY_POSITIONS];
    const int64_t *known;
    int length = standing->length;

    if (marksources_read(&merge->sources, standing->source_id, &known, err))
        return -1;
    memcpy(contents, known, sizeof(contents));
    standing->is_changed = standing->is_other = false;
    for (int i = 0; i < MARKDAY_POSITIONS; i++) {
        if (!slot->marks[i])
            continue;
        if (i >= length)
            length = i + 1;
        if (standing->marks[i] != ' ') {
            if (merge_mark(merge, standing, &contents[i], i, slot->marks[i],
                           err))
                return -1;
            continue;
        }
        merge->counts.loaded += !(slot->marks[i] & MARK_NOT_COUNTED);
        standing->marks[i] = (char)(slot->marks[i] & ~MARK_NOT_COUNTED);
        standing->is_changed = standing->is_other = true;
        contents[i] = merge->content_id;
    }
    standing->new_length = (int16_t)length;
    if (standing->is_changed)
        marksource_pack(&merge->pattern, standing->marks, contents, length);
    return 0;
}

/* --- writing ------------------------------------------------------------- */

/* The target of a string that is all this content's; known by its length. */
static size_t own_target(struct markmerge *merge,
                         const struct standing *standing)
{
    size_t *known = &merge->own[standing->new_length];
    int64_t contents[MARKDAY_POSITIONS];

    if (*known == NO_TARGET) {
        for (int i = 0; i < standing->new_length; i++)
            contents[i] = merge->content_id;
        marksource_pack(&merge->pattern, standing->marks, contents,
                        standing->new_length);
        *known = markmoves_target(&merge->moves, &merge->pattern);
    }
    return *known;
}

static int merge_slot(struct markmerge *merge, const struct mark_slot *slot,
                      struct standing *standing, struct err *err)
{
    if (!standing->length) {
        merge_new(merge, slot, standing);
        standing->target = own_target(merge, standing);
        return 0;
    }
    if (merge_known(merge, slot, standing, err))
        return -1;
    if (!standing->is_changed)
        return 0;
    standing->target = markmoves_target(&merge->moves, &merge->pattern);
    markmoves_leave(&merge->moves, standing->source_id, standing->target,
                    !standing->is_other);
    return 0;
}

/* The pupils whose first string this is at the school come into mark_pupil. */
static int note_pupils(struct markmerge *merge,
                       const struct mark_slot *const *slots, size_t count,
                       struct err *err)
{
    struct query *q = NULL, *add = NULL;
    int64_t at = INT64_MIN;
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < count; i++) {
        const struct mark_key *key = &slots[i]->key;

        if (merge->standings[i].length)
            continue;
        if (!q) {
            q = db_query(merge->db, SQL "read_pupils_on", err);
            add = db_query(merge->db, SQL "add_pupil", err);
            bind_place(q, key);
        }
        ret = go_to(q, key, &at, err);
        if (ret || at == key->ident_key)
            continue;
        query_bind_int(add, 1, key->school_key);
        query_bind_int(add, 2, key->ident_key);
        ret = query_run(add, err);
    }
    query_reset(q);
    return ret;
}

static int write_string(struct query *q, const struct mark_key *key,
                        const char *marks, int length, int64_t source_id,
                        struct err *err)
{
    bind_place(q, key);
    query_bind_lent(q, 4, marks, (size_t)length);
    query_bind_int(q, 5, source_id);
    return query_run(q, err);
}

/* What the next transform must look at (ingest/sql/stale.sql). */
static int note_changed(struct markmerge *merge, const struct mark_key *key,
                        struct err *err)
{
    struct query *q = db_query(merge->db, SQL "note_marks", err);

    query_bind_int(q, 1, key->bucket);
    query_bind_int(q, 2, key->school_key);
    return query_run(q, err)
                   || query_run(db_query(merge->db, SQL "note_relation", err),
                                err)
               ? -1
               : 0;
}

/* With others, by the end of write_standings(). */
static int add_string(struct markmerge *merge, const struct mark_key *key,
                      const struct standing *standing, int64_t source_id,
                      struct err *err)
{
    struct bulk *adding = merge->adding;

    bulk_int(adding, key->bucket);
    bulk_int(adding, key->school_key);
    bulk_int(adding, key->ident_key);
    bulk_lent(adding, standing->marks, (size_t)standing->new_length);
    bulk_int(adding, source_id);
    return bulk_put(adding, err);
}

static int write_standing(struct markmerge *merge, const struct mark_key *key,
                          const struct standing *standing, bool *is_other,
                          struct err *err)
{
    int64_t source_id;

    if (!standing->is_changed)
        return 0;
    source_id = markmoves_source(&merge->moves, standing->target);
    if (!standing->is_other && source_id == standing->source_id)
        return 0;
    *is_other = *is_other || standing->is_other;
    return standing->length
               ? write_string(db_query(merge->db, SQL "change", err), key,
                              standing->marks, standing->new_length, source_id,
                              err)
               : add_string(merge, key, standing, source_id, err);
}

static int write_standings(struct markmerge *merge,
                           const struct mark_slot *const *slots, size_t count,
                           struct err *err)
{
    bool is_other = false;

    if (!merge->adding && bulk_open(&merge->adding, merge->db, SQL "add", err))
        return -1;
    for (size_t i = 0; i < count; i++)
        if (write_standing(merge, &slots[i]->key, &merge->standings[i],
                           &is_other, err))
            return -1;
    if (bulk_flush(merge->adding, err))
        return -1;
    return is_other ? note_changed(merge, &slots[0]->key, err) : 0;
}

/* As many slots of a bucket and school as are read before they are written. */
static int merge_some(struct markmerge *merge,
                      const struct mark_slot *const *slots, size_t count,
                      struct err *err)
{
    const struct mark_key *key = &slots[0]->key;

    markmoves_begin(&merge->moves);
    for (size_t i = 0; i <= MARKDAY_POSITIONS; i++)
        merge->own[i] = NO_TARGET;
    if (read_standings(merge, slots, count, err))
        return -1;
    for (size_t i = 0; i < count; i++)
        if (merge_slot(merge, slots[i], &merge->standings[i], err))
            return -1;
    return note_pupils(merge, slots, count, err)
                   || markmoves_settle(&merge->moves, &merge->sources,
                                       (int)key->bucket, key->school_key, err)
                   || write_standings(merge, slots, count, err)
               ? -1
               : 0;
}

/* Slots of one bucket and school. */
static int merge_run(struct markmerge *merge,
                     const struct mark_slot *const *slots, size_t count,
                     struct err *err)
{
    for (size_t i = 0; i < count; i += AT_ONCE) {
        size_t some = count - i < AT_ONCE ? count - i : AT_ONCE;

        if (merge_some(merge, slots + i, some, err))
            return -1;
    }
    return 0;
}

int markmerge_slots(struct markmerge *merge,
                    const struct mark_slot *const *slots, size_t count,
                    struct err *err)
{
    size_t first = 0;

    for (size_t i = 1; i <= count; i++) {
        const struct mark_key *key = &slots[first]->key;

        if (i < count && slots[i]->key.bucket == key->bucket
            && slots[i]->key.school_key == key->school_key)
            continue;
        if (merge_run(merge, slots + first, i - first, err))
            return -1;
        first = i;
    }
    return 0;
}

/* --- one string ---------------------------------------------------------- */

int markmerge_read(struct markmerge *merge, const struct mark_key *key,
                   struct mark_string *string, struct err *err)
{
    struct query *q = db_query(merge->db, SQL "read", err);
    struct standing standing;
    const int64_t *contents;
    int row;

    memset(string->contents, 0, sizeof(string->contents));
    take_none(&standing);
    bind_place(q, key);
    row = query_step(q, err);
    if (row < 0)
        return -1;
    if (row)
        take_standing(&standing, q);
    query_reset(q);
    memcpy(string->marks, standing.marks, sizeof(string->marks));
    string->length = standing.length;
    if (!row)
        return 0;
    if (marksources_read(&merge->sources, standing.source_id, &contents, err))
        return -1;
    memcpy(string->contents, contents, sizeof(string->contents));
    return 0;
}

int markmerge_write(struct markmerge *merge, const struct mark_key *key,
                    const struct mark_string *string, struct err *err)
{
    struct marksource_pattern pattern = { (int)key->bucket, key->school_key,
                                          NULL, 0 };
    int length = string->length;
    int64_t source_id = 0;
    struct query *q;

    while (length > 0 && string->marks[length - 1] == ' ')
        length--;
    if (length == 0) {
        q = db_query(merge->db, SQL "drop", err);
        bind_place(q, key);
        return query_run(q, err);
    }
    marksource_pack(&merge->pattern, string->marks, string->contents, length);
    pattern.bytes = merge->pattern.text;
    pattern.len = merge->pattern.len;
    if (marksources_find(&merge->sources, &pattern, &source_id, err)
        || (!source_id
            && marksources_add(&merge->sources, &pattern, 0, &source_id, err)))
        return -1;
    q = db_query(merge->db, SQL "change", err);
    return write_string(q, key, string->marks, length, source_id, err)
                   || note_changed(merge, key, err)
               ? -1
               : 0;
}
