select attendance.pupil_key, attendance.figures, attendance.weeks
from attendance
where attendance.year = ?1
    and attendance.school_key = ?2
order by attendance.pupil_key
