select
    enrolment.school_key,
    enrolment.ident_key,
    enrolment.entry_date,
    coalesce(enrolment.leaving_date, ''),
    enrolment.status,
    coalesce(enrolment.sex, ''),
    coalesce(enrolment.post_looked_after, ''),
    enrolment.content_id
from enrolment
order by enrolment.school_key, enrolment.ident_key, enrolment.entry_date
