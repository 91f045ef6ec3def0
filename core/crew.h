#ifndef CORE_CREW_H
#define CORE_CREW_H
#include <stdbool.h>
#include <stddef.h>

/*
 * crew: threads that do jobs, which are handed back in the order in which they
 * were given, however long each took. Nothing is shared but what is handed
 * over: a job is its giver's again when it is taken, and what `work` reads
 * besides it nobody writes while the crew is there. Only this module knows of
 * threads.
 *
 *     for (each thing to do) {
 *         if (crew_is_full(crew))
 *             finish(crew_take(crew));
 *         crew_give(crew, job);
 *     }
 *     while (!crew_is_empty(crew))
 *         finish(crew_take(crew));
 *     crew_free(crew);
 *
 * Where there are no threads, as on a machine with one core or where the system
 * refuses them, a job is done when it is given. Signals are the giver's alone.
 * A child that is forked meanwhile has none of the threads, and whatever lock
 * one of them held stays locked in it: jobs that malloc is the only lock of
 * may run then where crew_outlives_fork() says so, others may not.
 */
struct crew;
/* worker: which thread it is, from 0, to find what is that thread's own. */
typedef void crew_fn(void *job, size_t worker);

#define CREW_MOST 8 /* threads */

/* The cores that this process may use, at most CREW_MOST. */
size_t crew_cores(void);

/* A child may ask for memory, whatever the threads did when it was forked: the
   C library sees to that, but not the address sanitiser, whose malloc it is
   then. */
bool crew_outlives_fork(void);

/*
 * threads: at most as many, each from when there is work for it; room: jobs
 * that may be given and not taken.
 */
struct crew *crew_new(size_t threads, size_t room, crew_fn *work);
/* What was not begun never is; what was begun is waited for. NULL is fine. */
void crew_free(struct crew *crew);

bool crew_is_full(const struct crew *crew);
bool crew_is_empty(const struct crew *crew);
/*
 * Will a job be begun though nobody takes it? Not without threads: a job that
 * waits for its taker would wait for ever.
 */
bool crew_is_manned(struct crew *crew);
/* Not where it is full. */
void crew_give(struct crew *crew, void *job);
/* The one given first, when it is done. Not where there is none. */
void *crew_take(struct crew *crew);
/* Is there one, and done, so that to take it is not to wait for it? */
bool crew_has_done(struct crew *crew);

/*
 * channel: things that a job passes to its giver while it runs, a bounded
 * number of them at a time.
 */
struct channel;

struct channel *channel_new(size_t room);
/* Both sides are done with it; what was not got is lost: hang up, and get it,
   first. NULL is fine */
void channel_free(struct channel *channel);

/* Waits for room. false: the other side has hung up, the thing is still ours */
bool channel_put(struct channel *channel, void *thing);
/* Nothing more comes. */
void channel_close(struct channel *channel);

/* Waits for one. NULL: nothing more comes. */
void *channel_get(struct channel *channel);
/* Nothing more is wanted, but for what is there already. */
void channel_hang_up(struct channel *channel);

#endif /* CORE_CREW_H */
