#ifndef REPORT_NIGHT_CADENCE_H
#define REPORT_NIGHT_CADENCE_H
#include <stdbool.h>

#include "config/config.h"
#include "core/date.h"

struct str;
struct terms;

/*
 * cadence: when a pack is to be made again. It is due on the first run of a
 * week, half term, term or school year, whatever was missed before, and where
 * it was never made; every other run leaves it as it was published. A half
 * term goes on until the next one begins, as terms.csv has it. A run for an
 * earlier day leaves what was made for a later one.
 */
enum cadence cadence_of(const struct config *config, const char *pack);
const char *cadence_name(enum cadence cadence);

/* Whether it is, having been made as of `made_as_of` ("": never). */
bool cadence_is_due(const struct terms *terms, enum cadence cadence,
                    date_t as_of, const char *made_as_of);

/*
 * A line of text: the pack, its cadence, when it was last made, whether it is
 * due, and from which day on it will be.
 */
void cadence_tell(struct str *out, const struct terms *terms, const char *pack,
                  enum cadence cadence, date_t as_of, const char *made_as_of);
/*
 * The same as a JSON object: pack, cadence, made_as_of (null: never), is_due,
 * due_from (null where it is due, never will be, or terms.csv does not say).
 */
void cadence_add_json(struct str *out, const struct terms *terms,
                      const char *pack, enum cadence cadence, date_t as_of,
                      const char *made_as_of);

#endif /* REPORT_NIGHT_CADENCE_H */
