-- mart_metric: one number.
--
-- metric     id in dim_metric
-- period     id in dim_period
-- level      county, district, adviser or school
-- entity     the LA code, the district's or adviser's name, the URN
-- cohort     id in dim_cohort
-- breakdown  none, sex, sen, fsm, ethnicity, ncyear, phase, idaci, district, in_county
-- breakdown_value  '' for none
-- numerator  unrounded, as dim_metric says what it counts
-- denominator  over 0: what has none has no row
-- value      scale * numerator / denominator, unrounded
-- lower, upper  its 95% interval; null where it has none (details 39, 40, 48)
-- edge       the crossed joins keep the order in which a cell is found by its key: a period
--            and a place first, of which there are few
create view if not exists mart_metric as
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
    metric_cell.upper as upper
from dim_period
cross join entity
cross join metric_cell
    on metric_cell.period_key = dim_period.period_key
    and metric_cell.entity_key = entity.entity_key
inner join dim_metric on dim_metric.metric_key = metric_cell.metric_key
inner join dim_cohort on dim_cohort.cohort_key = metric_cell.cohort_key
inner join dim_breakdown on dim_breakdown.breakdown_key = metric_cell.breakdown_key;
