-- Contents of a school's marks that speak of days between two dates.
select content_school.content_id
from content_school
inner join content on content.content_id = content_school.content_id
where content_school.school_key = :school_key
    and content.type = 'attendance'
    and content.status = 'loaded'
    and content_school.last_date >= :first_date
    and content_school.first_date <= :last_date
