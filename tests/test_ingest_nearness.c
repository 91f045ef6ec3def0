/* How near two records of children are: pairs, one near for each reason and
   one that just misses it. */
#include "ingest/load/nearness.h"

#include <string.h>

#include "tests/testing.h"

static const struct {
    struct who a, b;
    enum nearness expected;
} pairs[] = {
    { { "ash", "amy", "2011-02-03" },
      { "ash", "amy", "2011-02-03" },
      NEAR_ALL },
    { { "ash", "amy", "2011-02-03" },
      { "ash", "amy", "2011-03-02" },
      NEAR_BIRTH_SWAPPED },
    { { "ash", "amy", "2011-02-03" },
      { "ash", "amy", "2010-02-03" },
      NEAR_BIRTH_ONE_OFF },
    { { "ash", "amy", "2011-02-13" },
      { "ash", "amy", "2011-02-31" }, /* neighbours in each other's place */
      NEAR_BIRTH_ONE_OFF },
    { { "ash", "amy", "2011-02-03" },
      { "ash", "amy", "2011-02-17" },
      NEAR_BIRTH_PARTLY },
    { { "ash", "amy", "2011-02-03" },
      { "ash", "amy", "2009-02-17" },
      NEAR_BIRTH_OTHER },
    { { "ash", "amy", "" },
      { "ash", "amy", "2011-02-03" },
      NEAR_BIRTH_UNKNOWN },
    { { "ash", "amy", "2011-02-03" },
      { "ash", "aimy", "2011-02-03" },
      NEAR_FORENAME_ONE_OFF },
    { { "ash", "samantha", "2011-02-03" },
      { "ash", "sam", "2011-02-03" },
      NEAR_FORENAME_SHORT },
    { { "ash", "jonathan", "2011-02-03" },
      { "ash", "jo", "2011-02-03" }, /* two letters say nothing */
      NEAR_FORENAME_OTHER },
    { { "ash", "amy", "2011-02-03" },
      { "ash", "zoe", "2011-02-03" },
      NEAR_FORENAME_OTHER },
    { { "ashby", "amy", "2011-02-03" },
      { "ahsby", "amy", "2011-02-03" },
      NEAR_SURNAME_ONE_OFF },
    { { "ashbeech", "amy", "2011-02-03" },
      { "beechash", "amy", "2011-02-03" },
      NEAR_SURNAME_PARTS },
    { { "ashbeech", "amy", "2011-02-03" },
      { "beech", "amy", "2011-02-03" },
      NEAR_SURNAME_PARTS },
    { { "ash", "amy", "2011-02-03" },
      { "oak", "amy", "2011-02-03" },
      NEAR_SURNAME_OTHER },
    { { "amy", "ash", "2011-02-03" },
      { "ash", "amy", "2011-02-03" },
      NEAR_NAMES_CROSSED },
    { { "amy", "ash", "2011-02-03" },
      { "ash", "amy", "2011-02-04" },
      NEAR_NOT },
    { { "ash", "zoe", "2011-02-03" },
      { "oak", "amy", "2011-02-03" },
      NEAR_NOT },
    { { "ash", "zoe", "2011-02-03" },
      { "ash", "amy", "2011-02-04" },
      NEAR_NOT },
    /* What is not known agrees with nothing, not with itself either. */
    { { "", "amy", "2011-02-03" }, { "", "zoe", "2011-02-03" }, NEAR_NOT },
    { { "", "amy", "2011-02-03" },
      { "ash", "amy", "2011-02-03" },
      NEAR_SURNAME_OTHER },
    { { "ash", "", "" }, { "ash", "", "" }, NEAR_NOT },
};

static void pairs_are_as_near_as_they_look(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (nearness_of(&pairs[i].a, &pairs[i].b) != pairs[i].expected
            || nearness_of(&pairs[i].b, &pairs[i].a) != pairs[i].expected)
            fail_msg("%zu: '%s %s %s' and '%s %s %s': %s", i,
                     pairs[i].a.surname, pairs[i].a.forename, pairs[i].a.birth,
                     pairs[i].b.surname, pairs[i].b.forename, pairs[i].b.birth,
                     nearness_words(nearness_of(&pairs[i].a, &pairs[i].b)));
    }
}

static void every_nearness_has_words(void **state)
{
    (void)state;
    for (int n = NEAR_ALL; n < NEAR_NOT; n++)
        assert_true(strlen(nearness_words((enum nearness)n)) > 0);
    assert_string_equal(nearness_words(NEAR_NOT), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pairs_are_as_near_as_they_look),
        cmocka_unit_test(every_nearness_has_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
