#ifndef TRANSFORM_ENGINE_REACH_H
#define TRANSFORM_ENGINE_REACH_H
#include <stdbool.h>
#include <stddef.h>

/*
 * reach: what is new since a period's cells were made. It says whose rows are
 * to be looked at again; which of them then differ is seen in the rows.
 */
struct reach {
    bool is_everything; /* all cells of the period are to be made again */
    bool is_spine;      /* the frame's own rows may differ */
    bool has_moved; /* the period ends on another day: all rows may differ */
    /* By pupil of the frame: cohorts, rolls or attributes may differ. */
    const bool *persons;
    bool has_persons;       /* some do */
    bool has_new_as_of;     /* the as-of date moved */
    bool is_earlier;        /* and that back */
    char *const *relations; /* tables that have changed, whoever owns them */
    size_t relation_count;
};

#endif /* TRANSFORM_ENGINE_REACH_H */
