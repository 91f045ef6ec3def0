-- gap_figure: what mart_gap is made of: the gaps of what metric_figure holds.
--
-- is_mart    not of a year to date's breakdowns (metric_figure)
create view if not exists gap_figure as
select
    dim_metric.id as metric,
    dim_period.id as period,
    entity.level as level,
    entity.entity as entity,
    dim_cohort.id as cohort,
    comparator.id as comparator,
    dim_breakdown.breakdown as breakdown,
    dim_breakdown.value as breakdown_value,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator as value,
    dim_metric.scale * base.numerator / base.denominator as comparator_value,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator
        - dim_metric.scale * base.numerator / base.denominator as gap,
    iif(comparator.id = 'peers', metric_cell.peers_gap_lower, metric_cell.all_gap_lower)
        as gap_lower,
    iif(comparator.id = 'peers', metric_cell.peers_gap_upper, metric_cell.all_gap_upper)
        as gap_upper,
    case
        when base.numerator > 0
        then (metric_cell.numerator / metric_cell.denominator)
            / (base.numerator / base.denominator)
    end as ratio,
    iif(comparator.id = 'peers', metric_cell.peers_ratio_lower, metric_cell.all_ratio_lower)
        as ratio_lower,
    iif(comparator.id = 'peers', metric_cell.peers_ratio_upper, metric_cell.all_ratio_upper)
        as ratio_upper,
    metric_cell.breakdown_key = 0 or dim_period.grain <> 'to_date' as is_mart
from dim_period
cross join entity
cross join metric_cell
    on metric_cell.period_key = dim_period.period_key
    and metric_cell.entity_key = entity.entity_key
inner join gap_pair on gap_pair.cohort_key = metric_cell.cohort_key
cross join metric_cell as base
    on base.period_key = metric_cell.period_key
    and base.entity_key = metric_cell.entity_key
    and base.metric_key = metric_cell.metric_key
    and base.breakdown_key = metric_cell.breakdown_key
    and base.cohort_key = gap_pair.comparator_key
inner join dim_metric on dim_metric.metric_key = metric_cell.metric_key
inner join dim_cohort on dim_cohort.cohort_key = metric_cell.cohort_key
inner join dim_cohort as comparator on comparator.cohort_key = gap_pair.comparator_key
inner join dim_breakdown on dim_breakdown.breakdown_key = metric_cell.breakdown_key;
