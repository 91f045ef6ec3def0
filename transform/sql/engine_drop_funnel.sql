delete from funnel_cell where period_key = ?1
