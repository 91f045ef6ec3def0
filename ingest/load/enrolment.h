#ifndef INGEST_LOAD_ENROLMENT_H
#define INGEST_LOAD_ENROLMENT_H
#include <stdbool.h>
#include <stdint.h>

struct contents;
struct err;
struct row_table;
struct table_row;
struct stale;
struct str;
struct type;

/*
 * enrolment: what is special about the type that keeps states, and nobody else
 * knows: each stay's attributes have a history (enrolment_state), and its
 * dates decide which marks are on roll.
 */
#define ENROLMENT_STATE 6

struct enrolment {
    const struct type *type;
    struct contents *contents;
    struct stale *stale;
    struct row_table *table;     /* of the type */
    bool has_states;             /* of the content at hand, that are new */
    int fields[ENROLMENT_STATE]; /* of the type, that the history keeps */
    int former;                  /* the field of former UPNs */
};

/* The triggers on the type's table that watch stays, for the marks. */
void enrolment_add_triggers(struct str *sql, const struct type *type);

/* What it points to is lent for as long as it is used. */
void enrolment_init(struct enrolment *e, const struct type *type,
                    struct contents *contents, struct stale *stale,
                    struct row_table *table);

/* A row of a stay that has come, in force or not. */
struct enrolment_news {
    int64_t content_id;
    const char *stamp;       /* of the content */
    const char *state_stamp; /* of the sending, where a roll is made again from
                                all of them in order; else NULL */
    int order;   /* of the content of the row there was beside this one */
    bool is_new; /* it says what that row did not */
};
/*
 * What comes in the order of extract times adds to the history; what comes late
 * makes the school's anew.
 */
int enrolment_keep(struct enrolment *e, const struct table_row *row,
                   const struct enrolment_news *news, struct err *err)
    __attribute__((warn_unused_result));

/* A row that is only of a later content may beat another UPN's: its marks. */
int enrolment_overtake(struct enrolment *e, const struct table_row *row,
                       struct err *err) __attribute__((warn_unused_result));
/* After the rows of a content; before its table is settled. */
int enrolment_settle(struct enrolment *e, struct err *err)
    __attribute__((warn_unused_result));

/*
 * The row is accepted, in force or not (details.md 13): the UPNs that it calls
 * former ones of its child's are noted (former_upn). By no trigger: it would
 * have to take the cell apart, and what a function does may fail
 * (ingest/sql/stale.sql). Of one that is not in force the school's history is
 * made anew, by which it is asked who is who.
 */
int enrolment_name(struct enrolment *e, const struct table_row *row,
                   struct err *err) __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_ENROLMENT_H */
