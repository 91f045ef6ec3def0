#include "config/codeset.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/codecell.h"
#include "config/config.h"
#include "config/nearname.h"
#include "config/table.h"
#include "core/asset.h"
#include "core/err.h"
#include "core/path.h"
#include "core/str.h"

#define FOLDER "codes/"
#define SUFFIX ".csv"

static bool is_set(const char *name)
{
    size_t len = strlen(name);
    size_t suffix = strlen(SUFFIX);

    return len > suffix && *name != '.' && !strcmp(name + len - suffix, SUFFIX);
}

/* A row further down that has the same in its first column, or -1. */
static int find_again(const struct table *t, int column, size_t row)
{
    for (size_t other = row + 1; other < t->row_count; other++)
        if (!strcasecmp(table_cell(t, row, column),
                        table_cell(t, other, column)))
            return (int)other;
    return -1;
}

/* What the first column of a set may hold: the built-in one's shows it. */
struct manners {
    bool has_blank, has_twice;
};

static struct manners manners_of(const struct table *t)
{
    struct manners m = { false, false };

    for (size_t row = 0; row < t->row_count; row++) {
        m.has_blank = m.has_blank || !*table_cell(t, row, 0);
        m.has_twice = m.has_twice || find_again(t, 0, row) >= 0;
    }
    return m;
}

static int check_columns(const struct table *own, const struct table *built_in,
                         struct err *err)
{
    const char *const wanted[] = { built_in->cells[0], "code", "field",
                                   "word" };

    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
        if (table_column(built_in, wanted[i]) >= 0
            && table_column(own, wanted[i]) < 0)
            return err_set(err, ERR_CONFIG, "%s:1: there is no column '%s'",
                           own->name, wanted[i]);
    return 0;
}

static int check_rows(const struct table *own, const struct table *built_in,
                      struct err *err)
{
    const struct manners may = manners_of(built_in);
    const char *heading = built_in->cells[0];
    int column = table_column(own, heading);

    for (size_t row = 0; row < own->row_count; row++) {
        const char *code = table_cell(own, row, column);
        int again = find_again(own, column, row);

        if (!*code && !may.has_blank)
            return err_set(err, ERR_CONFIG, "%s:%d: %s is blank", own->name,
                           own->lines[row], heading);
        if (again >= 0 && !may.has_twice)
            return err_set(
                err, ERR_CONFIG, "%s:%d: %s '%s' stands in line %d already",
                own->name, own->lines[again], heading, code, own->lines[row]);
    }
    return 0;
}

static int check(const struct config *config, const char *name,
                 const char *built_in_text, struct err *err)
{
    struct table own, built_in;
    int ret;

    if (table_read(&own, config, name, err))
        return -1;
    ret = table_parse(&built_in, name, built_in_text, err);
    if (ret == 0) {
        ret = check_columns(&own, &built_in, err)
                      || check_rows(&own, &built_in, err)
                      || codecells_check(&own, &built_in, err)
                  ? -1
                  : 0;
        table_release(&built_in);
    }
    table_release(&own);
    return ret;
}

static int check_named(const struct config *config, const char *file,
                       struct err *err)
{
    struct str name = STR_INIT;
    struct str path = STR_INIT;
    const struct asset *built_in;
    int ret;

    str_addf(&name, FOLDER "%s", file);
    str_addf(&path, "config/%s", name.text);
    built_in = asset_find(path.text);
    ret = built_in
              ? check(config, name.text, built_in->text, err)
              : err_set(err, ERR_CONFIG,
                        "%s:1: there is no code set of this name", name.text);
    str_release(&path);
    str_release(&name);
    return ret;
}

int codesets_check(const struct config *config, struct err *err)
{
    char *folder = path_join(config->folder, FOLDER);
    struct path_names names;
    int ret =
        path_list(folder, &names, err) || nearnames_check(config, err) ? -1 : 0;

    for (size_t i = 0; ret == 0 && i < names.count; i++)
        if (is_set(names.names[i]))
            ret = check_named(config, names.names[i], err);
    path_names_release(&names);
    free(folder);
    return ret;
}

static bool has_small(const char *code)
{
    for (; *code; code++)
        if (islower((unsigned char)*code))
            return true;
    return false;
}

static bool has_small_codes(const struct table *built_in)
{
    for (size_t row = 0; row < built_in->row_count; row++)
        if (has_small(table_cell(built_in, row, 0)))
            return true;
    return false;
}

static void write_in_capitals(struct table *t, int column)
{
    for (size_t row = 1; column >= 0 && row <= t->row_count; row++)
        for (char *c = t->cells[row * t->column_count + (size_t)column]; *c;
             c++)
            *c = (char)toupper((unsigned char)*c);
}

int codeset_read(struct table *t, const struct config *config, const char *name,
                 struct err *err)
{
    struct str path = STR_INIT;
    const struct asset *asset;
    struct table built_in;
    int ret = 0;

    if (table_read(t, config, name, err))
        return -1;
    str_addf(&path, "config/%s", name);
    asset = asset_find(path.text);
    str_release(&path);
    if (!asset)
        return 0;
    ret = table_parse(&built_in, name, asset->text, err);
    if (ret == 0) {
        if (!has_small_codes(&built_in))
            write_in_capitals(t, table_column(t, built_in.cells[0]));
        table_release(&built_in);
    } else {
        table_release(t);
    }
    return ret;
}
