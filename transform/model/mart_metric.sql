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
create view if not exists mart_metric as
select
    metric, period, level, entity, cohort, breakdown, breakdown_value, numerator, denominator,
    value, lower, upper
from metric_figure
where is_mart;
