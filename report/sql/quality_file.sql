-- quality_file: what was last said of each file; that it came again unchanged is nothing
-- to say.
select
    load_file.path,
    load_file.type,
    substr(load_file.extract_time, 1, 10) as extract_date,
    case load_file.status
        when 'loaded' then 'Loaded'
        when 'unchanged' then 'Unchanged'
        when 'held' then 'Held: waits for a release'
        when 'incomplete' then 'Incomplete: cut off, not read'
        else 'Refused'
    end as status,
    load_file.rows_read,
    load_file.rows_loaded,
    load_file.rows_duplicate,
    load_file.rows_superseded,
    load_file.rows_rejected,
    load_file.lines_skipped,
    iif(load_file.message = '', 'None', load_file.message) as message
from load_file
inner join (
    select path, max(run_id) as run_id
    from load_file
    where status <> 'unchanged'
    group by path
) as said on said.path = load_file.path and said.run_id = load_file.run_id
order by
    load_file.status = 'loaded', load_file.rows_rejected desc,
    load_file.extract_time desc, load_file.path
limit 2000;
