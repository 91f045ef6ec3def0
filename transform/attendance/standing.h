#ifndef TRANSFORM_ATTENDANCE_STANDING_H
#define TRANSFORM_ATTENDANCE_STANDING_H

/*
 * standing: what a person is in an academic year, as far as attendance goes:
 * flags, one set a person.
 */
enum standing {
    STANDING_COUNTS = 1,    /* of the ages whose attendance is counted */
    STANDING_SKIPS_HT6 = 2, /* year 11: the sixth half term does not count */
    STANDING_SPECIAL = 4,   /* transform/attendance/special.h */
    STANDING_TAKEN = 8      /* at the school at hand, with what was counted */
};

#endif /* TRANSFORM_ATTENDANCE_STANDING_H */
