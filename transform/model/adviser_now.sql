-- adviser_now: the advisers of the newest advisers extract; what it lacks has gone.
create view if not exists adviser_now as
select
    adviser.school_key,
    adviser.adviser,
    adviser.email
from adviser
where adviser.seen_id = (
    select content.content_id
    from content
    where content.type = 'advisers'
        and content.status = 'loaded'
    order by content.order_key desc
    limit 1
);
