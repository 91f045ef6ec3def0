#ifndef INGEST_READ_SENDER_H
#define INGEST_READ_SENDER_H
#include <stdbool.h>
#include <stddef.h>

struct config;
struct err;
struct type_set;

/*
 * sender: whose file it is, where it has no column that says it (details.md
 * 76): by senders.csv beside the config,
 *
 *     Pattern,School
 *     st-oswalds*,116701
 *
 * a shell pattern over the path below the inbox (its * goes over folders too)
 * and a URN or LAESTAB, the first that matches; else by the nearest folder
 * above the file, or the first word of its name, that is a school's number.
 */
#define SENDER_SIZE 8 /* 6 or 7 digits and the NUL */

struct senders {
    struct sender *items;
    size_t count;
    size_t capacity;
};

/* errors: ERR_CONFIG with file:line */
int senders_read(struct type_set *types, const struct config *config,
                 struct err *err) __attribute__((warn_unused_result));
void senders_release(struct senders *senders);

/* What senders.csv says of a path; false: nothing. */
bool sender_named(const struct senders *senders, const char *path,
                  char school[SENDER_SIZE]);
/*
 * The next number in a path that may be a school's; false: no more. *at is 0 at
 * first.
 */
bool sender_next(const char *path, size_t *at, char school[SENDER_SIZE]);

#endif /* INGEST_READ_SENDER_H */
