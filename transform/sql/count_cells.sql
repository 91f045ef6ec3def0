select count(*)
from metric_cell
where metric_cell.period_key = ?1
