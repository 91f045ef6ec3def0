#include "report/shown/promised.h"

#include <stdio.h>
#include <string.h>

#include "core/db.h"
#include "core/str.h"
#include "tests/testing.h"

/*
 * shown.sql, promise: what is said of schools where a promise is about
 * children, worked out by hand on as many schools as a case needs. `met` is
 * promised of children, `named` of the school itself.
 */
#define WAREHOUSE                                                              \
    "create temp table context (as_of text, la_code text,"                     \
    " suppress_below integer);"                                                \
    "insert into context values ('2026-02-13', '919', 6);"                     \
    "create temp table dim_period (period_key integer, id text, grain text,"   \
    " start_date text);"                                                       \
    "insert into dim_period values (202400, '2024/25', 'year', '2024-08-01')," \
    " (202500, '2025/26', 'year', '2025-08-01'),"                              \
    " (202501, '2025/26 autumn', 'term', '2025-09-01'),"                       \
    " (202502, '2025/26 spring', 'term', '2026-01-05');"                       \
    "create temp table dim_count (id text, kind text, children text);"         \
    "insert into dim_count values ('begun', 'rows', 'out'),"                   \
    " ('met', 'rows', null), ('out', 'children', null),"                       \
    " ('named', 'schools', null), ('due', 'schools', null);"                   \
    "create temp table dim_count_part (count text, whole text);"               \
    "insert into dim_count_part values ('met', 'begun'), ('named', 'due');"    \
    "create temp table dim_metric (id text, numerator_count text,"             \
    " denominator_count text);"                                                \
    "insert into dim_metric values ('met', 'met', 'begun'),"                   \
    " ('suspended', 'out', 'out'), ('named', 'named', 'due');"                 \
    "create temp table dim_promise (id text, subject text, words text,"        \
    " metric text, grain text, cohort text, why text);"                        \
    "insert into dim_promise values"                                           \
    " ('met', 'B', 'Met', 'met', 'year', 'csw', null),"                        \
    " ('named', 'A', 'Named', 'named', 'year', 'all', null),"                  \
    " ('kind', 'A', 'Kind', null, null, null, 'Nobody can tell.');"            \
    "create temp table dim_school (school_key integer, urn text,"              \
    " la_code text, status text, district text, phase text);"                  \
    "create temp table mart_promise (promise text, period text,"               \
    " school_key integer, basis text, due real, kept real, recorded real,"     \
    " children integer, since text, sent text, state text);"                   \
    "insert into mart_promise values ('met', '2025/26', null, 'children',"     \
    " 100, 50, 60, 80, '2023/24', '2026-02-13', null), ('met', '2024/25',"     \
    " null, 'children', 1, 1, 1, 1, '2023/24', '2026-02-13', null),"           \
    " ('named', '2025/26', null, 'schools', 2, 1, 1, null, '2023/24',"         \
    " '2026-02-13', null);"

/* A school, and of `met` what is due, kept and on record there. */
#define SCHOOL(n, district, phase, children, due, kept, recorded, state)       \
    "insert into dim_school values (" #n ", '10000" #n                         \
    "', '919', 'Open', '" district "', '" phase "');"                          \
    "insert into mart_promise values ('met', '2025/26', " #n                   \
    ", 'children', " #due ", " #kept ", " #recorded ", " #children             \
    ", null, '2026-02-13', '" state "');"
#define NONE(n) SCHOOL(n, "North", "Primary", 0, 0, 0, 0, "not_due")
/* A total that is shown: of a district, or what it is not. */
#define SHOWN(level, entity, breakdown, value)                                 \
    "insert into shown_metric (metric, period, level, entity, cohort,"         \
    " breakdown, breakdown_value, numerator, denominator) values"              \
    " ('met', '2025/26', '" level "', '" entity "', 'csw', '" breakdown        \
    "', '" value "', 1, 1);"

/* That of the county, which most cases are about. */
#define COUNTY_SHOWN SHOWN("county", "919", "none", "")
/* All that the county has is at the schools. */
#define ADD_UP                                                                 \
    "update mart_promise set (children, due, kept, recorded) = (select"        \
    " sum(children), sum(due), sum(kept), sum(recorded) from mart_promise as"  \
    " other where other.promise = mart_promise.promise and other.period ="     \
    " mart_promise.period and school_key is not null)"                         \
    " where school_key is null and promise = 'met' and period = '2025/26';"
#define LEAST 6

static void put(struct db *db, const char *sql)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(db, sql, &err), &err);
}

static int open_promises(void **state)
{
    static struct db *db;
    struct err err = ERR_INIT;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    put(db, WAREHOUSE);
    assert_ok(
        db_run_script(db, "report/sql/disclosure.sql#schema", NULL, 0, &err),
        &err);
    *state = db;
    return 0;
}

static int close_promises(void **state)
{
    db_close(*state);
    return 0;
}

/* A line for each row of the select; then nothing of it. */
static void assert_told(struct db *db, const char *rows, const char *select,
                        const char *expected)
{
    struct err err = ERR_INIT;
    struct str out = STR_INIT;
    struct query *q = NULL;
    int row;

    put(db, "savepoint one");
    put(db, rows);
    assert_ok(promised_prepare(db, LEAST, &err), &err);
    assert_ok(query_open(&q, db, select, &err), &err);
    while ((row = query_step(q, &err)) == 1)
        str_addf(&out, "%s\n", query_text(q, 0));
    assert_ok(row, &err);
    query_close(q);
    assert_string_equal(out.text, expected);
    str_release(&out);
    put(db, "rollback to one; release one");
}

/* Of the schools, each by its last figure. */
static void assert_said(struct db *db, const char *rows, const char *expected)
{
    struct str all = STR_INIT;

    str_addf(&all, "%s%s%s", rows, ADD_UP, COUNTY_SHOWN);
    assert_told(db, all.text,
                "select substr(urn, 6) || ' ' || promise || ' ' || state"
                " from shown_promise order by urn, position",
                expected);
    str_release(&all);
}

static void assert_record(struct db *db, const char *rows, const char *expected)
{
    assert_told(db, rows,
                "select promise || ' ' || coalesce(recorded, 'c') || ' of '"
                " || coalesce(due, 'c') from shown_record order by position",
                expected);
}

/* Twenty children at each of the first two, who leave room for the others. */
#define LARGE                                                                  \
    SCHOOL(1, "North", "Primary", 20, 30, 30, 30, "kept")                      \
    SCHOOL(2, "North", "Primary", 20, 30, 5, 20, "not_kept")

static void one_to_five_children_are_too_few(void **state)
{
    assert_said(*state,
                LARGE SCHOOL(3, "North", "Primary", 5, 9, 9, 9, "kept")
                    SCHOOL(4, "North", "Primary", 6, 9, 9, 9, "kept")
                        SCHOOL(5, "North", "Primary", 1, 1, 0, 0,
                               "not_on_record") NONE(6),
                "1 met kept\n2 met not_kept\n3 met too_few\n4 met kept\n"
                "5 met too_few\n6 met not_due\n");
}

static void what_no_extract_tells_stays_unmeasured(void **state)
{
    assert_said(*state,
                LARGE SCHOOL(3, "North", "Primary", 2, 2, 0, 0, "not_measured"),
                "1 met kept\n2 met not_kept\n3 met not_measured\n");
}

static void a_schools_own_duty_is_no_secret(void **state)
{
    assert_said(*state,
                LARGE "insert into mart_promise values ('named', '2025/26', 1,"
                      " 'schools', 1, 0, 0, null, null, '2026-02-13',"
                      " 'not_on_record'), ('named', '2025/26', 2, 'schools',"
                      " 1, 0, 1, null, null, '2026-02-13',"
                      " 'not_kept');",
                "1 named not_on_record\n1 met kept\n2 named not_kept\n"
                "2 met not_kept\n");
}

/* Another year, a school elsewhere or one that is closed. */
static void only_this_years_and_the_countys_own_are_told(void **state)
{
    assert_said(
        *state,
        LARGE SCHOOL(3, "North", "Primary", 20, 20, 20, 20, "kept")
            SCHOOL(4, "North", "Primary", 20, 20, 20, 20, "kept")
                SCHOOL(5, "North", "Primary", 20, 20, 20, 20,
                       "kept") "update mart_promise set period = '2024/25'"
                               " where school_key = 3;"
                               "update dim_school set la_code = '821'"
                               " where school_key = 4;"
                               "update dim_school set status = 'Closed'"
                               " where school_key = 5;",
        "1 met kept\n2 met not_kept\n");
}

/* 6 + 6 children, at least, at two schools and 16 in all: the third has four
   at most, so that of one of the two no more is said. */
static void totals_leave_five_values_for_each_school(void **state)
{
#define THREE(children)                                                        \
    SCHOOL(1, "North", "Primary", 6, 6, 6, 6, "kept")                          \
    SCHOOL(2, "North", "Primary", children, 20, 20, 20, "kept")                \
    SCHOOL(3, "North", "Primary", 1, 1, 1, 1, "kept") NONE(4)
    assert_said(*state, THREE(9),
                "1 met too_few\n2 met kept\n3 met too_few\n4 met not_due\n");
    assert_said(*state, THREE(10),
                "1 met kept\n2 met kept\n3 met too_few\n4 met not_due\n");
}

/* Three that did not keep it, and six blanks in all: each has four at most. */
static void what_was_not_kept_is_not_told_apart(void **state)
{
#define FAILING(n, blank)                                                      \
    SCHOOL(n, "North", "Primary", 20, 30, 30 - (blank), 30 - (blank),          \
           "not_on_record")
    assert_said(*state, FAILING(1, 2) FAILING(2, 2) FAILING(3, 3),
                "1 met not_on_record\n2 met not_on_record\n"
                "3 met not_on_record\n");
    assert_said(*state, FAILING(1, 2) FAILING(2, 2) FAILING(3, 2),
                "1 met too_few\n2 met not_on_record\n3 met not_on_record\n");
}

/* All of it at the one school with few: so many blanks would be theirs. */
static void rows_of_few_children_are_not_told_either(void **state)
{
#define ALONE(kept)                                                            \
    SCHOOL(1, "North", "Primary", 20, 30, 30, 30, "kept")                      \
    SCHOOL(2, "North", "Primary", 2, 9, kept, kept, "not_on_record")
    assert_said(*state, ALONE(1), "1 met too_few\n2 met too_few\n");
    assert_said(*state, ALONE(9), "1 met kept\n2 met too_few\n");
}

/* Of the county the noes are known beside the blanks: six of three schools. */
static void a_no_and_a_blank_are_not_told_apart_either(void **state)
{
#define REFUSING(n, recorded)                                                  \
    SCHOOL(n, "North", "Primary", 20, 30, 10, recorded, "not_kept")
    static const char all[] = "1 met not_kept\n2 met not_kept\n"
                              "3 met not_kept\n";

    assert_said(*state, REFUSING(1, 12) REFUSING(2, 12) REFUSING(3, 13), all);
    assert_said(*state, REFUSING(1, 12) REFUSING(2, 12) REFUSING(3, 12),
                "1 met too_few\n2 met not_kept\n3 met not_kept\n");
    /* Five are too few to be told of the county. */
    assert_said(*state, REFUSING(1, 12) REFUSING(2, 12) REFUSING(3, 11), all);
}

/* What belongs to no school leaves room, and has room of its own. */
static void what_is_at_no_school_is_in_the_countys_total(void **state)
{
#define ELSEWHERE(children)                                                    \
    SCHOOL(1, "North", "Primary", 6, 6, 6, 6, "kept")                          \
    SCHOOL(2, "North", "Primary", 1, 1, 1, 1, "kept")                          \
    NONE(3)                                                                    \
    COUNTY_SHOWN "update mart_promise set children = " #children               \
                 " where school_key is null;"
    static const char select[] =
        "select substr(urn, 6) || ' ' || state from shown_promise"
        " order by urn";

    assert_told(*state, ELSEWHERE(27), select,
                "1 kept\n2 too_few\n3 not_due\n");
    assert_told(*state, ELSEWHERE(9), select,
                "1 too_few\n2 too_few\n3 not_due\n");
}

/* Six children at six schools: one each, and the county's six is shown. */
static void that_some_have_none_may_tell_too_much(void **state)
{
#define SIX                                                                    \
    SCHOOL(1, "North", "Primary", 1, 1, 1, 1, "kept")                          \
    SCHOOL(2, "North", "Primary", 1, 1, 1, 1, "kept")                          \
    SCHOOL(3, "North", "Primary", 1, 1, 1, 1, "kept")
    assert_said(*state,
                SIX SCHOOL(4, "North", "Primary", 3, 3, 3, 3, "kept") NONE(5),
                "1 met too_few\n2 met too_few\n3 met too_few\n4 met too_few\n"
                "5 met too_few\n");
    assert_said(*state,
                SIX SCHOOL(4, "North", "Primary", 5, 5, 5, 5, "kept") NONE(5),
                "1 met too_few\n2 met too_few\n3 met too_few\n4 met too_few\n"
                "5 met not_due\n");
}

/* A district that is shown is a total by itself, and so is what it leaves. */
static void districts_and_phases_have_room_of_their_own(void **state)
{
#define PLACES(district, phase)                                                \
    SCHOOL(1, "North", "Primary", 60, 60, 60, 60, "kept")                      \
    SCHOOL(2, district, phase, 6, 6, 6, 6, "kept")                             \
    SCHOOL(3, district, phase, 1, 1, 1, 1, "kept")
    static const char apart[] = "1 met kept\n2 met too_few\n3 met too_few\n";
    static const char together[] = "1 met kept\n2 met kept\n3 met too_few\n";

    assert_said(*state, PLACES("South", "Primary"), together);
    assert_said(*state,
                PLACES("South", "Primary")
                    SHOWN("district", "South", "none", ""),
                apart);
    assert_said(*state,
                PLACES("South", "Primary")
                    SHOWN("district", "North", "none", ""),
                apart);
    assert_said(*state,
                PLACES("North", "Secondary")
                    SHOWN("county", "919", "phase", "Secondary"),
                apart);
}

/* The children suspended at a school are a figure; where it is withheld. */
static void a_withheld_figure_of_the_school_stays_withheld(void **state)
{
#define WITHHELD(urn)                                                          \
    "insert into shown_metric (metric, period, level, entity, cohort,"         \
    " breakdown, breakdown_value, symbol) values ('suspended', '2025/26',"     \
    " 'school', '" urn "', 'csw', 'none', '', '[c]');"
    assert_said(*state,
                LARGE NONE(3) NONE(4) WITHHELD("100001") WITHHELD("100003"),
                "1 met too_few\n2 met not_kept\n3 met too_few\n"
                "4 met not_due\n");
}

/* Only beside what is due and kept, and where no part is from one to five. */
static void what_is_on_record_divides_into_no_small_part(void **state)
{
#define COUNTY(due, kept, recorded)                                            \
    "update mart_promise set due = " #due ", kept = " #kept                    \
    ", recorded = " #recorded " where school_key is null;"                     \
    "insert into shown_metric (metric, period, level, entity, cohort,"         \
    " breakdown, breakdown_value, numerator, denominator) values"              \
    " ('met', '2025/26', 'county', '919', 'csw', 'none', '', " #kept ", " #due \
    "), ('named', '2025/26', 'county', '919', 'all', 'none', '', " #kept       \
    ", " #due ");"
    assert_record(*state, COUNTY(100, 50, 60),
                  "named 60 of 100\nmet 60 of 100\n");
    assert_record(*state, COUNTY(100, 50, 50),
                  "named 50 of 100\nmet 50 of 100\n");
    assert_record(*state, COUNTY(100, 50, 100),
                  "named 100 of 100\nmet 100 of 100\n");
    assert_record(*state, COUNTY(100, 50, 55),
                  "named 55 of 100\nmet c of 100\n");
    assert_record(*state, COUNTY(100, 50, 95),
                  "named 95 of 100\nmet c of 100\n");
    assert_record(*state, COUNTY(100, 0, 5), "named 5 of 100\nmet c of 100\n");
    assert_record(
        *state,
        COUNTY(100, 50,
               60) "update shown_metric set numerator = null where metric ="
                   " 'met';",
        "named 60 of 100\nmet c of c\n");
}

/* --- what can be worked out ----------------------------------------------- */

/*
 * Four schools in two districts and two phases, and all that is said: their
 * states, and the totals of the county and of what of these is shown. Every
 * county that would be told alike is gone through: of a number from one to five
 * five values are left, whichever way totals are taken from each other.
 */
enum { FOUR = 4, MOST = 20, PLACES = 4 };

struct county {
    int children[FOUR], missed[FOUR]; /* due, and of it not kept */
    bool is_blank;                    /* what is not kept is not on record */
    int place[FOUR][2];               /* district, phase */
    bool is_shown[PLACES];            /* two districts, two phases */
    char states[FOUR][16];
};

static int in_place(const struct county *c, int school, int place)
{
    return c->place[school][place / 2] == place % 2;
}

/* A total that is small is withheld, and with it what would give it away; after
   the places stands the county. */
static bool is_known(const struct county *c, const int *numbers, int place)
{
    int inside = 0, outside = 0;

    for (int i = 0; i < FOUR; i++)
        *(place == PLACES || in_place(c, i, place) ? &inside : &outside) +=
            numbers[i];
    return (inside == 0 || inside >= LEAST)
           && (outside == 0 || outside >= LEAST);
}

static void make_county(struct prop *p, struct county *c)
{
    static const size_t bounds[] = { 1, 6, 6, 6, 10, 14 };

    memset(c, 0, sizeof(*c));
    c->is_blank = prop_below(p, 2);
    for (int i = 0; i < FOUR; i++) {
        c->children[i] = (int)prop_below(p, bounds[prop_below(p, 6)]);
        if (prop_below(p, 2))
            c->missed[i] = (int)prop_below(p, (size_t)c->children[i] + 1);
        c->place[i][0] = (int)prop_below(p, 2);
        c->place[i][1] = (int)prop_below(p, 2);
    }
    for (int k = 0; k < PLACES; k++)
        c->is_shown[k] = prop_below(p, 2) && is_known(c, c->children, k);
}

static void tell_school(struct str *sql, const struct county *c, int i)
{
    int kept = c->children[i] - c->missed[i];

    str_addf(sql,
             "insert into dim_school values (%d, '10000%d', '919', 'Open',"
             " '%s', '%s');"
             "insert into mart_promise values ('met', '2025/26', %d,"
             " 'children', %d, %d, %d, %d, null, null, '%s');",
             i, i, c->place[i][0] ? "South" : "North",
             c->place[i][1] ? "Secondary" : "Primary", i, c->children[i], kept,
             c->is_blank ? kept : c->children[i], c->children[i],
             c->children[i] == 0 ? "not_due"
             : c->missed[i] == 0 ? "kept"
             : c->is_blank       ? "not_on_record"
                                 : "not_kept");
}

static void tell_total(struct str *sql, const struct county *c, int place)
{
    static const char *const totals[] = {
        "'district', 'North', 'csw', 'none', ''",
        "'district', 'South', 'csw', 'none', ''",
        "'county', '919', 'csw', 'phase', 'Primary'",
        "'county', '919', 'csw', 'phase', 'Secondary'",
        "'county', '919', 'csw', 'none', ''",
    };

    str_addf(sql,
             "insert into shown_metric (metric, period, level, entity, cohort,"
             " breakdown, breakdown_value, numerator, denominator) values"
             " ('met', '2025/26', %s, %s, 1);",
             totals[place], is_known(c, c->missed, place) ? "1" : "null");
}

static void tell_county(struct str *sql, const struct county *c)
{
    for (int i = 0; i < FOUR; i++)
        tell_school(sql, c, i);
    for (int k = 0; k < PLACES; k++)
        if (c->is_shown[k])
            tell_total(sql, c, k);
    if (is_known(c, c->children, PLACES))
        tell_total(sql, c, PLACES);
    str_add(sql, ADD_UP);
}

static void read_states(struct db *db, struct county *c)
{
    struct err err = ERR_INIT;
    struct str sql = STR_INIT;
    struct query *q = NULL;
    int row;

    put(db, "savepoint one");
    tell_county(&sql, c);
    put(db, sql.text);
    assert_ok(promised_prepare(db, LEAST, &err), &err);
    assert_ok(query_open(&q, db,
                         "select substr(urn, 6), state from shown_promise",
                         &err),
              &err);
    while ((row = query_step(q, &err)) == 1)
        snprintf(c->states[query_int(q, 0)], sizeof(c->states[0]), "%s",
                 query_text(q, 1));
    assert_ok(row, &err);
    query_close(q);
    str_release(&sql);
    put(db, "rollback to one; release one");
}

/* Of a number at each school: the bounds that its state tells, and whose
   totals are known. */
struct telling {
    int from[FOUR], to[FOUR];
    const int *numbers;
    bool is_known[PLACES + 1];
};

static bool agrees(const struct county *c, const struct telling *t,
                   const int *other)
{
    int all = 0, all_other = 0;

    for (int i = 0; i < FOUR; i++) {
        all += t->numbers[i];
        all_other += other[i];
    }
    if (t->is_known[PLACES] && all != all_other)
        return false;
    for (int k = 0; k < PLACES; k++) {
        int sum = 0;

        for (int i = 0; i < FOUR && t->is_known[k]; i++)
            sum += in_place(c, i, k) ? t->numbers[i] - other[i] : 0;
        if (sum)
            return false;
    }
    return true;
}

static void count_values(const struct county *c, const struct telling *t,
                         int values[FOUR])
{
    bool found[FOUR][MOST + 1] = { { false } };
    int other[FOUR];

    for (other[0] = t->from[0]; other[0] <= t->to[0]; other[0]++)
        for (other[1] = t->from[1]; other[1] <= t->to[1]; other[1]++)
            for (other[2] = t->from[2]; other[2] <= t->to[2]; other[2]++)
                for (other[3] = t->from[3]; other[3] <= t->to[3]; other[3]++)
                    if (agrees(c, t, other))
                        for (int i = 0; i < FOUR; i++)
                            found[i][other[i]] = true;
    for (int i = 0; i < FOUR; i++) {
        values[i] = 0;
        for (int v = 0; v <= MOST; v++)
            values[i] += found[i][v];
    }
}

/* What totals tell by themselves is the ledger's to see to. */
static void check_values(struct prop *p, const struct county *c,
                         struct telling *t)
{
    struct telling silent = { .numbers = t->numbers };
    int told[FOUR], untold[FOUR];

    for (int k = 0; k <= PLACES; k++)
        t->is_known[k] = is_known(c, t->numbers, k)
                         && is_known(c, c->children, k)
                         && (k == PLACES || c->is_shown[k]);
    for (int i = 0; i < FOUR; i++)
        silent.to[i] = MOST;
    memcpy(silent.is_known, t->is_known, sizeof(silent.is_known));
    count_values(c, t, told);
    count_values(c, &silent, untold);
    for (int i = 0; i < FOUR; i++)
        prop_assert(p, t->numbers[i] == 0 || t->numbers[i] >= LEAST
                           || untold[i] < 5 || told[i] >= 5);
}

static bool says(const struct county *c, int school, const char *state)
{
    return !strcmp(c->states[school], state);
}

/* Where too few is said of all schools of a place, or of all that are left
   beside it, it may be said of those with none. */
static bool is_silent(const struct county *c, int school)
{
    for (int k = 0; k <= PLACES; k++) {
        bool all = k == PLACES || in_place(c, school, k);

        for (int i = 0; i < FOUR && all; i++)
            all = (k < PLACES && !in_place(c, i, k)) || says(c, i, "too_few");
        if (all)
            return true;
    }
    return false;
}

static void no_small_number_can_be_worked_out(void **state)
{
    for (struct prop p = prop_begin(60); prop_next(&p);) {
        struct county c;
        struct telling due = { .numbers = c.children };
        struct telling missed = { .numbers = c.missed };

        make_county(&p, &c);
        read_states(*state, &c);
        for (int i = 0; i < FOUR; i++) {
            bool is_none = says(&c, i, "not_due");
            bool is_few = says(&c, i, "too_few");
            bool is_kept = says(&c, i, "kept");

            due.from[i] = is_none   ? 0
                          : !is_few ? LEAST
                                    : !is_silent(&c, i) && c.children[i] > 0;
            due.to[i] = is_none ? 0 : MOST;
            missed.from[i] = !is_none && !is_few && !is_kept;
            missed.to[i] = is_none || is_kept ? 0 : MOST;
        }
        check_values(&p, &c, &due);
        check_values(&p, &c, &missed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_to_five_children_are_too_few),
        cmocka_unit_test(what_no_extract_tells_stays_unmeasured),
        cmocka_unit_test(a_schools_own_duty_is_no_secret),
        cmocka_unit_test(only_this_years_and_the_countys_own_are_told),
        cmocka_unit_test(totals_leave_five_values_for_each_school),
        cmocka_unit_test(what_was_not_kept_is_not_told_apart),
        cmocka_unit_test(rows_of_few_children_are_not_told_either),
        cmocka_unit_test(a_no_and_a_blank_are_not_told_apart_either),
        cmocka_unit_test(what_is_at_no_school_is_in_the_countys_total),
        cmocka_unit_test(that_some_have_none_may_tell_too_much),
        cmocka_unit_test(districts_and_phases_have_room_of_their_own),
        cmocka_unit_test(what_is_on_record_divides_into_no_small_part),
        cmocka_unit_test(no_small_number_can_be_worked_out),
        cmocka_unit_test(a_withheld_figure_of_the_school_stays_withheld),
    };

    return cmocka_run_group_tests(tests, open_promises, close_promises);
}
