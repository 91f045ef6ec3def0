#ifndef REPORT_SHOWN_SPREAD_H
#define REPORT_SHOWN_SPREAD_H
#include <stdbool.h>

struct ledger;
struct ledger_figure;

/*
 * spread: what the ends of an interval give away. Where a metric counts what
 * happened to children (suspensions: at least one a child, and the county's
 * repeat_threshold a child who is counted as suspended repeatedly), its
 * interval is made of how that is spread over them: from the ends that are
 * printed, with one decimal place, the sum of the squares follows, and of a few
 * events that leaves few ways to spread them.
 *
 * So the ends are shown only where how many children have any is shown, too,
 * and where those who have so many may be any of SPREAD_WAYS numbers of
 * children; if how many these are is shown, those who have more than that, and
 * those who have two or more and fewer, unless that is nobody or they are so
 * many that they may be shown.
 */
#define SPREAD_WAYS 10

/* Of a figure whose year has been audited, and that is shown. */
bool spread_is_telling(const struct ledger *ledger,
                       const struct ledger_figure *figure);

#endif /* REPORT_SHOWN_SPREAD_H */
