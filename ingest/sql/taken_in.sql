-- Files of a run whose bytes are in the archive and count, as they were when read.
select
    inbox_file.path,
    inbox_file.size,
    inbox_file.modified_ns
from load_file
inner join inbox_file
    on inbox_file.path = load_file.path
    and inbox_file.sha256 = load_file.sha256
where load_file.run_id = :run_id
    and load_file.status in ('loaded', 'unchanged')
order by inbox_file.path
