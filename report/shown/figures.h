#ifndef REPORT_SHOWN_FIGURES_H
#define REPORT_SHOWN_FIGURES_H

struct db;
struct err;

/*
 * figures: one number beside all that it may be compared with, worked out in
 * one place: shown_figure from what disclosure control let through, open_figure
 * from all that there is (report/sql/figure.sql). No pack works out a
 * comparison, a change or its words again.
 *
 * figures_silent   figure_silent: of which places nobody could have told; once
 *                  a run, before the others and disclosure_begin
 * figures_prepare  once a run, after it and while all that is public may be
 *                  read
 * figures_add      the figures of one set; of FIGURES_SHOWN after
 *                  disclosure_prepare
 * figures_ask      a function SET_cell(field, period, level, entity, cohort,
 *                  breakdown, breakdown_value, metric): a figure's field as it
 *                  stands in a table, NULL where nobody counts in it;
 *                  figures_add adds it to the others of a set
 * figures_find     `finding`: what has changed, from what may be shown
 *                  (report/sql/finding.sql)
 */
#define FIGURES_SHOWN "shown"
#define FIGURES_OPEN "open"

int figures_silent(struct db *db, struct err *err)
    __attribute__((warn_unused_result));
int figures_prepare(struct db *db, struct err *err)
    __attribute__((warn_unused_result));
int figures_add(struct db *db, const char *set, struct err *err)
    __attribute__((warn_unused_result));
int figures_ask(struct db *db, const char *set, struct err *err)
    __attribute__((warn_unused_result));
int figures_find(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_SHOWN_FIGURES_H */
