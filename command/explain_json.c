#include "command/explain.h"
#include "config/config.h"
#include "core/db.h"
#include "core/json.h"
#include "core/str.h"

#define SQL EXPLAIN_SQL

/* A member of the answer: what a statement gives. */
struct part {
    const char *name;
    const char *asset;
    bool is_list; /* else one row, or null */
    bool is_of_pupils;
};

static const struct part parts[] = {
    { "metric", SQL "metric", false, false },
    { "cohort", SQL "cohort", false, false },
    { "period", SQL "period", false, false },
    { "place", SQL "place", false, false },
    { "figure", SQL "figure", false, false },
    { "comparators", SQL "comparators", true, false },
    { "change", SQL "change", false, false },
    { "left_out", SQL "left_out", true, false },
    { "files", SQL "files", true, false },
    { "pupils", SQL "pupils", true, true },
};

static int open_part(const struct asking *a, const struct part *part,
                     struct query **q, struct err *err)
{
    const struct config *config = &a->session.config;
    const struct db_param params[] = {
        { ":la_name", config->la_name, 0 },
        { ":region", config->region, 0 },
        { ":la_code", config->la_code, 0 },
    };

    *q = db_query(a->session.db, part->asset, err);
    for (size_t i = 0; *q && i < sizeof(params) / sizeof(params[0]); i++) {
        int at = query_param(*q, params[i].name);

        if (at)
            query_bind_text(*q, at, params[i].text);
    }
    return *q ? 0 : -1;
}

static int add_part(const struct asking *a, const struct part *part,
                    struct str *text, struct err *err)
{
    struct query *q;
    const char *between = "";
    int row;

    if (open_part(a, part, &q, err))
        return -1;
    str_addf(text, "\"%s\":%s", part->name, part->is_list ? "[" : "");
    while ((row = query_step(q, err)) == 1) {
        str_add(text, between);
        json_add_row(text, q);
        between = part->is_list ? ",\n" : "";
        if (!part->is_list)
            break;
    }
    if (part->is_list)
        str_add_c(text, ']');
    else if (row == 0)
        str_add(text, "null");
    query_reset(q);
    return row < 0 ? -1 : 0;
}

int explain_add_json(const struct asking *a, struct str *text, struct err *err)
{
    const char *between = "{";

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (parts[i].is_of_pupils && !a->wants_pupils && !a->pupil)
            continue;
        str_add(text, between);
        between = ",\n";
        if (add_part(a, &parts[i], text, err))
            return -1;
    }
    str_addf(text, ",\n\"is_counted\":%s}\n", a->is_counted ? "true" : "false");
    return 0;
}
