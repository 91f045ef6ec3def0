#include "ingest/read/cull.h"

#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/extract.h"
#include "ingest/read/judge.h"
#include "ingest/read/type.h"

void cull_begin(struct cull *cull, const struct cull_by *by)
{
    memset(cull, 0, sizeof(*cull));
    cull->by = *by;
}

void cull_release(struct cull *cull)
{
    map_release(&cull->asked);
    free(cull->ranges);
    memset(cull, 0, sizeof(*cull));
}

static enum cull_whose whose(struct cull *cull, char kind, const char *id,
                             size_t len)
{
    char key[CULL_ID_MOST + 1];
    int64_t *known;
    bool added;

    if (len > CULL_ID_MOST)
        return cull->by.whose(cull->by.context, kind, id, len);
    key[0] = kind;
    memcpy(key + 1, id, len);
    known = map_put(&cull->asked, key, len + 1, CULL_NOBODYS, &added);
    if (added)
        *known = (int64_t)cull->by.whose(cull->by.context, kind, id, len);
    return (enum cull_whose) * known;
}

bool cull_is_struck(void *context, const char word[CUT_WORD + 1])
{
    return whose(context, 'u', word, CUT_WORD) == CULL_GONE;
}

/* --- words ---------------------------------------------------------------- */

/* A UPN's first character is the one that is a letter: the rest is soon seen.
 */
static bool has_word(struct cull *cull, const struct cell *cell)
{
    char upper[CUT_WORD + 1];

    for (size_t at = 0; at + CUT_WORD <= cell->len; at++) {
        if (!cut_is_upn(cell->text + at, CUT_WORD))
            continue;
        cut_upper(cell->text + at, upper);
        if (cull_is_struck(cull, upper))
            return true;
    }
    return false;
}

/* --- rows ----------------------------------------------------------------- */

static void add_range(struct cull *cull, bool is_struck)
{
    struct cut_range *last =
        cull->count ? &cull->ranges[cull->count - 1] : NULL;

    if (last && last->is_struck == is_struck
        && last->line + last->lines == cull->row.line) {
        last->lines += cull->row.lines;
        return;
    }
    MEM_ROOM(cull->ranges, cull->count, cull->capacity);
    cull->ranges[cull->count++] =
        (struct cut_range){ cull->row.line, cull->row.lines, is_struck };
}

/* What becomes of the row that was at hand. */
static void end_row(struct cull *cull)
{
    const bool is_past =
        cull->row.records && cull->row.past == cull->row.records;
    const bool is_claimed = cull->row.has_word && cull->row.is_row
                            && cull->has_ids && !cull->row.is_others;

    if (!cull->row.line)
        return;
    cull->seen += cull->row.records > 0;
    if (cull->row.is_theirs || is_claimed || is_past) {
        add_range(cull, false);
        cull->rows++;
        if (!cull->first_line)
            cull->first_line = cull->row.line;
    } else if (cull->row.has_word || cull->row.is_too_long) {
        add_range(cull, true);
        if (cull->row.has_word && cull->row.id_len && cull->by.struck)
            cull->by.struck(cull->by.context, cull->row.id[0], cull->row.id + 1,
                            cull->row.id_len);
    }
    cull->row.line = 0;
}

void cull_see(void *context, const struct row *row, bool is_row)
{
    struct cull *cull = context;

    end_row(cull);
    memset(&cull->row, 0, sizeof(cull->row));
    cull->row.line = row->line;
    cull->row.lines = row->lines;
    cull->row.is_row = is_row;
    cull->row.is_too_long =
        row->is_too_long || row->has_too_many || row->has_long;
    for (size_t i = 0; i < row->count && !cull->row.has_word; i++)
        cull->row.has_word = has_word(cull, &row->cells[i]);
}

/* A number that a row of theirs has, in a column of the same heading. */
static void take_numbers(struct cull *cull, const struct type *type,
                         const struct record *record)
{
    struct str id = STR_INIT;

    for (size_t i = 0; i < type->key_count; i++) {
        const struct field *field = &type->fields[type->key[i]];
        const struct value *value = &record->values[type->key[i]];

        if (field->kind != FIELD_ID || !value->is_ok || value->is_blank)
            continue;
        str_clear(&id);
        str_addf(&id, "%s:%s", field->heading, value->text);
        if (whose(cull, 'r', id.text, id.len) == CULL_GONE)
            cull->row.is_theirs = true;
    }
    str_release(&id);
}

static void take_record(struct cull *cull, const struct type *type,
                        const struct record *record)
{
    int field = type_owner(type);
    const char kind = type->pupil >= 0 ? 'u' : 'c';
    const struct value *id;

    cull->row.records++;
    if (cull->by.is_past)
        cull->row.past += cull->by.is_past(cull->by.context, type, record);
    if (field < 0) {
        if (cull->by.has_records)
            take_numbers(cull, type, record);
        return;
    }
    id = &record->values[field];
    if (!id->is_ok || id->is_blank)
        return;
    switch (whose(cull, kind, id->text, id->len)) {
    case CULL_GONE:
        cull->row.is_theirs = true;
        break;
    case CULL_OTHERS:
        cull->row.is_others = true;
        cull->row.id_len = id->len <= CULL_ID_MOST ? id->len : 0;
        cull->row.id[0] = kind;
        memcpy(cull->row.id + 1, id->text, cull->row.id_len);
        break;
    case CULL_NOBODYS:
        break;
    }
}

/* A quote that never closes: what is behind it was not handed out. */
static void end_file(struct cull *cull, int64_t open_quote)
{
    end_row(cull);
    if (!open_quote)
        return;
    cull->row.line = open_quote;
    cull->row.lines = INT64_MAX / 2;
    add_range(cull, true);
    cull->row.line = 0;
}

int cull_read(struct cull *cull, struct extract *x, struct err *err)
{
    const struct type *type = extract_type(x);
    const struct record *record;
    int got;

    if (!type)
        return err_set(err, ERR_INTERNAL, "what is culled is no extract");
    cull->has_ids = type_owner(type) >= 0 || type->mode == TYPE_IGNORED;
    while ((got = extract_next(x, &record, err)) == 1)
        take_record(cull, type, record);
    if (got < 0)
        return -1;
    end_file(cull, extract_open_quote(x));
    return 0;
}

int cull_read_plain(struct cull *cull, enum encoding encoding,
                    struct extract_source source, struct err *err)
{
    struct rows *rows = rows_new(encoding, source);
    const struct row *row;
    int got;

    cull->has_ids = true;
    rows_set_delimiter(rows, ',');
    while ((got = rows_next(rows, &row, err)) == 1)
        cull_see(cull, row, row->line > 1);
    if (got == 0)
        end_file(cull, rows_open_quote(rows));
    rows_free(rows);
    return got;
}
