#include "report/night/ask.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/words/pack.h"

#define MEASURES "report/sql/rows.sql#measure"

/* What makes a figure, in the order in which its relation is searched. */
enum key_part {
    KEY_PERIOD,
    KEY_LEVEL,
    KEY_ENTITY,
    KEY_COHORT,
    KEY_BREAKDOWN,
    KEY_BREAKDOWN_VALUE,
    KEY_METRIC,
    KEY_PARTS
};
static const char *const key_names[KEY_PARTS] = {
    "period",    "level",           "entity", "cohort",
    "breakdown", "breakdown_value", "metric"
};

struct asking {
    struct db *db;
    const struct pack_table *model;
    const char *set;
    char *rows;         /* statement of what the rows are of */
    struct query *look; /* the same, for the names of its columns */
    bool has[KEY_PARTS];
    struct err *err;
};

/* A column's name taken apart; NULL: the rows or the table say it. */
struct named {
    char *text;
    const char *period, *metric, *cohort, *field;
};

static bool has_column(const struct asking *a, const char *name)
{
    for (int i = 0; i < query_column_count(a->look); i++)
        if (!strcmp(query_column_name(a->look, i), name))
            return true;
    return false;
}

/* Names go into a statement as they are. */
static bool is_name(const char *text)
{
    for (const char *at = text; *at; at++)
        if (!isalnum((unsigned char)*at) && *at != '_')
            return false;
    return *text != '\0';
}

/* {measures} of the rows that the pack names itself. */
static int put_measures(struct asking *a, struct str *out)
{
    const struct pack_rows *rows = &a->model->measures;

    for (size_t i = 0; i < rows->count; i++) {
        const struct pack_row *row = &rows->items[i];

        if (!is_name(row->metric) || !is_name(row->cohort))
            return err_set(a->err, ERR_INTERNAL, "row '%s | %s' is no measure",
                           row->metric, row->cohort);
        str_addf(out, "%s(%zu, '%s', '%s')", i ? ", " : "", i + 1, row->metric,
                 row->cohort);
    }
    return 0;
}

/* A statement stands within another without what ends it. */
static char *without_end(char *sql)
{
    size_t len = strlen(sql);

    while (len && (isspace((unsigned char)sql[len - 1]) || sql[len - 1] == ';'))
        sql[--len] = '\0';
    return sql;
}

static int find_rows(struct asking *a)
{
    const char *text =
        asset_find(a->model->rows ? a->model->rows : MEASURES)->text;
    struct str measures = STR_INIT;
    struct str set = STR_INIT;
    struct str rows = STR_INIT;
    int ret = put_measures(a, &measures);

    str_add_filled(&set, text, "{set}", a->set);
    str_add_filled(&rows, set.text, "{measures}", measures.text);
    a->rows = without_end(str_take(&rows));
    str_release(&measures);
    str_release(&set);
    if (ret || query_open(&a->look, a->db, a->rows, a->err))
        return -1;
    for (int i = 0; i < KEY_PARTS; i++)
        a->has[i] = has_column(a, key_names[i]);
    return has_column(a, "position")
               ? 0
               : err_set(a->err, ERR_INTERNAL, "its rows have no position");
}

/* Cut a name at its dots; how many parts there are, 0 where it is no column. */
static size_t cut(struct named *out, const char *parts[3])
{
    size_t count = 0;
    char *period = strchr(out->text, '@');
    char *at = out->text;

    if (period)
        *period++ = '\0';
    out->period = period;
    while (at && count < 3) {
        parts[count] = at;
        if ((at = strchr(at, '.')))
            *at++ = '\0';
        if (!is_name(parts[count++]))
            return 0;
    }
    return at || (period && !is_name(period)) ? 0 : count;
}

/* errors: ERR_INTERNAL where something that makes a figure is not named */
static int take_apart(struct asking *a, const char *name, struct named *out)
{
    const char *parts[3];
    size_t count;

    memset(out, 0, sizeof(*out));
    out->text = mem_dup(name);
    count = cut(out, parts);
    if (!count)
        return err_set(a->err, ERR_INTERNAL, "'%s' is no column", name);
    out->field = parts[count - 1];
    if (count == 3 || (count == 2 && !a->has[KEY_METRIC]))
        out->metric = parts[0];
    if (count == 3 || (count == 2 && a->has[KEY_METRIC]))
        out->cohort = parts[count - 2];
    if (!out->metric && !a->has[KEY_METRIC])
        return err_set(a->err, ERR_INTERNAL, "'%s' names no metric", name);
    if (!out->cohort && !a->has[KEY_COHORT])
        return err_set(a->err, ERR_INTERNAL, "'%s' names no cohort", name);
    return 0;
}

/* What one part of the key is to be, as an expression. */
static void put_part(struct asking *a, struct str *sql, enum key_part part,
                     const struct named *named)
{
    const struct pack_table *model = a->model;

    if (part == KEY_PERIOD && named->period)
        str_addf(sql, "context.\"%s\"", named->period);
    else if (part == KEY_METRIC && named->metric)
        str_addf(sql, "'%s'", named->metric);
    else if (part == KEY_COHORT && named->cohort)
        str_addf(sql, "'%s'", named->cohort);
    else if (a->has[part])
        str_addf(sql, "asked.\"%s\"", key_names[part]);
    else if (part == KEY_PERIOD)
        str_addf(sql, "context.\"%s\"", model->period);
    else if (part == KEY_LEVEL)
        str_addf(sql, "'%s'", model->level);
    else if (part == KEY_ENTITY && model->entity)
        str_addf(sql, ":%s", model->entity);
    else if (part == KEY_ENTITY)
        str_add(sql, "context.la_code");
    else
        str_add(sql, part == KEY_BREAKDOWN ? "'none'" : "''");
}

/* What stands for a figure that is not there, of two tables the first. */
static void put_missing(struct asking *a, struct str *sql,
                        const struct named *named)
{
    const char *and = " where ";

    str_add(sql, "),\n        (select '[x]' from figure_silent");
    for (int i = 0; i < KEY_PARTS; i++) {
        if (i == KEY_COHORT)
            continue;
        str_addf(sql, "%s%s = ", and, key_names[i]);
        put_part(a, sql, (enum key_part)i, named);
        and = " and ";
    }
    str_add(sql,
            "),\n        (select symbol from figure_missing where metric = ");
    put_part(a, sql, KEY_METRIC, named);
    str_add(sql, " and period = ");
    put_part(a, sql, KEY_PERIOD, named);
}

static void put_figure(struct asking *a, struct str *sql, const char *name,
                       const struct named *named)
{
    str_addf(sql, ",\n    coalesce(\n        %s_cell('%s'", a->set,
             named->field);
    for (int i = 0; i < KEY_PARTS; i++) {
        str_add(sql, ", ");
        put_part(a, sql, (enum key_part)i, named);
    }
    put_missing(a, sql, named);
    str_addf(sql, "),\n        '[x]'\n    ) as \"%s\"", name);
}

static int put_columns(struct asking *a, struct str *sql)
{
    const struct pack_columns *columns = &a->model->columns;
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < columns->count; i++) {
        const char *name = columns->items[i].name;
        struct named named = { 0 };

        if (has_column(a, name))
            continue;
        ret = take_apart(a, name, &named);
        if (ret == 0)
            put_figure(a, sql, name, &named);
        free(named.text);
    }
    return ret;
}

int ask_write(struct str *sql, struct db *db, const char *set,
              const struct pack_table *model, struct err *err)
{
    struct asking a = { .db = db, .model = model, .set = set, .err = err };
    int ret = -1;

    if (model->level && !is_name(model->level))
        ret = err_set(err, ERR_INTERNAL, "'%s' is no level", model->level);
    else if (find_rows(&a) == 0) {
        str_add(sql, "select asked.*");
        ret = put_columns(&a, sql);
        str_addf(sql,
                 "\nfrom (\n%s\n) as asked\ncross join context\n"
                 "order by asked.position",
                 a.rows);
    }
    query_close(a.look);
    free(a.rows);
    return ret;
}
