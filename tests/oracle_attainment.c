#include "tests/oracle_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixtures/learning.h"

/* Results: metrics.md, "Attainment"; details.md 37; codes/measures.csv. */

enum kind { SHARE, MEAN };

static const struct {
    const char *measure;
    enum metric metric;
    enum kind kind;
    double met_from;      /* of a share: the least number that is met */
    const char *met;      /* or the words that are, each within spaces */
    const char *not_met;  /* letters that are a result, and not met */
    const char *excluded; /* letters that count nowhere */
    int last;             /* the last of our years in which it was collected */
} measures[] = {
    { "EYFS_GLD", EYFS_GLD, SHARE, 1, "", "A", "", 2025 },
    { "PHONICS_Y1", PHONICS_Y1, SHARE, 32, "", "ADQ", "", 2025 },
    { "MTC", MTC_MEAN, MEAN, 0, "", "", "", 2025 },
    { "KS2_READ_SS", KS2_READ, SHARE, 100, "", "ABHJNQTU", "LM", 2025 },
    { "KS2_MATH_SS", KS2_MATH, SHARE, 100, "", "ABHJNQTU", "LM", 2025 },
    { "KS2_GPS_SS", KS2_GPS, SHARE, 100, "", "ABHJNQTU", "LM", 2025 },
    { "KS2_WRIT_TA", KS2_WRIT, SHARE, 0, " EXS GDS ", "AD", "LFP", 2025 },
    { "KS4_A8", KS4_A8, MEAN, 0, "", "", "", 2025 },
    { "KS4_P8", KS4_P8, MEAN, 0, "", "", "", 2023 },
    { "KS4_EM4", KS4_EM4, SHARE, 1, "", "", "", 2025 },
    { "KS4_EM5", KS4_EM5, SHARE, 1, "", "", "", 2025 },
    { "KS4_EBACC_APS", KS4_EBACC_APS, MEAN, 0, "", "", "", 2025 },
};
enum { MEASURES = sizeof(measures) / sizeof(measures[0]) };

/* The result that counts on the as-of date: the final, else the provisional. */
static const char *result_of(const struct oracle *o,
                             const struct county_result *result)
{
    if (result->final[0] != '\0' && result->final_day <= o->as_of)
        return result->final;
    return result->provisional_day <= o->as_of ? result->provisional : "";
}

static bool is_letter_of(const char *result, const char *letters)
{
    return result[0] != '\0' && result[1] == '\0'
           && strchr(letters, result[0]) != NULL;
}

static bool is_met(size_t measure, const char *result)
{
    char padded[COUNTY_RESULT_SIZE + 2];

    if (is_letter_of(result, measures[measure].not_met))
        return false;
    if (measures[measure].met[0] == '\0')
        return strtod(result, NULL) >= measures[measure].met_from;
    (void)snprintf(padded, sizeof(padded), " %s ", result);
    return strstr(measures[measure].met, padded) != NULL;
}

/* What the three subjects of a pupil come to. */
struct subjects {
    int known, expected, high;
    uint32_t school; /* their rows'; COUNTY_NONE where they name none */
};

static void add_subject(struct subjects *subjects, enum metric metric, bool met,
                        const char *result, uint32_t school)
{
    if (metric != KS2_READ && metric != KS2_MATH && metric != KS2_WRIT)
        return;
    subjects->known++;
    subjects->school = school;
    subjects->expected += met;
    subjects->high += metric == KS2_WRIT ? strcmp(result, "GDS") == 0
                                         : strtod(result, NULL) >= 110;
}

void oracle_count_results(struct oracle *o, uint32_t number, size_t first,
                          const struct period *period)
{
    const struct person *person = &o->people[number];
    uint32_t own = oracle_own_school(o, person, period->reference);
    struct subjects subjects = { 0, 0, 0, COUNTY_NONE };
    struct county_result results[COUNTY_RESULTS];
    size_t count;
    size_t i;

    if (period->grain != GRAIN_YEAR || period->year > 2025
        || person->pupil == COUNTY_NONE)
        return;
    count = county_results(o->county, person->pupil, period->year, results);
    for (i = 0; i < count; i++) {
        const char *result = result_of(o, &results[i]);
        uint32_t school =
            results[i].school == COUNTY_NONE ? own : results[i].school;
        size_t at;

        for (at = 0; at < MEASURES; at++)
            if (strcmp(measures[at].measure, results[i].measure) == 0)
                break;
        if (at == MEASURES || result[0] == '\0'
            || period->year > measures[at].last
            || is_letter_of(result, measures[at].excluded))
            continue;
        add_subject(&subjects, measures[at].metric, is_met(at, result), result,
                    school);
        oracle_count(o, number, first, school, measures[at].metric,
                     measures[at].kind == SHARE ? is_met(at, result)
                                                : strtod(result, NULL),
                     1);
    }
    if (subjects.known < 3)
        return;
    oracle_count(o, number, first, subjects.school, KS2_RWM,
                 subjects.expected == 3, 1);
    oracle_count(o, number, first, subjects.school, KS2_RWM_HIGH,
                 subjects.high == 3, 1);
}
