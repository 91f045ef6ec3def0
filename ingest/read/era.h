#ifndef INGEST_READ_ERA_H
#define INGEST_READ_ERA_H
#include <stdbool.h>
#include <stddef.h>

#include "core/date.h"

/*
 * era: the time that a file speaks of, so that a heading like "02/11 AM" is a
 * date: of the days with that day and month, none after the file was sent, the
 * one nearest to what a title says ("Week beginning 02/11/2026", "2026/27",
 * "2026"), or without a title to the day it was sent.
 */
struct era {
    date_t sent;  /* DATE_NONE = not known */
    date_t first; /* of the titles, both days included; DATE_NONE = none */
    date_t last;
    bool is_dated;    /* by whole dates: years alone say no more */
    bool has_guessed; /* some date went by the day it was sent, or by a title */
    /* Some is of the school year before, for a day soon after it was sent: of
       what was put in ahead, or sent under the stamp of the day before, that is
       a year too early. */
    bool has_ahead;
};

void era_begin(struct era *era, date_t sent);
/* A line above the header. */
void era_note_title(struct era *era, const char *text, size_t len);

/* A date with or without its year; DATE_NONE where it is none. */
date_t era_date(struct era *era, const char *text, size_t len);

#endif /* INGEST_READ_ERA_H */
