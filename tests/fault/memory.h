#ifndef TESTS_FAULT_MEMORY_H
#define TESTS_FAULT_MEMORY_H
#include <stdatomic.h>
#include <stdint.h>

/* What the test and tests/fault/memory.c tell each other, in a file that both
   map: its name is in this variable. */
#define MEMORY_VARIABLE "FAULT_MEMORY"
struct memory_control {
    int64_t n; /* fails, from 1; 0: none */
    int64_t is_always;
    _Atomic int64_t calls;
    _Atomic int64_t fired;
};

#endif /* TESTS_FAULT_MEMORY_H */
