#include "ingest/read/judge.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/rows.h"
#include "ingest/read/type.h"

#define QUOTE_MAX 40 /* bytes of a value that a message shows */

struct judge {
    const struct type_set *types;
    const struct type *type;
    const struct columns *columns;
    struct value *values;
    char (*texts)[VALUE_TEXT_SIZE]; /* of values that are not in the row */
    struct str message;
    struct record record;
    int64_t extended;
    int64_t extended_line; /* the last of them */
    char nothing[1];       /* the text of cells that are not there */
};

struct judge *judge_new(const struct type_set *types, const struct type *type,
                        const struct columns *columns)
{
    struct judge *j = mem_zero(1, sizeof(*j));

    j->types = types;
    j->type = type;
    j->columns = columns;
    j->values = mem_zero(type->field_count, sizeof(*j->values));
    j->texts = mem_zero(type->field_count, sizeof(*j->texts));
    j->message = (struct str)STR_INIT;
    j->record.values = j->values;
    return j;
}

void judge_free(struct judge *j)
{
    if (!j)
        return;
    free(j->values);
    free(j->texts);
    str_release(&j->message);
    free(j);
}

int64_t judge_rows_extended(const struct judge *j)
{
    return j->extended;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* A cell while it is read. */
struct slice {
    char *text; /* a NUL follows */
    size_t len;
};

static void trim_right(struct slice *s)
{
    while (s->len && is_blank(s->text[s->len - 1]))
        s->len--;
    s->text[s->len] = '\0';
}

static void trim(struct slice *s)
{
    while (s->len && is_blank(*s->text)) {
        s->text++;
        s->len--;
    }
    trim_right(s);
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static void make_upper(struct slice s)
{
    for (size_t i = 0; i < s.len; i++)
        s.text[i] = upper(s.text[i]);
}

/* --- why a record is rejected: only its first fault is kept --- */

static enum reject fault(struct judge *j, enum reject rule, int field,
                         const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
static enum reject fault(struct judge *j, enum reject rule, int field,
                         const char *fmt, ...)
{
    va_list args;

    if (j->record.rule != REJECT_NONE)
        return rule;
    j->record.rule = rule;
    j->record.field = field;
    str_clear(&j->message);
    if (field >= 0 && j->columns->under[field])
        str_addf(&j->message, "under '%s': ", j->columns->under[field]);
    va_start(args, fmt);
    str_vaddf(&j->message, fmt, args);
    va_end(args);
    j->record.message = j->message.text;
    return rule;
}

/* "'<value>' <complaint>", or where the value is private the complaint. */
static enum reject fault_of(struct judge *j, enum reject rule, int field,
                            struct slice s, const char *complaint)
{
    char shown[QUOTE_MAX + 1];
    size_t len = s.len < QUOTE_MAX ? s.len : QUOTE_MAX;

    if (j->record.rule != REJECT_NONE)
        return rule;
    if (j->type->fields[field].is_private)
        return fault(j, rule, field, "%s", complaint);
    if (s.len > len)
        while (len && (s.text[len] & '\xC0') == '\x80')
            len--;
    for (size_t i = 0; i < len; i++)
        shown[i] = s.text[i] >= 0 && s.text[i] < ' ' ? '?' : s.text[i];
    shown[len] = '\0';
    return fault(j, rule, field, "'%s%s' %s", shown, s.len > len ? "..." : "",
                 complaint);
}

static enum reject fault_blank(struct judge *j, int field)
{
    const char *absent = j->columns->absent[field];

    return fault(j, REJECT_BLANK_REQUIRED, field, "%s",
                 absent ? absent : "no value");
}

/* --- a value of each kind; the slice is trimmed and not blank --- */

static void set_text(struct value *v, const char *text, size_t len)
{
    v->text = text;
    v->len = len;
}

static enum reject read_date(struct judge *j, int f, struct slice s,
                             struct value *v)
{
    v->date = s.len == 10 ? date_parse_iso(s.text) : DATE_NONE;
    if (v->date != DATE_NONE) {
        set_text(v, s.text, s.len);
        return REJECT_NONE;
    }
    v->date = value_date(s.text, s.len);
    if (v->date == DATE_NONE)
        return fault_of(j, REJECT_BAD_DATE, f, s, "is not a date");
    date_format(v->date, j->texts[f]);
    set_text(v, j->texts[f], DATE_TEXT_SIZE - 1);
    return REJECT_NONE;
}

/* UN1 to UN10: why a child has no UPN, in the statutory returns. */
static bool is_reason_for_none(struct slice s)
{
    return s.len >= 3 && s.len <= 4 && !strncasecmp(s.text, "UN", 2)
           && strspn(s.text + 2, "0123456789") == s.len - 2;
}

static enum reject read_upn(struct judge *j, int f, struct slice s,
                            struct value *v)
{
    const struct field *field = &j->type->fields[f];
    enum reject rule = value_upn(s.text, s.len, j->texts[f]);

    if (rule == REJECT_NONE) {
        set_text(v, j->texts[f], UPN_LEN);
        return REJECT_NONE;
    }
    if (field->is_lenient) {
        v->is_blank = true;
        v->is_invalid = !is_reason_for_none(s);
        return REJECT_NONE;
    }
    return fault_of(j, rule, f, s,
                    rule == REJECT_UPN_SCIENTIFIC
                        ? "is what a spreadsheet left of a UPN"
                        : "is not a UPN, or its check letter is wrong");
}

static enum reject read_number(struct judge *j, int f, struct slice s,
                               struct value *v)
{
    const struct field *field = &j->type->fields[f];
    bool is_whole = field->kind == FIELD_INT;
    int len;

    if (is_whole ? !value_int(s.text, s.len, &v->number)
                 : !value_number(s.text, s.len, &v->real))
        return fault_of(j, REJECT_BAD_NUMBER, f, s,
                        is_whole ? "is not a whole number" : "is not a number");
    if (is_whole)
        v->real = (double)v->number;
    else
        v->number = (int64_t)v->real;
    if (v->real < field->least)
        return fault_of(j, REJECT_BAD_NUMBER, f, s, "is too small");
    if (v->real > field->most)
        return fault_of(j, REJECT_BAD_NUMBER, f, s, "is too great");
    len = is_whole
              ? snprintf(j->texts[f], VALUE_TEXT_SIZE, "%" PRId64, v->number)
              : snprintf(j->texts[f], VALUE_TEXT_SIZE, "%.15g", v->real);
    set_text(v, j->texts[f], (size_t)len);
    return REJECT_NONE;
}

/* "7.0" without its end, where a spreadsheet has put one. */
static struct slice without_fraction(struct slice s)
{
    if (s.len > 2 && !strcmp(s.text + s.len - 2, ".0")
        && strspn(s.text, "0123456789") == s.len - 2)
        s.len -= 2;
    return s;
}

static bool holds(const struct judge *j, const struct condition *c)
{
    const struct value *v;

    if (c->field < 0)
        return false;
    v = &j->values[c->field];
    return v->is_ok && !strcmp(v->text, c->value);
}

/* What the code of another field makes valid: a number, or some codes. */
static enum reject read_valid(struct judge *j, int f, struct slice s,
                              struct value *v)
{
    const struct field *field = &j->type->fields[f];
    const struct value *by = &j->values[field->valid_by];
    const struct validity *valid =
        validities_find(&field->validities, by->text);
    bool takes_numbers = valid && valid->least <= valid->most;
    const char *code = valid ? codes_find(&valid->codes, s.text, s.len) : NULL;
    const char *what = NULL;
    enum reject rule = REJECT_BAD_NUMBER;
    char complaint[64];
    int len;

    if (code)
        set_text(v, code, strlen(code));
    if (code || !by->is_ok || by->is_blank)
        return REJECT_NONE; /* without the code the row is rejected for that */
    if (!takes_numbers || !value_number(s.text, s.len, &v->real)) {
        what = "not valid";
        rule = REJECT_BAD_CODE;
    } else if (v->real < valid->least) {
        what = "too small";
    } else if (v->real > valid->most) {
        what = "too great";
    }
    if (what) {
        len = snprintf(complaint, sizeof(complaint), "is %s for %.40s", what,
                       by->text);
        (void)len;
        return fault_of(j, rule, f, s, complaint);
    }
    len = snprintf(j->texts[f], VALUE_TEXT_SIZE, "%.15g", v->real);
    set_text(v, j->texts[f], (size_t)len);
    return REJECT_NONE;
}

static enum reject read_code(struct judge *j, int f, struct slice s,
                             struct value *v)
{
    const struct field *field = &j->type->fields[f];
    bool is_checked =
        field->codes.count
        && (field->codes_when.field < 0 || holds(j, &field->codes_when));
    struct slice whole = without_fraction(s);
    const char *code;

    if (field->valid_by >= 0)
        return read_valid(j, f, s, v);
    if (!is_checked) {
        make_upper(s);
        set_text(v, s.text, s.len);
        return REJECT_NONE;
    }
    code = codes_find(&field->codes, s.text, s.len);
    if (!code && whole.len < s.len)
        code = codes_find(&field->codes, whole.text, whole.len);
    if (!code)
        return fault_of(j, REJECT_BAD_CODE, f, s, "is not one of the codes");
    set_text(v, code, strlen(code));
    return REJECT_NONE;
}

static enum reject read_flag(struct judge *j, int f, struct slice s,
                             struct value *v)
{
    char c = upper(*s.text);

    if (s.len != 1 || (c != 'Y' && c != 'N'))
        return fault_of(j, REJECT_BAD_CODE, f, s, "is neither Y nor N");
    v->number = c == 'Y';
    set_text(v, c == 'Y' ? "Y" : "N", 1);
    return REJECT_NONE;
}

static enum reject read_id(struct judge *j, int f, struct slice s,
                           struct value *v)
{
    const struct field *field = &j->type->fields[f];
    size_t digits = (size_t)field->digits;

    s = without_fraction(s);
    s.text[s.len] = '\0';
    if (s.len < digits && strspn(s.text, "0123456789") == s.len) {
        char *text = j->texts[f];

        memset(text, '0', digits - s.len);
        memcpy(text + (digits - s.len), s.text, s.len + 1);
        set_text(v, text, digits);
        return REJECT_NONE;
    }
    set_text(v, s.text, s.len);
    return REJECT_NONE;
}

static void set_number(struct judge *j, int f, struct value *v, int64_t number,
                       int digits)
{
    v->number = number;
    v->real = (double)number;
    v->text = j->texts[f];
    v->len = (size_t)digits;
    j->texts[f][digits] = '\0';
    while (digits-- > 0) {
        j->texts[f][digits] = (char)('0' + number % 10);
        number /= 10;
    }
}

static enum reject read_urn(struct judge *j, int f, struct slice s,
                            struct value *v)
{
    int64_t urn = value_digits(s.text, s.len, 6);

    if (urn < 0)
        return fault_of(j, REJECT_BAD_URN, f, s, "is not a URN of 6 digits");
    set_number(j, f, v, urn, 6);
    return REJECT_NONE;
}

/* A URN or a LAESTAB, the latter perhaps as 919/4001. */
static enum reject read_school(struct judge *j, int f, struct slice s,
                               struct value *v)
{
    int64_t number = value_digits(s.text, s.len, 6);

    if (number >= 0) {
        set_number(j, f, v, number, 6);
        return REJECT_NONE;
    }
    number = value_digits(s.text, s.len, 7);
    if (number < 0 && s.len == 8 && s.text[3] == '/') {
        int64_t la = value_digits(s.text, 3, 3);
        int64_t estab = value_digits(s.text + 4, 4, 4);

        number = la < 0 || estab < 0 ? -1 : la * 10000 + estab;
    }
    if (number < 0)
        return fault_of(j, REJECT_BAD_URN, f, s,
                        "is neither a URN (6 digits) nor a LAESTAB (7)");
    set_number(j, f, v, number, 7);
    return REJECT_NONE;
}

static enum reject read_mark(struct judge *j, int f, struct slice s,
                             struct value *v)
{
    const struct value *date = &j->values[j->type->date];
    char complaint[64];
    int len;

    make_upper(s);
    /* Without a date the row is rejected for that. */
    if (date->is_ok
        && !type_mark_is_valid(j->types, s.text, s.len, date->date)) {
        len = snprintf(complaint, sizeof(complaint), "is not a mark on %s",
                       date->text);
        (void)len;
        return fault_of(j, REJECT_UNKNOWN_MARK, f, s, complaint);
    }
    set_text(v, s.text, s.len);
    return REJECT_NONE;
}

/* One byte for each character: those that are not ASCII are no marks. */
static void read_marks(struct slice s, struct value *v)
{
    size_t out = 0;

    for (size_t i = 0; i < s.len; i++) {
        char c = s.text[i];

        if ((c & '\xC0') != '\x80')
            s.text[out++] = c & '\x80' ? '?' : upper(c);
    }
    s.text[out] = '\0';
    set_text(v, s.text, out);
}

/* "2025/26", or for FIELD_END_YEAR the year it ends in, "2026". */
static enum reject read_year(struct judge *j, int f, struct slice s,
                             struct value *v)
{
    bool by_end = j->type->fields[f].kind == FIELD_END_YEAR;
    int year = value_year(s.text, s.len, by_end);
    int len;

    if (!year)
        return fault_of(j, REJECT_BAD_NUMBER, f, s,
                        "is not a year like 2025/26");
    v->number = by_end ? year + 1 : year;
    v->real = (double)v->number;
    len = by_end ? snprintf(j->texts[f], VALUE_TEXT_SIZE, "%d", year + 1)
                 : snprintf(j->texts[f], VALUE_TEXT_SIZE, "%d/%02d", year,
                            (year + 1) % 100);
    set_text(v, j->texts[f], (size_t)len);
    return REJECT_NONE;
}

static enum reject read_kind(struct judge *j, int f, struct slice s,
                             struct value *v)
{
    switch (j->type->fields[f].kind) {
    case FIELD_TEXT:
    case FIELD_NAME:
        set_text(v, s.text, s.len);
        return REJECT_NONE;
    case FIELD_ID:
        return read_id(j, f, s, v);
    case FIELD_CODE:
        return read_code(j, f, s, v);
    case FIELD_FLAG:
        return read_flag(j, f, s, v);
    case FIELD_DATE:
        return read_date(j, f, s, v);
    case FIELD_INT:
    case FIELD_NUMBER:
        return read_number(j, f, s, v);
    case FIELD_YEAR:
    case FIELD_END_YEAR:
        return read_year(j, f, s, v);
    case FIELD_UPN:
        return read_upn(j, f, s, v);
    case FIELD_URN:
        return read_urn(j, f, s, v);
    case FIELD_SCHOOL:
        return read_school(j, f, s, v);
    case FIELD_MARK:
        return read_mark(j, f, s, v);
    case FIELD_MARKS:
        read_marks(s, v);
        return REJECT_NONE;
    }
    return REJECT_NONE;
}

/* --- fields --- */

static enum reject check_cell(struct judge *j, const struct row *row,
                              const struct cell *cell, int field)
{
    if (cell->is_too_long)
        return fault(j, REJECT_TOO_LONG, field, "over %d bytes", ROWS_CELL_MAX);
    if (!row->has_odd)
        return REJECT_NONE;
    if (memchr(cell->text, '\0', cell->len))
        return fault(j, REJECT_NUL_BYTE, field, "a NUL byte");
    if (memchr(cell->text, (unsigned char)DECODE_BAD, cell->len))
        return fault(j, REJECT_BAD_ENCODING, field,
                     "bytes that are no character");
    return REJECT_NONE;
}

/*
 * The cell of a column, fit to be read and trimmed; empty where there is none.
 * It keeps what it was made, so that it can be read again.
 */
static enum reject find_cell(struct judge *j, const struct row *row, int column,
                             int field, struct slice *s)
{
    struct cell *cell;
    enum reject rule;

    s->text = j->nothing;
    s->len = 0;
    if (column < 0 || (size_t)column >= row->count)
        return REJECT_NONE;
    cell = &row->cells[column];
    rule = check_cell(j, row, cell, field);
    if (rule != REJECT_NONE)
        return rule;
    if (row->has_high)
        cell->len = value_straighten(cell->text, cell->len);
    s->text = cell->text;
    s->len = cell->len;
    if (j->type->fields[field].kind == FIELD_MARKS)
        trim_right(s);
    else
        trim(s);
    cell->text = s->text;
    cell->len = s->len;
    return REJECT_NONE;
}

static bool is_nothing(struct slice s)
{
    return value_is_nothing(s.text, s.len);
}

static bool is_required(const struct judge *j, const struct field *field)
{
    return field->need == NEED_VALUE || holds(j, &field->required_when);
}

static enum reject read_blank(struct judge *j, int f, struct value *v)
{
    const struct field *field = &j->type->fields[f];

    v->is_blank = true;
    if (f == j->columns->needed)
        return fault_blank(j, f);
    if (field->otherwise) {
        v->is_blank = false;
        set_text(v, field->otherwise, strlen(field->otherwise));
        return REJECT_NONE;
    }
    return is_required(j, field) ? fault_blank(j, f) : REJECT_NONE;
}

/* LA and ESTAB in columns of their own; zeros in front may be lost. */
static enum reject read_la_estab(struct judge *j, int f, struct slice la,
                                 struct slice estab, struct value *v)
{
    int64_t numbers[2];

    if (!value_int(la.text, la.len, &numbers[0]) || numbers[0] < 1
        || numbers[0] > 999)
        return fault_of(j, REJECT_BAD_URN, f, la, "is not an LA's number");
    if (!value_int(estab.text, estab.len, &numbers[1]) || numbers[1] < 0
        || numbers[1] > 9999)
        return fault_of(j, REJECT_BAD_URN, f, estab,
                        "is not an establishment's number");
    set_number(j, f, v, numbers[0] * 10000 + numbers[1], 7);
    return REJECT_NONE;
}

/* The first of the forms in which the row says it. */
static enum reject read_school_forms(struct judge *j, const struct row *row,
                                     int f, struct value *v)
{
    const int *columns = j->columns->of_school;
    struct slice s[SCHOOL_FORMS];

    for (int form = 0; form < SCHOOL_FORMS; form++) {
        enum reject rule = find_cell(j, row, columns[form], f, &s[form]);

        if (rule != REJECT_NONE)
            return rule;
    }
    for (int form = SCHOOL_URN; form <= SCHOOL_LAESTAB; form++)
        if (!is_nothing(s[form]))
            return read_school(j, f, s[form], v);
    if (is_nothing(s[SCHOOL_LA]) && is_nothing(s[SCHOOL_ESTAB]))
        return read_blank(j, f, v);
    return read_la_estab(j, f, s[SCHOOL_LA], s[SCHOOL_ESTAB], v);
}

static enum reject read_field(struct judge *j, const struct row *row, int f,
                              struct value *v)
{
    const struct field *field = &j->type->fields[f];
    char *given = j->columns->given[f];
    int column = j->columns->of_field[f];
    enum reject rule = REJECT_NONE;
    struct slice s;

    if (field->kind == FIELD_SCHOOL && !given)
        return read_school_forms(j, row, f, v);
    if (given)
        s = (struct slice){ given, strlen(given) };
    else
        rule = find_cell(j, row, column, f, &s);
    if (rule != REJECT_NONE)
        return rule;
    if (field->kind == FIELD_NAME ? !s.len : is_nothing(s))
        return read_blank(j, f, v);
    rule = read_kind(j, f, s, v);
    if (!given && v->text == s.text)
        row->cells[column].len = v->len;
    return rule;
}

static void clear_value(struct value *v)
{
    v->text = "";
    v->len = 0;
    v->number = 0;
    v->real = 0;
    v->date = DATE_NONE;
    v->is_blank = false;
    v->is_ok = false;
    v->is_invalid = false;
}

static void check_end(struct judge *j)
{
    const struct value *start = &j->values[j->type->start];
    const struct value *end = &j->values[j->type->end];

    if (start->is_ok && end->is_ok && !start->is_blank && !end->is_blank
        && end->date < start->date)
        fault(j, REJECT_END_BEFORE_START, j->type->end, "%s is before %s",
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
    for (size_t i = 0; i < row->count; i++)
        if (i >= j->columns->count || !j->columns->is_read[i])
            (void)check_cell(j, row, &row->cells[i], -1);
}

/* False: the cells cannot be trusted to be in their columns. */
static bool check_row(struct judge *j, const struct row *row)
{
    if (row->is_too_long) {
        fault(j, REJECT_TOO_LONG, -1, "a row over %d bytes", ROWS_ROW_MAX);
        return false;
    }
    if (row->has_too_many) {
        fault(j, REJECT_TOO_MANY_COLUMNS, -1, "over %d columns",
              ROWS_COLUMN_MAX);
        return false;
    }
    if (row->has_bad_quote) {
        fault(j, REJECT_BAD_QUOTE, -1, "text after a closing quote");
        return false;
    }
    if (row->count > j->columns->count && has_extra(j, row)) {
        if (j->type->ignores_extra_fields) {
            j->extended += row->line != j->extended_line;
            j->extended_line = row->line;
        } else
            fault(j, REJECT_RAGGED_ROW, -1,
                  "%zu fields where the header has %zu", row->count,
                  j->columns->count);
    }
    return true;
}

const struct record *judge_row(struct judge *j, const struct row *row)
{
    j->record.line = row->line;
    j->record.rule = REJECT_NONE;
    j->record.field = -1;
    j->record.message = "";
    for (size_t f = 0; f < j->type->field_count; f++)
        clear_value(&j->values[f]);
    if (!check_row(j, row))
        return &j->record;
    for (int f = 0; f < (int)j->type->field_count; f++) {
        struct value *v = &j->values[f];

        if (read_field(j, row, f, v) == REJECT_NONE)
            v->is_ok = true;
        else
            clear_value(v);
        if (f == j->type->end)
            check_end(j);
    }
    if (j->record.rule == REJECT_NONE)
        check_others(j, row);
    return &j->record;
}
