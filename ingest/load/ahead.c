#include "ingest/load/ahead.h"

#include <stdlib.h>
#include <string.h>

#include "core/crew.h"
#include "core/mem.h"
#include "ingest/load/reader.h"

/* Contents that are expected: one a thread is at, and one for each when it has
   come to its end. */
#define EXPECTED_MOST (2 * CREW_MOST)

struct ahead {
    struct crew *crew;
    size_t threads;
    struct reader *readers[EXPECTED_MOST]; /* from the oldest on, in a ring */
    size_t first, count;
};

static void run(void *reader, size_t worker)
{
    (void)worker;
    reader_run(reader);
}

/* The one who loads is a thread too, but waits for marks most of the time: to
   read them is four times the work. */
struct ahead *ahead_new(void)
{
    struct ahead *ahead = mem_zero(1, sizeof(*ahead));
    size_t cores = crew_cores();

    ahead->threads = cores > 1 ? cores : 0;
    ahead->crew = crew_new(ahead->threads, EXPECTED_MOST, run);
    return ahead;
}

void ahead_free(struct ahead *ahead)
{
    if (!ahead)
        return;
    while (ahead->count)
        ahead_done(ahead);
    crew_free(ahead->crew);
    free(ahead);
}

bool ahead_has_room(struct ahead *ahead)
{
    return crew_is_manned(ahead->crew) && ahead->count < 2 * ahead->threads;
}

void ahead_expect(struct ahead *ahead, struct reader *reader)
{
    reader_prepare(reader);
    ahead->readers[(ahead->first + ahead->count++) % EXPECTED_MOST] = reader;
    crew_give(ahead->crew, reader);
}

static struct reader *nth(struct ahead *ahead, size_t n)
{
    return ahead->readers[(ahead->first + n) % EXPECTED_MOST];
}

struct reader *ahead_meet(struct ahead *ahead, const char *sha256)
{
    size_t n = 0;

    while (n < ahead->count && strcmp(nth(ahead, n)->sha256, sha256) != 0)
        n++;
    if (n == ahead->count)
        return NULL;
    while (n--)
        ahead_done(ahead);
    return nth(ahead, 0);
}

void ahead_done(struct ahead *ahead)
{
    struct reader *reader = nth(ahead, 0);

    reader_abandon(reader);
    (void)crew_take(ahead->crew);
    reader_free(reader);
    ahead->first = (ahead->first + 1) % EXPECTED_MOST;
    ahead->count--;
}
