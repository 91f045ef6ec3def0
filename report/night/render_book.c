#include "report/night/render_book.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"
#include "report/book/workbook.h"
#include "report/night/job.h"

struct making {
    struct job *job;
    const struct pack_workbook *model;
    const struct grid *each; /* NULL, or the rows of the workbooks */
    size_t row;
    struct db_param *params;
    size_t param_count;
    struct book book;
    size_t sheet_capacity;
    struct grid *grids; /* one a sheet of the model */
};

static struct book_sheet *add_sheet(struct making *m)
{
    MEM_ROOM(m->book.sheets, m->book.sheet_count, m->sheet_capacity);
    memset(&m->book.sheets[m->book.sheet_count], 0, sizeof(*m->book.sheets));
    return &m->book.sheets[m->book.sheet_count++];
}

static int fill_lines(struct job *job, const struct pack_texts *from,
                      const struct grid *scope, char ***lines, size_t *count)
{
    *lines = mem_zero(from->count + 1, sizeof(**lines));
    *count = 0;
    for (size_t i = 0; i < from->count; i++) {
        char *line = job_fill(job, from->items[i], scope);

        if (!line)
            return -1;
        /* A line that comes to nothing, or has nothing to say, is left out. */
        if (*line && strcmp(line, "[x]") != 0)
            (*lines)[(*count)++] = line;
    }
    return 0;
}

/* Sentences are written here, so that the writer sees only cells. */
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

static int fill_columns(struct making *m, struct book_sheet *sheet,
                        const struct pack_sheet *model, struct grid *g,
                        const struct grid *scope)
{
    sheet->columns =
        mem_zero(model->columns.count + 1, sizeof(*sheet->columns));
    for (size_t i = 0; i < model->columns.count; i++) {
        const struct pack_column *from = &model->columns.items[i];
        struct book_column *column = &sheet->columns[sheet->column_count++];

        column->heading = job_fill(m->job, from->heading, scope);
        column->format = from->format;
        column->width = from->width;
        column->at = grid_column(g, from->name);
        if (!column->heading)
            return -1;
        if (column->at < 0)
            return err_set(m->job->err, ERR_INTERNAL, "%s has no column '%s'",
                           model->query, from->name);
        if (from->format == FIGURE_WORDS
            && fill_sentences(m->job, g, column->at, scope))
            return -1;
    }
    return 0;
}

static int find_column(struct making *m, const struct pack_sheet *model,
                       const char *name, size_t *out)
{
    for (size_t i = 0; i < model->columns.count; i++) {
        if (!strcmp(model->columns.items[i].name, name)) {
            *out = i;
            return 0;
        }
    }
    return err_set(m->job->err, ERR_INTERNAL, "the table has no column '%s'",
                   name);
}

/* The native chart of the sheet that was added last. */
static int add_chart(struct making *m, const struct pack_sheet *model,
                     const struct grid *scope)
{
    struct job *job = m->job;
    struct book_sheet *sheet = add_sheet(m);
    struct str line = STR_INIT;
    size_t first;
    size_t count;

    sheet->kind = BOOK_CHART;
    sheet->source = m->book.sheet_count - 2;
    sheet->tab = model->chart_tab;
    sheet->chart = model->chart[0];
    sheet->title = job_fill(job, model->chart_title, scope);
    sheet->alt = job_fill(job, model->chart_alt, scope);
    sheet->axis = job_fill(job, model->axis, scope);
    sheet->category_axis = job_fill(job, model->category_axis, scope);
    if (!sheet->title || !sheet->alt || !sheet->axis || !sheet->category_axis
        || find_column(m, model, model->category, &sheet->category))
        return -1;
    sheet->series = mem_zero(model->series.count + 1, sizeof(*sheet->series));
    for (size_t i = 0; i < model->series.count; i++) {
        const struct pack_series *from = &model->series.items[i];
        struct book_series *series = &sheet->series[sheet->series_count++];

        series->style = from->style;
        series->label = job_fill(job, from->label, scope);
        if (!series->label
            || find_column(m, model, from->column, &series->column))
            return -1;
    }
    str_addf(&line,
             "This worksheet contains one chart. The figures are in worksheet "
             "%s.",
             model->tab);
    sheet->lines = mem_zero(2, sizeof(*sheet->lines));
    sheet->lines[0] = texts_adopt(&job->texts, str_take(&line));
    sheet->lines[1] = texts_add(&job->texts, sheet->alt);
    sheet->line_count = 2;
    if (!workbook_chart_rows(&m->book, sheet, &first, &count)) {
        free(sheet->lines);
        free(sheet->series);
        m->book.sheet_count--;
    }
    return 0;
}

static int add_picture(struct making *m, const struct pack_sheet *model)
{
    struct job *job = m->job;
    const struct drawn *drawn = job_find_drawn(job, model->image);
    struct book_sheet *sheet;
    struct str path = STR_INIT;

    if (!drawn)
        return err_set(job->err, ERR_INTERNAL, "no chart is called '%s'",
                       model->image);
    if (drawn->is_left_out)
        return 0;
    sheet = add_sheet(m);
    str_addf(&path, "%s.png", drawn->path);
    sheet->kind = BOOK_IMAGE;
    sheet->tab = model->tab;
    sheet->title = drawn->title;
    sheet->alt = drawn->alt;
    sheet->image = texts_adopt(&job->texts, str_take(&path));
    sheet->lines = mem_zero(2, sizeof(*sheet->lines));
    sheet->lines[0] = texts_add(
        &job->texts, "This worksheet contains one picture of a chart.");
    sheet->lines[1] = texts_add(&job->texts, drawn->alt);
    sheet->line_count = 2;
    return 0;
}

static int add_table(struct making *m, const struct pack_sheet *model,
                     struct grid *g)
{
    struct job *job = m->job;
    struct grid scope = GRID_INIT;
    struct book_sheet *sheet;
    int ret = -1;

    if (!model->query)
        return err_set(job->err, ERR_INTERNAL, "neither query nor image");
    if (grid_read(g, job->r->db, model->query, m->params, m->param_count,
                  job->err)
        || job_read_scope(job, &scope, model->finding, m->each, m->row,
                          m->params, m->param_count))
        goto out;
    sheet = add_sheet(m);
    sheet->kind = BOOK_TABLE;
    sheet->tab = model->tab;
    sheet->grid = g;
    sheet->title = job_fill(job, model->title, &scope);
    sheet->empty = job_fill(job,
                            model->empty ? model->empty
                                         : "There is nothing "
                                           "to show.",
                            &scope);
    if (!sheet->title || !sheet->empty
        || fill_lines(job, &model->about, &scope, &sheet->lines,
                      &sheet->line_count)
        || fill_columns(m, sheet, model, g, &scope))
        goto out;
    if (model->chart && g->row_count && add_chart(m, model, &scope))
        goto out;
    ret = 0;
out:
    grid_release(&scope);
    return ret;
}

/* The columns of the row of `each` are parameters of all queries. */
static void set_params(struct making *m)
{
    if (!m->each)
        return;
    m->params = mem_zero(m->each->column_count, sizeof(*m->params));
    for (size_t i = 0; i < m->each->column_count; i++) {
        struct str name = STR_INIT;

        str_addf(&name, ":%s", m->each->names[i]);
        m->params[i].name = texts_adopt(&m->job->texts, str_take(&name));
        m->params[i].text = grid_text(m->each, m->row, (int)i);
    }
    m->param_count = m->each->column_count;
}

static int fill_book(struct making *m, const struct grid *scope)
{
    struct job *job = m->job;
    struct book *book = &m->book;
    struct str marking = STR_INIT;

    book->title = job_fill(job, m->model->title, scope);
    book->organisation = job->r->organisation;
    book->keywords = "virtual school, attendance, suspensions, social care";
    str_addf(&marking, "%s. For: %s.", job->pack->marking, job->pack->audience);
    book->marking = texts_adopt(&job->texts, str_take(&marking));
    book->working = job->pack->working;
    book->created = job->r->as_of;
    if (!book->title
        || fill_lines(job, &m->model->cover, scope, &book->cover,
                      &book->cover_count)
        || fill_lines(job, &m->model->notes, scope, &book->notes,
                      &book->note_count))
        return -1;
    for (size_t i = 0; i < m->model->sheet_count; i++) {
        const struct pack_sheet *model = &m->model->sheets[i];

        if (model->image ? add_picture(m, model)
                         : add_table(m, model, &m->grids[i]))
            return err_context(job->err, "sheet '%s'", model->tab);
    }
    return 0;
}

static void release_making(struct making *m)
{
    for (size_t i = 0; i < m->book.sheet_count; i++) {
        free(m->book.sheets[i].lines);
        free(m->book.sheets[i].columns);
        free(m->book.sheets[i].series);
    }
    for (size_t i = 0; i < m->model->sheet_count; i++)
        grid_release(&m->grids[i]);
    free(m->book.sheets);
    free(m->book.cover);
    free(m->book.notes);
    free(m->grids);
    free(m->params);
}

/*
 * The path of a workbook; of one for each of many, with a number to its folder
 * where two names come to one ("Jo Doe", "JO-DOE"): none is written over.
 */
static char *path_of_own(struct job *job, const char *file, bool is_each)
{
    size_t folder = strcspn(file, "/");
    char *path = job_path(job, file);
    struct str next = STR_INIT;
    enum path_kind kind = PATH_ABSENT;
    int ret = is_each ? path_look(path, &kind, NULL, job->err) : 0;

    for (int n = 2; ret == 0 && kind != PATH_ABSENT; n++) {
        str_clear(&next);
        str_addf(&next, "%.*s-%d%s", (int)folder, file, n, file + folder);
        path = job_path(job, next.text);
        ret = path_look(path, &kind, NULL, job->err);
    }
    str_release(&next);
    return ret ? NULL : path;
}

static int render_book(struct job *job, const struct pack_workbook *model,
                       const struct grid *each, size_t row)
{
    struct making m = { .job = job, .model = model, .each = each, .row = row };
    struct grid scope = GRID_INIT;
    const char *file;
    char *path;
    int ret = -1;

    m.grids = mem_zero(model->sheet_count + 1, sizeof(*m.grids));
    set_params(&m);
    if (job_read_scope(job, &scope, NULL, each, row, NULL, 0)
        || !(file = job_fill(job, model->file, &scope)))
        goto out;
    path = path_of_own(job, file, each != NULL);
    if (!path || fill_book(&m, &scope) || job_make_parent(path, job->err)
        || workbook_write(&m.book, path, job->r->scratch, job->err)) {
        err_context(job->err, "'%s'", file);
        goto out;
    }
    ret = 0;
out:
    grid_release(&scope);
    release_making(&m);
    return ret;
}

int render_books(struct job *job, const struct pack_workbook *model)
{
    struct grid each = GRID_INIT;
    int ret = 0;

    if (!model->each)
        return render_book(job, model, NULL, 0);
    ret = grid_read(&each, job->r->db, model->each, NULL, 0, job->err);
    for (size_t row = 0; ret == 0 && row < each.row_count; row++)
        ret = render_book(job, model, &each, row);
    grid_release(&each);
    return ret;
}
