#ifndef TRANSFORM_ENGINE_CHANGE_H
#define TRANSFORM_ENGINE_CHANGE_H
#include <stdbool.h>

#include "transform/engine/frame.h"

struct change;
struct engine;
struct err;

/*
 * change: change_cell, from which mart_change takes the change between two
 * periods apart (details.md 100): for each metric, place and cohort the pupils
 * with a denominator in both, in one and in the other, and what those of both
 * come to, now and then. A pupil is in a period's figure as a member of the
 * cohort on that period's R.
 *
 * Only metrics whose rows of either period were made again since the engine was
 * opened, at the schools where they were and above them: after the cells of
 * both periods.
 */
enum change_side { CHANGE_NOW, CHANGE_BEFORE, CHANGE_SIDES };

/* *out is NULL where there is nothing to do. `before` NULL: the period has none
   to be compared with, and what it had goes. */
int change_open(struct change **out, struct engine *engine,
                const struct period *now, const struct period *before,
                struct err *err) __attribute__((warn_unused_result));
void change_close(struct change *change); /* NULL is fine */

/* Are figures of the frames' own rows asked for? Else they may be left out. */
bool change_needs_rows(const struct change *change);

/* Read the rows that metrics bring of their own, of one of the periods. */
int change_read(struct change *change, enum change_side side, struct err *err)
    __attribute__((warn_unused_result));

/* Frames of both periods, with the same pupils and schools; `changed` of the
   first is the module's to fill. */
int change_write(struct change *change,
                 const struct frame *const frames[CHANGE_SIDES],
                 struct err *err) __attribute__((warn_unused_result));

#endif /* TRANSFORM_ENGINE_CHANGE_H */
