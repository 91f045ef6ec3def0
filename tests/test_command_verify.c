/*
 * What `verify` sees (promise 8): an edit of the runs, of the log, of both but
 * not of what is noted elsewhere; of the archive, its journal, the packs. And
 * that the log is whole again after the next run, whatever kept one from it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/db.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "tests/program.h"

#define FOR " --quiet --config c/county.ini --as-of 2025-12-01"
#define RUN "run" FOR
#define VERIFY "verify" FOR
#define MARKS "URN,UPN,Date,Session,Mark\n"

static struct err err = ERR_INIT;

static void put_marks(int day)
{
    char path[64], text[128];

    snprintf(path, sizeof(path), "c/inbox/marks_202511%02d.csv", day);
    snprintf(text, sizeof(text),
             MARKS "100001,L919400024001,2025-11-%02d,AM,/\n", day);
    testing_write(path, text);
}

static char *whole_log, *whole_journal, *a_pack;
static size_t whole_len;
static char *warehouse;
static size_t warehouse_len;
static char content_path[128]; /* of one, below the archive */

static int find_content(void *context, const char *path, const char *below,
                        const struct stat *st, struct err *unused)
{
    (void)context;
    (void)below;
    (void)st;
    (void)unused;
    if (strstr(path, ".zst"))
        snprintf(content_path, sizeof(content_path), "%s", path);
    return 0;
}

static int forget(void **state)
{
    (void)state;
    free(whole_log);
    free(whole_journal);
    free(a_pack);
    free(warehouse);
    whole_log = whole_journal = a_pack = warehouse = NULL;
    return 0;
}

/* Four runs: of one a content is withdrawn, and one fails. */
static int some_nights(void **state)
{
    if (forget(state) || program_county(state))
        return -1;
    put_marks(3);
    assert_int_equal(vschool(RUN), 0);
    put_marks(4);
    assert_int_equal(vschool(RUN), 0);
    assert_int_equal(vschool("withdraw" FOR " marks_20251103.csv"), 0);
    assert_int_equal(rename("c/inbox", "c/away"), 0);
    assert_int_equal(vschool(RUN), 66);
    assert_int_equal(rename("c/away", "c/inbox"), 0);
    assert_int_equal(vschool(RUN), 0);
    assert_ok(file_read("c/w.db.log", &whole_log, &whole_len, &err), &err);
    whole_journal = program_text("c/archive/contents.csv");
    a_pack = program_text("c/outbox/latest/county/metrics.csv");
    assert_ok(file_read("c/w.db", &warehouse, &warehouse_len, &err), &err);
    assert_ok(path_walk("c/archive", find_content, NULL, NULL, &err), &err);
    assert_int_equal(vschool(VERIFY), 0);
    return 0;
}

/* The journal as it was, or another, private as all of the archive is. */
static void put_journal(const char *text)
{
    testing_write("c/archive/contents.csv", text);
    assert_int_equal(chmod("c/archive/contents.csv", 0600), 0);
}

static void put_back(void)
{
    assert_ok(file_remove("c/w.db-wal", &err) || file_remove("c/w.db-shm", &err)
                  || file_remove("c/w.db.log", &err),
              &err);
    testing_write_bytes("c/w.db", warehouse, warehouse_len);
    testing_write_bytes("c/w.db.log", whole_log, whole_len);
    assert_int_equal(chmod("c/w.db", 0600) | chmod("c/w.db.log", 0600), 0);
}

static void assert_fault(const char *words)
{
    int status = vschool(VERIFY);

    if (status != 65 || !strstr(out, words))
        fail_msg("'%s': status %d: %s%s", words, status, out, errs);
    assert_string_equal(errs, "");
}

static void assert_sound(void)
{
    int status = vschool(VERIFY);

    if (status != 0 || strstr(out, "FAULT") || strstr(out, "UNSEEN"))
        fail_msg("status %d: %s%s", status, out, errs);
}

static void edit(const char *sql)
{
    struct db *db = NULL;

    assert_ok(db_open(&db, "c/w.db", DB_WRITE, &err)
                  || db_exec(db,
                             "pragma foreign_keys = off;"
                             " pragma ignore_check_constraints = on",
                             &err)
                  || db_exec(db, sql, &err),
              &err);
    db_close(db);
}

/* --- the warehouse -------------------------------------------------------- */

static void all_is_sound_and_nothing_is_written(void **state)
{
    char *log, *journal, *bytes;
    size_t len;

    (void)state;
    assert_sound();
    assert_says(out, "runs: 4 runs\n");
    assert_says(out, "log: 5 lines, 4 runs\n");
    assert_says(out, "archive: 4 contents, 5 files\n");
    assert_says(out, "\nhead     run 4 seal ");
    assert_ok(file_read("c/w.db", &bytes, &len, &err), &err);
    assert_int_equal(len, warehouse_len);
    assert_memory_equal(bytes, warehouse, len);
    log = program_text("c/w.db.log");
    journal = program_text("c/archive/contents.csv");
    assert_string_equal(log, whole_log);
    assert_string_equal(journal, whole_journal);
    assert_int_equal(vschool(VERIFY " --json"), 0);
    assert_says(out, "{\"check\": \"runs\", \"seen\": \"4 runs\", \"faults\":"
                     " [], \"not_seen\": []}");
    free(bytes);
    free(log);
    free(journal);
}

#define CHECK "\nok       "
/* "ok       runs: 4 runs": of each such line there is one of the help. */
static void help_says_of_each_check_what_it_looks_at(void **state)
{
    struct str looked = STR_INIT, line = STR_INIT;
    size_t checks = 0;

    (void)state;
    assert_sound();
    str_addf(&looked, "\n%s", out);
    assert_int_equal(vschool("help verify"), 0);
    for (const char *at = looked.text; (at = strstr(at, CHECK)); checks++) {
        at += strlen(CHECK);
        str_clear(&line);
        str_addf(&line, "\n  %.*s ", (int)strcspn(at, ":"), at);
        assert_says(out, line.text);
    }
    assert_true(checks >= 10);
    str_release(&looked);
    str_release(&line);
}

/* Every column of load_run and run_seal, of the first, a middle, the last. */
static void any_edit_of_a_run_is_seen(void **state)
{
    struct db *db = NULL;
    struct query *q = NULL;
    int columns = 0;

    (void)state;
    testing_write_bytes("columns.db", warehouse, warehouse_len);
    assert_ok(db_open(&db, "columns.db", DB_WRITE, &err)
                  || query_open(&q, db,
                                "select t.name, c.name, c.type from"
                                " (select 'load_run' as name union all"
                                " select 'run_seal') as t,"
                                " pragma_table_info(t.name) as c"
                                " where c.name <> 'run_id'",
                                &err),
              &err);
    while (query_step(q, &err) == 1)
        for (int run = 1; run <= 4; columns++, run++) {
            char sql[256], words[64];

            put_back();
            snprintf(sql, sizeof(sql),
                     "update %s set %s = %s where run_id = %d",
                     query_text(q, 0), query_text(q, 1),
                     strcmp(query_text(q, 2), "TEXT") ? "coalesce(files, 0) + 7"
                                                      : "'changed'",
                     run);
            edit(sql);
            snprintf(words, sizeof(words), "         run %d", run);
            assert_fault(words);
        }
    assert_int_equal(columns, 4 * 11);
    query_close(q);
    db_close(db);
}

static void a_run_taken_out_or_put_in_is_seen(void **state)
{
    static const struct {
        const char *sql, *words;
    } edits[] = {
        { "delete from run_seal where run_id = 2",
          "run 2 has a row in load_run and no seal" },
        { "delete from load_run where run_id = 2",
          "run 2 has a seal and no row in load_run" },
        { "delete from load_run where run_id = 2;"
          " delete from run_seal where run_id = 2",
          "run 3: its row in load_run is not what was sealed" },
        { "delete from load_run where run_id = 4;"
          " delete from run_seal where run_id = 4",
          "run 4 is in line 5 and not in load_run" },
        { "insert into load_run select 9, started_at, finished_at, as_of,"
          " version, status, files, rows_read, rows_loaded, rows_rejected"
          " from load_run where run_id = 4",
          "run 9 has a row in load_run and no seal" },
        { "update load_run set run_id = 9 where run_id = 4;"
          " update run_seal set run_id = 9 where run_id = 4",
          "run 9: its row in load_run is not what was sealed" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
        put_back();
        edit(edits[i].sql);
        assert_fault(edits[i].words);
    }
}

/* As somebody would who knows how seals are made. */
static void seal_again(void)
{
    struct db *db = NULL;
    struct query *q = NULL, *put = NULL;
    char seal[HASH_TEXT_SIZE];

    memset(seal, '0', HASH_TEXT_SIZE - 1);
    seal[HASH_TEXT_SIZE - 1] = '\0';
    assert_ok(db_open(&db, "c/w.db", DB_WRITE, &err)
                  || query_open(&q, db,
                                "select run_id, json_array(run_id, started_at,"
                                " finished_at, as_of, version, status, files,"
                                " rows_read, rows_loaded, rows_rejected, event)"
                                " from load_run join run_seal using (run_id)"
                                " order by +run_id",
                                &err)
                  || query_open(
                      &put, db,
                      "update run_seal set seal = ?2 where run_id = ?1", &err),
              &err);
    while (query_step(q, &err) == 1) {
        struct str text = STR_INIT;

        str_addf(&text, "%s%s", seal, query_text(q, 1));
        hash_bytes(text.text, text.len, seal);
        str_release(&text);
        query_bind_int(put, 1, query_int(q, 0));
        query_bind_text(put, 2, seal);
        assert_ok(query_run(put, &err), &err);
    }
    query_close(q);
    query_close(put);
    db_close(db);
}

static void runs_that_are_sealed_again_are_told_by_the_log(void **state)
{
    (void)state;
    put_back();
    seal_again(); /* as they are: it knows how */
    assert_sound();
    edit("update load_run set rows_rejected = rows_rejected + 0,"
         " started_at = '2025-01-01T00:00:00Z' where run_id = 2");
    seal_again();
    assert_fault("ok       runs: 4 runs");
    assert_says(out, "run 2: line 2 says of it otherwise than load_run");
    assert_says(out, "run 4: line 5 says of it otherwise than load_run");
}

static void every_row_is_accounted_for_and_leads_somewhere(void **state)
{
    (void)state;
    put_back();
    edit("update load_file set rows_read = rows_read + 1 where run_id = 1");
    assert_fault("run 1, content ");
    assert_says(out, "rows read, and ");
    assert_says(out, "run 1: its counts are not those of its files");
    put_back();
    edit("update load_file set rows_loaded = rows_loaded + 1,"
         " rows_rejected = rows_rejected - 1 where run_id = 2");
    assert_fault("run 2: its counts are not those of its files");
    put_back();
    edit("insert into content_stamp (content_id, stamp) values (77, '')");
    assert_fault("a row of 'content_stamp' leads to none of 'content'");
}

static void a_damaged_page_is_seen(void **state)
{
    char *bytes = mem_alloc(warehouse_len);

    (void)state;
    put_back();
    memcpy(bytes, warehouse, warehouse_len);
    memset(bytes + warehouse_len / 16384 * 8192, 0x55, 64);
    testing_write_bytes("c/w.db", bytes, warehouse_len);
    assert_int_equal(vschool(VERIFY), 65);
    free(bytes);
}

/* --- the log -------------------------------------------------------------- */

static size_t line_at(int number)
{
    const char *at = whole_log;

    for (int i = 1; i < number; i++)
        at = strchr(at, '\n') + 1;
    return (size_t)(at - whole_log);
}

static void put_log(const struct str *text)
{
    put_back();
    testing_write_bytes("c/w.db.log", text->text, text->len);
    assert_int_equal(chmod("c/w.db.log", 0600), 0);
}

/* One character of any line, wherever it stands. */
static void any_edit_of_a_line_is_seen(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(40); prop_next(&p);) {
        struct str text = STR_INIT;
        size_t at = prop_below(&p, whole_len);

        str_add_n(&text, whole_log, whole_len);
        text.text[at] = (char)(text.text[at] ^ (1 << prop_below(&p, 5)));
        put_log(&text);
        if (vschool(VERIFY) != 65)
            fail_msg("PROP_SEED=%llu: byte %zu: %s", (unsigned long long)p.seed,
                     at, out);
        str_release(&text);
    }
}

static void lines_taken_out_or_put_in_are_seen(void **state)
{
    (void)state;
    for (int number = 1; number <= 5; number++) {
        struct str text = STR_INIT;
        size_t from = line_at(number);
        size_t to = number == 5 ? whole_len : line_at(number + 1);

        /* Taken out: the last one leaves a chain that is whole. */
        str_add_n(&text, whole_log, from);
        str_add_n(&text, whole_log + to, whole_len - to);
        put_log(&text);
        assert_fault(number == 5
                         ? "run 4 is in load_run and in no line: it was stopped"
                         : "does not go on from what stands before it");
        /* Put in twice. */
        str_clear(&text);
        str_add_n(&text, whole_log, to);
        str_add_n(&text, whole_log + from, whole_len - from);
        put_log(&text);
        assert_fault("does not go on from what stands before it");
        str_release(&text);
    }
    put_back();
    assert_ok(file_remove("c/w.db.log", &err), &err);
    assert_fault("run 1 is in load_run and in no line");
}

/* As somebody would who knows how hashes are made: from the line on. */
static void hash_again(struct str *text)
{
    struct str all = STR_INIT;
    char before[HASH_TEXT_SIZE];

    memset(before, '0', HASH_TEXT_SIZE - 1);
    before[HASH_TEXT_SIZE - 1] = '\0';
    for (char *at = text->text; *at;) {
        size_t len = strcspn(at, "\n");
        struct str line = STR_INIT;

        str_add_n(&line, at, len - strlen(" hash ") - 64);
        memcpy(line.text + line.len - 64, before, 64);
        hash_bytes(line.text, line.len, before);
        str_addf(&all, "%s hash %s\n", line.text, before);
        str_release(&line);
        at += len + 1;
    }
    str_release(text);
    *text = all;
}

static void a_log_that_is_hashed_again_is_told_by_the_runs(void **state)
{
    struct str text = STR_INIT;

    (void)state;
    str_add(&text, whole_log);
    hash_again(&text);
    assert_string_equal(text.text, whole_log); /* it knows how */
    *(strstr(text.text, " taken in") - 1) = '9';
    hash_again(&text);
    put_log(&text);
    assert_fault("run 1: line 1 says of it otherwise than load_run");
    /* And without the run that nobody is to know of. */
    str_clear(&text);
    str_add_n(&text, whole_log, line_at(3));
    str_add(&text, whole_log + line_at(4));
    text.text[line_at(3)] = '3';
    text.text[strstr(text.text + line_at(3), "\n") - text.text + 1] = '4';
    hash_again(&text);
    put_log(&text);
    assert_fault("run 3 is in load_run and in no line");
    str_release(&text);
}

/* "3 ... hash <noted>", as `grep '^3 .* hash <noted>$'` would find it. */
static bool has_line(long number, const char *noted)
{
    char *log = program_text("c/w.db.log");
    bool has = false;

    for (char *at = log, *end; *at; at = end + 1) {
        end = strchr(at, '\n');
        assert_non_null(end);
        has |= strtol(at, NULL, 10) == number && end - at > HASH_TEXT_SIZE
               && !strncmp(end - HASH_TEXT_SIZE + 1, noted, HASH_TEXT_SIZE - 1);
    }
    free(log);
    return has;
}

/* Who makes the seals and the log anew is told by what a run said at its end.
 */
static void both_made_anew_are_told_by_what_was_noted(void **state)
{
    char noted[HASH_TEXT_SIZE] = "";
    const char *said;
    char *hash;
    long number;

    (void)state;
    put_back();
    assert_int_equal(vschool("run --config c/county.ini --as-of 2025-12-01"),
                     0);
    said = strstr(errs, "\nlog: line ");
    assert_non_null(said);
    number = strtol(said + strlen("\nlog: line "), &hash, 10);
    assert_int_equal(strncmp(hash, " hash ", 6), 0);
    memcpy(noted, hash + 6, HASH_TEXT_SIZE - 1);
    assert_true(hash_is_text(noted));
    assert_true(has_line(number, noted));
    assert_int_equal(vschool(RUN), 0);
    assert_string_equal(errs, "");
    assert_true(has_line(number, noted)); /* and those that follow it */
    edit("update load_run set started_at = '2025-01-01T00:00:00Z'"
         " where run_id = 2");
    seal_again();
    assert_int_equal(unlink("c/w.db.log"), 0);
    assert_int_equal(vschool("transform" FOR), 0);
    assert_sound();
    assert_false(has_line(number, noted));
    put_back(); /* both as before that run: their ends are cut off */
    assert_sound();
    assert_false(has_line(number, noted));
}

/* --- a log that is behind ------------------------------------------------- */

static void what_a_killed_run_did_not_write_is_written_by_the_next(void **state)
{
    static const char *const next[] = { RUN, "transform" FOR,
                                        "withdraw" FOR " marks_20251104.csv" };

    (void)state;
    for (size_t cut = 0; cut <= whole_len; cut += whole_len / 4) {
        struct str text = STR_INIT;

        str_add_n(&text, whole_log, cut);
        put_log(&text);
        str_release(&text);
        assert_int_equal(vschool(next[cut % 3]), 0);
        assert_sound();
        put_journal(whole_journal);
    }
    /* A run that fails does it too. */
    put_back();
    assert_int_equal(unlink("c/w.db.log"), 0);
    assert_int_equal(rename("c/inbox", "c/away"), 0);
    assert_int_equal(vschool(RUN), 66);
    assert_int_equal(rename("c/away", "c/inbox"), 0);
    assert_sound();
    assert_says(out, "log: 5 lines, 4 runs");
}

static void a_log_that_cannot_be_written_stops_no_run(void **state)
{
    (void)state;
    put_back();
    put_journal(whole_journal);
    assert_int_equal(unlink("c/w.db.log"), 0);
    assert_ok(folder_make("c/w.db.log", &err), &err);
    assert_int_equal(vschool("run --config c/county.ini --as-of 2025-12-01"),
                     3);
    assert_says(errs, "cannot open the log 'c/w.db.log'");
    assert_says(errs, "the next run writes what it lacks");
    if (vschool(VERIFY) != 66)
        fail_msg("%s", out);
    assert_says(out, "UNSEEN   log: ");
    assert_says(out, "not seen: cannot read the log 'c/w.db.log'");
    assert_ok(folder_remove("c/w.db.log", &err), &err);
    assert_int_equal(vschool(RUN), 0);
    assert_sound();
    assert_says(out, "log: 6 lines, 6 runs");
}

/* Of a version that kept neither seals nor hashes. */
static void what_an_earlier_version_left_is_taken_in(void **state)
{
    static const char old[] = "2025-11-30T04:05:06Z as-of 2025-11-30 version"
                              " 0.1.0 failed 66: ingest: there is no inbox\n";
    char *log;

    (void)state;
    put_back();
    put_journal(whole_journal);
    edit("drop table run_seal");
    testing_write("c/w.db.log", old);
    assert_int_equal(vschool(RUN), 0);
    assert_sound();
    assert_says(out, "log: 5 lines, 5 runs");
    log = program_text("c/w.db.log");
    assert_int_equal(strncmp(log, old, strlen(old)), 0);
    assert_says(log, "run 4 after 3: earlier done");
    /* They stand below the first line's hash. */
    log[3] = '6';
    testing_write("c/w.db.log", log);
    assert_fault("line 1 does not go on from what stands before it");
    free(log);
}

static void the_log_names_contents_by_their_hash(void **state)
{
    (void)state;
    assert_says(whole_log, "run 3 after 2: withdraw ");
    assert_says(whole_log, "run 3 run failed 66, as-of 2025-12-01, version");
    assert_null(strstr(whole_log, "marks_2025"));
}

/* --- archive, journal, packs ---------------------------------------------- */

static void an_archive_that_is_otherwise_is_seen(void **state)
{
    char *bytes;
    size_t len;

    (void)state;
    put_back();
    put_journal(whole_journal);
    assert_sound();
    assert_ok(file_read(content_path, &bytes, &len, &err), &err);
    assert_int_equal(unlink(content_path), 0);
    assert_fault("is not in the archive");
    bytes[len / 2] = (char)(bytes[len / 2] ^ 4);
    testing_write_bytes(content_path, bytes, len);
    assert_fault("the archive's copy is damaged");
    bytes[len / 2] = (char)(bytes[len / 2] ^ 4);
    testing_write_bytes(content_path, bytes, len);
    assert_int_equal(chmod(content_path, 0640), 0);
    assert_fault("of the archive may be used by others: 640");
    assert_int_equal(chmod(content_path, 0600), 0);
    testing_write("c/archive/ab/notes.txt", "x");
    testing_write("c/archive/incoming/0", "x");
    assert_fault("'ab/notes.txt' lies in the archive, and nothing lists it");
    assert_says(out, "'incoming/0' lies in the archive");
    assert_ok(folder_remove("c/archive/ab", &err)
                  || folder_remove("c/archive/incoming", &err),
              &err);
    assert_sound();
    free(bytes);
}

static void a_journal_that_is_otherwise_is_seen(void **state)
{
    struct str text = STR_INIT;
    char *line = strchr(strchr(whole_journal, '\n') + 1, '\n') + 1;
    char *loaded, *id;

    (void)state;
    put_back();
    str_add_n(&text, whole_journal, (size_t)(line - whole_journal));
    str_add(&text, strchr(line, '\n') + 1);
    put_journal(text.text);
    assert_fault("is in the warehouse and not in the journal");
    str_clear(&text);
    str_add(&text, whole_journal);
    loaded = strstr(text.text, ",loaded,");
    memcpy(loaded, ",held,0,", 8);
    memmove(loaded + 6, loaded + 8, strlen(loaded + 8) + 1);
    put_journal(text.text);
    assert_fault("is loaded in the warehouse and held in the journal");
    str_clear(&text);
    str_add(&text, whole_journal);
    id = text.text + strlen("# warehouse ");
    *id = *id == '0' ? '1' : '0';
    put_journal(text.text);
    assert_fault("it is the journal of another warehouse");
    put_journal("rubbish\n");
    assert_fault("FAULT    journal: ");
    assert_says(out, "ok       archive: 4 contents");
    put_journal(whole_journal);
    str_release(&text);
}

static void packs_that_are_otherwise_are_seen(void **state)
{
    char *manifest = program_text("c/outbox/latest/manifest.json");

    (void)state;
    put_back();
    put_journal(whole_journal);
    assert_sound();
    testing_write("c/outbox/latest/county/metrics.csv", "1\n");
    assert_fault("'county/metrics.csv' is not what was published");
    assert_int_equal(unlink("c/outbox/latest/county/metrics.csv"), 0);
    assert_fault("'county/metrics.csv' is missing");
    testing_write("c/outbox/latest/county/metrics.csv", a_pack);
    assert_int_equal(chmod("c/outbox/latest/county/metrics.csv", 0644), 0);
    assert_fault("county/metrics.csv' has mode 644 and not 600");
    assert_int_equal(chmod("c/outbox/latest/county/metrics.csv", 0600), 0);
    testing_write("c/outbox/latest/county/more.csv", "");
    assert_fault("'county/more.csv' is in no manifest");
    assert_int_equal(unlink("c/outbox/latest/county/more.csv"), 0);
    testing_write("c/outbox/latest/manifest.json", "{\"files\": 7}");
    assert_fault("'manifest.json' is no manifest");
    assert_int_equal(unlink("c/outbox/latest/manifest.json"), 0);
    assert_fault("'manifest.json' is no manifest");
    testing_write("c/outbox/latest/manifest.json", manifest);
    assert_int_equal(chmod("c/outbox/latest/manifest.json", 0600), 0);
    assert_sound();
    assert_int_equal(chmod("c/w.db.log", 0640), 0);
    assert_fault("'c/w.db.log' may be used by others: 640");
    free(manifest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_sound_and_nothing_is_written),
        cmocka_unit_test(help_says_of_each_check_what_it_looks_at),
        cmocka_unit_test(any_edit_of_a_run_is_seen),
        cmocka_unit_test(a_run_taken_out_or_put_in_is_seen),
        cmocka_unit_test(runs_that_are_sealed_again_are_told_by_the_log),
        cmocka_unit_test(every_row_is_accounted_for_and_leads_somewhere),
        cmocka_unit_test(a_damaged_page_is_seen),
        cmocka_unit_test(any_edit_of_a_line_is_seen),
        cmocka_unit_test(lines_taken_out_or_put_in_are_seen),
        cmocka_unit_test(a_log_that_is_hashed_again_is_told_by_the_runs),
        cmocka_unit_test(both_made_anew_are_told_by_what_was_noted),
        cmocka_unit_test(the_log_names_contents_by_their_hash),
        cmocka_unit_test(an_archive_that_is_otherwise_is_seen),
        cmocka_unit_test(a_journal_that_is_otherwise_is_seen),
        cmocka_unit_test(packs_that_are_otherwise_are_seen),
        cmocka_unit_test_setup(
            what_a_killed_run_did_not_write_is_written_by_the_next,
            some_nights),
        cmocka_unit_test_setup(a_log_that_cannot_be_written_stops_no_run,
                               some_nights),
        cmocka_unit_test_setup(what_an_earlier_version_left_is_taken_in,
                               some_nights),
    };

    return cmocka_run_group_tests(tests, some_nights, forget);
}
