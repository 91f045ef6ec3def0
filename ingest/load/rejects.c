#include "ingest/load/rejects.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/judge.h"
#include "ingest/read/type.h"

#define SQL "ingest/sql/rejects.sql#"
#define RULES (REJECT_ERASED + 1)

/* What one rule rejected in one column. */
struct rejects_kind {
    enum effect effect;
    int64_t count; /* of rows of load_reject, the last one included */
    int64_t line;  /* of the last, which waits for the end of the file */
    int64_t rows;
    int64_t more; /* of its rows, those of later lines */
    char *message;
    int64_t noted; /* faults */
};

void rejects_open(struct rejects *r, struct db *db)
{
    *r = (struct rejects){ .db = db };
}

static void free_kinds(struct rejects *r)
{
    for (size_t i = 0; i < r->kind_count; i++)
        free(r->kinds[i].message);
    free(r->kinds);
}

void rejects_close(struct rejects *r)
{
    free_kinds(r);
    memset(r, 0, sizeof(*r));
}

int rejects_clear(struct rejects *r, const char *sha256, struct err *err)
{
    const struct db_param content = { ":sha256", sha256, 0 };
    struct query *q = db_query(r->db, SQL "clear", err);

    query_bind_text(q, 1, sha256);
    if (query_run(q, err))
        return -1;
    return r->notes ? db_run_script(r->db, SQL "clear_notes", &content, 1, err)
                    : 0;
}

int rejects_put_erased(struct rejects *r, const char *sha256, struct err *err)
{
    const struct db_param content = { ":sha256", sha256, 0 };
    struct query *q = db_query(r->db, SQL "erased", err);

    query_bind_text(q, 1, sha256);
    if (query_run(q, err))
        return -1;
    return r->notes ? db_run_script(r->db, SQL "note_erased", &content, 1, err)
                    : 0;
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

static const char *const effects[] = {
    [EFFECT_ROW] = "row", [EFFECT_VALUE] = "value"
};

static const char *column_of(const struct rejects *r, const struct fault *fault)
{
    return fault->field >= 0 ? r->type->fields[fault->field].heading : "";
}

static struct rejects_kind *kind_of(const struct rejects *r,
                                    const struct fault *fault)
{
    return &r->kinds[(size_t)(fault->field + 1) * RULES + (size_t)fault->rule];
}

static int put(struct rejects *r, int64_t line, const struct fault *fault,
               int64_t rows, struct err *err)
{
    struct query *q = db_query(r->db, SQL "put", err);

    query_bind_text(q, 1, r->sha256);
    query_bind_int(q, 2, line);
    query_bind_text(q, 3, column_of(r, fault));
    query_bind_text(q, 4, reject_name(fault->rule));
    query_bind_int(q, 5, rows);
    query_bind_text(q, 6, effects[fault->effect]);
    query_bind_text(q, 7, fault->message);
    return query_run(q, err);
}

int rejects_put(struct rejects *r, int64_t line, const struct fault *fault,
                int64_t rows, struct err *err)
{
    struct rejects_kind *kind = kind_of(r, fault);

    if (kind->count == REJECTS_MAX) {
        kind->rows += rows;
        kind->more += rows;
        return 0;
    }
    if (++kind->count < REJECTS_MAX)
        return put(r, line, fault, rows, err);
    kind->line = line;
    kind->rows = rows;
    kind->effect = fault->effect;
    kind->message = mem_dup(fault->message);
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
        ret = put(r, kind->line,
                  &(const struct fault){ .rule = (enum reject)(i % RULES),
                                         .effect = kind->effect,
                                         .field = (int)(i / RULES) - 1,
                                         .message = message.text },
                  kind->rows, err);
    }
    str_release(&message);
    return ret;
}

int rejects_note_all(struct rejects *r, int64_t lines, struct err *err)
{
    r->notes = true;
    r->lines = lines;
    return db_run_script(r->db, SQL "note_all", NULL, 0, err);
}

static int run(struct rejects *r, const char *asset,
               const struct db_param *params, size_t count, struct err *err)
{
    struct query *q = db_query(r->db, asset, err);

    return q && query_bind_params(q, params, count, err) == 0
               ? query_run(q, err)
               : -1;
}

int rejects_note(struct rejects *r, int64_t line, const struct fault *fault,
                 int64_t rows, struct err *err)
{
    const struct db_param params[] = {
        { ":sha256", r->sha256, 0 },
        { ":field", NULL, fault->field },
        { ":column", column_of(r, fault), 0 },
        { ":rule", reject_name(fault->rule), 0 },
        { ":effect", effects[fault->effect], 0 },
        { ":value", fault->value ? fault->value : "", 0 },
        { ":line", NULL, line },
        { ":message", fault->message, 0 },
        { ":rows", NULL, rows },
    };
    const size_t count = sizeof(params) / sizeof(params[0]);
    const bool is_kept = r->notes && kind_of(r, fault)->noted++ < r->lines;

    if (!r->notes)
        return 0;
    return run(r, SQL "note_value", params, count, err)
                   || (is_kept && run(r, SQL "note_fault", params, count, err))
               ? -1
               : 0;
}
