#ifndef TESTS_READING_H
#define TESTS_READING_H
#include <stddef.h>
#include <sys/types.h>

#include "core/date.h"

struct err;
struct extract;
struct str;
struct type_set;

/* reading: what extracts make of bytes, without a warehouse. */

/* A file in memory, handed out a piece at a time. */
struct memory {
    const char *bytes;
    size_t len;
    size_t at;
    size_t piece; /* bytes at most */
};
/* As read(2), of a struct memory: what an extract_source reads by. */
ssize_t reading_memory(void *context, void *buffer, size_t size,
                       struct err *err);

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
