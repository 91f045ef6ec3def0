#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"

struct config;
struct db;
struct err;
struct log;
struct str;

/*
 * report: make the packs that are due and publish them in one step.
 *
 * Reads public relations of the warehouse only (report/shown/guard.h), through
 * temporary tables of its own in the connection, which are gone afterwards:
 * nothing is written to the warehouse. The same warehouse and as-of date give
 * the same bytes, but for published_at in manifest.json.
 */
struct report_request {
    date_t as_of;
    int64_t run_id;
    const char *version;
    const char *published_at;
    const char *const *packs; /* to make now; none: those that are due */
    size_t pack_count;
    bool is_anew; /* all that may name somebody is made again, due or not */
};

struct report_result {
    bool is_unchanged; /* what is published already has these very files */
    size_t packs;      /* made */
    size_t files;      /* to be published, with those carried over */
    size_t withheld;   /* figures that disclosure control took out */
};

/*
 * Whether what is published is what report_prepare would make again: `note` is
 * what report_note gave when it was made, and "" since rows of the warehouse
 * changed; all that packs show besides them is as it was then, and every file
 * as its manifest says. Never true where packs are asked for by name.
 */
int report_is_current(struct db *db, const struct config *config,
                      const struct report_request *request, const char *note,
                      bool *current, struct err *err)
    __attribute__((warn_unused_result));

/*
 * In two steps, so that the warehouse can be committed between them: make all
 * files in a folder that nobody sees, then turn the links to it.
 *
 * report_prepare  *out is closed by the caller, and NULL on failure
 * report_note     for the caller to keep in the warehouse with its commit; NULL
 *                 where packs were asked for by name: others may be older
 * report_close    removes what was not published; NULL is fine
 * errors  ERR_USAGE for a pack that is none, ERR_CONFIG, ERR_CANTCREAT, ERR_OS
 *         (gnuplot cannot be run), ERR_INTERNAL; what was published stays
 */
struct report;
int report_prepare(struct report **out, struct db *db,
                   const struct config *config,
                   const struct report_request *request, struct log *log,
                   struct err *err) __attribute__((warn_unused_result));
const char *report_note(const struct report *report);
int report_publish(struct report *report, struct report_result *result,
                   struct err *err) __attribute__((warn_unused_result));
void report_close(struct report *report);

/*
 * For a run that has nothing to publish: what one that was killed left goes,
 * and who may read the packs is what the config says. errors: ERR_OS where it
 * cannot look, ERR_CANTCREAT, ERR_CONFIG
 */
int report_tend(const struct config *config, struct err *err)
    __attribute__((warn_unused_result));

/*
 * What was published on other days than this one goes. Editions of packs that
 * keep them are in this day's: they name nobody.
 */
int report_forget_days(const struct config *config, date_t as_of,
                       struct err *err) __attribute__((warn_unused_result));

/*
 * For `status`: each pack, its cadence, when it was last made and when it is
 * due, in lines of text or as a JSON array (report/night/cadence.h).
 */
int report_due(struct db *db, const struct config *config, date_t as_of,
               bool json, struct str *out, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_REPORT_H */
