#ifndef TESTS_FAULT_MEMORY_H
#define TESTS_FAULT_MEMORY_H
#include <stdatomic.h>
#include <stdint.h>

/* What the test and tests/fault/memory.c tell each other, in a file that both
   map: its name is in this variable. */
#define MEMORY_VARIABLE "FAULT_MEMORY"
#define MEMORY_PLACES (8 << 20)
struct memory_control {
    int64_t n; /* fails, from 1; 0: none */
    int64_t is_always;
    _Atomic int64_t calls;
    _Atomic int64_t fired;
    int64_t has_places;             /* they are asked for */
    uint64_t places[MEMORY_PLACES]; /* of the calls (tests/fault/place.h) */
};

#endif /* TESTS_FAULT_MEMORY_H */
