#include "core/nearest.h"

#include <stdbool.h>
#include <string.h>

#include "core/str.h"

/* ASCII alone: a locale has no say in what is near. */
static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t length(const char *text)
{
    return least(strlen(text), NEAREST_SIZE - 1);
}

/* Three rows of the table of all beginnings' distances (Damerau's, of which
   no two swaps overlap). */
size_t nearest_distance(const char *a, const char *b)
{
    size_t rows[3][NEAREST_SIZE];
    size_t m = length(a);
    size_t n = length(b);

    for (size_t k = 0; k <= n; k++)
        rows[0][k] = k;
    for (size_t i = 1; i <= m; i++) {
        size_t *now = rows[i % 3];
        const size_t *last = rows[(i + 2) % 3];
        const size_t *before = rows[(i + 1) % 3];

        now[0] = i;
        for (size_t k = 1; k <= n; k++) {
            bool same = lower(a[i - 1]) == lower(b[k - 1]);

            now[k] = least(least(last[k], now[k - 1]) + 1, last[k - 1] + !same);
            if (i > 1 && k > 1 && lower(a[i - 1]) == lower(b[k - 2])
                && lower(a[i - 2]) == lower(b[k - 1]))
                now[k] = least(now[k], before[k - 2] + 1);
        }
    }
    return rows[m % 3][n];
}

void nearest_init(struct nearest *n, const char *wanted)
{
    memset(n, 0, sizeof(*n));
    n->wanted = wanted;
}

/* A beginning that was typed alone is near, however much is missing. */
static size_t distance_of(const struct nearest *n, const char *name)
{
    size_t len = strlen(n->wanted);

    if (len >= 2 && !strncmp(n->wanted, name, len))
        return 1;
    return nearest_distance(n->wanted, name);
}

void nearest_tell(struct nearest *n, const char *name)
{
    size_t distance = distance_of(n, name);
    size_t most = 2 + length(n->wanted) / 4;
    size_t at = n->count;

    while (at > 0 && n->names[at - 1].distance > distance)
        at--;
    if (distance > most || at == NEAREST_MOST)
        return;
    if (n->count < NEAREST_MOST)
        n->count++;
    memmove(&n->names[at + 1], &n->names[at],
            (n->count - 1 - at) * sizeof(n->names[0]));
    n->names[at].distance = distance;
    memcpy(n->names[at].name, name, length(name));
    n->names[at].name[length(name)] = '\0';
}

void nearest_add(const struct nearest *n, struct str *text)
{
    for (size_t i = 0; i < n->count; i++)
        str_addf(text, "%s'%s'",
                 i == 0              ? ""
                 : i + 1 == n->count ? " or "
                                     : ", ",
                 n->names[i].name);
}
