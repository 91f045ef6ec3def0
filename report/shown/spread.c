#include "report/shown/spread.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "report/shown/ledger.h"

#define HALF_PLACE 0.05 /* what is printed may be off by */
#define Z 1.959963984540054

static const struct ledger_over *over_of(const struct ledger *l,
                                         const struct ledger_figure *f)
{
    for (size_t i = 0; i < l->over_count; i++)
        if (l->overs[i].count == l->metrics[f->metric].numerator
            && l->overs[i].second != LEDGER_NONE)
            return &l->overs[i];
    return NULL;
}

/* What no figure at the spot has is 0. False where it is withheld. */
static bool read_cell(const struct ledger *l, const struct ledger_figure *f,
                      size_t count, double *out)
{
    size_t at = ledger_cell_at(l, f->place, f->cohort, count);

    *out = at == LEDGER_NONE
               ? 0
               : (double)l->cells[at].value / l->counts[count].scale;
    return at == LEDGER_NONE || ledger_is_known(&l->cells[at]);
}

/*
 * The sum of the squares of what each child has, from the ends of an interval
 * on the log scale (details 40), of which one more place is not known. Who had
 * any and was not on roll is too rare to tell.
 */
static void read_squares(const struct ledger_figure *f, double *low,
                         double *high)
{
    double events = f->numbers[0], roll = f->numbers[1], rate = f->numbers[2];
    double lower = f->numbers[3], upper = f->numbers[4];
    double least =
        fmax(log(rate / (lower + HALF_PLACE)), log((upper - HALF_PLACE) / rate))
        / Z;
    double most =
        fmin(lower > HALF_PLACE ? log(rate / (lower - HALF_PLACE)) : INFINITY,
             log((upper + HALF_PLACE) / rate))
        / Z;
    double scale = events * events * (roll - 1) / roll;
    double base = events * events / roll;

    *low = base + scale * pow(fmax(least, 0), 2);
    *high = base + scale * pow(fmax(most, 0), 2);
}

/* In how many ways can `events` be of 1 child, of 2 and so on up to `all`, with
   squares in between? All of them where none is of fewer than `enough`. */
static bool has_ways(double events, double low, double high, double all,
                     double enough)
{
    const int64_t last = (int64_t)fmin(events, all);
    size_t ways = 0;

    for (int64_t n = 1; n <= last && ways < SPREAD_WAYS; n++) {
        const double of = (double)n;
        const double most = events - of + 1;

        if (events * events / of > high || most * most + of - 1 < low)
            continue;
        if (!ways && of >= enough)
            return true;
        ways++;
    }
    return ways == SPREAD_WAYS;
}

bool spread_is_telling(const struct ledger *l, const struct ledger_figure *f)
{
    const struct ledger_over *over = over_of(l, f);
    double children, again, more, low, high;

    if (!over || isnan(f->numbers[3]))
        return false;
    if (!read_cell(l, f, over->first, &children))
        return true;
    /* (1 + x)^2 of all: what is left is x^2 of those who have several. */
    read_squares(f, &low, &high);
    more = f->numbers[0] - children;
    low -= children + 2 * more;
    high -= children + 2 * more;
    if (!read_cell(l, f, over->second, &again))
        return !has_ways(more, low, high, children, INFINITY);
    /* Once more, of what they have beyond that. */
    more -= again;
    low -= again + 2 * more;
    high -= again + 2 * more;
    return more > 0 && !has_ways(more, low, high, again, l->least);
}
