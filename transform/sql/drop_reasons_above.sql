delete from reason_cell
where period_key = ?1
    and entity_key in (
        select entity.entity_key
        from entity
        where entity.level <> 'school'
    )
