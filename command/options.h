#ifndef COMMAND_OPTIONS_H
#define COMMAND_OPTIONS_H
#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "core/date.h"

struct err;
struct str;

/*
 * options: what was asked on the command line, by tables: one of the options
 * that every command takes, and one beside each command that has its own.
 */
struct option_spec {
    const char *name;  /* without dashes; NULL ends a table */
    const char *value; /* as `help` shows it; NULL = it takes none */
    const char *meaning;
    char letter; /* 0 = none */
};

#define OPTIONS_MOST 32      /* given at once */
#define OPTIONS_PERSON "UPN" /* the `value` of one that says of whom */
#define OPTIONS_PERSON_SIZE 128

struct options {
    const char *command; /* NULL = none was named */
    int count;           /* of arguments after it */
    char **arguments;
    const char *config;
    date_t as_of; /* DATE_NONE = not given */
    bool quiet, help, version;
    time_t (*clock)(time_t *); /* time(): only main.c knows what time it is */
    bool is_terminal;          /* standard output, so does it */
    struct {
        const struct option_spec *spec;
        const char *value;
    } given[OPTIONS_MOST];
    int given_count;
    char person[OPTIONS_PERSON_SIZE]; /* the value that was wiped last */
};

/* Fills in all but the clock; texts are argv's, in which a child's number is
   written over. errors: ERR_USAGE */
int options_read(struct options *options, int argc, char **argv,
                 struct err *err) __attribute__((warn_unused_result));
/* Every option that was given is everybody's, of which the last value counts,
   or the command's own, which has one. */
int options_check(const struct options *options, struct err *err)
    __attribute__((warn_unused_result));

/* The last value given ("" where it takes none), or NULL. */
const char *options_value(const struct options *options, const char *name);

/*
 * A child's number that is asked for: the option's value, or where that is "-"
 * the first line of the input, so that it stands in no shell's history. What of
 * it argv has was wiped when it was read: it is in no list of processes for as
 * long as the work takes. "" where it was not given. errors: ERR_USAGE
 */
int options_person(const struct options *options, const char *name,
                   char person[static OPTIONS_PERSON_SIZE], struct err *err)
    __attribute__((warn_unused_result));

/* The lines of `help`: a command's own options (NULL: all, saying whose they
 * are), then everybody's. */
struct command;
void options_add_help(struct str *text, const struct command *command);

#endif /* COMMAND_OPTIONS_H */
