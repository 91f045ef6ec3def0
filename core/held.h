#ifndef CORE_HELD_H
#define CORE_HELD_H
#include <signal.h>
#include <stdbool.h>

/*
 * held: signals that ask the program to end (TERM, INT, HUP) wait while there
 * is something half done that no later run would find. What is left by all
 * else, a killed run as well, the next run sweeps away: there is no need to
 * hold anything.
 */
struct held {
    sigset_t before;
};

void held_begin(struct held *held);
/* Has one come? Whoever is asked tidies up and comes to held_end(). */
bool held_is_asked(void);
/* One that came does now what it does: it ends the program. */
void held_end(const struct held *held);

#endif /* CORE_HELD_H */
