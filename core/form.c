#include "core/form.h"

#include <float.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/ini.h"
#include "core/mem.h"
#include "core/str.h"

/* What the lines of a key said so far. */
struct draft {
    const struct form_key *key;
    struct str text;
    int line; /* its first; 0 = not there */
};

struct reader {
    const struct form_section *sections;
    void *target;
    void *context;
    const char *name;
    struct draft *drafts;
    size_t draft_count;
    size_t draft_capacity;
    const struct form_section *current; /* that lines are of; NULL = none yet */
    struct str heading;                 /* what it is called */
    int line;                           /* where it began */
};

static const char *const yes_words[] = { "no", "yes", NULL };

static int blame(const struct reader *r, int line, struct err *err)
{
    return line ? err_context(err, "%s:%d", r->name, line)
                : err_context(err, "%s", r->name);
}

static struct draft *draft_of(struct reader *r, const struct form_key *key)
{
    for (size_t i = 0; i < r->draft_count; i++)
        if (r->drafts[i].key == key)
            return &r->drafts[i];
    MEM_ROOM(r->drafts, r->draft_count, r->draft_capacity);
    r->drafts[r->draft_count] = (struct draft){ key, STR_INIT, 0 };
    return &r->drafts[r->draft_count++];
}

static void *member(void *target, size_t at)
{
    return (char *)target + at;
}

/* A list's items, whatever they are. */
static void *items_of(void *target, size_t at)
{
    void *items;

    memcpy(&items, member(target, at), sizeof(items));
    return items;
}

static size_t *count_of(void *target, size_t count)
{
    return member(target, count);
}

static void *add_item(void *target, size_t at, size_t count, size_t size)
{
    size_t *n = count_of(target, count);
    char *items = mem_grow(items_of(target, at), *n + 1, size);

    memcpy(member(target, at), &items, sizeof(items));
    return memset(items + (*n)++ * size, 0, size);
}

/* The struct that a section's keys are read into; NULL = there is none yet. */
static void *target_of(const struct form_section *section, void *form)
{
    char *parent;
    size_t n;

    if (!section || !section->size)
        return form;
    parent = target_of(section->within, form);
    n = parent ? *count_of(parent, section->count) : 0;
    return n ? (char *)items_of(parent, section->at) + (n - 1) * section->size
             : NULL;
}

static bool is_word(const char *word, const char *text, size_t len)
{
    return strlen(word) == len && !strncmp(word, text, len);
}

/* Which word the text is; -1 with the choice in *err when it is none. */
static int choose(const char *const *words, const char *text, size_t len,
                  struct err *err)
{
    struct str list = STR_INIT;
    int i;

    for (i = 0; words[i]; i++) {
        if (is_word(words[i], text, len))
            goto out;
        str_addf(&list, "%s%s",
                 !i             ? ""
                 : words[i + 1] ? ", "
                                : " or ",
                 words[i]);
    }
    i = err_set(err, ERR_CONFIG, "'%.*s' is not %s", (int)len, text, list.text);
out:
    str_release(&list);
    return i;
}

static int read_flags(const struct form_key *key, bool *flags,
                      const char *value, struct err *err)
{
    while (*(value += strspn(value, " "))) {
        size_t len = strcspn(value, " ");
        int chosen = choose(key->words, value, len, err);

        if (chosen < 0)
            return -1;
        flags[chosen] = true;
        value += len;
    }
    return 0;
}

static int read_number(const struct form_key *key, void *at, const char *value,
                       struct err *err)
{
    bool is_whole = key->kind == FORM_INT;
    bool is_bounded = key->least != 0 || key->most != 0;
    double least = is_bounded ? key->least : is_whole ? INT_MIN : -DBL_MAX;
    double most = is_bounded ? key->most : is_whole ? INT_MAX : DBL_MAX;
    char *end = NULL;
    double number = strtod(value, &end);

    if (!*value || *end || !(number >= least && number <= most)
        || (is_whole && number != (double)(int)number)) {
        const char *kind = is_whole ? "whole number" : "number";

        return is_bounded
                   ? err_set(err, ERR_CONFIG, "'%s' is not a %s from %g to %g",
                             value, kind, least, most)
                   : err_set(err, ERR_CONFIG, "'%s' is not a %s", value, kind);
    }
    if (is_whole)
        *(int *)at = (int)number;
    else
        *(double *)at = number;
    return 0;
}

static int read_text(const struct form_key *key, char **text, const char *value,
                     struct err *err)
{
    if (key->words && choose(key->words, value, strlen(value), err) < 0)
        return -1;
    if (*value || key->otherwise)
        *text = mem_dup(value);
    return 0;
}

static void join(char **text, const char *more)
{
    struct str whole = STR_INIT;

    str_addf(&whole, "%s %s", *text, more);
    free(*text);
    *text = str_take(&whole);
}

static void add_text(const struct form_key *key, void *target,
                     const char *value)
{
    size_t n = *count_of(target, key->count);
    char **texts = items_of(target, key->at);

    if (n && !strncmp(value, "+ ", 2)) {
        join(&texts[n - 1], value + 2);
        return;
    }
    texts = add_item(target, key->at, key->count, sizeof(*texts));
    *texts = mem_dup(value);
}

/* The text up to the next bar or the end, trimmed; *value goes past it. */
static char *cut_part(const char **value)
{
    const char *part = *value + strspn(*value, " ");
    size_t len = strcspn(part, "|");

    *value = part + len + (part[len] == '|');
    while (len && part[len - 1] == ' ')
        len--;
    return mem_dup_n(part, len);
}

static int read_value(void *context, const struct form_key *key, void *target,
                      const char *value, struct err *err);

/* One item of a line "a | b | c". */
static int add_parts(void *context, const struct form_key *key, void *target,
                     const char *value, struct err *err)
{
    void *item = add_item(target, key->at, key->count, key->size);

    for (const struct form_key *part = key->parts; part->name; part++) {
        char *text = cut_part(&value);
        bool is_there = *text || !part->otherwise;
        int ret = read_value(context, part, item,
                             is_there ? text : part->otherwise, err);

        free(text);
        if (ret)
            return err_context(err, "%s", part->name);
    }
    value += strspn(value, " ");
    return *value ? err_set(err, ERR_CONFIG, "'%s' is too much", value) : 0;
}

static int read_value(void *context, const struct form_key *key, void *target,
                      const char *value, struct err *err)
{
    void *at = member(target, key->at);
    const char *const *words = key->words ? key->words : yes_words;
    int chosen = 0;

    if (key->read)
        return key->read(context, key, at, value, err);
    switch (key->kind) {
    case FORM_TEXT:
        return read_text(key, at, value, err);
    case FORM_FLAG:
    case FORM_CHOICE:
        chosen = choose(words, value, strlen(value), err);
        if (chosen < 0)
            return -1;
        if (key->kind == FORM_FLAG)
            *(bool *)at = chosen == 1;
        else
            *(int *)at = chosen;
        return 0;
    case FORM_FLAGS:
        return read_flags(key, at, value, err);
    case FORM_INT:
    case FORM_REAL:
        return read_number(key, at, value, err);
    case FORM_TEXTS:
        add_text(key, target, value);
        return 0;
    case FORM_ITEMS:
        return add_parts(context, key, target, value, err);
    case FORM_OTHER:
    case FORM_EACH:
        break;
    }
    return err_set(err, ERR_INTERNAL, "nothing reads it");
}

/* Read a key, all lines of which are there; *line is its first of them. */
static int end_key(struct reader *r, const struct form_key *key, void *target,
                   int *line, struct err *err)
{
    struct draft *draft = draft_of(r, key);
    const char *value = draft->line ? draft->text.text : key->otherwise;
    int ret = 0;

    if (draft->line)
        *line = draft->line;
    if (!value && key->is_required)
        ret = err_set(err, ERR_CONFIG, "is missing");
    else if (key->is_required && !*value)
        ret = err_set(err, ERR_CONFIG, "is blank");
    else if (value && key->kind < FORM_EACH)
        ret = read_value(r->context, key, target, value, err);
    draft->line = 0;
    str_clear(&draft->text);
    return ret;
}

/* Read the keys of a section, all of which are there; it began at `line`. */
static int end_section(struct reader *r, const struct form_section *section,
                       const char *heading, int line, struct err *err)
{
    void *target = target_of(section, r->target);

    for (const struct form_key *key = section->keys; key->name; key++) {
        int at = line;

        if (end_key(r, key, target, &at, err)) {
            err_context(err, "[%s] %s", heading, key->name);
            return blame(r, at, err);
        }
    }
    if (!section->check || !section->check(r->context, target, err))
        return 0;
    err_context(err, "[%s]", heading);
    return blame(r, line, err);
}

/* Is this heading that section's? Its title, "" where it has none, or NULL. */
static const char *match(const struct form_section *section,
                         const char *heading)
{
    size_t len = strlen(section->name);

    if (section->name[len - 1] == ' ')
        return !strncmp(heading, section->name, len) ? heading + len : NULL;
    return !strcmp(heading, section->name) ? "" : NULL;
}

/* A further item, with the title, of the list that the section is for. */
static int begin_item(struct reader *r, const struct form_section *section,
                      const char *title, struct err *err)
{
    char *parent = target_of(section->within, r->target);
    char *items, **slot;
    size_t n;

    if (!parent)
        return err_set(err, ERR_CONFIG, "[%s] is before any [%s...]",
                       r->heading.text, section->within->name);
    items = items_of(parent, section->at);
    n = *count_of(parent, section->count);
    for (size_t i = 0; i < n; i++) {
        slot = member(items + i * section->size, section->title);
        if (!strcmp(*slot, title))
            return err_set(err, ERR_CONFIG, "[%s] is there twice",
                           r->heading.text);
    }
    slot = member(add_item(parent, section->at, section->count, section->size),
                  section->title);
    *slot = mem_dup(title);
    return 0;
}

/* End the section that was read, if it is an item's. */
static int end_item(struct reader *r, struct err *err)
{
    return r->current && r->current->size
               ? end_section(r, r->current, r->heading.text, r->line, err)
               : 0;
}

static int begin_section(struct reader *r, int line, const char *heading,
                         struct err *err)
{
    const struct form_section *section = r->sections;
    const char *title = NULL;
    int ret = 0;

    if (end_item(r, err))
        return -1;
    str_clear(&r->heading);
    str_add(&r->heading, heading);
    r->line = line;
    while (section->name && !(title = match(section, heading)))
        section++;
    r->current = section;
    if (!section->name)
        ret = err_set(err, ERR_CONFIG, "there is no section [%s]", heading);
    else if (section->size)
        ret = begin_item(r, section, title, err);
    return ret ? blame(r, line, err) : 0;
}

static int no_key(const struct reader *r, const char *name, struct err *err)
{
    const struct form_key *key = r->current->keys;
    struct str list = STR_INIT;

    for (; key->name; key++)
        str_addf(&list, " %s", key->name);
    err_set(err, ERR_CONFIG, "[%s] has no key '%s', but%s", r->heading.text,
            name, list.text);
    str_release(&list);
    return -1;
}

/* Note what a line says of a key; an item of a list is added at once. */
static int read_line(struct reader *r, int line, const char *name,
                     const char *value, struct err *err)
{
    const struct form_key *key = r->current->keys;
    struct draft *draft;
    int ret = 0;

    while (key->name && strcmp(key->name, name) != 0)
        key++;
    if (!key->name)
        return no_key(r, name, err);
    draft = draft_of(r, key);
    if (key->kind >= FORM_EACH)
        ret = read_value(r->context, key, target_of(r->current, r->target),
                         value, err);
    else if (draft->line && !key->joint)
        ret = err_set(err, ERR_CONFIG, "is there twice");
    else if (draft->line)
        str_add_c(&draft->text, key->joint);
    if (ret)
        return err_context(err, "[%s] %s", r->heading.text, name);
    str_add(&draft->text, value);
    draft->line = draft->line ? draft->line : line;
    return 0;
}

static int take_line(void *context, int line, const char *section,
                     const char *key, const char *value, struct err *err)
{
    struct reader *r = context;
    int ret;

    if (!key)
        return begin_section(r, line, section, err);
    ret = r->current ? read_line(r, line, key, value, err)
                     : err_set(err, ERR_CONFIG, "'%s' is in no section", key);
    return ret ? blame(r, line, err) : 0;
}

int form_read_text(const struct form_section *sections, void *target,
                   void *context, const char *name, const char *text,
                   struct err *err)
{
    struct reader r = { .sections = sections,
                        .target = target,
                        .context = context,
                        .name = name,
                        .heading = STR_INIT };
    int ret =
        ini_read_lines(name, text, take_line, &r, err) || end_item(&r, err) ? -1
                                                                            : 0;

    for (const struct form_section *s = sections; s->name && !ret; s++)
        if (!s->size)
            ret = end_section(&r, s, s->name, 0, err);
    for (size_t i = 0; i < r.draft_count; i++)
        str_release(&r.drafts[i].text);
    free(r.drafts);
    str_release(&r.heading);
    return ret;
}

static void release_keys(const struct form_key *keys, void *target)
{
    for (const struct form_key *key = keys; key->name; key++) {
        bool is_list = key->kind >= FORM_TEXTS;
        char **texts = is_list ? items_of(target, key->at) : NULL;
        size_t count = is_list ? *count_of(target, key->count) : 0;

        for (size_t i = 0; i < count; i++) {
            if (key->kind == FORM_TEXTS)
                free(texts[i]);
            else
                release_keys(key->parts, (char *)texts + i * key->size);
        }
        free(texts);
        if (key->kind == FORM_TEXT)
            free(*(char **)member(target, key->at));
        else if (key->release)
            key->release(member(target, key->at));
    }
}

/* What the sections within this one, or in the form's struct, hold. */
static void release_within(const struct form_section *sections,
                           const struct form_section *parent, void *target)
{
    for (const struct form_section *s = sections; s->name; s++) {
        char *items;

        if (s->within != parent)
            continue;
        if (!s->size) {
            release_keys(s->keys, target);
            continue;
        }
        items = items_of(target, s->at);
        for (size_t i = 0; i < *count_of(target, s->count); i++) {
            release_within(sections, s, items + i * s->size);
            release_keys(s->keys, items + i * s->size);
            free(*(char **)member(items + i * s->size, s->title));
        }
        free(items);
    }
}

void form_release(const struct form_section *sections, void *target)
{
    release_within(sections, NULL, target);
}
