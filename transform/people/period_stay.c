#include "transform/people/period_stay.h"

#include <stdbool.h>
#include <string.h>

#include "core/err.h"
#include "core/lent.h"
#include "transform/people/spine.h"

/* Both: a group is a person. */
static size_t count_persons(const void *context)
{
    const struct period_stay *p = context;

    return p->spine ? p->spine->person_count : 0;
}

static size_t find_person(const void *context, int64_t pupil_key)
{
    const struct period_stay *p = context;
    uint32_t person =
        p->spine ? spine_person(p->spine, pupil_key) : SPINE_NOBODY;

    return person == SPINE_NOBODY ? count_persons(p) : person;
}

static void put_int(struct lent_value *value, int64_t number)
{
    value->kind = LENT_INT;
    value->number = number;
}

static void put_text(struct lent_value *value, const char *text)
{
    value->kind = LENT_TEXT;
    value->text = text;
}

static void put_letter(struct lent_value *value, const struct period_stay *p,
                       char letter)
{
    if (letter > 0)
        put_text(value, p->letters[(size_t)letter]);
}

/* --- period_stay ---------------------------------------------------------- */

/* A person's stays at a school. */
struct place {
    const struct spine_stay *stay; /* the latest, or the person's main one */
    bool is_on_roll, was_on_roll, is_own, is_main;
};

static void add_place(struct lent_rows *rows, const struct period_stay *p,
                      const struct spine_person *who, const struct place *at,
                      const struct spine_stay *main)
{
    const struct spine *s = p->spine;
    const struct spine_state *state =
        spine_state_on(s, at->stay, p->period.reference);
    struct lent_value *row = lent_add(rows);

    put_int(&row[0], who->pupil_key);
    put_int(&row[1], s->schools[at->stay->school].school_key);
    put_int(&row[2], at->is_on_roll);
    put_int(&row[3], at->was_on_roll);
    put_int(&row[4], at->is_own);
    if (who->born != DATE_NONE)
        put_int(&row[5], date_age(who->born, date_make(p->period.year, 8, 31)));
    if (state->nc_year)
        put_text(&row[6], s->nc_years.text[state->nc_year]);
    put_letter(&row[7], p, state->sen);
    put_letter(&row[8], p, state->fsm);
    put_int(&row[9], at->is_main);
    if (main && main->entry <= p->period.end)
        put_letter(&row[10], p,
                   spine_state_on(s, main, p->period.reference)->sen);
}

static void take_stay(struct place *place, const struct period_stay *p,
                      const struct spine_stay *stay,
                      const struct spine_stay *main)
{
    const struct period *period = &p->period;
    date_t last = stay->leaving < period->end ? stay->leaving : period->end;

    if (stay->entry > period->end)
        return;
    if (!place->stay || stay->entry <= period->reference)
        place->stay = place->is_main ? main : stay;
    if (!spine_stay_meets(stay, period->start, period->end)
        || !spine_is_main(p->spine, stay, period->reference)
        || spine_stay_part(p->spine, stay, last, period->reference) != stay)
        return;
    place->was_on_roll = true;
    if (spine_on_roll(p->spine, stay, period->reference, period->reference))
        place->is_on_roll = true;
}

/* By school: stays are in order of school, then entry. */
static void fill_stays(const void *context, size_t person,
                       struct lent_rows *rows)
{
    const struct period_stay *p = context;
    const struct spine *s = p->spine;
    const struct spine_person *who = &s->persons[person];
    const struct spine_stay *main =
        spine_main_stay(s, (uint32_t)person, p->period.reference);
    uint32_t own = spine_own_school(s, (uint32_t)person, p->period.reference);
    uint32_t at = who->stay;
    uint32_t end = at + who->stay_count;

    while (at < end) {
        uint32_t school = s->stays[at].school;
        struct place place = {
            .is_own = school == own,
            .is_main = main && main->school == school,
        };

        for (; at < end && s->stays[at].school == school; at++)
            take_stay(&place, p, &s->stays[at], main);
        if (place.stay)
            add_place(rows, p, who, &place, main);
    }
}

static const struct lent stays = {
    .name = "period_stay",
    .columns = "pupil_key integer, school_key integer, is_on_roll integer,"
               " was_on_roll integer, is_own integer, age integer,"
               " nc_year text, sen_status text, fsm text, is_main integer,"
               " main_sen_status text",
    .column_count = 11,
    .count = count_persons,
    .find = find_person,
    .fill = fill_stays,
};

/* --- period_move ---------------------------------------------------------- */

/* The stay, if it is a change of school in the period's year; of its parts the
   one that was entered. */
static void add_move(struct lent_rows *rows, const struct period_stay *p,
                     const struct spine_stay *stay)
{
    const struct spine *s = p->spine;
    const struct spine_stay *left;
    struct lent_value *row;

    if (stay->entry < date_make(p->period.year, 8, 1)
        || stay->entry > p->period.reference
        || !spine_is_main(s, stay, p->period.reference)
        || spine_stay_part(s, stay, stay->entry, p->period.reference) != stay)
        return;
    left = spine_stay_before(s, stay->person, stay->entry, p->period.reference);
    if (!left || spine_is_near(s, left->school, stay->school))
        return;
    row = lent_add(rows);
    put_int(&row[0], s->persons[stay->person].pupil_key);
    put_int(&row[1], s->schools[stay->school].school_key);
    row[2].kind = row[4].kind = LENT_SHORT;
    date_format(stay->entry, row[2].letters);
    put_int(&row[3], s->schools[left->school].school_key);
    date_format(left->leaving, row[4].letters);
}

static void fill_moves(const void *context, size_t person,
                       struct lent_rows *rows)
{
    const struct period_stay *p = context;
    const struct spine_person *who = &p->spine->persons[person];

    for (size_t i = 0; i < who->stay_count; i++)
        add_move(rows, p, &p->spine->stays[who->stay + i]);
}

static const struct lent moves = {
    .name = "period_move",
    .columns = "pupil_key integer, school_key integer, entry_date text,"
               " left_school_key integer, left_date text",
    .column_count = 5,
    .count = count_persons,
    .find = find_person,
    .fill = fill_moves,
};

/* -------------------------------------------------------------------------- */

int period_stay_open(struct period_stay *p, struct db *db, struct err *err)
{
    memset(p, 0, sizeof(*p));
    for (size_t i = 0; i < sizeof(p->letters) / sizeof(p->letters[0]); i++)
        p->letters[i][0] = (char)i;
    p->db = db;
    return lent_open(db, &stays, p, err) || lent_open(db, &moves, p, err) ? -1
                                                                          : 0;
}

void period_stay_turn(struct period_stay *p, const struct spine *spine,
                      const struct period *period)
{
    p->spine = spine;
    p->period = *period;
}

void period_stay_close(struct period_stay *p)
{
    if (!p->db)
        return;
    lent_close(p->db, &stays);
    lent_close(p->db, &moves);
    memset(p, 0, sizeof(*p));
}
