#ifndef COMMAND_HELP_H
#define COMMAND_HELP_H

struct command;
struct str;

/* help: all commands, or what one does (NULL: all), from their own table. */
void help_add(struct str *text, const struct command *command);

#endif /* COMMAND_HELP_H */
