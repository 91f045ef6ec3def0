#include "core/db.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/outfile.h"
#include "core/str.h"
#include "tests/testing.h"

static struct err err = ERR_INIT;

static struct db *open_memory(void)
{
    struct db *db = NULL;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    return db;
}

static void assert_fails(int ret, enum err_code code, const char *words)
{
    assert_int_equal(ret, -1);
    assert_int_equal(err.code, code);
    if (!strstr(err.msg, words))
        fail_msg("'%s' is not in: %s", words, err.msg);
}

/* As while a run puts its log back into the file. */
static void a_reader_waits_a_moment(void **state)
{
    struct db *db = NULL;
    int64_t number = 0;
    int ends[2];
    char ready;
    pid_t pid;

    (void)state;
    unlink("w.db");
    assert_ok(db_open(&db, "w.db", DB_CREATE, &err), &err);
    assert_ok(db_exec(db, "create table t (x int) strict", &err), &err);
    db_close(db);
    assert_int_equal(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        if (db_open(&db, "w.db", DB_WRITE, &err)
            || db_exec(db, "begin exclusive", &err)
            || write(ends[1], "x", 1) != 1)
            _exit(1);
        sleep(1);
        _exit(db_exec(db, "commit", &err) ? 1 : 0);
    }
    assert_int_equal(read(ends[0], &ready, 1), 1);
    assert_ok(db_open(&db, "w.db", DB_READ_ONLY, &err), &err);
    assert_ok(db_read_int(db, "select count(*) from t", &number, &err), &err);
    db_close(db);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    close(ends[0]);
    close(ends[1]);
}

static void a_database_is_private_and_made_only_when_asked(void **state)
{
    struct db *db = NULL;
    struct stat st;

    (void)state;
    unlink("d.db");
    assert_fails(db_open(&db, "d.db", DB_WRITE, &err), ERR_NOINPUT, "'d.db'");
    assert_fails(db_open(&db, "d.db", DB_READ_ONLY, &err), ERR_NOINPUT,
                 "'d.db': No such file");
    assert_fails(db_open(&db, "no/d.db", DB_CREATE, &err), ERR_CANTCREAT,
                 "'no/d.db'");
    assert_null(db);
    assert_ok(db_open(&db, "d.db", DB_CREATE, &err), &err);
    assert_ok(db_exec(db, "create table t (a)", &err), &err);
    db_close(db);
    assert_int_equal(stat("d.db", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_ok(db_open(&db, "d.db", DB_READ_ONLY, &err), &err);
    assert_int_equal(db_exec(db, "insert into t values (1)", &err), -1);
    db_close(db);
    db_close(NULL);
}

static void
a_kept_statement_is_used_again_and_a_wrong_one_told_at_the_step(void **state)
{
    static const char referring[] = "core/sql/db.sql#referring";
    struct db *db = open_memory();
    struct query *q = db_query(db, referring, &err);

    (void)state;
    assert_non_null(q);
    query_bind_text(q, 1, "t");
    assert_ok(query_run(q, &err), &err);
    assert_ptr_equal(db_query(db, referring, &err), q);
    q = db_query(db, "core/sql/db.sql#none", &err);
    assert_null(q);
    query_bind_int(q, 1, 1);
    query_bind_text(q, 2, "text");
    query_bind_lent(q, 3, "text", 4);
    query_bind_blob(q, 4, "text", 4);
    query_bind_real(q, 5, 0.5);
    query_bind_null(q, 6);
    assert_fails(query_run(q, &err), ERR_INTERNAL, "db.sql#none");
    db_close(db);
}

static void a_name_like_a_uri_is_a_file(void **state)
{
    struct db *db = NULL;

    (void)state;
    unlink("file:u.db?mode=memory");
    assert_ok(db_open(&db, "file:u.db?mode=memory", DB_CREATE, &err), &err);
    assert_ok(db_exec(db, "create table t (a)", &err), &err);
    db_close(db);
    assert_true(testing_is_there("file:u.db?mode=memory"));
    assert_ok(db_open(&db, "file:u.db?mode=memory", DB_WRITE, &err), &err);
    assert_ok(db_exec(db, "insert into t values (1)", &err), &err);
    db_close(db);
}

static void what_is_no_database_is_said(void **state)
{
    struct db *db = NULL;

    (void)state;
    testing_write("text.db", "This is a text that is no database at all, and"
                             " is longer than a header of a hundred bytes is,"
                             " so that SQLite looks.\n");
    assert_ok(db_open(&db, "text.db", DB_WRITE, &err), &err);
    assert_fails(db_exec(db, "select * from sqlite_schema", &err), ERR_DATA,
                 "not a database");
    db_close(db);
}

static void another_writer_is_busy(void **state)
{
    struct db *first = NULL;
    struct db *second = NULL;

    (void)state;
    unlink("b.db");
    assert_ok(db_open(&first, "b.db", DB_CREATE, &err), &err);
    assert_ok(db_open(&second, "b.db", DB_WRITE, &err), &err);
    assert_ok(db_exec(first, "begin immediate", &err), &err);
    assert_fails(db_exec(second, "begin immediate", &err), ERR_BUSY, "locked");
    db_close(first);
    db_close(second);
}

static void the_safe_switches_are_on(void **state)
{
    struct db *db = open_memory();

    (void)state;
    assert_fails(db_exec(db, "select \"text\"", &err), ERR_INTERNAL,
                 "no such column");
    assert_fails(db_exec(db, "select load_extension('x')", &err), ERR_INTERNAL,
                 "not authorized");
    db_close(db);
}

static void a_value_comes_back_as_it_was_bound(void **state)
{
    struct db *db = open_memory();
    struct query *q = NULL;
    size_t len;

    (void)state;
    assert_ok(query_open(&q, db, "select ?1, ?2, ?3, ?4, ?5, ?6 as six", &err),
              &err);
    assert_int_equal(query_column_count(q), 6);
    assert_string_equal(query_column_name(q, 5), "six");
    for (int again = 0; again < 2; again++) {
        query_bind_int(q, 1, INT64_MIN);
        query_bind_real(q, 2, 0.1);
        query_bind_text(q, 3, "it's");
        query_bind_blob(q, 4, "a\0b", 3);
        query_bind_text(q, 5, NULL);
        query_bind_lent(q, 6, "lent and more", 4);
        assert_int_equal(query_step(q, &err), 1);
        assert_int_equal(query_int(q, 0), INT64_MIN);
        assert_true(query_real(q, 1) == 0.1);
        assert_string_equal(query_text(q, 2), "it's");
        assert_memory_equal(query_blob(q, 3, &len), "a\0b", 3);
        assert_int_equal(len, 3);
        assert_true(query_is_null(q, 4));
        assert_string_equal(query_text(q, 4), "");
        assert_string_equal(query_text(q, 5), "lent");
        for (int i = 0; i < 6; i++)
            assert_int_equal(query_column_type(q, i), "irtbnt"[i]);
        assert_int_equal(query_step(q, &err), 0); /* and reset */
    }
    query_close(q);
    query_close(NULL);
    db_close(db);
}

static void a_bind_that_fails_fails_the_step(void **state)
{
    struct db *db = open_memory();
    struct query *q = NULL;

    (void)state;
    assert_ok(query_open(&q, db, "select ?1", &err), &err);
    query_bind_int(q, 2, 1);
    assert_fails(query_step(q, &err), ERR_INTERNAL, "database");
    query_bind_int(q, 1, 1);
    assert_int_equal(query_step(q, &err), 1);
    query_close(q);
    assert_fails(query_open(&q, db, "select absent", &err), ERR_INTERNAL,
                 "no such column");
    assert_null(q);
    assert_fails(query_open_asset(&q, db, "no/such.sql", &err), ERR_INTERNAL,
                 "'no/such.sql'");
    db_close(db);
}

static void a_parameter_that_nobody_set_is_an_error(void **state)
{
    const struct db_param params[] = { { ":a", "x", 0 }, { ":b", NULL, 7 } };
    struct db *db = open_memory();
    struct query *q = NULL;

    (void)state;
    assert_ok(query_open(&q, db, "select :a, :b", &err), &err);
    assert_ok(query_bind_params(q, params, 2, &err), &err);
    assert_int_equal(query_param(q, ":b"), 2);
    assert_int_equal(query_param(q, ":c"), 0);
    assert_int_equal(query_step(q, &err), 1);
    assert_string_equal(query_text(q, 0), "x");
    assert_int_equal(query_int(q, 1), 7);
    query_reset(q);
    assert_fails(query_bind_params(q, params, 1, &err), ERR_INTERNAL,
                 "parameter :b is not set");
    query_close(q);
    assert_fails(db_run_script(db, "no/such.sql", NULL, 0, &err), ERR_INTERNAL,
                 "'no/such.sql'");
    db_close(db);
}

static void one_value_is_read_or_stays_as_it_was(void **state)
{
    struct db *db = open_memory();
    int64_t value = 9;

    (void)state;
    assert_ok(db_exec(db, "create table t (a)", &err), &err);
    assert_ok(db_read_int(db, "select a from t", &value, &err), &err);
    assert_int_equal(value, 9);
    assert_ok(db_execf(db, &err, "insert into t values (%d), (%d)", 4, 5),
              &err);
    assert_int_equal(db_changes(db), 2);
    assert_int_equal(db_last_rowid(db), 2);
    assert_ok(db_read_int(db, "select max(a) from t", &value, &err), &err);
    assert_int_equal(value, 5);
    assert_fails(db_read_int(db, "select b from t", &value, &err), ERR_INTERNAL,
                 "no such column");
    assert_int_equal(value, 5);
    db_close(db);
}

/* Everything but the view itself is refused to whoever asks through it. */
static bool may_read(void *context, const char *database, const char *relation,
                     const char *through)
{
    (void)context;
    (void)database;
    return !strcmp(relation, "v") || (through && !strcmp(through, "v"));
}

static bool may_read_nothing(void *context, const char *database,
                             const char *relation, const char *through)
{
    (void)context;
    (void)database;
    (void)relation;
    (void)through;
    return false;
}

/* What was learnt of a statement's reads would else depend on who used it. */
static void a_reader_is_asked_of_a_kept_statement_too(void **state)
{
    static const char asset[] = "core/sql/db.sql#referring";
    struct db *db = open_memory();

    (void)state;
    assert_non_null(db_query(db, asset, &err));
    db_ask_reader(db, may_read_nothing, NULL);
    assert_null(db_query(db, asset, &err));
    assert_fails(-1, ERR_INTERNAL, "prohibited");
    db_ask_reader(db, NULL, NULL);
    assert_non_null(db_query(db, asset, &err));
    db_close(db);
}

static bool count_asked(void *context, const char *database,
                        const char *relation, const char *through)
{
    size_t *asked = context;

    (void)database;
    (void)relation;
    (void)through;
    ++*asked;
    return true;
}

/* A statement that is wanted for each of many rows is prepared once. */
static void a_reader_is_asked_once_of_a_kept_statement(void **state)
{
    static const char asset[] = "core/sql/db.sql#referring";
    struct db *db = open_memory();
    size_t first = 0;
    size_t second = 0;
    size_t once;

    (void)state;
    assert_non_null(db_query(db, asset, &err));
    db_ask_reader(db, count_asked, &first);
    assert_non_null(db_query(db, asset, &err));
    once = first;
    assert_true(once > 0);
    assert_non_null(db_query(db, asset, &err));
    assert_int_equal(first, once);
    db_ask_reader(db, count_asked, &second);
    assert_non_null(db_query(db, asset, &err));
    assert_int_equal(second, once);
    assert_int_equal(first, once);
    db_close(db);
}

static void who_may_read_what_is_asked(void **state)
{
    struct db *db = open_memory();

    (void)state;
    assert_ok(db_exec(db,
                      "create table t (a, b); create view v as select a from t",
                      &err),
              &err);
    db_ask_reader(db, may_read, NULL);
    assert_ok(db_exec(db, "select a from v", &err), &err);
    assert_fails(db_exec(db, "select a from t", &err), ERR_INTERNAL,
                 "prohibited");
    db_ask_reader(db, NULL, NULL);
    assert_ok(db_exec(db, "select a from t", &err), &err);
    db_close(db);
}

static int say(const struct db_value *value, const char *how, struct str *out,
               struct err *unsaid)
{
    if (!strcmp(how, "loud"))
        return err_set(unsaid, ERR_INTERNAL, "'%s' is no way to say it", how);
    str_addf(out, "%c %g %s", value->type, value->number,
             value->text ? value->text : "-");
    return 0;
}

static void a_statement_can_say_a_value(void **state)
{
    struct db *db = open_memory();
    struct query *q = NULL;

    (void)state;
    assert_ok(db_add_saying(db, "said", say, &err), &err);
    assert_ok(query_open(&q, db,
                         "select said(3, '') || said(2.5, '') || said('x', '')"
                         " || ifnull(said(null, 'loud'), ' nothing')",
                         &err),
              &err);
    assert_int_equal(query_step(q, &err), 1);
    assert_string_equal(query_text(q, 0), "i 3 -r 2.5 -t 0 x nothing");
    query_close(q);
    /* In a view too, and its error is the statement's. */
    assert_ok(
        db_exec(db, "create temp view v as select said(1, 'loud') as a", &err),
        &err);
    assert_fails(db_exec(db, "select a from v", &err), ERR_INTERNAL,
                 "'loud' is no way to say it");
    db_close(db);
}

/* Keys of a row and of none, keys of text, and tables without a rowid. */
#define PLACES                                                                 \
    "create table place (place_key integer primary key, code text unique);"    \
    "create table fact (place_key integer references place, day text,"         \
    "    primary key (place_key, day)) strict, without rowid;"                 \
    "create table note (code text references place (code));"                   \
    "insert into place values (1, 'A'), (2, 'B');"                             \
    "insert into fact values (1, 'Monday'), (2, 'Monday');"                    \
    "insert into note values ('A'), (null);"

static void a_key_that_leads_nowhere_is_refused_at_once(void **state)
{
    struct db *db = open_memory();

    (void)state;
    assert_ok(db_exec(db, PLACES, &err), &err);
    assert_fails(db_exec(db, "insert into fact values (7, 'Monday')", &err),
                 ERR_INTERNAL, "FOREIGN KEY");
    assert_fails(db_exec(db, "delete from place", &err), ERR_INTERNAL,
                 "FOREIGN KEY");
    assert_ok(db_check_keys(db, &err), &err);
    db_close(db);
}

static void a_key_that_leads_nowhere_is_found_and_named(void **state)
{
    static const struct {
        const char *sql, *message;
    } cases[] = {
        { "insert into fact values (7, 'Tuesday')",
          "a row of 'fact' has place_key '7', which 'place' lacks" },
        { "insert into note values ('A'), ('C')",
          "a row of 'note' has code 'C', which 'place' lacks" },
        { "delete from place where place_key = 2",
          "a row of 'fact' has place_key '2', which 'place' lacks" },
        { "drop table note; drop table place", "no such table: place" },
    };
    struct db *db = open_memory();

    (void)state;
    assert_ok(db_exec(db, "pragma foreign_keys = off;" PLACES, &err), &err);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_ok(db_execf(db, &err, "begin; %s", cases[i].sql), &err);
        assert_fails(db_check_keys(db, &err), ERR_INTERNAL, cases[i].message);
        assert_ok(db_exec(db, "rollback", &err), &err);
    }
    db_close(db);
}

/* What was deleted since would have the file whole. */
static void damage_is_looked_for_in_what_stood_before(void **state)
{
    struct db *db = NULL;
    char *bytes = NULL;
    size_t len = 0, at = 0;

    (void)state;
    unlink("d.db");
    assert_ok(db_open(&db, "d.db", DB_CREATE, &err), &err);
    assert_ok(db_exec(db,
                      "create table word (word text primary key)"
                      " strict, without rowid;"
                      "insert into word values ('alpha'), ('gamma'), ('omega')",
                      &err),
              &err);
    db_close(db);
    assert_ok(file_read("d.db", &bytes, &len, &err), &err);
    while (at + 5 < len && memcmp(bytes + at, "gamma", 5) != 0)
        at++;
    assert_true(at + 5 < len);
    bytes[at] = 'z';
    testing_write_bytes("d.db", bytes, len);
    free(bytes);
    assert_ok(db_open(&db, "d.db", DB_WRITE, &err), &err);
    assert_ok(db_exec(db, "begin; delete from word", &err), &err);
    assert_null(db_damage(db, false));
    assert_non_null(db_damage(db, true));
    db_close(db);
}

/* Whatever is full, room is to be made: 73, as for a pack (operations.md). */
static void what_has_no_room_left_is_an_output_not_written(void **state)
{
    struct db *db = open_memory();

    (void)state;
    assert_ok(db_exec(db,
                      "create table word (word blob) strict;"
                      "pragma max_page_count = 8",
                      &err),
              &err);
    assert_fails(
        db_exec(db, "insert into word values (zeroblob(1000000))", &err),
        ERR_CANTCREAT, "database or disk is full");
    db_close(db);
}

/* They would be held until the commit: the bound is larger than all of them. */
static void changed_pages_go_to_the_file_before_the_commit(void **state)
{
    struct db *db = NULL;
    struct stat before, rested;
    int64_t rows = 0;

    (void)state;
    unlink("r.db");
    assert_ok(db_open(&db, "r.db", DB_CREATE, &err), &err);
    assert_ok(
        db_exec(db,
                "pragma journal_mode = memory;"
                " create table t (x text) strict;"
                " insert into t values ('kept');"
                " begin;"
                " with recursive n (i) as (select 1 union all select i + 1"
                " from n where i < 1000)"
                " insert into t select hex(zeroblob(400)) from n",
                &err),
        &err);
    assert_int_equal(stat("r.db", &before), 0);
    assert_ok(db_rest(db, &err), &err);
    assert_int_equal(stat("r.db", &rested), 0);
    assert_true(rested.st_size > before.st_size + 800 * 1000);
    assert_ok(db_read_int(db, "select count(*) from t", &rows, &err), &err);
    assert_int_equal(rows, 1001);
    assert_ok(db_exec(db, "rollback", &err), &err);
    assert_ok(db_read_int(db, "select count(*) from t", &rows, &err), &err);
    assert_int_equal(rows, 1);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reader_waits_a_moment),
        cmocka_unit_test(a_database_is_private_and_made_only_when_asked),
        cmocka_unit_test(
            a_kept_statement_is_used_again_and_a_wrong_one_told_at_the_step),
        cmocka_unit_test(a_name_like_a_uri_is_a_file),
        cmocka_unit_test(what_is_no_database_is_said),
        cmocka_unit_test(damage_is_looked_for_in_what_stood_before),
        cmocka_unit_test(what_has_no_room_left_is_an_output_not_written),
        cmocka_unit_test(changed_pages_go_to_the_file_before_the_commit),
        cmocka_unit_test(another_writer_is_busy),
        cmocka_unit_test(the_safe_switches_are_on),
        cmocka_unit_test(a_key_that_leads_nowhere_is_refused_at_once),
        cmocka_unit_test(a_key_that_leads_nowhere_is_found_and_named),
        cmocka_unit_test(a_value_comes_back_as_it_was_bound),
        cmocka_unit_test(a_bind_that_fails_fails_the_step),
        cmocka_unit_test(a_parameter_that_nobody_set_is_an_error),
        cmocka_unit_test(one_value_is_read_or_stays_as_it_was),
        cmocka_unit_test(a_reader_is_asked_once_of_a_kept_statement),
        cmocka_unit_test(who_may_read_what_is_asked),
        cmocka_unit_test(a_statement_can_say_a_value),
        cmocka_unit_test(a_reader_is_asked_of_a_kept_statement_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
