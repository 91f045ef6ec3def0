#include "transform/people/attributes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

static const char *const names[BREAKDOWN_COUNT] = {
    [BREAKDOWN_NONE] = "none",
    [BREAKDOWN_SEX] = "sex",
    [BREAKDOWN_SEN] = "sen",
    [BREAKDOWN_FSM] = "fsm",
    [BREAKDOWN_ETHNICITY] = "ethnicity",
    [BREAKDOWN_NCYEAR] = "ncyear",
    [BREAKDOWN_PHASE] = "phase",
    [BREAKDOWN_IDACI] = "idaci",
    [BREAKDOWN_DISTRICT] = "district",
    [BREAKDOWN_IN_COUNTY] = "in_county",
};

static void key_text(struct str *text, const char *breakdown, const char *value)
{
    str_clear(text);
    str_addf(text, "%s\t%s", breakdown, value);
}

static int read_known(struct attributes *a, struct db *db, struct err *err)
{
    struct query *q =
        db_query(db, "transform/sql/attributes.sql#read_breakdowns", err);
    struct str text = STR_INIT;
    bool added;
    int row;

    a->last_key = -1;
    while ((row = query_step(q, err)) == 1) {
        key_text(&text, query_text(q, 1), query_text(q, 2));
        a->last_key = query_int(q, 0);
        *map_put(&a->keys, text.text, text.len, 0, &added) = a->last_key;
    }
    str_release(&text);
    return row;
}

/* The key of a value; a blank one has none, but for the breakdown `none`. */
static int find_key(struct attributes *a, enum breakdown breakdown,
                    const char *value, uint32_t *key, struct err *err)
{
    struct str text = STR_INIT;
    int64_t *known;
    bool added;
    int ret = 0;

    *key = 0;
    if (value[0] == '\0' && breakdown != BREAKDOWN_NONE)
        return 0;
    key_text(&text, names[breakdown], value);
    known = map_find(&a->keys, text.text, text.len);
    if (!known) {
        known = map_put(&a->keys, text.text, text.len, ++a->last_key, &added);
        query_bind_int(a->put, 1, *known);
        query_bind_text(a->put, 2, names[breakdown]);
        query_bind_text(a->put, 3, value);
        ret = query_run(a->put, err);
    }
    *key = (uint32_t)*known;
    str_release(&text);
    return ret;
}

static int find_words(struct attributes *a, struct db *db, struct err *err)
{
    const struct spine *s = a->spine;
    struct query *group;

    a->of_nc_year = mem_zero(s->nc_years.count, sizeof(uint32_t));
    a->of_ethnicity = mem_zero(s->ethnicities.count, sizeof(uint32_t));
    for (size_t i = 0; i < s->nc_years.count; i++)
        if (find_key(a, BREAKDOWN_NCYEAR, s->nc_years.text[i],
                     &a->of_nc_year[i], err))
            return -1;
    group =
        db_query(db, "transform/sql/attributes.sql#read_ethnicity_group", err);
    for (size_t i = 0; i < s->ethnicities.count; i++) {
        int row;

        query_bind_text(group, 1, s->ethnicities.text[i]);
        row = query_step(group, err);
        if (row < 0
            || (row == 1
                && find_key(a, BREAKDOWN_ETHNICITY, query_text(group, 0),
                            &a->of_ethnicity[i], err)))
            return -1;
        query_reset(group);
    }
    return 0;
}

static int find_schools(struct attributes *a, struct err *err)
{
    const struct spine *s = a->spine;

    a->of_phase = mem_zero(s->school_count, sizeof(uint32_t));
    a->of_district = mem_zero(s->school_count, sizeof(uint32_t));
    a->of_county = mem_zero(s->school_count, sizeof(uint32_t));
    for (size_t i = 0; i < s->school_count; i++) {
        bool is_ours = !strcmp(s->places[i].la_code, a->la_code);

        if (find_key(a, BREAKDOWN_PHASE, s->schools[i].phase, &a->of_phase[i],
                     err)
            || find_key(a, BREAKDOWN_DISTRICT, s->places[i].district,
                        &a->of_district[i], err)
            || find_key(a, BREAKDOWN_IN_COUNTY, is_ours ? "Y" : "N",
                        &a->of_county[i], err))
            return -1;
    }
    return 0;
}

static int find_letters(struct attributes *a, enum breakdown breakdown,
                        const char *letters, struct err *err)
{
    for (; *letters; letters++) {
        const char value[2] = { *letters, '\0' };

        if (find_key(a, breakdown, value,
                     &a->of_letter[breakdown][(unsigned char)*letters], err))
            return -1;
    }
    return 0;
}

int attributes_open(struct attributes *a, struct db *db,
                    const struct spine *spine, const char *la_code,
                    struct err *err)
{
    static const char *const quintiles[6] = { "", "1", "2", "3", "4", "5" };
    uint32_t none;

    memset(a, 0, sizeof(*a));
    a->spine = spine;
    a->la_code = la_code;
    a->put = db_query(db, "transform/sql/attributes.sql#put_breakdown", err);
    if (read_known(a, db, err) || find_key(a, BREAKDOWN_NONE, "", &none, err)
        || find_letters(a, BREAKDOWN_SEX, "MF", err)
        || find_letters(a, BREAKDOWN_SEN, "NKE", err)
        || find_letters(a, BREAKDOWN_FSM, "YN", err))
        goto failed;
    for (size_t i = 0; i < 6; i++)
        if (find_key(a, BREAKDOWN_IDACI, quintiles[i], &a->of_idaci[i], err))
            goto failed;
    if (find_words(a, db, err) || find_schools(a, err))
        goto failed;
    return 0;
failed:
    attributes_close(a);
    return -1;
}

void attributes_close(struct attributes *a)
{
    map_release(&a->keys);
    free(a->of_nc_year);
    free(a->of_ethnicity);
    free(a->of_phase);
    free(a->of_district);
    free(a->of_county);
    memset(a, 0, sizeof(*a));
}

static uint32_t letter(const struct attributes *a, enum breakdown breakdown,
                       char value)
{
    return a->of_letter[breakdown][(unsigned char)value & 0x7f];
}

void attributes_of(const struct attributes *a, uint32_t person,
                   date_t reference, uint32_t keys[BREAKDOWN_COUNT])
{
    const struct spine_stay *stay =
        spine_main_stay(a->spine, person, reference);
    const struct spine_state *state;

    memset(keys, 0, BREAKDOWN_COUNT * sizeof(*keys));
    keys[BREAKDOWN_SEX] =
        letter(a, BREAKDOWN_SEX, a->spine->persons[person].sex);
    if (!stay)
        return;
    state = spine_state_on(a->spine, stay, reference);
    keys[BREAKDOWN_SEN] = letter(a, BREAKDOWN_SEN, state->sen);
    keys[BREAKDOWN_FSM] = letter(a, BREAKDOWN_FSM, state->fsm);
    keys[BREAKDOWN_ETHNICITY] = a->of_ethnicity[state->ethnicity];
    keys[BREAKDOWN_NCYEAR] = a->of_nc_year[state->nc_year];
    keys[BREAKDOWN_PHASE] = a->of_phase[stay->school];
    keys[BREAKDOWN_IDACI] = a->of_idaci[(state->idaci + 1) / 2];
    keys[BREAKDOWN_DISTRICT] = a->of_district[stay->school];
    keys[BREAKDOWN_IN_COUNTY] = a->of_county[stay->school];
}
