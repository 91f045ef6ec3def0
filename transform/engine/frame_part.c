#include "transform/engine/frame_part.h"

#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "transform/engine/print.h"

/* As source_print has them; the blank keeps them apart from metrics' ids. */
static const char *const names[COLUMN_PARTS] = {
    [PART_MARKS] = "frame marks",
    [PART_EXCLUSIONS] = "frame exclusions",
    [PART_PERSONS] = "frame persons",
};

/* All rows, those too in which the part's own columns are 0: an expression of
   nothing may come to something. */
static void add_rows(struct print *print, const struct frame *frame,
                     enum column_part part)
{
    for (size_t i = 0; i < frame->row_count; i++) {
        const struct frame_row *row = &frame->rows[i];
        const int32_t *from = frame->counts + i * frame->column_count;
        double values[COLUMN_COUNT];
        size_t count = 0;

        for (size_t c = 0; c < COLUMN_COUNT; c++)
            if (column_part((enum column)c) == part)
                values[count++] = from[c];
        print_add(
            print,
            row->school == SCHOOL_NONE ? 0
                                       : frame->schools[row->school].school_key,
            0,
            row->pupil == FRAME_NO_PUPIL ? 0
                                         : frame->pupils[row->pupil].pupil_key,
            print_hash(values, count));
    }
}

static int read_part(struct frame_parts *parts, struct db *db,
                     const struct frame *frame, enum column_part part,
                     struct err *err)
{
    struct print print;
    int ret;

    memset(&print, 0, sizeof(print));
    add_rows(&print, frame, part);
    ret = print_compare(db, frame->period->key, names[part], &print, err)
                  || print_keep(db, frame->period->key, names[part], &print, 0,
                                err)
              ? -1
              : 0;
    for (size_t i = 0; ret == 0 && i < print.count; i++) {
        size_t at = frame_find_school(frame, print.schools[i].school_key);

        if (print.schools[i].differs && at < frame->school_count)
            parts->changed[part][at] = true;
    }
    print_release(&print);
    return ret;
}

int frame_parts_read(struct frame_parts *parts, struct db *db,
                     const struct frame *frame, struct err *err)
{
    for (int part = 0; part < COLUMN_PARTS; part++)
        parts->changed[part] = mem_zero(frame->school_count, sizeof(bool));
    for (int part = 0; part < COLUMN_PARTS; part++)
        if (read_part(parts, db, frame, (enum column_part)part, err))
            return -1;
    return 0;
}

void frame_parts_release(struct frame_parts *parts)
{
    for (int part = 0; part < COLUMN_PARTS; part++)
        free(parts->changed[part]);
    memset(parts, 0, sizeof(*parts));
}
