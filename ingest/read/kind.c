#include "ingest/read/kind.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/type.h"

/* Nothing that is told here was before: 01/01/0001 is what systems keep where
   there is no date, and 0012 is 12 as a spreadsheet has it. */
#define FIRST_YEAR 1900
#define QUOTE_MAX 40 /* bytes of a value that a message shows */

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void trim_right(struct slice *s)
{
    while (s->len && is_blank(s->text[s->len - 1]))
        s->len--;
    s->text[s->len] = '\0';
}

void kind_trim(struct slice *s)
{
    const char *text = s->text;

    value_bare(&text, &s->len);
    s->text += text - s->text;
    s->text[s->len] = '\0';
}

/* A blank in front is a session without a mark; an apostrophe is none. */
void kind_trim_marks(struct slice *s)
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

/* --- faults --- */

/* A line in one cell, or several, as a quote in the wrong place makes it: all
   but its first cell may be a name or a date of birth (details.md 9). */
static size_t first_cell(struct slice s)
{
    size_t first = s.len;
    int count = 0;

    for (size_t i = 0; i < s.len; i++) {
        bool is_break = s.text[i] == '\n' || s.text[i] == '\r';

        if (!is_break && (!s.text[i] || !strchr(",;|\t", s.text[i])))
            continue;
        first = count++ ? first : i;
        if (is_break || count == 2)
            return first;
    }
    return s.len;
}

static void add_shown(struct str *text, struct slice s)
{
    size_t len = first_cell(s);

    if (len > QUOTE_MAX)
        len = str_whole(s.text, s.len, QUOTE_MAX);
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

bool kind_fault(struct judge *j, enum reject rule, int field, const char *fmt,
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

    return kind_fault(j, REJECT_BLANK_REQUIRED, field, "%s",
                      absent ? absent : "no value");
}

/* --- a blank --- */

/* Always true, as it is read. */
bool kind_text(struct reading *r, const char *text, size_t len)
{
    r->value->text = text;
    r->value->len = len;
    return true;
}

bool kind_holds(const struct judge *j, const struct condition *c)
{
    const struct value *v;

    if (c->field < 0)
        return false;
    v = &j->values[c->field];
    return v->is_ok && !strcmp(v->text, c->value);
}

bool kind_blank(struct reading *r)
{
    const struct field *field = r->field;
    bool is_needed = r->f == r->judge->columns->needed;

    r->value->is_blank = is_needed || !field->otherwise;
    if (!r->value->is_blank)
        return kind_text(r, field->otherwise, strlen(field->otherwise));
    return is_needed || field->need == NEED_VALUE
                   || kind_holds(r->judge, &field->required_when)
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
    return kind_text(r, r->room, (size_t)len);
}

bool kind_may_start(const struct judge *j, date_t start)
{
    const struct type *type = j->type;
    const struct value *born;

    if (type->keeps != KEEPS_STATES || type->born < 0
        || type->born > type->start)
        return true;
    born = &j->values[type->born];
    return !born->is_ok || born->is_blank || start >= born->date;
}

/* Born by the as-of date? Another one may say otherwise, which is noted. */
static bool is_born(struct judge *j, date_t birth)
{
    struct births *births = &j->births;
    bool is = j->as_of == DATE_NONE || birth <= j->as_of;

    if (is && birth > births->last)
        births->last = birth;
    if (!is && (births->ahead == DATE_NONE || birth < births->ahead))
        births->ahead = birth;
    return is;
}

/* Nobody is born after the as-of date, or on roll before (details.md 86). */
static bool can_be(struct reading *r)
{
    struct judge *j = r->judge;

    if (r->f == j->type->born && !is_born(j, r->value->date))
        return fault_of(r, REJECT_BAD_DATE, "is after the as-of date");
    if (r->f == j->type->start && !kind_may_start(j, r->value->date))
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
    if (date == DATE_NONE || date < date_make(FIRST_YEAR, 1, 1))
        return fault_of(r, REJECT_BAD_DATE, "is not a date");
    if (r->f == r->judge->type->end && is_never(date))
        return kind_blank(r);
    r->value->date = date;
    if (!can_be(r))
        return false;
    if (is_iso)
        return kind_text(r, r->s.text, r->s.len);
    date_format(date, r->room);
    return kind_text(r, r->room, DATE_TEXT_SIZE - 1);
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
        return kind_text(r, r->room, UPN_LEN);
    return fault_of(r, rule,
                    rule == REJECT_UPN_SCIENTIFIC
                        ? "is what a spreadsheet left of a UPN"
                        : "is not a UPN, or its check letter is wrong");
}

static bool read_upn(struct reading *r)
{
    return is_reason_for_none(r->s) ? kind_blank(r) : read_one_upn(r);
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
        return j->fault_count == before && kind_blank(r);
    for (size_t i = before; i < j->fault_count; i++)
        j->faults[i].effect = EFFECT_VALUE;
    return kind_text(r, list->text, list->len);
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
        return kind_text(r, code, strlen(code));
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
        return kind_text(r, code, strlen(code));
    make_upper(r->s);
    return kind_text(r, r->s.text, r->s.len);
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
            && !kind_holds(r->judge, &field->codes_when)))
        return read_free_code(r);
    code = word_find(field, r->s.text, r->s.len);
    if (!code && whole.len < r->s.len)
        code = word_find(field, whole.text, whole.len);
    if (!code && field->takes_numbers)
        return value_figure(r->s.text, r->s.len, &r->value->real)
                   ? set_own(r, "%.15g", r->value->real)
                   : fault_of(r, REJECT_BAD_NUMBER,
                              "is neither a number nor one of the codes");
    return code ? kind_text(r, code, strlen(code))
                : fault_of(r, REJECT_BAD_CODE, "is not one of the codes");
}

static bool read_flag(struct reading *r)
{
    struct slice whole = without_fraction(r->s);
    const char *code = word_find(r->field, whole.text, whole.len);

    if (!code)
        return fault_of(r, REJECT_BAD_CODE, "is neither Y nor N");
    r->value->number = *code == 'Y';
    return kind_text(r, code, 1);
}

static bool read_id(struct reading *r)
{
    size_t digits = (size_t)r->field->digits;
    struct slice s = without_fraction(r->s);

    s.text[s.len] = '\0';
    if (s.len >= digits || strspn(s.text, "0123456789") != s.len)
        return kind_text(r, s.text, s.len);
    memset(r->room, '0', digits - s.len);
    memcpy(r->room + (digits - s.len), s.text, s.len + 1);
    return kind_text(r, r->room, digits);
}

static bool set_number(struct reading *r, int64_t number, int digits)
{
    r->value->number = number;
    r->value->real = (double)number;
    r->room[digits] = '\0';
    for (int at = digits; at-- > 0; number /= 10)
        r->room[at] = (char)('0' + number % 10);
    return kind_text(r, r->room, (size_t)digits);
}

static bool read_urn(struct reading *r)
{
    int64_t urn = value_digits(r->s.text, r->s.len, 6);

    return urn < 0 ? fault_of(r, REJECT_BAD_URN, "is not a URN of 6 digits")
                   : set_number(r, urn, 6);
}

/* A URN or a LAESTAB, the latter perhaps as 919/4001, 919-4001, 919_4001 or
   919 4001. */
static bool read_school(struct reading *r)
{
    struct slice s = r->s;
    int64_t number = value_digits(s.text, s.len, 6);

    if (number >= 0)
        return set_number(r, number, 6);
    number = value_digits(s.text, s.len, 7);
    if (number < 0 && s.len == 8 && memchr("/-_ ", s.text[3], 4)) {
        int64_t la = value_digits(s.text, 3, 3);
        int64_t estab = value_digits(s.text + 4, 4, 4);

        number = la < 0 || estab < 0 ? -1 : la * 10000 + estab;
    }
    if (number < 0)
        return fault_of(r, REJECT_BAD_URN,
                        "is neither a URN (6 digits) nor a LAESTAB (7)");
    return set_number(r, number, 7);
}

/* A mark, perhaps with its description: "I - Illness" (details.md 75). */
static bool read_mark(struct reading *r)
{
    const struct judge *j = r->judge;
    const struct value *date = &j->values[j->type->date];
    size_t end;

    make_upper(r->s);
    /* Without a date the row is rejected for that. */
    if (!date->is_ok
        || type_mark_is_valid(j->types, r->s.text, r->s.len, date->date))
        return kind_text(r, r->s.text, r->s.len);
    end = word_code_end(r->s.text, r->s.len);
    if (!end || !type_mark_is_valid(j->types, r->s.text, end, date->date))
        return fault_of(r, REJECT_UNKNOWN_MARK, "is not a mark on %s",
                        date->text);
    r->s.text[end] = '\0';
    return kind_text(r, r->s.text, end);
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
    return kind_text(r, text, out);
}

/* "2025", or "202425" for an academic or financial year. */
static bool read_period(struct reading *r)
{
    struct slice s = without_fraction(r->s);
    int64_t number = value_digits(s.text, s.len, 4);
    int year = number < 0 ? value_year(s.text, s.len, false) : 0;

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
    struct slice s = without_fraction(r->s);
    int year = value_year(s.text, s.len, by_end);

    if (!year)
        return fault_of(r, REJECT_BAD_NUMBER, "is not a year like 2025/26");
    r->value->number = by_end ? year + 1 : year;
    r->value->real = (double)r->value->number;
    return by_end ? set_own(r, "%d", year + 1)
                  : set_own(r, "%d/%02d", year, (year + 1) % 100);
}

bool kind_read(struct reading *r)
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
    return kind_text(r, r->s.text, r->s.len);
}

/* LA and ESTAB in columns of their own; zeros in front may be lost. */
bool kind_la_estab(struct reading *r, struct slice la, struct slice estab)
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
