#include "tests/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "tests/testing.h"
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

static void open_db(struct world *w)
{
    struct err err = ERR_INIT;

    assert_ok(db_open(&w->db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(ingest_schema(w->db, &w->types, &err), &err);
    assert_ok(transform_schema(w->db, &err), &err);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct asset *)a)->path,
                  ((const struct asset *)b)->path);
}

static void read_types(struct world *w, const struct asset *more, size_t count)
{
    struct err err = ERR_INIT;
    struct asset *list = mem_alloc((asset_count + count) * sizeof(*list));
    size_t all = 0;

    for (const struct asset *a = asset_next("ingest/types/", NULL); a;
         a = asset_next("ingest/types/", a))
        list[all++] = *a;
    for (size_t i = 0; i < count; i++)
        list[all++] = more[i];
    qsort(list, all, sizeof(*list), by_path);
    assert_ok(type_set_read_from(&w->types, &w->config, list, all, &err), &err);
    free(list);
}

void world_open(struct world *w, const char *name)
{
    world_open_with(w, name, NULL, 0);
}

void world_open_with(struct world *w, const char *name,
                     const struct asset *more, size_t count)
{
    struct err err = ERR_INIT;
    char path[96];

    memset(w, 0, sizeof(*w));
    snprintf(w->folder, sizeof(w->folder), "%s", name);
    assert_ok(folder_remove(w->folder, &err), &err);
    snprintf(path, sizeof(path), "%s/inbox", name);
    assert_ok(folder_make(path, &err), &err);
    snprintf(path, sizeof(path), "%s/terms.csv", name);
    testing_write(path, terms);
    snprintf(path, sizeof(path), "%s/county.ini", name);
    testing_write(path, county);
    assert_ok(config_read(&w->config, path, &err), &err);
    assert_ok(terms_read(&w->terms, &w->config, &err), &err);
    read_types(w, more, count);
    log_open(&w->log, true);
    w->as_of = date_make(2026, 1, 16);
    open_db(w);
}

void world_close(struct world *w)
{
    db_close(w->db);
    type_set_release(&w->types);
    terms_release(&w->terms);
    config_release(&w->config);
}

void world_put(struct world *w, const char *path, const char *text)
{
    char full[160];

    snprintf(full, sizeof(full), "%s/inbox/%s", w->folder, path);
    testing_write(full, text);
}

static struct ingest begin(struct world *w)
{
    struct err err = ERR_INIT;
    struct ingest in = {
        .db = w->db, .config = &w->config, .types = &w->types, .log = &w->log
    };

    assert_ok(db_exec(w->db,
                      "begin; insert into load_run (started_at, as_of,"
                      " version, status) values ('', '', '', 'running')",
                      &err),
              &err);
    in.run_id = w->run_id = db_last_rowid(w->db);
    in.now = INT64_C(4102444800); /* long after any file was written */
    return in;
}

static void end(struct world *w, const struct ingest *in)
{
    struct transform_result result;
    struct err err = ERR_INIT;

    assert_ok(transform_run(w->db, &w->config, &w->terms, w->as_of, &w->log,
                            &result, &err),
              &err);
    assert_ok(ingest_write_journal(in, &err), &err);
    assert_ok(db_exec(w->db, "commit", &err), &err);
}

void world_night(struct world *w)
{
    struct err err = ERR_INIT;
    struct ingest in = begin(w);

    assert_ok(ingest_run(&in, &w->result, &err), &err);
    end(w, &in);
}

void world_ingest(struct world *w)
{
    struct err err = ERR_INIT;
    struct ingest in = begin(w);

    assert_ok(ingest_run(&in, &w->result, &err), &err);
    assert_ok(ingest_write_journal(&in, &err), &err);
    assert_ok(db_exec(w->db, "commit", &err), &err);
}

void world_withdraw(struct world *w, const char *name)
{
    struct err err = ERR_INIT;
    struct ingest in = begin(w);

    assert_ok(ingest_withdraw(&in, name, &err), &err);
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
    assert_ok(ingest_rebuild(&in, &err), &err);
    end(w, &in);
}

static void add_rows(struct db *db, const char *sql, const char *between,
                     struct str *text)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;
    int row;

    assert_ok(query_open(&q, db, sql, &err), &err);
    while ((row = query_step(q, &err)) == 1) {
        for (int i = 0; i < query_column_count(q); i++)
            str_addf(text, "%s%s", i ? "|" : "", query_text(q, i));
        str_add(text, between);
    }
    if (row < 0)
        fail_msg("%s: %s", sql, err.msg);
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
        "select 'reject', r.sha256, r.line, r.\"column\", r.rule, r.rows"
        " from load_reject as r order by 2, 3, 4, 5",
        "select 'mark', p.upn, d.urn, m.date, m.session, m.mark"
        " from attendance_mark as m inner join dim_pupil as p using"
        " (pupil_key) inner join dim_school as d using (school_key)"
        " order by 2, 3, 4, 5",
        "select 'pupil', upn, child_id, surname, date_of_birth, sex"
        " from dim_pupil order by 2, 3",
        "select 'attendance', p.upn, d.urn, a.period, a.possible, a.absent,"
        " a.authorised, a.unauthorised, a.late from fct_attendance as a"
        " inner join dim_pupil as p using (pupil_key)"
        " inner join dim_school as d using (school_key) order by 2, 3, 4",
        "select 'cohort', m.period, m.cohort, coalesce(p.upn, p.child_id)"
        " from pupil_cohort as m inner join dim_pupil as p using (pupil_key)"
        " order by 2, 3, 4",
        "select 'metric', metric, period, level, entity, cohort, breakdown,"
        " breakdown_value, numerator, denominator, value, lower, upper"
        " from mart_metric order by 2, 3, 4, 5, 6, 7, 8",
        "select 'gap', metric, period, level, entity, cohort, comparator,"
        " breakdown, breakdown_value, value, comparator_value, gap,"
        " gap_lower, gap_upper, ratio, ratio_lower, ratio_upper from mart_gap"
        " order by 2, 3, 4, 5, 6, 7, 8, 9",
        "select 'funnel', metric, period, cohort, phase, urn, numerator,"
        " denominator, expected, flag from mart_funnel"
        " order by 2, 3, 4, 5, 6",
        "select 'reason', * from mart_absence_reason order by 2, 3, 4, 5, 6",
        "select 'excluded', p.upn, x.academic_year, x.suspensions,"
        " x.permanent_exclusions, x.permanent_pending, x.lunchtimes,"
        " x.days_term, x.days_year, x.days_to_15, x.reasons, x.cohorts,"
        " x.schools from mart_pupil_exclusion as x"
        " inner join dim_pupil as p using (pupil_key) order by 2, 3",
    };

    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
        add_rows(w->db, statements[i], "\n", text);
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
