#ifndef INGEST_READ_EXTRACT_H
#define INGEST_READ_EXTRACT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/read/decode.h"
#include "ingest/read/judge.h"
#include "ingest/read/lane.h"
#include "ingest/read/layout.h"
#include "ingest/read/rows.h"

struct err;
struct type;
struct type_set;

/*
 * extract: one file as a stream of records of its type, typed and judged by
 * all rules that need no other file (spec: extracts.md, details.md 4 to 12,
 * 52 to 58, 66). Schools and rolls are the caller's to look at.
 *
 * Memory is bounded whatever the file holds: a row over 1 MiB, a field over 64
 * KiB, over 1,000 columns is a rejected record, and reading goes on.
 */
struct extract;

/* What is known of a file besides its bytes. */
struct extract_about {
    date_t sent;        /* the day of its first extract time; DATE_NONE */
    date_t as_of;       /* nobody is born after it; DATE_NONE */
    const char *school; /* of the sender; NULL */
    const char *path;   /* below the inbox; NULL */
    /* Whose rows are asked for, where it has those of several; NULL: the first
       of them. */
    const struct type *type;
    layout_find_fn *find; /* what its rows leave to other files; NULL */
    void *context;
    /* Told of each row as it stands, before it is read, also of those that are
       none (is_row false: a title, above the header); NULL. Not of the header.
     */
    void (*see)(void *seer, const struct row *row, bool is_row);
    void *seer;
    /* Its bytes, instead of a source: as rows_new_all() has them; or NULL. */
    char *all;
    size_t all_len;
};

/*
 * Read up to the header. Nothing is wrong with the program or the disk when
 * the file is not an extract: that succeeds, and extract_type() is NULL.
 *
 * about      NULL = nothing is known
 * ownership  types and the source must outlive *out; on failure it is NULL
 * errors     those of the source
 */
int extract_open(struct extract **out, const struct type_set *types,
                 enum encoding encoding, const struct extract_about *about,
                 struct extract_source source, struct err *err)
    __attribute__((warn_unused_result));
void extract_close(struct extract *x); /* NULL is fine */

/* Of the records; NULL when the file is refused: then why: "pupils without
 * column 'FSM'". */
const struct type *extract_type(const struct extract *x);
const char *extract_refusal(const struct extract *x);

/*
 * A row may hold several records, by a shape (ingest/read/shape.h). Each that
 * the row has something for is one; a row with nothing for any, or with a fault
 * in what they share, is one rejected record.
 *
 * 1 = *record is the next one (lent until the next call), 0 = the end, -1 =
 * the source failed. Mark strings: a record is a line, whose `marks` has one
 * byte for each character, upper case; judging each is the caller's.
 */
int extract_next(struct extract *x, const struct record **record,
                 struct err *err) __attribute__((warn_unused_result));

/*
 * Of a file of marks: the rows behind the record that was handed out last, and
 * behind those, that are as it is but for these, as far as that is seen without
 * reading them: at most `room`. They are not handed out again. The next record
 * has in `same` what it has in common with that record.
 */
size_t extract_marks(struct extract *x, struct lane_mark *marks, size_t room);

/*
 * The part of its type's rows that the file is a list of: what its shape says
 * of the type's field `part`; NULL where it may hold all.
 */
const char *extract_part(const struct extract *x);

/* Nothing more is read of it: what only that needs is given back. What is known
   of it stays. */
void extract_rest(struct extract *x);

/* Go on to the end and look at quotes alone. */
int extract_skip(struct extract *x, struct err *err)
    __attribute__((warn_unused_result));

/* After the end: the line on which a quote opened that never closed; 0 = none.
 * The file is incomplete then, and the last record was not handed out. */
int64_t extract_open_quote(const struct extract *x);
/* So far: was there a line that makes a difference to reading all at once? */
bool extract_has_long(const struct extract *x);
/* So far: lines that are no rows (details.md 7). */
int64_t extract_lines_skipped(const struct extract *x);
/* So far: rows with fields beyond the header, where the type lets them be. */
int64_t extract_rows_extended(const struct extract *x);
/* So far: dates of birth, as far as the as-of date matters to them. */
struct births extract_births(const struct extract *x);
/* The line on which the last record starts, where the file seems to end in the
   middle of it: it has no line end, and fewer cells than all others; 0. */
int64_t extract_cut_line(const struct extract *x);
/* Headings that mean nothing here, as in the file; for a person to read. */
size_t extract_ignored_count(const struct extract *x);
const char *extract_ignored(const struct extract *x, size_t at);
/* Types whose rows the file has: 1, or by its shape more; the first is 0. */
size_t extract_type_count(const struct extract *x);
const struct type *extract_type_at(const struct extract *x, size_t at);
/* NULL where it is as the contract has it. */
const struct shape *extract_shape(const struct extract *x);
/* Is the school that its rows are of the sender's, or another value of them
   what its path says? */
bool extract_goes_by_sender(const struct extract *x);
/* Its number; "" where that is not known. */
const char *extract_sender(const struct extract *x);
/* Would another day of sending give other records? */
bool extract_goes_by_day(const struct extract *x);
/* Is a column of a year ago whose day, without a year, is soon after that? */
bool extract_has_ahead(const struct extract *x);

#endif /* INGEST_READ_EXTRACT_H */
