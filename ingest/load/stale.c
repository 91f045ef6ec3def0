#include "ingest/load/stale.h"

#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/str.h"
#include "ingest/read/type.h"

#define SQL "ingest/sql/stale.sql#"
/* After every date: what changed can be seen on no day and in no list. */
#define UNSEEN "'~'"

int stale_open(struct stale *stale, struct db *db, struct err *err)
{
    memset(stale, 0, sizeof(*stale));
    stale->db = db;
    if (query_open_asset(&stale->note_fact, db, SQL "note_fact", err)
        || query_open_asset(&stale->note_all, db, SQL "note_all", err)
        || query_open_asset(&stale->note_relation, db, SQL "note_relation", err)
        || query_open_asset(&stale->has_relation, db, SQL "has_relation", err)
        || query_open_asset(&stale->note_roll, db, SQL "note_roll", err)
        || query_open_asset(&stale->note_rolls, db, SQL "note_rolls", err)
        || query_open_asset(&stale->note_stay, db, SQL "note_stay", err)) {
        stale_close(stale);
        return -1;
    }
    return 0;
}

void stale_close(struct stale *stale)
{
    query_close(stale->note_fact);
    query_close(stale->note_all);
    query_close(stale->note_relation);
    query_close(stale->has_relation);
    query_close(stale->note_roll);
    query_close(stale->note_rolls);
    query_close(stale->note_stay);
    memset(stale, 0, sizeof(*stale));
}

int stale_note_fact(struct stale *stale, int64_t ident_key, int64_t school_key,
                    const char *from_date, struct err *err)
{
    query_bind_int(stale->note_fact, 1, ident_key);
    query_bind_int(stale->note_fact, 2, school_key);
    query_bind_text(stale->note_fact, 3, from_date);
    return query_run(stale->note_fact, err);
}

int stale_note_all(struct stale *stale, const char *reason, struct err *err)
{
    query_bind_text(stale->note_all, 1, reason);
    return query_run(stale->note_all, err);
}

int stale_note_relation(struct stale *stale, const char *table, struct err *err)
{
    query_bind_text(stale->note_relation, 1, table);
    return query_run(stale->note_relation, err);
}

int stale_has_relation(struct stale *stale, const char *table, bool *has,
                       struct err *err)
{
    int row;

    query_bind_text(stale->has_relation, 1, table);
    row = query_step(stale->has_relation, err);
    if (row == 1)
        query_reset(stale->has_relation);
    *has = row == 1;
    return row < 0 ? -1 : 0;
}

int stale_note_roll(struct stale *stale, int64_t school_key, struct err *err)
{
    query_bind_int(stale->note_roll, 1, school_key);
    return query_run(stale->note_roll, err);
}

int stale_note_rolls(struct stale *stale, int64_t content_id, struct err *err)
{
    query_bind_int(stale->note_rolls, 1, content_id);
    return query_run(stale->note_rolls, err);
}

int stale_note_stay(struct stale *stale, int64_t school_key, int64_t ident_key,
                    struct err *err)
{
    query_bind_int(stale->note_stay, 1, school_key);
    query_bind_int(stale->note_stay, 2, ident_key);
    return query_run(stale->note_stay, err);
}

/* --- the triggers of a type's table ------------------------------------- */

static bool has_ident(const struct type *type)
{
    return type->pupil >= 0 || type->child >= 0;
}

/* The first day a row ("old" or "new") can matter on. */
static void add_start(struct str *sql, const struct type *type, const char *row)
{
    if (type->effective < 0)
        str_add(sql, "''");
    else
        str_addf(sql, "coalesce(%s.%s, '')", row,
                 type->fields[type->effective].name);
}

/* Fields that may differ between two states of a row, and reach like this. */
static bool is_compared(const struct type *type, size_t field,
                        enum field_reach reach)
{
    return !type_is_key(type, (int)field) && (int)field != type->end
           && type->fields[field].reach == reach;
}

/* ", case when (old.a, old.b) is not (new.a, new.b) then FROM else '~' end" */
static void add_case(struct str *sql, const struct type *type,
                     enum field_reach reach, const char *from)
{
    static const char *const rows[] = { "old", "new" };
    bool any = false;

    for (size_t i = 0; i < type->field_count; i++)
        any = any || is_compared(type, i, reach);
    if (!any)
        return;
    str_add(sql, ", case when");
    for (size_t r = 0; r < 2; r++) {
        const char *before = r ? " is not (" : " (";

        for (size_t i = 0; i < type->field_count; i++) {
            if (!is_compared(type, i, reach))
                continue;
            str_addf(sql, "%s%s.%s", before, rows[r], type_column(type, i));
            before = ", ";
        }
        str_add(sql, ")");
    }
    str_addf(sql, " then %s else " UNSEEN " end", from);
}

/* A newer snapshot lacks the row, or lists it again: where it has no end. */
static void add_gone(struct str *sql, const struct type *type)
{
    str_add(sql, ", case when old.gone_date is not new.gone_date");
    if (type->end >= 0)
        str_addf(sql, " and (old.%s is null or new.%s is null)",
                 type->fields[type->end].name, type->fields[type->end].name);
    str_add(sql, " then ");
    if (type->effective < 0)
        str_add(sql, "''");
    else
        str_add(sql, "min(coalesce(old.gone_date, " UNSEEN "),"
                     " coalesce(new.gone_date, " UNSEEN "))");
    str_add(sql, " else " UNSEEN " end");
}

/* From which day on an update can be seen. */
static void add_reach(struct str *sql, const struct type *type)
{
    struct str from = STR_INIT;

    str_add(sql, "min(" UNSEEN ", " UNSEEN);
    str_add(&from, "min(");
    add_start(&from, type, "old");
    str_add(&from, ", ");
    add_start(&from, type, "new");
    str_add(&from, ")");
    add_case(sql, type, REACH_ROW, from.text);
    add_case(sql, type, REACH_ALWAYS, "''");
    add_case(sql, type, REACH_SENT,
             "(select substr(stamp, 1, 10) from content"
             " where content_id = new.content_id)");
    add_case(sql, type, REACH_LISTS, "'" STALE_NO_DAY "'");
    if (type->end >= 0) {
        const char *end = type->fields[type->end].name;

        str_addf(sql,
                 ", case when old.%s is not new.%s then min(coalesce(old.%s,"
                 " " UNSEEN "), coalesce(new.%s, " UNSEEN ")) else " UNSEEN
                 " end",
                 end, end, end, end);
    }
    if (type->mode == TYPE_SNAPSHOT)
        add_gone(sql, type);
    str_add(sql, ")");
    str_release(&from);
}

/* Neither a child's nor at a school: that its table changed is all there is to
   say. Schools are told from those of before by what is made of them. */
static bool is_of_none(const struct type *type)
{
    return type->keeps == KEEPS_SCHOOLS
           || (!has_ident(type) && type->school < 0);
}

/*
 * Note the facts that rows state, or stated, from a day on; `rest` is the
 * statement from its "from" on.
 */
static void add_note(struct str *sql, const struct type *type, const char *row,
                     const char *day, const char *rest)
{
    str_addf(sql,
             " insert into changed_fact (relation, ident_key, school_key,"
             " from_date) select '%s', ",
             type->table);
    if (has_ident(type))
        str_addf(sql, "%s.ident_key", row);
    else
        str_add(sql, "0");
    if (type->school >= 0)
        str_addf(sql, ", coalesce(%s.school_key, 0)", row);
    else
        str_add(sql, ", 0");
    str_addf(sql,
             ", %s %s on conflict do update set"
             " from_date = min(from_date, excluded.from_date);",
             day, rest);
}

/* The same of the row that a trigger is about. */
static void add_row_note(struct str *sql, const struct type *type,
                         const char *row, const struct str *from)
{
    struct str rest = STR_INIT;

    if (is_of_none(type))
        return;
    str_addf(&rest, "from (select %s as day) where day < " UNSEEN, from->text);
    add_note(sql, type, row, "day", rest.text);
    str_release(&rest);
}

/* Child or school are no part of the key: an update may leave the old ones. */
static bool may_move(const struct type *type)
{
    const int roles[] = { type->pupil, type->child, type->school };

    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
        if (roles[i] >= 0 && !type_is_key(type, roles[i]))
            return true;
    return false;
}

static void begin_trigger(struct str *sql, const struct type *type,
                          const char *suffix, const char *event)
{
    str_addf(sql,
             "create trigger %s_%s after %s on %s begin"
             " insert into changed_relation (relation) values ('%s')"
             " on conflict do nothing;",
             type->table, suffix, event, type->table, type->table);
}

/* Stays decide which marks are on roll. */
static void add_stay(struct str *sql, const struct type *type, const char *row,
                     const char *condition)
{
    if (type->keeps == KEEPS_STATES)
        str_addf(sql,
                 " insert into stale_stay (school_key, ident_key)"
                 " select %s.school_key, %s.ident_key where %s"
                 " on conflict do nothing;",
                 row, row, condition);
}

void stale_add_triggers(struct str *sql, const struct type *type)
{
    struct str from = STR_INIT;

    begin_trigger(sql, type, "came", "insert");
    add_start(&from, type, "new");
    add_row_note(sql, type, "new", &from);
    add_stay(sql, type, "new", "true");
    str_add(sql, " end;\n");

    begin_trigger(sql, type, "gone", "delete");
    str_clear(&from);
    str_add(&from, "''");
    add_row_note(sql, type, "old", &from);
    add_stay(sql, type, "old", "true");
    str_add(sql, " end;\n");

    begin_trigger(sql, type, "changed", "update");
    str_clear(&from);
    add_reach(&from, type);
    add_row_note(sql, type, "new", &from);
    if (may_move(type))
        add_row_note(sql, type, "old", &from);
    add_stay(sql, type, "new",
             "(new.leaving_date, new.status)"
             " is not (old.leaving_date, old.status)");
    str_add(sql, " end;\n");
    str_release(&from);
}
