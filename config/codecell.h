#ifndef CONFIG_CODECELL_H
#define CONFIG_CODECELL_H

struct err;
struct table;

/*
 * codecell: the cells of a county's own code set by which figures are made. A
 * flag that is neither 0 nor 1, a meaning or phase that nobody knows, a year, a
 * list or a threshold written otherwise would count as if nothing were there,
 * and no figure would show it.
 *
 * Each such column has one rule. What a choice may be is what the built-in set
 * of that name has in it, so that there is no second list. A code that figures
 * keep a few bytes of is not longer: cut, it would be another, or none.
 *
 * errors: ERR_CONFIG with file, line and column
 */
#define CODECELL_ETHNICITY_MOST 4
#define CODECELL_REASON_MOST 8
int codecells_check(const struct table *own, const struct table *built_in,
                    struct err *err) __attribute__((warn_unused_result));

#endif /* CONFIG_CODECELL_H */
