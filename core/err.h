#ifndef CORE_ERR_H
#define CORE_ERR_H

/*
 * err: one failure, as a code and a sentence. The code is the process's exit
 * status (spec: operations.md), so there is one list and not two.
 *
 * A function that can fail returns 0 or -1 and takes a `struct err *` last; it
 * writes there only on failure, so calls chain with ||. Only main.c prints.
 */
#define ERR_CODES(X)                                                           \
    X(ERR_NONE, 0, "success")                                                  \
    X(ERR_PARTIAL, 3,                                                          \
      "published, but a file was held, refused, incomplete or all rejected")   \
    X(ERR_USAGE, 64, "bad command line")                                       \
    X(ERR_DATA, 65, "input data is wrong")                                     \
    X(ERR_NOINPUT, 66, "an input is missing or unreadable")                    \
    X(ERR_INTERNAL, 70, "a bug in this program")                               \
    X(ERR_OS, 71, "the operating system refused something")                    \
    X(ERR_CANTCREAT, 73, "an output could not be written")                     \
    X(ERR_BUSY, 75, "another run holds the lock")                              \
    X(ERR_CONFIG, 78, "the configuration is wrong")

enum err_code {
#define ERR_ENUM(name, value, text) name = (value),
    ERR_CODES(ERR_ENUM)
#undef ERR_ENUM
};

struct err {
    enum err_code code;
    char msg[1024]; /* fixed: reporting a failure never allocates */
};

#define ERR_INIT                                                               \
    {                                                                          \
        ERR_NONE, ""                                                           \
    }

/* Both return -1, so that `return err_set(...)` reads well. err may be NULL. */
int err_set(struct err *err, enum err_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Put "<context>: " before the message that is there. */
int err_context(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif /* CORE_ERR_H */
