#include "report/book/workbook.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/book/finish.h"
#include "report/book/readback.h"
#include "report/book/writer.h"
#include "report/words/tab.h"

#define TEXT_LONGEST 32000
#define FRONT 3 /* cover, contents, notes */
/* The child's status where it is read back as another than was meant. */
#define READ_OTHERWISE 1

/* ------------------------------------------------------------------ rules */

static int check_table(const struct book_table *table, struct err *err)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const char *heading = table->columns[i].heading;
        int at = table->columns[i].at;

        if (!*heading)
            return err_set(err, ERR_INTERNAL, "a heading is blank");
        for (size_t j = 0; j < i; j++)
            if (!strcasecmp(heading, table->columns[j].heading))
                return err_set(err, ERR_INTERNAL, "two headings are '%s'",
                               heading);
        if (at < 0 || (size_t)at >= table->grid->column_count)
            return err_set(err, ERR_INTERNAL, "'%s' has no column", heading);
        for (size_t row = 0; row < table->grid->row_count; row++) {
            const struct grid_cell *cell = grid_at(table->grid, row, at);

            if (cell->kind == CELL_NUMBER && !isfinite(cell->number))
                return err_set(err, ERR_INTERNAL, "'%s' holds no number",
                               heading);
            if (cell->kind == CELL_TEXT && strlen(cell->text) > TEXT_LONGEST)
                return err_set(err, ERR_INTERNAL, "'%s' is too long", heading);
        }
    }
    return 0;
}

static bool is_front(const char *tab)
{
    return !strcasecmp(tab, COVER) || !strcasecmp(tab, CONTENTS)
           || !strcasecmp(tab, NOTES);
}

static int check_sheet(const struct book *book, const struct book_sheet *sheet,
                       struct err *err)
{
    if (sheet->kind == BOOK_TABLE && check_table(&sheet->table, err))
        return -1;
    if ((sheet->chart || sheet->kind == BOOK_IMAGE) && !*sheet->alt)
        return err_set(err, ERR_INTERNAL, "there is no alternative text");
    if (sheet->chart && !book->working)
        return err_set(err, ERR_INTERNAL, "charts are for working editions");
    if (sheet->kind == BOOK_BLOCKS && !book->working)
        return err_set(err, ERR_INTERNAL,
                       "several blocks are for working editions");
    for (size_t i = 0; i < sheet->block_count; i++)
        if (check_table(&sheet->blocks[i].table, err))
            return err_context(err, "block %zu", i + 1);
    return 0;
}

int workbook_check(const struct book *book, struct err *err)
{
    for (size_t i = 0; i < book->sheet_count; i++) {
        const struct book_sheet *sheet = &book->sheets[i];

        if (!tab_is_good(sheet->tab) || is_front(sheet->tab))
            return err_set(err, ERR_INTERNAL, "'%s' is no name of a sheet",
                           sheet->tab);
        for (size_t j = 0; j < i; j++)
            if (!strcasecmp(sheet->tab, book->sheets[j].tab))
                return err_set(err, ERR_INTERNAL, "two sheets are '%s'",
                               sheet->tab);
        if (check_sheet(book, sheet, err))
            return err_context(err, "sheet '%s'", sheet->tab);
    }
    return 0;
}

/* ------------------------------------------------- in the child: the writer */

static void set_properties(struct writer *w)
{
    lxw_doc_properties properties = {
        .title = writer_lend(w->book->title),
        .subject = writer_lend("Virtual School"),
        .author = writer_lend(w->book->organisation),
        .company = writer_lend(w->book->organisation),
        .keywords = writer_lend(w->book->keywords),
    };

    /* Noon in UTC: the library writes it with gmtime(), whatever the zone. */
    properties.created = (time_t)w->book->created * 86400 + 43200;
    workbook_set_properties(w->wb, &properties);
    workbook_set_custom_property_string(w->wb, "Language", "en-GB");
    workbook_set_custom_property_string(w->wb, "Marking",
                                        writer_lend(w->book->marking));
}

static int write_sheet(struct writer *w, size_t number)
{
    const struct book_sheet *sheet = &w->book->sheets[number];
    int ret = -1;

    switch (sheet->kind) {
    case BOOK_TABLE:
        ret = write_table(w, sheet, &w->header_rows[number]);
        break;
    case BOOK_BLOCKS:
        ret = write_blocks(w, sheet);
        break;
    case BOOK_CHART:
    case BOOK_IMAGE:
        ret = write_picture(w, sheet);
        break;
    }
    return ret ? err_context(w->err, "sheet '%s'", sheet->tab) : 0;
}

/* In the order in which they are shown; they are written in another. */
static int add_sheets(struct writer *w)
{
    static const char *const front[FRONT] = { COVER, CONTENTS, NOTES };
    size_t count = w->book->sheet_count;
    size_t at = w->book->is_front_last ? count : 0; /* of the front */

    for (size_t i = 0; i < count + FRONT; i++) {
        const char *tab = i >= at && i < at + FRONT
                              ? front[i - at]
                              : w->book->sheets[i < at ? i : i - FRONT].tab;

        if (!workbook_add_worksheet(w->wb, tab))
            return err_set(w->err, ERR_INTERNAL, "'%s' is refused as a sheet",
                           tab);
    }
    return 0;
}

/* Everything in the child; *cells are what readback expects. */
static int write_book(const struct book *book, const char *path,
                      const char *scratch, size_t *cells, struct err *err)
{
    lxw_workbook_options options = { .tmpdir = writer_lend(scratch) };
    struct writer w = { .book = book, .cells = cells, .err = err };
    lxw_error rc;

    w.wb = workbook_new_opt(path, &options);
    if (!w.wb)
        return err_set(err, ERR_CANTCREAT, "cannot create '%s'", path);
    w.header_rows = mem_zero(book->sheet_count + 1, sizeof(*w.header_rows));
    writer_prepare(&w);
    set_properties(&w);
    if (add_sheets(&w))
        return -1;
    for (size_t i = 0; i < book->sheet_count; i++)
        if (write_sheet(&w, i))
            return -1;
    /* Last, for Notes hold what had no room on the sheets. */
    if (write_cover(&w) || write_contents(&w) || write_notes(&w))
        return -1;
    rc = workbook_close(w.wb);
    if (rc != LXW_NO_ERROR)
        return err_set(err, ERR_CANTCREAT, "cannot write '%s': %s", path,
                       lxw_strerror(rc));
    return finish_book(path, err);
}

static void write_fd(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len) {
        ssize_t put = write(fd, at, len);

        if (put <= 0)
            return;
        at += put;
        len -= (size_t)put;
    }
}

static void fail(int answer, const struct err *err, int status)
    __attribute__((noreturn));
static void fail(int answer, const struct err *err, int status)
{
    write_fd(answer, err->msg, strlen(err->msg));
    _exit(status);
}

static void write_work(const struct book_work *work, const char *scratch,
                       int answer)
{
    size_t count = work->book->sheet_count + FRONT;
    size_t *cells = mem_zero(count, sizeof(*cells));
    struct err err = ERR_INIT;

    if (write_book(work->book, work->path, scratch, cells, &err))
        fail(answer, &err, (int)err.code);
    fflush(stderr);
    if (readback_check(work->path, cells, count, &err))
        fail(answer, &err, READ_OTHERWISE);
    free(cells);
}

/* The child's answer: a NUL a book, or the err of the one that failed. */
static void child(const struct book_work *works, size_t count,
                  const char *scratch, int answer) __attribute__((noreturn));
static void child(const struct book_work *works, size_t count,
                  const char *scratch, int answer)
{
    int notes = dup(answer);

    umask(0077);
    /* What the library complains of on stderr becomes part of the answer. */
    if (notes < 0 || dup2(notes, STDERR_FILENO) < 0)
        _exit(ERR_OS);
    for (size_t i = 0; i < count; i++) {
        write_work(&works[i], scratch, answer);
        write_fd(answer, "", 1);
    }
    _exit(0);
}

/* ---------------------------------------------------------- in the parent */

struct writing {
    char **paths;
    size_t count;
    pid_t pid;
    int answer; /* the end of the pipe that is read */
};

static void writing_free(struct writing *w)
{
    if (w->answer >= 0)
        close(w->answer);
    for (size_t i = 0; i < w->count; i++)
        free(w->paths[i]);
    free(w->paths);
    free(w);
}

int workbook_begin(struct writing **out, const struct book_work *works,
                   size_t count, const char *scratch, struct err *err)
{
    const pid_t parent = getpid();
    struct writing *w;
    int ends[2];

    *out = NULL;
    if (pipe(ends) != 0)
        return err_set(err, ERR_OS, "no pipe: %s", strerror(errno));
    w = mem_zero(1, sizeof(*w));
    w->paths = mem_zero(count, sizeof(*w->paths));
    for (size_t i = 0; i < count; i++)
        w->paths[w->count++] = mem_dup(works[i].path);
    w->answer = ends[0];
    w->pid = fork();
    if (w->pid == 0) {
        close(ends[0]);
        /* None outlives the run, whose next one sweeps its folder. */
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
            _exit(ERR_OS);
        child(works, count, scratch, ends[1]);
    }
    close(ends[1]);
    if (w->pid < 0) {
        err_set(err, ERR_OS, "no process: %s", strerror(errno));
        writing_free(w);
        return -1;
    }
    *out = w;
    return 0;
}

/* False: nothing can be read for so long. */
static bool can_read(int fd, int seconds)
{
    struct pollfd at = { .fd = fd, .events = POLLIN };
    int ready;

    do
        ready = poll(&at, 1, seconds * 1000);
    while (ready < 0 && errno == EINTR);
    return ready != 0;
}

/* What the child says until its end; its status. One that says nothing for
   longer than a book can take is ended. */
static int hear(struct writing *w, int seconds, struct str *answer,
                bool *is_late)
{
    int status = 0;
    char piece[4096];
    ssize_t got;

    *is_late = false;
    do {
        if (!can_read(w->answer, seconds)) {
            *is_late = true;
            kill(w->pid, SIGKILL);
            break;
        }
        got = read(w->answer, piece, sizeof(piece));
        if (got > 0)
            str_add_n(answer, piece, (size_t)got);
    } while (got > 0 || (got < 0 && errno == EINTR));
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    return status;
}

/* The library's complaints come in lines; a message is one. */
static char *join_lines(const char *text)
{
    size_t len = strlen(text);
    char *line;

    while (len && text[len - 1] == '\n')
        len--;
    line = mem_dup_n(text, len);
    for (char *at = line; (at = strchr(at, '\n'));)
        *at = ' ';
    return line;
}

/* What is wrong with the book at `path`, whose writer said `words` of it. */
static int blame(const char *path, int status, const char *words,
                 struct err *err)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == READ_OTHERWISE)
        return err_set(err, ERR_CANTCREAT, "%.900s", words);
    if (WIFEXITED(status) && WEXITSTATUS(status) == ERR_INTERNAL)
        return err_set(err, ERR_INTERNAL, "%.900s", words);
    return err_set(err, WIFEXITED(status) ? ERR_CANTCREAT : ERR_OS,
                   "cannot write '%s': %.400s", path,
                   *words ? words : "the writer died");
}

int workbook_end(struct writing *w, int seconds, size_t *which, struct err *err)
{
    struct str answer = STR_INIT;
    bool is_late;
    int status = hear(w, seconds, &answer, &is_late);
    char *words;
    int ret = 0;

    *which = 0;
    while (*which < answer.len && !answer.text[*which])
        ++*which;
    if (is_late && *which < w->count)
        ret = err_set(err, ERR_OS, "cannot write '%s': not done in %d s",
                      w->paths[*which], seconds);
    else if (status || *which < w->count || answer.len > w->count) {
        words = join_lines(answer.text + *which);
        /* A NUL behind it: the book was written, and it is the library's. */
        if (*which + strlen(answer.text + *which) < answer.len)
            status = 0;
        if (*which >= w->count)
            *which = w->count - 1;
        ret = blame(w->paths[*which], status, words, err);
        free(words);
    }
    str_release(&answer);
    writing_free(w);
    return ret;
}

int workbook_write(const struct book *book, const char *path,
                   const char *scratch, struct err *err)
{
    const struct book_work work = { book, path };
    struct writing *w;
    size_t which;

    return workbook_check(book, err)
                   || workbook_begin(&w, &work, 1, scratch, err)
                   || workbook_end(w, WORKBOOK_SECONDS, &which, err)
               ? -1
               : 0;
}
