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

-- name: suspension_gap
-- Pupils suspended, a term after the other, beside peers.
select * from term_comparison where metric = 'suspended_pupils' order by position;

-- name: district
-- By district, the widest gap first, withheld rows last by name.
select *
from place_comparison
where kind = 'district'
order by gap_size is null, gap_size desc, place;

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
