#define _GNU_SOURCE /* NSIG, environ */
#include "core/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

#define NOTES_MAX 8192
/* As much may wait in a pipe that nobody read in time. */
#define PIPE_ROOM 65536

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

#define SETTINGS_MOST 16

struct request {
    const char *const *argv;
    const char *folder;
    const char *const *settings;
    int output;
    pid_t parent;
};

/* An ignored signal would stay so beyond exec. */
static void restore_signals(void)
{
    sigset_t none;

    for (int i = 1; i < NSIG; i++)
        signal(i, SIG_DFL); /* not all can be set, nor need to */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void child(const struct request *request) __attribute__((noreturn));
static void child(const struct request *request)
{
    static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
    static char locale[] = "LC_ALL=C.UTF-8";
    static char home[] = "HOME=/nonexistent";
    static char *environment[SETTINGS_MOST] = { path, locale, home };
    char **args;
    size_t count = 0, set = 3;
    int null = open("/dev/null", O_RDWR);

    setpgid(0, 0);
    restore_signals();
    /* The parent may have ended before it was asked for. */
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != request->parent)
        _exit(127);
    while (request->argv[count])
        count++;
    /* lint-ok banned: the child must not print and exit as mem does */
    args = calloc(count + 1, sizeof(*args));
    for (size_t i = 0; args && i < count; i++)
        args[i] = strdup(request->argv[i]); /* lint-ok banned: likewise */
    for (size_t i = 0; request->settings && request->settings[i]; i++)
        if (set + 1 < SETTINGS_MOST)
            /* lint-ok banned: likewise */
            environment[set++] = strdup(request->settings[i]);
    if (!args || !args[0] || null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0
        || dup2(request->output, 2) < 0
        || (request->folder && chdir(request->folder) != 0))
        _exit(127);
    environ = environment;
    execvp(args[0], args);
    _exit(127);
}

/*
 * Read what the child prints until it closes the pipe: 0; 1 = time is up and it
 * has not, -1 = it cannot be read, errno says why.
 */
static int gather(int fd, double deadline, struct str *notes)
{
    char piece[1024];
    size_t after = 0;

    for (;;) {
        struct pollfd wait = { .fd = fd, .events = POLLIN, .revents = 0 };
        double left = deadline - now();
        int ready = poll(&wait, 1, left > 0 ? (int)(left * 1000) + 1 : 0);
        ssize_t got;

        if (ready < 0 && errno != EINTR)
            return -1;
        if (left <= 0 && (ready <= 0 || after > PIPE_ROOM))
            return 1;
        if (ready <= 0)
            continue;
        got = read(fd, piece, sizeof(piece));
        if (got == 0)
            return 0;
        if (got > 0 && left <= 0)
            after += (size_t)got;
        if (got > 0 && notes->len < NOTES_MAX)
            str_add_n(notes, piece, (size_t)got);
        if (got < 0 && errno != EINTR)
            return -1;
    }
}

/* Whether it has ended by then; it is not reaped, so that its number stays. */
static int wait_for(pid_t pid, double deadline)
{
    struct timespec pause = { 0, 1000000 };

    for (;;) {
        siginfo_t info;

        info.si_pid = 0;
        if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0) {
            if (errno != EINTR)
                return -1;
        } else if (info.si_pid) {
            return 0;
        }
        if (now() >= deadline)
            return 1;
        nanosleep(&pause, NULL);
        if (pause.tv_nsec < 50000000)
            pause.tv_nsec *= 2;
    }
}

/* What its end says. */
static int judge(const char *name, int status, struct str *notes,
                 struct err *err)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return err_set(err, ERR_OS, "cannot start '%s': is it installed?",
                       name);
    while (notes->len && notes->text[notes->len - 1] == '\n')
        notes->text[--notes->len] = '\0';
    if (WIFSIGNALED(status))
        return err_set(err, ERR_OS, "'%s' was ended by signal %d%s%.400s", name,
                       WTERMSIG(status), notes->len ? ": " : "", notes->text);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return err_set(err, ERR_OS, "'%s' failed: %.400s", name, notes->text);
    return 0;
}

struct proc {
    char *name;
    pid_t pid;
    int output; /* the end of its stderr that is read */
    int seconds;
    double deadline;
};

static int cannot_start(const char *name, struct err *err)
{
    return err_set(err, ERR_OS, "cannot start '%s': %s", name, strerror(errno));
}

int proc_start(struct proc **out, const char *const argv[], const char *folder,
               const char *const settings[], int seconds, struct err *err)
{
    struct request request = { argv, folder, settings, -1, getpid() };
    struct proc *proc;
    int ends[2];
    pid_t pid;

    *out = NULL;
    if (pipe(ends) != 0)
        return cannot_start(argv[0], err);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    request.output = ends[1];
    pid = fork();
    if (pid == 0)
        child(&request);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return cannot_start(argv[0], err);
    }
    setpgid(pid, pid); /* here too: whoever comes first */
    proc = mem_zero(1, sizeof(*proc));
    *proc = (struct proc){ mem_dup(argv[0]), pid, ends[0], seconds,
                           now() + seconds };
    *out = proc;
    return 0;
}

/* Whatever is left of it ends. */
static int reap(struct proc *proc)
{
    int status = 0;

    kill(-proc->pid, SIGKILL);
    close(proc->output);
    while (waitpid(proc->pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

static void proc_free(struct proc *proc)
{
    free(proc->name);
    free(proc);
}

int proc_end(struct proc *proc, struct str *notes, struct err *err)
{
    /* A program may close stderr and go on. */
    int late = gather(proc->output, proc->deadline, notes);
    int error, status, ret;

    if (late == 0)
        late = wait_for(proc->pid, proc->deadline);
    error = errno;
    status = reap(proc);
    if (late < 0)
        ret = err_set(err, ERR_OS, "cannot hear '%s': %s", proc->name,
                      strerror(error));
    else if (late)
        ret = err_set(err, ERR_OS, "'%s' took over %d seconds", proc->name,
                      proc->seconds);
    else
        ret = judge(proc->name, status, notes, err);
    proc_free(proc);
    return ret;
}

void proc_stop(struct proc *proc)
{
    if (!proc)
        return;
    reap(proc);
    proc_free(proc);
}

int proc_run(const char *const argv[], const char *folder,
             const char *const settings[], int seconds, struct str *notes,
             struct err *err)
{
    struct proc *proc;

    return proc_start(&proc, argv, folder, settings, seconds, err)
                   || proc_end(proc, notes, err)
               ? -1
               : 0;
}
