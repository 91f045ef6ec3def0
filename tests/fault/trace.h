#ifndef TESTS_FAULT_TRACE_H
#define TESTS_FAULT_TRACE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/fault/place.h"

/*
 * trace: run a program and make one of its calls to the system fail, or kill
 * the process at it.
 *
 * By ptrace, and not by functions put before the library's: SQLite and
 * libxlsxwriter write through stdio, and what the C library calls inside itself
 * (fclose's write, readdir's getdents, opendir's open) no such function sees.
 * The kernel sees all of them, in children and grandchildren too, by whatever
 * name and width of offset; a filter of the program's own (seccomp) stops it at
 * the calls of one kind alone, so that others cost nothing. Memory is the
 * exception: malloc asks the system seldom, so that tests/fault/memory.c stands
 * before it, which also holds the clock still. Calls of the loader, before
 * main, do not count.
 */

enum trace_way {
    TRACE_ONCE,   /* the n-th call fails */
    TRACE_ALWAYS, /* and all after it */
    TRACE_BEFORE, /* killed instead of the n-th call */
    TRACE_AFTER,  /* killed when the n-th call is done */
    TRACE_SIGNAL, /* a signal comes as the n-th call is made */
    TRACE_BESIDE, /* the n-th call waits until the watcher has done something */
    TRACE_CUT,    /* everything ends instead of the n-th call, and at once */
    TRACE_AT,     /* no call: a bound that the run meets, by n */
};

/* What can be done to a kind of call. */
struct trace_harm {
    const char *name; /* "ENOSPC", "KILL" */
    int error;        /* or the signal */
    enum trace_way way;
};

#define TRACE_NUMBERS 6
#define TRACE_HARMS 16
struct trace_kind {
    const char *name;
    long numbers[TRACE_NUMBERS]; /* of the system's calls, -1 ends: none, where
                                    something else than a call is meant */
    struct trace_harm harms[TRACE_HARMS];
};
extern const struct trace_kind trace_kinds[];
extern const size_t trace_kind_count;
const char *trace_way_text(enum trace_way way);
/* Where a kind stands above. Fails the test where there is none such. */
size_t trace_kind(const char *name);

/*
 * Kinds that are no calls. "size": no file may grow beyond n kilobytes;
 * "unread": what is written to output n has no reader; "memory", n-th asking.
 * "disk" is for whoever runs it to see to: with so many pages left.
 */

/* Can it be done here: the processor, and a system that permits it? */
bool trace_is_possible(void);

struct trace_fault {
    size_t kind;
    const struct trace_harm *harm;
    int64_t n; /* from 1 */
};

#define TRACE_KINDS_MAX 48
struct trace_result {
    int status;     /* of the first process: its exit status; -1: a signal */
    int signal;     /* that ended it, or 0 */
    bool is_late;   /* it, or a child of its, was ended after `seconds` */
    int64_t fired;  /* how often the fault struck */
    bool is_killed; /* it struck the first process dead, or was to */
    int64_t calls[TRACE_KINDS_MAX]; /* of the fault's kind; without one, all */
};

/*
 * Somebody to whom a call is shown while all that are followed stand still:
 * each one where calls are counted, else the n-th of a fault's. `sync`, which
 * may be NULL, is shown what is to be on the disk now: a path that leads to it,
 * or NULL for everything. `came`, which may be NULL, is told from where each
 * counted call comes, by place_of(); of memory only where `has_memory`, for it
 * takes long. May be NULL.
 */
struct trace_watch {
    void (*see)(void *context); /* may be NULL */
    void *context;
    void (*sync)(void *context, const char *path);
    void (*came)(void *context, size_t kind, int64_t n, uint64_t place);
    uint64_t (*place)(pid_t thread, struct place_span own); /* with `came` */
    bool has_memory;
};

/*
 * Runs argv with stdout and stderr to the files "out" and "errs" where the test
 * stands. `fault` may be NULL; then the calls of each kind are counted if
 * `counts`, and else the program just runs. Fails the test where it cannot.
 */
void trace_run(char *const argv[], const struct trace_fault *fault, bool counts,
               unsigned seconds, const struct trace_watch *watch,
               struct trace_result *result);

#endif /* TESTS_FAULT_TRACE_H */
