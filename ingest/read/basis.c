#include "ingest/read/basis.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/published.h"
#include "config/table.h"
#include "core/asset.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/ini.h"
#include "core/mem.h"
#include "ingest/read/code.h"
#include "ingest/read/type.h"

static void note(struct type *type, const char *text)
{
    if (!type->reading)
        type->reading = hash_new();
    hash_add(type->reading, text, strlen(text) + 1);
}

void basis_note_description(struct type *type, const struct asset *asset)
{
    note(type, asset->path);
    note(type, asset->text);
}

void basis_note_setting(struct type *type, const char *key, bool value)
{
    note(type, key);
    note(type, value ? "yes" : "no");
}

int basis_read_table(struct type *type, const struct config *config,
                     const char *name, struct table *table, struct err *err)
{
    char *text = NULL;
    int ret;

    memset(table, 0, sizeof(*table));
    if (config_text(config, name, &text, err))
        return -1;
    note(type, name);
    note(type, text);
    ret = table_parse(table, name, text, err);
    free(text);
    return ret;
}

static int take_row(struct type *type, const struct table *table, size_t row,
                    basis_row_fn *fn, struct err *err)
{
    for (size_t c = 0; c < table->column_count; c++)
        note(type, table_cell(table, row, (int)c));
    return fn(type, table, row, err);
}

/* The county's own rows, each whole in itself. */
static int check_rows(const struct type_set *types, const struct table *table,
                      int at, basis_check_fn *check, struct err *err)
{
    for (size_t row = 0; row < table->row_count; row++) {
        const char *of = table_cell(table, row, at);

        if (strcmp(of, BASIS_ALL) != 0 && !type_find(types, of))
            return err_set(err, ERR_CONFIG,
                           "%s:%d: there is no extract type '%s'", table->name,
                           table->lines[row], of);
        if (check(types, table, row, err))
            return -1;
    }
    return 0;
}

int basis_read_rows(struct type_set *types, const struct config *config,
                    const char *name, const char *column, basis_row_fn *fn,
                    basis_check_fn *check, struct err *err)
{
    struct table table;
    bool is_own;
    int at, ret;

    if (config_has_own(config, name, &is_own, err)
        || table_read(&table, config, name, err))
        return -1;
    at = table_column(&table, column);
    ret = at < 0 ? err_set(err, ERR_CONFIG, "%s:1: there is no column '%s'",
                           table.name, column)
                 : 0;
    if (ret == 0 && is_own)
        ret = check_rows(types, &table, at, check, err);
    for (size_t row = 0; ret == 0 && row < table.row_count; row++) {
        const char *of = table_cell(&table, row, at);

        for (size_t i = 0; ret == 0 && i < types->count; i++)
            if (!strcmp(of, BASIS_ALL) || !strcmp(of, types->types[i].name))
                ret = take_row(&types->types[i], &table, row, fn, err);
    }
    table_release(&table);
    return ret;
}

/* A reader of sections, and what is to read them after they are noted. */
struct sections {
    struct type_set *types;
    const char *name; /* of the file */
    basis_key_fn *fn;
    struct section {
        char *title;
        int line;
    } * seen;
    size_t count, capacity;
};

static bool is_of(const char *section, const struct type *type)
{
    size_t len = strcspn(section, ":");

    return !strcmp(section, BASIS_ALL)
           || (strlen(type->name) == len && !strncmp(type->name, section, len));
}

/* A heading: of a type that there is, and once. */
static int begin_section(struct sections *s, int line, const char *section,
                         struct err *err)
{
    bool is_known = false;

    for (size_t i = 0; i < s->types->count; i++)
        is_known = is_known || is_of(section, &s->types->types[i]);
    if (!is_known)
        return err_set(err, ERR_CONFIG,
                       "%s:%d: [%s]: there is no extract type '%.*s'", s->name,
                       line, section, (int)strcspn(section, ":"), section);
    for (size_t i = 0; i < s->count; i++)
        if (!strcmp(s->seen[i].title, section))
            return err_set(err, ERR_CONFIG,
                           "%s:%d: [%s] stands in line %d already", s->name,
                           line, section, s->seen[i].line);
    MEM_ROOM(s->seen, s->count, s->capacity);
    s->seen[s->count++] = (struct section){ mem_dup(section), line };
    return 0;
}

static int note_key(void *context, int line, const char *section,
                    const char *key, const char *value, struct err *err)
{
    struct sections *s = context;

    if (!key)
        return begin_section(s, line, section, err);
    for (size_t i = 0; i < s->types->count; i++) {
        struct type *type = &s->types->types[i];

        if (!is_of(section, type))
            continue;
        note(type, section);
        note(type, key);
        note(type, value);
    }
    return s->fn(s->types, section, key, value, err)
               ? err_context(err, "%s:%d: [%s] %s", s->name, line, section, key)
               : 0;
}

int basis_read_sections(struct type_set *types, const struct config *config,
                        const char *name, basis_key_fn *fn, struct err *err)
{
    struct sections s = { .types = types, .name = name, .fn = fn };
    char *text = NULL;
    int ret;

    if (config_text(config, name, &text, err))
        return -1;
    ret = ini_read_lines(name, text, note_key, &s, err);
    for (size_t i = 0; i < s.count; i++)
        free(s.seen[i].title);
    free(s.seen);
    free(text);
    return ret;
}

static void add_filters(struct codes *codes, const char *filters)
{
    while (*filters) {
        codes_add(codes, filters, strcspn(filters, "="));
        filters += strcspn(filters, ";");
        filters += *filters == ';';
    }
}

int basis_read_published(struct type *type, const struct config *config,
                         enum basis_published what, struct codes *codes,
                         struct err *err)
{
    struct published p;
    int ret = published_read(&p, config, NULL, err);

    for (size_t i = 0; ret == 0 && i < p.count; i++) {
        const struct published_row *row = &p.rows[i];
        const char *const columns[] = { row->indicator, row->numerator,
                                        row->denominator };

        note(type, row->filters);
        for (size_t c = 0; c < sizeof(columns) / sizeof(columns[0]); c++) {
            note(type, columns[c]);
            if (what == BASIS_FIGURES)
                codes_add(codes, columns[c], strlen(columns[c]));
        }
        if (what == BASIS_FILTERS)
            add_filters(codes, row->filters);
    }
    published_release(&p);
    return ret;
}

void basis_end(struct type *type)
{
    if (type->reading)
        hash_end(type->reading, type->basis);
    type->reading = NULL;
}
