#include "transform/attendance/special.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "transform/attendance/column.h"
#include "transform/attendance/standing.h"

#define NOT_COUNTED 9

/* A school where the pupil has marks, and what they are. */
struct site {
    uint32_t school;
    char marks[YEARPLAN_SESSIONS]; /* ' ' = none */
};

/* A stay that may cover marks; its rank is by the status at a period's R. */
struct cover {
    uint32_t site;
    date_t entry, leaving;
    const struct spine_stay *stay;
    int rank;
};

struct specials {
    const struct spine *spine;
    const struct markcodes *marks;
    struct query *read;
    struct query *hidden;
    struct site *sites;
    size_t site_count, site_capacity;
    struct cover *covers;
    size_t cover_count, cover_capacity;
};

bool special_is(const struct spine *spine, uint32_t person, date_t first,
                date_t last)
{
    const struct spine_person *p = &spine->persons[person];
    const struct spine_stay *stays = spine->stays + p->stay;

    for (size_t i = 0; i < p->stay_count; i++) {
        if (stays[i].entry > last || stays[i].leaving < first)
            continue;
        if (stays[i].is_varied
            || spine->places[stays[i].school].near != stays[i].school)
            return true;
        for (size_t j = 0; j < i; j++)
            if (stays[j].school != stays[i].school
                && stays[j].entry <= stays[i].leaving
                && stays[i].entry <= stays[j].leaving && stays[j].entry <= last
                && stays[j].leaving >= first)
                return true;
    }
    return false;
}

int specials_open(struct specials **out, struct db *db,
                  const struct spine *spine, const struct markcodes *marks,
                  struct err *err)
{
    struct specials *s = mem_zero(1, sizeof(*s));

    *out = NULL;
    s->spine = spine;
    s->marks = marks;
    if (query_open_asset(&s->read, db,
                         "transform/sql/special.sql#read_pupil_marks", err)
        || query_open_asset(&s->hidden, db,
                            "transform/sql/special.sql#read_hidden", err)) {
        specials_close(s);
        return -1;
    }
    *out = s;
    return 0;
}

void specials_close(struct specials *s)
{
    if (!s)
        return;
    query_close(s->read);
    query_close(s->hidden);
    free(s->sites);
    free(s->covers);
    free(s);
}

static struct site *find_site(struct specials *s, uint32_t school)
{
    struct site *site;

    for (size_t i = 0; i < s->site_count; i++)
        if (s->sites[i].school == school)
            return &s->sites[i];
    MEM_ROOM(s->sites, s->site_count, s->site_capacity);
    site = &s->sites[s->site_count++];
    site->school = school;
    memset(site->marks, ' ', sizeof(site->marks));
    return site;
}

/* Blank what an older ident holds beside a newer one. */
static int hide(struct specials *s, const struct yearplan_bucket *b,
                int64_t school_key, int64_t ident_key, char *marks,
                struct err *err)
{
    int row;

    query_bind_int(s->hidden, 1, b->bucket);
    query_bind_int(s->hidden, 2, school_key);
    query_bind_int(s->hidden, 3, ident_key);
    while ((row = query_step(s->hidden, err)) == 1) {
        size_t position = (size_t)query_int(s->hidden, 0);

        if (position < b->position_count)
            marks[position] = ' ';
    }
    return row;
}

static int take_string(struct specials *s, const struct yearplan *plan,
                       struct err *err)
{
    int64_t school_key = query_int(s->read, 0);
    const struct yearplan_bucket *b = &plan->buckets[query_int(s->read, 1) % 8];
    uint32_t school = spine_school(s->spine, school_key);
    char marks[MARKDAY_POSITIONS];
    const char *text = query_text(s->read, 3);
    size_t len = strlen(text);
    struct site *site;

    if (school == SCHOOL_NONE)
        return 0;
    site = find_site(s, school);
    memset(marks, ' ', sizeof(marks));
    memcpy(marks, text, len < b->position_count ? len : b->position_count);
    if (hide(s, b, school_key, query_int(s->read, 2), marks, err))
        return -1;
    for (size_t i = 0; i < b->position_count; i++)
        if (marks[i] != ' ' && b->session[i] < plan->session_count)
            site->marks[b->session[i]] = marks[i];
    return 0;
}

static int read_sites(struct specials *s, const struct yearplan *plan,
                      uint32_t person, struct err *err)
{
    int row;

    s->site_count = 0;
    query_bind_int(s->read, 1, s->spine->persons[person].pupil_key);
    query_bind_int(s->read, 2, plan->buckets[0].bucket);
    query_bind_int(s->read, 3, plan->buckets[MARKDAY_BUCKETS - 1].bucket);
    while ((row = query_step(s->read, err)) == 1)
        if (take_string(s, plan, err)) {
            query_reset(s->read);
            return -1;
        }
    return row;
}

static void find_covers(struct specials *s, uint32_t person)
{
    const struct spine_person *p = &s->spine->persons[person];

    s->cover_count = 0;
    for (size_t i = 0; i < p->stay_count; i++) {
        const struct spine_stay *stay = &s->spine->stays[p->stay + i];

        for (size_t n = 0; n < s->site_count; n++) {
            if (!spine_is_near(s->spine, s->sites[n].school, stay->school))
                continue;
            MEM_ROOM(s->covers, s->cover_count, s->cover_capacity);
            s->covers[s->cover_count++] =
                (struct cover){ (uint32_t)n, stay->entry, stay->leaving, stay,
                                NOT_COUNTED };
        }
    }
}

static int rank_of(char status)
{
    switch (status) {
    case 'C':
        return 0;
    case 'M':
        return 1;
    case 'S':
        return 2;
    default:
        return NOT_COUNTED;
    }
}

/*
 * Whose mark counts on a session: status C, then M, then S, then the lower URN
 * (metrics.md, Attendance). NULL where no possible mark does.
 */
static const struct site *winner(const struct specials *s, size_t session,
                                 date_t date, const uint64_t *add)
{
    const struct site *best = NULL;
    int best_rank = NOT_COUNTED;

    for (size_t i = 0; i < s->cover_count; i++) {
        const struct cover *c = &s->covers[i];
        const struct site *site = &s->sites[c->site];
        unsigned char mark = (unsigned char)site->marks[session];

        if (c->rank == NOT_COUNTED || date < c->entry || date > c->leaving
            || add[mark] == 0)
            continue;
        if (!best || c->rank < best_rank
            || (c->rank == best_rank
                && s->spine->places[site->school].urn
                       < s->spine->places[best->school].urn)) {
            best = site;
            best_rank = c->rank;
        }
    }
    return best;
}

/* By the statuses that count for a period. */
static void rank_covers(const struct specials *s, const struct period *p)
{
    for (size_t i = 0; i < s->cover_count; i++)
        s->covers[i].rank = rank_of(
            spine_state_on(s->spine, s->covers[i].stay, p->reference)->status);
}

/* What the pupil's marks at `site` in a period add up to. */
static void sum_period(const struct specials *s, const struct yearplan *plan,
                       const struct period *p, const struct site *site,
                       bool skips_ht6, uint16_t fields[MARKCODES_FIELDS],
                       uint16_t *reasons)
{
    date_t first = plan->year->first;

    rank_covers(s, p);
    for (date_t date = p->start < first ? first : p->start; date <= p->end;
         date++) {
        for (size_t half = 0; half < 2; half++) {
            size_t session = 2 * (size_t)(date - first) + half;
            const uint64_t *add;
            unsigned char mark;

            if (session >= plan->session_count)
                return;
            mark = (unsigned char)site->marks[session];
            add = s->marks->meanings[plan->meaning[session]].add;
            if (add[mark] == 0
                || (skips_ht6 && yearplan_is_ht6(plan, plan->part[session]))
                || winner(s, session, date, add) != site)
                continue;
            for (size_t f = 0; f < MARKCODES_FIELDS; f++)
                fields[f] =
                    (uint16_t)(fields[f] + MARKCODES_FIELD(add[mark], f));
            if (reasons && (add[mark] & MARKCODES_ABSENT_BITS))
                reasons[s->marks->reason[mark]]++;
        }
    }
}

int specials_sum(struct specials *s, const struct yearplan *plan,
                 uint32_t person, uint32_t school, bool skips_ht6,
                 struct sums *sums, struct err *err)
{
    const struct site *site;

    memset(sums, 0, sizeof(*sums));
    if (read_sites(s, plan, person, err))
        return -1;
    find_site(s, school);
    find_covers(s, person);
    site = find_site(s, school);
    for (size_t slot = 0; slot < SLOT_COUNT; slot++)
        if (plan->year->slots[slot])
            sum_period(s, plan, plan->year->slots[slot], site, skips_ht6,
                       sums->figures.of[slot], sums->reasons[slot]);
    for (size_t w = 0; w < CALENDAR_WEEKS; w++) {
        uint16_t fields[MARKCODES_FIELDS] = { 0 };

        if (!plan->year->weeks[w])
            continue;
        sum_period(s, plan, plan->year->weeks[w], site, skips_ht6, fields,
                   NULL);
        for (size_t f = 0; f < SUMS_WEEK_FIELDS; f++)
            sums->weeks.of[w][f] = (uint8_t)fields[f];
    }
    return 0;
}

int specials_days(struct specials *s, const struct yearplan *plan,
                  uint32_t person, bool skips_ht6, struct sums_day *days,
                  struct err *err)
{
    date_t first = plan->year->first;

    if (read_sites(s, plan, person, err))
        return -1;
    find_covers(s, person);
    rank_covers(s, plan->year->slots[SLOT_YEAR]);
    for (size_t session = 0; session < plan->session_count; session++) {
        const uint64_t *add = s->marks->meanings[plan->meaning[session]].add;
        const struct site *site;
        uint64_t sum;

        if (skips_ht6 && yearplan_is_ht6(plan, plan->part[session]))
            continue;
        site = winner(s, session, first + (date_t)(session / 2), add);
        if (!site)
            continue;
        sum = add[(unsigned char)site->marks[session]];
        days[session / 2].possible =
            (uint16_t)(days[session / 2].possible
                       + MARKCODES_FIELD(sum, COLUMN_possible));
        days[session / 2].absent =
            (uint16_t)(days[session / 2].absent
                       + MARKCODES_FIELD(sum, COLUMN_authorised)
                       + MARKCODES_FIELD(sum, COLUMN_unauthorised));
    }
    return 0;
}

static bool is_covered(const struct specials *s, size_t site, date_t date)
{
    for (size_t i = 0; i < s->cover_count; i++) {
        const struct cover *c = &s->covers[i];

        if (c->site == site && c->rank != NOT_COUNTED && date >= c->entry
            && date <= c->leaving)
            return true;
    }
    return false;
}

/* Why a mark counts, or the first reason why not. */
static enum session_standing stand(const struct specials *s,
                                   const struct yearplan *plan, size_t site,
                                   size_t session, unsigned standing)
{
    const uint64_t *add = s->marks->meanings[plan->meaning[session]].add;
    date_t date = plan->year->first + (date_t)(session / 2);

    if (!(standing & STANDING_COUNTS))
        return SESSION_NO_AGE;
    if (add[(unsigned char)s->sites[site].marks[session]] == 0)
        return SESSION_IS_NONE;
    if (!is_covered(s, site, date))
        return SESSION_OFF_ROLL;
    if ((standing & STANDING_SKIPS_HT6)
        && yearplan_is_ht6(plan, plan->part[session]))
        return SESSION_HT6;
    return winner(s, session, date, add) == &s->sites[site]
               ? SESSION_COUNTS
               : SESSION_IS_ANOTHERS;
}

int specials_each(struct specials *s, const struct yearplan *plan,
                  const struct period *period, uint32_t person,
                  special_session_fn *tell, void *context, struct err *err)
{
    date_t first = plan->year->first;
    date_t from = period->start < first ? first : period->start;
    unsigned standing =
        standing_by_age(s->spine->persons[person].born, plan->year->year);

    if (read_sites(s, plan, person, err))
        return -1;
    find_covers(s, person);
    rank_covers(s, period);
    for (size_t session = 2 * (size_t)(from - first);
         session < plan->session_count
         && first + (date_t)(session / 2) <= period->end;
         session++)
        for (size_t i = 0; i < s->site_count; i++) {
            struct special_session told = {
                .date = first + (date_t)(session / 2),
                .half = (int)(session % 2),
                .school = s->sites[i].school,
                .symbol = s->sites[i].marks[session],
            };

            if (told.symbol == ' ')
                continue;
            told.standing = stand(s, plan, i, session, standing);
            told.add = s->marks->meanings[plan->meaning[session]]
                           .add[(unsigned char)told.symbol];
            if (tell(context, &told, err))
                return -1;
        }
    return 0;
}
