-- mart_gap: one cohort beside one comparator, at the same place; both sides have a cell.
--
-- metric      id in dim_metric
-- period      id in dim_period
-- level       county, district, adviser or school
-- cohort      id in dim_cohort
-- breakdown   none, sex, sen, fsm, ethnicity, ncyear, phase, idaci, district, in_county
-- value       of the cohort, as in mart_metric
-- comparator  peers or all (which contains the cohort)
-- comparator_value  the comparator's value in mart_metric
-- gap         cohort less comparator, in the metric's unit
-- gap_lower, gap_upper  its 95% interval; null where either side has none (details 41, 48)
-- ratio       cohort by comparator; null where the comparator is 0 or less
-- ratio_lower, ratio_upper  its 95% interval, likewise
create view if not exists mart_gap as
select
    metric, period, level, entity, cohort, comparator, breakdown, breakdown_value, value,
    comparator_value, gap, gap_lower, gap_upper, ratio, ratio_lower, ratio_upper
from gap_figure
where is_mart;
