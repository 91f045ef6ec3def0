#ifndef TRANSFORM_ATTENDANCE_SPECIAL_H
#define TRANSFORM_ATTENDANCE_SPECIAL_H
#include <stdbool.h>
#include <stdint.h>

#include "transform/attendance/sums.h"
#include "transform/attendance/yearplan.h"
#include "transform/people/spine.h"

struct db;
struct err;
struct specials;

/*
 * special: pupils whose marks cannot be added up once for all periods: one was
 * at two schools at a time, or at one whose LAESTAB is another's too, or a
 * status changed, so that which marks count may differ from period to period
 * (details.md 46, 51, 57). Each session is looked at for each period.
 */
bool special_is(const struct spine *spine, uint32_t person, date_t first,
                date_t last);

int specials_open(struct specials **out, struct db *db,
                  const struct spine *spine, const struct markcodes *marks,
                  struct err *err) __attribute__((warn_unused_result));
void specials_close(struct specials *s); /* NULL is fine */

/*
 * Their sums at one school. skips_ht6: the pupil is in year 11, whose marks in
 * the sixth half term do not count.
 */
int specials_sum(struct specials *s, const struct yearplan *plan,
                 uint32_t person, uint32_t school, bool skips_ht6,
                 struct sums *sums, struct err *err)
    __attribute__((warn_unused_result));

/*
 * The sessions that the year's figures count, of any pupil and at all schools,
 * added to the days they were on: days[0] is 1 August.
 */
int specials_days(struct specials *s, const struct yearplan *plan,
                  uint32_t person, bool skips_ht6, struct sums_day *days,
                  struct err *err) __attribute__((warn_unused_result));

/*
 * Each mark of anybody in a period, at each school, by the same rules: what it
 * adds, or why it adds nothing.
 */
enum session_standing {
    SESSION_COUNTS,
    SESSION_OFF_ROLL,    /* no stay at the school that counts covers the day */
    SESSION_IS_NONE,     /* no possible session, by its code */
    SESSION_HT6,         /* year 11, sixth half term */
    SESSION_IS_ANOTHERS, /* the mark of another school counts for it */
    SESSION_NO_AGE       /* too young, too old, or of no known age */
};
struct special_session {
    date_t date;
    int half; /* 0 AM, 1 PM */
    uint32_t school;
    char symbol; /* of mark_code */
    enum session_standing standing;
    uint64_t add; /* markcodes: what it adds where it counts */
};
typedef int special_session_fn(void *context,
                               const struct special_session *session,
                               struct err *err);
int specials_each(struct specials *s, const struct yearplan *plan,
                  const struct period *period, uint32_t person,
                  special_session_fn *tell, void *context, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_ATTENDANCE_SPECIAL_H */
