-- disclosure_metric: every figure that a controlled pack could show, place by place.
select
    mart_metric.period,
    mart_metric.level,
    mart_metric.entity,
    mart_metric.cohort,
    mart_metric.breakdown,
    mart_metric.breakdown_value,
    mart_metric.metric,
    mart_metric.numerator,
    mart_metric.denominator,
    mart_metric.value,
    mart_metric.lower,
    mart_metric.upper
from mart_metric
inner join dim_period
    on dim_period.id = mart_metric.period and dim_period.grain in ('year', 'term', 'week')
where mart_metric.level in ('county', 'district')
order by
    mart_metric.period, mart_metric.level, mart_metric.entity, mart_metric.cohort,
    mart_metric.breakdown, mart_metric.breakdown_value, mart_metric.metric;
