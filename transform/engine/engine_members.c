#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "transform/engine/engine_parts.h"
#include "transform/engine/units.h"

/* Whether the unit counts in the cohort; a school's own facts in `all`. */
static bool is_of(const struct frame *frame, uint32_t pupil, enum cohort cohort)
{
    return pupil == FRAME_NO_PUPIL ? cohort == COHORT_all
                                   : frame->pupils[pupil].cohorts >> cohort & 1;
}

static void take_units(const struct units *u, int64_t entity,
                       enum cohort cohort, struct members *out)
{
    for (size_t i = 0; i < u->count; i++) {
        const struct frame *frame = u->frame;
        uint32_t school = frame->rows[u->rows[i]].school;

        if (u->places->items[u->places_of[i]].entity != entity
            || !is_of(frame, u->pupils[i], cohort))
            continue;
        MEM_ROOM(out->rows, out->count, out->capacity);
        out->rows[out->count++] = (struct member){
            .pupil = u->pupils[i],
            .school_key =
                school == SCHOOL_NONE ? 0 : frame->schools[school].school_key,
            .numerator = u->y[i],
            .denominator = u->m[i],
        };
    }
}

int engine_members(struct engine *engine, const struct frame *frame,
                   enum metric_level level, int64_t entity, enum cohort cohort,
                   struct members *out, struct err *err)
{
    const struct units_metric *metric = &engine->metrics[0].tallied;
    struct source *s = &engine->sources[engine->metrics[0].source];
    const struct frame *rows = frame;
    struct places places;
    struct units units;
    int64_t unplaced;

    memset(out, 0, sizeof(*out));
    if (s->rows) {
        if (source_facts(s, frame->period, engine->as_of, &s->facts, err))
            return -1;
        frame_join(&s->joined, frame, s->keep, s->columns, s->column_count,
                   &s->facts, &unplaced);
        rows = s->joined;
    }
    memset(frame->changed, 1, frame->school_count * sizeof(*frame->changed));
    places_init(&places, frame, level, false);
    units_init(&units, rows, &places, &metric, 1);
    while (units_next(&units, UNITS_ALL)) {
        units_work_out(&units, 0);
        take_units(&units, entity, cohort, out);
    }
    units_release(&units);
    places_release(&places);
    source_leave(s);
    return 0;
}
