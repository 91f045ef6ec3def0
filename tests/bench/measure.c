/*
 * measure FILE COMMAND...: run a command and write into FILE, in one line, its
 * wall and CPU seconds, peak memory in MiB and exit status.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Not in POSIX.1-2008, and there on every system this runs on. */
pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage);

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    struct timespec start, stop;
    struct rusage usage;
    int status = 0;
    FILE *out;
    pid_t pid;

    if (argc < 3) {
        fputs("usage: measure FILE COMMAND...\n", stderr);
        return 64;
    }
    clock_gettime(CLOCK_MONOTONIC, &start);
    pid = fork();
    if (pid == 0) {
        execvp(argv[2], argv + 2);
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &usage) < 0) {
        fprintf(stderr, "measure: %s\n", strerror(errno));
        return 71;
    }
    clock_gettime(CLOCK_MONOTONIC, &stop);
    out = fopen(argv[1], "w");
    if (!out
        || fprintf(out, "%.4f %.4f %ld %d\n",
                   (double)(stop.tv_sec - start.tv_sec)
                       + (double)(stop.tv_nsec - start.tv_nsec) / 1e9,
                   seconds(usage.ru_utime) + seconds(usage.ru_stime),
                   usage.ru_maxrss / 1024,
                   WIFEXITED(status) ? WEXITSTATUS(status) : -1)
               < 0
        || fclose(out) != 0) {
        fprintf(stderr, "measure: cannot write '%s'\n", argv[1]);
        return 73;
    }
    return 0;
}
