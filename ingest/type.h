#ifndef INGEST_TYPE_H
#define INGEST_TYPE_H
#include <stdbool.h>
#include <stddef.h>

#include "core/date.h"

struct config;
struct err;

/*
 * type: the kinds of extract there are, each read from its description
 * ingest/types/<name>.type (compiled in), with the headings of vendors from
 * config/extracts/<vendor>.ini: the compiled-in ones and those in the county's
 * own folder extracts/ beside its config. docs/extract-types.md describes the
 * two file formats.
 */
enum field_kind {
    FIELD_TEXT,
    FIELD_NAME, /* of a person: the words for nothing are names here */
    FIELD_ID,   /* text; "123456.0" is "123456" */
    FIELD_CODE, /* stored upper; checked where the field has codes */
    FIELD_FLAG, /* Y N */
    FIELD_DATE,
    FIELD_INT, /* whole */
    FIELD_NUMBER,
    FIELD_UPN,
    FIELD_URN,    /* a school's own number: 6 digits */
    FIELD_SCHOOL, /* URN (6 digits) or LAESTAB (7), in one column or two */
    FIELD_MARK,   /* one attendance code, judged by the type's date */
    FIELD_MARKS   /* a string of them, one character each, spaces kept */
};

enum field_need {
    NEED_NOTHING, /* the column may be absent */
    NEED_HEADING, /* the column must be there, its values may be blank */
    NEED_VALUE    /* no value may be blank */
};

enum type_mode {
    TYPE_UPSERT,   /* rows by key, newer wins */
    TYPE_SNAPSHOT, /* the newest file is the whole truth */
    TYPE_MARKS     /* goes into strings of marks; has no table */
};

struct code {
    char *text; /* upper case */
    const char
        *means; /* stored instead: text itself, or what it is mapped to */
};

struct field {
    char *name;    /* the table's column: "date_of_birth" */
    char *heading; /* the contract's name, of load_reject too: "DateOfBirth" */
    enum field_kind kind;
    enum field_need need;
    bool is_private;        /* no value of it in a message */
    bool is_lenient;        /* UPN: an invalid one is taken as none */
    struct code *codes;     /* sorted by text */
    size_t code_count;      /* 0 = any code is good */
    int codes_when_field;   /* checked only where that field ... */
    char *codes_when_value; /* ... holds this; NULL = always */
    char *otherwise;        /* stored for a blank; NULL = blank stays blank */
    double least;           /* of int and number */
    double most;
    int required_when_field;   /* a value is needed where that field ... */
    char *required_when_value; /* ... holds this; NULL = as `need` says */
};

#define TYPE_KEY_MAX 8

struct type {
    char *name;       /* "attendance_strings" */
    char *reports_as; /* load_file.type: "attendance" */
    char *table;      /* "suspension"; "" for marks */
    enum type_mode mode;
    bool ignores_extra_fields; /* beyond the header (details.md 55) */
    struct field *fields;      /* in the order of the contract */
    size_t field_count;
    size_t required_count; /* fields whose heading must be there */
    int key[TYPE_KEY_MAX]; /* fields */
    size_t key_count;
    /* Fields by role, -1 = the type has none such. */
    int school; /* -> school_key */
    int pupil;  /* a UPN -> ident_key of kind upn */
    int child;  /* a child id -> ident_key of kind child */
    int start;  /* an end before it is rejected */
    int end;
    int effective; /* date from which a change can matter; -1 = any day */
    int mark;      /* of TYPE_MARKS: mark or marks, and the date they have */
    int date;
    struct heading *headings; /* what extract matches; type_find_heading */
    size_t heading_count;
};

struct type_set {
    struct type *types; /* by name */
    size_t count;
    struct mark_code *marks; /* type_mark_is_valid */
    size_t mark_count;
};

/*
 * Read all descriptions, code sets and synonyms. errors: ERR_CONFIG with
 * file:line; on failure *types is released.
 */
int type_set_read(struct type_set *types, const struct config *config,
                  struct err *err) __attribute__((warn_unused_result));
void type_set_release(struct type_set *types);

/* NULL when there is none such. */
const struct type *type_find(const struct type_set *types, const char *name);
/* Index of the field with this column name, or -1. */
int type_field(const struct type *type, const char *name);

/*
 * Which field a heading of a file means, -1 for none; *rank is 0 for the
 * contract's own name and 1 for a synonym. A school in another form than URN
 * is said by *form.
 */
enum school_form { SCHOOL_URN, SCHOOL_LAESTAB, SCHOOL_LA, SCHOOL_ESTAB };
#define SCHOOL_FORMS 4
int type_find_heading(const struct type *type, const char *text, size_t len,
                      enum school_form *form, int *rank);

/* What a code is stored as (upper, mapped), or NULL when it is none. */
const char *field_find_code(const struct field *field, const char *text,
                            size_t len);

/* Is this mark (upper case) in the code set in force on that date? */
bool type_mark_is_valid(const struct type_set *types, const char *mark,
                        size_t len, date_t date);

#endif /* INGEST_TYPE_H */
