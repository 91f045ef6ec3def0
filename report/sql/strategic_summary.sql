-- strategic_summary: what moved between the two periods that are compared, in words:
-- one row, for the cover.
--
-- better, worse  measures whose change is clear, as a list; '' for none
with
county as (
    select metric, period, value, lower, upper
    from shown_metric
    where level = 'county' and breakdown = 'none' and cohort = 'csw'
        and metric in (
            'attendance_rate', 'persistent_absence', 'severe_absence',
            'suspended_pupils', 'repeat_suspended_pupils', 'suspension_rate'
        )
),
change as (
    select
        dim_metric.label,
        dim_metric.polarity,
        compare.value - before.value - sqrt(
            (compare.value - compare.lower) * (compare.value - compare.lower)
            + (before.upper - before.value) * (before.upper - before.value)
        ) as lower,
        compare.value - before.value + sqrt(
            (compare.upper - compare.value) * (compare.upper - compare.value)
            + (before.value - before.lower) * (before.value - before.lower)
        ) as upper
    from context
    inner join county as compare on compare.period = context.compare
    inner join county as before
        on before.period = context.before and before.metric = compare.metric
    inner join dim_metric on dim_metric.id = compare.metric
    order by dim_metric.label
),
verdict as (
    select
        (
            select group_concat(lower(label), ', ') from change
            where (lower > 0 and polarity = 'higher') or (upper < 0 and polarity = 'lower')
        ) as better,
        (
            select group_concat(lower(label), ', ') from change
            where (lower > 0 and polarity = 'lower') or (upper < 0 and polarity = 'higher')
        ) as worse
)
select
    coalesce(better, '') as better,
    coalesce(worse, '') as worse,
    case
        when worse is null and better is null then 'No clear change for children with a '
            || 'social worker in any headline measure.'
        else 'For children with a social worker:'
            || iif(worse is null, '', ' worse, by more than chance: {worse}.')
            || iif(better is null, '', ' better, by more than chance: {better}.')
            || ' No clear change in the other headline measures.'
    end as moved
from verdict;
