#include "ingest/load/stale.h"

#include <stdio.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/str.h"
#include "ingest/read/type.h"

#define SQL "ingest/sql/stale.sql#"

/* The statement with a text, or with a number, as all that it asks for. */
static int note_text(struct stale *stale, const char *asset, const char *text,
                     struct err *err)
{
    struct query *q = db_query(stale->db, asset, err);

    query_bind_text(q, 1, text);
    return query_run(q, err);
}

static int note_key(struct stale *stale, const char *asset, int64_t key,
                    struct err *err)
{
    struct query *q = db_query(stale->db, asset, err);

    query_bind_int(q, 1, key);
    return query_run(q, err);
}

int stale_note_child(struct stale *stale, int64_t ident_key, struct err *err)
{
    return note_key(stale, SQL "note_child", ident_key, err);
}

int stale_note_all(struct stale *stale, const char *reason, struct err *err)
{
    return note_text(stale, SQL "note_all", reason, err);
}

int stale_note_row(struct stale *stale, const char *table, int64_t ident_key,
                   int64_t school_key, const char *day, struct err *err)
{
    struct query *q = db_query(stale->db, SQL "note_row", err);

    query_bind_text(q, 1, table);
    query_bind_int(q, 2, ident_key);
    query_bind_int(q, 3, school_key);
    query_bind_text(q, 4, day);
    return query_run(q, err);
}

int stale_note_relation(struct stale *stale, const char *table, struct err *err)
{
    return note_text(stale, SQL "note_relation", table, err);
}

static int has_row(struct query *q, bool *has, struct err *err)
{
    int64_t one;
    int row = query_read_int(q, &one, err);

    *has = row == 1;
    return row < 0 ? -1 : 0;
}

int stale_has_relation(struct stale *stale, const char *table, bool *has,
                       struct err *err)
{
    struct query *q = db_query(stale->db, SQL "has_relation", err);

    query_bind_text(q, 1, table);
    return has_row(q, has, err);
}

int stale_has_person(struct stale *stale, bool *has, struct err *err)
{
    return has_row(db_query(stale->db, SQL "has_person", err), has, err);
}

int stale_note_roll(struct stale *stale, int64_t school_key, struct err *err)
{
    return note_key(stale, SQL "note_roll", school_key, err);
}

int stale_note_rolls(struct stale *stale, int64_t content_id, struct err *err)
{
    return note_key(stale, SQL "note_rolls", content_id, err);
}

int stale_note_overtaken(struct stale *stale, int64_t content_id,
                         const char *stamp, struct err *err)
{
    struct query *q = db_query(stale->db, SQL "note_overtaken", err);

    query_bind_int(q, 1, content_id);
    query_bind_text(q, 2, stamp);
    return query_run(q, err);
}

/* --- the triggers of a type's table ------------------------------------- */

/*
 * No function is called in them (min, substr): to SQLite it may fail, and the
 * statement must be able to be undone then (see ingest/sql/stale.sql).
 */

static bool has_ident(const struct type *type)
{
    return type->pupil >= 0 || type->child >= 0;
}

static const char *name_of(const struct type *type, int field)
{
    return type->fields[field].name;
}

/* The lesser of a column before and after; never null where it differs. */
static void add_lesser(struct str *sql, const char *column)
{
    str_addf(sql,
             "case when coalesce(old.%s, '~') < coalesce(new.%s, '~')"
             " then old.%s else new.%s end",
             column, column, column, column);
}

/* The first day on which the row can matter, before or after. */
static void add_start(struct str *sql, const struct type *type, const char *row)
{
    if (type->effective < 0)
        str_add(sql, "''");
    else if (row)
        str_addf(sql, "coalesce(%s.%s, '')", row,
                 name_of(type, type->effective));
    else
        add_lesser(sql, name_of(type, type->effective));
}

bool stale_is_of_none(const struct type *type)
{
    return type->keeps == KEEPS_SCHOOLS
           || (!has_ident(type) && type->school < 0);
}

/* Note the fact that a row ("old" or "new") states, or stated, from a day on.
 */
static void add_note(struct str *sql, const struct type *type, const char *row,
                     const char *day)
{
    char ident[32] = "0", school[48] = "0";

    if (stale_is_of_none(type))
        return;
    if (has_ident(type))
        snprintf(ident, sizeof(ident), "%s.ident_key", row);
    if (type->school >= 0)
        snprintf(school, sizeof(school), "coalesce(%s.school_key, 0)", row);
    /* lint-ok sql: a table's name, and a trigger takes no parameters */
    str_addf(sql,
             " update or fail changed_fact set from_date = %s"
             " where relation = '%s' and ident_key = %s and school_key = %s"
             " and from_date > %s;"
             " insert or fail into changed_fact"
             " (relation, ident_key, school_key, from_date)"
             " values ('%s', %s, %s, %s) on conflict do nothing;",
             day, type->table, ident, school, day, type->table, ident, school,
             day);
}

/* A row goes, or is listed no more, or again. */
static void add_event(struct str *sql, const struct type *type,
                      const char *suffix, const char *event, const char *row,
                      const char *day)
{
    /* lint-ok sql: likewise */
    str_addf(sql,
             "create trigger %s_%s after %s on %s begin"
             " insert or fail into changed_relation (relation) values ('%s')"
             " on conflict do nothing;",
             type->table, suffix, event, type->table, type->table);
    if (row)
        add_note(sql, type, row, day);
    str_add(sql, " end;\n");
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

/* Some of these columns ("a, b") are updated, and differ: from which day on. */
static void add_update(struct str *sql, const struct type *type,
                       const char *suffix, const char *columns,
                       const char *condition, const char *day)
{
    if (stale_is_of_none(type))
        return;
    str_addf(sql, "create trigger %s_%s after update of %s on %s when %s begin",
             type->table, suffix, columns, type->table, condition);
    add_note(sql, type, "new", day);
    if (may_move(type))
        add_note(sql, type, "old", day);
    str_add(sql, " end;\n");
}

/* One column alone, from the lesser of its days on. */
static void add_day_update(struct str *sql, const struct type *type,
                           const char *column, const char *unless)
{
    struct str condition = STR_INIT, day = STR_INIT;

    str_addf(&condition, "old.%s is not new.%s%s", column, column, unless);
    add_lesser(&day, column);
    add_update(sql, type, column, column, condition.text, day.text);
    str_release(&condition);
    str_release(&day);
}

/* All fields that reach like this: "(old.a, old.b) is not (new.a, new.b)". */
static void add_reach(struct str *sql, const struct type *type,
                      enum field_reach reach, const char *suffix,
                      const char *day)
{
    struct str columns = STR_INIT, old = STR_INIT, new = STR_INIT;

    for (size_t i = 0; i < type->field_count; i++) {
        const char *before = columns.len ? ", " : "";

        if (type_is_key(type, (int)i) || (int)i == type->end
            || type->fields[i].reach != reach)
            continue;
        str_addf(&columns, "%s%s", before, type_column(type, i));
        str_addf(&old, "%sold.%s", before, type_column(type, i));
        str_addf(&new, "%snew.%s", before, type_column(type, i));
    }
    if (columns.len) {
        str_addf(&old, ") is not (%s)", new.text);
        str_clear(&new);
        str_addf(&new, "(%s", old.text);
        add_update(sql, type, suffix, columns.text, new.text, day);
    }
    str_release(&columns);
    str_release(&old);
    str_release(&new);
}

/* A newer snapshot lacks the row, or lists it again: where it has no end. */
static void add_gone(struct str *sql, const struct type *type)
{
    struct str unless = STR_INIT;

    if (type->end >= 0)
        str_addf(&unless, " and (old.%s is null or new.%s is null)",
                 name_of(type, type->end), name_of(type, type->end));
    if (type->effective >= 0)
        add_day_update(sql, type, "gone_date", unless.text);
    else
        add_update(sql, type, "gone_date", "gone_date",
                   "old.gone_date is not new.gone_date", "''");
    str_release(&unless);
}

/* Do two rows of the type have the same key, but for whose they are? */
static void add_key(struct str *sql, const struct type *type, const char *row,
                    const char *is)
{
    const char *before = "";

    for (size_t i = 0; i < type->key_count; i++) {
        const char *column = type_column(type, (size_t)type->key[i]);

        if (!strcmp(column, "ident_key"))
            continue;
        str_addf(sql, "%sother.%s %s %s.%s", before, column, is, row, column);
        before = !strcmp(is, "is") ? " and " : " or ";
    }
}

static size_t count_keys(const struct type *type)
{
    size_t count = 0;

    for (size_t i = 0; i < type->key_count; i++)
        count +=
            strcmp(type_column(type, (size_t)type->key[i]), "ident_key") != 0;
    return count;
}

/* The person has other ids too: few have, and a look there is all it takes. */
#define IS_LINKED "%s.ident_key in (select ident_key from person_linked)"

/* The person has another id, or another row. */
static void add_rival(struct str *sql, const struct type *type, const char *row)
{
    str_addf(sql, IS_LINKED, row);
    if (!count_keys(type))
        return;
    str_addf(sql,
             " or exists (select 1 from %s as other"
             " where other.ident_key = %s.ident_key and (",
             type->table, row);
    add_key(sql, type, row, "is not");
    str_add(sql, "))");
}

/* The person has the row under another id too, of a content that is not older
   than what the row was of; was: the order of that. */
static void add_twin(struct str *sql, const struct type *type, const char *row,
                     const char *was)
{
    str_addf(sql,
             IS_LINKED
             " and exists (select 1 from person as p cross join person as twin"
             " on twin.pupil_key = p.pupil_key"
             " cross join %s as other on other.ident_key = twin.ident_key%s",
             row, type->table, count_keys(type) ? " and " : "");
    add_key(sql, type, row, "is");
    str_addf(sql,
             " cross join content as theirs"
             " on theirs.content_id = other.content_id"
             " where p.ident_key = %s.ident_key"
             " and twin.ident_key <> p.ident_key"
             " and theirs.order_key >= %s)",
             row, was);
}

static void add_school(struct str *sql, const struct type *type,
                       const char *row)
{
    if (type->school >= 0)
        str_addf(sql, "coalesce(%s.school_key, 0)", row);
    else
        str_add_c(sql, '0');
}

/* "insert into changed_fact ... select" of a row with that day. */
static void add_noting(struct str *sql, const struct type *type,
                       const char *day, const char *key)
{
    /* lint-ok sql: a table's name */
    str_addf(sql,
             "insert into changed_fact"
             " (relation, ident_key, school_key, from_date)"
             " select '%s', new.ident_key, ",
             type->table);
    add_school(sql, type, "new");
    str_addf(sql, ", %s from %s as new%s and (", day, type->table, key);
}

/* From when on a row that beats another counts. */
static void add_overtaken_day(struct str *day, const struct type *type)
{
    if (type->keeps == KEEPS_STATES)
        str_add(day, "''");
    else
        add_start(day, type, "new");
}

void stale_add_moved(struct str *sql, const struct type *type, const char *key)
{
    add_noting(sql, type, "'" STALE_NO_DAY "'", key);
    add_rival(sql, type, "new");
    str_add(sql, ") on conflict do nothing");
}

void stale_add_overtook(struct str *sql, const struct type *type,
                        const char *key, size_t content)
{
    struct str day = STR_INIT, was = STR_INIT;

    add_overtaken_day(&day, type);
    str_addf(&was,
             "(select former.order_key from content as former"
             " where former.content_id = ?%zu)",
             content);
    add_noting(sql, type, day.text, key);
    add_twin(sql, type, "new", was.text);
    str_add(sql, ") on conflict do update set from_date = excluded.from_date"
                 " where excluded.from_date < from_date");
    str_release(&day);
    str_release(&was);
}

/* All rows of a content that was sent again at a later time. */
static void add_sent_again(struct str *sql, const struct type *type,
                           const char *suffix, const struct str *beats,
                           const char * or, const char *day)
{
    /* lint-ok sql: likewise */
    str_addf(sql,
             "create trigger %s_%s_again after update of stamp on content"
             " when new.type = '%s' begin insert or %s into changed_fact"
             " (relation, ident_key, school_key, from_date)"
             " select '%s', row.ident_key, %s, %s from %s as row"
             " where row.content_id = new.content_id and (%s); end;\n",
             type->table, suffix, type->reports_as, or, type->table,
             type->school >= 0 ? "coalesce(row.school_key, 0)" : "0", day,
             type->table, beats->text);
}

/*
 * Of the rows that say something of one person, or are one row of theirs under
 * two ids, the latest counts: one that is only of a later content than before
 * may now beat another.
 */
static void add_rivals(struct str *sql, const struct type *type)
{
    struct str beats = STR_INIT;

    if (!has_ident(type))
        return;
    add_rival(&beats, type, "row");
    add_sent_again(sql, type, "moved", &beats, "ignore", "'" STALE_NO_DAY "'");
    str_clear(&beats);
    add_twin(&beats, type, "row", "old.order_key");
    add_sent_again(sql, type, "overtook", &beats, "replace", "''");
    str_release(&beats);
}

void stale_add_triggers(struct str *sql, const struct type *type)
{
    struct str day = STR_INIT;

    add_start(&day, type, "new");
    add_event(sql, type, "gone", "delete", "old", "''");
    if (type->mode == TYPE_SNAPSHOT)
        add_event(sql, type, "listed", "update of gone_date", NULL, "");
    if (type->effective >= 0 && !type_is_key(type, type->effective)) {
        str_clear(&day);
        add_start(&day, type, NULL);
    }
    add_reach(sql, type, REACH_ROW, "row", day.text);
    add_reach(sql, type, REACH_SENT, "sent",
              "(select stamp from content where content_id = new.content_id)");
    add_reach(sql, type, REACH_ALWAYS, "always", "''");
    add_reach(sql, type, REACH_LISTS, "lists", "'" STALE_NO_DAY "'");
    if (type->end >= 0)
        add_day_update(sql, type, name_of(type, type->end), "");
    if (type->mode == TYPE_SNAPSHOT)
        add_gone(sql, type);
    add_rivals(sql, type);
    str_release(&day);
}
