#ifndef TESTS_ORACLE_PARTS_H
#define TESTS_ORACLE_PARTS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "core/date.h"
#include "fixtures/county.h"
#include "fixtures/support.h"
#include "fixtures/terms.h"
#include "tests/oracle.h"

/*
 * oracle_parts: what the oracle's files share. Nobody else includes this.
 *
 *     oracle_periods.c     periods
 *     oracle_people.c      people, cohorts, the row breakdowns use
 *     oracle_records.c     what the newest files hold of plans and the like
 *     oracle_facts.c       sessions, events and the roll of a person at a
 *                          school
 *     oracle_plans.c       plans for education, questionnaires, EHC plans
 *     oracle_places.c      registers, provision, moves, money
 *     oracle_attainment.c  results
 *     oracle_promises.c    what policies promise; schools' returns
 *     oracle_metric.c      the list of metrics
 *     oracle_cells.c       their cells, gaps, funnels
 *     oracle_change.c      mart_change
 *     oracle_exclusion.c   mart_pupil_exclusion
 *     oracle_watch.c       mart_watch
 *     oracle_safety.c      mart_safety
 *     oracle.c             tables, period by period
 */
#define ID_SIZE 24
#define NAME_SIZE 64

/* ---- periods (metrics.md, Periods; details.md 19, 20, 47, 92) ---- */

enum grain { GRAIN_YEAR, GRAIN_TERM, GRAIN_HALF_TERM, GRAIN_WEEK, GRAINS };

struct period {
    char id[ID_SIZE];
    enum grain grain; /* of the metrics it has */
    bool is_to_date;
    bool is_complete;
    int year;
    size_t term;       /* 0..2 where the grain is a term */
    date_t start, end; /* cut at the as-of date */
    date_t reference;
    date_t as_of; /* the day its metrics stand on */
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

/* ---- metrics ---- */

enum metric {
    ATTENDANCE_RATE,
    ABSENCE_RATE,
    AUTHORISED_RATE,
    UNAUTHORISED_RATE,
    LATE_RATE,
    PERSISTENT,
    SEVERE,
    PERSISTENT_ENROLMENTS,
    PART_TIME_RATE,
    SUSPENSION_RATE,
    SUSPENDED,
    REPEAT_SUSPENDED,
    SUSPENSION_DAYS,
    EXCLUSION_RATE,
    REPEAT_SHARE,
    /* oracle_attainment.c */
    EYFS_GLD,
    PHONICS_Y1,
    MTC_MEAN,
    KS2_READ,
    KS2_MATH,
    KS2_GPS,
    KS2_WRIT,
    KS2_RWM,
    KS2_RWM_HIGH,
    KS4_A8,
    KS4_P8,
    KS4_EM4,
    KS4_EM5,
    KS4_EBACC_APS,
    /* oracle_plans.c */
    PEP_ON_TIME,
    PEP_THREE_A_YEAR,
    PEP_INITIAL,
    PEP_QUALITY_GOOD,
    SDQ_COMPLETED,
    SDQ_MEAN,
    SDQ_CONCERN,
    SEN_SUPPORT,
    EHCP,
    EHCP_REVIEW_ON_TIME,
    /* oracle_places.c */
    EHE,
    CME,
    PART_TIME,
    AP_FULL_TIME,
    IN_YEAR_MOVES,
    DAYS_BETWEEN_SCHOOLS,
    PPP_SPENT,
    TUTORED,
    SUPPORTED,
    /* oracle_promises.c */
    CONTACTED_FIRST,
    CONTACT_ON_RECORD,
    SUSPENSION_LENGTH,
    REINTEGRATION_MET,
    PART_TIME_AGREED,
    PART_TIME_IN_REVIEW,
    EHE_MEETING,
    /* of schools: cohort all, no breakdown */
    SCHOOL_METRICS,
    DT_TRAINED = SCHOOL_METRICS,
    DT_QUALIFIED,
    GOVERNORS_REPORT,
    DT_NAMED,
    GOVERNOR_NAMED,
    TOOLKIT_TRAINED,
    POLICY_CURRENT,
    METRICS
};

/* What a numerator and a denominator come to. */
struct pair {
    double y, m;
};

/* ---- facts: a person at a school in a period ---- */

enum { CODES = 80, STAYS_MAX = 24 };

struct fact {
    uint32_t person, school; /* COUNTY_NONE: of the county alone */
    double possible, absent, authorised, unauthorised, late, part_time;
    double uncoded; /* of those possible: counts, without codes */
    double by_code[CODES];
    double suspensions, exclusions, days;
    bool is_on_roll;         /* on the roll date */
    struct pair of[METRICS]; /* of those with rows of their own */
};

/* From one main school to the next. */
struct move {
    uint32_t person, left, joined; /* schools */
    double days;                   /* school days strictly between */
};

/* Which row of the as-of day's files has a value that nobody can read. */
struct dirt_rows {
    uint32_t pep_child;
    size_t pep_term;
    uint32_t provision_stay;
    size_t provision_row;
    uint32_t register_pupil;
    uint32_t return_school;
    int return_year;
};

struct oracle {
    const struct county *county;
    date_t as_of;
    struct period *periods;
    size_t period_count, period_capacity;
    struct person *people;
    size_t person_count, person_capacity;
    uint32_t *person_of_pupil;
    struct dirt_rows dirt;
    county_mark **marks; /* of each stay: two a day from first_day */
    date_t first_day;
    size_t day_count;
    county_mark codes[CODES];
    size_t code_count;
    struct state *states; /* of the period at hand */
    struct fact *facts;
    size_t fact_count, fact_capacity;
    uint32_t *fact_at; /* a person's first fact, and the end */
    struct move *moves;
    size_t move_count, move_capacity;
    bool *returns_due;             /* of each school */
    bool (*returns_kept)[METRICS]; /* the same */
    struct oracle_table tables[ORACLE_TABLES];
};

/* Those that have begun, years before their terms before their weeks. */
void oracle_make_periods(struct oracle *o);
/* NULL where there is none. */
const struct period *oracle_find_period(const struct oracle *o, const char *id);

/* Pupils of the rolls and children only social care knows, by the as-of day. */
void oracle_make_people(struct oracle *o);
/* Their names, sorted and joined by ';'. */
void oracle_join_cohorts(const struct state *state, char text[512]);
/* What holds on the period's reference date. */
void oracle_set_state(const struct oracle *o, const struct person *person,
                      const struct period *period, struct state *state);
/* In care that counts on a day, under 18 and alive. */
bool oracle_is_in_care(const struct oracle *o, const struct person *person,
                       date_t on);
/* A spell of care that is no short break. */
bool oracle_counts_in_care(const struct county_spell *spell);
/* The latest 31 March on or before a day. */
date_t oracle_last_31_march(date_t on);
/* A stay's status as the rolls of a day have it. */
char oracle_status_of(const struct oracle *o,
                      const struct county_enrolment *stay, date_t on);
const char *oracle_publication_phase(const struct county_school *school);
/* A C or M stay that holds a day, with its status as of R. */
bool oracle_is_on_roll(const struct oracle *o,
                       const struct county_enrolment *stay, date_t on,
                       date_t reference);
/* The pupil's own school on R (details.md 22), or COUNTY_NONE. */
uint32_t oracle_own_school(const struct oracle *o, const struct person *person,
                           date_t on);

/* ---- records: as the newest files have them ---- */

void oracle_find_dirt(struct oracle *o);
/* The plan of a term, 0 = autumn 2023. */
bool oracle_pep(const struct oracle *o, const struct person *person,
                size_t term, struct county_pep *pep);
/* COMPLETED, with its meeting by a day. */
bool oracle_is_completed(const struct county_pep *pep, date_t by);
/* A UPN by which files that are not a roll's can name the person's child. */
bool oracle_child_is_named(const struct oracle *o, const struct person *person);
bool oracle_register(const struct oracle *o, const struct person *person,
                     struct county_register *entry);
/* Of a stay, by the as-of day; how many. */
size_t oracle_provisions(const struct oracle *o, uint32_t stay,
                         struct county_provision rows[COUNTY_PROVISIONS]);
bool oracle_return(const struct oracle *o, uint32_t school, int year,
                   struct county_return *row);
/* Open: begun, and not ended by a day (EndDate exclusive). */
bool oracle_is_open(date_t start, date_t end, date_t on);

/* NCYear N1..14 of the row breakdowns use, else aged 3 to 17 (details 30). */
bool oracle_is_of_school_age(const struct person *person,
                             const struct state *state, int year);
/* Where care that has lasted from a day goes on to: touching spells are one. */
date_t oracle_care_lasts(const struct oracle *o,
                         const struct county_child *child, date_t from);
/* Whether another spell of care holds or touches the day from before. */
bool oracle_care_goes_on(const struct oracle *o,
                         const struct county_child *child, date_t day);

/* ---- facts ---- */

void oracle_read_marks(struct oracle *o);
/* The states and facts of one period, in place of the last one's. */
void oracle_make_facts(struct oracle *o, const struct period *period);
/* The year of a day, up to it: what a list of that day looks at. */
struct period oracle_day(date_t on);
/* Add to the days of a year from 1 August what counts of them. */
void oracle_sessions_a_day(const struct oracle *o, uint32_t number, int year,
                           int *possible, int *absent);
bool oracle_is_possible(county_mark mark, date_t date);
bool oracle_is_present(county_mark mark, date_t date);
/* Add to a metric's sums at a school. */
void oracle_count(struct oracle *o, uint32_t person, size_t first,
                  uint32_t school, enum metric metric, double y, double m);
/* Not withdrawn, quashed or reinstated. */
bool oracle_stands(const struct county_suspension *record);
bool oracle_is_pending(const struct county_suspension *record);
bool oracle_is_suspension(const struct county_suspension *record);
double oracle_days(const struct county_suspension *record);

/* Each adds what its metrics count of a person in a period. */
void oracle_count_plans(struct oracle *o, uint32_t number, size_t first,
                        const struct period *period);
void oracle_count_places(struct oracle *o, uint32_t number, size_t first,
                         const struct period *period);
void oracle_count_results(struct oracle *o, uint32_t number, size_t first,
                          const struct period *period);
void oracle_count_promises(struct oracle *o, uint32_t number, size_t first,
                           const struct period *period);
/*
 * C or M stays begun in from..to that follow one at another school (details.md
 * 32), with their status as of `to`; how many.
 */
size_t oracle_moves(const struct oracle *o, uint32_t pupil, date_t from,
                    date_t to, const struct county_enrolment **joined);
/* Of schools, after the period's states are known. */
void oracle_count_returns(struct oracle *o, const struct period *period);

/* ---- metrics ---- */

enum level { COUNTY_LEVEL, DISTRICT_LEVEL, ADVISER_LEVEL, SCHOOL_LEVEL };

struct entity {
    enum level level;
    char id[NAME_SIZE];
};

extern const char *const oracle_level_names[];
extern const char *const oracle_breakdown_names[BREAKDOWNS];

bool oracle_is_within(const struct county *county, uint32_t school,
                      const struct entity *entity);
enum interval { BY_LOGIT, BY_LOG, BY_WILSON, BY_POISSON, BY_MEAN, BY_NOTHING };

const char *oracle_metric_name(enum metric metric);
enum interval oracle_metric_interval(enum metric metric);
/* Pupils with a denominator, and of them those with a numerator. */
bool oracle_metric_counts_pupils(enum metric metric);
double oracle_metric_scale(enum metric metric);
bool oracle_metric_has(enum metric metric, const struct period *period);
/* A person's numerators and denominators over an entity's schools. */
void oracle_sum_person(const struct oracle *o, uint32_t person,
                       const struct entity *entity, struct pair of[METRICS]);
/* Rows of mart_metric and mart_gap of an entity and a breakdown's value. */
void oracle_emit_cells(struct oracle *o, const struct period *period,
                       const struct entity *entity, enum breakdown breakdown,
                       const char *value);
void oracle_emit_funnels(struct oracle *o, const struct period *period);

/* Rows of mart_change: all of them. */
void oracle_emit_changes(struct oracle *o, const struct entity *entities,
                         size_t count);
/* A person's row of mart_pupil_exclusion for a year, where there is one. */
void oracle_emit_exclusion(struct oracle *o, const struct period *period,
                           uint32_t number);

/* ---- lists, as of the as-of date ---- */

void oracle_emit_watch(struct oracle *o);
void oracle_emit_safety(struct oracle *o);

#endif /* TESTS_ORACLE_PARTS_H */
