#define _GNU_SOURCE /* memmem */
#include "tests/canary.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/db.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "ingest/keep/archive.h"
#include "tests/difference.h"
#include "tests/program.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define OTHER "A919400024002"
#define OTHER_ID "OTHER88"

static struct err err = ERR_INIT;

/* What nobody may find anywhere. */
static const char *const canaries[] = { CANARY, CANARY_FORMERLY, CANARY_CARE,
                                        "Quillfeather", "Zebediah" };

/* --- a county in which one child stands in everything --------------------- */

const char canary_roll[] =
    "URN,UPN,FormerUPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6,Language\n"
    "100001,L919400024001,P919400024003,Quillfeather,Zebediah,2011-01-31,M,"
    "WBRI,9,C,2025-09-01,,K,Y,Y,\"a\nb\"\n"
    "100001,A919400024002,,Other,Olive,2011-02-01,F,WBRI,9,C,2025-09-01,,N,N,"
    "N,English\n";

static const char care[] =
    "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,EndDate,"
    "EndReason,SocialWorker\n"
    "KANARY77,L919400024001,Quillfeather,Zebediah,2011-01-31,CLA,2025-01-01,,,"
    "W\n"
    "KANARY77,,QUILLFEATHER,Zebediah,2011-01-31,CIN,2024-01-01,2024-12-01,,W\n"
    "OTHER88,A919400024002,Other,Olive,2011-02-01,CIN,2025-01-01,,,W\n"
    "THIRD99,P919400024003,Third,Theo,2011-02-03,CIN,2025-01-01,,,W\n"
    /* Another table below it. */
    "ChildID,Name,Visited\n"
    "KANARY77,Zebediah,2025-09-01\n"
    "OTHER88,Olive,2025-09-02\n";

const char canary_marks[] = "URN,UPN,Date,Session,Mark\r\n"
                            "100001,L919400024001,2025-11-03,AM,/\r\n"
                            "100001,P919400024003,2025-11-03,PM,I\r\n"
                            "100001,A919400024002,2025-11-03,AM,O\r\n"
                            "999999,L919400024001,2025-11-04,AM,/\r\n"
                            "100001,A919400024002,2025-11-04,AM,/";

/* Without the lines of the child, as it would be sent of the others. */
static void add_others(struct str *text, const char *from)
{
    while (*from) {
        size_t len = strcspn(from, "\n");
        bool is_theirs = false;

        len += from[len] == '\n';
        for (size_t i = 0; i < sizeof(canaries) / sizeof(canaries[0]); i++)
            is_theirs |=
                memmem(from, len, canaries[i], strlen(canaries[i])) != NULL;
        if (!is_theirs)
            str_add_n(text, from, len);
        from += len;
    }
}

static void put(const char *path, const char *text, bool has_child)
{
    struct str others = STR_INIT;

    if (!has_child)
        add_others(&others, text);
    testing_write(path, has_child ? text : others.text);
    str_release(&others);
}

static void put_wide(const char *path, const char *text, bool has_child)
{
    struct str others = STR_INIT, wide = STR_INIT;

    if (!has_child)
        add_others(&others, text);
    str_add_n(&wide, "\xff\xfe", 2);
    for (const char *at = has_child ? text : others.text; *at; at++) {
        str_add_c(&wide, *at);
        str_add_c(&wide, '\0');
    }
    testing_write_bytes(path, wide.text, wide.len);
    str_release(&others);
    str_release(&wide);
}

/* `text` with each `from` as `to`. */
static char *with(char *text, const char *from, const char *to)
{
    struct str changed = STR_INIT;

    str_add_filled(&changed, text, from, to);
    free(text);
    return str_take(&changed);
}

/* What `describe` says of a type ("" of all), which the program is asked once:
   the config is the same whatever the test. */
static const char *described(const char *type)
{
    static struct map known = MAP_INIT; /* by type: which of these */
    static char **texts;
    static size_t count, capacity;
    struct str words = STR_INIT;
    int64_t at;
    bool added;

    at = *map_put(&known, type, strlen(type), (int64_t)count, &added);
    if ((size_t)at < count)
        return texts[at];
    str_addf(&words, "describe --config c/county.ini %s", type);
    assert_int_equal(vschool(words.text), 0);
    str_release(&words);
    MEM_ROOM(texts, count, capacity);
    return texts[count++] = mem_dup(out);
}

/* The example that `describe` shows of a type, of the child and of another. */
static void put_example(const char *type, bool has_child)
{
    struct str text = STR_INIT;
    char path[128], *mine, *other;
    const char *row, *header;

    row = strstr(described(type), "As CSV, the columns that must be there:\n");
    assert_non_null(row);
    header = strchr(row, '\n') + 1;
    header += strspn(header, " ");
    row = strchr(header, '\n') + 1;
    row += strspn(row, " ");
    mine = mem_dup_n(row, strcspn(row, "\n"));
    mine = with(mine, "12345", CANARY_CARE);
    other = with(mem_dup(mine), CANARY_CARE, OTHER_ID);
    other = with(other, CANARY, OTHER);
    str_addf(&text, "%.*s\n%s\n%s\n", (int)strcspn(header, "\n"), header, mine,
             other);
    snprintf(path, sizeof(path), "c/inbox/%s_20251101.csv", type);
    put(path, text.text, has_child);
    free(mine);
    free(other);
    str_release(&text);
}

/* Every type there is, but for those that are not of children, and for those
   that are written by hand above. */
static void put_examples(bool has_child)
{
    static const char *const others[] = { "schools",        "advisers",
                                          "school_returns", "benchmarks",
                                          "census_schools", "pupils",
                                          "attendance",     "social_care" };
    char *list;

    list = mem_dup(described(""));
    for (char *line = list, *next; *line; line = next) {
        bool is_other = false;

        next = line + strcspn(line, "\n");
        next += *next == '\n';
        line[strcspn(line, " \n")] = '\0';
        for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
            is_other |= !strcmp(line, others[i]);
        if (!is_other)
            put_example(line, has_child);
    }
    free(list);
}

static void make_county(bool has_child)
{
    assert_int_equal(program_county(NULL), 0);
    assert_ok(file_remove("c/inbox/pupils_20250902.csv", &err), &err);
    put("c/inbox/100001/roll_20250902.csv", canary_roll, has_child);
    put_wide("c/inbox/100001/roll_20251002.csv", canary_roll, has_child);
    put("c/inbox/care_20251001.csv", care, has_child);
    put("c/inbox/care_20251101.csv", care, has_child);
    put("c/inbox/marks_20251105.csv", canary_marks, has_child);
    put_wide("c/inbox/marks_20251106.csv", canary_marks, has_child);
    put("c/inbox/ad1_20251101.csv",
        "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE\n"
        "KANARY77,31/01/2011,,,\nOTHER88,01/02/2011,,,\n",
        has_child);
    put_examples(has_child);
}

/* --- what there is to be found -------------------------------------------- */

static void assert_not_in(const char *path, const char *bytes, size_t len)
{
    char *squeezed = mem_alloc(len + 1); /* of UTF-16 the ASCII */
    size_t kept = 0;

    for (size_t i = 0; i < len; i++)
        if (bytes[i])
            squeezed[kept++] = bytes[i];
    squeezed[kept] = '\0';
    for (size_t i = 0; i < sizeof(canaries) / sizeof(canaries[0]); i++)
        if (strcasestr(squeezed, canaries[i]))
            fail_msg("'%s' is in %s", canaries[i], path);
    free(squeezed);
}

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);

    return len >= strlen(end) && !strcmp(text + len - strlen(end), end);
}

static void look_into_content(const char *path, const char *below)
{
    struct archive_file *file = NULL;
    struct str bytes = STR_INIT;
    char sha256[HASH_TEXT_SIZE], piece[4096];
    ssize_t got;

    snprintf(sha256, sizeof(sha256), "%s", strrchr(below, '/') + 1);
    assert_ok(archive_open(&file, "c/archive", sha256, &err), &err);
    while ((got = archive_read(file, piece, sizeof(piece), &err)) > 0)
        str_add_n(&bytes, piece, (size_t)got);
    assert_int_equal(got, 0);
    archive_close(file);
    assert_not_in(path, bytes.text, bytes.len);
    str_release(&bytes);
}

static int look_into(void *context, const char *path, const char *below,
                     const struct stat *st, struct err *e)
{
    char *bytes;
    size_t len;

    (void)context;
    (void)e;
    assert_not_in("a name", below, strlen(below));
    if (S_ISLNK(st->st_mode) || !strncmp(below, "inbox/", 6))
        return 0;
    assert_ok(file_read(path, &bytes, &len, &err), &err);
    assert_not_in(path, bytes, len);
    free(bytes);
    if (ends_with(path, ".zst"))
        look_into_content(path, below);
    if (ends_with(path, ".xlsx")) {
        bytes = xlsx_all(path);
        assert_not_in(path, bytes, strlen(bytes));
        free(bytes);
    }
    return 0;
}

/* In no file but those of the inbox, which are their senders'. */
void canary_assert_nowhere(void)
{
    assert_ok(path_walk("c", look_into, NULL, NULL, &err), &err);
}

/* What anybody may read, but for what tells of files. */
char *canary_public(void)
{
    struct world w = { .db = NULL };
    struct str text = STR_INIT;

    assert_ok(db_open(&w.db, "c/w.db", DB_READ_ONLY, &err), &err);
    world_public(&w, &text);
    db_close(w.db);
    return str_take(&text);
}

static void add_line_unless_told(struct str *text, const char *line, size_t len)
{
    if (strncmp(line, "load_", 5) != 0)
        str_add_n(text, line, len);
}

static char *without_files(char *text)
{
    struct str kept = STR_INIT;

    for (char *at = text; *at;) {
        size_t len = strcspn(at, "\n");

        len += at[len] == '\n';
        add_line_unless_told(&kept, at, len);
        at += len;
    }
    free(text);
    return str_take(&kept);
}

char *canary_rows(const char *sql)
{
    struct world w = { .db = NULL };
    char *text;

    assert_ok(db_open(&w.db, "c/w.db", DB_READ_ONLY, &err), &err);
    text = world_rows(&w, sql);
    db_close(w.db);
    return text;
}

void canary_assert_rows(const char *sql, const char *wanted)
{
    char *is = canary_rows(sql);

    assert_string_equal(is, wanted);
    free(is);
}

static char *never_sent; /* the public relations of a county without the child
                          */

void canary_assert_never_sent(void)
{
    char *is = without_files(canary_public());

    if (!difference_same(never_sent, is)) {
        difference_say(never_sent, is);
        fail_msg("it is not as if the child had never been sent");
    }
    free(is);
    canary_assert_nowhere();
    canary_assert_rows("pragma integrity_check", "ok;");
    canary_assert_rows("pragma foreign_key_check", "");
}

int canary_never_sent(void **state)
{
    int status;

    (void)state;
    make_county(false);
    status = vschool(RUN);
    if (status != 0 && status != 3)
        fail_msg("%d: %s", status, errs);
    never_sent = without_files(canary_public());
    return 0;
}

int canary_sent(void **state)
{
    static bool is_kept;
    int status;

    (void)state;
    if (is_kept) {
        program_restore("sent");
        return 0;
    }
    make_county(true);
    status = vschool(RUN);
    if (status != 0 && status != 3)
        fail_msg("%d: %s", status, errs);
    program_keep("sent");
    is_kept = true;
    return 0;
}
