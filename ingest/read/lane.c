#include "ingest/read/lane.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "ingest/read/kind.h"
#include "ingest/read/rows.h"
#include "ingest/read/type.h"

#define DAYS 1024 /* a power of two; a year of both sessions is half of it */
#define DAYS_MOST 768 /* then they are learnt anew */
/* Rows in a row of which none was followed by one that could be told: the file
   is in another order, and it is not worth while. */
#define IDLE_MOST 500

/* What stands between the cells before it and the mark: a day and a session,
   with their delimiters. */
struct lane_day {
    struct recall_key key; /* len 0 = none is here */
    date_t date;
    uint8_t is_pm;
    size_t next; /* the day that followed it last */
};

void lane_release(struct lane *lane)
{
    free(lane->days);
    lane->days = NULL;
}

/* --- what is learnt ------------------------------------------------------- */

/* Where the key is in the table, or belongs. */
static size_t place_of(const struct lane *lane, struct recall_key key)
{
    uint64_t hash = key.words[0] ^ (key.words[1] << 31) ^ (key.words[1] >> 33)
                    ^ (key.words[2] << 17) ^ key.len;
    size_t at = (size_t)((hash * UINT64_C(0x9E3779B97F4A7C15)) >> 40);

    for (;; at++) {
        const struct recall_key *its = &lane->days[at &= DAYS - 1].key;

        if (!its->len
            || (its->len == key.len && its->words[0] == key.words[0]
                && its->words[1] == key.words[1]
                && its->words[2] == key.words[2]))
            return at;
    }
}

static void learn_day(struct lane *lane, const struct judge *j,
                      struct recall_key key, int session)
{
    size_t at;

    if (!lane->days || lane->day_count == DAYS_MOST) {
        if (!lane->days)
            lane->days = mem_alloc(DAYS * sizeof(*lane->days));
        memset(lane->days, 0, DAYS * sizeof(*lane->days));
        lane->day_count = lane->at = 0;
    }
    at = place_of(lane, key);
    if (!lane->days[at].key.len) {
        lane->days[at] = (struct lane_day){
            .key = key,
            .date = j->values[j->type->date].date,
            .is_pm = j->values[session].text[0] == 'P',
        };
        lane->day_count++;
    }
    lane->days[lane->at].next = at;
    lane->at = at;
}

static void learn_code(struct lane *lane, const struct judge *j, char c)
{
    const struct recalled *said = j->recalls[j->type->mark].last;

    if (said->value.is_blank || !said->value.len || said->value.len > 2)
        return;
    lane->codes[(unsigned char)c] = (struct lane_code){
        .mark = { said->value.text[0],
                  said->value.len > 1 ? said->value.text[1] : '\0' },
        .from = said->from,
        .to = said->to,
    };
}

/*
 * Does it come to the same whatever a row says there? Not of a field that is
 * read from those columns, or by other fields.
 */
static bool is_apart(const struct judge *j, int f, const struct lane_told *told)
{
    const int column = j->alone[f];

    return j->recalls[f].slots && column < (int)j->columns->count
           && (column < told->first || column > told->mark);
}

/* Day and session, with nothing between them and the mark. */
static bool has_told(const struct judge *j, const struct lane_told *told)
{
    const struct type *type = j->type;
    const int date = j->plain[told->date], session = j->plain[told->session];

    if (told->first < 1 || told->mark <= date || told->mark <= session)
        return false;
    for (int f = 0; f < (int)type->field_count; f++)
        if (f != told->date && f != told->session && f != type->mark
            && !is_apart(j, f, told))
            return false;
    return true;
}

static void find_told(struct lane_told *told, const struct judge *j)
{
    const struct type *type = j->type;

    *told = (struct lane_told){ .is_known = true,
                                .date = type->date,
                                .session = type_field(type, "session") };
    if (told->session < 0 || type->mark < 0 || type->date < 0
        || type->start >= 0 || type->end >= 0 || !j->columns->is_fixed)
        return;
    told->first = j->plain[told->date] < j->plain[told->session]
                      ? j->plain[told->date]
                      : j->plain[told->session];
    told->mark = j->plain[type->mark];
    told->is_there = has_told(j, told);
}

/* Is nothing to be said of the row but what its fields are? */
static bool is_plain(const struct judge *j, const struct row *row,
                     const struct rows_before *before)
{
    return before && before->line == row->line && row->lines == 1
           && !row->has_odd && !row->has_high && !row->has_long
           && row->count <= j->columns->count && !j->fault_count;
}

/* Was each field read without a fault, which would be told each time? */
static bool is_recalled(const struct judge *j)
{
    for (size_t f = 0; f < j->type->field_count; f++)
        if (!j->recalls[f].last)
            return false;
    return true;
}

void lane_learn(struct lane *lane, const struct judge *j, const struct row *row,
                const struct rows_before *before)
{
    const struct lane_told *told = &lane->told;
    size_t day, mark, end;

    lane->is_open = false;
    if (!told->is_known)
        find_told(&lane->told, j);
    if (!told->is_there || lane->idle == IDLE_MOST || !is_plain(j, row, before)
        || !is_recalled(j) || row->count > ROWS_BEFORE_CELLS
        || (size_t)told->mark > before->count)
        return;
    lane->idle++;
    day = (size_t)before->ends[told->first - 1] + 1;
    mark = (size_t)before->ends[told->mark - 1] + 1;
    end = (size_t)told->mark < before->count ? before->ends[told->mark]
                                             : before->len;
    lane->tail_len = before->len - end;
    if (mark - day > RECALL_BYTES || before->len + 2 > LANE_BYTES)
        return;
    learn_day(lane, j, recall_key(before->text + day, mark - day),
              told->session);
    if (end - mark == 1 && !(before->text[mark] & '\x80'))
        learn_code(lane, j, before->text[mark]);
    memcpy(lane->head, before->text, day);
    lane->head_len = day;
    memcpy(lane->tail, before->text + end, lane->tail_len);
    for (const char *c = before->line_end; *c; c++)
        lane->tail[lane->tail_len++] = *c;
    lane->is_open = lane->tail_len > before->len - end;
}

/* --- what is told --------------------------------------------------------- */

static bool is_day(const struct lane_day *day, const char *text, size_t most)
{
    const size_t len = day->key.len;

    return len && len <= most && recall_word(text, len, 0) == day->key.words[0]
           && (len <= 8 || recall_word(text, len, 8) == day->key.words[1])
           && (len <= 16 || recall_word(text, len, 16) == day->key.words[2]);
}

/* The day that the text begins with, which is mostly the one that followed the
   last one when it was there before; NULL: none that is known. */
static const struct lane_day *find_day(struct lane *lane, const char *text,
                                       size_t len)
{
    struct lane_day *last = &lane->days[lane->at];
    size_t at = last->next;

    if (!is_day(&lane->days[at], text, len)) {
        if (last->key.len > len)
            return NULL;
        at = place_of(lane, recall_key(text, last->key.len));
        if (!lane->days[at].key.len)
            return NULL;
        last->next = at;
    }
    lane->at = at;
    return &lane->days[at];
}

/* How many bytes the row takes that begins there; 0: it is not told. */
static size_t tell(struct lane *lane, const char *text, size_t len,
                   struct lane_mark *mark)
{
    const struct lane_code *code;
    const struct lane_day *day;
    size_t at = lane->head_len;

    if (len < at || memcmp(text, lane->head, at) != 0)
        return 0;
    day = find_day(lane, text + at, len - at);
    if (!day)
        return 0;
    at += day->key.len;
    if (len < at + 1 + lane->tail_len || text[at] & '\x80'
        || memcmp(text + at + 1, lane->tail, lane->tail_len) != 0)
        return 0;
    code = &lane->codes[(unsigned char)text[at]];
    if (!code->mark[0] || day->date < code->from || day->date > code->to)
        return 0;
    *mark = (struct lane_mark){ .date = day->date,
                                .lines = 1,
                                .is_pm = day->is_pm,
                                .mark = { code->mark[0], code->mark[1] } };
    return at + 1 + lane->tail_len;
}

size_t lane_take(struct lane *lane, struct rows *rows, struct lane_mark *marks,
                 size_t room)
{
    size_t count = 0, at = 0, len, taken;
    const char *text;

    if (!lane->is_open || !room)
        return 0;
    text = rows_raw(rows, &len);
    while (count < room
           && (taken = tell(lane, text + at, len - at, &marks[count])) > 0) {
        at += taken;
        count++;
    }
    rows_pass(rows, at, (int64_t)count);
    if (count)
        lane->idle = 0;
    return count;
}
