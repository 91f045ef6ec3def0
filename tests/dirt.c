#include "tests/dirt.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/word.h"
#include "tests/anyfile.h"

#define PICK(p, list) ((list)[prop_below(p, sizeof(list) / sizeof((list)[0]))])
#define NO_BREAK "\xC2\xA0"
#define EXCEL_EPOCH 25569 /* days from 1899-12-30 to 1970-01-01 */

enum encoding { UTF_8, UTF_8_MARKED, UTF_16, UTF_16_MARKED, WINDOWS_1252 };

/* A text while it is written, in UTF-8. */
struct writing {
    struct prop *p;
    const struct anyfile *f;
    struct dirt *dirt;
    struct str text;
    const char *delimiter;
    const char *eol;
    const struct field **columns; /* in their order; NULL: a further one */
    size_t count;
    bool is_soiled;
};

/* --- values that mean the same ---------------------------------------------
 */

static void spell_date(struct prop *p, const char *iso, struct str *out)
{
    static const char *const months[] = { "jan",  "Feb",     "MAR", "April",
                                          "may",  "June",    "Jul", "aug",
                                          "Sept", "October", "NOV", "Dec" };
    date_t day = date_parse_iso(iso);
    struct date_parts d = date_split(day);
    const char *month = d.month == 9 ? "Sep" : months[d.month - 1];

    switch (prop_below(p, 12)) {
    case 0:
        str_addf(out, "%02d/%02d/%04d", d.day, d.month, d.year);
        break;
    case 1:
        str_addf(out, "%d-%d-%04d", d.day, d.month, d.year);
        break;
    case 2:
        str_addf(out, "%02d/%02d/%02d", d.day, d.month, d.year % 100);
        break;
    case 3:
        str_addf(out, "%02d-%s-%04d", d.day, month, d.year);
        break;
    case 4:
        str_addf(out, "%d %s %04d", d.day, month, d.year);
        break;
    case 5:
        str_addf(out, "%02d.%02d.%04d", d.day, d.month, d.year);
        break;
    case 6:
        str_addf(out, "%04d/%02d/%02d", d.year, d.month, d.day);
        break;
    case 7:
        str_addf(out, "%04d%02d%02d", d.year, d.month, d.day);
        break;
    case 8:
        str_addf(out, "%d", day + EXCEL_EPOCH);
        break;
    case 9:
        str_addf(out, "%04d-%s-%02d 00:00:00", d.year, month, d.day);
        break;
    case 10:
        str_addf(out, "%02d/%02d/%04d 09:30", d.day, d.month, d.year);
        break;
    default:
        str_addf(out, "%sT00:00:00Z", iso);
        break;
    }
}

static void spell_year(struct prop *p, const struct field *field,
                       const char *value, struct str *out)
{
    int year = (int)strtol(value, NULL, 10);

    if (field->kind == FIELD_END_YEAR)
        year--;
    switch (prop_below(p, 3)) {
    case 0:
        str_addf(out, "%d%02d", year, (year + 1) % 100);
        break;
    case 1:
        str_addf(out, "%d-%02d", year, (year + 1) % 100);
        break;
    default:
        str_addf(out, "%d/%d", year, year + 1);
        break;
    }
}

static void add_lower(const char *value, struct str *out)
{
    for (; *value; value++)
        str_add_c(out, (char)tolower((unsigned char)*value));
}

static void spell_code(struct prop *p, const struct field *field,
                       const char *value, struct str *out)
{
    static const char *const forms[] = { " - ", ": ", " -", " : " };
    char said[80];

    snprintf(said, sizeof(said), "%s%sas we say", value, PICK(p, forms));
    if (prop_below(p, 2) || !field->codes.count || field->valid_by >= 0
        || field->codes_when.field >= 0
        || !word_find(field, said, strlen(said)))
        add_lower(value, out);
    else
        str_add(out, said);
}

static bool is_whole(const char *value)
{
    return *value && value[strspn(value, "0123456789")] == '\0';
}

static void spell_kind(struct prop *p, const struct field *field,
                       const char *value, struct str *out)
{
    static const char *const yes[] = { "yes", "TRUE", "1", "y", "1.0" };
    static const char *const no[] = { "No", "false", "0", "n", "0.0" };

    switch (field->kind) {
    case FIELD_DATE:
        spell_date(p, value, out);
        break;
    case FIELD_YEAR:
    case FIELD_END_YEAR:
        spell_year(p, field, value, out);
        break;
    case FIELD_FLAG:
        str_add(out, *value == 'Y' ? PICK(p, yes) : PICK(p, no));
        break;
    case FIELD_CODE:
        spell_code(p, field, value, out);
        break;
    case FIELD_UPN:
        add_lower(value, out);
        break;
    case FIELD_INT:
    case FIELD_NUMBER:
    case FIELD_URN:
    case FIELD_SCHOOL:
        str_addf(out, is_whole(value) ? "%s.0" : "%s", value);
        break;
    default:
        str_add(out, value);
        break;
    }
}

/* What a system writes where there is nothing. */
static const char *nothing(struct prop *p, const struct field *field)
{
    static const char *const words[] = { "",        "nan",  "NaT",  "<NA>",
                                         " ",       "NULL", "N/A",  "#N/A",
                                         "-",       "NA",   "None", "null",
                                         "Unknown", "''",   "'" };
    size_t count = field->kind == FIELD_NAME ? 5 : 15;
    const char *word = words[prop_below(p, count)];

    if (field->kind == FIELD_MARKS || word_known(field, word, strlen(word)))
        return "";
    return word;
}

static void wrap(struct prop *p, const char *value, struct str *out)
{
    static const char *const wraps[][2] = {
        { "'", "" },       { "'", "'" },
        { " ", "" },       { "", "\t " },
        { NO_BREAK, " " }, { "", NO_BREAK },
        { " '", "" },      { "\xE2\x80\x98", "\xE2\x80\x99" },
    };
    size_t n = prop_below(p, 16);

    if (n >= sizeof(wraps) / sizeof(wraps[0]))
        str_add(out, value);
    else
        str_addf(out, "%s%s%s", wraps[n][0], value, wraps[n][1]);
}

/* Another spelling of a value; of a string of marks, whose blanks count, an
   apostrophe before it at most. */
static void spell(struct prop *p, const struct field *field, const char *value,
                  struct str *out)
{
    struct str kind = STR_INIT;

    if (!*value) {
        str_add(out, nothing(p, field));
    } else if (field->kind == FIELD_MARKS) {
        str_addf(out, "%s%s", prop_below(p, 3) ? "" : "'", value);
    } else {
        if (prop_below(p, 2))
            spell_kind(p, field, value, &kind);
        else
            str_add(&kind, value);
        wrap(p, kind.text, out);
    }
    str_release(&kind);
}

/* --- values that are none --------------------------------------------------
 */

static void spoil(struct prop *p, struct str *out)
{
    static const char *const values[] = {
        "x",    "31/02/2026", "13/13/2013", "-1",
        "1e9",  "8.01E+12",   "''''",       "99999999999999999999",
        "NULL", "=1+1",       "\xCE\xA9",   "Martian",
        "0",    "1900-01-01", "a,b;c|d\te", "2035-01-01",
        "",     "a\nb",       "say \"so\"", "D919400024004;L919400024001",
        "/",    "100001",     "\xFF\xFE",   "\xEF\xBB\xBFx",
    };

    if (!prop_below(p, 40)) {
        for (int i = 0; i < 70000; i++)
            str_add_c(out, 'x');
        return;
    }
    str_add(out, PICK(p, values));
    if (!prop_below(p, 20))
        str_add_c(out, '\0');
}

/* --- lines -----------------------------------------------------------------
 */

static void put_cell(struct writing *w, const char *text, size_t len)
{
    static const char special[] = ",;\t|\"\r\n";
    bool is_quoted = !prop_below(w->p, 4);

    for (size_t i = 0; i < len; i++)
        is_quoted = is_quoted || (text[i] && strchr(special, text[i]));
    if (is_quoted)
        str_add_c(&w->text, '"');
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '"')
            str_add_c(&w->text, '"');
        str_add_c(&w->text, text[i]);
    }
    if (is_quoted)
        str_add_c(&w->text, '"');
}

static void put_between(struct writing *w, size_t column)
{
    str_add(&w->text, column + 1 < w->count ? w->delimiter : w->eol);
}

static void put_heading(struct writing *w, const struct field *field)
{
    static const char *const breaks[] = { " ", "_", "-", "." };
    struct str text = STR_INIT;
    const char *heading = field ? field->heading : "Zz note";

    for (const char *at = heading; *at; at++) {
        if (at > heading && !prop_below(w->p, 8))
            str_add(&text, PICK(w->p, breaks));
        str_add_c(&text,
                  (char)(prop_below(w->p, 2) ? toupper((unsigned char)*at)
                                             : tolower((unsigned char)*at)));
    }
    put_cell(w, text.text, text.len);
    str_release(&text);
}

static void put_header(struct writing *w)
{
    for (size_t i = 0; i < w->count; i++) {
        put_heading(w, w->columns[i]);
        put_between(w, i);
    }
}

static void put_line(struct writing *w, const char *text)
{
    str_addf(&w->text, "%s%s", text, w->eol);
    w->dirt->lines++;
}

static void put_blank(struct writing *w)
{
    for (size_t i = 0; i + 1 < w->count && prop_below(w->p, 6); i++)
        str_add(&w->text, w->delimiter);
    put_line(w, "");
}

static const char *cell_of(const struct writing *w, size_t row,
                           const struct field *field)
{
    const struct type *type = w->f->type;

    return w->f
        ->cells[row * type->field_count + (size_t)(field - type->fields)];
}

static void put_row(struct writing *w, size_t row)
{
    size_t spoilt = w->is_soiled ? prop_below(w->p, 3 * w->count) : w->count;
    size_t end = w->is_soiled && !prop_below(w->p, 12)
                     ? 1 + prop_below(w->p, w->count)
                     : w->count;

    for (size_t i = 0; i < end; i++) {
        const struct field *field = w->columns[i];
        struct str cell = STR_INIT;

        if (i + 1 == end && end < w->count)
            str_add(&cell, "cut");
        else if (i == spoilt)
            spoil(w->p, &cell);
        else if (field)
            spell(w->p, field, cell_of(w, row, field), &cell);
        else
            str_add(&cell, "as it came");
        put_cell(w, cell.text ? cell.text : "", cell.len);
        str_release(&cell);
        if (i + 1 < end)
            str_add(&w->text, w->delimiter);
    }
    if (w->is_soiled && end == w->count && !prop_below(w->p, 12))
        str_addf(&w->text, "%smore", w->delimiter);
    str_add(&w->text, w->eol);
    w->dirt->rows++;
}

static void put_rows(struct writing *w)
{
    static const char *const ends[] = { "Total", "Report run on 1 May",
                                        "Page 1 of 1", "Printed by: Office" };

    for (size_t row = 0; row < w->f->rows; row++) {
        put_row(w, row);
        if (w->is_soiled && !prop_below(w->p, 6))
            put_row(w, row);
        if (!prop_below(w->p, 8))
            put_blank(w);
        if (!prop_below(w->p, 20)) {
            put_header(w);
            w->dirt->lines++;
        }
    }
    for (size_t i = prop_below(w->p, 3); i-- > 0;)
        put_line(w, PICK(w->p, ends));
}

/* --- the whole -------------------------------------------------------------
 */

/* A column that may be absent goes, now and then, where it says nothing. */
static bool may_go(struct writing *w, const struct field *field)
{
    if (field->need != NEED_NOTHING || prop_below(w->p, 2))
        return false;
    for (size_t row = 0; row < w->f->rows; row++)
        if (*cell_of(w, row, field))
            return false;
    return true;
}

static void choose_columns(struct writing *w)
{
    const struct type *type = w->f->type;

    w->columns = mem_zero(type->field_count + 1, sizeof(*w->columns));
    for (size_t i = 0; i < type->field_count; i++)
        if (!may_go(w, &type->fields[i]))
            w->columns[w->count++] = &type->fields[i];
    if (prop_below(w->p, 2))
        w->columns[w->count++] = NULL;
    for (size_t i = w->count; i-- > 1;) {
        size_t other = prop_below(w->p, i + 1);
        const struct field *kept = w->columns[i];

        w->columns[i] = w->columns[other];
        w->columns[other] = kept;
    }
}

/* A character of valid UTF-8, in the plane that needs no pairs. */
static unsigned next_character(const char **at)
{
    const unsigned char *c = (const unsigned char *)*at;

    if (c[0] < 0x80) {
        *at += 1;
        return c[0];
    }
    if (c[0] < 0xE0) {
        *at += 2;
        return (c[0] & 0x1FU) << 6 | (c[1] & 0x3FU);
    }
    *at += 3;
    return (c[0] & 0x0FU) << 12 | (c[1] & 0x3FU) << 6 | (c[2] & 0x3FU);
}

static void add_16(struct str *out, unsigned c, bool is_big)
{
    str_add_c(out, (char)(is_big ? c >> 8 : c & 0xFF));
    str_add_c(out, (char)(is_big ? c & 0xFF : c >> 8));
}

static char byte_1252(unsigned c)
{
    return (char)(c == 0x2018 ? 0x91 : c == 0x2019 ? 0x92 : (int)(c & 0xFF));
}

static void encode(struct writing *w, enum encoding encoding)
{
    struct str out = STR_INIT;
    bool is_big = prop_below(w->p, 2);

    if (encoding == UTF_8_MARKED)
        str_add(&out, "\xEF\xBB\xBF");
    if (encoding == UTF_16_MARKED)
        add_16(&out, 0xFEFF, is_big);
    if (encoding == UTF_8 || encoding == UTF_8_MARKED) {
        str_add_n(&out, w->text.text, w->text.len);
    } else {
        for (const char *at = w->text.text; at < w->text.text + w->text.len;) {
            unsigned c = next_character(&at);

            if (encoding == WINDOWS_1252)
                str_add_c(&out, byte_1252(c));
            else
                add_16(&out, c, is_big);
        }
    }
    w->dirt->len = out.len;
    w->dirt->bytes = str_take(&out);
}

static void write_file(struct prop *p, const struct anyfile *f,
                       struct dirt *dirt, bool is_soiled)
{
    static const char *const delimiters[] = { ",", ";", "\t", "|" };
    static const char *const ends[] = { "\n", "\r\n", "\r" };
    static const char *const titles[] = { "Northmere", "", "List of today",
                                          "As of 5 September" };
    struct writing w = { .p = p,
                         .f = f,
                         .dirt = dirt,
                         .text = STR_INIT,
                         .delimiter = PICK(p, delimiters),
                         .eol = PICK(p, ends),
                         .is_soiled = is_soiled };

    *dirt = (struct dirt){ .bytes = NULL };
    choose_columns(&w);
    for (size_t i = prop_below(p, 4); i-- > 0;)
        put_line(&w, PICK(p, titles));
    put_header(&w);
    put_rows(&w);
    /* Bytes that are no character are not recoded. */
    encode(&w, is_soiled ? (enum encoding)prop_below(p, 2)
                         : (enum encoding)prop_below(p, 5));
    free(w.columns);
    str_release(&w.text);
}

void dirt_disguise(struct prop *p, const struct anyfile *f, struct dirt *dirt)
{
    write_file(p, f, dirt, false);
}

void dirt_soil(struct prop *p, const struct anyfile *f, struct dirt *dirt)
{
    write_file(p, f, dirt, true);
}
