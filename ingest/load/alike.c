#include "ingest/load/alike.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "ingest/load/fold.h"
#include "ingest/load/row_table.h"
#include "ingest/read/value.h"

#define SQL "ingest/sql/alike.sql#"

void alike_begin(struct alike *alike, struct db *db, const struct type *type,
                 int64_t content_id)
{
    alike->db = db;
    alike->type = type;
    alike->content_id = content_id;
    map_clear(&alike->first);
    alike->row_count = 0;
    str_clear(&alike->texts);
    str_add_c(&alike->texts, '\0');
}

void alike_end(struct alike *alike)
{
    map_release(&alike->first);
    free(alike->rows);
    str_release(&alike->texts);
    str_release(&alike->value);
    for (size_t i = 0; i < 2; i++)
        str_release(&alike->folded[i]);
}

/* What a name comes to is kept, for whoever compares names in the database. */
static int put_folded(struct alike *alike, const char *name, struct str *folded,
                      struct err *err)
{
    struct query *q = db_query(alike->db, SQL "put_folded", err);

    str_clear(folded);
    fold_add(folded, name);
    query_bind_text(q, 1, name);
    query_bind_text(q, 2, folded->text);
    return query_run(q, err);
}

/* Two texts of a field that are not the same: are they other names too? */
static int differ(struct alike *alike, int field, const char *a, const char *b,
                  bool *is_other, struct err *err)
{
    *is_other = true;
    if (alike->type->fields[field].kind != FIELD_NAME)
        return 0;
    if (put_folded(alike, a, &alike->folded[0], err)
        || put_folded(alike, b, &alike->folded[1], err))
        return -1;
    *is_other = strcmp(alike->folded[0].text, alike->folded[1].text) != 0;
    return 0;
}

static int put_clash(struct alike *alike, int64_t ident_key, int field,
                     int64_t line, const char *value, struct err *err)
{
    struct query *q = db_query(alike->db, SQL "put_clash", err);

    query_bind_int(q, 1, alike->content_id);
    query_bind_int(q, 2, ident_key);
    query_bind_text(q, 3, alike->type->fields[field].name);
    query_bind_int(q, 4, line);
    query_bind_text(q, 5, value);
    return query_run(q, err);
}

static size_t add_text(struct alike *alike, const struct value *value)
{
    size_t at = alike->texts.len;

    str_add_n(&alike->texts, value->text, value->len);
    str_add_c(&alike->texts, '\0');
    return at;
}

static int compare(struct alike *alike, struct alike_row *first,
                   const struct table_row *row, size_t i, struct err *err)
{
    int field = alike->type->alike[i];
    const struct value *value = &row->values[field];
    const char *before;
    bool is_other;

    if (value->is_blank)
        return 0;
    if (!first->texts[i]) {
        first->texts[i] = add_text(alike, value);
        return 0;
    }
    before = alike->texts.text + first->texts[i];
    str_clear(&alike->value);
    str_add_n(&alike->value, value->text, value->len);
    if (!strcmp(before, alike->value.text))
        return 0;
    if (differ(alike, field, before, alike->value.text, &is_other, err))
        return -1;
    if (!is_other)
        return 0;
    return put_clash(alike, row->ident_key, field, first->line, before, err)
                   || put_clash(alike, row->ident_key, field, row->line,
                                alike->value.text, err)
               ? -1
               : 0;
}

int alike_row(struct alike *alike, const struct table_row *row, struct err *err)
{
    const struct type *type = alike->type;
    struct alike_row *first;
    bool added;
    int64_t at;

    if (!type->alike_count || !row->ident_key)
        return 0;
    at = *map_put(&alike->first, &row->ident_key, sizeof(row->ident_key),
                  (int64_t)alike->row_count, &added);
    if (added) {
        MEM_ROOM(alike->rows, alike->row_count, alike->row_capacity);
        first = &alike->rows[alike->row_count++];
        *first = (struct alike_row){ .line = row->line };
    }
    first = &alike->rows[at];
    for (size_t i = 0; i < type->alike_count; i++)
        if (compare(alike, first, row, i, err))
            return -1;
    return 0;
}
