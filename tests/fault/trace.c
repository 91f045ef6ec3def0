#define _GNU_SOURCE /* user_regs_struct, personality */
#include "tests/fault/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/mem.h"
#include "tests/fault/memory.h"
#include "tests/testing.h"

#ifdef __x86_64__

#define ONCE(error)                                                            \
    {                                                                          \
#error, error, TRACE_ONCE                                              \
    }
#define ALWAYS(error)                                                          \
    {                                                                          \
#error, error, TRACE_ALWAYS                                            \
    }
#define KILLED                                                                 \
    { "KILL", 0, TRACE_BEFORE }, { "KILL", 0, TRACE_AFTER },                   \
        { "POWER", 0, TRACE_CUT },                                             \
    {                                                                          \
        "TERM", SIGTERM, TRACE_SIGNAL                                          \
    }
/* By who sits before it, or whose terminal goes away. */
#define ENDED                                                                  \
    { "INT", SIGINT, TRACE_SIGNAL },                                           \
    {                                                                          \
        "HUP", SIGHUP, TRACE_SIGNAL                                            \
    }
/* Another command comes, and ends before the call is made. */
#define BESIDE                                                                 \
    { "run", 0, TRACE_BESIDE }, { "backup", 0, TRACE_BESIDE },                 \
    {                                                                          \
        "status", 0, TRACE_BESIDE                                              \
    }

const struct trace_kind trace_kinds[] = {
    { "open",
      { SYS_open, SYS_openat, SYS_creat, -1 },
      { ONCE(EMFILE), ALWAYS(EMFILE), ONCE(EACCES), ONCE(EIO), KILLED,
        BESIDE } },
    { "close", { SYS_close, -1 }, { ONCE(EIO) } },
    { "read", { SYS_read, SYS_readv, -1 }, { ONCE(EIO), ALWAYS(EIO) } },
    { "pread", { SYS_pread64, SYS_preadv, -1 }, { ONCE(EIO), ALWAYS(EIO) } },
    { "write",
      { SYS_write, SYS_writev, -1 },
      { ONCE(ENOSPC), ALWAYS(ENOSPC), ONCE(EIO), KILLED, ENDED, BESIDE } },
    { "pwrite",
      { SYS_pwrite64, SYS_pwritev, -1 },
      { ONCE(ENOSPC), ALWAYS(ENOSPC), ONCE(EIO), KILLED, ENDED, BESIDE } },
    { "seek", { SYS_lseek, -1 }, { ONCE(EIO) } },
    { "sync",
      { SYS_fsync, SYS_fdatasync, SYS_syncfs, SYS_sync_file_range, -1 },
      { ONCE(EIO), ALWAYS(EIO), ONCE(ENOSPC), KILLED, BESIDE } },
    { "truncate",
      { SYS_ftruncate, SYS_truncate, SYS_fallocate, -1 },
      { ONCE(EIO), ALWAYS(ENOSPC), KILLED } },
    { "rename",
      { SYS_rename, SYS_renameat, SYS_renameat2, -1 },
      { ONCE(ENOSPC), ALWAYS(EACCES), ONCE(EIO), KILLED, ENDED, BESIDE } },
    { "unlink",
      { SYS_unlink, SYS_unlinkat, -1 },
      { ONCE(EACCES), ALWAYS(EACCES), ONCE(EIO), KILLED, ENDED, BESIDE } },
    { "mkdir",
      { SYS_mkdir, SYS_mkdirat, -1 },
      { ONCE(ENOSPC), ALWAYS(EACCES), KILLED } },
    { "rmdir",
      { SYS_rmdir, -1 },
      { ONCE(EACCES), ALWAYS(EIO), ONCE(ENOTEMPTY), KILLED } },
    { "link",
      { SYS_link, SYS_linkat, SYS_symlink, SYS_symlinkat, -1 },
      { ONCE(ENOSPC), ALWAYS(EACCES), KILLED } },
    { "readlink",
      { SYS_readlink, SYS_readlinkat, -1 },
      { ONCE(EIO), ALWAYS(EACCES) } },
    { "stat",
      { SYS_stat, SYS_lstat, SYS_fstat, SYS_newfstatat, SYS_statx, -1 },
      { ONCE(EIO), ALWAYS(EIO), ONCE(EACCES), ONCE(ENOMEM) } },
    { "access", { SYS_access, SYS_faccessat, -1 }, { ONCE(EACCES) } },
    { "statfs", { SYS_statfs, SYS_fstatfs, -1 }, { ONCE(EIO) } },
    { "readdir",
      { SYS_getdents, SYS_getdents64, -1 },
      { ONCE(EIO), ALWAYS(EIO), ONCE(ENOMEM) } },
    { "chmod",
      { SYS_chmod, SYS_fchmod, SYS_fchmodat, -1 },
      { ONCE(EPERM), ALWAYS(EIO), KILLED } },
    { "chown",
      { SYS_chown, SYS_fchown, SYS_lchown, SYS_fchownat, -1 },
      { ONCE(EPERM), ALWAYS(EPERM) } },
    { "times", { SYS_utimensat, SYS_futimesat, -1 }, { ONCE(EPERM) } },
    { "lock",
      { SYS_fcntl, SYS_flock, -1 },
      { ONCE(ENOLCK), ALWAYS(ENOLCK), ONCE(EAGAIN), ALWAYS(EAGAIN) } },
    { "mmap", { SYS_mmap, SYS_mremap, -1 }, { ONCE(ENOMEM), ALWAYS(ENOMEM) } },
    { "fork",
      { SYS_fork, SYS_vfork, SYS_clone, SYS_clone3, -1 },
      { ONCE(EAGAIN), ALWAYS(ENOMEM), KILLED } },
    { "exec", { SYS_execve, -1 }, { ONCE(EACCES), ALWAYS(ENOENT), KILLED } },
    { "wait", { SYS_wait4, SYS_waitid, -1 }, { ONCE(EINTR), KILLED } },
    { "pipe", { SYS_pipe, SYS_pipe2, -1 }, { ONCE(EMFILE) } },
    { "dup", { SYS_dup, SYS_dup2, SYS_dup3, -1 }, { ONCE(EMFILE) } },
    { "poll",
      { SYS_poll, SYS_ppoll, SYS_select, SYS_pselect6, -1 },
      { ONCE(ENOMEM), ONCE(EINTR) } },
    { "chdir", { SYS_chdir, SYS_fchdir, -1 }, { ONCE(EACCES) } },
    { "getcwd", { SYS_getcwd, -1 }, { ONCE(EACCES) } },
    /* glibc gives up on any other error. */
    { "random", { SYS_getrandom, -1 }, { ALWAYS(ENOSYS) } },
    /* No calls. */
    { "disk", { -1 }, { { "ENOSPC", 0, TRACE_AT } } },
    { "size", { -1 }, { { "EFBIG", 0, TRACE_AT } } },
    { "unread", { -1 }, { { "EPIPE", 0, TRACE_AT } } },
    /* tests/fault/memory.c */
    { "memory", { -1 }, { ONCE(ENOMEM), ALWAYS(ENOMEM) } },
};
const size_t trace_kind_count = sizeof(trace_kinds) / sizeof(trace_kinds[0]);

const char *trace_way_text(enum trace_way way)
{
    return way == TRACE_ONCE     ? "once"
           : way == TRACE_ALWAYS ? "always"
           : way == TRACE_BEFORE ? "before"
           : way == TRACE_AFTER  ? "after"
           : way == TRACE_SIGNAL ? "signal"
           : way == TRACE_BESIDE ? "beside"
           : way == TRACE_CUT    ? "cut"
                                 : "at";
}

size_t trace_kind(const char *name)
{
    size_t kind = 0;

    while (kind < trace_kind_count && strcmp(trace_kinds[kind].name, name) != 0)
        kind++;
    assert_true(kind < trace_kind_count);
    return kind;
}

/* Where it stands above. */
#define KIND_SYNC 7

static bool is_of_memory(size_t kind)
{
    return kind == trace_kind_count - 1;
}

static bool is_bound(const struct trace_fault *fault)
{
    return fault && fault->harm->way == TRACE_AT;
}

/* --- the processes that are followed --------------------------------------
 */

#define TRACEES 64
struct tracee {
    pid_t pid;                    /* a thread's own; 0: free */
    pid_t process;                /* whose thread it is */
    unsigned long long low, high; /* where its loader lies */
    struct place_span own;        /* and the program, where it is the one */
    bool is_new;                  /* the stop that it begins with is to come */
    bool is_doomed;               /* killed at the end of its call */
    int error;                    /* or, where not 0, told that it failed */
};

struct trace {
    const struct trace_fault *fault;
    struct trace_result *result;
    const struct trace_watch *watch;
    const char *program;
    pid_t first;
    bool counts;
    bool has_begun; /* the first process is the program by now */
    bool is_cut;    /* nothing goes on */
    struct tracee tracees[TRACEES];
};

/* Which process a thread is of, by the system's own word. */
static pid_t process_of(pid_t thread)
{
    static const char key[] = "Tgid:";
    char path[64], line[256];
    pid_t process = thread;
    FILE *status;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)thread);
    status = fopen(path, "r");
    while (status && fgets(line, sizeof(line), status))
        if (!strncmp(line, key, strlen(key)))
            process = (pid_t)strtol(line + strlen(key), NULL, 10);
    if (status)
        fclose(status);
    return process;
}

static struct tracee *tracee(struct trace *t, pid_t pid)
{
    struct tracee *free_one = NULL;

    for (size_t i = 0; i < TRACEES; i++) {
        if (t->tracees[i].pid == pid)
            return &t->tracees[i];
        if (!t->tracees[i].pid && !free_one)
            free_one = &t->tracees[i];
    }
    if (!free_one)
        fail_msg("more than %d processes", TRACEES);
    memset(free_one, 0, sizeof(*free_one));
    free_one->pid = pid;
    free_one->process = process_of(pid);
    free_one->is_new = true;
    return free_one;
}

/* The program is in place and its loader begins: where do they lie? */
static void find_texts(struct tracee *p, const char *program)
{
    char path[64], line[512];
    FILE *maps;

    snprintf(path, sizeof(path), "/proc/%d/maps", (int)p->pid);
    maps = fopen(path, "r");
    assert_non_null(maps);
    p->low = p->high = p->own.low = p->own.high = 0;
    while (fgets(line, sizeof(line), maps)) {
        char *end;
        unsigned long long low = strtoull(line, &end, 16);

        if (*end == '-' && strstr(line, program)) {
            p->own.low = p->own.low ? p->own.low : low;
            p->own.high = strtoull(end + 1, NULL, 16);
        }
        if (!strstr(line, "/ld-") || *end != '-')
            continue;
        p->low = p->low ? p->low : low;
        p->high = strtoull(end + 1, NULL, 16);
    }
    fclose(maps);
}

static int kind_of(long number)
{
    for (size_t i = 0; i < trace_kind_count; i++)
        for (const long *at = trace_kinds[i].numbers; *at >= 0; at++)
            if (*at == number)
                return (int)i;
    return -1;
}

static bool is_lock_command(unsigned long long command)
{
    return command == F_SETLK || command == F_SETLKW || command == F_OFD_SETLK
           || command == F_OFD_SETLKW;
}

/* The call is left out, its number made -1; the process sees this result. */
static void answer(const struct tracee *p, struct user_regs_struct *regs,
                   long long value)
{
    regs->orig_rax = (unsigned long long)-1;
    regs->rax = (unsigned long long)value;
    ptrace(PTRACE_SETREGS, p->pid, NULL, regs);
}

/* The call is done, and the process is told that it failed. */
static void end_call(struct tracee *p)
{
    struct user_regs_struct regs;

    if (ptrace(PTRACE_GETREGS, p->pid, NULL, &regs) == 0) {
        regs.rax = (unsigned long long)-p->error;
        ptrace(PTRACE_SETREGS, p->pid, NULL, &regs);
    }
    p->error = 0;
}

static void show(const struct trace *t)
{
    if (t->watch && t->watch->see)
        t->watch->see(t->watch->context);
}

static bool has_places(const struct trace *t)
{
    return t->counts && t->watch && t->watch->came;
}

/* Something comes from outside, and the call is made nonetheless. */
static void disturb(struct trace *t)
{
    const struct trace_harm *harm = t->fault->harm;

    if (harm->way == TRACE_BESIDE) {
        show(t);
        return;
    }
    t->result->is_killed = true;
    kill(t->first, harm->error);
}

/* The n-th call, or one after it that is to fail as well. */
static bool is_struck(const struct trace_fault *fault, int kind, int64_t call)
{
    return fault && fault->kind == (size_t)kind
           && (call == fault->n
               || (call > fault->n && fault->harm->way == TRACE_ALWAYS));
}

static bool is_from_outside(enum trace_way way)
{
    return way == TRACE_SIGNAL || way == TRACE_BESIDE;
}

static void end_all(const struct trace *t)
{
    for (size_t i = 0; i < TRACEES; i++)
        if (t->tracees[i].pid)
            kill(t->tracees[i].pid, SIGKILL);
}

/* The call fails, or the process ends at it. */
static bool strike(struct trace *t, struct tracee *p,
                   struct user_regs_struct *regs)
{
    const struct trace_harm *harm = t->fault->harm;

    if (harm->way == TRACE_CUT) {
        t->is_cut = t->result->is_killed = true;
        end_all(t);
        return false;
    }
    if (harm->way == TRACE_BEFORE || harm->way == TRACE_AFTER) {
        t->result->is_killed = p->process == t->first;
        p->is_doomed = harm->way == TRACE_AFTER;
        if (!p->is_doomed)
            kill(p->process, SIGKILL);
        return p->is_doomed;
    }
    /* A descriptor is closed whatever is said of it. */
    if (regs->orig_rax == SYS_close) {
        p->error = harm->error;
        return true;
    }
    answer(p, regs, -harm->error);
    return false;
}

/* What the call would bring to the disk. */
static void show_sync(const struct trace *t, const struct tracee *p,
                      const struct user_regs_struct *regs)
{
    char path[64];

    if (!t->watch || !t->watch->sync || regs->orig_rax == SYS_sync_file_range)
        return;
    snprintf(path, sizeof(path), "/proc/%d/fd/%llu", (int)p->pid, regs->rdi);
    t->watch->sync(t->watch->context,
                   regs->orig_rax == SYS_syncfs ? NULL : path);
}

/*
 * A call is about to be made. Is it to go on to its end under our eyes? Nobody
 * waits for the disk: whoever lets the power fail is told what was to be on it,
 * and a sync is left out.
 */
static bool meet_call(struct trace *t, struct tracee *p)
{
    const struct trace_fault *fault = t->fault;
    struct user_regs_struct regs;
    int64_t call;
    int kind;

    if (!t->has_begun || ptrace(PTRACE_GETREGS, p->pid, NULL, &regs))
        return false;
    kind = kind_of((long)regs.orig_rax);
    if (kind < 0 || (regs.rip >= p->low && regs.rip < p->high)
        || (regs.orig_rax == SYS_fcntl && !is_lock_command(regs.rsi)))
        return false;
    /* Nobody can say that nothing can be said. */
    if (regs.orig_rax == SYS_write && regs.rdi == STDERR_FILENO
        && p->process == t->first)
        return false;
    call = ++t->result->calls[kind];
    if (t->counts)
        show(t);
    if (has_places(t))
        t->watch->came(t->watch->context, (size_t)kind, call,
                       t->watch->place(p->pid, p->own));
    t->result->fired += is_struck(fault, kind, call);
    if (is_struck(fault, kind, call) && is_from_outside(fault->harm->way))
        disturb(t);
    else if (is_struck(fault, kind, call))
        return strike(t, p, &regs);
    if (kind == KIND_SYNC) {
        show_sync(t, p, &regs);
        answer(p, &regs, 0);
    }
    return false;
}

/* --- one run --------------------------------------------------------------
 */

/* Is a kind of call one to stop at? Those that wait for the disk always are. */
static bool is_met(const struct trace *t, size_t kind)
{
    return t->counts || kind == KIND_SYNC
           || (t->fault && t->fault->kind == kind);
}

/* Stops at the calls of the kinds that are followed, and lets pass the rest. */
static void stop_at(const struct trace *t)
{
    struct sock_filter filter[TRACE_KINDS_MAX * TRACE_NUMBERS * 2 + 4];
    struct sock_fprog program = { 0, filter };
    unsigned short count = 0;

    filter[count++] = (struct sock_filter)BPF_STMT(
        BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < trace_kind_count; i++) {
        if (!is_met(t, i))
            continue;
        for (const long *at = trace_kinds[i].numbers; *at >= 0; at++) {
            filter[count++] = (struct sock_filter)BPF_JUMP(
                BPF_JMP | BPF_JEQ | BPF_K, (unsigned)*at, 0, 1);
            filter[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
                                                           SECCOMP_RET_TRACE);
        }
    }
    filter[count++] =
        (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    program.len = count;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        _exit(126);
}

/* An end of a pipe that nobody reads. */
static int unread(void)
{
    int ends[2];

    if (pipe(ends))
        _exit(126);
    close(ends[0]);
    return ends[1];
}

static void set_bound(const struct trace_fault *fault)
{
    const char *kind = trace_kinds[fault->kind].name;

    if (!strcmp(kind, "size")) {
        const struct rlimit most = { (rlim_t)fault->n * 1024, RLIM_INFINITY };

        if (setrlimit(RLIMIT_FSIZE, &most))
            _exit(126);
    } else if (!strcmp(kind, "unread") && dup2(unread(), (int)fault->n) < 0) {
        _exit(126);
    }
}

static void become(char *const argv[], const struct trace *t,
                   char *const environment[]) __attribute__((noreturn));
static void become(char *const argv[], const struct trace *t,
                   char *const environment[])
{
    int out = open("out", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    int errs = open("errs", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (out < 0 || errs < 0 || dup2(out, 1) < 0 || dup2(errs, 2) < 0)
        _exit(126);
    if (is_bound(t->fault))
        set_bound(t->fault);
    /* Whoever starts the tests in the background ignores some. */
    signal(SIGINT, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) || raise(SIGSTOP))
        _exit(126);
    stop_at(t);
    execve(argv[0], argv, environment);
    _exit(127);
}

static volatile sig_atomic_t is_time_up;

static void ring(int signal)
{
    (void)signal;
    is_time_up = 1;
}

static void set_alarm(unsigned seconds)
{
    struct sigaction action = { .sa_handler = ring };

    is_time_up = 0;
    sigaction(SIGALRM, &action, NULL);
    alarm(seconds);
}

static void note_end(struct trace *t, pid_t pid, int status)
{
    tracee(t, pid)->pid = 0;
    if (pid != t->first)
        return;
    t->result->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    t->result->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

/* A process stands still: why, and on with it. */
static void meet_stop(struct trace *t, pid_t pid, int status)
{
    struct tracee *p = tracee(t, pid);
    /* A call that is to be seen to its end may stop in between. */
    int request = p->is_doomed || p->error ? PTRACE_SYSCALL : PTRACE_CONT;
    int event = status >> 16;
    long pass = 0;

    if (event == PTRACE_EVENT_SECCOMP) {
        if (meet_call(t, p))
            request = PTRACE_SYSCALL;
    } else if (event == PTRACE_EVENT_EXEC) {
        t->has_begun = true;
        find_texts(p, t->program);
    } else if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
        request = PTRACE_CONT;
        if (p->is_doomed)
            kill(p->process, SIGKILL);
        else if (p->error)
            end_call(p);
    } else if (event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK
               || event == PTRACE_EVENT_CLONE) {
        unsigned long child = 0;

        if (ptrace(PTRACE_GETEVENTMSG, pid, NULL, &child) == 0) {
            struct tracee *c = tracee(t, (pid_t)child);

            c->own = p->own;
            c->low = p->low;
            c->high = p->high;
        }
    } else if (event == 0) {
        if (p->is_new && WSTOPSIG(status) == SIGSTOP)
            p->is_new = false;
        else
            pass = WSTOPSIG(status);
    }
    ptrace((enum __ptrace_request)request, pid, NULL, pass);
}

static void follow(struct trace *t, unsigned seconds)
{
    static const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK
                                | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE
                                | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP
                                | PTRACE_O_EXITKILL;
    int status = 0;
    pid_t pid = waitpid(t->first, &status, 0);

    assert_true(pid == t->first && WIFSTOPPED(status));
    assert_int_equal(ptrace(PTRACE_SETOPTIONS, pid, NULL, options), 0);
    tracee(t, pid)->is_new = false;
    ptrace(PTRACE_CONT, pid, NULL, NULL);
    set_alarm(seconds);
    for (;;) {
        pid = waitpid(-1, &status, __WALL);
        if (is_time_up && !t->result->is_late) {
            t->result->is_late = true;
            end_all(t);
        }
        if (pid < 0 && errno == ECHILD)
            break;
        if (pid <= 0)
            continue;
        if (WIFSTOPPED(status) && t->is_cut)
            kill(pid, SIGKILL);
        else if (WIFSTOPPED(status))
            meet_stop(t, pid, status);
        else
            note_end(t, pid, status);
    }
    alarm(0);
}

static struct memory_control *map_control(void)
{
    int fd = open("memory", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    void *at;

    assert_true(fd >= 0);
    assert_int_equal(ftruncate(fd, sizeof(struct memory_control)), 0);
    at = mmap(NULL, sizeof(struct memory_control), PROT_READ | PROT_WRITE,
              MAP_SHARED, fd, 0);
    close(fd);
    assert_true(at != MAP_FAILED);
    return at;
}

/* The same for all runs: to be told of memory takes a call or two as well. */
static void make_environment(char *text, size_t size, char *environment[4])
{
    static char control[] = MEMORY_VARIABLE "=memory";
    static char zone[] = "TZ=UTC";
    int i = 0;

    snprintf(text, size, "LD_PRELOAD=%s",
             testing_environment("VSCHOOL_FAULT_MEMORY"));
    if (testing_environment("VSCHOOL_FAULT_MEMORY"))
        environment[i++] = text;
    environment[i++] = zone;
    environment[i++] = control;
    environment[i] = NULL;
}

static void show_memory(const struct memory_control *control,
                        const struct trace_watch *watch)
{
    assert_true(control->calls <= MEMORY_PLACES);
    for (int64_t i = 0; i < control->calls; i++)
        watch->came(watch->context, trace_kind_count - 1, i + 1,
                    control->places[i]);
}

void trace_run(char *const argv[], const struct trace_fault *fault, bool counts,
               unsigned seconds, const struct trace_watch *watch,
               struct trace_result *result)
{
    bool of_memory = fault ? is_of_memory(fault->kind) : counts;
    struct memory_control *control = map_control();
    struct trace t = { .fault = fault,
                       .result = result,
                       .watch = watch,
                       .program = argv[0],
                       .counts = counts };
    char preload[512];
    char *environment[4];

    memset(result, 0, sizeof(*result));
    if (fault && of_memory) {
        control->n = fault->n;
        control->is_always = fault->harm->way == TRACE_ALWAYS;
    }
    control->has_places = has_places(&t) && watch->has_memory;
    make_environment(preload, sizeof(preload), environment);
    t.first = fork();
    assert_true(t.first >= 0);
    if (t.first == 0)
        become(argv, &t, environment);
    follow(&t, seconds);
    if (is_bound(fault))
        result->fired = 1;
    if (of_memory) {
        /* the last of the kinds */
        result->calls[trace_kind_count - 1] = control->calls;
        if (fault)
            result->fired = control->fired;
        if (control->has_places)
            show_memory(control, watch);
    }
    munmap(control, sizeof(*control));
}

bool trace_is_possible(void)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0)
        _exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) ? 1 : 0);
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status)
           && WEXITSTATUS(status) == 0;
}

#else
const struct trace_kind trace_kinds[] = {
    { "none", { -1 }, { { NULL, 0, 0 } } }
};
const size_t trace_kind_count = 0;

const char *trace_way_text(enum trace_way way)
{
    (void)way;
    return "";
}

bool trace_is_possible(void)
{
    return false;
}

size_t trace_kind(const char *name)
{
    (void)name;
    return 0;
}

void trace_run(char *const argv[], const struct trace_fault *fault, bool counts,
               unsigned seconds, const struct trace_watch *watch,
               struct trace_result *result)
{
    (void)argv;
    (void)watch;
    (void)fault;
    (void)counts;
    (void)seconds;
    memset(result, 0, sizeof(*result));
}
#endif
