#ifndef INGEST_LOAD_LOAD_H
#define INGEST_LOAD_LOAD_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"
#include "ingest/load/alike.h"
#include "ingest/load/loader.h"
#include "ingest/load/row_table.h"
#include "ingest/read/reject.h"
#include "ingest/read/value.h"

struct extract;
struct fault;
struct reader;
struct record;

/* What an id meant in the row before, of the same type: it means that still, as
   schools are loaded before all that names them, and keys never change. */
struct load_seen {
    char id[VALUE_TEXT_SIZE];
    size_t len; /* 0 = none yet */
    date_t day; /* of a school's number */
    int64_t key;
};

/*
 * load: one content on its way in, and what rows and marks do alike with a
 * record before they look at what it says.
 */
struct load {
    struct loader *loader;
    const struct load_request *request;
    const struct content *content;
    const char *path; /* of one that is not known yet; NULL: as it arrives */
    const struct type *type;
    struct row_table *table; /* of the type; NULL for marks */
    date_t day;              /* on which the content was sent */
    char
        first_day[DATE_TEXT_SIZE]; /* on which it first was, of what keeps it */
    struct load_counts *counts;
    bool is_counted; /* else nobody asks for the counts */
    struct load_counts unasked;
    struct reader *reader;
    struct extract *extract; /* the reader's */
    struct table_row row;    /* of the current record */
    struct load_seen seen_school, seen_ident;
    int64_t noted_school; /* the last one noted in content_school */
    char noted_number[8]; /* and in content_number */
    struct str waited;    /* the last number of a school that is unknown */
    struct str key;       /* room for a key */
    struct alike alike;
    int session; /* the field, of marks; -1 = none */
};

/* It is to be read again when a school comes that may be its sender, or a
   nearer one. */
int load_await_sender(struct load *l, struct err *err)
    __attribute__((warn_unused_result));
/* Whose a file with this path is (details 76), on the content's day; *found is
   NULL: nobody's that is known, else it points to school. */
int load_find_sender(struct load *l, const char *path, char school[SENDER_SIZE],
                     const char **found, struct err *err)
    __attribute__((warn_unused_result));
/* A reader of the content, not open yet, by what the warehouse knows now. */
int load_new_reader(struct load *l, struct reader **reader, struct err *err)
    __attribute__((warn_unused_result));
int load_open_extract(struct load *l, struct err *err)
    __attribute__((warn_unused_result));
void load_close_extract(struct load *l);
/* As extract_next, of the load's reader. */
int load_next(struct load *l, const struct record **record, struct err *err)
    __attribute__((warn_unused_result));

/* The row is rejected for what judge could not know; rows: how many the line
   stands for. */
int load_reject_row(struct load *l, const struct fault *fault, int64_t rows,
                    struct err *err) __attribute__((warn_unused_result));
/*
 * Take the record for l->row, find its school, and see what became of it
 * before its content is looked at: 0 = go on, 1 = rejected. `rows` is how many
 * rows it stands for (marks in a string). A content with rows of a school that
 * the schools extract does not have waits for it.
 */
int load_judge(struct load *l, const struct record *record, int64_t rows,
               struct err *err) __attribute__((warn_unused_result));
/* The row's school by URN or LAESTAB, 0 where the schools extract has none
   such; of those that share one, the school open on a day. */
int load_find_school(struct load *l, const char *id, date_t day,
                     struct err *err) __attribute__((warn_unused_result));
/* Whose the row is. */
int load_resolve_ident(struct load *l, struct err *err)
    __attribute__((warn_unused_result));
/* The content speaks of the row's school. */
int load_note_school(struct load *l, struct err *err)
    __attribute__((warn_unused_result));

/* All records of a type with a table; of a type of marks. */
int load_rows(struct load *l, struct err *err)
    __attribute__((warn_unused_result));
int load_marks(struct load *l, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_LOAD_H */
