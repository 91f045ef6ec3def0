-- content: the statements of its module, each by its name.

-- name: read_order
select order_key
from content
where content_id = ?1

-- name: find
select content_id, sha256, type, status, stamp, is_released, row_count, encoding
from content
where sha256 = ?1

-- name: read_all
select content_id, sha256, type, status, stamp, is_released, row_count, encoding
from content
order by content_id

-- name: add
insert into content (sha256, type, status, stamp, row_count, encoding)
values (?1, ?2, ?3, ?4, ?5, ?6)

-- name: add_stamp
insert into content_stamp (content_id, stamp, path)
values (?1, ?2, ?3)
on conflict do nothing

-- name: lower_path
update content_stamp
set path = ?3
where content_id = ?1
    and stamp = ?2
    and ?3 <> ''
    and (path = '' or path > ?3)

-- name: path
select path
from content_stamp
where content_id = ?1
order by stamp desc
limit 1

-- name: first_stamp
select stamp
from content_stamp
where content_id = ?1
order by stamp
limit 1

-- name: drop_stamps
delete from content_stamp
where content_id = :content_id

-- name: set_status
update content
set status = ?2
where content_id = ?1

-- name: set_type
update content
set
    type = :type,
    encoding = :encoding
where content_id = :content_id

-- name: set_stamp
update content
set stamp = ?2
where content_id = ?1

-- name: release
update content
set is_released = 1
where content_id = :content_id

-- name: withdraw
update content
set
    status = 'withdrawn',
    is_released = 0
where content_id = :content_id
