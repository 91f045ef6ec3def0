#ifndef TESTS_ORACLE_PARTS_H
#define TESTS_ORACLE_PARTS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "core/date.h"
#include "fixtures/county.h"
#include "fixtures/terms.h"
#include "tests/oracle.h"

/*
 * oracle_parts: what the oracle's files share. Nobody else includes this.
 *
 *     oracle_people.c     periods, people, cohorts, the row breakdowns use
 *     oracle_facts.c      sessions, events and the roll of a person at a school
 *     oracle_support.c    plans, results, meetings; schools' returns
 *     oracle_exclusion.c  mart_pupil_exclusion
 *     oracle.c            cells, gaps, funnels
 */
#define ID_SIZE 24
#define NAME_SIZE 64

/* ---- periods (metrics.md, Periods; details.md 19, 20, 47) ---- */

enum grain { GRAIN_YEAR, GRAIN_TERM, GRAIN_HALF_TERM, GRAIN_WEEK };

struct period {
    char id[ID_SIZE];
    enum grain grain;
    int year;
    date_t start, end; /* cut at the as-of date */
    date_t reference;
};

/* ---- people ---- */

struct person {
    char id[ID_SIZE];
    uint32_t pupil, child; /* either may be COUNTY_NONE */
    date_t born;
    date_t died; /* DATE_MAX where alive */
};

/* ---- cohorts (metrics.md, Cohorts) ---- */

enum cohort {
    ALL,
    CLA,
    CPP,
    CIN,
    CSW,
    CLA12,
    PLA,
    EVER6,
    EVER,
    FORMERLY,
    FORMERLY_0_1,
    FORMERLY_1_3,
    FORMERLY_3_6,
    CIN_CPP,
    CIN_DISABILITY,
    PEERS,
    CLA_31MAR,
    CPP_31MAR,
    CIN_31MAR,
    COHORTS
};

extern const char *const oracle_cohort_names[COHORTS];

/* ---- breakdowns ---- */

enum breakdown {
    BY_NONE,
    BY_SEX,
    BY_SEN,
    BY_FSM,
    BY_ETHNICITY,
    BY_YEAR_GROUP,
    BY_PHASE,
    BY_IDACI,
    BY_DISTRICT,
    BY_IN_COUNTY,
    BREAKDOWNS
};

/* What a period says of a person. */
struct state {
    bool is_in[COHORTS];
    char by[BREAKDOWNS][NAME_SIZE]; /* "" = no value */
};

/* ---- facts: a person at a school in a period ---- */

enum { CODES = 80 };

struct fact {
    uint32_t person, school; /* COUNTY_NONE: of the county alone */
    double possible, absent, authorised, unauthorised, late, part_time;
    double uncoded; /* of those possible: counts, without codes */
    double by_code[CODES];
    double suspensions, exclusions, days;
    bool is_on_roll; /* on the roll date */
    double plans_due, plans_on_time;
    double results, expected, high; /* of key stage 2, in all three */
    double suspensions_ended, meetings_held;
};

struct oracle {
    const struct county *county;
    date_t as_of;
    struct period *periods;
    size_t period_count, period_capacity;
    struct person *people;
    size_t person_count, person_capacity;
    uint32_t *person_of_pupil;
    county_mark **marks; /* of each stay: two a day from first_day */
    date_t first_day;
    size_t day_count;
    county_mark codes[CODES];
    size_t code_count;
    struct state *states; /* of the period at hand */
    struct fact *facts;
    size_t fact_count, fact_capacity;
    uint32_t *fact_at; /* a person's first fact, and the end */
    bool *returns_due, *returns_trained; /* of each school */
    struct oracle_table tables[ORACLE_TABLES];
};

/* Those that have begun, years before their terms before their weeks. */
void oracle_make_periods(struct oracle *o);
/* Pupils of the rolls and children only social care knows, by the as-of day. */
void oracle_make_people(struct oracle *o);
/* What holds on the period's reference date. */
void oracle_set_state(const struct oracle *o, const struct person *person,
                      const struct period *period, struct state *state);
/* A stay's status as the rolls of a day have it. */
char oracle_status_of(const struct oracle *o,
                      const struct county_enrolment *stay, date_t on);
const char *oracle_publication_phase(const struct county_school *school);

void oracle_read_marks(struct oracle *o);
/* The states and facts of one period, in place of the last one's. */
void oracle_make_facts(struct oracle *o, const struct period *period);
/* A person's fact at a school, made where there is none since `first`. */
struct fact *oracle_fact(struct oracle *o, uint32_t person, size_t first,
                         uint32_t school);
/* A C or M stay that holds a day, with its status as of R. */
bool oracle_is_on_roll(const struct oracle *o,
                       const struct county_enrolment *stay, date_t on,
                       date_t reference);
/* Not withdrawn, quashed or reinstated. */
bool oracle_stands(const struct county_suspension *record);
bool oracle_is_pending(const struct county_suspension *record);
bool oracle_is_suspension(const struct county_suspension *record);
double oracle_days(const struct county_suspension *record);

void oracle_count_support(struct oracle *o, uint32_t number, size_t first,
                          const struct period *period);
/* After the period's states are known. */
void oracle_count_returns(struct oracle *o, const struct period *period);

/* A person's row of mart_pupil_exclusion for a year, where there is one. */
void oracle_emit_exclusion(struct oracle *o, const struct period *period,
                           uint32_t number);

#endif /* TESTS_ORACLE_PARTS_H */
