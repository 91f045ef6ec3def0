#ifndef REPORT_SHOWN_SPLITS_H
#define REPORT_SHOWN_SPLITS_H

struct relations;

/*
 * splits: which cohorts of a class of places are parts of which, by what a
 * child can be in at once: those that lie apart in one, as many as there are.
 * Fills the splits of `relations`, and which cohorts everybody is in.
 */
void splits_find(struct relations *relations);

#endif /* REPORT_SHOWN_SPLITS_H */
