#ifndef TRANSFORM_ENGINE_FRAME_H
#define TRANSFORM_ENGINE_FRAME_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "transform/attendance/column.h"
#include "transform/calendar/period.h"
#include "transform/engine/facts.h"
#include "transform/people/breakdown.h"
#include "transform/people/cohort.h"
#include "transform/people/school.h"

/*
 * frame: one period's additive figures, a row a pupil and school, side by side
 * for all metrics. It is what the spine (who is who, on roll where, in which
 * cohorts on R) hands to the engine (levels, breakdowns, intervals, gaps).
 *
 * Definitions: spec metrics.md, "Periods", "Cohorts", "Breakdowns", "Levels".
 */

struct frame_pupil {
    int64_t pupil_key;
    cohort_mask cohorts; /* on R; 0 = in none, not even `all` */
};

#define FRAME_NO_PUPIL UINT32_MAX /* a school's fact: cohort `all` only */

struct frame_row {
    uint32_t pupil;  /* index into pupils, or FRAME_NO_PUPIL */
    uint32_t school; /* index into schools, or SCHOOL_NONE */
};

struct frame {
    const struct period *period;
    struct frame_pupil *pupils; /* ascending pupil_key */
    size_t pupil_count;
    /* Of each pupil breakdown_key of dim_breakdown for each breakdown, 0 = no
       value. NULL: nobody has any. */
    uint32_t (*breakdowns)[BREAKDOWN_COUNT];
    const struct school *schools; /* ascending school_key */
    bool *changed;                /* of each: its cells are to be made again */
    size_t school_count;
    int64_t county; /* entity_key of level county */

    const char *const *columns; /* names; additive figures */
    size_t column_count;
    struct frame_row *rows; /* sorted by pupil, then school; unique */
    /* Of each row a second school at which it stands, or SCHOOL_NONE; rows that
       differ in it alone are two. NULL: none has one. */
    uint32_t *also;
    /* row_count x column_count: a frame of the spine has counts, and so has one
       of a metric's own rows where all are whole; values else. The other is
       NULL. */
    int32_t *counts;
    double *values;
    size_t row_count;
};

/*
 * Are figures of the period divided? Those of years and terms by all
 * breakdowns; those of a year to date into schools of the county and others:
 * no mart has that (details.md 92), but who goes to school elsewhere is
 * published of it too, as one group (95).
 */
bool frame_has_breakdowns(const struct period *period);

/*
 * A frame of a metric's own rows beside some columns of the spine's; its
 * schools, flags and pupils are base's.
 *
 * facts     rows of one pupil and school (or pair of schools) are added
 * unplaced  how many of them name a pupil or school that base lacks: they can
 *           count nowhere, and somebody must be told
 * keep      which of base's columns; their rows are there where one is not 0
 * columns   the names: those kept, then those of facts; lent, as is base
 */
void frame_join(struct frame **out, const struct frame *base,
                const bool keep[COLUMN_COUNT], const char *const *columns,
                size_t column_count, const struct facts *facts,
                int64_t *unplaced);
void frame_free(struct frame *joined); /* NULL is fine */

/* Index of a key, or count where it is not there. */
size_t frame_find_school(const struct frame *frame, int64_t school_key);

#endif /* TRANSFORM_ENGINE_FRAME_H */
