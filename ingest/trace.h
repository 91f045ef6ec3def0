#ifndef INGEST_TRACE_H
#define INGEST_TRACE_H
#include <stdbool.h>
#include <stdint.h>

struct config;
struct db;
struct err;
struct type_set;

/*
 * trace: from facts of one person back to the file and line that they came
 * from. Rows keep both; a mark keeps its content alone, which is read once more
 * from the archive for the line. Writes temporary tables only:
 *
 *     trace_mark  pupil's marks in force: school_key, date, session (AM, PM),
 *                 content_id, line (null: the archive does not say)
 *     trace_row   rows in force of the tables asked for: relation, content_id,
 *                 line, school_key (null: of none), says: the row's fields as
 *                 JSON, without names and dates of birth
 */
int trace_open(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

/* first, last: dates, YYYY-MM-DD. errors: those of archive and db */
int trace_marks(struct db *db, const struct config *config,
                const struct type_set *types, int64_t pupil_key,
                const char *first, const char *last, struct err *err)
    __attribute__((warn_unused_result));

/*
 * How the person's stays stood on a day, where that is not what their rows in
 * force say: rows of trace_row, each with the extract time that says so. What
 * the archive has no line of is left out. errors: those of archive and db
 */
int trace_states(struct db *db, const struct config *config,
                 const struct type_set *types, int64_t pupil_key,
                 const char *day, struct err *err)
    __attribute__((warn_unused_result));

/* Rows of the person in a type's table; nothing where it has none such. */
int trace_rows(struct db *db, const struct type_set *types,
               const char *relation, int64_t pupil_key, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_TRACE_H */
