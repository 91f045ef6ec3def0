#include "tests/casefile.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/mem.h"
#include "core/outfile.h"
#include "core/str.h"
#include "tests/testing.h"

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static char *join(const char *folder, const char *name)
{
    struct str path = STR_INIT;

    str_addf(&path, "%s%s%s", folder, *folder ? "/" : "", name);
    return str_take(&path);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static void add_file(struct case_files *files, char *path,
                     const struct case_file *of)
{
    MEM_ROOM(files->items, files->count, files->capacity);
    files->items[files->count] = *of;
    files->items[files->count++].path = path;
}

static void read_file(struct case_files *files, const char *full, char *path)
{
    struct case_file file = { 0 };
    struct err err = ERR_INIT;

    assert_ok(file_read(full, &file.bytes, &file.len, &err), &err);
    hash_bytes(file.bytes, file.len, file.sha256);
    add_file(files, path, &file);
}

/* All files below a folder, their paths below `root`. */
static void read_folder(struct case_files *files, const char *root,
                        const char *below)
{
    struct dirent **entries = NULL;
    char *folder = join(root, below);
    int count = scandir(folder, &entries, is_shown, by_name);

    assert_true(count >= 0);
    for (int i = 0; i < count; i++) {
        char *path = join(below, entries[i]->d_name);
        char *full = join(root, path);

        if (is_folder(full)) {
            read_folder(files, root, path);
            free(path);
        } else {
            read_file(files, full, path); /* the path is the file's now */
        }
        free(full);
        free(entries[i]);
    }
    free(entries);
    free(folder);
}

/* --- what a file of a case is ---------------------------------------------
 */

static void add_description(struct asset **list, size_t *count,
                            const struct case_file *f)
{
    *list = mem_grow(*list, *count + 1, sizeof(**list));
    (*list)[*count] = (struct asset){ f->path, f->bytes, f->len };
    ++*count;
}

/* "night2" or "night2-2025-10-01": the night, *rest what its folder holds. */
static struct case_night *night_of(struct test_case *c, char *path, char **rest)
{
    struct case_night *night;
    char date[11] = "";
    char *end;
    unsigned long number;

    number = strtoul(path + strlen("night"), &end, 10);
    if (number < 1 || number > CASE_NIGHTS || strchr("/-", *end) == NULL)
        fail_msg("%s: %s is no night", c->name, path);
    night = &c->nights[number - 1];
    if (c->night_count < number)
        c->night_count = number;
    if (*end == '-') {
        memcpy(date, end + 1, 10);
        night->as_of = date_parse_iso(date);
        end += 11;
        if (night->as_of == DATE_NONE || *end != '/')
            fail_msg("%s: %s is no night and date", c->name, path);
    }
    *rest = end + 1;
    return night;
}

static void place_in_night(struct case_night *night, const struct case_file *f,
                           char *path)
{
    if (begins(path, "config/"))
        add_file(&night->config, strchr(path, '/') + 1, f);
    else if (begins(path, "expect/"))
        add_file(&night->expect, strchr(path, '/') + 1, f);
    else if (!strcmp(path, "commands"))
        night->commands = f->bytes;
    else
        add_file(&night->inbox, path, f);
}

static void place(struct test_case *c, const struct case_file *f)
{
    char *rest;

    if (begins(f->path, "night")) {
        struct case_night *night = night_of(c, f->path, &rest);

        place_in_night(night, f, rest);
    } else if (begins(f->path, "config/")) {
        place_in_night(&c->nights[0], f, f->path);
    } else if (begins(f->path, "expect/")) {
        place_in_night(&c->nights[c->night_count - 1], f, f->path);
    } else if (begins(f->path, "types/")) {
        add_description(&c->types, &c->type_count, f);
    } else if (begins(f->path, "metrics/")) {
        add_description(&c->metrics, &c->metric_count, f);
    } else {
        fail_msg("%s: %s is no part of a case", c->name, f->path);
    }
}

static void read_case(struct cases *cases, const char *root, const char *name)
{
    struct test_case *c;
    char *folder = join(root, name);

    MEM_ROOM(cases->items, cases->count, cases->capacity);
    c = &cases->items[cases->count++];
    memset(c, 0, sizeof(*c));
    c->name = mem_dup(name);
    for (size_t i = 0; i < CASE_NIGHTS; i++) {
        c->nights[i].as_of = DATE_NONE;
        c->nights[i].commands = str_empty;
    }
    read_folder(&c->files, folder, "");
    /* Nights first, so that the last is known. */
    for (int nights = 1; nights >= 0; nights--)
        for (size_t i = 0; i < c->files.count; i++)
            if (begins(c->files.items[i].path, "night") == nights)
                place(c, &c->files.items[i]);
    free(folder);
}

static void read_cases(struct cases *cases, const char *root, const char *below)
{
    struct dirent **entries = NULL;
    char *folder = join(root, below);
    int count = scandir(folder, &entries, is_shown, by_name);
    bool is_case = false;

    assert_true(count >= 0);
    for (int i = 0; i < count; i++)
        is_case = is_case || begins(entries[i]->d_name, "night1");
    if (is_case)
        read_case(cases, root, below);
    for (int i = 0; i < count; i++) {
        char *path = join(below, entries[i]->d_name);

        if (!is_case)
            read_cases(cases, root, path);
        free(path);
        free(entries[i]);
    }
    free(entries);
    free(folder);
}

void cases_read(struct cases *cases, const char *folder)
{
    *cases = (struct cases){ NULL, 0, 0 };
    read_cases(cases, folder, "");
}

void cases_release(struct cases *cases)
{
    for (size_t i = 0; i < cases->count; i++) {
        struct test_case *c = &cases->items[i];

        for (size_t n = 0; n < CASE_NIGHTS; n++) {
            free(c->nights[n].config.items);
            free(c->nights[n].inbox.items);
            free(c->nights[n].expect.items);
        }
        for (size_t f = 0; f < c->files.count; f++) {
            free(c->files.items[f].bytes);
            free(c->files.items[f].path);
        }
        free(c->types);
        free(c->metrics);
        free(c->files.items);
        free(c->name);
    }
    free(cases->items);
}
