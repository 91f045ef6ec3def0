#ifndef TESTS_CASEFILE_H
#define TESTS_CASEFILE_H
#include <stddef.h>

#include "core/asset.h"
#include "core/date.h"
#include "core/hash.h"

/*
 * casefile: cases as they lie in folders (docs/testing.md), wholly in memory.
 * What is no part of a case fails the test.
 */
struct case_file {
    char *path;  /* below its folder */
    char *bytes; /* a NUL follows */
    size_t len;
    char sha256[HASH_TEXT_SIZE];
};

struct case_files {
    struct case_file *items;
    size_t count;
    size_t capacity;
};

struct case_night {
    date_t as_of; /* DATE_NONE: that of the night before */
    struct case_files config;
    struct case_files inbox;
    struct case_files expect; /* once the night is over */
    char *commands;           /* before it; "" when there are none */
};

#define CASE_NIGHTS 16

struct test_case {
    char *name; /* below the folder of cases */
    struct case_night nights[CASE_NIGHTS];
    size_t night_count;
    struct asset *types; /* of its own, by path */
    size_t type_count;
    struct asset *metrics;
    size_t metric_count;
    struct case_files files; /* all of it; the others lend from here */
};

struct cases {
    struct test_case *items;
    size_t count;
    size_t capacity;
};

/* All cases below a folder, by name; a case is a folder with a night1 in it. */
void cases_read(struct cases *cases, const char *folder);
void cases_release(struct cases *cases);

#endif /* TESTS_CASEFILE_H */
