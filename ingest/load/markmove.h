#ifndef INGEST_LOAD_MARKMOVE_H
#define INGEST_LOAD_MARKMOVE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/map.h"
#include "core/str.h"

struct err;
struct marksources;

/*
 * markmove: the sources that strings of one bucket and school are to have. A
 * school that sends its year again gives every mark another source, though no
 * mark is another: where all strings of a source come to have one pattern, the
 * source has it from now on, and none of them is written.
 */
struct markmoves {
    struct map index; /* pattern -> target */
    struct marktarget *targets;
    size_t target_count, target_capacity;
    struct str patterns;    /* of all targets */
    struct markmove *moves; /* one a source that strings leave */
    size_t move_count, move_capacity;
    bool has_equal; /* some string's marks stay as they are */
};

void markmoves_open(struct markmoves *moves);
void markmoves_close(struct markmoves *moves);
/* Strings of a bucket and school follow. */
void markmoves_begin(struct markmoves *moves);
/* A string is to have this pattern: its target. */
size_t markmoves_target(struct markmoves *moves, const struct str *pattern);
/* It had another before; is_equal: none of its marks is another. */
void markmoves_leave(struct markmoves *moves, int64_t source_id, size_t target,
                     bool is_equal);
/* All of them that are to be written next are told: give each target its
   source. */
int markmoves_settle(struct markmoves *moves, struct marksources *sources,
                     int bucket, int64_t school_key, struct err *err)
    __attribute__((warn_unused_result));
/* After that. */
int64_t markmoves_source(const struct markmoves *moves, size_t target);

#endif /* INGEST_LOAD_MARKMOVE_H */
