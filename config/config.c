#include "config/config.h"

#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "config/apart.h"
#include "core/asset.h"
#include "core/err.h"
#include "core/form.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"

/* Words of the keys that are a choice, in the order of their values. */
static const char *const cadences[] = { "never",       "nightly", "weekly",
                                        "half_termly", "termly",  "annual",
                                        NULL };
static const char *const after_loads[] = { "leave", "archive", NULL };
static const char *const care_lists[] = { "together", "by_plan", NULL };
static const char *const cla_sources[] = { "social_care", "ssda903", NULL };

static int read_la_code(void *context, const struct form_key *key, void *at,
                        const char *value, struct err *err)
{
    char **text = at;

    (void)context;
    (void)key;
    if (strlen(value) != 3 || strspn(value, "0123456789") != 3)
        return err_set(err, ERR_CONFIG, "'%s' is not three digits", value);
    *text = mem_dup(value);
    return 0;
}

/* By commas or spaces; may be blank. */
static int read_la_codes(void *context, const struct form_key *key, void *at,
                         const char *value, struct err *err)
{
    char **text = at;

    (void)context;
    (void)key;
    for (const char *code = value; *code; code += strspn(code, ", ")) {
        size_t digits = strspn(code, "0123456789");

        code += digits;
        if (digits != 3 || (*code && !strchr(", ", *code)))
            return err_set(err, ERR_CONFIG,
                           "'%s' is not a list of three-digit codes", value);
    }
    *text = mem_dup(value);
    return 0;
}

/* All that lies in the inbox is taken for extracts, and what nobody lists goes
   from the archive; an outbox knows what is its own. */
static bool holds_nothing_else(const char *key)
{
    return !strcmp(key, "inbox") || !strcmp(key, "archive");
}

static int check_apart(const struct config *config, const char *key,
                       const char *path, struct err *err)
{
    const struct {
        const char *key, *path;
    } others[] = { { "inbox", config->inbox },
                   { "warehouse", config->warehouse },
                   { "outbox", config->outbox },
                   { "archive", config->archive } };

    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        if (!others[i].path || !strcmp(others[i].key, key))
            continue;
        if (holds_nothing_else(others[i].key)
            && apart_holds(others[i].path, path))
            return err_set(err, ERR_CONFIG, "'%s' is in the %s '%s'", path,
                           others[i].key, others[i].path);
        if (holds_nothing_else(key) && apart_holds(path, others[i].path))
            return err_set(err, ERR_CONFIG, "the %s '%s' is in '%s'",
                           others[i].key, others[i].path, path);
    }
    return 0;
}

static int read_path(void *context, const struct form_key *key, void *at,
                     const char *value, struct err *err)
{
    const struct config *config = context;
    struct str path = STR_INIT;
    char **text = at;

    if (value[0] != '/')
        str_addf(&path, "%s/", config->folder);
    str_add(&path, value);
    *text = str_take(&path);
    return check_apart(config, key->name, *text, err);
}

static int read_date(void *context, const struct form_key *key, void *at,
                     const char *value, struct err *err)
{
    date_t *date = at;

    (void)context;
    (void)key;
    *date = *value ? date_parse_iso(value) : DATE_NONE;
    return *value && *date == DATE_NONE ? err_set(
               err, ERR_CONFIG, "'%s' is not a date like 2026-02-13", value)
                                        : 0;
}

/* The key is a pack, the value its group. */
static int read_group(void *context, const struct form_key *key, void *at,
                      const char *value, struct err *err)
{
    struct config *config = context;
    struct config_group *group;

    (void)at;
    if (!getgrnam(value))
        return err_set(err, ERR_CONFIG, "'%s' is not a unix group", value);
    config->groups = mem_grow(config->groups, config->group_count + 1,
                              sizeof(*config->groups));
    group = &config->groups[config->group_count++];
    group->pack = mem_dup(key->name);
    group->group = mem_dup(value);
    return 0;
}

#define AT(member) offsetof(struct config, member)
#define NEEDED .is_required = true
static const struct form_key county_keys[] = {
    { "la_code", FORM_TEXT, AT(la_code), NEEDED, .read = read_la_code },
    { "la_name", FORM_TEXT, AT(la_name), NEEDED },
    { "region", FORM_TEXT, AT(region), NEEDED },
    { "contact", FORM_TEXT, AT(contact), .otherwise = "" },
    { "as_of", FORM_OTHER, AT(as_of), .otherwise = "", .read = read_date },
    { .name = NULL },
};
static const struct form_key path_keys[] = {
    { "inbox", FORM_TEXT, AT(inbox), NEEDED, .read = read_path },
    { "warehouse", FORM_TEXT, AT(warehouse), NEEDED, .read = read_path },
    { "outbox", FORM_TEXT, AT(outbox), NEEDED, .read = read_path },
    { "archive", FORM_TEXT, AT(archive), NEEDED, .read = read_path },
    { "after_load", FORM_FLAG, AT(archive_after_load), .words = after_loads },
    { .name = NULL },
};
#define NUMBER(key, kind, default, from, to)                                   \
    {                                                                          \
        .name = #key, kind, AT(key), .otherwise = (default), .least = (from),  \
        .most = (to)                                                           \
    }
static const struct form_key rule_keys[] = {
    NUMBER(repeat_threshold, FORM_INT, "2", 1, 100),
    NUMBER(hold_below_percent, FORM_INT, "50", 0, 100),
    NUMBER(settle_seconds, FORM_INT, "60", 0, 86400),
    NUMBER(full_time_primary, FORM_REAL, "25", 1, 60),
    NUMBER(full_time_secondary, FORM_REAL, "32.5", 1, 60),
    { .name = NULL },
};
static const struct form_key disclosure_keys[] = {
    NUMBER(suppress_below, FORM_INT, "6", 1, 1000),
    NUMBER(low_reliability_below, FORM_INT, "20", 1, 1000),
    { .name = NULL },
};
static const struct form_key pack_keys[] = {
#define PACK_KEY(name, ignored)                                                \
    { #name, FORM_CHOICE, AT(pack_##name), .words = cadences },
    CONFIG_PACKS(PACK_KEY)
#undef PACK_KEY
        { .name = NULL },
};
static const struct form_key cohort_keys[] = {
    { "cla_source", FORM_FLAG, AT(cla_from_ssda903), .words = cla_sources },
    { "social_care_lists", FORM_FLAG, AT(social_care_by_plan),
      .words = care_lists },
    { .name = NULL },
};
static const struct form_key benchmark_keys[] = {
    { "neighbours", FORM_TEXT, AT(neighbours), .otherwise = "",
      .read = read_la_codes },
    { .name = NULL },
};
static const struct form_key group_keys[] = {
#define GROUP_KEY(pack, ignored) { #pack, FORM_OTHER, 0, .read = read_group },
    CONFIG_PACKS(GROUP_KEY)
#undef GROUP_KEY
        { .name = NULL },
};
static const struct form_section sections[] = {
    { "county", county_keys, .size = 0 },
    { "paths", path_keys, .size = 0 },
    { "rules", rule_keys, .size = 0 },
    { "disclosure", disclosure_keys, .size = 0 },
    { "packs", pack_keys, .size = 0 },
    { "cohorts", cohort_keys, .size = 0 },
    { "benchmarks", benchmark_keys, .size = 0 },
    { "groups", group_keys, .size = 0 },
    { .name = NULL },
};

/* The line of the first byte that is no UTF-8, or is a NUL; 0 = none. */
static int find_odd(const char *text, size_t len)
{
    int line = 1;
    size_t at = 0;

    while (at < len) {
        utf8proc_int32_t point;
        utf8proc_ssize_t taken =
            utf8proc_iterate((const utf8proc_uint8_t *)text + at,
                             (utf8proc_ssize_t)(len - at), &point);

        if (taken <= 0 || point == 0)
            return line;
        line += point == '\n';
        at += (size_t)taken;
    }
    return 0;
}

/* A text file whole; `name` is what complaints call it. */
static int read_file(const char *path, const char *name, char **text,
                     struct err *err)
{
    size_t len = 0;
    int odd;

    if (file_read(path, text, &len, err)) {
        err->code = ERR_CONFIG;
        return -1;
    }
    odd = find_odd(*text, len);
    if (!odd)
        return 0;
    free(*text);
    *text = NULL;
    return err_set(err, ERR_CONFIG,
                   "%s:%d: is not UTF-8: save the file as that ('CSV UTF-8')",
                   name, odd);
}

int config_read(struct config *config, const char *path, struct err *err)
{
    char *text = NULL;
    int ret;

    memset(config, 0, sizeof(*config));
    config->path = mem_dup(path);
    config->folder = path_folder(path);
#define PACK_DEFAULT(name, otherwise) config->pack_##name = (otherwise);
    CONFIG_PACKS(PACK_DEFAULT)
#undef PACK_DEFAULT
    ret = read_file(path, path, &text, err)
                  || form_read_text(sections, config, config, path, text, err)
              ? -1
              : 0;
    free(text);
    if (ret)
        config_release(config);
    return ret;
}

void config_release(struct config *config)
{
    form_release(sections, config);
    for (size_t i = 0; i < config->group_count; i++) {
        free(config->groups[i].pack);
        free(config->groups[i].group);
    }
    free(config->groups);
    free(config->path);
    free(config->folder);
    memset(config, 0, sizeof(*config));
}

int config_own_text(const struct config *config, const char *name, char **text,
                    struct err *err)
{
    char *path = path_join(config->folder, name);
    int ret = read_file(path, name, text, err);

    if (config->reads)
        str_addf(config->reads, "%s\n", name);
    free(path);
    return ret;
}

int config_has_own(const struct config *config, const char *name, bool *has,
                   struct err *err)
{
    char *path = path_join(config->folder, name);
    enum path_kind kind = PATH_ABSENT;
    int ret = path_follow(path, &kind, NULL, err);

    *has = kind != PATH_ABSENT;
    free(path);
    return ret;
}

int config_text(const struct config *config, const char *name, char **text,
                struct err *err)
{
    struct str asset_path = STR_INIT;
    const struct asset *asset;
    bool has_own;

    *text = NULL;
    if (config_has_own(config, name, &has_own, err))
        return -1;
    if (has_own)
        return config_own_text(config, name, text, err);
    if (config->reads)
        str_addf(config->reads, "%s\n", name);
    str_addf(&asset_path, "config/%s", name);
    asset = asset_find(asset_path.text);
    str_release(&asset_path);
    if (!asset)
        return err_set(err, ERR_CONFIG, "%s: there is no '%s' beside it",
                       config->path, name);
    *text = mem_dup(asset->text);
    return 0;
}

static void add_name(struct path_names *names, const char *folder,
                     const char *file, const char *ending)
{
    size_t len = strlen(file), end = strlen(ending);
    struct str name = STR_INIT;

    if (*file == '.' || len <= end || strcmp(file + len - end, ending) != 0)
        return;
    str_addf(&name, "%s%s", folder, file);
    for (size_t i = 0; i < names->count; i++)
        if (!strcmp(names->names[i], name.text)) {
            str_release(&name);
            return;
        }
    MEM_ROOM(names->names, names->count, names->capacity);
    names->names[names->count++] = str_take(&name);
}

static void drop_name(struct path_names *names, const char *folder,
                      const char *file)
{
    const size_t len = strlen(folder);

    for (size_t i = 0; i < names->count; i++)
        if (!strncmp(names->names[i], folder, len)
            && !strcmp(names->names[i] + len, file)) {
            free(names->names[i]);
            names->names[i] = names->names[--names->count];
            return;
        }
}

static int compare_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_names(struct path_names *names, size_t from)
{
    if (names->count > from)
        qsort(names->names + from, names->count - from, sizeof(*names->names),
              compare_name);
}

int config_list(const struct config *config, const char *folder,
                const char *ending, struct path_names *names, struct err *err)
{
    struct str built_in = STR_INIT;
    char *path = path_join(config->folder, folder);
    struct path_names own;
    size_t built_ins;
    int ret = path_list(path, &own, err);

    memset(names, 0, sizeof(*names));
    str_addf(&built_in, "config/%s", folder);
    for (const struct asset *a = asset_next(built_in.text, NULL); a;
         a = asset_next(built_in.text, a))
        add_name(names, folder, a->path + built_in.len, ending);
    for (size_t i = 0; i < own.count; i++)
        drop_name(names, folder, own.names[i]);
    sort_names(names, 0);
    built_ins = names->count;
    for (size_t i = 0; i < own.count; i++)
        add_name(names, folder, own.names[i], ending);
    sort_names(names, built_ins);
    path_names_release(&own);
    str_release(&built_in);
    free(path);
    return ret;
}

int config_hash_text(const struct config *config, const char *name,
                     struct hash *h, struct err *err)
{
    char *text = NULL;

    if (config_text(config, name, &text, err))
        return -1;
    hash_add(h, text, strlen(text) + 1);
    free(text);
    return 0;
}
