#include "transform/engine/countrule.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "transform/engine/expression.h"
#include "transform/engine/metric.h"

static const char *const kind_words[] = { "",     "children", "schools",
                                          "rows", "events",   "sum" };
#define KIND_COUNT (sizeof(kind_words) / sizeof(kind_words[0]))
#define SPACES " \t\n"

const char *count_kind_name(enum count_kind kind)
{
    return kind_words[kind];
}

/* --- one ------------------------------------------------------------------ */

/* The next word, a comma or a colon by itself; NULL at the end. */
static char *next_word(const char **at)
{
    const char *start = *at + strspn(*at, SPACES);
    size_t len = strcspn(start, SPACES ",:");

    if (!len && *start)
        len = 1;
    *at = start + len;
    return len ? mem_dup_n(start, len) : NULL;
}

static bool is_next(const char **at, const char *expected)
{
    const char *before = *at;
    char *word = next_word(at);
    bool is_it = word && !strcmp(word, expected);

    free(word);
    if (!is_it)
        *at = before;
    return is_it;
}

static int read_name(char **name, const char **at, const char *after,
                     struct err *err)
{
    *name = next_word(at);
    if (*name && **name != ',' && **name != ':')
        return 0;
    return err_set(err, ERR_CONFIG, "there is no count after '%s'", after);
}

static int read_kind(struct count_rule *rule, const char **at, struct err *err)
{
    char *word = next_word(at);
    size_t kind = 1;
    int ret = 0;

    while (word && kind < KIND_COUNT && strcmp(word, kind_words[kind]) != 0)
        kind++;
    if (!word || kind == KIND_COUNT)
        ret = err_set(err, ERR_CONFIG,
                      "'%s' is not children, schools, rows, events or sum",
                      word ? word : "");
    else
        rule->kind = (enum count_kind)kind;
    free(word);
    return ret;
}

static int read_wholes(struct count_rule *rule, const char **at,
                       struct err *err)
{
    size_t capacity = 0;

    if (!is_next(at, "of"))
        return 0;
    do {
        MEM_ROOM(rule->wholes, rule->whole_count, capacity);
        if (read_name(&rule->wholes[rule->whole_count++], at, "of", err))
            return -1;
    } while (is_next(at, ","));
    return 0;
}

/* From how many on a child is of the second: what the county says. */
static int read_from(struct count_rule *rule, const char **at,
                     const struct expression_params *settings, struct err *err)
{
    char *name = is_next(at, "from") ? next_word(at) : NULL;

    for (size_t i = 0; name && i < settings->count; i++)
        if (!strcmp(settings->items[i].name, name)
            && settings->items[i].value >= 1)
            rule->over_from = (int)settings->items[i].value;
    free(name);
    return rule->over_from ? 0
                           : err_set(err, ERR_CONFIG,
                                     "there is no 'from' a setting after"
                                     " the second count of 'over'");
}

static int read_over(struct count_rule *rule, const char **at,
                     const struct expression_params *settings, struct err *err)
{
    if (!is_next(at, "over"))
        return 0;
    if (read_name(&rule->over[0], at, "over", err))
        return -1;
    if (!is_next(at, ","))
        return 0;
    return read_name(&rule->over[1], at, "over", err)
                   || read_from(rule, at, settings, err)
               ? -1
               : 0;
}

static int read_step(struct count_rule *rule, const char **at, struct err *err)
{
    rule->is_halved = is_next(at, "in");
    return rule->is_halved && !is_next(at, "halves")
               ? err_set(err, ERR_CONFIG, "there is no 'halves' after 'in'")
               : 0;
}

int count_rule_parse(struct count_rule *rule, const char *text,
                     const struct expression_params *settings, struct err *err)
{
    static const struct count_rule empty;
    const char *at = text;

    *rule = empty;
    if (read_name(&rule->name, &at, "", err))
        return -1;
    if (is_next(&at, ":")
        && (read_kind(rule, &at, err) || read_wholes(rule, &at, err)
            || (is_next(&at, "less")
                && read_name(&rule->less, &at, "less", err))
            || (is_next(&at, "by") && read_name(&rule->by, &at, "by", err))
            || read_over(rule, &at, settings, err)
            || read_step(rule, &at, err)))
        return -1;
    at += strspn(at, SPACES);
    if (*at)
        return err_set(err, ERR_CONFIG, "'%s' is not understood", at);
    if (rule->less && rule->whole_count != 1)
        return err_set(err, ERR_CONFIG, "less needs one 'of'");
    return 0;
}

void count_rule_release(struct count_rule *rule)
{
    static const struct count_rule empty;

    for (size_t i = 0; i < rule->whole_count; i++)
        free(rule->wholes[i]);
    free(rule->wholes);
    free(rule->name);
    free(rule->less);
    free(rule->by);
    free(rule->over[0]);
    free(rule->over[1]);
    *rule = empty;
}

/* --- all ------------------------------------------------------------------ */

static bool is_same(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

static bool is_same_rule(const struct count_rule *a, const struct count_rule *b)
{
    if (a->kind != b->kind || a->whole_count != b->whole_count
        || !is_same(a->less, b->less) || !is_same(a->by, b->by)
        || !is_same(a->over[0], b->over[0]) || !is_same(a->over[1], b->over[1])
        || a->over_from != b->over_from || a->is_halved != b->is_halved)
        return false;
    for (size_t i = 0; i < a->whole_count; i++)
        if (strcmp(a->wholes[i], b->wholes[i]) != 0)
            return false;
    return true;
}

static const struct count_rule *find(const struct count_rules *rules,
                                     const char *name)
{
    for (size_t i = 0; i < rules->count; i++)
        if (!strcmp(rules->items[i]->name, name))
            return rules->items[i];
    return NULL;
}

/* Those told, as they come. */
static int add(struct count_rules *told, const struct metric *m,
               const struct count_rule *rule, struct err *err)
{
    const struct count_rule *other;

    if (rule->kind == COUNT_TOLD_ELSEWHERE)
        return 0;
    other = find(told, rule->name);
    if (other && !is_same_rule(other, rule))
        return err_set(err, ERR_CONFIG,
                       "%s: another metric tells count '%s' otherwise", m->id,
                       rule->name);
    if (other)
        return 0;
    MEM_ROOM(told->items, told->count, told->capacity);
    told->items[told->count++] = rule;
    return 0;
}

static int check_known(const struct count_rules *told, const char *who,
                       const char *name, bool is_of_children, struct err *err)
{
    const struct count_rule *rule;

    if (!name)
        return 0;
    rule = find(told, name);
    if (!rule)
        return err_set(err, ERR_CONFIG,
                       "%s: no metric tells what count '%s' is", who, name);
    if (is_of_children && rule->kind != COUNT_CHILDREN)
        return err_set(err, ERR_CONFIG, "%s: '%s' is no count of children", who,
                       name);
    return 0;
}

/* The complaint is about a metric of a row: the row's file and line go first.
 */
static int say_row(const struct metric *m, struct err *err)
{
    return m->origin ? err_context(err, "%s", m->origin) : -1;
}

/* As say_row(), of the metric that has the rule. */
static int say_row_of(const struct count_rule *rule,
                      const struct metric *metrics, size_t count,
                      struct err *err)
{
    for (size_t i = 0; i < count; i++)
        if (rule == &metrics[i].numerator_count
            || rule == &metrics[i].denominator_count)
            return say_row(&metrics[i], err);
    return -1;
}

static int check_metric(const struct count_rules *told, const struct metric *m,
                        struct err *err)
{
    return check_known(told, m->id, m->numerator_count.name, false, err)
                   || check_known(told, m->id, m->denominator_count.name, false,
                                  err)
                   || check_known(told, m->id, m->base, true, err)
               ? -1
               : 0;
}

static int check_rule(const struct count_rules *told,
                      const struct count_rule *rule, struct err *err)
{
    for (size_t i = 0; i < rule->whole_count; i++)
        if (check_known(told, rule->name, rule->wholes[i], false, err))
            return -1;
    return check_known(told, rule->name, rule->less, false, err)
                   || check_known(told, rule->name, rule->by, true, err)
                   || check_known(told, rule->name, rule->over[0], false, err)
                   || check_known(told, rule->name, rule->over[1], false, err)
               ? -1
               : 0;
}

/* Are all that it names placed? */
static bool is_ready(const struct count_rules *placed,
                     const struct count_rule *rule)
{
    for (size_t i = 0; i < rule->whole_count; i++)
        if (!find(placed, rule->wholes[i]))
            return false;
    return (!rule->less || find(placed, rule->less))
           && (!rule->by || find(placed, rule->by))
           && (!rule->over[0] || find(placed, rule->over[0]))
           && (!rule->over[1] || find(placed, rule->over[1]));
}

/* The next that can be placed, or the first that is left; NULL: all are. */
static const struct count_rule *next_rule(const struct count_rules *placed,
                                          const struct count_rules *told)
{
    const struct count_rule *left = NULL;

    for (size_t i = 0; i < told->count; i++) {
        const struct count_rule *rule = told->items[i];

        if (find(placed, rule->name))
            continue;
        if (is_ready(placed, rule))
            return rule;
        if (!left)
            left = rule;
    }
    return left;
}

/* `*at` is the one that cannot be placed. */
static int put_in_order(struct count_rules *rules,
                        const struct count_rules *told,
                        const struct count_rule **at, struct err *err)
{
    const struct count_rule *rule;

    while ((rule = next_rule(rules, told)) != NULL) {
        *at = rule;
        if (!is_ready(rules, rule))
            return err_set(err, ERR_CONFIG,
                           "count '%s' is told by counts that it tells",
                           rule->name);
        MEM_ROOM(rules->items, rules->count, rules->capacity);
        rules->items[rules->count++] = rule;
    }
    return 0;
}

int count_rules_gather(struct count_rules *rules, const struct metric *metrics,
                       size_t count, struct err *err)
{
    struct count_rules told = { NULL, 0, 0 };
    const struct count_rule *at = NULL;
    int ret = 0;

    *rules = told;
    for (size_t i = 0; ret == 0 && i < count; i++)
        if (add(&told, &metrics[i], &metrics[i].numerator_count, err)
            || add(&told, &metrics[i], &metrics[i].denominator_count, err))
            ret = say_row(&metrics[i], err);
    for (size_t i = 0; ret == 0 && i < count; i++)
        if (check_metric(&told, &metrics[i], err))
            ret = say_row(&metrics[i], err);
    for (size_t i = 0; ret == 0 && i < told.count; i++)
        if (check_rule(&told, told.items[i], err))
            ret = say_row_of(told.items[i], metrics, count, err);
    if (ret == 0 && put_in_order(rules, &told, &at, err))
        ret = say_row_of(at, metrics, count, err);
    count_rules_release(&told);
    return ret;
}

void count_rules_release(struct count_rules *rules)
{
    static const struct count_rules empty;

    free(rules->items);
    *rules = empty;
}

const char *count_rules_base(const struct count_rules *rules,
                             const struct metric *metric)
{
    const struct count_rule *rule = find(rules, metric->denominator_count.name);

    if (metric->base)
        return metric->base;
    assert(rule); /* of gathered metrics each count has one */
    return rule->by ? rule->by : rule->name;
}
