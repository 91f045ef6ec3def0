#ifndef INGEST_LOAD_CARE_H
#define INGEST_LOAD_CARE_H
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

struct contents;
struct db;
struct err;

/* What is said of a child. */
enum care_fact {
    CARE_UPN,
    CARE_SURNAME,
    CARE_FORENAME,
    CARE_BIRTH,
    CARE_FACT_COUNT
};

/*
 * care: what social care says of who each of its children is, in one pass: each
 * fact as the newest row says that says anything of it (details.md 13, 14). Of
 * rows of one content the one that started last is the newest, then the last
 * line, as dim_pupil has it.
 */
struct care_child {
    int64_t ident_key;
    size_t facts[CARE_FACT_COUNT]; /* for care_text(); 0 = nothing is said */
};

struct care {
    struct care_child *children; /* by ident_key */
    size_t count, capacity;
    struct str texts;
};

#define CARE_INIT                                                              \
    {                                                                          \
        NULL, 0, 0, STR_INIT                                                   \
    }

int care_read(struct care *care, struct db *db, struct contents *contents,
              struct err *err) __attribute__((warn_unused_result));
void care_release(struct care *care);

/* NULL where social care has no row of the child. */
const struct care_child *care_find(const struct care *care, int64_t ident_key);
/* "" where it is not known; lives as long as care. */
const char *care_text(const struct care *care, size_t at);

#endif /* INGEST_LOAD_CARE_H */
