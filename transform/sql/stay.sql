-- stay: the statements of its module, each by its name.

-- name: drop_lost_stays
-- Persons without a stay any more.
delete from pupil_stay
where pupil_key in (select pupil_asked.pupil_key from pupil_asked)
    and not exists (
        select 1
        from stay
        where stay.pupil_key = pupil_stay.pupil_key
    )

-- name: put_pupil_stay
insert into pupil_stay (pupil_key, stays)
values (?1, ?2)
on conflict (pupil_key) do update set stays = excluded.stays
where stays <> excluded.stays

-- name: read_asked_stays
-- Stays and their states of the persons asked for, a row a state; a row of status P says
-- only when a stay ended (details 15).
select
    stay.pupil_key,
    stay.school_key,
    stay.entry_date,
    stay.last_date,
    coalesce(stay.post_looked_after, ''),
    state.stamp,
    coalesce(state.nc_year, ''),
    state.status,
    coalesce(state.sen_status, ''),
    coalesce(state.fsm, ''),
    coalesce(state.idaci_decile, 0),
    coalesce(state.ethnicity, '')
from pupil_asked
cross join stay on stay.pupil_key = pupil_asked.pupil_key
cross join person as twin on twin.pupil_key = stay.pupil_key
cross join enrolment_state as state
    on state.school_key = stay.school_key
    and state.ident_key = twin.ident_key
    and state.entry_date = stay.entry_date
where state.status <> 'P'
order by
    pupil_asked.pupil_key,
    stay.school_key,
    stay.entry_date,
    state.stamp
