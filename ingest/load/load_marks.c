#include "ingest/load/load.h"

#include <stdio.h>
#include <string.h>

#include "ingest/read/extract.h"
#include "ingest/read/judge.h"
#include "ingest/read/type.h"

/* The last day a bucket can be made for; later ones are no dates of marks. */
static bool is_markable(date_t date)
{
    return date < date_make(9998, 1, 1);
}

/* What a line says of marks on its way in. */
struct line {
    int64_t school_key; /* whose stays these are; 0 = nobody's yet */
    const struct roll_stay *stays;
    size_t stay_count;
    int64_t blank, unknown, off_roll; /* marks */
    char first_unknown;
    date_t first_off;
};

/* A mark at the row's school; one that is not on roll is kept, and a reject. */
static int add_mark(struct load *l, struct line *line, date_t date, int session,
                    const char *mark, struct err *err)
{
    struct roll *roll = &l->loader->roll;
    bool on_roll;

    if (l->row.school_key != line->school_key) {
        line->school_key = l->row.school_key;
        if (roll_load(roll, line->school_key, err))
            return -1;
        line->stays = roll_find(roll, l->row.ident_key, &line->stay_count);
    }
    on_roll = roll_covers(line->stays, line->stay_count, date);
    if (!on_roll && !line->off_roll++)
        line->first_off = date;
    return markstore_add(&l->loader->marks, l->row.ident_key, l->row.school_key,
                         date, session, mark, on_roll, err);
}

static int reject_off_roll(struct load *l, const struct line *line, int field,
                           struct err *err)
{
    char message[64], date[DATE_TEXT_SIZE];
    const struct fault fault = { .rule = REJECT_NOT_ON_ROLL,
                                 .field = field,
                                 .message = message,
                                 .value = l->row.values[l->type->school].text };

    if (!line->off_roll)
        return 0;
    date_format(line->first_off, date);
    snprintf(message, sizeof(message), "not enrolled there on %s", date);
    return load_reject_row(l, &fault, line->off_roll, err);
}

static int load_mark(struct load *l, struct err *err)
{
    date_t date = l->row.values[l->type->date].date;
    bool is_pm = l->row.values[l->session].text[0] == 'P';
    struct line line = { .school_key = 0 };

    if (!is_markable(date))
        return load_reject_row(
            l,
            &(const struct fault){ .rule = REJECT_BAD_DATE,
                                   .field = l->type->date,
                                   .message = "no such school year" },
            1, err);
    if (add_mark(l, &line, date, is_pm, l->row.values[l->type->mark].text, err))
        return -1;
    return reject_off_roll(l, &line, l->type->date, err);
}

static bool is_string(const struct type *type)
{
    return type->fields[type->mark].kind == FIELD_MARKS;
}

/*
 * How many rows a line of marks stands for: as many as it has marks, or one
 * where it cannot be read (details.md 4).
 */
static int64_t rows_in(const struct load *l, const struct record *record)
{
    const struct value *marks = &record->values[l->type->mark];
    int64_t rows = 0;

    if (!is_string(l->type) || record->rejected)
        return 1;
    for (size_t i = 0; i < marks->len; i++)
        rows += marks->text[i] != ' ';
    return rows ? rows : 1;
}

/* What is wrong with the marks of a line, a rule at a time. */
static int reject_marks(struct load *l, const struct line *line,
                        struct err *err)
{
    bool is_shown = line->first_unknown >= ' ' && line->first_unknown <= '~';
    int field = l->type->mark;
    char message[64];
    const char value[] = { is_shown ? line->first_unknown : '\0', '\0' };
    const struct fault blank = { .rule = REJECT_BLANK_REQUIRED,
                                 .field = field,
                                 .message = "a mark of '-' is none" };
    const struct fault unknown = { .rule = REJECT_UNKNOWN_MARK,
                                   .field = field,
                                   .message = message,
                                   .value = value };

    snprintf(message, sizeof(message),
             is_shown ? "'%c' is no mark of that date"
                      : "a character is no mark",
             line->first_unknown);
    if ((line->blank && load_reject_row(l, &blank, line->blank, err))
        || (line->unknown && load_reject_row(l, &unknown, line->unknown, err)))
        return -1;
    return reject_off_roll(l, line, field, err);
}

/* A line of marks: what is known and on roll goes in; the rest is counted. */
static int load_string(struct load *l, struct err *err)
{
    const struct value *marks = &l->row.values[l->type->mark];
    const char *school = l->row.values[l->type->school].text;
    bool is_laestab = idents_is_laestab(school);
    struct line line = { .school_key = 0 };

    for (size_t i = 0; i < marks->len; i++) {
        date_t date = l->row.values[l->type->date].date + (date_t)(i / 2);
        char mark[2] = { marks->text[i], '\0' };

        if (mark[0] == ' ')
            continue;
        if (mark[0] == '-') {
            line.blank++;
            continue;
        }
        if (!is_markable(date)
            || !type_mark_is_valid(l->loader->types, mark, 1, date)) {
            if (!line.unknown++)
                line.first_unknown = mark[0];
            continue;
        }
        /* A LAESTAB may pass from one school to another within a line. */
        if ((is_laestab && load_find_school(l, school, date, err))
            || add_mark(l, &line, date, (int)(i % 2), mark, err))
            return -1;
    }
    return reject_marks(l, &line, err);
}

int load_marks(struct load *l, struct err *err)
{
    struct markstore *marks = &l->loader->marks;
    const struct record *record;
    int more;

    l->session = type_field(l->type, "session");
    markstore_begin(marks, l->content->id);
    while ((more = load_next(l, &record, err)) == 1) {
        int64_t rows = rows_in(l, record);
        int rejected;

        l->counts->read += rows;
        rejected = load_judge(l, record, rows, err);
        if (rejected < 0)
            return -1;
        if (rejected)
            continue;
        if (load_resolve_ident(l, err)
            || (is_string(l->type) ? load_string(l, err) : load_mark(l, err)))
            return -1;
    }
    if (more < 0)
        return -1;
    if (markstore_end(marks, err))
        return -1;
    l->counts->loaded += marks->counts.loaded;
    l->counts->duplicate += marks->counts.duplicate;
    l->counts->superseded += marks->counts.superseded;
    return 0;
}
