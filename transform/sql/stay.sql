-- stay: the statements of its module, each by its name.

-- name: drop_lost_stays
-- Persons without a stay any more.
delete from pupil_stay
where pupil_key in (select pupil_asked.pupil_key from pupil_asked)
    and not exists (
        select 1
        from person
        inner join enrolment on enrolment.ident_key = person.ident_key
        where person.pupil_key = pupil_stay.pupil_key
    )

-- name: put_pupil_stay
insert into pupil_stay (pupil_key, stays)
values (?1, ?2)
on conflict (pupil_key) do update set stays = excluded.stays
where stays <> excluded.stays

-- name: read_asked_stays
-- Stays and their states of the persons asked for, a row a state.
select
    person.pupil_key,
    enrolment.ident_key,
    enrolment.school_key,
    enrolment.entry_date,
    coalesce(enrolment.leaving_date, ''),
    enrolment.status,
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

-- name: read_content_order
select content.order_key || ' ' || ident.id
from content, ident
where content.content_id = ?1
    and ident.ident_key = ?2
