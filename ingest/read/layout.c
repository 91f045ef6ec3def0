#include "ingest/read/layout.h"

#include <stdlib.h>
#include <string.h>

#include "config/published.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/era.h"
#include "ingest/read/fit.h"
#include "ingest/read/header.h"
#include "ingest/read/heading.h"
#include "ingest/read/rows.h"
#include "ingest/read/shape.h"
#include "ingest/read/type.h"
#include "ingest/read/value.h"

#define KEY_SHOWN 40 /* bytes of one that is not found */

/* A column whose cells are a field of one of a row's records. */
struct place {
    int field;
    int column;
    char *heading; /* as written */
};

struct variant {
    struct shape_give *gives;
    size_t give_count;
    struct place *places;
    size_t place_count;
};

/* How a row of another type is found, and what it said of the last. */
struct search {
    const struct shape_lookup *lookup;
    struct columns columns; /* of its key, in a row of ours */
    struct judge *judge;
    const struct value **keys;
    const char *otherwise; /* where there is no such row; NULL */
    struct str text;
    struct str absent;
};

static void columns_init(struct columns *c, const struct type *type,
                         const struct header *header)
{
    c->of_field = mem_alloc(type->field_count * sizeof(*c->of_field));
    for (size_t f = 0; f < type->field_count; f++)
        c->of_field[f] = -1;
    c->of_choice = mem_alloc(type->field_count * FIELD_CHOICES_MAX
                             * sizeof(*c->of_choice));
    for (size_t i = 0; i < type->field_count * FIELD_CHOICES_MAX; i++)
        c->of_choice[i] = -1;
    c->others = NULL;
    c->other_count = 0;
    for (int form = 0; form < SCHOOL_FORMS; form++)
        c->of_school[form] = -1;
    c->given = mem_zero(type->field_count, sizeof(*c->given));
    c->under = mem_zero(type->field_count, sizeof(*c->under));
    c->absent = mem_zero(type->field_count, sizeof(*c->absent));
    c->count = header->count;
    c->is_read = mem_zero(header->count + 1, sizeof(*c->is_read));
}

static void columns_release(struct columns *c)
{
    free(c->of_field);
    free(c->of_choice);
    for (size_t i = 0; i < c->other_count; i++)
        free(c->others[i].name);
    free(c->others);
    free(c->given);
    free(c->under);
    free(c->absent);
    free(c->is_read);
}

/* The place of what a column's heading means to the type, if anything. */
static int *find_place(struct columns *c, const struct type *type,
                       const struct shape *shape, const struct header *header,
                       size_t column, int rank)
{
    const struct heading *heading = header_means(header, type, column);

    if (!heading || heading->rank != rank
        || (shape && shape_field(shape, heading->field)))
        return NULL;
    return type->fields[heading->field].kind == FIELD_SCHOOL
               ? &c->of_school[heading->form]
               : &c->of_field[heading->field];
}

/* The place of a field whose headings are the shape's own. */
static int *find_shaped(struct columns *c, const struct shape *shape,
                        const char *normal)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct shape_field *field = &shape->fields[i];

        for (size_t j = 0; j < field->heading_count; j++)
            if (!strcmp(normal, field->headings[j]))
                return &c->of_field[field->field];
    }
    return NULL;
}

static void take_column(struct columns *c, int *place, size_t column)
{
    if (!place || *place >= 0)
        return;
    *place = (int)column;
    c->is_read[column] = true;
}

/*
 * The fields that have a column of their own. Of two columns for one field the
 * contract's own name wins, then the one that leads its list, then the left.
 */
static void map_columns(struct columns *c, const struct type *type,
                        const struct shape *shape, const struct header *header)
{
    for (int rank = 0; rank < type->heading_ranks; rank++)
        for (size_t i = 0; i < header->count; i++)
            take_column(c, find_place(c, type, shape, header, i, rank), i);
    for (size_t i = 0; shape && i < header->count; i++)
        if (!c->is_read[i])
            take_column(c, find_shaped(c, shape, header->normals[i]), i);
    for (size_t i = 0; shape && i < shape->field_count; i++)
        c->given[shape->fields[i].field] = shape->fields[i].value;
}

/* The columns of a field that is in one or another. */
static void map_choices(struct columns *c, const struct type *type,
                        const struct header *header)
{
    for (size_t f = 0; f < type->field_count; f++) {
        int *columns = &c->of_choice[f * FIELD_CHOICES_MAX];

        for (size_t i = 0; i < type->fields[f].choice_count; i++) {
            columns[i] =
                header_find(header, type->fields[f].choices[i].heading);
            if (columns[i] >= 0)
                c->is_read[columns[i]] = true;
        }
    }
}

static bool has_own(const struct columns *c, const struct type *type,
                    size_t field)
{
    const int *choices = &c->of_choice[field * FIELD_CHOICES_MAX];
    const int *school = c->of_school;

    for (size_t i = 0; i < type->fields[field].choice_count; i++)
        if (choices[i] >= 0)
            return true;

    if (c->given[field] || c->of_field[field] >= 0)
        return true;
    return type->fields[field].kind == FIELD_SCHOOL
           && (school[SCHOOL_URN] >= 0 || school[SCHOOL_LAESTAB] >= 0
               || (school[SCHOOL_LA] >= 0 && school[SCHOOL_ESTAB] >= 0));
}

static bool is_same(const struct variant *v, const struct shape_give *gives,
                    size_t count)
{
    if (v->give_count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (v->gives[i].field != gives[i].field
            || strcmp(v->gives[i].text, gives[i].text) != 0)
            return false;
    return true;
}

/* The record that says this and lacks the field, or a new one. */
static struct variant *find_variant(struct layout *l, int field,
                                    struct shape_give *gives, size_t count)
{
    struct variant *v;

    for (size_t i = 0; i < l->variant_count; i++) {
        if (!is_same(&l->variants[i], gives, count)
            || layout_varies(l, i, field))
            continue;
        for (size_t g = 0; g < count; g++)
            free(gives[g].text);
        return &l->variants[i];
    }
    l->variants =
        mem_grow(l->variants, l->variant_count + 1, sizeof(*l->variants));
    v = &l->variants[l->variant_count++];
    memset(v, 0, sizeof(*v));
    v->gives = mem_alloc((count + 1) * sizeof(*v->gives));
    memcpy(v->gives, gives, count * sizeof(*gives));
    v->give_count = count;
    return v;
}

/* Columns that are records of their own. False: one that must be is absent. */
static bool map_variants(struct layout *l, const struct header *header,
                         struct around *around)
{
    bool has_all = true;

    for (size_t c = 0; c < l->shape->column_count; c++) {
        const struct shape_column *column = &l->shape->columns[c];
        struct shape_give *gives = mem_alloc(
            (column->piece_count + column->give_count + 1) * sizeof(*gives));
        bool is_there = false;

        for (size_t i = 0; i < header->count; i++) {
            const struct cell *cell = &header->row->cells[i];
            struct variant *v;
            size_t count;

            if (l->base.is_read[i]
                || !shape_column_is(l->shape, column, &around->era, cell->text,
                                    cell->len, gives, &count))
                continue;
            is_there = l->base.is_read[i] = true;
            v = find_variant(l, column->field, gives, count);
            v->places =
                mem_grow(v->places, v->place_count + 1, sizeof(*v->places));
            v->places[v->place_count++] =
                (struct place){ column->field, (int)i,
                                mem_dup_n(cell->text, cell->len) };
        }
        has_all = has_all && (is_there || !column->is_literal);
        free(gives);
    }
    return l->variant_count > 0 && (has_all || !l->shape->needs_all);
}

/* A field that is to be looked up, where the header has what by. */
static void map_search(struct layout *l, const struct shape_lookup *lookup,
                       const struct header *header)
{
    struct search s = { .lookup = lookup,
                        .text = STR_INIT,
                        .absent = STR_INIT };
    bool has_all = true;

    columns_init(&s.columns, lookup->in, header);
    s.columns.needed = -1;
    for (size_t i = 0; i < lookup->key_count; i++) {
        const struct shape_key *key = &lookup->keys[i];
        int column = header_find(header, key->heading);

        if (*key->heading == '=') {
            s.columns.given[key->field] = key->heading + 1;
            continue;
        }
        s.columns.of_field[lookup->keys[i].field] = column;
        if (column >= 0)
            l->base.is_read[column] = true;
        has_all = has_all && column >= 0;
    }
    if (!has_all) {
        columns_release(&s.columns);
        return;
    }
    l->searches =
        mem_grow(l->searches, l->search_count + 1, sizeof(*l->searches));
    l->searches[l->search_count++] = s;
    l->searches[l->search_count - 1].otherwise = l->base.given[lookup->field];
    l->base.given[lookup->field] = s.text.text;
}

bool layout_has(const struct layout *l, size_t field)
{
    for (size_t i = 0; i < l->variant_count; i++)
        if (layout_varies(l, i, (int)field))
            return true;
    return has_own(&l->base, l->type, field);
}

bool layout_is_given(const struct type *type, const struct around *around)
{
    return around && around->school && type->school >= 0
           && type->keeps != KEEPS_SCHOOLS
           && type->fields[type->school].need != NEED_NOTHING;
}

static void give_school(struct columns *c, const struct type *type,
                        const struct around *around)
{
    if (layout_is_given(type, around)
        && !has_own(c, type, (size_t)type->school))
        c->given[type->school] = around->school;
}

/* What the file's path says of fields that no column has. */
static void give_path(struct layout *l, struct around *around)
{
    if (!l->shape || !around || !around->path
        || !shape_path_is(l->shape, &around->era, around->path, &l->said,
                          &l->said_count))
        return;
    for (size_t i = 0; i < l->said_count; i++)
        if (l->base.of_field[l->said[i].field] < 0)
            l->base.given[l->said[i].field] = l->said[i].text;
}

bool layout_build(struct layout *l, const struct type *type,
                  const struct shape *shape, const struct header *header,
                  struct around *around)
{
    memset(l, 0, sizeof(*l));
    l->type = type;
    l->shape = shape;
    columns_init(&l->base, type, header);
    map_columns(&l->base, type, shape, header);
    map_choices(&l->base, type, header);
    give_school(&l->base, type, around);
    give_path(l, around);
    for (size_t i = 0; shape && i < shape->lookup_count; i++)
        map_search(l, &shape->lookups[i], header);
    return !shape || !shape->column_count || map_variants(l, header, around);
}

static int compare_other(const void *a, const void *b)
{
    const struct other_column *one = a, *two = b;
    size_t one_len = strlen(one->name), two_len = strlen(two->name);
    size_t len = one_len < two_len ? one_len : two_len;
    int order = strncmp(one->name, two->name, len);

    /* As if each ended in "=". */
    if (order == 0 && one_len != two_len)
        order = one_len < two_len ? '=' - two->name[len] : one->name[len] - '=';
    return order ? order : one->column - two->column;
}

/* The columns that are no field's, where a field is made of them. */
static void map_others(struct columns *c, const struct type *type,
                       const struct header *header)
{
    const struct field *field = NULL;

    for (size_t f = 0; f < type->field_count; f++)
        if (type->fields[f].kind == FIELD_OTHERS)
            field = &type->fields[f];
    if (!field)
        return;
    c->others = mem_zero(header->count + 1, sizeof(*c->others));
    for (size_t i = 0; i < header->count; i++) {
        const struct cell *cell = &header->row->cells[i];
        struct str name = STR_INIT;

        published_filter_name(&name, cell->text, cell->len);
        if (!c->is_read[i] && name.len
            && !codes_find(&field->except, name.text, name.len)) {
            c->is_read[i] = codes_find(&field->codes, name.text, name.len);
            c->others[c->other_count++] =
                (struct other_column){ str_take(&name), (int)i };
        }
        str_release(&name);
    }
    if (c->other_count)
        qsort(c->others, c->other_count, sizeof(*c->others), compare_other);
}

void layout_open(struct layout *l, const struct type_set *types,
                 const struct fit *fit, const struct header *header,
                 struct around *around)
{
    (void)layout_build(l, fit->type, fit->shape, header, around);
    for (size_t i = 0; i < l->search_count; i++) {
        struct search *s = &l->searches[i];

        s->judge = judge_new(types, s->lookup->in, &s->columns, DATE_NONE);
        s->keys = mem_zero(s->lookup->key_count, sizeof(*s->keys));
    }
    columns_init(&l->columns, fit->type, header);
    memcpy(l->columns.is_read, l->base.is_read,
           l->base.count * sizeof(*l->base.is_read));
    memcpy(l->columns.of_choice, l->base.of_choice,
           fit->type->field_count * FIELD_CHOICES_MAX
               * sizeof(*l->base.of_choice));
    map_others(&l->columns, fit->type, header);
    l->columns.is_fixed = !l->variant_count && !l->search_count;
    layout_choose(l, 0);
}

static void release_searches(struct layout *l)
{
    for (size_t i = 0; i < l->search_count; i++) {
        struct search *s = &l->searches[i];

        judge_free(s->judge);
        columns_release(&s->columns);
        free(s->keys);
        str_release(&s->text);
        str_release(&s->absent);
    }
    free(l->searches);
}

void layout_release(struct layout *l)
{
    for (size_t i = 0; i < l->variant_count; i++) {
        struct variant *v = &l->variants[i];

        for (size_t g = 0; g < v->give_count; g++)
            free(v->gives[g].text);
        for (size_t p = 0; p < v->place_count; p++)
            free(v->places[p].heading);
        free(v->gives);
        free(v->places);
    }
    for (size_t i = 0; i < l->said_count; i++)
        free(l->said[i].text);
    free(l->said);
    free(l->variants);
    release_searches(l);
    columns_release(&l->base);
    columns_release(&l->columns);
    memset(l, 0, sizeof(*l));
}

void layout_choose(struct layout *l, size_t variant)
{
    struct columns *c = &l->columns;
    size_t fields = l->type->field_count;
    const struct variant *v;

    memcpy(c->of_field, l->base.of_field, fields * sizeof(*c->of_field));
    memcpy(c->of_school, l->base.of_school, sizeof(c->of_school));
    memcpy(c->given, l->base.given, fields * sizeof(*c->given));
    memset(c->under, 0, fields * sizeof(*c->under));
    memcpy(c->absent, l->base.absent, fields * sizeof(*c->absent));
    c->needed = -1;
    if (variant >= l->variant_count)
        return;
    v = &l->variants[variant];
    for (size_t i = 0; i < v->give_count; i++)
        c->given[v->gives[i].field] = v->gives[i].text;
    for (size_t i = 0; i < v->place_count; i++) {
        c->of_field[v->places[i].field] = v->places[i].column;
        c->under[v->places[i].field] = v->places[i].heading;
    }
}

/* The keys, as the other type reads them; false: one is none. */
static bool read_keys(struct search *s, const struct row *row)
{
    const struct record *record = judge_row(s->judge, row);
    const struct shape_lookup *lookup = s->lookup;

    for (size_t i = 0; i < lookup->key_count; i++) {
        s->keys[i] = &record->values[lookup->keys[i].field];
        if (!s->keys[i]->is_ok || s->keys[i]->is_blank)
            return false;
    }
    return true;
}

static void say_absent(struct search *s, bool is_key)
{
    const struct shape_lookup *lookup = s->lookup;

    str_addf(&s->absent, is_key ? "%s has no" : "nothing to look up in %s by",
             lookup->in->name);
    for (size_t i = 0; i < lookup->key_count; i++) {
        str_addf(&s->absent, "%s %s", i ? "," : "", lookup->keys[i].heading);
        if (is_key) {
            str_add(&s->absent, " '");
            str_add_whole(&s->absent, s->keys[i]->text, KEY_SHOWN);
            str_add(&s->absent, "'");
        }
    }
}

int layout_look_up(struct layout *l, const struct row *row,
                   layout_find_fn *find, void *context, struct err *err)
{
    for (size_t i = 0; i < l->search_count; i++) {
        struct search *s = &l->searches[i];
        int field = s->lookup->field;
        bool is_key;

        str_clear(&s->text);
        str_clear(&s->absent);
        is_key = read_keys(s, row);
        if (is_key && find && find(context, s->lookup, s->keys, &s->text, err))
            return -1;
        if (!s->text.len)
            say_absent(s, is_key);
        l->base.given[field] = s->text.text;
        l->base.absent[field] = s->text.len ? NULL : s->absent.text;
        if (!s->text.len && s->otherwise && *s->otherwise) {
            l->base.given[field] = s->otherwise;
            l->base.absent[field] = NULL;
        }
    }
    return 0;
}

void layout_choose_blank(struct layout *l)
{
    layout_choose(l, 0);
    l->columns.needed = l->variants[0].places[0].field;
}

bool layout_is_blank(const struct layout *l, size_t variant,
                     const struct row *row)
{
    const struct variant *v = &l->variants[variant];

    for (size_t i = 0; i < v->place_count; i++) {
        size_t column = (size_t)v->places[i].column;
        struct cell *cell;

        if (column >= row->count)
            continue;
        cell = &row->cells[column];
        if (row->has_high)
            cell->len = value_straighten(cell->text, cell->len);
        if (!value_is_nothing(cell->text, cell->len))
            return false;
    }
    return true;
}

bool layout_varies(const struct layout *l, size_t variant, int field)
{
    const struct variant *v = &l->variants[variant];

    for (size_t i = 0; i < v->give_count; i++)
        if (v->gives[i].field == field)
            return true;
    for (size_t i = 0; i < v->place_count; i++)
        if (v->places[i].field == field)
            return true;
    return false;
}
