-- quality_run: the last runs that met a file with something new, newest first.
select
    load_run.run_id,
    load_run.as_of,
    load_run.version,
    load_run.status,
    load_run.files,
    load_run.rows_read,
    load_run.rows_loaded,
    load_run.rows_rejected
from load_run
inner join context on load_run.as_of <= context.as_of
where exists (
    select 1
    from load_file
    where load_file.run_id = load_run.run_id
        and load_file.status <> 'unchanged'
)
order by load_run.run_id desc
limit 60;
