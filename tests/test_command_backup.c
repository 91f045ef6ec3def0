#define _GNU_SOURCE /* memmem */
/*
 * A backup is the warehouse at one instant or it is not there; a restore puts
 * back all of it or touches nothing, and the night after comes to where the
 * warehouse would be. (Kills and failing calls: tests/test_fault.c.)
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/copy.h"
#include "core/db.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/proc.h"
#include "core/str.h"
#include "tests/difference.h"
#include "tests/fault/trace.h"
#include "tests/program.h"
#include "tests/world.h"

#define FOR " --quiet --config c/county.ini --as-of 2025-12-01"
#define RUN "run" FOR
#define VERIFY "verify" FOR
#define BACKUP "backup" FOR " b.db"
#define RESTORE "restore" FOR " b.db"
#define MARKS "URN,UPN,Date,Session,Mark\n"
#define CARE "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"

static struct err err = ERR_INIT;

static void put_marks(int day, const char *mark)
{
    char path[64], text[128];

    snprintf(path, sizeof(path), "c/inbox/marks_202511%02d.csv", day);
    snprintf(text, sizeof(text),
             MARKS "100001,L919400024001,2025-11-%02d,AM,%s\n", day, mark);
    testing_write(path, text);
}

static void assert_status(const char *words, int status)
{
    int ended = vschool(words);

    if (ended != status)
        fail_msg("%s: %d and not %d: %s%s", words, ended, status, out, errs);
}

static void assert_sound(void)
{
    assert_status(VERIFY, 0);
}

/* A county with two nights behind it, kept to begin each test from. */
static int two_nights(void **state)
{
    if (program_county(state))
        return -1;
    put_marks(3, "/");
    testing_write("c/inbox/care_20251101.csv",
                  CARE "1,L919400024001,2011-01-01,CLA,2025-01-01,,\n"
                       "2,A919400024002,2011-01-01,CIN,2025-01-01,,\n"
                       "3,,2012-01-01,CIN,2025-01-01,,\n");
    assert_status(RUN, 0);
    put_marks(4, "N");
    assert_status(RUN, 0);
    assert_ok(folder_remove("kept", &err), &err);
    assert_int_equal(rename("c", "kept"), 0);
    return 0;
}

static int begin(void **state)
{
    static const char *const copy[] = { "cp", "-a", "kept", "c", NULL };
    struct str notes = STR_INIT;

    (void)state;
    assert_ok(folder_remove("b.db", &err) || folder_remove("c", &err), &err);
    assert_ok(proc_run(copy, NULL, NULL, 60, &notes, &err), &err);
    str_release(&notes);
    return 0;
}

struct bytes {
    char *bytes;
    size_t len;
};

static struct bytes read_bytes(const char *path)
{
    struct bytes b;

    assert_ok(file_read(path, &b.bytes, &b.len, &err), &err);
    return b;
}

static void assert_unchanged(const char *path, const struct bytes *was)
{
    struct bytes is = read_bytes(path);

    if (is.len != was->len || memcmp(is.bytes, was->bytes, is.len) != 0)
        fail_msg("'%s' has changed", path);
    free(is.bytes);
}

/* What anybody may read of a warehouse, and that it is sound. */
static char *public_of(const char *path)
{
    struct world world = { .db = NULL };
    struct str text = STR_INIT;

    assert_ok(db_open(&world.db, path, DB_READ_ONLY, &err), &err);
    world_public(&world, &text);
    db_close(world.db);
    return str_take(&text);
}

static void assert_public(const char *path, const char *wanted)
{
    char *is = public_of(path);

    if (!difference_same(is, wanted)) {
        difference_say(wanted, is);
        fail_msg("'%s' is another warehouse", path);
    }
    free(is);
}

static void edit(const char *path, const char *sql)
{
    struct db *db = NULL;

    assert_ok(db_open(&db, path, DB_WRITE, &err) || db_exec(db, sql, &err),
              &err);
    db_close(db);
}

/* --- backup --------------------------------------------------------------- */

static void a_backup_is_the_warehouse_in_one_private_file(void **state)
{
    char *wanted;
    struct stat st;
    mode_t mask = umask(0);

    (void)state;
    assert_status(BACKUP, 0);
    umask(mask);
    assert_string_equal(errs, "");
    assert_int_equal(strncmp(out, "b.db: run 2, SHA-256 ", 21), 0);
    assert_int_equal(stat("b.db", &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    wanted = public_of("c/w.db");
    assert_public("b.db", wanted);
    assert_false(testing_is_there("b.db.part"));
    assert_false(testing_is_there("b.db-wal"));
    assert_false(testing_is_there("b.db-journal"));
    assert_sound();
    assert_says(out, "log: 3 lines, 2 runs");
    free(wanted);
}

static int lock_byte(off_t byte)
{
    struct flock one = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1
    };
    int fd = open("c/w.db.lock", O_RDWR);

    assert_true(fd >= 0 && fcntl(fd, F_SETLK, &one) == 0);
    return fd;
}

/* What a run beside it has written and not committed is not in it. */
static void a_run_beside_it_is_not_waited_for(void **state)
{
    struct db *db = NULL;
    char *before = public_of("c/w.db");
    int fd = lock_byte(0);

    (void)state;
    assert_ok(db_open(&db, "c/w.db", DB_WRITE, &err)
                  || db_exec(db,
                             "pragma cache_size = 2; begin immediate;"
                             " update school set name = 'Half'; delete from"
                             " content_stamp",
                             &err),
              &err);
    assert_status(BACKUP, 0);
    assert_public("b.db", before);
    db_close(db);
    close(fd);
    fd = lock_byte(1);
    assert_status(BACKUP, 75);
    assert_says(errs, "another backup holds");
    assert_status(RUN, 0);
    close(fd);
    free(before);
}

static void nothing_else_is_written_over(void **state)
{
    static const struct {
        const char *path;
        int status;
        const char *words;
    } places[] = {
        { "c/w.db", 64, "is the warehouse" },
        { "c/../c/w.db", 64, "is the warehouse" },
        { "c/w.db-wal", 64, "is the warehouse" },
        { "c/w.db.log", 64, "is the warehouse" },
        { "c/w.db.restore", 64, "is the warehouse" },
        { "c/inbox/b.db", 64, "lies in the inbox" },
        { "c/archive/b.db", 64, "lies in the inbox, the archive" },
        { "c/outbox/latest/b.db", 64, "lies in the inbox, the archive" },
        { "linked/b.db", 64, "lies in the inbox, the archive" },
        { "c/county.ini", 73, "is no backup of vschool's" },
        { "link.db", 73, "is no backup of vschool's" },
        { "c", 73, "is no backup of vschool's" },
        { "c/", 64, "is a folder" },
        { "nowhere/b.db", 73, "'nowhere': No such file or directory" },
        { "plain.db", 73, "is no backup of vschool's" },
    };
    struct bytes warehouse = read_bytes("c/w.db");
    struct bytes config = read_bytes("c/county.ini");

    (void)state;
    (void)unlink("linked");
    (void)unlink("link.db");
    assert_int_equal(symlink("c/archive", "linked"), 0);
    assert_int_equal(symlink("c/county.ini", "link.db"), 0);
    testing_write_bytes("plain.db", warehouse.bytes, warehouse.len);
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        char words[128];

        snprintf(words, sizeof(words), "backup" FOR " %s", places[i].path);
        assert_status(words, places[i].status);
        assert_says(errs, places[i].words);
        assert_string_equal(out, "");
    }
    assert_unchanged("c/w.db", &warehouse);
    assert_unchanged("plain.db", &warehouse);
    assert_unchanged("c/county.ini", &config);
    assert_sound();
    free(warehouse.bytes);
    free(config.bytes);
}

static void an_earlier_backup_is_replaced_and_a_stopped_one_swept(void **state)
{
    struct bytes first;
    char *now;

    (void)state;
    assert_status(BACKUP, 0);
    first = read_bytes("b.db");
    put_marks(5, "/");
    assert_status(RUN, 0);
    testing_write_bytes("b.db.part", first.bytes, first.len / 2);
    testing_write("b.db.part-journal", "rubbish");
    assert_status(BACKUP, 0);
    now = public_of("c/w.db");
    assert_public("b.db", now);
    assert_false(testing_is_there("b.db.part"));
    assert_false(testing_is_there("b.db.part-journal"));
    free(first.bytes);
    free(now);
}

/* One that could not be restored is none, and the earlier one stays. */
static void a_damaged_warehouse_is_not_backed_up(void **state)
{
    struct bytes first, whole = read_bytes("c/w.db");

    (void)state;
    assert_status(BACKUP, 0);
    first = read_bytes("b.db");
    memset(whole.bytes + whole.len / 16384 * 8192, 0x55, 64);
    testing_write_bytes("c/w.db", whole.bytes, whole.len);
    assert_status(BACKUP, 65);
    assert_says(errs, "is damaged");
    assert_unchanged("b.db", &first);
    assert_false(testing_is_there("b.db.part"));
    free(first.bytes);
    free(whole.bytes);
}

static void an_edited_chain_is_not_backed_up(void **state)
{
    (void)state;
    edit("c/w.db", "update load_run set as_of = '2025-01-01' where run_id = 1");
    assert_status(BACKUP, 65);
    assert_says(errs, "'c/w.db' is damaged: run 1: its row in load_run is not"
                      " what was sealed");
    assert_false(testing_is_there("b.db"));
    assert_false(testing_is_there("b.db.part"));
}

/* A file may not grow as far as it must. */
static void a_full_disk_leaves_nothing_under_the_name(void **state)
{
    struct rlimit whole, little;
    struct stat st;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &whole), 0);
    assert_int_equal(stat("c/w.db", &st), 0);
    for (int i = 1; i <= 4; i++) {
        little = whole;
        /* The last time the pages fit, and the line after them does not. */
        little.rlim_cur =
            (rlim_t)(i < 4 ? (off_t)i * st.st_size / 4 : st.st_size + 20);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
        assert_status(BACKUP, 73);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &whole), 0);
        assert_says(errs, "b.db.part'");
        assert_false(testing_is_there("b.db"));
        assert_false(testing_is_there("b.db.part"));
    }
    assert_status(BACKUP, 0);
}

/* Where it writes, at the first, one amid and the last of so many calls. */
static void end_it(const char *kind, const struct trace_harm *harm, int part)
{
    struct program_line line;
    struct trace_fault fault = { trace_kind(kind), harm, 0 };
    struct trace_result result;
    int64_t calls;

    program_say(&line, BACKUP);
    assert_ok(file_remove("b.db", &err), &err);
    trace_run(line.argv, NULL, true, 60, NULL, &result);
    assert_int_equal(result.status, 0);
    calls = result.calls[fault.kind];
    fault.n = part == 0 ? 1 : part == 1 ? (calls + 1) / 2 : calls;
    assert_ok(file_remove("b.db", &err), &err);
    trace_run(line.argv, &fault, false, 60, NULL, &result);
    if (result.signal != harm->error)
        fail_msg("%s at %s %lld: status %d, signal %d", harm->name, kind,
                 (long long)fault.n, result.status, result.signal);
}

/* Nobody would look for it there, and it is all about children. */
static void one_that_is_asked_to_end_leaves_no_part_of_it(void **state)
{
    static const struct trace_harm harms[] = {
        { "TERM", SIGTERM, TRACE_SIGNAL },
        { "INT", SIGINT, TRACE_SIGNAL },
        { "HUP", SIGHUP, TRACE_SIGNAL },
    };
    static const char *const kinds[] = { "pwrite", "write", "rename" };
    const char *memory = testing_environment("VSCHOOL_FAULT_MEMORY");

    (void)state;
    if (!trace_is_possible() || !memory || !*memory)
        skip();
    for (int i = 0; i < 9; i++) {
        end_it(kinds[i % 3], &harms[i / 3], (i + i / 3) % 3);
        assert_false(testing_is_there("b.db.part"));
        assert_false(testing_is_there("b.db.part-journal"));
        if (testing_is_there("b.db"))
            assert_status("restore" FOR " b.db", 0);
    }
    assert_status(BACKUP, 0);
    assert_sound();
}

/* --- restore -------------------------------------------------------------- */

/* Whatever is wrong with it is found, and nothing is touched. */
static void a_damaged_backup_is_never_restored(void **state)
{
    struct bytes backup, warehouse = read_bytes("c/w.db");

    (void)state;
    assert_status(BACKUP, 0);
    backup = read_bytes("b.db");
    for (struct prop p = prop_begin(40); prop_next(&p);) {
        char *bytes = mem_alloc(backup.len);
        size_t at = prop_below(&p, backup.len);
        bool is_cut = p.seed % 4 == 0;

        memcpy(bytes, backup.bytes, backup.len);
        bytes[at] = (char)(bytes[at] ^ (1 << prop_below(&p, 8)));
        testing_write_bytes("b.db", bytes, is_cut ? at : backup.len);
        if (vschool(RESTORE) != 65)
            fail_msg("PROP_SEED=%llu: byte %zu: %s", (unsigned long long)p.seed,
                     at, errs);
        assert_says(errs, "Nothing was touched");
        free(bytes);
    }
    assert_unchanged("c/w.db", &warehouse);
    assert_false(testing_is_there("c/w.db.restore"));
    assert_false(testing_is_there("c/w.db.restore.tmp"));
    testing_write_bytes("b.db", backup.bytes, backup.len);
    assert_status(RESTORE, 0);
    free(backup.bytes);
    free(warehouse.bytes);
}

/* A backup with an edit in it, and the line that says that there is none. */
static void reseal(const char *sql)
{
    char sha256[HASH_TEXT_SIZE];

    assert_ok(file_remove("edited.db", &err)
                  || copy_take("b.db", "edited.db", sha256, &err),
              &err);
    edit("edited.db", sql);
    assert_ok(copy_seal("edited.db", sha256, &err), &err);
}

static void one_that_is_not_of_this_county_or_version_is_refused(void **state)
{
    static const struct {
        const char *sql, *words;
    } edits[] = {
        { "update setting set value = '00112233445566778899aabbccddeeff'"
          " where name = 'warehouse.id'",
          "the copy is another warehouse's than the archive" },
        { "update load_run set version = '0.10.0' where run_id = 2",
          "was made by vschool 0.10.0, which is newer than this one" },
        { "update load_run set as_of = '2025-01-01' where run_id = 1",
          "run 1: its row in load_run is not what was sealed" },
        { "pragma foreign_keys = off; delete from load_run", "is of no run" },
        { "create table own (x); insert into own values (1)", "" },
    };
    struct bytes warehouse = read_bytes("c/w.db");
    int status = 65;

    (void)state;
    assert_status(BACKUP, 0);
    for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
        if (!*edits[i].words) /* all is well: the edit is none of that */
            status = 0;
        else
            assert_unchanged("c/w.db", &warehouse);
        reseal(edits[i].sql);
        assert_status("restore" FOR " edited.db", status);
        assert_says(errs, edits[i].words);
    }
    assert_sound();
    assert_status("restore" FOR " none.db", 66);
    assert_status("restore" FOR " c", 66);
    assert_status("restore" FOR " c/county.ini", 65);
    free(warehouse.bytes);
}

/* What came, was withdrawn and was released since the backup. */
static void nights_since(void)
{
    put_marks(5, "I");
    testing_write("c/inbox/care_20251105.csv", CARE);
    assert_status(RUN, 3); /* held */
    assert_int_equal(unlink("c/inbox/marks_20251104.csv"), 0);
    assert_status("withdraw" FOR " marks_20251104.csv", 0);
    assert_status("release" FOR " care_20251105.csv", 0);
    put_marks(6, "/");
    assert_status(RUN, 0);
}

static void a_restored_one_comes_to_where_the_warehouse_was(void **state)
{
    char *wanted, *packs;

    (void)state;
    assert_status(BACKUP, 0);
    nights_since();
    wanted = public_of("c/w.db");
    packs = program_text("c/outbox/latest/county/metrics.csv");
    assert_status(RESTORE, 0);
    assert_says(out, "restored: run 2\n");
    assert_says(out, "3 extracts came since");
    assert_status(RUN, 0);
    assert_public("c/w.db", wanted);
    assert_sound();
    assert_says(out, "1 returns to an earlier warehouse");
    /* No number is given again. */
    assert_says(out, "\nhead     run 7 seal ");
    free(packs);
    packs = program_text("c/outbox/latest/county/metrics.csv");
    /* And once more, with nothing new: nothing is read again. */
    assert_status("run --config c/county.ini --as-of 2025-12-01", 0);
    assert_says(errs, "ingest: unchanged");
    assert_says(errs, "report: unchanged");
    free(wanted);
    free(packs);
}

static bool has_child;

static int look_for_child(void *context, const char *path, const char *below,
                          const struct stat *st, struct err *unused)
{
    struct bytes b;

    (void)context;
    (void)unused;
    if (!S_ISREG(st->st_mode) || strstr(below, "inbox/"))
        return 0;
    b = read_bytes(path);
    if (memmem(b.bytes, b.len, "A919400024002", 13)) {
        print_message("%s\n", below);
        has_child = true;
    }
    free(b.bytes);
    return 0;
}

/* A child who was forgotten since is in the backup, and not put back. */
static void who_was_forgotten_since_stays_forgotten(void **state)
{
    char *wanted;

    (void)state;
    assert_status(BACKUP, 0);
    assert_status("forget" FOR " --upn A919400024002", 0);
    assert_ok(file_remove("c/inbox/care_20251101.csv", &err), &err);
    assert_status(RUN, 0);
    wanted = public_of("c/w.db");
    assert_sound();
    assert_status(RESTORE, 0);
    has_child = false;
    assert_ok(path_walk("c", look_for_child, NULL, NULL, &err), &err);
    assert_false(has_child);
    assert_sound();
    assert_status(RUN, 0);
    assert_public("c/w.db", wanted);
    assert_sound();
    free(wanted);
}

/* What was forgotten is told by receipts, which are part of the archive. */
static void receipts_are_looked_at(void **state)
{
    struct path_names names;
    char *receipt;

    (void)state;
    assert_status("forget" FOR " --upn A919400024002", 0);
    assert_sound();
    assert_ok(path_list("c/archive/erased", &names, &err), &err);
    assert_int_equal(names.count, 1);
    receipt = path_join("c/archive/erased", names.names[0]);
    assert_int_equal(rename(receipt, "c/archive/erased/000009-0.csv"), 0);
    assert_status(VERIFY, 65);
    assert_says(out, names.names[0]);
    assert_says(out, "of what was forgotten is not in the archive");
    assert_says(out, "'erased/000009-0.csv' lies in the archive, and nothing");
    assert_int_equal(rename("c/archive/erased/000009-0.csv", receipt), 0);
    assert_int_equal(chmod("c/w.db.key", 0644), 0);
    assert_status(VERIFY, 65);
    assert_says(out, "'c/w.db.key' may be used by others: 644");
    path_names_release(&names);
    free(receipt);
}

/* Backups of either side of a restore, one after the other. */
static void backups_of_both_histories_are_told_apart(void **state)
{
    char *wanted;

    (void)state;
    assert_status(BACKUP, 0);
    put_marks(5, "I");
    assert_status(RUN, 0);
    assert_status("backup" FOR " other.db", 0);
    assert_status(RESTORE, 0);
    assert_int_equal(unlink("c/inbox/marks_20251105.csv"), 0);
    put_marks(6, "I");
    assert_status(RUN, 0);
    wanted = public_of("c/w.db");
    assert_status("restore" FOR " other.db", 0);
    assert_status(RUN, 0);
    assert_public("c/w.db", wanted);
    assert_sound();
    free(wanted);
    assert_int_equal(unlink("other.db"), 0);
}

static void what_was_lost_or_damaged_is_replaced(void **state)
{
    char *wanted = public_of("c/w.db");
    struct db *db = NULL;
    struct bytes wal;

    (void)state;
    assert_status(BACKUP, 0);
    for (int i = 0; i < 4; i++) {
        /* Rows of the old one wait in its log, which is not the new one's. */
        assert_ok(db_open(&db, "c/w.db", DB_WRITE, &err)
                      || db_exec(db,
                                 "pragma journal_mode = wal;"
                                 " pragma wal_autocheckpoint = 0;"
                                 " update school set name = 'Old Name'",
                                 &err),
                  &err);
        wal = read_bytes("c/w.db-wal");
        db_close(db);
        testing_write_bytes("c/w.db-wal", wal.bytes, wal.len);
        if (i == 0)
            assert_int_equal(unlink("c/w.db"), 0);
        else if (i == 1)
            testing_write("c/w.db", "");
        else if (i == 2)
            testing_write("c/w.db", "rubbish that is no database");
        assert_status(RESTORE, 0);
        assert_public("c/w.db", wanted);
        assert_status(RUN, 0);
        assert_public("c/w.db", wanted);
        assert_sound();
        free(wal.bytes);
    }
    free(wanted);
}

static void the_archive_is_looked_at(void **state)
{
    char sha256[HASH_TEXT_SIZE], path[128];

    (void)state;
    assert_ok(hash_file("c/inbox/marks_20251104.csv", sha256, &err), &err);
    snprintf(path, sizeof(path), "c/archive/%.2s/%s.zst", sha256, sha256);
    assert_status(BACKUP, 0);
    assert_int_equal(rename(path, "content.zst"), 0);
    assert_status(RESTORE, 3);
    assert_says(out, sha256);
    assert_says(out, "is not in the archive");
    assert_int_equal(rename("content.zst", path), 0);
    assert_sound();
    /* All of it: is its disk mounted? */
    assert_int_equal(rename("c/archive", "c/away"), 0);
    assert_status(RESTORE, 66);
    assert_says(errs, "is its disk mounted?");
    assert_int_equal(rename("c/away", "c/archive"), 0);
}

static void it_is_alone(void **state)
{
    char *wanted = public_of("c/w.db");
    struct db *db = NULL;
    int64_t count;
    int fd = lock_byte(0);

    (void)state;
    assert_status(BACKUP, 0);
    assert_status(RESTORE, 75);
    assert_says(errs, "another run holds");
    close(fd);
    /* Who reads holds rows in the old one's log that it cannot give up. */
    edit("c/w.db", "pragma journal_mode = wal");
    assert_ok(
        db_open(&db, "c/w.db", DB_READ_ONLY, &err) || db_exec(db, "begin", &err)
            || db_read_int(db, "select count(*) from load_run", &count, &err),
        &err);
    edit("c/w.db", "update school set name = 'New Name'");
    assert_status(RESTORE, 75);
    assert_says(errs, "somebody is reading");
    db_close(db);
    assert_status(RESTORE, 0);
    assert_public("c/w.db", wanted);
    free(wanted);
}

static void what_a_killed_restore_leaves_is_swept(void **state)
{
    (void)state;
    testing_write("c/w.db.restore", "rubbish");
    testing_write("c/w.db.restore.tmp", "rubbish");
    assert_status(RUN, 0);
    assert_false(testing_is_there("c/w.db.restore"));
    assert_false(testing_is_there("c/w.db.restore.tmp"));
}

#define A_TEST(name) cmocka_unit_test_setup(name, begin)

int main(void)
{
    const struct CMUnitTest tests[] = {
        A_TEST(a_backup_is_the_warehouse_in_one_private_file),
        A_TEST(a_run_beside_it_is_not_waited_for),
        A_TEST(nothing_else_is_written_over),
        A_TEST(an_earlier_backup_is_replaced_and_a_stopped_one_swept),
        A_TEST(a_damaged_warehouse_is_not_backed_up),
        A_TEST(an_edited_chain_is_not_backed_up),
        A_TEST(a_full_disk_leaves_nothing_under_the_name),
        A_TEST(one_that_is_asked_to_end_leaves_no_part_of_it),
        A_TEST(a_damaged_backup_is_never_restored),
        A_TEST(one_that_is_not_of_this_county_or_version_is_refused),
        A_TEST(a_restored_one_comes_to_where_the_warehouse_was),
        A_TEST(who_was_forgotten_since_stays_forgotten),
        A_TEST(receipts_are_looked_at),
        A_TEST(backups_of_both_histories_are_told_apart),
        A_TEST(what_was_lost_or_damaged_is_replaced),
        A_TEST(the_archive_is_looked_at),
        A_TEST(it_is_alone),
        A_TEST(what_a_killed_restore_leaves_is_swept),
    };

    return cmocka_run_group_tests(tests, two_nights, NULL);
}
