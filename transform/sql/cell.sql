-- cell: the statements of its module, each by its name.

-- name: read_metric
-- A metric's cells of an entity, in the order of their key; values as put_cell has them.
select
    breakdown_key, cohort_key,
    numerator, denominator, lower, upper,
    peers_gap_lower, peers_gap_upper, peers_ratio_lower, peers_ratio_upper,
    all_gap_lower, all_gap_upper, all_ratio_lower, all_ratio_upper
from metric_cell
where period_key = ?1
    and entity_key = ?2
    and metric_key = ?3
order by breakdown_key, cohort_key

-- name: drop_cell
delete from metric_cell
where period_key = ?1
    and entity_key = ?2
    and metric_key = ?3
    and breakdown_key = ?4
    and cohort_key = ?5

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
on conflict (period_key, entity_key, metric_key, breakdown_key, cohort_key) do update set
    numerator = excluded.numerator,
    denominator = excluded.denominator,
    lower = excluded.lower,
    upper = excluded.upper,
    peers_gap_lower = excluded.peers_gap_lower,
    peers_gap_upper = excluded.peers_gap_upper,
    peers_ratio_lower = excluded.peers_ratio_lower,
    peers_ratio_upper = excluded.peers_ratio_upper,
    all_gap_lower = excluded.all_gap_lower,
    all_gap_upper = excluded.all_gap_upper,
    all_ratio_lower = excluded.all_ratio_lower,
    all_ratio_upper = excluded.all_ratio_upper
