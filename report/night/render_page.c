#include "report/night/render_page.h"

#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "report/night/job.h"
#include "report/page/page.h"

struct making {
    struct job *job;
    const struct pack_page *model;
    struct job_row of;
    struct grid scope; /* what the page's own texts may name */
    struct page page;
    struct told *tables; /* one a part of the model */
};

static int add_part(struct making *m, const struct pack_part *model,
                    struct told *told)
{
    if (job_tell(m->job, &model->table, &m->of, told))
        return err_context(m->job->err, "part '%s'", model->name);
    if (told->grid.row_count == 0 && !told->empty)
        return 0;
    m->page.parts[m->page.part_count++] = (struct page_part){
        .layout = model->layout,
        .title = told->title,
        .lines = told->lines,
        .line_count = told->line_count,
        .grid = &told->grid,
        .columns = told->columns,
        .column_count = told->column_count,
        .empty = told->empty,
    };
    return 0;
}

static int fill_page(struct making *m)
{
    struct job *job = m->job;
    struct page *page = &m->page;

    page->marking = job->pack->marking;
    page->organisation = job->r->organisation;
    page->service = job->pack->title;
    page->title = job_fill(job, m->model->title, &m->scope);
    if (!page->title
        || job_fill_lines(job, &m->model->lead, &m->scope, &page->lead,
                          &page->lead_count)
        || job_fill_lines(job, &m->model->foot, &m->scope, &page->foot,
                          &page->foot_count))
        return -1;
    page->parts = mem_zero(m->model->part_count + 1, sizeof(*page->parts));
    for (size_t i = 0; i < m->model->part_count; i++)
        if (add_part(m, &m->model->parts[i], &m->tables[i]))
            return -1;
    return 0;
}

static void release_making(struct making *m)
{
    for (size_t i = 0; i < m->model->part_count; i++)
        told_release(&m->tables[i]);
    grid_release(&m->scope);
    free(m->tables);
    free(m->page.parts);
    free(m->page.lead);
    free(m->page.foot);
    free(m->of.params);
}

static int render_page(struct job *job, const struct pack_page *model,
                       const struct grid *each, size_t row)
{
    struct making m = { .job = job, .model = model };
    const char *file = model->file;
    const char *path;
    int ret = -1;

    m.tables = mem_zero(model->part_count + 1, sizeof(*m.tables));
    job_set_row(job, &m.of, each, row);
    if (job_read_scope(job, &m.scope, model->finding, each, row, m.of.params,
                       m.of.param_count)
        || !(file = job_fill(job, model->file, &m.scope)))
        goto out;
    path = job_own_path(job, file, each != NULL);
    if (path && fill_page(&m) == 0 && job_make_parent(path, job->err) == 0)
        ret = page_write(&m.page, path, job->err);
out:
    release_making(&m);
    return ret ? err_context(job->err, "page '%s'", file ? file : model->file)
               : 0;
}

int render_pages(struct job *job, const struct pack_page *model)
{
    struct grid each = GRID_INIT;
    int ret = 0;

    if (!model->each)
        return render_page(job, model, NULL, 0);
    ret = grid_read(&each, job->r->db, model->each, NULL, 0, job->err);
    for (size_t row = 0; ret == 0 && row < each.row_count; row++)
        ret = render_page(job, model, &each, row);
    grid_release(&each);
    return ret;
}
