#ifndef TESTS_REPORT_FIXTURE_H
#define TESTS_REPORT_FIXTURE_H

struct db;
struct err;

/*
 * report_fixture: a small warehouse with the public relations only, as plain
 * tables, so that the report stage is tested alone: an invented county of four
 * districts (one of them tiny) over three academic years, its figures drawn
 * from a seed and added up from schools and exclusive groups, so that parts
 * make their totals.
 */
#define REPORT_FIXTURE_AS_OF "2026-02-13"

int report_fixture_make(struct db *db, unsigned seed, struct err *err)
    __attribute__((warn_unused_result));
/* The same with so many times the schools and advisers. */
int report_fixture_make_large(struct db *db, unsigned seed, int times,
                              struct err *err)
    __attribute__((warn_unused_result));

#endif /* TESTS_REPORT_FIXTURE_H */
