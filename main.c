/*
 * vschool: options, the command that is asked for, exit status. The only file
 * that reads the clock or prints errors.
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "command/command.h"
#include "command/help.h"
#include "core/date.h"
#include "core/err.h"
#include "core/str.h"

enum long_option {
    OPTION_CONFIG = 256,
    OPTION_AS_OF,
    OPTION_QUIET,
    OPTION_JSON,
    OPTION_HELP,
    OPTION_VERSION
};

static int read_options(int argc, char **argv, struct options *options,
                        bool *help, bool *version, struct err *err)
{
    static const struct option_name {
        const char *name;
        int argument;
        int value;
    } names[] = { { "config", required_argument, OPTION_CONFIG },
                  { "as-of", required_argument, OPTION_AS_OF },
                  { "quiet", no_argument, OPTION_QUIET },
                  { "json", no_argument, OPTION_JSON },
                  { "help", no_argument, OPTION_HELP },
                  { "version", no_argument, OPTION_VERSION } };
    struct option longs[sizeof(names) / sizeof(names[0]) + 1];
    int value;

    memset(longs, 0, sizeof(longs));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        longs[i].name = names[i].name;
        longs[i].has_arg = names[i].argument;
        longs[i].val = names[i].value;
    }
    opterr = 0;
    while ((value = getopt_long(argc, argv, ":qh", longs, NULL)) != -1) {
        switch (value) {
        case OPTION_CONFIG:
            options->config = optarg;
            break;
        case OPTION_AS_OF:
            options->as_of = date_parse_iso(optarg);
            if (options->as_of == DATE_NONE)
                return err_set(err, ERR_USAGE,
                               "--as-of '%s' is not a date like 2026-02-13",
                               optarg);
            break;
        case 'q':
        case OPTION_QUIET:
            options->quiet = true;
            break;
        case OPTION_JSON:
            options->json = true;
            break;
        case 'h':
        case OPTION_HELP:
            *help = true;
            break;
        case OPTION_VERSION:
            *version = true;
            break;
        case ':':
            return err_set(err, ERR_USAGE, "option '%s' needs a value",
                           argv[optind - 1]);
        default:
            return err_set(err, ERR_USAGE, "there is no option '%s'",
                           argv[optind - 1]);
        }
    }
    return 0;
}

static int dispatch(const struct command *command,
                    const struct options *options, struct answer *answer,
                    struct err *err)
{
    if (options->count < command->least)
        return err_set(err, ERR_USAGE, "'%s' needs %s", command->name,
                       command->arguments);
    if (command->most >= 0 && options->count > command->most)
        return err_set(err, ERR_USAGE, "'%s' does not take '%s'", command->name,
                       options->arguments[command->most]);
    if (options->json && !command->has_json)
        return err_set(err, ERR_USAGE, "'%s' has no --json", command->name);
    return command->run(command, options, answer, err);
}

/* What the words ask for. *command stays NULL where they name none. */
static int answer_to(int argc, char **argv, const struct command **command,
                     struct answer *answer, struct err *err)
{
    struct options options = { .config = "config/county.ini",
                               .as_of = DATE_NONE,
                               .clock = time };
    bool help = false, version = false;

    if (read_options(argc, argv, &options, &help, &version, err))
        return -1;
    options.count = argc - optind - 1;
    options.arguments = argv + optind + 1;
    if (optind < argc && !(*command = command_find(argv[optind])))
        return err_set(err, ERR_USAGE, "there is no command '%s'",
                       argv[optind]);
    if (version)
        str_add(&answer->text, "vschool " VSCHOOL_VERSION "\n");
    else if (help)
        help_add(&answer->text, *command);
    else if (!*command)
        return err_set(err, ERR_USAGE, "no command is given");
    else
        return dispatch(*command, &options, answer, err);
    return 0;
}

/* Standard output is an output like any other: it must have been written. */
static int print(const struct str *text, struct err *err)
{
    if (fwrite(text->text, 1, text->len, stdout) != text->len
        || fflush(stdout) != 0)
        return err_set(err, ERR_CANTCREAT, "cannot write the result: %s",
                       strerror(errno));
    return 0;
}

int main(int argc, char **argv)
{
    static const struct rlimit no_core = { 0, 0 };
    const struct command *command = NULL;
    struct answer answer = { .text = STR_INIT };
    struct err err = ERR_INIT;

    umask(077);
    setrlimit(RLIMIT_CORE, &no_core); /* no child's data in a core file */
    if (answer_to(argc, argv, &command, &answer, &err)
        || print(&answer.text, &err)) {
        fprintf(stderr, "vschool: %s\n", err.msg);
        if (err.code == ERR_USAGE)
            fprintf(stderr, "try 'vschool help%s%s'\n", command ? " " : "",
                    command ? command->name : "");
        answer.status = err.code;
    }
    str_release(&answer.text);
    return (int)answer.status;
}
