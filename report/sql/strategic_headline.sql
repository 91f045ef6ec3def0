-- strategic_headline: each headline measure for each group: this year so far beside
-- peers, and the latest finished term beside the same term a year before.
--
-- change interval  from the two intervals (Newcombe's method, which for shares is the one
--                  of the gaps; the two terms are taken to be independent)
-- words            a template
with
measure (place, metric) as (
    values
        (1, 'attendance_rate'),
        (2, 'persistent_absence'),
        (3, 'severe_absence'),
        (4, 'unauthorised_absence_rate'),
        (5, 'suspended_pupils'),
        (6, 'repeat_suspended_pupils'),
        (7, 'suspension_rate'),
        (8, 'permanent_exclusion_rate')
),
county as (
    select metric, period, cohort, numerator, denominator, value, lower, upper, symbol
    from shown_metric
    where level = 'county' and breakdown = 'none'
),
gap as (
    select metric, period, cohort, comparator_value, gap, gap_lower, gap_upper,
        ratio_lower, ratio_upper, comparator_symbol, gap_symbol
    from shown_gap
    where level = 'county' and breakdown = 'none' and comparator = 'peers'
),
base as (
    select
        group_name.position as group_position,
        measure.place,
        group_name.name as group_name,
        dim_metric.label || iif(dim_metric.unit = '%', ' (%)', ', ' || dim_metric.unit)
            as measure,
        coalesce(dim_metric.polarity, 'neither') as polarity,
        iif(dim_metric.unit = '%', 'points', dim_metric.unit) as points,
        context.compare_words as compare_words,
        context.before_words as before_words,
        now.numerator as numerator,
        now.denominator as denominator,
        now.value as value,
        now.lower as lower,
        now.upper as upper,
        now.symbol as symbol,
        gap.comparator_value,
        gap.gap,
        gap.gap_lower,
        gap.gap_upper,
        gap.ratio_lower,
        gap.ratio_upper,
        gap.comparator_symbol,
        gap.gap_symbol,
        compare.value as compare_value,
        compare.symbol as compare_symbol,
        before.value as before_value,
        before.symbol as before_symbol,
        case
            when '[c]' in (coalesce(compare.symbol, ''), coalesce(before.symbol, ''))
            then '[c]'
            else coalesce(compare.symbol, before.symbol, '[x]')
        end as change_symbol,
        compare.value - before.value as change,
        compare.value - before.value - sqrt(
            (compare.value - compare.lower) * (compare.value - compare.lower)
            + (before.upper - before.value) * (before.upper - before.value)
        ) as change_lower,
        compare.value - before.value + sqrt(
            (compare.upper - compare.value) * (compare.upper - compare.value)
            + (before.value - before.lower) * (before.value - before.lower)
        ) as change_upper
    from measure
    cross join group_name
    cross join context
    inner join dim_metric on dim_metric.id = measure.metric
    inner join county as now
        on now.metric = measure.metric
        and now.period = context.year
        and now.cohort = group_name.cohort
    left join gap
        on gap.metric = measure.metric
        and gap.period = context.year
        and gap.cohort = group_name.cohort
    left join county as compare
        on compare.metric = measure.metric
        and compare.period = context.compare
        and compare.cohort = group_name.cohort
    left join county as before
        on before.metric = measure.metric
        and before.period = context.before
        and before.cohort = group_name.cohort
    where group_name.cohort in ('csw', 'cla', 'ever6')
)
select
    group_name,
    measure,
    coalesce(value, symbol) as value,
    coalesce(lower, symbol, '[z]') as lower,
    coalesce(upper, symbol, '[z]') as upper,
    coalesce(numerator, symbol) as numerator,
    coalesce(denominator, symbol) as denominator,
    coalesce(comparator_value, comparator_symbol, '[x]') as comparator_value,
    coalesce(gap, gap_symbol, '[x]') as gap,
    coalesce(gap_lower, gap_symbol, '[z]') as gap_lower,
    coalesce(gap_upper, gap_symbol, '[z]') as gap_upper,
    '[x]' as national,
    case
        when gap is null then 'Not compared'
        when coalesce(gap_lower, ratio_lower) is null then 'Too few to compare'
        when coalesce(gap_lower > 0, ratio_lower > 1) then 'Higher than peers'
        when coalesce(gap_upper < 0, ratio_upper < 1) then 'Lower than peers'
        else 'No clear difference'
    end as compared,
    coalesce(compare_value, compare_symbol, '[x]') as compare_value,
    coalesce(before_value, before_symbol, '[x]') as before_value,
    coalesce(change, change_symbol) as change,
    coalesce(change_lower, iif(change is null, change_symbol, '[z]')) as change_lower,
    coalesce(change_upper, iif(change is null, change_symbol, '[z]')) as change_upper,
    points,
    compare_words,
    before_words,
    case
        when change is null and change_symbol = '[c]' then 'Withheld'
        when change is null then 'Not compared'
        when change_lower is null then 'Too few to compare'
        when change_lower > 0 then
            case polarity when 'higher' then 'Better: up' when 'lower' then 'Worse: up'
                else 'Up' end
            || ' {change:abs} {points} (95% interval {change_lower:signed} to '
            || '{change_upper:signed})'
        when change_upper < 0 then
            case polarity when 'higher' then 'Worse: down' when 'lower' then 'Better: down'
                else 'Down' end
            || ' {change:abs} {points} (95% interval {change_lower:signed} to '
            || '{change_upper:signed})'
        else 'No clear change'
    end as words
from base
order by group_position, place;
