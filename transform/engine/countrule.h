#ifndef TRANSFORM_ENGINE_COUNTRULE_H
#define TRANSFORM_ENGINE_COUNTRULE_H
#include <stdbool.h>
#include <stddef.h>

struct err;
struct expression_params;
struct metric;

/*
 * countrule: what a metric's numerator and denominator are counts of, as its
 * file says:
 *
 *     <name>: <kind> [of <whole>[, <whole>]...] [less <count>] [by <count>]
 *             [over <count>[, <count> from <setting>]] [in halves]
 *
 * or <name> alone, for a count that another file tells. Two metrics with a
 * count of one name show one number; so what stands of it in two files must
 * be the same. How it is written is in docs/metrics.md.
 */
enum count_kind {
    COUNT_TOLD_ELSEWHERE, /* only its name is there */
    COUNT_CHILDREN,
    COUNT_SCHOOLS,
    COUNT_ROWS,   /* plans, suspensions, spells: what is looked at one by one */
    COUNT_EVENTS, /* sessions, days, suspensions: what happened to children */
    COUNT_SUM     /* no count at all: scores, pounds */
};

struct count_rule {
    char *name;
    enum count_kind kind;
    char **wholes; /* counts that it is a part of */
    size_t whole_count;
    char *less; /* it is its only whole without exactly this; NULL */
    char *by;   /* the children it belongs to; NULL */
    /* Each of the first has at least one of it, and who has over_from or more
       is of the second. */
    char *over[2];  /* NULL: nothing of the kind is known */
    int over_from;  /* 0: there is no second */
    bool is_halved; /* counted in halves, as days are */
};

const char *count_kind_name(enum count_kind kind);

/*
 * errors     ERR_CONFIG
 * ownership  the caller releases, also on failure
 */
int count_rule_parse(struct count_rule *rule, const char *text,
                     const struct expression_params *settings, struct err *err)
    __attribute__((warn_unused_result));
void count_rule_release(struct count_rule *rule);

/* Each count once, after all that it names; the metrics own them. */
struct count_rules {
    const struct count_rule **items;
    size_t count, capacity;
};

/*
 * errors     ERR_CONFIG: told by nobody or in two ways, part of itself, by or
 *            base no count of children
 * ownership  the caller releases, also on failure
 */
int count_rules_gather(struct count_rules *rules, const struct metric *metrics,
                       size_t count, struct err *err)
    __attribute__((warn_unused_result));
void count_rules_release(struct count_rules *rules);

/* The count of children by which a metric's reliability goes; its denominator
   where it knows of none. */
const char *count_rules_base(const struct count_rules *rules,
                             const struct metric *metric);

#endif /* TRANSFORM_ENGINE_COUNTRULE_H */
