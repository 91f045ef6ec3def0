#include "tests/report_fixture.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/date.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"
#include "report/report.h"
#include "tests/testing.h"
#include "tests/world.h"

#define SCHOOLS 8
#define SECONDARIES 6
#define PUPILS_MOST 60

static const struct school {
    const char *name;
    const char *phase;
    const char *district;
    int pupils, ours;
    int adviser;
    const char *born;
    int year_group;
} schools[SCHOOLS] = {
    { "Ash Academy", "Secondary", "Ashmere", 60, 24, 1, "2011-03-01", 9 },
    { "Beech Academy", "Secondary", "Ashmere", 60, 24, 1, "2011-03-01", 9 },
    { "Cedar Academy", "Secondary", "Ashmere", 60, 24, 1, "2011-03-01", 9 },
    { "Elm Academy", "Secondary", "Brackwell", 60, 24, 1, "2011-03-01", 9 },
    { "Fir Academy", "Secondary", "Brackwell", 60, 24, 2, "2011-03-01", 9 },
    { "Hazel Academy", "Secondary", "Brackwell", 60, 24, 2, "2011-03-01", 9 },
    { "Larch School", "Primary", "Coldharrow", 60, 24, 1, "2015-03-01", 5 },
    { "Oak School", "Not applicable", "Wolds", 30, 12, 2, "2012-03-01", 8 },
};

static const char *type_of(size_t school)
{
    return school == SCHOOLS - 1 ? "Community special school"
                                 : "Academy converter";
}

static int urn_of(size_t school)
{
    return 100001 + (int)school;
}

static void upn_of(size_t school, int pupil, char upn[14])
{
    world_upn((int)school * PUPILS_MOST + pupil, upn);
}

static void put(struct world *w, const char *name, struct str *text)
{
    world_put(w, name, text->text);
    str_release(text);
}

static void put_schools(struct world *w)
{
    struct str text = STR_INIT;
    struct str advisers = STR_INIT;

    str_add(&text,
            "URN,LA (code),EstablishmentNumber,EstablishmentName,"
            "PhaseOfEducation (name),TypeOfEstablishment (name),"
            "EstablishmentStatus (name),DistrictAdministrative (name)\n");
    str_add(&advisers, "URN,Adviser,Email\n");
    for (size_t i = 0; i < SCHOOLS; i++) {
        str_addf(&text, "%d,919,%zu,%s,%s,%s,Open,%s\n", urn_of(i), 4001 + i,
                 schools[i].name, schools[i].phase, type_of(i),
                 schools[i].district);
        str_addf(&advisers, "%d,Adviser %d,\n", urn_of(i), schools[i].adviser);
    }
    put(w, "schools_20260213.csv", &text);
    put(w, "advisers_20260213.csv", &advisers);
}

/* Surname and forename of a child; both are blank where none is sent. */
static void add_name(struct str *text, bool is_named, size_t school, int pupil)
{
    if (is_named)
        str_addf(text, "Surname%zu%02d,Forename%d,", school, pupil, pupil);
    else
        str_add(text, ",,");
}

static void put_pupils(struct world *w, size_t school, bool is_named)
{
    const struct school *s = &schools[school];
    struct str text = STR_INIT;
    char name[48];
    char upn[14];

    str_add(&text, "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
                   "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
                   "FSMEver6,IDACIDecile\n");
    for (int i = 0; i < s->pupils; i++) {
        upn_of(school, i, upn);
        str_addf(&text, "%d,%s,", urn_of(school), upn);
        add_name(&text, is_named, school, i);
        str_addf(&text, "%s,%c,WBRI,%d,C,2024-09-01,,N,N,N,5\n", s->born,
                 "MF"[i % 2], s -> year_group);
    }
    snprintf(name, sizeof(name), "pupils_%d_20260213.csv", urn_of(school));
    put(w, name, &text);
}

static void put_care(struct world *w, bool is_named)
{
    static const char *const plans[] = { "CIN", "CIN", "CPP",
                                         "CPP", "CLA", "CIN" };
    struct str text = STR_INIT;
    char upn[14];

    str_add(&text, "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,"
                   "EndDate,LegalStatus,NeedCode,EndReason,RespiteOnly\n");
    for (size_t school = 0; school < SCHOOLS; school++) {
        for (int i = 0; i < schools[school].ours; i++) {
            int group = school < SECONDARIES ? i % 6 : i % 2 * 2;

            upn_of(school, i, upn);
            str_addf(&text, "K%zu%02d,%s,", school, i, upn);
            add_name(&text, is_named, school, i);
            str_addf(&text, "%s,%s,2023-01-10,%s,%s,N1,%s,N\n",
                     schools[school].born, plans[group],
                     group == 5 ? "2024-06-28" : "", group == 4 ? "C2" : "",
                     group == 5 ? "RC7" : "");
        }
    }
    put(w, "social_care_20260213.csv", &text);
}

static bool is_persistent(const struct school *s, int pupil, date_t day)
{
    if (pupil >= s->ours)
        return pupil % 6 == 0;
    if (pupil == 5 || pupil == 11)
        return s - schools < SECONDARIES;
    return pupil % (day < date_make(2025, 9, 1) ? 3 : 4) == 0;
}

static bool is_absent(const struct school *s, int pupil, date_t day)
{
    int week = date_monday(day) / 7;
    int weekday = day - date_monday(day);

    if (!is_persistent(s, pupil, day))
        return weekday == 0 && (week + pupil) % 5 == 0;
    return weekday == 4 || (pupil < s->ours && weekday == 3 && week % 3 == 0);
}

static void put_marks(struct world *w, size_t school)
{
    static const char *const stretches[][2] = {
        { "2024-09-02", "2024-10-25" }, { "2024-11-04", "2024-12-20" },
        { "2025-09-01", "2025-10-24" }, { "2025-11-03", "2025-12-19" },
        { "2026-01-05", "2026-02-13" },
    };
    const struct school *s = &schools[school];
    struct str text = STR_INIT;
    char day_text[DATE_TEXT_SIZE];
    char upn[14], name[48];

    str_add(&text, "URN,UPN,Date,Session,Mark\n");
    for (int i = 0; i < s->pupils; i++) {
        upn_of(school, i, upn);
        for (size_t k = 0; k < sizeof(stretches) / sizeof(stretches[0]); k++) {
            date_t end = date_parse_iso(stretches[k][1]);

            for (date_t day = date_parse_iso(stretches[k][0]); day <= end;
                 day++) {
                bool is_gone = is_absent(s, i, day);

                if (day - date_monday(day) > 4)
                    continue;
                date_format(day, day_text);
                str_addf(&text, "%d,%s,%s,AM,%s\n%d,%s,%s,PM,%s\n",
                         urn_of(school), upn, day_text, is_gone ? "O" : "/",
                         urn_of(school), upn, day_text, is_gone ? "O" : "\\");
            }
        }
    }
    /* One row that is wrong, for those who look at what is rejected. */
    if (school == 0)
        str_addf(&text, "%d,%s,2026-02-12,AM,?\n", urn_of(school), upn);
    snprintf(name, sizeof(name), "attendance_%d_20260213.csv", urn_of(school));
    put(w, name, &text);
}

static void put_suspension(struct str *text, size_t school, int pupil,
                           const char *day)
{
    char upn[14];

    upn_of(school, pupil, upn);
    str_addf(text, "%d,%s,SUSP,%s,%s,4,PP,\n", urn_of(school), upn, day, day);
}

static void put_suspensions(struct world *w)
{
    struct str text = STR_INIT;

    str_add(&text,
            "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n");
    for (size_t school = 0; school < SECONDARIES; school++) {
        int ours = schools[school].ours;

        for (int i = 0; i < 7 + (int)school; i++)
            put_suspension(&text, school, i, "2025-10-07");
        for (int i = 0; i < 7; i++) {
            put_suspension(&text, school, i, "2025-11-11");
            put_suspension(&text, school, ours + i, "2025-10-14");
        }
        for (int i = 0; i < 6; i++) {
            put_suspension(&text, school, i, "2024-10-08");
            put_suspension(&text, school, ours + i, "2024-10-15");
        }
    }
    put(w, "suspensions_20260213.csv", &text);
}

static void open_county(struct world *w, const char *name, const char *as_of,
                        bool is_named)
{
    world_open(w, name);
    w->as_of = date_parse_iso(as_of);
    put_schools(w);
    put_care(w, is_named);
    put_suspensions(w);
    for (size_t school = 0; school < SCHOOLS; school++) {
        put_pupils(w, school, is_named);
        put_marks(w, school);
    }
    world_night(w);
}

void report_fixture_open(struct world *w, const char *name)
{
    open_county(w, name, REPORT_FIXTURE_AS_OF, true);
}

void report_fixture_open_on(struct world *w, const char *name,
                            const char *as_of)
{
    open_county(w, name, as_of, true);
}

void report_fixture_open_nameless(struct world *w, const char *name)
{
    open_county(w, name, REPORT_FIXTURE_AS_OF, false);
}

void report_fixture_send_own(struct world *w)
{
    world_remove(w, "suspensions_20260213.csv");
    world_withdraw(w, "suspensions_20260213.csv");
    for (size_t school = 0; school < 3; school++) {
        struct str text = STR_INIT;
        char name[48];
        char upn[14];

        upn_of(school, 0, upn);
        snprintf(name, sizeof(name), "%d/own_20260213.csv", urn_of(school));
        str_addf(&text,
                 "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
                 "%d,%s,SUSP,2025-10-07,2025-10-07,2,PP,\n",
                 urn_of(school), upn);
        put(w, name, &text);
    }
}

int report_fixture_publish(struct world *w, const char *const *packs,
                           size_t count, int64_t run_id,
                           struct report_result *result, struct err *err)
{
    const struct report_request request = {
        .as_of = w->as_of,
        .run_id = run_id,
        .version = "0.1",
        .published_at = "2026-02-14T02:00:00Z",
        .packs = packs,
        .pack_count = count,
    };
    struct report *report = NULL;
    int ret =
        report_prepare(&report, w->db, &w->config, &request, &w->log, err);

    if (ret == 0)
        ret = report_publish(report, result, err);
    report_close(report);
    return ret;
}

void report_fixture_answer(struct world *w, const struct report_answer *answers,
                           size_t count)
{
    static const char put[] =
        "insert into mart_answer (list, reason, pupil_key, action, answered, "
        "until, state, changed) select ?1, ?2, pupil_key, ?4, '2026-02-02', "
        "?5, ?6, ?7 from dim_pupil where upn = ?3";

    for (size_t i = 0; i < count; i++) {
        const char *const values[] = { answers[i].list,   answers[i].reason,
                                       answers[i].upn,    answers[i].action,
                                       answers[i].until,  answers[i].state,
                                       answers[i].changed };
        struct err err = ERR_INIT;
        struct query *q = NULL;

        assert_ok(query_open(&q, w->db, put, &err), &err);
        for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++)
            query_bind_text(q, (int)k + 1, values[k]);
        assert_ok(query_run(q, &err), &err);
        query_close(q);
    }
}
