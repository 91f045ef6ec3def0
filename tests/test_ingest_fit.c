#include "ingest/read/fit.h"

#include <string.h>

#include "config/config.h"
#include "core/str.h"
#include "ingest/read/header.h"
#include "ingest/read/heading.h"
#include "ingest/read/layout.h"
#include "ingest/read/rows.h"
#include "ingest/read/shape.h"
#include "ingest/read/type.h"
#include "tests/testing.h"

/*
 * A header's fit is told by bits and bounds; here it is told as the contract
 * says it, by a layout of every type by every shape.
 */

static char folder[] = ".";
static char path[] = "./county.ini";
static const struct config county = { .path = path, .folder = folder };
static struct type_set types;

static int read_types(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(type_set_read(&types, &county, &err), &err);
    return 0;
}

static int release_types(void **state)
{
    (void)state;
    type_set_release(&types);
    return 0;
}

/* --- by layouts --- */

static size_t held_by(const struct layout *l)
{
    size_t held = 0;

    for (size_t f = 0; f < l->type->field_count; f++)
        held += l->type->fields[f].need != NEED_NOTHING && layout_has(l, f);
    return held;
}

/* Headings that must be there and need not, as the sender says it. */
static size_t given_by(const struct layout *l)
{
    size_t given = 0;

    for (size_t f = 0; f < l->type->field_count; f++)
        given += l->type->fields[f].need != NEED_NOTHING && l->base.given[f];
    return given;
}

static size_t required_of(const struct type *type)
{
    size_t required = 0;

    for (size_t f = 0; f < type->field_count; f++)
        required += type->fields[f].need != NEED_NOTHING;
    return required;
}

/* Of how many columns the shape makes a whole header; -1: of none. */
static int reads_by(const struct shape *shape, const struct header *header,
                    struct around *around)
{
    struct layout l;
    int reads = -1;

    if (layout_build(&l, shape->type, shape, header, around)
        && held_by(&l) == required_of(shape->type)) {
        reads = 0;
        for (size_t i = 0; i < header->count; i++)
            reads += l.base.is_read[i];
    }
    layout_release(&l);
    for (size_t i = 0; reads >= 0 && i < shape->also_count; i++)
        if (reads_by(shape_find(&types, shape->also[i]), header, around) < 0)
            reads = -1;
    return reads;
}

static struct fit fit_slowly(const struct type *type,
                             const struct header *header, struct around *around)
{
    struct fit fit = { type, NULL, 0, required_of(type) };
    struct layout l;
    int most = 0;

    (void)layout_build(&l, type, NULL, header, around);
    fit.held = held_by(&l) - given_by(&l);
    fit.required -= given_by(&l);
    layout_release(&l);
    for (size_t i = 0; i < types.shape_count; i++) {
        const struct shape *shape = &types.shapes[i];
        int reads;

        if (shape->type != type
            || (fit.held == fit.required && !shape->also_count))
            continue;
        reads = reads_by(shape, header, around);
        if (reads < 0 || reads < most)
            continue;
        fit.shape = reads > most ? shape : NULL;
        most = reads;
    }
    if (fit.shape)
        fit.held = fit.required;
    return fit;
}

static struct fit fit_all_slowly(const struct header *header,
                                 struct around *around)
{
    struct fit best = { NULL, NULL, 0, 0 };

    for (size_t i = 0; i < types.count; i++) {
        struct fit fit = fit_slowly(&types.types[i], header, around);

        if (!fit.held || fit.held * 2 < fit.required || fit.held < best.held)
            continue;
        if (fit.held == best.held)
            fit.type = NULL;
        best = fit;
    }
    return best;
}

/* --- headers --- */

#define CELLS 40

struct line {
    struct str texts[CELLS];
    struct cell cells[CELLS];
    struct row row;
};

static void add_text(struct line *line, const char *text)
{
    if (line->row.count < CELLS)
        str_add(&line->texts[line->row.count++], text);
}

/* What a column of a shape is headed by, days and terms of the day filled in.
 */
static void add_column(struct prop *p, struct line *line,
                       const struct shape *shape,
                       const struct shape_column *column)
{
    static const char *const days[] = { "02/11", "3 Nov 2025", "2025-11-04" };
    struct str text = STR_INIT;

    for (size_t i = 0; i < column->piece_count; i++) {
        const struct shape_piece *piece = &column->pieces[i];
        const struct field *field =
            piece->field < 0 ? NULL : &shape->type->fields[piece->field];

        if (i)
            str_add_c(&text, ' ');
        if (piece->literal)
            str_add(&text, piece->literal);
        else if (field && field->codes.count)
            str_add(&text,
                    field->codes.items[prop_below(p, field->codes.count)].text);
        else
            str_add(&text, days[prop_below(p, 3)]);
    }
    add_text(line, text.text);
    str_release(&text);
}

static void add_shape(struct prop *p, struct line *line,
                      const struct shape *shape)
{
    for (size_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].heading_count && prop_below(p, 12))
            add_text(line, shape->fields[i].headings[0]);
    for (size_t i = 0; i < shape->lookup_count; i++)
        for (size_t k = 0; k < shape->lookups[i].key_count; k++)
            if (prop_below(p, 12))
                add_text(line, shape->lookups[i].keys[k].heading);
    for (size_t i = 0; i < shape->column_count; i++)
        for (size_t times = prop_below(p, 4); times > 0; times--)
            add_column(p, line, shape, &shape->columns[i]);
}

/* Most of a type's headings, and what one of its shapes, or any, asks for. */
static void make(struct prop *p, struct line *line)
{
    const struct type *type = &types.types[prop_below(p, types.count)];
    size_t lost = prop_below(p, 4);

    memset(line, 0, sizeof(*line));
    for (size_t i = 0; i < CELLS; i++)
        line->texts[i] = (struct str)STR_INIT;
    for (size_t i = 0; i < type->heading_count; i++)
        if (type->headings[i].rank == 0
                ? prop_below(p, 10) >= lost * prop_below(p, 4)
                : !prop_below(p, 60))
            add_text(line, type->headings[i].text);
    for (size_t i = 0; i < types.shape_count; i++)
        if (types.shapes[i].type == type && !prop_below(p, 3))
            add_shape(p, line, &types.shapes[i]);
    if (!prop_below(p, 3))
        add_shape(p, line, &types.shapes[prop_below(p, types.shape_count)]);
    for (size_t i = 0; i < line->row.count; i++) {
        line->cells[i].text = line->texts[i].text;
        line->cells[i].len = line->texts[i].len;
    }
    line->row.cells = line->cells;
}

static void release(struct line *line)
{
    for (size_t i = 0; i < CELLS; i++)
        str_release(&line->texts[i]);
}

static void a_header_fits_as_its_layouts_say(void **state)
{
    size_t whole = 0, shaped = 0, none = 0;

    (void)state;
    for (struct prop p = prop_begin(3000); prop_next(&p);) {
        struct around around = {
            .path = prop_below(&p, 2) ? "100001/2025 autumn census.csv" : NULL,
            .school = prop_below(&p, 2) ? "100001" : NULL
        };
        struct fit nearest = { NULL, NULL, 0, 0 };
        struct header header;
        struct line line;
        struct fit fast, slow;
        bool is_nearer;

        era_begin(&around.era, prop_below(&p, 2) ? DATE_NONE : 20500);
        make(&p, &line);
        header_open(&header, &types, &line.row);
        fast = fit_header(&header, &around, &nearest, &is_nearer);
        slow = fit_all_slowly(&header, &around);
        prop_assert(&p, fast.type == slow.type && fast.shape == slow.shape);
        prop_assert(&p, fast.held == slow.held);
        prop_assert(&p, fast.required == slow.required);
        whole += fast.type && !fast.shape && fast.held == fast.required;
        shaped += fast.type && fast.shape;
        none += !fast.type;
        header_close(&header);
        release(&line);
    }
    assert_true((whole > 100 && shaped > 60 && none > 20)
                || testing_environment("PROP_SEED"));
}

static void a_heading_is_what_its_type_says(void **state)
{
    char urn[] = "URN", born[] = " d.o.b ", none[] = "--";
    struct cell cells[] = { { .text = urn, .len = 3 },
                            { .text = born, .len = 7 },
                            { .text = none, .len = 2 } };
    const struct row row = { .cells = cells, .count = 3 };
    const struct type *pupils = type_find(&types, "pupils");
    const struct type *marks = type_find(&types, "attendance");
    struct header header;

    (void)state;
    header_open(&header, &types, &row);
    for (size_t i = 0; i < 3; i++) {
        assert_ptr_equal(header_means(&header, pupils, i),
                         heading_find(pupils, cells[i].text, cells[i].len));
        assert_ptr_equal(header_means(&header, marks, i),
                         heading_find(marks, cells[i].text, cells[i].len));
    }
    assert_non_null(header_means(&header, pupils, 1));
    assert_null(header_means(&header, marks, 1));
    assert_int_equal(header_find(&header, "D-O-B"), 1);
    assert_int_equal(header_find(&header, "--"), -1);
    header_close(&header);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_fits_as_its_layouts_say),
        cmocka_unit_test(a_heading_is_what_its_type_says),
    };

    return cmocka_run_group_tests(tests, read_types, release_types);
}
