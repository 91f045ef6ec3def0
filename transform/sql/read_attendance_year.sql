select attendance.school_key, attendance.pupil_key, attendance.figures, attendance.weeks
from attendance
where attendance.year = ?1
order by attendance.school_key, attendance.pupil_key
