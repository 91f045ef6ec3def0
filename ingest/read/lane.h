#ifndef INGEST_READ_LANE_H
#define INGEST_READ_LANE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"
#include "ingest/read/recall.h"

struct judge;
struct row;
struct rows;
struct rows_before;

/*
 * lane: rows of marks that are told without being cut or judged.
 *
 * Of a file of marks nearly every row is the one before but for day, session
 * and mark, and those are written as some row before wrote them. Such a row is
 * told by comparing bytes: it begins as the last row that was judged, goes on
 * with a day and session that were read without a fault, then with a mark of
 * one character that is one on that day, and ends as that row. Any other is
 * left where it is, to be cut and judged. What is compared is free of quotes
 * and of all that a row is looked through for, as the rows it is compared with
 * were.
 */

/* A row that is as the one before but for these. */
struct lane_mark {
    date_t date;
    uint8_t lines; /* from the row before */
    uint8_t is_pm;
    char mark[2]; /* canonical; of one character, and a NUL */
};

#define LANE_BYTES 256 /* that a row may take, its line's end with it */

struct lane_day;

/* What the bytes of a mark were read as. */
struct lane_code {
    char mark[2];
    date_t from, to; /* the days on which it is one; none: from > to */
};

/* Where what the lane is about stands in each row. */
struct lane_told {
    bool is_known, is_there; /* it was looked for; and is there to be told */
    int date, session;       /* fields */
    int first, mark;         /* columns: of day and session the first */
};

struct lane {
    struct lane_told told;
    bool is_open; /* rows may be told: what follows is of the last */
    char head[LANE_BYTES + RECALL_BYTES]; /* up to its day */
    size_t head_len;
    char tail[LANE_BYTES]; /* behind its mark, with its line's end */
    size_t tail_len;
    struct lane_day *days; /* NULL until there is one */
    size_t day_count;
    size_t at;                   /* of days: the last row's */
    size_t idle;                 /* rows learnt since one was told */
    struct lane_code codes[128]; /* by character */
};

void lane_release(struct lane *lane);

/*
 * A row was judged: what may be told by it from here on. before: how it was
 * written, and NULL where that is not known.
 */
void lane_learn(struct lane *lane, const struct judge *judge,
                const struct row *row, const struct rows_before *before);

/*
 * The rows that follow, as far as they can be told: at most `room` of them.
 * They are passed over.
 */
size_t lane_take(struct lane *lane, struct rows *rows, struct lane_mark *marks,
                 size_t room);

#endif /* INGEST_READ_LANE_H */
