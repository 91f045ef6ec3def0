#ifndef INGEST_READ_JUDGE_H
#define INGEST_READ_JUDGE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/read/heading.h"
#include "ingest/read/reject.h"
#include "ingest/read/value.h"

struct row;
struct type;
struct type_set;

/*
 * judge: rows of cells into records of a type: each cell read as its field. A
 * fault is one of the row, which is not taken in for it, or of a value that is
 * set aside: blank in a row that is (details.md 74).
 */
struct fault {
    enum reject rule;
    enum effect effect;
    int field;           /* -1 = the row as a whole */
    const char *message; /* "" or why, without names and dates of birth */
    const char *value; /* that it is one of: a cell's, as the message shows it,
                          a school's number; NULL or "": of none, or private */
};

/*
 * A record with all its faults: those of the row as a whole, then the fields'
 * in the order of the contract. The first of the row's is why it is rejected
 * (details.md 9); `rejected` is that, or NULL.
 */
struct record {
    int64_t line; /* the physical line it starts on, from 1 */
    const struct fault *faults;
    size_t fault_count;
    const struct fault *rejected;
    /*
     * One for each field of the type. Of a rejected record those that could be
     * read are there too (is_ok): the key of a snapshot's row, say.
     */
    const struct value *values;
    /*
     * Bit f: field f is what it was, text and all, in the last record before
     * that was not rejected, so that whoever looked it up then need not again.
     * Never of the first; a field that is the same may lack it.
     */
    uint64_t same;
};

/* A column that is no field's. */
struct other_column {
    char *name; /* as published_filter_name has it */
    int column;
};

/* Where the fields are in a row; -1 = nowhere. */
struct columns {
    int *of_field;               /* one for each field of the type */
    int *of_choice;              /* FIELD_CHOICES_MAX for each of them */
    struct other_column *others; /* for a field of kind others, by name */
    size_t other_count;
    int of_school[SCHOOL_FORMS];
    const char **given;  /* what a field is in every row, or NULL: the row's */
    const char **under;  /* the heading that a message names, or NULL */
    const char **absent; /* why a field is blank, or NULL */
    int needed;          /* a field that may not be blank here; -1 */
    size_t count;        /* of the header */
    bool *is_read;       /* for each of them: some field is there */
    bool is_fixed;       /* they are the same for all rows */
};

struct judge;

/* Which days tell otherwise by another as-of date: from `last` up to the day
   before `ahead` they say what they say. */
struct births {
    date_t last;  /* the latest that was taken; DATE_NONE: none was */
    date_t ahead; /* the first that was after the as-of date; DATE_NONE */
};

/*
 * types, type and columns are lent for as long as the judge lives; the columns
 * may be others, of as many, for each row. as_of: nobody is born after it;
 * DATE_NONE: anybody may be.
 */
struct judge *judge_new(const struct type_set *types, const struct type *type,
                        const struct columns *columns, date_t as_of);
void judge_free(struct judge *judge); /* NULL is fine */

/*
 * The record is lent until the next call; the texts of values that are the same
 * stay where they are then. The row's cells may be changed, to what gives the
 * same record again.
 */
const struct record *judge_row(struct judge *judge, const struct row *row);

/* What the other counted counts here: the file goes on under other headings.
 */
void judge_follow(struct judge *judge, const struct judge *before);

/* Rows from here on stand under headings, on that line, that the columns are
   not of: each is rejected. Its own are still these fields, bit by bit: whose
   it is, where it is told. Line 0: all are again. */
void judge_set_apart(struct judge *judge, int64_t line, uint64_t own);

/* Rows so far with cells beyond the header, where the type lets them be. */
int64_t judge_rows_extended(const struct judge *judge);
/* So far. */
struct births judge_births(const struct judge *judge);

#endif /* INGEST_READ_JUDGE_H */
