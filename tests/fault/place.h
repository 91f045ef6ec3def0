#ifndef TESTS_FAULT_PLACE_H
#define TESTS_FAULT_PLACE_H
#include <stdint.h>
#include <sys/types.h>

/*
 * place: from where a call is made, as a number of the functions that led
 * there: those of the program, and of libraries the innermost. Each adds where
 * in its page it goes on, which stays the same wherever the loader has put it,
 * so that two calls, of two runs too, that came by the same way have one
 * number.
 */
#define PLACE_NONE                                                             \
    14695981039346656037u /* FNV-1a's beginning: of no function */

static inline uint64_t place_add(uint64_t place, uintptr_t address)
{
    return (place ^ (address & 0xfff)) * 1099511628211u;
}

/* Where the program's own text lies; nothing: it is not ours. */
struct place_span {
    uint64_t low, high;
};

static inline int place_is_within(struct place_span span, uint64_t address)
{
    return address >= span.low && address < span.high;
}

/*
 * Of a thread that stands still under ptrace, by its unwinding tables
 * (libunwind). What another program does is one place as a whole.
 */
uint64_t place_of(pid_t thread, struct place_span own);

#endif /* TESTS_FAULT_PLACE_H */
