#include "ingest/load/load.h"

#include <stdio.h>
#include <string.h>

#include "ingest/load/reader.h"
#include "ingest/read/extract.h"
#include "ingest/read/judge.h"
#include "ingest/read/type.h"

/* No bucket can be made from there on; such days are no dates of marks. */
static date_t end_of_days(void)
{
    return date_make(9998, 1, 1);
}

/* What a line says of marks on its way in. */
struct line {
    int64_t blank, unknown, off_roll; /* marks */
    char first_unknown;
    date_t first_off;
};

/* Whose stays are at hand: rows come pupil by pupil. */
struct whose {
    int64_t school_key, ident_key; /* 0 = nobody's yet */
    const struct roll_stay *stays;
    size_t stay_count;
    date_t first, last; /* days that one of them covers, on which one asked */
    date_t end;         /* no marks from then on */
    const struct mark_code *codes[256]; /* by character, of strings; NULL */
};

static int find_stays(struct load *l, struct whose *whose, struct err *err)
{
    struct roll *roll = &l->loader->roll;

    if (whose->school_key == l->row.school_key
        && whose->ident_key == l->row.ident_key)
        return 0;
    if (roll_load(roll, l->row.school_key, err))
        return -1;
    whose->school_key = l->row.school_key;
    whose->ident_key = l->row.ident_key;
    whose->stays = roll_find(roll, l->row.ident_key, &whose->stay_count);
    whose->first = 1;
    whose->last = 0;
    return 0;
}

static bool is_on_roll(struct whose *whose, date_t date)
{
    const struct roll_stay *stay;

    if (date >= whose->first && date <= whose->last)
        return true;
    stay = roll_covering(whose->stays, whose->stay_count, date);
    if (!stay)
        return false;
    whose->first = stay->entry;
    whose->last = stay->leaving;
    return true;
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

/* A row that has one, of the school and pupil at hand. */
static int load_mark(struct load *l, struct whose *whose, date_t date,
                     bool is_pm, const char *mark, struct err *err)
{
    const struct mark_of of = { l->row.school_key, l->row.ident_key, date };
    struct line line = { .off_roll = 0 };
    bool on_roll;

    if (date >= whose->end)
        return load_reject_row(
            l,
            &(const struct fault){ .rule = REJECT_BAD_DATE,
                                   .field = l->type->date,
                                   .message = "no such school year" },
            1, err);
    if (find_stays(l, whose, err))
        return -1;
    on_roll = is_on_roll(whose, date);
    if (markstore_add(&l->loader->marks, &of, is_pm, mark, on_roll, err))
        return -1;
    if (on_roll)
        return 0;
    line.off_roll = 1;
    line.first_off = date;
    return reject_off_roll(l, &line, l->type->date, err);
}

static int load_record(struct load *l, struct whose *whose, struct err *err)
{
    const struct value *values = l->row.values;

    return load_mark(l, whose, values[l->type->date].date,
                     values[l->session].text[0] == 'P',
                     values[l->type->mark].text, err);
}

/* The rows behind a record that are as it is but for these. */
static int load_more(struct load *l, struct whose *whose,
                     const struct lane_mark *marks, size_t count,
                     struct err *err)
{
    const char *school = l->row.values[l->type->school].text;
    bool is_laestab = idents_is_laestab(school);

    l->counts->read += (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        const struct lane_mark *m = &marks[i];
        const char mark[3] = { m->mark[0], m->mark[1], '\0' };

        l->row.line += m->lines;
        /* A LAESTAB may pass from one school to another. */
        if ((is_laestab && load_find_school(l, school, m->date, err))
            || load_mark(l, whose, m->date, m->is_pm, mark, err))
            return -1;
    }
    return 0;
}

/* The same, of a record whose school is not known. */
static int reject_more(struct load *l, const struct record *first,
                       const struct lane_mark *marks, size_t count,
                       struct err *err)
{
    struct record record = *first;

    l->counts->read += (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        record.line += marks[i].lines;
        if (load_judge(l, &record, 1, err) < 0)
            return -1;
    }
    return 0;
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

/* A character that is no mark of a day: '-' none at all, another unknown. */
static void note_odd(struct line *line, char mark)
{
    if (mark == '-')
        line->blank++;
    else if (!line->unknown++)
        line->first_unknown = mark;
}

/* Is it one on that day? The code that the character was last is kept. */
static bool is_known(const struct load *l, struct whose *whose, char mark,
                     date_t date)
{
    const struct mark_code **code = &whose->codes[(unsigned char)mark];

    if (date >= whose->end)
        return false;
    if (!*code || date < (*code)->from || date > (*code)->to)
        *code = type_mark(l->loader->types, &mark, 1, date);
    return *code != NULL;
}

/* The marks of a day: those that are known go in. */
static int load_day(struct load *l, struct whose *whose, struct line *line,
                    date_t date, const char marks[2], struct err *err)
{
    const struct mark_of of = { l->row.school_key, l->row.ident_key, date };
    bool on_roll;

    if (find_stays(l, whose, err))
        return -1;
    on_roll = is_on_roll(whose, date);
    for (int session = 0; session < 2; session++) {
        const char mark[2] = { marks[session], '\0' };

        if (mark[0] == ' ')
            continue;
        if (mark[0] == '-' || !is_known(l, whose, mark[0], date)) {
            note_odd(line, mark[0]);
            continue;
        }
        if (!on_roll && !line->off_roll++)
            line->first_off = date;
        if (markstore_add(&l->loader->marks, &of, session, mark, on_roll, err))
            return -1;
    }
    return 0;
}

/* A line of marks: what is known and on roll goes in; the rest is counted. */
static int load_string(struct load *l, struct whose *whose, struct err *err)
{
    const struct value *marks = &l->row.values[l->type->mark];
    const char *school = l->row.values[l->type->school].text;
    bool is_laestab = idents_is_laestab(school);
    struct line line = { .off_roll = 0 };

    for (size_t i = 0; i < marks->len; i += 2) {
        date_t date = l->row.values[l->type->date].date + (date_t)(i / 2);
        const char day[2] = { marks->text[i],
                              i + 1 < marks->len ? marks->text[i + 1] : ' ' };

        if (day[0] == ' ' && day[1] == ' ')
            continue;
        /* A LAESTAB may pass from one school to another within a line. */
        if ((is_laestab && load_find_school(l, school, date, err))
            || load_day(l, whose, &line, date, day, err))
            return -1;
    }
    return reject_marks(l, &line, err);
}

/* A record, and the rows behind it. */
static int take_record(struct load *l, struct whose *whose,
                       const struct record *record, struct err *err)
{
    int64_t rows = rows_in(l, record);
    const struct lane_mark *marks;
    size_t count;
    int rejected;

    l->counts->read += rows;
    rejected = load_judge(l, record, rows, err);
    if (rejected < 0)
        return -1;
    marks = reader_marks(l->reader, &count);
    if (rejected)
        return reject_more(l, record, marks, count, err);
    if (load_resolve_ident(l, err))
        return -1;
    if (is_string(l->type))
        return load_string(l, whose, err);
    return load_record(l, whose, err) || load_more(l, whose, marks, count, err)
               ? -1
               : 0;
}

int load_marks(struct load *l, struct err *err)
{
    struct markstore *marks = &l->loader->marks;
    struct whose whose = { .end = end_of_days() };
    const struct record *record;
    int more;

    l->session = type_field(l->type, "session");
    markstore_begin(marks, l->content->id);
    while ((more = load_next(l, &record, err)) == 1)
        if (take_record(l, &whose, record, err))
            return -1;
    if (more < 0 || markstore_end(marks, err))
        return -1;
    l->counts->loaded += marks->merge.counts.loaded;
    l->counts->duplicate += marks->merge.counts.duplicate;
    l->counts->superseded += marks->merge.counts.superseded;
    return 0;
}
