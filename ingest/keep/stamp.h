#ifndef INGEST_KEEP_STAMP_H
#define INGEST_KEEP_STAMP_H
#include <stdbool.h>
#include <time.h>

#include "core/date.h"

/*
 * stamp: a file's extract time (spec: extracts.md "newer wins", details.md 11
 * and 58): the last valid YYYYMMDD or YYYY-MM-DD in its own name, optionally
 * followed by THHMM or _HHMM (or with seconds), not part of a longer run of
 * digits but for its own time, as YYYYMMDDHHMM or YYYYMMDDHHMMSS; without one,
 * its modification time in UTC.
 */
#define STAMP_SIZE 20 /* "YYYY-MM-DDTHH:MM:SS" and the NUL */

/* false when the name (no folder) holds no stamp. */
bool stamp_from_name(const char *name, char stamp[STAMP_SIZE]);
void stamp_from_time(time_t when, char stamp[STAMP_SIZE]);
/* Its day; DATE_NONE where the text is no stamp. */
date_t stamp_day(const char *stamp);

/* Is this text such a stamp, of a day and a time that there are? */
bool stamp_is_valid(const char *text);

#endif /* INGEST_KEEP_STAMP_H */
