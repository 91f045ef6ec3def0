#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H
#include <stddef.h>

#include "command/options.h"
#include "core/err.h"
#include "core/str.h"

struct run_plan;

#ifndef VSCHOOL_VERSION
#define VSCHOOL_VERSION "0.1.0"
#endif

/*
 * command: one thing that the program can be asked to do. To add one is to add
 * a file to this folder, which defines `const struct command command_<name>`,
 * and a row to COMMANDS, where it stands as in `help`.
 */
#define COMMANDS(X)                                                            \
    X(run)                                                                     \
    X(check)                                                                   \
    X(ingest)                                                                  \
    X(transform)                                                               \
    X(report)                                                                  \
    X(status)                                                                  \
    X(release)                                                                 \
    X(withdraw)                                                                \
    X(forget)                                                                  \
    X(rebuild)                                                                 \
    X(backup)                                                                  \
    X(restore)                                                                 \
    X(verify)                                                                  \
    X(init)                                                                    \
    X(describe)                                                                \
    X(explain)                                                                 \
    X(help)

/* What a command that succeeds has to say; main.c alone prints. */
struct answer {
    struct str text; /* for standard output */
    enum err_code status;
    /* Prints the text so far and empties it, where it may be long. errors:
       ERR_CANTCREAT */
    int (*pass)(struct str *text, struct err *err);
};

struct command {
    const char *name;
    const char *arguments;             /* as `help` shows them */
    int least, most;                   /* arguments; most -1 = any number */
    const struct option_spec *options; /* of its own; NULL = none */
    const char *summary;
    const char *text;
    void (*add_text)(struct str *text); /* what goes on from it; may be NULL */
    /* errors: those of what it does; ERR_USAGE before anything was touched */
    int (*run)(const struct command *self, const struct options *options,
               struct answer *answer, struct err *err);
    const struct run_plan *plan; /* of a command whose `run` is run_follow, or
                                    ends with it */
};

#define COMMAND_DECLARE(name) extern const struct command command_##name;
COMMANDS(COMMAND_DECLARE)
#undef COMMAND_DECLARE

/* The rows of COMMANDS. */
extern const struct command *const command_table[];
extern const size_t command_count;

/* NULL when there is none such. */
const struct command *command_find(const char *name);

#endif /* COMMAND_COMMAND_H */
