/* The program as its user meets it: what it prints and how it ends. */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/command.h"
#include "core/err.h"
#include "core/path.h"
#include "core/str.h"
#include "report/words/pack.h"
#include "tests/program.h"
#include "tests/testing.h"

#define RUN "run --quiet --config c/county.ini --as-of 2025-12-01"
#define TOLD " --config c/county.ini --as-of 2025-12-01"
#define WITH_COUNTY(test) cmocka_unit_test_setup(test, program_county)
#define WITH_NIGHT(test) cmocka_unit_test_setup(test, program_night)

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
    assert_int_equal(vschool("forget --upn L919400024001 --upn A919400024002"),
                     64);
    assert_says(errs, "--upn is given twice");
    assert_null(strstr(errs, "L9194"));
    assert_int_equal(vschool("forget --older-than 6 --older-than=1"), 64);
    assert_says(errs, "--older-than is given twice");
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
    assert_says(out, "\n.I operating.md\nfor whoever runs it");
    assert_says(out, "changes anything but TZ");
    /* A guide that is named is there. */
    for (const char *at = out; (at = strstr(at, "\n.I ")) != NULL; at++) {
        int len = (int)strcspn(at + 4, "\n");

        if (len < 3 || strncmp(at + 1 + len, ".md", 3) != 0)
            continue;
        snprintf(line, sizeof(line), "%s/docs/%.*s",
                 testing_environment("VSCHOOL_SRC"), len, at + 4);
        assert_true(testing_is_there(line));
    }
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
    { "report", "none", false, false, 64 }, /* whatever else is wrong */
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
        { "targets.csv",
          TARGETS "late_rate,csw,2025/26,1\n"
                  "dt_named,csw,2025/26,90\n",
          "targets.csv:3: Cohort: dt_named counts schools, of which there is a"
          " figure for cohort 'all' alone, and none for 'csw'" },
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
          " some_measure csw by benchmarks/x.ini and as some_measure cla" },
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

/* What root wrote there, the run of the night could not read. */
static void root_does_not_take_the_county_from_its_user(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        skip();
        return;
    }
    assert_int_equal(chown("c/w.db.lock", 1, (gid_t)-1), 0);
    for (size_t i = 0; i < ENDING_COUNT; i++)
        if (endings[i].has_session && strcmp(endings[i].name, "backup"))
            assert_ends(&endings[i], 64);
    assert_says(errs, "'c/w.db.lock' is of user '");
    assert_says(errs, "runuser -u ");
    assert_int_equal(vschool("status" TOLD), 0);
    assert_int_equal(program_runs(), 1);
    assert_int_equal(chown("c/w.db.lock", 0, (gid_t)-1), 0);
    assert_int_equal(vschool(RUN), 0);
}

/* Nothing keeps root from a folder where nothing is yet: it is said. */
static void what_root_makes_in_a_users_folder_is_said(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    if (geteuid() != 0) {
        skip();
        return;
    }
    assert_ok(folder_remove("new", &err), &err);
    assert_int_equal(mkdir("new", 0700), 0);
    assert_int_equal(chown("new", 1, (gid_t)-1), 0);
    assert_int_equal(vschool("init new"), 0);
    assert_says(out, "in a folder of user '");
    assert_says(out, ": new  before that user's first run\n");
    assert_ok(folder_remove("new", &err), &err);
    assert_int_equal(vschool("init new"), 0);
    assert_null(strstr(out, "before that user's first run"));
    assert_ok(folder_remove("new", &err), &err);
}

static void a_second_run_at_the_same_time_touches_nothing(void **state)
{
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    int lock;

    (void)state;
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

/* A log that another writes keeps nobody from asking, for longer than that. */
static void a_log_that_is_being_written_is_read(void **state)
{
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    int log;

    (void)state;
    assert_int_equal(vschool(RUN), 0);
    log = open("c/w.db.log", O_RDWR);
    assert_true(log >= 0 && fcntl(log, F_SETLK, &whole) == 0);
    assert_int_equal(vschool("status" TOLD), 0);
    assert_int_equal(vschool("verify" TOLD), 0);
    close(log);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_usage_is_said_and_ends_with_64),
        cmocka_unit_test(help_and_version_go_to_stdout),
        cmocka_unit_test(every_command_has_help),
        cmocka_unit_test(the_manual_says_what_help_says),
        cmocka_unit_test(every_command_is_tried),
        cmocka_unit_test(too_few_or_too_many_arguments_end_with_64),
        WITH_COUNTY(nothing_to_work_on_is_said),
        WITH_COUNTY(a_wrong_config_ends_with_78),
        WITH_COUNTY(a_warehouse_that_cannot_be_made_ends_with_73),
        WITH_COUNTY(a_wrong_key_is_named_with_file_and_line),
        WITH_COUNTY(a_wrong_comparator_is_named_with_file_and_line),
        WITH_NIGHT(root_does_not_take_the_county_from_its_user),
        WITH_NIGHT(what_root_makes_in_a_users_folder_is_said),
        WITH_NIGHT(a_second_run_at_the_same_time_touches_nothing),
        WITH_NIGHT(a_log_that_is_being_written_is_read),
        WITH_COUNTY(what_is_written_is_private),
        cmocka_unit_test(init_gives_a_county_to_start_from),
        cmocka_unit_test(an_init_that_was_stopped_is_finished_by_the_next),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    free(out);
    free(errs);
    return failed;
}
