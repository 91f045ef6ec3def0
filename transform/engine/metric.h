#ifndef TRANSFORM_ENGINE_METRIC_H
#define TRANSFORM_ENGINE_METRIC_H
#include <stdbool.h>
#include <stddef.h>

#include "transform/engine/countrule.h"
#include "transform/engine/expression.h"
#include "transform/engine/frame.h"

struct err;

/*
 * metric: a description of transform/metrics/<id>.metric, read. How one is
 * written, key by key, is in docs/metrics.md.
 */
enum metric_level {
    LEVEL_COUNTY,
    LEVEL_DISTRICT,
    LEVEL_ADVISER,
    LEVEL_SCHOOL,
    LEVEL_COUNT
};

enum metric_interval {
    INTERVAL_NONE,
    INTERVAL_WILSON,
    INTERVAL_POISSON,
    INTERVAL_CLUSTERED_LOGIT,
    INTERVAL_CLUSTERED_LOG,
    INTERVAL_MEAN
};

/* What the two expressions are worked out for. */
enum metric_each {
    EACH_PUPIL,    /* on figures summed over the schools of the level */
    EACH_ENROLMENT /* for each pupil and school, then summed */
};

struct metric {
    char *id;
    char *label;
    char *definition;
    char *source; /* whose definition it is */
    char *unit;
    double scale;
    enum metric_interval interval;
    enum metric_each each;
    bool grains[GRAIN_WEEK + 1];
    bool levels[LEVEL_COUNT];
    bool has_breakdowns;
    bool is_funnel;
    bool is_newest; /* its extract keeps the newest date alone */
    char *extract;  /* the type without which a 0 is no figure; NULL: none */
    char *aged_by;  /* whose newest file tells how old it is; NULL: extract */
    char *polarity; /* higher, lower or neither */
    char *numerator_words;
    char *denominator_words;
    struct expression *numerator;
    struct expression *denominator;
    struct count_rule numerator_count;
    struct count_rule denominator_count;
    char *base;   /* the count that its reliability goes by; NULL: as usual */
    char *origin; /* file and line of the row that it is of; NULL: of none */
    /* Where its rows come from; both NULL: from the spine's frame. */
    char *from;   /* transform/sources/<from>.sql */
    char *select; /* the statement itself */
};

const char *metric_interval_name(enum metric_interval interval);

/*
 * Numerators count whatever their pupil is part of: events per 100 pupils do,
 * shares and means only count pupils with a denominator (details.md 23).
 */
bool metric_counts_every_event(const struct metric *m);

/*
 * Read one description; `name` is its path, for complaints and the id.
 *
 * errors  ERR_CONFIG with file and, where there is one, line; *m is released
 */
int metric_parse(struct metric *m, const char *name, const char *text,
                 const struct expression_param *params, size_t param_count,
                 struct err *err) __attribute__((warn_unused_result));
void metric_release(struct metric *m);

#endif /* TRANSFORM_ENGINE_METRIC_H */
