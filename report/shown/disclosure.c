#include "report/shown/disclosure.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/shown/audit.h"
#include "report/shown/auditing.h"
#include "report/shown/ledger.h"
#include "report/shown/spread.h"

#define SQL "report/sql/disclosure.sql#"

static const char *const level_names[] = { [LEDGER_COUNTY] = "county",
                                           [LEDGER_DISTRICT] = "district",
                                           [LEDGER_SCHOOL] = "school" };

struct desk {
    struct db *db;
    const struct ledger *ledger;
    const struct audit *audit;
    double low;
    size_t *hidden_by; /* of each cell: its entry in the audit + 1 */
};

/* ------------------------------------------------------------- the figures */

/* The key's seven columns, under the name the place also has if asked for. */
static void bind_key(const struct desk *d, struct query *q,
                     const struct ledger_figure *f, bool also)
{
    const struct ledger *l = d->ledger;
    const struct ledger_place *place = &l->places[f->place];
    const struct ledger_entity *entity = &l->entities[place->entity];

    query_bind_text(q, 1, l->periods[place->period].id);
    query_bind_text(q, 2, level_names[also ? LEDGER_DISTRICT : entity->level]);
    query_bind_text(q, 3, also ? place->also : entity->name);
    query_bind_text(q, 4, l->cohorts[f->cohort]);
    query_bind_text(q, 5, also ? "none" : place->topic);
    query_bind_text(q, 6, also ? "" : place->value);
    query_bind_text(q, 7, l->metrics[f->metric].id);
}

static bool is_low(const struct desk *d, const struct ledger_figure *f)
{
    const struct ledger *l = d->ledger;
    size_t count = l->metrics[f->metric].base;
    size_t at = ledger_cell_at(l, f->place, f->cohort, count);
    double base = at == LEDGER_NONE
                      ? f->numbers[1]
                      : (double)l->cells[at].value / l->counts[count].scale;

    return base < d->low;
}

static int put_figure(const struct desk *d, const struct ledger_figure *f,
                      bool also, struct err *err)
{
    struct query *q = db_query(d->db, SQL "put_metric", err);
    bool low = is_low(d, f);
    const char *symbol = f->is_withheld ? "[c]" : low ? "[u]" : NULL;
    bool is_telling = !symbol && spread_is_telling(d->ledger, f);

    bind_key(d, q, f, also);
    for (int i = 0; i < 5; i++) {
        if (f->is_withheld || (low && i >= 2) || (is_telling && i >= 3)
            || isnan(f->numbers[i]))
            query_bind_null(q, 8 + i);
        else
            query_bind_real(q, 8 + i, f->numbers[i]);
    }
    query_bind_text(q, 13, symbol);
    query_bind_text(q, 14, is_telling ? "[c]" : NULL);
    return query_run(q, err);
}

/* ------------------------------------------------------------------ the log */

static const char *const why_words[] = {
    [AUDIT_SHOWN] = "",
    [AUDIT_SMALL] = "A count of it is small",
    [AUDIT_RESTS] = "It rests on a small count",
    [AUDIT_TOGETHER] = "With others it would give a small count away",
};

/* What the audit hid of the figure; NULL. */
static const struct audit_hidden *cause_of(const struct desk *d,
                                           const struct ledger_figure *f)
{
    const struct ledger_metric *m = &d->ledger->metrics[f->metric];
    const size_t ends[2] = { m->numerator, m->denominator };

    for (int end = 0; end < 2; end++) {
        size_t at = ledger_cell_at(d->ledger, f->place, f->cohort, ends[end]);

        if (at != LEDGER_NONE && d->hidden_by[at])
            return &d->audit->hidden[d->hidden_by[at] - 1];
    }
    return NULL;
}

static void describe(const struct ledger *l, const struct audit_hidden *hidden,
                     struct str *out)
{
    size_t at = hidden->saved;

    if (at == AUDIT_REST) {
        str_addf(out, "what is left over beside it");
        return;
    }
    str_addf(out, "%s of %s, %s, %s %s", l->counts[l->cells[at].count].name,
             l->cohorts[l->cells[at].cohort],
             l->periods[l->places[l->cells[at].place].period].id,
             l->entities[l->places[l->cells[at].place].entity].name,
             l->places[l->cells[at].place].value);
}

static int put_hidden(const struct desk *d, const struct ledger_figure *f,
                      bool also, struct err *err)
{
    struct query *q = db_query(d->db, SQL "put_hidden", err);
    enum audit_why why = audit_why(d->ledger, (size_t)(f - d->ledger->figures));
    const struct audit_hidden *cause =
        why == AUDIT_TOGETHER ? cause_of(d, f) : NULL;
    struct str keeps = STR_INIT;
    int ret;

    bind_key(d, q, f, also);
    query_bind_text(q, 8, why_words[why]);
    query_bind_null(q, 9);
    query_bind_null(q, 10);
    query_bind_null(q, 11);
    if (cause) {
        describe(d->ledger, cause, &keeps);
        query_bind_text(
            q, 9, d->ledger->counts[d->ledger->cells[cause->cell].count].name);
        query_bind_text(q, 10, keeps.text);
        query_bind_int(q, 11, (int64_t)cause->round + 1);
    }
    ret = query_run(q, err);
    str_release(&keeps);
    return ret;
}

static int put_figures(const struct desk *d, struct disclosure_result *result,
                       struct err *err)
{
    for (size_t i = 0; i < d->ledger->figure_count; i++) {
        const struct ledger_figure *f = &d->ledger->figures[i];
        bool has_name[2] = { f->is_own, d->ledger->places[f->place].also };

        for (int also = 0; also < 2; also++)
            if (has_name[also]
                && (put_figure(d, f, also, err)
                    || (f->is_withheld && put_hidden(d, f, also, err))))
                return -1;
        if (f->is_withheld)
            result->withheld++;
        else
            result->shown++;
    }
    return 0;
}

/* What is shown as a district and is none in the warehouse. */
static int put_also(const struct desk *d, struct err *err)
{
    struct query *q = db_query(d->db, SQL "put_also", err);

    for (size_t i = 0; i < d->ledger->place_count; i++) {
        const struct ledger_place *place = &d->ledger->places[i];
        const struct ledger_entity *entity =
            &d->ledger->entities[place->entity];

        if (!place->also)
            continue;
        query_bind_text(q, 1, place->also);
        query_bind_text(q, 2, level_names[entity->level]);
        query_bind_text(q, 3, entity->name);
        query_bind_text(q, 4, place->topic);
        query_bind_text(q, 5, place->value);
        if (query_run(q, err))
            return -1;
    }
    return 0;
}

static int put(struct desk *d, struct disclosure_result *result,
               struct err *err)
{
    const struct db_param least[] = { { ":least", NULL,
                                        (int64_t)d->ledger->least } };

    d->hidden_by = mem_zero(d->ledger->cell_count + 1, sizeof(*d->hidden_by));
    for (size_t i = 0; i < d->audit->hidden_count; i++)
        d->hidden_by[d->audit->hidden[i].cell] = i + 1;
    return put_figures(d, result, err) || put_also(d, err)
                   || db_run_script(d->db, SQL "gap", NULL, 0, err)
                   || db_run_script(d->db, SQL "funnel", least, 1, err)
               ? -1
               : 0;
}

struct disclosure {
    struct db *db;
    struct ledger ledger;
    struct auditing *auditing;
};

static const char context[] = "disclosure control";

int disclosure_begin(struct disclosure **out, struct db *db,
                     double suppress_below, struct err *err)
{
    struct disclosure *d = mem_zero(1, sizeof(*d));

    *out = NULL;
    d->db = db;
    if (ledger_read(&d->ledger, db, suppress_below, err)) {
        disclosure_drop(d);
        return err_context(err, context);
    }
    d->auditing = auditing_begin(&d->ledger);
    *out = d;
    return 0;
}

int disclosure_end(struct disclosure *d, double low_reliability_below,
                   struct disclosure_result *result, struct err *err)
{
    struct audit audit;
    struct desk desk = { d->db, &d->ledger, &audit, low_reliability_below,
                         NULL };
    int ret;

    memset(result, 0, sizeof(*result));
    auditing_end(d->auditing, &audit);
    d->auditing = NULL;
    result->rounds = audit.rounds;
    result->lost_years = audit.lost_years;
    ret = db_run_script(d->db, SQL "schema", NULL, 0, err)
          || put(&desk, result, err);
    free(desk.hidden_by);
    audit_release(&audit);
    disclosure_drop(d);
    return ret ? err_context(err, context) : 0;
}

void disclosure_drop(struct disclosure *d)
{
    if (!d)
        return;
    auditing_drop(d->auditing);
    ledger_release(&d->ledger);
    free(d);
}

int disclosure_prepare(struct db *db, double suppress_below,
                       double low_reliability_below,
                       struct disclosure_result *result, struct err *err)
{
    struct disclosure *d;

    return disclosure_begin(&d, db, suppress_below, err)
                   || disclosure_end(d, low_reliability_below, result, err)
               ? -1
               : 0;
}
