-- ingest: the statements of its module, each by its name.

-- name: find_named
-- The content that a path (its newest) or a SHA-256 means.
select content_id, sha256, type, status, stamp, is_released, row_count, encoding
from content
where sha256 = coalesce(
    (
        select load_file.sha256
        from load_file
        where load_file.path = ?1
            and load_file.sha256 <> ''
        order by load_file.run_id desc
        limit 1
    ),
    ?2
)

-- name: taken_in
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

-- name: last_run
select max(run_id)
from load_run
where run_id < ?1
having count(*) > 0
