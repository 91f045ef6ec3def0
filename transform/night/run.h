#ifndef TRANSFORM_NIGHT_RUN_H
#define TRANSFORM_NIGHT_RUN_H
#include <stdbool.h>
#include <stdint.h>

#include "core/hash.h"
#include "core/map.h"
#include "transform/attendance/attendance.h"
#include "transform/attendance/exclusion.h"
#include "transform/attendance/markcode.h"
#include "transform/attendance/reason.h"
#include "transform/calendar/calendar.h"
#include "transform/engine/catalogue.h"
#include "transform/night/assembly.h"
#include "transform/night/dirty.h"
#include "transform/people/attributes.h"
#include "transform/people/period_stay.h"
#include "transform/people/spine.h"

struct config;
struct db;
struct engine;
struct err;
struct log;
struct terms;
struct transform_result;

/* run: what the files of transform.c share; callers go by transform.h. */
struct run {
    struct db *db;
    const struct config *config;
    const struct terms *terms;
    date_t as_of;
    struct log *log;
    struct transform_result *result;

    char basis[HASH_TEXT_SIZE]; /* a change of it: everything */
    date_t last_as_of;
    bool has_changes; /* ingest noted some */
    bool has_new_basis;
    bool has_new_figures; /* other metrics, or schools: all cells */
    bool is_everything;

    struct catalogue catalogue;
    struct calendar calendar;
    struct markcodes marks;
    struct map spine_reads; /* relations that everything but sources reads */
    struct map spell_reads; /* those of spells alone */
    struct map other_reads; /* those of anything else */
    struct map part_reads[COLUMN_PARTS]; /* the same, by what is read for */
    struct spine spine;
    struct attributes attributes;
    struct exclusions exclusions;
    struct dirty dirty;
    struct assembly assembly;
    struct period_stay stays;
    struct reasons *reasons;
    struct attendance *attendance;
    struct engine *engine;
    int64_t county;
};

/* --- what the results depend on (basis.c) --- */

const char *run_cla_source(const struct run *run);
int run_put_setting(struct run *run, const char *name, const char *value,
                    struct err *err) __attribute__((warn_unused_result));
/* Compare it with what they were made from; figures when entities are there. */
int run_read_changes(struct run *run, struct err *err)
    __attribute__((warn_unused_result));
int run_compare_figures(struct run *run, struct err *err)
    __attribute__((warn_unused_result));
/* All is made: forget the changes. */
int run_store_settings(struct run *run, struct err *err)
    __attribute__((warn_unused_result));

/* --- a year (year.c) --- */

/* Of all years: what is dirty is made again. */
int run_make_years(struct run *run, struct err *err)
    __attribute__((warn_unused_result));

/* --- two periods (pair.c) --- */

/* After the years: what has changed between each two is made again. */
int run_make_changes(struct run *run, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_NIGHT_RUN_H */
