#include "report/words/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/str.h"
#include "report/chart/chart.h"
#include "tests/testing.h"

static void every_pack_is_read(void **state)
{
    char name[PACK_NAME_SIZE] = "";
    int count = 0;

    (void)state;
    while (pack_next(name)) {
        struct err err = ERR_INIT;
        struct pack pack;

        assert_ok(pack_read(&pack, name, &err), &err);
        assert_string_equal(pack.name, name);
        for (size_t i = 0; i < pack.chart_count; i++)
            assert_true(chart_kind_is_known(pack.charts[i].kind));
        pack_release(&pack);
        count++;
    }
    assert_true(count >= 4);
}

#define HEAD "[pack]\ntitle = T\naudience = A\nmarking = M\n"

static void mistakes_are_named_with_file_and_line(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        { "[pack]\ntitle = T\nmarking = M\n",
          "report/packs/x.pack: [pack] audience: is missing" },
        { "[pack]\ntitel = T\n",
          "report/packs/x.pack:2: [pack] has no key 'titel', but title "
          "audience marking controlled working editions shared "
          "setup released" },
        { HEAD "controlled = maybe\n", "report/packs/x.pack:5: [pack] "
                                       "controlled: 'maybe' is not no or yes" },
        { HEAD "[sheet 1]\ntitle = T\n",
          "report/packs/x.pack:5: [sheet 1] is before any [workbook ...]" },
        { HEAD
          "[csv f.csv]\nquery = county.metrics\ncolumn = a | A | number | 3\n",
          "report/packs/x.pack:7: [csv f.csv] column: format: 'number' is no "
          "format" },
        { HEAD "[csv f.csv]\nquery = county.metrics\ncolumn = a | A | count | "
               "wide\n",
          "report/packs/x.pack:7: [csv f.csv] column: width: 'wide' is not a "
          "number from 1 to 200" },
        { HEAD "[workbook w]\nfile = f\ntitle = t\n[sheet s]\ntitle = t\n"
               "series = a | A | loud\n",
          "report/packs/x.pack:10: [sheet s] series: style: 'loud' is not "
          "strong, context, limit, centre, point or concern" },
        { HEAD "[workbook w]\nfile = f\ntitle = t\n[sheet 1_S]\ntitle = t\n",
          "report/packs/x.pack:8: [sheet 1_S]: '1_S' is no name of a "
          "worksheet: "
          "a letter, then letters, digits and underscores, at most 31, and no "
          "cell like A1" },
        { HEAD "[workbook w]\nfile = f\ntitle = t\n[sheet s]\ntitle = t\n"
               "sparse = yes\nchart = line\n",
          "report/packs/x.pack:8: [sheet s]: a table with a chart cannot be "
          "sparse" },
        { HEAD "[csv f.csv]\nquery = metrics\n",
          "report/packs/x.pack:6: [csv f.csv] query: there is no query"
          " 'report/sql/x.sql#metrics'" },
        { HEAD "setup = county.nonsense\n",
          "report/packs/x.pack:5: [pack] setup: there is no query"
          " 'report/sql/county.sql#nonsense'" },
        { HEAD "[part 1]\ntitle = T\n",
          "report/packs/x.pack:5: [part 1] is before any [page ...]" },
        { HEAD "[page p]\nfile = f\ntitle = t\n[part s]\ntitle = t\n"
               "layout = boxes\n",
          "report/packs/x.pack:10: [part s] layout: 'boxes' is not table, "
          "facts,"
          " items, cards, findings, panel, nested or prose" },
        { HEAD "[page p]\nfile = f\ntitle = t\n[part s]\ntitle = t\n"
               "column = a | A\nas = b | link | p\n",
          "report/packs/x.pack:8: [part s]: it has no column 'b'" },
        { HEAD "[page p]\nfile = f\ntitle = t\n[part s]\ntitle = t\n"
               "column = a | A\nfilter = b | B\n",
          "report/packs/x.pack:8: [part s]: it has no column 'b'" },
        { HEAD "[page p]\nfile = f\ntitle = t\nunder = q\n",
          "report/packs/x.pack: [pack]: [page p] under: no page 'q'" },
        { HEAD "[page p]\nfile = f\ntitle = t\n[part s]\ntitle = t\n"
               "more = All | q\n",
          "report/packs/x.pack: [pack]: [page p] more: no page 'q'" },
        { HEAD "[page p]\ntitle = t\n",
          "report/packs/x.pack:5: [page p] file: is missing" },
        { HEAD "[chart c]\nkind = gap\n",
          "report/packs/x.pack:5: [chart c] query: is missing" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = ERR_INIT;
        struct pack pack;

        assert_int_equal(pack_read_text(&pack, "x", cases[i].text, &err), -1);
        assert_int_equal(err.code, ERR_CONFIG);
        assert_string_equal(err.msg, cases[i].message);
        pack_release(&pack);
    }
}

/* The length of the name that a statement's first words write to, at *name;
   0 = the line begins no such statement. */
static size_t written(const char *line, const char **name)
{
    static const char *const words[] = {
        "insert into ",
        "insert or ignore into ",
        "insert or replace into ",
        "update or replace ",
        "update or ignore ",
        "update ",
        "delete from ",
    };

    line += strspn(line, " ");
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strncmp(line, words[i], strlen(words[i])) != 0)
            continue;
        *name = line + strlen(words[i]);
        *name += strncmp(*name, "temp.", 5) ? 0 : 5;
        return strcspn(*name, " (;\n");
    }
    return 0;
}

static bool makes(const char *script, const char *name, size_t len)
{
    static const char words[] = "create temp table ";
    const char *at = script;

    while ((at = strstr(at, words)) != NULL) {
        at += strlen(words);
        if (!strncmp(at, name, len) && strcspn(at, " (\n") == len)
            return true;
    }
    return false;
}

/* Does a script write to nothing but tables that these scripts make? If not,
   where, at *at. */
static bool writes_own(const char *script, const char *all, const char **at)
{
    for (*at = script; **at; *at += strcspn(*at, "\n") + 1) {
        const char *name;
        size_t len = written(*at, &name);

        if (len && strncmp(name, "set", len) != 0 && !makes(all, name, len))
            return false;
        if (!strchr(*at, '\n'))
            break;
    }
    return true;
}

static void assert_writes_own(const char *path, const struct str *all)
{
    const char *at;

    if (!writes_own(asset_find(path)->text, all->text, &at))
        fail_msg("%s: %.*s", path, (int)strcspn(at, "\n"), at);
}

/* What it made is dropped with the pack: of what it had changed elsewhere
   another pack would read. */
static void a_setup_writes_to_tables_of_its_own(void **state)
{
    static const char own[] = "create temp table mine (\n    a\n);\n";
    char name[PACK_NAME_SIZE] = "";
    const char *at;

    (void)state;
    assert_true(writes_own("insert into mine (a)\n;", own, &at));
    assert_false(writes_own("delete from mine;\n  update ours\n", own, &at));
    assert_int_equal(strncmp(at, "  update ours", 13), 0);
    assert_false(writes_own("insert into temp.min (a)\n", own, &at));
    while (pack_next(name)) {
        struct str all = STR_INIT;
        struct err err = ERR_INIT;
        struct pack pack;

        assert_ok(pack_read(&pack, name, &err), &err);
        for (size_t i = 0; i < pack.setups.count; i++)
            str_add(&all, asset_find(pack.setups.items[i])->text);
        if (pack.site.setup)
            str_add(&all, asset_find(pack.site.setup)->text);
        for (size_t i = 0; i < pack.setups.count; i++)
            assert_writes_own(pack.setups.items[i], &all);
        if (pack.site.setup)
            assert_writes_own(pack.site.setup, &all);
        pack_release(&pack);
        str_release(&all);
    }
}

/* Whether a year is over, and what it stands beside then, the context says. */
static void no_title_calls_every_year_running(void **state)
{
    static const char *const pieces[] = {
        "{year_words} so far",          "{year_words:Start} so far",
        "beside this day last year, {", "and this day last year",
        "from this day last year",      "{now_words} beside {then_words}",
        "| This day\\nlast year |",     "| By this day\\nlast year |"
    };
    char name[PACK_NAME_SIZE] = "";

    (void)state;
    while (pack_next(name)) {
        char path[PACK_NAME_SIZE + 32];

        snprintf(path, sizeof(path), "report/packs/%s.pack", name);
        for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
            if (strstr(asset_find(path)->text, pieces[i]))
                fail_msg("%s says '%s'", path, pieces[i]);
    }
}

static void texts_go_on_in_further_lines(void **state)
{
    struct err err = ERR_INIT;
    struct pack pack;

    (void)state;
    assert_ok(pack_read_text(&pack, "x",
                             HEAD "title = goes on\n[workbook w]\nfile = f\n"
                                  "title = t\ncover = one\ncover = + line\n"
                                  "cover = two\n[sheet s]\ntitle = t\n"
                                  "column = a | A\\nB | signed | 9\n",
                             &err),
              &err);
    assert_string_equal(pack.title, "T goes on");
    assert_int_equal(pack.workbooks[0].cover.count, 2);
    assert_string_equal(pack.workbooks[0].cover.items[0], "one line");
    assert_string_equal(
        pack.workbooks[0].sheets[0].table.columns.items[0].heading, "A\nB");
    assert_int_equal(pack.workbooks[0].sheets[0].table.columns.items[0].format,
                     FIGURE_SIGNED);
    pack_release(&pack);
}

static void a_page_has_parts_as_a_workbook_has_sheets(void **state)
{
    struct err err = ERR_INIT;
    const struct pack_part *part;
    struct pack pack;

    (void)state;
    assert_ok(pack_read_text(&pack, "county",
                             HEAD "[page p]\nfile = p/{urn}.html\ntitle = t\n"
                                  "each = metrics\nlead = one\nlead = + line\n"
                                  "foot = end\n[part a]\ntitle = A\n"
                                  "query = metrics\ncolumn = a | | words\n"
                                  "[part b]\ntitle = B\nlayout = items\n"
                                  "empty = None.\nabout = x\n",
                             &err),
              &err);
    assert_int_equal(pack.page_count, 1);
    assert_int_equal(pack.pages[0].part_count, 2);
    assert_string_equal(pack.pages[0].lead.items[0], "one line");
    part = pack.pages[0].parts;
    assert_int_equal(part[0].layout, PACK_LAYOUT_table);
    assert_string_equal(part[0].table.columns.items[0].heading, "");
    assert_int_equal(part[1].layout, PACK_LAYOUT_items);
    assert_string_equal(part[1].table.empty, "None.");
    pack_release(&pack);
}

static void pages_lead_to_each_other(void **state)
{
    struct err err = ERR_INIT;
    const struct pack_part *part;
    struct pack pack;

    (void)state;
    assert_ok(pack_read_text(&pack, "county",
                             HEAD
                             "[site]\nbar = Data to: x\nwarning = y\n"
                             "[page b]\nfile = b.html\ntitle = B\nunder = a\n"
                             "[part p]\ntitle = P\nlayout = cards\n"
                             "column = value | V\ncolumn = x | X\n"
                             "as = value | strip | | same\n"
                             "as = x | link | {page} | key\nfilter = | Find\n"
                             "filter = x | X\nsort = yes\nkey = value | this\n"
                             "more = All | a\nfold = open\nwrite = 3\n"
                             "[page a]\nfile = a.html\ntitle = A\nnav = A\n",
                             &err),
              &err);
    assert_string_equal(pack.site.bar.items[0], "Data to: x");
    assert_string_equal(pack.site.warning, "y");
    assert_string_equal(pack.pages[0].under, "a");
    assert_string_equal(pack.pages[1].nav, "A");
    part = pack.pages[0].parts;
    assert_int_equal(part->layout, PACK_LAYOUT_cards);
    assert_int_equal(part->look_count, 2);
    assert_int_equal(part->looks[0].look, PACK_LOOK_strip);
    assert_string_equal(part->looks[0].key, "same");
    assert_string_equal(part->looks[1].of, "{page}");
    assert_string_equal(part->filters[0].column, "");
    assert_true(part->sort);
    assert_string_equal(part->keys[0].words, "this");
    assert_string_equal(part->more[0].page, "a");
    assert_string_equal(part->fold, "open");
    assert_int_equal(part->write, 3);
    pack_release(&pack);
}

static void a_pack_that_is_none_is_wrong_usage(void **state)
{
    struct err err = ERR_INIT;
    struct pack pack;

    (void)state;
    assert_int_equal(pack_read(&pack, "nonsense", &err), -1);
    assert_int_equal(err.code, ERR_USAGE);
    pack_release(&pack);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pack_is_read),
        cmocka_unit_test(mistakes_are_named_with_file_and_line),
        cmocka_unit_test(a_setup_writes_to_tables_of_its_own),
        cmocka_unit_test(no_title_calls_every_year_running),
        cmocka_unit_test(texts_go_on_in_further_lines),
        cmocka_unit_test(a_page_has_parts_as_a_workbook_has_sheets),
        cmocka_unit_test(pages_lead_to_each_other),
        cmocka_unit_test(a_pack_that_is_none_is_wrong_usage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
