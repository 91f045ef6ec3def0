-- attendance: the statements of its module, each by its name.

-- name: drop_attendance
delete from attendance
where year = ?1
    and school_key = ?2
    and pupil_key = ?3

-- name: put_attendance
insert into attendance (year, school_key, pupil_key, figures, weeks, bases)
values (?1, ?2, ?3, ?4, ?5, ?6)
on conflict (year, school_key, pupil_key) do update set
    figures = excluded.figures,
    weeks = excluded.weeks,
    bases = excluded.bases

-- name: read_attendance
select attendance.pupil_key, attendance.figures, attendance.weeks, attendance.bases
from attendance
where attendance.year = ?1
    and attendance.school_key = ?2
order by attendance.pupil_key

-- name: read_attendance_year
select attendance.school_key, attendance.pupil_key, attendance.figures, attendance.weeks
from attendance
where attendance.year = ?1
order by attendance.school_key, attendance.pupil_key

-- name: read_attendance_weeks
select attendance.school_key, attendance.pupil_key, '' as figures, attendance.weeks
from attendance
where attendance.year = ?1
    and attendance.weeks <> x''
order by attendance.school_key, attendance.pupil_key

-- name: read_attendance_slot
-- The reader takes one period's: to cut them out here costs more than all else of a row.
select attendance.school_key, attendance.pupil_key, attendance.figures
from attendance
where attendance.year = ?1
order by attendance.school_key, attendance.pupil_key

-- name: read_hidden
select mark_hidden.ident_key, mark_hidden.position
from mark_hidden
where mark_hidden.bucket = ?1
    and mark_hidden.school_key = ?2
order by mark_hidden.ident_key, mark_hidden.position

-- name: read_mark_strings
select mark_string.ident_key, mark_string.marks
from mark_string
where mark_string.bucket = ?1
    and mark_string.school_key = ?2
order by mark_string.ident_key
