#include "report/words/texts.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

char *texts_adopt(struct texts *texts, char *text)
{
    MEM_ROOM(texts->items, texts->count, texts->capacity);
    texts->items[texts->count++] = text;
    return text;
}

char *texts_add(struct texts *texts, const char *text)
{
    return texts_adopt(texts, mem_dup(text));
}

#define BLOCK_LEAST 256
#define BLOCK_MOST 65536

static void add_block(struct texts *texts, size_t least)
{
    size_t room = texts->room ? 2 * texts->room : BLOCK_LEAST;

    if (room > BLOCK_MOST)
        room = BLOCK_MOST;
    if (room < least)
        room = least;
    MEM_ROOM(texts->blocks, texts->block_count, texts->block_capacity);
    texts->blocks[texts->block_count++] = mem_alloc(room);
    texts->used = 0;
    texts->room = room;
}

const char *texts_keep(struct texts *texts, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy;

    if (texts->room - texts->used < size)
        add_block(texts, size);
    copy = texts->blocks[texts->block_count - 1] + texts->used;
    memcpy(copy, text, size);
    texts->used += size;
    return copy;
}

void texts_release(struct texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        free(texts->items[i]);
    for (size_t i = 0; i < texts->block_count; i++)
        free(texts->blocks[i]);
    free(texts->items);
    free(texts->blocks);
    memset(texts, 0, sizeof(*texts));
}
