#ifndef TRANSFORM_PEOPLE_STAY_H
#define TRANSFORM_PEOPLE_STAY_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/codecell.h"
#include "core/date.h"

struct db;
struct err;

/*
 * stay: table pupil_stay, a person's stays in a few bytes. Made again with
 * dim_pupil, for the same persons, it spares every later run reading a million
 * rows with names in them.
 *
 * A stay that was sent under two UPNs of a person is one (view `stay`), with
 * the attributes that both gave (details.md 45); those of rows of status P are
 * none (details.md 15).
 */

/* The attributes of a stay from one extract's time on (details.md 15). */
struct stay_state {
    int64_t second;  /* of the extract, since 1970 */
    char nc_year[2]; /* padded with NULs, as the rest */
    char ethnicity[CODECELL_ETHNICITY_MOST];
    char status, sen, fsm; /* '\0' where blank */
    uint8_t idaci;         /* decile; 0 = blank */
};

struct stay {
    int64_t school_key;
    date_t entry;
    date_t leaving;       /* the last day; 9999-12-31 while it goes on */
    bool is_declared;     /* PostLookedAfter A, G, C or R */
    uint16_t state_count; /* at least 1 */
};

/* Make the rows of the persons in pupil_asked again. */
int stay_store(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Take a person's bytes apart: stay_next gives a stay, then stay_state its
 * states one by one; states that are not asked for are passed over. Stays
 * ascend by school and entry, states by time.
 */
struct stay_reader {
    const unsigned char *at, *end;
    size_t states_left;
};
void stay_read(struct stay_reader *r, const void *bytes, size_t len);
bool stay_next(struct stay_reader *r, struct stay *stay);
bool stay_next_state(struct stay_reader *r, struct stay_state *state);

#endif /* TRANSFORM_PEOPLE_STAY_H */
