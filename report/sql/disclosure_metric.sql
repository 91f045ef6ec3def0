-- disclosure_metric: every figure that a controlled pack could show, place by place.
select
    period,
    level,
    entity,
    cohort,
    breakdown,
    breakdown_value,
    metric,
    numerator,
    denominator,
    value,
    lower,
    upper
from mart_metric
where level in ('county', 'district')
order by period, level, entity, cohort, breakdown, breakdown_value, metric;
