#ifndef TRANSFORM_NIGHT_ANSWER_H
#define TRANSFORM_NIGHT_ANSWER_H

struct concerns;
struct err;
struct run;

/*
 * answer: which rows of the lists somebody has answered, and whether the answer
 * still holds: mart_answer, of the rows that every mart_<list> has now and of
 * what the actions extract says of them. The lists keep their rows; who shows
 * one leaves out those that are closed or snoozed.
 *
 * An answer is of a row as it stood on a day, and what came after that day it
 * does not close: a row that began anew, a fact by which it has become worse
 * (column latest; concern.h), a child whose plan has become a stronger one. Nor
 * does it hold from the day on that it names.
 */
int answers_make(struct run *run, const struct concerns *all, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_NIGHT_ANSWER_H */
