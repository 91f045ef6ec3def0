-- The schools that have entities, with the entities above them.
select
    dim_school.school_key,
    dim_school.urn,
    coalesce(dim_school.la_code, ''),
    coalesce(dim_school.district, ''),
    coalesce(dim_school.phase, ''),
    place.entity_key,
    coalesce(area.entity_key, 0),
    coalesce(person.entity_key, 0)
from entity as place
inner join school_ident on school_ident.urn = place.entity
inner join dim_school on dim_school.school_key = school_ident.school_key
left join entity as area
    on area.level = 'district'
    and area.entity = dim_school.district
left join entity as person
    on person.level = 'adviser'
    and person.entity = dim_school.adviser
where place.level = 'school'
order by dim_school.school_key
