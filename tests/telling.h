#ifndef TESTS_TELLING_H
#define TESTS_TELLING_H
#include <stdbool.h>

struct world;

/*
 * telling: a small county that can be told in several ways: three dozen pupils
 * at two schools over a year and a half, with something in every extract.
 * What it is made of goes by a pupil's number alone, and by days after the
 * first of a half term, so that the ways tell the same.
 */
struct telling {
    int copies;
    bool is_split; /* the first school's odd pupils are at a third */
    bool has_more; /* pupils on roll of whom no mark is */
    int years;     /* earlier: 52 weeks each */
};

/* Open a world in a folder, put all of it in and run a night. */
void telling_tell(const struct telling *t, struct world *world,
                  const char *name);

#endif /* TESTS_TELLING_H */
