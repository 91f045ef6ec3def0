#include "core/db.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/asset.h"
#include "core/db_handle.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

/*
 * Milliseconds that a statement waits for another process: who may write is
 * settled before (command/session.h), but a reader can come in the instant in
 * which the log is put back into the file.
 */
#define PATIENCE 5000

/*
 * Each trigger that a row sets off takes memory and gives it back: from slots
 * that are large enough for one it costs next to nothing, and nobody asks how
 * much is in use, which would be counted under a lock.
 */
#define SCRATCH_SIZE 4096
#define SCRATCH_COUNT 256

/* A statement as it stands in a message: one line, and not all of it. */
static void put_statement(char out[81], const char *sql)
{
    size_t len = 0;

    for (; *sql && len < 80; sql++) {
        bool is_blank = *sql == ' ' || *sql == '\n' || *sql == '\t';

        if (sql[0] == '-' && sql[1] == '-') {
            sql += strcspn(sql, "\n");
            if (!*sql)
                break;
        } else if (!is_blank) {
            out[len++] = *sql;
        } else if (len && out[len - 1] != ' ') {
            out[len++] = ' ';
        }
    }
    out[len] = '\0';
}

static enum err_code code_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_DATA;
    case SQLITE_FULL:
        return ERR_CANTCREAT;
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_PROTOCOL: /* a lock that cannot be had */
        return rc == SQLITE_IOERR_SHORT_READ ? ERR_DATA : ERR_OS;
    default:
        return ERR_INTERNAL;
    }
}

/*
 * SQLite takes a disk that cannot be read (EIO) for a damaged file. What the
 * system said last of the file and of its log tells the two apart.
 */
static bool is_unread(sqlite3 *handle)
{
    static const int files[] = { SQLITE_FCNTL_FILE_POINTER,
                                 SQLITE_FCNTL_JOURNAL_POINTER };

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        sqlite3_file *file = NULL;
        int error = 0;

        if (sqlite3_file_control(handle, "main", files[i], &file) == SQLITE_OK
            && file && file->pMethods
            && file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO,
                                            &error)
                   == SQLITE_OK
            && (error == EIO || error == ENXIO))
            return true;
    }
    return false;
}

/*
 * What the head says of its format SQLite does not know, of a file that could
 * be written when it was opened; or of all texts what ours never are.
 */
static bool is_head_damaged(const struct db *db, int rc, const char *said)
{
    if (rc == SQLITE_READONLY)
        return db->is_writer && sqlite3_db_readonly(db->handle, "main") == 1;
    return rc == SQLITE_ERROR && strstr(said, "the same text encoding") != NULL;
}

/*
 * Ten seconds long somebody has been at what takes an instant, as to make a
 * file of the log's index: it was stopped there.
 */
static bool is_held_up(int rc)
{
    return (rc & 0xff) == SQLITE_PROTOCOL;
}

int db_fail(struct err *err, struct db *db, int rc, const char *sql)
{
    enum err_code code = code_of(rc);
    const char *path =
        db->handle ? sqlite3_db_filename(db->handle, "main") : NULL;
    const char *said =
        db->handle ? sqlite3_errmsg(db->handle) : sqlite3_errstr(rc);
    char statement[81];

    if (is_head_damaged(db, rc, said)) {
        code = ERR_DATA;
        said = "its head is of no format that is known";
    }
    put_statement(statement, sql);
    if (is_held_up(rc))
        said = "another process that opened it stands still";
    if (code == ERR_DATA && db->handle && is_unread(db->handle)) {
        code = ERR_OS;
        said = sqlite3_errstr(SQLITE_IOERR);
    }
    if (code == ERR_DATA && !db->damage)
        db->damage = mem_dup(said);
    if (code == ERR_INTERNAL || !path || !*path)
        return err_set(err, code, "database: %.200s (%s)", said, statement);
    return err_set(err, code, "database '%s': %.200s (%s)", path, said,
                   statement);
}

/* The file is made by us, so that it is 0600 whatever the umask. */
static int touch_private(const char *path, struct err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return err_set(err, ERR_CANTCREAT, "cannot create '%s'", path);
    close(fd);
    return 0;
}

/*
 * SQLite asks while it prepares. Set once for good: to set another makes it
 * prepare all its statements again.
 */
static int authorize(void *context, int action, const char *relation,
                     const char *column, const char *database,
                     const char *through)
{
    struct db *db = context;

    (void)column;
    if (action != SQLITE_READ || !db->may_read || !relation)
        return SQLITE_OK;
    return db->may_read(db->reader, database, relation, through) ? SQLITE_OK
                                                                 : SQLITE_DENY;
}

void db_ask_reader(struct db *db, db_reader *may_read, void *context)
{
    db->may_read = may_read;
    db->reader = context;
    db->readers++;
}

/*
 * A name that begins like a URI is a file's like any other, though Debian's
 * SQLite is built to take it for one. One thread: without its lock a column is
 * read in half the time.
 */
static int open_handle(struct db *db, const char *path, enum db_mode mode)
{
    int flags =
        mode == DB_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    struct str name = STR_INIT;
    int rc;

    str_addf(&name, "%s%s", strncmp(path, "file:", 5) ? "" : "./", path);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* before the first is open */
    rc = sqlite3_open_v2(name.text, &db->handle, flags | SQLITE_OPEN_NOMUTEX,
                         NULL);
    str_release(&name);
    return rc;
}

int db_open(struct db **out, const char *path, enum db_mode mode,
            struct err *err)
{
    struct db *db = mem_zero(1, sizeof(*db));
    int rc;

    *out = NULL;
    db->kept = mem_zero(asset_count, sizeof(struct query *));
    if (mode == DB_CREATE && strcmp(path, ":memory:") != 0
        && touch_private(path, err)) {
        db_close(db);
        return -1;
    }
    rc = open_handle(db, path, mode);
    if (rc != SQLITE_OK) {
        if ((rc & 0xff) == SQLITE_CANTOPEN)
            err_set(err, ERR_NOINPUT, "cannot open the database '%s': %s", path,
                    strerror(sqlite3_system_errno(db->handle)));
        else
            db_fail(err, db, rc, path);
        db_close(db);
        return -1;
    }
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_LOOKASIDE, NULL, SCRATCH_SIZE,
                      SCRATCH_COUNT);
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, PATIENCE);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (mode != DB_READ_ONLY && sqlite3_db_readonly(db->handle, "main") != 0) {
        err_set(err, ERR_CANTCREAT, "the database '%s' is read-only", path);
        db_close(db);
        return -1;
    }
    db->is_writer = mode != DB_READ_ONLY;
    sqlite3_set_authorizer(db->handle, authorize, db);
    *out = db;
    return 0;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    for (size_t i = 0; i < asset_count; i++)
        query_close(db->kept[i]);
    sqlite3_close(db->handle);
    free(db->damage);
    free(db->kept);
    free(db);
}

/* A page that cannot be read is not the copy's fault. */
static int fail_copy(struct err *err, struct db *from, struct db *to, int rc)
{
    const char *path = sqlite3_db_filename(to->handle, "main");
    const enum err_code code = code_of(rc);

    if ((code != ERR_OS && code != ERR_CANTCREAT) || is_held_up(rc)
        || is_unread(from->handle))
        return db_fail(err, from, rc, "copy");
    return err_set(err, ERR_CANTCREAT, "cannot write '%s': %s", path,
                   sqlite3_errstr(rc));
}

static int copy_pages(struct db *from, struct db *to, struct err *err)
{
    sqlite3_backup *copy =
        sqlite3_backup_init(to->handle, "main", from->handle, "main");
    int rc = copy ? sqlite3_backup_step(copy, -1)
                  : sqlite3_extended_errcode(to->handle);

    sqlite3_backup_finish(copy);
    return rc == SQLITE_DONE ? 0 : fail_copy(err, from, to, rc);
}

int db_copy(struct db *from, const char *path, struct err *err)
{
    struct db *to = NULL;
    int ret = db_open(&to, path, DB_CREATE, err)
              || db_exec(to, "pragma synchronous = off", err)
              || copy_pages(from, to, err)
              /* Its head says still that there is a log. */
              || db_exec(to, "pragma journal_mode = delete", err);

    /* What is wrong with the copy is wrong with what it is of. */
    if (to && to->damage && !from->damage)
        from->damage = mem_dup(to->damage);
    db_close(to);
    return ret ? -1 : 0;
}

/* What a statement finds first, where it finds anything. */
static char *find_damage(struct db *db, const char *sql)
{
    struct err unsaid = ERR_INIT;
    struct query *q = NULL;
    char *damage = NULL;

    if (query_open(&q, db, sql, &unsaid) == 0 && query_step(q, &unsaid) == 1)
        damage = mem_dup(query_text(q, 0));
    query_close(q);
    return damage;
}

const char *db_damage(struct db *db, bool look)
{
    static const char *const looks[] = {
        "select integrity_check from pragma_integrity_check(1)"
        " where integrity_check <> 'ok'",
        /* Pages are whole, and the schema says what cannot be. */
        "select 'the schema does not make ' || quote(name) || ' a '"
        " || quote(type) from sqlite_schema where sql is not null"
        " and ((instr(lower(sql), type || ' ' || lower(name)) = 0"
        " and instr(lower(sql), type || ' \"' || lower(name)) = 0)"
        " or instr(sql, name) = 0)",
    };

    /* What was written since may have covered it up. */
    if (look && !sqlite3_get_autocommit(db->handle))
        (void)sqlite3_exec(db->handle, "rollback", NULL, NULL, NULL);
    /* An error in between is noted as any other. */
    for (size_t i = 0; look && !db->damage && i < 2; i++) {
        char *damage = find_damage(db, looks[i]);

        if (db->damage)
            free(damage);
        else
            db->damage = damage;
    }
    return db->damage;
}

int db_was_read(struct db *db, struct err *err)
{
    return is_unread(db->handle)
               ? err_set(err, ERR_OS, "cannot read '%s'",
                         sqlite3_db_filename(db->handle, "main"))
               : 0;
}

/* SQLite hands back an object and no function. */
struct saying {
    db_say *say;
};

static struct db_value value_of(sqlite3_value *from)
{
    struct db_value value = { .type = 'r',
                              .number = sqlite3_value_double(from) };

    switch (sqlite3_value_type(from)) {
    case SQLITE_INTEGER:
        value.type = 'i';
        break;
    case SQLITE_FLOAT:
        break;
    default:
        value.type = 't';
        value.text = (const char *)sqlite3_value_text(from);
    }
    return value;
}

static void call_saying(sqlite3_context *call, int count, sqlite3_value **from)
{
    const struct saying *saying = sqlite3_user_data(call);
    const char *how = (const char *)sqlite3_value_text(from[1]);
    struct str out = STR_INIT;
    struct err err = ERR_INIT;
    struct db_value value;

    assert(count == 2);
    (void)count;
    if (sqlite3_value_type(from[0]) == SQLITE_NULL)
        return;
    value = value_of(from[0]);
    if (saying->say(&value, how ? how : "", &out, &err))
        sqlite3_result_error(call, err.msg, -1);
    else
        sqlite3_result_text(call, out.text, (int)out.len, SQLITE_TRANSIENT);
    str_release(&out);
}

int db_add_saying(struct db *db, const char *name, db_say *say, struct err *err)
{
    struct saying *saying = mem_zero(1, sizeof(*saying));
    int rc;

    saying->say = say;
    rc = sqlite3_create_function_v2(db->handle, name, 2,
                                    SQLITE_UTF8 | SQLITE_DETERMINISTIC
                                        | SQLITE_INNOCUOUS,
                                    saying, call_saying, NULL, NULL, free);
    return rc == SQLITE_OK ? 0 : db_fail(err, db, rc, name);
}

int db_add_module(struct db *db, const char *name,
                  const struct sqlite3_module *module, void *own,
                  struct err *err)
{
    int rc = sqlite3_create_module_v2(db->handle, name, module, own, free);

    return rc == SQLITE_OK ? 0 : db_fail(err, db, rc, name);
}

int db_rest(struct db *db, struct err *err)
{
    int rc = sqlite3_db_cacheflush(db->handle);

    /* One that is being read stays. */
    if (rc != SQLITE_OK && rc != SQLITE_BUSY)
        return db_fail(err, db, rc, "changed pages");
    sqlite3_db_release_memory(db->handle);
    return 0;
}

bool db_in_transaction(const struct db *db)
{
    return !sqlite3_get_autocommit(db->handle);
}
