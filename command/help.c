#include "command/help.h"

#include "command/command.h"
#include "command/manual.h"

static void add_list(struct str *text)
{
    str_add(text,
            "usage: vschool COMMAND [OPTIONS] [ARGUMENTS]\n\nCommands:\n");
    for (size_t i = 0; i < command_count; i++)
        str_addf(text, "  %-10s %s\n", command_table[i]->name,
                 command_table[i]->summary);
    options_add_help(text, NULL);
    str_add(text, "\nExit status:\n");
#define ADD_CODE(name, value, meaning)                                         \
    str_addf(text, "  %-3d %s\n", value, meaning);
    ERR_CODES(ADD_CODE)
#undef ADD_CODE
}

void help_add(struct str *text, const struct command *command)
{
    if (!command) {
        add_list(text);
        return;
    }
    str_addf(text, "usage: vschool %s [OPTIONS]%s%s\n\n%s", command->name,
             *command->arguments ? " " : "", command->arguments, command->text);
    if (command->add_text)
        command->add_text(text);
    options_add_help(text, command);
}

static int help(const struct command *self, const struct options *options,
                struct answer *answer, struct err *err)
{
    const struct command *asked = NULL;

    (void)self;
    if (options_value(options, "man")) {
        manual_add(&answer->text);
        return 0;
    }
    if (options->count) {
        asked = command_find(options->arguments[0]);
        if (!asked)
            return err_set(err, ERR_USAGE, "there is no command '%s'",
                           options->arguments[0]);
    }
    help_add(&answer->text, asked);
    return 0;
}

static const struct option_spec own[] = {
    { "man", NULL, "the manual page of all commands, for man(1)", 0 },
    { .name = NULL },
};

const struct command command_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .most = 1,
    .options = own,
    .summary = "say what a command does",
    .text = "Without COMMAND: the list of commands.\n",
    .run = help,
};
