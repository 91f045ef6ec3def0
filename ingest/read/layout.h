#ifndef INGEST_READ_LAYOUT_H
#define INGEST_READ_LAYOUT_H
#include <stdbool.h>
#include <stddef.h>

#include "ingest/read/era.h"
#include "ingest/read/judge.h"

struct err;
struct row;
struct shape;
struct shape_lookup;
struct str;
struct type;
struct type_set;

/*
 * layout: what a header means: whose rows follow, by which shape, and where
 * their fields are (details.md 6, 56).
 */

/* What a header is read with, besides itself. */
struct around {
    struct era era;
    char *school;     /* the sender's, where no column says it; NULL */
    const char *path; /* below the inbox; NULL = not known */
};

/* How a header fits. */
struct fit {
    const struct type *type;   /* NULL = it fits none */
    const struct shape *shape; /* NULL = as the contract has it */
    size_t held;               /* headings that must be there and are */
    size_t required;
};

/*
 * Of the types that have at least half of their headings there the one with
 * most; with a second that has as many there is none. A type whose header is
 * not whole is as good as whole by a shape that makes it so.
 *
 * nearest  becomes this header's where it has more of some type, or as many of
 *          one that needs fewer: *is_nearer. A type that nothing is made of is
 *          near to nobody.
 */
struct fit fit_header(const struct type_set *types, const struct row *header,
                      struct around *around, struct fit *nearest,
                      bool *is_nearer);
/* "pupils without column 'FSM'": headings of the contract alone, which may be
   said aloud (details 106) */
void fit_name_missing(const struct fit *fit, const struct row *header,
                      struct str *text);

/* The same of a file that is whole but for the school it is of. */
void fit_name_school(const struct type *type, struct str *text);

struct variant; /* one of the records that a row holds */
struct search;  /* a field that a row of another type has */

/*
 * The text of a lookup's field in the row with these keys, one for each of the
 * lookup's; left empty where there is none such.
 */
typedef int layout_find_fn(void *context, const struct shape_lookup *lookup,
                           const struct value *const *keys, struct str *text,
                           struct err *err);

struct layout {
    const struct type *type;
    const struct shape *shape;
    struct columns columns; /* as the record that was chosen last has them */
    struct columns base;    /* as all have them */
    struct variant *variants;
    size_t variant_count; /* 0 = a row is a record */
    struct search *searches;
    size_t search_count;
    struct shape_give *said; /* by the path */
    size_t said_count;
};

void layout_open(struct layout *layout, const struct type_set *types,
                 const struct fit *fit, const struct row *header,
                 struct around *around);
void layout_release(struct layout *layout);

/* Find what a row leaves to other files; before its columns are chosen. */
int layout_look_up(struct layout *layout, const struct row *row,
                   layout_find_fn *find, void *context, struct err *err)
    __attribute__((warn_unused_result));
/* From here on the columns are those of a record of the row. */
void layout_choose(struct layout *layout, size_t variant);
/* The first, of a row with nothing for any: that is its fault. */
void layout_choose_blank(struct layout *layout);
/* Has the row nothing for it? */
bool layout_is_blank(const struct layout *layout, size_t variant,
                     const struct row *row);
/* Is the field another for each record of a row? */
bool layout_varies(const struct layout *layout, size_t variant, int field);

#endif /* INGEST_READ_LAYOUT_H */
