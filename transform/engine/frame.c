#include "transform/engine/frame.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/search.h"

bool frame_has_breakdowns(const struct period *period)
{
    return period->grain == GRAIN_YEAR || period->grain == GRAIN_TERM
           || (period->grain == GRAIN_TO_DATE && period->of == GRAIN_YEAR);
}

/* A fact: where it stands and which it is. */
struct loaded {
    struct frame_row at;
    uint32_t also;
    uint32_t fact;
};

static int compare_places(const struct loaded *a, const struct loaded *b)
{
    if (a->at.pupil != b->at.pupil)
        return a->at.pupil < b->at.pupil ? -1 : 1;
    if (a->at.school != b->at.school)
        return a->at.school < b->at.school ? -1 : 1;
    return a->also < b->also ? -1 : a->also > b->also;
}

/* In the order they were read where keys are equal: sums are the same then. */
static int compare_loaded(const void *a, const void *b)
{
    const struct loaded *x = a;
    const struct loaded *y = b;
    int order = compare_places(x, y);

    if (order)
        return order;
    return x->fact < y->fact ? -1 : x->fact > y->fact;
}

/* Most rows are of the pupil of the row before, or of the next one. */
static size_t find_pupil(const struct frame *frame, int64_t pupil_key,
                         size_t *last)
{
    for (size_t at = *last; at < frame->pupil_count && at < *last + 2; at++)
        if (frame->pupils[at].pupil_key == pupil_key)
            return *last = at;
    return *last = search_key(
               frame->pupils, frame->pupil_count, sizeof(*frame->pupils),
               offsetof(struct frame_pupil, pupil_key), pupil_key);
}

size_t frame_find_school(const struct frame *frame, int64_t school_key)
{
    return search_key(frame->schools, frame->school_count,
                      sizeof(*frame->schools),
                      offsetof(struct school, school_key), school_key);
}

static size_t locate_school(const struct frame *base, int64_t school_key)
{
    return school_key ? frame_find_school(base, school_key) : SCHOOL_NONE;
}

static bool locate(const struct frame *base, const struct fact *fact,
                   struct loaded *row, size_t *last)
{
    size_t pupil = fact->pupil_key ? find_pupil(base, fact->pupil_key, last)
                                   : FRAME_NO_PUPIL;
    size_t school = locate_school(base, fact->school_key);
    size_t also = locate_school(base, fact->also_key);

    row->at.pupil = (uint32_t)pupil;
    row->at.school = (uint32_t)school;
    row->also = (uint32_t)also;
    return pupil != base->pupil_count && school != base->school_count
           && also != base->school_count;
}

/* Facts at their places in base, in its order. */
struct placed {
    struct loaded *rows;
    size_t count;
    const struct facts *facts;
};

/* By pupil, those of none last; of each in the order they were read. */
static void gather_pupils(struct placed *p, size_t pupils)
{
    struct loaded *sorted = mem_alloc((p->count + 1) * sizeof(*sorted));
    size_t *next = mem_zero(pupils + 2, sizeof(*next));

    for (size_t i = 0; i < p->count; i++) {
        uint32_t pupil = p->rows[i].at.pupil;

        next[(pupil == FRAME_NO_PUPIL ? pupils : pupil) + 1]++;
    }
    for (size_t i = 0; i < pupils; i++)
        next[i + 1] += next[i];
    for (size_t i = 0; i < p->count; i++) {
        uint32_t pupil = p->rows[i].at.pupil;

        sorted[next[pupil == FRAME_NO_PUPIL ? pupils : pupil]++] = p->rows[i];
    }
    free(next);
    free(p->rows);
    p->rows = sorted;
}

/* Many are counted into the order of pupils, and only what is then out of order
   is compared. */
static void sort_placed(struct placed *p, size_t pupils)
{
    if (p->count < pupils / 8) {
        qsort(p->rows, p->count, sizeof(*p->rows), compare_loaded);
        return;
    }
    gather_pupils(p, pupils);
    for (size_t from = 0, end; from < p->count; from = end) {
        bool in_order = true;

        for (end = from + 1;
             end < p->count && p->rows[end].at.pupil == p->rows[from].at.pupil;
             end++)
            in_order = in_order
                       && compare_loaded(&p->rows[end - 1], &p->rows[end]) < 0;
        if (!in_order)
            qsort(p->rows + from, end - from, sizeof(*p->rows), compare_loaded);
    }
}

static void place(struct placed *p, const struct frame *base,
                  const struct facts *facts, int64_t *unplaced)
{
    size_t last = 0;

    p->rows = mem_alloc((facts->count + 1) * sizeof(*p->rows));
    p->count = 0;
    p->facts = facts;
    *unplaced = 0;
    for (size_t i = 0; i < facts->count; i++) {
        struct loaded *row = &p->rows[p->count];

        row->fact = (uint32_t)i;
        if (locate(base, &facts->rows[i], row, &last))
            p->count++;
        else
            (*unplaced)++;
    }
    sort_placed(p, base->pupil_count);
}

/* Columns of base that are kept, as their numbers. */
struct kept {
    size_t columns[COLUMN_COUNT];
    size_t count;
};

static bool has_figures(const struct frame *base, const struct kept *kept,
                        size_t row)
{
    const int32_t *counts = base->counts + row * base->column_count;

    for (size_t i = 0; i < kept->count; i++)
        if (counts[kept->columns[i]] != 0)
            return true;
    return false;
}

/* Where the next row that is kept stands, from `row` on. */
static size_t next_kept(const struct frame *base, const struct kept *kept,
                        size_t row)
{
    while (row < base->row_count && !has_figures(base, kept, row))
        row++;
    return row;
}

/*
 * Can all sums of facts be counts? Most can, and rows are half as large then.
 * Whatever is added up is no more than all rows together.
 */
static bool are_whole(const struct facts *facts)
{
    const double most =
        facts->count ? (double)INT32_MAX / (double)facts->count : 0;

    for (size_t i = 0; i < facts->said_count * facts->width; i++) {
        double value = facts->values[i];

        if (!(fabs(value) <= most) || value != trunc(value))
            return false;
    }
    return true;
}

/* Room for all rows there can be: of a county's one kind they take most of
   what a period does. */
static void reserve(struct frame *f, const struct frame *base,
                    const struct kept *kept, const struct placed *l)
{
    size_t rows = l->count;

    for (size_t row = next_kept(base, kept, 0); row < base->row_count;
         row = next_kept(base, kept, row + 1))
        rows++;
    f->rows = mem_alloc(rows * sizeof(*f->rows));
    f->also = mem_alloc(rows * sizeof(*f->also));
    if (are_whole(l->facts))
        f->counts = mem_zero(rows * f->column_count, sizeof(*f->counts));
    else
        f->values = mem_zero(rows * f->column_count, sizeof(*f->values));
}

/* Where its figures begin. */
static size_t add_row(struct frame *f, const struct loaded *place)
{
    f->also[f->row_count] = place->also;
    f->rows[f->row_count] = place->at;
    return f->row_count++ * f->column_count;
}

static void add_kept(struct frame *f, size_t to, const struct frame *base,
                     const struct kept *kept, size_t row)
{
    const int32_t *counts = base->counts + row * base->column_count;

    for (size_t i = 0; i < kept->count; i++)
        if (f->counts)
            f->counts[to + i] = counts[kept->columns[i]];
        else
            f->values[to + i] = counts[kept->columns[i]];
}

static void add_said(struct frame *f, size_t to, const struct facts *facts,
                     size_t fact)
{
    const double *said = facts_values(facts, &facts->rows[fact]);

    for (size_t i = 0; i < facts->width; i++)
        if (f->counts)
            f->counts[to + i] += (int32_t)said[i];
        else
            f->values[to + i] += said[i];
}

static void merge(struct frame *f, const struct frame *base,
                  const struct kept *kept, const struct placed *l)
{
    size_t row = next_kept(base, kept, 0);
    size_t at = 0;

    reserve(f, base, kept, l);
    while (row < base->row_count || at < l->count) {
        struct loaded place = { .also = SCHOOL_NONE };
        int order = 1;
        size_t to;

        if (row < base->row_count) {
            place.at = base->rows[row];
            order = at == l->count ? -1 : compare_places(&place, &l->rows[at]);
        }
        if (order > 0)
            place = l->rows[at];
        to = add_row(f, &place);
        if (order <= 0) {
            add_kept(f, to, base, kept, row);
            row = next_kept(base, kept, row + 1);
        }
        for (; at < l->count && !compare_places(&l->rows[at], &place); at++)
            add_said(f, to + kept->count, l->facts, l->rows[at].fact);
    }
}

void frame_join(struct frame **out, const struct frame *base,
                const bool keep[COLUMN_COUNT], const char *const *columns,
                size_t column_count, const struct facts *facts,
                int64_t *unplaced)
{
    struct frame *f = mem_zero(1, sizeof(*f));
    struct placed placed;
    struct kept kept = { { 0 }, 0 };

    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (keep[i])
            kept.columns[kept.count++] = i;
    *f = *base;
    f->columns = columns;
    f->column_count = column_count;
    f->rows = NULL;
    f->also = NULL;
    f->counts = NULL;
    f->values = NULL;
    f->row_count = 0;
    place(&placed, base, facts, unplaced);
    merge(f, base, &kept, &placed);
    free(placed.rows);
    *out = f;
}

void frame_free(struct frame *joined)
{
    if (!joined)
        return;
    free(joined->rows);
    free(joined->also);
    free(joined->counts);
    free(joined->values);
    free(joined);
}
