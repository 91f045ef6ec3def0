#ifndef CORE_ASSET_H
#define CORE_ASSET_H
#include <stddef.h>

/*
 * asset: text files of the source tree, compiled in and found by their path.
 *
 * Which ones is the list ASSETS in the Makefile; core/asset.awk turns them
 * into the table.  A last line without a newline is given one.  An SQL file may
 * hold several texts, each after a line "-- name: X": the table has them as
 * "<file>#X" and not the file itself.
 */

struct asset {
    const char *path; /* from the top of the tree: "report/plot/sketch.gp" */
    const char *text; /* NUL-terminated */
    size_t len;       /* bytes of text, without the NUL */
};

/* Sorted by path as strcmp() sorts; one entry of NULLs follows the last. */
extern const struct asset asset_table[];
extern const size_t asset_count;

/*
 * What a description is called by: its file's name up to the first point,
 * "peps_wide" of "ingest/shapes/peps_wide.shape". The caller frees it.
 */
char *asset_id(const char *path);

/* The asset with exactly this path, or NULL. */
const struct asset *asset_find(const char *path);

/*
 * The first asset after `after` whose path begins with prefix, or NULL; with
 * `after` NULL, the first of all.  Visits them in the table's order:
 *
 *     for (a = asset_next("ingest/types/", NULL); a != NULL;
 *          a = asset_next("ingest/types/", a))
 */
const struct asset *asset_next(const char *prefix, const struct asset *after);

#endif /* CORE_ASSET_H */
