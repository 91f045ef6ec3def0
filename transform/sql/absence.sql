-- absence: the statements of its module, each by its name.

-- name: read_held
select absence_held.reason, absence_held.pupil_key
from absence_held
order by absence_held.reason, absence_held.pupil_key

-- name: put_held
-- A row that is as it was is left alone.
insert into absence_held (reason, pupil_key, since, possible, absent, to_come)
values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (reason, pupil_key) do update set
    since = excluded.since,
    possible = excluded.possible,
    absent = excluded.absent,
    to_come = excluded.to_come
where (since, possible, absent, to_come)
    <> (excluded.since, excluded.possible, excluded.absent, excluded.to_come)

-- name: drop_held
delete from absence_held
where reason = ?1
    and pupil_key = ?2
