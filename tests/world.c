#define _XOPEN_SOURCE 700 /* realpath */
#include "tests/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/schema.h"
#include "tests/difference.h"
#include "tests/testing.h"
#include "transform/calendar/calendar.h"
#include "transform/transform.h"

static const char county[] =
    "[county]\nla_code = 919\nla_name = Northmere\nregion = Somewhere\n"
    "[paths]\ninbox = inbox\nwarehouse = warehouse.db\noutbox = outbox\n"
    "archive = archive\n[rules]\nsettle_seconds = 0\n"
    "hold_below_percent = 0\n";

static const char terms[] =
    "AcademicYear,HalfTerm,Start,End\n"
    "2024/25,1,2024-09-02,2024-10-25\n2024/25,2,2024-11-04,2024-12-20\n"
    "2024/25,3,2025-01-06,2025-02-14\n2024/25,4,2025-02-24,2025-04-04\n"
    "2024/25,5,2025-04-22,2025-05-23\n2024/25,6,2025-06-02,2025-07-22\n"
    "2025/26,1,2025-09-01,2025-10-24\n2025/26,2,2025-11-03,2025-12-19\n"
    "2025/26,3,2026-01-05,2026-02-13\n2025/26,4,2026-02-23,2026-03-27\n"
    "2025/26,5,2026-04-13,2026-05-22\n2025/26,6,2026-06-01,2026-07-21\n";

static int make_tables(struct world *w, struct err *err)
{
    return ingest_schema(w->db, &w->types, err) || transform_schema(w->db, err)
           || schema_sweep(w->db, err);
}

/* The file of an empty warehouse with these types. */
static void name_empty(const struct world *w, char path[96])
{
    struct hash *h = hash_new();
    char text[HASH_TEXT_SIZE];

    for (size_t i = 0; i < w->more_count; i++) {
        hash_add(h, w->more[i].path, strlen(w->more[i].path) + 1);
        hash_add(h, w->more[i].text, w->more[i].len);
    }
    hash_end(h, text);
    (void)snprintf(path, 96, "empty-%.16s.db", text);
}

static void make_empty(struct world *w, const char *path)
{
    struct err err = ERR_INIT;

    assert_ok(db_open(&w->db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(make_tables(w, &err), &err);
    assert_ok(db_execf(w->db, &err, "vacuum into '%s'", path), &err);
    db_close(w->db);
}

/* All tables are made once a program: a copy of them is there sooner. */
static void open_db(struct world *w)
{
    struct err err = ERR_INIT;
    char path[96];
    char copy[96];
    char *bytes;
    size_t len;

    name_empty(w, path);
    if (!testing_is_there(path))
        make_empty(w, path);
    (void)snprintf(copy, sizeof(copy), "%s/warehouse.db", w->folder);
    assert_ok(file_read(path, &bytes, &len, &err), &err);
    testing_write_bytes(copy, bytes, len);
    free(bytes);
    assert_ok(db_open(&w->db, copy, DB_WRITE, &err), &err);
    assert_ok(db_exec(w->db,
                      "pragma journal_mode = memory; pragma synchronous = off",
                      &err),
              &err);
}

static const char *name_of(const struct asset *a)
{
    return strrchr(a->path, '/') + 1;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(name_of(a), name_of(b));
}

static bool has_name(const struct asset *list, size_t count,
                     const struct asset *other)
{
    for (size_t i = 0; i < count; i++)
        if (!by_name(&list[i], other))
            return true;
    return false;
}

/* What is compiled in below some folders, and more besides or instead. */
static struct asset *descriptions(const char *const *folders,
                                  const struct asset *more, size_t count,
                                  size_t *all)
{
    struct asset *list = mem_alloc((asset_count + count) * sizeof(*list));

    *all = 0;
    for (; *folders; folders++)
        for (const struct asset *a = asset_next(*folders, NULL); a;
             a = asset_next(*folders, a))
            if (!has_name(more, count, a))
                list[(*all)++] = *a;
    for (size_t i = 0; i < count; i++)
        list[(*all)++] = more[i];
    qsort(list, *all, sizeof(*list), by_name);
    return list;
}

static int read_types(struct world *w, struct err *err)
{
    static const char *const folders[] = { "ingest/types/", "ingest/shapes/",
                                           NULL };
    size_t count;
    struct asset *list = descriptions(folders, w->more, w->more_count, &count);
    int ret = type_set_read_from(&w->types, &w->config, list, count, err);

    free(list);
    return ret;
}

static int read_config(struct world *w, struct err *err)
{
    char path[96];

    snprintf(path, sizeof(path), "%s/county.ini", w->folder);
    type_set_release(&w->types);
    terms_release(&w->terms);
    config_release(&w->config);
    return config_read(&w->config, path, err)
           || terms_read(&w->terms, &w->config, err) || read_types(w, err);
}

void world_open(struct world *w, const char *name)
{
    world_open_with(w, name, NULL, 0);
}

/* All but the warehouse. */
static void make_world(struct world *w, const char *name,
                       const struct asset *types, size_t count)
{
    struct err err = ERR_INIT;
    char path[96];

    memset(w, 0, sizeof(*w));
    snprintf(w->folder, sizeof(w->folder), "%s", name);
    assert_ok(folder_remove(w->folder, &err), &err);
    snprintf(path, sizeof(path), "%s/inbox", name);
    assert_ok(folder_make(path, &err), &err);
    world_configure(w, "terms.csv", terms);
    world_configure(w, "county.ini", "");
    world_describe(w, types, count);
    assert_ok(read_config(w, &err), &err);
    w->is_stale = false;
    log_open(&w->log, true);
    w->as_of = date_make(2026, 1, 16);
}

void world_open_with(struct world *w, const char *name,
                     const struct asset *types, size_t count)
{
    make_world(w, name, types, count);
    open_db(w);
}

void world_close(struct world *w)
{
    db_close(w->db);
    type_set_release(&w->types);
    terms_release(&w->terms);
    config_release(&w->config);
}

/* The world's own keys but for those that are said. */
static void add_county(struct str *text, const char *said)
{
    for (const char *line = county; *line;) {
        size_t len = strcspn(line, "\n") + 1;
        char *key = mem_dup_n(line, strcspn(line, "=\n"));

        if (*line == '[' || !strstr(said, key))
            str_add_n(text, line, len);
        free(key);
        line += len;
    }
}

void world_configure(struct world *w, const char *path, const char *text)
{
    struct str full = STR_INIT, all = STR_INIT;

    str_addf(&full, "%s/%s", w->folder, path);
    if (!strcmp(path, "county.ini"))
        add_county(&all, text);
    str_add(&all, text);
    testing_write(full.text, all.text);
    str_release(&full);
    str_release(&all);
    w->is_stale = true;
}

void world_describe(struct world *w, const struct asset *types, size_t count)
{
    w->more = types;
    w->more_count = count;
    w->is_stale = true;
}

void world_put_bytes(struct world *w, const char *path, const char *bytes,
                     size_t len)
{
    struct str full = STR_INIT;

    str_addf(&full, "%s/inbox/%s", w->folder, path);
    testing_write_bytes(full.text, bytes, len);
    str_release(&full);
}

void world_put(struct world *w, const char *path, const char *text)
{
    world_put_bytes(w, path, text, strlen(text));
}

void world_remove(struct world *w, const char *path)
{
    struct str full = STR_INIT;

    str_addf(&full, "%s/inbox/%s", w->folder, path);
    assert_int_equal(remove(full.text), 0);
    str_release(&full);
}

static int start(struct world *w, struct ingest *in, struct err *err)
{
    char as_of[DATE_TEXT_SIZE];
    bool is_stale = w->is_stale;

    if (is_stale && read_config(w, err))
        return -1;
    w->is_stale = false;
    memset(&w->result, 0, sizeof(w->result));
    if (calendar_check(&w->terms, w->as_of, err) || db_exec(w->db, "begin", err)
        || (is_stale && make_tables(w, err)))
        return -1;
    date_format(w->as_of, as_of);
    if (db_execf(w->db, err,
                 "insert into load_run (started_at, as_of, version, status)"
                 " values ('', '%s', '', 'running')",
                 as_of))
        return -1;
    w->run_id = db_last_rowid(w->db);
    *in = (struct ingest){ .db = w->db,
                           .config = &w->config,
                           .types = &w->types,
                           .log = &w->log,
                           .run_id = w->run_id,
                           .as_of = w->as_of,
                           /* long after any file was written */
                           .now = INT64_C(4102444800) };
    return 0;
}

/*
 * What must hold after any night: roll_stay covers each stay, for all UPNs of
 * the person and at all schools of its LAESTAB, where no more than 20 have it,
 * by one row; and no row overlaps another.
 */
static void check_roll(struct world *w)
{
    assert_int_equal(
        world_int(w,
                  "with place as (select one.school_key, other.school_key as"
                  " near_key from school as one inner join school as other on"
                  " one.school_key = other.school_key or"
                  " (one.la_code, one.establishment_number)"
                  " = (other.la_code, other.establishment_number)"
                  " and 20 >= (select count(*) from school as third where"
                  " (third.la_code, third.establishment_number)"
                  " = (one.la_code, one.establishment_number)))"
                  " select count(*) from stay inner join place"
                  " using (school_key) inner join person using (pupil_key)"
                  " inner join ident using (ident_key)"
                  " where ident.kind = 'upn'"
                  " and stay.entry_date <= stay.last_date and 1 <>"
                  " (select count(*) from roll_stay as span where"
                  " span.school_key = place.near_key"
                  " and span.ident_key = person.ident_key"
                  " and span.entry_date <= stay.entry_date"
                  " and span.last_date >= stay.last_date)"),
        0);
    assert_int_equal(world_int(w, "select count(*) from roll_stay as one"
                                  " inner join roll_stay as other"
                                  " using (school_key, ident_key)"
                                  " where other.entry_date > one.entry_date"
                                  " and other.entry_date <= one.last_date"),
                     0);
}

static int transform(struct world *w, struct err *err)
{
    struct transform_result result;
    static const char *const folders[] = { "transform/metrics/", NULL };
    size_t count;
    struct asset *list =
        descriptions(folders, w->metrics, w->metric_count, &count);
    int ret = transform_run_with(w->db, &w->config, &w->terms, w->as_of,
                                 &w->log, list, count, &result, err);

    free(list);
    if (ret)
        return -1;
    check_roll(w);
    w->periods = result.periods;
    w->result.troubled += result.years_without_terms + result.unplaced;
    return 0;
}

/* A run's counts are those of its files: `verify` holds them to it. */
static void check_counts(struct world *w)
{
    char sql[256];

    snprintf(sql, sizeof(sql),
             "select count(*) = %lld and coalesce(sum(rows_read), 0) = %lld"
             " and coalesce(sum(rows_loaded), 0) = %lld"
             " and coalesce(sum(rows_rejected), 0) = %lld"
             " from load_file where run_id = %lld",
             (long long)w->result.files, (long long)w->result.rows_read,
             (long long)w->result.rows_loaded,
             (long long)w->result.rows_rejected, (long long)w->run_id);
    assert_int_equal(world_int(w, sql), 1);
}

static int finish(struct world *w, const struct ingest *in, struct err *err)
{
    check_counts(w);
    return ingest_write_journal(in, err) || db_exec(w->db, "commit", err);
}

static struct ingest begin(struct world *w)
{
    struct err err = ERR_INIT;
    struct ingest in;

    assert_ok(start(w, &in, &err), &err);
    return in;
}

static void end(struct world *w, const struct ingest *in)
{
    struct err err = ERR_INIT;

    assert_ok(transform(w, &err), &err);
    assert_ok(finish(w, in, &err), &err);
}

int world_try_night(struct world *w, struct err *err)
{
    struct err other = ERR_INIT;
    struct ingest in;

    if (start(w, &in, err) == 0 && ingest_run(&in, &w->result, err) == 0
        && transform(w, err) == 0 && finish(w, &in, err) == 0)
        return 0;
    /* Where it failed before it began there is nothing to roll back. */
    if (db_exec(w->db, "rollback", &other))
        w->is_stale = true;
    return -1;
}

void world_night(struct world *w)
{
    struct err err = ERR_INIT;

    assert_ok(world_try_night(w, &err), &err);
}

void world_ingest(struct world *w)
{
    struct err err = ERR_INIT;
    struct ingest in = begin(w);

    assert_ok(ingest_run(&in, &w->result, &err), &err);
    assert_ok(finish(w, &in, &err), &err);
}

void world_withdraw(struct world *w, const char *name)
{
    struct err err = ERR_INIT;
    struct ingest in = begin(w);

    assert_ok(ingest_withdraw(&in, name, &w->result, &err), &err);
    end(w, &in);
}

void world_release(struct world *w, const char *name)
{
    struct err err = ERR_INIT;
    struct ingest in = begin(w);

    assert_ok(ingest_release(&in, name, &w->result, &err), &err);
    end(w, &in);
}

void world_lose_and_rebuild(struct world *w)
{
    struct err err = ERR_INIT;
    struct ingest in;

    db_close(w->db);
    open_db(w);
    in = begin(w);
    assert_ok(ingest_rebuild(&in, &w->result, &err), &err);
    end(w, &in);
}

void world_check(struct world *w, const char *path, struct str *text)
{
    static const char sql[] =
        "select type, status, rows_read, rows_loaded, rows_duplicate,"
        " rows_superseded, rows_rejected, message from load_file"
        " where run_id = (select max(run_id) from load_run) and path = ?1";
    char *full = realpath(path, NULL);
    const char *const paths[] = { full };
    bool was_stale = w->is_stale;
    struct err err = ERR_INIT;
    struct ingest in = begin(w);
    struct query *q = NULL;

    assert_ok(ingest_check(&in, paths, 1, 10, &w->result, &err), &err);
    assert_ok(query_open(&q, w->db, sql, &err), &err);
    query_bind_text(q, 1, full + 1);
    assert_int_equal(query_step(q, &err), 1);
    for (int i = 0; i < query_column_count(q); i++)
        str_addf(text, "%s%s", i ? "|" : "", query_text(q, i));
    query_close(q);
    assert_ok(db_exec(w->db, "rollback", &err), &err);
    w->is_stale = was_stale;
    free(full);
}

static void add_rows(struct db *db, const char *sql, const char *between,
                     struct str *text)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;
    int row;

    assert_ok(query_open(&q, db, sql, &err), &err);
    while ((row = query_step(q, &err)) == 1) {
        for (int i = 0; i < query_column_count(q); i++) {
            str_add(text, i ? "|" : "");
            str_add(text, query_text(q, i));
        }
        str_add(text, between);
    }
    if (row < 0)
        fail_msg("%s: %s", sql, err.msg);
    query_close(q);
}

/* All of a number and sooner than in decimals; difference_say() reads it. */
static void add_bits(struct str *text, double number)
{
    static const char digits[] = "0123456789abcdef";
    uint64_t bits;

    memcpy(&bits, &number, sizeof(bits));
    str_add_c(text, DIFFERENCE_BITS);
    for (int shift = 60; shift >= 0; shift -= 4)
        str_add_c(text, digits[bits >> shift & 15]);
}

static void add_line(struct query *q, struct str *text)
{
    for (int i = 0; i < query_column_count(q); i++) {
        str_add_c(text, '|');
        if (query_column_type(q, i) == 'r')
            add_bits(text, query_real(q, i));
        else
            str_add(text, query_text(q, i));
    }
    str_add_c(text, '\n');
}

/* All that is stored of the schema, which columns follow from. */
static void hash_schema(struct world *w, char hash[HASH_TEXT_SIZE])
{
    struct err err = ERR_INIT;
    struct query *q = NULL;
    struct hash *h = hash_new();
    int row;

    assert_ok(query_open(&q, w->db,
                         "select name, sql from sqlite_schema"
                         " where sql is not null order by rowid",
                         &err),
              &err);
    while ((row = query_step(q, &err)) == 1)
        for (int i = 0; i < 2; i++)
            hash_add(h, query_text(q, i), strlen(query_text(q, i)) + 1);
    assert_ok(row, &err);
    query_close(q);
    hash_end(h, hash);
}

/*
 * The select of a relation's rows, made once a program and schema: to ask
 * SQLite for the columns of all views takes as long as to read their rows.
 */
static const char *select_of(struct world *w, const char *schema,
                             const char *relation)
{
    static struct map known = MAP_INIT; /* by both: which of these */
    static char **selects;
    static size_t count, capacity;
    struct str key = STR_INIT, sql = STR_INIT;
    int64_t at;
    bool added;

    str_addf(&key, "%s %s", schema, relation);
    at = *map_put(&known, key.text, key.len, (int64_t)count, &added);
    str_release(&key);
    if ((size_t)at < count)
        return selects[at];
    str_add(&sql, "select ");
    world_columns(w, relation, &sql);
    str_addf(&sql, " from %s", relation);
    MEM_ROOM(selects, count, capacity);
    return selects[count++] = str_take(&sql);
}

/* Rows as lines "relation|value|value". */
static void add_relation(struct world *w, const char *schema,
                         const char *relation, struct str *text)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;
    int row;

    assert_ok(query_open(&q, w->db, select_of(w, schema, relation), &err),
              &err);
    while ((row = query_step(q, &err)) == 1) {
        str_add(text, relation);
        add_line(q, text);
    }
    assert_ok(row, &err);
    query_close(q);
}

void world_columns(struct world *w, const char *relation, struct str *sql)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;
    int count = 0;

    assert_ok(
        query_open(&q, w->db, "select name from pragma_table_info(?1)", &err),
        &err);
    query_bind_text(q, 1, relation);
    while (query_step(q, &err) == 1) {
        const char *name = query_text(q, 0);
        const char *between = count ? ", " : "";
        size_t len = strlen(name);

        if (!strcmp(name, "pupil_key") || !strcmp(name, "other_key"))
            str_addf(sql,
                     "%s(select coalesce(who.upn, who.child_id) from dim_pupil"
                     " as who where who.pupil_key = %s.%s) as %s",
                     between, relation, name, name);
        else if (!strcmp(name, "school_key"))
            str_addf(sql,
                     "%s(select urn from school_ident where"
                     " school_ident.school_key = %s.school_key) as school_key",
                     between, relation);
        else if (len < 5 || strcmp(name + len - 4, "_key") != 0)
            str_addf(sql, "%s\"%s\"", between, name);
        else
            continue;
        count++;
    }
    query_close(q);
}

void world_public(struct world *w, struct str *text)
{
    char schema[HASH_TEXT_SIZE];
    struct err err = ERR_INIT;
    struct query *q = NULL;

    hash_schema(w, schema);
    assert_ok(query_open(&q, w->db,
                         "select name from sqlite_schema where (name glob"
                         " 'dim_*' or name glob 'fct_*' or name glob 'mart_*'"
                         " or name glob 'load_*' or name in ('attendance_mark',"
                         " 'pupil_cohort', 'attendance_counts',"
                         " 'attendance_left', 'attendance_basis', 'benchmark'))"
                         " and type in ('table', 'view') and name not in"
                         " ('load_run', 'load_file', 'dim_breakdown')"
                         " order by name",
                         &err),
              &err);
    while (query_step(q, &err) == 1)
        add_relation(w, schema, query_text(q, 0), text);
    query_close(q);
}

void world_dump(struct world *w, struct str *text)
{
    static const char *const statements[] = {
#define WHO(table) " inner join ident as i on i.ident_key = " table ".ident_key"
#define WHERE(table)                                                           \
    " inner join school_ident as s on s.school_key = " table ".school_key"
#define FROM_CONTENT(table)                                                    \
    " inner join content as c on c.content_id = " table ".content_id"
        "select 'content', sha256, type, status, stamp from content"
        " where status <> 'withdrawn' order by sha256",
        "select 'school', s.urn, school.name, school.status, c.sha256"
        " from school" WHERE("school") FROM_CONTENT("school") " order by s.urn",
        "select 'enrolment', s.urn, i.id, e.entry_date, e.leaving_date,"
        " e.surname, e.nc_year, e.status, e.sen_status, e.former_upn, c.sha256"
        " from enrolment as e" WHERE("e") WHO("e")
            FROM_CONTENT("e") " order by s.urn, i.id, e.entry_date",
        "select * from (select 'state', s.urn, i.id, e.entry_date, e.stamp,"
        " e.nc_year, e.status, e.sen_status, e.fsm from enrolment_state as "
        "e" WHERE("e") WHO(
            "e") " where not exists (select 1 from enrolment_state as b"
                 " where b.school_key = e.school_key and b.ident_key = "
                 "e.ident_key"
                 " and b.entry_date = e.entry_date and b.nc_year is e.nc_year"
                 " and b.status is e.status and b.sen_status is e.sen_status"
                 " and b.fsm is e.fsm and b.stamp = (select max(stamp) from"
                 " enrolment_state as p where p.school_key = e.school_key"
                 " and p.ident_key = e.ident_key and p.entry_date = "
                 "e.entry_date"
                 " and p.stamp < e.stamp))) order by 2, 3, 4, 5",
        "select 'suspension', s.urn, i.id, x.category, x.start_date,"
        " x.end_date, x.sessions, x.outcome, c.sha256 from suspension as "
        "x" WHERE("x") WHO("x")
            FROM_CONTENT("x") " order by s.urn, i.id, x.category, x.start_date",
        "select 'care', i.id, x.plan, x.start_date, x.end_date, x.upn,"
        " x.end_reason, c.sha256, n.sha256 from social_care as x" WHO("x")
            FROM_CONTENT(
                "x") " inner join content as n on n.content_id = x.seen_id"
                     " order by i.id, x.plan, x.start_date",
        "select 'spell', coalesce(p.upn, p.child_id), x.plan, x.start_date,"
        " x.end_date, x.end_reason from fct_social_care as x"
        " inner join dim_pupil as p using (pupil_key) order by 2, 3, 4",
        "select 'identity', i.id, x.upn, n.sha256 from identity as x" WHO(
            "x") " inner join content as n on n.content_id = x.seen_id"
                 " order by i.id",
        "select 'adviser', s.urn, x.adviser, n.sha256 from adviser as x" WHERE(
            "x") " inner join content as n on n.content_id = x.seen_id"
                 " order by s.urn",
        "select 'marks', s.urn, i.id, m.bucket, m.marks from mark_string as "
        "m" WHERE("m") WHO("m") " order by s.urn, i.id, m.bucket",
        "select 'hidden', s.urn, i.id, m.bucket, m.position"
        " from mark_hidden as m" WHERE("m")
            WHO("m") " order by s.urn, i.id, m.bucket, m.position",
        "select 'person', min(i.id) over (partition by p.pupil_key), i.id"
        " from person as p" WHO(
            "p") " where exists (select 1 from dim_pupil"
                 " as d where d.pupil_key = p.pupil_key) order by 2, 3",
        "select 'note', n.kind, i.id from person_note as n" WHO(
            "n") " order by n.kind, i.id",
        "select 'reject', r.sha256, r.line, r.\"column\", r.rule, r.rows,"
        " r.effect"
        " from load_reject as r order by 2, 3, 4, 5",
    };

    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
        add_rows(w->db, statements[i], "\n", text);
    world_public(w, text);
    difference_sort(text);
}

int64_t world_int(struct world *w, const char *sql)
{
    struct err err = ERR_INIT;
    int64_t value = -1;

    assert_ok(db_read_int(w->db, sql, &value, &err), &err);
    return value;
}

char *world_rows(struct world *w, const char *sql)
{
    struct str text = STR_INIT;

    add_rows(w->db, sql, ";", &text);
    return str_take(&text);
}

void world_upn(int number, char upn[14])
{
    static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
    int sum = 0;

    snprintf(upn, 14, "A919400024%03u", (unsigned)number % 1000u);
    for (int i = 1; i < 13; i++)
        sum += (upn[i] - '0') * (i + 1);
    upn[0] = letters[sum % 23];
}
