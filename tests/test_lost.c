/*
 * Nothing is lost for what cannot be seen (details 102 to 104): a warehouse,
 * an archive or a file that is gone, damaged, another's or not yet to be.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/db.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "tests/program.h"

#define FOR " --quiet --config c/county.ini --as-of 2025-12-01"
#define RUN "run" FOR
#define MARKS "URN,UPN,Date,Session,Mark\n"
#define ONE "L919400024001"
#define CARE "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"

static struct err err = ERR_INIT;

/* Rows of a statement on the warehouse: columns by bars, rows by semicolons. */
static char *rows(const char *sql)
{
    struct str text = STR_INIT;
    struct query *q = NULL;
    struct db *db = NULL;

    assert_ok(db_open(&db, "c/w.db", DB_READ_ONLY, &err)
                  || query_open(&q, db, sql, &err),
              &err);
    while (query_step(q, &err) == 1)
        for (int i = 0; i < query_column_count(q); i++)
            str_addf(&text, "%s%c", query_text(q, i),
                     i + 1 < query_column_count(q) ? '|' : ';');
    query_close(q);
    db_close(db);
    return str_take(&text);
}

static void assert_rows(const char *sql, const char *expected)
{
    char *is = rows(sql);

    assert_string_equal(is, expected);
    free(is);
}

static const char marks[] =
    "select date, mark from attendance_mark order by date, session";

static void copy_file(const char *from, const char *to)
{
    char *text;
    size_t len;

    assert_ok(file_read(from, &text, &len, &err), &err);
    testing_write_bytes(to, text, len);
    free(text);
}

/* A night has been; "seen" is the warehouse and the journal after it. */
static void a_night(void)
{
    testing_write("c/inbox/marks_20251103.csv",
                  MARKS "100001," ONE ",2025-11-03,AM,/\n");
    assert_int_equal(vschool(RUN), 0);
    copy_file("c/w.db", "seen.db");
    copy_file("c/archive/contents.csv", "seen.csv");
}

static void assert_journal_is_as_before(void)
{
    char *seen = program_text("seen.csv");
    char *now = program_text("c/archive/contents.csv");

    assert_string_equal(now, seen);
    free(seen);
    free(now);
}

/* --- the warehouse -------------------------------------------------------- */

/* Every command that could begin another over it. */
static void assert_refused(int status, const char *words)
{
    static const char *const commands[] = {
        RUN,
        "ingest" FOR,
        "transform" FOR,
        "report" FOR,
        "check" FOR " c/inbox/marks_20251103.csv",
        "withdraw" FOR " marks_20251103.csv",
        "release" FOR " marks_20251103.csv",
    };

    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        int ended = vschool(commands[i]);

        if (ended != status || !strstr(errs, words))
            fail_msg("%s: %d: %s", commands[i], ended, errs);
    }
    assert_journal_is_as_before();
}

static void one_that_is_gone_is_not_begun_anew(void **state)
{
    (void)state;
    a_night();
    assert_int_equal(unlink("c/w.db"), 0);
    assert_refused(66, "w.db' is not there, though the archive lists");
    assert_false(testing_is_there("c/w.db"));
    testing_write("c/w.db", "");
    assert_refused(66, "w.db' is empty, though the archive lists");

    assert_int_equal(vschool("rebuild" FOR), 0);
    assert_rows(marks, "2025-11-03|/;");
    /* Run numbers go on, and the night after it finds nothing new. */
    assert_rows("select run_id from load_run", "2;");
    assert_int_equal(vschool(RUN), 0);
    assert_rows("select status, count(*) from load_file group by 1",
                "unchanged|3;");
}

/* What a killed run left of its journal is of the old one. */
static void its_write_ahead_log_is_not_played_into_another(void **state)
{
    struct db *db = NULL;

    (void)state;
    a_night();
    assert_ok(db_open(&db, "c/w.db", DB_WRITE, &err)
                  || db_exec(db,
                             "pragma journal_mode = wal;"
                             " pragma wal_autocheckpoint = 0;"
                             " update school set name = 'Old Name'",
                             &err),
              &err);
    copy_file("c/w.db-wal", "old-wal");
    db_close(db);
    assert_int_equal(unlink("c/w.db"), 0);
    copy_file("old-wal", "c/w.db-wal");
    assert_int_equal(vschool("rebuild" FOR), 0);
    assert_int_equal(vschool(RUN), 0);
    assert_rows("select name from dim_school", "North School;");
    assert_rows("pragma integrity_check", "ok;");
}

static void an_older_copy_is_not_taken_for_the_newest(void **state)
{
    (void)state;
    a_night();
    for (int day = 4; day < 6; day++) {
        char path[64], text[128];

        snprintf(path, sizeof(path), "c/inbox/marks_2025110%d.csv", day);
        snprintf(text, sizeof(text), MARKS "100001,%s,2025-11-0%d,AM,/\n", ONE,
                 day);
        testing_write(path, text);
        assert_int_equal(vschool(RUN), 0);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(vschool("withdraw" FOR " marks_20251103.csv"), 0);
    copy_file("c/archive/contents.csv", "seen.csv");
    copy_file("seen.db", "c/w.db");
    assert_refused(65, "is older than its archive (run 1, where the archive has"
                       " seen run 4)");
    assert_int_equal(vschool("rebuild" FOR), 0);
    /* With what was withdrawn since. */
    assert_rows(marks, "2025-11-04|/;2025-11-05|/;");
    assert_rows("select max(run_id) from load_run", "5;");
}

static void another_county_s_archive_is_not_written_over(void **state)
{
    (void)state;
    a_night();
    assert_int_equal(rename("c/archive", "c/own"), 0);
    assert_int_equal(rename("c/w.db", "c/own.db"), 0);
    assert_int_equal(vschool(RUN), 0);
    copy_file("c/archive/contents.csv", "seen.csv");
    assert_int_equal(rename("c/own.db", "c/w.db"), 0);
    assert_refused(65, "is another warehouse's than");
}

static void what_another_program_keeps_is_nobody_s_warehouse(void **state)
{
    static const char words[] = "is a database, but no warehouse";
    static const char *const others[] = {
        "rebuild" FOR,
        "backup" FOR " copy.db",
        "verify" FOR,
        "status" FOR,
        "explain" FOR " ehe",
        "restore" FOR " a.bak",
        "forget" FOR " --older-than 5",
    };
    struct db *db = NULL;
    char *before, *after;
    size_t had, has;

    (void)state;
    a_night();
    assert_int_equal(vschool("backup" FOR " a.bak"), 0);
    assert_int_equal(unlink("c/w.db"), 0);
    assert_ok(db_open(&db, "c/w.db", DB_CREATE, &err)
                  || db_exec(db,
                             "create table address (name text);"
                             " create table load_run (day text);"
                             " insert into address values ('kept')",
                             &err),
              &err);
    db_close(db);
    assert_ok(file_read("c/w.db", &before, &had, &err), &err);
    assert_refused(65, words);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        int ended = vschool(others[i]);

        if (ended != 65 || !strstr(errs, words))
            fail_msg("%s: %d: %s", others[i], ended, errs);
    }
    assert_ok(file_read("c/w.db", &after, &has, &err), &err);
    assert_int_equal(has, had);
    assert_memory_equal(after, before, had);
    free(before);
    free(after);
}

/* --- the archive ---------------------------------------------------------- */

static void one_that_is_not_mounted_is_not_begun_anew(void **state)
{
    (void)state;
    a_night();
    assert_int_equal(rename("c/archive", "c/elsewhere"), 0);
    assert_int_equal(vschool(RUN), 66);
    assert_says(errs, "lists nothing, though");
    assert_false(testing_is_there("c/archive"));
    assert_int_equal(rename("c/elsewhere", "c/archive"), 0);
    assert_int_equal(vschool(RUN), 0);
    assert_rows(marks, "2025-11-03|/;");
}

/* The archive's file of what came as `path`. */
static void archived(const char *path, char file[160])
{
    char sql[160];
    char *sha256;

    snprintf(sql, sizeof(sql), "select sha256 from load_file where path = '%s'",
             path);
    sha256 = rows(sql);
    snprintf(file, 160, "c/archive/%.2s/%.64s.zst", sha256, sha256);
    free(sha256);
}

/* One bit of what is at `at` bytes from the end. */
static void flip(const char *path, long at)
{
    FILE *f = fopen(path, "r+b");
    int c;

    assert_non_null(f);
    assert_int_equal(fseek(f, -at, SEEK_END), 0);
    c = getc(f);
    assert_int_equal(fseek(f, -at, SEEK_END), 0);
    assert_int_not_equal(putc(c ^ 1, f), EOF);
    assert_int_equal(fclose(f), 0);
}

/* Any bit: of the frame's head, of what is in it, of its checksum. */
static void a_bit_that_flips_changes_no_figure(void **state)
{
    char file[160];
    struct stat st;

    (void)state;
    a_night();
    archived("marks_20251103.csv", file);
    copy_file(file, "good.zst");
    assert_int_equal(stat(file, &st), 0);
    assert_int_equal(rename("c/inbox/marks_20251103.csv", "kept.csv"), 0);
    for (struct prop p = prop_begin(5); prop_next(&p);) {
        copy_file("good.zst", file);
        flip(file, 1 + (long)prop_below(&p, (size_t)st.st_size));
        /* A bit that means nothing may flip. */
        if (vschool("rebuild" FOR) != 0) {
            assert_says(errs, "is damaged");
            assert_says(errs, "Put 'marks_20251103.csv' into the inbox again");
        }
        assert_rows(marks, "2025-11-03|/;");
    }
    /* As the message says. */
    copy_file("good.zst", file);
    flip(file, 1);
    assert_int_equal(vschool("rebuild" FOR), 65);
    assert_int_equal(rename("kept.csv", "c/inbox/marks_20251103.csv"), 0);
    assert_int_equal(vschool("rebuild --config c/county.ini"
                             " --as-of 2025-12-01"),
                     0);
    assert_says(errs, "is damaged: its bytes are not those that came: replaced"
                      " by the copy in the inbox, 'marks_20251103.csv'");
    assert_int_equal(unlink("c/inbox/marks_20251103.csv"), 0);
    assert_int_equal(vschool("rebuild" FOR), 0);
    assert_rows(marks, "2025-11-03|/;");
}

static void good_bytes_that_come_again_replace_a_damaged_copy(void **state)
{
    char file[160];

    (void)state;
    a_night();
    archived("marks_20251103.csv", file);
    flip(file, 8);
    copy_file("c/inbox/marks_20251103.csv", "c/inbox/again_20251103.csv");
    assert_int_equal(unlink("c/inbox/marks_20251103.csv"), 0);
    assert_int_equal(vschool(RUN), 0);
    assert_int_equal(vschool("rebuild" FOR), 0);
    assert_rows(marks, "2025-11-03|/;");
}

/* after_load = archive: not where that would be the last good copy. */
static void the_last_good_copy_stays_in_the_inbox(void **state)
{
    char *settings = program_text("c/county.ini");
    struct str text = STR_INIT;
    char file[160];

    (void)state;
    a_night();
    archived("marks_20251103.csv", file);
    flip(file, 8);
    str_addf(&text, "%s[paths]\nafter_load = archive\n", settings);
    testing_write("c/county.ini", text.text);
    assert_int_equal(vschool("run --config c/county.ini --as-of 2025-12-01"),
                     0);
    assert_says(errs, "a file stays in the inbox: the archive's copy");
    assert_true(testing_is_there("c/inbox/marks_20251103.csv"));
    assert_false(testing_is_there("c/inbox/schools_20250901.csv"));
    assert_int_equal(vschool("rebuild" FOR), 0);
    assert_int_equal(vschool(RUN), 0);
    assert_rows(marks, "2025-11-03|/;");
    assert_false(testing_is_there("c/inbox/marks_20251103.csv"));
    str_release(&text);
    free(settings);
}

/* Bytes in the archive, the journal written, and killed before the commit. */
static void what_a_stopped_run_listed_is_taken_in(void **state)
{
    (void)state;
    a_night();
    testing_write("c/inbox/marks_20251104.csv",
                  MARKS "100001," ONE ",2025-11-04,AM,L\n");
    assert_int_equal(vschool(RUN), 0);
    copy_file("seen.db", "c/w.db");
    assert_int_equal(unlink("c/inbox/marks_20251104.csv"), 0);
    assert_int_equal(vschool("run --config c/county.ini --as-of 2025-12-01"),
                     0);
    assert_says(errs, "the archive lists 1 extracts that the warehouse lacks");
    assert_rows(marks, "2025-11-03|/;2025-11-04|L;");
}

/* As a run leaves it that is killed between its journal and its commit: the
   warehouse and the log are those of the night before. */
static void stop_before_commit(void)
{
    copy_file("seen.db", "c/w.db");
    copy_file("seen.log", "c/w.db.log");
    assert_ok(folder_remove("c/outbox", &err), &err);
}

/* With the quality pack, which the county's settings leave out. */
static void want_receipts(void)
{
    static const char never[] = "quality = never";
    char *settings = program_text("c/county.ini");
    char *at = strstr(settings, never);
    struct str text = STR_INIT;

    assert_non_null(at);
    str_add_n(&text, settings, (size_t)(at - settings));
    str_addf(&text, "quality = nightly%s", at + strlen(never));
    testing_write("c/county.ini", text.text);
    str_release(&text);
    free(settings);
}

static const char said[] =
    "select run_id, path, type, extract_time, status, rows_read, rows_loaded,"
    " rows_duplicate, rows_superseded, rows_rejected, lines_skipped, message"
    " from load_file order by run_id, path";
static const char receipt[] = "c/outbox/latest/quality/receipts/100001.html";

/* What it said of files that still lie there is what the next one says. */
static void what_a_stopped_run_took_in_is_said_by_the_next(void **state)
{
    char *before, *told, *again;

    (void)state;
    want_receipts();
    a_night();
    copy_file("c/w.db.log", "seen.log");
    testing_write("c/inbox/a/marks_20251104.csv",
                  MARKS "100001," ONE ",2025-11-04,AM,L\n"
                        "100001," ONE ",2025-11-03,AM,/\n"
                        "100001," ONE ",2025-11-31,AM,L\n\n");
    testing_write("c/inbox/care_20251104.csv",
                  CARE "C1," ONE ",2011-01-01,CPP,2025-01-01,,\n");
    testing_write("c/inbox/gone_20251105.csv",
                  MARKS "100001," ONE ",2025-11-05,AM,L\n");
    testing_write("c/inbox/other_20251106.csv",
                  MARKS "100001," ONE ",2025-11-06,AM,L\n");
    /* Known bytes, sent again. */
    copy_file("c/inbox/marks_20251103.csv", "c/inbox/marks_20251107.csv");
    assert_int_equal(vschool(RUN), 0);
    before = rows(said);
    told = program_text(receipt);
    copy_file("c/archive/contents.csv", "journal.csv");
    stop_before_commit();
    assert_int_equal(vschool("run --config c/county.ini --as-of 2025-12-01"),
                     0);
    assert_says(errs, "a run was stopped that had taken in 5 files");
    assert_rows(said, before);
    again = program_text(receipt);
    assert_string_equal(again, told);
    free(again);
    assert_int_equal(vschool("verify" FOR), 0);
    assert_int_equal(vschool("rebuild" FOR), 0);

    /* One is gone since, one is another: they count by the archive's copy. */
    stop_before_commit();
    copy_file("journal.csv", "c/archive/contents.csv");
    assert_int_equal(unlink("c/inbox/gone_20251105.csv"), 0);
    testing_write("c/inbox/other_20251106.csv",
                  MARKS "100001," ONE ",2025-11-06,AM,I\n");
    assert_int_equal(vschool(RUN), 0);
    assert_rows("select path, rows_loaded from load_file where run_id = 2"
                " order by path",
                "a/marks_20251104.csv|1;care_20251104.csv|1;"
                "marks_20251107.csv|0;other_20251106.csv|1;");
    assert_rows(marks, "2025-11-03|/;2025-11-04|L;2025-11-05|L;2025-11-06|I;");
    free(before);
    free(told);
}

/* Bytes in the archive, and killed before the journal was written. */
static void what_nobody_lists_is_swept_away(void **state)
{
    static const char zeros[] =
        "c/archive/00/0000000000000000000000000000000000000000"
        "000000000000000000000000.zst";

    (void)state;
    a_night();
    assert_false(testing_is_there("c/archive/incoming"));
    testing_write(zeros, "of a run that was killed");
    testing_write("c/archive/incoming/3.tmp", "half of what came next");
    testing_write("c/archive/00/notes.txt", "of the county's own");
    assert_int_equal(vschool(RUN), 0);
    assert_false(testing_is_there(zeros));
    assert_false(testing_is_there("c/archive/incoming"));
    assert_true(testing_is_there("c/archive/00/notes.txt"));
    assert_int_equal(vschool("rebuild" FOR), 0);
}

/* --- files ---------------------------------------------------------------- */

/* A folder in the inbox and one in it, and so on. */
static void remove_deep(const char *name, int depth)
{
    assert_int_equal(chdir("c/inbox"), 0);
    for (int i = 0; i < depth; i++)
        assert_int_equal(chdir(name), 0);
    for (int i = 0; i < depth; i++)
        assert_true(chdir("..") == 0 && rmdir(name) == 0);
    assert_int_equal(chdir("../.."), 0);
}

static void what_is_no_file_stops_nothing_else(void **state)
{
    char name[256];

    (void)state;
    a_night();
    assert_int_equal(mkfifo("c/inbox/pipe.csv", 0600), 0);
    assert_int_equal(symlink("../w.db", "c/inbox/link.csv"), 0);
    assert_int_equal(symlink("nowhere", "c/inbox/dangling.csv"), 0);
    memset(name, 'n', sizeof(name) - 1);
    name[sizeof(name) - 1] = '\0';
    assert_int_equal(chdir("c/inbox"), 0);
    /* Deeper than a path can be. */
    for (int i = 0; i < 20; i++)
        assert_true(mkdir(name, 0700) == 0 && chdir(name) == 0);
    for (int i = 0; i < 20; i++)
        assert_int_equal(chdir(".."), 0);
    assert_int_equal(chdir("../.."), 0);
    testing_write("c/inbox/marks_20251104.csv",
                  MARKS "100001," ONE ",2025-11-04,AM,L\n");
    assert_int_equal(vschool("run --config c/county.ini --as-of 2025-12-01"),
                     3);
    assert_says(errs, "pipe.csv: incomplete: is no plain file");
    assert_says(errs, "link.csv: incomplete: is no plain file");
    assert_says(errs, "dangling.csv: incomplete: is no plain file");
    assert_says(errs, "incomplete: cannot look");
    assert_rows(marks, "2025-11-03|/;2025-11-04|L;");
    assert_true(testing_is_there("c/outbox/latest"));
    /* Again, and nothing new is written down of them. */
    assert_int_equal(vschool(RUN), 3);
    assert_rows("select count(*) from load_file where path = 'pipe.csv'", "1;");
    assert_rows("select count(*) from file_waiting", "4;");
    /* Taken away, they are no trouble any more. */
    remove_deep(name, 20);
    assert_int_equal(unlink("c/inbox/pipe.csv"), 0);
    assert_int_equal(unlink("c/inbox/link.csv"), 0);
    assert_int_equal(unlink("c/inbox/dangling.csv"), 0);
    assert_int_equal(vschool(RUN), 0);
    assert_rows("select count(*) from file_waiting", "0;");
}

/* A file may be called what it likes: its name is back with its content. */
static void any_name_comes_back_from_the_archive(void **state)
{
    static const char *const names[] = {
        " marks_20251103.csv",       "marks\n_20251104.csv",
        "marks_20251105.csv\r",      "a, \"b\"/marks_20251106.csv\t",
        "# marks_20251107.csv",      "marks\xff_20251108.csv",
        "\xef\xbb\xbf_20251109.csv", "marks_20251110.csv. ",
    };
    static const char named[] =
        "select hex(path) from content_stamp order by stamp";
    char *before;

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[64], text[128];

        snprintf(path, sizeof(path), "c/inbox/%s", names[i]);
        snprintf(text, sizeof(text),
                 MARKS "100001," ONE ",2025-11-%02zu,AM,/\n", i + 3);
        testing_write(path, text);
    }
    assert_int_equal(vschool(RUN), 0);
    assert_rows("select count(*) from content", "10;");
    before = rows(named);
    assert_ok(folder_remove("c/inbox", &err), &err);
    assert_int_equal(unlink("c/w.db"), 0);
    assert_int_equal(vschool(RUN), 66);
    assert_says(errs, "lists what was in it (10)");
    assert_int_equal(vschool("rebuild" FOR), 0);
    assert_rows(named, before);
    assert_int_equal(vschool("verify" FOR), 0);
    free(before);
}

/* A byte that is no text is shown as what another may be called. */
static void no_two_names_are_shown_alike(void **state)
{
    (void)state;
    testing_write("c/inbox/marks\n_20251103.csv",
                  MARKS "100001," ONE ",2025-11-03,AM,/\n");
    testing_write("c/inbox/marks\\x0a_20251103.csv",
                  MARKS "100001," ONE ",2025-11-04,AM,L\n");
    assert_int_equal(vschool(RUN), 0);
    assert_rows(
        "select path from load_file where path glob 'marks*' order by 1",
        "marks\\x0a_20251103.csv;marks\\x5cx0a_20251103.csv;");
    assert_rows(marks, "2025-11-03|/;2025-11-04|L;");
}

static void a_snapshot_of_a_day_to_come_changes_nothing(void **state)
{
    static const char plans[] =
        "select plan, coalesce(end_date, '') from fct_social_care order by 1";

    (void)state;
    testing_write("c/inbox/care_20251101.csv",
                  CARE "C1," ONE ",2011-01-01,CPP,2025-01-01,,\n");
    assert_int_equal(vschool(RUN), 0);
    testing_write("c/inbox/care_21261102.csv",
                  CARE "C1," ONE ",2011-01-01,CPP,2025-01-01,,\nC1," ONE
                       ",2011-01-01,CIN,2025-01-01,,\n");
    assert_int_equal(vschool("run --config c/county.ini --as-of 2025-12-01"),
                     3);
    assert_says(errs, "care_21261102.csv: held: its extract time, "
                      "2126-11-02T00:00:00, is to come");
    assert_rows(plans, "CPP|;");
    assert_int_equal(vschool(RUN), 3); /* said again */
    /* What comes meanwhile counts. */
    testing_write("c/inbox/care_20251103.csv",
                  CARE "C1," ONE ",2011-01-01,CPP,2025-01-01,2025-11-02,\n");
    assert_int_equal(vschool(RUN), 3);
    assert_rows(plans, "CPP|2025-11-02;");
    /* Named as it should have been, it is let in. */
    assert_int_equal(
        rename("c/inbox/care_21261102.csv", "c/inbox/care_20251102.csv"), 0);
    assert_int_equal(vschool(RUN), 0);
    assert_rows("select stamp from content where stamp > '2027'", "");
    assert_int_equal(vschool("rebuild" FOR), 0);
    assert_rows("select count(*) from content where status = 'held'", "0;");
}

static void a_day_to_come_can_be_let_in(void **state)
{
    (void)state;
    testing_write("c/inbox/marks_21261102.csv",
                  MARKS "100001," ONE ",2025-11-03,AM,/\n");
    assert_int_equal(vschool(RUN), 3);
    assert_rows(marks, "");
    assert_int_equal(vschool("release" FOR " c/inbox/marks_21261102.csv"), 0);
    assert_rows(marks, "2025-11-03|/;");
    assert_int_equal(vschool(RUN), 0);

    /* However it was named, it is the file that came. */
    assert_rows("select path, status from load_file where path glob '*2126*'"
                " order by run_id",
                "marks_21261102.csv|held;marks_21261102.csv|loaded;");
    assert_int_equal(vschool("rebuild" FOR), 0);
    assert_rows(marks, "2025-11-03|/;");
}

/* Sent again under a slip of the pen, known bytes stay as they are. */
static void known_bytes_of_a_day_to_come_win_over_nothing(void **state)
{
    (void)state;
    a_night();
    copy_file("c/inbox/marks_20251103.csv", "c/inbox/marks_21261103.csv");
    testing_write("c/inbox/marks_20251104.csv",
                  MARKS "100001," ONE ",2025-11-03,AM,L\n");
    assert_int_equal(vschool(RUN), 3);
    assert_rows(marks, "2025-11-03|L;");

    /* As long as it lies there, it is said again. */
    assert_int_equal(vschool("run --config c/county.ini --as-of 2025-12-01"),
                     3);
    assert_says(errs, "marks_21261103.csv: held: its extract time, "
                      "2126-11-03T00:00:00, is to come, and its bytes came "
                      "before: send it under the right date");
    assert_int_equal(vschool("status" FOR), 0);
    assert_says(out, "marks_21261103.csv  held");
    assert_rows("select count(*) from load_file where path glob '*2126*'",
                "1;");
    /* Nothing of it is in that could be let in or taken out. */
    assert_int_equal(vschool("withdraw" FOR " c/inbox/marks_21261103.csv"), 64);
    assert_says(errs, "waits for its day, and its bytes came before");
    assert_int_equal(vschool("release" FOR " marks_21261103.csv"), 64);
    assert_says(errs, "waits for its day, and its bytes came before");
    /* Its day has come: what was last sent counts. */
    assert_int_equal(
        rename("c/inbox/marks_21261103.csv", "c/inbox/marks_20251105.csv"), 0);
    assert_int_equal(vschool(RUN), 0);
    assert_rows(marks, "2025-11-03|/;");
}

static void a_time_ahead_of_the_clock_is_now(void **state)
{
    static const struct timespec far[] = { { 0, 0 },
                                           { INT64_C(1) << 33, 0 },
                                           { -(INT64_C(1) << 33), 0 } };

    char *settings = program_text("c/county.ini");
    char *seconds = strstr(settings, "settle_seconds = 0");

    (void)state;
    assert_non_null(seconds);
    seconds[strlen("settle_seconds = ")] = '9';
    testing_write("c/county.ini", settings);
    free(settings);
    for (size_t i = 0; i < sizeof(far) / sizeof(far[0]); i++) {
        const struct timespec times[] = { far[i], far[i] };
        char path[64], text[128];

        snprintf(path, sizeof(path), "c/inbox/marks%zu.csv", i);
        snprintf(text, sizeof(text), MARKS "100001,%s,2025-11-0%zu,AM,/\n", ONE,
                 3 + i);
        testing_write(path, text);
        assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    }
    assert_int_equal(utimensat(AT_FDCWD, "c/inbox/schools_20250901.csv",
                               (const struct timespec[]){ far[0], far[0] }, 0),
                     0);
    assert_int_equal(utimensat(AT_FDCWD, "c/inbox/pupils_20250902.csv",
                               (const struct timespec[]){ far[0], far[0] }, 0),
                     0);
    assert_int_equal(vschool(RUN), 0);
    assert_rows(marks, "2025-11-03|/;2025-11-04|/;2025-11-05|/;");
    assert_rows("select count(*) from content where stamp > '2100'", "0;");
    assert_int_equal(vschool(RUN), 0);
    assert_rows("select count(*) from load_file where run_id = 2", "0;");
}

/* What a first run leaves that is killed once the journal is written. */
static void a_first_run_that_was_stopped_is_begun_again(void **state)
{
    char *before, *told;

    (void)state;
    a_night();
    before = rows(marks);
    told = rows(said);
    assert_int_equal(rename("c/w.db", "c/w.db.new"), 0);
    assert_int_equal(unlink("c/w.db.log"), 0);
    assert_int_equal(vschool("status" FOR), 66);
    assert_int_equal(vschool(RUN), 0);
    assert_rows(marks, before);
    assert_rows(said, told);
    assert_false(testing_is_there("c/w.db.new"));
    /* Or one whose commit failed. */
    assert_int_equal(unlink("c/w.db"), 0);
    testing_write("c/w.db.new", "");
    assert_int_equal(unlink("c/inbox/marks_20251103.csv"), 0);
    assert_int_equal(vschool(RUN), 0);
    assert_rows(marks, before);
    assert_int_equal(unlink("c/w.db"), 0);
    assert_int_equal(vschool(RUN), 66);
    free(before);
    free(told);
}

#define LOST(test) cmocka_unit_test_setup(test, program_county)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LOST(a_first_run_that_was_stopped_is_begun_again),
        LOST(one_that_is_gone_is_not_begun_anew),
        LOST(its_write_ahead_log_is_not_played_into_another),
        LOST(an_older_copy_is_not_taken_for_the_newest),
        LOST(another_county_s_archive_is_not_written_over),
        LOST(what_another_program_keeps_is_nobody_s_warehouse),
        LOST(one_that_is_not_mounted_is_not_begun_anew),
        LOST(a_bit_that_flips_changes_no_figure),
        LOST(good_bytes_that_come_again_replace_a_damaged_copy),
        LOST(the_last_good_copy_stays_in_the_inbox),
        LOST(what_a_stopped_run_listed_is_taken_in),
        LOST(what_a_stopped_run_took_in_is_said_by_the_next),
        LOST(what_nobody_lists_is_swept_away),
        LOST(what_is_no_file_stops_nothing_else),
        LOST(any_name_comes_back_from_the_archive),
        LOST(no_two_names_are_shown_alike),
        LOST(a_snapshot_of_a_day_to_come_changes_nothing),
        LOST(a_day_to_come_can_be_let_in),
        LOST(known_bytes_of_a_day_to_come_win_over_nothing),
        LOST(a_time_ahead_of_the_clock_is_now),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
