#ifndef TRANSFORM_NIGHT_COMPARATORS_H
#define TRANSFORM_NIGHT_COMPARATORS_H

struct catalogue;
struct config;
struct db;
struct err;

/*
 * comparators: what figures are compared with, as the county says it: its
 * targets, and what the DfE's published files say of which measure. They are
 * kept in tables of their own.
 */

/* Is it right, by the metrics that there are? errors: ERR_CONFIG with file and
   line */
int comparators_check(const struct config *config,
                      const struct catalogue *metrics, struct err *err)
    __attribute__((warn_unused_result));

/* Bring target, published_measure and comparator_area in line with the config.
   errors: ERR_CONFIG, and those of db */
int comparators_keep(struct db *db, const struct config *config,
                     struct err *err) __attribute__((warn_unused_result));

/*
 * Bring published_comparator in line with the published figures and the metrics
 * there are; nothing where neither has changed. After the metrics are stored.
 */
int comparators_publish(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_NIGHT_COMPARATORS_H */
