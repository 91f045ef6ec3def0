-- running: the statements of its module, each by its name.

-- name: read_all_sums
-- Everybody's sums of a year, in the order of the table.
select attendance.school_key, attendance.figures, attendance.bases, attendance.pupil_key
from attendance
where attendance.year = ?1
order by attendance.school_key, attendance.pupil_key

-- name: read_sums
-- A pupil's sums of a year at all schools.
select attendance.school_key, attendance.figures, attendance.bases
from attendance
where attendance.pupil_key = ?1
    and attendance.year = ?2
order by attendance.school_key
