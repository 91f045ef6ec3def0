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

#endif /* TRANSFORM_ATTENDANCE_COLUMN_H */
