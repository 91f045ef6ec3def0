#include "report/night/cadence.h"

#include <stddef.h>
#include <string.h>

#include "config/config.h"
#include "config/terms.h"
#include "core/date.h"
#include "core/str.h"

#define HALF_TERMS 6
#define YEAR_BEGINS 8 /* in August */

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

/* The last day up to `day` on which a period began, and the first one after it;
 * DATE_NONE where terms.csv has none. */
struct turn {
    date_t begun, next;
};

/* Of half terms, or of each `step`th. */
static struct turn turn_of_terms(const struct terms *terms, int step,
                                 date_t day)
{
    struct turn turn = { DATE_NONE, DATE_NONE };

    for (size_t i = 0; i < terms->count; i++) {
        for (int j = 0; j < HALF_TERMS; j += step) {
            date_t start = terms->years[i].half_terms[j].start;

            if (start <= day)
                turn.begun = start;
            else if (turn.next == DATE_NONE)
                turn.next = start;
        }
    }
    return turn;
}

static struct turn turn_of(const struct terms *terms, enum cadence cadence,
                           date_t day)
{
    struct date_parts parts = date_split(day);
    int year = parts.year - (parts.month < YEAR_BEGINS);

    switch (cadence) {
    case CADENCE_WEEKLY:
        return (struct turn){ date_monday(day), date_monday(day) + 7 };
    case CADENCE_HALF_TERMLY:
        return turn_of_terms(terms, 1, day);
    case CADENCE_TERMLY:
        return turn_of_terms(terms, 2, day);
    case CADENCE_ANNUAL:
        return (struct turn){ date_make(year, YEAR_BEGINS, 1),
                              date_make(year + 1, YEAR_BEGINS, 1) };
    case CADENCE_NEVER:
    case CADENCE_NIGHTLY:
        break;
    }
    return (struct turn){ DATE_NONE, DATE_NONE };
}

/* Where no period has begun, what was made before stands until one does. */
bool cadence_is_due(const struct terms *terms, enum cadence cadence,
                    date_t as_of, const char *made_as_of)
{
    if (cadence == CADENCE_NEVER || cadence == CADENCE_NIGHTLY)
        return cadence == CADENCE_NIGHTLY;
    return !*made_as_of
           || date_parse_iso(made_as_of) < turn_of(terms, cadence, as_of).begun;
}

/* DATE_NONE where terms.csv has no later period. */
static date_t next_of(const struct terms *terms, enum cadence cadence,
                      date_t as_of, const char *made_as_of)
{
    date_t made = date_parse_iso(made_as_of);

    return turn_of(terms, cadence, made > as_of ? made : as_of).next;
}

void cadence_tell(struct str *out, const struct terms *terms, const char *pack,
                  enum cadence cadence, date_t as_of, const char *made_as_of)
{
    date_t next = next_of(terms, cadence, as_of, made_as_of);
    char text[DATE_TEXT_SIZE];

    date_format(next, text);
    str_addf(out, "%-10s %-11s %-10s ", pack, cadence_name(cadence),
             *made_as_of ? made_as_of : "never");
    if (cadence_is_due(terms, cadence, as_of, made_as_of))
        str_add(out, "due");
    else if (cadence == CADENCE_NEVER)
        str_add(out, "not due");
    else if (next == DATE_NONE)
        str_add(out, "not due: terms.csv has no later one");
    else
        str_addf(out, "not due before %s", text);
    str_add(out, "\n");
}

void cadence_add_json(struct str *out, const struct terms *terms,
                      const char *pack, enum cadence cadence, date_t as_of,
                      const char *made_as_of)
{
    bool is_due = cadence_is_due(terms, cadence, as_of, made_as_of);
    date_t next = next_of(terms, cadence, as_of, made_as_of);
    char text[DATE_TEXT_SIZE];

    str_addf(out, "{\"pack\":\"%s\",\"cadence\":\"%s\",\"made_as_of\":", pack,
             cadence_name(cadence));
    if (*made_as_of)
        str_addf(out, "\"%s\"", made_as_of);
    else
        str_add(out, "null");
    str_addf(out, ",\"is_due\":%d,\"due_from\":", is_due);
    date_format(next, text);
    if (is_due || cadence == CADENCE_NEVER || next == DATE_NONE)
        str_add(out, "null}");
    else
        str_addf(out, "\"%s\"}", text);
}
