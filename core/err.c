#include "core/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
    va_list args;

    if (!err)
        return -1;
    err->code = code;
    va_start(args, fmt);
    (void)vsnprintf(err->msg, sizeof(err->msg), fmt, args);
    va_end(args);
    return -1;
}

int err_context(struct err *err, const char *fmt, ...)
{
    char old[sizeof(err->msg)];
    va_list args;
    int used;

    if (!err)
        return -1;
    memcpy(old, err->msg, sizeof(old));
    va_start(args, fmt);
    used = vsnprintf(err->msg, sizeof(err->msg), fmt, args);
    va_end(args);
    if (used < 0)
        used = 0;
    if ((size_t)used < sizeof(err->msg)) {
        size_t left = sizeof(err->msg) - (size_t)used;
        int whole = snprintf(err->msg + used, left, ": %.*s", (int)left, old);
        (void)whole; /* a long message may be cut: it is for a person */
    }
    return -1;
}
