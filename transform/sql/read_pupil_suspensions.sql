select
    person.pupil_key,
    suspension.content_id,
    suspension.start_date,
    ident.id,
    ident.id,
    null,
    null,
    null,
    null,
    null,
    null,
    null
from pupil_asked
cross join person on person.pupil_key = pupil_asked.pupil_key
cross join ident on ident.ident_key = person.ident_key
cross join suspension on suspension.ident_key = person.ident_key
order by pupil_asked.pupil_key
