#ifndef TRANSFORM_TRANSFORM_H
#define TRANSFORM_TRANSFORM_H
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"

struct asset;
struct config;
struct db;
struct err;
struct log;
struct terms;

/*
 * transform: from the typed tables and strings of marks to the public tables.
 * It runs in its caller's transaction and makes again only what ingest's
 * changed_* tables, a moved as-of date or a changed config can have reached;
 * the same code makes everything.
 */
struct transform_result {
    int64_t periods; /* that were made again, weeks too; 0 = nothing changed */
    int64_t cells;   /* of metric_cell that were */
    int64_t years_without_terms; /* years with facts that terms.csv lacks */
    int64_t unplaced; /* metrics, or sources of theirs, with rows of nobody or
                         nowhere: relation unplaced */
};

/*
 * Make the tables and views that are absent, or that another version of the
 * program made otherwise: the next run fills them. Inside a transaction.
 */
int transform_schema(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

/* All that it made goes, and the next run makes it anew. Inside a transaction.
 */
int transform_empty(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

/* What it reads of the config can be read, code sets and metrics: found before
   anything is touched. errors: ERR_CONFIG */
int transform_check(const struct config *config, struct err *err)
    __attribute__((warn_unused_result));

/* Keep what figures are compared with as the config says it now; a run does,
   and whoever shows it without one must. errors: ERR_CONFIG, and those of db */
int transform_keep_comparators(struct db *db, const struct config *config,
                               struct err *err)
    __attribute__((warn_unused_result));

/*
 * needs   calendar_check() has passed
 * errors  ERR_CONFIG for a wrong code set, and those of db
 */
int transform_run(struct db *db, const struct config *config,
                  const struct terms *terms, date_t as_of, struct log *log,
                  struct transform_result *result, struct err *err)
    __attribute__((warn_unused_result));

/* The same with metrics' descriptions other than those compiled in. */
int transform_run_with(struct db *db, const struct config *config,
                       const struct terms *terms, date_t as_of, struct log *log,
                       const struct asset *metrics, size_t metric_count,
                       struct transform_result *result, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_TRANSFORM_H */
