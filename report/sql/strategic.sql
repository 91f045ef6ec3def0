-- strategic: the queries of the pack.

-- name: setup
-- funnel_choice: one row: the funnel to draw, of children who had a social worker in the
-- last six years: suspensions in the phase with the most schools that can be shown, if
-- they are five or more, else persistent absence.
--
-- schools  that can be shown; those where it happened count, since zeros say little
-- model  the distribution of its limits
create temp table funnel_choice (
    metric text not null,
    cohort text not null,
    phase text not null,
    model text not null,
    schools integer not null,
    phase_words text not null
) strict;

insert into funnel_choice (metric, cohort, phase, model, schools, phase_words)
select
    metric,
    cohort,
    phase,
    iif(metric = 'persistent_absence', 'binomial', 'poisson'),
    sum(value is not null) as schools,
    case phase
        when 'State-funded primary' then 'primary schools'
        when 'State-funded secondary' then 'secondary schools'
        when 'State-funded special' then 'special schools'
        when 'State-funded AP' then 'alternative provision'
        else 'schools'
    end
from shown_funnel
where cohort = 'ever6' and metric in ('suspended_pupils', 'persistent_absence')
group by metric, cohort, phase
order by
    iif(sum(coalesce(numerator > 0, 0)) >= 5, metric = 'suspended_pupils', 0) desc,
    sum(coalesce(numerator > 0, 0)) desc,
    metric desc,
    phase
limit 1;

-- drawn_funnel: the schools of that funnel.
create temp view drawn_funnel as
select
    shown_funnel.*,
    funnel_choice.model,
    funnel_choice.schools,
    funnel_choice.phase_words,
    metric_name.name as measure,
    metric_name.label || iif(metric_name.unit = '%', ', %', ', ' || metric_name.unit)
        as measure_in_text,
    metric_name.unit,
    metric_name.scale
from funnel_choice
inner join shown_funnel
    on shown_funnel.metric = funnel_choice.metric
    and shown_funnel.cohort = funnel_choice.cohort
    and shown_funnel.phase = funnel_choice.phase
inner join metric_name on metric_name.metric = funnel_choice.metric;

-- term_comparison: children with a social worker beside their peers, a term after the
-- other, for tables and charts.
create temp view term_comparison as
select
    term_name.position,
    term_name.name as term,
    term_name.short as label,
    shown_comparison.*,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name
from term_name
cross join shown_comparison on shown_comparison.period = term_name.period
where shown_comparison.level = 'county'
    and shown_comparison.cohort = 'csw'
    and shown_comparison.breakdown = 'none';

-- place_comparison: this year's persistent absence of children with a social worker
-- beside their peers, and their suspensions, by district and by phase.
create temp view place_comparison as
with place as (
    select
        iif(shown_comparison.level = 'district', 'district', 'phase') as kind,
        iif(shown_comparison.level = 'district', entity, breakdown_value) as place,
        shown_comparison.*
    from context
    inner join shown_comparison on shown_comparison.period = context.year
    where shown_comparison.cohort = 'csw'
        and (
            (shown_comparison.level = 'district' and shown_comparison.breakdown = 'none')
            or (shown_comparison.level = 'county' and shown_comparison.breakdown = 'phase')
        )
)
select
    absence.kind,
    absence.place,
    absence.place as label,
    absence.denominator as pupils,
    absence.numerator as absent,
    absence.value,
    absence.lower,
    absence.upper,
    absence.comparator_value,
    absence.gap,
    absence.gap_size,
    absence.compared,
    coalesce(suspended.numerator, '[x]') as suspended,
    coalesce(suspended.value, '[x]') as suspended_value,
    coalesce(suspended.comparator_value, '[x]') as suspended_peers,
    coalesce(suspended.compared, 'Not compared') as suspended_compared,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name,
    '%' as unit
from place as absence
left join place as suspended
    on suspended.kind = absence.kind
    and suspended.place = absence.place
    and suspended.metric = 'suspended_pupils'
where absence.metric = 'persistent_absence';

-- name: absence_gap
-- Persistent absence term by term beside peers.
select
    term_comparison.*,
    'Gap, percentage points (children with a social worker minus peers)' as gap_name,
    '%' as unit
from term_comparison
where metric = 'persistent_absence'
order by position;

-- name: absence_gap_finding
-- What the gap in persistent absence says: the latest finished term beside the same a
-- year before. No row before there is a term with one.
--
-- title  a template; a change is one where the interval of the difference of the two
--        gaps leaves out 0
with gap as (
    select
        term as now_name,
        first_value(term) over (order by position) as first_name,
        position,
        value,
        comparator_value,
        gap,
        gap_lower,
        gap_upper
    from term_comparison
    where metric = 'persistent_absence' and gap_size is not null
)
select
    gap.*,
    coalesce(change.compare_value, '[x]') as compare_gap,
    context.compare_words as compare_words,
    case
        when change.compare_value is null
            then 'The persistent absence gap is {gap:abs} percentage points'
        else 'The persistent absence gap '
            || case change.direction
                when 'up' then 'widened to'
                when 'down' then 'narrowed to'
                else 'was'
            end
            || ' {compare_gap:abs} points in the {compare_words}'
            || iif(change.direction = 'none', ': no clear change in a year', '')
    end as title
from gap
cross join context
left join shown_change as change
    on change.level = 'county'
    and change.cohort = 'csw'
    and change.breakdown = 'none'
    and change.metric = 'persistent_absence'
    and change.comparator = 'peers'
order by gap.position desc
limit 1;

-- name: suspension_gap
-- Pupils suspended, a term after the other, beside peers.
select * from term_comparison where metric = 'suspended_pupils' order by position;

-- name: week
-- Shown_week, for the table and both charts.
select
    position,
    start_date,
    school_days,
    value,
    comparator_value,
    gap,
    coalesce(mean, '[z]') as mean,
    coalesce(lower, '[z]') as lower,
    coalesce(upper, '[z]') as upper,
    is_baseline,
    mark,
    signal
from shown_week
order by position;

-- name: week_finding
-- What the weekly attendance gap says. No row without weeks.
--
-- title  a template: the last week's signal, else how many weeks had one
with
week as (
    select
        position,
        start_date,
        gap,
        mean,
        lower,
        upper,
        mark,
        signal,
        last_value(position) over (
            order by position rows between unbounded preceding and unbounded following
        ) as last_position
    from shown_week
),
tally as (
    select
        count(*) as weeks,
        sum(mark = 'A' and gap < mean) as below,
        sum(mark = 'A' and gap > mean) as above,
        sum(mark in ('T', '2', 'S')) as runs,
        min(start_date) as first_date,
        max(start_date) as last_date
    from shown_week
)
select
    tally.weeks,
    tally.below,
    tally.above,
    tally.runs,
    tally.first_date,
    tally.last_date,
    week.gap,
    coalesce(week.mean, '[z]') as mean,
    coalesce(week.lower, '[z]') as lower,
    coalesce(week.upper, '[z]') as upper,
    case
        when week.mean is null
            then 'The attendance gap was {gap} points in the week of {last_date:short}'
        when week.mark = 'A' and week.gap < week.mean
            then 'The attendance gap is wider than its usual range'
        when week.mark = 'A' then 'The attendance gap is narrower than its usual range'
        when week.mark in ('S', '2') and week.gap < week.mean
            then 'The attendance gap has been wider than usual for weeks'
        when week.mark in ('S', '2')
            then 'The attendance gap has been narrower than usual for weeks'
        when week.mark = 'T' then 'The attendance gap has moved one way for seven weeks'
        when tally.below > 0 then 'The attendance gap is back in its usual range after '
            || '{below:word} ' || iif(tally.below = 1, 'week', 'weeks') || ' outside it'
        when tally.above > 0 then 'The attendance gap is in its usual range; {above:word} '
            || iif(tally.above = 1, 'week was', 'weeks were') || ' narrower'
        when tally.runs > 0 then 'The attendance gap is back to its usual pattern after '
            || '{runs:word} weeks that were more than chance'
        else 'The attendance gap has stayed within its usual range'
    end as title
from tally
inner join week on week.position = week.last_position;

-- name: district
-- By district, the widest gap first, withheld rows last by name.
select *
from place_comparison
where kind = 'district'
order by gap_size is null, gap_size desc, place;

-- name: district_finding
-- Where the gap in persistent absence is widest. No row where no district's gap can be
-- shown.
--
-- title  a template: a place is named only where its gap is clear
select
    place,
    gap,
    value,
    count(*) over () as places,
    sum(compared = 'Higher than peers') over () as clear,
    iif(
        compared = 'Higher than peers',
        '{place} has the widest persistent absence gap: {gap} percentage points',
        'No district has a clear gap in persistent absence'
    ) as title
from place_comparison
where kind = 'district' and gap_size is not null
order by gap_size desc, place
limit 1;

-- name: phase
-- The same by phase.
select *
from place_comparison
where kind = 'phase'
order by gap_size is null, gap_size desc, place;

-- name: funnel
-- The schools of the funnel that is drawn, by how many children with a social worker in
-- the last six years they have, with the limits for that size; withheld schools last.
select
    dim_school.name,
    dim_school.urn,
    coalesce(dim_school.district, '[x]') as district,
    coalesce(denominator, symbol) as denominator,
    coalesce(numerator, symbol) as numerator,
    coalesce(value, symbol) as value,
    coalesce(expected, symbol) as expected,
    coalesce(lower_95, symbol) as lower_95,
    coalesce(upper_95, symbol) as upper_95,
    coalesce(upper_99_8, symbol) as upper_99_8,
    coalesce(drawn_funnel.flag, 'withheld') as flag,
    coalesce(flag_name.name, '[c]') as compared,
    scale,
    model,
    iif(unit = '%', '%', '') as unit,
    'Children at the school with a social worker in the last six years' as size_name
from drawn_funnel
inner join dim_school on dim_school.urn = drawn_funnel.urn
left join flag_name on flag_name.flag = drawn_funnel.flag
order by drawn_funnel.value is null, drawn_funnel.denominator, dim_school.name;

-- name: funnel_finding
-- How many schools are beyond what chance explains. No row
-- with fewer than five schools shown, which are too few for a funnel.
with tally as (
    select
        schools,
        phase_words,
        measure_in_text as measure,
        iif(model = 'binomial', 'binomial', 'Poisson') as model,
        sum(value is null) as withheld,
        sum(coalesce(flag = 'above_99_8', 0)) as far,
        sum(coalesce(flag = 'above_95', 0)) as near
    from drawn_funnel
    group by schools, phase_words, measure_in_text, model
)
select
    tally.*,
    case
        when far > 0 and near > 0
            then '{far:Word} ' || iif(far = 1, 'school is', 'schools are')
                || ' above the 99.8% limit; {near:word} more '
                || iif(near = 1, 'is', 'are') || ' above the 95% limit'
        when far > 0
            then '{far:Word} ' || iif(far = 1, 'school is', 'schools are')
                || ' above the 99.8% limit'
        when near > 0
            then 'No school is above the 99.8% limit; {near:word} '
                || iif(near = 1, 'is', 'are') || ' above the 95% limit'
        else 'No school is higher than chance explains'
    end as title
from tally
where schools >= 5;

-- name: funnel_name
-- Which funnel the table is of, in words.
select phase_words, measure from drawn_funnel limit 1;

-- name: repeat
-- Shown_repeat, most suspensions first, all others last.
--
-- kind        0 the schools that make up half, 1 the rest, 2 all others together
-- cumulative  share of all these suspensions, %
with
school as (
    select
        shown_repeat.*,
        dim_school.name,
        100.0 * sum(shown_repeat.suspensions) over (
            order by shown_repeat.school_key is null, shown_repeat.suspensions desc,
                dim_school.name
            rows between unbounded preceding and current row
        ) / sum(shown_repeat.suspensions) over () as cumulative,
        100.0 * shown_repeat.suspensions / sum(shown_repeat.suspensions) over () as share
    from shown_repeat
    left join dim_school on dim_school.school_key = shown_repeat.school_key
)
select
    coalesce(name, schools || ' other schools') || ' (' || children || ')' as label,
    coalesce(name, schools || ' other schools') as place,
    children,
    suspensions as value,
    cumulative,
    case
        when school_key is null then 2
        when cumulative - share < 50 then 0
        else 1
    end as kind,
    'Suspensions' as value_name
from school
order by school_key is null, suspensions desc, name;

-- name: repeat_finding
-- How few schools make up how much. No row where no school's
-- figure can be shown.
with
school as (
    select
        school_key,
        schools,
        children,
        suspensions,
        sum(suspensions) over () as total,
        sum(schools) over () as all_schools,
        sum(suspensions) over (
            order by school_key is null, suspensions desc, school_key
            rows between unbounded preceding and current row
        ) as running
    from shown_repeat
),
few as (
    select
        count(*) as few,
        max(running) as covered,
        max(total) as total,
        max(all_schools) as schools
    from school
    where school_key is not null and 2 * (running - suspensions) < total
)
select
    few,
    schools,
    total,
    (select sum(children) from shown_repeat) as children,
    100.0 * covered / total as share,
    case
        when few = schools then 'Children suspended again and again are at {few:word} schools'
        else '{few:Word} of {schools:count} schools ' || iif(few = 1, 'accounts', 'account')
            || ' for {share:count}% of repeat suspensions'
    end as title
from few
where few > 0;

-- name: headline
-- Each headline measure for each group: this year so far beside peers, and the latest
-- finished term beside the same term a year before.
--
-- words  a template
with measure (place, metric) as (
    values
        (1, 'attendance_rate'),
        (2, 'persistent_absence'),
        (3, 'severe_absence'),
        (4, 'unauthorised_absence_rate'),
        (5, 'suspended_pupils'),
        (6, 'repeat_suspended_pupils'),
        (7, 'suspension_rate'),
        (8, 'permanent_exclusion_rate')
)
select
    group_name.name as group_name,
    metric_name.name as measure,
    now.*,
    '[x]' as national,
    coalesce(compare_value, compare_symbol, '[x]') as compare_value,
    coalesce(before_value, before_symbol, '[x]') as before_value,
    coalesce(change, change_symbol, '[x]') as change,
    coalesce(change_lower, change_symbol, iif(change is null, '[x]', '[z]'))
        as change_lower,
    coalesce(change_upper, change_symbol, iif(change is null, '[x]', '[z]'))
        as change_upper,
    metric_name.points as points,
    case
        when change is null and change_symbol = '[c]' then 'Withheld'
        when change is null then 'Not compared'
        when direction is null then 'Too few to compare'
        when direction = 'none' then 'No clear change'
        else
            case direction
                when metric_name.better then 'Better: ' || direction
                when metric_name.worse then 'Worse: ' || direction
                else upper(substr(direction, 1, 1)) || substr(direction, 2)
            end
            || ' {change:abs} {points} (95% interval {change_lower:signed} to '
            || '{change_upper:signed})'
    end as words
from context
cross join measure
cross join group_name
cross join metric_name on metric_name.metric = measure.metric
cross join shown_comparison as now
    on now.period = context.year
    and now.level = 'county'
    and now.cohort = group_name.cohort
    and now.breakdown = 'none'
    and now.metric = measure.metric
left join shown_change
    on shown_change.level = 'county'
    and shown_change.cohort = group_name.cohort
    and shown_change.breakdown = 'none'
    and shown_change.metric = measure.metric
    and shown_change.comparator = ''
where group_name.cohort in ('csw', 'cla', 'ever6')
order by group_name.position, measure.place;

-- name: summary
-- What moved between the two periods that are compared, in words: one row, for the cover.
--
-- better, worse  measures whose change is clear, as a list; '' for none
with
change as (
    select lower(metric_name.label) as label, direction = better as is_better,
        direction = worse as is_worse, direction is not null as is_tested
    from shown_change
    inner join metric_name on metric_name.metric = shown_change.metric
    where level = 'county' and breakdown = 'none' and cohort = 'csw' and comparator = ''
        and shown_change.metric in (
            'attendance_rate', 'persistent_absence', 'severe_absence',
            'suspended_pupils', 'repeat_suspended_pupils', 'suspension_rate'
        )
    order by metric_name.label
),
verdict as (
    select
        group_concat(iif(is_better, label, null), ', ') as better,
        group_concat(iif(is_worse, label, null), ', ') as worse,
        coalesce(sum(is_tested), 0) as tested,
        coalesce(sum(is_tested and not is_worse and not is_better), 0) as unmoved,
        count(*) as measures
    from change
)
select
    coalesce(better, '') as better,
    coalesce(worse, '') as worse,
    unmoved,
    measures - tested as untested,
    case
        when tested = 0 then 'No headline measure of children with a social worker can be '
            || 'compared yet: too few children, or nothing to compare with.'
        when worse is null and better is null then 'No clear change for children with a '
            || 'social worker in the headline measures that can be compared.'
        else 'For children with a social worker:'
            || iif(worse is null, '', ' worse, by more than chance: {worse}.')
            || iif(better is null, '', ' better, by more than chance: {better}.')
            || iif(unmoved = 0, '', ' No clear change in {unmoved:word} others.')
    end || iif(tested = 0 or measures = tested, '', ' Not compared: {untested:word}.')
        as moved
from verdict;

-- name: suspension
-- Suspensions and repeats by group, this year so far and last.
with
year (place, period, name) as (
    select 1, year, year_words || iif(
        (select complete from dim_period where id = year), '', ' so far'
    )
    from context
    union all
    select 2, last_year, last_year_words from context
),
figure as (
    select
        period,
        cohort,
        metric,
        coalesce(numerator, symbol) as numerator,
        coalesce(value, symbol) as value,
        coalesce(denominator, symbol) as denominator
    from shown_metric
    where level = 'county' and breakdown = 'none'
)
select
    group_name.name as group_name,
    year.name as year,
    max(iif(metric = 'suspended_pupils', denominator, null)) as roll,
    max(iif(metric = 'suspension_rate', numerator, null)) as suspensions,
    max(iif(metric = 'suspension_rate', value, null)) as suspension_rate,
    max(iif(metric = 'suspended_pupils', numerator, null)) as pupils,
    max(iif(metric = 'suspended_pupils', value, null)) as pupil_rate,
    max(iif(metric = 'repeat_suspended_pupils', numerator, null)) as repeated,
    max(iif(metric = 'repeat_suspended_pupils', value, null)) as repeat_rate,
    coalesce(max(iif(metric = 'repeat_share', value, null)), '[z]') as repeat_share,
    max(iif(metric = 'suspension_days', numerator, null)) as days,
    max(iif(metric = 'permanent_exclusion_rate', numerator, null)) as permanent
from year
cross join group_name
inner join figure on figure.period = year.period and figure.cohort = group_name.cohort
group by year.place, group_name.position
having roll is not null
order by year.place, group_name.position;

-- name: school
-- Schools outside their funnel's limits this year, in any phase and measure; the furthest
-- from what is expected for their size first.
select
    dim_school.name,
    dim_school.urn,
    coalesce(dim_school.district, '[x]') as district,
    shown_funnel.phase,
    metric_name.label as measure,
    coalesce(group_name.name, shown_funnel.cohort) as group_name,
    shown_funnel.numerator,
    shown_funnel.denominator,
    shown_funnel.value,
    shown_funnel.expected,
    iif(shown_funnel.flag like 'above%', upper_99_8, lower_99_8) as limit_99_8,
    flag_name.meaning as compared
from shown_funnel
inner join flag_name on flag_name.flag = shown_funnel.flag and flag_name.flag <> 'within'
inner join dim_school on dim_school.urn = shown_funnel.urn
inner join metric_name on metric_name.metric = shown_funnel.metric
left join group_name on group_name.cohort = shown_funnel.cohort
order by
    flag_name.position,
    (shown_funnel.value - shown_funnel.expected) * sqrt(shown_funnel.denominator) desc,
    dim_school.name,
    shown_funnel.metric,
    shown_funnel.cohort;
