#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/asset.h"
#include "core/outfile.h"
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
    "codes_from = codes/measures.csv measure\n"
    "[field result]\nheading = Result\nkind = code\nneed = value\n"
    "valid_by = measure\nvalid_from = codes/measures.csv measure\n"
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
    testing_write("codes/measures.csv", measures);
    return 0;
}

/* Our descriptions and these, ended by one without a path, read. */
static int read_types(struct type_set *types, const struct asset *more,
                      struct err *err)
{
    struct asset list[64];
    size_t count = 0;

    for (const struct asset *a = asset_next("ingest/types/", NULL); a;
         a = asset_next("ingest/types/", a))
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
    reading_show(&types, file, strlen(file), &got);
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
           "UPN,Measure,Result\n"
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
           "4: H801200001001|SCORE|~ bad_code Result: 'hello' is not valid for "
           "SCORE\n"
           "5: H801200001001|SCORE|~ bad_number Result: '121' is too great for "
           "SCORE\n"
           "6: H801200001001|SCORE|~ bad_number Result: '79' is too small for "
           "SCORE\n"
           "7: H801200001001|SCORE|~ blank_required Result: no value\n"
           "8: H801200001001|GRADE|EXS\n"
           "9: H801200001001|GRADE|L\n"
           "10: H801200001001|GRADE|~ bad_code Result: '100' is not valid for "
           "GRADE\n"
           "11: H801200001001|POINTS|-2\n"
           "12: H801200001001|POINTS|~ bad_number Result: '9.5' is too great "
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
    expect(list, "UPN,Measure,Result\nH801200001001,ODD,9\n",
           "results\n2: H801200001001|ODD|~ bad_code Result: '9' is not valid "
           "for ODD\n");
    str_release(&loose);
}

static void a_wrong_description_is_named_by_file_and_line(void **state)
{
    static const struct {
        const char *old;
        const char *new;
        const char *message;
    } cases[] = {
        { "measures.csv measure\n[field", "measures.csv kind\n[field",
          "results.type:13: [field measure] codes_from: codes/measures.csv: "
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
          "results.type:19: [field result] valid_from: codes/measures.csv: "
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
        cmocka_unit_test_setup(a_wrong_description_is_named_by_file_and_line,
                               write_codes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
