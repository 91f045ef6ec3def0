#include "ingest/night/renew.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/source.h"
#include "core/str.h"
#include "ingest/keep/mend.h"
#include "ingest/load/stale.h"
#include "ingest/night/forget.h"
#include "ingest/night/night.h"
#include "ingest/read/type.h"

#define SQL "ingest/sql/renew.sql#"
#define SETTING "ingest.type."
#define PROGRAM "ingest.program"

struct renewal {
    struct night *night;
    struct db *db;
    const struct type_set *types;
    bool *is_changed; /* one a type */
    bool *is_anew;    /* its table is empty, and no trigger saw that */
    bool is_other_program;
    bool is_everything; /* all tables are to be made anew */
    bool is_due;        /* something is to be done */
    struct content *contents;
    size_t content_count;
    size_t content_capacity;
    int64_t wanted; /* contents to be read again */
};

/* --- what changed --------------------------------------------------------- */

static void add_program(struct str *text)
{
    str_addf(text, "%s %s %s", source_hash("core"), source_hash("config"),
             source_hash("ingest"));
}

/* What a setting says that was read by before. */
static void compare_basis(struct renewal *r, const char *name,
                          const char *value, const char *program)
{
    const struct type *type = NULL;

    if (!strcmp(name, PROGRAM)) {
        r->is_other_program = strcmp(value, program) != 0;
        return;
    }
    type = type_find(r->types, name + strlen(SETTING));
    if (!type) {
        r->is_due = true; /* it is gone */
        return;
    }
    r->is_anew[type - r->types->types] = false;
    r->is_changed[type - r->types->types] = strcmp(value, type->basis) != 0;
}

static int find_changed(struct renewal *r, struct err *err)
{
    struct str program = STR_INIT;
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, r->db, SQL "read_bases", err))
        return -1;
    add_program(&program);
    r->is_other_program = true;
    for (size_t i = 0; i < r->types->count; i++)
        r->is_changed[i] = r->is_anew[i] = true;
    while ((row = query_step(q, err)) == 1)
        compare_basis(r, query_text(q, 0), query_text(q, 1), program.text);
    query_close(q);
    str_release(&program);
    r->is_everything = r->is_other_program;
    for (size_t i = 0; i < r->types->count; i++) {
        r->is_changed[i] = r->is_changed[i] || r->is_other_program;
        r->is_due = r->is_due || r->is_changed[i];
        if (r->is_anew[i]
            && (r->types->types[i].keeps == KEEPS_SCHOOLS
                || r->types->types[i].keeps == KEEPS_STATES))
            r->is_everything = true;
    }
    return row;
}

static int put_basis(struct query *q, const char *name, const char *value,
                     struct err *err)
{
    query_bind_text(q, 1, name);
    query_bind_text(q, 2, value);
    return query_run(q, err);
}

static int store(struct renewal *r, struct err *err)
{
    struct str text = STR_INIT;
    struct query *q = NULL;
    int ret = renew_forget(r->db, NULL, err);

    if (ret == 0)
        ret = query_open_asset(&q, r->db, SQL "put_basis", err);
    for (size_t i = 0; ret == 0 && i < r->types->count; i++) {
        str_clear(&text);
        str_addf(&text, SETTING "%s", r->types->types[i].name);
        ret = put_basis(q, text.text, r->types->types[i].basis, err);
    }
    str_clear(&text);
    add_program(&text);
    if (ret == 0)
        ret = put_basis(q, PROGRAM, text.text, err);
    query_close(q);
    str_release(&text);
    return ret;
}

int renew_forget(struct db *db, const char *type, struct err *err)
{
    const struct db_param param = { ":type", type, 0 };

    return type ? db_run_script(db, SQL "forget", &param, 1, err)
                : db_run_script(db, SQL "forget_all", NULL, 0, err);
}

/* --- what contents are ---------------------------------------------------- */

static int read_contents(struct renewal *r, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, r->db, "ingest/sql/content.sql#read_all", err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        struct content *content;

        MEM_ROOM(r->contents, r->content_count, r->content_capacity);
        content = &r->contents[r->content_count++];
        content_read(content, q);
    }
    query_close(q);
    return row;
}

/* All types that contents of these names may be. */
static void mark_changed(struct renewal *r, const char *names)
{
    const struct type *named;

    while ((named = type_next(r->types, &names)) != NULL)
        for (size_t i = 0; i < r->types->count; i++)
            if (!strcmp(r->types->types[i].reports_as, named->reports_as))
                r->is_changed[i] = true;
}

/* Once accepted, and now of no type: each file that has it is refused. */
static int refuse(struct renewal *r, const struct content *content,
                  const char *refusal, struct err *err)
{
    struct arrival arrival = { .content = *content };
    struct query *q = NULL;
    bool any = false;
    int row;

    if (query_open_asset(&q, r->db, SQL "read_files", err))
        return -1;
    query_bind_text(q, 1, content->sha256);
    while ((row = query_step(q, err)) == 1) {
        any = true;
        arrival.path = query_text(q, 0);
        if (night_record(r->night, &arrival, "refused", NULL, refusal, err)) {
            row = -1;
            break;
        }
    }
    query_close(q);
    if (row == 0 && !any) {
        r->night->result->troubled++;
        log_step(r->night->in->log, "content %.12s: refused: %s",
                 content->sha256, refusal);
    }
    return row;
}

static int recognise(struct renewal *r, struct content *content,
                     char refusal[512], struct err *err)
{
    return (r->is_other_program && night_probe(r->night, content, err))
                   || night_recognise(r->night, content, refusal, err)
               ? -1
               : 0;
}

static int look_at(struct renewal *r, struct content *content, struct err *err)
{
    struct content now = *content;
    char refusal[512];

    if (!strcmp(content->status, "withdrawn"))
        return 0; /* it counts nothing, and its bytes may be damaged */
    if (recognise(r, &now, refusal, err)) {
        /* Damaged? There may be a good copy. */
        if (err->code != ERR_DATA && err->code != ERR_NOINPUT)
            return -1;
        *err = (struct err)ERR_INIT;
        now = *content;
        if (mend_content(r->db, r->night->in->config, r->night->in->log,
                         content->sha256, err)
            || recognise(r, &now, refusal, err))
            return -1;
    }
    if (!strcmp(now.type, content->type) && now.encoding == content->encoding)
        return 0;
    mark_changed(r, content->type);
    mark_changed(r, now.type);
    if (contents_set_type(&r->night->loader.contents, &now, err)
        || (!now.type[0] && content->type[0]
            && !strcmp(content->status, "loaded")
            && refuse(r, &now, refusal, err)))
        return -1;
    *content = now;
    return 0;
}

/* --- what that takes along ------------------------------------------------ */

/* Contents of `other` must be read again when those of `type` are. */
static bool takes_along(const struct type *type, const struct type *other)
{
    return type->keeps == KEEPS_SCHOOLS
           || (type->mode == TYPE_MARKS && other->mode == TYPE_MARKS)
           || !strcmp(type->reports_as, other->reports_as);
}

static void spread(struct renewal *r)
{
    const struct type *types = r->types->types;
    bool again = true;

    while (again) {
        again = false;
        for (size_t i = 0; i < r->types->count; i++)
            for (size_t j = 0; r->is_changed[i] && j < r->types->count; j++)
                if (!r->is_changed[j] && takes_along(&types[i], &types[j]))
                    again = r->is_changed[j] = true;
    }
}

static int drop_contents(struct renewal *r, const char *reports_as,
                         struct err *err)
{
    const struct db_param type = { ":type", reports_as, 0 };

    return db_run_script(r->db, SQL "drop_contents", &type, 1, err);
}

/* All that a type's contents gave goes; triggers see what that reaches. */
static int clear(struct renewal *r, const struct type *type, struct err *err)
{
    if (drop_contents(r, type->reports_as, err))
        return -1;
    if (type->mode == TYPE_IGNORED)
        return 0;
    if (type->mode == TYPE_MARKS)
        return db_run_script(r->db, SQL "drop_marks", NULL, 0, err);
    if (type->keeps == KEEPS_STATES
        && db_run_script(r->db, SQL "drop_states", NULL, 0, err))
        return -1;
    /* Of a table that is anew they saw nothing. */
    return db_execf(r->db, err, "delete from %s", type->table)
                   || stale_note_relation(&r->night->loader.stale, type->table,
                                          err)
               ? -1
               : 0;
}

static int clear_changed(struct renewal *r, struct err *err)
{
    if (r->is_everything) {
        for (size_t i = 0; i < r->types->count; i++)
            r->is_changed[i] = true;
        return night_make_anew(r->night, err);
    }
    spread(r);
    if (drop_contents(r, "", err))
        return -1;
    for (size_t i = 0; i < r->types->count; i++)
        if (r->is_changed[i] && clear(r, &r->types->types[i], err))
            return -1;
    return 0;
}

static bool is_changed(const struct renewal *r, const char *names)
{
    const struct type *type;

    while ((type = type_next(r->types, &names)) != NULL)
        if (r->is_changed[type - r->types->types])
            return true;
    return false;
}

static int want(struct renewal *r, const struct content *content,
                struct err *err)
{
    struct load_size size;

    if (strcmp(content->status, "loaded") != 0 || !is_changed(r, content->type))
        return 0;
    r->wanted++;
    if (type_keeps(r->types, content->type, KEEPS_STATES)) {
        r->night->replay.wants_rolls = true;
        return 0;
    }
    if (snapshot_is(r->types, content->type)
        && (loader_measure(&r->night->loader, content, &size, err)
            || snapshot_keep_size(r->night, content, &size, err)))
        return -1;
    replay_want(&r->night->replay, content->id);
    return 0;
}

static int read_again(struct renewal *r, struct err *err)
{
    struct night *night = r->night;

    if (!r->content_count)
        return 0;
    if (clear_changed(r, err))
        return -1;
    for (size_t i = 0; i < r->content_count; i++)
        if (want(r, &r->contents[i], err))
            return -1;
    log_step(night->in->log,
             "ingest: config or program changed: %lld of %zu contents of the"
             " archive are read again",
             (long long)r->wanted, r->content_count);
    night->result->news += r->wanted;
    return stale_note_all(&night->loader.stale, "basis", err)
                   || night_load(night, err)
               ? -1
               : 0;
}

int renew(struct night *night, struct err *err)
{
    struct renewal r = { .night = night,
                         .db = night->in->db,
                         .types = night->in->types };
    int ret = -1;

    r.is_changed = mem_zero(r.types->count, sizeof(*r.is_changed));
    r.is_anew = mem_zero(r.types->count, sizeof(*r.is_anew));
    if (find_changed(&r, err))
        goto out;
    night->is_renewed = r.is_due;
    if (!r.is_due) {
        ret = 0;
        goto out;
    }
    if (read_contents(&r, err))
        goto out;
    for (size_t i = 0; i < r.content_count; i++) {
        log_progress(night->in->log, "looking at content", (int64_t)i + 1,
                     (int64_t)r.content_count, 0);
        if (look_at(&r, &r.contents[i], err)) {
            err_context(err, "content %.12s", r.contents[i].sha256);
            goto out;
        }
    }
    if (read_again(&r, err) || store(&r, err) || forget_unused(night, err))
        goto out;
    ret = 0;
out:
    free(r.contents);
    free(r.is_changed);
    free(r.is_anew);
    return ret;
}
