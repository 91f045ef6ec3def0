-- spine: the statements of its module, each by its name.

-- name: read_idents
select person.ident_key, person.pupil_key
from person

-- name: read_persons
select
    dim_pupil.pupil_key,
    coalesce(dim_pupil.date_of_birth, ''),
    coalesce(dim_pupil.sex, ''),
    pupil_stay.stays
from dim_pupil
left join pupil_stay on pupil_stay.pupil_key = dim_pupil.pupil_key
order by dim_pupil.pupil_key

-- name: read_schools
-- The schools that have entities, with the entities above them, and the number that others
-- near them have.
select
    dim_school.school_key,
    dim_school.urn,
    coalesce(dim_school.la_code, ''),
    coalesce(dim_school.district, ''),
    coalesce(dim_school.phase, ''),
    place.entity_key,
    coalesce(area.entity_key, 0),
    coalesce(person.entity_key, 0),
    iif(
        exists (select 1 from school_near where school_near.school_key = school.school_key),
        school.la_code || school.establishment_number,
        ''
    )
from entity as place
inner join school_ident on school_ident.urn = place.entity
inner join dim_school on dim_school.school_key = school_ident.school_key
inner join school on school.school_key = dim_school.school_key
left join entity as area
    on area.level = 'district'
    and area.entity = dim_school.district
left join entity as person
    on person.level = 'adviser'
    and person.entity = dim_school.adviser
where place.level = 'school'
order by dim_school.school_key

-- name: read_spells
-- For the spine: spells with what their codes mean.
select
    spell.pupil_key,
    spell.plan,
    spell.start_date,
    coalesce(spell.end_date, ''),
    coalesce(spell.end_reason, ''),
    coalesce(spell.need_code, ''),
    spell.is_respite,
    exists (
        select 1
        from code_value
        where code_value.name = 'previously_looked_after'
            and code_value.code = spell.end_reason
    )
from spell
