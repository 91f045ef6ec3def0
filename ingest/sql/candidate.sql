-- candidate: the statements of its module, each by its name.

-- name: clear
delete from person_candidate

-- name: lost
-- Children of social care that are on no roll, and whose care did not end in adoption, with
-- names and birth of their newest row.
select
    newest.ident_key,
    newest.surname,
    newest.forename,
    newest.date_of_birth
from child_newest as newest
inner join person on person.ident_key = newest.ident_key
where not exists (
        select 1
        from person as twin
        inner join enrolment on enrolment.ident_key = twin.ident_key
        where twin.pupil_key = person.pupil_key
    )
    and person.pupil_key not in (select person_adopted.pupil_key from person_adopted)
order by newest.ident_key

-- name: pupils
-- What rolls say of pupils of whom no record says that they were adopted.
select
    told.ident_key,
    person.pupil_key,
    ident.id,
    told.surname,
    told.forename,
    told.date_of_birth
from enrolment_said as told
inner join ident on ident.ident_key = told.ident_key
inner join person on person.ident_key = told.ident_key
where person.pupil_key not in (select person_adopted.pupil_key from person_adopted)

-- name: put
insert into person_candidate (ident_key, place, candidate_key, reason)
values (?1, ?2, ?3, ?4)
