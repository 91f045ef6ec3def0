-- What a school's cell came to.
select
    numerator,
    denominator
from metric_cell
where period_key = ?1
    and metric_key = ?2
    and cohort_key = ?3
    and entity_key = ?4
    and breakdown_key = 0
