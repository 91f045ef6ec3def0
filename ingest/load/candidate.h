#ifndef INGEST_LOAD_CANDIDATE_H
#define INGEST_LOAD_CANDIDATE_H

#include <stdint.h>

struct care;
struct db;
struct err;

/* What is known of a person's ids, bits; of a person what is of any of them. */
enum person_flags {
    PERSON_ON_ROLL = 1,     /* of some school, ever */
    PERSON_ADOPTED = 2,     /* by any record (view person_adopted) */
    PERSON_CALLED_TWICE = 4 /* rolls know an id by two surnames */
};

/* Both by ident_key, lent: who is who, and what is known of it. */
struct persons {
    const int64_t *pupil_key;
    const uint8_t *flags;
};

/*
 * candidate: who a child of social care that is on no roll may be, for a person
 * to decide (outputs.md, Unmatched): of the pupils that agree in two of
 * surname, forename and date of birth, or in names that have changed places,
 * the nearest three, with what differs in words. Of equally near ones the
 * lesser UPN, so that no order of arrival matters.
 *
 * Nobody is looked for whose care ended in adoption, and nobody suggested who
 * was adopted by any record (details.md 13): the new identity may not be found
 * by way of the old.
 *
 * Rewrites person_candidate from the rows in force; persons are resolved.
 */
int candidate_settle(struct db *db, const struct care *care,
                     const struct persons *persons, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_CANDIDATE_H */
