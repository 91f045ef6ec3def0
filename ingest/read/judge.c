#include "ingest/read/judge.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/published.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/rows.h"
#include "ingest/read/type.h"

#define QUOTE_MAX 40 /* bytes of a value that a message shows */

struct judge {
    const struct type_set *types;
    const struct type *type;
    const struct columns *columns;
    date_t sent;
    struct value *values;
    char (*texts)[VALUE_TEXT_SIZE]; /* of values that are not in the row */
    struct str *lists;              /* of those that are several */
    struct str messages;  /* of the faults, each value and message in turn */
    struct fault *faults; /* texts: at the end, when they stay where they are */
    size_t fault_count;
    size_t fault_capacity;
    struct record record;
    int64_t extended;
    int64_t extended_line; /* the last of them */
    struct str others;     /* what the row says in columns of no field */
    char others_key[PUBLISHED_KEY_SIZE];
    int64_t others_line; /* of that row; 0 = none yet */
    char empty[1];       /* the text of cells that are not there */
};

struct judge *judge_new(const struct type_set *types, const struct type *type,
                        const struct columns *columns, date_t sent)
{
    struct judge *j = mem_zero(1, sizeof(*j));

    j->types = types;
    j->type = type;
    j->columns = columns;
    j->sent = sent;
    j->values = mem_zero(type->field_count, sizeof(*j->values));
    j->texts = mem_zero(type->field_count, sizeof(*j->texts));
    j->lists = mem_zero(type->field_count, sizeof(*j->lists));
    for (size_t f = 0; f < type->field_count; f++)
        j->lists[f] = (struct str)STR_INIT;
    j->messages = (struct str)STR_INIT;
    j->others = (struct str)STR_INIT;
    j->record.values = j->values;
    return j;
}

void judge_free(struct judge *j)
{
    if (!j)
        return;
    for (size_t f = 0; f < j->type->field_count; f++)
        str_release(&j->lists[f]);
    free(j->lists);
    free(j->values);
    free(j->texts);
    free(j->faults);
    str_release(&j->messages);
    str_release(&j->others);
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

static const struct value nothing = { .text = "", .date = DATE_NONE };

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
    const char *text = s->text;

    value_bare(&text, &s->len);
    s->text += text - s->text;
    s->text[s->len] = '\0';
}

/* A blank in front is a session without a mark; an apostrophe is none. */
static void trim_marks(struct slice *s)
{
    while (s->len && *s->text == '\'') {
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

/* A field of a row while it is read. */
struct reading {
    struct judge *judge;
    int f;
    const struct field *field;
    struct value *value;
    char *room;     /* VALUE_TEXT_SIZE, for a text that is not in the row */
    struct slice s; /* what it is read from */
};

/* --- faults --- */

/* What of a long value is shown, in bytes. */
static size_t whole_characters(struct slice s)
{
    size_t len = QUOTE_MAX;

    while (len && (s.text[len] & '\xC0') == '\x80')
        len--;
    return len;
}

static void add_shown(struct str *text, struct slice s)
{
    size_t len = s.len > QUOTE_MAX ? whole_characters(s) : s.len;

    for (size_t i = 0; i < len; i++)
        str_add_c(text, s.text[i] >= 0 && s.text[i] < ' ' ? '?' : s.text[i]);
    if (s.len > len)
        str_add(text, "...");
}

/* One more, of a value or of none; its message is what is added now. */
static void begin_fault(struct judge *j, enum reject rule, int field,
                        struct slice value)
{
    MEM_ROOM(j->faults, j->fault_count, j->fault_capacity);
    j->faults[j->fault_count++] =
        (struct fault){ .rule = rule, .field = field };
    if (j->messages.len)
        str_add_c(&j->messages, '\0');
    add_shown(&j->messages, value);
    str_add_c(&j->messages, '\0');
    if (field >= 0 && j->columns->under[field])
        str_addf(&j->messages, "under '%s': ", j->columns->under[field]);
}

/* Always false, as it is not read. */
static bool fault(struct judge *j, enum reject rule, int field, const char *fmt,
                  ...) __attribute__((format(printf, 4, 5)));
static bool fault(struct judge *j, enum reject rule, int field, const char *fmt,
                  ...)
{
    va_list args;

    begin_fault(j, rule, field, (struct slice){ j->empty, 0 });
    va_start(args, fmt);
    str_vaddf(&j->messages, fmt, args);
    va_end(args);
    return false;
}

/* The same of a value: "'<value>' <complaint>", or where it is private the
   complaint alone. */
static bool fault_of(const struct reading *r, enum reject rule, const char *fmt,
                     ...) __attribute__((format(printf, 3, 4)));
static bool fault_of(const struct reading *r, enum reject rule, const char *fmt,
                     ...)
{
    struct str *message = &r->judge->messages;
    va_list args;

    if (r->field->is_private) {
        begin_fault(r->judge, rule, r->f, (struct slice){ r->judge->empty, 0 });
    } else {
        begin_fault(r->judge, rule, r->f, r->s);
        str_add_c(message, '\'');
        add_shown(message, r->s);
        str_add(message, "' ");
    }
    va_start(args, fmt);
    str_vaddf(message, fmt, args);
    va_end(args);
    return false;
}

static bool fault_blank(struct judge *j, int field)
{
    const char *absent = j->columns->absent[field];

    return fault(j, REJECT_BLANK_REQUIRED, field, "%s",
                 absent ? absent : "no value");
}

/* --- a blank --- */

/* Always true, as it is read. */
static bool set_text(struct reading *r, const char *text, size_t len)
{
    r->value->text = text;
    r->value->len = len;
    return true;
}

static bool holds(const struct judge *j, const struct condition *c)
{
    const struct value *v;

    if (c->field < 0)
        return false;
    v = &j->values[c->field];
    return v->is_ok && !strcmp(v->text, c->value);
}

static bool read_blank(struct reading *r)
{
    const struct field *field = r->field;
    bool is_needed = r->f == r->judge->columns->needed;

    r->value->is_blank = is_needed || !field->otherwise;
    if (!r->value->is_blank)
        return set_text(r, field->otherwise, strlen(field->otherwise));
    return is_needed || field->need == NEED_VALUE
                   || holds(r->judge, &field->required_when)
               ? fault_blank(r->judge, r->f)
               : true;
}

/* --- a value of each kind; the slice is trimmed and not blank --- */

static bool set_own(struct reading *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static bool set_own(struct reading *r, const char *fmt, ...)
{
    va_list args;
    int len;

    va_start(args, fmt);
    len = vsnprintf(r->room, VALUE_TEXT_SIZE, fmt, args);
    va_end(args);
    return set_text(r, r->room, (size_t)len);
}

/* Nobody is born after the file was sent, or on roll before (details.md 86). */
static bool can_be(struct reading *r)
{
    const struct judge *j = r->judge;
    const struct type *type = j->type;
    const struct value *born = type->born < 0 ? NULL : &j->values[type->born];

    if (r->f == type->born && j->sent != DATE_NONE && r->value->date > j->sent)
        return fault_of(r, REJECT_BAD_DATE, "is after the day of the file");
    if (born && r->f == type->start && type->keeps == KEEPS_STATES
        && born->is_ok && !born->is_blank && r->value->date < born->date)
        return fault_of(r, REJECT_BAD_DATE, "is before the date of birth");
    return true;
}

/* What systems write where nothing has ended yet. */
static bool is_never(date_t date)
{
    return date == date_make(2099, 12, 31) || date == date_make(2999, 12, 31)
           || date == date_make(9999, 12, 31);
}

static bool read_date(struct reading *r)
{
    date_t date = r->s.len == 10 ? date_parse_iso(r->s.text) : DATE_NONE;
    bool is_iso = date != DATE_NONE;

    if (!is_iso)
        date = value_date(r->s.text, r->s.len);
    if (date == DATE_NONE)
        return fault_of(r, REJECT_BAD_DATE, "is not a date");
    if (r->f == r->judge->type->end && is_never(date))
        return read_blank(r);
    r->value->date = date;
    if (!can_be(r))
        return false;
    if (is_iso)
        return set_text(r, r->s.text, r->s.len);
    date_format(date, r->room);
    return set_text(r, r->room, DATE_TEXT_SIZE - 1);
}

/* UN0 to UN10: why a child has no UPN, in the statutory returns. */
static bool is_reason_for_none(struct slice s)
{
    return (s.len == 3 || (s.len == 4 && !strncmp(s.text + 2, "10", 2)))
           && !strncasecmp(s.text, "UN", 2) && s.text[2] >= '0'
           && s.text[2] <= '9';
}

static bool read_one_upn(struct reading *r)
{
    enum reject rule = value_upn(r->s.text, r->s.len, r->room);

    if (rule == REJECT_NONE)
        return set_text(r, r->room, UPN_LEN);
    return fault_of(r, rule,
                    rule == REJECT_UPN_SCIENTIFIC
                        ? "is what a spreadsheet left of a UPN"
                        : "is not a UPN, or its check letter is wrong");
}

static bool read_upn(struct reading *r)
{
    return is_reason_for_none(r->s) ? read_blank(r) : read_one_upn(r);
}

/* Those of a cell that are good; each other one is a fault of its own. */
static void add_upns(struct reading *r, struct str *list)
{
    static const char between[] = ";,/ \t\n\v\f\r";
    char *at = r->s.text;

    while (*(at += strspn(at, between))) {
        size_t len = strcspn(at, between);
        bool is_last = !at[len];

        at[len] = '\0';
        r->s = (struct slice){ at, len };
        if (!is_reason_for_none(r->s) && read_one_upn(r))
            str_addf(list, "%s%s", list->len ? " " : "", r->room);
        if (is_last)
            return;
        at[len] = ' ';
        at += len;
    }
}

/* A bad one is set aside, and the others hold (details.md 74). */
static bool read_upns(struct reading *r)
{
    struct judge *j = r->judge;
    struct str *list = &j->lists[r->f];
    const struct slice whole = r->s;
    const size_t before = j->fault_count;

    str_clear(list);
    add_upns(r, list);
    r->s = whole;
    if (!list->len)
        return j->fault_count == before && read_blank(r);
    for (size_t i = before; i < j->fault_count; i++)
        j->faults[i].effect = EFFECT_VALUE;
    return set_text(r, list->text, list->len);
}

static bool read_number(struct reading *r)
{
    struct value *v = r->value;
    bool is_whole = r->field->kind == FIELD_INT;

    if (is_whole ? !value_int(r->s.text, r->s.len, &v->number)
                 : !value_number(r->s.text, r->s.len, &v->real))
        return fault_of(r, REJECT_BAD_NUMBER,
                        is_whole ? "is not a whole number" : "is not a number");
    if (is_whole)
        v->real = (double)v->number;
    else
        v->number = (int64_t)v->real;
    if (v->real < r->field->least)
        return fault_of(r, REJECT_BAD_NUMBER, "is too small");
    if (v->real > r->field->most)
        return fault_of(r, REJECT_BAD_NUMBER, "is too great");
    return is_whole ? set_own(r, "%" PRId64, v->number)
                    : set_own(r, "%.15g", v->real);
}

/* "7.0" without its end, where a spreadsheet has put one. */
static struct slice without_fraction(struct slice s)
{
    if (s.len > 2 && !strcmp(s.text + s.len - 2, ".0")
        && strspn(s.text, "0123456789") == s.len - 2)
        s.len -= 2;
    return s;
}

/* What the code of another field makes valid: a number, or some codes. */
static bool read_valid(struct reading *r)
{
    const struct value *by = &r->judge->values[r->field->valid_by];
    const struct validity *valid =
        validities_find(&r->field->validities, by->text);
    const char *code =
        valid ? codes_find(&valid->codes, r->s.text, r->s.len) : NULL;
    double *real = &r->value->real;

    if (code)
        return set_text(r, code, strlen(code));
    if (!by->is_ok || by->is_blank)
        return true; /* without the code the row is rejected for that */
    if (!valid || valid->least > valid->most
        || !value_number(r->s.text, r->s.len, real))
        return fault_of(r, REJECT_BAD_CODE, "is not valid for %.40s", by->text);
    if (*real < valid->least || *real > valid->most)
        return fault_of(r, REJECT_BAD_NUMBER, "is too %s for %.40s",
                        *real < valid->least ? "small" : "great", by->text);
    return set_own(r, "%.15g", *real);
}

/* Any will do, but of those that are known the code is stored. */
static bool read_free_code(struct reading *r)
{
    const char *code = word_find_else(r->field, r->s.text, r->s.len);

    if (code)
        return set_text(r, code, strlen(code));
    make_upper(r->s);
    return set_text(r, r->s.text, r->s.len);
}

static bool read_code(struct reading *r)
{
    const struct field *field = r->field;
    struct slice whole = without_fraction(r->s);
    const char *code;

    if (field->valid_by >= 0)
        return read_valid(r);
    if (!field->codes.count
        || (field->codes_when.field >= 0
            && !holds(r->judge, &field->codes_when)))
        return read_free_code(r);
    code = word_find(field, r->s.text, r->s.len);
    if (!code && whole.len < r->s.len)
        code = word_find(field, whole.text, whole.len);
    if (!code && field->takes_numbers)
        return value_number(r->s.text, r->s.len, &r->value->real)
                   ? set_own(r, "%.15g", r->value->real)
                   : fault_of(r, REJECT_BAD_NUMBER,
                              "is neither a number nor one of the codes");
    return code ? set_text(r, code, strlen(code))
                : fault_of(r, REJECT_BAD_CODE, "is not one of the codes");
}

static bool read_flag(struct reading *r)
{
    struct slice whole = without_fraction(r->s);
    const char *code = word_find(r->field, whole.text, whole.len);

    if (!code)
        return fault_of(r, REJECT_BAD_CODE, "is neither Y nor N");
    r->value->number = *code == 'Y';
    return set_text(r, code, 1);
}

static bool read_id(struct reading *r)
{
    size_t digits = (size_t)r->field->digits;
    struct slice s = without_fraction(r->s);

    s.text[s.len] = '\0';
    if (s.len >= digits || strspn(s.text, "0123456789") != s.len)
        return set_text(r, s.text, s.len);
    memset(r->room, '0', digits - s.len);
    memcpy(r->room + (digits - s.len), s.text, s.len + 1);
    return set_text(r, r->room, digits);
}

static bool set_number(struct reading *r, int64_t number, int digits)
{
    r->value->number = number;
    r->value->real = (double)number;
    r->room[digits] = '\0';
    for (int at = digits; at-- > 0; number /= 10)
        r->room[at] = (char)('0' + number % 10);
    return set_text(r, r->room, (size_t)digits);
}

static bool read_urn(struct reading *r)
{
    int64_t urn = value_digits(r->s.text, r->s.len, 6);

    return urn < 0 ? fault_of(r, REJECT_BAD_URN, "is not a URN of 6 digits")
                   : set_number(r, urn, 6);
}

/* A URN or a LAESTAB, the latter perhaps as 919/4001. */
static bool read_school(struct reading *r)
{
    struct slice s = r->s;
    int64_t number = value_digits(s.text, s.len, 6);

    if (number >= 0)
        return set_number(r, number, 6);
    number = value_digits(s.text, s.len, 7);
    if (number < 0 && s.len == 8 && s.text[3] == '/') {
        int64_t la = value_digits(s.text, 3, 3);
        int64_t estab = value_digits(s.text + 4, 4, 4);

        number = la < 0 || estab < 0 ? -1 : la * 10000 + estab;
    }
    if (number < 0)
        return fault_of(r, REJECT_BAD_URN,
                        "is neither a URN (6 digits) nor a LAESTAB (7)");
    return set_number(r, number, 7);
}

static bool read_mark(struct reading *r)
{
    const struct judge *j = r->judge;
    const struct value *date = &j->values[j->type->date];

    make_upper(r->s);
    /* Without a date the row is rejected for that. */
    if (date->is_ok
        && !type_mark_is_valid(j->types, r->s.text, r->s.len, date->date))
        return fault_of(r, REJECT_UNKNOWN_MARK, "is not a mark on %s",
                        date->text);
    return set_text(r, r->s.text, r->s.len);
}

/* One byte for each character: those that are not ASCII are no marks. */
static bool read_marks(struct reading *r)
{
    char *text = r->s.text;
    size_t out = 0;

    for (size_t i = 0; i < r->s.len; i++)
        if ((text[i] & '\xC0') != '\x80')
            text[out++] = text[i] & '\x80' ? '?' : upper(text[i]);
    text[out] = '\0';
    return set_text(r, text, out);
}

/* "2025", or "202425" for an academic or financial year. */
static bool read_period(struct reading *r)
{
    int64_t number = value_digits(r->s.text, r->s.len, 4);
    int year = number < 0 ? value_year(r->s.text, r->s.len, false) : 0;

    if (number >= 1900 && number < 2100)
        return set_number(r, number, 4);
    return year ? set_number(r, year * 100 + (year + 1) % 100, 6)
                : fault_of(r, REJECT_BAD_NUMBER,
                           "is not a year like 2025 or 202425");
}

/* "2025/26", or for FIELD_END_YEAR the year it ends in, "2026". */
static bool read_year(struct reading *r)
{
    bool by_end = r->field->kind == FIELD_END_YEAR;
    int year = value_year(r->s.text, r->s.len, by_end);

    if (!year)
        return fault_of(r, REJECT_BAD_NUMBER, "is not a year like 2025/26");
    r->value->number = by_end ? year + 1 : year;
    r->value->real = (double)r->value->number;
    return by_end ? set_own(r, "%d", year + 1)
                  : set_own(r, "%d/%02d", year, (year + 1) % 100);
}

static bool read_kind(struct reading *r)
{
    switch (r->field->kind) {
    case FIELD_TEXT:
    case FIELD_NAME:
        break;
    case FIELD_ID:
        return read_id(r);
    case FIELD_CODE:
        return read_code(r);
    case FIELD_FLAG:
        return read_flag(r);
    case FIELD_DATE:
        return read_date(r);
    case FIELD_INT:
    case FIELD_NUMBER:
        return read_number(r);
    case FIELD_YEAR:
    case FIELD_END_YEAR:
        return read_year(r);
    case FIELD_PERIOD:
        return read_period(r);
    case FIELD_UPN:
        return r->field->is_several ? read_upns(r) : read_upn(r);
    case FIELD_URN:
        return read_urn(r);
    case FIELD_SCHOOL:
        return read_school(r);
    case FIELD_MARK:
        return read_mark(r);
    case FIELD_MARKS:
        return read_marks(r);
    case FIELD_OTHERS:
        break;
    }
    return set_text(r, r->s.text, r->s.len);
}

/* --- fields --- */

static bool check_cell(struct judge *j, const struct row *row,
                       const struct cell *cell, int field)
{
    if (cell->is_too_long)
        return fault(j, REJECT_TOO_LONG, field, "over %d bytes", ROWS_CELL_MAX);
    if (!row->has_odd)
        return true;
    if (memchr(cell->text, '\0', cell->len))
        return fault(j, REJECT_NUL_BYTE, field, "a NUL byte");
    if (memchr(cell->text, (unsigned char)DECODE_BAD, cell->len))
        return fault(j, REJECT_BAD_ENCODING, field,
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
        trim_marks(&r->s);
    else
        trim(&r->s);
    cell->text = r->s.text;
    cell->len = r->s.len;
    return true;
}

static bool is_nothing(struct slice s)
{
    return value_is_nothing(s.text, s.len);
}

/* LA and ESTAB in columns of their own; zeros in front may be lost. */
static bool read_la_estab(struct reading *r, struct slice la,
                          struct slice estab)
{
    int64_t numbers[2];

    r->s = la;
    if (!value_int(la.text, la.len, &numbers[0]) || numbers[0] < 1
        || numbers[0] > 999)
        return fault_of(r, REJECT_BAD_URN, "is not an LA's number");
    r->s = estab;
    if (!value_int(estab.text, estab.len, &numbers[1]) || numbers[1] < 0
        || numbers[1] > 9999)
        return fault_of(r, REJECT_BAD_URN, "is not an establishment's number");
    return set_number(r, numbers[0] * 10000 + numbers[1], 7);
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
            return read_school(r);
    }
    if (is_nothing(forms[SCHOOL_LA]) && is_nothing(forms[SCHOOL_ESTAB]))
        return read_blank(r);
    return read_la_estab(r, forms[SCHOOL_LA], forms[SCHOOL_ESTAB]);
}

/* Says the cell of a column that is no field's which lines are meant? */
static bool is_filter(const struct reading *r, const struct other_column *other)
{
    double number;

    if (is_nothing(r->s) || codes_find(&r->field->passes, r->s.text, r->s.len))
        return false;
    return !value_number(r->s.text, r->s.len, &number)
           || codes_find(&r->field->codes, other->name, strlen(other->name));
}

/* The records of a row share it. */
static bool read_others(struct reading *r, const struct row *row)
{
    struct judge *j = r->judge;

    if (j->others_line == row->line)
        return set_text(r, j->others_key, PUBLISHED_KEY_SIZE - 1);
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
    return set_text(r, j->others_key, PUBLISHED_KEY_SIZE - 1);
}

/* The column that a field is in, in this row. */
static int column_of(const struct reading *r)
{
    const struct columns *c = r->judge->columns;
    const int *choices = &c->of_choice[r->f * FIELD_CHOICES_MAX];

    for (size_t i = 0; i < r->field->choice_count; i++)
        if (choices[i] >= 0 && holds(r->judge, &r->field->choices[i].when))
            return choices[i];
    return c->of_field[r->f];
}

static bool read_field(struct reading *r, const struct row *row)
{
    char *given = r->judge->columns->given[r->f];
    int column = column_of(r);
    bool is_read;

    if (r->field->kind == FIELD_OTHERS)
        return read_others(r, row);
    if (r->field->kind == FIELD_SCHOOL && !given)
        return read_school_forms(r, row);
    if (given)
        r->s = (struct slice){ given, strlen(given) };
    else if (!find_cell(r, row, column))
        return false;
    if (r->field->kind == FIELD_NAME
            ? value_is_no_name(r->s.text, r->s.len)
            : is_nothing(r->s) && !word_known(r->field, r->s.text, r->s.len))
        return read_blank(r);
    is_read = read_kind(r);
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
            check_cell(j, row, &row->cells[i], -1);
}

/* False: the cells cannot be trusted to be in their columns. */
static bool check_row(struct judge *j, const struct row *row)
{
    if (row->is_too_long)
        return fault(j, REJECT_TOO_LONG, -1, "a row over %d bytes",
                     ROWS_ROW_MAX);
    if (row->has_too_many)
        return fault(j, REJECT_TOO_MANY_COLUMNS, -1, "over %d columns",
                     ROWS_COLUMN_MAX);
    if (row->has_bad_quote)
        return fault(j, REJECT_BAD_QUOTE, -1, "text after a closing quote");
    if (row->count <= j->columns->count || !has_extra(j, row))
        return true;
    if (!j->type->ignores_extra_fields) {
        fault(j, REJECT_RAGGED_ROW, -1, "%zu fields where the header has %zu",
              row->count, j->columns->count);
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
    r->value->is_ok = read_blank(r);
}

static void judge_field(struct judge *j, const struct row *row, int f)
{
    struct reading r = { .judge = j,
                         .f = f,
                         .field = &j->type->fields[f],
                         .value = &j->values[f],
                         .room = j->texts[f] };

    size_t before = j->fault_count;

    if (read_field(&r, row))
        r.value->is_ok = true;
    else
        *r.value = nothing;
    if (!r.value->is_ok && r.field->is_set_aside)
        set_aside(&r, before);
    if (f == j->type->end)
        check_end(j);
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
}

const struct record *judge_row(struct judge *j, const struct row *row)
{
    int fields = (int)j->type->field_count;

    j->record.line = row->line;
    j->record.rejected = NULL;
    j->fault_count = 0;
    str_clear(&j->messages);
    for (int f = 0; f < fields; f++)
        j->values[f] = nothing;
    if (check_row(j, row)) {
        for (int f = 0; f < fields; f++)
            judge_field(j, row, f);
        check_others(j, row);
    }
    end_record(j);
    return &j->record;
}
