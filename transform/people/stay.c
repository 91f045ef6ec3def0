#include "transform/people/stay.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

/* Bytes of a stay and of a state, numbers with the lowest byte first. */
#define STAY_BYTES 15
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
    ROW_SCHOOL,
    ROW_ENTRY,
    ROW_LAST,
    ROW_LOOKED_AFTER,
    ROW_STAMP,
    ROW_NC_YEAR,
    ROW_STATUS,
    ROW_SEN,
    ROW_FSM,
    ROW_IDACI,
    ROW_ETHNICITY
};

/* The stay at hand of the person at hand, with its states. */
struct gatherer {
    struct query *rows, *put;
    struct stay stay;
    struct str states, bytes;
};

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

static void begin_stay(struct gatherer *g)
{
    struct query *q = g->rows;

    g->stay = (struct stay){
        .school_key = query_int(q, ROW_SCHOOL),
        .entry = date_parse_iso(query_text(q, ROW_ENTRY)),
        .leaving = date_parse_iso(query_text(q, ROW_LAST)),
        .is_declared = is_declaration(query_text(q, ROW_LOOKED_AFTER)[0]),
    };
    str_clear(&g->states);
}

static void take_state(struct gatherer *g)
{
    struct query *q = g->rows;
    struct stay_state state = {
        .second = read_stamp(query_text(q, ROW_STAMP)),
        .status = query_text(q, ROW_STATUS)[0],
        .sen = query_text(q, ROW_SEN)[0],
        .fsm = query_text(q, ROW_FSM)[0],
        .idaci = (uint8_t)query_int(q, ROW_IDACI),
    };

    copy_word(state.nc_year, sizeof(state.nc_year), query_text(q, ROW_NC_YEAR));
    copy_word(state.ethnicity, sizeof(state.ethnicity),
              query_text(q, ROW_ETHNICITY));
    put_state(&g->states, &state);
    g->stay.state_count++;
}

static bool is_same_stay(const struct gatherer *g, int64_t pupil_key)
{
    struct query *q = g->rows;

    return query_int(q, ROW_PUPIL) == pupil_key
           && query_int(q, ROW_SCHOOL) == g->stay.school_key
           && date_parse_iso(query_text(q, ROW_ENTRY)) == g->stay.entry;
}

static int gather(struct gatherer *g, struct err *err)
{
    int row = query_step(g->rows, err);

    while (row == 1) {
        int64_t pupil_key = query_int(g->rows, ROW_PUPIL);

        str_clear(&g->bytes);
        while (row == 1 && query_int(g->rows, ROW_PUPIL) == pupil_key) {
            begin_stay(g);
            for (; row == 1 && is_same_stay(g, pupil_key);
                 row = query_step(g->rows, err))
                take_state(g);
            put_stay(&g->bytes, &g->stay);
            str_add_n(&g->bytes, g->states.text, g->states.len);
        }
        if (row < 0)
            return -1;
        query_bind_int(g->put, 1, pupil_key);
        query_bind_blob(g->put, 2, g->bytes.text, g->bytes.len);
        if (query_run(g->put, err))
            return -1;
    }
    return row;
}

int stay_store(struct db *db, struct err *err)
{
    struct gatherer g = { .states = STR_INIT, .bytes = STR_INIT };
    int ret;

    g.rows = db_query(db, "transform/sql/stay.sql#read_asked_stays", err);
    g.put = db_query(db, "transform/sql/stay.sql#put_pupil_stay", err);
    ret = gather(&g, err);
    str_release(&g.states);
    str_release(&g.bytes);
    if (ret == 0)
        ret = db_run_script(db, "transform/sql/stay.sql#drop_lost_stays", NULL,
                            0, err);
    return ret;
}
