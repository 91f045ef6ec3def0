#ifndef CORE_NEAREST_H
#define CORE_NEAREST_H
#include <stddef.h>

struct str;

/*
 * nearest: of names that there are the few that a mistyped one may have meant:
 * by how many characters are other, too many, missing or swapped, whatever
 * their case; of names that are equally far the first told.
 */
#define NEAREST_MOST 3
#define NEAREST_SIZE 64 /* longer names are compared and shown as far */

struct nearest {
    const char *wanted; /* lent */
    struct {
        char name[NEAREST_SIZE];
        size_t distance;
    } names[NEAREST_MOST];
    size_t count;
};

void nearest_init(struct nearest *n, const char *wanted);
void nearest_tell(struct nearest *n, const char *name);
/* "'csw', 'cla' or 'cin'"; nothing where no name is near enough. */
void nearest_add(const struct nearest *n, struct str *text);

/* Of names as they are compared: their first NEAREST_SIZE - 1 bytes. */
size_t nearest_distance(const char *a, const char *b);

#endif /* CORE_NEAREST_H */
