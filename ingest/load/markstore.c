#include "ingest/load/markstore.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

#define SQL "ingest/sql/markstore.sql#"
#define SLOTS_MAX 100000 /* some 22 MB gathered before they are merged */
#define AGAIN_MAX 500000 /* some 6 MB of lines that later ones replaced */

/* Lines for one mark, alike, that a later line replaced. */
struct mark_again {
    uint32_t slot;
    uint32_t lines;
    uint8_t position;
    char symbol;
};

struct mark_span {
    int64_t school_key;
    date_t first;
    date_t last;
};

void markstore_open(struct markstore *marks, struct db *db,
                    struct contents *contents)
{
    memset(marks, 0, sizeof(*marks));
    marks->db = db;
    markmerge_open(&marks->merge, db, contents);
}

void markstore_close(struct markstore *marks)
{
    ties_release(&marks->ties);
    map_release(&marks->index);
    map_release(&marks->spans);
    map_release(&marks->codes);
    map_release(&marks->buckets);
    markmerge_close(&marks->merge);
    free(marks->slots);
    free(marks->sorted);
    free(marks->again);
    free(marks->span_items);
    memset(marks, 0, sizeof(*marks));
}

void markstore_forget(struct markstore *marks)
{
    map_clear(&marks->codes);
    marksources_forget(&marks->merge.sources);
    map_clear(&marks->buckets);
    memset(marks->symbols, 0, sizeof(marks->symbols));
}

/* --- symbols ------------------------------------------------------------ */

static int learn_symbol(struct markstore *marks, const char *mark, char *symbol,
                        struct err *err)
{
    struct query *q = db_query(marks->db, SQL "find_symbol", err);

    query_bind_text(q, 1, mark);
    if (query_step(q, err) < 0)
        return -1;
    *symbol = query_text(q, 0)[0];
    query_reset(q);
    if (!*symbol)
        return err_set(err, ERR_CONFIG,
                       "more than 26 attendance codes of two characters");
    q = db_query(marks->db, SQL "keep_symbol", err);
    query_bind_lent(q, 1, symbol, 1);
    query_bind_text(q, 2, mark);
    return query_run(q, err);
}

static int symbol_of(struct markstore *marks, const char *mark, char *symbol,
                     struct err *err)
{
    unsigned char first = (unsigned char)mark[0];
    bool single = !mark[1] && first < 128;
    int64_t *known;
    bool added;

    if (single && marks->symbols[first]) {
        *symbol = marks->symbols[first];
        return 0;
    }
    known = map_find(&marks->codes, mark, strlen(mark));
    if (known) {
        *symbol = (char)*known;
        return 0;
    }
    if (learn_symbol(marks, mark, symbol, err))
        return -1;
    if (single)
        marks->symbols[first] = *symbol;
    else
        map_put(&marks->codes, mark, strlen(mark), *symbol, &added);
    return 0;
}

/* --- merging ------------------------------------------------------------ */

/* The first mark of a bucket: mark_bucket and mark_day learn its positions. */
static int learn_bucket(struct markstore *marks, int bucket, struct err *err)
{
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    struct query *q;
    int64_t key = bucket;
    bool added;

    map_put(&marks->buckets, &key, sizeof(key), 1, &added);
    if (!added)
        return 0;
    date_format(markday_first(bucket), first);
    date_format(markday_last(bucket), last);
    q = db_query(marks->db, SQL "add_bucket", err);
    query_bind_int(q, 1, bucket);
    query_bind_text(q, 2, first);
    query_bind_text(q, 3, last);
    if (query_run(q, err))
        return -1;
    if (db_changes(marks->db) == 0)
        return 0;
    q = db_query(marks->db, SQL "add_day", err);
    for (int at = 0; at < markday_count(bucket); at++) {
        date_format(markday_date(bucket, at), first);
        query_bind_int(q, 1, bucket);
        query_bind_int(q, 2, at);
        query_bind_text(q, 3, first);
        query_bind_text(q, 4, at % 2 ? "PM" : "AM");
        if (query_run(q, err))
            return -1;
    }
    return 0;
}

static int compare_slots(const void *a, const void *b)
{
    const struct mark_key *x = &(*(const struct mark_slot *const *)a)->key;
    const struct mark_key *y = &(*(const struct mark_slot *const *)b)->key;

    if (x->bucket != y->bucket)
        return x->bucket < y->bucket ? -1 : 1;
    if (x->school_key != y->school_key)
        return x->school_key < y->school_key ? -1 : 1;
    return (x->ident_key > y->ident_key) - (x->ident_key < y->ident_key);
}

/* Earlier lines for a mark that a later line of the file gave too. */
static void count_again(struct markstore *marks)
{
    for (size_t i = 0; i < marks->again_count; i++) {
        const struct mark_again *again = &marks->again[i];
        char last = (char)(marks->slots[again->slot].marks[again->position]
                           & ~MARK_NOT_COUNTED);

        if (again->symbol & MARK_NOT_COUNTED)
            continue;
        if (mark_content(last) == mark_content(again->symbol))
            marks->merge.counts.duplicate += again->lines;
        else
            marks->merge.counts.superseded += again->lines;
    }
    marks->again_count = 0;
}

static int compare_again(const void *a, const void *b)
{
    const struct mark_again *x = a;
    const struct mark_again *y = b;

    if (x->slot != y->slot)
        return x->slot < y->slot ? -1 : 1;
    if (x->position != y->position)
        return x->position < y->position ? -1 : 1;
    return (x->symbol > y->symbol) - (x->symbol < y->symbol);
}

/* Lines that are alike become one. */
static void fold_again(struct markstore *marks)
{
    size_t kept = 0;

    qsort(marks->again, marks->again_count, sizeof(*marks->again),
          compare_again);
    for (size_t i = 1; i < marks->again_count; i++) {
        if (compare_again(&marks->again[kept], &marks->again[i]) == 0)
            marks->again[kept].lines += marks->again[i].lines;
        else
            marks->again[++kept] = marks->again[i];
    }
    marks->again_count = kept + 1;
}

/* In the order of their keys, as mark_string has them. */
static void sort_slots(struct markstore *marks)
{
    if (marks->sorted_capacity < marks->slot_count) {
        marks->sorted_capacity = marks->slot_capacity;
        marks->sorted = mem_grow(marks->sorted, marks->sorted_capacity,
                                 sizeof(*marks->sorted));
    }
    for (size_t i = 0; i < marks->slot_count; i++)
        marks->sorted[i] = &marks->slots[i];
    if (marks->slot_count)
        qsort(marks->sorted, marks->slot_count, sizeof(*marks->sorted),
              compare_slots);
}

static int flush(struct markstore *marks, struct err *err)
{
    int64_t bucket = -1;

    count_again(marks);
    sort_slots(marks);
    for (size_t i = 0; i < marks->slot_count; i++) {
        if (marks->sorted[i]->key.bucket == bucket)
            continue;
        bucket = marks->sorted[i]->key.bucket;
        if (learn_bucket(marks, (int)bucket, err))
            return -1;
    }
    if (markmerge_slots(&marks->merge, marks->sorted, marks->slot_count, err))
        return -1;
    marks->slot_count = 0;
    map_clear(&marks->index);
    return 0;
}

/* --- gathering ---------------------------------------------------------- */

void markstore_begin(struct markstore *marks, int64_t content_id)
{
    markmerge_begin(&marks->merge, content_id);
    marks->slot_count = marks->again_count = marks->span_count = 0;
    map_clear(&marks->index);
    map_clear(&marks->spans);
}

static void note_span(struct markstore *marks, int64_t school_key, date_t date)
{
    struct mark_span *span;
    int64_t *at;
    bool added;

    if (marks->span_count
        && marks->span_items[marks->span_count - 1].school_key == school_key) {
        span = &marks->span_items[marks->span_count - 1];
    } else {
        at = map_put(&marks->spans, &school_key, sizeof(school_key),
                     (int64_t)marks->span_count, &added);
        if (added) {
            MEM_ROOM(marks->span_items, marks->span_count,
                     marks->span_capacity);
            span = &marks->span_items[marks->span_count++];
            span->school_key = school_key;
            span->first = span->last = date;
        } else {
            span = &marks->span_items[*at];
        }
    }
    if (date < span->first)
        span->first = date;
    if (date > span->last)
        span->last = date;
}

static size_t slot_for(struct markstore *marks, const struct mark_key *key)
{
    struct mark_slot *slot;
    int64_t *at;
    bool added;

    if (marks->last_slot < marks->slot_count) {
        const struct mark_key *last = &marks->slots[marks->last_slot].key;

        if (last->ident_key == key->ident_key
            && last->school_key == key->school_key
            && last->bucket == key->bucket)
            return marks->last_slot;
    }
    at = map_put(&marks->index, key, sizeof(*key), (int64_t)marks->slot_count,
                 &added);
    if (added) {
        MEM_ROOM(marks->slots, marks->slot_count, marks->slot_capacity);
        slot = &marks->slots[marks->slot_count++];
        slot->key = *key;
        memset(slot->marks, 0, sizeof(slot->marks));
    }
    marks->last_slot = (size_t)*at;
    return marks->last_slot;
}

/* Room for more lines that are replaced. */
static int make_room(struct markstore *marks, struct err *err)
{
    if (marks->again_count < AGAIN_MAX)
        return 0;
    fold_again(marks);
    return marks->again_count > AGAIN_MAX / 2 ? flush(marks, err) : 0;
}

/* What is asked for each mark is worked out once a day. */
static const struct mark_place *place_of(struct markstore *marks, date_t date)
{
    struct mark_place *place = &marks->places[(unsigned)date % MARK_PLACES];

    if (place->date != date || !place->bucket) {
        place->date = date;
        place->bucket = markday_bucket(date);
        place->position = markday_position(place->bucket, date, 0);
    }
    return place;
}

int markstore_add(struct markstore *marks, const struct mark_of *of,
                  int session, const char *mark, bool on_roll, struct err *err)
{
    const struct mark_place *place = place_of(marks, of->date);
    const struct mark_key key = { of->school_key, of->ident_key,
                                  place->bucket };
    int position = place->position + session;
    char symbol = 0;
    char *at;
    size_t slot;

    if (marks->ties.is_listening) {
        const struct tie_key line = { marks->merge.content_id, of->school_key,
                                      of->ident_key, place->bucket };

        ties_note(&marks->ties, &line, position);
        return 0;
    }
    if (symbol_of(marks, mark, &symbol, err))
        return -1;
    if ((marks->slot_count >= SLOTS_MAX && flush(marks, err))
        || make_room(marks, err))
        return -1;
    slot = slot_for(marks, &key);
    at = &marks->slots[slot].marks[position];
    if (*at) {
        MEM_ROOM(marks->again, marks->again_count, marks->again_capacity);
        marks->again[marks->again_count++] =
            (struct mark_again){ (uint32_t)slot, 1, (uint8_t)position, *at };
    }
    *at = on_roll ? symbol : (char)(symbol | MARK_NOT_COUNTED);
    note_span(marks, of->school_key, of->date);
    return 0;
}

int markstore_end(struct markstore *marks, struct err *err)
{
    if (flush(marks, err))
        return -1;
    for (size_t i = 0; i < marks->span_count; i++) {
        struct query *q = db_query(marks->db, SQL "note_span", err);
        char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];

        date_format(marks->span_items[i].first, first);
        date_format(marks->span_items[i].last, last);
        query_bind_int(q, 1, marks->merge.content_id);
        query_bind_int(q, 2, marks->span_items[i].school_key);
        query_bind_text(q, 3, first);
        query_bind_text(q, 4, last);
        if (query_run(q, err))
            return -1;
    }
    return 0;
}

/* --- withdrawing --------------------------------------------------------- */

int markstore_clear(struct markstore *marks, int64_t content_id,
                    int64_t school_key, struct err *err)
{
    struct query *q = db_query(marks->db, SQL "list_school", err);
    struct mark_key *keys = NULL;
    size_t count = 0, capacity = 0;
    int row, ret = -1;

    query_bind_int(q, 1, school_key);
    while ((row = query_step(q, err)) == 1) {
        MEM_ROOM(keys, count, capacity);
        keys[count++] =
            (struct mark_key){ school_key, query_int(q, 1), query_int(q, 0) };
    }
    for (size_t i = 0; row == 0 && i < count; i++) {
        struct mark_string string;
        bool changed = false;

        if (markmerge_read(&marks->merge, &keys[i], &string, err))
            goto out;
        for (int at = 0; at < string.length; at++)
            if (string.marks[at] != ' ' && string.contents[at] == content_id) {
                string.marks[at] = ' ';
                changed = true;
            }
        if (changed && markmerge_write(&marks->merge, &keys[i], &string, err))
            goto out;
    }
    ret = row;
out:
    free(keys);
    return ret;
}
