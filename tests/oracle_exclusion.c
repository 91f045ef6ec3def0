#include "tests/oracle_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- mart_pupil_exclusion (details.md 28, 29, 47, 49) ---- */

static int compare_text(const void *left, const void *right)
{
    return strcmp(left, right);
}

/* Sorted, each once, joined by ';'. */
static void join(char words[][NAME_SIZE], size_t count, char text[1024])
{
    size_t len = 0;
    size_t i;

    qsort(words, count, NAME_SIZE, compare_text);
    text[0] = '\0';
    for (i = 0; i < count; i++) {
        if (i > 0 && strcmp(words[i], words[i - 1]) == 0)
            continue;
        len += (size_t)snprintf(text + len, 1024 - len, "%s%s",
                                len > 0 ? ";" : "", words[i]);
    }
}

void oracle_emit_exclusion(struct oracle *o, const struct period *period,
                           uint32_t number)
{
    static char words[2][256][NAME_SIZE];
    const struct county *county = o->county;
    const struct person *person = &o->people[number];
    size_t first = (size_t)(period->year - TERMS_FIRST_YEAR) * 6;
    double by_school[64] = { 0 };
    int urns[64] = { 0 };
    size_t urn_count = 0;
    size_t counts_of[2] = { 0, 0 };
    double values[11] = { 0 };
    double most = 0;
    int running = 0;
    bool has_any = false;
    char lists[2][1024];
    char cohorts[512];
    char key[3400];
    uint32_t stay;
    size_t i;

    /*
     * The table is what lists of names are made from, and a child who has
     * died is in none of them from that day on (details.md 59).
     */
    if (person->pupil == COUNTY_NONE || person->died <= o->as_of)
        return;
    for (i = 0; i < 3; i++)
        if (county_half_term(first + 2 * i).start <= period->reference)
            running = (int)i;
    for (stay = county->pupils[person->pupil].enrolment; stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        int urn = county->schools[county->enrolments[stay].school].urn;
        uint32_t at;

        for (at = county->conduct[stay]; at < county->conduct[stay + 1]; at++) {
            const struct county_suspension *record = &county->suspensions[at];
            double days = oracle_days(record);
            size_t school;

            if (record->start < period->start || record->start > period->end)
                continue;
            has_any = true;
            if (oracle_stands(record)) {
                if (oracle_is_suspension(record))
                    values[0]++;
                else if (strcmp(record->category, "LNCH") == 0)
                    values[3]++;
                else if (oracle_is_pending(record))
                    values[2]++;
                else
                    values[1]++;
            }
            for (school = 0; school < urn_count && urns[school] != urn;)
                school++;
            if (school == urn_count)
                urns[urn_count++] = urn;
            for (i = 0; i < 3; i++) {
                if (record->start < county_half_term(first + 2 * i).start
                    || record->start > county_half_term(first + 2 * i + 1).end)
                    continue;
                values[4 + i] += days;
                if ((int)i == running)
                    by_school[school] += days;
            }
            values[7] += days;
            for (i = 0; i < 3; i++)
                if (record->reasons[i][0] != '\0')
                    (void)snprintf(words[0][counts_of[0]++], NAME_SIZE, "%s",
                                   record->reasons[i]);
            (void)snprintf(words[1][counts_of[1]++], NAME_SIZE, "%d", urn);
        }
    }
    if (!has_any)
        return;
    oracle_join_cohorts(&o->states[number], cohorts);
    for (i = 0; i < urn_count; i++)
        if (by_school[i] > most)
            most = by_school[i];
    values[8] = values[4 + running];
    values[9] = 15 - most;
    values[10] = 45 - values[7];
    for (i = 0; i < 2; i++)
        join(words[i], counts_of[i], lists[i]);
    (void)snprintf(key, sizeof(key), "%s|%s|%s|%s|%s", period->id, person->id,
                   lists[0], cohorts, lists[1]);
    oracle_table_add(&o->tables[ORACLE_EXCLUSION], key, values, 11);
}
