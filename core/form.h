#ifndef CORE_FORM_H
#define CORE_FORM_H
#include <stdbool.h>
#include <stddef.h>

struct err;

/*
 * form: an ini file read into a struct by a table of its sections, each with a
 * table of its keys. The same tables release what was read. Complaints name
 * file, line, section and key, and say what would be right.
 *
 * A section stands in the form's own struct, which it may do in several pieces,
 * or it is an item of a list, there as often as it likes, each time with a
 * title of its own: "[sheet Totals]". All keys of a section are read in the
 * order of its table, when it is over; a section of the form's own struct is
 * over at the end of the file, so that it can name items.
 *
 * A list is two members of a struct: the items and, somewhere, their count.
 */
enum form_kind {
    FORM_TEXT,   /* char *; one of the words where it has words */
    FORM_FLAG,   /* bool: the first or the second of two words, else no, yes */
    FORM_CHOICE, /* int or enum: which of the words it is */
    FORM_FLAGS,  /* bool[]: set for each of the words that is there */
    FORM_INT,    /* int, within bounds */
    FORM_REAL,   /* double, within bounds */
    FORM_OTHER,  /* for `read`, which any other kind may have, too */
    /* Read at once, line by line, whatever else the section has. */
    FORM_EACH, /* for `read` */
    /* The same, to lists: each line adds an item. */
    FORM_TEXTS, /* char *; a line that begins with "+ " goes on with the last */
    FORM_ITEMS  /* structs; the line has their parts, between bars */
};

struct form_key;

/*
 * Read a value into `at`, which is the member that the key names. The message
 * is given file, line, section and key.
 */
typedef int form_read_fn(void *context, const struct form_key *key, void *at,
                         const char *value, struct err *err);
typedef void form_release_fn(void *at);
/* Is the struct right as a whole? The message is given file, line, section. */
typedef int form_check_fn(void *context, void *target, struct err *err);

struct form_key {
    const char *name; /* NULL ends a table */
    enum form_kind kind;
    size_t at; /* offsetof the member; of a list: of its items */
    bool is_required;
    const char *otherwise; /* value where it is not there; NULL = left alone */
    char joint; /* what its further lines are joined with; 0 = there once */
    const char *const *words; /* the last is followed by NULL */
    double least, most;       /* both 0 = no bounds */
    form_read_fn *read;       /* instead of how its kind is read */
    form_release_fn *release; /* NULL = nothing to release */
    size_t count;             /* offsetof a list's count */
    const struct form_key *parts;
    size_t size; /* of an item of parts */
};

struct form_section {
    const char *name; /* "type", or "field " where a title follows; or NULL */
    const struct form_key *keys;
    form_check_fn *check;              /* NULL = right */
    size_t size;                       /* of an item; 0 = the form's struct */
    size_t at, count;                  /* offsetof list's items and count */
    size_t title;                      /* offsetof an item's title: char * */
    const struct form_section *within; /* whose last item has the list; NULL
                                          = the form's struct */
};

/*
 * Read text, which complaints call `name`, into *target, zeroed by the caller.
 *
 * errors     ERR_CONFIG, and those of `read` and `check`
 * ownership  the caller releases *target, also on failure
 */
int form_read_text(const struct form_section *sections, void *target,
                   void *context, const char *name, const char *text,
                   struct err *err) __attribute__((warn_unused_result));
void form_release(const struct form_section *sections, void *target);

#endif /* CORE_FORM_H */
