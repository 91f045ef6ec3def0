#include <string.h>

#include "config/schoolyear.h"
#include "tests/testing.h"
#include "transform/people/cohort.h"

/*
 * A case: a person's spells as text, "CLA 2020-01-01 2021-01-01 flags" joined
 * by commas (an end of - is open; flags: p ended in permanence, d disability),
 * the reference date, and the cohorts the person is then in, `all` aside.
 */
struct example {
    const char *says;
    const char *born, *died, *spells;
    bool declared;
    const char *reference;
    const char *cohorts;
};

#define BORN "2012-05-05"

static const struct example examples[] = {
    { "no history", BORN, NULL, "", false, "2025-10-01", "peers" },
    { "an open CIN", BORN, NULL, "CIN 2025-01-01 -", false, "2025-10-01",
      "cin csw ever6 ever cin_cpp" },
    { "the exclusive groups: CLA before CPP before CIN", BORN, NULL,
      "CIN 2025-01-01 -,CPP 2025-02-01 -,CLA 2025-03-01 -", false, "2025-10-01",
      "cla csw ever6 ever" },
    { "CPP before CIN", BORN, NULL, "CIN 2025-01-01 -,CPP 2025-02-01 -", false,
      "2025-10-01", "cpp csw ever6 ever cin_cpp" },
    { "open on its first day", BORN, NULL, "CPP 2025-10-01 -", false,
      "2025-10-01", "cpp csw ever6 ever cin_cpp" },
    { "not yet begun", BORN, NULL, "CPP 2025-10-02 -", false, "2025-10-01",
      "peers" },
    { "not open on its last day", BORN, NULL, "CPP 2025-01-01 2025-10-01",
      false, "2025-10-01", "ever6 ever formerly formerly_0_1" },

    { "six years to the day: last open the day after R - 6", BORN, NULL,
      "CIN 2018-01-01 2019-10-03", false, "2025-10-01",
      "ever6 ever formerly formerly_3_6" },
    { "last open on R - 6 itself: out of reach", BORN, NULL,
      "CIN 2018-01-01 2019-10-02", false, "2025-10-01", "ever peers" },
    { "29 February less six years is 28 February: 1 March counts", BORN, NULL,
      "CIN 2017-01-01 2018-03-02", false, "2024-02-29",
      "ever6 ever formerly formerly_3_6" },
    { "28 February does not", BORN, NULL, "CIN 2017-01-01 2018-03-01", false,
      "2024-02-29", "ever peers" },

    { "formerly: under one year", BORN, NULL, "CIN 2024-01-01 2024-10-02",
      false, "2025-10-01", "ever6 ever formerly formerly_0_1" },
    { "one year exactly", BORN, NULL, "CIN 2024-01-01 2024-10-01", false,
      "2025-10-01", "ever6 ever formerly formerly_1_3" },
    { "under three", BORN, NULL, "CIN 2022-01-01 2022-10-02", false,
      "2025-10-01", "ever6 ever formerly formerly_1_3" },
    { "three exactly", BORN, NULL, "CIN 2022-01-01 2022-10-01", false,
      "2025-10-01", "ever6 ever formerly formerly_3_6" },
    { "the latest end counts, not the latest start", BORN, NULL,
      "CIN 2020-01-01 2025-06-01,CPP 2021-01-01 2021-06-01", false,
      "2025-10-01", "ever6 ever formerly formerly_0_1" },

    { "a spell that ends the day it starts is never open", BORN, NULL,
      "CIN 2025-03-03 2025-03-03", false, "2025-03-03", "ever peers" },
    { "but counts for ever", BORN, NULL, "CPP 2025-03-03 2025-03-03", false,
      "2025-10-01", "ever peers" },

    { "disability only", BORN, NULL, "CIN 2025-01-01 - d", false, "2025-10-01",
      "cin csw ever6 ever cin_cpp cin_disability" },
    { "of two open CIN spells both must be", BORN, NULL,
      "CIN 2025-01-01 - d,CIN 2025-02-01 -", false, "2025-10-01",
      "cin csw ever6 ever cin_cpp" },
    { "a spell that has ended does not matter", BORN, NULL,
      "CIN 2024-01-01 2024-02-01,CIN 2025-02-01 - d", false, "2025-10-01",
      "cin csw ever6 ever cin_cpp cin_disability" },
    { "on a protection plan no more", BORN, NULL,
      "CIN 2025-01-01 - d,CPP 2025-02-01 -", false, "2025-10-01",
      "cpp csw ever6 ever cin_cpp" },

    { "previously looked after: an adoption", BORN, NULL,
      "CLA 2015-01-01 2016-01-01 p", false, "2025-10-01", "pla ever" },
    { "from the day it ends", BORN, NULL, "CLA 2015-01-01 2025-10-01 p", false,
      "2025-10-01", "pla ever6 ever cla12 formerly formerly_0_1" },
    { "not for children who went home", BORN, NULL, "CLA 2015-01-01 2016-01-01",
      false, "2025-10-01", "ever peers" },
    { "not while looked after again", BORN, NULL,
      "CLA 2015-01-01 2016-01-01 p,CLA 2025-06-01 -", false, "2025-10-01",
      "cla csw ever6 ever" },
    { "declared to the school", BORN, NULL, "", true, "2025-10-01", "pla" },

    { "twelve months at 31 March, to the day", BORN, NULL, "CLA 2024-03-31 -",
      false, "2025-03-31", "cla csw ever6 ever cla12 cla_31mar" },
    { "a day short", BORN, NULL, "CLA 2024-04-01 -", false, "2025-03-31",
      "cla csw ever6 ever cla_31mar" },
    { "the 31 March before R", BORN, NULL, "CLA 2024-03-31 2025-05-01", false,
      "2025-10-01", "ever6 ever cla12 formerly formerly_0_1" },
    { "ended on 31 March: not open", BORN, NULL, "CLA 2023-01-01 2025-03-31",
      false, "2025-04-30", "ever6 ever formerly formerly_0_1" },
    { "spells that touch are one", BORN, NULL,
      "CLA 2023-06-01 2024-09-01,CLA 2024-09-01 -", false, "2025-03-31",
      "cla csw ever6 ever cla12 cla_31mar" },
    { "that overlap too", BORN, NULL,
      "CLA 2023-06-01 2024-09-20,CLA 2024-09-01 -", false, "2025-03-31",
      "cla csw ever6 ever cla12 cla_31mar" },
    { "one inside another", BORN, NULL,
      "CLA 2023-06-01 -,CLA 2024-09-01 2024-09-10", false, "2025-03-31",
      "cla csw ever6 ever cla12 cla_31mar" },
    { "a day between breaks it", BORN, NULL,
      "CLA 2023-06-01 2024-09-01,CLA 2024-09-02 -", false, "2025-03-31",
      "cla csw ever6 ever cla_31mar" },

    { "31 March groups stay to the end of the year", BORN, NULL,
      "CPP 2025-01-01 2025-04-05", false, "2025-07-22",
      "ever6 ever formerly formerly_0_1 cpp_31mar" },
    { "and exist from that day on", BORN, NULL, "CPP 2025-01-01 2025-04-05",
      false, "2025-03-30", "cpp csw ever6 ever cin_cpp" },
    { "in the next year not", BORN, NULL, "CPP 2025-01-01 2025-04-05", false,
      "2025-09-30", "ever6 ever formerly formerly_0_1" },
    { "CIN at 31 March", BORN, NULL, "CIN 2025-01-01 -", false, "2025-03-31",
      "cin csw ever6 ever cin_cpp cin_31mar" },

    { "eighteen: in `all` only", "2007-10-01", NULL, "CIN 2025-01-01 -", false,
      "2025-10-01", "" },
    { "the day before", "2007-10-02", NULL, "CIN 2025-01-01 -", false,
      "2025-10-01", "cin csw ever6 ever cin_cpp" },
    { "eighteen since, but not on 31 March", "2007-05-05", NULL,
      "CIN 2025-01-01 -", false, "2025-07-22", "cin_31mar" },
    { "eighteen and adopted: no peer", "2007-10-01", NULL,
      "CLA 2010-01-01 2011-01-01 p", false, "2025-10-01", "" },
    { "eighteen without such a history: a peer", "2007-10-01", NULL, "", false,
      "2025-10-01", "peers" },
    { "a birthday on 29 February is 1 March", "2008-02-29", NULL,
      "CIN 2025-01-01 -", false, "2026-02-28", "cin csw ever6 ever cin_cpp" },
    { "eighteen on 1 March", "2008-02-29", NULL, "CIN 2025-01-01 -", false,
      "2026-03-01", "" },
    { "no date of birth: under 18", NULL, NULL, "CIN 2025-01-01 -", false,
      "2025-10-01", "cin csw ever6 ever cin_cpp" },

    { "a child who has died is in no cohort", BORN, "2025-10-01",
      "CLA 2025-01-01 2025-10-01", false, "2025-10-01", NULL },
    { "was in one the day before", BORN, "2025-10-01",
      "CLA 2025-01-01 2025-10-01", false, "2025-09-30", "cla csw ever6 ever" },
};

static date_t day(const char *text, date_t otherwise)
{
    return text ? date_parse_iso(text) : otherwise;
}

static size_t read_spells(const char *text, struct cohort_spell *spells)
{
    size_t count = 0;

    while (*text) {
        struct cohort_spell *s = &spells[count++];
        char start[11] = "", end[11] = "";
        size_t len = strcspn(text, ",");
        const char *flags;

        memset(s, 0, sizeof(*s));
        s->plan = !strncmp(text, "CLA", 3)   ? PLAN_CLA
                  : !strncmp(text, "CPP", 3) ? PLAN_CPP
                                             : PLAN_CIN;
        memcpy(start, text + 4, 10);
        s->start = date_parse_iso(start);
        s->end = DATE_MAX;
        flags = text + 16;
        if (text[15] != '-') {
            memcpy(end, text + 15, 10);
            s->end = date_parse_iso(end);
            flags = text + 25;
        }
        for (; flags < text + len; flags++) {
            s->ended_in_permanence = s->ended_in_permanence || *flags == 'p';
            s->disability_only = s->disability_only || *flags == 'd';
        }
        text += len + (text[len] == ',');
    }
    return count;
}

static cohort_mask read_cohorts(const char *text)
{
    cohort_mask mask = 0;

    if (!text)
        return 0;
    mask = COHORT_MASK(all);
#define COHORT_READ(bit, id, label, gap)                                       \
    for (const char *at = text; (at = strstr(at, #id)) != NULL;                \
         at += strlen(#id))                                                    \
        if ((at == text || at[-1] == ' ')                                      \
            && (at[strlen(#id)] == ' ' || at[strlen(#id)] == '\0'))            \
            mask |= COHORT_MASK(id);
    COHORTS(COHORT_READ)
#undef COHORT_READ
    return mask;
}

static void cohorts_on_a_reference_date(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
        const struct example *e = &examples[i];
        struct cohort_spell spells[4];
        struct cohort_person person = {
            .born = day(e->born, DATE_NONE),
            .died = day(e->died, DATE_MAX),
            .spells = spells,
            .spell_count = read_spells(e->spells, spells),
            .declared_looked_after = e->declared,
        };
        date_t reference = date_parse_iso(e->reference);
        cohort_mask mask =
            cohort_on(&person, reference, schoolyear_of(reference));

        if (mask != read_cohorts(e->cohorts))
            fail_msg("%s: %x, expected %x", e->says, mask,
                     read_cohorts(e->cohorts));
    }
}

/* What must hold of anybody on any day. */
static bool is_a_mix(const struct cohort_mixes *mixes, cohort_mask mask)
{
    for (size_t i = 0; i < mixes->count; i++)
        if (mixes->items[i].cohorts == mask)
            return true;
    return false;
}

/* Looked after for the 12 months to 31 March, and in care no more: not on the
   day itself. */
static void only_later_days_part_those_of_12_months_from_care(void **state)
{
    static struct cohort_mixes mixes;
    bool has_left = false;

    (void)state;
    cohort_mixes(&mixes);
    for (size_t i = 0; i < mixes.count; i++) {
        bool is_left = (mixes.items[i].cohorts & COHORT_MASK(cla12))
                       && !(mixes.items[i].cohorts & COHORT_MASK(cla));

        assert_true(!is_left || mixes.items[i].is_later);
        has_left |= is_left;
    }
    assert_true(has_left);
    assert_true(is_a_mix(&mixes, COHORT_MASK(all) | COHORT_MASK(peers)));
    assert_true(is_a_mix(&mixes, COHORT_MASK(all) | COHORT_MASK(pla)));
    assert_false(is_a_mix(&mixes, COHORT_MASK(all) | COHORT_MASK(peers)
                                      | COHORT_MASK(pla)));
}

static void the_parts_of_a_cohort_are_its_whole(void **state)
{
    static struct cohort_mixes mixes;
    static const cohort_mask open =
        COHORT_MASK(cla) | COHORT_MASK(cpp) | COHORT_MASK(cin);
    static const cohort_mask parts = COHORT_MASK(formerly_0_1)
                                     | COHORT_MASK(formerly_1_3)
                                     | COHORT_MASK(formerly_3_6);

    (void)state;
    cohort_mixes(&mixes);
    for (struct prop p = prop_begin(3000); prop_next(&p);) {
        struct cohort_spell spells[3];
        struct cohort_person person = { .died = DATE_MAX, .spells = spells };
        date_t today = date_make(2025, 1, 1) + (date_t)prop_below(&p, 400);
        cohort_mask m;

        person.born = today - 4000 - (date_t)prop_below(&p, 3500);
        person.spell_count = prop_below(&p, 4);
        person.declared_looked_after = prop_below(&p, 10) == 0;
        for (size_t i = 0; i < person.spell_count; i++) {
            date_t start = today - (date_t)prop_below(&p, 4000) + 100;

            spells[i] = (struct cohort_spell){
                .start = start,
                .end = prop_below(&p, 3) ? start + (date_t)prop_below(&p, 1500)
                                         : DATE_MAX,
                .plan = PLAN_CLA, /* so that any order is by plan */
                .ended_in_permanence = prop_below(&p, 5) == 0,
            };
            if (i && spells[i].start < spells[i - 1].start)
                spells[i].start = spells[i - 1].start;
        }
        m = cohort_on(&person, today, schoolyear_of(today));
        prop_assert(&p, is_a_mix(&mixes, m));
        prop_assert(&p, m & COHORT_MASK(all));
        prop_assert(&p, !(m & COHORT_MASK(csw)) == !(m & open));
        prop_assert(&p, !(m & COHORT_MASK(csw)) || (m & COHORT_MASK(ever6)));
        prop_assert(&p, !(m & COHORT_MASK(ever6)) || (m & COHORT_MASK(ever)));
        prop_assert(&p, !(m & COHORT_MASK(formerly)) == !(m & parts));
        prop_assert(&p,
                    !(m & COHORT_MASK(formerly)) || !(m & COHORT_MASK(csw)));
        prop_assert(&p, !(m & COHORT_MASK(peers))
                            || !(m & (COHORT_MASK(ever6) | COHORT_MASK(pla))));
        prop_assert(&p, !(m & COHORT_MASK(pla)) || !(m & COHORT_MASK(cla)));
    }
}

/* Days about each eighteenth birthday, those of a leap day and over a year that
   was no leap year with them. */
static void a_child_is_one_until_the_eighteenth_birthday(void **state)
{
    static const struct {
        int from, to;
    } years[] = { { 1880, 1901 }, { 1999, 2012 }, { 2080, 2100 } };
    struct cohort_spell open = { .plan = PLAN_CIN,
                                 .start = -40000,
                                 .end = DATE_MAX };

    (void)state;
    for (size_t i = 0; i < sizeof(years) / sizeof(years[0]); i++)
        for (date_t born = date_make(years[i].from, 1, 1);
             born < date_make(years[i].to, 1, 1); born++)
            for (date_t on = born + 6570; on <= born + 6579; on++) {
                struct cohort_person p = { .born = born,
                                           .died = DATE_MAX,
                                           .spells = &open,
                                           .spell_count = 1 };

                assert_int_equal(
                    (cohort_on(&p, on, schoolyear_of(on)) & COHORT_MASK(csw))
                        != 0,
                    date_age(born, on) < 18);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cohorts_on_a_reference_date),
        cmocka_unit_test(a_child_is_one_until_the_eighteenth_birthday),
        cmocka_unit_test(the_parts_of_a_cohort_are_its_whole),
        cmocka_unit_test(only_later_days_part_those_of_12_months_from_care),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
