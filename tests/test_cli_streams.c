/* Where what is said or written cannot go. */
#define _GNU_SOURCE /* memmem */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/err.h"
#include "core/outfile.h"
#include "core/path.h"
#include "tests/program.h"
#include "tests/testing.h"

#define RUN "run --quiet --config c/county.ini --as-of 2025-12-01"
#define WITH_COUNTY(test) cmocka_unit_test_setup(test, program_county)
#define WITH_NIGHT(test) cmocka_unit_test_setup(test, program_night)

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
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        assert_int_equal(vschool_into("/dev/full", words[i]), 73);
        assert_says(errs, "cannot write the result");
    }
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
int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_NIGHT(what_cannot_be_said_ends_with_73),
        WITH_COUNTY(a_file_that_may_not_grow_is_said),
        WITH_COUNTY(a_reader_that_goes_away_kills_nothing),
        WITH_COUNTY(a_stream_that_is_closed_is_no_file),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    free(out);
    free(errs);
    return failed;
}
