/* What `vschool explain` says, on a county of five pupils worked by hand. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/outfile.h"
#include "core/str.h"
#include "tests/program.h"
#include "tests/testing.h"

#define CONFIG " --config c/county.ini"
#define UPN_1 "L919400024001" /* in need; four sessions, two of them absent */
#define UPN_2 "A919400024002" /* in need; no marks */
#define UPN_3 "P919400024003" /* a peer; two sessions, present */
#define UPN_4 "D919400024004" /* a peer at South School, half a day absent */
#define UPN_5 "T919400024005" /* in need, and on no roll */

static void put_pupil(struct str *rows, const char *urn, const char *upn)
{
    str_addf(rows, "%s,%s,Able,Anne,2011-01-01,F,WBRI,9,C,2025-09-01,,N,N,N\n",
             urn, upn);
}

static void put_plan(struct str *rows, const char *child, const char *upn)
{
    str_addf(rows, "%s,%s,2011-01-01,CIN,2025-01-10,,N1,\n", child, upn);
}

static void put_files(void)
{
    struct str rows = STR_INIT;

    testing_write("c/targets.csv", "Metric,Cohort,AcademicYear,Target,Label\n"
                                   "absence_rate,csw,2025/26,12.5,The plan\n");
    testing_write("c/inbox/schools_20250901.csv",
                  "URN,LA (code),EstablishmentNumber,EstablishmentName,"
                  "PhaseOfEducation (name),TypeOfEstablishment (name),"
                  "EstablishmentStatus (name)\n"
                  "100001,919,4001,North School,Secondary,Academy,Open\n"
                  "100002,919,4002,South School,Secondary,Academy,Open\n");
    str_add(&rows, "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
                   "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
                   "FSMEver6\n");
    put_pupil(&rows, "100001", UPN_1);
    put_pupil(&rows, "100001", UPN_2);
    put_pupil(&rows, "100001", UPN_3);
    testing_write("c/inbox/pupils_20250902.csv", rows.text);
    str_clear(&rows);
    str_add(&rows, "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
                   "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
                   "FSMEver6\n");
    put_pupil(&rows, "100002", UPN_4);
    testing_write("c/inbox/pupils_south_20250902.csv", rows.text);
    str_clear(&rows);
    str_add(&rows, "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,NeedCode,"
                   "EndReason\n");
    put_plan(&rows, "C1", UPN_1);
    put_plan(&rows, "C2", UPN_2);
    put_plan(&rows, "C5", UPN_5);
    testing_write("c/inbox/social_care_20251001.csv", rows.text);
    testing_write("c/inbox/attendance_20251001.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001," UPN_1 ",2025-09-02,AM,/\n"
                  "100001," UPN_1 ",2025-09-02,PM,O\n"
                  "100001," UPN_1 ",2025-09-03,AM,/\n"
                  "100001," UPN_1 ",2025-09-03,PM,I\n"
                  "100001," UPN_1 ",2025-09-04,AM,ZZ\n"
                  "100001," UPN_1 ",2025-09-05,AM,#\n"
                  "100001," UPN_3 ",2025-09-02,AM,/\n"
                  "100001," UPN_3 ",2025-09-02,PM,\\\n"
                  "100002," UPN_4 ",2025-09-02,AM,I\n"
                  "100002," UPN_4 ",2025-09-02,PM,\\\n");
    /* The first afternoon was ill, it says later: line 2 of another file. */
    testing_write("c/inbox/attendance_20251002.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001," UPN_1 ",2025-09-02,PM,I\n");
    testing_write("c/inbox/suspensions_20251001.csv",
                  "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,"
                  "Outcome\n"
                  "100001," UPN_1 ",SUSP,2025-09-08,2025-09-08,2,PP,\n"
                  "100001," UPN_1 ",SUSP,2025-09-10,2025-09-10,2,PP,\n");
    str_release(&rows);
}

static int make_county(void **state)
{
    if (program_county(state))
        return -1;
    put_files();
    assert_int_equal(vschool("ingest --quiet --as-of 2025-12-01" CONFIG), 0);
    assert_int_equal(vschool("transform --quiet --as-of 2025-12-01" CONFIG), 0);
    return 0;
}

/* Lines that go on with the one before are one with it. */
static void unfold(char *text)
{
    static const char fold[] = "\n    ";
    char *to = text;

    while (*text) {
        if (!strncmp(text, fold, strlen(fold))) {
            *to++ = ' ';
            text += strlen(fold);
        } else {
            *to++ = *text++;
        }
    }
    *to = '\0';
}

static void says(const char *words, const char *const *lines)
{
    assert_int_equal(vschool(words), 0);
    assert_string_equal(errs, "");
    unfold(out);
    for (; *lines; lines++)
        assert_says(out, *lines);
}

static void a_figure_is_said_with_all_that_is_known_of_it(void **state)
{
    static const char *const lines[] = {
        "Absence (absence_rate)\n",
        "The figure: Has a social worker, Northmere, 2025/26: 50.0%, 2 of 4; no"
        " interval: it rests on too few children",
        "The period: 1 August 2025 to 1 December 2025; it is not over. Cohorts"
        " are of 1 December 2025. Figures are as of 1 December 2025\n",
        "What it measures: Sessions missed",
        "Whose definition: DfE, Pupil absence in schools in England",
        "Numerator: absent sessions\nDenominator: possible sessions\n",
        "Good is: lower\n",
        /* Peers: 1 of 4, all: 3 of 8. */
        "More than chance? +25.0 points against peers; whether that is more"
        " than chance cannot be said",
        "  - Peers without a social worker (2025/26): 25.0%, ours is +25.0"
        " points\n",
        "  - All pupils (2025/26): 37.5%, ours is +12.5 points; All pupils"
        " contain the cohort.\n",
        "  - Target (2025/26): 12.5%, ours is +37.5 points; A target for the"
        " whole year. The plan\n",
        "The change on a year before: none is known",
        "  - 2 of 3 children of the cohort are not in the denominator (possible"
        " sessions)\n",
        "  - rejected rows of attendance: 1 (1 unknown_mark)\n",
        "attendance attendance_20251001.csv (", "), 10 rows\n",
        "social_care social_care_20251001.csv (", "), 3 rows, 3 in force\n",
        NULL
    };

    (void)state;
    says("explain absence_rate" CONFIG, lines);
    assert_null(strstr(out, "Able"));
    assert_null(strstr(out, UPN_1));
    assert_null(strstr(out, "suspensions_2025"));
}

static void who_is_in_it_is_listed_and_who_is_not(void **state)
{
    static const char *const lines[] = {
        "In the figure: UPN or ChildID, URN, numerator of denominator:\n"
        "  " UPN_1 "  100001  2 of 4\n"
        "Of the cohort and not in the figure:\n"
        "  " UPN_2 "  100001  0 of 0\n"
        "  " UPN_5 "  -       0 of 0\n",
        NULL
    };
    /* Its child has both suspensions; on roll are two. */
    static const char *const rates[] = {
        "100.0 per 100 pupils, 2 of 2",
        "  " UPN_1 "  100001  2 of 1\n  " UPN_2 "  100001  0 of 1\n",
        "suspensions suspensions_20251001.csv (", NULL
    };

    (void)state;
    says("explain absence_rate --pupils" CONFIG, lines);
    assert_null(strstr(out, "Able"));
    says("explain suspension_rate --pupils" CONFIG, rates);
}

static void a_school_has_its_own_figure_and_files(void **state)
{
    static const char *const north[] = {
        "Has a social worker, North School (URN 100001), 2025/26: 50.0%, 2 of"
        " 4;",
        "  - 1 of 2 children of the cohort are not in the denominator (possible"
        " sessions)\n",
        "  " UPN_1 "  100001  2 of 4\n", "pupils pupils_20250902.csv", NULL
    };
    /* Nobody there has a social worker: the first cohort with a figure. */
    static const char *const south[] = {
        "All pupils, South School (URN 100002), 2025/26: 50.0%, 1 of 2;",
        "More than chance? cannot be said: 'All pupils' is not compared with"
        " peers\n",
        "  " UPN_4 "  100002  1 of 2\n", "pupils pupils_south_20250902.csv",
        NULL
    };

    (void)state;
    says("explain absence_rate --school 100001 --pupils" CONFIG, north);
    assert_null(strstr(out, "pupils_south"));
    assert_null(strstr(out, UPN_5));
    says("explain absence_rate --school 100002 --pupils" CONFIG, south);
    assert_null(strstr(out, UPN_1));
}

static void a_child_has_its_sessions_with_file_and_line(void **state)
{
    static const char *const marks[] = {
        "  100001  2 of 4\n",
        "  2025-09-02 AM at 100001: / Present at the school",
        "; counts; attendance_20251001.csv:2\n",
        "  2025-09-02 PM at 100001: I ",
        "; counts as authorised absence; attendance_20251002.csv:2\n",
        "; counts as authorised absence; attendance_20251001.csv:5\n",
        "  2025-09-05 AM at 100001: # ",
        "; does not count: no possible session; attendance_20251001.csv:7\n",
        "Rows that say who, on roll where and in which cohort the child is:\n",
        "  pupils at 100001 {",
        "; pupils_20250902.csv:2\n",
        "\"plan\":\"CIN\",\"start_date\":\"2025-01-10\"",
        "; social_care_20251001.csv:2\n",
        NULL
    };
    static const char *const rows[] = {
        "Rows of this child, of any day, in the extracts that the figure is"
        " made of:\n"
        "  suspensions at 100001 {\"category\":\"SUSP\","
        "\"start_date\":\"2025-09-08\"",
        "; suspensions_20251001.csv:2\n", "; suspensions_20251001.csv:3\n", NULL
    };
    static const char *const other[] = {
        "The child is in no way in this figure, nor of its cohort then\n", NULL
    };

    (void)state;
    says("explain absence_rate --pupil " UPN_1 CONFIG, marks);
    assert_null(strstr(out, "Able"));
    assert_null(strstr(out, "2011-01-01"));
    says("explain suspension_rate --pupil C1" CONFIG, rows);
    says("explain absence_rate --pupil " UPN_3 CONFIG, other);
}

static void check_json(const char *sql, int64_t wanted)
{
    struct err err = ERR_INIT;
    struct db *db;
    struct query *q;
    int64_t found = -1;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(query_open(&q, db, sql, &err), &err);
    query_bind_text(q, 1, out);
    assert_int_equal(query_read_int(q, &found, &err), 1);
    if (found != wanted)
        fail_msg("%s: %lld in %s", sql, (long long)found, out);
    query_close(q);
    db_close(db);
}

static void it_is_said_as_json_too(void **state)
{
    (void)state;
    assert_int_equal(vschool("explain absence_rate --json --pupils" CONFIG), 0);
    check_json("select json_valid(?1)", 1);
    check_json("select ?1 ->> '$.figure.numerator'", 2);
    check_json("select ?1 ->> '$.figure.value'", 50);
    check_json("select ?1 ->> '$.period.is_over'", 0);
    check_json("select ?1 ->> '$.comparators[0].gap'", 25);
    check_json("select json_array_length(?1, '$.pupils')", 3);
    check_json("select ?1 ->> '$.left_out[0].count'", 2);
    check_json("select json_type(?1, '$.change') = 'null'", 1);
    /* All of it, as release and withdraw take it. */
    check_json("select min(length(value ->> 'sha256')) from"
               " json_each(?1, '$.files')",
               64);
    check_json("select json_type(?1, '$.sessions') is null", 1);
    assert_int_equal(
        vschool("explain absence_rate --json --pupil " UPN_1 CONFIG), 0);
    check_json("select json_array_length(?1, '$.sessions')", 5);
    check_json("select ?1 ->> '$.sessions[1].line'", 2);
    check_json("select length(?1 ->> '$.sessions[1].sha256')", 64);
    check_json("select count(*) from json_each(?1, '$.sessions')"
               " where value ->> 'counts' = 'counted'",
               4);
    check_json("select ?1 ->> '$.facts[0].says.nc_year'", 9);
    assert_int_equal(vschool("explain pep_on_time --json" CONFIG), 0);
    check_json("select json_type(?1, '$.figure') = 'null'", 1);
}

static void without_a_metric_they_are_listed(void **state)
{
    static const char *const lines[] = {
        "absence_rate                   Absence (%)\n",
        "suspension_rate                Suspensions (per 100 pupils)\n", NULL
    };

    (void)state;
    says("explain" CONFIG, lines);
    assert_int_equal(vschool("explain --json" CONFIG), 0);
    check_json("select json_valid(?1)", 1);
    check_json("select ?1 ->> '$.metrics[0].metric' = 'absence_rate'", 1);
}

static void what_has_no_figure_says_so(void **state)
{
    static const char *const lines[] = {
        "Has a social worker, Northmere, 2025/26: no figure: no ",
        "What it measures:", "Of the cohort and not in the figure:\n", NULL
    };

    (void)state;
    says("explain pep_on_time --pupils" CONFIG, lines);
    assert_null(strstr(out, "Held against"));
}

/* Nobody has sent a list of timetables. */
static void a_none_that_nobody_told_is_no_figure(void **state)
{
    static const char *const lines[] = {
        "All pupils, Northmere, 2025/26: 0.0%, 0 of ",
        "What is left out, and why:\n",
        "reports show none: no extract has come that would tell of anybody "
        "(provision), so that it is no 0",
        NULL
    };

    (void)state;
    says("explain part_time --cohort all" CONFIG, lines);
    says("explain suspended_pupils --cohort all" CONFIG,
         (const char *const[]){ "All pupils, Northmere, 2025/26", NULL });
    assert_null(strstr(out, "reports show none"));
}

/* North sends its own suspensions, and South none. */
static void nor_is_one_of_a_school_that_sent_nothing(void **state)
{
    (void)state;
    says("explain suspended_pupils --cohort all --school 100002" CONFIG,
         (const char *const[]){
             "0 of 1",
             "reports show none: no extract has come of the school "
             "that would tell of anybody in the period (suspensions), so that "
             "it is no 0",
             NULL });
    says("explain suspended_pupils --cohort all --school 100001" CONFIG,
         (const char *const[]){ "1 of 3", NULL });
    assert_null(strstr(out, "reports show none"));
}

static void what_is_not_there_is_told_the_nearest(void **state)
{
    static const struct {
        const char *words, *says;
    } cases[] = {
        { "explain absense_rate", "there is no metric 'absense_rate': is it"
                                  " 'absence_rate'" },
        { "explain absence_rate --cohort cws",
          "there is no cohort 'cws': is it 'csw'" },
        { "explain absence_rate --period 2025/62",
          "there is no period '2025/62': is it '2025/26'" },
        { "explain absence_rate --school 100003",
          "there is no school with figures of URN '100003': is it '100001' or"
          " '100002'?" },
        { "explain absence_rate --pupil " UPN_1 "X",
          "no pupil that is known has this UPN or ChildID" },
    };
    char words[160];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        snprintf(words, sizeof(words), "%s" CONFIG, cases[i].words);
        assert_int_equal(vschool(words), 64);
        assert_string_equal(out, "");
        assert_says(errs, cases[i].says);
        assert_null(strstr(errs, UPN_1));
    }
}

/* A run that came to its facts and not to its figures. */
static void older_figures_are_shown_and_not_taken_apart(void **state)
{
    static const char *const lines[] = {
        "50.0%, 2 of 4;",
        "the figures are older than what came since, or than the config", NULL
    };

    (void)state;
    testing_write("c/inbox/attendance_20251003.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001," UPN_1 ",2025-09-08,AM,I\n");
    assert_int_equal(vschool("ingest --quiet --as-of 2025-12-01" CONFIG), 0);
    says("explain absence_rate" CONFIG, lines);
    assert_int_equal(vschool("explain absence_rate --pupils" CONFIG), 65);
    assert_says(errs, "'vschool transform' makes them anew");
}

static void a_figure_that_does_not_add_up_is_said_loudly(void **state)
{
    struct err err = ERR_INIT;
    struct db *db;

    (void)state;
    assert_ok(db_open(&db, "c/w.db", DB_WRITE, &err), &err);
    assert_ok(db_exec(db,
                      "update metric_cell set numerator = 1"
                      " where numerator = 2",
                      &err),
              &err);
    db_close(db);
    assert_int_equal(vschool("explain absence_rate" CONFIG), 70);
    assert_says(errs, "the pupils come to 2 of 4, and the figure is 1 of 4");
}

/* It takes no lock, and writes nothing. */
static void transform_on(const char *as_of)
{
    struct str words = STR_INIT;

    str_addf(&words, "transform --quiet --as-of %s" CONFIG, as_of);
    assert_int_equal(vschool(words.text), 0);
    str_release(&words);
}

/* The first list of timetables is of January. */
static void nor_is_one_of_a_term_before_anything_was_told(void **state)
{
    (void)state;
    testing_write("c/inbox/provision_20260110.csv",
                  "UPN,URN,Type,Provider,StartDate,EndDate,HoursPerWeek,"
                  "ReviewDate\n" UPN_1
                  ",100001,PART_TIME,,2026-01-06,,10,2026-02-06\n");
    assert_int_equal(vschool("ingest --quiet --as-of 2026-01-16" CONFIG), 0);
    transform_on("2026-01-16");
    says("explain part_time --cohort all --period '2025/26 autumn'" CONFIG,
         (const char *const[]){
             "reports show none: the first extract that would tell of anybody "
             "(provision) is of 2026-01-10 and has nothing of this period, so "
             "that it is no 0",
             NULL });
    says("explain part_time --cohort all --period '2025/26 spring'" CONFIG,
         (const char *const[]){ "1 of ",
                                "  - The last term that is over (2025/26 "
                                "autumn): none; Nothing has come that "
                                "would tell of it, so that it is no 0.",
                                NULL });
    assert_null(strstr(out, "reports show none"));
}

/* What is the last term that is over today was not that of a year ago. */
static void a_term_before_is_called_what_it_is_to_the_figure(void **state)
{
    static const struct {
        const char *as_of, *period, *said;
    } terms[] = {
        { "2026-05-01", "2025/26",
          "  - The last term that is over (2025/26 spring): 0.0%" },
        { "2026-05-01", "'2025/26 spring'",
          "  - The term before (2025/26 autumn): 50.0%" },
        { "2026-05-01", "'2025/26 HT3'",
          "  - The last term that was over by then (2025/26 autumn): 50.0%" },
        { "2026-07-31", "2025/26",
          "  - Its last term (2025/26 summer): 50.0%" },
    };

    (void)state;
    testing_write("c/inbox/attendance_20260701.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100002," UPN_4 ",2026-02-04,AM,/\n"
                  "100002," UPN_4 ",2026-03-04,AM,/\n"
                  "100002," UPN_4 ",2026-04-22,AM,I\n"
                  "100002," UPN_4 ",2026-04-22,PM,\\\n");
    assert_int_equal(vschool("ingest --quiet --as-of 2026-07-31" CONFIG), 0);
    for (size_t i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
        struct str words = STR_INIT;

        transform_on(terms[i].as_of);
        str_addf(&words,
                 "explain absence_rate --school 100002 --cohort all --period"
                 " %s" CONFIG,
                 terms[i].period);
        says(words.text, (const char *const[]){ terms[i].said, NULL });
        str_release(&words);
    }
}

/* What a mark is held for may stand at the end of its words. */
static void a_mark_s_meaning_is_said_whole(void **state)
{
    (void)state;
    testing_write("c/inbox/attendance_20251101.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001," UPN_1 ",2025-09-10,AM,Y4\n");
    assert_int_equal(vschool("ingest --quiet --as-of 2025-12-01" CONFIG), 0);
    transform_on("2025-12-01");
    assert_int_equal(
        vschool("explain absence_rate --json --pupil " UPN_1 CONFIG), 0);
    assert_says(out,
                "\"meaning\":\"Unable to attend due to the whole school site"
                " being unexpectedly closed / session unavoidably"
                " cancelled\"");
}

/* Details 15: K since February is no K of the autumn, nor is its line. */
static void how_a_child_stood_then_leads_to_the_file_of_then(void **state)
{
    (void)state;
    testing_write("c/inbox/pupils_20260205.csv",
                  "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
                  "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
                  "FSMEver6\n"
                  "100001," UPN_2 ",Able,Anne,2011-01-01,F,WBRI,9,C,2025-09-01,"
                  ",N,N,N\n"
                  "100001," UPN_3 ",Able,Anne,2011-01-01,F,WBRI,9,C,2025-09-01,"
                  ",N,N,N\n"
                  "100001," UPN_1 ",Able,Anne,2011-01-01,F,WBRI,9,C,2025-09-01,"
                  ",K,N,N\n");
    assert_int_equal(vschool("ingest --quiet --as-of 2026-02-10" CONFIG), 0);
    transform_on("2026-02-10");
    says("explain sen_support --cohort all --school 100001 --period"
         " '2025/26 autumn' --pupil " UPN_1 CONFIG,
         (const char *const[]){
             "  " UPN_1 "  100001  0 of 1\n",
             "\"sen_status\":\"K\",\"fsm\":\"N\",\"fsm_ever6\":\"N\"};"
             " pupils_20260205.csv:4\n",
             "pupils at 100001 {\"extract_time\":\"2025-09-02T00:00:00\","
             "\"entry_date\":\"2025-09-01\",\"nc_year\":\"9\",\"status\":\"C\","
             "\"sen_status\":\"N\",\"fsm\":\"N\",\"ethnicity\":\"WBRI\"};"
             " pupils_20250902.csv:2\n",
             NULL });
    says("explain sen_support --cohort all --school 100001 --period"
         " '2025/26 autumn'" CONFIG,
         (const char *const[]){ "pupils_20250902.csv", NULL });
    assert_says(out, "pupils_20260205.csv");
    says("explain sen_support --cohort all --school 100001 --period"
         " '2025/26 spring' --pupil " UPN_1 CONFIG,
         (const char *const[]){ "  " UPN_1 "  100001  1 of 1\n", NULL });
    assert_null(strstr(out, "extract_time"));
}

static void it_reads_while_another_runs(void **state)
{
    struct err err = ERR_INIT;
    struct db *db;
    char *before, *after;
    size_t before_len, after_len;

    (void)state;
    assert_ok(file_read("c/w.db", &before, &before_len, &err), &err);
    assert_ok(db_open(&db, "c/w.db", DB_WRITE, &err), &err);
    assert_ok(db_exec(db, "begin immediate; delete from metric_cell", &err),
              &err);
    assert_int_equal(vschool("explain absence_rate --pupils" CONFIG), 0);
    assert_says(out, "50.0%, 2 of 4;");
    assert_ok(db_exec(db, "rollback", &err), &err);
    db_close(db);
    assert_ok(file_read("c/w.db", &after, &after_len, &err), &err);
    assert_int_equal(before_len, after_len);
    assert_memory_equal(before, after, before_len);
    free(before);
    free(after);
}

int main(void)
{
#define ANEW(test) cmocka_unit_test_setup(test, make_county)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_figure_is_said_with_all_that_is_known_of_it),
        cmocka_unit_test(who_is_in_it_is_listed_and_who_is_not),
        cmocka_unit_test(a_school_has_its_own_figure_and_files),
        cmocka_unit_test(a_child_has_its_sessions_with_file_and_line),
        cmocka_unit_test(it_is_said_as_json_too),
        cmocka_unit_test(without_a_metric_they_are_listed),
        cmocka_unit_test(what_has_no_figure_says_so),
        cmocka_unit_test(what_is_not_there_is_told_the_nearest),
        cmocka_unit_test(a_none_that_nobody_told_is_no_figure),
        cmocka_unit_test(nor_is_one_of_a_school_that_sent_nothing),
        cmocka_unit_test(it_reads_while_another_runs),
        cmocka_unit_test(older_figures_are_shown_and_not_taken_apart),
        ANEW(nor_is_one_of_a_term_before_anything_was_told),
        ANEW(a_term_before_is_called_what_it_is_to_the_figure),
        ANEW(a_mark_s_meaning_is_said_whole),
        ANEW(how_a_child_stood_then_leads_to_the_file_of_then),
        ANEW(a_figure_that_does_not_add_up_is_said_loudly),
    };
    int failed = cmocka_run_group_tests(tests, make_county, NULL);

    free(out);
    free(errs);
    return failed;
}
