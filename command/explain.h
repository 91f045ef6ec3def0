#ifndef COMMAND_EXPLAIN_H
#define COMMAND_EXPLAIN_H
#include <stdbool.h>
#include <stdint.h>

#include "command/session.h"

struct err;
struct options;
struct query;
struct str;

/* explain: what the files of the command share. */

#define EXPLAIN_SQL "command/sql/explain.sql#"

struct asking {
    struct session session;
    const char *metric;
    const char *cohort, *period, *school; /* as asked; "" where not */
    bool is_json;
    bool wants_pupils;
    bool is_counted; /* explain_member holds who is in it */
    char cohort_id[64], period_id[64], level[16], entity[64]; /* found */
    const char *pupil; /* of this child alone; NULL */
    int64_t pupil_key; /* whose it is */
    char unmade[1024]; /* why it could not be taken apart; "" */
};

/*
 * Find what is asked for, the rest by itself, into the temporary table
 * explain_asked, and what stands behind it into those beside it.
 * errors: ERR_USAGE with the nearest names for one that is not there
 */
int explain_ask(struct asking *a, struct err *err)
    __attribute__((warn_unused_result));

/* One of the statements about it, with what is asked for where it names that.
   NULL as of db_query(). */
struct query *explain_query(const struct asking *a, const char *asset,
                            struct err *err);

/* What the figure rests on for one child, into temporary tables too. */
int explain_trace(struct asking *a, int64_t period_key, int64_t entity_key,
                  struct err *err) __attribute__((warn_unused_result));

/* The answer, from those tables: for people, and as one JSON object. */
int explain_add_words(const struct asking *a, struct str *text, struct err *err)
    __attribute__((warn_unused_result));
int explain_add_json(const struct asking *a, struct str *text, struct err *err)
    __attribute__((warn_unused_result));

/* The metrics that there are. */
int explain_list(const struct asking *a, struct str *text, struct err *err)
    __attribute__((warn_unused_result));

#endif /* COMMAND_EXPLAIN_H */
