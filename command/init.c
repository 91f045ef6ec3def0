#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/command.h"
#include "config/config.h"
#include "core/asset.h"
#include "core/outfile.h"
#include "core/path.h"

#define ELSEWHERE "../var/" /* where the sample's own paths lead */

/* The sample keeps its county beside its config; this one has all in one
   folder. */
static void add_settings(struct str *text, const char *sample)
{
    const char *at;

    while ((at = strstr(sample, ELSEWHERE)) != NULL) {
        str_add_n(text, sample, (size_t)(at - sample));
        sample = at + strlen(ELSEWHERE);
    }
    str_add(text, sample);
}

/* Is what lies there what would be written? */
static int is_ours(const char *path, const struct str *text, bool *ours,
                   struct err *err)
{
    char *there;
    size_t len;

    *ours = false;
    if (file_read(path, &there, &len, err))
        return -1;
    *ours = len == text->len && !memcmp(there, text->text, len);
    free(there);
    return 0;
}

/*
 * A file where nothing is yet. What an init that was stopped has left is what
 * this one would make.
 */
static int put_default(const char *path, const struct str *text, bool *is_new,
                       struct err *err)
{
    enum path_kind kind;
    bool ours = false;

    if (path_look(path, &kind, NULL, err)
        || (kind == PATH_FILE && is_ours(path, text, &ours, err)))
        return -1;
    if (kind != PATH_ABSENT && !ours)
        return err_set(err, ERR_USAGE, "'%s' is there already", path);
    *is_new = *is_new || kind == PATH_ABSENT;
    return kind == PATH_ABSENT ? outfile_write(path, text->text, text->len, err)
                               : 0;
}

/* One of those compiled in. */
static int write_default(const char *folder, const char *name, bool *is_new,
                         struct err *err)
{
    char *from = path_join("config", name);
    char *to = path_join(folder, name);
    const struct asset *asset = asset_find(from);
    struct str text = STR_INIT;
    int ret;

    if (!asset) {
        ret = err_set(err, ERR_INTERNAL, "no '%s'", from);
    } else {
        add_settings(&text, asset->text);
        ret = put_default(to, &text, is_new, err);
    }
    str_release(&text);
    free(from);
    free(to);
    return ret;
}

/* The inbox that the config names, so that the first run finds one. */
static int make_inbox(const char *folder, bool *is_new, struct err *err)
{
    char *path = path_join(folder, "county.ini");
    struct config config;
    enum path_kind kind = PATH_ABSENT;
    int ret = config_read(&config, path, err);

    if (ret == 0) {
        ret = path_look(config.inbox, &kind, NULL, err)
              || folder_make(config.inbox, err);
        config_release(&config);
    }
    *is_new = *is_new || kind == PATH_ABSENT;
    free(path);
    return ret;
}

static void say_what_next(struct str *text, const char *folder)
{
    str_addf(text,
             "Made in %s:\n"
             "  county.ini   the settings: say la_code, la_name and region"
             " first\n"
             "  terms.csv    term dates of the county: put in your own\n"
             "  senders.csv  whose files have no column for their school\n"
             "  targets.csv  what figures are to come to, if you like\n"
             "  inbox/       where schools' and social care's files are"
             " dropped\n\n"
             "Then put the DfE's list of your schools and the first files into"
             " the inbox, and\n"
             "  vschool check --config %s/county.ini FILE...  what would be"
             " said of them\n"
             "  vschool run --config %s/county.ini            packs in"
             " %s/outbox/latest\n"
             "What each kind of file needs: vschool describe --config"
             " %s/county.ini\n",
             folder, folder, folder, folder, folder);
}

/* What root makes in another user's folder is closed to that user. */
static int say_whose(struct str *text, const char *folder, struct err *err)
{
    const struct passwd *owner;
    enum path_kind kind;
    struct stat st;

    if (path_follow(folder, &kind, &st, err))
        return -1;
    if (geteuid() != 0 || kind == PATH_ABSENT || st.st_uid == 0)
        return 0;
    owner = getpwuid(st.st_uid);
    str_addf(text,
             "\nIt is root's, in a folder of user '%s', who cannot read it:\n"
             "  chown -R %s: %s  before that user's first run\n",
             owner ? owner->pw_name : "?", owner ? owner->pw_name : "USER",
             folder);
    return 0;
}

static int init(const struct command *self, const struct options *options,
                struct answer *answer, struct err *err)
{
    static const char *const files[] = { "county.ini", "terms.csv",
                                         "senders.csv", "targets.csv" };
    const char *folder = options->arguments[0];
    bool is_new = false;

    (void)self;
    if (folder_make(folder, err))
        return -1;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        if (write_default(folder, files[i], &is_new, err))
            return -1;
    if (make_inbox(folder, &is_new, err))
        return -1;
    if (!is_new)
        return err_set(err, ERR_USAGE,
                       "'%s' is there already, with all that belongs to it",
                       folder);
    say_what_next(&answer->text, folder);
    return say_whose(&answer->text, folder, err);
}

const struct command command_init = {
    .name = "init",
    .arguments = "DIR",
    .least = 1,
    .most = 1,
    .summary = "a county of one's own to start from",
    .text = "Makes DIR with a commented county.ini, terms.csv, senders.csv,"
            " targets.csv and an inbox;\neverything is kept in DIR. Nothing "
            "that is there is"
            " written over;\none that was stopped is finished by the next.\n",
    .run = init,
};
