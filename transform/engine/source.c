#include "transform/engine/source.h"

#include <stdlib.h>
#include <string.h>

#include "config/schoolyear.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/until.h"
#include "transform/people/result.h"

const char *const source_frame_columns[COLUMN_COUNT] = {
#define COLUMN_NAME(name) #name,
    COLUMNS(COLUMN_NAME)
#undef COLUMN_NAME
};

/* --- what it is ----------------------------------------------------------- */

static bool note_read(void *context, const char *database, const char *relation,
                      const char *through)
{
    struct source *s = context;
    bool added;

    (void)database;
    (void)through;
    map_put(&s->reads, relation, strlen(relation), 1, &added);
    return strncmp(relation, "mart_", 5) != 0;
}

static int check_columns(struct source *s, struct err *err)
{
    static const char *const keys[] = { "pupil_key", "school_key",
                                        "also_school_key" };
    size_t count = (size_t)query_column_count(s->rows);

    while (s->key_count < 3 && s->key_count < count
           && !strcmp(query_column_name(s->rows, (int)s->key_count),
                      keys[s->key_count]))
        s->key_count++;
    if (s->key_count < 2 || s->key_count == count)
        return err_set(err, ERR_CONFIG,
                       "rows must be pupil_key, school_key and figures");
    return 0;
}

static void take_columns(struct source *s)
{
    s->own_count = (size_t)query_column_count(s->rows) - s->key_count;
    s->own = mem_zero(s->own_count, sizeof(*s->own));
    s->figures = mem_zero(s->own_count, sizeof(*s->figures));
    for (size_t i = 0; i < s->own_count; i++)
        s->own[i] =
            mem_dup(query_column_name(s->rows, (int)(i + s->key_count)));
}

int source_open(struct source *s, struct db *db, const char *name,
                const char *text, struct err *err)
{
    int ret;

    memset(s, 0, sizeof(*s));
    s->db = db;
    s->name = mem_dup(name);
    s->text = text;
    if (!text)
        return 0;
    if (until_open(db, err))
        return -1;
    db_ask_reader(db, note_read, s);
    ret = query_open(&s->rows, db, text, err);
    if (ret == 0 && source_reads(s, RESULT_TABLE))
        ret = result_ask(db, err);
    db_ask_reader(db, NULL, NULL);
    if (ret || check_columns(s, err))
        return -1;
    s->uses_as_of = query_param(s->rows, ":as_of") != 0;
    take_columns(s);
    return 0;
}

void source_close(struct source *s)
{
    source_leave(s);
    query_close(s->rows);
    map_release(&s->reads);
    for (size_t i = 0; i < s->own_count; i++)
        free(s->own[i]);
    free(s->own);
    free(s->figures);
    free(s->columns);
    free(s->name);
    facts_release(&s->facts);
    print_release(&s->print);
}

static bool is_own(const struct source *s, const char *name)
{
    for (size_t i = 0; i < s->own_count; i++)
        if (!strcmp(s->own[i], name))
            return true;
    return false;
}

int source_use(struct source *s, const struct metric *m,
               const struct expression *x, struct err *err)
{
    if (s->key_count == 3 && m->each == EACH_ENROLMENT)
        return err_set(err, ERR_CONFIG,
                       "%s: rows of two schools are no enrolments", m->id);
    for (size_t i = 0; i < expression_column_count(x); i++) {
        const char *name = expression_column(x, i);
        size_t at = 0;

        if (is_own(s, name))
            continue;
        while (at < COLUMN_COUNT && strcmp(source_frame_columns[at], name) != 0)
            at++;
        if (at == COLUMN_COUNT)
            return err_set(err, ERR_CONFIG, "%s: no figure is called '%s'",
                           m->id, name);
        s->keep[at] = s->keeps_any = true;
    }
    for (size_t i = 0; i <= GRAIN_WEEK; i++)
        s->grains[i] = s->grains[i] || m->grains[i];
    return 0;
}

void source_list_columns(struct source *s)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (s->keep[i])
            s->parts |= 1U << column_part((enum column)i);
    if (!s->rows && !s->parts)
        s->parts = (1U << COLUMN_PARTS) - 1; /* it counts rows */
    s->columns = mem_zero(COLUMN_COUNT + s->own_count, sizeof(*s->columns));
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (s->keep[i] || !s->rows)
            s->columns[s->column_count++] = source_frame_columns[i];
    for (size_t i = 0; i < s->own_count; i++)
        s->columns[s->column_count++] = s->own[i];
}

bool source_reads(const struct source *s, const char *relation)
{
    return map_find(&s->reads, relation, strlen(relation)) != NULL;
}

/* --- a period ------------------------------------------------------------- */

static bool reads_any(const struct source *s, const struct reach *reach)
{
    for (size_t i = 0; i < reach->relation_count; i++)
        if (source_reads(s, reach->relations[i]))
            return true;
    return false;
}

static bool is_reached(const struct source *s, const struct reach *reach)
{
    return reach->is_everything || reach->has_moved || reach->has_persons
           || (reach->is_spine && s->keeps_any) || reads_any(s, reach);
}

/* May the rows be others by the day of the run alone? A period to date has a
   day of its own, and moves with it. */
static int is_due(const struct source *s, const struct period *period,
                  date_t as_of, const struct reach *reach, bool *out,
                  struct err *err)
{
    char today[DATE_TEXT_SIZE];
    struct print_until until;

    *out = false;
    if (!reach->has_new_as_of || period->grain == GRAIN_TO_DATE)
        return 0;
    if (s->uses_as_of) {
        *out = true;
        return 0;
    }
    if (print_read_until(s->db, period->key, s->name, &until, err))
        return -1;
    date_format(as_of, today);
    *out = until.first[0]
           && (reach->is_earlier || strcmp(until.first, today) <= 0);
    return 0;
}

static int bind_period(struct source *s, const struct period *p, date_t as_of,
                       struct err *err)
{
    static const char *const grains[] = { "year", "term", "half_term" };
    static const char *const terms[] = { "", "autumn", "spring", "summer" };
    char academic_year[SCHOOLYEAR_TEXT_SIZE];
    char start[DATE_TEXT_SIZE], end[DATE_TEXT_SIZE], reference[DATE_TEXT_SIZE];
    char roll[DATE_TEXT_SIZE], today[DATE_TEXT_SIZE], year[DATE_TEXT_SIZE];
    const struct db_param params[] = {
        { ":period_key", NULL, p->key }, { ":period", p->id, 0 },
        { ":grain", grains[p->of], 0 },  { ":academic_year", academic_year, 0 },
        { ":term", terms[p->term], 0 },  { ":year", NULL, p->year },
        { ":start", start, 0 },          { ":end", end, 0 },
        { ":reference", reference, 0 },  { ":roll_date", roll, 0 },
        { ":as_of", today, 0 },          { ":complete", NULL, p->is_over },
        { ":year_start", year, 0 },
    };

    schoolyear_format(p->year, academic_year);
    date_format(p->start, start);
    date_format(p->end, end);
    date_format(p->reference, reference);
    date_format(p->roll_date, roll);
    date_format(p->grain == GRAIN_TO_DATE ? p->reference : as_of, today);
    date_format(date_make(p->year, 8, 1), year);
    until_set(s->db, today);
    return query_bind_params(s->rows, params, sizeof(params) / sizeof(*params),
                             err);
}

static void take_fact(struct source *s, struct facts *f)
{
    for (size_t i = 0; i < s->own_count; i++)
        s->figures[i] = query_real(s->rows, (int)(i + s->key_count));
    facts_add(f, query_int(s->rows, 0), query_int(s->rows, 1),
              s->key_count == 3 ? query_int(s->rows, 2) : 0, s->figures);
}

int source_facts(struct source *s, const struct period *period, date_t as_of,
                 struct facts *f, struct err *err)
{
    int row;

    if (bind_period(s, period, as_of, err))
        return -1;
    facts_begin(f, s->own_count);
    while ((row = query_step(s->rows, err)) == 1)
        take_fact(s, f);
    return row;
}

void source_rest(struct source *s)
{
    facts_release(&s->facts);
}

/* At each school where it stands. */
static void add_print(struct source *s, size_t at)
{
    const struct fact *fact = &s->facts.rows[at];
    uint64_t said = facts_hash(&s->facts, fact);

    print_add(&s->print, fact->school_key, fact->also_key, fact->pupil_key,
              said);
    if (fact->also_key)
        print_add(&s->print, fact->also_key, fact->school_key, fact->pupil_key,
                  said);
}

/* The rows of a period, and until when they stand. */
static int read_facts(struct source *s, const struct period *period,
                      date_t as_of, struct err *err)
{
    if (source_facts(s, period, as_of, &s->facts, err))
        return -1;
    print_clear(&s->print);
    memcpy(s->print.until.first, until_noted(s->db),
           sizeof(s->print.until.first));
    for (size_t i = 0; i < s->facts.count; i++)
        add_print(s, i);
    return print_note_until(s->db, period->key, s->name, &s->print.until, err)
                   || print_compare(s->db, period->key, s->name, &s->print, err)
               ? -1
               : 0;
}

int source_read(struct source *s, const struct period *period, date_t as_of,
                const struct reach *reach, struct err *err)
{
    bool is_wanted;

    if (!s->rows || !s->grains[period->of])
        return 0;
    is_wanted = is_reached(s, reach);
    if (!is_wanted && is_due(s, period, as_of, reach, &is_wanted, err))
        return -1;
    if (!is_wanted)
        return 0;
    if (read_facts(s, period, as_of, err))
        return -1;
    s->is_read = true;
    for (size_t i = 0; i < s->print.count; i++)
        s->is_changed = s->is_changed || s->print.schools[i].differs;
    return 0;
}

static bool is_beside(const struct source *s, const struct frame_parts *parts,
                      size_t school)
{
    for (unsigned part = 0; part < COLUMN_PARTS; part++)
        if (s->parts >> part & 1 && parts->changed[part][school])
            return true;
    return false;
}

/* Where rows are others, and where someone counts who is other. */
static void flag(struct source *s, const struct frame *frame,
                 const struct reach *reach, const struct frame_parts *parts)
{
    const struct frame *rows = s->joined ? s->joined : frame;

    for (size_t i = 0; i < s->print.count; i++) {
        size_t at = frame_find_school(frame, s->print.schools[i].school_key);

        if (!s->print.schools[i].differs)
            continue;
        s->is_changed = true;
        if (at < frame->school_count)
            s->changed[at] = true;
    }
    for (size_t i = 0; reach->has_persons && i < rows->row_count; i++) {
        const struct frame_row *row = &rows->rows[i];

        if (row->pupil == FRAME_NO_PUPIL || !reach->persons[row->pupil])
            continue;
        s->is_changed = true;
        if (row->school != SCHOOL_NONE)
            s->changed[row->school] = true;
        if (rows->also && rows->also[i] != SCHOOL_NONE)
            s->changed[rows->also[i]] = true;
    }
    for (size_t i = 0; i < frame->school_count; i++) {
        s->changed[i] =
            s->changed[i] || is_beside(s, parts, i) || reach->is_everything;
        s->is_changed = s->is_changed || s->changed[i];
    }
    s->is_changed = s->is_changed || reach->is_everything;
}

int source_join(struct source *s, const struct frame *frame,
                const struct reach *reach, const struct frame_parts *parts,
                struct err *err)
{
    int64_t unplaced = 0;

    s->changed = mem_zero(frame->school_count, sizeof(*s->changed));
    if (s->rows && !s->is_read)
        return 0;
    if (s->rows)
        frame_join(&s->joined, frame, s->keep, s->columns, s->column_count,
                   &s->facts, &unplaced);
    flag(s, frame, reach, parts);
    if (!s->rows)
        return 0;
    return print_keep(s->db, frame->period->key, s->name, &s->print, unplaced,
                      err);
}

void source_leave(struct source *s)
{
    frame_free(s->joined);
    free(s->changed);
    s->joined = NULL;
    s->changed = NULL;
    s->is_read = s->is_changed = false;
}
