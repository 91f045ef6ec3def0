#ifndef TRANSFORM_ENGINE_FRAME_PART_H
#define TRANSFORM_ENGINE_FRAME_PART_H
#include <stdbool.h>

#include "transform/attendance/column.h"
#include "transform/engine/frame.h"

struct db;
struct err;

/*
 * frame_part: which of a frame's own rows are others than those that the
 * period's cells were made of, told apart by what their columns are read from:
 * marks of a new day move no figure of suspensions.
 */
struct frame_parts {
    bool *changed[COLUMN_PARTS]; /* by school of the frame */
};

/* Compare with the prints that are stored, and keep those of now. */
int frame_parts_read(struct frame_parts *parts, struct db *db,
                     const struct frame *frame, struct err *err)
    __attribute__((warn_unused_result));
void frame_parts_release(struct frame_parts *parts);

#endif /* TRANSFORM_ENGINE_FRAME_PART_H */
