-- ingest: the statements of its module, each by its name.

-- name: find_named
-- The content that a path (its newest) or a SHA-256, in small letters or capitals, means.
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
