#include "core/json.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/str.h"

#define IS_JSON "_json"

void json_add_text(struct str *s, const char *text)
{
    str_add_c(s, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') {
            str_add_c(s, '\\');
            str_add_c(s, *text);
        } else if ((unsigned char)*text < 0x20) {
            str_addf(s, "\\u%04x", (unsigned)*text);
        } else {
            str_add_c(s, *text);
        }
    }
    str_add_c(s, '"');
}

/* The shortest decimal that is read as the same number. */
static void add_real(struct str *s, double value)
{
    struct str digits = STR_INIT;

    for (int places = 15; places <= 17; places++) {
        str_clear(&digits);
        str_addf(&digits, "%.*g", places, value);
        if (strtod(digits.text, NULL) == value)
            break;
    }
    str_add(s, digits.text);
    str_release(&digits);
}

static void add_value(struct str *s, struct query *q, int column, bool is_json)
{
    switch (query_column_type(q, column)) {
    case 'n':
        str_add(s, "null");
        break;
    case 'i':
        str_addf(s, "%lld", (long long)query_int(q, column));
        break;
    case 'r':
        add_real(s, query_real(q, column));
        break;
    default:
        if (is_json)
            str_add(s, query_text(q, column));
        else
            json_add_text(s, query_text(q, column));
        break;
    }
}

void json_add_row(struct str *s, struct query *q)
{
    str_add_c(s, '{');
    for (int i = 0; i < query_column_count(q); i++) {
        const char *name = query_column_name(q, i);
        size_t len = strlen(name);
        size_t end = strlen(IS_JSON);
        bool is_json = len > end && !strcmp(name + len - end, IS_JSON);

        str_addf(s, "%s\"%.*s\":", i ? "," : "",
                 (int)(is_json ? len - end : len), name);
        add_value(s, q, i, is_json);
    }
    str_add_c(s, '}');
}
