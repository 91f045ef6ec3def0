#include "tests/program.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/db.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/proc.h"
#include "core/str.h"

char *out;
char *errs;

char *program_text(const char *path)
{
    struct err err = ERR_INIT;
    char *text = NULL;
    size_t len;

    assert_ok(file_read(path, &text, &len, &err), &err);
    return text;
}

void program_say(struct program_line *line, const char *words)
{
    const char *program = testing_environment("VSCHOOL_BIN");
    size_t count = 1;

    assert_non_null(program);
    memset(line, 0, sizeof(*line));
    snprintf(line->text, sizeof(line->text), "%s %s", program, words);
    line->argv[0] = line->text; /* which may have a space in it */
    line->text[strlen(program)] = '\0';
    for (char *at = line->text + strlen(program) + 1; *at && count < 31;) {
        bool is_quoted = *at == '\'';
        char *word = at + is_quoted;
        char *end = word + strcspn(word, is_quoted ? "'" : " ");

        if (end > word)
            line->argv[count++] = word;
        at = *end ? end + 1 : end;
        *end = '\0';
    }
}

int vschool_into(const char *to, const char *words)
{
    struct program_line line;
    int status = 0;
    pid_t pid;

    program_say(&line, words);
    pid = fork();
    if (pid == 0) {
        int said = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        int wrong = open("errs", O_WRONLY | O_CREAT | O_TRUNC, 0600);

        if (dup2(said, 1) < 0 || dup2(wrong, 2) < 0)
            _exit(126);
        execv(line.argv[0], line.argv);
        _exit(127);
    }
    assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
    free(errs);
    errs = program_text("errs");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int vschool(const char *words)
{
    int status = vschool_into("out", words);

    free(out);
    out = program_text("out");
    return status;
}

static const char settings[] = SETTINGS;

static const char terms[] =
    "AcademicYear,HalfTerm,Start,End\n"
    "2025/26,1,2025-09-01,2025-10-24\n2025/26,2,2025-11-03,2025-12-19\n"
    "2025/26,3,2026-01-05,2026-02-13\n2025/26,4,2026-02-23,2026-03-27\n"
    "2025/26,5,2026-04-13,2026-05-22\n2025/26,6,2026-06-01,2026-07-21\n";

int program_county(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(folder_remove("c", &err), &err);
    assert_ok(folder_make("c/inbox", &err), &err);
    testing_write("c/county.ini", settings);
    testing_write("c/terms.csv", terms);
    testing_write("c/inbox/schools_20250901.csv",
                  "URN,LA (code),EstablishmentNumber,EstablishmentName,"
                  "PhaseOfEducation (name),TypeOfEstablishment (name),"
                  "EstablishmentStatus (name)\n"
                  "100001,919,4001,North School,Secondary,Academy,Open\n");
    testing_write("c/inbox/pupils_20250902.csv",
                  "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
                  "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
                  "FSMEver6\n"
                  "100001,L919400024001,Able,Anne,2011-01-01,F,WBRI,9,C,"
                  "2025-09-01,,N,N,N\n"
                  "100001,A919400024002,Baker,Bill,2011-31-01,M,WBRI,9,C,"
                  "2025-09-01,,N,N,N\n"
                  "100001,A919400024003,Crewe,Cath,2011-01-01,F,WBRI,9,C,"
                  "2025-09-01,,N,N,N\n");
    return 0;
}

static void copy(const char *from, const char *to)
{
    const char *const argv[] = { "cp", "-a", from, to, NULL };
    struct str notes = STR_INIT;
    struct err err = ERR_INIT;

    assert_ok(folder_remove(to, &err), &err);
    if (proc_run(argv, ".", NULL, 60, &notes, &err))
        fail_msg("%s: %s", err.msg, notes.text);
    str_release(&notes);
}

void program_keep(const char *kept)
{
    copy("c", kept);
}

void program_restore(const char *kept)
{
    copy(kept, "c");
}

int program_night(void **state)
{
    static bool is_kept;

    if (is_kept) {
        program_restore("night");
        return 0;
    }
    if (program_county(state)
        || vschool("run --quiet --config c/county.ini --as-of 2025-12-01"))
        return -1;
    program_keep("night");
    is_kept = true;
    return 0;
}

int64_t program_runs(void)
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
