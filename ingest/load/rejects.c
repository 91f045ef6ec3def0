#include "ingest/load/rejects.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/type.h"

#define SQL "ingest/sql/rejects.sql#"
#define RULES (REJECT_ERASED + 1)

/* What one rule rejected in one column. */
struct rejects_kind {
    int64_t count; /* of rows of load_reject, the last one included */
    int64_t line;  /* of the last, which waits for the end of the file */
    int64_t rows;
    int64_t more; /* of its rows, those of later lines */
    char *message;
};

int rejects_open(struct rejects *r, struct db *db, struct err *err)
{
    memset(r, 0, sizeof(*r));
    if (query_open_asset(&r->put, db, SQL "put", err)
        || query_open_asset(&r->clear, db, SQL "clear", err)) {
        rejects_close(r);
        return -1;
    }
    return 0;
}

static void free_kinds(struct rejects *r)
{
    for (size_t i = 0; i < r->kind_count; i++)
        free(r->kinds[i].message);
    free(r->kinds);
}

void rejects_close(struct rejects *r)
{
    query_close(r->put);
    query_close(r->clear);
    free_kinds(r);
    memset(r, 0, sizeof(*r));
}

int rejects_clear(struct rejects *r, const char *sha256, struct err *err)
{
    query_bind_text(r->clear, 1, sha256);
    return query_run(r->clear, err);
}

void rejects_begin(struct rejects *r, const char *sha256,
                   const struct type *type)
{
    free_kinds(r);
    r->kind_count = (type->field_count + 1) * RULES;
    r->kinds = mem_zero(r->kind_count, sizeof(*r->kinds));
    r->sha256 = sha256;
    r->type = type;
}

static int put(struct rejects *r, int64_t line, int field, enum reject rule,
               const char *message, int64_t rows, struct err *err)
{
    query_bind_text(r->put, 1, r->sha256);
    query_bind_int(r->put, 2, line);
    query_bind_text(r->put, 3,
                    field >= 0 ? r->type->fields[field].heading : "");
    query_bind_text(r->put, 4, reject_name(rule));
    query_bind_int(r->put, 5, rows);
    query_bind_text(r->put, 6, message);
    return query_run(r->put, err);
}

int rejects_put(struct rejects *r, int64_t line, int field, enum reject rule,
                const char *message, int64_t rows, struct err *err)
{
    struct rejects_kind *kind =
        &r->kinds[(size_t)(field + 1) * RULES + (size_t)rule];

    if (kind->count == REJECTS_MAX) {
        kind->rows += rows;
        kind->more += rows;
        return 0;
    }
    if (++kind->count < REJECTS_MAX)
        return put(r, line, field, rule, message, rows, err);
    kind->line = line;
    kind->rows = rows;
    kind->message = mem_dup(message);
    return 0;
}

int rejects_end(struct rejects *r, struct err *err)
{
    struct str message = STR_INIT;
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < r->kind_count; i++) {
        const struct rejects_kind *kind = &r->kinds[i];

        if (!kind->message)
            continue;
        str_clear(&message);
        str_add(&message, kind->message);
        if (kind->more)
            str_addf(&message, "; %lld more of the kind are not listed",
                     (long long)kind->more);
        ret = put(r, kind->line, (int)(i / RULES) - 1, (enum reject)(i % RULES),
                  message.text, kind->rows, err);
    }
    str_release(&message);
    return ret;
}
