delete from metric_cell where period_key = ?1
