#ifndef INGEST_LOAD_CANDIDATE_H
#define INGEST_LOAD_CANDIDATE_H

struct db;
struct err;

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
int candidate_settle(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_CANDIDATE_H */
