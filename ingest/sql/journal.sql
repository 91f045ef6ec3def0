-- journal: the statements of its module, each by its name.

-- name: read
select
    content.sha256,
    content.type,
    content.status,
    content.is_released,
    content.encoding,
    content_stamp.stamp
from content
inner join content_stamp on content_stamp.content_id = content.content_id
order by content_stamp.stamp, content.sha256

-- name: is_empty
select 1
where not exists (select 1 from content)

-- name: put
-- Of a content that is there only the stamp may be another.
insert into content (sha256, type, status, is_released, encoding, stamp)
values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (sha256) do update set stamp = max(stamp, excluded.stamp)
    where (type, status, is_released, encoding)
        = (excluded.type, excluded.status, excluded.is_released, excluded.encoding)

-- name: put_stamp
insert into content_stamp (content_id, stamp)
select content_id, ?2
from content
where sha256 = ?1
on conflict do nothing
