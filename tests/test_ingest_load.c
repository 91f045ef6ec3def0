/* Rows into tables: what is counted, and bounds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utf8proc.h>

#include "core/db.h"
#include "core/err.h"
#include "ingest/keep/content.h"
#include "ingest/load/loader.h"
#include "ingest/load/markhide.h"
#include "ingest/load/markstore.h"
#include "ingest/night/intake.h"
#include "tests/testing.h"
#include "tests/world.h"

#define SCHOOL_HEADINGS                                                        \
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"                     \
    "PhaseOfEducation (name),TypeOfEstablishment (name),"                      \
    "EstablishmentStatus (name)\n"
#define ONE "L919400024001"
#define SUSPENSIONS                                                            \
    "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"

static void assert_rows(struct world *w, const char *sql, const char *expected)
{
    char *rows = world_rows(w, sql);

    assert_string_equal(rows, expected);
    free(rows);
}

/* read, loaded, duplicate, superseded, rejected of the last night's file. */
static const char counts[] =
    "select rows_read, rows_loaded, rows_duplicate, rows_superseded,"
    " rows_rejected from load_file as f"
    " where run_id = (select max(run_id) from load_run)";

static void begin(struct world *w, const char *name)
{
    world_open(w, name);
    world_put(w, "schools_20250801.csv",
              SCHOOL_HEADINGS "100001,919,4001,North School,Secondary,Academy,"
                              "Open\n");
    world_put(w, "pupils_20250901.csv",
              "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
              "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
              "100001," ONE ",A,B,2011-01-01,F,WBRI,9,C,2025-09-01,,N,N,N\n");
    world_night(w);
}

/* --- counts ------------------------------------------------------------- */

#define KEYS 4
#define LINES 12

struct drawn {
    int before[KEYS]; /* what the warehouse says of each key, 0 = nothing */
    int key[LINES];
    int says[LINES];
    int lines;
};

static unsigned draw(unsigned *seed, unsigned below)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % below;
}

static void draw_file(struct drawn *d, unsigned *seed)
{
    for (int k = 0; k < KEYS; k++)
        d->before[k] = (int)draw(seed, 4);
    d->lines = 1 + (int)draw(seed, LINES);
    for (int i = 0; i < d->lines; i++) {
        d->key[i] = (int)draw(seed, KEYS);
        d->says[i] = 1 + (int)draw(seed, 3);
    }
}

static void add_line(char *text, size_t size, int round, int key, int says)
{
    size_t len = strlen(text);

    snprintf(text + len, size - len, "100001,%s,SUSP,20%02d-0%d-1%d,,%d,PP,\n",
             ONE, round / 9 + 10, round % 9 + 1, key, says);
}

/* As details 5 has it: the last line of a key against the warehouse, earlier
   ones against the last. */
static void expect(const struct drawn *d, bool is_late, char expected[64])
{
    int loaded = 0, duplicate = 0, superseded = 0;

    for (int i = 0; i < d->lines; i++) {
        int last = i;
        int before = d->before[d->key[i]];

        for (int j = i + 1; j < d->lines; j++)
            if (d->key[j] == d->key[i])
                last = j;
        if (last != i && d->says[i] == d->says[last])
            duplicate++;
        else if (last != i)
            superseded++;
        else if (before == d->says[i])
            duplicate++;
        else if (before && is_late)
            superseded++;
        else
            loaded++;
    }
    snprintf(expected, 64, "%d|%d|%d|%d|0;", d->lines, loaded, duplicate,
             superseded);
}

static void lines_are_counted_whatever_repeats(void **state)
{
    unsigned seed = 20250901;
    struct world w;

    (void)state;
    begin(&w, "counts");
    for (int round = 0; round < 40; round++) {
        bool is_late = draw(&seed, 2);
        char there[1024] = SUSPENSIONS, file[1024] = SUSPENSIONS, expected[64];
        char path[48];
        struct drawn d;
        int newest = 0;

        draw_file(&d, &seed);
        for (int k = 0; k < KEYS; k++)
            if (d.before[k])
                add_line(there, sizeof(there), round, k, d.before[k]);
        snprintf(path, sizeof(path), "a%d_20250911.csv", round);
        world_put(&w, path, there);
        world_ingest(&w);
        for (int i = 0; i < d.lines; i++)
            add_line(file, sizeof(file), round, d.key[i], d.says[i]);
        snprintf(path, sizeof(path), "b%d_202509%s.csv", round,
                 is_late ? "10" : "12");
        world_put(&w, path, file);
        world_ingest(&w);
        expect(&d, is_late, expected);
        assert_rows(&w, counts, expected);
        for (int i = 0; i < d.lines; i++)
            if (d.key[i] == d.key[d.lines - 1])
                newest = d.says[i];
        if (is_late && d.before[d.key[d.lines - 1]])
            newest = d.before[d.key[d.lines - 1]];
        snprintf(expected, sizeof(expected), "%d;", newest);
        snprintf(file, sizeof(file),
                 "select sessions from suspension where start_date ="
                 " '20%02d-0%d-1%d'",
                 round / 9 + 10, round % 9 + 1, d.key[d.lines - 1]);
        assert_rows(&w, file, expected);
    }
    world_close(&w);
}

/* --- bounds ------------------------------------------------------------- */

static void many_rejects_of_a_kind_are_a_thousand_rows(void **state)
{
    static const char listed[] =
        "select rule, count(*), sum(rows), max(line) from load_reject"
        " group by rule order by rule";
    struct str text = STR_INIT;
    struct world w;

    (void)state;
    begin(&w, "bounds");
    str_add(&text, "URN,UPN,Date,Session,Mark\n");
    for (int i = 0; i < 1500; i++)
        str_addf(&text, "200001,%s,2025-09-0%d,AM,I\n", ONE, i % 9 + 1);
    for (int i = 0; i < 1000; i++)
        str_addf(&text, "100001,%s,2025-09-02,AM,?\n", ONE);
    str_addf(&text, "100001,%s,2025-09-02,AM,I\n", ONE);
    world_put(&w, "marks_20250910.csv", text.text);
    world_night(&w);
    assert_rows(&w, counts, "2501|1|0|0|2500;");
    assert_rows(&w, listed,
                "unknown_mark|1000|1000|2501;unknown_school|1000|1500|1001;");
    assert_rows(&w, "select rows, message from load_reject where line = 1001",
                "501|'200001' is not in the schools extract; 500 more of the"
                " kind are not listed;");
    assert_rows(&w, "select count(*) from content_wait", "1;");
    /* All of them are judged anew when the school comes. */
    world_put(&w, "schools_20250911.csv",
              SCHOOL_HEADINGS "200001,919,4010,New School,Secondary,Academy,"
                              "Open\n");
    world_night(&w);
    assert_rows(&w, listed,
                "not_on_roll|1000|1500|1001;unknown_mark|1000|1000|2501;");
    str_release(&text);
    world_close(&w);
}

/* Lines that later ones replace take no room of their own. */
static void a_mark_given_a_million_times_is_counted(void **state)
{
    static const char *const given[] = { "I", "/", "I" };
    const struct mark_of of = { 1, 1, date_make(2025, 9, 8) };
    struct err err = ERR_INIT;
    struct contents contents;
    struct markstore marks;
    struct world w;

    (void)state;
    begin(&w, "million");
    assert_ok(contents_open(&contents, w.db, &err), &err);
    markstore_open(&marks, w.db, &contents);
    markstore_begin(&marks, 1);
    for (int i = 0; i < 1200000; i++)
        assert_ok(markstore_add(&marks, &of, 0, given[i % 3], true, &err),
                  &err);
    assert_true(marks.again_capacity <= 600000);
    assert_ok(markstore_end(&marks, &err), &err);
    assert_int_equal(marks.merge.counts.loaded, 1);
    assert_int_equal(marks.merge.counts.duplicate, 799999);
    assert_int_equal(marks.merge.counts.superseded, 400000);
    markstore_close(&marks);
    contents_close(&contents);
    world_close(&w);
}

/* A line so many times below a header. */
static void write_rubbish(struct world *w, const char *name, const char *header,
                          const char *line, int lines)
{
    struct str text = STR_INIT;

    str_add(&text, header);
    for (int i = 0; i < lines; i++)
        str_add(&text, line);
    world_put(w, name, text.text);
    str_release(&text);
}

/* In a child, which ends where there is no more memory. */
static void rubbish_takes_no_memory_of_its_own(void **state)
{
    const char *const marks = "URN,UPN,Date,Session,Mark\n";
    /* What all that read at once may keep of files, and as much for the rest;
       each file is greater, or would be. */
    const rlim_t room = 2 * INTAKE_KEPT;
    struct rlimit limit;
    struct world w;
    int status;
    pid_t child;

    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip();
#endif
    begin(&w, "rubbish");
    write_rubbish(&w, "rows_20251001.csv", marks, "x,,,,\n", 500000);
    write_rubbish(&w, "field_20251002.csv",
                  "URN,UPN,Date,Session,Mark\n100001," ONE ",2025-09-08,AM,",
                  "/////////", 4000000);
    write_rubbish(&w, "columns_20251003.csv",
                  "URN,UPN,Date,Session,Mark\n100001," ONE ",2025-09-08,AM,I",
                  ",more", 8000000);
    write_rubbish(&w, "lines_20251004.csv",
                  "URN,UPN,Date,Session,Mark\n100001," ONE ",2025-09-08,AM,\"",
                  "\n", 36000000);
    child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        limit.rlim_cur = limit.rlim_max = testing_addresses() + room;
        assert_int_equal(setrlimit(RLIMIT_AS, &limit), 0);
        world_night(&w);
        assert_rows(&w, "select sum(rows) from load_reject", "500002;");
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    world_close(&w);
}

/* Twenty years of marks of pupils under two UPNs, each pair from one file. */
static void write_twins(struct world *w, int pupils)
{
    struct str roll = STR_INIT, marks = STR_INIT;

    str_add(&roll, "URN,UPN,FormerUPN,Surname,Forename,DateOfBirth,Sex,"
                   "Ethnicity,NCYear,EnrolmentStatus,EntryDate,LeavingDate,"
                   "SENStatus,FSM,FSMEver6\n");
    str_add(&marks, "URN,UPN,StartDate,Marks\n");
    for (int i = 0; i < pupils * 2; i++) {
        char upn[14], former[14];

        world_upn(i + 10, upn);
        world_upn(i + 11, former);
        str_addf(&roll,
                 "100001,%s,%s,A,B,2000-01-01,F,WBRI,9,C,2004-09-01,,N,N,N\n",
                 upn, i % 2 ? "" : former);
        str_addf(&marks, "100001,%s,2005-09-01,", upn);
        for (int day = 0; day < 7300; day++)
            str_add(&marks, i % 2 ? "I " : "/ ");
        str_add(&marks, "\n");
    }
    world_put(w, "pupils_20250905.csv", roll.text);
    world_put(w, "marks_20250906.csv", marks.text);
    str_release(&roll);
    str_release(&marks);
}

/* Which line is the later is known of so many strings at a time. */
static void ties_are_gone_through_bit_by_bit(void **state)
{
    struct err err = ERR_INIT;
    struct contents contents;
    struct markstore marks;
    struct query *pairs = NULL;
    int64_t count, strings = 0;
    bool is_last = false;
    int times = 0;
    struct world w;

    (void)state;
    begin(&w, "ties");
    write_twins(&w, 110);
    world_night(&w);
    assert_true(world_int(&w, "select count(*) from mark_hidden") > 700000);
    assert_int_equal(world_int(&w, "select count(*) from attendance_mark"
                                   " where mark = '/'"),
                     0);
    assert_ok(contents_open(&contents, w.db, &err), &err);
    markstore_open(&marks, w.db, &contents);
    assert_ok(markhide_open_pairs(&marks, &pairs, &err), &err);
    for (; !is_last; times++) {
        assert_ok(markhide_find_ties(&marks, pairs, &count, &is_last, &err),
                  &err);
        assert_true(marks.ties.count <= TIES_MAX + 2);
        strings += 2 * count;
    }
    assert_true(times > 1);
    assert_int_equal(strings,
                     world_int(&w, "select count(*) from mark_string"));
    query_close(pairs);
    markstore_close(&marks);
    contents_close(&contents);
    world_close(&w);
}

/* Links beyond twenty ids of a kind are not made, and none is lost: each joins
   two persons or is listed. */
static void a_chain_of_former_upns_is_many_persons(void **state)
{
    struct str text = STR_INIT;
    struct world w;

    (void)state;
    begin(&w, "chain");
    str_add(&text, "URN,UPN,FormerUPN,Surname,Forename,DateOfBirth,Sex,"
                   "Ethnicity,NCYear,EnrolmentStatus,EntryDate,LeavingDate,"
                   "SENStatus,FSM,FSMEver6\n");
    for (int i = 1; i <= 400; i++) {
        char upn[14], former[14];

        world_upn(i, upn);
        world_upn(i + 1, former);
        str_addf(&text,
                 "100001,%s,%s,A,B,2011-01-01,F,WBRI,9,C,2025-09-01,,N,N,N\n",
                 upn, former);
    }
    world_put(&w, "pupils_20250905.csv", text.text);
    world_night(&w);
    assert_rows(&w,
                "select max(ids), sum(ids) from"
                " (select count(*) as ids from person group by pupil_key)",
                "20|401;");
    assert_rows(&w,
                "select (select count(*) from load_unlinked)"
                " + 401 - (select count(distinct pupil_key) from person)",
                "400;");
    str_release(&text);
    world_close(&w);
}

/* How fresh a school's data is is another then, and what its newest files
   list: packs that show it are made again. */
static void known_bytes_sent_anew_are_news(void **state)
{
    struct world w;

    (void)state;
    begin(&w, "anew");
    world_put(&w, "pupils_20250908.csv",
              "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
              "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
              "100001," ONE ",A,B,2011-01-01,F,WBRI,9,C,2025-09-01,,N,N,N\n");
    world_night(&w);
    assert_rows(&w, "select status from load_file where path like '%0908.csv'",
                "unchanged;");
    assert_int_equal(w.result.news, 1);
    world_night(&w);
    assert_int_equal(w.result.news, 0);
    world_close(&w);
}

/* A held file was looked at and not loaded: its reader, which is only lent, is
   given back before those that come after it are met. */
static void what_was_looked_at_is_given_back_in_time(void **state)
{
    struct world w;
    struct loader loader;
    struct content contents[2];
    struct query *q = NULL;
    struct err err = { 0 };
    enum load_look look;
    char message[512];

    (void)state;
    begin(&w, "looked");
    assert_ok(query_open(&q, w.db,
                         "select content_id, sha256, type, status, stamp,"
                         " is_released, row_count, encoding from content",
                         &err),
              &err);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(query_step(q, &err), 1);
        content_read(&contents[i], q);
    }
    query_close(q);
    assert_ok(loader_open(&loader, w.db, &w.config, &w.types, &err), &err);
    for (size_t i = 0; i < 2; i++)
        assert_ok(loader_expect_again(&loader, &contents[i], &err), &err);
    assert_ok(loader_look(&loader, &contents[0], &look, NULL, message, &err),
              &err);
    assert_non_null(loader.looked);
    (void)loader_saw_whole(&loader, &contents[1]);
    assert_null(loader.looked);
    assert_ok(loader_look(&loader, &contents[1], &look, NULL, message, &err),
              &err);
    assert_int_equal(look, LOOK_WHOLE);
    loader_close(&loader);
    world_close(&w);
}

static void assert_whole_text(const char *text)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;

    while (*at) {
        utf8proc_int32_t point;
        utf8proc_ssize_t taken = utf8proc_iterate(at, -1, &point);

        if (taken <= 0)
            fail_msg("no text: %s", text);
        at += taken;
    }
}

/* Wherever a long heading, and a long list of them, is cut. */
static void what_is_said_of_headings_is_text(void **state)
{
    struct world w;

    (void)state;
    begin(&w, "headings");
    for (int shift = 0; shift < 4; shift++) {
        struct str text = STR_INIT;
        char name[64];
        char *said;

        str_add(&text, "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,"
                       "Outcome");
        for (int column = 0; column < 16; column++) {
            str_addf(&text, ",%d%.*s", 10 + column, shift, "xxxx");
            for (int i = 0; i < 20; i++)
                str_add(&text, "\xE2\x82\xAC");
        }
        str_addf(&text,
                 "\n100001," ONE ",SUSP,2025-09-%02d,2025-09-%02d,2,PP,\n",
                 8 + shift, 8 + shift);
        snprintf(name, sizeof(name), "suspensions_2025100%d.csv", 1 + shift);
        world_put(&w, name, text.text);
        world_night(&w);
        said = world_rows(&w, "select message from load_file where run_id ="
                              " (select max(run_id) from load_run)");
        assert_non_null(strstr(said, "columns not used: '10"));
        assert_whole_text(said);
        free(said);
        str_release(&text);
    }
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* first: what others gave back would be room */
        cmocka_unit_test(rubbish_takes_no_memory_of_its_own),
        cmocka_unit_test(lines_are_counted_whatever_repeats),
        cmocka_unit_test(many_rejects_of_a_kind_are_a_thousand_rows),
        cmocka_unit_test(what_is_said_of_headings_is_text),
        cmocka_unit_test(a_mark_given_a_million_times_is_counted),
        cmocka_unit_test(ties_are_gone_through_bit_by_bit),
        cmocka_unit_test(a_chain_of_former_upns_is_many_persons),
        cmocka_unit_test(known_bytes_sent_anew_are_news),
        cmocka_unit_test(what_was_looked_at_is_given_back_in_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
