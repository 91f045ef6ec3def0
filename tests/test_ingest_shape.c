#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/asset.h"
#include "core/path.h"
#include "core/str.h"
#include "ingest/read/type.h"
#include "tests/reading.h"
#include "tests/testing.h"

/* A county whose folder is where the test stands. */
static char folder[] = ".";
static char path[] = "./county.ini";
static const struct config county = { .path = path, .folder = folder };

/* Results of two kinds: what is valid is said by the measure. */
static const char results[] =
    "[type]\ntable = result\nkey = upn measure\npupil = upn\n"
    "[field upn]\nheading = UPN\nkind = upn\nneed = value\n"
    "[field measure]\nheading = Measure\nkind = code\nneed = value\n"
    "codes_from = codes/points.csv measure\n"
    "[field result]\nheading = Points\nkind = code\nneed = value\n"
    "valid_by = measure\nvalid_from = codes/points.csv measure\n"
    "valid_range = least most\nvalid_codes = codes others\n";
static const char measures[] = "measure,least,most,codes,others\n"
                               "SCORE,80,120,,A;B\n"
                               "GRADE,,,EXS;WTS,L\n"
                               "POINTS,,9,,\n";

static int write_codes(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(folder_remove("codes", &err), &err);
    testing_write("codes/points.csv", measures);
    return 0;
}

/* Our descriptions and these, ended by one without a path, read. */
static int read_types(struct type_set *types, const struct asset *more,
                      struct err *err)
{
    struct asset list[128];
    size_t count = 0;

    for (const struct asset *a = asset_next("ingest/types/", NULL); a;
         a = asset_next("ingest/types/", a))
        list[count++] = *a;
    for (const struct asset *a = asset_next("ingest/shapes/", NULL); a;
         a = asset_next("ingest/shapes/", a))
        list[count++] = *a;
    while (more->path)
        list[count++] = *more++;
    return type_set_read_from(types, &county, list, count, err);
}

/* What a file is under ours and these. */
static void expect(const struct asset *more, const char *file,
                   const char *wanted)
{
    struct err err = ERR_INIT;
    struct str got = STR_INIT;
    struct type_set types;

    assert_ok(read_types(&types, more, &err), &err);
    reading_show(&types, date_make(2026, 11, 20), file, strlen(file), &got);
    if (strcmp(got.text, wanted) != 0)
        fail_msg("'%s' gives\n%sand not\n%s", file, got.text, wanted);
    str_release(&got);
    type_set_release(&types);
}

static void what_is_valid_is_said_by_another_fields_code(void **state)
{
    static const struct asset list[] = { { "results.type", results, 0 },
                                         { NULL, NULL, 0 } };

    (void)state;
    expect(list,
           "UPN,Measure,Points\n"
           "H801200001001,score,100.0\n"
           "H801200001001,SCORE,b\n"
           "H801200001001,SCORE,hello\n"
           "H801200001001,SCORE,121\n"
           "H801200001001,SCORE,79\n"
           "H801200001001,SCORE,\n"
           "H801200001001,GRADE,exs\n"
           "H801200001001,GRADE,L\n"
           "H801200001001,GRADE,100\n"
           "H801200001001,POINTS,-2\n"
           "H801200001001,POINTS,9.5\n"
           "H801200001001,ODD,9\n",
           "results\n"
           "2: H801200001001|SCORE|100\n"
           "3: H801200001001|SCORE|B\n"
           "4: H801200001001|SCORE|~ bad_code Points: 'hello' is not valid for "
           "SCORE\n"
           "5: H801200001001|SCORE|~ bad_number Points: '121' is too great for "
           "SCORE\n"
           "6: H801200001001|SCORE|~ bad_number Points: '79' is too small for "
           "SCORE\n"
           "7: H801200001001|SCORE|~ blank_required Points: no value\n"
           "8: H801200001001|GRADE|EXS\n"
           "9: H801200001001|GRADE|L\n"
           "10: H801200001001|GRADE|~ bad_code Points: '100' is not valid for "
           "GRADE\n"
           "11: H801200001001|POINTS|-2\n"
           "12: H801200001001|POINTS|~ bad_number Points: '9.5' is too great "
           "for POINTS\n"
           "13: H801200001001|~| bad_code Measure: 'ODD' is not one of the "
           "codes\n");
}

/* A measure that the table does not know says that nothing is valid. */
static void a_code_without_a_row_makes_nothing_valid(void **state)
{
    struct str loose = STR_INIT;
    struct asset list[] = { { "results.type", NULL, 0 }, { NULL, NULL, 0 } };
    const char *codes = strstr(results, "codes_from");

    (void)state;
    str_add_n(&loose, results, (size_t)(codes - results));
    str_add(&loose, strchr(codes, '\n') + 1);
    list[0].text = loose.text;
    expect(list, "UPN,Measure,Points\nH801200001001,ODD,9\n",
           "results\n2: H801200001001|ODD|~ bad_code Points: '9' is not valid "
           "for ODD\n");
    str_release(&loose);
}

static const struct asset none[] = { { NULL, NULL, 0 } };
#define U1 "H801200001001"

/* Sent on 20 November 2026. */
static void a_year_that_is_missing_is_near_and_never_to_come(void **state)
{
    static const struct {
        const char *title;
        const char *day;
        const char *date;
    } cases[] = {
        { "", "20/11", "2026-11-20" },
        { "", "21/11", "2025-11-21" },
        { "", "05-Jan", "2026-01-05" },
        { "", "29/02", "2024-02-29" },
        { "Marks, 2025/26\n", "20/11", "2025-11-20" },
        { "Marks, 2025/26\n", "05/01", "2026-01-05" },
        { "Marks, 2026/27\n", "05/01", "2026-01-05" },
        { "Attendance 2024\n", "20/11", "2024-11-20" },
        { "Week beginning 02/11/2025\n", "03/11", "2025-11-03" },
        { "Week beginning 29/12/2025 (2024)\n", "02/01", "2026-01-02" },
        { "From 01-Sep-2025 to 20-Jul-2026\n", "02/09", "2025-09-02" },
        { "Printed,20/11/2026\n", "02/12", "2025-12-02" },
        { "School 9194001\n\nYear 7\n", "20/11", "2026-11-20" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str file = STR_INIT, wanted = STR_INIT;
        int lines = 0;

        for (const char *at = cases[i].title; *at; at++)
            lines += *at == '\n';
        str_addf(&file, "%sURN,UPN,%s AM\n100001," U1 ",/\n", cases[i].title,
                 cases[i].day);
        str_addf(&wanted, "attendance\n%d: 100001|" U1 "|%s|AM|/\n", lines + 2,
                 cases[i].date);
        if (lines)
            str_addf(&wanted, "skipped %d\n", lines);
        expect(none, file.text, wanted.text);
        str_release(&file);
        str_release(&wanted);
    }
}

/* Scores of two tests in a row, each a share of those who took it. */
static const char scores[] =
    "[type]\ntable = score\nkey = upn measure\npupil = upn\n"
    "[field upn]\nheading = UPN\nkind = upn\nneed = value\n"
    "[field measure]\nheading = Measure\nkind = code\nneed = value\n"
    "codes = READ MATH\n"
    "[field taken]\nheading = Taken\nkind = date\n"
    "[field result]\nheading = Points\nkind = int\nneed = heading\n"
    "range = 0 100\n"
    "[field note]\nheading = Note\nkind = id\n";
static const char wide[] = ";\n; a score a column\n[shape]\ntype = scores\n"
                           "[field taken]\nheading = Day of tests | Tested on\n"
                           "[columns]\ncolumn = {measure} score | result\n"
                           "column = {measure} taken | note\n";
static const char lists[] =
    "[type]\ntable = spell\nkey = child kind start\nchild = child\n"
    "start = start\nend = end\n"
    "[field child]\nheading = Child\nkind = id\nneed = value\n"
    "[field kind]\nheading = Kind\nkind = code\nneed = value\ncodes = A B\n"
    "[field start]\nheading = Start\nkind = date\nneed = value\n"
    "[field end]\nheading = End\nkind = date\nneed = heading\n";
static const char list_a[] =
    "[shape]\ntype = lists\n[field kind]\nvalue = A\n"
    "[field start]\nheading = A began\n[field end]\nvalue =\n";
static const char list_b[] = "[shape]\ntype = lists\n[field kind]\nvalue = B\n"
                             "[field start]\nheading = B began | Begun as B\n";
static const struct asset list_list[] = { { "lists.type", lists, 0 },
                                          { "list_a.shape", list_a, 0 },
                                          { "list_b.shape", list_b, 0 },
                                          { NULL, NULL, 0 } };

static void what_a_list_does_not_say_its_shape_does(void **state)
{
    (void)state;
    expect(list_list, "Child,A began\n1,2026-01-02\n2,x\n",
           "lists\n2: 1|A|2026-01-02|\n"
           "3: 2|A|~| bad_date Start: 'x' is not a date\n");
    expect(list_list, "Child,Begun as B,End\n1,2026-01-02,2026-01-01\n",
           "lists\n2: 1|B|2026-01-02|2026-01-01 end_before_start End: "
           "2026-01-01 is before 2026-01-02\n");
    /* The type's own headings are nobody's where a shape has others. */
    expect(list_list, "Child,Start,End\n1,2026-01-02,\n",
           "refused: lists without column 'Kind'\n");
    /* Both lists in one: that one that reads more of it. */
    expect(list_list, "Child,A began,B began,End\n1,2026-01-02,2026-01-03,\n",
           "lists\n2: 1|B|2026-01-03|\nignored 'A began'\n");
}

static void a_wrong_shape_is_named_by_file_and_line(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        { "[shape]\n[columns]\ncolumn = x | result\n",
          "x.shape:3: [columns] column: field: the type comes first" },
        { "[shape]\n[field result]\nvalue = 1\n",
          "x.shape:2: [field result]: the type comes first" },
        { "", "x.shape: [shape] type: is missing" },
        { "[shape]\ntype = scores\n",
          "x.shape: [shape]: it says no more than its type" },
        { "[shape]\ntype = score\n",
          "x.shape:2: [shape] type: there is no extract type 'score'" },
        { "[shape]\ntype = scores\n[field results]\nvalue = 1\n",
          "x.shape:3: [field results]: scores has no field 'results'" },
        { "[shape]\ntype = scores\n[field result]\n",
          "x.shape:3: [field result]: a value or a heading is wanted" },
        { "[shape]\ntype = scores\n[field result]\nheading = a | -\n",
          "x.shape:4: [field result] heading: a heading has no letter or "
          "digit" },
        { "[shape]\ntype = scores\n[columns]\ncolumn = {measure | result\n",
          "x.shape:4: [columns] column: heading: '{' without '}'" },
        { "[shape]\ntype = scores\n[columns]\ncolumn = {mesure} | result\n",
          "x.shape:4: [columns] column: heading: scores has no field "
          "'mesure'" },
        { "[shape]\ntype = scores\n[columns]\ncolumn = | result\n",
          "x.shape:4: [columns] column: heading: a heading is wanted" },
        { "[shape]\ntype = scores\n[columns]\ncolumn = a | result | measure\n",
          "x.shape:4: [columns] column: gives: a field and its value are "
          "wanted" },
        { "[shape]\ntype = scores\n[lookup upn]\nin = nobody\ntake = a\n",
          "x.shape:4: [lookup upn] in: there is no extract type 'nobody'" },
        { "[shape]\ntype = scores\n[lookup upn]\nin = attendance\n"
          "take = upn\n",
          "x.shape:3: [lookup upn]: attendance has no table" },
        { "[shape]\ntype = scores\n[lookup upn]\nin = schools\ntake = x\n",
          "x.shape:3: [lookup upn]: schools has no field 'x'" },
        { "[shape]\ntype = scores\n[lookup upn]\nin = schools\ntake = name\n"
          "by = A | urn\n",
          "x.shape:3: [lookup upn]: 'urn' is not of the key of schools, or a "
          "number of ours" },
        { "[shape]\ntype = scores\n[lookup upn]\nin = social_care\n"
          "take = upn\nby = A | plan\n",
          "x.shape:3: [lookup upn]: by: the key of social_care has 3 fields" },
        { "[shape]\ntype = scores\n[columns]\ncolumn = a | note\n"
          "need = most\n",
          "x.shape:5: [columns] need: 'most' is not any or all" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct asset list[] = { { "scores.type", scores, 0 },
                                { "x.shape", cases[i].text, 0 },
                                { NULL, NULL, 0 } };
        struct err err = ERR_INIT;
        struct type_set types;

        assert_int_equal(read_types(&types, list, &err), -1);
        assert_int_equal(err.code, ERR_CONFIG);
        assert_string_equal(err.msg, cases[i].message);
    }
}

/* A type that is to be completed by itself would wait for itself. */
static void what_is_looked_up_comes_before(void **state)
{
    static const char codes[] =
        "[type]\ntable = score\nkey = measure\npupil = upn\n"
        "[field upn]\nheading = UPN\nkind = upn\nneed = value\n"
        "[field measure]\nheading = Measure\nkind = id\nneed = value\n";
    static const char itself[] = "[shape]\ntype = scores\n[lookup upn]\n"
                                 "in = scores\ntake = upn\n"
                                 "by = Code | measure\n";
    const struct asset list[] = { { "scores.type", codes, 0 },
                                  { "x.shape", itself, 0 },
                                  { NULL, NULL, 0 } };
    struct err err = ERR_INIT;
    struct type_set types;

    (void)state;
    assert_int_equal(read_types(&types, list, &err), -1);
    assert_string_equal(err.msg, "shape 'x': [lookup upn]: scores is not "
                                 "loaded before scores");
}

static void only_some_rows_can_be_of_one_file(void **state)
{
    static const struct {
        const char *one;
        const char *two;
        const char *message;
    } cases[] = {
        { "[shape]\ntype = pupils\nalso = three\n", "",
          "shape 'one': there is no shape 'three'" },
        { "[shape]\ntype = pupils\nalso = two\n",
          "[shape]\ntype = social_care\n[field plan]\nvalue = CLA\n",
          "shape 'one': its rows and those of 'two' cannot be of one file" },
        { "[shape]\ntype = attendance\nalso = two\n",
          "[shape]\ntype = attendance_strings\n[field urn]\nvalue = 1\n",
          "shape 'one': its rows and those of 'two' cannot be of one file" },
        { "[shape]\ntype = pupils\nalso = two\n",
          "[shape]\ntype = attendance\nalso = one\n",
          "shape 'one': its rows and those of 'two' cannot be of one file" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct asset list[] = { { "one.shape", cases[i].one, 0 },
                                      { *cases[i].two ? "two.shape" : NULL,
                                        cases[i].two, 0 },
                                      { NULL, NULL, 0 } };
        struct err err = ERR_INIT;
        struct type_set types;

        assert_int_equal(read_types(&types, list, &err), -1);
        assert_int_equal(err.code, ERR_CONFIG);
        assert_string_equal(err.msg, cases[i].message);
    }
}

static void a_changed_shape_changes_its_types_basis_alone(void **state)
{
    struct asset list[] = { { "scores.type", scores, 0 },
                            { "wide.shape", wide, 0 },
                            { NULL, NULL, 0 } };
    struct type_set before, after;
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(read_types(&before, list, &err), &err);
    list[1].text = wide + 2; /* a comment the less */
    assert_ok(read_types(&after, list, &err), &err);
    for (size_t i = 0; i < before.count; i++)
        assert_int_equal(strcmp(before.types[i].basis, after.types[i].basis)
                             != 0,
                         !strcmp(before.types[i].name, "scores"));
    type_set_release(&before);
    type_set_release(&after);
}

static void a_wrong_description_is_named_by_file_and_line(void **state)
{
    static const struct {
        const char *old;
        const char *new;
        const char *message;
    } cases[] = {
        { "points.csv measure\n[field", "points.csv kind\n[field",
          "results.type:13: [field measure] codes_from: codes/points.csv:1: "
          "there is no column 'kind'" },
        { "valid_by = measure", "valid_by = result",
          "results.type:18: [field result] valid_by: an earlier field is "
          "wanted" },
        { "valid_by = measure\n", "",
          "results.type:14: [field result]: valid_by goes with valid_from" },
        { "least most", "least",
          "results.type:19: [field result] valid_from: two columns are "
          "wanted" },
        { "codes others", "codes other",
          "results.type:19: [field result] valid_from: codes/points.csv:1: "
          "there is no column 'other'" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *at = strstr(results, cases[i].old);
        struct asset list[] = { { "results.type", NULL, 0 },
                                { NULL, NULL, 0 } };
        struct err err = ERR_INIT;
        struct str text = STR_INIT;
        struct type_set types;

        assert_non_null(at);
        str_add_n(&text, results, (size_t)(at - results));
        str_add(&text, cases[i].new);
        str_add(&text, at + strlen(cases[i].old));
        list[0].text = text.text;
        assert_int_equal(read_types(&types, list, &err), -1);
        assert_string_equal(err.msg, cases[i].message);
        str_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_valid_is_said_by_another_fields_code,
                               write_codes),
        cmocka_unit_test_setup(a_code_without_a_row_makes_nothing_valid,
                               write_codes),
        cmocka_unit_test(a_year_that_is_missing_is_near_and_never_to_come),
        cmocka_unit_test(what_a_list_does_not_say_its_shape_does),
        cmocka_unit_test(a_wrong_shape_is_named_by_file_and_line),
        cmocka_unit_test(what_is_looked_up_comes_before),
        cmocka_unit_test(only_some_rows_can_be_of_one_file),
        cmocka_unit_test(a_changed_shape_changes_its_types_basis_alone),
        cmocka_unit_test_setup(a_wrong_description_is_named_by_file_and_line,
                               write_codes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
