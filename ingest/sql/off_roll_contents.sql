-- Contents of a school's marks that have rows rejected as not on roll.
select content_school.content_id
from content_school
inner join content on content.content_id = content_school.content_id
where content_school.school_key = :school_key
    and content.type = 'attendance'
    and content.status = 'loaded'
    and exists (
        select 1
        from load_reject
        where load_reject.sha256 = content.sha256
            and load_reject.rule = 'not_on_roll'
    )
