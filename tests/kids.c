#include "tests/kids.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/str.h"
#include "tests/testing.h"
#include "tests/world.h"

#define NO_LIST "On no list of pupils that ever came, and on no register"
#define SINCE "2025-06-02" /* too late to be twelve months on 31 March */
#define LONG "2025-01-06"

const struct kid kids[] = {
    { .number = 1,
      .born = "2011-02-03",
      .plan = "CLA",
      .start = LONG,
      .urn = "100001",
      .year = "9" },
    { .number = 2,
      .born = "2011-05-06",
      .plan = "CIN",
      .start = SINCE,
      .urn = "100001",
      .year = "9",
      .out = "Part-time timetable, 15 of 32.5 hours, until 27 Mar 2026, review "
             "due 20 Feb 2026" },
    /* Adopted, died, short breaks, ended; aged 1, 19, 18. */
    { .number = 3,
      .born = "2012-05-05",
      .plan = "CLA",
      .start = SINCE,
      .urn = "100001",
      .year = "8" },
    { .number = 3,
      .plan = "CLA",
      .start = "2018-01-06",
      .end = "2019-01-06",
      .reason = "E12" },
    { .number = 4,
      .born = "2012-07-07",
      .plan = "CIN",
      .start = LONG,
      .urn = "100001",
      .year = "8" },
    { .number = 4,
      .plan = "CLA",
      .start = LONG,
      .end = "2025-10-01",
      .reason = "E2" },
    { .number = 5,
      .born = "2012-08-08",
      .plan = "CLA",
      .start = SINCE,
      .legal = "V4",
      .urn = "100001",
      .year = "8" },
    { .number = 6,
      .born = "2012-09-09",
      .plan = "CLA",
      .start = LONG,
      .end = "2025-12-01",
      .urn = "100001",
      .year = "8" },
    { .number = 7, .born = "2024-02-14", .plan = "CLA", .start = SINCE },
    { .number = 8, .born = "2006-05-05", .plan = "CLA", .start = SINCE },
    { .number = 9, .born = "2007-06-01", .plan = "CLA", .start = SINCE },
    /* Not in full-time education, each in a way of its own. */
    { .number = 10,
      .born = "2015-10-10",
      .plan = "CLA",
      .start = SINCE,
      .out = NO_LIST,
      .is_unknown = true },
    { .number = 11,
      .born = "2011-11-11",
      .plan = "CLA",
      .start = LONG,
      .urn = "100001",
      .leaving = "2025-12-19",
      .year = "9",
      .out = "Last on a roll on 19 Dec 2025, and on no register" },
    { .number = 12,
      .born = "2011-12-12",
      .plan = "CLA",
      .start = LONG,
      .urn = "100001",
      .leaving = "2026-01-09",
      .year = "9",
      .out = "Educated at home since 12 Jan 2026" },
    { .number = 13,
      .born = "2012-01-13",
      .plan = "CLA",
      .start = LONG,
      .urn = "100001",
      .leaving = "2026-01-16",
      .year = "9",
      .out = "On the register of children missing education since 20 Jan "
             "2026" },
    { .number = 14,
      .born = "2012-01-14",
      .plan = "CLA",
      .start = SINCE,
      .urn = "100001",
      .status = "S",
      .year = "9",
      .out = "Only a subsidiary registration, at North School since 2 Sep "
             "2024" },
    { .number = 15,
      .born = "2012-01-15",
      .plan = "CLA",
      .start = SINCE,
      .urn = "100001",
      .year = "9",
      .out = "Alternative or dual provision of 12.5 of 32.5 hours: 12.5 at "
             "Harbour Workshop" },
    { .number = 16,
      .born = "2012-01-16",
      .plan = "CLA",
      .start = SINCE,
      .urn = "100001",
      .year = "9" },
    { .number = 17,
      .born = "2015-01-17",
      .plan = "CLA",
      .start = "2025-04-01",
      .urn = "100002",
      .year = "6",
      .out = "Part-time timetable, 15 of 25 hours, with no end date, no review "
             "date" },
    { .number = 18,
      .born = "2008-11-18",
      .plan = "CLA",
      .start = LONG,
      .urn = "100001",
      .status = "F",
      .year = "12" },
    { .number = 19,
      .born = "2012-01-10",
      .plan = "CLA",
      .start = SINCE,
      .urn = "200001",
      .entry = "2025-10-20",
      .year = "9" },
    { .number = 20,
      .born = "2012-02-20",
      .plan = "CLA",
      .start = SINCE,
      .urn = "100001",
      .year = "9",
      .is_unknown = true },
    { .number = 21,
      .plan = "CLA",
      .start = SINCE,
      .out = NO_LIST,
      .is_unknown = true },
    { .number = 26,
      .born = "2012-02-26",
      .plan = "CLA",
      .start = SINCE,
      .urn = "100001",
      .year = "9",
      .out = "Permanently excluded on 12 January 2026; no enrolment begun "
             "since" },
    { .number = 27,
      .born = "2012-02-27",
      .plan = "CLA",
      .start = SINCE,
      .urn = "100001",
      .year = "9" },
    { .number = 28, .born = "2024-02-13", .plan = "CLA", .start = SINCE },
    /* With a social worker; too young; of nobody's but the county's. */
    { .number = 22,
      .born = "2017-02-22",
      .plan = "CIN",
      .start = SINCE,
      .out = NO_LIST,
      .is_unknown = true },
    { .number = 24,
      .born = "2022-02-24",
      .plan = "CIN",
      .start = SINCE,
      .is_unknown = true },
    { .number = 25,
      .born = "2016-02-25",
      .plan = "CPP",
      .start = SINCE,
      .urn = "100002",
      .year = "5" },
    { .number = 33,
      .born = "2014-03-03",
      .plan = "CIN",
      .start = SINCE,
      .urn = "100001",
      .leaving = "2025-07-18",
      .year = "6",
      .out = "Last on a roll on 18 Jul 2025, and on no register" },
    { .number = 23,
      .born = "2015-02-23",
      .urn = "100001",
      .leaving = "2025-10-24",
      .year = "5" },
    { .number = 30,
      .born = "2015-03-30",
      .plan = "CIN",
      .start = LONG,
      .end = "2026-01-10",
      .urn = "100002",
      .year = "5" },
};

const size_t kid_count = sizeof(kids) / sizeof(kids[0]);

void kid_upn(int number, char upn[14])
{
    if (number == 25)
        snprintf(upn, 14, "X00180001701A");
    else
        world_upn(number, upn);
}

static const char * or (const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

const struct kid *kid_of(int number)
{
    size_t i = 0;

    while (kids[i].number != number)
        i++;
    return &kids[i];
}

static void put(struct world *w, const char *name, struct str *text)
{
    world_put(w, name, text->text);
    str_release(text);
}

static void put_rolls(struct world *w)
{
    struct str text = STR_INIT;
    char upn[14];

    str_add(&text,
            "URN,UPN,FormerUPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,"
            "NCYear,EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
            "FSMEver6,PostLookedAfter\n");
    for (size_t i = 0; i < kid_count; i++) {
        const struct kid *k = &kids[i];

        if (!k->urn)
            continue;
        kid_upn(k->number, upn);
        str_addf(&text,
                 "%s,%s,,Pupil I%04d,Ann,%s,F,WBRI,%s,%s,%s,%s,N,N,N,%s\n",
                 k->urn, upn, k->number, k->born, k->year, or (k->status, "C"),
                 or (k->entry, "2024-09-02"), or (k->leaving, ""),
                 k->number == 23 ? "A" : "N");
    }
    /* A school before, and one whose parents say that it was adopted. */
    kid_upn(19, upn);
    str_addf(&text,
             "100001,%s,,Pupil I0019,Ann,2012-01-10,F,WBRI,9,C,2024-09-02,"
             "2025-10-10,N,N,N,N\n",
             upn);
    kid_upn(31, upn);
    str_addf(&text,
             "100001,%s,,Pupil I0031,Ann,2012-03-31,,,,C,2024-09-02,,N,N,N,A\n",
             upn);
    /* Of whom nothing else is known than its marks. */
    kid_upn(32, upn);
    str_addf(&text,
             "100001,%s,,Pupil I0032,Ann,2012-05-31,F,,9,C,2024-09-02,,N,N,N,"
             "N\n",
             upn);
    put(w, "roll_20260105.csv", &text);
    /* A school that writes P over whom it let go (details 15). */
    kid_upn(19, upn);
    str_addf(&text,
             "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
             "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
             "100001,%s,Pupil I0019,Ann,2012-01-10,F,WBRI,9,P,2024-09-02,"
             "2025-10-10,N,N,N\n",
             upn);
    put(w, "roll_20260106.csv", &text);
}

static void put_care(struct world *w)
{
    struct str text = STR_INIT;
    char upn[14];

    str_add(&text,
            "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,EndDate,"
            "EndReason,LegalStatus,PlacementType,NeedCode,SocialWorker,Team\n");
    for (size_t i = 0; i < kid_count; i++) {
        const struct kid *k = &kids[i];
        const struct kid *who = kid_of(k->number);

        if (!k->plan)
            continue;
        kid_upn(k->number, upn);
        str_addf(&text,
                 "K%d,%s,Pupil I%04d,Ann,%s,%s,%s,%s,%s,%s,%s,%s,Worker %d,"
                 "Team %s\n",
                 k->number, who->is_unknown ? "" : upn, k->number,
                 k->number == 19 ? "2012-01-01" : or (who->born, ""), k->plan,
                 k->start, or (k->end, ""), or (k->reason, ""),
                 k->number == 14 ? "" : or (k->legal, "C2"),
                 k->number == 15 ? "" : "U1",
                 k->number == 16   ? ""
                 : k->number == 25 ? "N0"
                                   : "N1",
                 k->number, k->number % 2 ? "North" : "South");
    }
    put(w, "care_20260201.csv", &text);
    world_put(w, "header_20260201.csv",
              "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
              "K1,F,2011-02-03,WBRI,,,\n"
              "K12,M,2011-12-12,WBRI,,,\n"
              "K13,,2012-01-13,,,,\n");
}

/* Lines that begin with a pupil's number, whose UPN it becomes. */
static void put_for(struct world *w, const char *name, const char *head,
                    const char *lines)
{
    struct str text = STR_INIT;
    char upn[14];

    str_addf(&text, "%s\n", head);
    while (*lines) {
        const char *rest = strchr(lines, ',');
        size_t len = strcspn(rest, "\n") + 1;

        kid_upn((int)strtol(lines, NULL, 10), upn);
        str_add(&text, upn);
        str_add_n(&text, rest, len);
        lines = rest + len;
    }
    put(w, name, &text);
}

static void put_facts(struct world *w)
{
    world_put(w, "schools_20250901.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name)\n"
              "100001,919,4001,North School,Secondary,Academy,Open\n"
              "100002,919,2002,South School,Primary,Academy,Open\n"
              "200001,821,4003,East School,Secondary,Academy,Open\n");
    world_put(w, "advisers_20250901.csv",
              "URN,Adviser,Email\n"
              "100001,Jo Doe,\n");
    put_for(w, "provision_20260201.csv",
            "UPN,URN,Type,Provider,StartDate,EndDate,HoursPerWeek,ReviewDate",
            "2,100001,PART_TIME,,2026-01-05,2026-03-27,15,2026-02-20\n"
            "15,100001,AP,Harbour Workshop,2025-11-03,,12.5,\n"
            "16,100001,AP,north school ,2025-11-03,,20,\n"
            "16,100001,DUAL,South School,2025-12-01,,12.5,\n"
            "17,100002,PART_TIME,,2025-11-03,,15,\n"
            "27,100001,AP,South School,2026-01-19,,32.5,\n"
            /* Never ended by a school that the child has left. */
            "19,100001,PART_TIME,,2025-09-15,,15,2025-10-06\n"
            "1,100001,PART_TIME,,2025-09-01,2026-02-13,15,2025-10-01\n");
    put_for(w, "registers_20260201.csv", "UPN,Register,StartDate,EndDate",
            "12,EHE,2026-01-12,\n13,CME,2026-01-20,\n23,EHE,2025-11-03,\n"
            "11,EHE,2025-12-20,2026-01-20\n");
    put_for(w, "peps_20260201.csv",
            "UPN,AcademicYear,Term,DueDate,MeetingDate,Status,Quality",
            "1,2025/26,Autumn,2025-12-01,2025-11-20,COMPLETED,G\n"
            "1,2025/26,Spring,2026-02-20,2026-02-19,BOOKED,\n"
            "15,2025/26,Spring,2026-02-06,,OVERDUE,\n"
            "16,2025/26,Spring,,2026-02-10,COMPLETED,2\n"
            "26,2025/26,Spring,,,NOT_REQUIRED,\n");
    put_for(w, "sdq_20260201.csv",
            "UPN,CompletedDate,Score,Reason,ReportingYear,Respondent",
            "11,,,SDQ2,2026,CARER\n12,2025-10-01,9,,2026,CARER\n"
            "13,2025-10-01,9,,2026,TEACHER\n1,2025-01-10,9,,2025,CARER\n");
    put_for(w, "send_plans_20260201.csv",
            "UPN,PlanStart,LastAnnualReview,PlanEnd",
            "1,2024-03-01,2025-03-10,\n");
    put_for(w, "funding_20260201.csv", "UPN,FinancialYear,Fund,Allocated",
            "1,2025/26,PPP,2630\n1,2024/25,PPP,2570\n");
    put_for(w, "interventions_20260201.csv",
            "UPN,Type,StartDate,EndDate,Hours,Cost,Fund",
            "1,tutoring,2025-11-03,,10,450,PPP\n"
            "1,mentoring,2025-03-31,2025-07-01,10,99,PPP\n"
            "1,steps,2025-11-03,2025-12-01,10,70,OTHER\n");
}

static void put_marks(struct world *w)
{
    struct str text = STR_INIT;
    char upn[14];

    kid_upn(1, upn);
    /* Of Friday 16 January to Tuesday 20: the Friday is no. 21 from the end. */
    str_addf(&text,
             "URN,UPN,StartDate,Marks\n"
             "100001,%s,2026-01-16,//    /OII\n",
             upn);
    kid_upn(20, upn);
    str_addf(&text, "100001,%s,2026-01-16,OO    OOOO\n", upn);
    kid_upn(32, upn);
    str_addf(&text, "100001,%s,2026-01-16,//    ///I\n", upn);
    /* South marks child 30, and so nobody else, on five days. */
    kid_upn(30, upn);
    str_addf(&text, "100002,%s,2026-02-02,//////////\n", upn);
    put(w, "marks_20260213.csv", &text);
    kid_upn(1, upn);
    str_add(&text, "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,"
                   "Reason2,Reason3,Outcome\n");
    str_addf(&text,
             "100001,%s,SUSP,2025-11-03,2025-11-04,3,DB,,,\n"
             "100001,%s,LNCH,2026-01-12,2026-01-12,,DB,,,\n",
             upn, upn);
    kid_upn(26, upn);
    str_addf(&text, "100001,%s,PERM,2026-01-12,,,DB,,,\n", upn);
    kid_upn(27, upn);
    str_addf(&text, "100001,%s,PERM,2026-01-12,,,DB,,,\n", upn);
    put(w, "suspensions_20260213.csv", &text);
}

void kids_open(struct world *w, const char *name)
{
    world_open(w, name);
    w->as_of = date_parse_iso(KIDS_AS_OF);
    put_facts(w);
    put_rolls(w);
    put_care(w);
    put_marks(w);
    world_night(w);
}
