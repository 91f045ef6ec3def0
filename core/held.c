#include "core/held.h"

#include <stddef.h>

static const int ends[] = { SIGTERM, SIGINT, SIGHUP };
#define END_COUNT (sizeof(ends) / sizeof(ends[0]))

/* One that is ignored (nohup) would be seen waiting if it were held. */
static bool is_ignored(int signal)
{
    struct sigaction action;

    return sigaction(signal, NULL, &action) == 0
           && action.sa_handler == SIG_IGN;
}

void held_begin(struct held *held)
{
    sigset_t all;

    sigemptyset(&all);
    for (size_t i = 0; i < END_COUNT; i++)
        if (!is_ignored(ends[i]))
            sigaddset(&all, ends[i]);
    pthread_sigmask(SIG_BLOCK, &all, &held->before);
}

bool held_is_asked(void)
{
    sigset_t waiting;
    bool is = false;

    sigemptyset(&waiting);
    sigpending(&waiting);
    for (size_t i = 0; i < END_COUNT; i++)
        is = is || sigismember(&waiting, ends[i]) == 1;
    return is;
}

void held_end(const struct held *held)
{
    pthread_sigmask(SIG_SETMASK, &held->before, NULL);
}
