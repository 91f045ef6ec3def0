#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/map.h"
#include "transform/engine/engine_parts.h"

#define SQL "transform/sql/engine.sql#"

static bool is_in(const struct map *reads, const char *table)
{
    return map_find(reads, table, strlen(table)) != NULL;
}

/* Is it read for a column that the metric is worked out of? */
static bool is_counted(const struct engine_metric *em, const struct source *s,
                       const struct map *parts, const char *table)
{
    const struct expression *sides[] = { em->metric->numerator,
                                         em->metric->denominator };

    if (source_reads(s, table))
        return true;
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < expression_column_count(sides[side]); i++) {
            const char *name = expression_column(sides[side], i);

            for (size_t c = 0; c < COLUMN_COUNT; c++)
                if (!strcmp(name, source_frame_columns[c])
                    && column_part((enum column)c) != PART_PERSONS
                    && is_in(&parts[column_part((enum column)c)], table))
                    return true;
        }
    return false;
}

static int note_table(struct engine *e, struct query *put,
                      const struct map *parts, const char *table,
                      struct err *err)
{
    for (size_t i = 0; i < e->metric_count; i++) {
        const struct engine_metric *em = &e->metrics[i];
        const struct source *s = &e->sources[em->source];
        bool counted = is_counted(em, s, parts, table);

        if (!counted && !is_in(&parts[PART_PERSONS], table))
            continue;
        query_bind_int(put, 1, em->key);
        query_bind_text(put, 2, table);
        query_bind_text(put, 3, counted ? "figure" : "person");
        query_bind_text(put, 4, counted ? s->name : "");
        if (query_run(put, err))
            return -1;
    }
    return 0;
}

int engine_note_reads(struct engine *engine, const struct map *parts,
                      struct err *err)
{
    struct query *tables = db_query(engine->db, SQL "list_tables", err);
    struct query *put = db_query(engine->db, SQL "put_reads", err);
    int row = db_exec(engine->db, "delete from metric_reads", err);

    while (row == 0 && (row = query_step(tables, err)) == 1)
        row = note_table(engine, put, parts, query_text(tables, 0), err);
    query_reset(tables);
    return row;
}
