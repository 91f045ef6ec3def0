/*
 * vschool: options, the command that is asked for, exit status. The only file
 * that reads the clock or prints errors.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "command/command.h"
#include "command/help.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

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
    if (options_check(options, err))
        return -1;
    return command->run(command, options, answer, err);
}

/* What the words ask for. *command stays NULL where they name none. */
static int answer_to(int argc, char **argv, const struct command **command,
                     struct answer *answer, struct err *err)
{
    struct options options = { .clock = time,
                               .is_terminal = isatty(STDOUT_FILENO) == 1 };

    if (options_read(&options, argc, argv, err))
        return -1;
    if (options.command && !(*command = command_find(options.command)))
        return err_set(err, ERR_USAGE, "there is no command '%s'",
                       options.command);
    if (options.version)
        str_add(&answer->text, "vschool " VSCHOOL_VERSION "\n");
    else if (options.help)
        help_add(&answer->text, *command);
    else if (!*command)
        return err_set(err, ERR_USAGE, "no command is given");
    else
        return dispatch(*command, &options, answer, err);
    return 0;
}

/* Standard output is an output like any other: it must have been written. */
static int print(struct str *text, struct err *err)
{
    if (fwrite(text->text, 1, text->len, stdout) != text->len
        || fflush(stdout) != 0)
        return err_set(err, ERR_CANTCREAT, "cannot write the result: %s",
                       strerror(errno));
    str_clear(text);
    return 0;
}

/*
 * A reader that goes away and a file that may not grow are failed writes like
 * any other, of which the one who writes has something to say.
 */
static void ignore_signals(void)
{
    static const int signals[] = { SIGPIPE, SIGXFSZ };
    struct sigaction ignore;

    memset(&ignore, 0, sizeof(ignore));
    ignore.sa_handler = SIG_IGN;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
        sigaction(signals[i], &ignore, NULL);
}

/*
 * No child's data in a core file, of this process or its children. A byte is
 * too few for one, and the one limit by which Linux hands none to a program
 * that takes cores by a pipe; where a byte is too much, none.
 */
static void forbid_cores(void)
{
    static const struct rlimit byte = { 1, 1 };
    static const struct rlimit none = { 0, 0 };

    if (setrlimit(RLIMIT_CORE, &byte) != 0)
        setrlimit(RLIMIT_CORE, &none);
}

/*
 * A file that is opened next would take the place of a stream that is closed,
 * and what is said would be written into it. What is put there instead fails
 * as the closed one does.
 */
static int hold_streams(struct err *err)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        const int wrong_way = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF
            && open("/dev/null", wrong_way) != fd)
            return err_set(err, ERR_OS, "cannot open '/dev/null': %s",
                           strerror(errno));
    }
    return 0;
}

int main(int argc, char **argv)
{
    const struct command *command = NULL;
    struct answer answer = { .text = STR_INIT, .pass = print };
    struct err err = ERR_INIT;

    mem_begin();
    umask(077);
    ignore_signals();
    forbid_cores();
    if (hold_streams(&err) || answer_to(argc, argv, &command, &answer, &err)
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
