#include "ingest/load/marksource.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

#define SQL "ingest/sql/markstore.sql#"
#define READ_MAX 64 /* unpacked at a time, some 100 KB */

struct marksource {
    int64_t source_id; /* 0 = none yet */
    int64_t contents[MARKDAY_POSITIONS];
};

void marksources_open(struct marksources *sources, struct db *db)
{
    memset(sources, 0, sizeof(*sources));
    sources->db = db;
    sources->read = mem_zero(READ_MAX, sizeof(*sources->read));
}

void marksources_close(struct marksources *sources)
{
    free(sources->read);
    memset(sources, 0, sizeof(*sources));
}

void marksources_forget(struct marksources *sources)
{
    memset(sources->read, 0, READ_MAX * sizeof(*sources->read));
}

/* --- patterns ------------------------------------------------------------ */

static void put_number(struct str *s, uint64_t value)
{
    do {
        unsigned char byte = value & 0x7f;

        value >>= 7;
        if (value)
            byte |= 0x80;
        str_add_c(s, (char)byte);
    } while (value);
}

static uint64_t get_number(const unsigned char **at, const unsigned char *end)
{
    uint64_t value = 0;

    for (int shift = 0; *at < end && shift < 63; shift += 7) {
        unsigned char byte = *(*at)++;

        value |= (uint64_t)(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            break;
    }
    return value;
}

void marksource_pack(struct str *pattern, const char *marks,
                     const int64_t *contents, int length)
{
    int64_t current = 0;
    uint64_t run = 0;

    str_clear(pattern);
    for (int i = 0; i < length; i++) {
        if (marks[i] == ' ' || contents[i] == current || !current) {
            if (!current && marks[i] != ' ')
                current = contents[i];
            run++;
            continue;
        }
        put_number(pattern, run);
        put_number(pattern, (uint64_t)current);
        current = contents[i];
        run = 1;
    }
    if (run) {
        put_number(pattern, run);
        put_number(pattern, (uint64_t)current);
    }
}

int64_t marksource_at(const void *pattern, size_t pattern_len, int position)
{
    const unsigned char *at = pattern;
    const unsigned char *end = at + pattern_len;
    uint64_t left = (uint64_t)position;

    while (at < end) {
        uint64_t run = get_number(&at, end);
        int64_t content_id = (int64_t)get_number(&at, end);

        if (left < run)
            return content_id;
        left -= run;
    }
    return 0;
}

static void unpack(struct marksource *source, const void *pattern, size_t len)
{
    const unsigned char *from = pattern;
    const unsigned char *end = from + len;
    int at = 0;

    memset(source->contents, 0, sizeof(source->contents));
    while (from < end) {
        uint64_t run = get_number(&from, end);
        int64_t content_id = (int64_t)get_number(&from, end);

        for (; run && at < MARKDAY_POSITIONS; run--)
            source->contents[at++] = content_id;
    }
}

/* --- the table ----------------------------------------------------------- */

static struct query *query_pattern(struct marksources *sources,
                                   const char *asset,
                                   const struct marksource_pattern *pattern,
                                   struct err *err)
{
    struct query *q = db_query(sources->db, asset, err);

    query_bind_int(q, 1, pattern->bucket);
    query_bind_int(q, 2, pattern->school_key);
    query_bind_blob(q, 3, pattern->bytes, pattern->len);
    return q;
}

static struct marksource *place_of(struct marksources *sources,
                                   int64_t source_id)
{
    return &sources->read[(uint64_t)source_id % READ_MAX];
}

static int change_pattern(struct marksources *sources, int64_t source_id,
                          const struct marksource_pattern *pattern,
                          struct err *err)
{
    struct query *q = db_query(sources->db, SQL "change_source", err);

    if (place_of(sources, source_id)->source_id == source_id)
        place_of(sources, source_id)->source_id = 0;
    query_bind_int(q, 1, source_id);
    query_bind_blob(q, 2, pattern->bytes, pattern->len);
    return query_run(q, err);
}

int marksources_find(struct marksources *sources,
                     const struct marksource_pattern *pattern,
                     int64_t *source_id, struct err *err)
{
    struct query *q = query_pattern(sources, SQL "find_source", pattern, err);

    *source_id = 0;
    return query_read_int(q, source_id, err) < 0 ? -1 : 0;
}

int marksources_add(struct marksources *sources,
                    const struct marksource_pattern *pattern, int64_t leaving,
                    int64_t *source_id, struct err *err)
{
    *source_id = leaving;
    if (leaving)
        return change_pattern(sources, leaving, pattern, err);
    if (query_run(query_pattern(sources, SQL "add_source", pattern, err), err))
        return -1;
    *source_id = db_last_rowid(sources->db);
    return 0;
}

int marksources_read(struct marksources *sources, int64_t source_id,
                     const int64_t **contents, struct err *err)
{
    struct marksource *source = &sources->read[(uint64_t)source_id % READ_MAX];
    struct query *q;
    const void *pattern;
    size_t len;

    *contents = source->contents;
    if (source->source_id == source_id)
        return 0;
    q = db_query(sources->db, SQL "read_source", err);
    query_bind_int(q, 1, source_id);
    switch (query_step(q, err)) {
    case 0:
        return err_set(err, ERR_INTERNAL, "no mark_source %lld",
                       (long long)source_id);
    case 1:
        break;
    default:
        return -1;
    }
    pattern = query_blob(q, 0, &len);
    unpack(source, pattern, len);
    source->source_id = source_id;
    query_reset(q);
    return 0;
}
