/* The descriptions of concern.h. */
#include "transform/night/concern.h"

#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

#define MODEL "transform/model/mart_"

static char **field(struct concern *c, const char *name, size_t len)
{
    const struct {
        const char *name;
        char **value;
    } fields[] = { { "label", &c->label },     { "definition", &c->definition },
                   { "source", &c->source },   { "again", &c->again },
                   { "told_by", &c->told_by }, { "words", &c->words },
                   { "data", &c->data },       { "day", &c->day } };

    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
        if (strlen(fields[i].name) == len
            && !strncmp(fields[i].name, name, len))
            return fields[i].value;
    return NULL;
}

static void put_words(char **value, const char *text, size_t len)
{
    struct str all = STR_INIT;

    if (*value)
        str_addf(&all, "%s ", *value);
    str_add_n(&all, text, len);
    free(*value);
    *value = str_take(&all);
}

/* A line of comment: "name  words", or more words of the field at hand. */
static int read_line(struct concern *c, char ***at, const char *line,
                     size_t len, struct err *err)
{
    size_t blank = 0, name;

    while (blank < len && line[blank] == ' ')
        blank++;
    if (blank == len) {
        *at = NULL;
        return 0;
    }
    line += blank;
    len -= blank;
    if (blank > 1) {
        if (*at)
            put_words(*at, line, len);
        return 0;
    }
    for (name = 0; name < len && line[name] != ' '; name++)
        ;
    if (name + 2 > len || line[name + 1] != ' ') {
        *at = NULL; /* words for who reads the file */
        return 0;
    }
    *at = field(c, line, name);
    if (!*at || **at)
        return err_set(err, ERR_CONFIG, "'%.*s' is %s", (int)name, line,
                       *at ? "there twice" : "no field of a reason");
    while (name < len && line[name] == ' ')
        name++;
    put_words(*at, line + name, len - name);
    return 0;
}

static int parse(struct concern *c, const char *text, struct err *err)
{
    char **at = NULL;

    while (!strncmp(text, "--", 2)) {
        size_t len = strcspn(text, "\n");

        if (read_line(c, &at, text + 2, len - 2, err))
            return -1;
        text += len + (text[len] == '\n');
    }
    c->select = text;
    if (!c->label || !c->definition || !c->source)
        return err_set(err, ERR_CONFIG, "there is no %s",
                       !c->label        ? "label"
                       : !c->definition ? "definition"
                                        : "source");
    return 0;
}

static int add(struct concerns *all, const char *list, size_t list_len,
               const struct asset *a, struct err *err)
{
    struct concern *c;

    MEM_ROOM(all->items, all->count, all->capacity);
    c = &all->items[all->count++];
    memset(c, 0, sizeof(*c));
    c->reason = asset_id(a->path);
    c->mart = mem_zero(list_len + 6, 1);
    memcpy(c->mart, "mart_", 5);
    memcpy(c->mart + 5, list, list_len);
    for (size_t i = 0; i + 1 < all->count; i++)
        if (!strcmp(all->items[i].reason, c->reason))
            return err_set(err, ERR_CONFIG, "%s: a reason of %s has that name",
                           a->path, all->items[i].mart);
    if (parse(c, a->text, err))
        return err_context(err, "%s", a->path);
    return 0;
}

const char *concern_list(const char *mart)
{
    return mart + sizeof("mart_") - 1;
}

int concerns_read(struct concerns *c, struct err *err)
{
    struct str folder = STR_INIT;
    int ret = 0;

    memset(c, 0, sizeof(*c));
    for (const struct asset *m = asset_next(MODEL, NULL); m && ret == 0;
         m = asset_next(MODEL, m)) {
        const char *list = m->path + sizeof(MODEL) - 1;
        size_t len = strcspn(list, ".");

        str_clear(&folder);
        str_addf(&folder, "transform/%.*s/", (int)len, list);
        for (const struct asset *a = asset_next(folder.text, NULL);
             a && ret == 0; a = asset_next(folder.text, a))
            ret = add(c, list, len, a, err);
    }
    str_release(&folder);
    return ret;
}

void concerns_release(struct concerns *c)
{
    for (size_t i = 0; i < c->count; i++) {
        struct concern *one = &c->items[i];

        query_close(one->rows);
        map_release(&one->reads);
        free(one->reason);
        free(one->mart);
        free(one->label);
        free(one->definition);
        free(one->source);
        free(one->again);
        free(one->told_by);
        free(one->words);
        free(one->data);
        free(one->day);
    }
    free(c->items);
    memset(c, 0, sizeof(*c));
}
