#include "tests/telling.h"

#include "tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/str.h"
#include "tests/world.h"

enum { PUPILS = 36, WEEKS = 52 };

/* ---- days and numbers ---- */

static date_t day(const struct telling *t, int year, int month, int of_month)
{
    return date_make(year, month, of_month) - t->years * 7 * WEEKS;
}

static void add_day(struct str *text, date_t date)
{
    char iso[DATE_TEXT_SIZE];

    date_format(date, iso);
    str_addf(text, ",%s", date == DATE_NONE ? "" : iso);
}

static void add_year(struct str *text, const struct telling *t, int year)
{
    str_addf(text, ",%d/%02d", year - t->years, (year - t->years + 1) % 100);
}

static const struct {
    int year, number;
    int from[3], to[3];
} half_terms[] = {
    { 2024, 1, { 2024, 9, 2 }, { 2024, 10, 25 } },
    { 2024, 2, { 2024, 11, 4 }, { 2024, 12, 20 } },
    { 2024, 3, { 2025, 1, 6 }, { 2025, 2, 14 } },
    { 2024, 4, { 2025, 2, 24 }, { 2025, 4, 4 } },
    { 2024, 5, { 2025, 4, 22 }, { 2025, 5, 23 } },
    { 2024, 6, { 2025, 6, 2 }, { 2025, 7, 22 } },
    { 2025, 1, { 2025, 9, 1 }, { 2025, 10, 24 } },
    { 2025, 2, { 2025, 11, 3 }, { 2025, 12, 19 } },
    { 2025, 3, { 2026, 1, 5 }, { 2026, 2, 13 } },
    { 2025, 4, { 2026, 2, 23 }, { 2026, 3, 27 } },
    { 2025, 5, { 2026, 4, 13 }, { 2026, 5, 22 } },
    { 2025, 6, { 2026, 6, 1 }, { 2026, 7, 21 } },
};
enum { HALF_TERMS = sizeof(half_terms) / sizeof(half_terms[0]) };

static date_t on(const struct telling *t, const int parts[3])
{
    return day(t, parts[0], parts[1], parts[2]);
}

static date_t as_of(const struct telling *t)
{
    return day(t, 2026, 1, 30);
}

/* ---- who is who ---- */

static void add_upn(struct str *text, int copy, int pupil)
{
    char upn[14];

    world_upn(1 + pupil + copy * 300, upn);
    str_addf(text, "%s", upn);
}

static int urn(int copy, int school)
{
    return 100001 + 10 * copy + school;
}

/* 0 a primary school, 1 a secondary, 2 what the first is split off to. */
static int school_of(const struct telling *t, int pupil)
{
    if (pupil % 3 == 0)
        return 1;
    return t->is_split && pupil % 2 == 1 ? 2 : 0;
}

static bool moves(int pupil)
{
    return pupil % 12 == 5;
}

static bool is_taught_at_home(int pupil)
{
    return pupil % 18 == 7;
}

static bool is_in_care(int pupil)
{
    return pupil % 6 == 2;
}

/* Where a pupil's first stay ends, or DATE_NONE. */
static date_t leaving(const struct telling *t, int pupil)
{
    if (moves(pupil))
        return day(t, 2025, 11, 7);
    return is_taught_at_home(pupil) ? day(t, 2025, 11, 14) : DATE_NONE;
}

/* ---- what comes ---- */

static void put(const struct telling *t, struct world *world, const char *name,
                struct str *text)
{
    struct date_parts parts = date_split(as_of(t));
    char path[64];

    (void)snprintf(path, sizeof(path), "%s_%04d%02d%02d.csv", name, parts.year,
                   parts.month, parts.day);
    world_put(world, path, text->text);
    str_release(text);
}

static void put_terms(const struct telling *t, struct world *world)
{
    struct str text = STR_INIT;
    int i;

    str_add(&text, "AcademicYear,HalfTerm,Start,End\n");
    for (i = 0; i < HALF_TERMS; i++) {
        int year = half_terms[i].year - t->years;

        str_addf(&text, "%d/%02d,%d", year, (year + 1) % 100,
                 half_terms[i].number);
        add_day(&text, on(t, half_terms[i].from));
        add_day(&text, on(t, half_terms[i].to));
        str_add(&text, "\n");
    }
    world_configure(world, "terms.csv", text.text);
    str_release(&text);
}

static void put_schools(const struct telling *t, struct world *world)
{
    static const char *const phases[] = { "Primary", "Secondary", "Primary" };
    struct str text = STR_INIT;
    int copy;
    int i;

    str_add(&text,
            "URN,LA (code),EstablishmentNumber,EstablishmentName,"
            "PhaseOfEducation (name),TypeOfEstablishment (name),"
            "EstablishmentStatus (name),DistrictAdministrative (name)\n");
    for (copy = 0; copy < t->copies; copy++)
        for (i = 0; i < (t->is_split ? 3 : 2); i++)
            str_addf(&text, "%d,919,%d,School %d,%s,Academy,Open,Northbank\n",
                     urn(copy, i), 4001 + 10 * copy + i, urn(copy, i),
                     phases[i]);
    put(t, world, "schools", &text);
}

static void add_stay(const struct telling *t, struct str *text, int copy,
                     int pupil, int school, date_t entry, date_t last)
{
    static const char *const groups[] = { "WBRI", "APKN", "BAFR", "MOTH" };
    bool is_older = pupil % 3 == 0;

    str_addf(text, "%d,", urn(copy, school));
    add_upn(text, copy, pupil);
    str_addf(text, ",Pupil %c%03d,Forename%03d", 'A' + copy, pupil, pupil);
    add_day(text, day(t, (is_older ? 2010 : 2015) + pupil % 5, 1 + pupil % 12,
                      3 + pupil % 19));
    str_addf(text, ",%c,%s,%d,C", pupil % 2 ? 'M' : 'F', groups[pupil % 4],
             (is_older ? 11 : 6) - pupil % 5);
    add_day(text, entry);
    add_day(text, last);
    str_addf(text, ",%c,%c,N\n", "NNKNE"[pupil % 5], "NY"[pupil % 7 == 0]);
}

static void put_rolls(const struct telling *t, struct world *world)
{
    struct str text = STR_INIT;
    int copy;
    int pupil;

    str_add(&text, "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
                   "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
                   "FSMEver6\n");
    for (copy = 0; copy < t->copies; copy++)
        for (pupil = 0; pupil < PUPILS + 5 * t->has_more; pupil++) {
            /* Those without marks are of no group that others are compared
               with otherwise: on roll, and that is all. */
            add_stay(t, &text, copy, pupil, school_of(t, pupil),
                     day(t, 2024, 9, 3),
                     pupil < PUPILS ? leaving(t, pupil) : DATE_NONE);
            if (pupil < PUPILS && moves(pupil))
                add_stay(t, &text, copy, pupil,
                         school_of(t, pupil) == 1 ? 0 : 1, day(t, 2025, 11, 12),
                         DATE_NONE);
        }
    put(t, world, "roll", &text);
}

static char mark_of(int pupil, int at, int session)
{
    int roll = (pupil * 31 + at * 17 + session * 5) % 97;

    if (roll < pupil % 9 * 3)
        return "IOMLU"[(pupil + at) % 5];
    return session == 0 ? '/' : '\\';
}

static void add_marks(const struct telling *t, struct str *text, int copy,
                      int pupil, int school, date_t from, date_t to)
{
    int i;

    for (i = 0; i < HALF_TERMS; i++) {
        date_t first = on(t, half_terms[i].from);
        date_t last = on(t, half_terms[i].to);
        date_t begin = first < from ? from : first;
        date_t date;

        if (last > to)
            last = to;
        if (begin > last)
            continue;
        str_addf(text, "%d,", urn(copy, school));
        add_upn(text, copy, pupil);
        add_day(text, begin);
        str_add(text, ",");
        for (date = begin; date <= last; date++) {
            int at = (int)(date - first) + i;

            if (date_weekday(date) > 5)
                str_add(text, "  ");
            else
                str_addf(text, "%c%c", mark_of(pupil, at, 0),
                         mark_of(pupil, at, 1));
        }
        str_add(text, "\n");
    }
}

static void put_marks(const struct telling *t, struct world *world)
{
    struct str text = STR_INIT;
    int copy;
    int pupil;

    str_add(&text, "URN,UPN,StartDate,Marks\n");
    for (copy = 0; copy < t->copies; copy++)
        for (pupil = 0; pupil < PUPILS; pupil++) {
            date_t last = leaving(t, pupil);

            add_marks(t, &text, copy, pupil, school_of(t, pupil),
                      day(t, 2024, 9, 3), last == DATE_NONE ? as_of(t) : last);
            if (moves(pupil))
                add_marks(t, &text, copy, pupil,
                          school_of(t, pupil) == 1 ? 0 : 1,
                          day(t, 2025, 11, 12), as_of(t));
        }
    put(t, world, "marks", &text);
}

static void put_suspensions(const struct telling *t, struct world *world)
{
    struct str text = STR_INIT;
    int copy;
    int i;

    str_add(&text, "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,"
                   "Outcome,VirtualSchoolContacted,ReintegrationDate\n");
    for (copy = 0; copy < t->copies; copy++)
        for (i = 0; i < 2 * PUPILS; i++) {
            int pupil = i % PUPILS;
            date_t start =
                i < PUPILS ? day(t, 2024, 9, 16) : day(t, 2025, 9, 15);

            if (pupil % 5 > 1)
                continue;
            start += 7 * (pupil % 6) + pupil % 5;
            str_addf(&text, "%d,", urn(copy, school_of(t, pupil)));
            add_upn(&text, copy, pupil);
            str_add(&text, ",SUSP");
            add_day(&text, start);
            add_day(&text, start + pupil % 2);
            str_addf(&text, ",%d,DB,%s,%s", 1 + pupil % 4,
                     pupil % 11 == 0 ? "WITHDRAWN" : "",
                     pupil % 3 == 0 ? "Y" : "");
            add_day(&text, pupil % 2 ? start + 3 : DATE_NONE);
            str_add(&text, "\n");
        }
    put(t, world, "suspensions", &text);
}

static void put_care(const struct telling *t, struct world *world)
{
    struct str text = STR_INIT;
    int copy;
    int pupil;

    str_add(&text, "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,"
                   "LegalStatus,NeedCode,EndReason\n");
    for (copy = 0; copy < t->copies; copy++)
        for (pupil = 0; pupil < PUPILS; pupil++) {
            const char *plan = is_in_care(pupil) ? "CLA"
                               : pupil % 6 == 3  ? "CPP"
                               : pupil % 6 == 4  ? "CIN"
                                                 : NULL;
            bool is_over = pupil % 4 == 3;

            if (plan == NULL)
                continue;
            str_addf(&text, "%c%05d,", 'C' + copy, pupil);
            add_upn(&text, copy, pupil);
            str_addf(&text, ",,%s", plan);
            add_day(&text, day(t, 2023, 11, 6) + 3 * pupil);
            add_day(&text,
                    is_over ? day(t, 2025, 3, 10) + 11 * pupil : DATE_NONE);
            str_addf(&text, ",%s,N1,%s\n", is_in_care(pupil) ? "C2" : "",
                     is_over && is_in_care(pupil) ? "E4A" : "");
        }
    put(t, world, "social_care", &text);
}

static void put_plans(const struct telling *t, struct world *world)
{
    static const char *const terms[] = { "Autumn", "Spring", "Summer" };
    struct str text = STR_INIT;
    struct str scores = STR_INIT;
    int copy;
    int pupil;
    int term;

    str_add(&text,
            "UPN,AcademicYear,Term,DueDate,MeetingDate,Status,Quality\n");
    str_add(&scores, "UPN,CompletedDate,Score,Reason,ReportingYear\n");
    for (copy = 0; copy < t->copies; copy++)
        for (pupil = 0; pupil < PUPILS; pupil++) {
            if (!is_in_care(pupil))
                continue;
            for (term = 0; term < 4; term++) {
                date_t due = on(t, half_terms[2 * term].from) + 30;

                add_upn(&text, copy, pupil);
                add_year(&text, t, 2024 + term / 3);
                str_addf(&text, ",%s", terms[term % 3]);
                add_day(&text, due);
                add_day(&text, due + pupil % 7 - 4);
                str_addf(&text, ",COMPLETED,%c\n", "GAR"[(pupil + term) % 3]);
            }
            add_upn(&scores, copy, pupil);
            add_day(&scores, day(t, 2025, 2, 10));
            str_addf(&scores, ",%d,,%d\n", 6 + pupil % 20, 2025 - t->years);
        }
    put(t, world, "plans", &text);
    put(t, world, "sdq", &scores);
}

static void put_places(const struct telling *t, struct world *world)
{
    struct str registers = STR_INIT;
    struct str places = STR_INIT;
    struct str support = STR_INIT;
    struct str bought = STR_INIT;
    struct str funds = STR_INIT;
    int copy;
    int pupil;

    str_add(&registers, "UPN,Register,StartDate,EndDate,MeetingDate\n");
    str_add(&places, "UPN,URN,Type,StartDate,EndDate,HoursPerWeek,ReviewDate,"
                     "AgreedByVirtualSchool\n");
    str_add(&support, "UPN,PlanStart,LastAnnualReview,PlanEnd\n");
    str_add(&bought, "UPN,Type,StartDate,EndDate,Hours,Cost,Fund\n");
    str_add(&funds, "UPN,FinancialYear,Fund,Allocated\n");
    for (copy = 0; copy < t->copies; copy++)
        for (pupil = 0; pupil < PUPILS; pupil++) {
            if (is_taught_at_home(pupil)) {
                add_upn(&registers, copy, pupil);
                str_add(&registers, ",EHE");
                add_day(&registers, day(t, 2025, 11, 17));
                str_add(&registers, ",");
                add_day(&registers, day(t, 2025, 12, 1));
                str_add(&registers, "\n");
            }
            if (pupil % 8 == 2) {
                add_upn(&places, copy, pupil);
                str_addf(&places, ",%d,%s", urn(copy, school_of(t, pupil)),
                         pupil % 16 == 2 ? "PART_TIME" : "AP");
                add_day(&places, day(t, 2025, 11, 24));
                add_day(&places, day(t, 2026, 3, 2));
                str_addf(&places, ",%d", 20 + pupil % 8);
                add_day(&places, day(t, 2026, 2, 9));
                str_add(&places, ",Y\n");
            }
            if (pupil % 5 == 4) {
                add_upn(&support, copy, pupil);
                add_day(&support, day(t, 2022, 5, 9));
                add_day(&support, day(t, 2024, 12, 2) + 12 * pupil);
                str_add(&support, ",\n");
            }
            if (is_in_care(pupil)) {
                add_upn(&bought, copy, pupil);
                str_addf(&bought, ",%s", pupil % 4 ? "tutoring" : "mentoring");
                add_day(&bought, day(t, 2025, 10, 6));
                add_day(&bought, day(t, 2025, 12, 15));
                str_addf(&bought, ",10,%d,PPP\n", 300 + pupil);
                add_upn(&funds, copy, pupil);
                add_year(&funds, t, 2025);
                str_add(&funds, ",PPP,2630\n");
            }
        }
    put(t, world, "registers", &registers);
    put(t, world, "provision", &places);
    put(t, world, "send", &support);
    put(t, world, "interventions", &bought);
    put(t, world, "funding", &funds);
}

static void put_results(const struct telling *t, struct world *world)
{
    static const char *const measures[] = { "KS2_READ_SS", "KS2_MATH_SS",
                                            "KS4_A8", "MTC" };
    struct str text = STR_INIT;
    int copy;
    int pupil;
    int i;

    str_add(&text, "UPN,URN,AcademicYear,Measure,Result,Version\n");
    for (copy = 0; copy < t->copies; copy++)
        for (pupil = 0; pupil < PUPILS; pupil++)
            for (i = 0; i < 4; i++) {
                add_upn(&text, copy, pupil);
                str_add(&text, ",");
                if (pupil % 2)
                    str_addf(&text, "%d", urn(copy, school_of(t, pupil)));
                add_year(&text, t, 2024);
                str_addf(&text, ",%s,%d,F\n", measures[i],
                         (i < 2 ? 90 : 5) + (pupil * 7 + i) % 20);
            }
    put(t, world, "assessments", &text);
}

void telling_tell(const struct telling *t, struct world *world,
                  const char *name)
{
    char *rejects;

    world_open(world, name);
    world->as_of = as_of(t);
    put_terms(t, world);
    put_schools(t, world);
    put_rolls(t, world);
    put_marks(t, world);
    put_suspensions(t, world);
    put_care(t, world);
    put_plans(t, world);
    put_places(t, world);
    put_results(t, world);
    world_night(world);
    rejects = world_rows(world, "select rule, message from load_reject");
    assert_string_equal(rejects, "");
    free(rejects);
}
