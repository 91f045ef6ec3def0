#ifndef REPORT_SHOWN_AUDIT_H
#define REPORT_SHOWN_AUDIT_H
#include <stddef.h>
#include <stdint.h>

struct ledger;
struct relations;

/*
 * audit: which figures are withheld, so that no small count can be worked out.
 *
 * primary   a count of 1 to suppress_below - 1: all figures that show it, or
 *           rest on it
 * then      bounds of all that is not seen (relations.h); a small count, or
 *           what is left of a sum and is small, that has fewer than five
 *           values left, and hidden parts of a whole that is seen that are
 *           small together: one more cell is hidden of those whose values
 *           tightened it, the one with which least is lost
 *
 * until nothing is found. A zero is no small count: it goes last. Where it
 * costs little a small count keeps twice as many values, since a linear
 * programme over several relations at once says more than each by itself.
 */
enum audit_why {
    AUDIT_SHOWN,
    AUDIT_SMALL,   /* a count of it is small */
    AUDIT_RESTS,   /* it rests on a small count */
    AUDIT_TOGETHER /* with others it would give a small count away */
};

#define AUDIT_REST SIZE_MAX

struct audit_hidden {
    size_t cell;  /* of the ledger */
    size_t saved; /* the cell that would be given away, or one of the sum
                     whose rest would be; AUDIT_REST: the rest of a sum */
    size_t round;
};

struct audit {
    struct audit_hidden *hidden; /* in this order */
    size_t hidden_count, hidden_capacity;
    size_t rounds;
    size_t open;       /* small counts that nothing protects, while it looks */
    size_t lost_years; /* of which nothing is shown for their sake: none, for
                          numbers that can be */
};

/*
 * Sets is_hidden, is_seen and is_withheld of the ledger. Years do not feel each
 * other: a year of one ledger may be looked at beside another, by relations of
 * its own. *audit is empty, or has other years.
 */
void audit_run_year(struct audit *audit, struct ledger *ledger,
                    struct relations *relations, size_t year);
void audit_release(struct audit *audit);
enum audit_why audit_why(const struct ledger *ledger, size_t figure);

#endif /* REPORT_SHOWN_AUDIT_H */
