#include "tests/oracle_parts.h"

#include <string.h>

#include "config/schoolyear.h"

/*
 * Plans, registers, provision and returns as the files of the as-of day have
 * them: what begins later is not in them, what ends later has no end yet, and
 * one value of each type is set aside, that of its fourth row (details.md 74).
 */
enum { DIRTY_ROW = 3 };

bool oracle_is_open(date_t start, date_t end, date_t on)
{
    return start <= on && (end == DATE_NONE || end > on);
}

bool oracle_child_is_named(const struct oracle *o, const struct person *person)
{
    const struct county_child *child;

    if (person->child == COUNTY_NONE)
        return false;
    child = &o->county->children[person->child];
    if (child->pupil == COUNTY_NONE && child->upn[0] == '\0')
        return false;
    return child->link != COUNTY_LINK_NAME || person->pupil != COUNTY_NONE;
}

bool oracle_pep(const struct oracle *o, const struct person *person,
                size_t term, struct county_pep *pep)
{
    if (!oracle_child_is_named(o, person)
        || !county_pep(o->county, person->child, term, pep)
        || pep->from > o->as_of)
        return false;
    if (person->child == o->dirt.pep_child && term == o->dirt.pep_term)
        pep->quality = "";
    return true;
}

bool oracle_is_completed(const struct county_pep *pep, date_t by)
{
    return pep->is_required && pep->meeting != DATE_NONE && pep->meeting <= by;
}

bool oracle_register(const struct oracle *o, const struct person *person,
                     struct county_register *entry)
{
    if (person->pupil == COUNTY_NONE
        || !county_register(o->county, person->pupil, entry)
        || entry->start > o->as_of)
        return false;
    if (entry->end != DATE_NONE && entry->end > o->as_of)
        entry->end = DATE_NONE;
    if (person->pupil == o->dirt.register_pupil
        || (entry->meeting != DATE_NONE && entry->meeting > o->as_of))
        entry->meeting = DATE_NONE;
    return true;
}

size_t oracle_provisions(const struct oracle *o, uint32_t stay,
                         struct county_provision rows[COUNTY_PROVISIONS])
{
    size_t count;
    size_t kept = 0;
    size_t i;

    if (o->county->enrolments[stay].entry > o->as_of)
        return 0;
    count = county_provisions(o->county, stay, rows);
    for (i = 0; i < count; i++) {
        if (rows[i].start > o->as_of)
            continue;
        rows[kept] = rows[i];
        if (stay == o->dirt.provision_stay && i == o->dirt.provision_row)
            rows[kept].review = DATE_NONE;
        kept++;
    }
    return kept;
}

static bool is_returned(const struct oracle *o, uint32_t school, int year,
                        struct county_return *row)
{
    date_t closed = o->county->schools[school].close_date;

    return county_return(o->county, school, year, row)
           && (closed == DATE_NONE || closed >= date_make(year + 1, 7, 31))
           && row->section_1 <= o->as_of;
}

bool oracle_return(const struct oracle *o, uint32_t school, int year,
                   struct county_return *row)
{
    if (year > 2025 || !is_returned(o, school, year, row))
        return false;
    if (school == o->dirt.return_school && year == o->dirt.return_year)
        row->toolkit = DATE_NONE;
    return true;
}

/* ---- whose row is the fourth ---- */

static bool find_pep(struct oracle *o)
{
    struct person as_named = { "", COUNTY_NONE, COUNTY_NONE, 0, 0 };
    struct county_pep pep;
    uint32_t child;
    size_t term;
    int row = 0;

    for (child = 0; child < o->county->child_count; child++) {
        uint32_t pupil = o->county->children[child].pupil;

        as_named.child = child;
        as_named.pupil =
            pupil != COUNTY_NONE && o->person_of_pupil[pupil] != COUNTY_NONE
                ? pupil
                : COUNTY_NONE;
        for (term = 0; term < 9; term++)
            if (oracle_pep(o, &as_named, term, &pep) && row++ == DIRTY_ROW) {
                o->dirt.pep_child = child;
                o->dirt.pep_term = term;
                return true;
            }
    }
    return false;
}

static void find_provision(struct oracle *o)
{
    const struct county *county = o->county;
    uint32_t stay;
    int row = 0;

    for (stay = 0; stay < county->enrolment_count; stay++) {
        struct county_provision rows[COUNTY_PROVISIONS];
        size_t count;
        size_t i;

        if (county->enrolments[stay].entry > o->as_of)
            continue;
        count = county_provisions(county, stay, rows);
        for (i = 0; i < count; i++)
            if (rows[i].start <= o->as_of && row++ == DIRTY_ROW) {
                o->dirt.provision_stay = stay;
                o->dirt.provision_row = i;
            }
    }
}

static void find_register(struct oracle *o)
{
    struct county_register entry;
    uint32_t pupil;
    int row = 0;

    for (pupil = 0; pupil < o->county->pupil_count; pupil++)
        if (county_register(o->county, pupil, &entry) && entry.start <= o->as_of
            && row++ == DIRTY_ROW)
            o->dirt.register_pupil = pupil;
}

/* Of the as-of day is the running year's form, until it is closed for July. */
static void find_return(struct oracle *o)
{
    int year = schoolyear_of(o->as_of);
    struct county_return row;
    uint32_t school;
    int at = 0;

    if (o->as_of > date_make(year + 1, 7, 24))
        return;
    for (school = 0; school < o->county->school_count; school++)
        if (is_returned(o, school, year, &row) && at++ == DIRTY_ROW) {
            o->dirt.return_school = school;
            o->dirt.return_year = year;
        }
}

void oracle_find_dirt(struct oracle *o)
{
    memset(&o->dirt, 0, sizeof(o->dirt));
    o->dirt.pep_child = o->dirt.provision_stay = o->dirt.register_pupil =
        o->dirt.return_school = COUNTY_NONE;
    (void)find_pep(o);
    find_provision(o);
    find_register(o);
    find_return(o);
}
