-- count: the statements of its module, each by its name.

-- name: read_counts
-- Summaries before the census; of each the newest first, of one content the longer stretch.
select
    attendance_count.pupil_key,
    attendance_count.basis = 'census' as is_census,
    attendance_count.start_date,
    attendance_count.end_date,
    attendance_count.part,
    attendance_count.roll,
    attendance_count.code,
    attendance_count.sessions,
    attendance_count.possible,
    attendance_count.authorised,
    attendance_count.unauthorised,
    attendance_count.late
from attendance_count
where attendance_count.school_key = ?1
    and (attendance_count.year = ?2
        or attendance_count.start_date between ?3 and ?4)
order by
    attendance_count.pupil_key,
    attendance_count.basis = 'census',
    attendance_count.order_key desc,
    attendance_count.part,
    attendance_count.roll,
    julianday(attendance_count.end_date) - julianday(attendance_count.start_date) desc,
    attendance_count.line desc

-- name: drop_left
delete from attendance_left
where year = ?1
    and school_key = ?2

-- name: put_left
insert into attendance_left (year, school_key, basis, rule, counts)
values (?1, ?2, ?3, ?4, ?5)
