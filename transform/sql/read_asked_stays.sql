-- Stays and their states of the persons asked for, a row a state.
select
    person.pupil_key,
    enrolment.ident_key,
    enrolment.school_key,
    enrolment.entry_date,
    coalesce(enrolment.leaving_date, ''),
    enrolment.status,
    coalesce(enrolment.sex, ''),
    coalesce(enrolment.post_looked_after, ''),
    enrolment.content_id,
    coalesce(enrolment_state.stamp, ''),
    coalesce(enrolment_state.nc_year, ''),
    coalesce(enrolment_state.status, enrolment.status),
    coalesce(enrolment_state.sen_status, ''),
    coalesce(enrolment_state.fsm, ''),
    coalesce(enrolment_state.idaci_decile, 0),
    coalesce(enrolment_state.ethnicity, '')
from pupil_asked
cross join person on person.pupil_key = pupil_asked.pupil_key
cross join enrolment on enrolment.ident_key = person.ident_key
left join enrolment_state
    on enrolment_state.school_key = enrolment.school_key
    and enrolment_state.ident_key = enrolment.ident_key
    and enrolment_state.entry_date = enrolment.entry_date
order by
    pupil_asked.pupil_key,
    enrolment.ident_key,
    enrolment.school_key,
    enrolment.entry_date,
    enrolment_state.stamp
