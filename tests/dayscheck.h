#ifndef TESTS_DAYSCHECK_H
#define TESTS_DAYSCHECK_H

struct world;

/*
 * dayscheck: of every pupil and year the sessions day by day
 * (transform/attendance/running.h) add up to the year's figures in table
 * attendance, whatever these rest on. Fails the test where they do not.
 */
void dayscheck(struct world *w);

#endif /* TESTS_DAYSCHECK_H */
