#include "report/words/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/ini.h"
#include "core/mem.h"
#include "core/str.h"

#define FOLDER "report/packs/"
#define QUERIES "report/sql/"
#define SUFFIX ".pack"
#define DEFAULT_WIDTH 12

/* A key of a section: where its value goes and what it is. */
enum key_kind {
    KEY_TEXT,
    KEY_QUERY,
    KEY_YES,
    KEY_TEXTS,
    KEY_COLUMN,
    KEY_SERIES
};

struct key {
    const char *name;
    enum key_kind kind;
    size_t offset;
    bool is_required;
};

#define AT(type, field) offsetof(struct type, field)
static const struct key pack_keys[] = {
    { "title", KEY_TEXT, AT(pack, title), true },
    { "audience", KEY_TEXT, AT(pack, audience), true },
    { "marking", KEY_TEXT, AT(pack, marking), true },
    { "controlled", KEY_YES, AT(pack, controlled), false },
    { "working", KEY_YES, AT(pack, working), false },
    { "setup", KEY_QUERY, AT(pack, setup), false },
    { NULL, KEY_TEXT, 0, false },
};
static const struct key workbook_keys[] = {
    { "file", KEY_TEXT, AT(pack_workbook, file), true },
    { "title", KEY_TEXT, AT(pack_workbook, title), true },
    { "each", KEY_QUERY, AT(pack_workbook, each), false },
    { "cover", KEY_TEXTS, AT(pack_workbook, cover), false },
    { "note", KEY_TEXTS, AT(pack_workbook, notes), false },
    { NULL, KEY_TEXT, 0, false },
};
static const struct key sheet_keys[] = {
    { "title", KEY_TEXT, AT(pack_sheet, title), true },
    { "query", KEY_QUERY, AT(pack_sheet, query), false },
    { "finding", KEY_QUERY, AT(pack_sheet, finding), false },
    { "empty", KEY_TEXT, AT(pack_sheet, empty), false },
    { "about", KEY_TEXTS, AT(pack_sheet, about), false },
    { "column", KEY_COLUMN, AT(pack_sheet, columns), false },
    { "chart", KEY_TEXT, AT(pack_sheet, chart), false },
    { "chart_tab", KEY_TEXT, AT(pack_sheet, chart_tab), false },
    { "chart_title", KEY_TEXT, AT(pack_sheet, chart_title), false },
    { "chart_alt", KEY_TEXT, AT(pack_sheet, chart_alt), false },
    { "category", KEY_TEXT, AT(pack_sheet, category), false },
    { "category_axis", KEY_TEXT, AT(pack_sheet, category_axis), false },
    { "axis", KEY_TEXT, AT(pack_sheet, axis), false },
    { "series", KEY_SERIES, AT(pack_sheet, series), false },
    { "image", KEY_TEXT, AT(pack_sheet, image), false },
    { NULL, KEY_TEXT, 0, false },
};
static const struct key csv_keys[] = {
    { "query", KEY_QUERY, AT(pack_csv, query), true },
    { "column", KEY_COLUMN, AT(pack_csv, columns), false },
    { NULL, KEY_TEXT, 0, false },
};
static const struct key chart_keys[] = {
    { "kind", KEY_TEXT, AT(pack_chart, kind), true },
    { "query", KEY_QUERY, AT(pack_chart, query), true },
    { "finding", KEY_QUERY, AT(pack_chart, finding), true },
    { "title", KEY_TEXT, AT(pack_chart, title), true },
    { "subtitle", KEY_TEXT, AT(pack_chart, subtitle), true },
    { "source", KEY_TEXT, AT(pack_chart, source), true },
    { "alt", KEY_TEXT, AT(pack_chart, alt), true },
    { NULL, KEY_TEXT, 0, false },
};

struct reader {
    struct pack *pack;
    char *section; /* that `keys` and `target` belong to */
    const struct key *keys;
    void *target;
    bool seen[32];
};

/* Text between the bars of a value, trimmed; "" past the last. */
static char *part(const char *value, size_t which)
{
    size_t len;

    for (; which > 0 && value; which--) {
        value = strchr(value, '|');
        value = value ? value + 1 : NULL;
    }
    if (!value)
        return mem_dup("");
    len = strcspn(value, "|");
    while (len && *value == ' ') {
        value++;
        len--;
    }
    while (len && value[len - 1] == ' ')
        len--;
    return mem_dup_n(value, len);
}

/* "\n" written out becomes a line break. */
static void break_lines(char *text)
{
    char *to = text;

    for (; *text; text++) {
        if (text[0] == '\\' && text[1] == 'n') {
            *to++ = '\n';
            text++;
        } else {
            *to++ = *text;
        }
    }
    *to = '\0';
}

/* A line of the file is short; a text goes on in further ones. */
static void join(char **text, const char *more)
{
    struct str whole = STR_INIT;

    if (*text)
        str_addf(&whole, "%s ", *text);
    str_add(&whole, more);
    free(*text);
    *text = str_take(&whole);
}

static int add_column(struct pack_columns *columns, const char *value,
                      struct err *err)
{
    struct pack_column *column;
    char *format = part(value, 2);
    char *width = part(value, 3);
    char *end = width;
    int ret = -1;

    MEM_ROOM(columns->items, columns->count, columns->capacity);
    column = &columns->items[columns->count++];
    column->name = part(value, 0);
    column->heading = part(value, 1);
    break_lines(column->heading);
    column->format = FIGURE_TEXT;
    column->width = *width ? strtod(width, &end) : DEFAULT_WIDTH;
    if (*format && !figure_parse_format(format, &column->format))
        err_set(err, ERR_CONFIG, "'%s' is no format", format);
    else if (*end || column->width < 1 || column->width > 200)
        err_set(err, ERR_CONFIG, "'%s' is no width", width);
    else
        ret = 0;
    free(format);
    free(width);
    return ret;
}

static int add_series(struct pack_series_list *list, const char *value,
                      struct err *err)
{
    static const char *const styles[] = {
#define PACK_STYLE_NAME(name) #name,
        PACK_STYLES(PACK_STYLE_NAME)
#undef PACK_STYLE_NAME
    };
    struct pack_series *series;
    char *style = part(value, 2);
    int ret = -1;

    MEM_ROOM(list->items, list->count, list->capacity);
    series = &list->items[list->count++];
    series->column = part(value, 0);
    series->label = part(value, 1);
    series->style = PACK_STYLE_strong;
    for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
        if (!strcmp(style, styles[i])) {
            series->style = (enum pack_style)i;
            ret = 0;
        }
    }
    if (ret)
        err_set(err, ERR_CONFIG, "'%s' is no style of a series", style);
    free(style);
    return ret;
}

/* "X" is the pack's own statement, "Y.X" one of report/sql/Y.sql. */
static int set_query(char **at, const char *pack, const char *value,
                     struct err *err)
{
    const char *dot = strchr(value, '.');
    struct str path = STR_INIT;
    int ret = 0;

    if (dot)
        str_addf(&path, QUERIES "%.*s.sql#%s", (int)(dot - value), value,
                 dot + 1);
    else
        str_addf(&path, QUERIES "%s.sql#%s", pack, value);
    if (!asset_find(path.text))
        ret = err_set(err, ERR_CONFIG, "there is no query '%s'", path.text);
    free(*at);
    *at = str_take(&path);
    return ret;
}

static int set_value(struct reader *r, const struct key *key, const char *value,
                     struct err *err)
{
    char *at = (char *)r->target + key->offset;
    struct pack_texts *texts;

    switch (key->kind) {
    case KEY_TEXT:
        join((char **)(void *)at, value);
        return 0;
    case KEY_QUERY:
        return set_query((char **)(void *)at, r->pack->name, value, err);
    case KEY_YES:
        if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
            return err_set(err, ERR_CONFIG, "'%s' is yes or no", key->name);
        *(bool *)(void *)at = !strcmp(value, "yes");
        return 0;
    case KEY_TEXTS:
        texts = (struct pack_texts *)(void *)at;
        if (!strncmp(value, "+ ", 2) && texts->count) {
            join(&texts->items[texts->count - 1], value + 2);
            return 0;
        }
        MEM_ROOM(texts->items, texts->count, texts->capacity);
        texts->items[texts->count++] = mem_dup(value);
        return 0;
    case KEY_COLUMN:
        return add_column((struct pack_columns *)(void *)at, value, err);
    default:
        return add_series((struct pack_series_list *)(void *)at, value, err);
    }
}

static int end_section(struct reader *r, struct err *err)
{
    for (size_t i = 0; r->keys && r->keys[i].name; i++)
        if (r->keys[i].is_required && !r->seen[i])
            return err_set(err, ERR_CONFIG, "[%s] has no '%s'", r->section,
                           r->keys[i].name);
    return 0;
}

/* Add one zeroed element of a growing array and make it the target. */
#define BEGIN(reader, array, count, capacity, table)                           \
    do {                                                                       \
        MEM_ROOM(array, count, capacity);                                      \
        memset(&(array)[count], 0, sizeof((array)[count]));                    \
        (reader)->target = &(array)[(count)++];                                \
        (reader)->keys = (table);                                              \
    } while (0)

static int begin_section(struct reader *r, const char *section, struct err *err)
{
    struct pack *pack = r->pack;
    struct pack_workbook *book;

    if (end_section(r, err))
        return -1;
    free(r->section);
    r->section = mem_dup(section);
    memset(r->seen, 0, sizeof(r->seen));
    if (!strcmp(section, "pack")) {
        r->target = pack;
        r->keys = pack_keys;
    } else if (!strncmp(section, "workbook", 8)) {
        BEGIN(r, pack->workbooks, pack->workbook_count, pack->workbook_capacity,
              workbook_keys);
    } else if (!strncmp(section, "sheet ", 6) && pack->workbook_count) {
        book = &pack->workbooks[pack->workbook_count - 1];
        BEGIN(r, book->sheets, book->sheet_count, book->sheet_capacity,
              sheet_keys);
        ((struct pack_sheet *)r->target)->tab = mem_dup(section + 6);
    } else if (!strncmp(section, "csv ", 4)) {
        BEGIN(r, pack->csvs, pack->csv_count, pack->csv_capacity, csv_keys);
        ((struct pack_csv *)r->target)->file = mem_dup(section + 4);
    } else if (!strncmp(section, "chart ", 6)) {
        BEGIN(r, pack->charts, pack->chart_count, pack->chart_capacity,
              chart_keys);
        ((struct pack_chart *)r->target)->file = mem_dup(section + 6);
    } else {
        return err_set(err, ERR_CONFIG, "no section is called [%s]", section);
    }
    return 0;
}

static int take(void *context, const char *section, const char *key,
                const char *value, struct err *err)
{
    struct reader *r = context;

    if ((!r->section || strcmp(section, r->section) != 0)
        && begin_section(r, section, err))
        return -1;
    for (size_t i = 0; r->keys[i].name; i++) {
        if (strcmp(r->keys[i].name, key) != 0)
            continue;
        if (set_value(r, &r->keys[i], value, err))
            return -1;
        r->seen[i] = true;
        return 0;
    }
    return err_set(err, ERR_CONFIG, "[%s] knows no '%s'", section, key);
}

int pack_read_text(struct pack *pack, const char *name, const char *text,
                   struct err *err)
{
    struct reader r = { .pack = pack };
    char file[PACK_NAME_SIZE + sizeof(FOLDER SUFFIX)];
    int ret;

    memset(pack, 0, sizeof(*pack));
    pack->name = mem_dup(name);
    snprintf(file, sizeof(file), FOLDER "%s" SUFFIX, name);
    ret = ini_read_text(file, text, take, &r, err);
    if (ret == 0 && end_section(&r, err))
        ret = err_context(err, "%s", file);
    if (ret == 0 && !pack->title)
        ret = err_set(err, ERR_CONFIG, "%s: no [pack]", file);
    free(r.section);
    return ret;
}

int pack_read(struct pack *pack, const char *name, struct err *err)
{
    struct str path = STR_INIT;
    const struct asset *asset;
    int ret;

    memset(pack, 0, sizeof(*pack));
    str_addf(&path, FOLDER "%s" SUFFIX, name);
    asset = asset_find(path.text);
    if (asset)
        ret = pack_read_text(pack, name, asset->text, err);
    else
        ret = err_set(err, ERR_USAGE, "there is no pack '%s'", name);
    str_release(&path);
    return ret;
}

static void release_texts(struct pack_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        free(texts->items[i]);
    free(texts->items);
}

static void release_columns(struct pack_columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        free(columns->items[i].name);
        free(columns->items[i].heading);
    }
    free(columns->items);
}

/* The texts that a table of keys sets. */
static void release_keys(void *target, const struct key *keys)
{
    for (size_t i = 0; keys[i].name; i++) {
        char *at = (char *)target + keys[i].offset;

        if (keys[i].kind == KEY_TEXT || keys[i].kind == KEY_QUERY)
            free(*(char **)(void *)at);
        else if (keys[i].kind == KEY_TEXTS)
            release_texts((struct pack_texts *)(void *)at);
        else if (keys[i].kind == KEY_COLUMN)
            release_columns((struct pack_columns *)(void *)at);
    }
}

static void release_sheet(struct pack_sheet *sheet)
{
    release_keys(sheet, sheet_keys);
    for (size_t i = 0; i < sheet->series.count; i++) {
        free(sheet->series.items[i].column);
        free(sheet->series.items[i].label);
    }
    free(sheet->series.items);
    free(sheet->tab);
}

void pack_release(struct pack *pack)
{
    for (size_t i = 0; i < pack->workbook_count; i++) {
        struct pack_workbook *book = &pack->workbooks[i];

        for (size_t j = 0; j < book->sheet_count; j++)
            release_sheet(&book->sheets[j]);
        free(book->sheets);
        release_keys(book, workbook_keys);
    }
    for (size_t i = 0; i < pack->csv_count; i++) {
        release_keys(&pack->csvs[i], csv_keys);
        free(pack->csvs[i].file);
    }
    for (size_t i = 0; i < pack->chart_count; i++) {
        release_keys(&pack->charts[i], chart_keys);
        free(pack->charts[i].file);
    }
    release_keys(pack, pack_keys);
    free(pack->workbooks);
    free(pack->csvs);
    free(pack->charts);
    free(pack->name);
    memset(pack, 0, sizeof(*pack));
}

bool pack_next(char name[PACK_NAME_SIZE])
{
    const struct asset *asset = NULL;

    while ((asset = asset_next(FOLDER, asset))) {
        size_t len = strlen(asset->path) - strlen(FOLDER SUFFIX);
        char next[PACK_NAME_SIZE];

        if (len >= PACK_NAME_SIZE)
            continue;
        memcpy(next, asset->path + strlen(FOLDER), len);
        next[len] = '\0';
        if (strcmp(next, name) > 0) {
            memcpy(name, next, len + 1);
            return true;
        }
    }
    return false;
}
