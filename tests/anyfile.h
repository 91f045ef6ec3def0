#ifndef TESTS_ANYFILE_H
#define TESTS_ANYFILE_H
#include <stdbool.h>
#include <stddef.h>

#include "ingest/read/type.h"
#include "tests/testing.h"

/*
 * anyfile: a file of any extract type, its rows made up from the type's
 * description alone: few pupils, children and schools, so that rows of all
 * types meet, and values that are nearly always good.
 */
#define ANY_PUPILS 5
#define ANY_SCHOOLS 3

struct anyfile {
    const struct type *type;
    char **cells; /* by row, field_count each */
    size_t rows;
};

/* As many rows as have a key of their own, of a fitting number tried. */
void anyfile_make(struct prop *p, const struct type *type, struct anyfile *f);
void anyfile_release(struct anyfile *f);

/* A further row, where one with a key of its own is found. */
bool anyfile_add(struct prop *p, struct anyfile *f);
void anyfile_drop(struct anyfile *f, size_t row);
/* Another value in one place; false where there is none to be found. */
bool anyfile_change(struct prop *p, struct anyfile *f, size_t row,
                    size_t field);

/* As CSV: all rows, or one. */
#define ANY_ALL ((size_t)-1)
char *anyfile_text(const struct anyfile *f, size_t row);

#endif /* TESTS_ANYFILE_H */
