-- The other contents in force of a content's type, of the schools it speaks of where the
-- type has schools.
select other.content_id
from content as one
inner join content as other on other.type = one.type
where one.content_id = :content_id
    and other.content_id <> one.content_id
    and other.status = 'loaded'
    and (
        not exists (select 1 from content_school where content_id = one.content_id)
        or exists (
            select 1
            from content_school as here
            inner join content_school as there on there.school_key = here.school_key
            where here.content_id = one.content_id
                and there.content_id = other.content_id
        )
    )
