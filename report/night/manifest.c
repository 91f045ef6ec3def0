#include "report/night/manifest.h"

#include <stdio.h>

#include "core/db.h"
#include "core/err.h"
#include "core/str.h"
#include "report/night/publish.h"

#define SQL "report/sql/manifest.sql#"

/* Rows of a query of one text column, as the items of a list. */
static int put_rows(struct str *out, struct query *q, bool *is_first,
                    struct err *err)
{
    int row;

    while ((row = query_step(q, err)) == 1) {
        str_addf(out, "%s\n    %s", *is_first ? "" : ",", query_text(q, 0));
        *is_first = false;
    }
    return row;
}

static int put_head(struct str *out, const struct manifest *m, struct db *db,
                    struct err *err)
{
    struct query *q = db_query(db, SQL "head", err);

    query_bind_int(q, 1, m->run_id);
    query_bind_text(q, 2, m->version);
    query_bind_text(q, 3, m->as_of);
    query_bind_text(q, 4, m->published_at);
    if (query_step(q, err) != 1)
        return -1;
    str_add(out, query_text(q, 0));
    query_reset(q);
    return 0;
}

static int put_packs(struct str *out, const struct manifest *m, struct db *db,
                     struct err *err)
{
    struct query *q = db_query(db, SQL "pack", err);
    bool is_first = true;
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < m->pack_count; i++) {
        query_bind_text(q, 1, m->packs[i].name);
        query_bind_text(q, 2, m->packs[i].made_as_of);
        query_bind_int(q, 3, m->packs[i].made_run);
        ret = put_rows(out, q, &is_first, err);
    }
    return ret;
}

static int put_editions(struct str *out, const struct manifest *m,
                        struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "edition", err);
    bool is_first = true;
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < m->edition_count; i++) {
        query_bind_text(q, 1, m->editions[i].pack);
        query_bind_text(q, 2, m->editions[i].name);
        query_bind_text(q, 3, m->editions[i].as_of);
        query_bind_text(q, 4, m->editions[i].sha256);
        ret = put_rows(out, q, &is_first, err);
    }
    return ret;
}

static int put_schools(struct str *out, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "school", err);
    bool is_first = true;

    return put_rows(out, q, &is_first, err);
}

static int put_files(struct str *out, const struct manifest *m, struct db *db,
                     struct err *err)
{
    struct query *q = db_query(db, SQL "file", err);
    bool is_first = true;
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < m->file_count; i++) {
        query_bind_text(q, 1, m->files[i].path);
        query_bind_text(q, 2, m->files[i].sha256);
        query_bind_int(q, 3, m->files[i].bytes);
        ret = put_rows(out, q, &is_first, err);
    }
    return ret;
}

int manifest_write(struct str *out, const struct manifest *m, struct db *db,
                   struct err *err)
{
    str_add(out, "{\n  ");
    if (put_head(out, m, db, err))
        return -1;
    str_add(out, ",\n  \"packs\": [");
    if (put_packs(out, m, db, err))
        return -1;
    str_add(out, "\n  ],\n  \"editions\": [");
    if (put_editions(out, m, db, err))
        return -1;
    str_add(out, "\n  ],\n  \"schools\": [");
    if (put_schools(out, db, err))
        return -1;
    str_add(out, "\n  ],\n  \"files\": [");
    if (put_files(out, m, db, err))
        return -1;
    str_add(out, "\n  ]\n}\n");
    return 0;
}

int manifest_read_pack(struct manifest_pack *pack, const char *text,
                       struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "read", err);
    int row;

    pack->made_as_of[0] = '\0';
    pack->made_run = 0;
    query_bind_text(q, 1, text);
    query_bind_text(q, 2, pack->name);
    row = query_step(q, err);
    if (row == 1) {
        snprintf(pack->made_as_of, sizeof(pack->made_as_of), "%.10s",
                 query_text(q, 0));
        pack->made_run = query_int(q, 1);
    }
    query_reset(q);
    return row < 0 ? -1 : 0;
}
