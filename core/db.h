#ifndef CORE_DB_H
#define CORE_DB_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct db;
struct query;
struct str;

/*
 * db: a SQLite connection with the safe switches on (foreign keys, no
 * double-quoted strings, defensive, no extensions, no URI names), and prepared
 * statements whose errors cannot be overlooked.
 *
 * errors: ERR_BUSY where another process holds the file, ERR_DATA where the
 * file is damaged or no database, ERR_OS for disk and memory, else
 * ERR_INTERNAL (a wrong statement is our bug).
 */
enum db_mode {
    DB_CREATE,   /* read and write, made when absent, mode 0600 */
    DB_WRITE,    /* read and write; must be there */
    DB_READ_ONLY /* must be there */
};

int db_open(struct db **out, const char *path, enum db_mode mode,
            struct err *err) __attribute__((warn_unused_result));
void db_close(struct db *db); /* NULL is fine */
/*
 * All of a database as it stands at one instant, whoever writes to it
 * meanwhile, into a file that is made here, 0600: a plain one, with no log
 * beside it. It is not synced. errors: ERR_CANTCREAT for that file; one that is
 * not whole stays
 */
int db_copy(struct db *from, const char *path, struct err *err)
    __attribute__((warn_unused_result));
/*
 * What is wrong with the file, in SQLite's words, where it met it; else, where
 * it is to look, after a look at all of it as it stood before the transaction,
 * which is rolled back. NULL: nothing that it can see. For who has an error in
 * hand: it may be the file's and not ours.
 */
const char *db_damage(struct db *db, bool look);
/* Whether it was the system that could not read the file, which SQLite's own
   look at all pages takes for damage. errors: ERR_OS where it was */
int db_was_read(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

/*
 * What statements read, asked while they are prepared: each table and view,
 * for every one of its columns; `through` is the innermost view that it is read
 * by, or NULL. False refuses the statement (ERR_INTERNAL). NULL: ask nobody.
 * Of a kept statement (db_query) it is asked once, when it is first wanted
 * after the reader was set.
 */
typedef bool db_reader(void *context, const char *database,
                       const char *relation, const char *through);
void db_ask_reader(struct db *db, db_reader *may_read, void *context);

/*
 * A function that statements may call, NAME(value, how): the text that `say`
 * adds to *out; NULL for NULL. 0, or -1 and *err says why. For what is said of
 * a value in one place, whoever says it: the same arguments, the same text. It
 * lives as long as the connection.
 */
struct db_value {
    char type; /* 'i' integer, 'r' real, 't' text */
    double number;
    const char *text; /* lent; NULL unless 't' */
};
typedef int db_say(const struct db_value *value, const char *how,
                   struct str *out, struct err *err);
int db_add_saying(struct db *db, const char *name, db_say *say, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Tables of a module, whose functions SQLite calls (core/lent.h). `own` is the
 * connection's from here on, which frees it.
 */
struct sqlite3_module;
int db_add_module(struct db *db, const char *name,
                  const struct sqlite3_module *module, void *own,
                  struct err *err) __attribute__((warn_unused_result));

/*
 * The pages that are held go to the file, the changed ones too, where they
 * would be kept until others need their room: a smaller bound alone frees none.
 * errors: those of a write
 */
int db_rest(struct db *db, struct err *err) __attribute__((warn_unused_result));

/* Has a transaction been begun? */
bool db_in_transaction(const struct db *db);

/* Run statements without parameters or rows. */
int db_exec(struct db *db, const char *sql, struct err *err)
    __attribute__((warn_unused_result));
/* db_exec on printf-formatted text; only for names and numbers of ours. */
int db_execf(struct db *db, struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 3, 4), warn_unused_result));

/* A named parameter of a script: text, or an integer where text is NULL. */
struct db_param {
    const char *name; /* with its colon: ":as_of" */
    const char *text;
    int64_t number;
};
/*
 * Run the compiled-in script `asset` ("x/sql/y.sql#z"). A parameter that
 * the script mentions and nobody set is an error, not a NULL.
 */
int db_run_script(struct db *db, const char *asset,
                  const struct db_param *params, size_t param_count,
                  struct err *err) __attribute__((warn_unused_result));

/*
 * Delete a row by its integer key, and before it every row whose declared
 * foreign key points to it.
 */
int db_drop_key(struct db *db, const char *table, int64_t key, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Look at every row's foreign keys, for a connection that wrote with their
 * enforcement off. errors: ERR_INTERNAL for one that leads nowhere, named
 */
int db_check_keys(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

/* One value of one row; *out keeps `otherwise` where there is no row. */
int db_read_int(struct db *db, const char *sql, int64_t *out, struct err *err)
    __attribute__((warn_unused_result));
/* Text of the statement `asset`, its row's first column, added to *out. */
int db_read_text(struct db *db, const char *asset, struct str *out,
                 struct err *err) __attribute__((warn_unused_result));
int64_t db_changes(struct db *db);
int64_t db_last_rowid(struct db *db);

/*
 * query: one prepared statement. Binds are checked together at the step, so
 * that they need no error handling of their own.
 */
int query_open(struct query **out, struct db *db, const char *sql,
               struct err *err) __attribute__((warn_unused_result));
int query_open_asset(struct query **out, struct db *db, const char *asset,
                     struct err *err) __attribute__((warn_unused_result));
void query_close(struct query *q); /* NULL is fine */
/*
 * The statement `asset`, kept until the database is closed: prepared once, or
 * anew where a reader was set since. It is for one use at a time, which ends
 * with the step that gives no row or with query_reset. NULL, and *err says why,
 * where it is wrong: binds take that, and the step is -1, so that only the step
 * needs to be looked at.
 */
struct query *db_query(struct db *db, const char *asset, struct err *err)
    __attribute__((warn_unused_result));

/* Parameters by position, from 1; text is copied unless it says lent. */
void query_bind_int(struct query *q, int at, int64_t value);
void query_bind_real(struct query *q, int at, double value);
void query_bind_text(struct query *q, int at, const char *text); /* NULL=null */
void query_bind_lent(struct query *q, int at, const char *text, size_t len);
void query_bind_blob(struct query *q, int at, const void *bytes, size_t len);
void query_bind_null(struct query *q, int at);
/* All named parameters of the statement; one that is not there is an error. */
int query_bind_params(struct query *q, const struct db_param *params,
                      size_t count, struct err *err)
    __attribute__((warn_unused_result));
/* Position of a named parameter, 0 when the statement has none such. */
int query_param(struct query *q, const char *name);

/* 1 = a row, 0 = done (and reset, ready to be bound again), -1 = error. */
int query_step(struct query *q, struct err *err)
    __attribute__((warn_unused_result));
/* Step to the end, ignoring rows. */
int query_run(struct query *q, struct err *err)
    __attribute__((warn_unused_result));
void query_reset(struct query *q);
/* Step, for the first column of its only row: 1, or 0 and *out is left alone
   where there is none; -1 = error. */
int query_read_int(struct query *q, int64_t *out, struct err *err)
    __attribute__((warn_unused_result));

/* Columns of the current row, from 0; pointers live until the next step. */
int64_t query_int(struct query *q, int column);
double query_real(struct query *q, int column);
const char *query_text(struct query *q, int column); /* "" for null */
const void *query_blob(struct query *q, int column, size_t *len);
bool query_is_null(struct query *q, int column);
int query_column_count(struct query *q);
const char *query_column_name(struct query *q, int column);
/* 'i' integer, 'r' real, 't' text, 'b' blob, 'n' null. */
char query_column_type(struct query *q, int column);

#endif /* CORE_DB_H */
