-- snapshot: the statements of its module, each by its name.

-- name: predecessor
-- The content that was sent last before one of its type.
select content.content_id, content.row_count
from content
inner join content_stamp as sent on sent.content_id = content.content_id
where content.type = ?1
    and content.status = 'loaded'
    and content.sha256 <> ?3
    and (sent.stamp, content.sha256) < (?2, ?3)
order by sent.stamp desc, content.sha256 desc
limit 1

-- name: read_plan
select row_count
from content_plan
where content_id = ?1
    and plan = ?2

-- name: put_rows
update content
set row_count = :rows
where content_id = :content_id

-- name: put_plan
insert into content_plan (content_id, plan, row_count)
values (?1, ?2, ?3)
on conflict do update set row_count = excluded.row_count
