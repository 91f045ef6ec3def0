/*
 * Only what changed is made again, and the result is that of making it all:
 * random nights in which files arrive and the as-of date moves, forth and
 * sometimes back, against a warehouse that was given everything at once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/str.h"
#include "tests/difference.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "transform/transform.h"

#define PUPILS 5
#define NIGHTS 4

static const char *const urns[] = { "100001", "100002", "100003" };

static const char *pick(struct prop *p, const char *const *list, size_t count)
{
    return list[prop_below(p, count)];
}
#define PICK(p, list) pick(p, list, sizeof(list) / sizeof((list)[0]))

static void write_schools(struct prop *p, struct str *s)
{
    static const char *const districts[] = { "North", "South", "" };

    str_add(s, "URN,LA (code),EstablishmentNumber,EstablishmentName,"
               "PhaseOfEducation (name),TypeOfEstablishment (name),"
               "EstablishmentStatus (name),DistrictAdministrative (name)\n");
    for (size_t i = 0; i < 3; i++)
        str_addf(s, "%s,%s,%zu,School %zu,Secondary,Academy,Open,%s\n", urns[i],
                 i == 2 ? "918" : "919", 4001 + i, i, PICK(p, districts));
}

static void write_advisers(struct prop *p, struct str *s)
{
    str_add(s, "URN,Adviser,Email\n");
    for (size_t i = 0; i < 3; i++)
        if (prop_below(p, 3))
            str_addf(s, "%s,Adviser %zu,\n", urns[i], prop_below(p, 2));
}

static void write_pupils(struct prop *p, struct str *s)
{
    static const char *const statuses[] = { "C", "C", "M", "S", "G", "P" };
    static const char *const born[] = { "2010-03-01", "2011-09-01",
                                        "2008-02-29" };
    static const char *const left[] = { "", "", "2025-10-10", "2025-12-19" };
    static const char *const declared[] = { "N", "N", "", "A" };
    const char *urn = PICK(p, urns);
    char upn[14];

    str_add(s, "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
               "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6,"
               "IDACIDecile,PostLookedAfter\n");
    for (int i = 0; i < PUPILS; i++) {
        world_upn(i, upn);
        if (prop_below(p, 4))
            str_addf(s,
                     "%s,%s,Pupil,A%d,%s,%c,WBRI,9,%s,2024-09-01,%s,%c,%c,"
                     "N,%zu,%s\n",
                     urn, upn, i, prop_below(p, 6) ? born[i % 3] : born[0],
                     i % 2 ? 'M' : 'F', PICK(p, statuses), PICK(p, left),
                     "NKE"[prop_below(p, 3)], "YN"[prop_below(p, 2)],
                     1 + prop_below(p, 10), PICK(p, declared));
    }
}

static void write_marks(struct prop *p, struct str *s)
{
    static const char *const marks[] = { "/", "/", "I", "O", "D", "L", "C2" };
    static const char *const starts[] = { "2025-09-08", "2025-10-06",
                                          "2025-11-10", "2026-01-12",
                                          "2025-06-30" };
    const char *urn = PICK(p, urns);
    date_t start = date_parse_iso(PICK(p, starts));
    char upn[14], day[DATE_TEXT_SIZE];

    str_add(s, "URN,UPN,Date,Session,Mark\n");
    for (int i = 0; i < PUPILS; i++) {
        world_upn(i, upn);
        for (int k = 0; k < 5; k++) {
            date_format(start + k, day);
            str_addf(s, "%s,%s,%s,AM,%s\n%s,%s,%s,PM,%s\n", urn, upn, day,
                     PICK(p, marks), urn, upn, day, PICK(p, marks));
        }
    }
}

static void write_suspensions(struct prop *p, struct str *s)
{
    static const char *const outcomes[] = { "", "", "QUASHED", "NOG",
                                            "UPHELD" };
    static const char *const days[] = { "2025-09-10", "2025-11-12",
                                        "2026-01-13", "2025-07-01" };
    static const char *const categories[] = { "SUSP", "SUSP", "PERM", "LNCH" };
    char upn[14];

    str_add(s, "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Reason2,"
               "Reason3,Outcome\n");
    for (int i = 0; i < PUPILS; i++) {
        world_upn(i, upn);
        if (prop_below(p, 2))
            str_addf(s, "%s,%s,%s,%s,,%zu,PP,,,%s\n", PICK(p, urns), upn,
                     PICK(p, categories), PICK(p, days), 1 + prop_below(p, 9),
                     PICK(p, outcomes));
    }
}

static void write_care(struct prop *p, struct str *s)
{
    static const char *const starts[] = { "2019-10-01", "2024-03-31",
                                          "2025-01-15", "2025-11-01" };
    char upn[14];

    str_add(s, "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,"
               "EndDate,LegalStatus,NeedCode,EndReason,RespiteOnly\n");
    for (int i = 0; i < PUPILS; i++) {
        static const char *const plans[] = { "CIN", "CPP", "CLA" };
        const char *plan = PICK(p, plans);
        bool ended = prop_below(p, 2);
        bool in_care = !strcmp(plan, "CLA");
        static const char *const care_ends[] = { "E4A", "E47", "E2" };
        static const char *const other_ends[] = { "RC7", "RC8", "RC2" };

        world_upn(i, upn);
        if (prop_below(p, 3))
            str_addf(s, "K%d,%s,Pupil,A%d,,%s,%s,%s,%s,%s,%s,%s\n", i, upn, i,
                     plan, PICK(p, starts), ended ? "2025-12-01" : "",
                     in_care ? "C2" : "",
                     in_care || prop_below(p, 2) ? "N1" : "N2",
                     !ended    ? ""
                     : in_care ? PICK(p, care_ends)
                               : PICK(p, other_ends),
                     prop_below(p, 6) ? "N" : "Y");
    }
}

struct sent {
    char name[40];
    char *text;
};

struct nights {
    struct sent files[NIGHTS * 3 + 1];
    size_t count;
};

static void send(struct nights *n, struct world *w, struct prop *p,
                 void (*write)(struct prop *, struct str *))
{
    struct str text = STR_INIT;
    struct sent *f = &n->files[n->count];

    write(p, &text);
    snprintf(f->name, sizeof(f->name), "f%02zu_202509%02zu.csv", n->count,
             1 + prop_below(p, 28));
    f->text = str_take(&text);
    n->count++;
    world_put(w, f->name, f->text);
}

static char *dump(struct world *w)
{
    struct str text = STR_INIT;

    world_dump(w, &text);
    return str_take(&text);
}

/* The same files at once, on the same day. */
static char *dump_anew(const struct nights *n, date_t as_of)
{
    struct world w;
    char *text;

    world_open(&w, "anew");
    w.as_of = as_of;
    for (size_t i = 0; i < n->count; i++)
        world_put(&w, n->files[i].name, n->files[i].text);
    world_night(&w);
    text = dump(&w);
    world_close(&w);
    return text;
}

static void assert_same(const struct prop *p, char *one, char *other)
{
    if (!difference_same(one, other)) {
        difference_say(one, other);
        fail_msg("PROP_SEED=%llu", (unsigned long long)p->seed);
    }
    free(one);
    free(other);
}

static void night_by_night_is_as_from_nothing(void **state)
{
    static void (*const writers[])(struct prop *, struct str *) = {
        write_pupils, write_pupils,      write_marks,
        write_marks,  write_suspensions, write_care,
        write_care,   write_schools,     write_advisers
    };

    (void)state;
    for (struct prop p = prop_begin(8); prop_next(&p);) {
        struct nights n = { .count = 0 };
        struct world w;

        world_open(&w, "nightly");
        w.as_of = date_make(2025, 9, 20);
        send(&n, &w, &p, write_schools);
        for (int night = 0; night < NIGHTS; night++) {
            for (size_t i = prop_below(&p, 4); i > 0; i--)
                send(&n, &w, &p, writers[prop_below(&p, 9)]);
            w.as_of += (date_t)prop_below(&p, 60) - 10;
            world_night(&w);
            assert_same(&p, dump(&w), dump_anew(&n, w.as_of));
        }
        world_close(&w);
        for (size_t i = 0; i < n.count; i++)
            free(n.files[i].text);
    }
}

static int64_t run_again(struct world *w)
{
    struct transform_result result;
    struct err err = ERR_INIT;

    assert_ok(db_exec(w->db, "begin", &err), &err);
    assert_ok(transform_run(w->db, &w->config, &w->terms, w->as_of, &w->log,
                            &result, &err),
              &err);
    assert_ok(db_exec(w->db, "commit", &err), &err);
    return result.periods;
}

static void fill(struct world *w)
{
    struct prop p = { .seed = 1, .state = 1 };
    struct nights n = { .count = 0 };

    send(&n, w, &p, write_schools);
    send(&n, w, &p, write_pupils);
    send(&n, w, &p, write_marks);
    send(&n, w, &p, write_care);
    world_night(w);
    for (size_t i = 0; i < n.count; i++)
        free(n.files[i].text);
}

static void what_results_depend_on_makes_them_again(void **state)
{
    struct world w;
    char *before, *after;

    (void)state;
    world_open(&w, "depends");
    fill(&w);
    before = dump(&w);
    assert_int_equal(run_again(&w), 0);
    w.config.repeat_threshold = 3;
    assert_int_not_equal(run_again(&w), 0);
    w.config.repeat_threshold = 2;
    assert_int_not_equal(run_again(&w), 0);
    /* A half term a week longer, and back. */
    w.terms.years[1].half_terms[0].end += 7;
    assert_int_not_equal(run_again(&w), 0);
    w.terms.years[1].half_terms[0].end -= 7;
    assert_int_not_equal(run_again(&w), 0);
    assert_int_equal(run_again(&w), 0);
    after = dump(&w);
    assert_true(difference_same(before, after));
    free(before);
    free(after);
    assert_int_equal(
        world_int(&w, "select count(*) from pragma_foreign_key_check"), 0);
    world_close(&w);
}

/* Names of districts, which any extract may give, are breakdowns too. */
static void breakdowns_have_any_number_of_values(void **state)
{
    struct err err = ERR_INIT;
    struct world w;

    (void)state;
    world_open(&w, "values");
    assert_ok(
        db_exec(w.db,
                "insert into dim_breakdown (breakdown_key, breakdown,"
                " value) values (0, 'none', ''), (70000, 'district', 'X')",
                &err),
        &err);
    fill(&w);
    assert_true(world_int(&w, "select min(breakdown_key) from dim_breakdown"
                              " where breakdown = 'sex'")
                > 70000);
    assert_true(world_int(&w, "select count(*) from mart_metric"
                              " where breakdown = 'sex'")
                > 0);
    world_close(&w);
}

static void what_another_version_made_is_made_anew(void **state)
{
    struct world w;
    struct err err = ERR_INIT;
    char *before, *after;

    (void)state;
    world_open(&w, "version");
    fill(&w);
    before = dump(&w);
    assert_ok(db_exec(w.db,
                      "drop view dim_school;"
                      "create view dim_school as select 1 as school_key;"
                      "drop table attendance;"
                      "create table attendance (year integer) strict;"
                      "update setting set value = 'another'"
                      " where name = 'transform.basis';"
                      "begin",
                      &err),
              &err);
    assert_ok(transform_schema(w.db, &err), &err);
    assert_ok(db_exec(w.db, "commit", &err), &err);
    assert_int_not_equal(run_again(&w), 0);
    after = dump(&w);
    assert_true(difference_same(before, after));
    free(before);
    free(after);
    world_close(&w);
}

/* A code that is put right is the same county's, also where each had one. */
static void a_county_has_one_place_whatever_its_code_was(void **state)
{
    static const char *const others[] = {
        "update entity set entity = '885' where level = 'county'",
        "insert into entity (level, entity) values ('county', '885')"
    };
    struct err err = ERR_INIT;
    struct world w;
    char *before;

    (void)state;
    world_open(&w, "code");
    fill(&w);
    before = dump(&w);
    for (size_t i = 0; i < 2; i++) {
        char *after;

        assert_ok(db_exec(w.db, others[i], &err), &err);
        assert_ok(db_exec(w.db,
                          "update setting set value = 'another'"
                          " where name = 'transform.basis'",
                          &err),
                  &err);
        assert_int_not_equal(run_again(&w), 0);
        after = dump(&w);
        assert_true(difference_same(before, after));
        free(after);
        assert_int_equal(world_int(&w, "select count(*) from entity"
                                       " where level = 'county'"),
                         1);
    }
    free(before);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(night_by_night_is_as_from_nothing),
        cmocka_unit_test(what_results_depend_on_makes_them_again),
        cmocka_unit_test(breakdowns_have_any_number_of_values),
        cmocka_unit_test(what_another_version_made_is_made_anew),
        cmocka_unit_test(a_county_has_one_place_whatever_its_code_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
