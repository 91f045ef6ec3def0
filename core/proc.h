#ifndef CORE_PROC_H
#define CORE_PROC_H

struct err;
struct str;

/*
 * proc: run a program without a shell, in `folder`, with an environment of
 * PATH, LC_ALL, HOME and `settings` ("NAME=value", NULL at the end; NULL: none)
 * only, the system's own handling of signals, its own process group and a time
 * limit, stdin from /dev/null. What it prints on stderr is added to *notes (at
 * most 8 KiB). It ends with this process, and what it left running with it.
 *
 * errors: ERR_OS when it cannot be started, runs over `seconds` (the group is
 * killed) or ends other than with exit status 0.
 */
int proc_run(const char *const argv[], const char *folder,
             const char *const settings[], int seconds, struct str *notes,
             struct err *err) __attribute__((warn_unused_result));

#endif /* CORE_PROC_H */
