#ifndef TESTS_TESTING_H
#define TESTS_TESTING_H
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/err.h"

/* testing: what the tests share beyond cmocka. */

/* Fails with the error's own words. */
#define assert_ok(call, err)                                                   \
    do {                                                                       \
        if (call)                                                              \
            fail_msg("%s: %s", #call, (err)->msg);                             \
    } while (0)

/* Doubles: cmocka's own compares floats. */
#define assert_near(actual, expected, tolerance)                               \
    testing_near((actual), (expected), (tolerance), __FILE__, __LINE__)
void testing_near(double actual, double expected, double tolerance,
                  const char *file, int line);

/* What the tests' runner tells: a variable's text, or NULL. */
const char *testing_environment(const char *name);
/* Bytes of addresses that the process has asked for, used or not. */
size_t testing_addresses(void);

/* Write a file into the folder the test stands in, parents made. */
void testing_write(const char *path, const char *text);
void testing_write_bytes(const char *path, const char *bytes, size_t len);
bool testing_is_there(const char *path);

/*
 * prop: a property over random cases. PROP_SEED replays one, PROP_COUNT asks
 * for so many, PROP_TIMES for so many times more (as check-all does); the seed
 * of a case that fails is printed.
 *
 *     for (struct prop p = prop_begin(200); prop_next(&p);) {
 *         ... prop_below(&p, 10) ...
 *         prop_assert(&p, holds);
 *     }
 */
struct prop {
    uint64_t seed; /* of the case */
    uint64_t state;
    int left;
};
struct prop prop_begin(int count);
int prop_next(struct prop *p);
uint64_t prop_random(struct prop *p);
size_t prop_below(struct prop *p, size_t bound); /* 0..bound-1 */
#define prop_assert(p, claim)                                                  \
    do {                                                                       \
        if (!(claim))                                                          \
            fail_msg("PROP_SEED=%llu: %s", (unsigned long long)(p)->seed,      \
                     #claim);                                                  \
    } while (0)

#endif /* TESTS_TESTING_H */
