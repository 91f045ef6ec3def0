#ifndef REPORT_NIGHT_CURRENT_H
#define REPORT_NIGHT_CURRENT_H

struct config;
struct db;
struct err;
struct report_request;
struct str;

/*
 * current: on what published packs stand besides the rows of the warehouse, so
 * that a later run can tell whether they still do (report_is_current): the
 * program, the pack files and plots, the county's settings, the metrics' words,
 * the day, and the texts of the config that were read while they were made,
 * whose names are `reads`, a line each.
 */
int current_note(struct str *note, struct db *db, const struct config *config,
                 const struct report_request *request, const char *reads,
                 const char *manifest, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_CURRENT_H */
