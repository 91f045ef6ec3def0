#include "ingest/read/shape.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/form.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/basis.h"
#include "ingest/read/era.h"
#include "ingest/read/heading.h"
#include "ingest/read/type.h"
#include "ingest/read/value.h"

/* A description while it is read. */
struct reading {
    struct shape *shape;
    struct type_set *types;
};

static int find_type(const struct reading *r, const char *name,
                     const struct type **type, struct err *err)
{
    *type = type_find(r->types, name);
    return *type ? 0
                 : err_set(err, ERR_CONFIG, "there is no extract type '%s'",
                           name);
}

static int find_in(const struct type *type, const char *name, size_t len,
                   struct err *err)
{
    char *copy = mem_dup_n(name, len);
    int field = type_field(type, copy);

    if (field < 0)
        err_set(err, ERR_CONFIG, "%s has no field '%s'", type->name, copy);
    free(copy);
    return field;
}

static int find_field(const struct reading *r, const char *name, size_t len,
                      struct err *err)
{
    return r->shape->type ? find_in(r->shape->type, name, len, err)
                          : err_set(err, ERR_CONFIG, "the type comes first");
}

static int read_type(void *context, const struct form_key *key, void *at,
                     const char *name, struct err *err)
{
    (void)key;
    return find_type(context, name, at, err);
}

static int read_field(void *context, const struct form_key *key, void *at,
                      const char *name, struct err *err)
{
    int *field = at;

    (void)key;
    *field = find_field(context, name, strlen(name), err);
    return *field < 0 ? -1 : 0;
}

/* Blank is a value too. */
static int read_value(void *context, const struct form_key *key, void *at,
                      const char *value, struct err *err)
{
    char **text = at;

    (void)context;
    (void)key;
    (void)err;
    *text = mem_dup(value);
    return 0;
}

static int check_field(void *context, void *target, struct err *err)
{
    struct shape_field *field = target;

    field->field = find_field(context, field->name, strlen(field->name), err);
    if (field->field < 0)
        return -1;
    return !field->value == !field->heading_count
               ? err_set(err, ERR_CONFIG, "a value or a heading is wanted")
               : 0;
}

static int read_heading(void *context, const struct form_key *key, void *at,
                        const char *list, struct err *err)
{
    struct shape_field *field = at;

    (void)context;
    (void)key;
    for (;;) {
        size_t len = strcspn(list, "|");
        char normal[HEADING_MAX];

        heading_normalise(list, len, normal);
        if (!*normal)
            return err_set(err, ERR_CONFIG, "a heading has no letter or digit");
        field->headings = mem_grow(field->headings, field->heading_count + 1,
                                   sizeof(*field->headings));
        field->headings[field->heading_count++] = mem_dup(normal);
        if (!list[len])
            return 0;
        list += len + 1;
    }
}

static void release_headings(void *at)
{
    struct shape_field *field = at;

    for (size_t i = 0; i < field->heading_count; i++)
        free(field->headings[i]);
    free(field->headings);
}

static struct shape_piece *add_piece(struct shape_column *column)
{
    struct shape_piece *piece;

    column->pieces = mem_grow(column->pieces, column->piece_count + 1,
                              sizeof(*column->pieces));
    piece = &column->pieces[column->piece_count++];
    *piece = (struct shape_piece){ NULL, SHAPE_ANY };
    return piece;
}

/* "pupils on roll", "* of" */
static void read_literal(struct shape_column *column, const char *text,
                         size_t len)
{
    while (len) {
        size_t end = 0;
        char normal[HEADING_MAX];

        while (end < len && text[end] != '*')
            end++;
        heading_normalise(text, end, normal);
        if (*normal)
            add_piece(column)->literal = mem_dup(normal);
        if (end == len)
            return;
        add_piece(column);
        text += end + 1;
        len -= end + 1;
    }
}

/* "{date} AM" */
static int read_pieces(void *context, const struct form_key *key, void *at,
                       const char *text, struct err *err)
{
    struct shape_column *column = at;

    (void)key;
    column->is_literal = true;
    while (*text) {
        size_t len = strcspn(text, "{");

        read_literal(column, text, len);
        text += len;
        if (!*text)
            break;
        len = strcspn(++text, "}");
        if (text[len] != '}')
            return err_set(err, ERR_CONFIG, "'{' without '}'");
        add_piece(column)->field = find_field(context, text, len, err);
        if (column->pieces[column->piece_count - 1].field < 0)
            return -1;
        column->is_literal = false;
        text += len + 1;
    }
    return column->piece_count
               ? 0
               : err_set(err, ERR_CONFIG, "a heading is wanted");
}

static void release_pieces(void *at)
{
    struct shape_column *column = at;

    for (size_t i = 0; i < column->piece_count; i++)
        free(column->pieces[i].literal);
    free(column->pieces);
}

/* "session AM, term 1" */
static int read_gives(void *context, const struct form_key *key, void *at,
                      const char *list, struct err *err)
{
    struct shape_column *column = at;

    (void)key;
    while (*(list += strspn(list, " ,"))) {
        const char *name = list;
        size_t name_len = strcspn(list, " ,");
        const char *value = list + name_len + strspn(list + name_len, " ");
        size_t len = strcspn(value, ",");
        struct shape_give *give;

        list = value + len;
        while (len && value[len - 1] == ' ')
            len--;
        if (!len)
            return err_set(err, ERR_CONFIG, "a field and its value are wanted");
        column->gives = mem_grow(column->gives, column->give_count + 1,
                                 sizeof(*column->gives));
        give = &column->gives[column->give_count++];
        give->text = mem_dup_n(value, len);
        give->field = find_field(context, name, name_len, err);
        if (give->field < 0)
            return -1;
    }
    return 0;
}

static void release_gives(void *at)
{
    struct shape_column *column = at;

    for (size_t i = 0; i < column->give_count; i++)
        free(column->gives[i].text);
    free(column->gives);
}

static int check_shape(void *context, void *target, struct err *err)
{
    const struct shape *shape = target;

    (void)context;
    return shape->field_count || shape->column_count || shape->lookup_count
                   || shape->also_count
               ? 0
               : err_set(err, ERR_CONFIG, "it says no more than its type");
}

/* The row is found by its whole key, which no number of ours is part of. */
static int check_lookup(void *context, void *target, struct err *err)
{
    struct shape_lookup *lookup = target;
    const struct type *in = lookup->in;

    lookup->field =
        find_field(context, lookup->name, strlen(lookup->name), err);
    if (lookup->field < 0)
        return -1;
    if (!in->table[0])
        return err_set(err, ERR_CONFIG, "%s has no table", in->name);
    lookup->take =
        find_in(in, lookup->take_name, strlen(lookup->take_name), err);
    if (lookup->take < 0)
        return -1;
    for (size_t i = 0; i < lookup->key_count; i++) {
        struct shape_key *key = &lookup->keys[i];

        key->field = find_in(in, key->name, strlen(key->name), err);
        if (key->field < 0)
            return -1;
        if (!type_is_key(in, key->field) || key->field == in->school
            || key->field == in->pupil || key->field == in->child)
            return err_set(err, ERR_CONFIG,
                           "'%s' is not of the key of %s, or a number of ours",
                           key->name, in->name);
    }
    return lookup->key_count == in->key_count
               ? 0
               : err_set(err, ERR_CONFIG, "by: the key of %s has %zu fields",
                         in->name, in->key_count);
}

#define AT(type, member) offsetof(struct type, member)
static const char *const need_words[] = { "any", "all", NULL };
static const struct form_key shape_keys[] = {
    { "type", FORM_EACH, AT(shape, type), .is_required = true,
      .read = read_type },
    { .name = "system", FORM_TEXT, AT(shape, system), .joint = 0 },
    { "also", FORM_TEXTS, AT(shape, also), .count = AT(shape, also_count) },
    { .name = NULL },
};
static const struct form_key field_keys[] = {
    { "value", FORM_TEXT, AT(shape_field, value), .read = read_value },
    { "heading", FORM_OTHER, 0, .joint = '|', .read = read_heading,
      .release = release_headings },
    { .name = NULL },
};
static const struct form_key column_parts[] = {
    { "heading", FORM_OTHER, 0, .read = read_pieces,
      .release = release_pieces },
    { "field", FORM_OTHER, AT(shape_column, field), .read = read_field },
    { "gives", FORM_OTHER, 0, .read = read_gives, .release = release_gives },
    { .name = NULL },
};
static const struct form_key columns_keys[] = {
    { "need", FORM_CHOICE, AT(shape, needs_all), .words = need_words },
    { "column", FORM_ITEMS, AT(shape, columns),
      .count = AT(shape, column_count), .parts = column_parts,
      .size = sizeof(struct shape_column) },
    { .name = NULL },
};
static const struct form_key path_parts[] = {
    { "name", FORM_OTHER, 0, .read = read_pieces, .release = release_pieces },
    { .name = NULL },
};
static const struct form_key path_keys[] = {
    { "name", FORM_ITEMS, AT(shape, paths), .count = AT(shape, path_count),
      .parts = path_parts, .size = sizeof(struct shape_column) },
    { .name = NULL },
};
static const struct form_key key_parts[] = {
    { "heading", FORM_TEXT, AT(shape_key, heading), .otherwise = "" },
    { "field", FORM_TEXT, AT(shape_key, name), .otherwise = "" },
    { .name = NULL },
};
static const struct form_key lookup_keys[] = {
    { "in", FORM_OTHER, AT(shape_lookup, in), .is_required = true,
      .read = read_type },
    { "take", FORM_TEXT, AT(shape_lookup, take_name), .is_required = true },
    { "by", FORM_ITEMS, AT(shape_lookup, keys),
      .count = AT(shape_lookup, key_count), .parts = key_parts,
      .size = sizeof(struct shape_key) },
    { .name = NULL },
};
static const struct form_section sections[] = {
    { "shape", shape_keys, check_shape, .size = 0 },
    { "columns", columns_keys, .size = 0 },
    { "path", path_keys, .size = 0 },
    { "field ", field_keys, check_field, .size = sizeof(struct shape_field),
      .at = AT(shape, fields), .count = AT(shape, field_count),
      .title = AT(shape_field, name) },
    { "lookup ", lookup_keys, check_lookup, .size = sizeof(struct shape_lookup),
      .at = AT(shape, lookups), .count = AT(shape, lookup_count),
      .title = AT(shape_lookup, name) },
    { .name = NULL },
};

int shape_read(struct shape *shape, struct type_set *types,
               const struct asset *description, struct err *err)
{
    struct reading r = { shape, types };

    memset(shape, 0, sizeof(*shape));
    shape->name = asset_id(description->path);
    if (form_read_text(sections, shape, &r, description->path,
                       description->text, err))
        return -1;
    basis_note_description(&types->types[shape->type - types->types],
                           description);
    return 0;
}

void shape_release(struct shape *shape)
{
    form_release(sections, shape);
    free(shape->name);
    memset(shape, 0, sizeof(*shape));
}

const struct shape *shape_find(const struct type_set *types, const char *name)
{
    for (size_t i = 0; i < types->shape_count; i++)
        if (!strcmp(types->shapes[i].name, name))
            return &types->shapes[i];
    return NULL;
}

/* What is looked up must be there when the rows come. */
static int check_lookups(const struct type_set *types,
                         const struct shape *shape, struct err *err)
{
    for (size_t i = 0; i < shape->lookup_count; i++) {
        const struct shape_lookup *lookup = &shape->lookups[i];

        if (type_order(types, lookup->in) >= type_order(types, shape->type))
            return err_set(
                err, ERR_CONFIG,
                "shape '%s': [lookup %s]: %s is not loaded before %s",
                shape->name, lookup->name, lookup->in->name, shape->type->name);
    }
    return 0;
}

/* May its rows be some of a file's? Not those of a whole truth. */
static bool shares_files(const struct shape *shape)
{
    return shape->type->mode != TYPE_SNAPSHOT
           && shape->type->keeps != KEEPS_SCHOOLS;
}

static int check_also(const struct type_set *types, const struct shape *shape,
                      struct err *err)
{
    size_t len = strlen(shape->type->reports_as);

    for (size_t i = 0; i < shape->also_count; i++) {
        const struct shape *other = shape_find(types, shape->also[i]);

        if (!other)
            return err_set(err, ERR_CONFIG,
                           "shape '%s': there is no shape '%s'", shape->name,
                           shape->also[i]);
        if (other->also_count || !shares_files(shape) || !shares_files(other)
            || !strcmp(other->type->reports_as, shape->type->reports_as))
            return err_set(
                err, ERR_CONFIG,
                "shape '%s': its rows and those of '%s' cannot be of "
                "one file",
                shape->name, other->name);
        len += 1 + strlen(other->type->reports_as);
    }
    return len < TYPE_NAMES_SIZE
               ? 0
               : err_set(err, ERR_CONFIG, "shape '%s': too many types",
                         shape->name);
}

int shapes_check(const struct type_set *types, struct err *err)
{
    for (size_t i = 0; i < types->shape_count; i++)
        if (check_lookups(types, &types->shapes[i], err)
            || check_also(types, &types->shapes[i], err))
            return -1;
    return 0;
}

bool shape_looks_up(const struct type_set *types, const struct type *type,
                    const struct type *other)
{
    for (size_t i = 0; i < types->shape_count; i++) {
        const struct shape *shape = &types->shapes[i];

        for (size_t j = 0; shape->type == type && j < shape->lookup_count; j++)
            if (shape->lookups[j].in == other)
                return true;
    }
    return false;
}

const struct shape_field *shape_field(const struct shape *shape, int field)
{
    for (size_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].field == field)
            return &shape->fields[i];
    return NULL;
}

/* A heading while it is held against a column. */
struct matching {
    const struct type *type;
    const struct shape_column *column;
    struct era *era;
    struct shape_give *gives;
    size_t count;
};

/* Behind the literal, or NULL where the text does not begin with it. */
static const char *skip_literal(const char *text, const char *end,
                                const char *literal)
{
    char c[HEADING_MAX];

    for (; *literal; text++) {
        if (text == end)
            return NULL;
        heading_normalise(text, 1, c);
        if (*c && *c != *literal++)
            return NULL;
    }
    return text;
}

/* Is it more than punctuation? */
static bool counts(char c)
{
    return isalnum((unsigned char)c) || (c & '\x80');
}

/* The text as a value of a field, to be freed; NULL where it is none. */
static char *piece_value(struct matching *m, int f, const char *text,
                         size_t len)
{
    const struct field *field = &m->type->fields[f];
    char day[DATE_TEXT_SIZE];
    const char *code;

    while (len && !counts(text[len - 1]))
        len--;
    while (len && !counts(*text)) {
        text++;
        len--;
    }
    if (!len)
        return NULL;
    if (field->kind == FIELD_INT) {
        int64_t number;

        return value_int(text, len, &number) && (double)number >= field->least
                       && (double)number <= field->most
                   ? mem_dup_n(text, len)
                   : NULL;
    }
    if (field->kind == FIELD_DATE) {
        date_format(era_date(m->era, text, len), day);
        return *day ? mem_dup(day) : NULL;
    }
    if (!field->codes.count)
        return mem_dup_n(text, len);
    code = codes_find(&field->codes, text, len);
    return code ? mem_dup(code) : NULL;
}

static bool match_pieces(struct matching *m, size_t at, const char *text,
                         const char *end);

static bool match_any(struct matching *m, size_t at, const char *text,
                      const char *end)
{
    for (; text <= end; text++)
        if (match_pieces(m, at, text, end))
            return true;
    return false;
}

/* Of a value the longest that will do. */
static bool match_pieces(struct matching *m, size_t at, const char *text,
                         const char *end)
{
    const struct shape_piece *piece = &m->column->pieces[at];
    char rest[HEADING_MAX];

    if (at == m->column->piece_count) {
        heading_normalise(text, (size_t)(end - text), rest);
        return !*rest;
    }
    if (piece->literal) {
        text = skip_literal(text, end, piece->literal);
        return text && match_pieces(m, at + 1, text, end);
    }
    if (piece->field == SHAPE_ANY)
        return match_any(m, at + 1, text, end);
    for (const char *stop = end; stop > text; stop--) {
        char *value = piece_value(m, piece->field, text, (size_t)(stop - text));

        if (value && match_pieces(m, at + 1, stop, end)) {
            m->gives[m->count++] = (struct shape_give){ piece->field, value };
            return true;
        }
        free(value);
    }
    return false;
}

bool shape_column_is(const struct shape *shape,
                     const struct shape_column *column, struct era *era,
                     const char *text, size_t len, struct shape_give *gives,
                     size_t *count)
{
    struct matching m = { shape->type, column, era, gives, 0 };

    *count = 0;
    if (len >= HEADING_MAX || !match_pieces(&m, 0, text, text + len))
        return false;
    for (size_t i = 0; i < column->give_count; i++)
        gives[m.count++] =
            (struct shape_give){ column->gives[i].field,
                                 mem_dup(column->gives[i].text) };
    *count = m.count;
    return true;
}

bool shape_path_is(const struct shape *shape, struct era *era, const char *path,
                   struct shape_give **gives, size_t *count)
{
    for (size_t i = 0; i < shape->path_count; i++) {
        const struct shape_column *column = &shape->paths[i];

        *gives = mem_alloc((column->piece_count + 1) * sizeof(**gives));
        if (shape_column_is(shape, column, era, path, strlen(path), *gives,
                            count))
            return true;
        free(*gives);
    }
    *gives = NULL;
    *count = 0;
    return false;
}
