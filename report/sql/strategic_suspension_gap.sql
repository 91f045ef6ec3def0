-- strategic_suspension_gap: pupils suspended, a term after the other, beside peers.
select
    term_name.name as term,
    term_name.short as label,
    coalesce(ours.numerator, ours.symbol) as numerator,
    coalesce(ours.denominator, ours.symbol) as denominator,
    coalesce(ours.value, ours.symbol) as value,
    coalesce(ours.lower, ours.symbol, '[z]') as lower,
    coalesce(ours.upper, ours.symbol, '[z]') as upper,
    coalesce(shown_gap.comparator_value, shown_gap.comparator_symbol, '[x]')
        as comparator_value,
    coalesce(shown_gap.gap, shown_gap.gap_symbol, '[x]') as gap,
    coalesce(shown_gap.ratio, shown_gap.gap_symbol, '[x]') as ratio,
    coalesce(shown_gap.ratio_lower, shown_gap.gap_symbol, '[z]') as ratio_lower,
    coalesce(shown_gap.ratio_upper, shown_gap.gap_symbol, '[z]') as ratio_upper,
    case
        when shown_gap.ratio_lower is null then 'Not compared'
        when shown_gap.ratio_lower > 1 then 'Higher than peers'
        when shown_gap.ratio_upper < 1 then 'Lower than peers'
        else 'No clear difference'
    end as compared
from term_name
inner join shown_metric as ours
    on ours.period = term_name.period
    and ours.metric = 'suspended_pupils'
    and ours.level = 'county'
    and ours.cohort = 'csw'
    and ours.breakdown = 'none'
left join shown_gap
    on shown_gap.period = ours.period
    and shown_gap.metric = ours.metric
    and shown_gap.level = ours.level
    and shown_gap.cohort = ours.cohort
    and shown_gap.comparator = 'peers'
    and shown_gap.breakdown = 'none'
order by term_name.position;
