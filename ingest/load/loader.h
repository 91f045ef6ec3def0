#ifndef INGEST_LOAD_LOADER_H
#define INGEST_LOAD_LOADER_H
#include <stdbool.h>
#include <stdint.h>

#include "core/map.h"
#include "ingest/keep/content.h"
#include "ingest/load/enrolment.h"
#include "ingest/load/ident.h"
#include "ingest/load/lookup.h"
#include "ingest/load/markstore.h"
#include "ingest/load/reader.h"
#include "ingest/load/recount.h"
#include "ingest/load/rejects.h"
#include "ingest/load/roll.h"
#include "ingest/load/stale.h"
#include "ingest/read/type.h"

struct config;
struct db;
struct dictionary;
struct err;
struct str;
struct type;
struct type_set;

/*
 * loader: the records of one content into the warehouse. Types with a table
 * keep one row a key, of the content whose order is greatest; marks go to
 * strings. Reading a content again does nothing twice: a replay from the
 * archive is the same call, and what is rejected is judged anew by it.
 */
struct ahead;
struct reader;
struct row_table;

struct loader {
    struct db *db;
    const struct config *config;
    const struct type_set *types;
    date_t as_of; /* nobody is born after it; DATE_NONE: anybody may be */
    struct contents contents;
    struct idents idents;
    struct markstore marks;
    struct roll roll;
    struct stale stale;
    struct lookups lookups;
    struct rejects rejects;
    struct recount recount;
    struct row_table **tables; /* one a type, opened when needed */
    struct enrolment enrolment;
    const char *arriving;  /* path of a content that is not known yet, lent */
    struct ahead *ahead;   /* NULL until something is expected */
    struct reader *taken;  /* records that were held when it was taken in */
    struct reader *looked; /* what was looked at last, at its first row */
};

/* The statements that make a type's table, what hangs on it, and its view. */
void loader_add_schema(struct str *sql, const struct type *type);
/* The view upn_told: every UPN that rows in force of a type give, once a type,
   but for those of rolls, with its ident_key where it is one. */
void loader_add_upns(struct str *sql, const struct type_set *types);
/* Table extract_type. */
int loader_store_types(struct db *db, const struct type_set *types,
                       struct err *err) __attribute__((warn_unused_result));
/* What the tables are, for data_dictionary. */
void loader_describe(const struct type_set *types,
                     struct dictionary *dictionary);

int loader_open(struct loader *loader, struct db *db,
                const struct config *config, const struct type_set *types,
                struct err *err) __attribute__((warn_unused_result));
void loader_close(struct loader *loader);
/* Tables were made anew: what was learnt of them is so no more. */
void loader_forget(struct loader *loader);
/* Who is who is another now: so is what was learnt of that. */
void loader_forget_persons(struct loader *loader);

/*
 * How a content's rows enter the attribute history of pupils
 * (enrolment_state): with the content's own extract time, or, in a rebuild
 * that goes through all of them in order, with this one.
 */
struct load_request {
    const struct content *content;
    const char *state_stamp; /* NULL: not a rebuild */
    int order;               /* of the night: see loader_load() */
    bool is_new; /* never loaded, nor held: nothing is noted of it */
};

/*
 * A content is to be looked at and loaded, after those that were expected
 * before it: where there is a core for it, it is read ahead. path: below the
 * inbox, of one that is not known yet. Where there is no room nothing happens.
 */
bool loader_has_room(struct loader *loader);
int loader_expect(struct loader *loader, const struct content *content,
                  const char *path, struct err *err)
    __attribute__((warn_unused_result));

/* The same of a known one that is to be read again. */
int loader_expect_again(struct loader *loader, const struct content *content,
                        struct err *err) __attribute__((warn_unused_result));
/* What is looked at next, if it is that, whose records are held: the loader's
   from here on; NULL is fine. */
void loader_take(struct loader *loader, struct reader *held);

/* Has who reads it ahead seen that the archive's copy is what came? What was
   looked at before is done with. */
bool loader_saw_whole(struct loader *loader, const struct content *content);

/*
 * Is it an extract, as it is read now, and all there? Asked before anything of
 * it is written: a savepoint to go back to would keep a copy of each page that
 * a file touches in memory. size: what a snapshot holds; NULL = nobody asks.
 * message: what a person reads in load_file.
 */
int loader_look(struct loader *loader, const struct content *content,
                enum load_look *look, struct load_size *size, char message[512],
                struct err *err) __attribute__((warn_unused_result));
/* That size alone. */
int loader_measure(struct loader *loader, const struct content *content,
                   struct load_size *size, struct err *err)
    __attribute__((warn_unused_result));
/* A reader is no longer needed; NULL is fine. */
void loader_give_back(struct loader *loader, struct reader *reader);

/*
 * Load a content that is whole, or read it again. Of one of several types those
 * are loaded that the night has come to (type_order), and counted those that it
 * has come to now; counts is NULL where nobody asks for them. message: what a
 * person reads in load_file.
 */
int loader_load(struct loader *loader, const struct load_request *request,
                struct load_counts *counts, char message[512], struct err *err)
    __attribute__((warn_unused_result));

/*
 * Would the content say something else had it been sent on another day first?
 * Some headings leave the year out.
 */
/*
 * A content that is no extract as things are: nothing is said of its rows, and
 * it is wanted when a school comes that may be its sender.
 */
int loader_await(struct loader *loader, const struct content *content,
                 struct err *err) __attribute__((warn_unused_result));
/* Is its school its sender's? */
int loader_goes_by_sender(struct loader *loader, const struct content *content,
                          bool *goes, struct err *err)
    __attribute__((warn_unused_result));
/*
 * The school whose file it is by a path below the inbox, where the content does
 * not say it itself: its number as the path or senders.csv has it, and its key,
 * 0: nobody's that is known.
 */
int loader_find_sender(struct loader *loader, const struct content *content,
                       const char *path, char school[SENDER_SIZE], int64_t *key,
                       struct err *err) __attribute__((warn_unused_result));
int loader_goes_by_day(struct loader *loader, const struct content *content,
                       bool *goes, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_LOADER_H */
