#include "report/night/render.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/book/csvfile.h"
#include "report/chart/chart.h"
#include "report/night/job.h"
#include "report/night/render_book.h"
#include "report/night/render_page.h"

static int prepare_chart(struct job *job, struct drawn *drawn,
                         struct chart *chart)
{
    const struct pack_chart *model = drawn->model;
    struct grid scope = GRID_INIT;
    struct str id = STR_INIT;
    int ret = -1;

    if (grid_read(&scope, job->r->db, model->finding, NULL, 0, job->err)
        || grid_read(&drawn->grid, job->r->db, model->query, NULL, 0, job->err))
        goto out;
    /* No finding: there is nothing yet that the chart could show. */
    drawn->is_left_out = scope.row_count == 0 || drawn->grid.row_count == 0;
    if (drawn->is_left_out) {
        ret = 0;
        goto out;
    }
    job_widen_scope(job, &scope, NULL, 0);
    drawn->title = job_fill(job, model->title, &scope);
    drawn->subtitle = job_fill(job, model->subtitle, &scope);
    drawn->source = job_fill(job, model->source, &scope);
    drawn->alt = job_fill(job, model->alt, &scope);
    if (!drawn->title || !drawn->subtitle || !drawn->source || !drawn->alt
        || job_find_columns(job, &model->columns, model->query, &drawn->grid,
                            &scope, &drawn->columns, &drawn->column_count))
        goto out;
    drawn->path = job_path(job, model->file);
    if (job_make_parent(drawn->path, job->err))
        goto out;
    str_add(&id, strrchr(drawn->path, '/') + 1);
    for (size_t i = 0; i < id.len; i++)
        if (id.text[i] == '_')
            id.text[i] = '-';
    *chart = (struct chart){
        .kind = model->kind,
        .path = drawn->path,
        .id = texts_adopt(&job->texts, str_take(&id)),
        .grid = &drawn->grid,
        .words = { drawn->title, drawn->subtitle, drawn->source },
        .alt = drawn->alt,
    };
    ret = 0;
out:
    grid_release(&scope);
    return ret ? err_context(job->err, "chart '%s'", model->file) : 0;
}

static void drawn_release(struct drawn *drawn)
{
    grid_release(&drawn->grid);
    free(drawn->columns);
}

/* gnuplot draws them beside what is read next. */
static int begin_charts(struct job *job)
{
    const struct pack *pack = job->pack;
    size_t count = 0;
    int ret = 0;

    job->charts = mem_zero(pack->chart_count + 1, sizeof(*job->charts));
    for (size_t i = 0; ret == 0 && i < pack->chart_count; i++) {
        struct drawn *drawn = &job->drawn[i];

        drawn->model = &pack->charts[i];
        ret = prepare_chart(job, drawn, &job->charts[count]);
        count += ret == 0 && !drawn->is_left_out;
    }
    return ret == 0 && count ? charts_begin(&job->drawing, job->charts, count,
                                            job->r->scratch, job->err)
                             : ret;
}

static int end_charts(struct job *job)
{
    struct charts *drawing = job->drawing;

    job->drawing = NULL;
    return drawing ? charts_end(drawing, job->err) : 0;
}

/* A file that rests on what not every run makes is left out where it is not. */
static int render_csv(struct job *job, const struct pack_csv *csv)
{
    struct query *q;
    int64_t is_there = 0;

    if (csv->only_if) {
        q = db_query(job->r->db, "report/sql/report.sql#is_there", job->err);
        query_bind_text(q, 1, csv->only_if);
        if (query_read_int(q, &is_there, job->err) < 0)
            return -1;
        if (!is_there)
            return 0;
    }
    return csvfile_write(csv, job->r->db, job_path(job, csv->file), job->err);
}

static void release_job(struct job *job)
{
    charts_drop(job->drawing);
    job_close_queries(job);
    free(job->charts);
    for (size_t i = 0; i < job->pack->chart_count; i++)
        drawn_release(&job->drawn[i]);
    free(job->drawn);
    map_release(&job->paths);
    texts_release(&job->texts);
}

int render_pack(const struct render *r, const struct pack *pack,
                struct err *err)
{
    struct job job = { .r = r, .pack = pack, .err = err };
    int ret = 0;

    shelf_init(&job.shelf, r->scratch);
    job.drawn = mem_zero(pack->chart_count + 1, sizeof(*job.drawn));
    for (size_t i = 0; ret == 0 && i < pack->setups.count; i++)
        ret = db_run_script(r->db, pack->setups.items[i], NULL, 0, err);
    if (ret == 0)
        ret = begin_charts(&job);
    for (size_t i = 0; ret == 0 && i < pack->csv_count; i++)
        ret = render_csv(&job, &pack->csvs[i]);
    if (ret == 0 && pack->site.setup)
        ret = db_run_script(r->db, pack->site.setup, NULL, 0, err);
    /* Workbooks and pages show the pictures. */
    if (ret == 0)
        ret = end_charts(&job);
    for (size_t i = 0; ret == 0 && i < pack->workbook_count; i++)
        ret = render_books(&job, &pack->workbooks[i]);
    /* Pages link to what there is. */
    ret = shelf_clear(&job.shelf, ret, err);
    if (ret == 0)
        ret = render_pages(&job);
    release_job(&job);
    return ret ? err_context(err, "pack '%s'", pack->name) : 0;
}
