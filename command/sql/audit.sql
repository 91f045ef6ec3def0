-- audit: the statements of its module, each by its name.

-- name: runs
-- What a line of the log says of each sealed run, in order.
select
    load_run.run_id,
    'after ' || coalesce(lag(load_run.run_id) over (order by load_run.run_id), 0)
    || ': ' || run_seal.event || ' ' || load_run.status
    || ', as-of ' || load_run.as_of
    || ', version ' || load_run.version
    || ', ' || load_run.files || ' files'
    || ', ' || load_run.rows_read || ' rows read'
    || ', ' || load_run.rows_loaded || ' taken in'
    || ', ' || load_run.rows_rejected || ' rejected' as said,
    run_seal.seal
from load_run
inner join run_seal on run_seal.run_id = load_run.run_id
order by load_run.run_id
