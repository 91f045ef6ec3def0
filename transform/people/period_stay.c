#include "transform/people/period_stay.h"

#include "core/db.h"
#include "core/err.h"
#include "transform/calendar/period.h"
#include "transform/people/spine.h"

const char *const period_stay_tables[] = { "period_stay", "period_move", NULL };

int period_stay_open(struct db *db, struct err *err)
{
    return db_run_script(db, "transform/sql/period_stay.sql#period_stay", NULL,
                         0, err)
                   || db_run_script(db,
                                    "transform/sql/period_stay.sql#period_move",
                                    NULL, 0, err)
               ? -1
               : 0;
}

static void bind_letter(struct query *q, int at, char letter)
{
    char text[2] = { letter, '\0' };

    query_bind_text(q, at, letter ? text : NULL);
}

/* A person's stays at a school. */
struct place {
    const struct spine_stay *stay; /* the latest, or the person's main one */
    bool is_on_roll, was_on_roll, is_own, is_main;
};

static int put_row(struct query *q, const struct spine *s, uint32_t person,
                   const struct place *at, const struct period *period,
                   struct err *err)
{
    const struct spine_person *who = &s->persons[person];
    const struct spine_state *state =
        spine_state_on(s, at->stay, period->reference);

    query_bind_int(q, 1, who->pupil_key);
    query_bind_int(q, 2, s->schools[at->stay->school].school_key);
    query_bind_int(q, 3, at->is_on_roll);
    query_bind_int(q, 4, at->was_on_roll);
    query_bind_int(q, 5, at->is_own);
    if (who->born == DATE_NONE)
        query_bind_null(q, 6);
    else
        query_bind_int(q, 6,
                       date_age(who->born, date_make(period->year, 8, 31)));
    query_bind_text(q, 7,
                    state->nc_year ? s->nc_years.text[state->nc_year] : NULL);
    bind_letter(q, 8, state->sen);
    bind_letter(q, 9, state->fsm);
    query_bind_int(q, 10, at->is_main);
    return query_run(q, err);
}

/* A person's stays, by school: they are in order of school, then entry. */
static int put_person(struct query *q, const struct spine *s, uint32_t person,
                      const struct period *period, struct err *err)
{
    const struct spine_person *who = &s->persons[person];
    const struct spine_stay *main =
        spine_main_stay(s, person, period->reference);
    uint32_t own = spine_own_school(s, person, period->reference);
    uint32_t at = who->stay;
    uint32_t end = at + who->stay_count;

    while (at < end) {
        uint32_t school = s->stays[at].school;
        struct place place = {
            .is_own = school == own,
            .is_main = main && main->school == school,
        };

        for (; at < end && s->stays[at].school == school; at++) {
            const struct spine_stay *stay = &s->stays[at];

            if (stay->entry > period->end)
                continue;
            if (!place.stay || stay->entry <= period->reference)
                place.stay = place.is_main ? main : stay;
            if (stay->leaving < period->start
                || !spine_is_main(s, stay, period->reference))
                continue;
            place.was_on_roll = true;
            if (spine_on_roll(s, stay, period->reference, period->reference))
                place.is_on_roll = true;
        }
        if (place.stay && put_row(q, s, person, &place, period, err))
            return -1;
    }
    return 0;
}

/* Its stay, if it is a change of school in the period's year. */
static int put_move(struct query *q, const struct spine *s,
                    const struct spine_stay *stay, const struct period *period,
                    struct err *err)
{
    const struct spine_stay *left;
    char entry[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];

    if (stay->entry < date_make(period->year, 8, 1)
        || stay->entry > period->reference
        || !spine_is_main(s, stay, period->reference))
        return 0;
    left = spine_stay_before(s, stay->person, stay->entry, period->reference);
    if (!left || spine_is_near(s, left->school, stay->school))
        return 0;
    date_format(stay->entry, entry);
    date_format(left->leaving, last);
    query_bind_int(q, 1, s->persons[stay->person].pupil_key);
    query_bind_int(q, 2, s->schools[stay->school].school_key);
    query_bind_text(q, 3, entry);
    query_bind_int(q, 4, s->schools[left->school].school_key);
    query_bind_text(q, 5, last);
    return query_run(q, err);
}

static int fill_moves(struct db *db, const struct spine *s,
                      const struct period *period, struct err *err)
{
    struct query *q =
        db_query(db, "transform/sql/period_stay.sql#put_period_move", err);
    int ret = db_exec(db, "delete from temp.period_move", err);

    for (size_t i = 0; ret == 0 && i < s->stay_count; i++)
        ret = put_move(q, s, &s->stays[i], period, err);
    return ret;
}

int period_stay_fill(struct db *db, const struct spine *spine,
                     const struct period *period, struct err *err)
{
    struct query *q =
        db_query(db, "transform/sql/period_stay.sql#put_period_stay", err);
    int ret = db_exec(db, "delete from temp.period_stay", err);

    for (size_t i = 0; ret == 0 && i < spine->person_count; i++)
        ret = put_person(q, spine, (uint32_t)i, period, err);
    return ret || fill_moves(db, spine, period, err) ? -1 : 0;
}
