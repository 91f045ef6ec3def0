#ifndef INGEST_READ_PAST_H
#define INGEST_READ_PAST_H
#include <stdbool.h>

#include "core/date.h"

struct record;
struct type;
struct type_set;

/*
 * past: the last day that a row says anything of, for what is kept of children
 * no longer than the law allows.
 *
 * A mark's or a fact's own day, the last day of its year (31 July), the end of
 * a spell; of a spell without an end, and of what has no day at all, the day on
 * which it was told. What cannot be read is of that day too.
 */
date_t past_last_day(const struct type *type, const struct record *record,
                     date_t told);

/* Is it a spell, whose end others may tell otherwise? */
bool past_is_spell(const struct type *type);
/* Are its rows of children, by an id or by a number that rows of children have?
   What is not needed may be. */
bool past_is_of_children(const struct type_set *types, const struct type *type);

/*
 * The first day that is kept: the 1 August after the last academic year that
 * ended more than so many years before a day.
 */
date_t past_first_kept(date_t as_of, int years);

#endif /* INGEST_READ_PAST_H */
