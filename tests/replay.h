#ifndef TESTS_REPLAY_H
#define TESTS_REPLAY_H
#include "tests/casefile.h"

/*
 * replay: a case as it is, then by other ways to the same contents and config
 * (docs/testing.md lists them): all public relations must be the same. Fails
 * the test, with the first rows that differ.
 */
struct replay_count {
    int replays;
    int skipped; /* a file was held: what is held depends on the order */
};

void replay_case(const struct test_case *c, struct replay_count *count);

#endif /* TESTS_REPLAY_H */
