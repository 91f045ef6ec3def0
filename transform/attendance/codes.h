#ifndef TRANSFORM_ATTENDANCE_CODES_H
#define TRANSFORM_ATTENDANCE_CODES_H

struct config;
struct db;
struct err;
struct hash;

/*
 * codes: table code_value, filled from the code sets that stand in the config
 * folder or are compiled in. Views and scripts look codes up there.
 *
 * errors: ERR_CONFIG for a code set without the columns that are needed
 */
int codes_store(struct db *db, const struct config *config, struct err *err)
    __attribute__((warn_unused_result));
/* Could it be? Nothing is stored. */
int codes_check(const struct config *config, struct err *err)
    __attribute__((warn_unused_result));

/* Add the texts of those code sets. */
int codes_hash(struct hash *h, const struct config *config, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_ATTENDANCE_CODES_H */
