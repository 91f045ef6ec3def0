#ifndef REPORT_NIGHT_RESTATE_H
#define REPORT_NIGHT_RESTATE_H
#include <stdbool.h>

struct config;
struct db;
struct err;

/*
 * restate: what an edition said, and what the next one says otherwise.
 *
 * Each edition writes figures.csv, every figure that it may show, and
 * basis.csv, on what they stand: for each type of file how many count and a
 * digest of which they are, the definitions of metrics, the program, the
 * settings. The next edition reads both back from what was published, for the
 * warehouse may have been made anew since. A figure of a period that was over
 * then and that both show, with other numbers, is a restatement; its reason is
 * what differs of that on which its metric stands. What either withholds is not
 * compared. No names, no files' names.
 *
 * The packs' queries read it from temporary tables (report/sql/editions.sql).
 */
#define RESTATE_FIGURES "figures.csv"
#define RESTATE_BASIS "basis.csv"

/* Both files of what is made, and the tables; errors: those of core/db.h,
 * ERR_CANTCREAT */
int restate_write(struct db *db, const struct config *config,
                  const char *version, const char *folder, struct err *err)
    __attribute__((warn_unused_result));

/*
 * What is made in `folder` beside the edition of `as_of` in the folder
 * `before`. It is not compared
 * where it is not whole, or its files are no such tables: then that is said.
 * NULL: there is none before.
 */
int restate_compare(struct db *db, const char *folder, const char *before,
                    const char *as_of, bool is_whole, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_RESTATE_H */
