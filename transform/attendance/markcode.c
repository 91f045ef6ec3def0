#include "transform/attendance/markcode.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/codeset.h"
#include "config/config.h"
#include "config/table.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "transform/attendance/column.h"

#define CODES "codes/attendance_codes.csv"
#define PART_TIME_CODE "C2"

struct code_columns {
    int code, from, to, possible, meaning, late;
    int words; /* -1 where a county's own set has none */
};

static int find_columns(struct code_columns *c, const struct table *t,
                        struct err *err)
{
    const struct {
        int *at;
        const char *heading;
    } wanted[] = {
        { &c->code, "code" },
        { &c->from, "valid_from" },
        { &c->to, "valid_to" },
        { &c->possible, "counts_possible" },
        { &c->meaning, "statistical_meaning" },
        { &c->late, "late_flag" },
    };

    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        *wanted[i].at = table_column(t, wanted[i].heading);
        if (*wanted[i].at < 0)
            return err_set(err, ERR_CONFIG, CODES ":1: there is no column '%s'",
                           wanted[i].heading);
    }
    c->words = table_column(t, "description");
    return 0;
}

/* The symbol of each mark: itself for one character, else as mark_code says. */
struct symbols {
    char marks[256][4];
};

static int read_symbols(struct symbols *symbols, struct db *db, struct err *err)
{
    struct query *q;
    int row;

    memset(symbols, 0, sizeof(*symbols));
    for (int c = '!'; c < 127; c++)
        if (c < 'a' || c > 'z')
            symbols->marks[c][0] = (char)c;
    q = db_query(db, "transform/sql/markcode.sql#read_mark_codes", err);
    while ((row = query_step(q, err)) == 1) {
        unsigned char symbol = (unsigned char)query_text(q, 0)[0];
        const char *mark = query_text(q, 1);

        memset(symbols->marks[symbol], 0, 4);
        memcpy(symbols->marks[symbol], mark,
               strlen(mark) < 3 ? strlen(mark) : 3);
    }
    return row;
}

static int compare_dates(const void *a, const void *b)
{
    const struct markcodes_meaning *x = a;
    const struct markcodes_meaning *y = b;

    return (x->from > y->from) - (x->from < y->from);
}

static void add_break(struct markcodes *m, size_t *capacity, date_t from)
{
    for (size_t i = 0; i < m->meaning_count; i++)
        if (m->meanings[i].from == from)
            return;
    MEM_ROOM(m->meanings, m->meaning_count, *capacity);
    memset(&m->meanings[m->meaning_count], 0, sizeof(*m->meanings));
    m->meanings[m->meaning_count++].from = from;
}

static int check_date(const char *text, date_t date, int line, struct err *err)
{
    if (text[0] == '\0' || date != DATE_NONE)
        return 0;
    return err_set(err, ERR_CONFIG, CODES ":%d: '%s' is not a date", line,
                   text);
}

static bool is_absent(const char *meaning)
{
    return !strcmp(meaning, "authorised_absence")
           || !strcmp(meaning, "unauthorised_absence");
}

static uint64_t field(enum column column)
{
    return (uint64_t)1 << (8 * column);
}

static uint64_t meaning_of(const struct table *t, size_t row,
                           const struct code_columns *c)
{
    const char *meaning = table_cell(t, row, c->meaning);
    uint64_t add;

    if (strcmp(table_cell(t, row, c->possible), "1") != 0)
        return 0;
    add = field(COLUMN_possible);
    if (!strcmp(meaning, "authorised_absence"))
        add |= field(COLUMN_authorised);
    else if (!strcmp(meaning, "unauthorised_absence"))
        add |= field(COLUMN_unauthorised);
    if (!strcmp(table_cell(t, row, c->late), "1"))
        add |= field(COLUMN_late);
    if (!strcmp(table_cell(t, row, c->code), PART_TIME_CODE))
        add |= field(COLUMN_part_time);
    return add;
}

static int compare_codes(const void *a, const void *b)
{
    return strcmp(a, b);
}

static int add_reason(struct markcodes *m, const char *code, int line,
                      struct err *err)
{
    for (size_t i = 0; i < m->reason_count; i++)
        if (!strcmp(m->reasons[i], code))
            return 0;
    if (m->reason_count == MARKCODES_MAX_REASONS || strlen(code) > 3)
        return err_set(err, ERR_CONFIG, CODES ":%d: too many or too long codes",
                       line);
    memcpy(m->reasons[m->reason_count++], code, strlen(code) + 1);
    return 0;
}

static void index_reasons(struct markcodes *m, const struct symbols *symbols)
{
    memset(m->reason, MARKCODES_NO_REASON, sizeof(m->reason));
    qsort(m->reasons, m->reason_count, sizeof(m->reasons[0]), compare_codes);
    for (size_t s = 0; s < 256; s++)
        for (size_t i = 0; i < m->reason_count; i++)
            if (!strcmp(symbols->marks[s], m->reasons[i]))
                m->reason[s] = (uint8_t)i;
}

static void apply(struct markcodes *m, const struct symbols *symbols,
                  const char *code, date_t from, date_t to, uint64_t add)
{
    for (size_t i = 0; i < m->meaning_count; i++) {
        if (m->meanings[i].from < from || m->meanings[i].from > to)
            continue;
        for (size_t s = 0; s < 256; s++)
            if (!strcmp(symbols->marks[s], code))
                m->meanings[i].add[s] = add;
    }
}

/* Whole characters, as many as fit: a county says what it likes of a code. */
static void put_words(char out[MARKCODES_WORDS_SIZE], const char *words)
{
    size_t len = str_whole(words, strlen(words), MARKCODES_WORDS_SIZE - 1);

    memcpy(out, words, len);
    out[len] = '\0';
}

/* As apply(), for those that look codes up. */
static void keep_code(struct markcodes *m, size_t *capacity, const char *code,
                      const char *words, date_t from, date_t to, uint64_t add)
{
    struct markcodes_code *c;
    size_t len = strlen(code) < 3 ? strlen(code) : 3;

    MEM_ROOM(m->codes, m->code_count, *capacity);
    c = &m->codes[m->code_count++];
    *c = (struct markcodes_code){ .from = from, .to = to, .add = add };
    memcpy(c->code, code, len);
    put_words(c->words, words);
}

/* Its columns are there, and its dates are dates. */
static int check_table(struct code_columns *c, const struct table *t,
                       struct err *err)
{
    if (find_columns(c, t, err))
        return -1;
    for (size_t row = 0; row < t->row_count; row++) {
        const char *from = table_cell(t, row, c->from);
        const char *to = table_cell(t, row, c->to);

        if (check_date(from, date_parse_iso(from), t->lines[row], err)
            || check_date(to, date_parse_iso(to), t->lines[row], err))
            return -1;
    }
    return 0;
}

int markcodes_check(const struct config *config, struct err *err)
{
    struct code_columns c = { 0 };
    struct table t = { 0 };
    int ret = codeset_read(&t, config, CODES, err) || check_table(&c, &t, err)
                  ? -1
                  : 0;

    table_release(&t);
    return ret;
}

int markcodes_read(struct markcodes *m, struct db *db,
                   const struct config *config, struct err *err)
{
    struct table t = { 0 };
    struct symbols symbols;
    struct code_columns c = { 0 };
    size_t capacity = 0, code_capacity = 0;
    int ret = -1;

    memset(m, 0, sizeof(*m));
    if (codeset_read(&t, config, CODES, err) || check_table(&c, &t, err)
        || read_symbols(&symbols, db, err))
        goto out;
    add_break(m, &capacity, DATE_NONE);
    for (size_t row = 0; row < t.row_count; row++) {
        date_t from = date_parse_iso(table_cell(&t, row, c.from));
        date_t to = date_parse_iso(table_cell(&t, row, c.to));

        add_break(m, &capacity, from);
        if (to != DATE_NONE)
            add_break(m, &capacity, to + 1);
        if (meaning_of(&t, row, &c) != 0
            && is_absent(table_cell(&t, row, c.meaning))
            && add_reason(m, table_cell(&t, row, c.code), t.lines[row], err))
            goto out;
    }
    qsort(m->meanings, m->meaning_count, sizeof(*m->meanings), compare_dates);
    for (size_t row = 0; row < t.row_count; row++) {
        const char *code = table_cell(&t, row, c.code);
        date_t from = date_parse_iso(table_cell(&t, row, c.from));
        date_t to = date_parse_iso(table_cell(&t, row, c.to));
        uint64_t add = meaning_of(&t, row, &c);

        to = to == DATE_NONE ? DATE_MAX : to;
        apply(m, &symbols, code, from, to, add);
        keep_code(m, &code_capacity, code, table_cell(&t, row, c.words), from,
                  to, add);
    }
    index_reasons(m, &symbols);
    memcpy(m->marks, symbols.marks, sizeof(m->marks));
    ret = 0;
out:
    table_release(&t);
    if (ret)
        markcodes_release(m);
    return ret;
}

int markcodes_hash(struct hash *h, const struct config *config, struct err *err)
{
    return config_hash_text(config, CODES, h, err);
}

void markcodes_release(struct markcodes *m)
{
    free(m->meanings);
    free(m->codes);
    memset(m, 0, sizeof(*m));
}

size_t markcodes_meaning(const struct markcodes *m, date_t date)
{
    size_t i = m->meaning_count - 1;

    while (i > 0 && m->meanings[i].from > date)
        i--;
    return i;
}

uint64_t markcodes_of_code(const struct markcodes *m, const char *code,
                           date_t date, size_t *reason)
{
    uint64_t add = 0;

    for (size_t i = 0; i < m->code_count; i++)
        if (!strcmp(m->codes[i].code, code) && m->codes[i].from <= date
            && m->codes[i].to >= date)
            add = m->codes[i].add;
    for (size_t i = 0; i < m->reason_count; i++)
        if (!strcmp(m->reasons[i], code))
            *reason = i;
    return add;
}

const char *markcodes_words(const struct markcodes *m, const char *code,
                            date_t date)
{
    for (size_t i = 0; i < m->code_count; i++)
        if (!strcmp(m->codes[i].code, code) && m->codes[i].from <= date
            && m->codes[i].to >= date)
            return m->codes[i].words;
    return "";
}
