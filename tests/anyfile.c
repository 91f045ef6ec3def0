#include "tests/anyfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/value.h"
#include "tests/world.h"

/* What a value is made for. */
struct spot {
    struct prop *p;
    const struct type *type;
    char *const *cells; /* of the row so far, NULL = not yet */
    size_t field;
    size_t pupil;
    size_t school;
};

#define PICK(p, list) ((list)[prop_below(p, sizeof(list) / sizeof((list)[0]))])

/* --- values ----------------------------------------------------------------
 */

/* Text that means something to the program; any other is made up. */
static const char *text_of(struct prop *p, const char *heading)
{
    static const struct {
        const char *heading;
        const char *values[3];
    } known[] = {
        { "PhaseOfEducation (name)", { "Primary", "Secondary", "" } },
        { "TypeOfEstablishment (name)",
          { "Academy", "Community special school", "Academy" } },
        { "EstablishmentStatus (name)", { "Open", "Closed", "Open" } },
        { "DistrictAdministrative (name)", { "North", "South", "" } },
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (!strcmp(known[i].heading, heading))
            return PICK(p, known[i].values);
    return NULL;
}

static void add_date(const struct spot *s, struct str *text)
{
    static const char *const days[] = {
        "2024-09-02", "2024-09-02", "2025-01-15", "2025-09-01", "2019-10-01",
        "2025-10-23", "2025-11-04", "2025-12-18", "2026-01-12",
    }; /* what begins did mostly so long ago that other dates meet it */
    const struct field *field = &s->type->fields[s->field];
    bool is_start = (int)s->field == s->type->start;
    size_t count = is_start && prop_below(s->p, 4) ? 4 : 9;
    date_t day = date_parse_iso(days[prop_below(s->p, count)]);
    char iso[DATE_TEXT_SIZE];

    if (field->is_private)
        day = date_make(2010 + (int)s->pupil, 3, 15);
    else if ((int)s->field == s->type->end && s->cells[s->type->start])
        day = date_parse_iso(s->cells[s->type->start])
              + (date_t)prop_below(s->p, 300);
    else if ((int)s->field == s->type->date)
        day = date_make(2025, 9, 8) + (date_t)prop_below(s->p, 110);
    date_format(day, iso);
    str_add(text, iso);
}

/* One of the set, the first oftener; a word for nothing is read as nothing. */
static void add_code(const struct spot *s, struct str *text)
{
    const struct codes *codes = &s->type->fields[s->field].codes;
    const char *code;

    if (!codes->count) {
        str_addf(text, "N%zu", 1 + prop_below(s->p, 3));
        return;
    }
    do {
        code = codes
                   ->items[prop_below(s->p, 3) ? prop_below(s->p, codes->count)
                                               : 0]
                   .text;
    } while (value_is_nothing(code, strlen(code)));
    str_add(text, code);
}

static void add_marks(const struct spot *s, struct str *text)
{
    static const char alphabet[] = "/\\/\\IOLUMD ";
    size_t length = s->type->fields[s->field].kind == FIELD_MARK
                        ? 1
                        : 2 + 2 * prop_below(s->p, 30);

    for (size_t i = 0; i < length; i++)
        str_add_c(text, alphabet[prop_below(
                            s->p, sizeof(alphabet) - (length == 1 ? 2 : 1))]);
}

static void add_id(const struct spot *s, struct str *text)
{
    const struct field *field = &s->type->fields[s->field];

    if ((int)s->field == s->type->child)
        str_addf(text, "K%zu", s->pupil);
    else if (field->digits == 3)
        str_add(text, prop_below(s->p, 4) ? "919" : "918");
    else
        str_addf(text, "%zu", 4001 + s->school);
}

static void add_value(const struct spot *s, struct str *text)
{
    const struct field *field = &s->type->fields[s->field];
    const char *known = text_of(s->p, field->heading);
    size_t pupil = s->pupil;
    char upn[14];

    switch (field->kind) {
    case FIELD_OTHERS:
    case FIELD_TEXT:
        str_addf(text, known ? "%s" : "%sText%zu", known ? known : "",
                 prop_below(s->p, 3));
        break;
    case FIELD_NAME:
        str_addf(text, "%s%zu", field->heading, pupil / 2);
        break;
    case FIELD_ID:
        add_id(s, text);
        break;
    case FIELD_CODE:
        add_code(s, text);
        break;
    case FIELD_FLAG:
        str_add_c(text, "YN"[prop_below(s->p, 2)]);
        break;
    case FIELD_DATE:
        add_date(s, text);
        break;
    case FIELD_INT:
    case FIELD_NUMBER:
        str_addf(text, "%d", (int)field->least + (int)prop_below(s->p, 9));
        break;
    case FIELD_YEAR:
        str_add(text, prop_below(s->p, 3) ? "2025/26" : "2024/25");
        break;
    case FIELD_END_YEAR:
        str_add(text, prop_below(s->p, 3) ? "2026" : "2025");
        break;
    case FIELD_PERIOD:
        str_add(text, prop_below(s->p, 3) ? "202425" : "2025");
        break;
    case FIELD_UPN:
        /* A UPN that is not the row's own may be anybody's. */
        if ((int)s->field != s->type->pupil && !prop_below(s->p, 4))
            pupil = prop_below(s->p, ANY_PUPILS);
        world_upn((int)pupil, upn);
        str_add(text, upn);
        break;
    case FIELD_URN:
    case FIELD_SCHOOL:
        str_addf(text, "%zu", 100001 + s->school);
        break;
    case FIELD_MARK:
    case FIELD_MARKS:
        add_marks(s, text);
        break;
    }
}

/* Mostly blank where that says more: who somebody was, or an end. */
static bool is_blank(const struct spot *s)
{
    const struct field *field = &s->type->fields[s->field];

    if (field->need == NEED_VALUE || (int)s->field == s->type->child
        || (int)s->field == s->type->school || field->required_when.field >= 0)
        return false;
    if (field->kind == FIELD_UPN && s->type->pupil >= 0)
        return (int)s->field != s->type->pupil && prop_below(s->p, 6) != 0;
    if (field->otherwise)
        return prop_below(s->p, 4) != 0;
    return prop_below(s->p, (int)s->field == s->type->end ? 2 : 4) == 0;
}

static char *make_value(const struct spot *s)
{
    struct str text = STR_INIT;

    if (!is_blank(s))
        add_value(s, &text);
    return str_take(&text);
}

/* --- rows ------------------------------------------------------------------
 */

static char **row_of(const struct anyfile *f, size_t row)
{
    return f->cells + row * f->type->field_count;
}

static bool same_key(const struct anyfile *f, char *const *a, char *const *b)
{
    for (size_t i = 0; i < f->type->key_count; i++)
        if (strcmp(a[f->type->key[i]], b[f->type->key[i]]) != 0)
            return false;
    return true;
}

static void free_row(const struct anyfile *f, char **cells)
{
    for (size_t i = 0; i < f->type->field_count; i++)
        free(cells[i]);
}

/* A row about the n-th pupil or, where it is about none, school. */
static bool try_row(struct prop *p, struct anyfile *f, size_t n)
{
    size_t width = f->type->field_count;
    bool is_of_pupil = f->type->pupil >= 0 || f->type->child >= 0;
    struct spot s = { .p = p,
                      .type = f->type,
                      .pupil = n % ANY_PUPILS,
                      .school = is_of_pupil ? prop_below(p, ANY_SCHOOLS)
                                            : n % ANY_SCHOOLS };
    char **cells;

    f->cells = mem_grow(f->cells, (f->rows + 1) * width, sizeof(*f->cells));
    cells = row_of(f, f->rows);
    memset(cells, 0, width * sizeof(*cells));
    s.cells = cells;
    for (s.field = 0; s.field < width; s.field++)
        cells[s.field] = make_value(&s);
    for (size_t i = 0; i < f->rows; i++)
        if (same_key(f, row_of(f, i), cells)) {
            free_row(f, cells);
            return false;
        }
    f->rows++;
    return true;
}

void anyfile_make(struct prop *p, const struct type *type, struct anyfile *f)
{
    size_t tries = type->mode == TYPE_MARKS ? 24 : 8;

    *f = (struct anyfile){ .type = type };
    for (size_t i = 0; i < tries; i++)
        try_row(p, f, i);
}

void anyfile_release(struct anyfile *f)
{
    for (size_t i = 0; i < f->rows; i++)
        free_row(f, row_of(f, i));
    free(f->cells);
}

bool anyfile_add(struct prop *p, struct anyfile *f)
{
    for (size_t i = 0; i < 10; i++)
        if (try_row(p, f, prop_below(p, 30)))
            return true;
    return false;
}

void anyfile_drop(struct anyfile *f, size_t row)
{
    size_t width = f->type->field_count;

    free_row(f, row_of(f, row));
    f->rows--;
    memmove(row_of(f, row), row_of(f, row + 1),
            (f->rows - row) * width * sizeof(*f->cells));
}

/* A date moves by a day, or by months; an end not before its start. */
static char *moved(const struct spot *s)
{
    static const int steps[] = { -1, 1, 1, -30, 30, 70, 70, -200, 365 };
    bool is_end = (int)s->field == s->type->end;
    date_t day = date_parse_iso(s->cells[s->field]);
    char text[DATE_TEXT_SIZE];

    if (day == DATE_NONE)
        return NULL;
    day += PICK(s->p, steps);
    if (is_end && day < date_parse_iso(s->cells[s->type->start]))
        return NULL;
    date_format(day, text);
    return mem_dup(text);
}

bool anyfile_change(struct prop *p, struct anyfile *f, size_t row, size_t field)
{
    char **cell = &row_of(f, row)[field];
    struct spot s = {
        .p = p, .type = f->type, .cells = row_of(f, row), .field = field
    };

    for (int i = 0; i < 20; i++) {
        char *value = NULL;

        s.pupil = prop_below(p, ANY_PUPILS);
        s.school = prop_below(p, ANY_SCHOOLS);
        if (f->type->fields[field].kind == FIELD_DATE && prop_below(p, 4))
            value = moved(&s);
        if (!value)
            value = make_value(&s);
        if (strcmp(value, *cell) != 0) {
            free(*cell);
            *cell = value;
            return true;
        }
        free(value);
    }
    return false;
}

char *anyfile_text(const struct anyfile *f, size_t row)
{
    struct str text = STR_INIT;

    for (size_t i = 0; i < f->type->field_count; i++)
        str_addf(&text, "%s%s", i ? "," : "", f->type->fields[i].heading);
    str_add_c(&text, '\n');
    for (size_t r = 0; r < f->rows; r++)
        for (size_t i = 0;
             (row == ANY_ALL || r == row) && i < f->type->field_count; i++)
            str_addf(&text, "\"%s\"%s", row_of(f, r)[i],
                     i + 1 < f->type->field_count ? "," : "\n");
    return str_take(&text);
}
