#ifndef TRANSFORM_ENGINE_FRAME_H
#define TRANSFORM_ENGINE_FRAME_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"

/*
 * frame: one period's additive figures, a row a pupil and school, side by side
 * for all metrics. It is what the spine (who is who, on roll where, in which
 * cohorts on R) hands to the engine (levels, breakdowns, intervals, gaps).
 *
 * Definitions: spec metrics.md, "Periods", "Cohorts", "Breakdowns", "Levels".
 */

enum grain { GRAIN_YEAR, GRAIN_TERM, GRAIN_HALF_TERM, GRAIN_WEEK };

struct period {
    int64_t key; /* dim_period.period_key */
    char id[24]; /* "2025/26", "2025/26 autumn", "2025/26 HT1", "2025-W37" */
    enum grain grain;
    int year;          /* academic: 2025 = 2025/26 */
    date_t start, end; /* the window, end inclusive, cut at the as-of date */
    date_t reference;  /* R */
    date_t roll_date;  /* metrics.md, "On roll" */
    bool complete;     /* its whole window lies on or before the as-of date */
};

/* Cohorts are bits of a mask; the list with labels is in cohort.h. */
typedef uint32_t cohort_mask;

enum breakdown {
    BREAKDOWN_NONE,
    BREAKDOWN_SEX,
    BREAKDOWN_SEN,
    BREAKDOWN_FSM,
    BREAKDOWN_ETHNICITY,
    BREAKDOWN_NCYEAR,
    BREAKDOWN_PHASE,
    BREAKDOWN_IDACI,
    BREAKDOWN_DISTRICT,
    BREAKDOWN_IN_COUNTY,
    BREAKDOWN_COUNT
};

struct frame_pupil {
    int64_t pupil_key;
    cohort_mask cohorts; /* on R; 0 = in none, not even `all` */
    /* breakdown_key of dim_breakdown for each breakdown, 0 = no value */
    uint16_t breakdown[BREAKDOWN_COUNT];
};

struct frame_school {
    int64_t school_key;
    char urn[8];
    int64_t entity;   /* entity_key of level school */
    int64_t district; /* entity_key, 0 = none */
    int64_t adviser;  /* entity_key, 0 = none */
    char phase[32];   /* publication phase, "" = none (no funnel row) */
    bool changed;     /* its cells and those above it are to be made again */
};

#define FRAME_NO_SCHOOL UINT32_MAX /* counts at county level only */
#define FRAME_NO_PUPIL UINT32_MAX  /* a school's fact: cohort `all` only */

/*
 * The figures that the spine itself works out; the columns of its frames are
 * these, in this order. on_roll is 1 at the school where the pupil is on roll
 * on the roll date: at a level a pupil is on roll where the sum is over 0.
 */
#define FRAME_COLUMNS(X)                                                       \
    X(possible)                                                                \
    X(authorised)                                                              \
    X(unauthorised)                                                            \
    X(late)                                                                    \
    X(part_time)                                                               \
    X(suspensions)                                                             \
    X(permanent_exclusions)                                                    \
    X(suspension_sessions)                                                     \
    X(lunchtimes)                                                              \
    X(on_roll)

enum frame_column {
#define FRAME_COLUMN(name) FRAME_##name,
    FRAME_COLUMNS(FRAME_COLUMN)
#undef FRAME_COLUMN
        FRAME_COLUMN_COUNT
};

struct frame_row {
    uint32_t pupil;  /* index into pupils, or FRAME_NO_PUPIL */
    uint32_t school; /* index into schools, or FRAME_NO_SCHOOL */
};

struct frame {
    const struct period *period;
    struct frame_pupil *pupils; /* ascending pupil_key */
    size_t pupil_count;
    struct frame_school *schools; /* ascending school_key */
    size_t school_count;
    int64_t county; /* entity_key of level county */

    const char *const *columns; /* names; additive figures */
    size_t column_count;
    struct frame_row *rows; /* sorted by pupil, then school; unique */
    double *values;         /* row_count x column_count */
    size_t row_count;
};

struct err;
struct query;

/*
 * A frame of a metric's own rows beside some columns of the spine's.
 *
 * rows     a statement that gives pupil_key, school_key and figures; either
 *          key may be null (FRAME_NO_...); what names a pupil or school that
 *          base lacks counts nowhere; rows of one pupil and school are added
 * keep     which of base's columns; their rows are there where one is not 0
 * columns  the names: those kept, then those of rows; lent, as is base
 */
int frame_join(struct frame **out, const struct frame *base,
               const bool keep[FRAME_COLUMN_COUNT], const char *const *columns,
               size_t column_count, struct query *rows, struct err *err)
    __attribute__((warn_unused_result));
void frame_free(struct frame *joined); /* NULL is fine */

#endif /* TRANSFORM_ENGINE_FRAME_H */
