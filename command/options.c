#include "command/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "core/err.h"
#include "core/path.h"
#include "core/str.h"

#define SPECS_MOST 64 /* of all commands together */

static const struct option_spec everybodys[] = {
    { "config", "FILE", "settings (county.ini, else config/county.ini)", 0 },
    { "as-of", "DATE", "the last day that counts (today)", 0 },
    { "quiet", NULL, "only errors", 'q' },
    { "help", NULL, "this text, or a command's", 'h' },
    { "version", NULL, "the version", 0 },
    { .name = NULL },
};

static const struct option_spec *find(const struct option_spec *table,
                                      const char *name)
{
    for (; table && table->name; table++)
        if (!strcmp(table->name, name))
            return table;
    return NULL;
}

/* What getopt knows: each name once, whoever has it. */
struct known {
    const struct option_spec *specs[SPECS_MOST];
    struct option longs[SPECS_MOST + 1];
    char letters[SPECS_MOST + 2];
    int count;
};

static void know(struct known *k, const struct option_spec *table)
{
    for (; table && table->name && k->count < SPECS_MOST; table++) {
        bool is_known = false;

        for (int i = 0; i < k->count; i++)
            is_known |= !strcmp(k->specs[i]->name, table->name);
        if (is_known)
            continue;
        k->longs[k->count].name = table->name;
        k->longs[k->count].has_arg =
            table->value ? required_argument : no_argument;
        k->longs[k->count].val = 256 + k->count;
        if (table->letter)
            k->letters[strlen(k->letters)] = table->letter;
        k->specs[k->count++] = table;
    }
}

static const struct option_spec *spec_of(const struct known *k, int value)
{
    if (value >= 256)
        return k->specs[value - 256];
    for (int i = 0; i < k->count; i++)
        if (k->specs[i]->letter == value)
            return k->specs[i];
    return NULL;
}

/*
 * Others see the words of a command for as long as it runs. One too long to be
 * kept is nobody's number.
 */
static void hide_person(struct options *options, char *value)
{
    const size_t len = strlen(value);
    char *kept = options->person;

    kept[0] = '\0';
    if (len < sizeof(options->person))
        memcpy(kept, value, len + 1);
    if (strcmp(value, "-") != 0)
        memset(value, 'x', len);
}

static int read_given(struct options *options, int argc, char **argv,
                      struct err *err)
{
    struct known k;
    int value;

    memset(&k, 0, sizeof(k));
    k.letters[0] = ':'; /* a value that is missing is told apart */
    know(&k, everybodys);
    for (size_t i = 0; i < command_count; i++)
        know(&k, command_table[i]->options);
    opterr = 0;
    while ((value = getopt_long(argc, argv, k.letters, k.longs, NULL)) != -1) {
        const struct option_spec *spec = spec_of(&k, value);

        if (!spec)
            return err_set(err, ERR_USAGE,
                           value == ':' ? "option '%s' needs a value"
                                        : "there is no option '%s'",
                           argv[optind - 1]);
        if (options->given_count == OPTIONS_MOST)
            return err_set(err, ERR_USAGE, "more than %d options",
                           OPTIONS_MOST);
        if (optarg && spec->value && !strcmp(spec->value, OPTIONS_PERSON))
            hide_person(options, optarg);
        options->given[options->given_count].spec = spec;
        options->given[options->given_count++].value = optarg ? optarg : "";
    }
    return 0;
}

/* That of the folder one stands in, else of its config folder. */
static int find_config(const char **config, struct err *err)
{
    enum path_kind kind;

    *config = "county.ini";
    if (path_look(*config, &kind, NULL, err))
        return -1;
    if (kind == PATH_ABSENT)
        *config = "config/county.ini";
    return 0;
}

int options_read(struct options *options, int argc, char **argv,
                 struct err *err)
{
    const char *as_of;

    if (read_given(options, argc, argv, err))
        return -1;
    options->command = argv[optind]; /* NULL after the last */
    options->count = optind < argc ? argc - optind - 1 : 0;
    options->arguments = argv + argc - options->count;
    options->config = options_value(options, "config");
    if (!options->config && find_config(&options->config, err))
        return -1;
    as_of = options_value(options, "as-of");
    options->as_of = as_of ? date_parse_iso(as_of) : DATE_NONE;
    options->quiet = options_value(options, "quiet");
    options->help = options_value(options, "help");
    options->version = options_value(options, "version");
    if (as_of && options->as_of == DATE_NONE)
        return err_set(err, ERR_USAGE,
                       "--as-of '%s' is not a date like 2026-02-13", as_of);
    return 0;
}

/* Nobody can tell which of two values was meant, and one would go unsaid. */
static bool is_given_before(const struct options *options, int at)
{
    const struct option_spec *spec = options->given[at].spec;

    for (int i = 0; spec->value && i < at; i++)
        if (options->given[i].spec == spec)
            return true;
    return false;
}

int options_check(const struct options *options, struct err *err)
{
    const struct command *command = command_find(options->command);

    for (int i = 0; i < options->given_count; i++) {
        const char *name = options->given[i].spec->name;

        if (find(everybodys, name))
            continue;
        if (!find(command->options, name))
            return err_set(err, ERR_USAGE, "'%s' has no --%s", command->name,
                           name);
        if (is_given_before(options, i))
            return err_set(err, ERR_USAGE, "--%s is given twice", name);
    }
    return 0;
}

const char *options_value(const struct options *options, const char *name)
{
    for (int i = options->given_count - 1; i >= 0; i--)
        if (!strcmp(options->given[i].spec->name, name))
            return options->given[i].value;
    return NULL;
}

int options_person(const struct options *options, const char *name,
                   char person[static OPTIONS_PERSON_SIZE], struct err *err)
{
    person[0] = '\0';
    if (!options_value(options, name))
        return 0;
    memcpy(person, options->person, OPTIONS_PERSON_SIZE);
    if (strcmp(person, "-") == 0 && !fgets(person, OPTIONS_PERSON_SIZE, stdin))
        return err_set(err, ERR_USAGE, "no UPN is in the input");
    person[strcspn(person, "\r\n")] = '\0';
    return 0;
}

static void add_line(struct str *text, const struct option_spec *spec)
{
    struct str name = STR_INIT;

    str_addf(&name, "--%s%s%s", spec->name, spec->value ? " " : "",
             spec->value ? spec->value : "");
    str_addf(text, "  %-18s %s", name.text, spec->meaning);
    str_release(&name);
}

/* Each commands' own, where the first that has it stands. */
static void add_all(struct str *text)
{
    struct known k;

    memset(&k, 0, sizeof(k));
    for (size_t i = 0; i < command_count; i++)
        know(&k, command_table[i]->options);
    for (int at = 0; at < k.count; at++) {
        const char *before = " (";

        add_line(text, k.specs[at]);
        for (size_t i = 0; i < command_count; i++) {
            if (!find(command_table[i]->options, k.specs[at]->name))
                continue;
            str_addf(text, "%s%s", before, command_table[i]->name);
            before = ", ";
        }
        str_add(text, ")\n");
    }
}

static void add_table(struct str *text, const struct option_spec *table)
{
    for (; table && table->name; table++) {
        add_line(text, table);
        str_add(text, "\n");
    }
}

void options_add_help(struct str *text, const struct command *command)
{
    str_add(text, "\nOptions:\n");
    if (command)
        add_table(text, command->options);
    else
        add_all(text);
    add_table(text, everybodys);
}
