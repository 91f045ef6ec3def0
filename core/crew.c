#define _GNU_SOURCE /* sched_getaffinity */
#include "core/crew.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#include "core/mem.h"

/* gcc tells by a macro of its own, clang when asked. */
#ifdef __SANITIZE_ADDRESS__
#define HAS_OTHER_MALLOC true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_OTHER_MALLOC true
#endif
#endif
#ifndef HAS_OTHER_MALLOC
#define HAS_OTHER_MALLOC false
#endif

/* Of a thread, which is of the process's address space whether it is used or
   not: the system's own choice is eight times that. The largest frame of what
   a thread runs is a sixtieth of it. */
#define STACK_BYTES ((size_t)1 << 20)

/* A job has the place `number of it, counted from 0` modulo room. */
struct place {
    void *job;
    bool is_done;
};

struct hand {
    struct crew *crew;
    pthread_t thread;
    size_t number;
};

struct crew {
    crew_fn *work;
    struct hand hands[CREW_MOST];
    size_t threads, thread_count; /* wanted, and there: the giver's alone */
    struct place *places;
    size_t room;
    size_t given, taken;  /* jobs so far; the giver's alone */
    pthread_mutex_t lock; /* of what follows, and of is_done */
    pthread_cond_t has_job, has_done;
    size_t offered, begun;
    bool is_over;
};

size_t crew_cores(void)
{
    cpu_set_t cores;
    int count = 1;

    if (sched_getaffinity(0, sizeof(cores), &cores) == 0)
        count = CPU_COUNT(&cores);
    return count < 1 ? 1 : count > CREW_MOST ? CREW_MOST : (size_t)count;
}

bool crew_outlives_fork(void)
{
    return !HAS_OTHER_MALLOC;
}

static struct place *place_of(struct crew *crew, size_t number)
{
    return &crew->places[number % crew->room];
}

/* The next job to be begun; NULL: the crew goes. */
static struct place *begin(struct crew *crew)
{
    struct place *place = NULL;

    pthread_mutex_lock(&crew->lock);
    while (!crew->is_over && crew->begun == crew->offered)
        pthread_cond_wait(&crew->has_job, &crew->lock);
    if (!crew->is_over)
        place = place_of(crew, crew->begun++);
    pthread_mutex_unlock(&crew->lock);
    return place;
}

static void *serve(void *context)
{
    const struct hand *hand = context;
    struct crew *crew = hand->crew;
    struct place *place;

    while ((place = begin(crew))) {
        crew->work(place->job, hand->number);
        pthread_mutex_lock(&crew->lock);
        place->is_done = true;
        pthread_cond_signal(&crew->has_done);
        pthread_mutex_unlock(&crew->lock);
    }
    return NULL;
}

static bool start(struct hand *hand)
{
    pthread_attr_t how;
    bool has_begun;

    if (pthread_attr_init(&how) != 0)
        return false;
    has_begun = pthread_attr_setstacksize(&how, STACK_BYTES) == 0
                && pthread_create(&hand->thread, &how, serve, hand) == 0;
    pthread_attr_destroy(&how);
    return has_begun;
}

/* One thread more, of those that are wanted; where it cannot be had, it is done
   without. */
static void hire(struct crew *crew)
{
    struct hand *hand = &crew->hands[crew->thread_count];
    sigset_t all, before;

    if (crew->thread_count >= crew->threads)
        return;
    hand->crew = crew;
    hand->number = crew->thread_count;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (start(hand))
        crew->thread_count++;
    else
        crew->threads = crew->thread_count;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

struct crew *crew_new(size_t threads, size_t room, crew_fn *work)
{
    struct crew *crew = mem_zero(1, sizeof(*crew));

    assert(room);
    crew->work = work;
    crew->room = room;
    crew->places = mem_zero(room, sizeof(*crew->places));
    crew->lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    crew->has_job = crew->has_done = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
    crew->threads = threads < CREW_MOST ? threads : CREW_MOST;
    return crew;
}

void crew_free(struct crew *crew)
{
    if (!crew)
        return;
    pthread_mutex_lock(&crew->lock);
    crew->is_over = true;
    pthread_cond_broadcast(&crew->has_job);
    pthread_mutex_unlock(&crew->lock);
    for (size_t i = 0; i < crew->thread_count; i++)
        pthread_join(crew->hands[i].thread, NULL);
    free(crew->places);
    free(crew);
}

bool crew_is_full(const struct crew *crew)
{
    return crew->given - crew->taken == crew->room;
}

bool crew_is_empty(const struct crew *crew)
{
    return crew->given == crew->taken;
}

bool crew_is_manned(struct crew *crew)
{
    if (!crew->thread_count)
        hire(crew);
    return crew->thread_count > 0;
}

void crew_give(struct crew *crew, void *job)
{
    struct place *place = place_of(crew, crew->given);

    assert(!crew_is_full(crew));
    *place = (struct place){ job, false };
    crew->given++;
    if (crew->given - crew->taken > crew->thread_count)
        hire(crew);
    if (!crew->thread_count) {
        crew->work(job, 0);
        place->is_done = true;
        return;
    }
    pthread_mutex_lock(&crew->lock);
    crew->offered = crew->given;
    pthread_cond_signal(&crew->has_job);
    pthread_mutex_unlock(&crew->lock);
}

void *crew_take(struct crew *crew)
{
    struct place *place = place_of(crew, crew->taken);

    assert(!crew_is_empty(crew));
    pthread_mutex_lock(&crew->lock);
    while (!place->is_done)
        pthread_cond_wait(&crew->has_done, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
    crew->taken++;
    return place->job;
}

bool crew_has_done(struct crew *crew)
{
    bool is_done;

    if (crew_is_empty(crew))
        return false;
    pthread_mutex_lock(&crew->lock);
    is_done = place_of(crew, crew->taken)->is_done;
    pthread_mutex_unlock(&crew->lock);
    return is_done;
}

/* --- channels ------------------------------------------------------------- */

struct channel {
    void **things;
    size_t room;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t has_thing, has_room;
    size_t put, got;
    bool is_closed, is_hung_up;
};

struct channel *channel_new(size_t room)
{
    struct channel *c = mem_zero(1, sizeof(*c));

    assert(room);
    c->room = room;
    c->things = mem_zero(room, sizeof(*c->things));
    c->lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    c->has_thing = c->has_room = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
    return c;
}

void channel_free(struct channel *c)
{
    if (!c)
        return;
    free(c->things);
    free(c);
}

bool channel_put(struct channel *c, void *thing)
{
    bool is_wanted;

    pthread_mutex_lock(&c->lock);
    while (!c->is_hung_up && c->put - c->got == c->room)
        pthread_cond_wait(&c->has_room, &c->lock);
    is_wanted = !c->is_hung_up;
    if (is_wanted)
        c->things[c->put++ % c->room] = thing;
    pthread_cond_signal(&c->has_thing);
    pthread_mutex_unlock(&c->lock);
    return is_wanted;
}

void channel_close(struct channel *c)
{
    pthread_mutex_lock(&c->lock);
    c->is_closed = true;
    pthread_cond_signal(&c->has_thing);
    pthread_mutex_unlock(&c->lock);
}

void *channel_get(struct channel *c)
{
    void *thing = NULL;

    pthread_mutex_lock(&c->lock);
    while (!c->is_closed && c->put == c->got)
        pthread_cond_wait(&c->has_thing, &c->lock);
    if (c->put != c->got)
        thing = c->things[c->got++ % c->room];
    pthread_cond_signal(&c->has_room);
    pthread_mutex_unlock(&c->lock);
    return thing;
}

void channel_hang_up(struct channel *c)
{
    pthread_mutex_lock(&c->lock);
    c->is_hung_up = true;
    pthread_cond_signal(&c->has_room);
    pthread_mutex_unlock(&c->lock);
}
