#include "transform/people/spine.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/search.h"
#include "transform/people/stay.h"
#include "transform/people/wanted.h"

/* A spell as it was read, before they are sorted by person. */
struct loaded_spell {
    uint32_t person;
    struct cohort_spell spell;
};

struct loader {
    struct spine *s;
    struct db *db;
    size_t stay_capacity, state_capacity;
    size_t person_capacity, school_capacity;
    struct loaded_spell *spells;
    size_t spell_count, spell_capacity;
};

/* Digits at fixed places: dates in tables are valid. */
static date_t read_date(const char *text, date_t otherwise)
{
    if (text[0] == '\0')
        return otherwise;
    return date_parse_iso(text);
}

/* A value's number; it fits into seven characters. */
static uint8_t word_index(struct spine_words *words, const char *text,
                          size_t len)
{
    char key[8] = "";

    memcpy(key, text, len);
    for (size_t i = 0; i < words->count; i++)
        if (!memcmp(words->text[i], key, sizeof(key)))
            return (uint8_t)i;
    assert(words->count < 256);
    MEM_ROOM(words->text, words->count, words->capacity);
    memcpy(words->text[words->count], key, sizeof(key));
    return (uint8_t)words->count++;
}

static void copy_text(char *to, size_t size, const char *from)
{
    size_t len = strlen(from);

    if (len >= size)
        len = size - 1;
    memcpy(to, from, len);
    to[len] = '\0';
}

/* The school joins the ring of those that have its LAESTAB. */
static void place_near(struct spine *s, struct map *numbers, const char *number)
{
    uint32_t school = (uint32_t)s->school_count - 1;
    struct spine_place *place = &s->places[school];
    struct spine_place *first;
    int64_t *known;
    bool added;

    place->near = school;
    if (!*number)
        return;
    known = map_put(numbers, number, strlen(number), school, &added);
    first = &s->places[*known];
    place->near = first->near;
    first->near = school;
}

static int read_schools(struct loader *l, struct err *err)
{
    struct spine *s = l->s;
    struct query *q;
    struct map numbers;
    size_t place_capacity = 0;
    int row;

    memset(&numbers, 0, sizeof(numbers));
    q = db_query(l->db, "transform/sql/spine.sql#read_schools", err);
    while ((row = query_step(q, err)) == 1) {
        struct school *school;
        struct spine_place *place;

        MEM_ROOM(s->schools, s->school_count, l->school_capacity);
        MEM_ROOM(s->places, s->school_count, place_capacity);
        school = &s->schools[s->school_count];
        place = &s->places[s->school_count++];
        memset(school, 0, sizeof(*school));
        school->school_key = query_int(q, 0);
        copy_text(school->urn, sizeof(school->urn), query_text(q, 1));
        place->urn = (int)strtol(school->urn, NULL, 10);
        copy_text(place->la_code, sizeof(place->la_code), query_text(q, 2));
        place->district = mem_dup(query_text(q, 3));
        place->phase = mem_dup(query_text(q, 4));
        school->phase = place->phase;
        school->entity = query_int(q, 5);
        school->district = query_int(q, 6);
        school->adviser = query_int(q, 7);
        place_near(s, &numbers, query_text(q, 8));
    }
    map_release(&numbers);
    return row;
}

static void take_states(struct loader *l, struct stay_reader *r,
                        struct spine_stay *stay)
{
    struct spine *s = l->s;
    struct stay_state from;

    stay->state = (uint32_t)s->state_count;
    while (stay_next_state(r, &from)) {
        struct spine_state *to;

        MEM_ROOM(s->states, s->state_count, l->state_capacity);
        to = &s->states[s->state_count++];
        to->second = from.second;
        to->status = from.status;
        to->sen = from.sen;
        to->fsm = from.fsm;
        to->idaci = from.idaci;
        to->nc_year =
            word_index(&s->nc_years, from.nc_year, sizeof(from.nc_year));
        to->ethnicity =
            word_index(&s->ethnicities, from.ethnicity, sizeof(from.ethnicity));
        stay->is_varied =
            stay->is_varied || (to->status != s->states[stay->state].status);
        stay->status = to->status;
    }
}

static void take_stays(struct loader *l, struct spine_person *p,
                       const void *bytes, size_t len)
{
    struct spine *s = l->s;
    struct stay_reader r;
    struct stay from;

    stay_read(&r, bytes, len);
    while (stay_next(&r, &from)) {
        uint32_t school = spine_school(s, from.school_key);
        struct spine_stay *to;

        if (school == SCHOOL_NONE)
            continue;
        MEM_ROOM(s->stays, s->stay_count, l->stay_capacity);
        to = &s->stays[s->stay_count++];
        memset(to, 0, sizeof(*to));
        to->person = (uint32_t)(p - s->persons);
        to->school = school;
        to->entry = from.entry;
        to->leaving = from.leaving;
        to->is_declared = from.is_declared;
        to->state_count = from.state_count;
        take_states(l, &r, to);
        p->is_declared = p->is_declared || to->is_declared;
        p->stay_count++;
    }
}

static int read_persons(struct loader *l, struct err *err)
{
    struct spine *s = l->s;
    struct query *q;
    int row;

    if (wanted_query(&q, l->db, "transform/sql/spine.sql#read_persons",
                     s->is_narrow, err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        struct spine_person *p;
        const void *bytes;
        size_t len;

        MEM_ROOM(s->persons, s->person_count, l->person_capacity);
        p = &s->persons[s->person_count++];
        memset(p, 0, sizeof(*p));
        p->pupil_key = query_int(q, 0);
        p->born = read_date(query_text(q, 1), DATE_NONE);
        p->sex = query_text(q, 2)[0];
        p->died = DATE_MAX;
        p->stay = (uint32_t)s->stay_count;
        bytes = query_blob(q, 3, &len);
        if (len)
            take_stays(l, p, bytes, len);
    }
    query_close(q);
    return row;
}

static int read_idents(struct loader *l, struct err *err)
{
    struct spine *s = l->s;
    struct query *q;
    size_t capacity = 0;
    int row;

    if (wanted_query(&q, l->db, "transform/sql/spine.sql#read_idents",
                     s->is_narrow, err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        size_t ident = (size_t)query_int(q, 0);

        while (s->ident_count <= ident) {
            MEM_ROOM(s->ident_person, s->ident_count, capacity);
            s->ident_person[s->ident_count++] = SPINE_NOBODY;
        }
        s->ident_person[ident] = spine_person(s, query_int(q, 1));
    }
    query_close(q);
    return row;
}

static int plan_of(const char *text)
{
    if (!strcmp(text, "CLA"))
        return PLAN_CLA;
    return !strcmp(text, "CPP") ? PLAN_CPP : PLAN_CIN;
}

static bool says_died(int plan, const char *reason)
{
    return !strcmp(reason, plan == PLAN_CLA ? "E2" : "RC2");
}

/* Assessed, and found not to be in need (details.md 17). */
static bool was_none(int plan, const char *reason, const char *need)
{
    return plan == PLAN_CIN
           && (!strcmp(reason, "RC8") || !strcmp(reason, "RC9")
               || !strcmp(need, "N9"));
}

static void take_spell(struct loader *l, struct query *q)
{
    struct spine *s = l->s;
    uint32_t person = spine_person(s, query_int(q, 0));
    int plan = plan_of(query_text(q, 1));
    struct cohort_spell spell;

    if (person == SPINE_NOBODY)
        return;
    memset(&spell, 0, sizeof(spell));
    spell.plan = (uint8_t)plan;
    spell.start = read_date(query_text(q, 2), DATE_NONE);
    spell.end = read_date(query_text(q, 3), DATE_MAX);
    if (says_died(plan, query_text(q, 4))
        && spell.end < s->persons[person].died)
        s->persons[person].died = spell.end;
    if (was_none(plan, query_text(q, 4), query_text(q, 5)) || query_int(q, 6))
        return;
    spell.disability_only = !strcmp(query_text(q, 5), "N2");
    spell.ended_in_permanence = plan == PLAN_CLA && query_int(q, 7) != 0;
    MEM_ROOM(l->spells, l->spell_count, l->spell_capacity);
    l->spells[l->spell_count++] = (struct loaded_spell){ person, spell };
}

static int read_spells(struct loader *l, struct err *err)
{
    struct query *q;
    int row;

    if (wanted_query(&q, l->db, "transform/sql/spine.sql#read_spells",
                     l->s->is_narrow, err))
        return -1;
    while ((row = query_step(q, err)) == 1)
        take_spell(l, q);
    query_close(q);
    return row;
}

static bool spell_before(const struct cohort_spell *a,
                         const struct cohort_spell *b)
{
    if (a->plan != b->plan)
        return a->plan < b->plan;
    if (a->start != b->start)
        return a->start < b->start;
    return a->end < b->end;
}

static void sort_spells(struct loader *l)
{
    struct spine *s = l->s;
    uint32_t at = 0;

    s->spell_count = l->spell_count;
    s->spells = mem_alloc(s->spell_count * sizeof(*s->spells));
    for (size_t i = 0; i < l->spell_count; i++)
        s->persons[l->spells[i].person].spell_count++;
    for (size_t i = 0; i < s->person_count; i++) {
        s->persons[i].spell = at;
        at += s->persons[i].spell_count;
        s->persons[i].spell_count = 0;
    }
    for (size_t i = 0; i < l->spell_count; i++) {
        const struct cohort_spell *spell = &l->spells[i].spell;
        struct spine_person *p = &s->persons[l->spells[i].person];
        uint32_t place = p->spell + p->spell_count++;

        while (place > p->spell && spell_before(spell, &s->spells[place - 1])) {
            s->spells[place] = s->spells[place - 1];
            place--;
        }
        s->spells[place] = *spell;
    }
}

/* It stands for the whole run, and grows no more. */
static void fit(struct spine *s)
{
    s->persons = mem_grow(s->persons, s->person_count, sizeof(*s->persons));
    s->stays = mem_grow(s->stays, s->stay_count, sizeof(*s->stays));
    s->states = mem_grow(s->states, s->state_count, sizeof(*s->states));
    s->ident_person =
        mem_grow(s->ident_person, s->ident_count, sizeof(*s->ident_person));
}

static int load(struct spine *s, struct db *db, bool is_narrow, struct err *err)
{
    struct loader l = { .s = s, .db = db };

    memset(s, 0, sizeof(*s));
    s->is_narrow = is_narrow;
    word_index(&s->nc_years, "", 0);
    word_index(&s->ethnicities, "", 0);
    if (read_schools(&l, err) || read_persons(&l, err)
        || read_idents(&l, err)) {
        spine_release(s);
        return -1;
    }
    fit(s);
    return 0;
}

int spine_load_persons(struct spine *s, struct db *db, struct err *err)
{
    return load(s, db, false, err);
}

int spine_load_spells(struct spine *s, struct db *db, struct err *err)
{
    struct loader l = { .s = s, .db = db };
    int ret = read_spells(&l, err);

    if (ret)
        spine_release(s);
    else
        sort_spells(&l);
    free(l.spells);
    return ret;
}

int spine_load(struct spine *s, struct db *db, struct err *err)
{
    return load(s, db, false, err) || spine_load_spells(s, db, err) ? -1 : 0;
}

int spine_load_wanted(struct spine *s, struct db *db, struct err *err)
{
    return load(s, db, true, err) || spine_load_spells(s, db, err) ? -1 : 0;
}

void spine_release(struct spine *s)
{
    for (size_t i = 0; i < s->school_count; i++) {
        free(s->places[i].district);
        free(s->places[i].phase);
    }
    free(s->persons);
    free(s->stays);
    free(s->states);
    free(s->spells);
    free(s->schools);
    free(s->places);
    free(s->ident_person);
    free(s->nc_years.text);
    free(s->ethnicities.text);
    memset(s, 0, sizeof(*s));
}

uint32_t spine_person(const struct spine *s, int64_t pupil_key)
{
    size_t at = search_key(s->persons, s->person_count, sizeof(*s->persons),
                           offsetof(struct spine_person, pupil_key), pupil_key);

    return at < s->person_count ? (uint32_t)at : SPINE_NOBODY;
}

uint32_t spine_person_of_ident(const struct spine *s, int64_t ident_key)
{
    if (ident_key < 0 || (size_t)ident_key >= s->ident_count)
        return SPINE_NOBODY;
    return s->ident_person[ident_key];
}

uint32_t spine_school(const struct spine *s, int64_t school_key)
{
    size_t at = search_key(s->schools, s->school_count, sizeof(*s->schools),
                           offsetof(struct school, school_key), school_key);

    return at < s->school_count ? (uint32_t)at : SCHOOL_NONE;
}

bool spine_is_near(const struct spine *s, uint32_t school, uint32_t other)
{
    uint32_t at = school;

    while (at != other && s->places[at].near != school)
        at = s->places[at].near;
    return at == other;
}

const struct spine_state *spine_state_on(const struct spine *s,
                                         const struct spine_stay *stay,
                                         date_t reference)
{
    const struct spine_state *states = s->states + stay->state;
    int64_t after = ((int64_t)reference + 1) * 86400;
    size_t i = stay->state_count - 1U;

    while (i > 0 && states[i].second >= after)
        i--;
    return &states[i];
}

bool spine_is_main(const struct spine *s, const struct spine_stay *stay,
                   date_t reference)
{
    char status = spine_state_on(s, stay, reference)->status;

    return status == 'C' || status == 'M';
}

bool spine_is_later(const struct spine *s, const struct spine_stay *a,
                    const struct spine_stay *b)
{
    if (a->entry != b->entry)
        return a->entry > b->entry;
    return s->places[a->school].urn < s->places[b->school].urn;
}

/* Does `a` go on over a day, or longer before it? Of two that go on over it
   the one that ends first is what it then was. */
static bool goes_on(const struct spine_stay *a, const struct spine_stay *b,
                    date_t day)
{
    if ((a->leaving >= day) != (b->leaving >= day))
        return a->leaving >= day;
    return a->leaving >= day ? a->leaving < b->leaving
                             : a->leaving > b->leaving;
}

const struct spine_stay *spine_stay_part(const struct spine *s,
                                         const struct spine_stay *stay,
                                         date_t day, date_t reference)
{
    const struct spine_person *p = &s->persons[stay->person];
    const struct spine_stay *best = stay;
    bool is_main = spine_is_main(s, stay, reference);

    for (size_t i = 0; i < p->stay_count; i++) {
        const struct spine_stay *part = &s->stays[p->stay + i];

        if (part->entry == stay->entry
            && spine_is_near(s, part->school, stay->school)
            && spine_is_main(s, part, reference) == is_main
            && goes_on(part, best, day))
            best = part;
    }
    return best;
}

bool spine_stay_meets(const struct spine_stay *stay, date_t first, date_t last)
{
    return (stay->entry > first ? stay->entry : first)
           <= (stay->leaving < last ? stay->leaving : last);
}

bool spine_on_roll(const struct spine *s, const struct spine_stay *stay,
                   date_t day, date_t reference)
{
    return spine_stay_meets(stay, day, day) && spine_is_main(s, stay, reference)
           && spine_stay_part(s, stay, day, reference) == stay;
}

const struct spine_stay *spine_main_stay(const struct spine *s, uint32_t person,
                                         date_t reference)
{
    const struct spine_person *p = &s->persons[person];
    const struct spine_stay *best = NULL;
    bool best_is_main = false;

    for (size_t i = 0; i < p->stay_count; i++) {
        const struct spine_stay *stay = &s->stays[p->stay + i];
        bool is_main;

        if (stay->entry > reference)
            continue;
        is_main = spine_is_main(s, stay, reference);
        if (!best || (is_main && !best_is_main)
            || (is_main == best_is_main && spine_is_later(s, stay, best))) {
            best = stay;
            best_is_main = is_main;
        }
    }
    return best ? spine_stay_part(s, best, reference, reference) : NULL;
}

const struct spine_stay *spine_stay_before(const struct spine *s,
                                           uint32_t person, date_t day,
                                           date_t reference)
{
    const struct spine_person *p = &s->persons[person];
    const struct spine_stay *best = NULL;

    for (size_t i = 0; i < p->stay_count; i++) {
        const struct spine_stay *stay = &s->stays[p->stay + i];

        if (stay->entry < day && spine_is_main(s, stay, reference)
            && (!best || spine_is_later(s, stay, best)))
            best = stay;
    }
    return best ? spine_stay_part(s, best, day, reference) : NULL;
}

uint32_t spine_own_school(const struct spine *s, uint32_t person,
                          date_t reference)
{
    const struct spine_person *p = &s->persons[person];
    const struct spine_stay *best = NULL;

    for (size_t i = 0; i < p->stay_count; i++) {
        const struct spine_stay *stay = &s->stays[p->stay + i];

        if (spine_on_roll(s, stay, reference, reference)
            && (!best || spine_is_later(s, stay, best)))
            best = stay;
    }
    return best ? best->school : SCHOOL_NONE;
}

bool spine_is_plain(const struct spine *s, uint32_t person)
{
    const struct spine_person *p = &s->persons[person];

    return p->spell_count == 0 && !p->is_declared && p->died == DATE_MAX;
}

cohort_mask spine_cohorts(const struct spine *s, uint32_t person,
                          date_t reference, int year)
{
    const struct spine_person *p = &s->persons[person];
    struct cohort_person c;

    if (spine_is_plain(s, person))
        return COHORT_MASK(all) | COHORT_MASK(peers);
    memset(&c, 0, sizeof(c));
    c.born = p->born;
    c.died = p->died;
    c.spells = s->spells + p->spell;
    c.spell_count = p->spell_count;
    if (p->is_declared) {
        const struct spine_stay *stay = spine_main_stay(s, person, reference);

        c.declared_looked_after = stay && stay->is_declared;
    }
    return cohort_on(&c, reference, year);
}
