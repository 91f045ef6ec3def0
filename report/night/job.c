#include "report/night/job.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"
#include "report/night/ask.h"
#include "report/shown/figures.h"
#include "report/words/naming.h"

enum { NEEDS_MAX = 8 };

char *job_fill(struct job *job, const char *text, const struct grid *scope)
{
    struct str out = STR_INIT;

    if (words_fill(&out, text ? text : "", NULL, 0, scope, job->err)) {
        str_release(&out);
        return NULL;
    }
    return texts_adopt(&job->texts, str_take(&out));
}

/*
 * Of many books or pages each asks what the one before did: SQLite plans it
 * once for all of them.
 */
static int read_again(struct job *job, struct grid *grid, const char *asset,
                      const struct db_param *params, size_t param_count)
{
    bool is_new;
    int64_t *at = map_put(&job->asked, asset, strlen(asset),
                          (int64_t)job->query_count, &is_new);
    struct query **q;

    if (is_new) {
        MEM_ROOM(job->queries, job->query_count, job->query_capacity);
        job->queries[job->query_count++] = NULL;
    }
    q = &job->queries[*at];
    memset(grid, 0, sizeof(*grid));
    if ((!*q && query_open_asset(q, job->r->db, asset, job->err))
        || grid_read_query(grid, *q, params, param_count, job->err))
        return err_context(job->err, "%s", asset);
    return 0;
}

static int read_query(struct job *job, struct grid *grid, const char *asset,
                      bool is_each, const struct db_param *params,
                      size_t param_count)
{
    return is_each ? read_again(job, grid, asset, params, param_count)
                   : grid_read(grid, job->r->db, asset, params, param_count,
                               job->err);
}

void job_close_queries(struct job *job)
{
    for (size_t i = 0; i < job->query_count; i++)
        query_close(job->queries[i]);
    free(job->queries);
    map_release(&job->asked);
}

void job_widen_scope(struct job *job, struct grid *scope,
                     const struct grid *each, size_t row)
{
    if (scope->row_count)
        scope->row_count = 1;
    else
        grid_add_unknown(scope);
    if (each)
        grid_extend(scope, each, row);
    scope->wider = job->r->context;
}

int job_read_scope(struct job *job, struct grid *scope, const char *finding,
                   const struct grid *each, size_t row,
                   const struct db_param *params, size_t param_count)
{
    memset(scope, 0, sizeof(*scope));
    if (finding
        && read_query(job, scope, finding, each != NULL, params, param_count))
        return -1;
    job_widen_scope(job, scope, each, row);
    return 0;
}

void job_set_row(struct job *job, struct job_row *of, const struct grid *each,
                 size_t row)
{
    *of = (struct job_row){ .each = each, .row = row };
    if (!each)
        return;
    of->params = mem_zero(each->column_count + 1, sizeof(*of->params));
    for (size_t i = 0; i < each->column_count; i++) {
        struct str name = STR_INIT;

        str_addf(&name, ":%s", each->names[i]);
        of->params[i].name = texts_adopt(&job->texts, str_take(&name));
        of->params[i].text = grid_text(each, row, (int)i);
    }
    of->param_count = each->column_count;
}

int job_fill_lines(struct job *job, const struct pack_texts *from,
                   const struct grid *scope, char ***lines, size_t *count)
{
    *lines = mem_zero(from->count + 1, sizeof(**lines));
    *count = 0;
    for (size_t i = 0; i < from->count; i++) {
        char *line = job_fill(job, from->items[i], scope);

        if (!line)
            return -1;
        if (*line && strcmp(line, "[x]") != 0)
            (*lines)[(*count)++] = line;
    }
    return 0;
}

/* Sentences are written here, so that the writers see only cells. */
static int fill_sentences(struct job *job, struct grid *g, int column,
                          const struct grid *scope)
{
    for (size_t row = 0; row < g->row_count; row++) {
        struct str out = STR_INIT;
        int ret = words_fill(&out, grid_text(g, row, column), g, row, scope,
                             job->err);

        if (ret == 0 && grid_at(g, row, column)->kind == CELL_TEXT)
            grid_set_text(g, row, column, out.text);
        str_release(&out);
        if (ret)
            return -1;
    }
    return 0;
}

int job_find_columns(struct job *job, const struct pack_columns *from,
                     const char *query, struct grid *grid,
                     const struct grid *scope, struct grid_column **columns,
                     size_t *count)
{
    *columns = mem_zero(from->count + 1, sizeof(**columns));
    *count = 0;
    for (size_t i = 0; i < from->count; i++) {
        const struct pack_column *model = &from->items[i];
        struct grid_column *column = &(*columns)[(*count)++];

        column->heading = job_fill(job, model->heading, scope);
        column->format = model->format;
        column->width = model->width;
        column->at = grid_column(grid, model->name);
        if (!column->heading)
            return -1;
        if (column->at < 0)
            return err_set(job->err, ERR_INTERNAL, "%s has no column '%s'",
                           query, model->name);
        if (model->format == FIGURE_WORDS
            && fill_sentences(job, grid, column->at, scope))
            return -1;
    }
    return 0;
}

/* What its queries may name: the row of `each`, and which table it is. The
 * caller frees the items. */
static struct db_param *params_of(const struct pack_table *model,
                                  const struct job_row *of)
{
    struct db_param *params = mem_zero(of->param_count + 1, sizeof(*params));

    if (of->param_count)
        memcpy(params, of->params, of->param_count * sizeof(*params));
    params[of->param_count] = (struct db_param){ ":table", model->name, 0 };
    return params;
}

/* What the table's query gives, or the figures that it asks for. */
static int read_table(struct job *job, const struct pack_table *model,
                      bool is_each, const struct db_param *params,
                      size_t param_count, struct grid *grid)
{
    struct str sql = STR_INIT;
    int ret;

    /* A part may be its text, or a picture, alone. */
    if (!model->columns.count && !model->query)
        return 0;
    if (!model->query == !(model->rows || model->measures.count))
        return err_set(job->err, ERR_INTERNAL,
                       "a table has a query, or rows that ask for figures");
    if (model->query)
        return read_query(job, grid, model->query, is_each, params,
                          param_count);
    ret = ask_write(&sql, job->r->db,
                    job->pack->controlled ? FIGURES_SHOWN : FIGURES_OPEN, model,
                    job->err)
          || grid_read_text(grid, job->r->db, sql.text, "figures", params,
                            param_count, job->err);
    str_release(&sql);
    return ret ? -1 : 0;
}

/* "A, B and C" */
static void put_list(struct str *out, const struct texts *names)
{
    for (size_t i = 0; i < names->count; i++) {
        if (i)
            str_add(out, i + 1 == names->count ? " and " : ", ");
        str_add(out, names->items[i]);
    }
}

static void name_left_out(struct told *told, const char *name,
                          const struct texts *names)
{
    struct str list = STR_INIT;

    put_list(&list, names);
    grid_add_text(&told->scope, name, list.text);
    str_release(&list);
}

/* The columns that are named, with a space between; -1: one is none of them. */
static int find_columns(struct job *job, const struct grid *g,
                        const char *names, int *columns, size_t *count)
{
    struct str name = STR_INIT;
    int ret = 0;

    *count = 0;
    while (*names && !ret) {
        size_t len = strcspn(names, " ");

        str_clear(&name);
        str_add_n(&name, names, len);
        if (*count == NEEDS_MAX || grid_column(g, name.text) < 0)
            ret = err_set(job->err, ERR_INTERNAL, "it has no column '%s'",
                          name.text);
        else
            columns[(*count)++] = grid_column(g, name.text);
        names += len + strspn(names + len, " ");
    }
    str_release(&name);
    return ret;
}

/* 0 where one of the columns is a number, 'u' where all are too few, else 'c'.
 */
static char lack_of(const struct grid *g, size_t row, const int *columns,
                    size_t count)
{
    size_t few = 0;

    for (size_t i = 0; i < count; i++) {
        const struct grid_cell *cell = grid_at(g, row, columns[i]);

        if (cell->kind == CELL_NUMBER)
            return 0;
        few += cell->kind == CELL_SYMBOL && cell->symbol == 'u';
    }
    return few == count ? 'u' : 'c';
}

/*
 * A row of whose `needs` none is a number goes: what is withheld is a sentence
 * and not a table of symbols. Texts may name {left_out}, the first column's
 * names; those with too few children for a rate have a sentence of their own.
 */
static int leave_out(struct job *job, const struct pack_table *model,
                     struct told *told)
{
    struct grid *g = &told->grid;
    struct texts names = { 0 };
    struct texts few = { 0 };
    int needs[NEEDS_MAX];
    size_t count;
    int first = grid_column(g, model->columns.items[0].name);

    if (find_columns(job, g, model->needs, needs, &count))
        return -1;
    for (size_t row = 0; row < g->row_count;) {
        char lack = lack_of(g, row, needs, count);

        if (!lack) {
            row++;
            continue;
        }
        texts_add(lack == 'u' ? &few : &names, grid_text(g, row, first));
        grid_drop_row(g, row);
    }
    name_left_out(told, "left_out", &names);
    name_left_out(told, "too_few", &few);
    told->left_out_count = names.count;
    told->too_few_count = few.count;
    texts_release(&names);
    texts_release(&few);
    return 0;
}

static int tell_line(struct job *job, const char *template, struct told *out)
{
    char *line = job_fill(job, template, &out->scope);

    if (!line)
        return -1;
    out->lines = mem_grow(out->lines, out->line_count + 1, sizeof(*out->lines));
    out->lines[out->line_count++] = line;
    return 0;
}

/*
 * 0 where the column has something to say, 'c' where it has nothing and some of
 * it is withheld, else 'x': it is not known, or does not apply.
 */
static char bareness_of(const struct grid *g, int column)
{
    char bare = 'x';

    for (size_t row = 0; row < g->row_count; row++) {
        const struct grid_cell *cell = grid_at(g, row, column);

        if (cell->kind != CELL_SYMBOL || cell->symbol == 'u')
            return 0;
        if (cell->symbol == 'c')
            bare = 'c';
    }
    return g->row_count ? bare : 0;
}

/* A heading in a sentence: in one line, without its notes. */
static void add_heading(struct texts *names, const char *heading)
{
    struct str name = STR_INIT;

    str_add_n(&name, heading, strcspn(heading, "["));
    while (name.len && strchr(" \n", name.text[name.len - 1]))
        name.text[--name.len] = '\0';
    for (size_t i = 0; i < name.len; i++)
        if (name.text[i] == '\n')
            name.text[i] = ' ';
    texts_adopt(names, str_take(&name));
}

/* Of a sparse table the columns that have something to say stay. */
static int drop_bare(struct job *job, struct told *told)
{
    struct texts withheld = { 0 };
    size_t kept = 0;
    bool is_any;

    for (size_t i = 0; i < told->column_count; i++) {
        char bare = bareness_of(&told->grid, told->columns[i].at);

        if (bare == 'c')
            add_heading(&withheld, told->columns[i].heading);
        if (!bare)
            told->columns[kept++] = told->columns[i];
    }
    told->column_count = kept;
    name_left_out(told, "withheld", &withheld);
    is_any = withheld.count > 0;
    texts_release(&withheld);
    return is_any ? tell_line(job, "{not_shown}: {withheld}.", told) : 0;
}

/* What the table is about, and which rows it leaves out. */
static int tell_lines(struct job *job, const struct pack_table *model,
                      struct told *out)
{
    if (job_fill_lines(job, &model->about, &out->scope, &out->lines,
                       &out->line_count))
        return -1;
    if (out->left_out_count && model->left_out
        && tell_line(job, model->left_out, out))
        return -1;
    return out->too_few_count && model->left_out
               ? tell_line(job, "Too few children for a rate: {too_few}.", out)
               : 0;
}

/* A child is named to one role, and in no table that says of none. */
static int check_role(struct job *job, const struct pack_table *model,
                      const struct told *told)
{
    if (model->role != PACK_ROLE_nobody)
        return 0;
    for (size_t row = 0; row < told->grid.row_count; row++)
        for (size_t i = 0; i < told->column_count; i++)
            if (naming_has_upn(
                    grid_text(&told->grid, row, told->columns[i].at)))
                return err_set(job->err, ERR_INTERNAL,
                               "'%s' names a child, and has no role",
                               told->title);
    return 0;
}

int job_tell(struct job *job, const struct pack_table *model,
             const struct job_row *of, struct told *out)
{
    struct db_param *params = params_of(model, of);
    size_t count = of->param_count + 1;
    int ret;

    memset(out, 0, sizeof(*out));
    ret = read_table(job, model, of->each != NULL, params, count, &out->grid)
          || job_read_scope(job, &out->scope, model->finding, of->each, of->row,
                            params, count);
    free(params);
    if (ret || (model->needs && leave_out(job, model, out)))
        return -1;
    out->title = job_fill(job, model->title, &out->scope);
    out->empty = model->empty ? job_fill(job, model->empty, &out->scope) : NULL;
    if (!out->title || !out->empty != !model->empty)
        return -1;
    if (tell_lines(job, model, out)
        || job_find_columns(job, &model->columns, model->query, &out->grid,
                            &out->scope, &out->columns, &out->column_count)
        || check_role(job, model, out))
        return -1;
    return model->is_sparse ? drop_bare(job, out) : 0;
}

void told_release(struct told *told)
{
    grid_release(&told->grid);
    grid_release(&told->scope);
    free(told->lines);
    free(told->columns);
    memset(told, 0, sizeof(*told));
}

char *job_path(struct job *job, const char *name)
{
    struct str path = STR_INIT;

    str_addf(&path, "%s/%s", job->r->folder, name);
    return texts_adopt(&job->texts, str_take(&path));
}

/* Is it nobody's? Another book may stand there, or be on its way. */
static int take_path(struct job *job, const char *path, bool *is_new)
{
    enum path_kind kind;

    if (path_look(path, &kind, NULL, job->err))
        return -1;
    map_put(&job->paths, path, strlen(path), 0, is_new);
    *is_new = *is_new && kind == PATH_ABSENT;
    return 0;
}

char *job_own_path(struct job *job, const char *file, bool is_each)
{
    const char *slash = strrchr(file, '/');
    size_t folder = slash ? (size_t)(slash - file) : strlen(file);
    char *path = job_path(job, file);
    struct str next = STR_INIT;
    bool is_new = true;
    int ret = is_each ? take_path(job, path, &is_new) : 0;

    for (int n = 2; ret == 0 && !is_new; n++) {
        str_clear(&next);
        str_addf(&next, "%.*s-%d%s", (int)folder, file, n, file + folder);
        path = job_path(job, next.text);
        ret = take_path(job, path, &is_new);
    }
    str_release(&next);
    return ret ? NULL : path;
}

int job_make_parent(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = mem_dup_n(path, (size_t)(slash - path));
    int ret = folder_make(folder, err);

    free(folder);
    return ret;
}

const struct drawn *job_find_drawn(const struct job *job, const char *file)
{
    for (size_t i = 0; i < job->pack->chart_count; i++)
        if (!strcmp(job->pack->charts[i].file, file))
            return &job->drawn[i];
    return NULL;
}
