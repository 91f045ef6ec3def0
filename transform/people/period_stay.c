#include "transform/people/period_stay.h"

#include "core/db.h"
#include "core/err.h"
#include "transform/calendar/period.h"
#include "transform/people/spine.h"

int period_stay_open(struct db *db, struct err *err)
{
    return db_run_script(db, "transform/sql/period_stay.sql#period_stay", NULL,
                         0, err);
}

static void bind_letter(struct query *q, int at, char letter)
{
    char text[2] = { letter, '\0' };

    query_bind_text(q, at, letter ? text : NULL);
}

/* A person's stays at a school. */
struct place {
    const struct spine_stay *stay; /* the latest, or the person's main one */
    bool is_on_roll, is_own, is_main;
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
    query_bind_int(q, 4, at->is_own);
    query_bind_int(q, 9, at->is_main);
    if (who->born == DATE_NONE)
        query_bind_null(q, 5);
    else
        query_bind_int(q, 5,
                       date_age(who->born, date_make(period->year, 8, 31)));
    query_bind_text(q, 6,
                    state->nc_year ? s->nc_years.text[state->nc_year] : NULL);
    bind_letter(q, 7, state->sen);
    bind_letter(q, 8, state->fsm);
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

            if (stay->entry > period->reference)
                continue;
            place.stay = place.is_main ? main : stay;
            place.is_on_roll =
                place.is_on_roll
                || spine_on_roll(s, stay, period->reference, period->reference);
        }
        if (place.stay && put_row(q, s, person, &place, period, err))
            return -1;
    }
    return 0;
}

int period_stay_fill(struct db *db, const struct spine *spine,
                     const struct period *period, struct err *err)
{
    struct query *q =
        db_query(db, "transform/sql/period_stay.sql#put_period_stay", err);
    int ret = db_exec(db, "delete from temp.period_stay", err);

    for (size_t i = 0; ret == 0 && i < spine->person_count; i++)
        ret = put_person(q, spine, (uint32_t)i, period, err);
    return ret;
}
