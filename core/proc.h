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

/*
 * The same while its starter goes on: proc_end waits for it, and frees it. The
 * time counts from its start; one that has ended by itself is never late.
 * proc_stop ends it, whatever it does; NULL is fine.
 */
struct proc;
int proc_start(struct proc **out, const char *const argv[], const char *folder,
               const char *const settings[], int seconds, struct err *err)
    __attribute__((warn_unused_result));
int proc_end(struct proc *proc, struct str *notes, struct err *err)
    __attribute__((warn_unused_result));
void proc_stop(struct proc *proc);

#endif /* CORE_PROC_H */
