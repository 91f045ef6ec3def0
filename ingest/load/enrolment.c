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
    /* A row that is only of a later content may beat another UPN's. */
    str_addf(sql,
             "create trigger %s_stay_overtook after update of content_id on %s"
             " when old.content_id <> new.content_id and exists"
             " (select 1 from person as p cross join person as twin"
             " on twin.pupil_key = p.pupil_key cross join %s as other"
             " on other.school_key = new.school_key"
             " and other.ident_key = twin.ident_key and other.%s = new.%s"
             " where p.ident_key = new.ident_key"
             " and twin.ident_key <> p.ident_key) begin"
             " insert or fail into stale_stay (school_key, ident_key)"
             " values (new.school_key, new.ident_key) on conflict do nothing;"
             " end;\n",
             type->table, type->table, type->table,
             type->fields[type->start].name, type->fields[type->start].name);
}

int enrolment_open(struct enrolment **out, struct db *db,
                   const struct type *type, struct contents *contents,
                   struct stale *stale, struct err *err)
{
    struct enrolment *e = mem_zero(1, sizeof(*e));

    *out = NULL;
    e->type = type;
    e->contents = contents;
    e->stale = stale;
    for (size_t i = 0; i < ENROLMENT_STATE; i++)
        e->fields[i] = type_field(type, state_fields[i]);
    if (query_open_asset(&e->last, db, SQL "last", err)
        || query_open_asset(&e->add, db, SQL "add", err)
        || query_open_asset(&e->drop, db, SQL "drop", err)
        || query_open_asset(&e->twins, db, SQL "twins", err)) {
        enrolment_close(e);
        return -1;
    }
    *out = e;
    return 0;
}

void enrolment_close(struct enrolment *e)
{
    if (!e)
        return;
    query_close(e->last);
    query_close(e->add);
    query_close(e->drop);
    query_close(e->twins);
    free(e);
}

static void bind_stay(struct query *q, const struct enrolment *e,
                      const struct table_row *row)
{
    const struct value *entry = &row->values[e->type->start];

    query_bind_int(q, 1, row->school_key);
    query_bind_int(q, 2, row->ident_key);
    query_bind_lent(q, 3, entry->text, entry->len);
}

static bool differs(struct query *old, size_t field, const struct value *value)
{
    if (query_is_null(old, (int)field) || value->is_blank)
        return query_is_null(old, (int)field) != value->is_blank;
    return strcmp(query_text(old, (int)field), value->text) != 0;
}

/*
 * The newest state of the stay: *same, it says this, and under the same UPN;
 * *is_before, it is of an earlier time, or there is none.
 */
static int compare_state(struct enrolment *e, const struct table_row *row,
                         const char *stamp, bool *same, bool *is_before,
                         struct err *err)
{
    int got;

    bind_stay(e->last, e, row);
    got = query_step(e->last, err);
    if (got < 0)
        return -1;
    *same = got == 1 && query_int(e->last, 0) == row->ident_key;
    for (size_t i = 0; *same && i < ENROLMENT_STATE; i++)
        *same = !differs(e->last, i + 2, &row->values[e->fields[i]]);
    *is_before = got == 0 || strcmp(query_text(e->last, 1), stamp) < 0;
    query_reset(e->last);
    return 0;
}

/*
 * The attributes that the extract of this stamp gives (details.md 15, 46): a
 * new row of enrolment_state where they differ from those before.
 */
static int add_state(struct enrolment *e, const struct table_row *row,
                     const char *stamp, struct err *err)
{
    bool same, is_before;

    if (compare_state(e, row, stamp, &same, &is_before, err))
        return -1;
    if (same)
        return 0;
    if (!is_before) {
        bind_stay(e->drop, e, row);
        query_bind_text(e->drop, 4, stamp);
        if (query_run(e->drop, err))
            return -1;
    }
    bind_stay(e->add, e, row);
    query_bind_text(e->add, 4, stamp);
    for (size_t i = 0; i < ENROLMENT_STATE; i++) {
        const struct value *value = &row->values[e->fields[i]];

        if (value->is_blank)
            query_bind_null(e->add, (int)i + 5);
        else
            query_bind_lent(e->add, (int)i + 5, value->text, value->len);
    }
    return query_run(e->add, err);
}

/*
 * Where the person's other UPNs hold the stay too: is any row of theirs from a
 * later content?
 */
static int compare_twins(struct enrolment *e, const struct table_row *row,
                         int64_t content_id, bool *has_twin, bool *has_later,
                         struct err *err)
{
    int order, got;

    *has_twin = *has_later = false;
    bind_stay(e->twins, e, row);
    while ((got = query_step(e->twins, err)) == 1) {
        *has_twin = true;
        if (contents_compare(e->contents, query_int(e->twins, 0), content_id,
                             &order, err))
            return -1;
        *has_later = *has_later || order > 0;
    }
    return got;
}

int enrolment_keep(struct enrolment *e, const struct table_row *row,
                   const struct enrolment_news *news, struct err *err)
{
    bool has_twin, has_later;

    if (news->state_stamp)
        return add_state(e, row, news->state_stamp, err);
    if (compare_twins(e, row, news->content_id, &has_twin, &has_later, err))
        return -1;
    if (news->order > 0 || has_later)
        return stale_note_roll(e->stale, row->school_key, err);
    return news->is_new || has_twin ? add_state(e, row, news->stamp, err) : 0;
}
