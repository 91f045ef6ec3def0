#ifndef INGEST_READ_TYPE_H
#define INGEST_READ_TYPE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/sender.h"
#include "core/date.h"
#include "core/hash.h"
#include "ingest/read/code.h"
#include "ingest/read/heading.h"
#include "ingest/read/word.h"

struct asset;
struct config;
struct err;
struct shape;

/*
 * type: the kinds of extract there are, each read from its description
 * ingest/types/<name>.type (compiled in), an ini file:
 *
 *     [type]
 *     table = suspension      ; what its rows are kept in; none for marks
 *     view = fct_suspension   ; its public view, where it is as plain as that
 *     mode = upsert           ; or snapshot, marks, ignored
 *     authority = 2           ; of what rows say of a person; 1 where not said
 *     speaks = enrolment_said ; what says so, where it is not the table;
 *                             ; nobody: who is named in a row is no person yet
 *     keeps = states          ; what else is kept: enum type_keeps
 *     key = urn upn category start_date
 *     reports_as = attendance ; the type's public name, where not its own
 *     alike = date_of_birth   ; what all rows of a child in a file must say
 *                             ; alike
 *     extra_fields = ignored  ; rows may be longer than the header
 *     school = urn            ; fields by role, see struct type: school,
 *     pupil = upn             ; pupil, child, born, start, end, effective,
 *                             ; mark, date, year, part
 *
 *     [field sessions]        ; in the order of the contract
 *     heading = Sessions
 *     kind = int              ; as in enum field_kind
 *     need = heading          ; or value
 *     range = 1 9999
 *     required_when = category SUSP
 *     reach = lists           ; or row, sent, always
 *
 * and for codes `codes = M F 1>M` (1 is stored as M), `codes_from =
 * codes/x.csv` (its column `code`, or the one named after it), `words_from =
 * codes/x.csv word code` (what else is written for a code), `codes_when = plan
 * CLA`, `numbers = yes` (a number will do too), `otherwise = C`; for ids
 * `digits = 4`; `private = yes`; `set_aside = yes` (details.md 74). Conditions
 * look at earlier fields.
 *
 * Which column is a field's may be said by an earlier field, a line each:
 *
 *     column = level LA | old_la_code
 *
 * Of files whose columns are filters and figures (config/published.h)
 * `codes_from = benchmarks/ figures`, or filters, are those that are known. A
 * field of kind others is the text of all filters of a line: of each column
 * that is no field's, nor of `except`, with something else than a number or a
 * word of `passes`, `passes_from`; the columns that are its codes are filters
 * whatever number they hold.
 *
 * What is valid may depend on the code that an earlier field has:
 *
 *     valid_by = measure
 *     valid_from = codes/measures.csv measure  ; the row of that code says it:
 *     valid_range = valid_min valid_max        ; a number within these columns
 *     valid_codes = valid_codes other_codes    ; or one of their codes (a;b)
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
    FIELD_YEAR,     /* academic or financial, "2025/26" also 202526, 2025-26 */
    FIELD_END_YEAR, /* by the year it ends in, on 31 March: 2025,
                       also 2024/25 */
    FIELD_PERIOD,   /* a published one: 2025, or 202425 for 2024/25 */
    FIELD_UPN,
    FIELD_URN,    /* a school's own number: 6 digits */
    FIELD_SCHOOL, /* URN (6 digits) or LAESTAB (7), in one column or two */
    FIELD_MARK,   /* one attendance code, judged by the type's date */
    FIELD_MARKS,  /* a string of them, one character each, spaces kept */
    FIELD_OTHERS  /* what columns say that are no field's: published_filters_key
                   */
};

enum field_need {
    NEED_NOTHING, /* the column may be absent */
    NEED_HEADING, /* the column must be there, its values may be blank */
    NEED_VALUE    /* no value may be blank */
};

/* From which day on a change of a field can be seen, the key's aside. */
enum field_reach {
    REACH_ROW,    /* the day its row matters from (`effective`; an end: it) */
    REACH_SENT,   /* the day it was sent on: a history is kept */
    REACH_ALWAYS, /* any day: it is the person's, not the row's */
    REACH_LISTS   /* none: only lists show it */
};

enum type_mode {
    TYPE_UPSERT,   /* rows by key, newer wins */
    TYPE_SNAPSHOT, /* the newest file is the whole truth */
    TYPE_MARKS,    /* goes into strings of marks; has no table */
    TYPE_IGNORED   /* known by its headings, and not needed; has no table */
};

/* What else is kept of a type's rows. */
enum type_keeps {
    KEEPS_ROWS,     /* nothing */
    KEEPS_SCHOOLS,  /* its rows are the schools that others may name */
    KEEPS_STATES,   /* its rows are stays: a history of each, rolls for marks */
    KEEPS_TELLINGS, /* what each content says of a key (content_telling) */
    KEEPS_FIRST     /* when each key was first told (fact_first) */
};

/* An earlier field of the row and a value that it has. */
struct condition {
    int field; /* -1 = no condition */
    char *value;
};

/* A column that is a field's where the condition holds. */
struct field_choice {
    struct condition when;
    char *heading;
};
#define FIELD_CHOICES_MAX 4

struct field {
    char *name;    /* the table's column: "date_of_birth" */
    char *heading; /* the contract's name, of load_reject too: "DateOfBirth" */
    enum field_kind kind;
    enum field_need need;
    enum field_reach reach;
    bool is_private;     /* no value of it in a message */
    bool is_set_aside;   /* a bad value is blank, and the row is taken in */
    bool is_several;     /* UPNs in one cell: those that are good, by blanks */
    bool takes_numbers;  /* of a code: a number will do too */
    bool is_published;   /* its codes are what benchmarks/ says are figures */
    struct codes passes; /* of others: values that say nothing */
    struct codes except; /* of others: headings that are none */
    struct field_choice *choices;
    size_t choice_count; /* 0 = it has a column of its own */
    struct codes codes;
    struct words words;          /* what is written for them */
    struct condition codes_when; /* codes are only checked then; else: */
    struct codes codes_else;     /* known, and any other text is good */
    struct words words_else;
    struct condition required_when; /* a value is needed then too */
    int valid_by;      /* an earlier field, whose code says what is valid; -1 */
    char *valid_range; /* columns that say it; NULL */
    char *valid_codes;
    struct validities validities;
    char *otherwise; /* stored for a blank; NULL = nothing */
    char *example;   /* that `describe` shows, "-" a blank; NULL: of its kind */
    int digits;   /* an id is filled with zeros in front to so many; 0 = not */
    double least; /* of int and number */
    double most;
};

#define TYPE_FIELD_MAX 64 /* so that some of them are bits of a word */
#define TYPE_KEY_MAX 8
#define TYPE_MUTE "nobody"
#define TYPE_PARTS_MAX 8
#define TYPE_ALIKE_MAX 2
#define TYPE_NAMES_SIZE 64 /* of a list of those that a content is of */

struct type {
    char *name;       /* "attendance_strings" */
    char *reports_as; /* load_file.type: "attendance" */
    char *table;      /* "suspension"; "" for marks, and what is ignored */
    char *view;       /* public, by person; "" where transform makes one */
    enum type_mode mode;
    enum type_keeps keeps;
    char *recurs;  /* how often something is to come: days, term, year */
    int authority; /* of two types that say who a person is the greater */
    char *speaks;  /* the relation that says so; "" = the table; or TYPE_MUTE */
    bool ignores_extra_fields; /* beyond the header (details.md 55) */
    struct field *fields;      /* in the order of the contract */
    size_t field_count;        /* at most TYPE_FIELD_MAX */
    uint64_t required;         /* bits: those whose heading must be there */
    int key[TYPE_KEY_MAX];     /* fields */
    size_t key_count;
    int index[TYPE_KEY_MAX]; /* fields that figures ask for rows by */
    size_t index_count;
    int alike[TYPE_ALIKE_MAX]; /* fields (ingest/load/alike.h) */
    size_t alike_count;
    /* Fields by role, -1 = the type has none such. */
    int school; /* -> school_key */
    int pupil;  /* a UPN -> ident_key of kind upn */
    int child;  /* a child id -> ident_key of kind child */
    int born;   /* a date of birth: not after the day of its file */
    int start;  /* an end before it is rejected; of stays, one before the birth
                 */
    int end;
    int effective; /* date from which a change can matter; -1 = any day */
    int mark;      /* of TYPE_MARKS: mark or marks, and the date they have */
    int date;
    int part; /* whose codes are the parts of a snapshot: see extract_part() */
    bool is_by_part; /* a file is the whole of those parts that it has rows of,
                        else of all (details.md 77) */
    int year; /* by whose date or academic year a row belongs to a year */
    struct heading *headings; /* ingest/read/heading.h */
    size_t heading_count;
    int heading_ranks;          /* one more than the greatest rank */
    char basis[HASH_TEXT_SIZE]; /* ingest/read/basis.h: what it depends on */
    struct hash *reading;       /* of it, until all is read */
};

struct mark_code {
    char text[3]; /* upper case */
    date_t from;  /* in force, both days included */
    date_t to;
};

/*
 * All that is known of types. Once it is read it is only read from, by as many
 * threads as like: nothing of it is filled in later, nor lent to be changed.
 */
struct type_set {
    struct type *types; /* by name */
    size_t count;
    struct shape *shapes; /* ingest/read/shape.h */
    size_t shape_count;
    struct heading_index headings; /* of all types */
    struct senders senders;
    struct mark_code *marks; /* sorted by text */
    size_t mark_count;
    size_t mark_first[129]; /* where those that begin with a character start */
};

/*
 * Read all descriptions, code sets and headings. errors: ERR_CONFIG with
 * file:line; on failure *types is released.
 */
int type_set_read(struct type_set *types, const struct config *config,
                  struct err *err) __attribute__((warn_unused_result));
/*
 * The same of these descriptions instead of those compiled in, each named by
 * its path as those are ("x/peps.type", "x/peps_wide.shape"); to be in order of
 * name.
 */
int type_set_read_from(struct type_set *types, const struct config *config,
                       const struct asset *descriptions, size_t count,
                       struct err *err) __attribute__((warn_unused_result));
void type_set_release(struct type_set *types);

/* NULL when there is none such. */
const struct type *type_find(const struct type_set *types, const char *name);
/* The first type that contents of this name may be, or NULL. */
const struct type *type_reporting(const struct type_set *types,
                                  const char *reports_as);
/*
 * Some contents are of several types, of which content.type is a list. The next
 * of it, NULL at its end; *names goes past it.
 */
const struct type *type_next(const struct type_set *types, const char **names);
bool type_keeps(const struct type_set *types, const char *names,
                enum type_keeps what);
/*
 * When contents of a type are loaded: what others are judged by, or look up,
 * comes before them.
 */
enum type_order {
    ORDER_SCHOOLS,
    ORDER_BEFORE_STAYS, /* what shapes of rolls look up */
    ORDER_STAYS,
    ORDER_PERSONS, /* and what other shapes look up */
    ORDER_REST,
    ORDER_MARKS,
    TYPE_ORDERS
};
int type_order(const struct type_set *types, const struct type *type);
/* Index of the field with this column name, or -1. */
int type_field(const struct type *type, const char *name);
/* The column a field is kept in: its name, or "school_key", "ident_key". */
const char *type_column(const struct type *type, size_t field);
bool type_is_key(const struct type *type, int field);
/* The field that says whose a row is: the pupil's, else the child's; -1. */
int type_owner(const struct type *type);

/* What a mark (upper case) is in the code set in force on that date, or NULL.
 */
const struct mark_code *type_mark(const struct type_set *types,
                                  const char *mark, size_t len, date_t date);
/* Is this mark (upper case) in the code set in force on that date? */
bool type_mark_is_valid(const struct type_set *types, const char *mark,
                        size_t len, date_t date);

#endif /* INGEST_READ_TYPE_H */
