-- Contents in force, a row each extract time they were sent with, in the order in which
-- they count; of one school when it is given.
select
    content.content_id,
    content.sha256,
    content.type,
    content.stamp,
    content.encoding,
    content_stamp.stamp as sent_stamp
from content
inner join content_stamp on content_stamp.content_id = content.content_id
where content.status = 'loaded'
    and (
        :school_key is null
        or content.content_id in (
            select content_id from content_school where school_key = :school_key
        )
    )
order by content_stamp.stamp, content.sha256
