#ifndef INGEST_LOAD_REACH_H
#define INGEST_LOAD_REACH_H

struct db;
struct err;
struct stale;
struct type_set;

/*
 * reach: the table fact_told (ingest/sql/sent.sql), by which load_reach knows
 * from when on there is anything: of each type whose rows have a day or a year,
 * but for rolls, which have a table of states. All facts there are would have
 * to be read for it each time that somebody asks.
 *
 * reach_begin   once the tables stand: made of all that they hold, where that
 *               is not what these types made of this schema
 * reach_settle  when a night has loaded: of the types whose rows are others
 */
int reach_begin(struct db *db, const struct type_set *types, struct err *err)
    __attribute__((warn_unused_result));
int reach_settle(struct stale *stale, const struct type_set *types,
                 struct err *err) __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_REACH_H */
