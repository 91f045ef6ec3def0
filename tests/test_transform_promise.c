#include "transform/engine/promise.h"

#include <string.h>

#include "core/asset.h"
#include "core/str.h"
#include "tests/testing.h"

/* What a description of a promise says, and what is said of a wrong one. */
#define HEAD "[promise]\nwords = W\nsubject = S\nsource = P\n"
#define JUDGED                                                                 \
    "metric = m\ncohort = csw\nextract = peps\nsent_by = schools\n"            \
    "recorded = told or 2 * limit > 3\nkept = K\nrecorded_words = R\n"

static const struct expression_param params[] = { { "limit", 2 } };

static void a_promise_is_judged_or_says_why_not(void **state)
{
    struct err err = ERR_INIT;
    struct promise p;

    (void)state;
    assert_ok(promise_parse(&p, "x/some.promise", HEAD JUDGED, params, 1, &err),
              &err);
    assert_string_equal(p.id, "some");
    assert_string_equal(promise_cohort(&p), "csw");
    assert_string_equal(promise_sender(&p), "schools");
    assert_int_equal(expression_column_count(p.recorded), 1);
    assert_null(p.why);
    promise_release(&p);
    assert_ok(promise_parse(&p, "some.promise",
                            HEAD "metric = m\nwhy = No\n    measure.\n", NULL,
                            0, &err),
              &err);
    assert_string_equal(p.why, "No measure.");
    assert_null(p.recorded);
    promise_release(&p);
}

static void what_is_wrong_is_said(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        { "[promise]\nwords = W\nsource = P\nwhy = Y\n", "subject" },
        { HEAD, "either what is recorded is there, or why not" },
        { HEAD JUDGED "why = Y\n", "either what is recorded is there" },
        { HEAD "recorded = told\nkept = K\nrecorded_words = R\nextract = e\n",
          "go together" },
        { HEAD "metric = m\nrecorded = told\nkept = K\nrecorded_words = R\n",
          "go together" },
        { HEAD "why = Y\nextract = peps\n", "go together" },
        { HEAD JUDGED "cohort = nobody\n", "cohort" },
        { HEAD "metric = m\ncohort = nobody\nwhy = Y\n", "nobody" },
        { HEAD "why = Y\nsent_by = pigeon\n", "pigeon" },
        { HEAD "metric = m\nrecorded = told +\n", "recorded" },
        { HEAD "why = Y\ncolour = red\n", "colour" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = ERR_INIT;
        struct promise p;

        assert_int_equal(promise_parse(&p, "transform/promises/x.promise",
                                       cases[i].text, params, 1, &err),
                         -1);
        assert_int_equal(err.code, ERR_CONFIG);
        if (!strstr(err.msg, cases[i].message) || !strstr(err.msg, "x.promise"))
            fail_msg("%zu: %s", i, err.msg);
        assert_null(p.id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_promise_is_judged_or_says_why_not),
        cmocka_unit_test(what_is_wrong_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
