-- Rows of schools that are none any more.
delete from reason_cell
where entity_key in (
    select entity.entity_key
    from entity
    where entity.level = 'school'
        and not exists (
            select 1
            from dim_school
            where dim_school.urn = entity.entity
        )
);
