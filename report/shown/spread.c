#include "report/shown/spread.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#include "report/shown/ledger.h"

#define HALF_PLACE 0.05 /* what is printed may be off by */
#define LEVEL_STEPS 50
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

/* Children who have from `least` to `most` each; the groups go up. */
struct group {
    double children, least, most;
};
#define GROUPS 3

/* What is known of them together, and by how many a number is small. */
struct sums {
    double events, low, high; /* the squares lie between these */
    double enough;
};

/* Their squares are the least where all have as near the same as may be: at
   most `level` each, and who must have more has that. */
static double events_at(const struct group *groups, double level,
                        double *squares)
{
    double events = 0;

    *squares = 0;
    for (size_t i = 0; i < GROUPS; i++) {
        const struct group *g = &groups[i];
        double each = fmin(fmax(level, g->least), g->most);

        events += g->children * each;
        *squares += g->children * each * each;
    }
    return events;
}

static double least_squares(const struct group *groups, double events)
{
    double low = 0, high = events, squares;

    for (int i = 0; i < LEVEL_STEPS; i++) {
        double level = (low + high) / 2;

        if (events_at(groups, level, &squares) < events)
            low = level;
        else
            high = level;
    }
    events_at(groups, high, &squares);
    return squares;
}

/* And the most where they are as far apart: those who may have most have all
   that is beyond what each must have. */
static double most_squares(const struct group *groups, double events)
{
    double squares, left = events - events_at(groups, 0, &squares);

    for (size_t i = GROUPS; i-- > 0;) {
        const struct group *g = &groups[i];
        double beyond = g->most - g->least;
        double full = beyond > 0 ? fmin(floor(left / beyond), g->children) : 0;

        squares += full * (g->most * g->most - g->least * g->least);
        left -= full * beyond;
        if (full < g->children && beyond > 0) {
            squares += pow(g->least + left, 2) - g->least * g->least;
            left = 0;
        }
    }
    return squares;
}

static bool can_be(const struct group *groups, const struct sums *sums)
{
    double squares;

    return events_at(groups, 0, &squares) <= sums->events
           && events_at(groups, sums->events, &squares) >= sums->events
           && least_squares(groups, sums->events) <= sums->high
           && most_squares(groups, sums->events) >= sums->low;
}

/*
 * How many children of a group are of the next one instead: may it be any of
 * SPREAD_WAYS numbers, or are all that it may be no small ones?
 */
static bool is_open(struct group groups[GROUPS], size_t from,
                    const struct sums *sums)
{
    const double all = groups[from].children;
    double first = NAN, last = NAN;
    size_t ways = 0;

    for (int64_t i = 0; i <= (int64_t)all && ways < SPREAD_WAYS; i++) {
        const double n = (double)i;

        groups[from].children = all - n;
        groups[from + 1].children = n;
        if (!can_be(groups, sums))
            continue;
        if (isnan(first) && n >= sums->enough)
            return true;
        first = isnan(first) ? n : first;
        last = n;
        ways++;
    }
    return ways == SPREAD_WAYS || (last <= 0 && isfinite(sums->enough));
}

/* Of `children` some have so many: how many do, if any. */
static bool is_open_from(double children, double least, struct sums sums)
{
    struct group groups[GROUPS] = {
        { children, 1, least - 1 },
        { 0, least, sums.events },
    };

    return is_open(groups, 0, &sums);
}

/* So many have `from` or more: how many others have so many, if any. */
static bool is_open_below(double children, double again, double from,
                          double least, struct sums sums)
{
    struct group groups[GROUPS] = {
        { children - again, 1, least - 1 },
        { 0, least, from - 1 },
        { again, from, sums.events },
    };

    return is_open(groups, 0, &sums);
}

/* And how many of them have more, if any. */
static bool is_open_beyond(double children, double again, double from,
                           struct sums sums)
{
    struct group groups[GROUPS] = {
        { children - again, 1, from - 1 },
        { again, from, from },
        { 0, from + 1, sums.events },
    };

    return is_open(groups, 1, &sums);
}

bool spread_is_telling(const struct ledger *l, const struct ledger_figure *f)
{
    const struct ledger_over *over = over_of(l, f);
    struct sums sums = { .events = f->numbers[0], .enough = l->least };
    double children, again;
    bool is_shown;

    if (!over || isnan(f->numbers[3]))
        return false;
    if (!read_cell(l, f, over->first, &children))
        return true;
    read_squares(f, &sums.low, &sums.high);
    is_shown = read_cell(l, f, over->second, &again);
    for (int32_t least = 2; least < over->least; least++)
        if (is_shown ? !is_open_below(children, again, over->least, least, sums)
                     : !is_open_from(children, least, sums))
            return true;
    if (is_shown)
        return !is_open_beyond(children, again, over->least, sums);
    sums.enough = INFINITY;
    return !is_open_from(children, over->least, sums);
}
