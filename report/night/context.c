#include "report/night/context.h"

#include <stdio.h>
#include <string.h>

#include "config/codeset.h"
#include "config/config.h"
#include "config/filename.h"
#include "config/sender.h"
#include "config/table.h"
#include "config/terms.h"
#include "core/date.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"
#include "report/night/cadence.h"
#include "report/words/grid.h"

#define SQL "report/sql/context.sql#"
#define HOURS_SIZE 32
#define REJECT_RULES "codes/reject_rules.csv"
#define SYSTEMS "codes/school_systems.csv"
#define AREAS "codes/areas.csv"

struct setting {
    struct db *db;
    const struct config *config;
    const char *as_of, *version;
    struct err *err;
};

/* What the codes of the county's own set mean, for the queries. */
static int set_code_names(struct setting *s, const char *code_set,
                          const char *file, const char *column)
{
    struct table codes = { 0 };
    struct query *q = db_query(s->db, SQL "put_code", s->err);
    int code;
    int name;
    int ret = -1;

    if (codeset_read(&codes, s->config, file, s->err))
        return -1;
    code = table_column(&codes, "code");
    name = table_column(&codes, column);
    if (name < 0 && !strcmp(column, "description"))
        name = code; /* the county's own set says no more of them */
    for (size_t row = 0; row < codes.row_count; row++) {
        query_bind_text(q, 1, code_set);
        query_bind_text(q, 2, table_cell(&codes, row, code));
        query_bind_text(q, 3, table_cell(&codes, row, name));
        if (query_run(q, s->err))
            goto out;
    }
    ret = 0;
out:
    table_release(&codes);
    return ret;
}

/* One more number that a file's sender may have, after those before. */
static int put_number(struct setting *s, const char *path, int place,
                      const char *number)
{
    struct query *q = db_query(s->db, SQL "put_number", s->err);

    query_bind_text(q, 1, path);
    query_bind_int(q, 2, place);
    query_bind_text(q, 3, number);
    return query_run(q, s->err);
}

#define PLACE_NAMED 0 /* in senders.csv */
#define PLACE_PATH 1
#define PLACE_HINT 1000

static int put_numbers(struct setting *s, const struct senders *senders,
                       const char *path)
{
    char number[SENDER_SIZE];
    size_t at = 0;
    int ret = 0;

    if (sender_named(senders, path, number))
        ret = put_number(s, path, PLACE_NAMED, number);
    for (int i = PLACE_PATH; ret == 0 && sender_next(path, &at, number); i++)
        ret = put_number(s, path, i, number);
    at = 0;
    for (int i = PLACE_HINT; ret == 0 && sender_hint(path, &at, number); i++)
        ret = put_number(s, path, i, number);
    return ret;
}

/* Whose a file may be, as ingest has it where it does not say so itself. */
static int set_numbers(struct setting *s)
{
    struct table table = { 0 };
    struct senders senders = { 0 };
    struct query *met = NULL;
    int row = -1;

    if (table_read(&table, s->config, SENDERS_FILE, s->err))
        return -1;
    if (senders_add(&senders, &table, s->err)
        || query_open_asset(&met, s->db, SQL "paths_met", s->err))
        goto out;
    while ((row = query_step(met, s->err)) == 1)
        if (put_numbers(s, &senders, query_text(met, 0))) {
            row = -1;
            break;
        }
out:
    query_close(met);
    senders_release(&senders);
    table_release(&table);
    return row;
}

/* Whatever a file is called, what packs say of it is harmless. */
static int set_names(struct setting *s)
{
    struct str path = STR_INIT;
    struct str message = STR_INIT;
    struct query *met = NULL;
    struct query *put = NULL;
    int row = -1;

    if (db_run_script(s->db, SQL "names", NULL, 0, s->err)
        || query_open_asset(&met, s->db, SQL "names_met", s->err)
        || query_open_asset(&put, s->db, SQL "put_name", s->err))
        goto out;
    while ((row = query_step(met, s->err)) == 1) {
        str_clear(&path);
        str_clear(&message);
        filename_add(&path, query_text(met, 0));
        filename_add_message(&message, query_text(met, 1), query_text(met, 0));
        query_bind_text(put, 1, query_text(met, 0));
        query_bind_text(put, 2, query_text(met, 1));
        query_bind_text(put, 3, path.text);
        query_bind_text(put, 4, message.text);
        if (query_run(put, s->err)) {
            row = -1;
            break;
        }
    }
out:
    query_close(met);
    query_close(put);
    str_release(&path);
    str_release(&message);
    return row;
}

/* A parameter is text or whole; a real column takes it for the number it is. */
static void write_hours(double hours, char text[static HOURS_SIZE])
{
    snprintf(text, HOURS_SIZE, "%.10g", hours);
}

/* A report is of the day that its figures are of. */
static int check_day(struct setting *s)
{
    struct str day = STR_INIT;
    int ret = db_read_text(s->db, SQL "stands_on", &day, s->err);

    if (ret == 0 && strcmp(day.text, s->as_of) != 0)
        ret = err_set(s->err, ERR_DATA,
                      "the figures in the warehouse are of %s, not of %s: run "
                      "transform first",
                      day.text, s->as_of);
    str_release(&day);
    return ret;
}

/* Sets as queries call them, and the column that each is about. */
static const struct {
    const char *code_set, *file, *column;
} code_sets[] = {
    { "exclusion_reasons", "codes/exclusion_reasons.csv", "description" },
    { "attendance_codes", "codes/attendance_codes.csv", "description" },
    { "attendance_meanings", "codes/attendance_codes.csv",
      "statistical_meaning" },
    { "reject_rules", REJECT_RULES, "description" },
    { "reject_actions", REJECT_RULES, "action" },
    { "reject_places", REJECT_RULES, "place" },
    { "systems", SYSTEMS, "description" },
    { "system_record", SYSTEMS, "record" },
    { "system_register", SYSTEMS, "register" },
    { "placements", "codes/cla_placement.csv", "placement_group" },
    { "areas", AREAS, "description" },
    { "authorities", AREAS, "la_code" },
};

static int set_codes(struct setting *s)
{
    for (size_t i = 0; i < sizeof(code_sets) / sizeof(code_sets[0]); i++)
        if (set_code_names(s, code_sets[i].code_set, code_sets[i].file,
                           code_sets[i].column))
            return -1;
    return 0;
}

/* The last day of the latest term that has begun; periods are cut at the day.
 */
static int read_term_end(struct setting *s, char text[static DATE_TEXT_SIZE])
{
    struct terms terms = { 0 };
    date_t as_of = date_parse_iso(s->as_of);
    int ret = terms_read(&terms, s->config, s->err);

    *text = '\0';
    for (size_t i = 0; ret == 0 && i < terms.count; i++) {
        const struct half_term *half = terms.years[i].half_terms;

        for (size_t first = 0; first < 6; first += 2)
            if (half[first].start <= as_of)
                date_format(half[first + 1].end, text);
    }
    terms_release(&terms);
    return ret;
}

static int set_settings(struct setting *s)
{
    const struct config *config = s->config;
    char term_end[DATE_TEXT_SIZE];
    char primary[HOURS_SIZE], secondary[HOURS_SIZE];
    const struct db_param params[] = {
        { ":as_of", s->as_of, 0 },
        { ":la_code", config->la_code, 0 },
        { ":la_name", config->la_name, 0 },
        { ":region", config->region, 0 },
        { ":version", s->version, 0 },
        { ":suppress_below", NULL, config->suppress_below },
        { ":low_reliability_below", NULL, config->low_reliability_below },
        { ":repeat_threshold", NULL, config->repeat_threshold },
        { ":full_time_primary", primary, 0 },
        { ":full_time_secondary", secondary, 0 },
        { ":visits", cadence_name(config->pack_advisers), 0 },
        { ":term_end", term_end, 0 },
    };

    if (read_term_end(s, term_end))
        return -1;
    write_hours(config->full_time_primary, primary);
    write_hours(config->full_time_secondary, secondary);
    return db_run_script(s->db, SQL "context", params,
                         sizeof(params) / sizeof(params[0]), s->err);
}

int context_set(struct grid *context, struct db *db,
                const struct config *config, const char *as_of,
                const char *version, struct err *err)
{
    struct setting s = { db, config, as_of, version, err };

    if (words_add_said(db, err) || set_settings(&s)
        || db_run_script(db, SQL "words", NULL, 0, err) || set_names(&s)
        || set_numbers(&s) || set_codes(&s)
        || grid_read(context, db, SQL "context_read", NULL, 0, err))
        return -1;
    if (context->row_count != 1)
        return err_set(err, ERR_DATA,
                       "the warehouse has no period for %s: run transform "
                       "first",
                       as_of);
    return check_day(&s);
}
