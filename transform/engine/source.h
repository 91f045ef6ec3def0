#ifndef TRANSFORM_ENGINE_SOURCE_H
#define TRANSFORM_ENGINE_SOURCE_H
#include <stdbool.h>
#include <stddef.h>

#include "core/date.h"
#include "core/map.h"
#include "transform/engine/frame.h"
#include "transform/engine/frame_part.h"
#include "transform/engine/metric.h"
#include "transform/engine/print.h"
#include "transform/engine/reach.h"

struct db;
struct err;
struct query;

/*
 * source: where metrics' rows come from: some of the spine's columns, or a
 * select of their own, a row a pupil and school. What a select reads is asked
 * of SQLite when it is prepared; so nobody has to say which facts concern which
 * metric.
 *
 * A select may not read marts: they are made after it.
 */
struct source {
    struct db *db;
    char *name;         /* "" the frame; else of the file or the first metric */
    const char *text;   /* of the statement, which tells sources apart */
    struct query *rows; /* NULL: the frame's rows themselves */
    struct map reads;   /* names of relations */
    bool uses_as_of;    /* a deadline may pass, nobody says when (until.h) */
    bool keep[COLUMN_COUNT]; /* of the frame's, used beside its own */
    bool keeps_any;
    unsigned parts;   /* that those are of: a bit an enum column_part */
    size_t key_count; /* columns before its figures */
    char **own;       /* names of its figures */
    size_t own_count;
    double *figures;      /* of the row at hand */
    const char **columns; /* those kept, then its own; or the frame's */
    size_t column_count;
    bool grains[GRAIN_WEEK + 1]; /* that its metrics have */

    /* The period at hand. */
    bool is_read;
    struct facts facts;
    struct print print;
    struct frame *joined;
    bool *changed; /* by school of the frame: differs, or someone there does */
    bool is_changed;
};

/* The figures that every frame of the spine has. */
extern const char *const source_frame_columns[COLUMN_COUNT];

/* `text` is lent; NULL: of the frame. errors: ERR_CONFIG for a wrong select */
int source_open(struct source *s, struct db *db, const char *name,
                const char *text, struct err *err)
    __attribute__((warn_unused_result));
void source_close(struct source *s);
/* A metric that works its figures out of these columns. */
int source_use(struct source *s, const struct metric *m,
               const struct expression *x, struct err *err)
    __attribute__((warn_unused_result));
/* After the last of them. */
void source_list_columns(struct source *s);
bool source_reads(const struct source *s, const char *relation);

/* The rows of a period as they are, into f. Not for the frame. */
int source_facts(struct source *s, const struct period *period, date_t as_of,
                 struct facts *f, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Read the rows of a period where what is new may have changed them, and
 * compare their print with the one of before. Where only the day is another,
 * they are read if a day has come since that they asked about (core/until.h).
 */
int source_read(struct source *s, const struct period *period, date_t as_of,
                const struct reach *reach, struct err *err)
    __attribute__((warn_unused_result));
/*
 * Put what was read beside the frame, fill `changed` and keep the print.
 *
 * parts  what differs of the frame's own rows
 */
int source_join(struct source *s, const struct frame *frame,
                const struct reach *reach, const struct frame_parts *parts,
                struct err *err) __attribute__((warn_unused_result));
/* Give back what rows are read into; it is taken again when needed. */
void source_rest(struct source *s);
/* Forget the period. */
void source_leave(struct source *s);

#endif /* TRANSFORM_ENGINE_SOURCE_H */
