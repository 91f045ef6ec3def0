-- snapshot: the statements of its module, each by its name.

-- name: predecessor
-- The content of its type that was sent last before one (?1, at the time ?2) and is the truth
-- for the same parts: its rows.
select
    content.content_id,
    content.row_count
from content as this
inner join content on content.type = this.type
inner join content_stamp as sent on sent.content_id = content.content_id
where this.content_id = ?1
    and content.status = 'loaded'
    and content.content_id <> ?1
    and (sent.stamp, content.sha256) < (?2, this.sha256)
    and not exists (
        select content_part.part
        from content_part
        where content_part.content_id in (?1, content.content_id)
        group by content_part.part
        having count(*) < 2
    )
order by sent.stamp desc, content.sha256 desc
limit 1

-- name: part_before
-- The same of a part (?3), whatever else the content is the truth for.
select
    content.content_id,
    content_part.row_count
from content as this
inner join content on content.type = this.type
inner join content_stamp as sent on sent.content_id = content.content_id
inner join content_part on content_part.content_id = content.content_id
where this.content_id = ?1
    and content.status = 'loaded'
    and content.content_id <> ?1
    and (sent.stamp, content.sha256) < (?2, this.sha256)
    and content_part.part = ?3
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
