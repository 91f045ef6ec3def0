#ifndef INGEST_READ_CODE_H
#define INGEST_READ_CODE_H
#include <stddef.h>

struct err;
struct table;

/* code: the codes that a value may be, compared without case. */
struct code {
    char *text;  /* upper case */
    char *means; /* what is stored instead; NULL = text itself */
};

struct codes {
    struct code *items; /* sorted by text */
    size_t count;       /* 0 = any code is good */
};

/* One that is not there; "1>M": 1 means M. */
void codes_add(struct codes *codes, const char *word, size_t len);
/* Those of a list that are not there, between blanks or semicolons. */
void codes_add_list(struct codes *codes, const char *list);
/* The cells of a column. errors: ERR_CONFIG, naming the table */
int codes_add_column(struct codes *codes, const struct table *table,
                     const char *heading, struct err *err)
    __attribute__((warn_unused_result));
void codes_release(struct codes *codes);

/* What a code, in any case, is stored as; NULL when it is none of these. */
const char *codes_find(const struct codes *codes, const char *text, size_t len);

/* What is valid where another field has this code. */
struct validity {
    char *code;         /* upper case */
    double least, most; /* of a number; none is valid where least > most */
    struct codes codes;
};

struct validities {
    struct validity *items;
    size_t count; /* 0 = nothing depends on a code */
};

/*
 * A row of the table for each code in the column `heading`. `range`: the two
 * columns with the least and the greatest number, both blank = no number is
 * valid; `lists`: the columns with lists of codes; NULL = none.
 * errors: ERR_CONFIG, naming the table
 */
int validities_read(struct validities *v, const struct table *table,
                    const char *heading, const char *range, const char *lists,
                    struct err *err) __attribute__((warn_unused_result));
void validities_release(struct validities *v);
/* NULL when there is no row for the code. */
const struct validity *validities_find(const struct validities *v,
                                       const char *code);

/* The next word of a list of blanks, NULL at its end; *len is its length. */
const char *word_next(const char **list, size_t *len);

#endif /* INGEST_READ_CODE_H */
