#ifndef TESTS_PROGRAM_H
#define TESTS_PROGRAM_H
#include <stdint.h>
#include <string.h>

#include "tests/testing.h"

/* program: vschool as its user meets it, run beside the test. */

extern char *out;  /* what the last command printed */
extern char *errs; /* and said on standard error */

/* The program and words for it, cut at spaces; 'two words' are one. */
struct program_line {
    char text[1024];
    char *argv[32];
};
void program_say(struct program_line *line, const char *words);

/* Run it with words cut at spaces, its output to `to`; its exit status, -1
   where it did not end by itself. */
int vschool_into(const char *to, const char *words);
int vschool(const char *words);
char *program_text(const char *path); /* of a file; freed by the caller */

#define assert_says(text, words)                                               \
    do {                                                                       \
        if (!strstr((text), (words)))                                          \
            fail_msg("'%s' is not in: %s", (words), (text));                   \
    } while (0)

/* The settings of "c/county.ini", without its as-of date. */
#define SETTINGS                                                               \
    "[county]\nla_code = 919\nla_name = Northmere\nregion = Somewhere\n"       \
    "[paths]\ninbox = inbox\nwarehouse = w.db\noutbox = outbox\n"              \
    "archive = archive\n[rules]\nsettle_seconds = 0\n"                         \
    "[packs]\nstrategic = never\nadvisers = never\nquality = never\n"          \
    "[disclosure]\n"

/* A test's set-up: the folder c, with config, a school and its roll. */
int program_county(void **state);

/* The same after its first run, as of 2025-12-01. */
int program_night(void **state);
int64_t program_runs(void); /* that c/w.db knows of */

/* A copy of the folder c, with its files' times, and c as that copy: what many
   tests begin with is made once. */
void program_keep(const char *kept);
void program_restore(const char *kept);

#endif /* TESTS_PROGRAM_H */
