-- dim_school: a row a school of the schools extract.
--
-- school_key  ours, given at first sight and kept
-- urn      unique reference number
-- name     of the establishment
-- phase    publication phase, null where the school has none (details 24)
-- type     TypeOfEstablishment (name) of the schools extract
-- status   EstablishmentStatus (name) of the schools extract
-- adviser  of the newest advisers extract
create view if not exists dim_school as
select
    school.school_key,
    school_ident.urn,
    school.la_code,
    school.name,
    (
        select code_value.value
        from code_value
        where code_value.name = 'publication_phase'
            and code_value.code = case
                when school.type_name like '%special%' then 'SP'
                when school.type_name like '%pupil referral%'
                    or school.type_name like '%alternative provision%' then 'PR'
                else lower(replace(replace(replace(replace(
                    coalesce(school.phase_name, ''), ' ', ''), '-', ''), '(', ''), ')', ''))
            end
    ) as phase,
    school.type_name as type,
    school.status,
    school.district,
    school.trust,
    school.low_age,
    school.high_age,
    school.open_date,
    school.close_date,
    adviser_now.adviser
from school
inner join school_ident on school_ident.school_key = school.school_key
left join adviser_now on adviser_now.school_key = school.school_key;
