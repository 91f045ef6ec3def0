-- mend: the statements of its module, each by its name.

-- name: files
-- Files that were met with these bytes.
select path
from inbox_file
where sha256 = ?1
order by path

-- name: name
-- The name that a content came under last.
select path
from load_file
where sha256 = ?1
order by run_id desc
limit 1

-- name: is_left
select 1
from erased_content
where new_sha256 = ?1
limit 1
