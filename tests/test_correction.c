/*
 * One corrected mark changes that pupil's string, the cells it can reach and
 * the run's own rows, and nothing else: two warehouses, row by row.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "tests/testing.h"
#include "tests/world.h"

#define PUPILS 12
#define SCHOOLS 3

static void fill(struct world *w)
{
    struct str schools = STR_INIT, pupils = STR_INIT, marks = STR_INIT;
    char upn[14];

    str_add(&schools,
            "URN,LA (code),EstablishmentNumber,EstablishmentName,"
            "PhaseOfEducation (name),TypeOfEstablishment (name),"
            "EstablishmentStatus (name),DistrictAdministrative (name)\n");
    str_add(&pupils, "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,"
                     "NCYear,EnrolmentStatus,EntryDate,LeavingDate,SENStatus,"
                     "FSM,FSMEver6\n");
    str_add(&marks, "URN,UPN,StartDate,Marks\n");
    for (int s = 0; s < SCHOOLS; s++) {
        str_addf(&schools,
                 "10000%d,919,400%d,School %d,Secondary,Academy,Open,"
                 "District %d\n",
                 s + 1, s + 1, s, s % 2);
        for (int i = 0; i < PUPILS; i++) {
            world_upn(s * PUPILS + i, upn);
            str_addf(&pupils,
                     "10000%d,%s,S%d,F%d,2012-0%d-01,%s,WBRI,8,C,"
                     "2025-09-01,,%s,N,N\n",
                     s + 1, upn, i, i, 1 + i % 9, i % 2 ? "M" : "F",
                     i % 3 ? "N" : "K");
            str_addf(&marks, "10000%d,%s,2025-11-03,", s + 1, upn);
            for (int day = 0; day < 40; day++)
                str_add(&marks, day % 7 > 4         ? "  "
                                : (day + i) % 9 > 7 ? "IO"
                                                    : "/\\");
            str_add(&marks, "\n");
        }
    }
    world_put(w, "schools_20250901.csv", schools.text);
    world_put(w, "pupils_20251201.csv", pupils.text);
    world_put(w, "marks_20251219.csv", marks.text);
    str_release(&schools);
    str_release(&pupils);
    str_release(&marks);
}

/* Every row of every table, as "table|value|value...". */
struct rows {
    char **items;
    size_t count;
    size_t capacity;
};

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void read_table(struct world *w, const char *table, struct rows *rows)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;
    struct str sql = STR_INIT, line = STR_INIT;
    int row;

    str_addf(&sql, "select * from %s", table);
    assert_ok(query_open(&q, w->db, sql.text, &err), &err);
    while ((row = query_step(q, &err)) == 1) {
        str_clear(&line);
        str_add(&line, table);
        for (int i = 0; i < query_column_count(q); i++) {
            if (query_column_type(q, i) == 'b') {
                size_t len;
                const unsigned char *bytes = query_blob(q, i, &len);

                str_add(&line, "|");
                for (size_t at = 0; at < len; at++)
                    str_addf(&line, "%02x", bytes[at]);
            } else {
                str_addf(&line, "|%s", query_text(q, i));
            }
        }
        MEM_ROOM(rows->items, rows->count, rows->capacity);
        rows->items[rows->count++] = mem_dup(line.text);
    }
    assert_int_equal(row, 0);
    query_close(q);
    str_release(&sql);
    str_release(&line);
}

static struct rows read_all(struct world *w)
{
    struct err err = ERR_INIT;
    struct rows rows = { NULL, 0, 0 };
    struct query *q = NULL;
    int row;

    assert_ok(query_open(&q, w->db,
                         "select name from sqlite_schema where type = 'table'"
                         " and name not like 'sqlite_%' order by name",
                         &err),
              &err);
    while ((row = query_step(q, &err)) == 1)
        read_table(w, query_text(q, 0), &rows);
    assert_int_equal(row, 0);
    query_close(q);
    if (rows.count)
        qsort(rows.items, rows.count, sizeof(*rows.items), compare_texts);
    return rows;
}

static void free_rows(struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        free(rows->items[i]);
    free(rows->items);
}

/* The rows of one that the other lacks, counted by table into text. */
static char *only_in(const struct rows *one, const struct rows *other)
{
    struct str text = STR_INIT;
    char last[64] = "";
    size_t at = 0, count = 0;

    for (size_t i = 0; i <= one->count; i++) {
        char table[64] = "";

        if (i < one->count) {
            int order = -1;

            while (at < other->count
                   && (order = strcmp(other->items[at], one->items[i])) < 0)
                at++;
            if (at < other->count && order == 0) {
                at++;
                continue;
            }
            snprintf(table, sizeof(table), "%.*s",
                     (int)strcspn(one->items[i], "|"), one->items[i]);
        }
        if (strcmp(table, last) != 0) {
            if (count)
                str_addf(&text, "%s %zu;", last, count);
            snprintf(last, sizeof(last), "%s", table);
            count = 0;
        }
        count++;
    }
    return str_take(&text);
}

static int64_t touched(struct world *w, const char *condition)
{
    char sql[512];

    snprintf(sql, sizeof(sql),
             "select count(*) from (select * from mart_metric except"
             " select * from temp.metric_before) %s",
             condition);
    return world_int(w, sql);
}

static void one_mark_reaches_its_own_cells_only(void **state)
{
    struct err err = ERR_INIT;
    struct rows before, after;
    struct world w;
    char upn[14], text[160];
    char *gone, *come;

    (void)state;
    world_open(&w, "correction");
    fill(&w);
    world_night(&w);
    before = read_all(&w);
    assert_ok(db_exec(w.db,
                      "create temp table metric_before as"
                      " select * from mart_metric",
                      &err),
              &err);
    world_upn(3, upn);
    snprintf(text, sizeof(text),
             "URN,UPN,Date,Session,Mark\n100001,%s,2025-11-04,AM,I\n", upn);
    world_put(&w, "corrected_20260110.csv", text);
    world_night(&w);
    after = read_all(&w);
    gone = only_in(&before, &after);
    come = only_in(&after, &before);
    /* One string, the pupil's sums of that year, and cells. */
    assert_non_null(strstr(gone, "attendance 1;"));
    assert_non_null(strstr(gone, "mark_string 1;"));
    assert_non_null(strstr(come, "attendance 1;"));
    assert_non_null(strstr(come, "mark_string 1;"));
    for (const char *at = gone; *at; at += strcspn(at, ";") + 1)
        assert_true(!strncmp(at, "attendance ", 11)
                    || !strncmp(at, "mark_string ", 12)
                    || !strncmp(at, "setting 1;", 10) /* journal.run */
                    || !strncmp(at, "metric_cell ", 12)
                    || !strncmp(at, "reason_cell ", 12)
                    || !strncmp(at, "source_print ", 13)
                    || !strncmp(at, "funnel_cell ", 12));
    for (const char *at = come; *at; at += strcspn(at, ";") + 1)
        assert_true(
            !strncmp(at, "attendance ", 11) || !strncmp(at, "mark_string ", 12)
            || !strncmp(at, "mark_source ", 12)
            || !strncmp(at, "setting 1;", 10) /* journal.run */
            || !strncmp(at, "metric_cell ", 12)
            || !strncmp(at, "reason_cell ", 12)
            || !strncmp(at, "source_print ", 13)
            || !strncmp(at, "funnel_cell ", 12) || !strncmp(at, "content", 7)
            || !strncmp(at, "inbox_file ", 11) || !strncmp(at, "load_", 5));
    /* Only places and periods that the mark lies in. */
    assert_true(touched(&w, "") > 0);
    assert_int_equal(touched(&w, "where (level = 'school' and entity <>"
                                 " '100001') or (level = 'district' and"
                                 " entity <> 'District 0')"),
                     0);
    assert_int_equal(touched(&w, "where period not in ('2025/26',"
                                 " '2025/26 autumn', '2025/26 HT2',"
                                 " '2025-W45')"),
                     0);
    free(gone);
    free(come);
    free_rows(&before);
    free_rows(&after);
    world_close(&w);
}

static void put_plan(struct world *w, const char *name, const char *start,
                     const char *end)
{
    struct str care = STR_INIT;
    char upn[14];

    world_upn(0, upn);
    str_addf(&care,
             "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
             "1,%s,2012-01-01,CLA,%s,%s,\n",
             upn, start, end);
    world_put(w, name, care.text);
    str_release(&care);
}

/* A plan reaches figures by cohorts: where no reference date has another one
   nothing is made again, else from the first that has. */
static void a_corrected_plan_reaches_what_it_moves(void **state)
{
    struct world w;
    int64_t whole;

    (void)state;
    world_open(&w, "plan");
    fill(&w);
    put_plan(&w, "care_20251201.csv", "2020-01-10", "");
    world_night(&w);
    whole = w.periods;
    put_plan(&w, "care_20251202.csv", "2020-01-11", "");
    world_night(&w);
    assert_int_equal(w.periods, 0);
    put_plan(&w, "care_20251203.csv", "2020-01-11", "2025-12-01");
    world_night(&w);
    assert_true(w.periods > 0 && w.periods < whole);
    assert_int_equal(world_int(&w, "select count(*) from pupil_cohort where"
                                   " cohort = 'cla' and period ="
                                   " '2025/26 HT1'"),
                     1);
    assert_int_equal(world_int(&w, "select count(*) from mart_metric where"
                                   " metric = 'absence_rate' and cohort = 'cla'"
                                   " and period = '2025/26'"),
                     0);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_corrected_plan_reaches_what_it_moves),
        cmocka_unit_test(one_mark_reaches_its_own_cells_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
