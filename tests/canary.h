#ifndef TESTS_CANARY_H
#define TESTS_CANARY_H

/*
 * canary: a county in the folder c, through which one child can be followed: it
 * stands in an extract of every type there is. Fails the test on any error.
 */
#define CANARY "L919400024001"
#define CANARY_FORMERLY "P919400024003"
#define CANARY_CARE "KANARY77" /* to social care */

#define FOR " --quiet --config c/county.ini --as-of 2025-12-01"
#define RUN "run" FOR

/* Files of the child and others, in several encodings and shapes. */
extern const char canary_roll[], canary_marks[];

/* Set-ups: a county to which the child was never sent, noted; one to which it
   was, after its run. */
int canary_never_sent(void **state);
int canary_sent(void **state);

/* No byte of any file says an id or a name of the child, but for the inbox,
   which is its senders'. */
void canary_assert_nowhere(void);
/* And what anybody may read is what it was without the child; what tells of
   files aside. */
void canary_assert_never_sent(void);

/* Public relations, for difference_same(); freed by the caller. */
char *canary_public(void);
/* Rows of a statement on the warehouse: columns by bars, rows by semicolons;
   freed by the caller. */
char *canary_rows(const char *sql);
void canary_assert_rows(const char *sql, const char *wanted);

#endif /* TESTS_CANARY_H */
