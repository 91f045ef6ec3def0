-- Contents with rows that wait for a school which the schools extract now has, by URN or
-- by LAESTAB.
select distinct content_wait.content_id
from content_wait
inner join content on content.content_id = content_wait.content_id
where content.status = 'loaded'
    and (
        content_wait.urn in (
            select school_ident.urn
            from school
            inner join school_ident on school_ident.school_key = school.school_key
        )
        or content_wait.urn in (select la_code || establishment_number from school)
    )
