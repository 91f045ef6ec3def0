#include "report/book/csvwide.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/table.h"
#include "core/db.h"
#include "core/map.h"
#include "core/outfile.h"
#include "core/str.h"
#include "report/report.h"
#include "report/words/pack.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define FOLDER "w/outbox/latest/county/"
#define BOOK FOLDER "county-statistics.xlsx"
#define TIME_AND_PLACE 12 /* columns before the filters */

static const char *const data_files[] = { "metrics", "gaps" };
#define DATA_FILES (sizeof(data_files) / sizeof(data_files[0]))

static int open_county(void **state)
{
    static const char *const packs[] = { "county" };
    static struct world world;
    struct report_result result = { 0 };
    struct err err = ERR_INIT;

    report_fixture_open(&world, "w");
    assert_ok(report_fixture_publish(&world, packs, 1, 1, &result, &err), &err);
    *state = &world;
    return 0;
}

static int close_county(void **state)
{
    world_close(*state);
    return 0;
}

static void read_csv_in(struct table *table, const char *folder,
                        const char *name, const char *suffix)
{
    struct err err = ERR_INIT;
    struct str path = STR_INIT;
    char *text = NULL;
    size_t len = 0;

    memset(table, 0, sizeof(*table));
    str_addf(&path, "%s%s%s", folder, name, suffix);
    assert_ok(file_read(path.text, &text, &len, &err), &err);
    assert_ok(table_parse(table, path.text, text, &err), &err);
    free(text);
    str_release(&path);
}

static void read_csv(struct table *table, const char *name, const char *suffix)
{
    read_csv_in(table, FOLDER, name, suffix);
}

static const char *heading(const struct table *table, size_t column)
{
    return table->cells[column];
}

/* The service takes only what its columns' file says, and asks that time and
   place are not in it. */
static void every_column_is_described_once_and_in_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < DATA_FILES; i++) {
        struct table data;
        struct table meta;
        int name;

        read_csv(&data, data_files[i], ".csv");
        read_csv(&meta, data_files[i], ".meta.csv");
        name = table_column(&meta, "col_name");
        assert_int_equal(meta.column_count, 8);
        assert_int_equal(data.column_count, TIME_AND_PLACE + meta.row_count);
        for (size_t row = 0; row < meta.row_count; row++)
            assert_string_equal(heading(&data, TIME_AND_PLACE + row),
                                table_cell(&meta, row, name));
        assert_string_equal(heading(&data, 0), "time_period");
        assert_string_equal(heading(&data, TIME_AND_PLACE - 1), "lad_name");
        table_release(&data);
        table_release(&meta);
    }
}

/* Fails where a column of the table holds a text twice, or none. */
static void assert_all_other(const struct table *table, const char *column)
{
    struct map seen = MAP_INIT;
    int at = table_column(table, column);

    for (size_t row = 0; row < table->row_count; row++) {
        const char *text = table_cell(table, row, at);
        bool is_new;

        map_put(&seen, text, strlen(text), 0, &is_new);
        if (!is_new || !*text)
            fail_msg("'%s' as %s of row %zu", text, column, row);
    }
    map_release(&seen);
}

static void the_columns_are_described_as_the_service_asks(void **state)
{
    static const char *const units[] = { "", "%", "pp" };

    (void)state;
    for (size_t i = 0; i < DATA_FILES; i++) {
        struct table meta;

        read_csv(&meta, data_files[i], ".meta.csv");
        assert_all_other(&meta, "col_name");
        assert_all_other(&meta, "label");
        for (size_t row = 0; row < meta.row_count; row++) {
            const char *type =
                table_cell(&meta, row, table_column(&meta, "col_type"));
            const char *unit =
                table_cell(&meta, row, table_column(&meta, "indicator_unit"));
            const char *places =
                table_cell(&meta, row, table_column(&meta, "indicator_dp"));
            const char *group = table_cell(
                &meta, row, table_column(&meta, "indicator_grouping"));
            bool is_indicator = !strcmp(type, "Indicator");
            size_t known = 0;

            if (!is_indicator)
                assert_string_equal(type, "Filter");
            while (known < 3 && strcmp(units[known], unit) != 0)
                known++;
            assert_true(known < 3);
            assert_int_equal(*places != '\0', is_indicator);
            assert_int_equal(*group != '\0', is_indicator);
        }
        table_release(&meta);
    }
}

/* All that is shown stands in its column, and nothing else does. */
static void a_metric_is_a_column_and_none_is_forgotten(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;
    struct query *q = NULL;
    struct table data;
    int count = 0;

    read_csv(&data, "metrics", ".csv");
    assert_ok(query_open(&q, world->db,
                         "select id from dim_metric where exists (select 1"
                         " from mart_metric where metric = id and level ="
                         " 'county' and period = '2025/26' and cohort = 'all'"
                         " and breakdown = 'none')",
                         &err),
              &err);
    while (query_step(q, &err) == 1) {
        if (table_column(&data, query_text(q, 0)) < 0)
            fail_msg("no column '%s'", query_text(q, 0));
        count++;
    }
    query_close(q);
    assert_true(count > 10);
    table_release(&data);
}

/* Of part-time timetables nobody has ever sent anything: that is no 0. */
static void what_has_never_come_is_not_available(void **state)
{
    struct table data;
    int column;

    (void)state;
    read_csv(&data, "metrics", ".csv");
    column = table_column(&data, "part_time");
    assert_true(column >= 0 && data.row_count > 10);
    for (size_t row = 0; row < data.row_count; row++)
        assert_string_equal(table_cell(&data, row, column), "x");
    table_release(&data);
}

/* What a row is of: no two are of the same. */
static void a_row_is_there_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < DATA_FILES; i++) {
        struct map seen = MAP_INIT;
        struct table data;

        read_csv(&data, data_files[i], ".csv");
        for (size_t row = 0; row < data.row_count; row++) {
            struct str key = STR_INIT;
            bool is_new;

            for (int column = 0;
                 strcmp(heading(&data, (size_t)column), "status") != 0;
                 column++)
                str_addf(&key, "%s|", table_cell(&data, row, column));
            map_put(&seen, key.text, key.len, 0, &is_new);
            if (!is_new)
                fail_msg("%s", key.text);
            str_release(&key);
        }
        assert_true(data.row_count > 50);
        map_release(&seen);
        table_release(&data);
    }
}

/* A number, or one of the four symbols: nothing else stands for a figure. */
static void a_cell_is_a_number_or_a_symbol(void **state)
{
    (void)state;
    for (size_t i = 0; i < DATA_FILES; i++) {
        struct table data;
        int first;

        read_csv(&data, data_files[i], ".csv");
        first = table_column(&data, "status") + 1;
        for (size_t row = 0; row < data.row_count; row++) {
            for (int at = first; at < (int)data.column_count; at++) {
                const char *cell = table_cell(&data, row, at);
                char *end;

                if (strlen(cell) == 1 && strchr("cuxz", *cell))
                    continue;
                strtod(cell, &end);
                if (!*cell || *end || (strchr(cell, '.') && end[-1] == '0'))
                    fail_msg("'%s' as %s", cell, heading(&data, (size_t)at));
            }
        }
        table_release(&data);
    }
}

static bool has_ending(const char *text, const char *ending)
{
    size_t len = strlen(text);

    return len > strlen(ending) && !strcmp(text + len - strlen(ending), ending);
}

static void no_small_count_is_in_the_csv(void **state)
{
    struct table data;

    (void)state;
    read_csv(&data, "metrics", ".csv");
    for (size_t at = 0; at < data.column_count; at++) {
        if (!has_ending(heading(&data, at), "_numerator")
            && !has_ending(heading(&data, at), "_denominator"))
            continue;
        for (size_t row = 0; row < data.row_count; row++) {
            double count = strtod(table_cell(&data, row, (int)at), NULL);

            if (count > 0 && count < 6)
                fail_msg("%s of row %zu is %g", heading(&data, at), row, count);
        }
    }
    table_release(&data);
}

/* The county's year of a cohort as a whole, against peers where the file has
   comparisons; fails if there is no such row. */
/* Of a district, "": of the county. */
static size_t find_row_of(const struct table *data, const char *district,
                          const char *period, const char *cohort)
{
    const struct {
        const char *column, *is;
    } wanted[] = {
        { "time_period", period },
        { "time_identifier", "Academic year" },
        { "geographic_level",
          *district ? "Local authority district" : "Local authority" },
        { "lad_name", district },
        { "cohort", cohort },
        { "comparator", "peers" },
        { "breakdown_topic", "none" },
    };

    for (size_t row = 0; row < data->row_count; row++) {
        bool is_it = true;

        for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
            int at = table_column(data, wanted[i].column);

            is_it &= at < 0 || !strcmp(table_cell(data, row, at), wanted[i].is);
        }
        if (is_it)
            return row;
    }
    fail_msg("no row of %s, %s, '%s'", period, cohort, district);
    return 0;
}

static size_t find_row(const struct table *data, const char *period,
                       const char *cohort)
{
    return find_row_of(data, "", period, cohort);
}

static void assert_cell(const struct table *data, size_t row,
                        const char *column, const char *expected)
{
    int at = table_column(data, column);

    if (at < 0)
        fail_msg("no column '%s'", column);
    assert_string_equal(table_cell(data, row, at), expected);
}

/*
 * By hand (tests/report_fixture.h). Persistently absent with a social worker:
 * 6 at each of 7 schools and 3 at the last, of 20 at 6 schools, 24 and 12: 45
 * of 156; peers 6 of 36 at 7 schools and 3 of 18: 45 of 270.
 */
static void what_is_published_is_what_was_counted(void **state)
{
    struct table data;
    size_t row;

    (void)state;
    read_csv(&data, "metrics", ".csv");
    row = find_row(&data, "202526", "csw");
    assert_cell(&data, row, "country_code", "E92000001");
    assert_cell(&data, row, "region_name", "Somewhere");
    assert_cell(&data, row, "region_code", "x");
    assert_cell(&data, row, "old_la_code", "919");
    assert_cell(&data, row, "new_la_code", "E10000015");
    assert_cell(&data, row, "la_name", "Northmere");
    assert_cell(&data, row, "lad_name", "");
    assert_cell(&data, row, "status", "Provisional");
    assert_cell(&data, row, "persistent_absence", "28.8");
    assert_cell(&data, row, "persistent_absence_numerator", "45");
    assert_cell(&data, row, "persistent_absence_denominator", "156");
    assert_cell(&data, row, "persistent_absence_lower_95", "22.3");
    assert_cell(&data, row, "persistent_absence_upper_95", "36.4");
    table_release(&data);
    read_csv(&data, "gaps", ".csv");
    row = find_row(&data, "202526", "csw");
    assert_cell(&data, row, "comparator", "peers");
    assert_cell(&data, row, "persistent_absence", "28.8");
    assert_cell(&data, row, "persistent_absence_comparator", "16.7");
    assert_cell(&data, row, "persistent_absence_gap", "12.2");
    table_release(&data);
}

/* The sheet that is called `tab`, by its number; -1 where there is none. */
static int sheet_of(const char *tab)
{
    char *book = xlsx_part(BOOK, "xl/workbook.xml");
    struct str name = STR_INIT;
    const char *at = book;
    int number = -1;

    str_addf(&name, "<sheet name=\"%s\"", tab);
    if (strstr(book, name.text))
        for (number = 0; at && at <= strstr(book, name.text); number++)
            at = strstr(at + 1, "<sheet name=");
    str_release(&name);
    free(book);
    return number - 1;
}

static void assert_on_sheet(const char *tab, const char *row)
{
    char *rows = xlsx_rows(BOOK, sheet_of(tab));

    if (!strstr(rows, row))
        fail_msg("no '%s' in '%s'", row, rows);
    free(rows);
}

/*
 * The same figures as in the files, beside this day last year. In Brackwell are
 * schools 4 to 6, with 6 of 20 of ours each and 6 of 36 peers.
 */
static void the_workbook_says_what_the_files_say(void **state)
{
    (void)state;
    assert_on_sheet("This_year", "\nWith a social worker|"
                                 "Persistent absence (%)|45 of 156|28.8|");
    assert_on_sheet("Absence", "\nChildren with a social worker|");
    assert_on_sheet("Districts", "\nBrackwell|18 of 60|30|16.7|");
    assert_on_sheet("Districts", "Not shown, so that no small number can be"
                                 " worked out: ");
    /* A column that is withheld in all rows is a sentence. */
    assert_on_sheet("Places", "\nNot shown, so that no small number can be"
                              " worked out: Suspended: with a social worker.");
    assert_on_sheet("Places", "|84.3|12 of 24|89.2|45 of 156\n");
}

/* For whoever reads it with a screen reader: no panes, no filters, no charts
   (details 72). */
static void it_is_a_publication_edition(void **state)
{
    char *all = xlsx_all(BOOK);

    (void)state;
    assert_null(strstr(all, "<pane "));
    assert_null(strstr(all, "<autoFilter"));
    assert_null(strstr(all, "<c:chart"));
    assert_non_null(strstr(all, "<table "));
    free(all);
}

/* A column of which there is nothing is not there. */
static void a_year_without_figures_has_no_column(void **state)
{
    char *rows = xlsx_rows(BOOK, sheet_of("Children"));

    (void)state;
    assert_non_null(strstr(rows, "\nGroup|2024 to 2025\n"));
    /* The annual report has the same numbers. */
    assert_non_null(strstr(
        rows, "On a school's roll on the last day of each school year."));
    free(rows);
    rows = xlsx_rows(BOOK, sheet_of("Exclusion"));
    assert_non_null(strstr(rows, "For 100 pupils on roll on the day of the "
                                 "spring census, once it is past."));
    free(rows);
}

/* Codes of the ONS, and the DfE's three digits of each authority. */
static void areas_have_the_codes_that_the_service_knows(void **state)
{
    struct world *world = *state;
    struct table areas = { 0 };
    struct map seen = MAP_INIT;
    struct err err = ERR_INIT;
    int regions = 0;
    int authorities = 0;

    assert_ok(table_read(&areas, &world->config, "codes/areas.csv", &err),
              &err);
    assert_all_other(&areas, "code");
    for (size_t row = 0; row < areas.row_count; row++) {
        const char *code = table_cell(&areas, row, 0);
        const char *la_code =
            table_cell(&areas, row, table_column(&areas, "la_code"));
        bool is_new;

        assert_int_equal(strlen(code), 9);
        assert_int_equal(strspn(code + 1, "0123456789"), 8);
        assert_true(*code == 'E' && *table_cell(&areas, row, 1));
        regions += !strncmp(code, "E12", 3);
        if (!*la_code)
            continue;
        assert_int_equal(strspn(la_code, "0123456789"), 3);
        map_put(&seen, la_code, strlen(la_code), 0, &is_new);
        assert_true(is_new);
        authorities++;
    }
    assert_int_equal(regions, 9);
    assert_int_equal(authorities, 153);
    map_release(&seen);
    table_release(&areas);
}

/* ----------------------------------------- a file of a few rows, made here */

/* What metrics.csv is made of, with one metric of which only the value counts;
   `figures` and `columns` are rows more. */
static int write_small(const char *figures, const char *columns,
                       struct err *err)
{
    char query[] = "report/sql/county.sql#metrics";
    char meta[] = "report/sql/county.sql#metrics_meta";
    const struct pack_csv csv = { .query = query, .meta = meta };
    struct str sql = STR_INIT;
    struct db *db = NULL;
    int ret;

    str_addf(
        &sql,
        "create table dim_cohort as select 'all' as id, 'All, or \"all\"' as"
        " label;"
        "create table dim_metric as select 'a' as id, 'n' as numerator_count"
        " union all select 'b', 'n' union all select 's', 's';"
        "create table dim_count as select 'n' as id, 'children' as kind"
        " union all select 's', 'sum';"
        "create table shown_metric as select 'a' as metric, 'p' as period, 'c'"
        " as level, 'e' as entity, 'all' as cohort, 'none' as breakdown, '' as"
        " breakdown_value, 4 as numerator, 16 as denominator, 25.0 as value,"
        " null as lower, null as upper, null as symbol, null as ends_symbol"
        " %s;"
        "create table tidy_place as select 'p' as period, 'c' as level, 'e' as"
        " entity, '202526' as time_period, 'Academic year' as time_identifier,"
        " '' as geographic_level, '' as country_code, '' as country_name, ''"
        " as region_code, '' as region_name, '' as old_la_code, '' as"
        " new_la_code, '' as la_name, '' as lad_code, '' as lad_name, 'Final'"
        " as status;"
        "create table tidy_absent (metric text);"
        "create table tidy_group (period text, level text, entity text,"
        " breakdown text, breakdown_value text, cohort text);"
        "create table tidy_left (period text, level text, entity text,"
        " breakdown text, breakdown_value text, cohort text, metric text);"
        "create table tidy_column as select 'figure' as of, 0 as part, '' as"
        " id, 1 as position, 'cohort' as col_name, 'Filter' as col_type,"
        " 'Group, of children' as label, '' as indicator_grouping, '' as"
        " indicator_unit, '' as indicator_dp, '' as filter_hint, '' as"
        " filter_grouping_column, '' as indicator, '' as field",
        figures);
    for (const char *field = "numerator\0denominator\0value\0lower_95\0"
                             "upper_95\0";
         *field; field += strlen(field) + 1)
        str_addf(&sql,
                 " union all select 'figure', 1, 'a', 1, 'a_%s', 'Indicator',"
                 " '%s', 'A', '', 1, '', '', 'a', '%s'",
                 field, field, field);
    str_add(&sql, columns);
    ret = db_open(&db, ":memory:", DB_CREATE, err) || db_exec(db, sql.text, err)
          || csvwide_write(&csv, db, "small.csv", err);
    db_close(db);
    str_release(&sql);
    return ret;
}

static void a_number_has_no_more_digits_than_it_needs(void **state)
{
    static const char expected[] =
        "time_period,time_identifier,geographic_level,country_code,"
        "country_name,region_code,region_name,old_la_code,new_la_code,la_name,"
        "lad_code,lad_name,cohort,cohort_name,breakdown_topic,breakdown,status,"
        "a_numerator,a_denominator,a_value,a_lower_95,a_upper_95\n"
        "202526,Academic year,,,,,,,,,,,all,\"All, or \"\"all\"\"\",none,Total,"
        "Final,4,16,25,z,z\n"
        "202526,Academic year,,,,,,,,,,,all,\"All, or "
        "\"\"all\"\"\",sex,F,Final,"
        "1.5,6,0.3,10.1,0\n"
        "202526,Academic year,,,,,,,,,,,all,\"All, or "
        "\"\"all\"\"\",sex,M,Final,"
        "c,6,0.3,10.1,0\n";
    struct err err = ERR_INIT;
    char *text = NULL;
    size_t len;

    (void)state;
    assert_ok(write_small(" union all select 'a', 'p', 'c', 'e', 'all', 'sex',"
                          " 'F', 1.5, 6, 0.25, 10.05, -0.04, null, null"
                          " union all select 'a', 'p', 'c', 'e', 'all', 'sex',"
                          " 'M', null, 6, 0.25, 10.05, -0.04, '[c]', null",
                          "", &err),
              &err);
    assert_ok(file_read("small.csv", &text, &len, &err), &err);
    assert_string_equal(text, expected);
    free(text);
    assert_ok(file_read("small.meta.csv", &text, &len, &err), &err);
    assert_non_null(strstr(text, "\ncohort,Filter,\"Group, of children\",,,,,\n"
                                 "a_numerator,Indicator,numerator,A,,1,,\n"));
    free(text);
}

/* Of fourteen children a mean is too uncertain to show: their sum and number
   would say it all the same, and beside those of thirteen what one has. */
static void a_sum_of_scores_is_never_in_the_csv(void **state)
{
    struct err err = ERR_INIT;
    struct str columns = STR_INIT;
    char *text = NULL;
    size_t len;

    (void)state;
    for (const char *field = "numerator\0denominator\0value\0lower_95\0"
                             "upper_95\0";
         *field; field += strlen(field) + 1)
        str_addf(&columns,
                 " union all select 'figure', 1, 's', 2, 's_%s', 'Indicator',"
                 " '%s', 'S', '', 1, '', '', 's', '%s'",
                 field, field, field);
    assert_ok(write_small(" union all select 's', 'p', 'c', 'e', 'all', 'none',"
                          " '', 293.6, 14, null, null, null, '[u]', null",
                          columns.text, &err),
              &err);
    assert_ok(file_read("small.csv", &text, &len, &err), &err);
    assert_non_null(strstr(text, ",4,16,25,z,z,z,14,u,u,u\n"));
    free(text);
    str_release(&columns);
}

static void a_file_and_its_description_that_differ_are_refused(void **state)
{
    static const struct {
        const char *figures, *columns, *message;
    } cases[] = {
        { " union all select 'b', 'p', 'c', 'e', 'all', 'none', '', 1, 2, 3, 4,"
          " 5, null, null",
          "", "its meta does not know 'b\tvalue'" },
        { " union all select 'a', 'p', 'c', 'e', 'all', 'none', '', 1, 2, 3, 4,"
          " 5, null, null",
          "", "'a\tvalue' is there twice in '202526,Academic year" },
        { "",
          " union all select 'figure', 0, '', 2, 'colour', 'Filter', '', '', "
          "'', '', '', '', '', ''",
          "no filter 'colour'" },
        { "",
          " union all select 'figure', 2, 'b', 1, 'a_value', 'Indicator', '',"
          " '', '', 1, '', '', 'b', 'value'",
          "'a_value' is there twice" },
        { "",
          " union all select 'figure', 2, 'b', 1, 'b', 'Indicator', '', '', '',"
          " 1, '', '', 'b', 'median'",
          "no field 'median'" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = ERR_INIT;

        assert_int_not_equal(
            write_small(cases[i].figures, cases[i].columns, &err), 0);
        assert_int_equal(err.code, ERR_INTERNAL);
        if (!strstr(err.msg, cases[i].message))
            fail_msg("'%s' does not say '%s'", err.msg, cases[i].message);
    }
}

/* The first timetables are told of in the autumn of 2025: of the year before
   nobody has said that there were none. Comes last: a night more. */
static void before_anything_came_is_not_available(void **state)
{
    static const char *const packs[] = { "county" };
    struct world *w = *state;
    struct report_result result = { 0 };
    struct err err = ERR_INIT;
    struct str rows = STR_INIT;
    struct table data;
    char upn[14];

    str_add(&rows, "UPN,URN,Type,Provider,StartDate,EndDate,HoursPerWeek,"
                   "ReviewDate\n");
    for (int pupil = 0; pupil < 20; pupil++) {
        world_upn(pupil, upn);
        str_addf(&rows, "%s,100001,PART_TIME,,2025-11-03,,10,2026-03-02\n",
                 upn);
    }
    world_put(w, "provision_20260213.csv", rows.text);
    str_release(&rows);
    world_night(w);
    assert_ok(report_fixture_publish(w, packs, 1, 2, &result, &err), &err);
    read_csv(&data, "metrics", ".csv");
    assert_cell(&data, find_row(&data, "202425", "all"), "part_time", "x");
    assert_cell(&data, find_row(&data, "202425", "all"),
                "part_time_denominator", "x");
    assert_cell(&data, find_row(&data, "202526", "all"), "part_time_numerator",
                "20");
    assert_cell(&data, find_row(&data, "202425", "all"), "dt_named", "x");
    /* No list of pupils had been sent by then: who had moved is not known. */
    assert_cell(&data, find_row(&data, "202425", "all"), "in_year_moves", "x");
    assert_cell(&data, find_row(&data, "202526", "all"),
                "in_year_moves_numerator", "0");
    table_release(&data);
}

/* Plans are sent since this autumn, no term of which is over: of a plan in
   every term there is no figure yet, and of the years before nobody told. */
static void what_is_told_of_no_period_yet_has_a_column(void **state)
{
    static const char *const packs[] = { "county" };
    struct report_result result = { 0 };
    struct err err = ERR_INIT;
    struct table data;
    struct world w;
    char text[160];
    char upn[14];

    (void)state;
    report_fixture_open_on(&w, "plans", "2025-11-14");
    world_upn(4, upn);
    snprintf(text, sizeof(text),
             "UPN,AcademicYear,Term,DueDate,MeetingDate,Status,Quality\n"
             "%s,2025/26,Autumn,2025-12-05,,BOOKED,\n",
             upn);
    world_put(&w, "peps_20251003.csv", text);
    world_night(&w);
    assert_int_equal(world_int(&w, "select count(*) from mart_metric"
                                   " where metric = 'pep_three_a_year'"
                                   " and period = '2025/26'"),
                     0);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    read_csv_in(&data, "plans/outbox/latest/county/", "metrics", ".csv");
    assert_cell(&data, find_row(&data, "202425", "cla"), "pep_three_a_year",
                "x");
    assert_cell(&data, find_row(&data, "202526", "cla"), "pep_three_a_year",
                "z");
    table_release(&data);
    world_close(&w);
}

/* Three schools in Ashmere send their own, so that of Brackwell's nobody has
   told: a district of silent schools has no 0. A night more. */
static void a_district_that_sends_nothing_is_not_available(void **state)
{
    static const char *const packs[] = { "county" };
    struct world *w = *state;
    struct report_result result = { 0 };
    struct err err = ERR_INIT;
    struct table data;

    read_csv(&data, "metrics", ".csv");
    assert_cell(&data, find_row_of(&data, "Coldharrow", "202526", "all"),
                "permanent_exclusion_rate_numerator", "0");
    table_release(&data);
    report_fixture_send_own(w);
    world_night(w);
    assert_ok(report_fixture_publish(w, packs, 1, 3, &result, &err), &err);
    read_csv(&data, "metrics", ".csv");
    assert_cell(&data, find_row_of(&data, "Coldharrow", "202526", "all"),
                "permanent_exclusion_rate_numerator", "x");
    assert_cell(&data, find_row_of(&data, "Ashmere", "202526", "all"),
                "permanent_exclusion_rate_numerator", "0");
    table_release(&data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_column_is_described_once_and_in_its_place),
        cmocka_unit_test(the_columns_are_described_as_the_service_asks),
        cmocka_unit_test(a_metric_is_a_column_and_none_is_forgotten),
        cmocka_unit_test(what_has_never_come_is_not_available),
        cmocka_unit_test(a_row_is_there_once),
        cmocka_unit_test(a_cell_is_a_number_or_a_symbol),
        cmocka_unit_test(no_small_count_is_in_the_csv),
        cmocka_unit_test(what_is_published_is_what_was_counted),
        cmocka_unit_test(the_workbook_says_what_the_files_say),
        cmocka_unit_test(it_is_a_publication_edition),
        cmocka_unit_test(a_year_without_figures_has_no_column),
        cmocka_unit_test(areas_have_the_codes_that_the_service_knows),
        cmocka_unit_test(a_number_has_no_more_digits_than_it_needs),
        cmocka_unit_test(a_sum_of_scores_is_never_in_the_csv),
        cmocka_unit_test(a_file_and_its_description_that_differ_are_refused),
        cmocka_unit_test(before_anything_came_is_not_available),
        cmocka_unit_test(what_is_told_of_no_period_yet_has_a_column),
        cmocka_unit_test(a_district_that_sends_nothing_is_not_available),
    };

    return cmocka_run_group_tests(tests, open_county, close_county);
}
