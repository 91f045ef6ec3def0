-- What extracts say of the persons asked for, by person; the last column but those of
-- names is former_upn. Cross joins: in this order, by the indexes there are.
select
    person.pupil_key,
    enrolment.content_id,
    enrolment.entry_date,
    school_ident.urn || ident.id,
    ident.id,
    null,
    enrolment.former_upn,
    enrolment.surname,
    enrolment.forename,
    enrolment.date_of_birth,
    enrolment.sex,
    enrolment.ethnicity
from pupil_asked
cross join person on person.pupil_key = pupil_asked.pupil_key
cross join ident on ident.ident_key = person.ident_key
cross join enrolment on enrolment.ident_key = person.ident_key
cross join school_ident on school_ident.school_key = enrolment.school_key
order by pupil_asked.pupil_key
