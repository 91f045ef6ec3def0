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
    uint32_t size; /* of all of it but the marks, in bytes */
    uint32_t fault_count;
    uint32_t rejected; /* which fault it is rejected for; fault_count = none */
    uint32_t mark_count; /* marks that follow all of it */
    uint32_t mark_bytes; /* in so many bytes */
    bool is_whole;       /* all values are here, not those alone that changed */
    bool is_marked;      /* but for what the first of its marks says */
};

#define FIELDS_NAMED 64 /* bits of record.same */

static size_t aligned(size_t size)
{
    const size_t unit = sizeof(int64_t);

    return (size + unit - 1) / unit * unit;
}

/* --- packing -------------------------------------------------------------- */

/* told: bits of the fields that a mark says. */
static bool is_packed(const struct head *head, uint64_t told, size_t field)
{
    if (field >= FIELDS_NAMED)
        return true;
    if (head->is_marked && told >> field & 1)
        return false;
    return head->is_whole || !(head->same >> field & 1);
}

static size_t text_size(const char *text)
{
    return text && *text ? strlen(text) + 1 : 0;
}

static size_t size_of(const struct head *head, const struct packing *packing,
                      const struct record *record)
{
    size_t size =
        aligned(sizeof(*head)) + head->fault_count * sizeof(struct fault);

    for (size_t f = 0; f < packing->field_count; f++)
        if (is_packed(head, packing->told, f))
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

static void put_values(const struct head *head, const struct packing *packing,
                       const struct record *record, struct value *values,
                       char **texts)
{
    for (size_t f = 0; f < packing->field_count; f++) {
        if (!is_packed(head, packing->told, f))
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

static size_t count_packed(const struct head *head,
                           const struct packing *packing)
{
    size_t count = 0;

    for (size_t f = 0; f < packing->field_count; f++)
        count += is_packed(head, packing->told, f);
    return count;
}

static void put(struct batch *batch, const struct head *head,
                const struct packing *packing, const struct record *record)
{
    char *at = batch->bytes + batch->used;
    struct value *values;
    struct fault *faults;
    char *texts;

    memcpy(at, head, sizeof(*head));
    values = (struct value *)(void *)(at + aligned(sizeof(*head)));
    faults = (struct fault *)(void *)(values + count_packed(head, packing));
    texts = (char *)(faults + head->fault_count);
    put_values(head, packing, record, values, &texts);
    put_faults(record, faults, &texts);
    batch->used += head->size;
}

static struct batch *new_batch(const struct packing *packing, size_t size)
{
    size_t room = size > packing->room ? size : packing->room;
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
    struct packing p = { .room = BATCH_BYTES,
                         .field_count = type->field_count,
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

/*
 * Most marks are those of the next session of the same week, or of the next
 * one: they are a byte, the mark. All others are a byte that is no mark, and
 * whole.
 */
#define WHOLE 1
#define MARK_MOST (1 + sizeof(struct lane_mark)) /* bytes of a mark */

static bool is_next(const struct lane_mark *last, const struct lane_mark *mark)
{
    date_t date = last->date;

    if (last->is_pm)
        date += date % 7 == 1 ? 3 : 1; /* from Friday on to Monday */
    return mark->date == date && mark->is_pm == !last->is_pm && mark->lines == 1
           && mark->mark[0] > ' ' && !mark->mark[1];
}

static void put_mark(struct packing *packing, struct batch *batch,
                     const struct lane_mark *mark)
{
    char *at = batch->bytes + batch->used;
    struct head *head = (struct head *)(void *)(batch->bytes + packing->last);
    size_t size = 1;

    if (head->mark_count && is_next(&packing->mark_last, mark)) {
        *at = mark->mark[0];
    } else {
        *at = WHOLE;
        memcpy(at + 1, mark, sizeof(*mark));
        size = MARK_MOST;
    }
    packing->mark_last = *mark;
    packing->line += mark->lines;
    batch->used += size;
    head->mark_bytes += (uint32_t)size;
    head->mark_count++;
}

/* Can it be said as a mark? What that says must be all that its fields are. */
static bool find_mark(const struct packing *packing,
                      const struct record *record, struct lane_mark *found)
{
    const struct value *values = record->values;
    const struct value *session, *mark;

    if (!packing->told || record->fault_count)
        return false;
    session = &values[packing->session];
    mark = &values[packing->mark];
    if (mark->len < 1 || mark->len > sizeof(found->mark) || session->len != 2
        || (memcmp(session->text, "AM", 2) && memcmp(session->text, "PM", 2)))
        return false;
    *found = (struct lane_mark){ .date = values[packing->date].date,
                                 .is_pm = session->text[0] == 'P' };
    memcpy(found->mark, mark->text, mark->len);
    return true;
}

/* Is the record that was put last one that marks may stand behind? */
static bool may_follow(const struct packing *packing, const struct batch *batch)
{
    return ((const struct head *)(const void *)(batch->bytes + packing->last))
        ->is_marked;
}

/* False: it says something else than the last one, or too much. */
static bool pack_mark(struct packing *packing, struct batch *batch,
                      const struct record *record,
                      const struct lane_mark *found)
{
    const int64_t lines = record->line - packing->line;
    struct lane_mark mark = *found;

    if (packing->is_same_lost || (packing->others & ~record->same)
        || lines > UINT8_MAX || batch->room - batch->used < MARK_MOST
        || !may_follow(packing, batch))
        return false;
    mark.lines = (uint8_t)lines;
    put_mark(packing, batch, &mark);
    return true;
}

size_t batch_marks_room(const struct packing *packing,
                        const struct batch *batch)
{
    return packing->told && may_follow(packing, batch)
               ? (batch->room - batch->used) / MARK_MOST
               : 0;
}

void batch_add_marks(struct packing *packing, struct batch *batch,
                     const struct lane_mark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++)
        put_mark(packing, batch, &marks[i]);
}

/* --- a record ------------------------------------------------------------- */

/* Where it goes, in a new batch where it does not fit; that one, or NULL. */
static struct batch *find_room(const struct packing *packing,
                               struct batch **batch, struct head *head,
                               const struct record *record)
{
    const size_t marks = head->is_marked ? MARK_MOST : 0;
    struct batch *other = NULL;
    size_t size = size_of(head, packing, record);

    if (*batch)
        (*batch)->used = aligned((*batch)->used);
    if (!*batch || (*batch)->room < (*batch)->used + size + marks) {
        head->is_whole = true;
        size = size_of(head, packing, record);
        *batch = other = new_batch(packing, size + marks);
    }
    head->size = (uint32_t)size;
    return other;
}

struct batch *batch_pack(struct packing *packing, struct batch *batch,
                         const struct record *record)
{
    struct lane_mark mark;
    struct head head = { .line = record->line,
                         .same = record->same,
                         .fault_count = (uint32_t)record->fault_count,
                         .rejected = (uint32_t)record->fault_count,
                         .is_whole = !batch || packing->is_same_lost,
                         .is_marked = find_mark(packing, record, &mark) };
    struct batch *other;

    if (head.is_marked && batch && pack_mark(packing, batch, record, &mark))
        return NULL;
    head.same &= ~packing->told;
    if (record->rejected)
        head.rejected = (uint32_t)(record->rejected - record->faults);
    other = find_room(packing, &batch, &head, record);
    packing->last = batch->used;
    put(batch, &head, packing, record);
    packing->line = record->line;
    packing->is_same_lost = record->rejected != NULL;
    if (head.is_marked)
        put_mark(packing, batch, &mark);
    return other;
}

/* --- unpacking ------------------------------------------------------------ */

void unpacking_init(struct unpacking *u, const struct type *type)
{
    memset(u, 0, sizeof(*u));
    u->packing = packing_of(type);
    u->values = mem_zero(type->field_count, sizeof(*u->values));
    u->record.values = u->values;
}

void unpacking_release(struct unpacking *u)
{
    free(u->values);
    free(u->marks);
    memset(u, 0, sizeof(*u));
}

void batch_begin(struct unpacking *u)
{
    u->at = 0;
}

static void read_marks(struct unpacking *u, const char *at, size_t count)
{
    struct lane_mark last = { .date = 0 };

    if (u->mark_capacity < count) {
        u->mark_capacity = count;
        u->marks = mem_grow(u->marks, count, sizeof(*u->marks));
    }
    for (size_t i = 0; i < count; i++) {
        if (*at == WHOLE) {
            memcpy(&last, at + 1, sizeof(last));
            at += MARK_MOST;
        } else {
            if (last.is_pm)
                last.date += last.date % 7 == 1 ? 3 : 1;
            last.is_pm = !last.is_pm;
            last.lines = 1;
            last.mark[0] = *at++;
            last.mark[1] = '\0';
        }
        u->marks[i] = last;
    }
}

static void set_value(struct value *value, const char *text, date_t date)
{
    *value = (struct value){
        .text = text, .len = strlen(text), .date = date, .is_ok = true
    };
}

/* What the first mark says of the record. */
static void take_mark(struct unpacking *u)
{
    const struct lane_mark *mark = &u->marks[0];

    date_format(mark->date, u->date);
    memcpy(u->mark, mark->mark, sizeof(mark->mark));
    set_value(&u->values[u->packing.date], u->date, mark->date);
    set_value(&u->values[u->packing.session], mark->is_pm ? "PM" : "AM",
              DATE_NONE);
    set_value(&u->values[u->packing.mark], u->mark, DATE_NONE);
}

const struct record *batch_unpack(struct unpacking *u,
                                  const struct batch *batch)
{
    const char *at = batch->bytes + u->at;
    const struct value *values;
    struct head head;

    if (u->at >= batch->used)
        return NULL;
    memcpy(&head, at, sizeof(head));
    values = (const struct value *)(const void *)(at + aligned(sizeof(head)));
    for (size_t f = 0; f < u->packing.field_count; f++)
        if (is_packed(&head, u->packing.told, f))
            u->values[f] = *values++;
    u->record.line = head.line;
    u->record.same = head.same;
    u->record.faults = (const struct fault *)(const void *)values;
    u->record.fault_count = head.fault_count;
    u->record.rejected = head.rejected < head.fault_count
                             ? &u->record.faults[head.rejected]
                             : NULL;
    u->mark_count = head.mark_count;
    read_marks(u, at + head.size, head.mark_count);
    if (head.is_marked)
        take_mark(u);
    u->at += aligned(head.size + head.mark_bytes);
    return &u->record;
}
