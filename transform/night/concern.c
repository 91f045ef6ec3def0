#include "transform/night/concern.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/schoolyear.h"
#include "config/terms.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "transform/night/absence.h"
#include "transform/night/answer.h"
#include "transform/night/run.h"
#include "transform/people/period_stay.h"

#define SQL "transform/sql/concern.sql#"

/* --- dim_reason ----------------------------------------------------------- */

static bool is_reason(const struct concerns *c, const char *reason)
{
    for (size_t i = 0; i < c->count; i++)
        if (!strcmp(c->items[i].reason, reason))
            return true;
    return false;
}

/* Rows of a reason: of these pupils, or where NULL of all. */
static int drop_rows(struct db *db, const char *mart, const char *reason,
                     const int64_t *pupils, size_t count, struct err *err)
{
    struct str sql = STR_INIT;
    struct query *q = NULL;
    int ret;

    str_addf(&sql, "delete from %s where reason = ?1", mart);
    if (pupils)
        str_add(&sql, " and pupil_key = ?2");
    ret = query_open(&q, db, sql.text, err);
    if (ret == 0)
        query_bind_text(q, 1, reason);
    if (ret == 0 && !pupils)
        ret = query_run(q, err);
    for (size_t i = 0; ret == 0 && i < count; i++) {
        query_bind_int(q, 2, pupils[i]);
        ret = query_run(q, err);
    }
    query_close(q);
    str_release(&sql);
    return ret;
}

/* A reason that is none any more takes its rows with it. */
static int drop_others(const struct concerns *c, struct db *db, struct err *err)
{
    struct query *read = db_query(db, SQL "read_reasons", err);
    struct query *drop = db_query(db, SQL "drop_reason", err);
    char **gone = NULL;
    size_t count = 0, capacity = 0;
    int row;

    while ((row = query_step(read, err)) == 1) {
        if (is_reason(c, query_text(read, 0)))
            continue;
        MEM_ROOM(gone, count, capacity);
        gone[count++] = mem_dup(query_text(read, 0));
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; row == 0 && k < c->count; k++)
            if (k == 0 || strcmp(c->items[k].mart, c->items[k - 1].mart) != 0)
                row = drop_rows(db, c->items[k].mart, gone[i], NULL, 0, err);
        query_bind_text(drop, 1, gone[i]);
        if (row == 0)
            row = query_run(drop, err);
        free(gone[i]);
    }
    free(gone);
    return row;
}

static int store_reasons(const struct concerns *c, struct db *db,
                         struct err *err)
{
    struct query *put = db_query(db, SQL "put_reason", err);

    if (drop_others(c, db, err))
        return -1;
    for (size_t i = 0; i < c->count; i++) {
        query_bind_text(put, 1, c->items[i].reason);
        query_bind_text(put, 2, c->items[i].mart);
        query_bind_text(put, 3, c->items[i].label);
        query_bind_text(put, 4, c->items[i].definition);
        query_bind_text(put, 5, c->items[i].source);
        query_bind_text(put, 6, c->items[i].again);
        query_bind_text(put, 7, c->items[i].words);
        query_bind_text(put, 8, c->items[i].data);
        query_bind_text(put, 9, c->items[i].told_by);
        if (query_run(put, err))
            return -1;
    }
    return 0;
}

/* --- the selects ---------------------------------------------------------- */

static bool note_read(void *context, const char *database, const char *relation,
                      const char *through)
{
    struct concern *c = context;
    bool added;

    (void)database;
    (void)through;
    map_put(&c->reads, relation, strlen(relation), 1, &added);
    return strncmp(relation, "mart_", 5) != 0;
}

static bool reads(const struct concern *c, const char *relation)
{
    return map_find(&c->reads, relation, strlen(relation)) != NULL;
}

static int column(struct query *q, const char *name)
{
    for (int i = 0; i < query_column_count(q); i++)
        if (!strcmp(query_column_name(q, i), name))
            return i;
    return -1;
}

static int prepare(struct concern *c, struct db *db, struct err *err)
{
    int ret;

    db_ask_reader(db, note_read, c);
    ret = query_open(&c->rows, db, c->select, err);
    db_ask_reader(db, NULL, NULL);
    if (ret)
        return err_context(err, "%s", c->reason);
    c->pupil = column(c->rows, "pupil_key");
    c->school = column(c->rows, "school_key");
    c->cohorts = column(c->rows, "cohorts");
    c->since = column(c->rows, "since");
    c->latest = column(c->rows, "latest");
    if (c->pupil < 0 || c->since < 0)
        return err_set(err, ERR_CONFIG, "%s: there is no %s", c->reason,
                       c->pupil < 0 ? "pupil_key" : "since");
    if ((c->latest >= 0) != (c->again != NULL))
        return err_set(err, ERR_CONFIG, "%s: there is a%s and no%s", c->reason,
                       c->again ? "n again" : " latest",
                       c->again ? " latest" : " again");
    return 0;
}

/* --- what they are given -------------------------------------------------- */

static int fill_term_days(struct run *run, struct err *err)
{
    struct query *put;
    int64_t number = 0;

    if (db_run_script(run->db, SQL "term_day", NULL, 0, err)
        || db_exec(run->db, "delete from temp.term_day", err))
        return -1;
    put = db_query(run->db, SQL "put_term_day", err);
    for (size_t i = 0; i < 6 * run->terms->count; i++) {
        const struct term_year *year = &run->terms->years[i / 6];
        const struct half_term *half = &year->half_terms[i % 6];
        char name[SCHOOLYEAR_TEXT_SIZE], text[DATE_TEXT_SIZE];

        schoolyear_format(year->year, name);
        for (date_t day = half->start; day <= half->end; day++) {
            if (date_weekday(day) > 5)
                continue;
            date_format(day, text);
            query_bind_text(put, 1, text);
            query_bind_text(put, 2, name);
            query_bind_int(put, 3, (int64_t)(i % 6) + 1);
            query_bind_int(put, 4, ++number);
            if (query_run(put, err))
                return -1;
        }
    }
    return 0;
}

/* The latest term that has begun, from 0; -1 = none has. */
static int running_term(const struct run *run, const struct calendar_year *year)
{
    int term = -1;

    for (int i = 0; i < 3; i++)
        if (year->half_terms[2 * i].start <= run->as_of)
            term = i;
    return term;
}

static int bind_night(const struct run *run, const struct calendar_year *year,
                      struct query *q, struct err *err)
{
    static const char *const terms[] = { "", "autumn", "spring", "summer" };
    int term = running_term(run, year);
    char as_of[DATE_TEXT_SIZE], academic_year[SCHOOLYEAR_TEXT_SIZE];
    char start[DATE_TEXT_SIZE], term_start[DATE_TEXT_SIZE];
    const struct db_param params[] = {
        { ":as_of", as_of, 0 },
        { ":academic_year", academic_year, 0 },
        { ":year", NULL, year->year },
        { ":period", year->slots[SLOT_YEAR]->id, 0 },
        { ":year_start", start, 0 },
        { ":term", terms[term + 1], 0 },
        { ":term_start", term_start, 0 },
        { ":repeat_threshold", NULL, (int64_t)run->config->repeat_threshold },
    };

    date_format(run->as_of, as_of);
    schoolyear_format(year->year, academic_year);
    date_format(year->first, start);
    date_format(term < 0 ? DATE_NONE : year->half_terms[2 * term].start,
                term_start);
    return query_bind_params(q, params, sizeof(params) / sizeof(*params), err);
}

/* --- rows ----------------------------------------------------------------- */

/* A mart's columns in the order of the table, and the statement for a row. */
struct writer {
    struct run *run;
    const struct calendar_year *year;
    const struct concern *concern;
    struct query *put;
    int *from; /* of the mart's columns: that of the select, or -1 */
    char **names;
    int column_count;
    struct map seen; /* pupil keys that have a row now */
    struct str cohorts, text;
};

static int read_columns(struct writer *w, struct err *err)
{
    struct query *q = db_query(w->run->db, SQL "read_columns", err);
    size_t count = 0, name_capacity = 0, from_capacity = 0;
    int row;

    query_bind_text(q, 1, w->concern->mart);
    while ((row = query_step(q, err)) == 1) {
        MEM_ROOM(w->names, count, name_capacity);
        MEM_ROOM(w->from, count, from_capacity);
        w->names[count] = mem_dup(query_text(q, 0));
        w->from[count] = column(w->concern->rows, w->names[count]);
        count++;
    }
    w->column_count = (int)count;
    return row;
}

/* Does every column of the select have its place? */
static int check_columns(const struct writer *w, struct err *err)
{
    int taken = 0;

    for (int i = 0; i < w->column_count; i++)
        taken += w->from[i] >= 0;
    if (taken != query_column_count(w->concern->rows))
        return err_set(err, ERR_CONFIG, "%s: a column is none of %s",
                       w->concern->reason, w->concern->mart);
    return 0;
}

static void list_columns(const struct writer *w, const char *before,
                         struct str *sql)
{
    for (int i = 0; i < w->column_count; i++)
        str_addf(sql, "%s%s\"%s\"", i ? ", " : "", before, w->names[i]);
}

/* An upsert that leaves a row alone which is as it was. */
static int open_put(struct writer *w, struct err *err)
{
    struct str sql = STR_INIT;
    int ret;

    str_addf(&sql, "insert into %s (reason, ", w->concern->mart);
    list_columns(w, "", &sql);
    str_add(&sql, ") values (?1");
    for (int i = 0; i < w->column_count; i++)
        str_addf(&sql, ", ?%d", i + 2);
    str_add(&sql, ") on conflict (reason, pupil_key) do update set ");
    for (int i = 0; i < w->column_count; i++)
        str_addf(&sql, "%s\"%s\" = excluded.\"%s\"", i ? ", " : "", w->names[i],
                 w->names[i]);
    str_add(&sql, " where (");
    list_columns(w, "", &sql);
    str_add(&sql, ") is not (");
    list_columns(w, "excluded.", &sql);
    str_add(&sql, ")");
    ret = query_open(&w->put, w->run->db, sql.text, err);
    str_release(&sql);
    return ret;
}

static int writer_open(struct writer *w, struct run *run,
                       const struct calendar_year *year,
                       const struct concern *concern, struct err *err)
{
    memset(w, 0, sizeof(*w));
    w->run = run;
    w->year = year;
    w->concern = concern;
    w->cohorts = w->text = (struct str)STR_INIT;
    return read_columns(w, err) || check_columns(w, err) || open_put(w, err)
               ? -1
               : 0;
}

static void writer_close(struct writer *w)
{
    for (int i = 0; i < w->column_count; i++)
        free(w->names[i]);
    free(w->names);
    free(w->from);
    query_close(w->put);
    map_release(&w->seen);
    str_release(&w->cohorts);
    str_release(&w->text);
}

/* "{2025-09-01}" in a sentence is a date as people write it. */
static void write_dates(struct str *out, const char *text)
{
    str_clear(out);
    for (; *text; text++) {
        char iso[DATE_TEXT_SIZE] = "";
        date_t date = DATE_NONE;

        if (*text == '{' && strcspn(text, "}") == DATE_TEXT_SIZE) {
            memcpy(iso, text + 1, DATE_TEXT_SIZE - 1);
            date = date_parse_iso(iso);
        }
        if (date == DATE_NONE) {
            str_add_c(out, *text);
            continue;
        }
        str_addf(out, "%d %s %d", date_split(date).day,
                 date_month(date_split(date).month), date_split(date).year);
        text += DATE_TEXT_SIZE;
    }
}

static void bind_value(struct writer *w, int at, int from)
{
    struct query *put = w->put, *rows = w->concern->rows;

    switch (query_column_type(rows, from)) {
    case 'i':
        query_bind_int(put, at, query_int(rows, from));
        break;
    case 'r':
        query_bind_real(put, at, query_real(rows, from));
        break;
    case 't':
        write_dates(&w->text, query_text(rows, from));
        query_bind_text(put, at, w->text.text);
        break;
    default:
        query_bind_null(put, at);
    }
}

static void bind_cohorts(struct writer *w, int at, uint32_t person)
{
    const struct run *run = w->run;

    str_clear(&w->cohorts);
    cohort_join(spine_cohorts(&run->spine, person, run->as_of, w->year->year),
                &w->cohorts);
    query_bind_text(w->put, at, w->cohorts.text);
}

static void bind_school(struct writer *w, int at, uint32_t person)
{
    const struct spine *s = &w->run->spine;
    uint32_t school = spine_own_school(s, person, w->run->as_of);

    if (school == SCHOOL_NONE)
        query_bind_null(w->put, at);
    else
        query_bind_int(w->put, at, s->schools[school].school_key);
}

/* Of since and what the select gives the later. */
static int latest_of(const struct concern *c)
{
    if (c->latest < 0 || query_is_null(c->rows, c->latest)
        || strcmp(query_text(c->rows, c->latest), query_text(c->rows, c->since))
               < 0)
        return c->since;
    return c->latest;
}

static int put_row(struct writer *w, struct err *err)
{
    struct query *rows = w->concern->rows;
    int64_t key = query_int(rows, w->concern->pupil);
    uint32_t person = spine_person(&w->run->spine, key);
    bool added;

    if (person == SPINE_NOBODY
        || w->run->spine.persons[person].died <= w->run->as_of)
        return 0;
    map_put(&w->seen, &key, sizeof(key), 1, &added);
    if (!added)
        return err_set(err, ERR_INTERNAL, "%s: a pupil has two rows",
                       w->concern->reason);
    query_bind_text(w->put, 1, w->concern->reason);
    for (int i = 0; i < w->column_count; i++) {
        if (!strcmp(w->names[i], "latest"))
            bind_value(w, i + 2, latest_of(w->concern));
        else if (w->from[i] >= 0)
            bind_value(w, i + 2, w->from[i]);
        else if (!strcmp(w->names[i], "school_key"))
            bind_school(w, i + 2, person);
        else if (!strcmp(w->names[i], "cohorts"))
            bind_cohorts(w, i + 2, person);
        else
            query_bind_null(w->put, i + 2);
    }
    return query_run(w->put, err);
}

/* Rows of pupils who have none any more. */
static int drop_rest(struct writer *w, struct err *err)
{
    struct str sql = STR_INIT;
    struct query *q = NULL;
    int64_t *gone = NULL;
    size_t count = 0, capacity = 0;
    int row;

    str_addf(&sql, "select pupil_key from %s where reason = ?1",
             w->concern->mart);
    row = query_open(&q, w->run->db, sql.text, err);
    if (row == 0)
        query_bind_text(q, 1, w->concern->reason);
    while (row == 0 && (row = query_step(q, err)) == 1) {
        int64_t key = query_int(q, 0);

        row = 0;
        if (map_find(&w->seen, &key, sizeof(key)))
            continue;
        MEM_ROOM(gone, count, capacity);
        gone[count++] = key;
    }
    query_close(q);
    if (row == 0 && count)
        row = drop_rows(w->run->db, w->concern->mart, w->concern->reason, gone,
                        count, err);
    free(gone);
    str_release(&sql);
    return row;
}

static int make_one(struct run *run, const struct calendar_year *year,
                    const struct concern *c, struct err *err)
{
    struct writer w;
    int row = writer_open(&w, run, year, c, err)
                      || bind_night(run, year, c->rows, err)
                  ? -1
                  : 0;

    while (row == 0 && (row = query_step(c->rows, err)) == 1)
        row = put_row(&w, err);
    if (row == 0)
        row = drop_rest(&w, err);
    writer_close(&w);
    return row ? err_context(err, "%s", c->reason) : 0;
}

/* --- a night -------------------------------------------------------------- */

/* May any row of any reason be another, whoever changed? */
static bool is_new(const struct run *run)
{
    if (run->is_everything || run->has_new_basis || run->has_new_figures
        || run->as_of != run->last_as_of || run->dirty.has_lost)
        return true;
    for (size_t i = 0; i < run->calendar.count; i++)
        if (run->calendar.changed[i])
            return true;
    return false;
}

static bool is_reached(const struct run *run, const struct concern *c)
{
    for (size_t i = 0; i < run->dirty.relation_count; i++)
        if (reads(c, run->dirty.relations[i]))
            return true;
    return false;
}

static int make_all(struct run *run, struct concerns *all, struct err *err)
{
    const struct calendar_year *year =
        calendar_year(&run->calendar, schoolyear_of(run->as_of));
    struct period today = *year->slots[SLOT_YEAR];
    bool everybody = is_new(run);

    today.reference = run->as_of;
    period_stay_turn(&run->stays, &run->spine, &today);
    /* Absence is of one person at a time; selects may read of others. */
    if (absence_make(run, all, everybody, err))
        return -1;
    for (size_t i = 0; i < all->count; i++) {
        struct concern *c = &all->items[i];

        if (prepare(c, run->db, err))
            return -1;
        if (!everybody && !run->dirty.has_changed && !is_reached(run, c))
            continue;
        if (make_one(run, year, c, err))
            return -1;
    }
    return 0;
}

int concerns_make(struct run *run, struct err *err)
{
    struct concerns all;
    int ret = concerns_read(&all, err) || store_reasons(&all, run->db, err)
                      || fill_term_days(run, err) || make_all(run, &all, err)
                      || answers_make(run, &all, err)
                  ? -1
                  : 0;

    concerns_release(&all);
    return ret;
}
