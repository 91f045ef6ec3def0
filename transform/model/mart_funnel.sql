-- mart_funnel: one school in a funnel; flagged where strictly beyond a limit.
--
-- metric    id in dim_metric
-- period    id in dim_period
-- cohort    id in dim_cohort
-- numerator, denominator  of the school, as in mart_metric
-- value     scale * numerator / denominator, unrounded
-- phase     publication phase, whose schools together give what is expected
-- urn       of the school
-- expected  value of all schools of the phase together
-- lower_95, upper_95  exact limits for a school of this size (details 43)
-- lower_99_8, upper_99_8  the same at 99.8%
-- flag      above_99_8, above_95, within, below_95, below_99_8
create view if not exists mart_funnel as
select
    dim_metric.id as metric,
    dim_period.id as period,
    dim_cohort.id as cohort,
    funnel_cell.phase as phase,
    entity.entity as urn,
    metric_cell.numerator as numerator,
    metric_cell.denominator as denominator,
    dim_metric.scale * metric_cell.numerator / metric_cell.denominator as value,
    dim_metric.scale * phase_numerator / phase_denominator as expected,
    dim_metric.scale * lower_95 / metric_cell.denominator as lower_95,
    dim_metric.scale * upper_95 / metric_cell.denominator as upper_95,
    dim_metric.scale * lower_99_8 / metric_cell.denominator as lower_99_8,
    dim_metric.scale * upper_99_8 / metric_cell.denominator as upper_99_8,
    case
        when metric_cell.numerator > funnel_cell.upper_99_8 then 'above_99_8'
        when metric_cell.numerator > funnel_cell.upper_95 then 'above_95'
        when metric_cell.numerator < funnel_cell.lower_99_8 then 'below_99_8'
        when metric_cell.numerator < funnel_cell.lower_95 then 'below_95'
        else 'within'
    end as flag
from dim_period
cross join funnel_cell on funnel_cell.period_key = dim_period.period_key
cross join metric_cell
    on metric_cell.period_key = funnel_cell.period_key
    and metric_cell.entity_key = funnel_cell.entity_key
    and metric_cell.metric_key = funnel_cell.metric_key
    and metric_cell.breakdown_key = 0
    and metric_cell.cohort_key = funnel_cell.cohort_key
inner join dim_metric on dim_metric.metric_key = funnel_cell.metric_key
inner join entity on entity.entity_key = funnel_cell.entity_key
inner join dim_cohort on dim_cohort.cohort_key = funnel_cell.cohort_key;
