#ifndef REPORT_NIGHT_PUBLISH_H
#define REPORT_NIGHT_PUBLISH_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct err;

/*
 * publish: from a folder that nobody sees to outbox/<as-of>, in one step.
 *
 * Files are made in outbox/.runs/<run>.part, which becomes outbox/.runs/<run>;
 * outbox/<as-of> and outbox/latest are symbolic links to it, each put in place
 * by one rename. A run that fails leaves both as they were; what it left in
 * .runs is removed by the next one. Who may read them: report/night/rights.h.
 *
 * errors: ERR_CANTCREAT for what cannot be written, ERR_CONFIG for a group
 * that is none
 */
#define PUBLISH_MANIFEST "manifest.json"
struct publish;

/*
 * A folder for the run, empty but for what earlier packs carried over. Fails
 * where a link could not be turned at the end: by then it would be too late.
 */
int publish_open(struct publish **out, const struct config *config,
                 const char *as_of, int64_t run_id, struct err *err)
    __attribute__((warn_unused_result));
/* Removes what was not committed; NULL is fine. */
void publish_close(struct publish *p);

/* Where a pack's files go; made on first use. Lent until publish_close. */
int publish_pack(struct publish *p, const char *pack, const char **folder,
                 struct err *err) __attribute__((warn_unused_result));
/* A private folder for working files, gone when p is closed. */
const char *publish_scratch(const struct publish *p);
/* Take a pack over as it is in `latest`; *taken is false if it is not there. */
int publish_carry(struct publish *p, const char *pack, bool *taken,
                  struct err *err) __attribute__((warn_unused_result));
/* The same of a folder in it, or of a pack, as another one, without what stands
   in its own folder `but`. */
int publish_carry_as(struct publish *p, const char *from, const char *to,
                     const char *but, bool *taken, struct err *err)
    __attribute__((warn_unused_result));

/* All files so far, sorted by path, with their SHA-256. */
struct publish_file {
    char *path; /* below the run's folder */
    char sha256[65];
    int64_t bytes;
};
int publish_list(struct publish *p, const struct publish_file **files,
                 size_t *count, struct err *err)
    __attribute__((warn_unused_result));
/* Text of the manifest that outbox/<name> holds, freed by the caller; "" if
   there is none. errors: ERR_OS, ERR_NOINPUT, and then NULL */
int publish_read_manifest(const struct config *config, const char *name,
                          char **text, struct err *err)
    __attribute__((warn_unused_result));
/*
 * Whether outbox/<as-of> holds exactly the files that were listed (besides its
 * manifest).
 */
int publish_is_same(struct publish *p, bool *same, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Make it visible in two steps, so that a database can be committed between
 * them: write the manifest and flush everything; then move the folder and turn
 * both links. With publish_keep instead, outbox/<as-of> stays and only `latest`
 * is turned to it.
 */
int publish_settle(struct publish *p, const char *manifest, size_t len,
                   struct err *err) __attribute__((warn_unused_result));
int publish_commit(struct publish *p, struct err *err)
    __attribute__((warn_unused_result));
int publish_keep(struct publish *p, struct err *err)
    __attribute__((warn_unused_result));

/*
 * What every run ends with, also one that has nothing to publish: what no link
 * leads to is removed, and all else that is published, however old, is
 * readable by whom the config says tonight. Changes only what is otherwise,
 * and removes nothing where it could not look.
 */
int publish_tend(const struct config *config, struct err *err)
    __attribute__((warn_unused_result));

/* Only what outbox/latest and outbox/<as-of> lead to stays. errors: as above */
int publish_forget_days(const struct config *config, const char *as_of,
                        struct err *err) __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_PUBLISH_H */
