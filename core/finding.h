#ifndef CORE_FINDING_H
#define CORE_FINDING_H
#include <stddef.h>

#include "core/str.h"

struct err;

/*
 * finding: what a look at something came to: how much was looked at, every
 * fault, and everything that could not be looked at, which is neither sound nor
 * a fault. Each is a sentence, in one line.
 */
struct finding {
    struct str seen; /* "120 contents" */
    struct finding_list {
        char **lines;
        size_t count, capacity;
    } faults, unseen;
};

#define FINDING_INIT                                                           \
    {                                                                          \
        STR_INIT, { NULL, 0, 0 },                                              \
        {                                                                      \
            NULL, 0, 0                                                         \
        }                                                                      \
    }

void finding_fault(struct finding *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/*
 * What a look ended in becomes what was found: ERR_DATA is a fault, all else
 * was not seen. *err is none afterwards.
 */
void finding_take(struct finding *f, struct err *err);
/* What was found were no faults. */
void finding_clear(struct finding *f);
void finding_release(struct finding *f);

#endif /* CORE_FINDING_H */
