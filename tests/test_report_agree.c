#include <ctype.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/log.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/str.h"
#include "report/book/xmltree.h"
#include "report/report.h"
#include "report/words/grid.h"
#include "report/words/pack.h"
#include "report/words/texts.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

/*
 * One fact has one number wherever it is printed: what the workbooks, the CSV
 * files and the texts of the charts of one run say of the same figure is held
 * against each other. What a column of a sheet is of is read from its pack, so
 * that a figure more is one more that is compared.
 */
#define LATEST "w/outbox/latest/"
#define DASHBOARD LATEST "strategic/dashboard.xlsx"
#define NUMBERS LATEST "restricted/numbers.xlsx"

static struct err err = ERR_INIT;

/* ---------------------------------------------------------- what was said */

struct facts {
    struct map at; /* "cohort|place|figure" to a text's place */
    struct texts texts;
};

static void put_fact(struct facts *facts, const char *cohort, const char *place,
                     const char *figure, const char *value)
{
    struct str key = STR_INIT;
    bool is_new;

    str_addf(&key, "%s|%s|%s", cohort, place, figure);
    map_put(&facts->at, key.text, key.len, (int64_t)facts->texts.count,
            &is_new);
    assert_true(is_new);
    texts_add(&facts->texts, value);
    str_release(&key);
}

static const char *find_fact(const struct facts *facts, const char *cohort,
                             const char *place, const char *figure)
{
    struct str key = STR_INIT;
    const int64_t *at;

    str_addf(&key, "%s|%s|%s", cohort, place, figure);
    at = map_find(&facts->at, key.text, key.len);
    str_release(&key);
    return at && facts->texts.items ? facts->texts.items[*at] : NULL;
}

/* The cells of a line, from `text` on; what comes after it. */
static const char *read_line(const char *text, struct texts *cells)
{
    struct str cell = STR_INIT;
    bool is_quoted = false;

    for (; *text && (is_quoted || *text != '\n'); text++) {
        if (*text == '"') {
            is_quoted = !is_quoted;
        } else if (*text == ',' && !is_quoted) {
            texts_adopt(cells, str_take(&cell));
        } else {
            str_add_c(&cell, *text);
        }
    }
    texts_adopt(cells, str_take(&cell));
    return *text ? text + 1 : text;
}

static const char *cell_of(const struct texts *head, const struct texts *cells,
                           const char *name)
{
    for (size_t i = 0; i < head->count; i++)
        if (!strcmp(head->items[i], name))
            return cells->items[i];
    fail_msg("no column %s", name);
    return NULL;
}

/* The running year of metrics.csv: of the county, its districts and phases. */
static void read_metrics(struct facts *facts)
{
    char *text = NULL;
    const char *at;
    struct texts head = { 0 };
    size_t len;

    assert_ok(file_read(LATEST "county/metrics.csv", &text, &len, &err), &err);
    at = read_line(text, &head);
    while (*at) {
        struct texts cells = { 0 };
        const char *topic, *place;

        at = read_line(at, &cells);
        assert_int_equal(cells.count, head.count);
        topic = cell_of(&head, &cells, "breakdown_topic");
        place = !strcmp(topic, "phase") ? cell_of(&head, &cells, "breakdown")
                                        : cell_of(&head, &cells, "lad_name");
        if (!strcmp(cell_of(&head, &cells, "time_period"), "202526")
            && !strcmp(cell_of(&head, &cells, "time_identifier"),
                       "Academic year")
            && (!strcmp(topic, "none") || !strcmp(topic, "phase")))
            for (size_t i = 17; i < head.count; i++)
                put_fact(facts, cell_of(&head, &cells, "cohort"), place,
                         head.items[i], cells.items[i]);
        texts_release(&cells);
    }
    texts_release(&head);
    free(text);
}

/* ------------------------------------------------------------- worksheets */

/* The cells of a worksheet, row by row; NULL where there is none. */
struct sheet {
    char *cells[256][32];
    size_t rows;
};

static size_t column_of(const char *reference)
{
    /* One letter: no sheet of ours has a 27th column. */
    if (!isalpha((unsigned char)reference[0])
        || !isdigit((unsigned char)reference[1]))
        fail_msg("%s", reference);
    return (size_t)(reference[0] - 'A');
}

static struct xml_node *read_part(const char *path, const char *part)
{
    char *text = xlsx_part(path, part);
    struct xml_node *node;

    assert_non_null(text);
    node = xml_read(part, text, strlen(text), &err);
    if (!node)
        fail_msg("%s", err.msg);
    free(text);
    return node;
}

/* All text below a node. */
static void add_text(struct str *out, const struct xml_node *node)
{
    str_add(out, node->text.text);
    for (size_t i = 0; i < node->child_count; i++)
        add_text(out, node->children[i]);
}

static char *shared_text(const struct xml_node *strings, size_t at)
{
    struct str out = STR_INIT;

    assert_true(at < strings->child_count);
    add_text(&out, strings->children[at]);
    return str_take(&out);
}

static bool find_sheet(const char *path, const char *tab, char part[64])
{
    struct xml_node *book = read_part(path, "xl/workbook.xml");
    const struct xml_node *sheet = NULL;
    int number = 0;
    bool is_found = false;

    while (!is_found && (sheet = xml_next(book, sheet, "sheet"))) {
        number++;
        is_found = !strcmp(xml_get(sheet, "name"), tab);
    }
    snprintf(part, 64, "xl/worksheets/sheet%d.xml", number);
    xml_free(book);
    return is_found;
}

static bool read_sheet(const char *path, const char *tab, struct sheet *out)
{
    struct xml_node *strings, *sheet;
    const struct xml_node *cell = NULL;
    char part[64];

    memset(out, 0, sizeof(*out));
    if (!find_sheet(path, tab, part))
        return false;
    strings = read_part(path, "xl/sharedStrings.xml");
    sheet = read_part(path, part);
    while ((cell = xml_next(sheet, cell, "c"))) {
        const char *at = xml_get(cell, "r");
        size_t row = (size_t)strtoul(at + 1, NULL, 10) - 1;
        const struct xml_node *value = xml_child(cell, "v");

        if (!value)
            continue;
        assert_true(row < 256);
        if (strcmp(xml_get(cell, "t"), "s") != 0)
            out->cells[row][column_of(at)] = mem_dup(value->text.text);
        else
            out->cells[row][column_of(at)] = shared_text(
                strings, (size_t)strtoul(value->text.text, NULL, 10));
        out->rows = row + 1;
    }
    xml_free(strings);
    xml_free(sheet);
    return true;
}

static void free_sheet(struct sheet *sheet)
{
    for (size_t row = 0; row < 256; row++)
        for (size_t i = 0; i < 32; i++)
            free(sheet->cells[row][i]);
}

/* The row of headings: the first that is as wide as the table. */
static size_t head_of(const struct sheet *sheet, size_t columns)
{
    size_t row = 0;

    while (row < sheet->rows && !sheet->cells[row][columns - 1])
        row++;
    return row;
}

/* ------------------------------------------------------------- comparing */

struct compared {
    const struct facts *facts;
    const struct grid *groups;   /* name, short, cohort */
    const struct grid *measures; /* name, metric */
    size_t count;
};

static const char *look_up(const struct grid *g, const char *from,
                           const char *text, const char *to)
{
    for (size_t row = 0; row < g->row_count; row++)
        if (!strcmp(grid_text(g, row, grid_column(g, from)), text))
            return grid_text(g, row, grid_column(g, to));
    return NULL;
}

/* Numbers by their value to one place, symbols without brackets. */
static bool is_same(const char *one, const char *other)
{
    char *end;
    double number = strtod(one, &end);

    if (!*end && *one)
        return fabs(number - strtod(other, &end)) < 0.05 && !*end && *other;
    if (one[0] == '[')
        return one[1] == other[0] && !other[1];
    return !strcmp(one, other);
}

static void assert_same(struct compared *c, const char *where,
                        const char *cohort, const char *place,
                        const char *figure, const char *cell)
{
    const char *said = find_fact(c->facts, cohort, place, figure);

    if (!said) {
        /* What nobody counts in has no row there. */
        if (cell[0] != '[')
            fail_msg("%s: %s of %s, %s is in no CSV file", where, figure,
                     cohort, place);
        return;
    }
    if (!is_same(cell, said))
        fail_msg("%s: %s of %s, %s is %s, and %s in metrics.csv", where, figure,
                 cohort, place, cell, said);
    c->count++;
}

/* "metric.cohort.field", "metric.field" or "field", as packs have them. */
static void compare_cell(struct compared *c, const char *where,
                         const char *name, const char *row_cohort,
                         const char *row_metric, const char *place,
                         const char *cell)
{
    static const char *const fields[][2] = {
        { "value", "" },          { "numerator", "_numerator" },
        { "lower", "_lower_95" }, { "denominator", "_denominator" },
        { "upper", "_upper_95" },
    };
    char text[128];
    char *field;
    char *metric = NULL;
    char *cohort = NULL;
    struct str figure = STR_INIT;

    if (strchr(name, '@'))
        return;
    snprintf(text, sizeof(text), "%s", name);
    if ((field = strrchr(text, '.'))) {
        *field++ = '\0';
        metric = text;
        if ((cohort = strchr(text, '.')))
            *cohort++ = '\0';
    } else {
        field = text;
    }
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        if (strcmp(field, fields[i][0]) != 0)
            continue;
        str_addf(&figure, "%s%s", metric ? metric : row_metric, fields[i][1]);
        assert_same(c, where, cohort ? cohort : row_cohort, place, figure.text,
                    cell);
    }
    str_release(&figure);
}

/* What a row is of, by what stands in its first columns. */
static bool name_row(struct compared *c, const struct pack_table *model,
                     char *const *cells, const char **cohort,
                     const char **metric, const char **place)
{
    static char phase[64];

    *cohort = look_up(c->groups, "name", cells[0], "cohort");
    *metric = NULL;
    *place = "";
    if (!strcmp(model->columns.items[0].name, "group_short")) {
        *cohort = look_up(c->groups, "short", cells[0], "cohort");
        *metric = look_up(c->measures, "name", cells[1], "metric");
        return *cohort && *metric;
    }
    if (*cohort)
        return true;
    *cohort = "";
    snprintf(phase, sizeof(phase), "State-funded %c%s",
             tolower((unsigned char)cells[0][0]), cells[0] + 1);
    *place = find_fact(c->facts, "csw", phase, "persistent_absence") ? phase
                                                                     : cells[0];
    return find_fact(c->facts, "csw", *place, "persistent_absence") != NULL;
}

static void compare_sheet(struct compared *c, const char *path,
                          const struct pack_sheet *model)
{
    const struct pack_columns *columns = &model->table.columns;
    struct sheet sheet;
    size_t row;

    assert_true(read_sheet(path, model->tab, &sheet));
    row = head_of(&sheet, columns->count) + 1;
    for (; row < sheet.rows && sheet.cells[row][0]; row++) {
        const char *cohort, *metric, *place;

        if (!name_row(c, &model->table, sheet.cells[row], &cohort, &metric,
                      &place))
            continue;
        for (size_t i = 0; i < columns->count; i++)
            compare_cell(c, model->tab, columns->items[i].name, cohort, metric,
                         place, sheet.cells[row][i]);
    }
    free_sheet(&sheet);
}

/* ---------------------------------------------------------------- the run */

static int open_county(void **state)
{
    static struct world world;
    static const char *const packs[] = { "county", "restricted", "strategic" };
    struct report_result result;

    report_fixture_open(&world, "w");
    assert_ok(report_fixture_publish(&world, packs, 3, 1, &result, &err), &err);
    *state = &world;
    return 0;
}

static int close_county(void **state)
{
    world_close(*state);
    return 0;
}

/* What groups and measures are called in tables. */
static void read_words(struct world *world, struct grid *groups,
                       struct grid *measures)
{
    assert_ok(
        db_exec(world->db,
                "create temp table context as select '" REPORT_FIXTURE_AS_OF
                "' as as_of, '919' as la_code",
                &err),
        &err);
    assert_ok(
        db_run_script(world->db, "report/sql/context.sql#words", NULL, 0, &err),
        &err);
    assert_ok(grid_read_text(groups, world->db, "select * from group_name",
                             "groups", NULL, 0, &err),
              &err);
    assert_ok(grid_read_text(measures, world->db, "select * from metric_name",
                             "measures", NULL, 0, &err),
              &err);
}

static void the_dashboard_says_what_the_county_publishes(void **state)
{
    struct facts facts = { 0 };
    struct grid groups = GRID_INIT, measures = GRID_INIT;
    struct compared c = { .facts = &facts,
                          .groups = &groups,
                          .measures = &measures };
    struct pack pack;

    read_metrics(&facts);
    read_words(*state, &groups, &measures);
    assert_ok(pack_read(&pack, "strategic", &err), &err);
    for (size_t i = 0; i < pack.workbooks[0].sheet_count; i++) {
        const struct pack_sheet *sheet = &pack.workbooks[0].sheets[i];
        const char *of = sheet->table.rows;

        if (of && !strstr(of, "#looked_after") && !strstr(of, "#school")
            && !strstr(of, "#term"))
            compare_sheet(&c, DASHBOARD, sheet);
    }
    assert_true(c.count > 80);
    pack_release(&pack);
    grid_release(&groups);
    grid_release(&measures);
    texts_release(&facts.texts);
    map_release(&facts.at);
}

/* Where the dashboard shows a number, it is the one that is in numbers.xlsx. */
static void what_is_shown_is_what_there_is(void **state)
{
    static const char *const tabs[] = { "Headlines", "Suspensions",
                                        "Plans_and_results" };
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(tabs) / sizeof(tabs[0]); i++) {
        struct sheet shown, open;
        size_t row = 0;

        assert_true(read_sheet(DASHBOARD, tabs[i], &shown));
        assert_true(read_sheet(NUMBERS, tabs[i], &open));
        for (; row < shown.rows; row++) {
            size_t other = 0;

            for (; other < open.rows; other++)
                if (shown.cells[row][3] && open.cells[other][3]
                    && !strcmp(shown.cells[row][0], open.cells[other][0])
                    && !strcmp(shown.cells[row][1], open.cells[other][1]))
                    break;
            if (other == open.rows)
                continue;
            for (size_t k = 2; k < 4; k++) {
                if (shown.cells[row][k][0] == '[')
                    continue;
                assert_string_equal(shown.cells[row][k], open.cells[other][k]);
                count++;
            }
        }
        free_sheet(&shown);
        free_sheet(&open);
    }
    assert_true(count > 20);
}

#define FINDINGS_MOST 7

/* What has changed is told on the first page and in the dashboard alike. */
static void a_finding_is_one_sentence_everywhere(void **state)
{
    struct sheet sheet;
    char *page = NULL;
    size_t len;
    size_t row;
    size_t count = 0;

    (void)state;
    assert_true(read_sheet(DASHBOARD, "What_changed", &sheet));
    assert_ok(file_read(LATEST "strategic/index.html", &page, &len, &err),
              &err);
    row = head_of(&sheet, 2) + 1;
    for (; row < sheet.rows && count < FINDINGS_MOST; row++, count++)
        if (!strpbrk(sheet.cells[row][1], "'&<>")
            && !strstr(page, sheet.cells[row][1]))
            fail_msg("not on the first page: %s", sheet.cells[row][1]);
    assert_true(count > 1);
    free(page);
    free_sheet(&sheet);
}

/* ---------------------------------------------------- what is asked for */

static bool is_known(struct world *world, const char *relation, const char *id)
{
    struct query *q = NULL;
    struct str sql = STR_INIT;
    int row;

    str_addf(&sql, "select 1 from %s where id = ?1", relation);
    assert_ok(query_open(&q, world->db, sql.text, &err), &err);
    query_bind_text(q, 1, id);
    row = query_step(q, &err);
    query_close(q);
    str_release(&sql);
    return row == 1;
}

static void check_asked(struct world *world, const struct pack_table *table)
{
    for (size_t i = 0; i < table->measures.count; i++) {
        const struct pack_row *row = &table->measures.items[i];

        if (!is_known(world, "dim_metric", row->metric)
            || !is_known(world, "dim_cohort", row->cohort))
            fail_msg("%s: %s | %s", table->title, row->metric, row->cohort);
    }
    for (size_t i = 0; !table->query && i < table->columns.count; i++) {
        const char *name = table->columns.items[i].name;
        const char *dot = strchr(name, '.');
        const char *next = dot ? strchr(dot + 1, '.') : NULL;
        char first[64], second[64];

        if (!dot)
            continue;
        snprintf(first, sizeof(first), "%.*s", (int)(dot - name), name);
        snprintf(second, sizeof(second), "%.*s",
                 next ? (int)(next - dot - 1) : 0, dot + 1);
        if (next ? !is_known(world, "dim_metric", first)
                       || !is_known(world, "dim_cohort", second)
                 : !is_known(world, "dim_metric", first)
                       && !is_known(world, "dim_cohort", first))
            fail_msg("%s: there is no %s", table->title, name);
    }
}

/* A name that is none would be a figure that is not available for ever. */
static void every_figure_that_is_asked_for_is_one(void **state)
{
    char name[PACK_NAME_SIZE] = "";
    int64_t unknown = -1;

    while (pack_next(name)) {
        struct pack pack;

        assert_ok(pack_read(&pack, name, &err), &err);
        for (size_t i = 0; i < pack.workbook_count; i++)
            for (size_t j = 0; j < pack.workbooks[i].sheet_count; j++)
                check_asked(*state, &pack.workbooks[i].sheets[j].table);
        for (size_t i = 0; i < pack.page_count; i++)
            for (size_t j = 0; j < pack.pages[i].part_count; j++)
                check_asked(*state, &pack.pages[i].parts[j].table);
        pack_release(&pack);
    }
    assert_ok(db_run_script(((struct world *)*state)->db,
                            "report/sql/finding.sql#measure", NULL, 0, &err),
              &err);
    assert_ok(db_read_int(((struct world *)*state)->db,
                          "select count(*) from headline_measure"
                          " where metric not in (select id from dim_metric)",
                          &unknown, &err),
              &err);
    assert_int_equal(unknown, 0);
}

/* All numbers of a text, to one place and without their sign. */
static void add_numbers(struct map *numbers, const char *text)
{
    while (*text) {
        char *end;
        double number;
        char key[64];
        bool is_new;

        if (!isdigit((unsigned char)*text)) {
            text++;
            continue;
        }
        number = strtod(text, &end);
        snprintf(key, sizeof(key), "%.1f", floor(number * 10 + 0.5) / 10);
        map_put(numbers, key, strlen(key), 1, &is_new);
        text = end;
    }
}

/* A number with a decimal that the text says and no table has, or NULL. */
static const char *find_unknown(const struct map *numbers, const char *text)
{
    static char key[64];

    while (*text) {
        size_t len = strspn(text, "0123456789.,");

        while (len && !isdigit((unsigned char)text[len - 1]))
            len--;
        if (isdigit((unsigned char)*text) && memchr(text, '.', len)
            && strncmp(text, "99.8", 4) != 0) {
            snprintf(key, sizeof(key), "%.*s", (int)len, text);
            if (!map_find(numbers, key, strlen(key)))
                return key;
        }
        text += len ? len : 1;
    }
    return NULL;
}

static void add_file_numbers(struct map *numbers, const char *path)
{
    char *text = NULL;
    size_t len;

    assert_ok(file_read(path, &text, &len, &err), &err);
    add_numbers(numbers, text);
    free(text);
}

static void add_sheet_numbers(struct map *numbers, const char *tab)
{
    struct sheet sheet;

    if (!read_sheet(DASHBOARD, tab, &sheet))
        return;
    for (size_t row = 0; row < sheet.rows; row++)
        for (size_t i = 0; i < 32; i++)
            if (sheet.cells[row][i])
                add_numbers(numbers, sheet.cells[row][i]);
    free_sheet(&sheet);
}

/*
 * The alternative text of a chart says nothing that no table has: but for the
 * calendar's, which tells weekdays apart and nothing else does.
 */
static void texts_of_charts_have_the_numbers_of_tables(void **state)
{
    struct map numbers = MAP_INIT;
    struct pack pack;
    DIR *folder = opendir(LATEST "strategic/charts");
    struct dirent *entry;
    size_t count = 0;

    (void)state;
    assert_non_null(folder);
    add_file_numbers(&numbers, LATEST "county/metrics.csv");
    add_file_numbers(&numbers, LATEST "county/gaps.csv");
    assert_ok(pack_read(&pack, "strategic", &err), &err);
    for (size_t i = 0; i < pack.workbooks[0].sheet_count; i++)
        add_sheet_numbers(&numbers, pack.workbooks[0].sheets[i].tab);
    pack_release(&pack);
    while ((entry = readdir(folder))) {
        char path[512];
        char *text = NULL;
        char *from, *to;
        const char *unknown;
        size_t len;

        if (!strstr(entry->d_name, ".svg")
            || !strcmp(entry->d_name, "absence_calendar.svg"))
            continue;
        snprintf(path, sizeof(path), LATEST "strategic/charts/%s",
                 entry->d_name);
        assert_ok(file_read(path, &text, &len, &err), &err);
        from = strstr(text, "<desc");
        to = from ? strstr(from, "</desc>") : NULL;
        if (!to) {
            fail_msg("%s has no description", entry->d_name);
            return;
        }
        *to = '\0';
        unknown = find_unknown(&numbers, strchr(from, '>'));
        if (unknown)
            fail_msg("%s says %s: %s", entry->d_name, unknown, from);
        free(text);
        count++;
    }
    closedir(folder);
    map_release(&numbers);
    assert_true(count > 0);
}

/* What is due and kept is the metric's own figure, at every school and in the
   county, and what is on record lies between the two. */
static void a_promise_is_its_metrics_figure(void **state)
{
    assert_int_equal(
        world_int(*state,
                  "select count(*) from mart_promise"
                  " inner join dim_promise on dim_promise.id = promise"
                  " cross join (select entity from mart_metric"
                  "     where level = 'county' limit 1) as county"
                  " left join dim_school"
                  "     on dim_school.school_key = mart_promise.school_key"
                  " left join mart_metric"
                  "     on mart_metric.period = mart_promise.period"
                  "     and mart_metric.level ="
                  "         iif(dim_school.urn is null, 'county', 'school')"
                  "     and mart_metric.entity ="
                  "         coalesce(dim_school.urn, county.entity)"
                  "     and mart_metric.cohort = dim_promise.cohort"
                  "     and mart_metric.breakdown = 'none'"
                  "     and mart_metric.metric = dim_promise.metric"
                  " where due <> coalesce(mart_metric.denominator, 0)"
                  "     or kept <> coalesce(mart_metric.numerator, 0)"
                  "     or recorded not between kept and due"),
        0);
    assert_int_equal(
        world_int(*state, "select count(*) from dim_promise where why is null"
                          " and id not in (select promise from mart_promise)"),
        0);
    assert_true(world_int(*state, "select count(*) from mart_promise"
                                  " where due > 0")
                > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_dashboard_says_what_the_county_publishes),
        cmocka_unit_test(what_is_shown_is_what_there_is),
        cmocka_unit_test(texts_of_charts_have_the_numbers_of_tables),
        cmocka_unit_test(a_finding_is_one_sentence_everywhere),
        cmocka_unit_test(every_figure_that_is_asked_for_is_one),
        cmocka_unit_test(a_promise_is_its_metrics_figure),
    };

    return cmocka_run_group_tests(tests, open_county, close_county);
}
