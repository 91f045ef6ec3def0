#include "transform/engine/frame.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

/* A row that was read: where it stands and where its figures are. */
struct loaded {
    struct frame_row at;
    size_t values;
};

static int compare_rows(const struct frame_row *a, const struct frame_row *b)
{
    if (a->pupil != b->pupil)
        return a->pupil < b->pupil ? -1 : 1;
    if (a->school != b->school)
        return a->school < b->school ? -1 : 1;
    return 0;
}

/* In the order they were read where keys are equal: sums are the same then. */
static int compare_loaded(const void *a, const void *b)
{
    const struct loaded *x = a;
    const struct loaded *y = b;
    int order = compare_rows(&x->at, &y->at);

    if (order)
        return order;
    return x->values < y->values ? -1 : x->values > y->values;
}

static bool find_pupil(const struct frame *base, int64_t key, uint32_t *at)
{
    size_t low = 0;
    size_t high = base->pupil_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (base->pupils[middle].pupil_key < key)
            low = middle + 1;
        else
            high = middle;
    }
    *at = (uint32_t)low;
    return low < base->pupil_count && base->pupils[low].pupil_key == key;
}

static bool find_school(const struct frame *base, int64_t key, uint32_t *at)
{
    size_t low = 0;
    size_t high = base->school_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (base->schools[middle].school_key < key)
            low = middle + 1;
        else
            high = middle;
    }
    *at = (uint32_t)low;
    return low < base->school_count && base->schools[low].school_key == key;
}

static bool locate(const struct frame *base, struct query *rows,
                   struct frame_row *at)
{
    at->pupil = FRAME_NO_PUPIL;
    at->school = SCHOOL_NONE;
    return (query_is_null(rows, 0)
            || find_pupil(base, query_int(rows, 0), &at->pupil))
           && (query_is_null(rows, 1)
               || find_school(base, query_int(rows, 1), &at->school));
}

struct loader {
    struct loaded *rows;
    size_t count, capacity;
    double *values; /* `width` a row */
    size_t value_count, value_capacity;
    size_t width;
};

static int load(struct loader *l, const struct frame *base, struct query *rows,
                struct err *err)
{
    int row;

    while ((row = query_step(rows, err)) == 1) {
        struct loaded loaded = { { 0, 0 }, l->value_count };

        if (!locate(base, rows, &loaded.at))
            continue;
        for (size_t i = 0; i < l->width; i++) {
            MEM_ROOM(l->values, l->value_count, l->value_capacity);
            l->values[l->value_count++] = query_real(rows, (int)i + 2);
        }
        MEM_ROOM(l->rows, l->count, l->capacity);
        l->rows[l->count++] = loaded;
    }
    if (l->count)
        qsort(l->rows, l->count, sizeof(*l->rows), compare_loaded);
    return row;
}

/* Columns of base that are kept, as their numbers. */
struct kept {
    size_t columns[COLUMN_COUNT];
    size_t count;
};

static bool has_figures(const struct frame *base, const struct kept *kept,
                        size_t row)
{
    const double *values = base->values + row * base->column_count;

    for (size_t i = 0; i < kept->count; i++)
        if (values[kept->columns[i]] != 0)
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

static double *add_row(struct frame *f, size_t *capacity,
                       const struct frame_row *at)
{
    double *values;

    if (f->row_count == *capacity) {
        *capacity = *capacity ? 2 * *capacity : 256;
        f->rows = mem_grow(f->rows, *capacity, sizeof(*f->rows));
        f->values = mem_grow(f->values, *capacity * f->column_count,
                             sizeof(*f->values));
    }
    values = f->values + f->row_count * f->column_count;
    memset(values, 0, f->column_count * sizeof(*values));
    f->rows[f->row_count++] = *at;
    return values;
}

static void merge(struct frame *f, const struct frame *base,
                  const struct kept *kept, const struct loader *l)
{
    size_t row = next_kept(base, kept, 0);
    size_t at = 0;
    size_t capacity = 0;

    while (row < base->row_count || at < l->count) {
        int order = row == base->row_count ? 1
                    : at == l->count
                        ? -1
                        : compare_rows(&base->rows[row], &l->rows[at].at);
        struct frame_row place = order <= 0 ? base->rows[row] : l->rows[at].at;
        double *values = add_row(f, &capacity, &place);

        if (order <= 0) {
            for (size_t i = 0; i < kept->count; i++)
                values[i] =
                    base->values[row * base->column_count + kept->columns[i]];
            row = next_kept(base, kept, row + 1);
        }
        for (; at < l->count && !compare_rows(&l->rows[at].at, &place); at++)
            for (size_t i = 0; i < l->width; i++)
                values[kept->count + i] += l->values[l->rows[at].values + i];
    }
}

int frame_join(struct frame **out, const struct frame *base,
               const bool keep[COLUMN_COUNT], const char *const *columns,
               size_t column_count, struct query *rows, struct err *err)
{
    struct frame *f = mem_zero(1, sizeof(*f));
    struct loader loader = { NULL, 0, 0, NULL, 0, 0, 0 };
    struct kept kept = { { 0 }, 0 };
    int ret = -1;

    *out = NULL;
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (keep[i])
            kept.columns[kept.count++] = i;
    loader.width = column_count - kept.count;
    *f = *base;
    f->columns = columns;
    f->column_count = column_count;
    f->rows = NULL;
    f->values = NULL;
    f->row_count = 0;
    if (load(&loader, base, rows, err))
        goto out;
    merge(f, base, &kept, &loader);
    *out = f;
    f = NULL;
    ret = 0;
out:
    free(loader.rows);
    free(loader.values);
    frame_free(f);
    return ret;
}

void frame_free(struct frame *joined)
{
    if (!joined)
        return;
    free(joined->rows);
    free(joined->values);
    free(joined);
}
