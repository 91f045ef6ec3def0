#include "command/explain.h"
#include "core/db.h"
#include "core/json.h"
#include "core/str.h"

#define SQL EXPLAIN_SQL

/* A member of the answer: what a statement gives. */
struct part {
    const char *name;
    const char *asset;
    bool is_list; /* else one row, or null */
    enum { OF_ALL, OF_PUPILS, OF_ONE } of;
};

static const struct part parts[] = {
    { "metric", SQL "metric", false, OF_ALL },
    { "cohort", SQL "cohort", false, OF_ALL },
    { "period", SQL "period", false, OF_ALL },
    { "place", SQL "place", false, OF_ALL },
    { "figure", SQL "figure", false, OF_ALL },
    { "comparators", SQL "comparators", true, OF_ALL },
    { "change", SQL "change", false, OF_ALL },
    { "left_out", SQL "left_out", true, OF_ALL },
    { "files", SQL "files", true, OF_ALL },
    { "pupils", SQL "pupils", true, OF_PUPILS },
    { "sessions", SQL "sessions", true, OF_ONE },
    { "facts", SQL "facts", true, OF_ONE },
};

static int add_part(const struct asking *a, const struct part *part,
                    struct str *text, struct err *err)
{
    struct query *q = explain_query(a, part->asset, err);
    const char *between = "";
    int row;

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
        if ((parts[i].of == OF_PUPILS && !a->wants_pupils && !a->pupil)
            || (parts[i].of == OF_ONE && !a->pupil))
            continue;
        str_add(text, between);
        between = ",\n";
        if (add_part(a, &parts[i], text, err))
            return -1;
    }
    str_addf(text, ",\n\"is_counted\":%s}\n", a->is_counted ? "true" : "false");
    return 0;
}
