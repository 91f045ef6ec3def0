-- coverage: the statements of its module, each by its name.

-- name: drop_days
delete from coverage_day
where school_key = ?1
    and date between ?2 and ?3

-- name: put_day
insert into coverage_day (school_key, date, pupils, held, is_marked, is_inset)
values (?1, ?2, ?3, ?4, ?5, ?6)

-- name: read_days
select
    coverage_day.date,
    coverage_day.pupils,
    coverage_day.held,
    coverage_day.is_marked,
    coverage_day.is_inset
from coverage_day
where coverage_day.school_key = ?1
    and coverage_day.date between ?2 and ?3
order by coverage_day.date

-- name: read_strings
select mark_string.bucket, mark_string.ident_key, mark_string.marks
from mark_string
where mark_string.bucket between ?1 and ?2
    and mark_string.school_key = ?3
