#include "tests/dayscheck.h"

#include <stdlib.h>

#include "core/mem.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "transform/attendance/markcode.h"
#include "transform/attendance/running.h"
#include "transform/calendar/calendar.h"
#include "transform/people/spine.h"

static void check_pupil(struct running *r, const struct spine *s,
                        uint32_t person, int year,
                        const struct running_sums *of_all)
{
    struct err err = ERR_INIT;
    struct sums_day days[RUNNING_DAYS];
    struct running_sums sums;
    int possible = 0, absent = 0;

    assert_ok(running_sums(r, person, year, &sums, &err), &err);
    /* Whoever asks for all at once is told the same. */
    assert_memory_equal(&sums, of_all, sizeof(sums));
    assert_ok(running_days(r, person, days, &err), &err);
    for (size_t i = 0; i < RUNNING_DAYS; i++) {
        possible += days[i].possible;
        absent += days[i].absent;
    }
    if (possible != sums.year.possible || absent != sums.year.absent)
        fail_msg("pupil_key %lld, %d: %d of %d by day, %d of %d in the year",
                 (long long)s->persons[person].pupil_key, year, absent,
                 possible, sums.year.absent, sums.year.possible);
}

void dayscheck(struct world *w)
{
    struct err err = ERR_INIT;
    struct calendar calendar;
    struct markcodes marks;
    struct running_sums *all;
    struct spine spine;

    calendar_init(&calendar, &w->terms, w->as_of);
    assert_ok(markcodes_read(&marks, w->db, &w->config, &err), &err);
    assert_ok(spine_load(&spine, w->db, &err), &err);
    all = mem_zero(spine.person_count, sizeof(*all));
    for (size_t y = 0; y < calendar.year_count; y++) {
        struct running *r;

        assert_ok(
            running_open(&r, w->db, &spine, &marks, &calendar.years[y], &err),
            &err);
        assert_ok(running_all_sums(r, calendar.years[y].year, all, &err), &err);
        for (size_t i = 0; i < spine.person_count; i++)
            check_pupil(r, &spine, (uint32_t)i, calendar.years[y].year,
                        &all[i]);
        running_close(r);
    }
    free(all);
    spine_release(&spine);
    markcodes_release(&marks);
    calendar_release(&calendar);
}
