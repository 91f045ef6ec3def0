#ifndef TRANSFORM_NIGHT_COMPARATORS_H
#define TRANSFORM_NIGHT_COMPARATORS_H

struct catalogue;
struct config;
struct err;

/*
 * comparators: what figures are compared with, as the county says it: its
 * targets, and what the DfE's published files say of which measure. They are
 * kept in tables of their own (transform_keep_comparators).
 */

/* Is it right, by the metrics that there are? errors: ERR_CONFIG with file and
   line */
int comparators_check(const struct config *config,
                      const struct catalogue *metrics, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_NIGHT_COMPARATORS_H */
