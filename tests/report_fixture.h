#ifndef TESTS_REPORT_FIXTURE_H
#define TESTS_REPORT_FIXTURE_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct report_result;
struct world;

/*
 * report_fixture: a county for the report to speak of, small enough to be
 * worked out by hand and large enough to be shown: what schools and the council
 * sent, taken in and counted as every night does it.
 *
 * Eight schools: 1 to 6 secondary (1 to 3 in Ashmere, 4 to 6 in Brackwell), 7
 * primary (Coldharrow), 8 special (Wolds). Each has 60 pupils numbered from 0,
 * the last 30; the first 24 of them, in the last 12, are ours. At secondary
 * schools they have, or had, a social worker by their number modulo 6:
 *
 *     0 1 in need   2 3 on a protection plan   4 looked after   5 no more
 *
 * and at the two others the even ones are in need, the odd ones on a plan.
 *
 * Persistently absent (every Friday, ours some Thursdays): of ours this year
 * those that 4 divides, last year 3, and at secondary schools 5 and 11; of the
 * others those that 6 divides. All else miss one Monday in five. Marks are of
 * the autumn of 2024 and from September 2025 on.
 *
 * Suspended at secondary school s: this year ours below 6 + s, those below 7
 * twice, and the first 7 others; last year the first 6 of either.
 */
#define REPORT_FIXTURE_AS_OF "2026-02-13"

/* A world of that county, after its night. */
void report_fixture_open(struct world *w, const char *name);
/* The same on another day; nothing has come since. */
void report_fixture_open_on(struct world *w, const char *name,
                            const char *as_of);

/* The same where nobody sends names. */
void report_fixture_open_nameless(struct world *w, const char *name);

/* The list of all suspensions is taken back; the three schools in Ashmere send
   their own instead, one child's of this year each, and no other sends any. A
   night is to follow. */
void report_fixture_send_own(struct world *w);

/* Make and publish these packs as of the world's day; none: those due. */
int report_fixture_publish(struct world *w, const char *const *packs,
                           size_t count, int64_t run_id,
                           struct report_result *result, struct err *err)
    __attribute__((warn_unused_result));

/* A row of a list has been answered on 2 February 2026, and what has come of
 * it: a row of mart_answer, until the next night. */
struct report_answer {
    const char *list, *reason, *upn, *action;
    const char *until; /* NULL: no day */
    const char *state;
    const char *changed; /* NULL but where it is reopened */
};
void report_fixture_answer(struct world *w, const struct report_answer *answers,
                           size_t count);

#endif /* TESTS_REPORT_FIXTURE_H */
