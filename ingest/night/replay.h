#ifndef INGEST_NIGHT_REPLAY_H
#define INGEST_NIGHT_REPLAY_H
#include <stdbool.h>
#include <stdint.h>

#include "core/map.h"

struct content;
struct err;
struct loader;
struct log;
struct type_set;

/*
 * replay: what the warehouse holds, made again from the archive. Nothing that
 * was superseded is kept in tables, so that a late file, a withdrawal or a
 * changed roll reads again the contents it concerns, in the order of their
 * extract times; the result is as if only what counts had ever been sent.
 */

/* Contents to read again, each once. */
struct replay {
    struct loader *loader;
    struct log *log;
    struct map wanted; /* content_id */
    struct map whole;  /* content_id: was looked at in this run */
    bool wants_rolls;  /* all of them, of tables that are empty */
    int64_t broken;    /* contents that break off now and did not before */
};

void replay_open(struct replay *replay, struct loader *loader, struct log *log);
void replay_close(struct replay *replay);

/* A content is to be read again: by the next replay_run() of its order. */
void replay_want(struct replay *replay, int64_t content_id);
/*
 * The schools extract changed: contents that wait for schools which are in it
 * now, rolls that end with their school, and rows that name a school by a
 * LAESTAB which has passed to another.
 */
int replay_schools(struct replay *replay, struct err *err)
    __attribute__((warn_unused_result));
/* Marks whose on-roll judgement may differ since rolls or persons changed. */
int replay_want_rolls(struct replay *replay, struct err *err)
    __attribute__((warn_unused_result));
/*
 * Read again the wanted contents of the types with this load order (see
 * type_order), in the order of their extract times, and forget them.
 */
int replay_run(struct replay *replay, int order, struct err *err)
    __attribute__((warn_unused_result));

/* Which of two marks of a person for one session does not count. */
int replay_hide(struct replay *replay, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Rolls of the schools that a late file made stale: their rows and attribute
 * histories are made again from all pupils contents of the school, with what
 * else is in those and that the night has come to (`order`).
 */
int replay_stale_rolls(struct replay *replay, int order, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Take a content's rows back out: as if it had never been sent. Its status
 * must be withdrawn already; what is to be read again is wanted afterwards.
 */
int replay_withdraw(struct replay *replay, const struct content *content,
                    struct err *err) __attribute__((warn_unused_result));

/*
 * As if a content that is in force were taken back and sent anew: for what its
 * rows are made of besides its bytes. It is wanted afterwards.
 */
int replay_anew(struct replay *replay, struct content *content, struct err *err)
    __attribute__((warn_unused_result));
/* The same of all in which somebody is born, or not, by this as-of date
   (YYYY-MM-DD) and was not by that which they were read by; how many. */
int replay_births(struct replay *replay, const char *as_of, int64_t *count,
                  struct err *err) __attribute__((warn_unused_result));
/* The same of all contents completed from tables of types of one order that
   changed in this run. */
int replay_want_asking(struct replay *replay, int order, struct err *err)
    __attribute__((warn_unused_result));

/* As type_order(), of what content.type says: the first; is this one of them?
 */
int replay_type_order(const struct type_set *types, const char *names);
bool replay_has_order(const struct type_set *types, const char *names,
                      int order);

#endif /* INGEST_NIGHT_REPLAY_H */
