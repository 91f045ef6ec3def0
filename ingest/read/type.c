#include "ingest/read/type.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/codeset.h"
#include "config/table.h"
#include "core/asset.h"
#include "core/err.h"
#include "core/mem.h"
#include "ingest/read/basis.h"
#include "ingest/read/sender.h"
#include "ingest/read/shape.h"
#include "ingest/read/typeform.h"

#define TYPE_FOLDER "ingest/types/"
#define SHAPE_FOLDER "ingest/shapes/"
#define SHAPE_SUFFIX ".shape"
#define MARK_CODES "codes/attendance_codes.csv"
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

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

    if (!len || len >= sizeof(mark->text) || (unsigned char)*code >= 128)
        return err_set(err, ERR_CONFIG, "%s:%d: '%s' is no attendance code",
                       table->name, table->lines[row], code);
    for (size_t i = 0; i < len; i++)
        mark->text[i] = (char)toupper((unsigned char)code[i]);
    mark->text[len] = '\0';
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
    static const char *const folders[] = { TYPE_FOLDER, SHAPE_FOLDER };
    struct asset *list = NULL;
    size_t count = 0, capacity = 0;
    int ret;

    if (codesets_check(config, err)) {
        memset(types, 0, sizeof(*types));
        return -1;
    }
    for (size_t i = 0; i < COUNT_OF(folders); i++) {
        for (const struct asset *asset = asset_next(folders[i], NULL); asset;
             asset = asset_next(folders[i], asset)) {
            MEM_ROOM(list, count, capacity);
            list[count++] = *asset;
        }
    }
    ret = type_set_read_from(types, config, list, count, err);
    free(list);
    return ret;
}

static bool is_shape(const struct asset *description)
{
    size_t len = strlen(description->path);
    size_t suffix = strlen(SHAPE_SUFFIX);

    return len > suffix
           && !strcmp(description->path + len - suffix, SHAPE_SUFFIX);
}

/* Types first: a shape makes rows of one. */
static int read_descriptions(struct type_set *types,
                             const struct config *config,
                             const struct asset *descriptions, size_t count,
                             struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (!is_shape(&descriptions[i])
            && typeform_read(&types->types[types->count++], &descriptions[i],
                             config, err))
            return -1;
    for (size_t i = 0; i < count; i++)
        if (is_shape(&descriptions[i])
            && shape_read(&types->shapes[types->shape_count++], types,
                          &descriptions[i], err))
            return -1;
    return 0;
}

int type_set_read_from(struct type_set *types, const struct config *config,
                       const struct asset *descriptions, size_t count,
                       struct err *err)
{
    memset(types, 0, sizeof(*types));
    types->types = mem_zero(count + 1, sizeof(*types->types));
    types->shapes = mem_zero(count + 1, sizeof(*types->shapes));
    if (read_descriptions(types, config, descriptions, count, err)
        || shapes_check(types, err) || read_marks(types, config, err)
        || heading_read_all(types, config, err)
        || word_read_all(types, config, err)
        || senders_read(types, config, err)) {
        type_set_release(types);
        return -1;
    }
    heading_index_make(types);
    for (size_t i = 0; i < types->count; i++)
        basis_end(&types->types[i]);
    return 0;
}

void type_set_release(struct type_set *types)
{
    for (size_t i = 0; i < types->count; i++)
        typeform_release(&types->types[i]);
    for (size_t i = 0; i < types->shape_count; i++)
        shape_release(&types->shapes[i]);
    free(types->types);
    free(types->shapes);
    free(types->marks);
    heading_index_release(&types->headings);
    senders_release(&types->senders);
    memset(types, 0, sizeof(*types));
}

const struct type *type_find(const struct type_set *types, const char *name)
{
    for (size_t i = 0; i < types->count; i++)
        if (!strcmp(types->types[i].name, name))
            return &types->types[i];
    return NULL;
}

const struct type *type_reporting(const struct type_set *types,
                                  const char *reports_as)
{
    for (size_t i = 0; i < types->count; i++)
        if (!strcmp(types->types[i].reports_as, reports_as))
            return &types->types[i];
    return NULL;
}

const struct type *type_next(const struct type_set *types, const char **names)
{
    const char *word;
    size_t len;

    while ((word = word_next(names, &len)) != NULL)
        for (size_t i = 0; i < types->count; i++)
            if (strlen(types->types[i].reports_as) == len
                && !strncmp(types->types[i].reports_as, word, len))
                return &types->types[i];
    return NULL;
}

bool type_keeps(const struct type_set *types, const char *names,
                enum type_keeps what)
{
    const struct type *type;

    while ((type = type_next(types, &names)) != NULL)
        if (type->keeps == what)
            return true;
    return false;
}

int type_order(const struct type_set *types, const struct type *type)
{
    if (type->keeps == KEEPS_SCHOOLS)
        return ORDER_SCHOOLS;
    if (type->keeps == KEEPS_STATES)
        return ORDER_STAYS;
    if (type->mode == TYPE_MARKS)
        return ORDER_MARKS;
    for (size_t i = 0; i < types->count; i++)
        if (types->types[i].keeps == KEEPS_STATES
            && shape_looks_up(types, &types->types[i], type))
            return ORDER_BEFORE_STAYS;
    if (type->mode == TYPE_SNAPSHOT || type->child >= 0)
        return ORDER_PERSONS;
    for (size_t i = 0; i < types->count; i++)
        if (shape_looks_up(types, &types->types[i], type))
            return ORDER_PERSONS;
    return ORDER_REST;
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

int type_owner(const struct type *type)
{
    return type->pupil >= 0 ? type->pupil : type->child;
}

const struct mark_code *type_mark(const struct type_set *types,
                                  const char *mark, size_t len, date_t date)
{
    size_t first = (unsigned char)*mark;

    if (!len || len >= sizeof(types->marks[0].text) || first >= 128)
        return NULL;
    for (size_t i = types->mark_first[first]; i < types->mark_first[first + 1];
         i++) {
        const struct mark_code *code = &types->marks[i];

        if (code->text[1] == (len == 2 ? mark[1] : '\0') && date >= code->from
            && date <= code->to)
            return code;
    }
    return NULL;
}

bool type_mark_is_valid(const struct type_set *types, const char *mark,
                        size_t len, date_t date)
{
    return type_mark(types, mark, len, date) != NULL;
}
