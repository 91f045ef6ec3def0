#ifndef INGEST_NIGHT_CHECK_H
#define INGEST_NIGHT_CHECK_H
#include <stdbool.h>
#include <stddef.h>

struct config;
struct db;
struct err;
struct ingest;
struct ingest_result;
struct str;

/* How `vschool check` says it. */
struct check_how {
    bool json;
    bool sums; /* by column, rule and value, before the lines */
    bool all;  /* lines; else the first ten of each column and rule */
    /* Hands on and empties what was said so far, that it be bounded; NULL: it
       is all kept. */
    int (*pass)(struct str *text, struct err *err);
};

/*
 * What `vschool check` says of files: for each a line with type, status and
 * counts, then a line for each fault that an editor can jump to:
 * file:line: column 'Date': '31/02/2026' is not a date (bad_date).
 * The caller rolls back.
 */
int check_files(const struct ingest *in, char *const *paths, size_t count,
                const struct check_how *how, struct ingest_result *result,
                struct str *text, struct err *err)
    __attribute__((warn_unused_result));

/* What `vschool status` says: runs, freshness by school, what is held. */
int status_text(struct db *db, const struct config *config, bool json,
                struct str *text, struct err *err)
    __attribute__((warn_unused_result));

/* Adds a sentence where there are schools and none is of the county's la_code
   (details.md 79). */
int county_text(struct db *db, const struct config *config, struct str *text,
                struct err *err) __attribute__((warn_unused_result));

#endif /* INGEST_NIGHT_CHECK_H */
