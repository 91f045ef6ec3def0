#ifndef INGEST_LOAD_LOAD_H
#define INGEST_LOAD_LOAD_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/map.h"
#include "core/str.h"
#include "ingest/load/loader.h"
#include "ingest/read/reject.h"

struct archive_file;
struct extract;
struct query;
struct record;

/* load: what the files of the loader share, and nobody else sees. */

/* The statements of one type's table. */
struct loader_table {
    struct query *find; /* by key: content_id, row_hash (, seen_id) */
    struct query *insert;
    struct query *update;
    struct query *touch; /* by key: content_id moves on */
    struct query *see;   /* by key: seen_id moves on */
    struct query *state_last;
    struct query *state_add;
    struct query *state_drop;
    struct query *twins; /* of a stay: under other UPNs of the person */
};

void loader_table_close(struct loader_table *t); /* NULL is fine */
int loader_table_open(struct loader *loader, const struct type *type,
                      struct loader_table **out, struct err *err)
    __attribute__((warn_unused_result));

/* One content on its way in. */
struct load {
    struct loader *loader;
    const struct load_request *request;
    const struct content *content;
    const struct type *type;
    struct loader_table *table;
    struct load_counts *counts;
    struct archive_file *file;
    struct extract *extract;
    int64_t school_key; /* of the current record; 0 = it has none */
    int64_t ident_key;
    int64_t noted_school; /* the last one noted in content_school */
    char noted_number[8]; /* and in content_number */
    struct str key;
    /* Keys that the file holds more than once: the last line counts. */
    struct map keys; /* key -> index into lasts */
    struct load_last *lasts;
    size_t last_count;
    size_t last_capacity;
    bool has_again;
};

struct load_last {
    int64_t ordinal; /* of the last record with the key */
    int64_t hash;    /* of that record's content */
};

int load_open_extract(struct load *l, struct err *err)
    __attribute__((warn_unused_result));
void load_close_extract(struct load *l);
int load_reject_row(struct load *l, int64_t line, int field, enum reject rule,
                    const char *message, int64_t rows, struct err *err)
    __attribute__((warn_unused_result));
/*
 * The record's school: its key, or 0 with *unknown when the schools extract
 * has none such (it may come later: the content then waits for it).
 */
int load_resolve_school(struct load *l, const struct record *record,
                        bool *unknown, struct err *err)
    __attribute__((warn_unused_result));
/* By URN or LAESTAB; of those that share one, the school open on a day. */
int load_resolve_school_on(struct load *l, const char *id, date_t day,
                           struct err *err) __attribute__((warn_unused_result));
int load_resolve_ident(struct load *l, const struct record *record,
                       struct err *err) __attribute__((warn_unused_result));
/*
 * What became of the record before its content is looked at: 0 = go on, 1 =
 * rejected. `rows` is how many rows a record stands for (marks in a string).
 */
int load_judge(struct load *l, const struct record *record, int64_t rows,
               struct err *err) __attribute__((warn_unused_result));
int load_note_school(struct load *l, struct err *err)
    __attribute__((warn_unused_result));

/* All records of a type with a table; of a type of marks. */
int load_rows(struct load *l, struct err *err)
    __attribute__((warn_unused_result));
int load_marks(struct load *l, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_LOAD_H */
