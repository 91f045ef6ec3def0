/* Rows into tables: counts, keys that may lack a part, views, bounds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/err.h"
#include "ingest/keep/content.h"
#include "ingest/load/markstore.h"
#include "tests/testing.h"
#include "tests/world.h"

#define SCHOOL_HEADINGS                                                        \
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"                     \
    "PhaseOfEducation (name),TypeOfEstablishment (name),"                      \
    "EstablishmentStatus (name)\n"
#define NORTH "100001,919,4001,North School,Secondary,Academy,Open\n"
#define SOUTH "100002,919,4002,South School,Secondary,Academy,Open\n"
#define ROLL                                                                   \
    "URN,UPN,FormerUPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"     \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
#define STAY(upn, former, leaving)                                             \
    "100001," upn "," former ",A,B,2011-01-01,F,WBRI,9,C,2025-09-01," leaving  \
    ",N,N,N\n"
#define ONE "L919400024001"
#define TWO "A919400024002"
#define SUSPENSIONS                                                            \
    "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"

static const struct asset types[] = {
    { "t/results.type",
      "[type]\ntable = result\nview = fct_result\nmode = upsert\n"
      "key = upn measure\npupil = upn\nschool = urn\n"
      "[field upn]\nheading = UPN\nkind = upn\nneed = value\n"
      "[field urn]\nheading = URN\nkind = school\nneed = heading\n"
      "[field measure]\nheading = Measure\nkind = id\nneed = value\n"
      "[field score]\nheading = Score\nkind = int\nneed = heading\n",
      0 },
    { "t/returns.type",
      "[type]\ntable = site_return\nview = fct_return\nmode = upsert\n"
      "key = urn year\nschool = urn\n"
      "[field urn]\nheading = URN\nkind = school\nneed = value\n"
      "[field year]\nheading = AcademicYear\nkind = year\nneed = value\n"
      "[field days]\nheading = TrainingDays\nkind = number\nneed = heading\n",
      0 },
    { "t/reviews.type",
      "[type]\ntable = review\nview = fct_review\nmode = snapshot\n"
      "key = child day\nchild = child\n"
      "[field child]\nheading = CaseID\nkind = id\nneed = value\n"
      "[field day]\nheading = ReviewDay\nkind = date\nneed = value\n",
      0 },
    /* A key of parts that may be lacking, of every kind that is not text. */
    { "t/visits.type",
      "[type]\ntable = visit\nview = fct_visit\nmode = upsert\n"
      "key = urn round weight note\nschool = urn\n"
      "[field urn]\nheading = URN\nkind = school\nneed = heading\n"
      "[field round]\nheading = Round\nkind = int\nneed = heading\n"
      "[field weight]\nheading = Weight\nkind = number\nneed = heading\n"
      "[field note]\nheading = Note\nkind = text\nneed = heading\n"
      "[field outcome]\nheading = Finding\nkind = id\nneed = heading\n",
      0 },
};
#define RESULTS "UPN,URN,Measure,Score\n"
#define RETURNS "URN,AcademicYear,TrainingDays\n"
#define REVIEWS "CaseID,ReviewDay\n"
#define VISITS "URN,Round,Weight,Note,Finding\n"

static void assert_rows(struct world *w, const char *sql, const char *expected)
{
    char *rows = world_rows(w, sql);

    assert_string_equal(rows, expected);
    free(rows);
}

static void assert_keys_hold(struct world *w)
{
    assert_rows(w, "select * from pragma_foreign_key_check", "");
}

/* read, loaded, duplicate, superseded, rejected of the last night's file. */
static const char counts[] =
    "select rows_read, rows_loaded, rows_duplicate, rows_superseded,"
    " rows_rejected from load_file as f"
    " where run_id = (select max(run_id) from load_run)";

static void begin(struct world *w, const char *name)
{
    world_open_with(w, name, types, sizeof(types) / sizeof(types[0]));
    world_put(w, "schools_20250801.csv", SCHOOL_HEADINGS NORTH SOUTH);
    world_put(w, "pupils_20250901.csv",
              ROLL STAY(ONE, "", "") STAY(TWO, "", ""));
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

/* details 45: two UPNs of one person are two keys, and the last line holds. */
static void lines_under_two_upns_are_counted_as_written(void **state)
{
    static const char shown[] = "select leaving_date from fct_enrolment";
    struct world w;

    (void)state;
    begin(&w, "upns");
    world_put(&w, "pupils_20250910.csv",
              ROLL STAY(TWO, ONE, "2025-12-01") STAY(ONE, "", "2025-12-02")
                  STAY(TWO, ONE, "2025-12-03"));
    world_night(&w);
    assert_rows(&w, counts, "3|2|0|1|0;");
    assert_rows(&w, shown, "2025-12-03;");
    world_put(&w, "pupils_20250911.csv",
              ROLL STAY(TWO, ONE, "2025-12-04") STAY(ONE, "", "2025-12-05"));
    world_night(&w);
    assert_rows(&w, counts, "2|2|0|0|0;");
    assert_rows(&w, shown, "2025-12-05;");
    world_close(&w);
}

/* --- keys --------------------------------------------------------------- */

static void a_school_may_be_blank(void **state)
{
    static const char shown[] =
        "select u.id, s.urn, f.measure, f.score from fct_result as f"
        " inner join ident as u on u.ident_key = f.pupil_key"
        " left join school_ident as s using (school_key) order by 1, 3";
    struct world w;

    (void)state;
    begin(&w, "blank");
    world_put(&w, "results_20251001.csv",
              RESULTS ONE ",,KS2,100\n" TWO ",100002,KS2,90\n");
    world_night(&w);
    assert_rows(&w, shown, TWO "|100002|KS2|90;" ONE "||KS2|100;");
    assert_keys_hold(&w);
    /* Found again by its key, and told where it was. */
    world_put(&w, "results_20251002.csv",
              RESULTS ONE ",100001,KS2,100\n" TWO ",,KS2,90\n");
    world_night(&w);
    assert_rows(&w, counts, "2|2|0|0|0;");
    assert_rows(&w, shown, TWO "||KS2|90;" ONE "|100001|KS2|100;");
    assert_keys_hold(&w);
    /* A place that nobody knows is said aloud, and waits. */
    world_put(&w, "results_20251003.csv", RESULTS ONE ",100009,KS2,101\n");
    world_night(&w);
    assert_rows(&w, counts, "1|0|0|0|1;");
    assert_rows(&w, "select rule, rows from load_reject", "unknown_school|1;");
    world_put(&w, "schools_20251004.csv",
              SCHOOL_HEADINGS "100009,919,4009,Far School,Secondary,Academy,"
                              "Open\n");
    world_night(&w);
    assert_rows(&w, shown, TWO "||KS2|90;" ONE "|100009|KS2|101;");
    assert_keys_hold(&w);
    world_close(&w);
}

/* What was superseded at another school, or at none, comes back. */
static void a_fact_that_moved_moves_back(void **state)
{
    static const char shown[] =
        "select u.id, s.urn, f.score from fct_result as f"
        " inner join ident as u on u.ident_key = f.pupil_key"
        " left join school_ident as s using (school_key) order by 1";
    struct world w;

    (void)state;
    begin(&w, "back");
    world_put(&w, "schools_20250802.csv",
              SCHOOL_HEADINGS "100003,919,4003,West School,Secondary,Academy,"
                              "Open\n");
    world_put(&w, "results_20251001.csv",
              RESULTS ONE ",100001,KS2,1\n" TWO ",,KS2,2\n");
    world_put(&w, "results_20251002.csv",
              RESULTS ONE ",100002,KS2,3\n" TWO ",100002,KS2,4\n");
    world_put(&w, "results_20251003.csv",
              RESULTS ONE ",100003,KS2,5\n" TWO ",100003,KS2,6\n");
    world_night(&w);
    assert_rows(&w, shown, TWO "|100003|6;" ONE "|100003|5;");
    world_withdraw(&w, "schools_20250802.csv");
    assert_rows(&w, shown, TWO "|100002|4;" ONE "|100002|3;");
    world_withdraw(&w, "results_20251002.csv");
    assert_rows(&w, shown, TWO "||2;" ONE "|100001|1;");
    world_close(&w);
}

static void parts_of_a_key_may_be_lacking(void **state)
{
    static const char shown[] =
        "select s.urn, f.round, f.weight, f.note, f.outcome from fct_visit as f"
        " left join school_ident as s using (school_key) order by 5";
    struct world w;

    (void)state;
    begin(&w, "parts");
    world_put(&w, "visits_20251001.csv",
              VISITS "100001,1,1.5,x,A\n,1,1.5,x,B\n100001,,1.5,x,C\n"
                     "100001,1,,x,D\n100001,1,1.5,,E\n,,,,F\n");
    world_night(&w);
    assert_rows(&w, counts, "6|6|0|0|0;");
    world_put(&w, "visits_20251002.csv",
              VISITS "100001,1,1.50,x,a\n,1,1.5,x,b\n100001,,1.5,x,c\n"
                     "100001,1,,x,d\n100001,1,1.5,,e\n,,,,f\n,,,,f\n");
    world_night(&w);
    assert_rows(&w, counts, "7|6|1|0|0;");
    assert_rows(&w, shown,
                "100001|1|1.5|x|a;|1|1.5|x|b;100001||1.5|x|c;"
                "100001|1||x|d;100001|1|1.5||e;||||f;");
    assert_keys_hold(&w);
    world_close(&w);
}

/* --- views -------------------------------------------------------------- */

static void facts_of_schools_have_a_view(void **state)
{
    static const char shown[] =
        "select s.urn, f.year, f.days from fct_return as f"
        " inner join school_ident as s using (school_key) order by 1, 2";
    struct world w;

    (void)state;
    begin(&w, "school_view");
    world_put(&w, "returns_20251001.csv",
              RETURNS "100001,2025/26,3\n100002,2025/26,\n");
    world_night(&w);
    assert_rows(&w, shown, "100001|2025/26|3.0;100002|2025/26|;");
    world_close(&w);
}

static void what_the_newest_snapshot_lacks_leaves_the_view(void **state)
{
    static const char shown[] =
        "select i.id, f.day from fct_review as f"
        " inner join ident as i on i.ident_key = f.pupil_key order by 1, 2";
    struct world w;

    (void)state;
    begin(&w, "child_view");
    world_put(&w, "reviews_20251001.csv",
              REVIEWS "C1,2025-09-09\nC1,2025-09-16\nC2,2025-09-09\n");
    world_night(&w);
    assert_rows(&w, shown, "C1|2025-09-09;C1|2025-09-16;C2|2025-09-09;");
    world_put(&w, "reviews_20251002.csv",
              REVIEWS "C1,2025-09-16\nC2,2025-09-09\n");
    world_night(&w);
    assert_rows(&w, shown, "C1|2025-09-16;C2|2025-09-09;");
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
    struct err err = ERR_INIT;
    struct contents contents;
    struct markstore marks;
    struct world w;

    (void)state;
    begin(&w, "million");
    assert_ok(contents_open(&contents, w.db, &err), &err);
    assert_ok(markstore_open(&marks, w.db, &contents, &err), &err);
    markstore_begin(&marks, 1);
    for (int i = 0; i < 1200000; i++)
        assert_ok(markstore_add(&marks, 1, 1, date_make(2025, 9, 8), 0,
                                given[i % 3], true, &err),
                  &err);
    assert_true(marks.again_capacity <= 600000);
    assert_ok(markstore_end(&marks, &err), &err);
    assert_int_equal(marks.counts.loaded, 1);
    assert_int_equal(marks.counts.duplicate, 799999);
    assert_int_equal(marks.counts.superseded, 400000);
    markstore_close(&marks);
    contents_close(&contents);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_counted_whatever_repeats),
        cmocka_unit_test(lines_under_two_upns_are_counted_as_written),
        cmocka_unit_test(a_school_may_be_blank),
        cmocka_unit_test(a_fact_that_moved_moves_back),
        cmocka_unit_test(parts_of_a_key_may_be_lacking),
        cmocka_unit_test(facts_of_schools_have_a_view),
        cmocka_unit_test(what_the_newest_snapshot_lacks_leaves_the_view),
        cmocka_unit_test(many_rejects_of_a_kind_are_a_thousand_rows),
        cmocka_unit_test(a_mark_given_a_million_times_is_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
