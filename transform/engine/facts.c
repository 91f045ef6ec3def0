#include "transform/engine/facts.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "transform/engine/print.h"

void facts_begin(struct facts *f, size_t width)
{
    if (width != f->width)
        facts_release(f);
    f->count = 0;
    f->said_count = 0;
    f->width = width;
    if (f->place_count)
        memset(f->places, 0, f->place_count * sizeof(*f->places));
}

void facts_release(struct facts *f)
{
    free(f->rows);
    free(f->values);
    free(f->hashes);
    free(f->places);
    memset(f, 0, sizeof(*f));
}

static void widen(struct facts *f)
{
    f->place_count = f->place_count ? 2 * f->place_count : 64;
    free(f->places);
    f->places = mem_zero(f->place_count, sizeof(*f->places));
    for (size_t i = 0; i < f->said_count; i++) {
        size_t at = (size_t)f->hashes[i] & (f->place_count - 1);

        while (f->places[at])
            at = (at + 1) & (f->place_count - 1);
        f->places[at] = (uint32_t)i + 1;
    }
}

static void grow(struct facts *f)
{
    size_t room = f->said_capacity ? 2 * f->said_capacity : 16;

    f->said_capacity = room;
    f->hashes = mem_grow(f->hashes, room, sizeof(*f->hashes));
    f->values = mem_grow(f->values, room * f->width, sizeof(*f->values));
}

/* Bytes are compared: -0 and 0 are two things said, which add up alike. */
static uint32_t find_said(struct facts *f, const double *values)
{
    const size_t size = f->width * sizeof(*values);
    uint64_t hash = print_hash(values, f->width);
    size_t at;

    if (4 * (f->said_count + 1) > 3 * f->place_count)
        widen(f);
    at = (size_t)hash & (f->place_count - 1);
    for (; f->places[at]; at = (at + 1) & (f->place_count - 1)) {
        uint32_t said = f->places[at] - 1;

        if (f->hashes[said] == hash
            && !memcmp(f->values + said * f->width, values, size))
            return said;
    }
    if (f->said_count == f->said_capacity)
        grow(f);
    memcpy(f->values + f->said_count * f->width, values, size);
    f->hashes[f->said_count] = hash;
    f->places[at] = (uint32_t)f->said_count + 1;
    return (uint32_t)f->said_count++;
}

static uint32_t as_key(int64_t key)
{
    return key < 0 || key >= FACTS_NO_KEY ? FACTS_NO_KEY : (uint32_t)key;
}

void facts_add(struct facts *f, int64_t pupil_key, int64_t school_key,
               int64_t also_key, const double *values)
{
    MEM_ROOM(f->rows, f->count, f->capacity);
    f->rows[f->count++] =
        (struct fact){ as_key(pupil_key), as_key(school_key), as_key(also_key),
                       find_said(f, values) };
}

/* --- packed --------------------------------------------------------------- */

static void put_number(struct str *s, uint32_t number)
{
    for (; number > 127; number >>= 7)
        str_add_c(s, (char)(number | 128));
    str_add_c(s, (char)number);
}

static uint32_t take_number(const unsigned char **at)
{
    uint32_t number = 0;

    for (unsigned shift = 0;; shift += 7) {
        number |= (uint32_t)(**at & 127) << shift;
        if (!(*(*at)++ & 128))
            return number;
    }
}

/* Rows mostly ascend by pupil: each is told by how far it is from the last. */
static uint32_t zigzag(uint32_t from, uint32_t to)
{
    uint32_t step = to - from;

    return step >> 31 ? ~(step << 1) : step << 1;
}

static uint32_t step_of(uint32_t number)
{
    return number & 1 ? ~(number >> 1) : number >> 1;
}

static bool has_also(const struct facts *f)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->rows[i].also_key)
            return true;
    return false;
}

void facts_pack(struct facts_packed *p, const struct facts *f)
{
    struct fact last = { 0, 0, 0, 0 };
    size_t size = f->said_count * f->width * sizeof(*p->values);

    *p = (struct facts_packed){ .bytes = STR_INIT,
                                .count = f->count,
                                .width = f->width,
                                .said_count = f->said_count,
                                .has_also = has_also(f),
                                .values = mem_alloc(size) };
    if (size)
        memcpy(p->values, f->values, size);
    for (size_t i = 0; i < f->count; i++) {
        const struct fact *row = &f->rows[i];

        put_number(&p->bytes, zigzag(last.pupil_key, row->pupil_key));
        put_number(&p->bytes, zigzag(last.school_key, row->school_key));
        if (p->has_also)
            put_number(&p->bytes, zigzag(last.also_key, row->also_key));
        put_number(&p->bytes, row->said);
        last = *row;
    }
    str_fit(&p->bytes);
}

void facts_unpack(const struct facts_packed *p, struct facts *f)
{
    const unsigned char *at = (const unsigned char *)p->bytes.text;
    struct fact row = { 0, 0, 0, 0 };
    size_t size = p->said_count * p->width * sizeof(*p->values);

    facts_release(f);
    f->rows = mem_alloc(p->count * sizeof(*f->rows));
    f->values = mem_alloc(size);
    if (size)
        memcpy(f->values, p->values, size);
    f->width = p->width;
    f->count = p->count;
    f->said_count = p->said_count;
    for (size_t i = 0; i < p->count; i++) {
        row.pupil_key += step_of(take_number(&at));
        row.school_key += step_of(take_number(&at));
        if (p->has_also)
            row.also_key += step_of(take_number(&at));
        row.said = take_number(&at);
        f->rows[i] = row;
    }
}

void facts_packed_release(struct facts_packed *p)
{
    str_release(&p->bytes);
    free(p->values);
    memset(p, 0, sizeof(*p));
}
