#ifndef TESTS_READING_H
#define TESTS_READING_H
#include <stddef.h>

#include "core/date.h"

struct extract;
struct str;
struct type_set;

/* reading: what extracts make of bytes, without a warehouse. */

/* A file in memory. */
struct memory {
    const char *bytes;
    size_t len;
    size_t at;
};

/* The bytes as an extract that was sent on a day, to be closed; all is lent. */
struct extract *reading_open(struct memory *memory,
                             const struct type_set *types, date_t sent,
                             const char *bytes, size_t len);

/*
 * All of a file as text: its type, its records ("2: value|value", a blank is
 * empty, one that cannot be read is ~) with the reason of a reject, the lines
 * that are none, and what is wrong with it.
 */
void reading_show(const struct type_set *types, date_t sent, const char *bytes,
                  size_t len, struct str *out);

#endif /* TESTS_READING_H */
