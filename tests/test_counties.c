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
#define TEMPORARY "F91940002001B"

struct file {
    const char *name, *text;
};

/* What every order must give. */
struct claim {
    const char *sql, *rows;
};

#define FILES_MAX 8

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

/* The files in this order, a night after each or one after all. */
static char *play(const char *how, date_t as_of, const struct file *files,
                  const size_t *order, size_t count, bool at_once,
                  const struct claim *claims)
{
    struct str text = STR_INIT, rebuilt = STR_INIT;
    struct world w;

    world_open(&w, how);
    w.as_of = as_of;
    for (size_t i = 0; i < count; i++) {
        world_put(&w, files[order[i]].name, files[order[i]].text);
        if (!at_once || i + 1 == count)
            world_night(&w);
    }
    check(&w, how, claims);
    world_dump(&w, &text);
    world_lose_and_rebuild(&w);
    world_dump(&w, &rebuilt);
    world_close(&w);
    if (strcmp(text.text, rebuilt.text) != 0) {
        testing_write("run.txt", text.text);
        testing_write("rebuilt.txt", rebuilt.text);
        fail_msg("%s: run.txt and rebuilt.txt differ", how);
    }
    str_release(&rebuilt);
    return str_take(&text);
}

/* Forwards, backwards, from the middle on both ways, and at once. */
static void play_all(date_t as_of, const struct file *files,
                     const struct claim *claims)
{
    size_t count = 0;
    char *first = NULL;

    while (files[count].name)
        count++;
    for (size_t round = 0; round < 5; round++) {
        size_t order[FILES_MAX];
        char how[32];
        char *text;

        snprintf(how, sizeof(how), "order-%zu", round);
        for (size_t i = 0; i < count; i++) {
            size_t at = round % 2 ? count - 1 - i : i;

            order[i] = (at + (round & 2 ? count / 2 : 0)) % count;
        }
        text = play(how, as_of, files, order, count, round == 4, claims);
        if (first && strcmp(first, text) != 0) {
            testing_write("first.txt", first);
            testing_write("this.txt", text);
            fail_msg("%s: first.txt and this.txt differ", how);
        }
        if (first)
            free(text);
        else
            first = text;
    }
    free(first);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_history_is_of_the_person_under_all_upns),
        cmocka_unit_test(a_link_that_comes_late_makes_the_history_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
