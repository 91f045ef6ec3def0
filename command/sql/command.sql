-- command: the statements of its module, each by its name.

-- name: begin_run
insert into load_run (run_id, started_at, as_of, version, status)
values (:run_id, :started_at, :as_of, :version, 'running')

-- name: end_run
update load_run
set
    finished_at = :finished_at,
    status = :status,
    files = :files,
    rows_read = :rows_read,
    rows_loaded = :rows_loaded,
    rows_rejected = :rows_rejected
where run_id = :run_id

-- name: put_note
-- What the packs that are published stand on.
insert into setting (name, value)
values ('report.note', :note)
on conflict (name) do update set value = excluded.value

-- name: read_note
select value
from setting
where name = 'report.note'

-- name: has_marts
-- 1 where marts were ever made.
select 1
from setting
where name = 'transform.as_of' and value <> '';

-- name: last_done
-- When the nightly run was last done, or one of an earlier version, and whether that was not
-- between a moment and now; none where there was none. One of a clock that was ahead says nothing
-- of the nights since.
select
    load_run.finished_at,
    load_run.finished_at not between strftime('%Y-%m-%dT%H:%M:%SZ', :since, 'unixepoch')
    and strftime('%Y-%m-%dT%H:%M:%SZ', :now, 'unixepoch') as is_late
from load_run
inner join run_seal on run_seal.run_id = load_run.run_id
where run_seal.event in ('run', 'earlier') or run_seal.event like 'run %'
order by
    load_run.finished_at > strftime('%Y-%m-%dT%H:%M:%SZ', :now, 'unixepoch'),
    load_run.finished_at desc
limit 1

-- name: last_version
-- Of the program, in the last run.
select version
from load_run
order by run_id desc
limit 1
