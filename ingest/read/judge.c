#include "ingest/read/judge.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "config/published.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/kind.h"
#include "ingest/read/recall.h"
#include "ingest/read/rows.h"
#include "ingest/read/type.h"

#define NOT_ALONE INT_MAX

static const struct value nothing = { .text = "", .date = DATE_NONE };

static uint64_t bit_of(int f)
{
    return UINT64_C(1) << f;
}

/* Do the bytes of a field's cell decide alone what it is read as? A mark's with
   its date, whose days are kept beside it. */
static bool is_recalled(const struct field *field)
{
    return field->kind != FIELD_MARKS && field->kind != FIELD_OTHERS
           && !field->is_several && !field->choice_count && field->valid_by < 0
           && field->codes_when.field < 0 && field->required_when.field < 0;
}

/* As many as a column may well have different cells; where nearly all are
   different it is not worth a search: the row before. */
static size_t slots_of(const struct type *type, int f)
{
    switch (type->fields[f].kind) {
    case FIELD_DATE:
        return f == type->born ? 1 : 128;
    case FIELD_TEXT:
    case FIELD_NAME:
    case FIELD_ID:
    case FIELD_UPN:
        return 1;
    default:
        return 16;
    }
}

/* The one column that says whose the row is, where there is no more to it. */
static bool find_school(const struct columns *c, int *column)
{
    const int *of = c->of_school;

    *column = of[SCHOOL_URN] < 0 ? of[SCHOOL_LAESTAB] : of[SCHOOL_URN];
    return of[SCHOOL_LA] < 0 && of[SCHOOL_ESTAB] < 0
           && (of[SCHOOL_URN] < 0 || of[SCHOOL_LAESTAB] < 0);
}

/* What judge->plain and judge->alone have of a field. */
static void find_source(struct judge *j, int f)
{
    const struct columns *c = j->columns;
    int column = c->of_field[f];
    bool is_known = c->is_fixed;

    if (c->given[f])
        column = -1;
    else if (j->type->fields[f].kind == FIELD_SCHOOL)
        is_known = is_known && find_school(c, &column);
    j->plain[f] = is_known ? column : -1;
    j->alone[f] = is_known && f != j->type->mark && f != j->type->start
                      ? column
                      : NOT_ALONE;
}

struct judge *judge_new(const struct type_set *types, const struct type *type,
                        const struct columns *columns, date_t as_of)
{
    struct judge *j = mem_zero(1, sizeof(*j));

    j->types = types;
    j->type = type;
    j->columns = columns;
    j->as_of = as_of;
    j->births = (struct births){ DATE_NONE, DATE_NONE };
    j->values = mem_zero(type->field_count, sizeof(*j->values));
    j->texts = mem_zero(type->field_count, sizeof(*j->texts));
    j->lists = mem_zero(type->field_count, sizeof(*j->lists));
    j->givens = mem_zero(type->field_count, sizeof(*j->givens));
    j->recalls = mem_zero(type->field_count, sizeof(*j->recalls));
    j->plain = mem_zero(type->field_count, sizeof(*j->plain));
    j->alone = mem_zero(type->field_count, sizeof(*j->alone));
    for (size_t f = 0; f < type->field_count; f++) {
        j->lists[f] = j->givens[f] = (struct str)STR_INIT;
        j->values[f] = nothing;
        j->fields |= bit_of((int)f);
        find_source(j, (int)f);
        if (is_recalled(&type->fields[f]))
            recall_init(&j->recalls[f], slots_of(type, (int)f));
    }
    j->changed = j->fields;
    j->messages = (struct str)STR_INIT;
    j->others = (struct str)STR_INIT;
    j->record.values = j->values;
    return j;
}

void judge_free(struct judge *j)
{
    if (!j)
        return;
    for (size_t f = 0; f < j->type->field_count; f++) {
        str_release(&j->lists[f]);
        str_release(&j->givens[f]);
        recall_release(&j->recalls[f]);
    }
    free(j->lists);
    free(j->givens);
    free(j->recalls);
    free(j->plain);
    free(j->alone);
    free(j->values);
    free(j->texts);
    free(j->faults);
    str_release(&j->messages);
    str_release(&j->others);
    free(j);
}

void judge_follow(struct judge *j, const struct judge *before)
{
    j->extended = before->extended;
    j->births = before->births;
}

void judge_set_apart(struct judge *j, int64_t line, uint64_t own)
{
    j->apart_line = line;
    j->apart_own = own;
}

int64_t judge_rows_extended(const struct judge *j)
{
    return j->extended;
}

struct births judge_births(const struct judge *j)
{
    return j->births;
}

/* --- fields --- */

static bool check_cell(struct judge *j, const struct row *row,
                       const struct cell *cell, int field)
{
    if (cell->is_too_long)
        return kind_fault(j, REJECT_TOO_LONG, field, "over %d bytes",
                          ROWS_CELL_MAX);
    if (!row->has_odd)
        return true;
    if (memchr(cell->text, '\0', cell->len))
        return kind_fault(j, REJECT_NUL_BYTE, field, "a NUL byte");
    if (memchr(cell->text, (unsigned char)DECODE_BAD, cell->len))
        return kind_fault(j, REJECT_BAD_ENCODING, field,
                          "bytes that are no character");
    return true;
}

/*
 * The cell of a column, fit to be read and trimmed; empty where there is none.
 * It keeps what it was made, so that it can be read again.
 */
static bool find_cell(struct reading *r, const struct row *row, int column)
{
    struct cell *cell;

    r->s = (struct slice){ r->judge->empty, 0 };
    if (column < 0 || (size_t)column >= row->count)
        return true;
    cell = &row->cells[column];
    if (!check_cell(r->judge, row, cell, r->f))
        return false;
    if (row->has_high)
        cell->len = value_straighten(cell->text, cell->len);
    r->s = (struct slice){ cell->text, cell->len };
    if (r->field->kind == FIELD_MARKS)
        kind_trim_marks(&r->s);
    else
        kind_trim(&r->s);
    cell->text = r->s.text;
    cell->len = r->s.len;
    return true;
}

static bool is_nothing(struct slice s)
{
    return value_is_nothing(s.text, s.len);
}

/* The first of the forms in which the row says it. */
static bool read_school_forms(struct reading *r, const struct row *row)
{
    struct slice forms[SCHOOL_FORMS];

    for (int form = 0; form < SCHOOL_FORMS; form++) {
        if (!find_cell(r, row, r->judge->columns->of_school[form]))
            return false;
        forms[form] = r->s;
    }
    for (int form = SCHOOL_URN; form <= SCHOOL_LAESTAB; form++) {
        r->s = forms[form];
        if (!is_nothing(r->s))
            return kind_read(r);
    }
    if (is_nothing(forms[SCHOOL_LA]) && is_nothing(forms[SCHOOL_ESTAB]))
        return kind_blank(r);
    return kind_la_estab(r, forms[SCHOOL_LA], forms[SCHOOL_ESTAB]);
}

/* Says the cell of a column that is no field's which lines are meant? */
static bool is_filter(const struct reading *r, const struct other_column *other)
{
    double number;

    if (is_nothing(r->s) || codes_find(&r->field->passes, r->s.text, r->s.len))
        return false;
    return !value_figure(r->s.text, r->s.len, &number)
           || codes_find(&r->field->codes, other->name, strlen(other->name));
}

/* The records of a row share it. */
static bool read_others(struct reading *r, const struct row *row)
{
    struct judge *j = r->judge;

    if (j->others_line == row->line)
        return kind_text(r, j->others_key, PUBLISHED_KEY_SIZE - 1);
    j->others_line = 0;
    str_clear(&j->others);
    for (size_t i = 0; i < j->columns->other_count; i++) {
        const struct other_column *other = &j->columns->others[i];

        if (!find_cell(r, row, other->column))
            return false;
        if (is_filter(r, other))
            published_add_filter(&j->others, other->name, r->s.text, r->s.len);
    }
    published_filters_key(j->others.text, j->others.len, j->others_key);
    j->others_line = row->line;
    return kind_text(r, j->others_key, PUBLISHED_KEY_SIZE - 1);
}

/* The column that a field is in, in this row. */
static int column_of(const struct reading *r)
{
    const struct columns *c = r->judge->columns;
    const int *choices = &c->of_choice[r->f * FIELD_CHOICES_MAX];

    for (size_t i = 0; i < r->field->choice_count; i++)
        if (choices[i] >= 0 && kind_holds(r->judge, &r->field->choices[i].when))
            return choices[i];
    return c->of_field[r->f];
}

/* What all rows say is not to be changed by one. */
static struct slice copy_given(struct str *copy, const char *given)
{
    str_clear(copy);
    str_add(copy, given);
    return (struct slice){ copy->text, copy->len };
}

static bool read_field(struct reading *r, const struct row *row)
{
    const char *given = r->judge->columns->given[r->f];
    int column = column_of(r);
    bool is_read;

    if (r->field->kind == FIELD_OTHERS)
        return read_others(r, row);
    if (r->field->kind == FIELD_SCHOOL && !given)
        return read_school_forms(r, row);
    if (given)
        r->s = copy_given(&r->judge->givens[r->f], given);
    else if (!find_cell(r, row, column))
        return false;
    if (r->field->kind == FIELD_NAME
            ? value_is_no_name(r->s.text, r->s.len)
            : is_nothing(r->s) && !word_known(r->field, r->s.text, r->s.len))
        return kind_blank(r);
    is_read = kind_read(r);
    if (!given && r->value->text == r->s.text)
        row->cells[column].len = r->value->len;
    return is_read;
}

static void check_end(struct judge *j)
{
    const struct value *start = &j->values[j->type->start];
    const struct value *end = &j->values[j->type->end];

    if (start->is_ok && end->is_ok && !start->is_blank && !end->is_blank
        && end->date < start->date)
        kind_fault(j, REJECT_END_BEFORE_START, j->type->end, "%s is before %s",
                   end->text, start->text);
}

/* --- rows --- */

static bool has_extra(const struct judge *j, const struct row *row)
{
    for (size_t i = j->columns->count; i < row->count; i++)
        if (!value_is_nothing(row->cells[i].text, row->cells[i].len))
            return true;
    return false;
}

/* Faults in columns that mean nothing here. */
static void check_others(struct judge *j, const struct row *row)
{
    if (!row->has_odd && !row->has_long)
        return;
    for (size_t i = 0; i < row->count; i++)
        if (i >= j->columns->count || !j->columns->is_read[i])
            check_cell(j, row, &row->cells[i], -1);
}

/* False: the cells cannot be trusted to be in their columns. */
static bool check_row(struct judge *j, const struct row *row)
{
    if (row->is_too_long)
        return kind_fault(j, REJECT_TOO_LONG, -1, "a row over %d bytes",
                          ROWS_ROW_MAX);
    if (row->has_too_many)
        return kind_fault(j, REJECT_TOO_MANY_COLUMNS, -1, "over %d columns",
                          ROWS_COLUMN_MAX);
    if (row->has_bad_quote)
        return kind_fault(j, REJECT_BAD_QUOTE, -1,
                          "text after a closing quote");
    if (j->apart_line)
        return kind_fault(j, REJECT_RAGGED_ROW, -1,
                          "under the headings of line %" PRId64
                          ", which are another table's: put it into a file of"
                          " its own",
                          j->apart_line);
    if (row->count <= j->columns->count || !has_extra(j, row))
        return true;
    if (!j->type->ignores_extra_fields) {
        kind_fault(j, REJECT_RAGGED_ROW, -1,
                   "%zu fields where the header has %zu", row->count,
                   j->columns->count);
        return true;
    }
    j->extended += row->line != j->extended_line;
    j->extended_line = row->line;
    return true;
}

/* The row is whole without it; bytes that are none say more than that. */
static void set_aside(struct reading *r, size_t first)
{
    struct judge *j = r->judge;

    for (size_t i = first; i < j->fault_count; i++)
        if (j->faults[i].rule == REJECT_NUL_BYTE
            || j->faults[i].rule == REJECT_BAD_ENCODING
            || j->faults[i].rule == REJECT_TOO_LONG)
            return;
    for (size_t i = first; i < j->fault_count; i++)
        j->faults[i].effect = EFFECT_VALUE;
    r->value->is_ok = kind_blank(r);
}

/* False: it is not read, and *value is nothing. */
static bool read_anew(struct judge *j, const struct row *row, int f)
{
    struct reading r = { .judge = j,
                         .f = f,
                         .field = &j->type->fields[f],
                         .value = &j->values[f],
                         .room = j->texts[f] };
    size_t before = j->fault_count;

    *r.value = nothing;
    if (read_field(&r, row))
        r.value->is_ok = true;
    else
        *r.value = nothing;
    if (!r.value->is_ok && r.field->is_set_aside)
        set_aside(&r, before);
    return j->fault_count == before;
}

/* --- what was said before --- */

/* As find_bytes, where the field is not simply in a column. */
static const char *find_other_bytes(struct judge *j, const struct row *row,
                                    int f, size_t *len)
{
    const struct columns *c = j->columns;
    int column = c->of_field[f];
    const char *text = j->none;

    *len = 0;
    if (f == c->needed)
        return NULL;
    if (c->given[f]) {
        *len = strlen(c->given[f]);
        text = j->given;
        if (*len <= RECALL_BYTES)
            memcpy(j->given, c->given[f], *len);
    } else if (j->type->fields[f].kind == FIELD_SCHOOL
               && !find_school(c, &column)) {
        return NULL;
    } else if (column >= 0 && (size_t)column < row->count) {
        text = row->cells[column].text;
        *len = row->cells[column].len;
    }
    return *len <= RECALL_BYTES ? text : NULL;
}

/* The bytes that a field is read from, of which RECALL_BYTES may be read; NULL
   where they are not of one short cell. */
static const char *find_bytes(struct judge *j, const struct row *row, int f,
                              size_t *len)
{
    const int column = j->plain[f];

    if (column < 0 || (size_t)column >= row->count)
        return find_other_bytes(j, row, f, len);
    *len = row->cells[column].len;
    return *len <= RECALL_BYTES ? row->cells[column].text : NULL;
}

/* What other fields have a say in: a mark's days, and a birth. */
static bool holds_here(const struct judge *j, int f,
                       const struct recalled *said)
{
    const struct type *type = j->type;
    const struct value *date;

    if (f == type->mark) {
        date = &j->values[type->date];
        return date->is_ok && date->date >= said->from
               && date->date <= said->to;
    }
    return f != type->start || kind_may_start(j, said->value.date);
}

/* Those of the code that it is on its date; without one: none. */
static void keep_days(const struct judge *j, struct recalled *said)
{
    const struct value *date = &j->values[j->type->date];
    const struct mark_code *code = NULL;

    if (date->is_ok && !said->value.is_blank)
        code =
            type_mark(j->types, said->value.text, said->value.len, date->date);
    said->from = code ? code->from : DATE_MAX;
    said->to = code ? code->to : DATE_NONE;
}

static void keep(struct judge *j, int f, struct recall_key key)
{
    struct recall *recall = &j->recalls[f];
    struct value *value = &j->values[f];
    struct recalled *said;

    if (!value->is_ok)
        return;
    said = recall_keep(recall, key, value);
    if (f == j->type->mark)
        keep_days(j, said);
    recall->last = said;
    value->text = said->value.text;
}

static void judge_field(struct judge *j, const struct row *row, int f)
{
    struct recall *recall = &j->recalls[f];
    size_t len;
    const char *text = recall->slots ? find_bytes(j, row, f, &len) : NULL;
    const struct recalled *said = text ? recall_find(recall, text, len) : NULL;

    if (said && holds_here(j, f, said)) {
        if (said == recall->last)
            return;
        recall->last = said;
        j->values[f] = said->value;
    } else {
        struct recall_key key =
            text ? recall_key(text, len) : (struct recall_key){ .len = 0 };

        recall->last = NULL;
        if (read_anew(j, row, f) && text)
            keep(j, f, key);
    }
    j->changed |= bit_of(f);
}

/* Of a row whose cells cannot be trusted nothing is read; of one under another
   table's headings those that are in their columns there too. */
static void forget_row(struct judge *j, const struct row *row)
{
    const bool is_apart = j->apart_line && !row->is_too_long
                          && !row->has_too_many && !row->has_bad_quote;

    for (size_t f = 0; f < j->type->field_count; f++) {
        j->values[f] = nothing;
        j->recalls[f].last = NULL;
        if (is_apart && j->apart_own & bit_of((int)f))
            judge_field(j, row, (int)f);
    }
    j->changed = j->fields;
}

/* Their texts are where they stay now. */
static void end_record(struct judge *j)
{
    const char *text = j->messages.text;

    j->record.faults = j->faults;
    j->record.fault_count = j->fault_count;
    for (size_t i = 0; i < j->fault_count; i++) {
        struct fault *fault = &j->faults[i];

        fault->value = text;
        fault->message = text + strlen(text) + 1;
        text = fault->message + strlen(fault->message) + 1;
        if (fault->effect == EFFECT_ROW && !j->record.rejected)
            j->record.rejected = fault;
    }
    j->record.same = j->fields & ~j->changed;
    if (!j->record.rejected)
        j->changed = 0;
}

const struct record *judge_row(struct judge *j, const struct row *row)
{
    int fields = (int)j->type->field_count;
    int alike = row->alike_line == j->record.line ? (int)row->alike : INT_MIN;

    j->record.line = row->line;
    j->record.rejected = NULL;
    j->fault_count = 0;
    str_clear(&j->messages);
    if (check_row(j, row)) {
        for (int f = 0; f < fields; f++) {
            if (j->alone[f] >= alike || !j->recalls[f].last)
                judge_field(j, row, f);
            if (f == j->type->end)
                check_end(j);
        }
        check_others(j, row);
    } else {
        forget_row(j, row);
    }
    end_record(j);
    return &j->record;
}
