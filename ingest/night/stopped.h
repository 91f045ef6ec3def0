#ifndef INGEST_NIGHT_STOPPED_H
#define INGEST_NIGHT_STOPPED_H
#include <stdbool.h>
#include <stddef.h>

#include "core/map.h"
#include "ingest/keep/inbox.h"
#include "ingest/keep/journal.h"

struct err;
struct night;

/*
 * stopped: what a run took in that came to its end between the archive's
 * journal and the commit. Where the file still lies in the inbox as it was,
 * this run takes it in as that one would have, so that what is said of it
 * (load_file, receipts) is what an undisturbed run says. The rest comes from
 * the archive by its journal: who sent it has taken it away.
 */
struct stopped {
    struct night *night;
    struct inbox inbox;
    bool is_listed;  /* the inbox is: it is read when asked for */
    struct map left; /* SHA-256 of contents that lie there */
    size_t count;    /* files of these */
};

/* For journal_merge, of a night that is open; released in any case. */
struct journal_leave stopped_begin(struct stopped *stopped,
                                   struct night *night);
void stopped_release(struct stopped *stopped);
/* Is it one of those, which the archive has and the warehouse is to have? */
bool stopped_has(const struct stopped *stopped, const char *sha256);

#endif /* INGEST_NIGHT_STOPPED_H */
