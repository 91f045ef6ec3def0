#include "transform/people/stay.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

/* Bytes of a stay and of a state, numbers with the lowest byte first. */
#define STAY_BYTES 16
#define STATE_BYTES 18

/* --- bytes -----------------------------------------------------------------
 */

static void put_number(struct str *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        str_add_c(out, (char)(value >> (8 * i) & 0xff));
}

static uint64_t get_number(const unsigned char **at, int bytes)
{
    uint64_t value = 0;

    for (int i = 0; i < bytes; i++)
        value |= (uint64_t) * (*at)++ << (8 * i);
    return value;
}

static void put_stay(struct str *out, const struct stay *stay)
{
    put_number(out, (uint64_t)stay->school_key, 4);
    put_number(out, (uint32_t)stay->entry, 4);
    put_number(out, (uint32_t)stay->leaving, 4);
    str_add_c(out, stay->status);
    str_add_c(out, (char)stay->is_declared);
    put_number(out, stay->state_count, 2);
}

static void put_state(struct str *out, const struct stay_state *state)
{
    put_number(out, (uint64_t)state->second, 8);
    str_add_n(out, state->nc_year, sizeof(state->nc_year));
    str_add_n(out, state->ethnicity, sizeof(state->ethnicity));
    str_add_c(out, state->status);
    str_add_c(out, state->sen);
    str_add_c(out, state->fsm);
    str_add_c(out, (char)state->idaci);
}

void stay_read(struct stay_reader *r, const void *bytes, size_t len)
{
    r->at = bytes;
    r->end = r->at + len;
    r->states_left = 0;
}

bool stay_next(struct stay_reader *r, struct stay *stay)
{
    r->at += r->states_left * STATE_BYTES;
    r->states_left = 0;
    if (r->end - r->at < STAY_BYTES)
        return false;
    stay->school_key = (int64_t)get_number(&r->at, 4);
    stay->entry = (date_t)(uint32_t)get_number(&r->at, 4);
    stay->leaving = (date_t)(uint32_t)get_number(&r->at, 4);
    stay->status = (char)*r->at++;
    stay->is_declared = *r->at++ != 0;
    stay->state_count = (uint16_t)get_number(&r->at, 2);
    r->states_left = stay->state_count;
    return r->states_left * STATE_BYTES <= (size_t)(r->end - r->at);
}

bool stay_next_state(struct stay_reader *r, struct stay_state *state)
{
    if (r->states_left == 0)
        return false;
    r->states_left--;
    state->second = (int64_t)get_number(&r->at, 8);
    memcpy(state->nc_year, r->at, sizeof(state->nc_year));
    memcpy(state->ethnicity, r->at + 2, sizeof(state->ethnicity));
    r->at += 6;
    state->status = (char)*r->at++;
    state->sen = (char)*r->at++;
    state->fsm = (char)*r->at++;
    state->idaci = *r->at++;
    return true;
}

/* --- from rows --------------------------------------------------------------
 */

enum row_column {
    ROW_PUPIL,
    ROW_IDENT,
    ROW_SCHOOL,
    ROW_ENTRY,
    ROW_LEAVING,
    ROW_STATUS,
    ROW_LOOKED_AFTER,
    ROW_CONTENT,
    ROW_STAMP,
    ROW_NC_YEAR,
    ROW_STATE_STATUS,
    ROW_SEN,
    ROW_FSM,
    ROW_IDACI,
    ROW_ETHNICITY
};

/* A stay of the person at hand, where it came from and where its states are. */
struct gathered {
    struct stay stay;
    int64_t ident, content;
    size_t state;
};

struct gatherer {
    struct db *db;
    struct query *rows, *order, *put;
    struct gathered *stays;
    size_t stay_count, stay_capacity;
    struct stay_state *states;
    size_t state_count, state_capacity;
    struct str bytes;
};

static date_t read_date(const char *text, date_t otherwise)
{
    return text[0] ? date_parse_iso(text) : otherwise;
}

static int two_digits(const char *text)
{
    return (text[0] - '0') * 10 + (text[1] - '0');
}

/* "YYYY-MM-DDTHH:MM:SS", or blank. */
static int64_t read_stamp(const char *text)
{
    char day[DATE_TEXT_SIZE];

    if (strlen(text) != 19)
        return INT64_MIN;
    memcpy(day, text, DATE_TEXT_SIZE - 1);
    day[DATE_TEXT_SIZE - 1] = '\0';
    return (int64_t)date_parse_iso(day) * 86400 + two_digits(text + 11) * 3600
           + two_digits(text + 14) * 60 + two_digits(text + 17);
}

static void copy_word(char *to, size_t size, const char *from)
{
    size_t len = strlen(from);

    memset(to, 0, size);
    memcpy(to, from, len < size ? len : size);
}

static bool is_declaration(char code)
{
    return code == 'A' || code == 'G' || code == 'C' || code == 'R';
}

static struct gathered *add_stay(struct gatherer *g)
{
    struct query *q = g->rows;
    struct gathered *s;

    MEM_ROOM(g->stays, g->stay_count, g->stay_capacity);
    s = &g->stays[g->stay_count++];
    *s = (struct gathered){
        .stay = {
            .school_key = query_int(q, ROW_SCHOOL),
            .entry = read_date(query_text(q, ROW_ENTRY), DATE_NONE),
            .leaving = read_date(query_text(q, ROW_LEAVING), DATE_MAX),
            .status = query_text(q, ROW_STATUS)[0],
            .is_declared = is_declaration(query_text(q, ROW_LOOKED_AFTER)[0]),
        },
        .ident = query_int(q, ROW_IDENT),
        .content = query_int(q, ROW_CONTENT),
        .state = g->state_count,
    };
    return s;
}

static struct stay_state *add_state(struct gatherer *g)
{
    MEM_ROOM(g->states, g->state_count, g->state_capacity);
    return &g->states[g->state_count++];
}

static void take_row(struct gatherer *g)
{
    struct query *q = g->rows;
    struct gathered *s = g->stay_count ? &g->stays[g->stay_count - 1] : NULL;
    struct stay_state *state;

    if (!s || s->ident != query_int(q, ROW_IDENT)
        || s->stay.school_key != query_int(q, ROW_SCHOOL)
        || s->stay.entry != read_date(query_text(q, ROW_ENTRY), DATE_NONE))
        s = add_stay(g);
    state = add_state(g);
    s->stay.state_count++;
    state->second = read_stamp(query_text(q, ROW_STAMP));
    copy_word(state->nc_year, sizeof(state->nc_year),
              query_text(q, ROW_NC_YEAR));
    copy_word(state->ethnicity, sizeof(state->ethnicity),
              query_text(q, ROW_ETHNICITY));
    state->status = query_text(q, ROW_STATE_STATUS)[0];
    state->sen = query_text(q, ROW_SEN)[0];
    state->fsm = query_text(q, ROW_FSM)[0];
    state->idaci = (uint8_t)query_int(q, ROW_IDACI);
}

static int compare_stays(const void *a, const void *b)
{
    const struct gathered *x = a;
    const struct gathered *y = b;

    if (x->stay.school_key != y->stay.school_key)
        return x->stay.school_key < y->stay.school_key ? -1 : 1;
    if (x->stay.entry != y->stay.entry)
        return x->stay.entry < y->stay.entry ? -1 : 1;
    return (x->ident > y->ident) - (x->ident < y->ident);
}

/* Of two rows with one key the one with the greater text wins. */
static int read_order(struct gatherer *g, const struct gathered *s,
                      struct str *order, struct err *err)
{
    int row;

    str_clear(order);
    query_bind_int(g->order, 1, s->content);
    query_bind_int(g->order, 2, s->ident);
    row = query_step(g->order, err);
    if (row == 1)
        str_add(order, query_text(g->order, 0));
    query_reset(g->order);
    return row < 0 ? -1 : 0;
}

/* The winner's states and the loser's by time; the winner's last. */
static void join_states(struct gatherer *g, struct gathered *winner,
                        const struct gathered *loser)
{
    size_t first = g->state_count;
    size_t a = winner->state, a_end = a + winner->stay.state_count;
    size_t b = loser->state, b_end = b + loser->stay.state_count;

    while (a < a_end || b < b_end) {
        bool takes_loser =
            b < b_end
            && (a == a_end || g->states[b].second <= g->states[a].second);
        struct stay_state state = g->states[takes_loser ? b++ : a++];

        *add_state(g) = state;
    }
    winner->state = first;
    winner->stay.state_count = (uint16_t)(g->state_count - first);
}

static int join_twins(struct gatherer *g, struct err *err)
{
    struct str ours = STR_INIT, theirs = STR_INIT;
    size_t kept = 0;
    int ret = -1;

    for (size_t i = 0; i < g->stay_count; i++) {
        struct gathered *last = kept ? &g->stays[kept - 1] : NULL;
        struct gathered stay = g->stays[i];

        if (!last || last->stay.school_key != stay.stay.school_key
            || last->stay.entry != stay.stay.entry) {
            g->stays[kept++] = stay;
            continue;
        }
        if (read_order(g, last, &theirs, err)
            || read_order(g, &stay, &ours, err))
            goto out;
        if (strcmp(ours.text, theirs.text) > 0) {
            join_states(g, &stay, last);
            *last = stay;
        } else {
            join_states(g, last, &stay);
        }
    }
    g->stay_count = kept;
    ret = 0;
out:
    str_release(&ours);
    str_release(&theirs);
    return ret;
}

static int write_person(struct gatherer *g, int64_t pupil_key, struct err *err)
{
    qsort(g->stays, g->stay_count, sizeof(*g->stays), compare_stays);
    if (join_twins(g, err))
        return -1;
    str_clear(&g->bytes);
    for (size_t i = 0; i < g->stay_count; i++) {
        const struct gathered *s = &g->stays[i];

        put_stay(&g->bytes, &s->stay);
        for (size_t k = 0; k < s->stay.state_count; k++)
            put_state(&g->bytes, &g->states[s->state + k]);
    }
    query_bind_int(g->put, 1, pupil_key);
    query_bind_blob(g->put, 2, g->bytes.text, g->bytes.len);
    return query_run(g->put, err);
}

static int gather(struct gatherer *g, struct err *err)
{
    int row = query_step(g->rows, err);

    while (row == 1) {
        int64_t pupil_key = query_int(g->rows, ROW_PUPIL);

        g->stay_count = g->state_count = 0;
        while (row == 1 && query_int(g->rows, ROW_PUPIL) == pupil_key) {
            take_row(g);
            row = query_step(g->rows, err);
        }
        if (row < 0 || write_person(g, pupil_key, err))
            return -1;
    }
    return row;
}

int stay_store(struct db *db, struct err *err)
{
    struct gatherer g = { .db = db };
    int ret = -1;

    g.bytes = (struct str)STR_INIT;
    if (query_open_asset(&g.rows, db, "transform/sql/stay.sql#read_asked_stays",
                         err)
        || query_open_asset(&g.order, db,
                            "transform/sql/stay.sql#read_content_order", err)
        || query_open_asset(&g.put, db, "transform/sql/stay.sql#put_pupil_stay",
                            err)
        || gather(&g, err))
        goto out;
    ret = 0;
out:
    query_close(g.rows);
    query_close(g.order);
    query_close(g.put);
    free(g.stays);
    free(g.states);
    str_release(&g.bytes);
    if (ret == 0)
        ret = db_run_script(db, "transform/sql/stay.sql#drop_lost_stays", NULL,
                            0, err);
    return ret;
}
