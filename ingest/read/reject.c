#include "ingest/read/reject.h"

const char *reject_name(enum reject rule)
{
    switch (rule) {
    case REJECT_NONE:
        return "";
#define REJECT_NAME(name, text)                                                \
    case REJECT_##name:                                                        \
        return text;
        REJECT_RULES(REJECT_NAME)
#undef REJECT_NAME
    }
    return "";
}
