#ifndef TRANSFORM_NIGHT_SAFETY_H
#define TRANSFORM_NIGHT_SAFETY_H

struct err;
struct run;

/*
 * safety: the children whom mart_safety looks at and the rolls that they are
 * on, as of the as-of date: tables safety_child and safety_roll, which the
 * selects of transform/safety/ read. Both are noted as changed where a row is
 * another than it was.
 *
 * Definition: details.md 101, 19, 30.
 */
int safety_store(struct run *run, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_NIGHT_SAFETY_H */
