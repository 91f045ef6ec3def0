#include "ingest/read/describe.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/str.h"
#include "ingest/read/heading.h"
#include "ingest/read/shape.h"
#include "ingest/read/type.h"

#define LIST_MAX 40 /* codes that are listed */
#define WORDS_MAX 3 /* words for a code */
#define NAMES_MAX 12
#define LINE_MAX_CHARS 96
#define INDENT "\n          "

/* The first sentence of a description: "; pupils: a roll, ...". */
static void add_summary(struct str *text, const char *folder, const char *name,
                        const char *suffix)
{
    struct str path = STR_INIT;
    const struct asset *asset;
    const char *at;

    str_addf(&path, "%s%s%s", folder, name, suffix);
    asset = asset_find(path.text);
    at = asset ? strstr(asset->text, ": ") : NULL;
    for (at = at ? at + 2 : "";
         *at && strncmp(at, ".\n", 2) != 0 && strncmp(at, ". ", 2) != 0; at++)
        if (!strncmp(at, "\n; ", 3)) {
            str_add_c(text, ' ');
            at += 2;
        } else if (*at == '\n') {
            break;
        } else {
            str_add_c(text, *at);
        }
    str_add(text, ".");
    str_release(&path);
}

/* One more of a list, on the next line where this one is full. */
static void add_item(struct str *text, const char *between, const char *item)
{
    const char *line = strrchr(text->text, '\n');
    size_t used = line ? strlen(line + 1) : text->len;

    if (used + strlen(between) + strlen(item) > LINE_MAX_CHARS) {
        str_add(text, strcmp(between, " ") != 0 ? "," : "");
        str_addf(text, INDENT "%s", item);
    } else {
        str_addf(text, "%s%s", between, item);
    }
}

static const char *kind_of(const struct field *field)
{
    static const char *const kinds[] = {
        [FIELD_TEXT] = "text",
        [FIELD_NAME] = "a name",
        [FIELD_ID] = "a number or id",
        [FIELD_CODE] = "a code",
        [FIELD_FLAG] = "Y or N",
        [FIELD_DATE] = "a date",
        [FIELD_INT] = "a whole number",
        [FIELD_NUMBER] = "a number",
        [FIELD_YEAR] = "a year like 2025/26",
        [FIELD_END_YEAR] = "a year by its end: 2026, or 2025/26",
        [FIELD_PERIOD] = "a year: 2025, or 202425",
        [FIELD_UPN] = "a UPN",
        [FIELD_URN] = "a URN (6 digits)",
        [FIELD_SCHOOL] = "a URN (6 digits) or LAESTAB (7), or in LA and ESTAB",
        [FIELD_MARK] = "an attendance code",
        [FIELD_MARKS] = "a string of attendance codes, AM and PM of each day",
        [FIELD_OTHERS] = "what the columns of no other name say",
    };

    if (field->kind == FIELD_CODE && field->valid_by < 0 && !field->codes.count)
        return "a word of your own";
    return kinds[field->kind];
}

static void add_codes(struct str *text, const struct field *field)
{
    size_t count = 0;

    if (!field->codes.count)
        return;
    str_add(text, ":");
    for (size_t i = 0; i < field->codes.count && count < LIST_MAX; i++)
        if (!field->codes.items[i].means) {
            add_item(text, " ", field->codes.items[i].text);
            count++;
        }
    if (count == LIST_MAX)
        str_add(text, " ...");
}

static void add_range(struct str *text, const struct field *field)
{
    bool has_least = field->least > -DBL_MAX;
    bool has_most = field->most < DBL_MAX;

    if (field->kind != FIELD_INT && field->kind != FIELD_NUMBER)
        return;
    if (has_least && has_most)
        str_addf(text, ", %.15g to %.15g", field->least, field->most);
    else if (has_least)
        str_addf(text, ", %.15g or more", field->least);
}

/* An earlier field with the same codes and words, or NULL. */
static const struct field *find_alike(const struct type *type, size_t f)
{
    const struct field *field = &type->fields[f];

    for (size_t i = 0; field->codes.count && i < f; i++) {
        const struct field *other = &type->fields[i];
        bool is_alike = other->codes.count == field->codes.count
                        && other->words.count == field->words.count;

        for (size_t c = 0; is_alike && c < field->codes.count; c++)
            is_alike =
                !strcmp(other->codes.items[c].text, field->codes.items[c].text);
        if (is_alike)
            return other;
    }
    return NULL;
}

/* What else a field may say for its codes, a line a code. */
static void add_words(struct str *text, const struct field *field)
{
    for (size_t i = 0; i < field->codes.count; i++) {
        const char *code = field->codes.items[i].text;
        size_t nth = 0, count = 0;
        const char *word;

        if (field->codes.items[i].means)
            continue;
        while (count < WORDS_MAX
               && (word = word_for(field, code, &nth)) != NULL) {
            if (!count)
                str_addf(text, INDENT "%s is also", code);
            add_item(text, count++ ? ", " : " ", word);
        }
    }
}

/* Other headings for it. */
static void add_names(struct str *text, const struct type *type, size_t f)
{
    size_t count = 0;

    for (size_t i = 0; i < type->heading_count && count < NAMES_MAX; i++) {
        const struct heading *heading = &type->headings[i];

        if (heading->field != (int)f || !heading->rank)
            continue;
        if (!count)
            str_add(text, INDENT "also called");
        add_item(text, count++ ? ", " : " ", heading->text);
    }
}

/* What another field of the row has to do with it. */
static void add_conditions(struct str *text, const struct type *type,
                           const struct field *field)
{
    const struct condition *when = &field->required_when;

    if (field->valid_by >= 0)
        str_addf(text, " or number that its %s can have",
                 type->fields[field->valid_by].heading);
    if (field->codes_when.field >= 0)
        str_addf(text, "; any text unless %s is %s",
                 type->fields[field->codes_when.field].heading,
                 field->codes_when.value);
    if (when->field >= 0)
        str_addf(text, "; must have a value where %s is %s",
                 type->fields[when->field].heading, when->value);
    if (field->is_several)
        str_add(text, ", or several with a blank ; , or / between");
    if (field->otherwise)
        str_addf(text, "; blank is %s", field->otherwise);
    if (field->is_set_aside)
        str_add(text, "; a bad value is left blank");
}

/* Where it is in one column or another. */
static void add_columns(struct str *text, const struct field *field)
{
    for (size_t i = 0; i < field->choice_count; i++)
        str_addf(text, "%s%s of %s", i ? ", " : "\n        in ",
                 field->choices[i].heading, field->choices[i].when.value);
}

static void add_field(struct str *text, const struct type *type, size_t f)
{
    static const char signs[] = {
        [NEED_NOTHING] = ' ', [NEED_HEADING] = '+', [NEED_VALUE] = '*'
    };
    const struct field *field = &type->fields[f];
    const struct field *alike = find_alike(type, f);

    str_addf(text, "  %c %-24s %s", signs[field->need], field->heading,
             kind_of(field));
    if (alike)
        str_addf(text, ", as for %s", alike->heading);
    else
        add_codes(text, field);
    add_range(text, field);
    add_conditions(text, type, field);
    if (!alike)
        add_words(text, field);
    add_columns(text, field);
    add_names(text, type, f);
    str_add(text, "\n");
}

/* --- an example ------------------------------------------------------------
 */

/* Something that the field takes. */
static const char *value_of(const struct type *type, size_t f)
{
    const struct field *field = &type->fields[f];
    static const char *const values[] = {
        [FIELD_TEXT] = "Text",     [FIELD_NAME] = "Name",
        [FIELD_ID] = "12345",      [FIELD_CODE] = "CODE",
        [FIELD_FLAG] = "Y",        [FIELD_DATE] = "2025-09-01",
        [FIELD_INT] = "1",         [FIELD_NUMBER] = "1.5",
        [FIELD_YEAR] = "2025/26",  [FIELD_END_YEAR] = "2026",
        [FIELD_PERIOD] = "202425", [FIELD_UPN] = "L919400024001",
        [FIELD_URN] = "100001",    [FIELD_SCHOOL] = "100001",
        [FIELD_MARK] = "/",        [FIELD_MARKS] = "/\\/\\",
        [FIELD_OTHERS] = "",
    };

    if ((int)f == type->born)
        return "2011-01-31";
    for (size_t i = 0; i < field->codes.count; i++)
        if (!field->codes.items[i].means)
            return field->codes.items[i].text;
    return values[field->kind];
}

/* "" where the example leaves it blank: a date that may be, above all an end.
 */
static const char *example_of(const struct type *type, size_t f)
{
    const struct field *field = &type->fields[f];

    if (field->example)
        return strcmp(field->example, "-") != 0 ? field->example : "";
    if (field->otherwise
        || (field->need != NEED_VALUE
            && (field->kind == FIELD_DATE || field->kind == FIELD_NUMBER)))
        return "";
    return value_of(type, f);
}

static void add_example(struct str *text, const struct type *type)
{
    str_add(text, "\n  As CSV, the columns that must be there:\n    ");
    for (int row = 0; row < 2; row++) {
        const char *between = "";

        for (size_t f = 0; f < type->field_count; f++) {
            if (type->fields[f].need == NEED_NOTHING)
                continue;
            str_addf(text, "%s%s", between,
                     row ? example_of(type, f) : type->fields[f].heading);
            between = ",";
        }
        str_add(text, row ? "\n" : "\n    ");
    }
}

/* --- a type ----------------------------------------------------------------
 */

/* What a file is, and what becomes of what is not in it. */
static void add_manners(struct str *text, const struct type *type)
{
    bool goes_by_sender = type->school >= 0 && type->keeps != KEEPS_SCHOOLS
                          && type->fields[type->school].need != NEED_NOTHING;

    str_add(text,
            "\n  * needs a value, + must be a column, the others may be"
            " absent. Headings are compared\n  without case, blanks and"
            " punctuation. Of two rows that say the same of these the newer"
            " counts:\n ");
    for (size_t i = 0; i < type->key_count; i++)
        str_addf(text, " %s", type->fields[type->key[i]].heading);
    str_add(text, ".\n");
    str_add(text,
            type->mode == TYPE_SNAPSHOT
                ? "  Each file is the whole list: what the newest does not"
                  " have has ended, or goes.\n"
                : "  A file may be the whole or what is new: what it does not"
                  " have stays as it is.\n");
    if (goes_by_sender)
        str_addf(text,
                 "  Without a column for %s a file is its sender's: by a folder"
                 " called by the school's\n  number, or by senders.csv.\n",
                 type->fields[type->school].heading);
    str_add(text,
            "  CSV in UTF-8, with a comma, semicolon, tab or bar between. Put"
            " the day of the extract\n  into the file's name, 2025-09-01 or"
            " 20250901: it says which of two files is newer.\n"
            "  Dates: 2025-09-01, 01/09/2025, 01.09.2025, 1 Sep 2025,"
            " 20250901; never month first.\n"
            "  Y or N: also Yes, True, 1 and No, False, 0. Nothing: blank, or"
            " NULL, N/A, -, Unknown.\n");
}

/* Layouts that are read as well, or columns of vendors. */
static void add_shapes(struct str *text, const struct type_set *types,
                       const struct type *type)
{
    const char *before = "\n  Also read:\n";

    for (size_t i = 0; i < types->shape_count; i++) {
        if (types->shapes[i].type != type)
            continue;
        str_addf(text, "%s    ", before);
        add_summary(text, "ingest/shapes/", types->shapes[i].name, ".shape");
        str_add(text, "\n");
        before = "";
    }
}

static void add_type(struct str *text, const struct type_set *types,
                     const struct type *type)
{
    str_addf(text, "%s: ", type->name);
    add_summary(text, "ingest/types/", type->name, ".type");
    str_add(text, "\n\n");
    for (size_t f = 0; f < type->field_count; f++)
        add_field(text, type, f);
    add_manners(text, type);
    add_shapes(text, types, type);
    add_example(text, type);
}

int describe_type(const struct type_set *types, const char *name,
                  struct str *text, struct err *err)
{
    const struct type *type;

    for (size_t i = 0; !name && i < types->count; i++) {
        if (types->types[i].mode == TYPE_IGNORED)
            continue;
        str_addf(text, "%-28s ", types->types[i].name);
        add_summary(text, "ingest/types/", types->types[i].name, ".type");
        str_add(text, "\n");
    }
    if (!name)
        return 0;
    type = type_find(types, name);
    if (!type)
        return err_set(err, ERR_USAGE,
                       "there is no extract type '%s': 'vschool describe' lists"
                       " them",
                       name);
    add_type(text, types, type);
    return 0;
}
