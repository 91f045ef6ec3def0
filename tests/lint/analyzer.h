/*
 * Put before each file by `make lint`, so that the analyzer knows what
 * core/err.h promises and it cannot see: that a failure is never 0.  Without it
 * each `return err_set(...)` looks like a success that left its results unset.
 */
#ifndef TESTS_LINT_ANALYZER_H
#define TESTS_LINT_ANALYZER_H

#include "core/err.h"

#define err_set(...) (err_set(__VA_ARGS__), -1)
#define err_context(...) (err_context(__VA_ARGS__), -1)

#endif /* TESTS_LINT_ANALYZER_H */
