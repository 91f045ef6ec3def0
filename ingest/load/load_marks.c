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

static int load_mark(struct load *l, const struct record *record,
                     struct err *err)
{
    const struct value *mark = &record->values[l->type->mark];
    const struct value *when = &record->values[l->type->date];
    bool is_pm = record->values[l->session].text[0] == 'P';
    const struct roll_stay *stays;
    char message[160];
    size_t count;
    bool on_roll;

    if (!is_markable(when->date))
        return load_reject_row(l, record->line, l->type->date, REJECT_BAD_DATE,
                               "no such school year", 1, err);
    if (roll_load(&l->loader->roll, l->row.school_key, err))
        return -1;
    stays = roll_find(&l->loader->roll, l->row.ident_key, &count);
    on_roll = roll_covers(stays, count, when->date);
    if (markstore_add(&l->loader->marks, l->row.ident_key, l->row.school_key,
                      when->date, is_pm, mark->text, on_roll, err))
        return -1;
    if (on_roll)
        return 0;
    snprintf(message, sizeof(message), "not enrolled there on %s", when->text);
    return load_reject_row(l, record->line, l->type->date, REJECT_NOT_ON_ROLL,
                           message, 1, err);
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

    if (!is_string(l->type) || record->rule != REJECT_NONE)
        return 1;
    for (size_t i = 0; i < marks->len; i++)
        rows += marks->text[i] != ' ';
    return rows ? rows : 1;
}

/*
 * A line of marks: what is known and on roll goes in; the rest is counted, a
 * rule at a time.
 */
static int load_string(struct load *l, const struct record *record,
                       struct err *err)
{
    const struct value *marks = &record->values[l->type->mark];
    const char *school = record->values[l->type->school].text;
    bool is_laestab = idents_is_laestab(school);
    int64_t found = 0; /* the school whose stays these are */
    date_t start = record->values[l->type->date].date;
    const struct roll_stay *stays = NULL;
    int64_t off_roll = 0, unknown = 0, blank = 0;
    date_t first_off = DATE_NONE;
    char message[160], text[DATE_TEXT_SIZE], first_unknown = 0;
    size_t count = 0;

    for (size_t i = 0; i < marks->len; i++) {
        date_t date = start + (date_t)(i / 2);
        char mark[2] = { marks->text[i], '\0' };
        bool on_roll;

        if (mark[0] == ' ')
            continue;
        if (mark[0] == '-') {
            blank++;
            continue;
        }
        if (!is_markable(date)
            || !type_mark_is_valid(l->loader->types, mark, 1, date)) {
            if (!unknown++)
                first_unknown = mark[0];
            continue;
        }
        /* A LAESTAB may pass from one school to another within a line. */
        if (is_laestab && load_find_school(l, school, date, err))
            return -1;
        if (l->row.school_key != found) {
            found = l->row.school_key;
            if (roll_load(&l->loader->roll, found, err))
                return -1;
            stays = roll_find(&l->loader->roll, l->row.ident_key, &count);
        }
        on_roll = roll_covers(stays, count, date);
        if (!on_roll && !off_roll++)
            first_off = date;
        if (markstore_add(&l->loader->marks, l->row.ident_key,
                          l->row.school_key, date, (int)(i % 2), mark, on_roll,
                          err))
            return -1;
    }
    if (blank
        && load_reject_row(l, record->line, l->type->mark,
                           REJECT_BLANK_REQUIRED, "a mark of '-' is none",
                           blank, err))
        return -1;
    if (unknown) {
        snprintf(message, sizeof(message),
                 first_unknown >= ' ' && first_unknown <= '~'
                     ? "'%c' is no mark of that date"
                     : "a character is no mark",
                 first_unknown);
        if (load_reject_row(l, record->line, l->type->mark, REJECT_UNKNOWN_MARK,
                            message, unknown, err))
            return -1;
    }
    if (off_roll) {
        date_format(first_off, text);
        snprintf(message, sizeof(message), "not enrolled there on %s", text);
        return load_reject_row(l, record->line, l->type->mark,
                               REJECT_NOT_ON_ROLL, message, off_roll, err);
    }
    return 0;
}

int load_marks(struct load *l, struct err *err)
{
    struct markstore *marks = &l->loader->marks;
    const struct record *record;
    int more;

    l->session = type_field(l->type, "session");
    markstore_begin(marks, l->content->id);
    while ((more = extract_next(l->extract, &record, err)) == 1) {
        int64_t rows = rows_in(l, record);
        int rejected;

        l->counts->read += rows;
        rejected = load_judge(l, record, rows, err);
        if (rejected < 0)
            return -1;
        if (rejected)
            continue;
        if (load_resolve_ident(l, err)
            || (is_string(l->type) ? load_string(l, record, err)
                                   : load_mark(l, record, err)))
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
