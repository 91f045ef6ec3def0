#include "config/published.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/err.h"
#include "core/form.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"

#define FOLDER "benchmarks/"
#define ENDING ".ini"
#define NOT_OURS "dfe_"

struct figure {
    char *column, *measure, *unit, *numerator, *denominator, *filters;
};

struct group {
    char *filters, *cohort, *definition;
};

struct split {
    char *filters, *breakdown, *value;
};

struct published_set {
    char *name;
    char *title;
    char *time;
    char **wheres;
    size_t where_count;
    struct figure *figures;
    size_t figure_count;
    struct group *groups;
    size_t group_count;
    struct split *splits;
    size_t split_count;
};

/* What a file is read with. */
struct reading {
    bool (*is_cohort)(const char *id);
};

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

void published_filter_name(struct str *name, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char c = lower(text[i]);

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            str_add_c(name, c);
    }
}

void published_add_filter(struct str *filters, const char *name,
                          const char *value, size_t len)
{
    str_addf(filters, "%s%s=", filters->len ? ";" : "", name);
    while (len && is_blank(value[len - 1]))
        len--;
    for (size_t i = 0; i < len; i++) {
        if (is_blank(value[i]) && (i == 0 || is_blank(value[i - 1])))
            continue;
        str_add_c(filters, is_blank(value[i]) ? ' '
                           : value[i] == ';'  ? ','
                                              : lower(value[i]));
    }
}

void published_filters_key(const char *filters, size_t len,
                           char key[PUBLISHED_KEY_SIZE])
{
    char hash[HASH_TEXT_SIZE];

    hash_bytes(filters, len, hash);
    memcpy(key, hash, PUBLISHED_KEY_SIZE - 1);
    key[PUBLISHED_KEY_SIZE - 1] = '\0';
}

/* --- keys ----------------------------------------------------------------- */

static int read_name(void *context, const struct form_key *key, void *at,
                     const char *value, struct err *err)
{
    char **text = at;

    (void)context;
    if (!*value && key->otherwise) {
        *text = mem_dup(value);
        return 0;
    }
    for (const char *c = value; *c; c++)
        if (!((lower(*c) >= 'a' && lower(*c) <= 'z') || (*c >= '0' && *c <= '9')
              || *c == '_'))
            return err_set(err, ERR_CONFIG,
                           "'%s' is not a name of letters, digits and _",
                           value);
    if (!*value)
        return err_set(err, ERR_CONFIG, "is blank");
    *text = mem_dup(value);
    return 0;
}

static void make_upper(char *text)
{
    for (; *text; text++)
        if (*text >= 'a' && *text <= 'z')
            *text = (char)(*text - 'a' + 'A');
}

static int read_column(void *context, const struct form_key *key, void *at,
                       const char *value, struct err *err)
{
    char **text = at;

    if (read_name(context, key, at, value, err))
        return -1;
    make_upper(*text);
    return 0;
}

static int read_time(void *context, const struct form_key *key, void *at,
                     const char *value, struct err *err)
{
    char **text = at;

    (void)context;
    (void)key;
    (void)err;
    *text = mem_dup(value);
    make_upper(*text);
    return 0;
}

static int read_cohort(void *context, const struct form_key *key, void *at,
                       const char *value, struct err *err)
{
    const struct reading *r = context;

    if (r->is_cohort && *value && strncmp(value, NOT_OURS, strlen(NOT_OURS))
        && !r->is_cohort(value))
        return err_set(err, ERR_CONFIG,
                       "there is no cohort '%s' (one that is none of ours"
                       " begins with " NOT_OURS ")",
                       value);
    return read_name(context, key, at, value, err);
}

/* "name = value & name = value", as published_add_filter has them. */
static int read_filters(void *context, const struct form_key *key, void *at,
                        const char *value, struct err *err)
{
    struct str filters = STR_INIT, name = STR_INIT;
    char **text = at;
    int ret = 0;

    (void)context;
    (void)key;
    while (ret == 0 && *value) {
        size_t len = strcspn(value, "&");
        size_t name_len = strcspn(value, "=");

        str_clear(&name);
        published_filter_name(&name, value, name_len < len ? name_len : 0);
        if (!name.len || name_len + 1 >= len)
            ret = err_set(err, ERR_CONFIG,
                          "'%.*s' is not 'filter = value & filter = value'",
                          (int)len, value);
        else
            published_add_filter(&filters, name.text, value + name_len + 1,
                                 len - name_len - 1);
        value += len + (value[len] == '&');
    }
    *text = str_take(&filters);
    str_release(&name);
    return ret;
}

static int read_where(void *context, const struct form_key *key, void *target,
                      const char *value, struct err *err)
{
    struct published_set *set = target;

    set->wheres =
        mem_grow(set->wheres, set->where_count + 1, sizeof(*set->wheres));
    set->wheres[set->where_count] = NULL;
    return read_filters(context, key, &set->wheres[set->where_count++], value,
                        err);
}

static void release_wheres(void *target)
{
    struct published_set *set = target;

    for (size_t i = 0; i < set->where_count; i++)
        free(set->wheres[i]);
    free(set->wheres);
}

#define AT(type, member) offsetof(struct type, member)
static const struct form_key figure_parts[] = {
    { "column", FORM_TEXT, AT(figure, column), .read = read_column },
    { "measure", FORM_TEXT, AT(figure, measure), .read = read_name },
    { "unit", FORM_TEXT, AT(figure, unit), .otherwise = "" },
    { "numerator", FORM_TEXT, AT(figure, numerator), .otherwise = "",
      .read = read_column },
    { "denominator", FORM_TEXT, AT(figure, denominator), .otherwise = "",
      .read = read_column },
    { "filters", FORM_TEXT, AT(figure, filters), .read = read_filters },
    { .name = NULL },
};
static const struct form_key group_parts[] = {
    { "filters", FORM_TEXT, AT(group, filters), .read = read_filters },
    { "cohort", FORM_TEXT, AT(group, cohort), .read = read_cohort },
    { "definition", FORM_TEXT, AT(group, definition), .otherwise = "" },
    { .name = NULL },
};
static const struct form_key split_parts[] = {
    { "filters", FORM_TEXT, AT(split, filters), .read = read_filters },
    { "breakdown", FORM_TEXT, AT(split, breakdown), .read = read_name },
    { "value", FORM_TEXT, AT(split, value), .otherwise = "" },
    { .name = NULL },
};
static const struct form_key set_keys[] = {
    { "title", FORM_TEXT, AT(published_set, title), .is_required = true },
    { "time", FORM_TEXT, AT(published_set, time), .is_required = true,
      .read = read_time },
    { "where", FORM_EACH, 0, .read = read_where, .release = release_wheres },
    { .name = NULL },
};
static const struct form_key figure_keys[] = {
    { "figure", FORM_ITEMS, AT(published_set, figures),
      .count = AT(published_set, figure_count), .parts = figure_parts,
      .size = sizeof(struct figure) },
    { .name = NULL },
};
static const struct form_key group_keys[] = {
    { "group", FORM_ITEMS, AT(published_set, groups),
      .count = AT(published_set, group_count), .parts = group_parts,
      .size = sizeof(struct group) },
    { .name = NULL },
};
static const struct form_key split_keys[] = {
    { "split", FORM_ITEMS, AT(published_set, splits),
      .count = AT(published_set, split_count), .parts = split_parts,
      .size = sizeof(struct split) },
    { .name = NULL },
};
static int check_set(void *context, void *target, struct err *err);
static const struct form_section sections[] = {
    { "figures", figure_keys, .size = 0 },
    { "groups", group_keys, .size = 0 },
    { "splits", split_keys, .size = 0 },
    { "data_set", set_keys, check_set, .size = 0 },
    { .name = NULL },
};

static int check_set(void *context, void *target, struct err *err)
{
    const struct published_set *set = target;

    (void)context;
    return set->figure_count && set->group_count
               ? 0
               : err_set(err, ERR_CONFIG,
                         "a figure and a group are wanted, without which it"
                         " says nothing");
}

/* --- rows ----------------------------------------------------------------- */

/* Filters while they are put together. */
struct merging {
    char **items; /* "name=value" */
    size_t count, capacity;
};

static void take_filters(struct merging *m, const char *filters)
{
    while (*filters) {
        size_t len = strcspn(filters, ";");

        MEM_ROOM(m->items, m->count, m->capacity);
        m->items[m->count++] = mem_dup_n(filters, len);
        filters += len + (filters[len] == ';');
    }
}

/* By name with its "=". */
static int compare_filter(const void *a, const void *b)
{
    const char *one = *(char *const *)a, *two = *(char *const *)b;
    size_t one_len = strcspn(one, "=") + 1, two_len = strcspn(two, "=") + 1;
    int order = strncmp(one, two, one_len < two_len ? one_len : two_len);

    return order;
}

static int end_merging(struct merging *m, char **filters, struct err *err)
{
    struct str text = STR_INIT;
    int ret = 0;

    if (m->count)
        qsort(m->items, m->count, sizeof(*m->items), compare_filter);
    for (size_t i = 0; i < m->count; i++) {
        if (i && !compare_filter(&m->items[i - 1], &m->items[i]))
            ret = err_set(err, ERR_CONFIG, "filter '%.*s' is there twice",
                          (int)strcspn(m->items[i], "="), m->items[i]);
        str_addf(&text, "%s%s", i ? ";" : "", m->items[i]);
    }
    for (size_t i = 0; i < m->count; i++)
        free(m->items[i]);
    free(m->items);
    *filters = str_take(&text);
    return ret;
}

static int find_other(const struct published *p,
                      const struct published_row *row, struct err *err)
{
    for (size_t i = 0; i + 1 < p->count; i++) {
        const struct published_row *other = &p->rows[i];

        if (!strcmp(other->indicator, row->indicator)
            && !strcmp(other->filters, row->filters)
            && !strcmp(other->time, row->time))
            return err_set(err, ERR_CONFIG,
                           "'%s' of '%s' is said twice, as %s %s by " FOLDER
                           "%s" ENDING " and as %s %s",
                           row->indicator, row->filters, other->measure,
                           other->cohort, other->data_set, row->measure,
                           row->cohort);
        if (!strcmp(other->measure, row->measure)
            && !strcmp(other->data_set, row->data_set)
            && !strcmp(other->cohort, row->cohort)
            && !strcmp(other->breakdown, row->breakdown)
            && !strcmp(other->breakdown_value, row->breakdown_value)
            && strcmp(other->filters, row->filters) == 0)
            return err_set(err, ERR_CONFIG,
                           "%s of %s is said to be '%s' by " FOLDER "%s" ENDING
                           " and '%s'",
                           row->measure, row->cohort, other->indicator,
                           other->data_set, row->indicator);
    }
    return 0;
}

static int add_row(struct published *p, const struct published_set *set,
                   const struct figure *figure, const struct group *group,
                   const struct split *split, struct err *err)
{
    struct merging m = { NULL, 0, 0 };
    struct published_row *row;

    MEM_ROOM(p->rows, p->count, p->capacity);
    row = &p->rows[p->count++];
    *row = (struct published_row){
        .data_set = set->name,
        .title = set->title,
        .time = set->time,
        .indicator = figure->column,
        .numerator = figure->numerator,
        .denominator = figure->denominator,
        .measure = figure->measure,
        .unit = figure->unit,
        .cohort = group->cohort,
        .breakdown = split ? split->breakdown : "none",
        .breakdown_value = split ? split->value : "",
        .definition = group->definition,
    };
    for (size_t i = 0; i < set->where_count; i++)
        take_filters(&m, set->wheres[i]);
    take_filters(&m, figure->filters);
    take_filters(&m, group->filters);
    take_filters(&m, split ? split->filters : "");
    if (end_merging(&m, &row->filters, err))
        return -1;
    published_filters_key(row->filters, strlen(row->filters), row->key);
    return find_other(p, row, err);
}

static int add_rows(struct published *p, const struct published_set *set,
                    struct err *err)
{
    for (size_t f = 0; f < set->figure_count; f++)
        for (size_t g = 0; g < set->group_count; g++)
            for (size_t s = 0; s <= set->split_count; s++)
                if (add_row(p, set, &set->figures[f], &set->groups[g],
                            s ? &set->splits[s - 1] : NULL, err))
                    return -1;
    return 0;
}

static int read_set(struct published_set *set, const struct config *config,
                    const char *name, struct reading *r, struct err *err)
{
    char *text = NULL;
    int ret;

    set->name = mem_dup_n(name + strlen(FOLDER),
                          strlen(name) - strlen(FOLDER) - strlen(ENDING));
    if (config_text(config, name, &text, err))
        return -1;
    ret = form_read_text(sections, set, r, name, text, err);
    free(text);
    return ret;
}

int published_read(struct published *p, const struct config *config,
                   bool (*is_cohort)(const char *id), struct err *err)
{
    struct reading r = { is_cohort };
    struct path_names names;
    int ret = config_list(config, FOLDER, ENDING, &names, err);

    memset(p, 0, sizeof(*p));
    p->sets = mem_zero(names.count + 1, sizeof(*p->sets));
    for (size_t i = 0; ret == 0 && i < names.count; i++)
        ret =
            read_set(&p->sets[p->set_count++], config, names.names[i], &r, err);
    for (size_t i = 0; ret == 0 && i < p->set_count; i++)
        if (add_rows(p, &p->sets[i], err))
            ret = err_context(err, "%s", names.names[i]);
    path_names_release(&names);
    return ret;
}

void published_release(struct published *p)
{
    for (size_t i = 0; i < p->count; i++)
        free(p->rows[i].filters);
    for (size_t i = 0; i < p->set_count; i++) {
        form_release(sections, &p->sets[i]);
        free(p->sets[i].name);
    }
    free(p->rows);
    free(p->sets);
    memset(p, 0, sizeof(*p));
}
