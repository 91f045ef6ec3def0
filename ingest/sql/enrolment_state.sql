-- enrolment_state: the statements of its module, each by its name.

-- name: schema
-- enrolment_state: the attributes of a stay as each extract gave them: those at R are of
-- the latest extract stamped on or before R, else of the earliest (details 15, 46). A
-- superseded row enters too. A stay that a person's UPNs share has one history: rows are
-- left out that say what the one before said under the same UPN, and of one time the last
-- row holds, but of status P: of such a row nothing but its dates counts (details 15).
--
-- is_ended  1 where a row of status P was told after this one, of the same time
create table enrolment_state (
    school_key integer not null references school_ident deferrable initially deferred,
    ident_key integer not null references ident deferrable initially deferred,
    entry_date text not null,
    stamp text not null,
    nc_year text,
    status text,
    sen_status text,
    fsm text,
    idaci_decile integer,
    ethnicity text,
    is_ended integer not null default 0 check (is_ended in (0, 1)),
    primary key (school_key, ident_key, entry_date, stamp)
) strict, without rowid;

-- name: is_linked
select 1
from person_linked
where ident_key = ?1

-- name: last
-- The newest state of a stay.
select ident_key, stamp, nc_year, status, sen_status, fsm, idaci_decile, ethnicity, is_ended
from enrolment_state
where school_key = ?1
    and ident_key = ?2
    and entry_date = ?3
order by stamp desc
limit 1

-- name: last_linked
-- The newest state of a stay under any UPN of the person.
select ident_key, stamp, nc_year, status, sen_status, fsm, idaci_decile, ethnicity, is_ended
from enrolment_state
where school_key = ?1
    and entry_date = ?3
    and ident_key in (
        select twin.ident_key
        from person
        inner join person as twin on twin.pupil_key = person.pupil_key
        where person.ident_key = ?2
        union
        select ?2
    )
order by stamp desc
limit 1

-- name: add
insert or fail into enrolment_state (
    school_key, ident_key, entry_date, stamp, nc_year, status, sen_status, fsm,
    idaci_decile, ethnicity
)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)

-- name: drop
-- What any UPN of the person said of the stay at that time.
delete from enrolment_state
where school_key = ?1
    and entry_date = ?3
    and stamp = ?4
    and ident_key in (
        select twin.ident_key
        from person
        inner join person as twin on twin.pupil_key = person.pupil_key
        where person.ident_key = ?2
        union
        select ?2
    )

-- name: end
-- What is said of the stay at that time was not the last of it: it ended.
update or fail enrolment_state
set is_ended = 1
where school_key = ?1
    and entry_date = ?3
    and stamp = ?4
    and ident_key in (
        select twin.ident_key
        from person
        inner join person as twin on twin.pupil_key = person.pupil_key
        where person.ident_key = ?2
        union
        select ?2
    )

-- name: twins
-- The rows of the stay under the person's other UPNs.
select enrolment.content_id
from person
cross join person as twin on twin.pupil_key = person.pupil_key
cross join enrolment on enrolment.ident_key = twin.ident_key
where person.ident_key = ?2
    and twin.ident_key <> ?2
    and enrolment.school_key = ?1
    and enrolment.entry_date = ?3

-- name: note_twins
-- Schools where an ident's person has a stay under two UPNs that were sent in turn: their
-- histories depend on who is who. One that has no state of its own was sent at the other's
-- times, which hold the last row alone. Cross joins: found by the person, never on the whole
-- roll of a school.
insert into stale_roll (school_key)
select enrolment.school_key
from enrolment
cross join person on person.ident_key = enrolment.ident_key
cross join person as twin
    on twin.pupil_key = person.pupil_key
    and twin.ident_key <> person.ident_key
cross join enrolment as other
    on other.school_key = enrolment.school_key
    and other.ident_key = twin.ident_key
    and other.entry_date = enrolment.entry_date
cross join content as ours on ours.content_id = enrolment.content_id
cross join content as theirs on theirs.content_id = other.content_id
where enrolment.ident_key = ?1
    and ours.stamp >= (
        select coalesce(min(enrolment_state.stamp), '')
        from enrolment_state
        where enrolment_state.school_key = other.school_key
            and enrolment_state.ident_key = other.ident_key
            and enrolment_state.entry_date = other.entry_date
    )
    and theirs.stamp >= (
        select coalesce(min(enrolment_state.stamp), '')
        from enrolment_state
        where enrolment_state.school_key = enrolment.school_key
            and enrolment_state.ident_key = enrolment.ident_key
            and enrolment_state.entry_date = enrolment.entry_date
    )
on conflict do nothing

-- name: overtake
-- The person has the stay under another UPN too.
insert into stale_stay (school_key, ident_key)
select ?1, ?2
where exists (
        select 1
        from person
        cross join person as twin on twin.pupil_key = person.pupil_key
        cross join enrolment as other
            on other.school_key = ?1
            and other.ident_key = twin.ident_key
            and other.entry_date = ?3
        where person.ident_key = ?2
            and twin.ident_key <> ?2
    )
on conflict do nothing

-- name: name
insert or fail into former_upn (school_key, ident_key, entry_date, former_upn)
values (?1, ?2, ?3, ?4)
on conflict do nothing
