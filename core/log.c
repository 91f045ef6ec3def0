#include "core/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void log_open(struct log *log, bool quiet)
{
    log->quiet = quiet;
    log->terminal = isatty(STDERR_FILENO) == 1;
    log->started = now();
    log->drawn = 0;
}

void log_step(struct log *log, const char *fmt, ...)
{
    va_list args;

    if (log->quiet)
        return;
    log_progress_end(log);
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputc('\n', stderr);
}

void log_progress(struct log *log, const char *stage, int64_t done,
                  int64_t total, int64_t rows)
{
    double t = now();
    double passed = t - log->started;

    if (log->quiet || !log->terminal
        || (log->drawn > 0 && t - log->drawn < 0.1))
        return;
    if (log->drawn <= 0) {
        log->started = t;
        passed = 0;
    }
    log->drawn = t;
    fprintf(stderr, "\r\033[K%s %lld", stage, (long long)done);
    if (total)
        fprintf(stderr, " of %lld", (long long)total);
    if (rows && passed > 0.5)
        fprintf(stderr, ", %.0f rows a second", (double)rows / passed);
    if (done && total > done && passed > 0.5)
        fprintf(stderr, ", %.0f s left",
                passed * (double)(total - done) / (double)done);
    fflush(stderr);
}

void log_progress_end(struct log *log)
{
    if (log->drawn > 0)
        fputs("\r\033[K", stderr);
    log->drawn = 0;
}
