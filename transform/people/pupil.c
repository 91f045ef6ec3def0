#include "transform/people/pupil.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

#define STATEMENT(name) "transform/sql/pupil.sql#" name

/* Columns of what the readers give. */
enum row_column {
    ROW_PUPIL,
    ROW_CONTENT,
    ROW_DATE,
    ROW_LINE,
    ROW_UPN,
    ROW_CHILD_ID,
    ROW_FORMER_UPN,
    ROW_SURNAME,
    ROW_FORENAME,
    ROW_DATE_OF_BIRTH,
    ROW_SEX,
    ROW_ETHNICITY,
    ROW_AUTHORITY
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
    int64_t line;
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

/* A type's table whose rows speak of persons. */
struct source {
    int authority;
    bool is_child; /* rows are of a child, with a UPN or without */
    struct query *q;
    bool has_row;
};

/* The UPN that is known for a child: of its newest row that has one. */
struct child {
    char id[32];
    struct candidate upn;
};

/* A row of extract_type. */
struct speaker {
    const char *relation, *dated;
    bool is_child, drops;
};

struct gatherer {
    struct db *db;
    struct source *sources;
    size_t source_count, source_capacity;
    int64_t *content_ranks; /* content_id -> place */
    size_t content_count;
    struct query *read, *put, *note, *has_column;

    struct best fields[FIELD_COUNT]; /* of the person at hand */
    struct candidate *candidates;
    size_t candidate_count, candidate_capacity;
    struct child *children;
    size_t child_count, child_capacity;
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
    return order ? order : (a->line > b->line) - (a->line < b->line);
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

    if (query_open_asset(&q, g->db, STATEMENT("read_contents"), err))
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

/* What a row says in a column of that name; nothing where there is none. */
static int add_said(struct gatherer *g, struct str *sql, const char *relation,
                    const char *column, struct err *err)
{
    int row;

    query_bind_text(g->has_column, 1, relation);
    query_bind_text(g->has_column, 2, column);
    row = query_step(g->has_column, err);
    if (row == 1) {
        query_reset(g->has_column);
        str_addf(sql, ", said.%s", column);
    } else {
        str_add(sql, ", null");
    }
    return row < 0 ? -1 : 0;
}

/*
 * The rows of a relation that speak of the persons asked for, by person, in
 * the order of enum row_column. Cross joins: by the indexes there are.
 */
static int write_select(struct gatherer *g, struct str *sql,
                        const struct speaker *type, struct err *err)
{
    static const char *const columns[] = { "former_upn", "surname",
                                           "forename",   "date_of_birth",
                                           "sex",        "ethnicity",
                                           "authority" };

    str_add(sql, "select person.pupil_key, said.content_id");
    if (*type->dated)
        str_addf(sql, ", coalesce(said.%s, '')", type->dated);
    else
        str_add(sql, ", ''");
    str_add(sql, ", said.line");
    if (!type->is_child)
        str_add(sql, ", ident.id, null");
    else if (add_said(g, sql, type->relation, "upn", err))
        return -1;
    else
        str_add(sql, ", ident.id");
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        if (add_said(g, sql, type->relation, columns[i], err))
            return -1;
    str_addf(sql,
             " from pupil_asked cross join person"
             " on person.pupil_key = pupil_asked.pupil_key"
             " cross join ident on ident.ident_key = person.ident_key"
             " cross join %s as said on said.ident_key = person.ident_key",
             type->relation);
    if (type->drops)
        str_add(sql, " where said.gone_date is null");
    str_add(sql, " order by pupil_asked.pupil_key");
    return 0;
}

static int open_source(struct gatherer *g, struct query *types, struct err *err)
{
    const struct speaker speaker = {
        .relation = query_text(types, 0),
        .dated = query_text(types, 3),
        .is_child = !strcmp(query_text(types, 1), "child"),
        .drops = query_int(types, 4) != 0,
    };
    struct str sql = STR_INIT;
    struct source *s;
    int ret = -1;

    MEM_ROOM(g->sources, g->source_count, g->source_capacity);
    s = &g->sources[g->source_count++];
    memset(s, 0, sizeof(*s));
    s->authority = (int)query_int(types, 2);
    s->is_child = speaker.is_child;
    if (write_select(g, &sql, &speaker, err)
        || query_open(&s->q, g->db, sql.text, err))
        goto out;
    ret = next_row(s, err);
out:
    str_release(&sql);
    return ret;
}

static int open_all(struct gatherer *g, struct err *err)
{
    struct query *types = NULL;
    int row = -1;

    if (query_open_asset(&g->has_column, g->db, STATEMENT("has_column"), err)
        || query_open_asset(&g->read, g->db, STATEMENT("read_pupil"), err)
        || query_open_asset(&g->put, g->db, STATEMENT("put_pupil"), err)
        || query_open_asset(&g->note, g->db, STATEMENT("note_person"), err)
        || query_open_asset(&types, g->db, STATEMENT("read_speakers"), err))
        goto out;
    while ((row = query_step(types, err)) == 1)
        if (open_source(g, types, err)) {
            row = -1;
            break;
        }
out:
    query_close(types);
    return row;
}

static void close_all(struct gatherer *g)
{
    for (size_t i = 0; i < g->source_count; i++)
        query_close(g->sources[i].q);
    free(g->sources);
    free(g->children);
    query_close(g->has_column);
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

static void add_candidate(struct gatherer *g, const struct candidate *c)
{
    MEM_ROOM(g->candidates, g->candidate_count, g->candidate_capacity);
    g->candidates[g->candidate_count++] = *c;
}

/* Of a child's rows only that with the greatest rank says its UPN. */
static void take_child_upn(struct gatherer *g, const char *id,
                           const struct candidate *upn)
{
    size_t i = 0;

    while (i < g->child_count && strcmp(g->children[i].id, id) != 0)
        i++;
    if (i == g->child_count) {
        MEM_ROOM(g->children, g->child_count, g->child_capacity);
        copy(g->children[g->child_count++].id, sizeof(g->children->id), id);
        g->children[i].upn = *upn;
    } else if (compare(&upn->rank, &g->children[i].upn.rank) > 0) {
        g->children[i].upn = *upn;
    }
}

static void take_upn(struct gatherer *g, const struct source *s,
                     const struct rank *rank)
{
    struct candidate c = { "", *rank };

    if (query_is_null(s->q, ROW_UPN))
        return;
    copy(c.upn, sizeof(c.upn), query_text(s->q, ROW_UPN));
    if (s->is_child)
        take_child_upn(g, query_text(s->q, ROW_CHILD_ID), &c);
    else
        add_candidate(g, &c);
}

static void take_row(struct gatherer *g, const struct source *s)
{
    struct query *q = s->q;
    int64_t content = query_int(q, ROW_CONTENT);
    struct rank rank;

    memset(&rank, 0, sizeof(rank));
    rank.source = query_is_null(q, ROW_AUTHORITY)
                      ? s->authority
                      : (int)query_int(q, ROW_AUTHORITY);
    rank.content =
        (size_t)content < g->content_count ? g->content_ranks[content] : -1;
    copy(rank.date, sizeof(rank.date), query_text(q, ROW_DATE));
    rank.line = query_int(q, ROW_LINE);
    take_upn(g, s, &rank);
    if (!query_is_null(q, ROW_FORMER_UPN)) {
        MEM_ROOM(g->formers, g->former_count, g->former_capacity);
        copy(g->formers[g->former_count++], sizeof(*g->formers),
             query_text(q, ROW_FORMER_UPN));
    }
    for (size_t i = FIELD_CHILD_ID; i < FIELD_COUNT; i++) {
        static const int columns[FIELD_COUNT] = {
            [FIELD_CHILD_ID] = ROW_CHILD_ID,
            [FIELD_SURNAME] = ROW_SURNAME,
            [FIELD_FORENAME] = ROW_FORENAME,
            [FIELD_DATE_OF_BIRTH] = ROW_DATE_OF_BIRTH,
            [FIELD_SEX] = ROW_SEX,
            [FIELD_ETHNICITY] = ROW_ETHNICITY,
        };
        const char *text = query_text(q, columns[i]);

        /* U: the return's word for a sex that is not known. */
        if (i != FIELD_SEX || strcmp(text, "U") != 0)
            offer(&g->fields[i], &rank, text);
    }
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
    for (size_t i = 0; i < g->child_count; i++)
        add_candidate(g, &g->children[i].upn);
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

/* Compare with the row there is: *differs, and whether figures may. */
static int compare_row(struct gatherer *g, int64_t pupil_key, bool *differs,
                       bool *is_another, struct err *err)
{
    int row;

    query_bind_int(g->read, 1, pupil_key);
    row = query_step(g->read, err);
    *differs = *is_another = row == 0; /* nobody was there */
    if (row == 1) {
        for (size_t i = 0; i < FIELD_COUNT; i++) {
            if (!strcmp(query_text(g->read, (int)i), value_of(g, i)))
                continue;
            *differs = true;
            *is_another = *is_another || i >= FIELD_DATE_OF_BIRTH;
        }
        query_reset(g->read);
    }
    return row < 0 ? -1 : 0;
}

static int write_row(struct gatherer *g, int64_t pupil_key, bool everybody,
                     struct err *err)
{
    bool differs, is_another;

    choose_upn(g);
    if (compare_row(g, pupil_key, &differs, &is_another, err))
        return -1;
    if (is_another && !everybody) {
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

    for (size_t i = 0; i < g->source_count; i++)
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
        g->candidate_count = g->former_count = g->child_count = 0;
        for (size_t i = 0; i < g->source_count; i++) {
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

    if (query_open_asset(&q, db, STATEMENT("unask_pupil"), err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        query_bind_int(q, 1, found[i]);
        if (query_run(q, err))
            goto out;
    }
    ret = db_run_script(db, STATEMENT("drop_lost_pupils"), NULL, 0, err);
out:
    query_close(q);
    return ret;
}

int pupil_ask(struct db *db, bool everybody, struct err *err)
{
    if (db_run_script(db, STATEMENT("pupil_asked"), NULL, 0, err))
        return -1;
    return db_run_script(db,
                         everybody ? STATEMENT("ask_all_pupils")
                                   : STATEMENT("ask_changed_pupils"),
                         NULL, 0, err);
}

int pupil_store(struct db *db, bool everybody, struct err *err)
{
    struct gatherer g = { .db = db };
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
