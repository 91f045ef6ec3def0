/* What becomes of an inbox's files, of which some fail while others are read.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/crew.h"
#include "core/date.h"
#include "core/err.h"
#include "ingest/keep/archive.h"
#include "ingest/night/night.h"
#include "tests/testing.h"
#include "tests/world.h"

#define MARKS "URN,UPN,Date,Session,Mark\n"
#define FILES 100 /* more than are under way at a time */

/* What happens to the n-th file between the listing and the reading. */
static const struct harm {
    const char *status, *why;
    bool is_left; /* it is looked at again in the next run */
} harms[] = {
    { "", "", false }, /* none */
    { "incomplete", "changed while it was read", true },
    { "incomplete", "cannot open", true },
    { "incomplete", "is no plain file", true },
    { "refused", "its headings are of no known type", false },
};
enum { WELL, GROWN, GONE, A_PIPE, NO_EXTRACT, HARMS };

static int harm_of(int file)
{
    return file % 3 ? WELL : file / 3 % HARMS;
}

static void path_of(int file, char path[64])
{
    snprintf(path, 64, "m%02d/marks_20250911.csv", file);
}

/* Long enough that several are read at a time; each has bytes of its own. */
static void put_file(struct world *w, int file)
{
    struct str text = STR_INIT;
    char path[64];

    str_add(&text, harm_of(file) == NO_EXTRACT ? "Dear,Sir\n" : MARKS);
    for (int i = 0; i < 3000; i++)
        str_addf(&text, "1%05d,L919400024001,2025-09-%02d,%s,/\n", file,
                 1 + i / 2 % 30, i % 2 ? "PM" : "AM");
    path_of(file, path);
    world_put(w, path, text.text);
    str_release(&text);
}

static void do_harm(const struct world *w, int file)
{
    char path[64], full[256];
    FILE *stream;

    path_of(file, path);
    snprintf(full, sizeof(full), "%s/%s", w->config.inbox, path);
    switch (harm_of(file)) {
    case GROWN:
        stream = fopen(full, "a");
        assert_non_null(stream);
        assert_true(fputs("more\n", stream) >= 0);
        assert_int_equal(fclose(stream), 0);
        break;
    case A_PIPE:
        assert_int_equal(unlink(full), 0);
        assert_int_equal(mkfifo(full, 0600), 0);
        break;
    case GONE:
        assert_int_equal(unlink(full), 0);
        break;
    default:
        break;
    }
}

static void assert_told(struct world *w, int file)
{
    const struct harm *harm = &harms[harm_of(file)];
    char sql[512], path[64], *rows;

    path_of(file, path);
    snprintf(sql, sizeof(sql),
             "select status, message, exists (select 1 from inbox_file where"
             " inbox_file.path = load_file.path) from load_file"
             " where path = '%s'",
             path);
    rows = world_rows(w, sql);
    assert_int_equal(strncmp(rows, harm->status, strlen(harm->status)), 0);
    assert_non_null(strstr(rows, harm->why));
    if (*harm->status)
        assert_non_null(strstr(rows, harm->is_left ? "|0;" : "|1;"));
    else
        assert_string_equal(rows, "");
    free(rows);
}

static void one_file_stops_no_other(void **state)
{
    struct world w;
    struct night night;
    struct inbox inbox;
    struct ingest_result result = { 0 };
    struct ingest in;
    struct err err = ERR_INIT;
    int well = 0;

    (void)state;
    world_open(&w, "gather");
    world_ingest(&w);
    in = (struct ingest){ .db = w.db,
                          .config = &w.config,
                          .types = &w.types,
                          .log = &w.log,
                          .run_id = w.run_id,
                          .now = 1900000000,
                          .as_of = w.as_of };
    for (int i = 0; i < FILES; i++)
        put_file(&w, i);
    assert_ok(inbox_read(&inbox, w.config.inbox, &err), &err);
    assert_int_equal(inbox.count, FILES);
    for (int i = 0; i < FILES; i++)
        do_harm(&w, i);
    assert_ok(night_open(&night, &in, &result, &err), &err);
    assert_ok(night_gather(&night, &inbox, &err), &err);
    assert_ok(night_gather_rest(&night, 0, &err), &err);
    for (int i = 0; i < FILES; i++) {
        assert_told(&w, i);
        well += harm_of(i) == WELL;
    }
    assert_int_equal(night.count, well);
    assert_int_equal(result.troubled, FILES - well);
    for (size_t i = 0; i < night.count; i++) {
        bool has = false;

        assert_string_equal(night.arrivals[i].content.type, "attendance");
        assert_ok(archive_has(w.config.archive,
                              night.arrivals[i].content.sha256, &has, &err),
                  &err);
        assert_true(has);
    }
    assert_ok(night_flush(&night, &err), &err);
    night_close(&night);
    inbox_release(&inbox);
    world_close(&w);
}

/* --- marks that wait ------------------------------------------------------ */

#define DAYS 700   /* of a file, both sessions */
#define PUPILS 800 /* of whom the first have a file each */
#define SCHOOLS                                                                \
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"                     \
    "PhaseOfEducation (name),TypeOfEstablishment (name),"                      \
    "EstablishmentStatus (name)\n"                                             \
    "100001,919,4001,North School,Secondary,Academy,Open\n"
#define ROLL                                                                   \
    "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"               \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"

#define DAY_HEADINGS "UPN,Date,Session,Mark\n"

/* A pupil's days. */
static void put_days(struct world *w, const char *path, int pupil)
{
    const date_t first = date_make(2022, 9, 1);
    struct str text = STR_INIT;
    char upn[14], day[DATE_TEXT_SIZE];

    world_upn(pupil, upn);
    str_add(&text, DAY_HEADINGS);
    for (int i = 0; i < DAYS; i++) {
        date_format(first + i, day);
        str_addf(&text, "%s,%s,AM,/\n%s,%s,PM,\\\n", upn, day, upn, day);
    }
    world_put(w, path, text.text);
    str_release(&text);
}

/* By path they come before the roll that they are judged by. */
static void put_year(struct world *w, const char *title)
{
    struct str roll = STR_INIT;
    char upn[14], path[64];

    world_put(w, "schools_20220901.csv", SCHOOLS);
    str_addf(&roll, "%s" ROLL, title);
    for (int i = 0; i < PUPILS; i++) {
        world_upn(i + 1, upn);
        str_addf(&roll,
                 "100001,%s,A,B,2011-01-01,F,WBRI,9,C,2022-09-01,,N,N,N\n",
                 upn);
    }
    for (int i = 0; i < FILES; i++) {
        snprintf(path, sizeof(path), "100001/m%02d_20250911.csv", i);
        put_days(w, path, i + 1);
    }
    world_put(w, "z/pupils_20250901.csv", roll.text);
    str_release(&roll);
}

static void assert_year(const char *name, const char *title)
{
    struct world w;

    world_open(&w, name);
    put_year(&w, title);
    world_ingest(&w);
    assert_int_equal(world_int(&w, "select count(*) from load_file"
                                   " where status = 'loaded'"
                                   " and rows_rejected = 0"),
                     FILES + 2);
    assert_int_equal(world_int(&w, "select sum(rows_loaded) from load_file"
                                   " where type = 'attendance'"),
                     2 * DAYS * FILES);
    assert_int_equal(world_int(&w, "select count(*) from enrolment"), PUPILS);
    world_close(&w);
}

static void marks_that_wait_meet_the_roll(void **state)
{
    (void)state;
    assert_year("waiting", "");
}

/* The roll begins with the line that is the marks' header, and is loaded first:
   where its sender is no school that line is none. */
static void what_only_looks_like_marks_comes_before_them(void **state)
{
    (void)state;
    assert_year("alike", DAY_HEADINGS);
}

/* That some do wait is what the two above are about. */
static void what_is_loaded_last_waits(void **state)
{
    struct world w;
    struct night night;
    struct inbox inbox;
    struct ingest_result result = { 0 };
    struct ingest in;
    struct err err = ERR_INIT;

    (void)state;
    if (crew_cores() < 2)
        skip();
    world_open(&w, "waits");
    world_ingest(&w);
    put_year(&w, DAY_HEADINGS);
    in = (struct ingest){ .db = w.db,
                          .config = &w.config,
                          .types = &w.types,
                          .log = &w.log,
                          .run_id = w.run_id,
                          .now = 1900000000,
                          .as_of = w.as_of };
    assert_ok(inbox_read(&inbox, w.config.inbox, &err), &err);
    assert_ok(night_open(&night, &in, &result, &err), &err);
    assert_ok(night_gather(&night, &inbox, &err), &err);
    assert_true(night.count < FILES + 2);
    for (size_t i = 0; i < night.count; i++)
        assert_string_not_equal(night.arrivals[i].content.type, "pupils");
    assert_ok(night_gather_rest(&night, 0, &err), &err);
    assert_int_equal(night.count, FILES + 2);
    for (size_t i = 1; i < night.count; i++)
        assert_true(night_compare(&night.arrivals[i - 1], &night.arrivals[i])
                    < 0);
    night_close(&night);
    inbox_release(&inbox);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_file_stops_no_other),
        cmocka_unit_test(marks_that_wait_meet_the_roll),
        cmocka_unit_test(what_only_looks_like_marks_comes_before_them),
        cmocka_unit_test(what_is_loaded_last_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
