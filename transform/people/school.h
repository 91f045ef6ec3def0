#ifndef TRANSFORM_PEOPLE_SCHOOL_H
#define TRANSFORM_PEOPLE_SCHOOL_H
#include <stdint.h>

/* school: a school with the entities it counts in (metrics.md, "Levels"). */

struct school {
    int64_t school_key;
    char urn[8];
    int64_t entity;   /* entity_key of level school */
    int64_t district; /* entity_key, 0 = none */
    int64_t adviser;  /* entity_key, 0 = none */
    /* Publication phase, in the county's words; "" = none (no funnel row). */
    const char *phase;
};

#define SCHOOL_NONE UINT32_MAX /* counts at county level only */

#endif /* TRANSFORM_PEOPLE_SCHOOL_H */
