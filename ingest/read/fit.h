#ifndef INGEST_READ_FIT_H
#define INGEST_READ_FIT_H
#include <stdbool.h>
#include <stddef.h>

struct around;
struct header;
struct row;
struct shape;
struct str;
struct type;
struct type_set;

/* fit: whose header a row is, if any's (details.md 6, 56). */
struct fit {
    const struct type *type;   /* NULL = it fits none */
    const struct shape *shape; /* NULL = as the contract has it */
    size_t held;               /* headings that must be there and are */
    size_t required;           /* all that must, but what the sender says */
};

/*
 * Of the types that have at least half of their headings there the one with
 * most; with a second that has as many there is none. That the sender says of
 * which school a file is makes up for a column, and is no heading held: of what
 * type a file is does not depend on the folder in which it lies. A type whose
 * header is not whole is as good as whole by a shape that makes it so.
 *
 * nearest  becomes this header's where it has more of some type, or as many of
 *          one that needs fewer: *is_nearer. A type that nothing is made of is
 *          near to nobody.
 */
struct fit fit_header(const struct header *header, struct around *around,
                      struct fit *nearest, bool *is_nearer);
/* "pupils without column 'FSM'": headings of the contract alone, which may be
   said aloud (details 106); not the school's where the sender says it (76) */
void fit_name_missing(const struct fit *fit, const struct header *header,
                      const struct around *around, struct str *text);

/* The same of a file that is whole but for the school it is of. */
void fit_name_school(const struct type *type, struct str *text);

#endif /* INGEST_READ_FIT_H */
