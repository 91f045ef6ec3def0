#ifndef TRANSFORM_ATTENDANCE_EXCLUSION_H
#define TRANSFORM_ATTENDANCE_EXCLUSION_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/codecell.h"
#include "transform/calendar/calendar.h"
#include "transform/people/spine.h"

struct db;
struct err;

/*
 * exclusion: the rows of fct_exclusion in memory, and mart_pupil_exclusion.
 *
 * Definitions: metrics.md, "Suspensions and exclusions"; details.md 28, 29, 47,
 * 49, 59.
 */
enum exclusion_category { EXCLUSION_SUSP, EXCLUSION_PERM, EXCLUSION_LNCH };

struct exclusion {
    uint32_t person;
    uint32_t school;
    date_t start;
    int sessions;
    uint8_t category;
    bool counts;     /* the outcome stands */
    bool is_pending; /* a PERM still under review */
    char reasons[3][CODECELL_REASON_MOST + 1];
};

struct exclusions {
    struct exclusion *rows; /* ascending person, school, start */
    size_t count;
};

int exclusions_load(struct exclusions *x, struct db *db,
                    const struct spine *spine, struct err *err)
    __attribute__((warn_unused_result));
void exclusions_release(struct exclusions *x);

/* Make a year's rows of mart_pupil_exclusion again. */
int exclusions_write(const struct exclusions *x, struct db *db,
                     const struct calendar *calendar, const struct spine *spine,
                     int year, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_ATTENDANCE_EXCLUSION_H */
