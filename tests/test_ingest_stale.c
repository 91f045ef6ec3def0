/* What a change reaches is noted, whatever type brought it and whoever wrote.
 */
#include <stdio.h>
#include <stdlib.h>

#include "core/asset.h"
#include "core/err.h"
#include "tests/testing.h"
#include "tests/world.h"

#define SCHOOL_HEADINGS                                                        \
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"                     \
    "PhaseOfEducation (name),TypeOfEstablishment (name),"                      \
    "EstablishmentStatus (name)\n"
#define SCHOOLS                                                                \
    SCHOOL_HEADINGS "100001,919,4001,North School,Secondary,Academy,Open\n"    \
                    "100002,919,4002,South School,Secondary,Academy,Open\n"
#define ROLL                                                                   \
    "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"               \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
#define ONE "L919400024001"
#define TWO "A919400024002"
#define STAY(urn, upn)                                                         \
    urn "," upn ",A,B,2011-01-01,F,WBRI,9,C,2025-09-01,,N,N,N\n"
#define SUSPENSIONS                                                            \
    "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"

/* A fact of a school, one of a child that may move, one of nobody. */
static const struct asset types[] = {
    { "t/returns.type",
      "[type]\ntable = site_return\nmode = upsert\nkey = urn year\n"
      "school = urn\n"
      "[field urn]\nheading = URN\nkind = school\nneed = value\n"
      "[field year]\nheading = AcademicYear\nkind = year\nneed = value\n"
      "[field days]\nheading = TrainingDays\nkind = number\nneed = heading\n",
      0 },
    { "t/tests.type",
      "[type]\ntable = result\nmode = upsert\nkey = upn day\n"
      "pupil = upn\nschool = urn\neffective = day\n"
      "[field upn]\nheading = UPN\nkind = upn\nneed = value\n"
      "[field urn]\nheading = URN\nkind = school\nneed = value\n"
      "[field day]\nheading = TestDay\nkind = date\nneed = value\n"
      "[field score]\nheading = Score\nkind = int\nneed = value\n",
      0 },
    { "t/targets.type",
      "[type]\ntable = aim\nmode = upsert\nkey = name\n"
      "[field name]\nheading = Measure\nkind = id\nneed = value\n"
      "[field value]\nheading = Target\nkind = number\nneed = value\n",
      0 },
};

static void assert_rows(struct world *w, const char *sql, const char *expected)
{
    char *rows = world_rows(w, sql);

    assert_string_equal(rows, expected);
    free(rows);
}

#define RETURNS "URN,AcademicYear,TrainingDays\n"
#define TESTS "UPN,URN,TestDay,Score\n"

static const char facts[] =
    "select i.id, s.urn, substr(from_date, 1, 10) from changed_fact as c"
    " left join ident as i using (ident_key)"
    " left join school_ident as s using (school_key) order by 1, 2";
static const char relations[] =
    "select group_concat(relation, ' ') from (select relation from"
    " changed_relation where relation in ('site_return', 'result', 'aim',"
    " 'enrolment', 'suspension', 'mark_string') order by 1)";
static const char all[] = "select reason from changed_all order by 1";

/* Two schools and a pupil, known to the transform. */
static void begin(struct world *w, const char *name)
{
    world_open_with(w, name, types, sizeof(types) / sizeof(types[0]));
    world_put(w, "schools_20250801.csv", SCHOOLS);
    world_put(w, "pupils_20250901.csv", ROLL STAY("100001", ONE));
    world_night(w);
    assert_rows(w, relations, ";");
}

static void a_schools_own_fact_is_noted(void **state)
{
    struct world w;

    (void)state;
    begin(&w, "own");
    world_put(&w, "returns_20251001.csv", RETURNS "100001,2025/26,0\n");
    world_ingest(&w);
    assert_rows(&w, facts, "|100001|;");
    assert_rows(&w, relations, "site_return;");
    world_night(&w);
    assert_rows(&w, facts, "");

    world_put(&w, "returns_20251002.csv",
              RETURNS "100001,2025/26,3\n100002,2025/26,1\n");
    world_ingest(&w);
    assert_rows(&w, facts, "|100001|;|100002|;");
    world_night(&w);

    /* Sent again as it was: it is that content's now, and says the same. */
    world_put(&w, "returns_20251003.csv",
              RETURNS "100001,2025/26,3\n100002,2025/26,1\n100001,2024/25,1\n");
    world_ingest(&w);
    assert_rows(&w, facts, "|100001|;");
    world_close(&w);
}

static void a_fact_that_moves_is_noted_at_both_schools(void **state)
{
    struct world w;

    (void)state;
    begin(&w, "moves");
    world_put(&w, "tests_20251001.csv", TESTS ONE ",100001,2025-09-20,7\n");
    world_ingest(&w);
    assert_rows(&w, facts, ONE "|100001|2025-09-20;");
    world_night(&w);
    world_put(&w, "tests_20251002.csv", TESTS ONE ",100002,2025-09-20,7\n");
    world_ingest(&w);
    assert_rows(&w, facts, ONE "|100001|2025-09-20;" ONE "|100002|2025-09-20;");
    world_close(&w);
}

static void a_fact_of_nobody_is_told_by_its_table(void **state)
{
    struct world w;

    (void)state;
    begin(&w, "nobody");
    world_put(&w, "targets_20251001.csv", "Measure,Target\nabsence,5\n");
    world_ingest(&w);
    assert_rows(&w, facts, "");
    assert_rows(&w, all, "");
    assert_rows(&w, relations, "aim;");
    world_night(&w);
    world_put(&w, "targets_20251002.csv", "Measure,Target\nabsence,5\n\n");
    world_ingest(&w);
    assert_rows(&w, all, "");
    assert_rows(&w, relations, "aim;");
    world_close(&w);
}

static void each_field_reaches_as_its_description_says(void **state)
{
    static const struct {
        const char *row; /* from the surname on */
        const char *noted;
    } cases[] = {
        { "Z,B,2011-01-01,F,WBRI,9,C,2025-09-01,,N,N,N", "9999-12-31" },
        { "Z,B,2011-01-01,M,WBRI,9,C,2025-09-01,,N,N,N", "" },
        { "Z,B,2011-01-01,M,WBRI,10,C,2025-09-01,,N,N,N", "2025-11-03" },
        { "Z,B,2011-01-01,M,WBRI,10,M,2025-09-01,,N,N,N", "" },
        { "Z,B,2011-01-01,M,WBRI,10,M,2025-09-01,2025-12-19,N,N,N",
          "2025-12-19" },
        { "Y,B,2011-01-01,M,WBRI,10,M,2025-09-01,,N,N,N", "2025-12-19" },
    };
    struct world w;

    (void)state;
    begin(&w, "fields");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char path[32], text[512], noted[64];

        snprintf(path, sizeof(path), "pupils_2025110%zu.csv", i + 1);
        snprintf(text, sizeof(text), ROLL "100001," ONE ",%s\n", cases[i].row);
        snprintf(noted, sizeof(noted), ONE "|100001|%s;", cases[i].noted);
        world_put(&w, path, text);
        world_ingest(&w);
        assert_rows(&w, facts, noted);
        assert_rows(&w, relations, "enrolment;");
        world_night(&w);
    }
    assert_rows(&w, "select surname, sex from dim_pupil", "Y|M;");
    world_close(&w);
}

/* As it was, or with one row more: the others of it are no work, but lists may
   show another stay of who has two. */
static void a_roll_sent_again_reaches_nobody(void **state)
{
    static const char reached[] =
        "select i.id from changed_fact inner join ident as i using (ident_key)"
        " where from_date < '9999'";
    static const char shown[] =
        "select i.id from changed_fact inner join ident as i using (ident_key)"
        " where from_date = '9999-12-31'";
    struct world w;

    (void)state;
    begin(&w, "again");
    world_put(&w, "south_20240910.csv", ROLL STAY("100002", ONE));
    world_night(&w);
    world_put(&w, "pupils_20250902.csv", ROLL STAY("100001", ONE));
    world_ingest(&w);
    assert_rows(&w, reached, "");
    world_night(&w);
    world_put(&w, "pupils_20250903.csv",
              ROLL STAY("100001", ONE) STAY("100001", TWO));
    world_ingest(&w);
    assert_rows(&w, reached, TWO ";");
    assert_rows(&w, shown, ONE ";");
    world_night(&w);
    world_put(&w, "pupils_20250904.csv",
              ROLL STAY("100001", TWO) STAY("100001", ONE));
    world_put(&w, "south_20250905.csv", ROLL STAY("100002", TWO));
    world_put(&w, "pupils_20250906.csv", ROLL STAY("100001", TWO));
    world_ingest(&w);
    assert_rows(&w, reached, TWO ";");
    assert_rows(&w,
                "select u.urn, i.id from changed_fact as c inner join ident"
                " as i using (ident_key) inner join school_ident as u"
                " using (school_key) where c.from_date = '9999-12-31'",
                "100001|" ONE ";100001|" TWO ";");
    world_close(&w);
}

static void what_goes_is_noted_whoever_takes_it(void **state)
{
    struct err err = ERR_INIT;
    struct world w;

    (void)state;
    begin(&w, "goes");
    world_put(&w, "marks_20250910.csv",
              "URN,UPN,Date,Session,Mark\n100001," ONE ",2025-09-02,AM,I\n");
    world_put(&w, "exclusions_20251101.csv",
              SUSPENSIONS "100001," ONE ",SUSP,2025-10-01,2025-10-02,2,PP,\n");
    world_night(&w);
    assert_rows(&w, relations, ";");
    assert_ok(db_exec(w.db, "delete from suspension", &err), &err);
    assert_rows(&w, facts, ONE "|100001|;");
    assert_rows(&w, relations, "suspension;");
    assert_ok(db_exec(w.db, "delete from mark_string", &err), &err);
    assert_rows(&w, relations, "mark_string suspension;");
    assert_rows(&w, "select count(*) from changed_marks", "1;");
    world_close(&w);
}

static void execute(struct world *w, const char *sql)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(w->db, sql, &err), &err);
}

/* What rolls say of who somebody is, whoever wrote it; the rest is no news. */
static void who_somebody_is_is_asked_where_rolls_say_otherwise(void **state)
{
    static const struct {
        const char *change;
        const char *asked;
    } cases[] = {
        { "nc_year = '10', fsm = 'Y', leaving_date = '2025-12-19'", "0;" },
        { "sex = 'M', ethnicity = 'AIND', line = 7, content_id = 1", "0;" },
        { "surname = surname, date_of_birth = date_of_birth", "0;" },
        { "surname = 'Z'", "1;" },
        { "forename = null", "1;" },
        { "date_of_birth = '2011-01-02'", "1;" },
        { "former_upn = '" TWO "'", "1;" },
        { "status = 'M'", "1;" },
        { "post_looked_after = 'A'", "1;" },
    };
    static const char asked[] = "select count(*) from stale_person";
    struct world w;

    (void)state;
    begin(&w, "who");
    assert_rows(&w, asked, "0;");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char sql[128];

        snprintf(sql, sizeof(sql), "update enrolment set %s", cases[i].change);
        execute(&w, sql);
        assert_rows(&w, asked, cases[i].asked);
        execute(&w, "delete from stale_person");
    }
    execute(&w, "delete from enrolment");
    assert_rows(&w, asked, "1;");
    world_put(&w, "pupils_20250902.csv", ROLL STAY("100001", TWO));
    world_night(&w);
    assert_rows(&w, asked, "0;");
    world_close(&w);
}

/* Whoever writes who is who, in whatever order. */
static void who_has_other_ids_is_known(void **state)
{
    static const struct {
        const char *change, *linked;
    } cases[] = {
        { "insert into person values (11, 11), (12, 12), (13, 13)", ";" },
        { "insert into person values (14, 12)", "12 14;" },
        { "update person set pupil_key = 11 where ident_key = 12", "11 12;" },
        { "update person set pupil_key = 11 where ident_key = 14",
          "11 12 14;" },
        { "update person set pupil_key = 12 where ident_key in (12, 14)",
          "12 14;" },
        { "update person set pupil_key = 13 where ident_key = 14", "13 14;" },
        { "delete from person where ident_key = 13", ";" },
        { "insert into person values (13, 14)", ";" },
        { "update person set pupil_key = 14 where ident_key = 14", "13 14;" },
    };
    struct world w;

    (void)state;
    world_open(&w, "linked");
    execute(&w, "insert into ident values (11, 'upn', 'a'), (12, 'upn', 'b'),"
                " (13, 'upn', 'c'), (14, 'child', 'd')");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        execute(&w, cases[i].change);
        assert_rows(&w,
                    "select group_concat(ident_key, ' ') from (select ident_key"
                    " from person_linked order by 1)",
                    cases[i].linked);
    }
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_schools_own_fact_is_noted),
        cmocka_unit_test(a_fact_that_moves_is_noted_at_both_schools),
        cmocka_unit_test(a_fact_of_nobody_is_told_by_its_table),
        cmocka_unit_test(each_field_reaches_as_its_description_says),
        cmocka_unit_test(a_roll_sent_again_reaches_nobody),
        cmocka_unit_test(what_goes_is_noted_whoever_takes_it),
        cmocka_unit_test(who_somebody_is_is_asked_where_rolls_say_otherwise),
        cmocka_unit_test(who_has_other_ids_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
