#include "transform/night/answer.h"

#include <string.h>

#include "core/date.h"
#include "core/db.h"
#include "core/str.h"
#include "transform/night/concern.h"
#include "transform/night/run.h"

#define SQL "transform/sql/answer.sql#"

static int add_listed(struct db *db, const char *mart, struct err *err)
{
    struct str sql = STR_INIT;
    struct query *q = NULL;
    int ret;

    str_addf(&sql,
             "insert into temp.listed_row"
             " (reason, pupil_key, list, since, latest, school_key)"
             " select reason, pupil_key, ?1, since, latest, school_key from %s"
             " where pupil_key in (select pupil_key from temp.answered_child)",
             mart);
    ret = query_open(&q, db, sql.text, err);
    if (ret == 0) {
        query_bind_text(q, 1, concern_list(mart));
        ret = query_run(q, err);
    }
    query_close(q);
    str_release(&sql);
    return ret;
}

static int add_all_listed(struct db *db, const struct concerns *all,
                          struct err *err)
{
    for (size_t i = 0; i < all->count; i++)
        if ((i == 0 || strcmp(all->items[i].mart, all->items[i - 1].mart) != 0)
            && add_listed(db, all->items[i].mart, err))
            return -1;
    return 0;
}

int answers_make(struct run *run, const struct concerns *all, struct err *err)
{
    char as_of[DATE_TEXT_SIZE];
    const struct db_param params[] = { { ":as_of", as_of, 0 } };
    int64_t has_answers = 0;

    date_format(run->as_of, as_of);
    if (query_read_int(db_query(run->db, SQL "has_answers", err), &has_answers,
                       err)
        < 0)
        return -1;
    if (!has_answers)
        return 0;
    return db_run_script(run->db, SQL "begin", NULL, 0, err)
                   || add_all_listed(run->db, all, err)
                   || db_run_script(run->db, SQL "find", params, 1, err)
                   || db_run_script(run->db, SQL "store", NULL, 0, err)
               ? -1
               : 0;
}
