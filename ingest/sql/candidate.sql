-- candidate: the statements of its module, each by its name.

-- name: clear
delete from person_candidate

-- name: pupils
-- What rolls say of pupils.
select ident_key, surname, forename, date_of_birth
from enrolment_said

-- name: upn
select id
from ident
where ident_key = ?1

-- name: put
insert into person_candidate (ident_key, place, candidate_key, reason)
values (?1, ?2, ?3, ?4)
