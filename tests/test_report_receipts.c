#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "config/table.h"
#include "core/db.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "ingest/read/reject.h"
#include "ingest/read/shape.h"
#include "report/report.h"
#include "report/words/figure.h"
#include "report/words/markup.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define RECEIPTS "w/outbox/latest/quality/receipts"
#define HOSTILE "<svg onload=x>{urn}&St Mary's"

#define PUPILS                                                                 \
    "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"               \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6,"            \
    "IDACIDecile\n"

static void run_quality(struct world *world, int64_t run_id,
                        struct report_result *result)
{
    static const char *const packs[] = { "quality" };
    struct err err = ERR_INIT;

    assert_ok(report_fixture_publish(world, packs, 1, run_id, result, &err),
              &err);
}

/* A roll of school 2 as it was sent, with two rows more. */
static void put_roll(struct world *w, const char *path, const char *sen,
                     const char *born)
{
    struct err err = ERR_INIT;
    struct str text = STR_INIT;
    char *roll = NULL;
    char upn[14];
    size_t len = 0;

    assert_ok(
        file_read("w/inbox/pupils_100002_20260213.csv", &roll, &len, &err),
        &err);
    str_add(&text, roll);
    world_upn(991, upn);
    str_addf(&text,
             "100002,%s,Quillfeather,Ottoline,%s,F,WBRI,9,C,2024-09-01,,%s,N,"
             "N,5\n",
             upn, born, "N");
    world_upn(992, upn);
    str_addf(&text,
             "100002,%s,Brackenthwaite,Ignatius,2011-03-01,M,WBRI,9,C,"
             "2024-09-01,,%s,N,N,5\n",
             upn, sen);
    world_put(w, path, text.text);
    str_release(&text);
    free(roll);
}

/*
 * School 1 sent a mark that is none; 2 a roll with a bad date and a bad code; 3
 * a roll of a day to come; 4 what is no extract; 5 has a name that is none and
 * half a file; 7 a roll of Arbor with a bad UPN; somebody else's is nobody's.
 */
static int open_county(void **state)
{
    static struct world world;
    struct report_result result;

    report_fixture_open(&world, "w");
    put_roll(&world, "100002/pupils_20260213T2000.csv", "ZZ", "2011-13-01");
    world_put(&world, "100003/pupils_21000213.csv",
              PUPILS "100003,A919400024993,Merriweather,Hugo,2011-03-01,M,WBRI,"
                     "9,C,2024-09-01,,N,N,N,5\n");
    world_put(&world, "100004/jane-smith_20260213.csv", "Colour,Size\nred,1\n");
    world_put(&world, "schools_20260213T2000.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name),DistrictAdministrative (name)\n"
              "100005,919,4005," HOSTILE ",Secondary,Academy converter,Open,"
              "Brackwell\n");
    world_put(&world, "919-4005/marks_20260213.csv",
              "URN,UPN,Date,Session,Mark\n"
              "100005,\"A919400024002,2025-09-02,AM,I\n");
    world_put(&world, "100007/pupils_20260213T2000.csv",
              "URN,UPN,Legal last name,Legal first name,Date of birth,Sex,"
              "Ethnicity code,Year group,Enrolment mode,Enrolment start date,"
              "Enrolment end date,SEN status,Free school meals\n"
              "100007,Y919400024990,Merriweather,Hugo,2015-03-01,M,WBRI,5,C,"
              "2024-09-01,,N,N\n");
    world_put(&world, "upload_20260213.csv", "Colour,Size\nred,1\n");
    world_night(&world);
    run_quality(&world, 1, &result);
    *state = &world;
    return 0;
}

static int close_county(void **state)
{
    world_close(*state);
    return 0;
}

/* The receipt of a school; NULL where it has none. */
static char *receipt(int urn)
{
    struct err err = ERR_INIT;
    char path[80];
    char *text = NULL;
    size_t len = 0;

    snprintf(path, sizeof(path), RECEIPTS "/%d.html", urn);
    if (access(path, F_OK) != 0)
        return NULL;
    assert_ok(file_read(path, &text, &len, &err), &err);
    return text;
}

static void assert_in_receipt(int urn, const char *const *texts)
{
    char *page = receipt(urn);

    assert_non_null(page);
    for (; *texts; texts++)
        if (!strstr(page, *texts))
            fail_msg("no '%s' on %d's receipt", *texts, urn);
    free(page);
}

static size_t count_receipts(void)
{
    char folder[] = RECEIPTS;
    char *const folders[] = { folder, NULL };
    FTS *walk = fts_open(folders, FTS_COMFOLLOW, NULL);
    FTSENT *entry;
    size_t count = 0;

    while ((entry = fts_read(walk)) != NULL)
        if (entry->fts_info == FTS_F) {
            assert_int_equal(entry->fts_statp->st_mode & 0777, 0600);
            count++;
        }
    fts_close(walk);
    return count;
}

static void each_school_that_sent_something_has_one(void **state)
{
    struct err err = ERR_INIT;
    char *manifest = NULL;
    size_t len = 0;

    (void)state;
    assert_int_equal(count_receipts(), 8);
    assert_ok(file_read("w/outbox/latest/manifest.json", &manifest, &len, &err),
              &err);
    for (int urn = 100001; urn <= 100008; urn++) {
        char path[80];
        char *page = receipt(urn);

        assert_non_null(page);
        /* What the council sent, and what nobody is known to have sent. */
        assert_null(strstr(page, "social_care"));
        assert_null(strstr(page, "advisers_"));
        assert_null(strstr(page, "upload_"));
        snprintf(path, sizeof(path), "quality/receipts/%d.html", urn);
        assert_non_null(strstr(manifest, path));
        free(page);
    }
    free(manifest);
}

/* The cells of the row of a table that begins with a text, by bars. */
static void row_of(const char *page, const char *first, struct str *out)
{
    struct str start = STR_INIT;
    const char *at, *end;
    bool is_text = false;

    str_clear(out);
    str_addf(&start, "<th scope=\"row\">%s</th>", first);
    at = strstr(page, start.text);
    if (!at) {
        fail_msg("no row '%s'", first);
        return;
    }
    end = strstr(at, "</tr>");
    for (; at < end; at++) {
        if (*at == '<' && at[1] == '/' && at[2] == 't')
            str_add_c(out, '|');
        if (*at == '<')
            is_text = false;
        else if (*at == '>')
            is_text = true;
        else if (is_text)
            str_add_c(out, *at);
    }
    str_release(&start);
}

static void add_count(struct str *out, int64_t count)
{
    char text[FIGURE_TEXT_SIZE];

    figure_write((double)count, FIGURE_COUNT, text);
    str_addf(out, "%s|", text);
}

/* Each number of each file against what the night wrote down. */
static void the_numbers_are_those_of_the_night(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;
    struct query *q = NULL;
    struct str row = STR_INIT;
    int count = 0;

    assert_ok(
        query_open(&q, world->db,
                   "select f.path, f.rows_read,"
                   " (select coalesce(sum(rows), 0) from load_reject as r"
                   "  where r.sha256 = f.sha256 and effect = 'row'),"
                   " (select coalesce(sum(rows), 0) from load_reject as r"
                   "  where r.sha256 = f.sha256 and effect = 'value'), s.urn"
                   " from load_file as f inner join dim_school as s"
                   " on instr(f.path, s.urn) > 0 where f.status = 'loaded'",
                   &err),
        &err);
    while (query_step(q, &err) == 1) {
        char *page = receipt((int)strtol(query_text(q, 4), NULL, 10));
        struct str numbers = STR_INIT;

        row_of(page, query_text(q, 0), &row);
        str_add_c(&numbers, '|');
        add_count(&numbers, query_int(q, 1));
        add_count(&numbers, query_int(q, 1) - query_int(q, 2));
        add_count(&numbers, query_int(q, 2));
        add_count(&numbers, query_int(q, 3));
        if (row.len < numbers.len
            || strcmp(row.text + row.len - numbers.len, numbers.text) != 0)
            fail_msg("'%s' does not end with '%s'", row.text, numbers.text);
        str_release(&numbers);
        free(page);
        count++;
    }
    query_close(q);
    str_release(&row);
    assert_int_equal(count, 18);
}

static void what_is_left_out_is_said_in_words(void **state)
{
    static const char *const mark[] = {
        "<h1>Receipt for Ash Academy</h1>",
        ": 1 of 21,661 rows is left out.</p>",
        "What needs you: one row that is left out.",
        "<h3>Mark: 1 row left out of the attendance marks</h3>",
        "The attendance mark is not one of the national codes",
        "<strong>Where:</strong> line 21602 of attendance_100001_20260213.csv,",
        "Correct the mark in the register in your own system",
        NULL
    };
    static const char *const roll[] = {
        "What needs you: one row that is left out, one value that is left"
        " blank.",
        "<h3>DateOfBirth: 1 row left out of the pupils list</h3>",
        "line 62 of 100002/pupils_20260213T2000.csv, made on 13 February"
        " 2026</p>",
        "<h3>SENStatus: 1 value left blank in the pupils list</h3>",
        "line 63 of 100002/pupils_20260213T2000.csv",
        "The rest of the row was taken in.",
        NULL
    };

    static const char *const arbor[] = {
        "<h3>UPN: 1 row left out of the pupils list</h3>",
        "<strong>Where to do it:</strong> In Arbor: Open the student&#39;s",
        NULL
    };
    char *page;

    (void)state;
    assert_in_receipt(100007, arbor);
    page = receipt(100002); /* whose system nobody knows */
    assert_null(strstr(page, "Where to do it"));
    free(page);
    assert_in_receipt(100001, mark);
    assert_in_receipt(100002, roll);
}

static void what_waits_is_said_with_what_to_do(void **state)
{
    static const char *const held[] = {
        "of which two were taken in, with all 21,660 rows.</p>",
        "What needs you: one file that waits.",
        "<h2 id=\"part-2\">Files that wait</h2>",
        "<h3>100003/pupils_21000213.csv</h3>",
        "It is held. Nothing of it counts yet. Made on 13 February 2100.",
        "is to come: send it under the right date",
        "tell the data team, who can let it in",
        NULL
    };
    static const char *const refused[] = {
        "What needs you: one file that waits.",
        "<h3>100004/\xE2\x80\xA6_20260213.csv</h3>",
        "It could not be taken in.", "Not taken in", NULL
    };
    static const char *const cut[] = { "It is cut off and was not read.",
                                       "a quote is opened and not closed",
                                       "Cut off, not read", NULL };

    (void)state;
    assert_in_receipt(100004, refused);
    assert_in_receipt(100005, cut);
    assert_in_receipt(100003, held);
}

static void a_school_with_all_in_needs_nothing(void **state)
{
    static const char *const all_in[] = {
        "Two files came on 13 February 2026: all ", " rows were taken in.</p>",
        "Nothing needs you.", NULL
    };
    char *page = receipt(100006);

    (void)state;
    assert_in_receipt(100006, all_in);
    assert_null(strstr(page, "What to put right"));
    assert_null(strstr(page, "Files that wait"));
    free(page);
}

static void the_age_of_data_is_in_days_and_school_days(void **state)
{
    char *page = receipt(100006);
    struct str row = STR_INIT;

    (void)state;
    row_of(page, "Pupils list", &row);
    assert_string_equal(row.text,
                        "Pupils list|13 Feb 2026|0|0|[z] not applicable|");
    row_of(page, "Attendance marks", &row);
    assert_string_equal(row.text,
                        "Attendance marks|13 Feb 2026|0|0|13 Feb 2026|");
    str_release(&row);
    free(page);
}

static void a_name_that_is_none_harms_nobody(void **state)
{
    char *page = receipt(100005);
    struct str name = STR_INIT;

    (void)state;
    markup_put(&name, "<h1>Receipt for " HOSTILE);
    assert_null(strstr(page, "<svg"));
    assert_non_null(strstr(page, name.text + strlen("&lt;h1&gt;")));
    str_release(&name);
    free(page);
}

/* Whatever a pupil is known by in the warehouse. */
static void no_pupil_is_on_a_receipt(void **state)
{
    static const char told[] =
        "select surname from enrolment union select forename from enrolment"
        " union select date_of_birth from enrolment"
        " union select id from ident"
        " union select surname from social_care union select 'Quillfeather'"
        " union select 'Brackenthwaite' union select 'Merriweather'"
        " union select 'jane'";
    struct err err = ERR_INIT;
    struct query *q = NULL;
    size_t count = 0;
    struct str all = STR_INIT;

    for (int urn = 100001; urn <= 100008; urn++) {
        char *page = receipt(urn);

        str_add(&all, page);
        free(page);
    }
    assert_ok(query_open(&q, ((struct world *)*state)->db, told, &err), &err);
    while (query_step(q, &err) == 1) {
        if (strstr(all.text, query_text(q, 0)))
            fail_msg("'%s' is on a receipt", query_text(q, 0));
        count++;
    }
    query_close(q);
    str_release(&all);
    assert_true(count > 900);
}

static void the_workbook_says_the_same_words(void **state)
{
    char *all = xlsx_all("w/outbox/latest/quality/data-quality.xlsx");

    (void)state;
    assert_non_null(strstr(all, "What is wrong"));
    assert_non_null(strstr(all, "The attendance mark is not one of the"));
    free(all);
}

/* The list is closed, and each of it has a meaning and something to do. */
static void each_rule_has_its_words(void **state)
{
    static const char *const rules[] = {
#define RULE_NAME(name, text) text,
        REJECT_RULES(RULE_NAME)
#undef RULE_NAME
    };
    static const size_t count = sizeof(rules) / sizeof(rules[0]);
    struct table words = { 0 };
    struct err err = ERR_INIT;

    assert_ok(table_read(&words, &((struct world *)*state)->config,
                         "codes/reject_rules.csv", &err),
              &err);
    assert_int_equal(words.row_count, count);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(table_cell(&words, i, 0), rules[i]);
        assert_true(strlen(table_cell(&words, i, 1)) > 20);
        assert_true(strlen(table_cell(&words, i, 2)) > 20);
    }
    table_release(&words);
}

/* What shapes call a school's system is one that there are words for. */
static void each_system_has_its_words(void **state)
{
    struct world *world = *state;
    struct table words = { 0 };
    struct err err = ERR_INIT;
    int told = 0;

    assert_ok(
        table_read(&words, &world->config, "codes/school_systems.csv", &err),
        &err);
    for (size_t i = 0; i < world->types.shape_count; i++) {
        const char *system = world->types.shapes[i].system;
        bool is_known = !system;

        for (size_t row = 0; !is_known && row < words.row_count; row++)
            is_known = !strcmp(table_cell(&words, row, 0), system)
                       && *table_cell(&words, row, 1);
        if (!is_known)
            fail_msg("no words for '%s'", system);
        told += system != NULL;
    }
    assert_true(told >= 4);
    table_release(&words);
}

/* The last test: it goes on. */
static void what_is_mended_is_said_no_more(void **state)
{
    static const char *const mended[] = { "Nothing needs you.",
                                          "Taken in, but for some rows", NULL };
    struct world *world = *state;
    struct report_result result;

    run_quality(world, 2, &result);
    assert_true(result.is_unchanged);
    put_roll(world, "100002/pupils_20260213T2100.csv", "N", "2011-03-01");
    world_night(world);
    run_quality(world, 3, &result);
    assert_false(result.is_unchanged);
    assert_in_receipt(100002, mended);
    world_withdraw(world, "100002/pupils_20260213T2100.csv");
    run_quality(world, 4, &result);
    assert_in_receipt(100002, (const char *const[]){
                                  "What needs you: one row",
                                  "Taken back out by the data team", NULL });
    world_remove(world, "100004/jane-smith_20260213.csv");
    world_night(world);
    run_quality(world, 5, &result);
    assert_in_receipt(100004, (const char *const[]){
                                  "Nothing needs you.",
                                  "Not taken in, and no longer there", NULL });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_school_that_sent_something_has_one),
        cmocka_unit_test(the_numbers_are_those_of_the_night),
        cmocka_unit_test(what_is_left_out_is_said_in_words),
        cmocka_unit_test(what_waits_is_said_with_what_to_do),
        cmocka_unit_test(a_school_with_all_in_needs_nothing),
        cmocka_unit_test(the_age_of_data_is_in_days_and_school_days),
        cmocka_unit_test(a_name_that_is_none_harms_nobody),
        cmocka_unit_test(no_pupil_is_on_a_receipt),
        cmocka_unit_test(the_workbook_says_the_same_words),
        cmocka_unit_test(each_rule_has_its_words),
        cmocka_unit_test(each_system_has_its_words),
        cmocka_unit_test(what_is_mended_is_said_no_more),
    };

    return cmocka_run_group_tests(tests, open_county, close_county);
}
