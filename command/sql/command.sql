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

-- name: last_version
-- Of the program, in the last run.
select version
from load_run
order by run_id desc
limit 1
