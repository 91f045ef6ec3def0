#include "ingest/load/factnote.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "ingest/keep/content.h"
#include "ingest/load/stale.h"

#define NOTES_MAX 10000 /* some 1 MB; then they are written */

struct fact_note {
    int64_t ident_key, school_key;
    char day[STAMP_SIZE];
};

void factnotes_release(struct factnotes *notes)
{
    map_release(&notes->index);
    free(notes->items);
    memset(notes, 0, sizeof(*notes));
}

int factnotes_add(struct factnotes *notes, struct stale *stale,
                  const char *table, int64_t ident_key, int64_t school_key,
                  const char *day, struct err *err)
{
    const int64_t key[] = { ident_key, school_key };
    struct fact_note *note;
    int64_t at;
    bool added;

    if (notes->count == NOTES_MAX && factnotes_flush(notes, stale, table, err))
        return -1;
    at = *map_put(&notes->index, key, sizeof(key), (int64_t)notes->count,
                  &added);
    if (added) {
        MEM_ROOM(notes->items, notes->count, notes->capacity);
        note = &notes->items[notes->count++];
        note->ident_key = ident_key;
        note->school_key = school_key;
        content_copy(note->day, sizeof(note->day), day);
        return 0;
    }
    note = &notes->items[at];
    if (strcmp(day, note->day) < 0)
        content_copy(note->day, sizeof(note->day), day);
    return 0;
}

static int compare(const void *a, const void *b)
{
    const struct fact_note *x = a;
    const struct fact_note *y = b;

    if (x->ident_key != y->ident_key)
        return x->ident_key < y->ident_key ? -1 : 1;
    return (x->school_key > y->school_key) - (x->school_key < y->school_key);
}

int factnotes_flush(struct factnotes *notes, struct stale *stale,
                    const char *table, struct err *err)
{
    if (notes->count)
        qsort(notes->items, notes->count, sizeof(*notes->items), compare);
    for (size_t i = 0; i < notes->count; i++) {
        const struct fact_note *note = &notes->items[i];

        if (stale_note_row(stale, table, note->ident_key, note->school_key,
                           note->day, err))
            return -1;
    }
    notes->count = 0;
    map_clear(&notes->index);
    return 0;
}
