#include "ingest/read/typeform.h"

#include <float.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/codeset.h"
#include "config/table.h"
#include "core/asset.h"
#include "core/err.h"
#include "core/form.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/basis.h"
#include "ingest/read/heading.h"
#include "ingest/read/type.h"
#include "ingest/read/value.h"

#define PUBLISHED "benchmarks/ "

static const char *const kinds[] = {
    [FIELD_TEXT] = "text",
    [FIELD_NAME] = "name",
    [FIELD_ID] = "id",
    [FIELD_CODE] = "code",
    [FIELD_FLAG] = "flag",
    [FIELD_DATE] = "date",
    [FIELD_INT] = "int",
    [FIELD_NUMBER] = "number",
    [FIELD_UPN] = "upn",
    [FIELD_YEAR] = "year",
    [FIELD_END_YEAR] = "end_year",
    [FIELD_PERIOD] = "period",
    [FIELD_URN] = "urn",
    [FIELD_SCHOOL] = "school",
    [FIELD_MARK] = "mark",
    [FIELD_MARKS] = "marks",
    [FIELD_OTHERS] = "others",
    NULL,
};
static const char *const needs[] = {
    [NEED_NOTHING] = "nothing",
    [NEED_HEADING] = "heading",
    [NEED_VALUE] = "value",
    NULL,
};
static const char *const reaches[] = {
    [REACH_ROW] = "row",
    [REACH_SENT] = "sent",
    [REACH_ALWAYS] = "always",
    [REACH_LISTS] = "lists",
    NULL,
};
static const char *const keeps[] = {
    [KEEPS_ROWS] = "rows",     [KEEPS_SCHOOLS] = "schools",
    [KEEPS_STATES] = "states", [KEEPS_TELLINGS] = "tellings",
    [KEEPS_FIRST] = "first",   NULL,
};
static const char *const recurrences[] = { "days", "term", "year", NULL };
static const char *const modes[] = {
    [TYPE_UPSERT] = "upsert",
    [TYPE_SNAPSHOT] = "snapshot",
    [TYPE_MARKS] = "marks",
    [TYPE_IGNORED] = "ignored",
    NULL,
};
static const char *const extras[] = { "refused", "ignored", NULL };
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A description while it is read. */
struct reading {
    struct type *type;
    const struct config *config;
};

static int read_codes(void *context, const struct form_key *key, void *at,
                      const char *list, struct err *err)
{
    (void)context;
    (void)key;
    (void)err;
    codes_add_list(at, list);
    return 0;
}

/* "codes/x.csv" or "codes/x.csv column" */
static int read_table(const struct reading *r, const char *words,
                      struct table *table, char **column, struct err *err)
{
    size_t len;
    const char *word = word_next(&words, &len);
    char *name = mem_dup_n(word ? word : "", len);
    int ret = basis_read_table(r->type, r->config, name, table, err);

    free(name);
    if (ret)
        return -1;
    word = word_next(&words, &len);
    *column = word ? mem_dup_n(word, len) : mem_dup("code");
    return 0;
}

/* "benchmarks/ figures" */
static int read_published(const struct reading *r, const char *what,
                          struct codes *codes, struct err *err)
{
    bool is_figures = !strcmp(what, "figures");

    r->type->fields[r->type->field_count - 1].is_published = is_figures;
    if (!is_figures && strcmp(what, "filters") != 0)
        return err_set(err, ERR_CONFIG, "'%s' is not figures or filters", what);
    return basis_read_published(r->type, r->config,
                                is_figures ? BASIS_FIGURES : BASIS_FILTERS,
                                codes, err);
}

static int read_code_set(void *context, const struct form_key *key, void *at,
                         const char *words, struct err *err)
{
    struct table table;
    char *column;
    int ret;

    (void)key;
    if (!strncmp(words, PUBLISHED, strlen(PUBLISHED)))
        return read_published(context, words + strlen(PUBLISHED), at, err);
    if (read_table(context, words, &table, &column, err))
        return -1;
    ret = codes_add_column(at, &table, column, err);
    free(column);
    table_release(&table);
    return ret;
}

/* "codes/x.csv column column": words and the codes that they stand for. */
static int read_words(void *context, const struct form_key *key, void *at,
                      const char *text, struct err *err)
{
    struct field *field = at;
    struct table table;
    size_t len;
    char *column;
    int word, code, ret = 0;
    const char *lacking;

    (void)key;
    if (read_table(context, text, &table, &column, err))
        return -1;
    word = table_column(&table, column);
    word_next(&text, &len);
    word_next(&text, &len);
    text += strspn(text, " ");
    code = table_column(&table, text);
    lacking = word < 0 ? column : code < 0 ? text : NULL;
    if (lacking)
        ret = err_set(err, ERR_CONFIG, "%s:1: there is no column '%s'",
                      table.name, lacking);
    free(column);
    for (size_t row = 0; ret == 0 && row < table.row_count; row++) {
        const char *cell = table_cell(&table, row, word);
        const char *stands_for = table_cell(&table, row, code);

        /* A county's own set may lack it. */
        if (codes_find(&field->codes, stands_for, strlen(stands_for)))
            ret = word_add(field, stands_for, cell, strlen(cell), WORD_OF_SET,
                           err);
    }
    table_release(&table);
    return ret;
}

static void release_words(void *at)
{
    words_release(&((struct field *)at)->words);
    words_release(&((struct field *)at)->words_else);
}

static void release_codes(void *at)
{
    codes_release(at);
}

static int read_validities(void *context, const struct form_key *key, void *at,
                           const char *words, struct err *err)
{
    struct field *field = at;
    struct table table;
    char *column;
    int ret;

    (void)key;
    if (read_table(context, words, &table, &column, err))
        return -1;
    ret = validities_read(&field->validities, &table, column,
                          field->valid_range, field->valid_codes, err);
    free(column);
    table_release(&table);
    return ret;
}

static void release_validities(void *at)
{
    validities_release(&((struct field *)at)->validities);
}

static int find_field(const struct type *type, const char *name, size_t len,
                      struct err *err)
{
    for (size_t i = 0; i < type->field_count; i++)
        if (strlen(type->fields[i].name) == len
            && !strncmp(type->fields[i].name, name, len))
            return (int)i;
    return err_set(err, ERR_CONFIG, "there is no field '%.*s'", (int)len, name);
}

/* The index of an earlier field than the one that is read. */
static int find_earlier(const struct type *type, const char *name, size_t len,
                        struct err *err)
{
    int field = find_field(type, name, len, err);

    return field >= 0 && (size_t)field + 1 == type->field_count
               ? err_set(err, ERR_CONFIG, "an earlier field is wanted")
               : field;
}

static int read_earlier(void *context, const struct form_key *key, void *at,
                        const char *name, struct err *err)
{
    const struct reading *r = context;
    int *field = at;

    (void)key;
    *field = *name ? find_earlier(r->type, name, strlen(name), err) : -1;
    return *name && *field < 0 ? -1 : 0;
}

/* "plan CLA" */
static int read_condition(void *context, const struct form_key *key, void *at,
                          const char *text, struct err *err)
{
    const struct reading *r = context;
    struct condition *c = at;
    size_t name_len, len;
    const char *name = word_next(&text, &name_len);
    const char *value = word_next(&text, &len);

    (void)key;
    c->field = -1;
    if (!name)
        return 0;
    if (!value)
        return err_set(err, ERR_CONFIG, "a field and its value are wanted");
    c->field = find_earlier(r->type, name, name_len, err);
    c->value = mem_dup_n(value, len);
    return c->field < 0 ? -1 : 0;
}

static void release_condition(void *at)
{
    free(((struct condition *)at)->value);
}

static int read_range(void *context, const struct form_key *key, void *at,
                      const char *text, struct err *err)
{
    struct field *field = at;
    double *const bounds[] = { &field->least, &field->most };

    (void)context;
    (void)key;
    field->least = -DBL_MAX;
    field->most = DBL_MAX;
    for (size_t i = 0; *text && i < 2; i++) {
        size_t len;
        const char *word = word_next(&text, &len);

        if (!word || !value_number(word, len, bounds[i]))
            return err_set(err, ERR_CONFIG, "two numbers are wanted");
    }
    return 0;
}

/* "level LA": when a column is the field's. */
static int read_when(void *context, const struct form_key *key, void *at,
                     const char *text, struct err *err)
{
    return *text ? read_condition(context, key, at, text, err)
                 : err_set(err, ERR_CONFIG, "is blank");
}

static int check_field(void *context, void *target, struct err *err)
{
    const struct field *field = target;

    (void)context;
    if (field->is_several && (field->kind != FIELD_UPN || !field->is_set_aside))
        return err_set(err, ERR_CONFIG,
                       "several are UPNs, of which a bad one is set aside");
    if (field->codes_else.count && field->codes_when.field < 0)
        return err_set(err, ERR_CONFIG, "codes_else_from goes with codes_when");
    if (field->choice_count > FIELD_CHOICES_MAX)
        return err_set(err, ERR_CONFIG, "it has more than %d columns",
                       FIELD_CHOICES_MAX);
    return (field->valid_by < 0) != !field->validities.count
               ? err_set(err, ERR_CONFIG, "valid_by goes with valid_from")
               : 0;
}

static int read_role(void *context, const struct form_key *key, void *at,
                     const char *name, struct err *err)
{
    const struct reading *r = context;
    int *role = at;

    (void)key;
    *role = *name ? find_field(r->type, name, strlen(name), err) : -1;
    return *name && *role < 0 ? -1 : 0;
}

/* A list of fields, at most so many. */
static int read_list(const struct reading *r, const char *list, int *fields,
                     size_t *count, size_t most, struct err *err)
{
    const char *word;
    size_t len;

    while ((word = word_next(&list, &len)) != NULL) {
        if (*count == most)
            return err_set(err, ERR_CONFIG, "over %zu fields", most);
        fields[*count] = find_field(r->type, word, len, err);
        if (fields[(*count)++] < 0)
            return -1;
    }
    return 0;
}

static int read_key(void *context, const struct form_key *key, void *at,
                    const char *list, struct err *err)
{
    const struct reading *r = context;

    (void)key;
    (void)at;
    return read_list(r, list, r->type->key, &r->type->key_count, TYPE_KEY_MAX,
                     err);
}

static int read_index(void *context, const struct form_key *key, void *at,
                      const char *list, struct err *err)
{
    const struct reading *r = context;

    (void)key;
    (void)at;
    return read_list(r, list, r->type->index, &r->type->index_count,
                     TYPE_KEY_MAX, err);
}

static int read_alike(void *context, const struct form_key *key, void *at,
                      const char *list, struct err *err)
{
    const struct reading *r = context;

    (void)key;
    (void)at;
    return read_list(r, list, r->type->alike, &r->type->alike_count,
                     TYPE_ALIKE_MAX, err);
}

static int check_type(void *context, void *target, struct err *err)
{
    struct type *type = target;

    (void)context;
    if (type->field_count > TYPE_FIELD_MAX)
        return err_set(err, ERR_CONFIG, "over %d fields", TYPE_FIELD_MAX);
    type->required = 0;
    for (size_t f = 0; f < type->field_count; f++)
        if (type->fields[f].need != NEED_NOTHING)
            type->required |= UINT64_C(1) << f;
    if ((type->mode == TYPE_MARKS || type->mode == TYPE_IGNORED)
        != !*type->table)
        return err_set(err, ERR_CONFIG,
                       "marks and what is ignored have no table, all else has");
    if (type->mode == TYPE_MARKS && (type->date < 0 || type->mark < type->date))
        return err_set(err, ERR_CONFIG, "marks come after their date");
    if (type->part >= 0
        && (type->mode != TYPE_SNAPSHOT || !type->fields[type->part].codes.count
            || type->fields[type->part].codes.count > TYPE_PARTS_MAX))
        return err_set(err, ERR_CONFIG,
                       "a part is one of a snapshot's, and one of a few codes");
    if (type->alike_count && type->pupil < 0 && type->child < 0)
        return err_set(err, ERR_CONFIG, "rows are alike that are a child's");
    if (type->keeps == KEEPS_FIRST
        && ((type->pupil < 0 && type->child < 0)
            || !type_is_key(type, type->start)))
        return err_set(err, ERR_CONFIG,
                       "when a fact was first told is kept of a child's, by"
                       " its start in the key");
    if (type->end >= 0 && type->start > type->end)
        return err_set(err, ERR_CONFIG, "the end comes after the start");
    return 0;
}

#define AT(member) offsetof(struct field_choice, member)
static const struct form_key choice_parts[] = {
    { "when", FORM_OTHER, AT(when), .read = read_when,
      .release = release_condition },
    { "heading", FORM_TEXT, AT(heading), .otherwise = "" },
    { .name = NULL },
};
#undef AT
#define AT(member) offsetof(struct field, member)
static const struct form_key field_keys[] = {
    { "heading", FORM_TEXT, AT(heading), .is_required = true },
    { "kind", FORM_CHOICE, AT(kind), .words = kinds },
    { "need", FORM_CHOICE, AT(need), .words = needs },
    { "reach", FORM_CHOICE, AT(reach), .words = reaches },
    { "private", FORM_FLAG, AT(is_private), .is_required = false },
    { "set_aside", FORM_FLAG, AT(is_set_aside), .is_required = false },
    { "several", FORM_FLAG, AT(is_several), .is_required = false },
    { "otherwise", FORM_TEXT, AT(otherwise), .is_required = false },
    { "example", FORM_TEXT, AT(example), .is_required = false },
    { "digits", FORM_INT, AT(digits), .least = 1, .most = VALUE_TEXT_SIZE - 1 },
    { "codes", FORM_OTHER, AT(codes), .joint = ' ', .read = read_codes,
      .release = release_codes },
    { "codes_from", FORM_OTHER, AT(codes), .read = read_code_set },
    { "numbers", FORM_FLAG, AT(takes_numbers), .is_required = false },
    { "passes", FORM_OTHER, AT(passes), .joint = ' ', .read = read_codes,
      .release = release_codes },
    { "passes_from", FORM_OTHER, AT(passes), .read = read_code_set },
    { "except", FORM_OTHER, AT(except), .joint = ' ', .read = read_codes,
      .release = release_codes },
    { "column", FORM_ITEMS, AT(choices), .count = AT(choice_count),
      .parts = choice_parts, .size = sizeof(struct field_choice) },
    { "words_from", FORM_OTHER, 0, .read = read_words,
      .release = release_words },
    { "codes_else_from", FORM_OTHER, AT(codes_else), .read = read_code_set,
      .release = release_codes },
    { "codes_when", FORM_OTHER, AT(codes_when), .otherwise = "",
      .read = read_condition, .release = release_condition },
    { "required_when", FORM_OTHER, AT(required_when), .otherwise = "",
      .read = read_condition, .release = release_condition },
    { "range", FORM_OTHER, 0, .otherwise = "", .read = read_range },
    { "valid_by", FORM_OTHER, AT(valid_by), .otherwise = "",
      .read = read_earlier },
    { "valid_range", FORM_TEXT, AT(valid_range), .is_required = false },
    { "valid_codes", FORM_TEXT, AT(valid_codes), .joint = ' ' },
    { "valid_from", FORM_OTHER, 0, .read = read_validities,
      .release = release_validities },
    { .name = NULL },
};
#undef AT
#define AT(member) offsetof(struct type, member)
#define ROLE(role)                                                             \
    {                                                                          \
        .name = #role, FORM_OTHER, AT(role), .otherwise = "",                  \
        .read = read_role                                                      \
    }
static const struct form_key type_keys[] = {
    { "table", FORM_TEXT, AT(table), .otherwise = "" },
    { "view", FORM_TEXT, AT(view), .otherwise = "" },
    { "mode", FORM_CHOICE, AT(mode), .words = modes },
    { "speaks", FORM_TEXT, AT(speaks), .otherwise = "" },
    { "authority", FORM_INT, AT(authority), .otherwise = "1", .most = 9 },
    { "keeps", FORM_CHOICE, AT(keeps), .words = keeps },
    { "recurs", FORM_TEXT, AT(recurs), .words = recurrences,
      .otherwise = "days" },
    { "reports_as", FORM_TEXT, AT(reports_as), .is_required = false },
    { "extra_fields", FORM_FLAG, AT(ignores_extra_fields), .words = extras },
    { "key", FORM_OTHER, AT(key), .is_required = true, .read = read_key },
    { "index", FORM_OTHER, AT(index), .is_required = false,
      .read = read_index },
    { "alike", FORM_OTHER, AT(alike), .is_required = false,
      .read = read_alike },
    ROLE(school),
    ROLE(pupil),
    ROLE(child),
    ROLE(born),
    ROLE(start),
    ROLE(end),
    ROLE(effective),
    ROLE(mark),
    ROLE(date),
    ROLE(part),
    ROLE(year),
    { .name = NULL },
};
static const struct form_section sections[] = {
    { "type", type_keys, check_type, .size = 0 },
    { "field ", field_keys, check_field, .size = sizeof(struct field),
      .at = AT(fields), .count = AT(field_count),
      .title = offsetof(struct field, name) },
    { .name = NULL },
};

int typeform_read(struct type *type, const struct asset *asset,
                  const struct config *config, struct err *err)
{
    struct reading r = { type, config };

    memset(type, 0, sizeof(*type));
    type->name = asset_id(asset->path);
    basis_note_description(type, asset);
    if (form_read_text(sections, type, &r, asset->path, asset->text, err))
        return -1;
    if (!type->reports_as)
        type->reports_as = mem_dup(type->name);
    if (type->part < 0)
        return 0;
    type->is_by_part = config->social_care_by_plan;
    basis_note_setting(type, "social_care_lists", type->is_by_part);
    return 0;
}

void typeform_release(struct type *type)
{
    basis_end(type);
    heading_release(type);
    form_release(sections, type);
    free(type->name);
}
