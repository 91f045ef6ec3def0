-- The stays at one school, for each ident of the person they belong to; where two idents
-- of a person hold the same stay, the one of the later content,
-- in one content of the greater id, as fct_enrolment has it (details 45).
with stays as (
    select
        person.pupil_key,
        enrolment.entry_date,
        enrolment.leaving_date,
        enrolment.status,
        row_number() over (
            partition by person.pupil_key, enrolment.entry_date
            order by content.order_key desc, ident.id desc
        ) as place
    from enrolment
    inner join person on person.ident_key = enrolment.ident_key
    inner join ident on ident.ident_key = enrolment.ident_key
    inner join content on content.content_id = enrolment.content_id
    where enrolment.school_key = :school_key
)
select
    member.ident_key,
    stays.entry_date,
    stays.leaving_date
from stays
inner join person as member on member.pupil_key = stays.pupil_key
where stays.place = 1
    and stays.status <> 'P'
order by member.ident_key, stays.entry_date
