-- schoolday: the statements of its module, each by its name.

-- name: drop_days
delete from school_day
where school_key = ?1
    and date between ?2 and ?3

-- name: put_day
insert into school_day (school_key, date, pupils, held, is_inset)
values (?1, ?2, ?3, ?4, ?5)

-- name: read_days
select school_day.date, school_day.pupils, school_day.held, school_day.is_inset
from school_day
where school_day.school_key = ?1
    and school_day.date between ?2 and ?3
order by school_day.date

-- name: read_strings
select mark_string.bucket, mark_string.ident_key, mark_string.marks
from mark_string
where mark_string.bucket between ?1 and ?2
    and mark_string.school_key = ?3
