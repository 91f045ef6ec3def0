#include "ingest/read/word.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/table.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/basis.h"
#include "ingest/read/heading.h"
#include "ingest/read/type.h"

#define WORDS "codes/words.csv"

struct word {
    char *normal;
    char *text;       /* as it was written */
    const char *code; /* lent by the field's codes, or a constant */
    enum word_rank rank;
    size_t nth; /* that was read */
};

/* The codes of a field and the words for them, or those of its other rows. */
struct sense {
    const struct field *field;
    const struct codes *codes;
    const struct words *words;
};

static struct sense sense_of(const struct field *field, bool is_else)
{
    return is_else
               ? (struct sense){ field, &field->codes_else, &field->words_else }
               : (struct sense){ field, &field->codes, &field->words };
}

static const char *find_code(const struct sense *s, const char *text,
                             size_t len)
{
    if (s->field->kind != FIELD_FLAG)
        return codes_find(s->codes, text, len);
    if (len == 1 && (*text == 'Y' || *text == 'y'))
        return "Y";
    return len == 1 && (*text == 'N' || *text == 'n') ? "N" : NULL;
}

static bool has_codes(const struct field *field)
{
    return field->kind == FIELD_FLAG || field->codes.count > 0;
}

static bool has_code(const struct field *field, const char *code)
{
    const struct sense sense = sense_of(field, false);

    return find_code(&sense, code, strlen(code)) != NULL;
}

static bool has_any_code(const struct field *field, const char *code)
{
    return has_code(field, code)
           || codes_find(&field->codes_else, code, strlen(code));
}

static char *dup_trimmed(const char *word, size_t len)
{
    for (; len && *word == ' '; len--)
        word++;
    while (len && word[len - 1] == ' ')
        len--;
    return mem_dup_n(word, len);
}

/* Where it is, or would be. */
static size_t place(const struct words *words, const char *normal,
                    bool *is_there)
{
    size_t low = 0, high = words->count;

    *is_there = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(words->items[middle].normal, normal);

        if (order == 0) {
            *is_there = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* A code that the word is itself, without the blanks about it; NULL. */
static const char *find_itself(const struct sense *s, const char *word,
                               size_t len)
{
    while (len && *word == ' ') {
        word++;
        len--;
    }
    while (len && word[len - 1] == ' ')
        len--;
    return find_code(s, word, len);
}

/* A word that there is: of two meanings that of the greater rank. */
static int add_again(struct word *there, const char *means, enum word_rank rank,
                     const struct field *field, struct err *err)
{
    bool is_same = !strcmp(there->code, means);

    if (!is_same && rank == there->rank)
        return err_set(err, ERR_CONFIG,
                       "'%s' cannot be %s of %s: it is %s already",
                       there->normal, means, field->heading, there->code);
    if (rank > there->rank) {
        there->code = means;
        there->rank = rank;
    }
    return 0;
}

int word_add(struct field *field, const char *code, const char *word,
             size_t len, enum word_rank rank, struct err *err)
{
    const bool is_else = !has_code(field, code) && field->codes_else.count;
    struct words *words = is_else ? &field->words_else : &field->words;
    const struct sense sense = sense_of(field, is_else);
    const char *means = find_code(&sense, code, strlen(code));
    const char *itself = find_itself(&sense, word, len);
    char normal[HEADING_MAX];
    bool is_there;
    size_t at;

    heading_normalise(word, len, normal);
    if (!means)
        return err_set(err, ERR_CONFIG, "'%s' is no code of %s", code,
                       field->heading);
    if (!*normal)
        return err_set(err, ERR_CONFIG, "a word for %s has no letter or digit",
                       field->heading);
    if (itself && rank >= WORD_OF_TYPE && strcmp(itself, means) != 0)
        return err_set(err, ERR_CONFIG,
                       "'%.*s' cannot be %s of %s: it is a code itself",
                       (int)len, word, means, field->heading);
    at = place(words, normal, &is_there);
    if (is_there)
        return add_again(&words->items[at], means, rank, field, err);
    MEM_ROOM(words->items, words->count, words->capacity);
    memmove(words->items + at + 1, words->items + at,
            (words->count++ - at) * sizeof(*words->items));
    words->items[at] = (struct word){ mem_dup(normal), dup_trimmed(word, len),
                                      means, rank, words->count };
    return 0;
}

void words_release(struct words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        free(words->items[i].normal);
        free(words->items[i].text);
    }
    free(words->items);
    memset(words, 0, sizeof(*words));
}

/* --- where words come from ------------------------------------------------ */

int word_read_key(struct type *type, const char *field, const char *code,
                  const char *list, struct err *err)
{
    const struct heading *heading = heading_find(type, field, strlen(field));
    int at = type_field(type, field);
    struct field *of;

    if (at < 0 && heading && !heading->rank)
        at = heading->field;
    if (at < 0)
        return err_set(err, ERR_CONFIG, "%s has no field '%s'", type->name,
                       field);
    of = &type->fields[at];
    if (!has_codes(of))
        return err_set(err, ERR_CONFIG, "%s of %s has no codes", of->heading,
                       type->name);
    for (;;) {
        size_t len = strcspn(list, "|");

        if (word_add(of, code, list, len, WORD_OF_COUNTY, err))
            return -1;
        if (!list[len])
            return 0;
        list += len + 1;
    }
}

/* "(flag)" is every field of Y and N. */
static bool is_of(const struct field *field, const char *heading)
{
    return has_codes(field)
           && (strcmp(heading, "(flag)") != 0
                   ? !strcasecmp(heading, field->heading)
                   : field->kind == FIELD_FLAG);
}

static int read_row(struct type *type, const struct table *table, size_t row,
                    struct err *err)
{
    const char *heading = table_cell(table, row, table_column(table, "field"));
    const char *code = table_cell(table, row, table_column(table, "code"));
    const char *word = table_cell(table, row, table_column(table, "word"));
    const char *of = table_cell(table, row, table_column(table, "type"));
    enum word_rank rank = strcmp(of, BASIS_ALL) ? WORD_OF_TYPE : WORD_OF_ALL;

    for (size_t i = 0; i < type->field_count; i++) {
        struct field *field = &type->fields[i];

        if (is_of(field, heading) && has_any_code(field, code)
            && word_add(field, code, word, strlen(word), rank, err))
            return err_context(err, "%s:%d", table->name, table->lines[row]);
    }
    return 0;
}

/* A row that the county wrote is of some type, some field, some code of it. */
static int check_row(const struct type_set *types, const struct table *table,
                     size_t row, struct err *err)
{
    const char *of = table_cell(table, row, table_column(table, "type"));
    const char *heading = table_cell(table, row, table_column(table, "field"));
    const char *code = table_cell(table, row, table_column(table, "code"));
    bool has_field = false, is_code = false;

    for (size_t i = 0; i < types->count; i++) {
        const struct type *type = &types->types[i];

        if (strcmp(of, BASIS_ALL) != 0 && strcmp(of, type->name) != 0)
            continue;
        for (size_t f = 0; f < type->field_count; f++)
            if (is_of(&type->fields[f], heading)) {
                has_field = true;
                is_code = is_code || has_any_code(&type->fields[f], code);
            }
    }
    if (has_field && is_code)
        return 0;
    return has_field ? err_set(err, ERR_CONFIG, "%s:%d: '%s' is no code of %s",
                               table->name, table->lines[row], code, heading)
                     : err_set(err, ERR_CONFIG,
                               "%s:%d: '%s' has no field '%s' with codes",
                               table->name, table->lines[row], of, heading);
}

int word_read_all(struct type_set *types, const struct config *config,
                  struct err *err)
{
    return basis_read_rows(types, config, WORDS, "type", read_row, check_row,
                           err);
}

/* --- reading -------------------------------------------------------------- */

static const char *known(const struct words *words, const char *text,
                         size_t len)
{
    char normal[HEADING_MAX];
    bool is_there;
    size_t at;

    if (!words->count)
        return NULL;
    heading_normalise(text, len, normal);
    at = place(words, normal, &is_there);
    return is_there ? words->items[at].code : NULL;
}

const char *word_known(const struct field *field, const char *text, size_t len)
{
    return known(&field->words, text, len);
}

/* How many bytes of the text are a dash: a hyphen, or what a word processor
   makes of one (U+2010 to U+2015, U+2212); 0 = it is none. */
static size_t dash_at(const char *text, size_t len)
{
    if (!len)
        return 0;
    if (*text == '-')
        return 1;
    if (len < 3 || *text != '\xE2')
        return 0;
    return (text[1] == '\x80' && text[2] >= '\x90' && text[2] <= '\x95')
                   || (text[1] == '\x88' && text[2] == '\x92')
               ? 3
               : 0;
}

size_t word_code_end(const char *text, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        size_t dash = text[i - 1] == ' ' ? dash_at(text + i, len - i) : 0;
        size_t end = i;

        if (text[i] != ':'
            && !(dash && i + dash + 1 < len && text[i + dash] == ' '))
            continue;
        while (end && text[end - 1] == ' ')
            end--;
        return end;
    }
    return 0;
}

static const char *find_before(const struct sense *s, const char *text,
                               size_t len)
{
    size_t end = word_code_end(text, len);

    return end ? find_code(s, text, end) : NULL;
}

static bool is_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A letter and a digit or two, or four capitals, as codes of the returns are:
   nothing that words are written with. */
static const char *find_marked(const struct sense *s, const char *text,
                               size_t len)
{
    bool has_letter = false, has_digit = false, is_capitals = len == 4;

    for (size_t i = 0; i < len; i++) {
        has_letter = has_letter || is_letter(text[i]);
        has_digit = has_digit || is_digit(text[i]);
        is_capitals = is_capitals && text[i] >= 'A' && text[i] <= 'Z';
    }
    return (has_letter && has_digit) || is_capitals ? find_code(s, text, len)
                                                    : NULL;
}

static bool is_alnum(char c)
{
    return is_letter(c) || is_digit(c);
}

/* The next run of letters and digits from *at on; false: no more. */
static bool next_run(const char *text, size_t len, size_t *at, size_t *end)
{
    for (*at = *end; *at < len && !is_alnum(text[*at]); ++*at)
        continue;
    for (*end = *at; *end < len && is_alnum(text[*end]); ++*end)
        continue;
    return *end > *at;
}

/* "C1 Interim care order", "b) E12: Adopted", "Closed (CIN RC7)": the only one
   that there is. Which of two it is, as in "SUSP/PERM", would be a guess. */
static const char *find_beside(const struct sense *s, const char *text,
                               size_t len)
{
    const char *only = NULL;
    size_t at, end = 0;

    while (next_run(text, len, &at, &end)) {
        const char *code = find_marked(s, text + at, end - at);

        if (code && only && strcmp(code, only) != 0)
            return NULL;
        only = code ? code : only;
    }
    return only;
}

/* What a system numbers its list with, "(A.A1)White - British", "1a Neglect":
   how much of the text it and what follows it is; 0 = none. */
static size_t find_number(const char *text, size_t len)
{
    bool is_mark = len && *text == '(';
    size_t at = is_mark;

    while (at < len && at < 8 && (is_alnum(text[at]) || text[at] == '.')) {
        is_mark = is_mark || is_digit(text[at]);
        at++;
    }
    if (at < len && text[at] == ')') {
        is_mark = true;
        at++;
    } else if (at == len || is_alnum(text[at])) {
        return 0;
    }
    while (at < len && strchr(" -:", text[at]))
        at++;
    return is_mark ? at : 0;
}

#define APART_MAX 6 /* letters and digits of a code that is written apart */

/* "V 3", "E-11", "C.I.N.": the code without what stands between. Digits alone
   are a number, or two. */
static const char *find_apart(const struct sense *s, const char *text,
                              size_t len)
{
    char joined[APART_MAX];
    size_t count = 0;

    if (!len || !is_letter(*text))
        return NULL;
    for (size_t i = 0; i < len; i++) {
        if (!is_alnum(text[i]))
            continue;
        if (count == sizeof(joined))
            return NULL;
        joined[count++] = text[i];
    }
    return count > 1 ? find_code(s, joined, count) : NULL;
}

static const char *find(const struct sense *s, const char *text, size_t len)
{
    const char *code = find_code(s, text, len);
    size_t number;

    if (!code)
        code = known(s->words, text, len);
    if (!code)
        code = find_apart(s, text, len);
    if (!code)
        code = find_before(s, text, len);
    if (!code)
        code = find_beside(s, text, len);
    if (code)
        return code;
    number = find_number(text, len);
    return number ? known(s->words, text + number, len - number) : NULL;
}

const char *word_find(const struct field *field, const char *text, size_t len)
{
    const struct sense sense = sense_of(field, false);

    return find(&sense, text, len);
}

const char *word_find_else(const struct field *field, const char *text,
                           size_t len)
{
    const struct sense sense = sense_of(field, true);

    return sense.codes->count ? find(&sense, text, len) : NULL;
}

/* Of a set's own words, which are codes of another set, the last. */
static size_t place_of(const struct word *word)
{
    return word->rank == WORD_OF_SET ? word->nth + SIZE_MAX / 2 : word->nth;
}

const char *word_for(const struct field *field, const char *code, size_t *nth)
{
    const struct words *words = &field->words;
    const struct word *next = NULL;

    for (size_t i = 0; i < words->count; i++) {
        const struct word *word = &words->items[i];

        if (!strcmp(word->code, code) && place_of(word) > *nth
            && (!next || place_of(word) < place_of(next)))
            next = word;
    }
    *nth = next ? place_of(next) : *nth;
    return next ? next->text : NULL;
}
