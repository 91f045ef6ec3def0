#include "report/night/site.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"

/* --- addresses ------------------------------------------------------------ */

static bool is_taken(const struct site *site, const char *file)
{
    for (size_t i = 0; i < site->count; i++)
        for (size_t j = 0; j < site->pages[i].count; j++)
            if (site->pages[i].files[j]
                && !strcmp(site->pages[i].files[j], file))
                return true;
    return false;
}

/* The name, with a number before its ending where another page has it. */
static const char *own_name(const struct site *site, const char *file)
{
    const char *end = strrchr(file, '.');
    size_t stem = end ? (size_t)(end - file) : strlen(file);
    const char *name = file;

    for (int n = 2; is_taken(site, name); n++) {
        struct str next = STR_INIT;

        str_addf(&next, "%.*s-%d%s", (int)stem, file, n, file + stem);
        name = texts_adopt(&site->job->texts, str_take(&next));
    }
    return name;
}

static int name_pages(struct site *site, struct site_page *page)
{
    struct job *job = site->job;
    const struct grid *each = page->model->each ? &page->each : NULL;

    for (size_t row = 0; row < page->count; row++) {
        struct grid scope = GRID_INIT;
        const char *file = NULL;

        if (job_read_scope(job, &scope, NULL, each, row, NULL, 0) == 0)
            file = job_fill(job, page->model->file, &scope);
        grid_release(&scope);
        if (!file)
            return err_context(job->err, "page '%s'", page->model->file);
        page->files[row] = own_name(site, file);
    }
    return 0;
}

static int tell(struct site *site)
{
    struct job *job = site->job;
    const struct pack_site *model = &job->pack->site;
    struct grid scope = GRID_INIT;
    int ret = -1;

    if (job_read_scope(job, &scope, model->finding, NULL, 0, NULL, 0) == 0
        && job_fill_lines(job, &model->bar, &scope, &site->bar,
                          &site->bar_count)
               == 0
        && (site->warning = job_fill(job, model->warning, &scope)))
        ret = 0;
    grid_release(&scope);
    return ret;
}

int site_open(struct site *site, struct job *job)
{
    const struct pack *pack = job->pack;

    *site = (struct site){ .job = job };
    if (tell(site))
        return -1;
    site->pages = mem_zero(pack->page_count + 1, sizeof(*site->pages));
    for (size_t i = 0; i < pack->page_count; i++) {
        struct site_page *page = &site->pages[i];

        page->model = &pack->pages[i];
        site->count++;
        if (page->model->each
            && grid_read(&page->each, job->r->db, page->model->each, NULL, 0,
                         job->err))
            return err_context(job->err, "page '%s'", page->model->name);
        page->count = page->model->each ? page->each.row_count : 1;
        page->files = mem_zero(page->count + 1, sizeof(*page->files));
        if (name_pages(site, page))
            return -1;
    }
    return 0;
}

void site_close(struct site *site)
{
    for (size_t i = 0; i < site->count; i++) {
        grid_release(&site->pages[i].each);
        free(site->pages[i].files);
    }
    free(site->pages);
    free(site->bar);
    memset(site, 0, sizeof(*site));
}

static const struct site_page *find_page(const struct site *site,
                                         const char *name)
{
    for (size_t i = 0; i < site->count; i++)
        if (!strcmp(site->pages[i].model->name, name))
            return &site->pages[i];
    return NULL;
}

static const char *find_file(const struct site *site, const char *name,
                             const char *key)
{
    const struct site_page *page = find_page(site, name);

    if (!page)
        return NULL;
    if (!page->model->each)
        return page->files[0];
    for (size_t row = 0; row < page->count; row++)
        if (!strcmp(grid_text(&page->each, row, 0), key))
            return page->files[row];
    return NULL;
}

/* Up from the folder of `from`, then down. */
static char *relate(const struct site *site, const char *from, const char *to)
{
    struct str out = STR_INIT;

    for (; (from = strchr(from, '/')); from++)
        str_add(&out, "../");
    str_add(&out, to);
    return texts_adopt(&site->job->texts, str_take(&out));
}

char *site_address(const struct site *site, const char *from, const char *name,
                   const char *key)
{
    const char *file = find_file(site, name, key);

    return file ? relate(site, from, file) : NULL;
}

int site_file(const struct site *site, const char *from, const char *file,
              char **address)
{
    struct job *job = site->job;
    enum path_kind kind = PATH_ABSENT;

    *address = NULL;
    if (*file && path_look(job_path(job, file), &kind, NULL, job->err))
        return -1;
    if (kind != PATH_ABSENT)
        *address = relate(site, from, file);
    return 0;
}

/* --- where a page is ------------------------------------------------------ */

/* Does the page belong to the other, however far down? */
static bool is_under(const struct site *site, const struct pack_page *page,
                     const struct pack_page *other)
{
    for (size_t i = 0; page->under && i < site->count; i++) {
        const struct site_page *above = find_page(site, page->under);

        if (!above)
            return false;
        page = above->model;
        if (page == other)
            return true;
    }
    return false;
}

static size_t list(const struct site *site, const struct site_page *of,
                   const char *from, bool is_aside, struct page_link *links)
{
    size_t count = 0;

    for (size_t i = 0; i < site->count; i++) {
        const struct pack_page *model = site->pages[i].model;
        const char *text = is_aside ? model->aside : model->nav;

        if (!text || model->each)
            continue;
        links[count++] = (struct page_link){
            .text = text,
            .address = site_address(site, from, model->name, ""),
            .is_here = model == of->model,
            .is_above = is_under(site, of->model, model),
        };
    }
    return count;
}

static size_t list_above(const struct site *site, const struct site_page *of,
                         const char *from, const char *title,
                         struct page_link *links)
{
    size_t count = 0;

    if (of == &site->pages[0])
        return 0;
    for (size_t i = 0; i < site->count; i++) {
        const struct pack_page *model = site->pages[i].model;

        if (i && !is_under(site, of->model, model))
            continue;
        links[count++] = (struct page_link){
            .text = model->nav ? model->nav : model->title,
            .address = site_address(site, from, model->name, ""),
        };
    }
    links[count++] = (struct page_link){ .text = title };
    return count;
}

void site_place(const struct site *site, const struct site_page *of, size_t row,
                const char *title, struct page_site *out)
{
    out->bar = site->bar;
    out->bar_count = site->bar_count;
    out->warning = site->warning;
    out->nav = mem_zero(site->count + 1, sizeof(*out->nav));
    out->asides = mem_zero(site->count + 1, sizeof(*out->asides));
    out->crumbs = mem_zero(site->count + 1, sizeof(*out->crumbs));
    out->nav_count = list(site, of, of->files[row], false, out->nav);
    out->aside_count = list(site, of, of->files[row], true, out->asides);
    /* A pack whose pages do not lead to each other has no place to show. */
    if (out->nav_count)
        out->crumb_count =
            list_above(site, of, of->files[row], title, out->crumbs);
}

void site_release(struct page_site *site)
{
    free(site->nav);
    free(site->asides);
    free(site->crumbs);
}
