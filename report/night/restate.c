#include "report/night/restate.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/table.h"
#include "core/db.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/source.h"
#include "core/str.h"
#include "report/book/csvfile.h"
#include "report/words/pack.h"

#define SQL "report/sql/editions.sql#"
#define COUNTY "county.ini"
#define TERMS "terms.csv"

/* --- on what figures stand ------------------------------------------------ */

/* One more that counts of a kind and name: their number, and which. */
struct basis {
    struct db *db;
    struct str kind, name;
    struct hash *h;
    int64_t count;
};

static int put_basis(struct db *db, const char *kind, const char *name,
                     int64_t count, const char *digest, struct err *err)
{
    struct query *q = db_query(db, SQL "put_basis", err);

    query_bind_text(q, 1, kind);
    query_bind_text(q, 2, name);
    query_bind_int(q, 3, count);
    query_bind_text(q, 4, digest);
    return query_run(q, err);
}

static int end_basis(struct basis *b, struct err *err)
{
    char digest[HASH_TEXT_SIZE];

    if (!b->h)
        return 0;
    hash_end(b->h, digest);
    b->h = NULL;
    return put_basis(b->db, b->kind.text, b->name.text, b->count, digest, err);
}

static void begin_basis(struct basis *b, const char *kind, const char *name)
{
    str_clear(&b->kind);
    str_clear(&b->name);
    str_add(&b->kind, kind);
    str_add(&b->name, name);
    b->h = hash_new();
    b->count = 0;
}

/* Rows of a kind and name come one after the other. */
static int note_rows(struct db *db, struct err *err)
{
    struct basis b = { .db = db, .kind = STR_INIT, .name = STR_INIT };
    struct query *q = NULL;
    int row = -1;
    int ret = query_open_asset(&q, db, SQL "stand_on", err);

    while (ret == 0 && (row = query_step(q, err)) == 1) {
        const char *kind = query_text(q, 0);
        const char *name = query_text(q, 1);
        const char *what = query_text(q, 2);

        if (!b.h || strcmp(kind, b.kind.text) != 0
            || strcmp(name, b.name.text) != 0) {
            ret = end_basis(&b, err);
            begin_basis(&b, kind, name);
        }
        hash_add(b.h, what, strlen(what) + 1);
        b.count++;
    }
    ret = ret || row < 0 || end_basis(&b, err) ? -1 : 0;
    if (b.h) {
        char unused[HASH_TEXT_SIZE];

        hash_end(b.h, unused);
    }
    query_close(q);
    str_release(&b.kind);
    str_release(&b.name);
    return ret;
}

static int note_program(struct db *db, const char *version, struct err *err)
{
    char digest[HASH_TEXT_SIZE];
    struct hash *h = hash_new();

    /* Pages may be worded otherwise and figures stay as they are. */
    for (const struct source *s = source_table; s->folder; s++)
        if (strcmp(s->folder, "report") != 0)
            hash_add(h, s->hash, strlen(s->hash) + 1);
    hash_end(h, digest);
    return put_basis(db, "program", version, 1, digest, err);
}

/* A text of the config, by its name; that of the county's own where it has. */
static int note_setting(struct db *db, const struct config *config,
                        const char *name, struct err *err)
{
    char digest[HASH_TEXT_SIZE];
    struct hash *h = hash_new();
    int ret = config_hash_text(config, name, h, err);

    hash_end(h, digest);
    return ret ? -1 : put_basis(db, "setting", name, 1, digest, err);
}

/* Settings, terms and what codes mean: what they are read with. */
static int note_settings(struct db *db, const struct config *config,
                         struct err *err)
{
    struct config silent = *config;
    struct path_names names = { 0 };
    char digest[HASH_TEXT_SIZE];
    int ret;

    /* To hash a text is not to show what it says: no pack stands on it. */
    silent.reads = NULL;
    ret = hash_file(config->path, digest, err)
          || put_basis(db, "setting", COUNTY, 1, digest, err)
          || note_setting(db, &silent, TERMS, err)
          || config_list(&silent, "codes/", ".csv", &names, err);
    for (size_t i = 0; ret == 0 && i < names.count; i++)
        ret = note_setting(db, &silent, names.names[i], err);
    path_names_release(&names);
    return ret ? -1 : 0;
}

/* --- the files ------------------------------------------------------------ */

static int write_figures(struct db *db, const char *folder, struct err *err)
{
    static char query[] = SQL "figures";
    static char names[][12] = { "numerator", "denominator", "value" };
    struct pack_column columns[] = {
        { .name = names[0], .format = FIGURE_HALF },
        { .name = names[1], .format = FIGURE_HALF },
        { .name = names[2], .format = FIGURE_DECIMAL },
    };
    const struct pack_csv csv = { .query = query, .columns = { columns, 3 } };
    char *path = path_join(folder, RESTATE_FIGURES);
    int ret = csvfile_write(&csv, db, path, err);

    free(path);
    return ret;
}

static int write_basis(struct db *db, const char *folder, struct err *err)
{
    static char query[] = SQL "basis";
    const struct pack_csv csv = { .query = query };
    char *path = path_join(folder, RESTATE_BASIS);
    int ret = csvfile_write(&csv, db, path, err);

    free(path);
    return ret;
}

int restate_write(struct db *db, const struct config *config,
                  const char *version, const char *folder, struct err *err)
{
    return db_run_script(db, SQL "schema", NULL, 0, err) || note_rows(db, err)
                   || note_program(db, version, err)
                   || note_settings(db, config, err)
                   || write_figures(db, folder, err)
                   || write_basis(db, folder, err)
               ? -1
               : 0;
}

/* --- read back ------------------------------------------------------------ */

/* A table that was published; who calls it says what becomes of a wrong one. */
static int read_table(struct table *t, const char *folder, const char *file,
                      struct err *err)
{
    char *path = path_join(folder, file);
    char *text = NULL;
    size_t len;
    int ret =
        file_read(path, &text, &len, err) || table_parse(t, path, text, err);

    free(text);
    free(path);
    return ret ? -1 : 0;
}

/* The columns are those that the query that wrote the file has. */
static const char *const figure_columns[] = {
    "metric",          "cohort",    "period",      "ends",
    "ended",           "level",     "entity",      "breakdown",
    "breakdown_value", "numerator", "denominator", "value"
};
static const char *const basis_columns[] = { "kind", "name", "count",
                                             "digest" };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Each row to a statement, after the parameters that are bound already. */
static int put_rows(struct query *q, int first, const struct table *t,
                    const char *const *columns, size_t count, const char *side,
                    struct err *err)
{
    int at[COUNT(figure_columns)];

    for (size_t i = 0; i < count; i++) {
        at[i] = table_column(t, columns[i]);
        if (at[i] < 0)
            return err_set(err, ERR_DATA, "%s: there is no column '%s'",
                           t->name, columns[i]);
    }
    for (size_t row = 0; row < t->row_count; row++) {
        if (first > 1)
            query_bind_text(q, 1, side);
        for (size_t i = 0; i < count; i++)
            query_bind_text(q, first + (int)i, table_cell(t, row, at[i]));
        if (query_run(q, err))
            return -1;
    }
    return 0;
}

static int read_figures(struct db *db, const char *folder, const char *side,
                        struct err *err)
{
    struct table t = { 0 };
    int ret = read_table(&t, folder, RESTATE_FIGURES, err)
              || put_rows(db_query(db, SQL "put_figure", err), 2, &t,
                          figure_columns, COUNT(figure_columns), side, err);

    table_release(&t);
    return ret ? -1 : 0;
}

static int read_basis(struct db *db, const char *folder, struct err *err)
{
    struct table t = { 0 };
    int ret = read_table(&t, folder, RESTATE_BASIS, err)
              || put_rows(db_query(db, SQL "put_basis_then", err), 1, &t,
                          basis_columns, COUNT(basis_columns), NULL, err);

    table_release(&t);
    return ret ? -1 : 0;
}

/* --- beside each other ---------------------------------------------------- */

static int put_before(struct db *db, const char *state, const char *as_of,
                      struct err *err)
{
    struct query *q = db_query(db, SQL "put_before", err);

    query_bind_text(q, 1, state);
    query_bind_text(q, 2, as_of);
    return query_run(q, err);
}

/* What is no such table counts as lost, whatever the manifest says of it. */
static int read_before(struct db *db, const char *folder, bool *is_read,
                       struct err *err)
{
    struct err unsaid = ERR_INIT;

    if (db_exec(db, "savepoint before", err))
        return -1;
    *is_read = !read_figures(db, folder, "then", &unsaid)
               && !read_basis(db, folder, &unsaid);
    if (!*is_read && db_exec(db, "rollback to before", err))
        return -1;
    return db_exec(db, "release before", err);
}

int restate_compare(struct db *db, const char *folder, const char *before,
                    const char *as_of, bool is_whole, struct err *err)
{
    bool is_read = false;

    if (before && is_whole && read_before(db, before, &is_read, err))
        return -1;
    if (is_read && read_figures(db, folder, "now", err))
        return -1;
    return put_before(db,
                      is_read  ? "compared"
                      : before ? "lost"
                               : "first",
                      as_of, err)
                   || db_run_script(db, SQL "restate", NULL, 0, err)
               ? -1
               : 0;
}
