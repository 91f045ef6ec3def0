select
    person.pupil_key,
    ssda_header.content_id,
    '',
    ident.id,
    ssda_header.upn,
    ident.id,
    null,
    null,
    null,
    ssda_header.date_of_birth,
    nullif(ssda_header.sex, 'U'),
    ssda_header.ethnic
from pupil_asked
cross join person on person.pupil_key = pupil_asked.pupil_key
cross join ident on ident.ident_key = person.ident_key
cross join ssda_header on ssda_header.ident_key = person.ident_key
order by pupil_asked.pupil_key
