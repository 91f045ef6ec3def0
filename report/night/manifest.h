#ifndef REPORT_NIGHT_MANIFEST_H
#define REPORT_NIGHT_MANIFEST_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"

struct db;
struct err;
struct publish_file;
struct str;

/*
 * manifest: manifest.json, which says what was published and on what it stands.
 * The JSON is written and read by SQLite's functions. No personal data.
 */
struct manifest_pack {
    const char *name;
    char made_as_of[DATE_TEXT_SIZE];
    int64_t made_run;
};

/* A past edition of a pack, in its folder of that name (editions.h). */
struct manifest_edition {
    const char *pack, *name, *as_of;
    const char *sha256; /* of all its files, as they were published */
};

struct manifest {
    int64_t run_id;
    const char *version;
    const char *as_of;
    const char *published_at; /* the only clock in an output */
    const struct manifest_pack *packs;
    size_t pack_count;
    const struct manifest_edition *editions;
    size_t edition_count;
    const struct publish_file *files;
    size_t file_count;
};

int manifest_write(struct str *out, const struct manifest *m, struct db *db,
                   struct err *err) __attribute__((warn_unused_result));

/*
 * When `pack` was last made, by the text of a manifest; made_as_of is "" where
 * the text is none or lacks the pack.
 */
int manifest_read_pack(struct manifest_pack *pack, const char *text,
                       struct db *db, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_MANIFEST_H */
