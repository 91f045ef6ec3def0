#include "transform/night/safety.h"

#include <stdlib.h>
#include <string.h>

#include "config/schoolyear.h"
#include "core/db.h"
#include "core/err.h"
#include "transform/night/run.h"

#define SQL "transform/sql/safety.sql#"

#define DAY_SECONDS 86400

/* Ages on the 31 August before the year. */
#define COMPULSORY_FIRST 5
#define COMPULSORY_LAST 15
#define SCHOOL_FIRST 3
#define SCHOOL_LAST 17

/*
 * Since when spells have been open without a break to a day: of care alone, or
 * of any plan. The day after it where none is open on it.
 */
static date_t begun(const struct spine *s, const struct spine_person *p,
                    bool only_care, date_t day)
{
    const struct cohort_spell *spells = s->spells + p->spell;
    date_t from = day + 1;
    bool moved;

    do {
        moved = false;
        for (size_t i = 0; i < p->spell_count; i++)
            if ((!only_care || spells[i].plan == PLAN_CLA)
                && spells[i].start < from && spells[i].end >= from) {
                from = spells[i].start;
                moved = true;
            }
    } while (moved);
    return from;
}

/* NCYear N1 to 14, by which a child is of school age whatever its age. */
static bool is_school_year(const char *nc_year)
{
    return nc_year[0] == 'N' || nc_year[0] == 'R'
           || (nc_year[0] >= '1' && nc_year[0] <= '9');
}

static bool is_of_school_age(const struct spine *s, uint32_t person, int age,
                             date_t as_of)
{
    const struct spine_stay *stay = spine_main_stay(s, person, as_of);
    uint8_t nc_year = stay ? spine_state_on(s, stay, as_of)->nc_year : 0;

    return is_school_year(s->nc_years.text[nc_year])
           || (age >= SCHOOL_FIRST && age <= SCHOOL_LAST);
}

static bool is_compulsory(int age)
{
    return age >= COMPULSORY_FIRST && age <= COMPULSORY_LAST;
}

static int age_in(const struct spine_person *p, int year)
{
    return p->born == DATE_NONE ? -1
                                : date_age(p->born, date_make(year, 8, 31));
}

/* From which day on, without a break; the child is one of them on the day. */
static date_t listed_since(const struct spine *s, const struct spine_person *p,
                           date_t as_of)
{
    int year = schoolyear_of(as_of);
    int age = age_in(p, year);
    date_t day = as_of;

    for (;;) {
        date_t from = begun(s, p, !is_compulsory(age), day);
        date_t first = date_make(year, 8, 1);

        if (from > first || age < 0)
            return from;
        age = age_in(p, --year);
        day = first - 1;
        if (age < SCHOOL_FIRST || begun(s, p, !is_compulsory(age), day) > day)
            return first;
    }
}

/* The first day of the state that a stay was in on a day. */
static date_t stood_since(const struct spine *s, const struct spine_stay *stay,
                          date_t day)
{
    const struct spine_state *state = spine_state_on(s, stay, day);
    date_t from = (date_t)(state->second / DAY_SECONDS);

    return state == s->states + stay->state || from < stay->entry ? stay->entry
                                                                  : from;
}

/* From which day on, without a break, a stay has been on roll to a day. */
static date_t stayed_since(const struct spine *s, const struct spine_stay *stay,
                           date_t as_of)
{
    date_t since = as_of + 1;

    while (since > stay->entry && spine_is_main(s, stay, since - 1))
        since = stood_since(s, stay, since - 1);
    return since;
}

/* The last day before one on which a stay was on roll; DATE_NONE: on none. */
static date_t stayed_to(const struct spine *s, const struct spine_stay *stay,
                        date_t as_of)
{
    date_t to = stay->leaving < as_of ? stay->leaving : as_of - 1;

    while (to >= stay->entry && !spine_is_main(s, stay, to))
        to = stood_since(s, stay, to) - 1;
    return to >= stay->entry ? to : DATE_NONE;
}

/*
 * The last day on a roll by then, on none now, and where: at the school that
 * was entered last. DATE_NONE: never.
 */
static date_t rolled_to(const struct spine *s, const struct spine_person *p,
                        date_t as_of, const struct spine_stay **where)
{
    date_t last = DATE_NONE;

    for (size_t i = 0; i < p->stay_count; i++) {
        const struct spine_stay *stay = &s->stays[p->stay + i];
        date_t to = stayed_to(s, stay, as_of);

        if (to == DATE_NONE || to < last
            || (to == last && !spine_is_later(s, stay, *where)))
            continue;
        last = to;
        *where = stay;
    }
    return last;
}

/* The statements that rows are put by. */
struct finder {
    const struct spine *spine;
    date_t as_of;
    struct query *child, *roll;
};

static void bind_date(struct query *q, int at, date_t date)
{
    char text[DATE_TEXT_SIZE];

    date_format(date, text);
    query_bind_text(q, at, date == DATE_NONE ? NULL : text);
}

static int put_rolls(struct finder *f, const struct spine_person *p,
                     bool *is_on_roll, struct err *err)
{
    const struct spine *s = f->spine;

    *is_on_roll = false;
    for (size_t i = 0; i < p->stay_count; i++) {
        const struct spine_stay *stay = &s->stays[p->stay + i];

        if (!spine_on_roll(s, stay, f->as_of, f->as_of))
            continue;
        *is_on_roll = true;
        query_bind_int(f->roll, 1, p->pupil_key);
        query_bind_int(f->roll, 2, s->schools[stay->school].school_key);
        bind_date(f->roll, 3, stay->entry);
        bind_date(f->roll, 4, stayed_since(s, stay, f->as_of));
        if (query_run(f->roll, err))
            return -1;
    }
    return 0;
}

static int put_child(struct finder *f, const struct spine_person *p,
                     const char *plan, struct err *err)
{
    const struct spine_stay *left = NULL;
    date_t roll_to = DATE_NONE;
    bool is_on_roll;

    if (put_rolls(f, p, &is_on_roll, err))
        return -1;
    query_bind_int(f->child, 1, p->pupil_key);
    query_bind_text(f->child, 2, plan);
    bind_date(f->child, 3, listed_since(f->spine, p, f->as_of));
    bind_date(f->child, 4,
              strcmp(plan, "CLA") ? DATE_NONE
                                  : begun(f->spine, p, true, f->as_of));
    if (!is_on_roll)
        roll_to = rolled_to(f->spine, p, f->as_of, &left);
    bind_date(f->child, 5, roll_to);
    if (left)
        query_bind_int(f->child, 6, f->spine->schools[left->school].school_key);
    else
        query_bind_null(f->child, 6);
    return query_run(f->child, err);
}

/* The strongest open plan of a child who is looked at; NULL: it is none. */
static const char *plan_of(const struct finder *f, uint32_t person)
{
    const struct spine *s = f->spine;
    const struct spine_person *p = &s->persons[person];
    int year = schoolyear_of(f->as_of);
    int age = age_in(p, year);
    cohort_mask cohorts;

    if (p->spell_count == 0)
        return NULL;
    cohorts = spine_cohorts(s, person, f->as_of, year);
    if (cohorts & COHORT_MASK(cla))
        return is_compulsory(age) || is_of_school_age(s, person, age, f->as_of)
                   ? "CLA"
                   : NULL;
    if (!is_compulsory(age))
        return NULL;
    if (cohorts & COHORT_MASK(cpp))
        return "CPP";
    return cohorts & COHORT_MASK(cin) ? "CIN" : NULL;
}

static int find(struct run *run, struct err *err)
{
    struct finder f = {
        .spine = &run->spine,
        .as_of = run->as_of,
        .child = db_query(run->db, SQL "put_child", err),
        .roll = db_query(run->db, SQL "put_roll", err),
    };

    for (size_t i = 0; i < run->spine.person_count; i++) {
        const char *plan = plan_of(&f, (uint32_t)i);

        if (plan && put_child(&f, &run->spine.persons[i], plan, err))
            return -1;
    }
    return 0;
}

static int store(struct run *run, struct err *err)
{
    static const struct {
        const char *asset, *table;
    } steps[] = { { SQL "drop_children", "safety_child" },
                  { SQL "store_children", "safety_child" },
                  { SQL "drop_rolls", "safety_roll" },
                  { SQL "store_rolls", "safety_roll" } };

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (query_run(db_query(run->db, steps[i].asset, err), err))
            return -1;
        if (db_changes(run->db) > 0)
            dirty_add_relation(&run->dirty, steps[i].table);
    }
    return 0;
}

int safety_store(struct run *run, struct err *err)
{
    return db_run_script(run->db, SQL "begin", NULL, 0, err) || find(run, err)
                   || store(run, err)
               ? -1
               : 0;
}
