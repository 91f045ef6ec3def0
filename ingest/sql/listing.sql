-- snapshot_after: of each snapshot of a type and each part of its rows that it is the truth
-- for, the date of the one after it.
create temp table if not exists snapshot_after (
    content_id integer not null,
    part text not null,
    gone_date text,
    primary key (content_id, part)
) strict, without rowid;
delete from temp.snapshot_after;

-- Each time that the same bytes were sent is a snapshot of its own; rows go by the last.
insert into temp.snapshot_after (content_id, part, gone_date)
select
    content_id,
    part,
    substr(next_stamp, 1, 10)
from (
    select
        content.content_id,
        content_part.part,
        content_stamp.stamp = content.stamp as is_last,
        lead(content_stamp.stamp) over (
            partition by content_part.part
            order by content_stamp.stamp, content.sha256
        ) as next_stamp
    from content
    inner join content_stamp on content_stamp.content_id = content.content_id
    inner join content_part on content_part.content_id = content.content_id
    where content.type = :type
        and content.status = 'loaded'
)
where is_last;
