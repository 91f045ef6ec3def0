#ifndef TRANSFORM_NIGHT_CONCERN_H
#define TRANSFORM_NIGHT_CONCERN_H
#include <stdbool.h>
#include <stddef.h>

#include "core/map.h"

struct asset;
struct db;
struct err;
struct query;
struct run;

/*
 * concern: the reasons to look at a child. Where there is a relation
 * mart_<list>, the files of transform/<list>/ are its reasons, each of which
 * gives the rows that have its name. On top stands what it is (dim_reason):
 *
 *     -- <reason>: what a reader of the file should know
 *     --
 *     -- label       a few words, for a heading
 *     -- definition  when a child is listed, in sentences that may go on in
 *     --             the next line
 *     -- source      whose definition it is
 *     -- again       only where the row of a child can become worse while it
 *     --             stands: what has happened then, "Suspended again"
 *     -- told_by     of these the type of extract that tells of it, unless it
 *     --             is time alone that brings it
 *     -- words       what the row's figures come to, a template of a sentence
 *     --             without its stop, for lists; optional
 *     -- data        the type of extract that shows it, where the mart has no
 *     --             data_date; optional
 *     -- day         only of what is looked at day by day: absence.h
 *
 * and then a select, whose columns go by their names: pupil_key, at most one
 * row a pupil, and those of the mart. school_key and cohorts need not be given:
 * they are the pupil's own school (details 22) and cohorts on the as-of date,
 * which in the last days of July is after the year's R. `latest` is given where
 * there is an `again`, and only there: the last day on which that happened. It
 * is never before since, and is since of any other; by it a row comes back that
 * somebody has answered (answer.h). A date in a sentence is
 * written between braces, '{' || date || '}', and stored as people write it.
 * Rows of a child who has died, or whom nobody knows, are left out
 * (details 59).
 *
 * It may read what a metric's select may, and no mart; of temporary tables
 * period_stay and period_move, which are as of the as-of date, and term_day
 * (concern.sql).
 * Facts dated after the as-of date do not count. Its parameters:
 *
 *     :as_of          the day the run stands on
 *     :academic_year  2025/26, the as-of date's; :year is 2025
 *     :period         id of that year's period: pupil_cohort goes by it
 *     :year_start     1 August
 *     :term           autumn, spring, summer: the latest that has begun; ''
 *     :term_start     its first day; '' where none has begun
 *     :repeat_threshold  of the config
 *
 * A select runs where a relation that it reads has changed, which SQLite is
 * asked, where a person has changed or the day has moved; rows that come out as
 * they were are left alone.
 */
struct concern {
    char *reason; /* of the file's name */
    char *mart;
    char *label, *definition, *source;
    char *again;        /* NULL: it does not become worse while it stands */
    char *told_by;      /* NULL: nothing has to be sent for that */
    char *words, *data; /* NULL: there are none */
    char *day;          /* NULL: it is not looked at day by day */
    const char *select;

    struct query *rows;
    struct map reads; /* names of relations */
    /* Columns of rows; -1 = not given. */
    int pupil, school, cohorts, since, latest;
};

struct concerns {
    struct concern *items; /* by mart, then reason */
    size_t count, capacity;
};

/* The list that a mart is of: "watch" of "mart_watch". */
const char *concern_list(const char *mart);

/* Read the descriptions. errors: ERR_CONFIG; the caller releases */
int concerns_read(struct concerns *c, struct err *err)
    __attribute__((warn_unused_result));
void concerns_release(struct concerns *c);

/* After everything else: bring the marts' rows in line. */
int concerns_make(struct run *run, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_NIGHT_CONCERN_H */
