/* The program as its user meets it: what it prints and how it ends. */
#define _GNU_SOURCE /* memmem */
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command/command.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "report/words/pack.h"
#include "tests/program.h"
#include "tests/testing.h"
#include "tests/xlsx.h"

#define RUN "run --quiet --config c/county.ini --as-of 2025-12-01"
#define TOLD " --config c/county.ini --as-of 2025-12-01"

static void wrong_usage_is_said_and_ends_with_64(void **state)
{
    (void)state;
    assert_int_equal(vschool("runn"), 64);
    assert_string_equal(errs, "vschool: there is no command 'runn'\n"
                              "try 'vschool help'\n");
    assert_int_equal(vschool("check"), 64);
    assert_string_equal(errs, "vschool: 'check' needs FILE...\n"
                              "try 'vschool help check'\n");
    assert_int_equal(vschool("run --as-off 2025-12-01"), 64);
    assert_says(errs, "there is no option '--as-off'");
    assert_int_equal(vschool("run --as-of 2025-02-30"), 64);
    assert_says(errs, "'2025-02-30' is not a date");
    assert_int_equal(vschool("run --json"), 64);
    assert_says(errs, "'run' has no --json");
    assert_int_equal(vschool("run again"), 64);
    assert_says(errs, "'run' does not take 'again'");
    assert_int_equal(vschool("run --config"), 64);
    assert_says(errs, "option '--config' needs a value");
    assert_int_equal(vschool("help runn"), 64);
    assert_int_equal(vschool(""), 64);
    assert_string_equal(out, "");
    assert_string_equal(errs, "vschool: no command is given\n"
                              "try 'vschool help'\n");
}

static void help_and_version_go_to_stdout(void **state)
{
    (void)state;
    assert_int_equal(vschool("--version"), 0);
    assert_int_equal(strncmp(out, "vschool ", 8), 0);
    assert_int_equal(vschool("help"), 0);
    assert_says(out, "  withdraw   take a loaded file's rows back out\n");
    assert_int_equal(vschool("--help"), 0);
    assert_says(out, "  73  an output could not be written\n");
}

/* What stands on a line by itself as it does in `help`, but for its escapes. */
static void the_manual_says_what_help_says(void **state)
{
    char line[256];

    (void)state;
    assert_int_equal(vschool("help --man"), 0);
    assert_string_equal(errs, "");
    assert_int_equal(strncmp(out, ".TH VSCHOOL 1 ", 14), 0);
    for (size_t i = 0; i < command_count; i++) {
        snprintf(line, sizeof(line), "\n.SS \"%s\"\n", command_table[i]->name);
        assert_says(out, line);
    }
    assert_says(out, "  \\-\\-as\\-of DATE ");
    assert_says(out, "take a loaded file\\(aqs rows back out");
    assert_says(out, "\n.B 75\nanother run holds the lock\n");
    /* No line of a text is taken for a macro. */
    for (const char *at = out; (at = strstr(at, "\n.")) != NULL; at++) {
        snprintf(line, sizeof(line), " %.*s ", (int)strcspn(at + 2, " \n"),
                 at + 2);
        assert_says(" SH SS PP TP B I nf fi ", line);
    }
}

static void has_options(const struct command *command, const char *text)
{
    const struct option_spec *own = command->options;
    char words[64];

    for (; own && own->name; own++) {
        snprintf(words, sizeof(words), "  --%s%s%s", own->name,
                 own->value ? " " : "", own->value ? own->value : "");
        assert_says(text, words);
    }
}

static void every_command_has_help(void **state)
{
    struct str packs = STR_INIT;
    char pack[PACK_NAME_SIZE] = "";
    char words[64];
    char line[256];

    (void)state;
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = command_table[i];

        snprintf(line, sizeof(line), "  %-10s %s\n", command->name,
                 command->summary);
        assert_int_equal(vschool("help"), 0);
        assert_says(out, line);
        snprintf(line, sizeof(line), "usage: vschool %s [OPTIONS]%s%s\n\n",
                 command->name, *command->arguments ? " " : "",
                 command->arguments);
        snprintf(words, sizeof(words), "help %s", command->name);
        assert_int_equal(vschool(words), 0);
        assert_says(out, line);
        snprintf(words, sizeof(words), "%s --help", command->name);
        assert_int_equal(vschool(words), 0);
        assert_says(out, line);
        assert_non_null(strchr(out + strlen(line), '.'));
        has_options(command, out);
        assert_int_equal(vschool("help"), 0);
        has_options(command, out);
        assert_string_equal(errs, "");
    }
    assert_int_equal(vschool("help report"), 0);
    str_add(&packs, "Packs:");
    while (pack_next(pack))
        str_addf(&packs, " %s", pack);
    str_add(&packs, ".\n");
    assert_says(out, packs.text);
    str_release(&packs);
}

static void what_cannot_be_said_ends_with_73(void **state)
{
    static const char *const words[] = {
        "--version",
        "--help",
        "help",
        "help run",
        "run --help",
        "status --config c/county.ini",
        "status --json --config c/county.ini",
        "verify --config c/county.ini",
        "backup --config c/county.ini cli.db",
        "restore --config c/county.ini --as-of 2025-12-01 cli.db",
        "explain absence_rate --config c/county.ini",
        "explain --config c/county.ini",
        "check --config c/county.ini --as-of 2025-12-01 c/terms.csv",
    };

    (void)state;
    assert_int_equal(vschool(RUN), 0);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        assert_int_equal(vschool_into("/dev/full", words[i]), 73);
        assert_says(errs, "cannot write the result");
    }
}

static int64_t count_runs(void)
{
    struct err err = ERR_INIT;
    struct db *db = NULL;
    int64_t count = 0;

    assert_ok(db_open(&db, "c/w.db", DB_READ_ONLY, &err), &err);
    assert_ok(db_read_int(db, "select count(*) from load_run", &count, &err),
              &err);
    db_close(db);
    return count;
}

/* How each command ends where it cannot do its work. */
struct ending {
    const char *name;
    const char *words; /* arguments that are wrong for nothing but the name */
    bool has_config;   /* reads one: 78 */
    bool has_session;  /* takes the lock: 75; makes the warehouse: 73 */
    int nothing_there; /* its status without inbox, archive and warehouse */
};

static const struct ending endings[] = {
    { "run", "", true, true, 66 },
    { "check", "none.csv", true, true, 66 },
    { "ingest", "", true, true, 66 },
    { "transform", "", true, true, 0 },
    { "report", "", true, true, 65 },
    { "report", "none", true, true, 64 },
    { "status", "", true, false, 66 },
    { "describe", "pupils", true, false, 0 },
    { "explain", "absence_rate", true, false, 66 },
    { "release", "none.csv", true, true, 64 },
    { "withdraw", "none.csv", true, true, 64 },
    { "forget", "--upn L919400024001", true, true, 66 },
    { "rebuild", "", true, true, 66 },
    { "backup", "none.db", true, true, 66 },
    { "restore", "none.db", true, true, 66 },
    { "verify", "", true, true, 66 },
    { "forget", "--upn L919400024001", true, true, 66 },
    { "init", "c", false, false, 64 },
    { "help", "run", false, false, 0 },
};

#define ENDING_COUNT (sizeof(endings) / sizeof(endings[0]))

static int end_of(const struct ending *ending)
{
    char words[256];

    snprintf(words, sizeof(words),
             "%s %s --quiet --config c/county.ini"
             " --as-of 2025-12-01",
             ending->name, ending->words);
    return vschool(words);
}

static void assert_ends(const struct ending *ending, int status)
{
    int ended = end_of(ending);

    if (ended != status)
        fail_msg("%s %s: %d, not %d: %s", ending->name, ending->words, ended,
                 status, errs);
}

static void every_command_is_tried(void **state)
{
    (void)state;
    for (size_t i = 0; i < command_count; i++) {
        bool is_there = false;

        for (size_t j = 0; j < ENDING_COUNT; j++)
            is_there |= !strcmp(endings[j].name, command_table[i]->name);
        if (!is_there)
            fail_msg("endings lacks %s", command_table[i]->name);
    }
}

static void too_few_or_too_many_arguments_end_with_64(void **state)
{
    char words[128];

    (void)state;
    for (size_t i = 0; i < command_count; i++) {
        const struct command *command = command_table[i];

        if (command->least > 0)
            assert_int_equal(vschool(command->name), 64);
        snprintf(words, sizeof(words), "%s a b", command->name);
        if (command->most >= 0)
            assert_int_equal(vschool(words), 64);
    }
}

static void nothing_to_work_on_is_said(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(folder_remove("c/inbox", &err), &err);
    for (size_t i = 0; i < ENDING_COUNT; i++) {
        assert_ends(&endings[i], endings[i].nothing_there);
        assert_ok(folder_remove("c/w.db", &err), &err);
    }
}

static void a_wrong_config_ends_with_78(void **state)
{
    (void)state;
    testing_write("c/county.ini", "[county]\nla_cod = 919\n");
    for (size_t i = 0; i < ENDING_COUNT; i++)
        if (endings[i].has_config)
            assert_ends(&endings[i], 78);
    assert_int_equal(unlink("c/county.ini"), 0);
    for (size_t i = 0; i < ENDING_COUNT; i++)
        if (endings[i].has_config)
            assert_ends(&endings[i], 78);
    assert_int_equal(access("c/w.db.lock", F_OK), -1); /* nothing touched */
}

static void a_warehouse_that_cannot_be_made_ends_with_73(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(folder_make("c/w.db.lock", &err), &err);
    for (size_t i = 0; i < ENDING_COUNT; i++)
        if (endings[i].has_session)
            assert_ends(&endings[i], 73);
}

static void a_wrong_key_is_named_with_file_and_line(void **state)
{
    (void)state;
    testing_write("c/county.ini", "[county]\nla_code = 919\nla_nam = N\n");
    assert_int_equal(vschool(RUN), 78);
    assert_string_equal(
        errs, "vschool: c/county.ini:3: [county] has no key"
              " 'la_nam', but la_code la_name region contact as_of\n");
    testing_write("c/county.ini", "[county]\nla_code = 91x\n");
    assert_int_equal(vschool(RUN), 78);
    assert_says(errs, "c/county.ini:2: [county] la_code: '91x' is not three");
    testing_write("c/county.ini", SETTINGS);
    testing_write("c/terms.csv", "AcademicYear,HalfTerm,Start,End\n"
                                 "2025/26,1,2025-09-01,2025-10-42\n");
    assert_int_equal(vschool(RUN), 78);
    assert_says(errs, "terms.csv:2: End is not a date");
    assert_int_equal(program_county(NULL), 0);
    assert_int_equal(vschool("run --config c/county.ini --as-of 2027-01-05"),
                     78);
    assert_says(errs, "terms");
    assert_int_equal(access("c/w.db", F_OK), -1); /* nothing was touched */
}

/* What figures are compared with is config like any other. */
static void a_wrong_comparator_is_named_with_file_and_line(void **state)
{
#define TARGETS "Metric,Cohort,AcademicYear,Target\n"
#define A_SET                                                                  \
    "[data_set]\ntitle = T\ntime = Academic year\n[figures]\n"                 \
    "figure = some_column | some_measure\n[groups]\n"
    static const struct {
        const char *file, *text, *complaint;
    } wrong[] = {
        { "targets.csv", "Metric,Cohort,Target\n",
          "targets.csv:1: there is no column 'AcademicYear'" },
        { "targets.csv", TARGETS "no_such,csw,2025/26,1\n",
          "targets.csv:2: Metric: there is no metric 'no_such'" },
        { "targets.csv", TARGETS "#,,,\nlate_rate,cwsw,2025/26,1\n",
          "targets.csv:3: Cohort: there is no cohort 'cwsw'" },
        { "targets.csv", TARGETS "late_rate,csw,2025,1\n",
          "targets.csv:2: AcademicYear: '2025' is not like 2025/26" },
        { "targets.csv", TARGETS "late_rate,csw,2025/26,5%\n",
          "targets.csv:2: Target: '5%' is not a number" },
        { "targets.csv",
          TARGETS "late_rate,csw,2025/26,1\nlate_rate,csw,2025/26,2\n",
          "targets.csv:3: Metric: late_rate of csw for 2025/26 has a target"
          " already, in line 2" },
        { "benchmarks/x.ini", A_SET "group = a = b | cwsw\n",
          "benchmarks/x.ini:7: [groups] group: cohort: there is no cohort"
          " 'cwsw' (one that is none of ours begins with dfe_)" },
        { "benchmarks/x.ini", A_SET "group = a | csw\n",
          "benchmarks/x.ini:7: [groups] group: filters: 'a' is not" },
        { "benchmarks/x.ini", A_SET "group = a = b | csw\n[figures]\nfig = 1\n",
          "benchmarks/x.ini:9: [figures] has no key 'fig'" },
        { "benchmarks/x.ini", A_SET,
          "benchmarks/x.ini: [data_set]: a figure and a group are wanted" },
        { "benchmarks/x.ini", A_SET "group = a = b | csw\ngroup = a=B | cla\n",
          "benchmarks/x.ini: 'SOME_COLUMN' of 'a=b' is said twice, as"
          " some_measure csw and as some_measure cla" },
        { "benchmarks/x.ini", A_SET "group = a = b & A = c | csw\n",
          "benchmarks/x.ini: filter 'a' is there twice" },
    };
    struct err err = ERR_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(program_county(NULL), 0);
        assert_ok(folder_make("c/benchmarks", &err), &err);
        assert_int_equal(chdir("c"), 0);
        testing_write(wrong[i].file, wrong[i].text);
        assert_int_equal(chdir(".."), 0);
        assert_int_equal(vschool(RUN), 78);
        assert_says(errs, wrong[i].complaint);
        assert_false(testing_is_there("c/w.db")); /* nothing was touched */
    }
}

static void check_says_what_run_would_and_changes_nothing(void **state)
{
    (void)state;
    testing_write("c/marks_20251120.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001,L919400024001,2025-11-03,AM,/\n"
                  "100001,L919400024001,03/13/2025,AM,/\n"
                  "100001,L919400024009,2025-11-03,AM,/\n"
                  "100001,L919400024001,2025-08-31,AM,/\n");
    assert_int_equal(vschool(RUN), 0);
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

static void check_names_the_heading_a_cell_stands_under(void **state)
{
    (void)state;
    testing_write("c/week_20251120.csv",
                  "Marks of the week beginning 03/11/2025\n"
                  "URN,UPN,03/11 AM,03/11 PM,04/11 AM\n"
                  "100001,L919400024001,/,?,\n"
                  "100001,L919400024001,,,\n"
                  "100001,L919400024009,/,/,/\n");
    assert_int_equal(vschool(RUN), 0);
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
    assert_int_equal(vschool(RUN), 0);
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
    assert_int_equal(vschool(RUN), 0);
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
    assert_int_equal(vschool(RUN), 0);
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

/* Figures that stand on another day are not of the day that is asked for. */
static void a_report_is_of_its_own_day(void **state)
{
    (void)state;
    assert_int_equal(vschool("run" TOLD), 0);
    assert_int_equal(vschool("report county" TOLD), 0);
    assert_says(errs, "transform: unchanged");
    assert_int_equal(vschool("report county --config c/county.ini"
                             " --as-of 2025-12-02"),
                     0);
    assert_says(errs, " periods, ");
}

/* Details 79: the template's county, and another one's schools. */
static void a_county_without_schools_is_warned(void **state)
{
    static const char warning[] =
        "no school of the schools extract is of the county's la_code 885: they"
        " are of 919";

    (void)state;
    assert_int_equal(vschool("run" TOLD), 0);
    assert_null(strstr(errs, "warning"));
    assert_int_equal(vschool("status" TOLD), 0);
    assert_null(strstr(out, "Warning"));
    testing_write("c/county.ini",
                  "[county]\nla_code = 885\nla_name = Northmere\nregion = R\n"
                  "[paths]\ninbox = inbox\nwarehouse = w.db\n"
                  "outbox = outbox\narchive = archive\n"
                  "[rules]\nsettle_seconds = 0\n"
                  "[packs]\nstrategic = never\nadvisers = never\n"
                  "county = never\n");
    assert_int_equal(vschool("run" TOLD), 0);
    assert_says(errs, warning);
    assert_int_equal(vschool("status" TOLD), 0);
    assert_says(out, warning);
    assert_int_equal(vschool("status --json --config c/county.ini"), 0);
    assert_says(out, "\"county_known\":0");
}

/* Who has begun with the template's code puts it right, whatever is published.
 */
static void a_county_whose_code_is_put_right_goes_on(void **state)
{
    static const char ini[] =
        "[county]\nla_code = %s\nla_name = Northmere\nregion = R\n"
        "[paths]\ninbox = inbox\nwarehouse = w.db\n"
        "outbox = outbox\narchive = archive\n"
        "[rules]\nsettle_seconds = 0\n";
    static const char *const codes[] = { "885", "919" };
    char text[sizeof(ini)];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        snprintf(text, sizeof(text), ini, codes[i]);
        testing_write("c/county.ini", text);
        assert_int_equal(vschool("run" TOLD), 0);
        assert_says(errs, "report: strategic made");
    }
    assert_null(strstr(errs, "warning"));
}

/* Made of nothing they would stand, empty, until the next term or year. */
static void packs_of_a_term_or_year_wait_for_the_first_figure(void **state)
{
    static const char *const names[] = { "schools_20250901.csv",
                                         "pupils_20250902.csv" };

    (void)state;
    testing_write("c/county.ini",
                  "[county]\nla_code = 919\nla_name = Northmere\nregion = R\n"
                  "[paths]\ninbox = inbox\nwarehouse = w.db\n"
                  "outbox = outbox\narchive = archive\n"
                  "[rules]\nsettle_seconds = 0\n");
    for (int night = 0; night < 2; night++) {
        for (size_t i = 0; i < 2; i++) {
            char inside[64], outside[64];

            snprintf(inside, sizeof(inside), "c/inbox/%s", names[i]);
            snprintf(outside, sizeof(outside), "c/%s", names[i]);
            assert_int_equal(
                night ? rename(outside, inside) : rename(inside, outside), 0);
        }
        assert_int_equal(vschool("run" TOLD), 0);
        assert_says(errs, "report: quality made");
        if (night) {
            assert_says(errs, "report: annual made");
            assert_says(errs, "report: schools made");
        } else {
            assert_null(strstr(errs, "report: annual made"));
            assert_null(strstr(errs, "report: schools made"));
            assert_int_equal(vschool("status" TOLD), 0);
            assert_says(out, "annual     annual      never      due\n");
        }
    }
}

/* What root wrote there, the run of the night could not read. */
static void root_does_not_take_the_county_from_its_user(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        skip();
        return;
    }
    assert_int_equal(vschool(RUN), 0);
    assert_int_equal(chown("c/w.db.lock", 1, (gid_t)-1), 0);
    for (size_t i = 0; i < ENDING_COUNT; i++)
        if (endings[i].has_session && strcmp(endings[i].name, "backup"))
            assert_ends(&endings[i], 64);
    assert_says(errs, "'c/w.db.lock' is of user '");
    assert_says(errs, "runuser -u ");
    assert_int_equal(vschool("status" TOLD), 0);
    assert_int_equal(count_runs(), 1);
    assert_int_equal(chown("c/w.db.lock", 0, (gid_t)-1), 0);
    assert_int_equal(vschool(RUN), 0);
}

static void a_second_run_at_the_same_time_touches_nothing(void **state)
{
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    int lock;

    (void)state;
    assert_int_equal(vschool(RUN), 0);
    lock = open("c/w.db.lock", O_RDWR | O_CREAT, 0600);
    assert_true(lock >= 0 && fcntl(lock, F_SETLK, &whole) == 0);
    assert_int_equal(vschool(RUN), 75);
    assert_says(errs, "another run holds");
    for (size_t i = 0; i < ENDING_COUNT; i++)
        if (endings[i].has_session)
            assert_ends(&endings[i], 75);
    assert_int_equal(vschool("status --config c/county.ini"), 0);
    /* What is not there may be the other's doing: it is put back just now. */
    assert_int_equal(rename("c/w.db", "c/away.db"), 0);
    assert_int_equal(vschool(RUN), 75);
    assert_int_equal(rename("c/away.db", "c/w.db"), 0);
    close(lock);
    assert_int_equal(vschool(RUN), 0);
}

static void what_is_written_is_private(void **state)
{
    static const char *const paths[] = { "c/w.db", "c/w.db.lock", "c/archive",
                                         "c/outbox", "c/outbox/latest" };
    struct stat st;

    (void)state;
    assert_int_equal(vschool(RUN), 0);
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        assert_int_equal(stat(paths[i], &st), 0);
        assert_int_equal(st.st_mode & 077, 0);
    }
}

static void a_missing_inbox_leaves_all_as_it_was(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_int_equal(vschool(RUN), 0);
    assert_ok(folder_remove("c/inbox", &err), &err);
    assert_int_equal(vschool(RUN), 66);
    assert_says(errs, "there is no inbox");
    assert_int_equal(access("c/outbox/latest", F_OK), 0);
    free(out);
    out = program_text("c/w.db.log");
    assert_says(out, "run failed 66, as-of 2025-12-01, version 0.1.0: ingest:"
                     " there is no inbox");
}

/* A folder in a link's place, as a copy of the outbox makes it. */
static void assert_stopped_by(const char *link)
{
    struct err err = ERR_INIT;
    char path[64], held[64];

    snprintf(path, sizeof(path), "c/outbox/%s", link);
    snprintf(held, sizeof(held), "c/outbox/%s/kept", link);
    assert_int_equal(unlink(path), 0);
    testing_write(held, "");
    testing_write("c/inbox/marks_20251120.csv", link); /* something new */
    assert_int_equal(vschool(RUN), 73);
    assert_says(errs, path);
    assert_says(errs, "is a folder");
    assert_says(errs, "move it away");
    assert_int_equal(count_runs(), 1);
    assert_int_equal(access(held, F_OK), 0);
    assert_ok(folder_remove(path, &err), &err);
}

static void a_link_that_cannot_be_turned_stops_the_run(void **state)
{
    (void)state;
    assert_int_equal(vschool(RUN), 0);
    assert_stopped_by("2025-12-01");
    assert_stopped_by("latest");
    assert_int_equal(vschool(RUN), 3);
    assert_int_equal(count_runs(), 2);
    assert_int_equal(access("c/outbox/latest/manifest.json", F_OK), 0);
    assert_int_equal(access("c/outbox/2025-12-01/manifest.json", F_OK), 0);
    assert_int_equal(access("c/outbox/.trial", F_OK), -1);
}

static void assert_made(const char *command, bool is_made)
{
    assert_int_equal(vschool(command), 0);
    assert_says(errs, is_made ? "report: county made" : "report: unchanged");
}

/* Each change is seen by the next run, and by that one only. */
static void packs_follow_what_they_show(void **state)
{
    static const struct {
        const char *path, *text;
    } changes[] = {
        { "c/codes/exclusion_reasons.csv",
          "code,description,valid_from,valid_to\nPP,Words,,\n" },
        { "c/targets.csv", "Metric,Cohort,AcademicYear,Target\n"
                           "late_rate,csw,2025/26,1\n" },
        { "c/benchmarks/ks4.ini", "[data_set]\ntitle = T\ntime = Academic"
                                  " year\n[figures]\nfigure = f | m\n"
                                  "[groups]\ngroup = a = b | all\n" },
        { "c/outbox/latest/county/metrics.csv", "not what was published" },
        { "c/outbox/latest/manifest.json", "{\"files\": []}" },
    };
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(folder_make("c/benchmarks", &err), &err);
    assert_made("run" TOLD, true);
    assert_made("run" TOLD, false);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        testing_write(changes[i].path, changes[i].text);
        assert_made("run" TOLD, true);
        assert_made("run" TOLD, false);
    }
    assert_int_equal(unlink("c/codes/exclusion_reasons.csv"), 0);
    assert_made("run" TOLD, true);
    testing_write("c/county.ini", SETTINGS);
    assert_made("run" TOLD, false);
    testing_write("c/county.ini", SETTINGS "low_reliability_below = 30\n");
    assert_made("run" TOLD, true);
    assert_made("run --config c/county.ini --as-of 2025-12-02", true);
    assert_made("run --config c/county.ini --as-of 2025-12-02", false);
}

/* What a stage changed stays changed until all packs were made. */
static void a_pack_by_name_makes_not_the_others_current(void **state)
{
    (void)state;
    assert_made("run" TOLD, true);
    testing_write("c/inbox/marks_20251120.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001,L919400024001,2025-11-03,AM,/\n");
    assert_int_equal(vschool("ingest" TOLD), 0);
    assert_int_equal(vschool("transform" TOLD), 0);
    assert_int_equal(vschool("report county" TOLD), 0);
    assert_made("report" TOLD, true);
    assert_made("report" TOLD, false);
    assert_int_equal(vschool("withdraw marks_20251120.csv" TOLD), 0);
    assert_made("report" TOLD, true);
    assert_made("run" TOLD, false);
}

/* after_load = archive: what counts leaves the inbox, what waits stays. */
static void what_was_taken_in_leaves_the_inbox(void **state)
{
    (void)state;
    testing_write("c/county.ini", SETTINGS "[paths]\nafter_load = archive\n");
    testing_write("c/inbox/advisers_20250902.csv",
                  "URN,Adviser,Email\n100001,A B,a.b@example.org\n");
    testing_write("c/inbox/typo_20250902.csv", "URN,UPN,Date,Sesion,Mark\n");
    assert_int_equal(vschool(RUN), 3);
    assert_false(testing_is_there("c/inbox/schools_20250901.csv"));
    assert_false(testing_is_there("c/inbox/pupils_20250902.csv"));
    assert_true(testing_is_there("c/inbox/typo_20250902.csv"));
    assert_int_equal(unlink("c/inbox/typo_20250902.csv"), 0);
    testing_write("c/inbox/advisers_20250903.csv", "URN,Adviser,Email\n");
    assert_int_equal(vschool(RUN), 3); /* too few rows: held */
    assert_true(testing_is_there("c/inbox/advisers_20250903.csv"));
    assert_int_equal(vschool("release --quiet --config c/county.ini --as-of"
                             " 2025-12-01 advisers_20250903.csv"),
                     0);
    assert_false(testing_is_there("c/inbox/advisers_20250903.csv"));
    assert_int_equal(vschool(RUN), 0);
    assert_int_equal(vschool("rebuild --quiet --config c/county.ini --as-of"
                             " 2025-12-01"),
                     0);
}

static void assert_nowhere(const char *canary, const char *text)
{
    if (strstr(text, canary))
        fail_msg("'%s' is in: %s", canary, text);
}

/* Details 106: neither the pack nor the log repeats what a sender wrote. */
static void a_child_in_a_heading_or_a_name_is_not_repeated(void **state)
{
    static const char quality[] = "c/outbox/latest/quality/data-quality.xlsx";
    char *said, *text;

    (void)state;
    testing_write("c/county.ini",
                  "[county]\nla_code = 919\nla_name = Northmere\nregion = R\n"
                  "[paths]\ninbox = inbox\nwarehouse = w.db\n"
                  "outbox = outbox\narchive = archive\n"
                  "[rules]\nsettle_seconds = 0\n"
                  "[packs]\nstrategic = never\nadvisers = never\n"
                  "county = never\n");
    testing_write("c/inbox/Zzcanary Jane/ZZCANARY_marks_20251120.csv",
                  "URN,UPN,Date,Session,Mark,"
                  "\"ZZCANARY, Jane C919200115091\"\n"
                  "100001,L919400024001,2025-11-03,AM,/,x\n"
                  "100001,L919400024001,2025-11-31,AM,/,x\n");
    testing_write("c/inbox/Zzcanary plan 20251120.csv", "Nothing,Known\n1,2\n");
    assert_int_equal(mkfifo("c/inbox/Zzcanary_marks.csv", 0600), 0);
    assert_int_equal(vschool("run" TOLD), 3);
    assert_nowhere("anary", errs);
    assert_nowhere("ANARY", errs);
    assert_says(errs, "\xE2\x80\xA6 20251120.csv ('vschool status' names it):"
                      " refused: ");
    text = xlsx_part(quality, "xl/sharedStrings.xml");
    assert_nowhere("anary", text);
    assert_nowhere("ANARY", text);
    assert_nowhere("C919200115091", text);
    assert_says(text, "\xE2\x80\xA6_marks_20251120.csv");
    assert_says(text, "columns not used");
    free(text);
    said = program_text("c/outbox/latest/manifest.json");
    assert_nowhere("anary", said);
    free(said);
    /* Who has to look for it is told. */
    assert_int_equal(vschool("status" TOLD), 0);
    assert_says(out, "Zzcanary plan 20251120.csv");
}

/* As when a run is killed between its commit and the clearing. */
static void what_an_earlier_run_took_in_leaves_the_inbox(void **state)
{
    (void)state;
    assert_int_equal(vschool(RUN), 0);
    assert_true(testing_is_there("c/inbox/pupils_20250902.csv"));
    testing_write("c/inbox/typo_20250902.csv", "URN,UPN,Date,Sesion,Mark\n");
    testing_write("c/county.ini", SETTINGS "[paths]\nafter_load = archive\n");
    assert_int_equal(vschool(RUN), 3);
    assert_false(testing_is_there("c/inbox/schools_20250901.csv"));
    assert_false(testing_is_there("c/inbox/pupils_20250902.csv"));
    assert_true(testing_is_there("c/inbox/typo_20250902.csv"));
}

static void a_run_with_nothing_new_tidies_what_a_killed_one_left(void **state)
{
    (void)state;
    assert_made("run" TOLD, true);
    testing_write("c/outbox/.runs/000009.part/county/x", "half");
    testing_write("c/outbox/.runs/000009.work/plot/x", "half");
    testing_write("c/outbox/.runs/000008/advisers/x", "a child's name");
    assert_int_equal(symlink("nowhere", "c/outbox/.runs/000009.link"), 0);
    assert_int_equal(symlink("latest", "c/outbox/.trial"), 0);
    assert_made("run" TOLD, false);
    assert_int_not_equal(access("c/outbox/.runs/000009.part", F_OK), 0);
    assert_int_not_equal(access("c/outbox/.runs/000009.work", F_OK), 0);
    assert_int_not_equal(access("c/outbox/.runs/000008", F_OK), 0);
    assert_int_not_equal(unlink("c/outbox/.runs/000009.link"), 0);
    assert_int_not_equal(unlink("c/outbox/.trial"), 0);
    assert_int_equal(access("c/outbox/latest/county/metrics.csv", F_OK), 0);
}

static void assert_rights(const char *path, mode_t mode, gid_t group)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    if ((st.st_mode & 07777) != mode || st.st_gid != group)
        fail_msg("%s is %o of %d", path, st.st_mode & 07777, (int)st.st_gid);
}

/* The packs of this day and of the one before. */
static void assert_readers(gid_t group)
{
    const bool is_own = group == getegid();
    const mode_t way = is_own ? 0700 : 0711;

    for (int day = 1; day <= 2; day++) {
        const char *name = day == 1 ? "2025-12-01" : "latest";
        char path[128];

        snprintf(path, sizeof(path), "c/outbox/%s", name);
        assert_rights(path, way, getegid());
        snprintf(path, sizeof(path), "c/outbox/%s/manifest.json", name);
        assert_rights(path, 0600, getegid());
        snprintf(path, sizeof(path), "c/outbox/%s/county", name);
        assert_rights(path, is_own ? 0700 : 0750, group);
        snprintf(path, sizeof(path), "c/outbox/%s/county/metrics.csv", name);
        assert_rights(path, is_own ? 0600 : 0640, group);
    }
    assert_rights("c/outbox", way, getegid());
    assert_rights("c/outbox/.runs", way, getegid());
}

#define NEXT_DAY "run --config c/county.ini --as-of 2025-12-02"

/* Details 107: also of packs that are carried over, or do not change. */
static void who_may_read_is_what_the_config_says_tonight(void **state)
{
    static const char in[] = SETTINGS "[groups]\ncounty = daemon\n";
    const struct group *group = getgrnam("daemon");
    gid_t readers;

    (void)state;
    if (geteuid() != 0 || !group) {
        skip();
        return;
    }
    readers = group->gr_gid;
    assert_made("run" TOLD, true);
    assert_made(NEXT_DAY, true);
    assert_readers(getegid());
    testing_write("c/county.ini", in);
    assert_made(NEXT_DAY, true);
    assert_readers(readers);
    assert_made(NEXT_DAY, false);
    assert_readers(readers);
    /* Whatever became of them meanwhile. */
    assert_int_equal(chmod("c/outbox/latest/county/metrics.csv", 0644), 0);
    assert_int_equal(chown("c/outbox/2025-12-01/county", 0, 0), 0);
    assert_made(NEXT_DAY, false);
    assert_readers(readers);
    testing_write("c/county.ini", SETTINGS);
    assert_made(NEXT_DAY, true);
    assert_readers(getegid());
    /* Carried over: it is not due. */
    testing_write("c/county.ini", SETTINGS "[packs]\ncounty = annual\n"
                                           "[groups]\ncounty = daemon\n");
    assert_int_equal(vschool(NEXT_DAY), 0);
    assert_readers(readers);
    testing_write("c/county.ini", SETTINGS "[packs]\ncounty = annual\n");
    assert_int_equal(vschool(NEXT_DAY), 0);
    assert_readers(getegid());
}

/* ulimit -f: a failed write like any other, not a death without a word. */
static void a_file_that_may_not_grow_is_said(void **state)
{
    static const rlim_t limits[] = { 300, 1000, 4096, 9000, 40000, 200000 };
    struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        int status;

        assert_int_equal(program_county(state), 0);
        limit.rlim_cur = limits[i]; /* which a child takes over */
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        status = vschool(RUN);
        limit.rlim_cur = RLIM_INFINITY;
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        if (status != 71 && status != 73)
            fail_msg("%d under a limit of %llu: %s", status,
                     (unsigned long long)limits[i], errs);
        assert_says(errs, "vschool: ");
        assert_false(testing_is_there("c/outbox/latest/county/metrics.csv"));
        assert_int_equal(vschool(RUN), 0);
    }
}

/* Run the program; what it writes to `stream` has no reader, or no stream. */
static int vschool_beside(int stream, bool is_closed, const char *command)
{
    int ends[2];
    int status = 0;
    pid_t pid;

    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    pid = fork();
    if (pid == 0) {
        int wrong = open("errs", O_WRONLY | O_CREAT | O_TRUNC, 0600);

        signal(SIGPIPE, SIG_DFL);
        if (dup2(wrong, 2) < 0 || dup2(ends[1], stream) < 0 || close(wrong) != 0
            || close(ends[1]) != 0)
            _exit(126);
        if (is_closed)
            close(stream);
        execl(testing_environment("VSCHOOL_BIN"), "vschool", command,
              "--config", "c/county.ini", "--as-of", "2025-12-01",
              (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
    free(errs);
    errs = program_text("errs");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_reader_that_goes_away_kills_nothing(void **state)
{
    (void)state;
    assert_int_equal(vschool_beside(2, false, "run"), 0);
    assert_true(testing_is_there("c/outbox/latest/county/metrics.csv"));
    assert_int_equal(vschool_beside(1, false, "status"), 73);
    assert_says(errs, "vschool: cannot write the result: Broken pipe\n");
}

static int holds_no_word(void *context, const char *path, const char *below,
                         const struct stat *st, struct err *err)
{
    static const char said[] = "report: county made";
    char *bytes = NULL;
    size_t len = 0;

    (void)context;
    (void)below;
    if (S_ISLNK(st->st_mode))
        return 0;
    assert_ok(file_read(path, &bytes, &len, err), err);
    if (memmem(bytes, len, said, strlen(said)))
        fail_msg("what was said is in '%s'", path);
    free(bytes);
    return 0;
}

/* What is said goes into no file that was opened in the stream's place. */
static void a_stream_that_is_closed_is_no_file(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    for (int stream = 0; stream <= 2; stream++) {
        assert_int_equal(program_county(NULL), 0);
        assert_int_equal(vschool_beside(stream, true, "run"), 0);
        assert_ok(path_walk("c", holds_no_word, NULL, NULL, &err), &err);
    }
    assert_int_equal(vschool_beside(1, true, "status"), 73);
    assert_says(errs, "vschool: cannot write the result: Bad file descriptor");
}

static void init_gives_a_county_to_start_from(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(folder_remove("new", &err), &err);
    assert_int_equal(vschool("init new"), 0);
    assert_true(testing_is_there("new/targets.csv"));
    assert_says(out, "vschool run --config new/county.ini");
    assert_int_equal(vschool("init new"), 64);
    assert_int_equal(access("new/inbox", F_OK), 0);
    /* All of it stays in the folder; without --config it is where one stands.
     */
    assert_int_equal(chdir("new"), 0);
    assert_int_equal(vschool("run --quiet --as-of 2026-02-13"), 0);
    assert_int_equal(access("warehouse.db", F_OK), 0);
    assert_int_equal(access("outbox/latest", F_OK), 0);
    assert_int_equal(chdir(".."), 0);
}

#define MADE 4
static const char *const made[MADE] = { "new/county.ini", "new/terms.csv",
                                        "new/senders.csv", "new/targets.csv" };

static void put_half(const char *path)
{
    char half[64];

    snprintf(half, sizeof(half), "%s.tmp", path);
    testing_write(half, "half of");
}

static void assert_init_is_whole(void)
{
    struct path_names names;
    struct err err = ERR_INIT;

    for (size_t i = 0; i < MADE; i++)
        assert_true(testing_is_there(made[i]));
    assert_true(testing_is_there("new/inbox"));
    assert_ok(path_list("new", &names, &err), &err);
    assert_int_equal(names.count, MADE + 1);
    path_names_release(&names);
}

/* Killed at any moment it leaves some of its files, the next half written. */
static void an_init_that_was_stopped_is_finished_by_the_next(void **state)
{
    struct err err = ERR_INIT;
    char *whole;

    (void)state;
    assert_ok(folder_remove("new", &err), &err);
    assert_int_equal(vschool("init new"), 0);
    whole = program_text(made[0]);
    for (size_t left = 0; left <= MADE; left++) {
        for (size_t i = left; i < MADE; i++)
            assert_ok(file_remove(made[i], &err), &err);
        assert_ok(folder_remove("new/inbox", &err), &err);
        if (left < MADE)
            put_half(made[left]);
        assert_int_equal(vschool("init new"), 0);
        assert_init_is_whole();
        assert_int_equal(vschool("init new"), 64);
        assert_says(errs, "'new' is there already");
    }
    /* What somebody wrote is theirs, and all else waits for them. */
    testing_write(made[1], "AcademicYear,HalfTerm,Start,End\n");
    assert_ok(file_remove(made[2], &err), &err);
    assert_int_equal(vschool("init new"), 64);
    assert_says(errs, "'new/terms.csv' is there already");
    assert_false(testing_is_there(made[2]));
    free(out);
    out = program_text(made[0]);
    assert_string_equal(out, whole);
    free(whole);
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
    assert_int_equal(vschool(RUN), 0);
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
        cmocka_unit_test(wrong_usage_is_said_and_ends_with_64),
        cmocka_unit_test(help_and_version_go_to_stdout),
        cmocka_unit_test(every_command_has_help),
        cmocka_unit_test(the_manual_says_what_help_says),
        cmocka_unit_test(every_command_is_tried),
        cmocka_unit_test(too_few_or_too_many_arguments_end_with_64),
#define WITH_COUNTY(test) cmocka_unit_test_setup(test, program_county)
        WITH_COUNTY(what_cannot_be_said_ends_with_73),
        WITH_COUNTY(nothing_to_work_on_is_said),
        WITH_COUNTY(a_wrong_config_ends_with_78),
        WITH_COUNTY(a_warehouse_that_cannot_be_made_ends_with_73),
        WITH_COUNTY(a_wrong_key_is_named_with_file_and_line),
        WITH_COUNTY(a_wrong_comparator_is_named_with_file_and_line),
        WITH_COUNTY(check_says_what_run_would_and_changes_nothing),
        WITH_COUNTY(check_names_the_heading_a_cell_stands_under),
        WITH_COUNTY(a_rejected_row_never_says_a_birthday),
        WITH_COUNTY(a_report_is_of_its_own_day),
        WITH_COUNTY(a_county_without_schools_is_warned),
        WITH_COUNTY(a_county_whose_code_is_put_right_goes_on),
        WITH_COUNTY(check_says_every_fault_of_a_row),
        WITH_COUNTY(check_sums_up_by_column_rule_and_value),
        WITH_COUNTY(check_says_as_json_what_it_says_in_words),
        WITH_COUNTY(a_file_of_no_type_is_told_the_nearest),
        WITH_COUNTY(packs_of_a_term_or_year_wait_for_the_first_figure),
        WITH_COUNTY(root_does_not_take_the_county_from_its_user),
        WITH_COUNTY(a_second_run_at_the_same_time_touches_nothing),
        WITH_COUNTY(what_is_written_is_private),
        WITH_COUNTY(a_link_that_cannot_be_turned_stops_the_run),
        WITH_COUNTY(packs_follow_what_they_show),
        WITH_COUNTY(a_pack_by_name_makes_not_the_others_current),
        WITH_COUNTY(what_was_taken_in_leaves_the_inbox),
        WITH_COUNTY(a_child_in_a_heading_or_a_name_is_not_repeated),
        WITH_COUNTY(what_an_earlier_run_took_in_leaves_the_inbox),
        WITH_COUNTY(a_run_with_nothing_new_tidies_what_a_killed_one_left),
        WITH_COUNTY(a_file_that_may_not_grow_is_said),
        WITH_COUNTY(a_reader_that_goes_away_kills_nothing),
        WITH_COUNTY(a_stream_that_is_closed_is_no_file),
        WITH_COUNTY(who_may_read_is_what_the_config_says_tonight),
        WITH_COUNTY(a_missing_inbox_leaves_all_as_it_was),
        cmocka_unit_test(init_gives_a_county_to_start_from),
        cmocka_unit_test(an_init_that_was_stopped_is_finished_by_the_next),
        WITH_COUNTY(describe_says_what_each_extract_needs),
        WITH_COUNTY(the_example_of_each_type_is_taken_in),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    free(out);
    free(errs);
    return failed;
}
