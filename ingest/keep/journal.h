#ifndef INGEST_KEEP_JOURNAL_H
#define INGEST_KEEP_JOURNAL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct err;

/*
 * journal: contents.csv in the archive, which says whose archive it is and of
 * each content how it counts (SHA-256, type, status, whether it was released,
 * encoding, each extract time with the file's path below the inbox), so that a
 * lost warehouse can be rebuilt from the archive alone. No more is in it of
 * persons than senders put into names of files. What it lists is on disk before
 * it is: a run flushes what it has taken in (night_flush, mend_content) before
 * it comes to this.
 *
 * Its first line names the warehouse (`setting` has the same, made up once) and
 * the run that wrote it: a warehouse that is another's, or older than what the
 * archive has seen, is known by that before anything is written over.
 */
#define JOURNAL_NAME "contents.csv"
#define JOURNAL_WAREHOUSE_SIZE 33

struct journal_head {
    char warehouse[JOURNAL_WAREHOUSE_SIZE]; /* "" in one without a first line */
    int64_t run;                            /* 0 likewise */
    size_t contents;                        /* lines of contents; 0: none */
};

/* Look at what is there; absent: all 0. errors: ERR_NOINPUT, ERR_DATA */
int journal_look(const char *archive, struct journal_head *head,
                 struct err *err) __attribute__((warn_unused_result));

/*
 * What it says, into tables of the connection's own, temp.journal_content and
 * temp.journal_stamp; empty where there is none. errors: as journal_merge
 */
int journal_stage(struct db *db, const char *archive, struct journal_head *head,
                  struct err *err) __attribute__((warn_unused_result));

int journal_write(struct db *db, const char *archive, int64_t run,
                  struct err *err) __attribute__((warn_unused_result));

/*
 * Who is asked about each time that a content was sent which the warehouse
 * lacks, where the journal is that of run `run`: *is_left where it need not
 * become a row, as it comes otherwise. Not asked about what somebody let in or
 * took out.
 */
struct journal_sent {
    const char *sha256, *stamp, *path;
};
struct journal_leave {
    int64_t run;
    int (*ask)(void *context, const struct journal_sent *sent, bool *is_left,
               struct err *err);
    void *context;
};

/*
 * Contents and extract times that the warehouse lacks become rows of it, *added
 * of them, but what is left (or NULL); with `is_newer`, what the journal says
 * of the others counts too. Every cell is looked at before it becomes a row or
 * a path. errors: ERR_DATA with file, line and column; those of who is asked.
 * An archive without a journal is empty.
 */
int journal_merge(struct db *db, const char *archive, bool is_newer,
                  const struct journal_leave *leave, int64_t *added,
                  struct err *err) __attribute__((warn_unused_result));

#endif /* INGEST_KEEP_JOURNAL_H */
