#include "core/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* One that was cut ends with a whole character: it may be stored as text. */
static void end_whole(char *msg, size_t len)
{
    size_t at = len;
    unsigned char lead;

    while (at && (msg[at - 1] & '\xC0') == '\x80')
        at--;
    if (!at)
        return;
    lead = (unsigned char)msg[--at];
    if ((lead >= 0xC0 && len - at < 2) || (lead >= 0xE0 && len - at < 3)
        || (lead >= 0xF0 && len - at < 4))
        msg[at] = '\0';
}

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
    va_list args;

    if (!err)
        return -1;
    err->code = code;
    va_start(args, fmt);
    if (vsnprintf(err->msg, sizeof(err->msg), fmt, args)
        >= (int)sizeof(err->msg))
        end_whole(err->msg, sizeof(err->msg) - 1);
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

        used += snprintf(err->msg + used, left, ": %s", old);
    }
    if ((size_t)used >= sizeof(err->msg))
        end_whole(err->msg, sizeof(err->msg) - 1);
    return -1;
}
