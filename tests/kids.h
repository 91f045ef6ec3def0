#ifndef TESTS_KIDS_H
#define TESTS_KIDS_H
#include <stdbool.h>
#include <stddef.h>

struct world;

/*
 * kids: a county of some thirty children, each of whom is in a list of names,
 * or is just not, for a reason of its own: what social care and schools' lists
 * say of them, and beside it why they are not in full-time education. Child 7
 * is K7 to social care, Ann Pupil I0007 to all, with the UPN number 7; its
 * social worker is Worker 7, of Team North where the number is odd, else South.
 *
 * North School (100001) and South School (100002) are in the county, East
 * School (200001) is not. What else befell them stands in tests/kids.c.
 */
#define KIDS_AS_OF "2026-02-13"

/* A row of social care, and one of a school's list in the first of a child. */
struct kid {
    int number;
    const char *born;
    const char *plan, *start, *end, *reason, *legal;
    const char *urn, *status, *entry, *leaving, *year;
    const char *out; /* why not in full-time education; NULL: it is */
    bool is_unknown; /* social care gives no UPN */
};

extern const struct kid kids[];
extern const size_t kid_count;

/* The first of a child's rows, which says who it is. */
const struct kid *kid_of(int number);
/* Child 25's is a temporary one. */
void kid_upn(int number, char upn[14]);

/* A world of that county, after its night. */
void kids_open(struct world *w, const char *name);

#endif /* TESTS_KIDS_H */
