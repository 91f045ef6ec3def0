#include "ingest/load/nearness.h"

#include <stdbool.h>
#include <string.h>

#define PART_LEAST 3 /* letters that say as much as a name */

static bool same(const char *a, const char *b)
{
    return *a && !strcmp(a, b);
}

/* One letter more, less or other, or two neighbours in each other's place. */
static bool one_off(const char *a, const char *b)
{
    size_t m = strlen(a), n = strlen(b), from = 0, to = 0;

    if (!m || !n || m > n + 1 || n > m + 1)
        return false;
    while (from < m && from < n && a[from] == b[from])
        from++;
    while (to < m - from && to < n - from && a[m - to - 1] == b[n - to - 1])
        to++;
    m -= from + to;
    n -= from + to;
    return (m <= 1 && n <= 1)
           || (m == 2 && n == 2 && a[from] == b[from + 1]
               && a[from + 1] == b[from]);
}

/* One begins or ends with the other: a short form, half of a double name. */
static bool is_part(const char *a, const char *b)
{
    size_t m = strlen(a), n = strlen(b);

    if (m > n)
        return is_part(b, a);
    return m >= PART_LEAST && (!strncmp(b, a, m) || !strcmp(b + n - m, a));
}

/* A double name the other way round. */
static bool is_turned(const char *a, const char *b)
{
    size_t n = strlen(a);

    if (strlen(b) != n)
        return false;
    for (size_t at = PART_LEAST; at + PART_LEAST <= n; at++)
        if (!strncmp(a + at, b, n - at) && !strncmp(a, b + n - at, at))
            return true;
    return false;
}

static bool is_swapped(const char *a, const char *b)
{
    return strlen(a) == 10 && strlen(b) == 10 && !strncmp(a, b, 5)
           && !strncmp(a + 5, b + 8, 2) && !strncmp(a + 8, b + 5, 2);
}

/* Two of year, month and day. */
static bool is_partly(const char *a, const char *b)
{
    return strlen(a) == 10 && strlen(b) == 10
           && !strncmp(a, b, 4) + !strncmp(a + 5, b + 5, 2)
                      + !strcmp(a + 8, b + 8)
                  >= 2;
}

static enum nearness by_birth(const char *a, const char *b)
{
    if (!*a || !*b)
        return NEAR_BIRTH_UNKNOWN;
    if (!strcmp(a, b))
        return NEAR_ALL;
    if (is_swapped(a, b))
        return NEAR_BIRTH_SWAPPED;
    if (one_off(a, b))
        return NEAR_BIRTH_ONE_OFF;
    return is_partly(a, b) ? NEAR_BIRTH_PARTLY : NEAR_BIRTH_OTHER;
}

static enum nearness by_forename(const char *a, const char *b)
{
    if (one_off(a, b))
        return NEAR_FORENAME_ONE_OFF;
    return is_part(a, b) ? NEAR_FORENAME_SHORT : NEAR_FORENAME_OTHER;
}

static enum nearness by_surname(const char *a, const char *b)
{
    if (one_off(a, b))
        return NEAR_SURNAME_ONE_OFF;
    return is_part(a, b) || is_turned(a, b) ? NEAR_SURNAME_PARTS
                                            : NEAR_SURNAME_OTHER;
}

enum nearness nearness_of(const struct who *a, const struct who *b)
{
    bool surname = same(a->surname, b->surname);
    bool forename = same(a->forename, b->forename);
    bool birth = same(a->birth, b->birth);

    if (surname && forename)
        return by_birth(a->birth, b->birth);
    if (!birth)
        return NEAR_NOT;
    if (same(a->surname, b->forename) && same(a->forename, b->surname))
        return NEAR_NAMES_CROSSED;
    if (surname)
        return by_forename(a->forename, b->forename);
    return forename ? by_surname(a->surname, b->surname) : NEAR_NOT;
}

const char *nearness_words(enum nearness nearness)
{
    static const char *const words[] = {
        [NEAR_ALL] = "same names and date of birth",
        [NEAR_BIRTH_SWAPPED] = "same names; day and month of birth swapped",
        [NEAR_BIRTH_ONE_OFF] = "same names; date of birth one figure off",
        [NEAR_FORENAME_ONE_OFF] =
            "same surname and date of birth; forename one letter off",
        [NEAR_FORENAME_SHORT] = "same surname and date of birth; one forename "
                                "is part of the other",
        [NEAR_SURNAME_ONE_OFF] =
            "same forename and date of birth; surname one letter off",
        [NEAR_SURNAME_PARTS] = "same forename and date of birth; surnames "
                               "share a part",
        [NEAR_NAMES_CROSSED] = "same date of birth; surname and forename "
                               "swapped",
        [NEAR_SURNAME_OTHER] =
            "same forename and date of birth; another surname",
        [NEAR_FORENAME_OTHER] =
            "same surname and date of birth; another forename",
        [NEAR_BIRTH_UNKNOWN] = "same names; a date of birth is not known",
        [NEAR_BIRTH_PARTLY] = "same names; two of day, month and year of birth",
        [NEAR_BIRTH_OTHER] = "same names; another date of birth",
        [NEAR_NOT] = "",
    };

    return words[nearness];
}
