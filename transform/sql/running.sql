-- running: the statements of its module, each by its name.

-- name: read_sums
-- A pupil's sums of a year at all schools.
select attendance.school_key, attendance.figures, attendance.bases
from attendance
where attendance.pupil_key = ?1
    and attendance.year = ?2
order by attendance.school_key
