#include "tests/truth.h"

#include "tests/testing.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/outfile.h"
#include "core/str.h"

#define SHOWN 10 /* rows of a kind; the rest are counted */
#define PUPIL_OF(id)                                                           \
    "(select person.pupil_key from person "                                    \
    "inner join ident using (ident_key) where ident.kind = 'upn' "             \
    "and ident.id = " id ")"
#define PUPIL_OF_CHILD(id)                                                     \
    "(select dim_pupil.pupil_key from dim_pupil "                              \
    "where dim_pupil.child_id = " id ")"

/* What must hold for a row of the truth of that kind. */
static const struct {
    const char *kind, *holds;
} kinds[] = {
    /* Those two are counted, below. */
    { "rejected % row", "1" },
    { "value set aside", "1" },
    { "temporary UPN replaced",
      "exists (select 1 from dim_pupil where upn = detail) "
      "and not exists (select 1 from dim_pupil where upn = key)" },
    { "several former UPNs",
      "exists (select 1 from dim_pupil where upn = key) and "
      "exists (select 1 from former_upn where former_upn = detail)" },
    { "new UPN after adoption", PUPIL_OF("key") " is not " PUPIL_OF("detail") },
    { "two pupils of one name and birthday",
      "not exists (select 1 from dim_pupil where upn = key "
      "and child_id is not null)" },
    { "died",
      "not exists (select 1 from pupil_cohort inner join dim_period "
      "on dim_period.id = pupil_cohort.period "
      "where dim_period.reference_date >= detail and pupil_cohort.pupil_key "
      "= " PUPIL_OF_CHILD("key") ")" },
    { "matched by name", "exists (select 1 from dim_pupil "
                         "where child_id = key and upn = detail)" },
    { "unmatched child", "exists (select 1 from dim_pupil "
                         "where child_id = key and upn is null)" },
    { "% UPN but in identity",
      PUPIL_OF_CHILD("key") " is " PUPIL_OF("detail") },
    { "permanent exclusion",
      "exists (select 1 from fct_exclusion where category = 'PERM' "
      "and pupil_key = " PUPIL_OF("key") ")" },
    { "spell ended by its absence",
      "exists (select 1 from fct_social_care where plan = detail and "
      "end_date = (select max(as_of) from load_run) "
      "and pupil_key = " PUPIL_OF_CHILD("key") ")" },
    { "school with much absence",
      "exists (select 1 from dim_school where urn = key)" },
    { "one ChildID with two UPNs",
      "exists (select 1 from load_contradiction where kind = 'child_upns' "
      "and id = key and instr(load_contradiction.detail, truth.detail) > 0)" },
    { "UPN with the name of another pupil",
      "exists (select 1 from load_contradiction where kind = 'other_pupil' "
      "and pupil_key = " PUPIL_OF("key") " and other_key = " PUPIL_OF(
          "truth.detail") ")" },
    { "one CHILD with two birthdays",
      "exists (select 1 from load_contradiction where kind = 'child_births' "
      "and id = key)" },
    { "one UPN with two birthdays",
      "exists (select 1 from load_contradiction where kind = 'upn_births' "
      "and id = key)" },
    { "UPN on no roll",
      "exists (select 1 from load_contradiction where kind = 'no_roll' "
      "and id = truth.detail)" },
    { "child on a list",
      "exists (select 1 from (select reason, pupil_key from mart_safety "
      "union all select reason, pupil_key from mart_watch) as listed "
      "where listed.reason = detail and listed.pupil_key in "
      "(" PUPIL_OF("key") ", " PUPIL_OF_CHILD("key") "))" },
    { "census of a school",
      "exists (select 1 from attendance_counts inner join dim_school "
      "using (school_key) where urn = key and basis = 'census') "
      "and not exists (select 1 from fct_attendance inner join dim_school "
      "using (school_key) where urn = key and basis = 'census')" },
    { "published figure",
      "exists (select 1 from benchmark where area_code = key "
      "and measure || ' ' || cohort || ' ' || value = truth.detail)" },
    { "school without marks",
      "exists (select 1 from fct_attendance inner join dim_school "
      "using (school_key) where urn = key and basis = 'summary') "
      "and not exists (select 1 from fct_attendance inner join dim_school "
      "using (school_key) where urn = key and basis = 'marks')" },
    { "exact duplicate of a later stamp",
      "exists (select 1 from load_file where status = 'unchanged' "
      "and path glob 'late/*' || key || '_again*')" },
    { "older marks in a later folder",
      "(select count(*) from attendance_mark inner join dim_school "
      "using (school_key) where urn = key and mark = 'O' "
      "and date between '2023-09-04' and '2023-09-15') * 2 "
      "< (select rows_read from load_file "
      "where path glob 'late/*' || key || '_first*')" },
    { "marks corrected",
      "exists (select 1 from load_file where rows_read = detail "
      "and path glob key || '/*_corrected*')" },
    { "header again", "exists (select 1 from load_file "
                      "where lines_skipped = 1 and status = 'loaded' "
                      "and path glob key || '/pupils_*')" },
    { "extended ethnicity code",
      "exists (select 1 from dim_pupil "
      "where pupil_key = " PUPIL_OF("key") " and ethnicity = detail)" },
    { "code with its description",
      "exists (select 1 from dim_pupil "
      "where pupil_key = " PUPIL_OF("key") " and ethnicity = detail)" },
    { "end that never comes",
      "exists (select 1 from fct_enrolment where leaving_date is null "
      "and pupil_key = " PUPIL_OF("key") ")" },
};

/* All that was rejected or set aside, by type and rule, and all planted. */
static const char counted[] =
    "with said as (select substr(kind, 1, 1) = 'v' as is_value, "
    "iif(kind = 'value set aside', substr(key, 1, instr(key, ' ') - 1), "
    "substr(kind, 10, length(kind) - 13)) as type, detail as rule, "
    "count(*) as rows from temp.truth where kind glob 'rejected * row' "
    "or kind = 'value set aside' group by 1, 2, 3), "
    "found as (select effect = 'value' as is_value, content.type, rule, "
    "sum(rows) as rows from load_reject inner join content using (sha256) "
    "group by 1, 2, 3) "
    "select said.type || ' ' || said.rule, said.rows, found.rows from said "
    "left join found using (is_value, type, rule) "
    "where said.rows is not found.rows union all "
    "select found.type || ' ' || found.rule, 0, found.rows from found "
    "left join said using (is_value, type, rule) where said.rows is null";

/* Contradictions of these kinds that nobody planted. */
static const char surplus[] =
    "select kind, id, detail from load_contradiction where kind in "
    "('child_upns', 'other_pupil', 'child_births', 'upn_births', "
    "'upn_surnames') and not exists (select 1 from temp.truth "
    "where truth.kind in ('one ChildID with two UPNs', "
    "'UPN with the name of another pupil', 'one CHILD with two birthdays', "
    "'one UPN with two birthdays') and load_contradiction.pupil_key in "
    "(" PUPIL_OF("truth.key") ", " PUPIL_OF_CHILD("truth.key") "))";

static void run(sqlite3 *db, const char *sql)
{
    char *message = NULL;

    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", sql, message);
}

/* The rows of a statement of three columns; how many. */
static size_t print_rows(sqlite3 *db, const char *label, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    size_t count = 0;

    if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    while (sqlite3_step(statement) == SQLITE_ROW)
        if (count++ < SHOWN) {
            const char *second =
                (const char *)sqlite3_column_text(statement, 1);
            const char *third = (const char *)sqlite3_column_text(statement, 2);

            (void)fprintf(stderr, "    %s: %s | %s | %s\n", label,
                          (const char *)sqlite3_column_text(statement, 0),
                          second ? second : "-", third ? third : "-");
        }
    if (sqlite3_finalize(statement) != SQLITE_OK)
        fail_msg("%s: %s", label, sqlite3_errmsg(db));
    return count;
}

/* Three columns a line, none of them quoted. */
static void read_truth(sqlite3 *db, const char *path)
{
    struct err err = ERR_INIT;
    sqlite3_stmt *statement = NULL;
    char *text = NULL;
    char *at;
    size_t len;

    assert_ok(file_read(path, &text, &len, &err), &err);
    assert_null(strchr(text, '"'));
    run(db, "create temp table truth (kind text, key text, detail text)");
    assert_int_equal(
        sqlite3_prepare_v2(db, "insert into temp.truth values (?1, ?2, ?3)", -1,
                           &statement, NULL),
        SQLITE_OK);
    for (at = strchr(text, '\n'); at != NULL && at[1] != '\0';) {
        char *line = at + 1;
        int i;

        at = strchr(line, '\n');
        if (at != NULL)
            *at = '\0';
        for (i = 1; i <= 3; i++) {
            size_t width = i < 3 ? strcspn(line, ",") : strlen(line);

            (void)sqlite3_bind_text(statement, i, line, (int)width,
                                    SQLITE_TRANSIENT);
            line += width + (line[width] == ',');
        }
        assert_int_equal(sqlite3_step(statement), SQLITE_DONE);
        (void)sqlite3_reset(statement);
    }
    (void)sqlite3_finalize(statement);
    free(text);
}

size_t truth_compare(struct sqlite3 *db, const char *path)
{
    struct str unknown = STR_INIT;
    size_t differences;
    size_t i;

    read_truth(db, path);
    differences = print_rows(db, "planted, found", counted);
    differences += print_rows(db, "not planted", surplus);
    str_add(&unknown, "select kind, key, detail from temp.truth where 1");
    for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        struct str sql = STR_INIT;

        str_addf(&unknown, " and kind not like '%s'", kinds[i].kind);
        str_addf(&sql,
                 "select kind, key, detail from temp.truth "
                 "where kind like '%s' and not (%s)",
                 kinds[i].kind, kinds[i].holds);
        differences += print_rows(db, "without effect", sql.text);
        str_release(&sql);
    }
    differences += print_rows(db, "of no known kind", unknown.text);
    str_release(&unknown);
    return differences;
}
