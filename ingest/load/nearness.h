#ifndef INGEST_LOAD_NEARNESS_H
#define INGEST_LOAD_NEARNESS_H

/* Folded names (ingest/load/fold.h) and a date of birth YYYY-MM-DD; "" where
   one is not known. */
struct who {
    const char *surname, *forename, *birth;
};

/*
 * nearness: how near two records of children are to being of one, the nearest
 * first, and why in words. Two of the three must agree, or the names with each
 * other crossed; a value that is not known agrees with none.
 */
enum nearness {
    NEAR_ALL,
    NEAR_BIRTH_SWAPPED,
    NEAR_BIRTH_ONE_OFF,
    NEAR_FORENAME_ONE_OFF,
    NEAR_FORENAME_SHORT,
    NEAR_SURNAME_ONE_OFF,
    NEAR_SURNAME_PARTS,
    NEAR_NAMES_CROSSED,
    NEAR_SURNAME_OTHER,
    NEAR_FORENAME_OTHER,
    NEAR_BIRTH_UNKNOWN,
    NEAR_BIRTH_PARTLY,
    NEAR_BIRTH_OTHER,
    NEAR_NOT
};

enum nearness nearness_of(const struct who *a, const struct who *b);
const char *nearness_words(enum nearness nearness);

#endif /* INGEST_LOAD_NEARNESS_H */
