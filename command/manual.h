#ifndef COMMAND_MANUAL_H
#define COMMAND_MANUAL_H

struct str;

/* The manual page, in the macros of man(7): what `help` says of each command,
 * and no word besides that could fall behind it. */
void manual_add(struct str *page);

#endif /* COMMAND_MANUAL_H */
