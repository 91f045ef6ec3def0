-- funnel: the statements of its module, each by its name.

-- name: drop_funnel
delete from funnel_cell where period_key = ?1 and metric_key = ?2

-- name: put_funnel
-- One school in a funnel; the parameters are named by position in transform/engine/funnel.c.
insert into funnel_cell (
    period_key, metric_key, cohort_key, entity_key, phase,
    phase_numerator, phase_denominator, lower_95, upper_95, lower_99_8, upper_99_8
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)

-- name: read_cell
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
