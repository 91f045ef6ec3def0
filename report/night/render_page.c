#include "report/night/render_page.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/str.h"
#include "report/night/job.h"
#include "report/night/site.h"
#include "report/page/drawing.h"
#include "report/page/page.h"

/* A part of the model as it is on this page; freed when the page is done. */
struct filled {
    struct told told;
    struct page_look *looks;
    struct page_filter *filters;
    struct page_key *keys;
    struct page_link *more;
    struct texts texts;
    struct page_picture *pictures;
    size_t picture_count;
};

struct making {
    struct job *job;
    const struct site *site;
    const struct site_page *of;
    const struct pack_page *model;
    const char *file;
    size_t row;
    struct job_row params;
    struct grid scope; /* what the page's own texts may name */
    struct page page;
    struct filled *parts; /* one a part of the model */
};

/* --- looks ---------------------------------------------------------------- */

static int column_of(struct making *m, const struct pack_part *model,
                     const struct told *told, const char *name)
{
    for (size_t i = 0; i < told->column_count; i++)
        if (!strcmp(model->table.columns.items[i].name, name))
            return (int)i;
    return err_set(m->job->err, ERR_INTERNAL, "part '%s' has no column '%s'",
                   model->name, name);
}

/* An address a row: of the page that the row names, or of a file. */
static int find_address(struct making *m, const struct pack_as *as,
                        const struct grid *grid, size_t row, char **address)
{
    struct str page = STR_INIT;
    const char *key = grid_text(grid, row, grid_column(grid, as->key));
    int ret;

    if (as->look == PACK_LOOK_file)
        return site_file(m->site, m->file,
                         grid_text(grid, row, grid_column(grid, as->of)),
                         address);
    ret = words_fill(&page, as->of, grid, row, NULL, m->job->err);
    if (ret == 0)
        *address = site_address(m->site, m->file, page.text, key);
    str_release(&page);
    return ret;
}

#define DRAWN "value"

/* What the columns that are drawn begin with: the name of this without its
 * end. */
static const char *find_prefix(struct making *m, const char *column)
{
    size_t len = strlen(column);
    struct str prefix = STR_INIT;

    if (len < strlen(DRAWN) || strcmp(column + len - strlen(DRAWN), DRAWN) != 0)
        return NULL;
    str_add_n(&prefix, column, len - strlen(DRAWN));
    return texts_adopt(&m->job->texts, str_take(&prefix));
}

static int fill_look(struct making *m, const struct pack_as *as,
                     const struct grid *grid, struct page_look *look)
{
    look->look = as->look;
    look->prefix = find_prefix(m, as->column);
    if ((as->look == PACK_LOOK_strip || as->look == PACK_LOOK_band)
        && !look->prefix)
        return err_set(m->job->err, ERR_INTERNAL,
                       "'%s' does not end in '" DRAWN "', to be drawn",
                       as->column);
    look->of = grid_column(grid, as->of);
    look->is_same = !strcmp(as->key, "same");
    if (as->look != PACK_LOOK_link && as->look != PACK_LOOK_file)
        return 0;
    look->addresses = mem_zero(grid->row_count + 1, sizeof(*look->addresses));
    for (size_t row = 0; row < grid->row_count; row++)
        if (find_address(m, as, grid, row, &look->addresses[row]))
            return -1;
    return 0;
}

static int fill_looks(struct making *m, const struct pack_part *model,
                      struct filled *part)
{
    const struct told *told = &part->told;

    part->looks = mem_zero(told->column_count + 1, sizeof(*part->looks));
    for (size_t i = 0; i < told->column_count; i++)
        part->looks[i].of = -1;
    for (size_t i = 0; i < model->look_count; i++) {
        const struct pack_as *as = &model->looks[i];
        int column = column_of(m, model, told, as->column);

        if (column < 0 || fill_look(m, as, &told->grid, &part->looks[column]))
            return -1;
    }
    return 0;
}

/* --- what else a part has ------------------------------------------------- */

static int fill_filters(struct making *m, const struct pack_part *model,
                        struct filled *part)
{
    part->filters = mem_zero(model->filter_count + 1, sizeof(*part->filters));
    for (size_t i = 0; i < model->filter_count; i++) {
        const struct pack_filter *from = &model->filters[i];

        part->filters[i] = (struct page_filter){ from->label, -1 };
        if (!*from->column)
            continue;
        part->filters[i].column =
            column_of(m, model, &part->told, from->column);
        if (part->filters[i].column < 0)
            return -1;
    }
    return 0;
}

static void fill_keys(const struct pack_part *model, struct filled *part)
{
    part->keys = mem_zero(model->key_count + 1, sizeof(*part->keys));
    for (size_t i = 0; i < model->key_count; i++)
        part->keys[i] =
            (struct page_key){ model->keys[i].mark, model->keys[i].words };
}

static int fill_more(struct making *m, const struct pack_part *model,
                     struct filled *part)
{
    part->more = mem_zero(model->more_count + 1, sizeof(*part->more));
    for (size_t i = 0; i < model->more_count; i++) {
        const struct pack_more *from = &model->more[i];
        struct page_link *link = &part->more[i];
        char *key = job_fill(m->job, from->key, &part->told.scope);

        link->text = job_fill(m->job, from->text, &part->told.scope);
        if (!link->text || !key)
            return -1;
        link->address = site_address(m->site, m->file, from->page, key);
    }
    return 0;
}

/* The chart as it was drawn, if there was anything to show. */
static int add_picture(struct making *m, const char *file, struct filled *part)
{
    const struct drawn *drawn = job_find_drawn(m->job, file);
    struct page_picture *picture;
    struct str path = STR_INIT, fold = STR_INIT;
    char *svg = NULL;
    int ret;

    if (!drawn)
        return err_set(m->job->err, ERR_INTERNAL, "there is no chart '%s'",
                       file);
    if (drawn->is_left_out)
        return 0;
    picture = &part->pictures[part->picture_count++];
    str_addf(&path, "%s.svg", drawn->path);
    ret = file_read(path.text, &svg, &picture->len, m->job->err);
    str_release(&path);
    if (ret)
        return -1;
    str_addf(&fold, "View as a table: %s", drawn->title);
    picture->svg = texts_adopt(&part->texts, svg);
    picture->fold = texts_adopt(&part->texts, str_take(&fold));
    picture->title = drawn->title;
    picture->alt = drawn->alt;
    picture->grid = &drawn->grid;
    picture->columns = drawn->columns;
    picture->column_count = drawn->column_count;
    return 0;
}

static int fill_pictures(struct making *m, const struct pack_part *model,
                         struct filled *part)
{
    const char *file = job_fill(m->job, model->image, &part->told.scope);

    if (!file)
        return -1;
    part->pictures = mem_zero(strlen(file) + 1, sizeof(*part->pictures));
    while (*(file += strspn(file, " "))) {
        size_t len = strcspn(file, " ");
        char *name = mem_dup_n(file, len);
        int ret = add_picture(m, name, part);

        free(name);
        if (ret)
            return -1;
        file += len;
    }
    return 0;
}

static void put_part(struct making *m, const struct pack_part *model,
                     const struct filled *part)
{
    const struct told *told = &part->told;

    m->page.parts[m->page.part_count++] = (struct page_part){
        .layout = model->layout,
        .title = told->title,
        .lines = told->lines,
        .line_count = told->line_count,
        .grid = &told->grid,
        .columns = told->columns,
        .looks = part->looks,
        .column_count = told->column_count,
        .empty = told->empty,
        .filters = part->filters,
        .filter_count = model->filter_count,
        .keys = part->keys,
        .key_count = model->key_count,
        .is_sorted = model->sort,
        .fold = model->fold,
        .pictures = part->pictures,
        .picture_count = part->picture_count,
        .more = part->more,
        .more_count = model->more_count,
        .write_lines = model->write,
    };
}

static int add_part(struct making *m, const struct pack_part *model,
                    struct filled *part)
{
    struct told *told = &part->told;

    if (job_tell(m->job, &model->table, &m->params, told)
        || fill_pictures(m, model, part))
        return err_context(m->job->err, "part '%s'", model->name);
    if (told->grid.row_count == 0 && !told->empty && !part->picture_count
        && (model->layout != PACK_LAYOUT_prose || !told->line_count))
        return 0;
    if (fill_looks(m, model, part) || fill_filters(m, model, part)
        || fill_more(m, model, part))
        return err_context(m->job->err, "part '%s'", model->name);
    fill_keys(model, part);
    put_part(m, model, part);
    return 0;
}

/* --- the page ------------------------------------------------------------- */

static int fill_page(struct making *m)
{
    struct job *job = m->job;
    struct page *page = &m->page;
    const char *name;

    page->marking = job->pack->marking;
    page->organisation = job->r->organisation;
    page->service = job->pack->title;
    page->is_paper = m->model->paper;
    page->title = job_fill(job, m->model->title, &m->scope);
    name = m->model->crumb ? job_fill(job, m->model->crumb, &m->scope)
                           : page->title;
    if (!page->title || !name)
        return -1;
    site_place(m->site, m->of, m->row, name, &page->site);
    if (job_fill_lines(job, &m->model->lead, &m->scope, &page->lead,
                       &page->lead_count)
        || job_fill_lines(
            job, m->model->foot.count ? &m->model->foot : &job->pack->site.foot,
            &m->scope, &page->foot, &page->foot_count))
        return -1;
    page->parts = mem_zero(m->model->part_count + 1, sizeof(*page->parts));
    for (size_t i = 0; i < m->model->part_count; i++)
        if (add_part(m, &m->model->parts[i], &m->parts[i]))
            return -1;
    return 0;
}

static void release_part(struct filled *part)
{
    for (size_t i = 0; part->looks && i < part->told.column_count; i++)
        free(part->looks[i].addresses);
    free(part->looks);
    free(part->filters);
    free(part->keys);
    free(part->more);
    free(part->pictures);
    texts_release(&part->texts);
    told_release(&part->told);
}

static void release_making(struct making *m)
{
    for (size_t i = 0; i < m->model->part_count; i++)
        release_part(&m->parts[i]);
    free(m->parts);
    grid_release(&m->scope);
    free(m->page.parts);
    free(m->page.lead);
    free(m->page.foot);
    site_release(&m->page.site);
    free(m->params.params);
}

static int render_page(struct job *job, const struct site *site,
                       const struct site_page *of, size_t row)
{
    const struct grid *each = of->model->each ? &of->each : NULL;
    struct making m = { .job = job,
                        .site = site,
                        .of = of,
                        .model = of->model,
                        .file = of->files[row],
                        .row = row };
    const char *path = job_path(job, m.file);
    int ret = -1;

    m.parts = mem_zero(m.model->part_count + 1, sizeof(*m.parts));
    job_set_row(job, &m.params, each, row);
    if (job_read_scope(job, &m.scope, m.model->finding, each, row,
                       m.params.params, m.params.param_count)
            == 0
        && fill_page(&m) == 0 && job_make_parent(path, job->err) == 0)
        ret = page_write(&m.page, path, job->err);
    release_making(&m);
    return ret ? err_context(job->err, "page '%s'", m.file) : 0;
}

int render_pages(struct job *job)
{
    struct site site;
    int ret = 0;

    if (!job->pack->page_count)
        return 0;
    ret = site_open(&site, job);
    for (size_t i = 0; ret == 0 && i < site.count; i++)
        for (size_t row = 0; ret == 0 && row < site.pages[i].count; row++)
            ret = render_page(job, &site, &site.pages[i], row);
    site_close(&site);
    return ret;
}
