#ifndef REPORT_NIGHT_CONTEXT_H
#define REPORT_NIGHT_CONTEXT_H

struct config;
struct db;
struct err;
struct grid;

/*
 * context: what the queries of all packs may name, as temporary tables: the day
 * and the settings, what codes and words mean, what files are called and whose
 * they may be.
 *
 * *context is the one row of names that texts may use too; the caller releases
 * it, also on failure. errors: ERR_DATA where the warehouse has no figures of
 * that day; those of a code set that cannot be read.
 */
int context_set(struct grid *context, struct db *db,
                const struct config *config, const char *as_of,
                const char *version, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_CONTEXT_H */
