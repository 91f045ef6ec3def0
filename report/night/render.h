#ifndef REPORT_NIGHT_RENDER_H
#define REPORT_NIGHT_RENDER_H
#include <stddef.h>

#include "core/date.h"

struct db;
struct err;
struct grid;
struct pack;

/*
 * render: make what a pack describes: its queries are run, its texts filled,
 * its charts drawn, its CSV files and workbooks written. Knows no pack, no
 * table and no figure by name.
 */
struct render {
    struct db *db;
    const struct grid *context; /* one row that every text may name */
    /* Lines that stand on every cover, with their place: "cover", or "source",
     * the sentence under the title of each sheet. */
    const struct grid *covers;
    const char *organisation;
    date_t as_of;
    const char *folder;  /* of the pack */
    const char *scratch; /* for working files */
};

int render_pack(const struct render *r, const struct pack *pack,
                struct err *err) __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_RENDER_H */
