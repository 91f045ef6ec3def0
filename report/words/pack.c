#include "report/words/pack.h"

#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/form.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/words/tab.h"

#define FOLDER "report/packs/"
#define QUERIES "report/sql/"
#define SUFFIX ".pack"

static const char *const style_words[] = {
#define PACK_STYLE_NAME(name) #name,
    PACK_STYLES(PACK_STYLE_NAME)
#undef PACK_STYLE_NAME
        NULL
};

static const char *const layout_words[] = {
#define PACK_LAYOUT_NAME(name) #name,
    PACK_LAYOUTS(PACK_LAYOUT_NAME)
#undef PACK_LAYOUT_NAME
        NULL
};

static const char *const look_words[] = {
#define PACK_LOOK_NAME(name) #name,
    PACK_LOOKS(PACK_LOOK_NAME)
#undef PACK_LOOK_NAME
        NULL
};

static const char *const role_words[] = {
#define PACK_ROLE_NAME(name) #name,
    PACK_ROLES(PACK_ROLE_NAME)
#undef PACK_ROLE_NAME
        NULL
};

/* "\n" written out becomes a line break. */
static int read_heading(void *context, const struct form_key *key, void *at,
                        const char *value, struct err *err)
{
    char **heading = at;
    char *to = *heading = mem_dup(value);

    (void)context;
    (void)key;
    (void)err;
    for (; *value; value++) {
        bool is_break = value[0] == '\\' && value[1] == 'n';

        *to++ = is_break ? '\n' : *value;
        value += is_break;
    }
    *to = '\0';
    return 0;
}

static int read_format(void *context, const struct form_key *key, void *at,
                       const char *value, struct err *err)
{
    (void)context;
    (void)key;
    return figure_parse_format(value, at)
               ? 0
               : err_set(err, ERR_CONFIG, "'%s' is no format", value);
}

/* "X" is the pack's own statement, "Y.X" one of report/sql/Y.sql. */
static int read_query(void *context, const struct form_key *key, void *at,
                      const char *value, struct err *err)
{
    const struct pack *pack = context;
    const char *dot = strchr(value, '.');
    struct str path = STR_INIT;
    char **query = at;

    (void)key;
    if (dot)
        str_addf(&path, QUERIES "%.*s.sql#%s", (int)(dot - value), value,
                 dot + 1);
    else
        str_addf(&path, QUERIES "%s.sql#%s", pack->name, value);
    *query = str_take(&path);
    return asset_find(*query)
               ? 0
               : err_set(err, ERR_CONFIG, "there is no query '%s'", *query);
}

/* Names of sheets are written where they are read, so that a wrong one is told
 * of by its line. */
static int check_sheet(void *context, void *target, struct err *err)
{
    struct pack_sheet *sheet = target;

    (void)context;
    sheet->table.name = sheet->tab;
    if (!tab_is_good(sheet->tab)
        || (sheet->chart_tab && !tab_is_good(sheet->chart_tab)))
        return err_set(err, ERR_CONFIG,
                       "'%s' is no name of a worksheet: a letter, then "
                       "letters, digits and underscores, at most %d, and no "
                       "cell like A1",
                       tab_is_good(sheet->tab) ? sheet->chart_tab : sheet->tab,
                       TAB_MOST);
    if (sheet->chart && sheet->table.is_sparse)
        return err_set(err, ERR_CONFIG,
                       "a table with a chart cannot be sparse");
    return 0;
}

static bool has_column(const struct pack_part *part, const char *name)
{
    for (size_t i = 0; i < part->table.columns.count; i++)
        if (!strcmp(part->table.columns.items[i].name, name))
            return true;
    return false;
}

static int check_part(void *context, void *target, struct err *err)
{
    struct pack_part *part = target;
    const char *missing = NULL;

    (void)context;
    part->table.name = part->name;
    for (size_t i = 0; i < part->look_count; i++)
        if (!has_column(part, part->looks[i].column))
            missing = part->looks[i].column;
    for (size_t i = 0; i < part->filter_count; i++)
        if (*part->filters[i].column
            && !has_column(part, part->filters[i].column))
            missing = part->filters[i].column;
    return missing ? err_set(err, ERR_CONFIG, "it has no column '%s'", missing)
                   : 0;
}

static bool has_page(const struct pack *pack, const char *name)
{
    for (size_t i = 0; i < pack->page_count; i++)
        if (!strcmp(pack->pages[i].name, name))
            return true;
    return false;
}

/* Pages may be named before they come. */
static int check_pack(void *context, void *target, struct err *err)
{
    const struct pack *pack = target;

    (void)context;
    if (pack->editions && !pack->controlled)
        return err_set(err, ERR_CONFIG,
                       "editions are of controlled packs: what they keep of"
                       " their figures is what may be shown");
    for (size_t i = 0; i < pack->page_count; i++) {
        const struct pack_page *page = &pack->pages[i];

        if (page->under && !has_page(pack, page->under))
            return err_set(err, ERR_CONFIG, "[page %s] under: no page '%s'",
                           page->name, page->under);
        for (size_t j = 0; j < page->part_count; j++)
            for (size_t k = 0; k < page->parts[j].more_count; k++)
                if (!has_page(pack, page->parts[j].more[k].page))
                    return err_set(err, ERR_CONFIG,
                                   "[page %s] more: no page '%s'", page->name,
                                   page->parts[j].more[k].page);
    }
    return 0;
}

/* One more script. */
static int read_script(void *context, const struct form_key *key, void *at,
                       const char *value, struct err *err)
{
    struct pack_texts *scripts = at;

    scripts->items =
        mem_grow(scripts->items, scripts->count + 1, sizeof(*scripts->items));
    return read_query(context, key, &scripts->items[scripts->count++], value,
                      err);
}

static void release_scripts(void *at)
{
    struct pack_texts *scripts = at;

    for (size_t i = 0; i < scripts->count; i++)
        free(scripts->items[i]);
    free(scripts->items);
}

#define AT(type, member) offsetof(struct type, member)
#define NEEDED .is_required = true
#define TEXT .joint = ' '
#define QUERY .read = read_query
#define KEY(type, key, ...)                                                    \
    {                                                                          \
        .name = #key, FORM_TEXT, AT(type, key), __VA_ARGS__                    \
    }
#define TEXTS(type, key, list, list_count)                                     \
    {                                                                          \
        .name = #key, FORM_TEXTS, AT(type, list),                              \
        .count = AT(type, list_count)                                          \
    }
#define COLUMNS(type, list, list_count)                                        \
    {                                                                          \
        .name = "column", FORM_ITEMS, AT(type, list),                          \
        .count = AT(type, list_count), .parts = column_parts,                  \
        .size = sizeof(struct pack_column)                                     \
    }
/* Lines of parts of their own. */
#define ITEMS(type, key, list, list_count, item, item_parts)                   \
    {                                                                          \
        .name = #key, FORM_ITEMS, AT(type, list),                              \
        .count = AT(type, list_count), .parts = (item_parts),                  \
        .size = sizeof(struct item)                                            \
    }
/* Those of a pack_table, a struct's member `table`. */
#define OF_TABLE(type, key, ...)                                               \
    {                                                                          \
        .name = #key, FORM_TEXT, AT(type, table.key), __VA_ARGS__              \
    }
#define TABLE(type)                                                            \
    OF_TABLE(type, title, TEXT, NEEDED), OF_TABLE(type, query, QUERY),         \
        OF_TABLE(type, rows, QUERY),                                           \
        { .name = "row",                                                       \
          FORM_ITEMS,                                                          \
          AT(type, table.measures.items),                                      \
          .count = AT(type, table.measures.count),                             \
          .parts = row_parts,                                                  \
          .size = sizeof(struct pack_row) },                                   \
        OF_TABLE(type, period, .otherwise = "year"),                           \
        OF_TABLE(type, level, .otherwise = "county"),                          \
        OF_TABLE(type, entity, TEXT), OF_TABLE(type, needs, TEXT),             \
        OF_TABLE(type, left_out, TEXT), OF_TABLE(type, finding, QUERY),        \
        { .name = "sparse", FORM_FLAG, AT(type, table.is_sparse) },            \
        { .name = "role",                                                      \
          FORM_CHOICE,                                                         \
          AT(type, table.role),                                                \
          .words = role_words,                                                 \
          .otherwise = "nobody" },                                             \
        OF_TABLE(type, empty, TEXT),                                           \
        TEXTS(type, about, table.about.items, table.about.count),              \
        COLUMNS(type, table.columns.items, table.columns.count)

static const struct form_key row_parts[] = {
    { "metric", FORM_TEXT, AT(pack_row, metric), .otherwise = "" },
    { "cohort", FORM_TEXT, AT(pack_row, cohort), .otherwise = "" },
    { .name = NULL },
};
static const struct form_key column_parts[] = {
    { "name", FORM_TEXT, AT(pack_column, name), .otherwise = "" },
    { "heading", FORM_TEXT, AT(pack_column, heading), .read = read_heading },
    { "format", FORM_OTHER, AT(pack_column, format), .otherwise = "text",
      .read = read_format },
    { "width", FORM_REAL, AT(pack_column, width), .otherwise = "12", .least = 1,
      .most = 200 },
    { .name = NULL },
};
static const struct form_key series_parts[] = {
    { "column", FORM_TEXT, AT(pack_series, column), .otherwise = "" },
    { "label", FORM_TEXT, AT(pack_series, label), .otherwise = "" },
    { "style", FORM_CHOICE, AT(pack_series, style), .words = style_words },
    { .name = NULL },
};
static const struct form_key as_parts[] = {
    { "column", FORM_TEXT, AT(pack_as, column), .otherwise = "" },
    { "look", FORM_CHOICE, AT(pack_as, look), .words = look_words },
    { "of", FORM_TEXT, AT(pack_as, of), .otherwise = "" },
    { "key", FORM_TEXT, AT(pack_as, key), .otherwise = "" },
    { .name = NULL },
};
static const struct form_key filter_parts[] = {
    { "column", FORM_TEXT, AT(pack_filter, column), .otherwise = "" },
    { "label", FORM_TEXT, AT(pack_filter, label), .otherwise = "" },
    { .name = NULL },
};
static const struct form_key key_parts[] = {
    { "mark", FORM_TEXT, AT(pack_key, mark), .otherwise = "" },
    { "words", FORM_TEXT, AT(pack_key, words), .otherwise = "" },
    { .name = NULL },
};
static const struct form_key more_parts[] = {
    { "text", FORM_TEXT, AT(pack_more, text), .otherwise = "" },
    { "page", FORM_TEXT, AT(pack_more, page), .otherwise = "" },
    { "key", FORM_TEXT, AT(pack_more, key), .otherwise = "" },
    { .name = NULL },
};
static const struct form_key site_keys[] = {
    { "setup", FORM_TEXT, AT(pack, site.setup), QUERY },
    { "finding", FORM_TEXT, AT(pack, site.finding), QUERY },
    TEXTS(pack, bar, site.bar.items, site.bar.count),
    { "warning", FORM_TEXT, AT(pack, site.warning), TEXT },
    TEXTS(pack, foot, site.foot.items, site.foot.count),
    { .name = NULL },
};
static const struct form_key pack_keys[] = {
    KEY(pack, title, TEXT, NEEDED),
    KEY(pack, audience, TEXT, NEEDED),
    KEY(pack, marking, TEXT, NEEDED),
    { "controlled", FORM_FLAG, AT(pack, controlled), .joint = 0 },
    { "working", FORM_FLAG, AT(pack, working), .joint = 0 },
    { "editions", FORM_FLAG, AT(pack, editions), .joint = 0 },
    KEY(pack, shared, QUERY),
    { "setup", FORM_EACH, AT(pack, setups), .read = read_script,
      .release = release_scripts },
    { "released", FORM_EACH, AT(pack, released), .read = read_script,
      .release = release_scripts },
    { .name = NULL },
};
static const struct form_key workbook_keys[] = {
    KEY(pack_workbook, file, TEXT, NEEDED),
    KEY(pack_workbook, title, TEXT, NEEDED),
    KEY(pack_workbook, each, QUERY),
    KEY(pack_workbook, known, QUERY),
    KEY(pack_workbook, audience, TEXT),
    KEY(pack_workbook, marking, TEXT),
    { "front_last", FORM_FLAG, AT(pack_workbook, front_last), .joint = 0 },
    TEXTS(pack_workbook, cover, cover.items, cover.count),
    TEXTS(pack_workbook, note, notes.items, notes.count),
    { .name = NULL },
};
static const struct form_key sheet_keys[] = {
    TABLE(pack_sheet),
    KEY(pack_sheet, chart, TEXT),
    KEY(pack_sheet, chart_tab, TEXT),
    KEY(pack_sheet, chart_title, TEXT),
    KEY(pack_sheet, chart_alt, TEXT),
    KEY(pack_sheet, category, TEXT),
    KEY(pack_sheet, category_axis, TEXT),
    KEY(pack_sheet, axis, TEXT),
    { "series", FORM_ITEMS, AT(pack_sheet, series.items),
      .count = AT(pack_sheet, series.count), .parts = series_parts,
      .size = sizeof(struct pack_series) },
    KEY(pack_sheet, image, TEXT),
    { "optional", FORM_FLAG, AT(pack_sheet, optional), .joint = 0 },
    { .name = NULL },
};
static const struct form_key page_keys[] = {
    KEY(pack_page, file, TEXT, NEEDED),
    KEY(pack_page, title, TEXT, NEEDED),
    KEY(pack_page, nav, TEXT),
    KEY(pack_page, aside, TEXT),
    KEY(pack_page, crumb, TEXT),
    KEY(pack_page, under, TEXT),
    KEY(pack_page, each, QUERY),
    KEY(pack_page, finding, QUERY),
    { "paper", FORM_FLAG, AT(pack_page, paper), .joint = 0 },
    TEXTS(pack_page, lead, lead.items, lead.count),
    TEXTS(pack_page, foot, foot.items, foot.count),
    { .name = NULL },
};
static const struct form_key part_keys[] = {
    TABLE(pack_part),
    { "layout", FORM_CHOICE, AT(pack_part, layout), .words = layout_words,
      .otherwise = "table" },
    ITEMS(pack_part, as, looks, look_count, pack_as, as_parts),
    ITEMS(pack_part, filter, filters, filter_count, pack_filter, filter_parts),
    ITEMS(pack_part, key, keys, key_count, pack_key, key_parts),
    ITEMS(pack_part, more, more, more_count, pack_more, more_parts),
    { "sort", FORM_FLAG, AT(pack_part, sort), .joint = 0 },
    KEY(pack_part, fold, TEXT),
    KEY(pack_part, image, TEXT),
    { "write", FORM_INT, AT(pack_part, write), .otherwise = "0", .most = 40 },
    { .name = NULL },
};
static const struct form_key csv_keys[] = {
    { .name = "if", FORM_TEXT, AT(pack_csv, only_if) },
    KEY(pack_csv, query, QUERY, NEEDED),
    KEY(pack_csv, meta, QUERY),
    COLUMNS(pack_csv, columns.items, columns.count),
    { .name = NULL },
};
static const struct form_key chart_keys[] = {
    KEY(pack_chart, kind, TEXT, NEEDED),
    KEY(pack_chart, query, QUERY, NEEDED),
    KEY(pack_chart, finding, QUERY, NEEDED),
    KEY(pack_chart, title, TEXT, NEEDED),
    KEY(pack_chart, subtitle, TEXT, NEEDED),
    KEY(pack_chart, source, TEXT, NEEDED),
    KEY(pack_chart, alt, TEXT, NEEDED),
    COLUMNS(pack_chart, columns.items, columns.count),
    { .name = NULL },
};
/* By name: those that stand within another say which. */
enum section {
    SECTION_PACK,
    SECTION_WORKBOOK,
    SECTION_SHEET,
    SECTION_BLOCK,
    SECTION_SITE,
    SECTION_PAGE,
    SECTION_PART,
    SECTION_CSV,
    SECTION_CHART,
    SECTIONS
};

static const struct form_section sections[SECTIONS + 1] = {
    [SECTION_PACK] = { "pack", pack_keys, .check = check_pack, .size = 0 },
    [SECTION_WORKBOOK] = { "workbook ", workbook_keys,
                           .size = sizeof(struct pack_workbook),
                           .at = AT(pack, workbooks),
                           .count = AT(pack, workbook_count),
                           .title = AT(pack_workbook, name) },
    [SECTION_SHEET] = { "sheet ", sheet_keys, check_sheet,
                        .size = sizeof(struct pack_sheet),
                        .at = AT(pack_workbook, sheets),
                        .count = AT(pack_workbook, sheet_count),
                        .title = AT(pack_sheet, tab),
                        .within = &sections[SECTION_WORKBOOK] },
    [SECTION_BLOCK] = { "block ", part_keys, .check = check_part,
                        .size = sizeof(struct pack_part),
                        .at = AT(pack_sheet, blocks),
                        .count = AT(pack_sheet, block_count),
                        .title = AT(pack_part, name),
                        .within = &sections[SECTION_SHEET] },
    [SECTION_SITE] = { "site", site_keys, .size = 0 },
    [SECTION_PAGE] = { "page ", page_keys, .size = sizeof(struct pack_page),
                       .at = AT(pack, pages), .count = AT(pack, page_count),
                       .title = AT(pack_page, name) },
    [SECTION_PART] = { "part ", part_keys, .check = check_part,
                       .size = sizeof(struct pack_part),
                       .at = AT(pack_page, parts),
                       .count = AT(pack_page, part_count),
                       .title = AT(pack_part, name),
                       .within = &sections[SECTION_PAGE] },
    [SECTION_CSV] = { "csv ", csv_keys, .size = sizeof(struct pack_csv),
                      .at = AT(pack, csvs), .count = AT(pack, csv_count),
                      .title = AT(pack_csv, file) },
    [SECTION_CHART] = { "chart ", chart_keys, .size = sizeof(struct pack_chart),
                        .at = AT(pack, charts), .count = AT(pack, chart_count),
                        .title = AT(pack_chart, file) },
};

int pack_read_text(struct pack *pack, const char *name, const char *text,
                   struct err *err)
{
    struct str path = STR_INIT;
    int ret;

    memset(pack, 0, sizeof(*pack));
    pack->name = mem_dup(name);
    str_addf(&path, FOLDER "%s" SUFFIX, name);
    ret = form_read_text(sections, pack, pack, path.text, text, err);
    str_release(&path);
    return ret;
}

int pack_read(struct pack *pack, const char *name, struct err *err)
{
    struct str path = STR_INIT;
    const struct asset *asset;

    memset(pack, 0, sizeof(*pack));
    str_addf(&path, FOLDER "%s" SUFFIX, name);
    asset = asset_find(path.text);
    str_release(&path);
    return asset ? pack_read_text(pack, name, asset->text, err)
                 : err_set(err, ERR_USAGE, "there is no pack '%s'", name);
}

void pack_release(struct pack *pack)
{
    form_release(sections, pack);
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
