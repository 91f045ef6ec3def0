-- cell: the statements of its module, each by its name.

-- name: drop_metric
delete from metric_cell where period_key = ?1 and entity_key = ?2 and metric_key = ?3

-- name: drop_period
delete from metric_cell where period_key = ?1

-- name: put_cell
-- One cell; transform/engine/cell.c has its values in this order.
insert into metric_cell (
    period_key, entity_key, metric_key, breakdown_key, cohort_key,
    numerator, denominator, lower, upper,
    peers_gap_lower, peers_gap_upper, peers_ratio_lower, peers_ratio_upper,
    all_gap_lower, all_gap_upper, all_ratio_lower, all_ratio_upper
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
