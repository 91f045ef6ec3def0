#ifndef REPORT_NIGHT_EDITIONS_H
#define REPORT_NIGHT_EDITIONS_H
#include <stddef.h>

struct config;
struct db;
struct err;
struct manifest_edition;
struct manifest_pack;
struct publish;

/*
 * editions: what a pack with `editions = yes` was before. A committee's pack is
 * the newest edition; each earlier one stays byte for byte in the folder
 * <pack>/editions/<as-of>, or <as-of>-2 where there is one of that day, and is
 * carried over by every run.
 *
 * An edition is another one where its day or its figures (restate.h) are: the
 * same made again, in other words perhaps, takes its place. So a run with
 * nothing new makes what is there. What an edition comes after is the newest
 * kept one of its day or before that is another than itself: what is kept of
 * later days, after a run for an earlier one, it does not know.
 *
 * The manifest has a digest of each one as it was published, handed on from
 * manifest to manifest, so that one that was changed since is not taken for
 * what was said to a committee.
 */
struct editions;

/*
 * Those that the manifest lists or the pack's folder holds, and `made`, the
 * pack as it is published. The caller closes *out, which is NULL on failure.
 * errors: ERR_OS where it cannot look
 */
int editions_open(struct editions **out, struct db *db,
                  const struct config *config, const struct manifest_pack *made,
                  const char *manifest, struct err *err)
    __attribute__((warn_unused_result));
void editions_close(struct editions *e); /* NULL is fine */

/*
 * Before the pack's own queries run: `folder` has its figures, all other
 * editions are taken over, and the tables of restate.h are filled. The latest
 * is kept under a name of its own unless it is what is made, or is kept
 * already. errors: ERR_OS, ERR_CANTCREAT
 */
int editions_prepare(struct editions *e, struct publish *publish, struct db *db,
                     const char *as_of, const char *version, const char *folder,
                     struct err *err) __attribute__((warn_unused_result));

/* Those that are kept, after others; *list is freed by the caller. NULL: none.
 */
void editions_list(const struct editions *e, struct manifest_edition **list,
                   size_t *count);

#endif /* REPORT_NIGHT_EDITIONS_H */
