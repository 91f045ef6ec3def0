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

void texts_release(struct texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        free(texts->items[i]);
    free(texts->items);
    memset(texts, 0, sizeof(*texts));
}
