#include "transform/people/pupil.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/str.h"

#define SQL "transform/sql/pupil.sql#"

int pupil_ask(struct db *db, bool everybody, struct err *err)
{
    if (db_run_script(db, SQL "schema", NULL, 0, err))
        return -1;
    return db_run_script(db, everybody ? SQL "ask_all" : SQL "ask_changed",
                         NULL, 0, err);
}

/* Is the name among those of a list with a semicolon about each? */
static bool lists(const char *list, const char *name)
{
    size_t len = strlen(name);

    for (const char *at = strstr(list, name); at; at = strstr(at + 1, name))
        if (at > list && at[-1] == ';' && at[len] == ';')
            return true;
    return false;
}

/*
 * Its rows that speak of the persons at hand, into `said`; a column that it
 * does not have says nothing, and several rows of one line say it once. Cross
 * joins: by the indexes there are.
 */
static void write_insert(struct str *sql, struct query *speaker)
{
    static const char *const columns[] = { "surname", "forename",
                                           "date_of_birth", "ethnicity" };
    const char *has = query_text(speaker, 6);
    const char *dated = query_text(speaker, 4);
    bool is_child = query_int(speaker, 2) != 0;

    str_addf(sql,
             "insert or ignore into said (pupil_key, authority, order_key, "
             "dated, line,"
             " relation, id, child_id, upn, sex, surname, forename,"
             " date_of_birth, ethnicity) select p.pupil_key,"
             " coalesce(%s, %lld), c.order_key, coalesce(%s%s, ''), t.line, "
             "?1, i.id, %s, %s, %s",
             lists(has, "authority") ? "t.authority" : "null",
             (long long)query_int(speaker, 3), *dated ? "t." : "null", dated,
             is_child ? "i.id" : "null",
             !is_child           ? "i.id"
             : lists(has, "upn") ? "t.upn"
                                 : "null",
             /* U: the return's word for a sex that is not known */
             lists(has, "sex") ? "nullif(t.sex, 'U')" : "null");
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
        str_addf(sql, ", %s%s", lists(has, columns[i]) ? "t." : "null as ",
                 columns[i]);
    str_addf(sql,
             " from pupil_now as n cross join person as p"
             " on p.pupil_key = n.pupil_key"
             " cross join ident as i on i.ident_key = p.ident_key"
             " cross join %s as t on t.ident_key = p.ident_key"
             " cross join content as c on c.content_id = t.content_id%s",
             query_text(speaker, 1),
             query_int(speaker, 5) ? " where t.gone_date is null" : "");
}

/* Of most kinds of extract a county has none: to ask them for each person in
   turn costs as much as those that have rows. */
static int has_rows(struct db *db, struct query *speaker, int64_t *has_any,
                    struct err *err)
{
    struct str sql = STR_INIT;
    int ret;

    str_addf(&sql, "select exists (select 1 from %s)", query_text(speaker, 1));
    ret = db_read_int(db, sql.text, has_any, err);
    str_release(&sql);
    return ret;
}

static int hear(struct db *db, struct query *speaker, struct err *err)
{
    struct query *q = NULL;
    struct str sql = STR_INIT;
    int64_t has_any = 0;
    int ret;

    if (has_rows(db, speaker, &has_any, err))
        return -1;
    if (!has_any)
        return 0;
    write_insert(&sql, speaker);
    ret = query_open(&q, db, sql.text, err);
    if (ret == 0) {
        query_bind_text(q, 1, query_text(speaker, 1));
        ret = query_run(q, err);
    }
    query_close(q);
    str_release(&sql);
    return ret;
}

static int hear_all(struct db *db, struct err *err)
{
    struct query *speakers = db_query(db, SQL "read_speakers", err);
    int row;

    while ((row = query_step(speakers, err)) == 1)
        if (hear(db, speakers, err))
            return -1;
    return row;
}

/* So many at a time that memory stays bounded. */
int pupil_store(struct db *db, bool everybody, struct err *err)
{
    int64_t count;

    do {
        count = 0;
        if (db_run_script(db, SQL "begin", NULL, 0, err) || hear_all(db, err)
            || db_run_script(db, SQL "find", NULL, 0, err)
            || (!everybody && db_run_script(db, SQL "note", NULL, 0, err))
            || db_run_script(db, SQL "store", NULL, 0, err)
            || db_read_int(db, "select count(*) from pupil_now", &count, err))
            return -1;
    } while (count > 0);
    return 0;
}
