-- change: the statements of its module, each by its name.

-- name: drop_metric
delete from change_cell
where period_key = ?1
    and metric_key = ?2

-- name: drop_place
delete from change_cell
where period_key = ?1
    and metric_key = ?2
    and entity_key = ?3

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
