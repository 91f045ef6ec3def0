#include "transform/engine/metric.h"

#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/ini.h"
#include "core/mem.h"
#include "core/str.h"

/* Keys of a description: X(key, joint of its continued lines, is_required) */
#define KEYS(X)                                                                \
    X(label, ' ', true)                                                        \
    X(definition, ' ', true)                                                   \
    X(source, ' ', true)                                                       \
    X(unit, ' ', true)                                                         \
    X(scale, ' ', true)                                                        \
    X(interval, ' ', true)                                                     \
    X(each, ' ', true)                                                         \
    X(grains, ' ', true)                                                       \
    X(levels, ' ', true)                                                       \
    X(breakdowns, ' ', true)                                                   \
    X(polarity, ' ', true)                                                     \
    X(funnel, ' ', false)                                                      \
    X(numerator, ' ', true)                                                    \
    X(numerator_words, ' ', true)                                              \
    X(denominator, ' ', true)                                                  \
    X(denominator_words, ' ', true)                                            \
    X(from, ' ', false)                                                        \
    X(select, '\n', false)

enum key {
#define KEY_ENUM(name, joint, required) KEY_##name,
    KEYS(KEY_ENUM)
#undef KEY_ENUM
        KEY_COUNT
};

struct key_kind {
    const char *name;
    char joint;
    bool is_required;
};
static const struct key_kind key_kinds[KEY_COUNT] = {
#define KEY_KIND(name, joint, required) { #name, joint, required },
    KEYS(KEY_KIND)
#undef KEY_KIND
};

/* Words of a key that is a choice, in the order of its enum. */
static const char *const interval_words[] = {
    "none",          "wilson", "poisson", "clustered_logit",
    "clustered_log", "mean",   NULL
};
static const char *const each_words[] = { "pupil", "enrolment", NULL };
static const char *const grain_words[] = { "year", "term", "half_term", "week",
                                           NULL };
static const char *const level_words[] = { "county", "district", "adviser",
                                           "school", NULL };
static const char *const yes_words[] = { "no", "yes", NULL };
static const char *const polarity_words[] = { "higher", "lower", "neither",
                                              NULL };

struct draft {
    struct str texts[KEY_COUNT];
};

static int take_line(void *context, const char *section, const char *key,
                     const char *value, struct err *err)
{
    struct draft *draft = context;

    if (strcmp(section, "metric") != 0)
        return err_set(err, ERR_CONFIG, "section '%s' is not [metric]",
                       section);
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (strcmp(key, key_kinds[i].name) != 0)
            continue;
        if (draft->texts[i].len)
            str_add_c(&draft->texts[i], key_kinds[i].joint);
        str_add(&draft->texts[i], value);
        return 0;
    }
    return err_set(err, ERR_CONFIG, "'%s' is no key of a metric", key);
}

/* Which of the words the text is. */
static int choose(const struct draft *draft, enum key key,
                  const char *const *words, size_t *at, struct err *err)
{
    const char *text = draft->texts[key].text;

    for (*at = 0; words[*at]; (*at)++)
        if (!strcmp(text, words[*at]))
            return 0;
    return err_set(err, ERR_CONFIG, "%s: '%s' is none of its words",
                   key_kinds[key].name, text);
}

/* Sets flags[i] for every word i in the blank-separated text. */
static int choose_many(const struct draft *draft, enum key key,
                       const char *const *words, bool *flags, struct err *err)
{
    const char *at = draft->texts[key].text;

    while (*(at += strspn(at, " ")) != '\0') {
        size_t len = strcspn(at, " ");
        size_t i = 0;

        while (words[i]
               && (strlen(words[i]) != len || strncmp(words[i], at, len) != 0))
            i++;
        if (!words[i])
            return err_set(err, ERR_CONFIG, "%s: '%.*s' is none of its words",
                           key_kinds[key].name, (int)len, at);
        flags[i] = true;
        at += len;
    }
    return 0;
}

static int read_scale(struct metric *m, const struct draft *draft,
                      struct err *err)
{
    const char *text = draft->texts[KEY_scale].text;

    if (!strcmp(text, "100"))
        m->scale = 100;
    else if (!strcmp(text, "1"))
        m->scale = 1;
    else
        return err_set(err, ERR_CONFIG, "scale: '%s' is not 1 or 100", text);
    return 0;
}

static int read_choices(struct metric *m, const struct draft *draft,
                        struct err *err)
{
    size_t interval, each, breakdowns, polarity;
    size_t funnel = 0;

    if (choose(draft, KEY_interval, interval_words, &interval, err)
        || choose(draft, KEY_each, each_words, &each, err)
        || choose(draft, KEY_breakdowns, yes_words, &breakdowns, err)
        || choose(draft, KEY_polarity, polarity_words, &polarity, err)
        || (draft->texts[KEY_funnel].len
            && choose(draft, KEY_funnel, yes_words, &funnel, err))
        || choose_many(draft, KEY_grains, grain_words, m->grains, err)
        || choose_many(draft, KEY_levels, level_words, m->levels, err)
        || read_scale(m, draft, err))
        return -1;
    m->interval = (enum metric_interval)interval;
    m->each = (enum metric_each)each;
    m->has_breakdowns = breakdowns == 1;
    m->is_funnel = funnel == 1;
    if (m->is_funnel && m->interval != INTERVAL_WILSON
        && m->interval != INTERVAL_POISSON)
        return err_set(err, ERR_CONFIG,
                       "funnel: needs interval wilson or poisson");
    if (draft->texts[KEY_from].len && draft->texts[KEY_select].len)
        return err_set(err, ERR_CONFIG, "from and select exclude each other");
    return 0;
}

static int read_expression(struct expression **out, const struct draft *draft,
                           enum key key, const struct expression_param *params,
                           size_t param_count, struct err *err)
{
    if (expression_new(out, draft->texts[key].text, params, param_count, err))
        return err_context(err, "%s", key_kinds[key].name);
    return 0;
}

static char *take(struct draft *draft, enum key key)
{
    return draft->texts[key].len ? str_take(&draft->texts[key]) : NULL;
}

static int build(struct metric *m, struct draft *draft,
                 const struct expression_param *params, size_t param_count,
                 struct err *err)
{
    for (size_t i = 0; i < KEY_COUNT; i++)
        if (key_kinds[i].is_required && !draft->texts[i].len)
            return err_set(err, ERR_CONFIG, "'%s' is missing",
                           key_kinds[i].name);
    if (read_choices(m, draft, err)
        || read_expression(&m->numerator, draft, KEY_numerator, params,
                           param_count, err)
        || read_expression(&m->denominator, draft, KEY_denominator, params,
                           param_count, err))
        return -1;
    m->label = take(draft, KEY_label);
    m->definition = take(draft, KEY_definition);
    m->source = take(draft, KEY_source);
    m->unit = take(draft, KEY_unit);
    m->polarity = take(draft, KEY_polarity);
    m->numerator_words = take(draft, KEY_numerator_words);
    m->denominator_words = take(draft, KEY_denominator_words);
    m->from = take(draft, KEY_from);
    m->select = take(draft, KEY_select);
    return 0;
}

/* "transform/metrics/late_rate.metric" -> "late_rate" */
static char *id_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *start = slash ? slash + 1 : name;

    return mem_dup_n(start, strcspn(start, "."));
}

int metric_parse(struct metric *m, const char *name, const char *text,
                 const struct expression_param *params, size_t param_count,
                 struct err *err)
{
    static const struct metric empty;
    struct draft draft;
    int ret = -1;

    for (size_t i = 0; i < KEY_COUNT; i++)
        draft.texts[i] = (struct str)STR_INIT;
    *m = empty;
    if (ini_read_text(name, text, take_line, &draft, err))
        goto out;
    if (build(m, &draft, params, param_count, err)) {
        err_context(err, "%s", name);
        goto out;
    }
    m->id = id_of(name);
    ret = 0;
out:
    for (size_t i = 0; i < KEY_COUNT; i++)
        str_release(&draft.texts[i]);
    if (ret)
        metric_release(m);
    return ret;
}

void metric_release(struct metric *m)
{
    static const struct metric empty;

    free(m->id);
    free(m->label);
    free(m->definition);
    free(m->source);
    free(m->unit);
    free(m->polarity);
    free(m->numerator_words);
    free(m->denominator_words);
    expression_free(m->numerator);
    expression_free(m->denominator);
    free(m->from);
    free(m->select);
    *m = empty;
}

const char *metric_interval_name(enum metric_interval interval)
{
    return interval_words[interval];
}

bool metric_counts_every_event(const struct metric *m)
{
    return !strncmp(m->unit, "per 100", strlen("per 100"));
}
