#ifndef REPORT_NIGHT_INSPECT_H
#define REPORT_NIGHT_INSPECT_H

struct config;
struct db;
struct err;
struct finding;

/*
 * inspect: is what is published what its manifest says? Every file of
 * outbox/latest has the manifest's SHA-256, none is missing, none is there
 * besides, and each may be read by whom the config says. Nothing is written.
 *
 * errors: what ends the look early
 */
int inspect_published(struct db *db, const struct config *config,
                      struct finding *found, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_INSPECT_H */
