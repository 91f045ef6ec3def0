#include "transform/attendance/codes.h"

#include <ctype.h>
#include <string.h>

#include "config/codeset.h"
#include "config/config.h"
#include "config/table.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"

/* A column of a code set that becomes a name of code_value. */
struct code_use {
    const char *name;
    const char *set;   /* config/codes/<set>.csv */
    const char *key;   /* column: of the code */
    const char *value; /* column: what to keep */
    const char *only;  /* keep rows with this value alone; NULL = not blank */
};

static const struct code_use uses[] = {
    { "ethnicity_group", "codes/ethnicity.csv", "code", "major_group", NULL },
    { "publication_phase", "codes/school_phases.csv", "code",
      "publication_phase", NULL },
    { "publication_phase", "codes/school_phases.csv", "description",
      "publication_phase", NULL },
    { "respite", "codes/cla_legal_status.csv", "code", "is_respite", "1" },
    { "previously_looked_after", "codes/cla_reason_ended.csv", "code",
      "is_previously_looked_after", "1" },
    { "outcome_not_counted", "codes/exclusion_review_results.csv", "code",
      "pupil_offered_reinstatement", "1" },
    { "outcome_pending", "codes/exclusion_review_results.csv", "code", "final",
      "0" },
    { "met_when", "codes/measures.csv", "measure", "met_when", NULL },
    { "result_excluded", "codes/measures.csv", "measure", "excluded_codes",
      NULL },
};

/* Outcomes that no code set has (extracts.md, suspensions). */
static const char *const outcome_words[] = { "WITHDRAWN", "QUASHED",
                                             "REINSTATED" };

/* Codes of marks have their days, and so a table of their own. */
#define MARKS "codes/attendance_codes.csv"

/* A phase's name as dim_school looks it up: letters and digits only. */
static void fold(struct str *out, const char *text)
{
    str_clear(out);
    for (; *text; text++)
        if (isalnum((unsigned char)*text))
            str_add_c(out, (char)tolower((unsigned char)*text));
}

static int put(struct query *q, const char *name, const char *code,
               const char *value, struct err *err)
{
    query_bind_text(q, 1, name);
    query_bind_text(q, 2, code);
    query_bind_text(q, 3, value);
    return query_run(q, err);
}

/* The set, which has the columns; released by the caller. */
static int read_use(const struct code_use *use, const struct config *config,
                    struct table *t, int *key, int *value, struct err *err)
{
    if (codeset_read(t, config, use->set, err))
        return -1;
    *key = table_column(t, use->key);
    *value = table_column(t, use->value);
    if (*key >= 0 && *value >= 0)
        return 0;
    err_set(err, ERR_CONFIG, "%s:1: there is no column '%s'", use->set,
            *key < 0 ? use->key : use->value);
    table_release(t);
    return -1;
}

static int store_use(struct query *q, const struct config *config,
                     const struct code_use *use, struct err *err)
{
    struct table t;
    struct str folded = STR_INIT;
    int key, value;
    int ret = -1;

    if (read_use(use, config, &t, &key, &value, err))
        return -1;
    for (size_t row = 0; row < t.row_count; row++) {
        const char *code = table_cell(&t, row, key);
        const char *kept = table_cell(&t, row, value);

        if (use->only ? strcmp(kept, use->only) != 0 : kept[0] == '\0')
            continue;
        if (!strcmp(use->key, "description")) {
            fold(&folded, code);
            code = folded.text;
        }
        if (put(q, use->name, code, kept, err))
            goto out;
    }
    ret = 0;
out:
    str_release(&folded);
    table_release(&t);
    return ret;
}

static int store_marks(struct db *db, const struct config *config,
                       struct err *err)
{
    static const char *const columns[] = { "code", "valid_from", "valid_to",
                                           "counts_possible",
                                           "statistical_meaning" };
    struct query *q =
        db_query(db, "transform/sql/codes.sql#put_mark_meaning", err);
    struct table t;
    int ret = db_exec(db, "delete from mark_meaning", err);

    if (ret || codeset_read(&t, config, MARKS, err))
        return -1;
    for (size_t row = 0; ret == 0 && row < t.row_count; row++) {
        for (int i = 0; i < (int)(sizeof(columns) / sizeof(*columns)); i++)
            query_bind_text(q, i + 1,
                            table_cell(&t, row, table_column(&t, columns[i])));
        ret = query_run(q, err);
    }
    table_release(&t);
    return ret;
}

int codes_store(struct db *db, const struct config *config, struct err *err)
{
    struct query *q =
        db_query(db, "transform/sql/codes.sql#put_code_value", err);

    if (db_exec(db, "delete from code_value", err))
        return -1;
    for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++)
        if (store_use(q, config, &uses[i], err))
            return -1;
    for (size_t i = 0; i < sizeof(outcome_words) / sizeof(outcome_words[0]);
         i++)
        if (put(q, "outcome_not_counted", outcome_words[i], "1", err))
            return -1;
    return store_marks(db, config, err);
}

int codes_check(const struct config *config, struct err *err)
{
    for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++) {
        struct table t;
        int key, value;

        if (read_use(&uses[i], config, &t, &key, &value, err))
            return -1;
        table_release(&t);
    }
    return 0;
}

int codes_hash(struct hash *h, const struct config *config, struct err *err)
{
    for (size_t i = 0; i < sizeof(uses) / sizeof(uses[0]); i++)
        if (config_hash_text(config, uses[i].set, h, err))
            return -1;
    return 0;
}
