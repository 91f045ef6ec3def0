#ifndef REPORT_NIGHT_JOB_H
#define REPORT_NIGHT_JOB_H
#include <stdbool.h>
#include <stddef.h>

#include "core/map.h"
#include "report/night/render.h"
#include "report/night/shelf.h"
#include "report/words/grid.h"
#include "report/words/pack.h"
#include "report/words/texts.h"

struct chart;
struct charts;
struct db_param;
struct err;
struct query;

/*
 * job: a pack while it is made: what the writers of its workbooks, files and
 * pages ask for alike.
 */

/* A chart as it was drawn, for the pictures in workbooks. */
struct drawn {
    const struct pack_chart *model;
    struct grid grid;
    const char *path; /* without .svg and .png */
    const char *title, *subtitle, *source, *alt;
    struct grid_column *columns; /* of its table */
    size_t column_count;
    bool is_left_out; /* there is nothing yet that it could show */
};

/* For which row of `each` a file is made; its columns are parameters of all the
 * file's queries. */
struct job_row {
    const struct grid *each; /* NULL: the file is the only one */
    size_t row;
    struct db_param *params;
    size_t param_count;
};

/* A query as it is to be shown: read, its columns found, its texts filled. */
struct told {
    struct grid grid;
    struct grid scope; /* what texts about it may name */
    const char *title;
    const char *empty; /* NULL: nothing is said */
    char **lines;      /* what it is about */
    size_t line_count;
    struct grid_column *columns;
    size_t column_count;
    size_t left_out_count; /* rows that the model's `needs` took out */
    size_t too_few_count;  /* the same, of those with too few for a rate */
};

struct job {
    const struct render *r;
    const struct pack *pack;
    struct texts texts;     /* that live until the pack is done */
    struct drawn *drawn;    /* one for each chart of the pack */
    struct chart *charts;   /* those of them that are drawn */
    struct charts *drawing; /* while they are */
    struct map paths;       /* of the books that are each one of many */
    struct map asked; /* queries that many of them ask, by their place in */
    struct query **queries;
    size_t query_count, query_capacity;
    struct shelf shelf; /* of those that are being written */
    struct err *err;
};

/* Fill a template from the row of names in `scope`; NULL on failure. Lent. */
char *job_fill(struct job *job, const char *text, const struct grid *scope);

/*
 * What a text may name: the row of the query `finding` (NULL: none), that of
 * `each` (or NULL), and the context. Where the finding has no row its names
 * stand for [x]. The caller releases *scope, also on failure.
 */
int job_read_scope(struct job *job, struct grid *scope, const char *finding,
                   const struct grid *each, size_t row,
                   const struct db_param *params, size_t param_count)
    __attribute__((warn_unused_result));

/* The same of what a query has found, which is in *scope. */
void job_widen_scope(struct job *job, struct grid *scope,
                     const struct grid *each, size_t row);

/* The parameters that row `row` of `each` gives (NULL: none). The caller frees
 * of->params. */
void job_set_row(struct job *job, struct job_row *of, const struct grid *each,
                 size_t row);
/*
 * Fill many templates; a line that comes to nothing, or has nothing to say, is
 * left out. The caller frees *lines, also on failure.
 */
int job_fill_lines(struct job *job, const struct pack_texts *from,
                   const struct grid *scope, char ***lines, size_t *count)
    __attribute__((warn_unused_result));
/* errors: ERR_INTERNAL for a column that the query lacks; those of core/db.h.
 * The caller releases *out, also on failure. */
int job_tell(struct job *job, const struct pack_table *model,
             const struct job_row *of, struct told *out)
    __attribute__((warn_unused_result));
void told_release(struct told *told);
/* Columns as they stand in a grid, their headings and sentences filled. The
 * caller frees *columns, also on failure. */
int job_find_columns(struct job *job, const struct pack_columns *from,
                     const char *query, struct grid *grid,
                     const struct grid *scope, struct grid_column **columns,
                     size_t *count) __attribute__((warn_unused_result));

/* Queries that were kept open; before what its setups made is undone. */
void job_close_queries(struct job *job);

/* The path of a file in the pack's folder. Lent. */
char *job_path(struct job *job, const char *name);
/*
 * The path of a workbook or page; of one for each of many, with a number to its
 * folder where the path is taken: none is written over. NULL on failure. Lent.
 */
char *job_own_path(struct job *job, const char *file, bool is_each);
/* Make the folder that a file is to stand in. */
int job_make_parent(const char *path, struct err *err)
    __attribute__((warn_unused_result));

/* The chart of the pack by that name, or NULL. */
const struct drawn *job_find_drawn(const struct job *job, const char *file);

#endif /* REPORT_NIGHT_JOB_H */
