#ifndef TRANSFORM_ENGINE_PRINT_H
#define TRANSFORM_ENGINE_PRINT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"
#include "core/map.h"

struct db;
struct err;

/*
 * print: what the rows of a source came to when a period's cells were made
 * from them: a number a school, the sum of its rows' hashes. Where it is what
 * it was the cells stand; where rows came, changed, moved or went it is
 * another. So what a fact reaches need not be known of any source.
 */
struct print_school {
    int64_t school_key; /* 0: rows without a school */
    uint64_t sum;       /* 0 where it has no row now */
    bool differs;       /* from the print of before: print_compare() */
};
/* The first day on which the rows may be others though nothing changes, as
   core/until.h has it. */
struct print_until {
    char first[DATE_TEXT_SIZE];
};
struct print {
    struct print_until until;
    struct print_school *schools; /* ascending after print_compare() */
    size_t count, capacity;
    struct map places; /* school_key -> index */
};

void print_clear(struct print *p);
void print_release(struct print *p);
/* A number for what a row says. */
uint64_t print_hash(const double *values, size_t count);
/* A row's share at a school: whose it is, the other school at which it stands
   (0: none) and what it says (print_hash). In any order. */
void print_add(struct print *p, int64_t school_key, int64_t other_key,
               int64_t pupil_key, uint64_t said);

/* Compare with the print that is stored: fills `differs`, adds lost schools. */
int print_compare(struct db *db, int64_t period_key, const char *source,
                  struct print *p, struct err *err)
    __attribute__((warn_unused_result));
/* That of a print that is stored; of one that is not, the earliest of days. */
int print_read_until(struct db *db, int64_t period_key, const char *source,
                     struct print_until *out, struct err *err)
    __attribute__((warn_unused_result));
/* Keep it where a print is stored, whose rows may stand as they are. */
int print_note_until(struct db *db, int64_t period_key, const char *source,
                     const struct print_until *until, struct err *err)
    __attribute__((warn_unused_result));
/* Forget all prints of a period. */
int print_drop(struct db *db, int64_t period_key, struct err *err)
    __attribute__((warn_unused_result));
/* Keep it, with how many of the rows are at no place that is known. */
int print_keep(struct db *db, int64_t period_key, const char *source,
               const struct print *p, int64_t unplaced, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_ENGINE_PRINT_H */
