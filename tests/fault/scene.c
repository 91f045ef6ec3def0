#define _GNU_SOURCE /* utimensat, unshare */
#include "tests/fault/scene.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/db.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/proc.h"
#include "core/str.h"
#include "tests/difference.h"
#include "tests/program.h"
#include "tests/testing.h"
#include "tests/world.h"

#define CHECKED "c/inbox/marks_20250911.csv c/inbox/care_20250911.csv"
#define DAY "2025-09-30"
#define NEXT_DAY "2025-10-01"
const struct scene scenes[] = {
    { "run-first", "arrived", "run", DAY, false, true },
    { "run-next", "more", "run", DAY, false, true },
    { "run-again", "settled", "run", DAY, false, true },
    { "run-carry", "carried", "run", NEXT_DAY, false, true },
    { "run-moved", "moved", "run", DAY, false, true },
    { "run-begun", "begun", "run", DAY, false, true },
    { "run-hot", "hot", "run", DAY, false, true },
    { "run-cut", "cut", "run", DAY, false, true },
    { "rebuild-lost", "lost", "rebuild", DAY, false, true },
    { "rebuild", "settled", "rebuild", DAY, false, true },
    { "withdraw", "settled", "withdraw marks_20250911.csv", DAY, false, false },
    { "release", "settled", "release care_20250911.csv", DAY, false, false },
    { "ingest", "more", "ingest", DAY, false, true },
    { "transform", "ingested", "transform", DAY, false, true },
    { "forget", "keyed", "forget --upn L919400024001", DAY, false, true },
    { "forget-older", "aged", "forget --older-than 3", DAY, false, true },
    { "init", "settled", "init c/new", DAY, false, false },
    { "report", "settled", "report quality county", DAY, false, true },
    { "check-first", "arrived", "check c/inbox/marks_20250910.csv", DAY, false,
      true },
    { "check", "settled", "check " CHECKED, DAY, false, true },
    { "status", "settled", "status", DAY, false, true },
    { "verify", "settled", "verify", DAY, false, true },
    { "backup", "settled", "backup c/b.db", DAY, false, true },
    { "backup-over", "backed", "backup c/b.db", DAY, false, true },
    { "restore", "backed", "restore c/b.db", DAY, false, true },
    { "restore-lost", "backed-lost", "restore c/b.db", DAY, false, true },
    { "restore-hot", "backed-hot", "restore c/b.db", DAY, false, true },
    { "charts", "charts", "report strategic", "2026-02-13", true, true },
};
const size_t scene_count = sizeof(scenes) / sizeof(scenes[0]);

static const char *as_of = DAY; /* of the scene that was begun last */

/*
 * What a run leaves that is killed at a call, a share of those of its kind: a
 * first warehouse half built, rows in the WAL and no commit, a commit and the
 * packs not yet in their place, a commit that is in the WAL.
 */
static const struct cut {
    const char *name, *from, *kind;
    int64_t percent;
} cuts[] = {
    { "begun", "arrived", "pwrite", 50 },
    { "hot", "more", "pwrite", 60 },
    { "cut", "more", "rename", 100 },
    { "backed-hot", "backed-more", "pwrite", 100 },
};

/* --- folders --------------------------------------------------------------
 */

#define PLACES                                                                 \
    "[county]\nla_code = 919\nla_name = Northmere\nregion = Somewhere\n"       \
    "[paths]\ninbox = inbox\nwarehouse = w.db\noutbox = outbox\n"              \
    "archive = archive\n"

/* Of what is made once a term or a year one folder tells (carried): made in a
   run that a fault has kept from a file, it would stay so by its cadence. */
#define RULES "[rules]\nsettle_seconds = 0\n[packs]\nadvisers = never\n"
#define PACKS                                                                  \
    RULES "strategic = never\ncounty = nightly\nquality = nightly\n"           \
          "annual = never\nschools = nightly\n"

struct file {
    const char *path, *text;
};

static const struct file first_files[] = {
    { "c/terms.csv",
      "AcademicYear,HalfTerm,Start,End\n"
      "2025/26,1,2025-09-01,2025-10-24\n2025/26,2,2025-11-03,2025-12-19\n"
      "2025/26,3,2026-01-05,2026-02-13\n2025/26,4,2026-02-23,2026-03-27\n"
      "2025/26,5,2026-04-13,2026-05-22\n2025/26,6,2026-06-01,2026-07-21\n" },
    { "c/inbox/schools_20250901.csv",
      "URN,LA (code),EstablishmentNumber,EstablishmentName,"
      "PhaseOfEducation (name),TypeOfEstablishment (name),"
      "EstablishmentStatus (name)\n"
      "100001,919,4001,North School,Secondary,Academy,Open\n"
      "100002,919,4002,South School,Secondary,Academy,Open\n" },
    { "c/inbox/pupils_20250902.csv",
      "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
      "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
      "100001,L919400024001,Able,Anne,2011-01-01,F,WBRI,9,C,2025-09-01,,N,N,N\n"
      "100001,A919400024002,Baker,Bill,2011-31-01,M,WBRI,9,C,2025-09-01,,N,N,"
      "N\n"
      "100002,P919400024003,Crewe,Cath,2011-01-01,F,WBRI,9,C,2025-09-01,,N,N,"
      "N\n" },
    { "c/inbox/south/care_20250910.csv",
      "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
      "1,L919400024001,2011-01-01,CLA,2025-01-01,,\n"
      "2,P919400024003,2011-01-01,CIN,2025-01-01,,\n" },
    { "c/inbox/marks_20250910.csv", "URN,UPN,Date,Session,Mark\n"
                                    "100001,L919400024001,2025-09-02,AM,/\n"
                                    "100001,L919400024001,2025-09-02,PM,I\n"
                                    "100002,P919400024003,2025-09-02,AM,O\n" },
    { "c/inbox/suspensions_20250920.csv",
      "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome,"
      "ReintegrationDate\n"
      "100002,P919400024003,SUSP,2025-09-10,2025-09-11,4,PP,,2025-09-12\n" },
    { NULL, NULL },
};

/* One more of a kind, one late, one that is held. */
static const struct file more_files[] = {
    { "c/inbox/marks_20250911.csv", "URN,UPN,Date,Session,Mark\n"
                                    "100001,L919400024001,2025-09-03,AM,I\n"
                                    "100001,L919400024001,2025-09-02,PM,/\n" },
    { "c/inbox/late/pupils_20250901.csv",
      "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
      "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
      "100001,L919400024001,Able,Ann,2011-01-01,F,WBRI,9,C,2025-09-01,,K,N,N\n"
      "100002,D919400024004,Dale,Dan,2011-01-01,M,WBRI,9,C,2025-09-01,,N,N,N"
      "\n" },
    { "c/inbox/care_20250911.csv",
      "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n" },
    { NULL, NULL },
};

/* Files that do not change between two copies, long before the clock. */
static void put(const struct file *files)
{
    static const struct timespec then[2] = { { 1758000000, 0 },
                                             { 1758000000, 0 } };

    for (; files->path; files++) {
        testing_write(files->path, files->text);
        assert_int_equal(utimensat(AT_FDCWD, files->path, then, 0), 0);
    }
}

static void copy_folder(const char *from, const char *to);

static int copy_file(void *context, const char *path, const char *below,
                     const struct stat *st, struct err *err)
{
    const struct timespec times[2] = { st->st_atim, st->st_mtim };
    char *to = path_join(context, below);
    char *bytes = NULL;
    size_t len = 0;

    if (S_ISLNK(st->st_mode)) {
        assert_ok(path_link(path, &bytes, err), err);
        assert_int_equal(symlink(bytes, to), 0);
    } else {
        assert_ok(file_read(path, &bytes, &len, err), err);
        testing_write_bytes(to, bytes, len);
        assert_int_equal(chmod(to, st->st_mode & 07777), 0);
        assert_int_equal(utimensat(AT_FDCWD, to, times, 0), 0);
    }
    free(bytes);
    free(to);
    return 0;
}

static int copy_mode(void *context, const char *path, const char *below,
                     const struct stat *st, struct err *err)
{
    char *to = path_join(context, below);

    (void)path;
    assert_ok(folder_make(to, err), err);
    assert_int_equal(chmod(to, st->st_mode & 07777), 0);
    free(to);
    return 0;
}

static void copy_into(const char *from, const char *to)
{
    struct err err = ERR_INIT;
    char *context = mem_dup(to);

    assert_ok(path_walk(from, copy_file, copy_mode, context, &err), &err);
    free(context);
}

static void copy_folder(const char *from, const char *to)
{
    struct err err = ERR_INIT;

    assert_ok(folder_remove(to, &err), &err);
    assert_ok(folder_make(to, &err), &err);
    copy_into(from, to);
}

/* --- a disk of its own ----------------------------------------------------
 */

#define PLENTY "size=512m"
static bool has_disk;

/* Mounts of our own, which nobody else sees and which end with us. */
static bool may_mount(void)
{
    static bool is_tried, may;

    if (!is_tried)
        may = (unshare(CLONE_NEWNS) == 0
               || unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0)
              && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
    is_tried = true;
    return may;
}

static bool take_disk(void)
{
    has_disk = may_mount() && mount("c", "c", "tmpfs", 0, PLENTY) == 0;
    return has_disk;
}

static void give_disk_back(void)
{
    if (has_disk)
        assert_int_equal(umount2("c", MNT_DETACH), 0);
    has_disk = false;
}

int64_t scene_disk_used(void)
{
    struct statvfs disk;

    assert_int_equal(statvfs("c", &disk), 0);
    return (int64_t)(disk.f_blocks - disk.f_bfree);
}

void scene_leave_pages(int64_t pages)
{
    char size[32] = PLENTY;
    long long most = scene_disk_used();

    most += pages;
    if (pages >= 0)
        snprintf(size, sizeof(size), "nr_blocks=%lld", most);
    if (mount("c", "c", "tmpfs", MS_REMOUNT, size) != 0)
        fail_msg("a disk of %s: %s", size, strerror(errno));
}

static int find_largest(void *context, const char *path, const char *below,
                        const struct stat *st, struct err *err)
{
    int64_t *largest = context;

    (void)path;
    (void)below;
    (void)err;
    if (st->st_size > *largest)
        *largest = st->st_size;
    return 0;
}

int64_t scene_largest(void)
{
    struct err err = ERR_INIT;
    int64_t largest = 0;

    assert_ok(path_walk("c", find_largest, NULL, &largest, &err), &err);
    return largest / 1024 + 1;
}

static int look_at_warehouse(const char *path);
static void run_well(void);
static void command_well(const char *words);
static void copy_if_there(const char *from, const char *to);

/* Enough of a county for a chart, its other packs and stages done. */
static void make_charts(void)
{
    static const char figures[] = "[disclosure]\nsuppress_below = 1\n";
    const char *const argv[] = { testing_environment("VSCHOOL_MAKE_COUNTY"),
                                 "--schools",
                                 "1",
                                 "--pupils-per-school",
                                 "40",
                                 "c",
                                 NULL };
    struct str notes = STR_INIT;
    struct str text = STR_INIT;
    struct err err = ERR_INIT;

    assert_ok(folder_remove("c", &err), &err);
    assert_ok(proc_run(argv, NULL, NULL, 60, &notes, &err), &err);
    str_release(&notes);
    copy_if_there("c/config/terms.csv", "c/terms.csv");
    str_addf(&text,
             PLACES RULES "strategic = never\ncounty = never\n"
                          "quality = never\n%s",
             figures);
    testing_write("c/county.ini", text.text);
    run_well();
    str_clear(&text);
    str_addf(&text,
             PLACES RULES "strategic = nightly\ncounty = never\n"
                          "quality = never\n%s",
             figures);
    testing_write("c/county.ini", text.text);
    str_release(&text);
    copy_folder("c", "charts");
}

static void make_cut(const struct cut *cut)
{
    static const struct trace_harm killed = { "KILL", 0, TRACE_BEFORE };
    struct trace_fault fault = { trace_kind(cut->kind), &killed, 0 };
    struct trace_result result;

    copy_folder(cut->from, "c");
    scene_command("run", NULL, true, 120, NULL, &result);
    fault.n = 1 + (result.calls[fault.kind] - 1) * cut->percent / 100;
    copy_folder(cut->from, "c");
    scene_command("run", &fault, false, 120, NULL, &result);
    assert_true(result.is_killed);
    copy_folder("c", cut->name);
}

static void make_beginning(const struct scene *scene)
{
    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++)
        if (!strcmp(cuts[i].name, scene->from)
            && !testing_is_there(scene->from))
            make_cut(&cuts[i]);
    as_of = scene->as_of;
    if (scene->has_charts && !testing_is_there(scene->from))
        make_charts();
}

void scene_reset(const struct scene *scene)
{
    give_disk_back();
    make_beginning(scene);
    copy_folder(scene->from, "c");
}

bool scene_reset_on_disk(const struct scene *scene)
{
    struct err err = ERR_INIT;

    give_disk_back();
    make_beginning(scene);
    assert_ok(folder_remove("c", &err) || folder_make("c", &err), &err);
    if (!take_disk())
        return false;
    copy_into(scene->from, "c");
    return true;
}

static void run_well(void)
{
    command_well("run");
}

static void command_well(const char *words)
{
    struct trace_result result;

    scene_command(words, NULL, false, 120, NULL, &result);
    if (result.status == 0 || result.status == 3)
        return;
    fail_msg("status %d: %s", result.status, program_text("errs"));
}

/* Years that are over, of a child who stayed and of one who left. */
static const struct file older_files[] = {
    { "c/inbox/pupils_20210901.csv",
      "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
      "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
      "100001,L919400024001,Able,Anne,2011-01-01,F,WBRI,5,C,2018-09-01,,N,N,N\n"
      "100001,T919400024005,Early,Ed,2006-01-01,M,WBRI,11,C,2018-09-01,"
      "2021-07-20,N,N,N\n" },
    { "c/inbox/marks_20210901.csv", "URN,UPN,Date,Session,Mark\n"
                                    "100001,L919400024001,2021-06-30,AM,/\n"
                                    "100001,T919400024005,2021-06-30,AM,O\n" },
    { NULL, NULL },
};

void scene_make(void)
{
    struct err err = ERR_INIT;

    for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++)
        assert_ok(folder_remove(cuts[i].name, &err), &err);
    assert_ok(folder_remove("charts", &err), &err);
    assert_ok(folder_remove("c", &err), &err);
    put(first_files);
    testing_write("c/county.ini", PLACES PACKS);
    copy_folder("c", "arrived");
    run_well();
    put(more_files);
    copy_folder("c", "more");
    command_well("backup c/b.db");
    copy_folder("c", "backed-more");
    run_well();
    copy_folder("c", "backed");
    assert_ok(file_remove("c/w.db", &err), &err);
    copy_folder("c", "backed-lost");
    copy_folder("more", "c");
    run_well();
    copy_folder("c", "settled");
    /* A pack that is not due the next day is carried over. */
    testing_write("c/county.ini", PLACES RULES
                  "strategic = never\ncounty = termly\nquality = nightly\n");
    copy_folder("c", "carried");
    /* A key that is there is taken, so that digests are the same each time. */
    copy_folder("settled", "c");
    testing_write("c/w.db.key", "00112233445566778899aabbccddeeff"
                                "00112233445566778899aabbccddeeff\n");
    assert_int_equal(chmod("c/w.db.key", 0600), 0);
    copy_folder("c", "keyed");
    copy_folder("settled", "c");
    put(older_files);
    run_well();
    copy_folder("c", "aged");
    copy_folder("more", "c");
    command_well("ingest");
    copy_folder("c", "ingested");
    copy_folder("settled", "c");
    assert_ok(file_remove("c/w.db", &err), &err);
    copy_folder("c", "lost");
    copy_folder("more", "c");
    testing_write("c/county.ini", PLACES "after_load = archive\n" PACKS);
    copy_folder("c", "moved");
}

/* --- commands -------------------------------------------------------------
 */

static void say_command(const char *words, struct program_line *line)
{
    char all[512];

    snprintf(all, sizeof(all), "%s --config c/county.ini --as-of %s", words,
             as_of);
    program_say(line, all);
}

void scene_command(const char *words, const struct trace_fault *fault,
                   bool counts, unsigned seconds,
                   const struct trace_watch *watch, struct trace_result *result)
{
    struct program_line line;

    say_command(words, &line);
    trace_run(line.argv, fault, counts, seconds, watch, result);
}

/* --- another command beside it --------------------------------------------
 */

/* The process that holds the byte of the lock (command/session.h), or 0. */
static pid_t holder_of(off_t byte)
{
    struct flock one = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1
    };
    int fd = open("c/w.db.lock", O_RDWR | O_CLOEXEC);

    if (fd < 0)
        return 0;
    assert_int_equal(fcntl(fd, F_GETLK, &one), 0);
    close(fd);
    return one.l_type == F_UNLCK ? 0 : one.l_pid;
}

/* Only the thread that made the call stands still. */
static bool stands_still(pid_t process)
{
    struct path_names threads;
    struct err err = ERR_INIT;
    char path[64];
    bool is;

    snprintf(path, sizeof(path), "/proc/%d/task", (int)process);
    assert_ok(path_list(path, &threads, &err), &err);
    is = threads.count == 1;
    path_names_release(&threads);
    return is;
}

static int add_stamp(void *context, const char *path, const char *below,
                     const struct stat *st, struct err *err)
{
    (void)path;
    (void)err;
    str_addf(context, "%s %llu %lld %lld.%09ld %o\n", below,
             (unsigned long long)st->st_ino, (long long)st->st_size,
             (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
             (unsigned)st->st_mode);
    return 0;
}

/* What nobody can touch without another text. */
static char *stamps(void)
{
    struct str text = STR_INIT;
    struct err err = ERR_INIT;

    assert_ok(path_walk("c", add_stamp, add_stamp, &text, &err), &err);
    return str_take(&text);
}

#define BESIDE_SECONDS 60

static void become_beside(char *const argv[]) __attribute__((noreturn));
static void become_beside(char *const argv[])
{
    int to = open("beside", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (to < 0 || dup2(to, 1) < 0 || dup2(to, 2) < 0)
        _exit(126);
    alarm(BESIDE_SECONDS); /* which outlives exec: nothing is waited for */
    execv(argv[0], argv);
    _exit(127);
}

static int run_to_end(const char *words)
{
    struct program_line line;
    int status = 0;
    pid_t pid, ended;

    say_command(words, &line);
    pid = fork();
    if (pid == 0)
        become_beside(line.argv);
    do
        ended = waitpid(pid, &status, 0);
    while (ended < 0 && errno == EINTR);
    assert_true(pid > 0 && ended == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void scene_run_beside(const char *command, struct scene_beside *beside)
{
    const bool is_backup = !strcmp(command, "backup");
    struct err err = ERR_INIT;
    const pid_t holder = holder_of(is_backup);
    char *before = stamps();
    char *after;

    beside->was_locked = holder != 0;
    beside->status = run_to_end(is_backup ? "backup d.db" : command);
    after = stamps();
    beside->has_touched =
        holder && stands_still(holder) && strcmp(before, after) != 0;
    beside->content = is_backup ? look_at_warehouse("d.db") : 0;
    assert_ok(file_remove("d.db", &err), &err);
    free(before);
    free(after);
}

/* --- looking --------------------------------------------------------------
 */

struct known {
    char key[2 * HASH_TEXT_SIZE]; /* SHA-256 of the warehouse and its WAL */
    int content;
};
static struct known *known;
static size_t known_count, known_capacity;
static char **contents; /* distinct dumps */
static size_t content_count, content_capacity;
static char trouble[256];

const char *scene_trouble(void)
{
    return trouble;
}

static bool is_there(const char *path)
{
    enum path_kind kind;
    struct err err = ERR_INIT;

    assert_ok(path_look(path, &kind, NULL, &err), &err);
    return kind != PATH_ABSENT;
}

static void copy_if_there(const char *from, const char *to)
{
    struct err err = ERR_INIT;
    char *bytes;
    size_t len;

    assert_ok(file_remove(to, &err), &err);
    if (!is_there(from))
        return;
    assert_ok(file_read(from, &bytes, &len, &err), &err);
    testing_write_bytes(to, bytes, len);
    free(bytes);
}

/*
 * What was said of each file, in whatever run that was; but that one had not
 * changed, which is said where its number on the disk is another than it was,
 * and that one could not be read, which a fault leaves standing in its run.
 */
static void add_files(struct world *world, struct str *text)
{
    char *rows = world_rows(
        world, "select 'load_file', path, sha256, type, extract_time, status,"
               " rows_read, rows_loaded, rows_duplicate, rows_superseded,"
               " rows_rejected, lines_skipped, message || char(10)"
               " from load_file where status <> 'incomplete'"
               " and (status <> 'unchanged' or message <> '')"
               " order by run_id, path, status");

    str_add(text, rows);
    free(rows);
}

/* What is in the copy of the warehouse; -1 where it cannot be read. */
static int read_content(void)
{
    struct world world = { .db = NULL };
    struct err err = ERR_INIT;
    struct str text = STR_INIT;
    int64_t tables = 0;
    int found = -1;

    if (db_open(&world.db, "look/w.db", DB_WRITE, &err)
        || db_exec(world.db, "pragma integrity_check", &err)
        || db_read_int(world.db, "select count(*) from sqlite_schema", &tables,
                       &err)) {
        snprintf(trouble, sizeof(trouble), "%.250s", err.msg);
        db_close(world.db);
        return -1;
    }
    world_public(&world, &text);
    add_files(&world, &text);
    db_close(world.db);
    for (size_t i = 0; found < 0 && i < content_count; i++)
        if (difference_same(contents[i], text.text))
            found = (int)i + 1;
    if (found < 0) {
        MEM_ROOM(contents, content_count, content_capacity);
        contents[content_count++] = str_take(&text);
        found = (int)content_count;
    }
    str_release(&text);
    return found;
}

/* At a warehouse, or the backup of one: as struct scene_state tells. */
static int look_at_warehouse(const char *path)
{
    static const char *const ends[] = { "", "-wal", "-journal" };
    struct err err = ERR_INIT;
    struct known k = { "", 0 };

    if (!is_there(path))
        return 0;
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        char from[32], to[32];

        snprintf(from, sizeof(from), "%s%s", path, ends[i]);
        snprintf(to, sizeof(to), "look/w.db%s", ends[i]);
        copy_if_there(from, to);
    }
    assert_ok(file_remove("look/w.db-shm", &err), &err);
    assert_ok(hash_file("look/w.db", k.key, &err), &err);
    if (is_there("look/w.db-wal"))
        assert_ok(hash_file("look/w.db-wal", k.key + HASH_TEXT_SIZE - 1, &err),
                  &err);
    for (size_t i = 0; i < known_count; i++)
        if (!strcmp(known[i].key, k.key))
            return known[i].content;
    k.content = read_content();
    MEM_ROOM(known, known_count, known_capacity);
    known[known_count++] = k;
    return k.content;
}

struct listing {
    struct str names, bytes;
};

/* Digits after ".runs/" and "run": are another each time. */
static void add_without_numbers(struct str *text, const char *path)
{
    for (const char *at = path; *at;) {
        static const char *const before[] = { ".runs/",
                                              "\"run\": ", "\"run\":" };
        size_t len = 1;

        for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
            if (!strncmp(at, before[i], strlen(before[i]))) {
                len = strlen(before[i]);
                break;
            }
        str_add_n(text, at, len);
        at += len;
        while (len > 1 && isdigit((unsigned char)*at))
            at++;
    }
}

static int list_file(void *context, const char *path, const char *below,
                     const struct stat *st, struct err *err)
{
    struct listing *list = context;
    char hash[HASH_TEXT_SIZE] = "";
    char *target = NULL;

    if (!strcmp(below, "w.db.log"))
        return 0;
    if (S_ISLNK(st->st_mode))
        assert_ok(path_link(path, &target, err), err);
    else
        assert_ok(hash_file(path, hash, err), err);
    add_without_numbers(&list->names, below);
    if (target) {
        str_add(&list->names, " -> ");
        add_without_numbers(&list->names, target);
    }
    str_add(&list->names, "\n");
    str_addf(&list->bytes, "%s %s%s %o\n", below, hash, target ? target : "",
             (unsigned)st->st_mode & 07777u);
    free(target);
    return 0;
}

static int list_folder(void *context, const char *path, const char *below,
                       const struct stat *st, struct err *err)
{
    struct listing *list = context;

    (void)path;
    (void)err;
    add_without_numbers(&list->names, below);
    str_add(&list->names, "/\n");
    str_addf(&list->bytes, "%s/ %o\n", below, (unsigned)st->st_mode & 07777u);
    return 0;
}

/* A manifest without what is another for each run. */
static void add_manifest(struct str *text, const char *manifest)
{
    struct str kept = STR_INIT;

    for (const char *at = manifest; *at;) {
        size_t len = strcspn(at, "\n") + (strchr(at, '\n') != NULL);
        char *line = mem_dup_n(at, len);

        if (!strstr(line, "\"quality/"))
            str_add(&kept, line);
        free(line);
        at += len;
    }
    add_without_numbers(text, kept.text);
    str_release(&kept);
}

struct published {
    struct str text, exact;
};

static int list_published(void *context, const char *path, const char *below,
                          const struct stat *st, struct err *err)
{
    struct published *list = context;
    struct str plain = STR_INIT;
    char hash[HASH_TEXT_SIZE];
    char *bytes;
    size_t len;

    assert_ok(file_read(path, &bytes, &len, err), err);
    hash_bytes(bytes, len, hash);
    str_addf(&list->exact, "%s %s\n", below, hash);
    /* The quality pack tells of runs, what failed included. */
    if (!strncmp(below, "quality/", 8))
        hash[0] = '\0';
    if (!strcmp(below, "manifest.json")) {
        add_manifest(&plain, bytes);
        hash_bytes(plain.text, plain.len, hash);
    }
    str_addf(&list->text, "%s %s %o\n", below, hash,
             (unsigned)st->st_mode & 07777u);
    free(bytes);
    str_release(&plain);
    return 0;
}

void scene_look(struct scene_state *state)
{
    struct listing list = { STR_INIT, STR_INIT };
    struct published published = { STR_INIT, STR_INIT };
    struct err err = ERR_INIT;

    assert_ok(path_walk("c", list_file, list_folder, &list, &err), &err);
    assert_ok(
        path_walk("c/outbox/latest", list_published, NULL, &published, &err),
        &err);
    state->warehouse = look_at_warehouse("c/w.db");
    state->backup = look_at_warehouse("c/b.db");
    state->published = str_take(&published.text);
    state->exact = str_take(&published.exact);
    state->names = str_take(&list.names);
    state->bytes = str_take(&list.bytes);
}

void scene_release(struct scene_state *state)
{
    free(state->published);
    free(state->exact);
    free(state->names);
    free(state->bytes);
    memset(state, 0, sizeof(*state));
}

void scene_say(const struct scene_state *is, const struct scene_state *wanted)
{
    if (is->warehouse < 0)
        print_message("warehouse: %s\n", trouble);
    else if (is->warehouse != wanted->warehouse && is->warehouse
             && wanted->warehouse > 0)
        difference_say(contents[wanted->warehouse - 1],
                       contents[is->warehouse - 1]);
    else if (is->warehouse != wanted->warehouse)
        print_message("warehouse: %d and not %d\n", is->warehouse,
                      wanted->warehouse);
    if (strcmp(is->published, wanted->published) != 0)
        difference_say(wanted->published, is->published);
    if (strcmp(is->names, wanted->names) != 0)
        difference_say(wanted->names, is->names);
}
