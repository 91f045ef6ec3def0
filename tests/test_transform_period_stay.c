/* What the selects of metrics may read of a period's reference date. */
#include "config/schoolyear.h"
#include "transform/people/period_stay.h"

#include <stdlib.h>

#include "core/err.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "transform/calendar/period.h"
#include "transform/people/spine.h"

#define SCHOOLS                                                                \
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"                     \
    "PhaseOfEducation (name),TypeOfEstablishment (name),"                      \
    "EstablishmentStatus (name)\n"                                             \
    "100001,919,4001,North School,Secondary,Academy,Open\n"                    \
    "100002,919,4002,South School,Secondary,Academy,Open\n"
#define ROLL                                                                   \
    "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"               \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
#define ONE "L919400024001"
#define TWO "A919400024002"
/* The two children; what is left out follows. */
#define ANNE(urn) urn "," ONE ",A,B,2012-02-29,F,WBRI,9,C,"
#define BILL(urn) urn "," TWO ",C,D,2011-01-01,M,WBRI,9,"

static char *stays_on(struct world *w, date_t reference)
{
    struct period period = { .year = schoolyear_of(reference),
                             .reference = reference };
    struct err err = ERR_INIT;
    struct spine spine;
    char *rows;

    assert_ok(spine_load(&spine, w->db, &err), &err);
    assert_ok(period_stay_open(w->db, &err), &err);
    assert_ok(period_stay_fill(w->db, &spine, &period, &err), &err);
    spine_release(&spine);
    rows = world_rows(w, "select d.upn, s.urn, p.is_on_roll, p.is_own,"
                         " p.is_main, p.age,"
                         " p.nc_year, p.sen_status, p.fsm"
                         " from temp.period_stay as p"
                         " inner join dim_pupil as d using (pupil_key)"
                         " inner join dim_school as s using (school_key)"
                         " order by 1, 2");
    return rows;
}

static void assert_stays(struct world *w, date_t reference,
                         const char *expected)
{
    char *rows = stays_on(w, reference);

    assert_string_equal(rows, expected);
    free(rows);
}

static void a_mover_is_on_roll_where_they_are_on_the_day(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "stays");
    world_put(&w, "schools_20250801.csv", SCHOOLS);
    world_put(&w, "north_20250901.csv",
              ROLL ANNE("100001") "2025-09-01,,K,Y,Y\n" BILL(
                  "100001") "M,2025-09-01,,N,N,N\n");
    world_put(&w, "north_20251201.csv",
              ROLL ANNE("100001") "2025-09-01,2025-11-28,E,Y,Y\n" BILL(
                  "100001") "M,2025-09-01,,N,N,N\n");
    world_put(&w, "south_20251201.csv",
              ROLL ANNE("100002") "2025-12-01,,E,N,Y\n" BILL(
                  "100002") "S,2025-09-08,,N,N,N\n");
    world_night(&w);
    assert_stays(&w, date_make(2025, 10, 24),
                 TWO "|100001|1|1|1|14|9|N|N;" TWO "|100002|0|0|0|14|9|N|N;" ONE
                     "|100001|1|1|1|13|9|K|Y;");
    assert_stays(&w, date_make(2026, 1, 16),
                 TWO "|100001|1|1|1|14|9|N|N;" TWO "|100002|0|0|0|14|9|N|N;" ONE
                     "|100001|0|0|0|13|9|E|Y;" ONE "|100002|1|1|1|13|9|E|N;");
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mover_is_on_roll_where_they_are_on_the_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
