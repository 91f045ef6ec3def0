delete from reason_cell
where period_key = ?1
    and entity_key = ?2
