-- disclosure_gap: a gap is shown where both its sides are. The cross joins say in which
-- order SQLite is to go about it.
insert into shown_gap (
    metric, period, level, entity, cohort, comparator, breakdown, breakdown_value, value,
    comparator_value, gap, gap_lower, gap_upper, ratio, ratio_lower, ratio_upper, symbol,
    comparator_symbol, gap_symbol
)
with
side as (
    select
        mart_gap.*,
        ours.value as shown_value,
        theirs.value as shown_comparator,
        ours.symbol as symbol,
        theirs.symbol as comparator_symbol,
        case
            when '[c]' in (coalesce(ours.symbol, ''), coalesce(theirs.symbol, ''))
            then '[c]'
            else coalesce(ours.symbol, theirs.symbol)
        end as gap_symbol
    from mart_gap
    cross join shown_metric as ours
        on ours.metric = mart_gap.metric
        and ours.period = mart_gap.period
        and ours.level = mart_gap.level
        and ours.entity = mart_gap.entity
        and ours.cohort = mart_gap.cohort
        and ours.breakdown = mart_gap.breakdown
        and ours.breakdown_value = mart_gap.breakdown_value
    cross join shown_metric as theirs
        on theirs.metric = mart_gap.metric
        and theirs.period = mart_gap.period
        and theirs.level = mart_gap.level
        and theirs.entity = mart_gap.entity
        and theirs.cohort = mart_gap.comparator
        and theirs.breakdown = mart_gap.breakdown
        and theirs.breakdown_value = mart_gap.breakdown_value
    where mart_gap.level in ('county', 'district')
)
select
    metric, period, level, entity, cohort, comparator, breakdown, breakdown_value,
    shown_value, shown_comparator,
    iif(gap_symbol is null, gap, null),
    iif(gap_symbol is null, gap_lower, null),
    iif(gap_symbol is null, gap_upper, null),
    iif(gap_symbol is null, ratio, null),
    iif(gap_symbol is null, ratio_lower, null),
    iif(gap_symbol is null, ratio_upper, null),
    symbol, comparator_symbol, gap_symbol
from side;
