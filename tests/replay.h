#ifndef TESTS_REPLAY_H
#define TESTS_REPLAY_H
#include <stdbool.h>

#include "tests/casefile.h"

/*
 * replay: a case as it is, then by other ways to the same contents and config
 * (docs/testing.md lists them): all public relations must be the same. Fails
 * the test, with the first rows that differ.
 */
struct replay_count {
    int replays;
    int skipped; /* a file was held: what is held depends on the order */
    struct seen *seen;
    size_t seen_count;
    size_t seen_capacity;
};

/* What cases have shown of a type, by what load_file calls it. */
struct seen {
    char *type;
    bool is_taken_in;
    bool is_dirty;     /* a row was rejected, or a value set aside */
    bool is_sent_anew; /* another file of it was taken in, in one case */
};

void replay_case(const struct test_case *c, struct replay_count *count);
void replay_release(struct replay_count *count);

#endif /* TESTS_REPLAY_H */
