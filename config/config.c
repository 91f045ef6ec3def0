#include "config/config.h"

#include <errno.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/ini.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/str.h"

enum kind {
    KIND_TEXT,
    KIND_LA_CODE,
    KIND_LA_CODES, /* by commas or spaces; may be blank */
    KIND_PATH,
    KIND_DATE,
    KIND_INT,
    KIND_REAL,
    KIND_CADENCE,
    KIND_CHOICE /* false or true by the words of `choices` */
};

/* One row a key: adding a key is adding a field and a row. */
struct key {
    const char *section;
    const char *name;
    enum kind kind;
    size_t offset;
    const char *otherwise; /* NULL = required */
    long least, most;      /* KIND_INT, KIND_REAL */
    const char *choices[2];
};

#define AT(field) offsetof(struct config, field)
#define INT_KEY(section, name, otherwise, least, most)                         \
    {                                                                          \
        section, #name, KIND_INT, AT(name), otherwise, least, most,            \
        {                                                                      \
            NULL, NULL                                                         \
        }                                                                      \
    }
#define PLAIN_KEY(section, name, kind, otherwise)                              \
    {                                                                          \
        section, #name, kind, AT(name), otherwise, 0, 0,                       \
        {                                                                      \
            NULL, NULL                                                         \
        }                                                                      \
    }

static const struct key keys[] = {
    PLAIN_KEY("county", la_code, KIND_LA_CODE, NULL),
    PLAIN_KEY("county", la_name, KIND_TEXT, NULL),
    PLAIN_KEY("county", region, KIND_TEXT, NULL),
    PLAIN_KEY("county", as_of, KIND_DATE, ""),
    PLAIN_KEY("paths", inbox, KIND_PATH, NULL),
    PLAIN_KEY("paths", warehouse, KIND_PATH, NULL),
    PLAIN_KEY("paths", outbox, KIND_PATH, NULL),
    PLAIN_KEY("paths", archive, KIND_PATH, NULL),
    { "paths",
      "after_load",
      KIND_CHOICE,
      AT(archive_after_load),
      "leave",
      0,
      0,
      { "leave", "archive" } },
    INT_KEY("rules", repeat_threshold, "2", 1, 100),
    INT_KEY("rules", hold_below_percent, "50", 0, 100),
    INT_KEY("rules", settle_seconds, "60", 0, 86400),
    { "rules",
      "full_time_primary",
      KIND_REAL,
      AT(full_time_primary),
      "25",
      1,
      60,
      { NULL, NULL } },
    { "rules",
      "full_time_secondary",
      KIND_REAL,
      AT(full_time_secondary),
      "32.5",
      1,
      60,
      { NULL, NULL } },
    INT_KEY("disclosure", suppress_below, "6", 1, 1000),
    INT_KEY("disclosure", low_reliability_below, "20", 1, 1000),
#define PACK_KEY(name, ignored)                                                \
    PLAIN_KEY("packs", pack_##name, KIND_CADENCE, NULL),
    CONFIG_PACKS(PACK_KEY)
#undef PACK_KEY
        { "cohorts",
          "cla_source",
          KIND_CHOICE,
          AT(cla_from_ssda903),
          "social_care",
          0,
          0,
          { "social_care", "ssda903" } },
    PLAIN_KEY("benchmarks", neighbours, KIND_LA_CODES, ""),
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

static const char *const cadences[] = { "never",       "nightly", "weekly",
                                        "half_termly", "termly",  "annual" };

struct reading {
    struct config *config;
    bool seen[KEY_COUNT];
};

static const char *key_name(const struct key *key)
{
    return strncmp(key->name, "pack_", 5) ? key->name : key->name + 5;
}

static void set_text(struct config *config, size_t offset, char *text)
{
    char **slot = (char **)(void *)((char *)config + offset);

    free(*slot);
    *slot = text;
}

static char *resolve(const struct config *config, const char *value)
{
    struct str path = STR_INIT;

    if (value[0] != '/')
        str_addf(&path, "%s/", config->folder);
    str_add(&path, value);
    return str_take(&path);
}

static int bad(struct err *err, const struct key *key, const char *value,
               const char *wanted)
{
    return err_set(err, ERR_CONFIG, "[%s] %s = '%s': not %s", key->section,
                   key_name(key), value, wanted);
}

static int set_number(struct config *config, const struct key *key,
                      const char *value, struct err *err)
{
    char *end = NULL;
    double number = strtod(value, &end);
    char wanted[80];

    snprintf(wanted, sizeof(wanted), "a %snumber from %ld to %ld",
             key->kind == KIND_INT ? "whole " : "", key->least, key->most);
    if (!*value || *end || !(number >= (double)key->least)
        || number > (double)key->most
        || (key->kind == KIND_INT && number != (double)(long)number))
        return bad(err, key, value, wanted);
    if (key->kind == KIND_INT)
        *(int *)(void *)((char *)config + key->offset) = (int)number;
    else
        *(double *)(void *)((char *)config + key->offset) = number;
    return 0;
}

static bool are_la_codes(const char *value)
{
    while (*value) {
        size_t digits = strspn(value, "0123456789");

        if (digits != 3)
            return false;
        value += digits;
        if (*value && !strchr(", ", *value))
            return false;
        value += strspn(value, ", ");
    }
    return true;
}

static int set_key(struct config *config, const struct key *key,
                   const char *value, struct err *err)
{
    char *at = (char *)config + key->offset;

    switch (key->kind) {
    case KIND_LA_CODE:
        if (strlen(value) != 3 || strspn(value, "0123456789") != 3)
            return bad(err, key, value, "three digits");
        set_text(config, key->offset, mem_dup(value));
        return 0;
    case KIND_LA_CODES:
        if (!are_la_codes(value))
            return bad(err, key, value, "a list of three-digit codes");
        set_text(config, key->offset, mem_dup(value));
        return 0;
    case KIND_TEXT:
        if (!*value && (!key->otherwise || *key->otherwise))
            return bad(err, key, value, "filled in");
        set_text(config, key->offset, mem_dup(value));
        return 0;
    case KIND_PATH:
        if (!*value)
            return bad(err, key, value, "a path");
        set_text(config, key->offset, resolve(config, value));
        return 0;
    case KIND_DATE: {
        date_t date = *value ? date_parse_iso(value) : DATE_NONE;

        if (*value && date == DATE_NONE)
            return bad(err, key, value, "a date like 2026-02-13");
        *(date_t *)(void *)at = date;
        return 0;
    }
    case KIND_INT:
    case KIND_REAL:
        return set_number(config, key, value, err);
    case KIND_CADENCE:
        for (int i = 0; i < 6; i++)
            if (!strcmp(value, cadences[i])) {
                *(enum cadence *)(void *)at = (enum cadence)i;
                return 0;
            }
        return bad(err, key, value,
                   "never, nightly, weekly, half_termly, termly or annual");
    case KIND_CHOICE:
        for (int i = 0; i < 2; i++)
            if (!strcmp(value, key->choices[i])) {
                *(bool *)(void *)at = i == 1;
                return 0;
            }
        return err_set(err, ERR_CONFIG, "[%s] %s = '%s': not %s or %s",
                       key->section, key_name(key), value, key->choices[0],
                       key->choices[1]);
    }
    return err_set(err, ERR_INTERNAL, "a key without a kind");
}

static int add_group(struct config *config, const char *pack, const char *group,
                     struct err *err)
{
    static const char *const packs[] = {
#define PACK_NAME(name, ignored) #name,
        CONFIG_PACKS(PACK_NAME)
#undef PACK_NAME
    };

    for (size_t i = 0; i < sizeof(packs) / sizeof(packs[0]); i++) {
        if (strcmp(packs[i], pack) != 0)
            continue;
        if (!getgrnam(group))
            return err_set(err, ERR_CONFIG,
                           "[groups] %s = '%s': there is no such unix group",
                           pack, group);
        config->groups = mem_grow(config->groups, config->group_count + 1,
                                  sizeof(*config->groups));
        config->groups[config->group_count].pack = mem_dup(pack);
        config->groups[config->group_count++].group = mem_dup(group);
        return 0;
    }
    return err_set(err, ERR_CONFIG, "[groups] has no pack '%s'", pack);
}

static int on_key(void *context, const char *section, const char *name,
                  const char *value, struct err *err)
{
    struct reading *r = context;
    bool section_known = !strcmp(section, "groups");

    if (section_known)
        return add_group(r->config, name, value, err);
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (strcmp(keys[i].section, section) != 0)
            continue;
        section_known = true;
        if (strcmp(key_name(&keys[i]), name) != 0)
            continue;
        if (r->seen[i])
            return err_set(err, ERR_CONFIG, "[%s] %s is there twice", section,
                           name);
        r->seen[i] = true;
        return set_key(r->config, &keys[i], value, err);
    }
    if (!section_known)
        return err_set(err, ERR_CONFIG, "there is no section [%s]", section);
    return err_set(err, ERR_CONFIG, "[%s] has no key '%s'", section, name);
}

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return mem_dup(".");
    return slash == path ? mem_dup("/")
                         : mem_dup_n(path, (size_t)(slash - path));
}

int config_read(struct config *config, const char *path, struct err *err)
{
    struct reading r = { .config = config };

    memset(config, 0, sizeof(*config));
    config->as_of = DATE_NONE;
    config->path = mem_dup(path);
    config->folder = folder_of(path);
#define PACK_DEFAULT(name, otherwise) config->pack_##name = (otherwise);
    CONFIG_PACKS(PACK_DEFAULT)
#undef PACK_DEFAULT
    if (ini_read_file(path, on_key, &r, err))
        goto fail;
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (r.seen[i] || keys[i].kind == KIND_CADENCE)
            continue;
        if (!keys[i].otherwise) {
            err_set(err, ERR_CONFIG, "%s: [%s] %s is missing", path,
                    keys[i].section, key_name(&keys[i]));
            goto fail;
        }
        if (set_key(config, &keys[i], keys[i].otherwise, err))
            goto fail;
    }
    return 0;
fail:
    config_release(config);
    return -1;
}

void config_release(struct config *config)
{
    for (size_t i = 0; i < KEY_COUNT; i++)
        if (keys[i].kind == KIND_TEXT || keys[i].kind == KIND_PATH
            || keys[i].kind == KIND_LA_CODE || keys[i].kind == KIND_LA_CODES)
            set_text(config, keys[i].offset, NULL);
    for (size_t i = 0; i < config->group_count; i++) {
        free(config->groups[i].pack);
        free(config->groups[i].group);
    }
    free(config->groups);
    free(config->path);
    free(config->folder);
    memset(config, 0, sizeof(*config));
}

static char *beside(const struct config *config, const char *name)
{
    struct str path = STR_INIT;

    str_addf(&path, "%s/%s", config->folder, name);
    return str_take(&path);
}

int config_own_text(const struct config *config, const char *name, char **text,
                    struct err *err)
{
    char *path = beside(config, name);
    size_t len = 0;
    int ret;

    ret = file_read(path, text, &len, err);
    if (ret) {
        err->code = ERR_CONFIG;
    } else if (strlen(*text) != len) {
        ret = err_set(err, ERR_CONFIG, "%s: has a NUL byte", path);
        free(*text);
        *text = NULL;
    }
    free(path);
    return ret;
}

int config_text(const struct config *config, const char *name, char **text,
                struct err *err)
{
    struct str asset_path = STR_INIT;
    const struct asset *asset;
    char *path = beside(config, name);
    bool own = access(path, F_OK) == 0;

    *text = NULL;
    free(path);
    if (own)
        return config_own_text(config, name, text, err);
    str_addf(&asset_path, "config/%s", name);
    asset = asset_find(asset_path.text);
    str_release(&asset_path);
    if (!asset)
        return err_set(err, ERR_CONFIG, "%s: there is no '%s' beside it",
                       config->path, name);
    *text = mem_dup(asset->text);
    return 0;
}
