-- snapshot: the statements of its module, each by its name.

-- name: predecessor
-- The content of a type that was sent last before one and is the truth for as many parts, and
-- for that part where there is one: its rows.
select content.row_count
from content
inner join content_stamp as sent on sent.content_id = content.content_id
where content.type = ?1
    and content.status = 'loaded'
    and content.sha256 <> ?3
    and (sent.stamp, content.sha256) < (?2, ?3)
    and (
        select count(*) from content_part where content_part.content_id = content.content_id
    ) = ?4
    and (
        ?5 is null
        or exists (
            select 1
            from content_part
            where content_part.content_id = content.content_id
                and content_part.part = ?5
        )
    )
order by sent.stamp desc, content.sha256 desc
limit 1

-- name: part_before
-- The same of a part, whatever else the content is the truth for.
select content_part.row_count
from content
inner join content_stamp as sent on sent.content_id = content.content_id
inner join content_part on content_part.content_id = content.content_id
where content.type = ?1
    and content.status = 'loaded'
    and content.sha256 <> ?3
    and (sent.stamp, content.sha256) < (?2, ?3)
    and content_part.part = ?4
order by sent.stamp desc, content.sha256 desc
limit 1

-- name: put_rows
update content
set row_count = :rows
where content_id = :content_id;
delete from content_part
where content_id = :content_id;

-- name: put_part
insert into content_part (content_id, part, row_count)
values (?1, ?2, ?3)
