#include "tests/oracle_parts.h"

#include <string.h>

/*
 * What policies promise (metrics.md, "The policies' promises"; details.md 38,
 * 62, 63) and what schools return (details.md 35).
 */

/* ---- suspensions ---- */

static bool is_permanent(const struct county_suspension *record)
{
    return strcmp(record->category, "PERM") == 0;
}

/* What the newest file says of it: nothing that is yet to come. */
static date_t known(const struct oracle *o, date_t date)
{
    return date <= o->as_of ? date : DATE_NONE;
}

static void count_contact(struct oracle *o, uint32_t number, size_t first,
                          uint32_t school,
                          const struct county_suspension *record)
{
    date_t contacted = known(o, record->contact_date);
    bool is_first =
        contacted == DATE_NONE ? record->contacted : contacted <= record->start;

    oracle_count(o, number, first, school, CONTACTED_FIRST, is_first, 1);
    oracle_count(o, number, first, school, CONTACT_ON_RECORD,
                 record->contacted || contacted != DATE_NONE, 1);
}

static void count_meeting(struct oracle *o, uint32_t number, size_t first,
                          uint32_t school, const struct period *period,
                          const struct county_suspension *record)
{
    date_t met = known(o, record->reintegration_date);

    if (record->end < period->start || record->end > period->end
        || record->end > period->as_of - 7)
        return;
    oracle_count(o, number, first, school, REINTEGRATION_MET,
                 met != DATE_NONE && met <= period->as_of && met >= record->end
                     && met <= record->end + 7,
                 1);
}

static void count_suspensions(struct oracle *o, uint32_t number, size_t first,
                              const struct period *period, uint32_t stay)
{
    const struct county *county = o->county;
    uint32_t school = county->enrolments[stay].school;
    uint32_t i;

    for (i = county->conduct[stay]; i < county->conduct[stay + 1]; i++) {
        const struct county_suspension *record = &county->suspensions[i];
        bool is_begun =
            record->start >= period->start && record->start <= period->end;

        if (is_begun && (oracle_is_suspension(record) || is_permanent(record)))
            count_contact(o, number, first, school, record);
        if (!oracle_is_suspension(record) || !oracle_stands(record))
            continue;
        if (is_begun)
            oracle_count(o, number, first, school, SUSPENSION_LENGTH,
                         record->sessions / 2.0, 1);
        count_meeting(o, number, first, school, period, record);
    }
}

/* ---- part-time timetables ---- */

static void count_timetables(struct oracle *o, uint32_t number, size_t first,
                             const struct period *period, uint32_t stay)
{
    struct county_provision rows[COUNTY_PROVISIONS];
    size_t count = oracle_provisions(o, stay, rows);
    uint32_t school = o->county->enrolments[stay].school;
    date_t on = period->reference;
    size_t i;

    for (i = 0; i < count; i++) {
        bool is_agreed = rows[i].by_virtual_school == 'Y';

        if (strcmp(rows[i].type, "PART_TIME") != 0
            || !oracle_is_open(rows[i].start, rows[i].end, on))
            continue;
        if (!o->states[number].is_in[CLA] && rows[i].by_worker == 'Y')
            is_agreed = true;
        oracle_count(o, number, first, school, PART_TIME_AGREED, is_agreed, 1);
        oracle_count(o, number, first, school, PART_TIME_IN_REVIEW,
                     rows[i].end != DATE_NONE && rows[i].review != DATE_NONE
                         && rows[i].review >= on,
                     1);
    }
}

/* ---- home education ---- */

static void count_home(struct oracle *o, uint32_t number, size_t first,
                       const struct period *period)
{
    const struct person *person = &o->people[number];
    struct county_register entry;

    if (!oracle_register(o, person, &entry) || strcmp(entry.name, "EHE") != 0
        || entry.start < period->start || entry.start > period->end
        || entry.start > period->as_of - 28)
        return;
    oracle_count(o, number, first,
                 oracle_own_school(o, person, period->reference), EHE_MEETING,
                 entry.meeting != DATE_NONE && entry.meeting <= period->as_of,
                 1);
}

void oracle_count_promises(struct oracle *o, uint32_t number, size_t first,
                           const struct period *period)
{
    const struct county *county = o->county;
    uint32_t pupil = o->people[number].pupil;
    uint32_t stay;

    if ((period->grain != GRAIN_YEAR && period->grain != GRAIN_TERM)
        || pupil == COUNTY_NONE)
        return;
    for (stay = county->pupils[pupil].enrolment; stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        count_suspensions(o, number, first, period, stay);
        count_timetables(o, number, first, period, stay);
    }
    if (period->grain == GRAIN_YEAR)
        count_home(o, number, first, period);
}

/* ---- schools' returns (details.md 35) ---- */

static bool has_worked_with(const struct oracle *o, uint32_t school,
                            date_t reference)
{
    const struct county *county = o->county;
    size_t i;

    for (i = county->roll_start[school]; i < county->roll_start[school + 1];
         i++) {
        const struct county_enrolment *stay =
            &county->enrolments[county->roll[i]];
        uint32_t person = o->person_of_pupil[stay->pupil];

        if (person != COUNTY_NONE && o->states[person].is_in[CSW]
            && oracle_is_on_roll(o, stay, reference, reference))
            return true;
    }
    return false;
}

static bool is_by(date_t date, date_t by)
{
    return date != DATE_NONE && date <= by;
}

static void keep_returns(const struct period *period,
                         const struct county_return *row, bool kept[METRICS])
{
    date_t on = period->reference;
    date_t by = period->as_of;

    kept[DT_TRAINED] = row->half_days >= 4;
    kept[DT_QUALIFIED] = row->is_qualified == 'Y';
    kept[GOVERNORS_REPORT] =
        is_by(row->section_1, by) && is_by(row->section_2, by);
    kept[DT_NAMED] = row->teacher[0] != '\0';
    kept[GOVERNOR_NAMED] = row->governor[0] != '\0';
    kept[TOOLKIT_TRAINED] =
        is_by(row->toolkit, on) && row->toolkit >= date_add_years(on, -1);
    kept[POLICY_CURRENT] =
        row->policy_due != DATE_NONE && row->policy_due >= on;
}

void oracle_count_returns(struct oracle *o, const struct period *period)
{
    const struct county *county = o->county;
    uint32_t i;

    for (i = 0; i < county->school_count; i++) {
        const struct county_school *school = &county->schools[i];
        bool is_closed =
            school->close_date != DATE_NONE && school->close_date <= o->as_of;
        struct county_return row;

        memset(o->returns_kept[i], 0, sizeof(o->returns_kept[i]));
        o->returns_due[i] = period->grain == GRAIN_YEAR && !is_closed
                            && school->open_date <= period->reference
                            && has_worked_with(o, i, period->reference);
        if (o->returns_due[i] && oracle_return(o, i, period->year, &row))
            keep_returns(period, &row, o->returns_kept[i]);
    }
}
