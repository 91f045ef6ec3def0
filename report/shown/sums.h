#ifndef REPORT_SHOWN_SUMS_H
#define REPORT_SHOWN_SUMS_H

struct relations;

/*
 * sums: which places of a ledger are parts of which: the values of a breakdown
 * and the districts of the county, the schools of a district and of the value
 * that their children count in, the periods that lie apart in a period.
 * Fills the sums of `relations`.
 */
void sums_find(struct relations *relations);

#endif /* REPORT_SHOWN_SUMS_H */
