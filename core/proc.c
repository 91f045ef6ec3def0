#include "core/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/err.h"
#include "core/str.h"

#define NOTES_MAX 8192

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void child(const char *const argv[], const char *folder, int output)
    __attribute__((noreturn));
static void child(const char *const argv[], const char *folder, int output)
{
    static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
    static char locale[] = "LC_ALL=C.UTF-8";
    static char home[] = "HOME=/nonexistent";
    static char *environment[] = { path, locale, home, NULL };
    extern char **environ;
    char **args;
    size_t count = 0;
    int null = open("/dev/null", O_RDWR);

    setpgid(0, 0);
    while (argv[count])
        count++;
    /* lint-ok banned: the child must not print and exit as mem does */
    args = calloc(count + 1, sizeof(*args));
    for (size_t i = 0; args && i < count; i++)
        args[i] = strdup(argv[i]); /* lint-ok banned: likewise */
    if (!args || !args[0] || null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0
        || dup2(output, 2) < 0 || (folder && chdir(folder) != 0))
        _exit(127);
    environ = environment;
    execvp(args[0], args);
    _exit(127);
}

/* Read what the child prints until it closes the pipe or time is up. */
static int gather(int fd, double deadline, struct str *notes)
{
    char piece[1024];

    for (;;) {
        struct pollfd wait = { .fd = fd, .events = POLLIN, .revents = 0 };
        double left = deadline - now();
        int ready;
        ssize_t got;

        if (left <= 0)
            return -1;
        ready = poll(&wait, 1, (int)(left * 1000) + 1);
        if (ready < 0 && errno != EINTR)
            return -1;
        if (ready <= 0)
            continue;
        got = read(fd, piece, sizeof(piece));
        if (got == 0)
            return 0;
        if (got > 0 && notes->len < NOTES_MAX)
            str_add_n(notes, piece, (size_t)got);
        if (got < 0 && errno != EINTR)
            return -1;
    }
}

int proc_run(const char *const argv[], const char *folder, int seconds,
             struct str *notes, struct err *err)
{
    int ends[2];
    int status = 0;
    int late;
    pid_t pid;

    if (pipe(ends) != 0)
        return err_set(err, ERR_OS, "cannot start '%s': %s", argv[0],
                       strerror(errno));
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    pid = fork();
    if (pid == 0)
        child(argv, folder, ends[1]);
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return err_set(err, ERR_OS, "cannot start '%s': %s", argv[0],
                       strerror(errno));
    }
    late = gather(ends[0], now() + seconds, notes);
    if (late)
        kill(-pid, SIGKILL);
    close(ends[0]);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (late)
        return err_set(err, ERR_OS, "'%s' took over %d seconds", argv[0],
                       seconds);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
        return err_set(err, ERR_OS, "cannot start '%s': is it installed?",
                       argv[0]);
    while (notes->len && notes->text[notes->len - 1] == '\n')
        notes->text[--notes->len] = '\0';
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return err_set(err, ERR_OS, "'%s' failed: %.400s", argv[0],
                       notes->text);
    return 0;
}
