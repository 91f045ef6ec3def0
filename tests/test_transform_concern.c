/* Reasons to look at a child: what is more than a case can say. */
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/mem.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "transform/night/concern.h"

static void open_world(struct world *w)
{
    world_open(w, "w");
    world_put(w, "schools_20250801.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name)\n"
              "100001,919,4001,North School,Secondary,Academy,Open\n");
    world_put(w, "pupils_20250901.csv",
              "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
              "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
              "100001,L919400024001,A,A,2012-02-28,F,WBRI,9,C,2025-09-01,,"
              "N,N,N\n");
    world_put(w, "suspensions_20260115.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100001,L919400024001,SUSP,2025-10-01,,4,PP,\n"
              "100001,L919400024001,SUSP,2025-12-10,,4,PP,\n");
    w->as_of = date_make(2026, 1, 16);
    world_night(w);
}

static void every_file_is_a_reason_with_its_words(void **state)
{
    struct err err = ERR_INIT;
    struct concerns c;
    struct world w;

    (void)state;
    assert_ok(concerns_read(&c, &err), &err);
    assert_true(c.count >= 10);
    open_world(&w);
    assert_int_equal(world_int(&w, "select count(*) from dim_reason"),
                     (int64_t)c.count);
    assert_int_equal(world_int(&w, "select count(*) from dim_reason where label"
                                   " = '' or length(definition) < 40"
                                   " or length(source) < 10"),
                     0);
    for (size_t i = 0; i < c.count; i++) {
        const struct concern *one = &c.items[i];
        struct str path = STR_INIT;

        str_addf(&path, "transform/%s/%s.sql", one->mart + strlen("mart_"),
                 one->reason);
        assert_non_null(asset_find(path.text));
        assert_string_equal(one->select,
                            strstr(asset_find(path.text)->text, one->select));
        str_release(&path);
    }
    concerns_release(&c);
    world_close(&w);
}

/* Another version of the program had it. */
static void a_reason_that_is_none_any_more_goes_with_its_rows(void **state)
{
    struct err err = ERR_INIT;
    struct world w;
    char *before, *after;

    (void)state;
    open_world(&w);
    before = world_rows(&w, "select reason, since, value from mart_watch"
                            " order by reason");
    assert_ok(db_exec(w.db,
                      "insert into dim_reason (reason, mart, label, definition,"
                      " source) values ('gone', 'mart_watch', 'l', 'd', 's');"
                      " insert into mart_watch (reason, pupil_key, since,"
                      " latest, cohorts) select 'gone', pupil_key,"
                      " '2026-01-01', '2026-01-01', '' from dim_pupil;"
                      " insert into mart_answer (reason, pupil_key, list,"
                      " action, answered, state) select 'gone', pupil_key,"
                      " 'watch', 'DONE', '2026-01-01', 'closed'"
                      " from dim_pupil;"
                      " insert into absence_held (reason, pupil_key, since,"
                      " possible, absent, to_come) select 'gone', pupil_key,"
                      " '2026-01-01', 1, 1, 0 from dim_pupil",
                      &err),
              &err);
    world_put(&w, "suspensions_20260116.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100001,L919400024001,LNCH,2025-10-02,,,PP,\n");
    world_night(&w);
    after = world_rows(&w, "select reason, since, value from mart_watch"
                           " order by reason");
    assert_string_equal(before, "repeat_suspended|2025-12-10|2.0;");
    assert_string_equal(after, before);
    assert_int_equal(world_int(&w, "select count(*) from dim_reason"
                                   " where reason = 'gone'"),
                     0);
    assert_int_equal(world_int(&w, "select count(*) from absence_held"), 0);
    assert_int_equal(world_int(&w, "select count(*) from mart_answer"), 0);
    free(before);
    free(after);
    world_close(&w);
}

/* The county's own number of suspensions. */
static void
a_threshold_of_the_config_counts_from_the_night_it_changes(void **state)
{
    struct world w;
    char *rows;

    (void)state;
    open_world(&w);
    world_configure(&w, "county.ini", "[rules]\nrepeat_threshold = 3\n");
    world_night(&w);
    assert_int_equal(world_int(&w, "select count(*) from mart_watch"), 0);
    world_configure(&w, "county.ini", "[rules]\nrepeat_threshold = 1\n");
    world_night(&w);
    rows = world_rows(&w, "select reason, since, value, \"limit\""
                          " from mart_watch");
    assert_string_equal(rows, "repeat_suspended|2025-10-01|2.0|1.0;");
    free(rows);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_a_reason_with_its_words),
        cmocka_unit_test(a_reason_that_is_none_any_more_goes_with_its_rows),
        cmocka_unit_test(
            a_threshold_of_the_config_counts_from_the_night_it_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
