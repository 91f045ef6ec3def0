#include "ingest/load/roll.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/search.h"

void roll_open(struct roll *roll, struct db *db)
{
    *roll = (struct roll){ .db = db };
}

void roll_close(struct roll *roll)
{
    free(roll->stays);
    memset(roll, 0, sizeof(*roll));
}

void roll_forget(struct roll *roll)
{
    roll->school_key = 0;
    roll->count = 0;
}

int roll_settle(struct roll *roll, struct db *db, struct err *err)
{
    roll_forget(roll);
    return db_run_script(db, "ingest/sql/stay.sql#settle", NULL, 0, err);
}

int roll_load(struct roll *roll, int64_t school_key, struct err *err)
{
    struct query *q;
    int row;

    if (roll->school_key == school_key)
        return 0;
    roll_forget(roll);
    q = db_query(roll->db, "ingest/sql/stay.sql#read_roll", err);
    query_bind_int(q, 1, school_key);
    while ((row = query_step(q, err)) == 1) {
        struct roll_stay *stay;

        MEM_ROOM(roll->stays, roll->count, roll->capacity);
        stay = &roll->stays[roll->count++];
        stay->ident_key = query_int(q, 0);
        stay->entry = date_parse_iso(query_text(q, 1));
        stay->leaving = date_parse_iso(query_text(q, 2));
    }
    if (row < 0)
        return -1;
    roll->school_key = school_key;
    return 0;
}

const struct roll_stay *roll_find(const struct roll *roll, int64_t ident_key,
                                  size_t *count)
{
    size_t first = search_key(roll->stays, roll->count, sizeof(*roll->stays),
                              offsetof(struct roll_stay, ident_key), ident_key);

    *count = 0;
    while (first + *count < roll->count
           && roll->stays[first + *count].ident_key == ident_key)
        (*count)++;
    return roll->stays ? roll->stays + first : NULL;
}

const struct roll_stay *roll_covering(const struct roll_stay *stays,
                                      size_t count, date_t date)
{
    size_t first = 0;

    while (first < count) {
        size_t middle = first + (count - first) / 2;

        if (stays[middle].leaving < date)
            first = middle + 1;
        else if (stays[middle].entry > date)
            count = middle;
        else
            return &stays[middle];
    }
    return NULL;
}
