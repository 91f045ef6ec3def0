#ifndef COMMAND_HELP_H
#define COMMAND_HELP_H
#include <stdio.h>

struct err;

/* help: what the commands are, and what each does, by their own table. */
void help_print(FILE *out);
int help_print_command(const char *name, struct err *err)
    __attribute__((warn_unused_result));

#endif /* COMMAND_HELP_H */
