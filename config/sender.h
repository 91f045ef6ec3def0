#ifndef CONFIG_SENDER_H
#define CONFIG_SENDER_H
#include <stdbool.h>
#include <stddef.h>

struct err;
struct table;

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
#define SENDERS_FILE "senders.csv"
#define SENDER_SIZE 8 /* 6 or 7 digits and the NUL */

struct senders {
    struct sender *items;
    size_t count;
    size_t capacity;
};

/* Add the rows of a senders.csv. errors: ERR_CONFIG with file:line */
int senders_add(struct senders *senders, const struct table *t, struct err *err)
    __attribute__((warn_unused_result));
void senders_release(struct senders *senders);

/* What senders.csv says of a path; false: nothing. */
bool sender_named(const struct senders *senders, const char *path,
                  char school[SENDER_SIZE]);
/*
 * The next number in a path that may be a school's; false: no more. *at is 0 at
 * first.
 */
bool sender_next(const char *path, size_t *at, char school[SENDER_SIZE]);
/*
 * The next six digits in the last part of a path that stand by themselves and
 * are no date: no more than a hint of whom the file may be about. *at as above.
 */
bool sender_hint(const char *path, size_t *at, char school[SENDER_SIZE]);

#endif /* CONFIG_SENDER_H */
