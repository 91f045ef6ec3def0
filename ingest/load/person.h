#ifndef INGEST_LOAD_PERSON_H
#define INGEST_LOAD_PERSON_H

struct err;
struct loader;

/*
 * person: which ids are one person (spec: details.md 13, 14, 57, 105).
 *
 * UPNs are joined by FormerUPN, a child of social care with a UPN by the
 * identity crosswalk, else by the UPN its newest row gives, else by the
 * statutory return's, else by surname, forename (without case, accents and
 * punctuation) and date of birth when exactly one pupil has all three. Nothing
 * joins across an adoption. A person's pupil_key is the least ident_key.
 *
 * No person has more than 20 UPNs or 20 ChildIDs: what is done for a person
 * grows with the square of them, and no child has so many. Links are made in
 * the order above, of one kind by the text of their ids, so that it depends
 * neither on what came first nor on keys which are left out; those are noted.
 *
 * Rewrites person and person_note where they differ, and notes what a changed
 * link reaches: pupils for the transform, rolls for the marks.
 */
int person_resolve(struct loader *loader, struct err *err)
    __attribute__((warn_unused_result));
/* Idents that came since, each a person of its own until the next resolve. */
int person_add_new(struct loader *loader, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_PERSON_H */
