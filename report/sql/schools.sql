-- schools: each school's own edition, of figures that may be shown, what is on record of the school
-- itself, and nothing of a single child. The setup brings together once what a workbook and a page
-- a school ask for.

-- name: setup
-- edition_measure: a line a measure, in the order in which a school's edition has them.
--
-- section  the part of the report to governors that it stands in
-- after    the measure that says enough where nobody counts in either
create temp table edition_measure (
    place integer primary key,
    metric text not null unique,
    section text not null,
    after text
) strict;

insert into edition_measure (place, metric, section, after)
values
    (1, 'attendance_rate', 'attendance', null),
    (2, 'persistent_absence', 'attendance', null),
    (3, 'unauthorised_absence_rate', 'attendance', null),
    (4, 'late_rate', 'attendance', null),
    (5, 'suspended_pupils', 'exclusion', null),
    (6, 'repeat_suspended_pupils', 'exclusion', 'suspended_pupils'),
    (7, 'suspension_rate', 'exclusion', 'suspended_pupils'),
    (8, 'suspension_days', 'exclusion', 'suspended_pupils'),
    (9, 'permanent_exclusion_rate', 'exclusion', null),
    (10, 'sen_support', 'need', null),
    (11, 'ehcp', 'need', null),
    (12, 'eyfs_gld', 'result', null),
    (13, 'phonics_y1', 'result', null),
    (14, 'ks2_rwm', 'result', null),
    (15, 'ks4_em4', 'result', null);

-- edition_plan: what is promised to so few at a school that the county's figure alone is told, and
-- of whom it is.
create temp table edition_plan (
    place integer primary key,
    metric text not null unique,
    cohort text not null
) strict;

insert into edition_plan (place, metric, cohort)
values
    (1, 'pep_on_time', 'cla'),
    (2, 'pep_three_a_year', 'cla'),
    (3, 'sdq_completed', 'cla12'),
    (4, 'ehcp_review_on_time', 'csw'),
    (5, 'supported', 'csw'),
    (6, 'tutored', 'csw'),
    (7, 'part_time', 'csw'),
    (8, 'in_year_moves', 'csw');

-- edition_group: whose figures, in their order. A school's peers stand nowhere (release.sql): what
-- ours are held against here are all of its pupils, and the same group of the county.
create temp table edition_group (
    place integer primary key,
    cohort text not null unique
) strict;

insert into edition_group (place, cohort)
values
    (1, 'csw'),
    (2, 'ever6'),
    (3, 'all');

-- edition_name: what measures and groups are called, and how that goes on in a sentence. SEN stays.
create temp table edition_name (
    id text primary key,
    name text not null,
    inside text not null
) strict, without rowid;

insert into edition_name (id, name, inside)
select id, name, iif(name glob '[A-Z][A-Z]*', name, lower(substr(name, 1, 1)) || substr(name, 2))
from (
    select metric as id, label as name from metric_name
    union all
    select cohort, short from group_name
);

-- edition_period: this year, and the years that are over, the newest first.
create temp table edition_period (
    period text primary key,
    place integer not null,
    words text not null
) strict, without rowid;

insert into edition_period (period, place, words)
select year, 0, now_words from context
union
select whole, 1, whole_words from context where whole <> year
union
select whole_2, 2, whole_2_words from context
union
select whole_3, 3, whole_3_words from context;

-- edition_own: the county's own open schools.
create temp table edition_own (
    urn text primary key,
    name text not null,
    phase text not null,
    district text not null,
    attendance_to text,
    doubt text not null
) strict, without rowid;

insert into edition_own (urn, name, phase, district, attendance_to, doubt)
select
    dim_school.urn,
    dim_school.name,
    coalesce(dim_school.phase, '[x]'),
    coalesce(dim_school.district, '[x]'),
    school_marks.marks_to,
    coalesce(school_doubt.words, '')
from context
inner join dim_school
    on dim_school.la_code = context.la_code and dim_school.status like 'Open%'
left join school_marks on school_marks.school_key = dim_school.school_key
left join school_doubt
    on school_doubt.period = context.year and school_doubt.urn = dim_school.urn;

-- edition_figure: a school's figures, as they are told.
--
-- is_shown  its numbers may be shown; else counted and value are symbols
-- whole     the denominator, where it may be shown
-- counted   20 of 89 where children are counted, 114 for 573 where it is what happened to them
create temp table edition_figure (
    urn text not null,
    period text not null,
    metric text not null,
    cohort text not null,
    is_shown integer not null,
    numerator real,
    whole real,
    counted text,
    value any,
    before any,
    changed text not null,
    verdict text not null,
    primary key (urn, period, metric, cohort)
) strict, without rowid;

insert into edition_figure (
    urn, period, metric, cohort, is_shown, numerator, whole, counted, value, before, changed,
    verdict
)
select
    edition_own.urn,
    edition_period.period,
    edition_measure.metric,
    edition_group.cohort,
    typeof(told.numerator) = 'real',
    iif(typeof(told.numerator) = 'real', told.numerator, null),
    iif(typeof(told.denominator) = 'real', told.denominator, null),
    case
        when typeof(told.numerator) <> 'real' then told.numerator
        when told.numerator = 0 then 'None of ' || said(told.denominator, 'count')
        else said(told.numerator, iif(told.numerator = round(told.numerator), 'count', 'half'))
            || iif(counted.kind = 'children', ' of ', metric_counted.joint)
            || said(told.denominator, 'count')
    end,
    told.value,
    told.before,
    told.changed,
    told.verdict
from edition_own
cross join edition_period
cross join edition_group
cross join edition_measure
inner join shown_told as told
    on told.period = edition_period.period
    and told.level = 'school'
    and told.entity = edition_own.urn
    and told.breakdown = 'none'
    and told.breakdown_value = ''
    and told.cohort = edition_group.cohort
    and told.metric = edition_measure.metric
inner join dim_metric on dim_metric.id = edition_measure.metric
inner join dim_count as counted on counted.id = dim_metric.numerator_count
inner join metric_counted on metric_counted.metric = edition_measure.metric;

-- edition_county: the county's figures beside them.
create temp table edition_county (
    metric text not null,
    cohort text not null,
    period text not null,
    is_shown integer not null,
    counted text,
    value any,
    before any,
    primary key (metric, cohort, period)
) strict, without rowid;

insert into edition_county (metric, cohort, period, is_shown, counted, value, before)
with asked as (
    select edition_measure.metric, edition_group.cohort, edition_period.period
    from edition_measure
    cross join edition_group
    cross join edition_period
    union
    select edition_plan.metric, edition_plan.cohort, asked.period
    from edition_plan
    cross join (select year as period from context union select term from context) as asked
)
select
    told.metric,
    told.cohort,
    told.period,
    typeof(told.numerator) = 'real',
    told.counted,
    told.value,
    told.before
from context
cross join asked
inner join shown_told as told
    on told.period = asked.period
    and told.level = 'county'
    and told.entity = context.la_code
    and told.breakdown = 'none'
    and told.breakdown_value = ''
    and told.cohort = asked.cohort
    and told.metric = asked.metric;

-- edition_roll: how many were on roll: a number, 0 where there is nobody, or the symbol that stands
-- for it.
--
-- day  the roll date, by which rates go; where that is not shown the period's last day; else blank,
--      and they are those who had sessions this year
create temp table edition_roll (
    urn text not null,
    cohort text not null,
    children any not null,
    day text not null,
    primary key (urn, cohort)
) strict, without rowid;

insert into edition_roll (urn, cohort, children, day)
with met as (
    select
        edition_own.urn,
        edition_group.cohort,
        count(edition_figure.metric) as figures,
        max(iif(dim_metric.denominator_count = 'roll', edition_figure.whole, null)) as roll,
        max(iif(dim_metric.denominator_count = 'here', edition_figure.whole, null)) as here,
        max(iif(dim_metric.denominator_count = 'attending', edition_figure.whole, null))
            as attending
    from context
    cross join edition_own
    cross join edition_group
    left join dim_metric on dim_metric.denominator_count in ('roll', 'here', 'attending')
    left join edition_figure
        on edition_figure.urn = edition_own.urn
        and edition_figure.period = context.year
        and edition_figure.cohort = edition_group.cohort
        and edition_figure.metric = dim_metric.id
    group by edition_own.urn, edition_group.cohort
)
select
    met.urn,
    met.cohort,
    iif(met.figures = 0, 0, coalesce(met.roll, met.here, met.attending, '[c]')),
    case
        when met.roll is not null then roll_date
        when met.here is not null then reference_date
        when met.attending is not null then ''
        else roll_date
    end
from met
cross join context
inner join dim_period on dim_period.id = context.year;

-- edition_school: those that have an edition: with anybody on roll.
create temp table edition_school (
    urn text primary key,
    name text not null,
    phase text not null,
    district text not null,
    attendance_to text,
    doubt text not null,
    ours any not null,
    six_years any not null,
    everybody any not null,
    ours_day text not null,
    six_years_day text not null,
    day text not null
) strict, without rowid;

insert into edition_school (
    urn, name, phase, district, attendance_to, doubt, ours, six_years, everybody, ours_day,
    six_years_day, day
)
select
    edition_own.urn,
    edition_own.name,
    edition_own.phase,
    edition_own.district,
    edition_own.attendance_to,
    edition_own.doubt,
    ours.children,
    six_years.children,
    everybody.children,
    case ours.day
        when everybody.day then ''
        when '' then ' (of those with sessions this year)'
        else ' (' || said(ours.day, 'day') || ')'
    end,
    case six_years.day
        when everybody.day then ''
        when '' then ' (of those with sessions this year)'
        else ' (' || said(six_years.day, 'day') || ')'
    end,
    everybody.day
from edition_own
inner join edition_roll as ours on ours.urn = edition_own.urn and ours.cohort = 'csw'
inner join edition_roll as six_years
    on six_years.urn = edition_own.urn and six_years.cohort = 'ever6'
inner join edition_roll as everybody
    on everybody.urn = edition_own.urn and everybody.cohort = 'all'
where everybody.children <> 0;

-- edition_row: this year's figures of a school that may be shown, a row a measure and group, beside
-- this day last year and the county.
--
-- measure  with what it is a rate of
-- is_none  nobody counts in it
-- rate, before, county  a number or its symbol; county: the same group's there
-- changed  in words
create temp table edition_row (
    urn text not null,
    section text not null,
    place integer not null,
    metric text not null,
    cohort text not null,
    measure text not null,
    group_name text not null,
    is_none integer not null,
    counted text not null,
    rate any not null,
    before any not null,
    county any not null,
    changed text not null,
    is_clear integer not null,
    is_tested integer not null,
    primary key (urn, section, place)
) strict, without rowid;

insert into edition_row (
    urn, section, place, metric, cohort, measure, group_name, is_none, counted, rate, before,
    county, changed, is_clear, is_tested
)
select
    edition_school.urn,
    edition_measure.section,
    10 * edition_measure.place + edition_group.place,
    edition_measure.metric,
    edition_group.cohort,
    measure.name || case
        when dim_metric.unit <> '%' then ', ' || replace(dim_metric.unit, ' pupils', '')
        when whole.kind = 'events' then ', % of sessions'
        else ', %'
    end,
    groups.name,
    edition_figure.numerator = 0,
    edition_figure.counted,
    edition_figure.value,
    edition_figure.before,
    coalesce(edition_county.value, '[x]'),
    edition_figure.changed,
    edition_figure.verdict not in ('Not tested', 'No clear change'),
    edition_figure.verdict <> 'Not tested'
from context
cross join edition_school
cross join edition_measure
cross join edition_group
inner join edition_figure
    on edition_figure.urn = edition_school.urn
    and edition_figure.period = context.year
    and edition_figure.metric = edition_measure.metric
    and edition_figure.cohort = edition_group.cohort
    and edition_figure.is_shown
inner join edition_name as measure on measure.id = edition_measure.metric
inner join edition_name as groups on groups.id = edition_group.cohort
inner join dim_metric on dim_metric.id = edition_measure.metric
inner join dim_count as whole on whole.id = dim_metric.denominator_count
left join edition_county
    on edition_county.metric = edition_measure.metric
    and edition_county.cohort = edition_group.cohort
    and edition_county.period = context.year
where edition_measure.section <> 'result';

-- edition_paper: the same as a page has them, which is for reading: where nobody was suspended
-- nothing of how often.
create temp view edition_paper as
select
    urn,
    section,
    place,
    measure,
    group_name,
    counted,
    rate,
    before,
    county
from edition_row
where not is_none or not exists (
    select 1
    from edition_measure
    inner join edition_row as other
        on other.urn = edition_row.urn
        and other.section = edition_row.section
        and other.metric = edition_measure.after
        and other.cohort = edition_row.cohort
        and other.is_none
    where edition_measure.metric = edition_row.metric
);

-- edition_line: what is said of a school in sentences, in the order of the sections and places.
create temp table edition_line (
    urn text not null,
    section text not null,
    place integer not null,
    words text not null,
    primary key (urn, section, place)
) strict, without rowid;

-- Who is here. How few there are where it is not shown is told nowhere: the sentence is the same
-- for one child and for a number that would give one away.
insert into edition_line (urn, section, place, words)
select
    urn,
    'who',
    1,
    iif(
        typeof(everybody) = 'text',
        'How many pupils were on roll: ' || lower(substr(not_shown, 1, 1)) || substr(not_shown, 2),
        said(everybody, 'count') || iif(everybody = 1, ' pupil was', ' pupils were')
            || iif(day = '', ' here this year', ' on roll on ' || said(day, 'date'))
    ) || '.'
from edition_school
cross join context
union all
select
    urn,
    'who',
    2,
    case
        when typeof(ours) = 'text'
            then 'How many of them have a social worker is not shown: they are too few, or would '
                || 'let so few be worked out. They are in the county''s figures; the designated '
                || 'teacher''s named list has them.'
        when ours = 0
            then 'None of them has a social worker: none is looked after, on a protection plan or '
                || 'in need.'
        else said(ours, 'Word')
            || iif(ours = 1, ' has', ' have')
            || ' a social worker: looked after, on a protection plan or in need' || ours_day || '.'
    end
from edition_school
union all
select
    urn,
    'who',
    3,
    case
        when typeof(six_years) = 'text'
            then 'How many had one in the last six years is not shown'
                || iif(
                    typeof(ours) = 'text',
                    ' either.',
                    ': they are too few, or would let so few be worked out.'
                )
        when six_years = 0 then 'None had one in the last six years.'
        else said(six_years, 'Word') || ' had one in the last six years'
            || iif(typeof(ours) = 'real' and ours > 0, ', these included', '') || six_years_day
            || '.'
    end
from edition_school
union all
select
    urn,
    'who',
    4,
    'Attendance is late or in part: ' || doubt || '.'
from edition_school
where doubt <> ''
union all
select
    edition_school.urn,
    'who',
    5,
    doubt_words.stopped
from edition_school
cross join doubt_words
where doubt_words.stopped <> '';

-- What became clearly more or less, and how many comparisons that is of.
insert into edition_line (urn, section, place, words)
select
    urn,
    'change',
    place,
    measure.name || ', ' || groups.inside || ': ' || lower(substr(changed, 1, 1))
        || substr(changed, 2) || iif(dim_metric.unit = '%', '%', ' ' || dim_metric.unit) || ' ('
        || counted || ').'
from edition_row
inner join edition_name as measure on measure.id = edition_row.metric
inner join edition_name as groups on groups.id = edition_row.cohort
inner join dim_metric on dim_metric.id = edition_row.metric
where is_clear
union all
select
    edition_school.urn,
    'change',
    9999,
    case
        when count(edition_row.urn) = 0
            then 'No figure could be tested against ' || context.then_words
                || ': too few children, or nothing to compare with.'
        when sum(edition_row.is_clear) = 0
            then 'Of ' || said(count(*), 'word') || iif(count(*) = 1, ' figure', ' figures')
                || ' that could be tested against ' || context.then_words
                || ' none differs clearly, which is not the same as no change.'
        else said(count(*), 'Word') || iif(count(*) = 1, ' figure', ' figures')
            || ' could be tested against ' || context.then_words
            || '; chance alone would tell about ' || said(round(count(*) / 20.0), 'word')
            || ' of them apart.'
    end
from edition_school
cross join context
left join edition_row on edition_row.urn = edition_school.urn and edition_row.is_tested
group by edition_school.urn;

-- Past a limit for a school of its size: a reason to ask. Of all pupils only where it is so of none
-- of our children.
insert into edition_line (urn, section, place, words)
select
    urn,
    'limit',
    place,
    words
from (
    select
        edition_figure.urn,
        10 * edition_measure.place + edition_group.place as place,
        measure.name || ', ' || groups.inside || ': ' || edition_figure.counted || '. '
            || flag_name.meaning || ', were this school like all of its phase. A reason to ask, '
            || 'not a judgement.' as words,
        rank() over (
            partition by edition_figure.urn order by edition_figure.cohort = 'all'
        ) as turn
    from context
    cross join edition_figure
        on edition_figure.period = context.year and edition_figure.is_shown
    inner join shown_funnel
        on shown_funnel.period = edition_figure.period
        and shown_funnel.urn = edition_figure.urn
        and shown_funnel.metric = edition_figure.metric
        and shown_funnel.cohort = edition_figure.cohort
        and shown_funnel.flag like 'above%'
    inner join flag_name on flag_name.flag = shown_funnel.flag
    inner join edition_measure on edition_measure.metric = edition_figure.metric
    inner join edition_group on edition_group.cohort = edition_figure.cohort
    inner join edition_name as measure on measure.id = edition_figure.metric
    inner join edition_name as groups on groups.id = edition_figure.cohort
    left join school_test
        on school_test.metric = shown_funnel.metric
        and school_test.urn = shown_funnel.urn
        and school_test.cohort = shown_funnel.cohort
    where coalesce(school_test.state, 'told') = 'told'
)
where turn = 1;

-- What of a section is not shown, by measure and group; that a whole group is not is said once.
insert into edition_line (urn, section, place, words)
select
    urn,
    section,
    9000,
    context.not_shown || ': ' || group_concat(words, '; ') || '.'
from (
    select
        edition_figure.urn,
        edition_measure.section,
        measure.inside || ' (' || group_concat(groups.inside, ', ') || ')' as words
    from context
    cross join edition_school
    cross join edition_measure
    cross join edition_group
    inner join edition_figure
        on edition_figure.urn = edition_school.urn
        and edition_figure.period = context.year
        and edition_figure.metric = edition_measure.metric
        and edition_figure.cohort = edition_group.cohort
        and not edition_figure.is_shown
    inner join edition_roll
        on edition_roll.urn = edition_figure.urn
        and edition_roll.cohort = edition_group.cohort
        and typeof(edition_roll.children) <> 'text'
    inner join edition_name as measure on measure.id = edition_measure.metric
    inner join edition_name as groups on groups.id = edition_group.cohort
    where edition_measure.section <> 'result'
    group by edition_figure.urn, edition_measure.place
    order by edition_figure.urn, edition_measure.place
)
cross join context
group by urn, section;

-- edition_record: what is on record of the school itself, a row a fact, this year and last.
create temp table edition_record (
    urn text not null,
    place integer not null,
    fact text not null,
    now text not null,
    before text not null,
    primary key (urn, place)
) strict, without rowid;

insert into edition_record (urn, place, fact, now, before)
with
told as (
    select
        edition_school.urn,
        year.academic_year = context.year as is_now,
        shown_return.*
    from context
    cross join edition_school
    cross join (select year as academic_year from context union select last_year from context)
        as year
    left join shown_return
        on shown_return.urn = edition_school.urn
        and shown_return.academic_year = year.academic_year
),
fact (urn, is_now, place, fact, words) as (
    select urn, is_now, 1, 'Designated teacher named', case teacher when 1 then 'Yes' end
    from told
    union all
    select
        urn, is_now, 2, 'Designated teacher has qualified teacher status',
        case qualified when 'Y' then 'Yes' when 'N' then 'No' end
    from told
    union all
    select
        urn, is_now, 3, 'Days of training of the designated teacher',
        said(training_days, 'half')
    from told
    union all
    select
        urn, is_now, 4, 'Training of all staff with the toolkit', said(toolkit_date, 'date')
    from told
    union all
    select urn, is_now, 5, 'Designated governor named', case governor when 1 then 'Yes' end
    from told
    union all
    select urn, is_now, 6, 'Report to Governors, section 1', said(section1_date, 'date')
    from told
    union all
    select urn, is_now, 7, 'Report to Governors, section 2', said(section2_date, 'date')
    from told
    union all
    select
        told.urn, is_now, 8, 'Policy due for review',
        said(policy_review_due, 'date')
            || iif(policy_review_due < context.as_of, ' (has passed)', '')
    from told
    cross join context
)
select
    urn,
    place,
    fact,
    coalesce(max(iif(is_now, words, null)), 'Not on record'),
    coalesce(max(iif(is_now, null, words)), 'Not on record')
from fact
group by urn, place, fact;

-- name: each
-- A row an edition: a school of the county that is open and has anybody on roll.
select
    edition_school.urn,
    edition_school.name,
    edition_school.phase,
    edition_school.district,
    edition_school.attendance_to
from edition_school
order by edition_school.urn;

-- name: school_facts
-- Whose edition it is.
select
    urn,
    phase,
    district,
    coalesce(attendance_to, '[x]') as attendance_to
from edition_school
where urn = :urn;

-- name: who
-- Who is here, in sentences.
select '' as heading, words
from edition_line
where urn = :urn and section = 'who'
order by place;

-- name: change
-- What differs clearly from last year, and what is past a limit, in sentences.
select '' as heading, words
from edition_line
where urn = :urn and section in ('limit', 'change')
order by section desc, place;

-- name: figure
-- A school's figures of this year that may be shown, a row a measure and group.
select *
from edition_row
where urn = :urn
order by place;

-- name: attendance
-- This year's figures of attendance, a row a measure and group.
select *
from edition_paper
where urn = :urn and section = 'attendance'
order by place;

-- name: exclusion
-- This year's figures of suspensions and exclusions, a row a measure and group.
select *
from edition_paper
where urn = :urn and section = 'exclusion'
order by place;

-- name: need
-- This year's figures of special educational needs, a row a measure and group.
select *
from edition_paper
where urn = :urn and section = 'need'
order by place;

-- name: hidden
-- What of each section is not shown; one row.
select
    coalesce(max(iif(section = 'attendance', words, null)), '') as attendance,
    coalesce(max(iif(section = 'exclusion', words, null)), '') as exclusion,
    coalesce(max(iif(section = 'need', words, null)), '') as need
from edition_line
where urn = :urn and place = 9000;

-- name: result
-- The newest results of all pupils in each stage that may be shown, beside the county's.
select
    metric_name.label as measure,
    edition_period.words as period,
    edition_figure.counted,
    edition_figure.value as rate,
    coalesce(county_all.value, '[x]') as county,
    coalesce(county_ours.value, '[x]') as county_ours
from (
    select edition_figure.metric, min(edition_period.place) as place
    from edition_measure
    cross join edition_figure
        on edition_figure.urn = :urn
        and edition_figure.metric = edition_measure.metric
        and edition_figure.cohort = 'all'
        and edition_figure.is_shown
    inner join edition_period on edition_period.period = edition_figure.period
    where edition_measure.section = 'result'
    group by edition_figure.metric
) as newest
inner join edition_period on edition_period.place = newest.place
inner join edition_figure
    on edition_figure.urn = :urn
    and edition_figure.period = edition_period.period
    and edition_figure.metric = newest.metric
    and edition_figure.cohort = 'all'
inner join edition_measure on edition_measure.metric = newest.metric
inner join metric_name on metric_name.metric = newest.metric
left join edition_county as county_all
    on county_all.metric = newest.metric
    and county_all.cohort = 'all'
    and county_all.period = edition_period.period
left join edition_county as county_ours
    on county_ours.metric = newest.metric
    and county_ours.cohort = 'csw'
    and county_ours.period = edition_period.period
order by edition_measure.place;

-- name: year
-- The years that are over, a row a measure and group of which any year may be shown.
select
    metric_name.label || ', ' || metric_name.unit as title,
    group_name.short as group_name,
    coalesce(max(iif(edition_period.place = 3, edition_figure.counted, null)), '[z]') as counted_3,
    coalesce(max(iif(edition_period.place = 3, edition_figure.value, null)), '[z]') as rate_3,
    coalesce(max(iif(edition_period.place = 2, edition_figure.counted, null)), '[z]') as counted_2,
    coalesce(max(iif(edition_period.place = 2, edition_figure.value, null)), '[z]') as rate_2,
    coalesce(max(iif(edition_period.place = 1, edition_figure.counted, null)), '[z]') as counted_1,
    coalesce(max(iif(edition_period.place = 1, edition_figure.value, null)), '[z]') as rate_1
from edition_measure
cross join edition_group
cross join edition_period on edition_period.place between 1 and 3
inner join edition_figure
    on edition_figure.urn = :urn
    and edition_figure.period = edition_period.period
    and edition_figure.metric = edition_measure.metric
    and edition_figure.cohort = edition_group.cohort
inner join metric_name on metric_name.metric = edition_measure.metric
inner join group_name on group_name.cohort = edition_group.cohort
group by edition_measure.place, edition_group.place
having sum(edition_figure.is_shown)
order by edition_measure.place, edition_group.place;

-- name: plan
-- What is of so few children at a school that the county's figure alone is told.
select
    metric_name.label || iif(metric_name.unit = '%', ', %', ', ' || metric_name.unit) as measure,
    group_name.short as group_name,
    edition_county.counted,
    edition_county.value as rate,
    iif(dim_period.complete, '', 'so far ')
        || iif(dim_period.grain = 'term', 'this term', 'this year') as period
from edition_plan
inner join edition_county
    on edition_county.metric = edition_plan.metric
    and edition_county.cohort = edition_plan.cohort
    and edition_county.is_shown
inner join dim_period on dim_period.id = edition_county.period
inner join metric_name on metric_name.metric = edition_plan.metric
inner join group_name on group_name.cohort = edition_plan.cohort
where dim_period.grain = 'year' or not exists (
    select 1
    from edition_county as whole
    inner join dim_period as year on year.id = whole.period and year.grain = 'year'
    where whole.metric = edition_plan.metric and whole.cohort = edition_plan.cohort
)
order by edition_plan.place;

-- name: record
-- What is on record of the school itself.
select fact, now, before
from edition_record
where urn = :urn
order by place;

-- name: promise
-- What policies promise of these children, as far as the school's data can say.
select
    dim_promise.subject,
    dim_promise.words,
    case shown_promise.state
        when 'kept' then 'Kept'
        when 'not_kept' then 'Not kept'
        when 'not_on_record' then 'Not on record'
        else 'Nothing due'
    end as state
from shown_promise
inner join dim_promise on dim_promise.id = shown_promise.promise
where shown_promise.urn = :urn and shown_promise.state not in ('too_few', 'not_measured')
order by shown_promise.position;

-- name: promise_rest
-- The promises that it cannot say anything of, in words; one row.
select
    coalesce(
        'Too few children to say, or a small number would be known: '
            || group_concat(iif(state = 'too_few', words, null), '; ') || '.',
        ''
    ) as too_few,
    coalesce(
        'Cannot be measured, since what would record it has not come: '
            || group_concat(iif(state = 'not_measured', words, null), '; ') || '.',
        ''
    ) as unmeasured,
    (
        select
            'No record shows these; governors may ask: ' || group_concat(inside, '; ') || '.'
        from (
            select lower(substr(words, 1, 1)) || substr(words, 2) as inside
            from dim_promise
            where metric is null
            order by subject, words
        )
    ) as unseen
from (
    select
        shown_promise.state,
        lower(substr(dim_promise.words, 1, 1)) || substr(dim_promise.words, 2) as words
    from shown_promise
    inner join dim_promise on dim_promise.id = shown_promise.promise
    where shown_promise.urn = :urn
    order by shown_promise.position
);

-- name: edition
-- A row a school with an edition, and its files.
select
    urn,
    name,
    phase,
    district,
    urn || '/profile.xlsx' as profile,
    'Workbook' as profile_words,
    'Report to Governors' as report_words
from edition_school
order by name, urn;

-- name: without
-- Open schools of the county that have none, since no roll has anybody of theirs.
select edition_own.name, edition_own.urn, edition_own.phase, edition_own.district
from edition_own
left join edition_school on edition_school.urn = edition_own.urn
where edition_school.urn is null
order by edition_own.name, edition_own.urn;
