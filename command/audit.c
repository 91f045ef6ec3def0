#include "command/audit.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "command/chain.h"
#include "core/db.h"
#include "core/err.h"
#include "core/finding.h"
#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"

#define SQL "command/sql/audit.sql#"

#define DIGEST (HASH_TEXT_SIZE - 1)
#define INSTANT 20 /* "2026-02-13T04:05:06Z" */
#define SEAL "; seal "
#define BEFORE " before "
#define HASH " hash "
#define LENGTH(text) (sizeof(text) - 1)
/* What every line ends with, from SEAL and from HASH on. */
#define TAIL_LENGTH                                                            \
    (LENGTH(SEAL) + LENGTH(BEFORE) + LENGTH(HASH) + 3 * (size_t)DIGEST)
#define HASH_LENGTH (LENGTH(HASH) + DIGEST)

/* --- a line --------------------------------------------------------------- */

/* Pieces of the log's text, which outlives it. */
struct line {
    int64_t number, run_id;
    const char *when, *said, *seal, *before, *hash;
    size_t said_len, hashed_len; /* of what `hash` is the hash of */
};

static bool take_number(const char **at, const char *end, int64_t *number)
{
    const char *from = *at;

    for (*number = 0; *at < end && **at >= '0' && **at <= '9'; ++*at)
        if (*at - from < 18)
            *number = *number * 10 + (**at - '0');
    return *at > from && *at - from < 18;
}

static bool take_text(const char **at, const char *end, const char *text)
{
    size_t len = strlen(text);

    if ((size_t)(end - *at) < len || strncmp(*at, text, len) != 0)
        return false;
    *at += len;
    return true;
}

static bool take_digest(const char **at, const char *end, const char **digest)
{
    char text[HASH_TEXT_SIZE] = "";

    if ((size_t)(end - *at) < DIGEST)
        return false;
    memcpy(text, *at, DIGEST);
    *digest = *at;
    *at += DIGEST;
    return hash_is_text(text);
}

static bool read_line(struct line *line, const char *at, size_t len)
{
    const char *end = at + len;
    const char *tail = end - TAIL_LENGTH;

    if (len < TAIL_LENGTH)
        return false;
    line->hashed_len = len - HASH_LENGTH;
    if (!take_number(&at, tail, &line->number) || !take_text(&at, tail, " ")
        || tail - at < INSTANT)
        return false;
    line->when = at;
    at += INSTANT;
    if (!take_text(&at, tail, " run ") || !take_number(&at, tail, &line->run_id)
        || !take_text(&at, tail, " "))
        return false;
    line->said = at;
    line->said_len = (size_t)(tail - at);
    return take_text(&tail, end, SEAL) && take_digest(&tail, end, &line->seal)
           && take_text(&tail, end, BEFORE)
           && take_digest(&tail, end, &line->before)
           && take_text(&tail, end, HASH)
           && take_digest(&tail, end, &line->hash);
}

static bool is_digest(const char *piece, const char *digest)
{
    return !strncmp(piece, digest, DIGEST);
}

/* --- the log as it stands ------------------------------------------------- */

struct audit {
    const char *path;
    int fd;
    char *text;
    size_t len;        /* of whole lines */
    size_t torn;       /* bytes of one that has no end */
    struct line *live; /* of the runs that there are by the lines so far */
    size_t live_count, live_capacity;
    struct line failed; /* the run that did last, none committed since */
    struct audit_head head;
    bool ends_well; /* the last line is one of ours */
    int returns;    /* to an earlier warehouse */
};

static int fail(const struct audit *a, const char *verb, struct err *err)
{
    return err_set(err, ERR_CANTCREAT, "cannot %s the log '%s': %s", verb,
                   a->path, strerror(errno));
}

/*
 * Others hold it for as long as a line takes: they are waited for, a second.
 * After that a reader goes without, so that who asks how things stand beside a
 * writer that a slow disk keeps is answered: what is there of a line that is
 * being written has no end, and is not read.
 */
static int lock(const struct audit *a, short type, struct err *err)
{
    static const struct timespec moment = { 0, 20000000 };
    struct flock whole = { .l_type = type, .l_whence = SEEK_SET };

    for (int tries = 50; fcntl(a->fd, F_SETLK, &whole) != 0; tries--) {
        if (errno != EACCES && errno != EAGAIN)
            return fail(a, "lock", err);
        if (!tries)
            return type == F_RDLCK ? 0 : fail(a, "lock", err);
        (void)nanosleep(&moment, NULL);
    }
    return 0;
}

static int read_all(struct audit *a, struct err *err)
{
    struct str all = STR_INIT;
    ssize_t got;

    do {
        str_reserve(&all, 1 << 16);
        got = read(a->fd, all.text + all.len, 1 << 16);
        if (got > 0)
            all.len += (size_t)got;
    } while (got > 0);
    if (got < 0) {
        str_release(&all);
        return fail(a, "read", err);
    }
    all.text[all.len] = '\0';
    a->len = all.len;
    a->text = str_take(&all);
    for (; a->len && a->text[a->len - 1] != '\n'; a->torn++)
        a->len--;
    return 0;
}

/* What the next line gives as the hash of what is before it. */
static void hash_so_far(const struct audit *a, size_t len,
                        char text[HASH_TEXT_SIZE])
{
    if (a->ends_well)
        memcpy(text, a->head.hash, HASH_TEXT_SIZE);
    else if (len)
        hash_bytes(a->text, len, text);
    else
        memcpy(text, CHAIN_ZEROS, HASH_TEXT_SIZE);
}

static void check_line(const struct audit *a, const struct line *line,
                       size_t at, struct finding *found)
{
    const long long number = line->number;
    char digest[HASH_TEXT_SIZE];

    hash_bytes(a->text + at, line->hashed_len, digest);
    if (!is_digest(line->hash, digest))
        finding_fault(found, "line %lld is not as it was written", number);
    hash_so_far(a, at, digest);
    if (!is_digest(line->before, digest) || number != a->head.lines + 1)
        finding_fault(found,
                      "line %lld does not go on from what stands before it:"
                      " something was changed, taken out or put in",
                      number);
}

/* Runs after `run_id` are given up. */
static void go_back(struct audit *a, int64_t run_id)
{
    const size_t count = a->live_count;

    while (a->live_count && a->live[a->live_count - 1].run_id > run_id)
        a->live_count--;
    a->returns += a->live_count < count;
}

static void follow_line(struct audit *a, const struct line *line,
                        struct finding *found)
{
    const char *at = line->said;
    const char *end = at + line->said_len;
    const struct line *last;
    int64_t before = 0;

    if (take_text(&at, end, AUDIT_RESTORED)) {
        go_back(a, line->run_id);
    } else if (take_text(&at, end, AUDIT_FAILED)) {
        a->failed = *line;
    } else if (take_text(&at, end, "after ")) {
        a->failed = (struct line){ 0 };
        if (take_number(&at, end, &before))
            go_back(a, before);
        last = a->live_count ? &a->live[a->live_count - 1] : NULL;
        if (found && (last ? last->run_id : 0) != before)
            finding_fault(found,
                          "line %lld: run %lld came after run %lld, of which"
                          " the log does not tell",
                          (long long)line->number, (long long)line->run_id,
                          (long long)before);
        MEM_ROOM(a->live, a->live_count, a->live_capacity);
        a->live[a->live_count++] = *line;
    }
    if (line->run_id > a->head.greatest)
        a->head.greatest = line->run_id;
}

/* All lines in order; `found` may be NULL. */
static void follow_lines(struct audit *a, struct finding *found)
{
    for (size_t at = 0, len; at < a->len; at += len + 1) {
        const char *end = memchr(a->text + at, '\n', a->len - at);
        struct line line;

        len = (size_t)(end - (a->text + at));
        if (!read_line(&line, a->text + at, len)) {
            if (found && a->head.lines)
                finding_fault(found, "what follows line %lld is no line",
                              (long long)a->head.lines);
            a->ends_well = false;
            continue;
        }
        if (found)
            check_line(a, &line, at, found);
        follow_line(a, &line, found);
        a->head.lines = line.number;
        memcpy(a->head.hash, line.hash, DIGEST);
        a->ends_well = true;
    }
    if (a->live_count) {
        a->head.run_id = a->live[a->live_count - 1].run_id;
        memcpy(a->head.seal, a->live[a->live_count - 1].seal, DIGEST);
    }
}

static int open_log(struct audit *a, const char *path, bool writes,
                    struct finding *found, struct err *err)
{
    memset(a, 0, sizeof(*a));
    a->path = path;
    memcpy(a->head.hash, CHAIN_ZEROS, HASH_TEXT_SIZE);
    memcpy(a->head.seal, CHAIN_ZEROS, HASH_TEXT_SIZE);
    a->fd = open(path,
                 (writes ? O_RDWR | O_CREAT | O_APPEND : O_RDONLY) | O_CLOEXEC,
                 0600);
    if (a->fd < 0 && !writes && errno == ENOENT)
        return 0;
    if (a->fd < 0)
        return fail(a, "open", err);
    if (lock(a, writes ? F_WRLCK : F_RDLCK, err) || read_all(a, err))
        return -1;
    follow_lines(a, found);
    return 0;
}

static void close_log(struct audit *a)
{
    if (a->fd >= 0)
        close(a->fd); /* and with it the lock */
    free(a->text);
    free(a->live);
}

/* --- writing -------------------------------------------------------------- */

static void add_line(struct audit *a, struct str *lines, const char *now,
                     int64_t run_id, const char *said, const char *seal)
{
    char hash[HASH_TEXT_SIZE];
    struct str line = STR_INIT;

    assert(strlen(now) == INSTANT);
    hash_so_far(a, a->len, hash);
    str_addf(&line, "%lld %s run %lld %s" SEAL "%s" BEFORE "%s",
             (long long)a->head.lines + 1, now, (long long)run_id, said, seal,
             hash);
    for (char *at = line.text; *at; at++)
        if (*at == '\n' || *at == '\r')
            *at = ' ';
    hash_bytes(line.text, line.len, hash);
    str_addf(lines, "%s" HASH "%s\n", line.text, hash);
    str_release(&line);
    a->head.lines++;
    memcpy(a->head.hash, hash, HASH_TEXT_SIZE);
    a->ends_well = true;
}

static int put(const struct audit *a, const struct str *lines, struct err *err)
{
    for (size_t at = 0; at < lines->len;) {
        ssize_t done = write(a->fd, lines->text + at, lines->len - at);

        if (done < 0)
            return fail(a, "write", err);
        at += (size_t)done;
    }
    return fsync(a->fd) == 0 ? 0 : fail(a, "write", err);
}

/* Whole lines or none; the first ones bring the file's name to disk too. */
static int append(struct audit *a, const struct str *lines, struct err *err)
{
    char *folder;
    int ret;

    if (!lines->len)
        return 0;
    if (a->torn && ftruncate(a->fd, (off_t)a->len) != 0)
        return fail(a, "write", err);
    if (put(a, lines, err)) {
        /* Where it cannot, whoever writes next does it. */
        int rc = ftruncate(a->fd, (off_t)a->len);

        (void)rc;
        return -1;
    }
    if (a->len)
        return 0;
    folder = path_folder(a->path);
    ret = path_sync(folder, err);
    free(folder);
    return ret;
}

int audit_read_head(const char *path, struct audit_head *head, struct err *err)
{
    struct audit a;
    int ret = open_log(&a, path, false, NULL, err);

    *head = a.head;
    close_log(&a);
    return ret;
}

int audit_add_failure(const char *path, struct str *text, struct err *err)
{
    struct audit a;
    int ret = open_log(&a, path, false, NULL, err);

    if (ret == 0 && a.failed.when)
        str_addf(text, "%.*s %.*s", INSTANT, a.failed.when,
                 (int)a.failed.said_len, a.failed.said);
    close_log(&a);
    return ret;
}

int audit_follow(const char *path, struct db *db, const char *now,
                 struct err *err)
{
    struct str lines = STR_INIT;
    struct query *q = NULL;
    struct audit a;
    int ret = open_log(&a, path, true, NULL, err);
    int row = ret == 0 ? query_open_asset(&q, db, SQL "runs", err) : 0;

    while (ret == 0 && row == 0 && (row = query_step(q, err)) == 1) {
        if (query_int(q, 0) > a.head.run_id)
            add_line(&a, &lines, now, query_int(q, 0), query_text(q, 1),
                     query_text(q, 2));
        row = 0;
    }
    query_close(q);
    if (row < 0)
        ret = err_context(err, "the log '%s'", path);
    if (ret == 0)
        ret = append(&a, &lines, err);
    str_release(&lines);
    close_log(&a);
    return ret;
}

int audit_note(const char *path, const char *now, const char *text,
               int64_t run_id, const char *seal, struct err *err)
{
    struct str lines = STR_INIT;
    struct audit a;
    int ret = open_log(&a, path, true, NULL, err);

    if (ret == 0) {
        add_line(&a, &lines, now, seal ? run_id : a.head.run_id, text,
                 seal ? seal : a.head.seal);
        ret = append(&a, &lines, err);
    }
    str_release(&lines);
    close_log(&a);
    return ret;
}

/* --- looking -------------------------------------------------------------- */

static void check_run(const struct line *line, const char *said,
                      const char *seal, struct finding *found)
{
    if (!is_digest(line->seal, seal) || strlen(said) != line->said_len
        || strncmp(said, line->said, line->said_len) != 0)
        finding_fault(found,
                      "run %lld: line %lld says of it otherwise than load_run",
                      (long long)line->run_id, (long long)line->number);
}

static void say_lost(const struct line *line, struct finding *found)
{
    finding_fault(found, "run %lld is in line %lld and not in load_run",
                  (long long)line->run_id, (long long)line->number);
}

static void say_unlisted(const struct audit *a, int64_t run_id,
                         struct finding *found)
{
    finding_fault(found, "run %lld is in load_run and in no line%s",
                  (long long)run_id,
                  run_id > a->head.run_id
                      ? ": it was stopped before it wrote one, which the next"
                        " run does, or lines were cut off"
                      : "");
}

/* The runs that there are by the log, and by load_run: both are in order. */
static int compare_runs(const struct audit *a, struct db *db,
                        struct finding *found, struct err *err)
{
    struct query *q = NULL;
    size_t at = 0;
    int row;

    if (query_open_asset(&q, db, SQL "runs", err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        const int64_t run_id = query_int(q, 0);

        while (at < a->live_count && a->live[at].run_id < run_id)
            say_lost(&a->live[at++], found);
        if (at < a->live_count && a->live[at].run_id == run_id)
            check_run(&a->live[at++], query_text(q, 1), query_text(q, 2),
                      found);
        else
            say_unlisted(a, run_id, found);
    }
    while (row == 0 && at < a->live_count)
        say_lost(&a->live[at++], found);
    query_close(q);
    return row;
}

int audit_check(const char *path, struct db *db, struct finding *found,
                struct err *err)
{
    struct audit a;
    int ret = open_log(&a, path, false, found, err);

    if (ret == 0 && a.torn)
        finding_fault(found, "it ends within a line, as a stopped run leaves"
                             " it: the next run writes it again");
    if (ret == 0)
        ret = compare_runs(&a, db, found, err);
    str_addf(&found->seen, "%lld lines, %zu runs", (long long)a.head.lines,
             a.live_count);
    if (a.returns)
        str_addf(&found->seen, ", %d returns to an earlier warehouse",
                 a.returns);
    close_log(&a);
    return ret;
}
