#ifndef TRANSFORM_PEOPLE_SPINE_H
#define TRANSFORM_PEOPLE_SPINE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"
#include "transform/people/cohort.h"
#include "transform/people/school.h"

struct db;
struct err;

/*
 * spine: who is who, on roll where and when, with which attributes and spells:
 * every person of dim_pupil, or those that are wanted, in memory, in compact
 * arrays.
 *
 * Definitions: details.md 10, 13-18, 25, 45, 46, 59.
 */

/* The attributes of a stay from one extract's time on (details.md 15). */
struct spine_state {
    int64_t second;        /* of the extract, since 1970 */
    char status, sen, fsm; /* '\0' where blank */
    uint8_t nc_year;       /* index into spine.nc_years; 0 = blank */
    uint8_t ethnicity;     /* index into spine.ethnicities; 0 = blank */
    uint8_t idaci;         /* decile; 0 = blank */
};

/* A stay at a school. */
struct spine_stay {
    uint32_t person;
    uint32_t school;
    date_t entry;
    date_t leaving;       /* the last day; 9999-12-31 while it goes on */
    uint32_t state;       /* the first of its states, ascending */
    uint16_t state_count; /* at least 1 */
    char status;          /* of its last state */
    bool is_varied;       /* its status was not always the same */
    bool is_declared;     /* PostLookedAfter A, G, C or R */
};

struct spine_person {
    int64_t pupil_key;
    date_t born; /* DATE_NONE: not known */
    date_t died; /* DATE_MAX: not that we know */
    char sex;    /* '\0' where not known */
    uint32_t stay, spell;
    uint16_t stay_count, spell_count;
    bool is_declared; /* any stay is */
};

/* Values that occur, as small numbers; 0 is the blank one. */
struct spine_words {
    char (*text)[8];
    size_t count;
    size_t capacity;
};

#define SPINE_NOBODY UINT32_MAX

struct spine {
    struct spine_person *persons; /* ascending pupil_key */
    size_t person_count;
    struct spine_stay *stays; /* ascending person, school, entry */
    size_t stay_count;
    struct spine_state *states;
    size_t state_count;
    struct cohort_spell *spells; /* ascending person, plan, start, end */
    size_t spell_count;
    struct school *schools;     /* ascending school_key */
    struct spine_place *places; /* of each school */
    size_t school_count;
    uint32_t *ident_person; /* ident_key -> person or SPINE_NOBODY */
    size_t ident_count;
    struct spine_words nc_years, ethnicities;
    bool is_narrow; /* of the persons in wanted_person alone */
};

/* What breakdowns and ties need of a school. */
struct spine_place {
    int urn;
    /* The next school of the same LAESTAB, round to itself: a stay at one
       covers marks at all of them (details.md 57). */
    uint32_t near;
    char la_code[4];
    char *district, *phase; /* whole, however long */
};

int spine_load(struct spine *s, struct db *db, struct err *err)
    __attribute__((warn_unused_result));
/* The same in two steps: all but the spells, then these. */
int spine_load_persons(struct spine *s, struct db *db, struct err *err)
    __attribute__((warn_unused_result));
int spine_load_spells(struct spine *s, struct db *db, struct err *err)
    __attribute__((warn_unused_result));
/* The same of the persons in wanted_person (transform/people/wanted.h). */
int spine_load_wanted(struct spine *s, struct db *db, struct err *err)
    __attribute__((warn_unused_result));
void spine_release(struct spine *s);

/* Index, or SPINE_NOBODY. */
uint32_t spine_person(const struct spine *s, int64_t pupil_key);
uint32_t spine_person_of_ident(const struct spine *s, int64_t ident_key);
/* Index, or SCHOOL_NONE. */
uint32_t spine_school(const struct spine *s, int64_t school_key);

/* Whether two schools are one, or share a LAESTAB. */
bool spine_is_near(const struct spine *s, uint32_t school, uint32_t other);
/* The state on a reference date: the latest by its end, else the earliest. */
const struct spine_state *spine_state_on(const struct spine *s,
                                         const struct spine_stay *stay,
                                         date_t reference);
/* Of status C or M on a reference date. */
bool spine_is_main(const struct spine *s, const struct spine_stay *stay,
                   date_t reference);
/* Whether a day of these is in it. A stay that was entered after its school had
   closed has no day at all. */
bool spine_stay_meets(const struct spine_stay *stay, date_t first, date_t last);
/* On roll on a day, by the status on the reference date; of a stay of several
   parts at the school of one. */
bool spine_on_roll(const struct spine *s, const struct spine_stay *stay,
                   date_t day, date_t reference);
/* Entered later; of two entered on one day at the school of the lower URN. */
bool spine_is_later(const struct spine *s, const struct spine_stay *a,
                    const struct spine_stay *b);
/*
 * Where a school became another of its LAESTAB, and rolls go on to give a child
 * the same day of entry, there are two stays, which are parts of one
 * (details.md 57). Of the parts of a stay (most are their only one), of those
 * of status C or M on the reference date or of the rest, that which a day is
 * in, else the last before it.
 */
const struct spine_stay *spine_stay_part(const struct spine *s,
                                         const struct spine_stay *stay,
                                         date_t day, date_t reference);
/*
 * The stay that breakdowns use on a reference date: the latest entry among
 * those of status C or M, else among the rest; ties the lowest URN; the date's
 * part of it. NULL where there is none by then (details.md 25).
 */
const struct spine_stay *spine_main_stay(const struct spine *s, uint32_t person,
                                         date_t reference);
/*
 * The stay of status C or M on a reference date that began last before a day,
 * ties the lowest URN; the day's part of it. NULL where there is none
 * (details.md 32).
 */
const struct spine_stay *spine_stay_before(const struct spine *s,
                                           uint32_t person, date_t day,
                                           date_t reference);
/* The school of a fact without one, or SCHOOL_NONE (details.md 22). */
uint32_t spine_own_school(const struct spine *s, uint32_t person,
                          date_t reference);
/* A person's cohorts on the reference date of a period of the year. */
cohort_mask spine_cohorts(const struct spine *s, uint32_t person,
                          date_t reference, int year);
/* No spell and no declaration: the cohorts never change. */
bool spine_is_plain(const struct spine *s, uint32_t person);

#endif /* TRANSFORM_PEOPLE_SPINE_H */
