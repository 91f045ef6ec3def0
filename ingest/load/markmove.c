#include "ingest/load/markmove.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "ingest/load/marksource.h"

#define SQL "ingest/sql/markstore.sql#"

/* A pattern, and the source that has it; 0 = not known yet. */
struct marktarget {
    size_t at, len; /* in patterns */
    int64_t source_id;
};

/* A source whose strings are to have another. */
struct markmove {
    int64_t source_id;
    size_t target;   /* of the first of them */
    int64_t strings; /* that leave it */
    int64_t users;   /* that have it */
    bool is_kept;    /* it is a target itself */
};

void markmoves_open(struct markmoves *moves)
{
    memset(moves, 0, sizeof(*moves));
    moves->patterns = (struct str)STR_INIT;
}

void markmoves_close(struct markmoves *moves)
{
    map_release(&moves->index);
    str_release(&moves->patterns);
    free(moves->targets);
    free(moves->moves);
    memset(moves, 0, sizeof(*moves));
}

void markmoves_begin(struct markmoves *moves)
{
    map_clear(&moves->index);
    str_clear(&moves->patterns);
    moves->target_count = moves->move_count = 0;
    moves->has_equal = false;
}

size_t markmoves_target(struct markmoves *moves, const struct str *pattern)
{
    struct marktarget *target;
    const int64_t *at;
    bool added;

    at = map_put(&moves->index, pattern->text, pattern->len,
                 (int64_t)moves->target_count, &added);
    if (added) {
        MEM_ROOM(moves->targets, moves->target_count, moves->target_capacity);
        target = &moves->targets[moves->target_count++];
        *target = (struct marktarget){ moves->patterns.len, pattern->len, 0 };
        str_add_n(&moves->patterns, pattern->text, pattern->len);
    }
    return (size_t)*at;
}

static struct markmove *find_move(struct markmoves *moves, int64_t source_id)
{
    for (size_t i = moves->move_count; i-- > 0;)
        if (moves->moves[i].source_id == source_id)
            return &moves->moves[i];
    return NULL;
}

void markmoves_leave(struct markmoves *moves, int64_t source_id, size_t target,
                     bool is_equal)
{
    struct markmove *move = find_move(moves, source_id);

    moves->has_equal |= is_equal;
    if (!move) {
        MEM_ROOM(moves->moves, moves->move_count, moves->move_capacity);
        move = &moves->moves[moves->move_count++];
        *move = (struct markmove){ source_id, target, 0, 0, false };
    }
    move->strings++;
}

/* How many strings have each source that some of them leave. */
static int count_users(struct markmoves *moves, struct db *db, int bucket,
                       int64_t school_key, struct err *err)
{
    struct query *q = db_query(db, SQL "list_sources", err);
    int row;

    query_bind_int(q, 1, bucket);
    query_bind_int(q, 2, school_key);
    while ((row = query_step(q, err)) == 1) {
        struct markmove *move = find_move(moves, query_int(q, 0));

        if (move)
            move->users++;
    }
    return row;
}

/* The targets that are sources already, which keep their patterns. */
static int find_known(struct markmoves *moves, struct marksources *sources,
                      struct marksource_pattern place, struct err *err)
{
    for (size_t i = 0; i < moves->target_count; i++) {
        struct marktarget *target = &moves->targets[i];
        struct markmove *move;

        place.bytes = moves->patterns.text + target->at;
        place.len = target->len;
        if (marksources_find(sources, &place, &target->source_id, err))
            return -1;
        move = target->source_id ? find_move(moves, target->source_id) : NULL;
        if (move)
            move->is_kept = true;
    }
    return 0;
}

/* The source that most strings leave for the target, and all that have it; 0:
   there is none. */
static int64_t best_move(const struct markmoves *moves, size_t target)
{
    const struct markmove *best = NULL;

    for (size_t i = 0; i < moves->move_count; i++) {
        const struct markmove *move = &moves->moves[i];

        if (move->target == target && !move->is_kept
            && move->strings == move->users
            && (!best || move->strings > best->strings))
            best = move;
    }
    return best ? best->source_id : 0;
}

int markmoves_settle(struct markmoves *moves, struct marksources *sources,
                     int bucket, int64_t school_key, struct err *err)
{
    struct marksource_pattern place = { bucket, school_key, NULL, 0 };

    if (find_known(moves, sources, place, err)
        || (moves->has_equal
            && count_users(moves, sources->db, bucket, school_key, err)))
        return -1;
    for (size_t i = 0; i < moves->target_count; i++) {
        struct marktarget *target = &moves->targets[i];

        if (target->source_id)
            continue;
        place.bytes = moves->patterns.text + target->at;
        place.len = target->len;
        if (marksources_add(sources, &place, best_move(moves, i),
                            &target->source_id, err))
            return -1;
    }
    return 0;
}

int64_t markmoves_source(const struct markmoves *moves, size_t target)
{
    return moves->targets[target].source_id;
}
