#ifndef REPORT_SHOWN_SOLVE_H
#define REPORT_SHOWN_SOLVE_H
#include <stddef.h>
#include <stdint.h>

struct bounds;

/*
 * solve: which unknown numbers the equalities of its part settle together,
 * though none does alone. What they are follows from the truth, so that only
 * the left sides are looked at: by elimination, modulo a prime (a coefficient
 * that the prime divides by chance settles a number too many: none too few).
 *
 * An equality with an unknown that no other has can settle nothing but that
 * unknown, which propagation sees: those are peeled off first, one after the
 * other, and little is left.
 *
 * ownership  the caller frees *out
 */
size_t solve_equalities(struct bounds *bounds, uint32_t **out);

#endif /* REPORT_SHOWN_SOLVE_H */
