#ifndef TRANSFORM_ATTENDANCE_STANDING_H
#define TRANSFORM_ATTENDANCE_STANDING_H
#include "core/date.h"

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

/*
 * What somebody born then is in a year by age alone: 5 to 15 on the 31 August
 * before it counts, at 15 without the sixth half term (details.md 19); 0:
 * nothing counts.
 */
static inline unsigned standing_by_age(date_t born, int year)
{
    const int first = 5, last = 15;
    int age = born == DATE_NONE ? 0 : date_age(born, date_make(year, 8, 31));

    if (age < first || age > last)
        return 0;
    return age == last ? STANDING_COUNTS | STANDING_SKIPS_HT6 : STANDING_COUNTS;
}

#endif /* TRANSFORM_ATTENDANCE_STANDING_H */
