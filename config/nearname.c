#include "config/nearname.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/config.h"
#include "core/err.h"
#include "core/path.h"

#define HIDDEN ".txt" /* an ending that was put behind one that was typed */

static const char *const names[] = { "terms.csv", "targets.csv", "senders.csv",
                                     "codes",     "extracts",    "benchmarks" };

static const struct {
    const char *folder, *ending;
} folders[] = {
    { "codes/", ".csv" },
    { "extracts/", ".ini" },
    { "benchmarks/", ".ini" },
};

/* But for case, and what may stand behind it; not the same. */
static bool is_near(const char *text, const char *wanted)
{
    size_t len = strlen(wanted);

    return strcmp(text, wanted) != 0 && strncasecmp(text, wanted, len) == 0
           && (text[len] == '\0' || !strcasecmp(text + len, HIDDEN));
}

static int check_name(const char *name, struct err *err)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (is_near(name, names[i]))
            return err_set(err, ERR_CONFIG,
                           "%s:1: is read where it is called '%s' only", name,
                           names[i]);
    return 0;
}

static int check_ending(const char *folder, const char *name,
                        const char *ending, struct err *err)
{
    if (*name == '.')
        return 0;
    for (size_t at = 1; name[0] && name[at]; at++)
        if (is_near(name + at, ending))
            return err_set(err, ERR_CONFIG,
                           "%s%s:1: is read where it is called '%.*s%s' only",
                           folder, name, (int)at, name, ending);
    return 0;
}

/* ending: of a file in that folder; NULL: of the config's own. */
static int check_folder(const struct config *config, const char *folder,
                        const char *ending, struct err *err)
{
    char *path = path_join(config->folder, folder);
    struct path_names list;
    int ret = path_list(path, &list, err);

    for (size_t i = 0; ret == 0 && i < list.count; i++)
        ret = ending ? check_ending(folder, list.names[i], ending, err)
                     : check_name(list.names[i], err);
    path_names_release(&list);
    free(path);
    return ret;
}

int nearnames_check(const struct config *config, struct err *err)
{
    int ret = check_folder(config, "", NULL, err);

    for (size_t i = 0; ret == 0 && i < sizeof(folders) / sizeof(folders[0]);
         i++)
        ret = check_folder(config, folders[i].folder, folders[i].ending, err);
    return ret;
}
