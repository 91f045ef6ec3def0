#ifndef CORE_LOG_H
#define CORE_LOG_H
#include <stdbool.h>
#include <stdint.h>

/*
 * log: what a person running the job sees, on stderr. Without a terminal one
 * line a step; on a terminal a line that is written over: stage, done of
 * total, rows a second, time left. No personal data ever goes here.
 */
struct log {
    bool quiet;     /* nothing but errors */
    bool terminal;  /* stderr is a terminal */
    double started; /* seconds, monotonic */
    double drawn;
};

void log_open(struct log *log, bool quiet);
void log_step(struct log *log, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Redraws at most ten times a second; total 0 = not known. */
void log_progress(struct log *log, const char *stage, int64_t done,
                  int64_t total, int64_t rows);
void log_progress_end(struct log *log);

#endif /* CORE_LOG_H */
