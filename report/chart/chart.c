#define _XOPEN_SOURCE 700 /* realpath */
#include "report/chart/chart.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/proc.h"
#include "core/str.h"
#include "report/chart/png.h"
#include "report/chart/svg.h"
#include "report/words/grid.h"

#define SCRIPTS "report/plot/"
#define SECONDS 60

typedef int draw_fn(struct sketch *s, const struct grid *g,
                    const struct sketch_words *words, struct err *err);

static const struct {
    const char *name;
    draw_fn *draw;
} kinds[] = {
#define KIND(name) { #name, draw_##name },
    SKETCH_KINDS(KIND)
#undef KIND
};

static draw_fn *find_kind(const char *name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (!strcmp(kinds[i].name, name))
            return kinds[i].draw;
    return NULL;
}

bool chart_kind_is_known(const char *kind)
{
    return find_kind(kind) != NULL;
}

static int write_scripts(const char *folder, struct err *err)
{
    struct str path = STR_INIT;
    const struct asset *asset = NULL;
    int ret = 0;

    while (ret == 0 && (asset = asset_next(SCRIPTS, asset))) {
        str_clear(&path);
        str_addf(&path, "%s/%s", folder, asset->path + strlen(SCRIPTS));
        ret = outfile_leave(path.text, asset->text, asset->len, err);
    }
    str_release(&path);
    return ret;
}

static int put_file(const char *folder, size_t number, const char *end,
                    const struct str *text, struct err *err)
{
    struct str path = STR_INIT;
    int ret;

    str_addf(&path, "%s/c%zu%s", folder, number, end);
    ret = outfile_leave(path.text, text->text, text->len, err);
    str_release(&path);
    return ret;
}

static int sketch_chart(const struct chart *chart, size_t number,
                        const char *folder, struct err *err)
{
    draw_fn *draw = find_kind(chart->kind);
    struct sketch s;
    struct str looks = STR_INIT;
    struct str data = STR_INIT;
    int ret = -1;

    sketch_init(&s);
    if (!draw) {
        err_set(err, ERR_INTERNAL, "'%s' is no kind of chart", chart->kind);
        goto out;
    }
    if (draw(&s, chart->grid, &chart->words, err))
        goto out;
    sketch_write(&s, &looks, &data);
    if (put_file(folder, number, ".par", &looks, err)
        || put_file(folder, number, ".tsv", &data, err))
        goto out;
    ret = 0;
out:
    sketch_release(&s);
    str_release(&looks);
    str_release(&data);
    return ret;
}

/*
 * Its fonts, and what it knows of them, are told by fonts.conf: neither the
 * home nor the caches of whoever runs this are read or written.
 */
static int start(struct proc **out, const char *folder, struct err *err)
{
    static const char *const argv[] = { "gnuplot", "-d", "batch.gp", NULL };
    static const char *const names[] = { "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
                                         "XDG_DATA_HOME", "FONTCONFIG_PATH",
                                         "TMPDIR" };
    enum { COUNT = sizeof(names) / sizeof(names[0]) };
    char *full = realpath(folder, NULL);
    struct str texts[COUNT + 1];
    const char *settings[COUNT + 2] = { NULL };
    int ret;

    if (!full)
        return err_set(err, ERR_OS, "cannot look at '%s': %s", folder,
                       strerror(errno));
    for (size_t i = 0; i <= COUNT; i++) {
        texts[i] = (struct str)STR_INIT;
        if (i < COUNT)
            str_addf(&texts[i], "%s=%s", names[i], full);
        else
            str_addf(&texts[i], "FONTCONFIG_FILE=%s/fonts.conf", full);
        settings[i] = texts[i].text;
    }
    ret = proc_start(out, argv, folder, settings, SECONDS, err);
    for (size_t i = 0; i <= COUNT; i++)
        str_release(&texts[i]);
    free(full);
    return ret;
}

static void add_drawing(struct str *script, size_t number, const char *format)
{
    str_addf(script,
             "reset session\nn = 'c%zu'\nfmt = '%s'\nload 'sketch.gp'\n",
             number, format);
}

/*
 * Only fixed words and numbers of ours go into the script. An SVG is drawn
 * twice, which costs next to nothing (svg.h says why).
 */
static int begin(struct proc **out, size_t first, size_t count,
                 const char *folder, struct err *err)
{
    static const char *const formats[3] = { "again", "svg", "png" };
    struct str script = STR_INIT;
    struct str path = STR_INIT;
    int ret;

    /* The first SVG of a process is written a little otherwise. */
    add_drawing(&script, first, formats[0]);
    for (size_t i = first; i < first + count; i++)
        for (size_t j = 0; j < 3; j++)
            add_drawing(&script, i, formats[j]);
    str_addf(&path, "%s/batch.gp", folder);
    ret = outfile_leave(path.text, script.text, script.len, err)
          || start(out, folder, err);
    str_release(&script);
    str_release(&path);
    return ret ? -1 : 0;
}

static int end(struct proc *gnuplot, struct err *err)
{
    struct str notes = STR_INIT;
    int ret = proc_end(gnuplot, &notes, err);

    if (ret == 0 && notes.len)
        ret = err_set(err, ERR_CANTCREAT, "gnuplot complains: %.400s",
                      notes.text);
    str_release(&notes);
    return ret;
}

/* What gnuplot should have written; it says 0 when it has not. */
static int read_output(const char *path, char **text, size_t *len,
                       struct err *err)
{
    if (file_read(path, text, len, err) == 0)
        return 0;
    err->code = ERR_OS;
    return err_context(err, "gnuplot left no chart");
}

static int read_result(const char *folder, size_t number, const char *end,
                       char **text, size_t *len, struct err *err)
{
    struct str path = STR_INIT;
    int ret;

    str_addf(&path, "%s/c%zu.%s", folder, number, end);
    ret = read_output(path.text, text, len, err);
    str_release(&path);
    return ret;
}

static int take_svg(const struct chart *chart, size_t number,
                    const char *folder, struct err *err)
{
    struct str path = STR_INIT;
    struct str svg = STR_INIT;
    char *text = NULL, *again = NULL;
    size_t len = 0, again_len = 0;
    int ret = -1;

    if (read_result(folder, number, "svg", &text, &len, err)
        || read_result(folder, number, "again", &again, &again_len, err)
        || svg_compare(text, len, again, again_len, chart->id, err)
        || svg_finish(&svg, text, len, chart->id, chart->words.title,
                      chart->alt, err))
        goto out;
    str_addf(&path, "%s.svg", chart->path);
    if (outfile_leave(path.text, svg.text, svg.len, err))
        goto out;
    ret = 0;
out:
    free(text);
    free(again);
    str_release(&svg);
    str_release(&path);
    return ret;
}

static int take_png(const struct chart *chart, size_t number,
                    const char *folder, struct err *err)
{
    struct str path = STR_INIT;
    char *bytes = NULL;
    size_t len = 0;
    int ret = -1;

    str_addf(&path, "%s.png", chart->path);
    if (read_result(folder, number, "png", &bytes, &len, err)
        || png_check(chart->id, bytes, len, err)
        || outfile_leave(path.text, bytes, len, err))
        goto out;
    ret = 0;
out:
    free(bytes);
    str_release(&path);
    return ret;
}

static int blame(const struct chart *chart, struct err *err)
{
    return err_context(err, "chart '%s'", chart->id);
}

struct charts {
    const struct chart *items;
    size_t count;
    char *folder;
    struct proc *gnuplot;
};

/* Which chart it is that gnuplot cannot draw; the first error if none alone. */
static int find_culprit(const struct charts *c, const struct err *first,
                        struct err *err)
{
    for (size_t i = 0; i < c->count; i++) {
        struct proc *gnuplot;

        if (begin(&gnuplot, i, 1, c->folder, err) || end(gnuplot, err))
            return blame(&c->items[i], err);
    }
    *err = *first;
    return -1;
}

static int sketch_all(const struct charts *c, struct err *err)
{
    for (size_t i = 0; i < c->count; i++)
        if (sketch_chart(&c->items[i], i, c->folder, err))
            return blame(&c->items[i], err);
    return 0;
}

int charts_begin(struct charts **out, const struct chart *charts, size_t count,
                 const char *scratch, struct err *err)
{
    struct charts *c = mem_zero(1, sizeof(*c));

    *out = NULL;
    c->items = charts;
    c->count = count;
    c->folder = path_join(scratch, "plot");
    if (folder_make(c->folder, err) || write_scripts(c->folder, err)
        || sketch_all(c, err) || begin(&c->gnuplot, 0, count, c->folder, err)) {
        charts_drop(c);
        return -1;
    }
    *out = c;
    return 0;
}

int charts_end(struct charts *c, struct err *err)
{
    struct err first = ERR_INIT;
    struct proc *gnuplot = c->gnuplot;
    int ret = 0;

    c->gnuplot = NULL;
    if (end(gnuplot, &first))
        ret = find_culprit(c, &first, err);
    for (size_t i = 0; ret == 0 && i < c->count; i++)
        if (take_svg(&c->items[i], i, c->folder, err)
            || take_png(&c->items[i], i, c->folder, err))
            ret = blame(&c->items[i], err);
    charts_drop(c);
    return ret;
}

void charts_drop(struct charts *c)
{
    if (!c)
        return;
    proc_stop(c->gnuplot);
    free(c->folder);
    free(c);
}
