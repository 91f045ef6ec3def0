/* A year's sums, read back (attendance.h). */
#include "transform/attendance/attendance.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "transform/people/wanted.h"

#define SQL "transform/sql/attendance.sql#"

/* Of one person there are few, in order already where all persons are read. */
static void sort_schools(struct attendance_row *rows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct attendance_row row = rows[i];
        size_t to = i;

        for (; to > 0 && rows[to - 1].person == row.person
               && rows[to - 1].school > row.school;
             to--)
            rows[to] = rows[to - 1];
        rows[to] = row;
    }
}

/* Rows of a year come by school, then pupil: to count how many there are of
   each person takes a tenth of the time that comparing them does. */
static void sort_rows(struct attendance_year *out, size_t persons)
{
    size_t *next = mem_zero(persons + 1, sizeof(*next));
    struct attendance_row *sorted = mem_alloc(out->row_count * sizeof(*sorted));

    for (size_t i = 0; i < out->row_count; i++)
        next[out->rows[i].person + 1]++;
    for (size_t p = 0; p < persons; p++)
        next[p + 1] += next[p];
    for (size_t i = 0; i < out->row_count; i++)
        sorted[next[out->rows[i].person]++] = out->rows[i];
    sort_schools(sorted, out->row_count);
    free(next);
    free(out->rows);
    out->rows = sorted;
}

static int open_year(struct query **q, struct db *db, const struct spine *spine,
                     int year, int slot, struct err *err)
{
    const char *name = slot == ATTENDANCE_ALL     ? SQL "read_attendance_year"
                       : slot == ATTENDANCE_WEEKS ? SQL "read_attendance_weeks"
                                                  : SQL "read_attendance_slot";

    if (wanted_query(q, db, name, spine->is_narrow, err))
        return -1;
    query_bind_int(*q, 1, year);
    return 0;
}

/* The figures of a row at hand that are asked for, or NULL: it has none of the
   one period. */
static const char *figures_of(const struct attendance_year *out,
                              struct query *q)
{
    const char *text = query_text(q, 2);
    size_t from = (size_t)out->first_slot * SUMS_SLOT_CHARS;

    if (out->slot_count != 1)
        return text;
    return strlen(text) > from && memcmp(text + from, "000", SUMS_DIGITS) > 0
               ? text + from
               : NULL;
}

static void take_row(struct attendance_year *out, struct query *q,
                     size_t *capacity, struct str *weeks, uint32_t person,
                     uint32_t school)
{
    size_t before = *capacity;
    struct attendance_row *r;
    const char *text = figures_of(out, q);
    const void *bytes;
    size_t len = 0;

    if (!text)
        return;
    MEM_ROOM(out->rows, out->row_count, *capacity);
    if (*capacity != before && out->slot_count)
        out->figures = mem_grow(out->figures, *capacity * out->slot_count,
                                sizeof(*out->figures));
    r = &out->rows[out->row_count];
    r->person = person;
    r->school = school;
    r->at = (uint32_t)out->row_count;
    if (out->slot_count)
        sums_read_slots(out->figures + out->row_count * out->slot_count,
                        out->slot_count, text, strlen(text));
    out->row_count++;
    bytes = query_column_count(q) > 3 ? query_blob(q, 3, &len) : NULL;
    r->weeks = weeks->len;
    r->weeks_len = (uint16_t)len;
    if (len)
        str_add_n(weeks, bytes, len);
}

int attendance_read(struct attendance_year *out, struct db *db,
                    const struct spine *spine, int year, int slot,
                    struct err *err)
{
    struct query *q;
    struct str weeks = STR_INIT;
    size_t capacity = 0;
    int row;

    memset(out, 0, sizeof(*out));
    out->first_slot = slot >= 0 ? slot : 0;
    out->slot_count = slot >= 0 ? 1 : slot == ATTENDANCE_ALL ? SLOT_COUNT : 0;
    if (open_year(&q, db, spine, year, slot, err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        uint32_t school = spine_school(spine, query_int(q, 0));
        uint32_t person = spine_person(spine, query_int(q, 1));

        if (school != SCHOOL_NONE && person != SPINE_NOBODY)
            take_row(out, q, &capacity, &weeks, person, school);
    }
    query_close(q);
    if (out->row_count)
        sort_rows(out, spine->person_count);
    out->weeks_len = weeks.len;
    out->weeks = (uint8_t *)str_take(&weeks);
    if (row)
        attendance_year_release(out);
    return row;
}

void attendance_year_release(struct attendance_year *y)
{
    free(y->rows);
    free(y->figures);
    free(y->weeks);
    memset(y, 0, sizeof(*y));
}

void attendance_unpack(const struct attendance_year *y,
                       const struct attendance_row *row,
                       struct sums_weeks *weeks)
{
    sums_read_weeks(weeks, y->weeks + row->weeks, row->weeks_len);
}
