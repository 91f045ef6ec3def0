#ifndef COMMAND_COPY_H
#define COMMAND_COPY_H
#include <stdbool.h>

#include "core/hash.h"

struct err;

/*
 * copy: a backup's file: a warehouse, which any SQLite client opens, and after
 * its last page a line that says what it is, with the SHA-256 of all before it.
 * So a backup of which a bit has changed, or the end is missing, is known for
 * one, whatever SQLite makes of it.
 *
 * copy_look  whether there is a file, and whether it ends like a backup of
 *            ours. errors: ERR_OS
 * copy_seal  add that line to a warehouse's file; its SHA-256. The file is on
 *            disk then. errors: ERR_CANTCREAT
 * copy_take  the warehouse of a backup into another file, 0600, whose bytes are
 *            not synced; its SHA-256. errors: ERR_NOINPUT, ERR_DATA where it is
 *            not as it was made, ERR_CANTCREAT
 */
int copy_look(const char *path, bool *is_there, bool *is_ours, struct err *err)
    __attribute__((warn_unused_result));
int copy_seal(const char *path, char sha256[HASH_TEXT_SIZE], struct err *err)
    __attribute__((warn_unused_result));
int copy_take(const char *from, const char *to, char sha256[HASH_TEXT_SIZE],
              struct err *err) __attribute__((warn_unused_result));

#endif /* COMMAND_COPY_H */
