#include "command/help.h"

#include <stdio.h>

#include "command/command.h"
#include "core/err.h"

static void print_options(FILE *out)
{
    fputs("\nOptions:\n"
          "  --config FILE   the county's settings (config/county.ini)\n"
          "  --as-of DATE    the last day that counts (today)\n"
          "  --quiet         only errors\n"
          "  --json          machine-readable (check, status)\n"
          "  --help          this text, or a command's\n"
          "  --version       the version\n",
          out);
}

void help_print(FILE *out)
{
    fputs("usage: vschool COMMAND [OPTIONS] [ARGUMENTS]\n\nCommands:\n", out);
    for (size_t i = 0; i < command_count; i++)
        fprintf(out, "  %-10s %s\n", command_table[i]->name,
                command_table[i]->summary);
    print_options(out);
    fputs("\nExit status:\n", out);
#define PRINT_CODE(name, value, text) fprintf(out, "  %-3d %s\n", value, text);
    ERR_CODES(PRINT_CODE)
#undef PRINT_CODE
}

int help_print_command(const char *name, struct err *err)
{
    const struct command *command = command_find(name);

    if (!command)
        return err_set(err, ERR_USAGE, "there is no command '%s'", name);
    printf("usage: vschool %s [OPTIONS]%s%s\n\n%s", command->name,
           *command->arguments ? " " : "", command->arguments, command->text);
    print_options(stdout);
    return 0;
}

static int help_command(const struct options *options, int *status,
                        struct err *err)
{
    *status = ERR_NONE;
    if (options->count)
        return help_print_command(options->arguments[0], err);
    help_print(stdout);
    return 0;
}

const struct command command_help = {
    .name = "help",
    .run = help_command,
    .least = 0,
    .most = 1,
    .arguments = "[COMMAND]",
    .summary = "say what a command does",
    .text = "Without COMMAND: the list of commands.\n",
};
