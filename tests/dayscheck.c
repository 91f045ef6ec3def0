#include "tests/dayscheck.h"

#include "tests/testing.h"
#include "tests/world.h"
#include "transform/attendance/column.h"
#include "transform/attendance/markcode.h"
#include "transform/attendance/running.h"
#include "transform/calendar/calendar.h"
#include "transform/people/spine.h"

static void check_pupil(struct running *r, const struct spine *s,
                        uint32_t person, int year)
{
    struct err err = ERR_INIT;
    struct sums_day days[RUNNING_DAYS];
    struct sums_figures figures;
    const uint16_t *of;
    int possible = 0, absent = 0, stated;
    uint32_t counted;

    assert_ok(running_sums(r, person, year, &figures, &counted, &err), &err);
    of = figures.of[SLOT_YEAR];
    assert_ok(running_days(r, person, days, &err), &err);
    for (size_t i = 0; i < RUNNING_DAYS; i++) {
        possible += days[i].possible;
        absent += days[i].absent;
    }
    stated = of[COLUMN_authorised] + of[COLUMN_unauthorised];
    if (possible != of[COLUMN_possible] || absent != stated)
        fail_msg("pupil_key %lld, %d: %d of %d by day, %d of %d in the year",
                 (long long)s->persons[person].pupil_key, year, absent,
                 possible, stated, of[COLUMN_possible]);
}

void dayscheck(struct world *w)
{
    struct err err = ERR_INIT;
    struct calendar calendar;
    struct markcodes marks;
    struct spine spine;

    calendar_init(&calendar, &w->terms, w->as_of);
    assert_ok(markcodes_read(&marks, w->db, &w->config, &err), &err);
    assert_ok(spine_load(&spine, w->db, &err), &err);
    for (size_t y = 0; y < calendar.year_count; y++) {
        struct running *r;

        assert_ok(
            running_open(&r, w->db, &spine, &marks, &calendar.years[y], &err),
            &err);
        for (size_t i = 0; i < spine.person_count; i++)
            check_pupil(r, &spine, (uint32_t)i, calendar.years[y].year);
        running_close(r);
    }
    spine_release(&spine);
    markcodes_release(&marks);
    calendar_release(&calendar);
}
