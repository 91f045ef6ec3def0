#include "command/command.h"

#include <string.h>

const struct command *const command_table[] = {
#define COMMAND_ROW(name) &command_##name,
    COMMANDS(COMMAND_ROW)
#undef COMMAND_ROW
};
const size_t command_count = sizeof(command_table) / sizeof(command_table[0]);

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (!strcmp(command_table[i]->name, name))
            return command_table[i];
    return NULL;
}
