#include "config/apart.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/err.h"
#include "core/path.h"
#include "core/str.h"

enum { DEEPEST = 512 }; /* folders above one another */

/* The last part goes, unless it is one that leads up itself. */
static bool drop_last(struct str *path)
{
    const char *last = path->len ? strrchr(path->text, '/') : NULL;
    size_t len = last ? (size_t)(last - path->text) : 0;

    if (!path->len || !strcmp(path->text + len + (last != NULL), ".."))
        return false;
    path->text[len] = '\0';
    path->len = len;
    return true;
}

/* Without "." and "..", as far as that goes, and with a stroke at its end. */
static char *plain_name(const char *path)
{
    struct str plain = STR_INIT;
    bool is_absolute = *path == '/';

    for (const char *at = path; *at;) {
        size_t len = strcspn(at, "/");
        bool is_up = len == 2 && !strncmp(at, "..", 2);

        if (len && !(len == 1 && *at == '.')
            && !(is_up && (drop_last(&plain) || is_absolute))) {
            if (plain.len || is_absolute)
                str_add_c(&plain, '/');
            str_add_n(&plain, at, len);
        }
        at += len + (at[len] == '/');
    }
    if (plain.len || is_absolute)
        str_add_c(&plain, '/');
    return str_take(&plain);
}

static bool holds_by_name(const char *outer, const char *inner)
{
    char *outside = plain_name(outer);
    char *inside = plain_name(inner);
    bool holds = *outside ? !strncmp(inside, outside, strlen(outside))
                          : *inside != '/' && strncmp(inside, "../", 3) != 0;

    free(outside);
    free(inside);
    return holds;
}

/* One up from `path`, of which `kind` is there. */
static void go_up(struct str *path, enum path_kind kind)
{
    char *above;

    if (kind == PATH_FOLDER) {
        str_add(path, "/..");
        return;
    }
    above = path_folder(path->text);
    str_clear(path);
    str_add(path, above);
    free(above);
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool holds_as_it_is(const char *outer, const char *inner)
{
    struct err ignored = ERR_INIT;
    struct stat wanted, found, before = { 0 };
    struct str at = STR_INIT;
    enum path_kind kind;
    bool holds = false;
    bool goes_on =
        !path_follow(outer, &kind, &wanted, &ignored) && kind == PATH_FOLDER;

    str_add(&at, inner);
    for (int i = 0; goes_on && !holds && i < DEEPEST; i++) {
        if (path_follow(at.text, &kind, &found, &ignored))
            break;
        if (kind != PATH_ABSENT) {
            holds = is_same(&found, &wanted);
            goes_on = !is_same(&found, &before); /* above the root is itself */
            before = found;
        }
        go_up(&at, kind);
    }
    str_release(&at);
    return holds;
}

bool apart_holds(const char *outer, const char *inner)
{
    return holds_by_name(outer, inner) || holds_as_it_is(outer, inner);
}
