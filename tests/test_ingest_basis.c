/* Config reaches what has come: each change of what a type is described by, and
 * of the program, compared with a rebuild into an empty warehouse. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/str.h"
#include "tests/testing.h"
#include "tests/world.h"

#define SCHOOLS                                                                \
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"                     \
    "PhaseOfEducation (name),TypeOfEstablishment (name),"                      \
    "EstablishmentStatus (name)\n"                                             \
    "100001,919,4001,North School,Secondary,Academy,Open\n"                    \
    "100002,919,4002,South School,Secondary,Academy,Open\n"
#define ROLL                                                                   \
    "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"               \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
#define MARKS "URN,UPN,Date,Session,Mark\n"
#define SUSPENSIONS                                                            \
    "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
#define CARE "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
/* UPNs of world_upn(1) and (2). */
#define ONE "L919400024001"
#define TWO "A919400024002"
#define PUPIL(upn, ethnicity)                                                  \
    "100001," upn ",A,B,2011-01-01,F," ethnicity ",9,C,2025-09-01,,N,N,N\n"
#define CARE_ROW(child) child ",,2011-01-01,CIN,2025-01-01,,\n"

static void assert_rows(struct world *w, const char *sql, const char *expected)
{
    char *rows = world_rows(w, sql);

    assert_string_equal(rows, expected);
    free(rows);
}

static const char newest[] =
    "select f.path, f.status from load_file as f"
    " where run_id = (select max(run_id) from load_run) order by f.path";
static const char marks[] =
    "select date, session, mark from attendance_mark order by 1, 2";

static void open_county(struct world *w, const char *name)
{
    world_open(w, name);
    world_put(w, "schools_20250901.csv", SCHOOLS);
    world_put(w, "pupils_20250901.csv",
              ROLL PUPIL(ONE, "WBRI") PUPIL(TWO, "WBRI"));
    world_put(w, "marks_20250910.csv",
              MARKS "100001," ONE ",2025-09-02,AM,/\n"
                    "100001," ONE ",2025-09-02,PM,Q9\n"
                    "100001," TWO ",2025-09-02,AM,I\n");
    world_put(w, "susp_20251010.csv",
              SUSPENSIONS "100001," ONE ",SUSP,2025-10-01,,2,PP,\n"
                          "100001," TWO ",SUSP,2025-10-01,,2,ZZ,\n");
    world_night(w);
}

/* A built-in file of the config with a line more. */
static void configure_more(struct world *w, const char *name, const char *line)
{
    struct str path = STR_INIT, text = STR_INIT;

    str_addf(&path, "config/%s", name);
    str_addf(&text, "%s%s", asset_find(path.text)->text, line);
    world_configure(w, name, text.text);
    str_release(&path);
    str_release(&text);
}

/* Two dumps are the same; else the first line that differs is said. */
static void assert_same(const char *is, const char *expected)
{
    while (*is || *expected) {
        size_t a = strcspn(is, "\n"), b = strcspn(expected, "\n");

        if (a != b || memcmp(is, expected, a) != 0)
            fail_msg("'%.*s' where '%.*s' was expected", (int)a, is, (int)b,
                     expected);
        is += a + (is[a] == '\n');
        expected += b + (expected[b] == '\n');
    }
}

static void assert_dump(struct world *w, const struct str *expected)
{
    struct str is = STR_INIT;

    world_dump(w, &is);
    assert_same(is.text, expected->text);
    str_release(&is);
}

/* The warehouse is what a rebuild into an empty one makes of the archive. */
static void assert_is_a_rebuild(struct world *w)
{
    struct str was = STR_INIT;

    world_dump(w, &was);
    world_lose_and_rebuild(w);
    assert_dump(w, &was);
    str_release(&was);
}

static void a_refused_file_is_checked_by_the_config_there_is(void **state)
{
    struct str said = STR_INIT;
    struct world w;

    (void)state;
    open_county(&w, "check");
    world_put(&w, "a_20251001.csv", "URN,Visitor\n100001,C D\n");
    world_night(&w);
    assert_rows(&w, newest, "a_20251001.csv|refused;");
    world_configure(&w, "extracts/vendor.ini",
                    "[advisers]\nAdviser = Visitor\n");
    world_check(&w, "check/inbox/a_20251001.csv", &said);
    assert_string_equal(said.text, "advisers|loaded|1|1|0|0|0|");
    str_release(&said);
    world_close(&w);
}

/* A description of the program's own, with something put in. */
static struct asset described(const char *name, const char *find,
                              const char *put, struct str *path,
                              struct str *text)
{
    const char *own, *at;

    str_clear(path);
    str_clear(text);
    str_addf(path, "ingest/types/%s.type", name);
    own = asset_find(path->text)->text;
    at = strstr(own, find);
    assert_non_null(at);
    str_add_n(text, own, (size_t)(at - own));
    str_add(text, put);
    str_add(text, at);
    return (struct asset){ path->text, text->text, text->len };
}

/* A roll's row that is rejected now takes its marks off roll. */
static void what_goes_from_a_roll_reaches_the_marks(void **state)
{
    struct str before = STR_INIT, path = STR_INIT, text = STR_INIT;
    struct asset changed;
    struct world w;

    (void)state;
    open_county(&w, "roll");
    world_dump(&w, &before);
    changed = described("pupils", "[field entry_date]",
                        "[field house]\nheading = House\nkind = text\n"
                        "required_when = nc_year 9\n\n",
                        &path, &text);
    world_describe(&w, &changed, 1);
    world_night(&w);
    assert_rows(&w, "select count(*) from enrolment", "0;");
    assert_rows(&w, marks, "");
    assert_is_a_rebuild(&w);
    world_describe(&w, NULL, 0);
    world_night(&w);
    assert_dump(&w, &before);
    str_release(&path);
    str_release(&before);
    str_release(&text);
    world_close(&w);
}

static void a_description_gains_a_field_and_loses_it(void **state)
{
    struct str before = STR_INIT, path = STR_INIT, text = STR_INIT;
    struct asset changed;
    struct world w;

    (void)state;
    open_county(&w, "field");
    world_put(
        &w, "susp_20251011.csv",
        "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome,Ordered\n"
        "100001," ONE ",SUSP,2025-10-06,,2,PP,,Y\n");
    world_night(&w);
    world_dump(&w, &before);
    changed = described("suspensions", "[field reason1]",
                        "[field ordered]\nheading = Ordered\nkind = flag\n\n",
                        &path, &text);
    world_describe(&w, &changed, 1);
    world_night(&w);
    assert_rows(&w, "select start_date, ordered from suspension order by 1",
                "2025-10-01|;2025-10-01|;2025-10-06|Y;");
    assert_rows(&w, newest, "");
    /* A file that comes while the table has the field. */
    world_put(
        &w, "susp_20251012.csv",
        "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome,Ordered\n"
        "100001," ONE ",SUSP,2025-10-06,,2,PP,,N\n");
    world_night(&w);
    assert_rows(&w, "select ordered from suspension where ordered <> ''", "N;");
    world_withdraw(&w, "susp_20251012.csv");
    assert_is_a_rebuild(&w);

    world_describe(&w, NULL, 0);
    world_night(&w);
    assert_dump(&w, &before);
    assert_is_a_rebuild(&w);
    str_release(&path);
    str_release(&before);
    str_release(&text);
    world_close(&w);
}

static const struct asset visits = {
    "mine/visits.type",
    "[type]\ntable = visit\nview = fct_visit\nmode = upsert\n"
    "key = urn adviser\nschool = urn\n"
    "[field urn]\nheading = URN\nkind = school\nneed = value\n"
    "[field adviser]\nheading = Adviser\nkind = text\nneed = value\n"
    "[field visited]\nheading = Visited\nkind = date\nneed = value\n",
    0
};

/* A new type fits a file better than the one it was taken for. */
static void a_content_may_be_of_another_type_now(void **state)
{
    struct str before = STR_INIT, said = STR_INIT;
    struct world w;

    (void)state;
    open_county(&w, "retyped");
    world_put(&w, "a_20251001.csv",
              "URN,Adviser,Visited\n100001,C D,2025-10-01\n");
    world_night(&w);
    assert_rows(&w, "select adviser from adviser", "C D;");
    world_dump(&w, &before);
    world_describe(&w, &visits, 1);
    world_check(&w, "retyped/inbox/a_20251001.csv", &said);
    assert_non_null(strstr(said.text, "visits|"));
    str_release(&said);
    world_night(&w);
    assert_rows(&w, "select adviser from adviser", "");
    assert_rows(&w, "select adviser, visited from visit", "C D|2025-10-01;");
    assert_rows(&w,
                "select type from content where type in ('visits',"
                " 'advisers')",
                "visits;");

    /* A type that is gone: its table goes, its contents are what they were. */
    world_describe(&w, NULL, 0);
    world_night(&w);
    assert_rows(&w, "select name from sqlite_schema where name like '%visit%'",
                "");
    assert_dump(&w, &before);
    assert_is_a_rebuild(&w);
    str_release(&before);
    world_close(&w);
}

static void run_sql(struct world *w, const char *sql)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(w->db, sql, &err), &err);
}

/* Whoever it was that changed it, and nothing else did. */
static void a_table_that_is_another_is_filled_again(void **state)
{
    struct str before = STR_INIT;
    struct world w;

    (void)state;
    open_county(&w, "another");
    world_dump(&w, &before);
    run_sql(&w, "alter table suspension add column more text");
    world_describe(&w, NULL, 0);
    world_night(&w);
    assert_dump(&w, &before);
    run_sql(&w, "drop table mark_string");
    world_describe(&w, NULL, 0);
    world_night(&w);
    assert_dump(&w, &before);
    assert_is_a_rebuild(&w);
    str_release(&before);
    world_close(&w);
}

/* What an earlier version may have left: other tables, and no word of what
 * was read by what. */
static void a_warehouse_of_another_version_is_brought_along(void **state)
{
    static const char keys[] =
        "select urn, school_key from school_ident"
        " union all select id, ident_key from ident order by 1";
    static const char history[] =
        "select run_id, path, status, rows_read from load_file order by 1, 2";
    struct str before = STR_INIT;
    char *old_keys, *old_history;
    struct world w;

    (void)state;
    open_county(&w, "old");
    world_put(&w, "odd.csv", "Heading,Nobody,Knows\n1,2,3\n");
    world_night(&w);
    world_dump(&w, &before);
    old_keys = world_rows(&w, keys);
    old_history = world_rows(&w, history);
    run_sql(&w,
            "pragma foreign_keys = off;"
            "drop view fct_exclusion; drop view load_note;"
            "drop table suspension;"
            "create table suspension (urn text, day text, content_id integer);"
            "insert into suspension values ('x', 'y', 1);"
            "drop table load_reject;"
            "create table load_reject (file text);"
            "drop table mark_day; create table mark_day (day text);"
            "drop index content_type;"
            "drop trigger enrolment_gone;"
            "alter table content add column colour text;"
            "alter table load_file add column colour text;"
            "alter table inbox_file add column owner text;"
            "create table forgotten (x integer);"
            "create view broken as select y from forgotten;"
            "drop table made_relation;"
            "delete from setting where name glob 'ingest.*';"
            "pragma foreign_keys = on;");
    world_describe(&w, NULL, 0);
    world_night(&w);
    assert_dump(&w, &before);
    assert_rows(&w, keys, old_keys);
    assert_rows(&w, history, old_history);
    assert_rows(&w,
                "select name from sqlite_schema"
                " where name in ('forgotten', 'broken')",
                "");
    assert_rows(&w, "select count(*) from pragma_foreign_key_check", "0;");
    assert_is_a_rebuild(&w);
    free(old_keys);
    free(old_history);
    str_release(&before);
    world_close(&w);
}

/* The files that tests/old/first.sql was made from. */
static void put_first_files(struct world *w)
{
    static const struct {
        const char *name;
        const char *text;
    } files[] = {
        { "schools_20250901.csv", SCHOOLS },
        { "pupils_20250901.csv", ROLL PUPIL(ONE, "WBRI") PUPIL(TWO, "WBRI") },
        { "marks_20250910.csv", MARKS "100001," ONE ",2025-09-02,AM,/\n"
                                      "100001," ONE ",2025-09-02,PM,Q9\n"
                                      "100001," TWO ",2025-09-02,AM,I\n"
                                      "100009," TWO ",2025-09-02,AM,I\n" },
        { "marks_20250912.csv", MARKS "100001," ONE ",2025-09-03,AM,/\n" },
        { "susp_20251010.csv",
          SUSPENSIONS "100001," ONE ",SUSP,2025-10-01,,2,PP,\n"
                      "100001," TWO ",SUSP,2025-10-01,,2,ZZ,\n" },
        { "care_20250910.csv",
          CARE "K1," ONE ",2011-01-01,CIN,2025-01-01,,\n" CARE_ROW("K2")
              CARE_ROW("K3") },
        { "care_20250911.csv",
          CARE "K1," ONE ",2011-01-01,CIN,2025-01-01,,\n" },
        { "advisers_20250901.csv", "URN,Adviser\n100001,C D\n" },
        { "odd.csv", "Heading,Nobody,Knows\n1,2,3\n" },
    };

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        world_put(w, files[i].name, files[i].text);
}

static void the_first_version_s_warehouse_is_opened(void **state)
{
    static const char keys[] =
        "select 's' || urn, school_key from school_ident"
        " union all select id, ident_key from ident order by 1";
    struct str expected = STR_INIT, path = STR_INIT;
    struct err err = ERR_INIT;
    char *dump = NULL;
    struct world w;
    size_t len;

    (void)state;
    world_open(&w, "first");
    world_configure(&w, "county.ini", "hold_below_percent = 50\n");
    put_first_files(&w);
    world_night(&w);
    world_withdraw(&w, "marks_20250912.csv");
    world_dump(&w, &expected);

    str_addf(&path, "%s/tests/old/first.sql",
             testing_environment("VSCHOOL_SRC"));
    assert_ok(file_read(path.text, &dump, &len, &err), &err);
    db_close(w.db);
    assert_ok(db_open(&w.db, ":memory:", DB_CREATE, &err), &err);
    run_sql(&w, "pragma foreign_keys = off");
    run_sql(&w, dump);
    run_sql(&w, "pragma foreign_keys = on");
    world_describe(&w, NULL, 0); /* the schema is brought along */
    world_night(&w);
    assert_rows(&w, newest,
                "advisers_20250901.csv|unchanged;care_20250910.csv|unchanged;"
                "care_20250911.csv|held;marks_20250910.csv|unchanged;"
                "marks_20250912.csv|unchanged;odd.csv|refused;"
                "pupils_20250901.csv|unchanged;schools_20250901.csv|unchanged;"
                "susp_20251010.csv|unchanged;");
    assert_rows(&w, keys,
                TWO "|2;K1|3;K2|4;K3|5;" ONE "|1;s100001|1;s100002|2;");
    assert_rows(&w, "select count(*) from load_file where run_id < 4", "9;");
    assert_rows(&w, "select count(*) from pragma_foreign_key_check", "0;");
    assert_dump(&w, &expected);
    assert_is_a_rebuild(&w);
    free(dump);
    str_release(&path);
    str_release(&expected);
    world_close(&w);
}

/* All that came is to be read again, and cannot be: nothing is lost for that,
 * and what stands in the way can be withdrawn. */
static void what_the_archive_lacks_can_be_withdrawn(void **state)
{
    struct err err = ERR_INIT;
    struct str path = STR_INIT;
    struct world w;
    char *sha256;

    (void)state;
    open_county(&w, "lacks");
    world_put(&w, "marks_20250911.csv",
              MARKS "100001," ONE ",2025-09-03,AM,/\n");
    world_night(&w);
    sha256 = world_rows(&w, "select sha256 from load_file"
                            " where path = 'marks_20250911.csv'");
    str_addf(&path, "lacks/archive/%.2s/%.64s.zst", sha256, sha256);
    assert_int_equal(unlink(path.text), 0);
    world_remove(&w, "marks_20250911.csv");
    configure_more(&w, "codes/attendance_codes.csv",
                   "Q9,County code,,,1,authorised_absence,0,\n");
    assert_int_equal(world_try_night(&w, &err), -1);
    assert_int_equal(err.code, ERR_DATA);
    assert_non_null(strstr(err.msg, "Put 'marks_20250911.csv' into the inbox"));
    assert_rows(&w, marks, "2025-09-02|AM|/;2025-09-02|AM|I;2025-09-03|AM|/;");
    world_describe(&w, NULL, 0);
    world_withdraw(&w, "marks_20250911.csv");
    assert_rows(&w, marks, "2025-09-02|AM|/;2025-09-02|AM|I;2025-09-02|PM|Q9;");
    assert_is_a_rebuild(&w);
    free(sha256);
    str_release(&path);
    world_close(&w);
}

/* What is released is read as it is read now. */
static void what_was_withdrawn_may_be_of_another_type_since(void **state)
{
    struct world w;

    (void)state;
    open_county(&w, "since");
    world_put(&w, "a_20251001.csv",
              "URN,Adviser,Visited\n100001,C D,2025-10-01\n");
    world_night(&w);
    world_withdraw(&w, "a_20251001.csv");
    world_describe(&w, &visits, 1);
    world_night(&w);
    assert_rows(&w, "select adviser from visit", "");
    world_release(&w, "a_20251001.csv");
    assert_rows(&w, "select adviser from adviser", "");
    assert_rows(&w, "select adviser, visited from visit", "C D|2025-10-01;");
    assert_is_a_rebuild(&w);
    world_close(&w);
}

/* The same config, and nothing is read again. */
static void what_did_not_change_is_not_read_again(void **state)
{
    struct world w;

    (void)state;
    open_county(&w, "same");
    world_describe(&w, NULL, 0);
    world_night(&w);
    assert_int_equal(w.result.news, 0);
    configure_more(&w, "codes/exclusion_reasons.csv", "ZZ,Another,1\n");
    world_night(&w);
    assert_int_equal(w.result.news, 1); /* of four: the suspensions */
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refused_file_is_checked_by_the_config_there_is),
        cmocka_unit_test(what_goes_from_a_roll_reaches_the_marks),
        cmocka_unit_test(a_description_gains_a_field_and_loses_it),
        cmocka_unit_test(a_content_may_be_of_another_type_now),
        cmocka_unit_test(a_table_that_is_another_is_filled_again),
        cmocka_unit_test(a_warehouse_of_another_version_is_brought_along),
        cmocka_unit_test(the_first_version_s_warehouse_is_opened),
        cmocka_unit_test(what_the_archive_lacks_can_be_withdrawn),
        cmocka_unit_test(what_was_withdrawn_may_be_of_another_type_since),
        cmocka_unit_test(what_did_not_change_is_not_read_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
