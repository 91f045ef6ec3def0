#include "core/crew.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/hash.h"
#include "core/mem.h"
#include "tests/testing.h"

/* Numbers to be hashed, of which some take much longer than others. */
#define JOBS 500
#define ROOM 7

struct job {
    int number;
    int times; /* it was done */
    size_t worker;
    char digest[HASH_TEXT_SIZE];
};

static int weight(int number)
{
    return number % 50 == 0 ? 20000 : number % 3 == 0 ? 200 : 1;
}

static void work(void *context, size_t worker)
{
    struct job *job = context;
    struct hash *h = hash_new();

    for (int i = 0; i < weight(job->number); i++)
        hash_add(h, &job->number, sizeof(job->number));
    hash_end(h, job->digest);
    job->times++;
    job->worker = worker;
}

static void assert_done(const struct job *job, int number)
{
    struct job own = { .number = number };

    work(&own, 0);
    assert_int_equal(job->number, number);
    assert_int_equal(job->times, 1);
    assert_true(job->worker < CREW_MOST);
    assert_string_equal(job->digest, own.digest);
}

static void rest(void *context, size_t worker)
{
    *(size_t *)context = worker;
}

/* Before any other crew, of whose threads the addresses might be kept. */
static void threads_take_few_addresses(void **state)
{
    const size_t before = testing_addresses();
    size_t workers[2];
    struct crew *crew;

    (void)state;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skip();
#endif
    crew = crew_new(2, 2, rest);
    crew_give(crew, &workers[0]);
    crew_give(crew, &workers[1]);
    assert_true(crew_is_manned(crew));
    assert_in_range(testing_addresses() - before, 1, 3 << 20);
    (void)crew_take(crew);
    (void)crew_take(crew);
    crew_free(crew);
}

static void jobs_come_back_in_the_order_in_which_they_were_given(void **state)
{
    static const size_t threads[] = { 0, 1, 2, CREW_MOST, CREW_MOST + 5 };

    (void)state;
    for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++) {
        struct job jobs[ROOM] = { { 0, 0, 0, "" } };
        struct crew *crew = crew_new(threads[i], ROOM, work);
        int taken = 0;

        for (int n = 0; n < JOBS; n++) {
            struct job *job = &jobs[n % ROOM];

            assert_int_equal(crew_is_full(crew), n - taken == ROOM);
            if (crew_is_full(crew))
                assert_done(crew_take(crew), taken++);
            *job = (struct job){ .number = n };
            crew_give(crew, job);
        }
        while (taken < JOBS)
            assert_done(crew_take(crew), taken++);
        assert_true(crew_is_empty(crew));
        crew_free(crew);
    }
    crew_free(NULL);
}

static void what_is_done_is_known_without_waiting(void **state)
{
    static const size_t threads[] = { 0, 1, 2 };

    (void)state;
    for (size_t i = 0; i < sizeof(threads) / sizeof(threads[0]); i++) {
        struct job jobs[2] = { { .number = 50 }, { .number = 1 } };
        struct crew *crew = crew_new(threads[i], 2, work);

        assert_false(crew_has_done(crew));
        crew_give(crew, &jobs[0]);
        crew_give(crew, &jobs[1]);
        while (!crew_has_done(crew))
            ;
        assert_int_equal(jobs[0].times, 1);
        assert_done(crew_take(crew), 50);
        assert_done(crew_take(crew), 1);
        assert_false(crew_has_done(crew));
        crew_free(crew);
    }
}

/* Each is whole or untouched: the caller frees them all. */
static void a_crew_may_go_with_jobs_that_nobody_took(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        struct job jobs[ROOM] = { { 0, 0, 0, "" } };
        struct crew *crew = crew_new(2, ROOM, work);

        for (int n = 0; n < ROOM; n++) {
            jobs[n].number = 50 * n;
            crew_give(crew, &jobs[n]);
        }
        if (round % 2)
            assert_done(crew_take(crew), 0);
        crew_free(crew);
        for (int n = 0; n < ROOM; n++) {
            if (jobs[n].times)
                assert_done(&jobs[n], 50 * n);
            else
                assert_string_equal(jobs[n].digest, "");
        }
    }
}

/* --- channels ------------------------------------------------------------- */

#define THINGS 10000
static int things[THINGS];

struct teller {
    struct channel *channel;
    int count; /* to be told */
    int told;
};

static void tell(void *context, size_t worker)
{
    struct teller *t = context;

    (void)worker;
    while (t->told < t->count && channel_put(t->channel, &things[t->told]))
        t->told++;
    channel_close(t->channel);
}

static void a_job_tells_things_in_order_while_it_runs(void **state)
{
    static const int counts[] = { 0, 1, 3, 4, THINGS };
    struct crew *crew = crew_new(1, 2, tell);

    (void)state;
    if (!crew_is_manned(crew))
        skip();
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        struct teller t = { channel_new(3), counts[i], 0 };

        crew_give(crew, &t);
        for (int n = 0; n < counts[i]; n++)
            assert_ptr_equal(channel_get(t.channel), &things[n]);
        assert_null(channel_get(t.channel));
        assert_null(channel_get(t.channel));
        assert_ptr_equal(crew_take(crew), &t);
        assert_int_equal(t.told, counts[i]);
        channel_free(t.channel);
    }
    crew_free(crew);
}

/* What it tells of is not lost: the two together know how far it came. */
static void a_job_that_nobody_listens_to_ends(void **state)
{
    struct crew *crew = crew_new(2, 2, tell);

    (void)state;
    if (!crew_is_manned(crew))
        skip();
    for (int heard = 0; heard < 20; heard++) {
        struct teller t = { channel_new(3), THINGS, 0 };
        int got = 0;

        crew_give(crew, &t);
        for (; got < heard; got++)
            assert_ptr_equal(channel_get(t.channel), &things[got]);
        channel_hang_up(t.channel);
        assert_ptr_equal(crew_take(crew), &t);
        assert_true(t.told < THINGS);
        while (channel_get(t.channel))
            got++;
        assert_int_equal(got, t.told);
        channel_free(t.channel);
    }
    crew_free(crew);
}

static void without_threads_nobody_waits_for_a_job(void **state)
{
    struct crew *crew = crew_new(0, 1, tell);

    (void)state;
    assert_false(crew_is_manned(crew));
    crew_free(crew);
}

/* Asks for memory again and again, of each size a moment. */
static void churn(void *context, size_t worker)
{
    (void)context;
    (void)worker;
    for (size_t i = 0; i < 4000; i++)
        free(mem_alloc(1 + i * 37 % 3000));
}

/* A moment is enough for one that has it; who waits for a lock that nobody
   holds any more is ended. */
static int fork_and_churn(void)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        alarm(60);
        churn(NULL, 0);
        _exit(0);
    }
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    return status;
}

static void a_child_has_memory_beside_a_crew_that_outlives_forks(void **state)
{
    struct crew *crew;

    (void)state;
#ifdef __SANITIZE_THREAD__
    skip(); /* its malloc keeps its locks in a child, for good */
#endif
    crew = crew_new(crew_outlives_fork() ? 2 : 0, ROOM, churn);
    for (int n = 0; n < 20; n++) {
        while (!crew_is_full(crew))
            crew_give(crew, state);
        assert_int_equal(fork_and_churn(), 0);
        (void)crew_take(crew);
    }
    crew_free(crew);
}

static void there_is_a_core_and_no_more_than_a_crew_has_use_for(void **state)
{
    (void)state;
    assert_in_range(crew_cores(), 1, CREW_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_take_few_addresses),
        cmocka_unit_test(jobs_come_back_in_the_order_in_which_they_were_given),
        cmocka_unit_test(what_is_done_is_known_without_waiting),
        cmocka_unit_test(a_crew_may_go_with_jobs_that_nobody_took),
        cmocka_unit_test(a_job_tells_things_in_order_while_it_runs),
        cmocka_unit_test(a_job_that_nobody_listens_to_ends),
        cmocka_unit_test(without_threads_nobody_waits_for_a_job),
        cmocka_unit_test(a_child_has_memory_beside_a_crew_that_outlives_forks),
        cmocka_unit_test(there_is_a_core_and_no_more_than_a_crew_has_use_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
