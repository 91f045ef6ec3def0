#include "transform/people/pupil.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

/* Columns of what the readers give. */
enum row_column {
    ROW_PUPIL,
    ROW_CONTENT,
    ROW_DATE,
    ROW_TIE,
    ROW_UPN,
    ROW_CHILD_ID,
    ROW_FORMER_UPN,
    ROW_SURNAME,
    ROW_FORENAME,
    ROW_DATE_OF_BIRTH,
    ROW_SEX,
    ROW_ETHNICITY
};

/* Columns of dim_pupil that are gathered, in its order. */
enum field {
    FIELD_UPN,
    FIELD_CHILD_ID,
    FIELD_SURNAME,
    FIELD_FORENAME,
    FIELD_DATE_OF_BIRTH,
    FIELD_SEX,
    FIELD_ETHNICITY,
    FIELD_COUNT
};

/* The greater rank wins, member by member. */
struct rank {
    int is_current, is_permanent; /* of UPNs */
    int source;
    int64_t content; /* place among the contents in their order */
    char date[11];
    char tie[32];
};

struct best {
    bool has_value;
    struct rank rank;
    struct str text;
};

/* A UPN a row gives, to be judged when all former ones are known. */
struct candidate {
    char upn[14];
    struct rank rank;
};

struct source {
    const char *script;
    int rank; /* of rows: pupils extracts before others */
    struct query *q;
    bool has_row;
};

#define SOURCES 5

struct gatherer {
    struct db *db;
    struct source sources[SOURCES];
    int64_t *content_ranks; /* content_id -> place */
    size_t content_count;
    struct query *read, *put, *note;

    struct best fields[FIELD_COUNT]; /* of the person at hand */
    struct candidate *candidates;
    size_t candidate_count, candidate_capacity;
    char (*formers)[14];
    size_t former_count, former_capacity;
};

static int compare(const struct rank *a, const struct rank *b)
{
    int order;

    if (a->is_permanent != b->is_permanent)
        return a->is_permanent - b->is_permanent;
    if (a->is_current != b->is_current)
        return a->is_current - b->is_current;
    if (a->source != b->source)
        return a->source - b->source;
    if (a->content != b->content)
        return a->content < b->content ? -1 : 1;
    order = strcmp(a->date, b->date);
    return order ? order : strcmp(a->tie, b->tie);
}

static void copy(char *to, size_t size, const char *from)
{
    size_t len = strlen(from);

    if (len >= size)
        len = size - 1;
    memcpy(to, from, len);
    to[len] = '\0';
}

static int read_contents(struct gatherer *g, struct err *err)
{
    struct query *q = NULL;
    size_t capacity = 0;
    int64_t place = 0;
    int row;

    if (query_open_asset(&q, g->db, "transform/sql/pupil.sql#read_contents",
                         err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        size_t id = (size_t)query_int(q, 0);

        while (g->content_count <= id) {
            MEM_ROOM(g->content_ranks, g->content_count, capacity);
            g->content_ranks[g->content_count++] = -1;
        }
        g->content_ranks[id] = place++;
    }
    query_close(q);
    return row;
}

static int next_row(struct source *s, struct err *err)
{
    int row = query_step(s->q, err);

    s->has_row = row == 1;
    return row < 0 ? -1 : 0;
}

static int open_all(struct gatherer *g, struct err *err)
{
    for (size_t i = 0; i < SOURCES; i++)
        if (query_open_asset(&g->sources[i].q, g->db, g->sources[i].script, err)
            || next_row(&g->sources[i], err))
            return -1;
    return query_open_asset(&g->read, g->db,
                            "transform/sql/pupil.sql#read_pupil", err)
           || query_open_asset(&g->put, g->db,
                               "transform/sql/pupil.sql#put_pupil", err)
           || query_open_asset(&g->note, g->db,
                               "transform/sql/pupil.sql#note_birth", err);
}

static void close_all(struct gatherer *g)
{
    for (size_t i = 0; i < SOURCES; i++)
        query_close(g->sources[i].q);
    query_close(g->read);
    query_close(g->put);
    query_close(g->note);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        str_release(&g->fields[i].text);
    free(g->content_ranks);
    free(g->candidates);
    free(g->formers);
}

static void offer(struct best *best, const struct rank *rank, const char *text)
{
    if (text[0] == '\0' || (best->has_value && compare(rank, &best->rank) <= 0))
        return;
    best->has_value = true;
    best->rank = *rank;
    str_clear(&best->text);
    str_add(&best->text, text);
}

static void take_row(struct gatherer *g, const struct source *s)
{
    struct query *q = s->q;
    int64_t content = query_int(q, ROW_CONTENT);
    struct rank rank;

    memset(&rank, 0, sizeof(rank));
    rank.source = s->rank;
    rank.content =
        (size_t)content < g->content_count ? g->content_ranks[content] : -1;
    copy(rank.date, sizeof(rank.date), query_text(q, ROW_DATE));
    copy(rank.tie, sizeof(rank.tie), query_text(q, ROW_TIE));
    if (!query_is_null(q, ROW_UPN)) {
        struct candidate *c;

        MEM_ROOM(g->candidates, g->candidate_count, g->candidate_capacity);
        c = &g->candidates[g->candidate_count++];
        copy(c->upn, sizeof(c->upn), query_text(q, ROW_UPN));
        c->rank = rank;
    }
    if (!query_is_null(q, ROW_FORMER_UPN)) {
        MEM_ROOM(g->formers, g->former_count, g->former_capacity);
        copy(g->formers[g->former_count++], sizeof(*g->formers),
             query_text(q, ROW_FORMER_UPN));
    }
    offer(&g->fields[FIELD_CHILD_ID], &rank, query_text(q, ROW_CHILD_ID));
    offer(&g->fields[FIELD_SURNAME], &rank, query_text(q, ROW_SURNAME));
    offer(&g->fields[FIELD_FORENAME], &rank, query_text(q, ROW_FORENAME));
    offer(&g->fields[FIELD_DATE_OF_BIRTH], &rank,
          query_text(q, ROW_DATE_OF_BIRTH));
    offer(&g->fields[FIELD_SEX], &rank, query_text(q, ROW_SEX));
    offer(&g->fields[FIELD_ETHNICITY], &rank, query_text(q, ROW_ETHNICITY));
}

static bool is_former(const struct gatherer *g, const char *upn)
{
    for (size_t i = 0; i < g->former_count; i++)
        if (!strcmp(g->formers[i], upn))
            return true;
    return false;
}

/* A temporary UPN ends in a letter. */
static bool is_permanent(const char *upn)
{
    size_t len = strlen(upn);

    return len > 0 && upn[len - 1] >= '0' && upn[len - 1] <= '9';
}

static void choose_upn(struct gatherer *g)
{
    for (size_t i = 0; i < g->candidate_count; i++) {
        struct candidate *c = &g->candidates[i];

        c->rank.is_permanent = is_permanent(c->upn);
        c->rank.is_current = !is_former(g, c->upn);
        offer(&g->fields[FIELD_UPN], &c->rank, c->upn);
    }
}

static const char *value_of(const struct gatherer *g, size_t field)
{
    return g->fields[field].has_value ? g->fields[field].text.text : "";
}

/* Compare with the row there is: *differs, and the date of birth of it. */
static int compare_row(struct gatherer *g, int64_t pupil_key, bool *differs,
                       bool *is_born_anew, struct err *err)
{
    int row;

    *differs = true;
    *is_born_anew = false;
    query_bind_int(g->read, 1, pupil_key);
    row = query_step(g->read, err);
    if (row == 1) {
        *differs = false;
        for (size_t i = 0; i < FIELD_COUNT; i++)
            if (strcmp(query_text(g->read, (int)i), value_of(g, i)) != 0) {
                *differs = true;
                if (i == FIELD_DATE_OF_BIRTH)
                    *is_born_anew = true;
            }
    }
    query_reset(g->read);
    return row < 0 ? -1 : 0;
}

static int write_row(struct gatherer *g, int64_t pupil_key, bool everybody,
                     struct err *err)
{
    bool differs, is_born_anew;

    choose_upn(g);
    if (compare_row(g, pupil_key, &differs, &is_born_anew, err))
        return -1;
    if (is_born_anew) {
        query_bind_int(g->note, 1, pupil_key);
        if (query_run(g->note, err))
            return -1;
    }
    if (!differs && !everybody)
        return 0;
    query_bind_int(g->put, 1, pupil_key);
    for (size_t i = 0; i < FIELD_COUNT; i++)
        query_bind_text(g->put, (int)i + 2,
                        g->fields[i].has_value ? g->fields[i].text.text : NULL);
    return query_run(g->put, err);
}

static int64_t next_pupil(const struct gatherer *g)
{
    int64_t least = INT64_MAX;

    for (size_t i = 0; i < SOURCES; i++)
        if (g->sources[i].has_row
            && query_int(g->sources[i].q, ROW_PUPIL) < least)
            least = query_int(g->sources[i].q, ROW_PUPIL);
    return least;
}

static int gather(struct gatherer *g, bool everybody, int64_t **found,
                  size_t *found_count, struct err *err)
{
    size_t capacity = 0;
    int64_t pupil_key;

    while ((pupil_key = next_pupil(g)) != INT64_MAX) {
        for (size_t i = 0; i < FIELD_COUNT; i++)
            g->fields[i].has_value = false;
        g->candidate_count = g->former_count = 0;
        for (size_t i = 0; i < SOURCES; i++) {
            struct source *s = &g->sources[i];

            while (s->has_row && query_int(s->q, ROW_PUPIL) == pupil_key) {
                take_row(g, s);
                if (next_row(s, err))
                    return -1;
            }
        }
        if (write_row(g, pupil_key, everybody, err))
            return -1;
        MEM_ROOM(*found, *found_count, capacity);
        (*found)[(*found_count)++] = pupil_key;
    }
    return 0;
}

/* Who was asked for and not found is no person any more. */
static int drop_lost(struct db *db, const int64_t *found, size_t count,
                     struct err *err)
{
    struct query *q = NULL;
    int ret = -1;

    if (query_open_asset(&q, db, "transform/sql/pupil.sql#unask_pupil", err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        query_bind_int(q, 1, found[i]);
        if (query_run(q, err))
            goto out;
    }
    ret = db_run_script(db, "transform/sql/pupil.sql#drop_lost_pupils", NULL, 0,
                        err);
out:
    query_close(q);
    return ret;
}

int pupil_ask(struct db *db, bool everybody, struct err *err)
{
    if (db_run_script(db, "transform/sql/pupil.sql#pupil_asked", NULL, 0, err))
        return -1;
    return db_run_script(db,
                         everybody
                             ? "transform/sql/pupil.sql#ask_all_pupils"
                             : "transform/sql/pupil.sql#ask_changed_pupils",
                         NULL, 0, err);
}

#define STATEMENT(name) "transform/sql/pupil.sql#" name

int pupil_store(struct db *db, bool everybody, struct err *err)
{
    struct gatherer g = {
        .db = db,
        .sources = {
            { .script = STATEMENT("read_pupil_rows"), .rank = 2 },
            { .script = STATEMENT("read_pupil_suspensions"), .rank = 1 },
            { .script = STATEMENT("read_pupil_identity"), .rank = 1 },
            { .script = STATEMENT("read_pupil_spells"), .rank = 1 },
            { .script = STATEMENT("read_pupil_headers"), .rank = 0 },
        },
    };
    int64_t *found = NULL;
    size_t found_count = 0;
    int ret = -1;

    for (size_t i = 0; i < FIELD_COUNT; i++)
        g.fields[i].text = (struct str)STR_INIT;
    if (read_contents(&g, err) || open_all(&g, err)
        || gather(&g, everybody, &found, &found_count, err))
        goto out;
    ret = 0;
out:
    close_all(&g);
    if (ret == 0)
        ret = drop_lost(db, found, found_count, err);
    free(found);
    return ret;
}
