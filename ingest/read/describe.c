#include "ingest/read/describe.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/str.h"
#include "ingest/read/heading.h"
#include "ingest/read/type.h"

#define LIST_MAX 40 /* codes that are listed */
#define WORDS_MAX 8

/* The first line of its description: "; pupils: a roll, ...". */
static void add_summary(struct str *text, const struct type *type)
{
    struct str path = STR_INIT;
    const struct asset *asset;
    const char *colon;

    str_addf(&path, "ingest/types/%s.type", type->name);
    asset = asset_find(path.text);
    colon = asset ? strstr(asset->text, ": ") : NULL;
    if (colon)
        str_add_n(text, colon + 2, strcspn(colon + 2, "\n"));
    str_release(&path);
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
        [FIELD_UPN] = "a UPN",
        [FIELD_URN] = "a URN (6 digits)",
        [FIELD_SCHOOL] =
            "a URN or LAESTAB, or in LA and ESTAB, or the sender's",
        [FIELD_MARK] = "an attendance code",
        [FIELD_MARKS] = "a string of them, two a day",
    };

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
            str_addf(text, " %s", field->codes.items[i].text);
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

/* Other headings for it, as they are compared. */
static void add_names(struct str *text, const struct type *type, size_t f)
{
    size_t count = 0;

    for (size_t i = 0; i < type->heading_count; i++) {
        const struct heading *heading = &type->headings[i];

        if (heading->field != (int)f || !heading->rank)
            continue;
        if (count++ == LIST_MAX)
            break;
        str_addf(text, "%s%s", count > 1 ? ", " : "\n        also called ",
                 heading->normal);
    }
}

static void add_field(struct str *text, const struct type *type, size_t f)
{
    static const char signs[] = {
        [NEED_NOTHING] = ' ', [NEED_HEADING] = '+', [NEED_VALUE] = '*'
    };
    const struct field *field = &type->fields[f];

    str_addf(text, "  %c %-24s %s", signs[field->need], field->heading,
             kind_of(field));
    if (field->is_several)
        str_add(text, ", or several with a blank ; , or / between");
    add_codes(text, field);
    add_range(text, field);
    if (field->otherwise)
        str_addf(text, "; blank is %s", field->otherwise);
    if (field->is_set_aside)
        str_add(text, "; a bad value is left blank");
    word_list(text, field, WORDS_MAX);
    add_names(text, type, f);
    str_add(text, "\n");
}

/* Something that the field takes, for the example. */
static const char *example_of(const struct type *type, size_t f)
{
    const struct field *field = &type->fields[f];
    static const char *const values[] = {
        [FIELD_TEXT] = "Text",
        [FIELD_NAME] = "Name",
        [FIELD_ID] = "12345",
        [FIELD_CODE] = "CODE",
        [FIELD_FLAG] = "Y",
        [FIELD_DATE] = "2025-09-01",
        [FIELD_INT] = "1",
        [FIELD_NUMBER] = "1.5",
        [FIELD_YEAR] = "2025/26",
        [FIELD_END_YEAR] = "2026",
        [FIELD_UPN] = "A919400024002",
        [FIELD_URN] = "100001",
        [FIELD_SCHOOL] = "100001",
        [FIELD_MARK] = "/",
        [FIELD_MARKS] = "/\\/\\",
    };

    if ((int)f == type->born)
        return "2011-01-31";
    for (size_t i = 0; i < field->codes.count; i++)
        if (!field->codes.items[i].means)
            return field->codes.items[i].text;
    return values[field->kind];
}

static void add_example(struct str *text, const struct type *type)
{
    str_add(text, "\n  As CSV, the columns that must be there:\n    ");
    for (int row = 0; row < 2; row++) {
        const char *between = "";

        for (size_t f = 0; f < type->field_count; f++) {
            const struct field *field = &type->fields[f];

            if (field->need == NEED_NOTHING)
                continue;
            str_addf(text, "%s%s", between,
                     row == 0                    ? field->heading
                     : field->need == NEED_VALUE ? example_of(type, f)
                                                 : "");
            between = ",";
        }
        str_add(text, row ? "\n" : "\n    ");
    }
}

static void add_type(struct str *text, const struct type *type)
{
    str_addf(text, "%s: ", type->name);
    add_summary(text, type);
    str_add(text, "\n\n");
    for (size_t f = 0; f < type->field_count; f++)
        add_field(text, type, f);
    str_add(text,
            "\n  * needs a value, + must be a column, the others may be"
            " absent. Headings are compared\n  without case, blanks and"
            " punctuation. Of two rows that say the same of these the newer"
            " counts:\n ");
    for (size_t i = 0; i < type->key_count; i++)
        str_addf(text, " %s", type->fields[type->key[i]].heading);
    str_add(text, ".\n  Dates: 2025-09-01, 01/09/2025, 01.09.2025, 1 Sep 2025,"
                  " 20250901; never month first.\n");
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
        add_summary(text, &types->types[i]);
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
    add_type(text, type);
    return 0;
}
