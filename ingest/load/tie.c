#include "ingest/load/tie.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

void ties_release(struct ties *ties)
{
    map_release(&ties->index);
    free(ties->contents);
    free(ties->lines);
    memset(ties, 0, sizeof(*ties));
}

void ties_clear(struct ties *ties)
{
    map_clear(&ties->index);
    ties->count = ties->content_count = 0;
    ties->clock = 0;
}

void ties_add(struct ties *ties, const struct tie_key *key)
{
    bool added;

    map_put(&ties->index, key, sizeof(*key), (int64_t)ties->count, &added);
    if (!added)
        return;
    MEM_ROOM(ties->lines, ties->count, ties->capacity);
    memset(&ties->lines[ties->count++], 0, sizeof(*ties->lines));
    if (ties->content_count
        && ties->contents[ties->content_count - 1] == key->content_id)
        return;
    MEM_ROOM(ties->contents, ties->content_count, ties->content_capacity);
    ties->contents[ties->content_count++] = key->content_id;
}

void ties_note(struct ties *ties, const struct tie_key *key, int position)
{
    const int64_t *line = map_find(&ties->index, key, sizeof(*key));

    if (line)
        ties->lines[*line].at[position] = ++ties->clock;
}

static uint32_t place(const struct ties *ties, const struct tie_key *key,
                      int position)
{
    const int64_t *line = map_find(&ties->index, key, sizeof(*key));

    return line ? ties->lines[*line].at[position] : 0;
}

bool ties_is_later(const struct ties *ties, const struct tie_key *key,
                   const struct tie_key *other, int position)
{
    return place(ties, key, position) > place(ties, other, position);
}
