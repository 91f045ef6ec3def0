#include "ingest/read/heading.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/path.h"
#include "ingest/read/basis.h"
#include "ingest/read/type.h"
#include "ingest/read/word.h"

#define VENDOR_FOLDER "extracts/"
#define VENDOR_SUFFIX ".ini"
#define HEADINGS_MAX 10000 /* of a type; an index of 16 bits holds them */

void heading_normalise(const char *text, size_t len, char out[HEADING_MAX])
{
    size_t used = 0;

    for (size_t i = 0; i < len && used < HEADING_MAX - 1; i++) {
        char c = text[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out[used++] = c;
    }
    out[used] = '\0';
}

static struct heading *find_normal(const struct type *type, const char *normal)
{
    for (size_t i = 0; i < type->heading_count; i++)
        if (!strcmp(type->headings[i].normal, normal))
            return &type->headings[i];
    return NULL;
}

static void trim(const char **text, size_t *len)
{
    for (; *len && **text == ' '; --*len)
        ++*text;
    while (*len && (*text)[*len - 1] == ' ')
        --*len;
}

static int add(struct type *type, const char *text, size_t len,
               struct heading heading, struct err *err)
{
    char normal[HEADING_MAX];
    struct heading *there;

    trim(&text, &len);
    heading_normalise(text, len, normal);
    if (!*normal)
        return err_set(err, ERR_CONFIG, "a heading has no letter or digit");
    if (type->heading_ranks <= heading.rank)
        type->heading_ranks = heading.rank + 1;
    there = find_normal(type, normal);
    if (there && there->is_of_all && !heading.is_of_all) {
        heading.normal = there->normal;
        heading.text = there->text;
        *there = heading;
        return 0;
    }
    if (there && there->is_of_all == heading.is_of_all
        && (there->field != heading.field || there->form != heading.form))
        return err_set(err, ERR_CONFIG,
                       "heading '%.*s' of %s means '%s' already", (int)len,
                       text, type->name, type->fields[there->field].heading);
    if (there)
        return 0;
    if (type->heading_count == HEADINGS_MAX)
        return err_set(err, ERR_CONFIG, "%s has over %d headings", type->name,
                       HEADINGS_MAX);
    type->headings = mem_grow(type->headings, type->heading_count + 1,
                              sizeof(*type->headings));
    heading.normal = mem_dup(normal);
    heading.text = mem_dup_n(text, len);
    type->headings[type->heading_count++] = heading;
    return 0;
}

static const char *const forms[SCHOOL_FORMS] = {
    [SCHOOL_URN] = "URN",
    [SCHOOL_LAESTAB] = "LAESTAB",
    [SCHOOL_LA] = "LA",
    [SCHOOL_ESTAB] = "ESTAB",
};

static int add_own(struct type *type, struct err *err)
{
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        struct heading heading = { .field = (int)i, .form = SCHOOL_URN };

        if (field->kind == FIELD_OTHERS)
            continue; /* columns that no heading names */
        if (add(type, field->heading, strlen(field->heading), heading, err))
            return -1;
        for (int form = SCHOOL_LAESTAB;
             field->kind == FIELD_SCHOOL && form < SCHOOL_FORMS; form++) {
            heading.form = (enum school_form)form;
            if (add(type, forms[form], strlen(forms[form]), heading, err))
                return -1;
        }
    }
    return 0;
}

/* What a key of a vendor's file stands for: a field's name or its heading. */
static bool find_key(const struct type *type, const char *key,
                     struct heading *heading)
{
    const struct heading *own = heading_find(type, key, strlen(key));
    int field = type_field(type, key);

    if (field < 0 && (!own || own->rank))
        return false;
    heading->normal = heading->text = NULL;
    heading->field = field < 0 ? own->field : field;
    heading->form = field < 0 ? own->form : SCHOOL_URN;
    heading->rank = 0;
    heading->is_of_all = false;
    return true;
}

/* All of a list between bars. */
static int add_list(struct type *type, const char *list, struct heading heading,
                    struct err *err)
{
    for (;;) {
        size_t end = strcspn(list, "|");

        heading.rank++;
        if (add(type, list, end, heading, err))
            return -1;
        if (!list[end])
            return 0;
        list += end + 1;
    }
}

/* "[*]": of every type that has the field. */
static int read_key_of_all(struct type_set *types, const char *key,
                           const char *value, struct err *err)
{
    bool is_there = false;

    for (size_t i = 0; i < types->count; i++) {
        struct heading heading;

        if (!find_key(&types->types[i], key, &heading))
            continue;
        is_there = true;
        heading.is_of_all = true;
        if (add_list(&types->types[i], value, heading, err))
            return -1;
    }
    return is_there ? 0
                    : err_set(err, ERR_CONFIG, "no type has a field '%s'", key);
}

static int read_key(void *context, const char *section, const char *key,
                    const char *value, struct err *err)
{
    struct type_set *types = context;
    size_t len = strcspn(section, ":");
    char *name = mem_dup_n(section, len);
    const struct type *found = type_find(types, name);
    struct type *type = found ? &types->types[found - types->types] : NULL;
    struct heading heading;

    free(name);
    if (!strcmp(section, BASIS_ALL))
        return read_key_of_all(types, key, value, err);
    if (!type)
        return err_set(err, ERR_CONFIG, "there is no extract type '%.*s'",
                       (int)len, section);
    if (section[len])
        return word_read_key(type, section + len + 1, key, value, err);
    if (!find_key(type, key, &heading))
        return err_set(err, ERR_CONFIG, "%s has no field '%s'", section, key);
    return add_list(type, value, heading, err);
}

int heading_read_all(struct type_set *types, const struct config *config,
                     struct err *err)
{
    struct path_names names;
    int ret;

    for (size_t i = 0; i < types->count; i++)
        if (add_own(&types->types[i], err))
            return -1;
    ret = config_list(config, VENDOR_FOLDER, VENDOR_SUFFIX, &names, err);
    for (size_t i = 0; ret == 0 && i < names.count; i++)
        ret = basis_read_sections(types, config, names.names[i], read_key, err);
    path_names_release(&names);
    return ret;
}

void heading_release(struct type *type)
{
    for (size_t i = 0; i < type->heading_count; i++) {
        free(type->headings[i].normal);
        free(type->headings[i].text);
    }
    free(type->headings);
    type->headings = NULL;
    type->heading_count = 0;
}

const struct heading *heading_find(const struct type *type, const char *text,
                                   size_t len)
{
    char normal[HEADING_MAX];

    heading_normalise(text, len, normal);
    return *normal ? find_normal(type, normal) : NULL;
}

static void index_type(struct heading_index *index, const struct type *type,
                       size_t nth)
{
    for (size_t i = 0; i < type->heading_count; i++) {
        const char *normal = type->headings[i].normal;
        bool is_new;
        int64_t *row = map_put(&index->words, normal, strlen(normal),
                               (int64_t)index->words.count, &is_new);

        if (is_new) {
            index->means =
                mem_grow(index->means, index->words.count * index->type_count,
                         sizeof(*index->means));
            memset(index->means + (size_t)*row * index->type_count, 0,
                   index->type_count * sizeof(*index->means));
        }
        index->means[(size_t)*row * index->type_count + nth] =
            (uint16_t)(i + 1);
    }
}

void heading_index_make(struct type_set *types)
{
    struct heading_index *index = &types->headings;

    index->words = (struct map)MAP_INIT;
    index->means = NULL;
    index->type_count = types->count;
    for (size_t i = 0; i < types->count; i++)
        index_type(index, &types->types[i], i);
}

void heading_index_release(struct heading_index *index)
{
    map_release(&index->words);
    free(index->means);
    index->means = NULL;
}

const uint16_t *heading_index_find(const struct heading_index *index,
                                   const char *normal, size_t len)
{
    const int64_t *row = map_find(&index->words, normal, len);

    return row ? index->means + (size_t)*row * index->type_count : NULL;
}
