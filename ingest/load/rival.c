#include "ingest/load/rival.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "core/str.h"

#define HAS_ROW 1
#define HAS_RIVAL 2

void rivals_release(struct rivals *rivals)
{
    free(rivals->idents);
    memset(rivals, 0, sizeof(*rivals));
}

void rivals_forget(struct rivals *rivals)
{
    rivals->is_read = false;
}

/* Idents come one by one, so that room for twice as many lasts. */
static unsigned char *at(struct rivals *rivals, int64_t ident_key)
{
    size_t key = (size_t)ident_key, room = 2 * key + 1024;

    if (key >= rivals->room) {
        rivals->idents = mem_grow(rivals->idents, room, 1);
        memset(rivals->idents + rivals->room, 0, room - rivals->room);
        rivals->room = room;
    }
    return &rivals->idents[key];
}

void rivals_add(struct rivals *rivals, int64_t ident_key)
{
    unsigned char *known;

    if (!rivals->is_read)
        return;
    known = at(rivals, ident_key);
    *known |= *known & HAS_ROW ? HAS_RIVAL : HAS_ROW;
}

static int read_all(struct rivals *rivals, struct db *db, const char *table,
                    struct err *err)
{
    struct str sql = STR_INIT;
    struct query *q = NULL;
    int row = -1;

    if (rivals->room)
        memset(rivals->idents, 0, rivals->room);
    str_addf(&sql,
             "select ident_key, count(*) > 1 from %s group by ident_key"
             " union all select ident_key, 1 from person_linked",
             table);
    if (query_open(&q, db, sql.text, err) == 0)
        while ((row = query_step(q, err)) == 1)
            *at(rivals, query_int(q, 0)) |=
                HAS_ROW | (query_int(q, 1) ? HAS_RIVAL : 0);
    query_close(q);
    str_release(&sql);
    rivals->is_read = row == 0;
    return row;
}

int rivals_has(struct rivals *rivals, struct db *db, const char *table,
               int64_t ident_key, bool *has, struct err *err)
{
    if (!rivals->is_read && read_all(rivals, db, table, err))
        return -1;
    *has = *at(rivals, ident_key) & HAS_RIVAL;
    return 0;
}
