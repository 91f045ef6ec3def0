#ifndef TRANSFORM_ENGINE_PROMISE_H
#define TRANSFORM_ENGINE_PROMISE_H
#include <stdbool.h>
#include <stddef.h>

#include "transform/engine/expression.h"
#include "transform/people/cohort.h"

struct err;
struct metric;

/*
 * promise: a description of transform/promises/<id>.promise, read: what
 * schools' policies promise of these children. What is due and what of it was
 * kept is the denominator and the numerator of a metric, at a school; a promise
 * adds only what of it is on record, so that a blank is never told as a no. How
 * one is written is in docs/promises.md.
 */
enum promise_sender {
    SENT_BY_SCHOOLS, /* each school sends its own: one may be missing */
    SENT_BY_COUNCIL  /* one list of all: what it lacks is not there */
};

struct promise {
    char *id;
    char *words;   /* the promise, as policies put it */
    char *subject; /* under which lists put it */
    char *source;  /* who promises it */
    char *why;     /* it cannot be judged, or measured at all; else NULL */
    /* All that follows: of what is measured; else NULL. */
    char *metric; /* its id */
    /* And this only of what is judged. */
    enum cohort cohort; /* whose figure it is */
    char *extract;      /* type that would record it */
    enum promise_sender sender;
    struct expression *recorded; /* of the metric's columns, a unit's sum */
    char *kept_words, *recorded_words;
};

/* errors: ERR_CONFIG with the file; *p is released */
int promise_parse(struct promise *p, const char *name, const char *text,
                  const struct expression_param *params, size_t param_count,
                  struct err *err) __attribute__((warn_unused_result));
void promise_release(struct promise *p);

const char *promise_cohort(const struct promise *p); /* its id */
const char *promise_sender(const struct promise *p);

#endif /* TRANSFORM_ENGINE_PROMISE_H */
