-- metric_figure: the cells of metric_cell as figures, a row each: mart_metric, and what is
-- published though no mart has it.
--
-- is_mart    not of a year to date's breakdowns (details 92): those are there for what is published
--            of children at schools elsewhere (details 95)
-- edge       the crossed joins keep the order in which a cell is found by its key: a period
--            and a place first, of which there are few
create view if not exists metric_figure as
select
    dim_metric.id as metric,
    dim_period.id as period,
    entity.level as level,
    entity.entity as entity,
    dim_cohort.id as cohort,
    dim_breakdown.breakdown as breakdown,
    dim_breakdown.value as breakdown_value,
    metric_cell.numerator as numerator,
    metric_cell.denominator as denominator,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator as value,
    metric_cell.lower as lower,
    metric_cell.upper as upper,
    metric_cell.breakdown_key = 0 or dim_period.grain <> 'to_date' as is_mart
from dim_period
cross join entity
cross join metric_cell
    on metric_cell.period_key = dim_period.period_key
    and metric_cell.entity_key = entity.entity_key
inner join dim_metric on dim_metric.metric_key = metric_cell.metric_key
inner join dim_cohort on dim_cohort.cohort_key = metric_cell.cohort_key
inner join dim_breakdown on dim_breakdown.breakdown_key = metric_cell.breakdown_key;
