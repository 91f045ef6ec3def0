#include "report/night/cadence.h"

#include <stdio.h>
#include <string.h>

#include "config/config.h"
#include "config/terms.h"
#include "core/date.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"

enum { HALF_TERMS = 6, HALF_TERMS_A_TERM = 2 };

enum cadence cadence_of(const struct config *config, const char *pack)
{
#define CADENCE_FIELD(name, otherwise)                                         \
    if (!strcmp(pack, #name))                                                  \
        return config->pack_##name;
    CONFIG_PACKS(CADENCE_FIELD)
#undef CADENCE_FIELD
    return CADENCE_NEVER;
}

const char *cadence_name(enum cadence cadence)
{
    static const char *const names[] = { "never",       "nightly", "weekly",
                                         "half_termly", "termly",  "annual" };

    return names[cadence];
}

/*
 * The day on which the cadence's current period began, by the warehouse; ""
 * where none has begun: what was made before stands until one does.
 */
static int period_start(struct db *db, enum cadence cadence, date_t as_of,
                        char start[DATE_TEXT_SIZE], struct err *err)
{
    static const char *const grains[] = { [CADENCE_HALF_TERMLY] = "half_term",
                                          [CADENCE_TERMLY] = "term",
                                          [CADENCE_ANNUAL] = "year" };
    struct query *q;
    char today[DATE_TEXT_SIZE];
    int row;

    start[0] = '\0';
    if (cadence == CADENCE_WEEKLY) {
        date_format(date_monday(as_of), start);
        return 0;
    }
    date_format(as_of, today);
    q = db_query(db, "report/sql/cadence.sql#period_start", err);
    query_bind_text(q, 1, grains[cadence]);
    query_bind_text(q, 2, today);
    row = query_step(q, err);
    if (row == 1)
        snprintf(start, DATE_TEXT_SIZE, "%.10s", query_text(q, 0));
    query_reset(q);
    return row < 0 ? -1 : 0;
}

int cadence_is_due(struct db *db, enum cadence cadence, date_t as_of,
                   const char *made_as_of, bool *due, struct err *err)
{
    char start[DATE_TEXT_SIZE];

    *due = cadence == CADENCE_NIGHTLY;
    if (cadence == CADENCE_NEVER || cadence == CADENCE_NIGHTLY)
        return 0;
    if (period_start(db, cadence, as_of, start, err))
        return -1;
    *due = !*made_as_of || strcmp(made_as_of, start) < 0;
    return 0;
}

/* The first day of a half term, or of each second one, after a day. */
static date_t next_start(const struct terms *terms, int step, date_t after)
{
    for (size_t i = 0; i < terms->count; i++)
        for (int j = 0; j < HALF_TERMS; j += step)
            if (terms->years[i].half_terms[j].start > after)
                return terms->years[i].half_terms[j].start;
    return DATE_NONE;
}

/* DATE_NONE where terms.csv does not reach so far. */
static date_t next_day(const struct terms *terms, enum cadence cadence,
                       date_t after)
{
    struct date_parts parts = date_split(after);

    switch (cadence) {
    case CADENCE_WEEKLY:
        return date_monday(after) + 7;
    case CADENCE_HALF_TERMLY:
        return next_start(terms, 1, after);
    case CADENCE_TERMLY:
        return next_start(terms, HALF_TERMS_A_TERM, after);
    case CADENCE_ANNUAL:
        return date_make(parts.year + (parts.month >= 8), 8, 1);
    case CADENCE_NEVER:
    case CADENCE_NIGHTLY:
        break;
    }
    return DATE_NONE;
}

/* A run for an earlier day than it was made for comes to nothing either. */
static int tell_next(const struct config *config, enum cadence cadence,
                     date_t as_of, const char *made_as_of, struct str *out,
                     struct err *err)
{
    struct terms terms;
    date_t made = date_parse_iso(made_as_of);
    date_t next;
    char text[DATE_TEXT_SIZE];

    str_add(out, "not due");
    if (cadence == CADENCE_NEVER)
        return 0;
    if (terms_read(&terms, config, err))
        return -1;
    next = next_day(&terms, cadence, made > as_of ? made : as_of);
    terms_release(&terms);
    date_format(next, text);
    if (next == DATE_NONE)
        str_add(out, " while terms.csv has no later one");
    else
        str_addf(out, " before %s", text);
    return 0;
}

int cadence_tell(struct db *db, const struct config *config, const char *pack,
                 date_t as_of, const char *made_as_of, struct str *out,
                 struct err *err)
{
    enum cadence cadence = cadence_of(config, pack);
    bool due;

    if (cadence_is_due(db, cadence, as_of, made_as_of, &due, err))
        return -1;
    str_addf(out, "%-10s %-11s %-10s ", pack, cadence_name(cadence),
             *made_as_of ? made_as_of : "never");
    if (due)
        str_add(out, "due");
    else if (tell_next(config, cadence, as_of, made_as_of, out, err))
        return -1;
    str_add(out, "\n");
    return 0;
}
