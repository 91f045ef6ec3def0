#ifndef TRANSFORM_ATTENDANCE_COLUMN_H
#define TRANSFORM_ATTENDANCE_COLUMN_H

/*
 * The figures that the spine itself works out; the columns of its frames are
 * these, in this order. on_roll is 1 at the school where the pupil is on roll
 * on the roll date: at a level a pupil is on roll where the sum is over 0.
 */
#define COLUMNS(X)                                                             \
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

enum column {
#define COLUMN_ENUM(name) COLUMN_##name,
    COLUMNS(COLUMN_ENUM)
#undef COLUMN_ENUM
        COLUMN_COUNT
};

/* What they are read from is noted part by part; that a pupil is on roll is
   among what says who is who. */
enum column_part { PART_MARKS, PART_EXCLUSIONS, PART_PERSONS, COLUMN_PARTS };

static inline enum column_part column_part(enum column column)
{
    if (column < COLUMN_suspensions)
        return PART_MARKS;
    return column < COLUMN_on_roll ? PART_EXCLUSIONS : PART_PERSONS;
}

#endif /* TRANSFORM_ATTENDANCE_COLUMN_H */
