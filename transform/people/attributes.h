#ifndef TRANSFORM_PEOPLE_ATTRIBUTES_H
#define TRANSFORM_PEOPLE_ATTRIBUTES_H
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"
#include "core/map.h"
#include "transform/people/breakdown.h"
#include "transform/people/spine.h"

struct db;
struct err;
struct query;

/*
 * attributes: what a pupil's stay says of them on a reference date, and their
 * sex, which is theirs whatever the day, as keys of dim_breakdown, which is
 * given the values it lacks.
 *
 * Definitions: metrics.md, "Breakdowns"; details.md 15, 24, 25.
 */
struct attributes {
    const struct spine *spine;
    const char *la_code;
    struct map keys; /* breakdown and value -> breakdown_key */
    int64_t last_key;
    struct query *put;
    /* Keys by what the spine has, 0 = none, UNKNOWN = not yet asked for. */
    uint32_t *of_nc_year, *of_ethnicity, *of_phase, *of_district, *of_county;
    uint32_t of_idaci[6];
    uint32_t of_letter[BREAKDOWN_COUNT][128];
};

/* spine and la_code outlive it. errors: as of db */
int attributes_open(struct attributes *a, struct db *db,
                    const struct spine *spine, const char *la_code,
                    struct err *err) __attribute__((warn_unused_result));
void attributes_close(struct attributes *a);

/* Fill a pupil's breakdown keys for a reference date. */
void attributes_of(const struct attributes *a, uint32_t person,
                   date_t reference, uint32_t keys[BREAKDOWN_COUNT]);

#endif /* TRANSFORM_PEOPLE_ATTRIBUTES_H */
