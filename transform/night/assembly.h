#ifndef TRANSFORM_NIGHT_ASSEMBLY_H
#define TRANSFORM_NIGHT_ASSEMBLY_H
#include <stdbool.h>
#include <stdint.h>

#include "transform/attendance/attendance.h"
#include "transform/attendance/exclusion.h"
#include "transform/engine/frame.h"
#include "transform/people/attributes.h"
#include "transform/people/spine.h"

struct db;
struct err;

/*
 * assembly: the frame of a period, put together from the year's attendance,
 * the rolls and the exclusions. All persons are in a frame, with figures or
 * without, for metrics that bring rows of their own.
 *
 * lifetime  a frame is good until the next one is put together; its schools
 *           are the spine's own
 */
struct assembly {
    const struct attributes *attributes;
    const struct exclusions *exclusions;
    struct spine *spine;
    int64_t county;
    struct frame frame;
    uint32_t (*breakdowns)[BREAKDOWN_COUNT]; /* of each person */
    size_t row_capacity;
};

/* Without attributes (NULL) nobody has a breakdown. */
void assembly_init(struct assembly *a, struct spine *spine,
                   const struct attributes *attributes,
                   const struct exclusions *exclusions, int64_t county);
void assembly_release(struct assembly *a);

/* Fill the breakdowns that a pupil would have in the period's frame on a day:
   of a year to date nothing but whether their school is one of the county's. */
void assembly_breakdowns(const struct attributes *attributes,
                         const struct period *period, uint32_t person,
                         date_t day, uint32_t keys[BREAKDOWN_COUNT]);
/* A year, term or half term; slot is its place in the year. */
const struct frame *assembly_frame(struct assembly *a,
                                   const struct period *period, enum slot slot,
                                   const struct attendance_year *year);
/* The same, its attendance read from the table; or without any of it. */
int assembly_read(struct assembly *a, struct db *db,
                  const struct period *period, bool with_attendance,
                  const struct frame **out, struct err *err)
    __attribute__((warn_unused_result));
/* A week, whose figures are of attendance alone. */
const struct frame *assembly_week(struct assembly *a,
                                  const struct period *period,
                                  const struct attendance_year *year);

#endif /* TRANSFORM_NIGHT_ASSEMBLY_H */
