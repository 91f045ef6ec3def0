#ifndef CONFIG_APART_H
#define CONFIG_APART_H
#include <stdbool.h>

/*
 * apart: that nothing is written where something else is read. Extracts are
 * whatever lies in the inbox, and what the archive does not list is swept from
 * it, so that neither may hold another of the paths.
 */

/*
 * Whether `inner` is `outer`, or lies in it: by their names, of which neither
 * need be there, or as the system has it, by whatever link. What cannot be
 * looked at is told apart by its name alone.
 */
bool apart_holds(const char *outer, const char *inner);

#endif /* CONFIG_APART_H */
