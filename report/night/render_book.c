#include "report/night/render_book.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/book/workbook.h"
#include "report/night/job.h"

/* Of a book that waits for others: as many as a process costs pages. */
#define SMALL_CELLS 2000

struct making {
    struct job *job;
    const struct pack_workbook *model;
    struct job_row of;
    struct book book;
    size_t sheet_capacity;
    struct told **tables; /* of the sheets and their blocks */
    size_t table_count, table_capacity;
};

/* It stays where it is: sheets lend from it. */
static struct told *add_told(struct making *m)
{
    struct told *told = mem_zero(1, sizeof(*told));

    MEM_ROOM(m->tables, m->table_count, m->table_capacity);
    m->tables[m->table_count++] = told;
    return told;
}

static struct book_sheet *add_sheet(struct making *m)
{
    MEM_ROOM(m->book.sheets, m->book.sheet_count, m->sheet_capacity);
    memset(&m->book.sheets[m->book.sheet_count], 0, sizeof(*m->book.sheets));
    return &m->book.sheets[m->book.sheet_count++];
}

static int find_column(struct making *m, const struct pack_sheet *model,
                       const char *name, size_t *out)
{
    for (size_t i = 0; i < model->table.columns.count; i++) {
        if (!strcmp(model->table.columns.items[i].name, name)) {
            *out = i;
            return 0;
        }
    }
    return err_set(m->job->err, ERR_INTERNAL, "the table has no column '%s'",
                   name);
}

static int fill_chart(struct making *m, const struct pack_sheet *model,
                      const struct grid *scope, struct book_sheet *sheet)
{
    struct job *job = m->job;

    sheet->chart = model->chart[0];
    sheet->chart_title = job_fill(job, model->chart_title, scope);
    sheet->alt = job_fill(job, model->chart_alt, scope);
    sheet->axis = job_fill(job, model->axis, scope);
    sheet->category_axis = job_fill(job, model->category_axis, scope);
    if (!sheet->chart_title || !sheet->alt || !sheet->axis
        || !sheet->category_axis
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
    return 0;
}

/*
 * The native chart of the table on the sheet that was added last: under it, or
 * on a sheet of its own, which is left out where there is nothing to draw.
 */
static int add_chart(struct making *m, const struct pack_sheet *model,
                     const struct grid *scope)
{
    struct job *job = m->job;
    size_t source = m->book.sheet_count - 1;
    struct book_sheet *sheet =
        model->chart_tab ? add_sheet(m) : &m->book.sheets[source];
    struct str line = STR_INIT;
    size_t first;
    size_t count;

    sheet->source = source;
    if (fill_chart(m, model, scope, sheet))
        return -1;
    if (!model->chart_tab)
        return 0;
    sheet->kind = BOOK_CHART;
    sheet->tab = model->chart_tab;
    sheet->title = sheet->chart_title;
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

static struct book_table table_of(const struct told *told)
{
    return (struct book_table){
        .grid = &told->grid,
        .columns = told->columns,
        .column_count = told->column_count,
        .empty = told->empty ? told->empty : "There is nothing to show.",
    };
}

static int add_table(struct making *m, const struct pack_sheet *model)
{
    struct told *told = add_told(m);
    struct book_sheet *sheet;

    if (job_tell(m->job, &model->table, &m->of, told))
        return -1;
    if (model->optional && !told->grid.row_count)
        return 0;
    sheet = add_sheet(m);
    sheet->kind = BOOK_TABLE;
    sheet->tab = model->tab;
    sheet->title = told->title;
    sheet->lines = told->lines;
    sheet->line_count = told->line_count;
    sheet->table = table_of(told);
    return model->chart && told->grid.row_count
               ? add_chart(m, model, &told->scope)
               : 0;
}

/* What every cover and every sheet says, after what the pack does. */
static int add_covers(struct making *m)
{
    struct job *job = m->job;
    struct book *book = &m->book;
    const struct grid *covers = job->r->covers;
    int line = grid_column(covers, "line");

    book->source = "";
    book->cover =
        mem_grow(book->cover, book->cover_count + covers->row_count + 1,
                 sizeof(*book->cover));
    for (size_t row = 0; row < covers->row_count; row++) {
        struct str out = STR_INIT;
        char *text;

        if (words_fill(&out, grid_text(covers, row, line), covers, row,
                       job->r->context, job->err)) {
            str_release(&out);
            return -1;
        }
        text = texts_adopt(&job->texts, str_take(&out));
        if (!strcmp(grid_text(covers, row, grid_column(covers, "place")),
                    "source"))
            book->source = text;
        else if (*text)
            book->cover[book->cover_count++] = text;
    }
    return 0;
}

static int add_block(struct making *m, const struct pack_part *model,
                     struct book_block *block)
{
    struct told *told = add_told(m);

    if (job_tell(m->job, &model->table, &m->of, told))
        return err_context(m->job->err, "block '%s'", model->name);
    *block =
        (struct book_block){ .title = told->title,
                             .lines = told->lines,
                             .line_count = told->line_count,
                             .table = table_of(told),
                             .is_items = model->layout == PACK_LAYOUT_items };
    return model->layout == PACK_LAYOUT_facts
               ? err_set(m->job->err, ERR_INTERNAL,
                         "block '%s': facts are for pages", model->name)
               : 0;
}

/* Its own texts may name what a query of one row finds, as a page's. */
static int add_blocks(struct making *m, const struct pack_sheet *model)
{
    struct job *job = m->job;
    struct grid scope = GRID_INIT;
    struct book_sheet *sheet = add_sheet(m);
    int ret = -1;

    sheet->kind = BOOK_BLOCKS;
    sheet->tab = model->tab;
    sheet->blocks = mem_zero(model->block_count, sizeof(*sheet->blocks));
    if (job_read_scope(job, &scope, model->table.finding, m->of.each, m->of.row,
                       m->of.params, m->of.param_count)
        || !(sheet->title = job_fill(job, model->table.title, &scope))
        || job_fill_lines(job, &model->table.about, &scope, &sheet->lines,
                          &sheet->line_count))
        goto out;
    ret = 0;
    for (size_t i = 0; ret == 0 && i < model->block_count; i++)
        ret = add_block(m, &model->blocks[i],
                        &sheet->blocks[sheet->block_count++]);
out:
    grid_release(&scope);
    return ret;
}

static int fill_book(struct making *m, const struct grid *scope)
{
    struct job *job = m->job;
    struct book *book = &m->book;
    struct str marking = STR_INIT;

    book->title = job_fill(job, m->model->title, scope);
    book->organisation = job->r->organisation;
    book->keywords = "virtual school, attendance, suspensions, social care";
    str_addf(&marking, "%s. For: %s.",
             m->model->marking ? m->model->marking : job->pack->marking,
             m->model->audience ? m->model->audience : job->pack->audience);
    book->marking = texts_adopt(&job->texts, str_take(&marking));
    book->working = job->pack->working;
    book->is_front_last = m->model->front_last;
    book->created = job->r->as_of;
    if (!book->title
        || job_fill_lines(job, &m->model->cover, scope, &book->cover,
                          &book->cover_count)
        || add_covers(m)
        || job_fill_lines(job, &m->model->notes, scope, &book->notes,
                          &book->note_count))
        return -1;
    for (size_t i = 0; i < m->model->sheet_count; i++) {
        const struct pack_sheet *model = &m->model->sheets[i];

        if (model->block_count ? add_blocks(m, model)
            : model->image     ? add_picture(m, model)
                               : add_table(m, model))
            return err_context(job->err, "sheet '%s'", model->tab);
    }
    return 0;
}

static void making_free(void *own)
{
    struct making *m = own;

    for (size_t i = 0; i < m->book.sheet_count; i++) {
        if (m->book.sheets[i].kind != BOOK_TABLE)
            free(m->book.sheets[i].lines);
        free(m->book.sheets[i].series);
        free(m->book.sheets[i].blocks);
    }
    for (size_t i = 0; i < m->table_count; i++) {
        told_release(m->tables[i]);
        free(m->tables[i]);
    }
    free(m->book.sheets);
    free(m->book.cover);
    free(m->book.notes);
    free(m->tables);
    free(m->of.params);
    free(m);
}

static size_t cells_of(const struct book_table *table)
{
    return table->grid ? table->grid->row_count * table->column_count : 0;
}

/* A process of its own would cost more than writing it. */
static bool is_small(const struct book *book)
{
    size_t cells = 0;

    for (size_t i = 0; i < book->sheet_count; i++) {
        const struct book_sheet *sheet = &book->sheets[i];

        if (sheet->kind == BOOK_IMAGE)
            return false;
        cells += cells_of(&sheet->table);
        for (size_t k = 0; k < sheet->block_count; k++)
            cells += cells_of(&sheet->blocks[k].table);
    }
    return cells <= SMALL_CELLS;
}

/* ------------------------------------------------- the names of many */

/* Of a digest: two names of thousands seldom share it. */
#define MARK_LENGTH 8

/*
 * What the books of many are called, fit for folders ("jo-doe"), and whose name
 * that is: where it is that of two ("Jo Doe", "JO-DOE") neither has it. Which
 * of them are there changes from night to night, and no reader of one may come
 * upon the other's under a path that is known to him.
 */
struct own_name {
    char *whole; /* as it is, lent */
    bool is_shared;
};

struct own_names {
    struct map by_file; /* places in `names` */
    struct own_name *names;
    size_t count, capacity;
};

static void own_names_release(struct own_names *names)
{
    map_release(&names->by_file);
    free(names->names);
}

/* The template as it would be without being made fit. */
static char *whole_template(struct job *job, const char *file)
{
    static const char fit[] = ":file}";
    struct str whole = STR_INIT;

    for (const char *at; (at = strstr(file, fit)); file = at + sizeof(fit) - 2)
        str_add_n(&whole, file, (size_t)(at - file));
    str_add(&whole, file);
    return texts_adopt(&job->texts, str_take(&whole));
}

static int name_row(struct job *job, const struct pack_workbook *model,
                    const struct grid *of, size_t row, char **file,
                    char **whole)
{
    struct grid scope = GRID_INIT;
    int ret = job_read_scope(job, &scope, NULL, of, row, NULL, 0);

    if (ret == 0) {
        *file = job_fill(job, model->file, &scope);
        *whole = job_fill(job, whole_template(job, model->file), &scope);
        ret = *file && *whole ? 0 : -1;
    }
    grid_release(&scope);
    return ret;
}

static int note_names(struct job *job, const struct pack_workbook *model,
                      const struct grid *of, struct own_names *names)
{
    for (size_t row = 0; row < of->row_count; row++) {
        char *file, *whole;
        struct own_name *name;
        int64_t place;
        bool is_new;

        if (name_row(job, model, of, row, &file, &whole))
            return -1;
        place = *map_put(&names->by_file, file, strlen(file),
                         (int64_t)names->count, &is_new);
        if (is_new) {
            MEM_ROOM(names->names, names->count, names->capacity);
            names->names[names->count++] = (struct own_name){ whole, false };
            continue;
        }
        name = &names->names[place];
        name->is_shared = name->is_shared || strcmp(name->whole, whole) != 0;
    }
    return 0;
}

static int read_names(struct job *job, const struct pack_workbook *model,
                      const struct grid *each, struct own_names *names)
{
    struct grid known = GRID_INIT;
    int ret = 0;

    memset(names, 0, sizeof(*names));
    if (model->known)
        ret = grid_read(&known, job->r->db, model->known, NULL, 0, job->err)
              || note_names(job, model, &known, names);
    ret = ret || note_names(job, model, each, names);
    grid_release(&known);
    return ret ? -1 : 0;
}

/* A row's own file: one whose name is shared is told by a digest of it. */
static char *own_name(struct job *job, const struct pack_workbook *model,
                      const struct grid *each, size_t row,
                      const struct own_names *names)
{
    char *file, *whole, digest[HASH_TEXT_SIZE];
    struct str own = STR_INIT;
    const char *slash;

    if (name_row(job, model, each, row, &file, &whole))
        return NULL;
    if (!names->names[*map_find(&names->by_file, file, strlen(file))].is_shared)
        return file;
    hash_bytes(whole, strlen(whole), digest);
    slash = strrchr(file, '/');
    slash = slash ? slash : file + strlen(file);
    str_addf(&own, "%.*s-%.*s%s", (int)(slash - file), file, MARK_LENGTH,
             digest, slash);
    return texts_adopt(&job->texts, str_take(&own));
}

static int render_book(struct job *job, const struct pack_workbook *model,
                       const struct grid *each, size_t row,
                       const struct own_names *names)
{
    struct making *m = mem_zero(1, sizeof(*m));
    struct shelf_book put = { .book = &m->book,
                              .left = each ? each->row_count - row - 1 : 0,
                              .own = m,
                              .release = making_free };
    struct grid scope = GRID_INIT;
    int ret = -1;

    m->job = job;
    m->model = model;
    job_set_row(job, &m->of, each, row);
    if (job_read_scope(job, &scope, NULL, each, row, NULL, 0)
        || !(put.name = names ? own_name(job, model, each, row, names)
                              : job_fill(job, model->file, &scope)))
        goto out;
    put.path = job_own_path(job, put.name, each != NULL);
    if (!put.path || fill_book(m, &scope)
        || job_make_parent(put.path, job->err)) {
        err_context(job->err, "'%s'", put.name);
        goto out;
    }
    put.may_wait = each != NULL || is_small(&m->book);
    m = NULL; /* the shelf's */
    ret = shelf_put(&job->shelf, &put, job->err);
out:
    grid_release(&scope);
    if (m)
        making_free(m);
    return ret;
}

int render_books(struct job *job, const struct pack_workbook *model)
{
    struct own_names names = { 0 };
    struct grid each = GRID_INIT;
    int ret = 0;

    if (!model->each)
        return render_book(job, model, NULL, 0, NULL);
    ret = grid_read(&each, job->r->db, model->each, NULL, 0, job->err)
          || read_names(job, model, &each, &names);
    for (size_t row = 0; ret == 0 && row < each.row_count; row++)
        ret = render_book(job, model, &each, row, &names);
    own_names_release(&names);
    grid_release(&each);
    return ret ? -1 : 0;
}
