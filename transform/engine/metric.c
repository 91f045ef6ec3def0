#include "transform/engine/metric.h"

#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/form.h"

static const char *const interval_words[] = {
    "none",          "wilson", "poisson", "clustered_logit",
    "clustered_log", "mean",   NULL
};
static const char *const each_words[] = { "pupil", "enrolment", NULL };
static const char *const grain_words[] = { "year", "term", "half_term", "week",
                                           NULL };
static const char *const level_words[] = { "county", "district", "adviser",
                                           "school", NULL };
static const char *const polarity_words[] = { "higher", "lower", "neither",
                                              NULL };

static int read_scale(void *context, const struct form_key *key, void *at,
                      const char *value, struct err *err)
{
    double *scale = at;

    (void)context;
    (void)key;
    if (strcmp(value, "100") != 0 && strcmp(value, "1") != 0)
        return err_set(err, ERR_CONFIG, "'%s' is not 1 or 100", value);
    *scale = value[1] ? 100 : 1;
    return 0;
}

static int read_count(void *context, const struct form_key *key, void *at,
                      const char *value, struct err *err)
{
    (void)key;
    return count_rule_parse(at, value, context, err);
}

static void release_count(void *at)
{
    count_rule_release(at);
}

static int check(void *context, void *target, struct err *err)
{
    const struct metric *m = target;

    (void)context;
    if (m->is_funnel && m->interval != INTERVAL_WILSON
        && m->interval != INTERVAL_POISSON)
        return err_set(err, ERR_CONFIG,
                       "funnel: needs interval wilson or poisson");
    if (m->from && m->select)
        return err_set(err, ERR_CONFIG, "from and select exclude each other");
    return 0;
}

#define AT(member) offsetof(struct metric, member)
#define NEEDED .is_required = true
#define PROSE(key)                                                             \
    {                                                                          \
        .name = #key, FORM_TEXT, AT(key), NEEDED, .joint = ' '                 \
    }
#define EXPRESSION(key)                                                        \
    {                                                                          \
        .name = #key, FORM_OTHER, AT(key), NEEDED, .joint = ' ',               \
        .read = expression_read_key, .release = expression_release_key         \
    }
#define COUNT(key)                                                             \
    {                                                                          \
        .name = #key, FORM_OTHER, AT(key), NEEDED, .joint = ' ',               \
        .read = read_count, .release = release_count                           \
    }

/* Lines that the catalogue reads. */
static int pass_over(void *context, const struct form_key *key, void *at,
                     const char *value, struct err *err)
{
    (void)context;
    (void)key;
    (void)at;
    (void)value;
    (void)err;
    return 0;
}

static const struct form_key keys[] = {
    { .name = "id", FORM_TEXT, AT(id) },
    { "for_each", FORM_OTHER, AT(id), .read = pass_over },
    { "only", FORM_OTHER, AT(id), .joint = ' ', .read = pass_over },
    { "needs", FORM_OTHER, AT(id), .read = pass_over },
    PROSE(label),
    PROSE(definition),
    PROSE(source),
    PROSE(unit),
    { "scale", FORM_OTHER, AT(scale), NEEDED, .read = read_scale },
    { "interval", FORM_CHOICE, AT(interval), NEEDED, .words = interval_words },
    { "each", FORM_CHOICE, AT(each), NEEDED, .words = each_words },
    { "grains", FORM_FLAGS, AT(grains), NEEDED, .words = grain_words },
    { "levels", FORM_FLAGS, AT(levels), NEEDED, .words = level_words },
    { "breakdowns", FORM_FLAG, AT(has_breakdowns), NEEDED },
    { "polarity", FORM_TEXT, AT(polarity), NEEDED, .words = polarity_words },
    { "newest_only", FORM_FLAG, AT(is_newest), .otherwise = "no" },
    { .name = "extract", FORM_TEXT, AT(extract) },
    { .name = "aged_by", FORM_TEXT, AT(aged_by) },
    { "funnel", FORM_FLAG, AT(is_funnel), .otherwise = "no" },
    EXPRESSION(numerator),
    PROSE(numerator_words),
    EXPRESSION(denominator),
    PROSE(denominator_words),
    COUNT(numerator_count),
    COUNT(denominator_count),
    { .name = "base", FORM_TEXT, AT(base) },
    { "from", FORM_TEXT, AT(from), .joint = ' ' },
    { "select", FORM_TEXT, AT(select), .joint = '\n' },
    { .name = NULL },
};
static const struct form_section sections[] = {
    { "metric", keys, .check = check },
    { .name = NULL },
};

int metric_parse(struct metric *m, const char *name, const char *text,
                 const struct expression_param *params, size_t param_count,
                 struct err *err)
{
    static const struct metric empty;
    struct expression_params names = { params, param_count };

    *m = empty;
    if (!form_read_text(sections, m, &names, name, text, err)) {
        if (!m->id)
            m->id = asset_id(name);
        return 0;
    }
    metric_release(m);
    return -1;
}

void metric_release(struct metric *m)
{
    static const struct metric empty;

    form_release(sections, m);
    free(m->origin);
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
