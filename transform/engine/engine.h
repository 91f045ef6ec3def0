#ifndef TRANSFORM_ENGINE_ENGINE_H
#define TRANSFORM_ENGINE_ENGINE_H
#include <stdbool.h>
#include <stdint.h>

#include "core/date.h"
#include "transform/engine/frame.h"
#include "transform/engine/metric.h"

struct catalogue;
struct db;
struct engine;
struct engine_week;
struct err;
struct map;
struct reach;

/*
 * engine: from the additive figures of a frame to the cells of mart_metric,
 * mart_gap and mart_funnel. It alone knows levels, breakdowns, intervals and
 * gaps; what is counted is said by transform/metrics/<id>.metric (docs/
 * metrics.md). It opens no transaction: its caller's holds all it writes.
 *
 * needs  the tables dim_period, dim_cohort, dim_breakdown and entity with the
 *        rows that a frame names, and the engine's own (transform/model/)
 */

/*
 * Fills dim_metric (a new id gets the next key; one that is gone goes with its
 * cells), dim_count, dim_count_part and gap_pair.
 *
 * lifetime   db and catalogue outlive the engine
 * errors     ERR_CONFIG for a select that is wrong, and those of db
 */
int engine_open(struct engine **out, struct db *db,
                const struct catalogue *catalogue, date_t as_of,
                struct err *err) __attribute__((warn_unused_result));
/*
 * The same for who only reads: neither dim_metric nor anything else is written.
 * The catalogue may be a part of the one that figures were made of.
 */
int engine_open_to_read(struct engine **out, struct db *db,
                        const struct catalogue *catalogue, date_t as_of,
                        struct err *err) __attribute__((warn_unused_result));
void engine_close(struct engine *engine); /* NULL is fine */
/* How many cells it has made. */
int64_t engine_cell_count(const struct engine *engine);

/* Keep in metric_reads what each metric is made of; `parts` are the relations
   that the frame's parts are read from (enum column_part). */
int engine_note_reads(struct engine *engine, const struct map *parts,
                      struct err *err) __attribute__((warn_unused_result));

/*
 * A period (year, term or half term), in two steps. First the rows of those
 * sources that what is new may reach are read: *is_needed says whether any
 * differ from those that its cells were made of, or the reach says so itself.
 * Only then need its frame be put together, for the second step: cells are made
 * again of the metrics, and at the schools with all above them, where rows
 * differ or somebody counts whom the reach names. The frame holds all rows of
 * the period in any case; its `changed` is the engine's to fill.
 */
int engine_look(struct engine *engine, const struct period *period,
                const struct reach *reach, bool *is_needed, struct err *err)
    __attribute__((warn_unused_result));
int engine_period(struct engine *engine, const struct frame *frame,
                  const struct reach *reach, struct err *err)
    __attribute__((warn_unused_result));

/*
 * The units of a figure: whoever counts in the first metric at a place as a
 * member of a cohort, one by one, as cells are added up from them. The frame
 * holds all rows of the period that they have, and may lack other pupils.
 *
 * lifetime  rows are the caller's to free
 */
struct member {
    uint32_t pupil;     /* of the frame, or FRAME_NO_PUPIL: a school's own */
    int64_t school_key; /* of its first row; 0: at none */
    double numerator, denominator;
};
struct members {
    struct member *rows;
    size_t count, capacity;
};
int engine_members(struct engine *engine, const struct frame *frame,
                   enum metric_level level, int64_t entity, enum cohort cohort,
                   struct members *out, struct err *err)
    __attribute__((warn_unused_result));

/*
 * A week's county figures (details.md 26) are added up pupil by pupil, in any
 * order and for several weeks at a time.
 *
 * cohorts  the pupil's on the week's R
 * values   of the first ENGINE_WEEK_COLUMNS of enum column, summed over
 *          the pupil's schools; a week holds few different ones, so that
 *          adding only counts
 */
#define ENGINE_WEEK_COLUMNS COLUMN_suspensions /* the attendance columns */

void engine_week_open(struct engine_week **out, struct engine *engine,
                      const struct period *period, int64_t county);
void engine_week_add(struct engine_week *week, cohort_mask cohorts,
                     const uint16_t values[ENGINE_WEEK_COLUMNS]);
/* Makes the week's cells again. */
int engine_week_write(struct engine_week *week, struct err *err)
    __attribute__((warn_unused_result));
void engine_week_close(struct engine_week *week); /* NULL is fine */

#endif /* TRANSFORM_ENGINE_ENGINE_H */
