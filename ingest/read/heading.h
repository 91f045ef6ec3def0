#ifndef INGEST_READ_HEADING_H
#define INGEST_READ_HEADING_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/map.h"

struct config;
struct err;
struct type;
struct type_set;

/*
 * heading: which field a column of a file is. Headings are compared without
 * case, blanks and punctuation: the contract's own, and those of vendors from
 * config/extracts/<vendor>.ini. A file extracts/<vendor>.ini beside the
 * county's config stands in for the built-in one of that name, or adds to
 * them:
 *
 *     [pupils]
 *     DateOfBirth = DOB | Birth date
 *
 * A file that has two of them is read by the contract's own, else by the one
 * that stands further to the left of its list.
 *
 * In a section [*] they are of every type that has the field, but where a
 * section of the type says otherwise. Words for codes stand in sections of
 * their own (ingest/read/word.h).
 *
 * Wherever a URN is asked for, LAESTAB (or LA and ESTAB) will do; the same
 * words are keys for their synonyms.
 */
enum school_form { SCHOOL_URN, SCHOOL_LAESTAB, SCHOOL_LA, SCHOOL_ESTAB };
#define SCHOOL_FORMS 4

struct heading {
    char *normal; /* "laestab" */
    char *text;   /* as it was written first: "LA Estab" */
    int field;
    enum school_form form; /* of a field that is a school */
    int rank;              /* 0 = the contract's own, n = the nth of a list */
    bool is_of_all;        /* of "[*]": what is said of the type itself wins */
};

/*
 * Give all types their headings. errors: ERR_CONFIG with file:line, also where
 * one heading would mean two fields of a type.
 */
int heading_read_all(struct type_set *types, const struct config *config,
                     struct err *err) __attribute__((warn_unused_result));
void heading_release(struct type *type);

#define HEADING_MAX 200 /* longer ones are nobody's */
/* Letters and digits in lower case; "" where there are none. */
void heading_normalise(const char *text, size_t len, char out[HEADING_MAX]);

/*
 * The headings of all types by what they are compared by. Of each, in the order
 * of the types, which of the type's headings it is: 1 + its index, 0 = none.
 */
struct heading_index {
    struct map words; /* -> a row of `means` */
    uint16_t *means;
    size_t type_count;
};
/* When all are read. */
void heading_index_make(struct type_set *types);
void heading_index_release(struct heading_index *index);
/* Such a row, of one that is normal, or NULL. */
const uint16_t *heading_index_find(const struct heading_index *index,
                                   const char *normal, size_t len);

/* What a heading as written means in a type, or NULL. */
const struct heading *heading_find(const struct type *type, const char *text,
                                   size_t len);

#endif /* INGEST_READ_HEADING_H */
