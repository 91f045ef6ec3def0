-- chain: the statements of its module, each by its name.

-- name: begin
-- Rows to be sealed: the run's, and before it those of a warehouse without any seal.
insert into run_seal (run_id, event, seal)
select
    run_id,
    case when run_id = :run_id then :event else 'earlier' end,
    ''
from load_run
where run_id = :run_id
    or (run_id < :run_id and not exists (select 1 from run_seal))

-- name: read
-- Of each run what is sealed, its seal, and of one that is no run but has a seal.
select
    coalesce(load_run.run_id, run_seal.run_id) as run_id,
    json_array(
        load_run.run_id, load_run.started_at, load_run.finished_at, load_run.as_of,
        load_run.version, load_run.status, load_run.files, load_run.rows_read,
        load_run.rows_loaded, load_run.rows_rejected, run_seal.event
    ) as content,
    run_seal.seal,
    load_run.run_id is not null as is_run
from load_run
full join run_seal on run_seal.run_id = load_run.run_id
order by 1

-- name: put
update run_seal
set seal = ?2
where run_id = ?1

-- name: head
select
    count(*),
    coalesce(max(load_run.run_id), 0),
    (
        select run_seal.seal
        from run_seal
        order by run_seal.run_id desc
        limit 1
    )
from load_run

-- name: unsealed
-- The same of a warehouse of a version without seals.
select
    count(*),
    coalesce(max(load_run.run_id), 0),
    ''
from load_run
