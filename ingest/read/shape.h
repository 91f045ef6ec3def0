#ifndef INGEST_READ_SHAPE_H
#define INGEST_READ_SHAPE_H
#include <stdbool.h>
#include <stddef.h>

struct asset;
struct config;
struct era;
struct err;
struct type;
struct type_set;

/*
 * shape: what a file's layout needs before it is rows of a type, each read from
 * its description ingest/shapes/<name>.shape (compiled in), an ini file:
 *
 *     [shape]
 *     type = attendance          ; whose rows it makes
 *     also = other_shape         ; and those of that one's, from the same file
 *     system = arbor             ; the school's system that writes such files
 *
 *     [field plan]               ; what the type's field is here:
 *     value = CLA                ; for every row the same (blank: blank)
 *     [field start_date]
 *     heading = Care start date | Looked after from  ; only these
 *
 *     [columns]                  ; a record for each, of one row
 *     need = all                 ; of those without a {field}; or any
 *     column = AM | mark | session AM
 *     column = {date} {session} | mark
 *
 *     [lookup upn]               ; the field is in another file of the
 *                                ; delivery:
 *     in = census_pupils         ; a type that is loaded before this one
 *     take = upn                 ; its field
 *     by = pupilonrolltableid | table_id ; a heading here and a field of its
 *     by = =1 | rank             ; key there; as many as the key has; after an
 *                                ; = not a heading but the value itself
 *
 *     [path]                     ; what the path of the file says, from the
 *     name = * {year} {term} *   ; inbox on; * is anything
 *
 * What a file says otherwise goes before its path and its sender: a field that
 * is looked up and not found is what they say.
 *
 * A column is its heading, where {field} stands for a value of that field, the
 * field that its cells are, and values of other fields ("session AM, term 1").
 * Columns of which these say the same are of one record. Headings are compared
 * without case, blanks and punctuation.
 *
 * A shape makes a header whole: all that its type needs must be there by its
 * help. Where the header is whole without it, it is not looked at.
 */

/* A field and what its text is. */
struct shape_give {
    int field;
    char *text;
};

/* A piece of a heading: letters and digits, or the value of a field. */
struct shape_piece {
    char *literal; /* lower case; NULL = the value */
    int field;     /* SHAPE_ANY: of none */
};
#define SHAPE_ANY -1

struct shape_column {
    struct shape_piece *pieces;
    size_t piece_count;
    int field; /* that its cells are */
    struct shape_give *gives;
    size_t give_count;
    bool is_literal; /* no piece is a value */
};

struct shape_field {
    char *name;
    int field;
    char *value; /* NULL = the file says it */
    char **headings;
    size_t heading_count; /* 0 = those of the type */
};

struct shape_key {
    char *heading; /* as in the description; "=1": always 1 */
    char *name;
    int field; /* of the other type */
};

/* A field whose value a row of another type has. */
struct shape_lookup {
    char *name;
    int field;
    const struct type *in;
    int take; /* its field */
    char *take_name;
    struct shape_key *keys;
    size_t key_count;
};

struct shape {
    char *name;
    char *system;            /* NULL = not known */
    const struct type *type; /* of the set it is read into */
    struct shape_field *fields;
    size_t field_count;
    struct shape_column *columns;
    size_t column_count;
    int needs_all;
    struct shape_lookup *lookups;
    size_t lookup_count;
    struct shape_column *paths; /* what a path may be; give nothing else */
    size_t path_count;
    char **also; /* names of shapes */
    size_t also_count;
};

/*
 * Read a description into a set that has its types; it is noted in its type's
 * basis. errors: ERR_CONFIG with file:line; *shape is to be released also then
 */
int shape_read(struct shape *shape, struct type_set *types,
               const struct asset *description, struct err *err)
    __attribute__((warn_unused_result));
void shape_release(struct shape *shape);
/* What could not be known before all shapes were. errors: ERR_CONFIG */
int shapes_check(const struct type_set *types, struct err *err)
    __attribute__((warn_unused_result));

/* NULL when there is none such. */
const struct shape *shape_find(const struct type_set *types, const char *name);

/* Do rows of a type, by some shape of it, depend on the other's? */
bool shape_looks_up(const struct type_set *types, const struct type *type,
                    const struct type *other);

/* What the shape says of a field, or NULL. */
const struct shape_field *shape_field(const struct shape *shape, int field);

/*
 * Is a heading one of this column? gives[0..*count) are then what it and the
 * description say, their texts to be freed by the caller; there is room for all
 * of the column's pieces and gives.
 */
bool shape_column_is(const struct shape *shape,
                     const struct shape_column *column, struct era *era,
                     const char *text, size_t len, struct shape_give *gives,
                     size_t *count);

/*
 * What the first of the shape's paths that is this one says of its fields, as
 * above; false: none is.
 */
bool shape_path_is(const struct shape *shape, struct era *era, const char *path,
                   struct shape_give **gives, size_t *count);

#endif /* INGEST_READ_SHAPE_H */
