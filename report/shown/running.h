#ifndef REPORT_SHOWN_RUNNING_H
#define REPORT_SHOWN_RUNNING_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct err;

/*
 * running: suspensions as they add up over a school year, made into the
 * temporary table shown_running from the facts and shown_metric.
 *
 * Between two totals that are shown lies a stretch of weeks whose suspensions
 * anyone can work out. So a total is shown only at the end of a stretch in
 * which, of children with a social worker and of all others alike, there were
 * no suspensions at all, or suppress_below and more, of as many children. A
 * stretch ends with its term at the latest, for the totals of terms are shown
 * elsewhere; where what is left of a term is too little the stretch before it
 * goes on to the end instead. The last total is the one of the year, so the
 * whole is left out where that is withheld (details 97).
 */
int running_prepare(struct db *db, double suppress_below, struct err *err)
    __attribute__((warn_unused_result));

/* What one pupil had in one week; weeks from 1. */
struct running_event {
    size_t week;
    int64_t pupil;
    bool is_ours;
    int64_t count;
};

/*
 * The weeks after which totals may be shown, in ends[], which has room for
 * `weeks` of them; how many there are. is_term_end[week - 1] says where a term
 * ends. Events are by week.
 */
size_t running_ends(const struct running_event *events, size_t count,
                    const bool *is_term_end, size_t weeks,
                    double suppress_below, size_t *ends);

#endif /* REPORT_SHOWN_RUNNING_H */
