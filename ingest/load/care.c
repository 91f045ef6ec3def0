#include "ingest/load/care.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "core/search.h"
#include "ingest/keep/content.h"

/* Columns of the statement. */
enum { IDENT, CONTENT, START, LINE, FACTS };

/* What decides which of a child's rows is newer; 0 = there is none yet. */
struct place {
    int64_t content_id, line;
    struct str start;
};

struct pass {
    struct care *care;
    struct contents *contents;
    struct query *q;
    struct place newest[CARE_FACT_COUNT]; /* of the child, that say it */
};

const char *care_text(const struct care *care, size_t at)
{
    return care->texts.text + at;
}

/* 0 is where "" lies. */
static size_t keep(struct care *care, const char *text)
{
    size_t at = care->texts.len;

    if (!*text)
        return 0;
    str_add_n(&care->texts, text, strlen(text) + 1);
    return at;
}

/* *newer: the current row is than the one that was found, and takes its
   place. */
static int take_place(struct pass *p, struct place *found, bool *newer,
                      struct err *err)
{
    int64_t content_id = query_int(p->q, CONTENT);
    const char *start = query_text(p->q, START);
    int64_t line = query_int(p->q, LINE);
    int order = -1;

    if (found->content_id
        && contents_compare(p->contents, found->content_id, content_id, &order,
                            err))
        return -1;
    if (!order)
        order = strcmp(found->start.text, start);
    if (!order)
        order = found->line < line ? -1 : 1;
    *newer = order < 0;
    if (!*newer)
        return 0;
    found->content_id = content_id;
    found->line = line;
    str_clear(&found->start);
    str_add(&found->start, start);
    return 0;
}

static struct care_child *find_child(struct pass *p)
{
    struct care *care = p->care;
    int64_t ident_key = query_int(p->q, IDENT);

    if (care->count && care->children[care->count - 1].ident_key == ident_key)
        return &care->children[care->count - 1];
    for (size_t i = 0; i < CARE_FACT_COUNT; i++)
        p->newest[i].content_id = 0;
    MEM_ROOM(care->children, care->count, care->capacity);
    care->children[care->count] = (struct care_child){ .ident_key = ident_key };
    return &care->children[care->count++];
}

static int add_row(struct pass *p, struct err *err)
{
    struct care_child *child = find_child(p);
    bool newer;

    for (int i = 0; i < CARE_FACT_COUNT; i++) {
        if (query_is_null(p->q, FACTS + i))
            continue;
        if (take_place(p, &p->newest[i], &newer, err))
            return -1;
        if (newer)
            child->facts[i] = keep(p->care, query_text(p->q, FACTS + i));
    }
    return 0;
}

int care_read(struct care *care, struct db *db, struct contents *contents,
              struct err *err)
{
    struct pass p = { .care = care,
                      .contents = contents,
                      .q = db_query(db, "ingest/sql/person.sql#care", err) };
    int row;

    for (size_t i = 0; i < CARE_FACT_COUNT; i++)
        p.newest[i] = (struct place){ 0, 0, STR_INIT };
    str_add_c(&care->texts, '\0');
    while ((row = query_step(p.q, err)) == 1)
        if (add_row(&p, err)) {
            row = -1;
            break;
        }
    for (size_t i = 0; i < CARE_FACT_COUNT; i++)
        str_release(&p.newest[i].start);
    return row;
}

void care_release(struct care *care)
{
    free(care->children);
    str_release(&care->texts);
}

const struct care_child *care_find(const struct care *care, int64_t ident_key)
{
    size_t at = search_key(care->children, care->count, sizeof(*care->children),
                           offsetof(struct care_child, ident_key), ident_key);

    return at < care->count ? &care->children[at] : NULL;
}
