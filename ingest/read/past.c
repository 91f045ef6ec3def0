#include "ingest/read/past.h"

#include <stddef.h>
#include <string.h>

#include "ingest/read/judge.h"
#include "ingest/read/type.h"

static bool has(const struct record *record, int field)
{
    return field >= 0 && record->values[field].is_ok
           && !record->values[field].is_blank;
}

/* The last day of the academic year that begins in a year. */
static date_t end_of_year(int64_t begins)
{
    return date_make((int)begins + 1, 7, 31);
}

/* What a field says of when; DATE_NONE: nothing. */
static date_t day_of(const struct type *type, const struct record *record,
                     int field)
{
    const struct value *value;

    if (!has(record, field))
        return DATE_NONE;
    value = &record->values[field];
    switch (type->fields[field].kind) {
    case FIELD_DATE:
        return value->date;
    case FIELD_YEAR:
        return end_of_year(value->number);
    case FIELD_END_YEAR:
        return end_of_year(value->number - 1);
    default:
        return DATE_NONE;
    }
}

/* A year that the key has, of types whose rows have none by role. */
static int year_of_key(const struct type *type)
{
    for (size_t i = 0; i < type->key_count; i++) {
        enum field_kind kind = type->fields[type->key[i]].kind;

        if (kind == FIELD_YEAR || kind == FIELD_END_YEAR)
            return type->key[i];
    }
    return -1;
}

/* Of a string of marks it has two for each day. */
static date_t last_mark(const struct type *type, const struct record *record)
{
    date_t day = day_of(type, record, type->date);

    if (day != DATE_NONE && type->fields[type->mark].kind == FIELD_MARKS
        && has(record, type->mark))
        day += (date_t)((record->values[type->mark].len + 1) / 2) - 1;
    return day;
}

static int year_field(const struct type *type)
{
    return type->year >= 0 ? type->year : year_of_key(type);
}

bool past_is_spell(const struct type *type)
{
    return type->mode != TYPE_MARKS && type->end >= 0 && year_field(type) < 0;
}

date_t past_last_day(const struct type *type, const struct record *record,
                     date_t told)
{
    date_t day, end;

    if (type->mode == TYPE_MARKS) {
        day = last_mark(type, record);
        return day == DATE_NONE ? told : day;
    }
    day = day_of(type, record, year_field(type));
    end = day_of(type, record, type->end);
    if (day == DATE_NONE)
        day = end;
    if (day == DATE_NONE)
        return told;
    return end != DATE_NONE && end > day ? end : day;
}

/* Has its key a number that another's has, by the heading? */
static bool shares_number(const struct type *type, const struct type *other)
{
    for (size_t i = 0; i < type->key_count; i++)
        for (size_t k = 0; k < other->key_count; k++) {
            const struct field *one = &type->fields[type->key[i]];
            const struct field *two = &other->fields[other->key[k]];

            if (one->kind == FIELD_ID && two->kind == FIELD_ID
                && !strcmp(one->heading, two->heading))
                return true;
        }
    return false;
}

bool past_is_of_children(const struct type_set *types, const struct type *type)
{
    bool is = type_owner(type) >= 0 || type->mode == TYPE_IGNORED;

    for (size_t i = 0; !is && i < types->count; i++)
        is = type_owner(&types->types[i]) >= 0
             && shares_number(type, &types->types[i]);
    return is;
}

date_t past_first_kept(date_t as_of, int years)
{
    const struct date_parts now = date_split(as_of);

    return date_make(now.year - years - (now.month < 8), 8, 1);
}
