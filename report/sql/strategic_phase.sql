-- strategic_phase: this year's persistent absence and suspensions by phase, children with
-- a social worker beside their peers; the widest gap first, withheld rows last by name.
with
ours as (
    select
        shown_metric.breakdown_value as place,
        shown_metric.*
    from shown_metric
    inner join context on context.year = shown_metric.period
    where shown_metric.level = 'county' and shown_metric.breakdown = 'phase'
        and shown_metric.cohort = 'csw'
        and shown_metric.metric in ('persistent_absence', 'suspended_pupils')
),
gap as (
    select *
    from shown_gap
    where level = 'county' and breakdown = 'phase' and cohort = 'csw' and comparator = 'peers'
),
joined as (
    select
        ours.place,
        ours.metric,
        ours.numerator,
        ours.denominator,
        ours.value,
        ours.lower,
        ours.upper,
        ours.symbol,
        gap.comparator_value,
        gap.comparator_symbol,
        gap.gap,
        gap.gap_lower,
        gap.gap_upper,
        gap.gap_symbol,
        gap.ratio_lower,
        gap.ratio_upper
    from ours
    left join gap
        on gap.metric = ours.metric
        and gap.period = ours.period
        and gap.entity = ours.entity and gap.breakdown_value = ours.breakdown_value
)
select
    absence.place,
    absence.place as label,
    coalesce(absence.denominator, absence.symbol) as pupils,
    coalesce(absence.numerator, absence.symbol) as absent,
    coalesce(absence.value, absence.symbol) as value,
    coalesce(absence.lower, absence.symbol, '[z]') as lower,
    coalesce(absence.upper, absence.symbol, '[z]') as upper,
    coalesce(absence.comparator_value, absence.comparator_symbol, '[x]')
        as comparator_value,
    coalesce(absence.gap, absence.gap_symbol, '[x]') as gap,
    case
        when absence.gap_lower is null then 'Not compared'
        when absence.gap_lower > 0 then 'Higher than peers'
        when absence.gap_upper < 0 then 'Lower than peers'
        else 'No clear difference'
    end as compared,
    coalesce(suspended.numerator, suspended.symbol, '[x]') as suspended,
    coalesce(suspended.value, suspended.symbol, '[x]') as suspended_value,
    coalesce(suspended.comparator_value, suspended.comparator_symbol, '[x]')
        as suspended_peers,
    case
        when suspended.ratio_lower is null then 'Not compared'
        when suspended.ratio_lower > 1 then 'Higher than peers'
        when suspended.ratio_upper < 1 then 'Lower than peers'
        else 'No clear difference'
    end as suspended_compared,
    'Children with a social worker' as value_name,
    'Peers' as comparator_name,
    '%' as unit
from joined as absence
left join joined as suspended
    on suspended.place = absence.place and suspended.metric = 'suspended_pupils'
where absence.metric = 'persistent_absence'
order by absence.gap is null, absence.gap desc, absence.place;
