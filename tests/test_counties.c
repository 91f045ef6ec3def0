/*
 * Small counties, each a history of a few files that once gave a wrong figure
 * or one that depended on the order in which they came: every one is played
 * in several orders, all at once and a file a night, and rebuilt.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/testing.h"
#include "tests/world.h"

#define SCHOOL_HEADINGS                                                        \
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"                     \
    "PhaseOfEducation (name),TypeOfEstablishment (name),"                      \
    "EstablishmentStatus (name),OpenDate,CloseDate\n"
#define SCHOOLS                                                                \
    SCHOOL_HEADINGS                                                            \
    "100001,919,4001,North School,Secondary,Academy,Open,,\n"                  \
    "100002,919,4002,South School,Secondary,Academy,Open,,\n"
#define ROLL                                                                   \
    "URN,UPN,FormerUPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"     \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
#define ONE "L919400024001"
#define TWO "A919400024002"
#define THREE "P919400024003"
#define FOUR "D919400024004"
#define TEMPORARY "F91940002001B"

struct file {
    const char *name, *text;
};

/* What every order must give. */
struct claim {
    const char *sql, *rows;
};

#define FILES_MAX 10

static void check(struct world *w, const char *how, const struct claim *claims)
{
    for (; claims->sql; claims++) {
        char *rows = world_rows(w, claims->sql);

        if (strcmp(rows, claims->rows) != 0)
            fail_msg("%s: expected %s, has %s\n%s", how, claims->rows, rows,
                     claims->sql);
        free(rows);
    }
}

static void assert_same(const char *how, const char *one, const char *other)
{
    if (strcmp(one, other) != 0) {
        testing_write("one.txt", one);
        testing_write("other.txt", other);
        fail_msg("%s: one.txt and other.txt differ", how);
    }
}

/* The files in this order, a night after each or one after all. */
static char *play(struct world *w, const char *how, const struct file *files,
                  const size_t *order, size_t count, bool at_once,
                  const struct claim *claims)
{
    struct str text = STR_INIT;

    for (size_t i = 0; i < count; i++) {
        world_put(w, files[order[i]].name, files[order[i]].text);
        if (!at_once || i + 1 == count)
            world_night(w);
    }
    check(w, how, claims);
    world_dump(w, &text);
    return str_take(&text);
}

/* Forwards, backwards, from the middle on, and at once; and made again. */
static void play_all(date_t as_of, const struct file *files,
                     const struct claim *claims)
{
    static const char *const ways[] = { "forwards", "backwards", "middle",
                                        "at-once" };
    char *texts[4];
    struct str rebuilt = STR_INIT;
    size_t count = 0;

    while (files[count].name)
        count++;
    for (size_t way = 0; way < 4; way++) {
        size_t order[FILES_MAX];
        struct world w;

        for (size_t i = 0; i < count; i++)
            order[i] = way == 1   ? count - 1 - i
                       : way == 2 ? (i + count / 2) % count
                                  : i;
        world_open(&w, ways[way]);
        w.as_of = as_of;
        texts[way] = play(&w, ways[way], files, order, count, way == 3, claims);
        assert_same(ways[way], texts[0], texts[way]);
        if (way == 0) {
            world_lose_and_rebuild(&w);
            world_dump(&w, &rebuilt);
            assert_same("rebuilt", texts[0], rebuilt.text);
        }
        world_close(&w);
    }
    for (size_t way = 0; way < 4; way++)
        free(texts[way]);
    str_release(&rebuilt);
}

#define CARE "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
#define CHILD_1 "c1," ONE ",2011-01-01,CLA,2025-09-01,,\n"
#define CHILD_2 "c2," TWO ",2011-01-01,CIN,2025-09-01,,\n"

#define ROLL_LINE(urn, upn, surname, sex, year)                                \
    urn "," upn ",," surname ",B,2011-01-01," sex ",WBRI," year                \
        ",C,2025-09-01,,N,N,N\n"
#define PUPIL(urn, upn, surname) ROLL_LINE(urn, upn, surname, "F", "9")
#define PUPILS ROLL PUPIL("100001", ONE, "A") PUPIL("100002", TWO, "C")

#define ROLL_OF(cohort, period)                                                \
    "select level, entity, denominator from mart_metric where metric ="        \
    " 'suspension_rate' and breakdown = 'none' and cohort = '" cohort          \
    "' and period = '" period "' order by 1, 2"

/* Whom a snapshot lists again is open again, at every level. */
static void a_row_that_returns_is_open_again(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "pupils_20250901.csv", PUPILS },
        { "care_20251001.csv", CARE CHILD_1 },
        { "care_20251010.csv", CARE CHILD_2 },
        { "care_20251027.csv",
          CARE CHILD_1 CHILD_2 "c3,,2012-01-01,CIN,2025-10-26,,\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { "select upn, end_date from fct_social_care inner join dim_pupil"
          " using (pupil_key) where upn > '' order by 1",
          TWO "|;" ONE "|;" },
        { ROLL_OF("cla", "2025/26 HT1"), "county|919|1.0;school|100001|1.0;" },
        { ROLL_OF("csw", "2025/26"),
          "county|919|2.0;school|100001|1.0;school|100002|1.0;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 11, 4), files, claims);
}

/* Each time the same bytes come is a snapshot: what they lack ends with the
   first, and what they list lasts to the last. */
static void the_same_snapshot_again_is_one_of_its_own(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "pupils_20250901.csv", PUPILS },
        { "care_20250910.csv", CARE CHILD_1 CHILD_2 },
        { "care_20251001.csv", CARE CHILD_2 },
        { "care_20251101.csv", CARE CHILD_2 },
        { "care_20251120.csv", CARE CHILD_1 },
        { "care_20251201.csv", CARE CHILD_2 },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { "select upn, end_date from fct_social_care inner join dim_pupil"
          " using (pupil_key) order by 1",
          TWO "|;" ONE "|2025-12-01;" },
        { ROLL_OF("cla", "2025/26 HT1"), "county|919|1.0;school|100001|1.0;" },
        { ROLL_OF("cla", "2025/26 HT2"), "" },
        { NULL, NULL },
    };
    static const struct claim before[] = {
        { "select upn, end_date from fct_social_care inner join dim_pupil"
          " using (pupil_key) order by 1",
          TWO "|;" ONE "|2025-10-01;" },
        { ROLL_OF("cla", "2025/26 HT1"), "" },
        { NULL, NULL },
    };
    struct file first[6];

    (void)state;
    play_all(date_make(2025, 12, 19), files, claims);
    memcpy(first, files, sizeof(first));
    first[5] = (struct file){ NULL, NULL };
    play_all(date_make(2025, 12, 19), first, before);
}

/* Likewise a school's adviser, and which child has which UPN. */
static void advisers_and_identity_go_and_return(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "pupils_20250901.csv", PUPILS },
        { "care_20250910.csv", CARE "c1,,2001-01-01,CLA,2025-09-01,,\n" },
        { "identity_20250911.csv", "ChildID,UPN\nc1," ONE "\n" },
        { "identity_20251001.csv", "ChildID,UPN\nc9," TWO "\n" },
        { "identity_20251105.csv", "ChildID,UPN\nc1," ONE "\n" },
        { "advisers_20250901.csv", "URN,Adviser\n100001,X\n" },
        { "advisers_20251001.csv", "URN,Adviser\n100002,Y\n" },
        { "advisers_20251101.csv", "URN,Adviser\n100001,X\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { ROLL_OF("cla", "2025/26 HT1"),
          "adviser|X|1.0;county|919|1.0;school|100001|1.0;" },
        { "select urn, adviser from dim_school order by 1",
          "100001|X;100002|;" },
        { NULL, NULL },
    };
    static const struct claim before[] = {
        { ROLL_OF("cla", "2025/26 HT1"), "" },
        { "select urn, adviser from dim_school order by 1",
          "100001|;100002|Y;" },
        { NULL, NULL },
    };
    struct file first[8];

    (void)state;
    play_all(date_make(2025, 12, 19), files, claims);
    memcpy(first, files, 5 * sizeof(*first));
    memcpy(first + 5, files + 6, 2 * sizeof(*first));
    first[7] = (struct file){ NULL, NULL };
    play_all(date_make(2025, 12, 19), first, before);
}

/* Years E1 and E2 are on roll like any other. */
static void early_years_are_on_roll(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "pupils_20250901.csv",
          PUPILS ROLL_LINE("100001", THREE, "E", "F", "E1")
              ROLL_LINE("100001", FOUR, "G", "F", "E2") },
        { "suspensions_20251101.csv",
          "UPN,URN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n" FOUR
          ",100001,SUSP,2025-10-01,2025-10-02,4,PP,\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { ROLL_OF("all", "2025/26"),
          "county|919|4.0;school|100001|3.0;school|100002|1.0;" },
        { "select breakdown_value, numerator, denominator from mart_metric"
          " where metric = 'suspension_rate' and period = '2025/26' and cohort"
          " = 'all' and breakdown = 'ncyear' order by 1",
          "9|0.0|2.0;E1|0.0|1.0;E2|1.0|1.0;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 12, 19), files, claims);
}

#define SEX(period)                                                            \
    "select breakdown_value, numerator, denominator from mart_metric where"    \
    " metric = 'suspension_rate' and period = '" period "' and cohort = 'all'" \
    " and breakdown = 'sex' order by 1"

/* The newest row that has one says it of every year, whatever school's. */
static void sex_is_the_persons(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "a_20240901.csv", ROLL "100001," ONE ",,A,B,2011-01-01,F,WBRI,8,C,"
                                 "2024-09-02,2025-07-22,N,N,N\n" },
        { "b_20250915.csv", ROLL "100002," ONE ",,A,B,2011-01-01,M,WBRI,9,C,"
                                 "2025-09-01,,N,N,N\n" },
        { "b_20250920.csv", ROLL "100002," ONE ",,A,B,2011-01-01,,WBRI,9,C,"
                                 "2025-09-01,,N,N,N\n" },
        { "a_20250921.csv", ROLL "100001," ONE ",,A,B,2011-01-01,F,WBRI,8,C,"
                                 "2024-09-02,2025-07-22,N,N,N\n100001," TWO
                                 ",,C,D,2011-01-01,M,WBRI,8,C,2024-09-02,,N,"
                                 "N,N\n" },
        { "suspensions_20251101.csv",
          "UPN,URN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n" ONE
          ",100001,SUSP,2025-10-01,2025-10-02,4,PP,\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { "select upn, sex from dim_pupil order by 1", TWO "|M;" ONE "|F;" },
        { SEX("2024/25"), "F|0.0|1.0;M|0.0|1.0;" },
        { SEX("2025/26"), "F|1.0|1.0;M|0.0|1.0;" },
        { NULL, NULL },
    };
    static const struct claim before[] = {
        { SEX("2024/25"), "M|0.0|1.0;" },
        { SEX("2025/26"), "M|0.0|1.0;" },
        { NULL, NULL },
    };
    struct file first[4];

    (void)state;
    play_all(date_make(2025, 12, 19), files, claims);
    memcpy(first, files, sizeof(first));
    first[3] = (struct file){ NULL, NULL };
    play_all(date_make(2025, 12, 19), first, before);
}

#define SEN(period)                                                            \
    "select breakdown_value, denominator from mart_metric"                     \
    " where metric = 'suspension_rate' and period = '" period                  \
    "' and level = 'county' and cohort = 'all' and breakdown = 'sen' order "   \
    "by 1"

/* Two senders list one stay in turn, each under its own UPN of the child. */
static void a_history_is_of_the_person_under_all_upns(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "a_20240901.csv", ROLL "100001," TEMPORARY ",,A,B,2011-01-01,F,WBRI,"
                                 "9,C,2023-09-04,,K,N,N\n" },
        { "b_20241015.csv", ROLL "100001," ONE "," TEMPORARY ",A,B,2011-01-01,"
                                 "F,WBRI,9,C,2023-09-04,,N,N,N\n" },
        { "a_20241201.csv",
          ROLL "100001," TEMPORARY ",,A,B,2011-01-01,F,WBRI,9,C,2023-09-04,,K,"
               "N,N\n100001," TWO ",,C,D,2011-01-01,F,WBRI,9,C,2023-09-04,,E,"
               "N,N\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { SEN("2024/25 HT1"), "" },
        { SEN("2024/25 autumn"), "E|1.0;K|1.0;" },
        { "select sen_status from fct_enrolment as e inner join dim_pupil"
          " using (pupil_key) where upn = '" ONE "'",
          "K;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 1, 16), files, claims);
}

/* The link of the two comes from a third sender, after all else. */
static void a_link_that_comes_late_makes_the_history_anew(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "a_20240901.csv", ROLL "100001," TEMPORARY ",,A,B,2011-01-01,F,WBRI,"
                                 "9,C,2023-09-04,,K,N,N\n" },
        { "b_20241015.csv", ROLL "100001," ONE ",,A,B,2011-01-01,F,WBRI,9,C,"
                                 "2023-09-04,,N,N,N\n" },
        { "a_20241201.csv",
          ROLL "100001," TEMPORARY ",,A,B,2011-01-01,F,WBRI,9,C,2023-09-04,,K,"
               "N,N\n100001," TWO ",,C,D,2011-01-01,F,WBRI,9,C,2023-09-04,,E,"
               "N,N\n" },
        { "c_20250110.csv", ROLL "100002," ONE "," TEMPORARY ",A,B,2011-01-01,"
                                 "F,WBRI,9,S,2025-01-06,,N,N,N\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { SEN("2024/25 autumn"), "E|1.0;K|1.0;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 1, 16), files, claims);
}

#define MARKS "URN,UPN,Date,Session,Mark\n"
#define MARK(urn, upn, date) urn "," upn "," date ",AM,/\n"
#define MARKS_HELD                                                             \
    "select date from attendance_mark inner join dim_pupil using (pupil_key)"  \
    " where upn = '" ONE "' order by 1"
#define REJECTS "select rule, sum(rows) from load_reject group by 1 order by 1"

/* A row of status P only ends a stay, on its LeavingDate; nothing else of it
   counts but in fct_enrolment. */
static void status_p_ends_a_stay(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "pupils_20241001.csv", ROLL
          "100001," ONE ",,A,B,2011-01-01,F,WBRI,8,C,2023-09-04,,K,Y,Y\n"
          "100001," TWO ",,C,D,2011-01-01,F,WBRI,8,C,2023-09-04,,N,N,N\n" },
        { "marks_20250115.csv", MARKS MARK("100001", ONE, "2024-11-11")
                                    MARK("100001", ONE, "2025-01-10")
                                        MARK("100001", ONE, "2025-01-13") },
        { "pupils_20250201.csv", ROLL
          "100001," ONE ",,Z,Z,2012-02-02,M,AIND,9,P,2023-09-04,"
          "2025-01-10,E,N,N\n"
          "100001," TWO ",,C,D,2011-01-01,F,WBRI,8,C,2023-09-04,,N,N,N\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { ROLL_OF("all", "2024/25 autumn"),
          "county|919|2.0;school|100001|2.0;" },
        { ROLL_OF("all", "2024/25 spring"),
          "county|919|1.0;school|100001|1.0;" },
        { SEN("2024/25 autumn"), "K|1.0;N|1.0;" },
        { MARKS_HELD, "2024-11-11;2025-01-10;" },
        { REJECTS, "not_on_roll|1;" },
        { "select surname, date_of_birth, sex, ethnicity from dim_pupil"
          " order by 1",
          "A|2011-01-01|F|WBRI;C|2011-01-01|F|WBRI;" },
        { "select status, leaving_date, sen_status from fct_enrolment order by"
          " 1",
          "C||N;P|2025-01-10|E;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 2, 14), files, claims);
}

/* Without a LeavingDate from the first extract of the last ones that say so;
   with no other status it is no stay. */
static void status_p_without_a_date(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "pupils_20240901.csv", ROLL
          "100001," ONE ",,A,B,2011-01-01,F,WBRI,8,C,2023-09-04,,K,Y,Y\n"
          "100001," TWO ",,C,D,2011-01-01,F,WBRI,8,P,2023-09-04,,N,N,N\n" },
        { "pupils_20241101.csv", ROLL
          "100001," ONE ",,A,B,2011-01-01,F,WBRI,8,P,2023-09-04,,K,Y,Y\n"
          "100001," TWO ",,C,D,2011-01-01,F,WBRI,8,P,2023-09-04,,N,N,N\n" },
        { "pupils_20241201.csv", ROLL
          "100001," ONE ",,A,B,2011-01-01,F,WBRI,8,P,2023-09-04,,E,Y,Y\n" },
        { "marks_20250115.csv", MARKS MARK("100001", ONE, "2024-10-31")
                                    MARK("100001", ONE, "2024-11-01")
                                        MARK("100001", TWO, "2024-09-10") },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { ROLL_OF("all", "2024/25 HT1"), "county|919|1.0;school|100001|1.0;" },
        { ROLL_OF("all", "2024/25 HT2"), "" },
        { MARKS_HELD, "2024-10-31;" },
        { REJECTS, "not_on_roll|2;" },
        { "select entry_date, last_date from stay", "2023-09-04|2024-10-31;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 2, 14), files, claims);
}

/* Who is listed with another status again was never away. */
static void status_p_taken_back(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "pupils_20240901.csv", ROLL
          "100001," ONE ",,A,B,2011-01-01,F,WBRI,8,C,2023-09-04,,K,Y,Y\n" },
        { "pupils_20241001.csv", ROLL "100001," ONE ",,A,B,2011-01-01,F,WBRI,8,"
                                      "P,2023-09-04,2024-09-30,K,Y,Y\n" },
        { "marks_20250115.csv", MARKS MARK("100001", ONE, "2024-10-31")
                                    MARK("100001", ONE, "2025-01-13") },
        { "pupils_20250114.csv", ROLL
          "100001," ONE ",,A,B,2011-01-01,F,WBRI,8,M,2023-09-04,,N,Y,Y\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { ROLL_OF("all", "2024/25 HT1"), "county|919|1.0;school|100001|1.0;" },
        { SEN("2024/25 autumn"), "K|1.0;" },
        { SEN("2024/25"), "N|1.0;" },
        { MARKS_HELD, "2024-10-31;2025-01-13;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 2, 14), files, claims);
}

/* The stay under one UPN is ended under the other. */
static void status_p_under_another_upn(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "pupils_20240901.csv",
          ROLL "100001," TEMPORARY ",,A,B,2011-01-01,F,WBRI,8,C,2023-09-04,"
               ",K,Y,Y\n" },
        { "pupils_20241101.csv",
          ROLL "100001," ONE "," TEMPORARY ",A,B,2011-01-01,M,WBRI,8,P,"
               "2023-09-04,,N,Y,Y\n" },
        { "marks_20250115.csv", MARKS MARK("100001", TEMPORARY, "2024-10-31")
                                    MARK("100001", ONE, "2024-11-01") },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { ROLL_OF("all", "2024/25 HT1"), "county|919|1.0;school|100001|1.0;" },
        { ROLL_OF("all", "2024/25 HT2"), "" },
        { "select upn, sex from dim_pupil", ONE "|F;" },
        { MARKS_HELD, "2024-10-31;" },
        { REJECTS, "not_on_roll|1;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 2, 14), files, claims);
}

/* A school that closed has nobody on roll from the day after. */
static void a_stay_ends_with_its_school(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "pupils_20240901.csv", ROLL
          "100001," ONE ",,A,B,2011-01-01,F,WBRI,8,C,2023-09-04,,K,Y,Y\n" },
        { "marks_20250115.csv", MARKS MARK("100001", ONE, "2024-10-31")
                                    MARK("100001", ONE, "2024-11-01") },
        { "schools_20241110.csv",
          SCHOOL_HEADINGS "100001,919,4001,North School,Secondary,Academy,"
                          "Closed,,2024-10-31\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { ROLL_OF("all", "2024/25 HT1"), "county|919|1.0;school|100001|1.0;" },
        { ROLL_OF("all", "2024/25 HT2"), "" },
        { MARKS_HELD, "2024-10-31;" },
        { REJECTS, "not_on_roll|1;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 2, 14), files, claims);
}

#define TWO_SCHOOLS(old, new)                                                  \
    SCHOOL_HEADINGS                                                            \
    "100001,919,4001,Old School,Secondary,Community school," old "\n"          \
    "100002,919,4001,New School,Secondary,Academy," new "\n"
#define ROLL_BY_NUMBER                                                         \
    "LAESTAB,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"           \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
#define PLACES                                                                 \
    "select urn, date from attendance_mark inner join dim_school using"        \
    " (school_key) order by 2, 1"

/* Without dates a LAESTAB is the open school's, as the newest schools extract
   has it: what went to another before goes there. */
static void a_laestab_passes_to_the_open_school(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", TWO_SCHOOLS("Open,,", "Proposed to open,,") },
        { "pupils_20250901.csv",
          ROLL_BY_NUMBER "9194001," ONE ",A,B,2011-01-01,F,WBRI,9,C,"
                         "2022-09-01,,N,N,N\n" },
        { "marks_20251001.csv", "LAESTAB,UPN,Date,Session,Mark\n" MARK(
                                    "9194001", ONE, "2025-09-10") },
        { "suspensions_20251101.csv",
          "UPN,LAESTAB,Category,StartDate,EndDate,Sessions,Reason1,"
          "Outcome\n" ONE ",919/4001,SUSP,2025-10-01,2025-10-02,4,PP,\n" },
        { "schools_20251105.csv", TWO_SCHOOLS("Closed,,", "Open,,") },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { "select urn from fct_enrolment inner join dim_school using"
          " (school_key)",
          "100002;" },
        { "select urn from fct_exclusion inner join dim_school using"
          " (school_key)",
          "100002;" },
        { PLACES, "100002|2025-09-10;" },
        { REJECTS, "" },
        { ROLL_OF("all", "2025/26 HT1"), "county|919|1.0;school|100002|1.0;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 12, 19), files, claims);
}

/* With dates a fact is of the school that was open on its day, a stay of the
   one open on its extract's; a line of marks may be of both. */
static void a_laestab_is_the_school_open_on_the_day(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv",
          SCHOOL_HEADINGS "100001,919,4001,Old School,Secondary,Community "
                          "school,Open,1990-09-01,\n" },
        { "pupils_20250901.csv",
          ROLL_BY_NUMBER "9194001," ONE ",A,B,2011-01-01,F,WBRI,9,C,"
                         "2022-09-01,,N,N,N\n" },
        { "marks_20251114.csv",
          "LAESTAB,UPN,StartDate,Marks\n9194001," ONE ",2025-10-30,"
          "////    //\n" },
        { "suspensions_20251120.csv",
          "UPN,LAESTAB,Category,StartDate,EndDate,Sessions,Reason1,"
          "Outcome\n" ONE ",9194001,SUSP,2025-10-31,,4,PP,\n" ONE
          ",9194001,SUSP,2025-11-03,,2,PP,\n" },
        { "schools_20251105.csv",
          TWO_SCHOOLS("Closed,1990-09-01,2025-10-31", "Open,2025-11-01,") },
        { "pupils_20251115.csv",
          ROLL_BY_NUMBER "9194001," ONE ",A,B,2011-01-01,F,WBRI,9,C,"
                         "2022-09-01,,K,N,N\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { "select urn, sen_status from fct_enrolment inner join dim_school"
          " using (school_key) order by 1",
          "100001|N;100002|K;" },
        { "select urn, start_date from fct_exclusion inner join dim_school"
          " using (school_key) order by 1",
          "100001|2025-10-31;100002|2025-11-03;" },
        { "select urn, date, count(*) from attendance_mark inner join"
          " dim_school using (school_key) group by 1, 2 order by 2, 1",
          "100001|2025-10-30|2;100001|2025-10-31|2;100002|2025-11-03|2;" },
        { REJECTS, "" },
        { ROLL_OF("all", "2025/26 HT2"), "county|919|1.0;school|100002|1.0;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 12, 19), files, claims);
}

/* A mark is on roll by a stay at any school of the number, and counts once. */
static void a_converted_school_keeps_its_autumn(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv",
          SCHOOL_HEADINGS "100001,919,4001,Old School,Secondary,Community "
                          "school,Open,1990-09-01,\n" },
        { "marks_20251024.csv", MARKS MARK("100001", ONE, "2025-09-10")
                                    MARK("100001", ONE, "2025-10-22") },
        { "schools_20251105.csv",
          TWO_SCHOOLS("Closed,1990-09-01,2025-10-31", "Open,2025-11-01,") },
        { "pupils_20251115.csv", ROLL
          "100002," ONE ",,A,B,2011-01-01,F,WBRI,9,C,2022-09-01,,K,N,N\n" },
        { "marks_20251120.csv", MARKS MARK("100002", ONE, "2025-10-22")
                                    MARK("100002", ONE, "2025-11-10") },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { PLACES, "100001|2025-09-10;100001|2025-10-22;100002|2025-10-22;"
                  "100002|2025-11-10;" },
        { REJECTS, "" },
        { "select urn, period, possible from fct_attendance inner join"
          " dim_school using (school_key) where period in ('2025/26 HT1',"
          " '2025/26') order by 2, 1",
          "100001|2025/26|2;100002|2025/26|1;100001|2025/26 HT1|2;" },
        { "select denominator from mart_metric where metric ="
          " 'attendance_rate' and period = '2025/26' and level = 'county' and"
          " cohort = 'all' and breakdown = 'none'",
          "3.0;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 12, 19), files, claims);
}

#define SUSPENSIONS                                                            \
    "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
#define SESSIONS                                                               \
    "select sessions from fct_exclusion where start_date = '2025-10-01'"
#define DAYS                                                                   \
    "select numerator from mart_metric where metric = 'suspension_days' and"   \
    " period = '2025/26' and level = 'county' and cohort = 'all' and"          \
    " breakdown = 'none'"
#define A_PUPIL(urn, upn, sex, entry)                                          \
    urn "," upn ",,A,B,2011-01-01," sex ",WBRI,9,C," entry ",,N,N,N\n"

/* A row sent again unchanged beats what came between: by one more row in the
   file, and as the same bytes. */
static void a_row_sent_again_beats_what_came_between(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "a_20250901.csv",
          ROLL A_PUPIL("100001", TEMPORARY, "F", "2024-09-02") },
        { "b_20250915.csv", ROLL "100002," ONE "," TEMPORARY
                                 ",Z,B,2011-01-01,M,WBRI,9,S,2025-09-01,,N,N,"
                                 "N\n" },
        { "suspensions_20251101.csv",
          SUSPENSIONS "100001," TEMPORARY ",SUSP,2025-10-01,,8,PP,\n" },
        { "suspensions_20251102.csv",
          SUSPENSIONS "100001," ONE ",SUSP,2025-10-01,,2,PP,\n" },
        { "a_20250921.csv", ROLL A_PUPIL("100001", TEMPORARY, "F", "2024-09-02")
                                A_PUPIL("100001", TWO, "F", "2025-09-01") },
        { "suspensions_20251103.csv",
          SUSPENSIONS "100001," TEMPORARY ",SUSP,2025-10-01,,8,PP,\n"
                      "100001," TWO ",SUSP,2025-11-10,,4,PP,\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { "select upn, surname, sex from dim_pupil order by 1",
          TWO "|A|F;" ONE "|A|F;" },
        { SEX("2025/26"), "F|2.0|2.0;" },
        { SESSIONS, "8;" },
        { DAYS, "6.0;" },
        { NULL, NULL },
    };
    static const struct claim before[] = {
        { "select upn, surname, sex from dim_pupil order by 1", ONE "|Z|M;" },
        { SEX("2025/26"), "M|1.0|1.0;" },
        { SESSIONS, "2;" },
        { DAYS, "1.0;" },
        { NULL, NULL },
    };
    static const struct claim again[] = {
        { "select upn, surname, sex from dim_pupil order by 1", ONE "|A|F;" },
        { SEX("2025/26"), "F|1.0|1.0;" },
        { SESSIONS, "8;" },
        { DAYS, "4.0;" },
        { NULL, NULL },
    };
    struct file other[8];

    (void)state;
    play_all(date_make(2025, 12, 19), files, claims);
    memcpy(other, files, sizeof(files));
    other[5] = (struct file){ NULL, NULL };
    play_all(date_make(2025, 12, 19), other, before);
    other[5] = (struct file){ "a_20250921.csv", files[1].text };
    other[6] = (struct file){ "suspensions_20251103.csv", files[3].text };
    play_all(date_make(2025, 12, 19), other, again);
}

#define UNLISTED                                                               \
    "select urn, enrolments from load_unlisted inner join dim_school using"    \
    " (school_key)"

/* Of the two newest files, each time the same bytes came being one; a rejected
   row lists its stay too. */
static void a_stay_is_unlisted_by_the_two_newest_files(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "pupils_20250901.csv",
          ROLL A_PUPIL("100001", ONE, "F", "2025-09-01")
              A_PUPIL("100001", TWO, "F", "2025-09-01") },
        { "pupils_20250902.csv",
          ROLL A_PUPIL("100001", TWO, "F", "2025-09-01") },
        { "pupils_20250903.csv",
          ROLL A_PUPIL("100001", TWO, "F", "2025-09-01") },
        { "pupils_20250904.csv",
          ROLL "100001," TWO ",,A,B,2011-01-01,F,WBRI,99,C,2025-09-01,,N,N,N\n"
               "100001," ONE ",,A,B,2011-01-01,F,WBRI,99,C,2025-09-01,,N,N,N"
               "\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { UNLISTED, "" },
        { NULL, NULL },
    };
    static const struct claim before[] = {
        { UNLISTED, "100001|1;" },
        { NULL, NULL },
    };
    struct file first[5];

    (void)state;
    play_all(date_make(2025, 12, 19), files, claims);
    memcpy(first, files, sizeof(first));
    first[4] = (struct file){ NULL, NULL };
    play_all(date_make(2025, 12, 19), first, before);
}

/* Every accepted row's former UPN counts: a later blank takes none back. */
static void a_former_upn_is_not_taken_back(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "a_20240901.csv",
          ROLL A_PUPIL("100001", TEMPORARY, "F", "2024-09-02") },
        { "b_20240910.csv", ROLL "100001," ONE "," TEMPORARY
                                 ",A,B,2011-01-01,F,WBRI,8,C,2024-09-02,,N,N,"
                                 "N\n" },
        { "b_20241001.csv",
          ROLL "100001," ONE ",,A,B,2011-01-01,F,WBRI,8,C,2024-09-02,,K,N,"
               "N\n" },
        { "marks_20241115.csv", MARKS MARK("100001", TEMPORARY, "2024-09-10") },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { "select upn from dim_pupil", ONE ";" },
        { ROLL_OF("all", "2024/25 autumn"),
          "county|919|1.0;school|100001|1.0;" },
        { "select sen_status from fct_enrolment", "K;" },
        { MARKS_HELD, "2024-09-10;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 1, 16), files, claims);
}

static int64_t reached(struct world *w)
{
    return world_int(w, "select count(*) from changed_fact"
                        " where from_date < '9999'");
}

/* A roll that comes again as it was, or with one row more, makes the others of
   it no work. */
static void a_roll_sent_again_reaches_nobody(void **state)
{
    static const char first[] = ROLL A_PUPIL("100001", ONE, "F", "2024-09-02")
        A_PUPIL("100001", TWO, "F", "2025-09-01")
            A_PUPIL("100001", THREE, "F", "2025-09-01");
    struct world w;

    (void)state;
    world_open(&w, "again");
    world_put(&w, "schools_20240801.csv", SCHOOLS);
    world_put(&w, "b_20240910.csv",
              ROLL A_PUPIL("100002", ONE, "F", "2023-09-02"));
    world_put(&w, "a_20250901.csv", first);
    world_night(&w);
    world_put(&w, "a_20250902.csv", first);
    world_ingest(&w);
    assert_int_equal(reached(&w), 0);
    world_night(&w);
    world_put(&w, "a_20250903.csv",
              ROLL A_PUPIL("100001", ONE, "F", "2024-09-02")
                  A_PUPIL("100001", TWO, "F", "2025-09-01")
                      A_PUPIL("100001", THREE, "F", "2025-09-01")
                          A_PUPIL("100001", FOUR, "F", "2025-09-01"));
    world_ingest(&w);
    assert_int_equal(reached(&w), 1);
    world_close(&w);
}

/* Of two lines that are one key only by person the last holds: of marks too,
   in either shape. */
static void the_last_mark_of_a_file_holds(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "marks_20250915.csv", MARKS "100001," TEMPORARY ",2025-09-10,AM,/\n"
                                      "100001," ONE ",2025-09-10,AM,N\n"
                                      "100001," ONE ",2025-09-11,AM,N\n"
                                      "100001," TEMPORARY ",2025-09-11,AM,/\n"
                                      "100001," ONE ",2025-09-12,AM,N\n" },
        { "strings_20250920.csv", "URN,UPN,StartDate,Marks\n"
                                  "100001," ONE ",2025-09-15,//\n"
                                  "100001," TEMPORARY ",2025-09-15,NN\n"
                                  "100001," ONE ",2025-09-15, /\n"
                                  "100001," TEMPORARY ",2025-09-12,/\n" },
        { "pupils_20251001.csv", ROLL "100001," ONE "," TEMPORARY
                                      ",A,B,2011-01-01,F,WBRI,9,C,2025-09-01,,"
                                      "N,N,N\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { "select date, session, mark from attendance_mark order by 1, 2",
          "2025-09-10|AM|N;2025-09-11|AM|/;2025-09-12|AM|/;2025-09-15|AM|N;"
          "2025-09-15|PM|/;" },
        { "select possible, absent from fct_attendance where period ="
          " '2025/26'",
          "5|2;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 12, 19), files, claims);
}

/* And of rows. */
static void the_last_line_of_a_file_holds(void **state)
{
    static const struct file files[] = {
        { "schools_20240801.csv", SCHOOLS },
        { "pupils_20250901.csv", ROLL
          "100001," ONE "," TEMPORARY ",A,B,2011-01-01,F,WBRI,9,C,2025-09-01,,"
          "N,N,N\n100001," TEMPORARY ",,A,B,2011-01-01,F,WBRI,9,M,2025-09-01,"
          ",K,N,N\n" },
        { "suspensions_20251101.csv",
          "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
          "100001," TEMPORARY ",SUSP,2025-10-01,,8,PP,\n"
          "100001," ONE ",SUSP,2025-10-01,,2,PP,\n"
          "100001," ONE ",SUSP,2025-10-06,,2,PP,\n"
          "100001," TEMPORARY ",SUSP,2025-10-06,,6,PP,\n" },
        { NULL, NULL },
    };
    static const struct claim claims[] = {
        { "select start_date, sessions from fct_exclusion order by 1",
          "2025-10-01|2;2025-10-06|6;" },
        { "select status, sen_status from fct_enrolment", "M|K;" },
        { SEN("2025/26"), "K|1.0;" },
        { NULL, NULL },
    };

    (void)state;
    play_all(date_make(2025, 12, 19), files, claims);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_history_is_of_the_person_under_all_upns),
        cmocka_unit_test(a_link_that_comes_late_makes_the_history_anew),
        cmocka_unit_test(a_row_that_returns_is_open_again),
        cmocka_unit_test(the_same_snapshot_again_is_one_of_its_own),
        cmocka_unit_test(advisers_and_identity_go_and_return),
        cmocka_unit_test(early_years_are_on_roll),
        cmocka_unit_test(sex_is_the_persons),
        cmocka_unit_test(status_p_ends_a_stay),
        cmocka_unit_test(status_p_without_a_date),
        cmocka_unit_test(status_p_taken_back),
        cmocka_unit_test(status_p_under_another_upn),
        cmocka_unit_test(a_stay_ends_with_its_school),
        cmocka_unit_test(a_laestab_passes_to_the_open_school),
        cmocka_unit_test(a_laestab_is_the_school_open_on_the_day),
        cmocka_unit_test(a_converted_school_keeps_its_autumn),
        cmocka_unit_test(a_row_sent_again_beats_what_came_between),
        cmocka_unit_test(a_stay_is_unlisted_by_the_two_newest_files),
        cmocka_unit_test(a_former_upn_is_not_taken_back),
        cmocka_unit_test(a_roll_sent_again_reaches_nobody),
        cmocka_unit_test(the_last_mark_of_a_file_holds),
        cmocka_unit_test(the_last_line_of_a_file_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
