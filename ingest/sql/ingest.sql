-- ingest: the statements of its module, each by its name.

-- name: find_named
-- The content that a path (its newest) or a SHA-256, in small letters or capitals, means; whether
-- it is a path, and one that waits for its day though its bytes are in.
select
    content_id,
    sha256,
    type,
    status,
    stamp,
    is_released,
    row_count,
    encoding,
    exists (
        select 1
        from load_file
        where load_file.path = ?1
            and load_file.sha256 <> ''
    ) as is_path,
    content.status <> 'held' and exists (
        select 1
        from file_waiting
        where file_waiting.path = ?1
            and file_waiting.status = 'held'
    ) as is_early
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
    lower(?2)
)

-- name: last_run
select max(run_id)
from load_run
where run_id < ?1
having count(*) > 0

-- name: begin_trouble
-- What was in trouble is found out anew.
delete from inbox_trouble
