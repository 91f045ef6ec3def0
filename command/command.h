#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

struct err;

#ifndef VSCHOOL_VERSION
#define VSCHOOL_VERSION "0.1.0"
#endif

/*
 * command: one thing that the program can be asked to do. To add one is to add
 * a file to this folder, which defines `const struct command command_<name>`,
 * and a row to COMMANDS, where it stands as in `help`.
 */
struct options {
    const char *config;
    const char *as_of;
    bool quiet;
    bool json;
    int count; /* of arguments after the command */
    char **arguments;
    time_t (*clock)(time_t *); /* time(): only main.c knows what time it is */
};

struct command {
    const char *name;
    int (*run)(const struct options *options, int *status, struct err *err);
    int least, most; /* arguments; most -1 = any number */
    const char *arguments;
    const char *summary;
    const char *text;
};

#define COMMANDS(X)                                                            \
    X(run)                                                                     \
    X(check)                                                                   \
    X(ingest)                                                                  \
    X(transform)                                                               \
    X(report)                                                                  \
    X(status)                                                                  \
    X(release)                                                                 \
    X(withdraw)                                                                \
    X(rebuild)                                                                 \
    X(init)                                                                    \
    X(help)

#define COMMAND_DECLARE(name) extern const struct command command_##name;
COMMANDS(COMMAND_DECLARE)
#undef COMMAND_DECLARE

/* The rows of COMMANDS. */
extern const struct command *const command_table[];
extern const size_t command_count;

/* NULL when there is none such. */
const struct command *command_find(const char *name);

#endif /* COMMAND_COMMAND_H */
