#include "ingest/read/type.h"

#include <float.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/table.h"
#include "core/asset.h"
#include "core/err.h"
#include "core/ini.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/basis.h"
#include "ingest/read/heading.h"
#include "ingest/read/value.h"

#define TYPE_FOLDER "ingest/types/"
#define TYPE_SUFFIX ".type"
#define MARK_CODES "codes/attendance_codes.csv"

/* Keys of [type] that name a field. */
static const struct {
    const char *key;
    size_t at;
} roles[] = {
    { "school", offsetof(struct type, school) },
    { "pupil", offsetof(struct type, pupil) },
    { "child", offsetof(struct type, child) },
    { "start", offsetof(struct type, start) },
    { "end", offsetof(struct type, end) },
    { "effective", offsetof(struct type, effective) },
    { "mark", offsetof(struct type, mark) },
    { "date", offsetof(struct type, date) },
    { "year", offsetof(struct type, year) },
};
#define ROLE_COUNT (sizeof(roles) / sizeof(roles[0]))

static int *role_of(struct type *type, size_t role)
{
    return (int *)(void *)((char *)type + roles[role].at);
}

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
    [FIELD_URN] = "urn",
    [FIELD_SCHOOL] = "school",
    [FIELD_MARK] = "mark",
    [FIELD_MARKS] = "marks",
};
static const char *const needs[] = {
    [NEED_NOTHING] = "nothing",
    [NEED_HEADING] = "heading",
    [NEED_VALUE] = "value",
};
static const char *const reaches[] = {
    [REACH_ROW] = "row",
    [REACH_SENT] = "sent",
    [REACH_ALWAYS] = "always",
    [REACH_LISTS] = "lists",
};
static const char *const keeps[] = {
    [KEEPS_ROWS] = "rows",
    [KEEPS_SCHOOLS] = "schools",
    [KEEPS_STATES] = "states",
};
static const char *const modes[] = {
    [TYPE_UPSERT] = "upsert",
    [TYPE_SNAPSHOT] = "snapshot",
    [TYPE_MARKS] = "marks",
};
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A description while it is read. */
struct reading {
    struct type *type;
    const struct config *config;
    size_t capacity; /* of fields */
    char *key;       /* names; resolved when all fields are there */
    char *role_names[ROLE_COUNT];
};

static int choose(const char *const *names, size_t count, const char *value,
                  struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(names[i], value))
            return (int)i;
    return err_set(err, ERR_CONFIG, "'%s' is not known here", value);
}

static char *upper(const char *text, size_t len)
{
    char *copy = mem_dup_n(text, len);

    for (char *at = copy; *at; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    return copy;
}

static void set(char **text, const char *value)
{
    free(*text);
    *text = mem_dup(value);
}

/* The next word of a list, NULL at its end; *len is its length. */
static const char *next_word(const char **list, size_t *len)
{
    const char *word = *list + strspn(*list, " ");

    *len = strcspn(word, " ");
    *list = word + *len;
    return *len ? word : NULL;
}

static int compare_code(const void *a, const void *b)
{
    return strcmp(((const struct code *)a)->text,
                  ((const struct code *)b)->text);
}

/* Add a code unless it is there; `means` may be NULL. */
static void add_code(struct field *field, char *text, char *means)
{
    for (size_t i = 0; i < field->code_count; i++) {
        if (!strcmp(field->codes[i].text, text)) {
            free(text);
            free(means);
            return;
        }
    }
    field->codes =
        mem_grow(field->codes, field->code_count + 1, sizeof(*field->codes));
    field->codes[field->code_count].text = text;
    field->codes[field->code_count++].means = means;
}

static void read_codes(struct field *field, const char *list)
{
    const char *word;
    size_t len;

    while ((word = next_word(&list, &len)) != NULL) {
        const char *arrow = memchr(word, '>', len);
        size_t head = arrow ? (size_t)(arrow - word) : len;

        add_code(field, upper(word, head),
                 arrow ? upper(arrow + 1, len - head - 1) : NULL);
    }
}

static int read_code_set(const struct reading *r, struct field *field,
                         const char *name, struct err *err)
{
    struct table table;
    int column;
    int ret = -1;

    if (basis_read_table(r->type, r->config, name, &table, err))
        return -1;
    column = table_column(&table, "code");
    if (column < 0) {
        err_set(err, ERR_CONFIG, "%s: there is no column 'code'", name);
        goto out;
    }
    for (size_t row = 0; row < table.row_count; row++) {
        const char *code = table_cell(&table, row, column);

        if (*code)
            add_code(field, upper(code, strlen(code)), NULL);
    }
    ret = 0;
out:
    table_release(&table);
    return ret;
}

/* "plan CLA" */
static int read_condition(const struct reading *r, struct condition *c,
                          const char *text, struct err *err)
{
    size_t len;
    const char *word = next_word(&text, &len);
    char *name = mem_dup_n(word ? word : "", len);

    c->field = type_field(r->type, name);
    free(name);
    word = next_word(&text, &len);
    if (c->field < 0 || (size_t)c->field + 1 == r->type->field_count || !word)
        return err_set(err, ERR_CONFIG,
                       "an earlier field and its value are wanted");
    free(c->value);
    c->value = mem_dup_n(word, len);
    return 0;
}

static int read_range(struct field *field, const char *text, struct err *err)
{
    double *const bounds[] = { &field->least, &field->most };

    for (size_t i = 0; i < 2; i++) {
        size_t len;
        const char *word = next_word(&text, &len);

        if (!word || !value_number(word, len, bounds[i]))
            return err_set(err, ERR_CONFIG, "two numbers are wanted");
    }
    return 0;
}

static int read_field_key(const struct reading *r, struct field *field,
                          const char *key, const char *value, struct err *err)
{
    int chosen = 0;
    int64_t number;

    if (!strcmp(key, "heading")) {
        set(&field->heading, value);
    } else if (!strcmp(key, "kind")) {
        chosen = choose(kinds, COUNT_OF(kinds), value, err);
        field->kind = (enum field_kind)chosen;
    } else if (!strcmp(key, "need")) {
        chosen = choose(needs, COUNT_OF(needs), value, err);
        field->need = (enum field_need)chosen;
    } else if (!strcmp(key, "reach")) {
        chosen = choose(reaches, COUNT_OF(reaches), value, err);
        field->reach = (enum field_reach)chosen;
    } else if (!strcmp(key, "private")) {
        field->is_private = !strcmp(value, "yes");
    } else if (!strcmp(key, "lenient")) {
        field->is_lenient = !strcmp(value, "yes");
    } else if (!strcmp(key, "otherwise")) {
        set(&field->otherwise, value);
    } else if (!strcmp(key, "digits")) {
        if (!value_int(value, strlen(value), &number) || number < 1
            || number >= VALUE_TEXT_SIZE)
            return err_set(err, ERR_CONFIG, "'%s' is no count of digits",
                           value);
        field->digits = (size_t)number;
    } else if (!strcmp(key, "codes")) {
        read_codes(field, value);
    } else if (!strcmp(key, "codes_from")) {
        return read_code_set(r, field, value, err);
    } else if (!strcmp(key, "codes_when")) {
        return read_condition(r, &field->codes_when, value, err);
    } else if (!strcmp(key, "required_when")) {
        return read_condition(r, &field->required_when, value, err);
    } else if (!strcmp(key, "range")) {
        return read_range(field, value, err);
    } else {
        return err_set(err, ERR_CONFIG, "key '%s' is not known", key);
    }
    return chosen < 0 ? -1 : 0;
}

static int read_type_key(struct reading *r, const char *key, const char *value,
                         struct err *err)
{
    int chosen;

    for (size_t i = 0; i < ROLE_COUNT; i++) {
        if (!strcmp(key, roles[i].key)) {
            set(&r->role_names[i], value);
            return 0;
        }
    }
    if (!strcmp(key, "table")) {
        set(&r->type->table, value);
    } else if (!strcmp(key, "view")) {
        set(&r->type->view, value);
    } else if (!strcmp(key, "reports_as")) {
        set(&r->type->reports_as, value);
    } else if (!strcmp(key, "key")) {
        set(&r->key, value);
    } else if (!strcmp(key, "extra_fields")) {
        r->type->ignores_extra_fields = !strcmp(value, "ignored");
    } else if (!strcmp(key, "mode")) {
        chosen = choose(modes, COUNT_OF(modes), value, err);
        if (chosen < 0)
            return -1;
        r->type->mode = (enum type_mode)chosen;
    } else if (!strcmp(key, "authority")) {
        int64_t number;

        if (!value_int(value, strlen(value), &number) || number < 0
            || number > 9)
            return err_set(err, ERR_CONFIG, "'%s' is not from 0 to 9", value);
        r->type->authority = (int)number;
    } else if (!strcmp(key, "keeps")) {
        chosen = choose(keeps, COUNT_OF(keeps), value, err);
        if (chosen < 0)
            return -1;
        r->type->keeps = (enum type_keeps)chosen;
    } else {
        return err_set(err, ERR_CONFIG, "key '%s' is not known", key);
    }
    return 0;
}

/* The field that a section is about: the last one, or a new one. */
static struct field *field_for(struct reading *r, const char *name)
{
    struct type *type = r->type;
    struct field *field;

    if (type->field_count
        && !strcmp(type->fields[type->field_count - 1].name, name))
        return &type->fields[type->field_count - 1];
    MEM_ROOM(type->fields, type->field_count, r->capacity);
    field = &type->fields[type->field_count++];
    memset(field, 0, sizeof(*field));
    field->name = mem_dup(name);
    field->codes_when.field = -1;
    field->required_when.field = -1;
    field->least = -DBL_MAX;
    field->most = DBL_MAX;
    return field;
}

static int read_key(void *context, const char *section, const char *key,
                    const char *value, struct err *err)
{
    struct reading *r = context;

    if (!strcmp(section, "type"))
        return read_type_key(r, key, value, err);
    if (!strncmp(section, "field ", 6))
        return read_field_key(r, field_for(r, section + 6), key, value, err);
    return err_set(err, ERR_CONFIG, "section [%s] is not known", section);
}

static int find_field(const struct type *type, const char *name, size_t len,
                      struct err *err)
{
    char *copy = mem_dup_n(name, len);
    int field = type_field(type, copy);

    if (field < 0)
        err_set(err, ERR_CONFIG, "there is no field '%s'", copy);
    free(copy);
    return field;
}

/* What could not be known before all fields were. */
static int resolve(struct reading *r, struct err *err)
{
    struct type *type = r->type;
    const char *list = r->key ? r->key : "";
    const char *word;
    size_t len;

    for (size_t i = 0; i < ROLE_COUNT; i++) {
        int *role = role_of(type, i);

        *role = -1;
        if (!r->role_names[i])
            continue;
        *role =
            find_field(type, r->role_names[i], strlen(r->role_names[i]), err);
        if (*role < 0)
            return -1;
    }
    while ((word = next_word(&list, &len)) != NULL) {
        if (type->key_count == TYPE_KEY_MAX)
            return err_set(err, ERR_CONFIG, "the key has too many fields");
        type->key[type->key_count] = find_field(type, word, len, err);
        if (type->key[type->key_count++] < 0)
            return -1;
    }
    if (!type->key_count)
        return err_set(err, ERR_CONFIG, "there is no key");
    if ((type->mode == TYPE_MARKS) != !*type->table)
        return err_set(err, ERR_CONFIG, "marks have no table, all else has");
    if (type->mode == TYPE_MARKS && (type->date < 0 || type->mark < type->date))
        return err_set(err, ERR_CONFIG, "marks come after their date");
    if (type->end >= 0 && type->start > type->end)
        return err_set(err, ERR_CONFIG, "the end comes after the start");
    for (size_t i = 0; i < type->field_count; i++) {
        struct field *field = &type->fields[i];

        if (!field->heading)
            return err_set(err, ERR_CONFIG, "[field %s] has no heading",
                           field->name);
        if (field->codes)
            qsort(field->codes, field->code_count, sizeof(*field->codes),
                  compare_code);
    }
    return 0;
}

static int read_type(struct type *type, const struct asset *asset,
                     const struct config *config, struct err *err)
{
    struct reading r = { .type = type, .config = config };
    const char *slash = strrchr(asset->path, '/');
    const char *file = slash ? slash + 1 : asset->path;
    int ret = -1;

    memset(type, 0, sizeof(*type));
    type->name = mem_dup_n(file, strlen(file) - strlen(TYPE_SUFFIX));
    type->reports_as = mem_dup(type->name);
    type->table = mem_dup("");
    type->view = mem_dup("");
    basis_note_description(type, asset);
    type->authority = 1;
    if (ini_read_text(asset->path, asset->text, read_key, &r, err))
        goto out;
    if (resolve(&r, err)) {
        err_context(err, "%s", asset->path);
        goto out;
    }
    ret = 0;
out:
    for (size_t i = 0; i < ROLE_COUNT; i++)
        free(r.role_names[i]);
    free(r.key);
    return ret;
}

static void type_release(struct type *type)
{
    basis_end(type);
    heading_release(type);
    for (size_t i = 0; i < type->field_count; i++) {
        struct field *field = &type->fields[i];

        for (size_t j = 0; j < field->code_count; j++) {
            free(field->codes[j].text);
            free(field->codes[j].means);
        }
        free(field->codes);
        free(field->codes_when.value);
        free(field->required_when.value);
        free(field->otherwise);
        free(field->heading);
        free(field->name);
    }
    free(type->fields);
    free(type->table);
    free(type->view);
    free(type->reports_as);
    free(type->name);
}

static int compare_mark(const void *a, const void *b)
{
    const struct mark_code *one = a;
    const struct mark_code *two = b;
    int order = strcmp(one->text, two->text);

    return order ? order : (one->from > two->from) - (one->from < two->from);
}

static int read_mark(struct mark_code *mark, const struct table *table,
                     size_t row, struct err *err)
{
    const char *code = table_cell(table, row, table_column(table, "code"));
    const char *from =
        table_cell(table, row, table_column(table, "valid_from"));
    const char *to = table_cell(table, row, table_column(table, "valid_to"));
    size_t len = strlen(code);
    char *copy;

    if (!len || len >= sizeof(mark->text) || (unsigned char)*code >= 128)
        return err_set(err, ERR_CONFIG, "%s:%d: '%s' is no attendance code",
                       table->name, table->lines[row], code);
    copy = upper(code, len);
    memcpy(mark->text, copy, len + 1);
    free(copy);
    mark->from = *from ? date_parse_iso(from) : DATE_NONE;
    mark->to = *to ? date_parse_iso(to) : DATE_MAX;
    if ((*from && mark->from == DATE_NONE) || mark->to == DATE_NONE)
        return err_set(err, ERR_CONFIG, "%s:%d: a date is wrong", table->name,
                       table->lines[row]);
    return 0;
}

static int parse_marks(struct type_set *types, const struct table *table,
                       struct err *err)
{
    size_t mark = 0;

    types->marks = mem_zero(table->row_count + 1, sizeof(*types->marks));
    for (size_t row = 0; row < table->row_count; row++)
        if (read_mark(&types->marks[types->mark_count++], table, row, err))
            return -1;
    qsort(types->marks, types->mark_count, sizeof(*types->marks), compare_mark);
    for (size_t c = 0; c < COUNT_OF(types->mark_first); c++) {
        while (mark < types->mark_count
               && (size_t)(unsigned char)types->marks[mark].text[0] < c)
            mark++;
        types->mark_first[c] = mark;
    }
    return 0;
}

/* Once for each type that has marks: it is part of what they depend on. */
static int read_marks(struct type_set *types, const struct config *config,
                      struct err *err)
{
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < types->count; i++) {
        struct table table;

        if (types->types[i].mark < 0)
            continue;
        if (basis_read_table(&types->types[i], config, MARK_CODES, &table, err))
            return -1;
        if (!types->marks)
            ret = parse_marks(types, &table, err);
        table_release(&table);
    }
    return ret;
}

int type_set_read(struct type_set *types, const struct config *config,
                  struct err *err)
{
    struct asset *list = NULL;
    size_t count = 0, capacity = 0;
    int ret;

    for (const struct asset *asset = asset_next(TYPE_FOLDER, NULL); asset;
         asset = asset_next(TYPE_FOLDER, asset)) {
        MEM_ROOM(list, count, capacity);
        list[count++] = *asset;
    }
    ret = type_set_read_from(types, config, list, count, err);
    free(list);
    return ret;
}

int type_set_read_from(struct type_set *types, const struct config *config,
                       const struct asset *descriptions, size_t count,
                       struct err *err)
{
    memset(types, 0, sizeof(*types));
    types->types = mem_zero(count + 1, sizeof(*types->types));
    while (types->count < count) {
        const struct asset *description = &descriptions[types->count];

        if (read_type(&types->types[types->count++], description, config, err))
            goto failed;
    }
    if (read_marks(types, config, err) || heading_read_all(types, config, err))
        goto failed;
    for (size_t i = 0; i < types->count; i++)
        basis_end(&types->types[i]);
    return 0;
failed:
    type_set_release(types);
    return -1;
}

void type_set_release(struct type_set *types)
{
    for (size_t i = 0; i < types->count; i++)
        type_release(&types->types[i]);
    free(types->types);
    free(types->marks);
    memset(types, 0, sizeof(*types));
}

const struct type *type_find(const struct type_set *types, const char *name)
{
    for (size_t i = 0; i < types->count; i++)
        if (!strcmp(types->types[i].name, name))
            return &types->types[i];
    return NULL;
}

int type_field(const struct type *type, const char *name)
{
    for (size_t i = 0; i < type->field_count; i++)
        if (!strcmp(type->fields[i].name, name))
            return (int)i;
    return -1;
}

const char *type_column(const struct type *type, size_t field)
{
    if ((int)field == type->school)
        return "school_key";
    if ((int)field == type->pupil || (int)field == type->child)
        return "ident_key";
    return type->fields[field].name;
}

bool type_is_key(const struct type *type, int field)
{
    for (size_t i = 0; i < type->key_count; i++)
        if (type->key[i] == field)
            return true;
    return false;
}

struct slice {
    const char *text;
    size_t len;
};

static int compare_slice(const void *key, const void *item)
{
    const struct slice *slice = key;
    const char *code = ((const struct code *)item)->text;
    int order = strncasecmp(slice->text, code, slice->len);

    return order ? order : (code[slice->len] ? -1 : 0);
}

const char *field_find_code(const struct field *field, const char *text,
                            size_t len)
{
    struct slice slice = { text, len };
    const struct code *code;

    if (!field->code_count)
        return NULL;
    code = bsearch(&slice, field->codes, field->code_count,
                   sizeof(*field->codes), compare_slice);
    if (!code)
        return NULL;
    return code->means ? code->means : code->text;
}

bool type_mark_is_valid(const struct type_set *types, const char *mark,
                        size_t len, date_t date)
{
    size_t first = (unsigned char)*mark;

    if (!len || len >= sizeof(types->marks[0].text) || first >= 128)
        return false;
    for (size_t i = types->mark_first[first]; i < types->mark_first[first + 1];
         i++) {
        const struct mark_code *code = &types->marks[i];

        if (code->text[1] == (len == 2 ? mark[1] : '\0') && date >= code->from
            && date <= code->to)
            return true;
    }
    return false;
}
