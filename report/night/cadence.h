#ifndef REPORT_NIGHT_CADENCE_H
#define REPORT_NIGHT_CADENCE_H
#include <stdbool.h>

#include "config/config.h"
#include "core/date.h"

struct db;
struct err;
struct str;

/*
 * cadence: when a pack is to be made again. It is due on the first run of a
 * week, half term, term or school year, whatever was missed before, and where
 * it was never made; every other run leaves it as it was published. A run for
 * an earlier day leaves what was made for a later one.
 */
enum cadence cadence_of(const struct config *config, const char *pack);
const char *cadence_name(enum cadence cadence);

/* Whether it is, having been made as of `made_as_of` ("": never). */
int cadence_is_due(struct db *db, enum cadence cadence, date_t as_of,
                   const char *made_as_of, bool *due, struct err *err)
    __attribute__((warn_unused_result));

/*
 * A line of text: the pack, its cadence, when it was last made, whether it is
 * due, and from which day on it will be.
 */
int cadence_tell(struct db *db, const struct config *config, const char *pack,
                 date_t as_of, const char *made_as_of, struct str *out,
                 struct err *err) __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_CADENCE_H */
