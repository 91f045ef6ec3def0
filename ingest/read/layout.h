#ifndef INGEST_READ_LAYOUT_H
#define INGEST_READ_LAYOUT_H
#include <stdbool.h>
#include <stddef.h>

#include "ingest/read/era.h"
#include "ingest/read/judge.h"

struct err;
struct fit;
struct header;
struct row;
struct shape;
struct shape_lookup;
struct str;
struct type;
struct type_set;

/*
 * layout: where the fields of a type are in the rows under a header, by which
 * shape.
 */

/* What a header is read with, besides itself. */
struct around {
    struct era era;
    const char *school; /* the sender's, where no column says it; NULL */
    const char *path;   /* below the inbox; NULL = not known */
};

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

/*
 * What the header says of the type's fields by a shape, or by none: enough to
 * tell whether it fits. False: a column that the shape must have is absent. To
 * be released either way.
 */
bool layout_build(struct layout *layout, const struct type *type,
                  const struct shape *shape, const struct header *header,
                  struct around *around);
/* Is a file its sender's where it has no column that says whose? */
bool layout_is_given(const struct type *type, const struct around *around);
/* Does a row, or any of its records, have the field in some way? */
bool layout_has(const struct layout *layout, size_t field);

/* The same, ready for rows. */
void layout_open(struct layout *layout, const struct type_set *types,
                 const struct fit *fit, const struct header *header,
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
