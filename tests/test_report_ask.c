#include "report/night/ask.h"

#include <stdio.h>
#include <string.h>

#include "core/db.h"
#include "core/str.h"
#include "report/night/job.h"
#include "report/shown/figures.h"
#include "tests/testing.h"

/* What a table may ask for, in as few figures as its cases need. */
#define FIGURES                                                                \
    "create temp table context (la_code text, year text, last text);"          \
    "insert into context values ('919', 'now', 'then');"                       \
    "create temp table group_name (position integer, cohort text, name text,"  \
    " short text);"                                                            \
    "insert into group_name values (1, 'csw', 'Ours', 'O'),"                   \
    " (2, 'peers', 'Peers', 'P'), (3, 'all', 'All', 'A');"                     \
    "create temp table term_name (position integer, period text, name text,"   \
    " short text);"                                                            \
    "insert into term_name values (2, 'now', 'Spring', 'S'),"                  \
    " (1, 'then', 'Autumn', 'A');"                                             \
    "create temp table metric_name (metric text, name text, label text,"       \
    " unit text);"                                                             \
    "insert into metric_name values ('m', 'M (%)', 'M', '%'),"                 \
    " ('n', 'N', 'N', '%');"                                                   \
    "create temp table dim_cohort (id text, label text);"                      \
    "insert into dim_cohort values ('csw', 'ours'), ('odd', 'Odd');"           \
    "create temp table shown_told (metric text, period text, level text,"      \
    " entity text, cohort text, breakdown text, breakdown_value text,"         \
    " value any, compared text);"                                              \
    "insert into shown_told values"                                            \
    " ('m', 'now', 'county', '919', 'csw', 'none', '', 12.5, 'Higher'),"       \
    " ('m', 'then', 'county', '919', 'csw', 'none', '', 11.0, 'Lower'),"       \
    " ('m', 'now', 'county', '919', 'peers', 'none', '', '[c]', 'None'),"      \
    " ('m', 'now', 'school', '100001', 'csw', 'none', '', 50.0, 'Higher'),"    \
    " ('m', 'now', 'county', '919', 'csw', 'sen', 'E', 40.0, 'Higher'),"       \
    " ('n', 'then', 'county', '919', 'csw', 'none', '', 1.0, 'Lower');"        \
    "create temp view shown_beside as select * from shown_told"                \
    " union all select 'm', 'now', 'county', '919', 'all', 'none', '', null,"  \
    " null;"                                                                   \
    "create temp table figure_silent (level text, entity text,"                \
    " breakdown text, breakdown_value text, period text, metric text);"        \
    "insert into figure_silent"                                                \
    " values ('school', '100001', 'none', '', 'then', 'n');"                   \
    "create temp table figure_missing (metric text, period text, symbol "      \
    "text);"                                                                   \
    "insert into figure_missing values ('m', 'now', '[z]'), ('m', 'then', "    \
    "'[z]'),"                                                                  \
    " ('n', 'now', '[x]'), ('n', 'then', '[z]');"

static int open_figures(void **state)
{
    static struct db *db;
    struct err err = ERR_INIT;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(db_exec(db, FIGURES, &err), &err);
    assert_ok(figures_ask(db, FIGURES_SHOWN, &err), &err);
    *state = db;
    return 0;
}

static int close_figures(void **state)
{
    db_close(*state);
    return 0;
}

#define HEAD                                                                   \
    "[pack]\ntitle = T\naudience = A\nmarking = M\ncontrolled = yes\n"         \
    "[page p]\nfile = f\ntitle = t\n[part s]\ntitle = t\n"

/* The cells of a table, a line a row. */
static void put_cells(struct str *out, const struct told *told)
{
    for (size_t row = 0; row < told->grid.row_count; row++) {
        for (size_t i = 0; i < told->column_count; i++) {
            const struct grid_cell *cell =
                grid_at(&told->grid, row, told->columns[i].at);
            char text[FIGURE_TEXT_SIZE] = "";

            if (cell->kind == CELL_NUMBER)
                figure_write(cell->number, FIGURE_DECIMAL, text);
            else if (cell->kind == CELL_SYMBOL)
                snprintf(text, sizeof(text), "[%c]", cell->symbol);
            str_addf(out, "%s%s", i ? " | " : "",
                     cell->kind == CELL_TEXT ? cell->text : text);
        }
        str_add(out, "\n");
    }
    for (size_t i = 0; i < told->line_count; i++)
        str_addf(out, "(%s)\n", told->lines[i]);
}

/* Tell the table of a pack's text; its cells, or what is wrong with it. */
static void assert_tells(struct db *db, const char *table, const char *expected)
{
    struct err err = ERR_INIT;
    struct grid context = GRID_INIT;
    struct render r = { .db = db, .context = &context };
    struct job job = { .r = &r, .err = &err };
    struct job_row of = { .each = NULL };
    struct db_param urn = { ":urn", "100001", 0 };
    struct str text = STR_INIT;
    struct str out = STR_INIT;
    struct pack pack;
    struct told told;

    str_addf(&text, HEAD "%s", table);
    assert_ok(pack_read_text(&pack, "x", text.text, &err), &err);
    job.pack = &pack;
    of.params = &urn;
    of.param_count = 1;
    if (job_tell(&job, &pack.pages[0].parts[0].table, &of, &told))
        str_add(&out, err.msg);
    else
        put_cells(&out, &told);
    assert_string_equal(out.text, expected);
    told_release(&told);
    texts_release(&job.texts);
    pack_release(&pack);
    str_release(&text);
    str_release(&out);
}

static void rows_may_be_measures(void **state)
{
    /* A measure that the warehouse does not know has no row. */
    assert_tells(*state,
                 "row = m | csw\nrow = n | csw\nrow = unknown | csw\n"
                 "row = m | odd\n"
                 "column = measure | M\ncolumn = group_name | G\n"
                 "column = value | V\ncolumn = value@last | L\n"
                 "column = compared | C\n",
                 "M (%) | Ours | 12.5 | 11.0 | Higher\n"
                 "N | Ours | [x] | 1.0 | [x]\n"
                 "M (%) | Odd | [z] | [z] | [z]\n");
}

static void rows_may_be_groups_and_terms(void **state)
{
    assert_tells(*state,
                 "rows = rows.group\ncolumn = place | G\n"
                 "column = m.value | V\ncolumn = n.value | N\n",
                 "Ours | 12.5 | [x]\nPeers | [c] | [x]\nAll | [z] | [x]\n");
    assert_tells(*state,
                 "rows = rows.term\ncolumn = place | T\n"
                 "column = m.csw.value | V\ncolumn = n.csw.value | N\n",
                 "Autumn | 11.0 | 1.0\nSpring | 12.5 | [x]\n");
    assert_tells(*state,
                 "rows = rows.sen\ncolumn = place | S\n"
                 "column = m.csw.value | V\n",
                 "Education, health and care plan | 40.0\nSEN support | [z]\n"
                 "No identified need | [z]\n");
}

static void a_table_may_be_of_another_place_or_period(void **state)
{
    assert_tells(*state,
                 "row = m | csw\nlevel = school\nentity = urn\n"
                 "column = value | V\n",
                 "50.0\n");
    assert_tells(*state,
                 "row = m | csw\nperiod = last\ncolumn = value | V\n"
                 "column = value@year | N\n",
                 "11.0 | 12.5\n");
}

static void what_is_withheld_is_a_sentence(void **state)
{
    assert_tells(*state,
                 "rows = rows.group\nneeds = m.value\n"
                 "left_out = Too few: {left_out}.\n"
                 "column = place | G\ncolumn = m.value | V\n",
                 "Ours | 12.5\n(Too few: Peers and All.)\n");
    assert_tells(*state,
                 "rows = rows.term\nneeds = m.csw.value\n"
                 "left_out = Too few: {left_out}.\n"
                 "column = place | G\ncolumn = m.csw.value | V\n",
                 "Autumn | 11.0\nSpring | 12.5\n");
    assert_tells(*state,
                 "rows = rows.group\nneeds = n.value\n"
                 "left_out = Too few: {left_out}.\n"
                 "column = place | G\ncolumn = n.value | V\n",
                 "(Too few: Ours, Peers and All.)\n");
}

static void a_name_that_can_be_none_is_told(void **state)
{
    static const char *const cases[][2] = {
        { "rows = rows.group\ncolumn = a.b.c.d | V\n",
          "'a.b.c.d' is no column" },
        { "rows = rows.group\ncolumn = m.va\"lue | V\n",
          "'m.va\"lue' is no column" },
        { "rows = rows.group\ncolumn = m..value | V\n",
          "'m..value' is no column" },
        { "rows = rows.group\ncolumn = m.value@ | V\n",
          "'m.value@' is no column" },
        { "rows = rows.group\ncolumn = value | V\n",
          "'value' names no metric" },
        { "rows = rows.term\ncolumn = m.value | V\n",
          "'m.value' names no cohort" },
        { "row = m | o'dd\ncolumn = value | V\n",
          "row 'm | o'dd' is no measure" },
        { "row = m | csw\nlevel = a b\ncolumn = value | V\n",
          "'a b' is no level" },
        { "row = m | csw\nquery = county.metrics\ncolumn = value | V\n",
          "a table has a query, or rows that ask for figures" },
        { "column = value | V\n",
          "a table has a query, or rows that ask for figures" },
        { "row = m | csw\nneeds = other\ncolumn = value | V\n",
          "it has no column 'other'" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_tells(*state, cases[i][0], cases[i][1]);
}

/* A pupil's number, as a word of its own (report/words/naming.h). */
static void a_child_is_named_to_a_role_alone(void **state)
{
    static const struct {
        const char *name;
        bool is_child;
    } names[] = {
        { "A919400024002", true },   { "of A91940002400B, since", true },
        { "(a919400024002)", true }, { "A91940002400", false },
        { "A9194000240021", false }, { "xA919400024002", false },
        { "AB19400024002", false },  { "9919400024002", false },
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct err err = ERR_INIT;
        char row[64];

        assert_ok(db_execf(*state, &err,
                           "update term_name set name = '%s' where position ="
                           " 1; delete from term_name where position = 2",
                           names[i].name),
                  &err);
        snprintf(row, sizeof(row), "%s\n", names[i].name);
        assert_tells(*state, "rows = rows.term\ncolumn = place | T\n",
                     names[i].is_child ? "'t' names a child, and has no role"
                                       : row);
        assert_tells(
            *state, "role = care\nrows = rows.term\ncolumn = place | T\n", row);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_may_be_measures),
        cmocka_unit_test(rows_may_be_groups_and_terms),
        cmocka_unit_test(a_table_may_be_of_another_place_or_period),
        cmocka_unit_test(what_is_withheld_is_a_sentence),
        cmocka_unit_test(a_name_that_can_be_none_is_told),
        cmocka_unit_test(a_child_is_named_to_a_role_alone),
    };

    return cmocka_run_group_tests(tests, open_figures, close_figures);
}
