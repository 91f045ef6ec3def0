#include "ingest/load/enrolment.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/keep/content.h"
#include "ingest/load/row_table.h"
#include "ingest/load/stale.h"
#include "ingest/read/type.h"
#include "ingest/read/value.h"

#define SQL "ingest/sql/enrolment_state.sql#"

/* The fields that the history keeps (details.md 15). */
static const char *const state_fields[ENROLMENT_STATE] = {
    "nc_year", "status", "sen_status", "fsm", "idaci_decile", "ethnicity"
};
#define STATUS 1 /* of them */

/* Columns of the newest state, its fields from FIELDS on. */
enum { IDENT, STAMP, FIELDS, IS_ENDED = FIELDS + ENROLMENT_STATE };

static bool is_previous(const char *status)
{
    return strcmp(status, "P") == 0;
}

void enrolment_add_triggers(struct str *sql, const struct type *type)
{
    static const char *const events[][3] = { { "came", "insert", "new" },
                                             { "gone", "delete", "old" } };
    const char *leaving = type->fields[type->end].name;

    for (size_t i = 0; i < 2; i++)
        str_addf(sql,
                 "create trigger %s_stay_%s after %s on %s begin"
                 " insert or fail into stale_stay (school_key, ident_key)"
                 " values (%s.school_key, %s.ident_key) on conflict do nothing;"
                 " end;\n",
                 type->table, events[i][0], events[i][1], type->table,
                 events[i][2], events[i][2]);
    str_addf(sql,
             "create trigger %s_stay_changed after update of %s, status on %s"
             " when (old.%s, old.status) is not (new.%s, new.status) begin"
             " insert or fail into stale_stay (school_key, ident_key)"
             " values (new.school_key, new.ident_key) on conflict do nothing;"
             " end;\n",
             type->table, leaving, type->table, leaving, leaving);
}

void enrolment_init(struct enrolment *e, const struct type *type,
                    struct contents *contents, struct stale *stale,
                    struct row_table *table)
{
    e->type = type;
    e->table = table;
    e->contents = contents;
    e->stale = stale;
    for (size_t i = 0; i < ENROLMENT_STATE; i++)
        e->fields[i] = type_field(type, state_fields[i]);
    e->former = type_field(type, "former_upn");
}

/* A statement whose first parameters are the stay's key. */
static struct query *query_stay(const struct enrolment *e, const char *asset,
                                const struct table_row *row, struct err *err)
{
    const struct value *entry = &row->values[e->type->start];
    struct query *q = db_query(e->stale->db, asset, err);

    query_bind_int(q, 1, row->school_key);
    query_bind_int(q, 2, row->ident_key);
    query_bind_lent(q, 3, entry->text, entry->len);
    return q;
}

static bool differs(struct query *old, size_t field, const struct value *value)
{
    if (query_is_null(old, (int)field) || value->is_blank)
        return query_is_null(old, (int)field) != value->is_blank;
    return strcmp(query_text(old, (int)field), value->text) != 0;
}

/* *linked: the person has other UPNs, under which the stay may stand too. */
static int find_linked(struct enrolment *e, int64_t ident_key, bool *linked,
                       struct err *err)
{
    struct query *q;
    int64_t one;
    int row;

    if (row_table_has_rival(e->table, ident_key, linked, err))
        return -1;
    if (!*linked)
        return 0;
    q = db_query(e->stale->db, SQL "is_linked", err);
    query_bind_int(q, 1, ident_key);
    row = query_read_int(q, &one, err);
    *linked = row == 1;
    return row < 0 ? -1 : 0;
}

/* How a row stands to the newest state of its stay. */
enum place {
    PLACE_SAME,  /* it says the same, under the same UPN */
    PLACE_AFTER, /* it is of a later time, or the first */
    PLACE_ENDS,  /* of its time, of which it says only that it ended the stay */
    PLACE_INSTEAD /* of its time, of which the later row holds */
};

static enum place place_of(const struct enrolment *e,
                           const struct table_row *row, const char *stamp,
                           struct query *old)
{
    bool is_end = is_previous(row->values[e->fields[STATUS]].text);
    bool same = query_int(old, IDENT) == row->ident_key
                && query_int(old, IS_ENDED) == 0;

    for (size_t i = 0; same && i < ENROLMENT_STATE; i++)
        same = !differs(old, i + FIELDS, &row->values[e->fields[i]]);
    if (same)
        return PLACE_SAME;
    if (strcmp(query_text(old, STAMP), stamp) < 0)
        return PLACE_AFTER;
    return is_end && !is_previous(query_text(old, FIELDS + STATUS))
               ? PLACE_ENDS
               : PLACE_INSTEAD;
}

static int compare_state(struct enrolment *e, const struct table_row *row,
                         const char *stamp, bool is_linked, enum place *place,
                         struct err *err)
{
    struct query *q =
        query_stay(e, is_linked ? SQL "last_linked" : SQL "last", row, err);
    int got = query_step(q, err);

    if (got < 0)
        return -1;
    *place = got == 1 ? place_of(e, row, stamp, q) : PLACE_AFTER;
    query_reset(q);
    return 0;
}

/* What the person's UPNs said of the stay at that time. */
static int change_states(struct enrolment *e, const char *asset,
                         const struct table_row *row, const char *stamp,
                         struct err *err)
{
    struct query *q = query_stay(e, asset, row, err);

    query_bind_text(q, 4, stamp);
    return query_run(q, err);
}

static int insert_state(struct enrolment *e, const struct table_row *row,
                        const char *stamp, struct err *err)
{
    struct query *q = query_stay(e, SQL "add", row, err);

    query_bind_text(q, 4, stamp);
    for (size_t i = 0; i < ENROLMENT_STATE; i++) {
        const struct value *value = &row->values[e->fields[i]];

        if (value->is_blank)
            query_bind_null(q, (int)i + 5);
        else
            query_bind_lent(q, (int)i + 5, value->text, value->len);
    }
    return query_run(q, err);
}

/*
 * The attributes that the extract of this stamp gives (details.md 15, 46): a
 * new row of enrolment_state where they differ from those before.
 */
static int add_state(struct enrolment *e, const struct table_row *row,
                     const char *stamp, bool is_linked, struct err *err)
{
    enum place place;
    int ret;

    if (compare_state(e, row, stamp, is_linked, &place, err))
        return -1;
    if (place == PLACE_SAME)
        return 0;
    if (place == PLACE_ENDS)
        ret = change_states(e, SQL "end", row, stamp, err);
    else if (place == PLACE_INSTEAD)
        ret = change_states(e, SQL "drop", row, stamp, err)
              || insert_state(e, row, stamp, err);
    else
        ret = insert_state(e, row, stamp, err);
    e->has_states = true;
    return ret || row_table_note(e->table, row, stamp, err) ? -1 : 0;
}

/*
 * Where the person's other UPNs hold the stay too: is any row of theirs from a
 * later content?
 */
static int compare_twins(struct enrolment *e, const struct table_row *row,
                         int64_t content_id, bool *has_twin, bool *has_later,
                         struct err *err)
{
    struct query *q = query_stay(e, SQL "twins", row, err);
    int order, got;

    *has_twin = *has_later = false;
    while ((got = query_step(q, err)) == 1) {
        *has_twin = true;
        if (contents_compare(e->contents, query_int(q, 0), content_id, &order,
                             err))
            return -1;
        *has_later = *has_later || order > 0;
    }
    return got;
}

int enrolment_keep(struct enrolment *e, const struct table_row *row,
                   const struct enrolment_news *news, struct err *err)
{
    bool is_linked, has_twin = false, has_later = false;

    if (find_linked(e, row->ident_key, &is_linked, err))
        return -1;
    if (news->state_stamp)
        return add_state(e, row, news->state_stamp, is_linked, err);
    if (is_linked
        && compare_twins(e, row, news->content_id, &has_twin, &has_later, err))
        return -1;
    if (news->order > 0 || has_later)
        return stale_note_roll(e->stale, row->school_key, err);
    return news->is_new || has_twin
               ? add_state(e, row, news->stamp, is_linked, err)
               : 0;
}

int enrolment_overtake(struct enrolment *e, const struct table_row *row,
                       struct err *err)
{
    return query_run(query_stay(e, SQL "overtake", row, err), err);
}

int enrolment_settle(struct enrolment *e, struct err *err)
{
    bool has_states = e->has_states;

    e->has_states = false;
    return has_states ? stale_note_relation(e->stale, "enrolment_state", err)
                      : 0;
}

int enrolment_name(struct enrolment *e, const struct table_row *row,
                   struct err *err)
{
    const char *at = row->values[e->former].text;

    while (*at) {
        size_t len = strcspn(at, " ");
        struct query *q = query_stay(e, SQL "name", row, err);

        query_bind_lent(q, 4, at, len);
        if (query_run(q, err))
            return -1;
        at += len;
        at += *at == ' ';
    }
    return 0;
}
