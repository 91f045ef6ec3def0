/* What is said of files before they are sent: check, and describe. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/str.h"
#include "tests/program.h"

#define RUN "run --quiet --config c/county.ini --as-of 2025-12-01"
#define WITH_COUNTY(test) cmocka_unit_test_setup(test, program_county)
#define WITH_NIGHT(test) cmocka_unit_test_setup(test, program_night)

static void check_says_what_run_would_and_changes_nothing(void **state)
{
    (void)state;
    testing_write("c/marks_20251120.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001,L919400024001,2025-11-03,AM,/\n"
                  "100001,L919400024001,03/13/2025,AM,/\n"
                  "100001,L919400024009,2025-11-03,AM,/\n"
                  "100001,L919400024001,2025-08-31,AM,/\n");
    assert_int_equal(vschool("check --config c/county.ini --as-of 2025-12-01"
                             " c/marks_20251120.csv"),
                     0);
    assert_string_equal(
        out,
        "c/marks_20251120.csv: loaded, attendance of 2025-11-20T00:00:00:"
        " 4 rows, 1 taken in, 0 duplicate, 0 superseded, 3 rejected,"
        " 0 lines skipped\n"
        "c/marks_20251120.csv:3: column 'Date': '03/13/2025' is not a date"
        " (bad_date)\n"
        "c/marks_20251120.csv:4: column 'UPN': 'L919400024009' is not a UPN,"
        " or its check letter is wrong (bad_upn)\n"
        "c/marks_20251120.csv:5: column 'Date': not enrolled there on"
        " 2025-08-31 (not_on_roll)\n");
    testing_write("c/typo.csv", "URN,UPN,Date,Sesion,Mark\n");
    assert_int_equal(vschool("check --config c/county.ini --as-of 2025-12-01"
                             " c/typo.csv"),
                     3);
    assert_says(out, "c/typo.csv: refused");
    assert_says(out, "'Session'");
    assert_int_equal(vschool(RUN), 0);
    assert_int_equal(vschool("status --config c/county.ini"), 0);
    assert_says(out, "100001  North School  none");
}

/* By two patterns of a shell, say, or by a link. */
static void a_file_that_is_named_twice_is_read_once(void **state)
{
    static const char said[] =
        "marks_20251120.csv: loaded, attendance of 2025-11-20T00:00:00: 1"
        " rows, 1 taken in, 0 duplicate, 0 superseded, 0 rejected, 0 lines"
        " skipped\n";
    char *first;

    (void)state;
    testing_write("c/marks_20251120.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001,L919400024001,2025-11-03,AM,/\n");
    assert_int_equal(
        vschool("check --config c/county.ini --as-of 2025-12-01"
                " c/marks_20251120.csv c/inbox/../marks_20251120.csv"),
        0);
    first = strstr(out, said);
    assert_non_null(first);
    assert_non_null(strstr(first + 1, said));
    assert_int_equal(vschool("check --json --config c/county.ini --as-of"
                             " 2025-12-01 c/marks_20251120.csv"
                             " c/marks_20251120.csv"),
                     0);
    first = strstr(out, "\"path\"");
    assert_non_null(first);
    assert_null(strstr(first + 1, "\"path\""));
}

static void check_names_the_heading_a_cell_stands_under(void **state)
{
    (void)state;
    testing_write("c/week_20251120.csv",
                  "Marks of the week beginning 03/11/2025\n"
                  "URN,UPN,03/11 AM,03/11 PM,04/11 AM\n"
                  "100001,L919400024001,/,?,\n"
                  "100001,L919400024001,,,\n"
                  "100001,L919400024009,/,/,/\n");
    assert_int_equal(vschool("check --config c/county.ini --as-of 2025-12-01"
                             " c/week_20251120.csv"),
                     0);
    assert_string_equal(
        out,
        "c/week_20251120.csv: loaded, attendance of 2025-11-20T00:00:00:"
        " 4 rows, 1 taken in, 0 duplicate, 0 superseded, 3 rejected,"
        " 1 lines skipped\n"
        "c/week_20251120.csv:3: column 'Mark': under '03/11 PM': '?' is not a"
        " mark on 2025-11-03 (unknown_mark)\n"
        "c/week_20251120.csv:4: column 'Mark': under '03/11 AM': no value"
        " (blank_required)\n"
        "c/week_20251120.csv:5: column 'UPN': 'L919400024009' is not a UPN,"
        " or its check letter is wrong (bad_upn)\n");
}

#define CHECK "check --config c/county.ini --as-of 2025-12-01 "
#define LOADED " of 2025-11-20T00:00:00: "
#define NONE_BUT "0 duplicate, 0 superseded, "

static void check_says_every_fault_of_a_row(void **state)
{
    (void)state;
    testing_write("c/marks_20251120.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100009,L919400024009,2025-11-03,XM,?\n"
                  "100001,L919400024001,2025-11-03,AM,/\n");
    testing_write("c/roll_20251120.csv",
                  "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
                  "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
                  "FSMEver6\n"
                  "100001,L919400024001,A,B,2011-01-31,Q,WBRI,9,C,"
                  "2025-09-01,,K,N,N\n"
                  "100001,L919400024001,A,B,2011-13-31,Q,WBRI,9,C,"
                  "2025-19-01,,K,N,N\n");
    assert_int_equal(vschool(CHECK "c/roll_20251120.csv c/marks_20251120.csv"),
                     0);
    assert_string_equal(
        out,
        "c/roll_20251120.csv: loaded, pupils" LOADED
        "2 rows, 1 taken in, " NONE_BUT "1 rejected, 0 lines skipped\n"
        "c/roll_20251120.csv:2: column 'Sex': 'Q' is not one of the codes"
        " (bad_code, left blank)\n"
        "c/roll_20251120.csv:3: column 'DateOfBirth': is not a date"
        " (bad_date)\n"
        "c/roll_20251120.csv:3: column 'Sex': 'Q' is not one of the codes"
        " (bad_code)\n"
        "c/roll_20251120.csv:3: column 'EntryDate': '2025-19-01' is not a date"
        " (bad_date)\n"
        "c/marks_20251120.csv: loaded, attendance" LOADED "2 rows, 1 taken in,"
        " " NONE_BUT "1 rejected, 0 lines skipped\n"
        "c/marks_20251120.csv:2: column 'URN': '100009' is not in the schools"
        " extract (unknown_school)\n"
        "c/marks_20251120.csv:2: column 'UPN': 'L919400024009' is not a UPN,"
        " or its check letter is wrong (bad_upn)\n"
        "c/marks_20251120.csv:2: column 'Session': 'XM' is not one of the"
        " codes (bad_code)\n"
        "c/marks_20251120.csv:2: column 'Mark': '?' is not a mark on"
        " 2025-11-03 (unknown_mark)\n");
}

/* 60 marks of before the roll, and UPNs that are each wrong in their way. */
static void write_many_faults(const char *path)
{
    struct str text = STR_INIT;

    str_add(&text, "URN,UPN,Date,Session,Mark\n");
    for (int day = 1; day <= 30; day++)
        for (int pm = 0; pm < 2; pm++)
            str_addf(&text, "100001,L919400024001,2025-06-%02d,%s,/\n", day,
                     pm ? "PM" : "AM");
    for (int upn = 10; upn < 25; upn++)
        str_addf(&text, "100001,@9194000240%d,2025-11-03,AM,/\n", upn);
    str_add(&text, "100001,L919400024001,2025-11-03,AM,/\n");
    testing_write(path, text.text);
    str_release(&text);
}

static size_t count_lines(const char *text, const char *with)
{
    size_t count = 0;

    for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
        const char *found = strstr(text, with);

        count += found && found < text + strcspn(text, "\n");
    }
    return count;
}

static void check_sums_up_by_column_rule_and_value(void **state)
{
    (void)state;
    write_many_faults("c/marks_20251120.csv");
    assert_int_equal(vschool(CHECK "--summary c/marks_20251120.csv"), 0);
    assert_says(out, "\n      60  column 'Date': 100001: not enrolled there on"
                     " 2025-06-01, ... (not_on_roll), lines 2 to 61\n");
    assert_says(out, "\n       1  column 'UPN': '@919400024010' is not a UPN,"
                     " or its check letter is wrong (bad_upn), line 62\n");
    assert_says(out, "\n       5  column 'UPN': 5 other values (bad_upn)\n");
    /* then ten lines of each kind */
    assert_int_equal(count_lines(out, "csv:"), 1 + 10 + 10);
    assert_int_equal(count_lines(out, "csv:2: "), 1);
    assert_int_equal(count_lines(out, "csv:12: "), 0);
    assert_says(out, "\n      55  more: --all shows every line\n");

    assert_int_equal(vschool(CHECK "--summary --all c/marks_20251120.csv"), 0);
    assert_int_equal(count_lines(out, "csv:"), 1 + 60 + 15);
    assert_int_equal(count_lines(out, "lines 2 to 61"), 1);
    assert_null(strstr(out, "more:"));
    /* a pipe has the lines and nothing else, whether they are asked for or not
     */
    assert_int_equal(vschool(CHECK "c/marks_20251120.csv"), 0);
    assert_int_equal(count_lines(out, ""), 1 + 60 + 15);
    assert_int_equal(count_lines(out, "csv:"), 1 + 60 + 15);
}

static void check_says_as_json_what_it_says_in_words(void **state)
{
    (void)state;
    write_many_faults("c/marks_20251120.csv");
    assert_int_equal(vschool(CHECK "--json c/marks_20251120.csv"
                                   " c/inbox/pupils_20250902.csv"),
                     0);
    assert_int_equal(count_lines(out, "\"line\":"), 60 + 15 + 2);
    assert_says(out, "\n{\"column\":\"Date\",\"rule\":\"not_on_roll\","
                     "\"effect\":\"row\",\"value\":\"100001\",\"rows\":60,"
                     "\"first_line\":2,\"last_line\":61,");
    /* no value of a private field, of a file that is known already */
    assert_says(out, "\"status\":\"unchanged\"");
    assert_says(out, "\"column\":\"DateOfBirth\",\"rule\":\"bad_date\","
                     "\"rows\":1,\"effect\":\"row\",\"value\":\"\",");
    assert_null(strstr(out, "2011-31-01"));
    assert_int_equal(out[0], '[');
    assert_string_equal(out + strlen(out) - 4, "]}]\n");
}

static void a_file_of_no_type_is_told_the_nearest(void **state)
{
    (void)state;
    testing_write("c/inbox/list_20251120.csv", "Jane,Surname,Forename,FSM\n");
    assert_int_equal(vschool("run --config c/county.ini --as-of 2025-12-01"),
                     3);
    assert_says(errs, "list_20251120.csv: refused: its headings are of no known"
                      " type: nearest is pupils without column 'URN', 'UPN',"
                      " 'DateOfBirth', ");
    assert_says(errs, "'vschool describe pupils' says what it needs");
    assert_null(strstr(errs, "Jane"));
    assert_int_equal(vschool("describe --config c/county.ini pupils"), 0);
}

static void a_rejected_row_never_says_a_birthday(void **state)
{
    (void)state;
    assert_int_equal(vschool("check --config c/county.ini --as-of 2025-12-01"
                             " c/inbox/schools_20250901.csv"
                             " c/inbox/pupils_20250902.csv"),
                     0);
    assert_says(out, "column 'DateOfBirth': is not a date (bad_date)");
    assert_null(strstr(out, "2011-31-01"));
    assert_null(strstr(out, "Baker"));
}

static void describe_says_what_each_extract_needs(void **state)
{
    (void)state;
    assert_int_equal(vschool("describe --config c/county.ini"), 0);
    assert_says(out, "pupils  ");
    assert_int_equal(vschool("describe --config c/county.ini peps"), 0);
    assert_says(out, "* Term                     a code: AUTUMN SPRING SUMMER");
    assert_says(out, "+ Quality                  a code");
    assert_says(out, "\n          SUMMER is also Sum, Summer Term, 3");
    assert_says(out, "\n          also called PEP due date");
    assert_says(out, "these the newer counts:\n  UPN AcademicYear Term.");
    assert_says(out, "what it does not have stays as it is.");
    assert_says(out, "UPN,AcademicYear,Term,DueDate,");
    assert_int_equal(vschool("describe --config c/county.ini nothing"), 64);
    assert_says(errs, "there is no extract type 'nothing'");
    assert_int_equal(vschool("describe --config c/county.ini suspensions"), 0);
    assert_says(out, "must have a value where Category is SUSP");
    assert_says(out, "Reason2                  a code, as for Reason1;");
    assert_int_equal(vschool("describe --config c/county.ini social_care"), 0);
    assert_says(out, "; any text unless Plan is CLA");
    assert_says(out, "Each file is the whole list: what the newest does not");
    assert_int_equal(vschool("describe --config c/county.ini attendance"), 0);
    assert_says(out, "Also read:\n    a row a day, a column for each");
}

/* The example of a type, from what describe says of it: its last two lines. */
static void write_example(const char *path)
{
    struct str text = STR_INIT;
    const char *header = strstr(out, "that must be there:\n    ");
    const char *row;

    assert_non_null(header);
    header = strchr(header, '\n') + 5;
    row = strchr(header, '\n') + 5;
    str_add_n(&text, header, strcspn(header, "\n") + 1);
    str_add_n(&text, row, strcspn(row, "\n") + 1);
    testing_write(path, text.text);
    str_release(&text);
}

static void the_example_of_each_type_is_taken_in(void **state)
{
    char *names, *name, *rest;
    char words[128];

    (void)state;
    assert_int_equal(vschool("describe --config c/county.ini"), 0);
    names = mem_dup(out);
    for (name = names; *name; name = rest) {
        rest = name + strcspn(name, "\n");
        rest += *rest == '\n';
        name[strcspn(name, " ")] = '\0';
        snprintf(words, sizeof(words), "describe --config c/county.ini %s",
                 name);
        assert_int_equal(vschool(words), 0);
        write_example("c/example_20251120.csv");
        vschool(CHECK "c/example_20251120.csv");
        /* that of schools is the file that the county has */
        if (!strstr(out, ": unchanged, schools")
            && (!strstr(out, ", 0 rejected,") || count_lines(out, "") != 1))
            fail_msg("%s: %s", name, out);
    }
    free(names);
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_NIGHT(check_says_what_run_would_and_changes_nothing),
        WITH_NIGHT(a_file_that_is_named_twice_is_read_once),
        WITH_NIGHT(check_names_the_heading_a_cell_stands_under),
        WITH_COUNTY(a_rejected_row_never_says_a_birthday),
        WITH_NIGHT(check_says_every_fault_of_a_row),
        WITH_NIGHT(check_sums_up_by_column_rule_and_value),
        WITH_NIGHT(check_says_as_json_what_it_says_in_words),
        WITH_COUNTY(a_file_of_no_type_is_told_the_nearest),
        WITH_COUNTY(describe_says_what_each_extract_needs),
        WITH_NIGHT(the_example_of_each_type_is_taken_in),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    free(out);
    free(errs);
    return failed;
}
