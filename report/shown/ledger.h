#ifndef REPORT_SHOWN_LEDGER_H
#define REPORT_SHOWN_LEDGER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/map.h"

struct db;
struct err;

/*
 * ledger: every figure that is released (report/sql/release.sql), and the
 * counts that it is made of, each once however many figures show it.
 *
 * place  a period, an entity and a breakdown value
 * spot   a place and a cohort: where figures stand
 * cell   a spot and a count. Values are in steps of the count (dim_count), so
 *        that they are whole numbers.
 *
 * A count that no figure at a spot has has no cell, and is 0 if figures of its
 * place's class have it elsewhere: what has no denominator has no row.
 */
#define LEDGER_NONE SIZE_MAX
#define LEDGER_COHORTS_MAX 32
#define LEDGER_COUNTS_MAX 65000
#define LEDGER_METRICS_MAX 65000

struct ledger_count {
    char *name;
    bool is_count;  /* a small one gives something away */
    bool is_secret; /* nobody knows of whom it is: never shown */
    bool is_open;   /* of no children: what is left of it gives nothing away */
    bool is_event;  /* what is left of it between two periods does */
    bool is_additive; /* a year's are its terms' together */
    int scale;        /* steps in one */
    size_t by;        /* of events: the count of whose they are; LEDGER_NONE */
};

struct ledger_part {
    size_t count, whole;
    size_t less; /* it is the whole without exactly this; LEDGER_NONE */
};

/* Each of the first has at least one of the count, each of the second as many
   as `least`, and nobody else has. */
struct ledger_over {
    size_t count, first;
    size_t second; /* LEDGER_NONE */
    int32_t least;
};

/* A count of a whole, and of that value of its breakdown another: one number.
 */
struct ledger_same {
    size_t count, other;
    char *topic, *value;
};

struct ledger_metric {
    char *id;
    size_t numerator, denominator;
    size_t base;   /* that its reliability goes by */
    size_t *links; /* counts that hide it */
    size_t link_count, link_capacity;
};

struct ledger_period {
    char *id, *grain, *year;
    int64_t start, end; /* days */
};

enum ledger_level { LEDGER_COUNTY, LEDGER_DISTRICT, LEDGER_SCHOOL };

struct ledger_entity {
    enum ledger_level level;
    char *name;
    /* Of a school: its district, and the breakdown value it counts in. */
    char *district, *topic, *value;
};

struct ledger_place {
    size_t period, entity;
    char *topic, *value; /* "none" and "" for the whole */
    char *also;          /* the district it is shown as; NULL */
    size_t class;        /* places that are alike in what is released there */
    size_t year;         /* no relation leads from one to another */
    size_t slots;        /* where those of its cells begin */
};

/* There are hundreds of thousands of them and of figures at 530 schools. */
struct ledger_cell {
    int64_t value;
    uint32_t place;
    uint16_t count;
    uint8_t cohort;
    bool is_small : 1;       /* every figure that rests on it is withheld */
    bool is_hidden : 1;      /* every figure that shows it is */
    bool is_seen : 1;        /* by a figure that is not withheld */
    bool is_fixed : 1;       /* known however much is withheld */
    bool is_denominator : 1; /* of a row that is there: not 0 */
};

struct ledger_figure {
    double numbers[5]; /* numerator denominator value lower upper; NAN null */
    double worth;
    uint32_t place;
    uint16_t metric;
    uint8_t cohort;
    bool is_own; /* shown as what its place is, whatever else */
    bool is_withheld;
};

/* Of places of a class: what figures they have, and where cells of a spot lie
   among those of the place. */
struct ledger_class {
    uint32_t cohorts; /* bits */
    bool *metrics;
    uint16_t *columns; /* count: its place among the class's + 1; 0: none */
    uint16_t *rows;    /* cohort: the same */
    size_t column_count, row_count;
};

struct ledger {
    double least;
    struct ledger_count *counts;
    size_t count_count, count_capacity;
    struct ledger_part *parts;
    size_t part_count, part_capacity;
    struct ledger_over *overs;
    size_t over_count, over_capacity;
    struct ledger_same *sames;
    size_t same_count, same_capacity;
    struct ledger_metric *metrics;
    size_t metric_count, metric_capacity;
    struct ledger_period *periods;
    size_t period_count, period_capacity;
    struct ledger_entity *entities;
    size_t entity_count, entity_capacity;
    char *cohorts[LEDGER_COHORTS_MAX];
    size_t cohort_count;
    /* What one child can be in at once, by bits of the cohorts above. */
    uint32_t *mixes;
    bool *mix_is_later;
    size_t mix_count, mix_capacity;
    struct ledger_place *places;
    size_t place_count, place_capacity;
    struct ledger_figure *figures; /* by place, cohort, metric */
    size_t figure_count, figure_capacity;
    struct ledger_cell *cells; /* by year */
    size_t cell_count, cell_capacity;
    int32_t *cell_of;     /* of each slot; -1 */
    uint32_t *figures_of; /* place x cohort: the first; one more at the end */
    struct ledger_class *classes;
    size_t class_count;
    size_t *years; /* of each: its first cell; one more at the end */
    size_t year_count;
    struct map index; /* names of all kinds to their numbers */
};

int ledger_read(struct ledger *ledger, struct db *db, double least,
                struct err *err) __attribute__((warn_unused_result));
void ledger_release(struct ledger *ledger);

/* The cell's number, or LEDGER_NONE. */
size_t ledger_cell_at(const struct ledger *ledger, size_t place, size_t cohort,
                      size_t count);
bool ledger_is_known(const struct ledger_cell *cell);
/* 1 to `least` - 1, in steps of this count. */
bool ledger_is_small(const struct ledger *ledger, size_t count, int64_t value);
/* The figures of a spot: from *first, as many as is returned. */
size_t ledger_spot(const struct ledger *ledger, size_t place, size_t cohort,
                   size_t *first);
bool ledger_is_whole(const struct ledger_place *place); /* no breakdown */

#endif /* REPORT_SHOWN_LEDGER_H */
