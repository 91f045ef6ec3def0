#ifndef INGEST_INGEST_H
#define INGEST_INGEST_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"

struct config;
struct db;
struct dictionary;
struct err;
struct log;
struct str;
struct type_set;

/*
 * ingest: what lies in the inbox into the warehouse (spec: extracts.md,
 * details.md 1 to 13). All calls run inside the caller's transaction; the
 * archive may keep bytes of a run that was rolled back, which harms nothing.
 */
struct ingest_result {
    int64_t files; /* rows of load_file that the run added */
    int64_t
        news; /* of them, those not known, or sent anew; contents read again */
    int64_t unchanged; /* files that were not even looked into */
    int64_t troubled;  /* held, refused or incomplete, lying there still too */
    int64_t rows_read;
    int64_t rows_loaded;
    int64_t rows_rejected;
};

struct ingest {
    struct db *db;
    const struct config *config;
    const struct type_set *types;
    struct log *log;
    int64_t run_id;
    int64_t now; /* seconds since 1970, for settle_seconds */
    date_t as_of;
    struct str *named; /* the SHA-256 of each content that a call was asked to
                          do something about is added; NULL: nobody asks */
};

/*
 * Tables and views as the program and the types' descriptions have them,
 * whatever made them before; where rows went with that, what follows reads them
 * again. So does any call below after a change of config (details.md 80).
 */
int ingest_schema(struct db *db, const struct type_set *types, struct err *err)
    __attribute__((warn_unused_result));
/* What those of the types are, for data_dictionary. */
void ingest_describe(const struct type_set *types,
                     struct dictionary *dictionary);

/* No more than that: for who takes nothing in. Calls add to *result. */
int ingest_renew(const struct ingest *in, struct ingest_result *result,
                 struct err *err) __attribute__((warn_unused_result));

int ingest_run(const struct ingest *in, struct ingest_result *result,
               struct err *err) __attribute__((warn_unused_result));

/*
 * Take files in as ingest_run would, wherever they lie, for a caller that reads
 * load_file (path as given here, without its first slash), check_value and
 * check_fault (ingest/load/rejects.h; `lines`: of each kind of fault) and then
 * rolls everything back. A content that is known is read again for them. Leaves
 * nothing in the archive.
 */
int ingest_check(const struct ingest *in, const char *const *paths,
                 size_t count, int64_t lines, struct ingest_result *result,
                 struct err *err) __attribute__((warn_unused_result));

/*
 * Let a held content in (or one that was withdrawn, again); take a loaded one's
 * rows back out, or a held one away. `name` is a path, from the inbox on or
 * leading into it (its newest content is meant), or a SHA-256. errors:
 * ERR_USAGE when there is none such, or it is not held or not loaded.
 */
int ingest_release(const struct ingest *in, const char *name,
                   struct ingest_result *result, struct err *err)
    __attribute__((warn_unused_result));
int ingest_withdraw(const struct ingest *in, const char *name,
                    struct ingest_result *result, struct err *err)
    __attribute__((warn_unused_result));

/*
 * As if a person had never been sent, nor were ever again (details 68): by a
 * UPN, whoever else that is linked to (ingest/night/forget.h). What went is
 * said, without whose it was. errors: ERR_USAGE for what is no UPN, or nobody's
 * that is known; ERR_DATA where a file of the inbox is called after them
 */
int ingest_forget(const struct ingest *in, const char *upn, struct str *said,
                  struct ingest_result *result, struct err *err)
    __attribute__((warn_unused_result));
/* The same of all that is of academic years which ended more than so many years
   before the run's day. */
int ingest_forget_older(const struct ingest *in, int years, struct str *said,
                        struct ingest_result *result, struct err *err)
    __attribute__((warn_unused_result));
/*
 * Somebody was forgotten, and what was theirs is still to be cleared away: what
 * was published, by the caller, and after the commit what finish sees to, in
 * archive and warehouse. Until then it is unfinished, in whatever run.
 */
int ingest_is_unfinished(const struct ingest *in, bool *unfinished,
                         struct err *err) __attribute__((warn_unused_result));
int ingest_finish(const struct ingest *in, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Is the archive this warehouse's, and does each know what the other does?
 * *last is the number of the last run that either has seen; the warehouse takes
 * over the archive's name where it has none yet. errors: ERR_NOINPUT, ERR_DATA,
 * in the words of who has to do something about it; no file is written.
 */
int ingest_meet_archive(struct db *db, const struct config *config,
                        bool is_rebuild, int64_t *last, struct err *err)
    __attribute__((warn_unused_result));
/* How many contents the archive lists: 0 where there is none yet. */
int ingest_archive_lists(const struct config *config, int64_t *contents,
                         struct err *err) __attribute__((warn_unused_result));

/*
 * Of a warehouse that may be older than its archive: what came since is listed
 * in it too, *added contents or extract times, what was forgotten since is, and
 * the next call of any kind reads everything again where that is needed.
 * errors: as ingest_meet_archive
 */
int ingest_take_over(const struct ingest *in, int64_t *added, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Make everything again from the archive. Into an empty warehouse the list of
 * contents comes from the archive's own journal.
 */
int ingest_rebuild(const struct ingest *in, struct ingest_result *result,
                   struct err *err) __attribute__((warn_unused_result));

/*
 * after_load = archive: files that were taken in leave the inbox, in whatever
 * run it was (one that was killed could not do it); their bytes are in the
 * archive. To be called after the commit; a file that changed since stays. One
 * that cannot be looked at or removed stays too, and is said.
 */
int ingest_clear_inbox(const struct ingest *in, struct err *err)
    __attribute__((warn_unused_result));

/* Write the archive's journal: what a warehouse can be rebuilt from. */
int ingest_write_journal(const struct ingest *in, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_INGEST_H */
