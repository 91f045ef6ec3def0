#include "ingest/read/code.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/table.h"
#include "core/err.h"
#include "core/mem.h"
#include "ingest/read/value.h"

const char *word_next(const char **list, size_t *len)
{
    const char *word = *list + strspn(*list, " ");

    *len = strcspn(word, " ");
    *list = word + *len;
    return *len ? word : NULL;
}

static char *upper(const char *text, size_t len)
{
    char *copy = mem_dup_n(text, len);

    for (char *at = copy; *at; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    return copy;
}

/* Where a code is, or, with *is_there false, would be. */
static size_t place(const struct codes *codes, const char *text, size_t len,
                    bool *is_there)
{
    size_t low = 0, high = codes->count;

    *is_there = false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *code = codes->items[middle].text;
        size_t code_len = strlen(code);
        int order = strncasecmp(code, text, len);

        /* The text may hold a NUL, past which nothing was compared. */
        if (order == 0)
            order = (code_len > len) - (code_len < len);
        if (order == 0) {
            *is_there = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void codes_add(struct codes *codes, const char *word, size_t len)
{
    const char *arrow = memchr(word, '>', len);
    size_t head = arrow ? (size_t)(arrow - word) : len;
    bool is_there;
    size_t at = place(codes, word, head, &is_there);
    struct code *code;

    if (!len || is_there)
        return;
    codes->items =
        mem_grow(codes->items, codes->count + 1, sizeof(*codes->items));
    code = &codes->items[at];
    memmove(code + 1, code, (codes->count++ - at) * sizeof(*code));
    code->text = upper(word, head);
    code->means = arrow ? upper(arrow + 1, len - head - 1) : NULL;
}

void codes_add_list(struct codes *codes, const char *list)
{
    while (*(list += strspn(list, " ;"))) {
        size_t len = strcspn(list, " ;");

        codes_add(codes, list, len);
        list += len;
    }
}

static int find_column(const struct table *table, const char *heading,
                       size_t len, int *column, struct err *err)
{
    char *copy = mem_dup_n(heading, len);

    *column = table_column(table, copy);
    free(copy);
    return *column < 0
               ? err_set(err, ERR_CONFIG, "%s:1: there is no column '%.*s'",
                         table->name, (int)len, heading)
               : 0;
}

int codes_add_column(struct codes *codes, const struct table *table,
                     const char *heading, struct err *err)
{
    int column;

    if (find_column(table, heading, strlen(heading), &column, err))
        return -1;
    for (size_t row = 0; row < table->row_count; row++) {
        const char *cell = table_cell(table, row, column);

        codes_add(codes, cell, strlen(cell));
    }
    return 0;
}

void codes_release(struct codes *codes)
{
    for (size_t i = 0; i < codes->count; i++) {
        free(codes->items[i].text);
        free(codes->items[i].means);
    }
    free(codes->items);
    memset(codes, 0, sizeof(*codes));
}

const char *codes_find(const struct codes *codes, const char *text, size_t len)
{
    bool is_there;
    size_t at = place(codes, text, len, &is_there);

    if (!is_there)
        return NULL;
    return codes->items[at].means ? codes->items[at].means
                                  : codes->items[at].text;
}

/* A bound in a cell; a blank one leaves it as it is. */
static int read_bound(const struct table *table, size_t row, int column,
                      double *bound, struct err *err)
{
    const char *cell = table_cell(table, row, column);

    return *cell && !value_number(cell, strlen(cell), bound)
               ? err_set(err, ERR_CONFIG, "%s:%d: '%s' is not a number",
                         table->name, table->lines[row], cell)
               : 0;
}

static int read_range(struct validities *v, const struct table *table,
                      const char *range, struct err *err)
{
    int columns[2];
    size_t len;

    for (size_t i = 0; i < 2; i++) {
        const char *word = word_next(&range, &len);

        if (!word)
            return err_set(err, ERR_CONFIG, "two columns are wanted");
        if (find_column(table, word, len, &columns[i], err))
            return -1;
    }
    for (size_t row = 0; row < table->row_count; row++) {
        struct validity *item = &v->items[row];

        if (!*table_cell(table, row, columns[0])
            && !*table_cell(table, row, columns[1]))
            continue;
        item->least = -DBL_MAX;
        item->most = DBL_MAX;
        if (read_bound(table, row, columns[0], &item->least, err)
            || read_bound(table, row, columns[1], &item->most, err))
            return -1;
    }
    return 0;
}

static int read_lists(struct validities *v, const struct table *table,
                      const char *lists, struct err *err)
{
    const char *word;
    size_t len;

    while ((word = word_next(&lists, &len)) != NULL) {
        int column;

        if (find_column(table, word, len, &column, err))
            return -1;
        for (size_t row = 0; row < table->row_count; row++)
            codes_add_list(&v->items[row].codes,
                           table_cell(table, row, column));
    }
    return 0;
}

int validities_read(struct validities *v, const struct table *table,
                    const char *heading, const char *range, const char *lists,
                    struct err *err)
{
    int column;

    if (find_column(table, heading, strlen(heading), &column, err))
        return -1;
    v->items = mem_zero(table->row_count + 1, sizeof(*v->items));
    v->count = table->row_count;
    for (size_t row = 0; row < table->row_count; row++) {
        const char *code = table_cell(table, row, column);

        v->items[row].code = upper(code, strlen(code));
        v->items[row].least = 1; /* and most 0: no number is valid */
    }
    if ((range && read_range(v, table, range, err))
        || (lists && read_lists(v, table, lists, err)))
        return -1;
    return 0;
}

void validities_release(struct validities *v)
{
    for (size_t i = 0; i < v->count; i++) {
        free(v->items[i].code);
        codes_release(&v->items[i].codes);
    }
    free(v->items);
    memset(v, 0, sizeof(*v));
}

const struct validity *validities_find(const struct validities *v,
                                       const char *code)
{
    for (size_t i = 0; i < v->count; i++)
        if (!strcmp(v->items[i].code, code))
            return &v->items[i];
    return NULL;
}
