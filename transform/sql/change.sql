-- change: the statements of its module, each by its name.

-- name: drop_metric
delete from change_cell
where period_key = ?1
    and metric_key = ?2

-- name: read_place
-- A metric's rows of a place, in the order of their key; values as put_change has them.
select
    cohort_key, n_joined, n_stayed, n_left, numerator,
    denominator, numerator_before, denominator_before, change_lower, change_upper,
    counted, counted_before
from change_cell
where period_key = ?1
    and metric_key = ?2
    and entity_key = ?3
order by cohort_key

-- name: drop_row
delete from change_cell
where period_key = ?1
    and metric_key = ?2
    and entity_key = ?3
    and cohort_key = ?4

-- name: drop_period
delete from change_cell
where period_key = ?1

-- name: put_change
insert into change_cell (
    period_key, metric_key, entity_key, cohort_key, n_joined, n_stayed, n_left, numerator,
    denominator, numerator_before, denominator_before, change_lower, change_upper,
    counted, counted_before
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
on conflict (period_key, metric_key, entity_key, cohort_key) do update set
    n_joined = excluded.n_joined,
    n_stayed = excluded.n_stayed,
    n_left = excluded.n_left,
    numerator = excluded.numerator,
    denominator = excluded.denominator,
    numerator_before = excluded.numerator_before,
    denominator_before = excluded.denominator_before,
    change_lower = excluded.change_lower,
    change_upper = excluded.change_upper,
    counted = excluded.counted,
    counted_before = excluded.counted_before
