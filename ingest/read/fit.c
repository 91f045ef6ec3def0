#include "ingest/read/fit.h"

#include <stdint.h>
#include <string.h>

#include "core/str.h"
#include "ingest/read/header.h"
#include "ingest/read/heading.h"
#include "ingest/read/layout.h"
#include "ingest/read/rows.h"
#include "ingest/read/shape.h"
#include "ingest/read/type.h"

static uint64_t bit_of(int field)
{
    return UINT64_C(1) << field;
}

static size_t count_bits(uint64_t bits)
{
    size_t count = 0;

    for (; bits; bits &= bits - 1)
        count++;
    return count;
}

/* --- what a header has of a type by itself --- */

static uint64_t fields_of_school(const struct type *type)
{
    uint64_t fields = 0;

    for (size_t f = 0; f < type->field_count; f++)
        if (type->fields[f].kind == FIELD_SCHOOL)
            fields |= bit_of((int)f);
    return fields;
}

static bool has_choice(const struct field *field, const struct header *header)
{
    for (size_t i = 0; i < field->choice_count; i++)
        if (header_find(header, field->choices[i].heading) >= 0)
            return true;
    return false;
}

/* Those of which layout_has() any by no shape, told without a layout. */
static uint64_t own_fields(const struct type *type, const struct header *header)
{
    bool forms[SCHOOL_FORMS] = { false };
    uint64_t fields = 0;

    for (size_t i = 0; i < header->count; i++) {
        const struct heading *heading = header_means(header, type, i);

        if (heading && type->fields[heading->field].kind == FIELD_SCHOOL)
            forms[heading->form] = true;
        else if (heading)
            fields |= bit_of(heading->field);
    }
    if (forms[SCHOOL_URN] || forms[SCHOOL_LAESTAB]
        || (forms[SCHOOL_LA] && forms[SCHOOL_ESTAB]))
        fields |= fields_of_school(type);
    for (size_t f = 0; f < type->field_count; f++)
        if (has_choice(&type->fields[f], header))
            fields |= bit_of((int)f);
    return fields;
}

/* The school, where no column has it and the sender says it. */
static uint64_t given_fields(const struct type *type, uint64_t own,
                             const struct around *around)
{
    return layout_is_given(type, around) ? bit_of(type->school) & ~own : 0;
}

/* --- and what it may have by a shape --- */

/* Every word of the column is in the heading, and a digit for a day or a
   number. */
static bool may_be_column(const struct shape *shape,
                          const struct shape_column *column, const char *normal)
{
    for (size_t i = 0; i < column->piece_count; i++) {
        const struct shape_piece *piece = &column->pieces[i];
        enum field_kind kind = piece->literal || piece->field < 0
                                   ? FIELD_TEXT
                                   : shape->type->fields[piece->field].kind;

        if (piece->literal && !strstr(normal, piece->literal))
            return false;
        if ((kind == FIELD_DATE || kind == FIELD_INT)
            && !strpbrk(normal, "0123456789"))
            return false;
    }
    return true;
}

static uint64_t fields_of_pieces(const struct shape_column *column)
{
    uint64_t fields = 0;

    for (size_t i = 0; i < column->piece_count; i++)
        if (column->pieces[i].field >= 0)
            fields |= bit_of(column->pieces[i].field);
    return fields;
}

static uint64_t fields_of_columns(const struct shape *shape,
                                  const struct header *header)
{
    uint64_t fields = 0;

    for (size_t c = 0; c < shape->column_count; c++) {
        const struct shape_column *column = &shape->columns[c];
        bool may_be = false;

        for (size_t i = 0; i < header->count && !may_be; i++)
            may_be = may_be_column(shape, column, header->normals[i]);
        if (!may_be)
            continue;
        fields |= bit_of(column->field) | fields_of_pieces(column);
        for (size_t i = 0; i < column->give_count; i++)
            fields |= bit_of(column->gives[i].field);
    }
    return fields;
}

static bool has_shaped(const struct shape_field *field,
                       const struct header *header)
{
    for (size_t i = 0; i < field->heading_count; i++)
        if (header_find(header, field->headings[i]) >= 0)
            return true;
    return field->value != NULL;
}

static bool has_keys(const struct shape_lookup *lookup,
                     const struct header *header)
{
    for (size_t i = 0; i < lookup->key_count; i++)
        if (*lookup->keys[i].heading != '='
            && header_find(header, lookup->keys[i].heading) < 0)
            return false;
    return true;
}

/*
 * No fewer than those that layout_has() by the shape and not without it: so
 * that of nearly all shapes it is known that they make a header no header,
 * without a layout of each.
 */
static uint64_t shaped_fields(const struct shape *shape,
                              const struct header *header,
                              const struct around *around)
{
    uint64_t fields = fields_of_columns(shape, header);

    for (size_t i = 0; i < shape->field_count; i++)
        if (has_shaped(&shape->fields[i], header))
            fields |= bit_of(shape->fields[i].field);
    for (size_t i = 0; i < shape->lookup_count; i++)
        if (has_keys(&shape->lookups[i], header))
            fields |= bit_of(shape->lookups[i].field);
    for (size_t i = 0; around->path && i < shape->path_count; i++)
        fields |= fields_of_pieces(&shape->paths[i]);
    return fields;
}

static bool has_all(const struct layout *l)
{
    for (size_t f = 0; f < l->type->field_count; f++)
        if (l->type->fields[f].need != NEED_NOTHING && !layout_has(l, f))
            return false;
    return true;
}

static size_t count_read(const struct layout *l)
{
    size_t count = 0;

    for (size_t i = 0; i < l->base.count; i++)
        count += l->base.is_read[i];
    return count;
}

/* Does the shape make the header whole? *reads: how many columns of it. */
static bool makes_whole(const struct shape *shape, const struct header *header,
                        struct around *around, size_t *reads)
{
    struct layout l;
    bool is_whole =
        layout_build(&l, shape->type, shape, header, around) && has_all(&l);

    *reads = count_read(&l);
    layout_release(&l);
    return is_whole;
}

/* As shaped_fields() tells it: false is certain. */
static bool may_make_whole(const struct shape *shape,
                           const struct header *header,
                           const struct around *around)
{
    const struct type *type = shape->type;
    const uint64_t own = own_fields(type, header);
    const uint64_t lacking =
        type->required & ~own & ~given_fields(type, own, around);

    return !lacking || !(lacking & ~shaped_fields(shape, header, around));
}

/* It, and those that are of the same file. */
static bool all_may_make_whole(const struct shape *shape,
                               const struct header *header,
                               const struct around *around)
{
    for (size_t i = 0; i < shape->also_count; i++)
        if (!may_make_whole(shape_find(header->types, shape->also[i]), header,
                            around))
            return false;
    return may_make_whole(shape, header, around);
}

static bool makes_others_whole(const struct shape *shape,
                               const struct header *header,
                               struct around *around)
{
    size_t reads;

    for (size_t i = 0; i < shape->also_count; i++)
        if (!makes_whole(shape_find(header->types, shape->also[i]), header,
                         around, &reads))
            return false;
    return true;
}

/*
 * The shape that makes the header whole and reads most of it; NULL = none. Of a
 * header that is whole one of a file of several types.
 */
static const struct shape *find_shape(const struct type *type, bool is_whole,
                                      const struct header *header,
                                      struct around *around)
{
    const struct type_set *types = header->types;
    const struct shape *best = NULL;
    size_t most = 0;

    for (size_t i = 0; i < types->shape_count; i++) {
        const struct shape *shape = &types->shapes[i];
        size_t reads;

        if (shape->type != type || (is_whole && !shape->also_count)
            || !all_may_make_whole(shape, header, around)
            || !makes_whole(shape, header, around, &reads) || reads < most
            || !makes_others_whole(shape, header, around))
            continue;
        best = reads > most ? shape : NULL; /* two alike: neither */
        most = reads;
    }
    return best;
}

static struct fit fit_type(const struct type *type, const struct header *header,
                           struct around *around)
{
    const uint64_t own = own_fields(type, header) & type->required;
    const uint64_t asked = type->required & ~given_fields(type, own, around);
    struct fit fit = { type, NULL, count_bits(own), count_bits(asked) };

    fit.shape = find_shape(type, own == asked, header, around);
    if (fit.shape)
        fit.held = fit.required;
    return fit;
}

static bool is_nearer_than(const struct fit *fit, const struct fit *other)
{
    return fit->type->mode != TYPE_IGNORED && fit->held
           && (fit->held > other->held
               || (fit->held == other->held
                   && fit->required < other->required));
}

struct fit fit_header(const struct header *header, struct around *around,
                      struct fit *nearest, bool *is_nearer)
{
    const struct type_set *types = header->types;
    struct fit best = { NULL, NULL, 0, 0 };

    *is_nearer = false;
    for (size_t i = 0; i < types->count; i++) {
        struct fit fit = fit_type(&types->types[i], header, around);

        if (is_nearer_than(&fit, nearest)) {
            *nearest = fit;
            *is_nearer = true;
        }
        if (!fit.held || fit.held * 2 < fit.required || fit.held < best.held)
            continue;
        if (fit.held == best.held)
            fit.type = NULL;
        best = fit;
    }
    return best;
}

static const char name_sender[] =
    "; a sender's files can be named in senders.csv, or lie in a folder called"
    " by its URN, which the list of schools has";

void fit_name_school(const struct type *type, struct str *text)
{
    str_addf(text, "%s without column '%s'%s", type->reports_as,
             type->fields[type->school].heading, name_sender);
}

void fit_name_missing(const struct fit *fit, const struct header *header,
                      const struct around *around, struct str *text)
{
    static const char first[] = " without column ";
    const struct type *type = fit->type;
    const char *before = first;
    bool is_school = false, is_published = false;
    struct layout l;

    (void)layout_build(&l, type, NULL, header, NULL);
    str_add(text, type->reports_as);
    for (size_t f = 0; f < type->field_count; f++) {
        if (type->fields[f].need == NEED_NOTHING || layout_has(&l, f)
            || ((int)f == type->school && layout_is_given(type, around)))
            continue;
        str_addf(text, "%s'%s'", before, type->fields[f].heading);
        before = ", ";
        is_school = is_school || (int)f == type->school;
        is_published = is_published || type->fields[f].is_published;
    }
    if (before == first)
        str_add(text, ", all of whose columns it has, and as many of another"
                      " type's");
    if (is_published)
        str_add(text, ": no column is one that benchmarks/*.ini says is a"
                      " figure");
    if (is_school && type->keeps != KEEPS_SCHOOLS)
        str_add(text, name_sender);
    layout_release(&l);
}
