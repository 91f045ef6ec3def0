#include "tests/testing.h"

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/outfile.h"
#include "fixtures/county.h"
#include "fixtures/learning.h"
#include "fixtures/sheet.h"
#include "fixtures/support.h"
#include "fixtures/terms.h"
#include "fixtures/write.h"

/* Check letters as definitions A6 words them. */
static bool is_upn(const char *upn)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
    int sum = 0;
    int i;

    if (strlen(upn) != 13)
        return false;
    for (i = 1; i < 13; i++) {
        const char *at = strchr(letters, upn[i]);

        if (at == NULL && (upn[i] < '0' || upn[i] > '9'))
            return false;
        if (at != NULL && i != 12)
            return false;
        sum += (at != NULL ? (int)(at - letters) : upn[i] - '0') * (i + 1);
    }
    return upn[0] == letters[sum % 23];
}

static int compare_upns(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void upns_are_valid_and_no_two_pupils_share_one(void **state)
{
    const struct county_options options = { 40, 0, 1, COUNTY_AS_OF };
    struct county *county = county_make(&options);
    const char **all =
        mem_zero(3 * county->pupil_count + county->child_count, sizeof(*all));
    size_t count = 0;
    size_t i;

    (void)state;
    for (i = 0; i < county->pupil_count; i++) {
        const struct county_pupil *pupil = &county->pupils[i];

        all[count++] = pupil->upn;
        if (pupil->temporary_upn[0] != '\0')
            all[count++] = pupil->temporary_upn;
    }
    for (i = 0; i < county->child_count; i++)
        if (county->children[i].upn[0] != '\0')
            all[count++] = county->children[i].upn;
    for (i = 0; i < count; i++)
        if (!is_upn(all[i]))
            fail_msg("'%s' is no UPN", all[i]);
    qsort(all, count, sizeof(*all), compare_upns);
    for (i = 1; i < count; i++)
        if (strcmp(all[i - 1], all[i]) == 0)
            fail_msg("'%s' is given twice", all[i]);
    free(all);
    county_free(county);
}

static void the_same_seed_writes_the_same_bytes(void **state)
{
    static const char *const files[] = {
        "config/county.ini",
        "config/terms.csv",
        "truth.csv",
        "inbox/county/cin_list_20260213T1700.csv",
        "inbox/county/edubasealldata_20260213T0300.csv",
        "inbox/140000/pupils_140000_20260213T1730.csv",
        "inbox/county/assessments_ks2_final_2025_20251216T0600.csv",
        "inbox/county/epep_export_20260213T1700.csv",
        "inbox/county/provision_20260213T1700.csv",
        "inbox/140000/attendance_140000_2025spring_20260213T1800.csv",
        "inbox/140004/attendance_140004_2025ht2_20251222T0430.csv",
    };
    const struct county_options options = { 3, 0, 9, COUNTY_AS_OF };
    struct err err = ERR_INIT;
    size_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        struct county *county = county_make(&options);

        assert_ok(write_county(county, i == 0 ? "one" : "two", NULL, &err),
                  &err);
        county_free(county);
    }
    for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[160];
        char *one;
        char *two;
        size_t len;
        size_t other;

        (void)snprintf(path, sizeof(path), "one/%s", files[i]);
        assert_ok(file_read(path, &one, &len, &err), &err);
        (void)snprintf(path, sizeof(path), "two/%s", files[i]);
        assert_ok(file_read(path, &two, &other, &err), &err);
        if (len != other || memcmp(one, two, len) != 0)
            fail_msg("%s differs", files[i]);
        free(one);
        free(two);
    }
}

/* Marks that schools send, from a day on. */
static size_t marks_sent(const struct county *county, date_t since)
{
    county_mark marks[COUNTY_MARKS];
    size_t count = 0;
    size_t block;
    uint32_t i;

    for (i = 0; i < county->enrolment_count; i++) {
        if (!county->schools[county->enrolments[i].school].sends_marks)
            continue;
        for (block = 0; block < county_block_count(county); block++) {
            date_t start = county_block(block).start;
            size_t at;

            (void)county_marks(county, i, block, marks);
            for (at = 0; at < COUNTY_MARKS; at++)
                count += marks[at] != 0 && start + (date_t)(at / 2) >= since;
        }
    }
    return count;
}

/* In a file of rows one a line, in one of strings the last column's. */
static size_t marks_in(const char *text)
{
    bool is_strings = strncmp(text, "URN,UPN,StartDate,Marks\n", 24) == 0;
    size_t count = 0;
    int commas = 0;

    for (text = strchr(text, '\n') + 1; *text != '\0'; text++) {
        if (*text == '\n')
            commas = 0;
        if (is_strings)
            count += commas == 3 && *text != ' ';
        else
            count += *text == '\n';
        commas += *text == ',';
    }
    return count;
}

static size_t marks_written(const char *folder)
{
    struct err err = ERR_INIT;
    char pattern[80];
    size_t count = 0;
    glob_t files;
    size_t i;

    /* Of schools and the Virtual School, by their folders' names. */
    (void)snprintf(pattern, sizeof(pattern), "%s/inbox/[1v]*/attendance_*.csv",
                   folder);
    assert_int_equal(glob(pattern, 0, NULL, &files), 0);
    for (i = 0; i < files.gl_pathc; i++) {
        char *text;
        size_t len;

        assert_ok(file_read(files.gl_pathv[i], &text, &len, &err), &err);
        count += marks_in(text);
        free(text);
    }
    globfree(&files);
    return count;
}

/* For programs that read one form only: every mark, and each once. */
static void marks_are_all_written_in_the_form_asked_for(void **state)
{
    const struct county_options options = { 4, 20, 2, COUNTY_AS_OF };
    const date_t since[] = { DATE_NONE, date_make(2025, 12, 10) };
    struct county *county = county_make(&options);
    struct err err = ERR_INIT;
    size_t i;

    (void)state;
    for (i = 0; i < 4; i++) {
        const struct write_options write = { since[i / 2],
                                             i % 2 == 0 ? WRITE_ROWS
                                                        : WRITE_STRINGS };
        char folder[24];

        (void)snprintf(folder, sizeof(folder), "form%zu", i);
        assert_ok(write_county(county, folder, &write, &err), &err);
        assert_int_equal(marks_written(folder),
                         marks_sent(county, write.since));
    }
    county_free(county);
}

/* A county of a day later has all of today's marks, and a day more. */
static void one_more_day_changes_no_mark_before_it(void **state)
{
    struct county_options options = { 6, 0, 4, date_make(2026, 2, 12) };
    struct county *today = county_make(&options);
    struct county *tomorrow;
    county_mark one[COUNTY_MARKS];
    county_mark two[COUNTY_MARKS];
    size_t block = county_block_count(today) - 1;
    size_t days = (size_t)(options.as_of - county_block(block).start) + 1;
    size_t more = 0;
    uint32_t i;

    (void)state;
    options.as_of++;
    tomorrow = county_make(&options);
    assert_int_equal(today->enrolment_count, tomorrow->enrolment_count);
    for (i = 0; i < today->enrolment_count; i++) {
        size_t before = county_marks(today, i, block, one);

        more += county_marks(tomorrow, i, block, two) - before;
        assert_memory_equal(one, two, days * 2 * sizeof(one[0]));
    }
    assert_true(more > 0);
    county_free(today);
    county_free(tomorrow);
}

/* ---- figures against those published for England ---- */

enum { EVERYBODY, CIN_ONLY, CPP_ONLY, CLA_ONLY, FORMERLY, GROUPS };

struct figures {
    double pupils, possible, absent, unauthorised, persistent, severe;
    double roll, suspensions, suspended, repeated;
};

static bool is_absent(county_mark mark)
{
    return mark > 0xff ? (mark & 0xff) == 'C' || (mark & 0xff) == 'J'
                       : strchr("CEIMRSTGNOUH", (int)mark) != NULL;
}

static bool is_possible(county_mark mark)
{
    return mark > 0xff ? is_absent(mark)
                       : strchr("/\\LKVPWBCEIMRSTGNOU", (int)mark) != NULL;
}

static void add_figures(struct figures *to, const struct figures *one)
{
    to->possible += one->possible;
    to->absent += one->absent;
    to->unauthorised += one->unauthorised;
    if (one->possible > 0) {
        to->pupils++;
        to->persistent += 10 * one->absent >= one->possible;
        to->severe += 2 * one->absent >= one->possible;
    }
    to->roll += one->roll > 0;
    to->suspensions += one->suspensions;
    to->suspended += one->suspensions > 0;
    to->repeated += one->suspensions > 1;
}

/* One pupil's 2024/25, all stays together. */
static void read_pupil(const struct county *county, uint32_t number,
                       struct figures *one)
{
    const struct county_pupil *pupil = &county->pupils[number];
    int age = date_age(pupil->born, date_make(2024, 8, 31));
    date_t census = date_make(2025, 1, 16);
    county_mark marks[COUNTY_MARKS];
    uint32_t stay;

    memset(one, 0, sizeof(*one));
    for (stay = pupil->enrolment; stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        const struct county_enrolment *record = &county->enrolments[stay];
        size_t block;
        size_t at;
        uint32_t i;

        for (i = county->conduct[stay]; i < county->conduct[stay + 1]; i++) {
            const struct county_suspension *event = &county->suspensions[i];

            if (event->start >= date_make(2024, 8, 1)
                && event->start <= date_make(2025, 7, 31)
                && event->category[0] != 'P' && event->category[0] != 'L')
                one->suspensions++;
        }
        if (record->status == 'C' && record->entry <= census
            && (record->leaving == DATE_NONE || record->leaving >= census))
            one->roll = 1;
        if (age < 5 || age > 15 || record->status == 'G')
            continue;
        for (block = 6; block < (age == 15 ? 11u : 12u); block++) {
            if (county_marks(county, stay, block, marks) == 0)
                continue;
            for (at = 0; at < COUNTY_MARKS; at++) {
                if (marks[at] == 0 || !is_possible(marks[at]))
                    continue;
                one->possible++;
                one->absent += is_absent(marks[at]);
                one->unauthorised +=
                    marks[at] <= 0xff && strchr("GNOU", (int)marks[at]) != NULL;
            }
        }
    }
}

static void print_figures(const char *label, const struct figures *f)
{
    (void)printf("  %-22s %6.0f pupils: absent %5.2f%% (unauthorised %5.2f), "
                 "10%% %5.1f, 50%% %4.1f; suspensions %6.2f, once %5.2f, "
                 "twice %5.2f\n",
                 label, f->pupils, 100 * f->absent / f->possible,
                 100 * f->unauthorised / f->possible,
                 100 * f->persistent / f->pupils, 100 * f->severe / f->pupils,
                 100 * f->suspensions / f->roll, 100 * f->suspended / f->roll,
                 100 * f->repeated / f->roll);
}

static void assert_between(const char *what, double low, double value,
                           double high)
{
    if (!(value >= low && value <= high))
        fail_msg("%s is %g, not %g to %g", what, value, low, high);
}

static void forty_schools_look_like_england(void **state)
{
    static const char *const phases[] = { "primary", "secondary", "special",
                                          "unit" };
    static const char *const groups[] = { "everybody", "in need", "on a plan",
                                          "in care", "formerly" };
    const struct county_options options = { 40, 0, 1, COUNTY_AS_OF };
    struct county *county = county_make(&options);
    struct figures by_group[GROUPS] = { { 0 } };
    struct figures by_phase[4] = { { 0 } };
    double with_worker = 0;
    double ever = 0;
    double roll = 0;
    uint32_t i;
    size_t j;

    (void)state;
    for (i = 0; i < county->pupil_count; i++) {
        const struct county_pupil *pupil = &county->pupils[i];
        const struct county_school *school =
            &county->schools[county->enrolments[pupil->enrolment].school];
        int care =
            county_care_group(county, pupil->child, date_make(2025, 3, 31));
        int phase = school->phase == COUNTY_SPECIAL ? 2
                    : school->phase == COUNTY_PRU   ? 3
                    : pupil->year_2023 + 1 >= 7     ? 1
                                                    : 0;
        struct figures one;

        read_pupil(county, i, &one);
        add_figures(&by_group[EVERYBODY], &one);
        add_figures(&by_phase[phase], &one);
        if (care == 1)
            add_figures(&by_group[CLA_ONLY], &one);
        if (care == 2)
            add_figures(&by_group[CPP_ONLY], &one);
        if (care == 3)
            add_figures(&by_group[CIN_ONLY], &one);
        if (care == 4)
            add_figures(&by_group[FORMERLY], &one);
        if (one.roll > 0) {
            roll++;
            with_worker += care >= 1 && care <= 3;
            ever += care >= 1;
        }
    }
    for (j = 0; j < GROUPS; j++)
        print_figures(groups[j], &by_group[j]);
    for (j = 0; j < 4; j++)
        print_figures(phases[j], &by_phase[j]);
    (void)printf("  of %.0f on roll %.2f%% have a social worker, %.2f%% ever "
                 "had; in care %.2f%%, on a plan %.2f%%\n",
                 roll, 100 * with_worker / roll, 100 * ever / roll,
                 100 * by_group[CLA_ONLY].roll / roll,
                 100 * by_group[CPP_ONLY].roll / roll);
    assert_between("pupils on roll", 13000, roll, 17500);
    assert_between("share with a social worker", 3, 100 * with_worker / roll,
                   4.6);
    {
        const struct figures *f = &by_group[EVERYBODY];

        assert_between("absence", 6, 100 * f->absent / f->possible, 7.8);
        assert_between("persistent absence", 15.5,
                       100 * f->persistent / f->pupils, 21);
        assert_between("severe absence", 1.6, 100 * f->severe / f->pupils, 3.4);
        assert_between("suspensions", 8.5, 100 * f->suspensions / f->roll, 14);
        assert_between("pupils suspended", 3.2, 100 * f->suspended / f->roll,
                       5);
        f = &by_group[CIN_ONLY];
        assert_between("absence in need", 14, 100 * f->absent / f->possible,
                       21);
        assert_between("persistent absence in need", 39,
                       100 * f->persistent / f->pupils, 53);
        f = &by_group[CLA_ONLY];
        assert_between("absence in care", 6, 100 * f->absent / f->possible,
                       12.5);
        assert_between("persistent absence in care", 14,
                       100 * f->persistent / f->pupils, 27);
    }
    county_free(county);
}

/* ---- attainment against that published for England 2024/25 ---- */

enum { NEVER_KNOWN, IN_NEED, WHOLE, SIDES };

struct attained {
    double pupils, in_three; /* results in all of reading, writing, maths */
    double finished, points; /* Attainment 8 */
    double screened, passed; /* phonics */
};

static void read_results(const struct county *county, uint32_t pupil, int year,
                         struct attained *to)
{
    struct county_result results[COUNTY_RESULTS];
    size_t count = county_results(county, pupil, year, results);
    double expected = 0;
    double known = 0;
    size_t i;

    for (i = 0; i < count; i++) {
        const char *measure = results[i].measure;
        const char *text = results[i].final;
        double value = strtod(text, NULL);

        if (strcmp(measure, "KS2_READ_SS") == 0
            || strcmp(measure, "KS2_MATH_SS") == 0) {
            known++;
            expected += value >= 100;
        } else if (strcmp(measure, "KS2_WRIT_TA") == 0) {
            known++;
            expected += strcmp(text, "EXS") == 0 || strcmp(text, "GDS") == 0;
        } else if (strcmp(measure, "KS4_A8") == 0) {
            to->finished++;
            to->points += value;
        } else if (strcmp(measure, "PHONICS_Y1") == 0) {
            to->screened++;
            to->passed += value >= 32;
        }
    }
    to->pupils += known == 3;
    to->in_three += known == 3 && expected == 3;
}

static void results_look_like_england(void **state)
{
    const struct county_options options = { 120, 0, 1, COUNTY_AS_OF };
    struct county *county = county_make(&options);
    struct attained by[SIDES];
    uint32_t i;

    (void)state;
    memset(by, 0, sizeof(by));
    for (i = 0; i < county->pupil_count; i++) {
        int year;

        for (year = 2023; year <= 2024; year++) {
            int care = county_care_group(county, county->pupils[i].child,
                                         date_make(year + 1, 3, 31));

            read_results(county, i, year, &by[WHOLE]);
            if (care == 0)
                read_results(county, i, year, &by[NEVER_KNOWN]);
            if (care == 3)
                read_results(county, i, year, &by[IN_NEED]);
        }
    }
    assert_between("expected in all three", 58,
                   100 * by[WHOLE].in_three / by[WHOLE].pupils, 66);
    assert_between("the same in need", 24,
                   100 * by[IN_NEED].in_three / by[IN_NEED].pupils, 38);
    assert_between("Attainment 8", 44, by[WHOLE].points / by[WHOLE].finished,
                   49);
    assert_between("the same in need", 15,
                   by[IN_NEED].points / by[IN_NEED].finished, 26);
    assert_between("phonics", 74, 100 * by[WHOLE].passed / by[WHOLE].screened,
                   83);
    assert_true(by[NEVER_KNOWN].in_three / by[NEVER_KNOWN].pupils
                > by[WHOLE].in_three / by[WHOLE].pupils);
    county_free(county);
}

/* Four plans in five in time, as many scores as England's 78% and more. */
static void plans_and_scores_look_like_england(void **state)
{
    const struct county_options options = { 120, 0, 1, COUNTY_AS_OF };
    struct county *county = county_make(&options);
    double due = 0;
    double on_time = 0;
    double asked = 0;
    double scored = 0;
    double concern = 0;
    double sum = 0;
    uint32_t i;

    (void)state;
    for (i = 0; i < county->child_count; i++) {
        struct county_pep pep;
        struct county_sdq sdq;
        size_t term;

        for (term = 0; term < 7; term++)
            if (county_pep(county, i, term, &pep) && pep.is_required
                && pep.due != DATE_NONE) {
                due++;
                on_time += pep.meeting != DATE_NONE && pep.meeting <= pep.due;
            }
        if (!county_sdq(county, i, 2025, COUNTY_CARER, &sdq))
            continue;
        asked++;
        if (sdq.completed == DATE_NONE)
            continue;
        scored++;
        sum += sdq.score;
        concern += sdq.score >= 17;
    }
    assert_between("plans", 1000, due, 10000);
    assert_between("plans on time", 82, 100 * on_time / due, 92);
    assert_between("questionnaires", 75, 100 * scored / asked, 95);
    assert_between("mean score", 13.9, sum / scored, 15.9);
    assert_between("scores of concern", 36, 100 * concern / scored, 48);
    county_free(county);
}

/* England 2024/25: 37% of a year's suspensions in autumn, a third in spring. */
static void suspensions_are_spread_over_the_year(void **state)
{
    const struct county_options options = { 40, 0, 1, COUNTY_AS_OF };
    struct county *county = county_make(&options);
    double by_term[3] = { 0, 0, 0 };
    double all = 0;
    size_t i;

    (void)state;
    for (i = 0; i < county->suspension_count; i++) {
        size_t half_term = terms_find(county->suspensions[i].start);

        /* The two whole years. */
        if (half_term >= 12)
            continue;
        by_term[half_term % 6 / 2]++;
        all++;
    }
    assert_between("autumn's share", 34, 100 * by_term[0] / all, 40);
    assert_between("spring's share", 30, 100 * by_term[1] / all, 36);
    assert_between("summer's share", 27, 100 * by_term[2] / all, 33);
    county_free(county);
}

/* Twenty to forty schools to an adviser, a few of which have none. */
static void an_adviser_has_a_patch(void **state)
{
    static const int sizes[] = { 56, 120, 530 };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        const struct county_options options = { sizes[i], 20, 1, COUNTY_AS_OF };
        struct county *county = county_make(&options);
        int patches[64] = { 0 };
        size_t at;
        int adviser;

        for (at = 0; at < county->school_count; at++)
            if (!county->schools[at].outside
                && county->schools[at].close_date == DATE_NONE)
                patches[county->schools[at].adviser]++;
        assert_between("schools without", 1, patches[0], sizes[i] / 10.0);
        for (adviser = 1; adviser <= county->advisers; adviser++)
            assert_between("schools of an adviser", 20, patches[adviser], 40);
        county_free(county);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(upns_are_valid_and_no_two_pupils_share_one),
        cmocka_unit_test(the_same_seed_writes_the_same_bytes),
        cmocka_unit_test(marks_are_all_written_in_the_form_asked_for),
        cmocka_unit_test(one_more_day_changes_no_mark_before_it),
        cmocka_unit_test(forty_schools_look_like_england),
        cmocka_unit_test(results_look_like_england),
        cmocka_unit_test(plans_and_scores_look_like_england),
        cmocka_unit_test(suspensions_are_spread_over_the_year),
        cmocka_unit_test(an_adviser_has_a_patch),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
