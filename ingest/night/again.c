#include "ingest/night/again.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "ingest/load/loader.h"

static void read_item(struct query *q, struct again_item *item)
{
    struct content *content = &item->content;

    memset(item, 0, sizeof(*item));
    content->id = query_int(q, 0);
    content_copy(content->sha256, sizeof(content->sha256), query_text(q, 1));
    content_copy(content->type, sizeof(content->type), query_text(q, 2));
    content_copy(content->stamp, sizeof(content->stamp), query_text(q, 3));
    content->encoding = (int)query_int(q, 4);
    content_copy(item->stamp, sizeof(item->stamp), query_text(q, 5));
}

int again_list(struct again *again, struct db *db, int64_t school_key,
               struct err *err)
{
    struct query *q = NULL;
    int row;

    memset(again, 0, sizeof(*again));
    if (query_open_asset(&q, db, "ingest/sql/replay.sql#read_contents", err))
        return -1;
    if (school_key)
        query_bind_int(q, 1, school_key);
    while ((row = query_step(q, err)) == 1) {
        MEM_ROOM(again->items, again->count, again->capacity);
        read_item(q, &again->items[again->count++]);
    }
    query_close(q);
    if (row < 0)
        again_release(again);
    return row;
}

void again_release(struct again *again)
{
    free(again->items);
    memset(again, 0, sizeof(*again));
}

int again_at(struct again *again, struct loader *loader, size_t at,
             struct err *err)
{
    if (at >= again->count)
        return 0;
    if (again->expected < at)
        again->expected = at;
    for (; again->expected < again->count && loader_has_room(loader);
         again->expected++)
        if (loader_expect_again(loader, &again->items[again->expected].content,
                                err))
            return -1;
    return 1;
}
