select
    enrolment_state.school_key,
    enrolment_state.ident_key,
    enrolment_state.entry_date,
    enrolment_state.stamp,
    coalesce(enrolment_state.nc_year, ''),
    enrolment_state.status,
    coalesce(enrolment_state.sen_status, ''),
    coalesce(enrolment_state.fsm, ''),
    coalesce(enrolment_state.idaci_decile, 0),
    coalesce(enrolment_state.ethnicity, '')
from enrolment_state
order by
    enrolment_state.school_key,
    enrolment_state.ident_key,
    enrolment_state.entry_date,
    enrolment_state.stamp
