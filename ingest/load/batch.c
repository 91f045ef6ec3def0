#include "ingest/load/batch.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "ingest/read/type.h"

/* What stands before a record's values, faults and texts. */
struct head {
    int64_t line;
    uint64_t same;
    size_t size; /* of all of it, in bytes */
    size_t fault_count;
    size_t rejected;   /* which fault it is rejected for; fault_count = none */
    size_t mark_count; /* lane_marks that follow all of it */
    bool is_whole;     /* all values are here, not those alone that changed */
};

#define FIELDS_NAMED 64 /* bits of record.same */

static size_t aligned(size_t size)
{
    const size_t unit = sizeof(int64_t);

    return (size + unit - 1) / unit * unit;
}

/* --- packing -------------------------------------------------------------- */

static bool is_packed(const struct head *head, size_t field)
{
    return head->is_whole || field >= FIELDS_NAMED
           || !(head->same >> field & 1);
}

static size_t text_size(const char *text)
{
    return text && *text ? strlen(text) + 1 : 0;
}

static size_t size_of(const struct head *head, size_t field_count,
                      const struct record *record)
{
    size_t size = sizeof(*head) + head->fault_count * sizeof(struct fault);

    for (size_t f = 0; f < field_count; f++)
        if (is_packed(head, f))
            size += sizeof(struct value)
                    + (record->values[f].len ? record->values[f].len + 1 : 0);
    for (size_t i = 0; i < head->fault_count; i++)
        size += text_size(record->faults[i].message)
                + text_size(record->faults[i].value);
    return aligned(size);
}

/* A text with its NUL, behind those that are there; "" lies nowhere. */
static const char *put_text(char **at, const char *text, size_t len)
{
    char *copy = *at;

    if (!len)
        return "";
    memcpy(copy, text, len);
    copy[len] = '\0';
    *at += len + 1;
    return copy;
}

static void put_values(const struct head *head, size_t field_count,
                       const struct record *record, struct value *values,
                       char **texts)
{
    for (size_t f = 0; f < field_count; f++) {
        if (!is_packed(head, f))
            continue;
        *values = record->values[f];
        values->text = put_text(texts, values->text, values->len);
        values++;
    }
}

static void put_faults(const struct record *record, struct fault *faults,
                       char **texts)
{
    for (size_t i = 0; i < record->fault_count; i++) {
        const struct fault *fault = &record->faults[i];

        faults[i] = *fault;
        faults[i].message =
            put_text(texts, fault->message, strlen(fault->message));
        if (fault->value)
            faults[i].value =
                put_text(texts, fault->value, strlen(fault->value));
    }
}

static size_t count_packed(const struct head *head, size_t field_count)
{
    size_t count = 0;

    for (size_t f = 0; f < field_count; f++)
        count += is_packed(head, f);
    return count;
}

static void put(struct batch *batch, const struct head *head,
                size_t field_count, const struct record *record)
{
    char *at = batch->bytes + batch->used;
    struct value *values;
    struct fault *faults;
    char *texts;

    memcpy(at, head, sizeof(*head));
    values = (struct value *)(void *)(at + sizeof(*head));
    faults = (struct fault *)(void *)(values + count_packed(head, field_count));
    texts = (char *)(faults + head->fault_count);
    put_values(head, field_count, record, values, &texts);
    put_faults(record, faults, &texts);
    batch->used += head->size;
}

static struct batch *new_batch(size_t size)
{
    size_t room = size > BATCH_BYTES ? size : BATCH_BYTES;
    struct batch *batch = mem_alloc(sizeof(*batch) + room);

    batch->next = NULL;
    batch->used = 0;
    batch->room = room;
    return batch;
}

/* --- marks ---------------------------------------------------------------- */

static uint64_t bit_of(int field)
{
    return UINT64_C(1) << field;
}

struct packing packing_of(const struct type *type)
{
    struct packing p = { .field_count = type->field_count,
                         .date = type->date,
                         .session = type_field(type, "session"),
                         .mark = type->mark };

    if (type->mode != TYPE_MARKS || p.session < 0)
        return p;
    p.told = bit_of(p.date) | bit_of(p.session) | bit_of(p.mark);
    for (int f = 0; f < (int)type->field_count; f++)
        p.others |= bit_of(f) & ~p.told;
    return p;
}

/* False: it says something else than the last one, or too much. */
static bool pack_mark(struct packing *packing, struct batch *batch,
                      const struct record *record)
{
    const struct value *values = record->values;
    const int64_t lines = record->line - packing->line;
    const struct value *mark = &values[packing->mark];
    struct lane_mark *packed;
    struct head *last;

    if (packing->is_same_lost || record->fault_count
        || (packing->others & ~record->same) || lines > UINT8_MAX
        || mark->len > sizeof(packed->mark)
        || batch->room - batch->used < sizeof(*packed))
        return false;
    last = (struct head *)(void *)(batch->bytes + packing->last);
    if (last->fault_count)
        return false;
    packed = (struct lane_mark *)(void *)(batch->bytes + batch->used);
    packed->date = values[packing->date].date;
    packed->lines = (uint8_t)lines;
    packed->is_pm = values[packing->session].text[0] == 'P';
    packed->mark[0] = mark->text[0];
    packed->mark[1] = mark->len > 1 ? mark->text[1] : '\0';
    batch->used += sizeof(*packed);
    packing->line = record->line;
    packing->has_marks = true;
    last->mark_count++;
    return true;
}

struct lane_mark *batch_marks(const struct packing *packing,
                              struct batch *batch, size_t *room)
{
    const struct head *last;

    *room = 0;
    if (!packing->others || packing->is_same_lost)
        return NULL;
    last = (const struct head *)(const void *)(batch->bytes + packing->last);
    if (!last->fault_count)
        *room = (batch->room - batch->used) / sizeof(struct lane_mark);
    return (struct lane_mark *)(void *)(batch->bytes + batch->used);
}

void batch_add_marks(struct packing *packing, struct batch *batch, size_t count)
{
    const struct lane_mark *marks =
        (const struct lane_mark *)(const void *)(batch->bytes + batch->used);
    struct head *last = (struct head *)(void *)(batch->bytes + packing->last);

    for (size_t i = 0; i < count; i++)
        packing->line += marks[i].lines;
    batch->used += count * sizeof(*marks);
    packing->has_marks = packing->has_marks || count;
    last->mark_count += count;
}

/* --- a record ------------------------------------------------------------- */

struct batch *batch_pack(struct packing *packing, struct batch *batch,
                         const struct record *record)
{
    struct head head = { .line = record->line,
                         .same = record->same,
                         .fault_count = record->fault_count,
                         .rejected = record->fault_count,
                         .is_whole = !batch || packing->is_same_lost };
    struct batch *other = NULL;

    if (packing->others && batch && pack_mark(packing, batch, record))
        return NULL;
    if (packing->has_marks)
        head.same &= ~packing->told;
    if (record->rejected)
        head.rejected = (size_t)(record->rejected - record->faults);
    head.size = size_of(&head, packing->field_count, record);
    if (!batch || head.size > batch->room - batch->used) {
        head.is_whole = true;
        head.size = size_of(&head, packing->field_count, record);
        batch = other = new_batch(head.size);
    }
    packing->last = batch->used;
    put(batch, &head, packing->field_count, record);
    packing->line = record->line;
    packing->has_marks = false;
    packing->is_same_lost = record->rejected != NULL;
    return other;
}

/* --- unpacking ------------------------------------------------------------ */

void unpacking_init(struct unpacking *u, size_t field_count)
{
    memset(u, 0, sizeof(*u));
    u->field_count = field_count;
    u->values = mem_zero(field_count, sizeof(*u->values));
    u->record.values = u->values;
}

void unpacking_release(struct unpacking *u)
{
    free(u->values);
    memset(u, 0, sizeof(*u));
}

void batch_begin(struct unpacking *u)
{
    u->at = 0;
}

const struct record *batch_unpack(struct unpacking *u,
                                  const struct batch *batch)
{
    const char *at = batch->bytes + u->at;
    const struct value *values;
    struct head head;

    if (u->at == batch->used)
        return NULL;
    memcpy(&head, at, sizeof(head));
    values = (const struct value *)(const void *)(at + sizeof(head));
    for (size_t f = 0; f < u->field_count; f++)
        if (is_packed(&head, f))
            u->values[f] = *values++;
    u->record.line = head.line;
    u->record.same = head.same;
    u->record.faults = (const struct fault *)(const void *)values;
    u->record.fault_count = head.fault_count;
    u->record.rejected = head.rejected < head.fault_count
                             ? &u->record.faults[head.rejected]
                             : NULL;
    u->marks = (const struct lane_mark *)(const void *)(at + head.size);
    u->mark_count = head.mark_count;
    u->at += head.size + head.mark_count * sizeof(*u->marks);
    return &u->record;
}
