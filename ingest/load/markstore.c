#include "ingest/load/markstore.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/keep/content.h"

#define SQL "ingest/sql/markstore.sql#"
#define NOT_COUNTED 0x80 /* set in a slot's symbol that is not on roll */
#define SLOTS_MAX 100000 /* some 22 MB gathered before they are merged */
#define AGAIN_MAX 500000 /* some 6 MB of lines that later ones replaced */

struct mark_key {
    int64_t school_key;
    int64_t ident_key;
    int64_t bucket;
};

struct mark_slot {
    struct mark_key key;
    char marks[MARKDAY_POSITIONS]; /* symbols; 0 = this content has none */
};

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

/* A string and the content of each of its marks, unpacked. */
struct merged {
    char marks[MARKDAY_POSITIONS];
    int64_t sources[MARKDAY_POSITIONS];
    int length; /* positions in use */
};

void markstore_open(struct markstore *marks, struct db *db,
                    struct contents *contents)
{
    memset(marks, 0, sizeof(*marks));
    marks->db = db;
    marks->contents = contents;
}

void markstore_close(struct markstore *marks)
{
    ties_release(&marks->ties);
    map_release(&marks->index);
    map_release(&marks->spans);
    map_release(&marks->codes);
    map_release(&marks->sources);
    map_release(&marks->buckets);
    free(marks->slots);
    free(marks->again);
    free(marks->span_items);
    memset(marks, 0, sizeof(*marks));
}

void markstore_forget(struct markstore *marks)
{
    map_clear(&marks->codes);
    map_clear(&marks->sources);
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

/* `/` and `\` are the same content (details.md 5). */
static char content_of(char symbol)
{
    return symbol == '\\' ? '/' : symbol;
}

/* --- patterns ----------------------------------------------------------- */

static void put_number(struct str *s, uint64_t value)
{
    do {
        unsigned char byte = value & 0x7f;

        value >>= 7;
        if (value)
            byte |= 0x80;
        str_add_c(s, (char)byte);
    } while (value);
}

static uint64_t get_number(const unsigned char **at, const unsigned char *end)
{
    uint64_t value = 0;

    for (int shift = 0; *at < end && shift < 63; shift += 7) {
        unsigned char byte = *(*at)++;

        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            break;
    }
    return value;
}

int64_t markstore_source(const void *pattern, size_t pattern_len, int position)
{
    const unsigned char *at = pattern;
    const unsigned char *end = at + pattern_len;
    uint64_t left = (uint64_t)position;

    while (at < end) {
        uint64_t run = get_number(&at, end);
        int64_t source = (int64_t)get_number(&at, end);

        if (left < run)
            return source;
        left -= run;
    }
    return 0;
}

static void unpack(struct merged *m, const char *text, size_t len,
                   const unsigned char *pattern, size_t pattern_len)
{
    const unsigned char *end = pattern + pattern_len;
    int at = 0;

    memset(m->marks, ' ', sizeof(m->marks));
    memset(m->sources, 0, sizeof(m->sources));
    if (len > MARKDAY_POSITIONS)
        len = MARKDAY_POSITIONS;
    if (len)
        memcpy(m->marks, text, len);
    m->length = (int)len;
    while (pattern < end) {
        uint64_t run = get_number(&pattern, end);
        int64_t source = (int64_t)get_number(&pattern, end);

        for (; run && at < MARKDAY_POSITIONS; run--)
            m->sources[at++] = source;
    }
}

/* The pattern of the positions up to the last mark. */
static void pack(const struct merged *m, int length, struct str *pattern)
{
    int64_t current = 0;
    uint64_t run = 0;

    str_clear(pattern);
    for (int i = 0; i < length; i++) {
        if (m->marks[i] == ' ' || m->sources[i] == current || !current) {
            if (!current && m->marks[i] != ' ')
                current = m->sources[i];
            run++;
            continue;
        }
        put_number(pattern, run);
        put_number(pattern, (uint64_t)current);
        current = m->sources[i];
        run = 1;
    }
    if (run) {
        put_number(pattern, run);
        put_number(pattern, (uint64_t)current);
    }
}

static int source_of(struct markstore *marks, const struct str *pattern,
                     int64_t *source_id, struct err *err)
{
    int64_t *known = map_find(&marks->sources, pattern->text, pattern->len);
    struct query *q;
    bool added;
    int row;

    if (known) {
        *source_id = *known;
        return 0;
    }
    q = db_query(marks->db, SQL "find_source", err);
    query_bind_blob(q, 1, pattern->text, pattern->len);
    row = query_read_int(q, source_id, err);
    if (row < 0)
        return -1;
    if (row == 0) {
        q = db_query(marks->db, SQL "add_source", err);
        query_bind_blob(q, 1, pattern->text, pattern->len);
        if (query_run(q, err))
            return -1;
        *source_id = db_last_rowid(marks->db);
    }
    if (marks->sources.count > 100000)
        map_clear(&marks->sources);
    map_put(&marks->sources, pattern->text, pattern->len, *source_id, &added);
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

/* A statement whose first parameters are a string's key. */
static struct query *query_string(struct markstore *marks, const char *asset,
                                  const struct mark_key *key, struct err *err)
{
    struct query *q = db_query(marks->db, asset, err);

    query_bind_int(q, 1, key->bucket);
    query_bind_int(q, 2, key->school_key);
    query_bind_int(q, 3, key->ident_key);
    return q;
}

/* m->length is 0 where there is no string. */
static int read_string(struct markstore *marks, const struct mark_key *key,
                       struct merged *m, struct err *err)
{
    struct query *q = query_string(marks, SQL "read", key, err);
    int row = query_step(q, err);

    if (row < 0)
        return -1;
    if (row) {
        const char *text = query_text(q, 0);
        size_t pattern_len;
        const void *pattern = query_blob(q, 1, &pattern_len);

        unpack(m, text, strlen(text), pattern, pattern_len);
        query_reset(q);
    } else {
        unpack(m, "", 0, NULL, 0);
    }
    return 0;
}

static int used_length(const struct merged *m)
{
    int length = MARKDAY_POSITIONS;

    while (length > 0 && m->marks[length - 1] == ' ')
        length--;
    return length;
}

/* What read_string gave, changed. */
static int write_string(struct markstore *marks, const struct mark_key *key,
                        const struct merged *m, struct err *err)
{
    struct str pattern = STR_INIT;
    int length = used_length(m);
    int64_t source_id = 0;
    struct query *q;
    int ret;

    if (length == 0)
        return query_run(query_string(marks, SQL "drop", key, err), err);
    pack(m, length, &pattern);
    ret = source_of(marks, &pattern, &source_id, err);
    str_release(&pattern);
    if (ret)
        return ret;
    q = query_string(marks, m->length ? SQL "change" : SQL "add", key, err);
    query_bind_lent(q, 4, m->marks, (size_t)length);
    query_bind_int(q, 5, source_id);
    return query_run(q, err);
}

/*
 * A mark of ours at its place; order: of the content whose mark is there to
 * ours. Is the string another then?
 */
static bool merge_mark(struct markstore *marks, struct merged *m, int at,
                       char mark, int order)
{
    char symbol = (char)(mark & ~NOT_COUNTED);
    bool is_first = m->marks[at] == ' ';
    bool is_ours = m->sources[at] == marks->content_id;
    int64_t *count = &marks->counts.loaded;
    bool changes;

    if (!is_first && content_of(m->marks[at]) == content_of(symbol))
        count = &marks->counts.duplicate;
    else if (!is_first && (order > 0 || is_ours))
        count = &marks->counts.superseded;
    *count += !(mark & NOT_COUNTED);
    if (!is_first && order > 0)
        return false;
    changes = !is_ours || m->marks[at] != symbol;
    m->marks[at] = symbol;
    m->sources[at] = marks->content_id;
    return changes;
}

static int merge_slot(struct markstore *marks, const struct mark_slot *slot,
                      struct err *err)
{
    struct merged m;
    bool changed = false;
    int64_t compared = 0;
    int order = 0;

    if (read_string(marks, &slot->key, &m, err))
        return -1;
    for (int i = 0; i < MARKDAY_POSITIONS; i++) {
        if (!slot->marks[i])
            continue;
        if (m.marks[i] != ' ' && m.sources[i] != compared) {
            compared = m.sources[i];
            if (contents_compare(marks->contents, compared, marks->content_id,
                                 &order, err))
                return -1;
        }
        if (merge_mark(marks, &m, i, slot->marks[i], order))
            changed = true;
    }
    return changed ? write_string(marks, &slot->key, &m, err) : 0;
}

static int compare_slots(const void *a, const void *b)
{
    const struct mark_key *x = &((const struct mark_slot *)a)->key;
    const struct mark_key *y = &((const struct mark_slot *)b)->key;

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
                           & ~NOT_COUNTED);

        if (again->symbol & NOT_COUNTED)
            continue;
        if (content_of(last) == content_of(again->symbol))
            marks->counts.duplicate += again->lines;
        else
            marks->counts.superseded += again->lines;
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

static int flush(struct markstore *marks, struct err *err)
{
    int64_t bucket = -1;

    count_again(marks);
    if (marks->slot_count)
        qsort(marks->slots, marks->slot_count, sizeof(*marks->slots),
              compare_slots);
    for (size_t i = 0; i < marks->slot_count; i++) {
        const struct mark_slot *slot = &marks->slots[i];

        if (slot->key.bucket != bucket) {
            bucket = slot->key.bucket;
            if (learn_bucket(marks, (int)bucket, err))
                return -1;
        }
        if (merge_slot(marks, slot, err))
            return -1;
    }
    marks->slot_count = 0;
    map_clear(&marks->index);
    return 0;
}

/* --- gathering ---------------------------------------------------------- */

void markstore_begin(struct markstore *marks, int64_t content_id)
{
    marks->content_id = content_id;
    memset(&marks->counts, 0, sizeof(marks->counts));
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

    if (marks->last_slot < marks->slot_count
        && !memcmp(&marks->slots[marks->last_slot].key, key, sizeof(*key)))
        return marks->last_slot;
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

static struct tie_key tie_key(int64_t content_id, const struct mark_key *key)
{
    return (struct tie_key){ content_id, key->school_key, key->ident_key,
                             key->bucket };
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

int markstore_add(struct markstore *marks, int64_t ident_key,
                  int64_t school_key, date_t date, int session,
                  const char *mark, bool on_roll, struct err *err)
{
    const struct mark_place *place = place_of(marks, date);
    struct mark_key key = { school_key, ident_key, place->bucket };
    int position = place->position + session;
    char symbol = 0;
    char *at;
    size_t slot;

    if (marks->ties.is_listening) {
        struct tie_key line = tie_key(marks->content_id, &key);

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
    *at = on_roll ? symbol : (char)(symbol | NOT_COUNTED);
    note_span(marks, school_key, date);
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
        query_bind_int(q, 1, marks->content_id);
        query_bind_int(q, 2, marks->span_items[i].school_key);
        query_bind_text(q, 3, first);
        query_bind_text(q, 4, last);
        if (query_run(q, err))
            return -1;
    }
    return 0;
}

/* --- withdrawing, hiding ------------------------------------------------ */

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
        struct merged m;
        bool changed = false;

        if (read_string(marks, &keys[i], &m, err))
            goto out;
        for (int at = 0; at < m.length; at++)
            if (m.marks[at] != ' ' && m.sources[at] == content_id) {
                m.marks[at] = ' ';
                changed = true;
            }
        if (changed && write_string(marks, &keys[i], &m, err))
            goto out;
    }
    ret = row;
out:
    free(keys);
    return ret;
}

/* Two strings of a person that may have marks for one session. */
struct pair {
    struct mark_key a, b;
    struct merged x, y;
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
    return read_string(marks, &p->a, &p->x, err)
                   || read_string(marks, &p->b, &p->y, err)
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
        *one = tie_key(p->x.sources[p->at], &p->a);
        *other = tie_key(p->y.sources[p->at], &p->b);
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

        if (contents_compare(marks->contents, one.content_id, other.content_id,
                             &order, err))
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

int markstore_begin_hiding(struct markstore *marks, struct err *err)
{
    return db_exec(marks->db, "delete from hidden_now", err);
}

int markstore_open_pairs(struct markstore *marks, struct query **pairs,
                         struct err *err)
{
    return query_open_asset(pairs, marks->db, SQL "pairs", err);
}

int markstore_find_ties(struct markstore *marks, struct query *pairs,
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

int markstore_hide(struct markstore *marks, struct query *pairs, int64_t count,
                   struct err *err)
{
    struct pair p;

    for (; count > 0; count--)
        if (next_pair(marks, pairs, &p, err) != 1 || hide_pair(marks, &p, err))
            return -1;
    return 0;
}

int markstore_end_hiding(struct markstore *marks, struct err *err)
{
    return db_run_script(marks->db, SQL "end_hidden", NULL, 0, err);
}
