/*
 * No child is told of where nobody is to read of one (promise 7): not in what
 * commands say on standard error, which journals and mails keep, not in the
 * log, the manifest, the packs without names, the names of files; nor in the
 * list of processes, for longer than it takes to read it. The child stands in
 * an extract of every type (tests/canary.h), in a heading, and in what files
 * and folders are called.
 */
#define _GNU_SOURCE /* strcasestr */
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "command/options.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "tests/canary.h"
#include "tests/program.h"
#include "tests/xlsx.h"

#define SAID " --config c/county.ini --as-of 2025-12-01"
#define CALLED "c/inbox/Quillfeather/Zebediah-L919400024001_20251107.csv"

static struct err err = ERR_INIT;

static void assert_untold(const char *where, const char *bytes, size_t len)
{
    static const char *const secrets[] = { CANARY,      CANARY_FORMERLY,
                                           CANARY_CARE, "Quillfeather",
                                           "Zebediah",  "2011-01-31",
                                           "31/01/2011" };

    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
        for (const char *at = bytes; at < bytes + len; at += strlen(at) + 1)
            if (strcasestr(at, secrets[i]))
                fail_msg("'%s' is in %s: %s", secrets[i], where, at);
}

/* --- what is said --------------------------------------------------------- */

/* Of the file that is called after the child nothing else is right. */
static int with_names(void **state)
{
    (void)state;
    testing_write("c/county.ini",
                  "[county]\nla_code = 919\nla_name = Northmere\n"
                  "region = Somewhere\n[paths]\ninbox = inbox\n"
                  "warehouse = w.db\noutbox = outbox\narchive = archive\n"
                  "[rules]\nsettle_seconds = 0\n[packs]\nstrategic = never\n"
                  "annual = never\nschools = nightly\n");
    testing_write(CALLED, "URN,UPN,Date,Session,Mark,\"Quillfeather, Zebediah"
                          " L919400024001\"\n"
                          "100001,L919400024001,2025-11-05,AM,/,x\n"
                          "100001,L919400024001,2025-11-31,AM,/,x\n");
    testing_write("c/inbox/Zebediah L919400024001.csv", "Nothing,Known\n1,2\n");
    testing_write("c/inbox/Quillfeather roll 20251108.csv",
                  "URN,UPN,Surname\n100001,L919400024001,Quillfeather\n");
    assert_int_equal(mkfifo("c/inbox/Quillfeather.csv", 0600), 0);
    return 0;
}

static void say(const char *words, bool may_name, int status)
{
    int is = vschool(words);

    if (is != status)
        fail_msg("%s: %d: %s", words, is, errs);
    assert_untold(words, errs, strlen(errs));
    if (!may_name)
        assert_untold(words, out, strlen(out));
}

static int damage(void *context, const char *path, const char *below,
                  const struct stat *st, struct err *unused)
{
    (void)context;
    (void)st;
    (void)unused;
    if (strstr(below, ".zst"))
        testing_write(path, "no content");
    return 0;
}

/* A folder in which nothing is to be told but in its inbox, its warehouse, the
   archive and the packs that are for naming. */
static int look_into(void *context, const char *path, const char *below,
                     const struct stat *st, struct err *unused)
{
    char *bytes;
    size_t len;

    (void)unused;
    if (!strncmp(below, "inbox/", 6))
        return 0;
    assert_untold("a name", below, strlen(below));
    if (S_ISLNK(st->st_mode) || !strcmp(below, "w.db")
        || !strncmp(below, "w.db-", 5) || !strcmp(below, "b.db")
        || (!strncmp(below, "archive/", 8) && !strstr(below, "/erased/"))
        || strstr(below, "/restricted/") || strstr(below, "/advisers/"))
        return 0;
    ++*(int *)context;
    assert_ok(file_read(path, &bytes, &len, &err), &err);
    assert_untold(path, bytes, len);
    free(bytes);
    if (strstr(below, ".xlsx")) {
        bytes = xlsx_all(path);
        assert_untold(path, bytes, strlen(bytes));
        free(bytes);
    }
    return 0;
}

static void assert_files_untold(void)
{
    int seen = 0;

    assert_ok(path_walk("c", look_into, NULL, &seen, &err), &err);
    assert_true(seen > 15);
}

static void no_command_tells_of_a_child(void **state)
{
    (void)state;
    say("run" SAID, false, 3);
    assert_says(errs, "refused: ");
    assert_says(errs, "incomplete: ");
    assert_files_untold();
    say("run" SAID, false, 3);
    say("transform" SAID, false, 0);
    say("report quality schools" SAID, false, 0);
    say("check " CALLED SAID, true, 0);
    say("status" SAID, true, 0); /* whoever is to look for it has to know */
    say("verify" SAID, false, 0);
    say("backup c/b.db" SAID, false, 0);
    say("explain absence_rate --cohort cla" SAID, true, 0); /* its files */
    say("explain absence_rate --cohort cla --pupils" SAID, true, 0);
    say("explain absence_rate --cohort cla --pupil " CANARY SAID, true, 0);
    say("explain absence_rate --pupil G919400024006" SAID, false, 64);
    say("withdraw marks_20251105.csv" SAID, false, 0);
    say("forget --older-than 20" SAID, false, 0);
    assert_ok(path_walk("c/archive", damage, NULL, NULL, &err), &err);
    say("verify" SAID, false, 65);
    say("rebuild" SAID, false, 0);
    assert_says(errs, "is damaged: its bytes are not those that came:");
    say("restore c/b.db" SAID, false, 0);
    say("run" SAID, false, 3);
    say("forget --upn " CANARY SAID, false, 65); /* a file is called so */
    assert_files_untold();
    assert_ok(folder_remove("c/inbox", &err) || folder_make("c/inbox", &err),
              &err);
    say("forget --upn " CANARY SAID, false, 0);
    say("run" SAID, false, 0);
    assert_files_untold();
}

/* --- the list of processes ------------------------------------------------ */

static void assert_hidden(int argc, char **argv, const char *name)
{
    struct options options = { .clock = NULL };
    char person[OPTIONS_PERSON_SIZE];

    optind = 0; /* getopt's own way to begin again */
    assert_ok(options_read(&options, argc, argv, &err), &err);
    for (int i = 0; i < argc; i++)
        assert_untold("argv", argv[i], strlen(argv[i]));
    assert_ok(options_person(&options, name, person, &err), &err);
    assert_string_equal(person, CANARY);
}

/* What the kernel shows of a process is its argv, as it is. */
static void a_number_is_wiped_from_the_list_of_processes(void **state)
{
    static const struct {
        const char *words, *option;
    } asked[] = {
        { "vschool forget --upn " CANARY, "upn" },
        { "vschool forget --upn=" CANARY " --quiet", "upn" },
        { "vschool forget --upn=A919400024002 --upn " CANARY, "upn" },
        { "vschool explain absence_rate --pupil " CANARY, "pupil" },
        { "vschool --pupil=" CANARY " explain absence_rate", "pupil" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
        char words[128];
        char *argv[8] = { NULL };
        int argc = 0;

        snprintf(words, sizeof(words), "%s", asked[i].words);
        for (char *at = words, *next; at && argc < 7; at = next) {
            next = strchr(at, ' ');
            if (next)
                *next++ = '\0';
            argv[argc++] = at;
        }
        assert_hidden(argc, argv, asked[i].option);
    }
}

/* explain, as forget does (tests/test_forget.c). */
static void a_number_may_come_by_the_input(void **state)
{
    int kept = dup(0), input;

    (void)state;
    testing_write("number", CANARY "\n");
    input = open("number", O_RDONLY);
    assert_true(kept >= 0 && input >= 0 && dup2(input, 0) == 0);
    assert_int_equal(
        vschool("explain absence_rate --cohort all --pupil -" SAID), 0);
    assert_says(out, CANARY);
    assert_int_equal(vschool("explain absence_rate --pupil -" SAID), 64);
    assert_says(errs, "no UPN is in the input");
    assert_true(dup2(kept, 0) == 0);
    close(kept);
    close(input);
}

/* --- what is left of one that breaks -------------------------------------- */

/* Until it holds the lock, and so has done all that it begins with. Asked
   without taking it. */
static void wait_for_lock(void)
{
    static const struct timespec moment = { 0, 20000000 };
    int fd = open("c/w.db.lock", O_RDWR);
    struct flock held = { .l_type = F_UNLCK };

    assert_true(fd >= 0);
    for (int tries = 3000; held.l_type == F_UNLCK; tries--) {
        assert_true(tries > 0);
        nanosleep(&moment, NULL);
        held = (struct flock){ .l_type = F_WRLCK,
                               .l_whence = SEEK_SET,
                               .l_len = 1 };
        assert_int_equal(fcntl(fd, F_GETLK, &held), 0);
    }
    close(fd);
}

static void no_core_is_left(void **state)
{
    struct rlimit usual, most;
    int ends[2] = { -1, -1 }, status = 0;
    pid_t pid;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_CORE, &usual), 0);
    most = usual;
    most.rlim_cur = most.rlim_max;
    if (most.rlim_max < (1 << 20)) {
        skip(); /* none is left of anything here */
        return;
    }
    assert_int_equal(setrlimit(RLIMIT_CORE, &most), 0);
    assert_int_equal(pipe(ends), 0);
    pid = fork();
    if (pid == 0) {
        close(ends[1]);
        if (dup2(ends[0], 0) < 0)
            _exit(126);
        execl(testing_environment("VSCHOOL_BIN"), "vschool", "forget",
              "--quiet", "--config", "c/county.ini", "--as-of", "2025-12-01",
              "--upn", "-", (char *)NULL);
        _exit(127);
    }
    assert_true(pid > 0);
    wait_for_lock();
    assert_int_equal(kill(pid, SIGQUIT), 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGQUIT);
    assert_false(WCOREDUMP(status));
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(setrlimit(RLIMIT_CORE, &usual), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_wiped_from_the_list_of_processes),
        cmocka_unit_test(a_number_may_come_by_the_input),
        cmocka_unit_test(no_core_is_left),
        cmocka_unit_test_setup(no_command_tells_of_a_child, with_names),
    };

    return cmocka_run_group_tests(tests, canary_sent, NULL);
}
