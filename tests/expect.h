#ifndef TESTS_EXPECT_H
#define TESTS_EXPECT_H
#include <stdbool.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"
#include "tests/casefile.h"

struct world;

/*
 * expect: what a case says is then to be read (docs/testing.md): a CSV file a
 * relation, and the exit status.
 */

/*
 * Are the rows those of the file, in whatever order? If not, what is missing
 * and what is too much is added to *wrong. Of load_file only runs after
 * `last_run` are looked at.
 */
bool expect_rows(struct world *w, const struct case_file *file,
                 int64_t last_run, struct str *wrong);

/*
 * The same of the file "exit", NULL: 0. `failed` is what the night said where
 * it failed, the file's first word the status, the others are in the message.
 */
bool expect_exit(const struct world *w, const struct err *failed,
                 const struct case_file *file, struct str *wrong);

#endif /* TESTS_EXPECT_H */
