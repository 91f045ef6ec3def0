#ifndef REPORT_NIGHT_ASK_H
#define REPORT_NIGHT_ASK_H

struct db;
struct err;
struct pack_table;
struct str;

/*
 * ask: the statement of a table whose rows say what they are of and whose
 * columns name figures, so that a pack asks for a figure in one line and works
 * nothing out (docs/packs.md, "Figures").
 *
 * A row has some of metric, cohort, period, level, entity, breakdown and
 * breakdown_value; a column's name has the rest of what makes a figure, and the
 * field of it that is shown:
 *
 *     [[metric.]cohort.|metric.]field[@period]
 *
 * of two names before the field the second is the cohort; of one it is what the
 * rows do not say, the metric first. A period is a column of the context. A
 * name that the rows have themselves is theirs.
 *
 * set     shown or open, whose cells it asks for (report/shown/figures.h)
 * errors  ERR_INTERNAL for a name that cannot be one; those of core/db.h
 */
int ask_write(struct str *sql, struct db *db, const char *set,
              const struct pack_table *model, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_ASK_H */
